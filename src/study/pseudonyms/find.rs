//! Where the names of a list stand, and what would become of the texts.

use super::super::correction::plan_pseudonyms;
use super::super::{Error, KeyEntry, now};
use super::NamePlace;
use crate::model::{CodingId, Corpus, CorpusDocument, DocumentId, Pseudonym, Span, TextPlace};
use crate::text::edits::Edits;
use crate::text::names::{Names, Place, bracketed};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

/// Finds the names of a list in every text of a study: documents in order, then what is written about
/// them. Words in `[brackets]` are left alone, but for labels of speakers. Lines without a replacement
/// are passed over. `None` when it was cancelled.
pub fn find_names(
    corpus: &Corpus,
    list: &[Pseudonym],
    cancel: &AtomicBool,
) -> Option<Vec<NamePlace>> {
    let names = names_of(list);
    let found: Vec<Option<Vec<NamePlace>>> = corpus
        .documents
        .par_iter()
        .map(|document| {
            (!cancel.load(Ordering::Relaxed)).then(|| in_document(document, list, &names))
        })
        .collect();
    let mut all = found.into_iter().collect::<Option<Vec<_>>>()?.concat();
    for place in TextPlace::around(corpus) {
        let text = place.text(corpus).unwrap_or_default();
        all.extend(in_text(place, text, list, &names, &bracketed(text), &[]));
    }
    Some(all)
}

/// The names a list replaces; a line without a replacement stands for nothing.
fn names_of(list: &[Pseudonym]) -> Names {
    Names::new(
        list.iter().map(|line| {
            if line.replacement.trim().is_empty() { "" } else { line.original.as_str() }
        }),
    )
}

fn in_document(document: &CorpusDocument, list: &[Pseudonym], names: &Names) -> Vec<NamePlace> {
    let id = document.id;
    let labels: Vec<Range<usize>> =
        document.turns.iter().map(|turn| turn.start as usize..turn.body as usize).collect();
    let hidden = bracketed(&document.text);
    let mut found = Vec::new();
    for speaker in &document.speakers {
        let place = TextPlace::Label(id, speaker.id);
        found.extend(in_text(place, &speaker.label, list, names, &[], &[]));
    }
    found.extend(in_text(TextPlace::Text(id), &document.text, list, names, &hidden, &labels));
    for (place, text) in
        [(TextPlace::Name(id), &document.name), (TextPlace::File(id), &document.file_name)]
    {
        found.extend(in_text(place, text, list, names, &bracketed(text), &[]));
    }
    for coding in &document.codings {
        if let Some(memo) = &coding.memo {
            let place = TextPlace::Comment(id, coding.id);
            found.extend(in_text(place, memo, list, names, &bracketed(memo), &[]));
        }
    }
    found
}

fn in_text(
    place: TextPlace,
    text: &str,
    list: &[Pseudonym],
    names: &Names,
    hidden: &[Range<usize>],
    labels: &[Range<usize>],
) -> Vec<NamePlace> {
    let mut found = Vec::new();
    for Place { span, name, sure } in names.find(text) {
        let range = span.range();
        let in_label = holds(labels, &range);
        if !in_label && holds(hidden, &range) {
            continue;
        }
        let span = if in_label { widened(text, span, list.get(name)) } else { span };
        if let Some(words) = span.of(text) {
            found.push(NamePlace { place, span, words: words.to_owned(), line: name, sure });
        }
    }
    found
}

/// A label in brackets goes with them where its pseudonym brings its own.
fn widened(text: &str, span: Span, line: Option<&Pseudonym>) -> Span {
    let range = span.range();
    let inside = text.get(..range.start).is_some_and(|before| before.ends_with('['))
        && text.get(range.end..).is_some_and(|after| after.starts_with(']'));
    let own = line.is_some_and(|line| line.replacement.starts_with('['));
    if inside && own { Span::new(span.start() - 1, span.end() + 1).unwrap_or(span) } else { span }
}

