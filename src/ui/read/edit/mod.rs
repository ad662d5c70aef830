//! Correcting a transcript where it is read: its parts in the reading face, the one at the caret as a
//! field to type in.
//!
//! One field over the whole text is not possible: egui lays all of it out again with every letter,
//! half a second for a long interview. A list of parts of which only those on the screen are laid
//! out costs the same whatever the document's length, and a correction touches few of them.
//!
//! What is typed is a draft until it is stored. It lies on the study's desk like a memo that is being
//! written, and neither Undo nor another document nor a closed program takes it away.

mod draft;
mod keys;
mod list;
mod part;
mod strip;
#[cfg(test)]
mod tests;

use crate::model::{Corpus, CorpusDocument, DocumentId, Guid};
use crate::ui::excerpts::Heights;
use draft::{Draft, Followed, Patch};
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::sync::Arc;

pub(super) use list::show;
pub(super) use strip::{Strip, strip};

/// So often drafts are stored while somebody types, in seconds.
pub(in crate::ui) const PACE: f64 = 2.0;

/// All corrections that were begun, and the one that is on the screen.
#[derive(Default)]
pub(super) struct Corrections {
    drafts: Vec<Draft>,
    open: Option<Open>,
    /// The last one that was discarded: it can be had back while its document is read.
    discarded: Option<Draft>,
    /// As it lies on the desk.
    stored: String,
    stored_at: f64,
    /// What the newest version of all drafts was when they were stored.
    seen: u64,
    waiting: bool,
}

/// The document that is an editor now.
struct Open {
    document: DocumentId,
    /// The part that is a field.
    part: usize,
    /// The field takes the keyboard, with the caret before this character.
    focus: Option<usize>,
    /// The caret is in the first line of the field, and in the last.
    edge: (bool, bool),
    heights: Heights,
    /// What the heights were estimated for.
    measured: (usize, u32, u32),
    scroll_to: Option<f32>,
    /// A part to be brought into view.
    reveal: Option<usize>,
    coded: Coded,
    /// Where codings lie in parts that were changed, as far as they were looked at.
    marks: std::collections::HashMap<usize, (String, Vec<Range<usize>>)>,
    /// What happened to the text meanwhile.
    notice: Option<&'static str>,
}

/// The words that carry a code, whoever put it: stretches of bytes, in order, apart.
#[derive(Default)]
struct Coded {
    of: Option<Arc<CorpusDocument>>,
    stretches: Vec<Range<usize>>,
}

impl Coded {
    fn sync(&mut self, document: &Arc<CorpusDocument>) -> bool {
        if self.of.as_ref().is_some_and(|of| Arc::ptr_eq(of, document)) {
            return false;
        }
        self.stretches.clear();
        for coding in &document.codings {
            let range = coding.span.range();
            match self.stretches.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => self.stretches.push(range),
            }
        }
        self.of = Some(Arc::clone(document));
        true
    }

    /// The part of them that lies in a stretch, in bytes of it.
    fn within(&self, range: &Range<usize>) -> Vec<Range<usize>> {
        let first = self.stretches.partition_point(|coded| coded.end <= range.start);
        let there = self.stretches.get(first..).unwrap_or_default().iter();
        let there = there.take_while(|coded| coded.start < range.end);
        let cut = |coded: &Range<usize>| {
            coded.start.max(range.start) - range.start..coded.end.min(range.end) - range.start
        };
        there.map(cut).collect()
    }
}

impl Open {
    fn new(document: DocumentId, part: usize, caret: usize) -> Self {
        Self {
            document,
            part,
            focus: Some(caret),
            edge: (false, false),
            heights: Heights::default(),
            measured: (0, 0, 0),
            scroll_to: None,
            reveal: Some(part),
            coded: Coded::default(),
            marks: std::collections::HashMap::new(),
            notice: None,
        }
    }
}

/// How a correction lies on the desk.
#[derive(Serialize, Deserialize)]
struct Kept {
    document: String,
    patches: Vec<Patch>,
    loose: Vec<String>,
}

impl Corrections {
    /// Makes a document an editor, with the caret before a byte of it.
    pub(super) fn begin(&mut self, document: &Arc<CorpusDocument>, byte: u32) {
        self.put_down();
        self.discarded = None;
        let at = self.drafts.iter().position(|draft| draft.document == document.id);
        let at = at.unwrap_or_else(|| {
            self.drafts.push(Draft::new(document));
            self.drafts.len() - 1
        });
        let Some(draft) = self.drafts.get_mut(at) else { return };
        draft.follow(document);
        let part = draft.part_at(byte);
        let start = draft.parts.get(part).map_or(0, |part| part.base.start);
        // Of a part that was typed over the stored text says nothing.
        let before = document.text.get(start..byte as usize).filter(|_| !draft.is_changed(part));
        let caret = before.map_or(0, |before| before.chars().count());
        self.open = Some(Open::new(document.id, part, caret));
    }

    /// True while this document is an editor.
    pub(super) fn is_open(&self, document: DocumentId) -> bool {
        self.open.as_ref().is_some_and(|open| open.document == document)
    }

    /// Goes to a byte of the text as it is stored.
    pub(super) fn reveal(&mut self, byte: u32) {
        let Some(open) = &mut self.open else { return };
        if let Some(draft) = self.drafts.iter().find(|draft| draft.document == open.document) {
            open.part = draft.part_at(byte);
            open.reveal = Some(open.part);
            open.focus = Some(0);
        }
    }

