//! The Fisher-Freeman-Halton test: Fisher's for a table of any size (Freeman & Halton 1951).
//!
//! Two-sided by point probability: p is the sum over all tables with the same margins that are no
//! more likely than the observed one. Tables are enumerated; where there are more than
//! [`MOST_TABLES`] of them, p is estimated from [`DRAWS`] drawn ones and says so.

use super::fisher::TOLERANCE;
use super::numbers::Factorials;
use crate::analysis::chance::Chance;

/// Above so many tables they are drawn and not enumerated.
pub const MOST_TABLES: u64 = 2_000_000;
/// How many tables or arrangements are drawn.
pub const DRAWS: u64 = 99_999;

/// How a p was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// By looking at every possibility.
    Exact {
        /// How many there are.
        of: u64,
    },
    /// By drawing: p = (b + 1) / (draws + 1) with b draws at least as extreme.
    MonteCarlo {
        /// How many were drawn.
        draws: u64,
        /// Gives the same draws again.
        seed: u64,
    },
}

/// A p and how it was found.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct ExactP {
    /// The p.
    pub p: f64,
    /// How it was found.
    pub method: Method,
    /// The chance of the observed table, or for an arrangement of labels its statistic.
    pub observed: f64,
}

/// Tests a table given by its rows, which must be of one length. An empty table has p = 1.
pub fn freeman_halton(table: &[Vec<u64>], seed: u64) -> ExactP {
    enumerate(table, MOST_TABLES).unwrap_or_else(|| draw(table, DRAWS, seed))
}

/// The margins of a table and what its chance is made of.
struct Margins {
    rows: Vec<u64>,
    columns: Vec<u64>,
    logs: Factorials,
    /// ln of Π rows! Π columns! / N!
    constant: f64,
    /// The logarithm of the chance of the observed table.
    observed: f64,
}

impl Margins {
    fn of(table: &[Vec<u64>]) -> Self {
        let rows: Vec<u64> = table.iter().map(|row| row.iter().sum()).collect();
        let width = table.first().map_or(0, Vec::len);
        let columns: Vec<u64> =
            (0..width).map(|at| table.iter().filter_map(|row| row.get(at)).sum()).collect();
        let all: u64 = rows.iter().sum();
        let logs = Factorials::up_to(all);
        let sum = |list: &[u64]| list.iter().map(|&n| logs.ln(n)).sum::<f64>();
        let constant = sum(&rows) + sum(&columns) - logs.ln(all);
        let cells: f64 = table.iter().map(|row| sum(row)).sum();
        Self { rows, columns, constant, observed: constant - cells, logs }
    }

    /// Chances up to this count as no greater than the observed one.
    fn limit(&self) -> f64 {
        self.observed.exp() * (1.0 + TOLERANCE)
    }
}

/// p by looking at every table; `None` where there are more than `most`.
pub(super) fn enumerate(table: &[Vec<u64>], most: u64) -> Option<ExactP> {
    let margins = Margins::of(table);
    let mut walk = Walk { margins: &margins, most, tables: 0, sum: 0.0, all: 0.0 };
    let mut left = margins.columns.clone();
    let first = margins.rows.first().copied().unwrap_or(0);
    walk.cell(0, 0, first, &mut left, margins.constant).then_some(ExactP {
        p: walk.sum / walk.all,
        method: Method::Exact { of: walk.tables },
        observed: margins.observed.exp(),
    })
}

/// Goes through all tables cell by cell, row by row.
struct Walk<'m> {
    margins: &'m Margins,
    most: u64,
    tables: u64,
    sum: f64,
    /// The chances of all tables: 1 but for the last digits, and a p of 1 is 1.
    all: f64,
}

impl Walk<'_> {
    /// Fills the cell at (`row`, `column`) in every way: `rest` is what its row still has to give,
    /// `left` what the columns still take, `log` the chance so far. False when there are too many.
    fn cell(&mut self, row: usize, column: usize, rest: u64, left: &mut [u64], log: f64) -> bool {
        if row + 1 >= self.margins.rows.len() {
            // The last row takes what is left.
            self.tables += 1;
            let chance = (log - left.iter().map(|&n| self.margins.logs.ln(n)).sum::<f64>()).exp();
            self.all += chance;
            if chance <= self.margins.limit() {
                self.sum += chance;
            }
            return self.tables <= self.most;
        }
        let last = column + 1 == left.len();
        let behind: u64 = left[column + 1..].iter().sum();
        let (from, to) = (rest.saturating_sub(behind), rest.min(left[column]));
        for n in from..=to {
            left[column] -= n;
            let log = log - self.margins.logs.ln(n);
            let go_on = if last {
                self.cell(row + 1, 0, self.margins.rows[row + 1], left, log)
            } else {
                self.cell(row, column + 1, rest - n, left, log)
            };
            left[column] += n;
            if !go_on {
                return false;
            }
        }
        true
    }
}

/// p from drawn tables: the units' columns are shuffled over the rows.
pub(super) fn draw(table: &[Vec<u64>], draws: u64, seed: u64) -> ExactP {
    let margins = Margins::of(table);
    let width = margins.columns.len();
    let mut units: Vec<usize> = Vec::new();
    for (column, &n) in margins.columns.iter().enumerate() {
        units.extend(std::iter::repeat_n(column, n as usize));
    }
    let (mut chance, limit) = (Chance::new(seed), margins.limit());
    let mut counts = vec![0_u64; width];
    let mut extreme = 0;
    for _ in 0..draws {
        chance.shuffle(&mut units);
        let (mut log, mut from) = (margins.constant, 0);
        for &n in &margins.rows {
            counts.fill(0);
            for &column in &units[from..from + n as usize] {
                counts[column] += 1;
            }
            from += n as usize;
            log -= counts.iter().map(|&n| margins.logs.ln(n)).sum::<f64>();
        }
        extreme += u64::from(log.exp() <= limit);
    }
    ExactP {
        p: (extreme + 1) as f64 / (draws + 1) as f64,
        method: Method::MonteCarlo { draws, seed },
        observed: margins.observed.exp(),
    }
}
