//! How much of participants' speech is coded with anything, and the turns where nothing is.

use super::cells::{self, Shown};
use super::grid::{self, GridEvent, Head, Label, Memory, Source};
use super::part::{self, Line, Part};
use super::sources::Rows;
use super::uncoded::Uncoded;
use crate::analysis::{Coverage, CoverageBy, CoverageRow, coverage};
use crate::model::Filter;
use crate::ui::outbox::{Export, Outbox, Request};
use crate::ui::theme::Theme;
use crate::ui::view::View;
use crate::ui::widgets::{self, counted, grouped};
use crate::ui::worker::{self, Answers};
use egui::{Context, Ui};
use std::ops::Range;
use std::sync::Arc;

/// The columns.
const COLUMNS: [&str; 7] = [
    "Coverage",
    "Coded words",
    "Own words",
    "Coded turns",
    "Own turns",
    "Uncoded turns",
    "Participants",
];

/// The column that opens the turns without any coding.
const UNCODED: usize = 5;

/// What is asked and what was answered.
#[derive(Default)]
pub(super) struct Coded {
    by: CoverageBy,
    answers: Answers<(u64, CoverageBy, Filter), Coverage>,
    /// The list under the table.
    list: Uncoded,
}

impl Coded {
    fn table(&self) -> Option<&Coverage> {
        self.answers.get().map(|(_, table)| table)
    }
}

impl Part for Coded {
    fn ask(&mut self, ctx: &Context, view: &View<'_>, filter: &Filter) -> bool {
        if let CoverageBy::Attribute(id) = self.by
            && !view.corpus.attributes.iter().any(|attribute| attribute.id == id)
        {
            self.by = CoverageBy::default();
        }
        let key = (view.revision, self.by, filter.clone());
        if self.answers.get().is_some_and(|((_, by, of), _)| (by, of) != (&self.by, filter)) {
            // The row whose turns are listed is of another table.
            self.list.close();
        }
        let away = (view.corpus.coding_count() > worker::LARGE, "coverage");
        let (corpus, by, filter) = (Arc::clone(view.corpus), self.by, filter.clone());
        self.list.ask(ctx, view);
        self.answers.ask(ctx, &key, away, move || coverage(&corpus, by, &filter))
    }

    fn working(&self) -> bool {
        self.answers.working()
    }

    fn lines(&self) -> Option<Vec<Line>> {
        let rows = self.table()?.rows.iter();
        let line = |row: &CoverageRow| Line { code: None, depth: 0, used: row.coded.excerpts > 0 };
        Some(rows.map(line).collect())
    }

    fn sort_value(&self, row: usize, column: usize) -> Option<f64> {
        let row = self.table()?.rows.get(row).filter(|row| row.base.participants > 0)?;
        match column {
            0 if row.base.characters == 0 => None,
            // Also where so few characters are shown as a fraction.
            0 => Some(row.coded.characters as f64 / row.base.characters as f64),
            column => Some(number(row, column) as f64),
        }
    }

    fn notes(&self) -> Vec<String> {
        self.table().map(Coverage::notes).unwrap_or_default()
    }

    fn controls(&mut self, ui: &mut Ui, view: &View<'_>) -> bool {
        widgets::quiet_word(ui, view.theme, "How much is coded, by");
        let mut all = vec![
            (CoverageBy::Document, "document".to_owned()),
            (CoverageBy::Participant, "participant".to_owned()),
        ];
        let attributes = view.corpus.attributes.iter();
        all.extend(attributes.map(|a| (CoverageBy::Attribute(a.id), a.name.clone())));
        let changed = part::choose(ui, view, (&mut self.by, "Rows"), &all);
        let uncoded = self.table().map(|table| (table.total.uncoded_turns(), &table.total));
        let open = uncoded.filter(|(turns, _)| *turns > 0).and_then(|(turns, row)| {
            let text = format!("List {}", counted(turns, "uncoded turn", "uncoded turns"));
            let filter = self.table()?.row_filter(row)?;
            ui.add_space(14.0);
            ui.link(text).clicked().then_some(filter)
        });
        if let Some(filter) = open {
            self.list.open(filter, "all participants".to_owned());
            self.list.ask(ui.ctx(), view);
        }
        changed
    }

