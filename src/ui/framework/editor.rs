//! The editor of a cell: the summary at the left, the excerpts it rests on at the right.

use super::cell;
use super::draft::{Place, Words, cell_at};
use super::{Looking, State, beside, person};
use crate::analysis::framework::{CellLink, Linker, cell_text};
use crate::model::{CellState, EvidenceKind, FrameworkColumn};
use crate::study::Command;
use crate::ui::evidence;
use crate::ui::fonts::READING;
use crate::ui::icons::{self, Icon};
use crate::ui::outbox::{Outbox, Request};
use crate::ui::parts::{self, framed};
use crate::ui::view::View;
use crate::ui::widgets::{self, semibold};
use egui::text::{CCursor, CCursorRange};
use egui::{
    Align, FontFamily, FontId, Id, Key, Layout, Modifiers, Rect, RichText, ScrollArea, TextEdit,
    Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

/// The links of a summary that were found last, and of what.
#[derive(Default)]
pub(super) struct Links {
    of: Option<(u64, Place, String)>,
    found: Vec<CellLink>,
}

impl Links {
    fn find(&mut self, view: &View<'_>, place: Place, summary: &str) -> &[CellLink] {
        let same = self.of.as_ref().is_some_and(|(revision, known, text)| {
            (*revision, *known) == (view.revision, place) && text == summary
        });
        if !same {
            self.found = if summary.contains('¶') {
                Linker::new(view.corpus).find(summary, place.0)
            } else {
                Vec::new()
            };
            self.of = Some((view.revision, place, summary.to_owned()));
        }
        &self.found
    }
}

fn text_id(place: Place) -> Id {
    Id::unique(("framework cell", place))
}

/// Keys of the editor, before a text field hears them: Ctrl+Enter goes on to the next cell, Escape
/// closes.
pub(super) fn keys(ui: &mut Ui, state: &mut State) {
    let Some(place) = state.cursor.filter(|_| state.open) else { return };
    if egui::Popup::is_any_open(ui.ctx()) {
        return;
    }
    // Of the frame before: Escape has taken the keyboard away already.
    if !std::mem::take(&mut state.within) && !state.grid.has_keyboard() {
        return;
    }
    let (next, close) = ui.input_mut(|input| {
        (
            input.consume_key(Modifiers::COMMAND, Key::Enter),
            input.consume_key(Modifiers::NONE, Key::Escape),
        )
    });
    if next {
        state.next();
    } else if close {
        ui.memory_mut(|memory| memory.surrender_focus(text_id(place)));
        state.close();
    }
}

/// True when something in the editor has the keyboard, or nothing has.
fn within(ui: &Ui) -> bool {
    let focused = ui.memory(egui::Memory::focused);
    focused.is_none_or(|id| {
        let rect = ui.ctx().read_response(id).map(|response| response.rect);
        // A long summary reaches out of the editor.
        rect.is_some_and(|rect| ui.max_rect().expand(12.0).intersects(rect))
    })
}

/// What the column is called.
fn column_name(view: &View<'_>, column: FrameworkColumn) -> String {
    match column {
        FrameworkColumn::Code(id) => widgets::code_face(view.theme, &view.corpus.codes, id).1,
        FrameworkColumn::Theme(id) => {
            view.corpus.theme(id).map(|theme| theme.fields.statement.clone()).unwrap_or_default()
        }
    }
}

/// Draws it.
pub(super) fn show(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    place: Place,
    outbox: &mut Outbox,
) {
    state.drafts.release(place);
    let saved = Words::of(cell_at(view.corpus, place));
    let words = state.drafts.of(place).cloned().unwrap_or_else(|| saved.clone());
    top(ui, view, state, place);
    let room = ui.available_rect_before_wrap();
    state.within = within(ui);
    let left = Rect::from_min_size(room.min, vec2((room.width() * 0.52).floor(), room.height()));
    let right = Rect::from_min_max(pos2(left.right() + 20.0, room.top()), room.max);
    let mut ui_left = ui.new_child(UiBuilder::new().max_rect(left).id_salt("summary"));
    let now = summary(&mut ui_left, view, state, place, words.clone(), outbox);
    let line = pos2(left.right() + 10.0, room.top());
    let stroke = egui::Stroke::new(1.0, view.theme.line);
    ui.painter().vline(line.x, room.y_range(), stroke);
    let mut ui_right = ui.new_child(UiBuilder::new().max_rect(right).id_salt("excerpts"));
    let column = column_name(view, place.1);
    let asked = (place, state.filter.clone());
    let used = beside::show(&mut ui_right, view, &mut state.beside, &asked, &column);
    let now = match used {
        Some(beside::Act::Insert(link)) => {
            let mut now = now;
            insert(ui, place, &mut now.summary, &link);
            now.typed();
            state.focus = true;
            now
        }
        Some(beside::Act::Read(document, span, coding)) => {
            outbox.send(Request::ReadAt(document, span, coding));
            now
        }
        None => now,
    };
    if now != words {
        state.drafts.put(view.corpus, place, now);
    }
    ui.allocate_rect(room, egui::Sense::hover());
}

/// Whose cell about what, who wrote it, and where to go on.
fn top(ui: &mut Ui, view: &View<'_>, state: &mut State, place: Place) {
    let theme = view.theme;
    let (who, role) = person(view, place.0);
    let row = vec2(ui.available_width(), 28.0);
    ui.allocate_ui_with_layout(row, Layout::right_to_left(Align::Center), |ui| {
        if icons::button(ui, theme, Icon::Close, "Close the cell").clicked() {
            state.close();
        }
        if ui.button("Next cell").on_hover_text("Save and go on (Ctrl+Enter)").clicked() {
            state.next();
        }
        if state.looking != Looking::Column && ui.link("Down this column").clicked() {
            state.read(Looking::Column, place);
        }
        if state.looking != Looking::Row && ui.link("Along this row").clicked() {
            state.read(Looking::Row, place);
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let title = format!("{who} × {}", column_name(view, place.1));
            let title = RichText::new(title).font(semibold(15.5)).color(theme.strong);
            ui.add(egui::Label::new(title).truncate());
            if !role.is_empty() {
                ui.add(egui::Label::new(RichText::new(role).color(theme.quiet)).truncate());
            }
        });
    });
    ui.add_space(2.0);
}

