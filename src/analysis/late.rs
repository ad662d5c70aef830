//! Codes that came after a document was coded: there a zero says nothing.
//!
//! A document was coded until the last of its codings was made, by the coders asked for. A code made
//! after that, and put on nothing in it, was not looked for there ("n/a", methods §2.3), until the
//! document is coded again or checked against a version of the codebook that has the code. A row holds
//! a code with everything under it: it was looked for where any of them was.
//!
//! A document without a coding was not coded at all, and says nothing about any code. Where the time
//! of a coding or of a code is not known, the code counts as looked for.

use super::filter::Scope;
use super::notes::list;
use super::whose::Whose;
use crate::model::{CoderChoice, CorpusDocument, Guid};
use std::collections::HashSet;

/// Whether a code was looked for in a document.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Look {
    /// The document carries no coding of the coders asked for.
    #[default]
    Uncoded,
    /// It was.
    Looked,
    /// The code came later.
    Late,
}

/// What was looked for, by document and place of the code.
pub(super) struct Late {
    codes: usize,
    /// By index of the document, then by place of the code.
    looks: Vec<Look>,
}

impl Late {
    /// Reads it for the documents and coders of a filter; `None` where every code was looked for.
    pub(super) fn new(scope: &Scope<'_>) -> Option<Self> {
        let corpus = scope.corpus;
        let born: Vec<Option<i64>> =
            corpus.codes.codes().iter().map(|code| moment(&code.created_at)).collect();
        // The row is as old as the oldest code in it; of unknown age where that of one is not known.
        let born: Vec<Option<i64>> = (0..born.len())
            .map(|place| {
                let all = born.get(corpus.codes.subtree(place)).unwrap_or_default();
                all.iter().copied().collect::<Option<Vec<i64>>>()?.into_iter().min()
            })
            .collect();
        let youngest = born.iter().copied().flatten().max()?;
        let lasts = corpus.documents.iter().enumerate().map(|(index, document)| {
            last(scope, document, youngest).filter(|_| scope.has_document(index))
        });
        let lasts: Vec<Option<i64>> = lasts.collect();
        if lasts.iter().flatten().all(|last| *last >= youngest) {
            return None;
        }
        let mut late = Self { codes: born.len(), looks: Vec::new() };
        let mut any = false;
        for (document, last) in corpus.documents.iter().zip(lasts) {
            let from = late.looks.len();
            late.looks.resize(from + born.len(), Look::Uncoded);
            let Some(last) = last else { continue };
            let looks = late.looks.get_mut(from..).unwrap_or_default();
            looks.fill(Look::Looked);
            if last >= youngest {
                continue;
            }
            let known = known(scope, document);
            for (place, look) in looks.iter_mut().enumerate() {
                let later = born.get(place).copied().flatten().is_some_and(|born| born > last);
                let mut row = known.get(corpus.codes.subtree(place)).unwrap_or_default().iter();
                if later && !row.any(|known| *known) {
                    *look = Look::Late;
                    any = true;
                }
            }
        }
        any.then_some(late)
    }

    /// The cells of these codes in these documents, one column each.
    pub(super) fn documents(&self, places: &[usize], documents: &[usize]) -> Unseen {
        let columns = documents.iter().map(|index| vec![*index]).collect::<Vec<_>>();
        self.cells(places, &columns)
    }

    /// The cells of these codes by groups of participants, speech nobody is mapped to, and everybody:
    /// a column stands for the documents in which its people speak.
    pub(super) fn columns(
        &self,
        scope: &Scope<'_>,
        places: &[usize],
        group_of: &[u32],
        groups: usize,
    ) -> Unseen {
        let mut columns: Vec<Vec<usize>> = vec![Vec::new(); groups + 2];
        for (index, document) in scope.corpus.documents.iter().enumerate() {
            if !scope.has_document(index) {
                continue;
            }
            let asked = scope.speakers_in(document);
            for piece in document.pieces.iter() {
                let speak = match Whose::of(scope, &asked, piece) {
                    Whose::Person(person) => {
                        let group = group_of.get(person as usize).map(|group| *group as usize);
                        [group, Some(groups + 1)]
                    }
                    Whose::Unassigned if !scope.restricts_people() => [Some(groups), None],
                    _ => continue,
                };
                for column in speak.into_iter().flatten() {
                    if let Some(list) = columns.get_mut(column)
                        && list.last() != Some(&index)
                    {
                        list.push(index);
                    }
                }
            }
        }
        self.cells(places, &columns)
    }

