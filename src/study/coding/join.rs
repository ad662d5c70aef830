//! One code by one coder on overlapping words is one coding.
//!
//! Otherwise a passage coded twice by a slip of the hand would count twice. Codings that only touch
//! stay apart: two sentences coded one after the other may be two thoughts.

use super::names;
use crate::model::{CodeId, CoderId, CodingId, CodingRow, DocumentId, Flags, Guid, Span};
use crate::study::codebook::{Join, carry_out, comments};
use crate::study::{Act, Error};
use std::collections::HashMap;

/// One code by one coder on one document.
type Hand = (DocumentId, CodeId, CoderId);

/// What is known of the codings while a step changes several of them.
pub(super) struct Joiner<'a> {
    act: &'a Act<'a>,
    hands: HashMap<Hand, Vec<CodingRow>>,
    /// Codings that went into another one.
    pub(super) joined: usize,
}

impl<'a> Joiner<'a> {
    pub(super) fn new(act: &'a Act<'a>) -> Self {
        Self { act, hands: HashMap::new(), joined: 0 }
    }

    fn hand(&mut self, hand: Hand) -> &mut Vec<CodingRow> {
        let (document, code, coder) = hand;
        let corpus = self.act.corpus;
        self.hands.entry(hand).or_insert_with(|| {
            let rows = corpus.document(document).map_or(&[][..], |document| &document.codings);
            rows.iter().filter(|row| row.code == code && row.coder == coder).cloned().collect()
        })
    }

    /// Puts a code on words, joined with what overlaps them. `None` when these words carry it already.
    pub(super) fn put(
        &mut self,
        hand: Hand,
        span: Span,
        flags: Flags,
        memo: &str,
    ) -> Result<Option<CodingId>, Error> {
        if self.hand(hand).iter().any(|known| known.span.covers(span)) {
            return Ok(None);
        }
        let (span, group) = self.group(hand, span, None);
        if !group.is_empty() {
            self.joined += group.len();
            return self.join(hand, span, group, flags, memo).map(Some);
        }
        let (document, code, coder) = hand;
        let act = self.act;
        let guid = Guid::new();
        let added = act.tx.add_coding(document, span, code, coder, memo, guid, act.at)?;
        // Cannot be: an equal span would have covered this one.
        let Some(id) = added else { return Ok(None) };
        if !flags.is_empty() {
            act.tx.set_flags(id, flags)?;
        }
        let memo = (!memo.is_empty()).then(|| memo.into());
        let row = CodingRow { guid, memo, flags, ..CodingRow::new(id, span, code, coder) };
        self.hand(hand).push(row);
        Ok(Some(id))
    }

    /// Gives a coding another code or other words, joined with what it comes to overlap. Gives back
    /// the coding that holds the words afterwards.
    pub(super) fn change(
        &mut self,
        document: DocumentId,
        row: &CodingRow,
        code: CodeId,
        span: Span,
    ) -> Result<CodingId, Error> {
        self.hand((document, row.code, row.coder)).retain(|other| other.id != row.id);
        let hand = (document, code, row.coder);
        let (span, group) = self.group(hand, span, Some(row.clone()));
        self.joined += group.len() - 1;
        self.join(hand, span, group, Flags::default(), "")
    }

    /// Takes what overlaps `span` out of a hand, and what overlaps the whole of that, and so on: a
    /// file that was imported may hold codings that overlap each other.
    fn group(
        &mut self,
        hand: Hand,
        mut span: Span,
        own: Option<CodingRow>,
    ) -> (Span, Vec<CodingRow>) {
        let mut group: Vec<CodingRow> = own.into_iter().collect();
        let known = self.hand(hand);
        while let Some(at) = known.iter().position(|other| other.span.overlaps(span)) {
            let other = known.swap_remove(at);
            span = hull(span, other.span);
            group.push(other);
        }
        (span, group)
    }

    /// Makes a group one coding: the oldest stays, with everything the others had.
    fn join(
        &mut self,
        hand: Hand,
        span: Span,
        mut group: Vec<CodingRow>,
        flags: Flags,
        memo: &str,
    ) -> Result<CodingId, Error> {
        let (document, code, _) = hand;
        group.sort_by_key(|row| row.id);
        let comments = comments(group.iter().filter_map(|row| row.memo.as_deref()).chain([memo]));
        let flags = group.iter().fold(flags, |all, row| all.or(row.flags));
        let Some((stays, go)) = group.split_first() else { return Err(names::gone("coding")) };
        let changed = stays.memo.as_deref().unwrap_or_default() != comments;
        let join = Join {
            document,
            code,
            keep: stays.id,
            comes: stays.code != code,
            span,
            was: stays.span,
            memo: changed.then(|| comments.clone()),
            flags: (stays.flags != flags).then_some(flags),
            gone: go.iter().map(|row| row.id).collect(),
        };
        carry_out(self.act, &join)?;
        let id = stays.id;
        let memo = (!comments.is_empty()).then(|| comments.as_str().into());
        let row = CodingRow { span, code, memo, flags, ..stays.clone() };
        self.hand(hand).push(row);
        Ok(id)
    }

    /// What a step's name says of it: nothing when nothing was joined.
    pub(super) fn told(&self) -> String {
        match self.joined {
            0 => String::new(),
            n => format!(", joined with {}", names::count(n, "coding")),
        }
    }
}

fn hull(a: Span, b: Span) -> Span {
    Span::new(a.start().min(b.start()), a.end().max(b.end())).unwrap_or(a)
}
