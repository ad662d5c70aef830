//! A version of the codebook is kept, with a note that says why.

use super::since_newest;
use crate::study::{Command, differs};
use crate::ui::dialogs::{Dialog, buttons, entered, frame};
use crate::ui::outbox::Outbox;
use crate::ui::parts::{Field, count, primary, quiet};
use crate::ui::view::View;
use egui::Context;

/// The dialog.
pub struct KeepVersion {
    note: String,
    fresh: bool,
}

impl Default for KeepVersion {
    fn default() -> Self {
        Self { note: String::new(), fresh: true }
    }
}

impl KeepVersion {
    /// With a note that was typed before.
    pub fn with(note: String) -> Self {
        Self { note, ..Self::default() }
    }

    /// The note as it is typed.
    pub fn note(&self) -> &str {
        &self.note
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context, view: &View<'_>, outbox: &mut Outbox) -> Dialog {
        let corpus = view.corpus;
        let newest = corpus.versions.last();
        let changed = newest.is_none_or(|newest| differs(newest, &corpus.codes));
        let number = newest.map_or(1, |newest| newest.number + u32::from(changed));
        let title = if changed {
            format!("Keep version {number} of the codebook")
        } else {
            format!("Version {number} is the newest")
        };
        let theme = view.theme;
        let shown = frame(ctx, theme, &title, 520.0, |ui| {
            if !changed {
                let text = format!("Nothing has changed in the codebook since version {number}.");
                ui.label(text);
                return buttons(ui, |ui| (false, ui.button("Close").clicked()));
            }
            quiet(
                ui,
                theme,
                since_newest(corpus).unwrap_or_else(|| count(corpus.codes.len(), "code")),
            );
            let field = Field {
                label: "Note",
                hint: "Why now? Before the second round of coding",
                ..Field::default()
            };
            let field = field.show(ui, theme, &mut self.note);
            if std::mem::take(&mut self.fresh) {
                field.request_focus();
            }
            let enter = entered(ui, &field);
            buttons(ui, |ui| {
                let keep = primary(ui, theme, !view.busy, "Keep version").clicked();
                (keep || enter, ui.button("Cancel").clicked())
            })
        });
        let (keep, cancel) = shown.inner;
        if keep && !view.busy {
            outbox.run(Command::KeepVersion { note: self.note.clone() });
            return Dialog::Closed;
        }
        Dialog::closed(cancel || shown.escaped)
    }
}
