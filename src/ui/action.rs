//! Actions as data: menu, palette, tooltips and help read this one list.

mod changes;
mod menus;

use crate::model::Flag;
use egui::{Key, KeyboardShortcut, Modifiers};

pub use super::text_actions::{Edge, InText, Place, Step};
pub use menus::Menu;

/// Something that can be done without a place on the screen.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Action {
    NewStudy,
    OpenStudy,
    SampleStudy,
    CloseStudy,
    Backups,
    BackUpNow,
    SaveCopy,
    Lock,
    Passphrase,
    ImportTranscripts,
    ImportFolder,
    ImportParticipants,
    ImportCodebook,
    Receipt,
    Approach,
    InterviewDays,
    ExportExcerpts,
    ExportHits,
    ExportWords,
    ExportTable,
    CopyTable,
    ExportChart,
    ExportFrequencies,
    ExportCodebook,
    ExportCodings,
    ExportThemes,
    ExportTheme,
    ExportMemos,
    ExportPeople,
    ExportFramework,
    ExportExcerptsAs,
    MethodsPack,
    FilesWritten,
    Inventory,
    Retention,
    DestroyStudy,
    Quit,
    Undo,
    Redo,
    History,
    CorrectTurn,
    CorrectDocument,
    Replace,
    Revisions,
    Tray,
    PutBack,
    NewCode,
    EditCode,
    MergeCodes,
    SplitCode,
    RetireCodes,
    RemoveCodes,
    KeepVersion,
    Versions,
    Codebook,
    NewMemo,
    NewTheme,
    FindIdentifiers,
    Pseudonyms,
    Withdraw,
    Withdrawals,
    ChooseCodes,
    RepeatCodes,
    InVivo,
    /// One of the codes used last: 1 to 9.
    Recent(u8),
    CodeTurn,
    CodeExchange,
    Speaker,
    CommentCoding,
    RecodeCoding,
    Flag(Flag),
    /// Moves an end of a coding.
    Edge(Edge, Step),
    RemoveCoding,
    NextCoding,
    PreviousCoding,
    NextUncoded,
    PreviousUncoded,
    Find,
    NextHit,
    PreviousHit,
    OnlyUncoded,
    ShowAllCodings,
    Memos,
    Read,
    Excerpts,
    Search,
    Tables,
    Charts,
    Themes,
    Framework,
    People,
    Import,
    Palette,
    LargerText,
    SmallerText,
    WiderText,
    NarrowerText,
    LooserText,
    TighterText,
    NextFont,
    LineNumbers,
    TextPanel,
    LightDark,
    Shortcuts,
    LogFile,
    About,
}

/// What the program is doing, as far as actions depend on it.
#[expect(clippy::struct_excessive_bools, reason = "answers to independent questions")]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing {
    /// A study is open.
    pub open: bool,
    /// The study is away on long work.
    pub busy: bool,
    /// Nothing can be written to the study.
    pub read_only: bool,
    /// There is a step to undo.
    pub undo: bool,
    /// There is a step to redo.
    pub redo: bool,
    /// In the transcript.
    pub text: InText,
    /// There is a code.
    pub codes: bool,
    /// How many codes are chosen in the codebook.
    pub chosen: usize,
    /// Files were read and wait to be imported.
    pub import: bool,
    /// A search of the study found something.
    pub found: bool,
    /// The keys of hits go through what the search found.
    pub steps: bool,
}

