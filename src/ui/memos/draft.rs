//! Memos that are being written. A draft becomes one step when it is kept; until then it lies on the
//! study's desk, where it survives the panel, the page and the program.

use crate::model::{CodingId, Corpus, MemoId, MemoKind, MemoOn};
use crate::study::Command;
use serde::{Deserialize, Serialize};

/// So often drafts are stored while somebody types, in seconds.
pub(in crate::ui) const PACE: f64 = 2.0;

/// What a draft becomes when it is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Becomes {
    /// A new memo.
    New,
    /// This memo, changed.
    Memo(MemoId),
    /// The comment on this coding.
    Comment(CodingId),
}

/// A memo as it is typed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Draft {
    /// Tells drafts of one sitting apart.
    #[serde(skip)]
    pub(super) key: u64,
    pub(super) becomes: Becomes,
    pub(super) kind: MemoKind,
    pub(super) on: MemoOn,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) links: Vec<CodingId>,
}

impl Draft {
    /// An empty one; its kind is what one would expect there.
    pub(super) fn on(on: MemoOn) -> Self {
        let kind = match on {
            MemoOn::Code(_) => MemoKind::Code,
            MemoOn::Theme(_) => MemoKind::Theoretical,
            MemoOn::Study => MemoKind::Journal,
            _ => MemoKind::Note,
        };
        let (title, text) = (String::new(), String::new());
        Self { key: 0, becomes: Becomes::New, kind, on, title, text, links: Vec::new() }
    }

    /// True when there is nothing in it that could be lost: nothing typed, or nothing changed.
    fn is_idle(&self, corpus: &Corpus) -> bool {
        match self.becomes {
            Becomes::New => {
                self.title.trim().is_empty() && self.text.trim().is_empty() && self.links.is_empty()
            }
            Becomes::Memo(id) => corpus.memos.iter().any(|memo| {
                memo.id == id
                    && (memo.kind, memo.on, &memo.links) == (self.kind, self.on, &self.links)
                    && memo.title == self.title.trim_end()
                    && memo.text == self.text.trim_end()
            }),
            // Looked up by who opened it: a study may have a million codings.
            Becomes::Comment(_) => false,
        }
    }

    /// What keeping it does.
    fn command(&self) -> Command {
        let Self { kind, on, .. } = *self;
        let (title, text, links) = (self.title.clone(), self.text.clone(), self.links.clone());
        match self.becomes {
            Becomes::New => Command::AddMemo { kind, on, title, text, links },
            Becomes::Memo(memo) => Command::EditMemo { memo, kind, on, title, text, links },
            Becomes::Comment(coding) => Command::Comment { coding, memo: text },
        }
    }
}

/// All drafts, and which one is open.
#[derive(Default)]
pub(super) struct Drafts {
    list: Vec<Draft>,
    open: Option<u64>,
    keys: u64,
    /// The last one that was discarded: it can be brought back until another one is.
    discarded: Option<Draft>,
    /// On its way to become a step.
    sent: Option<u64>,
    /// There was something left from the last sitting, and nobody has looked at it yet.
    pub(super) offered: bool,
    /// As it lies on the desk.
    stored: String,
    stored_at: f64,
    /// Something was typed since, and the time has not come yet.
    pub(super) waiting: bool,
}

impl Drafts {
    /// The drafts, the newest first.
    pub(super) fn list(&self) -> impl Iterator<Item = &Draft> {
        self.list.iter().rev()
    }

    /// The one that is open.
    pub(super) fn open(&mut self) -> Option<&mut Draft> {
        let open = self.open?;
        self.list.iter_mut().find(|draft| draft.key == open)
    }

    /// Which one is open.
    pub(super) fn open_key(&self) -> Option<u64> {
        self.open
    }

    /// True when one is open.
    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Opens the draft of something, or begins one.
    pub(super) fn begin(&mut self, corpus: &Corpus, draft: Draft) {
        self.close(corpus);
        let known = match draft.becomes {
            Becomes::New => None,
            becomes => self.list.iter().find(|known| known.becomes == becomes),
        };
        self.open = Some(match known {
            Some(known) => known.key,
            None => self.add(draft),
        });
    }

    /// Opens one that is there.
    pub(super) fn reopen(&mut self, corpus: &Corpus, key: u64) {
        self.close(corpus);
        self.open = self.list.iter().any(|draft| draft.key == key).then_some(key);
        self.offered = false;
    }

    /// Closes the open one. It stays, unless there is nothing in it.
    pub(super) fn close(&mut self, corpus: &Corpus) {
        if let Some(open) = self.open.take() {
            self.list.retain(|draft| draft.key != open || !draft.is_idle(corpus));
        }
    }

    /// Puts the open one away for good; [`Drafts::bring_back`] can still have it.
    pub(super) fn discard(&mut self, corpus: &Corpus) {
        let Some(open) = self.open.take() else { return };
        if let Some(at) = self.list.iter().position(|draft| draft.key == open) {
            let draft = self.list.remove(at);
            self.stored_at = f64::NEG_INFINITY;
            self.discarded = (!draft.is_idle(corpus)).then_some(draft);
        }
    }

    /// True when the last discarded one can be brought back.
    pub(super) fn can_bring_back(&self) -> bool {
        self.discarded.is_some()
    }

    /// Opens the last discarded one again.
    pub(super) fn bring_back(&mut self, corpus: &Corpus) {
        if let Some(draft) = self.discarded.take() {
            self.close(corpus);
            self.open = Some(self.add(draft));
        }
    }

