//! What goes and what stays when somebody did not agree.

use super::*;
use crate::analysis::testing::Builder;
use crate::analysis::{CrosstabSpec, Reader, SearchSpec, crosstab, excerpts, search};
use crate::model::{AttributeKind, Filter, Participant, Speech};
use crate::text::folded::Letters;
use crate::text::query::{Query, Unit};

const SAID: &str =
    "P01: Zanzibar — naïvely, zanzibar told 日本 𝒜 12 times to wait at the border.\n";

fn study(answers: [Option<bool>; 3]) -> Arc<Corpus> {
    let mut corpus = Builder::new()
        .attribute("role", AttributeKind::List)
        .participant("P01", &["ICTG"])
        .participant("P02", &["ICTG"])
        .participant("P03", &["LA"])
        .code("delay")
        .document("A", &format!("INT: Well?\n{SAID}INT: And?\nP01: Yes.\n"))
        .document(
            "B",
            "P02: We waited. Zanzibar they said.\nP01: zanzibar again\nP03: Nobody knows.\n",
        )
        .coding("A", "delay", "Zanzibar — naïvely", "ana")
        .coding("B", "delay", "We waited", "ana")
        .coding("B", "delay", "they said.\nP01: zanzibar", "ana")
        .coding("B", "delay", "Nobody knows", "ana")
        .build();
    let people = corpus.participants.iter().zip(answers).map(|(person, quotation)| {
        let consent = crate::model::Consent { quotation, ..person.consent.clone() };
        Participant { consent, ..person.clone() }
    });
    corpus.participants = people.collect();
    Arc::new(corpus)
}

fn read(corpus: &Corpus) -> Vec<String> {
    let mut reader = Reader::new(corpus);
    let list = excerpts(corpus, &Filter::default());
    list.iter().filter_map(|at| Some(reader.read(at)?.text)).collect()
}

#[test]
fn nothing_recorded_changes_nothing() {
    let corpus = study([None, None, None]);
    for profile in [None, Some(Profile::Working), Some(Profile::Public)] {
        assert!(Arc::ptr_eq(&veiled(&corpus, profile), &corpus));
    }
    assert!(left_out(&corpus, &excerpts(&corpus, &Filter::default())).is_nothing());
}

#[test]
fn who_said_no_is_not_read_and_the_public_wants_a_yes() {
    let corpus = study([Some(false), Some(true), None]);
    let check = |profile, texts: &[&str], notes: &[&str]| {
        let veiled = veiled(&corpus, profile);
        assert_eq!(read(&veiled), texts, "{profile:?}");
        let list = excerpts(&veiled, &Filter::default());
        assert_eq!(left_out(&veiled, &list).notes(), notes, "{profile:?}");
    };
    let unknown = "Consent to be quoted is not recorded for 1 participant in here.";
    let out = "Left out: 2 excerpts of 1 participant who did not consent to be quoted.";
    for profile in [None, Some(Profile::Working), Some(Profile::Supervisor)] {
        check(profile, &["We waited", "Nobody knows"], &[out, unknown]);
    }
    let strict = "Left out: 3 excerpts of 2 participants who did not consent to be quoted, or of whom \
                  it is not recorded.";
    check(Some(Profile::Public), &["We waited"], &[strict]);
}

#[test]
fn positions_turns_words_and_numbers_stay() {
    let corpus = study([Some(false), Some(true), Some(true)]);
    let veiled = veiled(&corpus, None);
    for (old, new) in corpus.documents.iter().zip(&veiled.documents) {
        assert_eq!(old.text.len(), new.text.len());
        let at = |text: &str| {
            text.char_indices().map(|(at, c)| (at, c.is_whitespace())).collect::<Vec<_>>()
        };
        assert_eq!(at(&old.text), at(&new.text));
        assert_eq!(old.words, crate::text::words::index(&new.text));
        assert_eq!((&old.turns, &old.pieces), (&new.turns, &new.pieces));
    }
    let by = corpus.attributes[0].id;
    for measure in crate::analysis::Measure::ALL {
        let spec = CrosstabSpec { by: vec![by], measure, ..CrosstabSpec::default() };
        assert_eq!(crosstab(&corpus, &spec), crosstab(&veiled, &spec), "{measure:?}");
    }
}

