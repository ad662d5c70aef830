//! Exploratory tests between groups of participants: off until what they are not was read.

use super::cells::{self, Shown};
use super::grid::{self, GridEvent, Head, Label, Memory, Source};
use super::part::{self, Line, Part};
use super::sources::Rows;
use crate::analysis::disclosure::{Merging, OTHERS};
use crate::analysis::exploratory::{
    Adjust, CodeTest, Comparison, ComparisonSpec, OPENING, On, Residuals, compare, small_together,
};
use crate::analysis::{
    Column, Crosstab, CrosstabSpec, Reading, Undefined, crosstab, role_attribute,
};
use crate::model::{AttributeId, Corpus, Filter, Refusal};
use crate::ui::icons::Icon;
use crate::ui::outbox::{Export, Request};
use crate::ui::parts::capital;
use crate::ui::theme::Theme;
use crate::ui::view::View;
use crate::ui::widgets::{self, counted, grouped};
use crate::ui::worker::Answers;
use egui::{Context, Ui};
use std::ops::Range;
use std::sync::Arc;

/// The columns after the groups.
const AFTER: [&str; 4] = ["Difference", "p", "p adjusted", "Smallest p"];

/// A comparison, the study it was made from, and its groups as a table that opens.
struct Answer {
    corpus: Arc<Corpus>,
    found: Comparison,
    groups: Crosstab,
}

/// What is asked and what was answered.
pub(super) struct Tests {
    /// What these tests are not was read.
    read: bool,
    by: Option<AttributeId>,
    on: On,
    adjust: Adjust,
    /// The level, in thousandths.
    level: u16,
    merge: bool,
    residuals: bool,
    answers: Answers<(u64, Wanted), Result<Answer, Refusal>>,
}

impl Default for Tests {
    fn default() -> Self {
        let (on, adjust) = (On::default(), Adjust::default());
        Self {
            read: false,
            by: None,
            on,
            adjust,
            level: 50,
            merge: false,
            residuals: false,
            answers: Answers::default(),
        }
    }
}

/// A question, before it is known which groups are small.
#[derive(Clone, PartialEq, Debug)]
struct Wanted {
    by: AttributeId,
    on: On,
    adjust: Adjust,
    level: u16,
    merge: bool,
    residuals: bool,
    filter: Filter,
}

impl Wanted {
    fn spec(&self, corpus: &Corpus) -> Result<ComparisonSpec, Refusal> {
        let merging = if self.merge {
            small_together(corpus, self.by, &self.filter, OTHERS)?
        } else {
            Merging::default()
        };
        Ok(ComparisonSpec {
            merging,
            filter: self.filter.clone(),
            on: self.on,
            adjust: self.adjust,
            residuals: self.residuals,
            alpha: f64::from(self.level) / 1_000.0,
            ..ComparisonSpec::new(self.by)
        })
    }
}

impl Tests {
    /// The attribute that makes the groups: the one chosen, else the role.
    fn attribute(&self, corpus: &Corpus) -> Option<AttributeId> {
        let known = |id: &AttributeId| corpus.attributes.iter().any(|a| a.id == *id);
        let first = || corpus.attributes.first().map(|attribute| attribute.id);
        self.by.filter(known).or_else(|| role_attribute(corpus)).or_else(first)
    }

    fn wanted(&self, corpus: &Corpus, filter: Filter) -> Option<Wanted> {
        let by = self.attribute(corpus)?;
        let &Self { on, adjust, level, merge, residuals, .. } = self;
        Some(Wanted { by, on, adjust, level, merge, residuals, filter })
    }

    fn answer(&self) -> Option<&Answer> {
        self.answers.get().and_then(|(_, answer)| answer.as_ref().ok())
    }
}

impl Part for Tests {
    fn ask(&mut self, ctx: &Context, view: &View<'_>, filter: &Filter) -> bool {
        if !self.read {
            return false;
        }
        let Some(wanted) = self.wanted(view.corpus, filter.clone()) else { return false };
        // Hundreds of codes by a hundred thousand arrangements take seconds.
        let (corpus, asked) = (Arc::clone(view.corpus), wanted.clone());
        self.answers.ask(ctx, &(view.revision, wanted), (true, "tests"), move || {
            let spec = asked.spec(&corpus)?;
            let found = compare(&corpus, &spec);
            let groups = CrosstabSpec {
                by: vec![spec.by],
                merging: spec.merging.clone(),
                filter: spec.filter.clone(),
                ..CrosstabSpec::default()
            };
            let groups = crosstab(&corpus, &groups);
            Ok(Answer { corpus, found, groups })
        })
    }

