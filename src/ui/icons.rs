//! The few signs of the interface, drawn as strokes: sharp at every size, in any colour, and never
//! missing from a font.

use super::theme::Theme;
use egui::{
    Color32, Painter, Pos2, Rect, Response, Sense, Stroke, Ui, Vec2, WidgetInfo, pos2, vec2,
};

/// A sign.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Icon {
    /// An open book: the reading room.
    Read,
    /// Quotation lines.
    Excerpts,
    /// A grid.
    Tables,
    /// A grid with written cells.
    Framework,
    /// Dots at the ends of lines.
    Charts,
    /// Two heads.
    People,
    /// A note with a turned corner.
    Memo,
    /// Several strands that run together: themes.
    Themes,
    /// A sheet of paper.
    Document,
    /// A label.
    Code,
    /// A magnifying glass.
    Search,
    /// A plus.
    Add,
    /// A cross.
    Close,
    /// A tick.
    Check,
    /// A wedge pointing right: closed.
    Right,
    /// A wedge pointing down: open.
    Down,
    /// An arrow turning back.
    Undo,
    /// An arrow turning forward.
    Redo,
    /// Three dots.
    More,
    /// A large and a small letter.
    Text,
    /// A sun.
    Light,
    /// A moon.
    Dark,
    /// An arrow out of a tray.
    Export,
    /// An arrow into a tray.
    Import,
    /// A window with a panel at the right.
    DockRight,
    /// A window with a panel at the bottom.
    DockBottom,
    /// A pen.
    Edit,
    /// A bin.
    Bin,
    /// Two quotation marks: a key quote.
    Quote,
    /// Two arrows against each other: contradicting.
    Against,
    /// A question mark: uncertain.
    Unsure,
    /// A funnel.
    Filter,
    /// A wedge pointing up.
    Up,
    /// Lines of falling length.
    Sort,
    /// An arrow in a circle: look again.
    Again,
}

/// Draws a sign in the middle of `rect`, as large as its shorter side.
pub fn paint(painter: &Painter, rect: Rect, icon: Icon, color: Color32) {
    let side = rect.width().min(rect.height());
    let origin = rect.center() - Vec2::splat(side / 2.0);
    let stroke = Stroke::new((side / 16.0 * 1.4).max(1.0), color);
    let pen = Pen { painter, origin, scale: side / 16.0, stroke };
    draw_thing(&pen, icon);
    draw_act(&pen, icon);
    draw_mark(&pen, icon);
}

/// Draws on a field of 16 by 16.
struct Pen<'a> {
    painter: &'a Painter,
    origin: Pos2,
    scale: f32,
    stroke: Stroke,
}

impl Pen<'_> {
    fn at(&self, (x, y): (f32, f32)) -> Pos2 {
        self.origin + vec2(x, y) * self.scale
    }

    fn line(&self, points: &[(f32, f32)]) {
        let points = points.iter().map(|&point| self.at(point)).collect();
        self.painter.add(egui::Shape::line(points, self.stroke));
    }

    fn closed(&self, points: &[(f32, f32)]) {
        let points = points.iter().map(|&point| self.at(point)).collect();
        self.painter.add(egui::Shape::closed_line(points, self.stroke));
    }

    fn circle(&self, x: f32, y: f32, r: f32) {
        self.painter.circle_stroke(self.at((x, y)), r * self.scale, self.stroke);
    }

    fn dot(&self, x: f32, y: f32, r: f32) {
        self.painter.circle_filled(self.at((x, y)), r * self.scale, self.stroke.color);
    }

    /// From one angle to another, in turns, clockwise from the right.
    fn arc(&self, x: f32, y: f32, r: f32, from: f32, to: f32) {
        let points: Vec<(f32, f32)> = (0_u8..=12)
            .map(|n| (from + (to - from) * f32::from(n) / 12.0) * std::f32::consts::TAU)
            .map(|angle| (x + r * angle.cos(), y + r * angle.sin()))
            .collect();
        self.line(&points);
    }
}

