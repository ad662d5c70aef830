//! In which of a study's texts something stands.

use super::corpus::Corpus;
use super::ids::{
    CellId, CodeId, CodingId, DocumentId, MemoId, OrphanId, ParticipantId, SpeakerId, ThemeId,
};

/// One of the texts of a study that a person wrote, said, or named something with.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum TextPlace {
    /// A document's text.
    Text(DocumentId),
    /// A speaker's label.
    Label(DocumentId, SpeakerId),
    /// A document's name.
    Name(DocumentId),
    /// The name of the file it came from.
    File(DocumentId),
    /// A participant's pseudonym.
    Participant(ParticipantId),
    /// A memo's title.
    Title(MemoId),
    /// A memo.
    Memo(MemoId),
    /// The comment on a coding.
    Comment(DocumentId, CodingId),
    /// What is written about a code: its name, definition, include, exclude, example, by number.
    Code(CodeId, u8),
    /// What is written about a theme: statement, concept, boundary, reason, by number.
    Theme(ThemeId, u8),
    /// The words of a coding that lost its place.
    Orphan(OrphanId),
    /// The summary in a cell of the framework matrix.
    Cell(CellId),
}

impl TextPlace {
    /// The document it is in, if it is in one.
    pub fn document(self) -> Option<DocumentId> {
        match self {
            Self::Text(id)
            | Self::Label(id, _)
            | Self::Name(id)
            | Self::File(id)
            | Self::Comment(id, _) => Some(id),
            _ => None,
        }
    }

    /// The text; `None` when it is not in the study any more.
    pub fn text(self, corpus: &Corpus) -> Option<&str> {
        Some(match self {
            Self::Text(id) => &corpus.document(id)?.text,
            Self::Label(id, speaker) => &corpus.document(id)?.speaker(speaker)?.label,
            Self::Name(id) => &corpus.document(id)?.name,
            Self::File(id) => &corpus.document(id)?.file_name,
            Self::Participant(id) => &corpus.participant(id)?.name,
            Self::Title(id) => &corpus.memos.iter().find(|memo| memo.id == id)?.title,
            Self::Memo(id) => &corpus.memos.iter().find(|memo| memo.id == id)?.text,
            Self::Comment(document, id) => {
                corpus.document(document)?.coding(id)?.memo.as_deref().unwrap_or_default()
            }
            Self::Code(id, number) => {
                let fields = &corpus.codes.get(id)?.fields;
                match number {
                    0 => &fields.name,
                    1 => &fields.definition,
                    2 => &fields.include,
                    3 => &fields.exclude,
                    4 => &fields.example,
                    _ => return None,
                }
            }
            Self::Theme(id, number) => {
                let theme = corpus.theme(id)?;
                match number {
                    0 => &theme.fields.statement,
                    1 => &theme.fields.concept,
                    2 => &theme.fields.boundary,
                    3 => &theme.reason,
                    _ => return None,
                }
            }
            Self::Orphan(id) => &corpus.orphans.iter().find(|orphan| orphan.id == id)?.words,
            Self::Cell(id) => &corpus.framework.iter().find(|cell| cell.id == id)?.text.summary,
        })
    }

    /// Every text of a study but those of its documents, in no particular order.
    pub fn around(corpus: &Corpus) -> Vec<Self> {
        let mut all: Vec<Self> =
            corpus.participants.iter().map(|p| Self::Participant(p.id)).collect();
        for memo in corpus.memos.iter() {
            all.extend([Self::Title(memo.id), Self::Memo(memo.id)]);
        }
        for code in corpus.codes.codes() {
            all.extend((0..5).map(|number| Self::Code(code.id, number)));
        }
        for theme in corpus.themes.iter() {
            all.extend((0..4).map(|number| Self::Theme(theme.id, number)));
        }
        all.extend(corpus.orphans.iter().map(|orphan| Self::Orphan(orphan.id)));
        all.extend(corpus.framework.iter().map(|cell| Self::Cell(cell.id)));
        all
    }
}
