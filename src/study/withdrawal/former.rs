//! What somebody said once and does not say any more: in older texts, and in codings that lost their
//! words. A correction may have taken out all of somebody's turns, and their label with them.
//!
//! Who spoke in an older text is told by its labels, as when it was imported. Where a label is one that
//! nobody else has today, what stands under it may be the person's, and goes.

use super::FRAGMENT;
use super::plan::bodies;
use crate::model::{Corpus, CorpusDocument, DocumentId, OrphanId, ParticipantId, Voice};
use crate::text::turns::{Hints, detect, label_key};
use std::collections::HashSet;

/// What is left of the person where they do not speak any more.
#[derive(Default)]
pub(super) struct Former {
    /// Documents in which they do not speak today and once did, or may have.
    pub(super) documents: Vec<DocumentId>,
    /// What they said there, or may have said, and what they said once where they speak today.
    pub(super) said: Vec<String>,
    /// Codings in the tray with words of theirs.
    pub(super) orphans: HashSet<OrphanId>,
}

impl Former {
    /// `names`: those of the person; `spoken`: documents in which they speak today; `older`: the older
    /// texts of all documents.
    pub(super) fn of(
        corpus: &Corpus,
        (person, names): (ParticipantId, &[String]),
        spoken: &[DocumentId],
        older: &[(DocumentId, Vec<String>)],
    ) -> Self {
        let theirs: HashSet<String> = names.iter().map(|name| label_key(name)).collect();
        let mut elses = labels_of_others(corpus, person);
        elses.retain(|label| !theirs.contains(label));
        let mut known: Vec<String> = corpus.participants.iter().map(|p| p.name.clone()).collect();
        known.extend(names.iter().cloned());
        let mut former = Self::default();
        for (id, texts) in older {
            let Some(document) = corpus.document(*id) else { continue };
            let listed = document.speakers.iter().map(|speaker| speaker.label.clone()).collect();
            let hints = Hints { known: known.clone(), listed, ..Hints::default() };
            let today: Vec<&str> =
                bodies(document, |voice| voice != Voice::Participant(person)).collect();
            let mut said: Vec<String> = Vec::new();
            for text in texts {
                for turn in detect(text, &hints).turns {
                    let Some(label) = turn.speaker.map(|label| label_key(&label)) else { continue };
                    let body = text.get(turn.body as usize..turn.end as usize).unwrap_or_default();
                    let body = body.trim();
                    // A label that was put right is nobody's today; the words are somebody's.
                    let other = elses.contains(&label)
                        || !theirs.contains(&label) && today.iter().any(|said| said.contains(body));
                    if !other && !body.is_empty() {
                        said.push(body.to_owned());
                    }
                }
            }
            former.tray(corpus, document, person, &said);
            if !said.is_empty() && !spoken.contains(id) {
                former.documents.push(*id);
            }
            former.said.extend(said);
        }
        former
    }

    /// Codings in the tray whose words were theirs, and that nobody else says today.
    fn tray(
        &mut self,
        corpus: &Corpus,
        document: &CorpusDocument,
        person: ParticipantId,
        said: &[String],
    ) {
        let orphans = corpus.orphans.iter().filter(|orphan| orphan.document == document.id);
        for orphan in orphans {
            // A coding may reach from one turn into the next. Of that a short answer tells nothing: a `no`
            // stands in the words of others, too.
            let words = orphan.words.trim();
            let long = |text: &str| text.chars().count() >= FRAGMENT;
            let lines = words.lines().map(str::trim).filter(|line| long(line));
            let was = said.iter().any(|body| {
                body.contains(words)
                    || lines.clone().any(|l| body.contains(l) || long(body) && l.contains(body))
            });
            let others = || {
                bodies(document, |voice| voice != Voice::Participant(person))
                    .any(|body| body.contains(words))
            };
            if was && !others() {
                self.orphans.insert(orphan.id);
            }
        }
    }
}

/// Labels that stand for somebody else, in any document, and names of other participants.
fn labels_of_others(corpus: &Corpus, person: ParticipantId) -> HashSet<String> {
    let speakers = corpus.documents.iter().flat_map(|document| &document.speakers);
    let theirs = Voice::Participant(person);
    let labels = speakers.filter(|speaker| speaker.voice != theirs).map(|s| label_key(&s.label));
    let people = corpus.participants.iter().filter(|other| other.id != person);
    labels.chain(people.map(|other| label_key(&other.name))).collect()
}
