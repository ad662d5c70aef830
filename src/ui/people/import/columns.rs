//! How the table is read: sheet, header row, column of the ids; and what each column holds.

use super::{Answer, Asked, cell, section};
use crate::exchange::people::{PeopleColumn, PeopleFile};
use crate::model::{AttributeKind, ConsentField, Corpus, PeopleChoices};
use crate::ui::people::rows::kind_name;
use crate::ui::picker::{self, Choice};
use crate::ui::theme;
use crate::ui::view::View;
use crate::ui::widgets::{CHIP, drop_chip, grouped, quiet_word, sans};
use egui::{RichText, Ui, vec2};

/// The sentence that says where the table is.
pub(super) fn places(
    ui: &mut Ui,
    view: &View<'_>,
    file: &PeopleFile,
    answer: &Answer,
    asked: &mut Asked,
) {
    ui.add_space(6.0);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
        sheet(ui, view, file, asked);
        header(ui, view, answer, asked);
        ids(ui, view, answer, asked);
    });
}

fn sheet(ui: &mut Ui, view: &View<'_>, file: &PeopleFile, asked: &mut Asked) {
    let sheets: Vec<&str> = file.sheets().collect();
    if sheets.len() < 2 {
        return;
    }
    quiet_word(ui, view.theme, "Sheet");
    let chip = drop_chip(ui, view.theme, &asked.choices.sheet, "Sheet");
    let made = picker::pick(ui, view.theme, &chip, ("Sheets", false), || {
        sheets.iter().map(|name| Choice::new(*name, *name == asked.choices.sheet)).collect()
    });
    let chosen = made.and_then(|at| sheets.get(at));
    if let Some(choices) = chosen.and_then(|name| file.propose_in(name, view.corpus).ok()) {
        asked.choices = choices;
    }
}

fn header(ui: &mut Ui, view: &View<'_>, answer: &Answer, asked: &mut Asked) {
    quiet_word(ui, view.theme, "Columns are named in");
    let text = match asked.choices.header_row {
        0 => "no row".to_owned(),
        row => format!("row {row}"),
    };
    let chip = drop_chip(ui, view.theme, &text, "Header row");
    let made = picker::pick(ui, view.theme, &chip, ("Rows", false), || {
        let none = Choice::new("No row: the table has no header", asked.choices.header_row == 0);
        let each = answer.top.iter().map(|(row, line)| {
            Choice::new(line, *row == asked.choices.header_row).detail(format!("row {row}"))
        });
        std::iter::once(none).chain(each).collect()
    });
    if let Some(at) = made {
        let row = at.checked_sub(1).and_then(|at| answer.top.get(at)).map_or(0, |(row, _)| *row);
        if row != asked.choices.header_row {
            // Other names: what was said about columns no longer holds.
            let PeopleChoices { sheet, id_column, attributes, .. } =
                std::mem::take(&mut asked.choices);
            asked.choices = PeopleChoices {
                sheet,
                id_column,
                header_row: row,
                attributes,
                ..PeopleChoices::default()
            };
        }
    }
}

fn ids(ui: &mut Ui, view: &View<'_>, answer: &Answer, asked: &mut Asked) {
    quiet_word(ui, view.theme, "Ids are in");
    let title = |column: &PeopleColumn| match column.name.as_str() {
        "" => format!("column {}", column.at + 1),
        name => name.to_owned(),
    };
    let now = answer.columns.iter().find(|column| column.at == asked.choices.id_column);
    let text = now.map_or("Choose a column".to_owned(), title);
    let chip = drop_chip(ui, view.theme, &text, "Column of the ids");
    let made = picker::pick(ui, view.theme, &chip, ("Columns", false), || {
        let each = answer.columns.iter().zip(&answer.examples);
        each.map(|(column, examples)| {
            let shown: String = examples.chars().take(24).collect();
            Choice::new(title(column), column.is_id).detail(shown)
        })
        .collect()
    });
    if let Some(column) = made.and_then(|at| answer.columns.get(at)) {
        asked.choices.id_column = column.at;
        asked.choices.leave_out.remove(&column.at);
    }
}

