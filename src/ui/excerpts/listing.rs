//! What the page lists: excerpts in groups, and whom they come from. Computed when the question or the
//! study changes, never while drawing.

use crate::analysis::{
    Attribution, ExcerptRef, Scope, Standing, Together, excerpts, exclusion_of_list, together,
};
use crate::model::{CodeId, CodingId, Corpus, Filter, ParticipantId, Speech};
use std::collections::{BTreeMap, BTreeSet};

/// How the list is cut into sections.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Grouping {
    /// By code, in the order of the codebook.
    #[default]
    Code,
    /// By document, in the order of import.
    Document,
    /// By participant; what several say stands under each of them.
    Participant,
    /// One list, by document and place.
    None,
}

impl Grouping {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 4] = [Self::Code, Self::Document, Self::Participant, Self::None];

    /// The word for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Code => "by code",
            Self::Document => "by document",
            Self::Participant => "by participant",
            Self::None => "ungrouped",
        }
    }
}

/// In which order excerpts stand in their section.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Sorting {
    /// By document and place.
    #[default]
    Text,
    /// By code, in the order of the codebook.
    Code,
    /// By who says it, in the order of the study; what counts for nobody comes last.
    Participant,
    /// The coding that was made last comes first.
    Newest,
    /// The longest comes first.
    Longest,
}

impl Sorting {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 5] =
        [Self::Text, Self::Code, Self::Participant, Self::Newest, Self::Longest];

    /// The words for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Text => "in the order of the text",
            Self::Code => "sorted by code",
            Self::Participant => "sorted by participant",
            Self::Newest => "coded last first",
            Self::Longest => "longest first",
        }
    }

    /// What an excerpt is sorted by; equals stay in the order of the text.
    fn key(self, corpus: &Corpus, excerpt: &ExcerptRef, who: &[ParticipantId]) -> i64 {
        let coding = excerpt.coding(corpus);
        let place = |place: Option<usize>| place.map_or(i64::MAX, |place| place as i64);
        match self {
            Self::Text => 0,
            Self::Code => place(coding.and_then(|coding| corpus.codes.place(coding.code))),
            Self::Participant => {
                let first = who.first();
                place(corpus.participants.iter().position(|person| Some(&person.id) == first))
            }
            Self::Newest => -coding.map_or(0, |coding| coding.made_ms),
            Self::Longest => -i64::from(excerpt.span.len()),
        }
    }
}

/// A line of the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Row {
    /// The head of a section.
    Head { title: String, code: Option<CodeId>, excerpts: u32 },
    /// The excerpt with this index.
    Excerpt(u32),
}

/// The list and what there is to say of it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Listing {
    pub(super) refs: Vec<ExcerptRef>,
    /// The (first) coding of each excerpt: what stays the same when the study changes.
    pub(super) ids: Vec<CodingId>,
    pub(super) rows: Vec<Row>,
    /// Participants in the filter from whom at least one excerpt comes.
    pub(super) participants: usize,
    /// Documents with at least one.
    pub(super) documents: usize,
    /// Excerpts, listed or not, that count for no participant, by reason.
    pub(super) interviewer: usize,
    pub(super) nobody: usize,
    pub(super) no_speech: usize,
    /// Whether those are in the list.
    pub(super) listed: bool,
    /// What is left out because participants are excluded from analysis, in words.
    pub(super) exclusion: Option<String>,
}

