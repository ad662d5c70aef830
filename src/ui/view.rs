//! The still picture a frame is drawn from.

use super::theme::Theme;
use super::transcript::Reading;
use crate::model::{AttributeId, CodeId, CodeTree, CoderChoice, CoderId, Corpus};
use std::sync::Arc;

/// Everything pages may look at. Nothing in it changes while a frame is drawn.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The study.
    pub corpus: &'a Arc<Corpus>,
    /// Grows with every change of the study: what was computed for another number is stale.
    pub revision: u64,
    /// Who acts, once they have done something.
    pub coder: Option<CoderId>,
    /// Whose codings are shown and counted.
    pub shown: &'a CoderChoice,
    /// Codings by place in the code tree.
    pub counts: &'a CodeCounts,
    /// The attribute that says most about a person: role, or the first one.
    pub role: Option<AttributeId>,
    /// Colours.
    pub theme: &'a Theme,
    /// Text size and width.
    pub reading: Reading,
    /// True while the study is away on a long piece of work: changes have to wait.
    pub busy: bool,
}

/// How often codes are used by the coders shown: by place in the [`CodeTree`].
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CodeCounts {
    /// The code alone.
    pub own: Vec<u32>,
    /// With everything under it.
    pub all: Vec<u32>,
    /// By document, in the order of the corpus: codings shown.
    pub documents: Vec<u32>,
}

impl CodeCounts {
    /// Counts every coding once. Every coder's coding counts by itself here: this is a sign of use, not
    /// a result.
    pub fn new(corpus: &Corpus, shown: &CoderChoice) -> Self {
        let tree: &CodeTree = &corpus.codes;
        // Ids are small numbers: a list by id is quicker to ask than a map, and every coding asks. A
        // file made by hand may have large ones.
        let highest = tree.codes().iter().map(|code| code.id.0).max().unwrap_or(0);
        let dense = usize::try_from(highest).ok().filter(|&id| id < 16 * tree.len() + 4096);
        let by_id: Vec<Option<usize>> = dense.map_or_else(Vec::new, |highest| {
            (0..=highest).map(|id| tree.place(CodeId(id as i64))).collect()
        });
        let place_of = |code: CodeId| match usize::try_from(code.0) {
            Ok(id) if dense.is_some() => by_id.get(id).copied().flatten(),
            _ => tree.place(code),
        };
        let mut own = vec![0_u32; tree.len()];
        let mut documents = Vec::with_capacity(corpus.documents.len());
        for document in &corpus.documents {
            let mut here = 0;
            for coding in &document.codings {
                let counts = match shown {
                    CoderChoice::All => true,
                    CoderChoice::One(coder) => *coder == coding.coder,
                };
                if let Some(place) = place_of(coding.code).filter(|_| counts) {
                    own[place] += 1;
                    here += 1;
                }
            }
            documents.push(here);
        }
        let all = (0..tree.len())
            .map(|place| own.get(tree.subtree(place)).unwrap_or_default().iter().sum())
            .collect();
        Self { own, all, documents }
    }
}
