//! A participant withdraws: looked at first, then done, then proved.
//!
//! ```text
//! plan.rs       what is theirs, and what hangs on it: nothing is written
//! rewrite.rs    what becomes of texts that stay
//! told.rs       what is told before
//! apply.rs      the same, written in one transaction
//! consent.rs    what the record of their consent allows
//! past.rs       what the study keeps of before: older texts, labels, names
//! back.rs       names, followed back through the audit trail
//! trail.rs      lines of the audit trail that name the person
//! labels.rs     whose a label was, document by document
//! former.rs     what they said once and do not say any more
//! called.rs     names that are theirs, and names of others in which one stands
//! short.rs      names that are not replaced, and where they stand
//! values.rs     attributes by which they could be known
//! quoting.rs    short quotations on pages of codes
//! fragments.rs  what the proof looks for
//! report.rs     what is told afterwards, as text and as JSON
//! ```
//!
//! A withdrawal is no step: it cannot be undone, and every step before it is forgotten. What is kept is a
//! [`Tombstone`], which does not say who, and a list of what is to be read again.

mod apply;
mod back;
mod called;
mod consent;
mod former;
mod fragments;
mod labels;
mod past;
mod plan;
mod quoting;
mod report;
mod rewrite;
mod short;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_former;
#[cfg(test)]
#[cfg(feature = "encryption")]
mod tests_locked;
#[cfg(test)]
mod tests_names;
#[cfg(test)]
mod tests_others;
#[cfg(test)]
mod tests_random;
#[cfg(test)]
mod tests_record;
#[cfg(test)]
mod tests_shared;
#[cfg(test)]
mod tests_trail;
mod told;
mod trail;
mod values;

pub use consent::{MayStay, consent_lines};
pub use report::{OUT_OF_REACH, Proof, count_lines, tombstone_json};
pub use short::too_short;

use super::{Act, Acted, Error, Report, Study, desk, names, now};
use crate::model::{
    Cleaning, Consent, DocumentId, EvidenceId, Guid, MemoId, ParticipantId, Refusal, Tombstone,
    WithdrawalCounts, WithdrawalReason, WithdrawalScope,
};
use crate::store::{self, Care, Exported, Needles};
use plan::Plan;
use std::path::PathBuf;
use std::sync::Arc;

/// What a withdrawal would do: counts and places, never the person's words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Withdrawal {
    /// The pseudonym.
    pub participant: String,
    /// What would be removed.
    pub scope: WithdrawalScope,
    /// How much. Memos count as kept until they are chosen.
    pub counts: WithdrawalCounts,
    /// Documents that go.
    pub documents: Vec<String>,
    /// Documents with others, which stay.
    pub group_documents: Vec<String>,
    /// Labels in documents that go which are mapped to nobody: their words go, too.
    pub unmapped: Vec<String>,
    /// Memos that have to do with the person: each is read, and kept or removed.
    pub memos: Vec<MemoFound>,
    /// Turns of others that name or quote the person: document and ¶. They stay as they are.
    pub turns: Vec<(DocumentId, u32)>,
    /// Codes that are called after the person, or with words which only they said: they stay.
    pub in_vivo: Vec<String>,
    /// Files that were written from the study with the person in them, as far as it knows.
    pub exports: Vec<Exported>,
    /// Backups and copies that would be removed.
    pub copies: Vec<PathBuf>,
    /// What is recorded of their consent.
    pub consent: Consent,
    /// Whether what was said can stay, by that record.
    pub stays: MayStay,
    /// Names of theirs that are too short to be looked for, such as `7`: they are replaced only where the
    /// program itself says whose they are, as in the audit trail.
    pub short_names: Vec<String>,
    /// Where those stand in what stays.
    pub short_places: Vec<String>,
    /// Names of theirs that somebody else is called, too: they are replaced only there and in documents whose
    /// labels tell that they are theirs.
    pub shared_names: Vec<String>,
    /// Where those stand in what stays, and may mean them.
    pub shared_places: Vec<String>,
    /// Documents of which nothing says who spoke before: older texts go as a whole, and so does the tray.
    pub whole: Vec<String>,
    /// Folders of backups that may be of this study and cannot be looked into.
    pub unread: Vec<PathBuf>,
}

/// A memo that has to do with the person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MemoFound {
    /// Which.
    pub memo: MemoId,
    /// Its identity.
    pub guid: Guid,
    /// Its title; may be empty.
    pub title: String,
    /// What it hangs on.
    pub place: String,
    /// Why it is in the list: hangs on the person or their words, points to them, names or quotes them.
    pub why: Vec<&'static str>,
}

