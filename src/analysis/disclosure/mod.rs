//! Disclosure control: what a table says of single people, and how to say less.
//!
//! In a study of ten interviews every count is small, and hiding small counts alone empties every
//! table. What helps is merging roles ([`Merging`]), looking at combinations of attributes
//! ([`combinations()`]) and at cells where everyone or no one of a group says something
//! ([`unanimous()`]), and, where a rule asks for it, hiding cells so that they cannot be worked out
//! ([`complete`], [`bounds()`]). [`protected_crosstab`] and [`protected_frequencies`] put these
//! together for a [`crate::model::Profile`], and refuse what cannot be made safe. Lists of what people
//! said leave under other names ([`Disguise`]).

mod bounds;
mod combinations;
mod disguise;
mod guard;
mod hiding;
mod merging;
mod protect;
mod renames;
mod renumber;
mod suppression;
#[cfg(test)]
mod tests;

pub use bounds::{Bound, Known, bounds};
pub use combinations::{Combination, Extent, Unanimous, combinations, to_look_at, unanimous};
pub use disguise::{Disguise, DisguiseSpec, OTHERS};
pub use guard::{Guard, HiddenRow, Withheld};
pub(super) use guard::{profile_note, suppression_note};
pub use merging::{Fate, Merging};
pub use protect::{Protected, Protection, protected_crosstab, protected_frequencies};
pub use renames::Renames;
pub use renumber::renumber;
pub use suppression::{Mask, complete, primary};
