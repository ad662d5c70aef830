//! A correction as it is typed: the document in parts, and what was written over them.
//!
//! A part is a turn with its label, or a piece of a long one, so that typing costs a screen and never
//! a document. What is typed is kept apart from the text it is typed over: when that changes
//! meanwhile (an undo, another program), the words typed stay where they belong.

use crate::model::{CorpusDocument, DocumentId, Guid};
use crate::text::edits::Edits;
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::sync::Arc;

/// Bytes after which a part of a long turn ends with its line.
const PART: usize = 2_400;
/// Bytes after which a line that does not end is cut at the next white space.
const LONG: usize = 5_000;

/// A stretch of the text that is edited at once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Part {
    /// Bytes of the text as it is stored, without white space at the ends.
    pub(super) base: Range<usize>,
    /// The turn that begins with it.
    pub(super) turn: Option<usize>,
    /// What is to stand there, once somebody has typed.
    pub(super) typed: Option<String>,
}

/// Words typed over a stretch of a text, as they are kept on the study's desk.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Patch {
    start: usize,
    /// The words that stood there.
    before: String,
    typed: String,
}

/// What became of a draft when the text under it was looked at again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Followed {
    /// The text is as it was.
    Same,
    /// The text is what was typed: it was stored.
    Stored,
    /// The text is another one; what was typed moved along.
    Moved,
}

/// A correction of one document.
pub(super) struct Draft {
    pub(super) document: DocumentId,
    pub(super) guid: Guid,
    base: Arc<CorpusDocument>,
    pub(super) parts: Vec<Part>,
    /// Typed over words that are not in the text any more.
    pub(super) loose: Vec<String>,
    /// Grows with everything that is typed or moved.
    pub(super) version: u64,
}

impl Draft {
    pub(super) fn new(document: &Arc<CorpusDocument>) -> Self {
        Self {
            document: document.id,
            guid: document.guid,
            parts: parts(document),
            base: Arc::clone(document),
            loose: Vec::new(),
            version: 0,
        }
    }

    /// The document it was begun with, or has followed to.
    pub(super) fn base(&self) -> &Arc<CorpusDocument> {
        &self.base
    }

    /// What stands in a part now.
    pub(super) fn words(&self, part: usize) -> &str {
        let Some(part) = self.parts.get(part) else { return "" };
        match &part.typed {
            Some(typed) => typed,
            None => self.base.text.get(part.base.clone()).unwrap_or_default(),
        }
    }

    /// True when a part is not what is stored.
    pub(super) fn is_changed(&self, part: usize) -> bool {
        let Some(part) = self.parts.get(part) else { return false };
        let stored = self.base.text.get(part.base.clone());
        part.typed.as_deref().is_some_and(|typed| Some(typed) != stored)
    }

    /// How many parts are not what is stored.
    pub(super) fn changed(&self) -> usize {
        (0..self.parts.len()).filter(|part| self.is_changed(*part)).count()
    }

    /// True when nothing would be lost without it.
    pub(super) fn is_idle(&self) -> bool {
        self.loose.is_empty() && (0..self.parts.len()).all(|part| !self.is_changed(part))
    }

    /// Writes something into a part.
    pub(super) fn write(&mut self, part: usize, words: String) {
        if let Some(part) = self.parts.get_mut(part) {
            part.typed = Some(words);
            self.version += 1;
        }
    }

    /// Puts a part as it is stored again.
    pub(super) fn take_back(&mut self, part: usize) {
        if let Some(part) = self.parts.get_mut(part) {
            part.typed = None;
            self.version += 1;
        }
    }

    /// Joins a part with the one before it. Gives back the characters before the seam.
    pub(super) fn join(&mut self, part: usize) -> Option<usize> {
        let before = part.checked_sub(1)?;
        let (first, second) = (self.words(before).to_owned(), self.words(part).to_owned());
        let old = self.parts.get(part)?.base.clone();
        let seam = first.trim_end().chars().count() + 1;
        let joined = self.parts.get_mut(before)?;
        joined.typed = Some(format!("{} {}", first.trim_end(), second.trim_start()));
        joined.base.end = old.end;
        self.parts.remove(part);
        self.version += 1;
        Some(seam)
    }

    /// The part that holds a byte of the text as it is stored, or the last one before it.
    pub(super) fn part_at(&self, byte: u32) -> usize {
        let behind = self.parts.partition_point(|part| part.base.start <= byte as usize);
        behind.saturating_sub(1)
    }

