//! Transcripts in the form of a table: a row for each turn, with columns for speaker, words and time.

use super::super::cues::{self, Piece};
use super::super::{Laid, Source, decode, note};
use super::Table;
use crate::model::{MarkKind, NewMark, NewTime, NewTurn, Refusal};
use crate::text::turns::{Hints, label_key, time_of};
use std::collections::HashMap;

/// Which columns are what.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Shape {
    pub(super) speaker: Option<usize>,
    pub(super) words: usize,
    pub(super) time: Option<usize>,
    /// Rows with a beginning and an end are cues and not turns.
    pub(super) end: Option<usize>,
    /// The first row names the columns.
    pub(super) headed: bool,
}

const SPEAKER: &[&str] = &[
    "speaker",
    "speakers",
    "speakername",
    "speakerlabel",
    "who",
    "talker",
    "sprecher",
    "sprecherin",
    "locuteur",
    "hablante",
    "spreker",
    "oratore",
];
/// As [`SPEAKER`], but surveys have them too.
const MAYBE_SPEAKER: &[&str] = &["name", "participant", "person", "role", "id"];
const WORDS: &[&str] = &[
    "words",
    "text",
    "content",
    "transcript",
    "transcription",
    "utterance",
    "speech",
    "dialogue",
    "sentence",
    "said",
    "inhalt",
    "aussage",
    "texte",
    "texto",
    "tekst",
    "paroles",
];
const TIME: &[&str] = &[
    "timestamp",
    "time",
    "start",
    "begin",
    "starttime",
    "startms",
    "timecode",
    "timespan",
    "from",
    "zeit",
    "von",
    "début",
    "inicio",
];
const END: &[&str] = &["end", "stop", "endtime", "endms", "to", "ende", "bis", "fin"];

/// The columns of a transcript; `None` when it is another table.
pub(super) fn find(table: &Table) -> Option<Shape> {
    by_name(table).or_else(|| by_content(table))
}

fn by_name(table: &Table) -> Option<Shape> {
    let keys: Vec<String> = table
        .titles
        .iter()
        .map(|title| {
            title.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
        })
        .collect();
    let find = |names: &[&str]| keys.iter().position(|key| names.contains(&key.as_str()));
    let words = find(WORDS)?;
    let (time, end) = (find(TIME), find(END));
    let speaker = find(SPEAKER).or_else(|| find(MAYBE_SPEAKER).filter(|at| repeats(table, *at)));
    let timed = time.is_some() && end.is_some();
    (speaker.is_some() || timed).then_some(Shape { speaker, words, time, end, headed: true })
}

/// True when few short values come again and again.
fn repeats(table: &Table, at: usize) -> bool {
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut filled = 0;
    for value in table.column(at).filter(|value| !value.is_empty()) {
        if value.chars().count() > 48 || value.contains('\n') {
            return false;
        }
        filled += 1;
        *counts.entry(label_key(value)).or_default() += 1;
    }
    filled >= 4 && counts.len() >= 2 && counts.len() * 2 <= filled
}

/// Without names: a column of times or none, one of few labels, one of long text, and no more.
fn by_content(table: &Table) -> Option<Shape> {
    let width = table.titles.len();
    if !(2..=4).contains(&width) || table.rows.len() < 4 {
        return None;
    }
    let timed = |at: usize| {
        let (mut times, mut filled) = (0, 0);
        for value in table.column(at).filter(|value| !value.is_empty()) {
            filled += 1;
            times += usize::from(time_of(value).is_some());
        }
        filled > 0 && times * 10 >= filled * 8
    };
    let times: Vec<usize> = (0..width).filter(|&at| timed(at)).collect();
    let others: Vec<usize> = (0..width).filter(|at| !times.contains(at)).collect();
    let &[speaker, words] = others.as_slice() else { return None };
    let length = |at: usize| table.column(at).map(|value| value.chars().count()).sum::<usize>();
    let (speaker, words) =
        if length(speaker) > length(words) { (words, speaker) } else { (speaker, words) };
    // A column of roles beside an answer is a survey: in talk the speaker changes from row to row.
    let mut last = String::new();
    let mut changes = 0;
    for value in table.column(speaker) {
        let key = label_key(value);
        changes += usize::from(!key.is_empty() && key != last);
        last = key;
    }
    let talk = repeats(table, speaker)
        && (changes * 2 >= table.rows.len() || !times.is_empty())
        && length(words) >= length(speaker) * 2;
    if !talk || (width == 2 && times.is_empty() && changes * 3 < table.rows.len() * 2) {
        return None;
    }
    let first = |at: usize| table.first.1.get(at).map_or("", String::as_str);
    let named = |at: usize| {
        let key = label_key(first(at));
        !key.is_empty() && table.column(at).all(|value| label_key(value) != key)
    };
    let headed = match times.first() {
        Some(&at) => time_of(first(at)).is_none() && !first(at).is_empty(),
        None => named(speaker),
    };
    let (time, end) = (times.first().copied(), times.get(1).copied());
    Some(Shape { speaker: Some(speaker), words, time, end, headed })
}

