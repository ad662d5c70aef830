//! What stands over the matrix: how it is looked at, its columns and groups, whose excerpts, how far
//! it is.

use super::{Looking, Only, State, person};
use crate::analysis::framework::FrameworkHead;
use crate::model::{CellState, Corpus, Filter, FrameworkColumn};
use crate::ui::action::Action;
use crate::ui::filterbar;
use crate::ui::outbox::{Outbox, Request};
use crate::ui::picker::{self, Choice};
use crate::ui::view::View;
use crate::ui::widgets::{self, counted};
use egui::{Align, Layout, RichText, Ui, vec2};

/// The codes at the top of the codebook that are still offered, as columns.
pub(super) fn tops(corpus: &Corpus) -> Vec<FrameworkColumn> {
    let tree = &corpus.codes;
    let codes = tree.codes().iter().enumerate();
    let tops = codes.filter(|(place, code)| tree.depth(*place) == 0 && !code.retired);
    tops.map(|(_, code)| FrameworkColumn::Code(code.id)).collect()
}

/// The living themes, as columns.
pub(super) fn themes(corpus: &Corpus) -> Vec<FrameworkColumn> {
    let living = corpus.themes.iter().filter(|theme| theme.state.is_living());
    living.map(|theme| FrameworkColumn::Theme(theme.id)).collect()
}

pub(super) fn show(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    let row = vec2(ui.available_width(), 28.0);
    ui.allocate_ui_with_layout(row, Layout::right_to_left(Align::Center), |ui| {
        progress(ui, view, state, outbox);
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let title = RichText::new("Framework").text_style(egui::TextStyle::Heading);
            ui.label(title.color(view.theme.strong));
            ui.add_space(12.0);
            tabs(ui, view, state);
        });
    });
    ui.add_space(2.0);
    ui.horizontal_wrapped(|ui| {
        match state.looking {
            Looking::Column => which_column(ui, view, state),
            Looking::Row => which_row(ui, view, state),
            Looking::Matrix => {}
        }
        columns(ui, view, state);
        groups(ui, view, state);
        widgets::quiet_word(ui, view.theme, "showing");
        let anchor = widgets::drop_chip(ui, view.theme, state.only.label(), "Which cells");
        let made = picker::pick(ui, view.theme, &anchor, ("Show", false), || {
            Only::EACH
                .into_iter()
                .map(|only| Choice::new(only.label(), only == state.only))
                .collect()
        });
        if let Some(only) = made.and_then(|at| Only::EACH.get(at)) {
            state.only = *only;
        }
    });
    let before = state.filter.coder.clone();
    ui.horizontal_wrapped(|ui| {
        widgets::quiet_word(ui, view.theme, "Excerpts");
        filterbar::show_cases(ui, view, &mut state.filter);
        if !filterbar::is_open(&state.filter) && ui.link("Clear all").clicked() {
            state.filter = Filter { coder: state.filter.coder.clone(), ..Filter::default() };
        }
    });
    state.own_coder |= state.filter.coder != before;
    waiting(ui, view, state);
}

fn tabs(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    ui.spacing_mut().item_spacing.x = 0.0;
    let each = [
        (Looking::Matrix, "Matrix"),
        (Looking::Column, "Down a column"),
        (Looking::Row, "Along a row"),
    ];
    for (looking, text) in each {
        let chosen = state.looking == looking;
        if widgets::tab(ui, view.theme, text, chosen).clicked() && !chosen {
            match state.cursor {
                Some(place) => state.read(looking, place),
                None => state.looking = looking,
            }
            state.grid.reveal();
        }
    }
}