/// What is to be withdrawn.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Withdraw {
    /// Who.
    pub participant: ParticipantId,
    /// What is removed.
    pub scope: WithdrawalScope,
    /// Why.
    pub reason: WithdrawalReason,
    /// Memos that go, of those that were found. The others stay without names and quotations.
    pub remove_memos: Vec<MemoId>,
}

impl Study {
    /// What the withdrawal of a participant would do. Changes nothing.
    ///
    /// # Errors
    /// When there is no such participant.
    pub fn look_at_withdrawal(
        &self,
        participant: ParticipantId,
        scope: WithdrawalScope,
    ) -> Result<Withdrawal, Error> {
        let past = self.past()?;
        let plan = Plan::new(&self.corpus, participant, scope, &past)?;
        let mut found = plan.told();
        found.exports = self.store.exports_of(plan.person.guid)?;
        let (strays, unread) = self.store.stray_backups();
        let copies = self.store.copies().into_iter().map(|(_, path)| path);
        found.copies = copies.chain(strays).collect();
        found.unread = unread;
        found.counts.revisions = plan.revisions(&past.older);
        found.counts.exports = found.exports.len();
        found.counts.copies = found.copies.len();
        found.counts.steps = self.store.steps()?.len();
        Ok(found)
    }

    /// Withdraws a participant, and proves that nothing is left in the files of the study. `told` is
    /// called with what is being done.
    ///
    /// # Errors
    /// A refusal, among others when another window or program has the study open; then nothing has
    /// changed. After the transaction nothing fails any more: what could not be cleaned is in the
    /// proof.
    pub fn withdraw(
        &mut self,
        what: &Withdraw,
        told: &dyn Fn(&'static str),
    ) -> Result<Proof, Error> {
        self.withdraw_with(what, Care::Full, told)
    }

    fn withdraw_with(
        &mut self,
        what: &Withdraw,
        care: Care,
        told: &dyn Fn(&'static str),
    ) -> Result<Proof, Error> {
        self.refresh()?;
        told("Looking");
        let corpus = Arc::clone(&self.corpus);
        let past = self.past()?;
        let plan = Plan::new(&corpus, what.participant, what.scope, &past)?;
        MayStay::of(&plan.person.consent).allow(what.scope)?;
        plan.may_remove(&what.remove_memos)?;
        let exports = self.store.exports_of(plan.person.guid)?;
        let (strays, unread) = self.store.stray_backups();
        let mut tombstone = Tombstone {
            guid: Guid::new(),
            day: now().get(..10).unwrap_or_default().to_owned(),
            scope: what.scope,
            reason: what.reason,
            counts: plan.told().counts,
            cleaned: None,
        };
        tombstone.counts.revisions = plan.revisions(&past.older);
        tombstone.counts.steps = self.store.steps()?.len();
        tombstone.counts.copies = self.store.copies().len() + strays.len();
        tombstone.counts.exports = exports.len();
        let removed = plan.memos().iter().filter(|m| what.remove_memos.contains(&m.memo)).count();
        tombstone.counts.memos_removed = removed;
        tombstone.counts.memos_kept -= removed;
        let (mut needles, gone) = (plan.needles(), plan.removed());
        told("Removing");
        let (coder, at) = (self.coder.clone(), now());
        let label = format!("Withdrawal {}: {}", tombstone.guid, tombstone.scope.name());
        let done = self.store.withdraw::<_, Error>((&coder, &at, &label), care, |tx| {
            let act = Act { tx, corpus: &corpus, coder: &coder, at: &at, watch: &|_, _| true };
            apply::apply(&act, &plan, what, &tombstone)?;
            Ok(tx.only_in_removed(&mut needles, &gone)?)
        });
        let ((), cleaned) = done.map_err(open_elsewhere)?;
        needles.fragments.truncate(FRAGMENTS);
        needles.words.truncate(FRAGMENTS);
        let before: Vec<_> =
            corpus.documents.iter().map(|d| (d.guid, Arc::clone(&d.text))).collect();
        told("Removing copies");
        let removed = if care == Care::Full {
            let stray = self.store.remove_strays(&strays);
            both(self.store.remove_copies(), stray)
        } else {
            store::Removed::default()
        };
        self.corpus = match self.store.load() {
            Ok(corpus) => Arc::new(corpus),
            Err(error) => {
                self.store.read_again();
                return Err(not_read(&error));
            }
        };
        // Where somebody was reading is nothing that a withdrawal could fail for.
        desk::follow_texts(&self.store, &self.corpus, &before).ok();
        told("Looking for traces");
        Ok(Proof { exports, unread, ..self.prove(tombstone, &needles, (removed, cleaned)) })
    }

    fn prove(
        &mut self,
        mut tombstone: Tombstone,
        needles: &Needles,
        (removed, cleaned): (store::Removed, Result<(), store::Error>),
    ) -> Proof {
        let scan = self.store.scan(needles);
        let (scanned, looked) = match scan {
            Ok(scanned) => (scanned, Ok(())),
            Err(error) => (Vec::new(), Err(error)),
        };
        tombstone.cleaned = Some(Cleaning {
            copies_removed: removed.removed.len(),
            copies_left: removed.left.len(),
            fragments: needles.fragments.len(),
            words: needles.words.len(),
            traces: scanned.iter().map(|one| one.traces).sum(),
        });
        // Only what was wholly cleaned is kept as clean: the rest can be finished later.
        let kept = cleaned.and(looked).and_then(|()| self.store.keep_cleaning(&tombstone));
        let unfinished = kept.err().map(|error| error.kind());
        if unfinished.is_some() {
            tombstone.cleaned = None;
        }
        // In the corpus, too; whoever opens the study again finds the same.
        if let Ok(corpus) = self.store.load() {
            self.corpus = Arc::new(corpus);
        }
        Proof {
            tombstone,
            locked: self.is_encrypted(),
            scanned,
            removed,
            exports: Vec::new(),
            unread: Vec::new(),
            unfinished,
        }
    }

    /// Cleans up after withdrawals during which the program was stopped, or of which copies of the study
    /// were left because they could not be removed: the file is built anew where it was not yet, and
    /// copies from before are removed. There is nothing to look for any more: who it was is gone. Gives
    /// back how many withdrawals it was done for, and what became of the copies.
    pub fn finish_withdrawals(&mut self) -> Result<(usize, store::Removed), Error> {
        self.refresh()?;
        let all = self.corpus.withdrawals.iter();
        let open: Vec<Tombstone> = all.filter(|t| t.is_unfinished()).cloned().collect();
        if open.is_empty() {
            return Ok((0, store::Removed::default()));
        }
        let coder = self.coder.clone();
        self.store.take_to_write(&coder)?;
        if open.iter().any(|tombstone| tombstone.cleaned.is_none()) {
            self.store.clean(&coder).map_err(|error| open_elsewhere(error.into()))?;
        }
        let guids: Vec<Guid> = open.iter().map(|tombstone| tombstone.guid).collect();
        let strays = self.store.strays_before(&guids);
        let stray = self.store.remove_strays(&strays);
        let removed = both(self.store.remove_copies_before(&guids), stray);
        for mut tombstone in open {
            let before = tombstone.cleaned.unwrap_or_default();
            tombstone.cleaned = Some(Cleaning {
                copies_removed: before.copies_removed + removed.removed.len(),
                copies_left: removed.left.len(),
                ..before
            });
            self.store.keep_cleaning(&tombstone)?;
        }
        self.corpus = Arc::new(self.store.load()?);
        Ok((guids.len(), removed))
    }
}

/// What became of copies here and there.
fn both(mut removed: store::Removed, more: store::Removed) -> store::Removed {
    removed.removed.extend(more.removed);
    removed.left.extend(more.left);
    removed
}

/// Nobody else may have the file: said as what to do.
fn open_elsewhere(error: Error) -> Error {
    match error {
        Error::Store(store::Error::Busy) => {
            Refusal::new("the study is open in another window or program")
                .instead("close it there first; nothing was changed")
                .into()
        }
        other => other,
    }
}

/// The withdrawal is stored, and the study cannot be read any more.
fn not_read(error: &store::Error) -> Error {
    Refusal::new(format!(
        "the withdrawal is stored, but the study could not be read again ({})",
        error.kind()
    ))
    .instead("open it again, and clean up after the withdrawal")
    .into()
}

/// Characters of a fragment.
const FRAGMENT: usize = 12;

/// So many fragments are looked for, and as many words.
const FRAGMENTS: usize = 20;

/// Says of things that lost evidence that they were read again, or takes that back.
pub(super) fn tick(act: &Act<'_>, evidence: &[EvidenceId], done: bool) -> Acted {
    for id in evidence {
        if !act.tx.tick_evidence(*id, done)? {
            return Err(names::gone("note"));
        }
    }
    let label = if done { "Read again after a withdrawal" } else { "Read once more later" };
    Ok((Report::Plain, label.to_owned()))
}
