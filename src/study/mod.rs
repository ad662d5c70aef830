//! What can be done to a study: commands in, steps out, undo and redo.
//!
//! [`Study::run`] is the only door for changes. A command becomes one transaction and one step with a
//! name; what it touched is read again into the [`Corpus`]; nobody else keeps a copy that could
//! disagree. Adding a command touches the [`Command`] enum, the `match` in [`Study::run`], and one
//! function in the file of its subject.

mod codebook;
mod coding;
mod command;
mod consent;
mod correction;
mod desk;
mod destroy;
mod documents;
mod error;
mod exports;
mod keeping;
mod kept;
mod looking;
mod memos;
mod names;
mod people;
pub mod place;
mod pseudonyms;
mod relock;
pub mod sample;
mod speakers;
mod themes;
mod withdrawal;

pub use crate::store::{
    Backup, BackupWork, Difference, Error as StoreError, Flush, Held, Holder, Info, KeyEntry,
    KeyError, KeyFile, Passphrase, ReadOnly, Relocked, Salvaged, StoredDocument, Trouble,
    backup_folder, backups, readable_copies, readable_logs, wipe,
};
pub use codebook::{
    Drift, Fold, Join, MergePlan, Part, RESERVED_KEYS, Since, differs, fault, name_fault,
    plan_merge,
};
pub use command::{CodeTarget, Command, Outcome, Report};
pub use correction::{ChangedCoding, CorrectionPlan, plan_correction, plan_replacements, settled};
pub use destroy::{Belongings, Destroyed, belongings, destroy};
pub use documents::expected_voices;
pub use error::Error;
pub use exports::ExportId;
pub use keeping::{
    BackupReader, Pace, copy_backup, copy_locked_backup, differences, look_into, salvage,
};
pub use people::{
    Alike, PeoplePlan, PlannedAttribute, PlannedCell, PlannedConsent, PlannedPerson, plan_people,
};
pub use pseudonyms::{NamePlace, Replaced, find_names, key_entries, replaced_codings};
pub use speakers::{LabelPlan, SpeakersPlan, TurnsTo, plan_speakers};
pub use withdrawal::{
    MayStay, MemoFound, OUT_OF_REACH, Proof, Withdraw, Withdrawal, consent_lines, count_lines,
    tombstone_json, too_short,
};

use crate::model::{
    Anonymised, CoderId, Corpus, DocumentId, Flags, Guid, Pseudonym, Revision, StepLine,
};
use crate::store::{Done, Store, Touched, Tracked};
use crate::text::extents;
use std::path::Path;
use std::sync::Arc;

/// The name of the first coder where nobody gave one. Not the computer's user: that is a real name.
pub const FIRST_CODER: &str = "researcher";

/// Ending of study files.
pub const ENDING: &str = "postil";

/// Is told how many parts are done, of how many; `false` stops the work.
pub type Watch<'a> = dyn Fn(usize, usize) -> bool + 'a;

/// An open study.
pub struct Study {
    store: Store,
    corpus: Arc<Corpus>,
    coder: String,
    pace: Pace,
    by_itself: keeping::ByItself,
}

impl Study {
    /// Makes an empty study file and opens it. `coder` is who works on it first.
    pub fn create(
        path: &Path,
        passphrase: Option<&Passphrase>,
        name: &str,
        coder: Option<&str>,
    ) -> Result<Self, Error> {
        let coder = names::check("coder", coder.unwrap_or(FIRST_CODER))?;
        let founding = crate::store::Founding {
            guid: &Guid::new().to_string(),
            name,
            at: &now(),
            coder_guid: &Guid::new().to_string(),
            coder: &coder,
        };
        Self::opened(Store::create(path, passphrase, &founding)?)
    }

    /// Opens a study file and reads its corpus.
    pub fn open(path: &Path, passphrase: Option<&Passphrase>) -> Result<Self, Error> {
        Self::opened(Store::open(path, passphrase)?)
    }

    fn opened(store: Store) -> Result<Self, Error> {
        let corpus = store.load()?;
        let coder = first_coder(&corpus);
        let (pace, by_itself) = (Pace::default(), keeping::ByItself::Nothing);
        Ok(Self { store, corpus: Arc::new(corpus), coder, pace, by_itself })
    }

