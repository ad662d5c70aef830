//! What stands above a transcript and was not said: title, date, list of speakers, key words.

use super::label::{self, Shape};
use super::line::is_heading;

/// Lines looked at from the top.
const LINES: usize = 120;

/// Lines with text that a block of `key: value` has at most.
const BLOCK: usize = 24;

/// What was read above the transcript.
#[derive(Debug, Default)]
pub(super) struct Preamble {
    /// Everything before this byte is header.
    pub(super) end: usize,
    /// Labels the header lists.
    pub(super) listed: Vec<String>,
    /// Labels that usually mean the interviewer but are somebody else's here, with what the header says.
    pub(super) reversed: Vec<(String, String)>,
}

struct Line<'t> {
    start: usize,
    text: &'t str,
}

impl Line<'_> {
    fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// Reads the header of a transcript.
pub(super) fn read(text: &str) -> Preamble {
    let mut at = 0;
    let lines: Vec<Line<'_>> = text
        .split_inclusive('\n')
        .take(LINES)
        .map(|whole| {
            let line = Line { start: at, text: whole.trim_end() };
            at += whole.len();
            line
        })
        .collect();
    let mut preamble = Preamble { end: title(&lines), ..Preamble::default() };
    meeting(&lines, &mut preamble);
    lists(&lines, &mut preamble);
    preamble.end = preamble.end.max(block(&lines));
    preamble
}

fn inked<'a, 't>(lines: &'a [Line<'t>]) -> impl Iterator<Item = (usize, &'a Line<'t>)> {
    lines.iter().enumerate().filter(|(_, line)| !line.text.trim().is_empty())
}

/// `Interview 3, second part` as the first line; 0 when it is none. Other titles cannot be told from
/// words somebody said.
fn title(lines: &[Line<'_>]) -> usize {
    let words = ["interview", "transcript", "focus group", "transkript", "entretien", "entrevista"];
    let Some((_, line)) = inked(lines).next() else { return 0 };
    let text = line.text.trim().trim_matches(['#', '*', '_', ' ']).to_lowercase();
    let begins = words.iter().any(|word| {
        text.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphabetic))
    });
    let short = text.len() <= 100 && !text.contains([':', '\t']);
    let said = text.ends_with(['.', '?', '!', '…', ',']);
    if begins && short && !said { line.end() } else { 0 }
}

