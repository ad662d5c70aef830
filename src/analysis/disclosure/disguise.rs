//! A study in disguise: the same words and codings under other names, for lists that leave it.
//!
//! Everything that lists and counts works on the disguised study as on the study itself, and all ids
//! stay, so that a filter means the same in both. What is changed: names of participants, documents,
//! speakers and coders; the attributes; names in memos, comments, themes and the codebook. What was
//! said is renamed when an excerpt is shown ([`Disguise::dress`]), because positions count its text.

use super::protect::Protection;
use super::renames::Renames;
use super::renumber::renumber;
use crate::analysis::chance::Chance;
use crate::analysis::citation::role_attribute;
use crate::analysis::excerpt::{Excerpt, Part};
use crate::analysis::groups::value_key;
use crate::model::{
    AttributeId, CodeTree, Coder, Corpus, CorpusDocument, Filter, Participant, ParticipantId,
    Profile, Refusal, Voice,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How a study is disguised. The usual value changes nothing.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct DisguiseSpec {
    /// For whom the export is meant. For the public participants are always numbered anew.
    pub profile: Option<Profile>,
    /// Nobody is told from others of the same role: no numbers, no documents, no places.
    pub role_only: bool,
    /// Participants get numbers that this export alone has.
    pub renumber: bool,
    /// The same seed gives the same numbers again, to whoever has the study.
    pub seed: u64,
    /// What roles of fewer than three participants are called together for the public.
    pub merge_as: Option<String>,
}

impl DisguiseSpec {
    /// True when names stay as they are.
    pub fn is_plain(&self) -> bool {
        *self == Self { seed: self.seed, merge_as: self.merge_as.clone(), ..Self::default() }
    }

    /// Refuses a filter that would tell what the disguise hides.
    ///
    /// # Errors
    /// When it asks for an attribute that may not be told, or counts participants who are excluded
    /// from analysis in what is for the public.
    pub fn check(&self, corpus: &Corpus, filter: &Filter) -> Result<(), Refusal> {
        let asked = filter.wheres.iter().map(|clause| clause.attribute);
        let asked: Vec<AttributeId> = asked.collect();
        let profile = self.profile;
        super::protect::attributes(
            corpus,
            &asked,
            &Protection { profile, ..Protection::default() },
        )?;
        if !self.is_public() {
            return Ok(());
        }
        let role = role_attribute(corpus);
        let other = corpus.attributes.iter().find(|a| asked.contains(&a.id) && Some(a.id) != role);
        if let Some(other) = other {
            return Err(Refusal::new(format!(
                "of participants the public is told the role alone, and the filter asks for {}",
                other.name
            ))
            .instead("leave it out"));
        }
        if filter.include_excluded {
            return Err(Refusal::new("who is excluded from analysis is in nothing for the public")
                .instead("leave --include-excluded out"));
        }
        Ok(())
    }

    fn is_public(&self) -> bool {
        self.profile == Some(Profile::Public)
    }

    fn renames(&self) -> bool {
        self.renumber || self.role_only || self.is_public()
    }
}

/// A disguised study.
#[derive(Clone, Debug)]
pub struct Disguise {
    /// To be listed and counted in the place of the study.
    pub corpus: Arc<Corpus>,
    /// What a reader must know of it.
    pub notes: Vec<String>,
    /// Names in running text.
    pub renames: Renames,
    spec: DisguiseSpec,
}

/// The name small roles have together where no other was given.
pub const OTHERS: &str = "other professionals";

impl Disguise {
    /// Disguises a study.
    pub fn new(corpus: &Corpus, spec: &DisguiseSpec) -> Self {
        let mut new = corpus.clone();
        let mut notes: Vec<String> = spec.profile.map(super::profile_note).into_iter().collect();
        attributes(&mut new, spec, &mut notes);
        if spec.is_public() {
            merge_roles(&mut new, spec, &mut notes);
            let coders = corpus.coders.iter().zip(1..);
            let named = coders.map(|(c, n)| Coder { name: format!("Coder {n}"), ..c.clone() });
            new.coders = named.collect();
        }
        let mut renames = Renames::default();
        if spec.renames() {
            let names = names(&new, spec);
            rename(&mut new, &names, spec);
            for (old, now) in corpus.documents.iter().zip(&new.documents) {
                let stem = old.file_name.rsplit_once('.').map_or("", |(stem, _)| stem);
                for name in [old.name.as_str(), old.file_name.as_str(), stem] {
                    renames.add(name, &now.name);
                }
            }
            // A name of both a document and a participant is the participant's in what people write.
            for person in corpus.participants.iter() {
                renames.put(&person.name, names.get(&person.id).map_or("", String::as_str));
            }
            for (old, now) in corpus.coders.iter().zip(new.coders.iter()) {
                renames.add(&old.name, &now.name);
            }
            in_writing(&mut new, &renames);
            order(&mut new, &names);
            notes.push(if spec.role_only {
                "Participants are cited by their role alone; the order of excerpts is one of chance."
                    .to_owned()
            } else {
                format!(
                    "Participants and interviews are numbered for this export (seed {}): their \
                     numbers are not those of the study or of other exports.",
                    spec.seed
                )
            });
        }
        Self { corpus: Arc::new(new), notes, renames, spec: spec.clone() }
    }

    /// True when places in the study must not be told: identities, positions, turns.
    pub fn hides_places(&self) -> bool {
        self.spec.role_only
    }

    /// True when identities across files must not be told: they lead from one export to another.
    pub fn hides_ids(&self) -> bool {
        self.spec.renames()
    }

    /// An excerpt of the disguised study as it may be shown: words by turns without the labels of the
    /// transcript, names in them replaced.
    pub fn dress(&self, excerpt: &mut Excerpt) {
        if !self.spec.renames() {
            return;
        }
        for part in &mut excerpt.parts {
            part.text = self.renames.of(&part.text);
        }
        let told = |part: &Part| match part.speaker.trim() {
            _ if excerpt.parts.len() == 1 => part.text.clone(),
            "" => part.text.clone(),
            speaker => format!("{speaker}: {}", part.text),
        };
        excerpt.text = if excerpt.parts.is_empty() {
            self.renames.of(excerpt.text.trim())
        } else {
            excerpt.parts.iter().map(told).collect::<Vec<_>>().join("\n")
        };
        excerpt.memo = excerpt.memo.as_ref().map(|memo| self.renames.of(memo));
    }

    /// Brings a list into an order of chance where the order of the study would tell who says what.
    pub fn order<T>(&self, list: &mut [T]) {
        if self.spec.role_only {
            Chance::new(mixed(&self.corpus, self.spec.seed)).shuffle(list);
        }
    }

    /// The citation that goes with it where no other was asked for: the name of a template.
    pub fn citation(&self) -> Option<&'static str> {
        self.spec.role_only.then_some("role")
    }
}

