//! Who spoke when, decided again in a stored document: labels joined and renamed, turns given to
//! another speaker, speakers found anew by another rule.
//!
//! The text never changes here, so no coding moves: only turns, marks and speakers do, and with them
//! whose speech it is. [`plan_speakers`] says beforehand what finding anew would bring.

mod plan;
#[cfg(test)]
mod tests;

pub use plan::{LabelPlan, SpeakersPlan, plan_speakers};

use super::documents::{Known, people_named};
use super::{Act, Acted, Error, Report, names};
use crate::model::{
    CorpusDocument, DocumentId, NewTurn, Reading, Refusal, Span, SpeakerId, SpeakerRow, TurnRow,
    Voice,
};
use crate::text::turns::{label_key, same_label};
use std::collections::{BTreeSet, HashMap};

/// To whom turns go.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TurnsTo {
    /// A speaker of the document.
    Speaker(SpeakerId),
    /// A label: one of the document's, or a new one.
    Label(String),
    /// Nobody is named.
    Nobody,
}

fn speaker<'a>(
    act: &'a Act<'_>,
    id: SpeakerId,
) -> Result<(&'a CorpusDocument, &'a SpeakerRow), Error> {
    let mut documents = act.corpus.documents.iter();
    let found = documents.find_map(|document| Some((&**document, document.speaker(id)?)));
    found.ok_or_else(|| names::gone("speaker"))
}

pub(super) fn join(act: &Act<'_>, pairs: &[(SpeakerId, SpeakerId)]) -> Acted {
    let mut gone: HashMap<SpeakerId, SpeakerId> = HashMap::new();
    let mut documents = BTreeSet::new();
    let mut words = BTreeSet::new();
    for &(from, into) in pairs {
        let (document, first) = speaker(act, from)?;
        let (other, mut second) = speaker(act, into)?;
        if document.id != other.id {
            let why = format!("{} and {} are not in the same document", first.label, second.label);
            return Err(Refusal::new(why)
                .instead("map both to the same participant: that joins them across documents")
                .into());
        }
        // Those joined before in this step are reached through whom they became.
        while let Some(next) = gone.get(&second.id) {
            second = speaker(act, *next)?.1;
        }
        if from == second.id || gone.contains_key(&from) {
            let why = format!("{} cannot be joined with itself", first.label);
            return Err(Refusal::new(why).into());
        }
        act.tx.join_speaker(from, second.id)?;
        gone.insert(from, second.id);
        documents.insert(document.name.as_str());
        words.insert(format!("{} with {}", first.label, second.label));
    }
    if pairs.is_empty() {
        return Err(Refusal::new("there is nobody to join").into());
    }
    let words: Vec<String> = words.into_iter().take(4).collect();
    let label = format!("Join {} in {}", words.join(", "), in_documents(&documents));
    Ok((Report::Plain, label))
}

fn in_documents(names: &BTreeSet<&str>) -> String {
    match names.first() {
        Some(one) if names.len() == 1 => (*one).to_owned(),
        _ => names::count(names.len(), "document"),
    }
}

pub(super) fn give(act: &Act<'_>, document: DocumentId, numbers: &[u32], to: &TurnsTo) -> Acted {
    let document = act.document(document)?;
    let numbers: BTreeSet<u32> = numbers.iter().copied().collect();
    if numbers.is_empty() {
        return Err(Refusal::new("no turn is chosen").into());
    }
    let last = document.turns.len();
    if let Some(wrong) = numbers.iter().find(|&&n| n == 0 || n as usize > last) {
        let why = format!("{} has no ¶{wrong}; its turns are ¶1 to ¶{last}", document.name);
        return Err(Refusal::new(why).into());
    }
    let (target, name) = match to {
        TurnsTo::Nobody => (None, "nobody".to_owned()),
        TurnsTo::Speaker(id) => {
            let row = document.speaker(*id).ok_or_else(|| names::gone("speaker"))?;
            (Some(row.id), row.label.clone())
        }
        TurnsTo::Label(label) => {
            let label = label_of(label)?;
            match document.speakers.iter().find(|row| same_label(&row.label, &label)) {
                Some(row) => (Some(row.id), row.label.clone()),
                None => {
                    let voice = Known::of(act.corpus).voice(&Reading::default(), &label);
                    (Some(act.tx.new_speaker(document.id, &label, voice)?), label)
                }
            }
        }
    };
    let chosen: Vec<u32> = numbers.iter().copied().collect();
    act.tx.give_turns(document.id, &chosen, target)?;
    act.tx.remove_silent_speakers(document.id)?;
    let turns = match chosen.as_slice() {
        [one] => format!("¶{one}"),
        many => names::count(many.len(), "turn"),
    };
    Ok((Report::Plain, format!("Give {turns} of {} to {name}", document.name)))
}

