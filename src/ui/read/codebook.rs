//! The codebook panel: the tree with counts. A click puts a code on the selected words.

use crate::model::{CodeId, Filter};
use crate::study::Command;
use crate::ui::action::Action;
use crate::ui::icons::{self, Icon};
use crate::ui::outbox::{Outbox, Request};
use crate::ui::theme;
use crate::ui::view::View;
use crate::ui::widgets::{badge as paint_badge, one_line};
use egui::{
    Align2, FontId, Rect, Response, RichText, ScrollArea, Sense, TextEdit, WidgetInfo, pos2, vec2,
};
use std::collections::HashSet;

/// What the panel remembers.
#[derive(Default)]
pub(super) struct State {
    wanted: String,
    folded: HashSet<CodeId>,
}

/// Draws the panel; gives back the code that was clicked.
pub(super) fn show(
    ui: &mut egui::Ui,
    view: &View<'_>,
    state: &mut State,
    selecting: bool,
    outbox: &mut Outbox,
) -> Option<CodeId> {
    ui.horizontal(|ui| {
        ui.label(RichText::new("Codebook").text_style(theme::strong()));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.add_enabled_ui(!view.busy, |ui| {
                if icons::button(ui, view.theme, Icon::Add, "New code").clicked() {
                    outbox.send(Request::Do(Action::NewCode));
                }
            });
        });
    });
    let tree = &view.corpus.codes;
    if tree.is_empty() {
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
        return None;
    }
    let field =
        TextEdit::singleline(&mut state.wanted).hint_text("Filter").desired_width(f32::INFINITY);
    ui.add(field).widget_info(|| WidgetInfo::labeled(egui::Role::TextInput, true, "Filter codes"));
    let hint =
        if selecting { "Click a code to apply it" } else { "Click a code to see its excerpts" };
    ui.label(RichText::new(hint).color(view.theme.quiet).small());
    let listed = listed(view, state);
    let mut clicked = None;
    let height = 26.0;
    ui.spacing_mut().item_spacing.y = 1.0;
    ScrollArea::vertical().auto_shrink([false, false]).show_rows(
        ui,
        height,
        listed.len(),
        |ui, rows| {
            for &place in listed.get(rows).unwrap_or_default() {
                let row = row(ui, view, state, place, height);
                let Some(code) = tree.codes().get(place) else { continue };
                if row.clicked() {
                    if selecting {
                        clicked = Some(code.id);
                    } else {
                        excerpts_of(view, code.id, outbox);
                    }
                }
                if row.double_clicked() {
                    outbox.send(Request::EditCode(code.id));
                }
                menu(&row, view, place, outbox);
                row.on_hover_ui(|ui| explain(ui, view, place));
            }
        },
    );
    clicked
}

/// Places of the rows to show: the open part of the tree, or what the filter finds with its parents.
fn listed(view: &View<'_>, state: &State) -> Vec<usize> {
    let tree = &view.corpus.codes;
    let wanted = state.wanted.trim().to_lowercase();
    if !wanted.is_empty() {
        let mut keep = vec![false; tree.len()];
        for place in 0..tree.len() {
            if tree.codes()[place].fields.name.to_lowercase().contains(&wanted) {
                let mut at = Some(place);
                while let Some(up) = at {
                    keep[up] = true;
                    at = tree.parent_place(up);
                }
            }
        }
        return (0..tree.len()).filter(|&place| keep[place]).collect();
    }
    let mut places = Vec::with_capacity(tree.len());
    let mut place = 0;
    while place < tree.len() {
        places.push(place);
        let folded = state.folded.contains(&tree.codes()[place].id);
        place = if folded { tree.subtree(place).end } else { place + 1 };
    }
    places
}

