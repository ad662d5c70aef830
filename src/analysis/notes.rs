//! The words under a table: what it counts, of what, by whom, and what it leaves out.
//!
//! Part of the words depends on measure and percentage and is made when asked for; the rest is made
//! once with the table, while the corpus is at hand.

use super::crosstab::{Column, Crosstab};
use super::disclosure::{Guard, profile_note, suppression_note};
use super::excerpts::excerpts;
use super::filter::Scope;
use super::frequencies::Frequencies;
use super::groups::NO_VALUE;
use super::measures::{Cell, LeftOut, Measure, Percent, Reading, Undefined};
use super::withdrawn::withdrew;
use crate::model::{CoderChoice, Corpus, Filter, ParticipantId, Profile, Speech};

/// A list in a note is cut after so many entries.
const LIST: usize = 8;
/// Groups below this size are called very small.
pub(super) const SMALL_GROUP: u64 = 5;

/// A note, and what of it may be said where ids of participants may not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Remark {
    pub(super) full: String,
    public: String,
}

impl Remark {
    /// One that names participants or documents; `public` does not.
    fn naming(full: String, public: String) -> Self {
        Self { full, public }
    }

    fn told(&self, profile: Option<Profile>) -> String {
        let ids = profile.is_none_or(Profile::shows_ids);
        if ids { self.full.clone() } else { self.public.clone() }
    }
}

impl From<String> for Remark {
    fn from(full: String) -> Self {
        Self { public: full.clone(), full }
    }
}

/// Notes in full, for tables that go out under no profile.
pub(super) fn in_full(remarks: Vec<Remark>) -> Vec<String> {
    remarks.into_iter().map(|remark| remark.full).collect()
}

/// The notes that do not depend on measure and percentage.
pub(super) fn remarks(
    scope: &Scope<'_>,
    table: &Crosstab,
    silent: &[ParticipantId],
) -> Vec<Remark> {
    let mut notes: Vec<Remark> = vec![coders(scope.corpus, &scope.coder, &table.left_out).into()];
    notes.extend(filter(scope.corpus, &table.filter));
    if table.shared > 0 {
        notes.push(
            format!(
                "{} over speakers of more than one column and {} in each of them, once in the \
                 total: the numbers of a row may add up to more than its total.",
                plural(table.shared, "excerpt runs", "excerpts run"),
                if table.shared == 1 { "counts" } else { "count" },
            )
            .into(),
        );
    }
    notes.extend(left_out(&table.left_out).into_iter().map(Remark::from));
    notes.extend(exclusion(scope, &table.filter, table.left_out.excluded));
    notes.extend(silence(scope.corpus, silent));
    notes.extend(merged(table));
    notes.extend(withdrew(scope.corpus).map(Remark::from));
    notes.extend(sizes(table).into_iter().map(Remark::from));
    notes.extend(dominated(scope.corpus, table));
    notes
}

/// Codes that nobody has looked for in some columns, and zeros that rest on a part of the documents:
/// as far as they are seen, for a cell that is held back must not be told of here.
fn unseen(table: &Crosstab) -> Vec<String> {
    let column = |at: usize| match at.checked_sub(table.groups.len()) {
        None => Column::Group(at),
        Some(0) => Column::Unassigned,
        Some(_) => Column::Total,
    };
    let name = |at: &usize| table.rows.get(*at).map(|row| row.name.clone());
    let shown = table.columns();
    let no_look = Reading::Undefined(Undefined::NotLookedFor);
    let wholly = table
        .unseen
        .rows(|row, at| shown.contains(&column(at)) && table.reading(row, column(at)) == no_look);
    let partly = table.unseen.partly(|row, at| {
        let none = table.cell(row, column(at)).is_some_and(|cell| cell.counts.excerpts == 0);
        let seen = shown.contains(&column(at)) && table.reading(row, column(at)).value().is_some();
        none && seen
    });
    let names = |rows: &[usize]| rows.iter().filter_map(name).collect::<Vec<String>>();
    super::late::notes(&names(&wholly), &names(&partly))
}

