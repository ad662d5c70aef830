//! The right margin: a bracket and a name for every coding.

use super::TranscriptEvent;
use super::frame::{Frame, LANE, Laid};
use super::lanes::Laned;
use super::paint::Strength;
use super::view::TranscriptView;
use crate::model::{CodingId, Flag, Flags};
use crate::ui::fonts::SEMIBOLD;
use crate::ui::icons::{self, Icon};
use crate::ui::widgets::one_line;
use egui::{
    Align2, Color32, FontFamily, FontId, Galley, Id, Mesh, Pos2, Rangef, Rect, Role, Sense, Shape,
    Ui, WidgetInfo, pos2, vec2,
};
use std::sync::Arc;

/// Distance of names in the margin.
const NAME: f32 = 21.0;
/// A name is not put farther than this from its line.
const AWAY: f32 = 4.2 * NAME;
/// Width of a badge.
const BADGE: f32 = 23.0;

/// A name with less room than this is left out: its badge says as much.
const LEAST: f32 = 26.0;
/// Width of the sign for codings without a lane.
const MORE: f32 = 40.0;
/// Width of the sign of a flag.
const SIGN: f32 = 17.0;

/// A coding in the margin, or the sign for those that have no lane there.
pub(super) struct Mark {
    /// Which.
    pub coding: CodingId,
    row: u32,
    bracket: Rect,
    name: Option<Rect>,
    /// Width for the name beside its badge.
    room: f32,
    /// Codings without a lane; not empty only for their sign.
    more: Vec<CodingId>,
}

impl Mark {
    /// True where the pointer means this coding.
    pub(super) fn is_under(&self, pos: Pos2) -> bool {
        self.name.is_some_and(|name| name.contains(pos)) || self.is_bracket_under(pos)
    }

    /// True where the pointer is on the bracket itself.
    pub(super) fn is_bracket_under(&self, pos: Pos2) -> bool {
        self.more.is_empty() && self.bracket.expand2(vec2(LANE / 2.0 - 1.0, 0.0)).contains(pos)
    }

    /// The bracket.
    pub(super) fn bracket(&self) -> Rect {
        self.bracket
    }

    /// The codings that a click means.
    pub(super) fn all(&self) -> Vec<CodingId> {
        if self.more.is_empty() { vec![self.coding] } else { self.more.clone() }
    }
}

/// The sign of a flag: its shape tells which, not its colour.
pub(in crate::ui) fn sign(flag: Flag) -> Icon {
    match flag {
        Flag::Key => Icon::Quote,
        Flag::Contradicting => Icon::Against,
        Flag::Uncertain => Icon::Unsure,
    }
}

fn signs_width(flags: Flags) -> f32 {
    flags.each().count() as f32 * SIGN
}

