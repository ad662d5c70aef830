//! Before an export: how many identifiers of which kind are about to leave.

use super::{Dialog, buttons, frame};
use crate::analysis::identifiers::{Finding, NOTICE, Severity, counts};
use crate::ui::outbox::{Export, Outbox, Request};
use crate::ui::parts::{primary, quiet};
use crate::ui::theme::Theme;
use egui::{Context, RichText};

/// What was found in what is about to leave.
pub struct Leaving {
    export: Export,
    what: String,
    found: Vec<Finding>,
    counts: Vec<(&'static str, Severity, usize)>,
    focus: bool,
}

impl Leaving {
    /// `what` names the export, as in "the excerpts".
    pub fn new(export: Export, what: String, found: Vec<Finding>) -> Self {
        Self { export, what, counts: counts(&found), found, focus: true }
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context, theme: &Theme, outbox: &mut Outbox) -> Dialog {
        let title = "Identifiers in what is exported";
        let shown = frame(ctx, theme, title, 480.0, |ui| {
            ui.label(format!("Look at this before you pass on {}:", self.what));
            ui.add_space(4.0);
            egui::Grid::new("leaving").num_columns(3).spacing([18.0, 4.0]).show(ui, |ui| {
                for (label, severity, n) in &self.counts {
                    ui.label(RichText::new(n.to_string()).text_style(crate::ui::theme::strong()));
                    ui.label(*label);
                    quiet(ui, theme, severity.name());
                    ui.end_row();
                }
            });
            ui.add_space(6.0);
            quiet(ui, theme, NOTICE);
            buttons(ui, |ui| {
                let look = primary(ui, theme, true, "Look at them");
                if std::mem::take(&mut self.focus) {
                    look.request_focus();
                }
                (
                    look.clicked(),
                    ui.button("Export anyway").clicked(),
                    ui.button("Cancel").clicked(),
                )
            })
        });
        let (look, export, cancel) = shown.inner;
        if look {
            let found = std::mem::take(&mut self.found);
            outbox.send(Request::LookAt(found, self.what.clone()));
        } else if export {
            outbox.send(Request::ExportAnyway(self.export.clone()));
        }
        Dialog::closed(look || export || cancel || shown.escaped)
    }
}
