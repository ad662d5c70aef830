//! Subtitles and the output of speech recognition: words in cues of a few seconds each.
//!
//! The text that a study keeps stands without cue numbers and times: cues of one speaker are one turn,
//! `Name: words`; where nobody is named, cues are joined into paragraphs. The times stay with the
//! document as moments of the recording.

use super::{Laid, Source, note};
use crate::model::{ReceiptNote, Refusal};
use crate::text::turns::Hints;

mod eaf;
mod lay;
mod markup;
mod plain;
mod recognised;
mod subtitles;
mod tei;

pub(super) use plain::HEADER as TSV_HEADER;

/// Cues of a file at most: a day of talk has about 20,000.
const MOST: usize = 1_000_000;

/// A line of a cue, by one speaker.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Piece {
    /// When its cue begins, in milliseconds; only at the cue's first line.
    pub(super) from: Option<i64>,
    /// When its cue ends.
    pub(super) to: Option<i64>,
    /// The speaker, where the format says so.
    pub(super) voice: Option<String>,
    /// What was said, on one line.
    pub(super) words: String,
    /// It begins with a dash or `>>`: somebody else speaks.
    pub(super) apart: bool,
}

/// What was read from a file of cues.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Cues {
    pub(super) pieces: Vec<Piece>,
    pub(super) count: u64,
    pub(super) notes: Vec<ReceiptNote>,
}

impl Cues {
    /// Adds a line of a cue.
    ///
    /// # Errors
    /// When there are more than a recording can have.
    fn push(&mut self, piece: Piece) -> Result<(), Refusal> {
        if self.pieces.len() >= MOST {
            return Err(Refusal::new("there are more than a million lines of subtitles in it")
                .instead("split it into several files"));
        }
        self.pieces.push(piece);
        Ok(())
    }

    /// Adds a whole cue with the words of one speaker.
    ///
    /// # Errors
    /// As [`Cues::push`].
    fn cue(
        &mut self,
        (from, to): (Option<i64>, Option<i64>),
        voice: Option<String>,
        words: &str,
    ) -> Result<(), Refusal> {
        self.count += 1;
        let mut from = from;
        let voice = voice.map(|voice| voice.split_whitespace().collect::<Vec<_>>().join(" "));
        let voice = voice.filter(|voice| !voice.is_empty());
        for line in words.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let words = line.to_owned();
            self.push(Piece { from: from.take(), to, voice: voice.clone(), words, apart: false })?;
        }
        Ok(())
    }
}

/// True for the formats that [`read`] reads.
pub(super) fn reads(format: &str) -> bool {
    matches!(format, "vtt" | "srt" | "json" | "whisper-tsv" | "lrc" | "eaf" | "tei")
}

/// Reads a file of cues; `source` holds its text as it stands.
///
/// # Errors
/// When it holds no words, or is not what it is called.
pub(super) fn read(mut source: Source, hints: &Hints) -> Result<Source, Refusal> {
    let text = std::mem::take(&mut source.text);
    let mut cues = match source.format {
        "srt" => subtitles::srt(&text)?,
        "json" => recognised::json(&text)?,
        "whisper-tsv" => plain::tsv(&text)?,
        "lrc" => plain::lrc(&text)?,
        "eaf" => eaf::read(&text)?,
        "tei" => tei::read(&text)?,
        _ => subtitles::vtt(&text)?,
    };
    drop(text);
    if source.format == "whisper-tsv" {
        source.format = "tsv";
    }
    source.receipt.append(&mut cues.notes);
    lay_out(source, &cues.pieces, cues.count, hints)
}

/// Makes the text of cues; `source` has all but that.
///
/// # Errors
/// When there are no words, or too many.
pub(super) fn lay_out(
    mut source: Source,
    pieces: &[Piece],
    count: u64,
    hints: &Hints,
) -> Result<Source, Refusal> {
    if pieces.is_empty() {
        return Err(Refusal::new("there are no words in it"));
    }
    let laid = lay::lay(pieces, hints)?;
    let turns = laid.turns.len();
    source.text = laid.text;
    source.receipt.extend(laid.notes);
    source.receipt.push(note(
        "cues",
        count,
        format!(
            "{count} cues were joined into {turns} turns; their numbers and times do not stand in the text, the times are kept"
        ),
    ));
    source.laid = Some(Laid { turns: laid.turns, marks: Vec::new(), times: laid.times });
    Ok(source)
}

#[cfg(test)]
mod tests;
