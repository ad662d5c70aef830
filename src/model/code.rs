//! Codes and the tree they form.

use super::ids::{CodeId, Guid};
use super::name_key::name_key;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// So many levels a codebook has at most, whichever way its codes come into it.
pub const CODE_LEVELS: usize = 32;

/// What a researcher writes about a code (the codebook entry of `MacQueen` et al. 1998).
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CodeFields {
    /// The label: unique among its siblings without regard to case, without `/`.
    pub name: String,
    /// What it stands for.
    pub definition: String,
    /// When to use it.
    pub include: String,
    /// When not to use it, and what to use instead.
    pub exclude: String,
    /// A typical passage.
    pub example: String,
    /// "a priori", "inductive", "in vivo", "imported", or the researcher's own word.
    pub origin: String,
    /// `#rrggbb`; empty means: one of the palette, always the same one.
    pub color: String,
    /// One to three letters shown beside the colour; empty means: made from the name.
    pub badge: String,
    /// The key that applies it in the reading view: one lower-case letter, or empty. Unique.
    pub key: String,
}

/// A code of the codebook.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Code {
    /// Row in this file.
    pub id: CodeId,
    /// Identity across files.
    pub guid: Guid,
    /// The code above it; `None` at the top.
    pub parent: Option<CodeId>,
    /// Its written part.
    pub fields: CodeFields,
    /// No longer offered for coding. Its codings stay and count.
    pub retired: bool,
    /// When it was made, RFC 3339.
    pub created_at: String,
}

impl Code {
    /// A code that is offered for coding.
    pub fn new(id: CodeId, parent: Option<CodeId>, fields: CodeFields) -> Self {
        Self { id, guid: Guid::new(), parent, fields, retired: false, created_at: String::new() }
    }
}

/// All codes in the order they are shown: parents before children, siblings in the researcher's order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CodeTree {
    codes: Vec<Code>,
    depth: Vec<u16>,
    /// For each code, the place after its last descendant.
    end: Vec<u32>,
    place: HashMap<CodeId, usize>,
}

impl CodeTree {
    /// Builds the tree from codes whose siblings are already in order. Codes whose parent is missing
    /// or that hang on themselves are shown at the top rather than lost.
    pub fn new(codes: Vec<Code>) -> Self {
        let mut children: HashMap<Option<CodeId>, Vec<usize>> = HashMap::new();
        let known: HashMap<CodeId, usize> =
            codes.iter().enumerate().map(|(at, code)| (code.id, at)).collect();
        for (at, code) in codes.iter().enumerate() {
            let parent = code.parent.filter(|parent| known.contains_key(parent));
            children.entry(parent).or_default().push(at);
        }
        let mut order: Vec<(usize, u16)> = Vec::with_capacity(codes.len());
        let mut seen = vec![false; codes.len()];
        let mut stack: Vec<(usize, u16)> = children
            .get(&None)
            .map(|tops| tops.iter().rev().map(|&at| (at, 0)).collect())
            .unwrap_or_default();
        let mut unreached = 0..codes.len();
        loop {
            while let Some((at, depth)) = stack.pop() {
                if std::mem::replace(&mut seen[at], true) {
                    continue;
                }
                order.push((at, depth));
                if let Some(below) = children.get(&Some(codes[at].id)) {
                    stack.extend(below.iter().rev().map(|&at| (at, depth + 1)));
                }
            }
            // A circle of parents has no top: break it at its first code.
            match unreached.find(|&at| !seen[at]) {
                Some(at) => stack.push((at, 0)),
                None => break,
            }
        }
        let mut end = vec![0; order.len()];
        for place in (0..order.len()).rev() {
            let mut next = place + 1;
            while next < order.len() && order[next].1 > order[place].1 {
                next = end[next] as usize;
            }
            end[place] = u32::try_from(next).unwrap_or(u32::MAX);
        }
        let mut slots: Vec<Option<Code>> = codes.into_iter().map(Some).collect();
        let sorted: Vec<Code> = order.iter().filter_map(|&(at, _)| slots[at].take()).collect();
        Self {
            place: sorted.iter().enumerate().map(|(at, code)| (code.id, at)).collect(),
            depth: order.iter().map(|&(_, depth)| depth).collect(),
            codes: sorted,
            end,
        }
    }

