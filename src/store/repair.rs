//! What [`Store::check`] finds, put right where nothing is lost by it: the index of words and those of
//! the tables made anew, values that no table takes, rows that point nowhere, turns that do not fit,
//! codings on words that are not there.

use super::{Backup, Error, KEEP, Passphrase, Store, Trouble, Tx, head, history, mend};
use rusqlite::TransactionBehavior;
use std::path::Path;

impl Trouble {
    /// Repairs a study file that does not open because its rows do not fit together, after a backup of it.
    /// Says each thing that was done.
    ///
    /// # Errors
    /// As [`Store::open`] and [`Store::repair`].
    pub fn repaired_in(
        path: &Path,
        key: Option<&Passphrase>,
        coder: Option<&str>,
    ) -> Result<(Backup, Vec<String>), Error> {
        let mut store = Store::open(path, key)?;
        let first = "SELECT name FROM coders ORDER BY id LIMIT 1";
        let first = || store.connection.query_row(first, [], |row| row.get::<_, String>(0)).ok();
        let coder = coder.map(str::to_owned).or_else(first);
        let coder = coder.unwrap_or_else(|| "researcher".to_owned());
        let found = store.look()?;
        store.can_be_repaired(&found)?;
        let backup = store.backup_anyway("before repair", KEEP)?;
        let told = store.repair(&coder, &format!("{:.3}", jiff::Timestamp::now()))?;
        Ok((backup, told))
    }
}

impl Store {
    /// # Errors
    /// [`Error::Damaged`] when rows are missing: what is done to the file then destroys what shows that.
    fn can_be_repaired(&self, found: &[Trouble]) -> Result<(), Error> {
        let lost = found.iter().filter(|trouble| trouble.is_loss());
        let lost: Vec<&str> = lost.map(|loss| loss.detail.as_str()).collect();
        if lost.is_empty() {
            return Ok(());
        }
        Err(Error::Damaged { what: lost.join("; "), path: self.path.clone() })
    }

    /// Repairs what can be repaired without loss, and says each thing it did. Damage to the file itself
    /// stays: [`super::salvage()`] is for that.
    ///
    /// # Errors
    /// [`Error::Damaged`] when rows are missing; nothing is changed then.
    pub fn repair(&mut self, coder: &str, at: &str) -> Result<Vec<String>, Error> {
        let found = self.look()?;
        let is = |what: &str| found.iter().any(|trouble| trouble.what == what);
        let mut told = Vec::new();
        if found.is_empty() {
            return Ok(told);
        }
        // An index that names more rows than there are is all that is left of them.
        self.can_be_repaired(&found)?;
        self.may_write(coder)?;
        let anew = "INSERT INTO words (words) VALUES ('rebuild')";
        if is("index") {
            self.connection.execute(anew, [])?;
            told.push("the index of words was made anew from the texts".to_owned());
        }
        let of_index =
            |trouble: &Trouble| trouble.what == "database" && trouble.detail.contains("index");
        if found.iter().any(of_index) {
            // An index that disagrees with its table is made anew; a broken page stays broken.
            let done = match self.connection.execute_batch("REINDEX") {
                Ok(()) => "the indexes of the tables were made anew",
                Err(_) => {
                    "the file itself is damaged and cannot be repaired in place; postil salvage gets \
                     out what can be read"
                }
            };
            told.push(done.to_owned());
        }
        // Substitutes are made in between: keys are looked at when all is done.
        self.connection.pragma_update(None, "foreign_keys", "off")?;
        let mended = self.put_right(coder, at);
        self.connection.pragma_update(None, "foreign_keys", "on")?;
        told.extend(mended?);
        // What was mended may have been a text.
        if self.index_fault()?.is_some() {
            self.connection.execute(anew, [])?;
        }
        Ok(told)
    }

    /// Mends the tables in one transaction. Undoing it, or a step before it, would bring back what did
    /// not fit: where anything was mended the steps are forgotten, as with an upgrade.
    fn put_right(&mut self, coder: &str, at: &str) -> Result<Vec<String>, Error> {
        let identity = self.identity.clone();
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // This is no step, and a value that cannot be cannot be written into the history of one.
        history::uninstall(&transaction)?;
        let mut told = Vec::new();
        mend::usual::rows(&transaction, &mut told)?;
        told.extend(mend::mend(&Tx::new(&transaction), at)?);
        if told.is_empty() {
            transaction.rollback()?;
            return Ok(told);
        }
        transaction.execute_batch("DELETE FROM history; DELETE FROM steps;")?;
        let label = format!("Put right: {}", told.len());
        transaction.execute(
            "INSERT INTO audit (at, coder, verb, label) VALUES (?1, ?2, 'repaired', ?3)",
            [at, coder, &label],
        )?;
        told.push("the steps before cannot be undone any more".to_owned());
        history::install(&transaction)?;
        identity.check()?;
        head::stamp(&transaction)?;
        transaction.commit()?;
        self.is_acknowledged()?;
        Ok(told)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Store;

    #[test]
    fn what_points_nowhere_is_put_right() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.postil");
        let fixture = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/fixtures/schema_v2.postil");
        std::fs::copy(fixture, &path).unwrap();
        let mut store = Store::open(&path, None).unwrap();
        assert_eq!(store.repair("ana", "t").unwrap(), Vec::<String>::new());
        let text: String =
            store.connection.query_row("SELECT text FROM documents", [], |r| r.get(0)).unwrap();
        drop(store);
        // By hand, as no command would do it.
        let raw = rusqlite::Connection::open(&path).unwrap();
        raw.execute_batch(&format!(
            "PRAGMA foreign_keys = off;
             UPDATE codings SET start = {0}, \"end\" = {0} + 5 WHERE id = (SELECT min(id) FROM codings);
             UPDATE codings SET code_id = 999 WHERE id = (SELECT max(id) FROM codings);
             DELETE FROM turns WHERE number = 2;
             INSERT INTO words (words) VALUES ('delete-all');",
            text.len() + 7
        ))
        .unwrap();
        drop(raw);
        let mut store = Store::open(&path, None).unwrap();
        let before = store.check().unwrap();
        let kinds: Vec<&str> = before.iter().map(|trouble| &*trouble.what).collect();
        for kind in ["keys", "index", "turns", "codings"] {
            assert!(kinds.contains(&kind), "{kind}: {before:?}");
        }
        let told = store.repair("ana", "t").unwrap();
        assert!(told.len() >= 4, "{told:?}");
        assert_eq!(store.check().unwrap(), []);
        let corpus = store.load().unwrap();
        assert_eq!((corpus.coding_count(), corpus.orphans.len()), (2, 1));
        assert!(corpus.codes.codes().iter().any(|code| code.fields.name == "lost code 999"));
        assert_eq!(&*corpus.documents[0].text, &*text, "no text is touched");
        assert_eq!(store.repair("ana", "t").unwrap(), Vec::<String>::new());
        assert!(store.undo("ana", "t").unwrap().is_none());
    }
}
