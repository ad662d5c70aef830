//! Going through what a search found: on its own page, and on in the transcripts from there.

use super::App;
use crate::ui::outbox::{Page, Request};

impl App {
    /// The document that is read. For tests.
    pub fn document_read(&self) -> Option<crate::model::DocumentId> {
        self.read.document().filter(|_| self.page == Page::Read)
    }

    /// True when the keys of hits go through what the search found: on its page, and in a transcript
    /// that was opened from there, while no words are looked for in the transcript itself.
    pub(super) fn steps_through_search(&self) -> bool {
        match self.page {
            Page::Search => self.search.shows_hits(),
            Page::Read => self.search.is_followed() && !self.read.finds() && self.search.found(),
            _ => false,
        }
    }

    /// Once a frame: the transcript marks the hit that was opened in it.
    pub(super) fn follow_search(&mut self) {
        let follows = self.page == Page::Read && self.steps_through_search();
        let found = if follows { self.search.place(self.desk.corpus()) } else { None };
        self.read.mark_found(found);
    }

    /// To the next hit, or the one before.
    pub(super) fn step_through_search(&mut self, forward: bool) {
        self.search.step(forward);
        if self.page == Page::Read
            && let Some((document, span)) = self.search.place(self.desk.corpus())
        {
            self.outbox.send(Request::ReadAt(document, span, None));
        }
    }
}
