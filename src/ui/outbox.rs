//! What a person wants done, collected while drawing and done before the next frame.
//!
//! Drawing never writes: pages put requests here, `App::logic` drains them.

use super::action::Action;
pub use super::correcting::Correction;
pub use super::locking::LockRequest;
use super::privacy::{KeyRequest, Replacing};
use super::search::Wanted;
use super::transcript::Reading;
use crate::analysis::disclosure::Protection;
use crate::analysis::identifiers::Finding;
use crate::analysis::{NoteId, Together};
use crate::model::{
    CodeId, CoderChoice, CodingId, DocumentId, Filter, MemoOn, NewDocument, ParticipantId,
    PeopleTable, Span, ThemeId, VersionId, WithdrawalScope,
};
use crate::study::{Command, Passphrase, Proof, Withdraw};
use std::path::PathBuf;

/// A place in the rail.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Page {
    /// Documents, transcript, codebook.
    #[default]
    Read,
    /// The list of excerpts.
    Excerpts,
    /// Words looked for in the whole study.
    Search,
    /// Codes by groups of participants.
    Tables,
    /// Tables as pictures.
    Charts,
    /// Themes and what stands behind them.
    Themes,
    /// Participants by codes or themes, summarised.
    Framework,
    /// Participants and speakers.
    People,
    /// Identifiers, pseudonyms, what was replaced.
    Privacy,
    /// Files that were read and wait to be imported.
    Import,
}

/// Something to be done.
#[derive(Clone, Debug)]
pub enum Request {
    /// A change to the study.
    Run(Command),
    /// Anything that stands in the menu.
    Do(Action),
    /// Reads with another size, font or spacing from now on.
    SetReading(Reading),
    /// What was asked about first, and is to be done although files wait to be imported.
    Anyway(Box<Request>),
    /// What was asked about first, and is to be done although something that was typed is lost with it.
    Lose(Box<Request>),
    /// Nothing is to be lost: what was asked about first is not done.
    GoBack,
    /// The study that is locked is given up, and what waits in memory for it.
    CloseLocked,
    /// The framework page with this cell open.
    ShowCell(ParticipantId, crate::model::FrameworkColumn),
    /// Another place in the rail.
    Go(Page),
    /// The excerpts page with this filter: what stands behind a number. The text names the cell.
    ShowExcerpts(Filter, String),
    /// The excerpts page with what stands together of two codes, of the codings of this filter.
    ShowTogether(Together, Filter, String),
    /// The transcript at a passage, which flashes up; the coding is lifted out.
    ReadAt(DocumentId, Span, Option<CodingId>),
    /// The form for a new code, under another one or at the top.
    NewCode(Option<CodeId>),
    /// The form of a code.
    EditCode(CodeId),
    /// The preview of a merge: which codes, and into which one where that is chosen already.
    MergeCodes(Vec<CodeId>, Option<CodeId>),
    /// The excerpts of a code, one by one, to be given to other codes.
    SplitCode(CodeId),
    /// What would go with these codes, before they are deleted.
    RemoveCodes(Vec<CodeId>),
    /// The versions of the codebook; what has changed since this one.
    Versions(Option<VersionId>),
    /// The memo panel on something.
    ShowMemos(MemoOn),
    /// A new memo on something.
    WriteMemo(MemoOn),
    /// The memo panel at one memo.
    ShowNote(NoteId),
    /// The themes page at a theme.
    ShowTheme(ThemeId),
    /// A text to be corrected: stored at once where no coding's words change, else they are listed.
    Correct(Correction),
    /// The older texts of a document.
    Revisions(DocumentId),
    /// One of them, for the dialog that shows them.
    RevisionText(DocumentId, u32),
    /// Transcripts to be read and looked at: files and folders.
    ImportTranscripts(Vec<PathBuf>),
    /// Transcripts that were looked at, to be stored; what a survey says of its respondents.
    StoreDocuments {
        /// The transcripts.
        documents: Vec<NewDocument>,
        /// The respondents.
        people: Option<PeopleTable>,
    },
    /// The receipt of a document.
    ShowReceipt(DocumentId),
    /// Who speaks in a document; the turns that are asked about, by ¶ number.
    AskSpeakers(DocumentId, Vec<u32>),
    /// A participants table to be imported: its preview.
    ImportParticipants(PathBuf),
    /// A codebook to be imported.
    ImportCodebook(PathBuf),
    /// Opens a study, with its passphrase where one was typed.
    Open(PathBuf, Option<Passphrase>),
    /// Makes a study: where, its name, the coder's name, a passphrase.
    Create {
        /// The file.
        path: PathBuf,
        /// The study's name.
        name: String,
        /// Who works on it; empty for the default.
        coder: String,
        /// What locks it.
        passphrase: Option<Passphrase>,
    },
    /// Makes the sample study in a folder and opens it.
    CreateSample(PathBuf),
    /// What is to leave: looked through first, then asked where to.
    Export(Export),
    /// Writes a file, away from the screen: what it is, where, and how.
    Save(Export, PathBuf),
    /// Writes a text that is no part of a study.
    SaveText(String, PathBuf),
    /// Something to be done about locking and the passphrase.
    Lock(LockRequest),
    /// Words for the clipboard.
    Copy(String),
    /// What people said, with citations, for the clipboard: made and looked through first.
    Quote(Quoted),
    /// Something to be done with the pseudonym key.
    Key(KeyRequest),
    /// Pseudonyms in the place of names.
    Pseudonymise(Replacing),
    /// Findings to look at, and in what they are.
    LookAt(Vec<Finding>, String),
    /// An export whose identifiers were seen.
    ExportAnyway(Export),
    /// The log of what was replaced is wanted.
    ReadAnonymised,
    /// Backups, copies, salvage.
    Keep(super::keeping::ToKeep),
    /// Forgets every step so far.
    MakeFinal,
    /// A participant withdraws.
    Withdrawal(Withdrawing),
    /// A file was written: to be noted in the study.
    Noted(Box<Noted>),
    /// The end of the study; what was done is written to this file as well.
    Destroy(Option<PathBuf>),
    /// A line at the bottom for a few seconds.
    Tell(String),
    /// A line that stays until it is read.
    Complain(String),
}

