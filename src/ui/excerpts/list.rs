//! The list: only what is visible is read and laid out; the keyboard moves through it.

use super::State;
use super::card::{self, Act, Card};
use super::listing::Row;
use super::several::{self, Deed};
use crate::analysis::{ExcerptRef, Reader, context};
use crate::model::{CodingId, Corpus, Flag, Flags};
use crate::study::Command;
use crate::ui::outbox::{Outbox, Request};
use crate::ui::view::View;
use crate::ui::widgets::{self, semibold};
use egui::{Event, EventFilter, Id, Key, Modifiers, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use std::collections::hash_map::Entry;

/// Height of a section head.
const HEAD: f32 = 44.0;
/// How many turns are shown around an excerpt at first.
const TURNS: usize = 2;
/// So many excerpts stay in memory.
const KEPT: usize = 400;
/// So long a frame may read: a citation needs the lines of its whole document.
const PATIENCE: std::time::Duration = std::time::Duration::from_millis(3);

/// Draws the list into the rest of the page, in a column `width` wide that begins at `left`.
pub(super) fn show(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    outbox: &mut Outbox,
    left: f32,
    width: f32,
) {
    estimate(view, state, width);
    let focus = keys(ui, view, state, outbox);
    let mut area = egui::ScrollArea::vertical().id_salt("excerpts").auto_shrink(false);
    if let Some(offset) = state.places.scroll_to.take() {
        area = area.vertical_scroll_offset(offset);
    }
    let mut done: Option<(u32, Act)> = None;
    let mut shift = 0.0;
    let output = area.show_viewport(ui, |ui, viewport| {
        let places = &state.places.heights;
        ui.set_min_size(vec2(ui.available_width(), places.total() + 40.0));
        let origin = ui.max_rect().min;
        let first = places.at(viewport.top());
        let last = (places.at(viewport.bottom()) + 1).min(places.len());
        if !read(state, first..last) {
            ui.ctx().request_repaint();
        }
        if state.places.reveal
            && let Some(row) = state.cursor
        {
            state.places.reveal = false;
            let at = origin + vec2(left, state.places.heights.top(row) as f32);
            let size = vec2(width, state.places.heights.height(row));
            ui.scroll_to_rect(Rect::from_min_size(at, size).expand2(vec2(0.0, 12.0)), None);
        }
        for row in first..last {
            let top = state.places.heights.top(row);
            // Differences in double precision, so that the end of a long list does not shake.
            let y = (top - f64::from(viewport.top())) as f32 + ui.clip_rect().top();
            let at = pos2(origin.x + left, y);
            let known = state.places.heights.height(row);
            let rect = Rect::from_min_size(at, vec2(width, known));
            let height = one(ui, view, state, row, rect, &mut done);
            let grown = state.places.heights.correct(row, height);
            if grown != 0.0 {
                ui.ctx().request_repaint();
                // A line that begins above the screen must not push what is being read.
                if top < f64::from(viewport.top()) {
                    shift += grown;
                }
            }
        }
    });
    state.places.heights.settle();
    if shift != 0.0 {
        state.places.scroll_to = Some((output.state.clamped_offset().y + shift).max(0.0));
    }
    let list = ui.interact(output.inner_rect, focus, Sense::focusable_noninteractive());
    list.widget_info(|| WidgetInfo::labeled(Role::List, true, "List of excerpts"));
    if let Some((at, act)) = done {
        perform(ui, state, outbox, at, act, focus);
    }
}

/// Estimates the height of every line when the list, the width or the letters changed.
fn estimate(view: &View<'_>, state: &mut State, width: f32) {
    let made_for = Some((width.round() as u32, (view.reading.size * 4.0) as u32));
    if state.places.made_for == made_for {
        return;
    }
    let Some((_, answer)) = state.answers.get() else { return };
    state.places.made_for = made_for;
    let size = card::text_size(view);
    let on_line = (card::text_width(width) / (size * 0.49)).max(20.0);
    let rows = answer.listing.rows.iter().map(|row| match row {
        Row::Head { .. } => HEAD,
        Row::Excerpt(at) => {
            let length = answer.listing.refs.get(*at as usize).map_or(0, |e| e.span.len()) as usize;
            let folded = length > card::FOLD.1;
            let shown = if folded { card::FOLD.0 } else { length };
            let lines = (shown as f32 / on_line).ceil().max(1.0);
            card::AROUND + lines * card::line_height(size) + if folded { 24.0 } else { 0.0 }
        }
    });
    state.places.heights.reset(rows);
}

/// Reads the words of these lines, and of what stands around them where that is asked for. False when
/// it took too long for one frame: the rest comes with the next.
fn read(state: &mut State, rows: std::ops::Range<usize>) -> bool {
    let Some((_, answer)) = state.answers.get() else { return true };
    let begun = std::time::Instant::now();
    if state.texts.len() > KEPT {
        state.texts.clear();
        state.around.clear();
    }
    let mut reader: Option<Reader<'_>> = None;
    for row in answer.listing.rows.get(rows).unwrap_or_default() {
        let Row::Excerpt(at) = *row else { continue };
        let Some((excerpt, id)) = place(&answer.listing.refs, &answer.listing.ids, at) else {
            continue;
        };
        if let Entry::Vacant(free) = state.texts.entry(at) {
            if reader.is_some() && begun.elapsed() > PATIENCE {
                return false;
            }
            let reader = reader.get_or_insert_with(|| Reader::new(&answer.corpus));
            if let Some(read) = reader.read(&excerpt) {
                free.insert(read);
            }
        }
        let turns = state.turns.get(&id).copied().unwrap_or(0);
        if turns > 0 && state.around.get(&at).is_none_or(|known| known.0 != turns) {
            state.around.insert(at, (turns, context(&answer.corpus, &excerpt, turns)));
        }
    }
    true
}

fn place(refs: &[ExcerptRef], ids: &[CodingId], at: u32) -> Option<(ExcerptRef, CodingId)> {
    Some((*refs.get(at as usize)?, *ids.get(at as usize)?))
}

/// Draws one line; gives back its height.
fn one(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    row: usize,
    rect: Rect,
    done: &mut Option<(u32, Act)>,
) -> f32 {
    let Some((_, answer)) = state.answers.get() else { return rect.height() };
    let at = match answer.listing.rows.get(row) {
        Some(Row::Excerpt(at)) => *at,
        Some(Row::Head { title, code, excerpts }) => {
            head(ui, view, &answer.corpus, rect, (title, *code, *excerpts));
            return HEAD;
        }
        None => return rect.height(),
    };
    let (Some(excerpt), Some(id)) =
        (state.texts.get(&at), answer.listing.ids.get(at as usize).copied())
    else {
        return rect.height();
    };
    let turns = state.turns.get(&id).copied().unwrap_or(0);
    let card = Card {
        row,
        excerpt,
        around: state.around.get(&at).filter(|_| turns > 0).map(|(_, context)| context),
        chosen: state.cursor == Some(row),
        picked: state.chosen.has(id),
        several: !state.chosen.is_empty(),
        flags: answer.listing.refs.get(at as usize).map_or(Flags::default(), |excerpt| {
            let codings = excerpt.codings(&answer.corpus).into_iter();
            codings.fold(Flags::default(), |all, coding| all.or(coding.flags))
        }),
        open: state.open.contains(&id),
        by_code: state.grouping == super::Grouping::Code,
    };
    let mine = state.comment.as_mut().filter(|(known, _)| *known == id);
    let (height, act) = card::show(ui, view, &card, rect, mine.map(|(_, text)| text));
    if let Some(act) = act {
        if act == Act::Choose {
            state.choose(row, ui.input(|input| input.modifiers));
        }
        // Whatever is done with a card puts the keyboard on it.
        state.cursor = Some(row);
        *done = Some((at, act));
    }
    height
}

fn head(
    ui: &mut Ui,
    view: &View<'_>,
    corpus: &Corpus,
    rect: Rect,
    (title, code, excerpts): (&str, Option<crate::model::CodeId>, u32),
) {
    let theme = view.theme;
    let painter = ui.painter();
    let y = rect.bottom() - 15.0;
    let mut x = rect.left() + 16.0;
    if let Some(code) = code {
        let (colors, name) = widgets::code_face(theme, &corpus.codes, code);
        let sign = Rect::from_min_size(pos2(x, y - 9.0), vec2(21.0, 18.0));
        widgets::badge(painter, sign, colors, &name);
        x += 28.0;
    }
    let number = widgets::counted(u64::from(excerpts), "excerpt", "excerpts");
    let room = rect.right() - x - 130.0;
    let shown = title.replace('/', " / ");
    let galley = widgets::one_line(painter, &shown, semibold(15.0), theme.strong, room);
    painter.galley(pos2(x, y - galley.size().y / 2.0), galley, theme.strong);
    let right = pos2(rect.right() - 16.0, y);
    painter.text(right, egui::Align2::RIGHT_CENTER, &number, widgets::sans(12.0), theme.quiet);
    let line = egui::Stroke::new(1.0, theme.line);
    painter.hline(rect.x_range(), rect.bottom(), line);
    let response = ui.interact(rect, ui.scope_id().with(("head", title)), Sense::hover());
    let name = format!("{title}: {number}");
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, &name));
}

