//! Excerpts: coded passages by code, participant and document, and what stands behind every number.

mod card;
mod heights;
mod list;
mod listing;
mod several;
#[cfg(test)]
mod tests;

use super::action::Action;
use super::filterbar;
use super::icons::Icon;
use super::outbox::{Export, Outbox, Page, Request};
use super::picker::{self, Choice};
use super::typed::Typed;
use super::view::View;
use super::widgets::{self, counted};
use super::worker::{self, Answers};
use crate::analysis::{Context, Excerpt, Together};
use crate::model::{CoderChoice, CodingId, Corpus, Filter};
use egui::{Layout, RichText, Ui, UiBuilder};
pub(super) use heights::Heights;
use listing::Listing;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

pub use listing::{Grouping, Sorting};

/// What is asked: for another question or another revision the list is stale.
type Question = (u64, Filter, Option<Together>, Grouping, Sorting);

/// A list and the study it was made from, to which its places belong.
struct Answer {
    corpus: Arc<Corpus>,
    listing: Listing,
}

/// What the page remembers.
#[derive(Default)]
pub struct State {
    /// Which excerpts are shown, and exported.
    pub filter: Filter,
    /// Of the excerpts only what stands together of these two codes.
    pair: Option<Together>,
    /// The cell of a table whose excerpts these are.
    pub title: Option<String>,
    /// How the list is cut.
    pub grouping: Grouping,
    /// In which order excerpts stand in their sections.
    pub sorting: Sorting,
    /// True once the coder was chosen here: until then it is whoever is shown everywhere.
    own_coder: bool,
    answers: Answers<Question, Answer>,
    places: Places,
    /// Words of excerpts that were visible lately, by index in the list.
    texts: HashMap<u32, Excerpt>,
    around: HashMap<u32, (usize, Context)>,
    /// The line the keyboard is on.
    cursor: Option<usize>,
    chosen: several::Chosen,
    /// Long passages that were unfolded.
    open: HashSet<CodingId>,
    /// How many turns around an excerpt are asked for.
    turns: HashMap<CodingId, usize>,
    /// The comment that is being written.
    comment: Option<(CodingId, String)>,
}

/// Where lines stand, and for which width and list that holds.
#[derive(Default)]
struct Places {
    heights: Heights,
    made_for: Option<(u32, u32)>,
    /// Where to scroll with the next frame.
    scroll_to: Option<f32>,
    /// Bring the cursor into view with the next frame.
    reveal: bool,
}

impl State {
    /// Shows other excerpts; `title` names where they come from. A title that already counts its
    /// excerpts is shown as it is.
    pub fn open_with(&mut self, filter: Filter, title: Option<String>) {
        self.own_coder = true;
        self.filter = filter;
        self.pair = None;
        self.title = title;
        self.restart();
    }

    /// Shows what stands together of two codes.
    pub fn open_together(&mut self, which: Together, filter: Filter, title: String) {
        self.open_with(filter, Some(title));
        self.pair = Some(which);
    }

    /// The list as it is seen, for a file. `shown`: whose codings are shown everywhere.
    pub fn export(&self, shown: &CoderChoice) -> Export {
        let mut filter = self.filter.clone();
        if !self.own_coder {
            filter.coder = shown.clone();
        }
        Export::Excerpts(filter, self.pair)
    }

    /// The excerpt the keyboard is on.
    pub fn coding(&self) -> Option<CodingId> {
        self.cursor_id()
    }

    /// Puts down a comment that is being written.
    pub(in crate::ui) fn put_typed(&self, typed: &mut Typed) {
        if let Some(comment) = self.comment.as_ref().filter(|(_, words)| !words.is_empty()) {
            typed.put("comment in the list", comment);
        }
    }

    /// Takes it up; true when there was one.
    pub(in crate::ui) fn take_typed(&mut self, typed: &mut Typed, corpus: &Corpus) -> bool {
        let comment = typed.take("comment in the list");
        self.comment = comment.filter(|(coding, _)| {
            corpus.documents.iter().any(|document| document.coding(*coding).is_some())
        });
        self.comment.is_some()
    }

    /// What was chosen on the page, without anything of the study.
    #[must_use]
    pub(in crate::ui) fn bare(&mut self) -> Self {
        Self {
            filter: std::mem::take(&mut self.filter),
            pair: self.pair.take(),
            title: self.title.take(),
            grouping: self.grouping,
            sorting: self.sorting,
            own_coder: self.own_coder,
            ..Self::default()
        }
    }

    /// Goes to the top of the list and lets go of what was open in it.
    fn restart(&mut self) {
        self.cursor = None;
        self.chosen.clear();
        self.comment = None;
        self.places.scroll_to = Some(0.0);
    }

