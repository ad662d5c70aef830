//! What is typed into dialogs, put down when the study is left and taken up when it is there again.
//! A dialog that only asks yes or no is asked again.

use super::Asks;
use crate::model::{CodeId, CoderChoice, Corpus, DocumentId, Retention};
use crate::ui::dialogs::{
    Backups, Care, CodeForm, Damaged, FilesWait, InterviewDays, KeepVersion, Merge, NewStudy,
    Replace, Speakers, Split, Unlock, Unsaved, WithdrawDialog,
};
use crate::ui::outbox::Request;
use crate::ui::people::{ImportPeople, PeopleAside};
use crate::ui::typed::Typed;
use std::sync::Arc;

impl Asks {
    /// The table of participants that is looked at, without what stands in it.
    pub(in crate::ui) fn people_aside(&self) -> Option<PeopleAside> {
        self.people.as_ref().map(ImportPeople::aside)
    }

    /// The table of participants is looked at no longer.
    pub(in crate::ui) fn give_up_people(&mut self) {
        self.people = None;
    }

    /// Looks at a table of participants again.
    pub(in crate::ui) fn people_again(
        &mut self,
        aside: PeopleAside,
        corpus: &Arc<Corpus>,
        ctx: &egui::Context,
    ) {
        self.people = Some(ImportPeople::again(aside, corpus, ctx));
    }

    /// Asks before files are given up by what was asked for.
    pub(in crate::ui) fn files_wait(&mut self, files: usize, request: Request) {
        self.not_sent();
        self.waiting = Some(FilesWait::new(files, request));
    }

    /// Asks before something that was typed is lost by what was asked for.
    pub(in crate::ui) fn unsaved(&mut self, question: Unsaved) {
        self.not_sent();
        self.unsaved = Some(question);
    }

    /// True while it is asked whether something that was typed may be lost.
    pub(in crate::ui) fn asks_to_lose(&self) -> bool {
        self.unsaved.is_some()
    }

    /// The passphrase of the study that is locked is not asked for any more.
    pub(in crate::ui) fn give_up_unlock(&mut self) {
        self.unlock = None;
    }

    /// Something is asked first: dialogs that wait for an answer can send once more.
    fn not_sent(&mut self) {
        self.unlock.iter_mut().for_each(Unlock::not_sent);
        self.new_study.iter_mut().for_each(NewStudy::not_sent);
        self.backups.iter_mut().for_each(Backups::refused);
        self.damaged.iter_mut().for_each(Damaged::refused);
    }

    /// Puts down what is typed.
    pub(in crate::ui) fn put_typed(&self, typed: &mut Typed, corpus: &Corpus) {
        if let Some(form) = self.code.as_ref().filter(|form| form.is_typed()) {
            typed.put("code", form);
        }
        if let Some(merge) = &self.merge {
            typed.put("merge", &merge.chosen());
        }
        if let Some(split) = self.split.as_ref().and_then(Split::typed) {
            typed.put("split", &split);
        }
        if let Some(keep) = self.keep.as_ref().filter(|keep| !keep.note().is_empty()) {
            typed.put("version", &keep.note());
        }
        let days = self.days.as_ref().map(|days| days.changed(corpus));
        if let Some(days) = days.filter(|days| !days.is_empty()) {
            typed.put("days", &days);
        }
        if let Some(replace) = self.replace.as_ref().and_then(Replace::typed) {
            typed.put("replace", &replace);
        }
        if let Some(speakers) = self.speakers.as_ref().filter(|speakers| speakers.is_typed()) {
            typed.put("speakers", speakers);
        }
        let kept = self.care.as_ref().and_then(Care::typed);
        if let Some(kept) = kept.filter(|kept| *kept != corpus.retention) {
            typed.put("retention", &(kept.until, kept.rule));
        }
        if let Some(withdrawal) = self.withdraw.as_ref().and_then(WithdrawDialog::typed) {
            typed.put("withdrawal", &withdrawal);
        }
    }

    /// Takes up what was put down; true when there was something.
    pub(in crate::ui) fn take_typed(
        &mut self,
        typed: &mut Typed,
        corpus: &Corpus,
        shown: &CoderChoice,
    ) -> bool {
        let code: Option<CodeForm> = typed.take("code");
        self.code = code.filter(|form| form.fits(corpus));
        let merge: Option<(Vec<CodeId>, Option<CodeId>)> = typed.take("merge");
        self.merge = merge.map(|(codes, into)| Merge::new(corpus, codes, into));
        self.split = typed.take("split").and_then(|split| Split::again(corpus, shown, split));
        self.keep = typed.take("version").map(KeepVersion::with);
        let days: Option<Vec<(DocumentId, String)>> = typed.take("days");
        self.days = days.map(|days| InterviewDays::new(corpus).with(days));
        self.replace = typed.take("replace").map(Replace::again);
        let speakers: Option<Speakers> = typed.take("speakers");
        self.speakers = speakers.filter(|speakers| speakers.fits(corpus));
        let kept = typed.take("retention").map(|(until, rule)| Retention { until, rule });
        self.care = kept.map(|kept| Care::retention(&kept));
        self.withdraw = typed.take("withdrawal").map(WithdrawDialog::again);
        self.code.is_some()
            || self.merge.is_some()
            || self.split.is_some()
            || self.keep.is_some()
            || self.days.is_some()
            || self.replace.is_some()
            || self.speakers.is_some()
            || self.care.is_some()
            || self.withdraw.is_some()
    }
}
