//! Tables: which column names the respondent, which become text, which attributes.

use super::State;
use super::entry::Entry;
use crate::exchange::import::{SurveyTable, bytes_at, survey_table};
use crate::model::{Reading, SurveyColumns};
use crate::ui::parts::{complaint, count, quiet};
use crate::ui::picker::{self, Choice};
use crate::ui::theme;
use crate::ui::view::View;
use crate::ui::widgets::{drop_chip, one_line, quiet_word, sans};
use crate::ui::worker::Answers;
use egui::{RichText, Sense, Ui, WidgetInfo, vec2};

/// Columns shown at most: more of them are chosen in a spreadsheet first.
const MOST: usize = 120;

/// What the controls remember: the columns of the chosen table.
#[derive(Default)]
pub(super) struct Survey {
    table: Answers<(usize, Option<String>), Result<Option<SurveyTable>, String>>,
}

/// What a column becomes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Text,
    Attribute,
    Nothing,
}

impl Use {
    const ALL: [Self; 3] = [Self::Text, Self::Attribute, Self::Nothing];

    fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Attribute => "attribute",
            Self::Nothing => "left out",
        }
    }

    fn of(columns: &SurveyColumns, name: &str) -> Self {
        let is = |list: &[String]| list.iter().any(|one| one == name);
        if is(&columns.texts) {
            Self::Text
        } else if columns.attributes.as_deref().is_none_or(is) {
            Self::Attribute
        } else {
            Self::Nothing
        }
    }
}

/// True for files that may be a survey.
pub(super) fn may_be(entry: &Entry) -> bool {
    let ending = entry.name.rsplit_once('.').map_or("", |(_, ending)| ending);
    ["csv", "tsv", "xlsx", "ods"].iter().any(|one| ending.eq_ignore_ascii_case(one))
}

/// Draws the columns of the chosen file, where it is a table of answers.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    let at = state.chosen;
    let Some(entry) = state.entries.get(at).filter(|entry| may_be(entry)) else { return };
    let (path, encoding) = (entry.path.clone(), entry.reading.encoding.clone());
    let reading = Reading { encoding: encoding.clone(), ..Reading::default() };
    state.survey.table.ask(ui.ctx(), &(at, encoding), (true, "survey columns"), move || {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let table = bytes_at(&path).and_then(|bytes| survey_table(&name, &bytes, &reading));
        table.map_err(|error| error.to_string())
    });
    let known = state.survey.table.get().filter(|((of, _), _)| *of == at);
    let table = match known {
        None => {
            ui.spinner();
            return;
        }
        Some((_, Err(why))) => return complaint(ui, view.theme, Some(why)),
        Some((_, Ok(None))) => return,
        Some((_, Ok(Some(table)))) => table,
    };
    let Some(entry) = state.entries.get_mut(at) else { return };
    let mut columns = entry.reading.survey.clone().unwrap_or_else(|| table.proposed.clone());
    let before = columns.clone();
    ui.label(RichText::new("Columns").text_style(theme::strong()));
    quiet(ui, view.theme, format!("{}, one row a respondent", count(table.rows, "row")));
    respondent(ui, view, table, &mut columns);
    let id = columns.id.clone().or_else(|| table.columns.first().map(|c| c.name.clone()));
    for column in table.columns.iter().take(MOST) {
        if id.as_ref() != Some(&column.name) {
            line(ui, view, table, (&column.name, &column.example), &mut columns);
        }
    }
    if table.columns.len() > MOST {
        let more = count(table.columns.len() - MOST, "more column");
        quiet(ui, view.theme, format!("… and {more}, as attributes"));
    }
    if columns.texts.is_empty() {
        complaint(ui, view.theme, Some("Choose at least one column that is text"));
    }
    // A table that was not taken for a survey becomes one when somebody says so.
    let unread = entry.held().is_empty() && !columns.texts.is_empty();
    let read = unread && ui.button("Read as a survey").clicked();
    ui.add_space(10.0);
    if (columns != before || read) && !columns.texts.is_empty() {
        entry.reading.survey = Some(columns);
        entry.fault = None;
        state.look_at(at);
    }
}

