//! A transcript on its way into a study, and the receipt that tells what was done to it.

use super::reading::Reading;
use serde::{Deserialize, Serialize};

/// Where a document came from, kept with it for good.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Origin {
    /// The file's name without its folders: paths can name people.
    pub file_name: String,
    /// "txt", "md", "docx", …
    pub format: String,
    /// How the bytes were read, for example "UTF-8" or "windows-1252".
    pub encoding: String,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// SHA-256 of the file, in hexadecimal: the same file twice is recognised by it.
    pub sha256: String,
}

/// One line of an import receipt: something left out, resolved or decided.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ReceiptNote {
    /// A stable word for scripts, such as `tracked-deletion` or `image`.
    pub what: String,
    /// How many of them.
    pub count: u64,
    /// The sentence a person reads.
    pub note: String,
}

/// Why a stretch of a turn is not speech.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MarkKind {
    /// A time stamp such as `[00:12:03]`.
    Time,
    /// Title, participant list, key words, "started transcription" and the like.
    Header,
    /// A speaker's label standing inside a turn.
    Label,
}

impl MarkKind {
    /// The word kept in the study file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Header => "header",
            Self::Label => "label",
        }
    }

    /// The inverse of [`MarkKind::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Time, Self::Header, Self::Label].into_iter().find(|kind| kind.name() == name)
    }
}

/// A stretch of the text that stands in it but was not said. Byte offsets, half-open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NewMark {
    /// First byte.
    pub start: u32,
    /// First byte after it.
    pub end: u32,
    /// What it is.
    pub kind: MarkKind,
}

/// A moment of the recording at a place of the text: known from a subtitle cue, not written out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NewTime {
    /// Byte of the text at which the moment begins.
    pub at: u32,
    /// Milliseconds from the start of the recording.
    pub ms: i64,
}

/// A turn as an importer found it. Byte offsets into the document's text; turns are in order, do
/// not overlap, and together hold every character that is not white space.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewTurn {
    /// First byte of the turn, its label included.
    pub start: u32,
    /// First byte of what was said: behind label and time stamp. `start <= body <= end`.
    pub body: u32,
    /// First byte after the turn, without the blank lines that follow it.
    pub end: u32,
    /// The label as written, without colon, brackets and bold marks; `None` where nobody is named.
    pub speaker: Option<String>,
    /// Milliseconds from the start of the recording, where the transcript says so.
    pub at_ms: Option<i64>,
}

/// A transcript read from a file, ready to be stored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewDocument {
    /// The file's name without its ending; unique in the study once stored.
    pub name: String,
    /// The text: LF line ends, no byte-order mark, otherwise as it stood.
    pub text: String,
    /// Who spoke when.
    pub turns: Vec<NewTurn>,
    /// What is not speech inside turns, in order, not overlapping.
    pub marks: Vec<NewMark>,
    /// Moments of the recording, in order of their places.
    pub times: Vec<NewTime>,
    /// What was decided about how to read the file.
    pub reading: Reading,
    /// The file.
    pub origin: Origin,
    /// What was left out, resolved or decided.
    pub receipt: Vec<ReceiptNote>,
}
