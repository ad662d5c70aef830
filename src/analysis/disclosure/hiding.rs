//! Which numbers of a table of codes must be hidden, and whether that is enough.
//!
//! **Participants.** Each code is a table of its own: groups × (say it, do not say it). The sizes of
//! the groups are in the heading, so a cell shows or hides both; the total is the other sum. Small
//! cells are hidden, others with them ([`complete`]). Then every small cell is put to the proof: is
//! there another study that shows the same and has another number there? Looked for is one that
//! differs in this row alone (and in those of its branch that are its like), so the row keeps what is shown of it (the sizes, the total) and stays
//! between the true numbers of the rows above it, which count at least as many, and below it, which
//! count no more; but rows of which nothing is shown can follow and limit nothing. Where there is
//! none, the whole row is hidden with its total, and then the rows about it that have hidden cells;
//! where that is not enough, the table is refused.
//!
//! **Small groups.** Groups below the profile's size are said in words: their column is hidden in
//! every row, and where there is only one of them the totals, too, which would give it by
//! subtraction. What is hidden for this does not depend on what anybody said.
//!
//! **Other measures.** They add up differently, so they are hidden until no sum that is shown has a
//! hidden part: with a cell also the total of its row and the rows above; of every hidden row with
//! rows under it also one of these, for otherwise their sum could be the hidden one.
//!
//! This holds against a reader who has everything the table shows. Somebody who replays the rule
//! itself on every study there could be can learn more, above all in groups of two to four, where
//! few studies lead to the same stars: there merging is what helps, not hiding.

use super::bounds::{Known, bounds};
use super::guard::{Marks, Withheld};
use super::suppression::{Mask, complete, primary};

/// A row as far as hiding is concerned.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Row {
    /// Participants who say it, by column of the question.
    pub(super) said: Vec<u64>,
    /// Excerpts by the same columns, then in total.
    pub(super) excerpts: Vec<u64>,
    /// The row this one is under.
    pub(super) above: Option<usize>,
}

/// What must be hidden, and what for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Rule {
    /// Hide counts below this.
    pub(super) k: Option<u64>,
    /// Hide zeros as well.
    pub(super) zeros: bool,
}

/// What is hidden of the participants of every row.
pub(super) struct Hidden {
    /// By row: what must be protected, groups × (say it, do not).
    protected: Vec<Mask>,
    /// By row: what is hidden, by group.
    cells: Vec<Vec<bool>>,
    /// By row.
    totals: Vec<bool>,
}

/// Marks for the numbers of participants; the rows that cannot be made safe where there are any.
pub(super) fn participants(sizes: &[u64], rows: &[Row], rule: Rule) -> Result<Marks, Vec<usize>> {
    let mut hidden = Hidden { protected: Vec::new(), cells: Vec::new(), totals: Vec::new() };
    for row in rows {
        let table = against(sizes, row);
        let first = wanted(&table, sizes, rule);
        let all = complete(&table, first.clone());
        hidden.cells.push(all.iter().map(|pair| pair.contains(&true)).collect());
        hidden.protected.push(first);
        hidden.totals.push(false);
    }
    loop {
        let leaking = leaks(sizes, rows, &hidden);
        // First the rows themselves, then those about them that have something to hide.
        let mut more: Vec<usize> =
            leaking.iter().copied().filter(|&at| !hidden.totals[at]).collect();
        if more.is_empty() {
            let near = |at: usize| leaking.iter().any(|&row| related(rows, row, at));
            let some = |at: usize| !hidden.totals[at] && hidden.cells[at].contains(&true);
            more = (0..rows.len()).filter(|&at| some(at) && near(at)).collect();
        }
        if leaking.is_empty() {
            return Ok(marks(sizes, rows, rule, &hidden));
        }
        if more.is_empty() {
            return Err(leaking);
        }
        for row in more {
            hidden.totals[row] = true;
            hidden.cells[row].fill(true);
        }
    }
}

/// The rows a row is under, from the nearest on.
fn above(rows: &[Row], at: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(rows[at].above, |&up| rows[up].above)
}

/// Whether one of two rows is under the other.
fn related(rows: &[Row], one: usize, other: usize) -> bool {
    above(rows, one).any(|at| at == other) || above(rows, other).any(|at| at == one)
}

/// Marks the columns of groups that are said in words, and the totals that would give the only one of
/// them away.
pub(super) fn small_groups(sizes: &[u64], least: u64, marks: &mut Marks) {
    let small = |size: &u64| (1..least).contains(size);
    let only_one = sizes.iter().filter(|size| small(size)).count() == 1;
    for row in marks {
        for (mark, _) in row.iter_mut().zip(sizes).filter(|(_, size)| small(size)) {
            *mark = Some(Withheld::SmallGroup);
        }
        if let Some(total) = row.last_mut().filter(|_| only_one) {
            total.get_or_insert(Withheld::Secondary);
        }
    }
}

