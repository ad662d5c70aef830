//! One part of a transcript that is corrected: its words with what is coded underlined, or a field.

use super::keys;
use super::{Draft, Open};
use crate::model::Span;
use crate::text::edits::{Edits, Moved};
use crate::ui::theme::Theme;
use crate::ui::view::View;
use crate::ui::widgets::sans;
use egui::text::LayoutJob;
use egui::{
    Align2, FontId, Rect, Role, Sense, Stroke, StrokeKind, TextEdit, TextFormat, Ui, UiBuilder,
    WidgetInfo, pos2, vec2,
};
use std::ops::Range;

/// Space around the words of a part.
pub(super) const PAD: f32 = 6.0;
/// Room for the ¶ number at the left.
pub(super) const SIDE: f32 = 54.0;

/// How words are laid out.
pub(super) struct Letters<'a> {
    theme: &'a Theme,
    font: FontId,
    line: f32,
}

impl<'a> Letters<'a> {
    pub(super) fn new(view: &View<'a>) -> Self {
        let reading = view.reading;
        Self {
            theme: view.theme,
            font: FontId::new(reading.size, reading.face.family()),
            line: (reading.size * reading.leading).round(),
        }
    }

    pub(super) fn line(&self) -> f32 {
        self.line
    }

    /// The words with their label in quiet letters and a line under what is coded.
    fn job(&self, words: &str, label: usize, coded: &[Range<usize>], width: f32) -> LayoutJob {
        let mut job = LayoutJob::default();
        job.wrap.max_width = width;
        let mut cuts: Vec<usize> = vec![0, label.min(words.len()), words.len()];
        cuts.extend(coded.iter().flat_map(|range| [range.start, range.end]));
        cuts.retain(|at| *at <= words.len() && words.is_char_boundary(*at));
        cuts.sort_unstable();
        cuts.dedup();
        for pair in cuts.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            let marked = coded.iter().any(|range| range.start <= from && to <= range.end);
            let ink = if to <= label { self.theme.quiet } else { self.theme.ink };
            let format = TextFormat {
                line_height: Some(self.line),
                underline: if marked { Stroke::new(1.5, self.theme.border) } else { Stroke::NONE },
                ..TextFormat::simple(self.font.clone(), ink)
            };
            job.append(&words[from..to], 0.0, format);
        }
        if words.is_empty() {
            let format = TextFormat {
                line_height: Some(self.line),
                ..TextFormat::simple(self.font.clone(), self.theme.ink)
            };
            job.append("", 0.0, format);
        }
        job
    }
}

/// How many bytes of what stands in a part are the label its turn had.
fn label(draft: &Draft, part: usize) -> usize {
    let Some(turn) = draft.parts.get(part).and_then(|part| part.turn) else { return 0 };
    let Some(turn) = draft.base().turns.get(turn) else { return 0 };
    let stored = draft.base().text.get(turn.start as usize..turn.body as usize).unwrap_or_default();
    if draft.words(part).starts_with(stored) { stored.len() } else { 0 }
}

/// Where codings lie in what stands in a part now.
fn coded(open: &mut Open, draft: &Draft, part: usize) -> Vec<Range<usize>> {
    let Some(found) = draft.parts.get(part) else { return Vec::new() };
    let stored = open.coded.within(&found.base);
    let Some(typed) = found.typed.as_ref().filter(|_| draft.is_changed(part)) else {
        return stored;
    };
    if let Some((words, marks)) = open.marks.get(&part)
        && words == typed
    {
        return marks.clone();
    }
    let before = draft.base().text.get(found.base.clone()).unwrap_or_default();
    let marks = moved(before, stored, typed);
    open.marks.insert(part, (typed.clone(), marks.clone()));
    marks
}

/// Where codings of some words lie in what is typed over them.
fn moved(before: &str, coded: Vec<Range<usize>>, typed: &str) -> Vec<Range<usize>> {
    let edits = Edits::between(before, typed);
    let each = coded.into_iter().filter_map(|range| {
        match edits.span(Span::from_range(range)?, before, typed) {
            Moved::Same(span) | Moved::Changed(span) => Some(span.range()),
            Moved::Gone(_) => None,
        }
    });
    each.collect()
}

