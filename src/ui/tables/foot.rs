//! What stands under a table: what its signs mean, what it counts, of what, and what it left out.

use super::cells::Mark;
use super::{Kind, State, grid};
use crate::ui::theme::Theme;
use crate::ui::widgets::sans;
use egui::{RichText, Sense, Ui, vec2};

/// The sentences under the table; `None` while there is none.
pub(super) fn notes(state: &State) -> Option<Vec<String>> {
    match (state.kind, state.parts.get(state.kind)) {
        (_, Some(part)) => Some(part.notes()),
        (Kind::Frequencies, None) => state.counted().map(|one| one.table.notes()),
        (_, None) => state
            .grouped()
            .map(|one| one.warning.iter().cloned().chain(one.table.notes()).collect()),
    }
}

/// Draws it into the room that is left; gives back how high it would like to be.
pub(super) fn show(ui: &mut Ui, theme: &Theme, state: &State) -> f32 {
    let room = ui.max_rect();
    ui.painter().rect_filled(room, 0.0, theme.panel);
    ui.painter().hline(room.x_range(), room.top(), egui::Stroke::new(1.0, theme.line));
    let notes = notes(state);
    let area = egui::ScrollArea::vertical().id_salt("foot").auto_shrink(false);
    let output = area.show(ui, |ui| {
        let frame = egui::Frame::new().inner_margin(egui::Margin::symmetric(20, 10));
        frame.show(ui, |ui| {
            ui.set_max_width(ui.available_width().min(1_100.0));
            ui.spacing_mut().item_spacing = vec2(6.0, 3.0);
            match state.parts.get(state.kind) {
                Some(part) => legend(ui, theme, part.marks(), &[]),
                None if state.kind == Kind::Crosstab => {
                    legend(ui, theme, &Mark::GROUPS, &WORDS);
                }
                None => {}
            }
            if state.working() {
                ui.label(RichText::new("Counting anew…").small().color(theme.quiet));
            }
            for note in notes.unwrap_or_default() {
                ui.add(egui::Label::new(RichText::new(note).size(12.5).color(theme.quiet)).wrap());
            }
        });
    });
    output.content_size.y
}

/// What cells of groups say without a number.
const WORDS: [&str; 2] =
    ["–  nobody of the group is in the filter", "n/a  no number: point at it for the reason"];

fn legend(ui: &mut Ui, theme: &Theme, marks: &[(Mark, &str)], words: &[&str]) {
    if marks.is_empty() {
        return;
    }
    ui.spacing_mut().interact_size.y = 18.0;
    ui.horizontal_wrapped(|ui| {
        for &(mark, text) in marks {
            let (rect, _) = ui.allocate_exact_size(vec2(12.0, 18.0), Sense::hover());
            grid::paint_mark(ui.painter(), theme, rect.center(), mark);
            word(ui, theme, text);
            ui.add_space(8.0);
        }
        for text in words {
            word(ui, theme, text);
            ui.add_space(8.0);
        }
    });
}

fn word(ui: &mut Ui, theme: &Theme, text: &str) {
    let galley = ui.painter().layout_no_wrap(text.to_owned(), sans(12.0), theme.quiet);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x, 18.0), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, text));
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, theme.quiet);
}
