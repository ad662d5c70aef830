//! The sweep: one pass over the codings of each document that counts every measure of every cell.
//!
//! Why it is right: codings come by start, so the union of what a row (a code with everything under
//! it) covers is a series of *runs*. A coding that starts inside or at the end of the open run of its
//! row lengthens it; one that starts behind it closes it. A closed run is cut to the pieces of speech
//! it meets, and what is cut is what counts: pieces are disjoint, each has one voice, and none has
//! white space at its ends. So characters and words are counted on the union, and a turn counts once.
//!
//! Why it is quick: nothing is hashed or allocated per coding; an excerpt is counted in its own row and
//! given to the rows above it in the end; documents are independent, so each thread sweeps its own and
//! the sums are added.

use super::attribution::inks;
use super::filter::Scope;
use super::lookup::Chains;
use super::measures::{Base, LeftOut};
use super::references::{Collector, Reference};
pub(super) use super::tally::{Row, Tally};
use super::whose::{Heard, Whose};
use crate::model::{CorpusDocument, Extent, Piece, Span};
use crate::text::words::measure_known;
use rayon::prelude::*;

/// Which codings a row holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Rows {
    /// A code with everything under it.
    Subtrees,
    /// A code alone.
    Single,
    /// All codes in one row: what is coded with anything.
    Together,
}

/// Studies below this many codings are swept on one thread: starting others would take longer.
const WORTH_THREADS: usize = 8_000;

/// All threads together hold no more sums than this (36 bytes each): a column for each of many
/// participants is wide.
const MOST_SUMS: usize = 16_000_000;

/// Counts `scope` by groups: `group_of` gives the group of each participant, by index.
pub(super) fn run(scope: &Scope<'_>, group_of: &[u32], groups: usize, rows: Rows) -> Tally {
    let plan = Plan::new(scope, group_of, groups, rows);
    let documents: Vec<usize> = (0..scope.corpus.documents.len()).collect();
    let threads = if scope.corpus.coding_count() < WORTH_THREADS {
        1
    } else {
        let room = (MOST_SUMS / (plan.codes * plan.width()).max(1)).clamp(1, 16);
        rayon::current_num_threads().clamp(1, room)
    };
    let sweep = |part: &[usize]| {
        let mut sums = Sums::new(&plan);
        for &index in part {
            sums.document(&plan, index);
        }
        sums
    };
    let parts: Vec<Sums> = if threads == 1 {
        vec![sweep(&documents)]
    } else {
        documents.par_chunks(documents.len().div_ceil(threads).max(1)).map(sweep).collect()
    };
    let mut sums = parts.into_iter().reduce(Sums::join).unwrap_or_else(|| Sums::new(&plan));
    sums.roll_up(&plan);
    super::tally::finish(&plan, &sums).with_people(sums)
}

/// Counts every document of the corpus by itself, all participants as one group, and keeps of each
/// (by index, also of those that are not asked for) what `keep` takes from it.
pub(super) fn by_document<T: Send>(
    scope: &Scope<'_>,
    rows: Rows,
    keep: impl Fn(usize, Tally) -> T + Sync,
) -> Vec<T> {
    let one_group = vec![0; scope.corpus.participants.len()];
    let plan = Plan::new(scope, &one_group, 1, rows);
    let sweep = |sums: &mut Sums, index: usize| {
        sums.clear();
        sums.document(&plan, index);
        sums.roll_up(&plan);
        keep(index, super::tally::finish(&plan, sums))
    };
    let documents = 0..scope.corpus.documents.len();
    if scope.corpus.coding_count() < WORTH_THREADS {
        let mut sums = Sums::new(&plan);
        documents.map(|index| sweep(&mut sums, index)).collect()
    } else {
        documents.into_par_iter().map_init(|| Sums::new(&plan), sweep).collect()
    }
}

/// What all threads share.
pub(super) struct Plan<'s, 'c> {
    pub(super) scope: &'s Scope<'c>,
    chains: Chains,
    pub(super) group_of: &'s [u32],
    pub(super) groups: usize,
    pub(super) codes: usize,
}

