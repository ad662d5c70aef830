//! Participants, what is known of them, and the people who code.

use super::consent::Consent;
use super::ids::{AttributeId, CoderId, Guid, ParticipantId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What values an attribute takes. Values are kept as they were written ("0" stays "0"); the kind
/// decides how they sort and compare.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AttributeKind {
    /// Free text.
    Text,
    /// A number, decimal point or comma.
    Number,
    /// A date, ISO 8601.
    Date,
    /// Yes or no.
    YesNo,
    /// One of few values.
    List,
}

impl AttributeKind {
    /// All kinds, in the order they are offered.
    pub const ALL: [Self; 5] = [Self::Text, Self::Number, Self::Date, Self::YesNo, Self::List];

    /// The word kept in the study file and printed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Date => "date",
            Self::YesNo => "yes-no",
            Self::List => "list",
        }
    }

    /// The inverse of [`AttributeKind::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Reads a value as a number when this kind is one.
    pub fn number(self, value: &str) -> Option<f64> {
        if self != Self::Number {
            return None;
        }
        value.trim().replace(',', ".").parse().ok().filter(|n: &f64| n.is_finite())
    }

    /// Orders two values: numbers by size, everything else by its letters without regard to case.
    /// Values that are no number come after those that are.
    pub fn compare(self, a: &str, b: &str) -> std::cmp::Ordering {
        use std::cmp::Ordering;
        let by_letters = || a.to_lowercase().cmp(&b.to_lowercase()).then_with(|| a.cmp(b));
        match (self.number(a), self.number(b)) {
            (Some(x), Some(y)) => {
                x.partial_cmp(&y).unwrap_or(Ordering::Equal).then_with(by_letters)
            }
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => by_letters(),
        }
    }
}

/// A column of the participant table, such as *role*.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attribute {
    /// Row in this file.
    pub id: AttributeId,
    /// Identity across files.
    pub guid: Guid,
    /// As written in the header: unique without regard to case.
    pub name: String,
    /// How values compare.
    pub kind: AttributeKind,
}

/// A person by pseudonym or number. There is no field for a real name, on purpose.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Participant {
    /// Row in this file.
    pub id: ParticipantId,
    /// Identity across files.
    pub guid: Guid,
    /// The pseudonym or number the researcher uses, such as `P07`: unique without regard to case.
    pub name: String,
    /// What is known. A missing entry is blank: not zero, not empty text.
    pub values: BTreeMap<AttributeId, String>,
    /// Left out of every count, and why (may be empty); `None`: counted.
    pub excluded: Option<String>,
    /// What they agreed to.
    pub consent: Consent,
}

/// A person who codes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Coder {
    /// Row in this file.
    pub id: CoderId,
    /// Identity across files.
    pub guid: Guid,
    /// Unique without regard to case.
    pub name: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cmp::Ordering;

    #[test]
    fn numbers_sort_by_size_and_text_by_letters() {
        let check = |kind: AttributeKind, a: &str, b: &str, expected| {
            assert_eq!(kind.compare(a, b), expected, "{a} {b}");
        };
        check(AttributeKind::Number, "9", "10", Ordering::Less);
        check(AttributeKind::Number, "1,5", "1.4", Ordering::Greater);
        check(AttributeKind::Number, "12", "unknown", Ordering::Less);
        check(AttributeKind::Text, "9", "10", Ordering::Greater);
        check(AttributeKind::List, "ICTG", "la worker", Ordering::Less);
    }
}
