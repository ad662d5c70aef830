//! One hit: its box, who says it, the words between what stands before and after them, the citation.

use crate::analysis::Hit;
use crate::analysis::search::InContext;
use crate::model::{Corpus, Voice};
use crate::ui::icons::{self, Icon};
use crate::ui::view::View;
use crate::ui::widgets::{one_line, sans, semibold};
use egui::text::{LayoutJob, TextWrapping};
use egui::{
    Color32, CornerRadius, FontId, Galley, Painter, Rect, Role, Sense, Stroke, StrokeKind,
    TextFormat, Ui, Vec2, WidgetInfo, pos2, vec2,
};
use std::sync::Arc;

const SIZE: f32 = 14.0;

/// Where the columns stand: left and right edges, in points.
pub(super) struct Columns {
    pub(super) boxes: (f32, f32),
    pub(super) speaker: (f32, f32),
    before: f32,
    /// Where the words begin, under each other.
    pub(super) hit: f32,
    after: f32,
    pub(super) citation: (f32, f32),
}

impl Columns {
    /// The words stand a little left of the middle of what is left for them.
    pub(super) fn new(room: Rect) -> Self {
        let boxes = (room.left(), room.left() + 30.0);
        let speaker = (boxes.1, boxes.1 + (room.width() * 0.09).clamp(56.0, 120.0));
        let citation = (room.width() * 0.2).clamp(130.0, 240.0);
        let citation = (room.right() - citation, room.right());
        let (before, after) = (speaker.1 + 10.0, citation.0 - 14.0);
        Self { boxes, speaker, before, hit: before + (after - before) * 0.46, after, citation }
    }
}

/// What is drawn.
pub(super) struct Line<'a> {
    pub(super) at: usize,
    pub(super) speaker: String,
    pub(super) context: &'a InContext,
    pub(super) cursor: bool,
    pub(super) chosen: bool,
}

/// What was done with a hit.
pub(super) enum Act {
    Open,
    /// `range`: all from the hit whose box was used before.
    Choose {
        range: bool,
    },
}

/// Who says it: the participant, the interviewer, or the label of somebody who is not mapped.
pub(super) fn speaker(corpus: &Corpus, hit: &Hit) -> String {
    let label = || {
        let document = corpus.documents.get(hit.document as usize)?;
        let turn = document.turns.get((hit.turn as usize).checked_sub(1)?)?;
        Some(document.speaker(turn.speaker?)?.label.clone())
    };
    match hit.voice {
        Some(Voice::Participant(id)) => corpus.participant(id).map(|person| person.name.clone()),
        Some(Voice::Interviewer) => Some("Interviewer".to_owned()),
        Some(Voice::Unassigned) => label(),
        None => None,
    }
    .unwrap_or_default()
}

/// Draws one hit.
pub(super) fn show(
    ui: &mut Ui,
    view: &View<'_>,
    line: &Line<'_>,
    rect: Rect,
    columns: &Columns,
) -> Option<Act> {
    let theme = view.theme;
    let [before, words, after] = [&line.context.before, &line.context.text, &line.context.after]
        .map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
    let citation = &line.context.citation;
    let response = ui.interact(rect, ui.scope_id().with(("hit", line.at)), Sense::CLICK);
    response.widget_info(|| {
        let name = format!("{before} [{words}] {after} {citation}");
        WidgetInfo::selected(Role::ListItem, true, line.cursor, name)
    });
    let square =
        Rect::from_min_max(pos2(columns.boxes.0, rect.top()), pos2(columns.boxes.1, rect.bottom()));
    let tick = ui.interact(square, ui.scope_id().with(("choose", line.at)), Sense::CLICK);
    tick.widget_info(|| {
        let name = format!("Choose “{words}” {citation}");
        WidgetInfo::selected(Role::CheckBox, true, line.chosen, name)
    });
    let painter =
        ui.painter().with_clip_rect(rect.expand2(vec2(6.0, 0.0)).intersect(ui.clip_rect()));
    if line.cursor {
        painter.rect_filled(rect, CornerRadius::same(4), theme.chosen);
    } else if response.hovered() || tick.hovered() {
        painter.rect_filled(rect, CornerRadius::same(4), theme.control);
    }
    let y = rect.center().y;
    let sign = Rect::from_center_size(pos2(square.left() + 14.0, y), Vec2::splat(15.0));
    let edge = if tick.has_focus() { theme.accent } else { theme.border };
    painter.rect(
        sign,
        CornerRadius::same(3),
        if line.chosen { theme.accent } else { theme.field },
        Stroke::new(1.0, edge),
        StrokeKind::Inside,
    );
    if line.chosen {
        icons::paint(&painter, sign.shrink(2.0), Icon::Check, theme.on_accent);
    }
    let put = |x: f32, galley: Arc<Galley>| {
        let at = pos2(x, y - galley.size().y / 2.0);
        painter.galley(at, galley, theme.ink);
    };
    let room = columns.speaker.1 - columns.speaker.0;
    put(columns.speaker.0, one_line(&painter, &line.speaker, semibold(13.0), theme.ink, room));
    // A sign that touches the words in the text touches them here.
    let gap = |apart: bool| if apart { 4.0 } else { 0.0 };
    let room = columns.hit - columns.before;
    let space = gap(line.context.before.ends_with(char::is_whitespace));
    let left = end_of(&painter, &before, theme.ink, room - space);
    put(columns.hit - space - left.size().x, left);
    let mut job = LayoutJob { break_on_newline: false, ..LayoutJob::default() };
    let format = |font: FontId, color: Color32| TextFormat::simple(font, color);
    job.append(&words, 0.0, format(semibold(SIZE), theme.strong));
    let space = gap(line.context.after.starts_with(char::is_whitespace));
    job.append(&after, space, format(sans(SIZE), theme.ink));
    job.wrap = TextWrapping::truncate_at_width((columns.after - columns.hit).max(1.0));
    put(columns.hit, painter.layout_job(job));
    let room = columns.citation.1 - columns.citation.0;
    put(columns.citation.0, one_line(&painter, citation, sans(12.5), theme.quiet, room));
    if tick.clicked() {
        return Some(Act::Choose { range: ui.input(|input| input.modifiers.shift) });
    }
    let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
    response.clicked().then_some(Act::Open)
}

/// The end of a text as far as it fits, cut at a word.
fn end_of(painter: &Painter, text: &str, color: Color32, room: f32) -> Arc<Galley> {
    let mut rest = text;
    loop {
        let shown = if rest.len() == text.len() { rest.to_owned() } else { format!("… {rest}") };
        let galley = painter.layout_no_wrap(shown, sans(SIZE), color);
        let width = galley.size().x;
        if width <= room || rest.is_empty() {
            return galley;
        }
        // About as much as is too long, and on to the next word.
        let count = rest.chars().count();
        let over = ((width - room) / width * count as f32).ceil().max(1.0) as usize;
        let cut = rest.char_indices().nth(over).map_or(rest.len(), |(at, _)| at);
        let word = rest[cut..].find(' ').map_or(rest.len(), |at| cut + at + 1);
        rest = &rest[word..];
    }
}
