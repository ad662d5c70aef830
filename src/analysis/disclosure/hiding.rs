//! Which numbers of a table of codes must be hidden, and whether that is enough.
//!
//! **Participants.** Each code is a table of its own: groups × (say it, do not say it). The sizes of
//! the groups are in the heading, so a cell shows or hides both; the total is the other sum. Small
//! cells are hidden, others with them ([`complete`]), and the bounds of every small cell are worked
//! out from all that is shown: the sizes, the total, and what stands in the rows above (which count
//! at least as many) and below (which count no more). Where a small cell comes out exactly, the whole
//! row is hidden with its total; where that is not enough, the table is refused.
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
    for row in leaks(sizes, rows, &hidden) {
        hidden.totals[row] = true;
        hidden.cells[row].fill(true);
    }
    let leaking = leaks(sizes, rows, &hidden);
    if leaking.is_empty() { Ok(marks(sizes, rows, rule, &hidden)) } else { Err(leaking) }
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

/// The rows in which a cell that must be hidden can be worked out.
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

/// What the rows above and below say of each cell of a row: by group, for those who say it and for
/// those who do not.
fn limits(sizes: &[u64], rows: &[Row], hidden: &Hidden, row: usize) -> Vec<Vec<(u64, u64)>> {
    let above = |mut at: usize| {
        let mut list = Vec::new();
        while let Some(up) = rows[at].above {
            list.push(up);
            at = up;
        }
        list
    };
    let mine = above(row);
    let below: Vec<usize> = (0..rows.len()).filter(|&other| above(other).contains(&row)).collect();
    let total = |at: usize| rows[at].said.iter().sum::<u64>();
    let limit = |(group, &size): (usize, &u64)| {
        let shown = |list: &[usize]| -> Vec<u64> {
            let open = list.iter().filter(|&&at| !hidden.cells[at][group]);
            open.map(|&at| rows[at].said[group]).collect()
        };
        let totals = mine.iter().filter(|&&at| !hidden.totals[at]).map(|&at| total(at));
        let most = shown(&mine).into_iter().chain(totals).fold(size, u64::min);
        let least = shown(&below).into_iter().fold(0, u64::max);
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
