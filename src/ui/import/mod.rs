//! The import page: what was read from files, before anything of it is stored.
//!
//! Files stand at the left with how they stand; the chosen one is shown as it will be read, with who
//! speaks and what else is decided about it. A decision that changes the reading is obeyed by a worker
//! (`again`); the page shows what stood before until that is done. Nothing here writes: *Import* puts
//! the documents into the outbox, and leaving drops them.

mod again;
mod aside;
mod entry;
mod files;
mod identifiers;
pub(super) mod rules;
mod seen;
mod survey;
#[cfg(test)]
mod tests;
mod voices;

pub(super) use again::Batch;
pub(super) use aside::Aside;

use super::outbox::{Outbox, Request};
use super::parts::{count, primary, quiet};
use super::theme;
use super::transcript::{Shown, TranscriptInput, TranscriptView};
use super::view::View;
use super::widgets::drop_chip;
use crate::model::{CoderChoice, NewDocument, PeopleTable, SpeakerChoice};
use crate::text::turns::label_key;
use egui::{CentralPanel, Frame, Key, Margin, Modifiers, Panel, RichText, ScrollArea, Ui};
use entry::{Entry, Found, People, Stand};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What the page remembers.
pub(super) struct State {
    /// The files, folders and archives that were named.
    given: Vec<std::path::PathBuf>,
    entries: Vec<Entry>,
    known: Arc<HashMap<String, String>>,
    /// Who is in the study, of which revision.
    people: (u64, People),
    participants: Vec<String>,
    /// How every file stands, kept current.
    stands: Vec<(Stand, String)>,
    /// Numbered labels that nobody is behind, of what would be imported; `None` until asked again.
    nameless: Option<Vec<String>>,
    /// The file that is shown, and which of its documents.
    chosen: usize,
    document: usize,
    only: Option<Stand>,
    again: again::Again,
    seen: seen::Seen,
    transcript: TranscriptView,
    voices: voices::Voices,
    rules: rules::Rules,
    survey: survey::Survey,
    identifiers: identifiers::Identifiers,
    list: files::List,
    /// The keyboard goes to the button at first.
    focus: bool,
    /// What was handed over to be stored.
    storing: bool,
}

impl State {
    /// The page with files that were read.
    pub(super) fn new(batch: Batch) -> Self {
        let mut state = Self {
            stands: Vec::with_capacity(batch.entries.len()),
            nameless: None,
            given: batch.given,
            entries: batch.entries,
            known: batch.known,
            people: (0, People::default()),
            participants: Vec::new(),
            chosen: 0,
            document: 0,
            only: None,
            again: again::Again::default(),
            seen: seen::Seen::default(),
            transcript: TranscriptView::default(),
            voices: voices::Voices::default(),
            rules: rules::Rules::default(),
            survey: survey::Survey::default(),
            identifiers: identifiers::Identifiers::default(),
            list: files::List::default(),
            focus: true,
            storing: false,
        };
        state.look_all();
        // What needs a look is looked at first.
        let wants = |stand: Stand| state.stands.iter().position(|(known, _)| *known == stand);
        let first = wants(Stand::Look).or_else(|| wants(Stand::Ready));
        state.chosen = first.or_else(|| wants(Stand::Known)).unwrap_or(0);
        state
    }

    /// True while files are read again.
    pub(super) fn is_working(&self) -> bool {
        self.again.is_working() || self.entries.iter().any(Entry::is_stale)
    }

    /// Takes the files of another batch as well; the same path only once.
    pub(super) fn add(&mut self, batch: Batch) {
        let there: HashSet<_> = self.entries.iter().map(|entry| entry.path.clone()).collect();
        let first = self.entries.len();
        self.given.extend(batch.given);
        self.entries.extend(batch.entries.into_iter().filter(|e| !there.contains(&e.path)));
        self.known = batch.known;
        if self.entries.len() > first {
            self.choose(first);
        }
        self.look_all();
        self.focus = true;
    }

    /// The page is left: what was read goes, away from the screen where it is much.
    pub(super) fn let_go(&mut self) {
        let entries = std::mem::take(&mut self.entries);
        if entries.len() > 20 {
            let thread = std::thread::Builder::new().name("import left".to_owned());
            // Without a thread they go here, a moment later.
            drop(thread.spawn(move || drop(entries)));
        }
    }

    /// Storing failed: the documents are read again as was decided.
    pub(super) fn take_back(&mut self) {
        self.storing = false;
        for entry in &mut self.entries {
            if matches!(&entry.found, Found::Read(held, _) if held.is_empty()) {
                // Any other reading is another one: it is read as decided.
                entry.read_with.pause_ms = Some(i64::MIN);
            }
        }
    }

