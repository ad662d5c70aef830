//! What keeps a study from being lost: backups, a backup in the place of the study, copies, and who
//! may write to it.

use super::{Command, Error, Passphrase, Study, now, place};
use crate::store::{Backup, BackupWork, Difference, Held, KEEP, ReadOnly, Salvaged, Store};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Under which name the desk knows that a place was warned of.
const WARNED: &str = "place warned of";

/// How often backups are made by the way, and how many stay.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Pace {
    /// After so many steps; 0 for never.
    pub steps: u64,
    /// After so many minutes in which something was done; 0 for never.
    pub minutes: u64,
    /// So many backups stay.
    pub keep: usize,
}

impl Default for Pace {
    fn default() -> Self {
        Self { steps: 50, minutes: 20, keep: KEEP }
    }
}

impl Pace {
    /// Whether a backup is due, and why: so many steps since the last one, so many seconds since then.
    pub fn due(&self, steps: u64, seconds: f64) -> Option<String> {
        if self.steps > 0 && steps >= self.steps {
            return Some(format!("after {steps} steps"));
        }
        let waited = self.minutes > 0 && seconds >= self.minutes as f64 * 60.0;
        (steps > 0 && waited).then(|| format!("after {} minutes", (seconds / 60.0).floor()))
    }
}

/// Which backups a study makes by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ByItself {
    /// None.
    Nothing,
    /// Before anything is imported; the others are made by whoever has the study.
    BeforeImports,
    /// Before imports, and after so many steps.
    All,
}

impl Study {
    /// Opens a study for a window: nobody else writes to it while it is open. Where somebody has it
    /// already it can only be read, see [`Study::read_only`].
    pub fn open_in_window(path: &Path, passphrase: Option<&Passphrase>) -> Result<Self, Error> {
        let mut study = Self::open(path, passphrase)?;
        study.hold();
        Ok(study)
    }

    /// Takes the study for a window.
    pub fn hold(&mut self) {
        let coder = self.coder.clone();
        self.store.hold(&coder);
        self.by_itself = ByItself::BeforeImports;
    }

    /// That a log of steps lay beside the study that belongs to another file, in a sentence; `None` as a
    /// rule. Nothing of it was taken into the study.
    pub fn set_aside(&self) -> Option<String> {
        let aside = self.store.set_aside()?.file_name()?.to_string_lossy().into_owned();
        Some(format!(
            "A log of steps lay beside the study that belongs to another file, such as an older version \
             that was put in its place; it was set aside as “{aside}” and nothing of it is in the study"
        ))
    }

    /// Why the study can only be read; `None` when it can be written to.
    pub fn read_only(&self) -> Option<&ReadOnly> {
        self.store.read_only()
    }

    /// From now on backups are made by the way: before imports and after so many steps.
    pub fn keep_backups(&mut self, pace: Pace) {
        self.pace = pace;
        self.by_itself = ByItself::All;
    }

    /// How many backups stay, and when they are made.
    pub fn set_pace(&mut self, pace: Pace) {
        self.pace = pace;
    }

    /// Makes a backup now, whole and under the study's passphrase: `before import`, `before merge`.
    /// `None` where nothing was done since the last one that is still there. It may take longer than a
    /// frame.
    ///
    /// # Errors
    /// No room, no permission; what was to be done after it should not be done then.
    pub fn backup(&self, reason: &str) -> Result<Option<Backup>, Error> {
        if self.store.read_only().is_some() {
            return Ok(None);
        }
        Ok(self.store.backup(reason, self.pace.keep)?)
    }

    /// Makes a backup whether or not anything was done since the last one.
    pub fn backup_anyway(&self, reason: &str) -> Result<Backup, Error> {
        Ok(self.store.backup_anyway(reason, self.pace.keep)?)
    }

    /// A backup to be made on another thread while the study is worked on; `None` where there is
    /// nothing new to keep.
    pub fn backup_work(&self) -> Result<Option<BackupWork>, Error> {
        Ok(self.store.backup_work(self.pace.keep)?)
    }

    /// Remembers that a [`BackupWork`] was done, by the mark it gave.
    pub fn backed_up(&self, mark: i64) -> Result<(), Error> {
        Ok(self.store.backed_up(mark)?)
    }

    /// Steps, undos and redos since the last backup, where that is still there.
    pub fn steps_since_backup(&self) -> Result<u64, Error> {
        Ok(self.store.unsaved_steps()?)
    }

