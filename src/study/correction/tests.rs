//! Corrections of a coded text: what moves, what goes to the tray, and that undo brings it all back.

use super::{plan_correction, plan_replacements};
use crate::model::{
    Corpus, CorpusDocument, Flag, Flags, MemoKind, MemoOn, NewDocument, Origin, Reading, Span,
    Voice,
};
use crate::study::{CodeTarget, Command, Study};
use crate::text::turns::{Hints, detect};
use proptest::prelude::*;

const TEXT: &str = "INT: How long did you wait?\n\nP01: Fourteen months. [0:12] Nobody told us \
                    anything — née Müller.\n\nINT: And then?\n\nP01: They watched the house.\n";

struct Desk {
    study: Study,
    _folder: tempfile::TempDir,
}

impl Desk {
    fn new(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.postil");
        let mut study = Study::create(&path, None, "s", Some("ana")).unwrap();
        study.run(Command::AddParticipant { name: "P01".to_owned() }).unwrap();
        let hints = Hints { known: vec!["P01".to_owned()], ..Hints::default() };
        let found = detect(text, &hints);
        let document = NewDocument {
            name: "D".to_owned(),
            text: text.to_owned(),
            turns: found.turns,
            marks: found.marks,
            times: Vec::new(),
            reading: Reading::default(),
            origin: Origin::default(),
            receipt: Vec::new(),
        };
        study.run(Command::ImportDocuments { documents: vec![document], people: None }).unwrap();
        Self { study, _folder: folder }
    }

    fn document(&self) -> &CorpusDocument {
        &self.study.corpus().documents[0]
    }

    fn span(&self, words: &str) -> Span {
        let start = self.document().text.find(words).unwrap();
        Span::from_range(start..start + words.len()).unwrap()
    }

    fn code(&mut self, words: &str, code: &str) {
        let (document, span) = (self.document().id, self.span(words));
        let code = CodeTarget::Path(vec![code.to_owned()]);
        self.study.run(Command::ApplyCode { document, span, code }).unwrap();
    }

    fn correct(&mut self, from: &str, to: &str) -> String {
        let text = self.document().text.replacen(from, to, 1);
        let document = self.document().id;
        let step = self.study.run(Command::CorrectText { document, text }).unwrap().step;
        assert_eq!(self.study.check().unwrap(), []);
        step.map(|done| done.label).unwrap_or_default()
    }

    fn codings(&self) -> Vec<String> {
        let document = self.document();
        let codes = &self.study.corpus().codes;
        let told = |coding: &crate::model::CodingRow| {
            format!("{}: {}", codes.path(coding.code), coding.span.of(&document.text).unwrap())
        };
        document.codings.iter().map(told).collect()
    }

    fn tray(&self) -> Vec<&str> {
        self.study.corpus().orphans.iter().map(|orphan| &*orphan.words).collect()
    }
}

#[test]
fn codings_keep_their_words() {
    let mut desk = Desk::new(TEXT);
    desk.code("Fourteen months", "delay");
    desk.code("watched", "surveillance");
    let label = desk.correct("How long", "For how very long");
    assert_eq!(label, "Correct D");
    assert_eq!(desk.codings(), ["delay: Fourteen months", "surveillance: watched"]);
    assert_eq!(desk.correct("Fourteen", "Forteen"), "Correct D: 1 coding changed");
    assert_eq!(desk.codings(), ["delay: Forteen months", "surveillance: watched"]);
    // The time stamp moved with the text, and is no speech.
    let said: Vec<&str> = desk
        .document()
        .pieces
        .iter()
        .map(|piece| piece.span.of(&desk.document().text).unwrap())
        .collect();
    assert!(said.contains(&"Forteen months.") && said.iter().all(|words| !words.contains("0:12")));
    let revisions = desk.study.revisions(desk.document().id).unwrap();
    assert_eq!(revisions.iter().map(|revision| revision.number).collect::<Vec<_>>(), [1, 2]);
    let document = desk.document().id;
    assert_eq!(desk.study.revision_text(document, 1).unwrap().unwrap(), TEXT);
    let done = desk.study.run(Command::RestoreText { document, number: 1 }).unwrap().step.unwrap();
    assert_eq!(done.label, "Restore text 1 of D: 1 coding changed");
    assert_eq!(*desk.document().text, *TEXT);
    assert_eq!(desk.codings(), ["delay: Fourteen months", "surveillance: watched"]);
}

