//! What is asked of the view by name, from menu, palette or key: go somewhere, take a turn, move an
//! end of a coding.

use super::TranscriptEvent;
use super::edges::stepped;
use super::frame::Frame;
use super::lanes::Laned;
use super::selection::{self, Selection};
use super::view::TranscriptView;
use crate::model::{CodingId, CorpusDocument, Span, Voice};
use crate::text::positions;
use crate::ui::action::{Edge, Step};
use egui::Ui;

/// Something to do with the caret, done with the next frame.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    /// What is selected goes to the picker; a caret in a coding opens the coding.
    Open,
    /// Selects the turn at the caret, for the picker.
    Turn,
    /// Selects the question and the answer at the caret, for the picker.
    Exchange,
    /// The coding after the caret, or before it.
    Coding {
        /// After it.
        forward: bool,
    },
    /// The turn of a participant without a coding after the caret, or before it.
    Uncoded {
        /// After it.
        forward: bool,
    },
    /// Moves an end of the coding at the caret.
    Edge(Edge, Step),
    /// Selects these words and brings them into view.
    Select(Span),
}

impl TranscriptView {
    /// Does with the next frame what was asked for.
    pub fn order(&mut self, order: Order) {
        self.orders.push(order);
    }

    /// The coding that keys act on: the one that was lifted out, or the shortest at the caret.
    pub fn at_hand(&self) -> Option<CodingId> {
        self.at_hand.or(self.lifted)
    }

    /// The coding that was lifted out by key, if any.
    pub fn lifted(&self) -> Option<CodingId> {
        self.lifted
    }

    /// True when more than one coding lies at the caret.
    pub fn several_at_hand(&self) -> bool {
        self.at_caret().len() > 1
    }

    /// Lifts a coding out, or lets it sink back.
    pub fn lift(&mut self, coding: Option<CodingId>) {
        self.lifted = coding;
    }

    pub(super) fn follow_orders(
        &mut self,
        ui: &Ui,
        frame: &Frame<'_>,
        events: &mut Vec<TranscriptEvent>,
    ) {
        for order in std::mem::take(&mut self.orders) {
            self.by_keys = true;
            let document = frame.input.document;
            match order {
                Order::Open => self.enter(ui, frame, events),
                Order::Turn => {
                    let block = self.blocks.get(self.blocks.at(self.head()));
                    let (start, end) = selection::turn(document, &self.blocks, block);
                    self.take(ui, frame, (start, end), events);
                }
                Order::Exchange => {
                    let turn = self.blocks.get(self.blocks.at(self.head())).turn as usize;
                    if let Some(range) = exchange(document, turn) {
                        self.take(ui, frame, range, events);
                    }
                }
                Order::Coding { forward } => self.walk(ui, frame, forward, events),
                Order::Uncoded { forward } => self.walk_uncoded(ui, frame, forward, events),
                Order::Edge(edge, step) => self.move_edge(ui, frame, edge, step, events),
                Order::Select(span) => {
                    self.selection = Some(Selection::of(span.start(), span.end()));
                    self.lifted = None;
                    self.center_passage(ui, frame, span);
                }
            }
        }
    }

    /// Selects a range and asks for codes.
    fn take(
        &mut self,
        ui: &Ui,
        frame: &Frame<'_>,
        (start, end): (u32, u32),
        events: &mut Vec<TranscriptEvent>,
    ) {
        self.selection = Some(Selection::of(start, end));
        self.lifted = None;
        if let Some(span) = self.selection() {
            self.show_passage(ui, frame, span);
        }
        let laid = self.lay_visible(ui, frame);
        events.extend(self.selected(frame, &laid));
    }

    /// Scrolls as little as needed to see a passage, its beginning before its end.
    fn show_passage(&mut self, ui: &Ui, frame: &Frame<'_>, span: Span) {
        self.bring_in(ui, frame, span.end());
        self.bring_in(ui, frame, span.start());
    }

