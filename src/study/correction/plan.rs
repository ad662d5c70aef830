//! What a changed text does to a study, worked out before anything is stored: the list that is shown
//! and what is written are the same value.

use super::super::{Error, names};
use crate::model::{
    CodeId, CoderId, CodingId, Corpus, CorpusDocument, DocumentId, NewTurn, Refusal, Span, TurnRow,
};
use crate::text::edits::{Edits, Moved};
use crate::text::turns::{Found, Hints, detect};
use crate::text::{carry, turns};

/// Bytes a text has at most.
const LIMIT: usize = 64 << 20;

/// A coding whose words are not the same afterwards.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ChangedCoding {
    /// Which.
    pub coding: CodingId,
    /// Its code.
    pub code: CodeId,
    /// Whose it is.
    pub coder: CoderId,
    /// Where it is in the old text.
    pub before: Span,
    /// Where it is in the new text; `None` when it goes to the tray of orphans.
    pub after: Option<Span>,
    /// The place in the new text where it stands, or stood.
    pub place: u32,
}

/// What a changed text of one document does.
#[derive(Clone, PartialEq, Debug)]
pub struct CorrectionPlan {
    /// Which document.
    pub document: DocumentId,
    /// The text as it will be: LF line ends, no byte-order mark, no NUL.
    pub text: String,
    /// What changed.
    pub edits: Edits,
    /// The codings of all coders whose words change, in order of place; those that go to the tray
    /// among them.
    pub changed: Vec<ChangedCoding>,
    /// Turns before.
    pub turns_before: usize,
    /// Turns afterwards.
    pub turns_after: usize,
    /// Speaker labels that are new, and those that nobody carries any more.
    pub labels: (Vec<String>, Vec<String>),
    pub(super) turns: Turns,
}

/// The turns afterwards.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Turns {
    /// They were found in the text before, and are found anew in the new one.
    Found(Found),
    /// They had been laid by hand, or by what the file alone knew: they move with their words.
    Carried(Vec<TurnRow>),
}

impl CorrectionPlan {
    /// Codings that go to the tray.
    pub fn orphaned(&self) -> usize {
        self.changed.iter().filter(|changed| changed.after.is_none()).count()
    }

    /// True when the text stays as it is.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }
}

/// Works out what becomes of a document when its text is another one.
///
/// # Errors
/// When the document is gone, or the text is none or too long.
pub fn plan_correction(
    corpus: &Corpus,
    document: DocumentId,
    text: &str,
) -> Result<CorrectionPlan, Error> {
    let found = corpus.document(document).ok_or_else(|| names::gone("document"))?;
    let text = settled(text)?;
    let edits = Edits::between(&found.text, &text);
    Ok(plan(corpus, found, text, edits))
}

/// Works out what becomes of a document when words in it are replaced. Replacements that overlap one
/// before them are passed over.
///
/// # Errors
/// When the document is gone, or the text would be none or too long.
pub fn plan_replacements(
    corpus: &Corpus,
    document: DocumentId,
    replacements: &[(Span, String)],
) -> Result<CorrectionPlan, Error> {
    let found = corpus.document(document).ok_or_else(|| names::gone("document"))?;
    let (text, edits) = Edits::replacing(&found.text, replacements);
    if settled(&text)? != text {
        return Err(Refusal::new("a replacement holds characters that no text has").into());
    }
    Ok(plan(corpus, found, text, edits))
}

/// A text as a document keeps it.
///
/// # Errors
/// When nothing is left of it, or it is too long.
pub fn settled(text: &str) -> Result<String, Error> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace('\0', "");
    let text =
        if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text };
    if text.trim().is_empty() {
        return Err(Refusal::new("there would be no text left")
            .instead("remove the document instead")
            .into());
    }
    if text.len() > LIMIT {
        let why = format!("a text can have {} MiB at most", LIMIT >> 20);
        return Err(Refusal::new(why).into());
    }
    Ok(text)
}

fn plan(corpus: &Corpus, document: &CorpusDocument, text: String, edits: Edits) -> CorrectionPlan {
    let mut changed = Vec::new();
    for coding in &document.codings {
        let after = match edits.span(coding.span, &document.text, &text) {
            Moved::Same(_) => continue,
            Moved::Changed(after) => Some(after),
            Moved::Gone(_) => None,
        };
        let place = after.map_or_else(|| edits.place(coding.span.start(), false), Span::start);
        changed.push(ChangedCoding {
            coding: coding.id,
            code: coding.code,
            coder: coding.coder,
            before: coding.span,
            after,
            place,
        });
    }
    let turns = new_turns(corpus, document, &text, &edits);
    let labels: Vec<&str> = match &turns {
        Turns::Found(found) => found.labels.iter().map(|(label, _)| label.as_str()).collect(),
        Turns::Carried(rows) => document
            .speakers
            .iter()
            .filter(|speaker| rows.iter().any(|turn| turn.speaker == Some(speaker.id)))
            .map(|speaker| speaker.label.as_str())
            .collect(),
    };
    let known = |label: &str| {
        document.speakers.iter().any(|speaker| turns::same_label(&speaker.label, label))
    };
    let fresh = labels.iter().filter(|label| !known(label)).map(|label| (*label).to_owned());
    let silent = document
        .speakers
        .iter()
        .filter(|speaker| labels.iter().all(|label| !turns::same_label(label, &speaker.label)))
        .map(|speaker| speaker.label.clone());
    CorrectionPlan {
        document: document.id,
        labels: (fresh.collect(), silent.collect()),
        turns_before: document.turns.len(),
        turns_after: match &turns {
            Turns::Found(found) => found.turns.len(),
            Turns::Carried(rows) => rows.len(),
        },
        text,
        edits,
        changed,
        turns,
    }
}

/// Where the turns of the old text are those that are found in it, those of the new one are found
/// anew: a label typed on a line of its own begins a turn. Otherwise turns move with their words.
fn new_turns(corpus: &Corpus, document: &CorpusDocument, text: &str, edits: &Edits) -> Turns {
    let hints = Hints {
        known: corpus.participants.iter().map(|person| person.name.clone()).collect(),
        listed: document.speakers.iter().map(|speaker| speaker.label.clone()).collect(),
        ..Hints::default()
    };
    let as_found = |found: &NewTurn, stored: &TurnRow| {
        let label = stored.speaker.and_then(|id| document.speaker(id));
        let same = match (&found.speaker, label) {
            (Some(found), Some(stored)) => turns::same_label(found, &stored.label),
            (None, None) => true,
            _ => false,
        };
        same && (found.start, found.body, found.end, found.at_ms)
            == (stored.start, stored.body, stored.end, stored.at_ms)
    };
    let before = detect(&document.text, &hints);
    let is_found = before.turns.len() == document.turns.len()
        && before.turns.iter().zip(document.turns.iter()).all(|(a, b)| as_found(a, b));
    if is_found {
        Turns::Found(detect(text, &hints))
    } else {
        Turns::Carried(carry::turns(edits, &document.turns, text))
    }
}
