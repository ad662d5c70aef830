//! The list of participants goes out and comes in again: everything that is known of them, and what they
//! agreed to.

use crate::support::Desk;
use postil::exchange::formats::{Format, sheet_bytes};
use postil::exchange::people::{PeopleFile, people_list};
use postil::model::{AttributeKind, ConsentChange, Corpus};
use postil::study::{Command, Study, plan_people};
use proptest::prelude::*;
use std::collections::BTreeMap;

const ATTRIBUTES: [&str; 7] =
    ["role", "quote", "Words", "consent form", "attribute words", "Archive", "=SUM(A1)"];
const VALUES: [&str; 14] = [
    "nurse",
    "yes",
    "no",
    "=1+1",
    "'=2",
    "''-x",
    "+44 20",
    "2026-03-31",
    "007",
    "a;b,\"c\"\nd",
    "\u{202e}x",
    "＝1",
    "ü – 日本",
    "0",
];
const FORMS: [&str; 5] = ["", "v2, 2026", "=HYPERLINK(1)", "'v1", "unknown"];
const DAYS: [&str; 3] = ["", "2026-12-01", "1999-01-31"];

/// Of one person: values by attribute, three answers, form and deadline.
type Known = (Vec<Option<usize>>, [Option<bool>; 3], usize, usize);

fn people() -> impl Strategy<Value = Vec<Known>> {
    let values = proptest::collection::vec(
        proptest::option::of(0..VALUES.len()),
        ATTRIBUTES.len()..=ATTRIBUTES.len(),
    );
    let one = (values, any::<[Option<bool>; 3]>(), 0..FORMS.len(), 0..DAYS.len());
    proptest::collection::vec(one, 1..6)
}

fn id(at: usize) -> String {
    ["P01", "=P02", "'P03", "p 04", "Zoë"][at].to_owned()
}

fn study(folder: &std::path::Path, people: &[Known]) -> Study {
    let mut study = Study::create(&folder.join("a.postil"), None, "s", None).unwrap();
    for name in ATTRIBUTES {
        let kind = AttributeKind::Text;
        study.run(Command::AddAttribute { name: name.to_owned(), kind }).unwrap();
    }
    for (at, (values, [quotation, archiving, recontact], form, until)) in people.iter().enumerate()
    {
        study.run(Command::AddParticipant { name: id(at) }).unwrap();
        let corpus = study.corpus();
        let participant = corpus.participants[at].id;
        let attributes: Vec<_> = corpus.attributes.iter().map(|attribute| attribute.id).collect();
        for (attribute, value) in attributes.into_iter().zip(values) {
            if let Some(value) = value {
                let value = VALUES[*value].to_owned();
                study.run(Command::SetValue { participant, attribute, value }).unwrap();
            }
        }
        let change = ConsentChange {
            quotation: Some(*quotation),
            archiving: Some(*archiving),
            recontact: Some(*recontact),
            form: Some(FORMS[*form].to_owned()),
            withdraw_until: Some(DAYS[*until].to_owned()),
        };
        study.run(Command::SetConsent { people: vec![(participant, change)] }).unwrap();
    }
    study
}

/// Everything that is known of everybody.
fn known(corpus: &Corpus) -> Vec<String> {
    let names: BTreeMap<_, _> = corpus.attributes.iter().map(|a| (a.id, &a.name)).collect();
    let person = |person: &postil::model::Participant| {
        let values: BTreeMap<&String, &String> =
            person.values.iter().map(|(id, value)| (names[id], value)).collect();
        format!("{} {values:?} {:?}", person.name, person.consent)
    };
    corpus.participants.iter().map(person).collect()
}

fn written(corpus: &Corpus, format: Format) -> Vec<u8> {
    let everybody: Vec<_> = corpus.participants.iter().collect();
    sheet_bytes(&people_list(corpus, &everybody).0, format).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn what_is_known_of_participants_survives_a_table(people in people()) {
        let folder = tempfile::tempdir().unwrap();
        let study = study(folder.path(), &people);
        for (at, format) in [Format::Csv, Format::Tsv, Format::Xlsx].into_iter().enumerate() {
            let bytes = written(study.corpus(), format);
            let file = PeopleFile::open(&format!("p.{}", format.extension()), &bytes).unwrap();
            // Nothing is new to the study it comes from.
            let table = file.read(&file.propose(study.corpus())).unwrap();
            let plan = plan_people(study.corpus(), &table, true).unwrap();
            prop_assert!(plan.is_empty() && plan.refused.is_empty(), "{format:?} {plan:?}");
            // A new one learns everything; an undo takes all of it back.
            let path = folder.path().join(format!("b{at}.postil"));
            let mut other = Study::create(&path, None, "s", None).unwrap();
            let table = file.read(&file.propose(other.corpus())).unwrap();
            prop_assert_eq!(&table.refused, &[]);
            other.run(Command::ImportParticipants { table, blank_clears: false }).unwrap();
            prop_assert_eq!(known(other.corpus()), known(study.corpus()), "{:?}", format);
            other.undo().unwrap();
            prop_assert!(other.corpus().participants.is_empty());
        }
    }
}

