//! Columns: participants put together by the values of one or more attributes.

use super::disclosure::{Fate, Merging};
use super::measures::Base;
use crate::model::{Attribute, AttributeId, Corpus, Participant, ParticipantId, name_key};
use std::collections::{BTreeMap, BTreeSet};

/// The values of a group; where groups are told apart by it, as the keys of their attributes say.
pub(super) type Key = Vec<Option<String>>;

/// The name of the group of participants of whom the attribute is not known.
pub const NO_VALUE: &str = "(no value)";

/// A column: participants who share a value.
#[derive(Clone, PartialEq, Debug)]
pub struct Group {
    /// One value per attribute, outermost first, as first written; `None` for blank.
    pub values: Vec<Option<String>>,
    /// The values for people: joined with ` / `, blank as [`NO_VALUE`].
    pub label: String,
    /// The values of the groups that were put together in this one; empty for an ordinary group,
    /// and then `values` are its own.
    pub merged: Vec<Vec<Option<String>>>,
    /// Everybody with this value, in the filter or not; without those excluded from analysis.
    pub participants: Vec<ParticipantId>,
    /// Those of them who are in the filter and speak, and their speech.
    pub base: Base,
}

/// The columns of a table and who belongs to which.
pub(super) struct Grouping {
    pub(super) attributes: Vec<(AttributeId, String)>,
    pub(super) groups: Vec<Group>,
    /// The group of each participant, by index in the corpus.
    pub(super) of: Vec<u32>,
    /// By index of the participant: their group was left out of the table.
    pub(super) dropped: Vec<bool>,
    /// How many groups were left out.
    pub(super) dropped_groups: usize,
}

/// What is known of a participant: trimmed; `None` when blank.
pub(super) fn value_of(participant: &Participant, attribute: AttributeId) -> Option<&str> {
    participant.values.get(&attribute).map(|value| value.trim()).filter(|value| !value.is_empty())
}

/// A value as whoever asks for groups to be merged knows it: without regard to case, or to how accents are
/// written.
pub(super) fn value_key(value: &str) -> String {
    name_key(value)
}

impl Grouping {
    /// Puts every participant of the study in a group, but for those who are `absent` (by index)
    /// from analysis: they make no column. Values are in the order of the attribute's
    /// kind, blank last, and groups that `merging` puts together behind all others. Attributes that
    /// do not exist are passed over.
    pub(super) fn new(
        corpus: &Corpus,
        by: &[AttributeId],
        absent: &[bool],
        merging: &Merging,
    ) -> Self {
        let mut attributes: Vec<&Attribute> = Vec::new();
        for id in by {
            if let Some(attribute) = corpus.attributes.iter().find(|a| a.id == *id)
                && !attributes.iter().any(|known| known.id == *id)
            {
                attributes.push(attribute);
            }
        }
        // By the label of a merged group, or else by values.
        let mut found: BTreeMap<(Option<String>, Key), usize> = BTreeMap::new();
        let mut met: BTreeMap<Key, Key> = BTreeMap::new();
        let mut dropped_keys: BTreeSet<Key> = BTreeSet::new();
        let mut dropped = vec![false; corpus.participants.len()];
        let mut groups: Vec<Group> = Vec::new();
        let mut at: Vec<usize> = Vec::with_capacity(corpus.participants.len());
        for (index, (participant, absent)) in corpus.participants.iter().zip(absent).enumerate() {
            if *absent {
                // Nobody asks: a sweep counts nothing of them.
                at.push(usize::MAX);
                continue;
            }
            let values = || attributes.iter().map(|a| value_of(participant, a.id));
            let kinds = attributes.iter().map(|attribute| attribute.kind);
            let key: Key =
                values().zip(kinds).map(|(value, kind)| value.map(|v| kind.key(v))).collect();
            // Who asks for a group to be merged knows it by the values that were met first.
            let met = met.entry(key.clone());
            let met = &*met.or_insert_with(|| values().map(|v| v.map(value_key)).collect::<Key>());
            let own = || values().map(|value| value.map(str::to_owned)).collect::<Key>();
            let (merged, key) = match merging.of(met) {
                None => (None, key),
                Some(Fate::Merged(label)) => (Some(label.clone()), Vec::new()),
                Some(Fate::Dropped) => {
                    dropped[index] = true;
                    dropped_keys.insert(key);
                    at.push(usize::MAX);
                    continue;
                }
            };
            let group = *found.entry((merged.clone(), key)).or_insert_with(|| {
                let values = merged.as_ref().map_or_else(own, |label| vec![Some(label.clone())]);
                groups.push(Group {
                    label: merged.clone().unwrap_or_else(|| label(&values)),
                    values,
                    merged: Vec::new(),
                    participants: Vec::new(),
                    base: Base::default(),
                });
                groups.len() - 1
            });
            let group_of = &mut groups[group];
            if merged.is_some() && !group_of.merged.contains(&own()) {
                group_of.merged.push(own());
            }
            group_of.participants.push(participant.id);
            at.push(group);
        }
        let mut order: Vec<usize> = (0..groups.len()).collect();
        order.sort_by(|&a, &b| {
            let (a, b) = (&groups[a], &groups[b]);
            let is_merged = |group: &Group| !group.merged.is_empty();
            is_merged(a).cmp(&is_merged(b)).then_with(|| compare(&attributes, &a.values, &b.values))
        });
        let mut rank = vec![0_u32; groups.len()];
        for (place, &index) in order.iter().enumerate() {
            rank[index] = place as u32;
        }
        let of = at.into_iter().map(|index| rank.get(index).copied().unwrap_or(0)).collect();
        let mut slots: Vec<Option<Group>> = groups.into_iter().map(Some).collect();
        let groups = order.into_iter().filter_map(|index| slots[index].take()).collect();
        let attributes = attributes.iter().map(|a| (a.id, a.name.clone())).collect();
        Self { attributes, groups, of, dropped, dropped_groups: dropped_keys.len() }
    }
}

fn label(values: &[Option<String>]) -> String {
    if values.is_empty() {
        return "All participants".to_owned();
    }
    let names: Vec<&str> = values.iter().map(|v| v.as_deref().unwrap_or(NO_VALUE)).collect();
    names.join(" / ")
}

fn compare(
    attributes: &[&Attribute],
    a: &[Option<String>],
    b: &[Option<String>],
) -> std::cmp::Ordering {
    use std::cmp::Ordering;
    let each = attributes.iter().zip(a.iter().zip(b)).map(|(attribute, pair)| match pair {
        (Some(x), Some(y)) => attribute.kind.compare(x, y),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    });
    each.fold(Ordering::Equal, Ordering::then)
}
