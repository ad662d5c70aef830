//! The two tables of the page as the grid asks for them.

use super::cells::{self, Shown};
use super::grid::{Head, Label, Source};
use crate::analysis::disclosure::Withheld;
use crate::analysis::{Column, Crosstab, Frequencies, Measure, NO_VALUE, Percent, Reading};
use crate::model::{CodeId, Corpus};
use crate::ui::theme::Theme;
use crate::ui::widgets::{self, grouped};
use std::collections::HashSet;
use std::ops::Range;

/// Which rows are shown, in which order.
pub(super) struct Rows<'a> {
    /// Indexes of the table's rows.
    pub(super) order: &'a [usize],
    /// The column that sorts them, and whether its largest number comes first.
    pub(super) sort: Option<(usize, bool)>,
    /// Codes whose rows below are hidden.
    pub(super) folded: &'a HashSet<CodeId>,
    /// Only the codes at the top.
    pub(super) tops: bool,
}

impl Rows<'_> {
    pub(super) fn label(
        &self,
        corpus: &Corpus,
        theme: &Theme,
        code: CodeId,
        first_depth: u16,
    ) -> Label {
        let tree = &corpus.codes;
        let (colors, name) = widgets::code_face(theme, tree, code);
        let place = tree.place(code);
        let flat = self.sort.is_some();
        let depth = place.map_or(0, |place| tree.depth(place)).saturating_sub(first_depth);
        let parent = place.is_some_and(|place| tree.has_children(place));
        let above = tree.path(code);
        let above = above.rsplit_once('/').map_or("", |(above, _)| above);
        Label {
            above: if flat { above.replace('/', " / ") } else { String::new() },
            name,
            depth: if flat { 0 } else { depth },
            colors: Some(colors),
            unfolded: (parent && !flat && !self.tops).then(|| !self.folded.contains(&code)),
        }
    }
}

/// Codes by groups.
pub(super) struct Groups<'a> {
    corpus: &'a Corpus,
    theme: &'a Theme,
    table: &'a Crosstab,
    rows: Rows<'a>,
    columns: Vec<Column>,
    spans: Vec<(Range<usize>, String)>,
    top: f64,
    /// Levels above the highest row: a table of one branch begins at the left.
    depth: u16,
}

impl<'a> Groups<'a> {
    pub(super) fn new(
        corpus: &'a Corpus,
        theme: &'a Theme,
        table: &'a Crosstab,
        rows: Rows<'a>,
    ) -> Self {
        let columns = table.columns();
        let values = rows.order.iter().flat_map(|&row| {
            (0..table.groups.len())
                .map(move |group| cells::shade_value(table.reading(row, Column::Group(group))))
        });
        let top = values.fold(0.0, f64::max);
        let depth = table.rows.iter().map(|row| row.depth).min().unwrap_or(0);
        Self { corpus, theme, table, rows, columns, spans: spans(table), top, depth }
    }

    fn column(&self, column: usize) -> Column {
        self.columns.get(column).copied().unwrap_or(Column::Total)
    }
}

/// Heads over groups that share the value of the first attribute, where two are nested.
fn spans(table: &Crosstab) -> Vec<(Range<usize>, String)> {
    if table.attributes.len() < 2 {
        return Vec::new();
    }
    let mut spans: Vec<(Range<usize>, String)> = Vec::new();
    let mut before: Option<&Option<String>> = None;
    for (at, group) in table.groups.iter().enumerate() {
        let outer = group.values.first();
        match spans.last_mut() {
            Some((range, _)) if before == outer => range.end = at + 1,
            _ => {
                let name = outer.and_then(|value| value.as_deref()).unwrap_or(NO_VALUE);
                spans.push((at..at + 1, name.to_owned()));
            }
        }
        before = outer;
    }
    spans
}