/// States, words, links. Gives back what is in the cell now.
fn summary(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    place: Place,
    mut words: Words,
    outbox: &mut Outbox,
) -> Words {
    ui.spacing_mut().item_spacing.y = 6.0;
    ui.horizontal_wrapped(|ui| states(ui, view, &mut words));
    stale(ui, view, state, place, outbox);
    let bottom = ui.max_rect().bottom();
    let height = (bottom - ui.cursor().top() - 28.0).max(54.0);
    let mut changed = false;
    let focus = std::mem::take(&mut state.focus);
    ui.scope(|ui| {
        framed(ui, view.theme, false);
        let font = FontId::new(view.reading.size - 1.0, FontFamily::Name(READING.into()));
        let hint = "What does this person say about it, in your own words?";
        let area = ScrollArea::vertical().id_salt(("summary", place)).max_height(height);
        area.min_scrolled_height(height).show(ui, |ui| {
            let text = TextEdit::multiline(&mut words.summary)
                .id(text_id(place))
                .hint_text(RichText::new(hint).font(font.clone()).color(view.theme.quiet))
                .font(font)
                .margin(vec2(10.0, 7.0))
                .desired_rows(1)
                .desired_width(f32::INFINITY)
                .min_size(vec2(0.0, height - 2.0));
            let text = ui.add(text);
            text.widget_info(|| {
                WidgetInfo::labeled(egui::Role::MultilineTextInput, true, "Summary")
            });
            if focus {
                text.request_focus();
            }
            changed = text.changed();
        });
    });
    if changed {
        words.typed();
    }
    ui.horizontal_wrapped(|ui| foot(ui, view, state, place, &words, outbox));
    words
}

/// The states as buttons. What would contradict the words cannot be chosen.
fn states(ui: &mut Ui, view: &View<'_>, words: &mut Words) {
    ui.spacing_mut().item_spacing.x = 2.0;
    let written = !words.summary.trim().is_empty();
    // In a narrow window words alone must do.
    let signs = ui.available_width() > 450.0;
    for state in CellState::ALL {
        let silent = matches!(state, CellState::NothingSaid | CellState::NotAsked);
        let chosen = words.state == Some(state);
        let (text, told) = match state {
            CellState::Drafted => ("Drafted", "The summary is a draft"),
            CellState::Reviewed => ("Reviewed", "It was read again and stands"),
            CellState::NothingSaid => (
                "Nothing said",
                "They were asked and said nothing about it; choose it again to empty",
            ),
            CellState::NotAsked => {
                ("Not asked", "They were not asked about it; choose it again to empty")
            }
        };
        let why = if silent {
            "Take the words out first: they say something"
        } else {
            "Write something first"
        };
        ui.add_enabled_ui(silent != written, |ui| {
            let tab = tab(ui, view, text, (state, signs), chosen);
            if tab.on_hover_text(told).on_disabled_hover_text(why).clicked() {
                words.state = Some(state).filter(|_| !(silent && chosen));
            }
        });
    }
    if !written && words.state.is_none() {
        ui.add_space(6.0);
        parts::quiet(ui, view.theme, "empty");
    }
}

