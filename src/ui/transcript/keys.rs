//! The keyboard: a caret that walks through the text and takes words with it.

use super::TranscriptEvent;
use super::frame::Frame;
use super::layout::TurnLayout as _;
use super::selection::{self, Selection};
use super::view::TranscriptView;
use crate::model::{CodingId, CorpusDocument};
use egui::{Event, EventFilter, FocusDirection, Key, Modifiers, Response, Ui, vec2};

impl TranscriptView {
    /// Takes the keys, while the view has the keyboard.
    pub(super) fn keys(
        &mut self,
        ui: &Ui,
        frame: &Frame<'_>,
        response: &Response,
        events: &mut Vec<TranscriptEvent>,
    ) {
        if !response.has_focus() {
            return;
        }
        if response.gained_focus() && ui.input(|input| !input.pointer.any_down()) {
            self.by_keys = true;
        }
        let escape = self.selection().is_some() || self.lifted().is_some() || self.is_pulling();
        // With codings at the caret Tab walks through them before it goes on.
        let tab = self.selection().is_none() && !self.at_caret().is_empty();
        let filter = EventFilter { tab, horizontal_arrows: true, vertical_arrows: true, escape };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        for event in ui.input(|input| input.filtered_events(&filter)) {
            match event {
                Event::Copy => {
                    if let Some(span) = self.selection()
                        && let Some(words) = span.of(&frame.input.document.text)
                    {
                        ui.ctx().copy_text(words.to_owned());
                        events.push(TranscriptEvent::Copied(span));
                    }
                }
                Event::Key { key, pressed: true, modifiers, .. } => {
                    self.by_keys = true;
                    self.key(ui, frame, key, modifiers, events);
                }
                _ => {}
            }
        }
    }

    fn key(
        &mut self,
        ui: &Ui,
        frame: &Frame<'_>,
        key: Key,
        modifiers: Modifiers,
        events: &mut Vec<TranscriptEvent>,
    ) {
        match key {
            Key::Enter => return self.enter(ui, frame, events),
            Key::Escape => {
                if self.is_pulling() {
                    self.give_up_pull();
                } else if self.lifted().is_some() {
                    self.lift(None);
                } else if self.selection().is_some() {
                    self.clear_selection();
                    events.push(TranscriptEvent::SelectionCleared);
                }
                return;
            }
            Key::A if modifiers.command => {
                let block = self.blocks.get(self.blocks.at(self.head()));
                let (start, end) = selection::turn(frame.input.document, &self.blocks, block);
                self.selection = Some(Selection::of(start, end));
                return;
            }
            _ => {}
        }
        let had = self.selection().is_some();
        let Some(to) = self.target(ui, frame, key, modifiers) else { return };
        if !matches!(key, Key::ArrowUp | Key::ArrowDown | Key::PageUp | Key::PageDown) {
            self.goal = None;
        }
        self.lift(None);
        let at = self.head();
        let selection = self.selection.get_or_insert(Selection::caret(at));
        if modifiers.shift {
            selection.extend(to);
        } else {
            *selection = Selection::caret(to);
            if had {
                events.push(TranscriptEvent::SelectionCleared);
            }
        }
        self.bring_in(ui, frame, to);
    }

    /// Where a key takes the caret.
    fn target(
        &mut self,
        ui: &Ui,
        frame: &Frame<'_>,
        key: Key,
        modifiers: Modifiers,
    ) -> Option<u32> {
        let text = &frame.input.document.text;
        let at = self.head();
        let far = modifiers.command || modifiers.ctrl;
        let end = self.blocks.get(usize::MAX).end;
        Some(match key {
            Key::ArrowLeft | Key::ArrowRight => {
                // In a paragraph that is read from right to left the left arrow goes on.
                let block = self.blocks.get(self.blocks.at(at));
                let forward = (key == Key::ArrowRight) != frame.lay(ui, block).leftwards();
                if modifiers.alt {
                    selection::step_sentence(text, &self.blocks, at, forward)
                } else if far {
                    selection::step_word(text, &self.blocks, at, forward)
                } else {
                    selection::step_letter(text, &self.blocks, at, forward)
                }
            }
            Key::ArrowUp | Key::ArrowDown if far => self.turn_beside(at, key == Key::ArrowDown),
            Key::ArrowUp => self.row_beside(ui, frame, at, -1.0),
            Key::ArrowDown => self.row_beside(ui, frame, at, 1.0),
            Key::Home if far => self.blocks.get(0).start,
            Key::End if far => end,
            Key::Home => self.row_of(ui, frame, at).0,
            Key::End => self.row_of(ui, frame, at).1,
            Key::PageUp | Key::PageDown => {
                let rows = (frame.columns.view.height() / frame.measure.line - 2.0).max(1.0);
                let way = if key == Key::PageUp { -1.0 } else { 1.0 };
                self.place.offset += way * rows * frame.measure.line;
                let mut to = at;
                for _ in 0..rows as usize {
                    to = self.row_beside(ui, frame, to, way);
                }
                to
            }
            _ => return None,
        })
    }

    /// The caret, or the first letter on the screen when there is none yet.
    pub(super) fn head(&self) -> u32 {
        let top = self.blocks.get(self.place.block).start;
        self.blocks.settle(self.selection.map_or(top, |selection| selection.head))
    }

