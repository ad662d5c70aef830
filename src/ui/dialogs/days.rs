//! On which day each interview was held: the order in which new codes are counted.

use super::{Dialog, buttons, frame};
use crate::model::{Corpus, DocumentId};
use crate::study::Command;
use crate::ui::outbox::Outbox;
use crate::ui::parts::{complaint, framed, primary, quiet};
use crate::ui::view::View;
use egui::{Context, ScrollArea, TextEdit};

/// The dialog.
pub struct InterviewDays {
    /// Document, its name, the day as it is typed.
    rows: Vec<(DocumentId, String, String)>,
    focus: bool,
}

/// True for a day that can be kept, and for none.
fn is_day(typed: &str) -> bool {
    typed.trim().is_empty() || typed.trim().parse::<jiff::civil::Date>().is_ok()
}

impl InterviewDays {
    /// Begins with the days that are known.
    pub fn new(corpus: &Corpus) -> Self {
        let row = |document: &std::sync::Arc<crate::model::CorpusDocument>| {
            (document.id, document.name.clone(), document.held_on.clone())
        };
        Self { rows: corpus.documents.iter().map(row).collect(), focus: true }
    }

    /// Takes days that were typed before.
    #[must_use]
    pub fn with(mut self, typed: Vec<(DocumentId, String)>) -> Self {
        for (document, day) in typed {
            for row in self.rows.iter_mut().filter(|(id, ..)| *id == document) {
                row.2.clone_from(&day);
            }
        }
        self
    }

    /// The days that are not what is known.
    pub fn changed(&self, corpus: &Corpus) -> Vec<(DocumentId, String)> {
        let known = |id: DocumentId| corpus.document(id).map(|document| document.held_on.as_str());
        let each = self.rows.iter().map(|(id, _, typed)| (*id, typed.trim()));
        let new = each.filter(|(id, typed)| known(*id).is_some_and(|known| known != *typed));
        new.map(|(id, typed)| (id, typed.to_owned())).collect()
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context, view: &View<'_>, outbox: &mut Outbox) -> Dialog {
        let theme = view.theme;
        let shown = frame(ctx, theme, "Days of interviews", 520.0, |ui| {
            let why = "New codes are counted in this order. Write a day like 2026-03-31, or \
                       nothing where it is not known.";
            quiet(ui, theme, why);
            ui.add_space(6.0);
            let height = 28.0;
            ui.spacing_mut().interact_size.y = height;
            let area = ScrollArea::vertical().max_height(360.0).auto_shrink([false, true]);
            area.show_rows(ui, height, self.rows.len(), |ui, range| {
                for (_, name, typed) in self.rows.get_mut(range).unwrap_or_default() {
                    ui.horizontal(|ui| {
                        framed(ui, theme, !is_day(typed));
                        let field = TextEdit::singleline(typed).desired_width(130.0);
                        let field = ui.add(field.hint_text("YYYY-MM-DD"));
                        if std::mem::take(&mut self.focus) {
                            field.request_focus();
                        }
                        let label = ui.add(egui::Label::new(name.as_str()).truncate());
                        field.labelled_by(label.id);
                        if !is_day(typed) {
                            ui.colored_label(theme.error, "no such day");
                        }
                    });
                }
            });
            ui.add_space(8.0);
            let wrong = self.rows.iter().filter(|(_, _, typed)| !is_day(typed)).count();
            let text = (wrong > 0).then_some("Mend the days that are none before you save.");
            complaint(ui, theme, text);
            let ready = wrong == 0 && !view.busy;
            buttons(ui, |ui| {
                let save = primary(ui, theme, ready, "Save days").clicked();
                (save && ready, ui.button("Cancel").clicked())
            })
        });
        let (save, cancel) = shown.inner;
        if save {
            let days = self.changed(view.corpus);
            if !days.is_empty() {
                outbox.run(Command::SetHeldOn { days });
            }
            return Dialog::Closed;
        }
        Dialog::closed(cancel || shown.escaped)
    }
}