/// The attributes that may go along: for the public the role alone, for the supervisor no site.
fn attributes(corpus: &mut Corpus, spec: &DisguiseSpec, notes: &mut Vec<String>) {
    let role = role_attribute(corpus);
    let keeps = |id: AttributeId, name: &str| match spec.profile {
        Some(Profile::Public) => Some(id) == role && !Profile::is_site(name),
        Some(profile) => profile.shows_site() || !Profile::is_site(name),
        None => true,
    };
    let (kept, gone): (Vec<_>, Vec<_>) =
        corpus.attributes.iter().cloned().partition(|one| keeps(one.id, &one.name));
    if gone.is_empty() {
        return;
    }
    notes.push(if spec.is_public() {
        "Of participants only the role is told.".to_owned()
    } else {
        let names: Vec<&str> = gone.iter().map(|one| one.name.as_str()).collect();
        format!("Not told of participants: {}.", names.join(", "))
    });
    let ids: BTreeSet<AttributeId> = kept.iter().map(|one| one.id).collect();
    corpus.attributes = kept.into();
    let people = corpus.participants.iter().cloned().map(|mut person| {
        person.values.retain(|id, _| ids.contains(id));
        person
    });
    corpus.participants = people.collect();
}

/// Those who speak somewhere and are part of the analysis.
fn speaking(corpus: &Corpus) -> BTreeSet<ParticipantId> {
    let pieces = corpus.documents.iter().flat_map(|document| document.pieces.iter());
    let mut people: BTreeSet<ParticipantId> = pieces
        .filter_map(|piece| match piece.voice {
            Voice::Participant(id) => Some(id),
            _ => None,
        })
        .collect();
    for person in corpus.participants.iter().filter(|person| person.excluded.is_some()) {
        people.remove(&person.id);
    }
    people
}

