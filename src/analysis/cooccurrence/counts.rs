//! The counting: one pass over the excerpts of each document.
//!
//! Why it is right. By overlap: excerpts come by start and [`Counted::ink`] never falls, so of two
//! excerpts the later one (`j`) meets the earlier one (`i`) exactly when `ink(j) < end(i)`; those that
//! a new excerpt does not meet no later one can. Characters are counted on another scale, on which
//! only speech that counts has length ([`Ruler`]): there the union of what a code covers is a series
//! of runs, and the runs of two codes share what lies between the later start and the earlier end.
//!
//! Why it is quick: documents are independent, so each thread sweeps its own; nothing is hashed; what
//! codes share is kept in triangles without holes.

use super::super::counted::{Counted, Listener, Ruler};
use super::super::filter::Scope;
use super::super::lookup::Chains;
use super::super::measures::LeftOut;
use super::Unit;
use crate::model::CorpusDocument;
use rayon::prelude::*;

/// Studies below this many codings are swept on one thread: starting others would take longer.
const WORTH_THREADS: usize = 8_000;
/// All threads together hold no more pairs of codes than this (about 24 bytes each).
const MOST_PAIRS: usize = 16_000_000;

/// What codes have and what each two of them share.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Grid {
    rows: usize,
    n: Vec<u64>,
    characters: Vec<u64>,
    /// A triangle: every two codes once.
    both: Vec<u64>,
    /// A triangle.
    shared: Vec<u64>,
    /// A square: excerpts of the row's code that meet the column's.
    touching: Vec<u32>,
}

impl Grid {
    fn new(rows: usize, unit: Unit) -> Self {
        let triangle = rows * rows.saturating_sub(1) / 2;
        let overlap = |count| if unit == Unit::Overlap { count } else { 0 };
        Self {
            rows,
            n: vec![0; rows],
            characters: vec![0; rows],
            both: vec![0; triangle],
            shared: vec![0; overlap(triangle)],
            touching: vec![0; overlap(rows * rows)],
        }
    }

    /// Where two different rows stand in a triangle.
    #[inline]
    fn at(&self, a: usize, b: usize) -> usize {
        let (a, b) = (a.min(b), a.max(b));
        a * (2 * self.rows - a - 1) / 2 + (b - a - 1)
    }

    fn corner(&self, triangle: &[u64], a: usize, b: usize) -> u64 {
        if a == b || a.max(b) >= self.rows {
            return 0;
        }
        triangle.get(self.at(a, b)).copied().unwrap_or(0)
    }

    pub(super) fn n(&self, row: usize) -> u64 {
        self.n.get(row).copied().unwrap_or(0)
    }

    pub(super) fn characters(&self, row: usize) -> u64 {
        self.characters.get(row).copied().unwrap_or(0)
    }

    pub(super) fn both(&self, a: usize, b: usize) -> u64 {
        self.corner(&self.both, a, b)
    }

    pub(super) fn shared(&self, a: usize, b: usize) -> u64 {
        self.corner(&self.shared, a, b)
    }

    pub(super) fn touching(&self, a: usize, b: usize) -> u64 {
        self.touching.get(a * self.rows + b).copied().map_or(0, u64::from)
    }

    fn join(mut self, other: &Self) -> Self {
        let sums = [
            (&mut self.n, &other.n),
            (&mut self.characters, &other.characters),
            (&mut self.both, &other.both),
            (&mut self.shared, &other.shared),
        ];
        for (ours, theirs) in sums {
            ours.iter_mut().zip(theirs).for_each(|(a, b)| *a += b);
        }
        self.touching.iter_mut().zip(&other.touching).for_each(|(a, b)| *a += b);
        self
    }
}

/// Counts the codes at these places.
pub(super) fn run(
    scope: &Scope<'_>,
    unit: Unit,
    roll_up: bool,
    places: &[usize],
) -> (Grid, LeftOut) {
    let tree = &scope.corpus.codes;
    let mut row_of = vec![None; tree.len()];
    for (row, &place) in places.iter().enumerate() {
        row_of[place] = Some(row as u32);
    }
    let chains = if roll_up { Chains::new(tree, |_| true) } else { Chains::single(tree) };
    let chains = chains.renumbered(|place| row_of.get(place as usize).copied().flatten());
    let rows = places.len();
    let documents: Vec<usize> = (0..scope.corpus.documents.len()).collect();
    let threads = if scope.corpus.coding_count() < WORTH_THREADS {
        1
    } else {
        let room = (MOST_PAIRS / (rows * rows).max(1)).clamp(1, 16);
        rayon::current_num_threads().clamp(1, room)
    };
    let sweep = |part: &[usize]| {
        let mut sweep = Sweep::new(scope, &chains, Grid::new(rows, unit));
        for &index in part {
            sweep.document(index, unit);
        }
        (sweep.grid, sweep.listener.left_out)
    };
    let parts: Vec<(Grid, LeftOut)> =
        documents.par_chunks(documents.len().div_ceil(threads).max(1)).map(sweep).collect();
    let joined = parts.into_iter().reduce(|(grid, mut left), (other, also)| {
        left.add(&also);
        (grid.join(&other), left)
    });
    joined.unwrap_or_else(|| (Grid::new(rows, unit), LeftOut::default()))
}

/// A stretch of the union of what a row covers, in characters that count.
#[derive(Clone, Copy)]
struct Run {
    start: u32,
    end: u32,
    row: u32,
}

