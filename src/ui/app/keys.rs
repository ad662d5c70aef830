//! Keys that work everywhere.

use super::App;
use crate::ui::action::{Action, Place};
use crate::ui::outbox::Request;

impl App {
    pub(super) fn keys(&mut self, ctx: &egui::Context) {
        if ctx.input(|input| !input.events.is_empty()) {
            self.guard.touch();
        }
        let mut bound: Vec<_> = Action::all()
            .filter(|action| action.place() == Place::Everywhere)
            .filter_map(|action| Some((action, action.shortcut()?)))
            .collect();
        // egui takes Ctrl+Shift+Z for Ctrl+Z as well: those with more keys come first.
        bound.sort_by_key(|(_, shortcut)| !shortcut.modifiers.shift);
        // A dialog is answered or closed before anything else is begun behind it.
        let asked = ctx.memory(egui::Memory::top_modal_layer).is_some() && !self.palette.is_open();
        if asked {
            bound.retain(|(action, _)| action.works_beside_dialogs());
        }
        for (action, shortcut) in bound {
            // In a text field Ctrl+Z takes back what was typed there.
            let typing = matches!(action, Action::Undo | Action::Redo) && ctx.text_edit_focused();
            if !typing && ctx.input_mut(|input| input.consume_shortcut(&shortcut)) {
                self.outbox.send(Request::Do(action));
            }
        }
    }
}
