//! The transcript as an editor: a head with what can be done, and the parts that are seen.

use super::keys::{self, Act};
use super::part::{self, Letters, PAD, SIDE};
use super::{Corrections, Draft, Open};
use crate::model::{CorpusDocument, DocumentId};
use crate::ui::action::Action;
use crate::ui::icons::{self, Icon};
use crate::ui::outbox::{Correction, Outbox, Request};
use crate::ui::parts::{count, primary, quiet};
use crate::ui::theme;
use crate::ui::view::View;
use egui::{
    Align, Layout, Margin, Rect, RichText, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2,
};
use std::sync::Arc;

/// Draws the editor of a document. Gives back a place of the text when the editor closes: there the
/// reader goes on.
pub(in crate::ui::read) fn show(
    ui: &mut Ui,
    view: &View<'_>,
    corrections: &mut Corrections,
    document: &Arc<CorpusDocument>,
    outbox: &mut Outbox,
) -> Option<u32> {
    if let Some((_, byte)) = corrections.follow(view.corpus) {
        return Some(byte);
    }
    let Corrections { drafts, open: slot, .. } = corrections;
    let open = slot.as_mut().filter(|open| open.document == document.id)?;
    let draft = drafts.iter_mut().find(|draft| draft.document == document.id)?;
    open.part = open.part.min(draft.parts.len().saturating_sub(1));
    let mut act = if view.busy { None } else { keys::take(ui, open, draft) };
    head(ui, view, open, draft, &mut act);
    body(ui, view, open, draft);
    match act {
        None => None,
        Some(Act::Replace) => {
            outbox.send(Request::Do(Action::Replace));
            None
        }
        Some(Act::Store) => {
            store(open.document, draft, outbox);
            let byte = draft.parts.get(open.part).map_or(0, |part| part.base.start as u32);
            // Nothing was typed: there is nothing to wait for.
            draft.is_idle().then(|| corrections.put_down()).map(|()| byte)
        }
        Some(Act::Leave) => {
            let byte = draft.parts.get(open.part).map_or(0, |part| part.base.start as u32);
            corrections.put_down();
            Some(byte)
        }
    }
}

fn store(document: DocumentId, draft: &Draft, outbox: &mut Outbox) {
    if !draft.is_idle() {
        outbox.send(Request::Correct(Correction::Text(document, draft.text())));
    }
}

fn head(ui: &mut Ui, view: &View<'_>, open: &mut Open, draft: &mut Draft, act: &mut Option<Act>) {
    let theme = view.theme;
    let margin = Margin { left: 16, right: 12, top: 7, bottom: 7 };
    let frame = egui::Frame::new().fill(theme.panel).inner_margin(margin);
    egui::Panel::top("correcting").frame(frame).show_separator_line(true).show(ui, |ui| {
        let changed = draft.changed();
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let store = primary(ui, theme, changed > 0 && !view.busy, "Store");
                if store.on_hover_text("Ctrl+Enter: see what changes, then store").clicked() {
                    *act = Some(Act::Store);
                }
                let leave = ui.button(if changed > 0 { "Later" } else { "Close" });
                if leave.on_hover_text("Esc: back to reading; what you typed stays").clicked() {
                    *act = Some(Act::Leave);
                }
                let replace = icons::button(ui, theme, Icon::Search, "Find and replace");
                if replace.clicked() {
                    *act = Some(Act::Replace);
                }
                let back = draft.is_changed(open.part);
                ui.add_enabled_ui(back, |ui| {
                    let name = "Take back this passage";
                    if icons::button(ui, theme, Icon::Undo, name).clicked() {
                        draft.take_back(open.part);
                        open.focus = Some(0);
                    }
                });
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let (rect, _) = ui.allocate_exact_size(vec2(16.0, 18.0), Sense::HOVER);
                    icons::paint(ui.painter(), rect, Icon::Edit, theme.accent);
                    let title = format!("Correcting {}", draft.base().name);
                    let title = RichText::new(title).text_style(theme::strong());
                    ui.add(egui::Label::new(title).truncate());
                    let told = match changed {
                        0 => "nothing changed yet".to_owned(),
                        n => format!("{} changed, not stored", count(n, "passage")),
                    };
                    quiet(ui, theme, told);
                });
            });
        });
        match open.notice {
            Some(notice) => {
                ui.horizontal_wrapped(|ui| {
                    ui.label(RichText::new(notice).small().color(theme.warning));
                    if ui.link(RichText::new("Good").small()).clicked() {
                        open.notice = None;
                    }
                });
            }
            None => {
                quiet(
                    ui,
                    theme,
                    "Underlined words are coded. A label on a line of its own begins a turn; \
                     Backspace at the beginning joins with what is before.",
                );
            }
        }
        loose(ui, view, draft);
    });
}