#[test]
fn what_vanishes_waits_in_the_tray() {
    let mut desk = Desk::new(TEXT);
    desk.code("Nobody told us", "silence");
    desk.code("watched", "surveillance");
    let coding = desk.document().codings[0].id;
    desk.study
        .run(Command::FlagCodings { codings: vec![coding], flag: Flag::Key, on: true })
        .unwrap();
    desk.study.run(Command::Comment { coding, memo: "strong".to_owned() }).unwrap();
    let memo = |on, links| Command::AddMemo {
        kind: MemoKind::Note,
        on,
        title: "t".to_owned(),
        text: "m".to_owned(),
        links,
    };
    desk.study.run(memo(MemoOn::Coding(coding), Vec::new())).unwrap();
    desk.study.run(memo(MemoOn::Study, vec![coding])).unwrap();
    let guid = desk.document().codings[0].guid;
    let before = desk.study.corpus().clone();
    let label = desk.correct(" Nobody told us anything — née Müller.", "");
    assert_eq!(label, "Correct D: 1 coding to the tray");
    assert_eq!(desk.codings(), ["surveillance: watched"]);
    assert_eq!(desk.tray(), ["Nobody told us"]);
    let document = desk.document().id;
    assert_eq!(desk.study.corpus().memos[0].on, MemoOn::Document(document));
    let orphan = desk.study.corpus().orphans[0].clone();
    assert_eq!(
        desk.study
            .run(Command::PutBack { places: vec![(orphan.id, desk.span("months"))] })
            .unwrap()
            .step
            .unwrap()
            .label,
        "Put silence back at P01 ¶2"
    );
    assert_eq!(desk.tray(), [""; 0]);
    let put = desk.document().codings[0].clone();
    assert_eq!((put.guid, put.memo.as_deref()), (guid, Some("strong")));
    assert_eq!(put.flags, Flags::default().with(Flag::Key, true));
    assert_eq!(desk.study.corpus().memos[0].on, MemoOn::Coding(put.id));
    assert_eq!(desk.study.corpus().memos[1].links, [put.id]);
    assert_eq!(desk.study.check().unwrap(), []);
    desk.study.undo().unwrap();
    desk.study.undo().unwrap();
    same(&before, desk.study.corpus());
    // Where the words carry the code already it stays in the tray.
    desk.study.redo().unwrap();
    desk.code("months", "silence");
    let error = desk.study.run(Command::PutBack { places: vec![(orphan.id, desk.span("months"))] });
    assert!(error.unwrap_err().to_string().contains("carry silence already"));
    desk.study.run(Command::DropOrphans { orphans: vec![orphan.id] }).unwrap();
    assert_eq!(desk.tray(), [""; 0]);
    desk.study.undo().unwrap();
    assert_eq!(desk.tray(), ["Nobody told us"]);
    // A code that is removed takes its orphans with it, and undo brings them back.
    let code = desk.study.corpus().codes.find("silence")[0];
    desk.study.run(Command::RemoveCodes { codes: vec![code] }).unwrap();
    assert_eq!(desk.tray(), [""; 0]);
    desk.study.undo().unwrap();
    let into = desk.study.corpus().codes.find("surveillance")[0];
    desk.study.run(Command::MergeCodes { codes: vec![code], into }).unwrap();
    assert_eq!(desk.study.corpus().orphans[0].code, into);
}

