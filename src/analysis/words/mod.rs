//! How often words are said, by whom and where.
//!
//! A word is what a search takes for one (`text::tokens`): upper and lower case are the same, every
//! apostrophe is the plain one, accents count. Only participants' speech is counted, as in every table,
//! and only words that lie there whole. Rates are per 1,000 *own words* as every table counts them
//! (stretches without white space, methods 2.2), so that they can be read beside the others.
//!
//! A row knows its contexts: [`WordRow::query`] with [`WordGroup::filter`] finds exactly the words that
//! were counted.

mod count;
mod stop;

pub use count::Left;
pub use stop::StopWords;

use super::disclosure::Merging;
use super::filter::Scope;
use super::groups::Grouping;
use super::search::CodeFilter;
use super::whose::Whose;
use crate::model::{
    AttributeId, Corpus, DocumentId, Filter, ParticipantId, Piece, Span, Speech, Voice,
};
use crate::text::folded::Letters;
use crate::text::query::Query;
use count::{ALL, Counted, code_groups, count};
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap};

/// What makes the columns of a list of words.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum WordsBy {
    /// Nothing: one column.
    #[default]
    Nothing,
    /// The values of an attribute.
    Attribute(AttributeId),
    /// Participants.
    Participant,
    /// Documents.
    Document,
    /// The codes of the filter, each with everything under it; without any, those at the top.
    Code,
}

/// What is counted.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct WordsSpec {
    /// Whose speech, in which documents, under which codes. Whatever its own word on speech:
    /// participants' is counted.
    pub filter: Filter,
    /// The columns.
    pub by: WordsBy,
    /// Words to leave out.
    pub stop: StopWords,
    /// Words with fewer letters are left out.
    pub shortest: usize,
    /// Whether numbers count.
    pub numbers: bool,
}

impl WordsSpec {
    /// Where the words were said that a list of them may hold: the speech that is looked through,
    /// whatever codes lie on it.
    pub fn speech(&self, corpus: &Corpus) -> Vec<(DocumentId, Span)> {
        let filter = Filter { speech: Speech::Participants, ..self.filter.clone() };
        let scope = Scope::new(corpus, &filter);
        let documents = corpus.documents.iter().enumerate();
        let documents = documents.filter(|(index, _)| scope.has_document(*index));
        let spans = documents.flat_map(|(_, document)| {
            let asked = scope.speakers_in(document);
            let counts = |piece: &&Piece| Whose::of(&scope, &asked, piece).counts();
            let spans =
                document.pieces.iter().filter(counts).map(|piece| (document.id, piece.span));
            spans.collect::<Vec<_>>()
        });
        spans.collect()
    }
}

/// A column: some speech.
#[derive(Clone, PartialEq, Debug)]
pub struct WordGroup {
    /// Its name.
    pub label: String,
    /// What finds exactly this speech.
    pub filter: Filter,
    /// Participants who speak in it.
    pub participants: u32,
    /// Documents it lies in.
    pub documents: u32,
    /// Own words.
    pub words: u64,
}

/// How often a word is said in the speech of a group.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct WordCell {
    /// Times.
    pub count: u64,
    /// Participants who say it.
    pub participants: u32,
    /// Documents it is said in.
    pub documents: u32,
}

impl WordCell {
    /// Times per 1,000 own words; `None` where nobody speaks.
    pub fn rate(&self, group: &WordGroup) -> Option<f64> {
        (group.words > 0).then(|| 1000.0 * self.count as f64 / group.words as f64)
    }
}

/// A word.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WordRow {
    /// In lower case.
    pub word: String,
    /// In all speech that was asked for.
    pub total: WordCell,
    /// By group.
    pub cells: Vec<WordCell>,
}

impl WordRow {
    /// What finds the word's contexts.
    pub fn query(&self) -> Option<Query> {
        Query::token(&self.word, Letters::Accents)
    }
}

/// The answer of [`words()`].
#[derive(Clone, PartialEq, Debug)]
pub struct WordTable {
    /// What the columns are: the name of the attribute, "participant", "document" or "code"; empty
    /// where there is one column.
    pub by: String,
    /// The columns.
    pub groups: Vec<WordGroup>,
    /// All speech that was asked for.
    pub total: WordGroup,
    /// The most frequent word first; equals by letters.
    pub rows: Vec<WordRow>,
    /// Words in no row, by reason.
    pub left: Left,
    /// Words of speakers nobody is mapped to, in the documents looked at.
    pub unassigned: u64,
    /// Participants passed over because they are excluded from analysis.
    pub excluded: Vec<String>,
}

