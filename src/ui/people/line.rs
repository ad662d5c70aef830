//! One row of the table of participants: its cells, what the pointer and the keys ask of them, its
//! menu.

use super::figures::{Amounts, Speaks};
use super::grid::ROW;
use super::rows::{Col, Column, Rows, amount, value};
use crate::model::{MemoOn, Participant, ParticipantId};
use crate::study::Command;
use crate::ui::icons::{self, Icon};
use crate::ui::outbox::{Outbox, Request, Withdrawing};
use crate::ui::parts::{count, font, thousands};
use crate::ui::theme;
use crate::ui::view::View;
use crate::ui::widgets::one_line;
use egui::{
    Align2, Event, EventFilter, Id, Key, Modifiers, Popup, Rect, Response, ScrollArea, Sense,
    Stroke, StrokeKind, TextStyle, Ui, Vec2, WidgetInfo, pos2, vec2,
};
use std::ops::RangeInclusive;

/// What drawing a cell brought about.
pub(super) enum Act {
    Begin(ParticipantId, Col, Option<String>),
    /// An arrow or page key; with Shift a block grows.
    Move(Key, bool),
    /// A block up to this cell.
    Extend(ParticipantId, Col),
    Excerpts(ParticipantId),
    Exclude(ParticipantId),
    Copy {
        cut: bool,
    },
    Paste(String),
    Clear,
}

/// A row that is being drawn.
pub(super) struct Line<'a> {
    pub(super) view: &'a View<'a>,
    pub(super) person: &'a Participant,
    pub(super) counted: Option<Amounts>,
    /// Where they speak.
    pub(super) speaks: &'a [Speaks],
    pub(super) rect: Rect,
    pub(super) origin_x: f32,
    /// The column with the keyboard, when it is this row.
    pub(super) current: Option<Col>,
    /// The columns that are in a block of several cells.
    pub(super) marked: Option<RangeInclusive<usize>>,
}

/// What a cell is called.
pub(super) fn cell_name(person: &Participant, column: &Column) -> String {
    match column.col {
        Col::Name => format!("Participant {}", person.name),
        _ => format!("{} of {}", column.title, person.name),
    }
}

