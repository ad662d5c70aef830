//! Frames of the reading view without a window: everything the program does for a frame, from
//! input to triangles, on made-up transcripts. Only what a graphics driver does is missing.
//!
//! Medians come from divan; the lines between them tell the worst, in time on the processor.

use cpu_time::ThreadTime;
use divan::Bencher;
use egui::{Event, RawInput, Rect, pos2, vec2};
use postil::model::{
    Code, CodeFields, CodeId, CodeTree, Coder, CoderId, CodingId, CodingRow, CorpusDocument,
    DocumentId, Guid, Piece, Span, SpeakerId, SpeakerRow, TurnRow, Voice, WordIndex,
};
use postil::ui::fonts;
use postil::ui::theme::Theme;
use postil::ui::transcript::{Reading, Shown, TranscriptInput, TranscriptView};
use std::sync::Arc;
use std::time::Duration;

/// Words and codings.
const SIZES: [(usize, usize); 9] = [
    (10_000, 100),
    (10_000, 2_000),
    (10_000, 20_000),
    (60_000, 100),
    (60_000, 2_000),
    (60_000, 20_000),
    (200_000, 100),
    (200_000, 2_000),
    (200_000, 20_000),
];

/// The largest, written in Arabic.
const LEFTWARDS: [(usize, usize); 1] = [(200_000, 20_000)];

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
    fn new(size: (usize, usize)) -> Self {
        Self::of(size, &LATIN)
    }

    /// Written from right to left, with the fonts this computer has for it.
    fn leftwards(size: (usize, usize)) -> Self {
        let mut page = Self::of(size, &ARABIC);
        fonts::allow_system(&page.ctx);
        page.view = TranscriptView::default();
        page.frame(Vec::new());
        // They are listed on another thread.
        std::thread::sleep(Duration::from_secs(2));
        page.rest();
        page
    }

    fn of((words, codings): (usize, usize), vocabulary: &[&str]) -> Self {
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
            document: Arc::new(document(words, codings, vocabulary)),
            codes: Arc::new(CodeTree::new((1..=60).map(code).collect())),
            coders: vec![Coder { id: CoderId(1), guid: Guid::new(), name: "ana".to_owned() }],
            theme,
            reading: Reading::default(),
            size: vec2(1400.0, 900.0),
            time: 0.0,
        };
        page.rest();
        page
    }

    /// Lets frames pass until all heights are exact. Gives their times, longest last.
    fn rest(&mut self) -> Vec<Duration> {
        let mut times = Vec::new();
        for _ in 0..2_000 {
            let begin = ThreadTime::now();
            self.frame(Vec::new());
            times.push(begin.elapsed());
            if self.view.is_exact() && times.len() > 3 {
                break;
            }
        }
        times.sort_unstable();
        times
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
                shown: &Shown::default(),
                highlighted: None,
                hits: &[],
                hit: None,
                may_change: true,
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

const LATIN: [&str; 16] = [
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

const ARABIC: [&str; 12] =
    ["قال", "إنه", "انتظر", "أربعة", "عشر", "شهرا", "ثم", "وصلت", "الرسالة", "ولم", "يخبره", "أحد"];

fn document(words: usize, codings: usize, vocabulary: &[&str]) -> CorpusDocument {
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
            text.push_str(vocabulary[numbers.below(vocabulary.len())]);
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
        words: WordIndex::default(),
        held_on: String::new(),
        times: Arc::default(),
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

/// Prints what a median hides.
#[expect(clippy::print_stdout, reason = "a bench speaks on its output")]
fn told(what: &str, (words, codings): (usize, usize), mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: f64| {
        let index = ((times.len() - 1) as f64 * share) as usize;
        times.get(index).map_or(0.0, |time| time.as_secs_f64() * 1_000.0)
    };
    println!(
        "    {what}, {words} words, {codings} codings: median {:.2} ms, p99 {:.2}, worst {:.2}",
        at(0.5),
        at(0.99),
        at(1.0)
    );
}

/// Runs a frame many times under divan, and tells the worst of them.
fn frames(
    bencher: Bencher<'_, '_>,
    what: &str,
    size: (usize, usize),
    page: &mut Page,
    mut each: impl FnMut(&mut Page),
) {
    let mut times = Vec::new();
    bencher.bench_local(|| {
        let begin = ThreadTime::now();
        each(page);
        times.push(begin.elapsed());
    });
    told(what, size, times);
}

fn scroll(page: &mut Page) {
    page.frame(vec![Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: vec2(0.0, -60.0),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
        modifiers: egui::Modifiers::NONE,
    }]);
}

#[divan::bench(args = SIZES, sample_count = 300, sample_size = 1)]
fn steady(bencher: Bencher<'_, '_>, size: (usize, usize)) {
    let mut page = Page::new(size);
    page.view.scroll_to(20_000);
    page.rest();
    frames(bencher, "steady", size, &mut page, |page| {
        page.frame(Vec::new());
    });
}

#[divan::bench(args = SIZES, sample_count = 600, sample_size = 1)]
fn wheel(bencher: Bencher<'_, '_>, size: (usize, usize)) {
    let mut page = Page::new(size);
    page.frame(vec![Event::PointerMoved(pos2(700.0, 400.0))]);
    frames(bencher, "wheel", size, &mut page, scroll);
}

#[divan::bench(args = SIZES, sample_count = 300, sample_size = 1)]
fn jump(bencher: Bencher<'_, '_>, size: (usize, usize)) {
    let mut page = Page::new(size);
    let length = page.document.text.len();
    let mut numbers = Numbers(3);
    frames(bencher, "jump", size, &mut page, |page| {
        page.view.scroll_to(numbers.below(length) as u32);
        page.frame(Vec::new());
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
    frames(bencher, "selecting", size, &mut page, |page| {
        let pos = pos2(400.0 + numbers.below(400) as f32, 150.0 + numbers.below(700) as f32);
        page.frame(vec![Event::PointerMoved(pos)]);
    });
}

/// The frame that shows the coding, and the ones after it, in which the map follows.
#[divan::bench(args = SIZES, sample_count = 100, sample_size = 1)]
fn coding_added(bencher: Bencher<'_, '_>, size: (usize, usize)) {
    let mut page = Page::new(size);
    page.view.scroll_to(20_000);
    page.rest();
    // What a study gives back after a coding: another document around the same text.
    let versions: Vec<_> =
        (0..2).map(|_| Arc::new(CorpusDocument::clone(&page.document))).collect();
    let mut turn = 0;
    let mut after = Vec::new();
    frames(bencher, "coding added", size, &mut page, |page| {
        turn += 1;
        page.document = Arc::clone(&versions[turn % 2]);
        page.frame(Vec::new());
    });
    for _ in 0..40 {
        turn += 1;
        page.document = Arc::clone(&versions[turn % 2]);
        page.frame(Vec::new());
        // The map waits for a quiet moment.
        page.time += 1.0;
        let begin = ThreadTime::now();
        page.frame(Vec::new());
        after.push(begin.elapsed());
    }
    told("map after a coding", size, after);
}

#[divan::bench(args = SIZES, sample_count = 100, sample_size = 1)]
fn resize(bencher: Bencher<'_, '_>, size: (usize, usize)) {
    let mut page = Page::new(size);
    page.view.scroll_to(20_000);
    let mut width = 900.0;
    frames(bencher, "resize", size, &mut page, |page| {
        width = if width > 1_000.0 { 700.0 } else { width + 7.0 };
        page.size.x = width;
        page.frame(Vec::new());
    });
    exact("exact after a resize", size, &mut page);
}

#[expect(clippy::print_stdout, reason = "a bench speaks on its output")]
fn exact(what: &str, (words, codings): (usize, usize), page: &mut Page) {
    let times = page.rest();
    let all: Duration = times.iter().sum();
    println!(
        "    {what}, {words} words, {codings} codings: {:.0} ms in {} frames, worst frame {:.2}",
        all.as_secs_f64() * 1_000.0,
        times.len(),
        times.last().map_or(0.0, |time| time.as_secs_f64() * 1_000.0)
    );
}

/// The first frame in another size of letters.
#[divan::bench(args = SIZES, sample_count = 40, sample_size = 1)]
fn font(bencher: Bencher<'_, '_>, size: (usize, usize)) {
    let mut page = Page::new(size);
    page.view.scroll_to(20_000);
    page.rest();
    let mut points = 14.0;
    frames(bencher, "font size", size, &mut page, |page| {
        points = if points > 26.0 { 14.0 } else { points + 1.0 };
        page.reading.size = points;
        page.frame(Vec::new());
    });
    exact("exact after another size", size, &mut page);
}

#[divan::bench(args = SIZES, sample_count = 20, sample_size = 1)]
fn open(bencher: Bencher<'_, '_>, size: (usize, usize)) {
    let mut page = Page::new(size);
    frames(bencher, "open", size, &mut page, |page| {
        page.view = TranscriptView::default();
        page.frame(Vec::new());
    });
}

#[divan::bench(args = LEFTWARDS, sample_count = 300, sample_size = 1)]
fn leftwards_wheel(bencher: Bencher<'_, '_>, size: (usize, usize)) {
    let mut page = Page::leftwards(size);
    page.frame(vec![Event::PointerMoved(pos2(700.0, 400.0))]);
    frames(bencher, "wheel, leftwards", size, &mut page, scroll);
}

#[divan::bench(args = LEFTWARDS, sample_count = 60, sample_size = 1)]
fn leftwards_resize(bencher: Bencher<'_, '_>, size: (usize, usize)) {
    let mut page = Page::leftwards(size);
    page.view.scroll_to(20_000);
    let mut width = 900.0;
    frames(bencher, "resize, leftwards", size, &mut page, |page| {
        width = if width > 1_000.0 { 700.0 } else { width + 7.0 };
        page.size.x = width;
        page.frame(Vec::new());
    });
    exact("exact after a resize, leftwards", size, &mut page);
}
