//! The framework matrix: participants by codes or themes, in the researcher's own words. A cell is
//! written beside the excerpts it rests on; the matrix is read down a column and along a row.

mod beside;
mod cell;
mod draft;
mod edges;
mod editor;
mod grid;
mod head;
mod reading;
#[cfg(test)]
mod tests;

use super::icons::Icon;
use super::outbox::{Export, Outbox, Page, Request};
use super::view::View;
use super::widgets;
use super::worker::{self, Answers};
use crate::analysis::framework::{Framework, FrameworkSpec, framework};
use crate::model::{
    AttributeId, CoderChoice, Corpus, Filter, FrameworkColumn, MemoOn, ParticipantId,
};
use crate::study::Command;
use draft::{Drafts, Place};
use egui::{CentralPanel, Frame, Margin, Panel, Ui};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

pub(super) use draft::PACE;

/// What is chosen and kept with the study.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Chosen {
    columns: Vec<FrameworkColumn>,
    group: Option<AttributeId>,
}

/// How the matrix is looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Looking {
    /// As a table.
    #[default]
    Matrix,
    /// Down a column.
    Column,
    /// Along a row.
    Row,
}

/// Which cells are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Only {
    #[default]
    All,
    /// Those whose excerpts are others than when they were written.
    Stale,
    /// Those without words and state.
    Empty,
}

impl Only {
    const EACH: [Self; 3] = [Self::All, Self::Stale, Self::Empty];

    fn label(self) -> &'static str {
        match self {
            Self::All => "all cells",
            Self::Stale => "stale cells only",
            Self::Empty => "empty cells only",
        }
    }

    fn takes(self, matrix: &Framework, row: usize, column: usize) -> bool {
        matrix.entry(row, column).is_some_and(|entry| match self {
            Self::All => true,
            Self::Stale => entry.since.is_stale(),
            Self::Empty => entry.written.is_none(),
        })
    }
}

/// What the page remembers.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "answers to independent questions")]
pub struct State {
    chosen: Chosen,
    /// As it lies on the desk.
    kept: String,
    filter: Filter,
    own_coder: bool,
    looking: Looking,
    only: Only,
    answers: Answers<(u64, FrameworkSpec), Framework>,
    /// The cell that is looked at.
    cursor: Option<Place>,
    /// A cell that is to be shown as soon as the matrix has it.
    wanted: Option<Place>,
    /// Its editor is open.
    open: bool,
    /// The keyboard goes to the summary with the next frame.
    focus: bool,
    /// The editor had the keyboard in the last frame.
    within: bool,
    drafts: Drafts,
    grid: grid::Memory,
    beside: beside::State,
    reading: reading::State,
    links: editor::Links,
}

impl State {
    /// Shows a cell with its editor, whatever was left out before: its column comes in, a filter goes.
    pub(super) fn show_cell(&mut self, place: Place) {
        if !self.chosen.columns.contains(&place.1) {
            self.chosen.columns.push(place.1);
        }
        self.filter = Filter { coder: self.filter.coder.clone(), ..Filter::default() };
        (self.looking, self.only) = (Looking::Matrix, Only::All);
        self.wanted = Some(place);
    }

    /// What is asked, and what a file is made of.
    pub fn spec(&self) -> FrameworkSpec {
        FrameworkSpec {
            columns: self.chosen.columns.clone(),
            group: self.chosen.group,
            filter: self.filter.clone(),
        }
    }

    /// The matrix as it is seen, for a file: read down a column, that column.
    /// `None` while there are no columns.
    pub fn export(&self, shown: &CoderChoice) -> Option<Export> {
        let mut spec = self.spec();
        if !self.own_coder {
            spec.filter.coder = shown.clone();
        }
        if let (Looking::Column, Some((_, column))) = (self.looking, self.cursor) {
            spec.columns = vec![column];
        }
        (!spec.columns.is_empty()).then(|| Export::Framework(Box::new(spec)))
    }

    /// What memos hang on here: the person whose row it is.
    pub fn here(&self) -> MemoOn {
        self.cursor.map_or(MemoOn::Study, |(person, _)| MemoOn::Participant(person))
    }

    /// What was typed and is not a step yet; the page or the study is being left.
    pub fn unsaved(&mut self, corpus: &Corpus) -> Option<Command> {
        self.drafts.leave(corpus, None)
    }

    /// Cells were written, or refused.
    pub(super) fn answered(&mut self, kept: bool) {
        self.drafts.answered(kept);
    }

