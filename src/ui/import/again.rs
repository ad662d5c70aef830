//! Reading files: for the first time with the study at hand, and again after a decision. Always on a
//! worker; what stood before stays until the new is there.

use super::entry::{Entry, Found, People};
use crate::exchange::import::{FileRead, ImportHints, bytes_at, read_again, read_files};
use crate::model::Reading;
use crate::ui::desk::Progress;
use rayon::prelude::*;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, TryRecvError, channel};

/// Files that were read and wait to be looked at.
#[derive(Debug)]
pub(in crate::ui) struct Batch {
    /// The files, folders and archives that were named.
    pub(super) given: Vec<PathBuf>,
    pub(super) entries: Vec<Entry>,
    /// Documents of the study by the hash of their file.
    pub(super) known: Arc<HashMap<String, String>>,
}

impl Batch {
    /// Reads files and folders. `None` when it was cancelled.
    pub(in crate::ui) fn read(
        paths: &[PathBuf],
        participants: Vec<String>,
        known: HashMap<String, String>,
        progress: &Progress,
    ) -> Option<Self> {
        let hints = ImportHints { participants, ..ImportHints::default() };
        let tell = |done: usize, total: usize| {
            progress.total.store(total, Ordering::Relaxed);
            progress.done.store(done, Ordering::Relaxed);
        };
        let read = read_files(paths, &hints, &tell, &progress.cancel);
        if progress.cancel.load(Ordering::Relaxed) {
            return None;
        }
        let known = Arc::new(known);
        let entries = read.into_par_iter().map(|file| {
            let (path, name) = (file.path.clone(), name_of(&file.path, paths));
            Entry::new(path, name, Found::new(file, &|hash| known.get(hash).cloned()))
        });
        let entries = entries.collect();
        Some(Self { given: paths.to_vec(), entries, known })
    }

    /// True when there is nothing that could be imported or decided about.
    pub(in crate::ui) fn is_empty(&self) -> bool {
        self.entries.iter().all(|entry| entry.held().is_empty())
    }

    /// Why files were not read, one line each.
    pub(in crate::ui) fn refusals(&self) -> Vec<String> {
        let people = People::default();
        self.entries.iter().map(|e| format!("{}: {}", e.name, e.stand(&people).1)).collect()
    }
}

/// What a file is called in the list: its name, inside an archive with the way there.
fn name_of(path: &Path, given: &[PathBuf]) -> String {
    let mut archives = given.iter().filter(|one| one.is_file());
    let inside = archives.find_map(|one| path.strip_prefix(one).ok());
    let inside = inside.filter(|inside| !inside.as_os_str().is_empty());
    let name = match inside {
        Some(inside) => Some(inside.to_string_lossy().replace('\\', "/")),
        None => path.file_name().map(|name| name.to_string_lossy().into_owned()),
    };
    name.unwrap_or_else(|| path.display().to_string())
}

/// One file that is to be read again: its place in the list, where it lies, how.
pub(super) type Wanted = (usize, PathBuf, Reading);

/// A file that was read again: its place, with which decisions, and what came of it.
pub(super) type Came = (usize, Reading, Found);

/// The worker that reads again; one at a time.
#[derive(Default)]
pub(super) struct Again {
    coming: Option<Receiver<Vec<Came>>>,
}

impl Again {
    /// True while it is at work.
    pub(super) fn is_working(&self) -> bool {
        self.coming.is_some()
    }

    /// Begins; nothing while it is at work.
    pub(super) fn start(
        &mut self,
        ctx: &egui::Context,
        wanted: Vec<Wanted>,
        participants: Vec<String>,
        known: Arc<HashMap<String, String>>,
    ) {
        if self.is_working() || wanted.is_empty() {
            return;
        }
        let (send, coming) = channel();
        let ctx = ctx.clone();
        let thread = std::thread::Builder::new().name("postil-reading".to_owned());
        let started = thread.spawn(move || {
            let came = wanted.into_par_iter().map(|(at, path, reading)| {
                let hints = ImportHints {
                    participants: participants.clone(),
                    reading: reading.clone(),
                    ..ImportHints::default()
                };
                let read = match bytes_at(&path) {
                    Ok(bytes) => read_again(&path, &bytes, &hints),
                    Err(error) => FileRead { path, result: Err(error), people: None },
                };
                (at, reading, Found::new(read, &|hash| known.get(hash).cloned()))
            });
            // Nobody waits any more when the page was left.
            if send.send(came.collect()).is_ok() {
                ctx.request_repaint();
            }
        });
        if started.is_ok() {
            self.coming = Some(coming);
        }
    }

    /// What came since the last frame.
    pub(super) fn poll(&mut self) -> Vec<Came> {
        let Some(coming) = &self.coming else { return Vec::new() };
        match coming.try_recv() {
            Ok(came) => {
                self.coming = None;
                came
            }
            Err(TryRecvError::Empty) => Vec::new(),
            Err(TryRecvError::Disconnected) => {
                self.coming = None;
                Vec::new()
            }
        }
    }
}
