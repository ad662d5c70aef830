//! Inline marks of the sample transcripts: `<delay>words</delay>`.
//!
//! A mark opens and closes a coding. Marks may overlap and cross, which no tree format could say:
//! `<a>one <b>two</a> three</b>`. They are taken out of the text; what stands between them stays.

use crate::model::CharSpan;

/// A transcript without its marks, and what they marked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Marked {
    /// The transcript as an interviewer would have typed it.
    pub(super) text: String,
    /// Mark and place, in code points of `text`, in the order in which they close.
    pub(super) spans: Vec<(String, CharSpan)>,
}

/// Takes the marks out of a transcript.
///
/// # Errors
/// A sentence that names the file and the mark.
pub(super) fn read(file: &str, source: &str) -> Result<Marked, String> {
    let wrong = |why: String| Err(format!("{file}: {why}"));
    let mut text = String::with_capacity(source.len());
    let mut spans: Vec<(String, CharSpan)> = Vec::new();
    let mut open: Vec<(&str, usize)> = Vec::new();
    let mut rest = source;
    while let Some(at) = rest.find(['<', '>']) {
        let (before, mark) = rest.split_at(at);
        text.push_str(before);
        let Some((name, after)) = mark.strip_prefix('<').and_then(|mark| mark.split_once('>'))
        else {
            return wrong(format!("a lone angle bracket behind “{}”", tail(&text)));
        };
        rest = after;
        let closes = name.strip_prefix('/');
        let mark = closes.unwrap_or(name);
        if mark.is_empty() || !mark.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') {
            return wrong(format!("<{name}> is no mark"));
        }
        let known = open.iter().position(|(other, _)| *other == mark);
        match (closes, known) {
            (None, Some(_)) => return wrong(format!("<{mark}> is opened twice")),
            (None, None) => open.push((mark, text.len())),
            (Some(_), None) => return wrong(format!("</{mark}> closes what was not opened")),
            (Some(_), Some(index)) => {
                let (_, start) = open.remove(index);
                let words = text.get(start..).unwrap_or_default();
                if words.is_empty() || words != words.trim() {
                    return wrong(format!(
                        "<{mark}> is empty, or has white space at its ends: “{}”",
                        tail(words)
                    ));
                }
                let begin = text.get(..start).unwrap_or_default().chars().count() as u64;
                let end = begin + words.chars().count() as u64;
                spans.push((mark.to_owned(), CharSpan { start: begin, end }));
            }
        }
    }
    text.push_str(rest);
    match open.first() {
        Some((mark, _)) => wrong(format!("<{mark}> is never closed")),
        None => Ok(Marked { text, spans }),
    }
}

/// The last few words, to find the place by.
fn tail(text: &str) -> &str {
    let start = text.char_indices().rev().nth(29).map_or(0, |(at, _)| at);
    text.get(start..).unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_spans_in_code_points() {
        let check = |source: &str, text: &str, expected: &[(&str, u64, u64)]| {
            let found = read("a.txt", source).unwrap();
            assert_eq!(found.text, text, "{source}");
            let spans: Vec<(&str, u64, u64)> =
                found.spans.iter().map(|(mark, at)| (mark.as_str(), at.start, at.end)).collect();
            assert_eq!(spans, expected, "{source}");
        };
        check("no marks\n", "no marks\n", &[]);
        check("P1: <a>one</a> two", "P1: one two", &[("a", 4, 7)]);
        check("<a>one <b>two</a> three</b>", "one two three", &[("a", 0, 7), ("b", 4, 13)]);
        check("<a><b-c>x</b-c></a>", "x", &[("b-c", 0, 1), ("a", 0, 1)]);
        check("he’d <a>café—</a>", "he’d café—", &[("a", 5, 10)]);
        check("<a>x</a> <a>y</a>", "x y", &[("a", 0, 1), ("a", 2, 3)]);
    }

    #[test]
    fn what_is_wrong_names_the_file_and_the_mark() {
        let check = |source: &str, expected: &str| {
            assert_eq!(read("D01.txt", source).unwrap_err(), format!("D01.txt: {expected}"));
        };
        check("<delay>words", "<delay> is never closed");
        check("words</delay>", "</delay> closes what was not opened");
        check("<delay>a <delay>b</delay>", "<delay> is opened twice");
        check("<delay></delay>", "<delay> is empty, or has white space at its ends: “”");
        check("<delay> a</delay>", "<delay> is empty, or has white space at its ends: “a”");
        check("<Delay>a</Delay>", "<Delay> is no mark");
        check("two < three", "a lone angle bracket behind “two”");
        check("three > two", "a lone angle bracket behind “three”");
    }
}
