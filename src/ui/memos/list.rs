//! The list of memos: drafts first, then what was found. Only visible lines are laid out.

use super::bar::kind_name;
use super::draft::Draft;
use super::{State, day, edit};
use crate::analysis::{Note, NoteId, NoteKind, NoteQuery};
use crate::model::MemoOn;
use crate::ui::parts;
use crate::ui::view::View;
use crate::ui::widgets::{self, one_line, sans, semibold};
use egui::{
    Align2, CornerRadius, Key, Modifiers, Rect, Response, RichText, Role, ScrollArea, Sense,
    Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

const ROW: f32 = 46.0;

/// What was done with a line.
enum Act {
    Choose(NoteId),
    Edit(NoteId),
    Reopen(u64),
}

pub(super) fn show(ui: &mut Ui, view: &View<'_>, state: &mut State, here: MemoOn) {
    ui.spacing_mut().item_spacing.y = 2.0;
    offers(ui, view, state);
    let drafts: Vec<Draft> = state.drafts.list().cloned().collect();
    let places: Vec<String> =
        drafts.iter().map(|draft| state.draft_place(view, draft.on)).collect();
    let found = state.found.as_ref().map_or(0, |(_, _, found)| found.len());
    if found == 0 && drafts.is_empty() {
        nothing(ui, view, state, here);
        return;
    }
    let mut act = None;
    let rows = drafts.len() + found;
    let mut area = ScrollArea::vertical().id_salt("memo rows").auto_shrink([false, false]);
    let step = ROW + ui.spacing().item_spacing.y;
    if std::mem::take(&mut state.reveal)
        && let Some(at) = place(state)
    {
        area = area.vertical_scroll_offset(((at + drafts.len()) as f32 * step - ROW).max(0.0));
    }
    area.show_rows(ui, ROW, rows, |ui, range| {
        for row in range {
            if let (Some(draft), Some(place)) = (drafts.get(row), places.get(row)) {
                act = draft_row(ui, view, state, draft, place).or(act.take());
            } else {
                act = note_row(ui, view, state, row - drafts.len()).or(act.take());
            }
        }
    });
    match act {
        Some(Act::Choose(id)) => {
            state.drafts.close(view.corpus);
            state.chosen = Some(id);
        }
        Some(Act::Edit(id)) => {
            state.chosen = Some(id);
            edit(state, view, id);
        }
        Some(Act::Reopen(key)) => {
            state.drafts.reopen(view.corpus, key);
            state.focus = true;
        }
        None => {}
    }
}

/// Where the chosen note stands in what was found.
fn place(state: &State) -> Option<usize> {
    let (_, index) = state.index.get()?;
    let (_, _, found) = state.found.as_ref()?;
    found.iter().position(|&at| index.notes.all.get(at).map(|note| note.id) == state.chosen)
}

/// What was left from before, and what was just discarded.
fn offers(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    if state.drafts.offered {
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new("A memo was still being written.").color(view.theme.warning));
            if ui.link("Go on writing").clicked() {
                let newest = state.drafts.list().next().map(|draft| draft.key);
                if let Some(key) = newest {
                    state.drafts.reopen(view.corpus, key);
                    state.focus = true;
                }
            }
        });
        ui.add_space(2.0);
    }
    if state.drafts.can_bring_back() {
        ui.horizontal_wrapped(|ui| {
            parts::quiet(ui, view.theme, "Draft discarded.");
            if ui.link("Bring it back").clicked() {
                state.drafts.bring_back(view.corpus);
                state.focus = true;
            }
        });
        ui.add_space(2.0);
    }
}

/// Nothing is there, or nothing fits: what that means and what to do next.
fn nothing(ui: &mut Ui, view: &View<'_>, state: &mut State, here: MemoOn) {
    if state.index.get().is_none() {
        ui.spinner();
        return;
    }
    ui.add_space(4.0);
    ui.spacing_mut().item_spacing.y = 5.0;
    let asked = NoteQuery { oldest: state.query.oldest, ..NoteQuery::default() } != state.query;
    let text = match (asked, state.all) {
        (true, _) => "No memo fits what is asked for.",
        (false, true) => {
            "No memos yet. A memo is a dated note to yourself: what a code means, a thought about \
             theory, a decision about method, what you noticed about yourself."
        }
        (false, false) => match here {
            MemoOn::Study => "No memos on the study yet. The reflexive journal belongs here.",
            MemoOn::Document(_) => "No memos on this document or its excerpts yet.",
            MemoOn::Participant(_) => "No memos on this participant yet.",
            MemoOn::Code(_) => "No memos on this code yet: what it means, where its borders are.",
            MemoOn::Coding(_) => "No memos on this excerpt yet.",
            MemoOn::Theme(_) => "No memos on this theme yet: how it is developed, and why.",
        },
    };
    ui.label(RichText::new(text).color(view.theme.quiet));
    ui.horizontal_wrapped(|ui| {
        if asked && ui.link("Show all again").clicked() {
            state.query = NoteQuery { oldest: state.query.oldest, ..NoteQuery::default() };
        }
        if !asked && ui.link("Write one").clicked() {
            state.write_on(here);
        }
        if !asked && !state.all && !view.corpus.memos.is_empty() {
            widgets::quiet_word(ui, view.theme, "·");
            if ui.link("Show all memos").clicked() {
                state.all = true;
            }
        }
    });
}