/// The kind a column would have in the study.
fn kind(corpus: &Corpus, column: &PeopleColumn, asked: &Asked) -> AttributeKind {
    let chosen = asked.choices.kinds.get(&column.at).copied();
    let known = || corpus.attribute_named(&column.name).map(|attribute| attribute.kind);
    chosen.or_else(known).unwrap_or(column.kind)
}

/// The columns: whether each comes in, and as what.
pub(super) fn list(ui: &mut Ui, view: &View<'_>, answer: &Answer, asked: &mut Asked) {
    let theme = view.theme;
    section(ui, theme, "Columns");
    ui.spacing_mut().item_spacing.y = 2.0;
    let rows = answer.result.as_ref();
    let rows = rows.map_or(0, |(table, _)| table.rows.len() + table.refused.len());
    for (column, examples) in answer.columns.iter().zip(&answer.examples) {
        ui.horizontal(|ui| {
            ui.set_height(CHIP);
            let mut comes = !asked.choices.leave_out.contains(&column.at) || column.is_id;
            let name = match column.name.as_str() {
                "" => format!("(column {})", column.at + 1),
                name => name.to_owned(),
            };
            let ink = if comes { theme.strong } else { theme.quiet };
            ui.scope(|ui| {
                ui.set_width(210.0);
                ui.set_min_width(210.0);
                let widgets = &mut ui.visuals_mut().widgets;
                widgets.inactive.bg_stroke = egui::Stroke::new(1.0, theme.border);
                widgets.inactive.bg_fill = theme.field;
                let text = RichText::new(shortened(&name)).text_style(theme::strong()).color(ink);
                let tick = egui::Checkbox::new(&mut comes, text);
                let response = ui.add_enabled(!column.is_id, tick);
                let label = format!("Take column {name}");
                ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(label));
                if response.changed() {
                    if comes {
                        asked.choices.leave_out.remove(&column.at);
                    } else {
                        asked.choices.leave_out.insert(column.at);
                    }
                }
            });
            kind_chip(ui, view, column, &name, asked);
            let filled = match rows {
                _ if column.is_id => String::new(),
                0 => String::new(),
                rows => format!("{} of {}", grouped(column.filled as u64), grouped(rows as u64)),
            };
            cell(ui, &filled, sans(12.5), theme.quiet, 74.0);
            let width = ui.available_width().max(40.0);
            cell(ui, examples, sans(13.5), if comes { theme.ink } else { theme.quiet }, width);
        });
    }
}

fn kind_chip(ui: &mut Ui, view: &View<'_>, column: &PeopleColumn, name: &str, asked: &mut Asked) {
    ui.scope(|ui| {
        ui.set_width(132.0);
        ui.set_min_width(132.0);
        if column.is_id {
            cell(ui, "the ids", sans(14.0), view.theme.quiet, 120.0);
            return;
        }
        let now = kind(view.corpus, column, asked);
        let shown = column.consent.map_or(kind_name(now), ConsentField::heading);
        ui.add_enabled_ui(!asked.choices.leave_out.contains(&column.at), |ui| {
            let chip = drop_chip(ui, view.theme, shown, &format!("Kind of {name}"));
            let made = picker::pick(ui, view.theme, &chip, ("Kinds", false), || {
                let attribute = |kind| column.consent.is_none() && kind == now;
                let kinds = AttributeKind::ALL.into_iter();
                let kinds = kinds.map(|kind| Choice::new(kind_name(kind), attribute(kind)));
                let agreed = ConsentField::ALL.into_iter();
                let agreed = agreed.map(|field| {
                    Choice::new(field.heading(), column.consent == Some(field))
                        .detail("what was agreed to".to_owned())
                });
                kinds.chain(agreed).collect()
            });
            let Some(at) = made else { return };
            if let Some(kind) = AttributeKind::ALL.get(at) {
                asked.choices.kinds.insert(column.at, *kind);
                asked.choices.consent.insert(column.at, None);
            } else if let Some(field) = ConsentField::ALL.get(at - AttributeKind::ALL.len()) {
                asked.choices.consent.insert(column.at, Some(*field));
            }
        });
    });
}

/// A name that fits beside its tick.
fn shortened(name: &str) -> String {
    let cut: String = name.chars().take(24).collect();
    if cut.len() < name.len() { format!("{cut}…") } else { cut }
}
