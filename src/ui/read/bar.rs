//! The slim bar over the transcript: which codings are shown, in words, and what is looked for.

use super::find::Finder;
use crate::model::{CodeId, CoderChoice, CorpusDocument, Span};
use crate::ui::icons::{self, Icon};
use crate::ui::parts::framed;
use crate::ui::picker::{self, Choice};
use crate::ui::transcript::{Order, Shown, TranscriptView};
use crate::ui::view::View;
use crate::ui::widgets::{self, counted};
use egui::{Align, Key, Layout, Modifiers, RichText, TextEdit, Ui, WidgetInfo};
use std::sync::Arc;

/// What the bar remembers.
#[derive(Default)]
pub(super) struct State {
    /// Codes that are shown, with those under them; empty for all.
    codes: Vec<CodeId>,
    /// Whose codings; `None` for those the program counts.
    coder: Option<CoderChoice>,
    /// What is coded steps back.
    only_uncoded: bool,
    /// The drop-downs are shown though nothing is filtered.
    open: bool,
    find: Option<Find>,
    folded: Finder,
    /// How many codings the bar says are shown.
    said: usize,
    /// How many codings the document has of these coders, counted once.
    total: Option<(Arc<CorpusDocument>, CoderChoice, usize)>,
}

/// What is looked for.
#[derive(Default)]
struct Find {
    typed: String,
    hits: Vec<Span>,
    at: Option<usize>,
    /// In which text, and by which letters the hits were found.
    of: Option<(Arc<str>, String)>,
    wants_focus: bool,
}

impl State {
    /// Which codings are shown.
    pub(super) fn shown(&self, view: &View<'_>) -> Shown {
        let tree = &view.corpus.codes;
        let codes = (!self.codes.is_empty()).then(|| {
            let places = self.codes.iter().filter_map(|code| tree.place(*code));
            let below = places.flat_map(|place| tree.subtree(place));
            let mut ids: Vec<CodeId> =
                below.filter_map(|place| tree.codes().get(place)).map(|code| code.id).collect();
            ids.sort_unstable();
            ids.dedup();
            ids
        });
        let coder = self.coder.clone().unwrap_or_else(|| view.shown.clone());
        Shown { coder, codes, only_uncoded: self.only_uncoded }
    }

    /// True when something is left out.
    fn is_filtered(&self) -> bool {
        !self.codes.is_empty() || self.coder.is_some() || self.only_uncoded
    }

    /// Shows only what is still uncoded, or everything again.
    pub(super) fn toggle_uncoded(&mut self) {
        self.only_uncoded = !self.only_uncoded;
    }

    /// Takes all filters away.
    pub(super) fn show_all(&mut self) {
        (self.codes, self.coder, self.only_uncoded, self.open) = (Vec::new(), None, false, false);
    }

    /// True when the bar says another number than is shown.
    pub(super) fn is_stale(&self, shown: usize) -> bool {
        self.said != shown
    }

    /// Opens the field to look for words, or goes back into it.
    pub(super) fn look_for(&mut self) {
        self.find.get_or_insert_default().wants_focus = true;
    }

    /// Places that were found, and the one that is looked at.
    /// True while words are looked for.
    pub(super) fn finds(&self) -> bool {
        self.find.is_some()
    }

    pub(super) fn hits(&self) -> (&[Span], Option<usize>) {
        self.find.as_ref().map_or((&[], None), |find| (&find.hits, find.at))
    }

    /// Goes to the next hit, or the one before, round and round.
    pub(super) fn step(&mut self, transcript: &mut TranscriptView, forward: bool) {
        let Some(find) = &mut self.find else {
            self.look_for();
            return;
        };
        find.step(transcript, forward);
    }

    /// Another document is read: what was found belongs to the one before.
    pub(super) fn leave(&mut self) {
        if let Some(find) = &mut self.find {
            (find.hits, find.at, find.of) = (Vec::new(), None, None);
        }
    }
}

impl Find {
    fn step(&mut self, transcript: &mut TranscriptView, forward: bool) {
        let count = self.hits.len();
        if count == 0 {
            return;
        }
        let next = match (self.at, forward) {
            (Some(at), true) => (at + 1) % count,
            (Some(at), false) => (at + count - 1) % count,
            (None, _) => 0,
        };
        self.go(transcript, next);
    }

