//! The rows of the tidy tables.

use super::columns::{Columns, days};
use super::{Fact, Sink, Table};
use crate::analysis::attribution::touched;
use crate::analysis::consent::withholds;
use crate::analysis::{Attribution, Standing};
use crate::model::{CodingRow, Corpus, CorpusDocument, Flag, ParticipantId, Voice};
use crate::text::positions::CharMap;
use crate::text::words::{count_characters, count_words_in};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::io;

/// Hands every row of a table on.
pub(super) fn each(
    corpus: &Corpus,
    columns: &Columns,
    table: Table,
    sink: &mut dyn Sink,
) -> io::Result<()> {
    match table {
        Table::Codings => codings(corpus, columns, sink),
        Table::Documents => documents(corpus, sink),
        Table::Participants => participants(corpus, columns, sink),
        Table::Codes => codes(corpus, sink),
    }
}

fn guid(guid: crate::model::Guid) -> Fact<'static> {
    Fact::Text(Cow::Owned(guid.to_string()))
}

fn codings(corpus: &Corpus, columns: &Columns, sink: &mut dyn Sink) -> io::Result<()> {
    let paths: HashMap<_, _> =
        corpus.codes.codes().iter().map(|code| (code.id, corpus.codes.path(code.id))).collect();
    for document in &corpus.documents {
        let map = CharMap::new(&document.text);
        for coding in &document.codings {
            let path = paths.get(&coding.code).map_or("", String::as_str);
            let one = Coding { corpus, columns, document, map: &map, row: coding, path };
            one.rows(sink)?;
        }
    }
    Ok(())
}

struct Coding<'c> {
    corpus: &'c Corpus,
    columns: &'c Columns,
    document: &'c CorpusDocument,
    map: &'c CharMap<'c>,
    row: &'c CodingRow,
    path: &'c str,
}

impl Coding<'_> {
    fn rows(&self, sink: &mut dyn Sink) -> io::Result<()> {
        let found = Attribution::of(self.document, self.row.span);
        if found.participants.is_empty() {
            return sink.row(&self.facts(&found, None));
        }
        found.participants.iter().try_for_each(|id| sink.row(&self.facts(&found, Some(*id))))
    }

    fn facts(&self, found: &Attribution, who: Option<ParticipantId>) -> Vec<Fact<'_>> {
        let (corpus, document, coding) = (self.corpus, self.document, self.row);
        let person = who.and_then(|id| corpus.participant(id));
        let code = corpus.codes.get(coding.code);
        let standing = match found.standing() {
            Standing::Participants => "participant",
            Standing::NoParticipant => "unassigned",
            Standing::InterviewerOnly => "interviewer",
            Standing::NoSpeech => "none",
        };
        let mut facts = vec![
            guid(coding.guid),
            Fact::text(&document.name),
            guid(document.guid),
            person.map_or(Fact::Nothing, |person| Fact::text(&person.name)),
            person.map_or(Fact::Nothing, |person| guid(person.guid)),
            person.map_or(Fact::Nothing, |person| Fact::Flag(person.excluded.is_some())),
            Fact::text(standing),
        ];
        self.columns.known(corpus, person, &mut facts);
        let chars = self.map.char_span(coding.span).map(|chars| (chars.start, chars.end));
        let (start, end) = chars.unwrap_or_default();
        let turn = document.turn_at(coding.span.start()).map_or(0, |turn| turn as i64 + 1);
        let number = |index: Option<&u32>| index.map_or(turn, |index| i64::from(*index) + 1);
        let (turns, words, characters) = self.own(who);
        facts.extend([
            code.map_or(Fact::Nothing, |code| Fact::text(&code.fields.name)),
            Fact::text(self.path),
            code.map_or(Fact::Nothing, |code| guid(code.guid)),
            corpus.coder(coding.coder).map_or(Fact::Nothing, |coder| Fact::text(&coder.name)),
            Fact::Whole(start.try_into().unwrap_or(i64::MAX)),
            Fact::Whole(end.try_into().unwrap_or(i64::MAX)),
            Fact::Whole(number(found.turns.first())),
            Fact::Whole(number(found.turns.last())),
            Fact::whole(turns),
            Fact::whole(words),
            Fact::whole(characters),
            Fact::Flag(coding.flags.has(Flag::Key)),
            Fact::Flag(coding.flags.has(Flag::Contradicting)),
            Fact::Flag(coding.flags.has(Flag::Uncertain)),
            if coding.made_ms == 0 { Fact::Nothing } else { Fact::Moment(coding.made_ms) },
        ]);
        if self.columns.spec.with_text {
            let words = coding.span.of(&document.text).unwrap_or_default();
            let held_back = withholds(corpus, document, coding.span);
            facts.push(if held_back { Fact::Nothing } else { Fact::text(words) });
            facts.push(coding.memo.as_deref().map_or(Fact::Nothing, Fact::text));
        }
        facts
    }

    /// Turns, words and characters of a participant under the coding.
    fn own(&self, who: Option<ParticipantId>) -> (u32, u32, u32) {
        let (document, span) = (self.document, self.row.span);
        let (mut turns, mut words, mut characters) = (0, 0, 0);
        let mut last = None;
        for piece in touched(document, span) {
            if who.is_none_or(|id| piece.voice != Voice::Participant(id)) {
                continue;
            }
            let Some(part) = piece.span.intersect(span) else { continue };
            turns += u32::from(last != Some(piece.turn));
            last = Some(piece.turn);
            words += count_words_in(&document.text, &document.words, part);
            characters += count_characters(part.of(&document.text).unwrap_or_default());
        }
        (turns, words, characters)
    }
}

