//! Groups put together or left out: the way to show roles that one or two people have.
//!
//! A [`Merging`] is part of the question: groups are made by it before anything is counted, so every
//! number of the merged table is as right as if the study had no finer roles.

use super::super::groups::{Group, value_key};
use std::collections::BTreeMap;

/// What becomes of a group.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Fate {
    /// It becomes part of the group with this name.
    Merged(String),
    /// Its participants are in no column and not in the total: otherwise the total less the columns
    /// would give them away.
    Dropped,
}

/// What becomes of some groups, by their values; the others stay as they are.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Merging(BTreeMap<Vec<Option<String>>, Fate>);

impl Merging {
    /// Says what becomes of the group with these values.
    pub fn set(&mut self, values: &[Option<String>], fate: Fate) {
        self.0.insert(key(values), fate);
    }

    /// True when every group stays as it is.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What becomes of the group with this key.
    pub(in crate::analysis) fn of(&self, key: &[Option<String>]) -> Option<&Fate> {
        self.0.get(key)
    }

    /// Takes care of every group with fewer than `least` participants in the table: they become one
    /// group called `label`, or are left out where there is no label. Groups of nobody are left out.
    pub fn of_small(groups: &[Group], least: u64, label: Option<&str>) -> Self {
        let mut merging = Self::default();
        for group in groups.iter().filter(|group| group.base.participants < least) {
            let fate = match label {
                Some(label) if group.base.participants > 0 => Fate::Merged(label.to_owned()),
                _ => Fate::Dropped,
            };
            merging.set(&group.values, fate);
        }
        merging
    }
}

fn key(values: &[Option<String>]) -> Vec<Option<String>> {
    values.iter().map(|value| value.as_deref().map(value_key)).collect()
}
