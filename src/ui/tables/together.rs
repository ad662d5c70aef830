//! Codes by codes: what stands on the same words, in the same turns, in the same documents.

use super::Boxes;
use super::cells::{self, Mark, Shown};
use super::grid::{self, GridEvent, Head, Label, Memory, Source};
use super::part::{self, Line, Part};
use super::sources::Rows;
use crate::analysis::{self, Cooccurrence, CooccurrenceSpec, Pair, Unit, cooccurrence};
use crate::model::{CodeId, Corpus, Filter};
use crate::ui::outbox::{Export, Request};
use crate::ui::theme::Theme;
use crate::ui::view::View;
use crate::ui::widgets::{self, counted, grouped};
use crate::ui::worker::{self, Answers};
use egui::{Context, Ui};
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

/// A table, the study it was made from and the words under it: they ask about every pair, which would
/// be too much for every frame.
struct Answer {
    corpus: Arc<Corpus>,
    table: Cooccurrence,
    notes: Vec<String>,
}

/// What is asked and what was answered.
pub(super) struct Together {
    unit: Unit,
    roll_up: bool,
    answers: Answers<(u64, CooccurrenceSpec), Answer>,
    /// The codes that make the columns, by index.
    columns: Vec<usize>,
    /// The largest number of two codes that are shown.
    top: u64,
}

impl Default for Together {
    fn default() -> Self {
        // Rows fold: a folded one must hold what is under it.
        let (columns, answers) = (Vec::new(), Answers::default());
        Self { unit: Unit::default(), roll_up: true, answers, columns, top: 0 }
    }
}

impl Together {
    fn table(&self) -> Option<&Cooccurrence> {
        self.answers.get().map(|(_, answer)| &answer.table)
    }

    fn spec(&self, filter: Filter) -> CooccurrenceSpec {
        CooccurrenceSpec { unit: self.unit, roll_up: self.roll_up, filter }
    }

    /// The excerpts of one code.
    fn code(&self, row: usize) -> Option<Request> {
        let (_, Answer { corpus, table, .. }) = self.answers.get()?;
        let (code, filter) = (table.codes.get(row)?, table.code_filter(corpus, row)?);
        Some(Request::ShowExcerpts(filter, format!("{}: {}", code.name, many(table.unit, code.n))))
    }
}

/// "3 excerpts", "3 turns", "3 documents".
fn many(unit: Unit, number: u64) -> String {
    match unit {
        Unit::Overlap => counted(number, "excerpt", "excerpts"),
        Unit::Turn => counted(number, "turn", "turns"),
        Unit::Document => counted(number, "document", "documents"),
    }
}

/// "3 pairs of overlapping excerpts", "3 turns with both".
fn both(unit: Unit, pair: &Pair) -> String {
    match unit {
        Unit::Overlap => {
            counted(pair.n12, "pair of overlapping excerpts", "pairs of overlapping excerpts")
        }
        unit => format!("{} with both", many(unit, pair.n12)),
    }
}

/// What the pointer tells of two codes.
fn told(table: &Cooccurrence, pair: &Pair, (a, b): (&str, &str)) -> String {
    let ratio = |value: Option<f64>| value.map_or("n/a".to_owned(), |value| format!("{value:.2}"));
    let mut lines = vec![format!("{a} × {b}: {}", both(table.unit, pair))];
    let of = |with, n, one: &str, other: &str| {
        format!("{} of {} of {one} with {other}", grouped(with), many(table.unit, n))
    };
    lines.push(of(pair.a_with_b, pair.n1, a, b));
    lines.push(of(pair.b_with_a, pair.n2, b, a));
    lines.push(format!("c = {}", ratio(pair.c())));
    if table.unit == Unit::Overlap {
        lines.push(format!("Share of common characters: {}", ratio(pair.character_jaccard())));
    }
    if pair.out_of_range() {
        lines.push("c is out of range: one excerpt of a code overlaps several of the other".into());
    }
    if pair.unequal() {
        lines.push("One code is more than five times as frequent: read the shares, not c".into());
    }
    lines.join("\n")
}

