//! Tables: codes by groups of participants, how often each code is used, which codes stand together,
//! codes of each document, how much is coded, what is new in each interview, and exploratory tests.
//! Every number opens the words behind it.

mod cells;
mod controls;
mod copy;
mod coverage;
mod edges;
mod exploratory;
mod foot;
mod grid;
mod matrix;
mod new_codes;
mod part;
mod protect;
mod sources;
#[cfg(test)]
mod tests;
mod together;
mod uncoded;

pub(super) use controls::{choose_attribute, short};
pub(super) use part::choose;
pub(super) use protect::controls as for_whom;
pub(super) use sources::effective;

use super::icons::Icon;
use super::outbox::{Export, Outbox, Page, Request};
use super::parts::capital;
use super::view::View;
use super::widgets::{self, counted};
use super::worker::{self, Answers};
use crate::analysis::disclosure::{
    Protection, protected_crosstab, protected_frequencies, to_look_at,
};
use crate::analysis::{
    Column, Crosstab, CrosstabSpec, Frequencies, Measure, Percent, role_attribute,
};
use crate::model::{AttributeId, CodeId, CoderChoice, Corpus, Filter, Refusal, Speech};
use egui::{Rect, Ui, UiBuilder, pos2};
use grid::GridEvent;
use part::{Line, Parts};
use protect::Guarded;
use sources::{Counted, Groups, Rows};
use std::collections::HashSet;
use std::sync::Arc;

/// Which table.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Kind {
    /// Codes by groups of participants.
    #[default]
    Crosstab,
    /// Codes and how often they are used.
    Frequencies,
    /// Codes by codes.
    Together,
    /// Codes by documents or participants.
    Matrix,
    /// How much is coded with anything.
    Coverage,
    /// New codes interview by interview.
    NewCodes,
    /// Codes tested between groups of participants.
    Tests,
}

impl Kind {
    /// All of them, in the order they are offered.
    const ALL: [Self; 7] = [
        Self::Crosstab,
        Self::Frequencies,
        Self::Together,
        Self::Matrix,
        Self::Coverage,
        Self::NewCodes,
        Self::Tests,
    ];

    /// What stands on its tab.
    fn label(self) -> &'static str {
        match self {
            Self::Crosstab => "By groups",
            Self::Frequencies => "Frequencies",
            Self::Together => "Together",
            Self::Matrix => "By document",
            Self::Coverage => "Coverage",
            Self::NewCodes => "New codes",
            Self::Tests => "Tests",
        }
    }

    /// Whether codes are its rows or columns, so that some of them can be left out.
    fn has_boxes(self) -> bool {
        !matches!(self, Self::Coverage | Self::NewCodes)
    }
}

/// Which rows the boxes leave: without the empty ones, only those at the top.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Boxes {
    hide_empty: bool,
    tops: bool,
}

/// The rows that are left of these, by index: not those under a folded code.
fn unfolded(lines: &[Line], boxes: Boxes, folded: &HashSet<CodeId>) -> Vec<usize> {
    let highest = lines.iter().map(|line| line.depth).min().unwrap_or(0);
    let mut order = Vec::with_capacity(lines.len());
    // Rows deeper than this stand under a folded one.
    let mut folded_at: Option<u16> = None;
    for (at, line) in lines.iter().enumerate() {
        if folded_at.is_some_and(|folded| line.depth > folded) {
            continue;
        }
        folded_at = None;
        if line.code.is_some_and(|code| folded.contains(&code)) {
            folded_at = Some(line.depth);
        }
        let below = boxes.tops && line.depth > highest;
        let empty = boxes.hide_empty && !line.used;
        if !below && !empty {
            order.push(at);
        }
    }
    order
}