/// The notes of a list of frequencies that need the corpus.
pub(super) fn common(
    scope: &Scope<'_>,
    silent: &[ParticipantId],
    asked: &Filter,
    left: &LeftOut,
) -> Vec<Remark> {
    let mut notes: Vec<Remark> = vec![coders(scope.corpus, &scope.coder, left).into()];
    notes.extend(filter(scope.corpus, asked));
    notes.extend(left_out(left).into_iter().map(Remark::from));
    notes.extend(exclusion(scope, asked, left.excluded));
    notes.extend(silence(scope.corpus, silent));
    notes.extend(withdrew(scope.corpus).map(Remark::from));
    notes
}

/// All notes of a crosstab, the definition of what it shows first.
pub(super) fn notes(table: &Crosstab) -> Vec<String> {
    let profile = table.guard.as_ref().and_then(|guard| guard.profile);
    let mut notes = table.guard.as_ref().map(Guard::notes).unwrap_or_default();
    notes.push(definition(table.measure).to_owned());
    notes.extend(percentage(table.measure, table.percent).map(str::to_owned));
    if fractions(table) {
        notes.push(
            "Shares of fewer than 20 are shown as “n of N” and not as percentages.".to_owned(),
        );
    }
    notes.push(
        "A code counts with everything under it, each excerpt once. Labels, time stamps and the \
         interviewer’s words never count."
            .to_owned(),
    );
    notes.extend(unseen(table));
    notes.extend(table.remarks.iter().map(|remark| remark.told(profile)));
    notes.push("Counts describe this sample, not a population.".to_owned());
    notes
}

/// All notes of a list of frequencies.
pub(super) fn frequency_notes(answer: &Frequencies) -> Vec<String> {
    let mut notes: Vec<String> = answer.profile.map(profile_note).into_iter().collect();
    notes.extend(answer.suppress.and_then(|(k, zeros)| suppression_note(Some(k), zeros)));
    notes.extend([
        "Participants: those with at least one excerpt, of all who speak in the documents looked \
         at. Documents, excerpts, words and characters count what lies in participants’ speech; \
         words and characters under several excerpts of a code count once."
            .to_owned(),
        "A code counts with everything under it, each excerpt once; “of the code alone” leaves the \
         codes under it out."
            .to_owned(),
    ]);
    notes.extend(answer.remarks.iter().map(|remark| remark.told(answer.profile)));
    notes.push("Counts describe this sample, not a population.".to_owned());
    notes
}

fn definition(measure: Measure) -> &'static str {
    match measure {
        Measure::Participants => {
            "Cells: participants with at least one excerpt, of the participants of the group who \
             speak in the documents looked at."
        }
        Measure::Documents => {
            "Cells: documents in which a participant of the group has an excerpt."
        }
        Measure::Turns => "Cells: turns of the group with at least one coded character.",
        Measure::Excerpts => {
            "Cells: excerpts, that is codings that touch the group’s speech. How many there are \
             depends on how passages were cut and on how much people talk."
        }
        Measure::Words => {
            "Cells: coded words in the group’s speech; words under several excerpts of a code \
             count once."
        }
        Measure::Characters => {
            "Cells: coded characters in the group’s speech; characters under several excerpts of \
             a code count once."
        }
        Measure::Coverage => {
            "Cells: coded characters of the group’s speech, of all characters of the group’s \
             speech."
        }
        Measure::RateMean => {
            "Cells: excerpts per 1,000 own words, as the mean of the participants’ own rates: \
             every participant of the group weighs the same."
        }
        Measure::RatePooled => {
            "Cells: excerpts per 1,000 words, all excerpts of the group over all words of the \
             group: who talks more weighs more. This is not the mean of the participants’ rates."
        }
    }
}

