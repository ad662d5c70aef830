//! Writing a file so that it is either wholly there or not at all.
//!
//! The bytes go to a temporary file in the same folder, are brought to the disk, and take the
//! target's place in one move. When anything fails the old file stays as it was and nothing is left
//! behind. A file that is replaced passes on its permissions; one that is write-protected is not
//! replaced. A symbolic link is replaced by the file itself: what it points to is never touched, so
//! an export cannot reach through a link to a file elsewhere. A link to a folder is refused like the
//! folder.

use std::io::{BufWriter, Read as _, Write};
use std::path::{Path, PathBuf};

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// The target is a folder.
    #[error("there is a folder of this name; choose another name for the file: {}", .0.display())]
    IsFolder(PathBuf),
    /// The target is something else than a file, such as a device.
    #[error("this is not an ordinary file: {}", .0.display())]
    NotAFile(PathBuf),
    /// The target is a study or a pseudonym key.
    #[error("this is a file of Postil itself; choose another name for what is written: {}", .0.display())]
    OfOurs(PathBuf),
    /// The target has no mark in it, as a locked study or key has none.
    #[error("this may be a locked study or pseudonym key; choose another name for what is written: {}", .0.display())]
    Locked(PathBuf),
    /// The target may not be changed.
    #[error("the file is write-protected: {}", .0.display())]
    ReadOnly(PathBuf),
    /// The folder is not there.
    #[error("there is no such folder: {}", .0.display())]
    NoFolder(PathBuf),
    /// There is no file name in the path.
    #[error("a file name is missing: {}", .0.display())]
    NoName(PathBuf),
    /// The system said no.
    #[error("{error}: {}", .path.display())]
    Io {
        /// The target.
        path: PathBuf,
        /// What it said.
        error: std::io::Error,
    },
}

/// Writes a file from bytes; see the head of this module.
///
/// # Errors
/// When the target cannot be replaced; it is then as it was.
pub fn save_bytes(path: &Path, bytes: &[u8]) -> Result<(), SaveError> {
    save(path, |out| out.write_all(bytes))
}

