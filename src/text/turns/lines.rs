//! Labels at the beginning of short pieces of speech, such as the words of subtitle cues, where nothing
//! but the labels is looked for.

use super::label::LONGEST;
use super::line::Family;
use super::{Hints, accept, build, header, scan};
use crate::model::ReceiptNote;
use std::collections::BTreeMap;

/// The label of a piece.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LineLabel {
    /// As it is first written.
    pub label: String,
    /// First byte of the words.
    pub body: usize,
    /// A time that stands with the label.
    pub at_ms: Option<i64>,
}

/// What was found in the pieces.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Lines {
    /// The number of each piece that begins with a label, in order.
    pub labels: Vec<(usize, LineLabel)>,
    /// What was decided.
    pub notes: Vec<ReceiptNote>,
}

/// Finds which of the lines of `text` begin with a label. The same verdict as for a whole transcript,
/// but only labels that stand before the words count: in subtitles a short line is not a name.
pub fn labels_of_lines(text: &str, hints: &Hints) -> Lines {
    let preamble = header::Preamble { listed: prefixes(text), ..header::Preamble::default() };
    let mut scan = scan::candidates(text, hints, &preamble);
    scan.only(&[Family::Colon, Family::Bracket, Family::BracketAlone, Family::Bold]);
    let verdict = accept::decide(&scan);
    let mut labels = Vec::new();
    let mut heads = scan.candidates.iter().filter(|c| verdict.takes(c.family, c.number)).peekable();
    for (n, line) in scan::lines(text).enumerate() {
        let Some(head) = heads.next_if(|head| head.start <= line.end()) else { continue };
        let Some(seen) = scan.labels.all().get(head.number as usize) else { continue };
        labels.push((
            n,
            LineLabel {
                label: seen.label.clone(),
                body: head.body.min(line.end()) - line.start,
                at_ms: head.at_ms,
            },
        ));
    }
    Lines { labels, notes: build::label_notes(&scan, &verdict) }
}

/// What stands before a colon where nearly every piece has such a beginning: meeting programs put the
/// name before each cue, also names that nobody would take for one, like `maria k`. Those that are
/// repeated; all of them where every piece has one.
fn prefixes(text: &str) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut lines, mut led) = (0, 0);
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        lines += 1;
        if let Some(prefix) = prefix(line) {
            led += 1;
            *counts.entry(prefix).or_default() += 1;
        }
    }
    let repeated: usize = counts.values().filter(|count| **count >= 2).sum();
    if repeated < 3 || repeated * 10 < lines * 7 {
        return Vec::new();
    }
    let least = if led == lines { 1 } else { 2 };
    let names = counts.into_iter().filter(|(_, count)| *count >= least);
    names.map(|(name, _)| name.to_owned()).collect()
}

fn prefix(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let at = line.char_indices().take(LONGEST + 1).find(|(_, c)| *c == ':')?.0;
    let (name, rest) = line.split_at(at);
    let name = name.trim_end();
    let fits = |c: char| {
        c.is_alphanumeric() || c.is_whitespace() || !c.is_ascii() || ".,'()_-&/@+#".contains(c)
    };
    let named = name.starts_with(char::is_alphanumeric)
        && name.chars().any(char::is_alphabetic)
        && name.chars().all(fits)
        && name.split_whitespace().count() <= 6;
    (named && rest[1..].starts_with(char::is_whitespace)).then_some(name)
}
