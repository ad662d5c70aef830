//! The sample study: twelve invented interviews, coded.
//!
//! It is kept as its sources (transcripts with inline marks, and `study.json` for everything else)
//! and compiled when it is made, through the same commands a person uses: so it has a history, and
//! everything in it can be undone.

mod marks;
mod source;

use super::{Command, Error, Passphrase, Report, Study};
use crate::model::{
    AttributeKind, CodeFields, CodeId, CodingId, CodingLine, Corpus, Flag, MemoKind, MemoOn,
    NewCode, NewDocument, Origin, PeopleTable, Reading, Refusal, ThemeState,
};
use crate::text::turns::{self, Hints};
use marks::Marked;
use sha2::{Digest as _, Sha256};
use source::{Described, Developed, Sample, Spot};
use std::fmt::Write as _;
use std::path::Path;

/// What study files of the sample are called, without ending.
pub const FILE_NAME: &str = "waiting-rooms";

/// Transcripts with their marks. Their names appear in `study.json`.
const SOURCES: [(&str, &str); 12] = [
    ("D01.txt", include_str!("../../../assets/sample/D01.txt")),
    ("D02.txt", include_str!("../../../assets/sample/D02.txt")),
    ("D03.txt", include_str!("../../../assets/sample/D03.txt")),
    ("D04.txt", include_str!("../../../assets/sample/D04.txt")),
    ("D05.txt", include_str!("../../../assets/sample/D05.txt")),
    ("D06.txt", include_str!("../../../assets/sample/D06.txt")),
    ("D07.txt", include_str!("../../../assets/sample/D07.txt")),
    ("D08.txt", include_str!("../../../assets/sample/D08.txt")),
    ("D09.txt", include_str!("../../../assets/sample/D09.txt")),
    ("D10.txt", include_str!("../../../assets/sample/D10.txt")),
    ("D11.txt", include_str!("../../../assets/sample/D11.txt")),
    ("D12.txt", include_str!("../../../assets/sample/D12.txt")),
];

/// The transcripts as a person would get them: file name and text, in the order of the interviews.
///
/// # Errors
/// Only if the program was built with a damaged sample.
pub fn transcripts() -> Result<Vec<(String, String)>, Error> {
    let sample = read()?;
    let documents = compile(&sample)?;
    Ok(documents.into_iter().map(|(about, marked)| (about.file.clone(), marked.text)).collect())
}

/// Makes the sample study in a new file.
///
/// # Errors
/// When there is a file of this name, or it cannot be written.
pub fn create(path: &Path, passphrase: Option<&Passphrase>) -> Result<Study, Error> {
    let sample = read()?;
    let documents = compile(&sample)?;
    let mut study = Study::create(path, passphrase, &sample.title, Some(&sample.coder))?;
    whole(
        study
            .run(Command::ImportParticipants { table: people(&sample)?, blank_clears: false })?
            .report,
    )?;
    let known: Vec<String> = sample.participants.iter().map(|person| person.id.clone()).collect();
    let transcripts = documents.iter().map(|(about, marked)| document(about, marked, &known));
    whole(
        study
            .run(Command::ImportDocuments { documents: transcripts.collect(), people: None })?
            .report,
    )?;
    whole(study.run(Command::ImportCodebook { codes: codebook(&sample) })?.report)?;
    let lines = codings(&sample, &documents)?;
    whole(study.run(Command::ImportCodings { lines, new_codes: false })?.report)?;
    for command in flags(&study, &sample)? {
        study.run(command)?;
    }
    for developed in &sample.themes {
        theme(&mut study, &sample, developed)?;
    }
    for memo in memos(&study, &sample)? {
        study.run(memo)?;
    }
    Ok(study)
}

fn read() -> Result<Sample, Error> {
    Sample::read().map_err(damaged)
}

/// Each transcript without its marks, in the order of the interviews.
fn compile(sample: &Sample) -> Result<Vec<(&Described, Marked)>, Error> {
    let each = sample.documents.iter().map(|about| {
        let source = SOURCES.iter().find(|(name, _)| *name == about.source);
        let (name, text) = source.ok_or_else(|| damaged(format!("no {}", about.source)))?;
        Ok((about, marks::read(name, text).map_err(damaged)?))
    });
    each.collect()
}