    /// The text as it would be. A part without words goes with the space before it.
    pub(super) fn text(&self) -> String {
        let base = &self.base.text;
        let mut text = String::with_capacity(base.len() + 64);
        let (mut at, mut emptied) = (0, false);
        for (index, part) in self.parts.iter().enumerate() {
            let words = self.words(index);
            let gap = base.get(at..part.base.start).unwrap_or_default();
            at = part.base.end;
            if words.trim().is_empty() {
                emptied = true;
                continue;
            }
            if !(emptied && text.is_empty()) {
                text.push_str(gap);
            }
            text.push_str(words);
        }
        text.push_str(base.get(at..).unwrap_or_default());
        text
    }

    /// Looks at the document as it is now.
    pub(super) fn follow(&mut self, now: &Arc<CorpusDocument>) -> Followed {
        let same_text = Arc::ptr_eq(&self.base.text, &now.text) || self.base.text == now.text;
        if same_text && self.base.turns == now.turns {
            self.base = Arc::clone(now);
            return Followed::Same;
        }
        self.version += 1;
        let typed = |part: &Part| part.typed.clone().map(|typed| (part.base.clone(), typed));
        let written: Vec<(Range<usize>, String)> = self.parts.iter().filter_map(typed).collect();
        if same_text {
            self.parts = laid(now, written);
            self.base = Arc::clone(now);
            return Followed::Same;
        }
        let mine = crate::study::settled(&self.text()).ok();
        if mine.as_deref() == Some(&*now.text) {
            *self = Self { loose: std::mem::take(&mut self.loose), ..Self::new(now) };
            return Followed::Stored;
        }
        let edits = Edits::between(&self.base.text, &now.text);
        let place = |at: usize, after: bool| {
            edits.place(u32::try_from(at).unwrap_or(u32::MAX), after) as usize
        };
        let moved = written.into_iter().map(|(range, typed)| {
            let start = place(range.start, false);
            (start..place(range.end, true).max(start), typed)
        });
        self.parts = laid(now, moved.collect());
        self.base = Arc::clone(now);
        Followed::Moved
    }

    /// What was typed, to be kept.
    pub(super) fn patches(&self) -> Vec<Patch> {
        let changed = (0..self.parts.len()).filter(|part| self.is_changed(*part));
        let each = changed.filter_map(|at| {
            let part = self.parts.get(at)?;
            Some(Patch {
                start: part.base.start,
                before: self.base.text.get(part.base.clone())?.to_owned(),
                typed: part.typed.clone()?,
            })
        });
        each.collect()
    }

    /// A draft from what was kept. What was typed over words that are gone stands apart.
    pub(super) fn restored(document: &Arc<CorpusDocument>, patches: Vec<Patch>) -> Self {
        let mut draft = Self::new(document);
        let text = &document.text;
        let mut written = Vec::new();
        for Patch { start, before, typed } in patches {
            let near = |at: &usize| at.abs_diff(start);
            let found = match text.get(start..start + before.len()) {
                Some(there) if there == before => Some(start),
                _ => text.match_indices(&before).map(|(at, _)| at).min_by_key(near),
            };
            match found.filter(|_| !before.is_empty()) {
                Some(at) => written.push((at..at + before.len(), typed)),
                None => draft.loose.push(typed),
            }
        }
        written.sort_by_key(|(range, _)| range.start);
        draft.parts = laid(document, written);
        draft
    }
}

/// The parts of a document: its turns, long ones in pieces.
fn parts(document: &CorpusDocument) -> Vec<Part> {
    let text = &document.text;
    let mut parts = Vec::with_capacity(document.turns.len());
    for (index, turn) in document.turns.iter().enumerate() {
        cut(text, turn.start as usize..turn.end as usize, Some(index), &mut parts);
    }
    if parts.is_empty() {
        cut(text, 0..text.len(), None, &mut parts);
    }
    parts
}

fn cut(text: &str, range: Range<usize>, turn: Option<usize>, parts: &mut Vec<Part>) {
    let mut turn = turn;
    let mut add = |from: usize, to: usize| {
        let words = text.get(from..to).unwrap_or_default();
        let start = from + (words.len() - words.trim_start().len());
        let end = start + words.trim().len();
        if start < end {
            parts.push(Part { base: start..end, turn: turn.take(), typed: None });
        }
    };
    let mut from = range.start;
    while range.end - from > LONG {
        let rest = text.get(from..range.end).unwrap_or_default();
        let at = |least: usize, end: fn(char) -> bool| {
            let mut ends = rest.char_indices().filter(|(at, c)| *at >= least && end(*c));
            ends.next().map(|(at, c)| at + c.len_utf8())
        };
        let line = at(PART, |c| c == '\n').filter(|at| *at <= LONG);
        let Some(next) = line.or_else(|| at(PART, char::is_whitespace)) else { break };
        add(from, from + next);
        from += next;
    }
    add(from, range.end);
}

