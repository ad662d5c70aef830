//! The values of an attribute: several chosen, one new value for all who have them.

use crate::model::{AttributeId, AttributeKind, Corpus};
use crate::study::Command;
use crate::ui::dialogs::{self, Dialog};
use crate::ui::outbox::Outbox;
use crate::ui::parts::{Field, count, font, primary, quiet, thousands};
use crate::ui::theme;
use crate::ui::view::View;
use crate::ui::widgets::{one_line, semibold};
use egui::{
    Context, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, TextStyle, Ui, WidgetInfo, pos2,
    vec2,
};
use std::collections::{BTreeMap, BTreeSet};

/// Height of a line.
const ROW: f32 = 30.0;
/// People named in a line.
const NAMED: usize = 6;

/// What is chosen and typed, as it is put down: the attribute, its values, the new value, and whether
/// that was typed.
pub(super) type TypedRecode = (AttributeId, BTreeSet<String>, String, bool);

/// The dialog.
pub(super) struct Recode {
    attribute: AttributeId,
    /// The values that occur, in the attribute's own order, blank last.
    values: Vec<Value>,
    made_for: Option<u64>,
    chosen: BTreeSet<String>,
    to: String,
    /// True once the new value was typed: until then it is the most frequent of those chosen.
    typed: bool,
    fresh: bool,
}

struct Value {
    text: String,
    people: usize,
    names: String,
}

fn values(corpus: &Corpus, attribute: AttributeId) -> Vec<Value> {
    let mut found: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for person in corpus.participants.iter() {
        let value = person.values.get(&attribute).map_or("", |value| value.trim());
        found.entry(value).or_default().push(&person.name);
    }
    let mut values: Vec<Value> = found
        .into_iter()
        .map(|(text, people)| {
            let more = people.len().saturating_sub(NAMED);
            let mut names = people.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
            if more > 0 {
                names.push_str(&format!(" and {more} more"));
            }
            Value { text: text.to_owned(), people: people.len(), names }
        })
        .collect();
    let kind = corpus.attributes.iter().find(|known| known.id == attribute);
    let kind = kind.map_or(AttributeKind::Text, |attribute| attribute.kind);
    values.sort_by(|a, b| {
        let blank = a.text.is_empty().cmp(&b.text.is_empty());
        blank.then_with(|| kind.compare(&a.text, &b.text))
    });
    values
}

impl Recode {
    /// For an attribute.
    pub(super) fn new(attribute: AttributeId) -> Self {
        Self {
            attribute,
            values: Vec::new(),
            made_for: None,
            chosen: BTreeSet::new(),
            to: String::new(),
            typed: false,
            fresh: true,
        }
    }

    /// What is chosen and typed.
    pub(super) fn typed(&self) -> TypedRecode {
        (self.attribute, self.chosen.clone(), self.to.clone(), self.typed)
    }

    /// The dialog as it was put down.
    pub(super) fn again((attribute, chosen, to, typed): TypedRecode) -> Self {
        Self { chosen, to, typed, ..Self::new(attribute) }
    }

    /// Draws the dialog.
    pub(super) fn show(
        &mut self,
        ctx: &Context,
        view: &View<'_>,
        find: &mut String,
        outbox: &mut Outbox,
    ) -> Dialog {
        let theme = view.theme;
        let known = view.corpus.attributes.iter().find(|known| known.id == self.attribute);
        let Some(attribute) = known else { return Dialog::Closed };
        if self.made_for != Some(view.revision) {
            self.made_for = Some(view.revision);
            self.values = values(view.corpus, self.attribute);
            self.chosen.retain(|chosen| self.values.iter().any(|value| value.text == *chosen));
        }
        let title = format!("Values of {}", attribute.name);
        let shown = dialogs::frame(ctx, theme, &title, 560.0, |ui| {
            quiet(ui, theme, "Choose the values that mean the same, and write what they become.");
            ui.add_space(4.0);
            let asked = self.list(ui, view);
            ui.add_space(8.0);
            let field =
                Field { label: "New value (empty: blank)", hint: "LA worker", ..Field::default() };
            let field = field.show(ui, theme, &mut self.to);
            self.typed |= field.changed();
            let n = self.people();
            let told = match (self.chosen.is_empty(), n) {
                (true, _) => "No value is chosen yet.".to_owned(),
                (_, 0) => "They have this value already.".to_owned(),
                (_, n) => {
                    let to = self.to.trim();
                    let to = if to.is_empty() { "blank".to_owned() } else { format!("“{to}”") };
                    let become_ = if n == 1 { "becomes" } else { "become" };
                    format!("{} {become_} {to}.", count(n, "participant"))
                }
            };
            quiet(ui, theme, told);
            let entered = dialogs::entered(ui, &field);
            let pressed = dialogs::buttons(ui, |ui| {
                let done = primary(ui, theme, n > 0 && !view.busy, "Recode").clicked();
                let cancel = ui.button("Cancel").clicked();
                quiet(ui, theme, "One step: Undo takes it back");
                (done, cancel)
            });
            ((entered && n > 0) || pressed.0, pressed.1, asked)
        });
        let (done, cancelled, people_of) = shown.inner;
        if let Some(value) = people_of {
            // To split a value, its people are shown and written one by one.
            *find = value;
            return Dialog::Closed;
        }
        if done && !view.busy {
            let from = self.chosen.iter().cloned().collect();
            let (attribute, to) = (self.attribute, self.to.trim().to_owned());
            outbox.run(Command::RecodeValues { attribute, from, to });
            return Dialog::Closed;
        }
        if cancelled || shown.escaped { Dialog::Closed } else { Dialog::Open }
    }