    /// The correction of a document that waits to be gone on with.
    pub(super) fn waiting(&self, document: DocumentId) -> Option<usize> {
        let draft = self.drafts.iter().find(|draft| draft.document == document)?;
        (!draft.is_idle()).then(|| draft.changed() + draft.loose.len())
    }

    /// The first byte of the first passage of a document that was changed.
    pub(super) fn first_changed(&self, document: DocumentId) -> Option<u32> {
        let draft = self.drafts.iter().find(|draft| draft.document == document)?;
        let part = (0..draft.parts.len()).find(|part| draft.is_changed(*part))?;
        draft.parts.get(part).map(|part| part.base.start as u32)
    }

    /// Closes the editor. What was typed stays, unless nothing was.
    pub(super) fn put_down(&mut self) {
        if let Some(open) = self.open.take() {
            self.drafts.retain(|draft| draft.document != open.document || !draft.is_idle());
        }
    }

    /// Puts a correction away; [`Corrections::bring_back`] can still have it.
    pub(super) fn discard(&mut self, document: DocumentId) {
        self.open = self.open.take().filter(|open| open.document != document);
        if let Some(at) = self.drafts.iter().position(|draft| draft.document == document) {
            self.discarded = Some(self.drafts.remove(at)).filter(|draft| !draft.is_idle());
        }
    }

    /// True when the correction of this document was discarded just now.
    pub(super) fn can_bring_back(&self, document: DocumentId) -> bool {
        self.discarded.as_ref().is_some_and(|draft| draft.document == document)
    }

    /// Has the discarded one back.
    pub(super) fn bring_back(&mut self) {
        self.drafts.extend(self.discarded.take());
    }

    /// Another document is read.
    pub(super) fn leave(&mut self) {
        self.discarded = None;
    }

    /// Looks whether the texts under the drafts are what they were. Gives back the place of the
    /// document on the screen when its correction was stored.
    fn follow(&mut self, corpus: &Corpus) -> Option<(DocumentId, u32)> {
        let mut stored = None;
        // A document that was removed may come back with Undo: its draft waits.
        for draft in &mut self.drafts {
            let Some(now) = corpus.document(draft.document) else { continue };
            let before = self.open.as_mut().filter(|open| open.document == draft.document);
            let byte = before.as_ref().and_then(|open| draft.parts.get(open.part));
            let byte = byte.map_or(0, |part| part.base.start as u32);
            let old = Arc::clone(&draft.base().text);
            match (draft.follow(now), before) {
                (Followed::Same, _) | (Followed::Moved | Followed::Stored, None) => {}
                (Followed::Stored, Some(open)) => stored = Some((open.document, byte)),
                (Followed::Moved, Some(open)) => {
                    let byte = crate::text::compare::place_about(&old, &now.text, byte);
                    open.part = draft.part_at(byte);
                    open.focus = Some(0);
                    open.marks.clear();
                    open.notice = Some(
                        "The text was changed meanwhile, by Undo or by another program. What you \
                         typed is kept; where both changed, yours stands.",
                    );
                }
            }
        }
        if stored.is_some() {
            self.open = None;
        }
        let open = self.open.as_ref().map(|open| open.document);
        self.drafts.retain(|draft| Some(draft.document) == open || !draft.is_idle());
        stored
    }

    /// What should lie on the desk now and does not yet: an empty text for nothing. An infinite time
    /// does not wait for the next turn.
    pub(in crate::ui) fn unstored(&mut self, time: f64) -> Option<String> {
        self.waiting = false;
        let each = self.drafts.iter().map(|draft| draft.version.wrapping_mul(31) + 1);
        let version = each.fold(0_u64, |all, one| all.wrapping_mul(131).wrapping_add(one));
        if version == self.seen {
            return None;
        }
        if time - self.stored_at < PACE {
            self.waiting = true;
            return None;
        }
        self.seen = version;
        let written = self.drafts.iter().filter(|draft| !draft.is_idle());
        let all: Vec<Kept> = written
            .map(|draft| Kept {
                document: draft.guid.to_string(),
                patches: draft.patches(),
                loose: draft.loose.clone(),
            })
            .collect();
        let now = match all.as_slice() {
            [] => String::new(),
            all => serde_json::to_string(all).unwrap_or_default(),
        };
        if now == self.stored {
            return None;
        }
        if time.is_finite() {
            self.stored_at = time;
        }
        self.stored.clone_from(&now);
        Some(now)
    }

    /// True when something was typed that does not lie on the desk yet.
    pub(in crate::ui) fn is_unstored(&self) -> bool {
        self.waiting
    }

    /// Takes what lay on the desk when the study was opened.
    pub(in crate::ui) fn restore(&mut self, corpus: &Corpus, stored: &str) {
        let Ok(kept) = serde_json::from_str::<Vec<Kept>>(stored) else { return };
        for Kept { document, patches, loose } in kept {
            let guid = Guid::parse(&document);
            let found = corpus.documents.iter().find(|found| Some(found.guid) == guid);
            let Some(found) = found else { continue };
            let mut draft = Draft::restored(found, patches);
            draft.loose.extend(loose);
            self.drafts.push(draft);
        }
        stored.clone_into(&mut self.stored);
        // What lies there is looked at again, whatever becomes of the drafts.
        self.seen = u64::MAX;
    }
}
