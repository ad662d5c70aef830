//! The tray of orphans: codings that lost their words, to be put back or let go.

use super::super::{Act, Acted, Error, Report, names};
use crate::model::{Orphan, OrphanId, Refusal, Span};
use crate::text::positions::check_span;

fn orphan<'a>(act: &'a Act<'_>, id: OrphanId) -> Result<&'a Orphan, Error> {
    act.corpus.orphans.iter().find(|orphan| orphan.id == id).ok_or_else(|| names::gone("orphan"))
}

/// Puts orphans on words of their documents, as the codings they were.
pub(in crate::study) fn put_back(act: &Act<'_>, places: &[(OrphanId, Span)]) -> Acted {
    let mut made = Vec::with_capacity(places.len());
    let mut put: Vec<(&Orphan, Span)> = Vec::with_capacity(places.len());
    for (id, span) in places {
        let orphan = orphan(act, *id)?;
        let document = act.document(orphan.document)?;
        check_span(&document.text, span.start(), span.end())
            .map_err(|error| Refusal::new(error.to_string()))?;
        let hand = (orphan.code, orphan.coder);
        let taken = document
            .codings
            .iter()
            .any(|coding| (coding.code, coding.coder) == hand && coding.span.overlaps(*span))
            || put.iter().any(|(other, there)| {
                other.document == document.id
                    && (other.code, other.coder) == hand
                    && there.overlaps(*span)
            });
        let coding = if taken { None } else { act.tx.put_back(orphan, *span)? };
        let Some(coding) = coding else {
            let name = act.code_name(orphan.code)?;
            return Err(Refusal::new(format!("these words carry {name} already"))
                .instead("choose other words, or let the orphan go")
                .into());
        };
        made.push(coding);
        put.push((orphan, *span));
    }
    Ok(match (put.as_slice(), made.as_slice()) {
        ([(orphan, span)], [coding]) => {
            let document = act.document(orphan.document)?;
            let place = names::place(act.corpus, document, *span);
            let name = act.code_name(orphan.code)?;
            (Report::Coding(*coding), format!("Put {name} back at {place}"))
        }
        _ => {
            let label = format!("Put {} back", names::count(made.len(), "coding"));
            (Report::Codings(made), label)
        }
    })
}

/// Lets orphans go.
pub(in crate::study) fn drop_orphans(act: &Act<'_>, ids: &[OrphanId]) -> Acted {
    for id in ids {
        act.tx.remove_orphan(orphan(act, *id)?.id)?;
    }
    Ok((Report::Plain, format!("Let {} go", names::count(ids.len(), "orphaned coding"))))
}
