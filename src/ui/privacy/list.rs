//! The list of the key: names, what stands for them, what they are.

use super::preview::Preview;
use super::{KeyRequest, Keyring, State};
use crate::model::{Pseudonym, PseudonymKind, name_key};
use crate::study::KeyFile;
use crate::ui::dialogs::{KeyDialog, KeyTask};
use crate::ui::files::{self, Kind, Waiting};
use crate::ui::icons::{self, Icon};
use crate::ui::outbox::{Outbox, Request};
use crate::ui::parts::{self, count, offer, primary, quiet};
use crate::ui::theme::Theme;
use crate::ui::view::View;
use egui::{ComboBox, Response, RichText, ScrollArea, TextEdit, Ui, vec2};
use std::path::{Path, PathBuf};

/// What may stand for a name, by kind: offered, not forced.
const PROPOSALS: [(PseudonymKind, &[&str]); 5] = [
    (
        PseudonymKind::Person,
        &[
            "[mother]",
            "[father]",
            "[sister]",
            "[brother]",
            "[child]",
            "[friend]",
            "[colleague]",
            "[social worker]",
            "[guardian]",
            "[police officer]",
            "[solicitor]",
        ],
    ),
    (
        PseudonymKind::Place,
        &[
            "[northern city]",
            "[southern city]",
            "[town]",
            "[village]",
            "[street]",
            "[country]",
            "[hotel]",
        ],
    ),
    (
        PseudonymKind::Organisation,
        &[
            "[school]",
            "[college]",
            "[council]",
            "[hospital]",
            "[charity]",
            "[police force]",
            "[law firm]",
        ],
    ),
    (PseudonymKind::Date, &["[date]", "[month]", "[year]", "[date of birth]"]),
    (PseudonymKind::Other, &["[number]", "[e-mail address]", "[object]"]),
];

/// The list as it is typed, and what is asked.
#[derive(Default)]
pub(super) struct List {
    rows: Vec<Pseudonym>,
    /// The list of the key these rows were made of: what differs from it was typed.
    base: Vec<Pseudonym>,
    /// The key it is the list of.
    of: Option<PathBuf>,
    /// Which list of the key it is.
    taken: Option<u64>,
    /// Something was typed that has to be sent.
    dirty: bool,
    pub(super) dialog: Option<KeyDialog>,
    import: Option<Waiting>,
    /// The first field of the last row takes the keyboard.
    focus_last: bool,
}

impl List {
    /// The lines with a name, as they go into the key.
    fn lines(&self) -> Vec<Pseudonym> {
        let named = self.rows.iter().filter(|line| !line.original.trim().is_empty());
        let trimmed = named.map(|line| Pseudonym {
            original: line.original.trim().to_owned(),
            replacement: line.replacement.trim().to_owned(),
            ..line.clone()
        });
        trimmed.collect()
    }

    /// What was typed and is not in the key yet, with all other lines. Of a name that stands twice the
    /// first line counts.
    pub(super) fn unsent(&self) -> Option<Vec<Pseudonym>> {
        let mut lines = self.lines();
        while let Some(number) = twice(&lines) {
            lines.remove(number - 1);
        }
        (lines != self.base).then_some(lines)
    }

    /// The key is back, or another one is open. What was typed and is not in it stays, and what another
    /// program put there comes in; a line that both changed is as it stands in the key.
    pub(super) fn take(&mut self, keyring: &mut Keyring) {
        let written = keyring.take_written();
        if self.of.as_deref() != keyring.path() {
            self.of = keyring.path().map(Path::to_owned);
            (self.rows, self.base, self.dirty) = (Vec::new(), Vec::new(), false);
        } else if let Some(written) = written {
            self.base = written;
        }
        let known = keyring.list();
        self.rows = KeyFile::merged(&self.base, &self.rows, known);
        self.base = known.to_vec();
        self.taken = Some(keyring.revision);
    }
}

pub(super) fn show(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    if let Some(answer) = state.list.import.as_mut().and_then(Waiting::answer) {
        state.list.import = None;
        if let Some(path) = answer.into_iter().next() {
            outbox.send(Request::Key(KeyRequest::Import(path)));
        }
    }
    if state.keyring.path().is_none() {
        ui.scope(|ui| closed(ui, view, state));
        return;
    }
    if state.list.taken != Some(state.keyring.revision) && !state.keyring.is_busy() {
        state.list.take(&mut state.keyring);
    }
    head(ui, view, state, outbox);
    ui.add_space(8.0);
    table(ui, view, state, outbox);
}