/// The parts of a document with what was typed over them. What covers several parts makes them one.
fn laid(document: &CorpusDocument, written: Vec<(Range<usize>, String)>) -> Vec<Part> {
    let text = &document.text;
    let mut parts = parts(document);
    for (range, typed) in written {
        let first = parts.partition_point(|part| part.base.end < range.start);
        let first = first.min(parts.len().saturating_sub(1));
        let last = parts.partition_point(|part| part.base.start < range.end).saturating_sub(1);
        let last = last.max(first);
        let (Some(head), Some(tail)) = (parts.get(first), parts.get(last)) else { continue };
        let (start, end) = (head.base.start, tail.base.end);
        let part = |from: usize, to: usize| text.get(from..to.max(from)).unwrap_or_default();
        let words = match &head.typed {
            // Somebody wrote over the beginning of these words too: nothing of either is lost.
            Some(before) => format!("{before}\n{typed}"),
            None => {
                let range = range.start.clamp(start, end)..range.end.clamp(start, end);
                let (left, right) = (part(start, range.start), part(range.end, end));
                // The words it was typed over went: it stands on lines of its own.
                let line = |beside: &str| {
                    if range.is_empty() && !beside.is_empty() { "\n\n" } else { "" }
                };
                format!("{left}{}{typed}{}{right}", line(left), line(right))
            }
        };
        let joined = Part { base: start..end, turn: head.turn, typed: Some(words) };
        parts.splice(first..=last, [joined]);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Voice;
    use crate::ui::testing::Builder;
    use proptest::prelude::*;

    fn document(turns: &[&str]) -> Arc<CorpusDocument> {
        let mut b = Builder::default();
        let turns: Vec<(&str, Voice, &str)> =
            turns.iter().map(|words| ("INT", Voice::Interviewer, *words)).collect();
        b.document("D", &turns);
        Arc::clone(&b.finish().documents[0])
    }

    /// The same document with another text in one turn; turns are found by their labels.
    fn with(document: &Arc<CorpusDocument>, from: &str, to: &str) -> Arc<CorpusDocument> {
        let text = document.text.replacen(from, to, 1);
        let turns: Vec<&str> =
            text.split("INT: ").skip(1).map(|words| words.trim_end_matches('\n')).collect();
        let mut other = self::document(&turns);
        Arc::make_mut(&mut other).guid = document.guid;
        assert_eq!(*other.text, *text);
        other
    }

    fn words(draft: &Draft) -> Vec<&str> {
        (0..draft.parts.len()).map(|part| draft.words(part)).collect()
    }

    #[test]
    fn what_is_typed_becomes_the_text() {
        let document = document(&["One.", "Two.", "Three."]);
        let mut draft = Draft::new(&document);
        assert_eq!(words(&draft), ["INT: One.", "INT: Two.", "INT: Three."]);
        assert_eq!(draft.text(), *document.text);
        draft.write(1, "INT: Too.\n\nINT: And more.".to_owned());
        assert_eq!(draft.text(), "INT: One.\n\nINT: Too.\n\nINT: And more.\n\nINT: Three.\n\n");
        draft.write(0, " ".to_owned());
        draft.take_back(1);
        assert_eq!(draft.text(), "INT: Two.\n\nINT: Three.\n\n");
        assert_eq!((draft.changed(), draft.is_idle()), (1, false));
        draft.take_back(0);
        assert_eq!(draft.join(2), Some(10));
        assert_eq!(draft.text(), "INT: One.\n\nINT: Two. INT: Three.\n\n");
        assert_eq!(draft.join(0), None);
        assert_eq!(draft.part_at(0), 0);
        assert_eq!(draft.part_at(9999), 1);
    }

    #[test]
    fn what_is_typed_stays_when_the_text_changes_under_it() {
        let one = document(&["One.", "Two.", "Three."]);
        let mut draft = Draft::new(&one);
        draft.write(1, "INT: Twoo.".to_owned());
        let two = with(&one, "One.", "Onety one.");
        assert_eq!(draft.follow(&two), Followed::Moved);
        assert_eq!(draft.text(), two.text.replace("Two.", "Twoo."));
        assert_eq!(draft.changed(), 1);
        // The same words changed: what was typed stands.
        let three = with(&two, "Two.", "Tw.");
        assert_eq!(draft.follow(&three), Followed::Moved);
        assert_eq!(draft.text(), three.text.replace("Tw.", "Twoo."));
        // A turn that went: what was typed stays all the same.
        let four = with(&three, "INT: Tw.\n\n", "");
        draft.follow(&four);
        assert!(draft.text().contains("Twoo."), "{}", draft.text());
        // It was stored.
        let stored = with(&four, &four.text, &draft.text());
        assert_eq!(draft.follow(&stored), Followed::Stored);
        assert!(draft.is_idle());
        assert_eq!(draft.follow(&stored), Followed::Same);
    }

    #[test]
    fn what_was_kept_is_found_again() {
        let one = document(&["One.", "Two.", "Three."]);
        let mut draft = Draft::new(&one);
        draft.write(0, "INT: Wan.".to_owned());
        draft.write(2, "INT: Tree.".to_owned());
        let kept = draft.patches();
        let json = serde_json::to_string(&kept).unwrap();
        let kept: Vec<Patch> = serde_json::from_str(&json).unwrap();
        assert_eq!(Draft::restored(&one, kept.clone()).text(), draft.text());
        // Moved meanwhile, and one of them gone.
        let two = with(&with(&one, "INT: One.\n\n", ""), "Two.", "Before. Two.");
        let restored = Draft::restored(&two, kept);
        assert_eq!(restored.text(), two.text.replace("Three", "Tree"));
        assert_eq!(restored.loose, ["INT: Wan."]);
        assert!(!restored.is_idle());
    }

    #[test]
    fn a_long_turn_is_edited_in_pieces() {
        let long = "A line of some words.\n".repeat(900) + &"endless ".repeat(3_000);
        let document = document(&[&long, "Short."]);
        let draft = Draft::new(&document);
        assert!(draft.parts.len() > 10);
        assert!(draft.parts.iter().all(|part| part.base.len() <= LONG + 20));
        assert_eq!(draft.parts.iter().filter(|part| part.turn.is_some()).count(), 2);
        assert_eq!(draft.text(), *document.text);
    }

    proptest! {
        /// Whatever is typed and whatever changes meanwhile: the parts are in order, hold every word,
        /// and nothing typed is lost.
        #[test]
        fn nothing_typed_is_lost(
            turns in proptest::collection::vec("[a-z]{1,5}( [a-z]{1,5}){0,3}", 1..6),
            typed in proptest::collection::vec((0_usize..6, "[A-Z]{1,4}( [A-Z]{1,3}|👩‍👧|e\u{301}|\n){0,3}"), 1..4),
            changes in proptest::collection::vec((0_usize..60, 0_usize..30, "[0-9 ]{0,6}"), 1..4),
        ) {
            let turns: Vec<&str> = turns.iter().map(String::as_str).collect();
            let one = document(&turns);
            let mut draft = Draft::new(&one);
            for (part, words) in &typed {
                let part = part % draft.parts.len();
                draft.write(part, words.clone());
            }
            let mut wanted: Vec<String> = draft.parts.iter().filter_map(|p| p.typed.clone()).collect();
            let mut now = Arc::clone(&one);
            for (at, length, words) in changes {
                let text = now.text.to_string();
                let from = at.min(text.len());
                let to = (from + length).min(text.len());
                if !(text.is_char_boundary(from) && text.is_char_boundary(to)) { continue }
                let text = format!("{}{words}{}", &text[..from], &text[to..]);
                let said: Vec<&str> = text.split("INT: ").map(str::trim).filter(|s| !s.is_empty()).collect();
                if said.is_empty() { continue }
                now = document(&said);
                draft.follow(&now);
                let text = draft.text();
                wanted.retain(|words| !words.trim().is_empty());
                for words in &wanted {
                    prop_assert!(text.contains(words.as_str()), "{words:?} in {text:?}");
                }
                let mut at = 0;
                for part in &draft.parts {
                    prop_assert!(part.base.start >= at && part.base.end >= part.base.start);
                    prop_assert!(now.text[at..part.base.start].trim().is_empty());
                    at = part.base.end;
                }
                prop_assert!(now.text[at..].trim().is_empty());
            }
        }
    }
}
