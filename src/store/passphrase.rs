//! A passphrase that is wiped from memory when it is dropped, and never printed.
//!
//! Keyboards and systems write an accented letter as one character or as two, and nobody sees which. A
//! new file is locked with composed letters (Unicode NFC). One that is there may be locked with others:
//! a passphrase knows the ways in which it can be written, and tries them.

use super::Error;
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use rusqlite::{Connection, ErrorCode};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use zeroize::Zeroizing;

/// What editors put in front of a text to say how it is written. Nobody can type it.
const MARK: char = '\u{feff}';

/// Nothing was locked or opened yet.
const NONE: usize = usize::MAX;

/// What locks a study.
pub struct Passphrase {
    /// The ways to write it, each of them once: as it was given, composed, decomposed. Never empty.
    forms: Vec<Zeroizing<String>>,
    /// Which of them the last file was locked or opened with.
    fits: AtomicUsize,
}

impl Passphrase {
    /// `None` for an empty text: that is no passphrase. A byte-order mark in front is no part of it.
    pub fn new(text: impl Into<String>) -> Option<Self> {
        let text = Zeroizing::new(text.into());
        let bare = text.strip_prefix(MARK).unwrap_or(text.as_str());
        if bare.is_empty() {
            return None;
        }
        let mut forms = vec![Zeroizing::new(bare.to_owned())];
        if !bare.is_ascii() {
            for form in [composed(bare), decomposed(bare)] {
                if forms.iter().all(|known| known.as_str() != form.as_str()) {
                    forms.push(form);
                }
            }
        }
        if bare.len() < text.len() {
            // The mark was part of it once: what was locked then opens with nothing else.
            forms.push(text.clone());
        }
        Some(Self { forms, fits: AtomicUsize::new(NONE) })
    }

    /// Written in this way and in no other, as every passphrase was once.
    #[cfg(all(test, feature = "encryption"))]
    pub(super) fn exactly(text: &str) -> Self {
        let forms = vec![Zeroizing::new(text.to_owned())];
        Self { forms, fits: AtomicUsize::new(NONE) }
    }

    /// As it is in the file that was locked or opened with it last; before that, as it will be in a new
    /// one.
    pub(super) fn reveal(&self) -> &str {
        let last = self.forms.get(self.fits.load(Ordering::Relaxed));
        last.or_else(|| self.forms.get(self.composed())).map_or("", |form| form.as_str())
    }

    /// Opens a file with `open` and gives the key. For a new file that is the composed way. For one that
    /// is there nothing is read where there is one way alone: whether it fits shows with the first page
    /// that is read. Else the first page tells which way fits; it is remembered, because each try takes
    /// a quarter of a second.
    ///
    /// # Errors
    /// Those of `open`, and [`Error::Io`] for a passphrase that is not taken at all. A wrong one is no
    /// error yet.
    pub(super) fn unlock(
        &self,
        new: bool,
        open: impl Fn() -> Result<Connection, Error>,
    ) -> Result<Connection, Error> {
        let ways = if new { vec![self.composed()] } else { self.in_order() };
        let several = ways.len() > 1;
        let mut wrong = None;
        for way in ways {
            let connection = self.give(open()?, way)?;
            if !several || !is_wrong(&connection) {
                self.fits.store(way, Ordering::Relaxed);
                return Ok(connection);
            }
            wrong = Some(connection);
        }
        // What is read next says the same once more.
        wrong.map_or_else(open, Ok)
    }

    /// The way in which a new file is locked.
    fn composed(&self) -> usize {
        let nfc = ComposingNormalizerBorrowed::new_nfc();
        self.forms.iter().position(|form| nfc.is_normalized(form)).unwrap_or_default()
    }

    /// All ways, the one that was right last time first.
    fn in_order(&self) -> Vec<usize> {
        let last = self.fits.load(Ordering::Relaxed);
        let mut ways: Vec<usize> = (0..self.forms.len()).collect();
        ways.sort_by_key(|way| *way != last);
        ways
    }

