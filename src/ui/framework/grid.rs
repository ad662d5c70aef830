//! The matrix as a table with frozen heads. Only what is seen is drawn.

use super::cell::{self, Face};
use super::edges;
use super::{Looking, Only, State};
use crate::analysis::framework::Framework;
use crate::ui::theme::Theme;
use crate::ui::view::View;
use crate::ui::widgets::sans;
use egui::text::{LayoutJob, TextWrapping};
use egui::{
    CursorIcon, EventFilter, Id, Key, Modifiers, Painter, Pos2, Rect, Role, Sense, Stroke,
    StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2,
};
use std::ops::Range;

/// A row of cells.
const ROW: f32 = 92.0;
/// A line that heads a group.
const GROUP: f32 = 30.0;
/// Lines of a summary that are shown.
const LINES: usize = 3;
/// Space at the sides of a cell.
pub(super) const PAD: f32 = 10.0;

/// What the table remembers.
#[derive(Default)]
pub(super) struct Memory {
    reveal: bool,
    focus: bool,
    /// A cell of the table had the keyboard in the last frame.
    focused: bool,
}

impl Memory {
    /// True while a cell of the table has the keyboard.
    pub(super) fn has_keyboard(&self) -> bool {
        self.focused
    }

    /// Brings the cell that is looked at into view with the next frame.
    pub(super) fn reveal(&mut self) {
        self.reveal = true;
    }

    /// Gives the keyboard to the cell that is looked at.
    pub(super) fn take_focus(&mut self) {
        self.focus = true;
        self.reveal = true;
    }
}

/// A line of the table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Line {
    /// The head of a group, by index.
    Group(usize),
    /// A row of the matrix, by index.
    Row(usize),
}

/// Where everything stands.
pub(super) struct Plan {
    pub(super) id: Id,
    /// What is seen, in points of the window.
    pub(super) view: Rect,
    /// Where the first cell begins, moved by the scrolling.
    pub(super) origin: Pos2,
    /// Width of the first column.
    pub(super) first: f32,
    /// Height of the head.
    pub(super) head: f32,
    /// Width of a column.
    pub(super) width: f32,
    pub(super) lines: Vec<Line>,
    /// Tops of the lines from `origin`, and the end of the last.
    tops: Vec<f32>,
}

impl Plan {
    /// The height of a line, in points of the window.
    pub(super) fn y(&self, line: usize) -> egui::Rangef {
        let top = |line: usize| self.origin.y + self.tops.get(line).copied().unwrap_or(0.0);
        egui::Rangef::new(top(line), top(line + 1))
    }

    /// The breadth of a column.
    pub(super) fn x(&self, column: usize) -> egui::Rangef {
        let left = self.origin.x + column as f32 * self.width;
        egui::Rangef::new(left, left + self.width)
    }

    fn cell(&self, line: usize, column: usize) -> Rect {
        Rect::from_x_y_ranges(self.x(column), self.y(line))
    }

    /// The part of the window in which cells are seen.
    pub(super) fn body(&self) -> Rect {
        Rect::from_min_max(self.view.min + vec2(self.first, self.head), self.view.max)
    }

    fn visible(&self, columns: usize) -> (Range<usize>, Range<usize>) {
        let body = self.body();
        let from = self.tops.partition_point(|top| self.origin.y + top <= body.top());
        let to = self.tops.partition_point(|top| self.origin.y + top < body.bottom());
        let column = |x: f32| ((x - self.origin.x) / self.width).max(0.0);
        let left = column(body.left()).floor() as usize;
        let right = (column(body.right()).ceil() as usize).min(columns);
        (from.saturating_sub(1)..to.min(self.lines.len()), left.min(right)..right)
    }
}

/// The lines of a matrix: rows in which no cell is asked for are left out, and groups without rows.
pub(super) fn lines(matrix: &Framework, only: Only) -> Vec<Line> {
    let grouped = !matrix.grouped_by.is_empty();
    let mut lines = Vec::with_capacity(matrix.rows.len() + matrix.groups.len());
    let mut group = None;
    for (at, row) in matrix.rows.iter().enumerate() {
        if !(0..matrix.columns.len()).any(|column| only.takes(matrix, at, column)) {
            continue;
        }
        if grouped && group != Some(row.group) {
            group = Some(row.group);
            lines.push(Line::Group(row.group as usize));
        }
        lines.push(Line::Row(at));
    }
    lines
}

/// What was done.
pub(super) enum Event {
    /// A cell was used: row and column of the matrix.
    Open(usize, usize),
    /// The keyboard went to a cell.
    Move(usize, usize),
    /// A column or a row is to be read.
    Read(Looking, usize),
}

