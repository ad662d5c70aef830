//! What the person is called, and what of it is somebody else's: names that are replaced wherever they
//! stand, names that are too short for that, names that another has, too, and longer names of others in
//! which one of theirs stands.

use super::labels::{Labels, Whose};
use crate::model::{DocumentId, Span};
use crate::text::quotes::{spelled, whole_words};
use crate::text::turns::{is_interviewer_label, is_respondent_label, same_label};
use std::collections::{BTreeMap, HashSet};

/// Names of a person.
#[derive(Default)]
pub(super) struct Called {
    /// Those that stand for nobody else, the longest first: one may stand in another.
    pub(super) names: Vec<String>,
    /// Those that are too short to be looked for.
    pub(super) short: Vec<String>,
    /// Those that somebody else is called, too.
    pub(super) shared: Vec<String>,
    /// Of these, by document, those that are theirs alone in it.
    within: BTreeMap<DocumentId, Vec<String>>,
    /// Of these, by document, those that are somebody else's in it.
    elses: BTreeMap<DocumentId, Vec<String>>,
    /// Names and labels of others in which one of theirs stands.
    longer: Vec<String>,
}

impl Called {
    /// `older`: labels of theirs in older texts.
    pub(super) fn of(labels: &Labels<'_>, older: &[(DocumentId, String)]) -> Self {
        let corpus = labels.corpus;
        let mut theirs: Vec<(DocumentId, String)> = older.to_vec();
        let mut others: Vec<(DocumentId, String)> = Vec::new();
        for document in &corpus.documents {
            for label in labels.known(document) {
                let whose = labels.whose(document, &label);
                let list = if whose == Whose::Theirs { &mut theirs } else { &mut others };
                list.push((document.id, label));
            }
        }
        let people = corpus.participants.iter().filter(|other| other.id != labels.person);
        let people: Vec<&str> = people.map(|other| other.name.as_str()).collect();
        let common = |label: &str| is_respondent_label(label) || is_interviewer_label(label);
        let written = theirs.iter().map(|(_, label)| label).filter(|label| !common(label));
        let mut seen = HashSet::new();
        let all = labels.own.iter().chain(written).filter(|name| seen.insert(name.as_str()));
        let mut called = Self::default();
        for name in all.cloned() {
            let is = |(_, label): &&(DocumentId, String)| same_label(label, &name);
            if !tells(&name) {
                called.short.push(name);
            } else if people.iter().any(|other| same_label(other, &name))
                || others.iter().any(|one| is(&one))
            {
                for (id, _) in others.iter().filter(is) {
                    called.elses.entry(*id).or_default().push(name.clone());
                }
                for (id, _) in theirs.iter().filter(is) {
                    if !called.elses.get(id).is_some_and(|elses| elses.contains(&name)) {
                        called.within.entry(*id).or_default().push(name.clone());
                    }
                }
                called.shared.push(name);
            } else {
                called.names.push(name);
            }
        }
        called.names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        for names in called.within.values_mut() {
            names.sort_by_key(|name| std::cmp::Reverse(name.len()));
            names.dedup();
        }
        let own = || called.names.iter().chain(&called.shared);
        let longer = others.iter().map(|(_, label)| label.as_str()).chain(people);
        let longer = longer.filter(|other| own().any(|name| is_longer(other, name)));
        let mut seen = HashSet::new();
        let longer: Vec<String> =
            longer.filter(|other| seen.insert(*other)).map(ends_bare).collect();
        Self { longer, ..called }
    }

    /// True where it matters to which document a text belongs.
    pub(super) fn differs(&self) -> bool {
        !self.within.is_empty()
    }

    /// The names that are theirs in a text: everywhere, or in what belongs to a document.
    pub(super) fn here(&self, document: Option<DocumentId>) -> impl Iterator<Item = &String> {
        let within = document.and_then(|id| self.within.get(&id));
        self.names.iter().chain(within.into_iter().flatten())
    }

