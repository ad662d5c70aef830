//! What somebody said once and does not say any more: in older texts, and in codings that lost their
//! words. A correction may have taken out all of somebody's turns, and their label with them.
//!
//! Who spoke in an older text is told by its labels, read as the document was, and by whose they were in
//! that document. Where labels do not even tell who speaks today (turns were given by hand), they tell
//! nothing of before: then older texts and the tray go as a whole. What others say today is theirs in any
//! version, also where a letter of it was put right since.

use super::FRAGMENT;
use super::labels::{Labels, Whose, is_withdrawn, left};
use super::plan::bodies;
use crate::model::{
    CorpusDocument, DocumentId, NewTurn, Orphan, OrphanId, Span, SpeakerId, TurnRow, Voice,
    WITHDRAWN, WithdrawalScope,
};
use crate::text::positions::trim;
use crate::text::quotes::Quotes;
use crate::text::turns::{Hints, detect};
use crate::text::withdrawn::{Layers, Withdrawn};
use std::collections::{HashMap, HashSet};

/// An older text, and what it is without labels.
type Relabelled = (String, String);

/// What is left of the person where they do not speak any more.
#[derive(Default)]
pub(super) struct Former {
    /// Documents in which they do not speak today and once did, or may have: their older texts go.
    pub(super) documents: Vec<DocumentId>,
    /// Documents in which they speak or spoke, and of which nothing says who spoke before: older texts go
    /// as a whole, and so does the tray.
    pub(super) whole: Vec<DocumentId>,
    /// What they said once, or may have said, without what others say.
    pub(super) said: Vec<String>,
    /// Codings in the tray with words of theirs.
    pub(super) orphans: HashSet<OrphanId>,
    /// Those words, without what others said: a coding may have been on several turns.
    pub(super) tray: Vec<String>,
    /// Labels of theirs in older texts, each with its document.
    pub(super) labels: Vec<(DocumentId, String)>,
    /// Where only who it was goes: older texts, and what they are without their labels.
    pub(super) relabelled: Vec<(DocumentId, Vec<Relabelled>)>,
}

impl Former {
    /// `spoken`: documents in which they speak today.
    pub(super) fn of(labels: &Labels<'_>, scope: WithdrawalScope, spoken: &[DocumentId]) -> Self {
        let mut former = Self::default();
        let corpus = labels.corpus;
        for document in &corpus.documents {
            let older = labels.past.older_of(document.id);
            let tray: Vec<&Orphan> =
                corpus.orphans.iter().filter(|orphan| orphan.document == document.id).collect();
            if older.is_empty() && tray.is_empty() {
                continue;
            }
            let speaks = spoken.contains(&document.id);
            let everything = scope == WithdrawalScope::Everything;
            let once = Once::of(labels, document, older, speaks);
            former.labels.extend(once.labels.iter().map(|label| (document.id, label.clone())));
            if !once.spoke {
                continue;
            }
            let goes = match (everything, speaks) {
                // Where they speak today older texts go in any case.
                (true, true) => !tray.is_empty(),
                (true, false) => true,
                (false, _) => !older.is_empty(),
            };
            if !once.tells && goes {
                former.whole.push(document.id);
            }
            if !everything {
                let new = |text: &String| once.relabelled(labels, document, text);
                if once.tells {
                    former.relabelled.push((document.id, older.iter().filter_map(new).collect()));
                }
                continue;
            }
            let (gone, stay): (Vec<&Orphan>, Vec<&Orphan>) =
                tray.into_iter().partition(|orphan| once.takes(labels, document, orphan));
            former.orphans.extend(gone.iter().map(|orphan| orphan.id));
            let untold = !(once.tells && once.theirs.is_empty());
            if !speaks && untold && !older.is_empty() {
                former.documents.push(document.id);
            }
            // What others say, or said where the tray has it, stays theirs though a label said otherwise.
            let stay = stay.iter().map(|orphan| orphan.words.trim());
            let stay = stay.filter(|words| once.others.iter().any(|body| body.contains(words)));
            let others = bodies(document, |voice| voice != Voice::Participant(labels.person));
            let others = Quotes::of(others.chain(stay));
            former.said.extend(once.theirs.iter().flat_map(|body| without(body, &others)));
            let others_once = if once.tells { &once.others[..] } else { &[][..] };
            let others_once = Quotes::of(others_once.iter().map(String::as_str));
            let words = gone.iter().flat_map(|orphan| without(&orphan.words, &others));
            former.tray.extend(words.flat_map(|words| without(&words, &others_once)));
        }
        former
    }
}

/// What the older texts of a document say.
#[derive(Default)]
struct Once {
    /// They speak or spoke in it.
    spoke: bool,
    /// Labels tell who spoke.
    tells: bool,
    /// How older texts are read.
    hints: Option<Hints>,
    /// What they said, or may have said.
    theirs: Vec<String>,
    /// What others said.
    others: Vec<String>,
    /// Labels of theirs.
    labels: Vec<String>,
}