fn percentage(measure: Measure, percent: Percent) -> Option<&'static str> {
    if percent != Percent::None && !measure.is_count() {
        return Some("Shares of coverage or of rates have no meaning: the cells are empty.");
    }
    match percent {
        Percent::None => None,
        Percent::Row => Some(
            "Shares of the row: the whole is the sum over the groups. Read them against the \
             groups’ shares of all words.",
        ),
        Percent::Column => Some(
            "Shares of the column: the whole is the sum over the top rows. They change when \
             another code is added.",
        ),
        Percent::Group => match measure {
            Measure::Excerpts => {
                Some("Excerpts are no part of a group’s speech: there is no share of the group.")
            }
            _ => Some("Shares of the group: the whole is what stands under the group’s name."),
        },
    }
}

/// Whether the table shows a fraction where a percentage was asked for.
fn fractions(table: &Crosstab) -> bool {
    let small = |reading| matches!(reading, Reading::Share { whole, .. } if whole < Reading::SMALL);
    table.percent != Percent::None
        && table
            .columns()
            .into_iter()
            .any(|column| (0..table.rows.len()).any(|row| small(table.reading(row, column))))
}

fn coders(corpus: &Corpus, choice: &CoderChoice, left: &LeftOut) -> String {
    match choice {
        CoderChoice::One(id) => {
            let name = corpus.coder(*id).map_or("an unknown coder", |coder| coder.name.as_str());
            match left.other_coders {
                0 => format!("Codings by {name}."),
                n => format!("Codings by {name} only; {} of other coders left out.", codings(n)),
            }
        }
        CoderChoice::All => {
            let note = "Codings of all coders; the same code on overlapping text counts once";
            match left.folded {
                0 => format!("{note}."),
                n => format!("{note} ({} folded into others).", codings(n)),
            }
        }
    }
}

fn filter(corpus: &Corpus, filter: &Filter) -> Option<Remark> {
    let said = |parts: Vec<String>| format!("Only {}.", parts.join("; "));
    let full = parts(corpus, filter, true);
    (!full.is_empty()).then(|| Remark::naming(said(full), said(parts(corpus, filter, false))))
}

/// A filter in words: "codes Time/delay; participants with role = ICTG"; "all" where it leaves
/// everything in.
pub fn described(corpus: &Corpus, filter: &Filter) -> String {
    let mut parts = parts(corpus, filter, true);
    match filter.speech {
        Speech::Any => {}
        Speech::Participants => parts.push("participants’ speech".to_owned()),
        Speech::Unassigned => parts.push("speech nobody is mapped to".to_owned()),
    }
    if let CoderChoice::One(id) = filter.coder {
        let name = corpus.coder(id).map_or("(removed)", |coder| coder.name.as_str());
        parts.push(format!("coded by {name}"));
    }
    if filter.include_excluded {
        parts.push("participants excluded from analysis, too".to_owned());
    }
    if parts.is_empty() { "all".to_owned() } else { parts.join("; ") }
}

/// What a filter asks for; without `named` ids are only counted.
fn parts(corpus: &Corpus, filter: &Filter, named: bool) -> Vec<String> {
    let mut parts = Vec::new();
    let mut add = |what: &str, names: Vec<String>, ids: bool| {
        if names.is_empty() {
            return;
        }
        // Documents are often called by the id of who speaks in them.
        parts.push(if ids && !named {
            format!("{} {what}", names.len())
        } else {
            format!("{what} {}", list(&names))
        });
    };
    let document = |id: &_| corpus.document(*id).map(|d| d.name.clone());
    add("documents", filter.documents.iter().filter_map(document).collect(), true);
    let participant = |id: &_| corpus.participant(*id).map(|p| p.name.clone());
    add("participants", filter.participants.iter().filter_map(participant).collect(), true);
    add("codes", filter.codes.iter().map(|id| corpus.codes.path(*id)).collect(), false);
    let clause = |clause: &crate::model::WhereClause| {
        let attribute = corpus.attributes.iter().find(|a| a.id == clause.attribute)?;
        let value = match clause.value.trim() {
            "" => NO_VALUE,
            value => value,
        };
        Some(format!("{} {} {value}", attribute.name, clause.op.sign()))
    };
    add("participants with", filter.wheres.iter().filter_map(clause).collect(), false);
    add("speakers", filter.speakers.clone(), true);
    let condition = filter.condition.as_ref();
    let written = |condition| format!("“{}”", super::sentence::write(corpus, condition));
    add("excerpts with the condition", condition.map(written).into_iter().collect(), false);
    parts
}

