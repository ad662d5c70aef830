//! Which table a page belongs to: from the list of tables in the file, from where this program puts
//! them in a new file, or from the shape of the rows.

use super::Found;
use super::pages::Pages;
use super::records::{Page, Reader, Row, long};
use crate::store::Error;
use crate::store::mend::usual::insert;
use crate::store::open::MIGRATIONS;
use rusqlite::Connection;
use rusqlite::types::Value;
use std::collections::{BTreeMap, HashSet};

/// The tables that are taken over, parents before children. Steps and their history are not; the index
/// of words is made anew.
pub(super) const TABLES: [&str; 30] = [
    "study",
    "coders",
    "documents",
    "participants",
    "attributes",
    "attribute_values",
    "speakers",
    "turns",
    "marks",
    "times",
    "codes",
    "codings",
    "themes",
    "theme_codes",
    "memos",
    "memo_links",
    "codebook_versions",
    "coded_with",
    "revisions",
    "orphans",
    "anonymised",
    "kept_findings",
    "saved_filters",
    "framework_cells",
    "exports",
    "export_participants",
    "withdrawals",
    "evidence_lost",
    "audit",
    "desk",
];

/// The one table whose rows are their own keys.
pub(super) const WITHOUT_IDS: &str = "export_participants";

/// A column as the schema declares it.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) name: String,
    kind: String,
    needed: bool,
    /// The row's id itself: stored as nothing.
    is_id: bool,
    /// Part of a key, and in a table without ids stored first.
    in_key: bool,
}

/// Where tables and indexes begin.
#[derive(Clone, Default)]
pub(super) struct Roots {
    /// The first page of each table.
    pub(super) tables: Vec<(&'static str, u32)>,
    /// The first pages of its indexes.
    pub(super) indexes: Vec<(&'static str, u32)>,
    /// Tables that a study of its version has and of which nobody knows where they begin.
    pub(super) unknown: Vec<&'static str>,
}

impl Roots {
    /// Takes up the rows of a page of the file's list: kind, name, table, first page, what made it. False
    /// when one of them is something else.
    fn listed(&mut self, rows: &[Row]) -> bool {
        for row in rows.iter().filter(|row| is_listed(row)) {
            if let [Value::Text(kind), _, Value::Text(table), Value::Integer(root), ..] =
                row.values.as_slice()
            {
                self.add(kind, table, *root);
            }
        }
        rows.iter().all(is_listed)
    }

    fn has(&self, table: &str) -> bool {
        self.tables.iter().any(|(known, _)| *known == table)
    }

    fn add(&mut self, kind: &str, table: &str, root: i64) {
        let Some(table) = TABLES.into_iter().find(|known| *known == table) else { return };
        let Some(root) = u32::try_from(root).ok().filter(|root| *root > 1) else { return };
        match kind {
            "table" => self.tables.push((table, root)),
            "index" => self.indexes.push((table, root)),
            _ => {}
        }
    }
}

/// What this program knows of its own tables.
pub(super) struct Plan {
    columns: BTreeMap<&'static str, Vec<Column>>,
    /// Which of their columns name rows of which table.
    references: BTreeMap<&'static str, Vec<(usize, &'static str)>>,
    /// Since which version of the schema each of them is there.
    since: BTreeMap<&'static str, u32>,
    /// Where they lie in a file that was just made, and in one that was written anew.
    usual: [Roots; 2],
    /// A study in memory: its rules say which rows a table takes.
    model: Connection,
}

impl Plan {
    pub(super) fn new() -> Result<Self, Error> {
        let model = Connection::open_in_memory()?;
        let mut since = BTreeMap::new();
        for (schema, version) in MIGRATIONS.into_iter().zip(1..) {
            model.execute_batch(schema)?;
            for (table, _) in roots_of(&model)?.tables {
                since.entry(table).or_insert(version);
            }
        }
        let (mut columns, mut references) = (BTreeMap::new(), BTreeMap::new());
        for table in TABLES {
            columns.insert(table, columns_of(&model, table)?);
            references.insert(table, references_of(&model, table)?);
        }
        let fresh = roots_of(&model)?;
        model.execute_batch("VACUUM")?;
        let anew = roots_of(&model)?;
        model.pragma_update(None, "foreign_keys", "off")?;
        Ok(Self { columns, references, since, usual: [fresh, anew], model })
    }

