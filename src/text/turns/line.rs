//! What one line of a transcript may begin with: a label in any of the conventions, a time stamp,
//! a cue. Only the first few dozen characters are looked at, so a line of any length costs the same.

use super::label::{self, LONGEST, Shape, shape};
use super::stamp;

/// The convention a label is written in. A document keeps to one, mostly.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(super) enum Family {
    /// `P07: text`, with time stamps and bold marks in all places.
    Colon,
    /// `Name  0:12`, the text on the next lines.
    Header,
    /// `00:00:03 Speaker 1`, the text on the next lines.
    TimeFirst,
    /// `[id1] text`.
    Bracket,
    /// `[Speaker 2]` on its own line.
    BracketAlone,
    /// `### Interviewer`, `**Name** text`, or a bold name.
    Bold,
    /// A column of names before a tab.
    Tab,
    /// A name on its own line.
    Alone,
}

/// All conventions, the surest first.
pub(super) const FAMILIES: [Family; 8] = [
    Family::Colon,
    Family::Header,
    Family::TimeFirst,
    Family::Bracket,
    Family::BracketAlone,
    Family::Bold,
    Family::Tab,
    Family::Alone,
];

/// A possible label at the beginning of a line; positions are bytes of the line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Head<'t> {
    pub(super) family: Family,
    pub(super) label: &'t str,
    pub(super) shape: Shape,
    /// First byte behind the label and its time stamp.
    pub(super) body: usize,
    /// Milliseconds.
    pub(super) at_ms: Option<i64>,
    /// No space follows the colon, or only one stands before the time: not evidence by itself.
    pub(super) weak: bool,
}

/// What a line is told about its surroundings.
#[derive(Clone, Copy, Default)]
pub(super) struct Around {
    /// Bytes of the line that are bold from its first ink on; 0 when it does not begin in bold.
    pub(super) bold: usize,
    /// The line before is blank, a cue, or there is none.
    pub(super) after_gap: bool,
    /// The next line holds text.
    pub(super) before_text: bool,
    /// Bytes of the line that were the cell of a table that says who speaks.
    pub(super) cell: Option<(usize, usize)>,
}

/// The beginning of `text` with at most `most` characters, and whether that is all of it.
fn beginning(text: &str, most: usize) -> (&str, bool) {
    match text.char_indices().nth(most) {
        Some((at, _)) => (&text[..at], false),
        None => (text, true),
    }
}

fn trim_decoration(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_') || label::is_unseen(c))
}

/// Without md marks, quote and heading signs, white space and what is not seen at the start.
fn undecorated(line: &str) -> &str {
    line.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, '*' | '_' | '#' | '>') || label::is_unseen(c)
    })
}

/// Skips what may stand between a label and the words: emphasis, spaces, one time stamp.
fn skip_to_body(line: &str, mut at: usize) -> (usize, Option<i64>) {
    let blanks = |at: usize| {
        let rest = line.get(at..).unwrap_or("");
        at + rest.len() - rest.trim_start().len()
    };
    at = blanks(at);
    let rest = line.get(at..).unwrap_or("");
    let bare = stamp::clock(rest)
        .filter(|time| time.hours && rest[time.len..].starts_with(|c: char| c.is_whitespace()));
    // f4's stamp stands at the end of what was said; at the start it is a stamp all the same.
    match stamp::enclosed(rest).or(bare) {
        Some(time) => (blanks(at + time.len), Some(time.ms)),
        None => (at, None),
    }
}

/// `[00:12:03]`, `12 ` or nothing before a label.
fn leading_time(text: &str) -> (usize, Option<i64>) {
    let Some(time) = stamp::enclosed(text).or_else(|| stamp::clock(text)) else {
        return (0, None);
    };
    let rest = &text[time.len..];
    let skipped =
        rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '*' | '_'));
    (text.len() - skipped.len(), Some(time.ms))
}

