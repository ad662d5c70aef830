//! Words that are typed into forms and are no step yet: they lie on the study's desk a moment after they
//! were typed, and are in their forms again when the study is opened.

use super::unkept::Slot;
use super::{App, now};
use crate::ui::outbox::Page;
use crate::ui::typed::{PACE, Typed};
use std::sync::Arc;

/// What lies on the desk, and whether something may have been typed since.
#[derive(Default)]
pub(super) struct Words {
    stored: Option<String>,
    stored_at: f64,
    touched: bool,
}

impl App {
    fn typed(&self) -> Typed {
        let corpus = Arc::clone(self.desk.corpus());
        let mut typed = Typed::default();
        self.asks.put_typed(&mut typed, &corpus);
        self.read.put_typed(&mut typed, &corpus);
        self.excerpts.put_typed(&mut typed);
        self.themes.put_typed(&mut typed, &corpus);
        self.people.put_typed(&mut typed, &corpus);
        typed
    }

    /// Puts what is typed on the desk, where that lies there not yet.
    pub(super) fn put_words(&mut self) {
        // A field that a question took the keyboard from may have given up what was typed into it: what is
        // asked about stays as it was.
        if !self.desk.is_open() || self.asks.asks_to_lose() {
            return;
        }
        let typed = self.typed().written();
        self.words.touched = false;
        if typed == self.words.stored {
            return;
        }
        // Where it cannot be kept that is said once, not every two seconds.
        self.words.stored.clone_from(&typed);
        self.put_on_desk(Slot::Forms, typed.unwrap_or_default());
    }

    /// Once a frame: what is typed lies on the desk a moment later.
    pub(super) fn keep_words(&mut self, ctx: &egui::Context, time: f64) {
        self.words.touched |= ctx.input(|input| !input.events.is_empty());
        if !self.words.touched || self.desk.study().is_none() {
            return;
        }
        let left = self.words.stored_at + PACE - time;
        if left <= 0.0 {
            self.words.stored_at = time;
            self.put_words();
        } else {
            ctx.request_repaint_after_secs(left as f32);
        }
    }

    /// Nothing is to be lost: what was typed is in its forms again, where the question took it from them.
    pub(super) fn go_back(&mut self, ctx: &egui::Context) {
        let waits = self.unkept.waits(Slot::Forms).then(|| self.lying(Slot::Forms)).flatten();
        if waits.is_some() && waits != self.typed().written() {
            self.take_up_words(ctx);
        }
    }

    /// What was typed when the study was left is in its forms again.
    pub(super) fn take_up_words(&mut self, ctx: &egui::Context) {
        let stored = self.lying(Slot::Forms);
        self.words = Words { stored, touched: true, ..Words::default() };
        let Some(stored) = &self.words.stored else { return };
        let mut typed = Typed::read(stored);
        let corpus = Arc::clone(self.desk.corpus());
        self.derive();
        let dialog = self.asks.take_typed(&mut typed, &corpus, &self.derived.shown);
        let pages = [
            (Page::People, self.people.take_typed(&mut typed, &corpus)),
            (Page::Themes, self.themes.take_typed(&mut typed, &corpus)),
            (Page::Excerpts, self.excerpts.take_typed(&mut typed, &corpus)),
            (Page::Read, self.read.take_typed(&mut typed, &corpus)),
        ];
        let page = pages.iter().rfind(|(_, some)| *some).map(|(page, _)| *page);
        if let Some(page) = page {
            self.page = page;
        }
        if dialog || page.is_some() {
            let text = "What you were typing when the study was left is here again";
            self.toasts.tell(now(ctx), text.to_owned());
        }
    }
}
