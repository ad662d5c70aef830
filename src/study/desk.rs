//! What lies on the desk: where a person was reading, a memo or a cell not yet kept, the columns of the
//! framework matrix. Never a step.

use super::{Error, Study};
use crate::model::{Corpus, DocumentId, Guid};
use std::collections::HashMap;
use std::sync::Arc;

const PLACE: &str = "place:";
const DRAFT: &str = "memo draft";
const CORRECTIONS: &str = "correction drafts";
const CELLS: &str = "framework drafts";
const COLUMNS: &str = "framework columns";
const TYPED: &str = "typed words";

/// A text that changed: where its document was being read moves along.
pub(super) fn follow_texts(
    store: &crate::store::Store,
    corpus: &Corpus,
    before: &[(Guid, Arc<str>)],
) -> Result<(), Error> {
    for (guid, old) in before {
        let now = corpus.documents.iter().find(|document| document.guid == *guid);
        let Some(now) = now.filter(|now| now.text != *old) else { continue };
        let key = format!("{PLACE}{guid}");
        let Some(byte) = store.desk(&key)?.and_then(|byte| byte.parse().ok()) else { continue };
        let byte = crate::text::compare::place_about(old, &now.text, byte);
        store.put_on_desk(&key, Some(&byte.to_string()))?;
    }
    Ok(())
}

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

    /// Corrections that were being typed and were not stored.
    pub fn correction_drafts(&self) -> Result<Option<String>, Error> {
        Ok(self.store.desk(CORRECTIONS)?)
    }

    /// Keeps corrections that are being typed; `None` once they were stored or given up.
    pub fn keep_correction_drafts(&self, drafts: Option<&str>) -> Result<(), Error> {
        Ok(self.store.put_on_desk(CORRECTIONS, drafts)?)
    }

    /// Cells of the framework matrix that were being written.
    pub fn cell_drafts(&self) -> Result<Option<String>, Error> {
        Ok(self.store.desk(CELLS)?)
    }

    /// Keeps cells that are being written; `None` once they are steps or given up.
    pub fn keep_cell_drafts(&self, drafts: Option<&str>) -> Result<(), Error> {
        Ok(self.store.put_on_desk(CELLS, drafts)?)
    }

    /// Which columns the framework matrix was looked at with last.
    pub fn framework_columns(&self) -> Result<Option<String>, Error> {
        Ok(self.store.desk(COLUMNS)?)
    }

    /// Keeps which columns the framework matrix is looked at with.
    pub fn keep_framework_columns(&self, columns: &str) -> Result<(), Error> {
        Ok(self.store.put_on_desk(COLUMNS, Some(columns))?)
    }

    /// What was being typed into forms when the study was left.
    pub fn typed(&self) -> Result<Option<String>, Error> {
        Ok(self.store.desk(TYPED)?)
    }

    /// Keeps what is being typed into forms; `None` once it is stored or given up.
    pub fn keep_typed(&self, typed: Option<&str>) -> Result<(), Error> {
        Ok(self.store.put_on_desk(TYPED, typed)?)
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
    fn the_place_where_one_reads_follows_a_correction() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sample.postil");
        let mut study = crate::study::sample::create(&path, None).unwrap();
        let document = study.corpus().documents[2].clone();
        let place = document.turns[4].start;
        study.keep_place(document.id, place).unwrap();
        let text = format!("A title of some length\n\n{}", document.text);
        let shift = text.len() as u32 - document.text.len() as u32;
        study.run(crate::study::Command::CorrectText { document: document.id, text }).unwrap();
        assert_eq!(study.places().unwrap(), [(document.guid, place + shift)].into());
        study.undo().unwrap();
        assert_eq!(study.places().unwrap(), [(document.guid, place)].into());
        assert_eq!(study.correction_drafts().unwrap(), None);
        study.keep_correction_drafts(Some("[]")).unwrap();
        assert_eq!(study.correction_drafts().unwrap().as_deref(), Some("[]"));
        study.keep_cell_drafts(Some("[1]")).unwrap();
        study.keep_framework_columns("{}").unwrap();
        assert_eq!(study.cell_drafts().unwrap().as_deref(), Some("[1]"));
        assert_eq!(study.framework_columns().unwrap().as_deref(), Some("{}"));
        study.keep_typed(Some("{\"days\":[]}")).unwrap();
        assert_eq!(study.typed().unwrap().as_deref(), Some("{\"days\":[]}"));
        study.keep_typed(None).unwrap();
        assert_eq!(study.typed().unwrap(), None);
    }

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
