//! The actions in the text: what they are called, and where their keys work.

use super::action::Action;
use crate::model::Flag;

/// An end of a coding and the way it goes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Edge {
    StartOut,
    StartIn,
    EndOut,
    EndIn,
}

/// How far an end goes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Step {
    Word,
    Letter,
}

/// Where the key of an action works.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// Wherever the keyboard is.
    Everywhere,
    /// While the keyboard is in the transcript: bare letters are free for typing elsewhere.
    Text,
}

/// What the actions in the text would act on.
#[expect(clippy::struct_excessive_bools, reason = "answers to independent questions")]
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct InText {
    /// A transcript is read.
    pub read: bool,
    /// A document is on the screen, read or corrected.
    pub document: bool,
    /// Codings of it lost their words.
    pub lost: bool,
    /// Words are selected.
    pub selected: bool,
    /// The caret is in a coding, or a coding is held out.
    pub lifted: bool,
}

impl Action {
    /// Label and tooltip.
    pub(super) fn texts_in_text(self) -> (&'static str, &'static str) {
        const RECENT: [&str; 9] = [
            "Apply recent code 1",
            "Apply recent code 2",
            "Apply recent code 3",
            "Apply recent code 4",
            "Apply recent code 5",
            "Apply recent code 6",
            "Apply recent code 7",
            "Apply recent code 8",
            "Apply recent code 9",
        ];
        match self {
            Self::RepeatCodes => {
                ("Repeat the last codes", "Put what was applied last on the selected words")
            }
            Self::InVivo => ("Code in vivo", "Make a code that is called like the selected words"),
            Self::Recent(n) => (
                RECENT.get(usize::from(n).saturating_sub(1)).copied().unwrap_or(RECENT[0]),
                "Put a code that was used lately on the selected words",
            ),
            Self::CodeTurn => ("Code the turn…", "Select the whole turn and choose codes for it"),
            Self::CodeExchange => (
                "Code question and answer…",
                "Select the interviewer's question and everything up to the next one",
            ),
            Self::Speaker => (
                "Who speaks here…",
                "Give the turns to somebody else, join or rename labels, find speakers again",
            ),
            Self::CommentCoding => ("Comment…", "Write a comment on the coding at the caret"),
            Self::RecodeCoding => ("Recode…", "Give the coding at the caret another code"),
            Self::Flag(Flag::Key) => ("Key quote", "Mark the coding at the caret as a key quote"),
            Self::Flag(Flag::Contradicting) => {
                ("Contradicting", "Mark the coding at the caret as speaking against its code")
            }
            Self::Flag(Flag::Uncertain) => {
                ("Uncertain", "Mark the coding at the caret as one to look at again")
            }
            Self::Edge(edge, step) => match (edge, step) {
                (Edge::StartOut, Step::Word) => ("Begin a word earlier", "Make the coding longer"),
                (Edge::StartIn, Step::Word) => ("Begin a word later", "Make the coding shorter"),
                (Edge::EndOut, Step::Word) => ("End a word later", "Make the coding longer"),
                (Edge::EndIn, Step::Word) => ("End a word earlier", "Make the coding shorter"),
                (Edge::StartOut, Step::Letter) => {
                    ("Begin a letter earlier", "Make the coding longer")
                }
                (Edge::StartIn, Step::Letter) => {
                    ("Begin a letter later", "Make the coding shorter")
                }
                (Edge::EndOut, Step::Letter) => ("End a letter later", "Make the coding longer"),
                (Edge::EndIn, Step::Letter) => ("End a letter earlier", "Make the coding shorter"),
            },
            Self::RemoveCoding => ("Remove the coding", "Take the code off these words"),
            Self::NextCoding => ("Next coding", "Go to the next coding that is shown"),
            Self::PreviousCoding => ("Previous coding", "Go back to the coding before"),
            Self::NextUncoded => {
                ("Next uncoded turn", "Go to the next turn of a participant without a coding")
            }
            Self::PreviousUncoded => {
                ("Previous uncoded turn", "Go back to a turn of a participant without a coding")
            }
            Self::Find => ("Find in the transcript…", "Search the words of this document"),
            Self::NextHit => ("Next hit", "Go to the next place that was found"),
            Self::PreviousHit => ("Previous hit", "Go back to the place found before"),
            Self::OnlyUncoded => {
                ("Only uncoded words", "Fade what is coded, so that the rest stands out")
            }
            Self::ShowAllCodings => ("Show all codings", "Take all filters of codings away"),
            Self::CorrectTurn => {
                ("Correct the turn…", "Correct the words at the caret; codings move with them")
            }
            Self::CorrectDocument => (
                "Correct the document…",
                "Correct the whole transcript from here on; codings move with the words",
            ),
            Self::Replace => (
                "Find and replace…",
                "In this document or the whole study, every place shown before",
            ),
            Self::Revisions => {
                ("Older texts…", "What was corrected in this document; compare and restore")
            }
            Self::Tray => {
                ("Tray", "Show or hide the codings of this document that lost their words")
            }
            Self::PutBack => {
                ("Put back from the tray", "Put the coding of the tray on the selected words")
            }
            _ => ("Choose codes…", "Choose codes for the selected words, or open the coding"),
        }
    }

    /// Its key in words, as menus, tooltips and the sheet of keys show it.
    pub fn key_text(self, ctx: &egui::Context) -> Option<String> {
        let text = ctx.format_shortcut(&self.shortcut()?);
        let signs = [("OpenBracket", "["), ("CloseBracket", "]"), ("Period", ".")];
        Some(signs.iter().fold(text, |text, (name, sign)| text.replace(name, sign)))
    }

    /// Where its key works.
    pub fn place(self) -> Place {
        match self {
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
            | Self::OnlyUncoded
            | Self::CorrectTurn
            | Self::CorrectDocument
            | Self::PutBack => Place::Text,
            _ => Place::Everywhere,
        }
    }

    /// True for what the reading page does with its transcript.
    pub fn is_in_text(self) -> bool {
        self.place() == Place::Text
            || matches!(
                self,
                Self::Find | Self::NextHit | Self::PreviousHit | Self::ShowAllCodings | Self::Tray
            )
    }
}
