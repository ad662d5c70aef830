//! Which codes occur in which interview.

use super::super::counted::Listener;
use super::super::filter::Scope;
use super::super::measures::LeftOut;
use super::super::whose::Whose;
use super::{InterviewKey, Level, Per};
use crate::model::{Filter, ParticipantId};

/// An interview before it has a place in the order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Read {
    pub(super) key: InterviewKey,
    pub(super) name: String,
    /// The documents it is made of, by index, ascending.
    pub(super) documents: Vec<usize>,
    /// The participants of the filter who speak in it.
    pub(super) people: Vec<ParticipantId>,
    /// The codes that occur, by place, ascending.
    pub(super) codes: Vec<usize>,
}

/// The interviews of a study.
pub(super) struct Interviews {
    /// In the order of the study.
    pub(super) coded: Vec<Read>,
    /// Names of those without any coding.
    pub(super) not_coded: Vec<String>,
    /// Excerpts of codes above the level that is counted.
    pub(super) above: u64,
    pub(super) left_out: LeftOut,
}

/// What was heard of one interview, in the making.
#[derive(Default)]
struct Heard {
    documents: Vec<usize>,
    people: Vec<u32>,
    codes: Vec<usize>,
    coded: bool,
}

impl Heard {
    /// A document belongs to it.
    fn hear(&mut self, document: usize, person: u32) {
        if self.documents.last() != Some(&document) {
            self.documents.push(document);
        }
        if !self.people.contains(&person) {
            self.people.push(person);
        }
    }
}

/// Reads all interviews in which somebody of the filter speaks.
pub(super) fn read(scope: &Scope<'_>, filter: &Filter, per: Per, level: Level) -> Interviews {
    let corpus = scope.corpus;
    let counts_as = counts_as(scope, level);
    let slots = match per {
        Per::Document => corpus.documents.len(),
        Per::Participant => corpus.participants.len(),
    };
    let slot = |document: usize, person: u32| match per {
        Per::Document => document,
        Per::Participant => person as usize,
    };
    let mut heard: Vec<Heard> = Vec::new();
    heard.resize_with(slots, Heard::default);
    let mut listener = Listener::default();
    let mut above = 0;
    for index in 0..corpus.documents.len() {
        let Some(document) = listener.read(scope, index) else { continue };
        for whose in &listener.whose {
            if let Whose::Person(person) = *whose {
                heard[slot(index, person)].hear(index, person);
            }
        }
        for excerpt in &listener.counted {
            let code = counts_as[excerpt.place as usize];
            above += u64::from(code.is_none());
            for (_, person) in excerpt.speech(document, &listener.whose) {
                let interview = &mut heard[slot(index, person)];
                interview.coded = true;
                interview.codes.extend(code);
            }
        }
    }
    if !filter.codes.is_empty() || filter.condition.is_some() {
        // An interview without the excerpts asked for has been coded all the same.
        let any = Filter { codes: Vec::new(), condition: None, ..filter.clone() };
        let any = Scope::new(corpus, &any);
        let mut all = Listener::default();
        for index in 0..corpus.documents.len() {
            let Some(document) = all.read(&any, index) else { continue };
            for excerpt in &all.counted {
                for (_, person) in excerpt.speech(document, &all.whose) {
                    heard[slot(index, person)].coded = true;
                }
            }
        }
    }
    let mut found =
        Interviews { coded: Vec::new(), not_coded: Vec::new(), above, left_out: listener.left_out };
    for (at, mut one) in heard.into_iter().enumerate().filter(|(_, one)| !one.people.is_empty()) {
        let (key, name) = match per {
            Per::Document => {
                let document = &corpus.documents[at];
                (InterviewKey::Document(document.id), document.name.clone())
            }
            Per::Participant => {
                let person = &corpus.participants[at];
                (InterviewKey::Participant(person.id), person.name.clone())
            }
        };
        if !one.coded {
            found.not_coded.push(name);
            continue;
        }
        one.codes.sort_unstable();
        one.codes.dedup();
        found.coded.push(Read {
            key,
            name,
            documents: one.documents,
            people: one.people.iter().map(|at| corpus.participants[*at as usize].id).collect(),
            codes: one.codes,
        });
    }
    found
}

/// By place: the place a code is counted as; `None` where it lies above the level.
fn counts_as(scope: &Scope<'_>, level: Level) -> Vec<Option<usize>> {
    let tree = &scope.corpus.codes;
    let (mut below, mut top) = (0, 0);
    (0..tree.len())
        .map(|place| {
            if place >= below && scope.has_code(place) {
                (below, top) = (tree.subtree(place).end, place);
            }
            match level {
                Level::Leaf => (!tree.has_children(place)).then_some(place),
                Level::Every => Some(place),
                Level::Top => Some(top),
            }
        })
        .collect()
}
