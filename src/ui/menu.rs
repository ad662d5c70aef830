//! The menu bar and the rail: both read the one list of actions.

use super::action::{Action, Standing};
use super::desk::Progress;
use super::icons::{self, Icon};
use super::outbox::{Outbox, Page, Request};
use super::theme::Theme;
use egui::{
    Align2, Button, FontId, Frame, MenuBar, Panel, Rect, RichText, Sense, WidgetInfo, pos2, vec2,
};
use std::sync::atomic::Ordering;

/// What the bar shows beside the menus.
pub(super) struct Bar<'a> {
    pub(super) now: Standing,
    /// Names of the steps undo and redo would act on.
    pub(super) next: &'a (Option<String>, Option<String>),
    pub(super) study: &'a str,
    pub(super) progress: Option<&'a Progress>,
    pub(super) theme: &'a Theme,
}

/// The label of an action as it stands now: undo and redo name their step.
fn label(action: Action, next: &(Option<String>, Option<String>)) -> String {
    let step = match action {
        Action::Undo => next.0.as_deref(),
        Action::Redo => next.1.as_deref(),
        _ => None,
    };
    let name = action.texts().0;
    step.map_or_else(|| name.to_owned(), |step| format!("{name} \u{201c}{step}\u{201d}"))
}

/// Draws the menu bar.
pub(super) fn bar(ui: &mut egui::Ui, bar: &Bar<'_>, outbox: &mut Outbox) {
    let frame = Frame::new().fill(bar.theme.rail).inner_margin(egui::Margin::symmetric(8, 3));
    Panel::top("menu bar").frame(frame).show(ui, |ui| {
        MenuBar::new().ui(ui, |ui| {
            for (title, entries) in Action::MENUS {
                ui.menu_button(title, |ui| menu(ui, bar, entries, outbox));
            }
            ui.add_space(10.0);
            for (action, icon) in [(Action::Undo, Icon::Undo), (Action::Redo, Icon::Redo)] {
                ui.add_enabled_ui(action.enabled(bar.now), |ui| {
                    if icons::button(ui, bar.theme, icon, &label(action, bar.next)).clicked() {
                        outbox.send(Request::Do(action));
                    }
                });
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if bar.now.open {
                    let name = egui::Label::new(RichText::new(bar.study).color(bar.theme.quiet));
                    ui.add(name.truncate());
                }
                if let Some(progress) = bar.progress {
                    work(ui, progress);
                }
            });
        });
    });
}

/// Draws what is in a menu; in a low window it scrolls.
fn menu(ui: &mut egui::Ui, bar: &Bar<'_>, entries: &[Option<Action>], outbox: &mut Outbox) {
    ui.set_min_width(230.0);
    let room = ui.ctx().content_rect().height() - 56.0;
    let area = egui::ScrollArea::vertical().max_height(room).min_scrolled_height(room);
    area.show(ui, |ui| {
        for entry in entries {
            let Some(action) = entry else {
                ui.separator();
                continue;
            };
            match action.nested() {
                None => item(ui, bar, *action, label(*action, bar.next), outbox),
                Some((title, list)) if list.first() == Some(action) => {
                    ui.menu_button(title, |ui| {
                        ui.set_min_width(230.0);
                        for action in list {
                            item(ui, bar, *action, without(title, action.texts().0), outbox);
                        }
                    });
                }
                Some(_) => {}
            }
        }
    });
}

/// What an action is called in a menu that says the first word already: "Export excerpts…" is
/// "Excerpts…" there.
fn without(title: &str, name: &str) -> String {
    let Some(rest) = name.strip_prefix(title).map(str::trim_start) else { return name.to_owned() };
    let mut letters = rest.chars();
    let first = letters.next().map(|c| c.to_uppercase().collect::<String>());
    first.unwrap_or_default() + letters.as_str()
}

fn item(ui: &mut egui::Ui, bar: &Bar<'_>, action: Action, label: String, outbox: &mut Outbox) {
    let key = action.key_text(ui.ctx());
    let button = Button::new(label)
        .right_text(RichText::new(key.unwrap_or_default()).color(bar.theme.quiet).small());
    let response = ui.add_enabled(action.enabled(bar.now), button);
    if response.on_hover_text(action.texts().1).clicked() {
        outbox.send(Request::Do(action));
        ui.close();
    }
}

fn work(ui: &mut egui::Ui, progress: &Progress) {
    let cancelled = progress.cancel.load(Ordering::Relaxed);
    if progress.share().is_some() && !cancelled && ui.small_button("Cancel").clicked() {
        progress.cancel.store(true, Ordering::Relaxed);
    }
    match progress.share() {
        Some(share) => {
            ui.add(egui::ProgressBar::new(share).desired_width(140.0).desired_height(8.0));
        }
        None => {
            ui.spinner();
        }
    }
    let what = if cancelled { "Cancelling" } else { &progress.what };
    ui.label(RichText::new(format!("{what}…")).small());
    ui.ctx().request_repaint_after_secs(0.1);
}