    /// Who acts from now on. The coder is made with the first step that needs one.
    pub fn act_as(&mut self, coder: &str) -> Result<(), Error> {
        let name = names::check("coder", coder)?;
        self.coder = self.corpus.coder_named(&name).map_or(name, |known| known.name.clone());
        Ok(())
    }

    /// The name of who acts.
    pub fn coder(&self) -> &str {
        &self.coder
    }

    /// The id of who acts, once they have done something.
    pub fn coder_id(&self) -> Option<CoderId> {
        self.corpus.coder_named(&self.coder).map(|coder| coder.id)
    }

    /// Everything questions are asked of, as it stands now.
    pub fn corpus(&self) -> &Arc<Corpus> {
        &self.corpus
    }

    /// Where the file lies.
    pub fn path(&self) -> &Path {
        self.store.path()
    }

    /// True when the file is locked with a passphrase.
    pub fn is_encrypted(&self) -> bool {
        self.store.is_encrypted()
    }

    /// The steps, oldest first.
    pub fn history(&self) -> Result<Vec<StepLine>, Error> {
        Ok(self.store.steps()?)
    }

    /// Names of the steps that undo and redo would act on.
    pub fn next_steps(&self) -> Result<(Option<String>, Option<String>), Error> {
        Ok(self.store.next_steps()?)
    }

    /// How many rows undo (or redo) would change: more than a few thousand take longer than a frame.
    pub fn weight_of_next(&self, redo: bool) -> Result<u64, Error> {
        Ok(self.store.weight_of_next(redo)?)
    }

    /// Brings what was done into the file itself, so that a copy of it is complete. Nothing is lost
    /// without it; it waits for the disk.
    pub fn settle(&self) -> Result<(), Error> {
        Ok(self.store.settle()?)
    }

    /// Lets `read` read the study's own file. A handle of somebody else's on it would give up the locks of
    /// this program when it is closed.
    ///
    /// # Errors
    /// What `read` says, or the system.
    pub fn read_file<T>(
        &self,
        read: impl FnOnce(&mut dyn std::io::Read) -> std::io::Result<T>,
    ) -> std::io::Result<T> {
        self.store.read_file(read)
    }

    /// True when it is time for [`Study::settle`], which one of the next steps would do otherwise.
    pub fn log_is_long(&self) -> bool {
        self.store.log_is_long()
    }

    /// What brings the last steps to the disk, on another thread: a step survives a killed program at once,
    /// and a loss of power when this is done. Another one each time something is written; `None` where
    /// nothing was written yet.
    pub fn flush_work(&self) -> Option<Flush> {
        self.store.flush_work()
    }

    /// Counts, versions, sizes.
    pub fn info(&self) -> Result<Info, Error> {
        Ok(self.store.info()?)
    }

    /// Everything that is not whole; empty when all is well.
    pub fn check(&mut self) -> Result<Vec<Trouble>, Error> {
        Ok(self.store.check()?)
    }

    /// Origin and receipt of a document.
    pub fn receipt(&self, document: DocumentId) -> Result<Option<StoredDocument>, Error> {
        Ok(self.store.stored_document(document)?)
    }

    /// Hashes of the files that documents came from: the same file twice is recognised by it.
    pub fn file_hashes(&self) -> Result<Vec<(String, DocumentId)>, Error> {
        Ok(self.store.file_hashes()?)
    }

    /// The older texts of a document, the oldest first.
    pub fn revisions(&self, document: DocumentId) -> Result<Vec<Revision>, Error> {
        Ok(self.store.revisions(document)?)
    }

    /// An older text of a document; `None` where there is no such revision.
    pub fn revision_text(
        &self,
        document: DocumentId,
        number: u32,
    ) -> Result<Option<String>, Error> {
        Ok(self.store.revision_text(document, number)?)
    }

    /// Does one thing, as one step.
    ///
    /// # Errors
    /// A refusal says why not and what to do instead; after any error the study is as it was.
    pub fn run(&mut self, command: Command) -> Result<Outcome, Error> {
        self.run_watched(command, &|_, _| true)
    }

