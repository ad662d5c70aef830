//! The reading room: documents, the transcript with its margin, the codebook.
//!
//! A selection opens the code picker at its end; a click on a coding opens its card.

mod acts;
mod bar;
mod card;
mod codebook;
mod correct;
mod documents;
mod edit;
mod find;
mod flags;
mod lines;
pub(super) mod picker;
mod recents;
mod recheck;
mod strip;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod tray;
mod typed;

use super::action::Action;
use super::outbox::{Outbox, Request};
use super::transcript::{TranscriptEvent, TranscriptInput, TranscriptView};
use super::view::View;
use crate::analysis::consent::unquotable;
use crate::model::{CodeId, CodeTree, CodingId, CorpusDocument, DocumentId, Flags, Span};
use crate::study::{CodeTarget, Command, Drift};
use egui::{CentralPanel, Frame, Margin, Panel, RichText};
use std::sync::Arc;

/// What the page remembers.
#[derive(Default)]
pub struct State {
    document: Option<DocumentId>,
    transcript: TranscriptView,
    documents: documents::State,
    codebook: codebook::State,
    bar: bar::State,
    /// What has changed in the codebook since documents were coded.
    drift: Drift,
    picker: Option<picker::State>,
    card: Option<card::State>,
    /// Comments that were typed on cards which are gone.
    unsent: Vec<(CodingId, String)>,
    recents: recents::Recents,
    /// What was applied last, to be repeated.
    last: Vec<CodeTarget>,
    /// A coding to be lifted out once its document is on the screen.
    lifting: Option<CodingId>,
    /// Texts that are being corrected.
    corrections: edit::Corrections,
    /// Codings that lost their words.
    tray: tray::State,
    /// The document on the screen has some.
    lost: bool,
    /// Words that a search of the study found, while one goes through them.
    found: Option<(DocumentId, Span)>,
    /// The menu of a turn: its first byte, and where it was asked for.
    turn_menu: Option<(u32, egui::Pos2)>,
    /// What was asked for by name since the last frame.
    asked: Vec<Action>,
}

impl State {
    /// Opens a document at a passage.
    pub fn go_to(&mut self, document: DocumentId, span: Span, coding: Option<CodingId>) {
        self.show_document(document);
        if self.corrections.is_open(document) {
            self.corrections.reveal(span.start());
        }
        self.transcript.reveal(span);
        self.lifting = coding;
        self.transcript.lift(None);
    }

    /// Opens a document where it was read last, or at its beginning.
    pub fn open(&mut self, document: DocumentId) {
        self.show_document(document);
    }

    /// The document on the screen.
    pub fn document(&self) -> Option<DocumentId> {
        self.document
    }

    /// The words that are selected.
    pub fn selection(&self) -> Option<(DocumentId, Span)> {
        Some((self.document?, self.transcript.selection()?))
    }

    /// Puts away what hangs over the page; the selection stays.
    pub fn put_away(&mut self) {
        self.picker = None;
        self.take_card_away();
    }

    /// The document on the screen and the first letter of it that is seen.
    pub fn place(&self) -> Option<(DocumentId, u32)> {
        self.transcript.place()
    }

    /// Begins a document at this letter, when it is shown for the first time.
    pub fn begin_at(&mut self, document: DocumentId, byte: u32) {
        self.transcript.begin_at(document, byte);
    }

    /// The codes that are chosen in the codebook.
    pub fn codes(&self, tree: &CodeTree) -> Vec<CodeId> {
        self.codebook.selected(tree)
    }

    /// Marks words that a search of the study found, or none.
    pub fn mark_found(&mut self, found: Option<(DocumentId, Span)>) {
        self.found = found;
    }

    /// True while words are looked for in the transcript.
    pub fn finds(&self) -> bool {
        self.bar.finds()
    }

    /// Gives the keyboard to the codebook.
    pub fn go_to_codebook(&mut self) {
        self.codebook.take_focus();
    }

    /// The coding whose card is open, or that is held out.
    pub fn coding(&self) -> Option<CodingId> {
        self.card.as_ref().map(card::State::coding).or(self.transcript.lifted())
    }

    fn show_document(&mut self, document: DocumentId) {
        if self.document != Some(document) {
            self.document = Some(document);
            self.forget();
        }
    }

    fn forget(&mut self) {
        self.picker = None;
        self.take_card_away();
        self.turn_menu = None;
        self.bar.leave();
        self.corrections.leave();
    }

    /// Keeps to what is still in the study.
    fn look(&mut self, view: &View<'_>) {
        let there = self.document.is_some_and(|id| view.corpus.document(id).is_some());
        if !there {
            self.forget();
            self.document = view.corpus.documents.first().map(|document| document.id);
        }
    }
}

