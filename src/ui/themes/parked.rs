//! Which codes are not placed yet: worked out once for each state of the study.

use crate::analysis::placed;
use crate::ui::view::View;

/// A line of the parking area.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Line {
    /// Place in the codebook.
    pub(super) place: usize,
    /// Waits to be placed; else it stands there because codes under it wait.
    pub(super) waits: bool,
    /// Steps to the right.
    pub(super) depth: u16,
}

/// The lines, for one state of the study.
#[derive(Default)]
pub(super) struct Cache {
    made_for: Option<u64>,
    pub(super) lines: Vec<Line>,
    /// How many codes wait.
    pub(super) waiting: usize,
}

impl Cache {
    pub(super) fn look(&mut self, view: &View<'_>) {
        if self.made_for == Some(view.revision) {
            return;
        }
        self.made_for = Some(view.revision);
        self.lines = lines(view);
        self.waiting = self.lines.iter().filter(|line| line.waits).count();
    }
}

/// A code waits when no living theme holds it or a code above it. One that only gathers others (no
/// excerpts of its own) waits with them, not by itself; one that is retired and unused waits for
/// nothing.
fn lines(view: &View<'_>) -> Vec<Line> {
    let tree = &view.corpus.codes;
    let served = placed(view.corpus);
    let own = |place: usize| view.counts.own.get(place).copied().unwrap_or(0);
    let mut shown = vec![false; tree.len()];
    let waits: Vec<bool> = (0..tree.len())
        .map(|place| {
            let free = served.get(place).is_some_and(Vec::is_empty);
            let gathers = tree.has_children(place) && own(place) == 0;
            let idle = tree.codes().get(place).is_some_and(|code| code.retired) && own(place) == 0;
            free && !gathers && !idle
        })
        .collect();
    for place in (0..tree.len()).filter(|&place| waits.get(place) == Some(&true)) {
        let mut at = Some(place);
        while let Some(up) = at.filter(|up| shown.get(*up) == Some(&false)) {
            if let Some(slot) = shown.get_mut(up) {
                *slot = true;
            }
            at = tree.parent_place(up);
        }
    }
    let each = (0..tree.len()).filter(|&place| shown.get(place) == Some(&true));
    each.map(|place| Line {
        place,
        waits: waits.get(place) == Some(&true),
        depth: tree.depth(place),
    })
    .collect()
}