/// Lists the excerpts of a filter; of two codes, what stands together.
pub(super) fn build(
    corpus: &Corpus,
    filter: &Filter,
    pair: Option<&Together>,
    order: (Grouping, Sorting),
) -> Listing {
    let refs = match pair {
        Some(pair) => together(corpus, pair, filter),
        None => excerpts(corpus, filter),
    };
    let scope = Scope::new(corpus, filter);
    let allowed: BTreeSet<ParticipantId> = scope.participants().into_iter().collect();
    let mut listing =
        Listing { listed: filter.speech != Speech::Participants, ..Listing::default() };
    let mut people: Vec<Vec<ParticipantId>> = Vec::with_capacity(refs.len());
    let mut seen = BTreeSet::new();
    let mut documents = BTreeSet::new();
    for excerpt in &refs {
        let found = attribution(&scope, excerpt);
        listing.note(found.standing());
        let who: Vec<ParticipantId> =
            found.participants.into_iter().filter(|id| allowed.contains(id)).collect();
        seen.extend(who.iter().copied());
        documents.insert(excerpt.document);
        people.push(who);
    }
    // Two codes stand together in participants' speech alone: nothing else could be listed.
    if pair.is_none() && filter.speech == Speech::Participants && !scope.restricts_people() {
        let everything = Filter { speech: Speech::Any, ..filter.clone() };
        for excerpt in excerpts(corpus, &everything) {
            listing.note(attribution(&scope, &excerpt).standing());
        }
    }
    listing.exclusion = exclusion_of_list(corpus, filter);
    listing.participants = seen.len();
    listing.documents = documents.len();
    listing.ids =
        refs.iter().map(|excerpt| excerpt.id(corpus).unwrap_or(CodingId(i64::MIN))).collect();
    listing.rows = rows(corpus, &refs, &people, order);
    listing.refs = refs;
    listing
}

fn attribution(scope: &Scope<'_>, excerpt: &ExcerptRef) -> Attribution {
    let document = excerpt.document(scope.corpus());
    document.map(|document| scope.attribution(document, excerpt.span)).unwrap_or_default()
}

impl Listing {
    fn note(&mut self, standing: Standing) {
        match standing {
            Standing::Participants => {}
            Standing::NoParticipant => self.nobody += 1,
            Standing::InterviewerOnly => self.interviewer += 1,
            Standing::NoSpeech => self.no_speech += 1,
        }
    }
}

fn rows(
    corpus: &Corpus,
    refs: &[ExcerptRef],
    people: &[Vec<ParticipantId>],
    (grouping, sorting): (Grouping, Sorting),
) -> Vec<Row> {
    // Sections by their place in the study; those without one come last.
    let mut sections: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    for (at, excerpt) in refs.iter().enumerate() {
        let mut add = |place| sections.entry(place).or_default().push(at as u32);
        match grouping {
            Grouping::None => add(0),
            Grouping::Document => add(excerpt.document as usize),
            Grouping::Code => {
                let code = excerpt.coding(corpus).map(|coding| coding.code);
                add(code.and_then(|code| corpus.codes.place(code)).unwrap_or(usize::MAX));
            }
            Grouping::Participant => {
                let who = people.get(at).map(Vec::as_slice).unwrap_or_default();
                for id in who {
                    let place = corpus.participants.iter().position(|person| person.id == *id);
                    add(place.unwrap_or(usize::MAX));
                }
                if who.is_empty() {
                    add(usize::MAX);
                }
            }
        }
    }
    let mut rows = Vec::with_capacity(refs.len() + sections.len());
    let keys: Vec<i64> = if sorting == Sorting::Text {
        Vec::new()
    } else {
        let each = refs.iter().zip(people);
        each.map(|(excerpt, who)| sorting.key(corpus, excerpt, who)).collect()
    };
    for (place, mut members) in sections {
        if !keys.is_empty() {
            members.sort_by_key(|at| keys.get(*at as usize));
        }
        let excerpts = members.len() as u32;
        let (title, code) = match grouping {
            Grouping::None => (String::new(), None),
            Grouping::Document => {
                (corpus.documents.get(place).map(|d| d.name.clone()).unwrap_or_default(), None)
            }
            Grouping::Code => match corpus.codes.codes().get(place) {
                Some(code) => (corpus.codes.path(code.id), Some(code.id)),
                None => ("No code".to_owned(), None),
            },
            Grouping::Participant => match corpus.participants.get(place) {
                Some(person) => (named(corpus, person), None),
                None => ("No participant".to_owned(), None),
            },
        };
        if grouping != Grouping::None {
            rows.push(Row::Head { title, code, excerpts });
        }
        rows.extend(members.into_iter().map(Row::Excerpt));
    }
    rows
}

/// A participant with what says most about them: "P07, LA worker".
fn named(corpus: &Corpus, person: &crate::model::Participant) -> String {
    let role = crate::analysis::role_attribute(corpus).and_then(|id| person.values.get(&id));
    match role.map(|role| role.trim()).filter(|role| !role.is_empty()) {
        Some(role) => format!("{}, {role}", person.name),
        None => person.name.clone(),
    }
}
