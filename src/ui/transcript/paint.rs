//! The words, and what lies under and over them: tints, stripes, selection, caret, flash.

use super::frame::{Frame, Laid};
use super::lanes::Laned;
use super::layout::TurnLayout as _;
use super::view::TranscriptView;
use crate::model::{CodingId, Span};
use egui::{Color32, Mesh, Rect, Response, Shape, Stroke, StrokeKind, Ui, pos2};

/// Codings on the same words that still get a tint; more would only be mud.
const TINTS: u16 = 4;
/// Distance of stripes.
const STRIPE: f32 = 3.0;
/// How long a passage is lit up, in seconds: steady, then fading.
const FLASH: (f64, f64) = (0.9, 1.9);

impl TranscriptView {
    /// Draws the text column.
    pub(super) fn paint(
        &self,
        ui: &Ui,
        frame: &Frame<'_>,
        laid: &[Laid<'_>],
        found: &[Laned],
        response: &Response,
    ) {
        let theme = frame.input.theme;
        let view = frame.columns.view;
        let painter = ui.painter();
        let mut under = Mesh::default();
        let mut over = Mesh::default();
        if !frame.input.shown.only_uncoded {
            self.mark_codings(frame, laid, found, &mut under, &mut over);
        }
        Self::mark_hits(frame, laid, &mut under);
        self.mark_flash(ui, frame, laid, &mut under);
        if let Some(selection) = self.selection {
            let (start, end) = selection.range();
            if let Some(span) = Span::new(start, end) {
                mark_span(frame, laid, span, theme.selection, &mut under);
            }
        }
        painter.add(Shape::mesh(under));
        for block in laid {
            block.layout.paint(painter, block.origin);
        }
        painter.add(Shape::mesh(over));
        if response.has_focus() {
            if self.by_keys {
                let ring = view.shrink(1.0);
                painter.rect_stroke(ring, 3.0, Stroke::new(1.5, theme.accent), StrokeKind::Inside);
            }
            if let Some(selection) = self.selection {
                let index = self.blocks.at(selection.head);
                if let Some(block) = laid.iter().find(|laid| laid.index == index) {
                    let caret = block.caret(selection.head);
                    painter.vline(
                        caret.center().x.round(),
                        caret.y_range(),
                        Stroke::new(2.0, theme.accent),
                    );
                }
            }
        }
    }

    /// How strongly a coding is drawn: one that is lifted fully, the others less, but only while
    /// the pointer is in the margin or a coding is held out by the caller. Reading with the mouse
    /// resting on the text must not make the page flicker.
    pub(super) fn strength(&self, frame: &Frame<'_>, coding: CodingId) -> Strength {
        let held = self.pull.map(|pull| pull.coding);
        let held = held.or(self.lifted).or(frame.input.highlighted);
        let lifted = if self.is_pulling() { held } else { self.hovered.or(held) };
        if lifted == Some(coding) {
            return Strength::Lifted;
        }
        let others_step_back = self.hovered_in_margin && self.hovered.is_some()
            || self.hovered.is_none() && held.is_some();
        if others_step_back { Strength::Dimmed } else { Strength::Plain }
    }

    fn mark_codings(
        &self,
        frame: &Frame<'_>,
        laid: &[Laid<'_>],
        found: &[Laned],
        under: &mut Mesh,
        over: &mut Mesh,
    ) {
        let size = frame.measure.size;
        // From below the letters to above those of the next line.
        let room = frame.measure.line - size * 1.12;
        let stripes = ((room / STRIPE) as u16).clamp(1, 4);
        for coding in found.iter().filter(|coding| coding.stripe < TINTS.max(stripes)) {
            let Some(row) = frame.input.document.codings.get(coding.row as usize) else { continue };
            let Some(look) = self.palette.get(row.code) else { continue };
            let strength = self.strength(frame, row.id);
            // Words stay legible on two layers of tint; further ones get half of it.
            let layer = if coding.stripe < 2 { 1.0 } else { 0.5 };
            let tint = strength.tint(look.colors.tint).gamma_multiply(layer);
            let stripe = strength.ink(look.colors.stripe);
            let thick = if strength == Strength::Lifted { 2.6 } else { 2.0 };
            each_part(laid, coding.span, |left, right, baseline, _| {
                if coding.stripe < TINTS || strength == Strength::Lifted {
                    let top = pos2(left, baseline - size * 0.86);
                    under.add_colored_rect(
                        Rect::from_min_max(top, pos2(right, baseline + size * 0.27)),
                        tint,
                    );
                }
                if coding.stripe < stripes {
                    let y = baseline + size * 0.27 + f32::from(coding.stripe) * STRIPE;
                    over.add_colored_rect(
                        Rect::from_min_max(pos2(left, y), pos2(right, y + thick)),
                        stripe,
                    );
                }
            });
        }
    }

    fn mark_flash(&self, ui: &Ui, frame: &Frame<'_>, laid: &[Laid<'_>], under: &mut Mesh) {
        let Some((span, since)) = self.flash else { return };
        let age = ui.input(|input| input.time) - since;
        if age >= FLASH.1 {
            return;
        }
        let left = ((FLASH.1 - age) / (FLASH.1 - FLASH.0)).clamp(0.0, 1.0) as f32;
        mark_span(frame, laid, span, frame.input.theme.flash.gamma_multiply(left), under);
        let wait = if age < FLASH.0 { FLASH.0 - age } else { 1.0 / 60.0 };
        ui.ctx().request_repaint_after_secs(wait as f32);
    }
}

/// How strongly a coding is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Strength {
    Plain,
    Lifted,
    Dimmed,
}

impl Strength {
    pub(super) fn ink(self, color: Color32) -> Color32 {
        if self == Self::Dimmed { color.gamma_multiply(0.35) } else { color }
    }

    fn tint(self, color: Color32) -> Color32 {
        match self {
            Self::Plain => color,
            Self::Lifted => color.gamma_multiply(1.9),
            Self::Dimmed => color.gamma_multiply(0.3),
        }
    }
}

pub(super) fn each_part(
    laid: &[Laid<'_>],
    span: Span,
    mut each: impl FnMut(f32, f32, f32, egui::Rangef),
) {
    let first = laid.partition_point(|laid| laid.block.end <= span.start());
    for block in laid.get(first..).unwrap_or_default() {
        if block.block.start >= span.end() {
            break;
        }
        let Some(range) = block.local(span) else { continue };
        let origin = block.origin;
        block.layout.rects(range, &mut |part| {
            let y = egui::Rangef::new(origin.y + part.y.min, origin.y + part.y.max);
            each(origin.x + part.x.min, origin.x + part.x.max, origin.y + part.baseline, y);
        });
    }
}

/// Fills whole lines, so that a selection reads as one piece.
fn mark_span(frame: &Frame<'_>, laid: &[Laid<'_>], span: Span, color: Color32, mesh: &mut Mesh) {
    let size = frame.measure.size;
    each_part(laid, span, |left, right, baseline, y| {
        let top = (baseline - size * 1.0).max(y.min);
        let bottom = (baseline + size * 0.42).min(y.max);
        mesh.add_colored_rect(Rect::from_min_max(pos2(left, top), pos2(right, bottom)), color);
    });
}
