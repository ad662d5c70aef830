//! Words on a figure: made harmless, broken into lines, cut where there is no room; and numbers in the
//! words of the tables.

use super::widths::width;
use crate::analysis::{Measure, Reading};

/// A text without control characters and without the signs that turn the direction of what follows:
/// both could make a label look like something else. White space becomes one space.
pub fn clean(text: &str) -> String {
    let turns = |c: char| {
        matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}'
            | '\u{061C}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}' | '\u{2028}' | '\u{2029}')
    };
    let kept = text.chars().filter(|c| !turns(*c));
    let spaced: String = kept.map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text in lines that are no wider than `most`; a word that is wider by itself is broken.
pub(super) fn wrap(text: &str, most: f32, size: f32, bold: bool) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let joined = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if width(&joined, size, bold) <= most {
            line = joined;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for letter in word.chars() {
            let mut longer = line.clone();
            longer.push(letter);
            if !line.is_empty() && width(&longer, size, bold) > most {
                lines.push(std::mem::replace(&mut line, letter.to_string()));
            } else {
                line = longer;
            }
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// As [`wrap`], with no more than so many lines: what does not fit ends with `…`.
pub(super) fn fit(text: &str, most: f32, (size, bold): (f32, bool), lines: usize) -> Vec<String> {
    let mut all = wrap(text, most, size, bold);
    if all.len() > lines.max(1) {
        all.truncate(lines.max(1));
        if let Some(last) = all.last_mut() {
            *last = cut(&format!("{last}…"), most, size, bold);
        }
    }
    all
}

/// A text on one line; its end is cut away where there is no room.
pub(super) fn cut(text: &str, most: f32, size: f32, bold: bool) -> String {
    if width(text, size, bold) <= most {
        return text.to_owned();
    }
    let mut kept: String = text.trim_end_matches('…').to_owned();
    while !kept.is_empty() && width(&format!("{kept}…"), size, bold) > most {
        kept.pop();
    }
    format!("{}…", kept.trim_end())
}

/// `12,345`.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 excerpt`, `12,345 excerpts`.
pub(super) fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// A cell as it is written on a figure: what the table says, with words where it has a sign.
pub(super) fn figure_of(reading: Reading) -> String {
    match reading {
        Reading::Count(n) => grouped(n),
        Reading::OutOf { part, whole } => format!("{} of {}", grouped(part), grouped(whole)),
        Reading::Share { part, whole } if whole < Reading::SMALL => format!("{part} of {whole}"),
        Reading::Share { part, whole } => {
            format!("{:.1} %", 100.0 * part as f64 / whole as f64)
        }
        Reading::Rate { rate, .. } => format!("{rate:.2}"),
        Reading::Nobody => "–".to_owned(),
        Reading::Undefined(_) => "n/a".to_owned(),
        Reading::Withheld(_) => "hidden".to_owned(),
    }
}

/// Why a cell has no number; empty where it has one.
pub(super) fn reason_of(reading: Reading) -> &'static str {
    match reading {
        Reading::Nobody => "no participant of this group is in the filter",
        Reading::Undefined(why) => why.reason(),
        Reading::Withheld(why) => why.reason(),
        _ => "",
    }
}

/// A measure in the middle of a sentence.
pub(super) fn measure_of(measure: Measure) -> String {
    let mut letters = measure.label().chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_cannot_turn_or_hide() {
        assert_eq!(clean("a\u{202E}b\u{0}c\n d\u{2066}\u{200F}"), "ab c d");
        assert_eq!(clean("<script>&\"'"), "<script>&\"'");
    }

    #[test]
    fn lines_are_no_wider_than_asked() {
        let text = "waiting for the Home Office decision, and incomprehensibilitiesofeverykind";
        for most in [30.0, 60.0, 120.0] {
            let lines = wrap(text, most, 10.0, false);
            assert!(lines.iter().all(|line| width(line, 10.0, false) <= most), "{lines:?}");
            let letters = |text: &str| text.chars().filter(|c| *c != ' ').collect::<String>();
            assert_eq!(letters(&lines.concat()), letters(text));
            let two = fit(text, most, (10.0, false), 2);
            assert!(two.len() <= 2 && two.iter().all(|line| width(line, 10.0, false) <= most));
        }
        assert_eq!(fit("short", 60.0, (10.0, false), 2), ["short"]);
        assert_eq!(wrap("", 60.0, 10.0, false), [""]);
    }
}