/// Draws the page.
pub fn show(ui: &mut egui::Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    state.look(view);
    for command in state.unsent(view.corpus) {
        outbox.run(command);
    }
    let side = |margin| Frame::new().fill(view.theme.panel).inner_margin(margin);
    Panel::left("documents")
        .default_size(150.0)
        .size_range(120.0..=360.0)
        .frame(side(Margin { left: 10, right: 8, top: 12, bottom: 8 }))
        .show(ui, |ui| {
            if let Some(id) = documents::show(
                ui,
                view,
                &mut state.documents,
                &mut state.drift,
                state.document,
                outbox,
            ) {
                state.show_document(id);
            }
        });
    let selected = state.transcript.selection();
    let mut wanted = None;
    Panel::right("codebook")
        .default_size(270.0)
        .size_range(220.0..=520.0)
        .frame(side(Margin { left: 10, right: 8, top: 12, bottom: 8 }))
        .show(ui, |ui| {
            wanted = codebook::show(ui, view, &mut state.codebook, selected.is_some(), outbox);
        });
    let document = state.document.and_then(|id| view.corpus.document(id));
    CentralPanel::default().frame(Frame::new().fill(view.theme.page)).show(
        ui,
        |ui| match document {
            Some(document) => read(ui, view, state, document, outbox),
            None => empty(ui, view, outbox),
        },
    );
    let pick = |codes: Vec<CodeId>| picker::Pick {
        codes: codes.into_iter().map(CodeTarget::Id).collect(),
        ..picker::Pick::default()
    };
    match wanted {
        Some(codebook::Answer::Apply(codes)) => {
            if let Some(span) = selected {
                state.apply_and_go_on(span, pick(codes), outbox);
            }
        }
        Some(codebook::Answer::Dropped(document, span, code))
            if state.document == Some(document) =>
        {
            state.apply_and_go_on(span, pick(vec![code]), outbox);
        }
        _ => {}
    }
    popups(ui, view, state, outbox);
}

/// The bar, the transcript, and what happened in it.
fn read(
    ui: &mut egui::Ui,
    view: &View<'_>,
    state: &mut State,
    document: &Arc<CorpusDocument>,
    outbox: &mut Outbox,
) {
    state.lost = !crate::ui::correcting::orphans(view.corpus, document.id).is_empty();
    if state.corrections.is_open(document.id) {
        correct::edit(ui, view, state, document, outbox);
        return;
    }
    correct::strips(ui, view, state, document);
    if let Some(since) = state.drift.of(view.corpus, document.id) {
        recheck::show(ui, view, document.id, &since, outbox);
    }
    state.recents.sync(view, document);
    state.keys(ui.ctx(), view, outbox);
    state.act(view, document, outbox);
    if state.corrections.is_open(document.id) {
        // It was asked for just now: the editor comes with the next frame.
        ui.ctx().request_repaint();
    }
    correct::tray(ui, view, state, document, outbox);
    if let Some(card) = &state.card {
        state.transcript.lift(Some(card.coding()));
    }
    Frame::new().inner_margin(Margin { left: 16, right: 8, top: 4, bottom: 2 }).show(ui, |ui| {
        bar::show(ui, view, &mut state.bar, document, &mut state.transcript);
    });
    let shown = state.bar.shown(view);
    let found = state.found.filter(|(of, _)| *of == document.id).map(|(_, span)| [span]);
    let (hits, hit) = match &found {
        Some(found) if !state.bar.finds() => (&found[..], Some(0)),
        _ => state.bar.hits(),
    };
    let input = TranscriptInput {
        document,
        codes: &view.corpus.codes,
        participants: &view.corpus.participants,
        under_name: view.role,
        coders: &view.corpus.coders,
        shown: &shown,
        highlighted: None,
        hits,
        hit,
        may_change: !view.busy,
        theme: view.theme,
        reading: view.reading,
    };
    let page = ui.available_rect_before_wrap();
    let events = state.transcript.show(ui, &input);
    // The bar was drawn before: what it says is put right with the next frame.
    if state.bar.is_stale(state.transcript.shown_codings()) {
        ui.ctx().request_repaint();
    }
    // A document that was just opened lets go of what was lifted in the one before.
    if let Some(coding) = state.lifting.take() {
        state.transcript.lift(Some(coding));
    }
    for event in events {
        state.hear(ui.ctx(), view, document, event, outbox);
    }
    strip::show(ui, view, state, page);
    correct::turn_menu(ui, view, state, document);
}

