//! Profiles, combinations and new names on small studies.

use super::super::*;
use crate::analysis::testing::Builder;
use crate::analysis::{Column, Crosstab, CrosstabSpec, Measure, Percent, Reading};
use crate::model::{
    AttributeKind, Corpus, Filter, ParticipantId, Profile, Refusal, WhereClause, WhereOp,
};

/// `(role, site, whether they say "delay", whether they say "harm")`.
type Person = (&'static str, &'static str, bool, bool);

fn study(people: &[Person]) -> Corpus {
    let mut study = Builder::new()
        .attribute("role", AttributeKind::List)
        .attribute("Site", AttributeKind::List);
    for (at, (role, site, ..)) in people.iter().enumerate() {
        study = study.participant(&format!("P{at}"), &[role, site]);
    }
    study = study.code("Time/delay").code("Harm");
    for (at, &(_, _, delay, harm)) in people.iter().enumerate() {
        let document = format!("D{at}");
        study = study.document(&document, &format!("INT: And?\nP{at}: We waited. It hurt."));
        for (says, code, words) in [(delay, "delay", "waited"), (harm, "Harm", "hurt")] {
            if says {
                study = study.coding(&document, code, words, "ana");
            }
        }
    }
    study.build()
}

fn protect(
    corpus: &Corpus,
    by: &[usize],
    protection: &Protection,
) -> Result<Protected<Crosstab>, Refusal> {
    let by = by.iter().map(|&at| corpus.attributes[at].id).collect();
    protected_crosstab(corpus, &CrosstabSpec { by, ..CrosstabSpec::default() }, protection)
}

fn public() -> Protection {
    Protection { profile: Some(Profile::Public), ..Protection::default() }
}

/// Five nurses, four doctors, two porters and a cook.
fn ward() -> Corpus {
    let mut people = vec![("nurse", "A", true, false); 3];
    people.extend([("nurse", "B", false, false), ("nurse", "A", true, false)]);
    people.extend([("doctor", "A", true, false); 2]);
    people.extend([("doctor", "B", false, false); 2]);
    people.extend([("porter", "A", true, true), ("porter", "B", false, false)]);
    people.push(("cook", "B", true, false));
    study(&people)
}

fn labels(table: &Crosstab) -> Vec<&str> {
    table.groups.iter().map(|group| group.label.as_str()).collect()
}

#[test]
fn without_protection_nothing_changes() {
    let corpus = ward();
    let spec = CrosstabSpec { by: vec![corpus.attributes[0].id], ..CrosstabSpec::default() };
    let plain = crate::analysis::crosstab(&corpus, &spec);
    let found = protect(&corpus, &[0], &Protection::default()).unwrap();
    assert_eq!(found.table, plain);
    // The profile working says that it is internal, and nothing else.
    let working = Protection { profile: Some(Profile::Working), ..Protection::default() };
    let working = protect(&corpus, &[0], &working).unwrap().table;
    assert_eq!(working.rows, plain.rows);
    let notes = [vec!["Internal: not to be passed on.".to_owned()], plain.notes()].concat();
    assert_eq!(working.notes(), notes);
}

#[test]
fn the_public_sees_groups_that_are_large_enough() {
    let corpus = ward();
    let found = protect(&corpus, &[0], &public()).unwrap();
    let table = found.table;
    assert_eq!(labels(&table), ["doctor", "nurse"]);
    // Three people are in no column and not in the total.
    assert_eq!(table.base.participants, 9);
    let read = |column| table.reading_as(Measure::Participants, Percent::None, 1, column);
    // Four doctors are said in words, and the total would give them away.
    assert_eq!(read(Column::Group(0)), Reading::Withheld(Withheld::SmallGroup));
    assert_eq!(read(Column::Group(1)), Reading::OutOf { part: 4, whole: 5 });
    assert_eq!(read(Column::Total), Reading::Withheld(Withheld::Secondary));
    let excerpts = table.reading_as(Measure::Excerpts, Percent::None, 1, Column::Group(0));
    assert_eq!(excerpts, Reading::Count(2));
    let notes = table.notes().join("\n");
    assert!(notes.contains("Left out, also of the total: 2 small groups with 3 participants."));
    assert!(corpus.participants.iter().all(|person| !notes.contains(&person.name)), "{notes}");
    // Merged instead of left out.
    let merged = Protection { merge_as: Some("others".to_owned()), ..public() };
    let table = protect(&corpus, &[0], &merged).unwrap().table;
    assert_eq!(labels(&table), ["doctor", "nurse", "others"]);
    assert_eq!((table.base.participants, table.groups[2].base.participants), (12, 3));
    assert!(table.notes().contains(&"others are 2 groups together.".to_owned()));
    // Two small groups hide each other: the nurses are shown.
    let read = |column| table.reading_as(Measure::Participants, Percent::None, 1, column);
    assert_eq!(read(Column::Group(1)), Reading::OutOf { part: 4, whole: 5 });
    assert_eq!(read(Column::Group(2)), Reading::Withheld(Withheld::SmallGroup));
    assert_eq!(read(Column::Total), Reading::OutOf { part: 8, whole: 12 });
}

