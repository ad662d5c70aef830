//! What somebody said once and does not say any more: in older texts, and in codings that lost their
//! words. A correction may have taken out all of somebody's turns, and their label with them.
//!
//! Who spoke in an older text is told by its labels, read as the document was, and by whose they were in
//! that document. Where labels do not even tell who speaks today (turns were given by hand), they tell
//! nothing of before: then older texts and the tray go as a whole.

use super::FRAGMENT;
use super::labels::{Labels, Whose};
use super::plan::bodies;
use crate::model::{
    CorpusDocument, DocumentId, Orphan, OrphanId, Span, SpeakerId, TurnRow, Voice, WithdrawalScope,
};
use crate::text::positions::trim;
use crate::text::quotes::SHORTEST;
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
    /// What they said once, or may have said.
    pub(super) said: Vec<String>,
    /// Codings in the tray with words of theirs.
    pub(super) orphans: HashSet<OrphanId>,
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
            let gone = tray.into_iter().filter(|orphan| once.takes(labels, document, orphan));
            former.orphans.extend(gone.map(|orphan| orphan.id));
            let untold = !(once.tells && once.theirs.is_empty());
            if !speaks && untold && !older.is_empty() {
                former.documents.push(document.id);
            }
            former.said.extend(once.theirs);
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
        let mut once = Self {
            spoke: speaks || labels.spoke(document),
            tells: hints.as_ref().is_some_and(|hints| as_today(labels, document, hints)),
            hints,
            ..Self::default()
        };
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
                    Whose::Perhaps | Whose::Others => once.others.push(body.to_owned()),
                }
            }
        }
        once.spoke |= !once.labels.is_empty();
        if once.spoke {
            once.theirs.append(&mut perhaps);
        }
        if once.spoke && !once.tells {
            once.theirs.extend(older.iter().flat_map(|text| without(text, &today)));
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
        let theirs = |label: &str| labels.whose(document, label) != Whose::Others;
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

/// True where labels tell who speaks in a document today.
fn as_today(labels: &Labels<'_>, document: &CorpusDocument, hints: &Hints) -> bool {
    let found = detect(&document.text, hints).turns;
    found.len() == document.turns.len()
        && found.iter().zip(document.turns.iter()).all(|(found, turn)| {
            let speaker = turn.speaker.and_then(|id| document.speaker(id));
            let same = match (&found.speaker, speaker) {
                (Some(label), Some(speaker)) => labels.names(document, label, speaker),
                (None, None) => true,
                _ => false,
            };
            same && found.start == turn.start
        })
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

/// The stretches of an older text that nobody says today of those who say these.
pub(super) fn without(text: &str, others: &[&str]) -> Vec<String> {
    let mut text = text.to_owned();
    // Short ones stand anywhere.
    for body in others.iter().filter(|body| body.len() >= SHORTEST) {
        text = text.replace(body, "\u{0}");
    }
    text.split('\u{0}').map(str::to_owned).collect()
}
