//! Themes: the list and the codes not placed yet at the left; one theme with everything behind it at
//! the right.
//!
//! A theme is developed: stated, filled with codes, read against its excerpts, kept, merged or dropped
//! with a reason. Codes are dragged onto themes. A drag adds, because a code may serve several themes;
//! with Shift held it moves. Everything a drag does stands in a menu and works by keyboard too.

mod card;
mod drag;
mod form;
mod head;
mod parked;
mod parking;
mod reader;
mod rows;
#[cfg(test)]
mod tests;
mod verdict;

use super::icons::Icon;
use super::outbox::Outbox;
use super::typed::Typed;
use super::view::View;
use super::widgets;
use super::worker::{self, Answers};
use crate::analysis::{ThemeCounts, theme_counts};
use crate::model::{CodeId, CoderChoice, Corpus, Theme, ThemeFields, ThemeId};
use crate::study::Command;
use egui::{CentralPanel, Frame, Margin, Panel, Ui};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What the page remembers.
#[derive(Default)]
pub struct State {
    chosen: Option<ThemeId>,
    /// The themes of the last frame: one that is new among them is chosen.
    known: Vec<ThemeId>,
    form: Option<form::Form>,
    /// What is being typed into a theme.
    edit: Option<Edit>,
    /// What was typed into themes that were left since, and could not be stored.
    held: Vec<Edit>,
    verdict: Option<verdict::Verdict>,
    /// Merged and dropped themes are shown.
    past: bool,
    /// Codes that are selected in the parking area.
    selected: Vec<CodeId>,
    parked: parked::Cache,
    counts: Answers<(u64, CoderChoice), Vec<ThemeCounts>>,
    reader: reader::State,
}

/// Fields of a theme as they are typed; one step when the keyboard leaves them.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
struct Edit {
    theme: ThemeId,
    fields: ThemeFields,
    /// It could not be stored: it waits until something is typed again, or the study is left.
    #[serde(skip)]
    held: bool,
}

impl Edit {
    /// What it changes; `None` when nothing, or when it cannot be so.
    fn command(&self, corpus: &Corpus) -> Option<Command> {
        let theme = corpus.theme(self.theme)?;
        let fields = self.fields.clone();
        let same = |a: &str, b: &str| a.trim_end() == b.trim_end();
        let unchanged = same(&fields.statement, &theme.fields.statement)
            && same(&fields.concept, &theme.fields.concept)
            && same(&fields.boundary, &theme.fields.boundary);
        let fits = wrong_statement(corpus, &fields.statement, Some(self.theme)).is_none();
        (fits && !unchanged).then_some(Command::EditTheme { theme: self.theme, fields })
    }
}

/// Why this cannot be the statement of a theme; the study would say the same, too late to help.
fn wrong_statement(corpus: &Corpus, statement: &str, but: Option<ThemeId>) -> Option<String> {
    let words = statement.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() {
        return Some("A theme needs a statement".to_owned());
    }
    let wanted = words.to_lowercase();
    let twin = corpus
        .themes
        .iter()
        .position(|theme| Some(theme.id) != but && theme.fields.statement.to_lowercase() == wanted);
    twin.map(|at| format!("Theme {} has this statement already", at + 1))
}

impl State {
    /// Shows a theme.
    pub fn choose(&mut self, theme: ThemeId) {
        if self.chosen != Some(theme) {
            self.reader.restart();
        }
        self.form = None;
        self.chosen = Some(theme);
    }

    /// Begins a new theme.
    pub fn begin(&mut self) {
        self.form = Some(form::Form::new(Vec::new()));
    }

    /// The theme that is shown.
    pub fn chosen(&self) -> Option<ThemeId> {
        self.chosen
    }

    /// What was typed and is not a step yet: the study is being left.
    pub fn unsaved(&mut self, corpus: &Corpus) -> Vec<Command> {
        let held = std::mem::take(&mut self.held).into_iter();
        let held: Vec<Command> = held.filter_map(|edit| edit.command(corpus)).collect();
        held.into_iter().chain(self.typed(corpus)).collect()
    }

    fn typed(&mut self, corpus: &Corpus) -> Option<Command> {
        let edit = self.edit.take()?;
        let command = edit.command(corpus);
        // What cannot be a step, such as a theme without a sentence, is kept as it is typed.
        let fits = wrong_statement(corpus, &edit.fields.statement, Some(edit.theme)).is_none();
        self.edit = Some(edit).filter(|_| !fits);
        command
    }

