//! One reading of the text for possible labels and one for time stamps and headers.

use super::Hints;
use super::accept::{Given, Labels, Shares};
use super::header::{Preamble, is_event_line};
use super::label::{Shape, label_key};
use super::line::{Around, Family, Head, head, is_heading};
use super::rules::{Matched, Rules, Speakers};
use super::stamp::{self, Cue};
use crate::model::MarkKind;
use std::collections::HashSet;

/// Possible labels and stamps of one document at most: far above any interview, low enough that a
/// hostile file of colons does not fill the memory.
pub(super) const MOST: usize = 1_000_000;

/// Characters a line of a stamp and nothing else has at most.
const SHORT: usize = 100;

/// Question marks of western, Chinese, Arabic and Greek texts.
const QUESTIONS: [char; 4] = ['?', '？', '؟', '\u{37e}'];

/// A line of the text.
#[derive(Clone, Copy)]
pub(super) struct Line<'t> {
    pub(super) start: usize,
    pub(super) text: &'t str,
}

impl Line<'_> {
    pub(super) fn end(self) -> usize {
        self.start + self.text.len()
    }

    /// First byte that is not white space.
    pub(super) fn ink(self) -> usize {
        self.end() - self.text.trim_start().len()
    }

    /// First byte after the last character that is not white space.
    pub(super) fn ink_end(self) -> usize {
        self.start + self.text.trim_end().len()
    }
}

/// The lines of a text without their line feeds.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut start = 0;
    text.split('\n').map(move |text| {
        let line = Line { start, text };
        start += text.len() + 1;
        line
    })
}

/// What a whole line is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Kind {
    Blank,
    /// Written by a program about itself.
    Event,
    /// A time stamp and nothing else; `closing` when it stands behind what it times, as f4 writes it.
    Stamp {
        ms: i64,
        closing: bool,
    },
    /// Times of a subtitle cue and no words.
    Cue(Cue),
    /// A number and nothing else: that of a cue, when one follows.
    Number,
    Text,
}

/// Says what a line is.
pub(super) fn kind(line: &str) -> Kind {
    let text = line.trim();
    if text.is_empty() {
        return Kind::Blank;
    }
    if text.len() > SHORT * 2 {
        return Kind::Text;
    }
    if let Some(cue) = stamp::arrow(text) {
        let rest = text[cue.len..].trim();
        // `align:start position:0%` are settings of the cue.
        let settings =
            !text.starts_with('[') && rest.split_whitespace().all(|word| word.contains(':'));
        return if rest.is_empty() || settings { Kind::Cue(cue) } else { Kind::Text };
    }
    if let Some(time) =
        stamp::enclosed(text).or_else(|| stamp::clock(text)).filter(|time| time.len == text.len())
    {
        return Kind::Stamp { ms: time.ms, closing: text.starts_with('#') };
    }
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return Kind::Number;
    }
    if is_event_line(text) { Kind::Event } else { Kind::Text }
}

/// A possible beginning of a turn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    /// First byte, a stamp on the lines before included.
    pub(super) lead: usize,
    /// First byte of the label's line.
    pub(super) start: usize,
    /// First byte behind the label.
    pub(super) body: usize,
    pub(super) at_ms: Option<i64>,
    pub(super) number: u32,
    pub(super) family: Family,
    /// Lines with text down to its own.
    pub(super) line: u32,
    /// A question mark stands in its line or in one of those that follow.
    pub(super) asks: bool,
}

/// What the first reading found.
#[derive(Debug, Default)]
pub(super) struct Scan {
    pub(super) candidates: Vec<Candidate>,
    pub(super) labels: Labels,
    pub(super) shares: Shares,
    /// The text is broken into lines of even length: a paragraph is what blank lines enclose.
    pub(super) wrapped: bool,
    /// Cue lines.
    pub(super) cues: u32,
    /// More possible labels than are looked at.
    pub(super) overfull: bool,
}

impl Scan {
    /// Lines begin with bare times as a rule.
    pub(super) fn bare_times(&self) -> bool {
        self.shares.timed >= 3 && self.shares.timed * 10 >= self.shares.paragraphs.saturating_mul(3)
    }

