//! The quiet notice of a document that was coded with an older version of the codebook.

use crate::model::DocumentId;
use crate::study::{Command, Since};
use crate::ui::icons::{self, Icon};
use crate::ui::outbox::{Outbox, Request};
use crate::ui::parts::count;
use crate::ui::view::View;
use egui::{Rect, RichText, pos2, vec2};

/// "3 codes changed since version 2".
pub(super) fn said(since: &Since) -> String {
    format!("{} changed since version {}", count(since.codes, "code"), since.number)
}

/// Draws the notice over a transcript.
pub(super) fn show(
    ui: &mut egui::Ui,
    view: &View<'_>,
    document: DocumentId,
    since: &Since,
    outbox: &mut Outbox,
) {
    let theme = view.theme;
    let frame = egui::Frame::new().fill(theme.panel).inner_margin(egui::Margin {
        left: 16,
        right: 16,
        top: 5,
        bottom: 5,
    });
    egui::Panel::top("recheck").frame(frame).show_separator_line(true).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(16.0, 18.0), egui::Sense::HOVER);
            let sign =
                Rect::from_center_size(pos2(rect.center().x, rect.center().y), vec2(14.0, 14.0));
            icons::paint(ui.painter(), sign, Icon::Again, theme.warning);
            let text = format!(
                "Coded with version {} of the codebook. Re-check: {} changed since.",
                since.number,
                count(since.codes, "code")
            );
            ui.label(RichText::new(text).color(theme.ink));
            if ui.link("What has changed").clicked() {
                let found = view.corpus.coded_with.get(&document).copied();
                outbox.send(Request::Versions(found));
            }
            ui.add_enabled_ui(!view.busy, |ui| {
                let checked = ui.link("Checked");
                let checked =
                    checked.on_hover_text("Say that this document fits the codebook as it stands");
                if checked.clicked() {
                    outbox.run(Command::CheckedWith { documents: vec![document] });
                }
            });
        });
    });
}
