//! What is seen: the only room that draws.
//!
//! Drawing never writes: widgets take plain values and give back events; the shell turns events
//! into commands.

pub mod action;
pub mod app;
mod asks;
pub mod charts;
mod correcting;
mod desk;
pub mod dialogs;
pub mod dnd;
mod evidence;
pub mod excerpts;
pub mod files;
pub mod filterbar;
pub mod fonts;
pub mod framework;
pub mod icons;
mod import;
pub mod keeping;
pub mod locking;
mod memos;
mod menu;
pub mod outbox;
mod palette;
pub mod parts;
pub mod people;
pub mod picker;
pub mod preferences;
pub mod privacy;
pub mod read;
pub mod search;
pub mod start;
pub mod tables;
#[cfg(test)]
pub mod testing;
mod text_actions;
mod text_panel;
pub mod theme;
pub mod themes;
mod toasts;
pub mod transcript;
mod typed;
pub mod view;
mod work;

pub use work::write_export;

use crate::log::report::Report;
use crate::log::{Folder, Log};
use std::path::PathBuf;
use std::sync::mpsc;

/// Opens the window, on a study or on the first screen. Returns when it is closed.
///
/// # Errors
/// When there is no display, or no way to draw on it.
pub fn run(
    study: Option<PathBuf>,
    folder: Option<Folder>,
    reports: mpsc::Receiver<Report>,
) -> Result<(), String> {
    let (log, writer) = Log::away(folder.as_ref());
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title("Postil")
            .with_app_id("postil")
            .with_inner_size([1280.0, 800.0])
            .with_min_inner_size([760.0, 480.0])
            .with_drag_and_drop(true),
        ..eframe::NativeOptions::default()
    };
    let ended = eframe::run_native(
        "Postil",
        options,
        Box::new(move |creation| {
            fonts::allow_system(&creation.egui_ctx);
            let kept = preferences::Keeper::of_user();
            let app = app::App::new(&creation.egui_ctx, study, kept);
            Ok(Box::new(app.with_notes(log, folder, reports)))
        }),
    )
    .map_err(|error| error.to_string());
    if let Some(writer) = writer {
        writer.finish();
    }
    ended
}
pub mod widgets;
pub mod worker;
