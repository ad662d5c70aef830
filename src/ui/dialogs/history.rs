//! The history of the study: every step, newest first.

use super::{Dialog, buttons, frame};
use crate::model::StepLine;
use crate::ui::action::Action;
use crate::ui::outbox::{Outbox, Request};
use crate::ui::parts::{count, font, quiet};
use crate::ui::theme::Theme;
use crate::ui::widgets::one_line;
use egui::{Context, ScrollArea, Sense, Stroke, TextStyle, Ui, WidgetInfo, pos2, vec2};
use jiff::tz::TimeZone;

/// The list of steps.
pub struct History {
    /// Oldest first, as the study gives them.
    steps: Vec<StepLine>,
    zone: TimeZone,
    focus: bool,
}

const ROW: f32 = 30.0;

impl History {
    /// From the steps of a study, oldest first.
    pub fn new(steps: Vec<StepLine>) -> Self {
        Self { steps, zone: TimeZone::system(), focus: true }
    }

    /// The steps as they are now, after an undo for example.
    pub fn set_steps(&mut self, steps: Vec<StepLine>) {
        self.steps = steps;
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context, theme: &Theme, outbox: &mut Outbox) -> Dialog {
        let shown = frame(ctx, theme, "History", 720.0, |ui| {
            let undone = self.steps.iter().filter(|step| step.undone).count();
            let mut line = count(self.steps.len(), "step");
            if undone > 0 {
                line = format!("{line}, {undone} undone and ready to be done again");
            }
            quiet(ui, theme, line);
            if self.steps.is_empty() {
                ui.label("Nothing was done yet. Whatever you do is listed here and can be undone.");
            } else {
                self.list(ui, theme);
            }
            buttons(ui, |ui| {
                let close = ui.button("Close");
                if std::mem::take(&mut self.focus) {
                    close.request_focus();
                }
                let mut step = |ui: &mut Ui, action: Action, enabled| {
                    let button = ui.add_enabled(enabled, egui::Button::new(action.texts().0));
                    if button.on_hover_text(action.texts().1).clicked() {
                        outbox.send(Request::Do(action));
                    }
                };
                step(ui, Action::Redo, undone > 0);
                step(ui, Action::Undo, undone < self.steps.len());
                close.clicked()
            })
        });
        Dialog::closed(shown.inner || shown.escaped)
    }

    fn list(&self, ui: &mut Ui, theme: &Theme) {
        let height = (ui.ctx().content_rect().height() - 300.0).clamp(120.0, 520.0);
        ui.spacing_mut().item_spacing.y = 0.0;
        ScrollArea::vertical()
            .id_salt("steps")
            .max_height(height)
            .auto_shrink([false, true])
            .show_rows(ui, ROW, self.steps.len(), |ui, range| {
                let newest_first = self.steps.iter().rev();
                for step in newest_first.skip(range.start).take(range.len()) {
                    self.row(ui, theme, step);
                }
            });
    }

    fn row(&self, ui: &mut Ui, theme: &Theme, step: &StepLine) {
        let (rect, response) =
            ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::HOVER);
        let when = moment(&step.when, &self.zone);
        let said = if step.undone {
            format!("{when}, {}: {}, undone", step.coder, step.label)
        } else {
            format!("{when}, {}: {}", step.coder, step.label)
        };
        response.widget_info(|| WidgetInfo::labeled(egui::Role::ListItem, true, &said));
        let line = Stroke::new(1.0, theme.line);
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, line);
        let ink = if step.undone { theme.quiet } else { theme.ink };
        let small = font(ui, &TextStyle::Small);
        let put = |text: &str, font: egui::FontId, x: f32, width: f32, color| {
            let galley = one_line(ui.painter(), text, font, color, width);
            let at = pos2(rect.left() + x, rect.center().y - galley.size().y / 2.0);
            let drawn = galley.size();
            let cut = galley.elided;
            ui.painter().galley(at, galley, color);
            (egui::Rect::from_min_size(at, drawn), cut)
        };
        put(&when, small.clone(), 4.0, 128.0, theme.quiet);
        put(&step.coder, small.clone(), 140.0, 92.0, theme.quiet);
        let room = rect.width() - 240.0 - 64.0;
        let (words, cut) = put(&step.label, font(ui, &TextStyle::Body), 240.0, room, ink);
        if step.undone {
            // Struck through and named: grey alone is no sign.
            ui.painter().hline(
                words.x_range(),
                words.center().y + 1.0,
                Stroke::new(1.0, theme.quiet),
            );
            put("undone", small, rect.width() - 52.0, 52.0, theme.quiet);
        }
        if cut {
            response.on_hover_text(&step.label);
        }
    }
}

/// A moment as a person writes it, in the computer's time; as it stands when it cannot be read.
pub(in crate::ui) fn moment(when: &str, zone: &TimeZone) -> String {
    match when.parse::<jiff::Timestamp>() {
        Ok(at) => at.to_zoned(zone.clone()).strftime("%-d %b %Y, %H:%M").to_string(),
        Err(_) => when.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_read_like_dates() {
        let check = |when: &str, expected: &str| assert_eq!(moment(when, &TimeZone::UTC), expected);
        check("2026-11-03T08:05:59.123Z", "3 Nov 2026, 08:05");
        check("yesterday", "yesterday");
    }
}