fn closed(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    let theme = view.theme;
    ui.set_max_width(620.0);
    ui.label(
        RichText::new("The key is not here")
            .text_style(crate::ui::theme::strong())
            .color(theme.strong),
    );
    ui.add_space(4.0);
    ui.label(
        "A pseudonym key says which name stands behind which pseudonym. It is a locked file of its \
         own with its own passphrase; the study, its backups and exports never hold it. Without it \
         the study works as always.",
    );
    ui.add_space(8.0);
    if !cfg!(feature = "encryption") {
        quiet(
            ui,
            theme,
            "This build of Postil cannot lock files, and a key is never written unlocked.",
        );
        return;
    }
    let busy = state.keyring.is_busy();
    ui.horizontal(|ui| {
        if primary(ui, theme, !busy, "New key…").clicked() {
            let place = files::place(&files::suggested_folder(), "pseudonyms", "postil-key");
            state.list.dialog = Some(KeyDialog::new(KeyTask::Create, &place));
        }
        if ui.add_enabled(!busy, egui::Button::new("Open key…")).clicked() {
            let place = files::suggested_folder().join("pseudonyms.postil-key");
            state.list.dialog = Some(KeyDialog::new(KeyTask::Open, &place));
        }
        if busy {
            ui.spinner();
        }
    });
}

fn head(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    let theme = view.theme;
    let free = !state.keyring.is_busy();
    let path = state.keyring.path().map(std::path::Path::to_owned).unwrap_or_default();
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(name).text_style(crate::ui::theme::strong()).color(theme.strong))
            .on_hover_text(path.display().to_string());
        if ui
            .add_enabled(free, egui::Button::new("Import list…"))
            .on_hover_text("csv, tsv, xlsx or ods: original, replacement, kind, note")
            .clicked()
        {
            state.list.import = Some(files::open_files(ui.ctx(), Kind::Participants));
        }
        if ui.add_enabled(free, egui::Button::new("Passphrase…")).clicked() {
            state.list.dialog = Some(KeyDialog::new(KeyTask::Change, &path));
        }
        if ui.add_enabled(free, egui::Button::new("Close key")).clicked() {
            outbox.send(Request::Key(KeyRequest::Close));
        }
        if !free {
            ui.spinner();
        }
    });
    ui.horizontal(|ui| {
        let ready = free
            && !view.busy
            && state.list.rows.iter().any(|line| !line.replacement.trim().is_empty());
        if primary(ui, theme, ready, "Look where they stand…").clicked() {
            state.preview = Some(Preview::new(state.keyring.list().to_vec()));
        }
        let names = count(state.keyring.list().len(), "name");
        quiet(ui, theme, format!("{names}. Nothing in the study changes before you have seen it."));
    });
}

fn table(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    let theme = view.theme;
    let free = !state.keyring.is_busy();
    let list = &mut state.list;
    let (mut changed, mut gone) = (false, None);
    let room = (ui.available_width() - 40.0 - 120.0 - 60.0).max(300.0);
    let widths = [room * 0.32, room * 0.34, 120.0, room * 0.28];
    ScrollArea::vertical().id_salt("pseudonyms").auto_shrink([false, false]).show(ui, |ui| {
        egui::Grid::new("pseudonyms").num_columns(5).spacing([10.0, 6.0]).show(ui, |ui| {
            if !list.rows.is_empty() {
                for title in ["Original", "Stands there", "Kind", "Note", ""] {
                    quiet(ui, theme, title);
                }
                ui.end_row();
            }
            let last = list.rows.len().checked_sub(1);
            for (at, line) in list.rows.iter_mut().enumerate() {
                let number = at + 1;
                let name = format!("Original {number}");
                let first = cell(ui, theme, &mut line.original, widths[0], name);
                changed |= first.lost_focus();
                if Some(at) == last && std::mem::take(&mut list.focus_last) {
                    first.request_focus();
                }
                ui.horizontal(|ui| {
                    let width = widths[1] - 34.0;
                    let name = format!("Stands for {number}");
                    changed |= cell(ui, theme, &mut line.replacement, width, name).lost_focus();
                    changed |= proposals(ui, line, number);
                });
                let kinds = ComboBox::from_id_salt(("kind", at)).width(widths[2] - 16.0);
                let kinds = kinds.selected_text(line.kind.name()).show_ui(ui, |ui| {
                    for kind in PseudonymKind::ALL {
                        changed |= offer(ui, &mut line.kind, kind, kind.name());
                    }
                });
                kinds.response.widget_info(|| {
                    let name = format!("Kind of {number}: {}", line.kind.name());
                    egui::WidgetInfo::labeled(egui::Role::ComboBox, true, name)
                });
                let name = format!("Note {number}");
                changed |= cell(ui, theme, &mut line.note, widths[3], name).lost_focus();
                let name = format!("Take line {number} out of the list");
                if icons::button(ui, theme, Icon::Bin, &name).clicked() {
                    gone = Some(at);
                }
                ui.end_row();
            }
        });
        ui.add_space(4.0);
        if ui.button("Add a name").clicked() {
            list.rows.push(Pseudonym::default());
            list.focus_last = true;
        }
        if let Some(twice) = twice(&list.rows) {
            parts::complaint(
                ui,
                theme,
                Some(&format!("Line {twice} has a name that stands above.")),
            );
        }
        ui.allocate_space(vec2(1.0, 8.0));
    });
    if let Some(at) = gone {
        list.rows.remove(at);
        changed = true;
    }
    list.dirty |= changed;
    if list.dirty && free {
        list.dirty = false;
        let rows = list.lines();
        if twice(&rows).is_none() && rows != state.keyring.list() {
            outbox.send(Request::Key(KeyRequest::SetList(rows)));
        }
    }
}