    fn look_all(&mut self) {
        self.nameless = None;
        self.stands = self.entries.iter().map(|entry| entry.stand(&self.people.1)).collect();
    }

    fn look_at(&mut self, at: usize) {
        self.nameless = None;
        if let (Some(entry), Some(stand)) = (self.entries.get_mut(at), self.stands.get_mut(at)) {
            *stand = entry.stand(&self.people.1);
        }
    }

    fn choose(&mut self, at: usize) {
        if self.chosen != at {
            self.chosen = at;
            self.document = 0;
            self.voices.leave();
            self.rules.leave();
        }
    }

    /// Once a frame: follows the study, and takes what was read again.
    fn keep_up(&mut self, ctx: &egui::Context, view: &View<'_>) {
        if self.people.0 != view.revision || self.participants.is_empty() {
            let people = &view.corpus.participants;
            self.participants = people.iter().map(|person| person.name.clone()).collect();
            self.people =
                (view.revision, People::new(self.participants.iter().map(String::as_str)));
            self.look_all();
        }
        for (at, reading, found) in self.again.poll() {
            let Some(entry) = self.entries.get_mut(at) else { continue };
            entry.read_with = reading;
            entry.version += 1;
            match found {
                Found::Read(held, people) => {
                    entry.fault = None;
                    entry.found = Found::Read(held, people);
                    self.document = if at == self.chosen { 0 } else { self.document };
                }
                Found::Refused(why) | Found::PassedOver(why) => entry.fault = Some(why),
            }
            self.look_at(at);
        }
        if !self.again.is_working() && !self.storing {
            let stale = self.entries.iter().enumerate().filter(|(_, entry)| entry.is_stale());
            let wanted: Vec<again::Wanted> =
                stale.map(|(at, e)| (at, e.path.clone(), e.reading.clone())).collect();
            let known = Arc::clone(&self.known);
            self.again.start(ctx, wanted, self.participants.clone(), known);
        }
        if self.again.is_working() {
            ctx.request_repaint_after_secs(0.1);
        }
    }

    /// How many documents would be imported now.
    fn coming(&self) -> usize {
        let coming = self.entries.iter().filter(|entry| entry.ticked && entry.may_come());
        coming.flat_map(Entry::held).filter(|held| held.known.is_none()).count()
    }

    /// Hands over what is ticked, to be stored.
    fn hand_over(&mut self) -> (Vec<NewDocument>, Option<PeopleTable>) {
        let mut documents = Vec::new();
        let mut table: Option<PeopleTable> = None;
        for entry in &mut self.entries {
            if !entry.ticked || !entry.may_come() {
                continue;
            }
            let Found::Read(held, people) = &mut entry.found else { continue };
            if let Some(people) = people.take() {
                match &mut table {
                    Some(table) => table.join(people.people),
                    None => table = Some(people.people),
                }
            }
            for held in held.drain(..) {
                if held.known.is_some() {
                    continue;
                }
                // The picture on the screen may still look at it.
                let mut document =
                    Arc::try_unwrap(held.document).unwrap_or_else(|shared| (*shared).clone());
                document.reading.voices.clone_from(&entry.reading.voices);
                documents.push(document);
            }
        }
        self.storing = true;
        (documents, table)
    }

    /// Numbered labels that nobody is behind yet in what would be imported.
    fn nameless(&self) -> Vec<String> {
        let mut labels: Vec<String> = Vec::new();
        let mut seen = HashSet::new();
        for entry in self.entries.iter().filter(|entry| entry.ticked && entry.may_come()) {
            for label in entry.held().iter().flat_map(|held| &held.labels) {
                let whose = entry.whose(&self.people.1, &label.label);
                if whose == SpeakerChoice::Nobody
                    && is_id(&label.label)
                    && seen.insert(label_key(&label.label))
                {
                    labels.push(label.label.clone());
                }
            }
        }
        labels
    }

    /// Every numbered label without somebody becomes a new participant of that name.
    fn name_all(&mut self) {
        let people = &self.people.1;
        for entry in self.entries.iter_mut().filter(|entry| entry.ticked && entry.may_come()) {
            let labels = entry.held().iter().flat_map(|held| &held.labels);
            let labels: Vec<String> = labels.map(|label| label.label.clone()).collect();
            for label in labels {
                if is_id(&label) && entry.whose(people, &label) == SpeakerChoice::Nobody {
                    let choice = SpeakerChoice::Participant(label.clone());
                    entry::decide(&mut entry.reading, &label, choice);
                }
            }
        }
        self.seen.revoice();
        self.look_all();
    }