fn same(a: &Corpus, b: &Corpus) {
    for (a, b) in a.documents.iter().zip(&b.documents) {
        assert_eq!((&a.text, &a.turns, &a.pieces), (&b.text, &b.turns, &b.pieces));
        assert_eq!((&a.codings, &a.speakers), (&b.codings, &b.speakers));
    }
    assert_eq!((&a.orphans, &a.memos), (&b.orphans, &b.memos));
}

#[test]
fn a_label_that_is_typed_begins_a_turn() {
    let mut desk = Desk::new(TEXT);
    assert_eq!(desk.document().turns.len(), 4);
    desk.correct(" Nobody told", "\n\nINT: Did they?\n\nP01: Nobody told");
    assert_eq!(desk.document().turns.len(), 6);
    // A label written in another way everywhere is the same person.
    let text = desk.document().text.replace("INT:", "Anna:");
    let document = desk.document().id;
    let plan = plan_correction(desk.study.corpus(), document, &text).unwrap();
    assert_eq!(plan.labels, (vec!["Anna".to_owned()], vec!["INT".to_owned()]));
    desk.study.run(Command::CorrectText { document, text }).unwrap();
    let speakers: Vec<(&str, Voice)> =
        desk.document().speakers.iter().map(|s| (s.label.as_str(), s.voice)).collect();
    assert_eq!(speakers[1], ("Anna", Voice::Interviewer));
    assert_eq!(speakers.len(), 2);
    assert_eq!(desk.study.check().unwrap(), []);
}

#[test]
fn the_plan_lists_every_coding_whose_words_change() {
    let mut desk = Desk::new(TEXT);
    desk.code("Fourteen months", "delay");
    desk.code("watched", "surveillance");
    let document = desk.document();
    let at = desk.span("months");
    let plan =
        plan_replacements(desk.study.corpus(), document.id, &[(at, "weeks".to_owned())]).unwrap();
    assert_eq!(plan.changed.len(), 1);
    assert_eq!(plan.changed[0].after.unwrap().of(&plan.text), Some("Fourteen weeks"));
    let refused = plan_correction(desk.study.corpus(), document.id, " \n");
    assert!(refused.unwrap_err().to_string().contains("no text left"));
}

#[test]
fn codings_of_one_code_that_come_to_share_words_become_one() {
    let mut desk = Desk::new("P01: aa bb cc dd\n\nINT: yes\n");
    desk.code("aa bb", "x");
    desk.code("cc dd", "x");
    let document = desk.document().id;
    // One stretch for the end of the first and the beginning of the second.
    desk.correct("bb cc", "QQQQ");
    assert_eq!(desk.codings(), ["x: aa QQQQ dd"]);
    desk.study.undo().unwrap();
    assert_eq!(desk.codings(), ["x: aa bb", "x: cc dd"]);
    let _ = document;
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Random edits of a coded text: the file stays whole, untouched words stay coded, and undo
    /// brings back exactly what was.
    #[test]
    fn random_edits_harm_no_coding(
        spots in proptest::collection::vec((0_usize..140, 1_usize..30, 0_u8..3), 1..8),
        edits in proptest::collection::vec((0_usize..140, 0_usize..25, "[a-zé\n ]{0,12}"), 1..5),
    ) {
        let mut desk = Desk::new(TEXT);
        for (start, length, code) in spots {
            let places: Vec<usize> = TEXT.char_indices().map(|(at, _)| at).chain([TEXT.len()]).collect();
            let from = start.min(places.len() - 2);
            let to = (from + length).min(places.len() - 1);
            let words = &TEXT[places[from]..places[to]];
            if !words.trim().is_empty() {
                let span = Span::from_range(places[from]..places[to]).unwrap();
                let document = desk.document().id;
                let code = CodeTarget::Path(vec![format!("c{code}")]);
                desk.study.run(Command::ApplyCode { document, span, code }).ok();
            }
        }
        for (start, length, words) in edits {
            let before = desk.study.corpus().clone();
            let old = before.documents[0].text.clone();
            let places: Vec<usize> = old.char_indices().map(|(at, _)| at).chain([old.len()]).collect();
            let from = start.min(places.len() - 1);
            let to = (from + length).min(places.len() - 1);
            let text = format!("{}{words}{}", &old[..places[from]], &old[places[to]..]);
            let document = desk.document().id;
            let Ok(outcome) = desk.study.run(Command::CorrectText { document, text: text.clone() })
            else { continue };
            prop_assert_eq!(&*desk.document().text, text.as_str());
            prop_assert_eq!(desk.study.check().unwrap(), []);
            // Whoever is not in the text is in the tray, or was joined.
            for coding in &before.documents[0].codings {
                let now = desk.document().coding(coding.id);
                let words = coding.span.of(&old).unwrap();
                let outside = coding.span.end() as usize <= places[from]
                    || coding.span.start() as usize >= places[to];
                if outside {
                    let now = now.map(|now| now.span.of(&text).unwrap());
                    // An end may lie where the same letters stand on both sides of the edit.
                    prop_assert!(now.is_none_or(|now| now.len() >= words.len()), "{now:?} {words:?}");
                }
                if now.is_none() {
                    let trayed = desk.study.corpus().orphans.iter().any(|o| o.guid == coding.guid);
                    let joined = desk.document().codings.iter().any(|c| c.code == coding.code);
                    prop_assert!(trayed || joined);
                }
            }
            if outcome.step.is_some() {
                desk.study.undo().unwrap();
                same(&before, desk.study.corpus());
                desk.study.redo().unwrap();
            }
        }
    }
}