    /// Does one thing, as one step, and tells how far it is: of so many parts, so many are done. Where
    /// `watch` answers `false` the work stops and leaves nothing. Only imports of documents have parts.
    #[expect(clippy::too_many_lines, reason = "one arm for each command")]
    pub fn run_watched(&mut self, command: Command, watch: &Watch<'_>) -> Result<Outcome, Error> {
        self.refresh()?;
        self.backup_before(&command)?;
        let corpus = Arc::clone(&self.corpus);
        let (coder, at) = (self.coder.clone(), now());
        let (report, done) = self.store.transact::<_, Error>(&coder, &at, |tx| {
            let act = Act { tx, corpus: &corpus, coder: &coder, at: &at, watch };
            let acted = match command {
                Command::RenameStudy { name } => documents::rename_study(&act, &name),
                Command::ImportDocuments { documents, people } => {
                    documents::import(&act, documents, people.as_ref())
                }
                Command::RenameDocument { document, name } => {
                    documents::rename(&act, document, &name)
                }
                Command::CorrectText { document, text } => {
                    correction::correct(&act, document, &text)
                }
                Command::CorrectTexts { texts } => correction::correct_several(&act, &texts),
                Command::RestoreText { document, number } => {
                    correction::restore(&act, document, number)
                }
                Command::PutBack { places } => correction::put_back(&act, &places),
                Command::DropOrphans { orphans } => correction::drop_orphans(&act, &orphans),
                Command::KeepFindings { findings } => kept::keep(&act, &findings),
                Command::ForgetKept { findings } => kept::forget(&act, &findings),
                Command::ApplyPseudonyms { list, places, elsewhere } => {
                    pseudonyms::apply(&act, &list, &places, elsewhere)
                }
                Command::RemoveDocument { document } => documents::remove(&act, document),
                Command::MapSpeakers { speakers, voice } => {
                    let each: Vec<_> = speakers.into_iter().map(|id| (id, voice)).collect();
                    people::assign_speakers(&act, &each)
                }
                Command::AssignSpeakers { speakers } => people::assign_speakers(&act, &speakers),
                Command::JoinSpeakers { pairs } => speakers::join(&act, &pairs),
                Command::GiveTurns { document, numbers, to } => {
                    speakers::give(&act, document, &numbers, &to)
                }
                Command::RenameSpeaker { speaker, label } => {
                    speakers::rename(&act, speaker, &label)
                }
                Command::FindSpeakers { documents, reading } => {
                    speakers::find(&act, &documents, &reading)
                }
                Command::ImportParticipants { table, blank_clears } => {
                    people::import(&act, &table, blank_clears)
                }
                Command::AddParticipant { name } => people::add(&act, &name),
                Command::RenameParticipant { participant, name } => {
                    people::rename(&act, participant, &name)
                }
                Command::RemoveParticipant { participant } => people::remove(&act, participant),
                Command::AddAttribute { name, kind } => people::add_attribute(&act, &name, kind),
                Command::SetAttribute { attribute, name, kind } => {
                    people::set_attribute(&act, attribute, &name, kind)
                }
                Command::RemoveAttribute { attribute } => people::remove_attribute(&act, attribute),
                Command::SetValue { participant, attribute, value } => {
                    people::set_value(&act, participant, attribute, &value)
                }
                Command::SetValues { cells } => people::set_values(&act, &cells),
                Command::RecodeValues { attribute, from, to } => {
                    people::recode(&act, attribute, &from, &to)
                }
                Command::MoveAttribute { attribute, before } => {
                    people::move_attribute(&act, attribute, before)
                }
                Command::ExcludeParticipants { participants, why } => {
                    people::exclude(&act, &participants, why.as_deref())
                }
                Command::SetConsent { people } => consent::set(&act, &people),
                Command::SetRetention { retention } => consent::retain(&act, &retention),
                Command::AddCode { parent, fields } => codebook::add(&act, parent, fields),
                Command::EditCode { code, fields } => codebook::edit(&act, code, fields),
                Command::MoveCodes { codes, parent, before } => {
                    codebook::move_to(&act, &codes, parent, before)
                }
                Command::RetireCodes { codes, retired } => codebook::retire(&act, &codes, retired),
                Command::RemoveCodes { codes } => codebook::remove(&act, &codes),
                Command::MergeCodes { codes, into } => codebook::merge(&act, &codes, into),
                Command::SplitCode { code, parts, retire } => {
                    codebook::split(&act, code, &parts, retire)
                }
                Command::KeepVersion { note } => codebook::keep(&act, &note),
                Command::CheckedWith { documents } => codebook::checked(&act, &documents),
                Command::ImportCodebook { codes } => codebook::import(&act, &codes),
                Command::ApplyCode { document, span, code } => {
                    coding::apply(&act, document, &[span], &[code], Flags::default(), "")
                }
                Command::ApplyCodes { document, spans, codes, flags, memo } => {
                    coding::apply(&act, document, &spans, &codes, flags, &memo)
                }
                Command::ApplyEverywhere { passages, code } => {
                    coding::apply_everywhere(&act, &passages, &code)
                }
                Command::ApplyInVivo { document, span, flags } => {
                    coding::in_vivo(&act, document, span, flags)
                }
                Command::SetSpan { coding, span } => coding::set_span(&act, coding, span),
                Command::Recode { coding, code } => coding::recode(&act, &[coding], &code),
                Command::RecodeCodings { codings, code } => coding::recode(&act, &codings, &code),
                Command::FlagCodings { codings, flag, on } => {
                    coding::flag(&act, &codings, flag, on)
                }
                Command::Comment { coding, memo } => coding::comment(&act, coding, &memo),
                Command::RemoveCodings { codings } => coding::remove(&act, &codings),
                Command::ImportCodings { lines, new_codes } => {
                    coding::import(&act, lines, new_codes)
                }
                Command::AddMemo { kind, on, title, text, links } => {
                    memos::add(&act, on, &memos::Written { kind, title, text, links })
                }
                Command::EditMemo { memo, kind, on, title, text, links } => {
                    memos::edit(&act, memo, on, &memos::Written { kind, title, text, links })
                }
                Command::RemoveMemo { memo } => memos::remove(&act, memo),
                Command::AddTheme { fields, codes } => themes::add(&act, &fields, &codes),
                Command::EditTheme { theme, fields } => themes::edit(&act, theme, &fields),
                Command::SetThemeState { theme, state, reason, into } => {
                    themes::set_state(&act, theme, state, &reason, into)
                }
                Command::MergeThemes { theme, into, reason } => {
                    themes::merge(&act, theme, into, &reason)
                }
                Command::PlaceCodes { theme, codes, on } => themes::place(&act, theme, &codes, on),
                Command::MoveToTheme { codes, from, to } => {
                    themes::move_codes(&act, &codes, from, to)
                }
                Command::OrderThemes { themes: order } => themes::order(&act, &order),
                Command::RemoveTheme { theme } => themes::remove(&act, theme),
                Command::DeclareApproach { approach } => looking::declare(&act, approach),
                Command::SetHeldOn { days } => looking::held_on(&act, &days),
                Command::SaveFilter { name, filter } => looking::save(&act, &name, &filter),
                Command::RenameFilter { filter, name } => looking::rename(&act, filter, &name),
                Command::RemoveFilter { filter } => looking::remove(&act, filter),
                Command::SetCells { cells } => looking::set_cells(&act, &cells),
                Command::TickEvidence { evidence, done } => withdrawal::tick(&act, &evidence, done),
            }?;
            codebook::mark_coded(&act)?;
            Ok(acted)
        })?;
        // Held any longer, what was touched would have to be copied to be changed.
        drop(corpus);
        if let Some(done) = &done {
            self.reload(&done.touched)?;
            self.backup_after();
        }
        Ok(Outcome { report, step: done })
    }

