//! A table painted by hand: frozen head and first column, laid out only where it is visible, so that
//! hundreds of codes by dozens of groups cost a frame no more than a page.
//!
//! The keyboard is on one cell at a time (the others cannot be reached with Tab): arrows move it,
//! Enter opens what stands behind it. Every visible cell is a named button for screen readers.

use super::cells::{Mark, Shown};
use super::copy::Copying;
use super::edges;
use crate::ui::theme::{CodeColors, Theme};
use crate::ui::widgets::{self, Figures, sans, semibold};
use egui::text::{LayoutJob, TextWrapping};
use egui::{
    Color32, CursorIcon, Event, EventFilter, Galley, Id, Key, Modifiers, Painter, Pos2, Rect, Role,
    Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2,
};
use std::ops::Range;
use std::sync::Arc;

/// Height of a row, in points.
const ROW: f32 = 28.0;
/// Height of a line of figures in the head.
pub(super) const STAT: f32 = 19.0;
/// Space at the right of a number.
pub(super) const PAD: f32 = 14.0;

/// A head: its name, and what the pointer tells of it.
pub(super) struct Head {
    pub(super) name: String,
    pub(super) hover: String,
    /// Set apart from the columns before it.
    pub(super) apart: bool,
    /// Drawn quietly.
    pub(super) quiet: bool,
}

/// The first column of a row.
pub(super) struct Label {
    pub(super) name: String,
    /// Names above, when the tree is not seen.
    pub(super) above: String,
    pub(super) depth: u16,
    /// The colour of a code.
    pub(super) colors: Option<CodeColors>,
    /// There are rows under it, and whether they are shown.
    pub(super) unfolded: Option<bool>,
}

impl Label {
    /// A row that is no code.
    pub(super) fn plain(name: &str) -> Self {
        let (name, above) = (name.to_owned(), String::new());
        Self { name, above, depth: 0, colors: None, unfolded: None }
    }
}

/// What a table shows. Asked for what is visible, every frame.
pub(super) trait Source {
    /// What the rows are, and the order they have when no column sorts them.
    fn first(&self) -> (&str, &str) {
        ("Code", "the order of the codebook")
    }
    fn rows(&self) -> usize;
    fn columns(&self) -> usize;
    /// Heads over several columns.
    fn spans(&self) -> &[(Range<usize>, String)];
    fn head(&self, column: usize) -> Head;
    /// Names of the lines of figures in the head.
    fn lines(&self) -> &'static [&'static str];
    fn figure(&self, column: usize, line: usize) -> String;
    fn label(&self, row: usize) -> Label;
    fn cell(&self, row: usize, column: usize) -> Shown;
    /// The column that sorts the rows, and whether its largest number comes first.
    fn sorted(&self) -> Option<(usize, bool)>;
}

/// What was done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum GridEvent {
    /// The head of a column was used; `None`: of the first column.
    Sort(Option<usize>),
    /// The excerpts behind a cell.
    Open(usize, usize),
    /// A row is folded or unfolded.
    Fold(usize),
}

/// What the table remembers.
#[derive(Default)]
pub(super) struct Memory {
    /// The cell the keyboard is on.
    cursor: (usize, usize),
    reveal: bool,
    /// A copy of the table for the clipboard.
    pub(super) copying: Copying,
}

/// Where everything stands.
pub(super) struct Plan {
    pub(super) id: Id,
    /// What is seen, in points of the window.
    pub(super) view: Rect,
    /// Where the first cell begins when nothing is scrolled away; then moved by the scrolling.
    pub(super) origin: Pos2,
    pub(super) first: f32,
    pub(super) head: f32,
    pub(super) span: f32,
    pub(super) name: f32,
    /// Left edges of the columns from `origin`, and the end of the last.
    pub(super) edges: Vec<f32>,
}

impl Plan {
    pub(super) fn cell(&self, row: usize, column: usize) -> Rect {
        let edge = |column: usize| self.edges.get(column).copied().unwrap_or(0.0);
        Rect::from_min_max(
            self.origin + vec2(edge(column), row as f32 * ROW),
            self.origin + vec2(edge(column + 1), (row + 1) as f32 * ROW),
        )
    }

    fn body(&self) -> Rect {
        Rect::from_min_max(self.view.min + vec2(self.first, self.head), self.view.max)
    }
}

