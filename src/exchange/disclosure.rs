//! What could say who somebody is, as a list to be worked off before something is published.

use super::sheet::{Cell, Column, Row, Sheet};
use crate::analysis::Crosstab;
use crate::analysis::disclosure::{Combination, Extent, Unanimous};
use crate::model::{Corpus, ParticipantId};
use serde_json::{Value, json};

/// Everything that was looked at.
pub struct Findings<'f> {
    /// The study.
    pub corpus: &'f Corpus,
    /// Codes by the attributes that were named.
    pub table: &'f Crosstab,
    /// Combinations of their values that fewer than `least` participants have.
    pub combinations: Vec<Combination>,
    /// Cells in which everyone or no one of a group says something.
    pub unanimous: Vec<Unanimous>,
    /// Fewer participants than this can be told apart.
    pub least: u64,
}

impl Findings<'_> {
    fn names(&self, ids: &[ParticipantId]) -> Vec<&str> {
        let people = ids.iter().filter_map(|id| self.corpus.participant(*id));
        people.map(|person| person.name.as_str()).collect()
    }

    /// Participants whose combination of values nobody shares.
    fn unique(&self) -> usize {
        self.combinations.iter().filter(|found| found.participants.len() == 1).count()
    }

    /// Everybody who was looked at.
    fn people(&self) -> usize {
        self.corpus.participants.iter().filter(|person| person.excluded.is_none()).count()
    }

    fn attributes(&self) -> Vec<&str> {
        self.table.attributes.iter().map(|(_, name)| name.as_str()).collect()
    }

    fn notes(&self) -> Vec<String> {
        let by = self.attributes().join(" and ");
        let alone = self.unique();
        vec![
            format!(
                "By {by}, {alone} of {} participants {} alone.",
                self.people(),
                if alone == 1 { "stands" } else { "stand" },
            ),
            format!(
                "Combination: values that fewer than {} participants share. What is published of them \
                 says who is meant to those who know the field.",
                self.least
            ),
            "One person: a column that is that person’s interview.".to_owned(),
            "Everyone, no one: the cell says of each participant of the group whether they said it."
                .to_owned(),
            "Internal: this list names participants. Not to be passed on.".to_owned(),
        ]
    }

    /// The list for people: one row for each finding.
    pub fn sheet(&self) -> Sheet {
        let mut rows = Vec::new();
        let mut add = |what: &str, group: &str, of: u64, who: String, code: &str| {
            let cells = vec![
                Cell::Text(what.to_owned()),
                Cell::Text(group.to_owned()),
                Cell::int(of),
                Cell::words((!who.is_empty()).then_some(who)),
                Cell::words((!code.is_empty()).then_some(code)),
            ];
            rows.push(Row { depth: 0, cells });
        };
        for found in &self.combinations {
            let who = self.names(&found.participants).join(", ");
            add("combination", &found.label, found.participants.len() as u64, who, "");
        }
        for group in self.table.groups.iter().filter(|group| group.base.participants == 1) {
            let who = self.names(&group.participants).join(", ");
            add("one person", &group.label, 1, who, "");
        }
        for extent in [Extent::Everyone, Extent::NoOne] {
            for cell in self.unanimous.iter().filter(|cell| cell.extent == extent) {
                let group = &self.table.groups[cell.group];
                let code = &self.table.rows[cell.row].path;
                add(extent.name(), &group.label, group.base.participants, String::new(), code);
            }
        }
        let by = self.attributes().join(" and ");
        Sheet {
            title: format!("What could say who somebody is, by {by}"),
            columns: vec![
                Column::text("Finding"),
                Column::text("Group"),
                Column::number("Participants"),
                Column::text("Who"),
                Column::text("Code"),
            ],
            rows,
            notes: self.notes(),
            ..Sheet::default()
        }
    }

    /// The list as JSON.
    pub fn json(&self) -> Value {
        let combinations = self.combinations.iter().map(|found| {
            json!({
                "value": found.label,
                "values": found.values,
                "participants": self.names(&found.participants),
            })
        });
        let groups = self.table.groups.iter().filter(|group| group.base.participants == 1);
        let alone = groups.map(
            |group| json!({"value": group.label, "participants": self.names(&group.participants)}),
        );
        let cells = |extent: Extent| -> Vec<Value> {
            let cells = self.unanimous.iter().filter(|cell| cell.extent == extent);
            let value = |cell: &Unanimous| {
                let (group, row) = (&self.table.groups[cell.group], &self.table.rows[cell.row]);
                json!({
                    "code": row.name,
                    "path": row.path,
                    "group": group.label,
                    "participants": group.base.participants,
                })
            };
            cells.map(value).collect()
        };
        json!({
            "attribute": self.attributes(),
            "least": self.least,
            "participants": self.people(),
            "unique": self.unique(),
            "combinations": combinations.collect::<Vec<Value>>(),
            "one_person": alone.collect::<Vec<Value>>(),
            "everyone": cells(Extent::Everyone),
            "no_one": cells(Extent::NoOne),
            "notes": self.notes(),
        })
    }
}
