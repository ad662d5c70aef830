//! The references of a document: what is counted as one.
//!
//! For one coder every coding is a reference; two overlapping codings of the same code stay two. For
//! all coders together, codings of one code that overlap (share a character, also through a third
//! one) are **one** reference over the union of their spans, whoever made them: what several coders
//! marked is never added up.

use super::filter::Scope;
use crate::model::{CoderChoice, CorpusDocument, Extent, Span};

/// One countable coding, or several folded into one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reference {
    /// Bytes.
    pub span: Span,
    /// Place of the code in the codebook.
    pub place: u32,
    /// Index of the first coding in the document.
    pub first: u32,
    /// Index of the coding that ends it.
    pub last: u32,
    /// How many codings it stands for.
    pub codings: u32,
}

/// Collects the references of documents one after the other, without a new allocation for each.
#[derive(Default)]
pub(super) struct Collector {
    /// The references of the last document, by start.
    pub(super) found: Vec<Reference>,
    /// Codings of other coders in the last document.
    pub(super) other_coders: u64,
    /// References of the last document for which the filter's condition does not hold.
    pub(super) unmet: u64,
    /// Codings that were folded into those.
    pub(super) unmet_folded: u64,
    /// For each code the index of its last reference plus one.
    open: Vec<u32>,
}

impl Reference {
    /// The extents of the codings that begin and end it. Known to lie in the same piece, so does
    /// everything between them.
    #[inline]
    pub(super) fn extents(&self, document: &CorpusDocument) -> (Extent, Extent) {
        let of = |index: u32| document.codings.get(index as usize).map(|coding| coding.extent);
        let first = of(self.first).unwrap_or_default();
        (first, if self.last == self.first { first } else { of(self.last).unwrap_or_default() })
    }
}

impl Collector {
    /// Reads a document. Codings of a code that is not in the codebook are passed over; references for
    /// which the filter's condition does not hold are counted and left out.
    pub(super) fn read(&mut self, document: &CorpusDocument, scope: &Scope<'_>) {
        self.found.clear();
        self.other_coders = 0;
        let one = match &scope.coder {
            CoderChoice::One(id) => Some(*id),
            CoderChoice::All => None,
        };
        for (index, coding) in document.codings.iter().enumerate() {
            if one.is_some_and(|id| id != coding.coder) {
                self.other_coders += 1;
                continue;
            }
            let Some(place) = scope.places.get(coding.code.0) else { continue };
            let reference = Reference {
                span: coding.span,
                place: place as u32,
                first: index as u32,
                last: index as u32,
                codings: 1,
            };
            if one.is_some() || !self.fold(reference) {
                self.found.push(reference);
            }
        }
        for reference in &self.found {
            if let Some(open) = self.open.get_mut(reference.place as usize) {
                *open = 0;
            }
        }
        (self.unmet, self.unmet_folded) = (0, 0);
        if let Some(condition) = &scope.condition {
            let mut held = condition.hold(document, &self.found).into_iter();
            self.found.retain(|reference| {
                let holds = held.next().unwrap_or(false);
                self.unmet += u64::from(!holds);
                self.unmet_folded += if holds { 0 } else { u64::from(reference.codings - 1) };
                holds
            });
        }
    }

    /// Adds a coding to the last reference of its code when they overlap. Codings come by start, so
    /// only the last one can.
    fn fold(&mut self, new: Reference) -> bool {
        let place = new.place as usize;
        if self.open.len() <= place {
            self.open.resize(place + 1, 0);
        }
        if let Some(last) =
            self.open[place].checked_sub(1).and_then(|at| self.found.get_mut(at as usize))
            && new.span.start() < last.span.end()
        {
            if new.span.end() > last.span.end() {
                last.span = Span::new(last.span.start(), new.span.end()).unwrap_or(last.span);
                last.last = new.last;
            }
            last.codings += 1;
            return true;
        }
        self.open[place] = self.found.len() as u32 + 1;
        false
    }
}
