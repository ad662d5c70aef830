//! The frozen edges of a table: its head with names and figures, and its first column.

use super::grid::{GridEvent, PAD, Plan, STAT, Source, head_galley};
use crate::ui::icons::{self, Icon};
use crate::ui::theme::Theme;
use crate::ui::widgets::{self, Figures, sans, semibold};
use egui::{
    Align2, Color32, CursorIcon, Painter, Pos2, Rect, Role, Sense, Stroke, Ui, Vec2, WidgetInfo,
    pos2, vec2,
};
use std::ops::Range;

/// The first column.
pub(super) fn labels(
    ui: &Ui,
    theme: &Theme,
    source: &dyn Source,
    plan: &Plan,
    (rows, hovered): (Range<usize>, Option<usize>),
    event: &mut Option<GridEvent>,
) {
    let column = Rect::from_min_max(
        pos2(plan.view.left(), plan.view.top() + plan.head),
        pos2(plan.view.left() + plan.first, plan.view.bottom()),
    );
    let painter = ui.painter().with_clip_rect(column);
    painter.rect_filled(column, 0.0, theme.page);
    for row in rows {
        let y = plan.cell(row, 0).y_range();
        let rect = Rect::from_x_y_ranges(column.x_range(), y);
        if hovered == Some(row) {
            painter.rect_filled(rect, 0.0, theme.panel);
        }
        let line = Stroke::new(1.0, theme.line.gamma_multiply(0.6));
        painter.hline(rect.x_range(), y.max, line);
        let label = source.label(row);
        let foldable = label.unfolded.is_some();
        let sense = if foldable { Sense::CLICK } else { Sense::hover() };
        let seen = rect.intersect(column);
        let response = ui.interact(seen, plan.id.with(("row", row)), sense);
        response.widget_info(|| {
            let role = if foldable { Role::DisclosureTriangle } else { Role::Label };
            WidgetInfo::labeled(role, true, format!("Row {}", label.name))
        });
        if response.clicked() {
            *event = Some(GridEvent::Fold(row));
        }
        let y = rect.center().y;
        let mut x = rect.left() + 20.0 + 18.0 * f32::from(label.depth.min(8));
        if let Some(open) = label.unfolded {
            let sign = Rect::from_center_size(pos2(x - 10.0, y), Vec2::splat(9.0));
            let icon = if open { Icon::Down } else { Icon::Right };
            icons::paint(&painter, sign, icon, theme.quiet);
        }
        if let Some(colors) = label.colors {
            let sign = Rect::from_min_size(pos2(x, y - 8.5), vec2(20.0, 17.0));
            widgets::badge(&painter, sign, colors, &label.name);
            x += 28.0;
        }
        let font = if foldable && label.depth == 0 { semibold(14.0) } else { sans(14.0) };
        let room = (rect.right() - x - 8.0).max(24.0);
        let galley = widgets::one_line(&painter, &label.name, font, theme.ink, room);
        let used = galley.size().x;
        let cut = galley.elided;
        painter.galley(pos2(x, y - galley.size().y / 2.0), galley, theme.ink);
        if !label.above.is_empty() && room - used > 40.0 {
            let above = widgets::one_line(
                &painter,
                &label.above,
                sans(12.0),
                theme.quiet,
                room - used - 8.0,
            );
            painter.galley(pos2(x + used + 8.0, y - above.size().y / 2.0), above, theme.quiet);
        }
        if cut {
            response.on_hover_text(&label.name);
        }
    }
    if plan.origin.x < plan.view.left() + plan.first - 0.5 {
        // Something is scrolled away under this column.
        painter.vline(column.right() - 0.5, column.y_range(), Stroke::new(1.0, theme.line));
    }
}

