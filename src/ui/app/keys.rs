//! Once a frame: keys that work everywhere, and the file brought up to date when nobody acts.

use super::{App, now};
use crate::ui::action::{Action, Place};
use crate::ui::outbox::Request;

impl App {
    /// Two seconds after the last change the file itself is brought up to date.
    pub(super) fn settle(&mut self, ctx: &egui::Context) {
        const REST: f64 = 2.0;
        let time = now(ctx);
        if self.rest.0 != self.desk.revision() {
            self.rest = (self.desk.revision(), time);
        }
        if !self.desk.is_unsettled() {
            return;
        }
        let left = self.rest.1 + REST - time;
        if left <= 0.0 {
            self.desk.settle(ctx);
        } else {
            ctx.request_repaint_after_secs(left as f32);
        }
    }

    pub(super) fn keys(&mut self, ctx: &egui::Context) {
        let mut bound: Vec<_> = Action::all()
            .filter(|action| action.place() == Place::Everywhere)
            .filter_map(|action| Some((action, action.shortcut()?)))
            .collect();
        // egui takes Ctrl+Shift+Z for Ctrl+Z as well: those with more keys come first.
        bound.sort_by_key(|(_, shortcut)| !shortcut.modifiers.shift);
        for (action, shortcut) in bound {
            // In a text field Ctrl+Z takes back what was typed there.
            let typing = matches!(action, Action::Undo | Action::Redo) && ctx.text_edit_focused();
            if !typing && ctx.input_mut(|input| input.consume_shortcut(&shortcut)) {
                self.outbox.send(Request::Do(action));
            }
        }
    }
}