    fn working(&self) -> bool {
        self.answers.working()
    }

    fn lines(&self) -> Option<Vec<Line>> {
        let rows = self.answer()?.found.rows.iter();
        let used = |row: &CodeTest| row.said.iter().any(|said| *said > 0);
        Some(
            rows.map(|row| Line { code: Some(row.code), depth: row.depth, used: used(row) })
                .collect(),
        )
    }

    fn sort_value(&self, row: usize, column: usize) -> Option<f64> {
        let found = &self.answer()?.found;
        let row = found.rows.get(row)?;
        let groups = found.groups.len();
        if let Some(at) = residual_at(found, column) {
            return residual(found, row, at);
        }
        match column.checked_sub(groups) {
            None if row.means.is_empty() => row.said.get(column).map(|said| *said as f64),
            None => row.means.get(column).copied().flatten(),
            Some(0) => row.difference.map(|difference| difference.value),
            Some(1) => row.outcome.map(|outcome| outcome.exact.p),
            Some(2) => row.outcome.map(|outcome| outcome.adjusted),
            Some(_) => row.outcome.map(|outcome| outcome.smallest),
        }
    }

    fn notes(&self) -> Vec<String> {
        let Some(answer) = self.answer() else { return Vec::new() };
        std::iter::once(OPENING.to_owned()).chain(answer.found.notes()).collect()
    }

    fn controls(&mut self, ui: &mut Ui, view: &View<'_>) -> bool {
        let (theme, corpus) = (view.theme, view.corpus);
        let Some(mut by) = self.attribute(corpus).filter(|_| self.read) else { return false };
        let mut changed = false;
        widgets::quiet_word(ui, theme, "Compare");
        let on = [
            (On::Presence, "who says it"),
            (On::Excerpts, "excerpts of each participant"),
            (On::Rate, "excerpts per 1,000 own words"),
        ];
        let on = on.map(|(on, text)| (on, text.to_owned()));
        changed |= part::choose(ui, view, (&mut self.on, "What is compared"), &on);
        widgets::quiet_word(ui, theme, "by");
        let all: Vec<_> = corpus.attributes.iter().map(|a| (a.id, a.name.clone())).collect();
        if part::choose(ui, view, (&mut by, "Groups"), &all) {
            self.by = Some(by);
            changed = true;
        }
        widgets::quiet_word(ui, theme, "at the level");
        let levels = [10, 50, 100].map(|level| (level, format!(".{:02}", level / 10)));
        changed |= part::choose(ui, view, (&mut self.level, "Level"), &levels);
        widgets::quiet_word(ui, theme, "adjusted by");
        let adjust = [
            (Adjust::Holm, "Holm"),
            (Adjust::BenjaminiHochberg, "Benjamini-Hochberg"),
            (Adjust::None, "nothing"),
        ];
        let adjust = adjust.map(|(adjust, text)| (adjust, text.to_owned()));
        changed |= part::choose(ui, view, (&mut self.adjust, "Adjustment"), &adjust);
        widgets::quiet_word(ui, theme, "small groups");
        let small = [(false, "left out".to_owned()), (true, format!("put together as “{OTHERS}”"))];
        changed |= part::choose(ui, view, (&mut self.merge, "Small groups"), &small);
        widgets::quiet_word(ui, theme, "and");
        let residuals = [(false, "no residuals"), (true, "residuals of references")];
        let residuals = residuals.map(|(on, text)| (on, text.to_owned()));
        changed |= part::choose(ui, view, (&mut self.residuals, "Residuals"), &residuals);
        changed
    }

