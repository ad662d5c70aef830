//! One excerpt as it is read and cited, and what stands around it.

use super::attribution::{Attribution, Standing};
use super::citation::Role;
use super::consent::withholds;
use super::excerpts::ExcerptRef;
use crate::model::{
    CharSpan, CodeId, CodingId, Corpus, CorpusDocument, DocumentId, Guid, ParticipantId, Span,
    TurnRow, Voice,
};
use crate::text::lines::{Lines, WIDTH};
use crate::text::positions::{CharMap, trim};
use rayon::prelude::*;

/// A stretch of one turn.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    /// ¶ number, from 1.
    pub turn: u32,
    /// The label in the transcript; empty where nobody is named.
    pub label: String,
    /// The pseudonym of the participant, "Interviewer", or the label.
    pub speaker: String,
    /// Whose words.
    pub voice: Voice,
    /// Bytes.
    pub span: Span,
    /// The words, without label and white space at the ends.
    pub text: String,
}

/// A coding as it is shown and cited.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Excerpt {
    /// Identity of the (first) coding across files.
    pub guid: Guid,
    /// The codings it stands for: one, or several when coders' codings are folded.
    pub codings: Vec<CodingId>,
    /// The document.
    pub document: DocumentId,
    /// Its name.
    pub document_name: String,
    /// The code.
    pub code: CodeId,
    /// Its name.
    pub code_name: String,
    /// Its path, joined with `/`.
    pub code_path: String,
    /// Who coded, joined with `; `.
    pub coder: String,
    /// Bytes of the document's text.
    pub span: Span,
    /// Code points of the document's text.
    pub chars: CharSpan,
    /// ¶ numbers of the first and the last turn it touches, from 1; 0 before the first turn.
    pub turns: (u32, u32),
    /// Frozen line numbers of its first and its last character; `None` from a quick reader.
    pub lines: Option<(u32, u32)>,
    /// The text exactly as coded, labels inside it included.
    pub text: String,
    /// The same by turns, without labels. Empty when it lies on no speech.
    pub parts: Vec<Part>,
    /// The participants for whom it counts, in the order in which they speak. Those excluded from
    /// analysis are among them only where nobody else is: then they were asked for.
    pub participants: Vec<ParticipantId>,
    /// Why it counts, or does not.
    pub standing: Standing,
    /// `(P07, LA worker, ¶34)`.
    pub citation: String,
    /// The comments on its codings, joined by line breaks; `None` when there are none.
    pub memo: Option<String>,
}

impl Excerpt {
    /// The names of its participants, joined with `; `; `None` when it counts for nobody.
    pub fn participant_names(&self, corpus: &Corpus) -> Option<String> {
        let names: Vec<&str> = self
            .participants
            .iter()
            .filter_map(|id| corpus.participant(*id))
            .map(|participant| participant.name.as_str())
            .collect();
        (!names.is_empty()).then(|| names.join("; "))
    }
}

/// Reads excerpts of one corpus and keeps what it had to compute for each document.
pub struct Reader<'c> {
    corpus: &'c Corpus,
    role: Role,
    paths: Vec<String>,
    /// By index of the document.
    known: Vec<Option<Known<'c>>>,
    lines: bool,
}

/// What is computed once for a document.
pub(super) struct Known<'c> {
    pub(super) map: CharMap<'c>,
    lines: Option<Lines>,
}

impl<'c> Known<'c> {
    pub(super) fn new(document: &'c CorpusDocument, lines: bool) -> Self {
        Self {
            map: CharMap::new(&document.text),
            lines: lines.then(|| Lines::new(&document.text, WIDTH)),
        }
    }

    /// Frozen line numbers of the first and the last character of a span.
    pub(super) fn line_numbers(&self, text: &str, span: Span) -> Option<(u32, u32)> {
        let last_ink = trim(text, span).unwrap_or(span).end().saturating_sub(1);
        let number = |lines: &Lines, at| lines.number(at).max(1);
        self.lines.as_ref().map(|lines| (number(lines, span.start()), number(lines, last_ink)))
    }
}

/// Whose words a passage is, as it is cited.
pub(super) struct Whose {
    pub(super) found: Attribution,
    /// ¶ numbers of the first and the last turn it touches, from 1; 0 before the first turn.
    pub(super) turns: (u32, u32),
    /// As [`Excerpt::participants`].
    pub(super) participants: Vec<ParticipantId>,
    /// `(P07, LA worker, ¶34)`.
    pub(super) citation: String,
    pub(super) parts: Vec<Part>,
}

