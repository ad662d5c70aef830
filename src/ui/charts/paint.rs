//! Paints the marks of a figure as they are written to files, in the colours of the window.

use crate::analysis::figures::{Anchor, Block, Form, Ink, Mark, Point, Sign, Words};
use crate::model::CodeId;
use crate::ui::theme::Theme;
use crate::ui::widgets::{sans, semibold};
use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, pos2, vec2};

/// Where a figure lies on the screen, and how much larger than on paper.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) origin: Pos2,
    pub(super) zoom: f32,
}

impl Place {
    pub(super) fn at(self, point: Point) -> Pos2 {
        self.origin + vec2(point.x, point.y) * self.zoom
    }

    pub(super) fn rect(self, block: &Block) -> Rect {
        let size = vec2(block.width, block.height) * self.zoom;
        Rect::from_min_size(self.at(Point { x: block.left, y: block.top }), size)
    }

    /// The place of the figure under the pointer.
    pub(super) fn back(self, pos: Pos2) -> Point {
        let from = (pos - self.origin) / self.zoom;
        Point { x: from.x, y: from.y }
    }
}

/// The colour of an ink in the window.
pub(super) fn color(theme: &Theme, ink: Ink) -> Color32 {
    match ink {
        Ink::Page => theme.page,
        Ink::Text => theme.ink,
        Ink::Quiet => theme.quiet,
        Ink::Line => theme.line,
        Ink::Band => theme.page.lerp_to_gamma(theme.control, 0.75),
        Ink::Accent => theme.accent,
        Ink::Group(group) => theme.color_of("", CodeId(i64::from(group) + 1)).stripe,
        Ink::Code(code, own) => {
            let own = own.map(|[r, g, b]| format!("#{r:02x}{g:02x}{b:02x}"));
            theme.color_of(own.as_deref().unwrap_or_default(), code).stripe
        }
        Ink::Shade(0) => theme.panel,
        Ink::Shade(level) => {
            theme.page.lerp_to_gamma(theme.accent, f32::from(level) / 100.0 * deepest(theme))
        }
        Ink::OnShade(_) => theme.strong,
    }
}

/// How deep the deepest ground is: numbers stay legible on it.
fn deepest(theme: &Theme) -> f32 {
    if theme.dark { 0.5 } else { 0.72 }
}

/// Paints one mark.
pub(super) fn mark(painter: &Painter, theme: &Theme, place: Place, mark: &Mark) {
    let zoom = place.zoom;
    match &mark.form {
        Form::Area { at, fill, pattern, edge } => {
            let rect = place.rect(at);
            painter.rect_filled(rect, 0.0, color(theme, *fill));
            let stroke = Stroke::new(zoom, theme.page);
            for (from, to) in pattern.lines(at) {
                painter.line_segment([place.at(from), place.at(to)], stroke);
            }
            if let Some(edge) = edge {
                let stroke = Stroke::new(0.7 * zoom, color(theme, *edge));
                painter.rect_stroke(rect, 0.0, stroke, StrokeKind::Middle);
            }
        }
        Form::Sign { sign, at, radius, ink, hollow } => {
            let ink = color(theme, *ink);
            let (fill, stroke) = if *hollow {
                (theme.page, Stroke::new(1.3 * zoom, ink))
            } else {
                (ink, Stroke::NONE)
            };
            if *sign == Sign::Circle {
                painter.circle(place.at(*at), radius * zoom, fill, stroke);
            } else if *sign == Sign::Plus && !hollow {
                // Not convex: two bars.
                let [wide, thin] = [1.1 * radius * zoom, 0.4 * radius * zoom];
                for half in [vec2(wide, thin), vec2(thin, wide)] {
                    let bar = Rect::from_center_size(place.at(*at), half * 2.0);
                    painter.rect_filled(bar, 0.0, fill);
                }
            } else {
                let corners = sign.corners(*at, *radius).into_iter().map(|corner| place.at(corner));
                let corners: Vec<Pos2> = corners.collect();
                painter.add(if *sign == Sign::Plus {
                    Shape::closed_line(corners, stroke)
                } else {
                    Shape::convex_polygon(corners, fill, stroke)
                });
            }
        }
        Form::Line { points, width, ink, dashed } => {
            let points: Vec<Pos2> = points.iter().map(|point| place.at(*point)).collect();
            let stroke = Stroke::new(width * zoom, color(theme, *ink));
            if *dashed {
                painter.extend(Shape::dashed_line(&points, stroke, 4.0 * zoom, 3.0 * zoom));
            } else {
                painter.add(Shape::line(points, stroke));
            }
        }
        Form::Words(text) => words(painter, theme, place, text),
    }
}

fn words(painter: &Painter, theme: &Theme, place: Place, words: &Words) {
    let size = words.size * place.zoom;
    let font = if words.bold { semibold(size) } else { sans(size) };
    let ink = color(theme, words.ink);
    let galley = painter.layout_no_wrap(words.text.clone(), font, ink);
    let base = galley.rows.first().and_then(|row| {
        let glyph = row.glyphs.first()?;
        Some(row.pos.y + glyph.pos.y)
    });
    let base = base.unwrap_or(size * 0.95);
    let before = match words.anchor {
        Anchor::Start => 0.0,
        Anchor::Middle => galley.size().x / 2.0,
        Anchor::End => galley.size().x,
    };
    let at = place.at(words.at);
    if words.upright {
        let corner = pos2(at.x - base, at.y + before);
        let text = egui::epaint::TextShape::new(corner, galley, ink);
        painter.add(text.with_angle(-std::f32::consts::FRAC_PI_2));
    } else {
        painter.galley(at - vec2(before, base), galley, ink);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::contrast;

    #[test]
    fn numbers_are_legible_on_every_ground_and_signs_are_seen() {
        for theme in [Theme::light(), Theme::dark()] {
            for level in 0..=100 {
                let ground = color(&theme, Ink::Shade(level));
                let ink = color(&theme, Ink::OnShade(level));
                assert!(contrast(ink, ground) >= 4.5, "{} {level}", theme.dark);
            }
            for group in 0..12 {
                let sign = color(&theme, Ink::Group(group));
                assert!(contrast(sign, theme.page) >= 3.0, "{} {group}", theme.dark);
            }
            let quiet = contrast(color(&theme, Ink::Quiet), color(&theme, Ink::Band));
            assert!(quiet >= 4.5, "{quiet}");
        }
    }
}