impl Once {
    fn of(labels: &Labels<'_>, document: &CorpusDocument, older: &[String], speaks: bool) -> Self {
        let hints = labels.hints(document);
        let found = hints.as_ref().map(|hints| detect(&document.text, hints).turns);
        let found = found.unwrap_or_default();
        let mut once = Self {
            spoke: speaks || labels.spoke(document),
            tells: hints.is_some() && as_today(labels, document, &found),
            hints,
            ..Self::default()
        };
        let unseen = is_unseen(document, &found);
        let today: Vec<&str> =
            bodies(document, |voice| voice != Voice::Participant(labels.person)).collect();
        let mut known: HashMap<String, Whose> = HashMap::new();
        let mut perhaps: Vec<String> = Vec::new();
        for text in older {
            let Some(hints) = &once.hints else { break };
            let found = detect(text, hints);
            // One in which nobody is named tells nothing.
            once.tells &= !found.labels.is_empty();
            for turn in &found.turns {
                let Some(label) = &turn.speaker else { continue };
                let body = text.get(turn.body as usize..turn.end as usize).unwrap_or_default();
                let body = if unseen { up_to_withdrawn(body) } else { body };
                let body = body.trim();
                let whose =
                    *known.entry(label.clone()).or_insert_with(|| labels.whose(document, label));
                if whose == Whose::Theirs && !once.labels.contains(label) {
                    once.labels.push(label.clone());
                }
                match whose {
                    _ if body.is_empty() => {}
                    Whose::Theirs => once.theirs.push(body.to_owned()),
                    // A label that was put right is nobody's today; the words are somebody's.
                    Whose::Perhaps if today.iter().all(|said| !said.contains(body)) => {
                        perhaps.push(body.to_owned());
                    }
                    Whose::Perhaps | Whose::Nobodys | Whose::Others => {
                        once.others.push(body.to_owned());
                    }
                }
            }
        }
        once.spoke |= !once.labels.is_empty();
        if once.spoke {
            once.theirs.append(&mut perhaps);
        }
        if once.spoke && !once.tells {
            once.theirs.extend(older.iter().cloned());
        }
        once
    }

    /// An older text and what it is without their labels; `None` where it has none of them.
    fn relabelled(
        &self,
        labels: &Labels<'_>,
        document: &CorpusDocument,
        text: &str,
    ) -> Option<Relabelled> {
        let found = detect(text, self.hints.as_ref()?).turns;
        let theirs =
            |label: &str| matches!(labels.whose(document, label), Whose::Theirs | Whose::Perhaps);
        let own: Vec<bool> =
            found.iter().map(|turn| turn.speaker.as_deref().is_some_and(theirs)).collect();
        if !own.contains(&true) {
            return None;
        }
        // The number of a turn stands for its speaker.
        let rows = found.iter().zip(0..).map(|(turn, number)| TurnRow {
            start: turn.start,
            body: turn.body,
            end: turn.end,
            speaker: Some(SpeakerId(number)),
            at_ms: turn.at_ms,
        });
        let rows: Vec<TurnRow> = rows.collect();
        let label = |row: &TurnRow| {
            let number = usize::try_from(row.speaker?.0).ok()?;
            let label = found.get(number)?.speaker.as_deref()?;
            own.get(number).copied().unwrap_or(false).then_some(label)
        };
        let layers = Layers { turns: &rows, marks: &[], times: &[], pieces: &[] };
        let new = Withdrawn::new(text, &layers, WithdrawalScope::Person, label).text;
        Some((text.to_owned(), new))
    }

    /// True for a coding in the tray that goes with them.
    fn takes(&self, labels: &Labels<'_>, document: &CorpusDocument, orphan: &Orphan) -> bool {
        let words = orphan.words.trim();
        let long = words.chars().count() >= FRAGMENT;
        let theirs = Voice::Participant(labels.person);
        let said_today = |whose: &dyn Fn(Voice) -> bool| {
            bodies(document, whose).any(|body| body.contains(words))
        };
        let others_today = || said_today(&|voice| voice != theirs);
        if !self.tells {
            // A short one says nothing about who said it.
            return !long || !others_today();
        }
        let place = Place::of(document, labels, orphan.at);
        let once = reaches(&self.theirs, words);
        let others_once = self.others.iter().any(|body| body.contains(words));
        match (once, others_once) {
            // A short one may be of a text that is not kept.
            (true, false) => long || place != Place::Others,
            (false, true) => false,
            // Both said so: where it stood says whose it was.
            (true, true) => place == Place::Inside,
            // Nothing is known of before.
            (false, false) => {
                place == Place::Inside
                    || !others_today()
                        && (place == Place::Edge || long && said_today(&|voice| voice == theirs))
            }
        }
    }
}

