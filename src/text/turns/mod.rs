//! Who spoke when, found from the label conventions of real transcripts.
//!
//! The text is read line by line, three times: once for possible labels (`line`), once, after the
//! verdict on them (`accept`), for time stamps and headers, and once to lay the turns. Nothing here
//! alters the text; labels and stamps stay in it as structure over it.

use crate::model::{NewMark, NewTurn, ReceiptNote};
use std::ops::Range;

mod accept;
mod build;
mod header;
mod label;
mod line;
mod lines;
mod lists;
mod paragraphs;
mod phrases;
mod rules;
mod scan;
mod stamp;

pub use label::{is_interviewer_label, is_respondent_label, label_key, same_label};
pub use lines::{LineLabel, Lines, labels_of_lines};
pub use paragraphs::ends_paragraph;
pub use rules::Rules;
pub use stamp::{cue_times, time_of};

/// What is known about a text beside its letters.
#[derive(Clone, Debug, Default)]
pub struct Hints {
    /// Ids of the participants the study knows: such a label counts even when it occurs once.
    pub known: Vec<String>,
    /// Byte ranges of the text that were bold, in order: a bold name at the start of a paragraph is
    /// a label without a colon.
    pub bold: Vec<Range<usize>>,
    /// Labels known from elsewhere (a list of speakers in the file's own data, a choice of the
    /// researcher): they count like known participants.
    pub listed: Vec<String>,
    /// Byte ranges of the text that were cells in a table's column of speakers, in order, each within
    /// its line: such a row begins a turn.
    pub cells: Vec<Range<usize>>,
    /// What the researcher has decided.
    pub rules: Rules,
}

/// The label in the cell of a table, without a time beside it; `None` when it looks like none.
pub fn label_in_cell(cell: &str) -> Option<&str> {
    line::label_in_cell(cell)
}

/// What was found in a text.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Found {
    /// In order, not overlapping; together they hold every character that is not white space.
    pub turns: Vec<NewTurn>,
    /// Time stamps, headers and repeated labels inside the turns' bodies, in order, not overlapping.
    pub marks: Vec<NewMark>,
    /// Each label as first written, with the number of its turns, in order of first appearance.
    pub labels: Vec<(String, usize)>,
    /// What was decided.
    pub notes: Vec<ReceiptNote>,
}

/// Finds turns, speakers and time stamps. Never alters the text; time grows linearly with it.
///
/// A label counts when it is a participant's id or a usual one of an interviewer, or when it is
/// repeated among others of its kind; see `accept`. All turns of one speaker carry the label as it
/// is first written. Text before the first label, or without any, is a turn of nobody for each
/// paragraph; subtitle cues without speakers are joined into paragraphs.
///
/// A text above 4 GiB is more than a position can hold: nothing is found in it.
pub fn detect(text: &str, hints: &Hints) -> Found {
    if u32::try_from(text.len()).is_err() {
        return Found::default();
    }
    let preamble = header::read(text);
    let scan = scan::candidates(text, hints, &preamble);
    let verdict = accept::decide(&scan);
    let stamps = scan::stamps(text, &preamble, &scan);
    build::lay(text, &preamble, &scan, &verdict, stamps, &hints.rules)
}

#[cfg(test)]
mod tests;