    /// Gives the decisions of the chosen file to the others of its layout.
    fn share(&mut self) {
        let Some(from) = self.entries.get(self.chosen).cloned() else { return };
        for (at, entry) in self.entries.iter_mut().enumerate() {
            if at != self.chosen && !from.layout.is_empty() && entry.layout == from.layout {
                entry.reading = entry::shared(&from, entry, &self.people.1);
            }
        }
        self.look_all();
    }
}

/// True for labels that are numbered, as ids are: a name should be looked at first.
fn is_id(label: &str) -> bool {
    label.chars().any(|c| c.is_ascii_digit())
}

/// What was done with the page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Answer {
    /// It goes on.
    Open,
    /// It was left: nothing is stored.
    Left,
}

/// Draws the page.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) -> Answer {
    state.keep_up(ui.ctx(), view);
    let side = |margin| Frame::new().fill(view.theme.panel).inner_margin(margin);
    let mut answer = Answer::Open;
    Panel::bottom("import bar")
        .frame(side(Margin::symmetric(16, 10)))
        .resizable(false)
        .show(ui, |ui| answer = bar(ui, view, state, outbox));
    Panel::left("import files")
        .default_size(270.0)
        .size_range(200.0..=420.0)
        .frame(side(Margin { left: 10, right: 8, top: 12, bottom: 8 }))
        .show(ui, |ui| files::show(ui, view, state));
    let decides = |entry: &Entry| !entry.held().is_empty() || survey::may_be(entry);
    if state.entries.get(state.chosen).is_some_and(decides) {
        Panel::right("import decisions")
            .default_size(350.0)
            .size_range(300.0..=480.0)
            .frame(side(Margin { left: 14, right: 6, top: 12, bottom: 4 }))
            .show(ui, |ui| decisions(ui, view, state));
    }
    CentralPanel::default()
        .frame(Frame::new().fill(view.theme.page))
        .show(ui, |ui| text(ui, view, state));
    answer
}

/// The bar below: what is coming, and the one button.
fn bar(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) -> Answer {
    let coming = state.coming();
    let may = coming > 0 && !view.busy && !state.storing && !state.is_working();
    let mut answer = Answer::Open;
    ui.horizontal(|ui| {
        let nameless = state.nameless.take().unwrap_or_else(|| state.nameless());
        if !nameless.is_empty() && coming > 0 {
            let text = match nameless.as_slice() {
                [one] => format!("Make {one} a participant"),
                many => format!("Make participants of {} labels", many.len()),
            };
            let some: Vec<&str> = nameless.iter().take(12).map(String::as_str).collect();
            let more = if nameless.len() > 12 { ", …" } else { "" };
            let button = ui.button(text).on_hover_text(format!(
                "Numbered labels that nobody is behind become participants: {}{more}",
                some.join(", ")
            ));
            if button.clicked() {
                state.name_all();
            } else {
                state.nameless = Some(nameless);
            }
        } else {
            state.nameless = Some(nameless);
            quiet(ui, view.theme, "Nothing is stored before you import.");
        }
        let row = egui::Layout::right_to_left(egui::Align::Center);
        ui.with_layout(row, |ui| {
            let text = match coming {
                0 => "Import".to_owned(),
                n => format!("Import {}", count(n, "document")),
            };
            let import = primary(ui, view.theme, may, &text);
            if std::mem::take(&mut state.focus) {
                import.request_focus();
            }
            let free = ui.memory(egui::Memory::focused).is_none();
            let enter = free
                && !egui::Popup::is_any_open(ui.ctx())
                && ui.input(|input| input.key_pressed(Key::Enter));
            if may && (import.clicked() || enter) {
                let (documents, people) = state.hand_over();
                outbox.send(Request::StoreDocuments { documents, people });
            }
            if ui.button("Cancel").on_hover_text("Leave without storing (Esc)").clicked() {
                answer = Answer::Left;
            }
            if state.again.is_working() {
                ui.spinner();
                quiet(ui, view.theme, "Reading again…");
            }
        });
    });
    // A list that is open, or a field that is typed in, has Esc for itself.
    let busy = egui::Popup::is_any_open(ui.ctx()) || ui.ctx().text_edit_focused();
    if !busy && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        answer = Answer::Left;
    }
    answer
}

