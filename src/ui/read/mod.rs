//! The reading room: documents, the transcript with its margin, the codebook.
//!
//! A selection opens the code picker at its end; a click on a coding opens its card.

mod card;
mod codebook;
mod documents;
mod picker;

use super::action::Action;
use super::outbox::{Outbox, Request};
use super::transcript::{TranscriptEvent, TranscriptInput, TranscriptView};
use super::view::View;
use crate::model::{CodeId, CodingId, DocumentId, Span};
use crate::study::{CodeTarget, Command};
use egui::{CentralPanel, Frame, Margin, Panel, RichText};

/// What the page remembers.
#[derive(Default)]
pub struct State {
    document: Option<DocumentId>,
    transcript: TranscriptView,
    documents: documents::State,
    codebook: codebook::State,
    selected: Option<Span>,
    picker: Option<picker::State>,
    card: Option<card::State>,
    lifted: Option<CodingId>,
}

impl State {
    /// Opens a document at a passage.
    pub fn go_to(&mut self, document: DocumentId, span: Span, coding: Option<CodingId>) {
        self.show_document(document);
        self.transcript.reveal(span);
        self.lifted = coding;
    }

    /// The document on the screen.
    pub fn document(&self) -> Option<DocumentId> {
        self.document
    }

    /// The words that are selected.
    pub fn selection(&self) -> Option<(DocumentId, Span)> {
        Some((self.document?, self.selected?))
    }

    /// The coding whose card is open.
    pub fn coding(&self) -> Option<CodingId> {
        self.card.as_ref().map(card::State::coding)
    }

    fn show_document(&mut self, document: DocumentId) {
        if self.document != Some(document) {
            self.document = Some(document);
            self.forget();
        }
    }

    fn forget(&mut self) {
        self.picker = None;
        self.card = None;
        self.selected = None;
        self.lifted = None;
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
    let side = |margin| Frame::new().fill(view.theme.panel).inner_margin(margin);
    Panel::left("documents")
        .default_size(150.0)
        .size_range(120.0..=360.0)
        .frame(side(Margin { left: 10, right: 8, top: 12, bottom: 8 }))
        .show(ui, |ui| {
            if let Some(id) =
                documents::show(ui, view, &mut state.documents, state.document, outbox)
            {
                state.show_document(id);
            }
        });
    let mut wanted = None;
    Panel::right("codebook")
        .default_size(250.0)
        .size_range(200.0..=460.0)
        .frame(side(Margin { left: 10, right: 8, top: 12, bottom: 8 }))
        .show(ui, |ui| {
            wanted =
                codebook::show(ui, view, &mut state.codebook, state.selected.is_some(), outbox);
        });
    let document = state.document.and_then(|id| view.corpus.document(id));
    CentralPanel::default().frame(Frame::new().fill(view.theme.page)).show(ui, |ui| {
        let Some(document) = document else {
            empty(ui, view, outbox);
            return;
        };
        let input = TranscriptInput {
            document,
            codes: &view.corpus.codes,
            participants: &view.corpus.participants,
            under_name: view.role,
            coders: &view.corpus.coders,
            shown: view.shown,
            highlighted: state.coding().or(state.lifted),
            theme: view.theme,
            reading: view.reading,
        };
        for event in state.transcript.show(ui, &input) {
            match event {
                TranscriptEvent::Selected { span, rect } => {
                    state.selected = Some(span);
                    state.card = None;
                    state.lifted = None;
                    state.picker = Some(picker::State::new(rect, picker::Purpose::Apply(span)));
                }
                TranscriptEvent::SelectionCleared => {
                    state.selected = None;
                    state.picker = None;
                    state.lifted = None;
                }
                TranscriptEvent::CodingClicked { codings, pos } => {
                    state.picker = None;
                    state.card = card::State::new(document.id, codings, pos);
                }
                // The view itself lifts the coding under the pointer.
                TranscriptEvent::CodingHovered(_) => {}
            }
        }
    });
    if let (Some(code), Some(span)) = (wanted, state.selected) {
        apply(state, span, CodeTarget::Id(code), outbox);
    }
    popups(ui, view, state, outbox);
}

fn popups(ui: &egui::Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    if let Some(picker) = &mut state.picker {
        match picker::show(ui.ctx(), view, picker) {
            picker::Answer::Open => {}
            picker::Answer::Closed => {
                state.picker = None;
                state.transcript.focus();
            }
            picker::Answer::Picked(target) => match picker.purpose() {
                picker::Purpose::Apply(span) => apply(state, span, target, outbox),
                picker::Purpose::Recode(coding) => {
                    outbox.run(Command::Recode { coding, code: target });
                    state.picker = None;
                }
            },
        }
    }
    if let Some(card) = &mut state.card {
        match card::show(ui.ctx(), view, card, outbox) {
            card::Answer::Open => {}
            card::Answer::Closed => {
                state.card = None;
                state.transcript.focus();
            }
            card::Answer::Recode(coding, rect) => {
                state.picker = Some(picker::State::new(rect, picker::Purpose::Recode(coding)));
                state.card = None;
            }
        }
    }
}

fn apply(state: &mut State, span: Span, code: CodeTarget, outbox: &mut Outbox) {
    let Some(document) = state.document else { return };
    outbox.run(Command::ApplyCode { document, span, code });
    state.picker = None;
    state.selected = None;
    state.transcript.clear_selection();
    state.transcript.focus();
}

fn empty(ui: &mut egui::Ui, view: &View<'_>, outbox: &mut Outbox) {
    ui.vertical_centered(|ui| {
        ui.add_space(ui.available_height() * 0.28);
        ui.heading("No transcripts yet");
        ui.add_space(6.0);
        ui.label(
            RichText::new(
                "Drop text, Markdown or Word files on this window, or choose them. Speakers are found \
                 by their labels, such as INT: or P07:",
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

/// The paths of all codes, in tree order: what fuzzy picking looks through.
fn code_paths(view: &View<'_>) -> Vec<(CodeId, String)> {
    let tree = &view.corpus.codes;
    tree.codes().iter().map(|code| (code.id, tree.path(code.id))).collect()
}
