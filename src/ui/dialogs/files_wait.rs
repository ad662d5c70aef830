//! Files that wait to be imported would be given up: asked about first.

use super::{Dialog, buttons, frame};
use crate::ui::outbox::{Outbox, Request};
use crate::ui::parts::{count, primary};
use crate::ui::theme::Theme;
use egui::Context;

/// The question. It names no file: the study may be locked.
pub struct FilesWait {
    files: usize,
    request: Request,
    focus: bool,
}

impl FilesWait {
    /// So many files, and what would give them up.
    pub fn new(files: usize, request: Request) -> Self {
        Self { files, request, focus: true }
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context, theme: &Theme, outbox: &mut Outbox) -> Dialog {
        let one = self.files == 1;
        let shown = frame(ctx, theme, "Files wait to be imported", 440.0, |ui| {
            let wait = if one { "waits" } else { "wait" };
            ui.label(format!(
                "{} {wait} to be imported, and nothing of {} is in the study yet. What you decided \
                 about {} would be lost; the {} where {}.",
                count(self.files, "file"),
                if one { "it" } else { "them" },
                if one { "it" } else { "them" },
                if one { "file itself stays" } else { "files themselves stay" },
                if one { "it is" } else { "they are" },
            ));
            buttons(ui, |ui| {
                let stay = primary(ui, theme, true, "Go back");
                if std::mem::take(&mut self.focus) {
                    stay.request_focus();
                }
                (stay.clicked(), ui.button("Leave without importing").clicked())
            })
        });
        let (stay, leave) = shown.inner;
        if leave {
            outbox.send(Request::Anyway(Box::new(self.request.clone())));
        }
        Dialog::closed(stay || leave || shown.escaped)
    }
}
