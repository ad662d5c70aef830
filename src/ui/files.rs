//! Choosing files, away from the screen: the system's dialog runs on a thread of its own and answers
//! through a channel. And where studies lie when nobody says otherwise.

use super::worker::Answers;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::mpsc;

/// What kinds of file are asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A study of ours.
    Study,
    /// A pseudonym key.
    Key,
    /// Transcripts.
    Transcripts,
    /// A table of participants.
    Participants,
    /// A codebook that comes in.
    CodebookIn,
    /// Comma-separated values.
    Csv,
    /// Tab-separated values.
    Tsv,
    /// A spreadsheet.
    Xlsx,
    /// A text document for a word processor.
    Docx,
    /// A page for a browser.
    Html,
    /// Markdown.
    Markdown,
    /// A fragment of LaTeX.
    Latex,
    /// JSON.
    Json,
    /// Plain text.
    Text,
    /// A vector drawing.
    Svg,
    /// A picture.
    Png,
}

impl Kind {
    /// Its name in the dialog and the endings it takes, the first one given to new files.
    pub fn filter(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Self::Study => ("Postil study", &["postil"]),
            Self::Transcripts => ("Transcripts", crate::exchange::import::ENDINGS),
            Self::Key => ("Pseudonym key", &["postil-key"]),
            Self::Participants => ("Tables", &["csv", "tsv", "xlsx", "ods", "txt"]),
            Self::CodebookIn => ("Codebooks", &["csv", "tsv", "xlsx", "json", "txt", "md"]),
            Self::Csv => ("CSV table", &["csv"]),
            Self::Tsv => ("TSV table", &["tsv"]),
            Self::Xlsx => ("Excel workbook", &["xlsx"]),
            Self::Docx => ("Word document", &["docx"]),
            Self::Html => ("Web page", &["html"]),
            Self::Markdown => ("Markdown", &["md"]),
            Self::Latex => ("LaTeX", &["tex"]),
            Self::Json => ("JSON", &["json"]),
            Self::Text => ("Plain text", &["txt"]),
            Self::Svg => ("Vector drawing", &["svg"]),
            Self::Png => ("Picture, 300 dpi", &["png"]),
        }
    }
}

/// An answer that is waited for. Dropping it makes the answer go nowhere.
pub struct Waiting(mpsc::Receiver<Vec<PathBuf>>);

impl Waiting {
    /// What was chosen: nothing when the dialog was given up; `None` while it is open.
    pub fn answer(&mut self) -> Option<Vec<PathBuf>> {
        match self.0.try_recv() {
            Ok(paths) => Some(paths),
            Err(mpsc::TryRecvError::Empty) => None,
            // The dialog could not be shown.
            Err(mpsc::TryRecvError::Disconnected) => Some(Vec::new()),
        }
    }

    /// An answer that is there already: for tests, which must not open a dialog.
    pub fn answered(paths: Vec<PathBuf>) -> Self {
        let (send, receive) = mpsc::channel();
        send.send(paths).ok();
        Self(receive)
    }
}

fn ask(
    ctx: &egui::Context,
    dialog: rfd::FileDialog,
    show: impl FnOnce(rfd::FileDialog) -> Vec<PathBuf> + Send + 'static,
) -> Waiting {
    let (send, receive) = mpsc::channel();
    let ctx = ctx.clone();
    let thread = std::thread::Builder::new().name("file dialog".to_owned());
    let started = thread.spawn(move || {
        // Nobody waits any more when the window or the dialog behind it was closed.
        send.send(show(dialog)).ok();
        ctx.request_repaint();
    });
    // Without a thread there is no dialog: the channel is closed and reads as given up.
    drop(started);
    Waiting(receive)
}

