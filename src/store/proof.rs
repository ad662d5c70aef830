//! The proof of a withdrawal: are any of the words still in a file?
//!
//! What is looked for is never stored. A plain file is read byte by byte, with its log and its copies. Of
//! a locked file every page is read as it is unlocked, those too that nothing uses any more; and every
//! table, with the inner tables of the index of words, because a word may reach over the end of a page.
//!
//! What the withdrawal forgot would stand in a table. So all that was removed is looked for in the tables
//! first: a stretch of it that is left there, and that nobody else says, is what the files are searched
//! for. Backups of a study that was renamed since lie in a folder that is named after the old name; they
//! are found by what they hold.

use super::companions::{companions, files_in, other_backup_folders};
use super::restore::open_to_read;
use super::withdrawal::removed;
use super::{Error, Removed, Store, Tx};
use crate::model::Guid;
use crate::text::fold::fold;
use memchr::memmem::Finder;
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use serde_json::Value;
use std::collections::HashSet;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// What the pages of a locked study are called in a report.
const PAGES: &str = "pages, unlocked";

/// So many words are looked at closely.
const ENOUGH: usize = 40;

/// Characters of a fragment, and so many bytes at least.
const FRAGMENT: usize = 12;

/// Fewer characters than these that a longer text of the researcher's shares with what was said are how
/// people put things: in the sample study one fragment in two hundred stands so in the codebook, and the
/// longest such stretch (“the statutory defence, ”) has 24.
const NO_CHANCE: usize = 30;

/// A text of fewer words that is wholly the same as something said may be so by chance.
const FEW: usize = 3;

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
    /// Keeps of the needles those that can prove anything. Of words: those that stand in no text that is
    /// in the study now, for everybody uses words. Of fragments: those that nobody else says, in no
    /// transcript and no label; where more of `said`, which is all that was removed, is left in any other
    /// text than people share by chance, that comes first.
    pub fn only_in_removed(&self, needles: &mut Needles, said: &[String]) -> Result<(), Error> {
        self.words_of_nobody(&mut needles.words)?;
        let all: HashSet<&[u8]> =
            said.iter().flat_map(|said| said.as_bytes().windows(FRAGMENT)).collect();
        let mut only = all.clone();
        self.each_spoken(&mut |bytes| {
            for window in bytes.windows(FRAGMENT) {
                only.remove(window);
            }
        })?;
        let names = self.names_of_codes()?;
        let mut rest = Rest { all: &all, only: &only, left: Vec::new(), chance: HashSet::new() };
        each_value(self.connection(), false, &mut |table, column, bytes| {
            let spoken = matches!((table, column), ("documents", "text") | ("speakers", "label"));
            // What codes are called stays, and was told before.
            let named = matches!((table, column), ("codes", "name") | ("themes", "statement"));
            if spoken || table == "sqlite_schema" {
                return;
            }
            let least = match table {
                "orphans" | "revisions" | "kept_findings" => Some(1),
                "codes" | "codebook_versions" | "memos" | "codings" | "framework_cells" => {
                    Some(FEW)
                }
                _ => None,
            };
            each_text(&String::from_utf8_lossy(bytes), &mut |text| {
                rest.look(text, least.filter(|_| !named && !names.contains(text)));
            });
        })?;
        let Rest { mut left, chance, .. } = rest;
        needles.fragments.retain(|fragment| {
            let mut windows = fragment.as_bytes().windows(FRAGMENT);
            let own = windows.clone().any(|window| only.contains(window));
            own && !windows.any(|window| chance.contains(window)) && !left.contains(fragment)
        });
        left.append(&mut needles.fragments);
        needles.fragments = left;
        Ok(())
    }

    fn words_of_nobody(&self, words: &mut Vec<String>) -> Result<(), Error> {
        // Most words stand elsewhere as they are; a few are looked for inside others, too.
        let mut said: HashSet<String> = words.iter().cloned().collect();
        each_value(self.connection(), false, &mut |_, _, bytes| {
            let text = fold(&String::from_utf8_lossy(bytes));
            for word in text.split(|c: char| !c.is_alphanumeric()) {
                said.remove(word);
            }
        })?;
        words.retain(|word| said.contains(word));
        words.truncate(ENOUGH);
        let finders = words.iter().map(|word| Some(Finder::new(word.as_str()).into_owned()));
        let mut finders: Vec<Option<Finder<'static>>> = finders.collect();
        each_value(self.connection(), false, &mut |_, _, bytes| {
            // As the index of words has them: without case, without accents.
            let text = fold(&String::from_utf8_lossy(bytes));
            for slot in &mut finders {
                if slot.as_ref().is_some_and(|finder| finder.find(text.as_bytes()).is_some()) {
                    *slot = None;
                }
            }
        })?;
        let mut left = finders.iter();
        words.retain(|_| left.next().is_some_and(Option::is_some));
        Ok(())
    }

    /// Shows everything that is said in transcripts now, with their labels, and what every study holds.
    fn each_spoken(&self, show: &mut dyn FnMut(&[u8])) -> Result<(), Error> {
        let mut statement = self.connection().prepare(
            "SELECT text FROM documents UNION ALL SELECT label FROM speakers
             UNION ALL SELECT sql FROM sqlite_schema",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if let ValueRef::Text(bytes) = row.get_ref(0)? {
                show(bytes);
            }
        }
        Ok(())
    }

    fn names_of_codes(&self) -> Result<HashSet<String>, Error> {
        let mut statement = self.connection().prepare("SELECT name FROM codes")?;
        let names = statement.query_map([], |row| row.get::<_, String>(0))?;
        Ok(names.collect::<Result<_, _>>()?)
    }
}

