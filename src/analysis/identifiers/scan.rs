//! A text, a document on its way in, a whole study.

use super::checks::Known;
use super::shapes::{Hit, Shapes, merged, overlaps};
use super::words::{Misspellings, Vocabulary, places};
use super::{Finding, Place, Severity};
use crate::model::{Corpus, CorpusDocument, DocumentId, NewDocument, Span};
use crate::text::names::Names;
use crate::text::turns::{is_interviewer_label, is_respondent_label, label_key};
use rayon::prelude::*;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// What a scan knows: the patterns, the names of the key, the words of the study.
pub struct Scanner {
    shapes: Shapes,
    /// Names of the pseudonym key; empty while it is closed.
    key: Names,
    misspellings: Misspellings,
    known: Known,
    candidates: HashSet<String>,
    /// Names of participants: labels that carry them were chosen by the researcher.
    people: HashSet<String>,
}

impl Scanner {
    /// For texts that stand alone: no word is known.
    pub fn new(key: Names) -> Self {
        let misspellings = Misspellings::new(key.long_words());
        Self {
            shapes: Shapes::new(),
            key,
            misspellings,
            known: Known::default(),
            candidates: HashSet::new(),
            people: HashSet::new(),
        }
    }

    /// Learns what labels and ids of participants mean nobody, without reading the texts.
    #[must_use]
    pub fn knowing(mut self, corpus: &Corpus) -> Self {
        let people = corpus.participants.iter().map(|person| person.name.as_str());
        let labels = corpus.documents.iter().flat_map(|document| &document.speakers);
        self.known = Known::new(people.chain(labels.map(|speaker| speaker.label.as_str())));
        self.people = corpus.participants.iter().map(|person| label_key(&person.name)).collect();
        self
    }

    /// Learns the words of texts: which of them are never written small.
    #[must_use]
    pub fn reading<'t>(mut self, texts: impl IntoParallelIterator<Item = &'t str>) -> Self {
        self.candidates = texts
            .into_par_iter()
            .map(Vocabulary::of)
            .reduce(Vocabulary::default, Vocabulary::with)
            .candidates();
        self
    }

    /// What stands in one text. `names`: the capitalised words too.
    pub(super) fn text(&self, text: &str, hide: &[Range<usize>], names: bool) -> Vec<Hit> {
        let mut hidden = self.shapes.hidden(text);
        let mut hits = self.shapes.find(text, &hidden, &self.known);
        let mut keep = |list: Vec<Hit>| {
            // What the key knows is a name, whatever it looks like.
            let taken: Vec<Range<usize>> = list.iter().map(|hit| hit.span.range()).collect();
            hits.retain(|hit| !overlaps(&taken, &hit.span.range()));
            hits.extend(list);
            hits.sort_unstable_by_key(|hit| hit.span);
        };
        hidden.extend(hide.iter().cloned());
        let hidden = merged(hidden);
        if !self.key.is_empty() {
            let hit = |range: Range<usize>, pattern, label, severity| {
                let free = !overlaps(&hidden, &range);
                Some(Hit { span: Span::from_range(range)?, pattern, label, severity })
                    .filter(|_| free)
            };
            let named = self.key.find(text).into_iter().filter_map(|place| {
                let severity = if place.sure { Severity::Direct } else { Severity::Review };
                hit(place.span.range(), "key", "Name of the key", severity)
            });
            let named: Vec<Hit> = named.collect();
            let taken: Vec<Range<usize>> = named.iter().map(|hit| hit.span.range()).collect();
            let similar = self.misspellings.find(text).into_iter();
            let similar = similar.filter(|range| !overlaps(&taken, range)).filter_map(|range| {
                hit(range, "key_similar", "Like a name of the key", Severity::Review)
            });
            let mut list: Vec<Hit> = similar.collect();
            list.extend(named);
            list.sort_unstable_by_key(|hit| hit.span);
            keep(list);
        }
        if names && !self.candidates.is_empty() {
            let taken: Vec<Range<usize>> = hits.iter().map(|hit| hit.span.range()).collect();
            let skip = |range: &Range<usize>| overlaps(&hidden, range) || overlaps(&taken, range);
            hits.extend(places(text, &self.candidates, skip).into_iter().filter_map(|range| {
                Some(Hit {
                    span: Span::from_range(range)?,
                    pattern: "name_midsentence",
                    label: "Capitalised word",
                    severity: Severity::Review,
                })
            }));
            hits.sort_unstable_by_key(|hit| hit.span);
        }
        hits
    }

    /// Everything in a document on its way in; its place has no id yet.
    pub fn new_document(&self, document: &NewDocument) -> Vec<Finding> {
        let id = DocumentId(0);
        let labels: Vec<Range<usize>> =
            document.turns.iter().map(|turn| turn.start as usize..turn.body as usize).collect();
        let mut found = Vec::new();
        let mut seen: Vec<&str> = Vec::new();
        for turn in &document.turns {
            if let Some(label) = turn.speaker.as_deref()
                && !seen.contains(&label)
            {
                seen.push(label);
                found.extend(self.label(id, label, &document.text, turn.start..turn.body));
            }
        }
        found.extend(findings(
            Place::Text(id),
            &document.text,
            self.text(&document.text, &labels, true),
        ));
        found.extend(self.short(Place::Name(id), &document.name));
        found.extend(self.short(Place::File(id), &document.origin.file_name));
        found
    }

    fn document(&self, document: &CorpusDocument) -> Vec<Finding> {
        let id = document.id;
        let labels: Vec<Range<usize>> =
            document.turns.iter().map(|turn| turn.start as usize..turn.body as usize).collect();
        let mut found = Vec::new();
        for speaker in &document.speakers {
            let turn = document.turns.iter().find(|turn| turn.speaker == Some(speaker.id));
            let area = turn.map_or(0..0, |turn| turn.start..turn.body);
            found.extend(self.label(id, &speaker.label, &document.text, area));
        }
        let hits = self.text(&document.text, &labels, true);
        found.extend(findings(Place::Text(id), &document.text, hits));
        found.extend(self.short(Place::Name(id), &document.name));
        found.extend(self.short(Place::File(id), &document.file_name));
        for coding in &document.codings {
            if let Some(memo) = &coding.memo {
                found.extend(self.note(Place::Comment(id, coding.id), memo));
            }
        }
        found
    }

    /// The commonest leak: `SARAH:` in front of every answer.
    fn label(
        &self,
        document: DocumentId,
        label: &str,
        text: &str,
        area: Range<u32>,
    ) -> Option<Finding> {
        let named = self.key.find(label).into_iter().any(|place| place.sure);
        if !named && !is_name(label) {
            return None;
        }
        let area = area.start as usize..area.end as usize;
        let inside = text.get(area.clone()).and_then(|part| part.find(label));
        let range = match inside {
            Some(at) => area.start + at..area.start + at + label.len(),
            // Written otherwise than it is stored: the whole label.
            None if !area.is_empty() => area,
            None => 0..text.chars().next().map_or(0, char::len_utf8),
        };
        let severity = if named || !self.people.contains(&label_key(label)) {
            Severity::Direct
        } else {
            // The researcher has a participant of that name: a pseudonym, one hopes.
            Severity::Review
        };
        Some(Finding {
            place: Place::Label(document),
            span: Span::from_range(range)?,
            pattern: "speaker_label",
            label: "Speaker’s label",
            severity,
            words: label.to_owned(),
        })
    }

    /// A name of something: all shapes and names of the key, no capitalised words.
    fn short(&self, place: Place, text: &str) -> Vec<Finding> {
        let hits = self.text(text, &[], false).into_iter();
        // Files are called after days, and that is no day of the study.
        let hits = hits.filter(|hit| !matches!(hit.pattern, "date_numeric" | "date_text" | "age"));
        findings(place, text, hits.collect())
    }

    fn note(&self, place: Place, text: &str) -> Vec<Finding> {
        findings(place, text, self.text(text, &[], true))
    }

    fn around(&self, corpus: &Corpus) -> Vec<Finding> {
        let mut found = Vec::new();
        for person in corpus.participants.iter() {
            found.extend(self.short(Place::Participant(person.id), &person.name));
        }
        for memo in corpus.memos.iter() {
            found.extend(self.note(Place::Title(memo.id), &memo.title));
            found.extend(self.note(Place::Memo(memo.id), &memo.text));
        }
        for code in corpus.codes.codes() {
            for (number, text) in (0..).zip(super::group::code_texts(&code.fields)) {
                let place = Place::Code(code.id, number);
                found.extend(if number == 0 {
                    self.short(place, text)
                } else {
                    self.note(place, text)
                });
            }
        }
        for theme in corpus.themes.iter() {
            for (number, text) in (0..).zip(super::group::theme_texts(theme)) {
                found.extend(self.note(Place::Theme(theme.id, number), text));
            }
        }
        for orphan in corpus.orphans.iter() {
            found.extend(self.note(Place::Orphan(orphan.id), &orphan.words));
        }
        found
    }
}

