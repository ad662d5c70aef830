//! Words looked for in a study of 16 million words (97 MB), as large as any project is, and counted.

use divan::{Bencher, black_box};
use postil::analysis::search::{Contexts, Width};
use postil::analysis::{SearchSpec, WordsSpec, search, words};
use postil::model::{
    Corpus, CorpusDocument, DocumentId, Filter, Guid, Participant, ParticipantId, Span, Speech,
    TurnRow, Voice,
};
use postil::text::folded::Letters;
use postil::text::query::{Query, Unit};
use postil::text::speech::pieces;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

const DOCUMENTS: usize = 2_000;
const WORDS: usize = 8_000;

const STEMS: [&str; 24] = [
    "waiting", "letter", "school", "night", "they", "asked", "nobody", "café", "form", "the",
    "and", "it", "was", "a", "month", "then", "he", "said", "don’t", "know", "because", "really",
    "fourteen", "home",
];

/// Turns of interviewer and participant in turn, from numbers that look random and are always the same.
fn document(index: usize) -> CorpusDocument {
    let mut seed = index as u64 + 1;
    let mut roll = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    let (mut text, mut turns, mut words) = (String::new(), Vec::new(), 0);
    while words < WORDS {
        let interviewer = turns.len() % 2 == 0;
        let start = text.len() as u32;
        text.push_str(if interviewer { "INT: " } else { "P: " });
        let body = text.len() as u32;
        let count = if interviewer { 5 + roll(15) } else { 20 + roll(160) };
        for word in 0..count {
            text.push_str(if word == 0 { "" } else { " " });
            text.push_str(STEMS[roll(STEMS.len())]);
        }
        text.push('.');
        let end = text.len() as u32;
        turns.push(TurnRow { start, body, end, speaker: None, at_ms: None });
        text.push_str("\n\n");
        words += count;
    }
    let participant = Voice::Participant(ParticipantId(index as i64 % 40 + 1));
    let starts: Vec<u32> = turns.iter().step_by(2).map(|turn| turn.start).collect();
    let voice = |turn: &TurnRow| {
        if starts.binary_search(&turn.start).is_ok() { Voice::Interviewer } else { participant }
    };
    let speech = pieces(&text, &turns, &[], voice);
    CorpusDocument {
        id: DocumentId(index as i64 + 1),
        guid: Guid::new(),
        name: format!("D{index}"),
        file_name: format!("D{index}.txt"),
        words: postil::text::words::index(&text),
        text: Arc::from(text),
        turns: Arc::from(turns),
        speakers: Vec::new(),
        pieces: Arc::from(speech),
        held_on: String::new(),
        times: Arc::default(),
        codings: Vec::new(),
    }
}

fn study() -> &'static Corpus {
    static STUDY: OnceLock<Corpus> = OnceLock::new();
    STUDY.get_or_init(|| {
        let person = |id: i64| Participant {
            id: ParticipantId(id),
            guid: Guid::new(),
            name: format!("P{id}"),
            values: BTreeMap::new(),
            excluded: None,
            consent: postil::model::Consent::default(),
        };
        Corpus {
            documents: (0..DOCUMENTS).map(|index| Arc::new(document(index))).collect(),
            participants: (1..=40).map(person).collect(),
            ..Corpus::default()
        }
    })
}

fn ask(query: Query, unit: Unit) -> SearchSpec {
    let filter = Filter { speech: Speech::Participants, ..Filter::default() };
    SearchSpec { query, unit, filter, without: Vec::new(), limit: 10_000 }
}

fn read(written: &str) -> Query {
    Query::parse(written, Letters::Plain).expect("a query")
}

fn bench(bencher: Bencher<'_, '_>, query: Query, unit: Unit) {
    let (corpus, spec) = (study(), ask(query, unit));
    bencher.bench_local(|| search(black_box(corpus), &spec));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn phrase(bencher: Bencher<'_, '_>) {
    bench(bencher, read("\"fourteen month\""), Unit::Turn);
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn word_with_an_accent(bencher: Bencher<'_, '_>) {
    bench(bencher, read("cafe"), Unit::Turn);
}

/// Every hundredth word of the study.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn pattern(bencher: Bencher<'_, '_>) {
    let query = Query::pattern(r"(wait|school)\w*\s+(month|home)", Letters::Plain);
    bench(bencher, query.expect("a pattern"), Unit::Turn);
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn two_words_in_a_turn(bencher: Bencher<'_, '_>) {
    bench(bencher, read("month letter -café"), Unit::Turn);
}

/// The worst there is: both stand in nearly every turn.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn two_words_in_a_sentence(bencher: Bencher<'_, '_>) {
    bench(bencher, read("month letter"), Unit::Sentence);
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn near(bencher: Bencher<'_, '_>) {
    bench(bencher, read("month NEAR/5 letter"), Unit::Turn);
}

/// What a window shows of them.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn ten_thousand_contexts(bencher: Bencher<'_, '_>) {
    let corpus = study();
    let hits = search(corpus, &ask(read("month"), Unit::Turn)).hits;
    bencher.bench_local(|| {
        let mut contexts = Contexts::quick(corpus, Width::Words(8));
        contexts.prepare(&hits);
        let spans: Vec<Option<Span>> =
            hits.iter().map(|hit| contexts.read(hit).map(|_| hit.span)).collect();
        spans
    });
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn list_of_words(bencher: Bencher<'_, '_>) {
    let corpus = study();
    bencher.bench_local(|| words(black_box(corpus), &WordsSpec::default()));
}
