//! Frames of the reading room with a large codebook and no transcript, and the plan of a merge in a
//! large study.

use divan::Bencher;
use egui::{Event, RawInput, Rect, pos2, vec2};
use postil::model::{
    Code, CodeFields, CodeId, CodeTree, CoderChoice, CoderId, CodingId, CodingRow, Corpus,
    CorpusDocument, DocumentId, Guid, Span, WordIndex,
};
use postil::study::plan_merge;
use postil::ui::fonts;
use postil::ui::outbox::Outbox;
use postil::ui::read;
use postil::ui::theme::Theme;
use postil::ui::transcript::Reading;
use postil::ui::view::{CodeCounts, View};
use std::sync::Arc;

const CODES: i64 = 1_000;

/// Codes three levels deep, one in seven retired.
fn tree() -> CodeTree {
    let code = |n: i64| {
        let parent = match n % 10 {
            1 => None,
            2..=5 => Some(CodeId(n - n % 10 + 1)),
            _ => Some(CodeId(n - n % 10 + 2)),
        };
        let fields = CodeFields {
            name: format!("code number {n} about something"),
            definition: "What it stands for, in a sentence or two.".repeat(3),
            ..CodeFields::default()
        };
        let parent = parent.filter(|parent| parent.0 < n);
        Code { retired: n % 7 == 0, ..Code::new(CodeId(n), parent, fields) }
    };
    CodeTree::new((1..=CODES).map(code).collect())
}

struct Room {
    ctx: egui::Context,
    corpus: Arc<Corpus>,
    counts: CodeCounts,
    theme: Theme,
    state: read::State,
    time: f64,
}

impl Room {
    fn new() -> Self {
        let ctx = egui::Context::default();
        fonts::install(&ctx);
        let theme = Theme::light();
        theme.apply(&ctx);
        let corpus = Arc::new(Corpus { codes: Arc::new(tree()), ..Corpus::default() });
        let counts = CodeCounts::new(&corpus, &CoderChoice::All);
        let mut room =
            Self { ctx, corpus, counts, theme, state: read::State::default(), time: 0.0 };
        for _ in 0..4 {
            room.frame(Vec::new());
        }
        room
    }

    fn frame(&mut self, events: Vec<Event>) -> usize {
        self.time += 1.0 / 60.0;
        let size = vec2(1280.0, 800.0);
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), size)),
            time: Some(self.time),
            events,
            ..RawInput::default()
        };
        let mut outbox = Outbox::default();
        let mut output = self.ctx.run_ui(input, |ui| {
            let view = View {
                corpus: &self.corpus,
                revision: 1,
                coder: Some(CoderId(1)),
                shown: &CoderChoice::All,
                counts: &self.counts,
                role: None,
                theme: &self.theme,
                reading: Reading::default(),
                busy: false,
            };
            read::show(ui, &view, &mut self.state, &mut outbox);
        });
        let shapes = std::mem::take(&mut output.shapes);
        self.ctx.tessellate(shapes, output.pixels_per_point).len()
    }
}

#[divan::bench]
fn still(bencher: Bencher<'_, '_>) {
    let mut room = Room::new();
    bencher.bench_local(|| room.frame(Vec::new()));
}

#[divan::bench]
fn scrolling(bencher: Bencher<'_, '_>) {
    let mut room = Room::new();
    let at = pos2(1150.0, 400.0);
    bencher.bench_local(|| {
        room.frame(vec![
            Event::PointerMoved(at),
            Event::MouseWheel {
                unit: egui::MouseWheelUnit::Point,
                delta: vec2(0.0, -60.0),
                phase: egui::TouchPhase::Move,
                modifiers: egui::Modifiers::NONE,
                source: egui::MouseWheelSource::Wheel,
            },
        ])
    });
}

/// The rows are listed anew in every frame.
#[divan::bench]
fn typing_a_filter(bencher: Bencher<'_, '_>) {
    let mut room = Room::new();
    let at = pos2(1100.0, 60.0);
    let button = |pressed| Event::PointerButton {
        pos: at,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: egui::Modifiers::NONE,
    };
    room.frame(vec![Event::PointerMoved(at)]);
    room.frame(vec![button(true)]);
    room.frame(vec![button(false)]);
    let mut letters = ["s", "o", "m", "e"].into_iter().cycle();
    bencher.bench_local(|| {
        let letter = letters.next().unwrap_or("s");
        room.frame(vec![Event::Text(letter.to_owned())])
    });
}

/// What merging one code into another does, worked out in a study of so many codings.
#[divan::bench(args = [10_000, 1_000_000], sample_count = 10)]
fn plan_of_a_merge(bencher: Bencher<'_, '_>, codings: usize) {
    const EACH: usize = 10_000;
    let documents = (0..codings / EACH).map(|document| {
        let each = (0..EACH).map(|n| {
            let start = (n * 7 % 50_000) as u32;
            let span = Span::new(start, start + 40);
            let id = CodingId((document * EACH + n) as i64 + 1);
            let code = CodeId((n % 60) as i64 + 1);
            span.map(|span| CodingRow::new(id, span, code, CoderId(1)))
        });
        let text = "words ".repeat(9_000);
        let mut document = CorpusDocument {
            id: DocumentId(document as i64 + 1),
            guid: Guid::new(),
            name: format!("D{document}"),
            file_name: String::new(),
            text: text.into(),
            turns: Arc::default(),
            speakers: Vec::new(),
            pieces: Arc::default(),
            words: WordIndex::default(),
            held_on: String::new(),
            times: Arc::default(),
            codings: each.flatten().collect(),
        };
        document.sort_codings();
        Arc::new(document)
    });
    let corpus =
        Corpus { documents: documents.collect(), codes: Arc::new(tree()), ..Corpus::default() };
    bencher.bench_local(|| plan_merge(&corpus, &[CodeId(7)], CodeId(15)).is_ok());
}