/// Asks for one or, for transcripts, several files.
pub fn open_files(ctx: &egui::Context, kind: Kind) -> Waiting {
    let (name, endings) = kind.filter();
    let title = match kind {
        Kind::Study => "Open a study",
        Kind::Key => "Open a pseudonym key",
        Kind::Transcripts => "Import transcripts",
        Kind::Participants => "Import participants",
        _ => "Choose a file",
    };
    let dialog = rfd::FileDialog::new()
        .set_title(title)
        .set_directory(suggested_folder())
        .add_filter(name, endings)
        .add_filter("All files", &["*"]);
    ask(ctx, dialog, move |dialog| match kind {
        Kind::Transcripts => dialog.pick_files().unwrap_or_default(),
        _ => dialog.pick_file().into_iter().collect(),
    })
}

/// Asks for a folder.
pub fn open_folder(ctx: &egui::Context, title: &str) -> Waiting {
    let dialog = rfd::FileDialog::new().set_title(title).set_directory(suggested_folder());
    ask(ctx, dialog, |dialog| dialog.pick_folder().into_iter().collect())
}

/// Asks where a file shall be written. `path` is the suggestion: a name alone lies in the suggested
/// folder. The answer has an ending that fits `kinds`.
pub fn save_file(ctx: &egui::Context, path: &Path, kinds: &[Kind]) -> Waiting {
    let folder = path.parent().filter(|parent| parent.is_absolute());
    let mut dialog =
        rfd::FileDialog::new().set_directory(folder.map_or_else(suggested_folder, Path::to_owned));
    if let Some(name) = path.file_name() {
        dialog = dialog.set_file_name(name.to_string_lossy());
    }
    for kind in kinds {
        let (name, endings) = kind.filter();
        dialog = dialog.add_filter(name, endings);
    }
    let known: Vec<&'static str> = kinds.iter().flat_map(|kind| kind.filter().1).copied().collect();
    ask(ctx, dialog, move |dialog| {
        dialog.save_file().map(|path| with_ending(path, &known)).into_iter().collect()
    })
}

/// The path, with the first known ending added where it has none of them.
fn with_ending(path: PathBuf, known: &[&str]) -> PathBuf {
    let has = path
        .extension()
        .is_some_and(|ending| known.iter().any(|known| ending.eq_ignore_ascii_case(known)));
    match known.first() {
        Some(first) if !has => {
            let mut name = path.into_os_string();
            name.push(".");
            name.push(first);
            name.into()
        }
        _ => path,
    }
}

/// A file for something with this name in a folder: characters that a file system refuses are
/// replaced.
pub fn place(folder: &Path, name: &str, ending: &str) -> PathBuf {
    let name = crate::exchange::file_names::file_name(name, "Study");
    folder.join(format!("{name}.{ending}"))
}

/// A typed path made whole: in the folder where it names none, `~` for home, with its ending.
pub fn completed(folder: &Path, typed: &str, ending: &str) -> PathBuf {
    let typed = typed.trim().trim_matches('"');
    let path = match typed.strip_prefix("~/").and_then(|rest| Some(home()?.join(rest))) {
        Some(path) => path,
        None => folder.join(typed),
    };
    with_ending(path, &[ending])
}

fn home() -> Option<PathBuf> {
    let name = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
    std::env::var_os(name).filter(|home| !home.is_empty()).map(PathBuf::from)
}

/// Where studies go when nobody says otherwise: the person's documents folder.
pub fn suggested_folder() -> PathBuf {
    let found = documents(|name| std::env::var_os(name), |path| std::fs::read_to_string(path).ok());
    match found {
        Some(folder) if folder.is_dir() => folder,
        _ => home().or_else(|| std::env::current_dir().ok()).unwrap_or_default(),
    }
}

