//! What is theirs, and what hangs on it. Nothing is written here: what is shown before and what is done
//! then are worked out by the same functions.

use super::former::Former;
use super::{Error, MemoFound, names};
use crate::model::{
    CodeFields, CodeId, CodingId, CodingRow, Corpus, CorpusDocument, DocumentId, EvidenceKind,
    Filter, FrameworkCell, Guid, Memo, MemoId, MemoOn, OrphanId, Participant, ParticipantId, Piece,
    QUOTATION_WITHDRAWN, Refusal, SavedFilter, Span, TurnRow, Voice, WITHDRAWN, WithdrawalScope,
};
use crate::text::edits::Edits;
use crate::text::quotes::{Quotes, SHORTEST, token, whole_words, words_of_path};
use crate::text::turns::{is_respondent_label, label_key, same_label};
use crate::text::withdrawn::{Layers, Withdrawn};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::{Arc, OnceLock};

/// The documents in which a participant has a label.
pub(super) fn documents_of(
    corpus: &Corpus,
    person: ParticipantId,
) -> impl Iterator<Item = &Arc<CorpusDocument>> {
    let theirs = move |document: &&Arc<CorpusDocument>| speaks(document, person);
    corpus.documents.iter().filter(theirs)
}

fn speaks(document: &CorpusDocument, person: ParticipantId) -> bool {
    document.speakers.iter().any(|speaker| speaker.voice == Voice::Participant(person))
}

/// Everything a withdrawal touches.
pub(super) struct Plan<'c> {
    pub(super) corpus: &'c Corpus,
    pub(super) person: &'c Participant,
    pub(super) scope: WithdrawalScope,
    /// Documents that go.
    pub(super) sole: Vec<&'c Arc<CorpusDocument>>,
    /// Documents that stay without the person.
    pub(super) groups: Vec<Group<'c>>,
    /// What older texts and the tray hold of the person.
    pub(super) former: Former,
    /// Codings that go, by id and by identity.
    pub(super) gone: HashSet<CodingId>,
    pub(super) gone_guids: HashSet<String>,
    /// Names of the person in texts that were written about them.
    pub(super) names: Vec<String>,
    /// Those that are too short to be looked for.
    pub(super) short: Vec<String>,
    quotes: Quotes,
    /// Turns of others that name or quote the person, once they were looked for.
    naming: OnceLock<Vec<(DocumentId, u32)>>,
    /// Names and labels of others that begin or end as one of the person's does.
    others: HashSet<String>,
    /// Values of attributes that nobody else has.
    own_values: Vec<&'c str>,
    /// Everything they say today.
    pub(super) said: Vec<&'c str>,
}

/// What becomes of a saved filter.
#[derive(PartialEq)]
pub(super) enum Kept {
    /// It does not ask for what goes.
    Same,
    /// It asks for something else besides.
    Less(Filter),
    /// It asked for nothing else: without that it would ask for everything.
    Gone,
}

/// A document of several, and what becomes of its codings.
pub(super) struct Group<'c> {
    pub(super) document: &'c Arc<CorpusDocument>,
    /// Codings whose place changes, with the words they are on afterwards.
    pub(super) moved: Vec<(&'c CodingRow, Span)>,
    /// Codings of one hand that come to lie on the same words: the first one takes up the second.
    pub(super) joined: Vec<(&'c CodingRow, &'c CodingRow)>,
    /// Codings that go.
    pub(super) gone: Vec<CodingId>,
    /// Those of the moved ones that lost words.
    pub(super) clipped: usize,
    /// Codings in the tray that go.
    pub(super) orphans: Vec<OrphanId>,
}