fn respondent(ui: &mut Ui, view: &View<'_>, table: &SurveyTable, columns: &mut SurveyColumns) {
    ui.horizontal_wrapped(|ui| {
        quiet_word(ui, view.theme, "Respondents by");
        let first = table.columns.first().map_or("", |column| column.name.as_str());
        let now = columns.id.clone().unwrap_or_else(|| first.to_owned());
        let chip = drop_chip(ui, view.theme, &now, "Column that names the respondent");
        let choices = || {
            let each = table.columns.iter();
            each.map(|c| Choice::new(c.name.clone(), c.name == now).detail(c.example.clone()))
                .collect()
        };
        let chosen = picker::pick(ui, view.theme, &chip, ("Find a column", false), choices);
        if let Some(column) = chosen.and_then(|at| table.columns.get(at)) {
            columns.id = Some(column.name.clone());
            columns.texts.retain(|name| *name != column.name);
        }
    });
}

fn line(
    ui: &mut Ui,
    view: &View<'_>,
    table: &SurveyTable,
    (name, example): (&str, &str),
    columns: &mut SurveyColumns,
) {
    ui.horizontal(|ui| {
        let room = (ui.available_width() - 110.0).max(80.0);
        let (rect, response) = ui.allocate_exact_size(vec2(room, 36.0), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, name));
        let title = one_line(ui.painter(), name, sans(14.0), view.theme.ink, room);
        ui.painter().galley(rect.left_top(), title, view.theme.ink);
        let second = one_line(ui.painter(), example, sans(12.0), view.theme.quiet, room);
        let below = rect.left_top() + vec2(0.0, 19.0);
        ui.painter().galley(below, second, view.theme.quiet);
        response.on_hover_text(format!("{name}\n{example}"));
        let now = Use::of(columns, name);
        let chip = drop_chip(ui, view.theme, now.word(), &format!("{name} becomes"));
        let choices = || Use::ALL.map(|one| Choice::new(one.word(), one == now)).to_vec();
        let chosen =
            picker::pick(ui, view.theme, &chip, ("What the column becomes", false), choices);
        if let Some(to) = chosen.and_then(|at| Use::ALL.get(at).copied()) {
            set(table, columns, name, to);
        }
    });
}

/// Makes a column something; texts and attributes stay in the order of the table.
fn set(table: &SurveyTable, columns: &mut SurveyColumns, name: &str, to: Use) {
    let uses: Vec<(&String, Use)> = table
        .columns
        .iter()
        .filter(|column| columns.id.as_ref() != Some(&column.name))
        .map(|column| {
            let now = if column.name == name { to } else { Use::of(columns, &column.name) };
            (&column.name, now)
        })
        .collect();
    let of = |wanted: Use| -> Vec<String> {
        uses.iter().filter(|(_, now)| *now == wanted).map(|(name, _)| (*name).clone()).collect()
    };
    columns.texts = of(Use::Text);
    let attributes = of(Use::Attribute);
    let all_others = uses.iter().all(|(_, now)| *now != Use::Nothing);
    columns.attributes = (!all_others).then_some(attributes);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::import::SurveyColumn;

    #[test]
    fn a_column_becomes_something_else() {
        let column = |name: &str| SurveyColumn {
            name: name.to_owned(),
            filled: 1,
            different: 1,
            example: String::new(),
        };
        let mut columns = SurveyColumns {
            id: Some("id".to_owned()),
            texts: vec!["why".to_owned()],
            attributes: None,
        };
        let table = SurveyTable {
            columns: ["id", "role", "how", "why"].map(column).to_vec(),
            rows: 1,
            proposed: columns.clone(),
        };
        set(&table, &mut columns, "how", Use::Text);
        assert_eq!(columns.texts, ["how", "why"]);
        assert_eq!(columns.attributes, None);
        set(&table, &mut columns, "role", Use::Nothing);
        assert_eq!(columns.attributes, Some(Vec::new()));
        set(&table, &mut columns, "why", Use::Attribute);
        assert_eq!(columns.attributes, Some(vec!["why".to_owned()]));
        set(&table, &mut columns, "role", Use::Attribute);
        assert_eq!((columns.texts, columns.attributes), (vec!["how".to_owned()], None));
    }
}
