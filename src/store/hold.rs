//! Who has a study open to write: a small file beside it that says so, and that the system itself
//! forgets when its program dies.
//!
//! The file `NAME.postil.lock` holds who, where and since when. It is locked as long as its program
//! lives: a program that was killed leaves the file but not the lock, and the next one takes it over.
//! A file that another computer left (a folder on a server, a synchronised folder) cannot be asked
//! whether its program lives, and counts.
//!
//! It also says which file the log beside the study belongs to ([`super::logs`]): what a killed program
//! left of that is taken over with the lock. Where the log is there still when the study is let go, because
//! somebody who only reads has it open, the file stays as well and names nobody: it locks nobody out.

use super::logs::Claim;
use super::open::sibling;
use std::cell::RefCell;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

/// So many bytes of the file are looked at.
const MOST: u64 = 4096;

/// Who has a study open.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Holder {
    /// The coder.
    pub coder: String,
    /// The computer's name.
    pub host: String,
    /// The process.
    pub process: u32,
    /// Since when, RFC 3339.
    pub since: String,
    /// A window is open for long, a command for a moment.
    pub window: bool,
}

impl Holder {
    /// True when it is on another computer.
    pub fn is_elsewhere(&self) -> bool {
        !self.host.is_empty() && self.host != host()
    }
}

impl std::fmt::Display for Holder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let who = if self.coder.is_empty() { "another program" } else { &self.coder };
        write!(f, "{who} has it open")?;
        if self.is_elsewhere() {
            write!(f, " on the computer {}", self.host)?;
        } else if self.window {
            f.write_str(" in another window")?;
        }
        if let Ok(since) = self.since.parse::<jiff::Timestamp>() {
            let since = since.to_zoned(jiff::tz::TimeZone::system());
            write!(f, " since {}", since.strftime("%-d %b, %H:%M"))?;
        }
        if self.process > 0 && !self.is_elsewhere() {
            write!(f, " (process {})", self.process)?;
        }
        Ok(())
    }
}

/// Why a study cannot be held.
#[derive(Debug)]
pub(super) enum NotHeld {
    /// Somebody else has it.
    By(Holder),
    /// Nothing can be written beside it.
    NoPlace(std::io::Error),
}

/// A study that is held; let go when this is dropped.
#[derive(Debug)]
pub(super) struct Hold {
    study: PathBuf,
    path: PathBuf,
    /// Locked. `None` where another study of this program holds the same file.
    file: Option<File>,
    /// Who has it.
    holder: Holder,
    /// Which file the log belongs to, where that is known.
    claim: RefCell<Option<Claim>>,
}

/// What is written into the file.
#[derive(serde::Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    holder: &'a Holder,
    #[serde(skip_serializing_if = "Option::is_none")]
    log: Option<&'a Claim>,
}

/// What is read of it besides the holder.
#[derive(serde::Deserialize)]
struct Known {
    log: Option<Claim>,
}

impl Hold {
    /// Takes a study, or says who has it.
    pub(super) fn take(study: &Path, coder: &str, window: bool) -> Result<Self, NotHeld> {
        let (study, path) = (study.to_owned(), lock_path(study));
        // Each round ends in an answer, but where somebody let go in the middle of it.
        for _ in 0..20 {
            let mut options = OpenOptions::new();
            options.read(true).write(true).create(true).truncate(false);
            let mut file = match options.open(&path) {
                Ok(file) => file,
                Err(error) => return Err(NotHeld::NoPlace(error)),
            };
            match file.try_lock() {
                // On a file system without locks the file alone has to do.
                Ok(()) | Err(TryLockError::Error(_)) => {}
                Err(TryLockError::WouldBlock) => {
                    let (holder, _) = read(&mut file);
                    if holder.process == std::process::id() && !holder.is_elsewhere() {
                        let claim = RefCell::new(None);
                        return Ok(Self { study, path, file: None, holder, claim });
                    }
                    return Err(NotHeld::By(holder));
                }
            }
            if !is_at(&file, &path) {
                continue;
            }
            let (before, claim) = read(&mut file);
            if before.is_elsewhere() {
                return Err(NotHeld::By(before));
            }
            let holder = Holder {
                coder: coder.to_owned(),
                host: host(),
                process: std::process::id(),
                since: jiff::Timestamp::now().to_string(),
                window,
            };
            let claim = RefCell::new(claim);
            let hold = Self { study, path, file: Some(file), holder, claim };
            // Where nothing can be written it is let go at once.
            return hold.write().map(|()| hold).map_err(NotHeld::NoPlace);
        }
        Err(NotHeld::By(Holder::default()))
    }