fn row(
    ui: &mut egui::Ui,
    view: &View<'_>,
    state: &mut State,
    place: usize,
    height: f32,
) -> Response {
    let tree = &view.corpus.codes;
    let code = &tree.codes()[place];
    let width = ui.available_width();
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::click());
    let own = view.counts.own.get(place).copied().unwrap_or(0);
    let all = view.counts.all.get(place).copied().unwrap_or(0);
    response.widget_info(|| {
        WidgetInfo::labeled(egui::Role::Button, true, format!("Code {}", code.fields.name))
    });
    let left = rect.left() + 18.0 + 14.0 * f32::from(tree.depth(place));
    if tree.has_children(place) {
        let wedge = Rect::from_center_size(pos2(left - 9.0, rect.center().y), vec2(18.0, height));
        let id = response.id.with("fold");
        let fold = ui.interact(wedge, id, Sense::click());
        let folded = state.folded.contains(&code.id);
        fold.widget_info(|| {
            let verb = if folded { "Open" } else { "Close" };
            WidgetInfo::labeled(egui::Role::Button, true, format!("{verb} {}", code.fields.name))
        });
        if fold.clicked() && !state.folded.remove(&code.id) {
            state.folded.insert(code.id);
        }
        let icon = if folded { Icon::Right } else { Icon::Down };
        icons::paint(ui.painter(), wedge.shrink2(vec2(3.0, 7.0)), icon, view.theme.quiet);
    }
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let painter = ui.painter();
    if response.hovered() || response.has_focus() {
        painter.rect_filled(rect, 5.0, view.theme.control_hover);
    }
    let colors = view.theme.code_color(code, place);
    let badge = Rect::from_center_size(pos2(left + 11.0, rect.center().y), vec2(20.0, 16.0));
    paint_badge(painter, badge, colors, &code.fields.name);
    // Own codings, and in brackets with those below.
    let count = match (own, all) {
        (0, 0) => String::new(),
        (own, all) if own == all => own.to_string(),
        (0, all) => format!("({all})"),
        (own, all) => format!("{own} ({all})"),
    };
    let right = painter.text(
        pos2(rect.right() - 6.0, rect.center().y),
        Align2::RIGHT_CENTER,
        count,
        FontId::proportional(12.0),
        view.theme.quiet,
    );
    let name_left = badge.right() + 7.0;
    let room = (right.left() - 6.0 - name_left).max(20.0);
    let font = FontId::proportional(14.0);
    let galley = one_line(painter, &code.fields.name, font, view.theme.ink, room);
    painter.galley(
        pos2(name_left, rect.center().y - galley.size().y / 2.0),
        galley,
        view.theme.ink,
    );
    response
}

fn menu(row: &Response, view: &View<'_>, place: usize, outbox: &mut Outbox) {
    let tree = &view.corpus.codes;
    let Some(code) = tree.codes().get(place) else { return };
    row.context_menu(|ui| {
        if ui.button("Show excerpts").clicked() {
            excerpts_of(view, code.id, outbox);
        }
        ui.add_enabled_ui(!view.busy, |ui| {
            if ui.button("Edit…").clicked() {
                outbox.send(Request::EditCode(code.id));
            }
            if ui.button("New code under this one…").clicked() {
                outbox.send(Request::NewCode(Some(code.id)));
            }
            ui.separator();
            let below = tree.subtree(place).len() - 1;
            let codings = view.counts.all.get(place).copied().unwrap_or(0);
            let label = match (below, codings) {
                (0, 0) => "Remove".to_owned(),
                (0, n) => format!("Remove with {n} codings"),
                (b, n) => format!("Remove with {b} codes below and {n} codings"),
            };
            if ui.button(label).clicked() {
                outbox.run(Command::RemoveCodes { codes: vec![code.id] });
            }
        });
    });
}

fn excerpts_of(view: &View<'_>, code: CodeId, outbox: &mut Outbox) {
    let filter = Filter { codes: vec![code], coder: view.shown.clone(), ..Filter::default() };
    outbox.send(Request::ShowExcerpts(filter, view.corpus.codes.path(code)));
}

fn explain(ui: &mut egui::Ui, view: &View<'_>, place: usize) {
    let tree = &view.corpus.codes;
    let Some(code) = tree.codes().get(place) else { return };
    ui.set_max_width(360.0);
    ui.label(RichText::new(tree.path(code.id)).text_style(theme::strong()));
    for (head, text) in [
        ("", &code.fields.definition),
        ("Use for: ", &code.fields.include),
        ("Not for: ", &code.fields.exclude),
    ] {
        if !text.is_empty() {
            ui.label(format!("{head}{text}"));
        }
    }
    if !code.fields.example.is_empty() {
        ui.label(RichText::new(format!("“{}”", code.fields.example)).italics());
    }
}