    /// Asks for the list when it is not there, or stale.
    fn ask(&mut self, ui: &Ui, view: &View<'_>) {
        if !self.own_coder {
            self.filter.coder = view.shown.clone();
        }
        let question = (view.revision, self.filter.clone(), self.pair, self.grouping, self.sorting);
        let away = view.corpus.coding_count() > worker::LARGE;
        let corpus = Arc::clone(view.corpus);
        let (_, filter, pair, grouping, sorting) = question.clone();
        let held = self.cursor_id();
        let fresh = self.answers.ask(ui.ctx(), &question, (away, "excerpts"), move || {
            let listing = listing::build(&corpus, &filter, pair.as_ref(), (grouping, sorting));
            Answer { corpus, listing }
        });
        if fresh {
            self.texts.clear();
            self.around.clear();
            self.places.made_for = None;
            // Where the excerpt is gone the keyboard stays where it stood.
            let place = self.cursor.filter(|_| held.is_some());
            self.cursor = held.and_then(|id| self.row_of(id)).or_else(|| self.near(place?));
            if let Some((_, answer)) = self.answers.get() {
                self.chosen.keep(&answer.listing.ids);
            }
        }
    }

    fn cursor_id(&self) -> Option<CodingId> {
        let (_, answer) = self.answers.get()?;
        match answer.listing.rows.get(self.cursor?)? {
            listing::Row::Excerpt(at) => answer.listing.ids.get(*at as usize).copied(),
            listing::Row::Head { .. } => None,
        }
    }

    /// The excerpt at a line, or the last one before it.
    fn near(&self, row: usize) -> Option<usize> {
        let (_, answer) = self.answers.get()?;
        let before = answer.listing.rows.get(..=row).unwrap_or(&answer.listing.rows);
        before.iter().rposition(|row| matches!(row, listing::Row::Excerpt(_)))
    }

    fn row_of(&self, id: CodingId) -> Option<usize> {
        let (_, answer) = self.answers.get()?;
        let at = answer.listing.ids.iter().position(|known| *known == id)? as u32;
        answer.listing.rows.iter().position(|row| *row == listing::Row::Excerpt(at))
    }
}

/// Width of the column that holds the page, in points: about 85 characters of the reading font.
fn column_width(view: &View<'_>, available: f32) -> f32 {
    let wanted = view.reading.size * view.reading.width * 0.62;
    wanted.clamp(620.0, 960.0).min(available - 32.0)
}

/// Draws the page.
pub fn show(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    let ground = ui.max_rect();
    ui.painter().rect_filled(ground, 0.0, view.theme.page);
    if view.corpus.coding_count() == 0 {
        let text = "Select a passage in Read and pick a code for it: it will stand here with its \
                    citation.";
        if widgets::empty(
            ui,
            view.theme,
            Icon::Excerpts,
            ("Nothing is coded yet", text),
            Some("Go to Read"),
        ) {
            outbox.send(Request::Go(Page::Read));
        }
        return;
    }
    state.ask(ui, view);
    let width = column_width(view, ui.available_width());
    let left = ground.left() + ((ground.width() - width) / 2.0).max(16.0);
    let top = egui::Rect::from_min_max(
        egui::pos2(left, ground.top() + 20.0),
        egui::pos2(left + width, ground.bottom()),
    );
    let head = ui.scope_builder(
        UiBuilder::new().max_rect(top).layout(Layout::top_down(egui::Align::Min)),
        |ui| head(ui, view, state, outbox),
    );
    let rest = egui::Rect::from_min_max(
        egui::pos2(ground.left(), head.response.rect.bottom() + 10.0),
        ground.max,
    );
    ui.painter().hline(left..=left + width, rest.top(), egui::Stroke::new(1.0, view.theme.line));
    ui.scope_builder(UiBuilder::new().max_rect(rest), |ui| {
        let none = state.answers.get().is_some_and(|(_, answer)| answer.listing.refs.is_empty());
        if none && !state.answers.working() {
            let text = "Take a condition away, or clear them all.";
            let title = ("No excerpt fits", text);
            if widgets::empty(ui, view.theme, Icon::Excerpts, title, Some("Show all excerpts")) {
                state.clear();
            }
        } else {
            list::show(ui, view, state, outbox, left - ground.left(), width);
        }
    });
}

impl State {
    fn clear(&mut self) {
        self.filter = Filter::default();
        self.pair = None;
        self.title = None;
        self.own_coder = false;
        self.restart();
    }
}

