//! Codes and how often they occur, over all participants together.

use super::disclosure::HiddenRow;
use super::filter::Scope;
use super::measures::{Base, Counts, LeftOut};
use super::notes::Remark;
use super::sweep::{self, Rows};
use crate::model::{CodeId, Corpus, Filter, Profile, Speech};

/// One code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FrequencyRow {
    /// The code.
    pub code: CodeId,
    /// Levels above it.
    pub depth: u16,
    /// Its own name.
    pub name: String,
    /// Names from the top down, joined with `/`.
    pub path: String,
    /// With everything under it: the union of distinct codings, not the sum of the rows below.
    pub counts: Counts,
    /// The code alone.
    pub own: Counts,
    /// Excerpts (with everything under it) that touch speech nobody is mapped to.
    pub unassigned: u64,
    /// Excerpts, with everything under it, that count for no participant in the filter, by reason.
    pub left_out: LeftOut,
    /// What is held back of it; the numbers behind are zero.
    pub hidden: HiddenRow,
}

impl FrequencyRow {
    /// Every excerpt of the code and what is under it, whoever speaks, but for those of excluded
    /// participants alone.
    pub fn everything(&self) -> u64 {
        let out = &self.left_out;
        self.counts.excerpts
            + out.filtered
            + out.interviewer_only
            + out.no_participant
            + out.no_speech
    }
}

/// The answer of [`frequencies()`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Frequencies {
    /// Participants, documents and speech in the filter.
    pub base: Base,
    /// Speech nobody is mapped to.
    pub unassigned: Base,
    /// Codes in the order of the codebook.
    pub rows: Vec<FrequencyRow>,
    /// What is not counted, and why.
    pub left_out: LeftOut,
    /// The participants who are excluded from analysis and would be counted otherwise.
    pub excluded: Vec<String>,
    /// The filter that was asked with.
    pub filter: Filter,
    /// For whom the list is meant, where that was said.
    pub profile: Option<Profile>,
    /// Counts below this are hidden, and whether zeros are, too; `None`: nothing is.
    pub suppress: Option<(u64, bool)>,
    pub(super) remarks: Vec<Remark>,
}

/// Counts every code over all participants in the filter.
pub fn frequencies(corpus: &Corpus, filter: &Filter) -> Frequencies {
    let filter = Filter { speech: Speech::Any, ..filter.clone() };
    let scope = Scope::new(corpus, &filter);
    let one_group = vec![0; corpus.participants.len()];
    let (with_descendants, alone) = rayon::join(
        || sweep::run(&scope, &one_group, 1, Rows::Subtrees),
        || sweep::run(&scope, &one_group, 1, Rows::Single),
    );
    let paths = super::lookup::paths(&corpus.codes);
    let rows = with_descendants.places.iter().map(|&place| {
        let code = &corpus.codes.codes()[place];
        FrequencyRow {
            code: code.id,
            depth: corpus.codes.depth(place),
            name: code.fields.name.clone(),
            path: paths[place].clone(),
            counts: with_descendants.total(place).counts,
            own: alone.total(place).counts,
            unassigned: with_descendants.unassigned(place).counts.excerpts,
            left_out: with_descendants.rows[place].left_out,
            hidden: HiddenRow::default(),
        }
    });
    let mut answer = Frequencies {
        base: with_descendants.base,
        unassigned: with_descendants.unassigned_base,
        rows: rows.collect(),
        left_out: with_descendants.left_out,
        excluded: scope.excluded_names(),
        filter: filter.clone(),
        profile: None,
        suppress: None,
        remarks: Vec::new(),
    };
    answer.remarks =
        super::notes::common(&scope, &with_descendants.silent, &answer.filter, &answer.left_out);
    if let Some(late) = super::late::Late::new(&scope) {
        let places = &with_descendants.places;
        // Groups, speech nobody is mapped to, everybody: the last column is the list.
        let unseen = late.columns(&scope, places, &one_group, 1).only(&[2]);
        let names = unseen.rows(|_, _| true).into_iter().filter_map(|at| answer.rows.get(at));
        let names: Vec<String> = names.map(|row| row.name.clone()).collect();
        if !names.is_empty() {
            answer.remarks.push(super::late::frequency_note(&names).into());
        }
    }
    answer
}

impl Frequencies {
    /// The filter that opens exactly the excerpts a row counts.
    pub fn row_filter(&self, row: usize) -> Option<Filter> {
        let code = self.rows.get(row)?.code;
        Some(Filter { codes: vec![code], speech: Speech::Participants, ..self.filter.clone() })
    }

    /// What a reader needs under the table.
    pub fn notes(&self) -> Vec<String> {
        super::notes::frequency_notes(self)
    }
}
