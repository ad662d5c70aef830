//! Conditions as sentences: `overlaps surveillance and not (key or inside "Time/delay")`.
//!
//! ```text
//! sentence = all { "or" all }
//! all      = one { "and" one }
//! one      = "not" one | "(" sentence ")" | what
//! what     = "is" CODE | "overlaps" CODE | "inside" CODE | "around" CODE
//!          | "within" N ("turns" | "words") "of" CODE
//!          | ("follows" | "precedes") CODE [ "within" N "turns" ]
//!          | "key" | "contradicting" | "uncertain" | "has" "memo"
//!          | "by" CODER | "since" DAY | "until" DAY
//! ```
//!
//! *and* binds closer than *or*. A code is its name or its path; one that holds spaces, brackets or
//! quotes, or is a word of this language, stands in `"…"`, with `""` for a quote inside. Writing what
//! was read gives a sentence that reads the same.

mod parse;
#[cfg(test)]
mod tests;
mod write;

pub use parse::{Fault, parse};
pub use write::write;

/// How deep brackets may nest: nobody writes more, and reading must end.
const DEEPEST: usize = 40;

/// Words of the language: as names they stand in quotes.
const WORDS: [&str; 24] = [
    "and",
    "or",
    "not",
    "is",
    "overlaps",
    "inside",
    "around",
    "within",
    "turn",
    "turns",
    "word",
    "words",
    "of",
    "follows",
    "precedes",
    "key",
    "contradicting",
    "uncertain",
    "has",
    "memo",
    "by",
    "since",
    "until",
    "quote",
];
