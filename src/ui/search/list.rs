//! The hits, one line each: only those that are seen are read and laid out; the keyboard moves through
//! them.

use super::row::{self, Act, Columns, Line};
use super::{State, coding};
use crate::analysis::Hit;
use crate::analysis::search::{Contexts, Width};
use crate::ui::outbox::{Outbox, Quoted, Request};
use crate::ui::view::View;
use crate::ui::widgets;
use egui::{
    Align2, Event, EventFilter, Id, Key, Modifiers, Rect, Role, ScrollArea, Sense, Ui, WidgetInfo,
    pos2, vec2,
};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Height of a hit, in points.
const ROW: f32 = 27.0;
/// Height of the heads of the columns.
const HEAD: f32 = 24.0;
/// Code points that are read on each side: more than the widest window shows.
const SIDE: Width = Width::Characters(220);
/// So many hits stay in memory.
const KEPT: usize = 600;
/// So long a frame may read.
const PATIENCE: Duration = Duration::from_millis(3);

/// What holds the keyboard while it moves through the hits.
pub(super) fn id() -> Id {
    Id::unique("list of hits")
}

/// Draws the list into the rest of the page.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    let count = state.answer().map_or(0, |answer| answer.hits.hits.len());
    keys(ui, state, outbox, count);
    let ground = ui.max_rect();
    let columns = Columns::new(ground.shrink2(vec2(20.0, 0.0)));
    heads(ui, view, &columns, ground);
    let rest = Rect::from_min_max(pos2(ground.left(), ground.top() + HEAD), ground.max);
    let mut acts: Vec<(usize, Act)> = Vec::new();
    let inner = ui.scope_builder(egui::UiBuilder::new().max_rect(rest), |ui| {
        let mut area = ScrollArea::vertical().id_salt("hits").auto_shrink(false);
        if std::mem::take(&mut state.to_top) {
            area = area.vertical_scroll_offset(0.0);
        }
        area.show_viewport(ui, |ui, viewport| {
            let height = (count as f64 * f64::from(ROW)) as f32 + 24.0;
            ui.set_min_size(vec2(ui.available_width(), height));
            let first = ((viewport.top() / ROW).floor().max(0.0) as usize).min(count);
            let last = ((viewport.bottom() / ROW).ceil().max(0.0) as usize).min(count);
            if !read(state, first..last) {
                ui.ctx().request_repaint();
            }
            if std::mem::take(&mut state.reveal)
                && let Some(at) = state.cursor
            {
                let top = ui.max_rect().top() + (at as f64 * f64::from(ROW)) as f32;
                let rect = Rect::from_min_size(pos2(ground.left(), top), vec2(10.0, ROW));
                ui.scroll_to_rect(rect.expand2(vec2(0.0, ROW)), None);
            }
            for at in first..last {
                // Differences in double precision, so that the end of a long list does not shake.
                let y = (at as f64 * f64::from(ROW) - f64::from(viewport.top())) as f32;
                let top = ui.clip_rect().top() + y;
                let rect = Rect::from_min_size(
                    pos2(columns.boxes.0, top),
                    vec2(columns.citation.1 - columns.boxes.0, ROW),
                );
                if let Some(act) = one(ui, view, state, at, rect, &columns) {
                    acts.push((at, act));
                }
            }
        })
        .inner_rect
    });
    let list = ui.interact(inner.inner, id(), Sense::focusable_noninteractive());
    list.widget_info(|| WidgetInfo::labeled(Role::List, true, "List of hits"));
    for (at, act) in acts {
        state.cursor = Some(at);
        match act {
            Act::Open => open(state, outbox, at),
            Act::Choose { range } => {
                coding::choose(state, at, range);
                ui.memory_mut(|memory| memory.request_focus(id()));
            }
        }
    }
}

fn heads(ui: &Ui, view: &View<'_>, columns: &Columns, ground: Rect) {
    let (painter, theme) = (ui.painter(), view.theme);
    let y = ground.top() + HEAD / 2.0;
    let font = widgets::sans(12.0);
    let head = |x: f32, align: Align2, text: &str| {
        painter.text(pos2(x, y), align, text, font.clone(), theme.quiet);
    };
    head(columns.speaker.0, Align2::LEFT_CENTER, "Speaker");
    head(columns.hit - 5.0, Align2::RIGHT_CENTER, "Before");
    head(columns.hit, Align2::LEFT_CENTER, "Words and after");
    head(columns.citation.0, Align2::LEFT_CENTER, "Citation");
    let line = egui::Stroke::new(1.0, theme.line);
    painter.hline(ground.x_range(), ground.top() + HEAD, line);
}

