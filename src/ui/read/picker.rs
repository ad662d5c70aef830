//! The code picker: type a few letters, Enter. A name that is not there yet makes the code.

use super::code_paths;
use crate::model::{CodeId, CodingId, Span};
use crate::study::CodeTarget;
use crate::ui::palette::rank;
use crate::ui::view::View;
use crate::ui::widgets::{badge as paint_badge, one_line};
use egui::{
    Align2, Area, Button, FontId, Frame, Id, Key, Modifiers, Order, Rect, RichText, Sense,
    TextEdit, WidgetInfo, pos2, vec2,
};

const SHOWN: usize = 8;
const WIDTH: f32 = 330.0;

/// What the picked code is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To be put on these words.
    Apply(Span),
    /// To take the place of this coding's code.
    Recode(CodingId),
}

/// The open picker.
pub(super) struct State {
    at: Rect,
    purpose: Purpose,
    typed: String,
    chosen: usize,
    /// The first frame: a click that opened it must not close it.
    fresh: bool,
}

/// What became of it.
pub(super) enum Answer {
    /// Still open.
    Open,
    /// Given up.
    Closed,
    /// A code was picked or named.
    Picked(CodeTarget),
}

impl State {
    pub(super) fn new(at: Rect, purpose: Purpose) -> Self {
        Self { at, purpose, typed: String::new(), chosen: 0, fresh: true }
    }

    pub(super) fn purpose(&self) -> Purpose {
        self.purpose
    }
}

/// Draws the picker below the selection, or above it where there is no room.
pub(super) fn show(ctx: &egui::Context, view: &View<'_>, state: &mut State) -> Answer {
    let paths = code_paths(view);
    let ranked = rank(&state.typed, paths.iter().map(|(_, path)| path.as_str()));
    let new_path = new_path(&state.typed, &paths);
    let lines = ranked.len().min(SHOWN) + usize::from(new_path.is_some());
    let screen = ctx.content_rect();
    let height = 56.0 + 29.0 * lines.max(1) as f32;
    let below = state.at.bottom() + 6.0;
    let top = if below + height > screen.bottom() {
        (state.at.top() - height - 6.0).max(screen.top())
    } else {
        below
    };
    let left = state.at.left().clamp(screen.left() + 8.0, (screen.right() - WIDTH - 24.0).max(8.0));
    let mut answer = Answer::Open;
    let (up, down, enter, escape) = ctx.input_mut(|input| {
        (
            input.consume_key(Modifiers::NONE, Key::ArrowUp),
            input.consume_key(Modifiers::NONE, Key::ArrowDown),
            input.consume_key(Modifiers::NONE, Key::Enter),
            input.consume_key(Modifiers::NONE, Key::Escape),
        )
    });
    if up {
        state.chosen = state.chosen.saturating_sub(1);
    }
    if down {
        state.chosen += 1;
    }
    state.chosen = state.chosen.min(lines.saturating_sub(1));
    let area = Area::new(Id::unique("code picker"))
        .order(Order::Foreground)
        .fixed_pos(egui::pos2(left, top))
        .show(ctx, |ui| {
            Frame::popup(ui.style()).show(ui, |ui| {
                ui.set_width(WIDTH);
                let field = TextEdit::singleline(&mut state.typed)
                    .hint_text("Type a code, or a new name")
                    .desired_width(f32::INFINITY);
                let typed = ui.add(field);
                typed.widget_info(|| {
                    WidgetInfo::labeled(egui::Role::TextInput, true, "Code for the selected words")
                });
                typed.request_focus();
                if typed.changed() {
                    state.chosen = 0;
                }
                ui.spacing_mut().item_spacing.y = 1.0;
                ui.add_space(3.0);
                for (row, &index) in ranked.iter().take(SHOWN).enumerate() {
                    let (id, path) = &paths[index];
                    if line(ui, view, *id, path, row == state.chosen) {
                        answer = Answer::Picked(CodeTarget::Id(*id));
                    }
                }
                if let Some(path) = &new_path {
                    let chosen = state.chosen == ranked.len().min(SHOWN);
                    let text = format!("New code “{}”", path.join("/"));
                    let button = Button::selectable(chosen, RichText::new(text))
                        .min_size(vec2(ui.available_width(), 28.0));
                    if ui.add(button).clicked() {
                        answer = Answer::Picked(CodeTarget::Path(path.clone()));
                    }
                }
                if lines == 0 {
                    let hint = "Type a name: the code is made on the spot";
                    ui.label(RichText::new(hint).color(view.theme.quiet).small());
                }
            });
        });
    if enter && matches!(answer, Answer::Open) {
        let shown = ranked.len().min(SHOWN);
        answer = match (ranked.get(state.chosen).filter(|_| state.chosen < shown), new_path) {
            (Some(&index), _) => Answer::Picked(CodeTarget::Id(paths[index].0)),
            (None, Some(path)) => Answer::Picked(CodeTarget::Path(path)),
            (None, None) => Answer::Open,
        };
    }
    let elsewhere = !state.fresh
        && ctx.input(|input| {
            input.pointer.any_pressed()
                && input.pointer.interact_pos().is_some_and(|pos| !area.response.rect.contains(pos))
        });
    state.fresh = false;
    match answer {
        Answer::Open if escape => Answer::Closed,
        // A press on the text begins a new selection; on the codebook it picks there.
        Answer::Open if elsewhere && matches!(state.purpose, Purpose::Recode(_)) => Answer::Closed,
        other => other,
    }
}

