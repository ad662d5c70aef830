//! Until when the study is kept, and by which rule.

use super::super::{Dialog, buttons, entered, frame};
use crate::exchange::imprint::today;
use crate::exchange::inventory::retention_in_words;
use crate::model::{Retention, is_day};
use crate::study::Command;
use crate::ui::outbox::Outbox;
use crate::ui::parts::{Field, primary, quiet};
use crate::ui::view::View;
use egui::Context;

/// The dialog.
pub struct KeepUntil {
    until: String,
    rule: String,
    error: Option<&'static str>,
    focus: bool,
}

impl KeepUntil {
    /// Begins with what is known.
    pub fn new(known: &Retention) -> Self {
        let (until, rule) = (known.until.clone(), known.rule.clone());
        Self { until, rule, error: None, focus: true }
    }

    /// What is typed.
    pub fn typed(&self) -> Retention {
        Retention { until: self.until.trim().to_owned(), rule: self.rule.trim().to_owned() }
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context, view: &View<'_>, outbox: &mut Outbox) -> Dialog {
        let theme = view.theme;
        let shown = frame(ctx, theme, "Keep until", 480.0, |ui| {
            ui.label(
                "The day on which the study is to be destroyed. A month before it, and after it, \
                 you are reminded when the study is opened; nothing goes by itself.",
            );
            ui.add_space(4.0);
            let field =
                Field { label: "Day", hint: "2036-09-30", error: self.error, ..Field::default() };
            let day = field.show(ui, theme, &mut self.until);
            if std::mem::take(&mut self.focus) {
                day.request_focus();
            }
            if day.changed() {
                self.error = None;
            }
            let field = Field {
                label: "Rule",
                hint: "ten years after the award, university policy 4.2",
                ..Field::default()
            };
            let rule = field.show(ui, theme, &mut self.rule);
            let typed = self.typed();
            if is_day(&typed.until) {
                quiet(ui, theme, retention_in_words(&typed, &today()));
            } else {
                quiet(ui, theme, "Without a day nothing is said.");
            }
            let done = entered(ui, &day) || entered(ui, &rule);
            let pressed = buttons(ui, |ui| {
                let save = primary(ui, theme, !view.busy, "Save").clicked();
                (save, ui.button("Cancel").clicked())
            });
            (done || pressed.0, pressed.1)
        });
        let (save, cancelled) = shown.inner;
        if cancelled || shown.escaped {
            return Dialog::Closed;
        }
        if !save || view.busy {
            return Dialog::Open;
        }
        let retention = self.typed();
        if !retention.until.is_empty() && !is_day(&retention.until) {
            self.error = Some("Write the day like 2036-09-30");
            self.focus = true;
            return Dialog::Open;
        }
        if retention != view.corpus.retention {
            outbox.run(Command::SetRetention { retention });
        }
        Dialog::Closed
    }
}
