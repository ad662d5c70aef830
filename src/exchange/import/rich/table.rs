//! Tables as text: a row is a line, its cells are parted by tabs.
//!
//! The rows of a table are laid down in place while it is read. When it ends, one look at its columns
//! says whether it is a transcript: then the cells that name who speaks are remembered, and each
//! begins a turn. Nothing is moved, so tables inside tables cost no more than their own length.

use super::Out;
use crate::text::turns;
use std::collections::HashSet;
use std::ops::Range;

/// Rows that are looked at to understand the columns.
const LOOKED_AT: usize = 2000;

/// Rows and cells of a row that are remembered: far above any transcript, low enough that a hostile
/// table does not fill the memory.
const ROWS: usize = 500_000;
const CELLS: usize = 64;

/// Columns a transcript has at most: a number, two times, who speaks, what was said, a remark.
const COLUMNS: usize = 6;

/// Columns up to which labels that come back make a transcript. A wider table may as well hold facts
/// about people, in which sexes, sites and roles come back.
const FEW: usize = 4;

/// Bytes of a cell that names who speaks at most.
const NAME: usize = 80;

/// Words that stand over the column of speakers.
const HEADS: [&str; 14] = [
    "speaker",
    "speakers",
    "name",
    "who",
    "person",
    "participant",
    "role",
    "sprecher",
    "sprecherin",
    "sprecher/in",
    "wer",
    "locuteur",
    "hablante",
    "spreker",
];

/// Those of them that stand over facts about people as well.
const OF_PEOPLE: [&str; 4] = ["name", "person", "participant", "role"];

/// A table that is open.
#[derive(Clone, Default, Debug)]
pub(super) struct Table {
    rows: Vec<Vec<Range<usize>>>,
    /// The cells of the open row.
    cells: Vec<Range<usize>>,
    /// Where the open row and the open cell began.
    row: Option<usize>,
    cell: Option<usize>,
}

impl Out {
    /// Tables that are open, one inside another.
    pub(in crate::exchange::import) fn tables(&self) -> usize {
        self.tables.len()
    }

    /// Begins a table.
    pub(in crate::exchange::import) fn begin_table(&mut self) {
        self.tables.push(Table::default());
    }

    /// Begins a row; one that is still open ends.
    pub(in crate::exchange::import) fn begin_row(&mut self) {
        self.end_row();
        let at = self.text.len();
        if let Some(table) = self.tables.last_mut() {
            table.cells.clear();
            table.row = Some(at);
        }
    }

    /// Begins a cell; one that is still open ends.
    pub(in crate::exchange::import) fn begin_cell(&mut self) {
        self.end_cell();
        if self.tables.last().is_some_and(|table| table.row.is_none()) {
            self.begin_row();
        }
        let Some(table) = self.tables.last_mut() else { return };
        if !table.cells.is_empty() {
            self.text.push('\t');
        }
        table.cell = Some(self.text.len());
    }

    /// Begins a cell unless one is open.
    pub(in crate::exchange::import) fn open_cell(&mut self) {
        if self.tables.last().is_some_and(|table| table.cell.is_none()) {
            self.begin_cell();
        }
    }

    /// Ends a cell.
    pub(in crate::exchange::import) fn end_cell(&mut self) {
        let Some(start) = self.tables.last_mut().and_then(|table| table.cell.take()) else {
            return;
        };
        self.trim_line_feeds(start);
        let cell = start.min(self.text.len())..self.text.len();
        if let Some(table) = self.tables.last_mut().filter(|table| table.cells.len() < CELLS) {
            table.cells.push(cell);
        }
    }

    /// Ends a row; one in which nothing stands leaves no trace.
    pub(in crate::exchange::import) fn end_row(&mut self) {
        self.end_cell();
        let Some(table) = self.tables.last_mut() else { return };
        let Some(start) = table.row.take() else { return };
        if self.text[start.min(self.text.len())..].trim().is_empty() {
            self.cut(start);
            return;
        }
        if table.rows.len() < ROWS {
            table.rows.push(std::mem::take(&mut table.cells));
        }
        self.text.push('\n');
    }

