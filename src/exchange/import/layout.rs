//! The layout of a transcript as a word: files that share it are read alike, so that one decision can
//! serve them all.

use crate::model::NewDocument;
use crate::text::turns::{is_interviewer_label, label_key};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Turns looked at; a layout shows early.
const TURNS: usize = 2000;

/// A key that documents of the same layout share: the format, how a turn begins as a rule
/// (`[0] L:` stands for `[00:12:03] Anna:`), and what kinds of labels there are. For a survey: its
/// columns.
///
/// It depends on what was found, so take it of documents that were read without decisions.
pub fn layout_of(document: &NewDocument) -> String {
    let format = &document.origin.format;
    if let Some(columns) = &document.reading.survey {
        let id = columns.id.as_deref().unwrap_or_default();
        return format!("{format} | survey | {id} | {}", columns.texts.join(", "));
    }
    let mut begins: BTreeMap<String, usize> = BTreeMap::new();
    let mut labels: HashSet<String> = HashSet::new();
    let mut kinds: BTreeSet<&str> = BTreeSet::new();
    for turn in document.turns.iter().take(TURNS) {
        let Some(label) = turn.speaker.as_deref() else { continue };
        if labels.insert(label_key(label)) {
            kinds.insert(kind(label));
        }
        let lead = document.text.get(turn.start as usize..turn.body as usize).unwrap_or_default();
        *begins.entry(beginning(lead, label)).or_default() += 1;
    }
    // The most frequent one; of two the first in the alphabet, whatever the order of the turns.
    let rule = begins.into_iter().rev().max_by_key(|(_, count)| *count);
    match rule {
        Some((rule, _)) => {
            format!("{format} | {rule} | {}", kinds.into_iter().collect::<Vec<_>>().join(" + "))
        }
        None => format!("{format} | no speakers"),
    }
}

/// What stands before the words, with `L` for the label, `0` for numbers and times, `/` for line ends.
fn beginning(lead: &str, label: &str) -> String {
    let pattern = match lead.find(label) {
        Some(at) => format!("{}\u{1}{}", &lead[..at], &lead[at + label.len()..]),
        None => lead.to_owned(),
    };
    let mut out = String::new();
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        let class = class_of(c);
        let sign = match class {
            Class::Label => "L",
            Class::Number => {
                // A time is one number, whatever parts it.
                while let Some(&next) = chars.peek() {
                    let joins = matches!(next, ':' | '.' | ',');
                    if class_of(next) != Class::Number && !joins {
                        break;
                    }
                    if joins {
                        let mut ahead = chars.clone();
                        ahead.next();
                        if ahead.peek().is_none_or(|&c| class_of(c) != Class::Number) {
                            break;
                        }
                    }
                    chars.next();
                }
                "0"
            }
            Class::Line => "/",
            Class::Blank => " ",
            Class::Sign => {
                out.push(c);
                continue;
            }
        };
        while chars.next_if(|&next| class_of(next) == class).is_some() {}
        out.push_str(sign);
    }
    // `P1  0:05` and `P1 0:05` are one layout, and so are blank lines of any number.
    let out = out.replace(" /", "/").replace("/ ", "/").replace("//", "/");
    out.trim().to_owned()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Label,
    Number,
    Line,
    Blank,
    Sign,
}

fn class_of(c: char) -> Class {
    match c {
        '\u{1}' => Class::Label,
        '0'..='9' => Class::Number,
        '\n' => Class::Line,
        c if c.is_whitespace() => Class::Blank,
        // A label that is spelled another way than at its first turn.
        c if c.is_alphabetic() => Class::Label,
        _ => Class::Sign,
    }
}

fn kind(label: &str) -> &'static str {
    if is_interviewer_label(label) {
        "interviewer"
    } else if label.chars().any(|c| c.is_ascii_digit()) {
        "number"
    } else if label.chars().count() <= 4 && !label.chars().any(char::is_lowercase) {
        "initials"
    } else {
        "name"
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ImportHints, read_document};
    use super::*;

    fn key(name: &str, text: &str) -> String {
        layout_of(&read_document(name, text.as_bytes(), &ImportHints::default()).unwrap())
    }

    #[test]
    fn files_of_one_layout_share_a_key() {
        let check = |text: &str, expected: &str| assert_eq!(key("a.txt", text), expected, "{text}");
        let plain = "txt | L: | interviewer + number";
        check("INT: Why?\nP07: Because.\nINT: And?\nP07: So.", plain);
        check("Interviewer: Why?\nP1: Because.\n\nP2: No.", plain);
        check("INT: a\nP07: Because.\nint: And?\np07: So.", plain);
        check(
            "I  : Why?\nK  : Because.\nI  : And?\nK  : So.",
            "txt | L : | initials + interviewer",
        );
        check(
            "[00:00:05] INT: Why?\n[1:00:09] P07: Because.\nP07: so",
            "txt | [0] L: | interviewer + number",
        );
        check(
            "Anna  0:05  \nYes.\n\nBen 1:02:03\nNo.\n\nAnna  1:02:09\nFine.",
            "txt | L 0/ | name",
        );
        check("[Speaker 2]\n\nYes.\n\n[Speaker 1]\n\nNo.", "txt | [L]/ | number");
        check("Just words.\nMore.", "txt | no speakers");
        assert_ne!(key("a.md", "INT: Why?\nP07: Because."), plain);
    }
}
