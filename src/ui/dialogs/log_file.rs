//! Where the program notes what it did, and the last of it.

use super::{Dialog, buttons, frame};
use crate::ui::outbox::{Outbox, Request};
use crate::ui::parts::quiet;
use crate::ui::theme::Theme;
use egui::{Context, RichText, ScrollArea};
use std::path::PathBuf;

/// The dialog.
pub struct LogFile {
    path: Option<PathBuf>,
    lines: Vec<String>,
    focus: bool,
}

impl LogFile {
    /// The file, and its last lines, the newest last.
    pub fn new(path: Option<PathBuf>, lines: Vec<String>) -> Self {
        Self { path, lines, focus: true }
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context, theme: &Theme, outbox: &mut Outbox) -> Dialog {
        let shown = frame(ctx, theme, "Log file", 720.0, |ui| {
            ui.label(
                "What the program did, when, and how long it took: for somebody who looks for a \
                 mistake. No words, names or paths of a study are in it, and it is sent nowhere.",
            );
            ui.add_space(4.0);
            match &self.path {
                Some(path) => {
                    ui.label(RichText::new(path.display().to_string()).color(theme.strong))
                }
                None => ui.label("There is no folder for it here: nothing is noted."),
            };
            ui.add_space(6.0);
            if self.lines.is_empty() {
                quiet(ui, theme, "Nothing was noted yet.");
            }
            ScrollArea::both().id_salt("log").max_height(300.0).stick_to_bottom(true).show(
                ui,
                |ui| {
                    for line in &self.lines {
                        let text = RichText::new(line).monospace().small().color(theme.ink);
                        ui.add(egui::Label::new(text).extend());
                    }
                },
            );
            buttons(ui, |ui| {
                let close = ui.button("Close");
                if std::mem::take(&mut self.focus) {
                    close.request_focus();
                }
                if let Some(path) = &self.path
                    && ui.button("Copy the path").clicked()
                {
                    outbox.send(Request::Copy(path.display().to_string()));
                }
                close.clicked()
            })
        });
        Dialog::closed(shown.inner || shown.escaped)
    }
}
