//! Small cases told in words: citations, context, coders, notes, groups.

use super::super::testing::Builder;
use super::super::*;
use crate::model::{
    AttributeKind, CoderChoice, CoderId, Condition, Corpus, Filter, Relation, Speech, WhereClause,
    WhereOp,
};

fn study() -> Builder {
    Builder::new()
        .attribute("site", AttributeKind::List)
        .attribute("Role", AttributeKind::List)
        .participant("P01", &["A", "LA worker"])
        .participant("P02", &["B", ""])
        .participant("P05", &["A", "ICTG"])
        .code("Time/delay")
        .code("Harm")
        .document(
            "D1",
            "INT: How long?\nP01: Months. [0:12] Fourteen.\nINT: And then?\nP01: Nothing — café.",
        )
        .document("D2", "P01: It came back.\nP02x: Who is this?")
        .document("FG1", "P05: We wait.\nP02: So do we.\nINT: All of you?\nP05: All.")
}

fn only(corpus: &Corpus) -> Excerpt {
    let found = excerpts(corpus, &Filter::default());
    assert_eq!(found.len(), 1);
    excerpt(corpus, &found[0]).unwrap()
}

#[test]
fn citations() {
    let check = |document: &str, words: &str, expected: &str| {
        let corpus = study().coding(document, "delay", words, "ana").build();
        assert_eq!(only(&corpus).citation, expected, "{words}");
    };
    check("D1", "Months", "(P01, LA worker, ¶2)");
    check("D1", "Fourteen.\nINT: And", "(P01, LA worker, ¶2-3)");
    check("D1", "How long", "(D1, Interviewer, ¶1)");
    check("D2", "came", "(P01-2, LA worker, ¶1)");
    check("D2", "Who", "(D2, P02x, ¶2)");
    check("FG1", "wait", "(FG1, P05, ICTG, ¶1)");
    check("FG1", "So do", "(FG1, P02, ¶2)");
    check("FG1", "wait.\nP02: So", "(FG1, P05, ICTG; P02, ¶1-2)");
    check("D1", "[0:12]", "(D1, ¶2)");
}

#[test]
fn an_excerpt_knows_its_place_its_parts_and_its_comment() {
    let corpus = study()
        .coding("D1", "Time/delay", "then?\nP01: Nothing — café", "ana")
        .memo("D1", "in vivo?")
        .build();
    let found = only(&corpus);
    assert_eq!((found.chars.start, found.chars.end), (54, 79));
    assert_eq!((found.turns, found.lines), ((3, 4), Some((3, 4))));
    let parts: Vec<(u32, &str, &str)> =
        found.parts.iter().map(|p| (p.turn, p.speaker.as_str(), p.text.as_str())).collect();
    assert_eq!(parts, [(3, "Interviewer", "then?"), (4, "P01", "Nothing — café")]);
    assert_eq!(found.code_path, "Time/delay");
    assert_eq!(found.memo.as_deref(), Some("in vivo?"));
    assert_eq!(found.participant_names(&corpus).as_deref(), Some("P01"));
    let around = context(&corpus, &excerpts(&corpus, &Filter::default())[0], 1);
    assert_eq!((around.lead.as_str(), around.tail.as_str()), ("And", "."));
    assert_eq!(around.before.len(), 1);
    assert_eq!(around.before[0].text, "Months. [0:12] Fourteen.");
    assert!(around.after.is_empty());
}

#[test]
fn several_coders_are_never_added_up() {
    let corpus = study()
        .coding("D1", "delay", "Months", "ana")
        .coding("D1", "delay", "Months. [0:12] Four", "ben")
        .coding("D1", "delay", "teen", "cai")
        .coding("D1", "Harm", "Months", "ben")
        .build();
    assert_eq!(default_coder(&corpus, None), CoderChoice::All);
    assert_eq!(default_coder(&corpus, Some(CoderId(2))), CoderChoice::One(CoderId(2)));
    assert_eq!(default_coder(&corpus, Some(CoderId(9))), CoderChoice::All);
    let all = excerpts(&corpus, &Filter::default());
    let read: Vec<(String, String)> = all
        .iter()
        .map(|found| excerpt(&corpus, found).unwrap())
        .map(|found| (found.coder, found.text))
        .collect();
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(
        read,
        [pair("ben; ana", "Months. [0:12] Four"), pair("ben", "Months"), pair("cai", "teen")]
    );
    let ana = Filter { coder: CoderChoice::One(CoderId(1)), ..Filter::default() };
    assert_eq!(excerpts(&corpus, &ana).len(), 1);
    let answer = frequencies(&corpus, &ana);
    assert_eq!(answer.left_out.other_coders, 3);
    assert_eq!(answer.rows.iter().map(|row| row.counts.excerpts).collect::<Vec<_>>(), [1, 1, 0]);
}