    /// What is taken away from the byte `at` on is in no cell of a table that is open.
    pub(super) fn clip_tables(&mut self, at: usize) {
        let clip = |cell: &mut Range<usize>| *cell = cell.start.min(at)..cell.end.min(at);
        for table in &mut self.tables {
            for row in table.rows.iter_mut().rev() {
                if row.last().is_some_and(|cell| cell.end <= at) {
                    break;
                }
                row.iter_mut().for_each(clip);
            }
            table.cells.iter_mut().for_each(clip);
            for place in [&mut table.row, &mut table.cell].into_iter().flatten() {
                *place = at.min(*place);
            }
        }
    }

    /// Ends a table.
    pub(in crate::exchange::import) fn end_table(&mut self) {
        self.end_row();
        let Some(table) = self.tables.pop() else { return };
        let rows = &table.rows[..table.rows.len().min(LOOKED_AT)];
        let Some(column) = speakers(rows, &self.text) else { return };
        for (n, row) in table.rows.iter().enumerate() {
            let Some(cell) = row.get(column.at) else { continue };
            // A name and a time on two lines are one label.
            for leading in &row[..column.words.min(row.len())] {
                join_lines(&mut self.text, leading);
            }
            if n == 0 && column.headed {
                let end = row.last().map_or(cell.end, |last| last.end);
                let start = row.first().map_or(cell.start, |first| first.start);
                if self.asides.last().is_none_or(|last| last.end <= start) && start < end {
                    self.asides.push(start..end);
                }
                continue;
            }
            let text = &self.text[cell.clone()];
            let start = cell.start + text.len() - text.trim_start().len();
            let end = cell.start + text.trim_end().len();
            if start < end && row.len() > column.at + 1 {
                self.cells.push(start..end);
            }
        }
        // Those of a table inside a cell came first.
        self.cells.sort_by_key(|cell| cell.start);
    }
}

fn join_lines(text: &mut String, cell: &Range<usize>) {
    if text[cell.clone()].contains('\n') {
        let joined = text[cell.clone()].replace('\n', " ");
        text.replace_range(cell.clone(), &joined);
    }
}

/// Which column says who speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Column {
    at: usize,
    /// The column of what was said.
    words: usize,
    /// The first row holds headings.
    headed: bool,
}

