//! Excerpts for each code and each theme by a rule that is told, and who is quoted how often.

use super::super::sheet::{Cell, Column, Row, Sheet};
use super::{BOTH, Choose, Making, PackError};
use crate::analysis::{
    Excerpt, ExcerptRef, Passage, Reader, excerpts, role_attribute, shuffled, theme_excerpts,
};
use crate::model::{CodeId, Flag, Flags, ParticipantId};
use std::collections::{BTreeMap, BTreeSet};

/// An excerpt that may be chosen.
struct Candidate {
    at: ExcerptRef,
    excerpt: Excerpt,
    flags: Flags,
}

/// How often participants are quoted, and of how many excerpts.
#[derive(Default)]
struct Used {
    quoted: BTreeMap<ParticipantId, BTreeSet<(u32, u32)>>,
    there: BTreeMap<ParticipantId, BTreeSet<(u32, u32)>>,
}

impl Used {
    fn count(people: &BTreeMap<ParticipantId, BTreeSet<(u32, u32)>>, id: ParticipantId) -> u64 {
        people.get(&id).map_or(0, |set| set.len() as u64)
    }
}

/// Both tables, and the check of who is quoted.
pub(super) fn make(making: &mut Making<'_>) -> Result<(), PackError> {
    let corpus = making.corpus();
    let mut used = Used::default();
    let mut groups: Vec<(String, u16, Vec<Candidate>)> = Vec::new();
    let all = excerpts(corpus, &making.filter);
    let mut reader = Reader::new(corpus);
    reader.prepare(&all);
    let mut by_code: BTreeMap<CodeId, Vec<ExcerptRef>> = BTreeMap::new();
    for reference in all {
        if let Some(coding) = reference.coding(corpus) {
            by_code.entry(coding.code).or_default().push(reference);
        }
    }
    for (place, code) in corpus.codes.codes().iter().enumerate() {
        let list = by_code.remove(&code.id).unwrap_or_default();
        let list = candidates(making, &mut reader, &list, |_| None);
        groups.push((code.fields.name.clone(), corpus.codes.depth(place), list));
    }
    let sheet = table(making, ("Code", "Excerpts by code"), groups, &mut used);
    let command = "postil excerpts STUDY --profile public";
    making.table(
        "3-excerpts-by-code",
        "Excerpts for each code, with citation",
        command,
        (sheet, &BOTH),
    )?;
    let mut groups: Vec<(String, u16, Vec<Candidate>)> = Vec::new();
    for theme in corpus.themes.iter().filter(|theme| theme.state.is_living()) {
        let found = theme_excerpts(corpus, theme, &making.input.spec.coder);
        let passages = found.passages.iter().filter(|passage| !passage.participants.is_empty());
        let flags: BTreeMap<ExcerptRefKey, Flags> = passages
            .clone()
            .filter_map(|passage| Some((key(&passage.reference()?), passage.flags)))
            .collect();
        let list: Vec<ExcerptRef> = passages.filter_map(Passage::reference).collect();
        reader.prepare(&list);
        let list = candidates(making, &mut reader, &list, |at| flags.get(&key(at)).copied());
        groups.push((theme.fields.statement.clone(), 0, list));
    }
    if !groups.is_empty() {
        let sheet = table(making, ("Theme", "Excerpts by theme"), groups, &mut used);
        let command = "postil themes STUDY --theme THEME";
        making.table(
            "3-excerpts-by-theme",
            "Excerpts for each theme, with citation",
            command,
            (sheet, &BOTH),
        )?;
    }
    let sheet = distribution(making, &used);
    making.table(
        "3-who-is-quoted",
        "Who is quoted how often: the distribution check",
        "",
        (sheet, &BOTH),
    )
}

type ExcerptRefKey = (u32, u32, u32);

fn key(at: &ExcerptRef) -> ExcerptRefKey {
    (at.document, at.span.start(), at.span.end())
}

fn candidates(
    making: &Making<'_>,
    reader: &mut Reader<'_>,
    list: &[ExcerptRef],
    flags: impl Fn(&ExcerptRef) -> Option<Flags>,
) -> Vec<Candidate> {
    let corpus = making.corpus();
    let each = list.iter().filter_map(|at| {
        let mut excerpt = reader.read(at)?;
        making.disguise.dress(&mut excerpt);
        if let Some(template) = &making.template {
            excerpt.citation = template.cite(corpus, &excerpt);
        }
        let own = || {
            let codings = at.codings(corpus);
            codings.iter().fold(Flags::default(), |all, coding| all.or(coding.flags))
        };
        let flags = flags(at).unwrap_or_else(own);
        Some(Candidate { at: *at, excerpt, flags })
    });
    each.collect()
}

/// Those the rule takes, in the order in which they are shown.
fn chosen(making: &Making<'_>, list: &[Candidate]) -> Vec<usize> {
    let spec = making.input.spec;
    let mut order: Vec<usize> = (0..list.len()).collect();
    match spec.choose {
        Choose::Chosen => {
            order.retain(|at| list[*at].flags.has(Flag::Key));
            return order;
        }
        Choose::Longest => order.sort_by_key(|at| {
            let parts = list[*at].excerpt.parts.iter();
            let characters: usize = parts.map(|part| part.text.chars().count()).sum();
            (std::cmp::Reverse(characters), *at)
        }),
        Choose::Random => shuffled(&mut order, spec.seed ^ list.len() as u64),
        Choose::First => {}
    }
    let mut heard: BTreeSet<ParticipantId> = BTreeSet::new();
    order.retain(|at| {
        let people = &list[*at].excerpt.participants;
        !people.is_empty() && people.iter().all(|id| heard.insert(*id))
    });
    order.truncate(Choose::MOST);
    order
}

