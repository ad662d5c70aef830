//! Values of attributes by which the person could be known: those that nobody else has, now or once.

use super::labels::Labels;
use crate::model::{AttributeId, Corpus, Participant, name_key};
use crate::text::turns::same_label;

/// Values that only this person has, of those that can be looked for.
pub(super) fn own_values<'c>(corpus: &'c Corpus, person: &'c Participant) -> Vec<&'c str> {
    let own = person.values.iter().filter(|(attribute, value)| {
        can_be_found(value) && !others_have(corpus, person, **attribute, value)
    });
    own.map(|(_, value)| value.as_str()).collect()
}

/// Values that this person had once, and that nobody else has or had: from the steps, and from what the
/// audit trail says of values that were set or recoded.
pub(super) fn former_values(labels: &Labels<'_>, person: &Participant) -> Vec<String> {
    let past = labels.past;
    let mut had: Vec<(AttributeId, String)> =
        person.values.iter().map(|(attribute, value)| (*attribute, value.clone())).collect();
    let known = past.values.iter().filter(|(id, ..)| *id == person.id);
    had.extend(known.map(|(_, attribute, value)| (*attribute, value.clone())));
    for attribute in labels.corpus.attributes.iter() {
        for own in &labels.own {
            let set = format!("Set {} of {own} to ", attribute.name);
            let values = past.lines.iter().filter_map(|line| line.strip_prefix(&set));
            had.extend(values.map(|value| (attribute.id, value.to_owned())));
        }
        // A value may have been recoded more than once: the last line first.
        let recode = format!("Recode {}: ", attribute.name);
        for line in past.lines.iter().rev().filter_map(|line| line.strip_prefix(&recode)) {
            let Some((old, new)) = recoded(line) else { continue };
            let theirs =
                had.iter().any(|(id, value)| *id == attribute.id && same_label(value, new));
            // Of several who have the new value any may have had the old one.
            if theirs && !others_have(labels.corpus, person, attribute.id, new) {
                had.extend(old.into_iter().map(|value| (attribute.id, value.to_owned())));
            }
        }
    }
    let others = |attribute: AttributeId, value: &str| {
        others_have(labels.corpus, person, attribute, value)
            || past.values.iter().any(|(id, other, once)| {
                *id != person.id && *other == attribute && name_key(once) == name_key(value)
            })
    };
    let mut former: Vec<String> = had
        .into_iter()
        .filter(|(attribute, value)| can_be_found(value) && !others(*attribute, value))
        .map(|(_, value)| value)
        .collect();
    former.sort();
    former.dedup();
    // The longest first: one may stand in another.
    former.sort_by_key(|value| std::cmp::Reverse(value.len()));
    former
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

fn others_have(corpus: &Corpus, person: &Participant, column: AttributeId, value: &str) -> bool {
    let same = |other: &Participant| {
        other.id != person.id
            && other.values.get(&column).is_some_and(|known| same_label(known, value))
    };
    corpus.participants.iter().any(same)
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