/// What the page remembers.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent boxes that are ticked")]
pub struct State {
    /// Which table.
    pub kind: Kind,
    /// The attribute that makes the columns, and one nested in it. Counts once `chosen` is true; until
    /// then it is the participants' role.
    pub by: [Option<AttributeId>; 2],
    /// True once the attribute was chosen by hand.
    pub chosen: bool,
    /// What cells show.
    pub measure: Measure,
    /// As a share of what.
    pub percent: Percent,
    /// Which codings.
    pub filter: Filter,
    /// What is held back, and from whom.
    pub protection: Protection,
    /// Leave out codes without an excerpt.
    pub hide_empty: bool,
    /// Only the codes at the top of the codebook, which hold everything under them.
    pub tops: bool,
    folded: HashSet<CodeId>,
    sort: Option<(usize, bool)>,
    own_coder: bool,
    crosstabs: Answers<(u64, CrosstabSpec, Protection), Guarded<Answer<Crosstab>>>,
    frequencies: Answers<(u64, Filter, Protection), Guarded<Answer<Frequencies>>>,
    parts: Parts,
    /// Rows as they are shown; `None` when it must be found anew.
    order: Option<Vec<usize>>,
    memory: grid::Memory,
    foot: f32,
}

/// A table and the study it was made from.
struct Answer<T> {
    corpus: Arc<Corpus>,
    table: T,
    /// What the reader is to look at before it goes out.
    warning: Option<String>,
}

impl State {
    /// What was chosen on the page, without anything of the study.
    #[must_use]
    pub(in crate::ui) fn bare(&mut self) -> Self {
        Self {
            kind: self.kind,
            by: self.by,
            chosen: self.chosen,
            measure: self.measure,
            percent: self.percent,
            filter: std::mem::take(&mut self.filter),
            protection: self.protection.clone(),
            hide_empty: self.hide_empty,
            tops: self.tops,
            own_coder: self.own_coder,
            ..Self::default()
        }
    }

    /// The attributes that make the columns.
    fn attributes(&self, corpus: &Corpus) -> Vec<AttributeId> {
        let first = if self.chosen { self.by[0] } else { role_attribute(corpus) };
        let known = |id: &AttributeId| corpus.attributes.iter().any(|a| a.id == *id);
        let mut by: Vec<AttributeId> = first.into_iter().filter(known).collect();
        if !by.is_empty() {
            by.extend(self.by[1].filter(known).filter(|second| Some(*second) != first));
        }
        by
    }

    /// The question the table answers: also what is exported.
    pub fn spec(&self, corpus: &Corpus) -> CrosstabSpec {
        CrosstabSpec {
            by: self.attributes(corpus),
            measure: self.measure,
            percent: sources::effective(self.measure, self.percent),
            filter: self.filter.clone(),
            ..CrosstabSpec::default()
        }
    }

    /// The table as it is seen, for a file; `None` where there is none yet. `shown`: whose codings are
    /// shown everywhere.
    pub fn export(&self, corpus: &Corpus, shown: &CoderChoice) -> Option<Export> {
        let mut spec = self.spec(corpus);
        if !self.own_coder {
            spec.filter.coder = shown.clone();
        }
        let protection = self.protection.clone();
        match (self.kind, self.parts.get(self.kind)) {
            (_, Some(part)) => part.export(spec.filter),
            (Kind::Frequencies, None) => Some(Export::Frequencies(spec.filter, protection)),
            (_, None) => Some(Export::Crosstab(spec, protection)),
        }
    }

    /// Copies the table as it is seen with the next frame.
    pub fn copy(&mut self) {
        self.memory.copying.ask();
    }

    fn boxes(&self) -> Boxes {
        let some = self.kind.has_boxes();
        Boxes { hide_empty: some && self.hide_empty, tops: some && self.tops }
    }

