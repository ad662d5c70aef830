//! The end of a study: everything goes, and what cannot be reached from here is named.

use super::{Error, Study, now};
use crate::model::Written;
pub use crate::store::Belongings;
use crate::store::{Gone, Kept, Store};
use std::path::{Path, PathBuf};

/// What became of a study.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Destroyed {
    /// Its name.
    pub name: String,
    /// Where it was.
    pub path: PathBuf,
    /// When, RFC 3339.
    pub at: String,
    /// The files that are gone, in the order in which they went.
    pub gone: Vec<Gone>,
    /// What could not be removed.
    pub kept: Vec<Kept>,
    /// The files that were written from it; `None` where its log could not be read.
    pub exports: Option<Vec<Written>>,
}

/// What goes with the study in this file; nothing is changed.
///
/// # Errors
/// When it is no ordinary file.
pub fn belongings(path: &Path) -> Result<Belongings, Error> {
    Ok(crate::store::belongings(path)?)
}

impl Study {
    /// Makes ready for the end: nobody else may have the study open. Gives the log of files that were
    /// written, which goes with it.
    ///
    /// # Errors
    /// While another program has the study open; it is as it was then.
    pub fn ready_to_end(&self) -> Result<Vec<Written>, Error> {
        crate::store::belongings(self.path())?;
        let exports = self.exports()?;
        self.store.is_free()?;
        self.store.leave_log()?;
        Ok(exports)
    }
}

/// Destroys the study in this file, whether it can be opened or not. `exports`: its log of files, where it
/// could be read.
///
/// # Errors
/// While somebody has it open, and when it is no ordinary file; nothing is changed then.
pub fn destroy(path: &Path, name: &str, exports: Option<Vec<Written>>) -> Result<Destroyed, Error> {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let (gone, kept) = Store::destroy(&path)?;
    Ok(Destroyed { name: name.to_owned(), path, at: now(), gone, kept, exports })
}

impl Destroyed {
    /// What cannot be reached from here, in sentences: a matter for the researcher.
    pub fn beyond(&self) -> Vec<String> {
        let mut lines = Vec::new();
        match &self.exports {
            None => lines.push(
                "Files that were written from the study: its log could not be read; look for them."
                    .to_owned(),
            ),
            Some(written) if written.is_empty() => {
                lines
                    .push("Files that were written from the study: none is in its log.".to_owned());
            }
            Some(written) => {
                for file in written {
                    let there = Path::new(&file.path).symlink_metadata().is_ok();
                    let there = if there { "there still" } else { "not there any more, or moved" };
                    let day = file.at.get(..10).unwrap_or(&file.at);
                    lines.push(format!("Written {day}, {}, {there}: {}", file.what, file.path));
                }
            }
        }
        lines.extend(
            [
                "Copies of those files: e-mails, printed pages, other people’s computers.",
                "The key of pseudonyms is a file of its own and was left alone: destroy it, or keep \
                 it apart, as your ethics approval says.",
                "Recordings, the transcripts that were imported, and consent forms.",
                "Backups of this computer, snapshots of its disk, and copies on other disks.",
                "Where the folder is copied to a server (OneDrive, Dropbox, iCloud and the like): \
                 older versions and the recycle bin there.",
                "A solid-state disk may keep older copies of overwritten blocks for a time: only an \
                 encrypted disk makes them unreadable.",
            ]
            .map(str::to_owned),
        );
        lines
    }

    /// Everything in lines: what is gone, what is there still, what cannot be reached.
    pub fn lines(&self) -> Vec<String> {
        let at = self.at.get(..16).unwrap_or(&self.at).replace('T', " ");
        let mut lines = vec![format!("The study {} was destroyed on {at} UTC.", self.name)];
        lines.push(String::new());
        lines.push("Overwritten and removed:".to_owned());
        for file in &self.gone {
            lines.push(format!("  {} bytes: {}", file.bytes, file.path.display()));
        }
        if !self.kept.is_empty() {
            lines.push(String::new());
            lines.push("There still, because they could not be removed:".to_owned());
            let kept = self.kept.iter();
            lines.extend(kept.map(|file| format!("  {}: {}", file.why, file.path.display())));
        }
        lines.push(String::new());
        lines.push("What this program cannot reach:".to_owned());
        lines.extend(self.beyond().into_iter().map(|line| format!("  {line}")));
        lines
    }
}
