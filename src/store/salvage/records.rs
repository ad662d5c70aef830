//! Rows out of pages: the cells of a b-tree leaf, their overflow pages, and the values in a record.
//!
//! Every length is checked against the page it is in and against the record it belongs to: a record
//! whose lengths do not add up is damaged. Format: <https://sqlite.org/fileformat2.html>, sections 1.6
//! and 2.1.

use super::pages::Pages;
use rusqlite::types::Value;
use std::collections::HashSet;
use std::ops::Range;

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
    /// It stands behind as many rows as the head of its page tells of: it may have been deleted.
    pub(super) extra: bool,
}

/// What a page of a tree is.
#[derive(Debug, PartialEq)]
pub(super) enum Page {
    /// Rows.
    Leaf(Vec<Row>),
    /// Pages below, and the rows that a tree without ids keeps here.
    Inner(Vec<u32>, Vec<Row>),
}

fn short(bytes: &[u8], at: usize) -> Option<usize> {
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

/// The head of a tree's page.
struct Head {
    kind: u8,
    /// Where the pointers to its cells begin.
    first: usize,
    /// How many cells it says there are.
    told: usize,
    /// Where the first of them begins; `None` where that cannot be.
    content: Option<usize>,
}

impl Head {
    fn of(pages: &Pages, number: u32) -> Option<Self> {
        let page = pages.get(number)?;
        let at = if number == 1 { 100 } else { 0 };
        let kind = *page.get(at)?;
        // An overflow page begins with the number of the next one: its first byte is 0 in every file
        // under 64 GB.
        if !matches!(kind, 2 | 5 | 10 | 13) {
            return None;
        }
        let first = at + if matches!(kind, 2 | 5) { 12 } else { 8 };
        let content = match short(page, at + 5)? {
            0 => pages.usable(),
            content => content,
        };
        let content = Some(content).filter(|at| (first..=pages.usable()).contains(at));
        Some(Self { kind, first, told: short(page, at + 3)?, content })
    }

    /// True when there is room for as many cells as it tells of.
    fn fits(&self) -> bool {
        self.content.is_some_and(|content| self.first + 2 * self.told <= content)
    }

    fn is_inner(&self) -> bool {
        matches!(self.kind, 2 | 5)
    }

    /// True in a tree whose rows have ids; in the others, indexes above all, rows are their own keys.
    fn has_ids(&self) -> bool {
        matches!(self.kind, 5 | 13)
    }
}

/// True for a page of a tree.
pub(super) fn is_tree(pages: &Pages, number: u32) -> bool {
    Head::of(pages, number)
        .is_some_and(|head| head.fits() || Reader::default().read(pages, number).is_some())
}

/// Whether the rows of the tree a page is of have ids; `None` for a page of no tree.
pub(super) fn has_ids(pages: &Pages, number: u32) -> Option<bool> {
    Head::of(pages, number).map(|head| head.has_ids())
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
    /// Pages whose head cannot be right.
    pub(super) odd: u64,
    /// Pages with rows behind those that their head tells of.
    pub(super) longer: u64,
}

/// What was read of a page so far.
#[derive(Default)]
struct Cells {
    rows: Vec<Row>,
    below: Vec<u32>,
    /// Where the cells lie.
    taken: Vec<Range<usize>>,
    /// The key of the last page below.
    key: Option<i64>,
}

impl Reader {
    /// Reads a page of a tree; `None` when it is none.
    ///
    /// How many cells there are is told in its head, and can be seen: their pointers stand in a row
    /// behind it, up to where the first cell begins. Behind as many as are told each of them must hold
    /// in every respect, since older ones stay there when cells go; where as many as are told have no
    /// room, that goes for all of them.
    pub(super) fn read(&mut self, pages: &Pages, number: u32) -> Option<Page> {
        let page = pages.get(number)?;
        let head = Head::of(pages, number)?;
        let sound = head.fits();
        let mut cells = Cells::default();
        let waiting = self.broken.len();
        // No pointer stands behind the first cell.
        let mut floor = pages.usable();
        // Pointers that made no sense since the last one that did.
        let (mut senseless, mut count) = (0, 0);
        while let Some(at) = short(page, head.first + 2 * count)
            && head.first + 2 * count + 2 <= floor
        {
            let told = sound && count < head.told;
            if self.take(pages, (number, &head), (at, count, told), &mut cells) {
                floor = floor.min(at);
                self.damaged += std::mem::take(&mut senseless);
            } else if sound && !told {
                break;
            } else {
                senseless += 1;
            }
            count += 1;
        }
        let nothing = cells.taken.is_empty() && self.broken.len() == waiting;
        if !sound && nothing {
            return None;
        }
        // At the end there may have been no cells, or those that were there were lost.
        if !sound || senseless > 0 || count < head.told {
            self.odd += 1;
        } else if count > head.told {
            self.longer += 1;
            if head.kind == 5 {
                self.odd += 1;
            }
            let all = cells.rows.len();
            for row in &mut cells.rows[all.saturating_sub(count - head.told)..] {
                row.extra = true;
            }
        }
        let Cells { rows, mut below, .. } = cells;
        if head.is_inner() {
            below.push(long(page, head.first - 4)?);
            return Some(Page::Inner(below, rows));
        }
        Some(Page::Leaf(rows))
    }

    /// Reads one cell; false when it makes no sense. Where it is not one of those that the head tells
    /// of it must not be one that was read already, nor lie over one.
    fn take(
        &mut self,
        pages: &Pages,
        (number, head): (u32, &Head),
        (at, count, told): (usize, usize, bool),
        cells: &mut Cells,
    ) -> bool {
        let Some(page) = pages.get(number) else { return false };
        let behind = head.first + 2 * if told { head.told } else { count + 1 };
        if at < behind || at + 4 > pages.usable() {
            return false;
        }
        let mut start = at;
        let mut child = None;
        if head.is_inner() {
            child = long(page, at);
            start += 4;
        }
        let lies_over = |end: usize| {
            let low = head.content.is_some_and(|content| at < content);
            low || cells.taken.iter().any(|other| other.start < end && at < other.end)
        };
        if head.kind == 5 {
            let (Some(child), Some((key, took))) = (child, varint(page, start)) else {
                return false;
            };
            let (key, end) = (key as i64, start + took);
            let rises = cells.key.is_none_or(|last| last < key);
            let fits = rises && (2..=pages.count()).contains(&child) && !lies_over(end);
            if !told && !fits {
                return false;
            }
            cells.key = Some(key);
            cells.below.push(child);
            cells.taken.push(at..end);
            return true;
        }
        // What hangs below a row of a tree without ids does not hang on that row being whole.
        if told {
            cells.below.extend(child);
        }
        let Some(cell) = Cell::at(page, pages.usable(), start, head.has_ids()) else {
            return false;
        };
        let end = cell.end;
        if !told {
            let known = head.has_ids() && cells.rows.iter().any(|row| row.id == cell.id);
            if known || lies_over(end) {
                return false;
            }
        }
        match cell.whole(pages, &mut self.claimed, false) {
            Found::Row(row) => cells.rows.push(row),
            Found::Broken => self.broken.push((number, start, head.has_ids())),
            Found::Nothing => return false,
        }
        if !told {
            cells.below.extend(child);
        }
        cells.taken.push(at..end);
        true
    }

    /// How many records wait because their chain of pages is broken.
    pub(super) fn waiting(&self) -> usize {
        self.broken.len()
    }

    /// What the broken records still hold, each with the page it is on.
    pub(super) fn rest(&mut self, pages: &Pages) -> Vec<(u32, Row)> {
        let mut rows = Vec::new();
        for (number, at, has_id) in std::mem::take(&mut self.broken) {
            let Some(page) = pages.get(number) else { continue };
            let cell = Cell::at(page, pages.usable(), at, has_id);
            match cell.map(|cell| cell.whole(pages, &mut self.claimed, true)) {
                Some(Found::Row(row)) => rows.push((number, row)),
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

/// What stands of a record on its own page.
struct Cell {
    id: i64,
    /// How long the record is.
    length: usize,
    payload: Vec<u8>,
    /// The page it goes on in; 0 for none.
    next: u32,
    /// Where the cell ends.
    end: usize,
}

impl Cell {
    fn at(page: &[u8], usable: usize, mut at: usize, has_id: bool) -> Option<Self> {
        let (length, took) = varint(page, at)?;
        at += took;
        let mut id = 0;
        if has_id {
            let (number, took) = varint(page, at)?;
            id = number as i64;
            at += took;
        }
        let length = usize::try_from(length).ok().filter(|n| (2..1 << 31).contains(n))?;
        let most = if has_id { usable - 35 } else { (usable - 12) * 64 / 255 - 23 };
        let least = (usable - 12) * 32 / 255 - 23;
        let local = if length <= most {
            length
        } else {
            let fits = least + (length - least) % (usable - 4);
            if fits <= most { fits } else { least }
        };
        let payload = page.get(at..at.checked_add(local)?)?.to_vec();
        at += local;
        let mut next = 0;
        if local < length {
            next = long(page, at)?;
            at += 4;
        }
        // The lengths in its head must add up before any chain is followed.
        record(id, &payload, length, false)?;
        (at <= usable).then_some(Self { id, length, payload, next, end: at })
    }

    /// The row, with what stands on other pages.
    fn whole(mut self, pages: &Pages, claimed: &mut HashSet<u32>, lenient: bool) -> Found {
        let mut doubt = false;
        let mut whole = self.payload.len() == self.length;
        if !whole {
            whole = self.follow(pages, claimed, lenient, &mut doubt);
        }
        if !whole && !lenient {
            return Found::Broken;
        }
        match record(self.id, &self.payload, self.length, whole) {
            Some(mut row) => {
                row.mended |= doubt;
                Found::Row(row)
            }
            None => Found::Nothing,
        }
    }

    /// Gathers the pages a long record goes on in. False when a part is missing: what came before it is
    /// there. A strict reader takes whole chains only, and then claims them. `doubt` becomes true when
    /// what stands in one of them may be wrong.
    fn follow(
        &mut self,
        pages: &Pages,
        claimed: &mut HashSet<u32>,
        lenient: bool,
        doubt: &mut bool,
    ) -> bool {
        let room = pages.usable() - 4;
        let (mut next, mut before) = (self.next, 0);
        while self.payload.len() < self.length {
            let left = (self.length - self.payload.len()).div_ceil(room) as u32;
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
            *doubt |= pages.is_doubtful(next);
            let take = room.min(self.length - self.payload.len());
            let Some(bytes) = page.get(4..4 + take) else { return false };
            self.payload.extend_from_slice(bytes);
            before = next;
            next = long(page, 0).unwrap_or(0);
        }
        true
    }
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
    let mut row = Row { id, values: Vec::new(), cut: false, mended: false, extra: false };
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
pub(in crate::store) fn text(bytes: &[u8]) -> (String, bool) {
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
mod tests;