impl<'c> Plan<'c> {
    /// Works it out. `older`: the older texts of every document that has some.
    pub(super) fn new(
        corpus: &'c Corpus,
        participant: ParticipantId,
        scope: WithdrawalScope,
        older: &[(DocumentId, Vec<String>)],
    ) -> Result<Self, Error> {
        let person = corpus.participant(participant).ok_or_else(|| names::gone("participant"))?;
        let everything = scope == WithdrawalScope::Everything;
        let (sole, several): (Vec<_>, Vec<_>) = documents_of(corpus, participant)
            .partition(|document| everything && is_alone(document, participant));
        let mut said: Vec<&str> = Vec::new();
        if everything {
            for document in sole.iter().chain(&several).copied() {
                said.extend(bodies(document, |voice| voice == Voice::Participant(participant)));
            }
        }
        let mut quoted: Vec<String> = Vec::new();
        let today = |id| sole.iter().chain(&several).any(|document| document.id == id);
        for (id, texts) in older.iter().filter(|(id, _)| everything && today(*id)) {
            let Some(document) = corpus.document(*id) else { continue };
            // What others say in the document today is not the person's, in no version of it.
            let others = bodies(document, |voice| voice != Voice::Participant(participant));
            let others: Vec<&str> = others.filter(|body| body.len() >= SHORTEST).collect();
            for text in texts {
                let mut text = text.clone();
                for body in &others {
                    text = text.replace(body, "\u{0}");
                }
                quoted.extend(text.split('\u{0}').map(str::to_owned));
            }
        }
        let (names, short) = names_of(corpus, person);
        let former = if everything {
            let spoken: Vec<DocumentId> = sole.iter().chain(&several).map(|d| d.id).collect();
            Former::of(corpus, (participant, &names), &spoken, older)
        } else {
            Former::default()
        };
        quoted.extend(former.said.iter().cloned());
        let orphans = corpus.orphans.iter();
        let orphans = orphans.filter(|orphan| {
            sole.iter().any(|d| d.id == orphan.document) || former.orphans.contains(&orphan.id)
        });
        quoted.extend(orphans.filter(|_| everything).map(|orphan| orphan.words.to_string()));
        let quotes = Quotes::of(said.iter().copied().chain(quoted.iter().map(String::as_str)));
        let mut plan = Self {
            corpus,
            person,
            scope,
            gone: HashSet::new(),
            gone_guids: HashSet::new(),
            others: others_like(corpus, participant, &names),
            own_values: own_values(corpus, person),
            former,
            names,
            short,
            groups: Vec::new(),
            naming: OnceLock::new(),
            sole,
            quotes,
            said,
        };
        for document in several {
            let group = plan.group(document);
            plan.gone.extend(group.gone.iter().copied());
            plan.groups.push(group);
        }
        plan.gone.extend(plan.sole.iter().flat_map(|d| d.codings.iter().map(|coding| coding.id)));
        let all = corpus.documents.iter().flat_map(|document| &document.codings);
        let gone = all.filter(|coding| plan.gone.contains(&coding.id));
        plan.gone_guids = gone.map(|coding| coding.guid.to_string()).collect();
        Ok(plan)
    }

    /// The document without the person. Marks and moments where they are known: they move no coding.
    pub(super) fn without(
        &self,
        document: &CorpusDocument,
        marks: &[(Span, String)],
    ) -> (Withdrawn, Vec<Piece>) {
        let voice = Voice::Participant(self.person.id);
        let label = |turn: &TurnRow| {
            let speaker = document.speaker(turn.speaker?)?;
            (speaker.voice == voice).then_some(speaker.label.as_str())
        };
        let pieces = document.pieces.to_vec();
        let layers =
            Layers { turns: &document.turns, marks, times: &document.times, pieces: &pieces };
        (Withdrawn::new(&document.text, &layers, self.scope, label), pieces)
    }

