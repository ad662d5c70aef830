//! A drop-down list that is searched by typing: codes, participants, documents, attribute values.

use super::icons::{self, Icon};
use super::theme::{CodeColors, Theme};
use super::view::View;
use super::widgets::{self, sans, semibold};
use crate::model::CodeId;
use egui::{
    Align2, CornerRadius, EventFilter, Id, Key, Modifiers, Popup, PopupCloseBehavior, Rect,
    Response, Role, ScrollArea, Sense, Ui, Vec2, WidgetInfo, pos2, vec2,
};

/// A line of the list.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// What it is called.
    pub text: String,
    /// What is found by typing, where it is more than `text`: a code's whole path.
    pub path: String,
    /// Shown small at the right, such as a number.
    pub detail: String,
    /// Steps to the right.
    pub depth: u16,
    /// The colour of a code.
    pub face: Option<CodeColors>,
    /// Marked as chosen already.
    pub chosen: bool,
    /// Stands over others and cannot be chosen.
    pub heading: bool,
    /// Stays whatever is typed, behind what was found: a way out such as "new".
    pub always: bool,
}

impl Choice {
    /// A plain line.
    pub fn new(text: impl Into<String>, chosen: bool) -> Self {
        Self { text: text.into(), chosen, ..Self::default() }
    }

    /// Stays whatever is typed.
    #[must_use]
    pub fn always(mut self) -> Self {
        self.always = true;
        self
    }

    /// With something small at the right.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }
}

#[derive(Clone, Default)]
struct Memory {
    query: String,
    cursor: usize,
}

const ROW: f32 = 26.0;

/// Opens the list under `anchor` when that is clicked; gives back the index of the choice that was
/// made. With `several` the list stays open for more.
pub fn pick(
    ui: &mut Ui,
    theme: &Theme,
    anchor: &Response,
    (hint, several): (&str, bool),
    choices: impl FnOnce() -> Vec<Choice>,
) -> Option<usize> {
    let id = anchor.id.with("picker");
    if anchor.clicked() {
        // A fresh search each time.
        ui.data_mut(|data| data.remove::<Memory>(id));
    }
    let popup = Popup::menu(anchor).close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let shown = popup.show(|ui| {
        let choices = choices();
        let made = list(ui, theme, id, hint, &choices);
        if made.is_some() && !several {
            ui.close();
        }
        made
    });
    let made = shown.and_then(|inner| inner.inner);
    if made.is_some() && !several {
        anchor.request_focus();
    }
    made
}

fn list(ui: &mut Ui, theme: &Theme, id: Id, hint: &str, choices: &[Choice]) -> Option<usize> {
    ui.set_width(300.0);
    let known = ui.data(|data| data.get_temp::<Memory>(id));
    let first_frame = known.is_none();
    let mut memory = known.unwrap_or_default();
    let key = |ui: &mut Ui, key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
    let (up, down) = (key(ui, Key::ArrowUp), key(ui, Key::ArrowDown));
    // The key that opened the list is not for what stands first in it.
    let enter = key(ui, Key::Enter) && !first_frame;
    let searchable = choices.len() > 7 || choices.iter().any(|choice| choice.always);
    if searchable {
        let edit = egui::TextEdit::singleline(&mut memory.query)
            .id(id.with("query"))
            .hint_text(hint)
            .margin(vec2(8.0, 5.0))
            .desired_width(f32::INFINITY);
        let field = ui.add(edit);
        field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, hint));
        if field.changed() {
            memory.cursor = 0;
        }
        if first_frame || field.lost_focus() && (enter || up || down) {
            field.request_focus();
        }
        ui.add_space(2.0);
    } else {
        // The list itself has the keyboard: Enter must not be heard by what opened it.
        let holder = ui.interact(ui.max_rect(), id.with("list"), Sense::focusable_noninteractive());
        holder.widget_info(|| WidgetInfo::labeled(Role::ListBox, true, hint));
        if first_frame {
            holder.request_focus();
        }
        let arrows = EventFilter { vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(holder.id, arrows));
    }
    let shown = matching(choices, &memory.query);
    let ready: Vec<usize> = (0..shown.len()).filter(|&n| is_ready(choices, &shown, n)).collect();
    let mut cursor = ready.iter().position(|&n| n >= memory.cursor).unwrap_or(0);
    if first_frame {
        cursor = ready.iter().position(|&n| choices[shown[n]].chosen).unwrap_or(0);
    }
    if down {
        cursor = (cursor + 1).min(ready.len().saturating_sub(1));
    }
    if up {
        cursor = cursor.saturating_sub(1);
    }
    memory.cursor = ready.get(cursor).copied().unwrap_or(0);
    let mut made = if enter { ready.get(cursor).map(|&n| shown[n]) } else { None };
    if shown.is_empty() {
        ui.label(egui::RichText::new("Nothing of this name").color(theme.quiet));
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let scroll = ScrollArea::vertical().max_height(13.0 * ROW).id_salt("choices");
    let moved = up || down || first_frame;
    scroll.show_viewport(ui, |ui, viewport| {
        ui.set_min_size(vec2(ui.available_width(), shown.len() as f32 * ROW));
        let origin = ui.max_rect().min;
        let first = (viewport.top() / ROW).floor().max(0.0) as usize;
        let last = ((viewport.bottom() / ROW).ceil() as usize).min(shown.len());
        let width = ui.max_rect().width();
        let row_rect =
            |n: usize| Rect::from_min_size(origin + vec2(0.0, n as f32 * ROW), vec2(width, ROW));
        if moved && !shown.is_empty() {
            ui.scroll_to_rect(row_rect(memory.cursor), None);
        }
        for n in first..last {
            let Some((index, choice)) = shown.get(n).and_then(|&i| Some((i, choices.get(i)?)))
            else {
                continue;
            };
            let on = n == memory.cursor && is_ready(choices, &shown, n);
            if row(ui, theme, row_rect(n), id.with(index), choice, on) {
                made = Some(index);
                memory.cursor = n;
            }
        }
    });
    ui.data_mut(|data| data.insert_temp(id, memory));
    made
}

