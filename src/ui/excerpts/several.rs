//! Several excerpts at once: which are chosen, and what is done with all of them as one step.
//!
//! A click with Ctrl adds an excerpt or takes it away, one with Shift chooses all from the last one to
//! it; Space, Shift with the arrows and Ctrl+A do the same without the pointer. A plain click chooses
//! nothing but itself, Escape lets go. What is done from the bar or by key is done with all of them.

use super::State;
use super::listing::Row;
use crate::model::{CodeId, CodingId, Flag, Flags};
use crate::study::{CodeTarget, Command};
use crate::ui::action::Action;
use crate::ui::outbox::{Outbox, Quoted};
use crate::ui::picker::{self, Choice};
use crate::ui::view::View;
use crate::ui::widgets::{self, counted};
use egui::{Event, Modifiers, RichText, Ui};
use std::collections::HashSet;
use std::sync::Arc;

/// The excerpts that are chosen beside the one the keyboard is on.
#[derive(Default)]
pub(super) struct Chosen {
    ids: HashSet<CodingId>,
    /// The line where a range begins.
    from: Option<usize>,
}

impl Chosen {
    /// True when nothing is chosen.
    pub(super) fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// True for a chosen excerpt.
    pub(super) fn has(&self, id: CodingId) -> bool {
        self.ids.contains(&id)
    }

    /// Lets go of all of them.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Fits the choice to a new list: its lines stand elsewhere, some excerpts are gone.
    pub(super) fn keep(&mut self, ids: &[CodingId]) {
        self.from = None;
        if !self.ids.is_empty() {
            let there: HashSet<CodingId> = ids.iter().copied().collect();
            self.ids.retain(|id| there.contains(id));
        }
    }
}

/// What is done with excerpts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Deed {
    /// Another code.
    Recode(CodeId),
    /// Set a flag; take it away where all have it.
    Flag(Flag),
    /// Take the codings away.
    Remove,
}

impl State {
    /// A click on the card of a line.
    pub(super) fn choose(&mut self, row: usize, modifiers: Modifiers) {
        if modifiers.shift {
            let from = self.chosen.from.or(self.cursor).unwrap_or(row);
            self.chosen.ids = self.between(from, row).collect();
            self.chosen.from = Some(from);
        } else if modifiers.command {
            // The one the keyboard is on was looked at first: it belongs to the choice.
            if self.chosen.is_empty() && self.cursor != Some(row) {
                let before = self.cursor_id();
                self.chosen.ids.extend(before);
            }
            self.toggle(row);
        } else {
            self.chosen.clear();
            self.chosen.from = Some(row);
        }
    }

    /// Adds the excerpt of a line to the choice, or takes it out.
    pub(super) fn toggle(&mut self, row: usize) {
        let Some(id) = self.between(row, row).next() else { return };
        if !self.chosen.ids.remove(&id) {
            self.chosen.ids.insert(id);
        }
        self.chosen.from = Some(row);
    }

    /// Chooses what lies between the line where the choice began and this one.
    pub(super) fn extend(&mut self, to: usize) {
        let from = *self.chosen.from.get_or_insert(self.cursor.unwrap_or(to));
        self.chosen.ids = self.between(from, to).collect();
    }

    /// Chooses every excerpt of the list.
    pub(super) fn choose_all(&mut self) {
        if let Some((_, answer)) = self.answers.get() {
            self.chosen.ids = answer.listing.ids.iter().copied().collect();
        }
    }

    /// The excerpts of these lines, both ends included.
    fn between(&self, a: usize, b: usize) -> impl Iterator<Item = CodingId> + use<> {
        let listing = self.answers.get().map(|(_, answer)| &answer.listing);
        let rows = listing.and_then(|listing| listing.rows.get(a.min(b)..=a.max(b)));
        let ids = rows.unwrap_or_default().iter().filter_map(|row| match row {
            Row::Excerpt(at) => listing?.ids.get(*at as usize).copied(),
            Row::Head { .. } => None,
        });
        ids.collect::<Vec<_>>().into_iter()
    }

