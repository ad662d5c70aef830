//! Readable copies that a killed program left beside an encrypted study: the passphrase was being
//! removed, and the file in which that was written is still there. It is ours, so it goes without a
//! question; what may be somebody else's is only named ([`super::readable_copies`]).
//!
//! Nobody can be writing such a file now: whoever does has the study to himself, and we have it open.

use super::companions::{Companion, companions};
use super::wipe::{Twin, wipe};
use super::{APPLICATION_ID, Store};
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

impl Store {
    /// Overwrites and removes readable drafts of this study, where it is encrypted and may be written.
    /// Gives back how many there were; one that stays is named like any other readable copy.
    pub fn clear_leftovers(&self) -> usize {
        if !self.encrypted || self.read_only.is_some() {
            return 0;
        }
        // Beside the file itself, wherever a link to it lies.
        let path = std::fs::canonicalize(&self.path).unwrap_or_else(|_| self.path.clone());
        let all = companions(&path).into_iter();
        let ours = all.filter(|(kind, file)| {
            *kind == Companion::Draft && is_ours(file) && !is_written(file, &path)
        });
        ours.filter(|(_, file)| wipe(file, Twin::Stays).is_ok()).count()
    }
}

/// True for what SQLite writes of a study without a key. The first page is written last: until then
/// zeros stand in its place, with readable pages behind.
fn is_ours(draft: &Path) -> bool {
    let mut head = Vec::new();
    let Ok(file) = File::open(draft) else { return false };
    if file.take(100).read_to_end(&mut head).is_err() {
        return false;
    }
    if head.iter().all(|&byte| byte == 0) {
        return true;
    }
    let id = head.get(68..72).and_then(|id| id.try_into().ok()).map(i32::from_be_bytes);
    // The mark of a study is written at the end.
    head.starts_with(b"SQLite format 3\0") && id.is_some_and(|id| id == 0 || id == APPLICATION_ID)
}

/// True while the program that wrote it runs; its number is in the name, `s.postil.1234.new`.
fn is_written(draft: &Path, study: &Path) -> bool {
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
    let (Some(draft), Some(study)) = (name(draft), name(study)) else { return true };
    let rest = draft.strip_prefix(&study).and_then(|rest| rest.strip_prefix('.'));
    let number = rest.and_then(|rest| rest.split_once('.')).map(|(number, _)| number);
    number.is_none_or(|number| Path::new("/proc").join(number).exists())
}

#[cfg(test)]
#[cfg(feature = "encryption")]
mod tests {
    use super::*;
    use crate::store::{Founding, Passphrase};

    #[test]
    fn a_readable_draft_of_a_killed_program_goes_and_what_may_be_somebody_s_stays() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let founding = |name| Founding { guid: "g", name, at: "2026", coder_guid: "c", coder: "A" };
        let plain = Store::create(&at("plain.postil"), None, &founding("Marvellous")).unwrap();
        plain.settle().unwrap();
        drop(plain);
        let readable = std::fs::read(at("plain.postil")).unwrap();
        assert!(readable.windows(10).any(|window| window == b"Marvellous"));
        let key = Passphrase::new("one").unwrap();
        let store = Store::create(&at("s.postil"), Some(&key), &founding("Marvellous")).unwrap();
        // As far as it came when it was killed: whole, without its mark, without its first page.
        std::fs::write(at("s.postil.4194301.new"), &readable).unwrap();
        let mut unmarked = readable.clone();
        unmarked[68..72].fill(0);
        std::fs::write(at("s.postil.4194302.new"), &unmarked).unwrap();
        let mut headless = readable.clone();
        headless[..100].fill(0);
        std::fs::write(at("s.postil.4194303.new"), &headless).unwrap();
        let other = std::fs::hard_link(at("s.postil.4194301.new"), at("other name"));
        // Somebody else's: another name, another kind, another program at work.
        let alive = format!("s.postil.{}.new", std::process::id());
        let stay = ["s.postil.77.copy", "t.postil.4194301.new", &alive];
        for name in stay {
            std::fs::write(at(name), &readable).unwrap();
        }
        std::fs::write(at("s.postil.4194304.new"), "My own notes").unwrap();
        assert_eq!(store.clear_leftovers(), 3);
        assert_eq!(store.clear_leftovers(), 0);
        for number in 1..=3 {
            assert!(!at(&format!("s.postil.419430{number}.new")).exists(), "{number}");
        }
        for name in stay.into_iter().chain(["s.postil.4194304.new"]) {
            assert!(at(name).exists() || (name == alive && !cfg!(target_os = "linux")), "{name}");
        }
        // Under another name it may be somebody's backup: only ours went.
        assert!(other.is_ok() && std::fs::read(at("other name")).unwrap() == readable);
        drop(store);
        // Beside a study that anybody can read it tells nothing new.
        std::fs::write(at("plain.postil.4194301.new"), &readable).unwrap();
        assert_eq!(Store::open(&at("plain.postil"), None).unwrap().clear_leftovers(), 0);
    }
}
