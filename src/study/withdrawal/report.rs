//! What is told after a withdrawal: counts and names of files, never the person's name or words.

use super::Withdrawal;
use crate::model::{Tombstone, WithdrawalCounts, WithdrawalScope};
use crate::store::{Exported, Removed, Scanned};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// What a withdrawal did, and what was looked for afterwards.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proof {
    /// What is kept of it.
    pub tombstone: Tombstone,
    /// The study is locked: its pages and tables were read as they are unlocked, not the bytes on the
    /// disk.
    pub locked: bool,
    /// Everything that was searched.
    pub scanned: Vec<Scanned>,
    /// Copies of the study.
    pub removed: Removed,
    /// Files outside, with the person in them: they are for the researcher to find.
    pub exports: Vec<Exported>,
    /// Folders of backups that may be of this study and cannot be looked into.
    pub unread: Vec<PathBuf>,
    /// The withdrawal is stored, but cleaning up behind it could not be finished, and why.
    pub unfinished: Option<&'static str>,
}

/// What no program can reach.
pub const OUT_OF_REACH: [&str; 4] = [
    "Files that were exported, printed, sent or copied by hand.",
    "What a disk keeps below its files: an SSD's spare blocks, snapshots of the file system.",
    "Older versions that a cloud folder or a backup of the computer keeps.",
    "The pseudonym key, a recording and the consent form: they are files of their own.",
];

/// All of it: also backups that may be of this study and cannot be looked into.
fn out_of_reach(unread: &[PathBuf]) -> Vec<String> {
    let backups = unread.iter().map(|folder| {
        format!(
            "Backups in the folder “{}” beside the study, which cannot be looked into or belong to \
             another file of this study.",
            name(folder)
        )
    });
    OUT_OF_REACH.map(str::to_owned).into_iter().chain(backups).collect()
}

impl Withdrawal {
    /// What no program can reach.
    pub fn out_of_reach(&self) -> Vec<String> {
        out_of_reach(&self.unread)
    }
}

impl Proof {
    /// What no program can reach.
    pub fn out_of_reach(&self) -> Vec<String> {
        out_of_reach(&self.unread)
    }

    /// True when nothing was found and no copy is left.
    pub fn is_clean(&self) -> bool {
        let cleaned = self.tombstone.cleaned.unwrap_or_default();
        self.unfinished.is_none() && cleaned.traces == 0 && cleaned.copies_left == 0
    }

    /// What the scan says, in one sentence.
    pub fn verdict(&self) -> String {
        if let Some(why) = self.unfinished {
            return format!(
                "The withdrawal is stored, but the file could not be cleaned up ({why}): removed words \
                 may still stand in parts of it that are not used. Make room, then clean up after it \
                 (postil withdrawals --finish)."
            );
        }
        let cleaned = self.tombstone.cleaned.unwrap_or_default();
        let looked = format!(
            "{} of 12 characters and {} of the removed text",
            plural(cleaned.fragments, "fragment"),
            plural(cleaned.words, "word")
        );
        if self.tombstone.scope == WithdrawalScope::Person {
            return "What was said stays, so that there was no text to look for.".to_owned();
        }
        if cleaned.fragments == 0 {
            return "Nothing that was removed stands nowhere else: there was nothing to look for."
                .to_owned();
        }
        if cleaned.traces == 0 {
            format!("None of {looked} is left in the study or beside it.")
        } else {
            let places = self.scanned.iter().filter(|one| one.traces > 0);
            let places: Vec<&str> = places.map(|one| one.name.as_str()).collect();
            format!(
                "{} found of {looked}, in {}. This should not be: keep this report.",
                plural(cleaned.traces, "trace"),
                places.join(", ")
            )
        }
    }

    /// As a text.
    pub fn text(&self) -> String {
        let tombstone = &self.tombstone;
        let mut out = format!(
            "Withdrawal {}\nDay: {}\nScope: {}\nReason: {}\n\nWhat was removed\n",
            tombstone.guid,
            tombstone.day,
            tombstone.scope.name(),
            tombstone.reason.name()
        );
        for (n, what) in count_lines(&tombstone.counts) {
            writeln!(out, "  {n:>6}  {what}").ok();
        }
        writeln!(out, "\nProof\n  {}", self.verdict()).ok();
        if self.locked {
            out.push_str(
                "  The study is locked: every page of it was read as it is unlocked, also those that \
                 nothing uses any more, and every table, with the inner tables of the index of words.\n",
            );
        }
        for one in &self.scanned {
            writeln!(out, "  {:>12} bytes  {:>3} traces  {}", one.bytes, one.traces, one.name).ok();
        }
        if !self.removed.removed.is_empty() || !self.removed.left.is_empty() {
            out.push_str("\nCopies of the study\n");
            for path in &self.removed.removed {
                writeln!(out, "  removed   {}", name(path)).ok();
            }
            for (path, why) in &self.removed.left {
                writeln!(out, "  NOT removed ({why})  {}", path.display()).ok();
            }
        }
        if !self.exports.is_empty() {
            out.push_str("\nFiles written from the study with the person in them\n");
            for one in &self.exports {
                writeln!(out, "  {}  {}  {}", one.at, one.what, one.path).ok();
            }
        }
        out.push_str("\nOut of reach of this program\n");
        for line in self.out_of_reach() {
            writeln!(out, "  {line}").ok();
        }
        out
    }