    /// What is copied: the chosen excerpts in the order of the list, else the one with the cursor, by
    /// its index.
    pub(super) fn quoted(&self, cursor: Option<u32>) -> Option<Quoted> {
        let (_, answer) = self.answers.get()?;
        let listing = &answer.listing;
        let place =
            |at: u32| Some((*listing.refs.get(at as usize)?, *listing.ids.get(at as usize)?));
        let rows = listing.rows.iter().filter_map(|row| match row {
            Row::Excerpt(at) => place(*at),
            Row::Head { .. } => None,
        });
        let list = if self.chosen.is_empty() {
            vec![place(cursor?)?.0]
        } else {
            rows.filter(|(_, id)| self.chosen.has(*id)).map(|(excerpt, _)| excerpt).collect()
        };
        Some(Quoted::Excerpts(Arc::clone(&answer.corpus), list))
    }

    /// The codings of the chosen excerpts, and what all of them are marked as. Several coders' codings
    /// that count as one excerpt go together.
    fn chosen_codings(&self) -> (Vec<CodingId>, Flags) {
        let mut codings = Vec::new();
        let mut all: Flags = Flag::ALL.into_iter().collect();
        let Some((_, answer)) = self.answers.get() else { return (codings, Flags::default()) };
        let listing = &answer.listing;
        for (id, excerpt) in listing.ids.iter().zip(&listing.refs) {
            if !self.chosen.has(*id) {
                continue;
            }
            for coding in excerpt.codings(&answer.corpus) {
                codings.push(coding.id);
                all = all.each().filter(|flag| coding.flags.has(*flag)).collect();
            }
        }
        (codings, all)
    }

    /// Does something with all chosen excerpts, as one step.
    pub(super) fn with_chosen(&mut self, deed: Deed, outbox: &mut Outbox) {
        let (codings, flags) = self.chosen_codings();
        if !codings.is_empty() {
            outbox.run(command(deed, codings, flags));
        }
    }
}

/// The step for these codings; `flags`: what all of them are marked as.
pub(super) fn command(deed: Deed, codings: Vec<CodingId>, flags: Flags) -> Command {
    match deed {
        Deed::Recode(code) => Command::RecodeCodings { codings, code: CodeTarget::Id(code) },
        Deed::Flag(flag) => Command::FlagCodings { codings, flag, on: !flags.has(flag) },
        Deed::Remove => Command::RemoveCodings { codings },
    }
}

/// The flag whose key was pressed. Some systems send the letter of the key, too: it is not to be typed.
pub(super) fn flag_key(ui: &Ui) -> Option<Flag> {
    Flag::ALL.into_iter().find(|flag| {
        let shortcut = Action::Flag(*flag).shortcut();
        ui.input_mut(|input| {
            let used = shortcut.is_some_and(|shortcut| input.consume_shortcut(&shortcut));
            if used {
                input.events.retain(|event| !matches!(event, Event::Text(_)));
            }
            used
        })
    })
}

/// The flags as a list to choose from.
pub(super) fn flags(flags: Flags) -> Vec<Choice> {
    Flag::ALL.into_iter().map(|flag| Choice::new(flag.name(), flags.has(flag))).collect()
}

/// What can be done with the chosen excerpts, from the left.
pub(super) fn bar(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    let (codings, marked) = state.chosen_codings();
    let number = counted(state.chosen.ids.len() as u64, "excerpt chosen", "excerpts chosen");
    ui.label(RichText::new(number).color(view.theme.strong));
    ui.add_space(6.0);
    ui.add_enabled_ui(!view.busy && !codings.is_empty(), |ui| {
        let anchor = widgets::drop_chip(ui, view.theme, "change the code", "Change their code");
        let made = picker::pick(ui, view.theme, &anchor, ("Search codes", false), || {
            picker::codes(view, &[])
        });
        if let Some(code) = made.and_then(|place| view.corpus.codes.codes().get(place)) {
            state.with_chosen(Deed::Recode(code.id), outbox);
        }
        let anchor = widgets::drop_chip(ui, view.theme, "mark", "Mark them");
        let made = picker::pick(ui, view.theme, &anchor, ("Mark as", false), || flags(marked));
        if let Some(flag) = made.and_then(|at| Flag::ALL.get(at)) {
            state.with_chosen(Deed::Flag(*flag), outbox);
        }
        if ui.button("Remove").on_hover_text("Take these codings away, as one step").clicked() {
            state.with_chosen(Deed::Remove, outbox);
        }
    });
    if ui.button("Let go").on_hover_text("Choose none of them").clicked() {
        state.chosen.clear();
    }
}
