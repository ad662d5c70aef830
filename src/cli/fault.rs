//! What went wrong, as the command line says it: one line `postil: WHAT: WHY`, and an exit status.

use crate::exchange::import::ImportError;
use crate::exchange::save::SaveError;
use crate::model::{LineError, Refusal};
use crate::study;
use std::path::Path;

/// Why a command was not done.
#[derive(Debug)]
pub(super) enum Fault {
    /// It could not be done: status 1. `what` is empty for the command as a whole.
    Failed { what: String, why: String },
    /// It was asked for in a way that means nothing: status 2.
    Usage(String),
}

impl Fault {
    /// The command as a whole could not be done.
    pub(super) fn new(why: impl Into<String>) -> Self {
        Self::Failed { what: String::new(), why: why.into() }
    }

    /// One thing of several could not be done.
    pub(super) fn on(what: impl Into<String>, why: impl std::fmt::Display) -> Self {
        Self::Failed { what: what.into(), why: why.to_string() }
    }

    /// A line of a file that was not taken.
    pub(super) fn line(file: &Path, error: &LineError) -> Self {
        // Line 0: the row has no place of its own, such as a parent that other codes name.
        let what = match error.line {
            0 => shown(file),
            line => format!("{} line {line}", shown(file)),
        };
        Self::on(what, &error.why)
    }

    /// The exit status.
    pub(super) fn status(&self) -> u8 {
        match self {
            Self::Failed { .. } => 1,
            Self::Usage(_) => 2,
        }
    }

    /// The line for standard error; `command` is said where nothing else is named.
    pub(super) fn told(&self, command: &str) -> String {
        let (what, why) = match self {
            Self::Failed { what, why } if !what.is_empty() => (what.as_str(), why),
            Self::Failed { why, .. } | Self::Usage(why) => (command, why),
        };
        let line = format!("postil: {what}: {why}");
        // Names of files may hold line breaks: it is one line all the same.
        line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
    }
}

/// A path as people wrote it.
pub(super) fn shown(path: &Path) -> String {
    path.display().to_string()
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self::new(refusal.to_string())
    }
}

impl From<study::Error> for Fault {
    fn from(error: study::Error) -> Self {
        if let study::Error::Store(study::StoreError::Damaged { what, path }) = &error {
            return Self::new(format!(
                "the study file is damaged ({what}); nothing was changed, and postil salvage gets out \
                 what can be read: {}",
                shown(path)
            ));
        }
        Self::new(error.to_string())
    }
}

impl From<SaveError> for Fault {
    fn from(error: SaveError) -> Self {
        Self::new(error.to_string())
    }
}

impl From<ImportError> for Fault {
    fn from(error: ImportError) -> Self {
        Self::new(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_one_line() {
        let check = |fault: Fault, status: u8, expected: &str| {
            assert_eq!(fault.told("info"), expected);
            assert_eq!(fault.status(), status);
        };
        check(Fault::new("wrong passphrase"), 1, "postil: info: wrong passphrase");
        check(Fault::on("a\nb.txt", "it is empty"), 1, "postil: a b.txt: it is empty");
        check(Fault::Usage("give one".to_owned()), 2, "postil: info: give one");
        let line = LineError::new(7, "there is no document P99");
        let fault = Fault::line(Path::new("codings.csv"), &line);
        check(fault, 1, "postil: codings.csv line 7: there is no document P99");
    }
}
