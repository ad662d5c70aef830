//! What can go wrong with a study file, each in its own words.

use std::path::PathBuf;

/// A store error: told once, path last.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such file.
    #[error("there is no such file: {}", .0.display())]
    Missing(PathBuf),
    /// A new study must not replace anything.
    #[error("a file with this name is already there: {}", .0.display())]
    Exists(PathBuf),
    /// The file is locked and no passphrase was given.
    #[error("the study is locked with a passphrase: {}", .0.display())]
    NeedsPassphrase(PathBuf),
    /// The passphrase does not open the file.
    #[error("wrong passphrase: {}", .0.display())]
    WrongPassphrase(PathBuf),
    /// Not one of ours.
    #[error("this is not a Postil study ({what}): {}", .path.display())]
    Foreign {
        /// What it looks like.
        what: String,
        /// Where it lies.
        path: PathBuf,
    },
    /// Written by a later version of Postil.
    #[error(
        "this study was written by a newer Postil (format {found}, this program knows {known}); \
         nothing was changed, open it with the newer version: {}", .path.display()
    )]
    Newer {
        /// The file's schema version.
        found: i64,
        /// Ours.
        known: i64,
        /// Where it lies.
        path: PathBuf,
    },
    /// Ours, but not whole.
    #[error("the study file is damaged ({what}); nothing was changed: {}", .path.display())]
    Damaged {
        /// What was found.
        what: String,
        /// Where it lies.
        path: PathBuf,
    },
    /// This build has no encryption.
    #[error("this build of Postil cannot use passphrases (feature `encryption` is off)")]
    NoEncryption,
    /// Another program holds the file.
    #[error("another program is writing to the study; try again in a moment")]
    Busy,
    /// No space, no permission, and the like.
    #[error("{doing}: {source}: {}", .path.display())]
    Io {
        /// What we were doing.
        doing: &'static str,
        /// What the system said.
        source: std::io::Error,
        /// On what.
        path: PathBuf,
    },
    /// It can only be read.
    #[error("the study is open to be read only: {why}: {}", .path.display())]
    ReadOnly {
        /// Why, and what to do instead.
        why: super::ReadOnly,
        /// Where it lies.
        path: PathBuf,
    },
    /// The file was taken away from under the program.
    #[error(
        "the file of this study {what} while it was open; nothing of this was stored. What was done \
         before is still here: save it under another name (File, Save a copy as…){}", after(.path)
    )]
    Gone {
        /// What happened to it.
        what: &'static str,
        /// Where it lay.
        path: PathBuf,
    },
    /// The file is another one inside, in the same place.
    #[error(
        "another program wrote over the file of this study while it was open; nothing of this was \
         stored. Close the study and {}{}", newest(.backup.as_deref()), after(.path)
    )]
    Overwritten {
        /// Its newest backup.
        backup: Option<PathBuf>,
        /// Where it lies.
        path: PathBuf,
    },
    /// A damaged locked file whose passphrase does not open it.
    #[error(
        "this passphrase does not open it. It is wrong, or the first page of the file is lost, and with \
         that page what unlocks all others: nothing of it can be read then. {}{}", open(.backups),
         after(.path)
    )]
    LockedOut {
        /// Backups which it opens.
        backups: Vec<PathBuf>,
        /// Where the file lies.
        path: PathBuf,
    },
    /// No room.
    #[error("the disk is full; nothing of this was stored. Make room and do it again{}", after(.0))]
    Full(PathBuf),
    /// The disk itself has trouble.
    #[error(
        "the disk could not be read or written ({what}); nothing of this was stored. Copy the study \
         to another disk{}", after(.path)
    )]
    Device {
        /// What SQLite said.
        what: String,
        /// Where the file lies.
        path: PathBuf,
    },
    /// Anything else SQLite says.
    #[error("the study file could not be read or written: {0}")]
    Sqlite(String),
    /// A stored value that no version of this program writes.
    #[error("the study file holds something unexpected: {0}")]
    Unexpected(String),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::Error as Sql;
        use rusqlite::ErrorCode;
        // A value in the file that this program never writes.
        let what = match &error {
            Sql::FromSqlConversionFailure(_, _, why) => Some(why.to_string()),
            Sql::IntegralValueOutOfRange(_, number) => Some(format!("{number} is out of range")),
            Sql::InvalidColumnType(..) => Some("a value is of another kind".to_owned()),
            Sql::Utf8Error(..) => Some("some words are no text".to_owned()),
            _ => None,
        };
        if let Some(what) = what {
            return Self::Damaged { what, path: PathBuf::new() };
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Damaged { what: error.to_string(), path: PathBuf::new() }
            }
            Some(ErrorCode::DiskFull) => Self::Full(PathBuf::new()),
            Some(ErrorCode::SystemIoFailure) => {
                Self::Device { what: error.to_string(), path: PathBuf::new() }
            }
            Some(ErrorCode::ReadOnly) => {
                Self::ReadOnly { why: super::ReadOnly::File, path: PathBuf::new() }
            }
            _ => Self::Sqlite(error.to_string()),
        }
    }
}

/// What to go on with.
fn newest(backup: Option<&std::path::Path>) -> String {
    match backup {
        Some(backup) => format!("go on with its newest backup ({})", backup.display()),
        None => "look what is in the file now; there is no backup".to_owned(),
    }
}

/// What is left of a study that is locked for good.
fn open(backups: &[PathBuf]) -> String {
    let names: Vec<String> = backups.iter().map(|path| path.display().to_string()).collect();
    match names.as_slice() {
        [] => "No backup of it opens with this passphrase either".to_owned(),
        [one] => format!("It opens this backup, go on with that: {one}"),
        all => format!("It opens these backups, go on with the first: {}", all.join(", ")),
    }
}

/// The path behind a sentence, where it is known.
fn after(path: &std::path::Path) -> String {
    if path.as_os_str().is_empty() { String::new() } else { format!(": {}", path.display()) }
}

impl Error {
    /// Which kind of error it is, without anything of a study in it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Missing(_) => "no such file",
            Self::Exists(_) => "a file is already there",
            Self::NeedsPassphrase(_) => "a passphrase is wanted",
            Self::WrongPassphrase(_) => "wrong passphrase",
            Self::Foreign { .. } => "not a study",
            Self::Newer { .. } => "a newer format",
            Self::Damaged { .. } => "a damaged file",
            Self::NoEncryption => "no encryption in this build",
            Self::Busy => "another program has the file",
            Self::Io { .. } => "reading or writing",
            Self::ReadOnly { .. } => "open to be read only",
            Self::Gone { .. } => "the file was taken away",
            Self::Overwritten { .. } => "the file was written over",
            Self::LockedOut { .. } => "wrong passphrase or no first page",
            Self::Full(_) => "the disk is full",
            Self::Device { .. } => "the disk has trouble",
            Self::Sqlite(_) => "the database",
            Self::Unexpected(_) => "an unexpected value",
        }
    }

    /// Names the file in an error that did not know it.
    pub(super) fn at(self, at: &std::path::Path) -> Self {
        match self {
            Self::Damaged { what, path } if path.as_os_str().is_empty() => {
                Self::Damaged { what, path: at.to_owned() }
            }
            Self::Full(path) if path.as_os_str().is_empty() => Self::Full(at.to_owned()),
            Self::Device { what, path } if path.as_os_str().is_empty() => {
                Self::Device { what, path: at.to_owned() }
            }
            Self::ReadOnly { why, path } if path.as_os_str().is_empty() => {
                Self::ReadOnly { why, path: at.to_owned() }
            }
            other => other,
        }
    }
}
