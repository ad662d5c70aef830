//! What stands in a column whose own value its table does not take, as a damaged page leaves it: the
//! default of the schema, nothing, or a made-up name. One byte beside the words must not cost the words.
//!
//! Which column it is nobody says: a change of each is tried on an empty table of the same rules. Only
//! rows that are nothing but a link between others have no usual values: without the link they are none.

use super::LOST_WORDS;
use crate::model::Guid;
use crate::store::Error;
use crate::store::check::text_hash;
use crate::store::open::MIGRATIONS;
use crate::store::salvage::readable;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use std::collections::BTreeMap;

/// Tables whose rows are nothing without what they name.
const LINKS: [&str; 7] = [
    "attribute_values",
    "theme_codes",
    "memo_links",
    "coded_with",
    "export_participants",
    "times",
    "desk",
];

/// The moment of what nobody knows when it was.
const ONCE: &str = "1970-01-01T00:00:00.000Z";

/// A row that is not there: something with a name that says so takes its place.
const NOBODY: i64 = 2_000_000_000;

/// Behind every text, and behind every number that counts: what has it is put elsewhere by what mends.
const BEHIND: i64 = 4_000_000_000;

/// A column as its table declares it.
pub(in crate::store) struct Column {
    name: String,
    is_text: bool,
    /// It cannot be empty.
    needed: bool,
    holds: Holds,
    default: Option<Value>,
}

/// What stands in a column.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// The id of the row.
    Id,
    /// The id of a row of another table.
    Reference,
    /// Anything else.
    Value,
}

/// A study in memory: its tables are empty, and take what those of a file take.
pub(in crate::store) fn model() -> Result<Connection, Error> {
    let model = Connection::open_in_memory()?;
    for schema in MIGRATIONS {
        model.execute_batch(schema)?;
    }
    model.pragma_update(None, "foreign_keys", "off")?;
    Ok(model)
}

