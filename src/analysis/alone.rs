//! Conditions behind cells that count a code without the codes under it.

use crate::model::{CodeId, CodeTree, Condition, Filter};

/// Excerpts of a code itself, without the codes under it.
pub fn alone(tree: &CodeTree, code: CodeId) -> Condition {
    let below = tree.place(code).map_or(0..0, |place| place + 1..tree.subtree(place).end);
    let below = tree.codes().get(below).unwrap_or_default();
    let others = below.iter().filter(|other| other.parent == Some(code));
    let others = others.map(|other| Condition::Not(Box::new(Condition::Is(other.id))));
    let mut all = vec![Condition::Is(code)];
    all.extend(others);
    if all.len() == 1 { Condition::Is(code) } else { Condition::All(all) }
}

/// A filter with one more condition.
pub fn with(mut filter: Filter, condition: Condition) -> Filter {
    filter.condition = Some(match filter.condition.take() {
        Some(before) => before.and(condition),
        None => condition,
    });
    filter
}