/// A state with its sign.
fn tab(
    ui: &mut Ui,
    view: &View<'_>,
    text: &str,
    (state, signs): (CellState, bool),
    chosen: bool,
) -> egui::Response {
    let theme = view.theme;
    let ink = match (ui.is_enabled(), chosen) {
        (false, false) => theme.quiet.gamma_multiply(0.6),
        (_, true) => theme.strong,
        _ => theme.ink,
    };
    let font = if chosen { semibold(13.5) } else { widgets::sans(13.5) };
    let galley = ui.painter().layout_no_wrap(text.to_owned(), font, ink);
    let left = if signs { 28.0 } else { 10.0 };
    let size = vec2(left + galley.size().x + 12.0, 28.0);
    let (rect, response) = ui.allocate_exact_size(size, egui::Sense::click());
    response
        .widget_info(|| WidgetInfo::selected(egui::Role::Button, ui.is_enabled(), chosen, text));
    let painter = ui.painter();
    if chosen {
        painter.rect_filled(rect, 6.0, theme.control_active);
    } else if response.hovered() {
        painter.rect_filled(rect, 6.0, theme.control_hover);
    }
    let edge = if response.has_focus() {
        egui::Stroke::new(1.5, theme.accent)
    } else {
        egui::Stroke::new(1.0, if chosen { theme.border } else { theme.line })
    };
    painter.rect_stroke(rect, 6.0, edge, egui::StrokeKind::Inside);
    if signs {
        let ink = if chosen { cell::ink(theme, Some(state)) } else { ink };
        cell::sign(painter, pos2(rect.left() + 16.0, rect.center().y), Some(state), ink);
    }
    let at = pos2(rect.left() + left, rect.center().y - galley.size().y / 2.0);
    painter.galley(at, galley, ink);
    response
}

/// What has happened to the excerpts since, and that the summary holds nevertheless.
fn stale(ui: &mut Ui, view: &View<'_>, state: &State, place: Place, outbox: &mut Outbox) {
    if let Some(known) = cell_at(view.corpus, place) {
        evidence::line(ui, view, EvidenceKind::Framework, known.guid, outbox);
    }
    let entry = state
        .index(place)
        .and_then(|(row, column)| state.matrix()?.entry(row, column).copied())
        .unwrap_or_default();
    let (Some(told), Some(known)) = (cell::stale(entry.since), cell_at(view.corpus, place)) else {
        return;
    };
    ui.horizontal_wrapped(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(16.0, 20.0), egui::Sense::hover());
        icons::paint(ui.painter(), rect.shrink(1.5), Icon::Again, view.theme.warning);
        let mut text = told;
        if let Some(first) = text.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        ui.label(RichText::new(text).color(view.theme.warning));
        let holds = ui.add_enabled(!view.busy, egui::Button::new("Still holds"));
        let why = "The summary rests on the excerpts there are now";
        if holds.on_hover_text(why).clicked() {
            let (state, summary) = (known.text.state, known.text.summary.clone());
            let text = cell_text(view.corpus, place, state, summary);
            outbox.run(Command::SetCells { cells: vec![(place.0, place.1, text)] });
        }
    });
}

/// Where the links lead, and who wrote the cell when.
fn foot(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    place: Place,
    words: &Words,
    outbox: &mut Outbox,
) {
    ui.spacing_mut().item_spacing.x = 8.0;
    let unsaved = state.drafts.of(place).is_some();
    if unsaved {
        parts::quiet(ui, view.theme, "Saved when the cell is left");
        if ui.link("Take back what was typed").clicked() {
            state.drafts.discard(place);
        }
    } else if let Some(cell) = cell_at(view.corpus, place) {
        let coder = view.corpus.coder(cell.coder).map_or("", |coder| coder.name.as_str());
        let day = cell.edited_at.get(..16).unwrap_or(&cell.edited_at).replace('T', " ");
        parts::quiet(ui, view.theme, format!("{coder}, {day}"));
    }
    let mut seen: Vec<&str> = Vec::new();
    for link in state.links.find(view, place, &words.summary) {
        let Some(text) = words.summary.get(link.range.clone()) else { continue };
        if seen.contains(&text) {
            continue;
        }
        seen.push(text);
        match link.span {
            Some(span) => {
                if ui.link(text).on_hover_text("Read in context").clicked() {
                    outbox.send(Request::ReadAt(link.document, span, None));
                }
            }
            None => {
                let text = RichText::new(format!("{text}?")).color(view.theme.warning);
                ui.label(text).on_hover_text("The transcript has no such paragraph");
            }
        }
    }
}

/// Puts a link where the keyboard is in the summary, or at its end.
fn insert(ui: &Ui, place: Place, summary: &mut String, link: &str) {
    let id = text_id(place);
    let mut memory = TextEdit::load_state(ui.ctx(), id).unwrap_or_default();
    let at = memory.cursor.char_range().map(|range| range.sorted_cursors()[1].index);
    let count = summary.chars().count();
    let at = at.map_or(count, |at| usize::from(at).min(count));
    let byte = summary.char_indices().nth(at).map_or(summary.len(), |(byte, _)| byte);
    let (before, after) = summary.split_at(byte);
    let lead =
        if before.is_empty() || before.ends_with(char::is_whitespace) || before.ends_with('(') {
            ""
        } else {
            " "
        };
    let tail = if after.starts_with(char::is_alphanumeric) { " " } else { "" };
    let text = format!("{lead}{link}{tail}");
    let end = at + text.chars().count();
    summary.insert_str(byte, &text);
    memory.cursor.set_char_range(Some(CCursorRange::one(CCursor::new(end))));
    memory.store(ui.ctx(), id);
}