impl<'s, 'c> Plan<'s, 'c> {
    fn new(scope: &'s Scope<'c>, group_of: &'s [u32], groups: usize, rows: Rows) -> Self {
        let tree = &scope.corpus.codes;
        let chains = match rows {
            Rows::Subtrees => Chains::new(tree, |place| scope.has_code(place)),
            Rows::Single => Chains::single(tree),
            Rows::Together => Chains::together(tree),
        };
        let codes = if rows == Rows::Together { 1 } else { tree.len() };
        Self { scope, chains, group_of, groups, codes }
    }

    /// Groups, then unassigned speech, then the total.
    pub(super) fn width(&self) -> usize {
        self.groups + 2
    }
}

/// The sums of one row in one column.
#[derive(Clone, Copy, Default)]
pub(super) struct Sum {
    pub(super) words: u64,
    pub(super) characters: u64,
    pub(super) documents: u32,
    pub(super) turns: u32,
    /// The last document counted, plus one.
    stamp: u32,
}

impl Sum {
    /// Adds a part of a run that lies in one piece of speech.
    #[inline]
    fn part(&mut self, part: Part, new_turn: bool, stamp: u32) {
        self.words += u64::from(part.words);
        self.characters += u64::from(part.characters);
        self.turns += u32::from(new_turn);
        if self.stamp != stamp {
            self.stamp = stamp;
            self.documents += 1;
        }
    }
}

/// What a run covers of one piece of speech.
#[derive(Clone, Copy)]
struct Part {
    /// The group, or speech nobody is mapped to.
    column: u32,
    turn: u32,
    words: u32,
    characters: u32,
}

/// The open run of a row in the current document.
#[derive(Clone, Copy)]
struct Run {
    start: u32,
    /// Zero: there is none.
    end: u32,
    first_piece: u32,
    /// The last turn counted for this row.
    last_turn: u32,
    /// All that it covers, while no coding reaches beyond the one that began it, in one piece.
    only: Option<Part>,
    /// No word is cut by its start or end, as far as is known.
    clean: (bool, bool),
}

const NO_RUN: Run = Run {
    start: 0,
    end: 0,
    first_piece: 0,
    last_turn: u32::MAX,
    only: None,
    clean: (false, false),
};

/// What one thread counted, and its scratch memory.
pub(super) struct Sums {
    /// By place of the code, then by column.
    pub(super) cells: Vec<Sum>,
    /// In the same order: close together they stay near the processor, where each excerpt needs one.
    pub(super) excerpts: Vec<u32>,
    /// Excerpts by participant, then by place of the code; nothing of participants who do not speak.
    pub(super) by_person: Vec<Vec<u32>>,
    pub(super) rows: Vec<Row>,
    pub(super) bases: Vec<Base>,
    /// By participant: words of their speech.
    pub(super) person_words: Vec<u64>,
    /// By participant: whether they speak.
    pub(super) speaks: Vec<bool>,
    pub(super) left_out: LeftOut,
    pub(super) shared: u64,
    whose: Vec<Whose>,
    collector: Collector,
    runs: Vec<Run>,
    /// Rows with a run in this document.
    open: Vec<u32>,
    people: Vec<u32>,
    columns: Vec<u32>,
}

impl Sums {
    fn new(plan: &Plan<'_, '_>) -> Self {
        let people = plan.scope.corpus.participants.len();
        Self {
            cells: vec![Sum::default(); plan.codes * plan.width()],
            excerpts: vec![0; plan.codes * plan.width()],
            by_person: vec![Vec::new(); people],
            rows: vec![Row::default(); plan.codes],
            bases: vec![Base::default(); plan.width()],
            person_words: vec![0; people],
            speaks: vec![false; people],
            left_out: LeftOut::default(),
            shared: 0,
            whose: Vec::new(),
            collector: Collector::default(),
            runs: vec![NO_RUN; plan.codes],
            open: Vec::new(),
            people: Vec::new(),
            columns: Vec::new(),
        }
    }

