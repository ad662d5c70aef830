//! Dialogs about what left the study, until when it is kept, what is in it, and its end.

mod destroy;
mod inventory;
mod retention;
#[cfg(test)]
mod tests;
mod written;

use super::Dialog;
use crate::model::{Around, Corpus, Retention, Written};
use crate::study::Belongings;
use crate::ui::outbox::Outbox;
use crate::ui::view::View;
use egui::Context;
use std::sync::Arc;

/// One of them.
pub enum Care {
    /// The files that were written.
    Written(written::FilesWritten),
    /// Until when the study is kept.
    Retention(retention::KeepUntil),
    /// What is in the file.
    Inventory(inventory::Inventory),
    /// The end.
    Destroy(destroy::Destroy),
}

impl Care {
    /// The files that were written from the study.
    pub fn written(corpus: &Corpus, written: Vec<Written>) -> Self {
        Self::Written(written::FilesWritten::new(corpus, written))
    }

    /// Until when the study is kept.
    pub fn retention(known: &Retention) -> Self {
        Self::Retention(retention::KeepUntil::new(known))
    }

    /// Until when the study is to be kept, where that is being typed.
    pub fn typed(&self) -> Option<Retention> {
        match self {
            Self::Retention(dialog) => Some(dialog.typed()),
            _ => None,
        }
    }

    /// What is in the file. Identifiers are looked for away from the screen.
    pub fn inventory(corpus: Arc<Corpus>, around: Around, ctx: &Context) -> Self {
        Self::Inventory(inventory::Inventory::new(corpus, around, ctx))
    }

    /// The end of the study called `name`.
    pub fn destroy(name: &str, all: &Belongings) -> Self {
        Self::Destroy(destroy::Destroy::new(name, all))
    }

    /// Draws it.
    pub fn show(&mut self, ctx: &Context, view: &View<'_>, outbox: &mut Outbox) -> Dialog {
        match self {
            Self::Written(dialog) => dialog.show(ctx, view, outbox),
            Self::Retention(dialog) => dialog.show(ctx, view, outbox),
            Self::Inventory(dialog) => dialog.show(ctx, view, outbox),
            Self::Destroy(dialog) => dialog.show(ctx, view, outbox),
        }
    }
}