/// What a person may type or paste: signs of several code points among them, and any line end.
fn pasted() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("a".to_owned()),
        Just(" ".to_owned()),
        Just("née".to_owned()),
        Just("e\u{301}".to_owned()),
        Just("👩‍👧".to_owned()),
        Just("🏳️‍🌈".to_owned()),
        Just("नि".to_owned()),
        Just("\r\n".to_owned()),
        Just("\n".to_owned()),
        Just("\r\nP01: ".to_owned()),
        Just("[0:44]".to_owned()),
        "[b-e]{1,4}",
    ];
    proptest::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

/// A document as a person sees it who moves every letter by hand: each carries the number it had, or
/// none when it was typed.
#[derive(Clone)]
struct Slow(Vec<(Option<usize>, char)>);

impl Slow {
    fn new(text: &str) -> Self {
        Self(text.chars().enumerate().map(|(n, c)| (Some(n), c)).collect())
    }

    fn replace(&mut self, from: usize, to: usize, words: &str) {
        let words = words.replace("\r\n", "\n").replace('\r', "\n");
        self.0.splice(from..to, words.chars().map(|c| (None, c)));
    }

    fn text(&self) -> String {
        self.0.iter().map(|(_, c)| c).collect()
    }

    /// What is left of letters, from the first to the last.
    fn left(&self, from: usize, to: usize) -> Option<String> {
        let owned = |slot: &(Option<usize>, char)| slot.0.is_some_and(|n| from <= n && n < to);
        let first = self.0.iter().position(owned)?;
        let last = self.0.iter().rposition(owned)?;
        Some(self.0[first..=last].iter().map(|(_, c)| c).collect())
    }
}

