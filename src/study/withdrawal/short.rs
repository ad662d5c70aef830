//! Names that are not replaced where they stand in texts: those that are too short to be told from other
//! words, `7` or `A`, and those that somebody else is called, too. So those places are told before.

use super::Withdrawal;
use super::names::{self, count};
use super::plan::{Plan, document_of};
use crate::model::{
    CodeFields, DocumentId, FrameworkColumn, Orphan, TextPlace, Voice, WithdrawalScope,
};
use crate::text::quotes::whole_words;
use std::collections::HashSet;

/// So many places are told one by one.
const MANY: usize = 100;

/// Whether such a name stands in a text, which may belong to a document.
type Stands<'s> = dyn Fn(Option<DocumentId>, &str) -> bool + 's;

/// What is said of such names, over the list of their places.
pub fn too_short(names: &[String]) -> String {
    let (is, it) = if names.len() == 1 { ("is", "it") } else { ("are", "them") };
    format!(
        "{} {is} too short to be told from other words: nothing replaces {it} here. Look yourself",
        quoted(names)
    )
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("“{name}”")).collect::<Vec<_>>().join(", ")
}

impl Withdrawal {
    /// What is said of names that somebody else has, too, over the list of their places.
    pub fn also_others(&self) -> String {
        let it = if self.shared_names.len() == 1 { "it" } else { "them" };
        format!(
            "Somebody else is called {}, too: nothing replaces {it} here. Look yourself",
            quoted(&self.shared_names)
        )
    }

    /// What is said over the list of documents of which nothing says who spoke before.
    pub fn as_a_whole(&self) -> &'static str {
        match self.scope {
            WithdrawalScope::Everything => {
                "Older texts and codings in the tray that go as a whole: nothing says who spoke before"
            }
            WithdrawalScope::Person => {
                "Older texts that go as a whole: nothing says whose labels stand in them"
            }
        }
    }
}