    /// How many texts that have no page of their own (older texts, receipts, kept codebooks) hold names
    /// of the list.
    pub fn count_elsewhere(&self, list: &[Pseudonym]) -> Result<usize, Error> {
        let rewriter = pseudonyms::Rewriter::new(list, &[]);
        Ok(self.store.count_elsewhere(&|text| rewriter.rewrite(text))?)
    }

    /// The log of what was replaced, the oldest first: no originals.
    pub fn anonymised(&self) -> Result<Vec<Anonymised>, Error> {
        Ok(self.store.anonymised()?)
    }

    /// Makes what was replaced final: every step before is forgotten, and nothing that only the history
    /// knew is left in the file. No step: it cannot be undone. Names of the list are taken out of the
    /// audit trail and of drafts, too. Gives back how many lines of those changed.
    pub fn make_final(&mut self, list: &[Pseudonym]) -> Result<usize, Error> {
        self.refresh()?;
        let rewriter = pseudonyms::Rewriter::new(list, &[]);
        let coder = self.coder.clone();
        Ok(self.store.forget_history(&coder, &now(), &|text| rewriter.rewrite(text))?)
    }

    /// Takes back the newest step. `None` when there is none.
    pub fn undo(&mut self) -> Result<Option<Done>, Error> {
        self.refresh()?;
        let done = self.store.undo(&self.coder, &now())?;
        self.reload_after(done)
    }

