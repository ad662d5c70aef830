//! What is looked for in texts: turns, names and identifiers, queries, and the sentence of a filter.

use super::{as_text, lines};
use postil::analysis::identifiers::Scanner;
use postil::analysis::sentence::{parse, write};
use postil::model::{
    Code, CodeFields, CodeId, CodeTree, Corpus, NewDocument, NewTurn, Origin, Reading, SpeakerRule,
};
use postil::text::folded::{Folded, Letters};
use postil::text::names::Names;
use postil::text::query::{Query, Unit};
use postil::text::turns::{Hints, Rules, detect};
use std::sync::Arc;

/// Turns of any text: they cover no more than it.
pub fn turns(bytes: &[u8]) {
    let text = as_text(bytes);
    let found = detect(text, &Hints::default());
    let covered: usize = found.turns.iter().map(|turn| (turn.end - turn.start) as usize).sum();
    assert!(covered <= text.len());
}

/// Turns with any pattern and any decisions (the first three lines): they hold all words.
pub fn pattern(bytes: &[u8]) {
    let Some(([pattern, label, other], text)) = lines(as_text(bytes)) else { return };
    let own = |label: &str| vec![label.to_owned()];
    for speakers in [SpeakerRule::Pattern(pattern.to_owned()), SpeakerRule::Found] {
        let reading = Reading {
            speakers,
            take: own(label),
            leave: own(other),
            same: vec![
                (label.to_owned(), other.to_owned()),
                (other.to_owned(), pattern.to_owned()),
            ],
            ..Reading::default()
        };
        let Ok(rules) = Rules::of(&reading) else { continue };
        let found = detect(text, &Hints { rules, ..Hints::default() });
        let mut end = 0;
        for turn in &found.turns {
            assert!(end <= turn.start && turn.start <= turn.body && turn.body <= turn.end);
            assert!(text[end as usize..turn.start as usize].trim().is_empty());
            end = turn.end;
        }
        assert!(text[end as usize..].trim().is_empty());
    }
}

/// A text looked through for identifiers and for the names in its first line: what is found has words.
pub fn scan(bytes: &[u8]) {
    let text = as_text(bytes);
    let (first, rest) = text.split_once('\n').unwrap_or(("", text));
    let names = Names::new(first.split(','));
    for place in names.find(rest) {
        assert!(place.span.of(rest).is_some_and(|words| !words.is_empty()));
    }
    let end = rest.len() as u32;
    let turn = NewTurn { start: 0, body: 0, end, speaker: Some("Sarah".to_owned()), at_ms: None };
    let document = NewDocument {
        name: "a".to_owned(),
        text: rest.to_owned(),
        turns: if end > 0 { vec![turn] } else { Vec::new() },
        marks: Vec::new(),
        times: Vec::new(),
        reading: Reading::default(),
        origin: Origin::default(),
        receipt: Vec::new(),
    };
    let scanner = Scanner::new(names).reading([rest]);
    for finding in scanner.new_document(&document) {
        assert!(!finding.words.is_empty());
    }
}

/// A query (the first line; its first byte says how near) is read or refused, and what it finds fits the
/// text that follows.
pub fn query(bytes: &[u8]) {
    let Some((near, bytes)) = bytes.split_first() else { return };
    let Some(([written], text)) = lines(as_text(bytes)) else { return };
    for letters in [Letters::Plain, Letters::Accents, Letters::Exact] {
        let read = Query::parse(written, letters);
        let queries = [
            read.clone().ok(),
            read.ok().and_then(|query| query.within(u32::from(near % 20)).ok()),
            Query::pattern(written, letters).ok(),
            Query::anywhere(written, letters),
            Query::token(written, letters),
        ];
        let folded = Folded::new(text, letters, &[]);
        let half = (0..=text.len() / 2).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        for query in queries.iter().flatten() {
            for unit in Unit::ALL {
                let mut end = 0;
                query.find(text, &folded, &[0..half, half..text.len()], unit, |span| {
                    assert!(end <= span.start() && span.end() as usize <= text.len());
                    assert!(span.of(text).is_some_and(|words| !words.trim().is_empty()));
                    end = span.end();
                });
            }
        }
    }
}

/// Any sentence (after three lines with names of codes) is read or refused, and what was read is written
/// so that it reads the same.
pub fn sentence(bytes: &[u8]) {
    let Some((names, sentence)) = lines::<3>(as_text(bytes)) else { return };
    // A study takes no others as names of codes.
    let kept = |name: &&str| {
        !name.is_empty()
            && name.trim() == *name
            && !name.contains(|c: char| c == '/' || c.is_control())
    };
    if !names.iter().all(kept) {
        return;
    }
    let codes = names.iter().zip(1..).map(|(name, id)| {
        let fields = CodeFields { name: (*name).to_owned(), ..CodeFields::default() };
        Code::new(CodeId(id), None, fields)
    });
    let corpus = Corpus { codes: Arc::new(CodeTree::new(codes.collect())), ..Corpus::default() };
    match parse(&corpus, sentence) {
        Ok(condition) => {
            let written = write(&corpus, &condition);
            let again = parse(&corpus, &written);
            assert!(again.is_ok_and(|again| again == condition), "{written}");
        }
        Err(fault) => assert!(sentence.is_char_boundary(fault.at)),
    }
}
