//! Whole workflows, in one binary: one link instead of one per file.

mod tidy;
mod undo;