    /// The backup that a command must not go without.
    pub(super) fn backup_before(&self, command: &Command) -> Result<(), Error> {
        let takes_in = matches!(
            command,
            Command::ImportDocuments { .. }
                | Command::ImportCodings { .. }
                | Command::ImportCodebook { .. }
                | Command::ImportParticipants { .. }
        );
        if takes_in && self.by_itself != ByItself::Nothing {
            self.backup("before import")?;
        }
        Ok(())
    }

    /// After a step. The step is stored, so nothing is refused here: a backup that cannot be made is
    /// tried again after the next step, and `postil backup` says what is in its way.
    pub(super) fn backup_after(&self) {
        if self.by_itself == ByItself::All
            && let Ok(steps) = self.steps_since_backup()
            && let Some(reason) = self.pace.due(steps, 0.0)
        {
            self.backup(&reason).ok();
        }
    }

    /// Puts a backup in the place of the study; the study as it is is backed up first, which is given
    /// back: `None` where it was before, and nothing was done since. `key` opens the backup: the
    /// passphrase that the study had then. What becomes of that says [`BackupReader::lock_after`].
    ///
    /// # Errors
    /// A backup of another study, a damaged one, a wrong passphrase; another program has the study open.
    /// It is as it was then.
    pub fn restore(
        &mut self,
        backup: &Path,
        key: Option<&Passphrase>,
    ) -> Result<Option<Backup>, Error> {
        let (coder, at) = (self.coder.clone(), now());
        let kept = self.store.restore(backup, key, (&coder, &at), self.pace.keep)?;
        self.corpus = Arc::new(self.store.load()?);
        if self.corpus.coder_named(&coder).is_none() {
            self.coder = super::first_coder(&self.corpus);
        }
        Ok(kept)
    }

    /// Repairs what [`Study::check`] finds and what can be put right without loss, and says each thing
    /// it did. Where the tables were mended the steps before cannot be undone any more.
    pub fn repair(&mut self) -> Result<Vec<String>, Error> {
        let told = self.store.repair(&self.coder, &now())?;
        self.corpus = Arc::new(self.store.load()?);
        Ok(told)
    }

    /// What reads the backups of this study, on another thread.
    pub fn backup_reader(&self) -> BackupReader {
        BackupReader::of_file(self.path(), self.store.passphrase().cloned())
    }

    /// Writes the study as it is, with all its steps, under another name. Where its own file was taken
    /// away it goes on with the new one; true then.
    pub fn save_copy(&mut self, to: &Path, window: bool) -> Result<bool, Error> {
        self.store.copy_to(to)?;
        if self.store.is_there() {
            return Ok(false);
        }
        let coder = self.coder.clone();
        self.store = self.store.open_again(to)?;
        self.corpus = Arc::new(self.store.load()?);
        self.coder = coder;
        if window {
            self.hold();
        }
        Ok(true)
    }

    /// Says once that the study lies where it may be copied to other computers. Finding that asks the
    /// disk, and what is on the other end of it: see [`Study::place_warned`].
    pub fn place_warning(&self) -> Option<String> {
        self.place_warned(&place::warning(self.path())?)
    }

    /// The warning of the study's place in words; `None` where that was said before.
    pub fn place_warned(&self, warning: &place::Warning) -> Option<String> {
        if self.store.desk(WARNED).ok().flatten().as_deref() == Some(&warning.service) {
            return None;
        }
        // Not kept: it is said again.
        self.store.put_on_desk(WARNED, Some(&warning.service)).ok();
        Some(warning.to_string())
    }
}

/// Reads the backups of a study away from the study itself.
#[derive(Clone, Debug)]
pub struct BackupReader {
    study: PathBuf,
    key: Option<Passphrase>,
    /// What the study was locked with before, as far as somebody has said so.
    former: Vec<Passphrase>,
}

impl BackupReader {
    /// Of a study that is not open, such as a damaged one.
    pub fn of_file(study: &Path, key: Option<Passphrase>) -> Self {
        Self { study: study.to_owned(), key, former: Vec::new() }
    }

    /// Backups that the passphrase of the study does not open are tried with this one, too.
    pub fn try_also(&mut self, former: Passphrase) {
        self.former.push(former);
    }

    /// The study they are of.
    pub fn study(&self) -> &Path {
        &self.study
    }

    /// Where they lie.
    pub fn folder(&self) -> PathBuf {
        crate::store::backup_folder(&self.study)
    }

