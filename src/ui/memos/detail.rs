//! A memo as it is read: title, where and when, the words in the reading face, the excerpts it points
//! to.

use super::bar::kind_name;
use super::{Index, State, day, edit};
use crate::analysis::{Note, NoteId, NoteKind, Spot};
use crate::model::{EvidenceKind, Filter, MemoOn, Span};
use crate::study::Command;
use crate::ui::evidence;
use crate::ui::fonts::READING;
use crate::ui::icons::{self, Icon};
use crate::ui::outbox::{Outbox, Request};
use crate::ui::view::View;
use crate::ui::widgets::{self, badge, code_face, one_line, sans, semibold};
use egui::{
    Align, CornerRadius, FontFamily, FontId, Layout, Rect, RichText, Role, ScrollArea, Sense,
    Stroke, StrokeKind, TextFormat, Ui, WidgetInfo, pos2, vec2,
};

/// The reading face at this many points less than the transcript.
pub(super) fn serif(view: &View<'_>, less: f32) -> FontId {
    FontId::new((view.reading.size - less).max(12.0), FontFamily::Name(READING.into()))
}

/// Longest line of a memo, about seventy characters.
pub(super) fn measure(view: &View<'_>, room: f32) -> f32 {
    (view.reading.size * 33.0).min(room)
}

pub(super) fn show(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    let mut wanted = None;
    if let Some((_, index)) = state.index.get()
        && let Some(id) = state.chosen
        && let Some(note) = index.notes.all.iter().find(|note| note.id == id)
    {
        read(ui, view, index, note, &mut wanted, outbox);
    } else if !view.corpus.memos.is_empty() {
        ui.add_space(6.0);
        super::super::parts::quiet(ui, view.theme, "Choose a memo to read it.");
    }
    if let Some(id) = wanted {
        edit(state, view, id);
    }
}

fn read(
    ui: &mut Ui,
    view: &View<'_>,
    index: &Index,
    note: &Note,
    wanted: &mut Option<NoteId>,
    outbox: &mut Outbox,
) {
    let theme = view.theme;
    ui.spacing_mut().item_spacing.y = 4.0;
    let width = measure(view, ui.available_width());
    let row = vec2(ui.available_width(), 28.0);
    ui.allocate_ui_with_layout(row, Layout::right_to_left(Align::Center), |ui| {
        ui.add_enabled_ui(!view.busy, |ui| {
            if icons::button(ui, theme, Icon::Bin, "Remove this memo").clicked() {
                outbox.run(match note.id {
                    NoteId::Memo(memo) => Command::RemoveMemo { memo },
                    NoteId::Comment(coding) => Command::Comment { coding, memo: String::new() },
                });
            }
            if icons::button(ui, theme, Icon::Edit, "Change this memo").clicked() {
                *wanted = Some(note.id);
            }
        });
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            head(ui, view, index, note, outbox);
        });
    });
    if let NoteId::Memo(id) = note.id
        && let Some(memo) = view.corpus.memos.iter().find(|memo| memo.id == id)
    {
        evidence::line(ui, view, EvidenceKind::Memo, memo.guid, outbox);
    }
    ScrollArea::vertical().id_salt(("memo text", note.id)).auto_shrink([false, false]).show(
        ui,
        |ui| {
            ui.set_max_width(width);
            if !note.title.trim().is_empty() {
                let title =
                    RichText::new(note.title.trim()).font(serif(view, -2.0)).color(theme.strong);
                ui.add(egui::Label::new(title).wrap().selectable(true));
            }
            let mut job = egui::text::LayoutJob::default();
            let font = serif(view, 0.5);
            let line = (font.size * 1.5).round();
            let format =
                TextFormat { line_height: Some(line), ..TextFormat::simple(font, theme.ink) };
            job.append(note.text.trim(), 0.0, format);
            ui.add(egui::Label::new(job).wrap().selectable(true));
            if !note.links.is_empty() {
                ui.add_space(6.0);
                widgets::section_head(ui, theme, "Excerpts");
                for id in &note.links {
                    if let Some(spot) = index.notes.spot(*id)
                        && link(ui, view, index, spot, "Read").clicked()
                    {
                        jump(index, spot, outbox);
                    }
                }
            }
            ui.add_space(8.0);
        },
    );
}

