//! A file goes: zeros over every byte, brought to the disk, cut to nothing, removed. What an SSD or a
//! file system that never writes in place keeps below that is out of reach.

use std::fs::{File, Metadata};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::Path;

/// What became of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Wiped {
    /// Its bytes were overwritten.
    Bytes,
    /// Only the name went: a link, or a file that has another name too and would be lost there.
    Name,
}

/// A file that has another name too.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Twin {
    /// Is the same words, and they must go.
    Goes,
    /// May be somebody's backup: only this name goes.
    Stays,
}

/// Overwrites a file and removes it. A link is never followed.
///
/// # Errors
/// Something that is no ordinary file, no permission, a disk with trouble; the file may then be
/// overwritten and still be there.
pub(super) fn wipe(path: &Path, twin: Twin) -> std::io::Result<Wiped> {
    let there = path.symlink_metadata()?;
    if there.is_symlink() {
        std::fs::remove_file(path)?;
        return Ok(Wiped::Name);
    }
    if !there.is_file() {
        return Err(std::io::Error::other("this is not an ordinary file"));
    }
    writable(path, &there)?;
    let file = File::options().write(true).open(path)?;
    let wiped = if twin == Twin::Goes || only_name(&file) {
        overwrite(&file)?;
        file.set_len(0)?;
        file.sync_all()?;
        Wiped::Bytes
    } else {
        Wiped::Name
    };
    drop(file);
    std::fs::remove_file(path)?;
    Ok(wiped)
}

/// Clears away a draft that nobody needs any more. What it was made of may be locked, and it may not: it is
/// overwritten first, where that can be done.
pub(super) fn discard(draft: &Path) {
    if wipe(draft, Twin::Stays).is_err() {
        std::fs::remove_file(draft).ok();
    }
}

/// Zeros over every byte of a file, on the disk.
pub(super) fn overwrite(mut file: &File) -> std::io::Result<()> {
    let length = file.metadata()?.len();
    file.rewind()?;
    std::io::copy(&mut std::io::repeat(0).take(length), &mut file)?;
    file.flush()?;
    file.sync_all()
}

/// False when the same file has another name too: overwriting it would destroy what lies there.
#[cfg(unix)]
pub(super) fn only_name(file: &File) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    file.metadata().is_ok_and(|metadata| metadata.nlink() == 1)
}

/// Elsewhere nobody says.
#[cfg(not(unix))]
pub(super) fn only_name(_: &File) -> bool {
    true
}

/// A write-protected file goes all the same.
fn writable(path: &Path, there: &Metadata) -> std::io::Result<()> {
    if !there.permissions().readonly() {
        return Ok(());
    }
    #[cfg(unix)]
    let permissions = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    #[cfg(not(unix))]
    let permissions = {
        let mut permissions = there.permissions();
        permissions.set_readonly(false);
        permissions
    };
    std::fs::set_permissions(path, permissions)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    #[test]
    fn bytes_go_and_what_other_names_hold_stays() {
        let folder = tempfile::tempdir().unwrap();
        let [file, link, other, twin] = ["a", "b", "c", "d"].map(|name| folder.path().join(name));
        std::fs::write(&file, "words ".repeat(40_000)).unwrap();
        // Another handle sees what becomes of the bytes.
        let mut seen = File::open(&file).unwrap();
        assert_eq!(wipe(&file, Twin::Stays).unwrap(), Wiped::Bytes);
        let mut left = String::new();
        seen.read_to_string(&mut left).unwrap();
        assert!(left.is_empty() && !file.exists());
        std::fs::write(&other, "kept").unwrap();
        std::os::unix::fs::symlink(&other, &link).unwrap();
        std::fs::hard_link(&other, &twin).unwrap();
        assert_eq!(wipe(&link, Twin::Goes).unwrap(), Wiped::Name);
        assert_eq!(wipe(&twin, Twin::Stays).unwrap(), Wiped::Name);
        assert!(!link.exists() && !twin.exists());
        assert_eq!(std::fs::read_to_string(&other).unwrap(), "kept");
        let mut protected = std::fs::metadata(&other).unwrap().permissions();
        protected.set_readonly(true);
        std::fs::set_permissions(&other, protected).unwrap();
        std::fs::hard_link(&other, &twin).unwrap();
        assert_eq!(wipe(&other, Twin::Goes).unwrap(), Wiped::Bytes);
        assert!(std::fs::read(&twin).unwrap().is_empty());
        assert!(wipe(folder.path(), Twin::Goes).is_err() && wipe(&other, Twin::Goes).is_err());
    }

    #[test]
    fn nothing_can_be_read_of_a_draft_that_is_cleared_away() {
        let folder = tempfile::tempdir().unwrap();
        let draft = folder.path().join("s.postil.77.new");
        std::fs::write(&draft, "words ".repeat(40_000)).unwrap();
        let mut seen = File::open(&draft).unwrap();
        discard(&draft);
        // One that is not there is no trouble.
        discard(&draft);
        let mut left = String::new();
        seen.read_to_string(&mut left).unwrap();
        assert!(left.is_empty() && !draft.exists());
    }

    #[test]
    fn every_byte_is_zero() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, "é".repeat(70_000)).unwrap();
        overwrite(&File::options().write(true).open(&path).unwrap()).unwrap();
        assert!(std::fs::read(&path).unwrap() == vec![0; 140_000]);
    }
}
