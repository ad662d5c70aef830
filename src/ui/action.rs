//! Actions as data: menu, palette, tooltips and help read this one list.

use egui::{Key, KeyboardShortcut, Modifiers};

/// Something that can be done without a place on the screen.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Action {
    NewStudy,
    OpenStudy,
    SampleStudy,
    CloseStudy,
    ImportTranscripts,
    ImportParticipants,
    ImportCodebook,
    ExportExcerpts,
    ExportTable,
    ExportFrequencies,
    ExportCodebook,
    ExportCodings,
    Quit,
    Undo,
    Redo,
    History,
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
    Memos,
    Read,
    Excerpts,
    Tables,
    People,
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
    /// There is a step to undo.
    pub undo: bool,
    /// There is a step to redo.
    pub redo: bool,
    /// There is a code.
    pub codes: bool,
    /// How many codes are chosen in the codebook.
    pub chosen: usize,
}

/// A menu: its title and its entries; `None` is a line between them.
pub type Menu = (&'static str, &'static [Option<Action>]);

impl Action {
    /// The menus, in order.
    pub const MENUS: [Menu; 5] = {
        use Action as A;
        [
            (
                "File",
                &[
                    Some(A::NewStudy),
                    Some(A::OpenStudy),
                    Some(A::SampleStudy),
                    Some(A::CloseStudy),
                    None,
                    Some(A::ImportTranscripts),
                    Some(A::ImportParticipants),
                    Some(A::ImportCodebook),
                    None,
                    Some(A::ExportExcerpts),
                    Some(A::ExportTable),
                    Some(A::ExportFrequencies),
                    Some(A::ExportCodebook),
                    Some(A::ExportCodings),
                    None,
                    Some(A::Quit),
                ],
            ),
            ("Edit", &[Some(A::Undo), Some(A::Redo), Some(A::History), None, Some(A::NewMemo)]),
            (
                "Code",
                &[
                    Some(A::Codebook),
                    Some(A::NewCode),
                    Some(A::EditCode),
                    None,
                    Some(A::MergeCodes),
                    Some(A::SplitCode),
                    Some(A::RetireCodes),
                    Some(A::RemoveCodes),
                    None,
                    Some(A::KeepVersion),
                    Some(A::Versions),
                ],
            ),
            (
                "View",
                &[
                    Some(A::Read),
                    Some(A::Excerpts),
                    Some(A::Tables),
                    Some(A::People),
                    Some(A::Memos),
                    None,
                    Some(A::TextPanel),
                    Some(A::LargerText),
                    Some(A::SmallerText),
                    Some(A::WiderText),
                    Some(A::NarrowerText),
                    Some(A::LooserText),
                    Some(A::TighterText),
                    Some(A::NextFont),
                    Some(A::LineNumbers),
                    Some(A::LightDark),
                ],
            ),
            ("Help", &[Some(A::Palette), Some(A::Shortcuts), Some(A::About)]),
        ]
    };