/// Roles of fewer than three get one name together; where that are fewer than three people still, they
/// are left out.
fn merge_roles(corpus: &mut Corpus, spec: &DisguiseSpec, notes: &mut Vec<String>) {
    let Some(role) = role_attribute(corpus) else { return };
    let people = speaking(corpus);
    let mut sizes: BTreeMap<String, u64> = BTreeMap::new();
    let key = |person: &Participant| value_key(person.values.get(&role).map_or("", String::as_str));
    for person in corpus.participants.iter().filter(|person| people.contains(&person.id)) {
        *sizes.entry(key(person)).or_default() += 1;
    }
    let small = |person: &Participant| {
        sizes.get(&key(person)).is_some_and(|size| *size < Profile::LEAST_GROUP)
    };
    let label = spec.merge_as.as_deref().map(str::trim).filter(|label| !label.is_empty());
    let label = label.unwrap_or(OTHERS);
    // A role that is called so already takes them in.
    let there = sizes.get(&value_key(label)).copied().unwrap_or_default();
    let there = if there < Profile::LEAST_GROUP { 0 } else { there };
    let together: u64 = sizes.values().filter(|size| **size < Profile::LEAST_GROUP).sum();
    let roles = sizes.values().filter(|size| **size < Profile::LEAST_GROUP).count();
    if together == 0 {
        return;
    }
    let out = together + there < Profile::LEAST_GROUP;
    notes.push(if out {
        format!(
            "Left out: {together} participants of roles that fewer than {} have.",
            Profile::LEAST_GROUP
        )
    } else {
        format!(
            "{label}: {together} participants of {roles} roles that fewer than {} have each.",
            Profile::LEAST_GROUP
        )
    });
    let people = corpus.participants.iter().cloned().map(|mut person| {
        if small(&person) {
            person.values.remove(&role);
            if out {
                person.excluded.get_or_insert_with(String::new);
            } else {
                person.values.insert(role, label.to_owned());
            }
        }
        person
    });
    corpus.participants = people.collect();
}

/// A seed that only gives its order again to whoever has the study: ids are secret, seeds are not.
fn mixed(corpus: &Corpus, seed: u64) -> u64 {
    let mut ids: Vec<u128> = corpus.participants.iter().map(|p| p.guid.0.as_u128()).collect();
    ids.sort_unstable();
    ids.iter().fold(seed, |mixed, id| {
        let half = (*id >> 64) as u64 ^ *id as u64;
        Chance::new(mixed ^ half).bits()
    })
}

/// What each participant is called.
fn names(corpus: &Corpus, spec: &DisguiseSpec) -> BTreeMap<ParticipantId, String> {
    let role = role_attribute(corpus);
    if spec.role_only {
        let named = |person: &Participant| {
            let value = role.and_then(|id| person.values.get(&id)).map(|value| value.trim());
            value.filter(|value| !value.is_empty()).unwrap_or("Participant").to_owned()
        };
        return corpus.participants.iter().map(|person| (person.id, named(person))).collect();
    }
    // Those who are shown are numbered without gaps; the others come after them.
    let people = speaking(corpus);
    let (shown, others): (Vec<_>, Vec<_>) =
        corpus.participants.iter().map(|person| person.id).partition(|id| people.contains(id));
    let seed = mixed(corpus, spec.seed);
    let mut names = renumber(&shown, seed);
    let first = shown.len();
    for (id, name) in renumber(&others, seed ^ 1) {
        let number: usize = name.rsplit(' ').next().and_then(|n| n.parse().ok()).unwrap_or(0);
        names.insert(id, format!("Participant {}", first + number));
    }
    names
}

