//! What a shape alone does not tell: check digits, the words around it, and what is known to mean
//! something else in this field.

use super::Severity;
use super::patterns::Pattern;
use super::shapes::Hit;
use super::stop;
use crate::model::Span;
use std::collections::HashSet;
use std::ops::Range;

/// Words that are known to mean nobody: ids of participants and labels such as `P07`.
#[derive(Clone, Debug, Default)]
pub(super) struct Known(HashSet<String>);

impl Known {
    /// Of these words.
    pub(super) fn new<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        Self(words.map(str::to_lowercase).collect())
    }

    fn has(&self, word: &str) -> bool {
        self.0.contains(&word.to_lowercase())
    }
}

/// The finding a match stands for; `None` when it is none.
pub(super) fn check(
    pattern: &Pattern,
    severity: Severity,
    text: &str,
    range: Range<usize>,
    known: &Known,
) -> Option<Hit> {
    let words = text.get(range.clone())?;
    let hit = |range: Range<usize>, label: &'static str, severity| {
        Some(Hit { span: Span::from_range(range)?, pattern: pattern.id, label, severity })
    };
    let (before, after) = (before(text, range.start), after(text, range.end));
    if known.has(words) {
        return None;
    }
    match pattern.id {
        "nhs_number" => {
            let digits: Vec<u32> = words.chars().filter_map(|c| c.to_digit(10)).collect();
            if !is_nhs_number(&digits) {
                return None;
            }
            let close = around(text, &range, 60).to_lowercase();
            let told = ["nhs", "patient", "hospital"].iter().any(|word| close.contains(word));
            hit(range, pattern.label, if told { severity } else { Severity::Indirect })
        }
        "uan" => {
            let digits: Vec<u32> = words.chars().filter_map(|c| c.to_digit(10)).collect();
            let label = if luhn(&digits) { "Card number or UAN" } else { pattern.label };
            hit(range, label, severity)
        }
        // A version of something is no day; the same shape may be a sort code.
        "date_numeric" if ["version", "v", "release"].contains(&last_word(before).as_str()) => None,
        "date_numeric" if is_sort_code(words) => hit(range, "Date or sort code", severity),
        "date_text" if is_verb(words) => None,
        "age" if is_duration(after, words) => None,
        "email_spoken" => {
            let first = words.split_whitespace().next().unwrap_or_default().to_lowercase();
            if words.split_whitespace().nth(1).is_some_and(|word| word.eq_ignore_ascii_case("at"))
                && stop::BEFORE_AT.contains(&first.as_str())
            {
                return None;
            }
            hit(range, pattern.label, severity)
        }
        "postcode_full" => {
            // "B4 2ND floor": an ordinal number as likely as a postcode.
            let inward = words.get(words.len().checked_sub(3)?..)?.to_uppercase();
            let ordinal =
                ["1ST", "2ND", "3RD"].contains(&inward.as_str()) || inward.ends_with("TH");
            let doubtful = ordinal && after.trim_start().starts_with(char::is_lowercase);
            hit(range, pattern.label, if doubtful { Severity::Review } else { severity })
        }
        "postcode_district" if is_section_or_road(words, before, after) => None,
        "nrm_reference" => {
            let number = words.rsplit(char::is_whitespace).next().unwrap_or_default();
            if is_years(number) { None } else { hit(range, pattern.label, severity) }
        }
        "street" => {
            let mut inner = words.split_whitespace().skip(1).peekable();
            let courts = inner.peek().is_some_and(|word| stop::COURTS.contains(word));
            if courts && words.ends_with("Court") {
                None
            } else {
                hit(range, pattern.label, severity)
            }
        }
        "institution" => {
            // "The Police", "Our Council" name nobody; "The Kent Police" names Kent's.
            let mut start = range.start;
            let mut rest = words;
            while let Some((first, behind)) = rest.split_once(char::is_whitespace) {
                let behind = behind.trim_start();
                if !stop::is_opener(first) && !stop::is_common(first) {
                    break;
                }
                start += rest.len() - behind.len();
                rest = behind;
            }
            if rest.contains(char::is_whitespace) {
                hit(start..range.end, pattern.label, severity)
            } else {
                None
            }
        }
        "name_title" => {
            let name = words.split_whitespace().nth(1).unwrap_or_default();
            if stop::is_common(name) || name == "World" {
                None
            } else {
                hit(range, pattern.label, severity)
            }
        }
        "name_intro" => {
            let name = intro_name(words);
            let first = name.split_whitespace().next().unwrap_or_default();
            if name.is_empty() || stop::is_common(first) || stop::is_opener(first) {
                return None;
            }
            hit(range.end - name.len()..range.end, pattern.label, severity)
        }
        "handle" => {
            let handle = words.trim_start_matches(|c| c != '@');
            hit(range.end - handle.len()..range.end, pattern.label, severity)
        }
        _ => hit(range, pattern.label, severity),
    }
}

