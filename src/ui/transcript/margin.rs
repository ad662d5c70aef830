//! The right margin: a bracket and a name for every coding.

use super::TranscriptEvent;
use super::frame::{Frame, LANE, Laid};
use super::lanes::Laned;
use super::paint::Strength;
use super::view::TranscriptView;
use crate::model::CodingId;
use crate::ui::fonts::SEMIBOLD;
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

/// A coding in the margin.
pub(super) struct Mark {
    /// Which.
    pub coding: CodingId,
    row: u32,
    bracket: Rect,
    name: Option<Rect>,
}

impl Mark {
    /// True where the pointer means this coding.
    pub(super) fn is_under(&self, pos: Pos2) -> bool {
        self.name.is_some_and(|name| name.contains(pos))
            || self.bracket.expand2(vec2(LANE / 2.0 - 1.0, 0.0)).contains(pos)
    }
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
        let half = frame.measure.line * 0.46;
        let mut next = columns.view.top() + 2.0;
        let mut marks = Vec::new();
        for coding in found.iter().filter(|coding| usize::from(coding.margin) < columns.lane_count)
        {
            let Some(row) = frame.input.document.codings.get(coding.row as usize) else { continue };
            let top = line_of(laid, coding.span.start()).unwrap_or(columns.view.top() - 40.0);
            let bottom =
                line_of(laid, coding.span.end()).unwrap_or(columns.view.bottom() + 40.0).max(top);
            let lines = Rangef::new(top - half, bottom + half);
            let x = columns.lanes + f32::from(coding.margin) * LANE + 2.0;
            let bracket = Rect::from_x_y_ranges(x..=x + 2.0, lines);
            let wish = (top - NAME / 2.0).max(columns.view.top() + 2.0);
            let y = wish.max(next);
            let fits = y - wish <= AWAY
                && y + NAME <= columns.view.bottom()
                && columns.names.span() > BADGE + 6.0
                // A coding that ends above must not name a line that is not its own.
                && (y == wish || wish > columns.view.top() + 2.0 || y < bottom + half)
                && bottom + half > columns.view.top() + NAME / 2.0;
            let name = fits.then(|| {
                next = y + NAME;
                let width = self.name_width(ui, frame, row.code);
                Rect::from_min_size(pos2(columns.names.min, y), vec2(width, NAME - 1.0))
            });
            marks.push(Mark { coding: row.id, row: coding.row, bracket, name });
        }
        marks
    }

    fn name_width(&self, ui: &Ui, frame: &Frame<'_>, code: crate::model::CodeId) -> f32 {
        let Some(look) = self.palette.get(code) else { return BADGE };
        let width = (frame.columns.names.span() - BADGE - 6.0).max(0.0);
        let name = cut(ui, &look.name, look.colors.ink, width, FontFamily::Proportional);
        BADGE + 6.0 + name.size().x + 4.0
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
                WidgetInfo::labeled(Role::Button, true, format!("{}, {place}", look.name))
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
                self.paint_name(ui, frame, row.code, name, strength);
            }
        }
        ui.painter().add(Shape::mesh(mesh));
    }

    fn paint_name(
        &self,
        ui: &Ui,
        frame: &Frame<'_>,
        code: crate::model::CodeId,
        rect: Rect,
        strength: Strength,
    ) {
        let Some(look) = self.palette.get(code) else { return };
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
        let width = (frame.columns.names.span() - BADGE - 6.0).max(0.0);
        let ink = match strength {
            Strength::Dimmed => theme.quiet,
            Strength::Lifted => theme.strong,
            Strength::Plain => look.colors.ink,
        };
        let name = cut(ui, &look.name, ink, width, FontFamily::Proportional);
        let at = pos2(chip.right() + 6.0, rect.center().y - name.size().y / 2.0);
        painter.galley(at, name, ink);
    }
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
    if let Some(memo) = &row.memo {
        ui.add_space(2.0);
        ui.label(memo.as_ref());
    }
}
