//! Codes by documents or by participants, as numbers or as 1 and 0.

use super::Boxes;
use super::cells::{self, Shown};
use super::grid::{self, GridEvent, Head, Label, Memory, Source};
use super::part::{self, Line, Part};
use super::sources::Rows;
use crate::analysis::{
    Matrix, MatrixBy, MatrixKey, MatrixSpec, Measure, Reading, Undefined, matrix,
};
use crate::model::{CodeId, Filter, Speech};
use crate::ui::outbox::{Export, Request};
use crate::ui::theme::Theme;
use crate::ui::view::View;
use crate::ui::widgets::{self, counted, grouped};
use crate::ui::worker::{self, Answers};
use egui::{Context, Ui};
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

/// What a cell shows: a measure, or whether there is anything.
type Showing = Option<Measure>;

/// What is asked and what was answered.
pub(super) struct Single {
    by: MatrixBy,
    /// `None`: 1 and 0.
    showing: Showing,
    answers: Answers<(u64, MatrixBy, Filter), Matrix>,
    /// The codes that make the columns, by index.
    columns: Vec<usize>,
    /// The largest number in them.
    top: f64,
}

impl Default for Single {
    fn default() -> Self {
        Self {
            by: MatrixBy::default(),
            showing: Some(Measure::Excerpts),
            answers: Answers::default(),
            columns: Vec::new(),
            top: 0.0,
        }
    }
}

impl Single {
    fn table(&self) -> Option<&Matrix> {
        self.answers.get().map(|(_, table)| table)
    }

    fn spec(&self, filter: Filter) -> MatrixSpec {
        MatrixSpec {
            by: self.by,
            measure: self.showing.unwrap_or(Measure::Excerpts),
            binary: self.showing.is_none(),
            filter,
        }
    }
}

/// True when the cells of a table can be added up: a column of its own then holds the sums.
fn sums(table: &Matrix) -> bool {
    table.binary || table.measure.is_count()
}

/// The code of a column, by its index; `None` for the column of sums.
fn code_of(table: &Matrix, columns: &[usize], column: usize) -> Option<usize> {
    columns.get(column.checked_sub(usize::from(sums(table)))?).copied()
}

impl Part for Single {
    fn ask(&mut self, ctx: &Context, view: &View<'_>, filter: &Filter) -> bool {
        let key = (view.revision, self.by, filter.clone());
        let away = (view.corpus.coding_count() > worker::LARGE, "matrix");
        let (corpus, spec) = (Arc::clone(view.corpus), self.spec(filter.clone()));
        let (measure, binary) = (spec.measure, spec.binary);
        let fresh = self.answers.ask(ctx, &key, away, move || matrix(&corpus, &spec));
        // One sweep counts every measure: showing another one is no new question.
        if let Some(table) = self.answers.get_mut() {
            (table.measure, table.binary) = (measure, binary);
        }
        fresh
    }

    fn working(&self) -> bool {
        self.answers.working()
    }

    fn lines(&self) -> Option<Vec<Line>> {
        let rows = self.table()?.rows.iter();
        let used = rows.map(|row| row.cells.iter().any(|cell| cell.excerpts > 0));
        Some(used.map(|used| Line { code: None, depth: 0, used }).collect())
    }

    fn choose(&mut self, boxes: Boxes, _: &HashSet<CodeId>) {
        let columns = self.table().map(|table| table.columns.iter().enumerate());
        let shown = columns.into_iter().flatten().filter(|(_, code)| {
            (code.top || !boxes.tops) && (code.total.excerpts > 0 || !boxes.hide_empty)
        });
        self.columns = shown.map(|(at, _)| at).collect();
        let top = self.table().map(|table| {
            let values = (0..table.rows.len()).flat_map(|row| {
                let columns = self.columns.iter();
                columns.filter_map(move |&column| table.reading(row, column).value())
            });
            values.fold(0.0, f64::max)
        });
        self.top = top.unwrap_or(0.0);
    }

    fn sort_value(&self, row: usize, column: usize) -> Option<f64> {
        let table = self.table()?;
        match code_of(table, &self.columns, column) {
            Some(code) => table.reading(row, code).value(),
            None => table.row_sum(row).map(|sum| sum as f64),
        }
    }

    fn notes(&self) -> Vec<String> {
        self.table().map(Matrix::notes).unwrap_or_default()
    }

    fn controls(&mut self, ui: &mut Ui, view: &View<'_>) -> bool {
        widgets::quiet_word(ui, view.theme, "Codes by");
        let rows = [(MatrixBy::Document, "document"), (MatrixBy::Participant, "participant")];
        let rows = rows.map(|(by, text)| (by, text.to_owned()));
        let mut changed = part::choose(ui, view, (&mut self.by, "Rows"), &rows);
        widgets::quiet_word(ui, view.theme, "showing");
        let measures = Matrix::MEASURES.map(|m| (Some(m), super::controls::short(m).to_owned()));
        let mut all: Vec<(Showing, String)> = measures.into();
        all.push((None, "1 or 0".to_owned()));
        changed |= part::choose(ui, view, (&mut self.showing, "Measure"), &all);
        changed
    }

