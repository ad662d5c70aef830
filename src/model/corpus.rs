//! The corpus: everything questions are asked of, as one plain value in memory.
//!
//! `store` fills it, `study` keeps it current, `analysis` sweeps it and knows no other source. A
//! document is shared by `Arc`: changing one coding copies the columns of one document, not the study.

use super::approach::Approach;
use super::code::CodeTree;
use super::consent::Retention;
use super::filter::SavedFilter;
use super::flags::Flags;
use super::framework::FrameworkCell;
use super::ids::{
    CodeId, CoderId, CodingId, DocumentId, Guid, ParticipantId, SpeakerId, ThemeId, VersionId,
};
use super::memo::Memo;
use super::name_key::name_key;
use super::orphan::{KeptFinding, Orphan};
use super::participant::{Attribute, Coder, Participant};
use super::span::Span;
use super::theme::Theme;
use super::version::CodebookVersion;
use super::withdrawal::{EvidenceLost, Tombstone};
use super::word_index::WordIndex;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Whose words these are.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Voice {
    /// A participant's.
    Participant(ParticipantId),
    /// The researcher's: never counted.
    Interviewer,
    /// Nobody's yet: a speaker waiting to be mapped, or text under no label. A column of its own.
    Unassigned,
}

/// A turn. Byte offsets into the document's text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TurnRow {
    /// First byte, label included.
    pub start: u32,
    /// First byte of what was said.
    pub body: u32,
    /// First byte after the turn.
    pub end: u32,
    /// Who is named, if anyone.
    pub speaker: Option<SpeakerId>,
    /// Milliseconds from the start of the recording, where known.
    pub at_ms: Option<i64>,
}

/// A stretch of speech: a turn's body, cut where a time stamp or header stands in it, without the
/// white space at its ends. Never empty.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Piece {
    /// Bytes.
    pub span: Span,
    /// Index of the turn in its document (¶ number minus one).
    pub turn: u32,
    /// Who speaks.
    pub voice: Voice,
    /// White-space separated tokens with at least one letter or digit.
    pub words: u32,
    /// Code points.
    pub characters: u32,
}

/// A speaker label of a document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SpeakerRow {
    /// Row in this file.
    pub id: SpeakerId,
    /// As written in the transcript.
    pub label: String,
    /// To whom it is mapped.
    pub voice: Voice,
}

/// A coding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CodingRow {
    /// Row in this file.
    pub id: CodingId,
    /// Identity across files.
    pub guid: Guid,
    /// Bytes of the document's text.
    pub span: Span,
    /// The code put there.
    pub code: CodeId,
    /// Who put it.
    pub coder: CoderId,
    /// The comment on it; `None` when there is none.
    pub memo: Option<Arc<str>>,
    /// What the researcher thinks of it.
    pub flags: Flags,
    /// When it was made: milliseconds since 1970; 0 where nobody knows.
    pub made_ms: i64,
    /// What it covers, where that was worked out.
    pub extent: Extent,
}

/// How much speech a coding covers, see [`crate::text::extents`]. The default says nothing: the text has
/// to be looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Extent {
    /// Index of the only piece of speech it touches; `None` where there are none or several.
    pub piece: Option<u32>,
    /// Words of the part in that piece.
    pub words: u32,
    /// Characters (code points) of it.
    pub characters: u32,
    /// No word is cut by its start.
    pub clean_start: bool,
    /// Its end cuts no word, or leaves enough of it to be a word.
    pub clean_end: bool,
}

impl CodingRow {
    /// A coding without a comment.
    pub fn new(id: CodingId, span: Span, code: CodeId, coder: CoderId) -> Self {
        let flags = Flags::default();
        let extent = Extent::default();
        Self { id, guid: Guid::new(), span, code, coder, memo: None, flags, made_ms: 0, extent }
    }

    /// What codings of a document are sorted by: start, the longest first, id.
    fn place(&self) -> (u32, std::cmp::Reverse<u32>, CodingId) {
        (self.span.start(), std::cmp::Reverse(self.span.end()), self.id)
    }
}