/// "34 of 120 cells written, 3 stale", what is counted, and the way out.
fn progress(ui: &mut Ui, view: &View<'_>, state: &State, outbox: &mut Outbox) {
    let Some(matrix) = state.matrix().filter(|matrix| !matrix.columns.is_empty()) else { return };
    ui.spacing_mut().item_spacing.x = 12.0;
    if ui.button("Export…").on_hover_text(Action::ExportFramework.texts().1).clicked() {
        outbox.send(Request::Do(Action::ExportFramework));
    }
    let anchor = ui.link("What is counted");
    egui::Popup::menu(&anchor).show(|ui| {
        ui.set_width(440.0);
        // A menu would stretch its lines from edge to edge.
        ui.with_layout(Layout::top_down(Align::Min), |ui| {
            for note in &matrix.notes {
                ui.add(egui::Label::new(RichText::new(note).color(view.theme.ink)).wrap());
            }
        });
    });
    let told = ui.label(RichText::new(matrix.progress.told()).color(view.theme.ink));
    let each = CellState::ALL.into_iter().zip(matrix.progress.states);
    let mut lines: Vec<String> = each.map(|(state, n)| format!("{n} {}", state.label())).collect();
    let empty = matrix.progress.cells - matrix.progress.written();
    lines.push(format!("{empty} empty, {} of them with excerpts", matrix.progress.waiting));
    told.on_hover_text(lines.join("\n"));
}

/// Which codes and themes the columns are.
fn columns(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    let corpus = view.corpus;
    let chosen = &mut state.chosen.columns;
    widgets::quiet_word(ui, view.theme, "Columns");
    let text = match how_many(corpus, chosen) {
        (0, 0) => "none yet".to_owned(),
        (codes, 0) => counted(codes, "code", "codes"),
        (0, n) => counted(n, "theme", "themes"),
        (codes, n) => {
            let codes = counted(codes, "code", "codes");
            format!("{codes}, {}", counted(n, "theme", "themes"))
        }
    };
    let anchor = widgets::drop_chip(ui, view.theme, &text, "Columns");
    let mut meant: Vec<Meant> = Vec::new();
    let made = picker::pick(ui, view.theme, &anchor, ("Search codes and themes", true), || {
        let mut choices = Vec::new();
        let mut add = |choice: Choice, what: Meant| {
            choices.push(choice);
            meant.push(what);
        };
        for (text, all) in [
            ("Codes at the top", tops(corpus)),
            ("All themes", themes(corpus)),
            ("No columns", Vec::new()),
        ] {
            let here = *chosen == all;
            if !all.is_empty() || text == "No columns" {
                add(Choice::new(text, here), Meant::All(all));
            }
        }
        if !corpus.codes.is_empty() {
            add(Choice { heading: true, ..Choice::new("Codes", false) }, Meant::Nothing);
        }
        for (choice, code) in picker::codes(view, &[]).into_iter().zip(corpus.codes.codes()) {
            let column = FrameworkColumn::Code(code.id);
            add(Choice { chosen: chosen.contains(&column), ..choice }, Meant::One(column));
        }
        if !corpus.themes.is_empty() {
            add(Choice { heading: true, ..Choice::new("Themes", false) }, Meant::Nothing);
        }
        for theme in corpus.themes.iter().filter(|theme| theme.state.is_living()) {
            let column = FrameworkColumn::Theme(theme.id);
            let choice = Choice::new(&theme.fields.statement, chosen.contains(&column));
            add(choice, Meant::One(column));
        }
        choices
    });
    match made.and_then(|at| meant.into_iter().nth(at)) {
        Some(Meant::All(all)) => *chosen = all,
        Some(Meant::One(column)) => {
            match chosen.iter().position(|known| *known == column) {
                Some(at) => _ = chosen.remove(at),
                None => chosen.push(column),
            }
            arrange(corpus, chosen);
        }
        Some(Meant::Nothing) | None => {}
    }
}

/// What a line of the list of columns means.
enum Meant {
    All(Vec<FrameworkColumn>),
    One(FrameworkColumn),
    Nothing,
}

/// How many codes and themes of these are in the study.
fn how_many(corpus: &Corpus, columns: &[FrameworkColumn]) -> (u64, u64) {
    let (mut codes, mut themes) = (0, 0);
    for column in columns {
        match column {
            FrameworkColumn::Code(id) => codes += u64::from(corpus.codes.get(*id).is_some()),
            FrameworkColumn::Theme(id) => themes += u64::from(corpus.theme(*id).is_some()),
        }
    }
    (codes, themes)
}

