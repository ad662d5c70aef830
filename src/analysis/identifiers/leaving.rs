//! What an export is about to take along: its own words are read, not the study.

use super::scan::findings;
use super::shapes::merged;
use super::{Finding, Kept, Place, Scanner};
use crate::analysis::{excerpts, theme_excerpts, uncoded};
use crate::model::{CellId, CoderChoice, Corpus, DocumentId, Filter, Span, Speech, ThemeId};
use crate::text::names::Names;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// What an export is made of.
#[derive(Clone, Debug)]
pub enum Leaving {
    /// Excerpts with their citations and comments.
    Excerpts(Filter),
    /// Turns without any coding.
    Uncoded(Filter),
    /// A theme with its excerpts.
    Theme(ThemeId, CoderChoice),
    /// What is written about themes.
    Themes,
    /// Passages of transcripts, such as a search found.
    Passages(Vec<(DocumentId, Span)>),
    /// Names of codes, documents and participants: tables.
    Names,
    /// Names of participants with what is known of them, and of their documents.
    People,
    /// What is written about codes.
    Codebook,
    /// Comments on codings.
    Codings,
    /// Memos and comments.
    Memos,
    /// Cells of the framework matrix, with the names of rows and columns.
    Cells(Vec<CellId>),
    /// Excerpts, codebook and themes together: what a methods pack takes from.
    Pack(CoderChoice),
}

/// What may say who somebody is in what is about to leave; kept findings aside. Capitalised words are
/// left to the scan of the study: alone, a passage does not tell which are names.
pub fn leaving(corpus: &Corpus, what: &Leaving, key: Names) -> Vec<Finding> {
    let scanner = Scanner::new(key).knowing(corpus);
    let mut places: Vec<Place> = Vec::new();
    let mut spans: Vec<(DocumentId, Span)> = Vec::new();
    let mut coded = |references: Vec<crate::analysis::ExcerptRef>| {
        let mut documents = BTreeSet::new();
        for reference in references {
            let Some(document) = corpus.documents.get(reference.document as usize) else {
                continue;
            };
            spans.push((document.id, reference.span));
            documents.insert(document.id);
            if let Some(coding) = document.codings.get(reference.coding as usize)
                && coding.memo.is_some()
            {
                places.push(Place::Comment(document.id, coding.id));
            }
        }
        places.extend(documents.into_iter().map(Place::Name));
    };
    match what {
        Leaving::Passages(passages) => {
            let documents: BTreeSet<DocumentId> = passages.iter().map(|(id, _)| *id).collect();
            places.extend(documents.into_iter().map(Place::Name));
            spans.extend_from_slice(passages);
        }
        Leaving::Excerpts(filter) => coded(excerpts(corpus, filter)),
        Leaving::Theme(id, coder) => {
            if let Some(theme) = corpus.theme(*id) {
                let found = theme_excerpts(corpus, theme, coder).passages;
                coded(found.iter().flat_map(|p| p.codes.iter().map(|(_, at)| *at)).collect());
            }
            places.extend((0..4).map(|number| Place::Theme(*id, number)));
        }
        Leaving::Pack(coder) => {
            let speech = Speech::Participants;
            let filter = Filter { coder: coder.clone(), speech, ..Filter::default() };
            coded(excerpts(corpus, &filter));
            let codes = corpus.codes.codes().iter();
            places.extend(codes.flat_map(|code| (0..5).map(|number| Place::Code(code.id, number))));
            let themes = corpus.themes.iter();
            places.extend(themes.flat_map(|t| (0..4).map(|number| Place::Theme(t.id, number))));
        }
        Leaving::Uncoded(filter) => {
            let mut documents = BTreeSet::new();
            for turn in uncoded(corpus, filter) {
                if let Some(document) = corpus.documents.get(turn.document as usize) {
                    spans.push((document.id, turn.span));
                    documents.insert(document.id);
                }
            }
            places.extend(documents.into_iter().map(Place::Name));
        }
        Leaving::Themes => {
            let themes = corpus.themes.iter();
            places.extend(themes.flat_map(|t| (0..4).map(|number| Place::Theme(t.id, number))));
        }
        Leaving::Names | Leaving::Cells(_) => {
            places.extend(corpus.codes.codes().iter().map(|code| Place::Code(code.id, 0)));
            places.extend(corpus.participants.iter().map(|p| Place::Participant(p.id)));
            if let Leaving::Cells(cells) = what {
                places.extend(corpus.themes.iter().map(|theme| Place::Theme(theme.id, 0)));
                places.extend(cells.iter().map(|id| Place::Cell(*id)));
            }
        }
        Leaving::People => {
            places.extend(corpus.participants.iter().map(|p| Place::Participant(p.id)));
            places.extend(corpus.documents.iter().map(|document| Place::Name(document.id)));
        }
        Leaving::Codebook => {
            let codes = corpus.codes.codes().iter();
            places.extend(codes.flat_map(|code| (0..5).map(|number| Place::Code(code.id, number))));
        }
        Leaving::Codings | Leaving::Memos => {
            for document in &corpus.documents {
                let commented = document.codings.iter().filter(|coding| coding.memo.is_some());
                places.extend(commented.map(|coding| Place::Comment(document.id, coding.id)));
                places.push(Place::Name(document.id));
            }
            if matches!(what, Leaving::Memos) {
                let memos = corpus.memos.iter();
                places.extend(memos.flat_map(|m| [Place::Title(m.id), Place::Memo(m.id)]));
            }
        }
    }
    let mut found = in_spans(corpus, &scanner, spans);
    // Where one document holds many comments each is looked up once, by the document's own list.
    found.extend(in_places(corpus, &scanner, &places));
    let kept = Kept::new(&corpus.kept);
    found.retain(|finding| !kept.has(finding));
    found
}

/// Findings in passages of documents. Passages that overlap are read once.
fn in_spans(
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
            found.into_iter().filter_map(move |mut finding| {
                let inside = finding.span.range();
                let moved = range.start + inside.start..range.start + inside.end;
                finding.span = Span::from_range(moved)?;
                Some(finding)
            })
        })
        .collect()
}

fn in_places(corpus: &Corpus, scanner: &Scanner, places: &[Place]) -> Vec<Finding> {
    // A coding is found by its document and its number there: looked up by id each would be a search.
    let mut comments: BTreeMap<Place, &str> = BTreeMap::new();
    for document in &corpus.documents {
        for coding in &document.codings {
            if let Some(memo) = &coding.memo {
                comments.insert(Place::Comment(document.id, coding.id), memo);
            }
        }
    }
    places
        .par_iter()
        .flat_map_iter(|place| {
            let text = comments.get(place).copied().or_else(|| place.text(corpus));
            let text = text.unwrap_or_default();
            let hits = scanner.text(text, &[], false).into_iter();
            // Documents are called after days, and that is no day of the study.
            let short = matches!(place, Place::Name(_));
            let hits = hits.filter(|hit| !short || !hit.pattern.starts_with("date"));
            findings(*place, text, hits.collect())
        })
        .collect()
}