#[test]
fn their_words_are_nowhere_in_the_copy() {
    let mut corpus = Corpus::clone(&study([Some(false), Some(true), Some(true)]));
    let quote = "“zanzibar told 日本 𝒜 12 times to wait at the border”";
    let fields = crate::model::CodeFields {
        name: "delay".to_owned(),
        definition: format!("As in {quote}"),
        example: "zanzibar told 日本".to_owned(),
        ..crate::model::CodeFields::default()
    };
    let codes =
        corpus.codes.codes().iter().cloned().map(|code| Code { fields: fields.clone(), ..code });
    corpus.codes = Arc::new(CodeTree::new(codes.collect()));
    let document = Arc::make_mut(&mut corpus.documents[0]);
    document.codings[0].memo = Some(format!("strong: {quote}").into());
    let corpus = Arc::new(corpus);
    assert_eq!(codes_that_quote(&corpus, None), ["delay"]);
    assert_eq!(names_that_quote(&corpus, None), [""; 0], "an example is no name");
    let veiled = veiled(&corpus, None);
    let all = format!("{veiled:?}").to_lowercase();
    // P02 said it as well, and may be quoted.
    assert_eq!(all.matches("zanzibar").count(), 1, "{all}");
    assert!(all.contains(&format!("strong: “{INSTEAD}”")), "{all}");
    assert!(!all.contains("naïvely") && !all.contains("日本"));
}

#[test]
fn what_is_written_beside_the_texts_is_cut_too() {
    let mut corpus = Corpus::clone(&study([Some(false), Some(true), Some(true)]));
    let quote = "“zanzibar told 日本 𝒜 12 times to wait at the border”";
    let cut = format!("“{INSTEAD}”");
    let fields = CodeFields {
        name: "delay".to_owned(),
        origin: format!("in vivo: {quote}"),
        ..CodeFields::default()
    };
    let code = Code { fields, ..corpus.codes.codes()[0].clone() };
    corpus.codes = Arc::new(CodeTree::new(vec![code]));
    corpus.versions = Arc::from([crate::model::CodebookVersion {
        id: crate::model::VersionId(1),
        guid: crate::model::Guid::new(),
        number: 1,
        note: format!("after {quote}"),
        coder: crate::model::CoderId(1),
        created_at: String::new(),
        codes: Arc::new(crate::model::FrozenCodebook::of(&corpus.codes)),
        readable: true,
    }]);
    let mut people = corpus.participants.to_vec();
    people[1].excluded = Some(format!("P01 said: {quote}"));
    corpus.participants = people.into();
    corpus.orphans = Arc::from([orphan(1, "We waited", &format!("as in {quote}"))]);
    let veiled = veiled(&Arc::new(corpus), None);
    let fields = &veiled.codes.codes()[0].fields;
    assert_eq!(fields.origin, format!("in vivo: {cut}"));
    let version = &veiled.versions[0];
    assert_eq!(version.note, format!("after {cut}"));
    assert_eq!(version.codes.0[0].fields, *fields);
    assert_eq!(veiled.participants[1].excluded, Some(format!("P01 said: {cut}")));
    let memo = veiled.orphans[0].memo.as_deref();
    assert_eq!(memo, Some(format!("as in {cut}").as_str()));
}

/// A coding in document B that lost these words.
fn orphan(id: i64, words: &str, memo: &str) -> crate::model::Orphan {
    crate::model::Orphan {
        id: OrphanId(id),
        guid: crate::model::Guid::new(),
        document: DocumentId(2),
        at: 0,
        words: words.into(),
        code: crate::model::CodeId(1),
        coder: crate::model::CoderId(1),
        memo: Some(memo.into()),
        flags: crate::model::Flags::default(),
        memos: Vec::new(),
        links: Vec::new(),
        lost_at: String::new(),
    }
}