    fn group(&self, document: &'c Arc<CorpusDocument>) -> Group<'c> {
        let (after, pieces) = self.without(document, &[]);
        let layers = Layers { turns: &document.turns, marks: &[], times: &[], pieces: &pieces };
        let mut group = Group {
            document,
            moved: Vec::new(),
            joined: Vec::new(),
            gone: Vec::new(),
            clipped: 0,
            orphans: Vec::new(),
        };
        let mut taken: BTreeMap<(CodeId, crate::model::CoderId, Span), &CodingRow> =
            BTreeMap::new();
        let mut codings: Vec<&CodingRow> = document.codings.iter().collect();
        codings.sort_by_key(|coding| coding.id);
        for coding in codings {
            let Some(span) = after.span(coding.span, &layers) else {
                group.gone.push(coding.id);
                continue;
            };
            let place = (coding.code, coding.coder, span);
            if let Some(first) = taken.get(&place) {
                group.joined.push((first, coding));
                continue;
            }
            taken.insert(place, coding);
            let reached = after.reaches(coding.span);
            group.clipped += usize::from(reached);
            if span != coding.span {
                group.moved.push((coding, span));
            }
        }
        let orphans = self.corpus.orphans.iter().filter(|orphan| orphan.document == document.id);
        let theirs = orphans.filter(|orphan| {
            after.touches(orphan.at)
                || self.said.iter().any(|said| said.contains(&*orphan.words))
                || self.former.orphans.contains(&orphan.id)
        });
        if self.scope == WithdrawalScope::Everything {
            group.orphans = theirs.map(|orphan| orphan.id).collect();
        }
        group
    }

    /// A text that was written about the study, without the person's words and name; `None` when it
    /// holds neither.
    pub(super) fn rewritten(&self, text: &str) -> Option<String> {
        let mut spans: Vec<(Span, String)> = Vec::new();
        let quotes = self.quotes.find(text);
        spans.extend(quotes.iter().map(|span| (*span, QUOTATION_WITHDRAWN.to_owned())));
        for name in &self.names {
            let places = self.stands(text, name).into_iter();
            let apart = places.filter(|place| !quotes.iter().any(|quote| quote.overlaps(*place)));
            spans.extend(apart.map(|place| (place, WITHDRAWN.to_owned())));
        }
        (!spans.is_empty()).then(|| Edits::replacing(text, &spans).0)
    }

    /// As [`Plan::rewritten`], for lines that also name documents that go and values of attributes.
    pub(super) fn rewritten_label(&self, text: &str) -> Option<String> {
        // The old value is known to nobody any more.
        if let Some((head, _)) = text.strip_prefix("Recode ").and_then(|rest| rest.split_once(": "))
            && self.own_values.iter().any(|value| !whole_words(text, value).is_empty())
        {
            return Some(format!("Recode {head}: {WITHDRAWN}"));
        }
        let mut spans: Vec<(Span, String)> = Vec::new();
        for document in &self.sole {
            for name in [&document.name, &document.file_name] {
                if tells(name) {
                    let places = whole_words(text, name).into_iter();
                    spans.extend(places.map(|place| (place, WITHDRAWN.to_owned())));
                }
            }
        }
        for value in &self.own_values {
            let places = whole_words(text, value).into_iter();
            spans.extend(places.map(|place| (place, WITHDRAWN.to_owned())));
        }
        let without = (!spans.is_empty()).then(|| Edits::replacing(text, &spans).0);
        self.rewritten(without.as_deref().unwrap_or(text)).or(without)
    }

    /// Where a file lies, without the person's name: in names of files it stands beside `_` and in
    /// letters of any size, as in `p02_excerpts.docx`.
    pub(super) fn rewritten_path(&self, path: &str) -> Option<String> {
        let documents = self.sole.iter().flat_map(|d| [d.name.as_str(), d.file_name.as_str()]);
        let documents = documents.filter(|name| tells(name));
        let mut now = path.to_owned();
        for name in documents.chain(self.names.iter().map(String::as_str)) {
            let places = words_of_path(&now, name).into_iter();
            let spans: Vec<_> = places.map(|place| (place, WITHDRAWN.to_owned())).collect();
            now = Edits::replacing(&now, &spans).0;
        }
        (now != path).then_some(now)
    }

    pub(super) fn holds(&self, text: &str) -> bool {
        self.quotes.are_in(text)
            || self.names.iter().any(|name| !self.stands(text, name).is_empty())
    }

    /// Where a name stands, but not as a part of somebody else's.
    fn stands(&self, text: &str, name: &str) -> Vec<Span> {
        let mut places = whole_words(text, name);
        places.retain(|place| !self.others.contains(&label_key(token(text, *place))));
        places
    }

    /// Memos that have to do with the person.
    pub(super) fn memos(&self) -> Vec<MemoFound> {
        let corpus = self.corpus;
        let found = corpus.memos.iter().filter_map(|memo| {
            let mut why = Vec::new();
            if self.hangs(memo) {
                why.push("hangs on them");
            }
            if memo.links.iter().any(|link| self.gone.contains(link)) {
                why.push("points to their words");
            }
            let texts = [&memo.title, &memo.text];
            if texts.iter().any(|text| self.quotes.are_in(text)) {
                why.push("quotes them");
            }
            let named = |name: &String| texts.iter().any(|t| !self.stands(t, name).is_empty());
            if self.names.iter().any(named) {
                why.push("names them");
            }
            (!why.is_empty()).then(|| MemoFound {
                memo: memo.id,
                guid: memo.guid,
                title: memo.title.clone(),
                place: place(corpus, memo.on),
                why,
            })
        });
        found.collect()
    }

    /// True for a memo that hangs on what goes.
    pub(super) fn hangs(&self, memo: &Memo) -> bool {
        match memo.on {
            MemoOn::Participant(id) => id == self.person.id,
            MemoOn::Document(id) => self.sole.iter().any(|document| document.id == id),
            MemoOn::Coding(id) => self.gone.contains(&id),
            MemoOn::Study | MemoOn::Code(_) | MemoOn::Theme(_) => false,
        }
    }

    /// Refuses memos that have nothing to do with the person.
    pub(super) fn may_remove(&self, memos: &[MemoId]) -> Result<(), Error> {
        let found = self.memos();
        if memos.iter().all(|memo| found.iter().any(|one| one.memo == *memo)) {
            return Ok(());
        }
        Err(Refusal::new("a memo has nothing to do with this participant")
            .instead("remove it as any other memo")
            .into())
    }

    /// Cells of other rows that rest on, name or quote what goes.
    pub(super) fn cells(&self) -> impl Iterator<Item = &'c FrameworkCell> {
        let others = self.corpus.framework.iter();
        others.filter(|cell| cell.participant != self.person.id).filter(|cell| {
            cell.text.links.iter().any(|link| self.gone_guids.contains(&link.to_string()))
                || self.holds(&cell.text.summary)
        })
    }