/// Reads the contexts of these hits. False when it took too long for one frame: the rest comes with the
/// next.
fn read(state: &mut State, rows: std::ops::Range<usize>) -> bool {
    if state.texts.len() > KEPT {
        state.texts.clear();
    }
    let missing: Vec<usize> = rows.filter(|at| !state.texts.contains_key(at)).collect();
    if missing.is_empty() {
        return true;
    }
    let begun = Instant::now();
    let mut fresh = Vec::with_capacity(missing.len());
    let mut done = true;
    if let Some(answer) = state.answer() {
        let mut contexts = Contexts::quick(&answer.corpus, SIDE);
        for at in missing {
            if !fresh.is_empty() && begun.elapsed() > PATIENCE {
                done = false;
                break;
            }
            let read = answer.hits.hits.get(at).and_then(|hit| contexts.read(hit));
            fresh.extend(read.map(|read| (at, read)));
        }
    }
    state.texts.extend(fresh);
    done
}

fn one(
    ui: &mut Ui,
    view: &View<'_>,
    state: &State,
    at: usize,
    rect: Rect,
    columns: &Columns,
) -> Option<Act> {
    let (answer, hit) = (state.answer()?, state.hit(at)?);
    let line = Line {
        at,
        speaker: row::speaker(&answer.corpus, hit),
        context: state.texts.get(&at)?,
        cursor: state.cursor == Some(at),
        chosen: state.chosen.contains(&(hit.document, hit.span)),
    };
    row::show(ui, view, &line, rect, columns)
}

/// To the transcript, at this hit.
fn open(state: &mut State, outbox: &mut Outbox, at: usize) {
    let place = state.answer().zip(state.hit(at)).and_then(|(answer, hit)| {
        let document = answer.corpus.documents.get(hit.document as usize)?;
        Some((document.id, hit.span))
    });
    if let Some((document, span)) = place {
        state.followed = true;
        outbox.send(Request::ReadAt(document, span, None));
    }
}

/// What is copied: the chosen hits in the order of the list, else the one with the cursor.
fn quoted(state: &State, cursor: Option<usize>) -> Option<Quoted> {
    let answer = state.answer()?;
    let chosen = |hit: &&Hit| state.chosen.contains(&(hit.document, hit.span));
    let mut list: Vec<Hit> = answer.hits.hits.iter().filter(chosen).copied().collect();
    if list.is_empty() {
        list.push(*state.hit(cursor?)?);
    }
    Some(Quoted::Hits(Arc::clone(&answer.corpus), list, SIDE))
}

/// Moves through the list with the keys.
fn keys(ui: &mut Ui, state: &mut State, outbox: &mut Outbox, count: usize) {
    let focused = ui.memory(egui::Memory::focused);
    let elsewhere = focused.is_some_and(|focused| focused != id());
    if elsewhere || state.picker.is_some() || egui::Popup::is_any_open(ui.ctx()) || count == 0 {
        return;
    }
    if focused == Some(id()) {
        let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id(), filter));
    }
    let pressed =
        |ui: &mut Ui, key| ui.input_mut(|i| i.count_and_consume_key(Modifiers::NONE, key)) > 0;
    let last = count - 1;
    let page = (ui.available_height() / ROW).max(2.0) as usize - 1;
    let cursor = state.cursor;
    let wanted = if pressed(ui, Key::ArrowDown) {
        Some(cursor.map_or(0, |at| (at + 1).min(last)))
    } else if pressed(ui, Key::ArrowUp) {
        Some(cursor.map_or(0, |at| at.saturating_sub(1)))
    } else if pressed(ui, Key::PageDown) {
        Some((cursor.unwrap_or(0) + page).min(last))
    } else if pressed(ui, Key::PageUp) {
        Some(cursor.unwrap_or(0).saturating_sub(page))
    } else if pressed(ui, Key::Home) {
        Some(0)
    } else if pressed(ui, Key::End) {
        Some(last)
    } else {
        None
    };
    if ui.input(|i| i.events.iter().any(|event| matches!(event, Event::Copy)))
        && let Some(quoted) = quoted(state, cursor)
    {
        outbox.send(Request::Quote(quoted));
    }
    if let Some(at) = cursor {
        if pressed(ui, Key::Enter) {
            open(state, outbox, at);
        } else if pressed(ui, Key::Space) {
            coding::choose(state, at, false);
        }
    }
    if let Some(at) = wanted {
        state.cursor = Some(at);
        state.reveal = true;
        ui.memory_mut(|memory| memory.request_focus(id()));
    }
}