    /// Asks for the table when it is not there, or stale.
    fn ask(&mut self, ui: &Ui, view: &View<'_>) {
        if !self.own_coder {
            self.filter.coder = view.shown.clone();
        }
        // Every column says itself whose speech it counts.
        self.filter.speech = Speech::Any;
        let away = (view.corpus.coding_count() > worker::LARGE, "tables");
        let corpus = Arc::clone(view.corpus);
        let spec = self.spec(&corpus);
        let fresh = match (self.kind, self.parts.get_mut(self.kind)) {
            (_, Some(part)) => part.ask(ui.ctx(), view, &spec.filter),
            (Kind::Frequencies, None) => {
                let key = (view.revision, spec.filter.clone(), self.protection.clone());
                let protection = self.protection.clone();
                self.frequencies.ask(ui.ctx(), &key, away, move || {
                    let table = protected_frequencies(&corpus, &spec.filter, &protection)?.table;
                    Ok(Answer { corpus, table, warning: None })
                })
            }
            (_, None) => {
                let protection = self.protection.clone();
                let mut asked = spec.clone();
                if protection == Protection::default() {
                    // One sweep counts every measure: showing another one is no new question.
                    (asked.measure, asked.percent) = (Measure::default(), Percent::default());
                }
                let key = (view.revision, asked, protection.clone());
                self.crosstabs.ask(ui.ctx(), &key, away, move || {
                    let found = protected_crosstab(&corpus, &spec, &protection)?;
                    let warning = to_look_at(&found.table, &found.unanimous);
                    Ok(Answer { corpus, table: found.table, warning })
                })
            }
        };
        if fresh {
            self.order = None;
        }
        let percent = sources::effective(self.measure, self.percent);
        if let Some(Ok(answer)) = self.crosstabs.get_mut() {
            (answer.table.measure, answer.table.percent) = (self.measure, percent);
        }
    }

    /// The table by groups, where it may be shown.
    fn grouped(&self) -> Option<&Answer<Crosstab>> {
        self.crosstabs.get()?.1.as_ref().ok()
    }

    /// The frequencies, where they may be shown.
    fn counted(&self) -> Option<&Answer<Frequencies>> {
        self.frequencies.get()?.1.as_ref().ok()
    }

    /// Why there is no table for these readers.
    fn refused(&self) -> Option<&Refusal> {
        match self.kind {
            Kind::Crosstab => self.crosstabs.get()?.1.as_ref().err(),
            Kind::Frequencies => self.frequencies.get()?.1.as_ref().err(),
            _ => None,
        }
    }

    fn working(&self) -> bool {
        match (self.kind, self.parts.get(self.kind)) {
            (_, Some(part)) => part.working(),
            (Kind::Frequencies, None) => self.frequencies.working(),
            (_, None) => self.crosstabs.working(),
        }
    }

    /// The rows to show, in order.
    fn arrange(&mut self) {
        if self.order.is_some() {
            return;
        }
        let Some(lines) = self.lines() else { return };
        let none = HashSet::new();
        let folded = if self.sort.is_none() { &self.folded } else { &none };
        let boxes = self.boxes();
        let mut order = unfolded(&lines, boxes, folded);
        if let Some(part) = self.parts.get_mut(self.kind) {
            part.choose(boxes, &self.folded);
        }
        if let Some((column, down)) = self.sort {
            let value = |row: usize| match (self.kind, self.parts.get(self.kind)) {
                (_, Some(part)) => part.sort_value(row, column),
                (Kind::Frequencies, None) => {
                    let number = |one: &Answer<Frequencies>| {
                        sources::frequency(&one.table, row, column).ok().map(|n| n as f64)
                    };
                    self.counted().and_then(number)
                }
                (_, None) => {
                    self.grouped().and_then(|one| sources::sort_value(&one.table, row, column))
                }
            };
            let mut keyed: Vec<(Option<f64>, usize)> =
                order.into_iter().map(|row| (value(row), row)).collect();
            // Stable: equal numbers stay in the order of the codebook, cells without one come last.
            keyed.sort_by(|(a, _), (b, _)| match (a, b) {
                (Some(a), Some(b)) => {
                    if down {
                        b.total_cmp(a)
                    } else {
                        a.total_cmp(b)
                    }
                }
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
                (None, None) => std::cmp::Ordering::Equal,
            });
            order = keyed.into_iter().map(|(_, row)| row).collect();
        }
        self.order = Some(order);
    }

    /// All rows, in their own order.
    fn lines(&self) -> Option<Vec<Line>> {
        let line = |code, depth, used| Line { code: Some(code), depth, used };
        match (self.kind, self.parts.get(self.kind)) {
            (_, Some(part)) => part.lines(),
            (Kind::Frequencies, None) => {
                let rows = self.counted()?.table.rows.iter();
                Some(rows.map(|row| line(row.code, row.depth, row.everything() > 0)).collect())
            }
            (_, None) => {
                let rows = self.grouped()?.table.rows.iter();
                let used = |row: &crate::analysis::CrosstabRow| {
                    row.total.counts.excerpts + row.unassigned.counts.excerpts > 0
                };
                Some(rows.map(|row| line(row.code, row.depth, used(row))).collect())
            }
        }
    }
}

