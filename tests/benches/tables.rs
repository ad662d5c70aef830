//! Codes by codes on a study far larger than most: 2,000 documents, 1,000 codes, 1,000,000 codings.

use divan::{Bencher, black_box};
use postil::analysis::{self, CooccurrenceSpec, CoverageBy, MatrixBy, MatrixSpec, Unit};
use postil::model::{
    Code, CodeFields, CodeId, CodeTree, Coder, CoderChoice, CoderId, CodingId, CodingRow, Corpus,
    CorpusDocument, DocumentId, Filter, Guid, Participant, ParticipantId, Span, SpeakerId,
    SpeakerRow, TurnRow, Voice,
};
use postil::text::speech::pieces;
use postil::text::words;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

const DOCUMENTS: usize = 2_000;
const CODES: usize = 1_000;
const CODINGS: usize = 1_000_000;
const TURNS: usize = 120;

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below
    }
}

/// One text for all documents: what is counted is spans, and 90 MB of text would only be in the way.
fn text() -> (String, Vec<TurnRow>) {
    let (mut text, mut turns) = (String::new(), Vec::new());
    for turn in 0..TURNS {
        let start = text.len() as u32;
        text.push_str(if turn % 2 == 0 { "INT: " } else { "P1: " });
        let body = text.len() as u32;
        for _ in 0..if turn % 2 == 0 { 12 } else { 120 } {
            text.push_str("waiting ");
        }
        let end = text.len() as u32;
        let speaker = Some(SpeakerId(turn as i64 % 2 + 1));
        turns.push(TurnRow { start, body, end, speaker, at_ms: None });
        text.push('\n');
    }
    (text, turns)
}

fn built() -> &'static Corpus {
    static CORPUS: OnceLock<Corpus> = OnceLock::new();
    CORPUS.get_or_init(|| {
        let (text, turns) = text();
        let (text, turns): (Arc<str>, Arc<[TurnRow]>) = (Arc::from(text), Arc::from(turns));
        let index = words::index(&text);
        let mut dice = Dice(7);
        let mut next = 0;
        let mut document = |at: usize| {
            let who = ParticipantId(at as i64 + 1);
            let voice = |turn: &TurnRow| {
                if turn.speaker == Some(SpeakerId(1)) {
                    Voice::Interviewer
                } else {
                    Voice::Participant(who)
                }
            };
            let mut coding = || {
                next += 1;
                let start = dice.roll(text.len() - 500) as u32;
                let span = Span::new(start, start + 40 + dice.roll(400) as u32).expect("a span");
                let code = CodeId(dice.roll(CODES) as i64 + 1);
                CodingRow::new(CodingId(next), span, code, CoderId(1))
            };
            let speaker = |id: i64, label: &str, voice: Voice| SpeakerRow {
                id: SpeakerId(id),
                label: label.to_owned(),
                voice,
            };
            let mut made = CorpusDocument {
                id: DocumentId(at as i64 + 1),
                guid: Guid::new(),
                name: format!("D{at}"),
                file_name: format!("D{at}.txt"),
                text: Arc::clone(&text),
                turns: Arc::clone(&turns),
                speakers: vec![
                    speaker(1, "INT", Voice::Interviewer),
                    speaker(2, "P1", Voice::Participant(who)),
                ],
                pieces: Arc::from(pieces(&text, &turns, &[], voice)),
                words: index.clone(),
                held_on: String::new(),
                times: Arc::default(),
                codings: (0..CODINGS / DOCUMENTS).map(|_| coding()).collect(),
            };
            made.sort_codings();
            Arc::new(made)
        };
        let documents = (0..DOCUMENTS).map(&mut document).collect();
        let person = |at: usize| Participant {
            id: ParticipantId(at as i64 + 1),
            guid: Guid::new(),
            name: format!("P{at}"),
            values: BTreeMap::new(),
            excluded: None,
            consent: postil::model::Consent::default(),
        };
        let code = |at: usize| {
            let fields = CodeFields { name: format!("code {at}"), ..CodeFields::default() };
            let parent = (!at.is_multiple_of(10)).then_some(CodeId((at - at % 10) as i64 + 1));
            Code::new(CodeId(at as i64 + 1), parent, fields)
        };
        Corpus {
            study: "bench".to_owned(),
            documents,
            participants: (0..DOCUMENTS).map(person).collect(),
            codes: Arc::new(CodeTree::new((0..CODES).map(code).collect())),
            coders: Arc::from([Coder {
                id: CoderId(1),
                guid: Guid::new(),
                name: "ana".to_owned(),
            }]),
            ..Corpus::default()
        }
    })
}

fn ana() -> Filter {
    Filter { coder: CoderChoice::One(CoderId(1)), ..Filter::default() }
}

#[divan::bench(args = ["overlap", "turn", "document"], sample_count = 5, sample_size = 1)]
fn cooccurrence(bencher: Bencher<'_, '_>, unit: &str) {
    let corpus = built();
    let unit = Unit::from_name(unit).expect("a unit");
    let spec = CooccurrenceSpec { unit, roll_up: false, filter: ana() };
    bencher.bench_local(|| analysis::cooccurrence(black_box(corpus), &spec));
}

/// Every code with everything under it: two rows for each coding.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn cooccurrence_rolled_up(bencher: Bencher<'_, '_>) {
    let corpus = built();
    let spec = CooccurrenceSpec { unit: Unit::Overlap, roll_up: true, filter: ana() };
    bencher.bench_local(|| analysis::cooccurrence(black_box(corpus), &spec));
}

#[divan::bench(args = ["document", "participant"], sample_count = 5, sample_size = 1)]
fn matrix(bencher: Bencher<'_, '_>, by: &str) {
    let corpus = built();
    let by = MatrixBy::from_name(by).expect("rows");
    let spec = MatrixSpec { by, filter: ana(), ..MatrixSpec::default() };
    bencher.bench_local(|| analysis::matrix(black_box(corpus), &spec));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn coverage(bencher: Bencher<'_, '_>) {
    let corpus = built();
    bencher.bench_local(|| analysis::coverage(black_box(corpus), CoverageBy::Document, &ana()));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn uncoded(bencher: Bencher<'_, '_>) {
    let corpus = built();
    bencher.bench_local(|| analysis::uncoded(black_box(corpus), &ana()));
}