const PLACES: [(Page, Action, Icon); 9] = [
    (Page::Read, Action::Read, Icon::Read),
    (Page::Excerpts, Action::Excerpts, Icon::Excerpts),
    (Page::Search, Action::Search, Icon::Search),
    (Page::Tables, Action::Tables, Icon::Tables),
    (Page::Charts, Action::Charts, Icon::Charts),
    (Page::Themes, Action::Themes, Icon::Themes),
    (Page::Framework, Action::Framework, Icon::Framework),
    (Page::People, Action::People, Icon::People),
    (Page::Import, Action::Import, Icon::Import),
];

/// Draws the rail at the left edge.
pub(super) fn rail(
    ui: &mut egui::Ui,
    theme: &Theme,
    (page, import): (Page, bool),
    memos: bool,
    waiting: usize,
    outbox: &mut Outbox,
) {
    let frame = Frame::new().fill(theme.rail).inner_margin(egui::Margin::symmetric(4, 8));
    Panel::left("rail").exact_size(72.0).resizable(false).frame(frame).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        // In a low window all of them are lower: none may lie over another.
        let count = PLACES.len() - usize::from(!import) + 3;
        let height = (ui.available_height() / count as f32 - 4.0).clamp(32.0, 54.0);
        for (place, action, icon) in PLACES {
            // A place that is there only while files wait.
            if place == Page::Import && !import {
                continue;
            }
            // Speakers that wait to be mapped are counted for nobody: say so where they are mapped.
            let sign = if place == Page::People { waiting } else { 0 };
            if entry(ui, theme, action, icon, height, page == place, sign) {
                outbox.send(Request::Go(place));
            }
        }
        ui.with_layout(egui::Layout::bottom_up(egui::Align::Center), |ui| {
            if entry(
                ui,
                theme,
                Action::LightDark,
                if theme.dark { Icon::Light } else { Icon::Dark },
                height,
                false,
                0,
            ) {
                outbox.send(Request::Do(Action::LightDark));
            }
            if entry(ui, theme, Action::TextPanel, Icon::Text, height, false, 0) {
                outbox.send(Request::Do(Action::TextPanel));
            }
            if entry(ui, theme, Action::Memos, Icon::Memo, height, memos, 0) {
                outbox.send(Request::Do(Action::Memos));
            }
        });
    });
}

fn entry(
    ui: &mut egui::Ui,
    theme: &Theme,
    action: Action,
    icon: Icon,
    height: f32,
    chosen: bool,
    sign: usize,
) -> bool {
    let (label, tooltip) = action.texts();
    let label = match action {
        Action::LightDark if theme.dark => "Light",
        Action::LightDark => "Dark",
        _ => label.trim_end_matches('…'),
    };
    let size = vec2(ui.available_width(), height);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| {
        WidgetInfo::selected(egui::Role::Button, true, chosen, format!("Go to {label}"))
    });
    let painter = ui.painter();
    let ink = if chosen {
        theme.accent
    } else if response.hovered() {
        theme.strong
    } else {
        theme.quiet
    };
    if chosen || response.hovered() || response.has_focus() {
        let ground = if chosen { theme.chosen } else { theme.control_hover };
        painter.rect_filled(rect, 8.0, ground);
    }
    if response.has_focus() {
        let stroke = egui::Stroke::new(1.5, theme.accent);
        painter.rect_stroke(rect, 8.0, stroke, egui::StrokeKind::Inside);
    }
    let sign_rect =
        Rect::from_center_size(pos2(rect.center().x, rect.top() + 0.35 * height), vec2(20.0, 20.0));
    icons::paint(painter, sign_rect, icon, ink);
    painter.text(
        pos2(rect.center().x, rect.bottom() - 0.22 * height),
        Align2::CENTER_CENTER,
        label,
        FontId::proportional(11.5),
        ink,
    );
    if sign > 0 {
        let at = pos2(sign_rect.right() + 6.0, sign_rect.top() + 2.0);
        painter.circle_filled(at, 8.0, theme.warning);
        painter.text(
            at,
            Align2::CENTER_CENTER,
            sign.to_string(),
            FontId::proportional(10.0),
            theme.page,
        );
    }
    let mut text = tooltip.to_owned();
    if let Some(key) = action.key_text(ui.ctx()) {
        text.push_str(&format!("  ({key})"));
    }
    response.on_hover_text(text).clicked()
}