    /// The first page of each table and index. Where the file's own list cannot be read whole, what is
    /// missing is looked for where this program puts it.
    pub(super) fn roots(&self, pages: &Pages) -> Roots {
        let (told, whole) = Self::told_roots(pages);
        let version = pages.get(1).and_then(|page| long(page, 60)).unwrap_or(0);
        // A number that no version has is damaged, too.
        let known = (1..=MIGRATIONS.len() as u32).contains(&version);
        let version = if known { version } else { u32::MAX };
        let is_there = |table: &&str| self.since.get(*table).is_some_and(|since| *since <= version);
        let unknown = |roots: &Roots| -> Vec<&'static str> {
            TABLES.into_iter().filter(is_there).filter(|table| !roots.has(table)).collect()
        };
        let missing = unknown(&told);
        if whole && missing.is_empty() {
            return told;
        }
        let agrees = |usual: &&Roots| {
            told.tables.iter().all(|root| usual.tables.contains(root))
                && usual.tables.iter().all(|(table, root)| self.fits_root(pages, table, *root))
        };
        match self.usual.iter().find(agrees) {
            Some(usual) => Roots { unknown: unknown(usual), ..usual.clone() },
            None => Roots { unknown: missing, ..told },
        }
    }

    /// As the file itself lists them; false with it when not everything of that list could be read.
    fn told_roots(pages: &Pages) -> (Roots, bool) {
        let (mut roots, mut whole) = (Roots::default(), true);
        let mut reader = Reader::default();
        let (mut below, mut seen) = (vec![1], HashSet::new());
        while let Some(number) = below.pop() {
            if !seen.insert(number) {
                continue;
            }
            match reader.read(pages, number) {
                Some(Page::Leaf(rows)) => whole &= roots.listed(&rows),
                Some(Page::Inner(more, _)) => below.extend(more),
                None => whole = false,
            }
        }
        whole &= (reader.damaged, reader.odd, reader.longer) == (0, 0, 0);
        whole &= reader.rest(pages).is_empty();
        if !whole {
            // Pages of the list whose place in it is lost: nothing else has rows of that shape.
            for number in (2..=pages.count()).filter(|number| !seen.contains(number)) {
                if let Some(Page::Leaf(rows)) = Reader::default().read(pages, number)
                    && rows.iter().all(is_listed)
                {
                    roots.listed(&rows);
                }
            }
        }
        roots.tables.sort_by_key(|(table, _)| TABLES.iter().position(|known| known == table));
        roots.tables.dedup_by_key(|(table, _)| *table);
        (roots, whole)
    }

    /// True unless something of another shape lies there.
    fn fits_root(&self, pages: &Pages, table: &'static str, root: u32) -> bool {
        let mut reader = Reader::default();
        match reader.read(pages, root) {
            None | Some(Page::Inner(..)) => true,
            Some(Page::Leaf(rows)) => rows.iter().all(|row| self.fits(table, row)),
        }
    }

    /// True when the row could be one of this table.
    fn fits(&self, table: &str, row: &Row) -> bool {
        let Some(columns) = self.columns.get(table) else { return false };
        let stored: Vec<&Column> = self.stored(table);
        let least = columns.iter().filter(|column| column.needed).count().min(3);
        row.values.len() <= stored.len()
            && row.values.len() >= least
            && row.values.iter().zip(stored).all(|(value, column)| match value {
                Value::Null => column.is_id || !column.needed || row.cut,
                Value::Integer(_) => column.kind == "INTEGER" && !column.is_id,
                Value::Text(_) => column.kind == "TEXT",
                Value::Real(_) | Value::Blob(_) => false,
            })
            && row.values.first().is_some_and(|first| {
                !columns.first().is_some_and(|column| column.is_id) || *first == Value::Null
            })
    }

    /// The columns in the order in which a record holds them.
    fn stored(&self, table: &str) -> Vec<&Column> {
        self.columns.get(table).into_iter().flatten().collect()
    }

    /// Names of a table's columns in the order of a record; the id is not among its values.
    pub(super) fn names_of(&self, table: &str) -> Vec<(&str, bool)> {
        self.stored(table).into_iter().map(|column| (&*column.name, column.is_id)).collect()
    }

