//! What a reader can work out about hidden cells: the least and the most each can be.
//!
//! The hidden cells of a table with known sums are a transport problem, and the true table is one of
//! its solutions. To make a cell larger, others must change around a closed path: what a cell can
//! gain is a largest flow between its column and its row through the other hidden cells, what it can
//! lose a largest flow the other way. Capacities are whole numbers, so the bounds are exact and are
//! reached by tables of whole numbers.

use super::suppression::Mask;

/// What is published besides the cells that are shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Known {
    /// The sums of the rows.
    pub rows: bool,
    /// The sums of the columns.
    pub columns: bool,
    /// By row, then by column, the least and the most a hidden cell can be for other reasons; empty
    /// where there are none. A cell must lie within.
    pub limits: Vec<Vec<(u64, u64)>>,
}

impl Known {
    /// Both margins and nothing else.
    pub fn margins() -> Self {
        Self { rows: true, columns: true, limits: Vec::new() }
    }

    fn limit(&self, row: usize, column: usize) -> (u64, u64) {
        let limit = self.limits.get(row).and_then(|row| row.get(column));
        limit.copied().unwrap_or((0, ENDLESS))
    }
}

/// What can be worked out about a hidden cell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bound {
    /// Its row.
    pub row: usize,
    /// Its column.
    pub column: usize,
    /// What it is.
    pub value: u64,
    /// The least it can be.
    pub low: u64,
    /// The most it can be; very large where nothing limits it.
    pub high: u64,
}

impl Bound {
    /// True when the cell is hidden for nothing.
    pub fn recoverable(&self) -> bool {
        self.low == self.high
    }
}

/// More than any count, and a few of them still fit in a number.
const ENDLESS: u64 = u64::MAX / 16;

/// The bounds of every hidden cell, by row, then by column.
pub fn bounds(table: &[Vec<u64>], mask: &Mask, known: &Known) -> Vec<Bound> {
    let net = Net::new(table, mask, known);
    let mut found = Vec::new();
    for (row, cells) in mask.iter().enumerate() {
        for (column, _) in cells.iter().enumerate().filter(|(_, hidden)| **hidden) {
            let value = table[row][column];
            let (least, most) = known.limit(row, column);
            let (up, down) = net.around(row, column);
            found.push(Bound {
                row,
                column,
                value,
                low: value - down.min(value - least.min(value)),
                high: value + up.min(most.max(value) - value),
            });
        }
    }
    found
}

/// What can be moved between rows and columns. Nodes: the rows, the columns, and one for sums that
/// are not published and may take or give anything.
struct Net {
    height: usize,
    nodes: usize,
    /// From node, to node: how much.
    room: Vec<Vec<u64>>,
}

impl Net {
    fn new(table: &[Vec<u64>], mask: &Mask, known: &Known) -> Self {
        let height = table.len();
        let width = table.first().map_or(0, Vec::len);
        let free = height + width;
        let nodes = free + 1;
        let mut room = vec![vec![0; nodes]; nodes];
        for (row, cells) in mask.iter().enumerate() {
            for (column, _) in cells.iter().enumerate().filter(|(_, hidden)| **hidden) {
                let (least, most) = known.limit(row, column);
                let value = table[row][column];
                room[row][height + column] = most.saturating_sub(value);
                room[height + column][row] = value.saturating_sub(least);
            }
        }
        let mut open = |nodes: std::ops::Range<usize>| {
            for node in nodes {
                room[node][free] = ENDLESS;
                room[free][node] = ENDLESS;
            }
        };
        if !known.rows {
            open(0..height);
        }
        if !known.columns {
            open(height..free);
        }
        Self { height, nodes, room }
    }

    /// How much the cell can gain and lose while the others make up for it.
    fn around(&self, row: usize, column: usize) -> (u64, u64) {
        let column = self.height + column;
        let mut room = self.room.clone();
        room[row][column] = 0;
        room[column][row] = 0;
        (self.flow(room.clone(), column, row), self.flow(room, row, column))
    }

    /// The largest flow, along shortest paths (Edmonds & Karp 1972).
    fn flow(&self, mut room: Vec<Vec<u64>>, from: usize, to: usize) -> u64 {
        let mut total = 0_u64;
        loop {
            let mut before = vec![usize::MAX; self.nodes];
            before[from] = from;
            let mut queue = std::collections::VecDeque::from([from]);
            while let Some(node) = queue.pop_front() {
                for (next, seen) in before.iter_mut().enumerate() {
                    if room[node][next] > 0 && *seen == usize::MAX {
                        *seen = node;
                        queue.push_back(next);
                    }
                }
            }
            if before[to] == usize::MAX || total >= ENDLESS {
                return total.min(ENDLESS);
            }
            let (mut node, mut least) = (to, ENDLESS);
            while node != from {
                least = least.min(room[before[node]][node]);
                node = before[node];
            }
            node = to;
            while node != from {
                room[before[node]][node] -= least;
                room[node][before[node]] += least;
                node = before[node];
            }
            total += least;
        }
    }
}