/// Writes a file by handing `write` a buffered writer; see the head of this module.
///
/// # Errors
/// When the target cannot be replaced or `write` fails; the target is then as it was.
pub fn save(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> Result<(), SaveError> {
    let io = |error| SaveError::Io { path: path.to_owned(), error };
    let (file, kept) = beside(path)?;
    let mut out = BufWriter::with_capacity(1 << 16, file);
    write(&mut out).map_err(io)?;
    let file = out.into_inner().map_err(|error| io(error.into_error()))?;
    if let Some(permissions) = kept {
        file.as_file().set_permissions(permissions).map_err(io)?;
    }
    file.as_file().sync_all().map_err(io)?;
    file.persist(path).map_err(|error| io(error.error))?;
    // So that the new name, too, survives a power cut. Not every file system can.
    #[cfg(unix)]
    if let Ok(folder) = std::fs::File::open(folder_of(path)) {
        folder.sync_all().ok();
    }
    Ok(())
}

/// Says what [`save`] would say of this place, for whoever is about to do what cannot be undone and shall
/// report it there. What lies there stays as it is.
///
/// # Errors
/// When nothing could be written there.
pub fn has_place(path: &Path) -> Result<(), SaveError> {
    beside(path).map(drop)
}

/// True for a file in a folder, whichever way both are named.
pub fn is_within(file: &Path, folder: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().ok();
    let (parent, folder) = (real(folder_of(file)), real(folder));
    parent.zip(folder).is_some_and(|(parent, folder)| parent.starts_with(folder))
}

/// A new file in the folder of the target, gone when it is dropped, and the permissions it is to have.
fn beside(
    path: &Path,
) -> Result<(tempfile::NamedTempFile, Option<std::fs::Permissions>), SaveError> {
    if path.file_name().is_none() {
        return Err(SaveError::NoName(path.to_owned()));
    }
    let folder = folder_of(path);
    let kept = permissions_of(path)?;
    if !folder.is_dir() {
        return Err(SaveError::NoFolder(folder.to_owned()));
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(".postil-").suffix(".part");
    // New files get what the user's mask leaves, like those of any program: not only their owner's.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let io = |error| SaveError::Io { path: path.to_owned(), error };
    Ok((builder.tempfile_in(folder).map_err(io)?, kept))
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The permissions the new file takes over; `None` when there is no ordinary file yet.
fn permissions_of(path: &Path) -> Result<Option<std::fs::Permissions>, SaveError> {
    if is_beside_ours(path) {
        return Err(SaveError::OfOurs(path.to_owned()));
    }
    let Ok(there) = std::fs::symlink_metadata(path) else { return Ok(None) };
    if path.is_dir() {
        return Err(SaveError::IsFolder(path.to_owned()));
    }
    if there.is_symlink() {
        return Ok(None);
    }
    if !there.is_file() {
        return Err(SaveError::NotAFile(path.to_owned()));
    }
    match kind_of(path) {
        Target::Other => {}
        Target::Ours => return Err(SaveError::OfOurs(path.to_owned())),
        Target::Noise => return Err(SaveError::Locked(path.to_owned())),
    }
    let permissions = there.permissions();
    if permissions.readonly() {
        return Err(SaveError::ReadOnly(path.to_owned()));
    }
    Ok(Some(permissions))
}

/// What lies beside an open study: its log, the index of that, and the note of who has it open.
const BESIDE: [&str; 4] = ["-wal", "-shm", "-journal", ".lock"];

/// True for the name of what SQLite and this program keep beside a file that is there.
fn is_beside_ours(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    BESIDE.iter().any(|suffix| {
        let of = name.strip_suffix(suffix).filter(|of| !of.is_empty());
        of.is_some_and(|of| {
            let of = path.with_file_name(of);
            of.is_file() && !matches!(kind_of(&of), Target::Other)
        })
    })
}

/// What would be lost.
enum Target {
    /// A study or a key.
    Ours,
    /// Nothing but noise: a locked study or key may look like this.
    Noise,
    Other,
}

/// A study or a key is known by its ending (a locked one has no mark in it), by what lies beside it, or
/// by the mark of its format: a table that took its place would be the end of it.
fn kind_of(path: &Path) -> Target {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    // Not looked into: it may be open, and closing another handle of it would give up its locks.
    let beside = |suffix: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        Path::new(&name).exists()
    };
    if ["postil", "postil-key"].iter().any(|own| ending.eq_ignore_ascii_case(own))
        || BESIDE.into_iter().any(beside)
    {
        return Target::Ours;
    }
    let mut head = Vec::with_capacity(HEAD);
    let Ok(file) = std::fs::File::open(path) else { return Target::Other };
    let pages = file.metadata().is_ok_and(|of| of.len() > 0 && of.len() % PAGE == 0);
    if file.take(HEAD as u64).read_to_end(&mut head).is_err() {
        return Target::Other;
    }
    if head.starts_with(b"SQLite format 3\0") {
        Target::Ours
    } else if pages && is_noise(&head) {
        Target::Noise
    } else {
        Target::Other
    }
}

/// Bytes that are looked at, and the unit in which a locked file grows.
const HEAD: usize = 512;
const PAGE: u64 = 512;

/// True for bytes without any order, as locking leaves them. Packed files begin with a mark.
fn is_noise(head: &[u8]) -> bool {
    const MARKS: [&[u8]; 6] = [b"PK", b"%PDF", b"\x89PNG", b"PAR1", b"\x1f\x8b", b"\xff\xd8\xff"];
    let mut seen = [false; 256];
    for byte in head {
        seen[usize::from(*byte)] = true;
    }
    // 512 bytes at random hold some 221 of the 256; text in any encoding holds far fewer.
    head.len() == HEAD
        && !MARKS.iter().any(|mark| head.starts_with(mark))
        && seen.iter().filter(|seen| **seen).count() > 170
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> =
            entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_replaced_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("table.csv");
        save_bytes(&path, b"one").unwrap();
        save_bytes(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        let failed = save(&path, |out| {
            out.write_all(b"half")?;
            Err(std::io::Error::other("the disk is full"))
        });
        assert!(failed.unwrap_err().to_string().starts_with("the disk is full: "));
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(names(folder.path()), ["table.csv"]);
    }

    #[test]
    fn a_place_is_tried_without_touching_what_lies_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.txt");
        has_place(&path).unwrap();
        assert!(names(folder.path()).is_empty());
        fs::write(&path, "of last year").unwrap();
        has_place(&path).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"of last year");
        assert_eq!(names(folder.path()), ["report.txt"]);
        let nowhere = has_place(&folder.path().join("none").join("report.txt"));
        assert!(matches!(nowhere, Err(SaveError::NoFolder(_))));
        assert!(matches!(has_place(folder.path()), Err(SaveError::IsFolder(_))));
    }

    #[test]
    fn folders_missing_folders_and_protected_files_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let refused = |path: &Path| save_bytes(path, b"x").unwrap_err().to_string();
        assert!(refused(folder.path()).starts_with("there is a folder of this name"));
        assert!(refused(&folder.path().join("no/a.csv")).starts_with("there is no such folder"));
        for (name, bytes) in
            [("s.postil", &b"locked"[..]), ("s.db", b"SQLite format 3\0 and so on")]
        {
            let path = folder.path().join(name);
            fs::write(&path, bytes).unwrap();
            assert!(refused(&path).starts_with("this is a file of Postil itself"), "{name}");
            assert_eq!(fs::read(&path).unwrap(), bytes);
        }
        // A locked study under another ending, and what lies beside a study.
        let path = folder.path().join("thesis.db");
        let mut noise = 1_u64;
        let locked: Vec<u8> = std::iter::repeat_with(|| {
            noise = noise
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (noise >> 56) as u8
        })
        .take(4096)
        .collect();
        fs::write(&path, &locked).unwrap();
        assert!(refused(&path).starts_with("this may be a locked study"));
        assert_eq!(fs::read(&path).unwrap(), locked);
        for name in ["s.postil-wal", "s.postil.lock", "s.db-shm"] {
            assert!(
                refused(&folder.path().join(name)).starts_with("this is a file of Postil"),
                "{name}"
            );
        }
        fs::write(folder.path().join("open.db"), "x").unwrap();
        fs::write(folder.path().join("open.db.lock"), "{}").unwrap();
        assert!(refused(&folder.path().join("open.db")).starts_with("this is a file of Postil"));
        fs::remove_file(folder.path().join("open.db.lock")).unwrap();
        save_bytes(&folder.path().join("open.db"), b"y").unwrap();
        save_bytes(&folder.path().join("notes-wal"), b"no file is beside it").unwrap();
        let path = folder.path().join("kept.csv");
        fs::write(&path, "old").unwrap();
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        assert!(refused(&path).starts_with("the file is write-protected"));
        assert_eq!(fs::read(&path).unwrap(), b"old");
    }

    #[cfg(unix)]
    #[test]
    fn permissions_stay_and_links_are_replaced() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        save_bytes(&path, b"new").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);

        let link = folder.path().join("link.csv");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        save_bytes(&link, b"own").unwrap();
        assert!(!fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read(&link).unwrap(), b"own");
    }
}
