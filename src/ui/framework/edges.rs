//! The frozen edges of the matrix: participants at the left, columns at the top. Both lead to where
//! they are read as a whole.

use super::grid::{Event, Line, PAD, Plan};
use super::{Looking, person};
use crate::analysis::framework::{Framework, FrameworkHead, Progress};
use crate::model::FrameworkColumn;
use crate::ui::icons::{self, Icon};
use crate::ui::view::View;
use crate::ui::widgets::{self, counted, sans, semibold};
use egui::text::{LayoutJob, TextWrapping};
use egui::{
    Align2, Color32, CursorIcon, Galley, Painter, Rect, Role, Sense, Stroke, Ui, Vec2, WidgetInfo,
    pos2, vec2,
};
use std::ops::Range;
use std::sync::Arc;

/// A name of a column takes two lines at most.
fn name(ui: &Ui, head: &FrameworkHead, width: f32, ink: Color32) -> Arc<Galley> {
    let text: String = head.name.chars().take(200).collect();
    let mut job = LayoutJob::simple(text, semibold(13.5), ink, width);
    job.wrap = TextWrapping { max_width: width, max_rows: 2, ..TextWrapping::default() };
    ui.painter().layout_job(job)
}

/// Room for the badge of a code.
fn badge(head: &FrameworkHead) -> f32 {
    if matches!(head.column, FrameworkColumn::Code(_)) { 27.0 } else { 24.0 }
}

/// How high the head must be.
pub(super) fn height(ui: &Ui, matrix: &Framework, width: f32) -> f32 {
    let each = matrix.columns.iter().map(|head| {
        let width = width - 2.0 * PAD - badge(head);
        name(ui, head, width, Color32::BLACK).size().y
    });
    each.fold(18.0, f32::max) + 38.0
}

/// "12 of 40, 2 stale".
pub(super) fn short(progress: &Progress) -> String {
    let stale = match progress.stale {
        0 => String::new(),
        n => format!(", {n} stale"),
    };
    format!("{} of {}{stale}", progress.written(), progress.cells)
}

fn sign(painter: &Painter, view: &View<'_>, head: &FrameworkHead, at: Rect) {
    match head.column {
        FrameworkColumn::Code(id) => {
            let (colors, name) = widgets::code_face(view.theme, &view.corpus.codes, id);
            widgets::badge(painter, at, colors, &name);
        }
        FrameworkColumn::Theme(_) => {
            let square = Rect::from_center_size(at.center() - vec2(1.0, 0.0), Vec2::splat(15.0));
            icons::paint(painter, square, Icon::Themes, view.theme.quiet);
        }
    }
}

/// The participants.
pub(super) fn rows(
    ui: &Ui,
    view: &View<'_>,
    matrix: &Framework,
    plan: &Plan,
    lines: Range<usize>,
    event: &mut Option<Event>,
) {
    let theme = view.theme;
    let strip = Rect::from_min_max(
        pos2(plan.view.left(), plan.view.top() + plan.head),
        pos2(plan.view.left() + plan.first, plan.view.bottom()),
    );
    let painter = ui.painter().with_clip_rect(strip);
    painter.rect_filled(strip, 0.0, theme.page);
    for line in lines {
        let rect = Rect::from_x_y_ranges(strip.x_range(), plan.y(line));
        let left = rect.left() + 20.0;
        match plan.lines.get(line) {
            Some(Line::Group(group)) => {
                painter.rect_filled(rect, 0.0, theme.panel);
                // The name of a group may reach over the cells: nothing else stands there.
                let wide = Rect::from_min_max(rect.min, pos2(plan.view.right(), rect.bottom()));
                let under = Rect::from_min_max(strip.min, plan.view.max);
                let painter = ui.painter().with_clip_rect(wide.intersect(under));
                let value = matrix.groups.get(*group).map_or("", String::as_str);
                let text = format!("{}: {value}", matrix.grouped_by);
                let at = pos2(left, rect.center().y);
                painter.text(at, Align2::LEFT_CENTER, &text, semibold(13.0), theme.strong);
                let response = ui.interact(
                    rect.intersect(strip),
                    plan.id.with(("group", line)),
                    Sense::hover(),
                );
                response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &text));
            }
            Some(Line::Row(at)) => {
                let Some(row) = matrix.rows.get(*at) else { continue };
                let (name, role) = person(view, row.participant);
                let seen = rect.intersect(strip);
                let response = ui.interact(seen, plan.id.with(("row", line)), Sense::CLICK);
                response.widget_info(|| {
                    WidgetInfo::labeled(Role::Button, true, format!("Read along {name}"))
                });
                let mut ink = theme.strong;
                if response.hovered() {
                    ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
                    painter.rect_filled(rect, 0.0, theme.panel);
                    ink = theme.accent;
                }
                let room = rect.width() - 28.0;
                let galley = widgets::one_line(&painter, &name, semibold(14.0), ink, room);
                painter.galley(pos2(left, rect.top() + 8.0), galley, ink);
                let mut told: Vec<String> = Vec::new();
                told.extend((!role.is_empty()).then_some(role));
                told.push(match row.documents {
                    0 => "no interview".to_owned(),
                    n => counted(u64::from(n), "interview", "interviews"),
                });
                told.push(short(&row.progress));
                for (nth, text) in told.iter().enumerate() {
                    let galley = widgets::one_line(&painter, text, sans(11.5), theme.quiet, room);
                    let y = rect.top() + 28.0 + 17.0 * nth as f32;
                    painter.galley(pos2(left, y), galley, theme.quiet);
                }
                if response.clicked() {
                    *event = Some(Event::Read(Looking::Row, *at));
                }
                response.on_hover_text("Read along this row");
            }
            None => {}
        }
        painter.hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, theme.line));
    }
    let scrolled = plan.origin.x < plan.view.left() + plan.first - 0.5;
    let ink = if scrolled { theme.border } else { theme.line };
    let end = plan.y(plan.lines.len().saturating_sub(1)).max.min(strip.bottom());
    painter.vline(strip.right() - 0.5, strip.top()..=end, Stroke::new(1.0, ink));
}

