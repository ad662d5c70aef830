//! Whose words may leave the study: what participants agreed to, applied to everything that is written.
//!
//! A study that is about to be written to a file goes through [`veiled`] first. In the copy it gives
//! back the words of people who did not agree to be quoted are there no more: each of their characters
//! stands for a letter of nobody, of the same length, so that every position, turn and count stays as
//! it was. Their excerpts are not read ([`crate::analysis::Reader`] knows nothing of them), searches
//! pass them over, and where the researcher's own writing repeats them word for word they are cut out
//! (`quoting.rs`). So numbers stay and words go, and no writer of files has to think of it. Words that
//! are in no text any more have nobody who says them: codings without place lose theirs unless somebody
//! else says them today, an older text leaves only where its labels tell who speaks (`older.rs`), and of
//! the words that the receipt of an import quotes those stay that somebody else says (`receipt.rs`).
//!
//! [`deposit()`] does the same for archives, and takes people out who did not agree to archiving.

mod deposit;
mod older;
mod quoting;
mod reached;
mod receipt;
#[cfg(test)]
mod tests;

pub use deposit::{Deposit, deposit};
pub use older::older_text_refused;
pub use quoting::INSTEAD;
pub use reached::{counted_people, people_in, people_of};
pub use receipt::hold_back;

use super::attribution::touched;
use super::excerpts::ExcerptRef;
use crate::model::{
    Code, CodeFields, CodeTree, ConsentScope, Corpus, CorpusDocument, DocumentId, OrphanId,
    ParticipantId, Profile, Span, Voice,
};
use quoting::Quotes;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Those whose words may not leave for such readers, in order.
///
/// Nothing recorded of anybody: nobody. Who said no: they. For the public, as soon as anything is
/// recorded, also those of whom nothing is.
pub fn withheld(corpus: &Corpus, profile: Option<Profile>) -> Vec<ParticipantId> {
    refusing(corpus, ConsentScope::Quotation, profile == Some(Profile::Public))
}

/// Those who did not agree, in order. `strictly`: unknown is no where anything is recorded.
fn refusing(corpus: &Corpus, scope: ConsentScope, strictly: bool) -> Vec<ParticipantId> {
    let recorded = is_recorded(corpus, scope);
    let people = corpus.participants.iter().filter(|person| match person.consent.of(scope) {
        Some(agreed) => !agreed,
        None => recorded && strictly,
    });
    let mut ids: Vec<ParticipantId> = people.map(|person| person.id).collect();
    ids.sort_unstable();
    ids
}

fn is_recorded(corpus: &Corpus, scope: ConsentScope) -> bool {
    corpus.participants.iter().any(|person| person.consent.of(scope).is_some())
}

/// The study as it may be written for such readers; itself where nothing has to be held back.
pub fn veiled(corpus: &Arc<Corpus>, profile: Option<Profile>) -> Arc<Corpus> {
    let withheld = withheld(corpus, profile);
    if withheld.is_empty() {
        return Arc::clone(corpus);
    }
    Arc::new(veil(corpus, withheld))
}

