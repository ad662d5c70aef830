//! New codes interview by interview, compared with a base. Nothing here says that a study is complete.

use super::cells::{self, Shown};
use super::grid::{self, GridEvent, Head, Label, Memory, Source};
use super::part::{self, Line, Part};
use super::sources::Rows;
use crate::analysis::{
    Interview, Level, Order, Per, Reading, Saturation, SaturationSpec, Undefined, saturation,
};
use crate::model::{CodeId, Corpus, Filter};
use crate::ui::outbox::{Export, Request};
use crate::ui::theme::Theme;
use crate::ui::view::View;
use crate::ui::widgets::{self, counted, grouped};
use crate::ui::worker::{self, Answers};
use egui::{Context, Ui};
use std::ops::Range;
use std::sync::Arc;

/// The columns.
const COLUMNS: [&str; 7] =
    ["No.", "Codes", "New", "So far", "In any order", "New in run", "Of the base"];
/// The column that opens the words of new codes.
const NEW: usize = 2;

/// In which order interviews are read, as far as the window offers it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Sequence {
    #[default]
    Best,
    Import,
    Name,
}

/// What is asked and what was answered.
#[derive(Default)]
pub(super) struct NewCodes {
    per: Per,
    level: Level,
    sequence: Sequence,
    runs: Sizes,
    answers: Answers<(u64, SaturationSpec), (Arc<Corpus>, Saturation)>,
}

/// Base, run and threshold.
struct Sizes {
    base: usize,
    run: usize,
    threshold: f64,
}

impl Default for Sizes {
    fn default() -> Self {
        let SaturationSpec { base, run, threshold, .. } = SaturationSpec::default();
        Self { base, run, threshold }
    }
}

impl NewCodes {
    fn table(&self) -> Option<&Saturation> {
        self.answers.get().map(|(_, (_, table))| table)
    }

    fn spec(&self, filter: Filter) -> SaturationSpec {
        SaturationSpec {
            per: self.per,
            level: self.level,
            order: match self.sequence {
                Sequence::Best => Order::Best,
                Sequence::Import => Order::Import,
                Sequence::Name => Order::Name,
            },
            base: self.runs.base,
            run: self.runs.run,
            threshold: self.runs.threshold,
            filter,
        }
    }

    /// "gives 6+2", and how many codes the base has.
    fn outcome(&self) -> Option<String> {
        let runs = &self.table()?.runs;
        let base = counted(runs.base_sum, "code", "codes");
        let notation = runs.notation().unwrap_or_else(|| "n/a".to_owned());
        Some(format!("gives {notation} ({base} in the base)"))
    }
}

impl Part for NewCodes {
    fn ask(&mut self, ctx: &Context, view: &View<'_>, filter: &Filter) -> bool {
        let key = (view.revision, self.spec(filter.clone()));
        let away = (view.corpus.coding_count() > worker::LARGE, "new codes");
        let (corpus, spec) = (Arc::clone(view.corpus), key.1.clone());
        self.answers.ask(ctx, &key, away, move || {
            let table = saturation(&corpus, &spec);
            (corpus, table)
        })
    }

    fn working(&self) -> bool {
        self.answers.working()
    }

    fn lines(&self) -> Option<Vec<Line>> {
        let each = self.table()?.interviews.iter();
        Some(each.map(|one| Line { code: None, depth: 0, used: one.codes > 0 }).collect())
    }

    fn sort_value(&self, row: usize, column: usize) -> Option<f64> {
        let table = self.table()?;
        let one = table.interviews.get(row)?;
        let run = || table.runs.runs.iter().find(|run| run.last == row + 1);
        match column {
            0 => Some(row as f64),
            1 => Some(one.codes as f64),
            NEW => Some(one.new.len() as f64),
            3 => Some(one.so_far as f64),
            4 => Some(one.expected),
            5 => Some(run()?.new as f64),
            _ => run()?.ratio,
        }
    }

    fn notes(&self) -> Vec<String> {
        self.table().map(Saturation::notes).unwrap_or_default()
    }