    /// What should lie on the desk now and does not yet; see `Drafts::unstored`.
    pub(super) fn unstored(&mut self, time: f64) -> Option<String> {
        self.drafts.unstored(time)
    }

    /// True when something was typed and the time to store it has not come yet.
    pub(super) fn is_unstored(&self) -> bool {
        self.drafts.waiting
    }

    /// Takes what was being written when the study was closed. True when there was something.
    pub(super) fn restore(&mut self, corpus: &Corpus, stored: &str) -> bool {
        self.drafts.restore(corpus, stored)
    }

    /// The choice of columns, where it is not what lies on the desk.
    pub(super) fn unkept(&mut self) -> Option<&str> {
        let now = serde_json::to_string(&self.chosen).unwrap_or_default();
        if now == self.kept || (self.kept.is_empty() && self.chosen == Chosen::default()) {
            return None;
        }
        self.kept = now;
        Some(&self.kept)
    }

    /// Takes the choice of columns that lay on the desk.
    pub(super) fn choose(&mut self, kept: &str) {
        if let Ok(chosen) = serde_json::from_str(kept) {
            self.chosen = chosen;
            kept.clone_into(&mut self.kept);
        }
    }

    fn ask(&mut self, ui: &Ui, view: &View<'_>) {
        if !self.own_coder {
            self.filter.coder = view.shown.clone();
        }
        let spec = self.spec();
        let question = (view.revision, spec.clone());
        let away = view.corpus.coding_count() > worker::LARGE;
        let corpus = Arc::clone(view.corpus);
        self.answers
            .ask(ui.ctx(), &question, (away, "framework"), move || framework(&corpus, &spec));
    }

    fn matrix(&self) -> Option<&Framework> {
        self.answers.get().map(|(_, matrix)| matrix)
    }

    /// Keeps to what is still in the matrix.
    fn look(&mut self) {
        let (spec, wanted) = (self.spec(), self.wanted);
        let Some(((_, answered), matrix)) = self.answers.get() else { return };
        let holds = |(person, column): &Place| {
            matrix.rows.iter().any(|row| row.participant == *person)
                && matrix.columns.iter().any(|head| head.column == *column)
        };
        let shown = wanted.filter(holds);
        // The matrix that was asked for is there: a cell that is not in it will not come.
        let settled = *answered == spec;
        if !self.cursor.as_ref().is_some_and(holds) {
            let first = matrix.rows.first().zip(matrix.columns.first());
            self.cursor = first.map(|(row, head)| (row.participant, head.column));
            self.open = false;
        }
        if settled {
            self.wanted = None;
            if let Some(place) = shown {
                self.open_at(place);
                self.grid.reveal();
            }
        }
    }

    /// Where a cell stands in the matrix.
    fn index(&self, place: Place) -> Option<(usize, usize)> {
        let matrix = self.matrix()?;
        let row = matrix.rows.iter().position(|row| row.participant == place.0)?;
        let column = matrix.columns.iter().position(|head| head.column == place.1)?;
        Some((row, column))
    }

    fn place(&self, row: usize, column: usize) -> Option<Place> {
        let matrix = self.matrix()?;
        Some((matrix.rows.get(row)?.participant, matrix.columns.get(column)?.column))
    }

    /// Opens the editor of a cell.
    fn open_at(&mut self, place: Place) {
        if self.cursor != Some(place) || !self.open {
            self.focus = true;
        }
        self.cursor = Some(place);
        self.open = true;
    }

    /// Closes the editor; the keyboard goes back to the cell.
    fn close(&mut self) {
        self.open = false;
        self.grid.take_focus();
    }

    /// The next cell: down while a column is read, else along the row and on to the next.
    fn next(&mut self) {
        let Some((row, column)) = self.cursor.and_then(|place| self.index(place)) else { return };
        let Some(matrix) = self.matrix() else { return };
        let (rows, columns) = (matrix.rows.len(), matrix.columns.len());
        let all = rows * columns;
        let nth = |step: usize| {
            if self.looking == Looking::Column {
                let at = (column * rows + row + step) % all;
                (at % rows, at / rows)
            } else {
                let at = (row * columns + column + step) % all;
                (at / columns, at % columns)
            }
        };
        let mut each = (1..all).map(nth);
        let next = each.find(|(row, column)| self.only.takes(matrix, *row, *column));
        if let Some(place) = next.and_then(|(row, column)| self.place(row, column)) {
            self.open_at(place);
            self.focus = true;
            self.grid.reveal();
            self.reading.reveal();
        }
    }

