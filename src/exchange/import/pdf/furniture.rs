//! What belongs to the pages and not to the text: page numbers, headers, footers.

use super::Counts;
use super::lines::{Page, line};
use crate::text::turns;
use std::collections::HashMap;

/// Lines at the top and at the foot of a page that may be furniture.
const EDGE: usize = 3;

/// A line of so many words may be an answer that was given twice, and the number in it may be that of
/// the page.
const SHORT: usize = 8;

/// Points by which the places of a repeated line may differ.
const SLACK: f32 = 4.0;

/// Takes the furniture away.
pub(super) fn remove(pages: &mut [Page], counts: &mut Counts) {
    let mut seen: HashMap<String, Vec<f32>> = HashMap::new();
    let edges: Vec<Vec<Edge>> =
        pages.iter().enumerate().map(|(number, page)| edges(page, number + 1)).collect();
    for edge in edges.iter().flatten() {
        seen.entry(edge.pattern.clone()).or_default().push(edge.y);
    }
    let total = pages.len();
    for (number, (page, edges)) in pages.iter_mut().zip(&edges).enumerate() {
        for edge in edges.iter().rev() {
            let alike = seen
                .get(&edge.pattern)
                .map_or(0, |places| places.iter().filter(|y| (**y - edge.y).abs() < SLACK).count());
            if repeats(&edge.text, alike, total) || is_page_number(&edge.text, number + 1, total) {
                page.rows.remove(edge.at);
                counts.furniture += 1;
                // A header says more than a number.
                let telling = edge.text.contains(char::is_alphabetic);
                if telling || counts.example.is_none() {
                    counts.example = Some(edge.text.replace('\t', " "));
                }
            }
        }
    }
}

/// Whether a line that stands at one height of so many pages belongs to the pages.
fn repeats(text: &str, alike: usize, total: usize) -> bool {
    if is_said(text) {
        // A header that looks like a label stands on nearly every page; an answer does not.
        return total >= 4 && alike * 10 >= total * 8;
    }
    let least = if is_short(text) { total.min(3) } else { 2 };
    // Odd and even pages may have their own; the first one often has none.
    alike >= least.max(2) && alike * 2 + 2 >= total
}

/// Few words: somebody may say them twice.
fn is_short(text: &str) -> bool {
    text.split_whitespace().count() <= SHORT
}

/// A speaker's label and a colon stand first: `P07: Yeah.`, `[00:12:03] P07: Yeah.`
fn is_said(text: &str) -> bool {
    let colon = text.char_indices().find(|&(at, c)| {
        let after = &text[at + c.len_utf8()..];
        c == '：' || (c == ':' && (after.is_empty() || after.starts_with(char::is_whitespace)))
    });
    colon.is_some_and(|(at, _)| turns::label_in_cell(&text[..at]).is_some())
}

/// A line at the top or foot of a page.
struct Edge {
    at: usize,
    y: f32,
    text: String,
    /// The line without what differs from page to page.
    pattern: String,
}

/// The first and last lines of a page, from top to bottom; of a short page, all.
fn edges(page: &Page, number: usize) -> Vec<Edge> {
    let count = page.rows.len();
    page.rows
        .iter()
        .enumerate()
        .filter(|(at, _)| *at < EDGE || *at + EDGE >= count)
        .map(|(at, row)| {
            let text = line(row.clone()).text();
            Edge { at, y: row.y, pattern: pattern(&text, number), text }
        })
        .collect()
}

fn pattern(text: &str, page: usize) -> String {
    let mut pattern = String::new();
    // In a long line a number is a part of what is said.
    let counted = is_short(text);
    for c in text.chars() {
        if counted && c.is_numeric() {
            if !pattern.ends_with('#') {
                pattern.push('#');
            }
        } else if !c.is_whitespace() {
            pattern.extend(c.to_lowercase());
        }
    }
    // A bare number must count the pages: paragraphs may be numbered, too.
    if pattern == "#" {
        let number: i64 = text.trim().parse().unwrap_or(0);
        pattern.push_str(&(number - page as i64).to_string());
    }
    pattern
}