    fn go(&mut self, transcript: &mut TranscriptView, at: usize) {
        self.at = Some(at);
        if let Some(hit) = self.hits.get(at) {
            transcript.order(Order::Select(*hit));
        }
    }

    /// Looks again when the letters or the text are others.
    fn look(
        &mut self,
        folded: &mut Finder,
        document: &CorpusDocument,
        transcript: &mut TranscriptView,
    ) {
        let same = self
            .of
            .as_ref()
            .is_some_and(|(text, typed)| Arc::ptr_eq(text, &document.text) && *typed == self.typed);
        if same {
            return;
        }
        let typed = self.of.as_ref().is_some_and(|(text, _)| Arc::ptr_eq(text, &document.text));
        self.hits = folded.find(document, &self.typed);
        self.of = Some((Arc::clone(&document.text), self.typed.clone()));
        // The first one behind the place that is read.
        let here = self.at.and_then(|_| transcript.selection()).map(Span::start);
        let here = here.or(transcript.caret()).unwrap_or_else(|| transcript.top());
        let next = self.hits.partition_point(|hit| hit.start() < here);
        self.at = None;
        if !self.hits.is_empty() && typed {
            self.go(transcript, if next < self.hits.len() { next } else { 0 });
        }
    }
}

/// Draws the bar.
pub(super) fn show(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    document: &Arc<CorpusDocument>,
    transcript: &mut TranscriptView,
) {
    ui.horizontal(|ui| {
        ui.set_min_height(widgets::CHIP);
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if state.find.is_some() {
                find_field(ui, view, state, document, transcript);
            } else if icons::button(ui, view.theme, Icon::Search, "Find in the transcript")
                .clicked()
            {
                state.look_for();
            }
            if icons::button(ui, view.theme, Icon::Filter, "Choose which codings are shown")
                .clicked()
            {
                state.open = !state.open;
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                sentence(ui, view, state, document, transcript.shown_codings());
            });
        });
    });
}

/// "12 of 39 codings · Delay · all coders".
fn sentence(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    document: &Arc<CorpusDocument>,
    shown: usize,
) {
    state.said = shown;
    let theme = view.theme;
    let coder = state.coder.clone().unwrap_or_else(|| view.shown.clone());
    let total = total(state, document, &coder);
    let words = if state.only_uncoded {
        format!("{} stepped back", counted(shown as u64, "coding", "codings"))
    } else if shown == total {
        counted(total as u64, "coding", "codings")
    } else {
        format!(
            "{} of {}",
            widgets::grouped(shown as u64),
            counted(total as u64, "coding", "codings")
        )
    };
    widgets::quiet_word(ui, theme, &words);
    if !state.open && !state.is_filtered() {
        return;
    }
    let tree = &view.corpus.codes;
    let mut removed = None;
    for (at, id) in state.codes.iter().enumerate() {
        widgets::quiet_word(ui, theme, "·");
        let (colors, name) = widgets::code_face(theme, tree, *id);
        let label = format!("No longer only {name}");
        if widgets::filter_chip(ui, theme, Some((colors, &name)), &name, &label) {
            removed = Some(at);
        }
    }
    if let Some(at) = removed {
        state.codes.remove(at);
    }
    if state.codes.is_empty() {
        widgets::quiet_word(ui, theme, "·");
    }
    let text = if state.codes.is_empty() { "all codes" } else { "+" };
    let anchor = widgets::drop_chip(ui, theme, text, "Show codings of");
    let made = picker::pick(ui, theme, &anchor, ("Search codes", true), || {
        picker::codes(view, &state.codes)
    });
    if let Some(code) = made.and_then(|place| tree.codes().get(place)) {
        match state.codes.iter().position(|known| *known == code.id) {
            Some(at) => {
                state.codes.remove(at);
            }
            None => state.codes.push(code.id),
        }
    }
    coders(ui, view, state, &coder);
    widgets::quiet_word(ui, theme, "·");
    let toggle = ui.selectable_label(state.only_uncoded, "only uncoded");
    if toggle.on_hover_text("Fade what is coded, so that the rest stands out").clicked() {
        state.toggle_uncoded();
    }
    if state.is_filtered() && icons::button(ui, theme, Icon::Close, "Show all codings").clicked() {
        state.show_all();
    }
}