    /// Reads down a column or along a row.
    fn read(&mut self, looking: Looking, place: Place) {
        self.looking = looking;
        self.cursor = Some(place);
        self.reading.restart();
    }
}

/// Draws the page.
pub fn show(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    let theme = view.theme;
    let ground = ui.max_rect();
    ui.painter().rect_filled(ground, 0.0, theme.page);
    if nothing(ui, view, outbox) {
        return;
    }
    state.ask(ui, view);
    state.look();
    editor::keys(ui, state);
    // What was typed into a cell that is left becomes a step.
    let writing = state.cursor.filter(|_| state.open);
    if !view.busy
        && let Some(command) = state.drafts.leave(view.corpus, writing)
    {
        outbox.run(command);
    }
    let frame = Frame::new().fill(theme.page).inner_margin(Margin {
        left: 20,
        right: 20,
        top: 16,
        bottom: 8,
    });
    Panel::top("framework head")
        .resizable(false)
        .show_separator_line(false)
        .frame(frame)
        .show(ui, |ui| head::show(ui, view, state, outbox));
    if state.chosen.columns.is_empty() {
        return no_columns(ui, view, state);
    }
    if state.open
        && let Some(place) = state.cursor
    {
        let frame = Frame::new().fill(theme.panel).inner_margin(Margin::symmetric(16, 10));
        let height = ground.height();
        Panel::bottom("cell")
            .default_size((height * 0.46).clamp(190.0, 460.0))
            .size_range(180.0..=(height - 280.0).max(190.0))
            .frame(frame)
            .show(ui, |ui| editor::show(ui, view, state, place, outbox));
    }
    CentralPanel::default().frame(Frame::new().fill(theme.page)).show(ui, |ui| {
        let Some(matrix) = state.matrix() else {
            ui.centered_and_justified(Ui::spinner);
            return;
        };
        if matrix.rows.is_empty() || matrix.columns.is_empty() {
            let text =
                "No participant is in the filter, or the columns are not in the study any more.";
            let title = ("No cells", text);
            if widgets::empty(ui, theme, Icon::Framework, title, Some("Show all participants")) {
                state.filter = Filter { coder: state.filter.coder.clone(), ..Filter::default() };
            }
            return;
        }
        match state.looking {
            Looking::Matrix => grid::show(ui, view, state),
            Looking::Column | Looking::Row => reading::show(ui, view, state, outbox),
        }
    });
    if state.answers.working() {
        ui.ctx().request_repaint_after_secs(0.1);
    }
}

/// A study in which there can be no matrix yet, and what to do. True when it is one.
fn nothing(ui: &mut Ui, view: &View<'_>, outbox: &mut Outbox) -> bool {
    let corpus = view.corpus;
    let (title, text, button, page) = if corpus.participants.is_empty() {
        (
            "No participants yet",
            "A row of the framework matrix is a participant. Add them in People, and say who speaks in \
             the transcripts.",
            "Go to People",
            Page::People,
        )
    } else if corpus.codes.is_empty() && corpus.themes.is_empty() {
        (
            "No codes yet",
            "A column of the framework matrix is a code or a theme. Make some in Read, then summarise \
             here what each participant says about them.",
            "Go to Read",
            Page::Read,
        )
    } else {
        return false;
    };
    if widgets::empty(ui, view.theme, Icon::Framework, (title, text), Some(button)) {
        outbox.send(Request::Go(page));
    }
    true
}

/// Nothing is chosen yet: what the columns can be.
fn no_columns(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    let text = "Choose what the columns are: codes, each with everything under it, or themes. Each cell \
                holds your summary of what one participant says about it.";
    let codes = head::tops(view.corpus);
    let button = format!("Codes at the top ({})", codes.len());
    let button = if codes.is_empty() { None } else { Some(button.as_str()) };
    let title = ("No columns yet", text);
    if widgets::empty(ui, view.theme, Icon::Framework, title, button) {
        state.chosen.columns = codes;
    }
    let themes = head::themes(view.corpus);
    if !themes.is_empty() {
        ui.add_space(6.0);
        ui.vertical_centered(|ui| {
            if ui.button(format!("Themes ({})", themes.len())).clicked() {
                state.chosen.columns = themes;
            }
        });
    }
}

/// What a participant is called, with what says most about them.
fn person(view: &View<'_>, id: ParticipantId) -> (String, String) {
    let Some(person) = view.corpus.participant(id) else { return Default::default() };
    let role = view.role.and_then(|role| person.values.get(&role)).map(|role| role.trim());
    (person.name.clone(), role.unwrap_or_default().to_owned())
}