fn damaged(why: impl std::fmt::Display) -> Error {
    Refusal::new(format!("the sample in this program is damaged: {why}")).into()
}

/// The sample is taken in whole or not at all: a refused line is a mistake in its sources.
fn whole(report: Report) -> Result<(), Error> {
    let refused = match report {
        Report::Lines { refused, .. } => refused.first().map(ToString::to_string),
        Report::Documents(results) => results.into_iter().find_map(Result::err),
        _ => None,
    };
    refused.map_or(Ok(()), |why| Err(damaged(why)))
}

fn people(sample: &Sample) -> Result<PeopleTable, Error> {
    let mut table = PeopleTable::default();
    for column in &sample.attributes {
        let kind = AttributeKind::from_name(&column.kind);
        let kind = kind.ok_or_else(|| damaged(format!("no attribute is {}", column.kind)))?;
        table.attributes.push((column.name.clone(), kind));
    }
    let rows = sample.participants.iter().zip(1..).map(|(person, line)| {
        (line, person.id.clone(), person.values.iter().cloned().map(Some).collect())
    });
    table.rows = rows.collect();
    Ok(table)
}

/// As if the transcript had been imported from its file.
fn document(about: &Described, marked: &Marked, known: &[String]) -> NewDocument {
    let found = turns::detect(&marked.text, &Hints { known: known.to_vec(), ..Hints::default() });
    let hash = Sha256::digest(marked.text.as_bytes());
    let sha256 = hash.iter().fold(String::with_capacity(64), |mut hex, byte| {
        write!(hex, "{byte:02x}").ok();
        hex
    });
    NewDocument {
        name: about.name().to_owned(),
        turns: found.turns,
        marks: found.marks,
        times: Vec::new(),
        reading: Reading::default(),
        origin: Origin {
            file_name: about.file.clone(),
            format: "txt".to_owned(),
            encoding: "UTF-8".to_owned(),
            bytes: marked.text.len() as u64,
            sha256,
        },
        receipt: found.notes,
        text: marked.text.clone(),
    }
}

fn codebook(sample: &Sample) -> Vec<NewCode> {
    let mut codes = Vec::new();
    for category in &sample.categories {
        let name = category.name.clone();
        codes.push(NewCode {
            path: vec![name.clone()],
            fields: CodeFields { name, ..CodeFields::default() },
            ..NewCode::default()
        });
        codes.extend(category.codes.iter().map(|code| NewCode {
            path: vec![category.name.clone(), code.fields.name.clone()],
            fields: code.fields.clone(),
            ..NewCode::default()
        }));
    }
    codes
}

fn codings(sample: &Sample, documents: &[(&Described, Marked)]) -> Result<Vec<CodingLine>, Error> {
    let mut lines = Vec::new();
    let mut line = 0;
    for (about, marked) in documents {
        // A comment hangs on the first coding of its code in its document.
        let mut comments: Vec<_> = sample
            .comments
            .iter()
            .filter(|comment| comment.document == about.name())
            .map(|comment| (comment.code.as_str(), comment.text.as_str()))
            .collect();
        let mut spans: Vec<_> = marked.spans.iter().collect();
        spans.sort_by_key(|(_, chars)| (chars.start, std::cmp::Reverse(chars.end)));
        for (mark, chars) in spans {
            line += 1;
            let code = sample.path_of(mark);
            let code = code.ok_or_else(|| damaged(format!("no code for <{mark}>")))?;
            let comment = comments.iter().position(|(code, _)| code == mark);
            let memo = comment.map(|index| comments.remove(index).1).unwrap_or_default();
            lines.push(CodingLine {
                line,
                document: about.name().to_owned(),
                chars: *chars,
                code,
                coder: Some(sample.coder.clone()),
                memo: memo.to_owned(),
                guid: None,
            });
        }
    }
    Ok(lines)
}

