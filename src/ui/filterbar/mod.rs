//! A filter as a sentence: "… of *Delay* or *Home* said by *anyone* where *role = LA worker* …".
//! Every value is a chip that can be taken away, every kind has a drop-down that is searched by typing.

mod conditions;
mod saved;

pub(crate) use saved::saved;

use super::picker::{self, Choice};
use super::view::View;
use super::widgets::{self, counted};
use crate::analysis::NO_VALUE;
use crate::model::{
    Attribute, AttributeId, AttributeKind, CodeId, CoderChoice, Filter, Participant, Speech,
    WhereClause, WhereOp,
};
use egui::Ui;

/// Draws the sentence, wrapped, and lets it be changed. True when it was.
///
/// `speech`: whether one can ask whose speech it is; tables give unassigned speech its own column.
pub fn show(ui: &mut Ui, view: &View<'_>, filter: &mut Filter, speech: bool) -> bool {
    let before = filter.clone();
    codes(ui, view, filter, ("of", "any code"));
    people(ui, view, filter, speech);
    attributes(ui, view, filter);
    documents(ui, view, filter);
    coders(ui, view, filter);
    speakers(ui, view, filter);
    conditions::show(ui, view, filter);
    *filter != before
}

/// The same about where words are looked for: a code is what they must stand under. Whose speech is
/// asked elsewhere.
pub fn show_places(ui: &mut Ui, view: &View<'_>, filter: &mut Filter) -> bool {
    let before = filter.clone();
    documents(ui, view, filter);
    people(ui, view, filter, false);
    attributes(ui, view, filter);
    codes(ui, view, filter, ("under", "any code or none"));
    if !filter.codes.is_empty() || filter.condition.is_some() {
        coders(ui, view, filter);
    }
    speakers(ui, view, filter);
    conditions::show(ui, view, filter);
    *filter != before
}

/// Codes that what is looked for must not stand under.
pub fn show_without(ui: &mut Ui, view: &View<'_>, list: &mut Vec<CodeId>) {
    let names = ("Not under a code", "Allow code");
    // Alone it is one chip: a word that waits for it at the end of a row says nothing.
    let lead = if list.is_empty() { "" } else { "not under" };
    code_list(ui, view, list, (lead, "not under…"), names);
}

/// The same about cases: who they are, which of their interviews, whose codings. Codes are chosen
/// elsewhere, as columns.
pub fn show_cases(ui: &mut Ui, view: &View<'_>, filter: &mut Filter) -> bool {
    let before = filter.clone();
    people(ui, view, filter, false);
    attributes(ui, view, filter);
    documents(ui, view, filter);
    coders(ui, view, filter);
    *filter != before
}

/// True when the filter leaves everything in, whoever coded it.
pub fn is_open(filter: &Filter) -> bool {
    Filter { coder: CoderChoice::All, ..filter.clone() } == Filter::default()
}

/// Adds a value to a list, or takes it away when it is there.
fn toggle<T: PartialEq>(list: &mut Vec<T>, value: T) {
    match list.iter().position(|known| *known == value) {
        Some(at) => {
            list.remove(at);
        }
        None => list.push(value),
    }
}

fn codes(ui: &mut Ui, view: &View<'_>, filter: &mut Filter, words: (&str, &str)) {
    code_list(ui, view, &mut filter.codes, words, ("Filter by code", "Remove code"));
}

/// Codes as chips. `lead` and `open`: what stands before them, and where there are none; `drop` and
/// `remove`: the names of what adds one and of what takes one away.
fn code_list(
    ui: &mut Ui,
    view: &View<'_>,
    list: &mut Vec<CodeId>,
    (lead, open): (&str, &str),
    (drop, remove): (&str, &str),
) {
    let tree = &view.corpus.codes;
    if !lead.is_empty() {
        widgets::quiet_word(ui, view.theme, lead);
    }
    let mut gone = None;
    for (at, &id) in list.iter().enumerate() {
        if at > 0 {
            widgets::quiet_word(ui, view.theme, "or");
        }
        let (colors, name) = widgets::code_face(view.theme, tree, id);
        let label = format!("{remove} {name}");
        if widgets::filter_chip(ui, view.theme, Some((colors, &name)), &name, &label) {
            gone = Some(at);
        }
    }
    if let Some(at) = gone {
        list.remove(at);
    }
    let text = if list.is_empty() { open } else { "+" };
    let anchor = widgets::drop_chip(ui, view.theme, text, drop);
    let made =
        picker::pick(ui, view.theme, &anchor, ("Search codes", true), || picker::codes(view, list));
    if let Some(code) = made.and_then(|place| tree.codes().get(place)) {
        toggle(list, code.id);
    }
}