impl Part for Together {
    fn ask(&mut self, ctx: &Context, view: &View<'_>, filter: &Filter) -> bool {
        let key = (view.revision, self.spec(filter.clone()));
        let away = (view.corpus.coding_count() > worker::LARGE, "together");
        let (corpus, spec) = (Arc::clone(view.corpus), key.1.clone());
        self.answers.ask(ctx, &key, away, move || {
            let table = cooccurrence(&corpus, &spec);
            let notes = table.notes();
            Answer { corpus, table, notes }
        })
    }

    fn working(&self) -> bool {
        self.answers.working()
    }

    fn lines(&self) -> Option<Vec<Line>> {
        let line = |code: &analysis::CooccurrenceCode| Line {
            code: Some(code.code),
            depth: code.depth,
            used: code.n > 0,
        };
        Some(self.table()?.codes.iter().map(line).collect())
    }

    fn choose(&mut self, boxes: Boxes, folded: &HashSet<CodeId>) {
        let lines = self.lines().unwrap_or_default();
        self.columns = super::unfolded(&lines, boxes, folded);
        let columns = &self.columns;
        let top = self.table().and_then(|table| {
            let pairs = columns.iter().flat_map(|&a| {
                columns.iter().filter_map(move |&b| table.pair(a, b).map(|pair| pair.n12))
            });
            pairs.max()
        });
        self.top = top.unwrap_or(0);
    }

    fn sort_value(&self, row: usize, column: usize) -> Option<f64> {
        let table = self.table()?;
        let number = match column.checked_sub(1) {
            None => table.codes.get(row)?.n,
            Some(column) => table.pair(row, *self.columns.get(column)?)?.n12,
        };
        Some(number as f64)
    }

    fn notes(&self) -> Vec<String> {
        self.answers.get().map(|(_, answer)| answer.notes.clone()).unwrap_or_default()
    }

    fn marks(&self) -> &'static [(Mark, &'static str)] {
        &[
            (Mark::OutOfRange, "c out of range"),
            (Mark::Unequal, "one code more than five times as frequent"),
        ]
    }

    fn controls(&mut self, ui: &mut Ui, view: &View<'_>) -> bool {
        widgets::quiet_word(ui, view.theme, "Codes that occur together:");
        let units = Unit::ALL.map(|unit| (unit, unit.label().to_owned()));
        let mut changed = part::choose(ui, view, (&mut self.unit, "What they share"), &units);
        widgets::quiet_word(ui, view.theme, "counting");
        let ways = [(true, "codes with those under them"), (false, "every code alone")];
        let ways = ways.map(|(way, text)| (way, text.to_owned()));
        changed |= part::choose(ui, view, (&mut self.roll_up, "How codes count"), &ways);
        changed
    }

    fn draw(
        &self,
        ui: &mut Ui,
        theme: &Theme,
        rows: Rows<'_>,
        memory: &mut Memory,
    ) -> Option<GridEvent> {
        let (_, Answer { corpus, table, .. }) = self.answers.get()?;
        let depth = table.codes.iter().map(|code| code.depth).min().unwrap_or(0);
        let (columns, top) = (&self.columns, self.top);
        grid::show(ui, theme, &Pairs { corpus, theme, table, rows, columns, top, depth }, memory)
    }

    fn open(&mut self, row: usize, column: usize) -> Option<Request> {
        let Some(column) = column.checked_sub(1) else { return self.code(row) };
        let table = self.table()?;
        let column = *self.columns.get(column)?;
        let pair = table.pair(row, column).filter(|pair| pair.n12 > 0)?;
        let (a, b) = (table.codes.get(row)?, table.codes.get(column)?);
        let which =
            analysis::Together { unit: table.unit, roll_up: table.roll_up, a: a.code, b: b.code };
        let title = format!("{} × {}: {}", a.name, b.name, both(table.unit, &pair));
        Some(Request::ShowTogether(which, table.filter.clone(), title))
    }

    fn export(&self, filter: Filter) -> Option<Export> {
        Some(Export::Together(self.spec(filter)))
    }
}

