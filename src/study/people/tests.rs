//! Participants, as a person changes them.

use super::super::{Command, Report, Study};
use super::plan_people;
use crate::model::{AttributeKind, Corpus, PeopleTable};

fn study() -> (tempfile::TempDir, Study) {
    let folder = tempfile::tempdir().unwrap();
    let mut study = Study::create(&folder.path().join("s.postil"), None, "s", None).unwrap();
    run(
        &mut study,
        import("role,age", &["P01|nurse|40", "P02|LA worker|", "P03|Local authority|"]),
    );
    (folder, study)
}

fn run(study: &mut Study, command: Command) -> String {
    study.run(command).unwrap().step.map_or("nothing".to_owned(), |step| step.label)
}

fn table(columns: &str, rows: &[&str]) -> PeopleTable {
    PeopleTable {
        attributes: columns.split(',').map(|n| (n.to_owned(), AttributeKind::Text)).collect(),
        rows: (2..)
            .zip(rows)
            .map(|(line, row)| {
                let mut cells = row.split('|').map(str::to_owned);
                let id = cells.next().unwrap();
                (line, id, cells.map(|cell| Some(cell).filter(|c| !c.is_empty())).collect())
            })
            .collect(),
        ..PeopleTable::default()
    }
}

fn import(columns: &str, rows: &[&str]) -> Command {
    Command::ImportParticipants { table: table(columns, rows), blank_clears: false }
}

fn known(corpus: &Corpus) -> Vec<String> {
    let person = |p: &crate::model::Participant| {
        let values: Vec<&str> = corpus
            .attributes
            .iter()
            .map(|a| p.values.get(&a.id).map_or("-", String::as_str))
            .collect();
        format!("{} {}", p.name, values.join("|"))
    };
    corpus.participants.iter().map(person).collect()
}

#[test]
fn a_second_table_says_what_it_would_change() {
    let (_folder, study) = study();
    let mut second = table(
        "Age,site,ROLE",
        &["p01|41|north|", "P2||south|", "P03|||Local authority", "P03|1||"],
    );
    second.attributes[0].1 = AttributeKind::Number;
    second.chosen_kinds = vec!["Age".to_owned()];
    let plan = plan_people(study.corpus(), &second, false).unwrap();
    let told: Vec<String> = plan
        .people
        .iter()
        .map(|person| {
            let cells: Vec<String> = person
                .cells
                .iter()
                .map(|c| format!("{} {}→{}", plan.attributes[c.attribute].name, c.old, c.new))
                .collect();
            format!("{} {} {}", person.known.is_none(), person.name, cells.join(", "))
        })
        .collect();
    assert_eq!(told, ["false P01 age 40→41, site →north", "true P2 site →south"]);
    assert_eq!(plan.unchanged, ["P03"]);
    assert_eq!(plan.missing, ["P02"]);
    assert_eq!((plan.alike[0].id.as_str(), plan.alike[0].known.as_str()), ("P2", "P02"));
    assert_eq!((plan.other_case[0].id.as_str(), plan.other_case[0].known.as_str()), ("p01", "P01"));
    assert_eq!(plan.refused[0].to_string(), "line 5: P03 is in line 4 already");
    assert!(plan.attributes[0].changes_kind());
    assert!(plan.attributes[1].known.is_none());
    assert!(!plan.attributes[2].changes_kind());
    // Told to be the same person, it is.
    second.take_as(&[("p2".to_owned(), "P02".to_owned())]);
    let plan = plan_people(study.corpus(), &second, false).unwrap();
    assert_eq!((plan.new_people().count(), plan.changed_people().count()), (0, 2));
    assert!(plan.missing.is_empty());
}

