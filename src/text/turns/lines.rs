//! Labels at the beginning of short pieces of speech, such as the words of subtitle cues, where nothing
//! but the labels is looked for.

use super::line::Family;
use super::{Hints, accept, build, header, scan};
use crate::model::ReceiptNote;

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
    let preamble = header::Preamble::default();
    let mut scan = scan::candidates(text, hints, &preamble);
    scan.only(&[Family::Colon, Family::Bracket, Family::BracketAlone, Family::Bold]);
    let verdict = accept::decide(&scan.labels, scan.shares);
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
