//! What can be done, as values.

use super::pseudonyms::NamePlace;
use super::speakers::TurnsTo;
use crate::model::{
    Approach, AttributeId, AttributeKind, CellText, CodeFields, CodeId, CodingId, CodingLine,
    ConsentChange, DocumentId, EvidenceId, Filter, FilterId, FindingId, Flag, Flags,
    FrameworkColumn, LineError, MemoId, MemoKind, MemoOn, NewCode, NewDocument, OrphanId,
    ParticipantId, PeopleTable, Pseudonym, Reading, Retention, Span, SpeakerId, ThemeFields,
    ThemeId, ThemeState, Voice,
};
use crate::store::Done;
use serde::{Deserialize, Serialize};

/// Which code to put somewhere.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum CodeTarget {
    /// One that exists.
    Id(CodeId),
    /// A path from the top; what is missing is made on the spot, in the same step.
    Path(Vec<String>),
}

/// One thing a person does. Each becomes one step.
#[derive(Clone, PartialEq, Debug)]
pub enum Command {
    /// Gives the study another name.
    RenameStudy { name: String },
    /// Takes transcripts in. Those refused do not keep the others out. `people`: what a survey says of
    /// those who answered it.
    ImportDocuments { documents: Vec<NewDocument>, people: Option<PeopleTable> },
    /// Gives a document another name.
    RenameDocument { document: DocumentId, name: String },
    /// Removes a document with its codings and memos.
    RemoveDocument { document: DocumentId },
    /// Gives a document another text: codings, turns and whatever else hangs on it move along, as
    /// [`plan_correction`](super::plan_correction) works it out. The old text becomes a revision.
    CorrectText { document: DocumentId, text: String },
    /// Replaces words in documents, as [`plan_replacements`](super::plan_replacements) works it out:
    /// in each of them these places. One step for all of them.
    CorrectTexts { texts: Vec<(DocumentId, Vec<(Span, String)>)> },
    /// Gives a document an older text back. What it has now becomes a revision.
    RestoreText { document: DocumentId, number: u32 },
    /// Puts codings that had lost their words on other ones.
    PutBack { places: Vec<(OrphanId, Span)> },
    /// Lets codings that lost their words go.
    DropOrphans { orphans: Vec<OrphanId> },
    /// Keeps findings of the identifier scan as they are: document (`None`: everywhere), pattern, words.
    KeepFindings { findings: Vec<(Option<DocumentId>, String, String)> },
    /// Forgets that findings were kept.
    ForgetKept { findings: Vec<FindingId> },
    /// Puts pseudonyms where names stand. `elsewhere`: in older texts, receipts and kept codebooks too.
    /// The name of the step tells how many, never which.
    ApplyPseudonyms { list: Vec<Pseudonym>, places: Vec<NamePlace>, elsewhere: bool },
    /// Says who speakers are.
    MapSpeakers { speakers: Vec<SpeakerId>, voice: Voice },
    /// Says who several speakers are, each on their own.
    AssignSpeakers { speakers: Vec<(SpeakerId, Voice)> },
    /// Joins labels of a document: all turns of the first become the second's.
    JoinSpeakers { pairs: Vec<(SpeakerId, SpeakerId)> },
    /// Gives turns, by their ¶ numbers, to another speaker of the document.
    GiveTurns { document: DocumentId, numbers: Vec<u32>, to: TurnsTo },
    /// Gives a speaker another label; the text stays as it is.
    RenameSpeaker { speaker: SpeakerId, label: String },
    /// Finds speakers anew in stored documents, as [`plan_speakers`](super::plan_speakers) works it out.
    FindSpeakers { documents: Vec<DocumentId>, reading: Reading },
    /// Adds participants and attributes, and updates those that are there, as
    /// [`plan_people`](super::plan_people) works it out. `blank_clears`: a blank cell takes away what
    /// is known; otherwise it says nothing.
    ImportParticipants { table: PeopleTable, blank_clears: bool },
    /// Adds a participant; speakers with that label become theirs.
    AddParticipant { name: String },
    /// Gives a participant another pseudonym.
    RenameParticipant { participant: ParticipantId, name: String },
    /// Removes a participant; their speakers wait to be mapped again.
    RemoveParticipant { participant: ParticipantId },
    /// Adds a column to the participant table.
    AddAttribute { name: String, kind: AttributeKind },
    /// Renames a column or changes its kind.
    SetAttribute { attribute: AttributeId, name: String, kind: AttributeKind },
    /// Removes a column with its values.
    RemoveAttribute { attribute: AttributeId },
    /// Writes a cell; empty makes it blank.
    SetValue { participant: ParticipantId, attribute: AttributeId, value: String },
    /// Writes a block of cells; empty makes one blank.
    SetValues { cells: Vec<(ParticipantId, AttributeId, String)> },
    /// Gives everybody who has one of these values of an attribute another value. An empty one means
    /// blank, on either side.
    RecodeValues { attribute: AttributeId, from: Vec<String>, to: String },
    /// Puts a column before another one, or behind all of them.
    MoveAttribute { attribute: AttributeId, before: Option<AttributeId> },
    /// Leaves participants out of every count, with a reason that may be empty; `None` takes them back.
    ExcludeParticipants { participants: Vec<ParticipantId>, why: Option<String> },
    /// Records what participants agreed to: of each, what is named.
    SetConsent { people: Vec<(ParticipantId, ConsentChange)> },
    /// Says until when the study is kept, and by which rule.
    SetRetention { retention: Retention },
    /// Adds a code.
    AddCode { parent: Option<CodeId>, fields: CodeFields },
    /// Changes what is written about a code.
    EditCode { code: CodeId, fields: CodeFields },
    /// Hangs codes somewhere else, with what is under them: before a sibling, or behind all of them.
    MoveCodes { codes: Vec<CodeId>, parent: Option<CodeId>, before: Option<CodeId> },
    /// Takes codes out of what is offered for coding, or puts them back. Their codings stay.
    RetireCodes { codes: Vec<CodeId>, retired: bool },
    /// Removes codes with everything under them and their codings.
    RemoveCodes { codes: Vec<CodeId> },
    /// Merges codes into another one, as [`plan_merge`](super::plan_merge) works it out.
    MergeCodes { codes: Vec<CodeId>, into: CodeId },
    /// Gives excerpts of a code to other codes; what is not named stays. `retire`: the code is no
    /// longer offered afterwards.
    SplitCode { code: CodeId, parts: Vec<(CodeTarget, Vec<CodingId>)>, retire: bool },
    /// Keeps the codebook as it stands as a numbered version.
    KeepVersion { note: String },
    /// Says that documents were checked against the codebook as it stands.
    CheckedWith { documents: Vec<DocumentId> },
    /// Adds codes and fills in what is written about those that are there.
    ImportCodebook { codes: Vec<NewCode> },
    /// Puts a code on a span. What the coder has there of the same code, overlapping, becomes one
    /// coding with it; so it is with every command below but the import.
    ApplyCode { document: DocumentId, span: Span, code: CodeTarget },
    /// Puts codes on passages, with flags and a comment in the same motion.
    ApplyCodes {
        document: DocumentId,
        spans: Vec<Span>,
        codes: Vec<CodeTarget>,
        flags: Flags,
        memo: String,
    },
    /// Puts a code on passages of several documents, what a search found. Those that carry it already
    /// are passed over.
    ApplyEverywhere { passages: Vec<(DocumentId, Vec<Span>)>, code: CodeTarget },
    /// Puts a code on a span that is called like its words; it is made where there is none.
    ApplyInVivo { document: DocumentId, span: Span, flags: Flags },
    /// Puts a coding on other words.
    SetSpan { coding: CodingId, span: Span },
    /// Gives a coding another code.
    Recode { coding: CodingId, code: CodeTarget },
    /// Gives several codings another code.
    RecodeCodings { codings: Vec<CodingId>, code: CodeTarget },
    /// Sets a flag on codings, or takes it away.
    FlagCodings { codings: Vec<CodingId>, flag: Flag, on: bool },
    /// Writes the comment on a coding; empty removes it.
    Comment { coding: CodingId, memo: String },
    /// Takes codings away.
    RemoveCodings { codings: Vec<CodingId> },
    /// Takes in codings made elsewhere, line by line. `new_codes`: make codes that are missing.
    ImportCodings { lines: Vec<CodingLine>, new_codes: bool },
    /// Writes a memo. `links`: the excerpts it points to, in order.
    AddMemo { kind: MemoKind, on: MemoOn, title: String, text: String, links: Vec<CodingId> },
    /// Changes a memo: everything that can be changed about it, at once.
    EditMemo {
        /// Which.
        memo: MemoId,
        /// What it is for.
        kind: MemoKind,
        /// What it hangs on.
        on: MemoOn,
        /// May be empty.
        title: String,
        /// The note.
        text: String,
        /// The excerpts it points to, in order.
        links: Vec<CodingId>,
    },
    /// Removes a memo.
    RemoveMemo { memo: MemoId },
    /// Adds a candidate theme with its first codes.
    AddTheme { fields: ThemeFields, codes: Vec<CodeId> },
    /// Changes what is written about a theme.
    EditTheme { theme: ThemeId, fields: ThemeFields },
    /// Says how far a theme has come, and why. `into` goes with [`ThemeState::Merged`] alone; the codes
    /// stay where they are (see [`Command::MergeThemes`]).
    SetThemeState { theme: ThemeId, state: ThemeState, reason: String, into: Option<ThemeId> },
    /// A theme is taken up by another one, which gets its codes.
    MergeThemes { theme: ThemeId, into: ThemeId, reason: String },
    /// Puts codes into a theme, or takes them out.
    PlaceCodes { theme: ThemeId, codes: Vec<CodeId>, on: bool },
    /// Takes codes out of one theme and puts them into another.
    MoveToTheme { codes: Vec<CodeId>, from: ThemeId, to: ThemeId },
    /// Puts themes in this order; those not named follow in the order they had.
    OrderThemes { themes: Vec<ThemeId> },
    /// Removes a theme and the memos on it. Its codes stay; themes merged into it are candidates again.
    RemoveTheme { theme: ThemeId },
    /// Declares how the researcher works: sets defaults and notices.
    DeclareApproach { approach: Approach },
    /// Says on which day each of these interviews was held, `YYYY-MM-DD`; empty: not known.
    SetHeldOn { days: Vec<(DocumentId, String)> },
    /// Keeps a filter under a name, in the place of the one that has it.
    SaveFilter { name: String, filter: Filter },
    /// Gives a saved filter another name.
    RenameFilter { filter: FilterId, name: String },
    /// Forgets a saved filter.
    RemoveFilter { filter: FilterId },
    /// Writes cells of the framework matrix, or empties them.
    SetCells { cells: Vec<(ParticipantId, FrameworkColumn, CellText)> },
    /// Says of what lost evidence with a withdrawal that it was read again, or takes that back.
    TickEvidence { evidence: Vec<EvidenceId>, done: bool },
}

/// What a command brought about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// What it has to tell.
    pub report: Report,
    /// The step; `None` when nothing changed.
    pub step: Option<Done>,
}

/// What a command has to tell beyond its name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Report {
    /// Nothing.
    Plain,
    /// What pseudonyms did.
    Pseudonyms(super::pseudonyms::Replaced),
    /// The coding that was made.
    Coding(CodingId),
    /// The codings that were made or changed.
    Codings(Vec<CodingId>),
    /// Passages that were coded: the codings made or changed, and how many carried the code already.
    Passages {
        /// In order of document and place.
        made: Vec<CodingId>,
        /// Passages that were passed over.
        known: usize,
    },
    /// The code that was made or meant.
    Code(CodeId),
    /// The memo that was written or changed.
    Memo(MemoId),
    /// The theme that was made or meant.
    Theme(ThemeId),
    /// One result per document, in order: stored under this id, or why not.
    Documents(Vec<Result<DocumentId, String>>),
    /// Rows of a file: how many were taken, how many were there already, and the lines refused.
    Lines {
        /// Rows that changed something.
        taken: usize,
        /// Rows that were in the study already.
        known: usize,
        /// Rows that were not taken.
        refused: Vec<LineError>,
    },
}
