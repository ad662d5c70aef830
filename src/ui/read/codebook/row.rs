//! One row of the codebook: fold sign, letters, name, key, how often it is used.

use super::{State, row_id};
use crate::ui::dnd::DraggedCodes;
use crate::ui::icons::{self, Icon};
use crate::ui::parts::{count, thousands};
use crate::ui::view::View;
use crate::ui::widgets::{code_badge, one_line, sans};
use egui::{Align2, Rect, Response, Role, Sense, Stroke, StrokeKind, WidgetInfo, pos2, vec2};

/// Height of a row.
pub(super) const HEIGHT: f32 = 26.0;
/// A level further to the right.
const STEP: f32 = 14.0;
/// Room for the fold sign.
const FOLD: f32 = 18.0;

/// Where a row begins, from the left edge of the list.
pub(super) fn left_of(depth: u16) -> f32 {
    FOLD + STEP * f32::from(depth.min(8))
}

/// "12 codings of its own, 40 with the codes under it", and what else is to be known.
pub(super) fn counted(view: &View<'_>, place: usize) -> String {
    let at = |counts: &[u32]| counts.get(place).copied().unwrap_or(0) as usize;
    let (own, all) = (at(&view.counts.own), at(&view.counts.all));
    let mut text = if view.corpus.codes.has_children(place) {
        format!("{} of its own, {all} with the codes under it", count(own, "coding"))
    } else {
        count(own, "coding")
    };
    let Some(code) = view.corpus.codes.codes().get(place) else { return text };
    if code.retired {
        text += ", retired: no longer offered for coding";
    }
    if !code.fields.key.is_empty() {
        text += &format!(", key {}", code.fields.key.to_uppercase());
    }
    text
}

/// Whether Tab stops at a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stop {
    /// It passes.
    No,
    /// It stops here.
    Here,
    /// It stops here, and the row takes the keyboard now.
    Now,
}

/// Draws a row. True as well when its excerpts are wanted.
pub(super) fn show(
    ui: &mut egui::Ui,
    view: &View<'_>,
    state: &mut State,
    place: usize,
    stop: Stop,
) -> (Response, bool) {
    let tree = &view.corpus.codes;
    let code = &tree.codes()[place];
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), HEIGHT));
    let sense = Sense::CLICK | Sense::DRAG;
    let sense = if stop == Stop::No { sense } else { sense | Sense::FOCUSABLE };
    let response = ui.interact(rect, row_id(code.id), sense);
    let chosen = state.selected.contains(&code.id);
    name(ui, view, state, &response, place, chosen);
    if stop == Stop::Now {
        response.request_focus();
    }
    if response.drag_started() {
        if !chosen {
            state.choose(code.id);
        }
        state.take_focus();
        let codes = super::codes_in_order(tree, state.selected.iter().copied());
        response.dnd_set_drag_payload(DraggedCodes(codes));
    }
    let left = rect.left() + left_of(tree.depth(place));
    if tree.has_children(place) {
        fold(ui, view, state, &response, place, left);
    }
    let hovered = ui.rect_contains_pointer(rect) && !ui.ctx().any_popup_open();
    let excerpts = paint(ui, view, &response, place, (left, chosen, hovered));
    (response.on_hover_ui(|ui| super::explain(ui, view, place)), excerpts)
}

/// What a screen reader says of the row.
fn name(
    ui: &egui::Ui,
    view: &View<'_>,
    state: &State,
    response: &Response,
    place: usize,
    chosen: bool,
) {
    let tree = &view.corpus.codes;
    let code = &tree.codes()[place];
    response.widget_info(|| {
        let name = format!("Code {}", code.fields.name);
        WidgetInfo::selected(Role::TreeItem, true, chosen, name)
    });
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_level(usize::from(tree.depth(place)) + 1);
        node.set_selected(chosen);
        node.set_description(counted(view, place));
        if tree.has_children(place) {
            node.set_expanded(!state.folded.contains(&code.id));
        }
    });
}

fn fold(
    ui: &egui::Ui,
    view: &View<'_>,
    state: &mut State,
    row: &Response,
    place: usize,
    left: f32,
) {
    let code = &view.corpus.codes.codes()[place];
    let at = pos2(left - FOLD / 2.0, row.rect.center().y);
    let rect = Rect::from_center_size(at, vec2(FOLD, HEIGHT));
    // The arrow keys do the same: Tab does not stop here.
    let sign = ui.interact(rect, row.id.with("fold"), Sense::CLICK);
    let folded = state.folded.contains(&code.id);
    sign.widget_info(|| {
        let verb = if folded { "Open" } else { "Close" };
        WidgetInfo::labeled(Role::Button, true, format!("{verb} {}", code.fields.name))
    });
    if sign.clicked() {
        if !state.folded.remove(&code.id) {
            state.folded.insert(code.id);
        }
        state.folds += 1;
    }
    let icon = if folded { Icon::Right } else { Icon::Down };
    icons::paint(ui.painter(), rect.shrink2(vec2(3.0, 7.0)), icon, view.theme.quiet);
}

