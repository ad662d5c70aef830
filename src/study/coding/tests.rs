//! Codings by hand: what joins, what stays apart, and that nothing is lost.

use super::in_vivo_name;
use crate::model::{
    CodeFields, CodeId, CoderId, CodingId, CodingRow, CorpusDocument, DocumentId, Flag, Flags,
    FrozenCodebook, MemoKind, MemoOn, NewDocument, NewTurn, Origin, Reading, Span,
};
use crate::store::Tx;
use crate::study::{CodeTarget, Command, Error, Outcome, Report, Study};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

struct Desk {
    study: Study,
    _folder: tempfile::TempDir,
}

impl Desk {
    fn new(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut study =
            Study::create(&folder.path().join("s.postil"), None, "s", Some("ana")).unwrap();
        let turn = NewTurn {
            start: 0,
            body: 0,
            end: text.len() as u32,
            speaker: Some("P3".to_owned()),
            at_ms: None,
        };
        let document = NewDocument {
            name: "D".to_owned(),
            text: text.to_owned(),
            turns: vec![turn],
            marks: Vec::new(),
            times: Vec::new(),
            reading: Reading::default(),
            origin: Origin::default(),
            receipt: Vec::new(),
        };
        study.run(Command::AddParticipant { name: "P3".to_owned() }).unwrap();
        study.run(Command::ImportDocuments { documents: vec![document], people: None }).unwrap();
        Self { study, _folder: folder }
    }

    fn document(&self) -> &CorpusDocument {
        &self.study.corpus().documents[0]
    }

    fn code(&self, name: &str) -> CodeId {
        self.study.corpus().codes.find(name)[0]
    }

    fn apply(&mut self, from: u32, to: u32, code: &str) -> Result<Outcome, Error> {
        let document = self.document().id;
        let code = CodeTarget::Path(vec![code.to_owned()]);
        self.study.run(Command::ApplyCode { document, span: span(from, to), code })
    }

    /// The codings as `start..end code`, in order.
    fn codings(&self) -> Vec<String> {
        let told = |coding: &CodingRow| {
            let code = self.study.corpus().codes.path(coding.code);
            format!("{}..{} {code}", coding.span.start(), coding.span.end())
        };
        self.document().codings.iter().map(told).collect()
    }

    fn undo_label(&self) -> String {
        self.study.next_steps().unwrap().0.unwrap()
    }
}

fn span(from: u32, to: u32) -> Span {
    Span::new(from, to).unwrap()
}

fn made(outcome: &Outcome) -> CodingId {
    match outcome.report {
        Report::Coding(id) => id,
        ref other => panic!("{other:?}"),
    }
}

const TEXT: &str = "We waited fourteen months for a letter that nobody wrote.";

#[test]
fn overlapping_words_become_one_coding_and_touching_ones_stay_apart() {
    let mut desk = Desk::new(TEXT);
    let first = made(&desk.apply(0, 9, "delay").unwrap());
    desk.apply(9, 18, "delay").unwrap();
    assert_eq!(desk.codings(), ["0..9 delay", "9..18 delay"], "touching is not overlapping");
    desk.apply(3, 9, "delay").unwrap_err();
    let grown = made(&desk.apply(5, 12, "delay").unwrap());
    assert_eq!(grown, first, "the oldest stays");
    assert_eq!(desk.codings(), ["0..18 delay"]);
    assert_eq!(desk.undo_label(), "Apply code delay to P3 ¶1, joined with 2 codings");
    desk.apply(5, 12, "letters").unwrap();
    assert_eq!(desk.codings(), ["0..18 delay", "5..12 letters"]);
    desk.study.act_as("bo").unwrap();
    desk.apply(5, 30, "delay").unwrap();
    assert_eq!(desk.codings(), ["0..18 delay", "5..30 delay", "5..12 letters"], "another coder");
    desk.study.undo().unwrap();
    desk.study.undo().unwrap();
    desk.study.undo().unwrap();
    assert_eq!(desk.codings(), ["0..9 delay", "9..18 delay"]);
}

