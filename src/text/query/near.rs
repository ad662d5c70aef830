//! Words near each other.

use super::find::Found;
use crate::text::tokens::{end_of, tokens};

/// The shortest stretches that hold one place of each list, none over another one, all in one turn, with
/// the last one beginning at most `words` words behind the end of the first: words beside each other are
/// one word apart. A stretch that holds a shorter one is none. They go into `out`.
pub(super) fn windows(lists: &[Vec<Found>], words: u32, copy: &str, out: &mut Vec<Found>) {
    let labelled = lists.iter().enumerate();
    let mut all: Vec<(Found, usize)> =
        labelled.flat_map(|(label, list)| list.iter().map(move |&found| (found, label))).collect();
    all.sort_unstable();
    let full = (1_usize << lists.len()) - 1;
    let mut found: Vec<Found> = Vec::new();
    // For each set of lists: where the places chosen for them end at the earliest.
    let mut ends = vec![u32::MAX; full + 1];
    for (at, (first, label)) in all.iter().enumerate() {
        ends.fill(u32::MAX);
        ends[1 << label] = first.end;
        let mut distance = Distance::from(copy, first.end);
        for (other, label) in &all[at + 1..] {
            if other.stretch != first.stretch || distance.to(other.start) >= words {
                break;
            }
            let own = 1 << label;
            if ends[full & !own] <= other.start {
                found.push(Found { end: other.end, ..*first });
            }
            for set in 0..full {
                if set & own == 0 && ends[set] <= other.start {
                    ends[set | own] = ends[set | own].min(other.end);
                }
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    // From the back: a stretch is kept when none that begins later, or there and ends sooner, lies in it.
    let mut shortest = u32::MAX;
    let mut kept = Vec::new();
    for (at, window) in found.iter().enumerate().rev() {
        let sooner = at.checked_sub(1).and_then(|at| found.get(at));
        let longer = sooner.is_some_and(|other| other.start == window.start);
        if window.end < shortest && !longer {
            kept.push(*window);
        }
        shortest = shortest.min(window.end);
    }
    out.extend(kept.into_iter().rev());
}

/// Counts the words between a place and places behind it, going on where it left off.
struct Distance<'t> {
    copy: &'t str,
    at: usize,
    words: u32,
}

impl<'t> Distance<'t> {
    fn from(copy: &'t str, end: u32) -> Self {
        Self { copy, at: end_of(copy, end as usize), words: 0 }
    }

    /// Whole words up to a place, which must be no nearer than the one asked for before.
    fn to(&mut self, place: u32) -> u32 {
        let place = place as usize;
        if place > self.at {
            self.words += tokens(&self.copy[self.at..place]).count() as u32;
            self.at = place;
        }
        self.words
    }
}