    /// Codes that lose codings, with everything above them.
    fn losing(&self) -> BTreeSet<CodeId> {
        let clipped = self.groups.iter().flat_map(|group| {
            let after = &group.moved;
            after.iter().filter(|(coding, span)| coding.span.len() > span.len()).map(|(c, _)| c.id)
        });
        let clipped: HashSet<CodingId> = clipped.collect();
        let all = self.corpus.documents.iter().flat_map(|document| &document.codings);
        let lost = all.filter(|c| self.gone.contains(&c.id) || clipped.contains(&c.id));
        let direct: BTreeSet<CodeId> = lost.map(|coding| coding.code).collect();
        let mut losing = BTreeSet::new();
        for code in direct {
            let mut up = Some(code);
            while let Some(id) = up.filter(|id| losing.insert(*id)) {
                up = self.corpus.codes.get(id).and_then(|code| code.parent);
            }
        }
        losing
    }

    /// What is to be read again, each with its identity.
    pub(super) fn lost(&self, removed: &[MemoId]) -> Vec<(EvidenceKind, String)> {
        let corpus = self.corpus;
        let losing = self.losing();
        let mut lost: Vec<(EvidenceKind, String)> = Vec::new();
        for theme in corpus.themes.iter() {
            let fields = &theme.fields;
            let texts = [&fields.statement, &fields.concept, &fields.boundary, &theme.reason];
            if theme.codes.iter().any(|code| losing.contains(code))
                || texts.iter().any(|text| self.holds(text))
            {
                lost.push((EvidenceKind::Theme, theme.guid.to_string()));
            }
        }
        let cells = self.cells().map(|cell| (EvidenceKind::Framework, cell.guid.to_string()));
        lost.extend(cells);
        let memos = self.memos().into_iter().filter(|memo| !removed.contains(&memo.memo));
        lost.extend(memos.map(|memo| (EvidenceKind::Memo, memo.guid.to_string())));
        lost.extend(self.codes().map(|guid| (EvidenceKind::Code, guid.to_string())));
        for (document, number) in self.turns_of_others() {
            if let Some(document) = corpus.document(*document) {
                lost.push((EvidenceKind::Turn, format!("{} {number}", document.guid)));
            }
        }
        lost
    }

