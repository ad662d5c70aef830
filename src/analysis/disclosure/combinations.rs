//! Who can be told apart by what is known of them, and where a group speaks with one voice.

use super::merging::Merging;
use crate::analysis::crosstab::{Column, Crosstab};
use crate::analysis::groups::Grouping;
use crate::model::{AttributeId, Corpus, ParticipantId, Profile};

/// Participants who share the same values of some attributes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Combination {
    /// One value per attribute; `None` for blank.
    pub values: Vec<Option<String>>,
    /// The values for people.
    pub label: String,
    /// Who they are.
    pub participants: Vec<ParticipantId>,
}

/// The combinations of these attributes that fewer than `k` participants have (k-anonymity), in the
/// order of the values. Of those who are excluded from analysis nothing is exported: they are not
/// looked at.
pub fn combinations(corpus: &Corpus, attributes: &[AttributeId], k: u64) -> Vec<Combination> {
    let absent: Vec<bool> = corpus.participants.iter().map(|p| p.excluded.is_some()).collect();
    let grouping = Grouping::new(corpus, attributes, &absent, &Merging::default());
    let groups = grouping.groups.into_iter();
    groups
        .filter(|group| (group.participants.len() as u64) < k)
        .map(|group| Combination {
            values: group.values,
            label: group.label,
            participants: group.participants,
        })
        .collect()
}

/// How much of a group says something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Extent {
    /// All of them: it is known of each of them that they say it.
    Everyone,
    /// None of them: it is known of each of them that they do not.
    NoOne,
}

impl Extent {
    /// As a person reads it, and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Everyone => "everyone",
            Self::NoOne => "no one",
        }
    }
}

/// A cell that says of each participant of a group what they said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Unanimous {
    /// The row of the table.
    pub row: usize,
    /// The group.
    pub group: usize,
    /// Everyone or no one.
    pub extent: Extent,
}

/// The line that lists what a table for the public says of whole groups; `None` for other readers, and
/// where there is nothing to list.
pub fn to_look_at(table: &Crosstab, cells: &[Unanimous]) -> Option<String> {
    let public = table.guard.as_ref().is_some_and(|guard| guard.profile == Some(Profile::Public));
    if !public || cells.is_empty() {
        return None;
    }
    let told = |cell: &Unanimous| {
        let whole = match cell.extent {
            Extent::Everyone => "everyone",
            Extent::NoOne => "no one",
        };
        format!("{} × {} ({whole})", table.rows[cell.row].name, table.groups[cell.group].label)
    };
    let cells: Vec<String> = cells.iter().map(told).collect();
    Some(format!("look before you publish, a cell speaks of everybody in: {}", cells.join(", ")))
}

/// The cells of a table in which everyone or no one of a group says something: by row, then by group.
/// A group of nobody says nothing.
pub fn unanimous(table: &Crosstab) -> Vec<Unanimous> {
    let mut found = Vec::new();
    for (row, cells) in table.rows.iter().enumerate() {
        for (group, cell) in cells.cells.iter().enumerate() {
            let of = table.base(Column::Group(group)).participants;
            let extent = match cell.counts.participants {
                // Nobody has looked for the code there: the cell says nothing of anybody.
                _ if of == 0 || table.unseen.has(row, group) => continue,
                0 => Extent::NoOne,
                n if n == of => Extent::Everyone,
                _ => continue,
            };
            found.push(Unanimous { row, group, extent });
        }
    }
    found
}