/// Moves through the list with the keys; gives back the identity that holds the keyboard.
fn keys(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) -> Id {
    let id = ui.scope_id().with("list of excerpts");
    let focused = ui.memory(egui::Memory::focused);
    if focused.is_some_and(|focused| focused != id) || egui::Popup::is_any_open(ui.ctx()) {
        return id;
    }
    if focused == Some(id) {
        let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
    }
    let Some((_, answer)) = state.answers.get() else { return id };
    let rows = &answer.listing.rows;
    let excerpt_from = |from: usize, by: isize| {
        let mut row = from as isize;
        while let Some(found) = usize::try_from(row).ok().and_then(|row| rows.get(row)) {
            if matches!(found, Row::Excerpt(_)) {
                return Some(row as usize);
            }
            row += by;
        }
        None
    };
    let last = rows.len().saturating_sub(1);
    let pressed =
        |ui: &mut Ui, key| ui.input_mut(|i| i.count_and_consume_key(Modifiers::NONE, key)) > 0;
    let cursor = state.cursor;
    let mut wanted = None;
    if pressed(ui, Key::ArrowDown) {
        wanted = excerpt_from(cursor.map_or(0, |row| row + 1), 1);
    } else if pressed(ui, Key::ArrowUp) {
        wanted = excerpt_from(cursor.unwrap_or(1).saturating_sub(1), -1);
    } else if pressed(ui, Key::PageDown) {
        wanted = excerpt_from((cursor.unwrap_or(0) + 5).min(last), -1);
    } else if pressed(ui, Key::PageUp) {
        wanted = excerpt_from(cursor.unwrap_or(0).saturating_sub(5), 1);
    } else if pressed(ui, Key::Home) {
        wanted = excerpt_from(0, 1);
    } else if pressed(ui, Key::End) {
        wanted = excerpt_from(last, -1);
    }
    let on = cursor.and_then(|row| match rows.get(row) {
        Some(Row::Excerpt(at)) => Some(*at),
        _ => None,
    });
    if ui.input(|i| i.events.iter().any(|event| matches!(event, Event::Copy)))
        && let Some(quoted) = state.quoted(on)
    {
        outbox.send(Request::Quote(quoted));
    }
    if let Some(at) = on {
        let several = !state.chosen.is_empty();
        if pressed(ui, Key::Enter) {
            open(state, outbox, at);
        } else if pressed(ui, Key::Space)
            && let Some(row) = cursor
        {
            state.toggle(row);
        } else if pressed(ui, Key::Delete) && !view.busy {
            if several {
                state.with_chosen(Deed::Remove, outbox);
            } else {
                perform(ui, state, outbox, at, Act::Remove, id);
            }
        } else if let Some(flag) = several::flag_key(ui).filter(|_| !view.busy) {
            if several {
                state.with_chosen(Deed::Flag(flag), outbox);
            } else {
                perform(ui, state, outbox, at, Act::Flag(flag), id);
            }
        }
    }
    if focused == Some(id) && ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::A)) {
        state.choose_all();
    }
    if !state.chosen.is_empty() && pressed(ui, Key::Escape) {
        state.chosen.clear();
    }
    if let Some(row) = wanted {
        if ui.input(|i| i.modifiers.shift) {
            state.extend(row);
        }
        state.cursor = Some(row);
        state.places.reveal = true;
        ui.memory_mut(|memory| memory.request_focus(id));
        // A key that moved the list is not for anything else.
        ui.input_mut(|i| i.events.retain(|event| !matches!(event, Event::Key { .. })));
    }
    id
}

