//! Which study, who acts, and the passphrase.

use super::fault::{Fault, shown};
use super::output::complain;
use crate::study::{Pace, Passphrase, Study};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The environment variable that opens a locked study.
pub(super) const VARIABLE: &str = "POSTIL_PASSPHRASE";

/// Names a study and says who works on it.
#[derive(clap::Args, Clone, Debug)]
pub(super) struct StudyArgs {
    /// The study file
    #[arg(value_name = "STUDY")]
    pub(super) path: PathBuf,
    /// Who acts [default: the study's first coder]
    #[arg(long, value_name = "NAME")]
    pub(super) coder: Option<String>,
    #[command(flatten)]
    pub(super) key: KeyArgs,
}

/// Where the passphrase comes from. Never an argument: those can be seen by everybody on the computer.
#[derive(clap::Args, Clone, Debug)]
pub(super) struct KeyArgs {
    /// Read the passphrase from this file's first line [or from the variable `POSTIL_PASSPHRASE`]
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

impl KeyArgs {
    /// The passphrase of what is there, where one is given.
    pub(super) fn passphrase(&self) -> Result<Option<Passphrase>, Fault> {
        passphrase_from(self.passphrase_file.as_deref(), VARIABLE, Locks::Known)
    }

    /// The passphrase of a study that is to be made, where one is given.
    pub(super) fn new_passphrase(&self) -> Result<Option<Passphrase>, Fault> {
        passphrase_from(self.passphrase_file.as_deref(), VARIABLE, Locks::New)
    }
}

/// What a passphrase is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Locks {
    /// It opens what is there, whatever that was locked with.
    Known,
    /// Something new is locked with it.
    New,
}

/// A passphrase from the first line of a file, or from a variable; none where neither is given.
///
/// # Errors
/// A file that cannot be read or holds none, and what nobody can type, see [`typed`].
pub(super) fn passphrase_from(
    file: Option<&Path>,
    variable: &str,
    locks: Locks,
) -> Result<Option<Passphrase>, Fault> {
    if let Some(file) = file {
        return first_line(file, locks).map(Some);
    }
    match std::env::var(variable).map(Zeroizing::new) {
        Ok(text) => typed(&text, locks).map_err(|why| Fault::on(variable, why)),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => {
            Err(Fault::on(variable, "the passphrase is not Unicode"))
        }
    }
}

/// The passphrase in a file's first line.
///
/// # Errors
/// A file that cannot be read, is no UTF-8 or holds none, and what nobody can type, see [`typed`].
pub(super) fn first_line(file: &Path, locks: Locks) -> Result<Passphrase, Fault> {
    let refused = |why: &str| Fault::on(shown(file), why);
    let bytes = std::fs::read(file).map_err(|error| Fault::on(shown(file), error))?;
    let bytes = Zeroizing::new(bytes);
    // What some editors call Unicode.
    if matches!(bytes.as_slice(), [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]) {
        return Err(refused("it is written in UTF-16; save it as UTF-8"));
    }
    let Ok(text) = std::str::from_utf8(&bytes) else {
        return Err(refused("it is not written in UTF-8; save it as UTF-8"));
    };
    let found = typed(text.lines().next().unwrap_or_default(), locks).map_err(refused)?;
    found.ok_or_else(|| refused("its first line holds no passphrase"))
}

/// A passphrase as it could be typed as well; none where there is nothing. A byte-order mark in front
/// was put there by an editor: [`Passphrase::new`] takes it off.
///
/// # Errors
/// Characters that are no letters in what is new: a window could not unlock what they locked.
fn typed(text: &str, locks: Locks) -> Result<Option<Passphrase>, &'static str> {
    if text.contains('\0') {
        return Err("the passphrase holds NUL characters, as in UTF-16; save it as UTF-8");
    }
    if locks == Locks::New && text.chars().any(char::is_control) {
        return Err("the passphrase holds a control character, such as a tab; take it out");
    }
    Ok(Passphrase::new(text))
}

impl StudyArgs {
    /// Opens the study.
    pub(super) fn open(&self) -> Result<Study, Fault> {
        let passphrase = self.key.passphrase()?;
        let mut study = Study::open(&self.path, passphrase.as_ref()).map_err(|error| {
            if error.wants_passphrase() && passphrase.is_none() {
                let advice = format!("give it with --passphrase-file FILE or in {VARIABLE}");
                Fault::new(format!("{error}; {advice}"))
            } else {
                Fault::from(error)
            }
        })?;
        if let Some(coder) = &self.coder {
            study.act_as(coder)?;
        }
        study.keep_backups(Pace::default());
        if let Some(warning) = study.place_warning() {
            complain(&warning);
        }
        if let Some(told) = study.set_aside() {
            complain(&told);
        }
        Ok(study)
    }
}
