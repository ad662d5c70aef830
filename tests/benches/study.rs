//! The main job on a study of the size of a large project: 200 interviews of 8,000 words, 300 codes,
//! 60,000 codings. Import, open, count, code.

use divan::{Bencher, black_box};
use postil::analysis::{self, CrosstabSpec};
use postil::exchange::import::{ImportHints, read_document};
use postil::model::{
    AttributeKind, CharSpan, CoderChoice, CoderId, CodingId, CodingLine, Corpus, Filter, Guid,
    Memo, MemoId, MemoKind, MemoOn, NewDocument, PeopleTable, Theme, ThemeFields, ThemeId,
    ThemeState,
};
use postil::study::{CodeTarget, Command, Study};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

const DOCUMENTS: usize = 200;
const WORDS: usize = 8_000;
const CODES: usize = 300;
const CODINGS: usize = 60_000;

const STEMS: [&str; 24] = [
    "waiting", "letter", "school", "night", "they", "asked", "nobody", "café", "form", "the",
    "and", "it", "was", "a", "month", "then", "he", "said", "don’t", "know", "because", "really",
    "fourteen", "home",
];

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below
    }
}

fn transcript(index: usize) -> (String, Vec<u8>) {
    let mut dice = Dice(index as u64 + 1);
    let mut text = String::with_capacity(WORDS * 6);
    let mut words = 0;
    let mut interviewer = true;
    while words < WORDS {
        let label = if interviewer { "INT: ".to_owned() } else { format!("P{index:03}: ") };
        text.push_str(&label);
        let turn = if interviewer { 5 + dice.roll(15) } else { 20 + dice.roll(160) };
        for n in 0..turn {
            if n > 0 {
                text.push(' ');
            }
            text.push_str(STEMS[dice.roll(STEMS.len())]);
        }
        text.push_str(".\n\n");
        words += turn;
        interviewer = !interviewer;
    }
    (format!("P{index:03}.txt"), text.into_bytes())
}

fn read_all(files: &[(String, Vec<u8>)]) -> Vec<NewDocument> {
    use rayon::prelude::*;
    let hints = ImportHints::default();
    let read = files.par_iter().map(|(name, bytes)| read_document(name, bytes, &hints));
    read.collect::<Result<_, _>>().expect("made above")
}

fn files() -> Vec<(String, Vec<u8>)> {
    (0..DOCUMENTS).map(transcript).collect()
}

fn people() -> PeopleTable {
    let roles = ["nurse", "doctor", "manager", "carer"];
    PeopleTable {
        attributes: vec![("role".to_owned(), AttributeKind::List)],
        rows: (0..DOCUMENTS)
            .map(|n| (n as u64 + 2, format!("P{n:03}"), vec![Some(roles[n % 4].to_owned())]))
            .collect(),
        ..PeopleTable::default()
    }
}

fn coding_lines(corpus: &Corpus) -> Vec<CodingLine> {
    let mut dice = Dice(7);
    let mut lines = Vec::with_capacity(CODINGS);
    for document in &corpus.documents {
        let length = document.text.chars().count();
        for _ in 0..CODINGS / DOCUMENTS {
            let start = dice.roll(length - 500) as u64;
            let code = dice.roll(CODES);
            lines.push(CodingLine {
                line: 0,
                document: document.name.clone(),
                chars: CharSpan { start, end: start + 40 + dice.roll(400) as u64 },
                code: format!("category {}/code {code}", code / 10),
                coder: None,
                memo: String::new(),
                guid: None,
            });
        }
    }
    lines
}

fn make(path: &std::path::Path) -> Study {
    let mut study = Study::create(path, None, "bench", None).expect("a new file");
    study
        .run(Command::ImportParticipants { table: people(), blank_clears: false })
        .expect("people");
    study
        .run(Command::ImportDocuments { documents: read_all(&files()), people: None })
        .expect("documents");
    let lines = coding_lines(study.corpus());
    study.run(Command::ImportCodings { lines, new_codes: true }).expect("codings");
    study
}

/// One study for all benches that only read it.
fn built() -> &'static (tempfile::TempDir, PathBuf, Arc<Corpus>) {
    static STUDY: OnceLock<(tempfile::TempDir, PathBuf, Arc<Corpus>)> = OnceLock::new();
    STUDY.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("m.postil");
        let corpus = Arc::clone(make(&path).corpus());
        (folder, path, corpus)
    })
}

