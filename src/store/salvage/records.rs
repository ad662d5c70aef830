//! Rows out of pages: the cells of a b-tree leaf, their overflow pages, and the values in a record.
//!
//! Every length is checked against the page it is in and against the record it belongs to: a record
//! whose lengths do not add up is damaged. Format: <https://sqlite.org/fileformat2.html>, sections 1.6
//! and 2.1.

use super::pages::{Pages, SIZE};
use rusqlite::types::Value;
use std::collections::HashSet;

/// A row as it was stored.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Row {
    /// Its id; 0 in trees without.
    pub(super) id: i64,
    /// Its values in the order of the columns. Text that is damaged is mended to be text.
    pub(super) values: Vec<Value>,
    /// A part of it was lost: the last value is shorter than it was.
    pub(super) cut: bool,
    /// Some letters could not be read and stand as `?`.
    pub(super) mended: bool,
}

/// What a page of a tree is.
#[derive(Debug, PartialEq)]
pub(super) enum Page {
    /// Rows.
    Leaf(Vec<Row>),
    /// Pages below, and the rows that a tree without ids keeps here.
    Inner(Vec<u32>, Vec<Row>),
}

pub(super) fn short(bytes: &[u8], at: usize) -> Option<usize> {
    Some(usize::from(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?])))
}

pub(super) fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// A number of one to nine bytes, and how many it took.
fn varint(bytes: &[u8], at: usize) -> Option<(u64, usize)> {
    let mut value = 0_u64;
    for n in 0..9 {
        let byte = *bytes.get(at + n)?;
        if n == 8 {
            return Some(((value << 8) | u64::from(byte), 9));
        }
        value = (value << 7) | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((value, n + 1));
        }
    }
    None
}

/// What is read in the first round waits here for the second one: records whose chain of pages is
/// broken. Only when all whole records have their pages is it plain which pages are left.
#[derive(Default)]
pub(super) struct Reader {
    /// Pages that belong to somebody.
    pub(super) claimed: HashSet<u32>,
    /// Page and place of the cells that wait.
    broken: Vec<(u32, usize, bool)>,
    /// Cells that say nothing sensible.
    pub(super) damaged: u64,
}

impl Reader {
    /// Reads a page of a tree; `None` when it is none or its head is damaged.
    pub(super) fn read(&mut self, pages: &Pages, number: u32) -> Option<Page> {
        let page = pages.get(number)?;
        let head = if number == 1 { 100 } else { 0 };
        let kind = *page.get(head)?;
        let cells = short(page, head + 3)?;
        let inner = matches!(kind, 2 | 5);
        let first = head + if inner { 12 } else { 8 };
        if !matches!(kind, 2 | 5 | 10 | 13) || first + 2 * cells > SIZE {
            return None;
        }
        let mut rows = Vec::new();
        let mut below = Vec::new();
        for n in 0..cells {
            let at = short(page, first + 2 * n)?;
            if at < first + 2 * cells || at + 4 > SIZE {
                self.damaged += 1;
                continue;
            }
            let mut start = at;
            if inner {
                below.push(long(page, at)?);
                start += 4;
            }
            if kind == 5 {
                continue;
            }
            match cell(pages, page, (start, kind == 13), &mut self.claimed, false) {
                Found::Row(row) => rows.push(row),
                Found::Broken => self.broken.push((number, start, kind == 13)),
                Found::Nothing => self.damaged += 1,
            }
        }
        if inner {
            below.push(long(page, head + 8)?);
            return Some(Page::Inner(below, rows));
        }
        Some(Page::Leaf(rows))
    }

    /// What the broken records still hold, each with the page it is on.
    pub(super) fn rest(&mut self, pages: &Pages) -> Vec<(u32, Row)> {
        let mut rows = Vec::new();
        for (number, at, has_id) in std::mem::take(&mut self.broken) {
            let Some(page) = pages.get(number) else { continue };
            match cell(pages, page, (at, has_id), &mut self.claimed, true) {
                Found::Row(row) => rows.push((number, row)),
                _ => self.damaged += 1,
            }
        }
        rows
    }
}

