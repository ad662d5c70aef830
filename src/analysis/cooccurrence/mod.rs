//! Codes by codes: which of them stand on the same words, in the same turns, in the same documents.
//!
//! Formulas (methods 2.4; `n12` what both have in common, `n1` and `n2` what each has):
//!
//! - c-coefficient `n12 / (n1 + n2 - n12)`, as ATLAS.ti prints it. By turn and by document it is the
//!   Jaccard index of the units. By overlap `n12` counts *pairs* of excerpts, so c can be above 1
//!   where one long excerpt meets several short ones: it is then marked, never capped.
//! - character Jaccard `|U1 ∩ U2| / |U1 ∪ U2|`, `U` the union of a code's characters in participants'
//!   speech: it does not depend on how passages were cut.
//! - shares: of the excerpts (or units) of one code, those that meet the other.

mod counts;
mod notes;
mod words;

use super::alone::{alone, with};
use super::filter::Scope;
use super::measures::LeftOut;
use crate::model::{CodeId, Corpus, Filter, Speech};
use counts::Grid;
use std::ops::Range;
pub use words::{PairExcerpts, Together, together};

/// What two codes must share to occur together.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Unit {
    /// At least one character of participants' speech that is not white space.
    #[default]
    Overlap,
    /// A turn of a participant.
    Turn,
    /// A document.
    Document,
}

impl Unit {
    /// All units, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Overlap, Self::Turn, Self::Document];

    /// The word on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Overlap => "overlap",
            Self::Turn => "turn",
            Self::Document => "document",
        }
    }

    /// The inverse of [`Unit::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        let wanted = name.trim().to_lowercase();
        Self::ALL.into_iter().find(|unit| unit.name() == wanted)
    }

    /// The heading a person reads.
    pub fn label(self) -> &'static str {
        match self {
            Self::Overlap => "overlapping excerpts",
            Self::Turn => "in the same turn",
            Self::Document => "in the same document",
        }
    }
}

/// A question for [`cooccurrence()`].
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct CooccurrenceSpec {
    /// What the codes must share.
    pub unit: Unit,
    /// Counts a code with everything under it; otherwise every code alone.
    pub roll_up: bool,
    /// Which codings. Its `speech` is not looked at: only participants' speech counts.
    pub filter: Filter,
}

/// A code of the table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CooccurrenceCode {
    /// The code.
    pub code: CodeId,
    /// Levels above it in the codebook.
    pub depth: u16,
    /// Its own name.
    pub name: String,
    /// Names from the top down, joined with `/`.
    pub path: String,
    /// Its excerpts, turns or documents, as the unit says.
    pub n: u64,
    /// Characters under it in participants' speech, each once. Zero but by overlap.
    pub characters: u64,
    /// Places in the codebook that count as this code.
    pub(super) places: Range<usize>,
}

/// Two codes and what they have in common.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Pair {
    /// Excerpts, turns or documents of the first code.
    pub n1: u64,
    /// Of the second code.
    pub n2: u64,
    /// Pairs of overlapping excerpts; turns or documents with both.
    pub n12: u64,
    /// Excerpts of the first code that overlap the second; turns or documents with both.
    pub a_with_b: u64,
    /// Excerpts of the second code that overlap the first; turns or documents with both.
    pub b_with_a: u64,
    /// Characters under both. Zero but by overlap.
    pub characters_both: u64,
    /// Characters under at least one. Zero but by overlap.
    pub characters_either: u64,
}

impl Pair {
    /// Above this ratio of `n1` and `n2` the c-coefficient is small whatever the codes do.
    pub const UNEQUAL: u64 = 5;

    /// `n12 / (n1 + n2 - n12)`; `None` when there is nothing to divide by: neither code occurs, or
    /// there are as many pairs as excerpts.
    pub fn c(&self) -> Option<f64> {
        let whole = (self.n1 + self.n2).checked_sub(self.n12).filter(|&whole| whole > 0)?;
        Some(self.n12 as f64 / whole as f64)
    }

    /// True when c is above 1, or would be were there something to divide by.
    pub fn out_of_range(&self) -> bool {
        2 * self.n12 > self.n1 + self.n2
    }

    /// True when one code has more than five times what the other has.
    pub fn unequal(&self) -> bool {
        let (few, many) = (self.n1.min(self.n2), self.n1.max(self.n2));
        few > 0 && many > few * Self::UNEQUAL
    }

    /// Characters under both, of the characters under at least one; `None` when there are none.
    pub fn character_jaccard(&self) -> Option<f64> {
        share(self.characters_both, self.characters_either)
    }

    /// Of the first code, the share that meets the second.
    pub fn share_a(&self) -> Option<f64> {
        share(self.a_with_b, self.n1)
    }

    /// Of the second code, the share that meets the first.
    pub fn share_b(&self) -> Option<f64> {
        share(self.b_with_a, self.n2)
    }
}

fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// The answer of [`cooccurrence()`].
#[derive(Clone, PartialEq, Debug)]
pub struct Cooccurrence {
    /// What the codes share.
    pub unit: Unit,
    /// Whether a code counts with everything under it.
    pub roll_up: bool,
    /// The codes, in the order of the codebook: rows and columns alike.
    pub codes: Vec<CooccurrenceCode>,
    /// What is not counted, and why.
    pub left_out: LeftOut,
    /// The participants who are excluded from analysis and would be counted otherwise.
    pub excluded: Vec<String>,
    /// The filter that was asked with.
    pub filter: Filter,
    grid: Grid,
    remarks: Vec<String>,
}

/// Counts which codes occur together.
pub fn cooccurrence(corpus: &Corpus, spec: &CooccurrenceSpec) -> Cooccurrence {
    let filter = Filter { speech: Speech::Participants, ..spec.filter.clone() };
    let scope = Scope::new(corpus, &filter);
    let places = listed(&scope, spec.roll_up);
    let (grid, left_out) = counts::run(&scope, spec.unit, spec.roll_up, &places);
    let paths = super::lookup::paths(&corpus.codes);
    let code = |(row, &place): (usize, &usize)| {
        let code = &corpus.codes.codes()[place];
        CooccurrenceCode {
            code: code.id,
            depth: corpus.codes.depth(place),
            name: code.fields.name.clone(),
            path: paths[place].clone(),
            n: grid.n(row),
            characters: grid.characters(row),
            places: if spec.roll_up { corpus.codes.subtree(place) } else { place..place + 1 },
        }
    };
    let mut answer = Cooccurrence {
        unit: spec.unit,
        roll_up: spec.roll_up,
        codes: places.iter().enumerate().map(code).collect(),
        left_out,
        excluded: scope.excluded_names(),
        filter,
        grid,
        remarks: Vec::new(),
    };
    answer.remarks =
        super::notes::in_full(super::notes::common(&scope, &[], &answer.filter, &answer.left_out));
    answer
}

/// The places of the codes in the table: all that are asked for; where each stands alone, without
/// those that only hold others together.
fn listed(scope: &Scope<'_>, roll_up: bool) -> Vec<usize> {
    let tree = &scope.corpus.codes;
    let mut used = vec![roll_up; tree.len()];
    if !roll_up {
        for coding in scope.corpus.documents.iter().flat_map(|document| &document.codings) {
            if let Some(place) = scope.places.get(coding.code.0) {
                used[place] = true;
            }
        }
    }
    let shown =
        |&place: &usize| scope.has_code(place) && (used[place] || !tree.has_children(place));
    (0..tree.len()).filter(shown).collect()
}

impl Cooccurrence {
    /// True when one of two codes lies under the other and counts with it: that they occur together
    /// says nothing.
    pub fn nested(&self, a: usize, b: usize) -> bool {
        match (self.codes.get(a), self.codes.get(b)) {
            (Some(a), Some(b)) => {
                a.places.contains(&b.places.start) || b.places.contains(&a.places.start)
            }
            _ => false,
        }
    }

    /// The filter that opens the excerpts of one code, by its index; `None` where there are none.
    pub fn code_filter(&self, corpus: &Corpus, at: usize) -> Option<Filter> {
        let code = self.codes.get(at).filter(|code| code.n > 0)?.code;
        let filter =
            Filter { codes: vec![code], speech: Speech::Participants, ..self.filter.clone() };
        Some(if self.roll_up { filter } else { with(filter, alone(&corpus.codes, code)) })
    }

    /// Two codes, by their indexes; `None` for a code with itself or with one that counts with it.
    pub fn pair(&self, a: usize, b: usize) -> Option<Pair> {
        let (first, second) = (self.codes.get(a)?, self.codes.get(b)?);
        if self.nested(a, b) {
            return None;
        }
        let n12 = self.grid.both(a, b);
        let overlap = self.unit == Unit::Overlap;
        let characters_both = self.grid.shared(a, b);
        Some(Pair {
            n1: first.n,
            n2: second.n,
            n12,
            a_with_b: if overlap { self.grid.touching(a, b) } else { n12 },
            b_with_a: if overlap { self.grid.touching(b, a) } else { n12 },
            characters_both,
            characters_either: first.characters + second.characters - characters_both,
        })
    }

    /// All pairs with something in common, by the indexes of their codes (the first one is the
    /// smaller), the strongest first: by c, whatever is out of range as if it were 1, then by n12.
    pub fn strongest(&self) -> Vec<(usize, usize, Pair)> {
        let mut found = self.pairs();
        let strength = |pair: &Pair| match pair.c() {
            Some(c) if !pair.out_of_range() => c,
            _ => 1.0,
        };
        found.sort_by(|(_, _, x), (_, _, y)| {
            strength(y).total_cmp(&strength(x)).then(y.n12.cmp(&x.n12))
        });
        found
    }

    /// All pairs with something in common, in the order of the codebook.
    pub fn pairs(&self) -> Vec<(usize, usize, Pair)> {
        let count = self.codes.len();
        let all = (0..count).flat_map(|a| (a + 1..count).map(move |b| (a, b)));
        all.filter(|&(a, b)| self.grid.both(a, b) > 0)
            .filter_map(|(a, b)| Some((a, b, self.pair(a, b)?)))
            .collect()
    }

    /// What a reader needs under the table.
    pub fn notes(&self) -> Vec<String> {
        notes::notes(self)
    }
}
