//! A regular expression of the researcher's own, made to fit a text without accents.

use super::{Letters, Refusal, SIZE};
use regex::{Regex, RegexBuilder};

/// Compiles a pattern.
///
/// # Errors
/// Says what is wrong with it, and at which character.
pub(super) fn compile(written: &str, letters: Letters) -> Result<Regex, Refusal> {
    if written.trim().is_empty() {
        return Err(Refusal::new("there is nothing to look for"));
    }
    let build = |pattern: &str| {
        RegexBuilder::new(pattern)
            .case_insensitive(letters.ignore_case())
            .multi_line(true)
            .size_limit(SIZE)
            .dfa_size_limit(SIZE)
            .build()
    };
    // As it was written first: what is wrong with it is told in its own words.
    let as_written = build(written).map_err(|error| refusal(&error))?;
    let folded = folded(written, letters);
    if folded == written {
        return Ok(as_written);
    }
    // What cannot be folded (the name of a group) is matched as it stands.
    Ok(build(&folded).unwrap_or(as_written))
}

fn refusal(error: &regex::Error) -> Refusal {
    let regex::Error::Syntax(drawn) = error else {
        return Refusal::new("the pattern is too large").instead("write a simpler one");
    };
    // The parser draws the pattern, a line that points to the place, and at last what is wrong.
    let why = drawn.lines().last().unwrap_or_default();
    let why = why.trim().trim_start_matches("error: ");
    let points = drawn
        .lines()
        .find(|line| line.contains('^') && line.trim_start_matches(' ').chars().all(|c| c == '^'));
    let place = points.and_then(|line| line.find('^')?.checked_sub(DRAWN));
    let place = place.map_or_else(String::new, |at| format!(" (character {})", at + 1));
    Refusal::new(format!("the pattern is no regular expression: {why}{place}")).instead(
        r"write for example wait(ed|ing)? or \d+ months, and \ before a sign that is meant",
    )
}

/// How far the parser moves in what it draws.
const DRAWN: usize = 4;

/// The pattern as it fits a folded text: letters with accents are those without. Inside a class the
/// plain letter is added; what has a backslash before it, and ranges, stay.
pub(super) fn folded(written: &str, letters: Letters) -> String {
    let mut out = String::with_capacity(written.len());
    let mut depth = 0_usize;
    let chars: Vec<char> = written.chars().collect();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        at += 1;
        if c == '\\' {
            out.push(c);
            out.extend(chars.get(at));
            at += 1;
            continue;
        }
        if c.is_ascii() {
            out.push(c);
            match c {
                '[' => {
                    depth += 1;
                    // A bracket that comes first is a letter of the class.
                    for first in ['^', ']'] {
                        if chars.get(at) == Some(&first) {
                            out.push(first);
                            at += 1;
                        }
                    }
                }
                ']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            continue;
        }
        let plain = letters.of(c.encode_utf8(&mut [0; 4]));
        let same = plain.chars().eq([c]);
        if same {
            out.push(c);
        } else if depth > 0 {
            out.push(c);
            let ranges = out.ends_with(&format!("-{c}")) && !out.ends_with(&format!("\\-{c}"));
            let begins = chars.get(at) == Some(&'-') && chars.get(at + 1) != Some(&']');
            if !ranges && !begins {
                out.push_str(&regex::escape(&plain));
            }
        } else {
            match plain.chars().count() {
                0 => {}
                1 => out.push_str(&regex::escape(&plain)),
                _ => out.push_str(&format!("(?:{})", regex::escape(&plain))),
            }
        }
    }
    out
}
