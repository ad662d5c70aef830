//! What a cell was written from: a fingerprint of each coding, kept with the cell and compared with the
//! codings of today.
//!
//! Every coder's codings count, whoever is looked at: a cell must not go stale because somebody else
//! opens the study. A coding is *changed* when its words, its code, or the ¶ by which it is cited are
//! others; a comment or a mark on it changes nothing, and a correction elsewhere in the text does not
//! either.

use super::build::Cases;
use crate::analysis::attribution::touched;
use crate::model::{CodingRow, Corpus, CorpusDocument, FrameworkColumn, ParticipantId, Voice};
use std::collections::BTreeMap;

/// Marks the way in which the fingerprint is written; another mark is one that cannot be read.
const MARK: &str = "1";

/// What has happened to the excerpts of a cell since it was written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Since {
    /// Nothing; or the cell is empty, and there is no "since".
    #[default]
    Nothing,
    /// Codings were added, changed, or taken away: how many of each.
    Excerpts {
        /// Are there now and were not then.
        added: u32,
        /// Carry other words, another code or another ¶.
        changed: u32,
        /// Were there then.
        removed: u32,
    },
    /// It is not known from which excerpts the cell was written: columns were merged.
    Unknown,
}

impl Since {
    /// True when the cell should be read again.
    pub fn is_stale(self) -> bool {
        self != Self::Nothing
    }

    /// "2 added, 1 removed"; `None` when there is nothing to say.
    pub fn told(self) -> Option<String> {
        match self {
            Self::Nothing => None,
            Self::Unknown => Some("merged from other columns".to_owned()),
            Self::Excerpts { added, changed, removed } => {
                let parts = [(added, "added"), (changed, "changed"), (removed, "removed")];
                let said = parts.iter().filter(|(n, _)| *n > 0);
                let said: Vec<String> = said.map(|(n, what)| format!("{n} {what}")).collect();
                Some(said.join(", "))
            }
        }
    }
}

/// How an excerpt stands to what the cell was written from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Fresh {
    /// It was there.
    #[default]
    Known,
    /// It was there and is not what it was.
    Changed,
    /// It was not there.
    Added,
}

/// The codings of a cell: the end of each one's identity, and a fingerprint of what it covers.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Seen(BTreeMap<u64, u32>);

impl Seen {
    /// Adds a coding.
    pub(super) fn add(&mut self, mark: (u64, u32)) {
        self.0.insert(mark.0, mark.1);
    }

    /// As it is kept.
    pub(super) fn write(&self) -> String {
        let mut text = MARK.to_owned();
        for (id, hash) in &self.0 {
            text.push_str(&format!(" {id:016x}{hash:08x}"));
        }
        text
    }

    /// The inverse of [`Seen::write`]; `None` for what was not written by it.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut parts = text.split(' ');
        if parts.next() != Some(MARK) {
            return None;
        }
        let each = parts.map(|part| {
            let (id, hash) = part.split_at_checked(16).filter(|_| part.len() == 24)?;
            Some((u64::from_str_radix(id, 16).ok()?, u32::from_str_radix(hash, 16).ok()?))
        });
        each.collect::<Option<BTreeMap<_, _>>>().map(Self)
    }

    /// What has happened between this and `now`.
    pub(super) fn until(&self, now: &Self) -> Since {
        let (mut added, mut changed) = (0, 0);
        for (id, hash) in &now.0 {
            match self.0.get(id) {
                None => added += 1,
                Some(old) => changed += u32::from(old != hash),
            }
        }
        let removed = self.0.keys().filter(|id| !now.0.contains_key(id)).count() as u32;
        if added + changed + removed == 0 {
            Since::Nothing
        } else {
            Since::Excerpts { added, changed, removed }
        }
    }

    /// How a coding of today stands to what was there.
    pub(super) fn fresh(&self, (id, hash): (u64, u32)) -> Fresh {
        match self.0.get(&id) {
            None => Fresh::Added,
            Some(old) if *old == hash => Fresh::Known,
            Some(_) => Fresh::Changed,
        }
    }
}

/// The mark of a coding. The end of an identity is random, so that within a study it is enough.
pub(super) fn mark(corpus: &Corpus, document: &CorpusDocument, coding: &CodingRow) -> (u64, u32) {
    let id = (coding.guid.0.as_u128() & u128::from(u64::MAX)) as u64;
    let code = corpus.codes.get(coding.code).map_or(0, |code| code.guid.0.as_u128());
    let turn = |at: u32| document.turn_at(at).map_or(0, |turn| turn as u32 + 1);
    let ends = [turn(coding.span.start()), turn(coding.span.end() - 1)];
    let words = coding.span.of(&document.text).unwrap_or_default();
    // FNV-1a: no secret is kept here, only a difference noticed.
    let mut hash = 0x811c_9dc5_u32;
    let bytes = code.to_be_bytes().into_iter().chain(ends.into_iter().flat_map(u32::to_be_bytes));
    for byte in bytes.chain(words.bytes()) {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    (id, hash)
}

/// The participants whose words a coding touches, each once.
pub(super) fn speakers(document: &CorpusDocument, coding: &CodingRow) -> Vec<ParticipantId> {
    let mut people: Vec<ParticipantId> = Vec::new();
    for piece in touched(document, coding.span) {
        if let Voice::Participant(id) = piece.voice
            && !people.contains(&id)
        {
            people.push(id);
        }
    }
    people
}

/// The fingerprint of a cell as it is today.
pub fn seen(corpus: &Corpus, participant: ParticipantId, column: FrameworkColumn) -> String {
    let cases = Cases::new(corpus, &[column]);
    let mut seen = Seen::default();
    let theirs = |document: &&std::sync::Arc<CorpusDocument>| {
        document.pieces.iter().any(|piece| piece.voice == Voice::Participant(participant))
    };
    for document in corpus.documents.iter().filter(theirs) {
        for coding in &document.codings {
            if !cases.of(coding.code).is_empty()
                && speakers(document, coding).contains(&participant)
            {
                seen.add(mark(corpus, document, coding));
            }
        }
    }
    seen.write()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_read_as_it_was_written() {
        let mut seen = Seen::default();
        assert_eq!(seen.write(), "1");
        seen.add((7, 9));
        seen.add((u64::MAX, 0));
        assert_eq!(seen.write(), "1 000000000000000700000009 ffffffffffffffff00000000");
        assert_eq!(Seen::read(&seen.write()), Some(seen));
        for foreign in ["", "2", "1 7", "1 00000000000000070000000é", "x"] {
            assert_eq!(Seen::read(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn what_happened_is_told_in_words() {
        let seen = |marks: &[(u64, u32)]| Seen(marks.iter().copied().collect());
        let check = |then: &[(u64, u32)], now: &[(u64, u32)], told: Option<&str>| {
            assert_eq!(seen(then).until(&seen(now)).told().as_deref(), told);
        };
        check(&[(1, 1)], &[(1, 1)], None);
        check(&[(1, 1)], &[(1, 1), (2, 1), (3, 1)], Some("2 added"));
        check(&[(1, 1), (2, 1)], &[(1, 2), (3, 1)], Some("1 added, 1 changed, 1 removed"));
        assert!(Since::Unknown.is_stale() && !Since::Nothing.is_stale());
    }
}