/// The first words of a note: what stands for it where it has no title.
fn words<'t>(title: &'t str, text: &'t str) -> &'t str {
    match title.trim() {
        "" => text.trim().lines().find(|line| !line.trim().is_empty()).unwrap_or("").trim(),
        title => title,
    }
}

fn draft_row(
    ui: &mut Ui,
    view: &View<'_>,
    state: &State,
    draft: &Draft,
    place: &str,
) -> Option<Act> {
    let first = words(&draft.title, &draft.text);
    let first = if first.is_empty() { "Nothing written yet" } else { first };
    let response = line(
        ui,
        view,
        &Line {
            name: &format!("Draft on {place}: {first}"),
            kind: "Draft",
            place,
            right: "not kept yet",
            words: first,
            chosen: state.drafts.open_key() == Some(draft.key),
            draft: true,
        },
    );
    response.clicked().then_some(Act::Reopen(draft.key))
}

fn note_row(ui: &mut Ui, view: &View<'_>, state: &State, row: usize) -> Option<Act> {
    let (_, index) = state.index.get()?;
    let (_, _, found) = state.found.as_ref()?;
    let note: &Note = index.notes.all.get(*found.get(row)?)?;
    let date = match note.kind {
        NoteKind::Comment => String::new(),
        NoteKind::Memo(_) => day(&note.written),
    };
    let right = match note.links.len() {
        0 => date.clone(),
        n => format!("{} · {date}", widgets::counted(n as u64, "excerpt", "excerpts")),
    };
    let first = words(&note.title, &note.text);
    let chosen = state.chosen == Some(note.id) && !state.drafts.is_open();
    let response = line(
        ui,
        view,
        &Line {
            name: &format!("{} on {}: {first}", kind_name(note.kind), note.name),
            kind: kind_name(note.kind),
            place: &note.name,
            right: &right,
            words: first,
            chosen,
            draft: false,
        },
    );
    let keys =
        response.has_focus() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::F2));
    if !view.busy && (response.double_clicked() || keys) {
        Some(Act::Edit(note.id))
    } else if response.clicked() {
        Some(Act::Choose(note.id))
    } else {
        None
    }
}

struct Line<'a> {
    name: &'a str,
    kind: &'a str,
    place: &'a str,
    right: &'a str,
    words: &'a str,
    chosen: bool,
    draft: bool,
}

fn line(ui: &mut Ui, view: &View<'_>, line: &Line<'_>) -> Response {
    let theme = view.theme;
    let size = vec2(ui.available_width(), ROW);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, line.chosen, line.name));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let painter = ui.painter();
    if line.chosen || response.hovered() {
        let ground = if line.chosen { theme.chosen } else { theme.control };
        painter.rect_filled(rect, CornerRadius::same(6), ground);
    }
    if response.has_focus() {
        let edge = Stroke::new(1.5, theme.accent);
        painter.rect_stroke(rect, CornerRadius::same(6), edge, StrokeKind::Inside);
    }
    let (left, right) = (rect.left() + 10.0, rect.right() - 10.0);
    let y = rect.top() + 14.0;
    let drawn =
        painter.text(pos2(right, y), Align2::RIGHT_CENTER, line.right, sans(12.0), theme.quiet);
    let ink = if line.draft { theme.warning } else { theme.quiet };
    let kind = painter.text(pos2(left, y), Align2::LEFT_CENTER, line.kind, semibold(12.0), ink);
    let room = drawn.left() - kind.right() - 16.0;
    if room > 24.0 {
        let place = format!("on {}", line.place);
        let galley = one_line(painter, &place, sans(12.0), theme.quiet, room);
        let at = pos2(kind.right() + 5.0, y - galley.size().y / 2.0);
        painter.galley(at, galley, theme.quiet);
    }
    let ink = if line.chosen { theme.strong } else { theme.ink };
    let galley = one_line(painter, line.words, sans(14.0), ink, right - left);
    let words = Rect::from_min_max(pos2(left, rect.top() + 23.0), pos2(right, rect.bottom() - 4.0));
    painter.galley(pos2(left, words.center().y - galley.size().y / 2.0), galley, ink);
    response
}