/// Finds the surest head of a line. `known` tells labels that need no shape.
pub(super) fn head<'t>(
    line: &'t str,
    around: Around,
    known: &dyn Fn(&str) -> bool,
) -> Option<Head<'t>> {
    if let Some((start, end)) = around.cell {
        return celled(line, start, end);
    }
    let find = |good: &Good<'_>| {
        header(line, good)
            .or_else(|| colon(line, good))
            .or_else(|| bracket(line, good))
            .or_else(|| time_first(line, good))
            .or_else(|| marked(line, around, good))
            .or_else(|| tab(line, good))
            .or_else(|| alone(line, around, good))
    };
    let good = |label: &str| -> Option<Shape> {
        match shape(label) {
            Shape::No | Shape::Phrase if label.is_empty() || !known(label) => None,
            shape => Some(shape),
        }
    };
    // Words in sentence case only where nothing else is found: `**Anna** he went there: late`.
    let phrase = |label: &str| Some(shape(label)).filter(|shape| *shape == Shape::Phrase);
    // With a time behind it and nothing else in the line any words may be a name: `an nguyen   0:06`.
    let any = |label: &str| label::is_short(label).then_some(Shape::Phrase);
    find(&good).or_else(|| header(line, &any)).or_else(|| find(&phrase))
}

type Good<'a> = dyn Fn(&str) -> Option<Shape> + 'a;

/// `Name  0:12` and nothing else.
fn header<'t>(line: &'t str, good: &Good<'_>) -> Option<Head<'t>> {
    let (start, whole) = beginning(line, LONGEST + 40);
    let trimmed = start.trim_end_matches(|c: char| c.is_whitespace() || c == '*');
    if !whole || !trimmed.ends_with(|c: char| c.is_ascii_digit() || matches!(c, ')' | ']')) {
        return None;
    }
    let trimmed = undecorated(trimmed);
    let space = trimmed.rfind(char::is_whitespace)?;
    let after = trimmed[space..].trim_start();
    let time = stamp::enclosed(after)
        .or_else(|| stamp::clock(after))
        .filter(|time| time.len == after.len())?;
    let name = trimmed[..space].trim_end();
    let gap = trimmed[name.len()..].chars().take_while(|c| c.is_whitespace()).count();
    let name = trim_decoration(name);
    let shape = good(name).filter(|_| !name.ends_with(['.', ',']) || known_abbreviation(name))?;
    Some(Head {
        family: Family::Header,
        label: name,
        shape,
        body: line.len(),
        at_ms: Some(time.ms),
        weak: gap < 2,
    })
}

fn known_abbreviation(name: &str) -> bool {
    name.len() <= 6
}

/// `Name: text` and its relatives.
fn colon<'t>(line: &'t str, good: &Good<'_>) -> Option<Head<'t>> {
    let (start, _) = beginning(line, LONGEST + 60);
    let mut text = undecorated(start);
    let (skip, mut at_ms) = leading_time(text);
    text = undecorated(&text[skip..]);
    // `012 I: text`: numbered paragraphs or lines.
    let number = text.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=4).contains(&number) {
        let rest = text[number..].trim_start_matches(['.', ')']);
        if rest.starts_with(char::is_whitespace) {
            let rest = rest.trim_start();
            if rest.starts_with(char::is_alphabetic) {
                text = rest;
            }
        }
    }
    let offset = start.len() - text.len();
    let bytes = text.as_bytes();
    let (at, sign) = text.char_indices().find(|&(at, c)| {
        let in_time = at > 0
            && bytes[at - 1].is_ascii_digit()
            && bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        matches!(c, '：') || (c == ':' && !in_time)
    })?;
    let mut label = trim_decoration(&text[..at]);
    if label.contains('\t') {
        return None;
    }
    let inside_ms;
    (label, inside_ms) = bare(label);
    at_ms = at_ms.or(inside_ms);
    let shape = good(label)?;
    let after = text[at + sign.len_utf8()..]
        .trim_start_matches(|c: char| matches!(c, '*' | '_') || label::is_unseen(c));
    let weak = sign == ':' && !after.is_empty() && !after.starts_with(char::is_whitespace);
    if weak
        && (after.starts_with(['/', '\\', ')', '-'])
            || label.ends_with(|c: char| c.is_ascii_digit())
                && after.starts_with(|c: char| c.is_ascii_digit()))
    {
        return None;
    }
    let behind = offset + text.len() - after.len();
    let (body, inner_ms) = skip_to_body(line, behind);
    Some(Head { family: Family::Colon, label, shape, body, at_ms: at_ms.or(inner_ms), weak })
}