fn by_role(corpus: &Corpus) -> CrosstabSpec {
    let by = corpus.attributes.iter().map(|attribute| attribute.id).collect();
    CrosstabSpec { by, ..CrosstabSpec::default() }
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn import_transcripts(bencher: Bencher<'_, '_>) {
    let files = files();
    bencher
        .with_inputs(|| {
            let folder = tempfile::tempdir().expect("a folder");
            let study = Study::create(&folder.path().join("m.postil"), None, "m", None);
            (folder, study.expect("a new file"))
        })
        .bench_local_values(|(folder, mut study)| {
            let documents = read_all(&files);
            study.run(Command::ImportDocuments { documents, people: None }).expect("documents");
            (folder, study)
        });
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn open(bencher: Bencher<'_, '_>) {
    let (_, path, _) = built();
    bencher.bench_local(|| Study::open(black_box(path), None).expect("the study"));
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn crosstab(bencher: Bencher<'_, '_>) {
    let (_, _, corpus) = built();
    let spec = by_role(corpus);
    bencher.bench_local(|| analysis::crosstab(black_box(corpus), &spec));
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn frequencies(bencher: Bencher<'_, '_>) {
    let (_, _, corpus) = built();
    bencher.bench_local(|| analysis::frequencies(black_box(corpus), &Filter::default()));
}

/// Five themes of forty codes each: what the Themes page asks when the study has changed.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn counts_of_themes(bencher: Bencher<'_, '_>) {
    let (_, _, corpus) = built();
    let corpus = with_themes(corpus);
    bencher.bench_local(|| analysis::theme_counts(black_box(&corpus), &CoderChoice::All));
}

/// One of them with its passages by participant: what the theme reader asks.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn one_theme(bencher: Bencher<'_, '_>) {
    let (_, _, corpus) = built();
    let corpus = with_themes(corpus);
    let theme = &corpus.themes[0];
    bencher.bench_local(|| analysis::theme_excerpts(black_box(&corpus), theme, &CoderChoice::All));
}

/// Two thousand memos that point to excerpts, and a comment on every twentieth coding: what the memo
/// panel reads when the study has changed.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn all_notes(bencher: Bencher<'_, '_>) {
    let (_, _, corpus) = built();
    let corpus = with_notes(corpus);
    bencher.bench_local(|| analysis::Notes::new(black_box(&corpus)));
}

/// A word is typed into their search.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn a_search_of_notes(bencher: Bencher<'_, '_>) {
    let (_, _, corpus) = built();
    let notes = analysis::Notes::new(&with_notes(corpus));
    let words = "cafe month".to_owned();
    let query = analysis::NoteQuery { words, ..analysis::NoteQuery::default() };
    bencher.bench_local(|| notes.find(black_box(&query)));
}

fn with_themes(corpus: &Corpus) -> Corpus {
    let codes = corpus.codes.codes();
    let theme = |at: usize| Theme {
        id: ThemeId(at as i64 + 1),
        guid: Guid::new(),
        fields: ThemeFields::default(),
        state: ThemeState::Kept,
        reason: String::new(),
        into: None,
        codes: codes.iter().skip(at * 20).take(40).map(|code| code.id).collect(),
        created_at: String::new(),
    };
    Corpus { themes: (0..5).map(theme).collect(), ..corpus.clone() }
}

fn with_notes(corpus: &Corpus) -> Corpus {
    let mut corpus = corpus.clone();
    let words = STEMS.join(" ");
    for document in &mut corpus.documents {
        let codings = &mut Arc::make_mut(document).codings;
        for coding in codings.iter_mut().step_by(20) {
            coding.memo = Some(words.as_str().into());
        }
    }
    let codings: Vec<CodingId> = corpus
        .documents
        .iter()
        .flat_map(|document| document.codings.iter().map(|c| c.id))
        .collect();
    let memo = |at: usize| Memo {
        id: MemoId(at as i64 + 1),
        guid: Guid::new(),
        kind: MemoKind::Note,
        on: MemoOn::Coding(codings[at * 17 % codings.len()]),
        title: String::new(),
        text: words.clone(),
        coder: CoderId(1),
        created_at: format!("2026-03-01T10:{:02}:{:02}.000Z", at / 60 % 60, at % 60),
        edited_at: String::new(),
        links: vec![codings[at * 31 % codings.len()]],
    };
    Corpus { memos: (0..2_000).map(memo).collect(), ..corpus }
}

/// From the command to the corpus that is drawn; taken back each time.
#[divan::bench(sample_count = 50, sample_size = 1)]
fn one_coding(bencher: Bencher<'_, '_>) {
    let (_, path, _) = built();
    let mut study = Study::open(path, None).expect("the study");
    let document = Arc::clone(&study.corpus().documents[0]);
    let span = document.pieces.iter().max_by_key(|piece| piece.words).expect("speech").span;
    let code = study.corpus().codes.codes()[5].id;
    bencher.bench_local(|| {
        let code = CodeTarget::Id(code);
        study.run(Command::ApplyCode { document: document.id, span, code }).expect("coded");
        study.undo().expect("undone")
    });
}