/// What a cell gave.
enum Found {
    Row(Row),
    /// Its chain of pages is broken.
    Broken,
    Nothing,
}

fn cell(
    pages: &Pages,
    page: &[u8],
    (at, has_id): (usize, bool),
    claimed: &mut HashSet<u32>,
    lenient: bool,
) -> Found {
    let parts = (|| {
        let mut at = at;
        let (length, took) = varint(page, at)?;
        at += took;
        let mut id = 0;
        if has_id {
            let (number, took) = varint(page, at)?;
            id = number as i64;
            at += took;
        }
        let length = usize::try_from(length).ok().filter(|n| (2..1 << 31).contains(n))?;
        let most = if has_id { SIZE - 35 } else { (SIZE - 12) * 64 / 255 - 23 };
        let least = (SIZE - 12) * 32 / 255 - 23;
        let local = if length <= most {
            length
        } else {
            let fits = least + (length - least) % (SIZE - 4);
            if fits <= most { fits } else { least }
        };
        let payload = page.get(at..at.checked_add(local)?)?.to_vec();
        let next = if local < length { long(page, at + local)? } else { 0 };
        // The lengths in its head must add up before any chain is followed.
        record(id, &payload, length, false)?;
        Some((id, length, payload, next))
    })();
    let Some((id, length, mut payload, next)) = parts else { return Found::Nothing };
    let whole =
        payload.len() == length || follow(pages, next, length, &mut payload, claimed, lenient);
    if !whole && !lenient {
        return Found::Broken;
    }
    record(id, &payload, length, whole).map_or(Found::Nothing, Found::Row)
}

/// Gathers the pages a long record goes on in. False when a part is missing: what came before it is
/// there. A strict reader takes whole chains only, and then claims them.
fn follow(
    pages: &Pages,
    first: u32,
    length: usize,
    payload: &mut Vec<u8>,
    claimed: &mut HashSet<u32>,
    lenient: bool,
) -> bool {
    const ROOM: usize = SIZE - 4;
    let (mut next, mut before) = (first, 0);
    while payload.len() < length {
        let left = (length - payload.len()).div_ceil(ROOM) as u32;
        if !ends_after(pages, next, left, claimed) {
            if !lenient {
                return false;
            }
            let Some(found) = continuation(pages, (before, next), left, claimed) else {
                return false;
            };
            next = found;
        }
        let Some(page) = pages.get(next) else { return false };
        claimed.insert(next);
        let take = ROOM.min(length - payload.len());
        let Some(bytes) = page.get(4..4 + take) else { return false };
        payload.extend_from_slice(bytes);
        before = next;
        next = long(page, 0).unwrap_or(0);
    }
    true
}

/// True when exactly so many pages that nobody has hang together from here.
fn ends_after(pages: &Pages, first: u32, count: u32, claimed: &HashSet<u32>) -> bool {
    let mut next = first;
    for _ in 0..count {
        if next < 2 || claimed.contains(&next) {
            return false;
        }
        let Some(page) = pages.get(next) else { return false };
        next = long(page, 0).unwrap_or(1);
    }
    next == 0
}

/// The page a damaged chain goes on with: the one behind (pages of one record mostly follow each
/// other) where it ends rightly, the one that was named, any other that ends rightly, the one behind.
fn continuation(
    pages: &Pages,
    (before, named): (u32, u32),
    left: u32,
    claimed: &HashSet<u32>,
) -> Option<u32> {
    let there = |page: u32| page >= 2 && !claimed.contains(&page) && pages.get(page).is_some();
    let behind = before.checked_add(1).filter(|page| before > 0 && there(*page));
    let exact = |page: &u32| ends_after(pages, *page, left, claimed);
    behind
        .filter(exact)
        .or(Some(named).filter(|page| there(*page)))
        // A single page at the end says too little of whose it is.
        .or_else(|| (left > 1).then(|| (2..=pages.count()).find(exact)).flatten())
        .or(behind)
}