fn is_ready(choices: &[Choice], shown: &[usize], n: usize) -> bool {
    shown.get(n).and_then(|&index| choices.get(index)).is_some_and(|choice| !choice.heading)
}

/// The lines that hold every typed word, in order; all lines for an empty search. A heading stays
/// when it fits itself, and is then followed by what stands under it.
fn matching(choices: &[Choice], query: &str) -> Vec<usize> {
    let query = query.to_lowercase();
    let words: Vec<&str> = query.split_whitespace().collect();
    if words.is_empty() {
        return (0..choices.len()).collect();
    }
    let fits = |choice: &Choice| {
        let text = if choice.path.is_empty() { &choice.text } else { &choice.path };
        let text = text.to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    let found = |n: &usize| choices.get(*n).is_some_and(|c| !c.heading && !c.always && fits(c));
    let always = |n: &usize| choices.get(*n).is_some_and(|c| c.always);
    (0..choices.len()).filter(found).chain((0..choices.len()).filter(always)).collect()
}

fn row(ui: &mut Ui, theme: &Theme, rect: Rect, id: Id, choice: &Choice, cursor: bool) -> bool {
    let sense = if choice.heading { Sense::hover() } else { Sense::CLICK };
    let response = ui.interact(rect, id, sense);
    response.widget_info(|| {
        if choice.heading {
            WidgetInfo::labeled(Role::Label, true, &choice.text)
        } else {
            WidgetInfo::selected(Role::ListBoxOption, true, choice.chosen, &choice.text)
        }
    });
    let painter = ui.painter();
    if cursor || (response.hovered() && !choice.heading) {
        let ground = if response.hovered() { theme.control_hover } else { theme.chosen };
        painter.rect_filled(rect, CornerRadius::same(4), ground);
    }
    let y = rect.center().y;
    let mut x = rect.left() + 8.0 + 16.0 * f32::from(choice.depth);
    if let Some(colors) = choice.face {
        let sign = Rect::from_min_size(pos2(x, y - 8.5), vec2(20.0, 17.0));
        widgets::badge(painter, sign, colors, &choice.text);
        x += 26.0;
    }
    let mut right = rect.right() - 8.0;
    if choice.chosen {
        let sign = Rect::from_center_size(pos2(right - 7.0, y), Vec2::splat(13.0));
        icons::paint(painter, sign, Icon::Check, theme.accent);
    }
    right -= 20.0;
    if !choice.detail.is_empty() {
        let at = pos2(right, y);
        let drawn = painter.text(at, Align2::RIGHT_CENTER, &choice.detail, sans(12.0), theme.quiet);
        right = drawn.left() - 8.0;
    }
    let (font, ink) = match (choice.heading, choice.always) {
        (true, _) => (semibold(12.0), theme.quiet),
        (_, true) => (semibold(14.0), theme.ink),
        _ => (sans(14.0), theme.ink),
    };
    let galley = widgets::one_line(painter, &choice.text, font, ink, (right - x).max(20.0));
    painter.galley(pos2(x, y - galley.size().y / 2.0), galley, ink);
    response.clicked()
}

/// The codebook as choices, in the order of its places.
pub fn codes(view: &View<'_>, chosen: &[CodeId]) -> Vec<Choice> {
    let tree = &view.corpus.codes;
    let each = tree.codes().iter().enumerate().map(|(place, code)| Choice {
        text: code.fields.name.clone(),
        path: tree.path(code.id),
        detail: widgets::grouped(u64::from(view.counts.all.get(place).copied().unwrap_or(0))),
        depth: tree.depth(place),
        face: Some(view.theme.code_color(code)),
        chosen: chosen.contains(&code.id),
        heading: false,
        always: false,
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_words_are_looked_for_in_the_whole_path() {
        let choices = [("Time", ""), ("delay", "Time/delay"), ("Harm", "")]
            .map(|(text, path)| Choice { path: path.to_owned(), ..Choice::new(text, false) });
        let check = |query, expected: &[usize]| assert_eq!(matching(&choices, query), expected);
        check("", &[0, 1, 2]);
        check("TIME", &[0, 1]);
        check("del ti", &[1]);
        check("x", &[]);
    }
}