/// Finds the column of speakers: before the column of words, all of it short and like labels, with
/// the usual name of an interviewer in it, or a heading that says so, or each label repeated. In a wide
/// table the last is not enough.
fn speakers(rows: &[Vec<Range<usize>>], text: &str) -> Option<Column> {
    let wide: Vec<&Vec<Range<usize>>> = rows.iter().filter(|row| row.len() >= 2).collect();
    let columns = wide.iter().map(|row| row.len()).max().filter(|most| *most <= COLUMNS)?;
    if wide.len() < 2 || wide.len() * 10 < rows.len() * 8 {
        return None;
    }
    let cell =
        |row: &[Range<usize>], at: usize| row.get(at).map_or("", |cell| text[cell.clone()].trim());
    let said = |at: usize| wide.iter().map(|row| cell(row, at).len()).sum::<usize>();
    let words = (1..columns).max_by_key(|at| (said(*at), usize::MAX - at))?;
    let spoken = wide.iter().filter(|row| cell(row, words).contains(char::is_whitespace)).count();
    if spoken * 10 < wide.len() * 4 {
        return None;
    }
    // A column of words that are neither numbers nor times.
    let tells = |column: usize| {
        let rows = wide.iter().skip(1);
        let (mut filled, mut words) = (0, 0);
        for row in rows {
            let cell = cell(row, column);
            filled += usize::from(!cell.is_empty());
            words += usize::from(cell.chars().filter(|c| c.is_alphabetic()).count() >= 3);
        }
        words > 0 && words * 2 >= filled
    };
    // Another column names each row, as `P01` or `Anna` does: then a row is a person and no turn.
    let keyed = |at: usize| {
        (0..words).filter(|other| *other != at).any(|other| {
            let rows = wide.iter().skip(1).map(|row| cell(row, other));
            let keys = rows.map(|key| turns::label_in_cell(key).map(turns::label_key));
            let keys: Option<HashSet<String>> = keys.collect();
            keys.is_some_and(|keys| keys.len() > 2 && keys.len() + 1 == wide.len())
        })
    };
    (0..words).find_map(|at| {
        let first = wide.first().map_or("", |row| cell(row, at));
        let head = first.trim_end_matches(':').to_lowercase();
        // `Speaker name`, `Speaker ID`; a name or a person may be that of something else.
        let begins = head.split_whitespace().next().unwrap_or_default();
        let of_speech = HEADS.contains(&begins)
            && !OF_PEOPLE.contains(&begins)
            && !["who", "wer"].contains(&begins);
        let headed = of_speech || HEADS.contains(&head.as_str());
        let names: Vec<&str> = wide
            .iter()
            .skip(usize::from(headed))
            .map(|row| cell(row, at))
            .filter(|name| !name.is_empty())
            .collect();
        if names.len() < 2 || names.iter().any(|name| name.len() > NAME) {
            return None;
        }
        let labels: Vec<String> = names
            .iter()
            .filter_map(|name| turns::label_in_cell(name))
            .map(turns::label_key)
            .collect();
        if labels.len() * 20 < names.len() * 19 {
            return None;
        }
        let mut distinct = labels.clone();
        distinct.sort();
        distinct.dedup();
        let asked = distinct.iter().any(|label| turns::is_interviewer_label(label));
        let repeated = distinct.len() >= 2 && distinct.len() * 2 <= labels.len();
        // Letters alone may be answers to be ticked off; then the words are what tells.
        let talk = said(words) > said(at);
        // A heading alone is that of a list of people as well: there each has several facts.
        let facts = (0..columns).filter(|other| *other != at && *other != words && tells(*other));
        let list = distinct.len() == labels.len() && facts.count() >= 2;
        let speak = if columns <= FEW {
            asked || repeated || headed && !list
        } else {
            let sure = headed && !OF_PEOPLE.contains(&head.as_str());
            // Whoever is named once for each row is in a list of people.
            let come_back = headed && repeated && head != "role";
            // `I1`, `I2` are the ids of interviews where nobody answers.
            let answered =
                asked && !distinct.iter().all(|label| turns::is_interviewer_label(label));
            !list && (sure || (come_back || answered) && !keyed(at))
        };
        (speak && talk).then_some(Column { at, words, headed })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table laid down cell by cell, and the cells that name who speaks.
    fn lay(rows: &[&[&str]]) -> (String, Vec<String>) {
        let mut out = Out::default();
        out.begin_table();
        for row in rows {
            out.begin_row();
            for cell in *row {
                out.begin_cell();
                out.push(cell, false);
                out.push("\n", false);
                out.end_cell();
            }
            out.end_row();
        }
        out.end_table();
        let cells = out.cells.iter().map(|cell| out.text[cell.clone()].to_owned()).collect();
        (out.text, cells)
    }

    #[test]
    fn the_column_of_speakers_is_found_by_its_content() {
        let check = |rows: &[&[&str]], expected: &[&str]| {
            assert_eq!(lay(rows).1, expected, "{rows:?}");
        };
        check(&[&["INT", "Why did you go?"], &["P07", "Because it was late."]], &["INT", "P07"]);
        check(
            &[
                &["Anna", "How was it?"],
                &["Ben", "It was good."],
                &["Anna", "And?"],
                &["Ben", "So."],
            ],
            &["Anna", "Ben", "Anna", "Ben"],
        );
        check(
            &[
                &["Time", "Speaker", "Text"],
                &["00:01", "Anna K.", "How was it for you?"],
                &["00:09", "Ben", "It was good."],
            ],
            &["Anna K.", "Ben"],
        );
        check(
            &[&["1", "I:", "How was it?"], &["2", "B:", "It was good."], &["3", "", "And more."]],
            &["I:", "B:"],
        );
        check(
            &[
                &["No", "Time", "Speaker", "Text", "Notes"],
                &["1", "00:01", "Anna", "How was it for you?", "laughs"],
                &["2", "00:09", "Social worker", "It was good in the end.", ""],
                &["3", "00:12", "Anna", "And after that?", ""],
            ],
            &["Anna", "Social worker", "Anna"],
        );
        // Tables of facts.
        check(&[&["Name", "Age"], &["Anna", "34"], &["Ben", "41"]], &[]);
        check(&[&["Site", "Count"], &["A", "3"], &["A", "4"], &["B", "5"], &["B", "6"]], &[]);
        check(
            &[
                &["Name", "Age", "Role", "Site", "Comment"],
                &["Anna", "34", "nurse", "north", "very open in the interview, offered more"],
                &["Ben", "41", "porter", "south", "wants to see the report first"],
                &["Cara", "29", "guardian", "east", "would rather not be recorded"],
            ],
            &[],
        );
        check(&[&["Question", "How did you begin to work here?"]], &[]);
        check(&[&["a", "b", "c", "d", "e"], &["a", "b", "c", "d", "e"]], &[]);
        check(&[], &[]);
    }

    #[test]
    fn a_wide_table_of_facts_is_no_transcript() {
        let speakers = |rows: &[&str]| {
            let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.split('|').collect()).collect();
            let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
            lay(&rows).1
        };
        let check = |rows: &[&str], expected: &[&str]| {
            assert_eq!(speakers(rows), expected, "{rows:?}");
        };
        // What comes back is a sex, a site, a role.
        let facts = |heads: &str, third: [&str; 2]| {
            let [a, b] = third;
            let rows = [
                heads.to_owned(),
                format!("P01|34|{a}|north|very open in the interview"),
                format!("P02|41|{b}|south|wants to see the report"),
                format!("P03|29|{a}|north|would rather not be recorded"),
                format!("P04|52|{b}|south|asked for a second meeting"),
                format!("P05|38|{a}|north|was late for the interview"),
                format!("P06|45|{b}|south|offered to talk again"),
            ];
            speakers(&rows.each_ref().map(String::as_str))
        };
        assert!(facts("ID|Age|Gender|Site|Comment", ["Female", "Male"]).is_empty());
        assert!(facts("ID|Age|Role|Site|Comment", ["nurse", "porter"]).is_empty());
        assert!(facts("ID|Age|Job|Site|Comment", ["Researcher", "porter"]).is_empty());
        check(
            &[
                "Name|Age|Years|Sex|Comment",
                "Anna|34|3|F|very open in the interview",
                "Ben|41|7|M|wants to see the report",
                "Cara|29|2|F|would rather not be recorded",
            ],
            &[],
        );
        check(
            &[
                "I1|34|3|F|very open in the interview",
                "I2|41|7|M|wants to see the report",
                "I3|29|2|F|would rather not be recorded",
            ],
            &[],
        );
        // Transcripts as wide: who asks is in them, or a heading says so, or names come back.
        check(
            &["1|00:01|INT|How was it for you?|laughs", "2|00:09|P07|It was good.|"],
            &["INT", "P07"],
        );
        check(
            &["No|Time|Speaker|Text|Notes", "1|00:01|Anna|How was it?|", "2|00:09|Ben|Good, so.|"],
            &["Anna", "Ben"],
        );
        check(
            &["No|Time|Speaker name|Text", "1|00:01|Anna|How was it?", "2|00:09|Ben|Good, so."],
            &["Anna", "Ben"],
        );
        check(
            &[
                "No|Time|Speaker ID|Text|Notes",
                "1|00:01|Anna|How was it?|laughs",
                "2|00:09|Ben|It was good.|",
                "3|00:12|Anna|And then?|",
            ],
            &["Anna", "Ben", "Anna"],
        );
        check(
            &[
                "No|From|To|Name|Text|Notes",
                "1|00:01|00:04|Anna|How was it for you?|",
                "2|00:04|00:09|Ben|It was good.|laughs",
                "3|00:09|00:12|Anna|And after that?|",
                "4|00:12|00:15|Ben|It was late.|",
            ],
            &["Anna", "Ben", "Anna", "Ben"],
        );
    }

    #[test]
    fn a_name_and_a_time_in_one_cell_are_one_label() {
        let (text, cells) = lay(&[&["INT\n(00:01)", "Why so?\nWell?"], &["P07", "Because I was."]]);
        assert_eq!(text, "INT (00:01)\tWhy so?\nWell?\nP07\tBecause I was.\n");
        assert_eq!(cells, ["INT (00:01)", "P07"]);
    }

    #[test]
    fn empty_rows_leave_no_trace() {
        assert_eq!(lay(&[&["", ""], &["a", ""], &["\n", ""]]).0, "a\t\n");
    }
}