#[test]
fn what_was_written_on_joined_codings_is_kept() {
    let mut desk = Desk::new(TEXT);
    let first = made(&desk.apply(0, 9, "delay").unwrap());
    let second = made(&desk.apply(12, 18, "delay").unwrap());
    for (coding, memo) in [(first, "one"), (second, "two")] {
        desk.study.run(Command::Comment { coding, memo: memo.to_owned() }).unwrap();
    }
    let (kind, title) = (MemoKind::Note, String::new());
    let text = "a thought".to_owned();
    let links = Vec::new();
    let memo = Command::AddMemo { kind, on: MemoOn::Coding(second), title, text, links };
    desk.study.run(memo).unwrap();
    let flag = Flag::Uncertain;
    desk.study.run(Command::FlagCodings { codings: vec![second], flag, on: true }).unwrap();
    assert_eq!(desk.undo_label(), "Mark delay at P3 ¶1 as uncertain");
    desk.study
        .run(Command::ApplyCodes {
            document: desk.document().id,
            spans: vec![span(5, 15)],
            codes: vec![CodeTarget::Id(desk.code("delay"))],
            flags: Flags::default().with(Flag::Key, true),
            memo: "three".to_owned(),
        })
        .unwrap();
    let [coding] = desk.document().codings.as_slice() else { panic!("{:?}", desk.codings()) };
    assert_eq!(coding.id, first);
    assert_eq!(coding.memo.as_deref(), Some("one\n\ntwo\n\nthree"));
    assert_eq!(coding.flags.each().collect::<Vec<_>>(), [Flag::Key, Flag::Uncertain]);
    assert_eq!(desk.study.corpus().memos[0].on, MemoOn::Coding(first));
    desk.study.undo().unwrap();
    assert_eq!(desk.codings().len(), 2);
    assert_eq!(desk.study.corpus().memos[0].on, MemoOn::Coding(second));
    assert_eq!(desk.study.check().unwrap(), []);
}

#[test]
fn several_codes_on_several_passages_are_one_step() {
    let mut desk = Desk::new(TEXT);
    let path =
        |names: &[&str]| CodeTarget::Path(names.iter().map(|name| (*name).to_owned()).collect());
    let codes = vec![path(&["Time", "delay"]), path(&["Time", "limbo"])];
    let spans = vec![span(0, 9), span(10, 18)];
    let document = desk.document().id;
    let (flags, memo) = (Flags::default().with(Flag::Key, true), "so".to_owned());
    let outcome =
        desk.study.run(Command::ApplyCodes { document, spans, codes, flags, memo }).unwrap();
    assert!(matches!(outcome.report, Report::Codings(ids) if ids.len() == 4));
    assert_eq!(desk.undo_label(), "Apply codes delay and limbo to 2 passages");
    assert_eq!(desk.study.corpus().codes.len(), 3, "the new parent is made once");
    assert!(desk.document().codings.iter().all(|coding| coding.flags == flags));
    desk.study.undo().unwrap();
    assert!(desk.codings().is_empty() && desk.study.corpus().codes.is_empty());
}

#[test]
fn what_a_search_found_is_coded_as_one_step() {
    let mut desk = Desk::new(TEXT);
    desk.apply(0, 9, "delay").unwrap();
    let document = desk.document().id;
    let mut everywhere = |spans: &[Span]| {
        let passages = vec![(document, spans.to_vec())];
        let code = CodeTarget::Path(vec!["delay".to_owned()]);
        desk.study.run(Command::ApplyEverywhere { passages, code })
    };
    // The first carries it already, the second joins what is there, the third is new.
    let outcome = everywhere(&[span(3, 5), span(8, 12), span(14, 18)]).unwrap();
    let Report::Passages { made, known } = outcome.report else { panic!() };
    assert_eq!((made.len(), known), (2, 1));
    assert!(matches!(everywhere(&[span(3, 5)]), Err(Error::Refused(_))));
    assert!(matches!(everywhere(&[]), Err(Error::Refused(_))));
    assert!(matches!(everywhere(&[span(3, 9999)]), Err(Error::Refused(_))));
    let label = "Apply code delay to 2 passages in 1 document, joined with 1 coding";
    assert_eq!(desk.undo_label(), label);
    assert_eq!(desk.codings(), ["0..12 delay", "14..18 delay"]);
    desk.study.undo().unwrap();
    assert_eq!(desk.codings(), ["0..9 delay"]);
}