    /// The same when only the page or the theme is left: what could not be stored before waits.
    pub(in crate::ui) fn left(&mut self, corpus: &Corpus) -> Option<Command> {
        if let Some(held) = self.edit.take_if(|edit| edit.held) {
            self.hold(held);
            return None;
        }
        self.typed(corpus)
    }

    fn hold(&mut self, edit: Edit) {
        self.held.retain(|held| held.theme != edit.theme);
        self.held.push(edit);
    }

    /// What is being typed into a theme that is shown, or was and could not be stored.
    fn taken(&mut self, theme: ThemeId) -> Option<Edit> {
        let own = |edit: &mut Edit| edit.theme == theme;
        self.edit
            .take()
            .filter(|edit| edit.theme == theme)
            .or_else(|| self.held.extract_if(.., own).next())
    }

    /// What was to become a step could not be stored: it is being typed still.
    pub(in crate::ui) fn take_back(&mut self, command: Command) {
        match command {
            Command::EditTheme { theme, fields } => match &mut self.edit {
                // It is shown still; what was typed since goes before it.
                Some(edit) if edit.theme == theme => edit.held = edit.fields == fields,
                _ => self.hold(Edit { theme, fields, held: true }),
            },
            Command::AddTheme { fields, codes } if self.form.is_none() => {
                self.form = Some(form::Form::of(fields, codes));
            }
            _ => {}
        }
    }

    /// Puts down what is typed and is no step.
    pub(in crate::ui) fn put_typed(&self, typed: &mut Typed, corpus: &Corpus) {
        if let Some(form) = self.form.as_ref().filter(|form| form.is_typed()) {
            typed.put("new theme", form);
        }
        let stored = |edit: &Edit| corpus.theme(edit.theme).map(|theme| &theme.fields);
        if let Some(edit) = self.edit.as_ref().filter(|edit| stored(edit) != Some(&edit.fields)) {
            typed.put("theme", edit);
        }
        let held = self.held.iter().filter(|edit| stored(edit) != Some(&edit.fields));
        let held: Vec<&Edit> = held.collect();
        if !held.is_empty() {
            typed.put("themes left", &held);
        }
        if let Some(verdict) = &self.verdict {
            typed.put("verdict", verdict);
        }
    }

    /// Takes up what was put down; true when there was something.
    pub(in crate::ui) fn take_typed(&mut self, typed: &mut Typed, corpus: &Corpus) -> bool {
        let there = |id: &ThemeId| corpus.theme(*id).is_some();
        self.verdict = typed.take("verdict").filter(|v: &verdict::Verdict| there(&v.theme));
        self.edit = typed.take("theme").filter(|edit: &Edit| there(&edit.theme));
        self.held = typed.take("themes left").unwrap_or_default();
        self.held.retain(|edit| there(&edit.theme));
        self.held.iter_mut().for_each(|edit| edit.held = true);
        self.form = typed.take("new theme").map(|form: form::Form| form.again(corpus));
        let theme = self.edit.as_ref().or(self.held.last()).map(|edit| edit.theme);
        let theme = theme.or(self.verdict.as_ref().map(|verdict| verdict.theme));
        if self.form.is_none() && theme.is_none() {
            return false;
        }
        // No theme is new: one that is would be shown instead of what is typed.
        self.known = corpus.themes.iter().map(|theme| theme.id).collect();
        self.chosen = theme.or(self.known.first().copied());
        true
    }

    /// Keeps to what is still in the study, and follows what was just made.
    fn look(&mut self, view: &View<'_>) {
        let now = || view.corpus.themes.iter().map(|theme| theme.id);
        if !self.known.iter().copied().eq(now()) {
            let fresh = now().rfind(|id| !self.known.contains(id));
            if let Some(fresh) = fresh.filter(|_| !self.known.is_empty() || self.chosen.is_none()) {
                if self.known.is_empty() {
                    // The page is seen for the first time: a new theme may have been begun already.
                    self.chosen = now().next();
                } else {
                    self.choose(fresh);
                }
            }
            self.known = now().collect();
        }
        if self.chosen.is_none_or(|id| view.corpus.theme(id).is_none()) {
            self.chosen = view.corpus.themes.first().map(|theme| theme.id);
            self.reader.restart();
        }
        let tree = &view.corpus.codes;
        self.selected.retain(|code| tree.get(*code).is_some());
        if self.edit.as_ref().is_some_and(|edit| view.corpus.theme(edit.theme).is_none()) {
            self.edit = None;
        }
    }

