//! Rows of the list that are not in their key, which is closed: its file was gone, or it has
//! another passphrase by now. They wait until the key is open again, or until somebody lets them go.

use super::list::{List, trimmed, unsent};
use crate::model::Pseudonym;
use crate::study::KeyFile;
use crate::ui::parts::count;
use crate::ui::theme::Theme;
use egui::{RichText, Ui};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The rows of one key.
pub(super) struct Aside {
    rows: Vec<Pseudonym>,
    /// The list of the key they were made of: what differs from it was typed.
    base: Vec<Pseudonym>,
    /// Where the key lay.
    of: PathBuf,
    /// How many names are not in it; 0 where lines were only taken out. `None` where nothing could
    /// be written: a line without a name waits for its name.
    names: Option<usize>,
}

impl Aside {
    /// `None` where the key has all of it.
    pub(super) fn new(of: PathBuf, base: Vec<Pseudonym>, rows: &[Pseudonym]) -> Option<Self> {
        let rows = rows.iter().map(trimmed).filter(|line| *line != Pseudonym::default());
        let rows: Vec<Pseudonym> = rows.collect();
        if rows == base {
            return None;
        }
        let names = unsent(&rows, &base).map(|lines| fresh(&lines, &base));
        Some(Self { rows, base, of, names })
    }

    /// The key they wait for, where something has to be written into it.
    pub(super) fn key(&self) -> Option<&Path> {
        self.names.map(|_| self.of.as_path())
    }

    /// True for the key that lies at this place. One that was moved is known by its list, which is what it
    /// was: another key may have all of its names and more; an empty one could be any.
    pub(super) fn is_of(&self, path: &Path, list: &[Pseudonym]) -> bool {
        self.of == path || (!self.base.is_empty() && self.base == list)
    }

    /// The rows, with what the key has by now.
    pub(super) fn merged(&self, there: &[Pseudonym]) -> Vec<Pseudonym> {
        KeyFile::merged(&self.base, &self.rows, there)
    }

    /// What was typed, for the list of another key that has not got it.
    pub(super) fn typed(self, there: &[Pseudonym]) -> Vec<Pseudonym> {
        let Self { rows, base, .. } = self;
        rows.into_iter().filter(|line| !base.contains(line) && !there.contains(line)).collect()
    }

    /// What waits, in a sentence; it names no name.
    pub(super) fn told(&self) -> Option<String> {
        let file = file_name(&self.of);
        Some(match self.names? {
            0 => format!("Changes of the list are not in {file}: open it again to make them"),
            1 => format!("1 name that was typed is not in {file}: open it again to add it"),
            n => {
                let names = count(n, "name");
                format!("{names} that were typed are not in {file}: open it again to add them")
            }
        })
    }
}

/// The name of a file, for people.
pub(super) fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// How many lines do not stand in `base` as they are.
fn fresh(lines: &[Pseudonym], base: &[Pseudonym]) -> usize {
    let known: HashMap<&str, &Pseudonym> =
        base.iter().map(|line| (line.original.as_str(), line)).collect();
    let stands =
        |line: &Pseudonym| known.get(line.original.as_str()).is_some_and(|there| **there == *line);
    lines.iter().filter(|line| !stands(line)).count()
}

/// Says what waits. Where a key is `open` the names can go into that one: their own may be lost.
pub(super) fn show(ui: &mut Ui, theme: &Theme, list: &mut List, open: bool) {
    let (mut added, mut gone) = (None, None);
    for (at, aside) in list.aside.iter().enumerate() {
        let Some(text) = aside.told() else { continue };
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new(text).color(theme.warning))
                .on_hover_text(aside.of.display().to_string());
            let addable = open && aside.names.is_some_and(|names| names > 0);
            if addable
                && ui
                    .small_button("Add to this key")
                    .on_hover_text("They were typed for another key: for one that is lost")
                    .clicked()
            {
                added = Some(at);
            }
            let button = ui.small_button("Let them go");
            if button.on_hover_text("What was typed is lost then").clicked() {
                gone = Some(at);
            }
        });
        ui.add_space(4.0);
    }
    if let Some(at) = added {
        list.adopt(at);
    } else if let Some(at) = gone {
        list.aside.remove(at);
    }
}
