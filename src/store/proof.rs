//! The proof of a withdrawal: are any of the words still in a file?
//!
//! What is looked for is never stored. A plain file is read byte by byte, with its log and its copies. Of
//! a locked file every page is read as it is unlocked, those too that nothing uses any more; and every
//! table, with the inner tables of the index of words, because a word may reach over the end of a page.

use super::companions::companions;
use super::{Error, Store, Tx};
use crate::text::fold::fold;
use memchr::memmem::Finder;
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use std::collections::HashSet;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// What the pages of a locked study are called in a report.
const PAGES: &str = "pages, unlocked";

/// So many words are looked at closely.
const ENOUGH: usize = 40;

/// What is looked for. Never stored, and not shown by `Debug`.
#[derive(Clone, Default)]
pub struct Needles {
    /// Stretches of the removed text.
    pub fragments: Vec<String>,
    /// Words of them, in small letters.
    pub words: Vec<String>,
}

impl std::fmt::Debug for Needles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} fragments, {} words", self.fragments.len(), self.words.len())
    }
}

/// One thing that was searched.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Scanned {
    /// Name of the file, or of the table of a locked study.
    pub name: String,
    /// How many bytes were read.
    pub bytes: u64,
    /// How many places hold what was looked for.
    pub traces: usize,
}

impl Tx<'_> {
    /// Keeps of the needles those that stand in no text that is in the study now, nor in what every
    /// study holds: only they can prove anything.
    pub fn only_in_removed(&self, needles: &mut Needles) -> Result<(), Error> {
        let finders = |list: &[String]| -> Vec<Option<Finder<'static>>> {
            list.iter().map(|needle| Some(Finder::new(needle.as_str()).into_owned())).collect()
        };
        // Most words stand elsewhere as they are; a few are looked for inside others, too.
        let mut said: HashSet<String> = needles.words.iter().cloned().collect();
        each_value(self.connection(), false, &mut |_, bytes| {
            let text = fold(&String::from_utf8_lossy(bytes));
            for word in text.split(|c: char| !c.is_alphanumeric()) {
                said.remove(word);
            }
        })?;
        needles.words.retain(|word| said.contains(word));
        needles.words.truncate(ENOUGH);
        let mut fragments = finders(&needles.fragments);
        let mut words = finders(&needles.words);
        let drop_found = |list: &mut [Option<Finder<'static>>], bytes: &[u8]| {
            for slot in list {
                let found = slot.as_ref().is_some_and(|finder| finder.find(bytes).is_some());
                if found {
                    *slot = None;
                }
            }
        };
        each_value(self.connection(), false, &mut |_, bytes| {
            drop_found(&mut fragments, bytes);
            // As the index of words has them: without case, without accents.
            drop_found(&mut words, fold(&String::from_utf8_lossy(bytes)).as_bytes());
        })?;
        let mut left = fragments.iter();
        needles.fragments.retain(|_| left.next().is_some_and(Option::is_some));
        let mut left = words.iter();
        needles.words.retain(|_| left.next().is_some_and(Option::is_some));
        Ok(())
    }
}