    fn give(&self, connection: Connection, way: usize) -> Result<Connection, Error> {
        let Some(form) = self.forms.get(way) else { return Ok(connection) };
        // SQLCipher tells of every wrong passphrase on standard error; the error says it once.
        connection.pragma_update(None, "cipher_log_level", "NONE")?;
        // An error of this statement repeats its beginning, and with that of the passphrase: only that
        // there was one is told.
        if connection.execute_batch(&key_statement(form)).is_err() {
            let why = "the passphrase was not taken; it may hold a character that cannot be typed";
            return Err(Error::Io {
                doing: "unlocking the file",
                source: std::io::Error::other(why),
                path: connection.path().map(PathBuf::from).unwrap_or_default(),
            });
        }
        Ok(connection)
    }
}

impl Clone for Passphrase {
    fn clone(&self) -> Self {
        let fits = AtomicUsize::new(self.fits.load(Ordering::Relaxed));
        Self { forms: self.forms.clone(), fits }
    }
}

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passphrase(…)")
    }
}

/// The statement that gives the key to a connection; wiped like the passphrase itself.
fn key_statement(text: &str) -> Zeroizing<String> {
    const BEFORE: &str = "PRAGMA key = '";
    // Room for every letter doubled: growing would leave copies behind.
    let mut sql = Zeroizing::new(String::with_capacity(BEFORE.len() + 2 * text.len() + 1));
    sql.push_str(BEFORE);
    for letter in text.chars() {
        sql.push(letter);
        if letter == '\'' {
            sql.push(letter);
        }
    }
    sql.push('\'');
    sql
}

/// True when the key that was given does not open the file.
fn is_wrong(connection: &Connection) -> bool {
    let read = connection.pragma_query_value(None, "application_id", |row| row.get::<_, i64>(0));
    read.is_err_and(|error| error.sqlite_error_code() == Some(ErrorCode::NotADatabase))
}

fn composed(text: &str) -> Zeroizing<String> {
    let mut form = room_for(text);
    // Writing into a text does not fail.
    ComposingNormalizerBorrowed::new_nfc().normalize_to(text, &mut *form).ok();
    form
}

fn decomposed(text: &str) -> Zeroizing<String> {
    let mut form = room_for(text);
    DecomposingNormalizerBorrowed::new_nfd().normalize_to(text, &mut *form).ok();
    form
}