/// A label without the time behind it and without brackets: `Interviewer (00:03)`,
/// `Anna [00:12:03]`, `Anna 0:12`, `<Anna>`.
fn bare(mut label: &str) -> (&str, Option<i64>) {
    let mut at_ms = None;
    if let Some(open) = label.rfind(['(', '[', ' ', '\n', '\u{a0}'])
        && let Some(time) = stamp::enclosed(&label[open..])
            .or_else(|| stamp::clock(label[open..].trim_start()))
            .filter(|time| label[open..].trim_start().len() == time.len)
    {
        at_ms = Some(time.ms);
        label = trim_decoration(&label[..open]);
    }
    for (open, close) in [('[', ']'), ('(', ')'), ('<', '>'), ('{', '}')] {
        if let Some(inner) = label.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)) {
            label = trim_decoration(inner);
        }
    }
    (label, at_ms)
}

/// The label in the cell of a table, and the time that stands beside it.
fn in_cell(cell: &str) -> (&str, Option<i64>) {
    let text = trim_decoration(cell);
    let (skip, lead_ms) = leading_time(text);
    let text = trim_decoration(text[skip..].trim_end_matches([':', '：']));
    let (label, inside_ms) = bare(text);
    (label.trim_end_matches([':', '：', ' ']), lead_ms.or(inside_ms))
}

/// The label in the cell of a table; `None` when it looks like none.
pub(super) fn label_in_cell(cell: &str) -> Option<&str> {
    let (label, _) = in_cell(cell);
    (shape(label) != Shape::No).then_some(label)
}

/// A row of a table: a column says who speaks, the last one what was said, others when.
fn celled(line: &str, start: usize, end: usize) -> Option<Head<'_>> {
    let (label, inside_ms) = in_cell(line.get(start..end)?);
    if label.is_empty() {
        return None;
    }
    let when = |cell: &str| {
        let cell = cell.trim();
        stamp::enclosed(cell)
            .or_else(|| stamp::clock(cell))
            .filter(|time| time.len == cell.len())
            .map(|time| time.ms)
    };
    let before_ms = line[..start].split('\t').find_map(when);
    let rest = &line[end..];
    let behind = end + rest.len() - rest.trim_start().len();
    let column = line[behind..].split_once('\t').map(|(column, _)| column);
    let (body, behind_ms) = match column.and_then(|column| Some((column, when(column)?))) {
        Some((column, ms)) => (skip_to_body(line, behind + column.len()).0, Some(ms)),
        None => skip_to_body(line, end),
    };
    let shape = match shape(label) {
        Shape::No => Shape::Name,
        shape => shape,
    };
    let at_ms = before_ms.or(inside_ms).or(behind_ms);
    Some(Head { family: Family::Tab, label, shape, body, at_ms, weak: false })
}

/// `[id1] text` and `[Speaker 2]`.
fn bracket<'t>(line: &'t str, good: &Good<'_>) -> Option<Head<'t>> {
    let (start, whole) = beginning(line, LONGEST + 20);
    let text = undecorated(start);
    let text = text.strip_prefix('\\').unwrap_or(text).strip_prefix('[')?;
    let close = text.find(']')?;
    let label = text[..close].trim().trim_end_matches([':', '\\']).trim_end();
    let after = text[close + 1..].trim_start_matches([':', '*', '_']);
    let behind = start.len() - after.len();
    let shape = good(label).filter(|_| !label::is_event(label))?;
    if whole && after.trim().is_empty() {
        return Some(Head {
            family: Family::BracketAlone,
            label,
            shape,
            body: line.len(),
            at_ms: None,
            weak: false,
        });
    }
    if !after.starts_with(char::is_whitespace) {
        return None;
    }
    let (body, at_ms) = skip_to_body(line, behind);
    Some(Head { family: Family::Bracket, label, shape, body, at_ms, weak: false })
}

/// `00:00:03 Speaker 1` and nothing else.
fn time_first<'t>(line: &'t str, good: &Good<'_>) -> Option<Head<'t>> {
    let (start, whole) = beginning(line, LONGEST + 30);
    let text = undecorated(start);
    let (skip, at_ms) = leading_time(text);
    let label = trim_decoration(&text[skip..]);
    if !whole || at_ms.is_none() || label.is_empty() || label.ends_with(['.', ',']) {
        return None;
    }
    let shape = good(label)?;
    Some(Head { family: Family::TimeFirst, label, shape, body: line.len(), at_ms, weak: false })
}

