//! Transcripts in: bytes to text, turns and a receipt.
//!
//! The content decides on the format before the ending of the name does. Every parser runs under
//! `catch_unwind`, so that a mistake of ours costs one file and not the window.

use crate::model::{
    MarkKind, NewDocument, NewMark, NewTime, NewTurn, Origin, PeopleTable, Reading, ReceiptNote,
    Refusal,
};
use crate::text::turns::{self, Hints, Rules};
use sha2::{Digest as _, Sha256};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

mod archive;
mod cues;
mod decisions;
pub(crate) mod decode;
mod docx;
mod files;
mod html;
mod layout;
mod odt;
mod pdf;
mod rich;
mod rtf;
mod sniff;
mod tables;

pub use files::{FileRead, bytes_at, read_again, read_file, read_files};
pub use layout::layout_of;
pub use sniff::ENDINGS;
pub use tables::{SurveyColumn, SurveyTable, survey_table};

/// What the study knows that helps to read a transcript, and what the researcher has decided.
#[derive(Clone, Debug, Default)]
pub struct ImportHints {
    /// Ids of the study's participants.
    pub participants: Vec<String>,
    /// Further speaker labels.
    pub labels: Vec<String>,
    /// Decisions; kept with the documents.
    pub reading: Reading,
}

/// What a file holds: one document, or one for each respondent of a survey, and then what is known of
/// them.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Holding {
    /// At least one.
    pub documents: Vec<NewDocument>,
    /// Attributes of participants.
    pub people: Option<PeopleTable>,
}

/// Why a file was not read.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file is not for this program, or not as it is: says what to do instead.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// Files of a folder that are no transcripts: to be told, not a failure.
    #[error("{0}")]
    PassedOver(String),
    /// The file could not be opened or read.
    #[error("{0}")]
    Io(String),
    /// Somebody cancelled.
    #[error("cancelled")]
    Cancelled,
    /// A mistake of ours in a parser.
    #[error("this is a mistake in Postil, not in the file: {0}")]
    Bug(String),
}

/// A text on its way to a document.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Source {
    format: &'static str,
    encoding: String,
    text: String,
    /// Bytes that were bold.
    bold: Vec<Range<usize>>,
    /// Bytes that were not spoken, such as the signs of footnotes, in order.
    asides: Vec<Range<usize>>,
    /// Cells of tables that name who speaks in their row, in order.
    cells: Vec<Range<usize>>,
    /// From here on: notes below the transcript.
    notes_at: Option<usize>,
    /// Moments of the recording, in order.
    times: Vec<NewTime>,
    /// Who spoke, where the format says so and need not be asked.
    laid: Option<Laid>,
    receipt: Vec<ReceiptNote>,
}

/// Turns that a format gives by itself.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Laid {
    turns: Vec<NewTurn>,
    marks: Vec<NewMark>,
    times: Vec<NewTime>,
}

/// A line of a receipt.
pub(crate) fn note(what: &str, count: u64, note: impl Into<String>) -> ReceiptNote {
    ReceiptNote { what: what.to_owned(), count, note: note.into() }
}

/// Runs a parser; a panic becomes [`ImportError::Bug`].
pub(crate) fn guarded<T>(
    parser: impl FnOnce() -> Result<T, ImportError>,
) -> Result<T, ImportError> {
    catch_unwind(AssertUnwindSafe(parser)).unwrap_or_else(|panic| {
        let words = panic
            .downcast_ref::<&str>()
            .map(|words| (*words).to_owned())
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_default();
        Err(ImportError::Bug(words))
    })
}

/// Says what is wrong with decisions, without a file.
///
/// # Errors
/// A refusal for an encoding that does not exist or a pattern that cannot be used.
pub fn check_reading(reading: &Reading) -> Result<(), Refusal> {
    if let Some(encoding) = &reading.encoding {
        decode::encoding_named(encoding)?;
    }
    Rules::of(reading).map(|_| ())
}

