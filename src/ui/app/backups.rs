//! What keeps a study from being lost, in the window: backups by the way, a backup restored, a copy
//! under another name, what can be got out of a damaged file.

use super::{App, now};
use crate::study::{Backup, BackupReader, Error, StoreError, Study};
use crate::ui::action::Action;
use crate::ui::desk::News;
use crate::ui::keeping::{Kept, Shelf, ToKeep};
use crate::ui::outbox::Request;
use crate::ui::work;
use std::path::Path;
use std::sync::mpsc::{Receiver, TryRecvError, channel};

/// Seconds until a backup that failed is tried again.
const AGAIN: f64 = 600.0;

/// Seconds until steps of an earlier day are backed up.
const EARLIER: f64 = 60.0;

/// Backups by the way: when the next one is due, and the one that is being made.
#[derive(Default)]
pub(super) struct ByTheWay {
    /// The revision of the study that was looked at.
    revision: u64,
    /// What was done since the last backup.
    steps: u64,
    /// How much of it was done before the study was opened.
    before: Option<u64>,
    /// Since when there is something to keep, in the window's own time: it does not run while the
    /// computer sleeps, and nobody sets it.
    since: f64,
    /// One failed: not before this moment.
    not_before: f64,
    making: Option<Receiver<Result<(Backup, i64), String>>>,
}

impl App {
    /// Once a frame: makes a backup on a thread of its own when one is due.
    pub(super) fn back_up(&mut self, ctx: &egui::Context) {
        let time = now(ctx);
        self.hear_backup(time);
        let Some(study) = self.desk.study() else { return };
        if study.read_only().is_some() || self.rest.by_the_way.making.is_some() {
            return;
        }
        let state = &mut self.rest.by_the_way;
        if state.revision != self.desk.revision() {
            state.revision = self.desk.revision();
            let steps = study.steps_since_backup().unwrap_or(0);
            if state.steps == 0 || steps == 0 {
                state.since = time;
            }
            state.steps = steps;
            state.before = Some(state.before.unwrap_or(steps).min(steps));
        }
        if state.steps == 0 {
            return;
        }
        let pace = self.preferences.get().backups;
        let waited = time - state.since;
        // What an earlier day left to be kept has a minute: a study is not copied as soon as it is
        // looked at.
        let since_opened = state.steps - state.before.unwrap_or(0);
        let due = pace.due(since_opened, waited);
        let due = due.or_else(|| pace.due(state.steps, waited).filter(|_| waited >= EARLIER));
        match due {
            Some(reason) if time >= state.not_before => self.make_backup(reason, ctx),
            None if pace.minutes > 0 || state.steps >= pace.steps => {
                let left = pace.minutes as f64 * 60.0 - waited;
                let left = if waited < EARLIER { EARLIER - waited } else { left };
                ctx.request_repaint_after_secs(left.clamp(1.0, 3600.0) as f32);
            }
            Some(_) | None => {}
        }
    }

    fn make_backup(&mut self, reason: String, ctx: &egui::Context) {
        let Some(study) = self.desk.study() else { return };
        let work = match study.backup_work() {
            Ok(Some(work)) => work,
            Ok(None) => return,
            Err(error) => return self.toasts.complain(error.to_string()),
        };
        let (send, making) = channel();
        let ctx = ctx.clone();
        let act = move || {
            send.send(work.run(&reason).map_err(|error| error.to_string())).ok();
            ctx.request_repaint();
        };
        if std::thread::Builder::new().name("postil-backup".to_owned()).spawn(act).is_ok() {
            self.rest.by_the_way.making = Some(making);
        }
    }

    fn hear_backup(&mut self, time: f64) {
        let Some(making) = &self.rest.by_the_way.making else { return };
        let answer = match making.try_recv() {
            Ok(answer) => answer,
            Err(TryRecvError::Empty) => return,
            Err(TryRecvError::Disconnected) => Err("a mistake of ours ended it".to_owned()),
        };
        // The study is away for a moment: the mark is set when it is back.
        let Some(study) = self.desk.study() else {
            self.rest.by_the_way.making = None;
            return;
        };
        let state = &mut self.rest.by_the_way;
        state.making = None;
        match answer {
            // One of the study before, where another one was opened meanwhile.
            Ok((backup, mark))
                if backup.path.starts_with(crate::study::backup_folder(study.path())) =>
            {
                if let Err(error) = study.backed_up(mark) {
                    self.toasts.complain(error.to_string());
                }
                state.revision = u64::MAX;
                (state.since, state.before) = (time, Some(0));
            }
            Ok(_) => {}
            Err(why) => {
                state.not_before = time + AGAIN;
                self.toasts.complain(format!("The backup could not be made: {why}"));
            }
        }
    }

    /// Actions that have to do with backups.
    pub(super) fn act_on_backups(&mut self, action: Action, ctx: &egui::Context) {
        let Some(study) = self.desk.study() else { return };
        match action {
            Action::BackUpNow => self.outbox.send(Request::Keep(ToKeep::Now)),
            Action::SaveCopy => {
                let path = study.path().to_owned();
                self.asks.save_copy(ctx, &path);
            }
            _ => {
                let shelf = Shelf { reader: study.backup_reader(), open: true };
                self.asks.backups(shelf, self.preferences.get().backups);
            }
        }
    }