/// The head: names over several columns, names, lines of figures.
pub(super) fn heads(
    ui: &Ui,
    theme: &Theme,
    source: &dyn Source,
    plan: &Plan,
    (columns, small): (Range<usize>, &Figures),
    event: &mut Option<GridEvent>,
) {
    let top = plan.view.top();
    let strip = Rect::from_min_max(plan.view.min, pos2(plan.view.right(), top + plan.head));
    ui.painter().with_clip_rect(strip).rect_filled(strip, 0.0, theme.page);
    let shown = Rect::from_min_max(pos2(strip.left() + plan.first, top), strip.max);
    let painter = ui.painter().with_clip_rect(shown);
    for (range, name) in source.spans() {
        let left = plan.cell(0, range.start).left() + 6.0;
        let right = plan.cell(0, range.end.saturating_sub(1)).right() - 6.0;
        if right < shown.left() || left > shown.right() {
            continue;
        }
        let painter = ui.painter().with_clip_rect(Rect::from_min_max(
            pos2(left.max(shown.left()), top),
            pos2(right.max(left), shown.bottom()),
        ));
        let font = semibold(13.5);
        let galley = widgets::one_line(&painter, name, font, theme.strong, (right - left).max(8.0));
        let x = (right - 8.0 - galley.size().x).max(left.max(shown.left()));
        painter.galley(pos2(x, top + 6.0), galley, theme.strong);
        painter.hline(left..=right, top + plan.span, Stroke::new(1.0, theme.border));
    }
    for column in columns {
        let cell = plan.cell(0, column);
        let head = source.head(column);
        let rect =
            Rect::from_x_y_ranges(cell.x_range(), top + plan.span..=top + plan.span + plan.name);
        let sorted = source.sorted().filter(|(by, _)| *by == column).map(|(_, down)| down);
        let response =
            ui.interact(rect.intersect(shown), plan.id.with(("head", column)), Sense::CLICK);
        response.widget_info(|| {
            WidgetInfo::labeled(Role::Button, true, format!("Sort by {}", head.name))
        });
        if response.hovered() {
            ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
        }
        let ink = match (response.hovered(), head.quiet) {
            (true, _) => theme.accent,
            (_, true) => theme.quiet,
            _ => theme.strong,
        };
        let width = cell.width() - 2.0 * PAD;
        let galley = head_galley(ui, &head.name, width, ink);
        let at = pos2(cell.right() - PAD, rect.bottom() - 6.0 - galley.size().y);
        let text_left = at.x - galley.size().x;
        painter.galley(at, galley, ink);
        if let Some(down) = sorted {
            let at = pos2(text_left - 9.0, rect.bottom() - 15.0);
            sort_sign(&painter, at, down, theme.accent);
        }
        if response.clicked() {
            *event = Some(GridEvent::Sort(Some(column)));
        }
        if !head.hover.is_empty() {
            response.on_hover_text(&head.hover);
        }
        for line in 0..source.lines().len() {
            let y = rect.bottom() + STAT * (line as f32 + 0.5);
            let text = source.figure(column, line);
            small.paint_right(&painter, pos2(cell.right() - PAD, y), &text, theme.quiet);
        }
        if head.apart {
            let line = Stroke::new(1.0, theme.line);
            painter.vline(cell.left(), rect.top() + 4.0..=strip.bottom(), line);
        }
    }
    corner(ui, theme, source, plan, strip, event);
    ui.painter().with_clip_rect(strip.expand(1.0)).hline(
        strip.x_range(),
        strip.bottom() - 0.5,
        Stroke::new(1.0, theme.border),
    );
}

/// Above the first column: what the lines of figures are.
fn corner(
    ui: &Ui,
    theme: &Theme,
    source: &dyn Source,
    plan: &Plan,
    strip: Rect,
    event: &mut Option<GridEvent>,
) {
    let corner = Rect::from_min_max(strip.min, pos2(strip.left() + plan.first, strip.bottom()));
    let painter = ui.painter().with_clip_rect(corner);
    let name = Rect::from_min_size(corner.min + vec2(0.0, plan.span), vec2(plan.first, plan.name));
    let response = ui.interact(name, plan.id.with("corner"), Sense::CLICK);
    let (what, order) = source.first();
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Sort by {order}")));
    let ink = if response.hovered() { theme.accent } else { theme.strong };
    let at = pos2(corner.left() + 20.0, name.bottom() - 6.0);
    painter.text(at, Align2::LEFT_BOTTOM, what, semibold(13.5), ink);
    if response.clicked() {
        *event = Some(GridEvent::Sort(None));
    }
    response.on_hover_text(format!("Rows in {order}"));
    for (line, text) in source.lines().iter().enumerate() {
        let y = name.bottom() + STAT * (line as f32 + 0.5);
        let at = pos2(corner.left() + 20.0, y);
        painter.text(at, Align2::LEFT_CENTER, text, sans(12.0), theme.quiet);
    }
}

fn sort_sign(painter: &Painter, at: Pos2, down: bool, ink: Color32) {
    let way = if down { 1.0 } else { -1.0 };
    let points =
        vec![at + vec2(-4.0, -2.5 * way), at + vec2(4.0, -2.5 * way), at + vec2(0.0, 3.0 * way)];
    painter.add(egui::Shape::convex_polygon(points, ink, Stroke::NONE));
}
