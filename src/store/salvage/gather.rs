//! Rows page by page: those of each table from its first page down, then those of pages that lost their
//! place. And whether they are all there.
//!
//! The witnesses are the indexes. Each names every row of its table, in pages of its own: where one of
//! them names more rows than there are, rows are missing, whatever the pages of the table say.

use super::Found;
use super::pages::Pages;
use super::records::{Page, Reader, Row, has_ids, is_tree};
use super::tables::{Plan, TABLES, WITHOUT_IDS};
use crate::store::mend::in_words;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// What there is.
pub(super) struct Gathered {
    /// Rows by table.
    pub(super) rows: Found,
    /// Tables of which nothing could be read, though there was something, or may have been.
    pub(super) gone: Vec<&'static str>,
}

/// What the indexes of a table say of it.
struct Named {
    /// As many rows as any of them names.
    most: usize,
    /// All of them could be read from end to end.
    whole: bool,
}

struct Gather<'p> {
    pages: &'p Pages,
    reader: Reader,
    seen: HashSet<u32>,
    /// Tables that lost pages.
    hurt: BTreeSet<&'static str>,
    /// Tables with pages that hold rows behind those they tell of.
    longer: BTreeSet<&'static str>,
    rows: Found,
    /// Which table each page belongs to: known from the tree above it.
    owner: BTreeMap<u32, &'static str>,
    named: BTreeMap<&'static str, Named>,
    /// Rows on pages whose seal is broken.
    doubtful: BTreeMap<&'static str, usize>,
}

/// Reads everything, and tells what could not be.
pub(super) fn gather(plan: &Plan, pages: &Pages, lost: &mut Vec<String>) -> Gathered {
    let roots = plan.roots(pages);
    let mut work = Gather {
        pages,
        reader: Reader::default(),
        seen: HashSet::new(),
        hurt: roots.unknown.iter().copied().collect(),
        longer: BTreeSet::new(),
        rows: Found::new(),
        owner: BTreeMap::new(),
        named: BTreeMap::new(),
        doubtful: BTreeMap::new(),
    };
    // Pages of trees are nobody's overflow: they are marked before any row is read.
    work.reader.claimed.extend((1..=pages.count()).filter(|number| is_tree(pages, *number)));
    for (table, root) in &roots.tables {
        work.walk(table, *root);
    }
    work.indexes(&roots.indexes);
    work.strays(plan);
    work.told(lost)
}