/// What can be asked about whose speech it is, beside a person's name.
const SPEECH: [(Speech, &str); 2] =
    [(Speech::Participants, "participants only"), (Speech::Unassigned, "speakers not mapped yet")];

/// What can be asked about participants who are excluded from analysis, where there are any.
const EXCLUDED: &str = "excluded participants, too";

fn people(ui: &mut Ui, view: &View<'_>, filter: &mut Filter, speech: bool) {
    widgets::quiet_word(ui, view.theme, "said by");
    let people = &view.corpus.participants;
    let mut chosen = false;
    if speech {
        for (kind, text) in SPEECH {
            if filter.speech == kind {
                // Naming people, or what they are, says already that it is participants' speech.
                let named = !filter.participants.is_empty() || !filter.wheres.is_empty();
                let said = kind == Speech::Participants && named;
                chosen |= !said;
                let label = format!("Remove {text}");
                if !said && widgets::filter_chip(ui, view.theme, None, text, &label) {
                    filter.speech = Speech::Any;
                }
            }
        }
    }
    let mut remove = None;
    for (at, id) in filter.participants.iter().enumerate() {
        if at > 0 {
            widgets::quiet_word(ui, view.theme, "or");
        }
        let name = people.iter().find(|p| p.id == *id).map_or("(removed)", |p| p.name.as_str());
        let label = format!("Remove participant {name}");
        if widgets::filter_chip(ui, view.theme, None, name, &label) {
            remove = Some(at);
        }
        chosen = true;
    }
    if let Some(at) = remove {
        filter.participants.remove(at);
    }
    if filter.include_excluded
        && widgets::filter_chip(ui, view.theme, None, EXCLUDED, &format!("Remove {EXCLUDED}"))
    {
        filter.include_excluded = false;
    }
    let text = if chosen { "+" } else { "anyone" };
    let anchor = widgets::drop_chip(ui, view.theme, text, "Filter by participant");
    let extra = if speech { SPEECH.len() } else { 0 };
    let excluded = usize::from(people.iter().any(|person| person.excluded.is_some()));
    let made = picker::pick(ui, view.theme, &anchor, ("Search participants", true), || {
        let kinds = SPEECH.iter().take(extra);
        let kinds = kinds.map(|&(kind, text)| Choice::new(text, filter.speech == kind));
        let role = |p: &Participant| view.role.and_then(|role| p.values.get(&role)).cloned();
        let each = people.iter().map(|p| {
            let chosen = filter.participants.contains(&p.id);
            Choice::new(&p.name, chosen).detail(role(p).unwrap_or_default())
        });
        let too = Choice::new(EXCLUDED, filter.include_excluded);
        let too = std::iter::repeat_n(too, excluded);
        kinds.chain(too).chain(each).collect()
    });
    let Some(made) = made else { return };
    if made == extra && excluded == 1 {
        filter.include_excluded = !filter.include_excluded;
        return;
    }
    if let Some((kind, _)) = SPEECH.get(made).filter(|_| made < extra) {
        filter.speech = if filter.speech == *kind { Speech::Any } else { *kind };
    } else if let Some(person) = people.get(made - extra - excluded) {
        toggle(&mut filter.participants, person.id);
        // People and "nobody" exclude each other.
        if filter.speech == Speech::Unassigned {
            filter.speech = Speech::Any;
        }
    }
}