/// The table as the grid asks for it: what each code has, then the codes.
struct Pairs<'a> {
    corpus: &'a Corpus,
    theme: &'a Theme,
    table: &'a Cooccurrence,
    rows: Rows<'a>,
    columns: &'a [usize],
    top: u64,
    depth: u16,
}

impl Pairs<'_> {
    fn at(&self, row: usize) -> usize {
        self.rows.order.get(row).copied().unwrap_or(usize::MAX)
    }
}

impl Source for Pairs<'_> {
    fn rows(&self) -> usize {
        self.rows.order.len()
    }

    fn columns(&self) -> usize {
        self.columns.len() + 1
    }

    fn spans(&self) -> &[(Range<usize>, String)] {
        &[]
    }

    fn head(&self, column: usize) -> Head {
        let code = column.checked_sub(1).and_then(|at| self.columns.get(at));
        let code = code.and_then(|&at| self.table.codes.get(at));
        let (name, hover) = match (code, self.table.unit) {
            (Some(code), _) => (code.name.clone(), code.path.replace('/', " / ")),
            (None, Unit::Overlap) => ("Excerpts".to_owned(), "n: excerpts of the code".to_owned()),
            (None, Unit::Turn) => ("Turns".to_owned(), "n: turns with the code".to_owned()),
            (None, Unit::Document) => {
                ("Documents".to_owned(), "n: documents with the code".to_owned())
            }
        };
        Head {
            name,
            hover: format!("{hover}\nClick to sort by this column"),
            apart: column == 1,
            quiet: false,
        }
    }

    fn lines(&self) -> &'static [&'static str] {
        &["n"]
    }

    fn figure(&self, column: usize, _: usize) -> String {
        let code = column.checked_sub(1).and_then(|at| self.columns.get(at));
        let code = code.and_then(|&at| self.table.codes.get(at));
        code.map(|code| grouped(code.n)).unwrap_or_default()
    }

    fn label(&self, row: usize) -> Label {
        let code = self.table.codes.get(self.at(row)).map_or(CodeId(0), |code| code.code);
        self.rows.label(self.corpus, self.theme, code, self.depth)
    }

    fn cell(&self, row: usize, column: usize) -> Shown {
        let at = self.at(row);
        let Some(code) = self.table.codes.get(at) else { return Shown::default() };
        let Some(column) = column.checked_sub(1) else {
            return cells::plain(code.n, "", true);
        };
        let Some((other, two)) = self
            .columns
            .get(column)
            .and_then(|&other| self.table.codes.get(other).map(|two| (other, two)))
        else {
            return Shown::default();
        };
        if other == at {
            return Shown { hover: "the code with itself".to_owned(), ..Shown::default() };
        }
        let Some(pair) = self.table.pair(at, other) else {
            return Shown {
                main: "n/a".to_owned(),
                quiet: true,
                hover: "one of the codes lies under the other and counts with it".to_owned(),
                ..Shown::default()
            };
        };
        let mut shown = cells::plain(pair.n12, "", true);
        if pair.n12 > 0 {
            shown.hover = told(self.table, &pair, (&code.name, &two.name));
            shown.shade = (pair.n12 as f32 / self.top.max(1) as f32).sqrt().min(1.0);
            shown.marks = [
                pair.out_of_range().then_some(Mark::OutOfRange),
                pair.unequal().then_some(Mark::Unequal),
            ];
        }
        shown
    }

    fn sorted(&self) -> Option<(usize, bool)> {
        self.rows.sort
    }
}