#[test]
fn what_is_planned_is_what_happens() {
    let (_folder, mut study) = study();
    let second = table("age,site", &["P01||north", "P04|20|"]);
    for (blank_clears, expected) in [
        (false, ["P01 nurse|40|north", "P02 LA worker|-|-", "P04 -|20|-"]),
        (true, ["P01 nurse|-|north", "P02 LA worker|-|-", "P04 -|20|-"]),
    ] {
        let plan = plan_people(study.corpus(), &second, blank_clears).unwrap();
        assert_eq!((plan.new_people().count(), plan.changed_people().count()), (1, 1));
        let command = Command::ImportParticipants { table: second.clone(), blank_clears };
        let outcome = study.run(command).unwrap();
        assert_eq!(outcome.report, Report::Lines { taken: 2, known: 0, refused: Vec::new() });
        let now = known(study.corpus());
        assert_eq!([&now[0], &now[1], &now[3]], [expected[0], expected[1], expected[2]]);
        assert!(plan_people(study.corpus(), &second, blank_clears).unwrap().is_empty());
        study.undo().unwrap().unwrap();
    }
}

#[test]
fn values_are_recoded_in_one_step() {
    let (_folder, mut study) = study();
    let attribute = study.corpus().attributes[0].id;
    let from = vec!["LA worker".to_owned(), "Local authority".to_owned()];
    let recode = |from: &[String], to: &str| Command::RecodeValues {
        attribute,
        from: from.to_vec(),
        to: to.to_owned(),
    };
    assert_eq!(
        run(&mut study, recode(&from, " LA worker ")),
        "Recode role: Local authority to LA worker (1 participant)"
    );
    assert_eq!(known(study.corpus())[2], "P03 LA worker|-");
    assert_eq!(
        run(&mut study, recode(&from, "")),
        "Recode role: LA worker, Local authority to blank (2 participants)"
    );
    assert_eq!(run(&mut study, recode(&from, "x")), "nothing");
    assert_eq!(
        run(&mut study, recode(&[String::new()], "unknown")),
        "Recode role: blank to unknown (2 participants)"
    );
    assert_eq!(known(study.corpus())[1], "P02 unknown|-");
}

#[test]
fn a_block_of_cells_is_one_step() {
    let (_folder, mut study) = study();
    let (people, attributes) = (&study.corpus().participants, &study.corpus().attributes);
    let (p, a): (Vec<_>, Vec<_>) =
        (people.iter().map(|p| p.id).collect(), attributes.iter().map(|a| a.id).collect());
    let cells = vec![
        (p[0], a[0], "nurse".to_owned()),
        (p[0], a[1], "50".to_owned()),
        (p[1], a[1], " 51 ".to_owned()),
    ];
    assert_eq!(run(&mut study, Command::SetValues { cells }), "Set age of 2 participants");
    assert_eq!(known(study.corpus())[..2], ["P01 nurse|50", "P02 LA worker|51"]);
    let cells = vec![(p[0], a[0], String::new()), (p[1], a[1], String::new())];
    assert_eq!(
        run(&mut study, Command::SetValues { cells }),
        "Clear 2 attributes of 2 participants"
    );
    assert_eq!(
        run(&mut study, Command::MoveAttribute { attribute: a[1], before: Some(a[0]) }),
        "Move attribute age"
    );
    assert_eq!(study.corpus().attributes[0].name, "age");
    let again = Command::MoveAttribute { attribute: a[1], before: Some(a[0]) };
    assert_eq!(run(&mut study, again), "nothing");
    study.undo().unwrap().unwrap();
    assert_eq!(study.corpus().attributes[0].name, "role");
}

#[test]
fn a_participant_is_excluded_and_taken_back() {
    let (_folder, mut study) = study();
    let id = study.corpus().participants[1].id;
    let exclude = |why: Option<&str>| Command::ExcludeParticipants {
        participants: vec![id],
        why: why.map(str::to_owned),
    };
    assert_eq!(
        run(&mut study, exclude(Some("asked for it "))),
        "Exclude participant P02 from analysis"
    );
    assert_eq!(study.corpus().participants[1].excluded.as_deref(), Some("asked for it"));
    assert_eq!(run(&mut study, exclude(Some("asked for it"))), "nothing");
    assert_eq!(run(&mut study, exclude(Some(""))), "Exclude participant P02 from analysis");
    assert_eq!(study.corpus().participants[1].excluded.as_deref(), Some(""));
    assert_eq!(run(&mut study, exclude(None)), "Take participant P02 back into analysis");
    assert_eq!(study.corpus().participants[1].excluded, None);
    study.undo().unwrap().unwrap();
    assert_eq!(study.corpus().participants[1].excluded.as_deref(), Some(""));
}
