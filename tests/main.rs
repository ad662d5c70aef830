//! Everything that is tested from outside: the program as it is called, and the house it lives in.
//!
//! One binary: one link instead of one for each file.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod cli_backup;
mod cli_basics;
mod cli_charts;
mod cli_codebook;
mod cli_consent;
mod cli_consent_words;
mod cli_corpus;
mod cli_correct;
mod cli_destroy;
mod cli_disclosure;
mod cli_exploratory;
mod cli_files;
mod cli_filters;
mod cli_framework;
mod cli_hostile;
mod cli_import;
mod cli_notes;
mod cli_oracle;
mod cli_out;
mod cli_pack;
#[cfg(feature = "encryption")]
mod cli_passphrase;
mod cli_people;
mod cli_privacy;
mod cli_refusals;
mod cli_sample;
mod cli_search;
mod cli_speakers;
mod cli_tables;
mod cli_withdraw;
mod crash;
mod faults;
mod framework_acts;
mod fuzz_corpus;
mod hostile_study;
mod import_cancelled;
mod import_documents;
mod import_layouts;
mod no_network;
#[cfg(feature = "encryption")]
mod nothing_readable;
mod on_disk;
mod people_round;
mod salvage;
mod screen;
mod screen_backups;
mod screen_charts;
mod screen_codebook;
mod screen_coding;
mod screen_consent;
mod screen_copying;
mod screen_correct;
mod screen_filter;
mod screen_framework;
mod screen_import;
#[cfg(feature = "encryption")]
mod screen_lock;
#[cfg(feature = "encryption")]
mod screen_lock_kinds;
#[cfg(feature = "encryption")]
mod screen_lock_words;
mod screen_memos;
mod screen_mistakes;
mod screen_numbers;
mod screen_out;
mod screen_privacy;
mod screen_search;
mod screen_tables;
mod screen_themes;
mod screen_withdraw;
mod support;
mod ten_thousand;
mod tidy;
mod undo;
mod undo_acts;
mod undo_names;
mod upgrade;
