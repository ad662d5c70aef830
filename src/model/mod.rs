//! What a study is: plain values and the rules they keep. No file, no SQL, no drawing.
//!
//! Every other room speaks in these types; this room knows none of the others.

mod approach;
mod around;
mod code;
mod condition;
mod consent;
mod consent_field;
mod corpus;
mod document;
mod filter;
mod flags;
mod framework;
mod ids;
mod incoming;
mod memo;
mod name_key;
mod orphan;
mod participant;
mod place;
mod profile;
mod pseudonym;
mod reading;
mod refusal;
mod span;
mod step;
mod theme;
mod version;
mod withdrawal;
mod word_index;

pub use approach::Approach;
pub use around::Around;
pub use code::{CODE_LEVELS, Code, CodeFields, CodeTree};
pub use condition::{Condition, Relation};
pub use consent::{
    Answer, Consent, ConsentChange, ConsentScope, Retention, Written, days_between, is_day,
};
pub use consent_field::{ConsentField, read_day};
pub use corpus::{CodingRow, Corpus, CorpusDocument, Extent, Piece, SpeakerRow, TurnRow, Voice};
pub use document::{MarkKind, NewDocument, NewMark, NewTime, NewTurn, Origin, ReceiptNote};
pub use filter::{CoderChoice, Filter, SavedFilter, Speech, WhereClause, WhereOp};
pub use flags::{Flag, Flags};
pub use framework::{CellState, CellText, FrameworkCell, FrameworkColumn};
pub use ids::{
    AttributeId, CellId, CodeId, CoderId, CodingId, DocumentId, EvidenceId, FilterId, FindingId,
    Guid, MemoId, OrphanId, ParticipantId, SpeakerId, StepId, ThemeId, VersionId,
};
pub use incoming::{CodingLine, ConsentColumns, LineError, NewCode, PeopleChoices, PeopleTable};
pub use memo::{Memo, MemoKind, MemoOn};
pub use name_key::name_key;
pub use orphan::{KeptFinding, Orphan, Revision, RevisionReason};
pub use participant::{Attribute, AttributeKind, Coder, Participant};
pub use place::TextPlace;
pub use profile::Profile;
pub use pseudonym::{Anonymised, Pseudonym, PseudonymKind, merge_pseudonyms};
pub use reading::{Reading, SpeakerChoice, SpeakerRule, SurveyColumns};
pub use refusal::Refusal;
pub use span::{CharSpan, Span};
pub use step::StepLine;
pub use theme::{Theme, ThemeFields, ThemeState};
pub use version::{ChangeKind, CodeChange, CodebookVersion, FrozenCode, FrozenCodebook};
pub use withdrawal::{
    CONTRIBUTION_WITHDRAWN, Cleaning, EvidenceKind, EvidenceLost, QUOTATION_WITHDRAWN, Tombstone,
    WITHDRAWN, WithdrawalCounts, WithdrawalReason, WithdrawalScope,
};
pub use word_index::WordIndex;
