//! What lost evidence when somebody withdrew: said where it is shown, until it was read again.

use super::icons::{self, Icon};
use super::outbox::Outbox;
use super::view::View;
use crate::model::{EvidenceId, EvidenceKind, Guid};
use crate::study::Command;
use egui::{RichText, Sense, Ui, vec2};

/// What is said, and what a screen reader and a search of the window find.
pub(super) const CHECK: &str = "Check: evidence removed";

/// True while it is to be read again.
pub(super) fn is_open(view: &View<'_>, kind: EvidenceKind, subject: Guid) -> bool {
    !open(view, kind, subject).is_empty()
}

/// What of it is still to be read again.
fn open(view: &View<'_>, kind: EvidenceKind, subject: Guid) -> Vec<EvidenceId> {
    let all = view.corpus.evidence_lost.iter();
    let its = all.filter(|one| !one.done && one.kind == kind);
    its.filter(|one| one.place().is_some_and(|(guid, _)| guid == subject))
        .map(|one| one.id)
        .collect()
}

/// A line with a sign where something lost evidence, and the button that ticks it off. Nothing where it
/// did not.
pub(super) fn line(
    ui: &mut Ui,
    view: &View<'_>,
    kind: EvidenceKind,
    subject: Guid,
    outbox: &mut Outbox,
) {
    let evidence = open(view, kind, subject);
    if evidence.is_empty() {
        return;
    }
    let ink = view.theme.warning;
    ui.horizontal_wrapped(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(16.0, 20.0), Sense::hover());
        icons::paint(ui.painter(), rect.shrink(1.5), Icon::Again, ink);
        ui.label(RichText::new(CHECK).color(ink))
            .on_hover_text("Somebody withdrew whose words it rested on, named or quoted");
        let again = ui.add_enabled(!view.busy, egui::Button::new("Tick off"));
        if again.on_hover_text("It was read again: the sign goes. Can be undone").clicked() {
            outbox.run(Command::TickEvidence { evidence, done: true });
        }
    });
}
