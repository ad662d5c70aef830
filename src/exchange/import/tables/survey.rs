//! Surveys: one document for each respondent, question and answer; the rest is what is known of them.

use super::super::{Asked, Holding, decisions, decode, note, origin, stem};
use super::{Table, column_named, columns};
use crate::exchange::people::kind_of;
use crate::model::{
    LineError, MarkKind, NewDocument, NewMark, NewTurn, PeopleTable, Reading, Refusal,
    SurveyColumns, name_key,
};
use std::collections::{HashMap, HashSet};

/// Respondents of a survey at most.
const MOST: usize = 100_000;

/// Which columns are what, by their places.
struct Places {
    /// `None`: respondents are numbered.
    id: Option<usize>,
    texts: Vec<usize>,
    attributes: Vec<usize>,
}

fn places(table: &Table, columns: &SurveyColumns) -> Result<Places, Refusal> {
    let find = |name: &String| column_named(&table.titles, name);
    let mut texts: Vec<usize> = columns.texts.iter().map(find).collect::<Result<_, _>>()?;
    texts.sort_unstable();
    texts.dedup();
    let id = match &columns.id {
        Some(name) => Some(find(name)?),
        None => Some(0).filter(|at| !texts.contains(at) && columns::tells_apart(table, *at)),
    };
    if texts.is_empty() {
        return Err(Refusal::new("no column is chosen to be text")
            .instead("choose at least one that holds answers"));
    }
    if let Some(id) = id
        && texts.contains(&id)
    {
        return Err(Refusal::new(format!("{} cannot be id and text at once", table.titles[id])));
    }
    let free = |at: &usize| Some(*at) != id && !texts.contains(at);
    let attributes = match &columns.attributes {
        Some(names) => {
            let mut chosen: Vec<usize> = names.iter().map(find).collect::<Result<_, _>>()?;
            chosen.retain(free);
            chosen
        }
        // A column without a name or without a value is none.
        None => (0..table.titles.len())
            .filter(free)
            .filter(|&at| table.column(at).any(|value| !value.is_empty()))
            .filter(|&at| table.first.1.get(at).is_some_and(|name| !name.is_empty()))
            .collect(),
    };
    Ok(Places { id, texts, attributes })
}

