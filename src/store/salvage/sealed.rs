//! Rows of a locked study. Only SQLCipher unlocks its pages, and refuses every page whose checksum is
//! wrong: what SQL still reaches comes out. Read from a copy, so that the damaged file stays as it is.

use super::Found;
use super::records::Row;
use super::tables::{Plan, TABLES};
use crate::store::mend::in_words;
use crate::store::open::{draft_path, sibling, unlock};
use crate::store::{Error, Passphrase, backups, look_into};
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags};
use sha2::{Digest as _, Sha512};
use std::path::{Path, PathBuf};

/// Reads what can be read with this passphrase.
pub(super) fn read(
    plan: &Plan,
    damaged: &Path,
    new: &Path,
    key: &Passphrase,
    lost: &mut Vec<String>,
) -> Result<Found, Error> {
    let copy = sibling(&draft_path(new), "-damaged");
    let files = ["", "-wal"].map(|suffix| (sibling(damaged, suffix), sibling(&copy, suffix)));
    let copied = copy_padded(damaged, &copy).and_then(|()| {
        let (log, beside) = &files[1];
        if log.exists() { std::fs::copy(log, beside).map(drop) } else { Ok(()) }
    });
    let io =
        |source| Error::Io { doing: "reading the damaged study", source, path: damaged.to_owned() };
    let found = copied.map_err(io).and_then(|()| from_copy(plan, &copy, damaged, key, lost));
    for suffix in ["", "-wal", "-shm", "-journal"] {
        std::fs::remove_file(sibling(&copy, suffix)).ok();
    }
    found
}

/// A whole number of pages: SQLCipher takes no other file.
fn copy_padded(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::copy(from, to)?;
    let length = std::fs::metadata(to)?.len();
    let whole = length.next_multiple_of(super::pages::SIZE as u64);
    std::fs::OpenOptions::new().write(true).open(to)?.set_len(whole)
}

fn from_copy(
    plan: &Plan,
    copy: &Path,
    damaged: &Path,
    key: &Passphrase,
    lost: &mut Vec<String>,
) -> Result<Found, Error> {
    let connection = unlock(copy, Some(key), OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let read = connection.pragma_query_value(None, "application_id", |row| row.get::<_, i64>(0));
    match read {
        Ok(id) if id == i64::from(crate::store::APPLICATION_ID) => {}
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) => {
            return Err(Error::LockedOut {
                backups: opened_by(damaged, key),
                path: damaged.to_owned(),
            });
        }
        Ok(_) => {
            let what = "it is a locked file of another program".to_owned();
            return Err(Error::Foreign { what, path: damaged.to_owned() });
        }
        Err(error) => return Err(Error::from(error).at(damaged)),
    }
    drop(connection);
    let mut sealed = Sealed { copy, raw: raw_key(copy, key), open: None };
    let mut found = Found::new();
    for table in TABLES {
        let names = plan.names_of(table);
        let there = sealed.ask(|connection| Ok(columns(connection, table))).unwrap_or_default();
        let names: Vec<&str> = names
            .iter()
            .map(|(name, _)| *name)
            .filter(|name| there.iter().any(|c| c == name))
            .collect();
        if names.is_empty() {
            continue;
        }
        let (rows, whole) = rows_of(&mut sealed, table, &names);
        if !whole {
            lost.push(format!("{}: parts could not be read", in_words(table)));
        }
        found.insert(table, rows);
    }
    Ok(found)
}

/// The newest backups that are locked with this passphrase. Only some are tried: each costs a quarter of
/// a second.
fn opened_by(damaged: &Path, key: &Passphrase) -> Vec<PathBuf> {
    const TRIED: usize = 8;
    let newest = backups(damaged).into_iter().map(|backup| backup.path).take(TRIED);
    let opens = |path: &PathBuf| {
        let locked = matches!(look_into(path, None), Err(Error::NeedsPassphrase(_)));
        locked && look_into(path, Some(key)).is_ok()
    };
    newest.filter(opens).take(3).collect()
}

/// A locked file that is opened anew after every page that could not be read: SQLCipher answers nothing
/// more on a connection that met one.
struct Sealed<'a> {
    copy: &'a Path,
    /// The key itself: with the passphrase every opening would take a quarter of a second.
    raw: Passphrase,
    open: Option<Connection>,
}

impl Sealed<'_> {
    /// Asks something; `None` when it met a page that cannot be read.
    fn ask<T>(&mut self, act: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Option<T> {
        if self.open.is_none() {
            let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
            self.open = Some(unlock(self.copy, Some(&self.raw), flags).ok()?);
        }
        let answer = act(self.open.as_ref()?);
        if answer.is_err() {
            self.open = None;
        }
        answer.ok()
    }
}

/// What SQLCipher makes of a passphrase: PBKDF2 with HMAC-SHA-512 in 256,000 rounds over the salt in
/// the file's first 16 bytes, written as it takes keys (SQLCipher 4, its defaults).
fn raw_key(copy: &Path, key: &Passphrase) -> Passphrase {
    use std::fmt::Write as _;
    use std::io::Read as _;
    let mut salt = [0; 16];
    let read = std::fs::File::open(copy).and_then(|mut file| file.read_exact(&mut salt));
    if read.is_err() {
        return key.clone();
    }
    let derived = zeroize::Zeroizing::new(pbkdf2(key.reveal().as_bytes(), &salt));
    let mut text = String::with_capacity(100);
    text.push_str("x'");
    for byte in derived.iter().take(32).chain(&salt) {
        write!(text, "{byte:02x}").ok();
    }
    text.push('\'');
    Passphrase::new(text).unwrap_or_else(|| key.clone())
}