/// The coding that is meant.
fn coding_at(corpus: &Corpus, sample: &Sample, spot: &Spot) -> Result<CodingId, Error> {
    let code =
        sample.path_of(&spot.code).and_then(|path| corpus.codes.find(&path).first().copied());
    let found = corpus.document_named(&spot.document).and_then(|document| {
        let mut codings = document.codings.iter().filter(|coding| Some(coding.code) == code);
        codings.nth(spot.nth.checked_sub(1)?)
    });
    let missing = || damaged(format!("no {} {} in {}", spot.code, spot.nth, spot.document));
    found.map(|coding| coding.id).ok_or_else(missing)
}

/// One step for each flag.
fn flags(study: &Study, sample: &Sample) -> Result<Vec<Command>, Error> {
    let each = Flag::ALL.into_iter().map(|flag| {
        let of = sample.flags.iter().filter(|flagged| flagged.flag == flag);
        let codings: Result<Vec<CodingId>, Error> =
            of.map(|flagged| coding_at(study.corpus(), sample, &flagged.spot)).collect();
        Ok(Command::FlagCodings { codings: codings?, flag, on: true })
    });
    each.collect()
}

fn theme(study: &mut Study, sample: &Sample, theme: &Developed) -> Result<(), Error> {
    let codes: Option<Vec<CodeId>> = theme
        .codes
        .iter()
        .map(|mark| study.corpus().codes.find(&sample.path_of(mark)?).first().copied())
        .collect();
    let codes = codes.ok_or_else(|| damaged(format!("a code of “{}”", theme.fields.statement)))?;
    let made = study.run(Command::AddTheme { fields: theme.fields.clone(), codes })?;
    if let (Report::Theme(id), ThemeState::Kept) = (made.report, theme.state) {
        let (state, reason) = (theme.state, theme.reason.clone());
        study.run(Command::SetThemeState { theme: id, state, reason, into: None })?;
    }
    Ok(())
}

fn memos(study: &Study, sample: &Sample) -> Result<Vec<Command>, Error> {
    let corpus = study.corpus();
    let linked = |kind, on, title: &str, text: &str, links| Command::AddMemo {
        kind,
        on,
        title: title.to_owned(),
        text: text.to_owned(),
        links,
    };
    let add = |kind, on, title: &str, text: &str| linked(kind, on, title, text, Vec::new());
    let mut commands = vec![add(MemoKind::Note, MemoOn::Study, "About this study", &sample.about)];
    for about in &sample.documents {
        let document = corpus.document_named(about.name());
        let document = document.ok_or_else(|| damaged(format!("no document {}", about.file)))?;
        let text = format!("{}, {}.", about.date, about.mode);
        commands.push(add(MemoKind::Note, MemoOn::Document(document.id), &about.title, &text));
    }
    for memo in &sample.memos {
        let on = if let Some(mark) = &memo.code {
            let path = sample.path_of(mark).unwrap_or_default();
            corpus.codes.find(&path).first().map(|id| MemoOn::Code(*id))
        } else if let Some(name) = &memo.document {
            corpus.document_named(name).map(|document| MemoOn::Document(document.id))
        } else if let Some(statement) = &memo.theme {
            let mut themes = corpus.themes.iter();
            let theme = themes.find(|theme| theme.fields.statement == *statement);
            theme.map(|theme| MemoOn::Theme(theme.id))
        } else {
            let name = memo.participant.as_deref().unwrap_or_default();
            corpus.participant_named(name).map(|person| MemoOn::Participant(person.id))
        };
        let kind = MemoKind::from_name(&memo.kind);
        let (Some(on), Some(kind)) = (on, kind) else {
            return Err(damaged(format!("nothing to hang the memo “{}” on", memo.text)));
        };
        let links: Result<Vec<CodingId>, Error> =
            memo.links.iter().map(|spot| coding_at(corpus, sample, spot)).collect();
        commands.push(linked(kind, on, &memo.title, &memo.text, links?));
    }
    for entry in &sample.journal {
        commands.push(add(MemoKind::Journal, MemoOn::Study, &entry.date, &entry.text));
    }
    Ok(commands)
}

#[cfg(test)]
mod tests;
