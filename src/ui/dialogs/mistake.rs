//! A mistake of ours ended something: what that means, and the report, to be read, saved or copied.

use super::{Dialog, buttons, frame};
use crate::log::report::Report;
use crate::ui::files::{self, Kind, Waiting};
use crate::ui::outbox::{Outbox, Request};
use crate::ui::parts::quiet;
use crate::ui::theme::Theme;
use egui::{Context, RichText, ScrollArea};
use std::path::Path;

/// The dialog.
pub struct Mistake {
    report: Report,
    /// It ended the program before this one.
    before: bool,
    open: bool,
    waiting: Option<Waiting>,
    focus: bool,
}

impl Mistake {
    /// `before`: it ended the program, which was started again.
    pub fn new(report: Report, before: bool) -> Self {
        Self { report, before, open: false, waiting: None, focus: true }
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context, theme: &Theme, outbox: &mut Outbox) -> Dialog {
        self.save(outbox);
        let shown = frame(ctx, theme, "A mistake of ours", 620.0, |ui| {
            ui.label(if self.before {
                "Postil ended by itself the last time it was used. That was a mistake in the program, \
                 not yours."
            } else {
                "A piece of work ended by itself. That was a mistake in the program, not yours."
            });
            ui.label(
                "Nothing is lost: every step is stored when it is done. Only words that were being \
                 typed and were not saved yet may be missing.",
            );
            ui.add_space(4.0);
            ui.label(
                "A report says where in the program it happened. No words, names or paths of a study \
                 are in it, and it is sent nowhere.",
            );
            if let Some(path) = &self.report.path {
                quiet(ui, theme, path.display().to_string());
            }
            if self.open {
                ui.add_space(6.0);
                ScrollArea::both().id_salt("report").max_height(240.0).show(ui, |ui| {
                    let text = RichText::new(&self.report.text).monospace().color(theme.ink);
                    ui.add(egui::Label::new(text).extend());
                });
            }
            buttons(ui, |ui| {
                let close = ui.button("Close");
                if std::mem::take(&mut self.focus) {
                    close.request_focus();
                }
                let save = egui::Button::new("Save…");
                if ui.add_enabled(self.waiting.is_none(), save).clicked() {
                    let name = Path::new("postil report.txt");
                    self.waiting = Some(files::save_file(ui.ctx(), name, &[Kind::Text]));
                }
                if ui.button("Copy").clicked() {
                    outbox.send(Request::Copy(self.report.text.clone()));
                }
                if !self.open && ui.button("Read the report").clicked() {
                    self.open = true;
                }
                close.clicked()
            })
        });
        Dialog::closed(shown.inner || shown.escaped)
    }

    fn save(&mut self, outbox: &mut Outbox) {
        let Some(answer) = self.waiting.as_mut().and_then(Waiting::answer) else { return };
        self.waiting = None;
        if let Some(path) = answer.into_iter().next() {
            outbox.send(Request::SaveText(self.report.text.clone(), path));
        }
    }
}