/// Reads what a file holds from its bytes. `name` is the file's name (folders are ignored); the content
/// decides on the format before the name's ending does.
///
/// # Errors
/// When it is nothing that this version reads; the refusal says what to do instead.
pub fn read_bytes(name: &str, bytes: &[u8], hints: &ImportHints) -> Result<Holding, ImportError> {
    read(name, bytes, hints, true)
}

/// As [`read_bytes`], for a file that nobody named: one that may be something else, such as a table of
/// participants, is passed over when it is no transcript.
fn read_if_transcript(
    name: &str,
    bytes: &[u8],
    hints: &ImportHints,
) -> Result<Holding, ImportError> {
    let result = read(name, bytes, hints, false);
    match result {
        Err(ImportError::Refused(refusal))
            if sniff::DOUBTFUL.contains(&sniff::ending(name).as_str()) =>
        {
            Err(ImportError::PassedOver(format!("passed over: {refusal}")))
        }
        other => other,
    }
}

fn read(
    name: &str,
    bytes: &[u8],
    hints: &ImportHints,
    alone: bool,
) -> Result<Holding, ImportError> {
    guarded(|| {
        let asked = Asked { hints, rules: Rules::of(&hints.reading)? };
        if bytes.is_empty() {
            return Err(Refusal::new("the file is empty").into());
        }
        let source = match read_source(name, bytes, &asked)? {
            Source { format, laid: None, .. } if tables::reads(format) => {
                return tables::read(name, bytes, format, &asked, alone);
            }
            source => source,
        };
        if source.text.trim().is_empty() {
            return Err(Refusal::new("there is no text in it").into());
        }
        let document = document(name, bytes, source, &asked);
        Ok(Holding { documents: vec![document], people: None })
    })
}

/// Reads a transcript from its bytes, as [`read_bytes`] does.
///
/// # Errors
/// When it is no transcript that this version reads, or holds more than one document.
pub fn read_document(
    name: &str,
    bytes: &[u8],
    hints: &ImportHints,
) -> Result<NewDocument, ImportError> {
    let mut documents = read_bytes(name, bytes, hints)?.documents;
    match (documents.pop(), documents.is_empty()) {
        (Some(document), true) => Ok(document),
        _ => Err(Refusal::new("it holds more than one document").into()),
    }
}

/// What is known and decided, ready to be used.
struct Asked<'h> {
    hints: &'h ImportHints,
    rules: Rules,
}

impl Asked<'_> {
    /// For finding speakers.
    fn hints(&self) -> Hints {
        Hints {
            known: self.hints.participants.clone(),
            listed: self.hints.labels.clone(),
            rules: self.rules.clone(),
            ..Hints::default()
        }
    }
}

fn read_source(name: &str, bytes: &[u8], asked: &Asked<'_>) -> Result<Source, ImportError> {
    let format = sniff::format(name, bytes)?;
    if tables::reads(format) && !is_whispers(bytes) {
        return Ok(Source { format, ..Source::default() });
    }
    let encoding = asked.hints.reading.encoding.as_deref();
    match format {
        "docx" => Ok(docx::read(bytes)?),
        "odt" => Ok(odt::read(bytes)?),
        "rtf" => Ok(rtf::read(bytes)?),
        "html" => Ok(html::read(bytes, encoding)?),
        "pdf" => Ok(pdf::read(bytes)?),
        format => read_text(format, bytes, asked),
    }
}

/// Reads what is text; only the text tells some formats.
fn read_text(format: &'static str, bytes: &[u8], asked: &Asked<'_>) -> Result<Source, ImportError> {
    let decoded = decode::decode_as(bytes, asked.hints.reading.encoding.as_deref())?;
    let format = sniff::text_format(format, &decoded.text)?;
    match format {
        "odt" => return Ok(odt::read_flat(&decoded.text)?),
        "html" => return Ok(html::read_text(&decoded.text, decoded.encoding, decoded.notes)?),
        _ => {}
    }
    let source = Source {
        format,
        encoding: decoded.encoding.to_owned(),
        text: decoded.text,
        receipt: decoded.notes,
        ..Source::default()
    };
    Ok(if cues::reads(format) { cues::read(source, &asked.hints())? } else { source })
}