/// What a typed name would make: nothing when a code of that name or path is there.
fn new_path(typed: &str, paths: &[(CodeId, String)]) -> Option<Vec<String>> {
    let path: Vec<String> = typed
        .split('/')
        .map(|part| part.trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect();
    let joined = path.join("/").to_lowercase();
    let known = paths.iter().any(|(_, known)| known.to_lowercase() == joined);
    (!path.is_empty() && !known).then_some(path)
}

fn line(ui: &mut egui::Ui, view: &View<'_>, id: CodeId, path: &str, chosen: bool) -> bool {
    let tree = &view.corpus.codes;
    let Some(place) = tree.place(id) else { return false };
    let code = &tree.codes()[place];
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 28.0), Sense::click());
    response.widget_info(|| {
        WidgetInfo::selected(egui::Role::Button, true, chosen, format!("Pick {path}"))
    });
    let painter = ui.painter();
    if chosen || response.hovered() {
        let ground = if chosen { view.theme.chosen } else { view.theme.control_hover };
        painter.rect_filled(rect, 5.0, ground);
    }
    let middle = rect.center().y;
    let colors = view.theme.code_color(code, place);
    let badge = Rect::from_center_size(pos2(rect.left() + 18.0, middle), vec2(22.0, 17.0));
    paint_badge(painter, badge, colors, &code.fields.name);
    let count = view.counts.own.get(place).copied().unwrap_or(0);
    let right = painter.text(
        pos2(rect.right() - 8.0, middle),
        Align2::RIGHT_CENTER,
        count.to_string(),
        FontId::proportional(12.0),
        view.theme.quiet,
    );
    let mut left = badge.right() + 8.0;
    let above = path.rsplit_once('/').map_or("", |(above, _)| above);
    for (text, size, ink) in
        [(code.fields.name.as_str(), 14.0, view.theme.ink), (above, 12.0, view.theme.quiet)]
    {
        let room = right.left() - 8.0 - left;
        if text.is_empty() || room < 24.0 {
            continue;
        }
        let galley = one_line(ui.painter(), text, FontId::proportional(size), ink, room);
        let at = pos2(left, middle - galley.size().y / 2.0);
        left += galley.size().x + 8.0;
        ui.painter().galley(at, galley, ink);
    }
    let definition = &code.fields.definition;
    let response =
        if definition.is_empty() { response } else { response.on_hover_text(definition) };
    response.clicked()
}

#[cfg(test)]
mod tests {
    use super::new_path;
    use crate::model::CodeId;

    #[test]
    fn a_new_name_makes_a_code_and_a_known_one_does_not() {
        let paths = [(CodeId(1), "Time/delay".to_owned())];
        let check = |typed: &str, expected: Option<&str>| {
            assert_eq!(new_path(typed, &paths).map(|path| path.join("/")).as_deref(), expected);
        };
        check("time/DELAY", None);
        check("delay", Some("delay"));
        check(" Time / limbo ", Some("Time/limbo"));
        check(" / ", None);
    }
}
