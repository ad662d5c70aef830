//! The log file: a line for each event, never more than two files of a quarter of a megabyte.

use super::{Event, Folder};
use std::fs::File;
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread::JoinHandle;

/// A file that is longer becomes the older one of the two.
const MOST_BYTES: u64 = 256 * 1024;

/// Where events are noted. Its copies write to the same file.
#[derive(Clone, Default, Debug)]
pub struct Log(Way);

#[derive(Clone, Default, Debug)]
enum Way {
    /// Nowhere: for tests, and where there is no folder.
    #[default]
    Nowhere,
    /// At once.
    Direct(PathBuf),
    /// On a thread of its own.
    Away(mpsc::Sender<String>),
}

/// The thread that writes. It ends when the last copy of its log is dropped.
#[derive(Debug)]
pub struct Writer(JoinHandle<()>);

impl Writer {
    /// Waits until everything is written.
    pub fn finish(self) {
        // A log that could not be written is no reason to fail.
        self.0.join().unwrap_or_default();
    }
}

impl Log {
    /// Writes at once: for commands that end soon.
    pub fn direct(folder: Option<&Folder>) -> Self {
        Self(folder.map_or(Way::Nowhere, |folder| Way::Direct(folder.log_file())))
    }

    /// Writes on a thread: no frame waits for a disk.
    pub fn away(folder: Option<&Folder>) -> (Self, Option<Writer>) {
        let Some(path) = folder.map(Folder::log_file) else { return (Self::default(), None) };
        let (send, lines) = mpsc::channel::<String>();
        let work = move || {
            for line in lines {
                write(&path, &line).ok();
            }
        };
        match std::thread::Builder::new().name("postil-log".to_owned()).spawn(work) {
            Ok(thread) => (Self(Way::Away(send)), Some(Writer(thread))),
            Err(_) => (Self::default(), None),
        }
    }

    /// Notes that something happened. A log that cannot be written is no error.
    pub fn note(&self, event: Event) {
        let at = jiff::Timestamp::now();
        let line = format!("{at:.3} {} {event}\n", std::process::id());
        match &self.0 {
            Way::Nowhere => {}
            Way::Direct(path) => write(path, &line).unwrap_or_default(),
            Way::Away(send) => send.send(line).unwrap_or_default(),
        }
    }
}

fn write(path: &Path, line: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    if std::fs::metadata(path).is_ok_and(|file| file.len() > MOST_BYTES) {
        std::fs::rename(path, older(path))?;
    }
    // One write: lines of two programs do not mix.
    private(File::options().append(true).create(true), path)?.write_all(line.as_bytes())
}

/// Opens a file that only the user may read.
pub(super) fn private(options: &mut std::fs::OpenOptions, path: &Path) -> std::io::Result<File> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

fn older(path: &Path) -> PathBuf {
    path.with_extension("log.1")
}

impl Folder {
    /// The last lines of the log, the newest last; none where nothing was noted yet.
    pub fn last_lines(&self, most: usize) -> Vec<String> {
        let path = self.log_file();
        let mut lines: Vec<String> = Vec::new();
        for file in [older(&path), path] {
            lines.extend(tail(&file).unwrap_or_default().lines().map(str::to_owned));
        }
        lines.split_off(lines.len().saturating_sub(most))
    }
}

/// The end of a file, as much as can be of interest.
fn tail(path: &Path) -> std::io::Result<String> {
    const MOST: u64 = 64 * 1024;
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    file.seek(std::io::SeekFrom::Start(length.saturating_sub(MOST)))?;
    let mut bytes = Vec::new();
    file.take(2 * MOST_BYTES).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    // The first line may be cut.
    let whole = if length > MOST { text.split_once('\n').map(|(_, rest)| rest) } else { None };
    Ok(whole.map_or(text.clone(), str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn events_are_lines_and_come_back() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Folder::at(folder.path().join("new"));
        assert!(folder.last_lines(5).is_empty());
        let (log, writer) = Log::away(Some(&folder));
        let took = Duration::from_millis(12);
        for event in [
            Event::Started,
            Event::Opened { encrypted: true, documents: 12, codings: 345 },
            Event::Worked { what: "Importing", took },
            Event::Failed("wrong passphrase"),
        ] {
            log.note(event);
        }
        drop(log);
        writer.unwrap().finish();
        Log::direct(Some(&folder)).note(Event::Command { name: "info", status: 1, took });
        let lines = folder.last_lines(9);
        assert_eq!(lines.len(), 5);
        let check = |at: usize, end: &str| assert!(lines[at].ends_with(end), "{}", lines[at]);
        check(1, "study opened, encrypted, 12 documents, 345 codings");
        check(2, "work done: Importing, 12 ms");
        check(3, "not done: wrong passphrase");
        check(4, "status 1, 12 ms");
        assert_eq!(folder.last_lines(2), lines[3..]);
        let when = lines[0].split(' ').next().unwrap();
        assert!(when.parse::<jiff::Timestamp>().is_ok(), "{when}");
    }

    #[test]
    fn the_log_does_not_grow_without_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("postil.log");
        let line = format!("{}\n", "x".repeat(8_191));
        for _ in 0..200 {
            write(&path, &line).unwrap();
        }
        write(&path, "the last one\n").unwrap();
        let sizes: u64 = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().metadata().unwrap().len())
            .sum();
        assert!(sizes > MOST_BYTES && sizes < 2 * (MOST_BYTES + 10_000), "{sizes}");
        assert_eq!(Folder::at(folder.path()).last_lines(1), ["the last one"]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0);
        }
    }
}