#[test]
fn what_cannot_be_made_safe_is_refused() {
    let corpus = ward();
    let refused = |by: &[usize], protection: &Protection| {
        protect(&corpus, by, protection).unwrap_err().to_string()
    };
    let supervisor = Protection { profile: Some(Profile::Supervisor), ..Protection::default() };
    assert_eq!(
        refused(&[1], &supervisor),
        "the profile supervisor shows no site, and Site is one; leave it out, or take the profile \
         working"
    );
    assert!(protect(&corpus, &[0], &supervisor).is_ok());
    assert_eq!(
        refused(&[0, 1], &public()),
        "the profile public does not show role and Site together; leave one of them out"
    );
    assert!(protect(&corpus, &[1], &public()).is_ok());
    let named = Protection { merge_as: Some("Nurse".to_owned()), ..public() };
    assert!(refused(&[0], &named).starts_with("there is a group Nurse already"));
    // Five people say it or do not say it in no group: k = 5 empties the table.
    let five = Protection { suppress: Some(5), suppress_zeros: true, ..public() };
    assert!(refused(&[0], &five).starts_with("every cell would have to be hidden"));
    // A site named in the filter is a site in the table.
    let clause =
        WhereClause { attribute: corpus.attributes[1].id, op: WhereOp::Is, value: "A".to_owned() };
    let filter = Filter { wheres: vec![clause], ..Filter::default() };
    let spec =
        CrosstabSpec { by: vec![corpus.attributes[0].id], filter, ..CrosstabSpec::default() };
    assert!(protected_crosstab(&corpus, &spec, &public()).is_err());
    // One person by name is one person.
    let filter = Filter { participants: vec![ParticipantId(1)], ..Filter::default() };
    let refused = protected_frequencies(&corpus, &filter, &public()).unwrap_err();
    assert!(refused.to_string().starts_with("1 participant is too few"), "{refused}");
    // Two small ones together are too few.
    let corpus = study(
        &[("a", "", true, true); 5]
            .iter()
            .copied()
            .chain([("b", "", true, true)])
            .collect::<Vec<_>>(),
    );
    let merged = Protection { merge_as: Some("others".to_owned()), ..public() };
    let refused = protect(&corpus, &[0], &merged).unwrap_err().to_string();
    assert!(refused.starts_with("others together are 1 participant, fewer than 3"), "{refused}");
}

#[test]
fn derived_numbers_are_hidden_with_the_cell() {
    // Two say it of five, five of ten, six of twelve.
    let mut people = Vec::new();
    for (role, says, of) in [("a", 2, 5), ("b", 5, 10), ("c", 6, 12)] {
        people.extend((0..of).map(|at| (role, "", at < says, true)));
    }
    let corpus = study(&people);
    let suppress = Protection { suppress: Some(3), ..Protection::default() };
    let table = protect(&corpus, &[0], &suppress).unwrap().table;
    let small = Reading::Withheld(Withheld::Small);
    let secondary = Reading::Withheld(Withheld::Secondary);
    for measure in Measure::ALL {
        for percent in Percent::ALL {
            for (group, expected) in [(0, small), (1, secondary)] {
                let reading = table.reading_as(measure, percent, 1, Column::Group(group));
                assert_eq!(reading, expected, "{measure:?} {percent:?}");
            }
        }
    }
    let read = |measure, percent, column| table.reading_as(measure, percent, 1, column);
    let group = Column::Group(2);
    assert_eq!(
        read(Measure::Participants, Percent::None, group),
        Reading::OutOf { part: 6, whole: 12 }
    );
    assert_eq!(
        read(Measure::Participants, Percent::Row, group),
        Reading::Share { part: 6, whole: 13 }
    );
    assert_eq!(read(Measure::Excerpts, Percent::None, group), Reading::Count(6));
    // The whole of these is a sum with hidden parts.
    assert_eq!(read(Measure::Excerpts, Percent::Row, group), secondary);
    assert_eq!(read(Measure::Excerpts, Percent::None, Column::Total), secondary);
    assert_eq!(read(Measure::Participants, Percent::Column, Column::Group(0)), small);
    // Everyone says "Harm", and zeros are no secret: its numbers are shown.
    let harm = |percent, column| table.reading_as(Measure::Participants, percent, 2, column);
    assert_eq!(harm(Percent::None, Column::Group(0)), Reading::OutOf { part: 5, whole: 5 });
    assert_eq!(harm(Percent::Column, Column::Group(0)), secondary);
    assert_eq!(table.rows[1].cells[0].counts, crate::analysis::Counts::default());
    // The cells that speak of everybody, and are shown.
    let found = protect(&corpus, &[0], &suppress).unwrap();
    assert_eq!(found.unanimous.len(), 3);
    assert!(found.unanimous.iter().all(|cell| cell.row == 2 && cell.extent == Extent::Everyone));
}