    /// All actions, in menu order.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::MENUS.into_iter().flat_map(|(_, entries)| entries.iter().copied().flatten())
    }

    /// Label and tooltip. A label ends with … when more input follows.
    pub fn texts(self) -> (&'static str, &'static str) {
        match self {
            Self::NewStudy => ("New study…", "Make an empty study, with or without a passphrase"),
            Self::OpenStudy => ("Open study…", "Open a study file"),
            Self::SampleStudy => {
                ("Sample study", "Make and open an invented study to try things on")
            }
            Self::CloseStudy => {
                ("Close study", "Go back to the start. Everything is saved already")
            }
            Self::ImportTranscripts => {
                ("Import transcripts…", "Text, Markdown and Word files; several at once")
            }
            Self::ImportParticipants => (
                "Import participants…",
                "A table of participants and attributes: csv, tsv, xlsx, ods",
            ),
            Self::ImportCodebook => {
                ("Import codebook…", "Codes from csv, xlsx, json or indented text")
            }
            Self::ExportExcerpts => {
                ("Export excerpts…", "The excerpts of the Excerpts page, with their citations")
            }
            Self::ExportTable => ("Export table…", "The table of the Tables page"),
            Self::ExportFrequencies => {
                ("Export frequencies…", "How often each code is used, by whom")
            }
            Self::ExportCodebook => ("Export codebook…", "All codes with their definitions"),
            Self::ExportCodings => ("Export codings…", "Every coding with its place in the text"),
            Self::Quit => ("Quit", "Close the window. Everything is saved already"),
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
            Self::NewMemo => ("New memo", "Write a note on what is selected"),
            Self::Memos => ("Memos", "Show or hide the memo panel"),
            Self::Read => ("Read", "Documents, transcript and codebook"),
            Self::Excerpts => ("Excerpts", "Coded passages by code, participant and document"),
            Self::Tables => ("Tables", "Codes by groups of participants"),
            Self::People => ("People", "Participants, attributes and speakers"),
            Self::Palette => {
                ("Find anything…", "Every action, document, participant and code by name")
            }
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
            Self::LightDark => ("Light or dark", "Change between light and dark"),
            Self::Shortcuts => ("Keys", "Every shortcut on one page"),
            Self::About => ("About Postil", "Version, licence, where your data are"),
        }
    }

    /// The key that does it.
    pub fn shortcut(self) -> Option<KeyboardShortcut> {
        let command = |key| Some(KeyboardShortcut::new(Modifiers::COMMAND, key));
        let shifted =
            |key| Some(KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), key));
        match self {
            Self::NewStudy => command(Key::N),
            Self::OpenStudy => command(Key::O),
            Self::CloseStudy => command(Key::W),
            Self::ImportTranscripts => command(Key::I),
            Self::ExportExcerpts => command(Key::E),
            Self::ExportTable => shifted(Key::E),
            Self::Quit => command(Key::Q),
            Self::Undo => command(Key::Z),
            Self::Redo => shifted(Key::Z),
            Self::History => command(Key::H),
            Self::NewCode => shifted(Key::N),
            Self::Codebook => command(Key::B),
            Self::KeepVersion => shifted(Key::K),
            Self::NewMemo => command(Key::M),
            Self::Memos => shifted(Key::M),
            Self::Read => command(Key::Num1),
            Self::Excerpts => command(Key::Num2),
            Self::Tables => command(Key::Num3),
            Self::People => command(Key::Num4),
            Self::Palette => command(Key::K),
            Self::LargerText => command(Key::Plus),
            Self::SmallerText => command(Key::Minus),
            Self::TextPanel => command(Key::T),
            Self::LightDark => shifted(Key::L),
            Self::Shortcuts => Some(KeyboardShortcut::new(Modifiers::NONE, Key::F1)),
            _ => None,
        }
    }

    /// Whether it can be done now.
    pub fn enabled(self, now: Standing) -> bool {
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
            | Self::About => true,
            Self::Undo => now.open && !now.busy && now.undo,
            Self::Redo => now.open && !now.busy && now.redo,
            Self::Read
            | Self::Excerpts
            | Self::Tables
            | Self::People
            | Self::Memos
            | Self::TextPanel => now.open,
            Self::EditCode | Self::SplitCode => now.open && !now.busy && now.chosen == 1,
            Self::MergeCodes | Self::RetireCodes | Self::RemoveCodes => {
                now.open && !now.busy && now.chosen > 0
            }
            Self::KeepVersion | Self::Versions => now.open && !now.busy && now.codes,
            Self::Codebook => now.open && now.codes,
            _ => now.open && !now.busy,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn labels_and_shortcuts_are_unique() {
        let mut labels = HashSet::new();
        let mut keys = HashSet::new();
        for action in Action::all() {
            assert!(labels.insert(action.texts().0), "{action:?}");
            if let Some(shortcut) = action.shortcut() {
                assert!(keys.insert(format!("{shortcut:?}")), "{action:?}");
            }
        }
    }
}
