//! Versions of the codebook that are kept, and with which one a document was coded.

use super::super::{Act, Acted, Error, Report, names};
use crate::model::{
    CodeChange, CodeTree, CodebookVersion, Corpus, DocumentId, FrozenCodebook, Refusal, VersionId,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The note of a version that was kept because a document was checked.
const CHECKED_NOTE: &str = "Kept when documents were checked";

/// True when the codebook says something else than this version, or nobody can say. Looks alone are no
/// difference.
pub fn differs(version: &CodebookVersion, tree: &CodeTree) -> bool {
    !version.readable || !version.codes.changes_to(&FrozenCodebook::of(tree)).is_empty()
}

fn keep_now(act: &Act<'_>, note: &str) -> Result<(VersionId, u32), Error> {
    let coder = act.tx.coder(act.coder)?;
    let codes = FrozenCodebook::of(&act.corpus.codes);
    let id = act.tx.add_version(&codes, note, coder, act.at)?;
    let number = act.corpus.versions.last().map_or(0, |newest| newest.number) + 1;
    if number == 1 {
        // Whatever was coded so far was coded with this codebook, as far as anybody can say.
        act.tx.mark_coded(id)?;
    }
    Ok((id, number))
}

pub(in crate::study) fn keep(act: &Act<'_>, note: &str) -> Acted {
    if act.corpus.codes.is_empty() {
        return Err(Refusal::new("there is no code to keep yet").into());
    }
    if let Some(newest) = act.corpus.versions.last()
        && !differs(newest, &act.corpus.codes)
    {
        let why = format!("nothing has changed since version {}", newest.number);
        return Err(Refusal::new(why).into());
    }
    let (_, number) = keep_now(act, names::clean(note).trim())?;
    Ok((Report::Plain, format!("Keep version {number} of the codebook")))
}

pub(in crate::study) fn checked(act: &Act<'_>, documents: &[DocumentId]) -> Acted {
    let mut named = Vec::with_capacity(documents.len());
    for document in documents {
        named.push(act.document(*document)?.name.as_str());
    }
    let newest = act.corpus.versions.last();
    let (version, number) = match newest.filter(|newest| !differs(newest, &act.corpus.codes)) {
        Some(newest) => (newest.id, newest.number),
        None if act.corpus.codes.is_empty() => {
            return Err(Refusal::new("there is no code to check against yet").into());
        }
        None => keep_now(act, CHECKED_NOTE)?,
    };
    for document in documents {
        if act.corpus.coded_with.get(document) != Some(&version) {
            act.tx.set_coded_with(*document, version)?;
        }
    }
    let what = match named.as_slice() {
        [one] => (*one).to_owned(),
        several => names::count(several.len(), "document"),
    };
    Ok((Report::Plain, format!("Check {what} against version {number} of the codebook")))
}

/// A document that carries codings for the first time was coded with the newest version that was kept.
pub(in crate::study) fn mark_coded(act: &Act<'_>) -> Result<(), Error> {
    match act.corpus.versions.last() {
        Some(newest) => Ok(act.tx.mark_coded(newest.id)?),
        None => Ok(()),
    }
}

/// What has changed in the codebook since documents were coded. Computed once for each codebook: a
/// frame asks for it as often as it likes.
#[derive(Default)]
pub struct Drift {
    of: Option<(Arc<CodeTree>, Arc<[CodebookVersion]>)>,
    by_version: BTreeMap<VersionId, Arc<Since>>,
}

/// What has changed since a version.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Since {
    /// The number of the version.
    pub number: u32,
    /// Everything that has changed.
    pub changes: Vec<CodeChange>,
    /// How many codes mean something else now, are new, or are gone.
    pub codes: usize,
}

impl Drift {
    /// Since which version this document waits to be checked again; `None` when it does not.
    pub fn of(&mut self, corpus: &Corpus, document: DocumentId) -> Option<Arc<Since>> {
        self.look(corpus);
        let since = self.by_version.get(corpus.coded_with.get(&document)?)?;
        (since.codes > 0).then(|| Arc::clone(since))
    }

    fn look(&mut self, corpus: &Corpus) {
        let known = self.of.as_ref().is_some_and(|(codes, versions)| {
            Arc::ptr_eq(codes, &corpus.codes) && Arc::ptr_eq(versions, &corpus.versions)
        });
        if known {
            return;
        }
        self.of = Some((Arc::clone(&corpus.codes), Arc::clone(&corpus.versions)));
        let now = FrozenCodebook::of(&corpus.codes);
        let each = corpus.versions.iter().filter(|version| version.readable).map(|version| {
            let since = Since {
                number: version.number,
                changes: version.codes.changes_to(&now),
                codes: version.codes.codes_to_recheck(&now),
            };
            (version.id, Arc::new(since))
        });
        self.by_version = each.collect();
    }
}