/// A copy without the words of these people.
fn veil(corpus: &Corpus, withheld: Vec<ParticipantId>) -> Corpus {
    let unsaid = unsaid(corpus, &withheld);
    let quotes = quotes(corpus, &withheld, &unsaid);
    let mut new = corpus.clone();
    let quoted = |memo: &Option<Arc<str>>| memo.as_deref().and_then(|memo| quotes.without(memo));
    for document in &mut new.documents {
        let speaks = theirs(document, &withheld).next().is_some();
        if !speaks && document.codings.iter().all(|coding| quoted(&coding.memo).is_none()) {
            continue;
        }
        let mut copy = CorpusDocument::clone(document);
        if speaks {
            copy.text = masked(document, &withheld).into();
        }
        for coding in &mut copy.codings {
            if let Some(memo) = quoted(&coding.memo) {
                coding.memo = Some(memo.into());
            }
        }
        *document = Arc::new(copy);
    }
    let cut = |text: &mut String| {
        if let Some(without) = quotes.without(text) {
            *text = without;
        }
    };
    let written = |fields: &mut CodeFields| {
        if quotes.holds(&fields.example) {
            fields.example.clear();
        }
        for text in [
            &mut fields.example,
            &mut fields.definition,
            &mut fields.include,
            &mut fields.exclude,
            &mut fields.origin,
        ] {
            cut(text);
        }
    };
    let mut people = new.participants.to_vec();
    for person in &mut people {
        if let Some(why) = &mut person.excluded {
            cut(why);
        }
    }
    new.participants = people.into();
    let mut memos = new.memos.to_vec();
    for memo in &mut memos {
        cut(&mut memo.title);
        cut(&mut memo.text);
    }
    new.memos = memos.into();
    let mut themes = new.themes.to_vec();
    for theme in &mut themes {
        cut(&mut theme.fields.concept);
        cut(&mut theme.fields.boundary);
        cut(&mut theme.reason);
    }
    new.themes = themes.into();
    let mut cells = new.framework.to_vec();
    for cell in &mut cells {
        cut(&mut cell.text.summary);
    }
    new.framework = cells.into();
    let mut codes: Vec<Code> = new.codes.codes().to_vec();
    for code in &mut codes {
        written(&mut code.fields);
    }
    new.codes = Arc::new(CodeTree::new(codes));
    let mut versions = new.versions.to_vec();
    for version in &mut versions {
        cut(&mut version.note);
        let mut kept = (*version.codes).clone();
        for code in &mut kept.0 {
            written(&mut code.fields);
        }
        version.codes = Arc::new(kept);
    }
    new.versions = versions.into();
    let mut orphans = new.orphans.to_vec();
    for orphan in &mut orphans {
        if unsaid.contains(&orphan.id) || quotes.holds(&orphan.words) {
            orphan.words = INSTEAD.into();
        } else if let Some(without) = quotes.without(&orphan.words) {
            orphan.words = without.into();
        }
        if let Some(memo) = quoted(&orphan.memo) {
            orphan.memo = Some(memo.into());
        }
    }
    new.orphans = orphans.into();
    new.withheld = withheld.into();
    new
}

/// The speech of these people in a document.
fn theirs<'d>(
    document: &'d CorpusDocument,
    people: &'d [ParticipantId],
) -> impl Iterator<Item = Span> + 'd {
    let of = |voice| matches!(voice, Voice::Participant(id) if people.binary_search(&id).is_ok());
    document.pieces.iter().filter(move |piece| of(piece.voice)).map(|piece| piece.span)
}

/// The text with a letter of nobody for each of theirs. White space and signs stay: what is a word, a
/// line or a sentence is the same in both, and so is every position, in bytes and in code points.
fn masked(document: &CorpusDocument, people: &[ParticipantId]) -> String {
    let text = &*document.text;
    let mut new = String::with_capacity(text.len());
    let mut done = 0;
    for span in theirs(document, people) {
        let range = span.range();
        new.push_str(text.get(done..range.start).unwrap_or_default());
        let said = text.get(range.clone()).unwrap_or_default();
        new.extend(
            said.chars().map(|c| if c.is_alphanumeric() { letter(c.len_utf8()) } else { c }),
        );
        done = range.end;
    }
    new.push_str(text.get(done..).unwrap_or_default());
    new
}

/// A letter of so many bytes that looks like an x.
fn letter(bytes: usize) -> char {
    match bytes {
        1 => 'x',
        2 => 'χ',
        3 => 'ⅹ',
        _ => '𝗑',
    }
}

/// True when a span touches words that must not be shown.
pub fn withholds(corpus: &Corpus, document: &CorpusDocument, span: Span) -> bool {
    !corpus.withheld.is_empty()
        && touched(document, span).any(|piece| is_withheld(corpus, piece.voice))
}