#[test]
fn groups_come_in_the_order_of_their_kind_and_blank_comes_last() {
    let check = |kind, values: &[&str], expected: &[&str]| {
        let mut study = Builder::new().attribute("years", kind);
        for (index, value) in values.iter().enumerate() {
            study = study.participant(&format!("P{index}"), &[value]);
        }
        let corpus = study.build();
        let by = vec![corpus.attributes[0].id];
        let table = crosstab(&corpus, &CrosstabSpec { by, ..CrosstabSpec::default() });
        let labels: Vec<&str> = table.groups.iter().map(|group| group.label.as_str()).collect();
        assert_eq!(labels, expected);
    };
    check(AttributeKind::Number, &["10", "", "9", "0"], &["0", "9", "10", "(no value)"]);
    check(AttributeKind::List, &["nurse", "Doctor", "Nurse"], &["Doctor", "nurse"]);
    check(AttributeKind::Text, &["10", " 9 ", "  "], &["10", "9", "(no value)"]);
}

#[test]
fn nothing_to_divide_by_is_no_number_and_nobody_is_a_dash() {
    let corpus = study().coding("D1", "delay", "Months", "ana").build();
    let role = corpus.attribute_named("role").unwrap().id;
    let value = "ictg".to_owned();
    let wheres = vec![WhereClause { attribute: role, op: WhereOp::Is, value }];
    let filter = Filter { wheres, ..Filter::default() };
    let table =
        crosstab(&corpus, &CrosstabSpec { by: vec![role], filter, ..CrosstabSpec::default() });
    let read = |percent, column| table.reading_as(Measure::Excerpts, percent, 0, column);
    assert_eq!(table.groups[0].label, "ICTG");
    assert_eq!(read(Percent::None, Column::Group(0)), Reading::Count(0));
    assert_eq!(read(Percent::None, Column::Group(1)), Reading::Nobody);
    assert_eq!(read(Percent::None, Column::Unassigned), Reading::Nobody);
    let nothing = Reading::Undefined(Undefined::NothingToDivideBy);
    assert_eq!(read(Percent::Row, Column::Group(0)), nothing);
    assert_eq!(table.cell_filter(0, Column::Group(1)), None);
    assert_eq!(table.left_out.filtered, 1);
}

#[test]
fn the_unassigned_column_opens_what_it_counts() {
    let corpus = study().coding("D2", "delay", "came back.\nP02x: Who is", "ana").build();
    let by = vec![corpus.attributes[0].id];
    let table = crosstab(&corpus, &CrosstabSpec { by, ..CrosstabSpec::default() });
    assert_eq!(table.rows[1].unassigned.counts.excerpts, 1);
    assert_eq!(table.rows[1].unassigned.counts.words, 2);
    assert_eq!((table.shared, table.left_out.no_participant), (1, 0));
    let filter = table.cell_filter(1, Column::Unassigned).unwrap();
    assert_eq!(filter.speech, Speech::Unassigned);
    assert_eq!(excerpts(&corpus, &filter).len(), 1);
}

#[test]
fn the_notes_say_what_a_reader_must_know() {
    let corpus = study()
        .coding("D1", "delay", "Months", "ana")
        .coding("D1", "delay", "Nothing", "ana")
        .coding("D1", "delay", "Fourteen", "ana")
        .coding("D1", "Harm", "How long", "ana")
        .coding("FG1", "delay", "wait.\nP02: So", "ana")
        .build();
    let by = vec![corpus.attribute_named("site").unwrap().id];
    let filter = Filter { coder: default_coder(&corpus, None), ..Filter::default() };
    let mut table = crosstab(&corpus, &CrosstabSpec { by, filter, ..CrosstabSpec::default() });
    table.percent = Percent::Group;
    let notes = table.notes().join("\n");
    for expected in [
        "participants with at least one excerpt",
        "Codings by ana.",
        "1 excerpt runs over speakers of more than one column and counts in each",
        "Not counted: 1 coding only in the interviewer’s words.",
        "B is one person: the column is that person’s interview.",
        "Very small groups (fewer than 5 participants): A.",
        "delay × A (P01 75 % of 4)",
        "Shares of fewer than 20 are shown as “n of N”",
    ] {
        assert!(notes.contains(expected), "{expected}\n\n{notes}");
    }
}

