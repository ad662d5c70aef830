//! How a matrix is made: its rows, the excerpts of each cell in one sweep, and the comparison with what
//! each cell was written from in another.

use super::seen::{Seen, Since, mark, speakers};
use super::{Entry, Framework, FrameworkHead, FrameworkRow, FrameworkSpec, Progress, notes};
use crate::analysis::attribution::{Attribution, Standing, touched};
use crate::analysis::disclosure::Merging;
use crate::analysis::filter::Scope;
use crate::analysis::groups::Grouping;
use crate::analysis::measures::LeftOut;
use crate::analysis::references::Collector;
use crate::model::{
    AttributeId, CodeId, Corpus, CorpusDocument, Filter, FrameworkColumn, ParticipantId, Span,
    Speech, Voice,
};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Which codes stand in which columns.
pub(super) struct Cases<'c> {
    corpus: &'c Corpus,
    /// By place of the code: the columns that hold it, by index.
    by_place: Vec<Vec<u32>>,
}

impl<'c> Cases<'c> {
    pub(super) fn new(corpus: &'c Corpus, columns: &[FrameworkColumn]) -> Self {
        let tree = &corpus.codes;
        let mut by_place = vec![Vec::new(); tree.len()];
        for (index, column) in (0_u32..).zip(columns) {
            let codes: &[CodeId] = match column {
                FrameworkColumn::Code(id) => std::slice::from_ref(id),
                FrameworkColumn::Theme(id) => {
                    corpus.theme(*id).map_or(&[], |theme| theme.codes.as_slice())
                }
            };
            for place in codes.iter().filter_map(|code| tree.place(*code)) {
                for slot in by_place.get_mut(tree.subtree(place)).unwrap_or_default() {
                    if slot.last() != Some(&index) {
                        slot.push(index);
                    }
                }
            }
        }
        Self { corpus, by_place }
    }

    /// The columns that hold a code.
    pub(super) fn of(&self, code: CodeId) -> &[u32] {
        self.corpus.codes.place(code).map_or(&[], |place| self.at(place))
    }

    /// The columns that hold the code at a place.
    pub(super) fn at(&self, place: usize) -> &[u32] {
        self.by_place.get(place).map_or(&[], Vec::as_slice)
    }
}

/// The matrix.
pub fn framework(corpus: &Corpus, spec: &FrameworkSpec) -> Framework {
    let filter = Filter { codes: Vec::new(), speech: Speech::Participants, ..spec.filter.clone() };
    let scope = Scope::new(corpus, &filter);
    let columns: Vec<FrameworkHead> =
        spec.columns.iter().filter_map(|column| head(corpus, *column)).collect();
    let asked: Vec<FrameworkColumn> = columns.iter().map(|head| head.column).collect();
    let cases = Cases::new(corpus, &asked);
    let by: Vec<AttributeId> = spec.group.into_iter().collect();
    let grouping = Grouping::new(corpus, &by, &scope.absent, &Merging::default());
    let mut rows = rows(corpus, &scope, &filter, &grouping, columns.len());
    let mut left = LeftOut::default();
    count(&scope, &cases, &asked, &mut rows, &mut left);
    compare(corpus, &cases, &asked, &mut rows);
    let mut matrix = Framework {
        grouped_by: grouping.attributes.first().map(|(_, name)| name.clone()).unwrap_or_default(),
        groups: if grouping.attributes.is_empty() {
            vec![String::new()]
        } else {
            grouping.groups.into_iter().map(|group| group.label).collect()
        },
        columns,
        rows,
        written: Arc::clone(&corpus.framework),
        ..Framework::default()
    };
    for row in &mut matrix.rows {
        for (entry, head) in row.cells.iter().zip(&mut matrix.columns) {
            let written = entry.written.and_then(|at| corpus.framework.get(at as usize));
            let state = written.and_then(|cell| cell.text.state);
            for progress in [&mut row.progress, &mut head.progress, &mut matrix.progress] {
                progress.add(entry, state);
            }
        }
    }
    matrix.notes = notes::notes(&scope, &filter, &matrix, &left);
    matrix
}

/// What a column is called; `None` when it is not in the study any more.
fn head(corpus: &Corpus, column: FrameworkColumn) -> Option<FrameworkHead> {
    let (name, path, about) = match column {
        FrameworkColumn::Code(id) => {
            let fields = &corpus.codes.get(id)?.fields;
            (fields.name.clone(), corpus.codes.path(id), fields.definition.clone())
        }
        FrameworkColumn::Theme(id) => {
            let place = corpus.themes.iter().position(|theme| theme.id == id)?;
            let fields = &corpus.themes.get(place)?.fields;
            (fields.statement.clone(), format!("Theme {}", place + 1), fields.concept.clone())
        }
    };
    Some(FrameworkHead { column, name, path, about, progress: Progress::default() })
}