#[test]
fn frequencies_hide_what_would_add_up() {
    let mut people = vec![("a", "", true, true); 10];
    people.extend([("a", "", true, false); 8]);
    people.extend([("a", "", false, false); 2]);
    // 18 of 20 say "delay": two do not. Ten say "Harm".
    let corpus = study(&people);
    let suppress = Protection { suppress: Some(3), ..Protection::default() };
    let list = protected_frequencies(&corpus, &Filter::default(), &suppress).unwrap().table;
    let hidden: Vec<[bool; 3]> = list
        .rows
        .iter()
        .map(|row| {
            [row.hidden.participants, row.hidden.others, row.hidden.own].map(|h| h.is_some())
        })
        .collect();
    // "Time" has nothing of its own, which is a zero and no secret, but is hidden with the rest.
    assert_eq!(hidden, [[true, true, true], [true, true, true], [false; 3]]);
    assert_eq!(list.rows[1].counts, crate::analysis::Counts::default());
    assert_eq!(list.rows[2].counts.participants, 10);
    assert!(list.notes()[0].starts_with("“*”: 1 to 2 participants, or as many who do not say it"));
    let plain = crate::analysis::frequencies(&corpus, &Filter::default());
    let open = protected_frequencies(&corpus, &Filter::default(), &Protection::default()).unwrap();
    assert_eq!(open.table, plain);
}

#[test]
fn who_stands_alone() {
    let corpus = ward();
    let by = |at: &[usize]| at.iter().map(|&at| corpus.attributes[at].id).collect::<Vec<_>>();
    let found = combinations(&corpus, &by(&[0, 1]), 3);
    let told: Vec<(&str, usize)> =
        found.iter().map(|c| (c.label.as_str(), c.participants.len())).collect();
    assert_eq!(
        told,
        [
            ("cook / B", 1),
            ("doctor / A", 2),
            ("doctor / B", 2),
            ("nurse / B", 1),
            ("porter / A", 1),
            ("porter / B", 1)
        ]
    );
    assert_eq!(combinations(&corpus, &by(&[1]), 3), []);
    assert_eq!(found[0].participants, [ParticipantId(12)]);
}

#[test]
fn new_names_are_in_no_order_of_the_study() {
    for count in 0..12_i64 {
        let people: Vec<ParticipantId> = (1..=count).map(ParticipantId).collect();
        for seed in 0..200 {
            let names = renumber(&people, seed);
            assert_eq!(renumber(&people, seed), names);
            let mut list: Vec<&str> = names.values().map(String::as_str).collect();
            let in_order: Vec<String> = (1..=count).map(|n| format!("Participant {n}")).collect();
            assert!(count < 2 || list != in_order);
            list.sort_unstable_by_key(|name| name.len().to_string() + name);
            let mut expected: Vec<&str> = in_order.iter().map(String::as_str).collect();
            expected.sort_unstable_by_key(|name| name.len().to_string() + name);
            assert_eq!(list, expected);
        }
    }
    let people: Vec<ParticipantId> = (1..=9).map(ParticipantId).collect();
    assert_ne!(renumber(&people, 1), renumber(&people, 2));
}