    /// Does the step again that was undone last. `None` when nothing is undone.
    pub fn redo(&mut self) -> Result<Option<Done>, Error> {
        self.refresh()?;
        let done = self.store.redo(&self.coder, &now())?;
        self.reload_after(done)
    }

    /// Reads everything again when another program has written to the file. True when it did.
    pub fn refresh(&mut self) -> Result<bool, Error> {
        let changed = self.store.changed_outside()?;
        if changed {
            self.corpus = Arc::new(self.store.load()?);
        }
        Ok(changed)
    }

    fn reload_after(&mut self, done: Option<Done>) -> Result<Option<Done>, Error> {
        if let Some(done) = &done {
            self.reload(&done.touched)?;
        }
        Ok(done)
    }

    /// Reads again what a step touched, and only that.
    fn reload(&mut self, touched: &Touched) -> Result<(), Error> {
        let corpus = Arc::make_mut(&mut self.corpus);
        // Turns, marks and speakers change what counts as whose speech: the whole document is read.
        let mut whole: Vec<DocumentId> =
            [Tracked::Documents, Tracked::Turns, Tracked::Marks, Tracked::Speakers]
                .into_iter()
                .flat_map(|table| touched.documents(table))
                .collect();
        whole.sort_unstable();
        whole.dedup();
        if !whole.is_empty() {
            let before: Vec<_> = corpus
                .documents
                .iter()
                .filter(|document| whole.binary_search(&document.id).is_ok())
                .map(|document| (document.guid, Arc::clone(&document.text)))
                .collect();
            corpus.documents.retain(|document| whole.binary_search(&document.id).is_err());
            corpus.documents.extend(self.store.load_documents(Some(&whole))?);
            corpus.documents.sort_by_key(|document| document.id);
            desk::follow_texts(&self.store, corpus, &before)?;
        }
        for id in touched.documents(Tracked::Codings) {
            if whole.binary_search(&id).is_ok() {
                continue;
            }
            if let Some(document) = corpus.documents.iter_mut().find(|found| found.id == id) {
                let document = Arc::make_mut(document);
                match &touched.codings {
                    Some(few) => {
                        for (_, coding) in few.iter().filter(|(of, _)| *of == id) {
                            let mut row = self.store.load_coding(*coding)?;
                            if let Some(row) = &mut row {
                                row.extent = extents::extent(document, row.span);
                            }
                            document.put_coding(*coding, row);
                        }
                    }
                    None => {
                        document.codings = self.store.load_codings(id)?;
                        document.sort_codings();
                        extents::fill(document);
                    }
                }
            }
        }
        Ok(self.store.load_lists(corpus, |table| touched.has(table))?)
    }
}

/// What a command works with: the tables inside its step, the study as it was before, who and when.
struct Act<'a> {
    tx: &'a crate::store::Tx<'a>,
    corpus: &'a Corpus,
    coder: &'a str,
    at: &'a str,
    watch: &'a Watch<'a>,
}

/// What a command gives back: its report and the name of its step.
type Acted = Result<(Report, String), Error>;

fn first_coder(corpus: &Corpus) -> String {
    corpus.coders.first().map_or_else(|| FIRST_CODER.to_owned(), |coder| coder.name.clone())
}

/// Now, always with three digits behind the second: times are compared as they are written.
fn now() -> String {
    format!("{:.3}", jiff::Timestamp::now())
}