#[test]
fn a_coding_is_resized_and_recoded_and_joins_what_it_meets() {
    let mut desk = Desk::new(TEXT);
    let first = made(&desk.apply(0, 9, "delay").unwrap());
    let second = made(&desk.apply(12, 18, "delay").unwrap());
    let set = |desk: &mut Desk, coding, span| desk.study.run(Command::SetSpan { coding, span });
    set(&mut desk, second, span(10, 18)).unwrap();
    assert_eq!(desk.undo_label(), "Resize delay at P3 ¶1");
    assert!(set(&mut desk, second, span(10, 18)).unwrap().step.is_none(), "nothing changed");
    set(&mut desk, second, span(9, 10)).unwrap_err();
    let outcome = set(&mut desk, second, span(8, 18)).unwrap();
    assert_eq!(made(&outcome), first);
    assert_eq!(desk.codings(), ["0..18 delay"]);
    assert_eq!(desk.undo_label(), "Resize delay at P3 ¶1, joined with 1 coding");

    let third = made(&desk.apply(10, 25, "letters").unwrap());
    let code = CodeTarget::Id(desk.code("delay"));
    desk.study.run(Command::Recode { coding: third, code }).unwrap();
    assert_eq!(desk.codings(), ["0..25 delay"]);
    assert_eq!(desk.undo_label(), "Recode letters as delay at P3 ¶1, joined with 1 coding");
    desk.study.undo().unwrap();
    let code = CodeTarget::Path(vec!["limbo".to_owned()]);
    let codings = vec![first, third];
    desk.study.run(Command::RecodeCodings { codings, code }).unwrap();
    assert_eq!(desk.codings(), ["0..25 limbo"]);
    assert_eq!(desk.undo_label(), "Recode 2 codings as limbo, joined with 1 coding");
}

#[test]
fn words_become_their_own_code_and_the_step_does_not_quote_them() {
    let mut desk = Desk::new(TEXT);
    let document = desk.document().id;
    let take = |desk: &mut Desk, from, to| {
        let flags = Flags::default();
        desk.study.run(Command::ApplyInVivo { document, span: span(from, to), flags })
    };
    take(&mut desk, 10, 25).unwrap();
    assert_eq!(desk.codings(), ["10..25 fourteen months"]);
    assert_eq!(desk.undo_label(), "Make an in-vivo code of words at P3 ¶1");
    let code = &desk.study.corpus().codes.codes()[0];
    assert_eq!(code.fields.origin, "in vivo");
    take(&mut desk, 10, 25).unwrap_err();
    desk.apply(0, 2, "waited").unwrap();
    take(&mut desk, 3, 9).unwrap();
    assert_eq!(desk.study.corpus().codes.len(), 2, "a code of that name is used");
    let check = |words: &str, expected: Option<&str>| {
        assert_eq!(in_vivo_name(words).ok().as_deref(), expected);
    };
    check(" it\n\ntook  long ", Some("it took long"));
    check("home/office", Some("home-office"));
    check(&"word ".repeat(50), None);
}