/// Those who did not consent to be quoted and whose words a span touches, by name: a warning for who
/// copies them while reading.
pub fn unquotable<'c>(corpus: &'c Corpus, document: &CorpusDocument, span: Span) -> Vec<&'c str> {
    let ids: BTreeSet<ParticipantId> = touched(document, span)
        .filter_map(|piece| match piece.voice {
            Voice::Participant(id) => Some(id),
            _ => None,
        })
        .collect();
    let people = ids.iter().filter_map(|id| corpus.participant(*id));
    let against = people.filter(|person| person.consent.quotation == Some(false));
    against.map(|person| person.name.as_str()).collect()
}

/// True for the voice of somebody whose words must not be shown.
pub(super) fn is_withheld(corpus: &Corpus, voice: Voice) -> bool {
    matches!(voice, Voice::Participant(id) if corpus.withheld.binary_search(&id).is_ok())
}

/// What consent does to a list of excerpts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct LeftOut {
    /// People who did not agree to be quoted.
    pub participants: usize,
    /// Excerpts that touch their words.
    pub excerpts: usize,
    /// People in the list of whom it is not recorded, while it is of others.
    pub unknown: usize,
    /// People who did not agree, and whose words are in the list all the same.
    pub against: usize,
    /// Nothing recorded counts as no.
    strictly: bool,
}

/// Reads it for excerpts of a study that was [`veiled`], or of one that was not.
pub fn left_out(corpus: &Corpus, list: &[ExcerptRef]) -> LeftOut {
    let places: Vec<(u32, Span)> = list.iter().map(|one| (one.document, one.span)).collect();
    left_out_at(corpus, &places)
}

/// The same for passages: index of the document, and where.
pub fn left_out_at(corpus: &Corpus, places: &[(u32, Span)]) -> LeftOut {
    if !is_recorded(corpus, ConsentScope::Quotation) {
        return LeftOut::default();
    }
    let mut found = LeftOut { strictly: is_strict(corpus), ..LeftOut::default() };
    let (mut out, mut inside) = (BTreeSet::new(), BTreeSet::new());
    for &(index, span) in places {
        let Some(document) = corpus.documents.get(index as usize) else { continue };
        let people = touched(document, span).filter_map(|piece| match piece.voice {
            Voice::Participant(id) => Some(id),
            _ => None,
        });
        if withholds(corpus, document, span) {
            found.excerpts += 1;
            out.extend(people.filter(|id| corpus.withheld.binary_search(id).is_ok()));
        } else {
            inside.extend(people);
        }
    }
    found.participants = out.len();
    for person in inside.iter().filter_map(|id| corpus.participant(*id)) {
        match person.consent.quotation {
            None => found.unknown += 1,
            Some(false) => found.against += 1,
            Some(true) => {}
        }
    }
    found
}

/// True where people of whom nothing is recorded are held back, too.
fn is_strict(corpus: &Corpus) -> bool {
    let people = corpus.withheld.iter().filter_map(|id| corpus.participant(*id));
    people.clone().any(|person| person.consent.quotation.is_none())
}

/// What is said of those who are held back.
fn who(strictly: bool) -> &'static str {
    if strictly {
        "who did not consent to be quoted, or of whom it is not recorded"
    } else {
        "who did not consent to be quoted"
    }
}

fn people(n: usize) -> String {
    if n == 1 { "1 participant".to_owned() } else { format!("{n} participants") }
}

impl LeftOut {
    /// True where there is nothing to say.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default() || (self.excerpts, self.unknown, self.against) == (0, 0, 0)
    }

    /// Sentences for under the list; none where there is nothing to say.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.excerpts > 0 {
            let excerpts = match self.excerpts {
                1 => "1 excerpt".to_owned(),
                n => format!("{n} excerpts"),
            };
            let whose = people(self.participants);
            notes.push(format!("Left out: {excerpts} of {whose} {}.", who(self.strictly)));
        }
        if self.unknown > 0 {
            let whose = people(self.unknown);
            notes.push(format!("Consent to be quoted is not recorded for {whose} in here."));
        }
        if self.against > 0 {
            let whose = people(self.against);
            notes.push(format!(
                "For yourself alone: words of {whose} who did not consent to be quoted are in here."
            ));
        }
        notes
    }
}

