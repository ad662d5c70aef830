//! What is told before a withdrawal: counts and places.

use super::plan::{Kept, Plan, bodies};
use super::{FRAGMENT, MayStay, Withdrawal};
use crate::model::{EvidenceKind, Voice, WithdrawalCounts, WithdrawalScope};

impl Plan<'_> {
    /// What is told before.
    pub(super) fn told(&self) -> Withdrawal {
        let corpus = self.corpus;
        let everything = self.scope == WithdrawalScope::Everything;
        let memos = self.memos();
        let turns = self.turns_of_others().to_vec();
        let voice = Voice::Participant(self.person.id);
        let pieces = corpus.documents.iter().flat_map(|document| document.pieces.iter());
        let theirs = pieces.filter(|piece| piece.voice == voice);
        let lost = self.lost(&[]);
        let of = |kind| lost.iter().filter(|(other, _)| *other == kind).count();
        let sole = |id| self.sole.iter().any(|document| document.id == id);
        let orphans = corpus.orphans.iter().filter(|orphan| sole(orphan.document)).count();
        let versions = corpus.versions.iter().filter(|version| {
            self.holds(None, &version.note)
                || version.codes.0.iter().any(|c| self.page_holds(&c.fields))
        });
        let speakers = corpus.documents.iter().flat_map(|document| &document.speakers);
        let said = corpus.documents.iter().map(|document| {
            let turns = document.turns.iter().filter_map(|turn| turn.speaker);
            let speakers = turns.filter_map(|id| document.speaker(id));
            speakers.filter(|speaker| speaker.voice == voice).count()
        });
        let unmapped = self.sole.iter().flat_map(|document| {
            let nobody = document.speakers.iter().filter(|s| s.voice == Voice::Unassigned);
            nobody.map(|speaker| format!("{} in {}", speaker.label, document.name))
        });
        let once = self.former.documents.iter().filter_map(|id| corpus.document(*id));
        let once = once.map(|document| document.name.clone());
        let whole = self.former.whole.iter().filter(|id| !sole(**id));
        let whole = whole.filter_map(|id| corpus.document(*id));
        Withdrawal {
            participant: self.person.name.clone(),
            scope: self.scope,
            counts: WithdrawalCounts {
                documents: self.sole.len(),
                group_documents: self.groups.len() + self.former.documents.len(),
                turns: if everything { said.sum() } else { 0 },
                words: theirs.filter(|_| everything).map(|piece| piece.words as usize).sum(),
                codings_removed: self.gone.len(),
                codings_clipped: self.groups.iter().map(|group| group.clipped).sum(),
                memos_removed: 0,
                memos_kept: memos.len(),
                framework_row: corpus
                    .framework
                    .iter()
                    .filter(|cell| cell.participant == self.person.id)
                    .count(),
                framework_other: of(EvidenceKind::Framework),
                themes: of(EvidenceKind::Theme),
                codes: of(EvidenceKind::Code),
                versions: versions.count(),
                orphans: orphans
                    + self.former_orphans().count()
                    + self.groups.iter().map(|group| group.orphans.len()).sum::<usize>(),
                revisions: 0,
                attributes: self.person.values.len(),
                speakers: speakers.filter(|speaker| speaker.voice == voice).count(),
                filters: corpus.filters.iter().filter(|f| self.filter(f) != Kept::Same).count(),
                turns_of_others: turns.len(),
                ..WithdrawalCounts::default()
            },
            documents: self.sole.iter().map(|document| document.name.clone()).collect(),
            group_documents: self
                .groups
                .iter()
                .map(|g| g.document.name.clone())
                .chain(once)
                .collect(),
            unmapped: unmapped.collect(),
            memos,
            turns,
            in_vivo: self.in_vivo(),
            exports: Vec::new(),
            copies: Vec::new(),
            consent: self.person.consent.clone(),
            stays: MayStay::of(&self.person.consent),
            short_names: self.called.short.clone(),
            short_places: self.short_places(),
            shared_names: self.called.shared.clone(),
            shared_places: self.shared_places(),
            whole: whole.map(|document| document.name.clone()).collect(),
            unread: Vec::new(),
        }
    }

    /// Codes that are called after the person, or with words which only they said.
    fn in_vivo(&self) -> Vec<String> {
        let codes = self.corpus.codes.codes().iter().filter(|code| {
            let name = &code.fields.name;
            let said = |texts: &[&str]| texts.iter().any(|text| text.contains(name.as_str()));
            if self.holds(None, name) {
                return true;
            }
            let long = name.chars().count() >= FRAGMENT && name.contains(' ');
            long && said(&self.said) && {
                let others = self.corpus.documents.iter().flat_map(|document| {
                    bodies(document, |voice| voice != Voice::Participant(self.person.id))
                });
                !said(&others.collect::<Vec<_>>())
            }
        });
        codes.map(|code| code.fields.name.clone()).collect()
    }
}