/// A label without the signs that stand behind it in a transcript.
fn label_of(label: &str) -> Result<String, Error> {
    names::check("speaker", label.trim().trim_end_matches([':', '：']))
}

pub(super) fn rename(act: &Act<'_>, id: SpeakerId, label: &str) -> Acted {
    let label = label_of(label)?;
    let (document, row) = speaker(act, id)?;
    let twin = document.speakers.iter().find(|s| s.id != id && same_label(&s.label, &label));
    if let Some(twin) = twin {
        let why = format!("there is a speaker {} in {} already", twin.label, document.name);
        return Err(Refusal::new(why).instead("join the two").into());
    }
    act.tx.rename_speaker(id, &label)?;
    // A label that is a participant's id is theirs, as it is on import.
    if row.voice == Voice::Unassigned {
        act.tx.map_speaker(id, Known::of(act.corpus).voice(&Reading::default(), &label))?;
    }
    Ok((Report::Plain, format!("Rename speaker {} of {} to {label}", row.label, document.name)))
}

/// Finds speakers anew in stored documents.
pub(super) fn find(act: &Act<'_>, documents: &[DocumentId], reading: &Reading) -> Acted {
    let people = people_named(act, std::iter::once(reading), None)?;
    let mut done = BTreeSet::new();
    for id in documents {
        let document = act.document(*id)?;
        let plan = plan::plan(&people, document, reading)?;
        if plan.changes {
            done.insert(document.name.as_str());
            lay(act, document, &plan)?;
        }
        let reading = serde_json::to_string(reading)
            .map_err(|error| crate::store::Error::Unexpected(error.to_string()))?;
        act.tx.set_reading(*id, &reading)?;
    }
    let label = match done.len() {
        0 => "Keep how speakers are found".to_owned(),
        _ => format!("Find speakers again in {}", in_documents(&done)),
    };
    Ok((Report::Plain, label))
}

fn lay(act: &Act<'_>, document: &CorpusDocument, plan: &SpeakersPlan) -> Result<(), Error> {
    let mut ids: HashMap<String, SpeakerId> = HashMap::new();
    let mut order = Vec::new();
    for label in plan.labels.iter().filter(|label| label.after > 0) {
        let id = match label.speaker {
            Some(id) => {
                act.tx.map_speaker(id, label.voice)?;
                id
            }
            None => act.tx.new_speaker(document.id, &label.label, label.voice)?,
        };
        ids.insert(label_key(&label.label), id);
        order.push(id);
    }
    let turn = |turn: &NewTurn| TurnRow {
        start: turn.start,
        body: turn.body,
        end: turn.end,
        speaker: turn.speaker.as_deref().and_then(|l| ids.get(&label_key(l))).copied(),
        at_ms: turn.at_ms,
    };
    let turns: Vec<TurnRow> = plan.turns.iter().map(turn).collect();
    let marks = plan
        .marks
        .iter()
        .filter_map(|mark| Span::new(mark.start, mark.end).map(|span| (span, mark.kind.name())));
    let marks: Vec<(Span, &str)> = marks.collect();
    act.tx.set_turns(document.id, &turns)?;
    act.tx.set_marks(document.id, &marks)?;
    act.tx.remove_silent_speakers(document.id)?;
    act.tx.order_speakers(&order).map_err(Error::from)
}