/// The text as it will stand, or why there is none.
fn text(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    let theme = view.theme;
    let at = state.chosen;
    let Some(entry) = state.entries.get(at) else { return };
    let which = state.document.min(entry.held().len().saturating_sub(1));
    let Some(held) = entry.held().get(which) else {
        let (stand, why) = state.stands.get(at).cloned().unwrap_or((Stand::Ready, String::new()));
        ui.vertical_centered(|ui| {
            ui.add_space(ui.available_height() * 0.3);
            ui.set_max_width(460.0);
            ui.heading(&entry.name);
            let title = match stand {
                Stand::PassedOver => "Passed over",
                _ => "This file cannot be imported",
            };
            ui.label(RichText::new(title).text_style(theme::strong()));
            ui.label(RichText::new(why).color(theme.ink));
        });
        return;
    };
    let frame = Frame::new().inner_margin(Margin { left: 18, right: 12, top: 10, bottom: 6 });
    let mut wanted = None;
    frame.show(ui, |ui| wanted = title(ui, view, entry, (which, held)));
    let none = Shown::of(CoderChoice::All);
    let source = (view.corpus.as_ref(), view.revision);
    let shown = state.seen.get(ui.ctx(), source, (at, entry), (which, held), &state.people.1);
    let Some(shown) = shown else {
        ui.centered_and_justified(egui::Ui::spinner);
        return;
    };
    let input = TranscriptInput {
        document: &shown.document,
        codes: &view.corpus.codes,
        participants: &shown.people,
        under_name: view.role,
        coders: &view.corpus.coders,
        shown: &none,
        highlighted: None,
        hits: &[],
        hit: None,
        may_change: false,
        theme,
        reading: view.reading,
    };
    // What is selected here cannot be coded yet.
    state.transcript.show(ui, &input);
    if let Some(wanted) = wanted {
        state.document = wanted;
    }
}

/// What the file is; gives the document that was chosen where there are several.
fn title(
    ui: &mut Ui,
    view: &View<'_>,
    entry: &Entry,
    (which, held): (usize, &entry::Held),
) -> Option<usize> {
    let mut wanted = None;
    ui.horizontal(|ui| {
        ui.add(egui::Label::new(RichText::new(&held.document.name).heading()).truncate());
        let several = entry.held().len();
        if several > 1 {
            let text = format!("{} of {several}", which + 1);
            let chip = drop_chip(ui, view.theme, &text, "Document of this file");
            let hint = ("Find a document", false);
            let choices = || {
                let each = entry.held().iter().enumerate();
                each.map(|(at, held)| {
                    super::picker::Choice::new(held.document.name.clone(), at == which)
                })
                .collect()
            };
            wanted = super::picker::pick(ui, view.theme, &chip, hint, choices);
        }
    });
    let origin = &held.document.origin;
    let kept = match &held.known {
        Some(name) => format!(" · in the study already, as {name}"),
        None => String::new(),
    };
    let facts = format!(
        "{} · {} · {} · {}{kept}",
        origin.format,
        origin.encoding,
        count(held.words as usize, "word"),
        count(held.document.turns.len(), "turn"),
    );
    let facts = RichText::new(facts).small().color(view.theme.quiet);
    ui.add(egui::Label::new(facts).truncate());
    wanted
}

/// Who speaks, how the file is read, what was noted.
fn decisions(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.set_width(ui.available_width() - 8.0);
        survey::show(ui, view, state);
        voices::show(ui, view, state);
        ui.add_space(14.0);
        rules::show(ui, view, state);
        share(ui, view, state);
        ui.add_space(14.0);
        noted(ui, view, state);
        ui.add_space(14.0);
        // Last: what is found late must not move what is about to be clicked.
        identifiers::show(ui, view, state);
        ui.add_space(12.0);
    });
}

/// One decision for all files that look alike.
fn share(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    let Some(entry) = state.entries.get(state.chosen) else { return };
    let twins = state.entries.iter().enumerate().filter(|(at, other)| {
        *at != state.chosen && other.layout == entry.layout && !other.held().is_empty()
    });
    let twins = twins.count();
    if twins == 0 || entry.layout.is_empty() {
        return;
    }
    ui.add_space(14.0);
    let text = format!("Use for all {} files of this layout", twins + 1);
    let button = ui.add_enabled(!entry.reading.is_default(), egui::Button::new(text));
    let button = button.on_hover_text(
        "What is decided here is decided for them too; who a file is about goes by its own name",
    );
    let clicked = button.clicked();
    if entry.reading.is_default() {
        quiet(ui, view.theme, "Decide something about this file first.");
    }
    if clicked {
        state.share();
    }
}

/// What was left out, resolved or decided while the file was read.
fn noted(ui: &mut Ui, view: &View<'_>, state: &State) {
    let Some(entry) = state.entries.get(state.chosen) else { return };
    let Some(held) = entry.held().get(state.document) else { return };
    ui.label(RichText::new("What was noted").text_style(theme::strong()));
    if held.document.receipt.is_empty() {
        quiet(ui, view.theme, "Nothing was left out or changed.");
    }
    for note in &held.document.receipt {
        let text = crate::exchange::receipt::noted(note);
        ui.add(egui::Label::new(RichText::new(text).small().color(view.theme.ink)).wrap());
    }
}