impl Request {
    /// What has to do with the key and with what leaves, and does not take the study along.
    pub(super) fn is_secret(&self) -> bool {
        matches!(
            self,
            Self::Key(_) | Self::LookAt(..) | Self::ExportAnyway(_) | Self::ReadAnonymised
        )
    }
}

/// A withdrawal, from the question to the deed.
#[derive(Clone, Debug)]
pub enum Withdrawing {
    /// The dialog, on a participant or to choose one.
    Ask(Option<ParticipantId>),
    /// What would be removed.
    Look(ParticipantId, WithdrawalScope),
    /// Removes it.
    Do(Withdraw),
    /// Cleans up after one during which the program was stopped.
    Finish,
}

/// How excerpts leave for others.
#[derive(Clone, Debug, Default)]
pub struct Manner {
    /// Under which names.
    pub spec: crate::analysis::disclosure::DisguiseSpec,
    /// By which template they are cited, where not as on the screen.
    pub citation: Option<String>,
}

/// A file that was written.
#[derive(Clone, Debug)]
pub struct Noted {
    /// What it is: the command that makes the same.
    pub what: &'static str,
    /// Where it lies.
    pub path: PathBuf,
    /// For whom it was made.
    pub profile: Option<crate::model::Profile>,
    /// Whose words or numbers are in it.
    pub participants: Vec<crate::model::Guid>,
    /// What is said of it at the bottom.
    pub text: String,
}

