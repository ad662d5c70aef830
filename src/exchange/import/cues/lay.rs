//! From cues to a text with turns.

use super::super::decode;
use super::Piece;
use crate::model::{NewTime, NewTurn, ReceiptNote, Refusal};
use crate::text::turns::{Hints, Lines, ends_paragraph, label_key, labels_of_lines};
use std::collections::HashMap;

/// Bytes after which the end of a sentence ends a paragraph inside the turn of somebody who speaks on
/// and on.
const PARAGRAPH: usize = 1200;

/// A text made of cues.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Laid {
    pub(super) text: String,
    pub(super) turns: Vec<NewTurn>,
    pub(super) times: Vec<NewTime>,
    pub(super) notes: Vec<ReceiptNote>,
}

/// Lays cues out as turns: by the voices the format names, or else by the labels before the words.
///
/// # Errors
/// When the text becomes larger than a document.
pub(super) fn lay(pieces: &[Piece], hints: &Hints) -> Result<Laid, Refusal> {
    let rules = &hints.rules;
    let voiced = pieces.iter().any(|piece| piece.voice.is_some()) && !rules.has_pattern();
    let found = if voiced || rules.names_nobody() {
        Lines::default()
    } else {
        let lines: Vec<&str> = pieces.iter().map(|piece| piece.words.as_str()).collect();
        labels_of_lines(&lines.join("\n"), hints)
    };
    let mut labels = found.labels.into_iter().peekable();
    let mut spellings: HashMap<String, String> = HashMap::new();
    let mut desk = Desk { pause_ms: rules.pause_ms, ..Desk::default() };
    let mut current: Option<String> = None;
    for (n, piece) in pieces.iter().enumerate() {
        let mut words = piece.words.as_str();
        if let Some((_, head)) = labels.next_if(|(at, _)| *at == n) {
            words = words.get(head.body..).unwrap_or_default();
            current = Some(head.label);
        } else if voiced {
            let voice = piece.voice.as_deref().and_then(|voice| rules.spelled(voice));
            let first = voice
                .filter(|_| !rules.names_nobody())
                .map(|voice| spellings.entry(label_key(voice)).or_insert_with(|| voice.to_owned()));
            current = first.cloned();
        }
        desk.put(piece, words.trim(), current.as_deref());
        if desk.laid.text.len() > decode::LIMIT {
            return Err(decode::too_long());
        }
    }
    let mut laid = desk.finish();
    laid.notes = found.notes;
    if laid.turns.iter().all(|turn| turn.speaker.is_none()) {
        let why = if rules.names_nobody() {
            "speakers were not looked for"
        } else if rules.has_pattern() {
            "the pattern for speakers fits no line"
        } else {
            "no speakers are named"
        };
        let words = format!("{why}: cues are joined into paragraphs of nobody yet");
        laid.notes.push(super::note("no-speakers", laid.turns.len() as u64, words));
    }
    Ok(laid)
}

#[derive(Default)]
struct Desk {
    laid: Laid,
    pause_ms: Option<i64>,
    /// First byte of the paragraph.
    paragraph: usize,
    /// When the last cue ended.
    until: Option<i64>,
}

impl Desk {
    fn put(&mut self, piece: &Piece, words: &str, speaker: Option<&str>) {
        let silence = match (piece.from, self.until) {
            (Some(from), Some(until)) => from.saturating_sub(until),
            _ => 0,
        };
        if piece.to.is_some() {
            self.until = piece.to;
        }
        if words.is_empty() {
            return;
        }
        let text = &mut self.laid.text;
        let ended = |length: usize, text: &str| {
            text.len() >= length && text.ends_with(['.', '?', '!', '…', '。', '？', '！'])
        };
        match self.laid.turns.last() {
            Some(turn) if turn.speaker.as_deref() == speaker => {
                let paragraph = &text[self.paragraph..];
                if speaker.is_none()
                    && (piece.apart || ends_paragraph(paragraph, silence, self.pause_ms))
                {
                    self.begin(piece, None);
                } else if speaker.is_some() && (piece.apart || ended(PARAGRAPH, paragraph)) {
                    text.push('\n');
                    self.paragraph = text.len();
                } else if !is_joined(text, words) {
                    text.push(' ');
                }
            }
            _ => self.begin(piece, speaker),
        }
        let text = &mut self.laid.text;
        if let Some(ms) = piece.from {
            self.laid.times.push(NewTime { at: text.len() as u32, ms });
        }
        text.push_str(words);
        if let Some(turn) = self.laid.turns.last_mut() {
            turn.end = text.len() as u32;
        }
    }

    fn begin(&mut self, piece: &Piece, speaker: Option<&str>) {
        let text = &mut self.laid.text;
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let start = text.len() as u32;
        if let Some(label) = speaker {
            text.push_str(label);
            text.push_str(": ");
        }
        self.paragraph = text.len();
        self.laid.turns.push(NewTurn {
            start,
            body: text.len() as u32,
            end: text.len() as u32,
            speaker: speaker.map(str::to_owned),
            // The second line of a cue is said in its time, too; when exactly, nobody knows.
            at_ms: piece.from.or(self.laid.times.last().map(|time| time.ms)),
        });
    }

    fn finish(mut self) -> Laid {
        if !self.laid.text.is_empty() {
            self.laid.text.push('\n');
        }
        self.laid
    }
}

/// True when no space belongs between the two: Chinese and Japanese write none.
fn is_joined(before: &str, after: &str) -> bool {
    match (before.chars().next_back(), after.chars().next()) {
        (Some(last), Some(first)) => {
            last.is_whitespace()
                || is_sign(last)
                || is_sign(first)
                || (is_unspaced(last) && is_unspaced(first))
        }
        _ => true,
    }
}

/// Letters of scripts that part no words by spaces.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}' | '々' | '〇')
        || is_sign(c)
}

/// Punctuation that carries its own space.
fn is_sign(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{ff01}' | '\u{ff08}' | '\u{ff09}'
        | '\u{ff0c}' | '\u{ff0e}' | '\u{ff1a}' | '\u{ff1b}' | '\u{ff1f}')
}
