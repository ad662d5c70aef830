//! Which actions change the study: in one that can only be read they are not offered. Which work while a
//! dialog is open.

use super::Action;

impl Action {
    /// True for actions whose keys work while a dialog waits for an answer: how the window looks, and
    /// leaving, after which what was typed comes back.
    pub(in crate::ui) fn works_beside_dialogs(self) -> bool {
        matches!(
            self,
            Self::Lock
                | Self::CloseStudy
                | Self::Quit
                | Self::LightDark
                | Self::LargerText
                | Self::SmallerText
                | Self::WiderText
                | Self::NarrowerText
                | Self::LooserText
                | Self::TighterText
        )
    }

    /// True for what would write to the study.
    pub(super) fn changes_the_study(self) -> bool {
        matches!(
            self,
            Self::Undo
                | Self::Redo
                | Self::ImportTranscripts
                | Self::ImportFolder
                | Self::ImportParticipants
                | Self::ImportCodebook
                | Self::Approach
                | Self::InterviewDays
                | Self::BackUpNow
                | Self::CorrectTurn
                | Self::CorrectDocument
                | Self::Replace
                | Self::PutBack
                | Self::NewCode
                | Self::EditCode
                | Self::MergeCodes
                | Self::SplitCode
                | Self::RetireCodes
                | Self::RemoveCodes
                | Self::KeepVersion
                | Self::NewMemo
                | Self::NewTheme
                | Self::ChooseCodes
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
        )
    }
}