fn coders(ui: &mut Ui, view: &View<'_>, state: &mut State, coder: &CoderChoice) {
    let all = &view.corpus.coders;
    if all.len() < 2 {
        return;
    }
    widgets::quiet_word(ui, view.theme, "·");
    let name = match coder {
        CoderChoice::All => "all coders".to_owned(),
        CoderChoice::One(id) => {
            view.corpus.coder(*id).map_or_else(String::new, |coder| coder.name.clone())
        }
    };
    let anchor = widgets::drop_chip(ui, view.theme, &name, "Show codings by");
    let made = picker::pick(ui, view.theme, &anchor, ("Search coders", false), || {
        let everybody = Choice::new("all coders", *coder == CoderChoice::All);
        let each = all.iter().map(|c| Choice::new(&c.name, *coder == CoderChoice::One(c.id)));
        std::iter::once(everybody).chain(each).collect()
    });
    if let Some(made) = made {
        let choice = made.checked_sub(1).and_then(|at| all.get(at));
        let choice = choice.map_or(CoderChoice::All, |coder| CoderChoice::One(coder.id));
        state.coder = (choice != *view.shown).then_some(choice);
    }
}

fn total(state: &mut State, document: &Arc<CorpusDocument>, coder: &CoderChoice) -> usize {
    match &state.total {
        Some((of, by, total)) if Arc::ptr_eq(of, document) && by == coder => *total,
        _ => {
            let all = Shown::of(coder.clone());
            let total = document.codings.iter().filter(|coding| all.takes(coding)).count();
            state.total = Some((Arc::clone(document), coder.clone(), total));
            total
        }
    }
}

/// The field, how many were found, and the way through them; from right to left.
fn find_field(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    document: &CorpusDocument,
    transcript: &mut TranscriptView,
) {
    let State { find: slot, folded, .. } = state;
    let Some(find) = slot else { return };
    let mut close = icons::button(ui, view.theme, Icon::Close, "Close the search").clicked();
    let mut step = None;
    if icons::button(ui, view.theme, Icon::Down, "Next hit").clicked() {
        step = Some(true);
    }
    if icons::button(ui, view.theme, Icon::Up, "Previous hit").clicked() {
        step = Some(false);
    }
    let count = match (find.typed.trim().is_empty(), find.hits.len(), find.at) {
        (true, ..) => String::new(),
        (false, 0, _) => "not found".to_owned(),
        (false, n, Some(at)) => {
            format!("{} of {}", widgets::grouped(at as u64 + 1), widgets::grouped(n as u64))
        }
        (false, n, None) => counted(n as u64, "hit", "hits"),
    };
    ui.add(egui::Label::new(RichText::new(count).color(view.theme.quiet).small()));
    let id = egui::Id::unique("find in the transcript");
    let focused = ui.memory(|memory| memory.has_focus(id));
    if focused {
        ui.input_mut(|input| {
            // With shift first: without it means with or without.
            if input.consume_key(Modifiers::SHIFT, Key::Enter) {
                step = Some(false);
            } else if input.consume_key(Modifiers::NONE, Key::Enter) {
                step = Some(true);
            }
        });
    }
    let field = ui
        .scope(|ui| {
            framed(ui, view.theme, !find.typed.trim().is_empty() && find.hits.is_empty());
            let edit =
                TextEdit::singleline(&mut find.typed).id(id).hint_text("Find").desired_width(150.0);
            ui.add(edit)
        })
        .inner;
    field
        .widget_info(|| WidgetInfo::labeled(egui::Role::TextInput, true, "Find in the transcript"));
    if std::mem::take(&mut find.wants_focus) {
        field.request_focus();
        let mut edit = TextEdit::load_state(ui.ctx(), id).unwrap_or_default();
        let all = egui::text::CCursorRange::two(
            egui::text::CCursor::default(),
            egui::text::CCursor::new(egui::text::CharIndex(find.typed.chars().count())),
        );
        edit.cursor.set_char_range(Some(all));
        edit.store(ui.ctx(), id);
    }
    close |=
        field.lost_focus() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    find.look(folded, document, transcript);
    if let Some(forward) = step {
        find.step(transcript, forward);
        if !focused {
            transcript.focus();
        }
    }
    if close {
        *slot = None;
        transcript.focus();
    }
}
