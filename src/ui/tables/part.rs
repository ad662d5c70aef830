//! What the page asks of a table that has a file of its own.

use super::cells::Mark;
use super::coverage::Coded;
use super::exploratory::Tests;
use super::grid::{GridEvent, Memory};
use super::matrix::Single;
use super::new_codes::NewCodes;
use super::sources::Rows;
use super::together::Together;
use super::{Boxes, Kind};
use crate::model::{CodeId, Filter};
use crate::ui::outbox::{Export, Outbox, Request};
use crate::ui::picker::{self, Choice};
use crate::ui::theme::Theme;
use crate::ui::view::View;
use crate::ui::widgets;
use egui::{Context, Ui};
use std::collections::HashSet;

/// A row, before it is decided which ones are shown.
pub(super) struct Line {
    /// What it counts, where that is a code.
    pub(super) code: Option<CodeId>,
    /// Levels above it in the codebook.
    pub(super) depth: u16,
    /// Something is counted in it.
    pub(super) used: bool,
}

/// One of the tables.
pub(super) trait Part {
    /// Asks for the table when it is not there, or stale; true when there is a new answer.
    fn ask(&mut self, ctx: &Context, view: &View<'_>, filter: &Filter) -> bool;
    /// True while it is counted.
    fn working(&self) -> bool;
    /// All rows in their own order; `None` while there is no answer yet.
    fn lines(&self) -> Option<Vec<Line>>;
    /// Chooses its columns, where the boxes and folded codes decide on them.
    fn choose(&mut self, _boxes: Boxes, _folded: &HashSet<CodeId>) {}
    /// The number a column sorts by.
    fn sort_value(&self, row: usize, column: usize) -> Option<f64>;
    /// What a reader needs under the table.
    fn notes(&self) -> Vec<String>;
    /// The signs in its cells with their meaning.
    fn marks(&self) -> &'static [(Mark, &'static str)] {
        &[]
    }
    /// What is asked, as a sentence that can be changed; true when it was.
    fn controls(&mut self, ui: &mut Ui, view: &View<'_>) -> bool;
    /// Draws what must be said first; true while it stands in the place of the table.
    fn before(&mut self, _ui: &mut Ui, _view: &View<'_>) -> bool {
        false
    }
    /// Draws the table.
    fn draw(
        &self,
        ui: &mut Ui,
        theme: &Theme,
        rows: Rows<'_>,
        memory: &mut Memory,
    ) -> Option<GridEvent>;
    /// What stands behind a cell; `row` is an index of [`Part::lines`].
    fn open(&mut self, row: usize, column: usize) -> Option<Request>;
    /// True while something is shown under it.
    fn below(&self) -> bool {
        false
    }
    /// Draws what is shown under it.
    fn draw_below(&mut self, _ui: &mut Ui, _view: &View<'_>, _outbox: &mut Outbox) {}
    /// The table for a file; `None` where there is none yet.
    fn export(&self, filter: Filter) -> Option<Export>;
}

/// The tables that have a file of their own.
#[derive(Default)]
pub(super) struct Parts {
    together: Together,
    single: Single,
    coded: Coded,
    new_codes: NewCodes,
    tests: Tests,
}

impl Parts {
    /// The table of this kind.
    pub(super) fn get(&self, kind: Kind) -> Option<&dyn Part> {
        match kind {
            Kind::Crosstab | Kind::Frequencies => None,
            Kind::Together => Some(&self.together),
            Kind::Matrix => Some(&self.single),
            Kind::Coverage => Some(&self.coded),
            Kind::NewCodes => Some(&self.new_codes),
            Kind::Tests => Some(&self.tests),
        }
    }

    /// The table of this kind, to be changed.
    pub(super) fn get_mut(&mut self, kind: Kind) -> Option<&mut dyn Part> {
        match kind {
            Kind::Crosstab | Kind::Frequencies => None,
            Kind::Together => Some(&mut self.together),
            Kind::Matrix => Some(&mut self.single),
            Kind::Coverage => Some(&mut self.coded),
            Kind::NewCodes => Some(&mut self.new_codes),
            Kind::Tests => Some(&mut self.tests),
        }
    }
}

/// A drop-down of a few words in the sentence over a table; true when another one was chosen.
pub(in crate::ui) fn choose<T: Copy + PartialEq>(
    ui: &mut Ui,
    view: &View<'_>,
    (value, name): (&mut T, &str),
    all: &[(T, String)],
) -> bool {
    let text = all.iter().find(|(each, _)| each == value).map_or("", |(_, text)| text.as_str());
    let anchor = widgets::drop_chip(ui, view.theme, text, name);
    let made = picker::pick(ui, view.theme, &anchor, ("Search", false), || {
        all.iter().map(|(each, text)| Choice::new(text, each == value)).collect()
    });
    let Some((made, _)) = made.and_then(|at| all.get(at)) else { return false };
    let changed = made != value;
    *value = *made;
    changed
}