/// Looks through a study: documents in their order, then what is written about them. `None` when it was
/// cancelled. `done` counts documents.
pub fn look(
    corpus: &Corpus,
    key: Names,
    cancel: &AtomicBool,
    done: &AtomicUsize,
) -> Option<Vec<Finding>> {
    let texts = corpus.documents.par_iter().map(|document| &*document.text);
    let scanner = Scanner::new(key).knowing(corpus).reading(texts);
    let found: Vec<Option<Vec<Finding>>> = corpus
        .documents
        .par_iter()
        .map(|document| {
            if cancel.load(Ordering::Relaxed) {
                return None;
            }
            let found = scanner.document(document);
            done.fetch_add(1, Ordering::Relaxed);
            Some(found)
        })
        .collect();
    let mut all: Vec<Finding> = found.into_iter().collect::<Option<Vec<_>>>()?.concat();
    all.extend(scanner.around(corpus));
    (!cancel.load(Ordering::Relaxed)).then_some(all)
}

pub(super) fn findings(place: Place, text: &str, hits: Vec<Hit>) -> Vec<Finding> {
    hits.into_iter()
        .filter_map(|hit| {
            Some(Finding {
                place,
                span: hit.span,
                pattern: hit.pattern,
                label: hit.label,
                severity: hit.severity,
                words: hit.span.of(text)?.to_owned(),
            })
        })
        .collect()
}

/// A label that looks like somebody's name: a word with letters and no number, that does not stand for
/// a role.
fn is_name(label: &str) -> bool {
    let letters = label.chars().filter(|c| c.is_alphabetic()).count();
    let number = label.chars().any(char::is_numeric);
    letters >= 3
        && !number
        && !is_interviewer_label(label)
        && !is_respondent_label(label)
        && !crate::text::names::bracketed(label).iter().any(|range| range.len() == label.len())
}