fn left_out(left: &LeftOut) -> Vec<String> {
    let reasons = [
        (left.interviewer_only, "only in the interviewer’s words"),
        (left.no_participant, "only in speech nobody is mapped to"),
        (left.no_speech, "on no speech (labels, time stamps, headers)"),
        (left.filtered, "outside the filter"),
    ];
    let said: Vec<String> = reasons
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, why)| format!("{} {why}", codings(*count)))
        .collect();
    if said.is_empty() { Vec::new() } else { vec![format!("Not counted: {}.", said.join("; "))] }
}

/// Who is excluded from analysis, with how many excerpts; or that they are counted all the same.
fn exclusion(scope: &Scope<'_>, filter: &Filter, excerpts: u64) -> Option<Remark> {
    let people = |n: usize| plural(n as u64, "participant", "participants");
    if filter.include_excluded {
        let all = scope.corpus.participants.iter().filter(|person| person.excluded.is_some());
        let names: Vec<String> = all.map(|person| person.name.clone()).collect();
        let said = format!("Participants excluded from analysis are included: {}.", list(&names));
        let public = format!("Included: {} excluded from analysis.", people(names.len()));
        return (!names.is_empty()).then(|| Remark::naming(said, public));
    }
    let names = scope.excluded_names();
    (!names.is_empty()).then(|| {
        let full = format!(
            "Left out: {} excluded from analysis ({}), with {}.",
            people(names.len()),
            list(&names),
            plural(excerpts, "excerpt", "excerpts"),
        );
        let public = format!("Left out: {} excluded from analysis.", people(names.len()));
        Remark::naming(full, public)
    })
}

/// Of a framework matrix: which filter, whose codings, what counts for no row.
pub(super) fn of_framework(scope: &Scope<'_>, asked: &Filter, left: &LeftOut) -> Vec<String> {
    let corpus = scope.corpus;
    let mut said: Vec<String> =
        filter(corpus, asked).map(|remark| remark.full).into_iter().collect();
    said.push(coders(corpus, &asked.coder, left));
    said.extend(left_out(left));
    said.extend(exclusion(scope, asked, left.excluded).map(|remark| remark.full));
    said
}

/// What a list of excerpts leaves out because participants are excluded from analysis, in words.
pub fn exclusion_of_list(corpus: &Corpus, filter: &Filter) -> Option<String> {
    if corpus.participants.iter().all(|person| person.excluded.is_none()) {
        return None;
    }
    let scope = Scope::new(corpus, filter);
    let more = if filter.include_excluded || scope.excluded_names().is_empty() {
        0
    } else {
        let with = Filter { include_excluded: true, ..filter.clone() };
        excerpts(corpus, &with).len().saturating_sub(excerpts(corpus, filter).len())
    };
    exclusion(&scope, filter, more as u64).map(|remark| remark.full)
}

/// What a list of themes leaves out, as [`exclusion_of_list`]; `passages`: how many.
pub fn exclusion_of_themes(corpus: &Corpus, passages: usize) -> Option<String> {
    let filter = Filter::default();
    let scope = Scope::new(corpus, &filter);
    exclusion(&scope, &filter, passages as u64).map(|remark| remark.full)
}

fn silence(corpus: &Corpus, silent: &[ParticipantId]) -> Option<Remark> {
    if silent.is_empty() {
        return None;
    }
    let names: Vec<String> = silent
        .iter()
        .filter_map(|id| corpus.participant(*id))
        .map(|participant| participant.name.clone())
        .collect();
    let said = |who: &str| {
        format!(
            "{who} {} not speak in the documents looked at and {} no part of N.",
            if names.len() == 1 { "does" } else { "do" },
            if names.len() == 1 { "is" } else { "are" }
        )
    };
    let public = said(&plural(names.len() as u64, "participant", "participants"));
    Some(Remark::naming(said(&list(&names)), public))
}

