//! Cells of the framework matrix that are being written, and its choice of columns: kept on the study's
//! desk, a step once the cell is left.

use super::unkept::Slot;
use super::{App, now};
use crate::model::Corpus;
use crate::ui::framework::PACE;
use crate::ui::outbox::Page;
use std::sync::Arc;

impl App {
    /// What was being written when the study was closed waits on its page; the columns are those that
    /// were looked at last.
    pub(super) fn take_up_cells(&mut self, ctx: &egui::Context) {
        let Some(study) = self.desk.study() else { return };
        if let Ok(Some(columns)) = study.framework_columns() {
            self.framework.choose(&columns);
        }
        let corpus = Arc::clone(self.desk.corpus());
        if let Some(drafts) = self.lying(Slot::Cells)
            && self.framework.restore(&corpus, &drafts)
        {
            let text =
                "Words for a cell of the framework matrix were not saved: they are on its page";
            self.toasts.tell(now(ctx), text.to_owned());
        }
    }

    /// Once a frame: what was typed lies on the desk a moment later, and is a step once the page is
    /// left.
    pub(super) fn keep_cells(&mut self, ctx: &egui::Context, time: f64) {
        if self.framework.is_unstored() {
            ctx.request_repaint_after_secs(PACE as f32);
        }
        if self.page != Page::Framework && !self.is_busy() {
            let corpus = Arc::clone(self.desk.corpus());
            if let Some(command) = self.framework.unsaved(&corpus) {
                self.outbox.run(command);
            }
        }
        let Some(study) = self.desk.study() else { return };
        if let Some(columns) = self.framework.unkept()
            && let Err(error) = study.keep_framework_columns(columns)
        {
            self.toasts.tell(time.max(now(ctx)), error.to_string());
        }
    }

    /// The study is left: what was typed becomes a step.
    pub(super) fn put_down_cells(&mut self, corpus: &Corpus) {
        if let Some(command) = self.framework.unsaved(corpus)
            && let Some(result) = self.desk.run(command)
        {
            self.framework.answered(result.is_ok());
            if let Err(error) = result {
                self.toasts.complain(error.to_string());
            }
        }
    }
}
