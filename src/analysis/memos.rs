//! Everything a person wrote down, in one list: memos, and the comments on codings.
//!
//! Made once for a state of the study and asked many times: names and folded words are computed here,
//! never while drawing.

use crate::model::{
    CoderId, CodingId, CodingRow, Corpus, CorpusDocument, DocumentId, MemoId, MemoKind, MemoOn,
    Span, Voice,
};
use crate::text::fold::{fold, has_words};
use std::collections::HashMap;

/// Which note.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum NoteId {
    /// A memo.
    Memo(MemoId),
    /// The comment on a coding.
    Comment(CodingId),
}

/// What a note is for: the kinds of memos, and comments.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum NoteKind {
    /// A memo of this kind.
    Memo(MemoKind),
    /// The comment on a coding.
    Comment,
}

impl NoteKind {
    /// All kinds, in the order they are offered.
    pub const ALL: [Self; 6] = [
        Self::Memo(MemoKind::Note),
        Self::Memo(MemoKind::Code),
        Self::Memo(MemoKind::Theoretical),
        Self::Memo(MemoKind::Method),
        Self::Memo(MemoKind::Journal),
        Self::Comment,
    ];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Memo(kind) => kind.name(),
            Self::Comment => "comment",
        }
    }

    /// The inverse of [`NoteKind::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// What kind of thing a note hangs on.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Subject {
    /// The study, or nothing.
    Study,
    /// A document.
    Document,
    /// A participant.
    Participant,
    /// A code.
    Code,
    /// A coding.
    Coding,
    /// A theme.
    Theme,
}

impl Subject {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 6] =
        [Self::Study, Self::Document, Self::Participant, Self::Code, Self::Coding, Self::Theme];

    /// What `on` is.
    pub fn of(on: MemoOn) -> Self {
        match on {
            MemoOn::Study => Self::Study,
            MemoOn::Document(_) => Self::Document,
            MemoOn::Participant(_) => Self::Participant,
            MemoOn::Code(_) => Self::Code,
            MemoOn::Coding(_) => Self::Coding,
            MemoOn::Theme(_) => Self::Theme,
        }
    }

    /// The word on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Study => "study",
            Self::Document => "document",
            Self::Participant => "participant",
            Self::Code => "code",
            Self::Coding => "coding",
            Self::Theme => "theme",
        }
    }

    /// The inverse of [`Subject::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|subject| subject.name() == name)
    }
}

/// A memo or a comment as a list shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    /// Which.
    pub id: NoteId,
    /// What it is for.
    pub kind: NoteKind,
    /// What it hangs on.
    pub on: MemoOn,
    /// What that is called: "P04", "Delay, P01 ¶2"; "removed" where it is gone.
    pub name: String,
    /// The document, for notes on documents and codings.
    pub document: Option<DocumentId>,
    /// May be empty.
    pub title: String,
    /// The note.
    pub text: String,
    /// Who wrote it; for a comment, who coded.
    pub coder: CoderId,
    /// RFC 3339; empty for comments, which keep no time of their own.
    pub written: String,
    /// RFC 3339; empty when it never was changed.
    pub changed: String,
    /// The excerpts it points to, in order.
    pub links: Vec<CodingId>,
    /// Title and words, folded for a search.
    folded: String,
}

/// Where a coding lies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Spot {
    /// Index of the document.
    pub document: u32,
    /// Index of the coding in it.
    pub coding: u32,
}

impl Spot {
    /// The document and the coding; `None` when the corpus is another one.
    pub fn of(self, corpus: &Corpus) -> Option<(&CorpusDocument, &CodingRow)> {
        let document = corpus.documents.get(self.document as usize)?;
        Some((document, document.codings.get(self.coding as usize)?))
    }
}

/// Which notes are wanted. Different conditions mean all of them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct NoteQuery {
    /// What the notes hang on; `None` for anything. A document stands for itself and its excerpts.
    pub here: Option<MemoOn>,
    /// Of this kind.
    pub kind: Option<NoteKind>,
    /// On this kind of thing.
    pub subject: Option<Subject>,
    /// By this person.
    pub coder: Option<CoderId>,
    /// Only those that point to excerpts.
    pub linked: bool,
    /// All these words, in the title or the text.
    pub words: String,
    /// The oldest first instead of the newest.
    pub oldest: bool,
}

/// All notes of a study, and where the codings lie that they speak of.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Notes {
    /// Memos by the time they were written, then comments by place.
    pub all: Vec<Note>,
    spots: HashMap<CodingId, Spot>,
}