/// Draws the table into the room that is left.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    let mut memory = std::mem::take(&mut state.grid);
    let event = state.matrix().and_then(|matrix| table(ui, view, state, matrix, &mut memory));
    state.grid = memory;
    match event {
        Some(Event::Open(row, column)) => {
            if let Some(place) = state.place(row, column) {
                state.open_at(place);
                state.grid.reveal();
            }
        }
        Some(Event::Move(row, column)) => state.cursor = state.place(row, column),
        Some(Event::Read(looking, at)) => {
            let (row, column) = state.cursor.and_then(|p| state.index(p)).unwrap_or_default();
            let at = if looking == Looking::Row { (at, column) } else { (row, at) };
            if let Some(place) = state.place(at.0, at.1) {
                state.read(looking, place);
            }
        }
        None => {}
    }
}

fn table(
    ui: &mut Ui,
    view: &View<'_>,
    state: &State,
    matrix: &Framework,
    memory: &mut Memory,
) -> Option<Event> {
    let theme = view.theme;
    let lines = lines(matrix, state.only);
    if lines.is_empty() {
        let text = match state.only {
            Only::Stale => "No cell is stale: every summary rests on the excerpts there are.",
            _ => "Every cell is written.",
        };
        ui.add_space(40.0);
        ui.vertical_centered(|ui| ui.label(egui::RichText::new(text).color(theme.quiet)));
        return None;
    }
    let columns = matrix.columns.len();
    let room = ui.available_width();
    let first = (room * 0.13).clamp(128.0, 190.0).round();
    let width = ((room - first - 12.0) / columns as f32).clamp(168.0, 300.0).round();
    let head = edges::height(ui, matrix, width);
    let mut tops = vec![0.0];
    let mut top = 0.0;
    for line in &lines {
        top += if matches!(line, Line::Row(_)) { ROW } else { GROUP };
        tops.push(top);
    }
    let cursor = state.cursor.and_then(|place| state.index(place)).and_then(|(row, column)| {
        let line = lines.iter().position(|line| *line == Line::Row(row))?;
        Some((line, column))
    });
    let id = ui.scope_id().with("framework table");
    let mut event = None;
    let area = egui::ScrollArea::both().id_salt("framework").auto_shrink(false);
    area.show_viewport(ui, |ui, _| {
        ui.set_min_size(vec2(first + width * columns as f32 + 12.0, head + top + 12.0));
        let origin = ui.max_rect().min + vec2(first, head);
        let view_rect = ui.clip_rect();
        let plan = Plan { id, view: view_rect, origin, first, head, width, lines, tops };
        // Without a cell that is looked at the first one has the keyboard.
        let cursor = cursor.or_else(|| {
            let line = plan.lines.iter().position(|line| matches!(line, Line::Row(_)))?;
            Some((line, 0))
        });
        // Where it moved to in this frame: a cell that is not looked at could not keep the keyboard.
        let cursor = cursor.map(|cursor| keys(ui, &plan, memory, cursor, columns, &mut event));
        let (rows, shown) = plan.visible(columns);
        let painter = ui.painter().with_clip_rect(plan.body().intersect(ui.clip_rect()));
        for line in rows.clone() {
            match plan.lines.get(line) {
                Some(Line::Row(row)) => {
                    for column in shown.clone() {
                        let looked = cursor == Some((line, column));
                        let used =
                            one(ui, &painter, view, state, &plan, (line, *row, column), looked);
                        if used {
                            event = Some(Event::Open(*row, column));
                        }
                    }
                }
                Some(Line::Group(_)) => {
                    let rect = Rect::from_x_y_ranges(plan.body().x_range(), plan.y(line));
                    painter.rect_filled(rect, 0.0, theme.panel);
                }
                None => {}
            }
            let line_ink = Stroke::new(1.0, theme.line);
            painter.hline(plan.body().x_range(), plan.y(line).max - 0.5, line_ink);
        }
        if let Some((line, column)) = cursor
            && !(rows.contains(&line) && shown.contains(&column))
        {
            // On its way into view: it must not lose the keyboard meanwhile.
            let nowhere = Rect::from_min_size(plan.body().min, Vec2::ZERO);
            ui.interact(nowhere, plan.id.with((line, column)), Sense::click());
        }
        let end = plan.y(plan.lines.len().saturating_sub(1)).max.min(plan.body().bottom());
        for column in shown.clone() {
            let ink = Stroke::new(1.0, theme.line.gamma_multiply(0.7));
            painter.vline(plan.x(column).max - 0.5, plan.body().top()..=end, ink);
        }
        edges::rows(ui, view, matrix, &plan, rows, &mut event);
        edges::heads(ui, view, matrix, &plan, shown, &mut event);
    });
    event
}