impl WordTable {
    /// How many words stand in the rows.
    pub fn counted(&self) -> u64 {
        self.rows.iter().map(|row| row.total.count).sum()
    }

    /// What a reader needs under the table.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = vec![
            "Words of participants’ speech, whatever their case; the interviewer’s words, labels \
             and time stamps never count."
                .to_owned(),
        ];
        if self.by == "code" {
            notes.push(
                "A word under several codes counts in each of them, once in the total.".to_owned(),
            );
        }
        let Left { stopped, short, numbers } = self.left;
        let reasons =
            [(stopped, "stop words"), (short, "shorter than asked for"), (numbers, "numbers")];
        let said = reasons.iter().filter(|(n, _)| *n > 0).map(|(n, why)| format!("{n} {why}"));
        let said: Vec<String> = said.collect();
        if !said.is_empty() {
            notes.push(format!("In no row: {}.", said.join("; ")));
        }
        if self.unassigned > 0 {
            notes.push(format!(
                "Not counted: {} words of speakers nobody is mapped to.",
                self.unassigned
            ));
        }
        if !self.excluded.is_empty() {
            let names = self.excluded.join(", ");
            notes.push(format!("Left out because they are excluded from analysis: {names}."));
        }
        notes.push(
            "Rates are per 1,000 own words of the column, all its words together: who talks more \
             weighs more. How often a word is said is not how much it matters."
                .to_owned(),
        );
        notes
    }
}

/// Sets of participants and documents, and a number.
#[derive(Default)]
struct Sum {
    count: u64,
    people: BTreeSet<u32>,
    documents: BTreeSet<u32>,
}

impl Sum {
    fn add(&mut self, person: u32, document: u32, count: u64) {
        self.count += count;
        self.people.insert(person);
        self.documents.insert(document);
    }

    fn cell(&self) -> WordCell {
        WordCell {
            count: self.count,
            participants: self.people.len() as u32,
            documents: self.documents.len() as u32,
        }
    }
}

/// The groups of a table before anything is counted.
struct Plan {
    name: String,
    labels: Vec<(String, Filter)>,
    /// By index of the participant; empty where they do not decide.
    by_person: Vec<Option<u32>>,
    /// By index of the document; empty where they do not decide.
    by_document: Vec<Option<u32>>,
}

impl Plan {
    /// The group of an entry.
    fn group(&self, group: u32, person: u32, document: u32) -> Option<u32> {
        if group != ALL {
            return Some(group);
        }
        let of = |list: &[Option<u32>], at: u32| list.get(at as usize).copied().flatten();
        of(&self.by_person, person).or_else(|| of(&self.by_document, document))
    }
}

/// Counts the words of the speech that is asked for.
pub fn words(corpus: &Corpus, spec: &WordsSpec) -> WordTable {
    let filter = Filter { speech: Speech::Participants, ..spec.filter.clone() };
    let spec = &WordsSpec { filter: filter.clone(), ..spec.clone() };
    let scope = Scope::new(corpus, &filter);
    let codes = CodeFilter::new(corpus, &filter, &[], &scope);
    let places = code_groups(&scope, spec);
    let marked = places.iter().map(|&place| {
        let mut marked = vec![false; corpus.codes.len()];
        marked[corpus.codes.subtree(place)].fill(true);
        marked
    });
    let marked: Vec<Vec<bool>> = marked.collect();
    let plan = plan(&scope, spec, &places);
    let wanted: Vec<usize> =
        (0..corpus.documents.len()).filter(|&index| scope.has_document(index)).collect();
    let mut rows: HashMap<String, Vec<(u32, u32, u32, u32)>> = HashMap::new();
    let mut bases: Vec<Sum> = plan.labels.iter().map(|_| Sum::default()).collect();
    let (mut base, mut left, mut unassigned) = (Sum::default(), Left::default(), 0);
    // As many at once as there is memory for comfortably, whatever the size of the study.
    for batch in wanted.chunks(64) {
        let counted: Vec<Counted> = batch
            .par_iter()
            .map(|&index| count(&scope, &codes, &marked, spec, &corpus.documents[index]))
            .collect();
        for (&index, counted) in batch.iter().zip(counted) {
            let document = index as u32;
            left.add(counted.left);
            for (group, person, words) in counted.base {
                if group == ALL {
                    base.add(person, document, words);
                }
                let group = plan.group(group, person, document);
                if let Some(sum) = group.and_then(|group| bases.get_mut(group as usize)) {
                    sum.add(person, document, words);
                }
            }
            let mut list: Vec<_> = counted.words.into_iter().collect();
            // The order of a map is nobody's: what follows must not hang on it.
            list.sort_unstable();
            for (word, entries) in list {
                let entries =
                    entries.into_iter().map(|(group, person, n)| (group, person, document, n));
                rows.entry(word).or_default().extend(entries);
            }
            let pieces = corpus.documents[index].pieces.iter();
            let nobodys = pieces.filter(|piece| scope.voice(piece.voice) == Voice::Unassigned);
            unassigned += nobodys.map(|piece| u64::from(piece.words)).sum::<u64>();
        }
    }
    let mut rows: Vec<WordRow> =
        rows.into_par_iter().map(|(word, entries)| row(&plan, word, &entries)).collect();
    rows.par_sort_unstable_by(|a, b| {
        b.total.count.cmp(&a.total.count).then_with(|| a.word.cmp(&b.word))
    });
    let group = |(label, filter): (String, Filter), sum: &Sum| WordGroup {
        label,
        filter,
        participants: sum.people.len() as u32,
        documents: sum.documents.len() as u32,
        words: sum.count,
    };
    WordTable {
        by: plan.name,
        groups: plan.labels.into_iter().zip(&bases).map(|(label, sum)| group(label, sum)).collect(),
        total: group(("All participants".to_owned(), filter), &base),
        rows,
        left,
        unassigned: if scope.restricts_people() { 0 } else { unassigned },
        excluded: scope.excluded_names(),
    }
}

