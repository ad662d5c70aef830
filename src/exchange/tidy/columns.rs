//! The columns of the tidy tables, and attributes as columns with the types their values have.

use super::{Fact, Field, Kind, Table, TidySpec};
use crate::exchange::formats::inline;
use crate::model::{AttributeKind, Corpus, Participant};
use std::collections::BTreeSet;

/// The columns of one study.
pub(super) struct Columns {
    pub(super) spec: TidySpec,
    /// Name and kind of each attribute, in the order of the study.
    attributes: Vec<(String, Kind, String)>,
}

impl Columns {
    pub(super) fn new(corpus: &Corpus, spec: TidySpec) -> Self {
        let mut taken = BTreeSet::new();
        let attributes = corpus.attributes.iter().map(|attribute| {
            let plain = format!("a_{}", plain(&attribute.name));
            let mut name = plain.clone();
            for number in 2.. {
                if taken.insert(name.clone()) {
                    break;
                }
                name = format!("{plain}_{number}");
            }
            let values = || {
                let all = corpus.participants.iter();
                let each = all.filter_map(|person| person.values.get(&attribute.id));
                each.map(|value| value.trim()).filter(|value| !value.is_empty())
            };
            let kind = match attribute.kind {
                AttributeKind::Number
                    if values().all(|value| attribute.kind.number(value).is_some()) =>
                {
                    Kind::Number
                }
                AttributeKind::Date
                    if values().all(|value| attribute.kind.date(value).is_some()) =>
                {
                    Kind::Day
                }
                _ => Kind::Text,
            };
            (name, kind, attribute.name.clone())
        });
        Self { spec, attributes: attributes.collect() }
    }