impl TranscriptView {
    /// Finds a place for every bracket and for as many names as have room.
    pub(super) fn margin_marks(
        &self,
        ui: &Ui,
        frame: &Frame<'_>,
        laid: &[Laid<'_>],
        found: &[Laned],
    ) -> Vec<Mark> {
        let columns = frame.columns;
        if frame.input.shown.only_uncoded {
            return Vec::new();
        }
        let half = frame.measure.line * 0.46;
        let mut slots = Slots { next: columns.view.top() + 2.0, view: columns.view };
        let mut marks = Vec::new();
        let mut beyond = Beyond::default();
        let roomy = columns.names.span() > BADGE + 6.0;
        for coding in found {
            let Some(row) = frame.input.document.codings.get(coding.row as usize) else { continue };
            let span = coding.span;
            let above = columns.view.top() - 40.0;
            let top = line_of(laid, span.start()).unwrap_or(above);
            let bottom = line_of(laid, span.end()).unwrap_or(columns.view.bottom() + 40.0).max(top);
            if usize::from(coding.margin) >= columns.lane_count {
                beyond.add(row.id, top.max(columns.view.top() + half));
                continue;
            }
            let lines = Rangef::new(top - half, bottom + half);
            let x = columns.lanes + f32::from(coding.margin) * LANE + 2.0;
            let bracket = Rect::from_x_y_ranges(x..=x + 2.0, lines);
            let fits = roomy && bottom + half > columns.view.top() + NAME / 2.0;
            // A coding that ends above must not name a line that is not its own.
            let name = slots.take(top, bottom + half, fits).map(|y| {
                let size = vec2(columns.names.span(), NAME - 1.0);
                Rect::from_min_size(pos2(columns.names.min, y), size)
            });
            let (room, more) = (0.0, Vec::new());
            marks.push(Mark { coding: row.id, row: coding.row, bracket, name, room, more });
        }
        let right = (columns.names.max).min(columns.view.right() - 4.0);
        let signs = beyond.signs(columns.view, right);
        for mark in &mut marks {
            self.fit_name(ui, frame, mark, &signs);
        }
        marks.extend(signs);
        marks
    }

    /// Gives a name the room there is beside its badge, where a sign stands on its line up to that.
    fn fit_name(&self, ui: &Ui, frame: &Frame<'_>, mark: &mut Mark, signs: &[Mark]) {
        let (Some(name), Some(row)) =
            (mark.name, frame.input.document.codings.get(mark.row as usize))
        else {
            return;
        };
        let beside = signs.iter().filter_map(|sign| sign.name);
        let right = beside
            .filter(|sign| sign.y_range().intersects(name.y_range()))
            .map(|sign| sign.left() - 6.0)
            .fold(name.right(), f32::min);
        let flags = signs_width(row.flags);
        mark.room = (right - name.left() - BADGE - 6.0 - flags).max(0.0);
        let text = self.palette.get(row.code).map_or(0.0, |look| {
            let ink = look.colors.ink;
            cut(ui, &look.name, ink, mark.room, FontFamily::Proportional).size().x
        });
        let width = BADGE + if mark.room < LEAST { 0.0 } else { 6.0 + text + 4.0 } + flags;
        mark.name = Some(Rect::from_min_size(name.min, vec2(width, name.height())));
    }

    /// Draws brackets and names; each is a button for mouse, keyboard and screen reader.
    pub(super) fn paint_margin(
        &self,
        ui: &Ui,
        frame: &Frame<'_>,
        marks: &[Mark],
        id: Id,
        events: &mut Vec<TranscriptEvent>,
    ) {
        let mut mesh = Mesh::default();
        let view = frame.columns.view;
        for mark in marks {
            if !mark.more.is_empty() {
                paint_more(ui, frame, mark, id, events);
                continue;
            }
            let Some(row) = frame.input.document.codings.get(mark.row as usize) else { continue };
            let Some(look) = self.palette.get(row.code) else { continue };
            let strength = self.strength(frame, mark.coding);
            let stripe = strength.ink(look.colors.stripe);
            bracket(&mut mesh, mark, stripe, strength == Strength::Lifted);
            let Some(target) = mark.name.or_else(|| visible(mark.bracket.expand(2.0), view)) else {
                continue;
            };
            let response = ui.interact(target, id.with(("coding", mark.coding)), Sense::click());
            response.widget_info(|| {
                let place = frame.place(row.span.start());
                let flags: Vec<&str> = row.flags.each().map(Flag::name).collect();
                let said = [&[look.name.as_str(), place.as_str()], flags.as_slice()].concat();
                WidgetInfo::labeled(Role::Button, true, said.join(", "))
            });
            if response.clicked() {
                let codings = vec![mark.coding];
                let pos = response.interact_pointer_pos().unwrap_or(target.right_center());
                events.push(TranscriptEvent::CodingClicked { codings, pos });
            }
            if response.has_focus() {
                let ring = egui::Stroke::new(1.5, frame.input.theme.accent);
                ui.painter().rect_stroke(target.expand(2.0), 4.0, ring, egui::StrokeKind::Outside);
            }
            if let Some(name) = mark.name {
                self.paint_name(ui, frame, row, (name, mark.room), strength);
            }
        }
        ui.painter().add(Shape::mesh(mesh));
    }

    fn paint_name(
        &self,
        ui: &Ui,
        frame: &Frame<'_>,
        row: &crate::model::CodingRow,
        (rect, room): (Rect, f32),
        strength: Strength,
    ) {
        let Some(look) = self.palette.get(row.code) else { return };
        let theme = frame.input.theme;
        let painter = ui.painter();
        if strength == Strength::Lifted {
            painter.rect_filled(rect.expand2(vec2(3.0, 0.0)), 5.0, theme.chosen);
        }
        let chip = Rect::from_min_size(pos2(rect.left(), rect.center().y - 7.5), vec2(BADGE, 15.0));
        painter.rect_filled(chip, 4.0, strength.ink(look.colors.stripe));
        painter.text(
            chip.center(),
            Align2::CENTER_CENTER,
            &look.badge,
            FontId::new(10.0, FontFamily::Name(SEMIBOLD.into())),
            look.colors.on_stripe,
        );
        let ink = match strength {
            Strength::Dimmed => theme.quiet,
            Strength::Lifted => theme.strong,
            Strength::Plain => look.colors.ink,
        };
        let mut left = chip.right() + 4.0;
        if room >= LEAST {
            let name = cut(ui, &look.name, ink, room, FontFamily::Proportional);
            let at = pos2(chip.right() + 6.0, rect.center().y - name.size().y / 2.0);
            left = at.x + name.size().x + 4.0;
            painter.galley(at, name, ink);
        }
        for flag in row.flags.each() {
            let at = pos2(left + SIGN / 2.0, rect.center().y);
            icons::paint(painter, Rect::from_center_size(at, vec2(13.0, 13.0)), sign(flag), ink);
            left += SIGN;
        }
    }
}

/// Where names go: from top to bottom, none over another.
struct Slots {
    next: f32,
    view: Rect,
}

impl Slots {
    /// Room for a name that belongs to the line at `line`; `until` is where what it names ends.
    fn take(&mut self, line: f32, until: f32, fits: bool) -> Option<f32> {
        let upper = self.view.top() + 2.0;
        let wish = (line - NAME / 2.0).max(upper);
        let y = wish.max(self.next);
        let fits = fits
            && y - wish <= AWAY
            && y + NAME <= self.view.bottom()
            && (y == wish || wish > upper || y < until);
        fits.then(|| {
            self.next = y + NAME;
            y
        })
    }
}

/// Codings for which the margin has no lane, gathered by the line they begin on.
#[derive(Default)]
struct Beyond {
    line: f32,
    codings: Vec<CodingId>,
    ready: Vec<(f32, Vec<CodingId>)>,
}

impl Beyond {
    fn add(&mut self, coding: CodingId, line: f32) {
        if !self.codings.is_empty() && (line - self.line).abs() > NAME * 2.0 {
            self.ready.push((self.line, std::mem::take(&mut self.codings)));
        }
        if self.codings.is_empty() {
            self.line = line;
        }
        self.codings.push(coding);
    }

