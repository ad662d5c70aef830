//! What an export is about to take along: its own words are read, not the study.

use super::scan::findings;
use super::shapes::merged;
use super::{Finding, Place, Scanner, is_kept};
use crate::model::{Corpus, DocumentId, Span};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::ops::Range;

/// Findings in passages of documents, kept ones aside. Passages that overlap are read once.
/// Capitalised words are left to the scan of the study: alone, a passage does not tell which are names.
pub fn leaving_spans(
    corpus: &Corpus,
    scanner: &Scanner,
    spans: impl IntoIterator<Item = (DocumentId, Span)>,
) -> Vec<Finding> {
    let mut by_document: BTreeMap<DocumentId, Vec<Range<usize>>> = BTreeMap::new();
    for (document, span) in spans {
        by_document.entry(document).or_default().push(span.range());
    }
    let passages: Vec<(DocumentId, Range<usize>)> = by_document
        .into_iter()
        .flat_map(|(id, ranges)| merged(ranges).into_iter().map(move |range| (id, range)))
        .collect();
    passages
        .into_par_iter()
        .flat_map_iter(|(id, range)| {
            let text = corpus.document(id).and_then(|document| document.text.get(range.clone()));
            let text = text.unwrap_or_default();
            let found = findings(Place::Text(id), text, scanner.text(text, &[], false));
            let moved = found.into_iter().filter_map(move |mut finding| {
                let inside = finding.span.range();
                let moved = range.start + inside.start..range.start + inside.end;
                finding.span = Span::from_range(moved)?;
                Some(finding)
            });
            moved.filter(|finding| !is_kept(&corpus.kept, finding))
        })
        .collect()
}

/// Findings in texts that are no passages: cells of a table, notes, a codebook.
pub fn leaving_rows<'t>(
    corpus: &Corpus,
    scanner: &Scanner,
    texts: impl IntoIterator<Item = (Place, &'t str)>,
) -> Vec<Finding> {
    let texts: Vec<(Place, &str)> = texts.into_iter().collect();
    texts
        .into_par_iter()
        .flat_map_iter(|(place, text)| findings(place, text, scanner.text(text, &[], false)))
        .filter(|finding| !is_kept(&corpus.kept, finding))
        .collect()
}