/// Adds up a word.
fn row(plan: &Plan, word: String, entries: &[(u32, u32, u32, u32)]) -> WordRow {
    let mut total = Sum::default();
    let mut cells: Vec<Sum> = plan.labels.iter().map(|_| Sum::default()).collect();
    for &(group, person, document, count) in entries {
        if group == ALL {
            total.add(person, document, u64::from(count));
        }
        let group = plan.group(group, person, document);
        if let Some(sum) = group.and_then(|group| cells.get_mut(group as usize)) {
            sum.add(person, document, u64::from(count));
        }
    }
    WordRow { word, total: total.cell(), cells: cells.iter().map(Sum::cell).collect() }
}

fn plan(scope: &Scope<'_>, spec: &WordsSpec, places: &[usize]) -> Plan {
    let (corpus, filter) = (scope.corpus(), &spec.filter);
    let mut plan = Plan {
        name: String::new(),
        labels: Vec::new(),
        by_person: Vec::new(),
        by_document: Vec::new(),
    };
    let allowed: BTreeSet<ParticipantId> = scope.participants().into_iter().collect();
    match spec.by {
        WordsBy::Nothing => {}
        WordsBy::Attribute(attribute) => {
            let grouping = Grouping::new(corpus, &[attribute], &scope.absent, &Merging::default());
            plan.name =
                grouping.attributes.first().map(|(_, name)| name.clone()).unwrap_or_default();
            let mut shown = vec![None; grouping.groups.len()];
            for (at, group) in grouping.groups.into_iter().enumerate() {
                let ids = group.participants.into_iter().filter(|id| allowed.contains(id));
                let participants: Vec<ParticipantId> = ids.collect();
                // Nobody named would mean everybody.
                if !participants.is_empty() {
                    shown[at] = Some(plan.labels.len() as u32);
                    plan.labels.push((group.label, Filter { participants, ..filter.clone() }));
                }
            }
            let of = grouping.of.iter().map(|&group| shown.get(group as usize).copied().flatten());
            plan.by_person = of.collect();
        }
        WordsBy::Participant => {
            "participant".clone_into(&mut plan.name);
            for person in &*corpus.participants {
                plan.by_person.push(allowed.contains(&person.id).then(|| {
                    let participants = vec![person.id];
                    let only = Filter { participants, ..filter.clone() };
                    plan.labels.push((person.name.clone(), only));
                    plan.labels.len() as u32 - 1
                }));
            }
        }
        WordsBy::Document => {
            "document".clone_into(&mut plan.name);
            for (index, document) in corpus.documents.iter().enumerate() {
                plan.by_document.push(scope.has_document(index).then(|| {
                    let documents = vec![document.id];
                    let only = Filter { documents, ..filter.clone() };
                    plan.labels.push((document.name.clone(), only));
                    plan.labels.len() as u32 - 1
                }));
            }
        }
        WordsBy::Code => {
            "code".clone_into(&mut plan.name);
            let paths = super::lookup::paths(&corpus.codes);
            for (code, path) in places.iter().filter_map(|&place| {
                Some((corpus.codes.codes().get(place)?.id, paths.get(place)?.clone()))
            }) {
                plan.labels.push((path, Filter { codes: vec![code], ..filter.clone() }));
            }
        }
    }
    plan
}