fn holds(sorted: &[Range<usize>], range: &Range<usize>) -> bool {
    let at = sorted.partition_point(|other| other.end <= range.start);
    sorted.get(at).is_some_and(|other| other.start < range.end)
}

/// Replacements of one text, as its words and spans.
pub(super) fn replacements(list: &[Pseudonym], places: &[&NamePlace]) -> Vec<(Span, String)> {
    places
        .iter()
        .filter_map(|place| Some((place.span, list.get(place.line)?.replacement.clone())))
        .collect()
}

/// The codings whose words change, by document.
///
/// # Errors
/// When a document is gone, or would lose all its text.
pub fn replaced_codings(
    corpus: &Corpus,
    list: &[Pseudonym],
    places: &[NamePlace],
) -> Result<Vec<(DocumentId, Vec<CodingId>)>, Error> {
    let mut by_document: BTreeMap<DocumentId, Vec<&NamePlace>> = BTreeMap::new();
    for place in places {
        if let TextPlace::Text(id) = place.place {
            by_document.entry(id).or_default().push(place);
        }
    }
    let mut changed = Vec::new();
    for (id, places) in by_document {
        let plan = plan_pseudonyms(corpus, id, &replacements(list, &places))?;
        changed.push((id, plan.changed.iter().map(|one| one.coding).collect()));
    }
    Ok(changed)
}

/// What a key remembers of replacements: made before they are done, while the words still stand there.
pub fn key_entries(
    corpus: &Corpus,
    list: &[Pseudonym],
    places: &[NamePlace],
    coder: &str,
) -> Vec<KeyEntry> {
    let when = now();
    let entry = |place: &NamePlace| {
        let line = list.get(place.line)?;
        let document = place.place.document().and_then(|id| corpus.document(id));
        let paragraph = match place.place {
            TextPlace::Text(_) => document.and_then(|d| d.turn_at(place.span.start())),
            _ => None,
        };
        Some(KeyEntry {
            when: when.clone(),
            coder: coder.to_owned(),
            document: document.map_or_else(String::new, |document| document.name.clone()),
            paragraph: paragraph.map(|turn| turn as u32 + 1),
            original: place.words.clone(),
            replacement: line.replacement.clone(),
            kind: line.kind,
        })
    };
    places.iter().filter_map(entry).collect()
}

/// Replaces names in texts that nobody looks through place by place.
pub(in crate::study) struct Rewriter<'l> {
    list: &'l [Pseudonym],
    names: Names,
    /// Lines that also count in small letters.
    small: BTreeSet<usize>,
}

impl<'l> Rewriter<'l> {
    /// Of the lines of a list; those of which a doubtful place was chosen count in small letters too.
    pub(in crate::study) fn new(list: &'l [Pseudonym], chosen: &[NamePlace]) -> Self {
        let small = chosen.iter().filter(|place| !place.sure).map(|place| place.line).collect();
        Self { list, names: names_of(list), small }
    }

    /// The text without the names; `None` when it holds none.
    pub(in crate::study) fn rewrite(&self, text: &str) -> Option<String> {
        // What this very list put there stays.
        let ours: Vec<Range<usize>> = bracketed(text)
            .into_iter()
            .filter(|range| {
                let words = text.get(range.clone()).unwrap_or_default();
                self.list.iter().any(|line| line.replacement == words)
            })
            .collect();
        let found = self.names.find(text).into_iter();
        let found = found.filter(|place| !holds(&ours, &place.span.range()));
        let found = found.filter(|place| place.sure || self.small.contains(&place.name));
        let spans: Vec<(Span, String)> = found
            .filter_map(|place| {
                let line = self.list.get(place.name)?;
                Some((widened(text, place.span, Some(line)), line.replacement.clone()))
            })
            .collect();
        (!spans.is_empty()).then(|| Edits::replacing(text, &spans).0)
    }
}
