//! What lies on the desk: where a person was reading, a memo not yet kept. Never a step.

use super::{Error, Study};
use crate::model::{DocumentId, Guid};
use std::collections::HashMap;

const PLACE: &str = "place:";
const DRAFT: &str = "memo draft";

impl Study {
    /// Where documents were read last: the first byte on the screen, by the documents' identities.
    pub fn places(&self) -> Result<HashMap<Guid, u32>, Error> {
        let all = self.store.desk_all(PLACE)?;
        let each = all
            .into_iter()
            .filter_map(|(guid, byte)| Some((Guid::parse(&guid)?, byte.parse().ok()?)));
        Ok(each.collect())
    }

    /// Keeps where a document was read last, for the next time the study is opened.
    pub fn keep_place(&self, document: DocumentId, byte: u32) -> Result<(), Error> {
        let Some(document) = self.corpus.document(document) else { return Ok(()) };
        let key = format!("{PLACE}{}", document.guid);
        Ok(self.store.put_on_desk(&key, Some(&byte.to_string()))?)
    }

    /// A memo that was being written when the study was closed or the program was killed.
    pub fn draft(&self) -> Result<Option<String>, Error> {
        Ok(self.store.desk(DRAFT)?)
    }

    /// Keeps a memo that is being written; `None` once it was kept as a step or given up.
    pub fn keep_draft(&self, draft: Option<&str>) -> Result<(), Error> {
        Ok(self.store.put_on_desk(DRAFT, draft)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_on_the_desk_is_there_again_and_is_no_step() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sample.postil");
        let study = crate::study::sample::create(&path, None).unwrap();
        let (id, guid) = (study.corpus().documents[2].id, study.corpus().documents[2].guid);
        let steps = study.history().unwrap();
        study.keep_place(id, 120).unwrap();
        study.keep_place(id, 340).unwrap();
        study.keep_place(DocumentId(-1), 5).unwrap();
        study.keep_draft(Some("half a thought")).unwrap();
        assert_eq!(study.history().unwrap(), steps);
        drop(study);
        let mut study = Study::open(&path, None).unwrap();
        assert_eq!(study.places().unwrap(), [(guid, 340)].into());
        assert_eq!(study.draft().unwrap().as_deref(), Some("half a thought"));
        study.keep_draft(None).unwrap();
        assert_eq!(study.draft().unwrap(), None);
        assert_eq!(study.check().unwrap(), []);
        // It does not stand in the way of undoing the import of that document.
        while study.undo().unwrap().is_some() {}
        assert!(study.corpus().documents.is_empty());
    }
}