    /// Leaves a passage where it is seen well; brings it above the middle where it is not.
    fn center_passage(&mut self, ui: &Ui, frame: &Frame<'_>, span: Span) {
        let view = frame.columns.view;
        let laid = self.lay_visible(ui, frame);
        let index = self.blocks.at(span.start());
        let seen = laid.iter().find(|laid| laid.index == index);
        let y = seen.map(|laid| laid.caret(span.start()).center().y);
        let good = view.top() + 40.0..=view.bottom() - 90.0;
        if !y.is_some_and(|y| good.contains(&y)) {
            self.put_at(ui, frame, span.start(), 0.35);
        }
    }

    /// The codings at the caret, those that hold it before those that end there, the shortest first.
    pub(super) fn at_caret(&self) -> Vec<Laned> {
        let Some(head) = self.selection.map(|selection| selection.head) else { return Vec::new() };
        let mut near = Vec::new();
        self.lanes.query(head.saturating_sub(1), head.saturating_add(1), &mut near);
        near.retain(|laned| laned.span.start() <= head && head <= laned.span.end());
        near.sort_by_key(|laned| (!laned.span.contains(head), laned.span.len(), laned.row));
        near
    }

    pub(super) fn id_of(document: &CorpusDocument, laned: &Laned) -> Option<CodingId> {
        document.codings.get(laned.row as usize).map(|row| row.id)
    }

    /// Keeps to what is there: a coding that was lifted out may be gone.
    pub(super) fn look_at_hand(&mut self, document: &CorpusDocument) {
        if self.lifted.is_some_and(|id| document.coding(id).is_none()) {
            self.lifted = None;
        }
        let first = || self.at_caret().first().and_then(|laned| Self::id_of(document, laned));
        self.at_hand = self.lifted.or_else(first);
    }

    fn walk(
        &mut self,
        ui: &Ui,
        frame: &Frame<'_>,
        forward: bool,
        events: &mut Vec<TranscriptEvent>,
    ) {
        let document = frame.input.document;
        let lifted = self
            .lifted
            .and_then(|id| document.codings.iter().enumerate().find(|(_, coding)| coding.id == id));
        let next = match lifted {
            Some((row, coding)) => {
                let row = u32::try_from(row).unwrap_or(u32::MAX);
                self.lanes.beside(coding.span.start(), Some(row), forward)
            }
            // A caret at the very beginning of a coding means that coding.
            None if forward => self.lanes.beside(self.head().saturating_sub(1), None, true),
            None => self.lanes.beside(self.head(), None, false),
        };
        let found = next.and_then(|laned| Some((laned.span, Self::id_of(document, &laned)?)));
        let Some((span, id)) = found else {
            events.push(TranscriptEvent::Nothing(if forward {
                "No coding comes after this place"
            } else {
                "No coding comes before this place"
            }));
            return;
        };
        self.let_go(events);
        self.selection = Some(Selection::caret(self.blocks.settle(span.start())));
        self.lifted = Some(id);
        self.bring_in(ui, frame, span.start());
    }

    fn walk_uncoded(
        &mut self,
        ui: &Ui,
        frame: &Frame<'_>,
        forward: bool,
        events: &mut Vec<TranscriptEvent>,
    ) {
        let document = frame.input.document;
        let here = self.blocks.get(self.blocks.at(self.head())).turn as usize;
        let voice = |turn: usize| {
            let speaker = document.turns.get(turn)?.speaker?;
            document.speaker(speaker).map(|speaker| speaker.voice)
        };
        // Where nobody is mapped yet, everybody but the interviewer is meant.
        let mapped = document.speakers.iter().any(|s| matches!(s.voice, Voice::Participant(_)));
        let speaks = |turn: usize| match voice(turn) {
            Some(Voice::Participant(_)) => true,
            Some(Voice::Interviewer) => false,
            Some(Voice::Unassigned) => !mapped,
            None => document.speakers.is_empty(),
        };
        let mut found = Vec::new();
        let mut uncoded = |turn: &usize| {
            let Some(row) = document.turns.get(*turn).filter(|row| row.body < row.end) else {
                return false;
            };
            self.lanes.query(row.body, row.end, &mut found);
            speaks(*turn) && found.is_empty()
        };
        let turns = document.turns.len();
        let turn = if forward {
            (here + 1..turns).find(&mut uncoded)
        } else {
            (0..here.min(turns)).rev().find(&mut uncoded)
        };
        let Some(turn) = turn else {
            events.push(TranscriptEvent::Nothing(if forward {
                "Every turn of a participant after this one carries a code"
            } else {
                "Every turn of a participant before this one carries a code"
            }));
            return;
        };
        let list = self.blocks.list();
        let block = list.partition_point(|block| (block.turn as usize) < turn);
        let start = self.blocks.get(block).start;
        self.let_go(events);
        self.selection = Some(Selection::caret(start));
        self.bring_in(ui, frame, start);
    }