impl Action {
    /// Label and tooltip. A label ends with … when more input follows.
    #[expect(clippy::too_many_lines, reason = "one arm for each action")]
    pub fn texts(self) -> (&'static str, &'static str) {
        match self {
            Self::NewStudy => ("New study…", "Make an empty study, with or without a passphrase"),
            Self::OpenStudy => ("Open study…", "Open a study file"),
            Self::SampleStudy => {
                ("Sample study", "Make and open an invented study to try things on")
            }
            Self::CloseStudy => (
                "Close study",
                "Go back to the start. You are asked first where something could not be saved",
            ),
            Self::Lock => ("Lock", "Close an encrypted study until its passphrase is typed again"),
            Self::Passphrase => (
                "Passphrase…",
                "Encrypt the study, change its passphrase or remove it; when it locks itself",
            ),
            Self::ImportTranscripts => (
                "Import transcripts…",
                "Word, OpenDocument, rtf, PDF, subtitles, surveys, archives and more; several at once",
            ),
            Self::ImportFolder => {
                ("Import folder…", "Every transcript in a folder and the folders in it")
            }
            Self::ImportParticipants => (
                "Import participants…",
                "A table of participants: csv, tsv, xlsx, ods; what changes is shown first",
            ),
            Self::ImportCodebook => {
                ("Import codebook…", "Codes from csv, xlsx, json or indented text")
            }
            Self::Receipt => (
                "Receipt of the document…",
                "Where it comes from, and what was left out and decided on the way in",
            ),
            Self::ExportExcerpts => {
                ("Export excerpts…", "The excerpts of the Excerpts page, with their citations")
            }
            Self::ExportHits => {
                ("Export hits…", "What the Search page found, in context, with citations")
            }
            Self::ExportWords => {
                ("Export word list…", "How often each word is said, as the Search page counts it")
            }
            Self::Search => {
                ("Search", "Words in the whole study, shown in context and coded together")
            }
            Self::ExportChart => ("Export chart…", "The chart of the Charts page as svg or png"),
            Self::ExportTable => ("Export table…", "The table of the Tables page"),
            Self::CopyTable => (
                "Copy table",
                "The table of the Tables page as it is seen, with its notes, for another program",
            ),
            Self::ExportFrequencies => {
                ("Export frequencies…", "How often each code is used, by whom")
            }
            Self::ExportCodebook => ("Export codebook…", "All codes with their definitions"),
            Self::ExportCodings => ("Export codings…", "Every coding with its place in the text"),
            Self::Quit => {
                ("Quit", "Close the window. You are asked first where something could not be saved")
            }
            Self::Undo => ("Undo", "Take back the last step"),
            Self::Redo => ("Redo", "Do the undone step again"),
            Self::History => ("History…", "Every step that was done, and by whom"),
            Self::NewCode => ("New code…", "Add a code to the codebook"),
            Self::EditCode => ("Edit code…", "Name, definition, looks and key of the chosen code"),
            Self::MergeCodes => {
                ("Merge codes…", "See what merging the chosen codes will do, then do it")
            }
            Self::SplitCode => (
                "Split code…",
                "Go through the excerpts of the chosen code and give them to others",
            ),
            Self::RetireCodes => (
                "Retire or use again",
                "Offer the chosen codes no longer, or again; their codings stay",
            ),
            Self::RemoveCodes => {
                ("Delete codes…", "See which codings would go with the chosen codes, then delete")
            }
            Self::KeepVersion => {
                ("Keep this version…", "Keep the codebook as it stands, with a note")
            }
            Self::Versions => {
                ("Versions of the codebook…", "What has changed in the codebook, and when")
            }
            Self::Codebook => ("Go to the codebook", "Choose codes by the keyboard"),
            Self::ChooseCodes
            | Self::RepeatCodes
            | Self::InVivo
            | Self::Recent(_)
            | Self::CodeTurn
            | Self::CodeExchange
            | Self::Speaker
            | Self::CommentCoding
            | Self::RecodeCoding
            | Self::Flag(_)
            | Self::Edge(..)
            | Self::RemoveCoding
            | Self::NextCoding
            | Self::PreviousCoding
            | Self::NextUncoded
            | Self::PreviousUncoded
            | Self::Find
            | Self::NextHit
            | Self::PreviousHit
            | Self::OnlyUncoded
            | Self::ShowAllCodings
            | Self::CorrectTurn
            | Self::CorrectDocument
            | Self::Replace
            | Self::Revisions
            | Self::Tray
            | Self::PutBack => self.texts_in_text(),
            Self::LargerText => ("Larger text", "Read in larger letters"),
            Self::SmallerText => ("Smaller text", "Read in smaller letters"),
            Self::WiderText => ("Wider lines", "More characters on a line"),
            Self::NarrowerText => ("Narrower lines", "Fewer characters on a line"),
            Self::LooserText => ("More line spacing", "Lines farther apart"),
            Self::TighterText => ("Less line spacing", "Lines closer together"),
            Self::NextFont => ("Next font", "Serif, sans, easy, or the system's own"),
            Self::LineNumbers => {
                ("Line numbers", "Show or hide line numbers that never change, to cite by")
            }
            Self::TextPanel => ("Text…", "Font, size, length and spacing of lines"),
            places => places.texts_of_places(),
        }
    }