    /// What is known of a participant, in the order of the columns.
    pub(super) fn known<'c>(
        &self,
        corpus: &'c Corpus,
        person: Option<&'c Participant>,
        facts: &mut Vec<Fact<'c>>,
    ) {
        for (attribute, (_, kind, _)) in corpus.attributes.iter().zip(&self.attributes) {
            let value = person.and_then(|person| person.values.get(&attribute.id));
            let value = value.map(|value| value.trim()).unwrap_or_default();
            facts.push(match kind {
                Kind::Number => attribute.kind.number(value).map_or(Fact::Nothing, Fact::Number),
                Kind::Day => {
                    let day = attribute.kind.date(value);
                    let day = day.and_then(|day| days(day.get(..10)?));
                    day.map_or(Fact::Nothing, Fact::Day)
                }
                _ => Fact::text(value),
            });
        }
    }

    /// The attributes as columns.
    fn attributes(&self) -> impl Iterator<Item = Field> {
        self.attributes.iter().map(|(name, kind, attribute)| Field {
            name: name.clone(),
            kind: *kind,
            about: format!("the attribute “{}” of the participant", inline(attribute)),
        })
    }

    fn of_codings(&self) -> Vec<Field> {
        let mut fields = vec![
            field("coding", Kind::Text, "identity of the coding; several rows may share it"),
            field("document", Kind::Text, "the document’s name"),
            field("document_guid", Kind::Text, GUID),
            field(
                "participant",
                Kind::Text,
                "for whom it counts: who speaks at least one character of it that is no white space; empty: nobody",
            ),
            field("participant_guid", Kind::Text, GUID),
            field("excluded", Kind::Flag, "the participant is excluded from analysis"),
            field(
                "standing",
                Kind::Text,
                "participant, unassigned (speech nobody is mapped to), interviewer or none (no speech)",
            ),
        ];
        fields.extend(self.attributes());
        fields.extend([
            field("code", Kind::Text, "the code’s name"),
            field("path", Kind::Text, "its names from the top down, joined by /"),
            field("code_guid", Kind::Text, GUID),
            field("coder", Kind::Text, "who coded"),
            field("start", Kind::Whole, "first code point in the document’s text"),
            field("end", Kind::Whole, "first code point after it"),
            field("turn", Kind::Whole, "¶ number of the first turn it touches"),
            field("last_turn", Kind::Whole, "¶ number of the last one"),
            field("turns", Kind::Whole, "turns of the participant it touches"),
            field("words", Kind::Whole, "words of the participant in it"),
            field("characters", Kind::Whole, "characters of the participant in it"),
            field("key_quote", Kind::Flag, "marked as a key quote"),
            field("contradicting", Kind::Flag, "marked as contradicting"),
            field("uncertain", Kind::Flag, "marked as uncertain"),
            field("made", Kind::Moment, "when it was made; empty where nobody knows"),
        ]);
        if self.spec.with_text {
            fields.extend([
                field("text", Kind::Text, "the words as coded, labels in them included"),
                field("comment", Kind::Text, "what the coder wrote about it"),
            ]);
        }

        fields
    }

    pub(super) fn fields(&self, table: Table) -> Vec<Field> {
        let mut fields;
        match table {
            Table::Codings => return self.of_codings(),
            Table::Documents => {
                fields = vec![
                    field("document", Kind::Text, "its name"),
                    field("document_guid", Kind::Text, GUID),
                    field("held_on", Kind::Day, "the day of the interview, where it is known"),
                    field("turns", Kind::Whole, "turns"),
                    field("participants", Kind::Whole, "participants who speak"),
                    field("words", Kind::Whole, "words of participants"),
                    field("characters", Kind::Whole, "characters of participants"),
                    field("codings", Kind::Whole, "codings of all coders"),
                ];
            }
            Table::Participants => {
                fields = vec![
                    field("participant", Kind::Text, "the id the researcher uses"),
                    field("participant_guid", Kind::Text, GUID),
                    field("excluded", Kind::Flag, "excluded from analysis"),
                ];
                fields.extend(self.attributes());
                fields.extend([
                    field("documents", Kind::Whole, "documents in which they speak"),
                    field("turns", Kind::Whole, "their turns"),
                    field("words", Kind::Whole, "their words"),
                    field("characters", Kind::Whole, "their characters"),
                ]);
            }
            Table::Codes => {
                fields = vec![
                    field("code", Kind::Text, "its name"),
                    field("path", Kind::Text, "its names from the top down, joined by /"),
                    field("code_guid", Kind::Text, GUID),
                    field("parent", Kind::Text, "the path of the code above it"),
                    field("depth", Kind::Whole, "0 at the top"),
                    field("place", Kind::Whole, "place in the codebook, from 1"),
                    field("definition", Kind::Text, "what it stands for"),
                    field("origin", Kind::Text, "where it comes from"),
                    field("retired", Kind::Flag, "no longer offered for coding"),
                ];
            }
        }
        fields
    }
}

const GUID: &str = "identity across files";

fn field(name: &str, kind: Kind, about: &str) -> Field {
    Field { name: name.to_owned(), kind, about: about.to_owned() }
}

/// A name that needs no quotes in R, Python and SQL.
fn plain(name: &str) -> String {
    let mut plain = String::new();
    for c in name.trim().to_lowercase().chars() {
        if c.is_alphanumeric() {
            plain.push(c);
        } else if !plain.ends_with('_') {
            plain.push('_');
        }
    }
    match plain.trim_matches('_') {
        "" => "attribute".to_owned(),
        name => name.to_owned(),
    }
}

/// Days since 1970-01-01 of `YYYY-MM-DD`.
pub(super) fn days(day: &str) -> Option<i32> {
    let day: jiff::civil::Date = day.trim().parse().ok()?;
    day.since(jiff::civil::date(1970, 1, 1)).ok().map(|span| span.get_days())
}

pub(super) fn day_in_words(days: i32) -> String {
    let first = jiff::civil::date(1970, 1, 1);
    let day = first.checked_add(jiff::Span::new().days(days));
    day.map(|day| day.to_string()).unwrap_or_default()
}

pub(super) fn moment_in_words(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms).map(|at| at.to_string()).unwrap_or_default()
}
