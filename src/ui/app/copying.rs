//! What people said, on its way to the clipboard: away from the screen, and as a file would have it.
//!
//! The line between reading and passing on: words that are selected in a transcript or on a card are
//! copied as they are (the transcript warns), everything that is copied with a citation or for a report
//! leaves out the words of people who did not consent to be quoted, and says so. Neither is noted in the
//! list of files: no file was written.

use super::{App, now};
use crate::analysis::consent::{note, veiled};
use crate::exchange::copying::{copy_excerpts, copy_hits};
use crate::exchange::formats::{Format, sheet_bytes};
use crate::model::Corpus;
use crate::ui::desk::News;
use crate::ui::dialogs::difference_text;
use crate::ui::outbox::Quoted;
use crate::ui::work::leaving::receipt;
use std::sync::Arc;

impl App {
    /// Makes a copy; it comes back as news.
    pub(super) fn quote(&mut self, what: Quoted, ctx: &egui::Context) {
        let corpus = Arc::clone(self.desk.corpus());
        let (send, ctx) = (self.errands.0.clone(), ctx.clone());
        let errand = move || {
            let (text, told) = made(&corpus, &what);
            send.send(News::Copied(text, told)).ok();
            ctx.request_repaint();
        };
        if let Err(error) = std::thread::Builder::new().name("postil-copy".to_owned()).spawn(errand)
        {
            self.toasts.complain(format!("copying: {error}"));
        }
    }

    /// A copy was made. It is not put anywhere once the study is closed or locked.
    pub(super) fn was_quoted(&mut self, text: String, told: String, ctx: &egui::Context) {
        if !self.desk.is_open() {
            return;
        }
        if !text.is_empty() {
            ctx.copy_text(text);
        }
        self.toasts.tell(now(ctx), told);
    }
}

/// The words, and what is said of them.
fn made(corpus: &Arc<Corpus>, what: &Quoted) -> (String, String) {
    match what {
        Quoted::Excerpts(listed, list) => {
            let copied = copy_excerpts(listed, list);
            let told = copied.told("excerpt", "excerpts");
            (copied.text, told)
        }
        Quoted::Hits(found, list, width) => {
            let copied = copy_hits(found, list, *width);
            let told = copied.told("hit", "hits");
            (copied.text, told)
        }
        Quoted::Receipt(document, facts) => {
            let (receipt, held) = receipt(&veiled(corpus, None), *document, facts);
            let bytes = sheet_bytes(&receipt.sheet(), Format::Text).unwrap_or_default();
            let told = "The receipt was copied".to_owned();
            let told = held.map_or(told.clone(), |held| format!("{told}; {held}"));
            (String::from_utf8_lossy(&bytes).into_owned(), told)
        }
        Quoted::Difference(from, to) => {
            let shown = veiled(corpus, None);
            let told = "The difference was copied.".to_owned();
            let told = note(&shown).map_or(told.clone(), |note| format!("{told} {note}"));
            (difference_text(&shown, *from, *to), told)
        }
    }
}