/// Mod 11 over ten digits; ten equal ones pass the check and are nobody's.
pub(super) fn is_nhs_number(digits: &[u32]) -> bool {
    let [body @ .., last] = digits else { return false };
    if body.len() != 9 || digits.iter().all(|digit| digit == last) {
        return false;
    }
    let sum: u32 = body.iter().zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
    match 11 - sum % 11 {
        11 => *last == 0,
        10 => false,
        check => *last == check,
    }
}

/// The check digit of payment cards.
pub(super) fn luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, &digit)| match (at % 2, digit * 2) {
            (0, _) => digit,
            (_, twice) if twice > 9 => twice - 9,
            (_, twice) => twice,
        })
        .sum();
    sum.is_multiple_of(10)
}

fn before(text: &str, at: usize) -> &str {
    let mut from = at.saturating_sub(48);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    text.get(from..at).unwrap_or_default()
}

fn after(text: &str, at: usize) -> &str {
    let mut to = (at + 48).min(text.len());
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    text.get(at..to).unwrap_or_default()
}

fn around<'t>(text: &'t str, range: &Range<usize>, reach: usize) -> &'t str {
    let mut from = range.start.saturating_sub(reach);
    let mut to = (range.end + reach).min(text.len());
    while !text.is_char_boundary(from) {
        from += 1;
    }
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    text.get(from..to).unwrap_or_default()
}

fn last_word(before: &str) -> String {
    before.split_whitespace().next_back().unwrap_or_default().to_lowercase()
}

fn first_word(after: &str) -> String {
    let word = after.split_whitespace().next().unwrap_or_default();
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

fn is_sort_code(words: &str) -> bool {
    let parts: Vec<&str> = words.split('-').collect();
    parts.len() == 3 && parts.iter().all(|part| part.len() == 2)
}

/// "they may 12 times", "we march 2 miles": in small letters these months are verbs, unless more says
/// that a day is meant.
fn is_verb(words: &str) -> bool {
    let bare = words.split_whitespace().count() == 2;
    let plain = words.ends_with(|c: char| c.is_ascii_digit())
        || words.starts_with(|c: char| c.is_ascii_digit());
    let month =
        words.split(|c: char| !c.is_alphabetic()).find(|word| matches!(*word, "may" | "march"));
    bare && plain && month.is_some()
}

fn is_duration(after: &str, words: &str) -> bool {
    let years = words.to_lowercase();
    if years.contains("year") || years.contains("yr") {
        return false;
    }
    let next = first_word(after);
    after.starts_with(['%', ':', '.', ','])
        && after.chars().nth(1).is_some_and(|c| c.is_ascii_digit())
        || after.starts_with('%')
        || stop::AMOUNTS.contains(&next.as_str())
}

/// Sections of the Acts this field lives by and motorways have the shape of a district.
fn is_section_or_road(words: &str, before: &str, after: &str) -> bool {
    if stop::NO_DISTRICTS.contains(&words) {
        return true;
    }
    let (last, next) = (last_word(before), first_word(after));
    let letter = words.chars().next().unwrap_or_default();
    let short = words.get(1..).is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit()));
    match letter {
        'S' if short => {
            matches!(last.as_str(), "section" | "sections" | "under" | "a" | "an")
                || stop::AFTER_SECTION.contains(&next.as_str())
        }
        'M' if short => {
            last == "the" || matches!(next.as_str(), "motorway" | "junction" | "services")
        }
        'G' if short => last == "the" || next == "summit",
        _ => false,
    }
}

/// `2023-24`, `2019/2020`: years, no reference.
fn is_years(number: &str) -> bool {
    let mut parts = number.split(['-', '/']);
    let year = |part: &str| {
        part.len() == 4
            && (part.starts_with("19") || part.starts_with("20"))
            && part.bytes().all(|b| b.is_ascii_digit())
    };
    let short = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
    match (parts.next(), parts.next(), parts.next()) {
        (Some(first), second, None) => year(first) && second.is_none_or(|p| year(p) || short(p)),
        _ => false,
    }
}

/// The name behind "my name is", "called" and the like.
fn intro_name(words: &str) -> &str {
    // The introduction is made of words that begin small, but for its first one.
    let mut at = 0;
    for (index, word) in words.split(char::is_whitespace).enumerate() {
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        if index > 0 && capital {
            return words.get(at..).unwrap_or_default().trim();
        }
        at += word.len();
        at += words.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    }
    ""
}