/// A document with its turns and codings.
#[derive(Clone, Debug)]
pub struct CorpusDocument {
    /// Row in this file.
    pub id: DocumentId,
    /// Identity across files.
    pub guid: Guid,
    /// Unique in the study without regard to case.
    pub name: String,
    /// The file it came from, without folders.
    pub file_name: String,
    /// The text, LF line ends.
    pub text: Arc<str>,
    /// In order, not overlapping. The ¶ number is the index plus one.
    pub turns: Arc<[TurnRow]>,
    /// Its speakers, in order of first appearance.
    pub speakers: Vec<SpeakerRow>,
    /// Its speech, in order, not overlapping.
    pub pieces: Arc<[Piece]>,
    /// The words of the text (tokens with a letter or digit).
    pub words: WordIndex,
    /// The day the interview was held, `YYYY-MM-DD`; empty where it is not known.
    pub held_on: String,
    /// Moments of the recording that the text does not say: byte and milliseconds, in order.
    pub times: Arc<[(u32, i64)]>,
    /// Sorted by start, then by longest first, then by id.
    pub codings: Vec<CodingRow>,
}

impl CorpusDocument {
    /// The coding with this id.
    pub fn coding(&self, id: CodingId) -> Option<&CodingRow> {
        self.codings.iter().find(|coding| coding.id == id)
    }
}

impl CorpusDocument {
    /// Index of the turn that holds the byte, or of the last one before it.
    pub fn turn_at(&self, position: u32) -> Option<usize> {
        self.turns.partition_point(|turn| turn.start <= position).checked_sub(1)
    }

    /// The speech pieces that share at least one byte with `span`.
    pub fn pieces_in(&self, span: Span) -> &[Piece] {
        let first = self.pieces.partition_point(|piece| piece.span.end() <= span.start());
        let last = self.pieces.partition_point(|piece| piece.span.start() < span.end());
        self.pieces.get(first..last).unwrap_or(&[])
    }

    /// The speaker with this id.
    pub fn speaker(&self, id: SpeakerId) -> Option<&SpeakerRow> {
        self.speakers.iter().find(|speaker| speaker.id == id)
    }

    /// Puts codings in the order every sweep relies on.
    pub fn sort_codings(&mut self) {
        self.codings.sort_unstable_by_key(CodingRow::place);
    }

    /// Takes out the coding with this id, where there is one, and puts `coding` in its place in the
    /// order.
    pub fn put_coding(&mut self, id: CodingId, coding: Option<CodingRow>) {
        if let Some(at) = self.codings.iter().position(|known| known.id == id) {
            self.codings.remove(at);
        }
        if let Some(coding) = coding {
            let at = self.codings.partition_point(|known| known.place() < coding.place());
            self.codings.insert(at, coding);
        }
    }
}

/// The whole study, to be asked.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    /// The study's own name.
    pub study: String,
    /// The approach its researcher declared.
    pub approach: Approach,
    /// In order of import.
    pub documents: Vec<Arc<CorpusDocument>>,
    /// In order of their ids as a person sorts them.
    pub participants: Arc<[Participant]>,
    /// In the order of the table's columns.
    pub attributes: Arc<[Attribute]>,
    /// The codebook.
    pub codes: Arc<CodeTree>,
    /// In order of first appearance: the first one acts by default.
    pub coders: Arc<[Coder]>,
    /// Newest last.
    pub memos: Arc<[Memo]>,
    /// In the researcher's order.
    pub themes: Arc<[Theme]>,
    /// Kept versions of the codebook, oldest first.
    pub versions: Arc<[CodebookVersion]>,
    /// With which version a document was coded or last checked; no entry where none was kept then.
    pub coded_with: Arc<BTreeMap<DocumentId, VersionId>>,
    /// Codings that lost their words, in order of document and place.
    pub orphans: Arc<[Orphan]>,
    /// Findings of the identifier scan that stay.
    pub kept: Arc<[KeptFinding]>,
    /// Filters with names, by name.
    pub filters: Arc<[SavedFilter]>,
    /// Cells of the framework matrix that are not empty.
    pub framework: Arc<[FrameworkCell]>,
    /// Who withdrew, without who it was; the oldest first.
    pub withdrawals: Arc<[Tombstone]>,
    /// What lost evidence with them.
    pub evidence_lost: Arc<[EvidenceLost]>,
    /// Until when the study is kept.
    pub retention: Retention,
    /// Whose words must not be shown, in order: nobody's but in a copy that was made to be written to
    /// a file.
    pub withheld: Arc<[ParticipantId]>,
}