#[test]
fn words_that_are_in_no_text_any_more_stay_only_where_somebody_else_says_them() {
    let gone = "my brother keeps the letter in a tin under the bed, he told me";
    let words = ["We waited", gone, "zanzibar again", "waited. Zanz", "Nobody", "Yes."];
    let with = |quotation| {
        let mut corpus = Corpus::clone(&study([quotation, Some(true), Some(true)]));
        let orphans = words.iter().zip(1..).map(|(words, id)| orphan(id, words, "a comment"));
        corpus.orphans = orphans.collect();
        Arc::make_mut(&mut corpus.documents[1]).codings[0].memo = Some(format!("“{gone}”").into());
        veiled(&Arc::new(corpus), None)
    };
    let left = |corpus: &Corpus| -> Vec<String> {
        corpus.orphans.iter().map(|orphan| orphan.words.to_string()).collect()
    };
    let refused = with(Some(false));
    assert_eq!(left(&refused), ["We waited", INSTEAD, INSTEAD, INSTEAD, "Nobody", INSTEAD]);
    let memo = refused.documents[1].codings[0].memo.as_deref();
    assert_eq!(memo, Some(format!("“{INSTEAD}”").as_str()), "nor where they are repeated");
    assert_eq!(left(&with(Some(true))), words);
}

#[test]
fn searches_pass_them_over() {
    let corpus = study([Some(false), Some(true), Some(true)]);
    let find = |corpus: &Corpus, pattern: &str, speech| {
        let query = Query::pattern(pattern, Letters::Plain).unwrap();
        let filter = Filter { speech, ..Filter::default() };
        let spec =
            SearchSpec { query, unit: Unit::Turn, filter, without: Vec::new(), limit: usize::MAX };
        search(corpus, &spec).total
    };
    let veiled = veiled(&corpus, None);
    for speech in [Speech::Participants, Speech::Any] {
        assert_eq!(find(&corpus, "zanzibar", speech), 4);
        assert_eq!(find(&veiled, "zanzibar", speech), 1);
        assert_eq!(find(&veiled, "x{4,}", speech), 0, "what stands in their place is not found");
    }
}

#[test]
fn an_archive_gets_nothing_of_those_who_said_no() {
    let mut corpus = Corpus::clone(&study([None, Some(false), None]));
    let people = corpus.participants.iter().enumerate().map(|(at, person)| {
        let archiving = [Some(false), Some(true), None][at];
        let consent = crate::model::Consent { archiving, ..person.consent.clone() };
        Participant { consent, ..person.clone() }
    });
    corpus.participants = people.collect();
    let found = deposit(&Arc::new(corpus));
    assert_eq!((found.participants, found.documents, found.codings), (1, 1, 1));
    assert_eq!((found.unknown, found.unquoted), (1, 1));
    let left = &found.corpus;
    assert_eq!(left.documents.len(), 1);
    assert_eq!(left.documents[0].codings.len(), 3, "one of them is P02's as well");
    assert_eq!(left.participants.len(), 2);
    let all = format!("{left:?}").to_lowercase();
    assert!(!all.contains("zanzibar") && !all.contains("we waited"), "{all}");
    assert!(all.contains("nobody knows"));
}

#[test]
fn names_that_are_words_of_who_is_held_back_are_told() {
    let mut corpus = Corpus::clone(&study([Some(false), Some(true), None]));
    let named = |name: &str| {
        let fields = crate::model::CodeFields { name: name.to_owned(), ..Default::default() };
        let code = corpus.codes.codes()[0].clone();
        Arc::new(CodeTree::new(vec![Code { fields, ..code }]))
    };
    let (theirs, other, short) =
        (named("“To wait at the border”"), named("Nobody knows."), named("wait"));
    let mut told = |codes: Arc<CodeTree>, profile| {
        corpus.codes = codes;
        names_that_quote(&corpus, profile)
    };
    assert_eq!(told(theirs.clone(), None), ["code “To wait at the border”"]);
    // P03, of whom nothing is recorded, is held back from the public alone.
    assert_eq!(told(other.clone(), None), [""; 0]);
    assert_eq!(told(other, Some(Profile::Public)), ["code Nobody knows."]);
    assert_eq!(told(short, None), [""; 0], "too short to be anybody's");
    let nobody = study([Some(true), Some(true), None]);
    assert_eq!(names_that_quote(&nobody, None), [""; 0]);
}