    fn ask(&mut self, ui: &Ui, view: &View<'_>) {
        let question = (view.revision, view.shown.clone());
        // 60,000 codings take some 20 ms: the third of a large study still fits into a frame.
        let away = view.corpus.coding_count() > worker::LARGE / 3;
        let (corpus, shown) = (Arc::clone(view.corpus), view.shown.clone());
        self.counts
            .ask(ui.ctx(), &question, (away, "themes"), move || theme_counts(&corpus, &shown));
    }

    /// How much stands behind the theme at this place, where that is known.
    fn counts_of(&self, at: usize) -> Option<ThemeCounts> {
        self.counts.get().and_then(|(_, counts)| counts.get(at)).copied()
    }
}

/// Draws the page.
pub fn show(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    state.look(view);
    state.ask(ui, view);
    let side = Frame::new().fill(view.theme.panel).inner_margin(Margin {
        left: 10,
        right: 8,
        top: 12,
        bottom: 8,
    });
    Panel::left("themes").default_size(330.0).size_range(250.0..=520.0).frame(side).show(
        ui,
        |ui| {
            let height = ui.available_height();
            state.parked.look(view);
            let parking = if state.parked.waiting == 0 {
                // Nothing to be seen there: the room is for the themes.
                Panel::bottom("nothing parked").exact_size(84.0).resizable(false)
            } else {
                Panel::bottom("parking")
                    .default_size((height * 0.42).max(150.0))
                    .size_range(96.0..=(height - 140.0).max(100.0))
            };
            parking
                .frame(Frame::new().inner_margin(Margin { left: 0, right: 0, top: 8, bottom: 0 }))
                .show(ui, |ui| parking::show(ui, view, state, outbox));
            rows::show(ui, view, state, outbox);
        },
    );
    // What was typed into a theme that is left becomes a step.
    let left = state.form.is_some() || state.edit.as_ref().map(|edit| edit.theme) != state.chosen;
    if left && let Some(command) = state.left(view.corpus) {
        outbox.run(command);
    }
    CentralPanel::default().frame(Frame::new().fill(view.theme.page)).show(ui, |ui| {
        if let Some(form) = &mut state.form {
            match form::show(ui, view, form, outbox) {
                form::Answer::Open => {}
                form::Answer::Closed => state.form = None,
                form::Answer::Made => {
                    state.form = None;
                    state.selected.clear();
                }
            }
            return;
        }
        match state.chosen.and_then(|id| view.corpus.theme(id)) {
            Some(theme) => reader::show(ui, view, state, theme, outbox),
            None => empty(ui, view, state),
        }
    });
    drag::ghost(ui.ctx(), view);
}

fn empty(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    let text = "A theme says in a sentence what you make of the data, around one central concept. It is \
                developed from codes and read against their excerpts. A code may serve several themes, \
                and some serve none. Begin with a sentence, or drag codes here from the left.";
    let area = ui.interact(ui.max_rect(), ui.unique_id().with("drop"), egui::Sense::hover());
    let title = ("No themes yet", text);
    if widgets::empty(ui, view.theme, Icon::Themes, title, Some("New theme")) {
        state.begin();
    }
    drag::outline(ui, view, &area);
    if let Some(codes) = drag::dropped(&area) {
        state.form = Some(form::Form::new(codes.codes.clone()));
    }
}

/// `Theme 3`, by its place in the list; the list shows the same number.
fn number(view: &View<'_>, theme: ThemeId) -> usize {
    view.corpus.themes.iter().position(|known| known.id == theme).map_or(0, |at| at + 1)
}

/// The themes that can take codes, with their numbers.
fn living<'v>(view: &View<'v>) -> impl Iterator<Item = (usize, &'v Theme)> {
    let each = view.corpus.themes.iter().enumerate().map(|(at, theme)| (at + 1, theme));
    each.filter(|(_, theme)| theme.state.is_living())
}
