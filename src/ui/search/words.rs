//! How often words are said: the list of words, each of which opens its contexts.

use super::State;
use super::wanted::Written;
use crate::analysis::words::{StopWords, WordRow};
use crate::analysis::{WordTable, WordsBy, WordsSpec, words};
use crate::model::{Filter, Speech};
use crate::ui::tables::choose;
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
/// Width of a column of its own: a group of participants, a document, a code.
const GROUP: f32 = 112.0;

/// What the second view of the page remembers.
#[derive(Default)]
pub(super) struct Words {
    /// Count function words such as *the*, too.
    all: bool,
    /// Count numbers, too.
    numbers: bool,
    /// What makes columns beside the numbers of all.
    by: WordsBy,
    answers: Answers<(u64, Filter, bool, bool, WordsBy), WordTable>,
}

impl Words {
    /// True while they are being counted.
    pub(super) fn is_working(&self) -> bool {
        self.answers.working()
    }

    /// What is counted, with this filter.
    pub(super) fn spec(&self, filter: Filter) -> WordsSpec {
        let stop = if self.all { StopWords::default() } else { StopWords::english() };
        WordsSpec { filter, by: self.by, stop, shortest: 1, numbers: self.numbers }
    }
}

/// Asks for the words of the speech the page looks in, when they are not there, or stale.
pub(super) fn ask(ui: &Ui, view: &View<'_>, state: &mut State) {
    let filter = state.asked.filter.clone();
    if let WordsBy::Attribute(id) = state.words.by
        && view.corpus.attributes.iter().all(|attribute| attribute.id != id)
    {
        state.words.by = WordsBy::Nothing;
    }
    let (all, numbers, by) = (state.words.all, state.words.numbers, state.words.by);
    let question = (view.revision, filter.clone(), all, numbers, by);
    let corpus = std::sync::Arc::clone(view.corpus);
    let spec = state.words.spec(filter);
    state.words.answers.ask(ui.ctx(), &question, (true, "words"), move || words(&corpus, &spec));
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
        ui.add_space(8.0);
        let plain = [
            (WordsBy::Nothing, "all together"),
            (WordsBy::Participant, "by participant"),
            (WordsBy::Document, "by document"),
            (WordsBy::Code, "by code"),
        ];
        let plain = plain.map(|(by, text)| (by, text.to_owned()));
        let attributes = view.corpus.attributes.iter();
        let attributes = attributes.map(|a| (WordsBy::Attribute(a.id), format!("by {}", a.name)));
        let choices: Vec<(WordsBy, String)> = plain.into_iter().chain(attributes).collect();
        choose(ui, view, (&mut state.words.by, "Columns"), &choices);
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
    let columns = Columns::new(table, ground.width() - 40.0);
    let line = Stroke::new(1.0, theme.line);
    ui.painter().hline(ground.x_range(), ground.top() + HEAD, line);
    let rest = Rect::from_min_max(pos2(ground.left(), ground.top() + HEAD), ground.max);
    let figures = Figures::new(ui, sans(14.0));
    let mut clicked = None;
    let mut scrolled = 0.0;
    ui.scope_builder(egui::UiBuilder::new().max_rect(rest), |ui| {
        let area = ScrollArea::both().id_salt("words").auto_shrink(false);
        area.show_viewport(ui, |ui, viewport| {
            scrolled = viewport.left();
            let count = table.rows.len();
            let height = (count as f64 * f64::from(ROW)) as f32 + 24.0;
            ui.set_min_size(vec2(columns.width + 40.0, height));
            let left = rest.left() + 20.0 - scrolled;
            let first = ((viewport.top() / ROW).floor().max(0.0) as usize).min(count);
            let last = ((viewport.bottom() / ROW).ceil().max(0.0) as usize).min(count);
            for at in first..last {
                let Some(row) = table.rows.get(at) else { continue };
                let y = (at as f64 * f64::from(ROW) - f64::from(viewport.top())) as f32;
                let top = ui.clip_rect().top() + y;
                let rect = Rect::from_min_size(pos2(left, top), vec2(columns.width, ROW));
                if word(ui, view, table, (at, row), (rect, &columns, &figures)) {
                    clicked = Some(row.word.clone());
                }
            }
        });
    });
    let heads = ui.painter().with_clip_rect(Rect::from_min_max(ground.min, rest.right_top()));
    let left = ground.left() + 20.0 - scrolled;
    let y = ground.top() + HEAD / 2.0;
    heads.text(pos2(left + 8.0, y), Align2::LEFT_CENTER, "Word", sans(12.0), theme.quiet);
    let names = ["Times", "Per 1,000 words", "Participants", "Documents"].into_iter();
    let names = names.chain(table.groups.iter().map(|group| group.label.as_str()));
    for (x, name) in columns.right.iter().zip(names) {
        let name = widgets::one_line(&heads, name, sans(12.0), theme.quiet, GROUP - 12.0);
        heads.galley(pos2(left + x - name.size().x, y - name.size().y / 2.0), name, theme.quiet);
    }
    clicked
}