/// Words that were typed over a passage that is gone.
fn loose(ui: &mut Ui, view: &View<'_>, draft: &mut Draft) {
    let mut gone = None;
    for (at, words) in draft.loose.iter().enumerate() {
        ui.horizontal_wrapped(|ui| {
            let shown = crate::ui::dialogs::shortened(words);
            let text = format!("Typed over a passage that is not in the text any more: “{shown}”");
            ui.label(RichText::new(text).small().color(view.theme.warning));
            if ui.link(RichText::new("Copy").small()).clicked() {
                ui.ctx().copy_text(words.clone());
            }
            if ui.link(RichText::new("Let it go").small()).clicked() {
                gone = Some(at);
            }
        });
    }
    if let Some(at) = gone {
        draft.loose.remove(at);
        draft.version += 1;
    }
}

fn body(ui: &mut Ui, view: &View<'_>, open: &mut Open, draft: &mut Draft) {
    if open.coded.sync(draft.base()) {
        open.marks.clear();
    }
    let letters = Letters::new(view);
    let room = ui.available_rect_before_wrap();
    let bar = 14.0;
    let width = (view.reading.size * 0.475 * view.reading.width).min(room.width() - SIDE - 48.0);
    let width = width.max(120.0);
    let column = width + SIDE;
    let left = ((room.width() - bar - column - SIDE / 2.0) / 2.0).max(10.0);
    estimate(open, draft, &letters, width, view.reading.size);
    let mut area = ScrollArea::vertical().id_salt(("correction", open.document));
    area = area.auto_shrink([false, false]);
    if let Some(offset) = open.scroll_to.take() {
        area = area.vertical_scroll_offset(offset);
    }
    let mut shift = 0.0;
    let output = area.show_viewport(ui, |ui, viewport| {
        ui.set_min_size(vec2(ui.available_width(), open.heights.total() + 120.0));
        let origin = ui.max_rect().min;
        if let Some(part) = open.reveal.take() {
            let top = open.heights.top(part) as f32 + 10.0;
            let height = open.heights.height(part);
            let seen = viewport.top() <= top && top + height <= viewport.bottom();
            if !seen {
                let high = height.min(viewport.height() * 0.6);
                let at =
                    Rect::from_min_size(pos2(origin.x + left, origin.y + top), vec2(column, high));
                ui.scroll_to_rect(at.expand2(vec2(0.0, 40.0)), None);
                ui.ctx().request_repaint();
            }
        }
        let first = open.heights.at(viewport.top() - 10.0);
        let last = (open.heights.at(viewport.bottom()) + 1).min(open.heights.len());
        for part in first..last.min(draft.parts.len()) {
            let top = open.heights.top(part) + 10.0;
            let y = (top - f64::from(viewport.top())) as f32 + ui.clip_rect().top();
            let known = open.heights.height(part);
            let rect = Rect::from_min_size(pos2(origin.x + left, y), vec2(column, known));
            let height = part::show(ui, view, &letters, open, draft, (part, rect));
            let grown = open.heights.correct(part, height);
            if grown != 0.0 {
                ui.ctx().request_repaint();
                if top < f64::from(viewport.top()) && part != open.part {
                    shift += grown;
                }
            }
        }
    });
    open.heights.settle();
    if shift != 0.0 {
        open.scroll_to = Some((output.state.clamped_offset().y + shift).max(0.0));
    }
    let list = ui.interact(output.inner_rect, output.id.with("list"), Sense::HOVER);
    list.widget_info(|| WidgetInfo::labeled(Role::List, true, "The transcript, to be corrected"));
}

/// Estimates heights when the parts or the letters are others.
fn estimate(open: &mut Open, draft: &Draft, letters: &Letters<'_>, width: f32, size: f32) {
    let measured = (draft.parts.len(), width.to_bits(), size.to_bits());
    if open.measured == measured {
        return;
    }
    open.measured = measured;
    let line = letters.line();
    let fits = (width / (size * 0.475)).max(10.0);
    let heights = draft.parts.iter().map(|part| {
        let bytes = part.typed.as_ref().map_or(part.base.len(), String::len);
        (bytes as f32 / fits).ceil().max(1.0) * line + 2.0 * PAD
    });
    open.heights.reset(heights);
}