/// Letters that stand nowhere twice, so that there is one right answer.
fn unlike(letters: usize, from: u32) -> String {
    (0..letters as u32).filter_map(|n| char::from_u32(from + n)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Several documents, each corrected by hand a few times: every span is where the slow model says,
    /// no document touches another one's codings, and what vanished is in the tray.
    #[test]
    fn every_span_is_where_its_letters_went(
        spans in proptest::collection::vec((0_usize..2, 0_usize..58, 1_usize..14), 1..8),
        edits in proptest::collection::vec((0_usize..2, 0_usize..60, 0_usize..12, pasted()), 1..5),
    ) {
        let bodies = [unlike(60, 0x4E00), unlike(60, 0x5E00)];
        let texts = bodies.clone().map(|body| format!("P01: {body}\n\nINT: and?\n"));
        let mut desk = Desk::new(&texts[0]);
        let mut second = detect(&texts[1], &Hints { known: vec!["P01".to_owned()], ..Hints::default() });
        let document = NewDocument {
            name: "E".to_owned(),
            text: texts[1].clone(),
            turns: std::mem::take(&mut second.turns),
            marks: second.marks,
            times: Vec::new(),
            reading: Reading::default(),
            origin: Origin { sha256: "2".to_owned(), ..Origin::default() },
            receipt: Vec::new(),
        };
        desk.study.run(Command::ImportDocuments { documents: vec![document], people: None }).unwrap();
        // Each coding has a code of its own: none is ever joined with another one.
        let mut made: Vec<(usize, usize, usize, String)> = Vec::new();
        for (n, (at, from, length)) in spans.into_iter().enumerate() {
            let to = (from + length).min(60);
            let document = &desk.study.corpus().documents[at];
            let words: String = bodies[at].chars().skip(from).take(to - from).collect();
            let start = document.text.find(&words).unwrap();
            let span = Span::from_range(start..start + words.len()).unwrap();
            let (document, code) = (document.id, format!("c{n}"));
            let target = CodeTarget::Path(vec![code.clone()]);
            desk.study.run(Command::ApplyCode { document, span, code: target }).unwrap();
            made.push((at, from + 5, to + 5, code));
        }
        let mut slow = texts.clone().map(|text| Slow::new(&text));
        for (at, from, length, words) in edits {
            let end = slow[at].0.len();
            let (from, to) = (from.min(end), (from + length).min(end));
            let before = slow.clone();
            slow[at].replace(from, to, &words);
            let document = &desk.study.corpus().documents[at];
            let typed: String = document.text.chars().take(from).collect::<String>()
                + &words
                + &document.text.chars().skip(to).collect::<String>();
            let id = document.id;
            if desk.study.run(Command::CorrectText { document: id, text: typed }).is_err() {
                slow = before;
                continue;
            }
            let expected = slow[at].text();
            prop_assert_eq!(&*desk.study.corpus().documents[at].text, expected.as_str());
            prop_assert_eq!(desk.study.check().unwrap(), []);
        }
        let corpus = desk.study.corpus();
        for (at, from, to, code) in made {
            let document = &corpus.documents[at];
            let code = corpus.codes.find(&code)[0];
            let now = document.codings.iter().find(|coding| coding.code == code);
            let now = now.map(|coding| coding.span.of(&document.text).unwrap());
            let lost = corpus.orphans.iter().find(|orphan| orphan.code == code);
            match (slow[at].left(from, to), now, lost) {
                // It holds all that is left, and nothing else but what was typed over its own letters.
                (Some(left), Some(now), None) => {
                    prop_assert!(now.contains(left.trim()), "{now:?} {left:?}");
                    let own = |c: char| bodies[at].chars().position(|b| b == c);
                    for n in now.chars().filter_map(own) {
                        prop_assert!((from..to).contains(&(n + 5)) || left.contains(now), "{now:?} {left:?}");
                    }
                }
                // Its letters went: it is on what came instead, or in the tray.
                (None, None, Some(orphan)) => {
                    prop_assert_eq!(orphan.document, document.id);
                    let words: String = texts[at].chars().skip(from).take(to - from).collect();
                    prop_assert!(!orphan.words.is_empty() && (words.contains(&*orphan.words) || !slow[at].text().contains(&*orphan.words)));
                }
                (None, Some(now), None) => prop_assert!(!now.trim().is_empty()),
                (left, now, lost) => prop_assert!(false, "{left:?} {now:?} {lost:?}"),
            }
        }
    }
}
