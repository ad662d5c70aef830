//! Excerpts: coded passages by code, participant and document.

use super::outbox::Outbox;
use super::view::View;

/// What the page remembers.
#[derive(Default)]
pub struct State {}

/// Draws the page.
pub fn show(ui: &mut egui::Ui, _view: &View<'_>, _state: &mut State, _outbox: &mut Outbox) {
    ui.label("Excerpts");
}

impl State {
    /// Shows a filter under a title.
    pub fn open_with(&mut self, _filter: crate::model::Filter, _title: String) {}
}