/// What it is, on what, by whom, when.
fn head(ui: &mut Ui, view: &View<'_>, index: &Index, note: &Note, outbox: &mut Outbox) {
    let theme = view.theme;
    ui.spacing_mut().item_spacing.x = 5.0;
    let kind = RichText::new(kind_name(note.kind)).font(semibold(12.5)).color(theme.quiet);
    ui.label(kind);
    let quiet = |text: String| RichText::new(text).size(12.5).color(theme.quiet);
    let mut about: Vec<String> = Vec::new();
    if view.corpus.coders.len() > 1 {
        about.extend(view.corpus.coder(note.coder).map(|coder| coder.name.clone()));
    }
    if note.kind != NoteKind::Comment {
        about.push(day(&note.written));
        if !note.changed.is_empty() && day(&note.changed) != day(&note.written) {
            about.push(format!("changed {}", day(&note.changed)));
        } else if !note.changed.is_empty() {
            about.push("changed".to_owned());
        }
    }
    let about = about.join(" · ");
    let tail = format!("· {about}");
    let wide = ui.painter().layout_no_wrap(tail.clone(), sans(12.5), theme.quiet).size().x;
    let room = ui.available_width() - wide - 34.0;
    ui.label(quiet("on".to_owned()));
    if note.on == MemoOn::Study {
        ui.label(quiet(note.name.clone()));
    } else {
        let clicked = ui.scope(|ui| {
            ui.set_max_width(room.max(60.0));
            let text = RichText::new(&note.name).size(12.5).color(theme.accent);
            let link = egui::Label::new(text).truncate().sense(Sense::click());
            let link = ui.add(link).on_hover_cursor(egui::CursorIcon::PointingHand);
            link.widget_info(|| {
                WidgetInfo::labeled(Role::Link, true, format!("Go to {}", note.name))
            });
            link.on_hover_text(format!("Go to {}", note.name)).clicked()
        });
        if clicked.inner {
            go(view, index, note, outbox);
        }
    }
    if !about.is_empty() {
        ui.label(quiet(tail));
    }
}

/// To what a memo hangs on.
fn go(view: &View<'_>, index: &Index, note: &Note, outbox: &mut Outbox) {
    let all = || Filter { coder: view.shown.clone(), ..Filter::default() };
    match note.on {
        MemoOn::Study => {}
        MemoOn::Document(id) => {
            if let Some(start) = Span::new(0, 1) {
                outbox.send(Request::ReadAt(id, start, None));
            }
        }
        MemoOn::Participant(id) => {
            let filter = Filter { participants: vec![id], ..all() };
            outbox.send(Request::ShowExcerpts(filter, note.name.clone()));
        }
        MemoOn::Code(id) => {
            let filter = Filter { codes: vec![id], ..all() };
            outbox.send(Request::ShowExcerpts(filter, view.corpus.codes.path(id)));
        }
        MemoOn::Theme(id) => outbox.send(Request::ShowTheme(id)),
        MemoOn::Coding(id) => {
            if let Some(spot) = index.notes.spot(id) {
                jump(index, spot, outbox);
            }
        }
    }
}

/// To the transcript, at an excerpt.
pub(super) fn jump(index: &Index, spot: Spot, outbox: &mut Outbox) {
    if let Some((document, coding)) = spot.of(&index.corpus) {
        outbox.send(Request::ReadAt(document.id, coding.span, Some(coding.id)));
    }
}

/// An excerpt that is pointed to: code, place, first words. `verb` and they name it.
pub(super) fn link(
    ui: &mut Ui,
    view: &View<'_>,
    index: &Index,
    spot: Spot,
    verb: &str,
) -> egui::Response {
    let theme = view.theme;
    let size = vec2(ui.available_width(), 28.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let Some((document, coding)) = spot.of(&index.corpus) else { return response };
    let (colors, code) = code_face(theme, &index.corpus.codes, coding.code);
    let place = crate::analysis::place_of(&index.corpus, document, coding.span);
    let words = coding.span.of(&document.text).unwrap_or_default().trim();
    let first: String = words.chars().take(160).map(|c| if c == '\n' { ' ' } else { c }).collect();
    let name = format!("{verb} {code}, {place}: {first}");
    response.widget_info(|| WidgetInfo::labeled(Role::Link, true, &name));
    if ui.is_rect_visible(rect) {
        let painter = ui.painter();
        if response.hovered() {
            painter.rect_filled(rect, CornerRadius::same(6), theme.control);
        }
        if response.has_focus() {
            let edge = Stroke::new(1.5, theme.accent);
            painter.rect_stroke(rect, CornerRadius::same(6), edge, StrokeKind::Inside);
        }
        let y = rect.center().y;
        let sign = Rect::from_min_size(pos2(rect.left() + 4.0, y - 8.5), vec2(20.0, 17.0));
        badge(painter, sign, colors, &code);
        let mut x = sign.right() + 7.0;
        let half = (rect.width() * 0.5).max(60.0);
        let head = one_line(painter, &format!("{code}, {place}"), sans(13.0), theme.accent, half);
        let wide = head.size().x;
        painter.galley(pos2(x, y - head.size().y / 2.0), head, theme.accent);
        x += wide + 9.0;
        let room = rect.right() - 6.0 - x;
        if room > 40.0 {
            let tail = one_line(painter, &first, serif(view, 3.0), theme.quiet, room);
            painter.galley(pos2(x, y - tail.size().y / 2.0), tail, theme.quiet);
        }
    }
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}