    fn turn_beside(&self, at: u32, forward: bool) -> u32 {
        let list = self.blocks.list();
        let block = self.blocks.get(self.blocks.at(at));
        let first = list.partition_point(|other| other.turn < block.turn);
        if forward {
            let next = list.partition_point(|other| other.turn <= block.turn);
            return list.get(next).map_or(self.blocks.get(usize::MAX).end, |block| block.start);
        }
        let start = self.blocks.get(first).start;
        if at > start {
            return start;
        }
        let before = first.checked_sub(1).map(|index| self.blocks.get(index).turn);
        before.map_or(start, |turn| {
            self.blocks.get(list.partition_point(|other| other.turn < turn)).start
        })
    }

    fn row_of(&self, ui: &Ui, frame: &Frame<'_>, at: u32) -> (u32, u32) {
        let block = self.blocks.get(self.blocks.at(at));
        let row = frame.lay(ui, block).row((at - block.start) as usize);
        let place = |local: usize| block.start + u32::try_from(local).unwrap_or(0);
        (place(row.start), place(row.end))
    }

    /// The place a row above (-1) or below (1), in the next block where need be.
    fn row_beside(&mut self, ui: &Ui, frame: &Frame<'_>, at: u32, way: f32) -> u32 {
        let index = self.blocks.at(at);
        let block = self.blocks.get(index);
        let layout = frame.lay(ui, block);
        let caret = layout.caret((at.max(block.start) - block.start) as usize);
        let x = *self.goal.get_or_insert(caret.center().x);
        let y = caret.center().y + way * frame.measure.line;
        if (0.0..layout.height()).contains(&y) {
            let local = layout.hit(vec2(x, y));
            return block.start + u32::try_from(local).unwrap_or(0);
        }
        let next = if way > 0.0 { index + 1 } else { index.wrapping_sub(1) };
        let Some(&beside) = self.blocks.list().get(next) else {
            return if way > 0.0 { block.end } else { block.start };
        };
        let layout = frame.lay(ui, beside);
        let half = frame.measure.line / 2.0;
        let y = if way > 0.0 { half.min(layout.height() / 2.0) } else { layout.height() - half };
        beside.start + u32::try_from(layout.hit(vec2(x, y))).unwrap_or(0)
    }

    /// Enter: what is selected goes to the picker; a caret in a coding opens the coding.
    pub(super) fn enter(&mut self, ui: &Ui, frame: &Frame<'_>, events: &mut Vec<TranscriptEvent>) {
        let head = self.head();
        if self.selection().is_some() {
            self.bring_in(ui, frame, head);
            let laid = self.lay_visible(ui, frame);
            events.extend(self.selected(frame, &laid));
            return;
        }
        let document = frame.input.document;
        let mut codings: Vec<CodingId> = self.lifted().into_iter().collect();
        let near = self.at_caret();
        codings.extend(near.iter().filter_map(|laned| Self::id_of(document, laned)));
        codings.dedup();
        if let Some(first) = codings.first().copied() {
            // The one that was lifted out comes first, and once.
            let mut rest = codings.split_off(1);
            rest.retain(|id| *id != first);
            codings.extend(rest);
            self.bring_in(ui, frame, head);
            let laid = self.lay_visible(ui, frame);
            let block = self.blocks.at(head);
            let caret = laid.iter().find(|laid| laid.index == block).map(|laid| laid.caret(head));
            let pos = caret.map_or(frame.columns.view.center(), |caret| caret.center_bottom());
            events.push(TranscriptEvent::CodingClicked { codings, pos });
        }
    }

    /// Tab lifts out the codings at the caret one after the other, then goes on to what comes next
    /// in the window. To be called before the view asks for the keyboard in this frame.
    pub(super) fn tab(&mut self, ui: &Ui, id: egui::Id, document: &CorpusDocument) {
        if !ui.memory(|memory| memory.has_focus(id)) || self.selection().is_some() {
            return;
        }
        let near = self.at_caret();
        if near.is_empty() {
            return;
        }
        let (back, forth) = ui.input_mut(|input| {
            (
                input.consume_key(Modifiers::SHIFT, Key::Tab),
                input.consume_key(Modifiers::NONE, Key::Tab),
            )
        });
        if !back && !forth {
            return;
        }
        self.by_keys = true;
        let here = near.iter().position(|laned| Self::id_of(document, laned) == self.lifted);
        let here = here.filter(|_| self.lifted.is_some());
        let (next, leaves) = match (here, forth) {
            (None, true) => (Some(0), None),
            (Some(at), true) if at + 1 < near.len() => (Some(at + 1), None),
            (Some(_), true) => (None, Some(FocusDirection::Next)),
            (Some(0), false) => (None, None),
            (Some(at), false) => (Some(at - 1), None),
            (None, false) => (None, Some(FocusDirection::Previous)),
        };
        self.lifted =
            next.and_then(|at| near.get(at)).and_then(|laned| Self::id_of(document, laned));
        if let Some(way) = leaves {
            ui.memory_mut(|memory| memory.move_focus(way));
        }
    }
}
