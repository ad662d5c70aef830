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
    ExportThemes,
    ExportTheme,
    ExportMemos,
    Quit,
    Undo,
    Redo,
    History,
    NewCode,
    NewMemo,
    NewTheme,
    Memos,
    Read,
    Excerpts,
    Tables,
    Themes,
    People,
    Palette,
    LargerText,
    SmallerText,
    WiderText,
    NarrowerText,
    LightDark,
    Shortcuts,
    About,
}

/// What the program is doing, as far as actions depend on it.
#[expect(clippy::struct_excessive_bools, reason = "four answers to four independent questions")]
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
}

/// A menu: its title and its entries; `None` is a line between them.
pub type Menu = (&'static str, &'static [Option<Action>]);

impl Action {
    /// The menus, in order.
    pub const MENUS: [Menu; 4] = {
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
                    Some(A::ExportThemes),
                    Some(A::ExportTheme),
                    Some(A::ExportMemos),
                    None,
                    Some(A::Quit),
                ],
            ),
            (
                "Edit",
                &[
                    Some(A::Undo),
                    Some(A::Redo),
                    Some(A::History),
                    None,
                    Some(A::NewCode),
                    Some(A::NewMemo),
                    Some(A::NewTheme),
                ],
            ),
            (
                "View",
                &[
                    Some(A::Read),
                    Some(A::Excerpts),
                    Some(A::Tables),
                    Some(A::Themes),
                    Some(A::People),
                    Some(A::Memos),
                    None,
                    Some(A::LargerText),
                    Some(A::SmallerText),
                    Some(A::WiderText),
                    Some(A::NarrowerText),
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
            Self::ExportThemes => {
                ("Export themes…", "The list of themes with concept, state, codes and counts")
            }
            Self::ExportTheme => {
                ("Export theme…", "The theme of the Themes page with its excerpts by participant")
            }
            Self::ExportMemos => {
                ("Export memos…", "Every memo and comment with its date and what it is on")
            }
            Self::Quit => ("Quit", "Close the window. Everything is saved already"),
            Self::Undo => ("Undo", "Take back the last step"),
            Self::Redo => ("Redo", "Do the undone step again"),
            Self::History => ("History…", "Every step that was done, and by whom"),
            Self::NewCode => ("New code…", "Add a code to the codebook"),
            Self::NewMemo => ("New memo", "Write a note on what is selected"),
            Self::NewTheme => ("New theme", "State a theme that is being developed"),
            Self::Memos => ("Memos", "Show or hide the memo panel"),
            Self::Read => ("Read", "Documents, transcript and codebook"),
            Self::Excerpts => ("Excerpts", "Coded passages by code, participant and document"),
            Self::Tables => ("Tables", "Codes by groups of participants"),
            Self::Themes => ("Themes", "Themes, their codes, and the excerpts behind them"),
            Self::People => ("People", "Participants, attributes and speakers"),
            Self::Palette => (
                "Find anything…",
                "Actions, documents, participants, codes, themes and memos by name",
            ),
            Self::LargerText => ("Larger text", "Read in larger letters"),
            Self::SmallerText => ("Smaller text", "Read in smaller letters"),
            Self::WiderText => ("Wider lines", "More characters on a line"),
            Self::NarrowerText => ("Narrower lines", "Fewer characters on a line"),
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
            Self::NewMemo => command(Key::M),
            Self::NewTheme => shifted(Key::T),
            Self::Memos => shifted(Key::M),
            Self::Read => command(Key::Num1),
            Self::Excerpts => command(Key::Num2),
            Self::Tables => command(Key::Num3),
            Self::Themes => command(Key::Num4),
            Self::People => command(Key::Num5),
            Self::Palette => command(Key::K),
            Self::LargerText => command(Key::Plus),
            Self::SmallerText => command(Key::Minus),
            Self::LightDark => shifted(Key::L),
            Self::Shortcuts => Some(KeyboardShortcut::new(Modifiers::NONE, Key::F1)),
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
            Self::Undo => "nothing to undo",
            Self::Redo => "nothing to redo",
            Self::ExportTheme => "no theme yet",
            _ => "not now",
        })
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
            | Self::LightDark
            | Self::Shortcuts
            | Self::About => true,
            Self::Undo => now.open && !now.busy && now.undo,
            Self::Redo => now.open && !now.busy && now.redo,
            Self::Read
            | Self::Excerpts
            | Self::Tables
            | Self::Themes
            | Self::People
            | Self::Memos => now.open,
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
        assert_eq!(labels.len(), 36);
    }
}
