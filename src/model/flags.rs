//! What a researcher thinks of an excerpt, in three yes-or-no words.

use serde::{Deserialize, Serialize};

/// One of the three.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flag {
    /// A key quote: to be shown in the report.
    Key,
    /// Speaks against the code, or against what others say: a negative case.
    Contradicting,
    /// The coder is not sure of it: to be looked at again.
    Uncertain,
}

impl Flag {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Key, Self::Contradicting, Self::Uncertain];

    /// The word that is shown and written to files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Key => "key quote",
            Self::Contradicting => "contradicting",
            Self::Uncertain => "uncertain",
        }
    }
}

/// Any of the three together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Flags(u8);

impl Flags {
    /// True when the flag is set.
    pub fn has(self, flag: Flag) -> bool {
        self.0 & bit(flag) != 0
    }

    /// With the flag set or taken away.
    #[must_use]
    pub fn with(self, flag: Flag, on: bool) -> Self {
        if on { Self(self.0 | bit(flag)) } else { Self(self.0 & !bit(flag)) }
    }

    /// What either of two has.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// True when none is set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those that are set, in order.
    pub fn each(self) -> impl Iterator<Item = Flag> {
        Flag::ALL.into_iter().filter(move |flag| self.has(*flag))
    }
}

impl FromIterator<Flag> for Flags {
    fn from_iter<T: IntoIterator<Item = Flag>>(flags: T) -> Self {
        flags.into_iter().fold(Self::default(), |all, flag| all.with(flag, true))
    }
}

fn bit(flag: Flag) -> u8 {
    match flag {
        Flag::Key => 1,
        Flag::Contradicting => 2,
        Flag::Uncertain => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_set_and_taken_away_one_by_one() {
        let flags: Flags = [Flag::Key, Flag::Uncertain].into_iter().collect();
        assert!(flags.has(Flag::Key) && !flags.has(Flag::Contradicting));
        assert_eq!(flags.with(Flag::Key, false).each().collect::<Vec<_>>(), [Flag::Uncertain]);
        assert!(flags.with(Flag::Key, false).with(Flag::Uncertain, false).is_empty());
        let other = Flags::default().with(Flag::Contradicting, true);
        assert_eq!(flags.or(other).each().count(), 3);
    }
}
