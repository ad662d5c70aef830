//! The pages of a damaged file, as plain bytes: SQLite is not asked, it would give up.
//!
//! What the write-ahead log holds of a page counts for more than the file, up to the last commit whose
//! checksums are right. File format: <https://sqlite.org/fileformat2.html>, sections 1 and 4.

use std::collections::HashMap;
use std::path::Path;

/// Studies have pages of this many bytes, always.
pub(super) const SIZE: usize = 4096;

/// A file in memory.
pub(super) struct Pages {
    bytes: Vec<u8>,
    /// Pages of the log, by number.
    newer: HashMap<u32, Vec<u8>>,
    count: u32,
}

impl Pages {
    /// Reads a file and the log beside it; both are left as they are.
    pub(super) fn read(path: &Path, log: &Path) -> std::io::Result<Self> {
        let bytes = std::fs::read(path)?;
        let newer = std::fs::read(log).map(|log| committed(&log)).unwrap_or_default();
        let whole = bytes.len().div_ceil(SIZE) as u32;
        let count = newer.keys().copied().max().unwrap_or(0).max(whole);
        Ok(Self { bytes, newer, count })
    }

    /// How many there are; the first has number 1.
    pub(super) fn count(&self) -> u32 {
        self.count
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
    const HEAD: usize = 32;
    const FRAME: usize = 24;
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
