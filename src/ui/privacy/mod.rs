//! Privacy: what in the study may say who somebody is, the pseudonyms, and what was replaced.

mod aside;
mod findings;
mod head;
mod keyring;
mod list;
mod log;
mod preview;
#[cfg(test)]
mod tests;

pub use keyring::KeyRequest;
pub(in crate::ui) use keyring::Keyring;

use super::dialogs::Dialog;
use super::outbox::Outbox;
use super::view::View;
use crate::analysis::identifiers::Finding;
use crate::model::{Anonymised, Pseudonym, Span, TextPlace};
use crate::study::NamePlace;
use egui::{Frame, Margin, Ui};

/// The parts of the page.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Tab {
    /// What a scan found.
    #[default]
    Findings,
    /// The list of the key, and its preview.
    Pseudonyms,
    /// What was replaced.
    Log,
}

/// Names to be replaced.
#[derive(Clone, Debug)]
pub enum Replacing {
    /// The places of a preview.
    Places {
        /// The list they point into.
        list: Vec<Pseudonym>,
        /// Where.
        places: Vec<NamePlace>,
        /// In older texts, receipts and kept codebooks too.
        elsewhere: bool,
    },
    /// What a scan found: these places, or the words wherever they stand.
    Words {
        /// What stands for them.
        line: Pseudonym,
        /// Where they were found.
        places: Vec<(TextPlace, Span, String)>,
        /// Wherever they stand.
        everywhere: bool,
    },
}

/// What the page remembers.
#[derive(Default)]
pub struct State {
    tab: Tab,
    findings: findings::Findings,
    list: list::List,
    preview: Option<preview::Preview>,
    log: log::Log,
    pub(in crate::ui) keyring: Keyring,
}

impl State {
    /// Shows a part of the page.
    pub(in crate::ui) fn open(&mut self, tab: Tab) {
        self.tab = tab;
        self.findings.only = None;
    }

    /// Shows what an export would take along.
    pub(in crate::ui) fn show_only(&mut self, found: Vec<Finding>, of: String) {
        self.tab = Tab::Findings;
        self.findings.only = Some((of, found));
    }

    /// Something of the key was done: a line to tell. Dialogs of the key learn of it.
    pub(in crate::ui) fn poll(&mut self) -> Option<Result<String, String>> {
        match self.keyring.poll()? {
            Ok(told) => {
                self.list.dialog = None;
                told.map(Ok)
            }
            Err(why) => match &mut self.list.dialog {
                Some(dialog) => {
                    dialog.refused(&why);
                    None
                }
                None => Some(Err(why)),
            },
        }
    }

    /// Names were replaced: the key is back, and what was previewed is done.
    pub(in crate::ui) fn replaced(&mut self, key: Option<crate::study::KeyFile>, done: bool) {
        if key.is_some() {
            self.keyring.put(key);
        }
        if done {
            self.preview = None;
        }
    }

    /// The log, for this revision of the study.
    pub(in crate::ui) fn set_log(&mut self, revision: u64, log: Vec<Anonymised>) {
        self.log.set(revision, log);
    }

    /// Writes what was typed into the list of names, where that is not in the key yet: the study is
    /// locked or left. What was typed for a key that is closed cannot be written, and is no less
    /// unsaved.
    pub(in crate::ui) fn put_down(&mut self) -> Result<(), String> {
        if self.list.unsent().is_none() && self.list.waits().is_none() {
            return Ok(());
        }
        self.keyring.come_home();
        // What was still being written may be all there is; or the key was closed, or opened again.
        self.list.take(&mut self.keyring);
        if let Some(lines) = self.list.unsent() {
            let done = self.keyring.write(lines);
            self.list.take(&mut self.keyring);
            done?;
        }
        self.list.waits().map_or(Ok(()), Err)
    }

    /// Takes out what was typed into the list of names, with its key: a study is locked, and nothing
    /// else of the page may stay anywhere.
    pub(in crate::ui) fn only_list(&mut self) -> Self {
        let Self { mut list, mut keyring, .. } = std::mem::take(self);
        // Names may wait for another key than the one that is open.
        if list.unsent().is_none() {
            keyring = Keyring::default();
            list.take(&mut keyring);
        }
        Self { list: list.without_dialogs(), keyring, ..Self::default() }
    }

    /// Another study: what was found and previewed is of the one before. The key may be of both. What
    /// is in no key goes, too: it was put down before, or somebody said that it may be lost.
    pub(in crate::ui) fn forget(&mut self) {
        let keyring = std::mem::take(&mut self.keyring);
        *self = Self { keyring, ..Self::default() };
    }
}

/// Draws the page.
pub fn show(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    state.findings.look(ui.ctx(), view, &state.keyring);
    Frame::new().fill(view.theme.page).inner_margin(Margin::symmetric(24, 16)).show(ui, |ui| {
        head::tabs(ui, view, state);
        ui.add_space(10.0);
        match state.tab {
            Tab::Findings => findings::show(ui, view, state, outbox),
            Tab::Pseudonyms if state.preview.is_some() => preview::show(ui, view, state, outbox),
            Tab::Pseudonyms => list::show(ui, view, state, outbox),
            Tab::Log => log::show(ui, view, state, outbox),
        }
        // The page fills its place, however little there is on it.
        ui.allocate_space(ui.available_size());
    });
    let closed = state
        .list
        .dialog
        .as_mut()
        .is_some_and(|dialog| dialog.show(ui.ctx(), view.theme, outbox) == Dialog::Closed);
    if closed {
        state.list.dialog = None;
    }
}
