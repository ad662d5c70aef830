//! Corrections: what a letter typed, a stored correction and a comparison cost, in an interview of an
//! hour and in the longest that is promised.

use divan::{Bencher, black_box};
use egui::{Event, Key, Modifiers, RawInput, Rect, vec2};
use postil::exchange::import::{ImportHints, read_document};
use postil::model::{CharSpan, CoderChoice, CodingLine, Corpus};
use postil::study::{Command, Study, plan_correction};
use postil::text::compare::changes;
use postil::text::edits::Edits;
use postil::text::search::likest;
use postil::ui::action::Action;
use postil::ui::fonts;
use postil::ui::outbox::Outbox;
use postil::ui::read;
use postil::ui::theme::Theme;
use postil::ui::transcript::Reading;
use postil::ui::view::{CodeCounts, View};
use std::sync::Arc;

/// Words and codings.
const SIZES: [(usize, usize); 2] = [(8_000, 300), (200_000, 20_000)];

const STEMS: [&str; 12] = [
    "waiting", "letter", "school", "night", "they", "asked", "nobody", "café", "and", "it",
    "don’t", "home",
];

struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below
    }
}

fn text(words: usize) -> String {
    let mut dice = Dice(words as u64);
    let (mut text, mut said) = (String::new(), 0);
    while said < words {
        text.push_str(if text.len().is_multiple_of(2) { "INT: " } else { "P01: " });
        let turn = 5 + dice.roll(80);
        for n in 0..turn {
            text.push_str(if n == 0 { "" } else { " " });
            text.push_str(STEMS[dice.roll(STEMS.len())]);
        }
        text.push_str(".\n\n");
        said += turn;
    }
    text
}

/// A study of one interview.
fn study((words, codings): (usize, usize)) -> (tempfile::TempDir, Study) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut study = Study::create(&folder.path().join("s.postil"), None, "s", None).expect("made");
    study.run(Command::AddParticipant { name: "P01".to_owned() }).expect("somebody");
    let hints = ImportHints::default();
    let document = read_document("P01.txt", text(words).as_bytes(), &hints).expect("a text");
    let documents = vec![document];
    study.run(Command::ImportDocuments { documents, people: None }).expect("taken in");
    let mut dice = Dice(7);
    let length = study.corpus().documents[0].text.chars().count();
    let line = |_| {
        let start = dice.roll(length - 500) as u64;
        CodingLine {
            line: 0,
            document: "P01".to_owned(),
            chars: CharSpan { start, end: start + 20 + dice.roll(300) as u64 },
            code: format!("code {}", dice.roll(200)),
            coder: None,
            memo: String::new(),
            guid: None,
        }
    };
    let lines = (0..codings).map(line).collect();
    study.run(Command::ImportCodings { lines, new_codes: true }).expect("coded");
    (folder, study)
}

/// The text with some words in the middle corrected.
fn corrected(corpus: &Corpus) -> String {
    let text = &corpus.documents[0].text;
    let middle = text.len() / 2;
    let at = middle + text[middle..].find("letter").expect("a word");
    format!("{}leter{}", &text[..at], &text[at + 6..])
}

/// What a correction does to codings, worked out: before anything is stored.
#[divan::bench(args = SIZES, sample_count = 10, sample_size = 1)]
fn plan(bencher: Bencher<'_, '_>, size: (usize, usize)) {
    let (_folder, study) = study(size);
    let text = corrected(study.corpus());
    let document = study.corpus().documents[0].id;
    bencher.bench_local(|| {
        plan_correction(black_box(study.corpus()), document, &text).expect("a plan").changed.len()
    });
}

/// Stored, with everything that moves, and taken back.
#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn store_and_undo(bencher: Bencher<'_, '_>, size: (usize, usize)) {
    let (_folder, mut study) = study(size);
    let text = corrected(study.corpus());
    let document = study.corpus().documents[0].id;
    bencher.bench_local(|| {
        let text = text.clone();
        study.run(Command::CorrectText { document, text }).expect("corrected");
        study.undo().expect("undone")
    });
}

/// Two texts of a document compared, fifty words apart.
#[divan::bench(args = SIZES, sample_count = 10, sample_size = 1)]
fn compare_texts(bencher: Bencher<'_, '_>, size: (usize, usize)) {
    let old = text(size.0);
    let each = old.len() / 50;
    let mut new = old.clone();
    for n in (1..50).rev() {
        let from = (1..9).map(|back| n * each - back).find(|at| new.is_char_boundary(*at));
        new.insert_str(from.unwrap_or(0), "really ");
    }
    bencher.bench_local(|| changes(&old, &new, &Edits::between(black_box(&old), &new)).len());
}

/// Where lost words stand now.
#[divan::bench(args = SIZES, sample_count = 10, sample_size = 1)]
fn find_lost_words(bencher: Bencher<'_, '_>, size: (usize, usize)) {
    let text = text(size.0);
    let words = "they asked nobody and the letter was at home that night waiting";
    bencher.bench_local(|| likest(black_box(&text), words, 0));
}

/// A frame of the editor in which a letter is typed: the whole reading page, from input to triangles.
#[divan::bench(args = SIZES, sample_count = 100, sample_size = 1)]
fn type_a_letter(bencher: Bencher<'_, '_>, size: (usize, usize)) {
    let (_folder, study) = study(size);
    let corpus = Arc::clone(study.corpus());
    let ctx = egui::Context::default();
    fonts::install(&ctx);
    let theme = Theme::light();
    theme.apply(&ctx);
    let shown = CoderChoice::All;
    let counts = CodeCounts::new(&corpus, &shown);
    let (mut state, mut time) = (read::State::default(), 0.0);
    let mut frame = |state: &mut read::State, events: Vec<Event>| {
        time += 1.0 / 120.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(egui::Pos2::ZERO, vec2(1280.0, 800.0))),
            time: Some(time),
            focused: true,
            events,
            ..RawInput::default()
        };
        let mut outbox = Outbox::default();
        let output = ctx.run_ui(input, |ui| {
            let view = View {
                corpus: &corpus,
                revision: 1,
                coder: None,
                shown: &shown,
                counts: &counts,
                role: None,
                theme: &theme,
                reading: Reading::default(),
                busy: false,
            };
            read::show(ui, &view, state, &mut outbox);
        });
        ctx.tessellate(output.shapes, output.pixels_per_point).len()
    };
    for _ in 0..60 {
        frame(&mut state, Vec::new());
    }
    state.ask(Action::CorrectTurn);
    for _ in 0..20 {
        frame(&mut state, Vec::new());
    }
    assert!(!state.standing().read, "the editor is open");
    let end = Event::Key {
        key: Key::End,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    };
    frame(&mut state, vec![end]);
    bencher.bench_local(|| frame(&mut state, vec![Event::Text("a".to_owned())]));
}