/// Where the numbers end, from the left edge of the list.
struct Columns {
    right: Vec<f32>,
    width: f32,
}

impl Columns {
    /// The four numbers of all, then one of each group.
    fn new(table: &WordTable, room: f32) -> Self {
        let all = WIDTH.min(room);
        let mut right = [0.52, 0.68, 0.84, 1.0].map(|share| all * share - 8.0).to_vec();
        let groups = (1..=table.groups.len()).map(|n| all + GROUP * n as f32 - 8.0);
        right.extend(groups);
        Self { right, width: all + GROUP * table.groups.len() as f32 }
    }
}

/// One word; true when it was clicked.
fn word(
    ui: &Ui,
    view: &View<'_>,
    table: &WordTable,
    (at, row): (usize, &WordRow),
    (rect, columns, figures): (Rect, &Columns, &Figures),
) -> bool {
    let theme = view.theme;
    let rate = row.total.rate(&table.total);
    let mut numbers = vec![
        grouped(row.total.count),
        rate.map_or_else(|| "n/a".to_owned(), |rate| format!("{rate:.2}")),
        format!("{} of {}", row.total.participants, table.total.participants),
        format!("{} of {}", row.total.documents, table.total.documents),
    ];
    numbers.extend(row.cells.iter().map(|cell| grouped(cell.count)));
    let response = ui.interact(rect, ui.scope_id().with(("word", at)), Sense::CLICK);
    response.widget_info(|| {
        let times = counted(row.total.count, "time", "times");
        let rate = numbers.get(1).map_or("n/a", String::as_str);
        let mut name = format!(
            "{}: {times}, {rate} per 1,000, {} of {} participants, {} of {} documents",
            row.word,
            row.total.participants,
            table.total.participants,
            row.total.documents,
            table.total.documents
        );
        for (cell, group) in row.cells.iter().zip(&table.groups) {
            name.extend(["; ", &group.label, ": ", &cell.count.to_string()]);
        }
        WidgetInfo::labeled(Role::ListItem, true, name)
    });
    if response.hovered() || response.has_focus() {
        let fill = if response.has_focus() { theme.chosen } else { theme.control };
        ui.painter().rect_filled(rect, CornerRadius::same(4), fill);
    }
    let y = rect.center().y;
    let room = columns.right.first().map_or(0.0, |right| right - 90.0);
    let word = widgets::one_line(ui.painter(), &row.word, semibold(14.0), theme.strong, room);
    let place = pos2(rect.left() + 8.0, y - word.size().y / 2.0);
    ui.painter().galley(place, word, theme.strong);
    for (number, (x, text)) in columns.right.iter().zip(&numbers).enumerate() {
        let quiet = number >= 4 && text == "0";
        let ink = if quiet { theme.quiet } else { theme.ink };
        figures.paint_right(ui.painter(), pos2(rect.left() + x, y), text, ink);
    }
    let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
    response.on_hover_text("Show where it is said").clicked()
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