    /// The table these rows are of: of those that may have lost pages and take them the one in which they
    /// name the fewest rows that are not `found`.
    pub(super) fn table_of(
        &self,
        rows: &[Row],
        found: &Found,
        may_be: impl Fn(&str) -> bool,
    ) -> Option<&'static str> {
        if rows.is_empty() {
            return None;
        }
        TABLES
            .into_iter()
            .filter(|table| may_be(table))
            .filter(|table| rows.iter().all(|row| self.fits(table, row)))
            .filter(|table| self.takes(table, rows).unwrap_or(false))
            .min_by_key(|table| self.dangling(table, rows, found))
    }

    /// How many rows that are not found are named by these ones.
    fn dangling(&self, table: &str, rows: &[Row], found: &Found) -> usize {
        let references = self.references.get(table).into_iter().flatten();
        let each = references.map(|(at, parent)| {
            let there: HashSet<i64> =
                found.get(parent).into_iter().flatten().map(|row| row.id).collect();
            let named = rows.iter().filter_map(|row| match row.values.get(*at) {
                Some(Value::Integer(id)) => Some(id),
                _ => None,
            });
            named.filter(|id| !there.contains(*id)).count()
        });
        each.sum()
    }

    /// A study in memory whose tables are empty: see [`crate::store::mend::usual`].
    pub(super) fn model(&self) -> &Connection {
        &self.model
    }

    /// True when the rules of the table itself take most of the rows. Nothing of it stays.
    fn takes(&self, table: &str, rows: &[Row]) -> rusqlite::Result<bool> {
        let names = self.names_of(table);
        self.model.execute_batch("BEGIN")?;
        let taken = rows
            .iter()
            .filter(|row| {
                let row = (row.id, row.values.as_slice());
                insert(&self.model, table, &names, row).is_ok_and(|done| done)
            })
            .count();
        self.model.execute_batch("ROLLBACK")?;
        Ok(taken * 2 > rows.len())
    }
}

fn columns_of(model: &Connection, table: &str) -> Result<Vec<Column>, Error> {
    let mut statement = model
        .prepare("SELECT name, type, \"notnull\", pk FROM pragma_table_info(?1) ORDER BY cid")?;
    let rows = statement.query_map([table], |row| {
        let (kind, key): (String, i64) = (row.get(1)?, row.get(3)?);
        let name: String = row.get(0)?;
        Ok(Column {
            is_id: key == 1 && name == "id" && kind == "INTEGER",
            in_key: key > 0,
            name,
            kind,
            needed: row.get(2)?,
        })
    })?;
    let columns: Vec<Column> = rows.collect::<Result<_, _>>()?;
    debug_assert!(columns.iter().any(|column| column.in_key));
    Ok(columns)
}

fn references_of(model: &Connection, table: &str) -> Result<Vec<(usize, &'static str)>, Error> {
    let mut statement = model.prepare(
        "SELECT c.cid, k.\"table\" FROM pragma_table_info(?1) c, pragma_foreign_key_list(?1) k
         WHERE k.\"from\" = c.name ORDER BY c.cid",
    )?;
    let rows = statement
        .query_map([table], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
    let mut found = Vec::new();
    for row in rows {
        let (at, parent) = row?;
        let parent = TABLES.into_iter().find(|known| *known == parent);
        found.extend(usize::try_from(at).ok().zip(parent));
    }
    Ok(found)
}

/// True for a row that could be one of a file's list of tables.
fn is_listed(row: &Row) -> bool {
    let [Value::Text(kind), Value::Text(_), Value::Text(_), Value::Integer(_), sql] =
        row.values.as_slice()
    else {
        return false;
    };
    matches!(kind.as_str(), "table" | "index" | "trigger")
        && matches!(sql, Value::Text(_) | Value::Null)
}

fn roots_of(model: &Connection) -> Result<Roots, Error> {
    let mut roots = Roots::default();
    let mut statement = model.prepare("SELECT type, tbl_name, rootpage FROM sqlite_schema")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (kind, table): (String, String) = (row.get(0)?, row.get(1)?);
        roots.add(&kind, &table, row.get::<_, Option<i64>>(2)?.unwrap_or(0));
    }
    Ok(roots)
}