/// What one thread counted, and its scratch memory.
struct Sweep<'s, 'c> {
    scope: &'s Scope<'c>,
    chains: &'s Chains,
    grid: Grid,
    listener: Listener,
    ruler: Ruler,
    /// Excerpts that a later one may meet.
    active: Vec<u32>,
    /// By row: the last excerpt that met it.
    stamps: Vec<u32>,
    stamp: u32,
    /// By row: its open run; `end` zero when there is none.
    open: Vec<(u32, u32)>,
    runs: Vec<Run>,
    /// Turns or the document, each with a row.
    units: Vec<(u32, u32)>,
}

impl<'s, 'c> Sweep<'s, 'c> {
    fn new(scope: &'s Scope<'c>, chains: &'s Chains, grid: Grid) -> Self {
        let rows = grid.rows;
        Self {
            scope,
            chains,
            grid,
            listener: Listener::default(),
            ruler: Ruler::default(),
            active: Vec::new(),
            stamps: vec![0; rows],
            stamp: 0,
            open: vec![(0, 0); rows],
            runs: Vec::new(),
            units: Vec::new(),
        }
    }

    fn document(&mut self, index: usize, unit: Unit) {
        let Some(document) = self.listener.read(self.scope, index) else { return };
        let counted = std::mem::take(&mut self.listener.counted);
        match unit {
            Unit::Overlap => {
                self.overlaps(&counted);
                self.characters(document, &counted);
            }
            Unit::Turn => {
                for excerpt in &counted {
                    let turns = excerpt.turns(document, &self.listener.whose);
                    let rows = self.chains.of(excerpt.place as usize);
                    self.units
                        .extend(turns.flat_map(|turn| rows.iter().map(move |&row| (turn, row))));
                }
                self.shared_units();
            }
            Unit::Document => {
                let rows = counted.iter().flat_map(|c| self.chains.of(c.place as usize));
                self.units.extend(rows.map(|&row| (0, row)));
                self.shared_units();
            }
        }
        self.listener.counted = counted;
    }

    /// Pairs of excerpts that meet, and for each excerpt the rows it meets.
    fn overlaps(&mut self, counted: &[Counted]) {
        let chains = self.chains;
        self.active.clear();
        for (at, excerpt) in counted.iter().enumerate() {
            let own = chains.of(excerpt.place as usize);
            for &row in own {
                self.grid.n[row as usize] += 1;
            }
            self.active.retain(|&known| counted[known as usize].span.end() > excerpt.ink);
            self.stamp = self.next_stamp();
            for slot in 0..self.active.len() {
                let other = chains.of(counted[self.active[slot] as usize].place as usize);
                for &a in own {
                    for &b in other.iter().filter(|&&b| b != a) {
                        let corner = self.grid.at(a as usize, b as usize);
                        self.grid.both[corner] += 1;
                    }
                }
                self.touch(own, other);
            }
            for later in &counted[at + 1..] {
                if later.ink >= excerpt.span.end() {
                    break;
                }
                self.touch(own, chains.of(later.place as usize));
            }
            self.active.push(at as u32);
        }
    }

    /// The excerpt at hand meets one of these rows: counted once for each.
    #[inline]
    fn touch(&mut self, own: &[u32], other: &[u32]) {
        for &b in other {
            if std::mem::replace(&mut self.stamps[b as usize], self.stamp) == self.stamp {
                continue;
            }
            for &a in own {
                self.grid.touching[a as usize * self.grid.rows + b as usize] += 1;
            }
        }
    }

    /// A number that no row is stamped with.
    fn next_stamp(&mut self) -> u32 {
        self.stamp.checked_add(1).unwrap_or_else(|| {
            self.stamps.fill(0);
            1
        })
    }

    /// Characters under each row, and under every two of them.
    fn characters(&mut self, document: &CorpusDocument, counted: &[Counted]) {
        if counted.is_empty() {
            return;
        }
        let whose = std::mem::take(&mut self.listener.whose);
        self.ruler.read(document, &whose);
        self.runs.clear();
        for excerpt in counted {
            let start = self.ruler.at(document, &whose, excerpt.span.start());
            let end = self.ruler.at(document, &whose, excerpt.span.end());
            for &row in self.chains.of(excerpt.place as usize) {
                let open = &mut self.open[row as usize];
                if open.1 == 0 {
                    *open = (start, end);
                } else if start <= open.1 {
                    open.1 = open.1.max(end);
                } else {
                    self.runs.push(Run { start: open.0, end: open.1, row });
                    *open = (start, end);
                }
            }
        }
        self.listener.whose = whose;
        for excerpt in counted {
            for &row in self.chains.of(excerpt.place as usize) {
                let (start, end) = std::mem::take(&mut self.open[row as usize]);
                if end > 0 {
                    self.runs.push(Run { start, end, row });
                }
            }
        }
        self.runs.sort_unstable_by_key(|run| run.start);
        self.active.clear();
        for (at, run) in self.runs.iter().enumerate() {
            self.grid.characters[run.row as usize] += u64::from(run.end - run.start);
            let runs = &self.runs;
            self.active.retain(|&known| runs[known as usize].end > run.start);
            for &known in &self.active {
                let other = &runs[known as usize];
                if other.row != run.row {
                    let corner = self.grid.at(other.row as usize, run.row as usize);
                    self.grid.shared[corner] += u64::from(run.end.min(other.end) - run.start);
                }
            }
            self.active.push(at as u32);
        }
    }

    /// Rows that stand in the same unit.
    fn shared_units(&mut self) {
        self.units.sort_unstable();
        self.units.dedup();
        for unit in self.units.chunk_by(|a, b| a.0 == b.0) {
            for (at, &(_, a)) in unit.iter().enumerate() {
                self.grid.n[a as usize] += 1;
                for &(_, b) in &unit[at + 1..] {
                    let corner = self.grid.at(a as usize, b as usize);
                    self.grid.both[corner] += 1;
                }
            }
        }
        self.units.clear();
    }
}
