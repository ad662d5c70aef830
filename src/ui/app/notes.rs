//! What the program notes of itself, and what is said of mistakes of ours.

use super::App;
use crate::log::report::{Report, take_unread};
use crate::log::{Event, Folder, Log};
use crate::ui::desk::News;
use std::sync::mpsc;

/// The log, and the reports of mistakes that come in.
#[derive(Default)]
pub(super) struct Notes {
    pub(super) log: Log,
    folder: Option<Folder>,
    reports: Option<mpsc::Receiver<Report>>,
    /// The newest report of a thread whose mistakes may have been dealt with.
    last: Option<Report>,
}

impl App {
    /// Notes what is done from now on, and tells of mistakes: of the run before, where it ended with
    /// one, and of those that are reported to this one.
    #[must_use]
    pub fn with_notes(
        mut self,
        log: Log,
        folder: Option<Folder>,
        reports: mpsc::Receiver<Report>,
    ) -> Self {
        log.note(Event::Started);
        if let Some(report) = folder.as_ref().and_then(take_unread) {
            self.asks.mistake(report, true);
        }
        self.notes = Notes { log, folder, reports: Some(reports), last: None };
        self
    }

    /// Once a frame: what workers did is noted, a mistake that nobody dealt with is told.
    pub(super) fn note_work(&mut self) {
        for report in self.notes.reports.iter().flat_map(mpsc::Receiver::try_iter) {
            // Parsers of imports run under a net, on the worker and on threads without a name: the file
            // is refused in words, and the work goes on.
            match report.thread.as_deref() {
                None | Some("postil-work" | "postil-reading") => self.notes.last = Some(report),
                Some(_) => self.asks.mistake(report, false),
            }
        }
        for done in self.desk.finished() {
            let (what, took) = (done.what, done.took);
            if done.whole {
                self.notes.log.note(Event::Worked { what, took });
                continue;
            }
            self.notes.log.note(Event::Broke { what, took });
            if let Some(report) = self.notes.last.take() {
                self.asks.mistake(report, false);
            }
        }
    }

    /// Reads the end of the log, away from the screen.
    pub(super) fn show_log(&mut self, ctx: &egui::Context) {
        let Some(folder) = self.notes.folder.clone() else {
            return self.asks.log_file(None, Vec::new());
        };
        let (send, ctx) = (self.errands.0.clone(), ctx.clone());
        let look = move || {
            let news = News::LogRead(folder.log_file(), folder.last_lines(200));
            send.send(news).unwrap_or_default();
            ctx.request_repaint();
        };
        std::thread::Builder::new().name("postil-log-end".to_owned()).spawn(look).ok();
    }
}

impl Drop for Notes {
    fn drop(&mut self) {
        self.log.note(Event::Ended);
    }
}

#[cfg(test)]
mod tests;
