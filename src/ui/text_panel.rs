//! How the transcript is set: font, size, length and distance of lines. Every change is seen at once.

use super::fonts::Face;
use super::outbox::{Outbox, Request};
use super::theme::Theme;
use super::transcript::{Limits, Reading};
use super::widgets::{sans, section_head};
use egui::{
    Align2, Button, FontId, Key, RichText, Sense, Slider, Stroke, StrokeKind, Ui, WidgetInfo, vec2,
};

/// The panel, while it is open.
#[derive(Default)]
pub(super) struct State {
    /// Seen once: a click elsewhere closes it from then on.
    shown: bool,
}

/// Draws the panel beside the rail. False when it is to be closed.
pub(super) fn show(
    ctx: &egui::Context,
    theme: &Theme,
    reading: Reading,
    state: &mut State,
    outbox: &mut Outbox,
) -> bool {
    let mut now = reading;
    let frame = egui::Frame::window(&ctx.style_of(ctx.theme())).inner_margin(14);
    let window = egui::Window::new("Text")
        .anchor(Align2::LEFT_BOTTOM, vec2(80.0, -12.0))
        .frame(frame)
        .title_bar(false)
        .resizable(false)
        .show(ctx, |ui| {
            ui.set_width(330.0);
            faces(ui, theme, &mut now, !state.shown);
            ui.add_space(8.0);
            sliders(ui, &mut now);
            ui.add_space(6.0);
            ui.checkbox(&mut now.line_numbers, "Line numbers")
                .on_hover_text("Numbers of lines that never change with the window, to cite by");
            ui.add_space(4.0);
            let usual = now == Reading::default();
            if ui.add_enabled(!usual, Button::new("As it was at first")).clicked() {
                now = Reading::default();
            }
        });
    if now != reading {
        outbox.send(Request::SetReading(now));
    }
    let first = !std::mem::replace(&mut state.shown, true);
    let outside = window.is_some_and(|window| window.response.clicked_elsewhere()) && !first;
    let escape = ctx.input_mut(|input| input.consume_key(egui::Modifiers::NONE, Key::Escape));
    !outside && !escape
}

/// A button for each font, written in it.
fn faces(ui: &mut Ui, theme: &Theme, now: &mut Reading, first: bool) {
    section_head(ui, theme, "Font");
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        for face in Face::ALL {
            let (name, about) = face.texts();
            let chosen = now.face == face;
            let (rect, response) = ui.allocate_exact_size(vec2(78.0, 62.0), Sense::click());
            let look = ui.style().interact_selectable(&response, chosen);
            let ring = if response.has_focus() {
                Stroke::new(1.5, theme.accent)
            } else {
                Stroke::new(1.0, if chosen { theme.border } else { theme.line })
            };
            let ground = if chosen { theme.chosen } else { look.weak_bg_fill };
            let painter = ui.painter();
            painter.rect(rect, look.corner_radius, ground, ring, StrokeKind::Inside);
            let sample = FontId::new(24.0, face.family());
            let center = Align2::CENTER_CENTER;
            painter.text(rect.center() - vec2(0.0, 9.0), center, "Aa", sample, theme.strong);
            painter.text(rect.center() + vec2(0.0, 18.0), center, name, sans(12.0), theme.ink);
            let response = response.on_hover_text(about);
            response
                .widget_info(|| WidgetInfo::selected(egui::Role::RadioButton, true, chosen, name));
            if chosen && first {
                response.request_focus();
            }
            if response.clicked() {
                now.face = face;
            }
        }
    });
    let (_, about) = now.face.texts();
    ui.label(RichText::new(about).small().color(theme.quiet));
}

fn sliders(ui: &mut Ui, now: &mut Reading) {
    ui.spacing_mut().slider_width = 150.0;
    let size =
        Slider::new(&mut now.size, Limits::SIZE).step_by(1.0).fixed_decimals(0).text("Text size");
    ui.add(size).on_hover_text("In points");
    let width = Slider::new(&mut now.width, Limits::WIDTH)
        .step_by(5.0)
        .fixed_decimals(0)
        .text("Line length");
    ui.add(width).on_hover_text("In characters, as far as the window has room");
    let leading = Slider::new(&mut now.leading, Limits::LEADING)
        .step_by(0.05)
        .fixed_decimals(2)
        .text("Line spacing");
    ui.add(leading).on_hover_text("In text sizes");
}
