//! What the table would change: who is new, which cells become what, who looks like somebody else.

use super::{Asked, cell, section};
use crate::model::PeopleTable;
use crate::study::{Alike, PeoplePlan, PlannedPerson};
use crate::ui::parts::{capital, count, quiet};
use crate::ui::view::View;
use crate::ui::widgets::{sans, semibold};
use egui::{RichText, ScrollArea, Ui};

/// Height of a line of the list, and of the list at most.
const ROW: f32 = 24.0;
const HEIGHT: f32 = 7.0 * ROW;
/// Lines that were not taken and are shown.
const REFUSED: usize = 6;

pub(super) fn show(
    ui: &mut Ui,
    view: &View<'_>,
    table: &PeopleTable,
    plan: &PeoplePlan,
    asked: &mut Asked,
) {
    let theme = view.theme;
    section(ui, theme, "What changes");
    ui.label(RichText::new(summary(plan)).color(theme.ink));
    for attribute in &plan.attributes {
        if let Some((_, was)) = attribute.known.filter(|_| attribute.changes_kind()) {
            let name = crate::ui::people::rows::kind_name;
            let (was, kind) = (name(was), name(attribute.kind));
            quiet(ui, theme, format!("{} becomes {kind} (it is {was} now)", attribute.name));
        }
    }
    alike(ui, view, plan, asked);
    if !plan.people.is_empty() {
        ui.add_space(2.0);
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            ScrollArea::vertical().id_salt("changes").max_height(HEIGHT).show_rows(
                ui,
                ROW,
                plan.people.len(),
                |ui, range| {
                    for person in plan.people.get(range).unwrap_or_default() {
                        line(ui, view, plan, person);
                    }
                },
            );
        });
    }
    let known = plan.changed_people().next().is_some() || !plan.unchanged.is_empty();
    if known || asked.blank_clears {
        ui.add_space(4.0);
        let widgets = &mut ui.visuals_mut().widgets;
        widgets.inactive.bg_stroke = egui::Stroke::new(1.0, theme.border);
        widgets.inactive.bg_fill = theme.field;
        let text = "Blank cells take away what is known (otherwise they say nothing)";
        ui.checkbox(&mut asked.blank_clears, RichText::new(text).color(theme.ink));
    }
    ui.add_space(4.0);
    for note in &table.notes {
        quiet(ui, theme, capital(&note.note));
    }
    refused(ui, view, plan);
}

/// "3 new, 5 changed, 30 unchanged; 2 participants are not in the file and stay as they are."
fn summary(plan: &PeoplePlan) -> String {
    let (new, changed) = (plan.new_people().count(), plan.changed_people().count());
    let mut parts = vec![
        format!("{new} new"),
        format!("{changed} changed"),
        format!("{} unchanged", plan.unchanged.len()),
    ];
    let attributes = plan.attributes.iter().filter(|attribute| attribute.known.is_none());
    let names: Vec<&str> = attributes.map(|attribute| attribute.name.as_str()).collect();
    if !names.is_empty() {
        parts.push(format!("{}: {}", count(names.len(), "new attribute"), names.join(", ")));
    }
    let mut text = parts.join(" · ");
    let missing: Vec<&str> = plan.missing.iter().take(8).map(String::as_str).collect();
    if !missing.is_empty() {
        let more = plan.missing.len() - missing.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let stay = if plan.missing.len() == 1 { "stays" } else { "stay" };
        text.push_str(&format!(". Not in the file, {stay} as now: {}{more}", missing.join(", ")));
    }
    text
}

/// Ids that look like others: asked, never decided.
fn alike(ui: &mut Ui, view: &View<'_>, plan: &PeoplePlan, asked: &mut Asked) {
    let theme = view.theme;
    let mut chosen = asked.same.clone();
    let box_of = |ui: &mut Ui, alike: &Alike, on: bool| -> bool {
        let mut now = on;
        let text = format!("{} in the file is {} of the study", alike.id, alike.known);
        let widgets = &mut ui.visuals_mut().widgets;
        widgets.inactive.bg_stroke = egui::Stroke::new(1.0, theme.border);
        widgets.inactive.bg_fill = theme.field;
        ui.checkbox(&mut now, RichText::new(text).color(theme.ink)).changed()
    };
    let taken: Vec<Alike> = asked
        .same
        .iter()
        .map(|(id, known)| Alike { line: 0, id: id.clone(), known: known.clone() })
        .collect();
    if plan.alike.is_empty() && taken.is_empty() {
        return;
    }
    ui.add_space(4.0);
    ui.label(
        RichText::new("These look alike. Left open, they come in as new participants:")
            .color(theme.warning),
    );
    ScrollArea::vertical().id_salt("alike").max_height(HEIGHT).show(ui, |ui| {
        for alike in &taken {
            if box_of(ui, alike, true) {
                chosen.retain(|(id, _)| *id != alike.id);
            }
        }
        for alike in plan.alike.iter().filter(|a| !taken.iter().any(|t| t.id == a.id)) {
            if box_of(ui, alike, false) {
                chosen.push((alike.id.clone(), alike.known.clone()));
            }
        }
    });
    asked.same = chosen;
}

fn line(ui: &mut Ui, view: &View<'_>, plan: &PeoplePlan, person: &PlannedPerson) {
    let theme = view.theme;
    ui.horizontal(|ui| {
        ui.set_height(ROW);
        cell(ui, &person.name, semibold(14.0), theme.strong, 120.0);
        let new = person.known.is_none();
        cell(ui, if new { "new" } else { "changed" }, sans(12.5), theme.quiet, 60.0);
        let blank =
            |value: &str| if value.is_empty() { "blank".to_owned() } else { value.to_owned() };
        let agreed = person.consent.iter().map(|one| {
            let name = one.field.heading();
            if new {
                format!("{name}: {}", blank(&one.new))
            } else {
                format!("{name}: {} → {}", blank(&one.old), blank(&one.new))
            }
        });
        let cells: Vec<String> = person
            .cells
            .iter()
            .map(|cell| {
                let name = plan.attributes.get(cell.attribute).map_or("", |a| a.name.as_str());
                if new {
                    format!("{name}: {}", cell.new)
                } else {
                    format!("{name}: {} → {}", blank(&cell.old), blank(&cell.new))
                }
            })
            .chain(agreed)
            .collect();
        let width = ui.available_width().max(40.0);
        cell(ui, &cells.join("   "), sans(13.5), theme.ink, width);
    });
}

fn refused(ui: &mut Ui, view: &View<'_>, plan: &PeoplePlan) {
    let theme = view.theme;
    if plan.refused.is_empty() {
        return;
    }
    ui.add_space(4.0);
    let n = count(plan.refused.len(), "line");
    ui.label(RichText::new(format!("{n} will not be taken")).color(theme.warning));
    for error in plan.refused.iter().take(REFUSED) {
        quiet(ui, theme, capital(&error.to_string()));
    }
    if plan.refused.len() > REFUSED {
        quiet(ui, theme, format!("and {} more", plan.refused.len() - REFUSED));
    }
}
