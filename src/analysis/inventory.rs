//! What a study holds, counted: for a notice of a breach (Art. 33 UK GDPR), which has to say what kinds
//! of data there are and of how many people. No word of a transcript, no value of an attribute.

use super::citation::role_attribute;
use super::groups::value_key;
use crate::model::{ConsentScope, Corpus, Voice};
use std::collections::BTreeMap;

/// What is there.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Holdings {
    /// Transcripts.
    pub documents: usize,
    /// Words in them, whoever speaks.
    pub words: u64,
    /// Turns.
    pub turns: usize,
    /// People who were interviewed, by pseudonym.
    pub participants: usize,
    /// How many of each role, the largest group first; the last one may be of those without.
    pub roles: Vec<(String, usize)>,
    /// Speakers nobody is mapped to.
    pub unassigned: usize,
    /// What is known of participants: name of the attribute, and of how many.
    pub attributes: Vec<(String, usize)>,
    /// Codes.
    pub codes: usize,
    /// Codings of all coders.
    pub codings: usize,
    /// Comments on codings.
    pub comments: usize,
    /// Memos.
    pub memos: usize,
    /// Themes.
    pub themes: usize,
    /// Cells of the framework matrix with words in them.
    pub cells: usize,
    /// People who code.
    pub coders: usize,
    /// Codings that lost their words, whose words are kept.
    pub orphans: usize,
    /// Of each scope: yes, no, not recorded.
    pub consent: Vec<(&'static str, [usize; 3])>,
    /// The first and the last day of an interview that is known; empty where none is.
    pub held: (String, String),
}

/// The name of the group without a role.
pub const NO_ROLE: &str = "role not recorded";

/// Counts what is there.
pub fn holdings(corpus: &Corpus) -> Holdings {
    let role = role_attribute(corpus);
    let mut roles: BTreeMap<String, (String, usize)> = BTreeMap::new();
    for person in corpus.participants.iter() {
        let value = role.and_then(|id| person.values.get(&id)).map(|value| value.trim());
        let value = value.filter(|value| !value.is_empty()).unwrap_or(NO_ROLE);
        roles.entry(value_key(value)).or_insert_with(|| (value.to_owned(), 0)).1 += 1;
    }
    let mut roles: Vec<(String, usize)> = roles.into_values().collect();
    roles.sort_by(|a, b| (a.0 == NO_ROLE, b.1, &a.0).cmp(&(b.0 == NO_ROLE, a.1, &b.0)));
    let attributes = corpus.attributes.iter().map(|attribute| {
        let known = corpus.participants.iter().filter(|p| p.values.contains_key(&attribute.id));
        (attribute.name.clone(), known.count())
    });
    let speakers = corpus.documents.iter().flat_map(|document| &document.speakers);
    let codings = || corpus.documents.iter().flat_map(|document| &document.codings);
    let consent = ConsentScope::ALL.map(|scope| {
        let count =
            |answer| corpus.participants.iter().filter(|p| p.consent.of(scope) == answer).count();
        (scope.name(), [count(Some(true)), count(Some(false)), count(None)])
    });
    let days = || corpus.documents.iter().map(|d| d.held_on.as_str()).filter(|day| !day.is_empty());
    Holdings {
        documents: corpus.documents.len(),
        words: corpus.documents.iter().map(|d| d.words.len() as u64).sum(),
        turns: corpus.documents.iter().map(|d| d.turns.len()).sum(),
        participants: corpus.participants.len(),
        roles,
        unassigned: speakers.filter(|speaker| speaker.voice == Voice::Unassigned).count(),
        attributes: attributes.collect(),
        codes: corpus.codes.len(),
        codings: codings().count(),
        comments: codings().filter(|coding| coding.memo.is_some()).count(),
        memos: corpus.memos.len(),
        themes: corpus.themes.len(),
        cells: corpus.framework.iter().filter(|c| !c.text.summary.trim().is_empty()).count(),
        coders: corpus.coders.len(),
        orphans: corpus.orphans.len(),
        consent: consent.into(),
        held: (
            days().min().unwrap_or_default().to_owned(),
            days().max().unwrap_or_default().to_owned(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::testing::Builder;
    use crate::model::AttributeKind;

    #[test]
    fn roles_are_counted_and_no_value_of_an_attribute_but_the_role_is_told() {
        let corpus = Builder::new()
            .attribute("role", AttributeKind::List)
            .attribute("site", AttributeKind::List)
            .participant("P01", &["ICTG", "Leeds"])
            .participant("P02", &["ictg", ""])
            .participant("P03", &["", "Dover"])
            .code("delay")
            .document("A", "INT: Well?\nP01: We waited in secret.\nX: No.\n")
            .coding("A", "delay", "We waited", "ana")
            .memo("A", "why")
            .build();
        let found = holdings(&corpus);
        assert_eq!(found.roles, [("ICTG".to_owned(), 2), (NO_ROLE.to_owned(), 1)]);
        assert_eq!(found.attributes, [("role".to_owned(), 2), ("site".to_owned(), 2)]);
        assert_eq!((found.documents, found.turns, found.unassigned), (1, 3, 1));
        assert_eq!((found.codings, found.comments), (1, 1));
        assert_eq!(found.consent[0], ("quotation", [0, 0, 3]));
        let told = format!("{found:?}");
        assert!(!told.contains("Leeds") && !told.contains("secret"), "{told}");
    }
}
