//! Labels joined and renamed, turns given to somebody else.

use super::{SpeakersArgs, documents, no_speaker};
use crate::cli::fault::Fault;
use crate::cli::names::count;
use crate::model::{Corpus, CorpusDocument, Filter, SpeakerId};
use crate::study::{Command, TurnsTo};
use crate::text::turns::same_label;

pub(super) fn read_pair(text: &str) -> Result<(String, String), String> {
    match text.rsplit_once('=') {
        Some((a, b)) if !a.trim().is_empty() && !b.trim().is_empty() => {
            Ok((a.trim().to_owned(), b.trim().to_owned()))
        }
        _ => Err("write it as label=label".to_owned()),
    }
}

/// `3,5-7=Anna`.
pub(super) fn read_split(text: &str) -> Result<(Vec<u32>, String), String> {
    let wrong = || "write it as 3,5-7=label".to_owned();
    let (turns, label) = text.split_once('=').ok_or_else(wrong)?;
    let mut numbers = Vec::new();
    for part in turns.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let number = |text: &str| text.trim().trim_start_matches('¶').parse::<u32>().ok();
        let (first, last) = number(first).zip(number(last)).ok_or_else(wrong)?;
        if first == 0 || last < first || last - first > 1_000_000 {
            return Err(wrong());
        }
        numbers.extend(first..=last);
    }
    Ok((numbers, label.trim().to_owned()))
}

/// What is to be changed about who speaks, beyond the map; `None` when nothing is.
pub(super) fn change(
    corpus: &Corpus,
    filter: &Filter,
    args: &SpeakersArgs,
) -> Result<Option<Command>, Fault> {
    let of = |document: &CorpusDocument, label: &str| {
        let mut rows = document.speakers.iter();
        rows.find(|row| same_label(&row.label, label)).map(|row| row.id)
    };
    if !args.join.is_empty() {
        let mut pairs = Vec::new();
        for (from, into) in &args.join {
            let before = pairs.len();
            let each = documents(corpus, filter);
            pairs.extend(
                each.filter_map(|document| Some((of(document, from)?, of(document, into)?))),
            );
            if pairs.len() == before {
                let has = |label| documents(corpus, filter).any(|d| of(d, label).is_some());
                for label in [from, into] {
                    if !has(label) {
                        return Err(no_speaker(corpus, filter, label));
                    }
                }
                return Err(Fault::new(format!("no document has both {from} and {into}")));
            }
        }
        return Ok(Some(Command::JoinSpeakers { pairs }));
    }
    if let Some((label, new)) = &args.rename {
        let found: Vec<SpeakerId> =
            documents(corpus, filter).filter_map(|document| of(document, label)).collect();
        return match found.as_slice() {
            [] => Err(no_speaker(corpus, filter, label)),
            [speaker] => Ok(Some(Command::RenameSpeaker { speaker: *speaker, label: new.clone() })),
            many => Err(Fault::Usage(format!(
                "{} have a speaker {label}; name one with --document",
                count(many.len(), "document")
            ))),
        };
    }
    let Some((numbers, label)) = &args.split else { return Ok(None) };
    let [document] = filter.documents[..] else {
        return Err(Fault::Usage("--split wants one --document".to_owned()));
    };
    let to = match label.as_str() {
        "" => TurnsTo::Nobody,
        label => TurnsTo::Label(label.to_owned()),
    };
    Ok(Some(Command::GiveTurns { document, numbers: numbers.clone(), to }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_are_written_as_numbers_and_ranges() {
        let check = |text: &str, expected: Option<(&[u32], &str)>| {
            let got = read_split(text).ok();
            let got = got.as_ref().map(|(numbers, label)| (numbers.as_slice(), label.as_str()));
            assert_eq!(got, expected, "{text}");
        };
        check("3,5-7=Anna", Some((&[3, 5, 6, 7], "Anna")));
        check("¶3 = ", Some((&[3], "")));
        check("7-5=Anna", None);
        check("0=Anna", None);
        check("x=Anna", None);
        check("3", None);
    }
}
