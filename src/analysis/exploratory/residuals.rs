//! Residuals of references: where a group has more of a code than its share. Description only.
//!
//! Every reference stands in one row, so codes count alone here, without what is under them.
//! References of one participant are not independent: there is no p, and none can be asked for.

use super::contingency::contingency;
use crate::analysis::sweep::Tally;
use crate::model::{CodeId, Corpus};

/// One code alone.
#[derive(Clone, PartialEq, Debug)]
pub struct ResidualRow {
    /// The code.
    pub code: CodeId,
    /// Its own name.
    pub name: String,
    /// Names from the top down, joined with `/`.
    pub path: String,
    /// References, by group of [`Residuals::groups`].
    pub counts: Vec<u64>,
    /// What would be expected if all groups had the same profile.
    pub expected: Vec<f64>,
    /// Pearson's residuals.
    pub pearson: Vec<f64>,
    /// Adjusted residuals.
    pub adjusted: Vec<f64>,
}

/// References of codes by groups, and how far each cell is from what the margins would have it.
#[derive(Clone, PartialEq, Debug)]
pub struct Residuals {
    /// Indexes of the groups that have references.
    pub groups: Vec<usize>,
    /// Codes that have references of their own, in the order of the codebook.
    pub rows: Vec<ResidualRow>,
    /// Σ (O − E)² / E over the table, as description.
    pub chi2: f64,
    /// (rows − 1)(columns − 1).
    pub df: u64,
    /// All references of the table; one over two groups counts in both.
    pub references: u64,
}

impl Residuals {
    /// Adjusted residuals beyond this are worth a look.
    pub const SHADED: f64 = 2.0;

    /// Whether a cell is worth a look.
    pub fn shaded(adjusted: f64) -> bool {
        adjusted.abs() > Self::SHADED
    }
}

/// Residuals of a tally of codes alone; `None` where fewer than two codes or groups have references.
pub(super) fn residuals(corpus: &Corpus, single: &Tally, groups: usize) -> Option<Residuals> {
    let count = |place: usize, group: usize| single.cell(place, group).counts.excerpts;
    let mut places = single.places.clone();
    places.retain(|&place| (0..groups).any(|group| count(place, group) > 0));
    let mut shown: Vec<usize> = (0..groups).collect();
    shown.retain(|&group| places.iter().any(|&place| count(place, group) > 0));
    let table: Vec<Vec<u64>> = places
        .iter()
        .map(|&place| shown.iter().map(|&group| count(place, group)).collect())
        .collect();
    let found = contingency(&table)?;
    let paths = crate::analysis::lookup::paths(&corpus.codes);
    let row = |(at, counts): (usize, Vec<u64>)| {
        let code = &corpus.codes.codes()[places[at]];
        ResidualRow {
            code: code.id,
            name: code.fields.name.clone(),
            path: paths[places[at]].clone(),
            counts,
            expected: found.expected[at].clone(),
            pearson: found.pearson[at].clone(),
            adjusted: found.adjusted[at].clone(),
        }
    };
    Some(Residuals {
        groups: shown,
        rows: table.into_iter().enumerate().map(row).collect(),
        chi2: found.chi2,
        df: found.df,
        references: found.n,
    })
}