    /// Forgets what was found in other conventions.
    pub(super) fn only(&mut self, families: &[Family]) {
        self.candidates.retain(|candidate| families.contains(&candidate.family));
        self.labels.only(families);
    }

    /// The text is one of subtitle cues.
    pub(super) fn is_cues(&self) -> bool {
        self.cues >= 2
    }
}

/// How even the lines inside blocks are.
#[derive(Default)]
struct Widths {
    inner: u32,
    full: u32,
    over: u32,
    blocks: u32,
    lines: u32,
}

impl Widths {
    fn wrapped(&self) -> bool {
        self.inner >= 6
            && self.blocks >= 2
            && u64::from(self.full) * 10 >= u64::from(self.inner) * 7
            && u64::from(self.over) * 20 <= u64::from(self.lines)
    }
}

/// The head of a line after the researcher's decisions, and whether it is one because of them.
fn find<'t>(
    line: &'t str,
    around: Around,
    is_known: &dyn Fn(&str) -> bool,
    rules: &'t Rules,
) -> Option<(Head<'t>, bool)> {
    let own = match &rules.speakers {
        Speakers::Nobody => return None,
        Speakers::Found => None,
        Speakers::Pattern(pattern) => pattern.head(line),
    };
    let (mut head, taken) = match own {
        Some(Matched { label, body, at_ms }) => {
            let (family, shape) = (Family::Colon, Shape::Name);
            (Head { family, label, shape, body, at_ms, weak: false }, true)
        }
        None => {
            let head = head(line, around, is_known)?;
            (head, rules.takes(head.label))
        }
    };
    head.label = rules.spelled(head.label)?;
    let counts = taken || matches!(rules.speakers, Speakers::Found);
    counts.then_some((head, taken))
}

/// Collects what may be labels.
#[expect(clippy::too_many_lines, reason = "one pass over the lines")]
pub(super) fn candidates(text: &str, hints: &Hints, preamble: &Preamble) -> Scan {
    let known: HashSet<String> = hints
        .known
        .iter()
        .chain(&hints.listed)
        .chain(&preamble.listed)
        .map(|label| label_key(label))
        .collect();
    let rules = &hints.rules;
    let is_known = |label: &str| known.contains(&label_key(label)) || rules.takes(label);
    let mut scan = Scan::default();
    let mut widths = Widths::default();
    let mut bold = hints.bold.iter().peekable();
    let mut cells = hints.cells.iter().peekable();
    let mut pending: Option<(usize, Option<i64>)> = None;
    let mut gap = true;
    let mut leads = true;
    let mut upcoming = lines(text).peekable();
    while let Some(line) = upcoming.next() {
        let what = kind(line.text);
        let next = upcoming.peek().map_or(Kind::Blank, |next| kind(next.text));
        if what == Kind::Blank || line.start < preamble.end || what == Kind::Event {
            gap = true;
            continue;
        }
        let ink = line.ink();
        match what {
            Kind::Stamp { closing: true, .. } => {
                gap = true;
                continue;
            }
            Kind::Stamp { ms, .. } => {
                pending = Some((pending.map_or(ink, |(start, _)| start), Some(ms)));
                gap = true;
                continue;
            }
            Kind::Cue(cue) => {
                scan.cues += 1;
                pending = Some((pending.map_or(ink, |(start, _)| start), Some(cue.from)));
                gap = true;
                continue;
            }
            Kind::Number if matches!(next, Kind::Cue(_)) => {
                pending = Some((ink, None));
                continue;
            }
            _ => {}
        }
        let inked = line.text.trim();
        scan.cues += u32::from(stamp::arrow(inked).is_some());
        let timed = stamp::clock(inked).or_else(|| stamp::enclosed(inked)).is_some();
        scan.shares.timed += u32::from(timed);
        widths.lines += 1;
        widths.blocks += u32::from(gap);
        if next != Kind::Blank {
            let width = inked.chars().take(SHORT + 1).count();
            widths.inner += 1;
            widths.full += u32::from((45..=SHORT).contains(&width));
            widths.over += u32::from(width > SHORT);
        }
        while bold.next_if(|range| range.end <= ink).is_some() {}
        let bold_end = bold
            .peek()
            .filter(|range| range.start <= ink)
            .map_or(0, |range| range.end.min(line.end()));
        let bold_len = bold_end.saturating_sub(line.start);
        while cells.next_if(|cell| cell.start < line.start).is_some() {}
        let cell = cells.peek().filter(|cell| cell.end <= line.end());
        let around = Around {
            cell: cell.map(|cell| (cell.start - line.start, cell.end - line.start)),
            bold: if line.text.is_char_boundary(bold_len) { bold_len } else { 0 },
            after_gap: gap,
            before_text: matches!(next, Kind::Text),
        };
        if scan.candidates.len() >= MOST {
            scan.overfull = true;
        } else if let Some((head, taken)) = find(line.text, around, &is_known, rules) {
            let given = match (taken, is_known(head.label)) {
                (true, _) => Given::Taken,
                (false, true) => Given::Known,
                (false, false) => Given::Nothing,
            };
            let number = scan.labels.add(&head, given);
            if around.cell.is_some() {
                scan.labels.is_certain(number);
            }
            if leads {
                scan.shares.first = Some(number);
            }
            let (lead, lead_ms) = pending.unwrap_or((ink, None));
            scan.candidates.push(Candidate {
                lead,
                start: ink,
                body: line.start + head.body,
                at_ms: head.at_ms.or(lead_ms),
                number,
                family: head.family,
                line: widths.lines,
                asks: false,
            });
        }
        if line.text.contains(QUESTIONS)
            && let Some(last) = scan.candidates.last_mut()
        {
            last.asks = true;
        }
        pending = None;
        gap = false;
        leads = false;
    }
    scan.wrapped = widths.wrapped();
    scan.shares.paragraphs = if scan.wrapped { widths.blocks } else { widths.lines };
    scan
}

