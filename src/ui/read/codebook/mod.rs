//! The codebook panel: the tree with its counts, where codes are chosen, put on words, moved about.
//!
//! A click chooses a code, with Ctrl or Shift several; while words are selected in the text a plain
//! click puts the code on them. Two clicks, Enter or the sign at the right show the excerpts. One row
//! has the keyboard at a time (`keys`), so that Tab passes the tree in one step. The rows are our own
//! and not a tree widget's: they are named for screen readers as a tree with levels, hold badge, key
//! and two columns of figures, and only those on the screen are drawn.

mod drag;
mod head;
mod keys;
mod listed;
mod menu;
mod row;
#[cfg(test)]
mod tests;

use crate::model::{CodeId, CodeTree, DocumentId, Filter, Span};
use crate::study::{Command, name_fault};
use crate::ui::outbox::{Outbox, Request};
use crate::ui::theme;
use crate::ui::view::View;
use drag::Drawn;
use egui::{Id, RichText, ScrollArea, TextEdit, WidgetInfo, vec2};
use listed::{Listed, Sort, Wish};
use std::collections::HashSet;

/// What the panel remembers.
#[derive(Default)]
pub(super) struct State {
    wish: Wish,
    folded: HashSet<CodeId>,
    /// Grows with every change of what is folded.
    folds: u64,
    /// The codes that are chosen.
    selected: HashSet<CodeId>,
    /// The row that has the keyboard, or would have it.
    cursor: Option<CodeId>,
    /// Where choosing with Shift began.
    anchor: Option<CodeId>,
    renaming: Option<Rename>,
    /// Letters typed one after the other, and when the last one was.
    typed: (String, f64),
    /// The cursor's row is to be brought into view.
    reveal: bool,
    /// The cursor's row is to have the keyboard.
    focus: bool,
    /// What had the keyboard in the frame before.
    focused: Option<Id>,
    /// The first row on the screen, in points from the top of the list, and how high the list is.
    scrolled: (f32, f32),
    /// Over which closed code something is held, and since when.
    hovered: Option<(CodeId, f64)>,
    /// The code whose menu was opened by a key, and whether it has been on the screen.
    menu: Option<(CodeId, bool)>,
    listed: Listed,
}

/// A name that is being changed in its row.
struct Rename {
    code: CodeId,
    name: String,
    fresh: bool,
    error: Option<String>,
}

/// What the page has to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Answer {
    /// Put these codes on the selected words.
    Apply(Vec<CodeId>),
    /// Put a code on these words.
    Dropped(DocumentId, Span, CodeId),
}

impl State {
    /// The chosen codes, in the order of the codebook.
    pub(super) fn selected(&self, tree: &CodeTree) -> Vec<CodeId> {
        codes_in_order(tree, self.selected.iter().copied())
    }

    /// Gives the keyboard to the tree.
    pub(super) fn take_focus(&mut self) {
        self.focus = true;
        self.reveal = true;
    }

    fn choose(&mut self, code: CodeId) {
        self.selected.clear();
        self.selected.insert(code);
        self.cursor = Some(code);
        self.anchor = Some(code);
    }

    /// Begins to change a code's name in its row.
    fn rename(&mut self, tree: &CodeTree, code: CodeId) {
        if let Some(found) = tree.get(code) {
            let name = found.fields.name.clone();
            self.renaming = Some(Rename { code, name, fresh: true, error: None });
            self.reveal = true;
            self.cursor = Some(code);
        }
    }

    /// The name that is being typed for a code, where it is another one.
    pub(super) fn typed(&self, tree: &CodeTree) -> Option<(CodeId, String)> {
        let rename = self.renaming.as_ref()?;
        let now = &tree.get(rename.code)?.fields.name;
        (rename.name != *now).then(|| (rename.code, rename.name.clone()))
    }

    /// Goes on with a name that was typed before.
    pub(super) fn go_on(&mut self, tree: &CodeTree, code: CodeId, name: String) {
        self.rename(tree, code);
        if let Some(rename) = &mut self.renaming {
            rename.name = name;
        }
    }

    /// True while a name is typed.
    pub(super) fn is_renaming(&self) -> bool {
        self.renaming.is_some()
    }

    /// Forgets codes that are gone.
    fn look(&mut self, tree: &CodeTree) {
        let there = |code: &CodeId| tree.place(*code).is_some();
        self.selected.retain(there);
        self.cursor = self.cursor.filter(there);
        self.anchor = self.anchor.filter(there);
        if self.renaming.as_ref().is_some_and(|rename| !there(&rename.code)) {
            self.renaming = None;
        }
    }
}

/// Codes in the order of the codebook, each once.
fn codes_in_order(tree: &CodeTree, codes: impl Iterator<Item = CodeId>) -> Vec<CodeId> {
    let mut places: Vec<usize> = codes.filter_map(|code| tree.place(code)).collect();
    places.sort_unstable();
    places.dedup();
    places.into_iter().map(|place| tree.codes()[place].id).collect()
}

