//! Why a command was not done.

use crate::model::Refusal;
use crate::store;

/// A refusal (why not, and what to do instead) or a store error (told once, path last).
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The study is as it was.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// The file could not be read or written.
    #[error("{0}")]
    Store(#[from] store::Error),
    /// Who watched the work said no: the study is as it was.
    #[error("it was cancelled; nothing was stored")]
    Cancelled,
}

impl Error {
    /// Which kind of error it is, without anything of a study in it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Refused(_) => "refused",
            Self::Store(error) => error.kind(),
            Self::Cancelled => "cancelled",
        }
    }

    /// True when a passphrase is wanted, given or not.
    pub fn wants_passphrase(&self) -> bool {
        matches!(
            self,
            Self::Store(store::Error::NeedsPassphrase(_) | store::Error::WrongPassphrase(_))
        )
    }
}
