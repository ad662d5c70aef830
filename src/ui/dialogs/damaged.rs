//! A study that cannot be opened because its file is damaged: what can be done.

use super::{Dialog, buttons, frame};
use crate::study::Passphrase;
use crate::ui::keeping::{ToKeep, free_beside};
use crate::ui::outbox::{Outbox, Request};
use crate::ui::parts::{capital, primary, quiet};
use crate::ui::theme::Theme;
use egui::{Context, RichText};
use std::path::PathBuf;

/// The dialog.
pub struct Damaged {
    path: PathBuf,
    why: String,
    new: PathBuf,
    key: Option<Passphrase>,
    backups: usize,
    focus: bool,
    sent: bool,
}

impl Damaged {
    /// For this file; `why` is what was said when it was opened with this passphrase.
    pub fn new(path: PathBuf, why: &str, key: Option<Passphrase>) -> Self {
        // The path stands above already.
        let shown = format!(": {}", path.display());
        let why = capital(why.strip_suffix(&shown).unwrap_or(why));
        let new = free_beside(&path, "salvaged");
        let backups = crate::study::backups(&path).len();
        Self { path, why, new, key, backups, focus: true, sent: false }
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context, theme: &Theme, outbox: &mut Outbox) -> Dialog {
        let shown = frame(ctx, theme, "This study is damaged", 560.0, |ui| {
            ui.label(RichText::new(self.path.display().to_string()).small().color(theme.quiet));
            ui.add_space(6.0);
            ui.label(format!("{}.", self.why));
            ui.add_space(8.0);
            ui.label(match self.backups {
                0 => "There is no backup of it.".to_owned(),
                1 => "There is 1 backup of it: a whole study of an earlier time.".to_owned(),
                n => format!("There are {n} backups of it: whole studies of an earlier time."),
            });
            ui.add_space(4.0);
            ui.label(if self.backups > 0 {
                "What can still be read can be salvaged into a new file, too. It may be more than the \
                 newest backup holds; what was lost is listed. The steps before cannot be undone there."
            } else {
                "What can still be read can be salvaged into a new file; what was lost is listed. The \
                 steps before cannot be undone there."
            });
            let name = self.new.file_name().unwrap_or_default().to_string_lossy();
            quiet(ui, theme, format!("The new file is beside it: {name}"));
            buttons(ui, |ui| {
                let salvage = primary(ui, theme, !self.sent, "Salvage into a new file");
                if std::mem::take(&mut self.focus) {
                    salvage.request_focus();
                }
                if salvage.clicked() {
                    self.sent = true;
                    let (damaged, new) = (self.path.clone(), self.new.clone());
                    let key = self.key.clone();
                    outbox.send(Request::Keep(ToKeep::Salvage { damaged, new, key }));
                }
                let any = self.backups > 0 && !self.sent;
                let listed = ui.add_enabled(any, egui::Button::new("Backups…")).clicked();
                if listed {
                    outbox.send(Request::Keep(ToKeep::Shelf(self.path.clone(), self.key.clone())));
                }
                let close = ui.button("Close").clicked();
                if self.sent {
                    ui.spinner();
                }
                listed || close
            })
        });
        Dialog::closed(shown.inner || shown.escaped)
    }

    /// It could not be done: why is said elsewhere.
    pub fn refused(&mut self) {
        self.sent = false;
    }
}
