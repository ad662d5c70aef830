//! What stands last under everything that goes out: with which codebook, on which day, by which
//! version of the program. What is counted and left out is said above it, by the analysis itself.

use super::sheet::{Sheet, counted};
use crate::analysis::ExcerptRef;
use crate::analysis::consent::{self, LeftOut};
use crate::model::{Corpus, FrozenCodebook};
use serde_json::{Map, Value, json};

/// The last lines under a table or a list.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Imprint {
    /// The day it was written, `YYYY-MM-DD`.
    pub day: String,
    /// "Codebook: version 3 of 2026-11-20."
    pub codebook: String,
    /// Whose words are left out for want of consent.
    pub consent: Vec<String>,
    /// The same as JSON; null where nothing is.
    pub left_out: Value,
}

impl Imprint {
    /// The imprint of a study on a day.
    pub fn new(corpus: &Corpus, day: &str) -> Self {
        Self {
            day: day.to_owned(),
            codebook: codebook(corpus),
            consent: consent::note(corpus).into_iter().collect(),
            left_out: left_out_json(corpus),
        }
    }

    /// The imprint of a list of excerpts, which knows how many of them are left out.
    pub fn of_list(corpus: &Corpus, list: &[ExcerptRef], day: &str) -> Self {
        let found = consent::left_out(corpus, list);
        Self {
            consent: found.notes(),
            left_out: if found.is_nothing() { Value::Null } else { found_json(&found) },
            ..Self::new(corpus, day)
        }
    }

    /// As sentences.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = self.consent.clone();
        lines.extend([self.codebook.clone(), self.written()]);
        lines
    }

    fn written(&self) -> String {
        format!("Written {} with Postil {}.", self.day, env!("CARGO_PKG_VERSION"))
    }

    /// A table with its last lines.
    #[must_use]
    pub fn under(&self, mut sheet: Sheet) -> Sheet {
        sheet.notes.extend(self.lines());
        sheet
    }

    /// The same in the JSON of a table, as `made`; lists stay lists.
    #[must_use]
    pub fn within(&self, mut value: Value) -> Value {
        if let Some(object) = value.as_object_mut() {
            let made = json!({
                "day": self.day,
                "codebook": self.codebook,
                "postil": env!("CARGO_PKG_VERSION"),
            });
            object.insert("made".to_owned(), made);
            if !self.left_out.is_null() {
                left_out(object, &self.left_out);
            }
        }
        value
    }
}

/// Whose words are held back, as JSON.
fn left_out_json(corpus: &Corpus) -> Value {
    match corpus.withheld.len() {
        0 => Value::Null,
        n => json!({"no_quotation_consent": {"participants": n}}),
    }
}

fn found_json(found: &LeftOut) -> Value {
    json!({
        "no_quotation_consent": {
            "participants": found.participants,
            "excerpts": found.excerpts,
        },
        "quotation_not_recorded": found.unknown,
    })
}

/// Puts it beside what the table itself leaves out.
fn left_out(object: &mut Map<String, Value>, value: &Value) {
    match object.get_mut("left_out").and_then(Value::as_object_mut) {
        Some(known) => known.extend(value.as_object().cloned().unwrap_or_default()),
        None => {
            object.insert("left_out".to_owned(), value.clone());
        }
    }
}

/// Which codebook it is: the last version that was kept, and how many codes changed since.
fn codebook(corpus: &Corpus) -> String {
    let codes = counted(corpus.codes.len(), "code", "codes");
    let Some(version) = corpus.versions.last() else {
        return format!("Codebook: working codebook of {codes}, no version kept.");
    };
    let day = version.created_at.get(..10).unwrap_or(&version.created_at);
    if !version.readable {
        let number = version.number;
        return format!(
            "Codebook: working codebook of {codes}; version {number} of {day} cannot be read."
        );
    }
    let mut changed: Vec<_> = version
        .codes
        .changes_to(&FrozenCodebook::of(&corpus.codes))
        .into_iter()
        .map(|c| c.guid)
        .collect();
    changed.sort_unstable();
    changed.dedup();
    match changed.len() {
        0 => format!("Codebook: version {} of {day}, {codes}.", version.number),
        n => format!(
            "Codebook: working codebook of {codes}, {} since version {} of {day}.",
            counted(n, "code changed", "codes changed"),
            version.number
        ),
    }
}

/// The day on which something is written, `YYYY-MM-DD`: today where the person sits, or the day of
/// `SOURCE_DATE_EPOCH` (seconds since 1970, UTC), with which a file comes out the same on every day.
pub fn today() -> String {
    let fixed = std::env::var("SOURCE_DATE_EPOCH").ok();
    let fixed = fixed.and_then(|seconds| seconds.trim().parse().ok());
    let fixed = fixed.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    let day = match fixed {
        Some(moment) => moment.to_zoned(jiff::tz::TimeZone::UTC).date(),
        None => jiff::Zoned::now().date(),
    };
    day.to_string()
}

/// The number of a day, with which the chance of that day begins: 20261129.
pub fn seed_of(day: &str) -> u64 {
    day.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::testing::Builder;
    use crate::model::{CodebookVersion, CoderId, Guid, VersionId};
    use std::sync::Arc;

    #[test]
    fn the_codebook_is_named_by_its_version_and_by_what_changed_since() {
        let mut corpus = Builder::new().code("Time/delay").build();
        let told = |corpus: &Corpus| Imprint::new(corpus, "2026-11-29").lines();
        assert_eq!(told(&corpus)[0], "Codebook: working codebook of 2 codes, no version kept.");
        let version = CodebookVersion {
            id: VersionId(1),
            guid: Guid::new(),
            number: 3,
            note: String::new(),
            coder: CoderId(1),
            created_at: "2026-11-20T10:00:00Z".to_owned(),
            codes: Arc::new(FrozenCodebook::of(&corpus.codes)),
            readable: true,
        };
        corpus.versions = vec![version].into();
        assert_eq!(told(&corpus)[0], "Codebook: version 3 of 2026-11-20, 2 codes.");
        let mut codes = corpus.codes.codes().to_vec();
        codes[1].fields.definition = "Waiting.".to_owned();
        codes[1].fields.include = "For a letter.".to_owned();
        corpus.codes = Arc::new(crate::model::CodeTree::new(codes));
        assert_eq!(
            told(&corpus)[0],
            "Codebook: working codebook of 2 codes, 1 code changed since version 3 of 2026-11-20."
        );
        assert!(told(&corpus)[1].starts_with("Written 2026-11-29 with Postil "));
    }
}
