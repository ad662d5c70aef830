//! The list of excerpts behind a number: cheap references, read one by one when they are shown.

use super::filter::Scope;
use super::references::Collector;
use crate::model::{CodingId, CodingRow, Corpus, CorpusDocument, Filter, Span};
use std::sync::Arc;

/// Names one excerpt of the corpus it was listed from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ExcerptRef {
    /// Index of the document.
    pub document: u32,
    /// Index of the coding in the document; of the first one when several coders' are folded.
    pub coding: u32,
    /// Bytes; the union when folded.
    pub span: Span,
    /// True when overlapping codings of the same code count as this one excerpt.
    pub folded: bool,
}

impl ExcerptRef {
    /// The document it lies in; `None` when the corpus is another one.
    pub fn document<'c>(&self, corpus: &'c Corpus) -> Option<&'c Arc<CorpusDocument>> {
        corpus.documents.get(self.document as usize)
    }

    /// Its (first) coding; `None` when the corpus is another one.
    pub fn coding<'c>(&self, corpus: &'c Corpus) -> Option<&'c CodingRow> {
        self.document(corpus)?.codings.get(self.coding as usize)
    }

    /// The id of its (first) coding.
    pub fn id(&self, corpus: &Corpus) -> Option<CodingId> {
        self.coding(corpus).map(|coding| coding.id)
    }

    /// All codings it stands for, by start.
    pub fn codings<'c>(&self, corpus: &'c Corpus) -> Vec<&'c CodingRow> {
        let (Some(document), Some(first)) = (self.document(corpus), self.coding(corpus)) else {
            return Vec::new();
        };
        if !self.folded {
            return vec![first];
        }
        let rest = document.codings.get(self.coding as usize..).unwrap_or_default();
        let inside = rest.iter().take_while(|coding| coding.span.start() < self.span.end());
        inside.filter(|coding| coding.code == first.code).collect()
    }
}

/// The excerpts that pass a filter, by document and then by position.
pub fn excerpts(corpus: &Corpus, filter: &Filter) -> Vec<ExcerptRef> {
    let scope = Scope::new(corpus, filter);
    let mut collector = Collector::default();
    let mut found = Vec::new();
    for (index, document) in corpus.documents.iter().enumerate() {
        if !scope.has_document(index) {
            continue;
        }
        collector.read(document, &scope);
        let passing = collector.found.iter().filter(|reference| scope.passes(document, reference));
        found.extend(passing.map(|reference| ExcerptRef {
            document: index as u32,
            coding: reference.first,
            span: reference.span,
            folded: reference.codings > 1,
        }));
    }
    found
}
