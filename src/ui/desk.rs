//! The desk: where the open study lies, and where it is while a long piece of work has it.
//!
//! Small steps run at once, between two frames. Anything that may take longer than a frame (opening,
//! importing, undoing an import) takes the study along to a worker thread and brings it back; until
//! then the screen shows the corpus as it was and changes wait in line.

use crate::model::{Corpus, DocumentId};
use crate::study::{Command, Error, Outcome, Study};
use crate::ui::locking::Readable;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

/// A step with more changed rows than this is undone away from the screen.
const HEAVY: u64 = 2_000;

/// What work has to tell when it is done.
#[derive(Debug)]
pub(super) enum News {
    /// A line for a few seconds.
    Told(String),
    /// The name of a step, for a while, with Undo beside it.
    Stored(String),
    /// A correction that changes the words of codings: they are listed before it is stored.
    Touches(super::correcting::Touches),
    /// A line that stays until it is read.
    Complained(String),
    /// Words for the clipboard, where there are any, and what is said of them.
    Copied(String, String),
    /// Receipts and refusals of an import, one line each, with a title.
    Receipts(String, Vec<String>),
    /// Transcripts were read and wait to be looked at.
    Read(super::import::Batch),
    /// Transcripts are stored: the first of them, and a line.
    DocumentsStored(Option<DocumentId>, String),
    /// Transcripts could not be stored, and why.
    NotImported(String),
    /// A study lies on the desk.
    Opened,
    /// The file wants a passphrase; true when one was given and is wrong.
    Locked(PathBuf, bool),
    /// The passphrase of the study was set, changed or removed, or not.
    Relocked(super::locking::Relocking),
    /// The study was destroyed.
    Destroyed,
    /// What lies beside the study and can be read without its passphrase.
    Readable(Readable),
    /// The study of this path lies where it is copied to other computers.
    Place(PathBuf, crate::study::place::Warning),
    /// Something for the log.
    Noted(crate::log::Event),
    /// The end of the log, and where it is.
    LogRead(PathBuf, Vec<String>),
    /// Names were replaced, or not: the key that was taken along, and whether it was done.
    Replaced(Option<Box<crate::study::KeyFile>>, bool),
    /// What a withdrawal would do or did.
    Withdrawal(Box<WithdrawalNews>),
    /// A study was kept from being lost, or could not be.
    Kept(super::keeping::Kept),
    /// The system's dialog was used: what it gave goes back in line.
    Asked(Box<super::outbox::Request>),
}

/// What is told of a withdrawal.
#[derive(Debug)]
pub(super) enum WithdrawalNews {
    /// What it would remove.
    Looked(Box<crate::study::Withdrawal>),
    /// It was not done, and why.
    Refused(String),
    /// It was done, and this is the proof.
    Done(Box<crate::study::Proof>),
}

/// How far a piece of work is, seen from outside.
pub(super) struct Progress {
    pub(super) what: String,
    pub(super) done: AtomicUsize,
    pub(super) total: AtomicUsize,
    pub(super) cancel: AtomicBool,
}

impl Progress {
    fn new(what: String) -> Arc<Self> {
        Arc::new(Self {
            what,
            done: AtomicUsize::new(0),
            total: AtomicUsize::new(0),
            cancel: AtomicBool::new(false),
        })
    }

    /// Tells how far it is; `false` once it was cancelled.
    pub(super) fn goes_on(&self, done: usize, total: usize) -> bool {
        self.total.store(total, Ordering::Relaxed);
        self.done.store(done, Ordering::Relaxed);
        !self.cancel.load(Ordering::Relaxed)
    }

    /// Between 0 and 1; `None` while the whole is unknown.
    pub(super) fn share(&self) -> Option<f32> {
        let total = self.total.load(Ordering::Relaxed);
        (total > 0).then(|| self.done.load(Ordering::Relaxed) as f32 / total as f32)
    }
}

/// Work that had the study, for the log.
pub(super) struct Finished {
    pub(super) what: &'static str,
    pub(super) took: Duration,
    /// False when a mistake of ours ended it.
    pub(super) whole: bool,
}

struct Job {
    what: &'static str,
    begun: Instant,
    /// So short that nothing is shown of it.
    quiet: bool,
    back: mpsc::Receiver<(Option<Study>, Vec<News>)>,
    progress: Arc<Progress>,
}