/// The id a row has, wherever it stands.
fn row_id(code: CodeId) -> Id {
    Id::unique("code row").with(code.0)
}

/// Draws the panel; `selecting` while words are selected in the text.
pub(super) fn show(
    ui: &mut egui::Ui,
    view: &View<'_>,
    state: &mut State,
    selecting: bool,
    outbox: &mut Outbox,
) -> Option<Answer> {
    let tree = &*view.corpus.codes;
    state.look(tree);
    head::show(ui, view, state, outbox);
    if tree.is_empty() {
        head::empty(ui, view, outbox);
        return None;
    }
    head::filter(ui, view, state);
    head::hint(ui, view, state, selecting, outbox);
    state.listed.look(view, &state.wish, &state.folded, state.folds);
    let mut answer = keys::take(ui, view, state, selecting, outbox);
    // Keys may have opened or closed a code.
    state.listed.look(view, &state.wish, &state.folded, state.folds);
    if state.listed.places.is_empty() {
        let text = if state.wish.wanted.trim().is_empty() {
            "All codes are retired."
        } else {
            "No code has these letters in its name or definition."
        };
        ui.label(RichText::new(text).color(view.theme.quiet));
        return answer;
    }
    ui.spacing_mut().item_spacing.y = 1.0;
    let mut area = ScrollArea::vertical().auto_shrink([false, false]).id_salt("codes");
    if std::mem::take(&mut state.reveal)
        && let Some(offset) = state.cursor.and_then(|code| offset_for(state, tree, code))
    {
        area = area.vertical_scroll_offset(offset);
    }
    let rows = state.listed.places.len();
    let shown = area.show_rows(ui, row::HEIGHT, rows, |ui, range| {
        let places: Vec<usize> = state.listed.places.get(range).unwrap_or_default().to_vec();
        let codes = places.iter().map(|&place| tree.codes()[place].id);
        let stop = state
            .cursor
            .filter(|cursor| codes.clone().any(|code| code == *cursor))
            .or_else(|| codes.clone().next());
        // Taken before the rows: a click on one of them is for the next frame.
        let focus = stop.is_some() && std::mem::take(&mut state.focus);
        let mut drawn = Vec::with_capacity(places.len());
        for place in places {
            let code = &tree.codes()[place];
            if state.renaming.as_ref().is_some_and(|rename| rename.code == code.id) {
                let rect = rename(ui, view, state, place, outbox);
                drawn.push(Drawn { place, rect });
                continue;
            }
            let stop = match (stop == Some(code.id), focus) {
                (false, _) => row::Stop::No,
                (true, false) => row::Stop::Here,
                (true, true) => row::Stop::Now,
            };
            let (response, excerpts) = row::show(ui, view, state, place, stop);
            drawn.push(Drawn { place, rect: response.rect });
            if excerpts || response.double_clicked() {
                excerpts_of(view, code.id, outbox);
            } else if response.clicked() {
                answer = clicked(ui, state, tree, code.id, selecting).or(answer.take());
            }
            menu::show(ui, &response, view, state, place, selecting, outbox, &mut answer);
        }
        let area = ui.clip_rect();
        let dropped = drag::over(ui, view, state, &drawn, area, outbox);
        answer = dropped.or(answer.take());
    });
    state.scrolled = (shown.state.clamped_offset().y, shown.inner_rect.height());
    answer
}

/// How far the list has to be scrolled so that a code's row is seen; `None` when it is.
fn offset_for(state: &State, tree: &CodeTree, code: CodeId) -> Option<f32> {
    let row = state.listed.row(tree, code)?;
    let pitch = row::HEIGHT + 1.0;
    let (top, height) = state.scrolled;
    let (from, to) = (row as f32 * pitch, (row + 1) as f32 * pitch);
    if from < top {
        Some(from)
    } else if to > top + height && height > 0.0 {
        Some(to - height)
    } else {
        None
    }
}

/// A click on a row by a pointer, or by a screen reader.
fn clicked(
    ui: &egui::Ui,
    state: &mut State,
    tree: &CodeTree,
    code: CodeId,
    selecting: bool,
) -> Option<Answer> {
    let modifiers = released_with(ui);
    state.focus = true;
    if modifiers.shift {
        span(state, tree, code, modifiers.command);
        state.cursor = Some(code);
    } else if modifiers.command {
        if !state.selected.remove(&code) {
            state.selected.insert(code);
        }
        state.cursor = Some(code);
        state.anchor = Some(code);
    } else {
        state.choose(code);
        if selecting {
            state.focus = false;
            return Some(Answer::Apply(vec![code]));
        }
    }
    None
}

