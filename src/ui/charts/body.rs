//! The chart in its scroll area: its marks, what the pointer tells of them, and how they are reached
//! from the keyboard.

use super::paint::{self, Place};
use super::{Drawn, Kind, MARGIN, ZOOM};
use crate::analysis::figures::{Form, Mark, Opens};
use crate::ui::outbox::Request;
use crate::ui::theme::Theme;
use egui::{CursorIcon, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

/// Marks so far outside what is seen can be reached with the keyboard: it scrolls to them.
const BEYOND: f32 = 120.0;

/// Draws the chart; gives back what was opened.
pub(super) fn show(ui: &mut Ui, theme: &Theme, kind: Kind, drawn: &Drawn) -> Option<Request> {
    let area = egui::ScrollArea::both().id_salt(("chart", kind)).auto_shrink(false);
    area.show(ui, |ui| {
        ui.set_min_size(ui.available_size());
        let figure = &drawn.figure;
        let size = vec2(figure.width, figure.height) * ZOOM + vec2(2.0, 2.0) * MARGIN;
        let (rect, ground) = ui.allocate_exact_size(size, Sense::click());
        let title = &figure.title;
        ground.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, title));
        let place = Place { origin: rect.min + vec2(MARGIN, MARGIN * 0.8), zoom: ZOOM };
        let clip = ui.clip_rect();
        for (mark, block) in figure.marks.iter().zip(&drawn.blocks) {
            if place.rect(block).expand(2.0).intersects(clip) {
                paint::mark(ui.painter(), theme, place, mark);
            }
        }
        let free = heads(ui, theme, place, drawn, clip);
        let reached = marks(ui, theme, place, drawn, free);
        reached.or_else(|| courses(ui, theme, place, drawn, &ground))
    })
    .inner
}

/// Paints the names of rows and columns again where they are scrolled away; gives back the room that is
/// left.
fn heads(ui: &Ui, theme: &Theme, place: Place, drawn: &Drawn, clip: Rect) -> Rect {
    let frozen = vec2(drawn.figure.frozen.x, drawn.figure.frozen.y) * place.zoom;
    let edge = vec2(MARGIN, MARGIN * 0.8);
    // So much is scrolled away.
    let gone = (clip.min - (place.origin - edge)).max(egui::Vec2::ZERO);
    let fits = |frozen: f32, room: f32| frozen > 0.0 && frozen < room * 0.5;
    let left = fits(frozen.x, clip.width()) && gone.x > 0.0;
    let top = fits(frozen.y, clip.height()) && gone.y > 0.0;
    let mut free = clip;
    if left {
        free.min.x += frozen.x + edge.x;
    }
    if top {
        free.min.y += frozen.y + edge.y;
    }
    let column = Rect::from_min_max(clip.min, egui::pos2(free.left(), clip.bottom()));
    let row = Rect::from_min_max(clip.min, egui::pos2(clip.right(), free.top()));
    for (area, stays_left, stays_top) in
        [(column, true, false), (row, false, true), (column.intersect(row), true, true)]
    {
        if (stays_left && !left) || (stays_top && !top) {
            continue;
        }
        let painter = ui.painter().with_clip_rect(area);
        painter.rect_filled(area, 0.0, theme.page);
        let shift =
            vec2(if stays_left { gone.x } else { 0.0 }, if stays_top { gone.y } else { 0.0 });
        let there = Place { origin: place.origin + shift, ..place };
        let limit = drawn.figure.frozen;
        for (mark, block) in drawn.figure.marks.iter().zip(&drawn.blocks) {
            let named =
                (!stays_left || block.left < limit.x) && (!stays_top || block.top < limit.y);
            if named && there.rect(block).intersects(area) {
                paint::mark(&painter, theme, there, mark);
            }
        }
        if stays_left != stays_top {
            let line = Stroke::new(1.0, theme.line);
            if stays_left {
                painter.vline(area.right() - 0.5, area.y_range(), line);
            } else {
                painter.hline(area.x_range(), area.bottom() - 0.5, line);
            }
        }
    }
    free
}

/// What can be taken hold of: each a control with a name.
fn marks(ui: &mut Ui, theme: &Theme, place: Place, drawn: &Drawn, free: Rect) -> Option<Request> {
    let mut request = None;
    let near = ui.clip_rect().expand(BEYOND);
    for (at, mark) in drawn.figure.marks.iter().enumerate() {
        if mark.told.is_empty() {
            continue;
        }
        let rect = place.rect(&mark.handle()).expand(1.0);
        // What lies under names that stay in sight is behind them.
        if covered(rect, free, ui.clip_rect()) || !rect.intersects(near) {
            continue;
        }
        let opens = mark.opens.is_some();
        let sense = if opens { Sense::click() } else { Sense::hover() };
        let response = ui.interact(rect, ui.scope_id().with(("mark", at)), sense);
        response.widget_info(|| {
            let role = if opens { egui::Role::Button } else { egui::Role::Label };
            WidgetInfo::labeled(role, ui.is_enabled(), mark.name())
        });
        if response.gained_focus() {
            ui.scroll_to_rect(rect.expand(24.0), None);
        }
        let response = response.on_hover_text(&mark.told);
        if opens && (response.hovered() || response.has_focus()) {
            let edge = if response.has_focus() { theme.accent } else { theme.border };
            let stroke = Stroke::new(1.5, edge);
            ui.painter().rect_stroke(rect.expand(1.5), 3.0, stroke, StrokeKind::Outside);
        }
        let response =
            if opens { response.on_hover_cursor(CursorIcon::PointingHand) } else { response };
        if response.clicked() {
            request = mark.opens.as_ref().map(asked_for);
        }
    }
    request
}

/// Whether a mark lies in what is seen, but under the names that stay there.
fn covered(rect: Rect, free: Rect, clip: Rect) -> bool {
    clip.contains(rect.center()) && !free.contains(rect.center())
}

/// Lines are met along all of their course.
fn courses(
    ui: &Ui,
    theme: &Theme,
    place: Place,
    drawn: &Drawn,
    ground: &egui::Response,
) -> Option<Request> {
    let pointer = ground.hover_pos()?;
    let at = place.back(pointer);
    let lines = drawn.figure.marks.iter().rev();
    let mut lines =
        lines.filter(|mark| matches!(mark.form, Form::Line { .. }) && mark.opens.is_some());
    let met: &Mark = lines.find(|mark| mark.touches(at))?;
    if let Form::Line { points, width, .. } = &met.form {
        let points = points.iter().map(|point| place.at(*point)).collect();
        let stroke = Stroke::new(width * place.zoom + 1.0, theme.accent);
        ui.painter().add(egui::Shape::line(points, stroke));
    }
    ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
    let clicked = ground.clicked();
    ground.clone().on_hover_text_at_pointer(&met.told);
    met.opens.as_ref().filter(|_| clicked).map(asked_for)
}

/// The request that opens what a mark stands for.
fn asked_for(opens: &Opens) -> Request {
    match opens {
        Opens::Excerpts(filter, title) => Request::ShowExcerpts(filter.clone(), title.clone()),
        Opens::Together(which, filter, title) => {
            Request::ShowTogether(*which, filter.clone(), title.clone())
        }
        Opens::Passage(document, span, coding) => Request::ReadAt(*document, *span, Some(*coding)),
    }
}
