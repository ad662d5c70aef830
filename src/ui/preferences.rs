//! How a person likes to read, kept between starts in their own configuration folder. Nothing of a
//! study is in it: no name, no path, no word.

use super::locking;
use super::transcript::Reading;
use crate::study::Pace;
use serde::{Deserialize, Serialize};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Seconds after the last change until the file is written.
const REST: f64 = 1.0;

/// What is kept.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// Dark or light; `None` as the system has it.
    pub dark: Option<bool>,
    /// Text size and the like.
    pub reading: Reading,
    /// How often backups are made by the way.
    pub backups: Pace,
    /// After how many minutes an encrypted study locks itself; 0 for never.
    pub lock_after: u16,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            dark: None,
            reading: Reading::default(),
            backups: Pace::default(),
            lock_after: locking::USUAL,
        }
    }
}

/// The preferences and the file they are in.
#[derive(Debug)]
pub struct Keeper {
    path: Option<PathBuf>,
    kept: Preferences,
    /// When the last change was made that is not in the file yet.
    changed: Option<f64>,
}

impl Keeper {
    /// Kept nowhere: forgotten when the window closes. For tests, and where there is no folder.
    pub fn nowhere() -> Self {
        Self { path: None, kept: Preferences::default(), changed: None }
    }

    /// In the user's configuration folder.
    pub fn of_user() -> Self {
        directories::ProjectDirs::from("", "", "postil").map_or_else(Self::nowhere, |folders| {
            Self::in_file(folders.config_dir().join("reading.json"))
        })
    }

    /// In this file. One that is missing or damaged counts as empty.
    pub fn in_file(path: PathBuf) -> Self {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let mut kept: Preferences = serde_json::from_str(&text).unwrap_or_default();
        kept.reading = kept.reading.within_limits();
        if !locking::MINUTES.contains(&kept.lock_after) {
            kept.lock_after = locking::USUAL;
        }
        Self { path: Some(path), kept, changed: None }
    }

    /// As they are.
    pub fn get(&self) -> Preferences {
        self.kept
    }

    /// Takes how often backups are made.
    pub fn set_backups(&mut self, backups: Pace, time: f64) {
        if self.kept.backups != backups {
            self.kept.backups = backups;
            self.changed = Some(time);
        }
    }

    /// Takes them as they are now. Gives the seconds until this wants to be asked again.
    pub fn keep(&mut self, now: Preferences, time: f64) -> Option<f64> {
        if self.kept != now {
            self.kept = now;
            self.changed = Some(time);
        }
        let left = self.changed? + REST - time;
        if left > 0.0 {
            return Some(left);
        }
        self.changed = None;
        if let Some(path) = self.path.clone() {
            let kept = self.kept;
            // A folder may lie on a slow disk: no frame waits for it. What fails is only a habit.
            let write = move || write(&path, &kept).unwrap_or_default();
            std::thread::Builder::new().name("postil-preferences".to_owned()).spawn(write).ok();
        }
        None
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        if let (Some(path), Some(_)) = (&self.path, self.changed) {
            write(path, &self.kept).ok();
        }
    }
}

/// Writes beside the file and puts it in its place: there is never half a file.
fn write(path: &Path, kept: &Preferences) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(serde_json::to_string_pretty(kept)?.as_bytes())?;
    file.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::fonts::Face;

    fn file(folder: &tempfile::TempDir) -> PathBuf {
        folder.path().join("new folder").join("reading.json")
    }

    #[test]
    fn what_was_chosen_is_there_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let mut keeper = Keeper::in_file(file(&folder));
        assert_eq!(keeper.get(), Preferences::default());
        let reading =
            Reading { face: Face::Easy, size: 21.0, line_numbers: true, ..Reading::default() };
        let chosen =
            Preferences { dark: Some(true), reading, lock_after: 60, ..Preferences::default() };
        assert_eq!(keeper.keep(chosen, 10.0), Some(REST));
        assert_eq!(keeper.keep(chosen, 10.5), Some(REST - 0.5));
        assert!(!file(&folder).exists(), "not while it is still being changed");
        drop(keeper);
        assert_eq!(Keeper::in_file(file(&folder)).get(), chosen);
    }

    #[test]
    fn a_damaged_file_counts_as_none_and_wild_numbers_are_tamed() {
        let folder = tempfile::tempdir().unwrap();
        let check = |text: &str, size: f32, dark| {
            let path = folder.path().join("reading.json");
            std::fs::write(&path, text).unwrap();
            let got = Keeper::in_file(path).get();
            assert_eq!((got.reading.size, got.dark), (size, dark), "{text}");
        };
        check("", 17.0, None);
        check("{\"dark\": tr", 17.0, None);
        check("{\"dark\": true}", 17.0, Some(true));
        check("{\"reading\": {\"size\": 4000}}", 32.0, None);
        check("{\"reading\": {\"size\": 20, \"face\": \"sans\", \"hue\": 3}}", 20.0, None);
        check("{\"reading\": {\"face\": \"runes\"}}", 17.0, None);
    }

    #[test]
    fn a_study_locks_itself_when_nothing_else_was_chosen() {
        let folder = tempfile::tempdir().unwrap();
        let check = |text: &str, expected: u16| {
            let path = folder.path().join("reading.json");
            std::fs::write(&path, text).unwrap();
            assert_eq!(Keeper::in_file(path).get().lock_after, expected, "{text}");
        };
        check("{\"dark\": true}", 15);
        check("{\"lock_after\": 0}", 0);
        check("{\"lock_after\": 2}", 2);
        check("{\"lock_after\": 40000}", 15);
    }

    #[test]
    fn without_a_file_nothing_is_written() {
        let mut keeper = Keeper::nowhere();
        let chosen = Preferences { dark: Some(true), ..Preferences::default() };
        keeper.keep(chosen, 0.0);
        assert_eq!(keeper.keep(chosen, 5.0), None);
        assert_eq!(keeper.get(), chosen);
    }
}