impl Line<'_> {
    /// The ids stay at the left while the rest moves under them.
    pub(super) fn cell(&self, column: &Column) -> Rect {
        let x = if column.col == Col::Name { self.rect.left() } else { self.origin_x + column.x };
        Rect::from_min_size(pos2(x, self.rect.top()), vec2(column.width, ROW))
    }

    pub(super) fn clip(column: &Column, rows: &Rows, clip: Rect) -> Rect {
        let sticky = rows.columns.first().map_or(0.0, |first| first.width);
        match column.col {
            Col::Name => clip,
            _ => Rect::from_min_max(pos2(clip.left() + sticky, clip.top()), clip.max),
        }
    }

    pub(super) fn ground(&self, ui: &Ui, width: f32) {
        let rect = self.rect.with_max_x((self.rect.left() + width).min(self.rect.right()));
        if ui.rect_contains_pointer(rect) {
            ui.painter().rect_filled(rect, 0.0, self.view.theme.panel);
        }
        let line = Stroke::new(1.0, self.view.theme.line);
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, line);
    }

    pub(super) fn draw(
        &self,
        ui: &mut Ui,
        (place, column): (usize, &Column),
        focus: bool,
        outbox: &mut Outbox,
    ) -> Option<Act> {
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
                Col::Name if self.person.excluded.is_some() => {
                    format!("Participant {}, excluded from analysis", self.person.name)
                }
                Col::Name => format!("Participant {}", self.person.name),
                _ => format!("{}: {blank}", cell_name(self.person, column)),
            };
            WidgetInfo::labeled(egui::Role::Cell, true, name)
        });
        if focus {
            response.request_focus();
        }
        let marked = self.marked.as_ref().is_some_and(|columns| columns.contains(&place));
        self.paint(ui, column, rect, &response, &text, marked);
        if column.col == Col::Documents {
            Popup::menu(&response).show(|ui| documents(ui, self.speaks, outbox));
        }
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

    fn paint(
        &self,
        ui: &Ui,
        column: &Column,
        rect: Rect,
        response: &Response,
        text: &str,
        marked: bool,
    ) {
        let theme = self.view.theme;
        let excluded = self.person.excluded.as_deref();
        if column.col == Col::Name {
            let hovered = ui.rect_contains_pointer(self.rect);
            let ground = if hovered { theme.panel } else { theme.page };
            ui.painter().rect_filled(rect.with_max_y(rect.max.y - 1.0), 0.0, ground);
            let edge = Stroke::new(1.0, theme.line);
            ui.painter().vline(rect.right() - 0.5, rect.y_range(), edge);
        }
        if marked {
            ui.painter().rect_filled(rect.shrink2(vec2(0.0, 0.5)), 0.0, theme.selection);
        } else if response.hovered() {
            let inner = rect.shrink2(vec2(1.0, 1.5));
            ui.painter().rect_filled(inner, 4.0, theme.control_hover);
        }
        let unfit = column.kind == Some(crate::model::AttributeKind::Number)
            && !text.is_empty()
            && crate::model::AttributeKind::Number.number(text).is_none();
        let (style, color) = match column.col {
            Col::Name if excluded.is_some() => (theme::strong(), theme.quiet),
            Col::Name => (theme::strong(), theme.ink),
            Col::Attribute(_) if excluded.is_some() => (TextStyle::Body, theme.quiet),
            Col::Attribute(_) if unfit => (TextStyle::Body, theme.warning),
            Col::Attribute(_) => (TextStyle::Body, theme.ink),
            _ if response.hovered() => (TextStyle::Body, theme.accent),
            _ => (TextStyle::Body, theme.quiet),
        };
        let galley = one_line(ui.painter(), text, font(ui, &style), color, rect.width() - 20.0);
        let cut = galley.elided;
        let align = if column.is_right() { Align2::RIGHT_CENTER } else { Align2::LEFT_CENTER };
        let at = align.align_size_within_rect(galley.size(), rect.shrink2(vec2(10.0, 0.0)));
        let behind = at.min.x + galley.size().x;
        ui.painter().galley(at.min, galley, color);
        if column.col == Col::Name && excluded.is_some() {
            let room = (rect.right() - 32.0 - behind - 8.0).max(0.0);
            let small = font(ui, &TextStyle::Small);
            let word = one_line(ui.painter(), "excluded", small, theme.warning, room);
            let top = rect.center().y - word.size().y / 2.0;
            ui.painter().galley(pos2(behind + 8.0, top), word, theme.warning);
        }
        if response.has_focus() {
            let ring = Stroke::new(2.0, theme.accent);
            ui.painter().rect_stroke(rect.shrink(1.0), 4.0, ring, StrokeKind::Inside);
        }
        let hint = match column.col {
            _ if cut => text.to_owned(),
            Col::Attribute(_) if unfit => "Not a number: sorted after those that are".to_owned(),
            Col::Name => match excluded {
                Some("") => "Excluded from analysis: counted in no table".to_owned(),
                Some(why) => format!("Excluded from analysis: {why}"),
                None => return,
            },
            Col::Documents => format!("Show where {} speaks", self.person.name),
            Col::Words | Col::Excerpts => {
                format!("Show the excerpts of {}", self.person.name)
            }
            Col::Attribute(_) => return,
        };
        response.clone().on_hover_text(hint);
    }

    /// What the pointer and the keys ask of a cell.
    fn asked(&self, ui: &Ui, column: &Column, response: &Response) -> Option<Act> {
        let (id, col) = (self.person.id, column.col);
        let open = || match col {
            // Its list opens by itself.
            Col::Documents => None,
            Col::Words | Col::Excerpts => Some(Act::Excerpts(id)),
            Col::Name | Col::Attribute(_) => Some(Act::Begin(id, col, None)),
        };
        if response.clicked() {
            if ui.input(|input| input.modifiers.shift_only()) {
                return Some(Act::Extend(id, col));
            }
            return open();
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
            // With Shift first: a key without modifiers is taken whatever Shift does.
            for (modifiers, extend) in [(Modifiers::SHIFT, true), (Modifiers::NONE, false)] {
                let pressed = |key: &Key| input.consume_key(modifiers, *key);
                if let Some(key) = MOVES.into_iter().find(pressed) {
                    return Some(Act::Move(key, extend));
                }
            }
            if let Some(act) = clipboard(input) {
                return Some(act);
            }
            if input.consume_key(Modifiers::NONE, Key::F2) {
                return open();
            }
            let wipe = input.consume_key(Modifiers::NONE, Key::Delete)
                || input.consume_key(Modifiers::NONE, Key::Backspace);
            if wipe {
                return Some(Act::Clear);
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
        ui.menu_button("Speaks in", |ui| documents(ui, self.speaks, outbox));
        let free = !self.view.busy;
        if ui.add_enabled(free, egui::Button::new("Rename")).clicked() {
            return Some(Act::Begin(id, Col::Name, None));
        }
        if self.person.excluded.is_none() {
            let exclude = ui.add_enabled(free, egui::Button::new("Exclude from analysis…"));
            if exclude.on_hover_text("Counted in no table; the text stays").clicked() {
                return Some(Act::Exclude(id));
            }
        } else if ui.add_enabled(free, egui::Button::new("Take back into analysis")).clicked() {
            outbox.run(Command::ExcludeParticipants { participants: vec![id], why: None });
        }
        ui.separator();
        let remove = ui.add_enabled(free, egui::Button::new(format!("Remove {name}")));
        if remove.on_hover_text("Their speakers wait to be mapped again. Can be undone").clicked() {
            outbox.run(Command::RemoveParticipant { participant: id });
        }
        let withdraw = ui.add_enabled(free, egui::Button::new("Withdraw this participant…"));
        let why = "Everything of theirs is removed for good; what would go is shown first";
        if withdraw.on_hover_text(why).clicked() {
            outbox.send(Request::Withdrawal(Withdrawing::Ask(Some(id))));
        }
        None
    }
}

/// What the clipboard's keys ask for.
fn clipboard(input: &mut egui::InputState) -> Option<Act> {
    let asks = |event: &Event| matches!(event, Event::Copy | Event::Cut | Event::Paste(_));
    let at = input.events.iter().position(asks)?;
    match input.events.remove(at) {
        Event::Copy => Some(Act::Copy { cut: false }),
        Event::Cut => Some(Act::Copy { cut: true }),
        Event::Paste(text) => Some(Act::Paste(text)),
        _ => None,
    }
}

/// The documents somebody speaks in; a click goes to their first turn.
fn documents(ui: &mut Ui, speaks: &[Speaks], outbox: &mut Outbox) {
    ui.set_min_width(280.0);
    if speaks.is_empty() {
        ui.add_enabled(false, egui::Button::new("In no document"));
        return;
    }
    ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
        for place in speaks {
            let words = count(place.words as usize, "word");
            let amount = format!("{}, {words}", count(place.turns as usize, "turn"));
            let button = egui::Button::new(&place.name).right_text(amount.clone());
            let response = ui.add(button);
            let name = format!("{}: {amount}", place.name);
            response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, &name));
            if response.clicked() {
                outbox.send(Request::ReadAt(place.document, place.first, None));
                ui.close();
            }
        }
    });
}
