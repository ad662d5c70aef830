//! Receipts: what an import did not take, line by line; and where a document came from.

use super::{Dialog, buttons, close_button, frame};
use crate::exchange::receipt::{self, Receipt as Facts};
use crate::model::DocumentId;
use crate::ui::outbox::{Outbox, Quoted, Request};
use crate::ui::parts::quiet;
use crate::ui::theme::{self, Theme};
use egui::{Context, Grid, Label, RichText, Ui};
use std::sync::Arc;

/// The dialog with a line for each file or row.
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
            let mut before = "";
            for line in &self.lines {
                let (name, rest) = line.split_once(": ").unwrap_or(("", line));
                // Several lines of one kind stand under one name.
                if !name.is_empty() && name != before {
                    if !before.is_empty() {
                        ui.add_space(4.0);
                    }
                    ui.label(RichText::new(name).text_style(theme::strong()));
                }
                before = name;
                ui.add(Label::new(RichText::new(rest).color(theme.quiet)).wrap());
            }
            ui.add_space(4.0);
            close_button(ui, &mut self.focus)
        });
        Dialog::closed(shown.inner || shown.escaped)
    }
}

/// The dialog with the receipt of a document.
pub struct DocumentReceipt {
    document: DocumentId,
    receipt: Arc<Facts>,
    focus: bool,
    /// To be written to a file.
    saves: bool,
}

impl DocumentReceipt {
    /// The receipt.
    pub fn new(document: DocumentId, receipt: Facts) -> Self {
        Self { document, receipt: Arc::new(receipt), focus: true, saves: false }
    }

    /// The receipt, once it was asked to be written.
    pub fn saved(&mut self) -> Option<(DocumentId, Arc<Facts>)> {
        std::mem::take(&mut self.saves).then(|| (self.document, Arc::clone(&self.receipt)))
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context, theme: &Theme, outbox: &mut Outbox) -> Dialog {
        let receipt = Arc::clone(&self.receipt);
        let title = format!("Receipt of {}", receipt.document);
        let shown = frame(ctx, theme, &title, 640.0, |ui| {
            facts(ui, theme, &receipt);
            let speakers = receipt.speakers.iter().map(receipt::Spoke::line);
            list(ui, theme, "Who speaks", "No labels were found: nobody is named.", speakers);
            let decided = receipt.decisions.iter().cloned();
            list(ui, theme, "What was decided", "Nothing: all of it was found.", decided);
            let noted = receipt.notes.iter().map(receipt::noted);
            list(ui, theme, "What was noted", "Nothing was left out or changed.", noted);
            buttons(ui, |ui| {
                let close = ui.button("Close");
                if std::mem::take(&mut self.focus) {
                    close.request_focus();
                }
                if ui.button("Copy").clicked() {
                    let copy = Quoted::Receipt(self.document, Arc::clone(&receipt));
                    outbox.send(Request::Quote(copy));
                }
                self.saves |= ui.button("Save as…").clicked();
                close.clicked()
            })
        });
        Dialog::closed(shown.inner || shown.escaped)
    }
}

fn facts(ui: &mut Ui, theme: &Theme, receipt: &Facts) {
    Grid::new("receipt facts").num_columns(2).min_row_height(18.0).spacing([18.0, 6.0]).show(
        ui,
        |ui| {
            for (name, text) in receipt.facts() {
                ui.label(RichText::new(name).color(theme.quiet));
                ui.add(Label::new(RichText::new(text).color(theme.ink)).wrap().selectable(true));
                ui.end_row();
            }
        },
    );
}

fn list(ui: &mut Ui, theme: &Theme, title: &str, none: &str, lines: impl Iterator<Item = String>) {
    ui.add_space(10.0);
    ui.label(RichText::new(title).text_style(theme::strong()));
    let mut some = false;
    for line in lines {
        some = true;
        ui.add(Label::new(RichText::new(line).color(theme.ink)).wrap().selectable(true));
    }
    if !some {
        quiet(ui, theme, none);
    }
}