    fn cells(&self, places: &[usize], columns: &[Vec<usize>]) -> Unseen {
        let mut cells = Vec::with_capacity(places.len() * columns.len());
        for &place in places {
            for documents in columns {
                let looks = || {
                    let at = documents.iter().map(|index| index * self.codes + place);
                    at.filter_map(|at| self.looks.get(at))
                };
                let late = looks().any(|look| *look == Look::Late);
                let looked = looks().any(|look| *look == Look::Looked);
                cells.push(match (late, looked) {
                    (false, _) => Part::None,
                    (true, true) => Part::Some,
                    (true, false) => Part::All,
                });
            }
        }
        Unseen { width: columns.len(), cells }
    }
}

/// How many of the documents of a cell were coded before its code was made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    None,
    Some,
    All,
}

/// The cells of a table in which a code was not looked for. Empty: there are none.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Unseen {
    width: usize,
    /// By code, then by column.
    cells: Vec<Part>,
}

impl Unseen {
    /// True when nobody has looked for the code in any document of the column that was coded.
    pub(super) fn has(&self, code: usize, column: usize) -> bool {
        column < self.width && self.cells.get(code * self.width + column) == Some(&Part::All)
    }

    /// The codes with such a cell, of the cells (code and column) that are `seen`.
    pub(super) fn rows(&self, seen: impl Fn(usize, usize) -> bool) -> Vec<usize> {
        self.which(|code, column, part| part == Part::All && seen(code, column))
    }

    /// The codes with a cell without excerpt (`zero`: code and column) in some of whose documents
    /// they were not looked for.
    pub(super) fn partly(&self, zero: impl Fn(usize, usize) -> bool) -> Vec<usize> {
        self.which(|code, column, part| part == Part::Some && zero(code, column))
    }

    /// The same with these columns.
    pub(super) fn only(&self, columns: &[usize]) -> Self {
        let cells = self.cells.chunks(self.width.max(1)).flat_map(|row| {
            columns.iter().map(|column| row.get(*column).copied().unwrap_or(Part::None))
        });
        Self { width: columns.len(), cells: cells.collect() }
    }

    fn which(&self, test: impl Fn(usize, usize, Part) -> bool) -> Vec<usize> {
        let rows = self.cells.chunks(self.width.max(1)).enumerate();
        let found = rows.filter(|(code, row)| {
            row.iter().enumerate().any(|(column, part)| test(*code, column, *part))
        });
        found.map(|(code, _)| code).collect()
    }
}

/// Under a table with such cells: the codes that have some, and those with zeros that rest on a part
/// of the documents.
pub(super) fn notes(wholly: &[String], partly: &[String]) -> Vec<String> {
    let mut notes = Vec::new();
    if !wholly.is_empty() {
        notes.push(format!(
            "“n/a” in {}: the code was made after these documents were last coded, and they were \
             neither coded again nor checked since. Nobody has looked for it there: this is no zero.",
            list(wholly)
        ));
    }
    if !partly.is_empty() {
        notes.push(format!(
            "Zeros of {}: some of the documents counted there were last coded before the code was \
             made.",
            list(partly)
        ));
    }
    notes
}

/// Under a list of codes without columns.
pub(super) fn frequency_note(codes: &[String]) -> String {
    format!(
        "Made after all documents were last coded, and not looked for since: {}. Their zeros say \
         nothing of what was said.",
        list(codes)
    )
}

/// Milliseconds since 1970 of a time as it is kept; `None` where it is not known.
fn moment(at: &str) -> Option<i64> {
    at.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_millisecond)
}

/// When the last coding of a document was made, of the coders asked for, or any one that was made at
/// `youngest` or later; `None` where there is none. A coding of unknown time may be the last one: then it
/// is later than everything.
fn last(scope: &Scope<'_>, document: &CorpusDocument, youngest: i64) -> Option<i64> {
    let mut latest = None;
    let asked = document.codings.iter().filter(|coding| match scope.coder {
        CoderChoice::All => true,
        CoderChoice::One(coder) => coding.coder == coder,
    });
    for coding in asked {
        let made = if coding.made_ms == 0 { i64::MAX } else { coding.made_ms };
        latest = latest.max(Some(made));
        if made >= youngest {
            break;
        }
    }
    latest
}

/// By place: codes that stand in the document, or in the codebook that it was last checked against.
fn known(scope: &Scope<'_>, document: &CorpusDocument) -> Vec<bool> {
    let corpus = scope.corpus;
    let version = corpus.coded_with.get(&document.id).and_then(|id| corpus.version(*id));
    if version.is_some_and(|version| !version.readable) {
        // With what it was checked nobody can say.
        return vec![true; corpus.codes.len()];
    }
    let checked: HashSet<Guid> = version
        .into_iter()
        .flat_map(|version| version.codes.0.iter().map(|code| code.guid))
        .collect();
    let mut known: Vec<bool> =
        corpus.codes.codes().iter().map(|code| checked.contains(&code.guid)).collect();
    for coding in &document.codings {
        if let Some(known) = scope.places.get(coding.code.0).and_then(|place| known.get_mut(place))
        {
            *known = true;
        }
    }
    known
}
