//! The table of participants, written in place. Only the rows in view are drawn.

use super::edit::{Edit, Go, Said};
use super::figures::Figures;
use super::head;
use super::rows::{Col, Column, Rows, amount, value};
use crate::model::{Corpus, Filter, MemoOn, Participant, ParticipantId};
use crate::study::Command;
use crate::ui::icons::{self, Icon};
use crate::ui::outbox::{Outbox, Request};
use crate::ui::parts::{font, thousands};
use crate::ui::theme;
use crate::ui::view::View;
use crate::ui::widgets::one_line;
use egui::{
    Align2, Event, EventFilter, Id, Key, Modifiers, Popup, Rect, Response, ScrollArea, Sense,
    Stroke, StrokeKind, TextStyle, Ui, UiBuilder, Vec2, WidgetInfo, pos2, vec2,
};

/// What the table remembers.
#[derive(Default)]
pub(super) struct Grid {
    pub(super) rows: Rows,
    /// The cell that has the keyboard, or had it last.
    current: Option<(ParticipantId, Col)>,
    edit: Option<Edit>,
    /// Give the keyboard to the current cell, and bring it into view.
    take_focus: bool,
    reveal: bool,
    offset: Vec2,
}

/// Height of a row and of the heads.
const ROW: f32 = 30.0;
const HEAD: f32 = 46.0;

/// What drawing a cell brought about.
enum Act {
    Begin(ParticipantId, Col, Option<String>),
    Clear(ParticipantId, Col),
    Move(Key),
    Excerpts(ParticipantId),
}

/// Draws the table into all the room there is.
pub(super) fn show(
    ui: &mut Ui,
    view: &View<'_>,
    figures: &Figures,
    fresh: bool,
    grid: &mut Grid,
    dialog: &mut Option<head::Form>,
    outbox: &mut Outbox,
) {
    let corpus = &**view.corpus;
    let stamp = (view.revision, fresh, ui.available_width() as u32);
    grid.rows.refresh(ui, view.theme, corpus, stamp, figures);
    let gone = |person: ParticipantId| corpus.participant(person).is_none();
    grid.edit = grid.edit.take().filter(|edit| !gone(edit.person));
    grid.current = grid.current.filter(|(person, _)| !gone(*person));
    let outer = ui.available_rect_before_wrap();
    let body = Rect::from_min_max(outer.min + vec2(0.0, HEAD), outer.max);
    let mut area = ScrollArea::both().id_salt("participants").auto_shrink(false);
    if std::mem::take(&mut grid.reveal)
        && let Some(offset) = revealed(grid, corpus, body.size())
    {
        area = area.scroll_offset(offset);
    }
    let mut inside = ui.new_child(UiBuilder::new().max_rect(body));
    inside.spacing_mut().item_spacing = Vec2::ZERO;
    let output = area.show_viewport(&mut inside, |ui, _| {
        let size = vec2(grid.rows.width(), grid.rows.order.len() as f32 * ROW + 8.0);
        let (content, _) = ui.allocate_exact_size(size, Sense::HOVER);
        draw_rows(ui, view, figures, fresh, grid, content.min, outbox);
    });
    grid.offset = output.state.clamped_offset();
    let heads = Rect::from_min_size(outer.min, vec2(outer.width(), HEAD));
    head::show(ui, view, &mut grid.rows, heads, grid.offset.x, dialog, outbox);
    ui.advance_cursor_after_rect(outer);
}

/// Where to scroll so that the current cell is in view.
fn revealed(grid: &Grid, corpus: &Corpus, size: Vec2) -> Option<Vec2> {
    let (person, col) = grid.current?;
    let row = grid.rows.row(corpus, person)? as f32;
    let column = grid.rows.columns.get(grid.rows.column(col)?)?;
    let sticky = grid.rows.columns.first().map_or(0.0, |first| first.width);
    let mut offset = grid.offset;
    let top = row * ROW;
    offset.y = offset.y.clamp((top + ROW + 12.0 - size.y).max(0.0), top.max(0.0));
    if column.col != Col::Name {
        let left = (column.x + column.width + 12.0 - size.x).max(0.0);
        offset.x = offset.x.max(left).min((column.x - sticky).max(0.0));
    }
    Some(offset)
}

