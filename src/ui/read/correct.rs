//! What the reading page does about corrections: the way into the editor and back, the lines over the
//! transcript, the tray, the menu of a turn.

use super::{State, edit, tray};
use crate::model::{Corpus, CorpusDocument};
use crate::ui::action::Action;
use crate::ui::outbox::Outbox;
use crate::ui::view::View;
use egui::{Key, Modifiers, RichText, Ui};
use std::sync::Arc;

impl State {
    /// Corrections that were being typed when the study was closed wait to be gone on with.
    pub fn restore_corrections(&mut self, corpus: &Corpus, stored: &str) {
        self.corrections.restore(corpus, stored);
    }

    /// What of corrections should lie on the desk now and does not yet.
    pub fn unstored_corrections(&mut self, time: f64) -> Option<String> {
        self.corrections.unstored(time)
    }

    /// True when something was typed that does not lie on the desk yet.
    pub fn has_unstored_corrections(&self) -> bool {
        self.corrections.is_unstored()
    }

    /// Makes the document an editor, at the caret or where one reads.
    pub(super) fn correct(&mut self, document: &Arc<CorpusDocument>, byte: Option<u32>) {
        self.put_away();
        self.turn_menu = None;
        let top = self.transcript.top();
        let byte = byte.or(self.transcript.caret()).unwrap_or(top);
        self.corrections.begin(document, byte);
    }
}

/// The editor in place of the transcript.
pub(super) fn edit(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    document: &Arc<CorpusDocument>,
    outbox: &mut Outbox,
) {
    state.put_away();
    // What would act on the transcript has nothing to act on.
    state.asked.clear();
    if let Some(byte) = edit::show(ui, view, &mut state.corrections, document, outbox) {
        state.transcript.scroll_to(byte);
        state.transcript.focus();
        ui.ctx().request_repaint();
    }
}

/// The lines over a transcript: a correction that was begun, codings that lost their words.
pub(super) fn strips(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    document: &Arc<CorpusDocument>,
) {
    match edit::strip(ui, view, &state.corrections, document.id) {
        Some(edit::Strip::GoOn) => {
            let byte = state.corrections.first_changed(document.id);
            state.correct(document, byte);
            ui.ctx().request_repaint();
        }
        Some(edit::Strip::Discard) => state.corrections.discard(document.id),
        Some(edit::Strip::BringBack) => state.corrections.bring_back(),
        None => {}
    }
    tray::strip(ui, view, &mut state.tray, document.id);
}

/// The tray under the transcript.
pub(super) fn tray(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    document: &Arc<CorpusDocument>,
    outbox: &mut Outbox,
) {
    let selected = state.transcript.selection();
    match tray::show(ui, view, &mut state.tray, document, selected, outbox) {
        Some(tray::Answer::Go(byte, None)) => state.transcript.scroll_to(byte),
        Some(tray::Answer::Go(_, Some(span))) => {
            state.transcript.reveal(span);
            state.transcript.select(span);
        }
        None => {}
    }
}

/// What can be done with a turn, where it was clicked with the other button.
pub(super) fn turn_menu(
    ui: &Ui,
    view: &View<'_>,
    state: &mut State,
    document: &Arc<CorpusDocument>,
) {
    let Some((byte, pos)) = state.turn_menu else { return };
    let turn = document.turn_at(byte).map_or(1, |turn| turn + 1);
    let mut asked = None;
    let mut open = true;
    let response = egui::Popup::new(
        egui::Id::unique("turn menu"),
        ui.ctx().clone(),
        egui::PopupAnchor::Position(pos),
        ui.layer_id(),
    )
    .kind(egui::PopupKind::Menu)
    .layout(egui::Layout::top_down_justified(egui::Align::Min))
    .style(egui::containers::menu::menu_style)
    .open_bool(&mut open)
    .show(|ui| {
        ui.set_min_width(230.0);
        ui.label(RichText::new(format!("¶{turn}")).small().color(view.theme.quiet));
        for action in
            [Action::CorrectTurn, Action::CorrectDocument, Action::CodeTurn, Action::Speaker]
        {
            let key = action.key_text(ui.ctx()).unwrap_or_default();
            let key = RichText::new(key).small().color(view.theme.quiet);
            let button = egui::Button::new(action.texts().0).right_text(key);
            let button = ui.add_enabled(!view.busy, button).on_hover_text(action.texts().1);
            if button.clicked() {
                asked = Some(action);
            }
        }
    });
    let escaped = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    if let Some(action) = asked {
        state.turn_menu = None;
        match action {
            Action::CodeTurn | Action::Speaker => {
                state.transcript.put_caret(byte);
                state.ask(action);
            }
            _ => state.correct(document, Some(byte)),
        }
        ui.ctx().request_repaint();
    } else if escaped || !open || response.is_none() {
        state.turn_menu = None;
    }
}
