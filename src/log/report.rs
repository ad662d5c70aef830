//! A report of a mistake of ours: where in the program, by which way, in which version. Written when a
//! thread panics, into the user's data folder; sent nowhere.
//!
//! The text of a panic is kept only when it stands in the source as it is. A text that was put together
//! may hold a slice of a transcript ("byte index 5 is not a char boundary; it is inside 'é' of `…`"): of
//! such a one only its well-known beginning is named, and how long it was.

use super::file::private;
use super::{Event, Folder, Log};
use std::backtrace::Backtrace;
use std::io::Write as _;
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Reports that are kept; older ones are removed.
const KEPT: usize = 10;

/// Reports that one run of the program writes at most: a mistake can come again with every frame.
const OF_ONE_RUN: usize = 5;

const UNREAD: &str = "-unread.txt";

/// A report that was written, or could not be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    /// The name of the thread, where it has one: the program's own names.
    pub thread: Option<String>,
    /// What was written.
    pub text: String,
    /// Where; `None` when there was no place.
    pub path: Option<PathBuf>,
}

impl Report {
    /// True when it was the thread of the window or of a command: the program ends with it.
    pub fn is_fatal(&self) -> bool {
        self.thread.as_deref() == Some("main")
    }
}

/// From now on every panic writes a report, and `tell` is told of it. Nothing else is printed: what Rust
/// prints by itself holds the text.
pub fn watch(folder: Option<Folder>, tell: impl Fn(Report) + Send + Sync + 'static) {
    let written = AtomicUsize::new(0);
    std::panic::set_hook(Box::new(move |info| {
        let number = written.fetch_add(1, Ordering::Relaxed);
        if number >= OF_ONE_RUN {
            return;
        }
        let line = info.location().map_or(0, std::panic::Location::line);
        Log::direct(folder.as_ref()).note(Event::Panicked { line });
        let thread = std::thread::current().name().map(str::to_owned);
        let text = text(info, thread.as_deref(), &Backtrace::force_capture().to_string());
        let mut report = Report { thread, text, path: None };
        if let Some(folder) = &folder {
            report.path = keep(folder, &report, number).ok();
        }
        tell(report);
    }));
}

fn text(info: &PanicHookInfo<'_>, thread: Option<&str>, way: &str) -> String {
    let place = info.location().map_or_else(String::new, ToString::to_string);
    let built = if cfg!(debug_assertions) { "debug" } else { "release" };
    let (system, machine) = (std::env::consts::OS, std::env::consts::ARCH);
    let text = format!(
        "A mistake of ours in Postil {} ({built}), {system} {machine}\n\
         At {:.0}, in the thread {}\n\
         Place: {place}\n\
         What: {}\n\
         \n\
         No words, names or paths of a study are in this report. It was sent nowhere.\n\
         \n{way}",
        env!("CARGO_PKG_VERSION"),
        jiff::Timestamp::now(),
        thread.unwrap_or("without a name"),
        what(info.payload()),
    );
    without_home(text, home().as_deref())
}

/// What can be said of the text of a panic.
fn what(payload: &(dyn std::any::Any + Send)) -> String {
    /// How texts begin that Rust puts together. What follows may be anything.
    const BEGINNINGS: [&str; 13] = [
        "index out of bounds",
        "byte index",
        "start byte index",
        "end byte index",
        "begin <= end",
        "range start index",
        "range end index",
        "slice index starts at",
        "called `Result::unwrap()` on an `Err` value",
        "assertion `left == right` failed",
        "assertion `left != right` failed",
        "internal error: entered unreachable code",
        "not implemented",
    ];
    if let Some(text) = payload.downcast_ref::<&'static str>() {
        return (*text).to_owned();
    }
    let text = payload.downcast_ref::<String>().map_or("", String::as_str);
    let kind = BEGINNINGS.into_iter().find(|beginning| text.starts_with(beginning));
    let length = text.chars().count();
    format!(
        "{} (the rest of {length} characters is left out)",
        kind.unwrap_or("a text put together")
    )
}

fn home() -> Option<String> {
    let name = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
    std::env::var(name).ok().filter(|home| home.len() > 1)
}

/// The folder of the user, whose name it may bear, as `~`.
fn without_home(text: String, home: Option<&str>) -> String {
    match home {
        Some(home) => text.replace(home, "~"),
        None => text,
    }
}

/// Writes a report; one that ends the program waits to be read at the next start.
fn keep(folder: &Folder, report: &Report, number: usize) -> std::io::Result<PathBuf> {
    std::fs::create_dir_all(folder.path())?;
    let now = jiff::Timestamp::now().strftime("%Y%m%d-%H%M%S");
    let ending = if report.is_fatal() { UNREAD } else { ".txt" };
    let name = format!("report-{now}-{}-{number}{ending}", std::process::id());
    let path = folder.path().join(name);
    let mut file = private(std::fs::File::options().write(true).create_new(true), &path)?;
    file.write_all(report.text.as_bytes())?;
    let all = reports(folder);
    for old in all.iter().take(all.len().saturating_sub(KEPT)) {
        std::fs::remove_file(old)?;
    }
    Ok(path)
}

/// The reports that are kept, the oldest first.
fn reports(folder: &Folder) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder.path()) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| name_of(path).starts_with("report-"))
        .collect();
    found.sort();
    found
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The newest report of a run that ended with a mistake and that nobody has read. It counts as read from
/// now on, and so do the ones before.
pub fn take_unread(folder: &Folder) -> Option<Report> {
    let mut newest = None;
    for path in reports(folder) {
        let name = name_of(&path);
        let Some(rest) = name.strip_suffix(UNREAD) else { continue };
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let read = path.with_file_name(format!("{rest}.txt"));
        let path = if std::fs::rename(&path, &read).is_ok() { read } else { path };
        newest = Some(Report { thread: Some("main".to_owned()), text, path: Some(path) });
    }
    newest
}

#[cfg(test)]
mod tests;