    /// As new, without new memory. What was counted by participant is the largest part, and only of
    /// those who speak is there any.
    fn clear(&mut self) {
        for (person, speaks) in self.speaks.iter_mut().enumerate() {
            if std::mem::take(speaks) {
                self.by_person[person].fill(0);
                self.person_words[person] = 0;
            }
        }
        self.cells.fill(Sum::default());
        self.excerpts.fill(0);
        self.rows.fill(Row::default());
        self.bases.fill(Base::default());
        self.left_out = LeftOut::default();
        self.shared = 0;
    }

    /// Adds what another thread counted of other documents.
    fn join(mut self, other: Self) -> Self {
        for (a, b) in self.cells.iter_mut().zip(&other.cells) {
            a.words += b.words;
            a.characters += b.characters;
            a.documents += b.documents;
            a.turns += b.turns;
        }
        self.excerpts.iter_mut().zip(&other.excerpts).for_each(|(a, b)| *a += b);
        for (a, b) in self.by_person.iter_mut().zip(other.by_person) {
            if a.is_empty() {
                *a = b;
            } else {
                a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
            }
        }
        for (a, b) in self.rows.iter_mut().zip(&other.rows) {
            a.add(b);
        }
        for (a, b) in self.bases.iter_mut().zip(&other.bases) {
            a.documents += b.documents;
            a.turns += b.turns;
            a.words += b.words;
            a.characters += b.characters;
        }
        for (a, b) in self.person_words.iter_mut().zip(&other.person_words) {
            *a += b;
        }
        for (a, b) in self.speaks.iter_mut().zip(&other.speaks) {
            *a |= b;
        }
        self.left_out.add(&other.left_out);
        self.shared += other.shared;
        self
    }

    fn document(&mut self, plan: &Plan<'_, '_>, index: usize) {
        let Some(document) = plan.scope.corpus.documents.get(index) else { return };
        if !plan.scope.has_document(index) {
            self.left_out.filtered += document.codings.len() as u64;
            return;
        }
        self.speech(plan, document);
        self.collector.read(document, plan.scope);
        self.left_out.other_coders += self.collector.other_coders;
        self.left_out.filtered += self.collector.unmet;
        self.left_out.folded += self.collector.unmet_folded;
        let references = std::mem::take(&mut self.collector.found);
        let sweep = Sweep { plan, document, stamp: index as u32 + 1 };
        let mut piece = 0;
        for reference in &references {
            let start = reference.span.start();
            while document.pieces.get(piece).is_some_and(|p| p.span.end() <= start) {
                piece += 1;
            }
            self.reference(&sweep, reference, piece);
        }
        let mut open = std::mem::take(&mut self.open);
        for row in open.drain(..) {
            self.close(&sweep, row as usize);
            self.runs[row as usize] = NO_RUN;
        }
        self.open = open;
        self.collector.found = references;
    }

    /// Reads whose the pieces of a document are and adds them to the speech of the columns.
    fn speech(&mut self, plan: &Plan<'_, '_>, document: &CorpusDocument) {
        let scope = plan.scope;
        let (unassigned, total) = (plan.groups, plan.groups + 1);
        self.whose.clear();
        self.columns.clear();
        let mut last_turn = u32::MAX;
        let asked = scope.speakers_in(document);
        for piece in document.pieces.iter() {
            let whose = Whose::of(scope, &asked, piece);
            self.whose.push(whose);
            let new_turn = piece.turn != last_turn;
            last_turn = piece.turn;
            let column = match whose {
                Whose::Person(person) => {
                    self.person_words[person as usize] += u64::from(piece.words);
                    self.speaks[person as usize] = true;
                    let row = &mut self.by_person[person as usize];
                    if row.is_empty() {
                        row.resize(plan.codes, 0);
                    }
                    add_speech(&mut self.bases[total], piece, new_turn);
                    note(&mut self.columns, total as u32);
                    plan.group_of[person as usize]
                }
                Whose::Unassigned if !scope.restricts_people() => unassigned as u32,
                _ => continue,
            };
            add_speech(&mut self.bases[column as usize], piece, new_turn);
            note(&mut self.columns, column);
        }
        for &column in &self.columns {
            self.bases[column as usize].documents += 1;
        }
    }

