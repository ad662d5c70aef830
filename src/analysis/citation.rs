//! How an excerpt is cited: `(P07, LA worker, ¶34)`.
//!
//! - A follow-up of one person carries its number: `(P03-2, LA worker, ¶8)`.
//! - Where several participants speak in a document, its name comes first: `(FG1, P05, ICTG, ¶12)`.
//! - Over two speakers: `(FG1, P04, ICTG; P05, Solicitor, ¶2-3)`.
//! - Of a participant who is excluded from analysis: `(P07, LA worker, excluded, ¶34)`.
//! - Where nobody is mapped, the document and the label: `(D4, Speaker 2, ¶3)`.
//!
//! ¶ is the number of the turn: unlike a line it never changes with a window or a correction.

use super::groups::value_of;
use crate::model::{AttributeId, Corpus, CorpusDocument, ParticipantId, Voice};

/// Which attribute is cited as the role: the one called "role", else the first one.
pub fn role_attribute(corpus: &Corpus) -> Option<AttributeId> {
    corpus.attribute_named("role").or_else(|| corpus.attributes.first()).map(|a| a.id)
}

/// What citations need to know of the documents, read once for a corpus.
#[derive(Clone, Debug, Default)]
pub struct Role {
    attribute: Option<AttributeId>,
    /// By document: the participants mapped in it.
    people: Vec<Vec<ParticipantId>>,
    /// By document: the number of the interview among those of its only participant, from 1.
    ordinal: Vec<u32>,
}

impl Role {
    /// Reads who is mapped where.
    pub fn new(corpus: &Corpus) -> Self {
        let people: Vec<Vec<ParticipantId>> =
            corpus.documents.iter().map(|document| mapped(document)).collect();
        let mut seen: std::collections::HashMap<ParticipantId, u32> =
            std::collections::HashMap::new();
        let ordinal = people
            .iter()
            .map(|people| match people.as_slice() {
                [only] => {
                    let count = seen.entry(*only).or_insert(0);
                    *count += 1;
                    *count
                }
                _ => 1,
            })
            .collect();
        Self { attribute: role_attribute(corpus), people, ordinal }
    }

    /// The citation of turns `first..=last` (¶ numbers) of the document with this index, where these
    /// participants speak. `label` names who speaks when no participant does.
    pub(super) fn cite(
        &self,
        corpus: &Corpus,
        document: usize,
        participants: &[ParticipantId],
        label: Option<&str>,
        turns: (u32, u32),
    ) -> String {
        let name = corpus.documents.get(document).map(|d| d.name.as_str()).unwrap_or_default();
        let group = self.people.get(document).is_some_and(|people| people.len() > 1);
        let who: Vec<String> = participants
            .iter()
            .filter_map(|id| corpus.participant(*id))
            .map(|participant| {
                let ordinal = self.ordinal.get(document).copied().unwrap_or(1);
                let mut who = if !group && ordinal > 1 {
                    format!("{}-{ordinal}", participant.name)
                } else {
                    participant.name.clone()
                };
                if let Some(role) = self.attribute.and_then(|id| value_of(participant, id)) {
                    who.push_str(", ");
                    who.push_str(role);
                }
                if participant.excluded.is_some() {
                    who.push_str(", excluded");
                }
                who
            })
            .collect();
        let turns = match turns {
            (first, last) if first == last => format!("¶{first}"),
            (first, last) => format!("¶{first}-{last}"),
        };
        let mut parts: Vec<String> = Vec::new();
        if group || who.is_empty() {
            parts.push(name.to_owned());
        }
        if who.is_empty() {
            parts.extend(label.map(str::to_owned));
        } else {
            parts.push(who.join("; "));
        }
        parts.push(turns);
        format!("({})", parts.join(", "))
    }
}

fn mapped(document: &CorpusDocument) -> Vec<ParticipantId> {
    let mut people = Vec::new();
    for speaker in &document.speakers {
        if let Voice::Participant(id) = speaker.voice
            && !people.contains(&id)
        {
            people.push(id);
        }
    }
    people
}