impl Notes {
    /// Collects them: one pass over all codings.
    pub fn new(corpus: &Corpus) -> Self {
        let mut spots: HashMap<CodingId, Option<Spot>> = HashMap::new();
        for memo in corpus.memos.iter() {
            if let MemoOn::Coding(id) = memo.on {
                spots.insert(id, None);
            }
            spots.extend(memo.links.iter().map(|id| (*id, None)));
        }
        let mut comments = Vec::new();
        for (document, known) in (0_u32..).zip(&corpus.documents) {
            for (index, coding) in (0_u32..).zip(&known.codings) {
                let spot = Spot { document, coding: index };
                let commented = coding.memo.as_deref().is_some_and(|memo| !memo.trim().is_empty());
                if commented {
                    comments.push(spot);
                    spots.insert(coding.id, Some(spot));
                } else if let Some(slot) = spots.get_mut(&coding.id) {
                    *slot = Some(spot);
                }
            }
        }
        let spots: HashMap<CodingId, Spot> =
            spots.into_iter().filter_map(|(id, spot)| Some((id, spot?))).collect();
        let mut all: Vec<Note> = Vec::with_capacity(corpus.memos.len() + comments.len());
        for memo in corpus.memos.iter() {
            let spot = match memo.on {
                MemoOn::Coding(id) => spots.get(&id).copied(),
                _ => None,
            };
            let document = match memo.on {
                MemoOn::Document(id) => Some(id),
                _ => spot.and_then(|spot| Some(spot.of(corpus)?.0.id)),
            };
            all.push(Note {
                id: NoteId::Memo(memo.id),
                kind: NoteKind::Memo(memo.kind),
                on: memo.on,
                name: name_of(corpus, memo.on, spot),
                document,
                title: memo.title.clone(),
                text: memo.text.clone(),
                coder: memo.coder,
                written: memo.created_at.clone(),
                changed: memo.edited_at.clone(),
                links: memo.links.clone(),
                folded: fold(&format!("{}\n{}", memo.title, memo.text)),
            });
        }
        all.sort_by(|a, b| a.written.cmp(&b.written));
        all.extend(comments.into_iter().filter_map(|spot| comment(corpus, spot)));
        Self { all, spots }
    }

    /// Where a coding lies that some note speaks of.
    pub fn spot(&self, coding: CodingId) -> Option<Spot> {
        self.spots.get(&coding).copied()
    }

    /// The notes that are wanted, as indexes, in the order that is wanted.
    pub fn find(&self, query: &NoteQuery) -> Vec<usize> {
        let words = fold(&query.words);
        let fits = |note: &Note| {
            query.here.is_none_or(|here| is_at(note, here))
                && query.kind.is_none_or(|kind| kind == note.kind)
                && query.subject.is_none_or(|subject| subject == Subject::of(note.on))
                && query.coder.is_none_or(|coder| coder == note.coder)
                && !(query.linked && note.links.is_empty())
                && has_words(&note.folded, &words)
        };
        // Comments carry no date: they follow the dated notes either way.
        let dated = self.all.partition_point(|note| note.kind != NoteKind::Comment);
        let (memos, comments) = (0..dated, dated..self.all.len());
        let memos: Vec<usize> = if query.oldest { memos.collect() } else { memos.rev().collect() };
        let each = memos.into_iter().chain(comments);
        each.filter(|&at| self.all.get(at).is_some_and(fits)).collect()
    }
}

/// Whether a note belongs where a person is: on that very thing; for a document also on its excerpts;
/// for a coding also when it points there.
fn is_at(note: &Note, here: MemoOn) -> bool {
    note.on == here
        || match here {
            MemoOn::Document(id) => note.document == Some(id),
            MemoOn::Coding(id) => note.links.contains(&id),
            _ => false,
        }
}

fn comment(corpus: &Corpus, spot: Spot) -> Option<Note> {
    let (document, coding) = spot.of(corpus)?;
    let text = coding.memo.as_deref()?.to_owned();
    let on = MemoOn::Coding(coding.id);
    Some(Note {
        id: NoteId::Comment(coding.id),
        kind: NoteKind::Comment,
        on,
        name: name_of(corpus, on, Some(spot)),
        document: Some(document.id),
        title: String::new(),
        folded: fold(&text),
        text,
        coder: coding.coder,
        written: String::new(),
        changed: String::new(),
        links: Vec::new(),
    })
}

/// What a note hangs on, in a word or two. `spot`: where a coding lies.
pub fn name_of(corpus: &Corpus, on: MemoOn, spot: Option<Spot>) -> String {
    let name = match on {
        MemoOn::Study => Some("the study".to_owned()),
        MemoOn::Document(id) => corpus.document(id).map(|document| document.name.clone()),
        MemoOn::Participant(id) => corpus.participant(id).map(|person| person.name.clone()),
        MemoOn::Code(id) => corpus.codes.get(id).map(|code| code.fields.name.clone()),
        MemoOn::Theme(id) => corpus.theme(id).map(|theme| theme.fields.statement.clone()),
        MemoOn::Coding(_) => spot.and_then(|spot| spot.of(corpus)).map(|(document, coding)| {
            let code = corpus.codes.get(coding.code).map_or("", |code| &code.fields.name);
            format!("{code}, {}", place_of(corpus, document, coding.span))
        }),
    };
    name.unwrap_or_else(|| "something removed".to_owned())
}