impl Whose {
    /// Reads a span of the document with this index.
    pub(super) fn new(corpus: &Corpus, role: &Role, index: usize, span: Span) -> Option<Self> {
        let document = corpus.documents.get(index)?;
        let found = Attribution::of(document, span);
        let turns = turn_numbers(document, span, &found);
        let mut participants = found.participants.clone();
        participants.retain(|id| corpus.participant(*id).is_some());
        let parts = parts(corpus, document, span, &found);
        let label = parts.first().map(|part| part.speaker.as_str()).filter(|l| !l.is_empty());
        let citation = role.cite(corpus, index, &participants, label, turns);
        let counts = |id: &ParticipantId| {
            corpus.participant(*id).is_some_and(|person| person.excluded.is_none())
        };
        if participants.iter().any(counts) {
            participants.retain(counts);
        }
        Some(Self { found, turns, participants, citation, parts })
    }
}

impl<'c> Reader<'c> {
    /// A reader of this corpus.
    pub fn new(corpus: &'c Corpus) -> Self {
        Self { lines: true, ..Self::quick(corpus) }
    }

    /// A reader that leaves out line numbers: they cost some milliseconds for each document, and a
    /// list on the screen does not show them.
    pub fn quick(corpus: &'c Corpus) -> Self {
        Self {
            corpus,
            role: Role::new(corpus),
            paths: super::lookup::paths(&corpus.codes),
            known: corpus.documents.iter().map(|_| None).collect(),
            lines: false,
        }
    }

    /// Computes what these excerpts need of their documents, on all threads. Reading does it too,
    /// one document after the other.
    pub fn prepare(&mut self, excerpts: &[ExcerptRef]) {
        let mut wanted = vec![false; self.known.len()];
        for excerpt in excerpts {
            if let Some(slot) = wanted.get_mut(excerpt.document as usize) {
                *slot = true;
            }
        }
        let (corpus, lines) = (self.corpus, self.lines);
        let documents = self.known.par_iter_mut().zip(&wanted).zip(&corpus.documents);
        documents.filter(|((known, wanted), _)| **wanted && known.is_none()).for_each(
            |((known, _), document)| {
                *known = Some(Known::new(document, lines));
            },
        );
    }

    /// Reads one excerpt; `None` when it was listed from another corpus and is not in this one, and for
    /// words that must not be shown ([`crate::analysis::consent`]).
    pub fn read(&mut self, excerpt: &ExcerptRef) -> Option<Excerpt> {
        let document = excerpt.document(self.corpus)?.as_ref();
        let slot = self.known.get_mut(excerpt.document as usize)?;
        slot.get_or_insert_with(|| Known::new(document, self.lines));
        self.read_prepared(excerpt)
    }

    /// [`Reader::read`] for many threads at once; `None` as well for an excerpt that was not in what
    /// [`Reader::prepare`] was given.
    pub fn read_prepared(&self, excerpt: &ExcerptRef) -> Option<Excerpt> {
        let corpus = self.corpus;
        let document = excerpt.document(corpus)?.as_ref();
        if withholds(corpus, document, excerpt.span) {
            return None;
        }
        let known = self.known.get(excerpt.document as usize)?.as_ref()?;
        let span = excerpt.span;
        let codings = excerpt.codings(corpus);
        let first = codings.first()?;
        let place = corpus.codes.place(first.code)?;
        let text = span.of(&document.text)?;
        let whose = Whose::new(corpus, &self.role, excerpt.document as usize, span)?;
        let mut coders: Vec<&str> = Vec::new();
        let mut memos: Vec<&str> = Vec::new();
        for coding in &codings {
            let name = corpus.coder(coding.coder).map(|c| c.name.as_str()).unwrap_or_default();
            if !coders.contains(&name) {
                coders.push(name);
            }
            memos.extend(coding.memo.as_deref().filter(|memo| !memo.trim().is_empty()));
        }
        Some(Excerpt {
            guid: first.guid,
            codings: codings.iter().map(|coding| coding.id).collect(),
            document: document.id,
            document_name: document.name.clone(),
            code: first.code,
            code_name: corpus.codes.codes().get(place)?.fields.name.clone(),
            code_path: self.paths.get(place)?.clone(),
            coder: coders.join("; "),
            span,
            chars: known.map.char_span(span)?,
            turns: whose.turns,
            lines: known.line_numbers(&document.text, span),
            text: text.to_owned(),
            citation: whose.citation,
            standing: whose.found.standing(),
            parts: whose.parts,
            participants: whose.participants,
            memo: (!memos.is_empty()).then(|| memos.join("\n")),
        })
    }
}

