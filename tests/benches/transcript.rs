//! Frames of the reading view without a window: everything the program does for a frame, from
//! input to triangles, on made-up transcripts. Only what a graphics driver does is missing.

use divan::Bencher;
use egui::{Event, RawInput, Rect, pos2, vec2};
use postil::model::{
    Code, CodeFields, CodeId, CodeTree, Coder, CoderChoice, CoderId, CodingId, CodingRow,
    CorpusDocument, DocumentId, Guid, Piece, Span, SpeakerId, SpeakerRow, TurnRow, Voice,
};
use postil::ui::fonts;
use postil::ui::theme::Theme;
use postil::ui::transcript::{Reading, TranscriptInput, TranscriptView};
use std::sync::Arc;

/// Words and codings.
const SIZES: [(usize, usize); 3] = [(10_000, 100), (60_000, 2_000), (200_000, 20_000)];

/// A small generator of numbers, the same on every machine.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}

struct Page {
    ctx: egui::Context,
    view: TranscriptView,
    document: Arc<CorpusDocument>,
    codes: Arc<CodeTree>,
    coders: Vec<Coder>,
    theme: Theme,
    reading: Reading,
    size: egui::Vec2,
    time: f64,
}

impl Page {
    fn new((words, codings): (usize, usize)) -> Self {
        let ctx = egui::Context::default();
        fonts::install(&ctx);
        let theme = Theme::light();
        theme.apply(&ctx);
        let code = |n: i64| {
            let name = format!("code number {n}");
            Code::new(CodeId(n), None, CodeFields { name, ..CodeFields::default() })
        };
        let mut page = Self {
            ctx,
            view: TranscriptView::default(),
            document: Arc::new(document(words, codings)),
            codes: Arc::new(CodeTree::new((1..=60).map(code).collect())),
            coders: vec![Coder { id: CoderId(1), guid: Guid::new(), name: "ana".to_owned() }],
            theme,
            reading: Reading::default(),
            size: vec2(1400.0, 900.0),
            time: 0.0,
        };
        for _ in 0..4 {
            page.frame(Vec::new());
        }
        page
    }

    fn frame(&mut self, events: Vec<Event>) -> usize {
        self.time += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), self.size)),
            time: Some(self.time),
            events,
            ..RawInput::default()
        };
        let mut output = self.ctx.run_ui(input, |ui| {
            let input = TranscriptInput {
                document: &self.document,
                codes: &self.codes,
                participants: &[],
                under_name: None,
                coders: &self.coders,
                shown: &CoderChoice::All,
                highlighted: None,
                theme: &self.theme,
                reading: self.reading,
            };
            self.view.show(ui, &input);
        });
        let shapes = std::mem::take(&mut output.shapes);
        output.drop_without_applying_deltas();
        self.ctx.tessellate(shapes, 1.0).len()
    }
}

fn document(words: usize, codings: usize) -> CorpusDocument {
    const WORDS: [&str; 16] = [
        "and",
        "the",
        "letter",
        "waited",
        "months",
        "they",
        "said",
        "nobody",
        "it’s",
        "was",
        "a",
        "so",
        "interview",
        "meeting",
        "guardian",
        "because",
    ];
    let mut numbers = Numbers(7);
    let mut text = String::new();
    let mut turns = Vec::new();
    let mut pieces = Vec::new();
    let mut count = 0;
    while count < words {
        let interviewer = turns.len() % 2 == 0;
        let length = if interviewer { 4 + numbers.below(16) } else { 6 + numbers.below(120) };
        let start = text.len() as u32;
        text.push_str(if interviewer { "INT: " } else { "P01: " });
        for n in 0..length {
            if n > 0 {
                text.push(' ');
            }
            text.push_str(WORDS[numbers.below(WORDS.len())]);
        }
        count += length;
        let (body, end) = (start + 5, text.len() as u32);
        let speaker = Some(SpeakerId(if interviewer { 1 } else { 2 }));
        let voice = if interviewer { Voice::Interviewer } else { Voice::Unassigned };
        let span = Span::new(body, end).expect("a turn has words");
        pieces.push(Piece {
            span,
            turn: turns.len() as u32,
            voice,
            words: length as u32,
            characters: end - body,
        });
        turns.push(TurnRow { start, body, end, speaker, at_ms: None });
        text.push_str("\n\n");
    }
    let speaker =
        |id, label: &str, voice| SpeakerRow { id: SpeakerId(id), label: label.to_owned(), voice };
    let mut document = CorpusDocument {
        id: DocumentId(1),
        guid: Guid::new(),
        name: "long".to_owned(),
        file_name: "long.txt".to_owned(),
        text: text.into(),
        turns: turns.into(),
        speakers: vec![speaker(1, "INT", Voice::Interviewer), speaker(2, "P01", Voice::Unassigned)],
        pieces: pieces.into(),
        word_starts: Arc::new([]),
        codings: Vec::new(),
    };
    for n in 0..codings {
        let start = numbers.below(document.text.len() - 4_000);
        let length = if n % 10 == 0 { 300 + numbers.below(3_000) } else { 15 + numbers.below(280) };
        let floor = |at| document.text.floor_char_boundary(at) as u32;
        let span = Span::new(floor(start), floor(start + length)).expect("longer than a letter");
        let code = CodeId(1 + numbers.below(60) as i64);
        document.codings.push(CodingRow::new(CodingId(n as i64), span, code, CoderId(1)));
    }
    document.sort_codings();
    document
}

