//! What belongs to the pages and not to the text: page numbers, headers, footers.

use super::Counts;
use super::lines::{Page, line};
use std::collections::HashMap;

/// Lines at the top and at the foot of a page that may be furniture.
const EDGE: usize = 3;

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
            // Odd and even pages may have their own; the first one often has none.
            let repeats = alike >= 2 && alike * 2 + 2 >= total;
            if repeats || is_page_number(&edge.text, number + 1, total) {
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
    for c in text.chars() {
        if c.is_numeric() {
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
    use super::*;

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
        check("", 1, 2, false);
    }
}