    /// Codes whose pages quote or name the person, and those that have no excerpt left.
    fn codes(&self) -> impl Iterator<Item = Guid> {
        let all = self.corpus.documents.iter().flat_map(|document| &document.codings);
        let (mut had, mut have) = (HashSet::new(), HashSet::new());
        for coding in all {
            if self.gone.contains(&coding.id) {
                had.insert(coding.code);
            } else {
                have.insert(coding.code);
            }
        }
        let codes = self.corpus.codes.codes().iter().filter(move |code| {
            self.page_holds(&code.fields) || (had.contains(&code.id) && !have.contains(&code.id))
        });
        codes.map(|code| code.guid)
    }

    pub(super) fn page_holds(&self, fields: &CodeFields) -> bool {
        let texts =
            [&fields.definition, &fields.include, &fields.exclude, &fields.example, &fields.origin];
        texts.iter().any(|text| self.holds(text))
    }

    /// Turns, in documents that stay, in which others name or quote the person; where what was said
    /// stays, also those in which they name themselves.
    pub(super) fn turns_of_others(&self) -> &[(DocumentId, u32)] {
        self.naming.get_or_init(|| {
            let stays = |id: DocumentId| self.sole.iter().all(|document| document.id != id);
            let everything = self.scope == WithdrawalScope::Everything;
            let voice = Voice::Participant(self.person.id);
            let documents = self.corpus.documents.par_iter().filter(|d| stays(d.id));
            let found = documents.flat_map_iter(|document| {
                document.turns.iter().zip(1..).filter_map(move |(turn, number)| {
                    let speaker = turn.speaker.and_then(|id| document.speaker(id));
                    let empties = everything && speaker.is_some_and(|s| s.voice == voice);
                    let body = document.text.get(turn.body as usize..turn.end as usize)?;
                    (!empties && self.holds(body)).then_some((document.id, number))
                })
            });
            found.collect()
        })
    }

    /// What becomes of a saved filter.
    pub(super) fn filter(&self, saved: &SavedFilter) -> Kept {
        // One that cannot be read may say anything.
        let Some(old) = &saved.filter else { return Kept::Gone };
        let mut filter = old.clone();
        filter.participants.retain(|id| *id != self.person.id);
        filter.documents.retain(|id| self.sole.iter().all(|document| document.id != *id));
        filter.speakers.retain(|label| !self.names.iter().any(|name| same_label(name, label)));
        filter.wheres.retain(|clause| !self.own_values.contains(&clause.value.as_str()));
        let emptied = |before: usize, after: usize| before > 0 && after == 0;
        let nothing = emptied(old.participants.len(), filter.participants.len())
            || emptied(old.documents.len(), filter.documents.len())
            || emptied(old.speakers.len(), filter.speakers.len())
            || emptied(old.wheres.len(), filter.wheres.len());
        if nothing {
            Kept::Gone
        } else if filter == *old {
            Kept::Same
        } else {
            Kept::Less(filter)
        }
    }

    /// How many older texts go.
    pub(super) fn revisions(&self, older: &[(DocumentId, Vec<String>)]) -> usize {
        let everything = self.scope == WithdrawalScope::Everything;
        let goes = |id| {
            self.sole.iter().any(|document| document.id == id)
                || self.groups.iter().any(|group| group.document.id == id)
                || self.former.documents.contains(&id)
        };
        let gone = older.iter().filter(|(id, _)| everything && goes(*id));
        gone.map(|(_, texts)| texts.len()).sum()
    }

    /// Codings in the tray that go, in documents of which nothing else goes.
    pub(super) fn former_orphans(&self) -> impl Iterator<Item = OrphanId> {
        let orphans = self.corpus.orphans.iter();
        let apart = orphans.filter(|orphan| {
            self.former.documents.contains(&orphan.document)
                && self.former.orphans.contains(&orphan.id)
        });
        apart.map(|orphan| orphan.id)
    }
}

