//! Tables that turn ids and codes into places, so that a sweep hashes nothing.

use crate::model::CodeTree;
use std::collections::HashMap;

/// From ids to indexes. Ids of one study are small numbers, so this is an array nearly always.
pub(crate) enum Dense {
    /// Index by id; `u32::MAX` where there is none.
    Array(Vec<u32>),
    /// For ids far apart or below zero.
    Map(HashMap<i64, u32>),
}

impl Dense {
    /// From the ids in the order of their indexes.
    pub(crate) fn new(ids: impl Iterator<Item = i64> + Clone) -> Self {
        let (mut low, mut high, mut count) = (0, 0, 0_i64);
        for id in ids.clone() {
            low = low.min(id);
            high = high.max(id);
            count += 1;
        }
        if low < 0 || high > count * 16 + 4096 {
            return Self::Map(ids.zip(0..).collect());
        }
        let mut array = vec![u32::MAX; high as usize + 1];
        for (id, index) in ids.zip(0..) {
            if let Some(slot) = array.get_mut(id as usize) {
                *slot = index;
            }
        }
        Self::Array(array)
    }

    /// The index of an id.
    #[inline]
    pub(crate) fn get(&self, id: i64) -> Option<usize> {
        match self {
            Self::Array(array) => usize::try_from(id)
                .ok()
                .and_then(|id| array.get(id))
                .filter(|&&index| index != u32::MAX)
                .map(|&index| index as usize),
            Self::Map(map) => map.get(&id).map(|&index| index as usize),
        }
    }
}

/// For every code the places of itself and of all codes above it.
pub(crate) struct Chains {
    bounds: Vec<u32>,
    places: Vec<u32>,
}

impl Chains {
    /// Chains through the codes for which `shown` holds.
    pub(crate) fn new(tree: &CodeTree, shown: impl Fn(usize) -> bool) -> Self {
        let mut above: Vec<u32> = Vec::new();
        let (mut bounds, mut places) = (vec![0], Vec::new());
        for place in 0..tree.len() {
            above.truncate(usize::from(tree.depth(place)));
            above.push(place as u32);
            places.extend(above.iter().rev().filter(|&&at| shown(at as usize)));
            bounds.push(places.len() as u32);
        }
        Self { bounds, places }
    }

    /// Each code alone.
    pub(crate) fn single(tree: &CodeTree) -> Self {
        let count = tree.len() as u32;
        Self { bounds: (0..=count).collect(), places: (0..count).collect() }
    }

    /// Every code in the same row, the first one.
    pub(crate) fn together(tree: &CodeTree) -> Self {
        let count = tree.len() as u32;
        Self { bounds: (0..=count).collect(), places: vec![0; tree.len()] }
    }

    /// The same chains in other numbers; those that `number` does not know are taken out.
    pub(crate) fn renumbered(&self, number: impl Fn(u32) -> Option<u32>) -> Self {
        let (mut bounds, mut places) = (vec![0], Vec::new());
        for code in 0..self.bounds.len().saturating_sub(1) {
            places.extend(self.of(code).iter().filter_map(|&place| number(place)));
            bounds.push(places.len() as u32);
        }
        Self { bounds, places }
    }

    /// The chain of the code at `place`.
    #[inline]
    pub(crate) fn of(&self, place: usize) -> &[u32] {
        match (self.bounds.get(place), self.bounds.get(place + 1)) {
            (Some(&from), Some(&to)) => {
                self.places.get(from as usize..to as usize).unwrap_or_default()
            }
            _ => &[],
        }
    }
}

/// The path of every code, by place: what `CodeTree::path` says, for all of them in one walk.
pub(crate) fn paths(tree: &CodeTree) -> Vec<String> {
    let mut above: Vec<&str> = Vec::new();
    let codes = tree.codes().iter().enumerate();
    codes
        .map(|(place, code)| {
            above.truncate(usize::from(tree.depth(place)));
            above.push(&code.fields.name);
            above.join("/")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Code, CodeFields, CodeId};

    #[test]
    fn ids_are_found_near_and_far_apart() {
        for ids in [vec![1, 2, 7], vec![5, i64::MAX, -3], Vec::new()] {
            let dense = Dense::new(ids.iter().copied());
            for (index, id) in ids.iter().enumerate() {
                assert_eq!(dense.get(*id), Some(index));
            }
            assert_eq!(dense.get(6), None);
            assert_eq!(dense.get(-1), None);
        }
    }

    #[test]
    fn chains_and_paths_agree_with_the_tree() {
        let code = |id, parent: i64, name: &str| {
            let fields = CodeFields { name: name.to_owned(), ..CodeFields::default() };
            Code::new(CodeId(id), (parent != 0).then_some(CodeId(parent)), fields)
        };
        let tree = CodeTree::new(vec![
            code(1, 0, "Time"),
            code(2, 1, "delay"),
            code(3, 2, "letters"),
            code(4, 0, "Harm"),
        ]);
        let chains = Chains::new(&tree, |_| true);
        assert_eq!(
            [0, 1, 2, 3, 9].map(|at| chains.of(at).to_vec()),
            [vec![0], vec![1, 0], vec![2, 1, 0], vec![3], vec![]]
        );
        assert_eq!(Chains::new(&tree, |at| at > 0).of(2), [2, 1]);
        let expected: Vec<String> = tree.codes().iter().map(|c| tree.path(c.id)).collect();
        assert_eq!(paths(&tree), expected);
    }
}