/// Groups that were put together or left out.
fn merged(table: &Crosstab) -> Vec<Remark> {
    let mut notes = Vec::new();
    for group in table.groups.iter().filter(|group| !group.merged.is_empty()) {
        let label = |values: &Vec<Option<String>>| {
            let names = values.iter().map(|value| value.as_deref().unwrap_or(NO_VALUE));
            names.collect::<Vec<_>>().join(" / ")
        };
        let names: Vec<String> = group.merged.iter().map(label).collect();
        let count = plural(names.len() as u64, "group", "groups");
        notes.push(Remark::naming(
            format!("{} are together: {}.", group.label, list(&names)),
            format!("{} are {count} together.", group.label),
        ));
    }
    if table.dropped.0 > 0 {
        let (groups, people) = table.dropped;
        let groups = plural(groups as u64, "small group", "small groups");
        let people = plural(people as u64, "participant", "participants");
        notes.push(format!("Left out, also of the total: {groups} with {people}.").into());
    }
    notes
}

fn sizes(table: &Crosstab) -> Vec<String> {
    let named = |test: &dyn Fn(u64) -> bool| -> Vec<String> {
        let groups = table.groups.iter().filter(|group| test(group.base.participants));
        groups.map(|group| group.label.clone()).collect()
    };
    let mut notes = Vec::new();
    let empty = named(&|n| n == 0);
    if !empty.is_empty() {
        notes.push(format!("“–”: nobody of {} is in the filter.", list(&empty)));
    }
    let alone = named(&|n| n == 1);
    if !alone.is_empty() {
        let one = alone.len() == 1;
        notes.push(format!(
            "{} {} one person{}: the column is that person’s interview.",
            list(&alone),
            if one { "is" } else { "are" },
            if one { "" } else { " each" },
        ));
    }
    let small = named(&|n| (2..SMALL_GROUP).contains(&n));
    if !small.is_empty() {
        notes.push(format!("Very small groups (fewer than 5 participants): {}.", list(&small)));
    }
    notes
}

/// Cells in which one person of several holds more than half of the excerpts.
fn dominated(corpus: &Corpus, table: &Crosstab) -> Option<Remark> {
    let mut found = Vec::new();
    for (at, row) in table.rows.iter().enumerate() {
        for (group, cell) in row.cells.iter().enumerate() {
            let several = table.base(Column::Group(group)).participants > 1;
            if let Some((who, most)) = dominant(cell).filter(|_| several)
                && let Some(who) = corpus.participant(who)
            {
                let share = 100.0 * most as f64 / cell.counts.excerpts as f64;
                let group = &table.groups[group].label;
                found.push(format!(
                    "{} × {group} ({} {share:.0} % of {})",
                    table.rows[at].name, who.name, cell.counts.excerpts
                ));
            }
        }
    }
    if found.is_empty() {
        return None;
    }
    let full =
        format!("More than half of the excerpts come from one participant in: {}.", list(&found));
    let cells = plural(found.len() as u64, "cell", "cells");
    let public = format!("In {cells} more than half of the excerpts come from one participant.");
    Some(Remark::naming(full, public))
}

/// One or two excerpts are always mostly one person's: said only from three on.
fn dominant(cell: &Cell) -> Option<(ParticipantId, u64)> {
    cell.dominated_by().filter(|_| cell.counts.excerpts >= 3)
}

pub(super) fn list(names: &[String]) -> String {
    match names.len().checked_sub(LIST) {
        None | Some(0) => names.join(", "),
        Some(more) => format!("{} and {more} more", names[..LIST].join(", ")),
    }
}

fn codings(n: u64) -> String {
    plural(n, "coding", "codings")
}

pub(super) fn plural(n: u64, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