/// Draws the page.
pub fn show(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    let theme = view.theme;
    let ground = ui.max_rect();
    ui.painter().rect_filled(ground, 0.0, theme.page);
    if view.corpus.coding_count() == 0 {
        let text = "Code some passages in Read. Then this page counts, for every code, how many \
                    participants of each group speak of it.";
        let title = ("Nothing to count yet", text);
        if widgets::empty(ui, theme, Icon::Tables, title, Some("Go to Read")) {
            outbox.send(Request::Go(Page::Read));
        }
        return;
    }
    state.ask(ui, view);
    let inside = Rect::from_min_max(ground.min + egui::vec2(20.0, 18.0), ground.max);
    let top = ui.scope_builder(UiBuilder::new().max_rect(inside), |ui| {
        ui.set_max_width(inside.width() - 20.0);
        if controls::show(ui, view, state, outbox) {
            state.order = None;
            state.ask(ui, view);
        }
        advice(ui, view, state.kind, outbox);
    });
    state.arrange();
    let below = top.response.rect.bottom() + 10.0;
    // The foot is as high as it was in the last frame.
    let foot = state.foot.clamp(24.0, (ground.bottom() - below) * 0.24);
    let mut table = Rect::from_min_max(
        pos2(ground.left(), below),
        pos2(ground.right(), (ground.bottom() - foot).max(below + 80.0)),
    );
    let whole = table.bottom();
    if let Some(part) = state.parts.get_mut(state.kind).filter(|part| part.below()) {
        let under = Rect::from_min_max(
            pos2(table.left(), table.bottom() - table.height() * 0.5),
            table.max,
        );
        table.max.y = under.top();
        let under = UiBuilder::new().id_salt("under").max_rect(under);
        ui.scope_builder(under, |ui| part.draw_below(ui, view, outbox));
    }
    ui.painter().hline(table.x_range(), table.top(), egui::Stroke::new(1.0, theme.line));
    ui.scope_builder(UiBuilder::new().max_rect(table), |ui| {
        body(ui, view, state, outbox);
    });
    let mut copying = std::mem::take(&mut state.memory.copying);
    copying.send(|| foot::notes(state).unwrap_or_default(), !state.working(), outbox);
    state.memory.copying = copying;
    let rest = Rect::from_min_max(pos2(ground.left(), whole), ground.max);
    let used = ui.scope_builder(UiBuilder::new().max_rect(rest), |ui| foot::show(ui, theme, state));
    if (used.inner - state.foot).abs() > 0.5 {
        state.foot = used.inner;
        ui.ctx().request_repaint();
    }
}

/// What the declared approach says of such numbers, and what is missing for a better table.
fn advice(ui: &mut Ui, view: &View<'_>, kind: Kind, outbox: &mut Outbox) {
    let approach = view.corpus.approach;
    let said = match kind {
        Kind::Coverage => None,
        Kind::NewCodes => approach.on_saturation(),
        _ => approach.on_counts(),
    };
    if let Some(said) = said {
        ui.label(egui::RichText::new(said).size(12.5).color(view.theme.quiet));
    }
    let (text, button) = if view.corpus.participants.is_empty() {
        ("No participants yet, so nothing can be counted by person.", "Add them in People")
    } else if view.corpus.attributes.is_empty() {
        (
            "Nothing is known of the participants, so there are no groups.",
            "Import a participants table in People",
        )
    } else {
        return;
    };
    ui.add_space(4.0);
    if widgets::notice(ui, view.theme, text, Some(button)) {
        outbox.send(Request::Go(Page::People));
    }
}

