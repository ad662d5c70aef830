//! The log of files that were written from a study, as a table.

use super::sheet::{Cell, Column, Row, Sheet};
use crate::model::{Corpus, Guid, Written};
use serde_json::{Value, json};

/// The names of participants by their identities; of somebody who is not in the study any more, that.
pub fn whose(corpus: &Corpus, participants: &[Guid]) -> Vec<String> {
    let all: Vec<&str> = corpus
        .participants
        .iter()
        .filter(|person| participants.contains(&person.guid))
        .map(|person| person.name.as_str())
        .collect();
    let gone = participants.len() - all.len();
    let mut names: Vec<String> = all.into_iter().map(str::to_owned).collect();
    match gone {
        0 => {}
        1 => names.push("1 not in the study any more".to_owned()),
        n => names.push(format!("{n} not in the study any more")),
    }
    names
}

/// The names, or how many where it is everybody.
fn whose_in_short(corpus: &Corpus, participants: &[Guid]) -> Option<String> {
    let names = whose(corpus, participants);
    let all = corpus.participants.len();
    let everybody = all > 3
        && participants.len() == all
        && corpus.participants.iter().all(|person| participants.contains(&person.guid));
    match names.len() {
        0 => None,
        _ if everybody => Some(format!("all {all}")),
        _ => Some(names.join(", ")),
    }
}

/// The files as a table, in the order given.
pub fn exports_sheet(corpus: &Corpus, written: &[Written]) -> Sheet {
    let rows = written.iter().map(|file| {
        let at = file.at.get(..16).unwrap_or(&file.at).replace('T', " ");
        let words = |text: &str| Cell::words((!text.is_empty()).then(|| text.to_owned()));
        Row {
            depth: 0,
            cells: vec![
                Cell::Text(at),
                words(&file.coder),
                words(&file.what),
                words(&file.profile),
                Cell::words(whose_in_short(corpus, &file.participants)),
                words(&file.path),
            ],
        }
    });
    let names = ["When (UTC)", "Who", "What", "For", "Whose words or numbers", "File"];
    Sheet { columns: names.map(Column::text).into(), rows: rows.collect(), ..Sheet::default() }
}

/// The same by the contract of the command line.
pub fn exports_json(corpus: &Corpus, written: &[Written]) -> Value {
    let each = written.iter().map(|file| {
        json!({
            "when": file.at,
            "coder": file.coder,
            "what": file.what,
            "profile": (!file.profile.is_empty()).then_some(&file.profile),
            "participants": whose(corpus, &file.participants),
            "path": file.path,
        })
    });
    each.collect()
}
