//! Locking: the study is closed, everything of it is let go, and its passphrase is asked for. By a key, or
//! by itself when nobody has touched anything for a while. After unlocking the same place is shown.

use super::aside::Left;
use super::typed::Words;
use super::{App, Derived, now};
use crate::log::{Event, Why};
use crate::ui::action::Action;
use crate::ui::asks::Asks;
use crate::ui::desk::News;
use crate::ui::locking::{LockRequest, Readable, Relocking, Saved};
use crate::ui::outbox::{Page, Request};
use crate::ui::parts::count;
use crate::ui::work::passphrase as work;
use crate::ui::{
    charts, excerpts, framework, import, memos, palette, people, privacy, read, search, tables,
    themes,
};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// What is known of locking.
pub(super) struct Guard {
    /// The study that is locked now.
    locked: Option<Left>,
    /// Locking waits until the work is done.
    wanted: Option<Why>,
    /// When somebody last touched anything. By the clock of the wall: the computer may have slept.
    touched: SystemTime,
    /// After how many minutes without a touch an encrypted study is locked; 0 for never.
    pub(super) minutes: u16,
}

impl Guard {
    pub(super) fn new(minutes: u16) -> Self {
        Self { locked: None, wanted: None, touched: SystemTime::now(), minutes }
    }

    /// Somebody is there. Where nobody was for too long the study is locked all the same: the computer
    /// may have slept, and who wakes it need not be who put it to sleep.
    pub(super) fn touch(&mut self) {
        if self.minutes > 0 && self.idle() >= self.most() {
            self.wanted.get_or_insert(Why::Idle);
        }
        self.touched = SystemTime::now();
    }

    fn most(&self) -> Duration {
        Duration::from_secs(60 * u64::from(self.minutes))
    }

    /// For how long nobody touched anything.
    fn idle(&mut self) -> Duration {
        let idle = self.touched.elapsed();
        if idle.is_err() {
            // The clock was put back: from now on, or the study would stay open for as long.
            self.touched = SystemTime::now();
        }
        idle.unwrap_or_default()
    }

    /// How many files wait to be imported once it is unlocked.
    pub(super) fn waiting(&self) -> usize {
        self.locked.as_ref().map_or(0, Left::waiting)
    }

    /// Files that wait are given up.
    pub(super) fn give_up_files(&mut self) {
        self.locked.iter_mut().for_each(Left::give_up_files);
    }

    /// True for the study that is locked.
    pub(super) fn is_of(&self, path: &Path) -> bool {
        self.locked.as_ref().is_some_and(|left| left.path == *path)
    }

    /// A study lies on the desk: what was wanted for another one is not wanted for it.
    fn opened(&mut self) {
        self.wanted = self.wanted.take().filter(|why| *why != Why::Idle);
        self.touched = SystemTime::now();
    }

    /// True while a locked study waits for its passphrase.
    pub(super) fn is_locked(&self) -> bool {
        self.locked.is_some()
    }
}

impl App {
    /// True while a locked study waits for its passphrase. For tests.
    pub fn is_locked(&self) -> bool {
        self.guard.is_locked()
    }

    /// As if nobody had touched anything for so long. For tests.
    pub fn pretend_idle(&mut self, how_long: Duration) {
        self.guard.touched -= how_long;
    }

    /// A study lies on the desk: every page begins anew, or where it was when it was locked.
    pub(super) fn was_opened(&mut self, ctx: &egui::Context) {
        self.asks.opened();
        self.forget_pages();
        if !self.take_unkept() {
            self.privacy.forget();
        }
        self.guard.opened();
        let path = self.desk.study().map(|study| study.path().to_owned());
        let left = self.guard.locked.take();
        if let Some(left) = left.filter(|left| path.as_ref() == Some(&left.path)) {
            if left.unkept && self.unkept.why().is_none() {
                let text = "This is another study than the one that was locked. What was typed there \
                            is kept in memory until that study is opened; it is lost if the program \
                            is closed";
                self.toasts.complain(text.to_owned());
            }
            self.go_on(left, ctx);
        }
        self.take_up(ctx);
        self.find_places();
        if let Some(study) = self.desk.study() {
            let (path, encrypted) = (study.path().to_owned(), study.is_encrypted());
            let corpus = self.desk.corpus();
            let (documents, codings) = (corpus.documents.len(), corpus.coding_count());
            self.notes.log.note(Event::Opened { encrypted, documents, codings });
            if encrypted {
                self.look_for_copies(path.clone(), ctx);
            }
        }
    }

    /// Nothing of a study stays on any page.
    pub(super) fn forget_pages(&mut self) {
        self.import = None;
        // Changes that waited were meant for the study before: ids mean others here.
        self.waiting.retain(|request| !matches!(request, Request::Run(_)));
        self.read = read::State::default();
        self.excerpts = excerpts::State::default();
        self.search = search::State::default();
        self.tables = tables::State::default();
        self.charts = charts::State::default();
        self.people = people::State::default();
        self.themes = themes::State::default();
        self.framework = framework::State::default();
        self.palette = palette::Palette::default();
        self.memos = memos::State::default();
        self.page = Page::Read;
    }

    /// Lets go of what is of the study and on no page: what was typed, found, and laid out.
    pub(super) fn forget_words(&mut self, ctx: &egui::Context) {
        self.derived = Derived::default();
        self.words = Words::default();
        self.privacy.forget();
        ctx.memory_mut(|memory| {
            memory.data.clear();
            memory.caches = egui::cache::CacheStorage::default();
        });
    }

