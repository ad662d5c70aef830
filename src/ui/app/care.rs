//! What a study owes the people in it: files that left are noted, the end of retention is said, and
//! one day everything goes.

use super::{App, now};
use crate::exchange::imprint::today;
use crate::exchange::inventory::reminder;
use crate::ui::action::Action;
use crate::ui::dialogs::Care;
use crate::ui::outbox::Request;
use crate::ui::work;

impl App {
    /// Requests about files that left and about the end of the study.
    pub(super) fn take_care(&mut self, request: Request, ctx: &egui::Context) {
        match request {
            // The study is away: it is noted as soon as it is back.
            Request::Noted(noted) if self.desk.study().is_none() && self.desk.is_open() => {
                self.waiting.push_back(Request::Noted(noted));
            }
            Request::Noted(noted) => {
                let noted = *noted;
                let study = self.desk.study();
                let result = study.map(|study| {
                    study.note_export(noted.what, &noted.path, noted.profile, noted.participants)
                });
                self.toasts.tell(now(ctx), noted.text);
                if let Some(Err(error)) = result {
                    let text = format!("The file is written, but not noted in the study: {error}");
                    self.toasts.complain(text);
                }
            }
            Request::Destroy(report) => {
                self.import = None;
                self.desk.start("Destroying the study", ctx, move |study, _| {
                    work::destroy::destroy_study(study, report)
                });
            }
            _ => {}
        }
    }

    /// Opens what an action asks about; false for other actions.
    pub(super) fn take_care_of(&mut self, action: Action, ctx: &egui::Context) -> bool {
        let corpus = std::sync::Arc::clone(self.desk.corpus());
        let Some(study) = self.desk.study() else { return false };
        let care = match action {
            Action::FilesWritten => match study.exports() {
                Ok(written) => Care::written(&corpus, written),
                Err(error) => {
                    self.toasts.complain(error.to_string());
                    return true;
                }
            },
            Action::Retention => Care::retention(&corpus.retention),
            Action::DestroyStudy => match crate::study::belongings(&whole(study.path())) {
                Ok(all) => Care::destroy(&corpus.study, &all),
                Err(error) => {
                    self.toasts.complain(error.to_string());
                    return true;
                }
            },
            Action::Inventory => match study.around(&today()) {
                Ok(around) => Care::inventory(corpus, around, ctx),
                Err(error) => {
                    self.toasts.complain(error.to_string());
                    return true;
                }
            },
            _ => return false,
        };
        self.asks.care = Some(care);
        true
    }

    /// Says that the study is to be destroyed soon, or was to be. The line stays until it is read.
    pub(super) fn remind(&mut self) {
        if let Some(text) = reminder(&self.desk.corpus().retention, &today()) {
            self.toasts.remind(text);
        }
    }
}

/// The path from the root: a relative one says little in a dialog.
fn whole(path: &std::path::Path) -> std::path::PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