    fn controls(&mut self, ui: &mut Ui, view: &View<'_>) -> bool {
        let theme = view.theme;
        let mut changed = false;
        widgets::quiet_word(ui, theme, "New codes by");
        let per = [(Per::Document, "document"), (Per::Participant, "participant")];
        let per = per.map(|(per, text)| (per, text.to_owned()));
        changed |= part::choose(ui, view, (&mut self.per, "Interviews"), &per);
        let order = [
            (Sequence::Best, "by date, else as imported"),
            (Sequence::Import, "as imported"),
            (Sequence::Name, "by name"),
        ];
        let order = order.map(|(order, text)| (order, text.to_owned()));
        changed |= part::choose(ui, view, (&mut self.sequence, "Order of interviews"), &order);
        widgets::quiet_word(ui, theme, "counting");
        let levels = [
            (Level::Leaf, "codes without codes under them"),
            (Level::Every, "every code alone"),
            (Level::Top, "codes at the top"),
        ];
        let levels = levels.map(|(level, text)| (level, text.to_owned()));
        changed |= part::choose(ui, view, (&mut self.level, "Which codes"), &levels);
        widgets::quiet_word(ui, theme, "with a base of");
        let numbers = |range: std::ops::RangeInclusive<usize>| -> Vec<(usize, String)> {
            range.map(|number| (number, number.to_string())).collect()
        };
        changed |= part::choose(ui, view, (&mut self.runs.base, "Base"), &numbers(1..=12));
        widgets::quiet_word(ui, theme, "runs of");
        changed |= part::choose(ui, view, (&mut self.runs.run, "Run"), &numbers(1..=6));
        widgets::quiet_word(ui, theme, "and a threshold of");
        let mut threshold = (self.runs.threshold * 100.0).round() as usize;
        let offered = [0, 5, 10].map(|percent| (percent, format!("{percent} %")));
        if part::choose(ui, view, (&mut threshold, "Threshold"), &offered) {
            self.runs.threshold = threshold as f64 / 100.0;
            changed = true;
        }
        if let Some(outcome) = self.outcome() {
            widgets::quiet_word(ui, theme, &outcome);
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
        let (_, (corpus, table)) = self.answers.get()?;
        let top = table.interviews.iter().map(|one| one.new.len()).max().unwrap_or(0);
        grid::show(ui, theme, &Cells { corpus, table, rows, top }, memory)
    }

    fn open(&mut self, row: usize, column: usize) -> Option<Request> {
        let (_, (corpus, table)) = self.answers.get()?;
        let one = table.interviews.get(row)?;
        let filter = table.new_filter(corpus, row).filter(|_| column == NEW)?;
        let codes = counted(one.new.len() as u64, "new code", "new codes");
        Some(Request::ShowExcerpts(filter, format!("{}: {codes}", one.name)))
    }

    fn export(&self, filter: Filter) -> Option<Export> {
        Some(Export::Saturation(Box::new(self.spec(filter))))
    }
}

/// The table as the grid asks for it.
struct Cells<'a> {
    corpus: &'a Corpus,
    table: &'a Saturation,
    rows: Rows<'a>,
    top: usize,
}

impl Cells<'_> {
    fn one(&self, row: usize) -> Option<(usize, &Interview)> {
        let at = *self.rows.order.get(row)?;
        Some((at, self.table.interviews.get(at)?))
    }

    fn names(&self, codes: &[CodeId]) -> String {
        let name = |id: &CodeId| self.corpus.codes.get(*id).map(|code| code.fields.name.as_str());
        codes.iter().filter_map(name).collect::<Vec<_>>().join(", ")
    }
}

impl Source for Cells<'_> {
    fn first(&self) -> (&str, &str) {
        ("Interview", "the order in which they are read")
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
            0 => "The place of the interview in the order",
            1 => "Codes that occur in the interview",
            NEW => "Codes that occur in no interview before",
            3 => "Codes that occur in this interview or one before",
            4 => "Codes to be expected in as many interviews, over all orders alike",
            5 => "New codes in the run that ends with this interview",
            _ => "New codes in the run, of the codes in the base",
        };
        Head {
            name: COLUMNS.get(column).map_or(String::new(), |name| (*name).to_owned()),
            hover: format!("{hover}\nClick to sort by this column"),
            apart: matches!(column, 1 | 5),
            quiet: column == 0,
        }
    }

    fn lines(&self) -> &'static [&'static str] {
        &[]
    }

    fn figure(&self, _: usize, _: usize) -> String {
        String::new()
    }

    fn label(&self, row: usize) -> Label {
        let Some((_, one)) = self.one(row) else { return Label::plain("") };
        Label { above: one.date.clone().unwrap_or_default(), ..Label::plain(&one.name) }
    }

    fn cell(&self, row: usize, column: usize) -> Shown {
        let Some((at, one)) = self.one(row) else { return Shown::default() };
        let runs = &self.table.runs;
        let run = runs.runs.iter().find(|run| run.last == at + 1);
        let which = |run: &crate::analysis::Run| {
            if run.first == run.last {
                format!("Interview {}", run.first)
            } else {
                format!("Interviews {} to {}", run.first, run.last)
            }
        };
        match (column, run) {
            (0, _) => Shown { main: grouped(at as u64 + 1), quiet: true, ..Shown::default() },
            (1, _) => cells::plain(one.codes, "", false),
            (NEW, _) => {
                let shown = cells::plain(one.new.len() as u64, &self.names(&one.new), true);
                Shown { shade: one.new.len() as f32 / self.top.max(1) as f32, ..shown }
            }
            (3, _) => cells::plain(one.so_far, "", false),
            (4, _) => Shown { main: format!("{:.1}", one.expected), ..Shown::default() },
            (_, None) => Shown { hover: "no run ends here".to_owned(), ..Shown::default() },
            (5, Some(run)) => cells::plain(run.new, &which(run), false),
            (_, Some(run)) if run.ratio.is_none() => {
                cells::without(Reading::Undefined(Undefined::NothingToDivideBy))
            }
            (_, Some(run)) => {
                let reading = Reading::Share { part: run.new, whole: runs.base_sum };
                let (main, rest, _) = cells::figures(reading);
                let mut hover = which(run);
                let gives = runs.first().is_some_and(|first| first == run);
                if gives {
                    hover.push_str(": the first run at or below the threshold");
                }
                let shade = if gives { 1.0 } else { 0.0 };
                Shown { main, rest, hover, shade, ..Shown::default() }
            }
        }
    }

    fn sorted(&self) -> Option<(usize, bool)> {
        self.rows.sort
    }
}