    /// The codes in display order.
    pub fn codes(&self) -> &[Code] {
        &self.codes
    }

    /// Number of codes.
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// True when there is no code yet.
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// Place of a code in display order.
    pub fn place(&self, id: CodeId) -> Option<usize> {
        self.place.get(&id).copied()
    }

    /// The code with this id.
    pub fn get(&self, id: CodeId) -> Option<&Code> {
        self.place(id).map(|at| &self.codes[at])
    }

    /// Levels above the code at `place`: 0 at the top.
    pub fn depth(&self, place: usize) -> u16 {
        self.depth[place]
    }

    /// The code at `place` and everything under it, as places.
    pub fn subtree(&self, place: usize) -> std::ops::Range<usize> {
        place..self.end[place] as usize
    }

    /// True when the code at `place` has codes under it.
    pub fn has_children(&self, place: usize) -> bool {
        self.end[place] as usize > place + 1
    }

    /// The place of the code above, in the tree as it is shown.
    pub fn parent_place(&self, place: usize) -> Option<usize> {
        let depth = self.depth[place];
        if depth == 0 {
            return None;
        }
        (0..place).rev().find(|&at| self.depth[at] < depth)
    }

    /// Names from the top down, joined with `/`.
    pub fn path(&self, id: CodeId) -> String {
        let Some(mut place) = self.place(id) else {
            return String::new();
        };
        let mut names = vec![self.codes[place].fields.name.as_str()];
        while let Some(above) = self.parent_place(place) {
            names.push(self.codes[above].fields.name.as_str());
            place = above;
        }
        names.reverse();
        names.join("/")
    }

    /// Every code that `name` can mean: a full path, the end of a path, or a name alone, without
    /// regard to case. A full path beats the end of one.
    pub fn find(&self, name: &str) -> Vec<CodeId> {
        let wanted = name_key(name.trim().trim_matches('/'));
        if wanted.is_empty() {
            return Vec::new();
        }
        let paths: Vec<(CodeId, String)> =
            self.codes.iter().map(|c| (c.id, name_key(&self.path(c.id)))).collect();
        if let Some((id, _)) = paths.iter().find(|(_, path)| *path == wanted) {
            return vec![*id];
        }
        let tail = format!("/{wanted}");
        paths.iter().filter(|(_, path)| path.ends_with(&tail)).map(|(id, _)| *id).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(rows: &[(i64, i64, &str)]) -> CodeTree {
        CodeTree::new(
            rows.iter()
                .map(|&(id, parent, name)| {
                    let fields = CodeFields { name: name.to_owned(), ..CodeFields::default() };
                    Code::new(CodeId(id), (parent != 0).then_some(CodeId(parent)), fields)
                })
                .collect(),
        )
    }

    #[test]
    fn children_follow_their_parent_in_order() {
        let tree = tree(&[
            (1, 0, "Time"),
            (2, 0, "Harm"),
            (3, 1, "delay"),
            (4, 3, "letters"),
            (5, 1, "limbo"),
        ]);
        let names: Vec<&str> = tree.codes().iter().map(|c| c.fields.name.as_str()).collect();
        assert_eq!(names, ["Time", "delay", "letters", "limbo", "Harm"]);
        assert_eq!(tree.subtree(0), 0..4);
        assert_eq!(tree.subtree(1), 1..3);
        assert_eq!(tree.path(CodeId(4)), "Time/delay/letters");
    }

    #[test]
    fn a_circle_of_parents_loses_no_code() {
        let tree = tree(&[(1, 2, "a"), (2, 1, "b"), (3, 9, "c")]);
        assert_eq!(tree.len(), 3);
    }

    #[test]
    fn a_code_is_found_by_name_tail_or_path() {
        let tree = tree(&[
            (1, 0, "Time"),
            (2, 1, "Delay"),
            (3, 0, "Harm"),
            (4, 3, "delay"),
            (5, 0, "delay"),
        ]);
        assert_eq!(tree.find("time/delay"), [CodeId(2)]);
        assert_eq!(tree.find("delay"), [CodeId(5)]);
        assert_eq!(tree.find("Harm/delay/"), [CodeId(4)]);
        assert_eq!(tree.find("nothing"), []);
    }
}
