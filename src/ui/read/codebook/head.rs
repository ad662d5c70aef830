//! Over the tree: its name, what can be done with the whole codebook, the filter, what is chosen.

use super::State;
use super::listed::Sort;
use crate::ui::action::Action;
use crate::ui::dnd::DraggedCodes;
use crate::ui::icons::{self, Icon};
use crate::ui::outbox::{Outbox, Request};
use crate::ui::parts::count;
use crate::ui::theme;
use crate::ui::view::View;
use egui::{Align, Layout, Popup, PopupCloseBehavior, RichText, TextEdit, WidgetInfo};

pub(super) fn show(ui: &mut egui::Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    ui.horizontal(|ui| {
        ui.label(RichText::new("Codebook").text_style(theme::strong()));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let more = icons::button(ui, view.theme, Icon::More, "Codebook menu");
            Popup::menu(&more).show(|ui| whole(ui, view, state, outbox));
            ui.add_enabled_ui(!view.busy, |ui| {
                if icons::button(ui, view.theme, Icon::Add, "New code").clicked() {
                    outbox.send(Request::Do(Action::NewCode));
                }
            });
        });
    });
}

/// What can be done with the whole codebook.
fn whole(ui: &mut egui::Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    ui.set_min_width(200.0);
    let tree = &view.corpus.codes;
    if ui.button("Open all").clicked() {
        state.folded.clear();
        state.folds += 1;
    }
    if ui.button("Close all").clicked() {
        let parents = (0..tree.len()).filter(|&place| tree.has_children(place));
        state.folded = parents.map(|place| tree.codes()[place].id).collect();
        state.folds += 1;
    }
    ui.separator();
    for action in
        [Action::KeepVersion, Action::Versions, Action::ImportCodebook, Action::ExportCodebook]
    {
        let (label, tooltip) = action.texts();
        let enabled = !view.busy && (!tree.is_empty() || action == Action::ImportCodebook);
        let button = ui.add_enabled(enabled, egui::Button::new(label));
        if button.on_hover_text(tooltip).clicked() {
            outbox.send(Request::Do(action));
        }
    }
}

/// There is no code yet.
pub(super) fn empty(ui: &mut egui::Ui, view: &View<'_>, outbox: &mut Outbox) {
    ui.add_space(8.0);
    ui.label(
        RichText::new(
            "No codes yet. Select a passage and type a name: the code is made on the spot. \
             Time/delay makes delay under Time.",
        )
        .color(view.theme.quiet),
    );
    ui.add_space(8.0);
    if ui.add_enabled(!view.busy, egui::Button::new("Import codebook…")).clicked() {
        outbox.send(Request::Do(Action::ImportCodebook));
    }
}

/// The filter, and how the rows are sorted.
pub(super) fn filter(ui: &mut egui::Ui, view: &View<'_>, state: &mut State) {
    let size = egui::vec2(ui.available_width(), ui.spacing().interact_size.y);
    ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
        let sort = icons::button(ui, view.theme, Icon::Sort, "Sort and show codes");
        let popup = Popup::menu(&sort).close_behavior(PopupCloseBehavior::CloseOnClickOutside);
        popup.show(|ui| {
            ui.set_min_width(170.0);
            crate::ui::parts::radios(ui, view.theme, |ui| {
                for sort in Sort::ALL {
                    ui.radio_value(&mut state.wish.sort, sort, sort.name());
                }
                ui.separator();
                let mut shown = !state.wish.hide_retired;
                if ui.checkbox(&mut shown, "Show retired codes").changed() {
                    state.wish.hide_retired = !shown;
                }
            });
        });
        let field = TextEdit::singleline(&mut state.wish.wanted)
            .hint_text("Filter")
            .desired_width(f32::INFINITY);
        let field = ui.add(field);
        field.widget_info(|| WidgetInfo::labeled(egui::Role::TextInput, true, "Filter codes"));
        let key = |key| ui.input(|input| input.key_pressed(key));
        if field.has_focus() && key(egui::Key::ArrowDown) {
            state.cursor = None;
            state.take_focus();
        }
    });
}

/// What a click does, or what can be done with the codes that are chosen.
pub(super) fn hint(
    ui: &mut egui::Ui,
    view: &View<'_>,
    state: &mut State,
    selecting: bool,
    outbox: &mut Outbox,
) {
    let chosen = state.selected.len();
    // As high in both cases: the rows must not jump while codes are being chosen.
    let size = egui::vec2(ui.available_width(), 20.0);
    let layout = Layout::left_to_right(Align::Center);
    if chosen > 1 && !egui::DragAndDrop::has_any_payload(ui.ctx()) {
        ui.allocate_ui_with_layout(size, layout, |ui| {
            ui.set_min_height(size.y);
            ui.spacing_mut().item_spacing.x = 4.0;
            ui.spacing_mut().interact_size.y = size.y;
            ui.spacing_mut().button_padding = egui::vec2(7.0, 1.0);
            ui.label(RichText::new(format!("{chosen} chosen")).small().color(view.theme.ink));
            for action in [Action::MergeCodes, Action::RetireCodes, Action::RemoveCodes] {
                let (label, tooltip) = action.texts();
                let word = label.split_whitespace().next().unwrap_or_default();
                let text = RichText::new(word.trim_end_matches('…')).small();
                let button = ui.add_enabled(!view.busy, egui::Button::new(text).small());
                button.widget_info(|| {
                    WidgetInfo::labeled(
                        egui::Role::Button,
                        ui.is_enabled(),
                        format!("{word} {}", count(chosen, "code")),
                    )
                });
                if button.on_hover_text(tooltip).clicked() {
                    outbox.send(Request::Do(action));
                }
            }
        });
        return;
    }
    let carried = egui::DragAndDrop::has_payload_of_type::<DraggedCodes>(ui.ctx());
    let text = if carried {
        "Let go to move; with Ctrl to merge"
    } else if selecting {
        "Click a code to apply it"
    } else {
        "Click to choose, double click for excerpts"
    };
    ui.allocate_ui_with_layout(size, layout, |ui| {
        ui.set_min_height(size.y);
        ui.label(RichText::new(text).color(view.theme.quiet).small());
    });
}