/// A step of rows alone, as other commands make it.
fn by_hand(desk: &mut Desk, act: impl FnOnce(&Tx<'_>) -> Result<(), crate::store::Error>) {
    let act = |tx: &Tx<'_>| act(tx).map(|()| ((), "by hand".to_owned()));
    let at = "2026-01-01T00:00:00Z";
    let ((), done) = desk.study.store.transact::<_, Error>("ana", at, |tx| Ok(act(tx)?)).unwrap();
    desk.study.reload(&done.unwrap().touched).unwrap();
}

#[test]
fn the_first_coding_of_a_document_notes_the_newest_codebook_that_was_kept() {
    let mut desk = Desk::new(TEXT);
    let document = desk.document().id;
    desk.apply(0, 2, "delay").unwrap();
    assert!(desk.study.corpus().coded_with.is_empty(), "none was kept");
    desk.study.undo().unwrap();
    by_hand(&mut desk, |tx| {
        let coder = tx.coder("ana")?;
        let codes = FrozenCodebook::default();
        tx.add_version(&codes, "", coder, "2026-01-01T00:00:00Z")?;
        tx.add_version(&codes, "", coder, "2026-01-02T00:00:00Z").map(drop)
    });
    desk.apply(0, 2, "delay").unwrap();
    let newest = desk.study.corpus().versions.last().map(|version| version.id);
    assert_eq!(desk.study.corpus().coded_with.get(&document).copied(), newest);
    desk.study.undo().unwrap();
    assert!(desk.study.corpus().coded_with.is_empty(), "one step");
}

#[test]
fn a_retired_code_is_put_on_nothing_new() {
    let mut desk = Desk::new(TEXT);
    let first = made(&desk.apply(0, 2, "delay").unwrap());
    desk.apply(3, 9, "limbo").unwrap();
    let code = desk.code("limbo");
    by_hand(&mut desk, |tx| tx.retire_code(code, true));
    let why = desk.apply(10, 18, "limbo").unwrap_err().to_string();
    assert!(why.contains("the code limbo is retired"), "{why}");
    let code = CodeTarget::Id(code);
    desk.study.run(Command::Recode { coding: first, code }).unwrap_err();
    assert_eq!(desk.codings(), ["0..2 delay", "3..9 limbo"]);
}

/// Which bytes carry a code of a coder.
type Model = BTreeMap<(CodeId, CoderId), BTreeSet<u32>>;

fn model_of(document: &CorpusDocument) -> Model {
    let mut model = Model::new();
    for coding in &document.codings {
        let bytes = model.entry((coding.code, coding.coder)).or_default();
        for byte in coding.span.start()..coding.span.end() {
            assert!(bytes.insert(byte), "two codings of one code and coder overlap");
        }
    }
    model
}

fn paint(model: &mut Model, key: (CodeId, CoderId), span: Span, on: bool) {
    let bytes = model.entry(key).or_default();
    for byte in span.start()..span.end() {
        if on {
            bytes.insert(byte);
        } else {
            bytes.remove(&byte);
        }
    }
}

fn play(acts: &[(u8, u32, u32, u8)]) {
    let mut desk = Desk::new(&"x".repeat(60));
    let mut model = Model::new();
    let document: DocumentId = desk.document().id;
    for name in ["a", "b"] {
        let fields = CodeFields { name: name.to_owned(), ..CodeFields::default() };
        desk.study.run(Command::AddCode { parent: None, fields }).unwrap();
    }
    for &(kind, from, length, n) in acts {
        let span = span(from, (from + length).min(60));
        let code = desk.code(if n.is_multiple_of(2) { "a" } else { "b" });
        desk.study.act_as(if n % 4 < 2 { "ana" } else { "bo" }).unwrap();
        let codings = &desk.document().codings;
        let coding =
            (!codings.is_empty()).then(|| codings[usize::from(n) * 7 % codings.len()].clone());
        let command = match (kind, coding.clone()) {
            (0, Some(coding)) => Command::SetSpan { coding: coding.id, span },
            (1, Some(coding)) => Command::Recode { coding: coding.id, code: CodeTarget::Id(code) },
            _ => Command::ApplyCode { document, span, code: CodeTarget::Id(code) },
        };
        let done = desk.study.run(command.clone());
        match (command, coding) {
            (Command::SetSpan { .. }, Some(old)) => {
                done.unwrap();
                let key = (old.code, old.coder);
                paint(&mut model, key, old.span, false);
                paint(&mut model, key, span, true);
            }
            (Command::Recode { .. }, Some(old)) => {
                done.unwrap();
                paint(&mut model, (old.code, old.coder), old.span, false);
                paint(&mut model, (code, old.coder), old.span, true);
            }
            // Refused or not, the words carry the code afterwards.
            _ => paint(&mut model, (code, desk.study.coder_id().unwrap()), span, true),
        }
        model.retain(|_, bytes| !bytes.is_empty());
        assert_eq!(model_of(desk.document()), model);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn coded_words_are_the_union_and_no_code_lies_twice_on_them(
        acts in proptest::collection::vec((0..4_u8, 0..58_u32, 1..20_u32, any::<u8>()), 1..30)
    ) {
        play(&acts);
    }
}