    /// Label and tooltip of the places of the window, and of what has to do with memos and themes.
    fn texts_of_places(self) -> (&'static str, &'static str) {
        match self {
            Self::LightDark => ("Light or dark", "Change between light and dark"),
            Self::Shortcuts => ("Keys", "Every shortcut on one page"),
            Self::LogFile => ("Log file…", "What the program noted of itself, and where"),
            Self::About => ("About Postil", "Version, licence, where your data are"),
            Self::Approach => (
                "How you work…",
                "Declare the approach of the study: it decides what is said beside numbers",
            ),
            Self::InterviewDays => (
                "Days of interviews…",
                "On which day each interview was held: the order of new codes",
            ),
            Self::Read => ("Read", "Documents, transcript and codebook"),
            Self::Excerpts => ("Excerpts", "Coded passages by code, participant and document"),
            Self::Tables => ("Tables", "Codes by groups of participants"),
            Self::Charts => ("Charts", "Tables as pictures, whose marks open their excerpts"),
            Self::People => ("People", "Participants, attributes and speakers"),
            Self::Import => ("Import", "The files that were read and wait to be imported"),
            Self::Palette => (
                "Find anything…",
                "Actions, documents, participants, codes, themes and memos by name",
            ),
            Self::ExportThemes => {
                ("Export themes…", "The list of themes with concept, state, codes and counts")
            }
            Self::ExportTheme => {
                ("Export theme…", "The theme of the Themes page with its excerpts by participant")
            }
            Self::ExportPeople => {
                ("Export participants…", "Who takes part: attributes, consent, documents, words")
            }
            Self::ExportMemos => {
                ("Export memos…", "Every memo and comment with its date and what it is on")
            }
            Self::Framework => {
                ("Framework", "What each participant says about each code or theme, summarised")
            }
            Self::ExportFramework => (
                "Export framework matrix…",
                "The matrix of the Framework page: a table, or to be read column by column",
            ),
            Self::ExportExcerptsAs => (
                "Export excerpts for others…",
                "The excerpts with other numbers or roles alone, and a citation of your own",
            ),
            Self::MethodsPack => (
                "Methods pack…",
                "Codebook, tables, excerpts, audit trail and checklists in one dated folder",
            ),
            Self::FilesWritten => (
                "Files written from this study…",
                "What was exported, when, for whom, and whose words or numbers are in it",
            ),
            Self::Inventory => (
                "What is in this file…",
                "Counts of what the study holds and where its copies are, for a notice of a breach",
            ),
            Self::Retention => {
                ("Keep until…", "The day on which the study is to be destroyed, and by which rule")
            }
            Self::DestroyStudy => (
                "Destroy this study…",
                "Overwrite and remove it with its backups; say what cannot be reached from here",
            ),
            Self::NewMemo => ("New memo", "Write a note on what is selected"),
            Self::Backups => (
                "Backups…",
                "Whole copies of the study: what is in them, restored or opened as a copy",
            ),
            Self::BackUpNow => ("Back up now", "Make a whole copy of the study as it is"),
            Self::SaveCopy => ("Save a copy as…", "Write the study under another name"),
            Self::FindIdentifiers => (
                "Find identifiers",
                "Numbers, addresses, dates and names that may say who somebody is",
            ),
            Self::Pseudonyms => (
                "Pseudonyms",
                "The locked list of names, and what stands for them in the whole study",
            ),
            Self::Withdraw => (
                "Withdraw a participant…",
                "Remove everything of theirs for good; what would go is shown first",
            ),
            Self::Withdrawals => {
                ("Withdrawals…", "How many withdrew, and what is to be read again because of it")
            }
            Self::NewTheme => ("New theme", "State a theme that is being developed"),
            Self::Memos => ("Memos", "Show or hide the memo panel"),
            Self::Themes => ("Themes", "Themes, their codes, and the excerpts behind them"),
            _ => ("", ""),
        }
    }