    /// What was asked for in one of the dialogs.
    pub(super) fn keep(&mut self, what: ToKeep, ctx: &egui::Context) {
        let leaves =
            matches!(what, ToKeep::Restore(..) | ToKeep::OpenCopy { .. } | ToKeep::Salvage { .. });
        if leaves && self.loses_first(&Request::Keep(what.clone())) {
            return;
        }
        match what {
            ToKeep::Pace(pace) => {
                self.preferences.set_backups(pace, now(ctx));
                self.desk.set_pace(pace);
            }
            ToKeep::Shelf(study, key) => {
                let reader = BackupReader::of_file(&study, key);
                let shelf = Shelf { reader, open: false };
                self.asks.backups(shelf, self.preferences.get().backups);
            }
            ToKeep::Now => {
                self.desk.start("Making a backup", ctx, |study, _| work::keep::back_up(study));
            }
            ToKeep::Restore(backup, reader) => {
                self.desk.start("Restoring", ctx, move |study, _| {
                    work::keep::restore(study, &backup, &reader)
                });
            }
            ToKeep::OpenCopy { study, backup, reader } => {
                self.desk.start("Opening the backup", ctx, move |before, _| {
                    work::keep::open_copy(before, &study, &backup, &reader)
                });
            }
            ToKeep::SaveCopy(to) => {
                // Where its own file was taken away the copy is gone on with: what is typed goes along.
                self.put_down();
                self.desk
                    .start("Saving a copy", ctx, move |study, _| work::keep::save_copy(study, &to));
            }
            ToKeep::Salvage { damaged, new, key } => {
                self.desk.start("Salvaging", ctx, move |before, _| {
                    work::keep::salvage(before, (&damaged, &new), key.as_ref())
                });
            }
        }
    }

    /// What came of it.
    pub(super) fn hear_kept(&mut self, kept: Kept, ctx: &egui::Context) {
        match kept {
            Kept::Backup(Some(backup)) => {
                let state = &mut self.rest.by_the_way;
                state.revision = u64::MAX;
                (state.since, state.before) = (now(ctx), Some(0));
                self.asks.backups_changed();
                let name = backup.path.file_name().unwrap_or_default().to_string_lossy();
                self.toasts.tell(now(ctx), format!("Backed up: {name}"));
            }
            Kept::Backup(None) => {
                let text = "Nothing was done since the last backup";
                self.toasts.tell(now(ctx), text.to_owned());
            }
            Kept::Damaged(path, why, key) => {
                self.asks.opened();
                self.asks.damaged(path, &why, key);
            }
        }
    }

    /// A study lies on the desk: what is to be said of its place, and how often it is backed up.
    pub(super) fn look_after(&mut self, ctx: &egui::Context) {
        self.rest.by_the_way = ByTheWay::default();
        self.desk.set_pace(self.preferences.get().backups);
        let Some(study) = self.desk.study() else { return };
        if let Some(why) = study.read_only() {
            self.toasts.complain(format!("This study is open to be read only: {why}."));
        }
        if let Some(told) = study.set_aside() {
            self.toasts.complain(told);
        }
        self.look_at_place(study.path().to_owned(), ctx);
    }

    /// Looks whether the study lies where it is copied to other computers, away from the screen: a
    /// network drive may be asleep.
    fn look_at_place(&self, path: std::path::PathBuf, ctx: &egui::Context) {
        let (send, ctx) = (self.errands.0.clone(), ctx.clone());
        let look = move || {
            if let Some(warning) = crate::study::place::warning(&path) {
                send.send(News::Place(path, warning)).unwrap_or_default();
                ctx.request_repaint();
            }
        };
        // Without a thread nothing is said this time.
        std::thread::Builder::new().name("postil-place".to_owned()).spawn(look).ok();
    }

    /// The place of a study is a bad one: said once, and only of the study that is open.
    pub(super) fn warn_of_place(&mut self, path: &Path, warning: &crate::study::place::Warning) {
        let study = self.desk.study().filter(|study| study.path() == path);
        if let Some(text) = study.and_then(|study| study.place_warned(warning)) {
            self.toasts.complain(text);
        }
    }

    /// The name of the study for the bar.
    pub(super) fn study_title(&self) -> String {
        let name = &self.desk.corpus().study;
        let closed = self.desk.study().and_then(Study::read_only).is_some();
        if closed { format!("{name} (read only)") } else { name.clone() }
    }

    /// True when nothing can be written to the study.
    pub(super) fn is_read_only(&self) -> bool {
        self.desk.study().is_some_and(|study| study.read_only().is_some())
    }
}

/// True for the errors of a damaged file. One that ends like a study and is not known as one may be a
/// study whose first page is gone.
pub(in crate::ui) fn is_damage(error: &Error, path: &Path) -> bool {
    match error {
        Error::Store(StoreError::Damaged { .. }) => true,
        Error::Store(StoreError::Foreign { .. }) => {
            path.extension().is_some_and(|ending| ending == crate::study::ENDING)
                && std::fs::metadata(path).is_ok_and(|found| found.is_file() && found.len() > 8192)
        }
        _ => false,
    }
}