/// The sign at the right that shows the excerpts, under the pointer only: Enter does the same.
fn excerpts_sign(ui: &egui::Ui, view: &View<'_>, row: &Response, place: usize, right: f32) -> bool {
    let rect =
        Rect::from_min_max(pos2(right - 20.0, row.rect.top()), pos2(right, row.rect.bottom()));
    let name = &view.corpus.codes.codes()[place].fields.name;
    let sign = ui.interact(rect, row.id.with("excerpts"), Sense::CLICK);
    sign.widget_info(|| {
        WidgetInfo::labeled(Role::Button, true, format!("Show the excerpts of {name}"))
    });
    let ink = if sign.hovered() { view.theme.accent } else { view.theme.quiet };
    let at = Rect::from_center_size(rect.center(), vec2(14.0, 14.0));
    icons::paint(ui.painter(), at, Icon::Excerpts, ink);
    sign.on_hover_text("Show the excerpts").clicked()
}

/// Paints the row. True when its excerpts are wanted.
fn paint(
    ui: &egui::Ui,
    view: &View<'_>,
    response: &Response,
    place: usize,
    (left, chosen, hovered): (f32, bool, bool),
) -> bool {
    let rect = response.rect;
    if !ui.is_rect_visible(rect) {
        return false;
    }
    let (tree, theme, painter) = (&view.corpus.codes, view.theme, ui.painter());
    let code = &tree.codes()[place];
    if chosen {
        painter.rect_filled(rect, 5.0, theme.chosen);
    } else if hovered {
        painter.rect_filled(rect, 5.0, theme.control_hover);
    }
    if response.has_focus() {
        painter.rect_stroke(rect, 5.0, Stroke::new(1.5, theme.accent), StrokeKind::Inside);
    }
    let middle = rect.center().y;
    let colors = theme.code_color(code);
    let badge = Rect::from_center_size(pos2(left + 11.0, middle), vec2(22.0, 16.0));
    code_badge(painter, badge, colors, code);
    let mut right = figures(ui, view, rect, place);
    let mut excerpts = false;
    if hovered {
        excerpts = excerpts_sign(ui, view, response, place, right);
        right -= 22.0;
    }
    if !code.fields.key.is_empty() {
        let cap = Rect::from_center_size(pos2(right - 9.0, middle), vec2(17.0, 17.0));
        let stroke = Stroke::new(1.0, theme.border);
        painter.rect_stroke(cap, 3.0, stroke, StrokeKind::Inside);
        let key = code.fields.key.to_uppercase();
        painter.text(cap.center(), Align2::CENTER_CENTER, key, sans(11.0), theme.quiet);
        right -= 23.0;
    }
    let name_left = badge.right() + 7.0;
    let ink = if code.retired { theme.quiet } else { theme.ink };
    let word = if code.retired { "retired" } else { "" };
    let word = painter.layout_no_wrap(word.to_owned(), sans(11.0), theme.quiet);
    let gap = if code.retired { word.size().x + 8.0 } else { 0.0 };
    let room = (right - gap - name_left).max(20.0);
    let galley = one_line(painter, &code.fields.name, sans(14.0), ink, room);
    let end = name_left + galley.size().x;
    painter.galley(pos2(name_left, middle - galley.size().y / 2.0), galley, ink);
    if code.retired {
        painter.galley(pos2(end + 8.0, middle - word.size().y / 2.0 + 1.0), word, theme.quiet);
    }
    excerpts
}

/// How often a code is used: its own codings, and behind a sum sign those with everything below it.
fn figure(view: &View<'_>, place: usize) -> (String, String) {
    let at = |counts: &[u32]| u64::from(counts.get(place).copied().unwrap_or(0));
    let (own, all) = (at(&view.counts.own), at(&view.counts.all));
    let shown = |n: u64, sign: &str| match n {
        0 => String::new(),
        n => format!("{sign}{}", thousands(n)),
    };
    let below = view.corpus.codes.has_children(place);
    (shown(own, ""), if below { shown(all, "Σ ") } else { String::new() })
}

/// Draws the figures at the right; gives back where they begin.
fn figures(ui: &egui::Ui, view: &View<'_>, rect: Rect, place: usize) -> f32 {
    let (own, all) = figure(view, place);
    let mut right = rect.right() - 6.0;
    for (text, ink) in [(all, view.theme.quiet), (own, view.theme.ink)] {
        if !text.is_empty() {
            let at = pos2(right, rect.center().y);
            let drawn = ui.painter().text(at, Align2::RIGHT_CENTER, text, sans(12.0), ink);
            right = drawn.left() - 8.0;
        }
    }
    right
}