/// Names and labels of others that hold one of these names beside `_`: `P02_2` for `P02`.
fn others_like(corpus: &Corpus, person: ParticipantId, names: &[String]) -> HashSet<String> {
    let people = corpus.participants.iter().filter(|other| other.id != person);
    let voice = Voice::Participant(person);
    let speakers = corpus.documents.iter().flat_map(|document| &document.speakers);
    let labels = speakers.filter(|speaker| speaker.voice != voice).map(|s| s.label.as_str());
    let all = people.map(|other| other.name.as_str()).chain(labels);
    let like = all.filter(|other| names.iter().any(|name| !whole_words(other, name).is_empty()));
    like.map(label_key).collect()
}

/// Values that only this person has, of those that can be looked for.
fn own_values<'c>(corpus: &'c Corpus, person: &'c Participant) -> Vec<&'c str> {
    let own = person.values.iter().filter(|(attribute, value)| {
        let same = |other: &Participant| {
            other.id != person.id
                && other.values.get(attribute).is_some_and(|v| same_label(v, value))
        };
        value.chars().filter(|c| c.is_alphabetic()).count() >= 3
            && !corpus.participants.iter().any(same)
    });
    own.map(|(_, value)| value.as_str()).collect()
}

/// True where nobody else takes part: the interviewer and labels mapped to nobody do not count.
fn is_alone(document: &CorpusDocument, person: ParticipantId) -> bool {
    document.speakers.iter().all(|speaker| match speaker.voice {
        Voice::Participant(other) => other == person,
        Voice::Interviewer | Voice::Unassigned => true,
    })
}

/// What voices say in a document, turn by turn.
pub(super) fn bodies(
    document: &CorpusDocument,
    whose: impl Fn(Voice) -> bool,
) -> impl Iterator<Item = &str> {
    document.turns.iter().filter_map(move |turn| {
        let speaker = turn.speaker.and_then(|id| document.speaker(id));
        let voice = speaker.map_or(Voice::Unassigned, |speaker| speaker.voice);
        let body = document.text.get(turn.body as usize..turn.end as usize)?;
        (whose(voice) && !body.trim().is_empty()).then_some(body)
    })
}

/// The names of a person that stand for nobody else: the pseudonym, and labels that are one. Apart from
/// them those that are too short to be told from other words.
fn names_of(corpus: &Corpus, person: &Participant) -> (Vec<String>, Vec<String>) {
    let voice = Voice::Participant(person.id);
    let all = corpus.documents.iter().flat_map(|document| &document.speakers);
    let mut names = vec![person.name.clone()];
    for speaker in all.clone().filter(|speaker| speaker.voice == voice) {
        let shared = all
            .clone()
            .any(|other| other.voice != voice && same_label(&other.label, &speaker.label));
        if !shared && !is_respondent_label(&speaker.label) && !names.contains(&speaker.label) {
            names.push(speaker.label.clone());
        }
    }
    let (mut names, short): (Vec<String>, Vec<String>) =
        names.into_iter().partition(|name| tells(name));
    // The longest first: one may stand in another.
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    (names, short)
}

/// A name that can be looked for: `P1` and `Ann`, not `1` or `A`.
fn tells(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let digits = name.chars().filter(char::is_ascii_digit).count();
    letters >= 3 || (letters > 0 && digits > 0)
}

fn place(corpus: &Corpus, on: MemoOn) -> String {
    let named = |name: Option<String>| name.unwrap_or_default();
    match on {
        MemoOn::Study => "journal".to_owned(),
        MemoOn::Document(id) => named(corpus.document(id).map(|d| d.name.clone())),
        MemoOn::Participant(id) => named(corpus.participant(id).map(|p| p.name.clone())),
        MemoOn::Code(id) => format!("code {}", corpus.codes.path(id)),
        MemoOn::Coding(id) => named(corpus.documents.iter().find_map(|document| {
            let coding = document.coding(id)?;
            Some(names::place(corpus, document, coding.span))
        })),
        MemoOn::Theme(id) => {
            format!("theme {}", named(corpus.theme(id).map(|t| t.fields.statement.clone())))
        }
    }
}