fn draw_thing(pen: &Pen<'_>, icon: Icon) {
    match icon {
        Icon::Read => {
            pen.line(&[(8.0, 4.0), (8.0, 13.5)]);
            pen.line(&[(8.0, 4.0), (6.0, 3.0), (2.0, 3.0), (2.0, 12.5), (6.0, 12.5), (8.0, 13.5)]);
            pen.line(&[
                (8.0, 4.0),
                (10.0, 3.0),
                (14.0, 3.0),
                (14.0, 12.5),
                (10.0, 12.5),
                (8.0, 13.5),
            ]);
        }
        Icon::Excerpts => {
            pen.line(&[(2.5, 3.0), (2.5, 13.0)]);
            for (y, x) in [(4.0, 13.5), (8.0, 13.5), (12.0, 10.0)] {
                pen.line(&[(6.0, y), (x, y)]);
            }
        }
        Icon::Tables => {
            pen.closed(&[(2.0, 3.0), (14.0, 3.0), (14.0, 13.0), (2.0, 13.0)]);
            pen.line(&[(2.0, 6.5), (14.0, 6.5)]);
            pen.line(&[(2.0, 9.8), (14.0, 9.8)]);
            pen.line(&[(6.5, 3.0), (6.5, 13.0)]);
        }
        Icon::Framework => {
            pen.closed(&[(2.0, 3.0), (14.0, 3.0), (14.0, 13.0), (2.0, 13.0)]);
            pen.line(&[(8.0, 3.0), (8.0, 13.0)]);
            pen.line(&[(2.0, 8.0), (14.0, 8.0)]);
            pen.line(&[(4.0, 5.5), (6.2, 5.5)]);
            pen.line(&[(9.8, 5.5), (12.2, 5.5)]);
            pen.line(&[(4.0, 10.5), (6.2, 10.5)]);
        }
        Icon::Charts => {
            pen.line(&[(2.5, 2.5), (2.5, 13.5), (14.0, 13.5)]);
            for (y, x) in [(4.4, 11.6), (9.2, 8.0)] {
                pen.line(&[(2.5, y), (x - 1.7, y)]);
                pen.circle(x, y, 1.7);
            }
        }
        Icon::People => {
            pen.circle(6.0, 5.5, 2.6);
            pen.arc(6.0, 13.5, 4.5, 0.5, 1.0);
            pen.arc(10.6, 5.4, 2.4, -0.27, 0.2);
            pen.arc(10.3, 13.5, 4.2, -0.19, 0.0);
        }
        Icon::Memo => {
            pen.closed(&[(3.0, 2.5), (13.0, 2.5), (13.0, 9.5), (9.5, 13.5), (3.0, 13.5)]);
            pen.line(&[(13.0, 9.5), (9.5, 9.5), (9.5, 13.5)]);
        }
        Icon::Themes => {
            // Three strands that are drawn together into one.
            for (y, bend) in [(3.0, 6.2), (8.0, 8.0), (13.0, 9.8)] {
                pen.line(&[(2.0, y), (5.0, y), (8.6, bend), (10.4, 8.0)]);
            }
            pen.circle(12.2, 8.0, 1.9);
        }
        Icon::Document => {
            pen.closed(&[(3.5, 2.0), (9.5, 2.0), (12.5, 5.0), (12.5, 14.0), (3.5, 14.0)]);
            pen.line(&[(5.8, 7.5), (10.2, 7.5)]);
            pen.line(&[(5.8, 10.5), (10.2, 10.5)]);
        }
        Icon::Code => {
            pen.closed(&[(2.5, 2.5), (8.0, 2.5), (13.8, 8.3), (8.3, 13.8), (2.5, 8.0)]);
            pen.dot(5.5, 5.5, 1.1);
        }
        _ => {}
    }
}

