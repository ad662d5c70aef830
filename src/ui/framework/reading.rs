//! The matrix read down a column, to compare cases, or along a row, to keep a case whole: every summary
//! at full length, its links to be followed. Only what is visible is laid out.

use super::cell::{self, Face};
use super::draft::Place;
use super::grid::{Line, lines};
use super::{Looking, State as Page, person};
use crate::analysis::framework::{CellLink, Framework, Linker};
use crate::ui::excerpts::Heights;
use crate::ui::fonts::READING;
use crate::ui::outbox::{Outbox, Request};
use crate::ui::view::View;
use crate::ui::widgets::{self, sans, semibold};
use egui::{
    Align, Align2, CursorIcon, FontFamily, FontId, Layout, Rect, RichText, Role, ScrollArea, Sense,
    Stroke, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};
use std::collections::HashMap;

/// The head of a group.
const GROUP: f32 = 44.0;

/// What the page remembers.
#[derive(Default)]
pub(super) struct State {
    heights: Heights,
    made_for: Option<Made>,
    links: HashMap<Place, Vec<CellLink>>,
    scroll_to: Option<f32>,
    reveal: bool,
}

/// For what the heights were made: study, what is read, width.
type Made = (u64, Looking, Vec<Item>, u32);

impl State {
    /// Begins at the top.
    pub(super) fn restart(&mut self) {
        self.scroll_to = Some(0.0);
    }

    /// Brings the cell that is looked at into view.
    pub(super) fn reveal(&mut self) {
        self.reveal = true;
    }
}

/// What stands one under the other: a group, or a cell by row and column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Item {
    Group(usize),
    Cell(usize, usize),
}

fn items(page: &Page, matrix: &Framework) -> Vec<Item> {
    let Some((row, column)) = page.cursor.and_then(|place| page.index(place)) else {
        return Vec::new();
    };
    match page.looking {
        Looking::Row => {
            let all = 0..matrix.columns.len();
            let shown = all.filter(|column| page.only.takes(matrix, row, *column));
            shown.map(|column| Item::Cell(row, column)).collect()
        }
        _ => {
            let mut items = Vec::new();
            for line in lines(matrix, page.only) {
                match line {
                    Line::Group(group) => items.push(Item::Group(group)),
                    Line::Row(row) if page.only.takes(matrix, row, column) => {
                        items.push(Item::Cell(row, column));
                    }
                    Line::Row(_) => {}
                }
            }
            items
        }
    }
}

/// Draws it.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, page: &mut Page, outbox: &mut Outbox) {
    let mut memory = std::mem::take(&mut page.reading);
    let opened = page.matrix().and_then(|matrix| list(ui, view, page, matrix, &mut memory, outbox));
    page.reading = memory;
    if let Some(place) = opened {
        page.open_at(place);
    }
}