impl State {
    fn hear(
        &mut self,
        ctx: &egui::Context,
        view: &View<'_>,
        document: &CorpusDocument,
        event: TranscriptEvent,
        outbox: &mut Outbox,
    ) {
        match event {
            TranscriptEvent::Selected { span, rect, words } => {
                self.take_card_away();
                let purpose = picker::Purpose::Apply(span);
                self.picker = Some(picker::State::new(rect, words, self.recent(view), purpose));
            }
            TranscriptEvent::SelectionCleared => self.picker = None,
            // Whoever reads may copy; what it may be used for is said.
            TranscriptEvent::Copied(span) => {
                let names = unquotable(view.corpus, document, span);
                if !names.is_empty() {
                    outbox.send(Request::Tell(format!(
                        "Copied for yourself alone: {} did not consent to be quoted",
                        names.join(", ")
                    )));
                }
            }
            TranscriptEvent::CodingClicked { codings, pos } => {
                self.picker = None;
                let by_mouse =
                    ctx.input(|input| input.pointer.any_pressed() || input.pointer.any_released());
                self.card = card::State::new(document.id, codings, pos, !by_mouse);
            }
            TranscriptEvent::Resized { coding, span } => {
                outbox.run(Command::SetSpan { coding, span });
            }
            TranscriptEvent::CodesDropped { codes, span } => {
                let codes = codes.into_iter().map(CodeTarget::Id).collect();
                let pick = picker::Pick { codes, ..picker::Pick::default() };
                self.apply_and_go_on(span, pick, outbox);
            }
            TranscriptEvent::TurnMenu { byte, pos } => self.turn_menu = Some((byte, pos)),
            TranscriptEvent::SpeakerClicked(turn) => {
                outbox.send(Request::AskSpeakers(document.id, vec![turn + 1]));
            }
            TranscriptEvent::Nothing(why) => outbox.send(Request::Tell(why.to_owned())),
            // The view itself lifts the coding under the pointer.
            TranscriptEvent::CodingHovered(_) => {}
        }
    }

    /// Puts codes on words and lets the words go: they are done.
    fn apply_and_go_on(&mut self, span: Span, pick: picker::Pick, outbox: &mut Outbox) {
        self.apply(span, pick, outbox);
        self.go_on();
    }

    fn go_on(&mut self) {
        self.picker = None;
        self.transcript.clear_selection();
        self.transcript.focus();
    }

    fn in_vivo_and_go_on(&mut self, span: Span, flags: Flags, outbox: &mut Outbox) {
        self.in_vivo(span, flags, outbox);
        self.go_on();
    }
}

fn popups(ui: &egui::Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    let open = state.picker.is_some() || state.card.is_some();
    answers(ui, view, state, outbox);
    // The keyboard is back in the text with the next frame, not with the next key.
    if open && state.picker.is_none() && state.card.is_none() {
        ui.ctx().request_repaint();
    }
}

fn answers(ui: &egui::Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    // What is dragged must not be let go over a picker by mistake.
    let dragging = egui::DragAndDrop::has_any_payload(ui.ctx());
    let document = state.document.and_then(|id| view.corpus.document(id));
    if let Some(document) = document
        && let Some(span) = state.picker.as_ref().and_then(|picker| picker.copied(ui.ctx()))
        && let Some(words) = span.of(&document.text)
    {
        ui.ctx().copy_text(words.to_owned());
        state.hear(ui.ctx(), view, document, TranscriptEvent::Copied(span), outbox);
    }
    if let Some(picker) = state.picker.as_mut().filter(|_| !dragging) {
        match (picker::show(ui.ctx(), view, picker), picker.purpose()) {
            (picker::Answer::Open, _) => {}
            (picker::Answer::Picked(pick), picker::Purpose::Apply(span)) => {
                state.apply_and_go_on(span, pick, outbox);
            }
            (picker::Answer::InVivo(flags), picker::Purpose::Apply(span)) => {
                state.in_vivo_and_go_on(span, flags, outbox);
            }
            (picker::Answer::BringBack(code), _) => {
                outbox.run(Command::RetireCodes { codes: vec![code], retired: false });
            }
            (picker::Answer::Picked(pick), picker::Purpose::Recode(coding)) => {
                if let Some(code) = pick.codes.into_iter().next() {
                    outbox.run(Command::Recode { coding, code });
                }
                state.picker = None;
                state.transcript.focus();
            }
            // Hits are coded on their own page.
            (picker::Answer::Picked(_), picker::Purpose::Hits)
            | (picker::Answer::Closed | picker::Answer::InVivo(_), _) => {
                state.picker = None;
                state.transcript.focus();
            }
        }
    }
    if let Some(card) = &mut state.card {
        match card::show(ui.ctx(), view, card, outbox) {
            card::Answer::Open => {}
            card::Answer::Closed(elsewhere) => {
                state.card = None;
                if elsewhere {
                    state.transcript.lift(None);
                } else {
                    state.transcript.focus();
                }
            }
            card::Answer::Recode(coding, rect) => {
                let purpose = picker::Purpose::Recode(coding);
                state.picker = Some(picker::State::new(rect, rect, Vec::new(), purpose));
                state.card = None;
            }
        }
    }
}

fn empty(ui: &mut egui::Ui, view: &View<'_>, outbox: &mut Outbox) {
    ui.vertical_centered(|ui| {
        ui.add_space(ui.available_height() * 0.28);
        ui.heading("No transcripts yet");
        ui.add_space(6.0);
        ui.label(
            RichText::new(
                "Drop Word, OpenDocument, PDF or text files on this window, or choose them. Speakers \
                 are found by their labels, such as INT: or P07:",
            )
            .color(view.theme.quiet),
        );
        ui.add_space(14.0);
        ui.add_enabled_ui(!view.busy, |ui| {
            if ui.button("Import transcripts…").clicked() {
                outbox.send(Request::Do(Action::ImportTranscripts));
            }
            if view.corpus.participants.is_empty() && ui.button("Import participants…").clicked() {
                outbox.send(Request::Do(Action::ImportParticipants));
            }
        });
    });
}
