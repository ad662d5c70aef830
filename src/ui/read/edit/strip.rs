//! The line over a transcript whose correction was begun and not stored.

use super::Corrections;
use crate::model::DocumentId;
use crate::ui::icons::{self, Icon};
use crate::ui::parts::count;
use crate::ui::view::View;
use egui::{Margin, Rect, RichText, Sense, vec2};

/// What was asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::ui::read) enum Strip {
    GoOn,
    Discard,
    BringBack,
}

/// Draws the line, where there is something to say.
pub(in crate::ui::read) fn strip(
    ui: &mut egui::Ui,
    view: &View<'_>,
    corrections: &Corrections,
    document: DocumentId,
) -> Option<Strip> {
    let theme = view.theme;
    let waiting = corrections.waiting(document);
    if waiting.is_none() && !corrections.can_bring_back(document) {
        return None;
    }
    let margin = Margin { left: 16, right: 16, top: 5, bottom: 5 };
    let frame = egui::Frame::new().fill(theme.panel).inner_margin(margin);
    let mut asked = None;
    egui::Panel::top("correction begun").frame(frame).show_separator_line(true).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(16.0, 18.0), Sense::HOVER);
            let sign = Rect::from_center_size(rect.center(), vec2(14.0, 14.0));
            icons::paint(ui.painter(), sign, Icon::Edit, theme.warning);
            match waiting {
                Some(changed) => {
                    let text = format!(
                        "A correction was begun and is not stored: {}.",
                        count(changed, "passage")
                    );
                    ui.label(RichText::new(text).color(theme.ink));
                    if ui.link("Go on").clicked() {
                        asked = Some(Strip::GoOn);
                    }
                    if ui.link("Discard").clicked() {
                        asked = Some(Strip::Discard);
                    }
                }
                None => {
                    ui.label(RichText::new("The correction was discarded.").color(theme.ink));
                    if ui.link("Bring it back").clicked() {
                        asked = Some(Strip::BringBack);
                    }
                }
            }
        });
    });
    asked
}