impl Store {
    /// Looks for words in everything that belongs to the study on the disk.
    ///
    /// # Errors
    /// When the study file itself cannot be read. Copies that cannot be read are passed over: whoever
    /// asks knows which could not be removed.
    pub fn scan(&mut self, needles: &Needles) -> Result<Vec<Scanned>, Error> {
        let finders: Vec<Finder<'_>> = needles
            .fragments
            .iter()
            .chain(&needles.words)
            .map(|n| Finder::new(n.as_str()))
            .collect();
        let mut found = Vec::new();
        if self.encrypted {
            found.extend(self.scan_pages(&finders));
            each_value(&self.connection, true, &mut |table, bytes| {
                let traces = finders.iter().filter(|finder| finder.find(bytes).is_some()).count();
                if found.last().is_none_or(|last: &Scanned| last.name != table) {
                    found.push(Scanned { name: table.to_owned(), bytes: 0, traces: 0 });
                }
                if let Some(last) = found.last_mut() {
                    last.bytes += bytes.len() as u64;
                    last.traces += traces;
                }
            })?;
        } else {
            let read =
                |source| Error::Io { doing: "reading the study", source, path: self.path.clone() };
            let file = File::open(&self.path).map_err(read)?;
            let scanned = scan_file(&file, &self.path, &finders).map_err(read);
            // Closed now it would give up the locks of this program on the study.
            self.opened.push(file);
            found.push(scanned?);
        }
        // Whether the index knows a word it can say itself: it writes words in parts.
        let mut known = 0;
        let mut asked =
            self.connection.prepare("SELECT count(*) FROM words WHERE words MATCH ?1")?;
        for word in &needles.words {
            let quoted = format!("\"{}\"", word.replace('"', ""));
            known += asked.query_row([quoted], |row| row.get::<_, i64>(0))?.unsigned_abs() as usize;
        }
        let name = "index of words".to_owned();
        found.push(Scanned { name, bytes: 0, traces: known });
        drop(asked);
        for (_, path) in companions(&self.path) {
            // The index of the log holds numbers of pages and the locks of all who have it open.
            let index = path == super::open::sibling(&self.path, "-shm");
            if !index && let Ok(file) = File::open(&path) {
                found.extend(scan_file(&file, &path, &finders).ok());
            }
        }
        Ok(found)
    }
}

impl Store {
    /// Looks through every page of a locked study. Nothing where memory does not hold the file; its
    /// tables are read all the same.
    fn scan_pages(&mut self, finders: &[Finder<'_>]) -> Option<Scanned> {
        let pages = self.connection.serialize("main").ok()?;
        let traces = finders.iter().map(|finder| finder.find_iter(&pages).count()).sum();
        Some(Scanned { name: PAGES.to_owned(), bytes: pages.len() as u64, traces })
    }
}

fn scan_file(mut file: &File, path: &Path, finders: &[Finder<'_>]) -> std::io::Result<Scanned> {
    const CHUNK: usize = 1 << 20;
    let overlap = finders.iter().map(|finder| finder.needle().len()).max().unwrap_or(1) - 1;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut scanned = Scanned { name, bytes: 0, traces: 0 };
    let mut buffer: Vec<u8> = Vec::with_capacity(CHUNK + overlap);
    loop {
        let kept = buffer.len().min(overlap);
        buffer.drain(..buffer.len() - kept);
        let read = (&mut file).take(CHUNK as u64).read_to_end(&mut buffer)?;
        if read == 0 {
            return Ok(scanned);
        }
        scanned.bytes += read as u64;
        for finder in finders {
            // What lies wholly in the part that was seen before was counted before.
            let seen = kept.saturating_sub(finder.needle().len() - 1);
            let fresh = buffer.get(seen..).unwrap_or_default();
            scanned.traces += finder.find_iter(fresh).count();
        }
    }
}

/// Shows every text and every blob of a database, table by table. `inner`: also the inner tables of the
/// index of words; without them its content is what the texts hold.
fn each_value(
    connection: &Connection,
    inner: bool,
    show: &mut dyn FnMut(&str, &[u8]),
) -> Result<(), Error> {
    let mut statement = connection.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'
         UNION ALL SELECT 'sqlite_schema'",
    )?;
    let tables = statement.query_map([], |row| row.get::<_, String>(0))?;
    for table in tables.collect::<Result<Vec<_>, _>>()? {
        if !inner && matches!(table.as_str(), "words_data" | "words_idx" | "words_docsize") {
            continue;
        }
        let mut rows = connection.prepare(&format!("SELECT * FROM \"{table}\""))?;
        let columns = rows.column_count();
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            for column in 0..columns {
                if let ValueRef::Text(bytes) | ValueRef::Blob(bytes) = row.get_ref(column)? {
                    show(&table, bytes);
                }
            }
        }
    }
    Ok(())
}
