//! The declared approach: how the researcher works, and what the program says because of it.

use super::{Dialog, buttons, frame};
use crate::model::Approach;
use crate::study::Command;
use crate::ui::outbox::Outbox;
use crate::ui::parts::{primary, quiet, radios};
use crate::ui::view::View;
use egui::Context;

/// The dialog.
pub struct DeclareApproach {
    chosen: Approach,
    focus: bool,
}

impl DeclareApproach {
    /// Begins with what is declared now.
    pub fn new(declared: Approach) -> Self {
        Self { chosen: declared, focus: true }
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context, view: &View<'_>, outbox: &mut Outbox) -> Dialog {
        let theme = view.theme;
        let shown = frame(ctx, theme, "How you work", 560.0, |ui| {
            let why = "The approach decides what is said beside numbers. It takes nothing away.";
            quiet(ui, theme, why);
            ui.add_space(6.0);
            radios(ui, theme, |ui| {
                for approach in Approach::ALL {
                    let mut chosen = self.chosen == approach;
                    let line = ui.radio(chosen, approach.label());
                    if chosen && std::mem::take(&mut self.focus) {
                        line.request_focus();
                    }
                    chosen |= line.clicked();
                    if chosen {
                        self.chosen = approach;
                    }
                }
            });
            ui.add_space(6.0);
            let said = [
                ("Beside counts", self.chosen.on_counts()),
                ("Beside new codes", self.chosen.on_saturation()),
                ("Beside agreement", self.chosen.on_agreement()),
            ];
            // The dialog keeps its height when another approach says less.
            let top = ui.cursor().top();
            for (place, text) in said {
                if let Some(text) = text {
                    quiet(ui, theme, format!("{place}: {text}"));
                }
            }
            if said.iter().all(|(_, text)| text.is_none()) {
                quiet(ui, theme, "Nothing is said beside numbers.");
            }
            ui.add_space((104.0 - (ui.cursor().top() - top)).max(0.0));
            buttons(ui, |ui| {
                let declare = primary(ui, theme, !view.busy, "Declare").clicked();
                (declare, ui.button("Cancel").clicked())
            })
        });
        let (declare, cancel) = shown.inner;
        if declare && !view.busy {
            if self.chosen != view.corpus.approach {
                outbox.run(Command::DeclareApproach { approach: self.chosen });
            }
            return Dialog::Closed;
        }
        Dialog::closed(cancel || shown.escaped)
    }
}