    /// Somebody wants the study locked, or its passphrase changed.
    pub(super) fn about_locking(&mut self, action: Action, ctx: &egui::Context) {
        let encrypted = self.desk.study().is_some_and(crate::study::Study::is_encrypted);
        if action == Action::Lock && (encrypted || self.is_busy()) {
            self.guard.wanted = Some(Why::Asked);
            if let Some(work) = self.desk.progress() {
                let text = format!("The study is locked as soon as this is done: {}", work.what);
                self.toasts.tell(now(ctx), text);
            }
            return;
        }
        let Some(path) = self.desk.study().map(|study| study.path().to_owned()) else { return };
        self.asks.passphrase(encrypted, action, self.guard.minutes);
        if encrypted {
            self.look_for_copies(path, ctx);
        }
    }

    /// Looks beside an encrypted study for copies that can be read, away from the screen.
    fn look_for_copies(&self, path: PathBuf, ctx: &egui::Context) {
        let (send, ctx) = (self.errands.0.clone(), ctx.clone());
        let look = move || {
            send.send(News::Readable(Readable::beside(&path))).unwrap_or_default();
            ctx.request_repaint();
        };
        // Without a thread nothing is listed; the command line lists them too.
        std::thread::Builder::new().name("postil-copies".to_owned()).spawn(look).ok();
    }

    /// Files that can be read were found, or are gone: the dialog lists them, else a line names them.
    pub(super) fn found_readable(&mut self, found: &Readable, ctx: &egui::Context) {
        let files = count(found.files(), "file");
        if !self.asks.readable(found) && found.files() > 0 {
            let text = format!(
                "{files} beside this study can be read without a passphrase: see File › Passphrase…"
            );
            self.toasts.tell(now(ctx), text);
        }
    }

    /// Does what the passphrase dialog asks for.
    pub(super) fn keep_locked(&mut self, request: LockRequest, ctx: &egui::Context) {
        match request {
            LockRequest::After(minutes) => self.guard.minutes = minutes,
            LockRequest::Passphrase { current, new } => {
                self.put_down();
                let what = if new.is_some() { "Encrypting the study" } else { "Writing the study" };
                self.desk.start(what, ctx, move |study, _| {
                    work::relock(study, current.as_ref(), new.as_ref())
                });
            }
            LockRequest::Wipe(copies) => {
                self.desk.start("Overwriting copies", ctx, move |study, _| {
                    let told = work::wipe_all(study.as_ref(), &copies);
                    (study, told)
                });
            }
        }
    }

    /// The passphrase was set, changed or removed, or not.
    pub(super) fn was_relocked(&mut self, done: Relocking, ctx: &egui::Context) {
        if let Relocking::Done { encrypted, .. } = &done {
            self.notes.log.note(Event::Passphrase { encrypted: *encrypted });
        }
        if let Some(told) = self.asks.relocked(done) {
            self.toasts.tell(now(ctx), told);
        }
    }

    /// Once a frame: locks when it is wanted and nothing runs, or when nobody is there.
    pub(super) fn watch_lock(&mut self, ctx: &egui::Context) {
        if self.guard.locked.is_some() && !self.is_busy() && !self.asks.unlocks() {
            // Its passphrase is not asked for any more.
            self.guard.locked = None;
        }
        let encrypted = self.desk.study().is_some_and(crate::study::Study::is_encrypted);
        if encrypted && self.guard.minutes > 0 && self.guard.wanted.is_none() {
            let (most, idle) = (self.guard.most(), self.guard.idle());
            if idle >= most {
                self.guard.wanted = Some(Why::Idle);
            } else {
                ctx.request_repaint_after(most.saturating_sub(idle));
            }
        }
        let calm = !self.is_busy() && !self.desk.is_settling() && self.waiting.is_empty();
        // What was asked for is done first: nothing of it may be dropped.
        let calm = calm && self.outbox.is_empty();
        if calm && let Some(why) = self.guard.wanted.take() {
            if encrypted {
                self.lock(why, ctx);
            } else if self.desk.is_open() && why == Why::Asked {
                // It was asked for while work had the study.
                self.about_locking(Action::Lock, ctx);
            }
        }
    }

    fn lock(&mut self, why: Why, ctx: &egui::Context) {
        let Some(path) = self.desk.study().map(|study| study.path().to_owned()) else { return };
        // Whether or not everything could be stored: nothing readable stays on the screen.
        self.put_down();
        let mut left = self.lay_aside(path.clone());
        let files = left.waiting();
        let saved = self.lay_unkept_aside();
        left.unkept = matches!(saved, Saved::InMemory(_));
        self.import.take().iter_mut().for_each(import::State::let_go);
        self.forget_pages();
        // The pseudonym key is closed with it.
        self.privacy = privacy::State::default();
        self.memos_open = false;
        self.place = None;
        self.waiting.clear();
        self.outbox.drain();
        self.toasts.clear();
        self.asks = Asks::default();
        self.asks.lock(path, files, saved);
        self.forget_words(ctx);
        self.desk.close();
        self.guard.locked = Some(left);
        self.notes.log.note(Event::Locked(why));
        ctx.request_repaint();
    }
}
