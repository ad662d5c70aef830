//! What was replaced: counts and pseudonyms, no names; and how to make it final.

use super::State;
use crate::model::{Anonymised, PseudonymKind};
use crate::ui::outbox::{Export, Outbox, Request};
use crate::ui::parts::{count, primary, quiet};
use crate::ui::theme::Theme;
use crate::ui::view::View;
use egui::{Grid, RichText, ScrollArea, Ui};

/// The log of the study.
#[derive(Default)]
pub(super) struct Log {
    rows: Vec<Anonymised>,
    revision: Option<u64>,
    asked: Option<u64>,
    /// "Make it final" was pressed once.
    sure: bool,
}

impl Log {
    pub(super) fn set(&mut self, revision: u64, rows: Vec<Anonymised>) {
        self.rows = rows;
        self.revision = Some(revision);
    }
}

pub(super) fn show(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    let theme = view.theme;
    let has_key = state.keyring.path().is_some();
    let log = &mut state.log;
    if log.revision != Some(view.revision) && log.asked != Some(view.revision) && !view.busy {
        log.asked = Some(view.revision);
        outbox.send(Request::ReadAnonymised);
    }
    if log.rows.is_empty() {
        ui.label(RichText::new("Nothing was replaced yet.").color(theme.quiet));
        ui.add_space(12.0);
    } else {
        ui.horizontal_wrapped(|ui| {
            let sums = PseudonymKind::ALL.into_iter().filter_map(|kind| {
                let places: u64 =
                    log.rows.iter().filter(|row| row.kind == kind).map(|row| row.places).sum();
                (places > 0)
                    .then(|| format!("{}: {}", kind.name(), count(places as usize, "place")))
            });
            ui.label(RichText::new(sums.collect::<Vec<_>>().join(" · ")).color(theme.ink));
            if ui.button("Export log…").clicked() {
                outbox.send(Request::ExportAnyway(Export::Anonymised(log.rows.clone())));
            }
        });
        quiet(ui, theme, "Originals are in the key alone, with the place of each.");
        ui.add_space(6.0);
        let room = (ui.available_height() - 190.0).max(90.0);
        let area =
            ScrollArea::vertical().id_salt("log").max_height(room).auto_shrink([false, true]);
        area.show(ui, |ui| {
            Grid::new("log").num_columns(6).spacing([18.0, 5.0]).show(ui, |ui| {
                for title in ["When", "Who", "Document", "Kind", "Stands there", "Places"] {
                    quiet(ui, theme, title);
                }
                ui.end_row();
                for row in log.rows.iter().rev().take(500) {
                    let when = row.when.get(..16).unwrap_or(&row.when).replace('T', " ");
                    let document = if row.document.is_empty() { "–" } else { &row.document };
                    for text in [&when, &row.coder, document, row.kind.name(), &row.replacement] {
                        ui.label(text);
                    }
                    ui.label(row.places.to_string());
                    ui.end_row();
                }
            });
        });
        ui.add_space(10.0);
    }
    ui.separator();
    ui.add_space(6.0);
    ui.scope(|ui| {
        ui.set_max_width(680.0);
        finality(ui, view, theme, log, has_key, outbox);
    });
}

fn finality(
    ui: &mut Ui,
    view: &View<'_>,
    theme: &Theme,
    log: &mut Log,
    has_key: bool,
    outbox: &mut Outbox,
) {
    let title = RichText::new("Make it final").text_style(crate::ui::theme::strong());
    ui.label(title.color(theme.strong));
    ui.label(
        "While a step can be undone, the file still knows the names it replaced. Made final, every \
         step so far is forgotten and overwritten; the list of who did what when stays. This cannot \
         be undone.",
    );
    if !has_key {
        quiet(ui, theme, "No key is open: names in the lines of the audit trail will stay.");
    }
    quiet(ui, theme, "Copies and backups made before are not reached: delete them yourself.");
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        if log.sure {
            if primary(ui, theme, !view.busy, "Forget every step so far").clicked() {
                log.sure = false;
                outbox.send(Request::MakeFinal);
            }
            if ui.button("Cancel").clicked() {
                log.sure = false;
            }
        } else if ui.add_enabled(!view.busy, egui::Button::new("Make it final…")).clicked() {
            log.sure = true;
        }
    });
}
