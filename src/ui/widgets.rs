//! Small things that several pages show alike: code chips, filter chips, empty pages, section heads,
//! figures that stand in columns.

use super::icons::{self, Icon};
use super::theme::{self, CodeColors, Theme};
use crate::model::{Code, CodeFields, CodeId, CodeTree};
use egui::text::LayoutJob;
use egui::{
    Align2, Color32, CornerRadius, FontFamily, FontId, Galley, Painter, Pos2, Rect, Response,
    RichText, Role, Sense, Stroke, StrokeKind, TextFormat, Ui, Vec2, WidgetInfo, pos2, vec2,
};
use std::sync::Arc;

/// Height of chips and of the drop-downs that stand beside them, in points.
pub const CHIP: f32 = 26.0;

/// The semibold interface font at this size.
pub fn semibold(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(super::fonts::SEMIBOLD.into()))
}

/// The plain interface font at this size.
pub fn sans(size: f32) -> FontId {
    FontId::new(size, FontFamily::Proportional)
}

/// How a code of the codebook is drawn and called; a plain face for one that is not there.
pub fn code_face(theme: &Theme, tree: &CodeTree, code: CodeId) -> (CodeColors, String) {
    match tree.get(code) {
        Some(code) => (theme.code_color(code), code.fields.name.clone()),
        None => (theme.unknown_code_color(), "(removed code)".to_owned()),
    }
}

/// Paints the letters of a code on its colour.
pub fn badge(painter: &Painter, rect: Rect, colors: CodeColors, name: &str) {
    painter.rect_filled(rect, CornerRadius::same(4), colors.stripe);
    let font = semibold((rect.height() * 0.58).round());
    let letters = colors.letters(name);
    painter.text(rect.center(), Align2::CENTER_CENTER, letters, font, colors.on_stripe);
}

/// The letters of a code: its own, or made from its name.
pub fn letters(fields: &CodeFields) -> String {
    if fields.badge.is_empty() { theme::badge(&fields.name) } else { fields.badge.clone() }
}

/// Paints the letters of a code on its colour; a retired one in outline: no longer offered.
pub fn code_badge(painter: &Painter, rect: Rect, colors: CodeColors, code: &Code) {
    let letters = letters(&code.fields);
    let share = if letters.chars().count() > 2 { 0.5 } else { 0.58 };
    let font = semibold((rect.height() * share).round());
    let ink = if code.retired {
        let stroke = Stroke::new(1.0, colors.stripe);
        painter.rect_stroke(rect, CornerRadius::same(4), stroke, StrokeKind::Inside);
        colors.ink
    } else {
        painter.rect_filled(rect, CornerRadius::same(4), colors.stripe);
        colors.on_stripe
    };
    painter.text(rect.center(), Align2::CENTER_CENTER, letters, font, ink);
}

/// One line of text, cut with … where it is longer than `width`.
pub fn one_line(
    painter: &Painter,
    text: &str,
    font: FontId,
    color: Color32,
    width: f32,
) -> Arc<Galley> {
    // One line whatever stands in it, and no more letters than could fit.
    let shown = text.chars().take(400).map(|c| if c == '\n' { ' ' } else { c }).collect();
    let mut job = LayoutJob::simple_singleline(shown, font, color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(width.max(1.0));
    painter.layout_job(job)
}

/// A code as a chip: badge and name. Takes no clicks.
pub fn code_chip(ui: &mut Ui, theme: &Theme, tree: &CodeTree, code: CodeId) -> Response {
    let (colors, name) = code_face(theme, tree, code);
    let galley = one_line(ui.painter(), &name, semibold(14.0), colors.ink, 360.0);
    let size = vec2(galley.size().x + 26.0, 20.0_f32.max(galley.size().y));
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &name));
    if ui.is_rect_visible(rect) {
        let sign = Rect::from_min_size(pos2(rect.left(), rect.center().y - 9.0), vec2(20.0, 18.0));
        badge(ui.painter(), sign, colors, &name);
        let at = pos2(sign.right() + 6.0, rect.center().y - galley.size().y / 2.0);
        ui.painter().galley(at, galley, colors.ink);
    }
    response.on_hover_text(tree.path(code))
}

