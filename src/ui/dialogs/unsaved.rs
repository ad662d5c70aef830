//! Something that was typed could not be stored and would be lost: asked about first.

use super::{Dialog, buttons, frame};
use crate::ui::outbox::{Outbox, Request};
use crate::ui::parts::{capital, primary, quiet};
use crate::ui::theme::Theme;
use egui::Context;

/// The question. It names nothing of the study where that is locked.
pub struct Unsaved {
    what: String,
    why: &'static str,
    told: Option<String>,
    request: Request,
    focus: bool,
}

impl Unsaved {
    /// `what` names it, as in "a memo and a form"; `why` says in a few words why it could not be stored,
    /// `told` in a sentence, with what to do; `request` is what would lose it.
    pub fn new(what: String, why: &'static str, told: Option<String>, request: Request) -> Self {
        Self { what, why, told, request, focus: true }
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context, theme: &Theme, outbox: &mut Outbox) -> Dialog {
        let goes_on = matches!(self.request, Request::Keep(_));
        let lose = if goes_on { "Go on and lose it" } else { "Close and lose it" };
        let shown = frame(ctx, theme, "Not everything is saved", 460.0, |ui| {
            ui.label(format!("What was typed in {} could not be saved: {}.", self.what, self.why));
            if let Some(told) = &self.told {
                quiet(ui, theme, capital(told));
            }
            buttons(ui, |ui| {
                let stay = primary(ui, theme, true, "Go back");
                if std::mem::take(&mut self.focus) {
                    stay.request_focus();
                }
                (stay.clicked(), ui.button(lose).clicked())
            })
        });
        let (stay, lose) = shown.inner;
        let stays = stay || shown.escaped;
        if stays {
            outbox.send(Request::GoBack);
        } else if lose {
            outbox.send(Request::Lose(Box::new(self.request.clone())));
        }
        Dialog::closed(stays || lose)
    }
}