/// `7`, `- 7 -`, `Page 7`, `7/12`, `Page 7 of 12`, for the page it stands on.
fn is_page_number(text: &str, page: usize, pages: usize) -> bool {
    // `P7:` on its own line is who speaks.
    if text.trim_end().ends_with([':', '：']) {
        return false;
    }
    let lower = text.to_lowercase();
    let mut numbers = Vec::new();
    let mut number = String::new();
    let mut words = String::new();
    for c in lower.chars().chain([' ']) {
        if c.is_ascii_digit() {
            number.push(c);
            continue;
        }
        if !number.is_empty() {
            numbers.push(std::mem::take(&mut number).parse::<usize>().unwrap_or(0));
        }
        words.push(c);
    }
    let words: Vec<&str> =
        words.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let plain = words.iter().all(|word| {
        matches!(
            *word,
            "page"
                | "of"
                | "p"
                | "pg"
                | "seite"
                | "von"
                | "s"
                | "página"
                | "pagina"
                | "de"
                | "di"
                | "sur"
                | "van"
                | "side"
                | "sida"
                | "av"
                | "af"
        )
    });
    let named = !words.is_empty();
    plain
        && match numbers.as_slice() {
            [one] => *one == page && (named || pages > 1),
            [one, all] => *one == page && *all == pages,
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::super::glyphs::Letter;
    use super::super::lines::Row;
    use super::*;

    fn page(lines: &[String]) -> Page {
        let row = |(n, words): (usize, &String)| {
            let y = 50.0 + n as f32 * 14.0;
            let seen = words.chars().enumerate().filter(|(_, c)| !c.is_whitespace());
            let letter = |(at, c): (usize, char)| Letter {
                text: c.to_string().into(),
                x: 70.0 + at as f32 * 5.0,
                y,
                width: 5.0,
                size: 12.0,
                bold: false,
                furniture: false,
            };
            Row { y, size: 12.0, letters: seen.map(|seen| (letter(seen), false)).collect() }
        };
        Page { rows: lines.iter().enumerate().map(row).collect(), width: 595.0 }
    }

    #[test]
    fn what_is_said_twice_is_no_furniture() {
        // A line that is the second one on some of the pages, and how many of it go.
        let check = |words: &str, total: usize, on: &[usize], expected: u64| {
            let own = ["one", "two", "three", "four", "five", "six"];
            let mut pages: Vec<Page> = (0..total)
                .map(|n| {
                    let [first, mut second, third] =
                        ["it was", "again", "in the end"].map(|rest| format!("{} {rest}", own[n]));
                    if on.contains(&n) {
                        words.clone_into(&mut second);
                    }
                    page(&[first, second, third])
                })
                .collect();
            let mut counts = Counts::default();
            remove(&mut pages, &mut counts);
            assert_eq!(counts.furniture, expected, "{words} on {on:?} of {total}");
        };
        check("P07: Yeah.", 6, &[1, 4], 0);
        check("INT: Okay.", 4, &[0, 2], 0);
        check("[00:12:03] P07: Yeah.", 6, &[0, 2, 4], 0);
        check("INT: Okay.", 3, &[0, 1, 2], 0);
        check("Yeah.", 4, &[0, 2], 0);
        check("Yeah.", 3, &[0, 1], 0);
        check("Study: delay", 5, &[0, 1, 2, 3, 4], 5);
        check("Study: delay", 6, &[1, 2, 3, 4, 5], 5);
        check("Study of delay", 2, &[0, 1], 2);
        check("Study of delay", 3, &[0, 1, 2], 3);
        check("Study of delay", 6, &[0, 2, 4], 3);
        check("Study of delay", 4, &[1, 2, 3], 3);
        check("A study of delay in the courts of the northern counties", 4, &[0, 2], 2);
    }

    #[test]
    fn numbers_differ_in_short_lines_alone() {
        let check = |a: &str, b: &str, expected: bool| {
            assert_eq!(pattern(a, 1) == pattern(b, 2), expected, "{a} / {b}");
        };
        check("Study of delay, page 1", "Study of delay, page 2", true);
        check("Study of delay 1", "Study of waiting 1", false);
        let said = "there were 3 of us in the house that year";
        check(said, &said.replace('3', "4"), false);
        check(said, said, true);
    }

    #[test]
    fn page_numbers_are_those_of_their_page() {
        let check = |text: &str, page, pages, expected| {
            assert_eq!(is_page_number(text, page, pages), expected, "{text} on {page} of {pages}");
        };
        check("7", 7, 12, true);
        check("– 7 –", 7, 12, true);
        check("Page 7 of 12", 7, 12, true);
        check("7/12", 7, 12, true);
        check("1/1", 1, 1, true);
        check("Seite 3", 3, 4, true);
        check("7", 8, 12, false);
        check("1", 1, 1, false);
        check("In 7", 7, 12, false);
        check("7 of us", 7, 12, false);
        check("P7", 7, 12, true);
        check("P7:", 7, 12, false);
        check("", 1, 2, false);
    }
}
