//! New codes by interview: what evidence there is that further interviews bring few new codes.
//!
//! [`Runs`] follows Guest, Namey & Chen (2020, doi 10.1371/journal.pone.0232076); [`accumulation`] is
//! the curve that does not depend on the order. Neither says that a study is complete, and nothing
//! here puts it into such words: methods 1.7.

mod curve;
mod interviews;
mod notes;
mod order;

use super::alone::{alone, with};
use super::filter::Scope;
use super::measures::LeftOut;
use crate::model::{CodeId, Condition, Corpus, DocumentId, Filter, ParticipantId, Speech};
pub use curve::{Run, Runs, accumulation, runs};
pub use order::{Order, Ordered};

/// What counts as one interview.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Per {
    /// A document in which participants of the filter speak.
    #[default]
    Document,
    /// A participant, all their documents together.
    Participant,
}

impl Per {
    /// The word on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Participant => "participant",
        }
    }

    /// The inverse of [`Per::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        let wanted = name.trim().to_lowercase();
        [Self::Document, Self::Participant].into_iter().find(|per| per.name() == wanted)
    }
}

/// Which codes are counted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Level {
    /// Codes without codes under them.
    #[default]
    Leaf,
    /// Every code alone, also those with codes under them.
    Every,
    /// Codes at the top of the filter, each with everything under it.
    Top,
}

impl Level {
    /// All levels, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Leaf, Self::Every, Self::Top];

    /// The word on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Leaf => "leaf",
            Self::Every => "every",
            Self::Top => "top",
        }
    }

    /// The inverse of [`Level::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        let wanted = name.trim().to_lowercase();
        Self::ALL.into_iter().find(|level| level.name() == wanted)
    }
}

/// A question for [`saturation()`].
#[derive(Clone, PartialEq, Debug)]
pub struct SaturationSpec {
    /// What counts as one interview.
    pub per: Per,
    /// Which codes are counted.
    pub level: Level,
    /// In which order the interviews are read.
    pub order: Order,
    /// Interviews in the base; at least 1.
    pub base: usize,
    /// Interviews in a run; at least 1.
    pub run: usize,
    /// New codes of a run, of the codes in the base: at or below this the notation is given.
    pub threshold: f64,
    /// Which codings. Its `speech` is not looked at: only participants' speech counts.
    pub filter: Filter,
}

impl Default for SaturationSpec {
    fn default() -> Self {
        Self {
            per: Per::default(),
            level: Level::default(),
            order: Order::default(),
            base: 4,
            run: 2,
            threshold: 0.05,
            filter: Filter::default(),
        }
    }
}

/// What an interview is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum InterviewKey {
    /// A document.
    Document(DocumentId),
    /// A participant.
    Participant(ParticipantId),
}

/// One interview, at its place in the order.
#[derive(Clone, PartialEq, Debug)]
pub struct Interview {
    /// Which.
    pub key: InterviewKey,
    /// Its name.
    pub name: String,
    /// When it was held, where an attribute says so.
    pub date: Option<String>,
    /// Codes that occur in it.
    pub codes: u64,
    /// Those that occur in none before it, in the order of the codebook.
    pub new: Vec<CodeId>,
    /// Codes that occur in it or before it.
    pub so_far: u64,
    /// Codes to be expected in as many interviews, over all orders alike.
    pub expected: f64,
}

/// The answer of [`saturation()`].
#[derive(Clone, PartialEq, Debug)]
pub struct Saturation {
    /// What counts as one interview.
    pub per: Per,
    /// Which codes were counted.
    pub level: Level,
    /// How the interviews are ordered, and why so.
    pub order: Ordered,
    /// The interviews in their order.
    pub interviews: Vec<Interview>,
    /// Base and runs.
    pub runs: Runs,
    /// Interviews without a single coding: not yet coded, and no part of the order.
    pub not_coded: Vec<String>,
    /// What is not counted, and why.
    pub left_out: LeftOut,
    /// The participants who are excluded from analysis and would be counted otherwise.
    pub excluded: Vec<String>,
    /// The filter that was asked with.
    pub filter: Filter,
    remarks: Vec<String>,
}

/// Counts new codes interview by interview.
pub fn saturation(corpus: &Corpus, spec: &SaturationSpec) -> Saturation {
    let filter = Filter { speech: Speech::Participants, ..spec.filter.clone() };
    let scope = Scope::new(corpus, &filter);
    let found = interviews::read(&scope, &filter, spec.per, spec.level);
    let (ordered, order) = order::put(corpus, found.coded, spec.per, &spec.order);
    let mut seen = vec![false; corpus.codes.len()];
    let mut in_interviews = vec![0_usize; corpus.codes.len()];
    let mut so_far = 0;
    let mut interviews: Vec<Interview> = Vec::with_capacity(ordered.len());
    for (one, date) in ordered {
        let mut new = Vec::new();
        for &place in &one.codes {
            in_interviews[place] += 1;
            if !std::mem::replace(&mut seen[place], true) {
                new.push(corpus.codes.codes()[place].id);
            }
        }
        so_far += new.len() as u64;
        interviews.push(Interview {
            key: one.key,
            name: one.name,
            date,
            codes: one.codes.len() as u64,
            new,
            so_far,
            expected: 0.0,
        });
    }
    let expected = accumulation(&in_interviews, interviews.len());
    for (interview, expected) in interviews.iter_mut().zip(expected) {
        interview.expected = expected;
    }
    let new: Vec<u64> = interviews.iter().map(|interview| interview.new.len() as u64).collect();
    let mut answer = Saturation {
        per: spec.per,
        level: spec.level,
        order,
        runs: runs(&new, spec.base, spec.run, spec.threshold),
        interviews,
        not_coded: found.not_coded,
        left_out: found.left_out,
        excluded: scope.excluded_names(),
        filter,
        remarks: Vec::new(),
    };
    answer.remarks = notes::remarks(&scope, &answer, found.above);
    answer
}

impl Saturation {
    /// The filter that opens the excerpts in an interview of the codes that are new there; `None` where
    /// there is nothing new.
    pub fn new_filter(&self, corpus: &Corpus, at: usize) -> Option<Filter> {
        let one = self.interviews.get(at).filter(|one| !one.new.is_empty())?;
        let mut filter =
            Filter { codes: one.new.clone(), speech: Speech::Participants, ..self.filter.clone() };
        match one.key {
            InterviewKey::Document(id) => filter.documents = vec![id],
            InterviewKey::Participant(id) => filter.participants = vec![id],
        }
        if self.level != Level::Every {
            return Some(filter);
        }
        // Codes under a new one may have occurred before: it counts alone here.
        let each = one.new.iter().map(|code| alone(&corpus.codes, *code));
        Some(with(filter, Condition::Any(each.collect())))
    }

    /// What a reader needs under the table.
    pub fn notes(&self) -> Vec<String> {
        notes::notes(self)
    }
}
