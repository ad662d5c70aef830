//! Whisper's tsv and lyrics: a cue a line.

use super::super::note;
use super::Cues;
use crate::model::Refusal;
use crate::text::turns::time_of;

/// The first line of a tsv by Whisper.
pub(in crate::exchange::import) const HEADER: &str = "start\tend\ttext";

/// Reads Whisper's tsv: start and end in milliseconds, then the words as they are, quotes included.
///
/// # Errors
/// When there is more in it than a recording can have.
pub(super) fn tsv(text: &str) -> Result<Cues, Refusal> {
    let mut cues = Cues::default();
    let mut stray = 0;
    for line in text.lines().skip(1).filter(|line| !line.trim().is_empty()) {
        let mut cells = line.splitn(3, '\t');
        let ms = |cell: Option<&str>| cell?.trim().parse::<f64>().ok().map(|ms| ms as i64);
        let (from, to) = (ms(cells.next()), ms(cells.next()));
        match (from, to, cells.next()) {
            (Some(from), Some(to), Some(words)) => {
                cues.cue((Some(from), Some(to)), None, words)?;
            }
            _ => {
                stray += 1;
                cues.cue((None, None), None, line)?;
            }
        }
    }
    if stray > 0 {
        let words = "lines without times were taken as words";
        cues.notes.push(note("stray-line", stray, words));
    }
    Ok(cues)
}

/// Reads lyrics: `[00:43.810]words`, each until the next time.
///
/// # Errors
/// As [`tsv`].
pub(super) fn lrc(text: &str) -> Result<Cues, Refusal> {
    let mut cues = Cues::default();
    let mut about = 0;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (mut words, mut from) = (line, None);
        while let Some((stamp, rest)) = stamp(words) {
            from = from.or(time_of(stamp));
            words = rest.trim_start();
        }
        if from.is_none() && is_about(line) {
            about += 1;
            continue;
        }
        // A time without words ends the line before.
        if let (Some(from), Some(last)) = (from, cues.pieces.last_mut())
            && last.to.is_none()
        {
            last.to = Some(from);
        }
        if !words.is_empty() {
            cues.cue((from, None), None, words)?;
        }
    }
    if about > 0 {
        let words = "lines about the recording were left out";
        cues.notes.push(note("header", about, words));
    }
    Ok(cues)
}

/// The time in brackets at the start of a line, and what follows.
fn stamp(line: &str) -> Option<(&str, &str)> {
    let close = line.strip_prefix('[')?.bytes().take(16).position(|b| b == b']')?;
    let (stamp, rest) = line.split_at(close + 2);
    time_of(stamp).map(|_| (stamp, rest))
}

/// `[ar: somebody]`, `[length: 3:12]`.
fn is_about(line: &str) -> bool {
    line.strip_prefix('[').and_then(|rest| rest.split_once(':')).is_some_and(|(key, value)| {
        !key.is_empty()
            && key.len() <= 8
            && key.bytes().all(|b| b.is_ascii_alphabetic() || b == b'#')
            && value.ends_with(']')
    })
}
