//! Small parts that pages and dialogs share: quiet lines, fields with names, the one loud button.

use super::theme::{self, Theme};
use egui::{FontId, Response, RichText, Stroke, TextEdit, TextStyle, Ui};

/// A line of second rank.
pub(super) fn quiet(ui: &mut Ui, theme: &Theme, text: impl Into<String>) -> Response {
    ui.label(RichText::new(text).small().color(theme.quiet))
}

/// The beginning of a text on one line, of at most so many characters and a sign that more follows.
pub(super) fn beginning(text: &str, most: usize) -> String {
    let mut line = String::new();
    for word in text.split_whitespace() {
        if line.chars().count() + word.chars().count() >= most {
            line.push_str(" …");
            break;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// What is wrong, in words; nothing when there is nothing to say.
pub(super) fn complaint(ui: &mut Ui, theme: &Theme, text: Option<&str>) {
    if let Some(text) = text {
        ui.label(RichText::new(text).small().color(theme.error));
    }
}

/// The button that does what the page or dialog is for; at most one is on the screen.
pub(super) fn primary(ui: &mut Ui, theme: &Theme, enabled: bool, text: &str) -> Response {
    ui.scope(|ui| {
        if enabled {
            let widgets = &mut ui.visuals_mut().widgets;
            for look in [&mut widgets.inactive, &mut widgets.hovered, &mut widgets.active] {
                look.weak_bg_fill = theme.accent;
                look.fg_stroke.color = theme.on_accent;
            }
            widgets.hovered.bg_stroke = Stroke::new(1.0, theme.strong);
            widgets.active.bg_stroke = Stroke::new(2.0, theme.strong);
        }
        let button = egui::Button::new(RichText::new(text).text_style(theme::strong()));
        ui.add_enabled(enabled, button.min_size(egui::vec2(88.0, 0.0)))
    })
    .inner
}

/// What a field to type in is like.
#[derive(Clone, Copy, Default)]
pub(super) struct Field<'a> {
    /// What it is called, above it and for screen readers.
    pub(super) label: &'a str,
    /// Shown while it is empty.
    pub(super) hint: &'a str,
    /// What is wrong with what stands in it.
    pub(super) error: Option<&'a str>,
    /// Dots instead of letters.
    pub(super) secret: bool,
    /// Lines; more than one makes Enter a new line.
    pub(super) rows: usize,
}

impl Field<'_> {
    /// Draws the label, the field as wide as there is room, and what is wrong with it.
    pub(super) fn show(self, ui: &mut Ui, theme: &Theme, text: &mut String) -> Response {
        self.show_beside(ui, theme, text, 0.0, |_| {})
    }

    /// As [`Field::show`], with something of `width` points to the right of the field.
    pub(super) fn show_beside(
        self,
        ui: &mut Ui,
        theme: &Theme,
        text: &mut String,
        width: f32,
        beside: impl FnOnce(&mut Ui),
    ) -> Response {
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 3.0;
            let label = ui.label(RichText::new(self.label).small().color(theme.ink));
            let response = ui
                .horizontal_top(|ui| {
                    let gap = if width > 0.0 { width + ui.spacing().item_spacing.x } else { 0.0 };
                    let edit = if self.rows > 1 {
                        TextEdit::multiline(text).desired_rows(self.rows)
                    } else {
                        TextEdit::singleline(text)
                    };
                    let edit = edit
                        .hint_text(RichText::new(self.hint).color(theme.quiet))
                        .password(self.secret)
                        .margin(egui::Margin::symmetric(8, 6))
                        .desired_width((ui.available_width() - gap).max(40.0));
                    // What stands beside it has no border of a field.
                    let response = ui.scope(|ui| {
                        framed(ui, theme, self.error.is_some());
                        ui.add(edit)
                    });
                    let response = response.inner.labelled_by(label.id);
                    if self.secret {
                        forget_typed(ui.ctx(), response.id);
                    }
                    beside(ui);
                    response
                })
                .inner;
            complaint(ui, theme, self.error);
            response
        })
        .inner
    }
}

/// A field keeps what was typed to take it back; a secret must not stay there.
fn forget_typed(ctx: &egui::Context, field: egui::Id) {
    if let Some(mut state) = TextEdit::load_state(ctx, field) {
        state.clear_undoer();
        TextEdit::store_state(ctx, field, state);
    }
}

/// Fields have a border that can be seen; a wrong one a red border.
pub(super) fn framed(ui: &mut Ui, theme: &Theme, wrong: bool) {
    let edge = if wrong { theme.error } else { theme.border };
    let visuals = ui.visuals_mut();
    visuals.widgets.inactive.bg_stroke = Stroke::new(1.0, edge);
    visuals.widgets.hovered.bg_stroke = Stroke::new(1.0, if wrong { edge } else { theme.ink });
    visuals.selection.stroke = Stroke::new(1.5, if wrong { edge } else { theme.accent });
    visuals.selection.bg_fill = theme.selection;
}

/// Draws choices of which one holds: their circles have a border that can be seen.
pub(super) fn radios<R>(ui: &mut Ui, theme: &Theme, content: impl FnOnce(&mut Ui) -> R) -> R {
    ui.scope(|ui| {
        let widgets = &mut ui.visuals_mut().widgets;
        widgets.inactive.bg_stroke = Stroke::new(1.0, theme.border);
        for look in [&mut widgets.inactive, &mut widgets.hovered, &mut widgets.active] {
            look.bg_fill = theme.field;
            look.fg_stroke.color = theme.ink;
        }
        content(ui)
    })
    .inner
}

/// The font of a text style as it is set now.
pub(super) fn font(ui: &Ui, style: &TextStyle) -> FontId {
    style.resolve(ui.style())
}

/// A line of a drop-down list. It closes the list also when Enter takes it, which egui does for the mouse
/// alone. True when it was taken.
pub(super) fn offer<T: PartialEq>(ui: &mut Ui, value: &mut T, own: T, label: &str) -> bool {
    let taken = ui.selectable_value(value, own, label).clicked();
    if taken {
        ui.close();
    }
    taken
}

/// With a large first letter: a clause as a sentence of its own.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// "1 document", "3 documents".
pub(super) fn count(n: usize, what: &str) -> String {
    let digits = thousands(n as u64);
    if n == 1 { format!("{digits} {what}") } else { format!("{digits} {what}s") }
}

/// Digits in groups of three: `12,345`.
pub(super) fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_becomes_a_sentence() {
        assert_eq!(capital("éa b"), "Éa b");
        assert_eq!(capital(""), "");
    }

    #[test]
    fn numbers_are_grouped_by_three() {
        let check = |n, expected: &str| assert_eq!(thousands(n), expected);
        check(0, "0");
        check(999, "999");
        check(1000, "1,000");
        check(1_234_567, "1,234,567");
        assert_eq!(count(1, "turn"), "1 turn");
        assert_eq!(count(2000, "turn"), "2,000 turns");
    }
}