    fn draw(
        &self,
        ui: &mut Ui,
        theme: &Theme,
        rows: Rows<'_>,
        memory: &mut Memory,
    ) -> Option<GridEvent> {
        let table = self.table()?;
        let (columns, top) = (&self.columns, self.top);
        grid::show(ui, theme, &Cells { table, rows, columns, top }, memory)
    }

    fn open(&mut self, row: usize, column: usize) -> Option<Request> {
        let table = self.table()?;
        let whose = table.rows.get(row)?;
        let Some(code) = code_of(table, &self.columns, column) else {
            let tops = table.columns.iter().zip(&whose.cells).filter(|(code, _)| code.top);
            let excerpts: u64 = tops.map(|(_, cell)| cell.excerpts).sum();
            let mut filter = Filter { speech: Speech::Participants, ..table.filter.clone() };
            match whose.key {
                MatrixKey::Document(id) => filter.documents = vec![id],
                MatrixKey::Participant(id) => filter.participants = vec![id],
            }
            let number = counted(excerpts, "excerpt", "excerpts");
            return Some(Request::ShowExcerpts(filter, format!("{}: {number}", whose.name)));
        };
        let excerpts = whose.cells.get(code).filter(|cell| cell.excerpts > 0)?.excerpts;
        let number = counted(excerpts, "excerpt", "excerpts");
        let title = format!("{} × {}: {number}", table.columns.get(code)?.name, whose.name);
        Some(Request::ShowExcerpts(table.cell_filter(row, code)?, title))
    }

    fn export(&self, filter: Filter) -> Option<Export> {
        Some(Export::Matrix(self.spec(filter)))
    }
}

/// The table as the grid asks for it: sums where there are some, then the codes.
struct Cells<'a> {
    table: &'a Matrix,
    rows: Rows<'a>,
    columns: &'a [usize],
    top: f64,
}

impl Cells<'_> {
    fn at(&self, row: usize) -> usize {
        self.rows.order.get(row).copied().unwrap_or(usize::MAX)
    }
}

impl Source for Cells<'_> {
    fn first(&self) -> (&str, &str) {
        match self.table.by {
            MatrixBy::Document => ("Document", "the order of import"),
            MatrixBy::Participant => ("Participant", "the order of the study"),
        }
    }

    fn rows(&self) -> usize {
        self.rows.order.len()
    }

    fn columns(&self) -> usize {
        self.columns.len() + usize::from(sums(self.table))
    }

    fn spans(&self) -> &[(Range<usize>, String)] {
        &[]
    }

    fn head(&self, column: usize) -> Head {
        let code = code_of(self.table, self.columns, column);
        let code = code.and_then(|at| self.table.columns.get(at));
        let (name, hover) = match code {
            Some(code) => (code.name.clone(), code.path.replace('/', " / ")),
            None if self.table.binary => ("Sum".to_owned(), "Codes that occur".to_owned()),
            None => {
                ("Sum".to_owned(), "Over the codes at the top, which hold all others".to_owned())
            }
        };
        Head {
            name,
            hover: format!("{hover}\nClick to sort by this column"),
            apart: column == usize::from(sums(self.table)),
            quiet: false,
        }
    }

    fn lines(&self) -> &'static [&'static str] {
        if sums(self.table) { &["Sum of the column"] } else { &[] }
    }

    fn figure(&self, column: usize, _: usize) -> String {
        let code = code_of(self.table, self.columns, column);
        code.and_then(|code| self.table.column_sum(code)).map(grouped).unwrap_or_default()
    }

    fn label(&self, row: usize) -> Label {
        Label::plain(self.table.rows.get(self.at(row)).map_or("", |row| row.name.as_str()))
    }

    fn cell(&self, row: usize, column: usize) -> Shown {
        let at = self.at(row);
        let Some(row) = self.table.rows.get(at) else { return Shown::default() };
        let Some(code) = code_of(self.table, self.columns, column) else {
            let any = row.cells.iter().any(|cell| cell.excerpts > 0);
            let sum = self.table.row_sum(at).filter(|_| row.base.participants > 0);
            return match sum {
                Some(sum) => cells::plain(sum, "", any),
                None if row.base.participants == 0 => cells::without(Reading::Nobody),
                None => cells::without(Reading::Undefined(Undefined::NotLookedFor)),
            };
        };
        let reading = self.table.reading(at, code);
        let Some(value) = reading.value() else { return cells::without(reading) };
        let Some(counts) = row.cells.get(code) else { return Shown::default() };
        let (main, rest, note) = cells::figures(reading);
        let excerpts = counted(counts.excerpts, "excerpt", "excerpts");
        let words = counted(counts.words, "coded word", "coded words");
        let turns = counted(counts.turns, "turn", "turns");
        let told = format!("{excerpts} in {turns}, {words}");
        let shade = if self.top > 0.0 { (value / self.top).sqrt() as f32 } else { 0.0 };
        Shown {
            main,
            rest,
            quiet: value == 0.0,
            hover: if note.is_empty() { told } else { format!("{note}\n{told}") },
            marks: [None, None],
            // Where all darkness is the same, a light one says enough.
            shade: if self.table.binary { shade * 0.5 } else { shade },
            opens: counts.excerpts > 0,
        }
    }

    fn sorted(&self) -> Option<(usize, bool)> {
        self.rows.sort
    }
}
