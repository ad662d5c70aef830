//! Pseudonyms: what stands for a name, and what is remembered of a replacement.

use super::name_key::name_key;
use serde::{Deserialize, Serialize};

/// What an original is the name of.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum PseudonymKind {
    /// Somebody.
    #[default]
    Person,
    /// A town, a street, a house.
    Place,
    /// A school, a council, a firm.
    Organisation,
    /// A day.
    Date,
    /// Anything else.
    Other,
}

impl PseudonymKind {
    /// All kinds, in the order they are offered.
    pub const ALL: [Self; 5] =
        [Self::Person, Self::Place, Self::Organisation, Self::Date, Self::Other];

    /// The word kept in files and shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Place => "place",
            Self::Organisation => "organisation",
            Self::Date => "date",
            Self::Other => "other",
        }
    }

    /// The inverse of [`PseudonymKind::name`], without regard to case; American spelling too.
    pub fn from_name(name: &str) -> Option<Self> {
        let name = name.trim().to_lowercase();
        if name == "organization" {
            return Some(Self::Organisation);
        }
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// One line of the list: lives in a key file, never in a study.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Pseudonym {
    /// The name as it is said.
    pub original: String,
    /// What stands for it.
    pub replacement: String,
    /// What it is the name of.
    pub kind: PseudonymKind,
    /// For whoever keeps the key.
    pub note: String,
}

/// Puts lines into a list: an original that is there already gets the new words. Gives back how many are
/// new and how many changed.
pub fn merge_pseudonyms(list: &mut Vec<Pseudonym>, lines: Vec<Pseudonym>) -> (usize, usize) {
    let (mut fresh, mut changed) = (0, 0);
    for line in lines {
        let wanted = name_key(&line.original);
        match list.iter_mut().find(|known| name_key(&known.original) == wanted) {
            Some(known) if *known == line => {}
            Some(known) => {
                *known = line;
                changed += 1;
            }
            None => {
                list.push(line);
                fresh += 1;
            }
        }
    }
    (fresh, changed)
}

/// One line of the log inside a study: what kind of thing was replaced by what, how often. Never the
/// original.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Anonymised {
    /// Name of the document; empty for what is no document, or where it is not there any more.
    pub document: String,
    /// What was replaced.
    pub kind: PseudonymKind,
    /// By what.
    pub replacement: String,
    /// In how many places.
    pub places: u64,
    /// Who did it.
    pub coder: String,
    /// RFC 3339.
    pub when: String,
}
