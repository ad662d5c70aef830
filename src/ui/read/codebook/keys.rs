//! The keyboard in the tree: arrows walk and open, letters find, Alt moves codes about.

use super::drag::next_sibling;
use super::listed::Sort;
use super::{Answer, State, excerpts_of, row_id, span};
use crate::model::CodeId;
use crate::study::Command;
use crate::ui::outbox::{Outbox, Request};
use crate::ui::view::View;
use egui::{Event, EventFilter, Key, Modifiers};

/// Letters typed within so many seconds belong together.
const PAUSE: f64 = 1.0;

/// Takes the keys while a row has the keyboard.
pub(super) fn take(
    ui: &egui::Ui,
    view: &View<'_>,
    state: &mut State,
    selecting: bool,
    outbox: &mut Outbox,
) -> Option<Answer> {
    let tree = &view.corpus.codes;
    let focused = ui.memory(egui::Memory::focused);
    let came = std::mem::replace(&mut state.focused, focused) != focused;
    let focused = focused?;
    // Where the keyboard is on its way to another row, that one takes the keys; a menu its own.
    if state.renaming.is_some() || state.focus || egui::Popup::is_any_open(ui.ctx()) {
        return None;
    }
    let has = |code: &CodeId| row_id(*code) == focused;
    if !state.cursor.is_some_and(|cursor| has(&cursor)) {
        // Tab came to a row that was not the cursor's; the keyboard that merely stayed on one while
        // another was chosen moves nothing.
        let codes = state.listed.places.iter().map(|&place| tree.codes()[place].id);
        let row = codes.into_iter().find(has)?;
        if came || state.cursor.is_none() {
            state.choose(row);
        }
    }
    // Esc goes back to one chosen code first, then leaves the tree as it leaves anything.
    let escape = state.selected.len() > 1;
    let filter = EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(focused, filter));
    let mut answer = None;
    for event in ui.input(|input| input.filtered_events(&filter)) {
        match event {
            Event::Key { key, pressed: true, modifiers, .. } => {
                let mut hand = Hand { view, state, selecting, outbox };
                answer = hand.key(key, modifiers).or(answer);
            }
            Event::Text(text) => find(view, state, &text, ui.input(|input| input.time)),
            _ => {}
        }
    }
    // Enter and Space were taken: they are no click.
    ui.input_mut(|input| {
        for key in [Key::Enter, Key::Space] {
            input.consume_key(input.modifiers, key);
        }
    });
    answer
}

struct Hand<'a, 'v> {
    view: &'a View<'v>,
    state: &'a mut State,
    selecting: bool,
    outbox: &'a mut Outbox,
}

impl Hand<'_, '_> {
    fn key(&mut self, key: Key, modifiers: Modifiers) -> Option<Answer> {
        let tree = &self.view.corpus.codes;
        let cursor = self.state.cursor?;
        if modifiers.alt {
            self.alt(key, cursor);
            return None;
        }
        let rows = self.state.listed.places.len();
        let row = self.state.listed.row(tree, cursor).unwrap_or(0);
        let page = (self.state.scrolled.1 / (super::row::HEIGHT + 1.0)).max(2.0) as usize - 1;
        match key {
            Key::ArrowUp => self.go(row.saturating_sub(1), modifiers),
            Key::ArrowDown => self.go(row + 1, modifiers),
            Key::PageUp => self.go(row.saturating_sub(page), modifiers),
            Key::PageDown => self.go(row + page, modifiers),
            Key::Home => self.go(0, modifiers),
            Key::End => self.go(rows.saturating_sub(1), modifiers),
            Key::ArrowRight => self.right(row, cursor),
            Key::ArrowLeft => self.left(cursor),
            Key::A if modifiers.command => {
                let codes = self.state.listed.places.iter().map(|&place| tree.codes()[place].id);
                self.state.selected = codes.collect();
            }
            Key::Escape => self.state.choose(cursor),
            Key::F2 if !self.view.busy => self.state.rename(tree, cursor),
            Key::F10 if modifiers.shift => self.state.menu = Some((cursor, false)),
            Key::Delete | Key::Backspace => {
                self.outbox.send(Request::RemoveCodes(self.state.selected(tree)));
            }
            Key::Enter if self.selecting => {
                return Some(Answer::Apply(self.state.selected(tree)));
            }
            Key::Enter => excerpts_of(self.view, cursor, self.outbox),
            _ => {}
        }
        None
    }

    /// The cursor goes to a row; Shift takes the rows on the way along, Ctrl leaves the choice alone.
    fn go(&mut self, row: usize, modifiers: Modifiers) {
        let tree = &self.view.corpus.codes;
        let last = self.state.listed.places.len().saturating_sub(1);
        let Some(&place) = self.state.listed.places.get(row.min(last)) else { return };
        let code = tree.codes()[place].id;
        if modifiers.shift {
            span(self.state, tree, code, false);
            self.state.cursor = Some(code);
        } else {
            self.state.choose(code);
        }
        self.state.take_focus();
    }

