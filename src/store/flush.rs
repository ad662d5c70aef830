//! The log of a study brought to the disk, on another thread.
//!
//! A step is in the log when it is told of: a killed program loses nothing of it. What the system still
//! has to write down is lost with its power; waiting for that with every step would make the screen wait
//! for the disk. So it is asked for right after the step, from beside.

use super::backup::flush_folder;
use super::companions::folder_of;
use super::open::sibling;
use super::{Error, Store};
use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::time::Instant;

/// A log that is to be brought to the disk, as it is after so many transactions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Flush {
    study: PathBuf,
    opened: Instant,
    written: u64,
}

impl Flush {
    /// Waits until everything that is in the log now is on the disk. Nothing where there is no log: then
    /// all is in the file, which was brought to the disk with it.
    ///
    /// # Errors
    /// [`Error::Io`] where the disk does not take it.
    pub fn run(&self) -> Result<(), Error> {
        let log = sibling(&self.study, "-wal");
        // No lock of SQLite's is on the log itself: closing a handle of it gives up none.
        let done = OpenOptions::new().write(true).open(&log).and_then(|file| file.sync_data());
        match done {
            Ok(()) => {
                flush_folder(folder_of(&self.study));
                Ok(())
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(source) => {
                Err(Error::Io { doing: "bringing the last steps to the disk", source, path: log })
            }
        }
    }
}

impl Store {
    /// What is to be done on another thread when it is another one than before; `None` where nothing was
    /// written since the study was opened.
    pub fn flush_work(&self) -> Option<Flush> {
        let (opened, written) = self.written()?;
        Some(Flush { study: self.path().to_owned(), opened, written })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Founding;
    use super::*;

    #[test]
    fn a_log_is_brought_to_the_disk_or_it_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.postil");
        let store = Store::create(&path, None, &Founding::ANY).unwrap();
        assert_eq!(store.flush_work(), None);
        store.put_on_desk("draft", Some("words")).unwrap();
        let work = store.flush_work().unwrap();
        work.run().unwrap();
        assert_eq!(store.flush_work().unwrap(), work);
        store.put_on_desk("draft", Some("more words")).unwrap();
        assert_ne!(store.flush_work().unwrap(), work);
        drop(store);
        assert!(!sibling(&path, "-wal").exists());
        work.run().unwrap();
        std::fs::create_dir(sibling(&path, "-wal")).unwrap();
        let told = work.run().unwrap_err().to_string();
        assert!(told.contains("bringing the last steps to the disk"), "{told}");
    }
}
