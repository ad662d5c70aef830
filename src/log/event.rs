//! What can be noted. Names come from the source (`&'static str`), everything else is a number.

use std::fmt;
use std::time::Duration;

/// Why a study was locked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Why {
    /// Somebody asked for it.
    Asked,
    /// Nobody had touched anything for a while.
    Idle,
}

/// One thing that happened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Event {
    /// The window opened.
    Started,
    /// The window closed.
    Ended,
    /// A command of the command line is done.
    Command {
        /// Its name.
        name: &'static str,
        /// Its exit status.
        status: u8,
        /// How long it took.
        took: Duration,
    },
    /// A study was opened.
    Opened {
        /// It is encrypted.
        encrypted: bool,
        /// How many documents it has.
        documents: usize,
        /// How many codings it has.
        codings: usize,
    },
    /// A study was locked.
    Locked(Why),
    /// The passphrase was set, changed or removed.
    Passphrase {
        /// The study is encrypted now.
        encrypted: bool,
    },
    /// Work that took the study along is done.
    Worked {
        /// What it was.
        what: &'static str,
        /// How long it took.
        took: Duration,
    },
    /// A mistake of ours ended such work.
    Broke {
        /// What it was.
        what: &'static str,
        /// How long it had taken.
        took: Duration,
    },
    /// Something was refused or could not be done: which kind of error.
    Failed(&'static str),
    /// A panic; its report tells more.
    Panicked {
        /// The line of the source.
        line: u32,
    },
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let version = env!("CARGO_PKG_VERSION");
        let system = (std::env::consts::OS, std::env::consts::ARCH);
        match self {
            Self::Started => write!(f, "window, version {version}, {} {}", system.0, system.1),
            Self::Ended => f.write_str("window closed"),
            Self::Command { name, status, took } => {
                write!(f, "command {name}, version {version}, status {status}, {}", ms(*took))
            }
            Self::Opened { encrypted, documents, codings } => {
                let kind = if *encrypted { "encrypted" } else { "plain" };
                write!(f, "study opened, {kind}, {documents} documents, {codings} codings")
            }
            Self::Locked(Why::Asked) => f.write_str("study locked"),
            Self::Locked(Why::Idle) => f.write_str("study locked by itself"),
            Self::Passphrase { encrypted: true } => f.write_str("passphrase set"),
            Self::Passphrase { encrypted: false } => f.write_str("passphrase removed"),
            Self::Worked { what, took } => write!(f, "work done: {what}, {}", ms(*took)),
            Self::Broke { what, took } => write!(f, "work broke: {what}, {}", ms(*took)),
            Self::Failed(kind) => write!(f, "not done: {kind}"),
            Self::Panicked { line } => write!(f, "panic at line {line}, see its report"),
        }
    }
}

fn ms(took: Duration) -> String {
    format!("{} ms", took.as_millis())
}