/// The columns.
pub(super) fn heads(
    ui: &Ui,
    view: &View<'_>,
    matrix: &Framework,
    plan: &Plan,
    columns: Range<usize>,
    event: &mut Option<Event>,
) {
    let theme = view.theme;
    let top = plan.view.top();
    let strip = Rect::from_min_max(plan.view.min, pos2(plan.view.right(), top + plan.head));
    ui.painter().with_clip_rect(strip).rect_filled(strip, 0.0, theme.page);
    let shown = Rect::from_min_max(pos2(strip.left() + plan.first, top), strip.max);
    let painter = ui.painter().with_clip_rect(shown);
    for column in columns {
        let Some(head) = matrix.columns.get(column) else { continue };
        let rect = Rect::from_x_y_ranges(plan.x(column), strip.y_range());
        let seen = rect.intersect(shown);
        if !seen.is_positive() {
            continue;
        }
        let response = ui.interact(seen, plan.id.with(("head", column)), Sense::CLICK);
        response.widget_info(|| {
            WidgetInfo::labeled(Role::Button, true, format!("Read down {}", head.name))
        });
        let mut ink = theme.strong;
        if response.hovered() {
            ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
            ink = theme.accent;
        }
        let at = pos2(rect.left() + PAD, strip.top() + 9.0);
        sign(&painter, view, head, Rect::from_min_size(at, vec2(20.0, 17.0)));
        let galley = name(ui, head, plan.width - 2.0 * PAD - badge(head), ink);
        painter.galley(at + vec2(badge(head), 0.0), galley, ink);
        let at = pos2(rect.left() + PAD, strip.bottom() - 9.0);
        let told = short(&head.progress);
        painter.text(at, Align2::LEFT_BOTTOM, told, sans(11.5), theme.quiet);
        let line = Stroke::new(1.0, theme.line.gamma_multiply(0.7));
        painter.vline(rect.right() - 0.5, strip.y_range(), line);
        let more = if head.about.trim().is_empty() { "" } else { "\n" };
        let about: String = head.about.trim().chars().take(400).collect();
        if response.clicked() {
            *event = Some(Event::Read(Looking::Column, column));
        }
        response.on_hover_text(format!("{}{more}{about}\nRead down this column", head.path));
    }
    let corner = Rect::from_min_max(strip.min, pos2(strip.left() + plan.first, strip.bottom()));
    let at = pos2(corner.left() + 20.0, corner.bottom() - 9.0);
    let painter = ui.painter().with_clip_rect(strip);
    painter.text(at, Align2::LEFT_BOTTOM, "Participant", semibold(13.0), theme.strong);
    painter.hline(strip.x_range(), strip.bottom() - 0.5, Stroke::new(1.0, theme.border));
}