/// What stands over a column.
pub(super) fn column_name(table: &Crosstab, column: Column) -> String {
    match column {
        Column::Group(group) => {
            table.groups.get(group).map(|g| g.label.clone()).unwrap_or_default()
        }
        Column::Unassigned => "Not mapped".to_owned(),
        Column::Total => "All".to_owned(),
    }
}

impl Source for Groups<'_> {
    fn rows(&self) -> usize {
        self.rows.order.len()
    }

    fn columns(&self) -> usize {
        self.columns.len()
    }

    fn spans(&self) -> &[(Range<usize>, String)] {
        &self.spans
    }

    fn head(&self, column: usize) -> Head {
        let which = self.column(column);
        let full = column_name(self.table, which);
        let base = self.table.base(which);
        let (name, hover) = match which {
            Column::Group(group) => {
                let values = self.table.groups.get(group).map(|g| g.values.as_slice());
                let inner = values.filter(|v| v.len() > 1).and_then(|v| v.last());
                let name = inner.map_or_else(
                    || full.clone(),
                    |value| value.as_deref().unwrap_or(NO_VALUE).to_owned(),
                );
                let advice = match base.participants {
                    0 => "\nNo participant of this group speaks in what is looked at",
                    1 => "\nThis group is one person: the column is that person's interview",
                    _ => "",
                };
                (name, format!("{full}{advice}"))
            }
            Column::Unassigned => (
                full,
                "Speech nobody is mapped to: say in People who these speakers are".to_owned(),
            ),
            Column::Total => (
                full,
                "All participants together, each excerpt once: no sum of the groups".to_owned(),
            ),
        };
        Head {
            name,
            hover: format!("{hover}\nClick to sort by this column"),
            apart: !matches!(which, Column::Group(_)),
            quiet: which == Column::Unassigned,
        }
    }

    fn lines(&self) -> &'static [&'static str] {
        &["Participants", "Documents", "Words", "Share of words"]
    }

    fn figure(&self, column: usize, line: usize) -> String {
        let which = self.column(column);
        let base = self.table.base(which);
        match line {
            0 if which == Column::Unassigned => "–".to_owned(),
            0 => grouped(base.participants),
            1 => grouped(base.documents),
            2 => grouped(base.words),
            _ if which == Column::Unassigned || self.table.base.words == 0 => "–".to_owned(),
            _ => cells::percent(base.words, self.table.base.words),
        }
    }

    fn label(&self, row: usize) -> Label {
        let code = self.rows.order.get(row).and_then(|&row| self.table.rows.get(row));
        let code = code.map_or(CodeId(0), |row| row.code);
        self.rows.label(self.corpus, self.theme, code, self.depth)
    }

    fn cell(&self, row: usize, column: usize) -> Shown {
        let Some(&at) = self.rows.order.get(row) else { return Shown::default() };
        let which = self.column(column);
        let Some(cell) = self.table.cell(at, which) else { return Shown::default() };
        let base = self.table.base(which);
        let reading = self.table.reading(at, which);
        let person = which != Column::Unassigned;
        let top = if matches!(which, Column::Group(_)) { self.top } else { 0.0 };
        let mut shown =
            cells::shown(self.corpus, self.table.measure, reading, (cell, &base), person, top);
        if !matches!(which, Column::Group(_)) {
            shown.shade = 0.0;
        }
        shown
    }

    fn sorted(&self) -> Option<(usize, bool)> {
        self.rows.sort
    }
}

/// The number a column sorts by; cells without one come last.
pub(super) fn sort_value(table: &Crosstab, row: usize, column: usize) -> Option<f64> {
    let which = table.columns().get(column).copied()?;
    match table.reading(row, which) {
        Reading::OutOf { part, .. } => Some(part as f64),
        other => other.value(),
    }
}

/// The columns of the frequencies.
pub(super) const FREQUENCY: [&str; 8] = [
    "Participants",
    "Documents",
    "Turns",
    "Excerpts",
    "This code alone",
    "Coded words",
    "Not mapped",
    "Not counted",
];