    fn move_edge(
        &mut self,
        ui: &Ui,
        frame: &Frame<'_>,
        edge: Edge,
        step: Step,
        events: &mut Vec<TranscriptEvent>,
    ) {
        let document = frame.input.document;
        self.look_at_hand(document);
        let Some(coding) = self.at_hand.and_then(|id| document.coding(id)) else { return };
        let Some(span) = stepped(&document.text, &self.blocks, coding.span, edge, step) else {
            events.push(TranscriptEvent::Nothing("The coding can go no farther this way"));
            return;
        };
        self.let_go(events);
        self.lifted = Some(coding.id);
        let end = matches!(edge, Edge::EndOut | Edge::EndIn);
        let at = if end { span.end() } else { span.start() };
        self.selection = Some(Selection::caret(at));
        self.bring_in(ui, frame, at);
        events.push(TranscriptEvent::Resized { coding: coding.id, span });
    }

    /// Lets selection and lifted coding go.
    pub(super) fn let_go(&mut self, events: &mut Vec<TranscriptEvent>) {
        self.lifted = None;
        self.goal = None;
        if self.selection().is_some() {
            self.clear_selection();
            events.push(TranscriptEvent::SelectionCleared);
        }
    }
}

/// From the interviewer's turns at or before a turn to the last turn before they speak again.
fn exchange(document: &CorpusDocument, turn: usize) -> Option<(u32, u32)> {
    let asks = |turn: &usize| {
        let speaker = document.turns.get(*turn).and_then(|row| row.speaker);
        speaker
            .and_then(|id| document.speaker(id))
            .is_some_and(|speaker| speaker.voice == Voice::Interviewer)
    };
    // Back over the answer, then over all turns of the question.
    let question = (0..=turn).rev().find(&asks);
    let first = match question {
        Some(last) => (0..=last).rev().take_while(&asks).last().unwrap_or(last),
        None => 0,
    };
    let turns = document.turns.len();
    let answer = (first..turns).find(|turn| !asks(turn));
    let next = answer.and_then(|answer| (answer..turns).find(&asks));
    let last = next.unwrap_or(turns).checked_sub(1)?.max(first);
    let (start, end) = (document.turns.get(first)?.body, document.turns.get(last)?.end);
    let span = positions::trim(&document.text, Span::new(start, end)?)?;
    Some((span.start(), span.end()))
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn a_question_with_its_answer_ends_before_the_next_question() {
        const TEXT: &str = "P01: Before.\n\nINT: How long?\n\nINT: In months?\n\nP01: Fourteen.\n\n\
                            P01: All in.\n\nINT: And then?\n\nP01: A letter.";
        let document = sample::document(TEXT);
        let check = |turn, expected: &str| {
            let (start, end) = exchange(&document, turn).unwrap();
            assert_eq!(&TEXT[start as usize..end as usize], expected, "turn {turn}");
        };
        check(0, "Before.");
        let one = "How long?\n\nINT: In months?\n\nP01: Fourteen.\n\nP01: All in.";
        for turn in 1..=4 {
            check(turn, one);
        }
        check(5, "And then?\n\nP01: A letter.");
        check(6, "And then?\n\nP01: A letter.");
        let silent = sample::document("INT: Well?\n\nINT: Well?");
        assert_eq!(exchange(&silent, 1), Some((5, 22)));
    }
}
