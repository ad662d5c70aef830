//! Which excerpts stand for a code or theme.

/// The rule by which excerpts are chosen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Choose {
    /// The longest one of each participant, the longest first.
    #[default]
    Longest,
    /// The first one of each participant.
    First,
    /// One of each participant, by chance.
    Random,
    /// Those the researcher marked as key quotes.
    Chosen,
}

impl Choose {
    /// All rules, in the order they are offered.
    pub const ALL: [Self; 4] = [Self::Longest, Self::First, Self::Random, Self::Chosen];
    /// Excerpts of a code or theme at most; the author's own choice has no limit.
    pub const MOST: usize = 3;

    /// The word on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Longest => "longest",
            Self::First => "first",
            Self::Random => "random",
            Self::Chosen => "chosen",
        }
    }

    /// The inverse of [`Choose::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        let wanted = name.trim().to_lowercase();
        Self::ALL.into_iter().find(|choose| choose.name() == wanted)
    }

    /// The rule in words.
    pub fn rule(self, seed: u64) -> String {
        let most = Self::MOST;
        match self {
            Self::Longest => format!(
                "Selection: the longest excerpts of participants’ speech, at most one of each \
                 participant and {most} in all."
            ),
            Self::First => format!(
                "Selection: the first excerpt of each participant, at most {most} in all, in the order \
                 of this pack’s numbers."
            ),
            Self::Random => format!(
                "Selection: by chance (seed {seed}), at most one excerpt of each participant and \
                 {most} in all."
            ),
            Self::Chosen => {
                "Selection: the author’s choice, the excerpts marked as key quotes.".to_owned()
            }
        }
    }
}