/// Codes in the order of the codebook, then themes in theirs.
fn arrange(corpus: &Corpus, columns: &mut [FrameworkColumn]) {
    columns.sort_by_key(|column| match column {
        FrameworkColumn::Code(id) => (0, corpus.codes.place(*id)),
        FrameworkColumn::Theme(id) => (1, corpus.themes.iter().position(|theme| theme.id == *id)),
    });
}

/// What groups the rows.
fn groups(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    let attributes = &view.corpus.attributes;
    if attributes.is_empty() {
        return;
    }
    widgets::quiet_word(ui, view.theme, "rows grouped by");
    let current = attributes.iter().find(|attribute| Some(attribute.id) == state.chosen.group);
    let text = current.map_or("nothing", |attribute| attribute.name.as_str());
    let anchor = widgets::drop_chip(ui, view.theme, text, "Groups of rows");
    let made = picker::pick(ui, view.theme, &anchor, ("Search attributes", false), || {
        let none = Choice::new("nothing", state.chosen.group.is_none());
        let each = attributes.iter();
        let each = each.map(|one| Choice::new(&one.name, Some(one.id) == state.chosen.group));
        std::iter::once(none).chain(each).collect()
    });
    if let Some(made) = made {
        let attribute = made.checked_sub(1).and_then(|at| attributes.get(at));
        state.chosen.group = attribute.map(|attribute| attribute.id);
    }
}

/// Which column is read down.
fn which_column(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    let Some((row, column)) = state.cursor.and_then(|place| state.index(place)) else { return };
    let Some(matrix) = state.matrix() else { return };
    let name = |head: &FrameworkHead| head.name.clone();
    let text = matrix.columns.get(column).map(name).unwrap_or_default();
    widgets::quiet_word(ui, view.theme, "Down");
    let anchor = widgets::drop_chip(ui, view.theme, &text, "Column that is read");
    let made = picker::pick(ui, view.theme, &anchor, ("Search columns", false), || {
        let each = matrix.columns.iter().enumerate();
        each.map(|(at, head)| {
            Choice::new(&head.name, at == column).detail(super::edges::short(&head.progress))
        })
        .collect()
    });
    if let Some(place) = made.and_then(|at| state.place(row, at)) {
        state.read(Looking::Column, place);
    }
}

/// Which row is read along.
fn which_row(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    let Some((row, column)) = state.cursor.and_then(|place| state.index(place)) else { return };
    let Some(matrix) = state.matrix() else { return };
    let text = matrix.rows.get(row).map_or("", |row| row.name.as_str());
    widgets::quiet_word(ui, view.theme, "Along");
    let anchor = widgets::drop_chip(ui, view.theme, text, "Row that is read");
    let made = picker::pick(ui, view.theme, &anchor, ("Search participants", false), || {
        let each = matrix.rows.iter().enumerate();
        each.map(|(at, one)| {
            Choice::new(&one.name, at == row).detail(super::edges::short(&one.progress))
        })
        .collect()
    });
    if let Some(place) = made.and_then(|at| state.place(at, column)) {
        state.read(Looking::Row, place);
    }
}

/// Words that are typed and did not become part of the study.
fn waiting(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    let first = state.drafts.held().find(|place| state.cursor != Some(*place) || !state.open);
    let Some(place) = first else { return };
    let (person, _) = person(view, place.0);
    let text = format!("Words for a cell of {person} were typed and not saved.");
    ui.add_space(2.0);
    if widgets::notice(ui, view.theme, &text, Some("Open the cell")) {
        if !state.chosen.columns.contains(&place.1) {
            state.chosen.columns.push(place.1);
            arrange(view.corpus, &mut state.chosen.columns);
        }
        state.filter = Filter { coder: state.filter.coder.clone(), ..Filter::default() };
        state.only = Only::All;
        state.open_at(place);
        state.grid.reveal();
    }
}
