//! What a disguised study still says, and what it must not.

use super::*;
use crate::analysis::testing::Builder;
use crate::analysis::{Reader, Template, excerpts};
use crate::model::AttributeKind;

/// Six people: three guardians, a social worker, two solicitors; all of Leeds but one.
fn study() -> Corpus {
    let people = [
        ("P01", "guardian", "Leeds"),
        ("P02", "guardian", "Leeds"),
        ("P03", "guardian", "York"),
        ("P04", "social worker", "Leeds"),
        ("P05", "solicitor", "Leeds"),
        ("P06", "solicitor", "Leeds"),
    ];
    let mut builder = Builder::new()
        .attribute("role", AttributeKind::List)
        .attribute("site", AttributeKind::List);
    for (name, role, site) in people {
        builder = builder.participant(name, &[role, site]);
    }
    builder = builder.code("delay").with(|code| code.example = "as P04 has it".to_owned());
    for (name, ..) in people {
        let text = format!("INT: Who?\n{name}: Months with P01, says {name}.\n");
        builder = builder.document(&format!("{name} Leeds.docx"), &text);
        builder = builder.coding(&format!("{name} Leeds.docx"), "delay", "Who?\n", "Ana");
        let words = format!("Months with P01, says {name}");
        builder = builder.coding(&format!("{name} Leeds.docx"), "delay", &words, "Ana");
    }
    builder.build()
}

fn spec(profile: Profile) -> DisguiseSpec {
    DisguiseSpec { profile: Some(profile), seed: 7, ..DisguiseSpec::default() }
}

/// Everything an export of excerpts says, in its order.
fn said(disguise: &Disguise) -> Vec<String> {
    let corpus = &disguise.corpus;
    let mut list = excerpts(corpus, &Filter::default());
    disguise.order(&mut list);
    let mut reader = Reader::new(corpus);
    let template = disguise.citation().map(|name| Template::read(corpus, name).unwrap());
    let each = list.iter().filter_map(|at| {
        let mut excerpt = reader.read(at)?;
        disguise.dress(&mut excerpt);
        let citation = template.as_ref().map(|template| template.cite(corpus, &excerpt));
        Some(format!("{} {}", excerpt.text, citation.unwrap_or(excerpt.citation)))
    });
    each.collect()
}

#[test]
fn the_public_reads_new_numbers_roles_of_three_and_no_site() {
    let corpus = study();
    let disguise = Disguise::new(&corpus, &spec(Profile::Public));
    let text = said(&disguise).join("\n");
    for hidden in ["P0", "Leeds", "York", "solicitor", "social", "Ana", "docx"] {
        assert!(!text.contains(hidden), "{hidden} in {text}");
    }
    assert!(text.contains("other professionals") && text.contains("guardian"), "{text}");
    let names: Vec<&str> = disguise.corpus.participants.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names[..2], ["Participant 1", "Participant 2"]);
    // The same people, and each one's words under one number.
    for person in corpus.participants.iter() {
        let new = disguise.corpus.participant(person.id).unwrap();
        let own = format!("says {} ({}, ", new.name, new.name);
        assert_eq!(text.matches(&own).count(), 1, "{own} in {text}");
    }
    let before: Vec<ParticipantId> = corpus.participants.iter().map(|p| p.id).collect();
    let after: Vec<ParticipantId> = disguise.corpus.participants.iter().map(|p| p.id).collect();
    assert_ne!(before, after);
    assert_eq!(disguise.corpus.documents[0].name, "Interview 1");
    let example = &disguise.corpus.codes.codes()[0].fields.example;
    assert!(example.starts_with("as Participant "), "{example}");
}

#[test]
fn a_seed_gives_its_numbers_again_and_another_study_gets_others() {
    let corpus = study();
    let numbers = |corpus: &Corpus, seed: u64| -> Vec<String> {
        let spec = DisguiseSpec { renumber: true, seed, ..DisguiseSpec::default() };
        let new = Disguise::new(corpus, &spec).corpus;
        let each = corpus.participants.iter();
        each.map(|person| new.participant(person.id).unwrap().name.clone()).collect()
    };
    assert_eq!(numbers(&corpus, 3), numbers(&corpus, 3));
    let other = study();
    let seeds: Vec<u64> = (0..20).collect();
    let differ = |a: &Corpus, b: &Corpus| {
        seeds.iter().filter(|seed| numbers(a, **seed) != numbers(b, **seed)).count()
    };
    assert!(differ(&corpus, &other) > 10, "the seed alone must not give the numbers away");
    // Numbered anew alone, roles and sites stay.
    let spec = DisguiseSpec { renumber: true, ..DisguiseSpec::default() };
    assert_eq!(Disguise::new(&corpus, &spec).corpus.attributes.len(), 2);
}

#[test]
fn by_role_alone_nobody_is_told_from_others() {
    let corpus = study();
    let spec = DisguiseSpec { role_only: true, ..spec(Profile::Public) };
    let disguise = Disguise::new(&corpus, &spec);
    let said = said(&disguise);
    let cited =
        |role: &str| said.iter().filter(|line| line.ends_with(&format!(" ({role})"))).count();
    assert_eq!(
        (cited("guardian"), cited("other professionals"), said.len()),
        (3, 3, 12),
        "{said:?}"
    );
    assert!(!said.join(" ").contains("Participant "), "{said:?}");
    assert!(disguise.hides_places() && disguise.hides_ids());
}

#[test]
fn who_stays_recognisable_is_left_out() {
    let mut corpus = study();
    // Two people in small roles cannot be put together to three.
    let people = corpus.participants.iter().filter(|p| p.name != "P04").cloned();
    corpus.participants = people.collect();
    let disguise = Disguise::new(&corpus, &spec(Profile::Public));
    let note = "Left out: 2 participants of roles that fewer than 3 have.";
    assert!(disguise.notes.iter().any(|line| line == note), "{:?}", disguise.notes);
    assert!(!said(&disguise).join("\n").contains("professionals"));
}

#[test]
fn the_supervisor_reads_ids_and_roles_but_no_site() {
    let corpus = study();
    let disguise = Disguise::new(&corpus, &spec(Profile::Supervisor));
    assert_eq!(disguise.corpus.attributes.len(), 1);
    assert!(said(&disguise).join("\n").contains("(P05, solicitor, ¶2)"));
    assert!(disguise.notes.iter().any(|line| line == "Not told of participants: site."));
    assert!(!disguise.hides_ids());
}

#[test]
fn a_filter_must_not_tell_what_is_hidden() {
    use crate::model::{WhereClause, WhereOp};
    let corpus = study();
    let clause = WhereClause {
        attribute: corpus.attributes[1].id,
        op: WhereOp::Is,
        value: "Leeds".to_owned(),
    };
    let filter = Filter { wheres: vec![clause], ..Filter::default() };
    assert!(spec(Profile::Public).check(&corpus, &filter).is_err());
    assert!(spec(Profile::Supervisor).check(&corpus, &filter).is_err());
    assert!(spec(Profile::Working).check(&corpus, &filter).is_ok());
    let filter = Filter { include_excluded: true, ..Filter::default() };
    assert!(spec(Profile::Public).check(&corpus, &filter).is_err());
}
