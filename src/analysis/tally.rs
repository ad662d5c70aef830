//! What a sweep found, brought into cells: participants, rates, and who dominates.

use super::measures::{Base, Cell, Counts, LeftOut, MeanRate};
use super::sweep::{Plan, Sums};
use crate::model::ParticipantId;
use rayon::prelude::*;

/// Of one row: what does not count for any participant in the filter.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Row {
    pub(super) left_out: LeftOut,
}

impl Row {
    pub(super) fn add(&mut self, other: &Self) {
        self.left_out.add(&other.left_out);
    }
}

/// Everything a sweep counted.
pub(super) struct Tally {
    /// The codes that are rows, by place, ascending.
    pub(super) places: Vec<usize>,
    /// One per group.
    pub(super) bases: Vec<Base>,
    pub(super) unassigned_base: Base,
    pub(super) base: Base,
    pub(super) left_out: LeftOut,
    pub(super) shared: u64,
    pub(super) rows: Vec<Row>,
    /// Participants in the filter who do not speak in the documents looked at.
    pub(super) silent: Vec<ParticipantId>,
    /// By index of the participant: whether they are in the filter and speak.
    pub(super) speaks: Vec<bool>,
    /// By index of the participant: their words.
    pub(super) words: Vec<u64>,
    /// Excerpts by index of the participant, then by place of the code; nothing of those who are silent.
    by_person: Vec<Vec<u32>>,
    cells: Vec<Cell>,
    width: usize,
}

impl Tally {
    pub(super) fn cell(&self, place: usize, column: usize) -> Cell {
        self.cells.get(place * self.width + column).copied().unwrap_or_default()
    }

    /// Excerpts of one participant under the code at `place`.
    pub(super) fn of_person(&self, person: usize, place: usize) -> u64 {
        self.by_person.get(person).and_then(|row| row.get(place)).copied().map_or(0, u64::from)
    }

    pub(super) fn unassigned(&self, place: usize) -> Cell {
        self.cell(place, self.width - 2)
    }

    pub(super) fn total(&self, place: usize) -> Cell {
        self.cell(place, self.width - 1)
    }
}

impl Tally {
    /// With what single participants say: only for a sweep over all documents.
    pub(super) fn with_people(self, sums: Sums) -> Self {
        let Sums { speaks, person_words: words, by_person, .. } = sums;
        Self { speaks, words, by_person, ..self }
    }
}

/// Adds up participants and their rates.
pub(super) fn finish(plan: &Plan<'_, '_>, sums: &Sums) -> Tally {
    let (width, codes) = (plan.width(), plan.codes);
    let mut bases = sums.bases.clone();
    // Participants with words, by column: those who have a rate.
    let mut with_words = vec![0_u64; width];
    let mut silent = Vec::new();
    let mut speaking = Vec::new();
    for (person, participant) in plan.scope.corpus.participants.iter().enumerate() {
        if !plan.scope.participants[person] {
            continue;
        }
        if !sums.speaks[person] {
            silent.push(participant.id);
            continue;
        }
        let columns = [plan.group_of[person] as usize, width - 1];
        let words = sums.person_words[person];
        for column in columns {
            bases[column].participants += 1;
            with_words[column] += u64::from(words > 0);
        }
        let excerpts = &sums.by_person[person];
        speaking.push(Speaking { id: participant.id, columns, words, excerpts });
    }
    let mut cells = vec![Cell::default(); sums.cells.len()];
    let fill = |(part, cells): (usize, &mut [Cell])| {
        fill(cells, part * ROWS_AT_ONCE, width, sums, &speaking, &with_words);
    };
    let parts = ROWS_AT_ONCE * width;
    if speaking.len() * codes < WORTH_THREADS {
        cells.chunks_mut(parts).enumerate().for_each(fill);
    } else {
        cells.par_chunks_mut(parts).enumerate().for_each(fill);
    }
    Tally {
        places: (0..codes).filter(|&place| plan.scope.has_code(place)).collect(),
        unassigned_base: bases[width - 2],
        base: bases[width - 1],
        bases: bases[..width - 2].to_vec(),
        left_out: sums.left_out,
        shared: sums.shared,
        rows: sums.rows.clone(),
        silent,
        speaks: Vec::new(),
        words: Vec::new(),
        by_person: Vec::new(),
        cells,
        width,
    }
}

/// So many rows are filled by one thread before it asks for more: their cells lie near the processor.
const ROWS_AT_ONCE: usize = 16;
/// Fewer excerpt counts than this are looked through on one thread.
const WORTH_THREADS: usize = 100_000;

/// Somebody who is counted.
struct Speaking<'s> {
    id: ParticipantId,
    /// The group, and the total.
    columns: [usize; 2],
    words: u64,
    /// By place of the code.
    excerpts: &'s [u32],
}

/// Fills the cells of the rows from `first` on.
fn fill(
    cells: &mut [Cell],
    first: usize,
    width: usize,
    sums: &Sums,
    speaking: &[Speaking<'_>],
    with_words: &[u64],
) {
    let rows = cells.len() / width;
    let counted = sums.cells[first * width..].iter().zip(&sums.excerpts[first * width..]);
    for (cell, (sum, &excerpts)) in cells.iter_mut().zip(counted) {
        cell.counts = Counts {
            participants: 0,
            documents: u64::from(sum.documents),
            turns: u64::from(sum.turns),
            excerpts: u64::from(excerpts),
            words: sum.words,
            characters: sum.characters,
        };
    }
    let mut rates = vec![Rates::default(); cells.len()];
    for person in speaking {
        for (row, &excerpts) in person.excerpts[first..][..rows].iter().enumerate() {
            if excerpts == 0 {
                continue;
            }
            let rate = 1000.0 * f64::from(excerpts) / person.words as f64;
            for column in person.columns {
                let at = row * width + column;
                let cell = &mut cells[at];
                cell.counts.participants += 1;
                if cell.top.is_none_or(|(_, most)| most < u64::from(excerpts)) {
                    cell.top = Some((person.id, u64::from(excerpts)));
                }
                if person.words > 0 {
                    rates[at].add(rate);
                }
            }
        }
    }
    for (at, (cell, rate)) in cells.iter_mut().zip(&rates).enumerate() {
        cell.rate = rate.over(with_words[at % width]);
    }
}

/// The rates above zero of one cell.
#[derive(Clone, Copy, Default)]
struct Rates {
    sum: f64,
    low: f64,
    high: f64,
    count: u64,
}

impl Rates {
    fn add(&mut self, rate: f64) {
        self.low = if self.count == 0 { rate } else { self.low.min(rate) };
        self.high = self.high.max(rate);
        self.sum += rate;
        self.count += 1;
    }

    /// Over so many participants: those without an excerpt have a rate of zero.
    fn over(&self, participants: u64) -> Option<MeanRate> {
        (participants > 0).then(|| MeanRate {
            mean: self.sum / participants as f64,
            low: if self.count < participants { 0.0 } else { self.low },
            high: self.high,
        })
    }
}