/// What is left of removed words in texts that stay.
struct Rest<'s> {
    /// All stretches of [`FRAGMENT`] bytes of what was removed.
    all: &'s HashSet<&'s [u8]>,
    /// Those that nobody else says.
    only: &'s HashSet<&'s [u8]>,
    /// Fragments that are left.
    left: Vec<String>,
    /// Stretches that a text shares with them by chance.
    chance: HashSet<&'s [u8]>,
}

impl Rest<'_> {
    /// Looks through a text. A stretch counts that is long, or that is all of a text of at least `least`
    /// words; `None`: only long ones.
    fn look(&mut self, text: &str, least: Option<usize>) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at + FRAGMENT <= bytes.len() {
            let here = || bytes.windows(FRAGMENT).skip(at);
            let run = here().take_while(|window| self.all.contains(*window)).count();
            if here().take(run).any(|window| self.only.contains(window)) {
                let start = (at..=bytes.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(at);
                let end = at + run + FRAGMENT - 1;
                let end =
                    (start..=end).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(start);
                let stretch = text.get(start..end).unwrap_or_default();
                let around = [text.get(..start), text.get(end..)].into_iter().flatten();
                let mut around = around.filter(|rest| rest.contains(char::is_alphanumeric));
                let whole = around.next().is_none()
                    && least.is_some_and(|least| stretch.split_whitespace().count() >= least);
                if whole || stretch.chars().count() >= NO_CHANCE {
                    let left = self.fragment(stretch).filter(|one| !self.left.contains(one));
                    self.left.extend(left);
                } else {
                    let own = here().take(run).filter_map(|window| self.only.get(window));
                    self.chance.extend(own.copied());
                }
            }
            at += run.max(1);
        }
    }

    /// The first fragment of a stretch that nobody else says.
    fn fragment(&self, stretch: &str) -> Option<String> {
        let mut fragments = stretch.char_indices().filter_map(|(at, _)| {
            let fragment: String = stretch.get(at..)?.chars().take(FRAGMENT).collect();
            (fragment.chars().count() == FRAGMENT).then_some(fragment)
        });
        fragments.find(|fragment| {
            fragment.as_bytes().windows(FRAGMENT).any(|window| self.only.contains(window))
        })
    }
}

/// Shows a text, or every text in JSON.
fn each_text(text: &str, show: &mut dyn FnMut(&str)) {
    let json = text.starts_with(['{', '[']).then(|| serde_json::from_str::<Value>(text).ok());
    match json.flatten() {
        Some(value) => each_string(&value, show),
        None => show(text),
    }
}

