//! The first screen: the sample study, a new study, an existing file.

use super::action::Action;
use super::icons::{self, Icon};
use super::outbox::{Outbox, Request};
use super::parts::{font, quiet};
use super::theme::{self, Theme};
use crate::ui::widgets::one_line;
use egui::{
    FontId, Frame, Rect, Response, RichText, Sense, Stroke, StrokeKind, TextStyle, Ui, UiBuilder,
    Vec2, WidgetInfo, pos2, vec2,
};

/// What the first screen knows.
#[derive(Default)]
pub struct State {
    /// The first choice has had the keyboard.
    greeted: bool,
}

const WIDTH: f32 = 600.0;
const CARD: f32 = 78.0;

/// The three choices: what each is called here, and what it does.
const CHOICES: [(Action, Icon, &str, &str); 3] = [
    (
        Action::SampleStudy,
        Icon::Read,
        "Open the sample study",
        "Twelve invented interviews, already coded, to try everything on.",
    ),
    (
        Action::NewStudy,
        Icon::Add,
        "New study",
        "An empty one for your transcripts, with a passphrase if you like.",
    ),
    (
        Action::OpenStudy,
        Icon::Document,
        "Open a study",
        "A file that ends in .postil, on this computer.",
    ),
];

/// Draws the first screen; shown while no study is open.
pub fn show(ui: &mut Ui, theme: &Theme, state: &mut State, outbox: &mut Outbox) {
    Frame::new().fill(theme.page).show(ui, |ui| {
        let room = ui.available_rect_before_wrap();
        ui.allocate_rect(room, Sense::HOVER);
        let height = 96.0 + 3.0 * (CARD + 10.0) + 60.0;
        let width = WIDTH.min(room.width() - 48.0);
        // A little above the middle, where the eye rests.
        let top = room.top() + ((room.height() - height) * 0.42).max(16.0);
        let left = room.center().x - width / 2.0;
        let column = Rect::from_min_size(pos2(left, top), vec2(width, height));
        let mut ui = ui.new_child(UiBuilder::new().max_rect(column));
        content(&mut ui, theme, state, outbox);
    });
}

fn content(ui: &mut Ui, theme: &Theme, state: &mut State, outbox: &mut Outbox) {
    let title = FontId::new(46.0, theme::reading().resolve(ui.style()).family);
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.label(RichText::new("Postil").font(title).color(theme.strong));
    let line = "Code interviews in their margin. Every number opens the words behind it.";
    ui.label(RichText::new(line).color(theme.quiet));
    ui.add_space(26.0);
    for (action, icon, name, text) in CHOICES {
        let response = card(ui, theme, action, icon, name, text);
        if !state.greeted {
            // The keyboard is at the first choice: Enter opens the sample study.
            state.greeted = true;
            response.request_focus();
        }
        if response.clicked() {
            outbox.send(Request::Do(action));
        }
        ui.add_space(10.0);
    }
    ui.add_space(14.0);
    quiet(ui, theme, "One study is one file; nothing leaves this computer.");
}

fn card(
    ui: &mut Ui,
    theme: &Theme,
    action: Action,
    icon: Icon,
    name: &str,
    text: &str,
) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), CARD), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, name));
    let lit = response.hovered() || response.has_focus();
    let ground = match (response.is_pointer_button_down_on(), lit) {
        (true, _) => theme.control_active,
        (_, true) => theme.control,
        _ => theme.panel,
    };
    let edge = if response.has_focus() {
        Stroke::new(2.0, theme.accent)
    } else {
        Stroke::new(1.0, if lit { theme.border } else { theme.line })
    };
    ui.painter().rect(rect, 10.0, ground, edge, StrokeKind::Inside);
    let sign = Rect::from_center_size(pos2(rect.left() + 38.0, rect.center().y), Vec2::splat(26.0));
    icons::paint(ui.painter(), sign, icon, theme.accent);
    let left = rect.left() + 76.0;
    let shortcut = action.shortcut().map(|keys| ui.ctx().format_shortcut(&keys));
    let shortcut = shortcut.unwrap_or_default();
    let keys = one_line(ui.painter(), &shortcut, font(ui, &TextStyle::Small), theme.quiet, 90.0);
    let room = rect.right() - 18.0 - left;
    let strong = FontId::new(16.0, theme::strong().resolve(ui.style()).family);
    let title = one_line(ui.painter(), name, strong, theme.strong, room - keys.size().x - 12.0);
    let body = one_line(ui.painter(), text, font(ui, &TextStyle::Body), theme.ink, room);
    let gap = 5.0;
    let top = rect.center().y - (title.size().y + gap + body.size().y) / 2.0;
    let keys_at = pos2(rect.right() - 18.0 - keys.size().x, top + 3.0);
    ui.painter().galley(keys_at, keys, theme.quiet);
    let below = top + title.size().y + gap;
    ui.painter().galley(pos2(left, top), title, theme.strong);
    ui.painter().galley(pos2(left, below), body, theme.ink);
    response
}
