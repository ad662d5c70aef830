//! The tray of orphans: codings that lost their words, to be put back or let go.

use super::super::{Act, Acted, Error, Report, names};
use crate::model::{Orphan, OrphanId, Refusal, Span};
use crate::text::positions::check_span;

fn orphan<'a>(act: &'a Act<'_>, id: OrphanId) -> Result<&'a Orphan, Error> {
    act.corpus.orphans.iter().find(|orphan| orphan.id == id).ok_or_else(|| names::gone("orphan"))
}

/// Puts an orphan on words of its document, as the coding it was.
pub(in crate::study) fn put_back(act: &Act<'_>, id: OrphanId, span: Span) -> Acted {
    let orphan = orphan(act, id)?;
    let document = act.document(orphan.document)?;
    let name = act.code_name(orphan.code)?;
    check_span(&document.text, span.start(), span.end())
        .map_err(|error| Refusal::new(error.to_string()))?;
    let taken = document.codings.iter().any(|coding| {
        (coding.code, coding.coder) == (orphan.code, orphan.coder) && coding.span.overlaps(span)
    });
    let put = if taken { None } else { act.tx.put_back(orphan, span)? };
    let Some(coding) = put else {
        return Err(Refusal::new(format!("these words carry {name} already"))
            .instead("choose other words, or let the orphan go")
            .into());
    };
    let place = names::place(act.corpus, document, span);
    Ok((Report::Coding(coding), format!("Put {name} back at {place}")))
}

/// Lets orphans go.
pub(in crate::study) fn drop_orphans(act: &Act<'_>, ids: &[OrphanId]) -> Acted {
    for id in ids {
        act.tx.remove_orphan(orphan(act, *id)?.id)?;
    }
    Ok((Report::Plain, format!("Let {} go", names::count(ids.len(), "orphaned coding"))))
}
