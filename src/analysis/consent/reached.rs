//! Whose words or numbers a file holds: for the log of what left the study.

use super::withholds;
use crate::analysis::attribution::touched;
use crate::analysis::excerpts::ExcerptRef;
use crate::analysis::filter::Scope;
use crate::model::{Corpus, Filter, Guid, ParticipantId, Voice};
use std::collections::BTreeSet;

/// The participants a table of this filter counts: those it allows who speak in its documents.
pub fn counted_people(corpus: &Corpus, filter: &Filter) -> Vec<Guid> {
    let scope = Scope::new(corpus, filter);
    let allowed: BTreeSet<ParticipantId> = scope.participants().into_iter().collect();
    let documents = corpus.documents.iter().enumerate();
    let asked = documents.filter(|(index, _)| scope.has_document(*index));
    let voices = asked.flat_map(|(_, document)| document.pieces.iter().map(|piece| piece.voice));
    let people = voices.filter_map(|voice| match voice {
        Voice::Participant(id) if allowed.contains(&id) => Some(id),
        _ => None,
    });
    people_in(corpus, people)
}

/// The participants whose words stand in these excerpts, as far as they may be shown.
pub fn people_of(corpus: &Corpus, list: &[ExcerptRef]) -> Vec<Guid> {
    let each = list.iter().filter_map(|excerpt| Some((excerpt.document(corpus)?, excerpt.span)));
    let shown = each.filter(|(document, span)| !withholds(corpus, document, *span));
    let voices = shown.flat_map(|(document, span)| touched(document, span).map(|p| p.voice));
    let people = voices.filter_map(|voice| match voice {
        Voice::Participant(id) => Some(id),
        _ => None,
    });
    people_in(corpus, people)
}

/// Their identities, each once.
pub fn people_in(corpus: &Corpus, people: impl IntoIterator<Item = ParticipantId>) -> Vec<Guid> {
    let ids: BTreeSet<ParticipantId> = people.into_iter().collect();
    let known = ids.iter().filter_map(|id| corpus.participant(*id));
    known.map(|person| person.guid).collect()
}
