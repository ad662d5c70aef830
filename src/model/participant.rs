//! Participants, what is known of them, and the people who code.

use super::consent::Consent;
use super::consent_field::read_day;
use super::ids::{AttributeId, CoderId, Guid, ParticipantId};
use super::name_key::name_key;
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

    /// Reads a value as a number when this kind is one. A comma is that of a decimal fraction (`1,5`),
    /// or several of them part thousands (`1,250,000`); `1,250` could be either and is none.
    pub fn number(self, value: &str) -> Option<f64> {
        if self != Self::Number {
            return None;
        }
        read_number(value)
    }

    /// Reads a value as a day when this kind is one: `YYYY-MM-DD` from any spelling that
    /// [`read_day`] takes, with the hour behind it where the value has one in ISO 8601.
    pub fn date(self, value: &str) -> Option<String> {
        if self != Self::Date {
            return None;
        }
        let day = read_day(value).filter(|day| !day.is_empty())?;
        let hour = value.trim().strip_prefix(&day).filter(|hour| hour.len() > 1);
        Some(match hour {
            Some(hour) => format!("{day}T{}", hour[1..].trim()),
            None => day,
        })
    }

    /// True when a value is one of this kind: anything is, but for numbers and dates.
    pub fn fits(self, value: &str) -> bool {
        match self {
            Self::Number => self.number(value).is_some(),
            Self::Date => self.date(value).is_some(),
            Self::Text | Self::YesNo | Self::List => true,
        }
    }

    /// What tells values apart: `1` and `1.0` are one number, `2024-03-31` and `31/03/2024` one day with
    /// all its hours, and everything else is by [`name_key`].
    pub fn key(self, value: &str) -> String {
        if let Some(number) = self.number(value) {
            // 0 and -0 are one.
            return (number + 0.0).to_string();
        }
        let day = self.date(value).and_then(|date| date.get(..10).map(str::to_owned));
        day.unwrap_or_else(|| name_key(value))
    }

    /// Orders two values: numbers by size, dates by time, everything else by its letters without
    /// regard to case. Values that are no number, or no date, come after those that are.
    pub fn compare(self, a: &str, b: &str) -> std::cmp::Ordering {
        use std::cmp::Ordering;
        if self == Self::Date {
            let dates = (self.date(a), self.date(b));
            return match dates {
                (Some(x), Some(y)) => x.cmp(&y),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => name_key(a).cmp(&name_key(b)),
            }
            .then_with(|| a.cmp(b));
        }
        let by_letters = || name_key(a).cmp(&name_key(b)).then_with(|| a.cmp(b));
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

fn read_number(value: &str) -> Option<f64> {
    let value = value.trim();
    let mut parts = value.split(',');
    let whole = parts.next().unwrap_or_default();
    let groups: Vec<&str> = parts.collect();
    let digits = whole.trim_start_matches(['-', '+']);
    let three = |group: &&str| group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit());
    let written = match groups.as_slice() {
        [] => value.to_owned(),
        [one] if !three(one) || digits == "0" || digits.len() > 3 => value.replace(',', "."),
        [_] => return None,
        [front @ .., last] => {
            let end = &last.get(..3).unwrap_or_default();
            let rest = last.get(3..).unwrap_or_default();
            if !front.iter().all(three)
                || !three(end)
                || !(rest.is_empty() || rest.starts_with('.'))
            {
                return None;
            }
            value.replace(',', "")
        }
    };
    written.parse().ok().filter(|n: &f64| n.is_finite())
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
        check(AttributeKind::Date, "31.01.2024", "1 February 2024", Ordering::Less);
        check(AttributeKind::Date, "2024-02-01 09:30", "2024-02-01T10:00", Ordering::Less);
        check(AttributeKind::Date, "9/11/2024", "10/10/2024", Ordering::Greater);
        check(AttributeKind::Date, "2024-02-01", "unknown", Ordering::Less);
        check(AttributeKind::List, "ICTG", "la worker", Ordering::Less);
        check(AttributeKind::List, "Zoë", "Zoe\u{308}f", Ordering::Less);
    }

    #[test]
    fn a_number_is_none_where_its_comma_could_mean_two_things() {
        let check = |value: &str, expected| {
            assert_eq!(AttributeKind::Number.number(value), expected, "{value}");
        };
        check("12", Some(12.0));
        check(" -1,5 ", Some(-1.5));
        check("1.250", Some(1.25));
        check("0,125", Some(0.125));
        check("1250,125", Some(1250.125));
        check("1,250,000", Some(1_250_000.0));
        check("1,250,000.5", Some(1_250_000.5));
        check("1,250", None);
        check("1,2,3", None);
        check("1,250,00", None);
        check("1,250,0é0", None);
        check(",", None);
        check("", None);
        check("inf", None);
    }

    #[test]
    fn values_are_told_apart_by_what_they_mean() {
        let check = |kind: AttributeKind, a: &str, b: &str, same| {
            assert_eq!(kind.key(a) == kind.key(b), same, "{a} {b}");
        };
        check(AttributeKind::Number, "1", "1.0", true);
        check(AttributeKind::Number, "1,5", "1.50", true);
        check(AttributeKind::Number, "0", "-0", true);
        check(AttributeKind::Number, "1", "01 years", false);
        check(AttributeKind::Text, "1", "1.0", false);
        check(AttributeKind::Date, "2024-03-31", "31/03/2024", true);
        check(AttributeKind::Date, "2024-03-31T00:00:00", "31 March 2024", true);
        check(AttributeKind::Date, "2024-03-31", "2024-04-01", false);
        check(AttributeKind::List, "ICTG ", "ictg", true);
    }

    #[test]
    fn a_date_is_read_as_people_write_it() {
        let check = |value: &str, expected: Option<&str>| {
            assert_eq!(AttributeKind::Date.date(value).as_deref(), expected, "{value}");
        };
        check("2024-03-31", Some("2024-03-31"));
        check("31/03/2024", Some("2024-03-31"));
        check("2024-03-31 10:15", Some("2024-03-31T10:15"));
        check("2024-03-31T10:15", Some("2024-03-31T10:15"));
        check("2024-03-31 ", Some("2024-03-31"));
        check("03/31/2024", None);
        check("soon", None);
        check("", None);
    }
}
