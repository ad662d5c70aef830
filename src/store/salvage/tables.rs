//! Which table a page belongs to: from the list of tables in the file, from where this program puts
//! them in a new file, or from the shape of the rows.

use super::pages::Pages;
use super::records::{Page, Reader, Row};
use crate::store::Error;
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

/// What this program knows of its own tables.
pub(super) struct Plan {
    columns: BTreeMap<&'static str, Vec<Column>>,
    /// Where the tables lie in a file that was just made, and in one that was written anew.
    usual: [Vec<(&'static str, u32)>; 2],
    /// A study in memory: its rules say which rows a table takes.
    model: Connection,
}

/// A file of our own, in memory.
fn model() -> Result<Connection, Error> {
    let model = Connection::open_in_memory()?;
    for schema in MIGRATIONS {
        model.execute_batch(schema)?;
    }
    Ok(model)
}

impl Plan {
    pub(super) fn new() -> Result<Self, Error> {
        let model = model()?;
        let mut columns = BTreeMap::new();
        for table in TABLES {
            columns.insert(table, columns_of(&model, table)?);
        }
        let fresh = roots_of(&model)?;
        model.execute_batch("VACUUM")?;
        let anew = roots_of(&model)?;
        model.pragma_update(None, "foreign_keys", "off")?;
        Ok(Self { columns, usual: [fresh, anew], model })
    }

    /// The tables, in order.
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        TABLES.into_iter()
    }

    /// The first page of each table. Where the file's own list cannot be read whole, what is missing
    /// is looked for where this program puts it.
    /// True with it where the list was whole: then there are no other tables.
    pub(super) fn roots(&self, pages: &Pages) -> (Vec<(&'static str, u32)>, bool) {
        let (told, whole) = Self::told_roots(pages);
        if whole && !told.is_empty() {
            return (told, true);
        }
        let agrees = |usual: &&Vec<(&'static str, u32)>| {
            told.iter().all(|root| usual.contains(root))
                && usual.iter().all(|(table, root)| self.fits_root(pages, table, *root))
        };
        let usual = self.usual.iter().find(agrees);
        (usual.cloned().unwrap_or(told), false)
    }

    /// As the file itself lists them.
    fn told_roots(pages: &Pages) -> (Vec<(&'static str, u32)>, bool) {
        let mut whole = true;
        let mut reader = Reader::default();
        let (mut below, mut seen) = (vec![1], HashSet::new());
        let mut roots = Vec::new();
        while let Some(number) = below.pop() {
            if !seen.insert(number) {
                continue;
            }
            let rows = match reader.read(pages, number) {
                Some(Page::Leaf(rows)) => rows,
                Some(Page::Inner(more, rows)) => {
                    below.extend(more);
                    rows
                }
                None => {
                    whole = false;
                    continue;
                }
            };
            for row in rows {
                let [Value::Text(kind), Value::Text(name), _, Value::Integer(root), ..] =
                    row.values.as_slice()
                else {
                    continue;
                };
                let known = TABLES.into_iter().find(|table| table == name);
                let root = u32::try_from(*root).unwrap_or(0);
                if let (Some(table), "table", true) = (known, kind.as_str(), root > 1) {
                    roots.push((table, root));
                }
            }
        }
        roots.sort_by_key(|(table, _)| TABLES.iter().position(|known| known == table));
        roots.dedup_by_key(|(table, _)| *table);
        let lost = reader.damaged > 0 || !reader.rest(pages).is_empty();
        (roots, whole && !lost)
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

    /// The table these rows are of: the first of those that may have lost pages that takes them.
    pub(super) fn table_of(
        &self,
        rows: &[Row],
        may_be: impl Fn(&str) -> bool,
    ) -> Option<&'static str> {
        if rows.is_empty() {
            return None;
        }
        TABLES
            .into_iter()
            .filter(|table| may_be(table))
            .filter(|table| rows.iter().all(|row| self.fits(table, row)))
            .find(|table| self.takes(table, rows).unwrap_or(false))
    }

    /// True when the rules of the table itself take most of the rows. Nothing of it stays.
    fn takes(&self, table: &str, rows: &[Row]) -> rusqlite::Result<bool> {
        let names = self.names_of(table);
        self.model.execute_batch("BEGIN")?;
        let taken = rows
            .iter()
            .filter(|row| {
                super::fill::insert(&self.model, table, &names, row).is_ok_and(|done| done)
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

fn roots_of(model: &Connection) -> Result<Vec<(&'static str, u32)>, Error> {
    let mut found = Vec::new();
    for table in TABLES {
        let sql = "SELECT rootpage FROM sqlite_schema WHERE type = 'table' AND name = ?1";
        found.push((table, model.query_row(sql, [table], |row| row.get(0))?));
    }
    Ok(found)
}