fn draw_rows(
    ui: &mut Ui,
    view: &View<'_>,
    figures: &Figures,
    fresh: bool,
    grid: &mut Grid,
    origin: egui::Pos2,
    outbox: &mut Outbox,
) {
    let corpus = &**view.corpus;
    let clip = ui.clip_rect();
    let first = ((clip.top() - origin.y) / ROW).floor().max(0.0) as usize;
    let last =
        (((clip.bottom() - origin.y) / ROW).ceil().max(0.0) as usize).min(grid.rows.order.len());
    let shown_current = grid.current.or_else(|| {
        let person = grid.rows.person(corpus, first)?;
        Some((person.id, Col::Name))
    });
    // The row with the keyboard is drawn wherever it is: it would lose the keyboard otherwise.
    let held = grid.edit.as_ref().map(|edit| edit.person).or(grid.current.map(|(id, _)| id));
    let held = held.and_then(|person| grid.rows.row(corpus, person));
    let away = held.filter(|row| !(first..last).contains(row));
    let mut act = None;
    let mut said = None;
    for row in (first..last).chain(away) {
        let Some(person) = grid.rows.person(corpus, row) else { continue };
        let y = origin.y + row as f32 * ROW;
        let index = grid.rows.order.get(row).map_or(0, |&at| at as usize);
        let line = Line {
            view,
            person,
            counted: figures.people.get(index).copied().filter(|_| fresh),
            rect: Rect::from_min_max(pos2(clip.left(), y), pos2(clip.right(), y + ROW)),
            origin_x: origin.x,
            current: shown_current.filter(|(id, _)| *id == person.id).map(|(_, col)| col),
        };
        line.ground(ui, grid.rows.width() - (clip.left() - origin.x));
        for column in grid.rows.columns.iter().rev() {
            let edit = grid.edit.as_mut();
            let edit = edit.filter(|edit| edit.person == person.id && edit.col == column.col);
            if let Some(edit) = edit {
                let rect = line.cell(column);
                let mut ui = ui.new_child(UiBuilder::new().max_rect(rect));
                ui.set_clip_rect(Line::clip(column, &grid.rows, clip));
                let values = match column.col {
                    Col::Attribute(id) => grid.rows.values.get(&id).map_or(&[][..], |v| v),
                    _ => &[],
                };
                let name = cell_name(person, column);
                said = Some(edit.show(&mut ui, view.theme, rect, &name, values));
            } else {
                let focus = grid.take_focus && line.current == Some(column.col);
                let clip = Line::clip(column, &grid.rows, clip);
                let mut ui = ui.new_child(UiBuilder::new().max_rect(line.rect));
                ui.set_clip_rect(clip);
                act = line.draw(&mut ui, column, focus, outbox).or(act);
            }
        }
    }
    grid.take_focus = false;
    if let Some(said) = said {
        grid.heard(view, said, outbox);
    }
    match act {
        Some(Act::Begin(person, col, typed)) if !view.busy => {
            grid.begin(corpus, person, col, typed);
        }
        Some(Act::Clear(participant, Col::Attribute(attribute))) if !view.busy => {
            outbox.run(Command::SetValue { participant, attribute, value: String::new() });
        }
        Some(Act::Move(key)) => grid.go(corpus, shown_current, key, clip.height()),
        Some(Act::Excerpts(person)) => show_excerpts(corpus, person, view, outbox),
        _ => {}
    }
}

/// The excerpts of a person.
fn show_excerpts(corpus: &Corpus, id: ParticipantId, view: &View<'_>, outbox: &mut Outbox) {
    let Some(person) = corpus.participant(id) else { return };
    let filter = Filter { participants: vec![id], coder: view.shown.clone(), ..Filter::default() };
    outbox.send(Request::ShowExcerpts(filter, format!("Participant {}", person.name)));
}

impl Grid {
    fn begin(&mut self, corpus: &Corpus, person: ParticipantId, col: Col, typed: Option<String>) {
        let Some(found) = corpus.participant(person) else { return };
        self.current = Some((person, col));
        self.edit = Some(Edit::new(person, col, value(found, col), typed));
        self.reveal = true;
    }

