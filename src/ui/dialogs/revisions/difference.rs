//! What differs between two texts: the changed lines with what stands around them, one by one.

use crate::model::CorpusDocument;
use crate::text::compare::{Change, Fate, Run};
use crate::ui::correcting::{marked, said};
use crate::ui::icons::{self, Icon};
use crate::ui::parts::{count, quiet};
use crate::ui::view::View;
use crate::ui::widgets::{one_line, sans, semibold};
use egui::{FontId, RichText, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};
use std::sync::Arc;

/// Changes that are laid out; the rest is counted.
const MOST: usize = 400;
/// Characters of an unchanged stretch inside a long line that stay on both sides of a change.
const AROUND: usize = 160;

pub(super) fn show(
    ui: &mut Ui,
    view: &View<'_>,
    changes: &[Change],
    now: Option<&Arc<CorpusDocument>>,
    (at, reveal): (&mut usize, &mut bool),
) {
    let theme = view.theme;
    if changes.is_empty() {
        quiet(ui, theme, "These two are the same.");
        return;
    }
    let most = changes.len().min(MOST);
    ui.horizontal(|ui| {
        let text = match changes.len() {
            1 => "1 passage differs.".to_owned(),
            n => format!("{} differ.", count(n, "passage")),
        };
        quiet(ui, theme, text);
        if changes.len() > 1 {
            if icons::button(ui, theme, Icon::Up, "Previous change").clicked() {
                *at = (*at + most - 1) % most;
                *reveal = true;
            }
            if icons::button(ui, theme, Icon::Down, "Next change").clicked() {
                *at = (*at + 1) % most;
                *reveal = true;
            }
            quiet(ui, theme, format!("{} of {}", *at + 1, changes.len()));
        }
    });
    ui.add_space(4.0);
    let height = (ui.ctx().content_rect().height() - 480.0).clamp(150.0, 620.0);
    let frame = egui::Frame::new()
        .fill(theme.page)
        .stroke(Stroke::new(1.0, theme.line))
        .corner_radius(6)
        .inner_margin(egui::Margin::symmetric(14, 10));
    frame.show(ui, |ui| {
        ScrollArea::vertical()
            .id_salt("text difference")
            .max_height(height)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                for (index, change) in changes.iter().take(MOST).enumerate() {
                    let here = index == *at && changes.len() > 1;
                    let rect = one(ui, view, change, now, here);
                    if here && std::mem::take(reveal) {
                        ui.scroll_to_rect(rect, Some(egui::Align::Center));
                    }
                }
                let more = changes.len() - most;
                if more > 0 {
                    quiet(ui, theme, format!("… and {}", count(more, "more passage")));
                }
            });
    });
}

fn one(
    ui: &mut Ui,
    view: &View<'_>,
    change: &Change,
    now: Option<&Arc<CorpusDocument>>,
    here: bool,
) -> egui::Rect {
    let theme = view.theme;
    let top = ui.cursor().min;
    let width = ui.available_width();
    ui.spacing_mut().item_spacing.y = 2.0;
    if let Some(turn) = now.and_then(|document| document.turn_at(change.new.start)) {
        ui.horizontal(|ui| {
            ui.add_space(8.0);
            let number = format!("¶{}", turn + 1);
            ui.label(RichText::new(number).font(semibold(12.0)).color(theme.quiet));
        });
    }
    context(ui, view, &change.before, width);
    let runs = shortened(&change.runs);
    let font = FontId::new(15.0, view.reading.face.family());
    let job = marked(theme, &runs, &font, width - 24.0);
    ui.horizontal_top(|ui| {
        ui.add_space(8.0);
        let galley = ui.painter().layout_job(job);
        let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::HOVER);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, said(&runs)));
        ui.painter().galley(rect.min, galley, theme.ink);
    });
    context(ui, view, &change.after, width);
    let rect = egui::Rect::from_min_size(top, vec2(width, ui.cursor().min.y - top.y));
    if here {
        let edge = Stroke::new(1.5, theme.accent);
        ui.painter().rect_stroke(rect.expand2(vec2(2.0, 3.0)), 5.0, edge, StrokeKind::Inside);
    }
    ui.add_space(14.0);
    rect
}

/// A line beside a change, quiet and cut.
fn context(ui: &mut Ui, view: &View<'_>, text: &str, width: f32) {
    if text.is_empty() {
        return;
    }
    let quiet = view.theme.quiet;
    let galley = one_line(ui.painter(), text, sans(12.0), quiet, width - 24.0);
    let (rect, response) = ui.allocate_exact_size(vec2(width, 18.0), Sense::HOVER);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    ui.painter().galley(rect.left_top() + vec2(8.0, 1.0), galley, quiet);
}

/// Long stretches that are the same are cut in the middle.
fn shortened(runs: &[Run]) -> Vec<Run> {
    let last = runs.len().saturating_sub(1);
    let each = runs.iter().enumerate().map(|(index, (fate, words))| {
        let long = words.chars().count() > 2 * AROUND + 20;
        if *fate != Fate::Same || !long {
            return (*fate, words.clone());
        }
        let head = words.char_indices().nth(AROUND).map_or("", |(at, _)| &words[..at]);
        let tail = words.char_indices().rev().nth(AROUND).map_or("", |(at, _)| &words[at..]);
        let head = if index == 0 { "" } else { head.trim_end() };
        let tail = if index == last { "" } else { tail.trim_start() };
        (*fate, format!("{head} … {tail}"))
    });
    each.collect()
}
