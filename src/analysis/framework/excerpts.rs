//! The excerpts of one cell, as they are listed beside its summary.

use super::Linker;
use super::build::{Cases, heard};
use super::seen::{Fresh, Seen, mark, speakers};
use crate::analysis::ExcerptRef;
use crate::analysis::filter::Scope;
use crate::analysis::references::Collector;
use crate::model::{CodeId, Corpus, Filter, FrameworkColumn, Guid, ParticipantId, Speech};
use std::cmp::Reverse;

/// An excerpt of a cell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CellExcerpt {
    /// By which it is read and cited.
    pub reference: ExcerptRef,
    /// The codes on it that belong to the column; one in the column of a code.
    pub codes: Vec<CodeId>,
    /// How it stands to what the cell was written from; [`Fresh::Known`] for an empty cell.
    pub fresh: Fresh,
}

/// The excerpts of a participant in a column, in the order of the transcripts: as many as the cell of
/// the matrix with this filter says.
pub fn cell_excerpts(
    corpus: &Corpus,
    (participant, column): (ParticipantId, FrameworkColumn),
    filter: &Filter,
) -> Vec<CellExcerpt> {
    let filter = Filter { codes: Vec::new(), speech: Speech::Participants, ..filter.clone() };
    let scope = Scope::new(corpus, &filter);
    let allowed = scope.people.get(participant.0).and_then(|at| scope.participants.get(at));
    if allowed != Some(&true) {
        return Vec::new();
    }
    let known = |cell: &&crate::model::FrameworkCell| {
        (cell.participant, cell.column) == (participant, column)
    };
    let seen = corpus.framework.iter().find(known).map(|cell| Seen::read(&cell.text.seen));
    let cases = Cases::new(corpus, &[column]);
    let rows = [(participant, 0)].into();
    let mut collector = Collector::default();
    let mut found: Vec<CellExcerpt> = Vec::new();
    for (index, document) in corpus.documents.iter().enumerate() {
        if !scope.has_document(index) {
            continue;
        }
        collector.read(document, &scope);
        let mut here: Vec<_> = collector
            .found
            .iter()
            .filter(|reference| !cases.at(reference.place as usize).is_empty())
            .filter(|reference| !heard(&scope, document, reference.span, &rows).is_empty())
            .collect();
        here.sort_by_key(|r| (r.span.start(), Reverse(r.span.end()), r.place, r.first));
        let begin = found.len();
        for reference in here {
            let listed = ExcerptRef {
                document: index as u32,
                coding: reference.first,
                span: reference.span,
                folded: reference.codings > 1,
            };
            let Some(code) = corpus.codes.codes().get(reference.place as usize) else { continue };
            let codings = listed.codings(corpus).into_iter();
            let fresh = codings.map(|coding| match &seen {
                Some(Some(seen)) => seen.fresh(mark(corpus, document, coding)),
                _ => Fresh::Known,
            });
            let fresh = fresh.max().unwrap_or_default();
            let theme = matches!(column, FrameworkColumn::Theme(_));
            let same = found.get_mut(begin..).and_then(<[_]>::last_mut);
            match same.filter(|last| theme && last.reference.span == reference.span) {
                Some(last) => {
                    last.fresh = last.fresh.max(fresh);
                    if !last.codes.contains(&code.id) {
                        last.codes.push(code.id);
                    }
                }
                None => found.push(CellExcerpt { reference: listed, codes: vec![code.id], fresh }),
            }
        }
    }
    found
}

/// The codings of a cell to which the links of a summary lead, in the order of the links.
pub(super) fn linked(
    corpus: &Corpus,
    participant: ParticipantId,
    column: FrameworkColumn,
    summary: &str,
) -> Vec<Guid> {
    if !summary.contains('¶') {
        return Vec::new();
    }
    let cases = Cases::new(corpus, &[column]);
    let mut found: Vec<Guid> = Vec::new();
    for link in Linker::new(corpus).find(summary, participant) {
        let (Some(span), Some(document)) = (link.span, corpus.document(link.document)) else {
            continue;
        };
        for coding in document.codings.iter().filter(|coding| coding.span.overlaps(span)) {
            if !cases.of(coding.code).is_empty()
                && !found.contains(&coding.guid)
                && speakers(document, coding).contains(&participant)
            {
                found.push(coding.guid);
            }
        }
    }
    found
}
