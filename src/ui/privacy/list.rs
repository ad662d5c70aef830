//! The list of the key: names, what stands for them, what they are.

use super::aside::{self, Aside};
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
use std::collections::HashSet;
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
    /// What is not in its key, which is closed.
    pub(super) aside: Vec<Aside>,
    pub(super) dialog: Option<KeyDialog>,
    import: Option<Waiting>,
    /// The first field of the last row takes the keyboard.
    focus_last: bool,
}

impl List {
    /// What was typed and is not in the open key yet, with all other lines. Of a name that stands
    /// twice the first line counts.
    pub(super) fn unsent(&self) -> Option<Vec<Pseudonym>> {
        unsent(&self.rows, &self.base)
    }

    /// Why something that was typed is in no key: its own is closed.
    pub(super) fn waits(&self) -> Option<String> {
        let key = self.aside.iter().find_map(Aside::key)?;
        Some(format!("the key {} is closed; open it again", key.display()))
    }

    /// The key is back, another one is open, or none. What was typed and is not in it stays, and
    /// what another program put there comes in; a line that both changed is as it stands in the key.
    pub(super) fn take(&mut self, keyring: &mut Keyring) {
        let written = keyring.take_written();
        // Also where the key was closed since: what differs from that is what waits.
        if let Some(written) = written.filter(|_| self.of.is_some()) {
            self.base = written;
        }
        let known = keyring.list();
        if self.of.as_deref() != keyring.path() {
            self.lay_aside();
            self.of = keyring.path().map(Path::to_owned);
            (self.rows, self.base) = (known.to_vec(), known.to_vec());
            self.take_up();
        }
        self.rows = KeyFile::merged(&self.base, &self.rows, known);
        self.base = known.to_vec();
        self.taken = Some(keyring.revision);
    }

    /// The key is closed: what is not in it waits for it, and nothing else of it stays.
    fn lay_aside(&mut self) {
        let (rows, base) = (std::mem::take(&mut self.rows), std::mem::take(&mut self.base));
        self.dirty = false;
        if let Some(of) = self.of.take() {
            self.aside.extend(Aside::new(of, base, &rows));
        }
    }

    /// A key was opened: what waited for it goes into its list, and is sent at once. Nothing of
    /// another key does.
    fn take_up(&mut self) {
        let Some(path) = self.of.clone() else { return };
        let all = std::mem::take(&mut self.aside).into_iter();
        let (own, others): (Vec<Aside>, Vec<Aside>) =
            all.partition(|aside| aside.is_of(&path, &self.base));
        self.aside = others;
        for aside in own {
            self.rows = aside.merged(&self.rows);
        }
        self.dirty = self.unsent().is_some();
    }

    /// What was typed for a key that is closed goes into the open one.
    pub(super) fn adopt(&mut self, at: usize) {
        if at < self.aside.len() {
            let typed = self.aside.remove(at).typed(&self.rows);
            self.rows.extend(typed);
            self.dirty = true;
        }
    }

    /// The study is locked: only what was typed stays. A passphrase may stand in a dialog.
    pub(super) fn without_dialogs(mut self) -> Self {
        (self.dialog, self.import) = (None, None);
        self
    }
}

/// A line as it goes into the key.
pub(super) fn trimmed(line: &Pseudonym) -> Pseudonym {
    Pseudonym {
        original: line.original.trim().to_owned(),
        replacement: line.replacement.trim().to_owned(),
        ..line.clone()
    }
}

/// The lines with a name, as they go into the key.
fn named(rows: &[Pseudonym]) -> Vec<Pseudonym> {
    rows.iter().filter(|line| !line.original.trim().is_empty()).map(trimmed).collect()
}

/// The rows as they go into the key, where that has another list. Of a name that stands twice the
/// first line counts.
pub(super) fn unsent(rows: &[Pseudonym], base: &[Pseudonym]) -> Option<Vec<Pseudonym>> {
    let mut lines = named(rows);
    let mut seen = HashSet::new();
    lines.retain(|line| seen.insert(name_key(&line.original)));
    (lines != base).then_some(lines)
}

pub(super) fn show(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    if let Some(answer) = state.list.import.as_mut().and_then(Waiting::answer) {
        state.list.import = None;
        if let Some(path) = answer.into_iter().next() {
            outbox.send(Request::Key(KeyRequest::Import(path)));
        }
    }
    let free = !state.keyring.is_busy();
    // Also where no key is open: what is not in it waits from then on.
    if free && state.list.taken != Some(state.keyring.revision) {
        state.list.take(&mut state.keyring);
    }
    if state.keyring.path().is_none() {
        ui.scope(|ui| closed(ui, view, state));
        return;
    }
    let closing = head(ui, view, state, outbox);
    ui.add_space(8.0);
    table(ui, view, state);
    if state.list.dirty && free && !closing {
        state.list.dirty = false;
        let rows = named(&state.list.rows);
        if twice(&rows).is_none() && rows != state.keyring.list() {
            outbox.send(Request::Key(KeyRequest::SetList(rows)));
        }
    }
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
    aside::show(ui, theme, &mut state.list, false);
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
            // The one that names wait for, where some do.
            let waits = state.list.aside.iter().rev().find_map(Aside::key).map(Path::to_owned);
            let place =
                waits.unwrap_or_else(|| files::suggested_folder().join("pseudonyms.postil-key"));
            state.list.dialog = Some(KeyDialog::new(KeyTask::Open, &place));
        }
        if busy {
            ui.spinner();
        }
    });
}

/// True when the key is to be closed.
fn head(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) -> bool {
    let theme = view.theme;
    let free = !state.keyring.is_busy();
    let mut closing = false;
    let path = state.keyring.path().map(Path::to_owned).unwrap_or_default();
    let name = aside::file_name(&path);
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
            // What stands in a field that somebody is in goes into the key first.
            outbox.send(Request::Key(KeyRequest::Close(state.list.unsent())));
            closing = true;
        }
        if !free {
            ui.spinner();
        }
    });
    aside::show(ui, theme, &mut state.list, true);
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
    closing
}

fn table(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    let theme = view.theme;
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
}

/// One field of the table.
fn cell(ui: &mut Ui, theme: &Theme, text: &mut String, width: f32, name: String) -> Response {
    parts::framed(ui, theme, false);
    let edit = TextEdit::singleline(text).margin(egui::Margin::symmetric(8, 5));
    let response = ui.add_sized(vec2(width, 28.0), edit);
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name));
    response
}

/// The first line whose name stands above it already, from 1. Asked in every frame: each name is
/// looked at once.
fn twice(rows: &[Pseudonym]) -> Option<usize> {
    let mut seen = HashSet::new();
    let again = rows.iter().position(|line| {
        let name = name_key(&line.original);
        !name.is_empty() && !seen.insert(name)
    });
    again.map(|at| at + 1)
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
mod tests;