/// Where something stood, as the text is now.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In a turn of theirs.
    Inside,
    /// Where one begins or ends: it may have been the turn beside it.
    Edge,
    /// In a turn of somebody else.
    Others,
    Elsewhere,
}

impl Place {
    fn of(document: &CorpusDocument, labels: &Labels<'_>, at: u32) -> Self {
        let theirs = Voice::Participant(labels.person);
        let mut place = Self::Elsewhere;
        for turn in document.turns.iter().filter(|turn| turn.start <= at && at <= turn.end) {
            let speaker = turn.speaker.and_then(|id| document.speaker(id));
            let own = speaker.is_some_and(|speaker| speaker.voice == theirs);
            let said = Span::new(turn.body, turn.end).and_then(|body| trim(&document.text, body));
            if turn.start < at && at < turn.end && speaker.is_some() {
                return if own { Self::Inside } else { Self::Others };
            }
            if own && said.is_some() {
                place = Self::Edge;
            }
        }
        place
    }
}

/// True where labels tell who speaks in a document today: `found` are the turns by its labels. Turns of
/// those who withdrew before say nothing: they are nobody's, and a label is put there that may not be found
/// as theirs was.
fn as_today(labels: &Labels<'_>, document: &CorpusDocument, found: &[NewTurn]) -> bool {
    let found: Vec<&NewTurn> = found.iter().filter(|turn| !is_of_withdrawn(turn)).collect();
    let turns: Vec<&TurnRow> = document.turns.iter().filter(|turn| !left(document, turn)).collect();
    found.len() == turns.len()
        && found.iter().zip(turns).all(|(found, turn)| {
            let speaker = turn.speaker.and_then(|id| document.speaker(id));
            let same = match (&found.speaker, speaker) {
                (Some(label), Some(speaker)) => labels.names(document, label, speaker),
                (None, None) => true,
                _ => false,
            };
            same && found.start == turn.start
        })
}

fn is_of_withdrawn(turn: &NewTurn) -> bool {
    turn.speaker.as_deref().is_some_and(is_withdrawn)
}

/// True where turns of those who withdrew before are not found by their labels: what is found for the turn
/// before holds them, too.
fn is_unseen(document: &CorpusDocument, found: &[NewTurn]) -> bool {
    let there = document.turns.iter().filter(|turn| left(document, turn)).count();
    found.iter().filter(|turn| is_of_withdrawn(turn)).count() < there
}

/// What was said up to the label of somebody who withdrew.
fn up_to_withdrawn(body: &str) -> &str {
    let mut lines = body.match_indices('\n').map(|(at, _)| at);
    let behind = |at: &usize| body.get(*at..).is_some_and(|rest| is_labelled(rest.trim_start()));
    let end = lines.find(behind).unwrap_or(body.len());
    body.get(..end).unwrap_or(body)
}

fn is_labelled(line: &str) -> bool {
    line.trim_start_matches(|c: char| !c.is_alphabetic() && c != '[').starts_with(WITHDRAWN)
}

/// True where a coding was on words of somebody, or reached into them. Of that a short answer tells
/// nothing: a `no` stands in the words of others, too.
fn reaches(said: &[String], words: &str) -> bool {
    let long = |text: &str| text.chars().count() >= FRAGMENT;
    let lines: Vec<&str> = words.lines().map(str::trim).filter(|line| long(line)).collect();
    said.iter().any(|body| {
        let line = |line: &&str| body.contains(line) || long(body) && line.contains(body.as_str());
        body.contains(words) || lines.iter().any(line)
    })
}

/// The stretches of what somebody said, or may have said, that are no quotations of others.
fn without(text: &str, others: &Quotes) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    let mut from = 0;
    for quotation in others.find(text) {
        let place = quotation.range();
        kept.extend(text.get(from..place.start).map(str::to_owned));
        from = place.end;
    }
    kept.extend(text.get(from..).map(str::to_owned));
    kept.retain(|part| !part.trim().is_empty());
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_say_is_cut_out_also_where_a_letter_was_put_right() {
        let today = "Nobody from the council ever rang us or wrote a letter to any of us there.";
        let others = Quotes::of([today]);
        let check = |text: &str, expected: &[&str]| {
            assert_eq!(without(text, &others), expected, "{text}");
        };
        check("Something else.", &["Something else."]);
        check(today, &[]);
        check(
            "P2: Zircon.\n\nP5: Nobody from the council ever rang us or wrote a lettr to any of us.",
            &["P2: Zircon.\n\nP5: ", "r to any of us."],
        );
    }

    #[test]
    fn what_was_said_ends_where_somebody_withdrew() {
        let check = |body: &str, expected: &str| assert_eq!(up_to_withdrawn(body), expected);
        check("It was cold.\n\n[withdrawn] >> It was warm.", "It was cold.");
        check("It was cold.\n0:12 [withdrawn]\tWarm.", "It was cold.");
        check("It was [withdrawn]\nwho said so.", "It was [withdrawn]\nwho said so.");
    }
}