    /// Writes down who has it, and what is known of the log.
    fn write(&self) -> std::io::Result<()> {
        let Some(mut file) = self.file.as_ref() else { return Ok(()) };
        let claim = self.claim.borrow();
        let told = Told { holder: &self.holder, log: claim.as_ref() };
        let mut told = serde_json::to_vec(&told).unwrap_or_default();
        // Never empty on the way and in one go: others look at it meanwhile.
        match file.metadata()?.len() {
            before if before > MOST => file.set_len(0)?,
            before => told.resize(told.len().max(before as usize), b' '),
        }
        file.rewind()?;
        file.write_all(&told)?;
        file.flush()
    }

    /// Says which file the log belongs to; false where that cannot be written, and nothing is known then.
    pub(super) fn tell(&self, claim: Claim) -> bool {
        *self.claim.borrow_mut() = Some(claim);
        self.write().is_ok()
    }

    /// Which file the log belongs to, as far as that is known.
    pub(super) fn claim(&self) -> Option<Claim> {
        self.claim.borrow().clone()
    }

    /// True where the lock itself belongs to another study of this program.
    pub(super) fn is_shared(&self) -> bool {
        self.file.is_none()
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        if !self.file.as_ref().is_some_and(|file| is_at(file, &self.path)) {
            return;
        }
        // The log stays where others have the study open, or where it was left by somebody who was killed.
        // What is known of it has to stay with it: another file may take the place of its own.
        if self.claim().is_some_and(|claim| claim.is_of_log_of(&self.study)) {
            self.holder = Holder::default();
            self.write().ok();
            return;
        }
        // Removed before the lock goes: who opened it meanwhile sees that it is not there any more.
        std::fs::remove_file(&self.path).ok();
    }
}

/// Where it is written who has a study open.
pub(super) fn lock_path(study: &Path) -> PathBuf {
    sibling(study, ".lock")
}

/// Which file the log beside a study belongs to, as whoever had it last said; `None` where nobody did.
pub(super) fn claimed(study: &Path) -> Option<Claim> {
    read(&mut File::open(lock_path(study)).ok()?).1
}

/// True while somebody has a study open to write, as far as that can be known.
pub(super) fn is_held(study: &Path) -> bool {
    let mut file = match File::open(lock_path(study)) {
        Ok(file) => file,
        Err(error) => return error.kind() != ErrorKind::NotFound,
    };
    read(&mut file).0.is_elsewhere()
        || matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock))
}

/// Who has a study open on another computer, or had it there when their program was killed: nobody can ask.
pub(super) fn elsewhere(study: &Path) -> Option<Holder> {
    let (holder, _) = read(&mut File::open(lock_path(study)).ok()?);
    holder.is_elsewhere().then_some(holder)
}

/// True where nothing says that somebody has a study open, or had it when their program was killed: there is
/// no file beside it, or one that knows of its log alone.
pub(super) fn is_nobodys(study: &Path) -> bool {
    match File::open(lock_path(study)) {
        Ok(mut file) => {
            let (holder, claim) = read(&mut file);
            claim.is_some() && holder == Holder::default() && !is_held(study)
        }
        Err(error) => error.kind() == ErrorKind::NotFound,
    }
}

fn read(file: &mut File) -> (Holder, Option<Claim>) {
    let mut text = String::new();
    let read = file.rewind().and_then(|()| file.take(MOST).read_to_string(&mut text));
    if read.is_err() {
        return (Holder::default(), None);
    }
    let known = serde_json::from_str::<Known>(&text);
    (serde_json::from_str(&text).unwrap_or_default(), known.ok().and_then(|known| known.log))
}

/// True when the open file is still the one with this name.
fn is_at(file: &File, path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let id = |found: std::fs::Metadata| (found.dev(), found.ino());
        let (open, named) = (file.metadata().map(id), path.metadata().map(id));
        open.is_ok() && open.ok() == named.ok()
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        path.exists()
    }
}

/// The name of this computer, or nothing.
fn host() -> String {
    let kernel = || std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let file = || std::fs::read_to_string("/etc/hostname").ok();
    // macOS has neither, and gives no program its name in a variable.
    let settings = || named_in(&std::fs::read_to_string(SETTINGS).ok()?);
    let variable = |name: &str| std::env::var(name).ok();
    let named = kernel().or_else(file).or_else(settings).or_else(|| variable("COMPUTERNAME"));
    named.or_else(|| variable("HOSTNAME")).unwrap_or_default().trim().to_owned()
}

/// Where macOS keeps the name of the computer; everybody may read it.
const SETTINGS: &str = "/Library/Preferences/SystemConfiguration/preferences.plist";

