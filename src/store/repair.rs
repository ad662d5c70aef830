//! What [`Store::check`] finds, put right where nothing is lost by it: the index of words and those of
//! the tables made anew, rows that point nowhere, turns with gaps, codings on words that are not there.

use super::history::record;
use super::{Error, Store, Tx, head, mend};
use rusqlite::TransactionBehavior;

impl Store {
    /// Repairs what can be repaired without loss, and says each thing it did. Damage to the file itself stays: [`super::salvage()`] is for that.
    pub fn repair(&mut self, coder: &str, at: &str) -> Result<Vec<String>, Error> {
        let found = self.check()?;
        let is = |what: &str| found.iter().any(|trouble| trouble.what == what);
        let mut told = Vec::new();
        if found.is_empty() {
            return Ok(told);
        }
        self.may_write(coder)?;
        if is("index") {
            self.connection.execute("INSERT INTO words (words) VALUES ('rebuild')", [])?;
            told.push("the index of words was made anew from the texts".to_owned());
        }
        if is("database") {
            // An index that disagrees with its table is made anew; a broken page stays broken.
            match self.connection.execute_batch("REINDEX") {
                Ok(()) => told.push("the indexes of the tables were made anew".to_owned()),
                Err(error) => told.push(format!(
                    "the file itself is damaged and cannot be repaired in place ({error}); postil \
                     salvage gets out what can be read"
                )),
            }
        }
        // Substitutes are made in between: keys are looked at when all is done.
        self.connection.pragma_update(None, "foreign_keys", "off")?;
        let mended = self.put_right(coder, at);
        self.connection.pragma_update(None, "foreign_keys", "on")?;
        told.extend(mended?);
        Ok(told)
    }

    /// Mends the tables in one transaction. Undoing it, or a step before it, would bring back what did
    /// not fit: where anything was mended the steps are forgotten, as with an upgrade.
    fn put_right(&mut self, coder: &str, at: &str) -> Result<Vec<String>, Error> {
        let identity = self.identity.clone();
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute(
            "INSERT INTO steps (at, coder, label) VALUES (?1, ?2, 'Repair')",
            [at, coder],
        )?;
        record(&transaction, Some(transaction.last_insert_rowid()))?;
        let mut told = mend::mend(&Tx::new(&transaction), at)?;
        record(&transaction, None)?;
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