fn table(
    making: &Making<'_>,
    (first, title): (&str, &str),
    groups: Vec<(String, u16, Vec<Candidate>)>,
    used: &mut Used,
) -> Sheet {
    let corpus = making.corpus();
    let mut rows = Vec::new();
    for (name, depth, list) in groups {
        for one in &list {
            for id in &one.excerpt.participants {
                used.there.entry(*id).or_default().insert((one.at.document, one.at.span.start()));
            }
        }
        let taken = chosen(making, &list);
        if taken.is_empty() {
            rows.push(Row {
                depth,
                cells: vec![
                    Cell::Text(name),
                    Cell::Blank,
                    Cell::Text(
                        if list.is_empty() { "no excerpt" } else { "none chosen" }.to_owned(),
                    ),
                    Cell::Blank,
                    Cell::int(list.len() as u64),
                ],
            });
            continue;
        }
        for (at, index) in taken.iter().enumerate() {
            let one = &list[*index];
            for id in &one.excerpt.participants {
                used.quoted.entry(*id).or_default().insert((one.at.document, one.at.span.start()));
            }
            rows.push(Row {
                depth,
                cells: vec![
                    Cell::Text(name.clone()),
                    Cell::Text(one.excerpt.text.clone()),
                    Cell::Text(one.excerpt.citation.clone()),
                    Cell::words(roles(making, &one.excerpt)),
                    if at == 0 { Cell::int(list.len() as u64) } else { Cell::Blank },
                ],
            });
        }
    }
    let mut notes = vec![
        making.input.spec.choose.rule(making.input.spec.seed),
        "Excerpts: how many there are under the heading, without those of what is under it."
            .to_owned(),
    ];
    notes.push(whose(making));
    Sheet {
        title: format!("{}: {}", corpus.study.trim(), title.to_lowercase()),
        columns: vec![
            Column::text(first),
            Column::text("Excerpt"),
            Column::text("Citation"),
            Column::text("Role"),
            Column::number("Excerpts"),
        ],
        rows,
        notes,
        ..Sheet::default()
    }
}

/// Whose codings these are.
pub(super) fn whose(making: &Making<'_>) -> String {
    use crate::model::CoderChoice;
    match making.input.spec.coder {
        CoderChoice::All => {
            "Codings of all coders; one code on overlapping text counts once.".to_owned()
        }
        CoderChoice::One(id) => {
            let coder = making.corpus().coder(id);
            format!("Codings by {}.", coder.map_or("an unknown coder", |coder| &coder.name))
        }
    }
}

fn roles(making: &Making<'_>, excerpt: &Excerpt) -> Option<String> {
    let corpus = making.corpus();
    let role = role_attribute(corpus)?;
    let people = excerpt.participants.iter().filter_map(|id| corpus.participant(*id));
    let mut roles: Vec<&str> =
        people.filter_map(|p| p.values.get(&role)).map(|r| r.trim()).collect();
    roles.dedup();
    (!roles.is_empty()).then(|| roles.join("; "))
}

/// "Extracts used: Participant 5 9, Participant 8 1; never quoted: Participant 4."
fn distribution(making: &Making<'_>, used: &Used) -> Sheet {
    let corpus = making.corpus();
    let role = role_attribute(corpus);
    let mut people: Vec<_> = corpus
        .participants
        .iter()
        .filter(|person| person.excluded.is_none() && used.there.contains_key(&person.id))
        .collect();
    people.sort_by_key(|person| std::cmp::Reverse(Used::count(&used.quoted, person.id)));
    let mut quoted = Vec::new();
    let mut never = Vec::new();
    let rows = people.iter().map(|person| {
        let n = Used::count(&used.quoted, person.id);
        if n == 0 {
            never.push(person.name.clone());
        } else {
            quoted.push(format!("{} {n}", person.name));
        }
        Row {
            depth: 0,
            cells: vec![
                Cell::Text(person.name.clone()),
                Cell::words(role.and_then(|id| person.values.get(&id)).cloned()),
                Cell::int(n),
                Cell::int(Used::count(&used.there, person.id)),
            ],
        }
    });
    let rows: Vec<Row> = rows.collect();
    let list = |names: &[String], none: &str| {
        if names.is_empty() { none.to_owned() } else { names.join(", ") }
    };
    let told = format!(
        "Extracts used: {}; never quoted: {}.",
        list(&quoted, "none"),
        list(&never, "nobody")
    );
    Sheet {
        title: format!("{}: who is quoted", corpus.study.trim()),
        subtitle: vec![told],
        columns: vec![
            Column::text("Participant"),
            Column::text("Role"),
            Column::number("Extracts used"),
            Column::number("Passages coded"),
        ],
        rows,
        notes: vec![
            "A passage that stands for several codes or themes counts once.".to_owned(),
            making.input.spec.choose.rule(making.input.spec.seed),
        ],
        ..Sheet::default()
    }
}
