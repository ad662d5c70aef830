//! What is written when pseudonyms are put in place.

use super::super::correction::{carry_through, plan_pseudonyms};
use super::super::{Act, Acted, Error, Report, names};
use super::find::replacements;
use super::{NamePlace, Replaced, Rewriter};
use crate::model::{
    Corpus, CorpusDocument, DocumentId, Pseudonym, Refusal, SpeakerId, SpeakerRow, TextPlace,
    Voice, name_key,
};
use crate::text::edits::Edits;
use std::collections::{BTreeMap, BTreeSet};

pub(in crate::study) fn apply(
    act: &Act<'_>,
    list: &[Pseudonym],
    places: &[NamePlace],
    elsewhere: bool,
) -> Acted {
    let mut by_text: BTreeMap<TextPlace, Vec<&NamePlace>> = BTreeMap::new();
    for place in places {
        let line = list.get(place.line).filter(|line| !line.replacement.trim().is_empty());
        if line.is_none() {
            return Err(Refusal::new("a name has no pseudonym yet").into());
        }
        let text = place.place.text(act.corpus);
        if text.and_then(|text| place.span.of(text)) != Some(place.words.as_str()) {
            return Err(Refusal::new("the study has changed since the names were looked for")
                .instead("look for them again")
                .into());
        }
        by_text.entry(place.place).or_default().push(place);
    }
    let mut done = Replaced { places: places.len(), ..Replaced::default() };
    let mut documents: BTreeSet<DocumentId> = BTreeSet::new();
    let mut labels: BTreeMap<DocumentId, Vec<(&SpeakerRow, String)>> = BTreeMap::new();
    // Names given in this step: two things must not come to be called the same.
    let mut given: Vec<(TextPlace, String)> = Vec::new();
    for (place, found) in &by_text {
        documents.extend(place.document());
        let spans = replacements(list, found);
        if let TextPlace::Text(id) = place {
            // The old text is not kept: it would keep the names.
            let plan = plan_pseudonyms(act.corpus, *id, &spans)?;
            done.codings += carry_through(act, &plan, None)?.changed;
            continue;
        }
        let text = place.text(act.corpus).unwrap_or_default();
        let text = names::clean(&Edits::replacing(text, &spans).0);
        match *place {
            TextPlace::Label(id, speaker) => {
                if let Some(speaker) = act.document(id)?.speaker(speaker) {
                    labels.entry(id).or_default().push((speaker, text));
                }
            }
            _ => {
                let text = free(act, *place, &text, &given);
                act.tx.set_words(*place, &text)?;
                given.push((*place, text));
            }
        }
    }
    let mut became: BTreeMap<SpeakerId, String> = BTreeMap::new();
    for (id, changed) in &labels {
        became.extend(relabel(act, act.document(*id)?, changed)?);
    }
    done.documents = documents.len();
    let rewriter = Rewriter::new(list, places);
    // A filter that names a label finds the same speech afterwards, whatever else is rewritten.
    let label = |named: &str| followed(act.corpus, &became, named);
    let words = |text: &str| if elsewhere { rewriter.rewrite(text) } else { None };
    let filters = act.tx.rewrite_filters(&label, &words)?;
    if elsewhere {
        done.elsewhere = filters + act.tx.rewrite_elsewhere(&|text| rewriter.rewrite(text))?;
    }
    note(act, list, places)?;
    let mut label = format!(
        "Apply pseudonyms: {} in {}",
        names::count(done.places, "place"),
        names::count(done.documents, "document")
    );
    if done.elsewhere > 0 {
        label.push_str(&format!(", and {} elsewhere", names::count(done.elsewhere, "text")));
    }
    Ok((Report::Pseudonyms(done), label))
}

/// The log inside the study: counts and replacements, never what was replaced.
fn note(act: &Act<'_>, list: &[Pseudonym], places: &[NamePlace]) -> Result<(), Error> {
    let mut counts: BTreeMap<(Option<DocumentId>, usize), usize> = BTreeMap::new();
    for place in places {
        *counts.entry((place.place.document(), place.line)).or_default() += 1;
    }
    let coder = act.tx.coder(act.coder)?;
    for ((document, line), count) in counts {
        if let Some(line) = list.get(line) {
            act.tx.log_anonymised(document, line.kind, &line.replacement, count, coder, act.at)?;
        }
    }
    Ok(())
}