/// Lays the rows out as turns.
///
/// # Errors
/// When nothing is said in it.
pub(super) fn read(mut table: Table, shape: &Shape, hints: &Hints) -> Result<Source, Refusal> {
    if !shape.headed {
        table.rows.insert(0, std::mem::take(&mut table.first));
    }
    let mut source = Source {
        format: table.format,
        encoding: table.encoding.clone(),
        receipt: std::mem::take(&mut table.notes),
        ..Source::default()
    };
    let used = [shape.speaker, Some(shape.words), shape.time, shape.end];
    for (at, title) in table.titles.iter().enumerate().filter(|(at, _)| !used.contains(&Some(*at)))
    {
        let filled = table.column(at).filter(|value| !value.is_empty()).count();
        if filled > 0 {
            let words = format!("{filled} cells of the column {title} were left out");
            source.receipt.push(note("column", filled as u64, words));
        }
    }
    if shape.end.is_some() {
        return cued(&table, shape, hints, source);
    }
    let mut desk = Desk::default();
    let rules = &hints.rules;
    let mut spellings: HashMap<String, String> = HashMap::new();
    let mut current: Option<String> = None;
    let mut silent = 0;
    for (_, cells) in &table.rows {
        let cell = |at: usize| cells.get(at).map_or("", String::as_str);
        let when = shape.time.map_or("", cell);
        let ms = time_of(when).or_else(|| seconds(when));
        if ms.is_none() && !when.is_empty() {
            // Somebody wrote a remark where the time belongs.
            desk.remark(when);
        }
        let label = shape.speaker.map_or("", cell).trim_end_matches([':', '：']).trim_end();
        if !label.is_empty() {
            let spelled = rules.spelled(label).filter(|_| !rules.names_nobody());
            let first = spelled.map(|label| {
                let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
                spellings.entry(label_key(&label)).or_insert(label).clone()
            });
            current = first;
        }
        let words = cell(shape.words);
        if words.is_empty() {
            silent += 1;
            continue;
        }
        desk.put(current.as_deref(), words, ms);
        if desk.text.len() > decode::LIMIT {
            return Err(decode::too_long());
        }
    }
    if desk.text.is_empty() {
        return Err(Refusal::new("there are no words in this table"));
    }
    if silent > 0 {
        let words = "rows without words were passed over";
        source.receipt.push(note("empty-row", silent, words));
    }
    let rows = table.rows.len() as u64 - silent;
    let turns = desk.turns.len();
    source.receipt.push(note("rows", rows, format!("{rows} rows are {turns} turns")));
    source.text = desk.text;
    source.laid = Some(Laid { turns: desk.turns, marks: desk.marks, times: desk.times });
    Ok(source)
}

/// A bare number of seconds.
fn seconds(words: &str) -> Option<i64> {
    let plain = words.len() <= 12 && words.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    words.parse::<f64>().ok().filter(|_| plain).map(|seconds| (seconds * 1000.0).round() as i64)
}

/// Rows with a beginning and an end: cues.
fn cued(table: &Table, shape: &Shape, hints: &Hints, source: Source) -> Result<Source, Refusal> {
    let (mut pieces, mut count) = (Vec::new(), 0);
    // Whole numbers that grow past a day of seconds are milliseconds.
    let largest = shape
        .end
        .into_iter()
        .flat_map(|at| table.column(at))
        .filter_map(|value| value.parse::<f64>().ok().filter(|_| !value.contains('.')));
    let is_ms = largest.fold(0.0, f64::max) > 86_400.0;
    let ms = |words: &str| {
        time_of(words).or_else(|| seconds(words).map(|ms| if is_ms { ms / 1000 } else { ms }))
    };
    for (_, cells) in &table.rows {
        let cell = |at: usize| cells.get(at).map_or("", String::as_str);
        let label = shape.speaker.map_or("", cell).trim_end_matches([':', '：']).trim_end();
        let voice = Some(label.split_whitespace().collect::<Vec<_>>().join(" "));
        let voice = voice.filter(|label| !label.is_empty());
        let (mut from, to) = (shape.time.and_then(|at| ms(cell(at))), shape.end.map(cell));
        let to = to.and_then(ms);
        count += 1;
        for line in cell(shape.words).lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (words, voice) = (line.to_owned(), voice.clone());
            pieces.push(Piece { from: from.take(), to, voice, words, apart: false });
        }
    }
    cues::lay_out(source, &pieces, count, hints)
}

#[derive(Default)]
struct Desk {
    text: String,
    turns: Vec<NewTurn>,
    marks: Vec<NewMark>,
    times: Vec<NewTime>,
    /// The last turn may go on.
    open: bool,
}

impl Desk {
    fn apart(&mut self) -> u32 {
        if !self.text.is_empty() {
            // The line feed that ends the last row stands there already.
            self.text.push('\n');
        }
        self.text.len() as u32
    }

    fn put(&mut self, speaker: Option<&str>, words: &str, ms: Option<i64>) {
        let goes_on = self.open
            && speaker.is_some()
            && self.turns.last().is_some_and(|turn| turn.speaker.as_deref() == speaker);
        if !goes_on {
            let start = self.apart();
            if let Some(label) = speaker {
                self.text.push_str(label);
                self.text.push_str(": ");
            }
            let body = self.text.len() as u32;
            let speaker = speaker.map(str::to_owned);
            self.turns.push(NewTurn { start, body, end: body, speaker, at_ms: ms });
            self.open = true;
        }
        if let Some(ms) = ms {
            self.times.push(NewTime { at: self.text.len() as u32, ms });
        }
        self.text.push_str(words);
        if let Some(turn) = self.turns.last_mut() {
            turn.end = self.text.len() as u32;
        }
        self.text.push('\n');
    }

    /// Words that nobody said.
    fn remark(&mut self, words: &str) {
        let start = self.apart();
        self.text.push_str(words);
        let end = self.text.len() as u32;
        self.text.push('\n');
        self.turns.push(NewTurn { start, body: start, end, speaker: None, at_ms: None });
        self.marks.push(NewMark { start, end, kind: MarkKind::Header });
        self.open = false;
    }
}