/// What can be written to a file.
#[derive(Clone, Debug)]
pub enum Export {
    /// The excerpts of a filter; of them, where two codes are named, those that stand together.
    Excerpts(Filter, Option<Together>),
    /// Excerpts for others: which, and how.
    Dressed(Box<Export>, Box<Manner>),
    /// The methods pack, and the folder in which it is made.
    Pack(Box<crate::exchange::pack::PackSpec>, PathBuf),
    /// What a search finds, in context.
    Hits(Box<Wanted>),
    /// How often words are said.
    Words(Box<crate::analysis::WordsSpec>),
    /// A table as it is seen, and what is held back of it.
    Crosstab(crate::analysis::CrosstabSpec, Protection),
    /// Code frequencies, and what is held back of them.
    Frequencies(Filter, Protection),
    /// Codes by codes.
    Together(crate::analysis::CooccurrenceSpec),
    /// Codes by documents or participants.
    Matrix(crate::analysis::MatrixSpec),
    /// How much is coded.
    Coverage(crate::analysis::CoverageBy, Filter),
    /// New codes interview by interview.
    Saturation(Box<crate::analysis::SaturationSpec>),
    /// Exploratory tests.
    Tests(Box<crate::analysis::exploratory::ComparisonSpec>),
    /// A chart, drawn as it is seen.
    Chart(Box<ChartOut>),
    /// The codebook.
    Codebook,
    /// All codings with positions.
    Codings,
    /// The list of themes, with the codings of these coders.
    Themes(CoderChoice),
    /// A theme with its excerpts by participant.
    Theme(ThemeId, CoderChoice),
    /// All memos and comments.
    Memos,
    /// The framework matrix.
    Framework(Box<crate::analysis::framework::FrameworkSpec>),
    /// The participants with all that is known of them.
    People,
    /// What participants agreed to.
    Consent,
    /// The files that were written from the study.
    Log(Vec<crate::model::Written>),
    /// What is in the study file.
    Inventory(std::sync::Arc<(crate::analysis::inventory::Holdings, crate::model::Around)>),
    /// The log of what was replaced.
    Anonymised(Vec<crate::model::Anonymised>),
    /// The receipt of a document.
    Receipt(DocumentId, std::sync::Arc<crate::exchange::receipt::Receipt>),
    /// The report of a withdrawal.
    Withdrawal(std::sync::Arc<Proof>),
}

/// A chart on its way to a file.
#[derive(Clone, Debug)]
pub struct ChartOut {
    /// What it shows.
    pub asked: crate::analysis::figures::Asked,
    /// How it is drawn.
    pub look: crate::analysis::figures::Look,
    /// For whom, and what is held back.
    pub protection: Protection,
    /// In which colours.
    pub palette: crate::exchange::figures::Palette,
    /// What the file is called, without ending.
    pub name: &'static str,
}

/// What is copied to be passed on: it leaves out whom a file leaves out.
#[derive(Clone, Debug)]
pub enum Quoted {
    /// Excerpts of the study they were listed from.
    Excerpts(std::sync::Arc<crate::model::Corpus>, Vec<crate::analysis::ExcerptRef>),
    /// Hits of a search of this study, with so much around them.
    Hits(
        std::sync::Arc<crate::model::Corpus>,
        Vec<crate::analysis::Hit>,
        crate::analysis::search::Width,
    ),
    /// The receipt of a document.
    Receipt(DocumentId, std::sync::Arc<crate::exchange::receipt::Receipt>),
    /// What changed from one version of the codebook to another; `None`: as it stands.
    Difference(Option<VersionId>, Option<VersionId>),
}

/// The requests of a frame, in order.
#[derive(Default)]
pub struct Outbox(Vec<Request>);

impl Outbox {
    /// Asks for something.
    pub fn send(&mut self, request: Request) {
        self.0.push(request);
    }

    /// Asks for a change to the study.
    pub fn run(&mut self, command: Command) {
        self.send(Request::Run(command));
    }

    /// True when nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes everything out.
    pub fn drain(&mut self) -> Vec<Request> {
        std::mem::take(&mut self.0)
    }
}