/// The open study, or the work that has it.
#[derive(Default)]
pub(super) struct Desk {
    study: Option<Study>,
    job: Option<Job>,
    corpus: Arc<Corpus>,
    revision: u64,
    next: (Option<String>, Option<String>),
    open: bool,
    /// Steps were done that so far lie only in the write-ahead log.
    unsettled: bool,
    /// What was done since this was last asked for.
    finished: Vec<Finished>,
}

impl Desk {
    /// The study as it was when it last lay here.
    pub(super) fn corpus(&self) -> &Arc<Corpus> {
        &self.corpus
    }

    /// Grows with every change.
    pub(super) fn revision(&self) -> u64 {
        self.revision
    }

    /// Names of the steps that undo and redo would act on.
    pub(super) fn next_steps(&self) -> &(Option<String>, Option<String>) {
        &self.next
    }

    /// The study, when it lies here.
    pub(super) fn study(&self) -> Option<&Study> {
        self.study.as_ref()
    }

    /// How many backups stay.
    pub(super) fn set_pace(&mut self, pace: crate::study::Pace) {
        if let Some(study) = &mut self.study {
            study.set_pace(pace);
        }
    }

    /// True when a study is open, here or away.
    pub(super) fn is_open(&self) -> bool {
        self.open
    }

    /// The work that has the desk, if any.
    pub(super) fn progress(&self) -> Option<&Progress> {
        self.job.as_ref().filter(|job| !job.quiet).map(|job| &*job.progress)
    }

    /// True while the study is away for a moment: what is asked for now waits until the next frame.
    pub(super) fn is_settling(&self) -> bool {
        self.job.as_ref().is_some_and(|job| job.quiet)
    }

    /// True when there are steps to settle.
    pub(super) fn is_unsettled(&self) -> bool {
        self.unsettled && self.job.is_none() && self.study.is_some()
    }

    /// Brings the steps into the file itself, away from the screen: somebody may copy it.
    pub(super) fn settle(&mut self, ctx: &egui::Context) {
        self.unsettled = false;
        self.begin(true, "Saving", ctx, |study, _| {
            // A file that is busy or a disk that is full loses nothing: the log keeps the steps.
            if let Some(study) = &study {
                study.settle().ok();
            }
            (study, Vec::new())
        });
    }

    /// Does a small command at once.
    pub(super) fn run(&mut self, command: Command) -> Option<Result<Outcome, Error>> {
        let study = self.study.as_mut()?;
        let result = study.run(command);
        self.look();
        Some(result)
    }

    /// True for commands that are short whatever the study's size.
    pub(super) fn is_small(command: &Command) -> bool {
        !matches!(
            command,
            Command::ImportDocuments { .. }
                | Command::ImportCodings { .. }
                | Command::ApplyEverywhere { .. }
                | Command::ImportCodebook { .. }
                | Command::ImportParticipants { .. }
                | Command::RecodeValues { .. }
                | Command::RemoveDocument { .. }
                | Command::CorrectText { .. }
                | Command::CorrectTexts { .. }
                | Command::RestoreText { .. }
                | Command::ApplyPseudonyms { .. }
                | Command::RemoveCodes { .. }
                | Command::MergeCodes { .. }
                | Command::SplitCode { .. }
                | Command::MapSpeakers { .. }
                | Command::AddParticipant { .. }
                | Command::RemoveParticipant { .. }
        )
    }

    /// Takes back or does again one step: small ones at once, large ones on a worker.
    pub(super) fn turn_back(&mut self, redo: bool, ctx: &egui::Context) -> Option<News> {
        let study = self.study.as_mut()?;
        let turn = move |study: &mut Study| {
            let done = if redo { study.redo() } else { study.undo() };
            match done {
                Ok(Some(done)) if redo => News::Told(format!("Did again: {}", done.label)),
                Ok(Some(done)) => News::Told(format!("Undone: {}", done.label)),
                Ok(None) => News::Told("There is nothing left to undo".to_owned()),
                Err(error) => News::Complained(error.to_string()),
            }
        };
        if study.weight_of_next(redo).unwrap_or(0) <= HEAVY {
            let news = turn(study);
            self.look();
            return Some(news);
        }
        let what = if redo { "Doing it again" } else { "Undoing" };
        self.start(what, ctx, move |study, _| {
            let Some(mut study) = study else { return (None, Vec::new()) };
            let news = turn(&mut study);
            (Some(study), vec![news])
        });
        None
    }