    /// What unlocks the study.
    pub fn key(&self) -> Option<&Passphrase> {
        self.key.as_ref()
    }

    /// All of them, the newest first, with what they hold where that can be read.
    pub fn list(&self) -> Vec<(Backup, Option<Held>)> {
        let all = crate::store::backups(&self.study).into_iter();
        all.map(|backup| {
            let held = self.look_into(&backup.path).ok().map(|(held, _)| held);
            (backup, held)
        })
        .collect()
    }

    /// What is in a backup, and what opens it: the passphrase of the study, or one it had before.
    ///
    /// # Errors
    /// Why the passphrase of the study does not open it.
    pub fn look_into(&self, backup: &Path) -> Result<(Held, Option<&Passphrase>), Error> {
        match look_into(backup, self.key()) {
            Err(error) if error.wants_passphrase() => {
                let opened = |key| Some((look_into(backup, Some(key)).ok()?, Some(key)));
                // The one that was said last is the likeliest.
                self.former.iter().rev().find_map(opened).ok_or(error)
            }
            found => Ok((found?, self.key())),
        }
    }

    /// What becomes of the passphrase of the study when this one is restored, in a sentence; `None` where
    /// both have the same one, or none. `key` opens the backup.
    ///
    /// # Errors
    /// A backup of another study: it cannot be restored. One that cannot be read.
    pub fn lock_after(
        &self,
        backup: &Path,
        key: Option<&Passphrase>,
    ) -> Result<Option<&'static str>, Error> {
        Ok(Store::lock_after((&self.study, self.key()), (backup, key))?)
    }

    /// What restoring this one would change. `key` opens the backup.
    pub fn differences(
        &self,
        backup: &Path,
        key: Option<&Passphrase>,
    ) -> Result<Vec<Difference>, Error> {
        differences((&self.study, self.key()), (backup, key))
    }
}

/// Gets everything readable out of a damaged study into a new one; the damaged file is only read.
///
/// # Errors
/// When there is a file with the new name, or nothing of a study can be found in the old one.
pub fn salvage(damaged: &Path, new: &Path, key: Option<&Passphrase>) -> Result<Salvaged, Error> {
    let name = damaged.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let founding = crate::store::Founding {
        guid: &crate::model::Guid::new().to_string(),
        name: &format!("{name} (salvaged)"),
        at: &now(),
        coder_guid: &crate::model::Guid::new().to_string(),
        coder: super::FIRST_CODER,
    };
    Ok(crate::store::salvage(damaged, new, key, &founding)?)
}

/// What restoring a backup would change, kind by kind. Both files are only read.
pub fn differences(
    study: (&Path, Option<&Passphrase>),
    backup: (&Path, Option<&Passphrase>),
) -> Result<Vec<Difference>, Error> {
    Ok(crate::store::differences(study, backup)?)
}

/// What a backup holds.
pub fn look_into(backup: &Path, key: Option<&Passphrase>) -> Result<Held, Error> {
    Ok(crate::store::look_into(backup, key)?)
}

/// Makes an ordinary study of a backup, under another name; the backup stays.
///
/// # Errors
/// When there is a file with this name, or the backup cannot be read.
pub fn copy_backup(backup: &Path, to: &Path, key: Option<&Passphrase>) -> Result<(), Error> {
    crate::store::look_into(backup, key)?;
    Ok(Store::copy_file(backup, to)?)
}

/// The same for a locked backup whose passphrase is not known yet: it is asked for when the copy is
/// opened.
pub fn copy_locked_backup(backup: &Path, to: &Path) -> Result<(), Error> {
    Ok(Store::copy_file(backup, to)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backups_are_due_after_steps_or_minutes_and_a_jump_of_the_clock_does_no_harm() {
        let pace = Pace::default();
        let check = |steps, seconds, expected: Option<&str>| {
            assert_eq!(pace.due(steps, seconds).as_deref(), expected, "{steps} {seconds}");
        };
        check(0, 0.0, None);
        check(0, 1.0e9, None);
        check(49, 1199.0, None);
        check(50, 0.0, Some("after 50 steps"));
        check(1, 1200.0, Some("after 20 minutes"));
        // A laptop that slept for a week, a clock that was set back.
        check(1, 604_800.0, Some("after 10080 minutes"));
        check(1, -3600.0, None);
        check(1, f64::NAN, None);
        let never = Pace { steps: 0, minutes: 0, keep: 5 };
        assert_eq!(never.due(10_000, 1.0e9), None);
    }
}