fn list(
    ui: &mut Ui,
    view: &View<'_>,
    page: &Page,
    matrix: &Framework,
    memory: &mut State,
    outbox: &mut Outbox,
) -> Option<Place> {
    let items = items(page, matrix);
    let ground = ui.max_rect();
    let width = (view.reading.size * 45.0).clamp(520.0, 820.0).min(ground.width() - 40.0);
    let left = ((ground.width() - width) / 2.0).max(16.0);
    let made_for: Made = (view.revision, page.looking, items.clone(), width as u32);
    if memory.made_for.as_ref() != Some(&made_for) {
        if memory.made_for.as_ref().is_none_or(|(revision, ..)| *revision != view.revision) {
            memory.links.clear();
        }
        let size = view.reading.size - 1.0;
        let on_line = (width / (size * 0.49)).max(20.0);
        memory.heights.reset(items.iter().map(|item| match item {
            Item::Group(_) => GROUP,
            Item::Cell(row, column) => {
                let length = Face::new(view, matrix, &page.drafts, (*row, *column))
                    .map_or(0, |face| face.summary.len());
                74.0 + (length as f32 / on_line).ceil() * (size * 1.55)
            }
        }));
        memory.made_for = Some(made_for);
    }
    let mut opened = None;
    let mut area = ScrollArea::vertical().id_salt("framework reading").auto_shrink(false);
    if let Some(offset) = memory.scroll_to.take() {
        area = area.vertical_scroll_offset(offset);
    }
    let mut shift = 0.0;
    let output = area.show_viewport(ui, |ui, viewport| {
        let origin = ui.max_rect().min + vec2(left, 0.0);
        ui.set_min_size(vec2(ground.width() - 16.0, memory.heights.total() + 60.0));
        if items.is_empty() {
            let text = "No cell here is among those that are shown.";
            let at = pos2(ground.center().x, ground.top() + 60.0);
            ui.painter().text(at, Align2::CENTER_CENTER, text, sans(14.0), view.theme.quiet);
        }
        let from = memory.heights.at(viewport.top().max(0.0));
        let to = (memory.heights.at(viewport.bottom().max(0.0)) + 1).min(items.len());
        if std::mem::take(&mut memory.reveal) {
            let looked = page.cursor.and_then(|place| page.index(place));
            let at = looked.and_then(|(row, column)| {
                items.iter().position(|item| *item == Item::Cell(row, column))
            });
            if let Some(at) = at {
                let top = origin.y + memory.heights.top(at) as f32;
                let size = vec2(width, memory.heights.height(at));
                ui.scroll_to_rect(Rect::from_min_size(pos2(origin.x, top), size), None);
            }
        }
        for at in from..to {
            let top = origin.y + memory.heights.top(at) as f32;
            let rect =
                Rect::from_min_size(pos2(origin.x, top), vec2(width, memory.heights.height(at)));
            let height = match items.get(at) {
                Some(Item::Group(group)) => {
                    let value = matrix.groups.get(*group).map_or("", String::as_str);
                    let text = format!("{}: {value}", matrix.grouped_by);
                    let place = pos2(rect.left(), rect.bottom() - 8.0);
                    let ink = view.theme.quiet;
                    ui.painter().text(place, Align2::LEFT_BOTTOM, text, semibold(13.0), ink);
                    GROUP
                }
                Some(Item::Cell(row, column)) => {
                    let cell = (*row, *column);
                    entry(ui, view, page, cell, rect, memory, (&mut opened, outbox))
                }
                None => continue,
            };
            let grown = memory.heights.correct(at, height);
            if grown != 0.0 {
                ui.ctx().request_repaint();
                if memory.heights.top(at) < f64::from(viewport.top()) {
                    shift += grown;
                }
            }
        }
    });
    memory.heights.settle();
    if shift != 0.0 {
        memory.scroll_to = Some((output.state.clamped_offset().y + shift).max(0.0));
    }
    opened
}