/// Teams: title, date, length, and who started the transcription.
fn meeting(lines: &[Line<'_>], preamble: &mut Preamble) {
    let last = inked(lines)
        .take(8)
        .filter(|(_, line)| {
            line.text.trim_end().ends_with(" started transcription") || is_length(line.text.trim())
        })
        .last();
    if let Some((_, line)) = last {
        preamble.end = line.end();
    }
}

/// `27m 42s`, `1h 2m 3s`.
fn is_length(text: &str) -> bool {
    let mut parts = 0;
    let fits = text.split(' ').all(|part| {
        parts += 1;
        let unit = part.trim_start_matches(|c: char| c.is_ascii_digit());
        part.len() > unit.len() && matches!(unit, "h" | "m" | "s")
    });
    fits && (2..=3).contains(&parts)
}

/// A line a program wrote about itself: nobody said it.
pub(super) fn is_event_line(line: &str) -> bool {
    if line.len() > 160 {
        return false;
    }
    let line = line.trim().trim_end_matches('.');
    line.ends_with(" started transcription")
        || line.ends_with(" stopped transcription")
        || line.eq_ignore_ascii_case("transcribed by https://otter.ai")
        || (line.starts_with("Transcribed by ") && line.contains("otter.ai"))
        || line == "WEBVTT"
}

/// SUMMARY KEYWORDS, SPEAKERS, PARTICIPANTS with their values.
fn lists(lines: &[Line<'_>], preamble: &mut Preamble) {
    for (n, line) in inked(lines).take(40) {
        let trimmed = line.text.trim().trim_matches(['*', '#', '_']).trim();
        let (word, value) = match trimmed.split_once(':') {
            Some((word, value)) => {
                (word.trim().trim_end_matches('*'), value.trim().trim_start_matches('*').trim())
            }
            None => (trimmed, ""),
        };
        let loud = word.chars().any(char::is_alphabetic) && !word.chars().any(char::is_lowercase);
        let key = label::label_key(word);
        let names = matches!(
            key.as_str(),
            "speakers" | "participants" | "attendees" | "legend" | "sprecher" | "teilnehmer"
        );
        let words = matches!(key.as_str(), "summarykeywords" | "keywords");
        if !(names || words) || !(loud || trimmed.contains(':')) {
            continue;
        }
        let mut end = line.end();
        let mut values = vec![value];
        if value.is_empty() {
            // The value stands in the next paragraph, or one name a line.
            for (_, next) in inked(lines).skip_while(|(m, _)| *m <= n) {
                let apart = text_between_is_blank(lines, end, next);
                if values.len() > 1
                    && (apart || words || next.text.len() > 80 || next.text.contains(": "))
                {
                    break;
                }
                values.push(next.text.trim());
                end = next.end();
                if next.text.contains([',', ';']) {
                    break;
                }
            }
        }
        preamble.end = preamble.end.max(end);
        if names {
            for value in values {
                list_names(value, preamble);
            }
        }
    }
}

/// True when a blank line stands between the byte `end` and `next`.
fn text_between_is_blank(lines: &[Line<'_>], end: usize, next: &Line<'_>) -> bool {
    lines
        .iter()
        .any(|line| line.start > end && line.end() < next.start && line.text.trim().is_empty())
}

/// `Interviewer 1 (W), Participant (F)`, `A = Anna`, or plain names.
fn list_names(value: &str, preamble: &mut Preamble) {
    for item in value.split([',', ';']).take(64) {
        let item = item.trim().trim_matches(['*', '-', '•']).trim();
        let pair = match (item.split_once('('), item.split_once(['=', '–'])) {
            (Some((name, short)), _) => Some((name.trim(), short.trim_end_matches(')').trim())),
            (None, Some((short, name))) => Some((name.trim(), short.trim())),
            (None, None) => None,
        };
        let mut add = |name: &str| {
            if label::shape(name) != Shape::No {
                preamble.listed.push(name.to_owned());
            }
        };
        match pair {
            Some((name, short)) => {
                add(name);
                add(short);
                if label::is_interviewer_label(short) && label::is_respondent(name) {
                    preamble.reversed.push((short.to_owned(), name.to_owned()));
                }
            }
            None => add(item),
        }
    }
}

/// The end of a block of `Date: …` lines at the top; 0 when there is none.
fn block(lines: &[Line<'_>]) -> usize {
    let mut end = 0;
    let mut roles_end = 0;
    let mut last: Option<usize> = None;
    let mut glued = false;
    let mut stopped = None;
    for (n, line) in inked(lines).take(BLOCK) {
        let text = line.text.trim();
        let follows = last.is_some_and(|last| last + 1 == n);
        let pair = text.split_once(':').or_else(|| text.split_once('\t'));
        let heading = is_heading(text).is_some();
        let sentence = text.ends_with(['.', '?', '!', '…', '”', '"']) || text.len() > 160;
        match pair {
            Some((key, value))
                if label::is_header_key(key.trim_matches(['*', '-', ' ', '\t', '_']))
                    && value.len() <= 200 =>
            {
                end = line.end();
                glued = true;
            }
            Some((key, _)) if !sentence && label::shape(key.trim()) != Shape::No => {
                glued &= follows;
                if glued {
                    roles_end = line.end();
                }
            }
            None if (!sentence && n < 12) || heading => glued &= follows,
            _ => {
                stopped = Some((n, follows));
                break;
            }
        }
        last = Some(n);
    }
    if end == 0 {
        return 0;
    }
    // `Interviewer: JS` right under the date belongs to the header when a blank line closes it.
    let closed = stopped.is_none_or(|(_, follows)| !follows);
    if roles_end > end && closed && roles_follow(lines, end, roles_end) { roles_end } else { end }
}

/// True when no blank line stands between the two bytes and one stands behind them.
fn roles_follow(lines: &[Line<'_>], end: usize, roles_end: usize) -> bool {
    let inside = lines.iter().filter(|line| line.start > end && line.end() <= roles_end);
    let behind = lines.iter().find(|line| line.start > roles_end);
    inside.into_iter().all(|line| !line.text.trim().is_empty())
        && behind.is_some_and(|line| line.text.trim().is_empty())
}
