//! What is looked for: as it stands in the controls, and as it is asked of the study.

use crate::analysis::search::{Contexts, Order, Width, sort};
use crate::analysis::{Hits, SearchSpec, search_until};
use crate::model::{CodeId, Corpus, DocumentId, Filter, Refusal, Span, Speech};
use crate::text::folded::Letters;
use crate::text::query::{Query, Unit};
use std::sync::atomic::{AtomicBool, Ordering};

/// The words as they are written, and how they are to be read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Written {
    pub(super) text: String,
    /// The text is a regular expression.
    pub(super) pattern: bool,
    /// All words stand within so many words of each other, as one hit.
    pub(super) near: Option<u32>,
    /// Upper and lower case, and accents, count.
    pub(super) exact: bool,
    /// Accents count: a word of the list of words, where they do. Until something else is typed.
    pub(super) accents: bool,
}

impl Written {
    /// True when there is nothing to look for.
    pub(super) fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Reads it.
    pub(super) fn read(&self) -> Result<Query, Refusal> {
        let letters = match (self.exact, self.accents) {
            (true, _) => Letters::Exact,
            (false, true) => Letters::Accents,
            (false, false) => Letters::Plain,
        };
        if self.pattern {
            return Query::pattern(&self.text, letters);
        }
        let query = Query::parse(&self.text, letters)?;
        match self.near {
            Some(words) => query.within(words),
            None => Ok(query),
        }
    }
}

/// A question: all that decides on the answer but the study itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Asked {
    pub(super) written: Written,
    pub(super) unit: Unit,
    pub(super) filter: Filter,
    /// Codes, each with everything under it, that a hit must not touch.
    pub(super) without: Vec<CodeId>,
    pub(super) order: Order,
}

impl Default for Asked {
    /// Participants' speech, as on the command line and in every table.
    fn default() -> Self {
        Self {
            written: Written::default(),
            unit: Unit::default(),
            filter: Filter { speech: Speech::Participants, ..Filter::default() },
            without: Vec::new(),
            order: Order::default(),
        }
    }
}

impl Asked {
    /// The question with its query read.
    pub(super) fn wanted(&self, query: Query) -> Wanted {
        let (filter, without) = (self.filter.clone(), self.without.clone());
        let spec = SearchSpec { query, unit: self.unit, filter, without, limit: usize::MAX };
        Wanted::new(spec, self.order)
    }
}

/// A search and the order of what it finds: what is asked on a worker, and exported.
#[derive(Clone, Debug)]
pub struct Wanted {
    spec: SearchSpec,
    order: Order,
}

impl Wanted {
    /// A search, and the order of what it finds.
    pub fn new(spec: SearchSpec, order: Order) -> Self {
        Self { spec, order }
    }

    /// So much stands beside the words in a file.
    pub const CONTEXT: Width = Width::Words(12);

    /// Looks for it.
    pub fn find(&self, corpus: &Corpus) -> Hits {
        self.find_until(corpus, &AtomicBool::new(false)).unwrap_or_default()
    }

    /// The same, given up once `stop` is set: `None` then.
    pub fn find_until(&self, corpus: &Corpus, stop: &AtomicBool) -> Option<Hits> {
        let mut hits = search_until(corpus, &self.spec, stop)?;
        if stop.load(Ordering::Relaxed) {
            return None;
        }
        sort(corpus, &mut hits.hits, self.order);
        Some(hits)
    }

    /// The passages that a file of it takes along, contexts included.
    pub fn leaving(&self, corpus: &Corpus) -> Vec<(DocumentId, Span)> {
        let mut contexts = Contexts::quick(corpus, Self::CONTEXT);
        let hits = self.find(corpus).hits;
        let each = hits.iter().filter_map(|hit| {
            let document = corpus.documents.get(hit.document as usize)?;
            let read = contexts.read(hit)?;
            // Both sides are the document's own characters beside the words.
            let start = hit.span.start() as usize - read.before.len();
            let end = hit.span.end() as usize + read.after.len();
            Some((document.id, Span::from_range(start..end)?))
        });
        each.collect()
    }
}