fn head(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    ui.horizontal(|ui| {
        let heading = |text: &str| {
            RichText::new(text).text_style(egui::TextStyle::Heading).color(view.theme.strong)
        };
        let room = ui.available_width() - 120.0;
        ui.scope(|ui| {
            ui.set_max_width(room);
            let title = state.title.as_deref().unwrap_or("Excerpts");
            ui.add(egui::Label::new(heading(title)).truncate());
        });
        ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
            let label = Action::ExportExcerpts.texts();
            let export = widgets::sign_button(ui, view.theme, Icon::Export, "Export…");
            if export.on_hover_text(label.1).clicked() {
                outbox.send(Request::Do(Action::ExportExcerpts));
            }
        });
    });
    if state.title.is_some() {
        ui.horizontal(|ui| {
            if ui.link("Back to the table").clicked() {
                outbox.send(Request::Go(Page::Tables));
            }
            widgets::quiet_word(ui, view.theme, "·");
            if ui.link("All excerpts").clicked() {
                state.clear();
            }
        });
    }
    ui.add_space(4.0);
    let before = state.filter.coder.clone();
    let mut changed = false;
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(6.0, 6.0);
        ui.horizontal_wrapped(|ui| {
            widgets::quiet_word(ui, view.theme, "Excerpts");
            if let Some(which) = state.pair {
                let text = named(view, &which);
                if widgets::filter_chip(ui, view.theme, None, &text, &format!("Remove {text}")) {
                    (state.pair, changed) = (None, true);
                }
                widgets::quiet_word(ui, view.theme, which.unit.label());
            }
            changed |= filterbar::show(ui, view, &mut state.filter, true);
            if !filterbar::is_open(&state.filter) && ui.link("Clear all").clicked() {
                state.clear();
            }
            // A filter that is kept holds no pair of codes.
            if state.pair.is_none() {
                changed |= filterbar::saved(ui, view, &mut state.filter, outbox);
            }
        });
    });
    if changed {
        // The list is no longer what the title says.
        state.title = None;
        state.own_coder |= state.filter.coder != before;
        state.restart();
    }
    ui.add_space(6.0);
    let row = egui::vec2(ui.available_width(), widgets::CHIP);
    ui.allocate_ui_with_layout(row, Layout::right_to_left(egui::Align::Center), |ui| {
        // While excerpts are chosen the row is theirs.
        let choice = !state.chosen.is_empty();
        if !choice {
            sorting(ui, view, state);
            grouping(ui, view, state);
        }
        ui.with_layout(Layout::left_to_right(egui::Align::Center), |ui| {
            if choice {
                several::bar(ui, view, state, outbox);
            } else {
                counts(ui, view, state);
            }
        });
    });
    left_out(ui, view, state);
}

/// "Delay × Home".
fn named(view: &View<'_>, which: &Together) -> String {
    let name = |code| view.corpus.codes.get(code).map_or("(removed)", |code| &code.fields.name);
    format!("{} × {}", name(which.a), name(which.b))
}

fn grouping(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    let anchor = widgets::drop_chip(ui, view.theme, state.grouping.label(), "Group the list");
    let made = picker::pick(ui, view.theme, &anchor, ("Group", false), || {
        let each = Grouping::ALL.into_iter();
        each.map(|grouping| Choice::new(grouping.label(), grouping == state.grouping)).collect()
    });
    if let Some(grouping) = made.and_then(|at| Grouping::ALL.get(at)) {
        state.grouping = *grouping;
        state.places.scroll_to = Some(0.0);
    }
}

fn sorting(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    let anchor = widgets::drop_chip(ui, view.theme, state.sorting.label(), "Sort the list");
    let made = picker::pick(ui, view.theme, &anchor, ("Sort", false), || {
        let each = Sorting::ALL.into_iter();
        each.map(|sorting| Choice::new(sorting.label(), sorting == state.sorting)).collect()
    });
    if let Some(sorting) = made.and_then(|at| Sorting::ALL.get(at)) {
        state.sorting = *sorting;
        state.places.scroll_to = Some(0.0);
    }
}

/// How much there is, and from whom.
fn counts(ui: &mut Ui, view: &View<'_>, state: &State) {
    let Some((_, answer)) = state.answers.get() else {
        ui.spinner();
        return;
    };
    let listing = &answer.listing;
    let mut text = [
        counted(listing.refs.len() as u64, "excerpt", "excerpts"),
        counted(listing.participants as u64, "participant", "participants"),
        counted(listing.documents as u64, "document", "documents"),
    ]
    .join(" · ");
    if state.answers.working() {
        text.push_str(" · counting…");
    }
    let line = egui::Label::new(RichText::new(text).color(view.theme.ink)).truncate();
    ui.add(line).on_hover_text("Of the excerpts listed here");
}

/// What counts for no participant, and whether it is listed.
fn left_out(ui: &mut Ui, view: &View<'_>, state: &State) {
    let Some((_, Answer { listing, .. })) = state.answers.get() else { return };
    let reasons = [
        (listing.interviewer, "only in the interviewer's words"),
        (listing.nobody, "from speakers not mapped yet"),
        (listing.no_speech, "on no speech"),
    ];
    let reasons: Vec<String> = reasons
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, why)| format!("{} {why}", widgets::grouped(count as u64)))
        .collect();
    let lead = if listing.listed { "Of these," } else { "Not listed:" };
    let mut text = match reasons.as_slice() {
        [] => String::new(),
        reasons => format!("{lead} {}. ", reasons.join(", ")),
    };
    text.push_str(listing.exclusion.as_deref().unwrap_or_default());
    if text.is_empty() {
        return;
    }
    let label = egui::Label::new(RichText::new(text).size(12.5).color(view.theme.quiet));
    ui.add(label.truncate()).on_hover_text("They count for no participant in any table");
}
