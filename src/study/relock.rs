//! The passphrase of a study: set, changed, removed. No step: it cannot be undone, and the steps before
//! it stay.

use super::{Error, Study, now};
use crate::store::{Passphrase, Relocked};

impl Study {
    /// Gives the study another passphrase, its first one, or none. Gives back the study as it is then;
    /// nothing only where the new file did not open again.
    ///
    /// # Errors
    /// Another program has it open, it is not whole, there is no room: the file is then as it was.
    pub fn relock(
        mut self,
        passphrase: Option<&Passphrase>,
    ) -> (Option<Self>, Result<Relocked, Error>) {
        if let Err(error) = self.refresh() {
            return (Some(self), Err(error));
        }
        let Self { store, corpus, coder, pace, by_itself } = self;
        let (store, done) = store.relock(passphrase, &coder, &now());
        let study = store.map(|store| Self { store, corpus, coder, pace, by_itself });
        (study, done.map_err(Error::from))
    }

    /// True when this passphrase opens the study's file.
    pub fn opens_with(&self, passphrase: &Passphrase) -> Result<bool, Error> {
        Ok(self.store.opens_with(passphrase)?)
    }
}

#[cfg(test)]
#[cfg(feature = "encryption")]
mod tests {
    use super::*;
    use crate::study::Command;

    /// What there is to be told of a study, in an order that does not change.
    fn told(study: &Study) -> String {
        let corpus = study.corpus();
        let codes = corpus.codes.codes();
        format!("{:?}", (&corpus.documents, codes, &corpus.memos, &corpus.themes, &corpus.study))
    }

    #[test]
    fn steps_can_be_undone_across_a_passphrase() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sample.postil");
        let mut study = crate::study::sample::create(&path, None).unwrap();
        study.run(Command::RenameStudy { name: "Another".to_owned() }).unwrap();
        drop(study);
        let study = Study::open(&path, None).unwrap();
        let (before, steps) = (told(&study), study.history().unwrap());
        let key = Passphrase::new("lamp orbit velvet cabbage").unwrap();
        let (study, done) = study.relock(Some(&key));
        done.unwrap();
        let mut study = study.unwrap();
        assert!(study.is_encrypted());
        assert_eq!(study.history().unwrap(), steps);
        study.undo().unwrap().unwrap();
        study.redo().unwrap().unwrap();
        drop(study);
        let mut study = Study::open(&path, Some(&key)).unwrap();
        assert_eq!(told(&study), before);
        while study.undo().unwrap().is_some() {}
        assert!(study.corpus().documents.is_empty());
        assert_eq!(study.check().unwrap(), []);
    }
}