    fn draw(
        &self,
        ui: &mut Ui,
        theme: &Theme,
        rows: Rows<'_>,
        memory: &mut Memory,
    ) -> Option<GridEvent> {
        grid::show(ui, theme, &Cells { table: self.table()?, rows }, memory)
    }

    fn open(&mut self, row: usize, column: usize) -> Option<Request> {
        let table = self.table()?;
        let row = table.rows.get(row)?;
        let filter = table.row_filter(row)?;
        let name = row.name.clone();
        if column == UNCODED {
            self.list.open(filter, name);
            return None;
        }
        let excerpts = counted(row.coded.excerpts, "excerpt", "excerpts");
        Some(Request::ShowExcerpts(filter, format!("{name}: {excerpts}")))
    }

    fn below(&self) -> bool {
        self.list.is_open()
    }

    fn draw_below(&mut self, ui: &mut Ui, view: &View<'_>, outbox: &mut Outbox) {
        self.list.ask(ui.ctx(), view);
        self.list.show(ui, view, outbox);
    }

    fn export(&self, filter: Filter) -> Option<Export> {
        Some(Export::Coverage(self.by, filter))
    }
}

/// The whole number in a column.
fn number(row: &CoverageRow, column: usize) -> u64 {
    match column {
        1 => row.coded.words,
        2 => row.base.words,
        3 => row.coded.turns,
        4 => row.base.turns,
        UNCODED => row.uncoded_turns(),
        _ => row.base.participants,
    }
}

/// The table as the grid asks for it; everybody together stands in its head.
struct Cells<'a> {
    table: &'a Coverage,
    rows: Rows<'a>,
}

impl Cells<'_> {
    fn row(&self, row: usize) -> Option<&CoverageRow> {
        self.table.rows.get(*self.rows.order.get(row)?)
    }
}

impl Source for Cells<'_> {
    fn first(&self) -> (&str, &str) {
        (&self.table.heading, "their own order")
    }

    fn rows(&self) -> usize {
        self.rows.order.len()
    }

    fn columns(&self) -> usize {
        COLUMNS.len()
    }

    fn spans(&self) -> &[(Range<usize>, String)] {
        &[]
    }

    fn head(&self, column: usize) -> Head {
        let hover = match column {
            0 => "Coded characters of all characters of participants' speech",
            1 => "Words in coded passages, each once",
            2 => "All words of participants' speech",
            3 => "Participants' turns with at least one coded character",
            4 => "All turns of participants",
            UNCODED => "Participants' turns without a single coded character",
            _ => "Participants who speak",
        };
        Head {
            name: COLUMNS.get(column).map_or(String::new(), |name| (*name).to_owned()),
            hover: format!("{hover}\nClick to sort by this column"),
            apart: matches!(column, 1 | 3 | 6),
            quiet: column == 6,
        }
    }

    fn lines(&self) -> &'static [&'static str] {
        &["All participants"]
    }

    fn figure(&self, column: usize, _: usize) -> String {
        let total = &self.table.total;
        if column == 0 {
            let (main, rest, _) = cells::figures(total.reading());
            return format!("{main}{rest}");
        }
        grouped(number(total, column))
    }

    fn label(&self, row: usize) -> Label {
        Label::plain(self.row(row).map_or("", |row| row.name.as_str()))
    }

    fn cell(&self, row: usize, column: usize) -> Shown {
        let Some(row) = self.row(row) else { return Shown::default() };
        let reading = row.reading();
        if row.base.participants == 0 {
            return cells::without(reading);
        }
        if column > 0 {
            let hover = if column == UNCODED { "Click to list them" } else { "" };
            return cells::plain(number(row, column), hover, column == UNCODED);
        }
        let Some(value) = reading.value() else { return cells::without(reading) };
        let (main, rest, note) = cells::figures(reading);
        let excerpts = counted(row.coded.excerpts, "excerpt", "excerpts");
        Shown {
            main,
            rest,
            quiet: value == 0.0,
            hover: if note.is_empty() {
                excerpts
            } else {
                format!("{note} characters\n{excerpts}")
            },
            marks: [None, None],
            shade: value.clamp(0.0, 1.0) as f32,
            opens: row.coded.excerpts > 0,
        }
    }

    fn sorted(&self) -> Option<(usize, bool)> {
        self.rows.sort
    }
}
