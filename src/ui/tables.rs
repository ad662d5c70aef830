//! Tables: codes by groups of participants.

use super::outbox::Outbox;
use super::view::View;

/// What the page remembers.
#[derive(Default)]
pub struct State {}

/// Draws the page.
pub fn show(ui: &mut egui::Ui, _view: &View<'_>, _state: &mut State, _outbox: &mut Outbox) {
    ui.label("Tables");
}
