//! A codebook from indented text: a code on each line, what is below it indented by spaces or tabs.
//!
//! A tab behind the name begins its definition; `above >> below` and `above/below` are paths.

use super::{Collector, NewCodebook, Written, split_path};
use crate::model::{CODE_LEVELS, CodeFields};

/// What stands before the points of a list; the last ones as word processors draw them.
const BULLETS: [&str; 16] =
    ["-", "*", "•", "–", "—", "·", "‣", "◦", "●", "○", "▪", "■", "o", "§", "\u{f0b7}", "\u{f0a7}"];

/// Spaces a tab stands for.
const TAB: usize = 4;

pub(super) fn read(text: &str) -> NewCodebook {
    let mut collector = Collector::default();
    // Indent and path of the codes that are still open.
    let mut open: Vec<(usize, Vec<String>)> = Vec::new();
    for (n, line) in text.lines().enumerate() {
        let words = line.trim();
        if words.is_empty() {
            continue;
        }
        let indent = line
            .chars()
            .take_while(|c| c.is_whitespace())
            .fold(0, |indent, c| if c == '\t' { (indent / TAB + 1) * TAB } else { indent + 1 });
        let words =
            ["- ", "* ", "• "].iter().find_map(|sign| words.strip_prefix(sign)).unwrap_or(words);
        let words = match words.split_once('\t') {
            Some((mark, rest)) if is_mark(mark.trim_end()) => rest.trim_start(),
            _ => words,
        };
        let (name, definition) = words.split_once('\t').unwrap_or((words, ""));
        while open.last().is_some_and(|(above, _)| *above >= indent) {
            open.pop();
        }
        let mut path = open.last().map(|(_, path)| path.clone()).unwrap_or_default();
        path.extend(split_path(&name.replace(">>", "/")));
        let fields =
            CodeFields { definition: definition.trim().to_owned(), ..CodeFields::default() };
        collector.add(path.clone(), Written { fields, retired: None }, n as u64 + 1);
        if path.len() <= CODE_LEVELS {
            open.push((indent, path));
        }
    }
    collector.book
}

/// True for what stands before a tab in a list that was copied: a bullet, `1.`, `2)`, `2.1`, `a)`.
fn is_mark(words: &str) -> bool {
    let number = words.trim_end_matches(['.', ')']);
    let parted = words.contains(['.', ')']);
    let digits = number
        .split('.')
        .all(|part| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()));
    let letter = number.len() == 1 && number.bytes().all(|b| b.is_ascii_alphabetic());
    BULLETS.contains(&words) || (parted && (digits || letter))
}
