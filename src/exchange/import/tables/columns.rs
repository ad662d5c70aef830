//! Which columns of a survey hold answers, and which one says who answered.

use super::{SurveyColumns, Table};
use std::collections::HashSet;

/// A column as a person chooses it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SurveyColumn {
    /// Its name: different from all others, never empty.
    pub name: String,
    /// Rows that have a value.
    pub filled: usize,
    /// How many different values there are.
    pub different: usize,
    /// The first value.
    pub example: String,
}

/// A table that may be a survey.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SurveyTable {
    /// All columns, in order.
    pub columns: Vec<SurveyColumn>,
    /// Rows below the header.
    pub rows: usize,
    /// What suggests itself. No texts: nothing looks like answers.
    pub proposed: SurveyColumns,
}

/// What is known of a column.
struct Facts {
    filled: usize,
    different: usize,
    words: usize,
    chars: usize,
    longest: usize,
    dates: usize,
}

fn facts<'t>(values: impl Iterator<Item = &'t str>) -> Facts {
    let mut facts = Facts { filled: 0, different: 0, words: 0, chars: 0, longest: 0, dates: 0 };
    let mut seen = HashSet::new();
    for value in values.filter(|value| !value.is_empty()) {
        let chars = value.chars().count();
        facts.filled += 1;
        facts.words += value.split_whitespace().count();
        facts.chars += chars;
        facts.longest = facts.longest.max(chars);
        // `2024-02-03`, `3/2/2024 10:15:02`, `03.02.24`.
        let date =
            value.bytes().take(10).filter(|b| matches!(b, b'/' | b'-' | b'.' | b':')).count();
        let digits = value.bytes().filter(u8::is_ascii_digit).count();
        facts.dates += usize::from(date >= 2 && digits * 2 >= chars);
        seen.insert(value.to_lowercase());
    }
    facts.different = seen.len();
    facts
}

impl Facts {
    /// Long, free answers that hardly repeat.
    fn is_text(&self) -> bool {
        self.filled > 0
            && (self.words >= self.filled * 6 && self.chars >= self.filled * 30
                // Scripts that part no words by spaces.
                || self.chars >= self.filled * 24 && self.words * 12 <= self.chars)
            && self.different * 10 >= self.filled * 7
            && self.dates * 2 < self.filled
            && self.longest >= 30
    }

    /// A different short value in every row.
    fn tells_apart(&self, rows: usize) -> bool {
        self.filled == rows && self.different == rows && self.longest <= 48 && self.dates * 2 < rows
    }
}

/// True when the values of a column can stand for the respondents.
pub(super) fn tells_apart(table: &Table, at: usize) -> bool {
    facts(table.column(at)).tells_apart(table.rows.len())
}

/// Names that columns of ids have.
const IDS: &[&str] = &[
    "id",
    "ids",
    "respondent",
    "respondentid",
    "participant",
    "participantid",
    "pid",
    "code",
    "case",
    "caseid",
    "number",
    "no",
    "nr",
    "nummer",
    "pseudonym",
    "person",
    "personid",
    "user",
    "userid",
    "subject",
    "teilnehmer",
    "proband",
    "befragte",
    "responseid",
    "recordid",
    "interview",
];

/// The columns of a table, and what suggests itself.
pub(super) fn describe(table: &Table) -> SurveyTable {
    let mut texts = Vec::new();
    let mut id: Option<(u32, usize)> = None;
    let mut columns = Vec::with_capacity(table.titles.len());
    for (at, name) in table.titles.iter().enumerate() {
        let facts = facts(table.column(at));
        if facts.is_text() {
            texts.push(name.clone());
        } else if facts.tells_apart(table.rows.len()) {
            let key: String =
                name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
            let score = u32::from(IDS.contains(&key.as_str())) * 2 + u32::from(at == 0);
            if id.is_none_or(|(best, _)| score > best) {
                id = Some((score, at));
            }
        }
        columns.push(SurveyColumn {
            name: name.clone(),
            filled: facts.filled,
            different: facts.different,
            example: table
                .column(at)
                .find(|value| !value.is_empty())
                .unwrap_or_default()
                .to_owned(),
        });
    }
    // A column that only happens to be different everywhere says nobody's name.
    let id = id.filter(|(score, _)| *score > 0).map(|(_, at)| table.titles[at].clone());
    let proposed = SurveyColumns { id, texts, attributes: None };
    SurveyTable { columns, rows: table.rows.len(), proposed }
}
