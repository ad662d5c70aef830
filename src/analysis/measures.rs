//! What a table can count, and the numbers of one cell.
//!
//! Definitions follow the methods advice (`c` a code, `r` a group of participants; `U(c,r)` the union
//! of the coded characters inside the turns of `r`).

use super::disclosure::Withheld;
use crate::model::ParticipantId;

/// What the cells of a table show.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Measure {
    /// Participants of the group with at least one excerpt. The main measure: it does not depend on
    /// how passages were cut.
    #[default]
    Participants,
    /// Documents in which some participant of the group has an excerpt.
    Documents,
    /// The group's own turns with at least one coded character that is not white space.
    Turns,
    /// Distinct codings that count for the group.
    Excerpts,
    /// Words in `U(c,r)`.
    Words,
    /// Code points in `U(c,r)`.
    Characters,
    /// Code points in `U(c,r)` over all code points of the group's speech.
    Coverage,
    /// Excerpts of the group per 1,000 words of the group: sum over sum.
    RatePooled,
    /// Mean of the participants' own rates per 1,000 words: every participant weighs the same.
    RateMean,
}

impl Measure {
    /// All measures, in the order they are offered.
    pub const ALL: [Self; 9] = [
        Self::Participants,
        Self::Documents,
        Self::Turns,
        Self::Excerpts,
        Self::Words,
        Self::Characters,
        Self::Coverage,
        Self::RateMean,
        Self::RatePooled,
    ];

    /// The word on the command line and in files. The mean of participants' rates is plain `rate`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Participants => "participants",
            Self::Documents => "documents",
            Self::Turns => "turns",
            Self::Excerpts => "excerpts",
            Self::Words => "words",
            Self::Characters => "characters",
            Self::Coverage => "coverage",
            Self::RateMean => "rate",
            Self::RatePooled => "rate-pooled",
        }
    }

    /// The inverse of [`Measure::name`]; `rate-mean` is read as `rate`.
    pub fn from_name(name: &str) -> Option<Self> {
        let wanted = name.trim().to_lowercase();
        if wanted == "rate-mean" {
            return Some(Self::RateMean);
        }
        Self::ALL.into_iter().find(|measure| measure.name() == wanted)
    }

    /// The heading a person reads.
    pub fn label(self) -> &'static str {
        match self {
            Self::Participants => "Participants",
            Self::Documents => "Documents",
            Self::Turns => "Turns",
            Self::Excerpts => "Excerpts",
            Self::Words => "Coded words",
            Self::Characters => "Coded characters",
            Self::Coverage => "Coverage of own speech",
            Self::RateMean => "Excerpts per 1,000 own words (mean of participants)",
            Self::RatePooled => "Excerpts per 1,000 own words (pooled)",
        }
    }

    /// True for measures whose cells count things, so that shares of them have a meaning.
    pub fn is_count(self) -> bool {
        !matches!(self, Self::Coverage | Self::RateMean | Self::RatePooled)
    }
}

/// Of what a cell is shown as a share.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Percent {
    /// The number itself.
    #[default]
    None,
    /// Of the row: of this code's excerpts, how many are this group's. The whole is the sum over the
    /// groups, so that a row adds up to one even where an excerpt runs over two groups.
    Row,
    /// Of the column: of this group's excerpts, how many are this code's. The whole is the sum over
    /// the top rows of the table.
    Column,
    /// Of the group: participants of the group, its documents, its turns, its words, its characters.
    Group,
}

impl Percent {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 4] = [Self::None, Self::Row, Self::Column, Self::Group];

    /// The word on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Row => "row",
            Self::Column => "column",
            Self::Group => "group",
        }
    }

    /// The inverse of [`Percent::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        let wanted = name.trim().to_lowercase();
        Self::ALL.into_iter().find(|percent| percent.name() == wanted)
    }

    /// The heading a person reads.
    pub fn label(self) -> &'static str {
        match self {
            Self::None => "Numbers",
            Self::Row => "Share of the row",
            Self::Column => "Share of the column",
            Self::Group => "Share of the group",
        }
    }
}

/// Everything that can be counted in one cell.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// Participants with at least one excerpt.
    pub participants: u64,
    /// Documents with at least one excerpt.
    pub documents: u64,
    /// Turns with at least one coded character.
    pub turns: u64,
    /// Distinct codings.
    pub excerpts: u64,
    /// Words of the union.
    pub words: u64,
    /// Code points of the union.
    pub characters: u64,
}

impl Counts {
    /// The number a counting measure shows; `None` for coverage and rates.
    pub fn of(&self, measure: Measure) -> Option<u64> {
        Some(match measure {
            Measure::Participants => self.participants,
            Measure::Documents => self.documents,
            Measure::Turns => self.turns,
            Measure::Excerpts => self.excerpts,
            Measure::Words => self.words,
            Measure::Characters => self.characters,
            Measure::Coverage | Measure::RateMean | Measure::RatePooled => return None,
        })
    }

    /// Adds field by field.
    pub(crate) fn add(&mut self, other: &Self) {
        self.participants += other.participants;
        self.documents += other.documents;
        self.turns += other.turns;
        self.excerpts += other.excerpts;
        self.words += other.words;
        self.characters += other.characters;
    }
}

/// The speech of a group: what shares and rates are divided by.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Base {
    /// Participants of the group who speak in the documents looked at: the N of "n of N".
    pub participants: u64,
    /// Documents in which they speak.
    pub documents: u64,
    /// Their turns.
    pub turns: u64,
    /// Their words.
    pub words: u64,
    /// The code points of their speech.
    pub characters: u64,
}