#[divan::bench(args = SIZES, sample_count = 300, sample_size = 1)]
fn steady(bencher: Bencher<'_, '_>, size: (usize, usize)) {
    let mut page = Page::new(size);
    page.view.scroll_to(20_000);
    page.frame(Vec::new());
    bencher.bench_local(|| page.frame(Vec::new()));
}

#[divan::bench(args = SIZES, sample_count = 600, sample_size = 1)]
fn wheel(bencher: Bencher<'_, '_>, size: (usize, usize)) {
    let mut page = Page::new(size);
    page.frame(vec![Event::PointerMoved(pos2(700.0, 400.0))]);
    bencher.bench_local(|| {
        page.frame(vec![Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: vec2(0.0, -60.0),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Wheel,
            modifiers: egui::Modifiers::NONE,
        }])
    });
}

#[divan::bench(args = SIZES, sample_count = 300, sample_size = 1)]
fn jump(bencher: Bencher<'_, '_>, size: (usize, usize)) {
    let mut page = Page::new(size);
    let length = page.document.text.len();
    let mut numbers = Numbers(3);
    bencher.bench_local(|| {
        page.view.scroll_to(numbers.below(length) as u32);
        page.frame(Vec::new())
    });
}

#[divan::bench(args = SIZES, sample_count = 300, sample_size = 1)]
fn selecting(bencher: Bencher<'_, '_>, size: (usize, usize)) {
    let mut page = Page::new(size);
    page.view.scroll_to(20_000);
    page.frame(vec![Event::PointerMoved(pos2(500.0, 100.0))]);
    let button = |pos, pressed| Event::PointerButton {
        pos,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: egui::Modifiers::NONE,
    };
    page.frame(vec![button(pos2(500.0, 100.0), true)]);
    let mut numbers = Numbers(5);
    bencher.bench_local(|| {
        let pos = pos2(400.0 + numbers.below(400) as f32, 150.0 + numbers.below(700) as f32);
        page.frame(vec![Event::PointerMoved(pos)])
    });
}

#[divan::bench(args = SIZES, sample_count = 100, sample_size = 1)]
fn coding_added(bencher: Bencher<'_, '_>, size: (usize, usize)) {
    let mut page = Page::new(size);
    page.view.scroll_to(20_000);
    page.frame(Vec::new());
    // What a study gives back after a coding: another document around the same text.
    let versions: Vec<_> =
        (0..2).map(|_| Arc::new(CorpusDocument::clone(&page.document))).collect();
    let mut turn = 0;
    bencher.bench_local(|| {
        turn += 1;
        page.document = Arc::clone(&versions[turn % 2]);
        page.frame(Vec::new())
    });
}

#[divan::bench(args = SIZES, sample_count = 100, sample_size = 1)]
fn resize(bencher: Bencher<'_, '_>, size: (usize, usize)) {
    let mut page = Page::new(size);
    page.view.scroll_to(20_000);
    let mut width = 900.0;
    bencher.bench_local(|| {
        width = if width > 1_000.0 { 700.0 } else { width + 7.0 };
        page.size.x = width;
        page.frame(Vec::new())
    });
}

#[divan::bench(args = SIZES, sample_count = 20, sample_size = 1)]
fn open(bencher: Bencher<'_, '_>, size: (usize, usize)) {
    let mut page = Page::new(size);
    bencher.bench_local(|| {
        page.view = TranscriptView::default();
        page.frame(Vec::new())
    });
}