/// One field of the table.
fn cell(ui: &mut Ui, theme: &Theme, text: &mut String, width: f32, name: String) -> Response {
    parts::framed(ui, theme, false);
    let edit = TextEdit::singleline(text).margin(egui::Margin::symmetric(8, 5));
    let response = ui.add_sized(vec2(width, 28.0), edit);
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name));
    response
}

/// The first line whose name stands above it already, from 1.
fn twice(rows: &[Pseudonym]) -> Option<usize> {
    let name = |line: &Pseudonym| name_key(&line.original);
    rows.iter()
        .enumerate()
        .position(|(at, line)| {
            !name(line).is_empty() && rows.iter().take(at).any(|other| name(other) == name(line))
        })
        .map(|at| at + 1)
}

/// What may stand for it. True when something was chosen.
fn proposals(ui: &mut Ui, line: &mut Pseudonym, number: usize) -> bool {
    let mut chosen = false;
    ui.scope(|ui| {
        let menu = ui.menu_button("…", |ui| {
            let bare = line.replacement.trim().to_owned();
            if !bare.is_empty() && !bare.starts_with('[') {
                let own = format!("[{bare}]");
                if ui.button(&own).clicked() {
                    line.replacement = own;
                    chosen = true;
                }
                ui.separator();
            }
            let all = PROPOSALS.iter().find(|(kind, _)| *kind == line.kind);
            for text in all.map_or(&[][..], |(_, all)| all) {
                if ui.button(*text).clicked() {
                    (*text).clone_into(&mut line.replacement);
                    chosen = true;
                }
            }
        });
        menu.response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Proposals for {number}"))
        });
    });
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(originals: &[&str]) -> Vec<Pseudonym> {
        let line = |original: &&str| {
            let original = (*original).to_owned();
            Pseudonym { original, ..Pseudonym::default() }
        };
        originals.iter().map(line).collect()
    }

    #[test]
    fn what_was_typed_stays_and_what_others_wrote_comes_in() {
        let check = |[base, rows]: [&[&str]; 2],
                     written: Option<&[&str]>,
                     known: &[&str],
                     [expected, unsent]: [&[&str]; 2]| {
            let of = Some(PathBuf::from("k"));
            let (base, rows) = (lines(base), lines(rows));
            let mut list = List { rows, base, of, ..List::default() };
            let mut keyring = Keyring::holding("k", lines(known), written.map(lines));
            list.take(&mut keyring);
            assert_eq!(list.rows, lines(expected), "{written:?} {known:?}");
            let left = list.unsent().unwrap_or_default();
            assert_eq!(left, lines(unsent), "{written:?} {known:?}");
            assert_eq!(keyring.take_written(), None);
        };
        // What was sent is in the key; something was typed since.
        check([&[], &["a"]], Some(&["a"]), &["a"], [&["a"], &[]]);
        check([&[], &["a", "", "b"]], Some(&["a"]), &["a"], [&["a", "", "b"], &["a", "b"]]);
        // Another program put a name there, and took one out.
        check([&["a"], &["a", "b"]], Some(&["a", "b"]), &["b", "z"], [&["b", "z"], &[]]);
        let typed: [&[&str]; 2] = [&["b", "c", "z"], &["b", "c", "z"]];
        check([&["a"], &["a", "b", "c"]], Some(&["a", "b"]), &["b", "z"], typed);
        // It could not be written: what was typed is there still, to be sent again.
        check([&["a"], &["a", "b"]], None, &["a"], [&["a", "b"], &["a", "b"]]);
        check([&["a"], &["b"]], None, &["a", "z"], [&["b", "z"], &["b", "z"]]);
    }

    #[test]
    fn nothing_of_one_key_gets_into_another() {
        let of = Some(PathBuf::from("k"));
        let mut list = List { rows: lines(&["a", "b"]), of, ..List::default() };
        let mut keyring = Keyring::holding("other", lines(&["z"]), Some(lines(&["a"])));
        list.take(&mut keyring);
        assert_eq!((&list.rows, list.unsent()), (&lines(&["z"]), None));
    }
}
