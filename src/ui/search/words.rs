//! How often words are said: the list of words, each of which opens its contexts.

use super::State;
use super::wanted::Written;
use crate::analysis::words::StopWords;
use crate::analysis::{WordTable, WordsSpec, words};
use crate::model::{Filter, Speech};
use crate::ui::view::View;
use crate::ui::widgets::{self, Figures, counted, grouped, sans, semibold};
use crate::ui::worker::Answers;
use egui::{
    Align2, CornerRadius, Rect, RichText, Role, ScrollArea, Sense, Stroke, Ui, WidgetInfo, pos2,
    vec2,
};

/// Height of a word, in points.
const ROW: f32 = 27.0;
/// Height of the heads of the columns.
const HEAD: f32 = 24.0;
/// Width of the list: wider, the eye loses the line.
const WIDTH: f32 = 720.0;

/// What the second view of the page remembers.
#[derive(Default)]
pub(super) struct Words {
    /// Count function words such as *the*, too.
    all: bool,
    /// Count numbers, too.
    numbers: bool,
    answers: Answers<(u64, Filter, bool, bool), WordTable>,
}

impl Words {
    /// True while they are being counted.
    pub(super) fn is_working(&self) -> bool {
        self.answers.working()
    }
}

/// Asks for the words of the speech the page looks in, when they are not there, or stale.
pub(super) fn ask(ui: &Ui, view: &View<'_>, state: &mut State) {
    let filter = state.asked.filter.clone();
    let (all, numbers) = (state.words.all, state.words.numbers);
    let question = (view.revision, filter.clone(), all, numbers);
    let corpus = std::sync::Arc::clone(view.corpus);
    state.words.answers.ask(ui.ctx(), &question, (true, "words"), move || {
        let stop = if all { StopWords::default() } else { StopWords::english() };
        let spec = WordsSpec { filter, stop, shortest: 1, numbers, ..WordsSpec::default() };
        words(&corpus, &spec)
    });
}

/// What is counted.
pub(super) fn controls(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    ui.horizontal(|ui| {
        // A box must be seen on the page, too.
        let edge = Stroke::new(1.0, view.theme.border);
        ui.visuals_mut().widgets.inactive.bg_stroke = edge;
        ui.visuals_mut().widgets.inactive.bg_fill = view.theme.field;
        let all = ui.checkbox(&mut state.words.all, "Common words too");
        all.on_hover_text("The English words that say little alone, such as the, and, was");
        ui.checkbox(&mut state.words.numbers, "Numbers too");
    });
}

/// How many there are, and what was left out.
pub(super) fn below(ui: &mut Ui, view: &View<'_>, state: &State) {
    let Some((_, table)) = state.words.answers.get() else { return };
    let mut text = format!(
        "{}, said {} by {}; {} in all",
        counted(table.rows.len() as u64, "word", "different words"),
        counted(table.counted(), "time", "times"),
        counted(table.total.participants.into(), "participant", "participants"),
        counted(table.total.words, "own word", "own words"),
    );
    if state.words.is_working() {
        text.push_str(" · counting…");
    }
    ui.add_space(4.0);
    ui.label(RichText::new(text).color(view.theme.ink));
    let notes = table.notes().join(" ");
    let line = RichText::new(&notes).size(12.5).color(view.theme.quiet);
    ui.add(egui::Label::new(line).truncate()).on_hover_text(notes);
}

/// Draws the list; gives back the word that was clicked.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, state: &State) -> Option<String> {
    let Some((_, table)) = state.words.answers.get() else {
        ui.centered_and_justified(egui::Ui::spinner);
        return None;
    };
    let theme = view.theme;
    let ground = ui.max_rect();
    let (left, width) = (ground.left() + 20.0, WIDTH.min(ground.width() - 40.0));
    // Right edges of the four numbers.
    let right = [0.52, 0.68, 0.84, 1.0].map(|share| left + width * share - 8.0);
    let y = ground.top() + HEAD / 2.0;
    let head = |x: f32, align: Align2, text: &str| {
        ui.painter().text(pos2(x, y), align, text, sans(12.0), theme.quiet);
    };
    head(left + 8.0, Align2::LEFT_CENTER, "Word");
    for (x, text) in
        right.into_iter().zip(["Times", "Per 1,000 words", "Participants", "Documents"])
    {
        head(x, Align2::RIGHT_CENTER, text);
    }
    let line = Stroke::new(1.0, theme.line);
    ui.painter().hline(ground.x_range(), ground.top() + HEAD, line);
    let rest = Rect::from_min_max(pos2(ground.left(), ground.top() + HEAD), ground.max);
    let figures = Figures::new(ui, sans(14.0));
    let mut clicked = None;
    ui.scope_builder(egui::UiBuilder::new().max_rect(rest), |ui| {
        let area = ScrollArea::vertical().id_salt("words").auto_shrink(false);
        area.show_viewport(ui, |ui, viewport| {
            let count = table.rows.len();
            let height = (count as f64 * f64::from(ROW)) as f32 + 24.0;
            ui.set_min_size(vec2(ui.available_width(), height));
            let first = ((viewport.top() / ROW).floor().max(0.0) as usize).min(count);
            let last = ((viewport.bottom() / ROW).ceil().max(0.0) as usize).min(count);
            for at in first..last {
                let Some(row) = table.rows.get(at) else { continue };
                let y = (at as f64 * f64::from(ROW) - f64::from(viewport.top())) as f32;
                let top = ui.clip_rect().top() + y;
                let rect = Rect::from_min_size(pos2(left, top), vec2(width, ROW));
                let rate = row.total.rate(&table.total);
                let numbers = [
                    grouped(row.total.count),
                    rate.map_or_else(|| "n/a".to_owned(), |rate| format!("{rate:.2}")),
                    format!("{} of {}", row.total.participants, table.total.participants),
                    format!("{} of {}", row.total.documents, table.total.documents),
                ];
                let response = ui.interact(rect, ui.scope_id().with(("word", at)), Sense::CLICK);
                response.widget_info(|| {
                    let [_, rate, people, documents] = &numbers;
                    let times = counted(row.total.count, "time", "times");
                    let name = format!(
                        "{}: {times}, {rate} per 1,000, {people} participants, {documents} \
                         documents",
                        row.word
                    );
                    WidgetInfo::labeled(Role::ListItem, true, name)
                });
                if response.hovered() || response.has_focus() {
                    let fill = if response.has_focus() { theme.chosen } else { theme.control };
                    ui.painter().rect_filled(rect, CornerRadius::same(4), fill);
                }
                let y = rect.center().y;
                let room = right[0] - left - 90.0;
                let word =
                    widgets::one_line(ui.painter(), &row.word, semibold(14.0), theme.strong, room);
                let at = pos2(left + 8.0, y - word.size().y / 2.0);
                ui.painter().galley(at, word, theme.strong);
                for (x, number) in right.into_iter().zip(&numbers) {
                    figures.paint_right(ui.painter(), pos2(x, y), number, theme.ink);
                }
                let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
                if response.on_hover_text("Show where it is said").clicked() {
                    clicked = Some(row.word.clone());
                }
            }
        });
    });
    clicked
}

/// Searches for a word exactly as it was counted.
pub(super) fn search(ui: &Ui, state: &mut State, word: &str) {
    state.typed = Written { text: format!("={word}"), accents: true, ..Written::default() };
    // Whatever else is looked in: participants' speech was counted.
    state.asked.filter.speech = Speech::Participants;
    state.tab = super::Tab::Hits;
    state.wants_focus = true;
    state.changed(ui, true);
}