/// "P03 ¶14": the participant who speaks there, or the document, and the turn.
pub fn place_of(corpus: &Corpus, document: &CorpusDocument, span: Span) -> String {
    let speaker = document.pieces_in(span).iter().find_map(|piece| match piece.voice {
        Voice::Participant(id) => corpus.participant(id).map(|participant| &participant.name),
        _ => None,
    });
    let name = speaker.unwrap_or(&document.name);
    match document.turn_at(span.start()) {
        Some(turn) => format!("{name} ¶{}", turn + 1),
        None => name.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Builder;
    use super::*;
    use crate::model::{CodeId, Guid, Memo};
    use std::sync::Arc;

    fn memo(id: i64, kind: MemoKind, on: MemoOn, text: &str, links: &[i64]) -> Memo {
        Memo {
            id: MemoId(id),
            guid: Guid::new(),
            kind,
            on,
            title: String::new(),
            text: text.to_owned(),
            coder: CoderId(1 + id % 2),
            created_at: format!("2026-03-{id:02}T10:00:00Z"),
            edited_at: String::new(),
            links: links.iter().map(|id| CodingId(*id)).collect(),
        }
    }

    fn study() -> Corpus {
        let mut corpus = Builder::new()
            .participant("P1", &[])
            .code("Time/Delay")
            .document("D1", "INT: So?\nP1: We waited for months.\n")
            .document("D2", "P1: Nobody came.\n")
            .coding("D1", "Delay", "waited", "ana")
            .memo("D1", "Counted in birthdays")
            .coding("D2", "Delay", "Nobody", "ana")
            .build();
        corpus.memos = Arc::from(vec![
            memo(3, MemoKind::Journal, MemoOn::Study, "Née a teacher", &[]),
            memo(1, MemoKind::Code, MemoOn::Code(CodeId(2)), "Not the effects", &[2]),
            memo(2, MemoKind::Note, MemoOn::Document(DocumentId(1)), "Short", &[]),
            memo(4, MemoKind::Note, MemoOn::Coding(CodingId(1)), "Again birthdays", &[]),
            memo(5, MemoKind::Note, MemoOn::Coding(CodingId(99)), "Gone", &[]),
        ]);
        corpus
    }

    #[test]
    fn one_list_holds_memos_and_comments_and_says_what_they_hang_on() {
        let corpus = study();
        let notes = Notes::new(&corpus);
        let told: Vec<(&str, &str)> =
            notes.all.iter().map(|note| (note.kind.name(), note.name.as_str())).collect();
        assert_eq!(
            told,
            [
                ("code", "Delay"),
                ("note", "D1"),
                ("journal", "the study"),
                ("note", "Delay, P1 ¶2"),
                ("note", "something removed"),
                ("comment", "Delay, P1 ¶2"),
            ]
        );
        let (document, coding) = notes.spot(CodingId(2)).unwrap().of(&corpus).unwrap();
        assert_eq!(coding.span.of(&document.text), Some("Nobody"));
        assert_eq!(notes.spot(CodingId(99)), None);
    }

    #[test]
    fn conditions_narrow_the_list() {
        let notes = Notes::new(&study());
        let check = |query: NoteQuery, expected: &[&str]| {
            let found: Vec<&str> =
                notes.find(&query).into_iter().map(|at| notes.all[at].text.as_str()).collect();
            assert_eq!(found, expected, "{query:?}");
        };
        let all = NoteQuery::default;
        check(
            all(),
            &[
                "Gone",
                "Again birthdays",
                "Née a teacher",
                "Short",
                "Not the effects",
                "Counted in birthdays",
            ],
        );
        check(
            NoteQuery { oldest: true, kind: Some(NoteKind::Memo(MemoKind::Note)), ..all() },
            &["Short", "Again birthdays", "Gone"],
        );
        check(NoteQuery { words: "nee TEACH".into(), ..all() }, &["Née a teacher"]);
        check(
            NoteQuery { words: "birthdays".into(), ..all() },
            &["Again birthdays", "Counted in birthdays"],
        );
        check(NoteQuery { kind: Some(NoteKind::Comment), ..all() }, &["Counted in birthdays"]);
        check(NoteQuery { linked: true, ..all() }, &["Not the effects"]);
        check(NoteQuery { subject: Some(Subject::Study), ..all() }, &["Née a teacher"]);
        check(
            NoteQuery { coder: Some(CoderId(1)), words: "s".into(), ..all() },
            &["Again birthdays", "Short", "Counted in birthdays"],
        );
        let here = |on| NoteQuery { here: Some(on), ..all() };
        check(
            here(MemoOn::Document(DocumentId(1))),
            &["Again birthdays", "Short", "Counted in birthdays"],
        );
        check(here(MemoOn::Coding(CodingId(2))), &["Not the effects"]);
        check(here(MemoOn::Code(CodeId(2))), &["Not the effects"]);
    }
}
