//! A study and everything that belongs to it goes for good: overwritten, then removed.
//!
//! A symbolic link is never followed: where one stands in the place of a file of the study, the link
//! is removed and what it points to is left alone. A study that is named by a link is refused.

use super::wipe::{Twin, Wiped, wipe};
use super::{Companion, Error, Store, backup_folder, companions};
use std::path::{Path, PathBuf};

/// What goes with a study.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Belongings {
    /// The files, the study itself first, with their sizes.
    pub files: Vec<(PathBuf, u64)>,
    /// The folder of its backups, where there is one.
    pub folder: Option<PathBuf>,
}

/// A file that is gone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Gone {
    /// Where it was.
    pub path: PathBuf,
    /// Its size; 0 for a link, of which only the link is gone.
    pub bytes: u64,
}

/// A file that is there still, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    /// Where it is.
    pub path: PathBuf,
    /// What the system said.
    pub why: String,
}

/// Lists what goes with a study; nothing is changed.
///
/// # Errors
/// When the study is no ordinary file.
pub fn belongings(study: &Path) -> Result<Belongings, Error> {
    let io = |source| Error::Io { doing: "looking at the study", source, path: study.to_owned() };
    let there = study.symlink_metadata().map_err(io)?;
    if !there.is_file() {
        let why = "this is a link or a folder; name the study file itself";
        return Err(io(std::io::Error::other(why)));
    }
    let size = |path: &Path| {
        path.symlink_metadata().ok().filter(std::fs::Metadata::is_file).map_or(0, |m| m.len())
    };
    let folder = backup_folder(study);
    // A link in its place leads elsewhere: what is there is not ours.
    let own = folder.symlink_metadata().is_ok_and(|there| there.is_dir());
    let mut files = vec![(study.to_owned(), there.len())];
    for (kind, path) in companions(study) {
        if kind != Companion::Backup || own {
            files.push((path.clone(), size(&path)));
        }
    }
    Ok(Belongings { files, folder: own.then_some(folder) })
}

/// Overwrites and removes them, the study last: what is cut short can be done again. Nobody may have
/// the study open.
pub fn overwrite(all: &Belongings) -> (Vec<Gone>, Vec<Kept>) {
    let (mut gone, mut kept) = (Vec::new(), Vec::new());
    for (path, bytes) in all.files.iter().skip(1).chain(all.files.first()) {
        match wipe(path, Twin::Goes) {
            Ok(wiped) => {
                let bytes = if wiped == Wiped::Bytes { *bytes } else { 0 };
                gone.push(Gone { path: path.clone(), bytes });
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => kept.push(Kept { path: path.clone(), why: error.to_string() }),
        }
    }
    if let Some(folder) = &all.folder
        && let Err(error) = std::fs::remove_dir(folder)
    {
        kept.push(Kept { path: folder.clone(), why: error.to_string() });
    }
    (gone, kept)
}

impl Store {
    /// Brings everything into the file and leaves the write-ahead log, which only goes while no other
    /// program has the study open.
    ///
    /// # Errors
    /// [`Error::Busy`] while another one has; the study is then as it was.
    pub fn leave_log(&self) -> Result<(), Error> {
        // Only who is alone may leave the write-ahead log.
        let mode: rusqlite::Result<String> =
            self.connection.pragma_update_and_check(None, "journal_mode", "delete", |r| r.get(0));
        match mode {
            Ok(mode) if mode.eq_ignore_ascii_case("delete") => Ok(()),
            Ok(_) => Err(Error::Busy),
            Err(error) => Err(Error::from(error).at(&self.path)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_goes_and_what_lies_beside_it_stays() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let study = at("s.postil");
        std::fs::create_dir(backup_folder(&study)).unwrap();
        let own =
            ["s.postil", "s.postil-wal", "s before format 4.postil", "s.postil backups/1.postil"];
        let others = ["t.postil", "s.postilkey", "excerpts.docx"];
        for name in own.iter().chain(&others) {
            std::fs::write(at(name), "words of somebody").unwrap();
        }
        let mut protected = std::fs::metadata(at(own[2])).unwrap().permissions();
        protected.set_readonly(true);
        std::fs::set_permissions(at(own[2]), protected).unwrap();
        let (gone, kept) = overwrite(&belongings(&study).unwrap());
        assert_eq!(kept, []);
        assert_eq!(gone.len(), own.len());
        assert_eq!(gone.last().unwrap().path, study, "the study goes last");
        assert!(own.iter().all(|name| !at(name).exists()));
        assert!(!backup_folder(&study).exists());
        assert!(others.iter().all(|name| at(name).exists()));
    }

    #[cfg(unix)]
    #[test]
    fn words_are_overwritten_before_the_name_goes() {
        let folder = tempfile::tempdir().unwrap();
        let (study, other) = (folder.path().join("s.postil"), folder.path().join("second name"));
        std::fs::write(&study, "words of somebody").unwrap();
        // A second name of the same file shows what was left on the disk.
        std::fs::hard_link(&study, &other).unwrap();
        let mut open = std::fs::File::open(&other).unwrap();
        overwrite(&belongings(&study).unwrap());
        let mut left = Vec::new();
        std::io::Read::read_to_end(&mut open, &mut left).unwrap();
        assert_eq!(left, b"", "cut to nothing");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_never_followed() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at("elsewhere")).unwrap();
        for name in ["elsewhere/1.postil", "mine.txt", "s.postil"] {
            std::fs::write(at(name), "words").unwrap();
        }
        symlink(at("elsewhere"), backup_folder(&at("s.postil"))).unwrap();
        symlink(at("mine.txt"), at("s.postil-wal")).unwrap();
        symlink(at("s.postil"), at("link.postil")).unwrap();
        assert!(belongings(&at("link.postil")).is_err());
        let (gone, kept) = overwrite(&belongings(&at("s.postil")).unwrap());
        assert_eq!((gone.len(), kept), (2, Vec::new()));
        assert!(!at("s.postil").exists() && at("s.postil-wal").symlink_metadata().is_err());
        for name in ["elsewhere/1.postil", "mine.txt"] {
            assert_eq!(std::fs::read(at(name)).unwrap(), b"words", "{name}");
        }
    }
}
