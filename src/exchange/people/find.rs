//! Where the table of participants is in a file: which sheet, which row names the columns, which
//! column holds the ids.

use super::kinds::{is_date, is_number};
use crate::exchange::grid::Grid;
use crate::model::{PeopleChoices, name_key};
use std::collections::{HashMap, HashSet};

/// Rows at the top that may be the header.
const TOP: usize = 30;

/// Words that name a column of ids, as the letters of its name without regard to case.
const ID_WORDS: &[&str] = &[
    "id",
    "ids",
    "participant",
    "participants",
    "participantid",
    "pid",
    "responseid",
    "recordid",
    "pseudonym",
    "case",
    "caseid",
    "casenumber",
    "casename",
    "respondent",
    "respondentid",
    "interviewee",
    "intervieweeid",
    "interview",
    "interviewid",
    "subject",
    "subjectid",
    "person",
    "personid",
    "code",
    "number",
    "no",
    "nr",
    "participantno",
    "participantnumber",
    "studyid",
    "idno",
    "teilnehmer",
    "teilnehmerin",
    "teilnehmernr",
    "teilnehmerid",
    "kennung",
    "kürzel",
    "fall",
    "fallnummer",
    "proband",
    "probandid",
    "befragte",
    "participante",
    "participantes",
    "código",
    "codigo",
    "identifiant",
    "numéro",
    "deelnemer",
    "deltager",
    "deltagare",
    "uczestnik",
    "partecipante",
    "katılımcı",
];

/// The choices a person would make, and how much speaks for them. `known`: ids of the study, in
/// lower case.
pub(super) fn propose(sheets: &[(String, Grid)], known: &HashSet<String>) -> PeopleChoices {
    let mut best: Option<(f32, PeopleChoices)> = None;
    for (sheet, grid) in sheets {
        let (score, choices) = propose_in(sheet, grid, known);
        if best.as_ref().is_none_or(|(known, _)| score > *known) {
            best = Some((score, choices));
        }
    }
    best.map(|(_, choices)| choices).unwrap_or_default()
}

/// The same for one sheet.
pub(super) fn propose_in(
    sheet: &str,
    grid: &Grid,
    known: &HashSet<String>,
) -> (f32, PeopleChoices) {
    let header = header(grid);
    let (id_column, score) = id_column(grid, header, known);
    let line = grid.rows.get(header).map_or(0, |(line, _)| *line);
    // A file without a header begins with somebody the study knows, or with `P01` over `P02`, perhaps
    // under a title: see `titles`.
    let first = grid.rows.get(header).and_then(|(_, cells)| cells.get(id_column));
    let like_others = || first.is_some_and(|first| is_one_of(first, grid, header, id_column));
    let bare = first.is_some_and(|cell| known.contains(&name_key(cell))) || like_others();
    let rows = grid.rows.len().saturating_sub(header + usize::from(!bare));
    let named = if sheet.to_lowercase().contains("participant") { 2.0 } else { 0.0 };
    let choices = PeopleChoices {
        sheet: sheet.to_owned(),
        header_row: if bare { 0 } else { line },
        id_column,
        ..PeopleChoices::default()
    };
    let score = if rows == 0 { score - 20.0 } else { score };
    (score + named, choices)
}

/// True for a numbered id (`P01`) over ids with the same letters: it names nobody's column.
fn is_one_of(first: &str, grid: &Grid, header: usize, column: usize) -> bool {
    let letters = |cell: &str| {
        let key = name_key(cell);
        let letters = key.trim_end_matches(|c: char| c.is_ascii_digit());
        (letters.len() < key.len()).then(|| letters.to_owned())
    };
    let Some(own) = letters(first) else { return false };
    let below = grid.rows.get(header + 1..).unwrap_or_default();
    let ids =
        || below.iter().filter_map(|(_, cells)| cells.get(column)).filter(|id| !id.is_empty());
    let alike = ids().filter(|id| letters(id).as_ref() == Some(&own)).count();
    alike >= 2 && alike * 5 >= ids().count() * 4
}

/// Rows of titles over a table without a header, where its ids are numbered: they fill a cell or two and
/// have no such id. No row of a table without header could name them, so they would be people.
pub(super) fn titles(grid: &Grid, id_column: usize) -> usize {
    let first = header(grid);
    let is_person = |row: usize| {
        let id = grid.rows.get(row).and_then(|(_, cells)| cells.get(id_column));
        id.is_some_and(|id| is_one_of(id, grid, first, id_column))
    };
    if is_person(first) { (0..first).take_while(|row| !is_person(*row)).count() } else { 0 }
}

fn filled(cells: &[String]) -> usize {
    cells.iter().filter(|cell| !cell.trim().is_empty()).count()
}

/// Index of the row that names the columns: the first one that is about as wide as the widest. Titles
/// over a table fill a cell or two.
fn header(grid: &Grid) -> usize {
    let top = || grid.rows.iter().take(TOP);
    let widest = top().map(|(_, cells)| filled(cells)).max().unwrap_or(0);
    let names = |cells: &[String]| {
        let own = filled(cells);
        let value = |cell: &&String| is_number(cell.trim()) || is_date(cell.trim());
        own * 5 >= widest * 3 && (own == widest || !cells.iter().any(|cell| value(&cell)))
    };
    top().position(|(_, cells)| names(cells)).unwrap_or(0)
}

/// The column that holds ids, and how much speaks for it.
fn id_column(grid: &Grid, header: usize, known: &HashSet<String>) -> (usize, f32) {
    let body = grid.rows.get(header + 1..).unwrap_or_default();
    let empty = Vec::new();
    let names = grid.rows.get(header).map_or(&empty, |(_, cells)| cells);
    let width = body.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0).max(names.len());
    let used = |column: usize| {
        let own = |cells: &Vec<String>| cells.get(column).is_some_and(|c| !c.trim().is_empty());
        own(names) || body.iter().any(|(_, cells)| own(cells))
    };
    let first = (0..width).find(|column| used(*column)).unwrap_or(0);
    let mut best = (first, f32::MIN);
    for column in 0..width {
        let mut values: HashMap<String, usize> = HashMap::new();
        let mut count = 0;
        for (_, cells) in body {
            let cell = cells.get(column).map(|cell| cell.trim()).unwrap_or_default();
            if !cell.is_empty() {
                *values.entry(name_key(cell)).or_default() += 1;
                count += 1;
            }
        }
        let share = |part: usize, of: usize| if of == 0 { 0.0 } else { part as f32 / of as f32 };
        let met = values.keys().filter(|value| known.contains(*value)).count();
        let title = names.get(column).map(|name| word(name)).unwrap_or_default();
        let mut score = 10.0 * share(met, values.len());
        score += if ID_WORDS.contains(&title.as_str()) { 3.0 } else { 0.0 };
        // Moments name nobody, although each of them is met once.
        let mut cells = body.iter().filter_map(|(_, cells)| cells.get(column)).map(|c| c.trim());
        score -= if count > 0 && cells.all(|c| c.is_empty() || is_date(c)) { 3.0 } else { 0.0 };
        let whole = share(values.len(), count).min(share(count, body.len()));
        score += if whole >= 1.0 { 2.0 } else { whole };
        score += if column == first { 1.5 } else { 0.0 };
        if score > best.1 {
            best = (column, score);
        }
    }
    best
}

/// The letters and digits of a name, in lower case.
fn word(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