    /// Gives the study to a worker. Nothing happens while another one has it.
    pub(super) fn start(
        &mut self,
        what: &'static str,
        ctx: &egui::Context,
        work: impl FnOnce(Option<Study>, &Progress) -> (Option<Study>, Vec<News>) + Send + 'static,
    ) {
        self.begin(false, what, ctx, work);
    }

    fn begin(
        &mut self,
        quiet: bool,
        what: &'static str,
        ctx: &egui::Context,
        work: impl FnOnce(Option<Study>, &Progress) -> (Option<Study>, Vec<News>) + Send + 'static,
    ) {
        if self.job.is_some() {
            return;
        }
        let progress = Progress::new(what.to_owned());
        let (send, back) = mpsc::channel();
        let study = self.study.take();
        let ctx = ctx.clone();
        let watched = Arc::clone(&progress);
        let spawned = std::thread::Builder::new().name("postil-work".to_owned()).spawn(move || {
            // A closed window is no reason to stop half-way: the study is dropped whole here.
            send.send(work(study, &watched)).ok();
            ctx.request_repaint();
        });
        match spawned {
            Ok(_) => {
                let begun = Instant::now();
                self.job = Some(Job { what, begun, quiet, back, progress });
            }
            // The study went into the closure that never ran; it is closed properly by its drop.
            Err(_) => self.close(),
        }
    }

    /// Takes the study back when the work is done.
    pub(super) fn poll(&mut self) -> Vec<News> {
        let Some(job) = &self.job else { return Vec::new() };
        match job.back.try_recv() {
            Ok((study, news)) => {
                let changed = !job.quiet;
                if changed {
                    let (what, took) = (job.what, job.begun.elapsed());
                    self.finished.push(Finished { what, took, whole: true });
                }
                self.job = None;
                self.study = study;
                if changed {
                    self.look();
                }
                news
            }
            Err(mpsc::TryRecvError::Empty) => Vec::new(),
            Err(mpsc::TryRecvError::Disconnected) => {
                let (what, took) = (job.what, job.begun.elapsed());
                self.finished.push(Finished { what, took, whole: false });
                self.job = None;
                self.close();
                vec![News::Complained(
                    "A mistake of ours ended this work; nothing of it was stored. Open the study \
                     again to go on"
                        .to_owned(),
                )]
            }
        }
    }

    /// Waits for the study where it is away for a moment only: the window closes, and what was typed
    /// is still to be stored.
    pub(super) fn come_home(&mut self) {
        let Some(job) = self.job.as_ref().filter(|job| job.quiet) else { return };
        if let Ok((study, _)) = job.back.recv_timeout(std::time::Duration::from_secs(10)) {
            self.job = None;
            self.study = study;
        }
    }

    /// The work that ended since this was asked last.
    pub(super) fn finished(&mut self) -> Vec<Finished> {
        std::mem::take(&mut self.finished)
    }

    /// Puts the study away. Its steps are stored; what was typed is put down before.
    pub(super) fn close(&mut self) {
        self.study = None;
        self.look();
    }

    /// Notices what another program did to the file.
    pub(super) fn refresh(&mut self) -> bool {
        let changed = self.study.as_mut().is_some_and(|study| study.refresh().unwrap_or(false));
        if changed {
            self.look();
        }
        changed
    }

    fn look(&mut self) {
        self.revision += 1;
        self.unsettled = self.study.is_some();
        match &self.study {
            Some(study) => {
                self.open = true;
                self.corpus = Arc::clone(study.corpus());
                self.next = study.next_steps().unwrap_or_default();
            }
            None => {
                self.open = false;
                self.corpus = Arc::default();
                self.next = (None, None);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_study_that_is_away_for_a_moment_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.postil");
        let mut desk =
            Desk { study: Study::create(&path, None, "s", None).ok(), ..Desk::default() };
        let (gate, closed) = mpsc::channel::<()>();
        desk.begin(true, "Saving", &egui::Context::default(), move |study, _| {
            closed.recv().ok();
            (study, Vec::new())
        });
        assert!(desk.study().is_none());
        let opener = std::thread::Builder::new().spawn(move || {
            std::thread::sleep(std::time::Duration::from_millis(50));
            gate.send(()).ok();
        });
        desk.come_home();
        assert!(desk.study().is_some() && desk.progress().is_none());
        opener.unwrap().join().unwrap();
    }
}