/// The values of a record; `None` when its lengths do not add up.
fn record(id: i64, payload: &[u8], length: usize, whole: bool) -> Option<Row> {
    let (head, mut at) = varint(payload, 0)?;
    let head = usize::try_from(head).ok().filter(|head| *head <= length)?;
    let mut kinds = Vec::new();
    while at < head {
        let (kind, took) = varint(payload, at)?;
        kinds.push(kind);
        at += took;
    }
    let size = |kind: u64| match kind {
        0 | 8 | 9 => Some(0),
        1..=4 => Some(kind as usize),
        5 => Some(6),
        6 | 7 => Some(8),
        10 | 11 => None,
        _ => usize::try_from((kind - 12) / 2).ok(),
    };
    let mut sum = head;
    for kind in &kinds {
        sum = sum.checked_add(size(*kind)?)?;
    }
    if at != head || sum != length || kinds.is_empty() || kinds.len() > 64 {
        return None;
    }
    let mut row = Row { id, values: Vec::new(), cut: false, mended: false };
    for kind in kinds {
        let want = size(kind)?;
        let end = (at + want).min(payload.len());
        let bytes = payload.get(at.min(end)..end)?;
        let missing = bytes.len() < want;
        row.cut |= missing && !whole;
        row.values.push(match kind {
            8 => Value::Integer(0),
            9 => Value::Integer(1),
            1..=6 if !missing => Value::Integer(integer(bytes)),
            7 if !missing => Value::Real(f64::from_be_bytes(bytes.try_into().ok()?)),
            0..=7 => Value::Null,
            kind if kind % 2 == 1 => {
                let (text, mended) = text(bytes);
                row.mended |= mended;
                Value::Text(text)
            }
            _ => Value::Blob(bytes.to_vec()),
        });
        at += want;
    }
    Some(row)
}

fn integer(bytes: &[u8]) -> i64 {
    let sign = if bytes.first().is_some_and(|byte| byte & 0x80 != 0) { -1 } else { 0 };
    bytes.iter().fold(sign, |value, byte| (value << 8) | i64::from(*byte))
}

/// Bytes as text. Every byte that is part of no character, and every control character that no text
/// of a study holds, becomes one `?`: positions behind it stay right.
pub(super) fn text(bytes: &[u8]) -> (String, bool) {
    let allowed = |c: char| !c.is_control() || matches!(c, '\n' | '\t');
    if let Ok(text) = std::str::from_utf8(bytes)
        && text.chars().all(|c| c != '\0')
    {
        return (text.to_owned(), false);
    }
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.extend(chunk.valid().chars().flat_map(|c| {
            let (c, n) = if allowed(c) { (c, 1) } else { ('?', c.len_utf8()) };
            std::iter::repeat_n(c, n)
        }));
        out.extend(chunk.invalid().iter().map(|_| '?'));
    }
    (out, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_all_lengths_are_read() {
        let check = |bytes: &[u8], expected: Option<(u64, usize)>| {
            assert_eq!(varint(bytes, 0), expected, "{bytes:?}");
        };
        check(&[0x05], Some((5, 1)));
        check(&[0x81, 0x00], Some((128, 2)));
        check(&[0xff; 9], Some((u64::MAX, 9)));
        check(&[0x81], None);
        check(&[], None);
        assert_eq!((integer(&[0xff]), integer(&[0x01, 0x00]), integer(&[])), (-1, 256, 0));
    }

    #[test]
    fn damaged_text_keeps_its_positions() {
        let check = |bytes: &[u8], expected: &str, mended: bool| {
            assert_eq!(text(bytes), (expected.to_owned(), mended));
        };
        check("Zofía\n".as_bytes(), "Zofía\n", false);
        check(b"a\0\x01b\xffc", "a??b?c", true);
        check(b"a\xc3", "a?", true);
    }
}
