//! Which study, who acts, and the passphrase.

use super::fault::{Fault, shown};
use super::output::complain;
use crate::study::{Pace, Passphrase, Study};
use std::path::{Path, PathBuf};

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
    /// The passphrase, where one is given.
    pub(super) fn passphrase(&self) -> Result<Option<Passphrase>, Fault> {
        passphrase_from(self.passphrase_file.as_deref(), VARIABLE)
    }
}

/// A passphrase from the first line of a file, or from a variable; none where neither is given.
pub(super) fn passphrase_from(
    file: Option<&Path>,
    variable: &str,
) -> Result<Option<Passphrase>, Fault> {
    if let Some(file) = file {
        return first_line(file).map(Some);
    }
    match std::env::var(variable) {
        Ok(text) => Ok(Passphrase::new(text)),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => {
            Err(Fault::on(variable, "the passphrase is not Unicode"))
        }
    }
}

/// The passphrase in a file's first line.
pub(super) fn first_line(file: &Path) -> Result<Passphrase, Fault> {
    let text = zeroize::Zeroizing::new(
        std::fs::read_to_string(file).map_err(|error| Fault::on(shown(file), error))?,
    );
    let line = text.lines().next().unwrap_or_default();
    Passphrase::new(line)
        .ok_or_else(|| Fault::on(shown(file), "its first line holds no passphrase"))
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
        if let Some(told) = study.clear_leftovers() {
            complain(&told);
        }
        if let Some(warning) = study.place_warning() {
            complain(&warning);
        }
        Ok(study)
    }
}