/// One cell; true when it was used.
fn one(
    ui: &Ui,
    painter: &Painter,
    view: &View<'_>,
    state: &State,
    plan: &Plan,
    (line, row, column): (usize, usize, usize),
    looked: bool,
) -> bool {
    let theme = view.theme;
    let rect = plan.cell(line, column);
    let seen = rect.intersect(plan.body());
    let Some(matrix) = state.matrix() else { return false };
    let Some(face) = Face::new(view, matrix, &state.drafts, (row, column)) else { return false };
    if !seen.is_positive() {
        return false;
    }
    let open = looked && state.open;
    // Only the cell that is looked at is reached with Tab.
    let sense = if looked { Sense::click() } else { Sense::CLICK };
    let response = ui.interact(seen, plan.id.with((line, column)), sense);
    response.widget_info(|| {
        let name = |at: Option<&str>| at.unwrap_or_default().to_owned();
        let who = name(matrix.rows.get(row).map(|row| row.name.as_str()));
        let what = name(matrix.columns.get(column).map(|head| head.name.as_str()));
        WidgetInfo::selected(Role::Button, true, open, format!("{who}, {what}: {}", face.spoken()))
    });
    let faded = !state.only.takes(matrix, row, column);
    if open {
        painter.rect_filled(rect, 0.0, theme.chosen);
    } else if response.hovered() {
        painter.rect_filled(rect, 0.0, theme.panel);
        ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
    }
    let inside = rect.shrink2(vec2(PAD, 8.0));
    let status = Rect::from_min_size(inside.min, vec2(inside.width(), 16.0));
    let clip = painter.with_clip_rect(rect.intersect(painter.clip_rect()));
    cell::line(&clip, theme, status, &face, faded);
    words(&clip, theme, pos2(inside.left(), status.bottom() + 4.0), inside.width(), &face, faded);
    if response.has_focus() || open {
        let ring = Stroke::new(if response.has_focus() { 2.0 } else { 1.0 }, theme.accent);
        clip.rect_stroke(rect.shrink(1.0), 3.0, ring, StrokeKind::Inside);
    }
    let used = response.clicked();
    if used {
        response.request_focus();
    } else if let Some(told) = cell::stale(face.entry.since).filter(|_| response.hovered()) {
        response.on_hover_text(told);
    }
    used
}

/// The first lines of a summary.
fn words(painter: &Painter, theme: &Theme, at: Pos2, width: f32, face: &Face<'_>, faded: bool) {
    let text = face.summary.trim();
    if text.is_empty() {
        return;
    }
    // No more letters than could fit.
    let shown: String = text.chars().take(260).map(|c| if c == '\n' { ' ' } else { c }).collect();
    let ink = if faded { theme.ink.gamma_multiply(0.4) } else { theme.ink };
    let mut job = LayoutJob::simple(shown, sans(13.0), ink, width);
    job.wrap = TextWrapping { max_width: width, max_rows: LINES, ..TextWrapping::default() };
    painter.galley(at, painter.layout_job(job), ink);
}

/// Moves the cell the keyboard is on, and brings it into view. Gives back where it is now.
fn keys(
    ui: &mut Ui,
    plan: &Plan,
    memory: &mut Memory,
    cursor: (usize, usize),
    columns: usize,
    event: &mut Option<Event>,
) -> (usize, usize) {
    let focused = plan.id.with(cursor);
    if std::mem::take(&mut memory.focus) {
        ui.memory_mut(|m| m.request_focus(focused));
    }
    let mut now = cursor;
    memory.focused = ui.memory(|m| m.has_focus(focused));
    if ui.memory(|m| m.has_focus(focused)) {
        let all = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|m| m.set_focus_lock_filter(focused, all));
        let pressed = |key| ui.input_mut(|i| i.count_and_consume_key(Modifiers::NONE, key));
        let page = (plan.body().height() / ROW).floor().max(1.0) as usize;
        let down = pressed(Key::ArrowDown) + page * pressed(Key::PageDown);
        let up = pressed(Key::ArrowUp) + page * pressed(Key::PageUp);
        let rows: Vec<usize> = (0..plan.lines.len())
            .filter(|at| matches!(plan.lines.get(*at), Some(Line::Row(_))))
            .collect();
        let at = rows.iter().position(|line| *line == cursor.0).unwrap_or(0);
        let at = (at + down).saturating_sub(up).min(rows.len().saturating_sub(1));
        now.0 = rows.get(at).copied().unwrap_or(cursor.0);
        now.1 = (cursor.1 + pressed(Key::ArrowRight))
            .saturating_sub(pressed(Key::ArrowLeft))
            .min(columns.saturating_sub(1));
        if pressed(Key::Home) > 0 {
            now.1 = 0;
        }
        if pressed(Key::End) > 0 {
            now.1 = columns.saturating_sub(1);
        }
        if now != cursor
            && let Some(Line::Row(row)) = plan.lines.get(now.0)
        {
            *event = Some(Event::Move(*row, now.1));
            memory.reveal = true;
            ui.memory_mut(|m| m.request_focus(plan.id.with(now)));
        }
    }
    if std::mem::take(&mut memory.reveal) {
        // What is frozen hides a part of the window: ask for a rectangle that reaches under it.
        let rect = plan.cell(now.0, now.1);
        let covered = vec2(plan.first, plan.head);
        let rect = Rect::from_min_max(rect.min - covered, rect.max + Vec2::splat(8.0));
        ui.scroll_to_rect(rect, None);
    }
    now
}
