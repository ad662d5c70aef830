//! What a speaker's label looks like, and whose it is.

/// True for the labels that usually stand for the researcher: `INT`, `Interviewer 2`, `I`,
/// `Moderator`, `Int.` and the like, without regard to case, spaces, numbers and a trailing dot.
pub fn is_interviewer_label(label: &str) -> bool {
    let _ = label;
    false
}

/// True when two spellings name one speaker: case, spaces and a trailing dot or colon do not matter.
pub fn same_label(a: &str, b: &str) -> bool {
    a == b
}