/// A stretch that was not said.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stamp {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: MarkKind,
    /// Milliseconds, for time stamps.
    pub(super) ms: Option<i64>,
    /// It stands behind what it times.
    pub(super) closing: bool,
}

/// Collects time stamps and headers, in order.
pub(super) fn stamps(text: &str, preamble: &Preamble, scan: &Scan) -> Vec<Stamp> {
    let mut found: Vec<Stamp> = Vec::new();
    let bare = scan.bare_times();
    let mut number: Option<usize> = None;
    for line in lines(text) {
        if found.len() >= MOST {
            break;
        }
        let what = kind(line.text);
        let (start, end) = (line.ink(), line.ink_end());
        let whole = |kind, ms, closing| Stamp { start, end, kind, ms, closing };
        let before = number.take();
        if what == Kind::Blank {
            continue;
        }
        if line.start < preamble.end || what == Kind::Event {
            found.push(whole(MarkKind::Header, None, false));
            continue;
        }
        match what {
            Kind::Stamp { ms, closing } => found.push(whole(MarkKind::Time, Some(ms), closing)),
            Kind::Cue(cue) => {
                let start = before.unwrap_or(start);
                found.push(Stamp { start, ..whole(MarkKind::Time, Some(cue.from), false) });
            }
            Kind::Number => number = Some(start),
            _ if is_heading(line.text.trim_start()).is_some() => {
                found.push(whole(MarkKind::Header, None, false));
            }
            _ => inline(line, bare, &mut found),
        }
    }
    found
}

/// Stamps inside a line of text.
fn inline(line: Line<'_>, bare: bool, found: &mut Vec<Stamp>) {
    let mut add = |at: usize, time: stamp::Clock, closing: bool| {
        found.push(Stamp {
            start: line.start + at,
            end: line.start + at + time.len,
            kind: MarkKind::Time,
            ms: Some(time.ms),
            closing,
        });
    };
    let mut at = line.ink() - line.start;
    // `00:00:06 text`; `0:06 text` only where lines begin so as a rule.
    if let Some(time) = stamp::clock(&line.text[at..])
        && (bare || time.hours)
        && line.text[at + time.len..].starts_with(char::is_whitespace)
    {
        add(at, time, false);
        at += time.len;
    }
    while let Some(next) = line.text.get(at..).and_then(|rest| rest.find(['[', '(', '#'])) {
        at += next;
        match stamp::anywhere(&line.text[at..]) {
            Some(time) => {
                add(at, time, line.text[at..].starts_with('#'));
                at += time.len;
            }
            None => at += 1,
        }
    }
}