    /// Where a name stands, but not as a part of somebody else's.
    pub(super) fn stands(&self, text: &str, name: &str) -> Vec<Span> {
        apart(text, whole_words(text, name), &self.longer)
    }

    /// The same of places in the path of a file, where signs may stand for spaces.
    pub(super) fn apart_in_path(&self, path: &str, places: Vec<Span>) -> Vec<Span> {
        let spaced = |text: &str| text.replace(['_', '-'], " ");
        let longer: Vec<String> = self.longer.iter().map(|other| spaced(other)).collect();
        apart(&spaced(path), places, &longer)
    }

    /// True where a name that somebody else has, too, stands in a text and is not replaced, though no
    /// label says that it is the other one.
    pub(super) fn leaves(&self, document: Option<DocumentId>, text: &str) -> bool {
        let listed = |lists: &BTreeMap<DocumentId, Vec<String>>, name: &String| {
            document.and_then(|id| lists.get(&id)).is_some_and(|names| names.contains(name))
        };
        self.shared.iter().any(|name| {
            !listed(&self.within, name)
                && !listed(&self.elses, name)
                && !self.stands(text, name).is_empty()
        })
    }
}

/// The places that are no part of something longer.
pub(super) fn apart(text: &str, mut places: Vec<Span>, longer: &[String]) -> Vec<Span> {
    if !places.is_empty() {
        let kept: Vec<Span> = longer.iter().flat_map(|other| spelled(text, other)).collect();
        places.retain(|place| !kept.iter().any(|kept| kept.covers(*place)));
    }
    places
}

/// A label without the stop behind it: `Anna K.` is written without one in the middle of a sentence.
fn ends_bare(label: &str) -> String {
    label.trim_end_matches(['.', ':']).to_owned()
}

/// True for a name of somebody else in which this one stands: `Anna K.` for `Anna`, `P02_2` for `P02`. Not
/// where several people have a label together: `Anna & Tom` names her.
fn is_longer(other: &str, name: &str) -> bool {
    if same_label(other, name) || spelled(other, name).is_empty() {
        return false;
    }
    let mut people = vec![String::new()];
    for word in other.split_whitespace() {
        match word.to_lowercase().as_str() {
            "and" | "und" | "et" | "y" | "og" | "och" => people.push(String::new()),
            _ => {
                if let Some(last) = people.last_mut() {
                    last.push_str(word);
                }
            }
        }
    }
    let mut each = people.iter().flat_map(|one| one.split(['+', '&', '/', ';']));
    !each.any(|one| same_label(one, name))
}

/// A name that can be looked for: `P1` and `Ann`, not `1` or `A`.
pub(super) fn tells(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let digits = name.chars().filter(char::is_ascii_digit).count();
    letters >= 3 || (letters > 0 && digits > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_longer_name_is_somebody_elses() {
        let check = |other: &str, name: &str, expected: bool| {
            assert_eq!(is_longer(other, name), expected, "{other} {name}");
        };
        check("Anna K.", "Anna", true);
        check("ANNA  k", "Anna", true);
        check("Social worker 2", "Social worker", true);
        check("P02_2", "P02", true);
        check("Smith, Anna", "Anna", true);
        check("Anna", "Anna", false);
        check("anna:", "Anna", false);
        check("Annabel", "Anna", false);
        check("P021", "P02", false);
        // Of several people she is one.
        check("Anna & Tom", "Anna", false);
        check("P1+P2", "P1", false);
        check("Tom and Anna", "Anna", false);
        check("Anna K and Tom", "Anna", true);
        check("Rene\u{301}e S", "Renée", true);
    }

    #[test]
    fn what_is_part_of_something_longer_stays() {
        let check = |text: &str, expected: &[u32]| {
            let places = apart(text, whole_words(text, "Anna"), &["Anna K".to_owned()]);
            let found: Vec<u32> = places.iter().map(|place| place.start()).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("Anna and Anna K. and ANNA K", &[0]);
        check("Anna Klein", &[0]);
        check("Anna\nK says", &[]);
    }
}
