//! What a killed program left in the middle of writing goes with the next opening: drafts of a study
//! under another passphrase (one that is being removed can be read by everybody), of a backup that was
//! to take its place, of a copy before an upgrade; and copies that were being overwritten.

use super::Backup;
use super::companions::{Companion, backup_folder, companions, drafts, files_in};
use super::hold::{Hold, lock_path};
use super::wipe::{Twin, wipe};
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// A backup that is older and still has the name of a draft will not be finished.
const STALE: Duration = Duration::from_hours(1);

/// Overwrites and removes drafts beside a study. What cannot be removed stays: [`super::companions()`]
/// lists it.
pub(super) fn sweep(study: &Path) {
    // A link stays a link: drafts lie beside the file itself.
    let target = study.canonicalize().unwrap_or_else(|_| study.to_owned());
    let left = || drafts(&target).into_iter().chain(half_wiped(study)).chain(unfinished(study));
    if left().next().is_some() {
        // They are made by whoever holds the study: held by us, under both names, they are nobody's.
        let held = Hold::take(study, "", false);
        let lock = |study: &Path| lock_path(study).canonicalize().ok();
        let same = lock(study).is_some() && lock(study) == lock(&target);
        let beside = (!same).then(|| Hold::take(&target, "", false));
        let ours = |hold: &Hold| !hold.is_shared();
        let both = beside.as_ref().is_none_or(|held| held.as_ref().is_ok_and(ours));
        if both && held.as_ref().is_ok_and(ours) {
            for path in left() {
                wipe(&path, Twin::Stays).ok();
            }
        }
    }
}

/// Copies that somebody began to overwrite: killed on the way, their end can still be read.
fn half_wiped(study: &Path) -> impl Iterator<Item = PathBuf> {
    let copies = companions(study).into_iter().filter(|(kind, path)| match kind {
        Companion::BeforeUpgrade => true,
        // Other files in the folder of backups are somebody's own.
        Companion::Backup => Backup::of(path).is_some(),
        Companion::Log | Companion::OtherLog | Companion::Draft => false,
    });
    copies.map(|(_, path)| path).filter(|path| {
        let mut head = Vec::new();
        let read = File::open(path).and_then(|file| file.take(16).read_to_end(&mut head));
        read.is_ok() && head.iter().all(|byte| *byte == 0)
    })
}

/// Overwrites and removes backups that were never finished. For whoever holds the study: a program on
/// another computer is none of this one, and is no dead one for that.
pub(super) fn sweep_backups(study: &Path) {
    for path in unfinished(study) {
        wipe(&path, Twin::Stays).ok();
    }
}

/// Backups that were never finished: whoever was writing them is dead, or it was long ago.
fn unfinished(study: &Path) -> impl Iterator<Item = PathBuf> {
    files_in(&backup_folder(study)).into_iter().filter(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some(process) = writer(&name) else { return false };
        let written = path.metadata().and_then(|file| file.modified());
        let old = written.is_ok_and(|at| {
            SystemTime::now().duration_since(at).is_ok_and(|passed| passed > STALE)
        });
        old || is_dead(process)
    })
}

/// Which process writes a backup that still has the name of a draft,
/// `.2026-11-29 09.03.12 by hand.1234.new`, with what SQLite keeps beside it.
fn writer(name: &str) -> Option<u32> {
    let (draft, rest) = name.strip_prefix('.')?.rsplit_once(".new")?;
    let known = matches!(rest, "" | "-journal" | "-wal" | "-shm");
    draft.rsplit_once('.')?.1.parse().ok().filter(|_| known)
}

/// True for a process that is known not to be there any more. Only some systems say.
fn is_dead(process: u32) -> bool {
    let all = Path::new("/proc");
    all.join("self").exists() && !all.join(process.to_string()).exists()
}

#[cfg(test)]
mod tests {
    use super::super::{Founding, Store, companions};
    use super::*;

    #[test]
    fn drafts_of_a_killed_program_go_unless_somebody_has_the_study() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.postil");
        drop(Store::create(&path, None, &Founding::ANY).unwrap());
        let backups = backup_folder(&path);
        std::fs::create_dir(&backups).unwrap();
        let [draft, other, fresh, old] = [
            folder.path().join("s.postil.4711.new"),
            folder.path().join("t.postil.4711.new"),
            backups.join(format!(".2026-11-29 09.03.12 by hand.{}.new", std::process::id())),
            backups.join(format!(".2026-11-29 08.03.12 by hand.{}.new", std::process::id())),
        ];
        for file in [&draft, &other, &fresh, &old] {
            std::fs::write(file, "words").unwrap();
        }
        let long_ago = SystemTime::now() - Duration::from_hours(2);
        let file = std::fs::File::options().write(true).open(&old).unwrap();
        file.set_modified(long_ago).unwrap();
        drop(file);
        // As another program holds it: by its own handle on the lock.
        let lock = std::fs::File::create(lock_path(&path)).unwrap();
        lock.lock().unwrap();
        drop(Store::open(&path, None).unwrap());
        assert!(draft.exists() && old.exists() && fresh.exists());
        drop(lock);
        drop(Store::open(&path, None).unwrap());
        assert!(!draft.exists() && !old.exists() && other.exists());
        let left: Vec<_> = companions(&path).into_iter().map(|(_, path)| path).collect();
        assert_eq!(left, [fresh]);
    }

    #[test]
    fn a_copy_that_was_being_overwritten_goes_with_the_next_opening() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.postil");
        let store = Store::create(&path, None, &Founding::ANY).unwrap();
        let whole = store.backup_anyway("by hand", 5).unwrap().path;
        drop(store);
        let backups = backup_folder(&path);
        let half = [
            backups.join("2026-11-28 09.03.12 by hand.postil"),
            backups.join("2026-11-27 09.03.12 by hand.postil"),
            folder.path().join("s before format 4.postil"),
        ];
        let own = [backups.join("notes.txt"), folder.path().join("zeros.postil")];
        for file in half.iter().chain(&own) {
            std::fs::write(file, [&[0; 8192][..], b"words"].concat()).unwrap();
        }
        std::fs::write(&half[1], "").unwrap();
        assert!(super::super::readable_copies(&path).contains(&half[0]));
        drop(Store::open(&path, None).unwrap());
        assert!(half.iter().all(|file| !file.exists()));
        assert!(whole.exists() && own.iter().all(|file| file.exists()));
    }

    #[test]
    fn who_writes_a_backup_stands_in_its_name() {
        let check = |name: &str, expected| assert_eq!(writer(name), expected, "{name}");
        check(".2026-11-29 09.03.12 by hand.1234.new", Some(1234));
        check(".2026-11-29 09.03.12 by hand.1234.new-journal", Some(1234));
        check("2026-11-29 09.03.12 by hand.1234.new", None);
        check(".2026-11-29 09.03.12 by hand.new", None);
        check(".x.1234.newer", None);
        assert!(!is_dead(std::process::id()));
        // No system gives this number.
        #[cfg(target_os = "linux")]
        assert!(is_dead(u32::MAX));
    }
}