/// The columns of a table, in order.
pub(in crate::store) fn columns(
    connection: &Connection,
    table: &str,
) -> Result<Vec<Column>, Error> {
    let mut statement = connection.prepare(
        "SELECT c.name, c.type = 'TEXT', c.\"notnull\", c.pk = 1 AND c.name = 'id', c.dflt_value,
             EXISTS (SELECT 1 FROM pragma_foreign_key_list(?1) k WHERE k.\"from\" = c.name)
         FROM pragma_table_info(?1) c ORDER BY c.cid",
    )?;
    let rows = statement.query_map([table], |row| {
        let default: Option<String> = row.get(4)?;
        let holds = match (row.get(3)?, row.get(5)?) {
            (true, _) => Holds::Id,
            (false, true) => Holds::Reference,
            (false, false) => Holds::Value,
        };
        Ok(Column {
            name: row.get(0)?,
            is_text: row.get(1)?,
            needed: row.get(2)?,
            holds,
            default: default.as_deref().map(literal),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A default as a schema writes it.
fn literal(text: &str) -> Value {
    match text.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        Some(words) => Value::Text(words.to_owned()),
        None => text.parse::<i64>().map_or(Value::Null, Value::Integer),
    }
}

/// Their names, and which of them is the id.
pub(in crate::store) fn names(columns: &[Column]) -> Vec<(&str, bool)> {
    columns.iter().map(|column| (column.name.as_str(), column.holds == Holds::Id)).collect()
}

/// Inserts one row; false when it breaks a rule of the table or is there already.
pub(in crate::store) fn insert(
    connection: &Connection,
    table: &str,
    names: &[(&str, bool)],
    (id, values): (i64, &[Value]),
) -> rusqlite::Result<bool> {
    let mut columns = Vec::with_capacity(values.len());
    let mut row = Vec::with_capacity(values.len());
    for ((name, is_id), value) in names.iter().zip(values) {
        columns.push(format!("\"{name}\""));
        row.push(if *is_id { Value::Integer(id) } else { value.clone() });
    }
    let marks = vec!["?"; row.len()].join(", ");
    let sql = format!("INSERT OR IGNORE INTO {table} ({}) VALUES ({marks})", columns.join(", "));
    match connection.prepare_cached(&sql)?.execute(params_from_iter(row)) {
        Ok(n) => Ok(n > 0),
        // A rule that is not to be ignored: a value of another kind.
        Err(rusqlite::Error::SqliteFailure(error, _))
            if error.code == rusqlite::ErrorCode::ConstraintViolation =>
        {
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

/// True when an empty table takes the row.
fn takes(
    model: &Connection,
    table: &str,
    columns: &[Column],
    row: (i64, &[Value]),
) -> rusqlite::Result<bool> {
    model.execute_batch("BEGIN")?;
    let taken = insert(model, table, &names(columns), row);
    model.execute_batch("ROLLBACK")?;
    taken
}

/// Values that take the place of others.
type Change = Vec<(usize, Value)>;

/// What may stand in a column instead of what does: first what says most, last what is always taken.
fn changes(
    table: &str,
    columns: &[Column],
    at: usize,
    (id, values): (i64, &[Value]),
) -> Vec<Change> {
    let column = &columns[at];
    let mut all: Vec<Change> = Vec::new();
    if column.holds == Holds::Id {
        return all;
    }
    if let (true, Value::Blob(bytes)) = (column.is_text, &values[at]) {
        all.push(vec![(at, Value::Text(readable(bytes).0))]);
    }
    if LINKS.contains(&table) {
        return all;
    }
    let place = |name: &str| columns.iter().position(|column| column.name == name);
    let text = |words: &str| vec![(at, Value::Text(words.to_owned()))];
    let number = |number: i64| vec![(at, Value::Integer(number))];
    let far = BEHIND + id.rem_euclid(100_000_000);
    match (table, column.name.as_str()) {
        ("documents", "text") => {
            let mut change = text(LOST_WORDS);
            change.extend(place("text_sha256").map(|at| (at, Value::Text(text_hash(LOST_WORDS)))));
            all.push(change);
        }
        ("documents", "text_sha256") => {
            if let Some(Value::Text(words)) = place("text").and_then(|at| values.get(at)) {
                all.push(text(&text_hash(words)));
            }
        }
        ("revisions", "text") => all.push(text(LOST_WORDS)),
        ("memos", "text") => all.push(text("(The words of this memo were lost.)")),
        ("orphans", "words") => all.push(text("(its words were lost)")),
        ("documents", "receipt") => all.push(text("[]")),
        // Says that it cannot be read: an empty list would say that there were no codes.
        ("codebook_versions", "codes") => all.push(text("null")),
        (_, "guid") => all.push(text(&Guid::new().to_string())),
        ("codes", "name") => {
            if let Value::Text(name) = &values[at] {
                all.push(text(&name.replace('/', "-")));
            }
            all.push(text(&made_up(table, id)));
        }
        (_, "name") | ("themes", "statement") | ("speakers", "label") => {
            all.push(text(&made_up(table, id)));
        }
        ("attributes", "kind") => all.push(text("text")),
        ("marks", "kind") => all.push(text("header")),
        ("memos", "kind") => all.push(text("note")),
        ("themes", "state") => all.extend([text("merged"), text("candidate")]),
        ("framework_cells", "state") => all.push(text("drafted")),
        ("revisions", "reason") => all.push(text("correction")),
        ("withdrawals", "scope") => all.push(text("everything")),
        ("withdrawals", "reason") => all.push(text("other")),
        // A cell is of a code or of a theme.
        ("framework_cells", "code_id") => all.extend([vec![(at, Value::Null)], number(NOBODY)]),
        ("codings", "start" | "end") => {
            // Where it stood nobody knows: behind the text, from where it goes to the tray.
            let ends = place("start").into_iter().zip(place("end"));
            all.extend(ends.map(|(start, end)| {
                vec![(start, Value::Integer(far)), (end, Value::Integer(far + 1))]
            }));
        }
        ("turns", "body") => {
            let start = place("start").and_then(|at| values.get(at)).cloned();
            all.extend(start.map(|start| vec![(at, start)]));
            all.push(number(far));
        }
        ("turns", "start") | ("orphans", "at") | ("documents", "file_bytes") => all.push(number(0)),
        ("turns", "end") => all.push(number(i64::from(u32::MAX))),
        ("anonymised", "places") => all.push(number(1)),
        (_, "position") => all.push(number(id)),
        (_, "number") => all.push(number(2 * far)),
        // Without their document they are nothing.
        ("turns" | "marks" | "speakers", "document_id") => {}
        (_, name) => {
            if let Some(default) = &column.default {
                all.push(vec![(at, default.clone())]);
            } else if !column.needed {
                all.push(vec![(at, Value::Null)]);
            } else if column.holds == Holds::Reference {
                all.push(number(NOBODY));
            } else if name == "at" || name.ends_with("_at") {
                all.push(text(ONCE));
            } else if column.is_text {
                all.push(text(""));
            }
        }
    }
    all
}

/// The name of something whose own is lost.
pub(in crate::store) fn made_up(table: &str, id: i64) -> String {
    let word = match table {
        "study" => return "a study (name lost)".to_owned(),
        "saved_filters" => "filter",
        other => other.strip_suffix('s').unwrap_or(other),
    };
    format!("{word} {id} (name lost)")
}

/// The row as its table takes it, with as few usual values as that needs; `None` when none help, or none
/// are needed. `values` are those of all columns.
pub(in crate::store) fn fitted(
    model: &Connection,
    table: &str,
    columns: &[Column],
    (id, values): (i64, &[Value]),
) -> rusqlite::Result<Option<Vec<Value>>> {
    if takes(model, table, columns, (id, values))? {
        return Ok(None);
    }
    let all: Vec<Vec<Change>> =
        (0..columns.len()).map(|at| changes(table, columns, at, (id, values))).collect();
    let put = |row: &mut Vec<Value>, change: &Change| {
        for (at, value) in change {
            row[*at].clone_from(value);
        }
    };
    let own = |change: &Change| -> Change {
        change.iter().map(|(at, _)| (*at, values[*at].clone())).collect()
    };
    let mut row = values.to_vec();
    for change in all.iter().flatten() {
        put(&mut row, change);
        if takes(model, table, columns, (id, &row))? {
            return Ok(Some(row));
        }
        put(&mut row, &own(change));
    }
    // More than one: the usual values everywhere, and then back what the table takes.
    for change in all.iter().filter_map(|changes| changes.last()) {
        put(&mut row, change);
    }
    if !takes(model, table, columns, (id, &row))? {
        return Ok(None);
    }
    for changes in &all {
        let Some((usual, better)) = changes.split_last() else { continue };
        let before = row.clone();
        let mut fits = false;
        for change in std::iter::once(&own(usual)).chain(better) {
            put(&mut row, change);
            fits = takes(model, table, columns, (id, &row))?;
            if fits {
                break;
            }
        }
        if !fits {
            row = before;
        }
    }
    Ok(Some(row))
}

/// As many values as there are columns: a row from before a column was added has its default there.
pub(in crate::store) fn padded(columns: &[Column], values: &[Value]) -> Vec<Value> {
    let rest = columns.iter().skip(values.len());
    let rest = rest.map(|column| column.default.clone().unwrap_or(Value::Null));
    values.iter().take(columns.len()).cloned().chain(rest).collect()
}

/// Which columns of how many rows got usual values.
#[derive(Default)]
pub(in crate::store) struct Replaced(BTreeMap<(String, String), (usize, Option<String>)>);

impl Replaced {
    /// Notes what became of a row.
    pub(in crate::store) fn note(
        &mut self,
        table: &str,
        columns: &[Column],
        (old, new): (&[Value], &[Value]),
    ) {
        for ((column, old), new) in columns.iter().zip(old).zip(new) {
            if old == new || column.holds == Holds::Id {
                continue;
            }
            let key = (table.to_owned(), column.name.clone());
            let (rows, said) = self.0.entry(key).or_default();
            *rows += 1;
            // Never what participants said.
            let short = matches!(
                column.name.as_str(),
                "name" | "label" | "kind" | "state" | "approach" | "reason" | "scope"
            );
            *said = match new {
                Value::Text(text) if short => Some(text.clone()),
                _ => None,
            };
        }
    }

    /// Says it.
    pub(in crate::store) fn tell(self, told: &mut Vec<String>) {
        for ((table, column), (rows, said)) in self.0 {
            let column = match column.as_str() {
                "guid" => "identity".to_owned(),
                "text_sha256" => "checksum of the text".to_owned(),
                other => other.replace('_', " "),
            };
            let who = super::in_words(&table);
            told.push(match (rows, said) {
                (1, Some(said)) => format!(
                    "{who}: in 1 row the {column} could not stay as it was: now it is \"{said}\""
                ),
                (1, None) => format!(
                    "{who}: in 1 row the {column} could not stay as it was: a usual value stands \
                     for it"
                ),
                (rows, _) => format!(
                    "{who}: in {rows} rows the {column} could not stay as it was: usual values \
                     stand for it"
                ),
            });
        }
    }
}

/// Mends the rows of a study that break the rules of their own tables, in place; but for the audit trail,
/// in which nothing is ever changed.
pub(in crate::store) fn rows(connection: &Connection, told: &mut Vec<String>) -> Result<(), Error> {
    let lines: Vec<String> = connection
        // It stops at a hundred by itself: tables that come later would not be named.
        .prepare("PRAGMA integrity_check(1000000)")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let tables: Vec<String> = connection
        .prepare(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'
             AND sql NOT LIKE '%WITHOUT ROWID' AND name NOT LIKE 'words%' AND name NOT LIKE 'sqlite%'
             AND name <> 'audit'",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    // "CHECK constraint failed in memos", "NULL value in memos.text", "non-TEXT value in memos.text".
    let is_named = |table: &String| {
        let all = lines.iter().filter_map(|line| line.split_once(" in "));
        let mut rest = all.filter_map(|(_, rest)| rest.strip_prefix(table.as_str()));
        rest.any(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let tables: Vec<String> = tables.into_iter().filter(is_named).collect();
    if tables.is_empty() {
        return Ok(());
    }
    let (model, mut replaced) = (model()?, Replaced::default());
    for table in &tables {
        let columns = columns(&model, table)?;
        for (id, values) in stored(connection, table, &columns)? {
            let Some(row) = fitted(&model, table, &columns, (id, &values))? else { continue };
            let (mut set, mut with) = (Vec::new(), vec![Value::Integer(id)]);
            for ((column, old), new) in columns.iter().zip(&values).zip(&row) {
                if old != new && column.holds != Holds::Id {
                    with.push(new.clone());
                    set.push(format!("\"{}\" = ?{}", column.name, with.len()));
                }
            }
            let sql = format!("UPDATE OR IGNORE {table} SET {} WHERE rowid = ?1", set.join(", "));
            if connection.execute(&sql, params_from_iter(with))? > 0 {
                replaced.note(table, &columns, (&values, &row));
            }
        }
    }
    replaced.tell(told);
    Ok(())
}

/// All rows of a table. Text that is none is read as far as it goes.
fn stored(
    connection: &Connection,
    table: &str,
    columns: &[Column],
) -> Result<Vec<(i64, Vec<Value>)>, Error> {
    let list: Vec<String> = columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
    let sql = format!("SELECT rowid, {} FROM {table} ORDER BY rowid", list.join(", "));
    let mut statement = connection.prepare(&sql)?;
    let mut found = statement.query([])?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        let mut values = Vec::with_capacity(columns.len());
        for at in 1..=columns.len() {
            values.push(match row.get_ref(at)? {
                rusqlite::types::ValueRef::Text(bytes) => Value::Text(readable(bytes).0),
                other => other.try_into().unwrap_or(Value::Null),
            });
        }
        rows.push((row.get(0)?, values));
    }
    Ok(rows)
}

#[cfg(test)]
mod tests;