/// To the transcript, at this excerpt.
fn open(state: &State, outbox: &mut Outbox, at: u32) {
    let Some((_, answer)) = state.answers.get() else { return };
    let Some((excerpt, id)) = place(&answer.listing.refs, &answer.listing.ids, at) else { return };
    if let Some(document) = excerpt.document(&answer.corpus) {
        outbox.send(Request::ReadAt(document.id, excerpt.span, Some(id)));
    }
}

/// Does what was asked on a card.
fn perform(ui: &Ui, state: &mut State, outbox: &mut Outbox, at: u32, act: Act, focus: Id) {
    let Some((_, answer)) = state.answers.get() else { return };
    let Some((excerpt, id)) = place(&answer.listing.refs, &answer.listing.ids, at) else { return };
    // Several coders' codings that count as one excerpt are changed together.
    let codings: Vec<CodingId> =
        excerpt.codings(&answer.corpus).iter().map(|coding| coding.id).collect();
    match act {
        Act::Mark => {}
        Act::Choose => ui.memory_mut(|memory| memory.request_focus(focus)),
        Act::Open => open(state, outbox, at),
        Act::Unfold => {
            if !state.open.remove(&id) {
                state.open.insert(id);
            }
        }
        Act::Around => {
            let turns = state.turns.remove(&id);
            if turns.is_none() {
                state.turns.insert(id, TURNS);
            }
        }
        Act::Wider => {
            *state.turns.entry(id).or_insert(TURNS) += 2 * TURNS;
        }
        Act::Recode(code) => {
            outbox.run(several::command(Deed::Recode(code), codings, Flags::default()));
        }
        Act::Flag(flag) => {
            let all = excerpt.codings(&answer.corpus);
            let flags = Flag::ALL.into_iter();
            let flags = flags.filter(|flag| all.iter().all(|coding| coding.flags.has(*flag)));
            outbox.run(several::command(Deed::Flag(flag), codings, flags.collect()));
        }
        Act::Write => {
            let coding = excerpt.coding(&answer.corpus);
            let text = coding.and_then(|coding| coding.memo.as_deref()).unwrap_or_default();
            state.comment = Some((id, text.to_owned()));
        }
        Act::Save => {
            if let Some((coding, memo)) = state.comment.take() {
                outbox.run(Command::Comment { coding, memo });
            }
            ui.memory_mut(|memory| memory.request_focus(focus));
        }
        Act::Leave => {
            state.comment = None;
            ui.memory_mut(|memory| memory.request_focus(focus));
        }
        Act::Remove => outbox.run(several::command(Deed::Remove, codings, Flags::default())),
    }
}
