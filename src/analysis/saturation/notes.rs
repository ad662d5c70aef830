//! The words under the table of new codes. They say what was found in this order of these
//! interviews, never that a study is complete.

use super::super::filter::Scope;
use super::super::notes::{common, in_full, list, plural};
use super::super::whose::Whose;
use super::order::Ordered;
use super::{InterviewKey, Level, Per, Saturation};

/// The notes that need the corpus. `above`: excerpts of codes above the level that is counted.
pub(super) fn remarks(scope: &Scope<'_>, answer: &Saturation, above: u64) -> Vec<String> {
    let corpus = scope.corpus;
    let mut notes = Vec::new();
    if above > 0 {
        notes.push(format!(
            "Not counted: {} of codes that have codes under them.",
            plural(above, "excerpt", "excerpts")
        ));
    }
    notes.extend(repeated(scope, answer));
    if let Some(version) = corpus.versions.last() {
        let day = version.created_at.get(..10).unwrap_or_default();
        notes.push(format!(
            "Codes as they stand now; the last version kept is {} of {day}. Codes that are merged, \
             split or made later change the curve.",
            version.number
        ));
    } else {
        notes.push(
            "Codes as they stand now: those that are merged, split or made later change the curve."
                .to_owned(),
        );
    }
    notes.extend(in_full(common(scope, &[], &answer.filter, &answer.left_out)));
    notes
}

/// Participants who speak in several of the interviews.
fn repeated(scope: &Scope<'_>, answer: &Saturation) -> Option<String> {
    let corpus = scope.corpus;
    let mut documents = vec![0_u64; corpus.participants.len()];
    for (index, document) in corpus.documents.iter().enumerate() {
        let counted = answer.per == Per::Participant
            || answer.interviews.iter().any(|i| i.key == InterviewKey::Document(document.id));
        if !counted || !scope.has_document(index) {
            continue;
        }
        let asked = scope.speakers_in(document);
        let mut people: Vec<u32> = document
            .pieces
            .iter()
            .filter_map(|piece| match Whose::of(scope, &asked, piece) {
                Whose::Person(person) => Some(person),
                _ => None,
            })
            .collect();
        people.sort_unstable();
        people.dedup();
        for person in people {
            documents[person as usize] += 1;
        }
    }
    let people = corpus.participants.iter().zip(&documents);
    let several = people.filter(|(_, documents)| **documents > 1);
    let several: Vec<String> = several.map(|(person, _)| person.name.clone()).collect();
    if several.is_empty() {
        return None;
    }
    Some(match answer.per {
        Per::Document => format!(
            "{} in several documents, and each of them is an interview here.",
            speaks(&several)
        ),
        Per::Participant => format!(
            "{} in several documents, which are one interview here, at the place of the first.",
            speaks(&several)
        ),
    })
}

fn speaks(names: &[String]) -> String {
    format!("{} {}", list(names), if names.len() == 1 { "speaks" } else { "speak" })
}

pub(super) fn notes(answer: &Saturation) -> Vec<String> {
    let mut notes = vec![finding(answer)];
    notes.extend(later(answer));
    notes.extend(order(&answer.order));
    notes.extend(undated(answer));
    notes.push(
        match answer.per {
            Per::Document => {
                "Interviews: documents in which participants speak and something is coded."
            }
            Per::Participant => "Interviews: participants, all their documents together.",
        }
        .to_owned(),
    );
    if !answer.not_coded.is_empty() {
        let names = list(&answer.not_coded);
        notes.push(format!("Left out because nothing is coded there: {names}."));
    }
    notes.push(format!(
        "Codes: {}. New: with an excerpt here and in no interview before. Runs: new codes in {} in a \
         row, of the codes in the first {} (Guest, Namey & Chen 2020); runs move on by one interview, \
         the base stays.",
        match answer.level {
            Level::Leaf => "those without codes under them",
            Level::Every => "every code alone",
            Level::Top => "those at the top, with everything under them",
        },
        plural(answer.runs.run as u64, "interview", "interviews"),
        answer.runs.base,
    ));
    notes.push(
        "In any order: the codes to be expected in as many interviews, as the mean over all orders."
            .to_owned(),
    );
    notes.push(
        "New codes are evidence only where the method asks for it. Reflexive thematic analysis does \
         not (Braun & Clarke 2021); grounded theory asks for new properties of a category. Other \
         grounds for the number of interviews: information power (Malterud et al. 2016), theoretical \
         sufficiency (Dey 1999)."
            .to_owned(),
    );
    notes.extend(answer.remarks.iter().cloned());
    notes
}

