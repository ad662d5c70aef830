//! Subtitles, vtt and srt, as tools write them: with and without numbers, hours, headers, blank lines.

use super::super::note;
use super::markup::{self, Counts};
use super::{Cues, Piece};
use crate::model::{ReceiptNote, Refusal};
use crate::text::turns::cue_times;

/// Reads vtt.
///
/// # Errors
/// When there is more in it than a recording can have.
pub(super) fn vtt(text: &str) -> Result<Cues, Refusal> {
    read(text, true)
}

/// Reads srt.
///
/// # Errors
/// As [`vtt`].
pub(super) fn srt(text: &str) -> Result<Cues, Refusal> {
    read(text, false)
}

/// Where in the file a line stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Above the first blank line of a vtt.
    Head,
    /// In a block of notes, styles or regions.
    Block,
    /// Behind the times of a cue.
    Words,
    /// Behind a blank line.
    Between,
}

struct Reader {
    is_vtt: bool,
    place: Place,
    times: Option<(i64, i64)>,
    payload: String,
    cues: Cues,
    counts: Counts,
    notes: u64,
    styles: u64,
    head: u64,
    stray: u64,
    silent: u64,
}

fn read(text: &str, is_vtt: bool) -> Result<Cues, Refusal> {
    let mut reader = Reader {
        is_vtt,
        place: if is_vtt { Place::Head } else { Place::Between },
        times: None,
        payload: String::new(),
        cues: Cues::default(),
        counts: Counts::default(),
        notes: 0,
        styles: 0,
        head: 0,
        stray: 0,
        silent: 0,
    };
    // A line is held back until the next one says whether it is the name of a cue.
    let mut held: Option<(&str, bool)> = None;
    let mut after_blank = true;
    for line in text.split('\n') {
        if let Some(times) = cue_times(line) {
            if let Some((held, after_blank)) = held.take()
                && (!is_id(held, after_blank) || held.trim_start().starts_with("NOTE"))
            {
                reader.line(held);
            }
            reader.close()?;
            reader.times = Some(times);
            reader.cues.count += 1;
            reader.place = Place::Words;
            after_blank = false;
        } else {
            if let Some((held, _)) = held.take() {
                reader.line(held);
            }
            held = Some((line, after_blank));
            after_blank = line.trim().is_empty();
        }
    }
    if let Some((held, _)) = held {
        reader.line(held);
    }
    reader.close()?;
    Ok(reader.finish())
}

/// True for the number or name of the cue whose times follow.
fn is_id(line: &str, after_blank: bool) -> bool {
    let line = line.trim();
    let number = !line.is_empty() && line.bytes().all(|b| b.is_ascii_digit());
    let guid = line.len() >= 32
        && line.bytes().all(|b| b.is_ascii_hexdigit() || matches!(b, b'-' | b'/' | b'_'));
    !line.is_empty() && (after_blank || number || guid)
}

impl Reader {
    fn line(&mut self, line: &str) {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            // A blank line inside a cue is a slip of somebody's hand, but behind it a block may begin.
            self.place = Place::Between;
            return;
        }
        match self.place {
            Place::Head => {
                let title = trimmed.strip_prefix("WEBVTT").unwrap_or(trimmed).trim();
                self.head += u64::from(!title.is_empty());
            }
            Place::Block => {}
            Place::Between if self.is_vtt && is_block(trimmed, "NOTE") => {
                self.notes += 1;
                self.place = Place::Block;
            }
            Place::Between
                if self.is_vtt && (is_block(trimmed, "STYLE") || is_block(trimmed, "REGION")) =>
            {
                self.styles += 1;
                self.place = Place::Block;
            }
            Place::Between | Place::Words => {
                self.stray += u64::from(self.place == Place::Between);
                if !self.payload.is_empty() {
                    self.payload.push('\n');
                }
                self.payload.push_str(trimmed);
            }
        }
    }

    /// Ends a cue.
    fn close(&mut self) -> Result<(), Refusal> {
        let times = self.times.take();
        let spoken = markup::lines(&self.payload, &mut self.counts);
        self.payload.clear();
        self.silent += u64::from(spoken.is_empty() && times.is_some());
        let is_dashed = |words: &str| words.starts_with(['-', '–', '—']);
        let dashed = spoken.iter().filter(|line| is_dashed(&line.words)).count() >= 2;
        for (n, line) in spoken.into_iter().enumerate() {
            self.cues.push(Piece {
                from: times.map(|(from, _)| from).filter(|_| n == 0),
                to: times.map(|(_, to)| to),
                voice: line.voice,
                apart: dashed && is_dashed(&line.words) || line.words.starts_with(">>"),
                words: line.words,
            })?;
        }
        Ok(())
    }

    fn finish(mut self) -> Cues {
        let mut notes: Vec<ReceiptNote> = Vec::new();
        let mut told = |what: &str, count: u64, words: &str| {
            if count > 0 {
                notes.push(note(what, count, words));
            }
        };
        // Captions that roll up repeat each line when the next one comes.
        if self.counts.word_times > 0 {
            let before = self.cues.pieces.len();
            self.cues.pieces.dedup_by(|next, last| next.words == last.words);
            let repeated = before - self.cues.pieces.len();
            told("repeated-line", repeated as u64, "lines that captions repeat were taken once");
        }
        told("tag", self.counts.tags, "tags of emphasis, colour or place were left out");
        told("word-time", self.counts.word_times, "times of single words were left out");
        told("note-block", self.notes, "NOTE blocks were left out");
        told("style-block", self.styles, "blocks of styles and regions were left out");
        told("header", self.head, "lines above the first cue were left out");
        told("stray-line", self.stray, "lines that stand in no cue were taken as words");
        told("empty-cue", self.silent, "cues without words were passed over");
        self.cues.notes = notes;
        self.cues
    }
}

fn is_block(line: &str, word: &str) -> bool {
    line.strip_prefix(word)
        .is_some_and(|rest| rest.is_empty() || (word == "NOTE" && rest.starts_with([' ', '\t'])))
}