/// Draws the table into the room that is left.
pub(super) fn show(
    ui: &mut Ui,
    theme: &Theme,
    source: &dyn Source,
    memory: &mut Memory,
) -> Option<GridEvent> {
    let (rows, columns) = (source.rows(), source.columns());
    let id = ui.scope_id().with("table");
    let figures = Figures::new(ui, sans(14.0));
    let small = Figures::new(ui, sans(12.0));
    let (first, edges) = widths(ui, source);
    let span = if source.spans().is_empty() { 0.0 } else { 26.0 };
    let name = head_height(ui, source, &edges);
    let head = span + name + source.lines().len() as f32 * STAT + 10.0;
    let mut event = None;
    let area = egui::ScrollArea::both().id_salt("table").auto_shrink(false);
    area.show_viewport(ui, |ui, _| {
        let width = edges.last().copied().unwrap_or(0.0);
        let full = vec2(first + width + 24.0, head + rows as f32 * ROW + 12.0);
        ui.set_min_size(full);
        let origin = ui.max_rect().min;
        let plan = Plan {
            id,
            view: ui.clip_rect(),
            origin: origin + vec2(first, head),
            first,
            head,
            span,
            name,
            edges,
        };
        memory.cursor.0 = memory.cursor.0.min(rows.saturating_sub(1));
        memory.cursor.1 = memory.cursor.1.min(columns.saturating_sub(1));
        keys(ui, &plan, memory, (rows, columns));
        let body = plan.body();
        let visible_rows = visible(rows, |row| plan.cell(row, 0).y_range(), body.y_range());
        let visible_columns =
            visible(columns, |column| plan.cell(0, column).x_range(), body.x_range());
        let hovered = ui
            .input(|i| i.pointer.hover_pos())
            .filter(|pos| plan.view.contains(*pos) && pos.y > body.top())
            .map(|pos| ((pos.y - plan.origin.y) / ROW) as usize);
        let painter = ui.painter().with_clip_rect(body.intersect(ui.clip_rect()));
        let right = (plan.origin.x + plan.edges.last().copied().unwrap_or(0.0)).min(body.right());
        for row in visible_rows.clone() {
            let y = plan.cell(row, 0).y_range();
            if hovered == Some(row) {
                let rect = Rect::from_x_y_ranges(body.left()..=right, y);
                painter.rect_filled(rect, 0.0, theme.panel);
            }
            for column in visible_columns.clone() {
                let shown = source.cell(row, column);
                let rect = plan.cell(row, column);
                if interact(ui, source, &plan, memory, (row, column), &shown) {
                    event = Some(GridEvent::Open(row, column));
                }
                cell(&painter, theme, rect, &shown, (&figures, &small));
                if ui.memory(|m| m.has_focus(plan.id.with((row, column)))) {
                    let ring = Stroke::new(2.0, theme.accent);
                    painter.rect_stroke(rect.shrink(1.0), 3.0, ring, StrokeKind::Inside);
                }
            }
            let line = Stroke::new(1.0, theme.line.gamma_multiply(0.6));
            painter.hline(body.left()..=right, y.max, line);
        }
        let (row, column) = memory.cursor;
        if !(visible_rows.contains(&row) && visible_columns.contains(&column)) {
            // On its way into view: it must not lose the keyboard meanwhile.
            let nowhere = Rect::from_min_size(body.min, Vec2::ZERO);
            ui.interact(nowhere, plan.id.with(memory.cursor), Sense::click());
        }
        for column in visible_columns.clone() {
            if source.head(column).apart {
                let x = plan.cell(0, column).left();
                let bottom = plan.cell(rows.saturating_sub(1), 0).bottom().min(body.bottom());
                painter.vline(x, body.top()..=bottom, Stroke::new(1.0, theme.line));
            }
        }
        edges::labels(ui, theme, source, &plan, (visible_rows, hovered), &mut event);
        edges::heads(ui, theme, source, &plan, (visible_columns, &small), &mut event);
    });
    memory.copying.serve(source);
    event
}

/// The places whose range is seen at least in part.
fn visible(
    count: usize,
    range: impl Fn(usize) -> egui::Rangef,
    window: egui::Rangef,
) -> Range<usize> {
    let (mut from, mut to) = (0, count);
    // Ranges follow each other: search for both ends.
    while from < to {
        let middle = usize::midpoint(from, to);
        if range(middle).max <= window.min { from = middle + 1 } else { to = middle }
    }
    let mut end = from;
    while end < count && range(end).min < window.max {
        end += 1;
    }
    from..end
}

