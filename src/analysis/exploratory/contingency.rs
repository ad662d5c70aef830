//! Chi-square, G, Cramér's V and residuals of a table of counts.
//!
//! Only arithmetic: who may be shown a p of these is decided where the units are known. References of
//! one participant are not independent, so a p on references would mean nothing.

use super::numbers::chi_square_tail;

/// Tests and residuals of a table without empty rows or columns. By row, then by column.
#[derive(Clone, PartialEq, Debug)]
pub struct Contingency {
    /// Everything counted.
    pub n: u64,
    /// (rows − 1)(columns − 1).
    pub df: u64,
    /// Σ (O − E)² / E.
    pub chi2: f64,
    /// Its tail.
    pub p: f64,
    /// With Yates' correction, and its tail; 2×2 tables only.
    pub yates: Option<(f64, f64)>,
    /// 2 Σ O ln(O / E).
    pub g: f64,
    /// Its tail.
    pub g_p: f64,
    /// √(χ² / (N (min(rows, columns) − 1))).
    pub cramers_v: f64,
    /// Row sum × column sum / N.
    pub expected: Vec<Vec<f64>>,
    /// (O − E) / √E.
    pub pearson: Vec<Vec<f64>>,
    /// (O − E) / √(E (1 − row share) (1 − column share)): about normal where nothing is going on.
    pub adjusted: Vec<Vec<f64>>,
}

impl Contingency {
    /// The smallest expected count.
    pub fn least_expected(&self) -> f64 {
        self.expected.iter().flatten().copied().fold(f64::INFINITY, f64::min)
    }

    /// How many cells expect fewer than five.
    pub fn below_five(&self) -> usize {
        self.expected.iter().flatten().filter(|&&e| e < 5.0).count()
    }

    /// Their share of all cells.
    pub fn share_below_five(&self) -> f64 {
        self.below_five() as f64 / self.expected.iter().flatten().count() as f64
    }
}

/// Reads a table given by its rows; `None` when it is smaller than 2×2 or a row or column is empty.
pub fn contingency(table: &[Vec<u64>]) -> Option<Contingency> {
    let (height, width) = (table.len(), table.first()?.len());
    if height < 2 || width < 2 || table.iter().any(|row| row.len() != width) {
        return None;
    }
    let rows: Vec<u64> = table.iter().map(|row| row.iter().sum()).collect();
    let columns: Vec<u64> = (0..width).map(|at| table.iter().map(|row| row[at]).sum()).collect();
    if rows.iter().chain(&columns).any(|&sum| sum == 0) {
        return None;
    }
    let n: u64 = rows.iter().sum();
    let all = n as f64;
    let each = |f: &dyn Fn(f64, f64, usize, usize) -> f64| -> Vec<Vec<f64>> {
        (0..height)
            .map(|r| {
                let cell = |c: usize| {
                    let expected = rows[r] as f64 * columns[c] as f64 / all;
                    f(table[r][c] as f64, expected, r, c)
                };
                (0..width).map(cell).collect()
            })
            .collect()
    };
    let sum = |cells: Vec<Vec<f64>>| -> f64 { cells.iter().flatten().sum() };
    let chi2 = sum(each(&|o, e, _, _| (o - e) * (o - e) / e));
    let g = 2.0 * sum(each(&|o, e, _, _| if o > 0.0 { o * (o / e).ln() } else { 0.0 }));
    let df = (height as u64 - 1) * (width as u64 - 1);
    let yates = (height == 2 && width == 2).then(|| {
        // Never more than the difference itself, as in scipy.
        let corrected = |o: f64, e: f64| ((o - e).abs() - (o - e).abs().min(0.5)).powi(2) / e;
        let chi2 = sum(each(&|o, e, _, _| corrected(o, e)));
        (chi2, chi_square_tail(chi2, 1))
    });
    Some(Contingency {
        n,
        df,
        chi2,
        p: chi_square_tail(chi2, df),
        yates,
        g,
        g_p: chi_square_tail(g, df),
        cramers_v: (chi2 / (all * (height.min(width) as f64 - 1.0))).sqrt(),
        expected: each(&|_, e, _, _| e),
        pearson: each(&|o, e, _, _| (o - e) / e.sqrt()),
        adjusted: each(&|o, e, r, c| {
            let (row, column) = (rows[r] as f64 / all, columns[c] as f64 / all);
            let spread = e * (1.0 - row) * (1.0 - column);
            (o - e) / spread.sqrt()
        }),
    })
}
