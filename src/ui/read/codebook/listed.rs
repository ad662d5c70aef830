//! Which rows of the codebook are shown, and in which order.

use crate::model::{CodeId, CodeTree};
use crate::ui::view::View;
use std::cmp::Reverse;
use std::collections::HashSet;

/// How the codes under one code are put in order.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub(super) enum Sort {
    /// As the researcher put them.
    #[default]
    Own,
    /// By name.
    Name,
    /// The most used first, with everything below.
    Count,
    /// The newest first.
    Newest,
}

impl Sort {
    pub(super) const ALL: [Self; 4] = [Self::Own, Self::Name, Self::Count, Self::Newest];

    /// What it is called.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Own => "Own order",
            Self::Name => "By name",
            Self::Count => "Most used first",
            Self::Newest => "Newest first",
        }
    }
}

/// What decides about the rows.
#[derive(Clone, PartialEq, Eq, Default)]
pub(super) struct Wish {
    /// Letters of a name or of a definition.
    pub(super) wanted: String,
    pub(super) sort: Sort,
    /// Leave out codes that are not offered any more.
    pub(super) hide_retired: bool,
}

/// The rows, computed when something has changed.
#[derive(Default)]
pub(super) struct Listed {
    of: Option<(u64, u64, Wish)>,
    /// Places in the code tree.
    pub(super) places: Vec<usize>,
}

impl Listed {
    /// Looks whether the rows are still right. `folds` grows with every change of what is folded.
    pub(super) fn look(
        &mut self,
        view: &View<'_>,
        wish: &Wish,
        folded: &HashSet<CodeId>,
        folds: u64,
    ) {
        let of = (view.revision, folds, wish.clone());
        if self.of.as_ref() != Some(&of) {
            self.places = places(view, wish, folded);
            self.of = Some(of);
        }
    }

    /// The row of a code.
    pub(super) fn row(&self, tree: &CodeTree, code: CodeId) -> Option<usize> {
        let place = tree.place(code)?;
        self.places.iter().position(|at| *at == place)
    }
}

/// Places of the rows to show: the open part of the tree, or what the filter finds with the codes
/// above it.
fn places(view: &View<'_>, wish: &Wish, folded: &HashSet<CodeId>) -> Vec<usize> {
    let tree = &view.corpus.codes;
    let wanted = wish.wanted.trim().to_lowercase();
    let filtered = !wanted.is_empty() || wish.hide_retired;
    let mut keep = vec![!filtered; tree.len()];
    if filtered {
        // From below upwards: who is found takes those above along.
        let mut above: Vec<Option<usize>> = Vec::with_capacity(tree.len());
        let mut open: Vec<usize> = Vec::new();
        for place in 0..tree.len() {
            open.truncate(usize::from(tree.depth(place)));
            above.push(open.last().copied());
            open.push(place);
        }
        for place in (0..tree.len()).rev() {
            let code = &tree.codes()[place];
            let has = |text: &str| text.to_lowercase().contains(&wanted);
            let found = (has(&code.fields.name) || has(&code.fields.definition))
                && !(wish.hide_retired && code.retired);
            keep[place] |= found;
            if let Some(up) = above[place].filter(|_| keep[place]) {
                keep[up] = true;
            }
        }
    }
    let open = |place: usize| !wanted.is_empty() || !folded.contains(&tree.codes()[place].id);
    let mut listed = Vec::with_capacity(tree.len());
    level(view, wish.sort, 0..tree.len(), &keep, &open, &mut listed);
    listed
}

fn level(
    view: &View<'_>,
    sort: Sort,
    range: std::ops::Range<usize>,
    keep: &[bool],
    open: &dyn Fn(usize) -> bool,
    listed: &mut Vec<usize>,
) {
    let tree = &view.corpus.codes;
    let mut siblings = Vec::new();
    let mut place = range.start;
    while place < range.end {
        siblings.push(place);
        place = tree.subtree(place).end;
    }
    let code = |place: &usize| &tree.codes()[*place];
    match sort {
        Sort::Own => {}
        Sort::Name => siblings.sort_by_cached_key(|place| code(place).fields.name.to_lowercase()),
        Sort::Count => siblings.sort_by_key(|place| Reverse(view.counts.all.get(*place).copied())),
        Sort::Newest => siblings.sort_by_key(|place| Reverse(&code(place).created_at)),
    }
    for place in siblings.into_iter().filter(|place| keep[*place]) {
        listed.push(place);
        let subtree = tree.subtree(place);
        if subtree.len() > 1 && open(place) {
            level(view, sort, place + 1..subtree.end, keep, open, listed);
        }
    }
}