    fn before(&mut self, ui: &mut Ui, view: &View<'_>) -> bool {
        if self.attribute(view.corpus).is_none() {
            let text = "Tests compare groups of participants, and nothing is known of them yet.";
            widgets::empty(ui, view.theme, Icon::Tables, ("No groups", text), None);
            return true;
        }
        if self.read {
            if let Some((_, Err(refused))) = self.answers.get() {
                let why = format!("{}.", capital(&refused.to_string()));
                let title = ("No tests", why.as_str());
                if widgets::empty(ui, view.theme, Icon::Tables, title, Some("Leave them out")) {
                    self.merge = false;
                }
                return true;
            }
            // Said where the eye is, above everything that has a p in it.
            let refused = self.answer().and_then(|answer| answer.found.refused.as_ref());
            if let Some(refused) = refused {
                widgets::notice(ui, view.theme, &refused.reason(), None);
            }
            return false;
        }
        let title = ("Exploratory tests are off", OPENING);
        if widgets::empty(ui, view.theme, Icon::Tables, title, Some("Show the tests")) {
            self.read = true;
        }
        true
    }

    fn draw(
        &self,
        ui: &mut Ui,
        theme: &Theme,
        rows: Rows<'_>,
        memory: &mut Memory,
    ) -> Option<GridEvent> {
        let answer = self.answer()?;
        let first = tested_columns(&answer.found);
        let more = answer.found.residuals.as_ref().map_or(0, |found| found.groups.len());
        let over = "Adjusted residuals of references, each code alone; no p".to_owned();
        let spans = if more > 0 { vec![(first..first + more, over)] } else { Vec::new() };
        grid::show(ui, theme, &Cells { answer, theme, rows, spans }, memory)
    }

    fn open(&mut self, row: usize, column: usize) -> Option<Request> {
        let answer = self.answer()?;
        let test = answer.found.rows.get(row)?;
        let group = answer.found.groups.get(column)?;
        let groups = &answer.groups;
        let at = groups.rows.iter().position(|row| row.code == test.code)?;
        let which = groups.groups.iter().position(|other| other.label == group.label)?;
        let which = Column::Group(which);
        let counts = groups.cell(at, which)?.counts;
        let number = counted(counts.excerpts, "excerpt", "excerpts");
        let title = format!("{} × {}: {number}", test.name, group.label);
        Some(Request::ShowExcerpts(groups.cell_filter(at, which)?, title))
    }

    fn export(&self, filter: Filter) -> Option<Export> {
        let found = &self.answer()?.found;
        Some(Export::Tests(Box::new(ComparisonSpec { filter, ..found.spec.clone() })))
    }
}

/// Groups, and what stands behind them: without a test the difference alone.
fn tested_columns(found: &Comparison) -> usize {
    found.groups.len() + if found.refused.is_none() { AFTER.len() } else { 1 }
}

/// Which of the residuals a column shows, by index.
fn residual_at(found: &Comparison, column: usize) -> Option<usize> {
    let at = column.checked_sub(tested_columns(found))?;
    found.residuals.as_ref().filter(|residuals| at < residuals.groups.len()).map(|_| at)
}

/// The adjusted residual of a code; `None` where it has no reference of its own.
fn residual(found: &Comparison, test: &CodeTest, at: usize) -> Option<f64> {
    let own = found.residuals.as_ref()?.rows.iter().find(|row| row.code == test.code)?;
    own.adjusted.get(at).copied()
}

/// The comparison as the grid asks for it.
struct Cells<'a> {
    answer: &'a Answer,
    theme: &'a Theme,
    rows: Rows<'a>,
    spans: Vec<(Range<usize>, String)>,
}

impl Cells<'_> {
    fn row(&self, row: usize) -> Option<&CodeTest> {
        self.answer.found.rows.get(*self.rows.order.get(row)?)
    }
}