    fn heard(&mut self, view: &View<'_>, said: Said, outbox: &mut Outbox) {
        let corpus = &**view.corpus;
        let Some(edit) = self.edit.as_mut() else { return };
        let go = match said {
            Said::Nothing => return,
            Said::GiveUp => {
                self.edit = None;
                self.take_focus = true;
                return;
            }
            Said::Commit(go) => Some(go),
            Said::Left => None,
        };
        if view.busy {
            return;
        }
        match (edit.command(corpus), go) {
            (Ok(command), _) => {
                if let Some(command) = command {
                    outbox.run(command);
                }
            }
            // The field stays open and says why.
            (Err(_), Some(_)) => return,
            (Err(why), None) => outbox.send(Request::Complain(why)),
        }
        let from = (edit.person, edit.col);
        self.edit = None;
        match go {
            None => {}
            Some(Go::Stay) => self.take_focus = true,
            Some(Go::Up) => self.go(corpus, Some(from), Key::ArrowUp, 0.0),
            Some(Go::Down) => self.go(corpus, Some(from), Key::ArrowDown, 0.0),
            Some(Go::Next) => self.tab(corpus, from, true),
            Some(Go::Previous) => self.tab(corpus, from, false),
        }
    }

    /// To the next or the previous cell that can be written, over the ends of rows.
    fn tab(&mut self, corpus: &Corpus, from: (ParticipantId, Col), forward: bool) {
        let written: Vec<Col> =
            self.rows.columns.iter().map(|c| c.col).filter(|col| col.is_written()).collect();
        let row = self.rows.row(corpus, from.0);
        let column = written.iter().position(|col| *col == from.1);
        let (Some(row), Some(column)) = (row, column) else { return };
        let here = row * written.len() + column;
        let there = if forward { Some(here + 1) } else { here.checked_sub(1) };
        let target = there.and_then(|at| {
            let person = self.rows.person(corpus, at / written.len())?.id;
            Some((person, *written.get(at % written.len())?))
        });
        match target {
            Some((person, col)) => self.begin(corpus, person, col, None),
            None => self.take_focus = true,
        }
    }

    /// Moves the keyboard by an arrow or page key.
    fn go(&mut self, corpus: &Corpus, from: Option<(ParticipantId, Col)>, key: Key, height: f32) {
        let Some((person, col)) = from else { return };
        let row = self.rows.row(corpus, person);
        let column = self.rows.column(col);
        let (Some(mut row), Some(mut column)) = (row, column) else { return };
        let page = ((height / ROW) as usize).saturating_sub(1).max(1);
        let (last_row, last) =
            (self.rows.order.len().saturating_sub(1), self.rows.columns.len().saturating_sub(1));
        match key {
            Key::ArrowUp => row = row.saturating_sub(1),
            Key::ArrowDown => row = (row + 1).min(last_row),
            Key::PageUp => row = row.saturating_sub(page),
            Key::PageDown => row = (row + page).min(last_row),
            Key::ArrowLeft => column = column.saturating_sub(1),
            Key::ArrowRight => column = (column + 1).min(last),
            Key::Home => column = 0,
            Key::End => column = last,
            _ => {}
        }
        let person = self.rows.person(corpus, row).map(|person| person.id);
        let col = self.rows.columns.get(column).map(|column| column.col);
        self.current = person.zip(col);
        self.take_focus = true;
        self.reveal = true;
    }
}

/// A row that is being drawn.
struct Line<'a> {
    view: &'a View<'a>,
    person: &'a Participant,
    counted: Option<super::figures::Amounts>,
    rect: Rect,
    origin_x: f32,
    /// The column with the keyboard, when it is this row.
    current: Option<Col>,
}

/// What a cell is called.
fn cell_name(person: &Participant, column: &Column) -> String {
    match column.col {
        Col::Name => format!("Participant {}", person.name),
        _ => format!("{} of {}", column.title, person.name),
    }
}