/// A chosen value of a filter with a cross; true when the cross, which is called `remove`, was used.
pub fn filter_chip(
    ui: &mut Ui,
    theme: &Theme,
    face: Option<(CodeColors, &str)>,
    text: &str,
    remove: &str,
) -> bool {
    let galley = one_line(ui.painter(), text, sans(14.0), theme.ink, 240.0);
    let sign = if face.is_some() { 24.0 } else { 0.0 };
    let size = vec2(10.0 + sign + galley.size().x + 24.0, CHIP);
    let (rect, body) = ui.allocate_exact_size(size, Sense::hover());
    body.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    let cross = Rect::from_min_max(pos2(rect.right() - 24.0, rect.top()), rect.right_bottom());
    let response = ui.interact(cross, body.id.with("remove"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), remove));
    if ui.is_rect_visible(rect) {
        let painter = ui.painter();
        let edge = if response.has_focus() {
            Stroke::new(1.5, theme.accent)
        } else {
            Stroke::new(1.0, theme.line)
        };
        painter.rect(rect, CornerRadius::same(13), theme.chosen, edge, StrokeKind::Inside);
        if let Some((colors, name)) = face {
            let at = pos2(rect.left() + 6.0, rect.center().y - 8.5);
            badge(painter, Rect::from_min_size(at, vec2(20.0, 17.0)), colors, name);
        }
        let at = pos2(rect.left() + 9.0 + sign, rect.center().y - galley.size().y / 2.0);
        painter.galley(at, galley, theme.ink);
        let ink = if response.hovered() { theme.strong } else { theme.quiet };
        let sign = Rect::from_center_size(cross.center() - vec2(2.0, 0.0), Vec2::splat(10.0));
        icons::paint(painter, sign, Icon::Close, ink);
    }
    response.on_hover_text(remove).clicked()
}

/// A drop-down as a word in a sentence: its text with a wedge, or a plus sign alone for the text `+`.
/// `name` is what a screen reader says.
pub fn drop_chip(ui: &mut Ui, theme: &Theme, text: &str, name: &str) -> Response {
    let galley = one_line(ui.painter(), text, sans(14.0), theme.ink, 240.0);
    let more = text == "+";
    let width = if more { CHIP } else { galley.size().x + 32.0 };
    let (rect, _) = ui.allocate_exact_size(vec2(width, CHIP), Sense::hover());
    // Named, not numbered: chips that come before it must not close its list.
    let response = ui.interact(rect, ui.scope_id().with(name), Sense::click());
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, ui.is_enabled(), name);
        info.current_text_value = Some(text.to_owned());
        info
    });
    if ui.is_rect_visible(rect) {
        let look = ui.style().interact(&response);
        let edge = if response.has_focus() {
            Stroke::new(1.5, theme.accent)
        } else {
            Stroke::new(1.0, theme.line)
        };
        let painter = ui.painter();
        painter.rect(rect, CornerRadius::same(6), look.weak_bg_fill, edge, StrokeKind::Inside);
        if more {
            let sign = Rect::from_center_size(rect.center(), Vec2::splat(12.0));
            icons::paint(painter, sign, Icon::Add, theme.quiet);
            return response.on_hover_text(name);
        }
        let at = pos2(rect.left() + 9.0, rect.center().y - galley.size().y / 2.0);
        painter.galley(at, galley, theme.ink);
        let wedge = pos2(rect.right() - 13.0, rect.center().y);
        let wedge = Rect::from_center_size(wedge, Vec2::splat(9.0));
        icons::paint(painter, wedge, Icon::Down, theme.quiet);
    }
    response
}

/// A button of words with a sign before them.
pub fn sign_button(ui: &mut Ui, theme: &Theme, icon: Icon, text: &str) -> Response {
    let galley = one_line(ui.painter(), text, sans(14.0), theme.ink, 240.0);
    let (rect, response) =
        ui.allocate_exact_size(vec2(galley.size().x + 42.0, 28.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), text));
    if ui.is_rect_visible(rect) {
        let look = ui.style().interact(&response);
        ui.painter().rect(
            rect,
            look.corner_radius,
            look.weak_bg_fill,
            look.bg_stroke,
            StrokeKind::Inside,
        );
        let ink = look.fg_stroke.color;
        let sign =
            Rect::from_center_size(pos2(rect.left() + 19.0, rect.center().y), Vec2::splat(15.0));
        icons::paint(ui.painter(), sign, icon, ink);
        let at = pos2(rect.left() + 32.0, rect.center().y - galley.size().y / 2.0);
        ui.painter().galley_with_override_text_color(at, galley, ink);
    }
    response
}

/// A word of a filter sentence.
pub fn quiet_word(ui: &mut Ui, theme: &Theme, text: &str) {
    let galley = ui.painter().layout_no_wrap(text.to_owned(), sans(14.0), theme.quiet);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x, CHIP), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    let at = pos2(rect.left(), rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, theme.quiet);
}

/// One of several views of a page, which stand side by side.
pub fn tab(ui: &mut Ui, theme: &Theme, text: &str, chosen: bool) -> Response {
    let ink = if chosen { theme.strong } else { theme.quiet };
    let font = if chosen { semibold(14.0) } else { sans(14.0) };
    let galley = ui.painter().layout_no_wrap(text.to_owned(), font, ink);
    // As wide as the chosen one, so that nothing moves.
    let width = ui.painter().layout_no_wrap(text.to_owned(), semibold(14.0), ink).size().x;
    let (rect, response) = ui.allocate_exact_size(vec2(width + 24.0, 28.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, ui.is_enabled(), chosen, text));
    let painter = ui.painter();
    if chosen {
        painter.rect_filled(rect, CornerRadius::same(6), theme.control);
    }
    if response.has_focus() || response.hovered() {
        let edge = if response.has_focus() { theme.accent } else { theme.border };
        painter.rect_stroke(
            rect,
            CornerRadius::same(6),
            Stroke::new(1.0, edge),
            StrokeKind::Inside,
        );
    }
    painter.galley(rect.center() - galley.size() / 2.0, galley, ink);
    response
}

