//! The words under a table: what it counts, of what, by whom, and what it leaves out.

use super::crosstab::Crosstab;
use super::filter::Scope;
use super::frequencies::Frequencies;
use super::measures::LeftOut;
use crate::model::ParticipantId;

pub(super) fn remarks(_scope: &Scope<'_>, _table: &Crosstab) -> Vec<String> {
    Vec::new()
}

pub(super) fn common(
    _scope: &Scope<'_>,
    _silent: &[ParticipantId],
    _left: &LeftOut,
) -> Vec<String> {
    Vec::new()
}

pub(super) fn notes(table: &Crosstab) -> Vec<String> {
    table.remarks.clone()
}

pub(super) fn frequency_notes(answer: &Frequencies) -> Vec<String> {
    answer.remarks.clone()
}
