//! The framework matrix against a slow count by letters, after every one of many random acts: codes put
//! and taken away, texts corrected, themes changed, cells written, all of it undone and done again.

use postil::analysis::framework::{FrameworkSpec, Since, cell_excerpts, cell_text, framework};
use postil::model::{
    CellState, CodeId, CoderChoice, CoderId, CodingRow, Corpus, CorpusDocument, Filter,
    FrameworkColumn, Guid, ParticipantId, Span, Voice,
};
use postil::study::{CodeTarget, Command, Error, Study, sample};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// What a cell rested on when it was written: each coding with its code, its words and their ¶.
type Snapshot = BTreeMap<Guid, (Guid, String, usize, usize)>;

/// Everybody with a visible letter of theirs under the span.
fn people(document: &CorpusDocument, span: Span) -> BTreeSet<ParticipantId> {
    let mut people = BTreeSet::new();
    for (at, c) in document.text[span.range()].char_indices() {
        if c.is_whitespace() {
            continue;
        }
        let at = span.range().start + at;
        for piece in document.pieces.iter().filter(|piece| piece.span.range().contains(&at)) {
            if let Voice::Participant(id) = piece.voice {
                people.insert(id);
            }
        }
    }
    people
}

/// Whether a code is another one or stands under it.
fn under(corpus: &Corpus, code: CodeId, top: CodeId) -> bool {
    let mut at = Some(code);
    while let Some(id) = at {
        if id == top {
            return true;
        }
        at = corpus.codes.get(id).and_then(|code| code.parent);
    }
    false
}

fn holds(corpus: &Corpus, column: FrameworkColumn, code: CodeId) -> bool {
    match column {
        FrameworkColumn::Code(id) => under(corpus, code, id),
        FrameworkColumn::Theme(id) => {
            corpus.theme(id).unwrap().codes.iter().any(|top| under(corpus, code, *top))
        }
    }
}

fn turn(document: &CorpusDocument, at: u32) -> usize {
    document.turns.iter().filter(|turn| turn.start <= at).count()
}

/// A coding in its document, with those whose words it is on.
type Heard<'c> = (&'c CorpusDocument, &'c CodingRow, BTreeSet<ParticipantId>);

fn heard(corpus: &Corpus) -> Vec<Heard<'_>> {
    let each = corpus.documents.iter().flat_map(|document| {
        let codings = document.codings.iter();
        codings.map(move |coding| (document.as_ref(), coding, people(document, coding.span)))
    });
    each.collect()
}

fn snapshot(
    corpus: &Corpus,
    heard: &[Heard<'_>],
    (person, column): (ParticipantId, FrameworkColumn),
) -> Snapshot {
    let theirs = heard.iter().filter(|(_, coding, people)| {
        people.contains(&person) && holds(corpus, column, coding.code)
    });
    let told = |(document, coding, _): &Heard<'_>| {
        let words = coding.span.of(&document.text).unwrap().to_owned();
        let code = corpus.codes.get(coding.code).unwrap().guid;
        let ends = (turn(document, coding.span.start()), turn(document, coding.span.end() - 1));
        (coding.guid, (code, words, ends.0, ends.1))
    };
    theirs.map(told).collect()
}

fn since(then: &Snapshot, now: &Snapshot) -> Since {
    let added = now.keys().filter(|id| !then.contains_key(id)).count() as u32;
    let removed = then.keys().filter(|id| !now.contains_key(id)).count() as u32;
    let changed = now.iter().filter(|(id, is)| then.get(id).is_some_and(|was| was != *is)).count();
    match (added, changed as u32, removed) {
        (0, 0, 0) => Since::Nothing,
        (added, changed, removed) => Since::Excerpts { added, changed, removed },
    }
}