    /// As JSON.
    pub fn json(&self) -> Value {
        let left = self.removed.left.iter();
        json!({
            "withdrawal": tombstone_json(&self.tombstone),
            "locked": self.locked,
            "clean": self.is_clean(),
            "unfinished": self.unfinished,
            "verdict": self.verdict(),
            "scanned": self.scanned,
            "copies_removed": self.removed.removed.iter().map(|path| name(path)).collect::<Vec<_>>(),
            "copies_left": left.map(|(path, why)| json!({"path": path, "why": why}))
                .collect::<Vec<_>>(),
            "exports": self.exports,
            "out_of_reach": self.out_of_reach(),
        })
    }
}

/// What is kept of a withdrawal, as JSON.
pub fn tombstone_json(tombstone: &Tombstone) -> Value {
    json!({
        "id": tombstone.guid,
        "day": tombstone.day,
        "scope": tombstone.scope,
        "reason": tombstone.reason,
        "counts": tombstone.counts,
        "cleaned": tombstone.cleaned,
    })
}

/// What is counted, in words; what is none is left out.
pub fn count_lines(counts: &WithdrawalCounts) -> Vec<(usize, &'static str)> {
    const EVIDENCE: [&str; 2] = [
        "framework cell of another participant that loses evidence",
        "framework cells of others that lose evidence",
    ];
    let all: [(usize, [&str; 2]); 22] = [
        (
            counts.documents,
            [
                "document with nobody else in it, removed whole",
                "documents with nobody else in them, removed whole",
            ],
        ),
        (
            counts.group_documents,
            ["document that stays, without the person", "documents that stay, without the person"],
        ),
        (counts.turns, ["turn of the person", "turns of the person"]),
        (counts.words, ["word of the person", "words of the person"]),
        (counts.codings_removed, ["coding removed", "codings removed"]),
        (
            counts.codings_clipped,
            ["coding that keeps only what others said", "codings that keep only what others said"],
        ),
        (counts.memos_removed, ["memo removed", "memos removed"]),
        (
            counts.memos_kept,
            ["memo kept, without names and quotations", "memos kept, without names and quotations"],
        ),
        (
            counts.framework_row,
            ["framework cell in the person’s row", "framework cells in the person’s row"],
        ),
        (counts.framework_other, EVIDENCE),
        (counts.themes, ["theme that loses evidence", "themes that lose evidence"]),
        (
            counts.codes,
            [
                "code that quotes or names the person, or is left without an excerpt",
                "codes that quote or name the person, or are left without an excerpt",
            ],
        ),
        (
            counts.versions,
            [
                "kept codebook that quotes or names the person",
                "kept codebooks that quote or name the person",
            ],
        ),
        (counts.orphans, ["coding in the tray", "codings in the tray"]),
        (counts.revisions, ["older text of a document", "older texts of documents"]),
        (counts.attributes, ["attribute of the person", "attributes of the person"]),
        (counts.speakers, ["speaker label of the person", "speaker labels of the person"]),
        (
            counts.filters,
            ["saved filter that asks for the person", "saved filters that ask for the person"],
        ),
        (
            counts.turns_of_others,
            [
                "turn that names or quotes the person; it stays",
                "turns that name or quote the person; they stay",
            ],
        ),
        (counts.steps, ["step that can no longer be undone", "steps that can no longer be undone"]),
        (counts.copies, ["backup or copy of the study", "backups and copies of the study"]),
        (
            counts.exports,
            ["file written with the person in it", "files written with the person in them"],
        ),
    ];
    let there = all.into_iter().filter(|(n, _)| *n > 0);
    there.map(|(n, [one, many])| (n, if n == 1 { one } else { many })).collect()
}

fn plural(n: usize, what: &str) -> String {
    super::names::count(n, what)
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