    /// How many people would get another value.
    fn people(&self) -> usize {
        let to = self.to.trim();
        let chosen = self.values.iter().filter(|value| self.chosen.contains(&value.text));
        chosen.filter(|value| value.text != to).map(|value| value.people).sum()
    }

    /// The values; the one whose people are to be shown, when that was asked.
    fn list(&mut self, ui: &mut Ui, view: &View<'_>) -> Option<String> {
        let mut asked = None;
        let mut toggled = None;
        let count = self.values.len();
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let scroll = ScrollArea::vertical().id_salt("values").max_height(10.0 * ROW);
            scroll.show_rows(ui, ROW, count, |ui, range| {
                for at in range {
                    let Some(value) = self.values.get(at) else { continue };
                    let chosen = self.chosen.contains(&value.text);
                    let (tick, show) = row(ui, view, value, chosen);
                    if std::mem::take(&mut self.fresh) {
                        tick.request_focus();
                    }
                    if tick.clicked() {
                        toggled = Some(value.text.clone());
                    }
                    if show {
                        asked = Some(value.text.clone());
                    }
                }
            });
        });
        if let Some(text) = toggled {
            if !self.chosen.remove(&text) {
                self.chosen.insert(text);
            }
            if !self.typed {
                let chosen = self.values.iter().filter(|v| self.chosen.contains(&v.text));
                let most = chosen.filter(|v| !v.text.is_empty()).max_by_key(|v| v.people);
                self.to = most.map_or_else(String::new, |value| value.text.clone());
            }
        }
        asked
    }
}

/// A value with a tick, how many have it and who.
fn row(ui: &mut Ui, view: &View<'_>, value: &Value, chosen: bool) -> (egui::Response, bool) {
    let theme = view.theme;
    let shown = if value.text.is_empty() { "(blank)" } else { &value.text };
    let size = vec2(ui.available_width(), ROW);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let label = format!("{shown}: {}", count(value.people, "participant"));
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, chosen, &label));
    let show = Rect::from_min_max(pos2(rect.right() - 56.0, rect.top()), rect.max);
    let painter = ui.painter();
    if chosen {
        painter.rect_filled(rect, 5.0, theme.chosen);
    } else if response.hovered() {
        painter.rect_filled(rect, 5.0, theme.control_hover);
    }
    if response.has_focus() {
        painter.rect_stroke(rect, 5.0, Stroke::new(1.5, theme.accent), StrokeKind::Inside);
    }
    let tick = Rect::from_center_size(pos2(rect.left() + 16.0, rect.center().y), vec2(16.0, 16.0));
    painter.rect(tick, 3.0, theme.field, Stroke::new(1.0, theme.border), StrokeKind::Inside);
    if chosen {
        crate::ui::icons::paint(
            painter,
            tick.shrink(2.5),
            crate::ui::icons::Icon::Check,
            theme.accent,
        );
    }
    let put = |x: f32, text: &str, font: egui::FontId, ink, width: f32| {
        let galley = one_line(painter, text, font, ink, width);
        let at = pos2(x, rect.center().y - galley.size().y / 2.0);
        painter.galley(at, galley, ink);
    };
    let ink = if value.text.is_empty() { theme.quiet } else { theme.ink };
    let body = if value.text.is_empty() { font(ui, &TextStyle::Body) } else { semibold(14.0) };
    put(rect.left() + 34.0, shown, body, ink, 210.0);
    let number = theme::strong().resolve(ui.style());
    let number = one_line(painter, &thousands(value.people as u64), number, theme.ink, 50.0);
    let at = pos2(rect.left() + 282.0 - number.size().x, rect.center().y - number.size().y / 2.0);
    painter.galley(at, number, theme.ink);
    let names = font(ui, &TextStyle::Small);
    put(rect.left() + 300.0, &value.names, names, theme.quiet, show.left() - rect.left() - 306.0);
    let mut asked = false;
    if !value.text.is_empty() {
        let mut inside = ui.new_child(
            egui::UiBuilder::new()
                .id_salt(("people of", &value.text))
                .max_rect(show)
                .layout(egui::Layout::right_to_left(egui::Align::Center)),
        );
        inside.add_space(6.0);
        let link = inside.link("Show");
        let name = format!("Show who has {shown}");
        link.widget_info(|| WidgetInfo::labeled(Role::Link, true, &name));
        asked = link.on_hover_text("Their rows of the table, to write each by itself").clicked();
    }
    (response, asked)
}