    /// Makes the open one a step. It stays until that is done.
    pub(super) fn keep(&mut self) -> Option<Command> {
        if self.sent.is_some() {
            return None;
        }
        let draft = self.open()?;
        let (key, command) = (draft.key, draft.command());
        self.sent = Some(key);
        Some(command)
    }

    /// The step was done, or refused: then the draft stays open.
    pub(super) fn answered(&mut self, done: bool) {
        let Some(sent) = self.sent.take() else { return };
        if done {
            self.list.retain(|draft| draft.key != sent);
            self.open = self.open.filter(|open| *open != sent);
            // At once: nobody shall be offered what is part of the study.
            self.stored_at = f64::NEG_INFINITY;
        }
    }

    /// True while the open one is on its way.
    pub(super) fn is_sent(&self) -> bool {
        self.sent.is_some()
    }

    /// What should lie on the desk now and does not yet: an empty text for nothing. An infinite time
    /// does not wait for the next turn.
    pub(super) fn unstored(&mut self, time: f64) -> Option<String> {
        self.waiting = false;
        let written = |draft: &&Draft| {
            !(draft.title.trim().is_empty()
                && draft.text.trim().is_empty()
                && draft.links.is_empty())
        };
        let all: Vec<&Draft> = self.list.iter().filter(written).collect();
        let now = if all.is_empty() {
            String::new()
        } else {
            serde_json::to_string(&all).unwrap_or_default()
        };
        if now == self.stored {
            return None;
        }
        if time - self.stored_at < PACE {
            self.waiting = true;
            return None;
        }
        if time.is_finite() {
            self.stored_at = time;
        }
        self.stored.clone_from(&now);
        Some(now)
    }

    /// Takes what lay on the desk when the study was opened. True when there was something.
    pub(super) fn restore(&mut self, stored: &str) -> bool {
        let Ok(drafts) = serde_json::from_str::<Vec<Draft>>(stored) else { return false };
        stored.clone_into(&mut self.stored);
        for draft in drafts {
            self.add(draft);
        }
        self.offered = !self.list.is_empty();
        self.offered
    }

    /// A draft that was begun elsewhere waits here until somebody looks at it.
    pub(super) fn offer(&mut self, draft: Draft) {
        self.add(draft);
        self.offered = true;
    }

    fn add(&mut self, draft: Draft) -> u64 {
        self.keys += 1;
        self.list.push(Draft { key: self.keys, ..draft });
        self.keys
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::CodeId;

    fn written(on: MemoOn, text: &str) -> Draft {
        Draft { text: text.to_owned(), ..Draft::on(on) }
    }

    #[test]
    fn a_draft_stays_until_it_is_kept_or_discarded() {
        let corpus = Corpus::default();
        let mut drafts = Drafts::default();
        drafts.begin(&corpus, Draft::on(MemoOn::Study));
        drafts.close(&corpus);
        assert_eq!(drafts.list().count(), 0, "nothing was typed");
        drafts.begin(&corpus, written(MemoOn::Study, "one"));
        drafts.begin(&corpus, written(MemoOn::Code(CodeId(1)), "two"));
        assert_eq!(drafts.list().count(), 2);
        assert!(matches!(drafts.keep(), Some(Command::AddMemo { text, .. }) if text == "two"));
        assert!(drafts.keep().is_none(), "it is on its way");
        drafts.answered(false);
        assert_eq!(drafts.list().count(), 2, "it was refused");
        drafts.keep();
        drafts.answered(true);
        let left: Vec<&str> = drafts.list().map(|draft| draft.text.as_str()).collect();
        assert_eq!((left, drafts.is_open()), (vec!["one"], false));
        let key = drafts.list().next().unwrap().key;
        drafts.reopen(&corpus, key);
        drafts.discard(&corpus);
        assert_eq!(drafts.list().count(), 0);
        assert!(drafts.can_bring_back());
        drafts.bring_back(&corpus);
        assert_eq!(drafts.open().map(|draft| draft.text.as_str()), Some("one"));
    }

    #[test]
    fn a_comment_that_could_not_be_stored_is_offered_as_a_draft() {
        let corpus = Corpus::default();
        let mut drafts = Drafts::default();
        let (coding, text) = (CodingId(7), "half a comment".to_owned());
        let on = Draft::on(MemoOn::Coding(coding));
        drafts.offer(Draft { becomes: Becomes::Comment(coding), text: text.clone(), ..on });
        assert!(drafts.offered && !drafts.is_open());
        let key = drafts.list().next().unwrap().key;
        drafts.reopen(&corpus, key);
        assert_eq!(drafts.keep(), Some(Command::Comment { coding, memo: text }));
    }

    #[test]
    fn what_is_typed_is_stored_at_its_pace_and_found_again() {
        let corpus = Corpus::default();
        let mut drafts = Drafts::default();
        assert_eq!(drafts.unstored(10.0), None);
        drafts.begin(&corpus, written(MemoOn::Study, "half a th"));
        let first = drafts.unstored(10.0).unwrap();
        drafts.open().unwrap().text.push_str("ought");
        assert_eq!(drafts.unstored(11.0), None, "too soon");
        assert!(drafts.unstored(f64::INFINITY).is_some(), "the window closes");
        assert_eq!(drafts.unstored(20.0), None, "nothing new");
        let mut next = Drafts::default();
        assert!(next.restore(&first));
        assert_eq!(next.list().next().unwrap().text, "half a th");
        assert!(next.offered && !next.is_open());
        assert_eq!(next.unstored(f64::INFINITY), None);
        next.reopen(&corpus, 1);
        next.discard(&corpus);
        assert_eq!(next.unstored(f64::INFINITY), Some(String::new()), "nothing is left");
        assert!(!Drafts::default().restore("no json"));
    }
}