/// `### Interviewer`, `**Name** text`, a bold name and then the words.
fn marked<'t>(line: &'t str, around: Around, good: &Good<'_>) -> Option<Head<'t>> {
    let (start, whole) = beginning(line, LONGEST + 20);
    let text = start.trim_start();
    let make = |label: &'t str, behind: usize| {
        let shape = good(label)?;
        let (body, at_ms) = skip_to_body(line, behind);
        Some(Head { family: Family::Bold, label, shape, body, at_ms, weak: false })
    };
    if let Some(rest) = is_heading(text) {
        return whole.then(|| make(trim_decoration(rest), line.len())).flatten();
    }
    if let Some(rest) = text.strip_prefix("**").or_else(|| text.strip_prefix("__")) {
        let close = rest.find("**").or_else(|| rest.find("__"))?;
        let behind = start.len() - rest.len() + close + 2;
        return make(rest[..close].trim(), behind);
    }
    // A bold range that ends where the name does.
    let bold =
        line.get(..around.bold).filter(|bold| !bold.is_empty() && bold.len() <= LONGEST * 4)?;
    let after = &line[around.bold..];
    let cut_clean = bold.ends_with(char::is_whitespace)
        || after.is_empty()
        || after.starts_with(|c: char| c.is_whitespace() || matches!(c, '[' | '('));
    if cut_clean { make(trim_decoration(bold), around.bold) } else { None }
}

/// The text of a md heading.
pub(super) fn is_heading(line: &str) -> Option<&str> {
    let signs = line.bytes().take_while(|&b| b == b'#').count();
    let rest = line.get(signs..)?;
    ((1..=6).contains(&signs) && rest.starts_with(' ')).then_some(rest)
}

/// A name, a tab, the words: what a table of two columns becomes. A time may be the first column.
fn tab<'t>(line: &'t str, good: &Good<'_>) -> Option<Head<'t>> {
    let (start, _) = beginning(line, LONGEST + 40);
    let text = undecorated(start);
    let (skip, at_ms) = leading_time(text);
    let text = &text[skip..];
    let tab = text.find('\t')?;
    let label = trim_decoration(&text[..tab]);
    let shape = good(label)?;
    let behind = start.len() - text.len() + tab;
    let (body, inner_ms) = skip_to_body(line, behind);
    Some(Head { family: Family::Tab, label, shape, body, at_ms: at_ms.or(inner_ms), weak: false })
}