    /// A sign for each line that has some, at the right edge, none over another.
    fn signs(mut self, view: Rect, right: f32) -> Vec<Mark> {
        if !self.codings.is_empty() {
            self.ready.push((self.line, self.codings));
        }
        let mut next = view.top() + 2.0;
        let mut marks = Vec::new();
        for (line, more) in self.ready {
            let Some(first) = more.first().copied() else { continue };
            let y = (line - NAME / 2.0).max(next);
            if y + NAME > view.bottom() {
                break;
            }
            next = y + NAME;
            let name = Rect::from_min_size(pos2(right - MORE, y), vec2(MORE, NAME - 1.0));
            let (bracket, name, room) = (Rect::NOTHING, Some(name), 0.0);
            marks.push(Mark { coding: first, row: 0, bracket, name, room, more });
        }
        marks
    }
}

/// "+3": opens the list of the codings that have no lane.
fn paint_more(ui: &Ui, frame: &Frame<'_>, mark: &Mark, id: Id, events: &mut Vec<TranscriptEvent>) {
    let Some(rect) = mark.name else { return };
    let theme = frame.input.theme;
    let response = ui.interact(rect, id.with(("more", mark.coding)), Sense::click());
    let count = mark.more.len();
    response.widget_info(|| {
        WidgetInfo::labeled(Role::Button, true, format!("{count} more codings here"))
    });
    if response.clicked() {
        let codings = mark.all();
        events.push(TranscriptEvent::CodingClicked { codings, pos: rect.right_center() });
    }
    let painter = ui.painter();
    let edge = if response.has_focus() { theme.accent } else { theme.border };
    let ground = if response.hovered() { theme.control_hover } else { theme.control };
    let chip = rect.shrink2(vec2(0.0, 2.0));
    painter.rect(chip, 8.0, ground, egui::Stroke::new(1.0, edge), egui::StrokeKind::Inside);
    painter.text(
        chip.center(),
        Align2::CENTER_CENTER,
        format!("+{count}"),
        FontId::proportional(11.5),
        theme.ink,
    );
    response.on_hover_text("Codings that have no bracket here. Click to see them");
}

/// The middle of the line that holds a byte, where it is on the screen.
fn line_of(laid: &[Laid<'_>], byte: u32) -> Option<f32> {
    let index = laid.partition_point(|laid| laid.block.start <= byte).checked_sub(1)?;
    let block = laid.get(index)?;
    if byte > block.block.end && index + 1 == laid.len() {
        return None;
    }
    Some(block.caret(byte).center().y)
}

fn bracket(mesh: &mut Mesh, mark: &Mark, color: Color32, lifted: bool) {
    let mut bar = mark.bracket;
    if lifted {
        bar = bar.expand2(vec2(0.75, 0.0));
    }
    mesh.add_colored_rect(bar, color);
    for y in [bar.top(), bar.bottom() - 2.0] {
        let tick = Rect::from_min_size(pos2(bar.left() - 3.0, y), vec2(3.0, 2.0));
        mesh.add_colored_rect(tick, color);
    }
}

fn visible(rect: Rect, view: Rect) -> Option<Rect> {
    let seen = rect.intersect(view);
    (seen.width() > 1.0 && seen.height() > 2.0).then_some(seen)
}

pub(super) fn cut(
    ui: &Ui,
    text: &str,
    ink: Color32,
    width: f32,
    family: FontFamily,
) -> Arc<Galley> {
    one_line(ui.painter(), text, FontId::new(13.0, family), ink, width)
}

pub(super) fn cut_small(ui: &Ui, text: &str, ink: Color32, width: f32) -> Arc<Galley> {
    one_line(ui.painter(), text, FontId::proportional(11.5), ink, width)
}

/// What the pointer is told about a coding.
pub(super) fn tooltip(ui: &mut Ui, frame: &Frame<'_>, coding: CodingId) {
    let input = &frame.input;
    let Some(row) = input.document.codings.iter().find(|row| row.id == coding) else { return };
    ui.set_max_width(340.0);
    let path = input.codes.path(row.code).replace('/', " / ");
    let path = if path.is_empty() { "unknown code".to_owned() } else { path };
    ui.label(egui::RichText::new(path).text_style(crate::ui::theme::strong()));
    let who = input.coders.iter().find(|coder| coder.id == row.coder);
    let who = who.map_or("unknown coder", |coder| coder.name.as_str());
    let place = frame.place(row.span.start());
    ui.label(egui::RichText::new(format!("{place}, coded by {who}")).small().weak());
    let flags: Vec<&str> = row.flags.each().map(Flag::name).collect();
    if !flags.is_empty() {
        ui.label(egui::RichText::new(flags.join(", ")).small());
    }
    if let Some(memo) = &row.memo {
        ui.add_space(2.0);
        ui.label(memo.as_ref());
    }
}