/// The values of an attribute in its own order with how many participants have them, blank last.
/// Values that differ only in case are one.
fn values(people: &[Participant], attribute: &Attribute, all: bool) -> Vec<(String, usize)> {
    let mut found: std::collections::BTreeMap<String, (String, usize)> =
        std::collections::BTreeMap::new();
    // Who is excluded from analysis counts here neither.
    for person in people.iter().filter(|person| all || person.excluded.is_none()) {
        let value = person.values.get(&attribute.id).map(|v| v.trim()).unwrap_or_default();
        let entry = found.entry(attribute.kind.key(value));
        entry.or_insert_with(|| (value.to_owned(), 0)).1 += 1;
    }
    let mut values: Vec<(String, usize)> = found.into_values().collect();
    values.sort_by(|(a, _), (b, _)| {
        a.is_empty().cmp(&b.is_empty()).then_with(|| attribute.kind.compare(a, b))
    });
    values
}

/// The other comparisons that are offered: "not" for each value, and from or up to each number or date.
fn compared(attribute: &Attribute, values: &[(String, usize)]) -> Vec<(WhereOp, String)> {
    let ordered = matches!(attribute.kind, AttributeKind::Number | AttributeKind::Date);
    let ops: &[WhereOp] =
        if ordered { &[WhereOp::AtLeast, WhereOp::AtMost] } else { &[WhereOp::IsNot] };
    let known = |op: WhereOp| values.iter().filter(move |(v, _)| !op.orders() || !v.is_empty());
    ops.iter().flat_map(|&op| known(op).map(move |(value, _)| (op, value.clone()))).collect()
}

/// A comparison in words, to be found by typing.
fn words(op: WhereOp) -> &'static str {
    match op {
        WhereOp::Is => "is",
        WhereOp::IsNot => "is not",
        WhereOp::Less => "less than",
        WhereOp::AtMost => "at most up to",
        WhereOp::More => "more than",
        WhereOp::AtLeast => "at least from",
    }
}

fn shown_value(value: &str) -> &str {
    if value.is_empty() { NO_VALUE } else { value }
}

fn attributes(ui: &mut Ui, view: &View<'_>, filter: &mut Filter) {
    let attributes = &view.corpus.attributes;
    if attributes.is_empty() && filter.wheres.is_empty() {
        return;
    }
    widgets::quiet_word(ui, view.theme, "where");
    let mut remove = None;
    let mut before: Option<AttributeId> = None;
    for (at, clause) in filter.wheres.iter().enumerate() {
        if let Some(before) = before {
            // Values of one attribute are alternatives; everything else must hold.
            let either = before == clause.attribute && clause.op == WhereOp::Is;
            widgets::quiet_word(ui, view.theme, if either { "or" } else { "and" });
        }
        before = Some(clause.attribute);
        let name = attributes.iter().find(|a| a.id == clause.attribute);
        let name = name.map_or("(removed)", |a| a.name.as_str());
        let text = format!("{name} {} {}", clause.op.sign(), shown_value(&clause.value));
        if widgets::filter_chip(ui, view.theme, None, &text, &format!("Remove {text}")) {
            remove = Some(at);
        }
    }
    if let Some(at) = remove {
        filter.wheres.remove(at);
    }
    let text = if filter.wheres.is_empty() { "any attribute" } else { "+" };
    let anchor = widgets::drop_chip(ui, view.theme, text, "Filter by attribute");
    let mut meant: Vec<Option<WhereClause>> = Vec::new();
    let made =
        picker::pick(ui, view.theme, &anchor, ("Search attributes and values", true), || {
            let mut choices = Vec::new();
            for attribute in attributes.iter() {
                meant.push(None);
                choices.push(Choice { heading: true, ..Choice::new(&attribute.name, false) });
                let values = values(&view.corpus.participants, attribute, filter.include_excluded);
                for (value, count) in &values {
                    let value = value.clone();
                    let count = *count;
                    let clause = WhereClause { attribute: attribute.id, op: WhereOp::Is, value };
                    let value = shown_value(&clause.value);
                    let mut choice = Choice::new(value, filter.wheres.contains(&clause))
                        .detail(counted(count as u64, "participant", "participants"));
                    choice.path = format!("{} {value}", attribute.name);
                    choice.depth = 1;
                    choices.push(choice);
                    meant.push(Some(clause));
                }
                for (op, value) in compared(attribute, &values) {
                    let clause = WhereClause { attribute: attribute.id, op, value };
                    let text = format!("{} {}", op.sign(), shown_value(&clause.value));
                    let mut choice = Choice::new(&text, filter.wheres.contains(&clause));
                    choice.path =
                        format!("{} {text} {} {}", attribute.name, words(op), clause.value);
                    choice.depth = 1;
                    choices.push(choice);
                    meant.push(Some(clause));
                }
            }
            choices
        });
    if let Some(clause) = made.and_then(|index| meant.get(index).cloned().flatten()) {
        toggle(&mut filter.wheres, clause);
        // Clauses on one attribute stand together: they are joined by "or".
        filter.wheres.sort_by_key(|clause| {
            let at = attributes.iter().position(|a| a.id == clause.attribute);
            (at.unwrap_or(usize::MAX), clause.op != WhereOp::Is)
        });
    }
}

