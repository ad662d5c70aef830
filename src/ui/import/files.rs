//! The list of files: which are to come, and how each of them stands.

use super::State;
use super::entry::Stand;
use crate::ui::icons::{self, Icon};
use crate::ui::parts::thousands;
use crate::ui::theme::{self, Theme};
use crate::ui::view::View;
use crate::ui::widgets::{one_line, sans};
use egui::{
    Color32, EventFilter, Id, Key, Rect, Response, RichText, ScrollArea, Sense, Stroke, StrokeKind,
    Ui, Vec2, WidgetInfo, pos2, vec2,
};

/// What the list remembers.
#[derive(Default)]
pub(super) struct List {
    /// A row that takes the keyboard and is brought into view.
    wanted: Option<usize>,
}

const ROW: f32 = 46.0;

/// Draws it.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    ui.label(RichText::new("Import").text_style(theme::strong()));
    filters(ui, view, state);
    ui.add_space(4.0);
    let listed: Vec<usize> = (0..state.entries.len())
        .filter(|&at| {
            state.only.is_none_or(|only| state.stands.get(at).is_some_and(|(s, _)| *s == only))
        })
        .collect();
    keys(ui, state, &listed);
    let scroll = ScrollArea::vertical().auto_shrink(false).id_salt("import files");
    scroll.show_viewport(ui, |ui, viewport| {
        let width = ui.available_width();
        let (whole, _) =
            ui.allocate_exact_size(vec2(width, listed.len() as f32 * ROW), Sense::HOVER);
        let rect_of = |n: usize| {
            let top = whole.top() + n as f32 * ROW;
            Rect::from_min_size(pos2(whole.left(), top), vec2(width - 4.0, ROW - 2.0))
        };
        let wanted = state.list.wanted.take();
        if let Some(n) = wanted.and_then(|at| listed.iter().position(|&one| one == at)) {
            ui.scroll_to_rect(rect_of(n), None);
        }
        let first = (viewport.top() / ROW).floor().max(0.0) as usize;
        let last = ((viewport.bottom() / ROW).ceil().max(0.0) as usize).min(listed.len());
        for n in first..last {
            let Some(&at) = listed.get(n) else { break };
            let response = row(ui, view, state, at, rect_of(n));
            if response.clicked() || response.gained_focus() && wanted.is_none() {
                state.choose(at);
            }
            if wanted == Some(at) {
                response.request_focus();
            }
        }
    });
}

/// How many stand how; a click shows only those.
fn filters(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    let stands = [Stand::Look, Stand::Ready, Stand::Known, Stand::Refused, Stand::PassedOver];
    let all = state.entries.len();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(4.0, 2.0);
        let mut chip = |ui: &mut Ui, only: Option<Stand>, text: String| {
            let on = state.only == only;
            let ink = only.map_or(view.theme.ink, |stand| look(view.theme, stand).1);
            let button = egui::Button::selectable(on, RichText::new(text).small().color(ink));
            if ui.add(button).clicked() {
                state.only = if on { None } else { only };
            }
        };
        let files = if all == 1 { "file" } else { "files" };
        chip(ui, None, format!("{} {files}", thousands(all as u64)));
        for stand in stands {
            let n = state.stands.iter().filter(|(one, _)| *one == stand).count();
            if n > 0 && n < all {
                let word = match (stand, n) {
                    (Stand::Look, 1) => "needs a look",
                    (Stand::Look, _) => "need a look",
                    (other, _) => other.word(),
                };
                chip(ui, Some(stand), format!("{} {word}", thousands(n as u64)));
            }
        }
    });
}

fn id_of(at: usize) -> Id {
    Id::unique("import file").with(at)
}