/// Width of the first column, and edges of the others: as wide as their heads and figures need; wider
/// where there is room.
fn widths(ui: &Ui, source: &dyn Source) -> (f32, Vec<f32>) {
    let columns = source.columns();
    let measure = |text: &str, font| {
        ui.painter().layout_no_wrap(text.to_owned(), font, Color32::BLACK).size().x
    };
    let mut each: Vec<f32> = (0..columns)
        .map(|column| {
            let head = source.head(column);
            let words = head.name.split_whitespace().map(|w| measure(w, semibold(13.5)));
            let longest = words.fold(0.0, f32::max);
            let lines = (0..source.lines().len())
                .map(|line| source.figure(column, line).chars().count() as f32 * 7.4);
            lines.fold(longest, f32::max).clamp(68.0, 150.0) + 2.0 * PAD
        })
        .collect();
    let room = ui.available_width() - 24.0;
    let mut first = (room * 0.3).clamp(220.0, 420.0);
    let need: f32 = each.iter().sum();
    if need > 0.0 && first + need < room {
        let wider = ((room - first) / need).min(1.45);
        for width in &mut each {
            *width = (*width * wider).round();
        }
    } else {
        first = first.min(300.0);
    }
    let mut edges = vec![0.0];
    let mut at = 0.0;
    for width in each {
        at += width;
        edges.push(at);
    }
    (first.round(), edges)
}

/// Names take two lines at most.
pub(super) fn head_galley(ui: &Ui, name: &str, width: f32, color: Color32) -> Arc<Galley> {
    let mut job = LayoutJob::simple(name.to_owned(), semibold(13.5), color, width);
    job.wrap = TextWrapping { max_width: width, max_rows: 2, ..TextWrapping::default() };
    job.halign = egui::Align::Max;
    ui.painter().layout_job(job)
}

fn head_height(ui: &Ui, source: &dyn Source, edges: &[f32]) -> f32 {
    let heights = (0..source.columns()).map(|column| {
        let width = edges.get(column + 1).copied().unwrap_or(0.0)
            - edges.get(column).copied().unwrap_or(0.0);
        let name = source.head(column).name;
        head_galley(ui, &name, width - 2.0 * PAD, Color32::BLACK).size().y
    });
    heights.fold(18.0, f32::max) + 14.0
}

/// Moves the cell the keyboard is on, and brings it into view.
fn keys(ui: &mut Ui, plan: &Plan, memory: &mut Memory, (rows, columns): (usize, usize)) {
    let focused = plan.id.with(memory.cursor);
    if ui.memory(|m| m.has_focus(focused)) {
        let all = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|m| m.set_focus_lock_filter(focused, all));
        if ui.input(|i| i.events.iter().any(|event| matches!(event, Event::Copy))) {
            memory.copying.ask();
        }
        let pressed = |key| ui.input_mut(|i| i.count_and_consume_key(Modifiers::NONE, key));
        let page = (plan.body().height() / ROW).floor().max(1.0) as usize;
        let (mut row, mut column) = memory.cursor;
        row = (row + pressed(Key::ArrowDown) + page * pressed(Key::PageDown))
            .saturating_sub(pressed(Key::ArrowUp) + page * pressed(Key::PageUp))
            .min(rows.saturating_sub(1));
        column = (column + pressed(Key::ArrowRight))
            .saturating_sub(pressed(Key::ArrowLeft))
            .min(columns.saturating_sub(1));
        if pressed(Key::Home) > 0 {
            column = 0;
        }
        if pressed(Key::End) > 0 {
            column = columns.saturating_sub(1);
        }
        if (row, column) != memory.cursor {
            memory.cursor = (row, column);
            memory.reveal = true;
            ui.memory_mut(|m| m.request_focus(plan.id.with((row, column))));
        }
    }
    if std::mem::take(&mut memory.reveal) {
        // What is frozen hides a part of the window: ask for a rectangle that reaches under it.
        let rect = plan.cell(memory.cursor.0, memory.cursor.1);
        let covered = vec2(plan.first, plan.head);
        ui.scroll_to_rect(
            Rect::from_min_max(rect.min - covered, rect.max + Vec2::splat(8.0)),
            None,
        );
    }
}

/// The cell as a button; true when it was used.
fn interact(
    ui: &Ui,
    source: &dyn Source,
    plan: &Plan,
    memory: &mut Memory,
    at: (usize, usize),
    shown: &Shown,
) -> bool {
    let rect = plan.cell(at.0, at.1).intersect(plan.body());
    if !rect.is_positive() {
        return false;
    }
    // Only the cell the keyboard is on is reached with Tab.
    let sense = if at == memory.cursor { Sense::click() } else { Sense::CLICK };
    let mut response = ui.interact(rect, plan.id.with(at), sense);
    response.widget_info(|| {
        let row = source.label(at.0).name;
        let column = source.head(at.1).name;
        let name = format!("{row}, {column}: {}", shown.spoken());
        WidgetInfo::labeled(Role::Button, shown.opens, name)
    });
    if response.hovered() {
        if shown.opens {
            ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
        }
        if !shown.hover.is_empty() {
            response = response.on_hover_text(&shown.hover);
        }
    }
    if response.clicked() {
        memory.cursor = at;
        response.request_focus();
    }
    response.clicked() && shown.opens
}