/// How often each code is used.
pub(super) struct Counted<'a> {
    pub(super) corpus: &'a Corpus,
    pub(super) theme: &'a Theme,
    pub(super) table: &'a Frequencies,
    pub(super) rows: Rows<'a>,
}

/// The number in a column of the frequencies; why it is held back where it is.
pub(super) fn frequency(table: &Frequencies, row: usize, column: usize) -> Result<u64, Withheld> {
    let Some(row) = table.rows.get(row) else { return Ok(0) };
    let held = match column {
        0 => row.hidden.participants,
        1 => row.hidden.documents,
        4 => row.hidden.own,
        2 | 3 | 5 => row.hidden.others,
        // What counts for nobody says nothing of anybody, but its difference to all would.
        _ => None,
    };
    if let Some(why) = held {
        return Err(why);
    }
    Ok(match column {
        0 => row.counts.participants,
        1 => row.counts.documents,
        2 => row.counts.turns,
        3 => row.counts.excerpts,
        4 => row.own.excerpts,
        5 => row.counts.words,
        6 => row.unassigned,
        _ => row.everything() - row.counts.excerpts,
    })
}

impl Counted<'_> {
    fn at(&self, row: usize) -> usize {
        self.rows.order.get(row).copied().unwrap_or(usize::MAX)
    }
}

impl Source for Counted<'_> {
    fn rows(&self) -> usize {
        self.rows.order.len()
    }

    fn columns(&self) -> usize {
        FREQUENCY.len()
    }

    fn spans(&self) -> &[(Range<usize>, String)] {
        &[]
    }

    fn head(&self, column: usize) -> Head {
        let hover = match column {
            0 => "Participants with at least one excerpt: the first number to look at",
            1 => "Documents with at least one excerpt",
            2 => "Participants' turns with at least one coded character",
            3 => "Codings that count for some participant, with everything under the code",
            4 => "Excerpts of the code alone, without those under it",
            5 => "Words in coded passages, each once",
            6 => "Excerpts that touch speech nobody is mapped to",
            _ => {
                "Excerpts that count for no participant: in the interviewer's words only, in \
                  speech nobody is mapped to, on labels, or outside the filter"
            }
        };
        Head {
            name: FREQUENCY.get(column).map_or(String::new(), |name| (*name).to_owned()),
            hover: format!("{hover}\nClick to sort by this column"),
            apart: column == 6,
            quiet: column >= 6,
        }
    }

    fn lines(&self) -> &'static [&'static str] {
        &["In all speech"]
    }

    fn figure(&self, column: usize, _: usize) -> String {
        let base = &self.table.base;
        match column {
            0 => grouped(base.participants),
            1 => grouped(base.documents),
            2 => grouped(base.turns),
            5 => grouped(base.words),
            _ => String::new(),
        }
    }

    fn label(&self, row: usize) -> Label {
        let depth = self.table.rows.iter().map(|row| row.depth).min().unwrap_or(0);
        let code = self.table.rows.get(self.at(row)).map_or(CodeId(0), |row| row.code);
        self.rows.label(self.corpus, self.theme, code, depth)
    }

    fn cell(&self, row: usize, column: usize) -> Shown {
        let at = self.at(row);
        let number = match frequency(self.table, at, column) {
            Ok(number) => number,
            Err(why) => return cells::without(Reading::Withheld(why)),
        };
        if column == 0 {
            let whole = self.table.base.participants;
            let (main, rest, _) = cells::figures(Reading::OutOf { part: number, whole });
            return Shown { main, rest, ..cells::plain(number, "", true) };
        }
        cells::plain(number, "", column != 7)
    }

    fn sorted(&self) -> Option<(usize, bool)> {
        self.rows.sort
    }
}

/// Whether shares can be asked for: of counts only.
pub(in crate::ui) fn effective(measure: Measure, percent: Percent) -> Percent {
    if measure.is_count() { percent } else { Percent::None }
}
