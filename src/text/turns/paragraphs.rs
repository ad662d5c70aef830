//! Text under no label: a turn of nobody for each paragraph, subtitle cues joined into readable ones.

use super::scan::{Kind, Line, MOST, Scan, kind, lines};
use super::stamp::{self, Cue};

/// Silence after which joined cues begin a new paragraph when a sentence has ended, in ms.
const PAUSE: i64 = 2000;

/// Silence after which they do so in any case, in ms.
const LONG_PAUSE: i64 = 6000;

/// Bytes of joined cues after which the end of a sentence ends the paragraph.
const PARAGRAPH: usize = 500;

/// Bytes of joined cues after which any cue begins a new paragraph.
const LONG_PARAGRAPH: usize = 2000;

/// A turn in the making; positions are bytes of the text.
#[derive(Clone, Copy)]
pub(super) struct Draft {
    pub(super) start: usize,
    pub(super) body: usize,
    pub(super) end: usize,
    /// The label's number; `None` for nobody.
    pub(super) number: Option<u32>,
    pub(super) at_ms: Option<i64>,
}

/// Adds the turns of nobody before the byte `limit`.
pub(super) fn paragraphs(
    text: &str,
    limit: usize,
    scan: &Scan,
    pause_ms: Option<i64>,
    drafts: &mut Vec<Draft>,
) {
    let before = &text[..limit];
    let mut lead = None;
    if scan.is_cues() {
        cues(before, pause_ms, drafts, &mut lead);
    } else {
        plain(before, scan.wrapped, drafts, &mut lead);
    }
    // A stamp behind the last words.
    if let Some(Lead { start, end, ms }) = lead {
        match drafts.last_mut() {
            Some(last) => last.end = end,
            None => drafts.push(Draft { start, body: start, end, number: None, at_ms: ms }),
        }
    }
}

/// Stamps on lines of their own, waiting for the words they belong to.
#[derive(Clone, Copy)]
struct Lead {
    start: usize,
    end: usize,
    ms: Option<i64>,
}

fn wait(lead: &mut Option<Lead>, line: Line<'_>, ms: Option<i64>) {
    let start = lead.map_or(line.ink(), |lead| lead.start);
    *lead = Some(Lead { start, end: line.ink_end(), ms: ms.or(lead.and_then(|lead| lead.ms)) });
}

fn put(line: Line<'_>, joins: bool, lead: &mut Option<Lead>, drafts: &mut Vec<Draft>) {
    let lead = lead.take();
    let full = drafts.len() >= MOST;
    match drafts.last_mut() {
        Some(last) if joins || full => last.end = line.ink_end(),
        _ => {
            let start = lead.map_or(line.ink(), |lead| lead.start);
            let at_ms = lead.and_then(|lead| lead.ms);
            drafts.push(Draft { start, body: start, end: line.ink_end(), number: None, at_ms });
        }
    }
}

/// A line is a paragraph, or, in a text broken at even width, what blank lines enclose.
fn plain(text: &str, wrapped: bool, drafts: &mut Vec<Draft>, lead: &mut Option<Lead>) {
    let mut gap = true;
    for line in lines(text) {
        match kind(line.text) {
            Kind::Blank => gap = true,
            Kind::Stamp { ms, closing: false } => wait(lead, line, Some(ms)),
            what => {
                let closing = matches!(what, Kind::Stamp { .. });
                let joins = closing || (wrapped && !gap && lead.is_none());
                put(line, joins, lead, drafts);
                gap = false;
            }
        }
    }
}

/// Cues are joined until a sentence has ended and silence follows or the paragraph is long enough.
fn cues(text: &str, pause: Option<i64>, drafts: &mut Vec<Draft>, lead: &mut Option<Lead>) {
    let mut breaks = true;
    let mut spoken_until: Option<i64> = None;
    let mut upcoming = lines(text).peekable();
    while let Some(line) = upcoming.next() {
        let mut starts = |cue: Cue, drafts: &[Draft]| {
            let silence = spoken_until.map_or(i64::MAX, |until| cue.from.saturating_sub(until));
            spoken_until = Some(cue.to);
            let last =
                drafts.last().map(|last| (&text[last.start..last.end], line.start - last.start));
            breaks || last.is_none_or(|(words, length)| ends(words, length, silence, pause))
        };
        match kind(line.text) {
            Kind::Blank => {}
            Kind::Cue(cue) => {
                breaks = starts(cue, drafts);
                wait(lead, line, Some(cue.from));
            }
            Kind::Number
                if upcoming.peek().is_some_and(|next| matches!(kind(next.text), Kind::Cue(_))) =>
            {
                wait(lead, line, None);
            }
            Kind::Event => {
                put(line, false, lead, drafts);
                breaks = true;
            }
            _ => {
                if let Some(cue) = stamp::arrow(line.text.trim_start()) {
                    breaks = starts(cue, drafts);
                }
                // Before the first cue every line stands for itself.
                put(line, !breaks, lead, drafts);
                breaks = spoken_until.is_none();
            }
        }
    }
}

/// True when cues that were joined into `paragraph` end there: `silence_ms` follows. `pause_ms` is the
/// silence that was decided to be joined over.
pub fn ends_paragraph(paragraph: &str, silence_ms: i64, pause_ms: Option<i64>) -> bool {
    ends(paragraph, paragraph.len(), silence_ms, pause_ms)
}

fn ends(words: &str, length: usize, silence: i64, pause: Option<i64>) -> bool {
    let words = words.trim_end_matches(['"', '”', '»', ')', '’']);
    let ended = words.ends_with(['.', '?', '!', '…', '。', '？', '！']);
    silence > pause.unwrap_or(LONG_PAUSE)
        || length >= LONG_PARAGRAPH
        || (ended && (silence > pause.unwrap_or(PAUSE) || length >= PARAGRAPH))
}
