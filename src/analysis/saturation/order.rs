//! In which order interviews are read: new codes by interview depend on it.

use super::super::groups::value_of;
use super::Per;
use super::interviews::Read;
use crate::model::{Attribute, AttributeKind, Corpus, DocumentId, ParticipantId};
use crate::text::order::natural;
use std::cmp::Ordering;

/// Which order is asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Order {
    /// By date where there is one for every interview, else as imported.
    #[default]
    Best,
    /// By the date of the interview; interviews without one come last.
    Date,
    /// In which documents were imported; of a participant, their first document.
    Import,
    /// By name, `P2` before `P10`.
    Name,
    /// As these documents stand; of a participant, their first one. Others come last.
    Given(Vec<DocumentId>),
}

/// Which order it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ordered {
    /// By the days on which the documents say that they were held.
    Held,
    /// By the date in this attribute.
    Date(String),
    /// By the days of the documents, and by the date in this attribute where a document has none.
    Both(String),
    /// As imported. With what holds dates, where there are some that were of no use.
    Import(Option<String>),
    /// By name.
    Name,
    /// By hand.
    Given,
}

impl Ordered {
    /// The word in files.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Held | Self::Date(_) | Self::Both(_) => "date",
            Self::Import(_) => "import",
            Self::Name => "name",
            Self::Given => "given",
        }
    }

    /// As it stands in a title.
    pub fn caption(&self) -> String {
        match self {
            Self::Held => "in the order of the days on which they were held".to_owned(),
            Self::Date(attribute) => format!("in the order of dates (attribute {attribute})"),
            Self::Both(attribute) => format!(
                "in the order of the days on which they were held, and of dates (attribute \
                 {attribute}) where no day is known"
            ),
            Self::Import(_) => "in the order of import".to_owned(),
            Self::Name => "in the order of names".to_owned(),
            Self::Given => "in the order that was given".to_owned(),
        }
    }
}

/// The attribute that says when somebody was interviewed: a date whose name speaks of interviews, or
/// is just "date". A date of birth is none.
fn attribute(corpus: &Corpus) -> Option<&Attribute> {
    let name = |attribute: &Attribute| attribute.name.trim().to_lowercase();
    let mut dates = corpus.attributes.iter().filter(|a| a.kind == AttributeKind::Date);
    dates
        .clone()
        .find(|a| name(a).contains("interview"))
        .or_else(|| dates.find(|a| name(a) == "date"))
}

/// Puts interviews in order and gives each its date, where there is one.
pub(super) fn put(
    corpus: &Corpus,
    interviews: Vec<Read>,
    per: Per,
    order: &Order,
) -> (Vec<(Read, Option<String>)>, Ordered) {
    let attribute = attribute(corpus);
    // What a document says of itself goes before what is known of people.
    let mut held = false;
    let mut known = false;
    let mut all: Vec<(Read, Option<String>)> = interviews
        .into_iter()
        .map(|one| {
            let own = held_on(corpus, &one);
            held |= own.is_some();
            let date = own.or_else(|| {
                let day = date(corpus, attribute?, &one.people);
                known |= day.is_some();
                day
            });
            (one, date)
        })
        .collect();
    // As imported first: every other order leaves equals so.
    all.sort_by_key(|(one, _)| one.documents.first().copied());
    let name = attribute.map(|attribute| attribute.name.clone());
    let dated = all.iter().all(|(_, date)| date.is_some());
    // Dates of people are those of interviews where nobody speaks in several.
    let of_interviews = !known || per == Per::Participant || !repeated(&all);
    let (order, name) = match (order, name) {
        (Order::Best, name) if (held || known) && dated && of_interviews => (&Order::Date, name),
        (order, name) => (order, name),
    };
    let ordered = match (order, name) {
        (Order::Date, name) if held || name.is_some() => {
            all.sort_by(|a, b| match (&a.1, &b.1) {
                (Some(a), Some(b)) => a.cmp(b),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => Ordering::Equal,
            });
            match name {
                Some(name) if held && known => Ordered::Both(name),
                Some(name) if !held => Ordered::Date(name),
                _ => Ordered::Held,
            }
        }
        (Order::Best | Order::Import | Order::Date, name) => {
            Ordered::Import(name.or_else(|| held.then(|| "the documents".to_owned())))
        }
        (Order::Name, _) => {
            all.sort_by(|a, b| natural(&a.0.name, &b.0.name));
            Ordered::Name
        }
        (Order::Given(documents), _) => {
            let place = |one: &Read| {
                let places = one.documents.iter().filter_map(|&at| {
                    documents.iter().position(|id| *id == corpus.documents[at].id)
                });
                places.min().unwrap_or(usize::MAX)
            };
            all.sort_by_key(|(one, _)| place(one));
            Ordered::Given
        }
    };
    (all, ordered)
}

/// The first day of the documents of an interview that is known.
fn held_on(corpus: &Corpus, one: &Read) -> Option<String> {
    let days = one.documents.iter().map(|&at| corpus.documents[at].held_on.as_str());
    days.filter(|day| !day.is_empty()).min().map(str::to_owned)
}

/// The date of an interview: what is known of those who speak, where they agree.
fn date(corpus: &Corpus, attribute: &Attribute, people: &[ParticipantId]) -> Option<String> {
    let mut dates = people.iter().map(|id| {
        let value = value_of(corpus.participant(*id)?, attribute.id)?;
        attribute.kind.date(value)
    });
    let first = dates.next()??;
    dates.all(|date| date.as_deref() == Some(first.as_str())).then_some(first)
}

/// True when somebody speaks in several interviews: one date cannot be that of all of them.
fn repeated(all: &[(Read, Option<String>)]) -> bool {
    let mut seen = std::collections::HashSet::new();
    !all.iter().flat_map(|(one, _)| &one.people).all(|id| seen.insert(*id))
}