/// What the order is not.
fn order(order: &Ordered) -> Option<String> {
    match order {
        Ordered::Held | Ordered::Date(_) | Ordered::Both(_) | Ordered::Given => None,
        Ordered::Name => Some(
            "The order of names need not be the order in which the interviews were held, and new \
             codes depend on it."
                .to_owned(),
        ),
        Ordered::Import(attribute) => {
            let mut said =
                "The order of import need not be the order in which the interviews were \
                            held, and new codes depend on it."
                    .to_owned();
            if let Some(attribute) = attribute {
                said.push_str(&format!(
                    " The dates in {attribute} are of no use here: not every interview has one of its \
                     own."
                ));
            }
            Some(said)
        }
    }
}

/// Interviews that have no place in an order of dates.
fn undated(answer: &Saturation) -> Option<String> {
    let dates = matches!(answer.order, Ordered::Held | Ordered::Date(_) | Ordered::Both(_));
    let without = answer.interviews.iter().filter(|one| one.date.is_none()).count() as u64;
    (dates && without > 0).then(|| {
        let (stand, them) = if without == 1 { ("stands", "it") } else { ("stand", "them") };
        format!(
            "{} without a date {stand} last, in the order of import: new codes in {them} need not be \
             the last.",
            plural(without, "interview", "interviews")
        )
    })
}

fn percent(share: f64) -> String {
    let text = format!("{:.1}", share * 100.0);
    format!("{} %", text.strip_suffix(".0").unwrap_or(&text))
}

/// What the runs show, in one sentence.
fn finding(answer: &Saturation) -> String {
    let runs = &answer.runs;
    let count = answer.interviews.len();
    let threshold = percent(runs.threshold);
    if runs.runs.is_empty() {
        return format!(
            "n/a: a base of {} and a run of {} need {} interviews; {} coded.",
            runs.base,
            runs.run,
            runs.base + runs.run,
            if count == 1 { "1 is".to_owned() } else { format!("{count} are") },
        );
    }
    if runs.base_sum == 0 {
        return format!("n/a: no code occurs in the first {} interviews.", runs.base);
    }
    match (runs.notation(), runs.first()) {
        (Some(notation), Some(run)) => {
            let which = if run.first == run.last {
                format!("interview {}", run.first)
            } else {
                format!("interviews {} to {}", run.first, run.last)
            };
            let (new, base) = (run.new, runs.base_sum);
            match new {
                0 => format!("{notation}: no new codes in {which} (threshold {threshold})."),
                _ => format!(
                    "{notation}: {} in {which}, {base} in the base ({}; threshold {threshold}).",
                    plural(new, "new code", "new codes"),
                    percent(new as f64 / base as f64),
                ),
            }
        }
        _ => format!(
            "No run of {} interviews brings new codes of {threshold} of the base or less.",
            runs.run
        ),
    }
}

/// Codes that came after the run that gives the notation: the next interview may bring more.
fn later(answer: &Saturation) -> Option<String> {
    let run = answer.runs.first()?;
    let rest = answer.interviews.get(run.last..)?;
    let new: usize = rest.iter().map(|interview| interview.new.len()).sum();
    let after = plural(rest.len() as u64, "interview", "interviews");
    (!rest.is_empty()).then(|| match new {
        0 => format!("The {after} after that: no new codes."),
        new => {
            format!("The {after} after that: {}.", plural(new as u64, "new code", "new codes"))
        }
    })
}