/// Excerpts of a cell, by the definition: one coder's codings each by itself, all coders' codings of
/// one code that hang together as one; under a theme distinct passages.
fn excerpts(
    corpus: &Corpus,
    heard: &[Heard<'_>],
    (person, column): (ParticipantId, FrameworkColumn),
    coder: Option<CoderId>,
) -> usize {
    let mut passages: Vec<(Guid, CodeId, Span)> = Vec::new();
    for (document, coding, _) in heard {
        if coder.is_some_and(|coder| coder != coding.coder) || !holds(corpus, column, coding.code) {
            continue;
        }
        let mut new = (document.guid, coding.code, coding.span);
        if coder.is_none() {
            // Until nothing overlaps any more.
            while let Some(at) = passages
                .iter()
                .position(|known| (known.0, known.1) == (new.0, new.1) && known.2.overlaps(new.2))
            {
                let known = passages.remove(at).2;
                let ends = (known.start().min(new.2.start()), known.end().max(new.2.end()));
                new.2 = Span::new(ends.0, ends.1).unwrap();
            }
        }
        passages.push(new);
    }
    passages.retain(|(document, _, span)| {
        let document = corpus.documents.iter().find(|known| known.guid == *document).unwrap();
        people(document, *span).contains(&person)
    });
    match column {
        FrameworkColumn::Code(_) => passages.len(),
        FrameworkColumn::Theme(_) => passages
            .iter()
            .map(|(document, _, span)| (document, span))
            .collect::<BTreeSet<_>>()
            .len(),
    }
}

fn columns(corpus: &Corpus) -> Vec<FrameworkColumn> {
    let top = corpus.codes.codes().iter().filter(|code| code.parent.is_none()).take(2);
    let low = corpus.codes.codes().iter().filter(|code| code.parent.is_some()).take(3);
    let codes = top.chain(low).map(|code| FrameworkColumn::Code(code.id));
    codes.chain(corpus.themes.iter().take(2).map(|t| FrameworkColumn::Theme(t.id))).collect()
}

fn check(study: &Study, written: &BTreeMap<String, Snapshot>) {
    let corpus = study.corpus();
    let heard = heard(corpus);
    let columns = columns(corpus);
    for coder in [CoderChoice::All, CoderChoice::One(corpus.coders[0].id)] {
        let filter = Filter { coder: coder.clone(), ..Filter::default() };
        let spec = FrameworkSpec { columns: columns.clone(), group: None, filter };
        let matrix = framework(corpus, &spec);
        assert_eq!(matrix.rows.len(), corpus.participants.len());
        let mut stale = 0;
        for (at, row) in matrix.rows.iter().enumerate() {
            for (place, column) in columns.iter().enumerate() {
                let cell = (row.participant, *column);
                let entry = row.cells[place];
                let coder = match &coder {
                    CoderChoice::All => None,
                    CoderChoice::One(id) => Some(*id),
                };
                let told = format!("{} {column:?} {coder:?}", row.name);
                assert_eq!(
                    entry.excerpts as usize,
                    excerpts(corpus, &heard, cell, coder),
                    "{told}"
                );
                let listed = cell_excerpts(corpus, cell, &spec.filter);
                assert_eq!(entry.excerpts as usize, listed.len(), "{told}");
                let expected = matrix.cell(at, place).map_or(Since::Nothing, |cell_now| {
                    let then = &written[&cell_now.text.summary];
                    since(then, &snapshot(corpus, &heard, cell))
                });
                assert_eq!(entry.since, expected, "{told}");
                stale += u64::from(entry.since.is_stale());
            }
        }
        assert_eq!(matrix.progress.stale, stale);
    }
}

type Act = (u8, u16, u16, u8);

/// Does one act; gives back whether it became a step.
fn act(study: &mut Study, (kind, a, b, c): Act, written: &mut BTreeMap<String, Snapshot>) -> bool {
    let corpus = std::sync::Arc::clone(study.corpus());
    let (a, b, c) = (usize::from(a), usize::from(b), usize::from(c));
    let document = &corpus.documents[a % corpus.documents.len().min(3)];
    let code = &corpus.codes.codes()[b % corpus.codes.len()];
    let words: Vec<usize> = document.words.starts().map(|at| at as usize).collect();
    let command = match kind % 8 {
        0 | 1 => {
            let from = words[(b * 7 + c) % words.len()];
            let to = words.get((b * 7 + c) % words.len() + c % 40 + 1).copied();
            let to = to.unwrap_or(document.text.len());
            let Some(span) = Span::from_range(from..to) else { return false };
            Command::ApplyCode { document: document.id, span, code: CodeTarget::Id(code.id) }
        }
        2 => {
            if document.codings.is_empty() {
                return false;
            }
            Command::RemoveCodings {
                codings: vec![document.codings[b % document.codings.len()].id],
            }
        }
        3 => {
            let at = words[b % words.len()];
            let mut text = document.text.to_string();
            match c % 3 {
                0 => text.insert_str(at, "oh "),
                1 => text.insert_str(at, "\n\nP01: indeed "),
                _ => {
                    let end = text[at..].find(' ').map_or(text.len(), |end| at + end);
                    text.replace_range(at..end, "…");
                }
            }
            Command::CorrectText { document: document.id, text }
        }
        4 => {
            let theme = &corpus.themes[a % 2];
            let on = !theme.codes.contains(&code.id);
            Command::PlaceCodes { theme: theme.id, codes: vec![code.id], on }
        }
        5 => return study.undo().unwrap().is_some(),
        6 => return study.redo().unwrap().is_some(),
        _ => {
            let columns = columns(&corpus);
            let person = corpus.participants[a % corpus.participants.len()].id;
            let place = (person, columns[b % columns.len()]);
            let summary = format!("summary {}", written.len());
            written.insert(summary.clone(), snapshot(&corpus, &heard(&corpus), place));
            let text = cell_text(&corpus, place, Some(CellState::Drafted), summary);
            Command::SetCells { cells: vec![(place.0, place.1, text)] }
        }
    };
    match study.run(command) {
        Ok(outcome) => outcome.step.is_some(),
        Err(Error::Refused(_)) => false,
        Err(error) => panic!("{error}"),
    }
}

fn play(acts: &[Act]) {
    let folder = tempfile::tempdir().unwrap();
    let mut study = sample::create(&folder.path().join("s.postil"), None).unwrap();
    // Fewer documents: the slow count is slow.
    let rest: Vec<_> = study.corpus().documents.iter().skip(3).map(|d| d.id).collect();
    for document in rest {
        study.run(Command::RemoveDocument { document }).unwrap();
    }
    let mut written = BTreeMap::new();
    check(&study, &written);
    for one in acts {
        if act(&mut study, *one, &mut written) {
            check(&study, &written);
        }
    }
}

#[test]
fn a_cell_goes_stale_and_comes_back() {
    // Written; a code put; undone; a word corrected; a code taken away; undone twice; done again.
    play(&[
        (7, 0, 0, 0),
        (7, 1, 5, 0),
        (0, 0, 1, 30),
        (5, 0, 0, 0),
        (3, 0, 300, 2),
        (2, 0, 9, 0),
        (5, 0, 0, 0),
        (5, 0, 0, 0),
        (6, 0, 0, 0),
        (4, 0, 3, 0),
        (3, 0, 20, 1),
    ]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 5, ..ProptestConfig::default() })]

    #[test]
    fn counts_and_stale_marks_are_true_after_every_act(
        acts in prop::collection::vec(any::<Act>(), 8..16),
    ) {
        play(&acts);
    }
}
