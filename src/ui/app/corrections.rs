//! What the shell does about texts that change.

use super::App;
use crate::study::Command;
use crate::ui::action::Action;
use crate::ui::correcting;
use crate::ui::dialogs::Revisions;
use crate::ui::outbox::{Page, Request};

impl App {
    /// True for commands that give documents other texts.
    pub(super) fn is_about_texts(command: &Command) -> bool {
        matches!(
            command,
            Command::CorrectText { .. }
                | Command::CorrectTexts { .. }
                | Command::RestoreText { .. }
        )
    }

    /// Requests about texts; others are passed over.
    pub(super) fn about_texts(&mut self, request: Request, ctx: &egui::Context) {
        let failed = match request {
            Request::Correct(correction) => {
                self.desk.start("Comparing the texts", ctx, move |study, _| {
                    correcting::weigh(study, correction)
                });
                None
            }
            Request::Revisions(document) => {
                match self.desk.study().map(|study| study.revisions(document)) {
                    Some(Ok(list)) => {
                        let revision = self.desk.revision();
                        self.asks.revisions(Revisions::new(document, list, revision));
                        None
                    }
                    Some(Err(error)) => Some(error),
                    None => None,
                }
            }
            Request::RevisionText(document, number) => {
                match self.desk.study().map(|study| study.revision_text(document, number)) {
                    Some(Ok(text)) => {
                        self.asks.revision_text(document, number, text.unwrap_or_default());
                        None
                    }
                    Some(Err(error)) => Some(error),
                    None => None,
                }
            }
            _ => None,
        };
        if let Some(error) = failed {
            self.toasts.complain(error.to_string());
        }
    }

    /// Actions about texts that ask something first.
    pub(super) fn ask_about_texts(&mut self, action: Action) {
        let here = self.read.document().filter(|_| self.page == Page::Read);
        match (action, here) {
            (Action::Revisions, Some(document)) => {
                self.outbox.send(Request::Revisions(document));
            }
            (Action::Replace, here) => {
                let words = self.read.selection().and_then(|(document, span)| {
                    let document = self.desk.corpus().document(document)?;
                    let words = span.of(&document.text)?;
                    // A few words are looked for; a passage was selected for something else.
                    (words.len() <= 60 && !words.contains('\n')).then(|| words.to_owned())
                });
                self.asks.replace(here, words.filter(|_| here.is_some()).unwrap_or_default());
            }
            _ => {}
        }
    }
}
