//! Which rows and columns the table of participants has, in which order, how wide.

use super::figures::{Amounts, Figures};
use crate::model::{AttributeId, AttributeKind, Corpus, Participant, ParticipantId};
use crate::ui::parts::{font, thousands};
use crate::ui::theme::{self, Theme};
use crate::ui::widgets::one_line;
use egui::{TextStyle, Ui};
use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};

/// A column, by what stands in it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Col {
    /// The id.
    Name,
    /// What is known.
    Attribute(AttributeId),
    /// Documents they speak in.
    Documents,
    /// Words they say.
    Words,
    /// Excerpts of their speech.
    Excerpts,
}

impl Col {
    /// True when its cells can be written.
    pub(super) fn is_written(self) -> bool {
        matches!(self, Self::Name | Self::Attribute(_))
    }
}

/// A column as it is drawn.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Column {
    pub(super) col: Col,
    pub(super) title: String,
    /// Of an attribute.
    pub(super) kind: Option<AttributeKind>,
    /// Points from the left of the first column.
    pub(super) x: f32,
    pub(super) width: f32,
}

impl Column {
    /// Numbers stand at the right.
    pub(super) fn is_right(&self) -> bool {
        self.kind == Some(AttributeKind::Number) || !self.col.is_written()
    }
}

/// By which column rows are sorted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Sort {
    pub(super) by: Col,
    pub(super) descending: bool,
}

/// Rows and columns, kept until the study or the order asked for changes.
pub(super) struct Rows {
    /// How rows are sorted.
    pub(super) sort: Sort,
    /// Only rows that hold this.
    pub(super) find: String,
    /// Indexes of participants, in the order shown.
    pub(super) order: Vec<u32>,
    /// Left to right.
    pub(super) columns: Vec<Column>,
    /// Values that occur, by attribute that has few of them.
    pub(super) values: HashMap<AttributeId, Vec<String>>,
    asked: Option<(Sort, String)>,
    revision: Option<(u64, bool, u32)>,
    ids: Vec<ParticipantId>,
}

impl Default for Rows {
    fn default() -> Self {
        Self {
            sort: Sort { by: Col::Name, descending: false },
            find: String::new(),
            order: Vec::new(),
            columns: Vec::new(),
            values: HashMap::new(),
            asked: None,
            revision: None,
            ids: Vec::new(),
        }
    }
}

/// Rows whose values are measured for the width of a column.
const MEASURED: usize = 200;

impl Rows {
    /// Brings rows and columns up to date. Rows keep their order while values are edited: nobody wants
    /// the row to jump away that they are writing in.
    pub(super) fn refresh(
        &mut self,
        ui: &Ui,
        theme: &Theme,
        corpus: &Corpus,
        stamp: (u64, bool, u32),
        figures: &Figures,
    ) {
        let asked = Some((self.sort, self.find.clone()));
        let changed = self.revision != Some(stamp);
        if changed {
            self.revision = Some(stamp);
            // Wide values are cut only where the room is short.
            let room = stamp.2 as f32;
            self.columns = columns(ui, theme, corpus, figures, 340.0);
            if self.width() > room {
                self.columns = columns(ui, theme, corpus, figures, 224.0);
            }
            self.values = values(corpus);
        }
        if self.asked != asked {
            self.asked = asked;
            self.sort_rows(corpus, figures);
        } else if changed {
            let mut before = self.ids.clone();
            let mut now: Vec<ParticipantId> = corpus.participants.iter().map(|p| p.id).collect();
            before.sort_unstable();
            now.sort_unstable();
            if before == now {
                let index: HashMap<ParticipantId, u32> =
                    corpus.participants.iter().map(|p| p.id).zip(0..).collect();
                let kept = self.ids.iter().filter_map(|id| index.get(id).copied());
                self.order = kept.collect();
            } else {
                self.sort_rows(corpus, figures);
            }
        }
    }

    fn sort_rows(&mut self, corpus: &Corpus, figures: &Figures) {
        let wanted = self.find.trim().to_lowercase();
        self.order = sorted(corpus, figures, self.sort);
        if wanted.is_empty() {
            // All of them: an edit keeps this order.
            self.ids = ids(corpus, &self.order);
            return;
        }
        let holds = |text: &str| text.to_lowercase().contains(&wanted);
        self.order.retain(|&at| {
            let person = corpus.participants.get(at as usize);
            person.is_some_and(|p| holds(&p.name) || p.values.values().any(|value| holds(value)))
        });
        // Few are shown: their order is found again after every change.
        self.ids = ids(corpus, &self.order);
    }

    /// Width of all columns.
    pub(super) fn width(&self) -> f32 {
        self.columns.last().map_or(0.0, |column| column.x + column.width)
    }

    /// Place of a column.
    pub(super) fn column(&self, col: Col) -> Option<usize> {
        self.columns.iter().position(|column| column.col == col)
    }

    /// Row of a participant.
    pub(super) fn row(&self, corpus: &Corpus, person: ParticipantId) -> Option<usize> {
        self.order.iter().position(|&at| {
            corpus.participants.get(at as usize).is_some_and(|found| found.id == person)
        })
    }

    /// The participant of a row.
    pub(super) fn person<'c>(&self, corpus: &'c Corpus, row: usize) -> Option<&'c Participant> {
        corpus.participants.get(*self.order.get(row)? as usize)
    }
}

fn ids(corpus: &Corpus, order: &[u32]) -> Vec<ParticipantId> {
    order.iter().filter_map(|&at| Some(corpus.participants.get(at as usize)?.id)).collect()
}

/// What stands in a cell that can be written; empty for blank.
pub(super) fn value(person: &Participant, col: Col) -> &str {
    match col {
        Col::Name => &person.name,
        Col::Attribute(id) => person.values.get(&id).map_or("", String::as_str),
        _ => "",
    }
}

