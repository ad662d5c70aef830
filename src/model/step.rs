//! A step as the history lists it.

use super::ids::StepId;
use serde::Serialize;

/// One named thing a person did: the unit of undo.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct StepLine {
    /// Number of the step, growing.
    pub step: StepId,
    /// RFC 3339.
    pub when: String,
    /// Who did it.
    pub coder: String,
    /// What was done, in words and names, never transcript text.
    pub label: String,
    /// True while it is undone and can be redone.
    pub undone: bool,
}
