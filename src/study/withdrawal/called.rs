//! What the person is called, and what of it is somebody else's: names that are replaced wherever they
//! stand, names that are too short for that, names that another has, too, and longer names of others in
//! which one of theirs stands.

use super::labels::{Labels, Whose};
use crate::model::{DocumentId, Span};
use crate::text::quotes::{spelled, whole_words};
use crate::text::turns::{is_interviewer_label, is_respondent_label, label_key, same_label};
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
    /// Those that nobody else is called, also where they are too short to be looked for.
    alone: Vec<String>,
    /// Names and labels of others in which one of theirs stands.
    longer: Vec<String>,
}

impl Called {
    /// `older`: labels of theirs in older texts; `stays`: whether a document does.
    pub(super) fn of(
        labels: &Labels<'_>,
        older: &[(DocumentId, String)],
        stays: impl Fn(DocumentId) -> bool,
    ) -> Self {
        let corpus = labels.corpus;
        let mut theirs: Vec<(DocumentId, String)> = older.to_vec();
        let mut others: Vec<(DocumentId, String)> = Vec::new();
        // Of which nothing says whose they are: no names of anybody.
        let mut open: Vec<String> = Vec::new();
        for document in &corpus.documents {
            for label in labels.known(document) {
                match labels.whose(document, &label) {
                    Whose::Theirs => theirs.push((document.id, label)),
                    Whose::Others => others.push((document.id, label)),
                    Whose::Perhaps | Whose::Nobodys if stays(document.id) => open.push(label),
                    Whose::Perhaps | Whose::Nobodys => {}
                }
            }
        }
        let people = corpus.participants.iter().filter(|other| other.id != labels.person);
        let people: Vec<&str> = people.map(|other| other.name.as_str()).collect();
        let is_taken = |name: &str| {
            people.iter().any(|other| same_label(other, name))
                || others.iter().any(|(_, label)| same_label(label, name))
                // What they are called now nobody else is called any more.
                || labels.own.first().is_none_or(|now| !same_label(now, name))
                    && labels.others.iter().any(|other| same_label(other, name))
                // A role, `Mother`, is somebody's in every document; a participant's name is theirs.
                || labels.own.iter().all(|own| !same_label(own, name))
                    && open.iter().any(|label| same_label(label, name))
        };
        let common = |label: &str| is_respondent_label(label) || is_interviewer_label(label);
        let written = theirs.iter().map(|(_, label)| label).filter(|label| !common(label));
        let mut seen = HashSet::new();
        let all = labels.own.iter().chain(written).filter(|name| seen.insert(name.as_str()));
        let mut called = Self::default();
        for name in all.cloned() {
            let is = |(_, label): &&(DocumentId, String)| same_label(label, &name);
            let taken = is_taken(&name);
            if !taken {
                called.alone.push(name.clone());
            }
            if !tells(&name) {
                called.short.push(name);
            } else if taken {
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
        let written = theirs.iter().chain(&others).map(|(_, label)| label).chain(&open);
        let named = written.chain(&labels.own).chain(&labels.others);
        let named: HashSet<String> = named.map(|name| label_key(name)).collect();
        let own = || called.names.iter().chain(&called.shared);
        let longer = others.iter().map(|(_, label)| label).chain(&labels.others);
        let longer = longer.filter(|other| own().any(|name| is_longer(other, name, &named)));
        let mut seen = HashSet::new();
        let longer: Vec<String> = longer
            .filter(|other| seen.insert(other.as_str()))
            .map(|other| ends_bare(other))
            .collect();
        Self { longer, ..called }
    }

    /// True for a name or label of theirs that nobody else has, however short it is.
    pub(super) fn is_alone(&self, label: &str) -> bool {
        self.alone.iter().any(|name| same_label(name, label))
    }

    /// True for a name that is not replaced, and told.
    pub(super) fn is_told(&self, label: &str) -> bool {
        self.short.iter().chain(&self.shared).any(|name| same_label(name, label))
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
/// where several people have a label together: `Anna & Tom` names her, and so does `P02, P03`, but not
/// `Smith, Anna`. `named`: keys of what people are called, by which such a list is known.
fn is_longer(other: &str, name: &str, named: &HashSet<String>) -> bool {
    if same_label(other, name) || spelled(other, name).is_empty() {
        return false;
    }
    let known = |part: &str| !same_label(part, name) && named.contains(&label_key(part));
    let listed = other.contains(',') && other.split(',').any(known);
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
    let sign = |c: char| matches!(c, '+' | '&' | '/' | ';') || listed && c == ',';
    let mut each = people.iter().flat_map(|one| one.split(sign));
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
            let named = ["P3", "Tom"].map(label_key).into();
            assert_eq!(is_longer(other, name, &named), expected, "{other} {name}");
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
        // A list of people, where another one of it is known; not a name with its first part behind.
        check("P1, P3", "P1", false);
        check("Anna, Tom:", "Anna", false);
        check("Anna K, Tom", "Anna", true);
        check("P1, P9", "P1", true);
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
