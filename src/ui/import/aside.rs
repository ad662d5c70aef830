//! Files that wait to be imported while the study is locked: where they are and what was decided about
//! them. Nothing that stands in them is kept; they are read again.

use super::State;
use crate::model::Reading;
use std::collections::HashMap;
use std::path::PathBuf;

/// What was decided about a file.
#[derive(Clone, Debug)]
struct Decided {
    reading: Reading,
    ticked: bool,
}

/// What was named, what was decided about each, and which was looked at.
#[derive(Clone, Debug)]
pub(in crate::ui) struct Aside {
    /// As they were named: files, folders, archives.
    files: Vec<PathBuf>,
    /// How many files they are.
    waiting: usize,
    decided: HashMap<PathBuf, Decided>,
    chosen: Option<PathBuf>,
}

impl Aside {
    /// What was named, to be read again.
    pub(in crate::ui) fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// How many files wait.
    pub(in crate::ui) fn waiting(&self) -> usize {
        self.waiting
    }
}

impl State {
    /// The files that wait, without their words.
    pub(in crate::ui) fn aside(&self) -> Aside {
        let decided = self.entries.iter().map(|entry| {
            let decided = Decided { reading: entry.reading.clone(), ticked: entry.ticked };
            (entry.path.clone(), decided)
        });
        Aside {
            files: self.given.clone(),
            waiting: self.waiting(),
            decided: decided.collect(),
            chosen: self.entries.get(self.chosen).map(|entry| entry.path.clone()),
        }
    }

    /// Decides as it was decided before about the files that were read again.
    pub(in crate::ui) fn decide_again(&mut self, aside: &Aside) {
        for entry in &mut self.entries {
            if let Some(before) = aside.decided.get(&entry.path) {
                entry.reading.clone_from(&before.reading);
                entry.ticked = before.ticked;
            }
        }
        let chosen = aside.chosen.as_ref();
        let at = chosen.and_then(|path| self.entries.iter().position(|e| e.path == *path));
        if let Some(at) = at {
            self.choose(at);
        }
        self.look_all();
    }

    /// How many files wait.
    pub(in crate::ui) fn waiting(&self) -> usize {
        self.entries.iter().filter(|entry| entry.may_come()).count()
    }
}