/// The name under which a computer is known to others around it.
fn named_in(settings: &str) -> Option<String> {
    let (_, value) = settings.split_once("<key>LocalHostName</key>")?;
    let (between, value) = value.split_once("<string>")?;
    let (name, _) = value.split_once("</string>")?;
    (between.trim().is_empty() && !name.trim().is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_study_is_held_by_one_and_let_go_at_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let study = folder.path().join("s.postil");
        let hold = Hold::take(&study, "ana", true).unwrap();
        let told: Holder =
            serde_json::from_slice(&std::fs::read(lock_path(&study)).unwrap()).unwrap();
        assert_eq!((&*told.coder, told.process, told.window), ("ana", std::process::id(), true));
        assert!(told.to_string().starts_with("ana has it open in another window since"));
        // Another study of this program.
        let second = Hold::take(&study, "ana", false).unwrap();
        assert!(second.is_shared() && !hold.is_shared());
        drop(second);
        assert!(lock_path(&study).exists());
        drop(hold);
        assert!(!lock_path(&study).exists());
    }

    #[test]
    fn what_a_dead_program_left_is_taken_over_but_not_what_another_computer_left() {
        let folder = tempfile::tempdir().unwrap();
        let study = folder.path().join("s.postil");
        let leave = |holder: &Holder| {
            std::fs::write(lock_path(&study), serde_json::to_vec(holder).unwrap()).unwrap();
        };
        let dead =
            Holder { coder: "ben".to_owned(), host: host(), process: 1, ..Holder::default() };
        leave(&dead);
        drop(Hold::take(&study, "ana", false).unwrap());
        std::fs::write(lock_path(&study), "half").unwrap();
        drop(Hold::take(&study, "ana", false).unwrap());
        let other = Holder { host: "other-laptop".to_owned(), ..dead };
        leave(&other);
        let Err(NotHeld::By(holder)) = Hold::take(&study, "ana", false) else { panic!() };
        assert_eq!(holder, other);
        assert!(holder.to_string().starts_with("ben has it open on the computer other-laptop"));
        assert!(lock_path(&study).exists(), "it is not ours to remove");
        let nowhere = Hold::take(Path::new("/nowhere/s.postil"), "ana", false);
        assert!(matches!(nowhere, Err(NotHeld::NoPlace(_))));
    }

    /// On this computer and on every other one.
    #[test]
    fn a_file_that_knows_of_the_log_alone_locks_nobody_out() {
        let folder = tempfile::tempdir().unwrap();
        let study = folder.path().join("s.postil");
        let log = r#"{"log":1,"header":2,"page":3,"stamp":[4],"length":5}"#;
        let nobodys = format!(r#"{{"coder":"","host":"","process":0,"log":{log}}}   "#);
        assert!(is_nobodys(&study));
        std::fs::write(lock_path(&study), nobodys).unwrap();
        assert!(is_nobodys(&study) && !is_held(&study) && elsewhere(&study).is_none());
        let hold = Hold::take(&study, "ana", true).unwrap();
        assert!(hold.claim().is_some() && hold.claim() == claimed(&study));
        assert!(is_held(&study) && !is_nobodys(&study));
        drop(hold);
        assert!(!lock_path(&study).exists(), "there is no such log");
        for told in [r#"{"coder":"ben","process":1}"#, r#"{"host":"other-laptop"}"#, "half"] {
            std::fs::write(lock_path(&study), told).unwrap();
            assert!(!is_nobodys(&study), "{told}");
        }
        assert!(elsewhere(&study).is_none());
        std::fs::write(lock_path(&study), r#"{"host":"other-laptop"}"#).unwrap();
        assert!(elsewhere(&study).is_some_and(|holder| holder.host == "other-laptop"));
    }

    #[test]
    fn whether_somebody_has_it_can_be_asked_without_taking_it() {
        let folder = tempfile::tempdir().unwrap();
        let study = folder.path().join("s.postil");
        assert!(!is_held(&study));
        let hold = Hold::take(&study, "ana", true).unwrap();
        assert!(is_held(&study) && claimed(&study).is_none());
        drop(hold);
        // Of a dead program, and of another computer.
        std::fs::write(lock_path(&study), r#"{"coder":"ben","process":1}"#).unwrap();
        assert!(!is_held(&study));
        std::fs::write(lock_path(&study), r#"{"host":"other-laptop"}"#).unwrap();
        assert!(is_held(&study));
    }

    #[test]
    fn a_computer_is_named_by_its_settings() {
        let check = |text: &str, name: Option<&str>| {
            assert_eq!(named_in(text).as_deref(), name, "{text}");
        };
        let list = "<dict>\n\t<key>LocalHostName</key>\n\t<string>anas-laptop</string>\n</dict>";
        check(list, Some("anas-laptop"));
        check("<key>LocalHostName</key><true/><key>x</key><string>y</string>", None);
        check("<key>LocalHostName</key><string></string>", None);
        check("", None);
    }
}