    /// The key that does it.
    pub fn shortcut(self) -> Option<KeyboardShortcut> {
        const DIGITS: [Key; 9] = [
            Key::Num1,
            Key::Num2,
            Key::Num3,
            Key::Num4,
            Key::Num5,
            Key::Num6,
            Key::Num7,
            Key::Num8,
            Key::Num9,
        ];
        let bare = |key| Some(KeyboardShortcut::new(Modifiers::NONE, key));
        let alt = |key| Some(KeyboardShortcut::new(Modifiers::ALT, key));
        let command = |key| Some(KeyboardShortcut::new(Modifiers::COMMAND, key));
        let shifted =
            |key| Some(KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), key));
        match self {
            Self::NewStudy => command(Key::N),
            Self::OpenStudy => command(Key::O),
            Self::CloseStudy => command(Key::W),
            Self::Lock => command(Key::L),
            Self::ImportTranscripts => command(Key::I),
            Self::ImportFolder => shifted(Key::O),
            Self::ExportExcerpts => command(Key::E),
            Self::ExportTable => shifted(Key::E),
            Self::Quit => command(Key::Q),
            Self::Undo => command(Key::Z),
            Self::Redo => shifted(Key::Z),
            Self::History => command(Key::H),
            Self::CorrectTurn => bare(Key::F2),
            Self::CorrectDocument => Some(KeyboardShortcut::new(Modifiers::SHIFT, Key::F2)),
            Self::Replace => command(Key::R),
            Self::Tray => alt(Key::L),
            Self::PutBack => alt(Key::P),
            Self::NewCode => shifted(Key::N),
            Self::Codebook => command(Key::B),
            Self::KeepVersion => shifted(Key::K),
            Self::NewMemo => command(Key::M),
            Self::NewTheme => shifted(Key::T),
            Self::FindIdentifiers => shifted(Key::I),
            Self::Pseudonyms => shifted(Key::P),
            Self::Memos => shifted(Key::M),
            Self::Read => command(Key::Num1),
            Self::Excerpts => command(Key::Num2),
            Self::Search => shifted(Key::F),
            Self::Tables => command(Key::Num3),
            Self::Charts => command(Key::Num7),
            Self::Themes => command(Key::Num4),
            Self::People => command(Key::Num5),
            Self::Framework => command(Key::Num6),
            Self::Palette => command(Key::K),
            Self::LargerText => command(Key::Plus),
            Self::SmallerText => command(Key::Minus),
            Self::TextPanel => command(Key::T),
            Self::LightDark => shifted(Key::L),
            Self::Shortcuts => bare(Key::F1),
            Self::Find => command(Key::F),
            Self::NextHit => bare(Key::F3),
            Self::PreviousHit => Some(KeyboardShortcut::new(Modifiers::SHIFT, Key::F3)),
            Self::ChooseCodes => bare(Key::Enter),
            Self::RepeatCodes => bare(Key::Period),
            Self::InVivo => bare(Key::I),
            Self::Recent(n) => DIGITS.get(usize::from(n).saturating_sub(1)).copied().and_then(bare),
            Self::CodeTurn => alt(Key::T),
            Self::CodeExchange => alt(Key::A),
            Self::Speaker => alt(Key::W),
            Self::CommentCoding => alt(Key::M),
            Self::RecodeCoding => alt(Key::R),
            Self::Flag(Flag::Key) => alt(Key::K),
            Self::Flag(Flag::Contradicting) => alt(Key::C),
            Self::Flag(Flag::Uncertain) => alt(Key::U),
            Self::Edge(edge, step) => {
                let (key, inward) = match edge {
                    Edge::StartOut => (Key::OpenBracket, Modifiers::NONE),
                    Edge::StartIn => (Key::OpenBracket, Modifiers::SHIFT),
                    Edge::EndOut => (Key::CloseBracket, Modifiers::NONE),
                    Edge::EndIn => (Key::CloseBracket, Modifiers::SHIFT),
                };
                let fine = if step == Step::Letter { Modifiers::ALT } else { Modifiers::NONE };
                Some(KeyboardShortcut::new(inward.plus(fine), key))
            }
            Self::RemoveCoding => bare(Key::Delete),
            Self::NextCoding => alt(Key::ArrowDown),
            Self::PreviousCoding => alt(Key::ArrowUp),
            Self::NextUncoded => bare(Key::F4),
            Self::PreviousUncoded => Some(KeyboardShortcut::new(Modifiers::SHIFT, Key::F4)),
            Self::OnlyUncoded => alt(Key::O),
            _ => None,
        }
    }

    /// Why it cannot be done now, in a few words; `None` when it can.
    pub fn why_not(self, now: Standing) -> Option<&'static str> {
        if self.enabled(now) {
            return None;
        }
        Some(match self {
            _ if now.busy => "wait until the work is done",
            _ if !now.open => "no study is open",
            _ if now.read_only => "the study is open to be read only",
            Self::Undo => "nothing to undo",
            Self::Redo => "nothing to redo",
            Self::ExportTheme => "no theme yet",
            Self::ExportHits => "nothing was searched for",
            Self::Import => "no files were read",
            _ => "not now",
        })
    }

    /// Whether it can be done now.
    pub fn enabled(self, now: Standing) -> bool {
        if now.read_only && self.changes_the_study() {
            return false;
        }
        match self {
            Self::NewStudy | Self::OpenStudy | Self::SampleStudy => !now.busy,
            Self::Quit
            | Self::Palette
            | Self::LargerText
            | Self::SmallerText
            | Self::WiderText
            | Self::NarrowerText
            | Self::LooserText
            | Self::TighterText
            | Self::NextFont
            | Self::LineNumbers
            | Self::LightDark
            | Self::Shortcuts
            | Self::LogFile
            | Self::About => true,
            Self::Undo => now.open && !now.busy && now.undo,
            Self::Redo => now.open && !now.busy && now.redo,
            Self::NextHit | Self::PreviousHit => now.open && (now.text.read || now.steps),
            Self::ExportHits => now.open && !now.busy && now.found,
            Self::NextCoding
            | Self::PreviousCoding
            | Self::NextUncoded
            | Self::PreviousUncoded
            | Self::Find
            | Self::OnlyUncoded
            | Self::ShowAllCodings => now.open && now.text.read,
            Self::Revisions | Self::Tray => now.open && !now.busy && now.text.document,
            Self::PutBack => now.open && !now.busy && now.text.lost && now.text.read,
            Self::CodeTurn
            | Self::CodeExchange
            | Self::Speaker
            | Self::Receipt
            | Self::CorrectTurn
            | Self::CorrectDocument => now.open && !now.busy && now.text.read,
            Self::RepeatCodes | Self::InVivo | Self::Recent(_) => {
                now.open && !now.busy && now.text.selected
            }
            Self::ChooseCodes => now.open && !now.busy && (now.text.selected || now.text.lifted),
            Self::CommentCoding
            | Self::RecodeCoding
            | Self::Flag(_)
            | Self::Edge(..)
            | Self::RemoveCoding => now.open && !now.busy && now.text.lifted,
            Self::Read
            | Self::Excerpts
            | Self::Search
            | Self::Tables
            | Self::Charts
            | Self::Themes
            | Self::Framework
            | Self::People
            | Self::Memos
            | Self::Lock
            | Self::TextPanel => now.open,
            Self::EditCode | Self::SplitCode => now.open && !now.busy && now.chosen == 1,
            Self::MergeCodes | Self::RetireCodes | Self::RemoveCodes => {
                now.open && !now.busy && now.chosen > 0
            }
            Self::KeepVersion | Self::Versions => now.open && !now.busy && now.codes,
            Self::Codebook => now.open && now.codes,
            Self::Import => now.open && now.import,
            _ => now.open && !now.busy,
        }
    }
}

#[cfg(test)]
mod tests;
