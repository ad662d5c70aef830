//! What is laid over the words: the veil over what is coded, places that were found, where codes
//! would be put.

use super::frame::{Frame, Laid};
use super::lanes::Laned;
use super::paint::each_part;
use super::view::TranscriptView;
use crate::model::Span;
use egui::{Mesh, Rect, Shape, Stroke, StrokeKind, Ui, pos2, vec2};

impl TranscriptView {
    /// Draws it.
    pub(super) fn paint_over(
        &self,
        ui: &Ui,
        frame: &Frame<'_>,
        laid: &[Laid<'_>],
        found: &[Laned],
    ) {
        let theme = frame.input.theme;
        let size = frame.measure.size;
        let painter = ui.painter();
        if frame.input.shown.only_uncoded {
            let mut veil = Mesh::default();
            let color = theme.page.gamma_multiply(0.62);
            for span in union(found) {
                each_part(laid, span, |left, right, _, y| {
                    let rect = Rect::from_min_max(pos2(left, y.min), pos2(right, y.max));
                    veil.add_colored_rect(rect, color);
                });
            }
            painter.add(Shape::mesh(veil));
        }
        let outline = |span: Span, stroke: Stroke| {
            each_part(laid, span, |left, right, baseline, _| {
                let rect = Rect::from_min_max(
                    pos2(left - 1.0, baseline - size * 0.92),
                    pos2(right + 1.0, baseline + size * 0.36),
                );
                painter.rect_stroke(rect, 2.0, stroke, StrokeKind::Outside);
            });
        };
        for (at, span) in hits_in(frame, laid) {
            let here = frame.input.hit == Some(at);
            let stroke =
                if here { Stroke::new(2.0, theme.accent) } else { Stroke::new(1.0, theme.border) };
            outline(span, stroke);
        }
        if let Some(target) = self.target {
            let mut dashes = Vec::new();
            each_part(laid, target, |left, right, baseline, _| {
                let y = baseline + size * 0.36;
                dashes.extend(Shape::dashed_line(
                    &[pos2(left, y), pos2(right, y)],
                    Stroke::new(2.0, theme.accent),
                    6.0,
                    3.0,
                ));
                let ground = Rect::from_min_max(pos2(left, baseline - size * 0.92), pos2(right, y));
                dashes.push(Shape::rect_filled(
                    ground.expand2(vec2(1.0, 0.0)),
                    2.0,
                    theme.accent.gamma_multiply(0.16),
                ));
            });
            painter.extend(dashes);
        }
    }

    /// The ground of places that were found, under the words.
    pub(super) fn mark_hits(frame: &Frame<'_>, laid: &[Laid<'_>], under: &mut Mesh) {
        let size = frame.measure.size;
        for (_, span) in hits_in(frame, laid) {
            each_part(laid, span, |left, right, baseline, _| {
                under.add_colored_rect(
                    Rect::from_min_max(
                        pos2(left - 1.0, baseline - size * 0.92),
                        pos2(right + 1.0, baseline + size * 0.36),
                    ),
                    frame.input.theme.flash,
                );
            });
        }
    }
}

/// The hits on the screen, with their numbers.
fn hits_in<'f>(
    frame: &Frame<'f>,
    laid: &[Laid<'_>],
) -> impl Iterator<Item = (usize, Span)> + use<'f> {
    let hits: &'f [Span] = frame.input.hits;
    let from = laid.first().map_or(0, |first| first.block.start);
    let to = laid.last().map_or(0, |last| last.block.end);
    let first = hits.partition_point(|hit| hit.end() <= from);
    let rest = hits.iter().copied().enumerate().skip(first);
    rest.take_while(move |(_, hit)| hit.start() < to)
}

/// Codings sorted by start, as stretches that do not overlap: a veil drawn twice would hide the words.
fn union(found: &[Laned]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for laned in found {
        match spans.last_mut() {
            Some(last) if laned.span.start() <= last.end() => {
                let end = last.end().max(laned.span.end());
                *last = Span::new(last.start(), end).unwrap_or(*last);
            }
            _ => spans.push(laned.span),
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_veil_lies_once_on_every_word() {
        let laned = |start, end| Laned {
            span: Span::new(start, end).unwrap(),
            row: 0,
            stripe: 0,
            margin: 0,
        };
        let got = union(&[laned(0, 9), laned(2, 4), laned(8, 12), laned(12, 13), laned(20, 21)]);
        let got: Vec<_> = got.iter().map(|span| (span.start(), span.end())).collect();
        assert_eq!(got, [(0, 13), (20, 21)]);
    }
}
