//! Which actions change the study: in one that can only be read they are not offered.

use super::Action;

impl Action {
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