/// Reads one excerpt; `None` when it was listed from another corpus. For many, use a [`Reader`].
pub fn excerpt(corpus: &Corpus, excerpt: &ExcerptRef) -> Option<Excerpt> {
    Reader::new(corpus).read(excerpt)
}

/// What stands around an excerpt.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Context {
    /// Whole turns before, in order.
    pub before: Vec<Part>,
    /// The words of the first turn in front of the excerpt.
    pub lead: String,
    /// The words of the last turn behind the excerpt.
    pub tail: String,
    /// Whole turns after, in order.
    pub after: Vec<Part>,
}

/// The rest of the excerpt's own turns and up to `turns` whole turns before and after them.
pub fn context(corpus: &Corpus, excerpt: &ExcerptRef, turns: usize) -> Context {
    let Some(document) = excerpt.document(corpus) else { return Context::default() };
    let (span, text) = (excerpt.span, &document.text);
    let first = document.turn_at(span.start());
    let last = document.turn_at(span.end().saturating_sub(1));
    let whole = |index: usize| {
        let turn = document.turns.get(index)?;
        part(corpus, document, index, trim(text, Span::new(turn.body, turn.end)?)?)
    };
    let words = |from: u32, to: u32| {
        let span = Span::new(from, to).and_then(|span| trim(text, span));
        span.and_then(|span| span.of(text)).unwrap_or_default().to_owned()
    };
    let turn = |index: Option<usize>| index.and_then(|index| document.turns.get(index));
    let after = last.map_or(0, |last| last + 1);
    Context {
        before: first
            .map(|first| (first.saturating_sub(turns)..first).filter_map(whole).collect())
            .unwrap_or_default(),
        lead: turn(first).map(|turn| words(turn.body, span.start())).unwrap_or_default(),
        tail: turn(last).map(|turn| words(span.end(), turn.end)).unwrap_or_default(),
        after: (after..document.turns.len().min(after.saturating_add(turns)))
            .filter_map(whole)
            .collect(),
    }
}

fn turn_numbers(document: &CorpusDocument, span: Span, found: &Attribution) -> (u32, u32) {
    if let (Some(first), Some(last)) = (found.turns.first(), found.turns.last()) {
        return (first + 1, last + 1);
    }
    let turn = document.turn_at(span.start()).map_or(0, |turn| turn as u32 + 1);
    (turn, turn)
}

/// The span by turns, speech only (a time stamp inside a turn stays in its words).
fn parts(corpus: &Corpus, document: &CorpusDocument, span: Span, found: &Attribution) -> Vec<Part> {
    let spoken = |turn: &TurnRow| Span::new(turn.body, turn.end)?.intersect(span);
    let each = found.turns.iter().filter_map(|&index| {
        let turn = document.turns.get(index as usize)?;
        part(corpus, document, index as usize, trim(&document.text, spoken(turn)?)?)
    });
    each.collect()
}

fn part(corpus: &Corpus, document: &CorpusDocument, turn: usize, span: Span) -> Option<Part> {
    let speaker = document.turns.get(turn)?.speaker.and_then(|id| document.speaker(id));
    let label = speaker.map(|speaker| speaker.label.clone()).unwrap_or_default();
    // Pieces know overrides; a turn without speech has none.
    let at = document.pieces.partition_point(|piece| (piece.turn as usize) < turn);
    let piece = document.pieces.get(at).filter(|piece| piece.turn as usize == turn);
    let voice =
        piece.map(|piece| piece.voice).or(speaker.map(|s| s.voice)).unwrap_or(Voice::Unassigned);
    let speaker = match voice {
        Voice::Participant(id) => {
            corpus.participant(id).map_or_else(|| label.clone(), |p| p.name.clone())
        }
        Voice::Interviewer => "Interviewer".to_owned(),
        Voice::Unassigned => label.clone(),
    };
    Some(Part {
        turn: turn as u32 + 1,
        label,
        speaker,
        voice,
        span,
        text: span.of(&document.text)?.to_owned(),
    })
}
