//! Findings of the identifier scan that stay.

use super::{Act, Acted, Report, names};
use crate::model::{DocumentId, FindingId, Refusal};

pub(super) fn keep(act: &Act<'_>, findings: &[(Option<DocumentId>, String, String)]) -> Acted {
    if findings.is_empty() {
        return Err(Refusal::new("there is no finding to keep").into());
    }
    let coder = act.tx.coder(act.coder)?;
    let mut kept = 0;
    for (document, pattern, words) in findings {
        if let Some(id) = document {
            act.document(*id)?;
        }
        kept += usize::from(act.tx.keep_finding(*document, pattern, words, coder, act.at)?);
    }
    // The words may be somebody's name: the step does not say them.
    Ok((Report::Plain, format!("Keep {} of the scan", names::count(kept, "finding"))))
}

pub(super) fn forget(act: &Act<'_>, findings: &[FindingId]) -> Acted {
    let mut forgotten = 0;
    for finding in findings {
        if !act.tx.forget_kept(*finding)? {
            return Err(names::gone("finding"));
        }
        forgotten += 1;
    }
    let count = names::count(forgotten, "finding");
    Ok((Report::Plain, format!("Show {count} of the scan again")))
}