/// One cell at full length; gives back its height.
fn entry(
    ui: &mut Ui,
    view: &View<'_>,
    page: &Page,
    (row, column): (usize, usize),
    rect: Rect,
    memory: &mut State,
    (opened, outbox): (&mut Option<Place>, &mut Outbox),
) -> f32 {
    let theme = view.theme;
    let Some(matrix) = page.matrix() else { return rect.height() };
    let Some(face) = Face::new(view, matrix, &page.drafts, (row, column)) else {
        return rect.height();
    };
    let Some(place) = page.place(row, column) else { return rect.height() };
    let id = ui.scope_id().with(("reading", place));
    let response = ui.interact(rect, id, Sense::click());
    let (who, role) = person(view, place.0);
    let what = matrix.columns.get(column).map_or("", |head| head.name.as_str());
    response.widget_info(|| {
        let open = page.open && page.cursor == Some(place);
        let name = format!("{who}, {what}: {}", face.spoken());
        WidgetInfo::selected(Role::Button, true, open, name)
    });
    let ground = rect.expand2(vec2(14.0, -2.0));
    if page.open && page.cursor == Some(place) {
        ui.painter().rect_filled(ground, 6.0, theme.chosen);
    } else if response.hovered() {
        ui.painter().rect_filled(ground, 6.0, theme.panel);
    }
    if response.has_focus() {
        let ring = Stroke::new(1.5, theme.accent);
        ui.painter().rect_stroke(ground, 6.0, ring, egui::StrokeKind::Inside);
    }
    let inside = Rect::from_min_max(rect.min + vec2(0.0, 14.0), pos2(rect.right(), f32::INFINITY));
    let builder =
        UiBuilder::new().max_rect(inside).id_salt(place).layout(Layout::top_down(Align::Min));
    let inner = ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        let (line, _) = ui.allocate_exact_size(vec2(ui.available_width(), 22.0), Sense::hover());
        let title = if page.looking == Looking::Row { what } else { who.as_str() };
        let room = line.width() * 0.6;
        let galley = widgets::one_line(ui.painter(), title, semibold(15.0), theme.strong, room);
        let right = line.left() + galley.size().x + 8.0;
        let y = line.center().y - galley.size().y / 2.0;
        ui.painter().galley(pos2(line.left(), y), galley, theme.strong);
        if page.looking != Looking::Row && !role.is_empty() {
            let at = pos2(right, line.center().y + 1.0);
            ui.painter().text(at, Align2::LEFT_CENTER, role, sans(13.0), theme.quiet);
        }
        let (status, _) = ui.allocate_exact_size(vec2(ui.available_width(), 18.0), Sense::hover());
        cell::line(ui.painter(), theme, status, &face, false);
        if !face.summary.trim().is_empty() {
            let links = memory.links.entry(place);
            let unsaved =
                face.unsaved.then(|| Linker::new(view.corpus).find(face.summary, place.0));
            let links = match unsaved {
                // What is being typed changes without a new revision.
                Some(found) => {
                    let slot = links.or_default();
                    *slot = found;
                    slot
                }
                None => {
                    links.or_insert_with(|| Linker::new(view.corpus).find(face.summary, place.0))
                }
            };
            words(ui, view, face.summary, links, outbox);
        }
    });
    if response.clicked() {
        *opened = Some(place);
    }
    response.on_hover_cursor(CursorIcon::PointingHand);
    let height = inner.response.rect.bottom() - rect.top() + 16.0;
    let y = rect.top() + height - 1.0;
    ui.painter().hline(rect.x_range(), y, Stroke::new(1.0, theme.line));
    height
}

/// A summary with its links to be followed, paragraph by paragraph.
fn words(ui: &mut Ui, view: &View<'_>, text: &str, links: &[CellLink], outbox: &mut Outbox) {
    let size = view.reading.size - 1.0;
    let font = FontId::new(size, FontFamily::Name(READING.into()));
    let plain = |text: &str| {
        let text = RichText::new(text).font(font.clone()).color(view.theme.ink);
        text.line_height(Some((size * 1.55).round()))
    };
    let mut from = 0;
    for paragraph in text.split_inclusive('\n') {
        let range = from..from + paragraph.len();
        from = range.end;
        if paragraph.trim().is_empty() {
            continue;
        }
        let here = links.iter().filter(|link| range.contains(&link.range.start));
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            let mut at = range.start;
            for link in here {
                let between = text.get(at..link.range.start).unwrap_or_default();
                if !between.is_empty() {
                    ui.add(egui::Label::new(plain(between)).selectable(false));
                }
                let name = text.get(link.range.clone()).unwrap_or_default();
                at = link.range.end;
                match link.span {
                    Some(span) => {
                        let link_text = plain(name).color(view.theme.accent);
                        if ui.link(link_text).on_hover_text("Read in context").clicked() {
                            outbox.send(Request::ReadAt(link.document, span, None));
                        }
                    }
                    None => {
                        let link_text = plain(name).color(view.theme.warning);
                        ui.label(link_text).on_hover_text("The transcript has no such paragraph");
                    }
                }
            }
            let rest = text.get(at..range.end).unwrap_or_default().trim_end_matches('\n');
            if !rest.is_empty() {
                ui.add(egui::Label::new(plain(rest)).selectable(false));
            }
        });
    }
}