/// Arrows walk in the list, Space takes a file along or leaves it.
fn keys(ui: &Ui, state: &mut State, listed: &[usize]) {
    let Some(n) = listed.iter().position(|&at| at == state.chosen) else { return };
    let focused = ui.memory(egui::Memory::focused);
    if focused != Some(id_of(state.chosen)) {
        return;
    }
    let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id_of(state.chosen), filter));
    let pressed = |key| ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, key));
    let mut to = n;
    if pressed(Key::ArrowDown) {
        to = (n + 1).min(listed.len() - 1);
    }
    if pressed(Key::ArrowUp) {
        to = n.saturating_sub(1);
    }
    if pressed(Key::Home) {
        to = 0;
    }
    if pressed(Key::End) {
        to = listed.len() - 1;
    }
    if pressed(Key::Space)
        && let Some(entry) = state.entries.get_mut(state.chosen)
    {
        entry.ticked = !entry.ticked;
        state.nameless = None;
    }
    if to != n
        && let Some(&at) = listed.get(to)
    {
        state.choose(at);
        state.list.wanted = Some(at);
    }
}

/// The sign of how a file stands, and its colour.
fn look(theme: &Theme, stand: Stand) -> (Icon, Color32) {
    match stand {
        Stand::Ready => (Icon::Check, theme.success),
        Stand::Look => (Icon::Unsure, theme.warning),
        Stand::Refused => (Icon::Close, theme.error),
        Stand::Known => (Icon::Document, theme.quiet),
        Stand::PassedOver => (Icon::More, theme.quiet),
    }
}

fn row(ui: &mut Ui, view: &View<'_>, state: &mut State, at: usize, rect: Rect) -> Response {
    let theme = view.theme;
    let chosen = state.chosen == at;
    let (stand, why) =
        state.stands.get(at).map_or((Stand::Ready, ""), |(stand, why)| (*stand, why.as_str()));
    let Some(entry) = state.entries.get_mut(at) else {
        return ui.interact(rect, id_of(at), Sense::click());
    };
    let may = entry.may_come();
    let response = ui.interact(rect, id_of(at), Sense::click());
    let said = format!("{}: {}, {why}", entry.name, stand.word());
    response.widget_info(|| WidgetInfo::selected(egui::Role::ListBoxOption, true, chosen, &said));
    if chosen || response.hovered() {
        let ground = if chosen { theme.chosen } else { theme.control_hover };
        ui.painter().rect_filled(rect, 6.0, ground);
    }
    if response.has_focus() {
        let ring = Stroke::new(1.5, theme.accent);
        ui.painter().rect_stroke(rect, 6.0, ring, StrokeKind::Inside);
    }
    let left = rect.left() + 30.0;
    if may {
        let place =
            Rect::from_center_size(pos2(rect.left() + 16.0, rect.center().y), vec2(20.0, 20.0));
        let mut tick = entry.ticked;
        let name = format!("Import {}", entry.name);
        let mut inner = ui.new_child(egui::UiBuilder::new().max_rect(place).id_salt(("tick", at)));
        let tick_box = inner.add(egui::Checkbox::without_text(&mut tick));
        tick_box.widget_info(|| WidgetInfo::selected(egui::Role::CheckBox, true, tick, &name));
        if entry.ticked != tick {
            entry.ticked = tick;
            state.nameless = None;
        }
    }
    let (icon, ink) = look(theme, stand);
    let sign =
        Rect::from_center_size(pos2(rect.right() - 14.0, rect.top() + 14.0), Vec2::splat(12.0));
    icons::paint(ui.painter(), sign, icon, ink);
    let room = sign.left() - left - 6.0;
    let name_ink = if may && entry.ticked { theme.ink } else { theme.quiet };
    let name = one_line(ui.painter(), &entry.name, sans(14.0), name_ink, room);
    ui.painter().galley(pos2(left, rect.top() + 5.0), name, name_ink);
    let second = match stand {
        Stand::Ready | Stand::Look => why.to_owned(),
        other => format!("{}: {why}", other.word()),
    };
    let ink = if matches!(stand, Stand::Ready | Stand::Known | Stand::PassedOver) {
        theme.quiet
    } else {
        ink
    };
    let second = one_line(ui.painter(), &second, sans(12.0), ink, rect.right() - left - 6.0);
    ui.painter().galley(pos2(left, rect.top() + 25.0), second, ink);
    if matches!(stand, Stand::Refused | Stand::PassedOver) {
        return response.on_hover_text(why);
    }
    response
}
