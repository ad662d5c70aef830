//! The three flags of an excerpt as switches: sign, word and key.

use crate::model::{Flag, Flags};
use crate::ui::action::Action;
use crate::ui::icons;
use crate::ui::theme::Theme;
use crate::ui::transcript::flag_sign;
use crate::ui::widgets::{one_line, sans};
use egui::{Event, Rect, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2};

/// Draws the switches in a row; gives back the one that was used.
pub(super) fn switches(ui: &mut Ui, theme: &Theme, flags: Flags) -> Option<Flag> {
    let mut used = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 4.0);
        for flag in Flag::ALL {
            if switch(ui, theme, flag, flags.has(flag)) {
                used = Some(flag);
            }
        }
    });
    used
}

fn switch(ui: &mut Ui, theme: &Theme, flag: Flag, on: bool) -> bool {
    let galley = one_line(ui.painter(), flag.name(), sans(12.5), theme.ink, 160.0);
    let size = vec2(galley.size().x + 33.0, 24.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), on, flag.name()));
    if ui.is_rect_visible(rect) {
        let ground = match (on, response.hovered()) {
            (true, _) => theme.chosen,
            (false, true) => theme.control_hover,
            (false, false) => theme.control,
        };
        let edge = match (response.has_focus(), on) {
            (true, _) => Stroke::new(1.5, theme.accent),
            (false, true) => Stroke::new(1.5, theme.strong),
            (false, false) => Stroke::new(1.0, theme.line),
        };
        let painter = ui.painter();
        painter.rect(rect, 6.0, ground, edge, StrokeKind::Inside);
        let ink = if on { theme.strong } else { theme.quiet };
        let sign =
            Rect::from_center_size(pos2(rect.left() + 14.0, rect.center().y), Vec2::splat(12.0));
        icons::paint(painter, sign, flag_sign(flag), ink);
        let at = pos2(rect.left() + 25.0, rect.center().y - galley.size().y / 2.0);
        painter.galley_with_override_text_color(
            at,
            galley,
            if on { theme.strong } else { theme.ink },
        );
    }
    let action = Action::Flag(flag);
    let key = action.key_text(ui.ctx()).unwrap_or_default();
    response.on_hover_text(format!("{key}: {}", flag.name())).clicked()
}

/// The flag whose key was pressed, taken out of the input, with the letter that came with it.
pub(super) fn key(ctx: &egui::Context) -> Option<Flag> {
    Flag::ALL
        .into_iter()
        .find(|flag| Action::Flag(*flag).shortcut().is_some_and(|shortcut| taken(ctx, shortcut)))
}

/// True when a key with Alt was pressed. Some systems send its letter too: it is not to be typed.
pub(super) fn taken(ctx: &egui::Context, shortcut: egui::KeyboardShortcut) -> bool {
    ctx.input_mut(|input| {
        let taken = input.consume_shortcut(&shortcut);
        if taken {
            input.events.retain(|event| !matches!(event, Event::Text(_)));
        }
        taken
    })
}
