//! Postil: coding qualitative interviews on one's own computer.
//!
//! # The rooms
//!
//! ```text
//! model     what a study is: plain values and rules. No file, no SQL, no drawing
//! text      what can be computed from a text: positions, turns, words, sentences, line numbers, where
//!           words stand that are looked for, and how positions move when it changes
//! store     where it is kept: one SQLite file; the only room that speaks SQL
//! study     what can be done: commands in, steps out, undo and redo
//! analysis  what can be asked: pure functions over a read-only Corpus
//! exchange  files in, files out: bytes <-> model values; no database
//! cli       subcommands: arguments -> study / analysis / exchange -> text
//! ui        what is seen: the only room that draws
//! log       what the program notes of itself: no word, name or path of a study can get in
//! ```
//!
//! | room | may import |
//! | --- | --- |
//! | `model` | nobody |
//! | `text` | model |
//! | `store` | model, text |
//! | `study` | model, text, store |
//! | `analysis` | model, text |
//! | `exchange` | model, text, analysis |
//! | `log` | nobody |
//! | `cli`, `ui` | log, model, text, study, analysis, exchange |
//!
//! `tests/tidy.rs` holds this table.
//!
//! # What always holds
//!
//! - Drawing never writes: pages put requests into an outbox, which is drained before the next frame.
//! - No room but `store` knows SQL. No globals. The screen reads through `analysis` and views, and
//!   writes through commands, nothing else.
//! - Every change is one transaction and one step with a name, and can be undone.
//! - One program at a time writes to a study; before and after each step it is asked whether the file is
//!   still the one that was opened, and was not written over. What is made beside a study (backups,
//!   copies) is written whole and renamed; what a killed program left of it goes with the next opening.
//!   A damaged file is only read. No handle of an open study's file is closed before SQLite's own: that
//!   would give up its locks.
//! - A coded span is never empty, never outside its text, never inside a character, never only white
//!   space. Positions are bytes inside ([`model::Span`]), code points at every border
//!   ([`model::CharSpan`]), converted in [`text::positions`].
//! - What is typed into a form and not stored lies on the study's desk, in the study file, and is in its
//!   form again when the study is opened. While an encrypted study is locked nothing of it is in memory
//!   but filters, and where files lie that wait to be imported.
//! - The program opens no socket.
//!
//! # Flow one: a coding
//!
//! Pointer or keys -> `Span` -> [`study::Command::ApplyCode`] in the outbox -> next frame
//! `App::logic` drains it -> [`study::Study::run`] -> one transaction in `store` (rows, history,
//! audit line) -> `Touched` -> only what was touched is read again into the [`model::Corpus`] ->
//! drawn. Undo and redo go through the same door. Long work takes the study to a worker thread and
//! brings it back (`ui::desk`).
//!
//! One thing goes through another door, because it must not be undone: the withdrawal of a participant
//! ([`study::Study::withdraw`]). It is looked at first ([`study::Withdrawal`]), writes no history, and
//! ends with a [`study::Proof`].
//!
//! # Flow two: a number
//!
//! [`analysis::CrosstabSpec`] -> [`analysis::crosstab()`] -> one plain value for screen, clipboard,
//! file, command line and test. A click on a cell is a [`model::Filter`], which lists exactly those
//! excerpts. So it is with [`analysis::matrix()`] and [`analysis::coverage()`]; a cell of
//! [`analysis::cooccurrence()`] stands for two codes and opens the excerpts of both
//! ([`analysis::together()`], the list of the excerpts page). A list of words goes the same way: [`analysis::WordsSpec`] ->
//! [`analysis::words()`], and the query and filter of a number are an [`analysis::SearchSpec`] that finds
//! exactly those words. The window asks such a search while one types (`ui::search`).
//!
//! The framework matrix ([`analysis::framework`]) goes the same way, with the researcher's words in its
//! cells instead of numbers: what a cell was written from is kept with it and compared with today.
//!
//! A picture of a number ([`analysis::figures`]) counts nothing: it takes such an answer and lays out
//! marks, each with its words and what it opens. The window paints them (`ui::charts`),
//! [`exchange::figures`] writes the same ones as svg and png.
//!
//! On its way out everything goes through [`analysis::consent`] first: in the copy that is written the
//! words of people who did not agree to be quoted are there no more, at the same positions. So does what
//! is copied with a citation ([`exchange::copying`]). What was written is noted in the study
//! ([`study::Study::note_export`]).
//!
//! On its way out a table goes through [`analysis::disclosure`], which merges, hides or refuses as the
//! [`model::Profile`] has it; [`analysis::exploratory`] tests groups of participants when asked.

pub mod analysis;
pub mod cli;
pub mod exchange;
pub mod log;
pub mod model;
pub mod store;
pub mod study;
pub mod text;
pub mod ui;
