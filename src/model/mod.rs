//! What a study is: plain values and the rules they keep. No file, no SQL, no drawing.
//!
//! Every other room speaks in these types; this room knows none of the others.

mod code;
mod corpus;
mod document;
mod filter;
mod ids;
mod incoming;
mod memo;
mod participant;
mod refusal;
mod span;
mod step;

pub use code::{Code, CodeFields, CodeTree};
pub use corpus::{CodingRow, Corpus, CorpusDocument, Piece, SpeakerRow, TurnRow, Voice};
pub use document::{MarkKind, NewDocument, NewMark, NewTurn, Origin, ReceiptNote};
pub use filter::{CoderChoice, Filter, Speech, WhereClause, WhereOp};
pub use ids::{
    AttributeId, CodeId, CoderId, CodingId, DocumentId, Guid, MemoId, ParticipantId, SpeakerId,
    StepId,
};
pub use incoming::{CodingLine, LineError, NewCode, PeopleTable};
pub use memo::{Memo, MemoKind, MemoOn};
pub use participant::{Attribute, AttributeKind, Coder, Participant};
pub use refusal::Refusal;
pub use span::{CharSpan, Span};
pub use step::StepLine;