const TABLE: &str = "ID,Role,May be quoted?,Archive,Re-contact,Consent form,Withdrawal deadline\n\
                     P01,nurse,Yes,no,,v2,31/03/2026\n\
                     P02,nurse,refused,agreed,unknown,v2,2026-04-01\n\
                     P03,nurse,perhaps,yes,yes,v2,\n\
                     P04,nurse,yes,yes,yes,v2,03/31/2026\n";

#[test]
fn consent_comes_in_with_the_participants_on_the_command_line() {
    let desk = Desk::new();
    desk.ok(&["new", "s.postil"]);
    desk.write("p.csv", TABLE);
    let args = ["participants", "s.postil", "--import", "p.csv"];
    let ran = desk.run(&[&args[..], &["--dry-run"]].concat());
    assert!(ran.out.contains("new P01: nurse | consent quotation yes | consent archiving no"));
    assert!(ran.out.contains("withdraw until 2026-03-31"), "{}", ran.out);
    assert!(ran.out.contains("columns that say what participants agreed to: May be quoted?"));
    let ran = desk.run(&args);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("line 4: perhaps is no answer; write yes, no or unknown"));
    assert!(ran.err.contains("line 5: 03/31/2026 is no day; write it like 2026-03-31"));
    let list = desk.json(&["participants", "s.postil"]);
    let consent = &list[0]["consent"];
    assert_eq!((&consent["quotation"], &consent["archiving"]), (&true.into(), &false.into()));
    assert_eq!(consent["recontact"], serde_json::Value::Null);
    assert_eq!(
        (&consent["form"], &consent["withdraw_until"]),
        (&"v2".into(), &"2026-03-31".into())
    );
    assert_eq!(list[1]["consent"]["quotation"], false);
    assert_eq!(list[0]["attributes"].as_object().unwrap().len(), 1, "{list}");
    // One step.
    desk.ok(&["undo", "s.postil"]);
    assert_eq!(desk.json(&["participants", "s.postil"]).as_array().unwrap().len(), 0);
    // Said to be an attribute, it is one.
    let mut named = args.to_vec();
    named.extend(["--type", "Archive=yes-no", "--type", "Role=consent-form"]);
    named.extend(["--type", "Consent form=consent-form"]);
    let ran = desk.run(&named);
    assert!(ran.err.contains("columns 2 and 6 both hold consent form"), "{}", ran.err);
    named.extend(["--leave-out", "Consent form"]);
    desk.run(&named);
    let list = desk.json(&["participants", "s.postil"]);
    assert_eq!(list[0]["attributes"]["Archive"], "no");
    assert_eq!(
        (&list[0]["consent"]["archiving"], &list[0]["consent"]["form"]),
        (&serde_json::Value::Null, &"nurse".into(),)
    );
    // Who is known and has nothing new stays; a blank cell takes away only where it is told to.
    desk.write("q.csv", "ID,consent quotation\nP01,\nP02,yes\n");
    desk.ok(&["participants", "s.postil", "--import", "q.csv"]);
    let answer =
        |at: usize| desk.json(&["participants", "s.postil"])[at]["consent"]["quotation"].clone();
    assert_eq!((answer(0), answer(1)), (true.into(), true.into()));
    desk.ok(&["participants", "s.postil", "--import", "q.csv", "--blank-clears"]);
    assert_eq!(answer(0), serde_json::Value::Null);
}

#[test]
fn an_attribute_of_the_study_is_no_consent() {
    let folder = tempfile::tempdir().unwrap();
    let mut study = Study::create(&folder.path().join("s.postil"), None, "s", None).unwrap();
    let kind = AttributeKind::YesNo;
    study.run(Command::AddAttribute { name: "Quote".to_owned(), kind }).unwrap();
    let file = PeopleFile::open("p.csv", b"id,quote\nP01,yes\n").unwrap();
    let consent = |corpus: &Corpus| file.read(&file.propose(corpus)).unwrap().consent.fields.len();
    assert_eq!(consent(study.corpus()), 0);
    assert_eq!(consent(&Corpus::default()), 1);
}
