//! The declared approach of a study: which defaults and notices it has. It never takes a feature away.

use serde::{Deserialize, Serialize};

/// How the researcher works.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Approach {
    /// Not said.
    #[default]
    None,
    /// Reflexive thematic analysis (Braun & Clarke).
    Reflexive,
    /// Codebook or template analysis, coding-reliability thematic analysis.
    Codebook,
    /// The framework method (Ritchie & Spencer; Gale et al.).
    Framework,
    /// Grounded theory.
    Grounded,
    /// Content analysis.
    Content,
}

impl Approach {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 6] = [
        Self::None,
        Self::Reflexive,
        Self::Codebook,
        Self::Framework,
        Self::Grounded,
        Self::Content,
    ];

    /// The word kept in the study file and typed.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Reflexive => "reflexive",
            Self::Codebook => "codebook",
            Self::Framework => "framework",
            Self::Grounded => "grounded",
            Self::Content => "content",
        }
    }

    /// What a person reads.
    pub fn label(self) -> &'static str {
        match self {
            Self::None => "None declared",
            Self::Reflexive => "Reflexive thematic analysis",
            Self::Codebook => "Codebook or template analysis",
            Self::Framework => "Framework method",
            Self::Grounded => "Grounded theory",
            Self::Content => "Content analysis",
        }
    }

    /// The inverse of [`Approach::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        let wanted = name.trim().to_lowercase();
        Self::ALL.into_iter().find(|approach| approach.name() == wanted)
    }

    /// What is said over tables of numbers, where the approach has something to say (methods §1).
    pub fn on_counts(self) -> Option<&'static str> {
        match self {
            Self::Reflexive => Some(
                "In reflexive thematic analysis frequency is not importance: counts show who \
                 speaks of what, not what matters.",
            ),
            Self::Grounded => Some(
                "In grounded theory categories are built by comparison, not by counting: counts \
                 help to find the next passages to compare.",
            ),
            _ => None,
        }
    }

    /// What is said over the saturation panel.
    pub fn on_saturation(self) -> Option<&'static str> {
        match self {
            Self::Reflexive => Some(
                "Saturation is not a criterion of reflexive thematic analysis (Braun & Clarke \
                 2021); information power (Malterud et al. 2016) is one alternative.",
            ),
            Self::Grounded => Some(
                "In grounded theory saturation is asked of each category: no new property of it, \
                 not no new code.",
            ),
            _ => None,
        }
    }

    /// What is said over coefficients of agreement.
    pub fn on_agreement(self) -> Option<&'static str> {
        match self {
            Self::Reflexive => Some(
                "Agreement coefficients are not part of this approach; comparing standpoints is.",
            ),
            _ => None,
        }
    }
}