/// Paints one cell: shade, marks, number.
fn cell(
    painter: &Painter,
    theme: &Theme,
    rect: Rect,
    shown: &Shown,
    (figures, small): (&Figures, &Figures),
) {
    if shown.shade > 0.0 {
        let ground = shade(theme, shown.shade);
        painter.rect_filled(rect.shrink2(vec2(1.0, 0.5)), 2.0, ground);
    }
    let y = rect.center().y;
    for (place, mark) in shown.marks.iter().flatten().enumerate() {
        let at = pos2(rect.left() + 13.0 + 13.0 * place as f32, y);
        paint_mark(painter, theme, at, *mark);
    }
    let ink = if shown.quiet { theme.quiet } else { theme.ink };
    let mut job = LayoutJob::default();
    let mut behind = figures.append(&mut job, &shown.main, ink, 0.0);
    if !shown.rest.is_empty() {
        behind = small.append(&mut job, &shown.rest, theme.quiet, behind);
    }
    widgets::paint_job_right(painter, pos2(rect.right() - PAD - behind, y), job, ink);
}

/// The ground of a cell: never so dark that quiet text is lost on it.
pub(super) fn shade(theme: &Theme, strength: f32) -> Color32 {
    let most = if theme.dark { 0.16 } else { 0.13 };
    theme.page.lerp_to_gamma(theme.accent, strength * most)
}

/// Paints a mark around a point.
pub(super) fn paint_mark(painter: &Painter, theme: &Theme, at: Pos2, mark: Mark) {
    let (ink, stroke) = (theme.quiet, Stroke::new(1.2, theme.quiet));
    match mark {
        Mark::Everyone => _ = painter.circle_filled(at, 4.0, ink),
        Mark::NoOne => _ = painter.circle_stroke(at, 3.5, stroke),
        Mark::OnePerson => {
            painter.circle_filled(at - vec2(0.0, 2.6), 2.1, ink);
            let body = Rect::from_min_max(at + vec2(-3.6, 0.7), at + vec2(3.6, 4.6));
            let round = egui::CornerRadius { nw: 3, ne: 3, sw: 0, se: 0 };
            painter.rect_filled(body, round, ink);
        }
        Mark::OutOfRange => {
            let top = at - vec2(0.0, 4.0);
            let sides = [top, at + vec2(4.2, 3.4), at + vec2(-4.2, 3.4), top];
            painter.line(sides.to_vec(), stroke);
        }
        Mark::Unequal => {
            painter.circle_filled(at - vec2(1.6, 0.0), 3.2, ink);
            painter.circle_filled(at + vec2(4.0, 2.0), 1.4, ink);
        }
        Mark::MostlyOne => {
            painter.circle_stroke(at, 3.5, stroke);
            let half = (0..=12_u8).map(|n| {
                let angle = std::f32::consts::PI * (0.5 + f32::from(n) / 12.0);
                at + 3.9 * vec2(angle.cos(), angle.sin())
            });
            let half = egui::Shape::convex_polygon(half.collect(), ink, Stroke::NONE);
            painter.add(half);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::contrast;

    #[test]
    fn numbers_are_legible_on_the_darkest_shade() {
        for theme in [Theme::light(), Theme::dark()] {
            let ground = shade(&theme, 1.0);
            assert!(contrast(theme.ink, ground) >= 4.5, "ink, dark {}", theme.dark);
            assert!(contrast(theme.quiet, ground) >= 4.5, "quiet, dark {}", theme.dark);
        }
    }

    #[test]
    fn only_what_is_seen_is_visited() {
        let range = |n: usize| egui::Rangef::new(n as f32 * 10.0, n as f32 * 10.0 + 10.0);
        let check = |from, to, expected| {
            assert_eq!(visible(100, range, egui::Rangef::new(from, to)), expected);
        };
        check(0.0, 25.0, 0..3);
        check(30.0, 40.0, 3..4);
        check(995.0, 2_000.0, 99..100);
        check(-50.0, -10.0, 0..0);
    }
}