impl Gather<'_> {
    /// The rows of a tree.
    fn walk(&mut self, table: &'static str, root: u32) {
        let mut below = vec![root];
        while let Some(number) = below.pop() {
            if number == 0 || number > self.pages.count() || !self.seen.insert(number) {
                self.hurt.insert(table);
                continue;
            }
            let before = (self.reader.damaged, self.reader.odd);
            let longer = self.reader.longer;
            let ours = has_ids(self.pages, number) == Some(table != WITHOUT_IDS);
            let rows = match ours.then(|| self.reader.read(self.pages, number)).flatten() {
                Some(Page::Leaf(rows)) => rows,
                Some(Page::Inner(pages, rows)) => {
                    below.extend(pages.into_iter().rev());
                    rows
                }
                None => {
                    // It may be the root of another table: whose it is shows below.
                    self.seen.remove(&number);
                    self.hurt.insert(table);
                    continue;
                }
            };
            if (self.reader.damaged, self.reader.odd) != before {
                self.hurt.insert(table);
            }
            if self.reader.longer > longer {
                self.longer.insert(table);
            }
            self.put(table, number, rows);
        }
    }

    fn put(&mut self, table: &'static str, number: u32, rows: Vec<Row>) {
        if self.pages.is_doubtful(number) && !rows.is_empty() {
            *self.doubtful.entry(table).or_default() += rows.len();
        }
        self.owner.insert(number, table);
        self.rows.entry(table).or_default().extend(rows);
    }

    /// Counts what the indexes name. What is wrong with them is no loss: they are made anew.
    fn indexes(&mut self, roots: &[(&'static str, u32)]) {
        let mut reader = Reader::default();
        std::mem::swap(&mut reader.claimed, &mut self.reader.claimed);
        for (table, root) in roots {
            let before = (reader.damaged, reader.odd, reader.longer);
            let (mut names, mut whole) = (0, true);
            let mut below = vec![*root];
            while let Some(number) = below.pop() {
                let ours = number <= self.pages.count()
                    && has_ids(self.pages, number) == Some(false)
                    && self.seen.insert(number);
                if !ours {
                    whole = false;
                    continue;
                }
                let waiting = reader.waiting();
                let rows = match reader.read(self.pages, number) {
                    Some(Page::Leaf(rows)) => rows,
                    Some(Page::Inner(pages, rows)) => {
                        below.extend(pages);
                        rows
                    }
                    None => {
                        whole = false;
                        continue;
                    }
                };
                // A witness says what it says for certain.
                let certain = rows.iter().filter(|row| !row.extra).count();
                names += certain + (reader.waiting() - waiting);
                whole &= certain == rows.len() && !self.pages.is_doubtful(number);
            }
            whole &= (reader.damaged, reader.odd, reader.longer) == before;
            let named = self.named.entry(*table).or_insert(Named { most: 0, whole: true });
            named.most = named.most.max(names);
            named.whole &= whole;
        }
        self.reader.claimed = reader.claimed;
    }

    /// Leaves whose tree is broken above them: told by what is in them. Then the rows that are not whole.
    fn strays(&mut self, plan: &Plan) {
        let pages = self.pages;
        let mut stray = Vec::new();
        for number in 1..=pages.count() {
            if !self.seen.contains(&number)
                && let Some(Page::Leaf(rows)) = self.reader.read(pages, number)
            {
                stray.push((number, rows));
            }
        }
        let mut late = self.reader.rest(pages);
        for (number, mut rows) in stray {
            let (own, others): (Vec<_>, Vec<_>) =
                late.into_iter().partition(|(page, _)| *page == number);
            late = others;
            rows.extend(own.into_iter().map(|(_, row)| row));
            let ids = has_ids(pages, number);
            // A tree that is whole has no lost pages.
            let may_be =
                |table: &str| self.hurt.contains(table) && ids == Some(table != WITHOUT_IDS);
            if let Some(table) = plan.table_of(&rows, &self.rows, may_be) {
                self.put(table, number, rows);
            }
        }
        for (number, row) in late {
            if let Some(table) = self.owner.get(&number) {
                self.rows.entry(*table).or_default().push(row);
            }
        }
    }

    /// Rows behind those that a page tells of: deleted ones where the indexes name none of them.
    fn sift(&mut self) {
        for table in std::mem::take(&mut self.longer) {
            let Some(rows) = self.rows.get_mut(table) else { continue };
            let told: Vec<Row> = rows.iter().filter(|row| !row.extra).cloned().collect();
            let named = self.named.get(table).filter(|named| named.whole);
            if named.is_some_and(|named| named.most == different(table, &told)) {
                *rows = told;
            } else {
                self.hurt.insert(table);
            }
        }
    }

    fn told(mut self, lost: &mut Vec<String>) -> Gathered {
        self.sift();
        let some = |n: usize| if n == 1 { "1 page".to_owned() } else { format!("{n} pages") };
        let missing = self.pages.missing();
        if missing > 0 {
            let are = if missing == 1 { "is" } else { "are" };
            lost.push(format!("the file ends too early: {} {are} not there", some(missing)));
        }
        let broken = self.pages.doubtful();
        if broken > 0 {
            let have = if broken == 1 { "has" } else { "have" };
            lost.push(format!("{} of the file {have} a broken seal", some(broken)));
        }
        let mut gone = Vec::new();
        for table in TABLES {
            let rows = self.rows.get(table).map_or(0, |rows| different(table, rows));
            let hurt = self.hurt.contains(table);
            let named = self.named.get(table);
            let most = named.map_or(0, |named| named.most);
            let whole = named.is_some_and(|named| named.whole);
            let who = in_words(table);
            if rows == 0 && most > 0 {
                gone.push(table);
                lost.push(format!("{who}: all {most} are lost: nothing of them could be read"));
            } else if rows == 0 && hurt && !whole {
                gone.push(table);
                lost.push(format!(
                    "{who}: their part of the file could not be read; nobody can say whether there \
                     was anything in it"
                ));
            } else if most > rows {
                let n = most - rows;
                lost.push(format!("{who}: {n} are missing: an index of them names {most}"));
            } else if rows > 0 && hurt && whole && most == rows {
                lost.push(format!(
                    "{who}: pages of them are damaged; by their indexes none is missing"
                ));
            } else if rows > 0 && hurt {
                lost.push(format!("{who}: parts could not be read"));
            } else if whole && most < rows {
                lost.push(format!(
                    "{who}: {} came out that none of their indexes names; they may be older ones",
                    rows - most
                ));
            }
            if let Some(n) = self.doubtful.get(table) {
                lost.push(format!(
                    "{who}: {n} stood on pages with a broken seal: some of their values may be \
                     wrong, look at them"
                ));
            }
        }
        if self.reader.damaged > 0 {
            lost.push(format!("{} rows say nothing sensible", self.reader.damaged));
        }
        Gathered { rows: self.rows, gone }
    }
}

/// How many rows there are; a page and an older copy of it hold the same.
fn different(table: &str, rows: &[Row]) -> usize {
    if table == WITHOUT_IDS {
        return rows.len();
    }
    rows.iter().map(|row| row.id).collect::<HashSet<_>>().len()
}