/// The first 64 bytes of PBKDF2 (RFC 8018) with HMAC-SHA-512.
fn pbkdf2(password: &[u8], salt: &[u8]) -> [u8; 64] {
    const ROUNDS: u32 = 256_000;
    const BLOCK: usize = 128;
    let mut key = [0_u8; BLOCK];
    if password.len() > BLOCK {
        key[..64].copy_from_slice(&Sha512::digest(password));
    } else {
        key[..password.len()].copy_from_slice(password);
    }
    // The two halves of HMAC begin alike each time.
    let inner = Sha512::new_with_prefix(key.map(|byte| byte ^ 0x36));
    let outer = Sha512::new_with_prefix(key.map(|byte| byte ^ 0x5c));
    let hmac = |parts: &[&[u8]]| -> [u8; 64] {
        let mut hash = inner.clone();
        for part in parts {
            hash.update(part);
        }
        outer.clone().chain_update(hash.finalize()).finalize().into()
    };
    let mut last = hmac(&[salt, &1_u32.to_be_bytes()]);
    let mut sum = last;
    for _ in 1..ROUNDS {
        last = hmac(&[&last]);
        sum.iter_mut().zip(last).for_each(|(sum, byte)| *sum ^= byte);
    }
    sum
}

fn columns(connection: &Connection, table: &str) -> Vec<String> {
    let read = || -> rusqlite::Result<Vec<String>> {
        let mut statement =
            connection.prepare("SELECT name FROM pragma_table_info(?1) ORDER BY cid")?;
        statement.query_map([table], |row| row.get(0))?.collect()
    };
    read().unwrap_or_default()
}

/// The rows of a table in order of their ids, past pages that cannot be read; false when there were
/// such.
fn rows_of(sealed: &mut Sealed<'_>, table: &str, names: &[&str]) -> (Vec<Row>, bool) {
    // The one table without ids of its own is read in one go.
    let has_id = table != "export_participants";
    let list = names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    let (mut rows, mut whole) = (Vec::new(), true);
    let mut after = i64::MIN;
    loop {
        let id = if has_id { "rowid" } else { "0" };
        let limit = if has_id { "WHERE rowid > ?1 ORDER BY rowid" } else { "WHERE ?1 < 0" };
        let sql = format!("SELECT {id}, {list} FROM {table} {limit}");
        let broke = sealed.ask(|connection| gather(connection, &sql, after, &mut rows)).is_none();
        if !broke {
            return (rows, whole);
        }
        whole = false;
        if !has_id {
            return (rows, whole);
        }
        let last = rows.last().map_or(after, |row: &Row| row.id).max(after);
        let Some(next) = next_readable(sealed, table, last) else { return (rows, whole) };
        // A row whose own pages are broken: what stands before them.
        if let Some(row) = without_text(sealed, table, names, next) {
            rows.push(row);
        }
        after = next;
    }
}

fn gather(
    connection: &Connection,
    sql: &str,
    after: i64,
    rows: &mut Vec<Row>,
) -> rusqlite::Result<()> {
    let mut statement = connection.prepare(sql)?;
    let width = statement.column_count();
    let mut found = statement.query([after])?;
    while let Some(row) = found.next()? {
        let values = (1..width).map(|at| row.get(at)).collect::<rusqlite::Result<Vec<Value>>>()?;
        rows.push(Row { id: row.get(0)?, values, cut: false, mended: false });
    }
    Ok(())
}

/// The first id behind `last` that can be found at all, looked for in steps that grow.
fn next_readable(sealed: &mut Sealed<'_>, table: &str, last: i64) -> Option<i64> {
    let sql = format!("SELECT min(rowid) FROM {table} WHERE rowid >= ?1");
    let mut from = last.max(0);
    for n in 1_u32..6_000 {
        from = from.checked_add(if n < 4_000 { 1 } else { i64::from(n) })?;
        let found = sealed.ask(|connection| {
            connection.query_row(&sql, [from], |row| row.get::<_, Option<i64>>(0))
        });
        if let Some(found) = found {
            return found;
        }
    }
    None
}

/// A row without its long text, where only that cannot be read.
fn without_text(sealed: &mut Sealed<'_>, table: &str, names: &[&str], id: i64) -> Option<Row> {
    let whole = names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    let sql = format!("SELECT rowid, {whole} FROM {table} WHERE rowid = ?1");
    let mut read = Vec::new();
    let readable = sealed.ask(|connection| {
        connection.query_row(&sql, [id], |row| {
            for at in 1..=names.len() {
                read.push(row.get::<_, Value>(at)?);
            }
            Ok(())
        })
    });
    if readable.is_some() {
        return Some(Row { id, values: read, cut: false, mended: false });
    }
    if table != "documents" {
        return None;
    }
    let mut values = Vec::with_capacity(names.len());
    for name in names {
        let sql = format!("SELECT \"{name}\" FROM {table} WHERE rowid = ?1");
        let value =
            sealed.ask(|connection| connection.query_row(&sql, [id], |row| row.get::<_, Value>(0)));
        values.push(value.unwrap_or(Value::Text(String::new())));
    }
    Some(Row { id, values, cut: true, mended: false })
}