fn draw_act(pen: &Pen<'_>, icon: Icon) {
    match icon {
        Icon::Search => {
            pen.circle(7.0, 7.0, 4.3);
            pen.line(&[(10.2, 10.2), (13.8, 13.8)]);
        }
        Icon::Add => {
            pen.line(&[(8.0, 3.0), (8.0, 13.0)]);
            pen.line(&[(3.0, 8.0), (13.0, 8.0)]);
        }
        Icon::Close => {
            pen.line(&[(4.0, 4.0), (12.0, 12.0)]);
            pen.line(&[(12.0, 4.0), (4.0, 12.0)]);
        }
        Icon::Check => pen.line(&[(3.0, 8.5), (6.5, 12.0), (13.0, 4.5)]),
        Icon::Right => pen.line(&[(6.0, 3.5), (10.5, 8.0), (6.0, 12.5)]),
        Icon::Down => pen.line(&[(3.5, 6.0), (8.0, 10.5), (12.5, 6.0)]),
        Icon::Undo => {
            pen.line(&[(6.0, 2.5), (2.8, 5.7), (6.0, 8.9)]);
            pen.line(&[(2.8, 5.7), (9.8, 5.7)]);
            pen.arc(9.8, 9.4, 3.7, -0.25, 0.25);
            pen.line(&[(9.8, 13.1), (6.0, 13.1)]);
        }
        Icon::Redo => {
            pen.line(&[(10.0, 2.5), (13.2, 5.7), (10.0, 8.9)]);
            pen.line(&[(13.2, 5.7), (6.2, 5.7)]);
            pen.arc(6.2, 9.4, 3.7, 0.25, 0.75);
            pen.line(&[(6.2, 13.1), (10.0, 13.1)]);
        }
        Icon::More => [3.5, 8.0, 12.5].into_iter().for_each(|x| pen.dot(x, 8.0, 1.3)),
        Icon::Text => {
            pen.line(&[(1.5, 13.0), (5.2, 3.5), (8.9, 13.0)]);
            pen.line(&[(2.9, 9.5), (7.5, 9.5)]);
            pen.circle(12.2, 10.3, 2.4);
            pen.line(&[(14.6, 7.6), (14.6, 13.0)]);
        }
        Icon::Light => {
            pen.circle(8.0, 8.0, 3.0);
            for n in 0_u8..8 {
                let angle = f32::from(n) * std::f32::consts::FRAC_PI_4;
                let (x, y) = (angle.cos(), angle.sin());
                pen.line(&[(8.0 + 5.0 * x, 8.0 + 5.0 * y), (8.0 + 6.6 * x, 8.0 + 6.6 * y)]);
            }
        }
        Icon::Dark => {
            pen.arc(8.0, 8.0, 5.5, 0.03, 0.72);
            pen.arc(10.8, 5.3, 4.6, 0.165, 0.585);
        }
        Icon::Export => {
            pen.line(&[(8.0, 10.0), (8.0, 2.5)]);
            pen.line(&[(5.0, 5.5), (8.0, 2.5), (11.0, 5.5)]);
            pen.line(&[(3.0, 9.5), (3.0, 13.5), (13.0, 13.5), (13.0, 9.5)]);
        }
        Icon::Sort => {
            for (y, x) in [(4.0, 13.5), (8.0, 10.5), (12.0, 7.0)] {
                pen.line(&[(2.5, y), (x, y)]);
            }
        }
        Icon::Again => {
            pen.arc(8.0, 8.0, 5.2, 0.08, 0.86);
            pen.line(&[(12.2, 1.8), (11.6, 4.9), (8.5, 4.4)]);
        }
        Icon::Import => {
            pen.line(&[(8.0, 2.5), (8.0, 10.0)]);
            pen.line(&[(5.0, 7.0), (8.0, 10.0), (11.0, 7.0)]);
            pen.line(&[(3.0, 9.5), (3.0, 13.5), (13.0, 13.5), (13.0, 9.5)]);
        }
        Icon::DockRight => {
            pen.closed(&[(2.0, 3.0), (14.0, 3.0), (14.0, 13.0), (2.0, 13.0)]);
            pen.line(&[(9.5, 3.0), (9.5, 13.0)]);
        }
        Icon::DockBottom => {
            pen.closed(&[(2.0, 3.0), (14.0, 3.0), (14.0, 13.0), (2.0, 13.0)]);
            pen.line(&[(2.0, 8.8), (14.0, 8.8)]);
        }
        Icon::Bin => {
            pen.line(&[(3.0, 4.5), (13.0, 4.5)]);
            pen.line(&[(6.2, 4.5), (6.2, 2.8), (9.8, 2.8), (9.8, 4.5)]);
            pen.line(&[(4.2, 4.5), (4.8, 13.2), (11.2, 13.2), (11.8, 4.5)]);
            pen.line(&[(6.8, 7.0), (7.0, 10.8)]);
            pen.line(&[(9.2, 7.0), (9.0, 10.8)]);
        }
        Icon::Edit => {
            pen.closed(&[(3.0, 13.0), (3.6, 10.2), (10.8, 3.0), (13.0, 5.2), (5.8, 12.4)]);
            pen.line(&[(9.2, 4.6), (11.4, 6.8)]);
        }
        _ => {}
    }
}

fn draw_mark(pen: &Pen<'_>, icon: Icon) {
    match icon {
        Icon::Quote => {
            for x in [2.5, 9.0] {
                pen.dot(x + 1.8, 9.6, 2.1);
                pen.line(&[(x - 0.2, 9.6), (x + 0.6, 5.8), (x + 3.2, 4.0)]);
            }
        }
        Icon::Against => {
            pen.line(&[(1.5, 8.0), (6.2, 8.0)]);
            pen.line(&[(3.8, 4.8), (7.0, 8.0), (3.8, 11.2)]);
            pen.line(&[(14.5, 8.0), (9.8, 8.0)]);
            pen.line(&[(12.2, 4.8), (9.0, 8.0), (12.2, 11.2)]);
        }
        Icon::Unsure => {
            pen.arc(8.0, 5.4, 3.2, 0.47, 1.14);
            pen.line(&[(10.2, 7.7), (8.0, 9.4), (8.0, 11.0)]);
            pen.dot(8.0, 13.6, 1.0);
        }
        Icon::Filter => {
            pen.closed(&[
                (2.0, 3.0),
                (14.0, 3.0),
                (9.5, 8.5),
                (9.5, 13.0),
                (6.5, 11.5),
                (6.5, 8.5),
            ]);
        }
        Icon::Up => pen.line(&[(3.5, 10.5), (8.0, 6.0), (12.5, 10.5)]),
        _ => {}
    }
}

/// A square button with a sign, named for screen readers and in its tooltip.
pub fn button(ui: &mut Ui, theme: &Theme, icon: Icon, name: &str) -> Response {
    let side = ui.spacing().interact_size.y;
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(side), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, ui.is_enabled(), name));
    if ui.is_rect_visible(rect) {
        let look = ui.style().interact(&response);
        if response.hovered() || response.has_focus() || response.is_pointer_button_down_on() {
            ui.painter().rect(
                rect,
                look.corner_radius,
                look.weak_bg_fill,
                look.bg_stroke,
                egui::StrokeKind::Inside,
            );
        }
        let ink = if ui.is_enabled() { look.fg_stroke.color } else { theme.quiet };
        let center = pos2(rect.center().x, rect.center().y);
        paint(ui.painter(), Rect::from_center_size(center, Vec2::splat(16.0)), icon, ink);
    }
    response.on_hover_text(name)
}