/// A name as it may be: unique where names are, without what no name of its kind has.
fn free(act: &Act<'_>, place: TextPlace, text: &str, given: &[(TextPlace, String)]) -> String {
    let same = |other: &str, name: &str| name_key(other) == name_key(name);
    let is_given = |name: &str| {
        let kind = std::mem::discriminant(&place);
        given.iter().any(|(to, other)| std::mem::discriminant(to) == kind && same(other, name))
    };
    let corpus = act.corpus;
    match place {
        TextPlace::Name(id) => numbered(text, |name| {
            is_given(name)
                || corpus.documents.iter().any(|other| other.id != id && same(&other.name, name))
        }),
        TextPlace::Participant(id) => numbered(text, |name| {
            is_given(name)
                || corpus.participants.iter().any(|other| other.id != id && same(&other.name, name))
        }),
        TextPlace::Code(id, 0) => {
            let parent = corpus.codes.get(id).and_then(|code| code.parent);
            numbered(&text.replace('/', "-"), |name| {
                let siblings = corpus.codes.codes().iter().filter(|code| code.parent == parent);
                is_given(name)
                    || siblings
                        .filter(|code| code.id != id)
                        .any(|code| same(&code.fields.name, name))
            })
        }
        TextPlace::Theme(id, 0) => numbered(text, |name| {
            is_given(name)
                || corpus
                    .themes
                    .iter()
                    .any(|other| other.id != id && same(&other.fields.statement, name))
        }),
        _ => text.to_owned(),
    }
}

fn numbered(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let all = std::iter::once(name.to_owned()).chain((2..).map(|n| format!("{name} ({n})")));
    all.into_iter().find(|name| !taken(name)).unwrap_or_default()
}

/// What the speakers are called now that a filter names by a label; `None` where nobody is called so.
/// Where some keep the label it stays, in the spelling of the filter.
fn followed(
    corpus: &Corpus,
    became: &BTreeMap<SpeakerId, String>,
    named: &str,
) -> Option<Vec<String>> {
    let wanted = name_key(named);
    let speakers = corpus.documents.iter().flat_map(|document| &document.speakers);
    let theirs = speakers.filter(|speaker| name_key(&speaker.label) == wanted);
    let now: BTreeSet<&str> =
        theirs.map(|speaker| became.get(&speaker.id).map_or(named, String::as_str)).collect();
    (!now.is_empty()).then(|| now.into_iter().map(str::to_owned).collect())
}

/// Two labels that become one are one speaker, unless they are known to be two people. Gives back what
/// each is called now.
fn relabel(
    act: &Act<'_>,
    document: &CorpusDocument,
    changed: &[(&SpeakerRow, String)],
) -> Result<Vec<(SpeakerId, String)>, Error> {
    let mut became = Vec::with_capacity(changed.len());
    // Labels as they will be, with who carries them.
    let mut carried: Vec<(String, &SpeakerRow, Voice)> = document
        .speakers
        .iter()
        .filter(|speaker| changed.iter().all(|(other, _)| other.id != speaker.id))
        .map(|speaker| (speaker.label.clone(), speaker, speaker.voice))
        .collect();
    // Two labels may change places: none stands in the way of another.
    for (speaker, _) in changed {
        let place = TextPlace::Label(document.id, speaker.id);
        act.tx.set_words(place, &format!("\u{2060}{}", speaker.id.0))?;
    }
    for (speaker, label) in changed {
        let twin = carried.iter_mut().find(|(other, ..)| other.eq_ignore_ascii_case(label));
        match twin {
            None => {
                act.tx.set_words(TextPlace::Label(document.id, speaker.id), label)?;
                became.push((speaker.id, label.clone()));
                carried.push((label.clone(), speaker, speaker.voice));
            }
            Some((called, other, voice))
                if *voice == speaker.voice
                    || *voice == Voice::Unassigned
                    || speaker.voice == Voice::Unassigned =>
            {
                if *voice == Voice::Unassigned && speaker.voice != Voice::Unassigned {
                    act.tx.map_speaker(other.id, speaker.voice)?;
                    *voice = speaker.voice;
                }
                became.push((speaker.id, called.clone()));
                act.tx.join_speakers(speaker.id, other.id)?;
            }
            Some(_) => {
                let label = numbered(label, |name| {
                    carried.iter().any(|(other, ..)| other.eq_ignore_ascii_case(name))
                });
                act.tx.set_words(TextPlace::Label(document.id, speaker.id), &label)?;
                became.push((speaker.id, label.clone()));
                carried.push((label, speaker, speaker.voice));
            }
        }
    }
    Ok(became)
}