/// Groups × (say it, do not say it).
fn against(sizes: &[u64], row: &Row) -> Vec<Vec<u64>> {
    sizes.iter().zip(&row.said).map(|(&size, &said)| vec![said, size - said]).collect()
}

/// What must be hidden for itself. A group of nobody has nothing to hide.
fn wanted(table: &[Vec<u64>], sizes: &[u64], rule: Rule) -> Mask {
    let mut mask = match rule.k {
        Some(k) => primary(table, k, rule.zeros),
        None => vec![vec![false; 2]; table.len()],
    };
    for (pair, &size) in mask.iter_mut().zip(sizes) {
        if size == 0 {
            pair.fill(false);
        }
    }
    mask
}

/// The rows in which a cell that must be hidden is not proved safe.
fn leaks(sizes: &[u64], rows: &[Row], hidden: &Hidden) -> Vec<usize> {
    let safe = |&row: &usize| {
        let table = against(sizes, &rows[row]);
        let mask: Mask = hidden.cells[row].iter().map(|&cell| vec![cell; 2]).collect();
        let known = Known {
            rows: true,
            columns: !hidden.totals[row],
            limits: limits(sizes, rows, hidden, row),
        };
        let protected = &hidden.protected[row];
        bounds(&table, &mask, &known)
            .iter()
            .all(|bound| !bound.recoverable() || !protected[bound.row][bound.column])
    };
    (0..rows.len()).filter(|row| !safe(row)).collect()
}

/// Between what each cell of a row can lie when the rows about it stay as they are, but for those of
/// which nothing is shown: by group, for those who say it and for those who do not.
fn limits(sizes: &[u64], rows: &[Row], hidden: &Hidden, row: usize) -> Vec<Vec<(u64, u64)>> {
    // Rows of one branch that are alike in what they say and hide can move together.
    let top = |at: usize| above(rows, at).last().unwrap_or(at);
    let alike = |at: usize| {
        top(at) == top(row)
            && rows[at].said == rows[row].said
            && hidden.cells[at] == hidden.cells[row]
            && hidden.totals[at] == hidden.totals[row]
    };
    let is_above = |up: usize, at: usize| above(rows, at).any(|found| found == up);
    let moving: Vec<usize> = (0..rows.len()).filter(|&at| alike(at)).collect();
    let staying = || (0..rows.len()).filter(|at| !hidden.totals[*at] && !moving.contains(at));
    let over: Vec<usize> =
        staying().filter(|&at| moving.iter().any(|&row| is_above(at, row))).collect();
    let under: Vec<usize> =
        staying().filter(|&at| moving.iter().any(|&row| is_above(row, at))).collect();
    let limit = |(group, &size): (usize, &u64)| {
        let said =
            |list: &[usize]| -> Vec<u64> { list.iter().map(|&at| rows[at].said[group]).collect() };
        let most = said(&over).into_iter().fold(size, u64::min);
        let least = said(&under).into_iter().fold(0, u64::max);
        vec![(least, most), (size - most, size - least)]
    };
    sizes.iter().enumerate().map(limit).collect()
}

fn marks(sizes: &[u64], rows: &[Row], rule: Rule, hidden: &Hidden) -> Marks {
    let mark = |row: usize, group: usize| {
        hidden.cells[row][group].then(|| {
            let n = rows[row].said[group];
            let small = |n: u64| rule.k.is_some_and(|k| n < k && (n > 0 || rule.zeros));
            if small(n) || small(sizes[group] - n) { Withheld::Small } else { Withheld::Secondary }
        })
    };
    (0..rows.len())
        .map(|row| {
            let cells = (0..sizes.len()).map(|group| mark(row, group));
            cells.chain([hidden.totals[row].then_some(Withheld::Secondary)]).collect()
        })
        .collect()
}

/// Marks for every other measure, from those of participants under the same rule.
pub(super) fn others(rows: &[Row], participants: &Marks) -> Marks {
    let mut marks = participants.clone();
    let children = |at: usize| -> Vec<usize> {
        (0..rows.len()).filter(|&row| rows[row].above == Some(at)).collect()
    };
    loop {
        let before = marks.clone();
        for row in 0..rows.len() {
            let hidden = marks[row].iter().any(Option::is_some);
            if let Some(total) = marks[row].last_mut().filter(|total| hidden && total.is_none()) {
                *total = Some(Withheld::Secondary);
            }
            for column in 0..marks[row].len() {
                if marks[row][column].is_none() {
                    continue;
                }
                if let Some(above) = rows[row].above {
                    marks[above][column].get_or_insert(Withheld::Secondary);
                }
                let below = children(row);
                if below.iter().all(|&child| marks[child][column].is_none()) {
                    let count = |child: usize| rows[child].excerpts[column];
                    let next =
                        below.into_iter().min_by_key(|&child| (count(child) == 0, count(child)));
                    if let Some(child) = next {
                        marks[child][column] = Some(Withheld::Secondary);
                    }
                }
            }
        }
        if marks == before {
            return marks;
        }
    }
}