/// What is said where words are left out that are no list of excerpts.
pub fn note(corpus: &Corpus) -> Option<String> {
    let n = corpus.withheld.len();
    (n > 0).then(|| {
        let who = who(is_strict(corpus));
        format!("Left out: the words of {} {who}; numbers count them.", people(n))
    })
}

/// Codes and themes that are called by words of people who are held back: names stay in what is
/// written, so whoever writes it is warned. As in "code Time/not here yet".
pub fn names_that_quote(corpus: &Corpus, profile: Option<Profile>) -> Vec<String> {
    let withheld = withheld(corpus, profile);
    if withheld.is_empty() {
        return Vec::new();
    }
    let quotes = quotes(corpus, &withheld, &unsaid(corpus, &withheld));
    let theirs = |text: &str| quotes.holds(text) || quotes.without(text).is_some();
    let codes = corpus.codes.codes().iter().filter(|code| theirs(&code.fields.name));
    let themes = corpus.themes.iter().map(|theme| &theme.fields.statement);
    let themes = themes.filter(|statement| theirs(statement));
    codes
        .map(|code| format!("code {}", corpus.codes.path(code.id)))
        .chain(themes.map(|statement| format!("theme {statement}")))
        .collect()
}

/// Everything that is looked for where these people must not be quoted: what they say, and what is held
/// back because they may have said it.
fn quotes(corpus: &Corpus, people: &[ParticipantId], unsaid: &BTreeSet<OrphanId>) -> Quotes {
    let mut quotes = spoken(corpus, people);
    for orphan in corpus.orphans.iter().filter(|orphan| unsaid.contains(&orphan.id)) {
        quotes.add(&orphan.words);
    }
    quotes
}

/// The codings without place whose words may be theirs. Nobody kept who said them, and a correction took
/// them out of the text, so they cannot be looked for in what these people say. Where there are such
/// people at all, the words stay only if somebody else says them today, in the same document and word for
/// word.
fn unsaid(corpus: &Corpus, people: &[ParticipantId]) -> BTreeSet<OrphanId> {
    if people.is_empty() {
        return BTreeSet::new();
    }
    let mut said: BTreeMap<DocumentId, Quotes> = BTreeMap::new();
    let others = |id: DocumentId| {
        let mut quotes = Quotes::default();
        if let Some(document) = corpus.document(id) {
            let theirs: BTreeSet<Span> = theirs(document, people).collect();
            let others = document.pieces.iter().filter(|piece| !theirs.contains(&piece.span));
            for piece in others {
                quotes.hear(piece.span.of(&document.text).unwrap_or_default());
            }
        }
        quotes
    };
    let mut unsaid = BTreeSet::new();
    for orphan in corpus.orphans.iter() {
        let heard = said.entry(orphan.document).or_insert_with(|| others(orphan.document));
        if !heard.says(&orphan.words) {
            unsaid.insert(orphan.id);
        }
    }
    unsaid
}

/// Everything these people say today.
fn spoken(corpus: &Corpus, people: &[ParticipantId]) -> Quotes {
    let mut quotes = Quotes::default();
    for document in &corpus.documents {
        for piece in theirs(document, people) {
            quotes.add(piece.of(&document.text).unwrap_or_default());
        }
    }
    quotes
}

/// Codes whose example holds words of people who are held back, and codes that are called by them, by
/// their paths in the study as it is: a warning for who writes a codebook.
pub fn codes_that_quote(corpus: &Corpus, profile: Option<Profile>) -> Vec<String> {
    let withheld = withheld(corpus, profile);
    let quotes = quotes(corpus, &withheld, &unsaid(corpus, &withheld));
    let codes = corpus.codes.codes().iter().filter(|code| {
        let example = &code.fields.example;
        quotes.holds(example)
            || quotes.without(example).is_some()
            || quotes.holds(&code.fields.name)
    });
    codes.map(|code| corpus.codes.path(code.id)).collect()
}
