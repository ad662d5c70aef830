//! What this program is, and where the data are.

use super::{Dialog, close_button, frame};
use crate::ui::parts::quiet;
use crate::ui::theme::{self, Theme};
use egui::{Context, RichText};
use std::path::PathBuf;

/// The dialog.
pub struct About {
    study: Option<PathBuf>,
    focus: bool,
}

impl About {
    /// `study`: the file that is open.
    pub fn new(study: Option<PathBuf>) -> Self {
        Self { study, focus: true }
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context, theme: &Theme) -> Dialog {
        let shown = frame(ctx, theme, "About Postil", 460.0, |ui| {
            ui.label(
                RichText::new("Postil").text_style(theme::reading()).size(30.0).color(theme.strong),
            );
            ui.label(format!("Version {}", env!("CARGO_PKG_VERSION")));
            ui.label("Coding qualitative interviews. A postil is a note written in the margin of a text.");
            ui.add_space(8.0);
            ui.label(RichText::new("Your data").text_style(theme::strong()));
            ui.label("One study is one file. The program opens no connection: nothing leaves this computer.");
            if let Some(study) = &self.study {
                ui.label(RichText::new(study.display().to_string()).small().color(theme.quiet));
            }
            ui.add_space(8.0);
            ui.label(RichText::new("Licence").text_style(theme::strong()));
            ui.label("Free software: MIT or Apache 2.0, at your choice.");
            quiet(ui, theme, "Fonts: Charis SIL and Inter, SIL Open Font License.");
            close_button(ui, &mut self.focus)
        });
        Dialog::closed(shown.inner || shown.escaped)
    }
}