fn number(name: &str) -> u32 {
    name.rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap_or(u32::MAX)
}

fn rename(corpus: &mut Corpus, names: &BTreeMap<ParticipantId, String>, spec: &DisguiseSpec) {
    let people = corpus.participants.iter().cloned().map(|mut person| {
        if let Some(name) = names.get(&person.id) {
            person.name.clone_from(name);
        }
        person
    });
    let mut people: Vec<Participant> = people.collect();
    people.sort_by_key(|person| number(&person.name));
    corpus.participants = people.into();
    let mut often: BTreeMap<String, u32> = BTreeMap::new();
    let mut groups = 0;
    for document in &mut corpus.documents {
        let mut new = CorpusDocument::clone(document);
        let mut strangers = 0;
        let mut voices: BTreeSet<&str> = BTreeSet::new();
        for speaker in &mut new.speakers {
            speaker.label = match speaker.voice {
                Voice::Participant(id) => {
                    let name = names.get(&id).map_or("", String::as_str);
                    voices.insert(name);
                    name.to_owned()
                }
                Voice::Interviewer => "Interviewer".to_owned(),
                Voice::Unassigned => {
                    strangers += 1;
                    format!("Speaker {strangers}")
                }
            };
        }
        let mut voices = voices.into_iter();
        new.name = match (spec.role_only, voices.next(), voices.next()) {
            (true, _, _) => "Interview".to_owned(),
            (false, Some(name), None) => {
                let count = often.entry(name.to_owned()).or_default();
                *count += 1;
                let number = name.rsplit(' ').next().unwrap_or_default();
                match *count {
                    1 => format!("Interview {number}"),
                    n => format!("Interview {number}-{n}"),
                }
            }
            (false, Some(_), Some(_)) => {
                groups += 1;
                format!("Group {groups}")
            }
            (false, None, _) => {
                groups += 1;
                format!("Document {groups}")
            }
        };
        new.file_name = String::new();
        new.held_on = String::new();
        *document = Arc::new(new);
    }
}

/// Names in what was written about things.
fn in_writing(corpus: &mut Corpus, renames: &Renames) {
    let mut codes = corpus.codes.codes().to_vec();
    for code in &mut codes {
        let fields = &mut code.fields;
        for text in
            [&mut fields.definition, &mut fields.include, &mut fields.exclude, &mut fields.example]
        {
            *text = renames.of(text);
        }
    }
    corpus.codes = Arc::new(CodeTree::new(codes));
    let mut themes = corpus.themes.to_vec();
    for theme in &mut themes {
        let fields = &mut theme.fields;
        for text in
            [&mut fields.statement, &mut fields.concept, &mut fields.boundary, &mut theme.reason]
        {
            *text = renames.of(text);
        }
    }
    corpus.themes = themes.into();
    let mut memos = corpus.memos.to_vec();
    for memo in &mut memos {
        memo.title = renames.of(&memo.title);
        memo.text = renames.of(&memo.text);
    }
    corpus.memos = memos.into();
    for document in &mut corpus.documents {
        if document.codings.iter().any(|coding| coding.memo.is_some()) {
            let new = Arc::make_mut(document);
            for coding in &mut new.codings {
                coding.memo = coding.memo.as_ref().map(|memo| renames.shared(memo));
            }
        }
    }
    let mut cells = corpus.framework.to_vec();
    for cell in &mut cells {
        cell.text.summary = renames.of(&cell.text.summary);
    }
    corpus.framework = cells.into();
}

/// Documents in the order of the new numbers: their old order would give the old numbers away.
fn order(corpus: &mut Corpus, names: &BTreeMap<ParticipantId, String>) {
    let first = |document: &CorpusDocument| {
        let people = document.speakers.iter().filter_map(|speaker| match speaker.voice {
            Voice::Participant(id) => names.get(&id).map(|name| number(name)),
            _ => None,
        });
        people.min().unwrap_or(u32::MAX)
    };
    corpus.documents.sort_by_key(|document| first(document));
}

#[cfg(test)]
mod tests;