fn alone<'t>(line: &'t str, around: Around, good: &Good<'_>) -> Option<Head<'t>> {
    let (start, whole) = beginning(line, LONGEST + 4);
    let label = trim_decoration(start);
    if !whole || !around.after_gap || !around.before_text || label.ends_with(['.', ',', ')']) {
        return None;
    }
    let shape = good(label).filter(|shape| *shape != Shape::Lower)?;
    Some(Head { family: Family::Alone, label, shape, body: line.len(), at_ms: None, weak: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(line: &str, around: Around) -> Option<(Family, &str, &str, Option<i64>)> {
        head(line, around, &|label| label == "17")
            .map(|head| (head.family, head.label, &line[head.body..], head.at_ms))
    }

    #[test]
    fn labels_are_read_in_every_convention() {
        let check =
            |line: &str, expected| assert_eq!(found(line, Around::default()), expected, "{line}");
        use Family::{Bold, Bracket, BracketAlone, Colon, Header, Tab, TimeFirst};
        check("INT: Hello", Some((Colon, "INT", "Hello", None)));
        check("\u{200e}INT: Hello", Some((Colon, "INT", "Hello", None)));
        check("\u{202b}**INT\u{202c}**:\u{200f} Hello", Some((Colon, "INT", "Hello", None)));
        check("\u{200e}INT\u{200e}\tHello", Some((Tab, "INT", "Hello", None)));
        check("Interviewer 1 : Bonjour", Some((Colon, "Interviewer 1", "Bonjour", None)));
        check("I  : Well", Some((Colon, "I", "Well", None)));
        check("Paul:\tYes", Some((Colon, "Paul", "Yes", None)));
        check("INT:Hello", Some((Colon, "INT", "Hello", None)));
        check("访谈者：你好", Some((Colon, "访谈者", "你好", None)));
        check("**Name A:** [00:00:00] text", Some((Colon, "Name A", "text", Some(0))));
        check("**Anna**: text", Some((Colon, "Anna", "text", None)));
        check("[00:12:03] Anna: text", Some((Colon, "Anna", "text", Some(723_000))));
        check("Interviewer (00:03): text", Some((Colon, "Interviewer", "text", Some(3000))));
        check("[Anna]: text", Some((Colon, "Anna", "text", None)));
        check("012 I: text", Some((Colon, "I", "text", None)));
        check("17: text", Some((Colon, "17", "text", None)));
        check("Name A  0:12  ", Some((Header, "Name A", "", Some(12_000))));
        check("Name B   1:00:03", Some((Header, "Name B", "", Some(3_603_000))));
        check("P1 0:00", Some((Header, "P1", "", Some(0))));
        check("**Anna** (0:03)", Some((Header, "Anna", "", Some(3000))));
        check("00:00:03 Speaker 1", Some((TimeFirst, "Speaker 1", "", Some(3000))));
        check("[id1] hello, I", Some((Bracket, "id1", "hello, I", None)));
        check("[Speaker 2]", Some((BracketAlone, "Speaker 2", "", None)));
        check("### Interviewer", Some((Bold, "Interviewer", "", None)));
        check("**Interviewer** text", Some((Bold, "Interviewer", "text", None)));
        check("**Anna** [00:02] text", Some((Bold, "Anna", "text", Some(2000))));
        check("INT\tWhat: now?", Some((Tab, "INT", "What: now?", None)));
        check("00:01\tAnna\tYes", Some((Tab, "Anna", "Yes", Some(1000))));
        check("[laughs] yes", None);
        check("https://example.org", None);
        check("Social worker: Yes", Some((Colon, "Social worker", "Yes", None)));
        check("ben jones (Guest)  0:12", Some((Header, "ben jones (Guest)", "", Some(12_000))));
        check("P07 | nurse: Yes", Some((Colon, "P07 | nurse", "Yes", None)));
        check("P1+P2: Yes", Some((Colon, "P1+P2", "Yes", None)));
        check("**Anna** went home late: yes", Some((Bold, "Anna", "went home late: yes", None)));
        check("and then he said: no", None);
        check("at 10:30 we left", None);
        check("12: text", None);
        check(":", None);
        check("", None);
        check("[", None);
        check("**", None);
    }

    #[test]
    fn a_cell_of_speakers_is_sure() {
        let cell = |line: &'static str, label: &str| {
            let at = line.find(label).unwrap();
            let cell = Some((at, at + label.len()));
            found(line, Around { cell, ..Around::default() })
        };
        let tab = |label, body, ms| Some((Family::Tab, label, body, ms));
        assert_eq!(cell("Anna\tYes: no", "Anna"), tab("Anna", "Yes: no", None));
        assert_eq!(cell("0:12\tAnna:\tYes", "Anna:"), tab("Anna", "Yes", Some(12_000)));
        assert_eq!(cell("Anna\t0:12\tYes", "Anna"), tab("Anna", "Yes", Some(12_000)));
        assert_eq!(cell("Anna (0:12)\tYes", "Anna (0:12)"), tab("Anna", "Yes", Some(12_000)));
        assert_eq!(cell("3\t[B]\t[0:12] Yes", "[B]"), tab("B", "Yes", Some(12_000)));
        assert_eq!(cell("how it began\tYes", "how it began"), tab("how it began", "Yes", None));
        assert_eq!(label_in_cell("0:12 Anna:"), Some("Anna"));
        assert_eq!(label_in_cell("how it all began then"), None);
        assert_eq!(label_in_cell(""), None);
    }

    #[test]
    fn bold_and_lonely_names_need_their_surroundings() {
        let bold = |line: &'static str, bold| found(line, Around { bold, ..Around::default() });
        assert_eq!(bold("Anna Yes, well", 4), Some((Family::Bold, "Anna", "Yes, well", None)));
        assert_eq!(bold("Annabel yes", 4), None);
        assert_eq!(bold("Can you tell me how it was?", 27), None);
        let alone = Around { after_gap: true, before_text: true, ..Around::default() };
        assert_eq!(found("Name A  ", alone), Some((Family::Alone, "Name A", "", None)));
        assert_eq!(found("Name A", Around::default()), None);
    }
}
