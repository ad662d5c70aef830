//! The table of participants, written in place. Only the rows in view are drawn.

use super::block::{self, Block};
use super::edit::{Edit, Go, Said};
use super::figures::Figures;
use super::forms::Form;
use super::head;
use super::line::{Act, Line, cell_name};
use super::rows::{Col, Rows, value};
use crate::model::{Corpus, Filter, ParticipantId};
use crate::ui::outbox::{Outbox, Request};
use crate::ui::view::View;
use egui::{Key, Rect, ScrollArea, Sense, Ui, UiBuilder, Vec2, pos2, vec2};

/// What the table remembers.
#[derive(Default)]
pub(super) struct Grid {
    pub(super) rows: Rows,
    /// The cell that has the keyboard, or had it last.
    current: Option<(ParticipantId, Col)>,
    /// The other corner of a block of cells, where there is one.
    anchor: Option<(ParticipantId, Col)>,
    edit: Option<Edit>,
    /// Give the keyboard to the current cell, and bring it into view.
    take_focus: bool,
    reveal: bool,
    offset: Vec2,
}

/// Height of a row and of the heads.
pub(super) const ROW: f32 = 30.0;
const HEAD: f32 = 46.0;

/// Draws the table into all the room there is.
pub(super) fn show(
    ui: &mut Ui,
    view: &View<'_>,
    figures: &Figures,
    fresh: bool,
    grid: &mut Grid,
    dialog: &mut Option<Form>,
    outbox: &mut Outbox,
) {
    let corpus = &**view.corpus;
    let stamp = (view.revision, fresh, ui.available_width() as u32);
    grid.rows.refresh(ui, view.theme, corpus, stamp, figures);
    let gone = |person: ParticipantId| corpus.participant(person).is_none();
    grid.edit = grid.edit.take().filter(|edit| !gone(edit.person));
    grid.current = grid.current.filter(|(person, _)| !gone(*person));
    grid.anchor = grid.anchor.filter(|(person, _)| !gone(*person));
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
        draw_rows(ui, view, figures, fresh, grid, content.min, dialog, outbox);
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
    dialog: &mut Option<Form>,
    outbox: &mut Outbox,
) {
    let corpus = &**view.corpus;
    let block = grid.block(corpus);
    let several = block.as_ref().filter(|block| !block.is_single());
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
            speaks: figures.speaks.get(index).map(Vec::as_slice).unwrap_or_default(),
            current: shown_current.filter(|(id, _)| *id == person.id).map(|(_, col)| col),
            marked: several
                .filter(|block| block.rows.contains(&row))
                .map(|block| block.columns.clone()),
        };
        line.ground(ui, grid.rows.width() - (clip.left() - origin.x));
        for (at, column) in grid.rows.columns.iter().enumerate().rev() {
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
                act = line.draw(&mut ui, (at, column), focus, outbox).or(act);
            }
        }
    }
    grid.take_focus = false;
    if let Some(said) = said {
        grid.heard(view, said, outbox);
    }
    if let Some(act) = act {
        grid.act(view, act, shown_current, clip.height(), dialog, outbox);
    }
}

/// The excerpts of a person.
fn show_excerpts(corpus: &Corpus, id: ParticipantId, view: &View<'_>, outbox: &mut Outbox) {
    let Some(person) = corpus.participant(id) else { return };
    let filter = Filter {
        participants: vec![id],
        coder: view.shown.clone(),
        // Somebody who is excluded was asked for here.
        include_excluded: person.excluded.is_some(),
        ..Filter::default()
    };
    outbox.send(Request::ShowExcerpts(filter, format!("Participant {}", person.name)));
}

impl Grid {
    /// The cells between the corners, ends included.
    fn block(&self, corpus: &Corpus) -> Option<Block> {
        let here = self.current?;
        let place = |(person, col)| Some((self.rows.row(corpus, person)?, self.rows.column(col)?));
        let (a, b) = (place(here)?, place(self.anchor.unwrap_or(here))?);
        Some(Block::between(a, b))
    }

    /// Does what was asked of a cell.
    fn act(
        &mut self,
        view: &View<'_>,
        act: Act,
        from: Option<(ParticipantId, Col)>,
        height: f32,
        dialog: &mut Option<Form>,
        outbox: &mut Outbox,
    ) {
        let corpus = &**view.corpus;
        // The first cell has the keyboard before any was chosen.
        self.current = self.current.or(from);
        let block = self.block(corpus);
        match act {
            Act::Begin(person, col, typed) if !view.busy => self.begin(corpus, person, col, typed),
            Act::Move(key, extend) => self.go(corpus, from, key, height, extend),
            Act::Extend(person, col) => {
                self.anchor = self.anchor.or(self.current);
                self.current = Some((person, col));
                self.take_focus = true;
            }
            Act::Excerpts(person) => show_excerpts(corpus, person, view, outbox),
            Act::Exclude(person) => {
                // The people of a block of rows at once, where the row is one of them.
                let several = block.map(|block| block.people(corpus, &self.rows));
                let people = several.filter(|people| people.contains(&person));
                *dialog = Some(Form::exclude(people.unwrap_or_else(|| vec![person])));
            }
            Act::Copy { cut } => {
                let Some(block) = block else { return };
                outbox.send(Request::Copy(block.text(corpus, &self.rows)));
                if cut && !view.busy {
                    block::run(block.clear(corpus, &self.rows), outbox);
                }
            }
            Act::Clear if !view.busy => {
                if let Some(block) = block {
                    block::run(block.clear(corpus, &self.rows), outbox);
                }
            }
            Act::Paste(text) if !view.busy => {
                if let Some(block) = block {
                    block.paste(corpus, &self.rows, &text, outbox);
                }
            }
            Act::Begin(..) | Act::Clear | Act::Paste(_) => {}
        }
    }

    /// The cell that is being written, where it is not what the study has.
    pub(super) fn typed(&self, corpus: &Corpus) -> Option<(ParticipantId, Col, String)> {
        let edit = self.edit.as_ref()?;
        let stored = value(corpus.participant(edit.person)?, edit.col);
        (edit.text.trim() != stored).then(|| (edit.person, edit.col, edit.text.clone()))
    }

    /// True while a cell is written.
    pub(super) fn is_writing(&self) -> bool {
        self.edit.is_some()
    }

    pub(super) fn begin(
        &mut self,
        corpus: &Corpus,
        person: ParticipantId,
        col: Col,
        typed: Option<String>,
    ) {
        let Some(found) = corpus.participant(person) else { return };
        self.current = Some((person, col));
        self.anchor = None;
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
            Some(Go::Up) => self.go(corpus, Some(from), Key::ArrowUp, 0.0, false),
            Some(Go::Down) => self.go(corpus, Some(from), Key::ArrowDown, 0.0, false),
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

    /// Moves the keyboard by an arrow or page key. `extend`: a block grows with it.
    fn go(
        &mut self,
        corpus: &Corpus,
        from: Option<(ParticipantId, Col)>,
        key: Key,
        height: f32,
        extend: bool,
    ) {
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
        self.anchor = if extend { self.anchor.or(from) } else { None };
        let person = self.rows.person(corpus, row).map(|person| person.id);
        let col = self.rows.columns.get(column).map(|column| column.col);
        self.current = person.zip(col);
        self.take_focus = true;
        self.reveal = true;
    }
}