/// What stands in a cell that is counted.
pub(super) fn amount(amounts: Amounts, col: Col) -> u64 {
    match col {
        Col::Documents => u64::from(amounts.documents),
        Col::Words => amounts.words,
        Col::Excerpts => u64::from(amounts.excerpts),
        _ => 0,
    }
}

/// Indexes of participants in the order asked for. Blanks are last either way.
fn sorted(corpus: &Corpus, figures: &Figures, sort: Sort) -> Vec<u32> {
    let mut order: Vec<u32> = (0..corpus.participants.len() as u32).collect();
    let kind = corpus
        .attributes
        .iter()
        .find(|attribute| sort.by == Col::Attribute(attribute.id))
        .map_or(AttributeKind::Text, |attribute| attribute.kind);
    let turned = |order: Ordering| if sort.descending { order.reverse() } else { order };
    let amounts = |at: u32| figures.people.get(at as usize).copied().unwrap_or_default();
    let of = |at: u32| corpus.participants.get(at as usize).map_or("", |p| value(p, sort.by));
    order.sort_by(|&a, &b| match sort.by {
        // The corpus is sorted by id as a person sorts: P9 before P10.
        Col::Name => turned(a.cmp(&b)),
        Col::Attribute(_) => {
            let (x, y) = (of(a), of(b));
            let blank = x.is_empty().cmp(&y.is_empty());
            blank.then_with(|| turned(kind.compare(x, y)))
        }
        _ => turned(amount(amounts(a), sort.by).cmp(&amount(amounts(b), sort.by))),
    });
    order
}

fn columns(ui: &Ui, theme: &Theme, corpus: &Corpus, figures: &Figures, widest: f32) -> Vec<Column> {
    let measure = |text: &str, style: &TextStyle| {
        one_line(ui.painter(), text, font(ui, style), theme.ink, 1000.0).size().x
    };
    let body = |texts: &mut dyn Iterator<Item = &str>| {
        texts.take(MEASURED).map(|text| measure(text, &TextStyle::Body)).fold(0.0, f32::max)
    };
    let mut columns: Vec<Column> = Vec::new();
    let mut push = |col, title: &str, kind: Option<AttributeKind>, width: f32| {
        let x = columns.last().map_or(0.0, |last| last.x + last.width);
        columns.push(Column { col, title: title.to_owned(), kind, x, width: width.round() });
    };
    let names = body(&mut corpus.participants.iter().map(|p| p.name.as_str()));
    push(Col::Name, "Participant", None, (names + 56.0).clamp(168.0, 280.0));
    for attribute in corpus.attributes.iter() {
        let col = Col::Attribute(attribute.id);
        let head = measure(&attribute.name, &theme::strong())
            .max(measure(kind_name(attribute.kind), &TextStyle::Small));
        let values = body(&mut corpus.participants.iter().map(|p| value(p, col)));
        let width = (head + 60.0).max(values + 28.0).clamp(104.0, widest);
        push(col, &attribute.name, Some(attribute.kind), width);
    }
    for (col, title) in
        [(Col::Documents, "Documents"), (Col::Words, "Words"), (Col::Excerpts, "Excerpts")]
    {
        let largest = figures.people.iter().map(|amounts| amount(*amounts, col)).max();
        let widest = measure(&thousands(largest.unwrap_or(0)), &TextStyle::Body);
        push(col, title, None, (measure(title, &TextStyle::Small) + 30.0).max(widest + 24.0));
    }
    columns
}

/// Values that occur, for attributes where a choice helps.
fn values(corpus: &Corpus) -> HashMap<AttributeId, Vec<String>> {
    let helps = |kind| matches!(kind, AttributeKind::List | AttributeKind::YesNo);
    let listed = corpus.attributes.iter().filter(|attribute| helps(attribute.kind));
    listed
        .map(|attribute| {
            let mut found: BTreeSet<&str> = corpus
                .participants
                .iter()
                .filter_map(|person| person.values.get(&attribute.id))
                .map(String::as_str)
                .collect();
            if attribute.kind == AttributeKind::YesNo && found.is_empty() {
                found.extend(["yes", "no"]);
            }
            let mut list: Vec<String> = found.into_iter().map(str::to_owned).collect();
            list.sort_by(|a, b| attribute.kind.compare(a, b));
            (attribute.id, list)
        })
        .collect()
}

/// A kind in the words of the screen.
pub(super) fn kind_name(kind: AttributeKind) -> &'static str {
    match kind {
        AttributeKind::Text => "text",
        AttributeKind::Number => "number",
        AttributeKind::Date => "date",
        AttributeKind::YesNo => "yes or no",
        AttributeKind::List => "one of a list",
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::corpus;
    use super::*;
    use std::sync::Arc;

    #[test]
    fn blanks_are_last_either_way_and_numbers_sort_by_size() {
        let mut corpus = corpus();
        let mut people: Vec<Participant> = corpus.participants.to_vec();
        let mut third = people[0].clone();
        third.id = ParticipantId(3);
        people.push(third);
        for (person, age) in people.iter_mut().zip(["9", "", "10"]) {
            person.values.remove(&AttributeId(2));
            if !age.is_empty() {
                person.values.insert(AttributeId(2), age.to_owned());
            }
        }
        corpus.participants = Arc::from(people);
        let figures = Figures::default();
        let check = |by, descending, expected: &[u32]| {
            assert_eq!(sorted(&corpus, &figures, Sort { by, descending }), expected, "{by:?}");
        };
        check(Col::Attribute(AttributeId(2)), false, &[0, 2, 1]);
        check(Col::Attribute(AttributeId(2)), true, &[2, 0, 1]);
        check(Col::Name, true, &[2, 1, 0]);
    }
}