/// No text grows to more than three times its length by either: growing would leave copies behind.
fn room_for(text: &str) -> Zeroizing<String> {
    Zeroizing::new(String::with_capacity(3 * text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passphrase_ends_no_statement() {
        let check = |text: &str, expected: &str| {
            let passphrase = Passphrase::new(text).unwrap();
            assert_eq!(*key_statement(passphrase.reveal()), expected);
            assert_eq!(format!("{passphrase:?}"), "Passphrase(…)");
        };
        check("two herons", "PRAGMA key = 'two herons'");
        check("it's; DROP", "PRAGMA key = 'it''s; DROP'");
        check("\"x'", "PRAGMA key = '\"x'''");
        assert!(Passphrase::new("").is_none());
    }

    #[test]
    fn it_knows_the_ways_in_which_it_can_be_written() {
        let check = |text: &str, ways: &[&str], new: &str| {
            let passphrase = Passphrase::new(text).unwrap();
            let known: Vec<&str> = passphrase.forms.iter().map(|form| form.as_str()).collect();
            assert_eq!(known, ways, "{text:?}");
            assert_eq!(passphrase.reveal(), new, "{text:?}");
            assert_eq!(passphrase.clone().reveal(), new, "{text:?}");
        };
        check("two herons", &["two herons"], "two herons");
        check("stra\u{df}e", &["stra\u{df}e"], "stra\u{df}e");
        check("\u{e9}t\u{e9}", &["\u{e9}t\u{e9}", "e\u{301}te\u{301}"], "\u{e9}t\u{e9}");
        check("e\u{301}t", &["e\u{301}t", "\u{e9}t"], "\u{e9}t");
        let mixed = "\u{e9}te\u{301}";
        check(mixed, &[mixed, "\u{e9}t\u{e9}", "e\u{301}te\u{301}"], "\u{e9}t\u{e9}");
        check("\u{ac01}", &["\u{ac01}", "\u{1100}\u{1161}\u{11a8}"], "\u{ac01}");
        check("\u{feff}two herons", &["two herons", "\u{feff}two herons"], "two herons");
        assert!(Passphrase::new("\u{feff}").is_none());
    }

    #[cfg(feature = "encryption")]
    mod files {
        use super::super::*;
        use crate::store::{Founding, Store, look_into, salvage};

        const COMPOSED: &str = "caf\u{e9} cr\u{e8}me";
        const DECOMPOSED: &str = "cafe\u{301} cre\u{300}me";
        const GUID: &str = "018f0000-0000-7000-8000-000000000001";
        const AT: &str = "2026-01-01T00:00:00.000Z";

        fn founding() -> Founding<'static> {
            Founding { guid: GUID, name: "n", at: AT, coder_guid: GUID, coder: "ana" }
        }

        fn phrase(text: &str) -> Passphrase {
            Passphrase::new(text).unwrap()
        }

        #[test]
        fn accents_open_a_study_and_its_backups_however_they_are_written() {
            for (made, in_file) in [
                // As studies were made once.
                (Passphrase::exactly(DECOMPOSED), DECOMPOSED),
                (Passphrase::exactly(COMPOSED), COMPOSED),
                (phrase(DECOMPOSED), COMPOSED),
            ] {
                let folder = tempfile::tempdir().unwrap();
                let path = folder.path().join("s.postil");
                drop(Store::create(&path, Some(&made), &founding()).unwrap());
                for text in [COMPOSED, DECOMPOSED] {
                    let store = Store::open(&path, Some(&phrase(text))).unwrap();
                    // What it remembers is what opened it.
                    assert_eq!(store.passphrase().unwrap().reveal(), in_file);
                    let backup = store.backup_anyway("by hand", 5).unwrap();
                    assert!(look_into(&backup.path, Some(&phrase(text))).is_ok());
                }
                let opened = Store::open(&path, Some(&phrase("caf\u{e8} cr\u{e9}me")));
                assert!(matches!(opened, Err(Error::WrongPassphrase(_))));
            }
        }

        #[test]
        fn another_passphrase_and_what_is_salvaged_have_composed_letters() {
            let folder = tempfile::tempdir().unwrap();
            let only = |path: &std::path::Path, right: &str, wrong: &str| {
                assert!(Store::open(path, Some(&Passphrase::exactly(right))).is_ok());
                let opened = Store::open(path, Some(&Passphrase::exactly(wrong)));
                assert!(matches!(opened, Err(Error::WrongPassphrase(_))));
            };
            let path = folder.path().join("s.postil");
            let store = Store::create(&path, None, &founding()).unwrap();
            let (store, done) = store.relock(Some(&phrase(DECOMPOSED)), "ana", AT);
            done.unwrap();
            let store = store.unwrap();
            assert!(store.opens_with(&phrase(DECOMPOSED)).unwrap());
            assert!(!store.opens_with(&phrase("caf\u{e8} cr\u{e9}me")).unwrap());
            drop(store);
            only(&path, COMPOSED, DECOMPOSED);

            let (old, new) = (folder.path().join("old.postil"), folder.path().join("new.postil"));
            drop(Store::create(&old, Some(&Passphrase::exactly(DECOMPOSED)), &founding()).unwrap());
            salvage(&old, &new, Some(&phrase(COMPOSED)), &founding()).unwrap();
            only(&new, COMPOSED, DECOMPOSED);
        }

        #[test]
        fn a_mark_in_front_is_no_part_of_it_but_where_it_was_once() {
            let folder = tempfile::tempdir().unwrap();
            let marked = "\u{feff}two herons";
            let path = folder.path().join("s.postil");
            drop(Store::create(&path, Some(&phrase(marked)), &founding()).unwrap());
            assert!(Store::open(&path, Some(&Passphrase::exactly("two herons"))).is_ok());
            let old = folder.path().join("old.postil");
            drop(Store::create(&old, Some(&Passphrase::exactly(marked)), &founding()).unwrap());
            assert!(Store::open(&old, Some(&phrase(marked))).is_ok());
        }

        #[test]
        fn an_error_of_the_statement_says_nothing_of_the_passphrase() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("s.postil");
            drop(Store::create(&path, Some(&phrase("tulip")), &founding()).unwrap());
            let secret = phrase("tulip\0bulb");
            for done in [
                Store::open(&path, Some(&secret)),
                Store::create(&folder.path().join("new.postil"), Some(&secret), &founding()),
            ] {
                let Err(error) = done else { panic!("a passphrase with NUL was taken") };
                let told = error.to_string();
                assert!(told.contains("the passphrase was not taken"), "{told}");
                assert!(!told.contains("tulip") && !told.contains("PRAGMA"), "{told}");
            }
        }
    }
}