    /// Counts one reference in its row and in all rows above.
    fn reference(&mut self, sweep: &Sweep<'_, '_, '_>, reference: &Reference, first_piece: usize) {
        let plan = sweep.plan;
        self.left_out.folded += u64::from(reference.codings - 1);
        if !plan.scope.has_code(reference.place as usize) {
            self.left_out.filtered += 1;
            return;
        }
        let span = reference.span;
        let (begins, ends) = reference.extents(sweep.document);
        let chain = plan.chains.of(reference.place as usize);
        let only = begins.piece.filter(|piece| ends.piece == Some(*piece));
        let column = match only.and_then(|piece| self.whose.get(piece as usize)) {
            Some(whose) => self.heard_one(plan, chain, *whose),
            None => self.heard_in(sweep, chain, span, first_piece),
        };
        let Some(column) = column else { return };
        let run = Run {
            start: span.start(),
            end: span.end(),
            first_piece: first_piece as u32,
            last_turn: u32::MAX,
            // Nothing that was folded into it reaches beyond the coding that begins it.
            only: only.filter(|_| reference.first == reference.last).and_then(|piece| {
                let turn = sweep.document.pieces.get(piece as usize)?.turn;
                let Extent { words, characters, .. } = begins;
                Some(Part { column, turn, words, characters })
            }),
            clean: (begins.clean_start, ends.clean_end),
        };
        for &row in chain {
            let row = row as usize;
            let open = &mut self.runs[row];
            if open.end == 0 {
                *open = run;
                self.open.push(row as u32);
            } else if run.start <= open.end {
                if run.end > open.end {
                    open.end = run.end;
                    open.clean.1 = run.clean.1;
                    open.only = None;
                }
            } else {
                self.close(sweep, row);
                self.runs[row] = Run { last_turn: self.runs[row].last_turn, ..run };
            }
        }
    }

    /// Counts an excerpt that lies in one piece of speech, in its own row: the rows above get theirs when
    /// all is counted. Gives back the column, unless it counts for nobody.
    #[inline]
    fn heard_one(&mut self, plan: &Plan<'_, '_>, chain: &[u32], whose: Whose) -> Option<u32> {
        let cells = *chain.first()? as usize * plan.width();
        if let Whose::Person(person) = whose {
            let column = plan.group_of[person as usize];
            self.excerpts[cells + column as usize] += 1;
            self.excerpts[cells + plan.groups + 1] += 1;
            self.by_person[person as usize][chain[0] as usize] += 1;
            return Some(column);
        }
        let mut heard = Heard::default();
        heard.add(whose);
        self.leave_out(plan, chain, heard);
        if whose != Whose::Unassigned || plan.scope.restricts_people() {
            return None;
        }
        self.excerpts[cells + plan.groups] += 1;
        Some(plan.groups as u32)
    }

    /// As [`Sums::heard_one`], for an excerpt of which it is not known that it lies in one piece. Gives
    /// back one of its columns.
    fn heard_in(
        &mut self,
        sweep: &Sweep<'_, '_, '_>,
        chain: &[u32],
        span: Span,
        first_piece: usize,
    ) -> Option<u32> {
        let plan = sweep.plan;
        self.people.clear();
        self.columns.clear();
        let mut heard = Heard::default();
        let pieces = sweep.document.pieces.get(first_piece..).unwrap_or_default();
        let whose = self.whose.get(first_piece..).unwrap_or_default();
        for (piece, whose) in pieces.iter().zip(whose) {
            if piece.span.start() >= span.end() {
                break;
            }
            if !inks(&sweep.document.text, piece.span, span) {
                continue;
            }
            heard.add(*whose);
            if let Whose::Person(person) = *whose {
                note(&mut self.people, person);
                note(&mut self.columns, plan.group_of[person as usize]);
            }
        }
        self.leave_out(plan, chain, heard);
        if heard.unassigned && !plan.scope.restricts_people() {
            self.columns.push(plan.groups as u32);
        }
        let column = *self.columns.first()?;
        self.shared += u64::from(self.columns.len() > 1);
        if heard.person {
            self.columns.push(plan.groups as u32 + 1);
        }
        let row = *chain.first()? as usize;
        for &column in &self.columns {
            self.excerpts[row * plan.width() + column as usize] += 1;
        }
        for &person in &self.people {
            self.by_person[person as usize][row] += 1;
        }
        Some(column)
    }

