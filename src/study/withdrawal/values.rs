//! Values of attributes by which the person could be known: those that nobody else has, now or once.

use super::back::Name;
use super::labels::Labels;
use crate::model::{AttributeId, AttributeKind, Corpus, Participant, WhereClause};
use crate::text::turns::same_label;
use std::collections::HashSet;

/// Values that are theirs alone.
#[derive(Default)]
pub(super) struct Values {
    /// Those that they have or had, and nobody else has or had, of those that can be looked for in a text;
    /// the longest first.
    pub(super) found: Vec<String>,
    /// Those that they have or had, and nobody else has: by attribute, as filters tell them apart.
    alone: HashSet<(AttributeId, String)>,
    /// Lines of the audit trail that say how such a value was recoded, be it a number or a day.
    pub(super) recoded: HashSet<String>,
}

impl Values {
    /// From what is known now, from the steps, and from what the audit trail says of values that were set
    /// or recoded.
    pub(super) fn of(labels: &Labels<'_>, person: &Participant) -> Self {
        let (corpus, past) = (labels.corpus, labels.past);
        let mut had: Vec<(AttributeId, String)> =
            person.values.iter().map(|(attribute, value)| (*attribute, value.clone())).collect();
        let known = past.values.iter().filter(|(id, ..)| *id == person.id);
        had.extend(known.map(|(_, attribute, value)| (*attribute, value.clone())));
        had.extend(set(labels, person));
        let attributes = corpus.attributes.iter();
        let attributes: Vec<_> =
            attributes.map(|a| (a.id, a.kind, format!("Recode {}: ", a.name))).collect();
        for (id, kind, recode) in &attributes {
            // A value may have been recoded more than once: the last line first.
            let lines = past.lines.iter().rev();
            for line in lines.filter_map(|line| line.label.strip_prefix(recode.as_str())) {
                let Some((old, new)) = recoded(line) else { continue };
                let theirs = had.iter().any(|(known, v)| known == id && same(*kind, v, new));
                // Of several who have the new value any may have had the old one.
                if theirs && !others_have(corpus, person, *id, new) {
                    had.extend(old.into_iter().map(|value| (*id, value.to_owned())));
                }
            }
        }
        had.retain(|(_, value)| !value.trim().is_empty());
        let alone = had.iter().filter(|(id, value)| !others_have(corpus, person, *id, value));
        let alone = alone.map(|(id, value)| (*id, kind_of(corpus, *id).key(value))).collect();
        had.retain(|(id, value)| {
            let kind = kind_of(corpus, *id);
            let others_had = past.values.iter().any(|(who, other, once)| {
                *who != person.id && other == id && same(kind, once, value)
            });
            !others_had && !others_have(corpus, person, *id, value)
        });
        let mut values = Self { alone, ..Self::default() };
        for (id, kind, recode) in &attributes {
            let own = |one: &str| had.iter().any(|(known, v)| known == id && same(*kind, v, one));
            let lines = past.lines.iter().map(|line| &line.label);
            values.recoded.extend(
                lines
                    .filter(|label| {
                        let line = label.strip_prefix(recode.as_str()).and_then(recoded);
                        line.is_some_and(|(old, new)| own(new) || old.into_iter().any(own))
                    })
                    .cloned(),
            );
        }
        let found = had.into_iter().map(|(_, value)| value).filter(|value| can_be_found(value));
        values.found = found.collect();
        values.found.sort();
        values.found.dedup();
        // The longest first: one may stand in another.
        values.found.sort_by_key(|value| std::cmp::Reverse(value.len()));
        values
    }

    /// True for a clause of a filter that asks for a value which is theirs alone. A limit, such as an age of
    /// 18 or more, is nobody's.
    pub(super) fn are_asked_for(&self, corpus: &Corpus, clause: &WhereClause) -> bool {
        if clause.op.orders() {
            return false;
        }
        let key = kind_of(corpus, clause.attribute).key(&clause.value);
        self.alone.contains(&(clause.attribute, key))
    }
}

/// Values that were set, as the audit trail says it of whoever had the name then.
fn set(labels: &Labels<'_>, person: &Participant) -> Vec<(AttributeId, String)> {
    let attributes = labels.corpus.attributes.iter();
    let sets: Vec<_> = attributes.map(|a| (a.id, format!("Set {} of ", a.name))).collect();
    let mut name = Name::of_person(&person.name);
    let mut had = Vec::new();
    for line in labels.past.lines.iter().rev() {
        name.pass(line);
        for (id, set) in &sets {
            let Some(rest) = line.label.strip_prefix(set.as_str()) else { continue };
            let mut names = name.get().into_iter().chain(labels.sure.iter().map(String::as_str));
            let value = names.find_map(|own| rest.strip_prefix(own)?.strip_prefix(" to "));
            had.extend(value.map(|value| (*id, value.to_owned())));
        }
    }
    had
}

/// Old values and the new one of `A, B to C (1 participant)`; `None` where it was more than one.
fn recoded(line: &str) -> Option<(Vec<&str>, &str)> {
    let (values, _) = line.rsplit_once(" (1 participant)")?;
    let (old, new) = values.rsplit_once(" to ")?;
    let mut all: Vec<&str> = vec![old];
    if old.contains(", ") {
        all.extend(old.split(", "));
    }
    Some((all, new))
}

fn can_be_found(value: &str) -> bool {
    value.chars().filter(|c| c.is_alphabetic()).count() >= 3
}

fn kind_of(corpus: &Corpus, column: AttributeId) -> AttributeKind {
    let found = corpus.attributes.iter().find(|attribute| attribute.id == column);
    found.map_or(AttributeKind::Text, |attribute| attribute.kind)
}

/// True for one value in two spellings.
fn same(kind: AttributeKind, a: &str, b: &str) -> bool {
    kind.key(a) == kind.key(b) || same_label(a, b)
}

fn others_have(corpus: &Corpus, person: &Participant, column: AttributeId, value: &str) -> bool {
    let kind = kind_of(corpus, column);
    let has = |other: &Participant| {
        other.id != person.id
            && other.values.get(&column).is_some_and(|known| same(kind, known, value))
    };
    corpus.participants.iter().any(has)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_what_was_recoded() {
        let check = |line: &str, expected: Option<(Vec<&str>, &str)>| {
            assert_eq!(recoded(line), expected, "{line}");
        };
        check("Head of house to worker (1 participant)", Some((vec!["Head of house"], "worker")));
        check("a, b to c (1 participant)", Some((vec!["a, b", "a", "b"], "c")));
        check("a to b (2 participants)", None);
        check("nothing", None);
    }
}
