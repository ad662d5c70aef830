//! The pages of a damaged file, as plain bytes: SQLite is not asked, it would give up.
//!
//! What the write-ahead log holds of a page counts for more than the file, up to the last commit whose
//! checksums are right. File format: <https://sqlite.org/fileformat2.html>, sections 1 and 4.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

/// Studies have pages of this many bytes, always.
pub(super) const SIZE: usize = 4096;

/// The head of a write-ahead log, and what stands in it before each page.
const HEAD: usize = 32;
const FRAME: usize = 24;

/// A file in memory.
pub(super) struct Pages {
    bytes: Vec<u8>,
    /// Pages of the log, by number.
    newer: HashMap<u32, Vec<u8>>,
    count: u32,
    /// So much of a page is SQLite's; in a locked study its seal stands behind that.
    usable: usize,
    /// Pages whose seal is broken: what stands in them may be wrong.
    doubtful: BTreeSet<u32>,
}

impl Pages {
    /// Reads a file and its log, where it has one; both are left as they are.
    pub(super) fn read(path: &Path, log: Option<&Path>) -> std::io::Result<Self> {
        let log = log.and_then(|log| std::fs::read(log).ok()).unwrap_or_default();
        Ok(Self::of(std::fs::read(path)?, &log))
    }

    fn of(bytes: Vec<u8>, log: &[u8]) -> Self {
        let mut newer = committed(log);
        let whole = bytes.len().div_ceil(SIZE) as u32;
        // A log makes a file longer by a page for each of its frames at most: what has a higher number
        // was written there by no program, and nobody counts up to it.
        let most = whole.saturating_add((log.len() / (FRAME + SIZE)) as u32);
        newer.retain(|number, _| *number <= most);
        let count = newer.keys().copied().max().unwrap_or(0).max(whole);
        Self { bytes, newer, count, usable: SIZE, doubtful: BTreeSet::new() }
    }

    /// Pages of a locked study that were unlocked; behind the first `usable` bytes of each stands
    /// nothing of SQLite.
    pub(super) fn unlocked(bytes: Vec<u8>, usable: usize, doubtful: BTreeSet<u32>) -> Self {
        let count = bytes.len().div_ceil(SIZE) as u32;
        Self { bytes, newer: HashMap::new(), count, usable, doubtful }
    }

    /// How many there are; the first has number 1.
    pub(super) fn count(&self) -> u32 {
        self.count
    }

    /// How much of a page is SQLite's.
    pub(super) fn usable(&self) -> usize {
        self.usable
    }

    /// True for a page that is not as it was sealed.
    pub(super) fn is_doubtful(&self, number: u32) -> bool {
        self.doubtful.contains(&number)
    }

    /// How many there are of those.
    pub(super) fn doubtful(&self) -> usize {
        self.doubtful.len()
    }

    /// How many pages are missing at the end, by what the file says of itself.
    pub(super) fn missing(&self) -> usize {
        let head = self.bytes.get(..100).filter(|head| head.starts_with(b"SQLite format 3\0"));
        let told = head.and_then(|head| word(head, 28)).unwrap_or(0);
        let there = (self.bytes.len() / SIZE) as u32;
        // A damaged number is no number of pages.
        let told = Some(told).filter(|told| *told < there.saturating_mul(64)).unwrap_or(0);
        (there + 1..=told.max(self.count)).filter(|number| self.get(*number).is_none()).count()
    }

    /// A whole page; `None` for one that is not there, or not all of it.
    pub(super) fn get(&self, number: u32) -> Option<&[u8]> {
        if let Some(page) = self.newer.get(&number) {
            return Some(page);
        }
        let start = (number.checked_sub(1)? as usize).checked_mul(SIZE)?;
        self.bytes.get(start..start.checked_add(SIZE)?)
    }
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// The pages of a write-ahead log up to its last whole commit.
fn committed(log: &[u8]) -> HashMap<u32, Vec<u8>> {
    let mut done = HashMap::new();
    let (Some(magic), Some(size)) = (word(log, 0), word(log, 8)) else { return done };
    if magic & !1 != 0x377f_0682 || size as usize != SIZE {
        return done;
    }
    let big = magic & 1 == 1;
    let (Some(head), Some(salts)) = (log.get(..24), log.get(16..24)) else { return done };
    let mut sum = checksum(head, (0, 0), big);
    if (word(log, 24), word(log, 28)) != (Some(sum.0), Some(sum.1)) {
        return done;
    }
    let mut open = Vec::new();
    let mut at = HEAD;
    while let Some(frame) = log.get(at..at + FRAME + SIZE) {
        let (head, page) = frame.split_at(FRAME);
        let (Some(number), Some(after)) = (word(head, 0), word(head, 4)) else { break };
        sum = checksum(page, checksum(&head[..8], sum, big), big);
        let right = (word(head, 16), word(head, 20)) == (Some(sum.0), Some(sum.1));
        if !right || &head[8..16] != salts || number == 0 {
            break;
        }
        open.push((number, page));
        if after > 0 {
            done.extend(open.drain(..).map(|(number, page)| (number, page.to_vec())));
        }
        at += FRAME + SIZE;
    }
    done
}

/// The log's checksum: two running sums over words of four bytes.
fn checksum(bytes: &[u8], from: (u32, u32), big: bool) -> (u32, u32) {
    bytes.as_chunks::<8>().0.iter().fold(from, |(a, b), pair| {
        let word = |four: [u8; 4]| {
            if big { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) }
        };
        let fours = pair.as_chunks::<4>().0;
        let a = a.wrapping_add(word(fours[0])).wrapping_add(b);
        let b = b.wrapping_add(word(fours[1])).wrapping_add(a);
        (a, b)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A log with one page, whose checksums are right.
    fn log(number: u32) -> Vec<u8> {
        let mut log = Vec::new();
        for word in [0x377f_0683_u32, 3_007_000, SIZE as u32, 0, 1, 2] {
            log.extend(word.to_be_bytes());
        }
        let head = checksum(&log, (0, 0), true);
        log.extend([head.0, head.1].map(u32::to_be_bytes).concat());
        let frame = [number, number].map(u32::to_be_bytes).concat();
        let page = vec![7_u8; SIZE];
        let sum = checksum(&page, checksum(&frame, head, true), true);
        log.extend(frame);
        log.extend([1, 2, sum.0, sum.1].map(u32::to_be_bytes).concat());
        log.extend(page);
        log
    }

    #[test]
    fn a_log_makes_a_file_longer_only_by_what_is_in_it() {
        let check = |number: u32, count: u32, read: bool| {
            let pages = Pages::of(vec![0; 3 * SIZE], &log(number));
            assert_eq!((pages.count(), pages.missing()), (count, 0), "{number}");
            assert_eq!(pages.get(number).is_some_and(|page| page[0] == 7), read, "{number}");
        };
        check(2, 3, true);
        check(4, 4, true);
        check(5, 3, false);
        check(0xffff_fff0, 3, false);
    }
}
