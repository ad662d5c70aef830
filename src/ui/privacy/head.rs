//! The three parts of the page as tabs.

use super::{State, Tab};
use crate::ui::parts::{font, thousands};
use crate::ui::theme;
use crate::ui::view::View;
use egui::{Sense, Stroke, TextFormat, Ui, WidgetInfo, vec2};

pub(super) fn tabs(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 24.0;
        let found = state.findings.open_count();
        let names = (!state.keyring.list().is_empty()).then(|| state.keyring.list().len());
        for (tab, name, n) in [
            (Tab::Findings, "Findings", found),
            (Tab::Pseudonyms, "Pseudonyms", names),
            (Tab::Log, "Replaced so far", None),
        ] {
            if one(ui, view, name, n, state.tab == tab) {
                state.tab = tab;
            }
        }
    });
    let bottom = ui.min_rect().bottom();
    let line = Stroke::new(1.0, view.theme.line);
    ui.painter().hline(ui.max_rect().x_range(), bottom + 0.5, line);
}

fn one(ui: &mut Ui, view: &View<'_>, name: &str, n: Option<usize>, chosen: bool) -> bool {
    let theme = view.theme;
    let ink = if chosen { theme.strong } else { theme.quiet };
    let mut job = egui::text::LayoutJob::default();
    job.append(name, 0.0, TextFormat::simple(font(ui, &theme::strong()), ink));
    if let Some(n) = n {
        let small = font(ui, &egui::TextStyle::Small);
        job.append(&thousands(n as u64), 8.0, TextFormat::simple(small, theme.quiet));
    }
    let galley = ui.painter().layout_job(job);
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(0.0, 16.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(egui::Role::Tab, true, chosen, name));
    let at = egui::Align2::LEFT_CENTER.align_size_within_rect(galley.size(), rect);
    ui.painter().galley(at.min, galley, ink);
    if chosen || response.hovered() || response.has_focus() {
        let under = if chosen { theme.accent } else { theme.border };
        ui.painter().hline(rect.x_range(), rect.bottom() + 0.5, Stroke::new(2.0, under));
    }
    response.clicked()
}