/// Draws a part at its place; gives back its height.
pub(super) fn show(
    ui: &mut Ui,
    view: &View<'_>,
    letters: &Letters<'_>,
    open: &mut Open,
    draft: &mut Draft,
    (part, rect): (usize, Rect),
) -> f32 {
    let theme = view.theme;
    let coded = coded(open, draft, part);
    let label = label(draft, part);
    let words = Rect::from_min_max(pos2(rect.left() + SIDE, rect.top() + PAD), rect.max);
    let width = words.width();
    let number = draft.parts.get(part).and_then(|part| part.turn).map(|turn| turn + 1);
    let mut height = if part == open.part {
        field(ui, view, letters, open, draft, (words, label), &coded)
    } else {
        let job = letters.job(draft.words(part), label, &coded, width);
        let galley = ui.painter().layout_job(job);
        let size = vec2(rect.width(), galley.size().y + 2.0 * PAD);
        let whole = Rect::from_min_size(rect.min, size);
        let id = ui.unique_id().with(("part", draft.parts.get(part).map_or(0, |p| p.base.start)));
        let response = ui.interact(whole, id, Sense::click());
        response.widget_info(|| {
            let place = number.map_or_else(String::new, |number| format!("¶{number} "));
            let changed = if draft.is_changed(part) { "changed, " } else { "" };
            let name = format!("Correct {place}{changed}{}", draft.words(part));
            WidgetInfo::labeled(Role::Button, ui.is_enabled(), name)
        });
        if response.hovered() {
            ui.painter().rect_filled(whole, 4.0, theme.control);
            ui.set_cursor_icon(egui::CursorIcon::Text);
        }
        if response.has_focus() {
            let stroke = Stroke::new(1.5, theme.accent);
            ui.painter().rect_stroke(whole, 4.0, stroke, StrokeKind::Inside);
        }
        if response.clicked() {
            let caret = response
                .interact_pointer_pos()
                .map_or(0, |pos| galley.cursor_from_pos(pos - words.min).index.0);
            open.part = part;
            open.focus = Some(caret);
            open.edge = (false, false);
            ui.ctx().request_repaint();
        }
        ui.painter().galley(words.min, galley, theme.ink);
        size.y
    };
    height = height.max(letters.line() + 2.0 * PAD);
    if let Some(number) = number {
        let at = pos2(rect.left() + SIDE - 18.0, rect.top() + PAD + letters.line() / 2.0);
        let text = format!("¶{number}");
        ui.painter().text(at, Align2::RIGHT_CENTER, text, sans(12.0), theme.quiet);
    }
    if draft.is_changed(part) {
        // A bar and a word for screen readers: what is not stored yet.
        let bar = Rect::from_min_size(
            pos2(rect.left() + SIDE - 14.0, rect.top() + PAD),
            vec2(3.0, height - 2.0 * PAD),
        );
        ui.painter().rect_filled(bar, 1.5, theme.warning);
    }
    height
}

/// The part as a field to type in.
fn field(
    ui: &mut Ui,
    view: &View<'_>,
    letters: &Letters<'_>,
    open: &mut Open,
    draft: &mut Draft,
    (words, label): (Rect, usize),
    coded: &[Range<usize>],
) -> f32 {
    let theme = view.theme;
    let id = keys::field(open, draft);
    if let Some(caret) = open.focus.take() {
        keys::put_caret(ui.ctx(), id, caret);
        ui.memory_mut(|memory| memory.request_focus(id));
    }
    // Back from a dialog, or after a click beside everything: the field has the keyboard.
    let free = ui.memory(|memory| memory.focused().is_none() && memory.top_modal_layer().is_none());
    if free && !view.busy && !egui::Popup::is_any_open(ui.ctx()) {
        ui.memory_mut(|memory| memory.request_focus(id));
    }
    let before = draft.words(open.part).to_owned();
    let mut text = before.clone();
    let ground = ui.painter().add(egui::Shape::Noop);
    let mut child = ui.new_child(UiBuilder::new().max_rect(words).id_salt(id));
    let base = draft.parts.get(open.part).map_or(0..0, |part| part.base.clone());
    let stored = draft.base().text.get(base.clone()).unwrap_or_default();
    let stretches = &open.coded;
    let mut layout = |ui: &Ui, buffer: &dyn egui::TextBuffer, width: f32| {
        let words = buffer.as_str();
        let job = if words == before {
            letters.job(words, label, coded, width)
        } else {
            let marks = moved(stored, stretches.within(&base), words);
            letters.job(words, label, &marks, width)
        };
        ui.painter().layout_job(job)
    };
    child.visuals_mut().selection.bg_fill = theme.selection;
    let output = TextEdit::multiline(&mut text)
        .id(id)
        .frame(egui::Frame::NONE)
        .margin(egui::Margin::ZERO)
        .desired_width(words.width())
        .desired_rows(1)
        .interactive(!view.busy)
        .layouter(&mut layout)
        .show(&mut child);
    let response = &output.response;
    let name = draft.parts.get(open.part).and_then(|part| part.turn);
    let name = name.map_or_else(
        || "Words of this passage".to_owned(),
        |turn| format!("Words of ¶{}", turn + 1),
    );
    ui.ctx().accesskit_node_builder(id, |node| node.set_label(name));
    let whole = Rect::from_min_max(
        words.min - vec2(8.0, PAD),
        pos2(words.right() + 8.0, words.top() + output.galley.size().y + PAD),
    );
    let edge = Stroke::new(1.5, if response.has_focus() { theme.accent } else { theme.border });
    ui.painter().set(
        ground,
        egui::epaint::RectShape::new(whole, 6.0, theme.field, edge, StrokeKind::Inside),
    );
    if let Some(range) = output.cursor_range {
        let row = output.galley.layout_from_cursor(range.primary).row;
        open.edge = (row == 0, row + 1 >= output.galley.rows.len());
    }
    if response.changed() {
        draft.write(open.part, text);
    }
    output.galley.size().y + 2.0 * PAD
}