#[test]
fn who_is_excluded_counts_nowhere_and_every_table_says_so() {
    let corpus = Builder::new()
        .attribute("role", AttributeKind::List)
        .participant("P1", &["nurse"])
        .participant("P2", &["porter"])
        .excluded("asked for it")
        .code("delay")
        .document("D1", "INT: So?\nP1: We waited.\nP2: Me too.\nS9: And I.")
        .coding("D1", "delay", "We waited", "ana")
        .coding("D1", "delay", "Me too", "ana")
        .coding("D1", "delay", "waited.\nP2: Me", "ana")
        .coding("D1", "delay", "too.\nS9: And", "ana")
        .coding("D1", "delay", "INT: So?", "ana")
        .build();
    let role = corpus.attributes[0].id;
    let table = |filter: Filter| {
        crosstab(&corpus, &CrosstabSpec { by: vec![role], filter, ..CrosstabSpec::default() })
    };
    let note = |notes: Vec<String>, begins: &str| {
        notes.into_iter().find(|note| note.starts_with(begins)).unwrap_or_default()
    };
    let all = Filter { coder: CoderChoice::One(CoderId(1)), ..Filter::default() };
    let without = table(all.clone());
    // No column of porters: the only one is excluded.
    let columns: Vec<&str> = without.groups.iter().map(|group| group.label.as_str()).collect();
    assert_eq!(columns, ["nurse"]);
    assert_eq!((without.base.participants, without.base.words), (1, 2));
    assert_eq!(without.rows[0].total.counts.excerpts, 2);
    assert_eq!(without.rows[0].unassigned.counts.excerpts, 1);
    assert_eq!((without.left_out.excluded, without.excluded.join(",")), (1, "P2".to_owned()));
    let left = "Left out: 1 participant excluded from analysis (P2), with 1 excerpt.";
    assert_eq!(note(without.notes(), "Left out"), left);
    assert_eq!(note(frequencies(&corpus, &all).notes(), "Left out"), left);
    assert_eq!(exclusion_of_list(&corpus, &all).as_deref(), Some(left));
    // The list has what touches somebody else, and the interviewer's words.
    assert_eq!(excerpts(&corpus, &all).len(), 4);
    // Asked for by name: nothing, and why; included when that is said.
    let p2 = Filter { participants: vec![corpus.participants[1].id], ..all.clone() };
    assert!(excerpts(&corpus, &p2).is_empty());
    let all_theirs = "Left out: 1 participant excluded from analysis (P2), with 3 excerpts.";
    assert_eq!(exclusion_of_list(&corpus, &p2).as_deref(), Some(all_theirs));
    let with = Filter { include_excluded: true, ..p2 };
    let found = excerpts(&corpus, &with);
    assert_eq!(found.len(), 3);
    let read = excerpt(&corpus, &found[1]).unwrap();
    assert_eq!(read.citation, "(D1, P2, porter, excluded, ¶3)");
    assert_eq!(read.participants, [corpus.participants[1].id]);
    // A passage of two is cited with both and counts for one.
    let read = excerpt(&corpus, &found[0]).unwrap();
    assert_eq!(read.citation, "(D1, P1, nurse; P2, porter, excluded, ¶2-3)");
    assert_eq!(read.participants, [corpus.participants[0].id]);
    let table = table(Filter { include_excluded: true, ..all });
    assert_eq!((table.base.participants, table.left_out.excluded), (2, 0));
    let included = "Participants excluded from analysis are included: P2.";
    assert_eq!(note(table.notes(), "Participants excluded"), included);
}

#[test]
fn a_coding_that_begins_with_a_space_begins_after_the_word_before() {
    let corpus = Builder::new()
        .participant("P01", &[])
        .code("Time")
        .code("Harm")
        .document("D1", "P01: one two three four\n")
        .coding("D1", "Time", "one", "ana")
        .coding("D1", "Harm", " three", "ana")
        .build();
    let near = |apart: u32| {
        let time = corpus.codes.find("Time")[0];
        let condition = Condition::Near(Relation::WithinWords(apart), time);
        let filter = Filter { condition: Some(condition), ..Filter::default() };
        excerpts(&corpus, &filter).len()
    };
    assert_eq!([near(0), near(1), near(2)], [0, 1, 1], "two lies between");
}
