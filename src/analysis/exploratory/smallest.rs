//! The smallest p a comparison can give at all, from nothing but the sizes of the groups: where even
//! the most extreme outcome stays above the level, a test cannot help.

use super::fisher::TOLERANCE;
use super::numbers::Factorials;

/// The smallest p a code can have that some say and others do not: the least over every number who
/// say it. For two groups that is complete separation: 1 / C(a+b, a), twice that when a = b.
/// 1 where there is nothing to compare.
pub fn smallest_of_presence(sizes: &[u64]) -> f64 {
    let smallest = by_number(sizes);
    // Nobody and everybody are no difference.
    let inner = smallest.get(1..smallest.len().saturating_sub(1)).unwrap_or_default();
    inner.iter().copied().fold(1.0, f64::min)
}

/// The same when it is known how many say it.
pub fn smallest_given(sizes: &[u64], said: u64) -> f64 {
    by_number(sizes).get(said as usize).copied().unwrap_or(1.0)
}

/// The smallest p by the number who say it, from nobody to everybody.
///
/// The chance of a table is Π C(size, part) / C(all, said). The least product, and how many tables
/// share it, are built group by group.
fn by_number(sizes: &[u64]) -> Vec<f64> {
    let all: u64 = sizes.iter().sum();
    let logs = Factorials::up_to(all);
    // By number who say it so far: ln of the least product, and how many tables have it.
    let mut best: Vec<Option<(f64, f64)>> = vec![None; all as usize + 1];
    best[0] = Some((0.0, 1.0));
    for &size in sizes {
        let mut next: Vec<Option<(f64, f64)>> = vec![None; all as usize + 1];
        for (so_far, known) in best.iter().enumerate() {
            let Some((product, tables)) = *known else { continue };
            for part in 0..=size {
                let new = product + logs.ln_choose(size, part);
                let slot = &mut next[so_far + part as usize];
                *slot = match *slot {
                    Some((old, count)) if (old - new).abs() <= TOLERANCE => {
                        Some((old.min(new), count + tables))
                    }
                    Some(old) if old.0 < new => Some(old),
                    _ => Some((new, tables)),
                };
            }
        }
        best = next;
    }
    let p = |(said, least): (usize, Option<(f64, f64)>)| {
        least.map_or(1.0, |(product, tables)| {
            ((product - logs.ln_choose(all, said as u64)).exp() * tables).min(1.0)
        })
    };
    best.into_iter().enumerate().map(p).collect()
}

/// The smallest p of the permutation test when everybody's value differs: the arrangement that sets
/// the groups furthest apart, over all arrangements. Groups of one size can change places.
pub fn smallest_of_arrangements(sizes: &[u64]) -> f64 {
    let all: u64 = sizes.iter().sum();
    let logs = Factorials::up_to(all.max(sizes.len() as u64));
    let mut same: std::collections::BTreeMap<u64, u64> = std::collections::BTreeMap::new();
    for &size in sizes {
        *same.entry(size).or_insert(0) += 1;
    }
    let swaps: f64 = same.values().map(|&n| logs.ln(n)).sum();
    let parts: f64 = sizes.iter().map(|&n| logs.ln(n)).sum();
    (swaps + parts - logs.ln(all)).exp().min(1.0)
}