/// True for the tsv that Whisper writes: it looks like a table, but its quotes mean nothing.
fn is_whispers(bytes: &[u8]) -> bool {
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let header = cues::TSV_HEADER.as_bytes();
    start.get(..header.len()).is_some_and(|head| head.eq_ignore_ascii_case(header))
        && start.get(header.len()).is_none_or(|b| matches!(b, b'\r' | b'\n'))
}

fn document(name: &str, bytes: &[u8], mut source: Source, asked: &Asked<'_>) -> NewDocument {
    let file_name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let spoken_end = source.notes_at.unwrap_or(source.text.len());
    let laid = match source.laid.take() {
        Some(laid) => laid,
        None => {
            let hints = Hints { bold: source.bold, cells: source.cells, ..asked.hints() };
            let found = turns::detect(&source.text[..spoken_end], &hints);
            source.receipt.extend(found.notes);
            let (turns, mut marks) = (found.turns, found.marks);
            set_apart(&turns, &mut marks, &source.asides);
            Laid { turns, marks, times: source.times }
        }
    };
    let Laid { mut turns, mut marks, times } = laid;
    notes_below(&source.text, spoken_end, &mut turns, &mut marks);
    let mut receipt = source.receipt;
    receipt.extend(decisions::notes(&asked.hints.reading, &turns));
    NewDocument {
        name: stem(file_name).to_owned(),
        origin: origin(file_name, bytes, source.format, source.encoding),
        text: source.text,
        turns,
        marks,
        times,
        reading: asked.hints.reading.clone(),
        receipt,
    }
}

fn origin(file_name: &str, bytes: &[u8], format: &str, encoding: String) -> Origin {
    Origin {
        file_name: file_name.to_owned(),
        format: format.to_owned(),
        encoding,
        bytes: bytes.len() as u64,
        sha256: format!("{:x}", Sha256::digest(bytes)),
    }
}

fn stem(file_name: &str) -> &str {
    match file_name.rsplit_once('.') {
        Some((stem, ending)) if !stem.trim().is_empty() && ending.len() <= 8 => stem,
        _ => file_name,
    }
}

/// Marks the signs of footnotes inside bodies.
fn set_apart(turns: &[NewTurn], marks: &mut Vec<NewMark>, asides: &[Range<usize>]) {
    let mut more = Vec::with_capacity(asides.len());
    for aside in asides {
        let (start, end) = (aside.start as u32, aside.end as u32);
        let before = |n: usize| n.checked_sub(1);
        let turn =
            before(turns.partition_point(|turn| turn.start <= start)).and_then(|n| turns.get(n));
        let mark =
            before(marks.partition_point(|mark| mark.start < end)).and_then(|n| marks.get(n));
        let free = mark.is_none_or(|mark| mark.end <= start);
        if free && turn.is_some_and(|turn| turn.body <= start && end <= turn.end) {
            more.push(NewMark { start, end, kind: MarkKind::Header });
        }
    }
    marks.extend(more);
    marks.sort_by_key(|mark| mark.start);
}

/// The notes under a transcript: turns of nobody, none of it speech.
fn notes_below(text: &str, from: usize, turns: &mut Vec<NewTurn>, marks: &mut Vec<NewMark>) {
    let mut at = from;
    for line in text[from..].split_inclusive('\n') {
        let trimmed = line.trim();
        if !trimmed.is_empty() {
            let start = (at + line.len() - line.trim_start().len()) as u32;
            let end = start + trimmed.len() as u32;
            turns.push(NewTurn { start, body: start, end, speaker: None, at_ms: None });
            marks.push(NewMark { start, end, kind: MarkKind::Header });
        }
        at += line.len();
    }
}

#[cfg(test)]
mod tests;