impl Plan<'_> {
    /// Where short names stand, in words; texts that go are passed over.
    pub(super) fn short_places(&self) -> Vec<String> {
        let names = &self.called.short;
        if names.is_empty() {
            return Vec::new();
        }
        let stands = |name: &String, text: &str| !whole_words(text, name).is_empty();
        // In front of a turn a number is a time, or that of a line.
        let lettered = |name: &&String| name.contains(char::is_alphabetic);
        self.places(&|_, text| names.iter().any(|name| stands(name, text)), &|_, lead| {
            names.iter().filter(lettered).any(|name| stands(name, lead))
        })
    }

    /// The same of names that somebody else has, too.
    pub(super) fn shared_places(&self) -> Vec<String> {
        if self.called.shared.is_empty() {
            return Vec::new();
        }
        let stands = |document: Option<DocumentId>, text: &str| self.called.leaves(document, text);
        self.places(&stands, &stands)
    }

    /// `leads`: the same for what stands in front of a turn.
    fn places(&self, stands: &Stands<'_>, leads: &Stands<'_>) -> Vec<String> {
        let corpus = self.corpus;
        let sole = |id| self.sole.iter().any(|document| document.id == id);
        let mut places = TextPlace::around(corpus);
        for document in corpus.documents.iter().filter(|document| !sole(document.id)) {
            places.extend([TextPlace::Name(document.id), TextPlace::File(document.id)]);
            let stay = document.codings.iter().filter(|c| !self.gone.contains(&c.id));
            places.extend(stay.map(|coding| TextPlace::Comment(document.id, coding.id)));
        }
        let document = |place: TextPlace| match place {
            TextPlace::Title(id) | TextPlace::Memo(id) => {
                let memo = corpus.memos.iter().find(|memo| memo.id == id)?;
                document_of(corpus, memo.on)
            }
            place => place.document(),
        };
        let found = places
            .into_iter()
            .filter(|place| place.text(corpus).is_some_and(|text| stands(document(*place), text)));
        let mut seen = HashSet::new();
        let mut told: Vec<String> = found
            .filter_map(|place| self.called_place(place))
            .chain(self.beside(stands))
            .chain(self.turns_with(stands, leads))
            .filter(|told| seen.insert(told.clone()))
            .collect();
        let more = told.len().saturating_sub(MANY);
        told.truncate(MANY);
        if more > 0 {
            told.push(format!("and {}", count(more, "more place")));
        }
        told
    }

    /// Where they stand in what nobody writes in any more: comments of the tray, kept codebooks, receipts,
    /// names of exported files.
    fn beside(&self, stands: &Stands<'_>) -> Vec<String> {
        let corpus = self.corpus;
        let mut told: Vec<String> = Vec::new();
        for orphan in corpus.orphans.iter() {
            let memo = orphan.memo.as_deref().unwrap_or_default();
            if stands(Some(orphan.document), memo) {
                told.extend(self.tray_of(orphan));
            }
        }
        for version in corpus.versions.iter() {
            let mut pages = version.codes.0.iter().flat_map(|code| page(&code.fields));
            if stands(None, &version.note) || pages.any(|text| stands(None, text)) {
                told.push(format!("kept codebook {}", version.number));
            }
        }
        for (id, note) in &self.receipts {
            let Some(document) = corpus.document(*id) else { continue };
            let new = self.anew(("documents", "receipt"), Some(*id), note);
            if stands(Some(*id), new.as_deref().unwrap_or(note)) {
                told.push(format!("receipt of {}", document.name));
            }
        }
        for path in &self.files {
            let new = self.rewritten_path(path);
            let path = new.as_deref().unwrap_or(path);
            if stands(None, path) {
                told.push(format!("log of exported files: {path}"));
            }
        }
        told
    }

    /// What a coding in the tray is called; `None` for one that goes.
    fn tray_of(&self, orphan: &Orphan) -> Option<String> {
        let goes = self.former.orphans.contains(&orphan.id)
            || self.sole.iter().any(|document| document.id == orphan.document);
        let document = self.corpus.document(orphan.document).filter(|_| !goes)?;
        Some(format!("coding in the tray of {}", document.name))
    }

    /// What a place is called; `None` for what goes with the person.
    fn called_place(&self, place: TextPlace) -> Option<String> {
        let corpus = self.corpus;
        let named = |id| corpus.document(id).map(|document| document.name.as_str());
        Some(match place {
            TextPlace::Name(id) => format!("name of document {}", named(id)?),
            TextPlace::File(id) => format!("name of the file of {}", named(id)?),
            TextPlace::Title(id) | TextPlace::Memo(id) => {
                let memo = corpus.memos.iter().find(|memo| memo.id == id)?;
                match memo.title.trim() {
                    "" => format!("memo of {}", memo.created_at.get(..10).unwrap_or_default()),
                    title => format!("memo “{title}”"),
                }
            }
            TextPlace::Comment(id, coding) => {
                let document = corpus.document(id)?;
                let coding = document.coding(coding)?;
                format!("comment at {}", names::place(corpus, document, coding.span))
            }
            TextPlace::Code(id, _) => format!("code {}", corpus.codes.path(id)),
            TextPlace::Theme(id, _) => format!("theme “{}”", corpus.theme(id)?.fields.statement),
            TextPlace::Cell(id) => {
                let cell = corpus.framework.iter().find(|cell| cell.id == id)?;
                let row = corpus.participant(cell.participant)?;
                if row.id == self.person.id {
                    return None;
                }
                let column = match cell.column {
                    FrameworkColumn::Code(id) => corpus.codes.path(id),
                    FrameworkColumn::Theme(id) => corpus.theme(id)?.fields.statement.clone(),
                };
                format!("framework cell {}: {column}", row.name)
            }
            TextPlace::Orphan(id) => {
                return self.tray_of(corpus.orphans.iter().find(|orphan| orphan.id == id)?);
            }
            TextPlace::Text(_) | TextPlace::Label(..) | TextPlace::Participant(_) => return None,
        })
    }

    /// Turns that stay in which they stand, or before which: several may have a label together.
    fn turns_with(&self, stands: &Stands<'_>, leads: &Stands<'_>) -> Vec<String> {
        let voice = Voice::Participant(self.person.id);
        let everything = self.scope == WithdrawalScope::Everything;
        let stay = self.corpus.documents.iter();
        let stay = stay.filter(|document| self.sole.iter().all(|gone| gone.id != document.id));
        let turns = stay.flat_map(|document| {
            let text = move |from: u32, to: u32| document.text.get(from as usize..to as usize);
            document.turns.iter().zip(1..).filter_map(move |(turn, number)| {
                let speaker = turn.speaker.and_then(|id| document.speaker(id));
                let own = speaker.is_some_and(|speaker| speaker.voice == voice);
                // The label of somebody else who is called so says who it is.
                let elses = speaker.is_some_and(|speaker| {
                    speaker.voice != Voice::Unassigned && self.called.is_told(&speaker.label)
                });
                let id = Some(document.id);
                let lead = leads(id, text(turn.start, turn.body)?)
                    || speaker.is_some_and(|speaker| stands(id, &speaker.label));
                let said = stands(id, text(turn.body, turn.end)?);
                let (goes, named) = (everything && own, lead && !own && !elses);
                (!goes && (said || named)).then(|| format!("{} ¶{number}", document.name))
            })
        });
        turns.collect()
    }
}

/// What is written about a code.
fn page(fields: &CodeFields) -> [&String; 6] {
    let CodeFields { name, definition, include, exclude, example, origin, .. } = fields;
    [name, definition, include, exclude, example, origin]
}