impl Base {
    /// The whole a counting measure is a part of; `None` for excerpts, which have none.
    pub fn of(&self, measure: Measure) -> Option<u64> {
        Some(match measure {
            Measure::Participants => self.participants,
            Measure::Documents => self.documents,
            Measure::Turns => self.turns,
            Measure::Words => self.words,
            Measure::Characters => self.characters,
            _ => return None,
        })
    }
}

/// The rates of the participants of a group, per 1,000 own words.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct MeanRate {
    /// Their mean.
    pub mean: f64,
    /// The smallest.
    pub low: f64,
    /// The largest.
    pub high: f64,
}

/// One code in one group: every measure at once.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Cell {
    /// What was counted.
    pub counts: Counts,
    /// `None` when nobody in the group has words.
    pub rate: Option<MeanRate>,
    /// The participant with the most excerpts in this cell and how many they have.
    pub top: Option<(ParticipantId, u64)>,
}

impl Cell {
    /// The participant who alone holds more than half of the cell's excerpts, with their number.
    pub fn dominated_by(&self) -> Option<(ParticipantId, u64)> {
        self.top.filter(|&(_, most)| most * 2 > self.counts.excerpts)
    }
}

/// Codings that a table does not count, each under the first reason that holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct LeftOut {
    /// By coders who were not asked for.
    pub other_coders: u64,
    /// Outside the documents, codes or participants asked for.
    pub filtered: u64,
    /// In speech of participants who are excluded from analysis, and of nobody else who counts.
    pub excluded: u64,
    /// Only in the interviewer's words.
    pub interviewer_only: u64,
    /// Only in speech nobody is mapped to.
    pub no_participant: u64,
    /// On labels, time stamps or headers only.
    pub no_speech: u64,
    /// Folded into another coding of the same code on overlapping text, when all coders are asked for.
    pub folded: u64,
}

impl LeftOut {
    pub(crate) fn add(&mut self, other: &Self) {
        self.other_coders += other.other_coders;
        self.filtered += other.filtered;
        self.excluded += other.excluded;
        self.interviewer_only += other.interviewer_only;
        self.no_participant += other.no_participant;
        self.no_speech += other.no_speech;
        self.folded += other.folded;
    }
}

/// Why a cell has no number.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Undefined {
    /// Shares of coverage and of rates mean nothing.
    ShareOfShare,
    /// The whole is zero.
    NothingToDivideBy,
    /// Excerpts are no part of a group's speech.
    NoWhole,
    /// Speech nobody is mapped to has no participants.
    NoParticipants,
    /// The column is not part of the whole that the share is taken of.
    NotInWhole,
    /// The code is younger than the last look at these documents: nobody has looked for it there.
    NotLookedFor,
}

impl Undefined {
    /// The reason in words.
    pub fn reason(self) -> &'static str {
        match self {
            Self::ShareOfShare => "a share of coverage or of a rate has no meaning",
            Self::NothingToDivideBy => "there is nothing to divide by",
            Self::NoWhole => "excerpts are cut by the coder and are no part of a group's speech",
            Self::NoParticipants => "nobody is mapped to this speech",
            Self::NotInWhole => "this column is not part of the whole",
            Self::NotLookedFor => {
                "the code was made after these documents were last coded, and they were not checked \
                 since"
            }
        }
    }
}

/// What one cell shows for one measure.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Reading {
    /// A number of things.
    Count(u64),
    /// A number of things out of a known whole, shown as "3 of 4".
    OutOf {
        /// How many.
        part: u64,
        /// Of how many; above zero.
        whole: u64,
    },
    /// A part of a whole as a percentage; as "3 of 4" where the whole is below [`Reading::SMALL`].
    Share {
        /// The part.
        part: u64,
        /// The whole; above zero.
        whole: u64,
    },
    /// Per 1,000 own words, with the range over participants where it is a mean.
    Rate {
        /// The rate.
        rate: f64,
        /// Smallest and largest of the participants.
        range: Option<(f64, f64)>,
        /// Own words or participants it was divided by.
        whole: u64,
    },
    /// No participant of this group is in the filter: shown as a dash.
    Nobody,
    /// No number, and why.
    Undefined(Undefined),
    /// A number that is held back, and why: shown as a star.
    Withheld(Withheld),
}

impl Reading {
    /// Below this whole a share is shown as a fraction, never as a bare percentage.
    pub const SMALL: u64 = 20;

    /// The number in full precision: counts as they are, shares between 0 and 1.
    pub fn value(self) -> Option<f64> {
        match self {
            Self::Count(n) | Self::OutOf { part: n, .. } => Some(n as f64),
            Self::Share { part, whole } => Some(part as f64 / whole as f64),
            Self::Rate { rate, .. } => Some(rate),
            Self::Nobody | Self::Undefined(_) | Self::Withheld(_) => None,
        }
    }

    /// What the number was divided by, or is out of, where there is such a whole.
    pub fn denominator(self) -> Option<u64> {
        match self {
            Self::OutOf { whole, .. } | Self::Share { whole, .. } | Self::Rate { whole, .. } => {
                Some(whole)
            }
            Self::Count(_) | Self::Nobody | Self::Undefined(_) | Self::Withheld(_) => None,
        }
    }
}
