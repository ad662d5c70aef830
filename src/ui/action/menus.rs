//! Which action stands in which menu.

use super::{Action, Edge, Step};
use crate::model::Flag;

/// A menu: its title and its entries; `None` is a line between them.
pub type Menu = (&'static str, &'static [Option<Action>]);

impl Action {
    /// What is too much for a menu: found by name and on the sheet of keys.
    const BESIDE: [Self; 17] = [
        Self::Recent(1),
        Self::Recent(2),
        Self::Recent(3),
        Self::Recent(4),
        Self::Recent(5),
        Self::Recent(6),
        Self::Recent(7),
        Self::Recent(8),
        Self::Recent(9),
        Self::Edge(Edge::StartOut, Step::Word),
        Self::Edge(Edge::StartIn, Step::Word),
        Self::Edge(Edge::EndOut, Step::Word),
        Self::Edge(Edge::EndIn, Step::Word),
        Self::Edge(Edge::StartOut, Step::Letter),
        Self::Edge(Edge::StartIn, Step::Letter),
        Self::Edge(Edge::EndOut, Step::Letter),
        Self::Edge(Edge::EndIn, Step::Letter),
    ];

    /// Entries that stand in a menu of their own: all of *File* or *View* would be higher than a laptop's
    /// screen.
    const NESTED: [(&'static str, &'static [Self]); 3] = {
        use Action as A;
        [
            (
                "Import",
                &[A::ImportTranscripts, A::ImportFolder, A::ImportParticipants, A::ImportCodebook],
            ),
            (
                "Export",
                &[
                    A::ExportExcerpts,
                    A::ExportExcerptsAs,
                    A::ExportHits,
                    A::ExportWords,
                    A::ExportTable,
                    A::ExportChart,
                    A::ExportFrequencies,
                    A::ExportCodebook,
                    A::ExportCodings,
                    A::ExportThemes,
                    A::ExportTheme,
                    A::ExportMemos,
                    A::ExportPeople,
                    A::ExportFramework,
                    A::MethodsPack,
                ],
            ),
            (
                "Size, width and font",
                &[
                    A::LargerText,
                    A::SmallerText,
                    A::WiderText,
                    A::NarrowerText,
                    A::LooserText,
                    A::TighterText,
                    A::NextFont,
                    A::LineNumbers,
                ],
            ),
        ]
    };

    /// The menu of its own in which this stands: its title and what is in it.
    pub(in crate::ui) fn nested(self) -> Option<(&'static str, &'static [Self])> {
        Self::NESTED.into_iter().find(|(_, entries)| entries.contains(&self))
    }

    /// The menus, in order.
    pub const MENUS: [Menu; 6] = {
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
                    Some(A::Backups),
                    Some(A::BackUpNow),
                    Some(A::SaveCopy),
                    Some(A::Lock),
                    Some(A::Passphrase),
                    None,
                    Some(A::ImportTranscripts),
                    Some(A::ImportFolder),
                    Some(A::ImportParticipants),
                    Some(A::ImportCodebook),
                    Some(A::Receipt),
                    None,
                    Some(A::ExportExcerpts),
                    Some(A::ExportExcerptsAs),
                    Some(A::ExportHits),
                    Some(A::ExportWords),
                    Some(A::ExportTable),
                    Some(A::ExportChart),
                    Some(A::ExportFrequencies),
                    Some(A::ExportCodebook),
                    Some(A::ExportCodings),
                    Some(A::ExportThemes),
                    Some(A::ExportTheme),
                    Some(A::ExportMemos),
                    Some(A::ExportPeople),
                    Some(A::ExportFramework),
                    Some(A::MethodsPack),
                    None,
                    Some(A::FilesWritten),
                    Some(A::Inventory),
                    Some(A::Retention),
                    Some(A::DestroyStudy),
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
                    Some(A::NewMemo),
                    Some(A::NewTheme),
                    Some(A::CopyTable),
                    None,
                    Some(A::CorrectTurn),
                    Some(A::CorrectDocument),
                    Some(A::Replace),
                    Some(A::Revisions),
                    Some(A::Tray),
                    Some(A::PutBack),
                    None,
                    Some(A::Approach),
                    Some(A::InterviewDays),
                    None,
                    Some(A::FindIdentifiers),
                    Some(A::Pseudonyms),
                    Some(A::Withdraw),
                    Some(A::Withdrawals),
                ],
            ),
            (
                "Codebook",
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
                "Code",
                &[
                    Some(A::ChooseCodes),
                    Some(A::RepeatCodes),
                    Some(A::InVivo),
                    Some(A::CodeTurn),
                    Some(A::CodeExchange),
                    Some(A::Speaker),
                    None,
                    Some(A::CommentCoding),
                    Some(A::RecodeCoding),
                    Some(A::Flag(Flag::Key)),
                    Some(A::Flag(Flag::Contradicting)),
                    Some(A::Flag(Flag::Uncertain)),
                    Some(A::RemoveCoding),
                    None,
                    Some(A::NextCoding),
                    Some(A::PreviousCoding),
                    Some(A::NextUncoded),
                    Some(A::PreviousUncoded),
                ],
            ),
            (
                "View",
                &[
                    Some(A::Read),
                    Some(A::Excerpts),
                    Some(A::Search),
                    Some(A::Tables),
                    Some(A::Charts),
                    Some(A::Themes),
                    Some(A::Framework),
                    Some(A::People),
                    Some(A::Import),
                    Some(A::Memos),
                    None,
                    Some(A::Find),
                    Some(A::NextHit),
                    Some(A::PreviousHit),
                    Some(A::OnlyUncoded),
                    Some(A::ShowAllCodings),
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
            ("Help", &[Some(A::Palette), Some(A::Shortcuts), Some(A::LogFile), Some(A::About)]),
        ]
    };

    /// All actions, in menu order; behind them those that no menu has room for.
    pub fn all() -> impl Iterator<Item = Self> {
        let listed = Self::MENUS.into_iter().flat_map(|(_, entries)| entries.iter().copied());
        listed.flatten().chain(Self::BESIDE)
    }
}