/// Reads a survey. `decided`: somebody chose the columns.
///
/// # Errors
/// When a column is not there, or nobody has answered anything.
pub(super) fn read(
    name: &str,
    bytes: &[u8],
    table: &Table,
    columns: &SurveyColumns,
    asked: &Asked<'_>,
    decided: bool,
) -> Result<Holding, Refusal> {
    let places = places(table, columns)?;
    if table.rows.len() > MOST {
        return Err(Refusal::new(format!("the table has more than {MOST} rows"))
            .instead("split it into several files"));
    }
    let file_name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let titled = |at: &usize| table.titles[*at].clone();
    let used = SurveyColumns {
        id: places.id.as_ref().map(titled),
        texts: places.texts.iter().map(titled).collect(),
        attributes: Some(places.attributes.iter().map(titled).collect()),
    };
    let reading = Reading { survey: Some(used.clone()), ..asked.hints.reading.clone() };
    let mut receipt = table.notes.clone();
    let who = match &used.id {
        Some(id) => format!("named by {id}"),
        None => "numbered, because no column tells them apart".to_owned(),
    };
    receipt.push(note(
        if decided { "decided-survey" } else { "survey" },
        used.texts.len() as u64,
        format!(
            "{}one row is one respondent, {who}; text from {}",
            if decided { "decided: " } else { "" },
            used.texts.join(", ")
        ),
    ));
    let origin = origin(file_name, bytes, table.format, table.encoding.clone());
    let mut people = PeopleTable::default();
    let mut known: HashSet<String> = HashSet::new();
    let mut documents = Vec::new();
    let place = if matches!(table.format, "csv" | "tsv") { "line" } else { "row" };
    let digits = table.rows.len().to_string().len().max(2);
    let mut total = 0;
    for (n, (line, cells)) in table.rows.iter().enumerate() {
        let cell = |at: usize| cells.get(at).map_or("", String::as_str);
        let id = match places.id {
            Some(at) => cell(at).split_whitespace().collect::<Vec<_>>().join(" "),
            None => format!("R{:0digits$}", n + 1),
        };
        if id.is_empty() || id.chars().count() > 100 {
            let why = if id.is_empty() { "the id is blank" } else { "the id is too long" };
            people.refused.push(LineError::new(*line, why));
            continue;
        }
        if known.insert(name_key(&id)) {
            let value = |at: &usize| Some(cell(*at).to_owned()).filter(|value| !value.is_empty());
            people.rows.push((*line, id.clone(), places.attributes.iter().map(value).collect()));
        }
        let answers: Vec<(&str, &str)> = places
            .texts
            .iter()
            .map(|&at| (table.titles[at].as_str(), cell(at)))
            .filter(|(_, answer)| !answer.is_empty())
            .collect();
        if answers.is_empty() {
            people.notes.push(note("no-answer", 1, format!("{id} has answered nothing")));
            continue;
        }
        let (text, turns, marks) = lay(&id, &answers, asked.rules.names_nobody());
        total += text.len();
        // All respondents together are held in memory: so much is no survey.
        if total > decode::LIMIT * 4 {
            return Err(decode::too_long());
        }
        let mut receipt = receipt.clone();
        let blank = places.texts.len() - answers.len();
        if blank > 0 {
            let words =
                format!("{blank} without an answer: the question does not stand in the text");
            receipt.push(note("blank-answer", blank as u64, words));
        }
        receipt.push(note("row", *line, format!("{place} {line} of the table")));
        receipt.extend(decisions::notes(&reading, &turns));
        documents.push(NewDocument {
            name: format!("{} {id}", stem(file_name)),
            text,
            turns,
            marks,
            times: Vec::new(),
            reading: reading.clone(),
            origin: origin.clone(),
            receipt,
        });
    }
    if documents.is_empty() {
        return Err(Refusal::new(format!("there are no answers in {}", used.texts.join(", ")))
            .instead("choose other columns"));
    }
    people.attributes = attributes(table, &places, &people);
    Ok(Holding { documents, people: Some(people) })
}

fn attributes(
    table: &Table,
    places: &Places,
    people: &PeopleTable,
) -> Vec<(String, crate::model::AttributeKind)> {
    let mut values: HashMap<usize, Vec<&str>> = HashMap::new();
    for (_, _, row) in &people.rows {
        for (n, value) in row.iter().enumerate() {
            if let Some(value) = value {
                values.entry(n).or_default().push(value);
            }
        }
    }
    let kind = |n: usize| kind_of(values.get(&n).map_or(&[][..], Vec::as_slice));
    let named = |(n, at): (usize, &usize)| (table.titles[*at].clone(), kind(n));
    places.attributes.iter().enumerate().map(named).collect()
}

/// The question as a line nobody said, then the answer.
fn lay(id: &str, answers: &[(&str, &str)], nobody: bool) -> (String, Vec<NewTurn>, Vec<NewMark>) {
    let mut text = String::new();
    let (mut turns, mut marks) = (Vec::new(), Vec::new());
    for (question, answer) in answers {
        if !text.is_empty() {
            text.push('\n');
        }
        let start = text.len() as u32;
        text.push_str(question);
        let end = text.len() as u32;
        turns.push(NewTurn { start, body: start, end, speaker: None, at_ms: None });
        marks.push(NewMark { start, end, kind: MarkKind::Header });
        text.push('\n');
        let start = text.len() as u32;
        if !nobody {
            text.push_str(id);
            text.push_str(": ");
        }
        let body = text.len() as u32;
        text.push_str(answer);
        let end = text.len() as u32;
        let speaker = (!nobody).then(|| id.to_owned());
        turns.push(NewTurn { start, body, end, speaker, at_ms: None });
        text.push('\n');
    }
    (text, turns, marks)
}
