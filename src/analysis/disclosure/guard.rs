//! What a table holds back: the marks that go with it to screen and file.

use crate::analysis::measures::Measure;
use crate::model::Profile;

/// Why a number that is known is not shown.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Withheld {
    /// It is small.
    Small,
    /// It would give a small one away.
    Secondary,
    /// The group has fewer than five participants.
    SmallGroup,
    /// It may be one person's.
    OnePerson,
}

impl Withheld {
    /// The reason in words.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Small => "not shown: so few could be told who they are",
            Self::Secondary => "not shown: it would give away a number that is not shown",
            Self::SmallGroup => "the group has fewer than 5 participants: say it in words",
            Self::OnePerson => "not shown: it may be one person’s",
        }
    }

    /// The word in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Small => "suppressed",
            Self::Secondary => "secondary",
            Self::SmallGroup => "small-group",
            Self::OnePerson => "one-person",
        }
    }
}

/// By row, then by column: groups, then the total.
pub(super) type Marks = Vec<Vec<Option<Withheld>>>;

/// What a crosstab holds back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Guard {
    /// For whom the table is meant, where that was said.
    pub profile: Option<Profile>,
    /// Counts below this are hidden, where that was asked for.
    pub suppress: Option<u64>,
    /// Whether zeros are hidden with them.
    pub zeros: bool,
    /// Marks of the numbers of participants.
    pub(super) participants: Marks,
    /// Marks of the numbers of documents: mostly each is one participant's, so that they are hidden with
    /// the participants.
    pub(super) documents: Marks,
    /// Marks of every other measure.
    pub(super) others: Marks,
    /// By column (groups, then the total), for participants, documents and the others: a share of the
    /// column would give a hidden cell away.
    pub(super) columns: [Vec<bool>; 3],
}

impl Guard {
    fn marks(&self, measure: Measure) -> &Marks {
        match measure {
            Measure::Participants => &self.participants,
            Measure::Documents => &self.documents,
            _ => &self.others,
        }
    }

    /// Whether a number is held back; `column` counts groups, then the total.
    pub(in crate::analysis) fn cell(
        &self,
        measure: Measure,
        row: usize,
        column: usize,
    ) -> Option<Withheld> {
        self.marks(measure).get(row)?.get(column).copied().flatten()
    }

    /// Whether shares of a row are held back: their whole would give a hidden cell away.
    pub(in crate::analysis) fn row_shares(&self, measure: Measure, row: usize) -> bool {
        let Some(marks) = self.marks(measure).get(row) else { return false };
        let total = marks.last().copied().flatten().is_some();
        // The total of participants is part of what was found safe; of others it is hidden with them.
        total || (measure != Measure::Participants && marks.iter().any(Option::is_some))
    }

    /// Whether shares of a column are held back.
    pub(in crate::analysis) fn column_shares(&self, measure: Measure, column: usize) -> bool {
        let [participants, documents, others] = &self.columns;
        let columns = match measure {
            Measure::Participants => participants,
            Measure::Documents => documents,
            _ => others,
        };
        columns.get(column).copied().unwrap_or(false)
    }

    /// Whether speech nobody is mapped to is held back: it may be one person's.
    pub fn hides_unassigned(&self) -> bool {
        self.profile == Some(Profile::Public)
    }

    /// Whether the range of rates is held back: its ends are single participants' rates.
    pub fn hides_ranges(&self) -> bool {
        self.profile == Some(Profile::Public) || self.suppress.is_some()
    }

    /// What a reader must know of what is held back.
    pub(in crate::analysis) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        notes.extend(self.profile.map(profile_note));
        let hidden = |why: &[Withheld]| {
            let marks = self.participants.iter().chain(&self.others).flatten();
            marks.flatten().any(|mark| why.contains(mark))
        };
        notes.extend(suppression_note(self.suppress, self.zeros));
        if hidden(&[Withheld::SmallGroup]) {
            notes.push(format!(
                "“*”: participants of groups under {} and their documents are not shown as numbers, \
                 nor what would give them away.",
                Profile::LEAST_FRACTION
            ));
        }
        notes
    }
}

/// What is held back of a row of frequencies.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct HiddenRow {
    /// The number of participants.
    pub participants: Option<Withheld>,
    /// The number of documents.
    pub documents: Option<Withheld>,
    /// Every other number of the code with what is under it.
    pub others: Option<Withheld>,
    /// Every number of the code alone.
    pub own: Option<Withheld>,
}

pub(in crate::analysis) fn profile_note(profile: Profile) -> String {
    match profile {
        Profile::Working => "Internal: not to be passed on.".to_owned(),
        Profile::Supervisor => {
            "For the supervisor: ids and roles of participants, no site. Not to \
                                be passed on."
                .to_owned()
        }
        Profile::Public => format!(
            "For publication: no group of fewer than {} participants, no ids, role and site never \
             together.",
            Profile::LEAST_GROUP
        ),
    }
}

pub(in crate::analysis) fn suppression_note(k: Option<u64>, zeros: bool) -> Option<String> {
    k.map(|k| {
        let from = if zeros { "0" } else { "1" };
        format!(
            "“*”: {from} to {} participants, or as many who do not say it, and what would give such \
             a number away. In very small groups merging protects better than hiding.",
            k - 1
        )
    })
}