    /// Counts why an excerpt counts for no participant, where it does not.
    fn leave_out(&mut self, plan: &Plan<'_, '_>, chain: &[u32], heard: Heard) {
        let Some(reason) = heard.reason(plan.scope.restricts_people()) else { return };
        reason.add(&mut self.left_out);
        for &row in chain {
            reason.add(&mut self.rows[row as usize].left_out);
        }
    }

    /// Adds the words, characters and turns of the open run of a row, and its document.
    fn close(&mut self, sweep: &Sweep<'_, '_, '_>, row: usize) {
        let run = self.runs[row];
        if let Some(part) = run.only {
            return self.part(sweep, row, part);
        }
        let Some(span) = Span::new(run.start, run.end) else { return };
        let plan = sweep.plan;
        let first = run.first_piece as usize;
        let pieces = sweep.document.pieces.get(first..).unwrap_or_default();
        for (at, piece) in pieces.iter().enumerate() {
            if piece.span.start() >= span.end() {
                break;
            }
            let column = match self.whose[first + at] {
                Whose::Person(person) => plan.group_of[person as usize],
                Whose::Unassigned if !plan.scope.restricts_people() => plan.groups as u32,
                _ => continue,
            };
            let Some(part) = piece.span.intersect(span) else { continue };
            let (words, characters) = if part == piece.span {
                (piece.words, piece.characters)
            } else {
                let clean_start = run.clean.0 && part.start() == run.start;
                let clean_end = run.clean.1 && part.end() == run.end;
                let CorpusDocument { text, words, .. } = sweep.document;
                measure_known(text, words, part, (clean_start, clean_end))
            };
            self.part(sweep, row, Part { column, turn: piece.turn, words, characters });
        }
    }

    /// Adds one part to the cells of a row. A run is made of codings that count: every piece it meets is
    /// touched by one of them, so its document counts, too.
    #[inline]
    fn part(&mut self, sweep: &Sweep<'_, '_, '_>, row: usize, part: Part) {
        let (plan, stamp) = (sweep.plan, sweep.stamp);
        let last_turn = std::mem::replace(&mut self.runs[row].last_turn, part.turn);
        let new_turn = last_turn != part.turn;
        let cells = &mut self.cells[row * plan.width()..][..plan.width()];
        cells[part.column as usize].part(part, new_turn, stamp);
        if (part.column as usize) < plan.groups {
            cells[plan.groups + 1].part(part, new_turn, stamp);
        }
    }

    /// Gives the rows above what was counted in the rows below them, each excerpt once.
    fn roll_up(&mut self, plan: &Plan<'_, '_>) {
        let width = plan.width();
        // Codes stand behind the code above them.
        let above: Vec<(usize, usize)> = (0..plan.codes)
            .rev()
            .filter_map(|row| Some((row, *plan.chains.of(row).get(1)? as usize)))
            .collect();
        for &(row, above) in &above {
            for column in 0..width {
                self.excerpts[above * width + column] += self.excerpts[row * width + column];
            }
        }
        let people = self.by_person.iter_mut().zip(&self.speaks);
        for (counts, _) in people.filter(|(_, speaks)| **speaks) {
            for &(row, above) in &above {
                counts[above] += counts[row];
            }
        }
    }
}

/// The document being swept.
struct Sweep<'a, 's, 'c> {
    plan: &'a Plan<'s, 'c>,
    document: &'a CorpusDocument,
    stamp: u32,
}

fn add_speech(base: &mut Base, piece: &Piece, new_turn: bool) {
    base.turns += u64::from(new_turn);
    base.words += u64::from(piece.words);
    base.characters += u64::from(piece.characters);
}

/// Adds a number to a short list without duplicates.
#[inline]
fn note(list: &mut Vec<u32>, number: u32) {
    if !list.contains(&number) {
        list.push(number);
    }
}
