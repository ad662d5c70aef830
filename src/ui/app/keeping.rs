//! What memos hang on, and what must not be lost when a study or a page is left: words that are being
//! typed.

use super::unkept::Slot;
use super::{App, now};
use crate::model::MemoOn;
use crate::study::{Command, Flush, Study};
use crate::ui::memos;
use crate::ui::outbox::{Page, Request};
use crate::ui::work;
use crate::ui::worker::Answers;

/// Since when nothing was done.
#[derive(Default)]
pub(super) struct Rest {
    /// The revision that was seen last, and since when.
    revision: u64,
    since: f64,
    pub(super) by_the_way: super::backups::ByTheWay,
    /// What was brought to the disk last, or why it was not.
    flushed: Answers<Flush, Result<(), String>>,
}

/// True for a step whose words were typed, and are nowhere else once it is sent.
pub(super) fn is_typed(command: &Command) -> bool {
    match command {
        // Without a word it takes a comment away.
        Command::Comment { memo, .. } => !memo.trim().is_empty(),
        Command::EditTheme { .. }
        | Command::AddTheme { .. }
        | Command::AddCode { .. }
        | Command::EditCode { .. } => true,
        _ => false,
    }
}

impl App {
    /// What was written goes to the disk at once, on a thread of its own; two seconds after the last change,
    /// or where much was done without a rest, the file itself is brought up to date.
    pub(super) fn settle(&mut self, ctx: &egui::Context) {
        const REST: f64 = 2.0;
        let time = now(ctx);
        self.back_up(ctx);
        self.flush(ctx);
        if self.rest.revision != self.desk.revision() {
            (self.rest.revision, self.rest.since) = (self.desk.revision(), time);
        }
        let long = self.desk.study().is_some_and(Study::log_is_long);
        if !self.desk.is_unsettled() && !long {
            return;
        }
        let left = self.rest.since + REST - time;
        if left <= 0.0 || long {
            self.desk.settle(ctx);
        } else {
            ctx.request_repaint_after_secs(left as f32);
        }
    }

    fn flush(&mut self, ctx: &egui::Context) {
        let Some(work) = self.desk.study().and_then(Study::flush_work) else { return };
        let run = work.clone();
        let away = (true, "postil-flush");
        let run = move || run.run().map_err(|error| error.to_string());
        if self.rest.flushed.ask(ctx, &work, away, run)
            && let Some((_, Err(error))) = self.rest.flushed.get()
        {
            self.toasts.complain(error.clone());
        }
    }

    /// True when everything that was done in the open study is on the disk.
    pub fn is_on_disk(&self) -> bool {
        let work = self.desk.study().and_then(Study::flush_work);
        let flushed =
            |work| matches!(self.rest.flushed.get(), Some((done, Ok(()))) if *done == work);
        work.is_none_or(flushed)
    }

    /// What memos hang on now.
    pub(super) fn here(&self) -> MemoOn {
        match (self.page, self.read.coding(), self.read.document()) {
            (Page::Read, Some(coding), _) => MemoOn::Coding(coding),
            (Page::Read, None, Some(document)) => MemoOn::Document(document),
            (Page::Excerpts, ..) => match (self.excerpts.coding(), &*self.excerpts.filter.codes) {
                (Some(coding), _) => MemoOn::Coding(coding),
                (None, [code]) => MemoOn::Code(*code),
                _ => MemoOn::Study,
            },
            (Page::Framework, ..) => self.framework.here(),
            (Page::Themes, ..) => self.themes.chosen().map_or(MemoOn::Study, MemoOn::Theme),
            _ => MemoOn::Study,
        }
    }

    /// Takes another study; what was being written in this one is put down first.
    pub(super) fn leave(&mut self, to: Request, ctx: &egui::Context) {
        if self.asks_first(&to) || self.loses_first(&to) {
            return;
        }
        match to {
            Request::Open(path, key) => {
                self.desk
                    .start("Opening", ctx, move |study, _| work::open(study, path, key.as_ref()));
            }
            Request::Create { path, name, coder, passphrase } => {
                self.desk.start("Making the study", ctx, move |study, _| {
                    work::create(study, &path, &name, &coder, passphrase.as_ref())
                });
            }
            Request::CreateSample(folder) => {
                self.desk.start("Making the sample study", ctx, move |study, _| {
                    work::create_sample(study, &folder)
                });
            }
            _ => {}
        }
    }

