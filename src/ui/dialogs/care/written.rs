//! The files that were written from the study, the newest first.

use super::super::{Dialog, buttons, frame, moment};
use crate::exchange::exports::whose;
use crate::model::{Corpus, Written};
use crate::ui::outbox::{Export, Outbox, Request};
use crate::ui::parts::{count, framed, quiet};
use crate::ui::theme;
use crate::ui::view::View;
use egui::{Context, Label, RichText, ScrollArea, Sense, TextEdit, Ui};
use jiff::tz::TimeZone;

/// The dialog.
pub struct FilesWritten {
    /// Oldest first.
    written: Vec<Written>,
    /// Whose words or numbers are in each, as it is shown.
    whose: Vec<String>,
    find: String,
    zone: TimeZone,
    focus: bool,
}

impl FilesWritten {
    /// From the log of a study, oldest first.
    pub fn new(corpus: &Corpus, written: Vec<Written>) -> Self {
        let all = corpus.participants.len();
        let names = written.iter().map(|file| {
            let names = whose(corpus, &file.participants);
            match names.len() {
                0 => String::new(),
                n if n == all && n > 3 => format!("all {n} participants"),
                _ => names.join(", "),
            }
        });
        let whose = names.collect();
        Self { written, whose, find: String::new(), zone: TimeZone::system(), focus: true }
    }

    /// Indexes of the files that hold what is looked for, the newest first.
    fn listed(&self, corpus: &Corpus) -> Vec<usize> {
        let wanted = self.find.trim().to_lowercase();
        // A pseudonym finds the files in which "all participants" are, too.
        let person = corpus.participant_named(&wanted).map(|person| person.guid);
        let holds = |at: &usize| {
            let (file, whose) = (&self.written[*at], &self.whose[*at]);
            let texts = [&file.path, &file.coder, &file.profile, &file.what, whose];
            person.is_some_and(|guid| file.participants.contains(&guid))
                || texts.iter().any(|text| text.to_lowercase().contains(&wanted))
        };
        (0..self.written.len()).rev().filter(holds).collect()
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context, view: &View<'_>, outbox: &mut Outbox) -> Dialog {
        let theme = view.theme;
        let shown = frame(ctx, theme, "Files written from this study", 780.0, |ui| {
            let listed = self.listed(view.corpus);
            ui.label(
                RichText::new(
                    "A log of what left, so that a withdrawal or the end of the study can follow it. \
                     It holds no words of transcripts, and cannot be undone.",
                )
                .color(theme.ink),
            );
            if self.written.is_empty() {
                ui.add_space(10.0);
                quiet(ui, theme, "Nothing was written from this study yet.");
            } else {
                ui.horizontal(|ui| {
                    framed(ui, theme, false);
                    let edit = TextEdit::singleline(&mut self.find)
                        .hint_text(RichText::new("Participant, file, day …").color(theme.quiet))
                        .margin(egui::Margin::symmetric(8, 5))
                        .desired_width(260.0);
                    let field = ui.add(edit);
                    ui.ctx().accesskit_node_builder(field.id, |node| node.set_label("Find a file"));
                    quiet(ui, theme, count(listed.len(), "file"));
                });
                self.list(ui, view, &listed);
            }
            buttons(ui, |ui| {
                let close = ui.button("Close");
                if std::mem::take(&mut self.focus) {
                    close.request_focus();
                }
                let some = !self.written.is_empty();
                if ui.add_enabled(some, egui::Button::new("Save this list…")).clicked() {
                    outbox.send(Request::Export(Export::Log(self.written.clone())));
                }
                close.clicked()
            })
        });
        Dialog::closed(shown.inner || shown.escaped)
    }

    fn list(&self, ui: &mut Ui, view: &View<'_>, listed: &[usize]) {
        const ROW: f32 = 72.0;
        let theme = view.theme;
        let height = (ui.ctx().content_rect().height() - 330.0).clamp(130.0, 500.0);
        ui.spacing_mut().item_spacing.y = 0.0;
        ScrollArea::vertical()
            .id_salt("files written")
            .max_height(height)
            .auto_shrink([false, true])
            .show_rows(ui, ROW, listed.len(), |ui, range| {
                for at in listed.get(range).unwrap_or_default() {
                    let (file, whose) = (&self.written[*at], &self.whose[*at]);
                    let (rect, response) =
                        ui.allocate_exact_size(egui::vec2(ui.available_width(), ROW), Sense::HOVER);
                    let line = egui::Stroke::new(1.0, theme.line);
                    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, line);
                    let inside = rect.shrink2(egui::vec2(2.0, 6.0));
                    let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(inside));
                    ui.spacing_mut().item_spacing.y = 1.0;
                    let name = std::path::Path::new(&file.path).file_name();
                    let name = name.unwrap_or_default().to_string_lossy().into_owned();
                    ui.horizontal(|ui| {
                        let text = RichText::new(name).text_style(theme::strong()).color(theme.ink);
                        ui.add(Label::new(text).truncate());
                    });
                    let mut about = vec![moment(&file.at, &self.zone), file.what.clone()];
                    about.extend(
                        (!file.profile.is_empty()).then(|| format!("for {}", file.profile)),
                    );
                    about.push(file.coder.clone());
                    about.push(match whose.as_str() {
                        "" => "nobody’s words or numbers".to_owned(),
                        names => names.to_owned(),
                    });
                    let small = |text: String| RichText::new(text).small().color(theme.quiet);
                    ui.add(Label::new(small(about.join(" · "))).truncate());
                    ui.add(Label::new(small(file.path.clone())).truncate());
                    response.on_hover_text(&file.path);
                }
            });
    }
}