/// The participants in the filter, by group.
fn rows(
    corpus: &Corpus,
    scope: &Scope<'_>,
    filter: &Filter,
    grouping: &Grouping,
    columns: usize,
) -> Vec<FrameworkRow> {
    let mut documents = vec![0_u32; corpus.participants.len()];
    for (index, document) in corpus.documents.iter().enumerate() {
        if scope.has_document(index) {
            let mut heard = HashSet::new();
            for piece in document.pieces.iter() {
                if let Voice::Participant(id) = piece.voice
                    && heard.insert(id)
                    && let Some(slot) = scope.people.get(id.0).and_then(|at| documents.get_mut(at))
                {
                    *slot += 1;
                }
            }
        }
    }
    let people = corpus.participants.iter().zip(documents).enumerate();
    // A person of whom there is no interview yet is a row, too; but not one outside the documents
    // asked for.
    let mut rows: Vec<FrameworkRow> = people
        .filter(|(at, (_, documents))| {
            scope.participants.get(*at) == Some(&true)
                && (*documents > 0 || filter.documents.is_empty())
        })
        .map(|(at, (person, documents))| FrameworkRow {
            participant: person.id,
            name: person.name.clone(),
            group: grouping.of.get(at).copied().unwrap_or(0),
            documents,
            cells: vec![Entry::default(); columns],
            progress: Progress::default(),
        })
        .collect();
    rows.sort_by_key(|row| row.group);
    rows
}

/// Counts the excerpts of each cell.
fn count(
    scope: &Scope<'_>,
    cases: &Cases<'_>,
    columns: &[FrameworkColumn],
    rows: &mut [FrameworkRow],
    left: &mut LeftOut,
) {
    let corpus = scope.corpus();
    let row_of: HashMap<ParticipantId, usize> =
        rows.iter().enumerate().map(|(at, row)| (row.participant, at)).collect();
    let is_theme =
        |column: u32| matches!(columns.get(column as usize), Some(FrameworkColumn::Theme(_)));
    let mut collector = Collector::default();
    let mut passages: HashSet<(u32, Span)> = HashSet::new();
    for (index, document) in corpus.documents.iter().enumerate() {
        collector.read(document, scope);
        left.other_coders += collector.other_coders;
        passages.clear();
        for reference in &collector.found {
            let columns = cases.at(reference.place as usize);
            if columns.is_empty() {
                continue;
            }
            left.folded += u64::from(reference.codings - 1);
            if !scope.has_document(index) {
                left.filtered += 1;
                continue;
            }
            let whose = heard(scope, document, reference.span, &row_of);
            if whose.is_empty() {
                *reason(scope, document, reference.span, left) += 1;
            }
            for &column in columns {
                // One passage under several codes of a theme is one.
                if is_theme(column) && !passages.insert((column, reference.span)) {
                    continue;
                }
                for &row in &whose {
                    let cells = rows.get_mut(row).map(|row| &mut row.cells);
                    if let Some(entry) = cells.and_then(|cells| cells.get_mut(column as usize)) {
                        entry.excerpts += 1;
                    }
                }
            }
        }
    }
}

/// The rows for which a passage counts.
pub(super) fn heard(
    scope: &Scope<'_>,
    document: &CorpusDocument,
    span: Span,
    row_of: &HashMap<ParticipantId, usize>,
) -> Vec<usize> {
    let asked = scope.speakers_in(document);
    let mut found = Vec::new();
    for piece in touched(document, span).filter(|piece| asked.has(piece)) {
        if let Voice::Participant(id) = piece.voice
            && let Some(&row) = row_of.get(&id)
            && !found.contains(&row)
        {
            found.push(row);
        }
    }
    found
}

/// Why a passage counts for no row.
fn reason<'l>(
    scope: &Scope<'_>,
    document: &CorpusDocument,
    span: Span,
    left: &'l mut LeftOut,
) -> &'l mut u64 {
    match Attribution::of(document, span).standing() {
        Standing::InterviewerOnly => &mut left.interviewer_only,
        Standing::NoParticipant => &mut left.no_participant,
        Standing::NoSpeech => &mut left.no_speech,
        Standing::Participants if scope.leaves_out(document, span) => &mut left.excluded,
        Standing::Participants => &mut left.filtered,
    }
}

/// Puts what is written into its place and compares what it was written from with the codings of now.
fn compare(
    corpus: &Corpus,
    cases: &Cases<'_>,
    columns: &[FrameworkColumn],
    rows: &mut [FrameworkRow],
) {
    let row_of: HashMap<ParticipantId, usize> =
        rows.iter().enumerate().map(|(at, row)| (row.participant, at)).collect();
    // A column may be asked for twice.
    let mut now: HashMap<(ParticipantId, u32), Seen> = HashMap::new();
    let mut place: Vec<(u32, ParticipantId, u32)> = Vec::new();
    for (index, cell) in (0_u32..).zip(corpus.framework.iter()) {
        for (column, _) in (0_u32..).zip(columns).filter(|(_, one)| **one == cell.column) {
            if row_of.contains_key(&cell.participant) {
                now.insert((cell.participant, column), Seen::default());
                place.push((index, cell.participant, column));
            }
        }
    }
    if place.is_empty() {
        return;
    }
    for document in &corpus.documents {
        for coding in &document.codings {
            let columns = cases.of(coding.code);
            if columns.is_empty() {
                continue;
            }
            for person in speakers(document, coding) {
                for &column in columns {
                    if let Some(seen) = now.get_mut(&(person, column)) {
                        seen.add(mark(corpus, document, coding));
                    }
                }
            }
        }
    }
    for (index, person, column) in place {
        let then = corpus.framework.get(index as usize).and_then(|c| Seen::read(&c.text.seen));
        let row = row_of.get(&person).and_then(|row| rows.get_mut(*row));
        let entry = row.and_then(|row| row.cells.get_mut(column as usize));
        let (Some(entry), Some(now)) = (entry, now.get(&(person, column))) else { continue };
        entry.written = Some(index);
        entry.since = then.map_or(Since::Unknown, |then| then.until(now));
    }
}