fn each_string(value: &Value, show: &mut dyn FnMut(&str)) {
    match value {
        Value::String(text) => show(text),
        Value::Array(list) => list.iter().for_each(|value| each_string(value, show)),
        Value::Object(map) => map.values().for_each(|value| each_string(value, show)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Backups of a study that was called otherwise once.
impl Store {
    /// Backups of this study in folders beside it that are named after another file which is not there any
    /// more; and such folders in which something cannot be looked into, or that hold backups of this study
    /// and are named after a file that is there: whose they are nothing says.
    pub fn stray_backups(&self) -> (Vec<PathBuf>, Vec<PathBuf>) {
        let (mut ours, mut unread) = (Vec::new(), Vec::new());
        let Ok(own) = guid_of(&self.connection) else { return (ours, unread) };
        let looked = |path: &Path| {
            let connection = open_to_read(path, self.passphrase())?;
            Ok::<bool, Error>(guid_of(&connection)? == own)
        };
        for (folder, file) in other_backup_folders(&self.path) {
            let mut found = files_in(&folder);
            found.retain(|path| path.extension().is_some_and(|ending| ending == "postil"));
            found.sort();
            // Another file that is there keeps its backups, also where it is a copy of this one.
            let kept = file.symlink_metadata().is_ok();
            let mut doubtful = false;
            for path in found {
                match looked(&path) {
                    // One is enough to know that: each that is locked takes a quarter of a second.
                    Ok(true) if kept => {
                        doubtful = true;
                        break;
                    }
                    Ok(true) => ours.push(path),
                    Ok(false) => {}
                    Err(_) => doubtful |= !kept,
                }
            }
            unread.extend(doubtful.then_some(folder));
        }
        (ours, unread)
    }

    /// Those of them from before any of these withdrawals: a backup that was made afterwards holds what is
    /// kept of each.
    pub fn strays_before(&self, withdrawals: &[Guid]) -> Vec<PathBuf> {
        let (mut ours, _) = self.stray_backups();
        ours.retain(|path| !self.is_after(path, withdrawals));
        ours
    }

    /// Overwrites and removes them.
    pub fn remove_strays(&self, strays: &[PathBuf]) -> Removed {
        removed(strays.iter().cloned())
    }
}

fn guid_of(connection: &Connection) -> Result<String, Error> {
    Ok(connection.query_row("SELECT guid FROM study", [], |row| row.get(0))?)
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
            found.extend(scan_tables(&self.connection, true, &finders)?);
        } else {
            let read =
                |source| Error::Io { doing: "reading the study", source, path: self.path.clone() };
            let file = File::open(&self.path).map_err(read)?;
            let scanned = scan_file(&file, &self.path, &finders).map_err(read);
            // Closed now it would give up the locks of this program on the study.
            self.opened.push(file);
            found.push(scanned?);
            // Where something is left, the table says more than the file.
            let tables = scan_tables(&self.connection, false, &finders)?;
            found.extend(tables.into_iter().filter(|table| table.traces > 0));
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
        let beside = companions(&self.path).into_iter().map(|(_, path)| path);
        for path in beside.chain(self.stray_backups().0) {
            // The index of the log holds numbers of pages and the locks of all who have it open; the note of
            // that names a coder and a computer, between words that somebody may have said: "window".
            let of_ours = ["-shm", ".lock"].map(|suffix| super::open::sibling(&self.path, suffix));
            if !of_ours.contains(&path)
                && let Ok(file) = File::open(&path)
            {
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

/// Looks through every value, table by table.
fn scan_tables(
    connection: &Connection,
    inner: bool,
    finders: &[Finder<'_>],
) -> Result<Vec<Scanned>, Error> {
    let mut found: Vec<Scanned> = Vec::new();
    each_value(connection, inner, &mut |table, _, bytes| {
        let traces = finders.iter().filter(|finder| finder.find(bytes).is_some()).count();
        if found.last().is_none_or(|last| last.name != table) {
            found.push(Scanned { name: table.to_owned(), bytes: 0, traces: 0 });
        }
        if let Some(last) = found.last_mut() {
            last.bytes += bytes.len() as u64;
            last.traces += traces;
        }
    })?;
    Ok(found)
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

/// Shows every text and every blob of a database, table by table, with its column. `inner`: also the inner
/// tables of the index of words; without them its content is what the texts hold.
fn each_value(
    connection: &Connection,
    inner: bool,
    show: &mut dyn FnMut(&str, &str, &[u8]),
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
        let columns: Vec<String> = rows.column_names().map(str::to_owned).collect();
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            for (at, column) in columns.iter().enumerate() {
                if let ValueRef::Text(bytes) | ValueRef::Blob(bytes) = row.get_ref(at)? {
                    show(&table, column, bytes);
                }
            }
        }
    }
    Ok(())
}
