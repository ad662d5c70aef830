//! The receipt of an import: what was found, what was left out, what was refused.

use super::{Dialog, close_button, frame};
use crate::ui::theme::{self, Theme};
use egui::{Context, Label, RichText};

/// The dialog.
pub struct Receipt {
    title: String,
    lines: Vec<String>,
    focus: bool,
}

impl Receipt {
    /// One line for each file or each row that was not taken, as `name: what is said of it`.
    pub fn new(title: String, lines: Vec<String>) -> Self {
        Self { title, lines, focus: true }
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context, theme: &Theme) -> Dialog {
        let shown = frame(ctx, theme, &self.title, 660.0, |ui| {
            for line in &self.lines {
                let (name, rest) = line.split_once(": ").unwrap_or(("", line));
                if !name.is_empty() {
                    ui.label(RichText::new(name).text_style(theme::strong()));
                }
                ui.add(Label::new(RichText::new(rest).color(theme.quiet)).wrap());
                ui.add_space(4.0);
            }
            close_button(ui, &mut self.focus)
        });
        Dialog::closed(shown.inner || shown.escaped)
    }
}