impl Corpus {
    /// The document with this id.
    pub fn document(&self, id: DocumentId) -> Option<&Arc<CorpusDocument>> {
        self.documents.iter().find(|document| document.id == id)
    }

    /// The theme with this id.
    pub fn theme(&self, id: ThemeId) -> Option<&Theme> {
        self.themes.iter().find(|theme| theme.id == id)
    }

    /// The kept version with this id.
    pub fn version(&self, id: VersionId) -> Option<&CodebookVersion> {
        self.versions.iter().find(|version| version.id == id)
    }

    /// The participant with this id.
    pub fn participant(&self, id: ParticipantId) -> Option<&Participant> {
        // Lists come in order mostly: the n-th participant is where the n-th row is. Tables ask so often
        // that walking through two thousand people was felt.
        let expected =
            usize::try_from(id.0).ok().and_then(|n| self.participants.get(n.wrapping_sub(1)));
        let here = expected.filter(|participant| participant.id == id);
        here.or_else(|| self.participants.iter().find(|participant| participant.id == id))
    }

    /// The participant whose pseudonym this is, without regard to case.
    pub fn participant_named(&self, name: &str) -> Option<&Participant> {
        let wanted = name_key(name);
        self.participants.iter().find(|participant| name_key(&participant.name) == wanted)
    }

    /// The attribute with this name, without regard to case.
    pub fn attribute_named(&self, name: &str) -> Option<&Attribute> {
        let wanted = name_key(name);
        self.attributes.iter().find(|attribute| name_key(&attribute.name) == wanted)
    }

    /// The coder with this name, without regard to case.
    pub fn coder_named(&self, name: &str) -> Option<&Coder> {
        let wanted = name_key(name);
        self.coders.iter().find(|coder| name_key(&coder.name) == wanted)
    }

    /// The saved filter with this name, without regard to case.
    pub fn filter_named(&self, name: &str) -> Option<&SavedFilter> {
        let wanted = name_key(name);
        self.filters.iter().find(|saved| name_key(&saved.name) == wanted)
    }

    /// The coder with this id.
    pub fn coder(&self, id: CoderId) -> Option<&Coder> {
        self.coders.iter().find(|coder| coder.id == id)
    }

    /// The document with this name or file name, with or without ending, without regard to case.
    /// The document's own name wins over a file name.
    pub fn document_named(&self, name: &str) -> Option<&Arc<CorpusDocument>> {
        let wanted = name_key(name);
        let stem = |text: &str| text.rsplit_once('.').map_or(text, |(stem, _)| stem).to_owned();
        let by = |test: &dyn Fn(&CorpusDocument) -> bool| self.documents.iter().find(|d| test(d));
        by(&|d| name_key(&d.name) == wanted)
            .or_else(|| by(&|d| name_key(&d.file_name) == wanted))
            .or_else(|| by(&|d| stem(&name_key(&d.file_name)) == wanted))
            .or_else(|| {
                // Another ending than the file's is none: `I1.2` is not `I1`.
                let ending =
                    |text: &str| text.rsplit_once('.').map(|(_, ending)| ending.to_owned());
                let same = |d: &CorpusDocument| ending(&name_key(&d.file_name)) == ending(&wanted);
                by(&|d| name_key(&d.name) == stem(&wanted) && same(d))
            })
    }

    /// Number of codings in the study, all coders.
    pub fn coding_count(&self) -> usize {
        self.documents.iter().map(|document| document.codings.len()).sum()
    }
}
