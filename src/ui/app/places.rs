//! Where each document is read: found when a study is opened, kept when it is left. Never a step, and
//! never in a frame that draws.

use super::App;
use crate::study::Error;

impl App {
    /// Documents begin where they were left.
    pub(super) fn find_places(&mut self) {
        let places = self.desk.study().and_then(|study| study.places().ok()).unwrap_or_default();
        for document in &self.desk.corpus().documents {
            if let Some(&byte) = places.get(&document.guid) {
                self.read.begin_at(document.id, byte);
            }
        }
    }

    /// Keeps the place of the document that was read last. It is a convenience: where it cannot be
    /// written, nothing is lost that was said to be kept.
    pub(super) fn keep_place(&mut self) -> Result<(), Error> {
        match (self.place.take(), self.desk.study()) {
            (Some((document, byte)), Some(study)) => study.keep_place(document, byte),
            _ => Ok(()),
        }
    }

    /// Once a frame: keeps the place of a document when another one is read.
    pub(super) fn follow_place(&mut self) {
        let place = self.read.place();
        if self.place.map(|(document, _)| document) != place.map(|(document, _)| document) {
            self.keep_place().ok();
        }
        self.place = place;
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.desk.come_home();
        self.put_down();
    }
}