fn body(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    if state.parts.get_mut(state.kind).is_some_and(|part| part.before(ui, view)) {
        return;
    }
    if let Some(refused) = state.refused() {
        let title = ("Not for these readers", format!("{}.", capital(&refused.to_string())));
        let title = (title.0, title.1.as_str());
        if widgets::empty(ui, view.theme, Icon::Tables, title, Some("Show it to myself")) {
            state.protection = Protection::default();
            state.order = None;
        }
        return;
    }
    let Some(order) = &state.order else {
        ui.centered_and_justified(egui::Ui::spinner);
        return;
    };
    if order.is_empty() {
        let text = "Nothing in the filter counts here.";
        let title = ("No rows", text);
        if widgets::empty(ui, view.theme, Icon::Tables, title, Some("Show all rows")) {
            state.hide_empty = false;
            state.filter = Filter { coder: state.filter.coder.clone(), ..Filter::default() };
            state.order = None;
        }
        return;
    }
    if state.working() {
        ui.ctx().request_repaint_after_secs(0.1);
    }
    let sort = state.sort;
    let rows = Rows { order, sort, folded: &state.folded, tops: state.tops };
    let event = match (state.kind, state.parts.get(state.kind)) {
        (_, Some(part)) => part.draw(ui, view.theme, rows, &mut state.memory),
        (Kind::Crosstab, None) => state.crosstabs.get().and_then(|(_, answer)| {
            let answer = answer.as_ref().ok()?;
            let source = Groups::new(&answer.corpus, view.theme, &answer.table, rows);
            grid::show(ui, view.theme, &source, &mut state.memory)
        }),
        (_, None) => state.frequencies.get().and_then(|(_, answer)| {
            let answer = answer.as_ref().ok()?;
            let (corpus, table) = (answer.corpus.as_ref(), &answer.table);
            let source = Counted { corpus, theme: view.theme, table, rows };
            grid::show(ui, view.theme, &source, &mut state.memory)
        }),
    };
    match event {
        None => {}
        Some(GridEvent::Sort(column)) => {
            state.sort = match (column, state.sort) {
                (None, _) => None,
                (Some(new), Some((old, true))) if new == old => Some((new, false)),
                (Some(new), Some((old, false))) if new == old => None,
                (Some(new), _) => Some((new, true)),
            };
            state.order = None;
        }
        Some(GridEvent::Fold(row)) => {
            if let Some(code) = code_at(state, row) {
                if !state.folded.remove(&code) {
                    state.folded.insert(code);
                }
                state.order = None;
            }
        }
        Some(GridEvent::Open(row, column)) => {
            if let Some(request) = behind(state, row, column) {
                outbox.send(request);
            }
        }
    }
}

fn code_at(state: &State, row: usize) -> Option<CodeId> {
    let at = *state.order.as_ref()?.get(row)?;
    state.lines()?.get(at)?.code
}

/// What a cell opens.
fn behind(state: &mut State, row: usize, column: usize) -> Option<Request> {
    let at = *state.order.as_ref()?.get(row)?;
    if let Some(part) = state.parts.get_mut(state.kind) {
        return part.open(at, column);
    }
    let (filter, title) = excerpts_of(state, at, column)?;
    Some(Request::ShowExcerpts(filter, title))
}

/// The filter behind a cell of groups or of frequencies, and a title that names it.
fn excerpts_of(state: &State, at: usize, column: usize) -> Option<(Filter, String)> {
    match state.kind {
        Kind::Crosstab => {
            let table = &state.grouped()?.table;
            let which = table.columns().get(column).copied()?;
            let counts = table.cell(at, which)?.counts;
            let mut title = table.rows.get(at)?.name.clone();
            if which != Column::Total {
                title.push_str(" × ");
                title.push_str(&sources::column_name(table, which));
            }
            let number = counted(counts.excerpts, "excerpt", "excerpts");
            title.push_str(": ");
            title.push_str(&number);
            if which != Column::Unassigned {
                let people = counted(counts.participants, "participant", "participants");
                title.push_str(" from ");
                title.push_str(&people);
            }
            Some((table.cell_filter(at, which)?, title))
        }
        _ => {
            let table = &state.counted()?.table;
            let row = table.rows.get(at)?;
            let filter = table.row_filter(at)?;
            if column == 6 {
                let filter = Filter { speech: Speech::Unassigned, ..filter };
                let number = counted(row.unassigned, "excerpt", "excerpts");
                return Some((filter, format!("{} × Not mapped: {number}", row.name)));
            }
            let number = counted(row.counts.excerpts, "excerpt", "excerpts");
            let people = counted(row.counts.participants, "participant", "participants");
            Some((filter, format!("{}: {number} from {people}", row.name)))
        }
    }
}