fn documents(ui: &mut Ui, view: &View<'_>, filter: &mut Filter) {
    widgets::quiet_word(ui, view.theme, "in");
    let documents = &view.corpus.documents;
    let mut remove = None;
    for (at, id) in filter.documents.iter().enumerate() {
        if at > 0 {
            widgets::quiet_word(ui, view.theme, "or");
        }
        let name = view.corpus.document(*id).map_or("(removed)", |d| d.name.as_str());
        let label = format!("Remove document {name}");
        if widgets::filter_chip(ui, view.theme, None, name, &label) {
            remove = Some(at);
        }
    }
    if let Some(at) = remove {
        filter.documents.remove(at);
    }
    let text = if filter.documents.is_empty() { "any document" } else { "+" };
    let anchor = widgets::drop_chip(ui, view.theme, text, "Filter by document");
    let made = picker::pick(ui, view.theme, &anchor, ("Search documents", true), || {
        let counts = documents.iter().enumerate().map(|(at, document)| {
            let count = view.counts.documents.get(at).copied().unwrap_or(0);
            let chosen = filter.documents.contains(&document.id);
            Choice::new(&document.name, chosen).detail(widgets::grouped(u64::from(count)))
        });
        counts.collect()
    });
    if let Some(document) = made.and_then(|index| documents.get(index)) {
        toggle(&mut filter.documents, document.id);
    }
}

/// Labels of speakers, where a saved filter asks for some: they are shown and can be taken away.
fn speakers(ui: &mut Ui, view: &View<'_>, filter: &mut Filter) {
    let mut remove = None;
    for (at, label) in filter.speakers.iter().enumerate() {
        widgets::quiet_word(ui, view.theme, if at > 0 { "or" } else { "labelled" });
        let name = format!("Remove speaker {label}");
        if widgets::filter_chip(ui, view.theme, None, label, &name) {
            remove = Some(at);
        }
    }
    if let Some(at) = remove {
        filter.speakers.remove(at);
    }
}

/// Whose codings: only a question where several people code.
fn coders(ui: &mut Ui, view: &View<'_>, filter: &mut Filter) {
    let coders = &view.corpus.coders;
    if coders.len() < 2 {
        return;
    }
    widgets::quiet_word(ui, view.theme, "coded by");
    let text = match &filter.coder {
        CoderChoice::All => "anyone",
        CoderChoice::One(id) => {
            coders.iter().find(|c| c.id == *id).map_or("(removed)", |c| c.name.as_str())
        }
    };
    let anchor = widgets::drop_chip(ui, view.theme, text, "Filter by coder");
    let made = picker::pick(ui, view.theme, &anchor, ("Search coders", false), || {
        let all = Choice::new("anyone", filter.coder == CoderChoice::All)
            .detail("same passage, same code: once");
        let one = |id| CoderChoice::One(id);
        let each = coders.iter().map(|c| Choice::new(&c.name, filter.coder == one(c.id)));
        std::iter::once(all).chain(each).collect()
    });
    match made {
        Some(0) => filter.coder = CoderChoice::All,
        Some(at) => {
            if let Some(coder) = coders.get(at - 1) {
                filter.coder = CoderChoice::One(coder.id);
            }
        }
        None => {}
    }
}
