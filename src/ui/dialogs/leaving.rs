//! Before an export: how many identifiers of which kind are about to leave, and which names of codes and
//! themes are words of people who did not consent to be quoted.

use super::{Dialog, buttons, frame};
use crate::analysis::identifiers::{Finding, NOTICE, Severity, counts};
use crate::ui::outbox::{Export, Outbox, Request};
use crate::ui::parts::{primary, quiet};
use crate::ui::theme::Theme;
use egui::{Context, RichText, Ui};

/// What was found in what is about to leave.
pub struct Leaving {
    export: Export,
    what: String,
    found: Vec<Finding>,
    counts: Vec<(&'static str, Severity, usize)>,
    /// "code Time/not here yet".
    names: Vec<String>,
    focus: bool,
}

/// So many names are listed; more are counted.
const LISTED: usize = 8;

impl Leaving {
    /// `what` names the export, as in "the excerpts".
    pub fn new(export: Export, what: String, found: Vec<Finding>, names: Vec<String>) -> Self {
        Self { export, what, counts: counts(&found), found, names, focus: true }
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context, theme: &Theme, outbox: &mut Outbox) -> Dialog {
        let title = if self.found.is_empty() {
            "Words of participants in names"
        } else {
            "Identifiers in what is exported"
        };
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
            if !self.found.is_empty() {
                quiet(ui, theme, NOTICE);
            }
            self.quoting(ui, theme);
            buttons(ui, |ui| {
                let look = primary(ui, theme, !self.found.is_empty(), "Look at them");
                let export = ui.button("Export anyway");
                let cancel = ui.button("Cancel");
                if std::mem::take(&mut self.focus) {
                    if self.found.is_empty() { &cancel } else { &look }.request_focus();
                }
                (look.clicked(), export.clicked(), cancel.clicked())
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

    /// Names stay in a file: who would not have them in it renames the code first.
    fn quoting(&self, ui: &mut Ui, theme: &Theme) {
        if self.names.is_empty() {
            return;
        }
        ui.add_space(4.0);
        let text = "Named with words of participants who did not consent to be quoted. Names are \
                    written as they are; rename them first where these words must not go out:";
        ui.label(RichText::new(text).color(theme.warning));
        for name in self.names.iter().take(LISTED) {
            ui.label(super::shortened(name));
        }
        if self.names.len() > LISTED {
            quiet(ui, theme, format!("and {} more", self.names.len() - LISTED));
        }
    }
}
