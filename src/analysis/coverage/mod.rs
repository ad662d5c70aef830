//! How much is coded with anything, and where nothing is yet.
//!
//! Coverage of a row is `|U| / |S|`: `U` the characters of its participants' speech under at least one
//! excerpt of the filter, `S` all characters of their speech (methods 2.2). Never the whole file: the
//! interviewer's words are no part of either.

mod places;

use super::disclosure::Merging;
use super::filter::Scope;
use super::groups::Grouping;
use super::measures::{Base, Counts, LeftOut, Reading, Undefined};
use super::notes::list;
use super::sweep::{self, Rows, Tally};
use crate::model::{
    AttributeId, Corpus, DocumentId, Filter, ParticipantId, Speech, WhereClause, WhereOp,
};
pub use places::{UncodedTurn, uncoded};

/// What the rows are.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum CoverageBy {
    /// Documents.
    #[default]
    Document,
    /// Participants.
    Participant,
    /// Groups of participants by an attribute.
    Attribute(AttributeId),
}

/// What a row is.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum CoverageKey {
    /// A document.
    Document(DocumentId),
    /// A participant.
    Participant(ParticipantId),
    /// Participants with this value; `None`: of whom it is not known.
    Group(AttributeId, Option<String>),
    /// Everybody in the filter.
    All,
}

/// One document, participant or group.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CoverageRow {
    /// Which.
    pub key: CoverageKey,
    /// Its name.
    pub name: String,
    /// The speech of its participants in the filter.
    pub base: Base,
    /// What of it is under at least one excerpt.
    pub coded: Counts,
}

impl CoverageRow {
    /// Coded characters of own characters.
    pub fn reading(&self) -> Reading {
        match self.base {
            Base { participants: 0, .. } => Reading::Nobody,
            Base { characters: 0, .. } => Reading::Undefined(Undefined::NothingToDivideBy),
            Base { characters, .. } => {
                Reading::Share { part: self.coded.characters, whole: characters }
            }
        }
    }

    /// Turns without a coded character.
    pub fn uncoded_turns(&self) -> u64 {
        self.base.turns.saturating_sub(self.coded.turns)
    }
}

/// The answer of [`coverage()`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Coverage {
    /// What the rows are.
    pub by: CoverageBy,
    /// What the rows are called: "Document", "Participant" or the attribute's name.
    pub heading: String,
    /// In the order of the study, groups in the order of their values.
    pub rows: Vec<CoverageRow>,
    /// Everybody in the filter.
    pub total: CoverageRow,
    /// Speech nobody is mapped to: looked at by nobody.
    pub unassigned: Base,
    /// What is not counted, and why.
    pub left_out: LeftOut,
    /// The participants who are excluded from analysis and would be counted otherwise.
    pub excluded: Vec<String>,
    /// The filter that was asked with.
    pub filter: Filter,
    remarks: Vec<String>,
}

/// Measures how much of participants' speech is coded with anything in the filter.
pub fn coverage(corpus: &Corpus, by: CoverageBy, filter: &Filter) -> Coverage {
    let filter = Filter { speech: Speech::Any, ..filter.clone() };
    let scope = Scope::new(corpus, &filter);
    let (heading, rows, whole) = match by {
        CoverageBy::Document => {
            let one_group = vec![0; corpus.participants.len()];
            let whole = sweep::run(&scope, &one_group, 1, Rows::Together);
            let rows = sweep::by_document(&scope, Rows::Together, |index, tally| {
                let document = &corpus.documents[index];
                scope.has_document(index).then(|| CoverageRow {
                    key: CoverageKey::Document(document.id),
                    name: document.name.clone(),
                    base: tally.base,
                    coded: tally.total(0).counts,
                })
            });
            ("Document".to_owned(), rows.into_iter().flatten().collect(), whole)
        }
        CoverageBy::Participant => {
            let own: Vec<u32> = (0..corpus.participants.len() as u32).collect();
            let whole = sweep::run(&scope, &own, own.len(), Rows::Together);
            let people = corpus.participants.iter().enumerate();
            let rows = people.filter(|(index, _)| scope.participants[*index]);
            let rows = rows
                .map(|(at, person)| {
                    let key = CoverageKey::Participant(person.id);
                    row(&whole, at, key, person.name.clone())
                })
                .collect();
            ("Participant".to_owned(), rows, whole)
        }
        CoverageBy::Attribute(id) => {
            let grouping = Grouping::new(corpus, &[id], &scope.absent, &Merging::default());
            let whole = sweep::run(&scope, &grouping.of, grouping.groups.len(), Rows::Together);
            let groups = grouping.groups.into_iter().enumerate();
            let rows = groups
                .map(|(at, group)| {
                    let value = group.values.into_iter().next().flatten();
                    row(&whole, at, CoverageKey::Group(id, value), group.label)
                })
                .collect();
            let name = grouping.attributes.into_iter().next().map(|(_, name)| name);
            (name.unwrap_or_default(), rows, whole)
        }
    };
    let mut answer = Coverage {
        by,
        heading,
        rows,
        total: CoverageRow {
            key: CoverageKey::All,
            name: "All participants".to_owned(),
            base: whole.base,
            coded: whole.total(0).counts,
        },
        unassigned: whole.unassigned_base,
        left_out: whole.left_out,
        excluded: scope.excluded_names(),
        filter,
        remarks: Vec::new(),
    };
    answer.remarks = super::notes::in_full(super::notes::common(
        &scope,
        &whole.silent,
        &answer.filter,
        &answer.left_out,
    ));
    answer
}

fn row(whole: &Tally, group: usize, key: CoverageKey, name: String) -> CoverageRow {
    CoverageRow { key, name, base: whole.bases[group], coded: whole.cell(0, group).counts }
}

impl Coverage {
    /// The filter that opens the excerpts of a row, or with [`uncoded`] the turns without any; `None`
    /// where nobody of the filter speaks.
    pub fn row_filter(&self, row: &CoverageRow) -> Option<Filter> {
        if row.base.participants == 0 {
            return None;
        }
        let mut filter = Filter { speech: Speech::Participants, ..self.filter.clone() };
        match &row.key {
            CoverageKey::Document(id) => filter.documents = vec![*id],
            CoverageKey::Participant(id) => filter.participants = vec![*id],
            CoverageKey::Group(attribute, value) => {
                // Clauses on one attribute mean "any": the row's own replaces the wider ones.
                filter.wheres.retain(|clause| clause.attribute != *attribute);
                let value = value.clone().unwrap_or_default();
                filter.wheres.push(WhereClause { attribute: *attribute, op: WhereOp::Is, value });
            }
            CoverageKey::All => {}
        }
        Some(filter)
    }

    /// What a reader needs under the table.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = vec![
            "Coverage: characters of participants’ speech under at least one excerpt, of all \
             characters of their speech. Labels, time stamps and the interviewer’s words are no part \
             of either."
                .to_owned(),
            "Uncoded turns: participants’ turns without a single coded character.".to_owned(),
        ];
        let nobody = self.rows.iter().filter(|row| row.base.participants == 0);
        let nobody: Vec<String> = nobody.map(|row| row.name.clone()).collect();
        if !nobody.is_empty() {
            notes.push(format!("“–” in {}: no participant of the filter speaks.", list(&nobody)));
        }
        if self.unassigned.turns > 0 {
            notes.push(format!(
                "Not looked at: {} of speech nobody is mapped to.",
                super::notes::plural(self.unassigned.turns, "turn", "turns")
            ));
        }
        notes.extend(self.remarks.iter().cloned());
        notes
    }
}