fn documents(corpus: &Corpus, sink: &mut dyn Sink) -> io::Result<()> {
    corpus.documents.iter().try_for_each(|document| {
        let spoken =
            || document.pieces.iter().filter(|piece| matches!(piece.voice, Voice::Participant(_)));
        let people: BTreeSet<ParticipantId> = spoken()
            .filter_map(|piece| match piece.voice {
                Voice::Participant(id) => Some(id),
                _ => None,
            })
            .collect();
        sink.row(&[
            Fact::text(&document.name),
            guid(document.guid),
            days(&document.held_on).map_or(Fact::Nothing, Fact::Day),
            count(document.turns.len()),
            count(people.len()),
            Fact::Whole(spoken().map(|piece| i64::from(piece.words)).sum()),
            Fact::Whole(spoken().map(|piece| i64::from(piece.characters)).sum()),
            count(document.codings.len()),
        ])
    })
}

fn count(n: usize) -> Fact<'static> {
    Fact::Whole(n.try_into().unwrap_or(i64::MAX))
}

#[derive(Clone, Copy, Default)]
struct Spoken {
    documents: i64,
    turns: i64,
    words: i64,
    characters: i64,
}

fn participants(corpus: &Corpus, columns: &Columns, sink: &mut dyn Sink) -> io::Result<()> {
    let mut spoken: HashMap<ParticipantId, Spoken> = HashMap::new();
    for document in &corpus.documents {
        let mut here = BTreeSet::new();
        let mut turns = BTreeSet::new();
        for piece in document.pieces.iter() {
            let Voice::Participant(id) = piece.voice else { continue };
            let sum = spoken.entry(id).or_default();
            sum.documents += i64::from(here.insert(id));
            sum.turns += i64::from(turns.insert((id, piece.turn)));
            sum.words += i64::from(piece.words);
            sum.characters += i64::from(piece.characters);
        }
    }
    corpus.participants.iter().try_for_each(|person| {
        let sum = spoken.get(&person.id).copied().unwrap_or_default();
        let mut facts = vec![
            Fact::text(&person.name),
            guid(person.guid),
            Fact::Flag(person.excluded.is_some()),
        ];
        columns.known(corpus, Some(person), &mut facts);
        facts.extend([sum.documents, sum.turns, sum.words, sum.characters].map(Fact::Whole));
        sink.row(&facts)
    })
}

fn codes(corpus: &Corpus, sink: &mut dyn Sink) -> io::Result<()> {
    let tree = &corpus.codes;
    tree.codes().iter().enumerate().try_for_each(|(place, code)| {
        let path = tree.path(code.id);
        let parent = code.parent.map(|parent| tree.path(parent));
        sink.row(&[
            Fact::text(&code.fields.name),
            Fact::text(&path),
            guid(code.guid),
            parent.map_or(Fact::Nothing, |parent| Fact::Text(Cow::Owned(parent))),
            Fact::whole(tree.depth(place)),
            count(place + 1),
            Fact::text(&code.fields.definition),
            Fact::text(&code.fields.origin),
            Fact::Flag(code.retired),
        ])
    })
}
