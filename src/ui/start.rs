//! The first screen: the sample study, a new study, an existing file. And the dialogs for new studies
//! and passphrases.

use super::outbox::Outbox;
use super::theme::Theme;

/// What is open on the first screen.
#[derive(Default)]
pub struct State {}

/// Draws the first screen; shown while no study is open.
pub fn show(ui: &mut egui::Ui, _theme: &Theme, _state: &mut State, _outbox: &mut Outbox) {
    ui.label("Start");
}