impl Source for Cells<'_> {
    fn rows(&self) -> usize {
        self.rows.order.len()
    }

    fn columns(&self) -> usize {
        let residuals = self.answer.found.residuals.as_ref();
        tested_columns(&self.answer.found) + residuals.map_or(0, |found| found.groups.len())
    }

    fn spans(&self) -> &[(Range<usize>, String)] {
        &self.spans
    }

    fn head(&self, column: usize) -> Head {
        let groups = &self.answer.found.groups;
        if let Some(at) = residual_at(&self.answer.found, column) {
            let residuals = self.answer.found.residuals.as_ref();
            let group = residuals.and_then(|found| groups.get(*found.groups.get(at)?));
            let name = group.map_or(String::new(), |group| group.label.clone());
            let hover = "How far references are from what the margins would have, in standard \
                         deviations. Those of one person are not independent: there is no p\nClick \
                         to sort by this column";
            let apart = at == 0;
            return Head { name, hover: hover.to_owned(), apart, quiet: false };
        }
        let (name, hover) = match groups.get(column) {
            Some(group) if group.untested.is_some() => {
                (group.label.clone(), "Too small a group: it is in no test")
            }
            Some(group) => (group.label.clone(), "A group of participants"),
            None => {
                let after = column - groups.len();
                let hover = match after {
                    0 => "How far the groups are apart: look at this before any p",
                    1 => "How often chance alone would part the participants at least so far",
                    2 => "p, made larger for the number of codes that are tested",
                    _ => "No result of this code could have a smaller p than this",
                };
                (AFTER.get(after).map_or(String::new(), |name| (*name).to_owned()), hover)
            }
        };
        Head {
            name,
            hover: format!("{hover}\nClick to sort by this column"),
            apart: column == groups.len(),
            quiet: groups.get(column).is_some_and(|group| group.untested.is_some()),
        }
    }

    fn lines(&self) -> &'static [&'static str] {
        &["Participants"]
    }

    fn figure(&self, column: usize, _: usize) -> String {
        let group = self.answer.found.groups.get(column);
        group.map_or(String::new(), |group| grouped(group.participants))
    }

    fn label(&self, row: usize) -> Label {
        let Some(test) = self.row(row) else { return Label::plain("") };
        let depth = self.answer.found.rows.iter().map(|row| row.depth).min().unwrap_or(0);
        self.rows.label(&self.answer.corpus, self.theme, test.code, depth)
    }

    fn cell(&self, row: usize, column: usize) -> Shown {
        let Some(test) = self.row(row) else { return Shown::default() };
        let found = &self.answer.found;
        let late = Reading::Undefined(Undefined::NotLookedFor);
        let none = if found.not_looked_for(test) { late } else { Reading::Nobody };
        let number = |value: Option<f64>, decimals: usize| match value {
            Some(value) => {
                let digits = format!("{value:.decimals$}");
                // What is rounded to nothing has no sign.
                let signed = digits.contains(|c: char| ('1'..='9').contains(&c));
                let main = digits.replace('-', if signed { "−" } else { "" });
                Shown { main, ..Shown::default() }
            }
            None => cells::without(none),
        };
        if let Some(at) = residual_at(found, column) {
            let Some(value) = residual(found, test, at) else { return Shown::default() };
            let mut shown = number(Some(value), 1);
            shown.quiet = !Residuals::shaded(value);
            shown.shade = if shown.quiet { 0.0 } else { 0.8 };
            let own = found.residuals.as_ref();
            let own = own.and_then(|all| all.rows.iter().find(|row| row.code == test.code));
            if let Some(own) = own
                && let (Some(count), Some(expected)) = (own.counts.get(at), own.expected.get(at))
            {
                let references = counted(*count, "reference", "references");
                shown.hover = format!("{references} of the code alone; {expected:.1} expected");
            }
            return shown;
        }
        let Some(group) = found.groups.get(column) else {
            return match column - found.groups.len() {
                0 => {
                    let mut shown = number(test.difference.map(|d| d.value), 2);
                    if let Some(apart) = test.difference {
                        let label =
                            |at: usize| found.groups.get(at).map_or("", |g| g.label.as_str());
                        shown.hover =
                            format!("{} less {}", label(apart.first), label(apart.second));
                    }
                    shown
                }
                1 => number(test.outcome.map(|outcome| outcome.exact.p), 4),
                2 => number(test.outcome.map(|outcome| outcome.adjusted), 4),
                _ => number(test.outcome.map(|outcome| outcome.smallest), 4),
            };
        };
        let said = test.said.get(column).copied().unwrap_or(0);
        if group.participants == 0 {
            return cells::without(Reading::Nobody);
        }
        if test.not_applicable(column, group.participants) {
            return cells::without(late);
        }
        let shown = match test.means.get(column) {
            Some(mean) => number(*mean, 2),
            None => {
                let reading = Reading::OutOf { part: said, whole: group.participants };
                let (main, rest, _) = cells::figures(reading);
                Shown { main, rest, ..Shown::default() }
            }
        };
        Shown { opens: said > 0, quiet: said == 0, ..shown }
    }

    fn sorted(&self) -> Option<(usize, bool)> {
        self.rows.sort
    }
}