/// The documents folder by the desktop's own settings, or by its usual name.
fn documents(
    variable: impl Fn(&str) -> Option<OsString>,
    read: impl Fn(&Path) -> Option<String>,
) -> Option<PathBuf> {
    let path = |name: &str| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(profile) = path("USERPROFILE").filter(|_| cfg!(windows)) {
        return Some(profile.join("Documents"));
    }
    let home = path("HOME")?;
    let config = path("XDG_CONFIG_HOME").unwrap_or_else(|| home.join(".config"));
    let named = read(&config.join("user-dirs.dirs")).and_then(|settings| {
        let line =
            settings.lines().find_map(|line| line.trim().strip_prefix("XDG_DOCUMENTS_DIR="))?;
        let value = line.trim().trim_matches('"');
        match value.strip_prefix("$HOME") {
            Some(rest) => Some(home.join(rest.trim_start_matches('/'))),
            None => Some(PathBuf::from(value)).filter(|path| path.is_absolute()),
        }
    });
    Some(named.unwrap_or_else(|| home.join("Documents")))
}

/// A warning when a place is copied to somebody else's computers.
fn synced(path: &Path) -> Option<String> {
    crate::study::place::warning(path).map(|warning| warning.to_string())
}

/// Such a warning, kept until the place changes. Finding it asks the disk, which may be a network drive
/// that sleeps: that is never waited for.
#[derive(Default)]
pub struct Warned {
    found: Answers<String, Option<String>>,
}

impl Warned {
    /// The warning of the place that is typed now, once it is known.
    pub fn of(&mut self, ctx: &egui::Context, place: &str) -> Option<&str> {
        let key = place.to_owned();
        let path = PathBuf::from(place);
        self.found.ask(ctx, &key, (true, "postil-place"), move || synced(&path));
        let (known, warning) = self.found.get()?;
        warning.as_deref().filter(|_| *known == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn the_documents_folder_is_the_desktop_s() {
        let check = |settings: Option<&str>, expected: &str| {
            let variable = |name: &str| (name == "HOME").then(|| OsString::from("/home/ed"));
            let read = |path: &Path| {
                assert_eq!(path, Path::new("/home/ed/.config/user-dirs.dirs"));
                settings.map(str::to_owned)
            };
            assert_eq!(documents(variable, read), Some(PathBuf::from(expected)));
        };
        check(None, "/home/ed/Documents");
        check(Some("# x\nXDG_DOCUMENTS_DIR=\"$HOME/Dokumente\"\n"), "/home/ed/Dokumente");
        check(Some("XDG_DOCUMENTS_DIR=\"/data/docs\"\n"), "/data/docs");
        check(Some("XDG_MUSIC_DIR=\"$HOME/Musik\"\n"), "/home/ed/Documents");
    }

    #[test]
    fn names_of_studies_become_names_of_files() {
        let check = |name: &str, expected: &str| {
            assert_eq!(place(Path::new("d"), name, "postil"), Path::new("d").join(expected));
        };
        check("Waiting: a study / 2", "Waiting- a study - 2.postil");
        check("  ", "Study.postil");
        check("…Übergänge.", "…Übergänge.postil");
    }

    #[test]
    fn typed_paths_are_made_whole() {
        let check = |typed: &str, expected: &Path| {
            assert_eq!(completed(Path::new("docs"), typed, "postil"), expected);
        };
        check("mine", &Path::new("docs").join("mine.postil"));
        check("mine.POSTIL", &Path::new("docs").join("mine.POSTIL"));
        check("v1.2", &Path::new("docs").join("v1.2.postil"));
    }

    #[test]
    fn folders_that_are_copied_elsewhere_are_named() {
        let check = |path: &str, expected: Option<&str>| {
            let warning = synced(Path::new(path));
            assert_eq!(warning.is_some(), expected.is_some(), "{path}");
            assert!(warning.unwrap_or_default().contains(expected.unwrap_or_default()));
        };
        check("/home/ed/Dropbox/study.postil", Some("Dropbox"));
        check("/Users/ed/Library/Mobile Documents/x/s.postil", Some("iCloud"));
        check("/home/ed/OneDrive - Uni/s.postil", Some("OneDrive"));
        check("/home/ed/Documents/dropbox.postil", None);
    }
}