/// The keys that were held when the button was let go.
fn released_with(ui: &egui::Ui) -> egui::Modifiers {
    ui.input(|input| {
        let release = input.events.iter().rev().find_map(|event| match event {
            egui::Event::PointerButton { pressed: false, modifiers, .. } => Some(*modifiers),
            _ => None,
        });
        release.unwrap_or(input.modifiers)
    })
}

/// Chooses all rows from the anchor to a code; with `more` besides those that are chosen.
fn span(state: &mut State, tree: &CodeTree, code: CodeId, more: bool) {
    let anchor = *state.anchor.get_or_insert(state.cursor.unwrap_or(code));
    let (Some(from), Some(to)) = (state.listed.row(tree, anchor), state.listed.row(tree, code))
    else {
        return state.choose(code);
    };
    if !more {
        state.selected.clear();
    }
    let rows = state.listed.places.get(from.min(to)..=from.max(to)).unwrap_or_default();
    state.selected.extend(rows.iter().map(|&place| tree.codes()[place].id));
}

/// The name of a code as a field in its row.
fn rename(
    ui: &mut egui::Ui,
    view: &View<'_>,
    state: &mut State,
    place: usize,
    outbox: &mut Outbox,
) -> egui::Rect {
    let tree = &view.corpus.codes;
    let (rect, _) =
        ui.allocate_exact_size(vec2(ui.available_width(), row::HEIGHT), egui::Sense::HOVER);
    let Some(rename) = &mut state.renaming else { return rect };
    let code = &tree.codes()[place];
    let mut field_rect = rect;
    field_rect.min.x += row::left_of(tree.depth(place));
    let id = row_id(rename.code).with("name");
    let shown = ui.scope_builder(egui::UiBuilder::new().max_rect(field_rect), |ui| {
        crate::ui::parts::framed(ui, view.theme, rename.error.is_some());
        let edit = TextEdit::singleline(&mut rename.name)
            .id(id)
            .margin(egui::Margin::symmetric(6, 3))
            .desired_width(field_rect.width() - 4.0);
        let output = edit.show(ui);
        let field = output.response.response;
        field.widget_info(|| {
            let name = format!("New name of {}", code.fields.name);
            WidgetInfo::labeled(egui::Role::TextInput, true, name)
        });
        if std::mem::take(&mut rename.fresh) {
            field.request_focus();
            // All of it is chosen: typing replaces it.
            let mut all = output.state;
            let end = egui::text::CCursor::new(rename.name.chars().count());
            let range = egui::text::CCursorRange::two(egui::text::CCursor::new(0), end);
            all.cursor.set_char_range(Some(range));
            all.store(ui.ctx(), field.id);
        }
        field
    });
    let field = shown.inner;
    if field.changed() {
        rename.error = None;
    }
    if let Some(error) = &rename.error {
        let text = RichText::new(error).color(view.theme.error).small();
        egui::Popup::from_response(&field).open(true).show(|ui| ui.label(text));
    }
    if !field.lost_focus() {
        return rect;
    }
    let (escape, enter) = ui
        .input(|input| (input.key_pressed(egui::Key::Escape), input.key_pressed(egui::Key::Enter)));
    let same = rename.name.trim() == code.fields.name;
    let fault = name_fault(tree, Some(code.id), code.parent, &rename.name);
    match fault.filter(|_| !escape && !same) {
        Some(why) if enter => {
            rename.error = Some(why.to_string());
            field.request_focus();
            return rect;
        }
        Some(why) => outbox.send(Request::Complain(why.to_string())),
        None if !escape && !same => {
            let fields = crate::model::CodeFields {
                name: rename.name.trim().to_owned(),
                ..code.fields.clone()
            };
            outbox.run(Command::EditCode { code: code.id, fields });
        }
        None => {}
    }
    state.renaming = None;
    // The keyboard goes back to the row where it was left by a key.
    state.focus |= escape || enter;
    rect
}

fn excerpts_of(view: &View<'_>, code: CodeId, outbox: &mut Outbox) {
    let filter = Filter { codes: vec![code], coder: view.shown.clone(), ..Filter::default() };
    outbox.send(Request::ShowExcerpts(filter, view.corpus.codes.path(code)));
}

fn explain(ui: &mut egui::Ui, view: &View<'_>, place: usize) {
    let tree = &view.corpus.codes;
    let Some(code) = tree.codes().get(place) else { return };
    ui.set_max_width(360.0);
    ui.label(RichText::new(tree.path(code.id)).text_style(theme::strong()));
    for (head, text) in [
        ("", &code.fields.definition),
        ("Use for: ", &code.fields.include),
        ("Not for: ", &code.fields.exclude),
    ] {
        if !text.is_empty() {
            ui.label(format!("{head}{text}"));
        }
    }
    if !code.fields.example.is_empty() {
        ui.label(RichText::new(format!("“{}”", code.fields.example)).italics());
    }
    ui.label(RichText::new(row::counted(view, place)).color(view.theme.quiet).small());
}
