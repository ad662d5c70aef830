//! Names that are too short to be told from other words, `7` or `A`: they are not replaced where they
//! stand in texts, and so those places are told before.

use super::names::{self, count};
use super::plan::Plan;
use crate::model::{FrameworkColumn, TextPlace, Voice, WithdrawalScope};
use crate::text::quotes::whole_words;
use std::collections::HashSet;

/// So many places are told one by one.
const MANY: usize = 100;

/// What is said of such names, over the list of their places.
pub fn too_short(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("“{name}”")).collect();
    let (is, it) = if names.len() == 1 { ("is", "it") } else { ("are", "them") };
    format!(
        "{} {is} too short to be told from other words: nothing replaces {it} here. Look yourself",
        names.join(", ")
    )
}

impl Plan<'_> {
    /// Where short names stand, in words; texts that go are passed over.
    pub(super) fn short_places(&self) -> Vec<String> {
        if self.short.is_empty() {
            return Vec::new();
        }
        let corpus = self.corpus;
        let stands = |text: &str| self.short.iter().any(|name| !whole_words(text, name).is_empty());
        let sole = |id| self.sole.iter().any(|document| document.id == id);
        let mut places = TextPlace::around(corpus);
        for document in corpus.documents.iter().filter(|document| !sole(document.id)) {
            places.extend([TextPlace::Name(document.id), TextPlace::File(document.id)]);
            let stay = document.codings.iter().filter(|c| !self.gone.contains(&c.id));
            places.extend(stay.map(|coding| TextPlace::Comment(document.id, coding.id)));
        }
        let found = places.into_iter().filter(|place| place.text(corpus).is_some_and(stands));
        let mut seen = HashSet::new();
        let mut told: Vec<String> = found
            .filter_map(|place| self.called(place))
            .chain(self.short_turns(&stands))
            .filter(|told| seen.insert(told.clone()))
            .collect();
        let more = told.len().saturating_sub(MANY);
        told.truncate(MANY);
        if more > 0 {
            told.push(format!("and {}", count(more, "more place")));
        }
        told
    }

    /// What a place is called; `None` for what goes with the person.
    fn called(&self, place: TextPlace) -> Option<String> {
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
            _ => return None,
        })
    }

    /// Turns that stay in which they stand.
    fn short_turns(&self, stands: &dyn Fn(&str) -> bool) -> Vec<String> {
        let voice = Voice::Participant(self.person.id);
        let everything = self.scope == WithdrawalScope::Everything;
        let stay = self.corpus.documents.iter();
        let stay = stay.filter(|document| self.sole.iter().all(|gone| gone.id != document.id));
        let turns = stay.flat_map(|document| {
            document.turns.iter().zip(1..).filter_map(move |(turn, number)| {
                let speaker = turn.speaker.and_then(|id| document.speaker(id));
                let empties = everything && speaker.is_some_and(|s| s.voice == voice);
                let body = document.text.get(turn.body as usize..turn.end as usize)?;
                (!empties && stands(body)).then(|| format!("{} ¶{number}", document.name))
            })
        });
        turns.collect()
    }
}