    /// Opens the code, or goes to the first one under it.
    fn right(&mut self, row: usize, cursor: CodeId) {
        let tree = &self.view.corpus.codes;
        let Some(place) = tree.place(cursor).filter(|place| tree.has_children(*place)) else {
            return;
        };
        if self.state.folded.remove(&cursor) {
            self.state.folds += 1;
        } else if self.state.listed.places.get(row + 1).is_some_and(|at| {
            let below = tree.subtree(place);
            below.contains(at)
        }) {
            self.go(row + 1, Modifiers::NONE);
        }
    }

    /// Closes the code, or goes to the one above it.
    fn left(&mut self, cursor: CodeId) {
        let tree = &self.view.corpus.codes;
        let Some(place) = tree.place(cursor) else { return };
        if tree.has_children(place) && self.state.folded.insert(cursor) {
            self.state.folds += 1;
            return;
        }
        let above = tree.parent_place(place).map(|place| tree.codes()[place].id);
        if let Some(row) = above.and_then(|code| self.state.listed.row(tree, code)) {
            self.go(row, Modifiers::NONE);
        }
    }

    /// Alt with a key: moves what is chosen, or opens its form.
    fn alt(&mut self, key: Key, cursor: CodeId) {
        match key {
            Key::Enter => self.outbox.send(Request::EditCode(cursor)),
            Key::ArrowUp | Key::ArrowDown | Key::ArrowLeft | Key::ArrowRight => {
                let step = match key {
                    Key::ArrowUp => Step::Up,
                    Key::ArrowDown => Step::Down,
                    Key::ArrowLeft => Step::Out,
                    _ => Step::In,
                };
                shift(self.view, self.state, step, self.outbox);
            }
            _ => {}
        }
    }
}

/// Where codes move by one step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Step {
    /// Before the sibling above.
    Up,
    /// Behind the sibling below.
    Down,
    /// Beside the code above them, behind it.
    Out,
    /// Under the sibling above.
    In,
}

/// Moves the chosen codes by one step, as far as they are siblings.
pub(super) fn shift(view: &View<'_>, state: &mut State, step: Step, outbox: &mut Outbox) {
    let tree = &view.corpus.codes;
    if view.busy {
        return;
    }
    let ordered = state.wish.sort == Sort::Own && state.wish.wanted.trim().is_empty();
    if !ordered && step != Step::Out {
        let text = "Codes can be put in order while they stand in their own order, unfiltered";
        return outbox.send(Request::Tell(text.to_owned()));
    }
    let codes = state.selected(tree);
    let Some(first) = codes.first().and_then(|code| tree.get(*code)) else { return };
    let parent = first.parent;
    // What hangs under another one goes along with it.
    let codes: Vec<CodeId> = codes
        .into_iter()
        .filter(|code| tree.get(*code).is_some_and(|code| code.parent == parent))
        .collect();
    let siblings: Vec<CodeId> =
        tree.codes().iter().filter(|code| code.parent == parent).map(|code| code.id).collect();
    let place = |code: &CodeId| siblings.iter().position(|sibling| sibling == code);
    let Some(top) = codes.first().and_then(place) else { return };
    let Some(bottom) = codes.last().and_then(place) else { return };
    let above = top.checked_sub(1).and_then(|at| siblings.get(at)).copied();
    let (parent, before) = match step {
        Step::Up => match above {
            Some(above) => (parent, Some(above)),
            None => return,
        },
        Step::Down if bottom + 1 >= siblings.len() => return,
        Step::Down => (parent, siblings.get(bottom + 2).copied()),
        Step::Out => match parent.and_then(|parent| tree.get(parent)) {
            Some(old) => (old.parent, next_sibling(tree, old.id)),
            None => return,
        },
        Step::In => match above {
            Some(above) => {
                if state.folded.remove(&above) {
                    state.folds += 1;
                }
                (Some(above), None)
            }
            None => return,
        },
    };
    outbox.run(Command::MoveCodes { codes, parent, before });
    state.take_focus();
}

/// Goes to the next code that begins with the letters typed.
fn find(view: &View<'_>, state: &mut State, text: &str, now: f64) {
    if text.chars().any(char::is_control) {
        return;
    }
    let (typed, last) = &mut state.typed;
    if now - *last > PAUSE {
        typed.clear();
    }
    *last = now;
    typed.push_str(&text.to_lowercase());
    if typed.trim().is_empty() {
        typed.clear();
        return;
    }
    let tree = &view.corpus.codes;
    let rows = &state.listed.places;
    let here = state.cursor.and_then(|code| state.listed.row(tree, code)).unwrap_or(0);
    // One letter goes on to the next; more letters may stay where they are.
    let first = here + usize::from(typed.chars().count() == 1);
    let name = |row: usize| tree.codes()[rows[row % rows.len()]].fields.name.to_lowercase();
    let found = (first..first + rows.len()).find(|row| name(*row).starts_with(typed.as_str()));
    if let Some(row) = found {
        let code = tree.codes()[rows[row % rows.len()]].id;
        state.choose(code);
        state.take_focus();
    }
}
