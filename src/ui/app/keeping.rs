//! What must not be lost when a study is left: words that are being typed.

use super::App;
use crate::ui::outbox::Request;
use crate::ui::work;

impl App {
    /// Takes another study; what was being written in this one has been put down.
    pub(super) fn leave(&mut self, to: Request, ctx: &egui::Context) {
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

    /// Stores what is being written: the study is left, or the window closes.
    pub(super) fn put_down(&mut self, ctx: &egui::Context) {
        let corpus = std::sync::Arc::clone(self.desk.corpus());
        if let Some(command) = self.themes.unsaved(&corpus) {
            self.run(command, ctx);
        }
        self.store_drafts(f64::INFINITY);
    }

    /// A memo that was being written when the study was closed is offered again.
    pub(super) fn take_up(&mut self) {
        let stored = self.desk.study().and_then(|study| study.draft().ok().flatten());
        if stored.is_some_and(|stored| self.memos.restore(&stored)) {
            self.memos_open = true;
        }
    }

    /// Drafts lie on the study's desk a moment after they were typed.
    pub(super) fn store_drafts(&mut self, time: f64) {
        let Some(study) = self.desk.study() else { return };
        let Some(draft) = self.memos.unstored(time) else { return };
        if let Err(error) = study.keep_draft(draft.as_deref()) {
            self.toasts.complain(error.to_string());
        }
    }
}
