//! The end of the study: what goes, and its name typed once more.

use super::super::{Dialog, buttons, frame};
use crate::exchange::imprint::today;
use crate::study::Belongings;
use crate::ui::outbox::{Outbox, Request};
use crate::ui::parts::Field;
use crate::ui::theme;
use crate::ui::view::View;
use egui::{Context, Label, RichText, ScrollArea};
use std::path::PathBuf;

/// The dialog.
pub struct Destroy {
    name: String,
    typed: String,
    /// The files that go, in words.
    files: Vec<String>,
    report: PathBuf,
    writes: bool,
    focus: bool,
}

impl Destroy {
    /// For a study called `name` and everything that belongs to it.
    pub fn new(name: &str, all: &Belongings) -> Self {
        let files = all.files.iter().map(|(path, _)| path.display().to_string());
        let mut files: Vec<String> = files.collect();
        files.extend(all.folder.as_ref().map(|folder| folder.display().to_string()));
        let study = all.files.first().map(|(path, _)| path.clone()).unwrap_or_default();
        let stem = study.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let report = study.with_file_name(format!("{stem} destroyed {}.txt", today()));
        let (typed, name) = (String::new(), name.to_owned());
        Self { name, typed, files, report, writes: true, focus: true }
    }

    fn is_named(&self) -> bool {
        self.typed.trim() == self.name.trim() && !self.name.trim().is_empty()
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context, view: &View<'_>, outbox: &mut Outbox) -> Dialog {
        let theme = view.theme;
        let shown = frame(ctx, theme, "Destroy this study", 600.0, |ui| {
            ui.label(
                RichText::new(
                    "This cannot be undone. Everything below is overwritten and removed.",
                )
                .color(theme.error)
                .text_style(theme::strong()),
            );
            ScrollArea::vertical()
                .id_salt("what goes")
                .max_height(120.0)
                .auto_shrink([false, true])
                .show(ui, |ui| {
                    for file in &self.files {
                        ui.add(Label::new(RichText::new(file).small().color(theme.ink)).truncate());
                    }
                });
            ui.add_space(8.0);
            ui.label(
                "Files that were written from the study, the key of pseudonyms, recordings and \
                 backups elsewhere stay where they are; they are listed afterwards.",
            );
            let text = format!("Write down what was done: {}", self.report.display());
            ui.checkbox(&mut self.writes, text);
            ui.add_space(4.0);
            let label = format!("Type the name of the study: {}", self.name);
            let field = Field { label: &label, ..Field::default() };
            let field = field.show(ui, theme, &mut self.typed);
            if std::mem::take(&mut self.focus) {
                field.request_focus();
            }
            buttons(ui, |ui| {
                let ready = self.is_named() && !view.busy;
                let text = RichText::new("Destroy the study").text_style(theme::strong());
                let text = if ready { text.color(theme.error) } else { text };
                let pressed = ui.add_enabled(ready, egui::Button::new(text)).clicked();
                (pressed && ready, ui.button("Cancel").clicked())
            })
        });
        let (destroy, cancelled) = shown.inner;
        if destroy {
            outbox.send(Request::Destroy(self.writes.then(|| self.report.clone())));
            return Dialog::Closed;
        }
        Dialog::closed(cancelled || shown.escaped)
    }
}