impl Line<'_> {
    /// The ids stay at the left while the rest moves under them.
    fn cell(&self, column: &Column) -> Rect {
        let x = if column.col == Col::Name { self.rect.left() } else { self.origin_x + column.x };
        Rect::from_min_size(pos2(x, self.rect.top()), vec2(column.width, ROW))
    }

    fn clip(column: &Column, rows: &Rows, clip: Rect) -> Rect {
        let sticky = rows.columns.first().map_or(0.0, |first| first.width);
        match column.col {
            Col::Name => clip,
            _ => Rect::from_min_max(pos2(clip.left() + sticky, clip.top()), clip.max),
        }
    }

    fn ground(&self, ui: &Ui, width: f32) {
        let rect = self.rect.with_max_x((self.rect.left() + width).min(self.rect.right()));
        if ui.rect_contains_pointer(rect) {
            ui.painter().rect_filled(rect, 0.0, self.view.theme.panel);
        }
        let line = Stroke::new(1.0, self.view.theme.line);
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, line);
    }

    fn draw(&self, ui: &mut Ui, column: &Column, focus: bool, outbox: &mut Outbox) -> Option<Act> {
        let rect = self.cell(column);
        let is_current = self.current == Some(column.col);
        if !ui.is_rect_visible(rect.intersect(ui.clip_rect())) && !is_current {
            return None;
        }
        let id = Id::unique("people cell").with((self.person.id, column.col));
        let sense = if is_current { Sense::click() } else { Sense::CLICK };
        let mut touch = rect.intersect(ui.clip_rect());
        if column.col == Col::Name {
            touch.max.x -= 30.0;
        }
        let response = ui.interact(touch, id, sense);
        let text = self.text(column);
        response.widget_info(|| {
            let blank = if text.is_empty() { "blank" } else { text.as_str() };
            let name = match column.col {
                Col::Name => format!("Participant {}", self.person.name),
                _ => format!("{}: {blank}", cell_name(self.person, column)),
            };
            WidgetInfo::labeled(egui::Role::Cell, true, name)
        });
        if focus {
            response.request_focus();
        }
        self.paint(ui, column, rect, &response, &text);
        let act = self.asked(ui, column, &response);
        if column.col == Col::Name { act.or(self.more(ui, rect, &response, outbox)) } else { act }
    }

    fn text(&self, column: &Column) -> String {
        if column.col.is_written() {
            return value(self.person, column.col).to_owned();
        }
        self.counted
            .map_or_else(|| "…".to_owned(), |counted| thousands(amount(counted, column.col)))
    }

    fn paint(&self, ui: &Ui, column: &Column, rect: Rect, response: &Response, text: &str) {
        let theme = self.view.theme;
        if column.col == Col::Name {
            let hovered = ui.rect_contains_pointer(self.rect);
            let ground = if hovered { theme.panel } else { theme.page };
            ui.painter().rect_filled(rect.with_max_y(rect.max.y - 1.0), 0.0, ground);
            let edge = Stroke::new(1.0, theme.line);
            ui.painter().vline(rect.right() - 0.5, rect.y_range(), edge);
        }
        if response.hovered() {
            let inner = rect.shrink2(vec2(1.0, 1.5));
            ui.painter().rect_filled(inner, 4.0, theme.control_hover);
        }
        let unfit = column.kind == Some(crate::model::AttributeKind::Number)
            && !text.is_empty()
            && crate::model::AttributeKind::Number.number(text).is_none();
        let (style, color) = match column.col {
            Col::Name => (theme::strong(), theme.ink),
            Col::Attribute(_) if unfit => (TextStyle::Body, theme.warning),
            Col::Attribute(_) => (TextStyle::Body, theme.ink),
            _ if response.hovered() => (TextStyle::Body, theme.accent),
            _ => (TextStyle::Body, theme.quiet),
        };
        let galley = one_line(ui.painter(), text, font(ui, &style), color, rect.width() - 20.0);
        let cut = galley.elided;
        let align = if column.is_right() { Align2::RIGHT_CENTER } else { Align2::LEFT_CENTER };
        let at = align.align_size_within_rect(galley.size(), rect.shrink2(vec2(10.0, 0.0)));
        ui.painter().galley(at.min, galley, color);
        if response.has_focus() {
            let ring = Stroke::new(2.0, theme.accent);
            ui.painter().rect_stroke(rect.shrink(1.0), 4.0, ring, StrokeKind::Inside);
        }
        let hint = match column.col {
            _ if cut => text.to_owned(),
            Col::Attribute(_) if unfit => "Not a number: sorted after those that are".to_owned(),
            Col::Documents | Col::Words | Col::Excerpts => {
                format!("Show the excerpts of {}", self.person.name)
            }
            _ => return,
        };
        response.clone().on_hover_text(hint);
    }

    /// What the pointer and the keys ask of a cell.
    fn asked(&self, ui: &Ui, column: &Column, response: &Response) -> Option<Act> {
        let (id, col) = (self.person.id, column.col);
        let open = || {
            if col.is_written() { Act::Begin(id, col, None) } else { Act::Excerpts(id) }
        };
        if response.clicked() {
            return Some(open());
        }
        if !response.has_focus() {
            return None;
        }
        ui.memory_mut(|memory| {
            let filter = EventFilter {
                tab: false,
                horizontal_arrows: true,
                vertical_arrows: true,
                escape: false,
            };
            memory.set_focus_lock_filter(response.id, filter);
        });
        ui.input_mut(|input| {
            const MOVES: [Key; 8] = [
                Key::ArrowUp,
                Key::ArrowDown,
                Key::ArrowLeft,
                Key::ArrowRight,
                Key::PageUp,
                Key::PageDown,
                Key::Home,
                Key::End,
            ];
            if let Some(key) =
                MOVES.into_iter().find(|key| input.consume_key(Modifiers::NONE, *key))
            {
                return Some(Act::Move(key));
            }
            if input.consume_key(Modifiers::NONE, Key::F2) {
                return Some(open());
            }
            let wipe = input.consume_key(Modifiers::NONE, Key::Delete)
                || input.consume_key(Modifiers::NONE, Key::Backspace);
            if wipe && matches!(col, Col::Attribute(_)) && !value(self.person, col).is_empty() {
                return Some(Act::Clear(id, col));
            }
            if !col.is_written() {
                return None;
            }
            // Whoever types on a cell writes over it.
            let typed = input
                .events
                .iter()
                .position(|event| matches!(event, Event::Text(text) if !text.trim().is_empty()))?;
            match input.events.remove(typed) {
                Event::Text(text) => Some(Act::Begin(id, col, Some(text))),
                _ => None,
            }
        })
    }

    /// The row's menu, behind three dots and the second mouse button.
    fn more(&self, ui: &mut Ui, rect: Rect, cell: &Response, outbox: &mut Outbox) -> Option<Act> {
        let theme = self.view.theme;
        let side =
            Rect::from_center_size(pos2(rect.right() - 17.0, rect.center().y), Vec2::splat(24.0));
        let sense = if self.current.is_some() { Sense::click() } else { Sense::CLICK };
        let id = Id::unique("people more").with(self.person.id);
        let dots = ui.interact(side.intersect(ui.clip_rect()), id, sense);
        let name = format!("More on {}", self.person.name);
        dots.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, &name));
        let open = Popup::is_id_open(ui.ctx(), Popup::default_response_id(&dots));
        if ui.rect_contains_pointer(self.rect) || dots.has_focus() || open {
            if dots.hovered() || dots.has_focus() || open {
                ui.painter().rect_filled(side, 5.0, theme.control_active);
            }
            let ink = if dots.hovered() { theme.strong } else { theme.quiet };
            icons::paint(ui.painter(), side.shrink(4.0), Icon::More, ink);
        }
        let from_dots = Popup::menu(&dots).show(|ui| self.menu(ui, outbox));
        let from_cell = Popup::context_menu(cell).show(|ui| self.menu(ui, outbox));
        from_dots.and_then(|shown| shown.inner).or(from_cell.and_then(|shown| shown.inner))
    }

    fn menu(&self, ui: &mut Ui, outbox: &mut Outbox) -> Option<Act> {
        let (id, name) = (self.person.id, &self.person.name);
        ui.set_min_width(190.0);
        if ui.button("Show excerpts").clicked() {
            return Some(Act::Excerpts(id));
        }
        if ui.button("Memos").clicked() {
            outbox.send(Request::ShowMemos(MemoOn::Participant(id)));
        }
        let free = !self.view.busy;
        if ui.add_enabled(free, egui::Button::new("Rename")).clicked() {
            return Some(Act::Begin(id, Col::Name, None));
        }
        ui.separator();
        let remove = ui.add_enabled(free, egui::Button::new(format!("Remove {name}")));
        if remove.on_hover_text("Their speakers wait to be mapped again. Can be undone").clicked() {
            outbox.run(Command::RemoveParticipant { participant: id });
        }
        None
    }
}
