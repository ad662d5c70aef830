//! Frozen line numbers beside the rows their lines begin in. They never change with the window.

use super::frame::{Frame, Laid};
use crate::text::lines::{Lines, WIDTH};
use egui::{Align2, FontId, Ui, pos2};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};

/// Bytes up to which a text is numbered at once: a few milliseconds.
const SHORT: usize = 60_000;

/// The line numbers of the document shown.
#[derive(Default)]
pub(super) struct Numbers {
    of: Option<Arc<str>>,
    state: State,
}

#[derive(Default)]
enum State {
    #[default]
    None,
    /// Being counted on another thread.
    Awaited(Receiver<Lines>),
    Here(Lines),
}

impl Numbers {
    /// Counts the lines of a text, once. A long one is counted elsewhere and is there a moment later.
    fn lines(&mut self, ctx: &egui::Context, text: &Arc<str>) -> Option<&Lines> {
        if !self.of.as_ref().is_some_and(|of| Arc::ptr_eq(of, text)) {
            self.of = Some(Arc::clone(text));
            self.state = count(ctx, text);
        }
        if let State::Awaited(news) = &self.state {
            match news.try_recv() {
                Ok(lines) => self.state = State::Here(lines),
                Err(TryRecvError::Empty) => {}
                Err(TryRecvError::Disconnected) => {
                    self.state = State::Here(Lines::new(text, WIDTH));
                }
            }
        }
        match &self.state {
            State::Here(lines) => Some(lines),
            State::None | State::Awaited(_) => None,
        }
    }

    /// Draws the numbers, where they are wanted.
    pub(super) fn paint(&mut self, ui: &Ui, frame: &Frame<'_>, laid: &[Laid<'_>]) {
        if !frame.input.reading.line_numbers {
            return;
        }
        let document = frame.input.document;
        let Some(lines) = self.lines(ui.ctx(), &document.text) else { return };
        let font = FontId::proportional(10.5);
        let ink = frame.input.theme.quiet;
        for block in laid {
            // Lines that begin with the label of a turn begin beside its first row.
            let turn = document.turns.get(block.block.turn as usize);
            let from = turn.filter(|_| block.block.first).map(|turn| turn.start);
            let from = from.unwrap_or(block.block.start).min(block.block.start);
            let mut rows: Vec<(f32, u32, u32)> = Vec::new();
            for (number, byte) in lines.beginning_in(from..block.block.end) {
                let y = block.caret(byte.max(block.block.start)).center().y;
                match rows.last_mut().filter(|row| (row.0 - y).abs() < 1.0) {
                    Some(row) => row.2 = number,
                    None => rows.push((y, number, number)),
                }
            }
            for (y, first, last) in rows {
                let text =
                    if first == last { first.to_string() } else { format!("{first}–{last}") };
                let at = pos2(frame.columns.numbers.max, y);
                ui.painter().text(at, Align2::RIGHT_CENTER, text, font.clone(), ink);
            }
        }
    }
}

fn count(ctx: &egui::Context, text: &Arc<str>) -> State {
    if text.len() <= SHORT {
        return State::Here(Lines::new(text, WIDTH));
    }
    let (send, receive) = channel();
    let (text, ctx) = (Arc::clone(text), ctx.clone());
    let work = move || {
        send.send(Lines::new(&text, WIDTH)).ok();
        ctx.request_repaint();
    };
    match std::thread::Builder::new().name("postil-lines".to_owned()).spawn(work) {
        Ok(_) => State::Awaited(receive),
        Err(_) => State::None,
    }
}