    /// Stores what is being written and where one was reading: the study is left, or the window closes.
    /// False when something of it could not be stored: it waits in memory, see `unkept.rs`.
    pub(super) fn put_down(&mut self) -> bool {
        let place = self.keep_place();
        self.note_place(place);
        self.put_again();
        let corpus = std::sync::Arc::clone(self.desk.corpus());
        // What cannot be a step is kept as it is typed.
        if self.desk.study().is_some() {
            for command in self.themes.unsaved(&corpus) {
                if let Some(Err(error)) = self.desk.run(command.clone()) {
                    self.toasts.complain(error.to_string());
                    self.themes.take_back(command);
                }
            }
            self.put_down_cells(&corpus);
        }
        for command in self.read.unsent(&corpus) {
            let done = self.desk.run(command.clone());
            if let Some(Err(error)) = &done {
                self.toasts.complain(error.to_string());
            }
            if !matches!(done, Some(Ok(_))) {
                self.give_back(command);
            }
        }
        let names = self.privacy.put_down();
        self.note_names(names);
        self.put_words();
        self.store_drafts(f64::INFINITY);
        self.unkept.why().is_none()
    }

    /// A step could not be stored: what was typed for it goes back to where it is typed.
    pub(super) fn give_back(&mut self, command: Command) {
        match command {
            // Its card is gone: it waits among the memos.
            Command::Comment { coding, memo } if !memo.trim().is_empty() => {
                self.memos.offer_comment(coding, memo);
                self.memos_open = true;
            }
            theme @ (Command::EditTheme { .. } | Command::AddTheme { .. }) => {
                self.themes.take_back(theme);
            }
            code @ (Command::AddCode { .. } | Command::EditCode { .. }) => {
                self.asks.code_again(self.desk.corpus(), code);
            }
            _ => {}
        }
    }

    /// A memo that was being written when the study was closed is offered again.
    pub(super) fn take_up(&mut self, ctx: &egui::Context) {
        self.look_after(ctx);
        self.remind();
        let stored = self.lying(Slot::Memos);
        if stored.is_some_and(|stored| self.memos.restore(&stored)) {
            self.memos_open = true;
        }
        if let Some(typed) = self.lying(Slot::Corrections) {
            let corpus = std::sync::Arc::clone(self.desk.corpus());
            self.read.restore_corrections(&corpus, &typed);
        }
        self.take_up_cells(ctx);
        self.take_up_words(ctx);
        self.try_again(now(ctx), true);
    }

    /// Once a frame: drafts lie on the study's desk a moment after they were typed, and what was typed
    /// into a theme is a step once its page is left.
    pub(super) fn keep_typed(&mut self, ctx: &egui::Context, time: f64) {
        self.store_drafts(time);
        if self.memos.is_unstored() || self.read.has_unstored_corrections() {
            ctx.request_repaint_after_secs(memos::PACE as f32);
        }
        if self.page != Page::Themes {
            let corpus = std::sync::Arc::clone(self.desk.corpus());
            if let Some(command) = self.themes.left(&corpus) {
                self.outbox.run(command);
            }
        }
        self.keep_cells(ctx, time);
        self.keep_words(ctx, time);
        self.keep_trying(ctx, time);
    }

    /// What is being written is put on the desk, in its turn; at once where the time is infinite. A study
    /// that is away is waited for then by what was typed, in memory.
    fn store_drafts(&mut self, time: f64) {
        let away = self.desk.is_open() && time.is_infinite();
        if self.desk.study().is_none() && !away {
            return;
        }
        if let Some(drafts) = self.framework.unstored(time) {
            self.put_on_desk(Slot::Cells, drafts);
        }
        if let Some(typed) = self.read.unstored_corrections(time) {
            self.put_on_desk(Slot::Corrections, typed);
        }
        if let Some(draft) = self.memos.unstored(time) {
            self.put_on_desk(Slot::Memos, draft);
        }
    }
}
