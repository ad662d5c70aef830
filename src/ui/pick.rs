//! A drop-down that is searched by typing: open, type a few letters, Enter.

use super::parts::{font, framed};
use super::theme::{self, Theme};
use crate::ui::widgets::one_line;
use egui::{
    Key, Modifiers, Popup, PopupCloseBehavior, Response, RichText, ScrollArea, Sense, TextEdit,
    TextStyle, Ui, WidgetInfo, pos2, vec2,
};

/// Something to choose.
#[derive(Clone, Debug)]
pub(super) struct Item<T> {
    /// Its name: what typing is compared with.
    pub(super) label: String,
    /// A quiet word to its right.
    pub(super) hint: String,
    /// It stands there whatever is typed.
    pub(super) always: bool,
    /// It is what holds now: the list opens there.
    pub(super) current: bool,
    /// What choosing it means.
    pub(super) value: T,
}

impl<T> Item<T> {
    /// Something that typing narrows down.
    pub(super) fn new(label: impl Into<String>, hint: impl Into<String>, value: T) -> Self {
        Self { label: label.into(), hint: hint.into(), always: false, current: false, value }
    }
}

/// What the open drop-down remembers. One is enough for a page: only one is open at a time.
#[derive(Default)]
pub(super) struct Pick {
    open: Option<egui::Id>,
    query: String,
    at: usize,
}

const ROW: f32 = 28.0;

/// Hangs a drop-down on a button; gives back what was chosen. `items` is asked only while it is open.
pub(super) fn show<T>(
    anchor: &Response,
    theme: &Theme,
    state: &mut Pick,
    name: &str,
    items: impl FnOnce() -> Vec<Item<T>>,
) -> Option<T> {
    let popup = Popup::from_toggle_button_response(anchor)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .accessible_name(name)
        .width(280.0);
    let shown = popup.show(|ui| {
        let fresh = state.open != Some(anchor.id);
        if fresh {
            *state = Pick { open: Some(anchor.id), ..Pick::default() };
        }
        content(ui, theme, state, name, fresh, items())
    });
    if shown.is_none() && state.open == Some(anchor.id) {
        state.open = None;
    }
    let chosen = shown?.inner;
    if chosen.is_some() {
        anchor.request_focus();
    }
    chosen
}

fn content<T>(
    ui: &mut Ui,
    theme: &Theme,
    state: &mut Pick,
    name: &str,
    fresh: bool,
    items: Vec<Item<T>>,
) -> Option<T> {
    ui.set_width(280.0);
    let key = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let (up, down, enter) = (key(Key::ArrowUp), key(Key::ArrowDown), key(Key::Enter));
    framed(ui, theme, false);
    let field = TextEdit::singleline(&mut state.query)
        .hint_text(RichText::new("Type to search").color(theme.quiet))
        .margin(egui::Margin::symmetric(8, 5))
        .desired_width(f32::INFINITY);
    let field = ui.add(field);
    ui.ctx().accesskit_node_builder(field.id, |node| node.set_label(name));
    let mut moved = false;
    if fresh {
        field.request_focus();
        state.at = items.iter().position(|item| item.current).unwrap_or(0);
        moved = state.at > 0;
    }
    if field.changed() {
        state.at = 0;
    }
    let mut shown = narrowed(items, &state.query);
    let last = shown.len().saturating_sub(1);
    let before = state.at.min(last);
    state.at = match (up, down) {
        (true, _) => before.checked_sub(1).unwrap_or(last),
        (_, true) if before == last => 0,
        (_, true) => before + 1,
        _ => before,
    };
    if shown.is_empty() {
        ui.label(RichText::new("Nothing has this name").small().color(theme.quiet));
        return None;
    }
    moved |= state.at != before;
    let chosen = list(ui, theme, &shown, state.at, moved).or(enter.then_some(state.at))?;
    ui.close();
    Some(shown.swap_remove(chosen).value)
}

/// The rows; gives back the place of the one that was clicked.
fn list<T>(
    ui: &mut Ui,
    theme: &Theme,
    items: &[Item<T>],
    current: usize,
    moved: bool,
) -> Option<usize> {
    let mut clicked = None;
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut area = ScrollArea::vertical().max_height(ROW * 9.5).auto_shrink([false, true]);
    if moved {
        // The chosen row in the middle: it is in view then, whichever way one came.
        area = area.vertical_scroll_offset((current as f32 - 4.0).max(0.0) * ROW);
    }
    area.show_rows(ui, ROW, items.len(), |ui, range| {
        for at in range {
            let Some(item) = items.get(at) else { continue };
            let (rect, response) =
                ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
            response.widget_info(|| {
                WidgetInfo::selected(egui::Role::ListBoxOption, true, at == current, &item.label)
            });
            let ground = match (at == current, response.hovered()) {
                (true, _) => Some(theme.chosen),
                (_, true) => Some(theme.control_hover),
                _ => None,
            };
            if let Some(ground) = ground {
                ui.painter().rect_filled(rect, 5.0, ground);
            }
            let hint =
                one_line(ui.painter(), &item.hint, font(ui, &TextStyle::Small), theme.quiet, 120.0);
            let room = rect.width() - hint.size().x - 24.0;
            let style = if item.always { theme::strong() } else { TextStyle::Body };
            let label = one_line(ui.painter(), &item.label, font(ui, &style), theme.ink, room);
            let middle = rect.center().y;
            let at_x = rect.right() - 8.0 - hint.size().x;
            let hint_y = middle - hint.size().y / 2.0;
            ui.painter().galley(pos2(at_x, hint_y), hint, theme.quiet);
            let label_y = middle - label.size().y / 2.0;
            ui.painter().galley(pos2(rect.left() + 8.0, label_y), label, theme.ink);
            if response.clicked() {
                clicked = Some(at);
            }
        }
    });
    clicked
}

/// Those whose name or hint holds what was typed: names that begin with it first, what is always
/// there last once something is typed.
fn narrowed<T>(items: Vec<Item<T>>, query: &str) -> Vec<Item<T>> {
    let wanted = query.trim().to_lowercase();
    if wanted.is_empty() {
        return items;
    }
    let mut ranked: Vec<(u8, Item<T>)> = items
        .into_iter()
        .filter_map(|item| {
            let label = item.label.to_lowercase();
            let rank = if label.starts_with(&wanted) {
                0
            } else if label.contains(&wanted) {
                1
            } else if item.hint.to_lowercase().contains(&wanted) {
                2
            } else if item.always {
                3
            } else {
                return None;
            };
            Some((rank, item))
        })
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, item)| item).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_begin_with_what_is_typed_come_first() {
        let items = || {
            let mut items: Vec<Item<usize>> = ["XP1", "P12", "P1", "Q"]
                .iter()
                .enumerate()
                .map(|(at, name)| Item::new(*name, if at == 3 { "p1 twin" } else { "" }, at))
                .collect();
            items.push(Item { always: true, ..Item::new("New", "", 4) });
            items
        };
        let check = |query: &str, expected: &[usize]| {
            let got: Vec<usize> = narrowed(items(), query).iter().map(|item| item.value).collect();
            assert_eq!(got, expected, "{query}");
        };
        check("p1", &[1, 2, 0, 3, 4]);
        check("", &[0, 1, 2, 3, 4]);
        check("zz", &[4]);
    }
}