/// A page with nothing on it yet: what that means and what to do next. True when the button was used.
pub fn empty(
    ui: &mut Ui,
    theme: &Theme,
    icon: Icon,
    (title, text): (&str, &str),
    button: Option<&str>,
) -> bool {
    let mut used = false;
    ui.add_space((ui.available_height() * 0.28).clamp(24.0, 220.0));
    ui.vertical_centered(|ui| {
        let (rect, _) = ui.allocate_exact_size(Vec2::splat(40.0), Sense::hover());
        icons::paint(ui.painter(), rect, icon, theme.border);
        ui.add_space(8.0);
        ui.label(RichText::new(title).text_style(egui::TextStyle::Heading).color(theme.strong));
        ui.add_space(2.0);
        let width = ui.available_width().min(440.0);
        let job = LayoutJob::simple(text.to_owned(), sans(14.0), theme.quiet, width);
        let job = LayoutJob { halign: egui::Align::Center, ..job };
        ui.label(job);
        if let Some(button) = button {
            ui.add_space(10.0);
            used = ui.button(button).clicked();
        }
    });
    used
}

/// A line of advice over a page that works nevertheless. True when its button was used.
pub fn notice(ui: &mut Ui, theme: &Theme, text: &str, button: Option<&str>) -> bool {
    let frame = egui::Frame::new()
        .fill(theme.control)
        .corner_radius(CornerRadius::same(6))
        .inner_margin(egui::Margin::symmetric(12, 6));
    let inner = frame.show(ui, |ui| {
        let line = ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new(text).color(theme.ink));
            button.is_some_and(|button| ui.link(button).clicked())
        });
        line.inner
    });
    inner.inner
}

/// The head of a section: small, semibold, quiet.
pub fn section_head(ui: &mut Ui, theme: &Theme, text: &str) -> Response {
    ui.label(RichText::new(text).font(semibold(13.0)).color(theme.quiet))
}

/// The advance of the ten digits in one font, so that figures can be set in columns: the interface
/// font has figures of different width, and egui has no switch for its tabular ones.
#[derive(Clone, Debug)]
pub struct Figures {
    font: FontId,
    advance: [f32; 10],
    widest: f32,
}

impl Figures {
    /// Measures the digits of a font.
    pub fn new(ui: &Ui, font: FontId) -> Self {
        let advance = ui.fonts_mut(|fonts| {
            std::array::from_fn(|digit| fonts.glyph_width(&font, char::from(b'0' + digit as u8)))
        });
        let widest = advance.iter().copied().fold(0.0, f32::max);
        Self { font, advance, widest }
    }

    /// Adds a text in which every digit stands in the middle of a place as wide as the widest digit.
    /// `before` is room to leave in front; gives back the room to leave behind.
    pub fn append(&self, job: &mut LayoutJob, text: &str, color: Color32, before: f32) -> f32 {
        let format = TextFormat::simple(self.font.clone(), color);
        let mut room = before;
        let mut plain = String::new();
        for c in text.chars() {
            let Some(&advance) = c.to_digit(10).and_then(|d| self.advance.get(d as usize)) else {
                plain.push(c);
                continue;
            };
            if !plain.is_empty() {
                job.append(&plain, std::mem::take(&mut room), format.clone());
                plain.clear();
            }
            let half = (self.widest - advance) / 2.0;
            job.append(c.encode_utf8(&mut [0; 4]), room + half, format.clone());
            room = half;
        }
        if !plain.is_empty() {
            job.append(&plain, std::mem::take(&mut room), format);
        }
        room
    }

    /// Paints a text that ends at `right.x`, around the height `right.y`.
    pub fn paint_right(&self, painter: &Painter, right: Pos2, text: &str, color: Color32) {
        let mut job = LayoutJob::default();
        let behind = self.append(&mut job, text, color, 0.0);
        paint_job_right(painter, right - vec2(behind, 0.0), job, color);
    }
}

/// Paints a line that ends at `right.x`, around the height `right.y`.
pub fn paint_job_right(painter: &Painter, right: Pos2, mut job: LayoutJob, color: Color32) {
    job.wrap.max_width = f32::INFINITY;
    let galley = painter.layout_job(job);
    let at = pos2(right.x - galley.size().x, right.y - galley.size().y / 2.0);
    painter.galley(at, galley, color);
}

/// `12,345`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 excerpt`, `12,345 excerpts`.
pub fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_are_grouped_by_thousands() {
        let check = |number, expected: &str| assert_eq!(grouped(number), expected);
        check(0, "0");
        check(999, "999");
        check(1_000, "1,000");
        check(1_234_567, "1,234,567");
        assert_eq!(counted(1, "excerpt", "excerpts"), "1 excerpt");
        assert_eq!(counted(0, "excerpt", "excerpts"), "0 excerpts");
    }
}
