//! What is theirs, and what hangs on it. Nothing is written here: what is shown before and what is done
//! then are worked out by the same functions.

use super::called::Called;
use super::former::Former;
use super::labels::{Labels, is_withdrawn};
use super::past::Past;
use super::trail::Trail;
use super::values::Values;
use super::{Error, MemoFound, names, quoting};
use crate::model::{
    CodeFields, CodeId, CodingId, CodingRow, Corpus, CorpusDocument, DocumentId, EvidenceKind,
    Filter, FrameworkCell, Guid, Memo, MemoId, MemoOn, OrphanId, Participant, ParticipantId, Piece,
    Reading, Refusal, SavedFilter, Span, TurnRow, Voice, WithdrawalScope,
};
use crate::text::quotes::{Quotes, spelled};
use crate::text::turns::same_label;
use crate::text::withdrawn::{Layers, Withdrawn};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
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
    pub(super) called: Called,
    pub(super) quotes: Quotes,
    /// Texts on pages of codes that are wholly theirs, or have such quotations, and what they become.
    pub(super) quoting: HashMap<String, String>,
    /// Turns of others that name or quote the person, once they were looked for.
    naming: OnceLock<Vec<(DocumentId, u32)>>,
    /// Documents in which they speak or once spoke.
    pub(super) spoke: HashSet<DocumentId>,
    /// Names of documents that stay in which one stands of a document that goes.
    pub(super) staying: Vec<String>,
    /// Values of attributes that are theirs alone.
    pub(super) values: Values,
    /// What is known of lines of the audit trail that name them.
    pub(super) trail: Trail,
    /// How documents that stay were read, where something was decided about their labels: without that.
    pub(super) readings: Vec<(DocumentId, Reading)>,
    /// What receipts of documents that stay say, note by note.
    pub(super) receipts: Vec<(DocumentId, String)>,
    /// Where files lie that were written from the study.
    pub(super) files: Vec<String>,
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
    /// Works it out.
    pub(super) fn new(
        corpus: &'c Corpus,
        participant: ParticipantId,
        scope: WithdrawalScope,
        past: &Past,
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
        let labels = Labels::new(corpus, past, person);
        let spoken: Vec<DocumentId> = sole.iter().chain(&several).map(|d| d.id).collect();
        let former = Former::of(&labels, scope, &spoken);
        let once = corpus.documents.iter().filter(|document| labels.spoke(document));
        let spoke = once.map(|document| document.id).chain(spoken);
        let spoke: HashSet<DocumentId> =
            spoke.chain(former.labels.iter().map(|(id, _)| *id)).collect();
        let tray = corpus.orphans.iter();
        let tray = tray.filter(|orphan| sole.iter().any(|d| d.id == orphan.document));
        // Of before only what labels and the tray tell: the rest of an older text is somebody else's.
        let once = former.said.iter().chain(&former.tray).map(String::as_str);
        let once = once.chain(tray.map(|orphan| &*orphan.words));
        let quotes = Quotes::of(said.iter().copied().chain(once));
        let stays = |id: DocumentId| sole.iter().all(|document| document.id != id);
        let called = Called::of(&labels, &former.labels, stays);
        let staying = corpus.documents.iter().filter(|document| stays(document.id));
        let readings = staying.filter_map(|document| {
            let others = bodies(document, |voice| voice != Voice::Participant(participant));
            let left = everything && spoke.contains(&document.id);
            let left = left.then(|| others.collect::<Vec<_>>().join("\n"));
            Some((document.id, labels.reading_without(document, left.as_deref())?))
        });
        let readings = readings.collect();
        let receipts = past.receipts.iter().filter(|(id, _)| stays(*id)).cloned().collect();
        let mut plan = Self {
            corpus,
            person,
            scope,
            gone: HashSet::new(),
            gone_guids: HashSet::new(),
            trail: Trail::of(&labels, &called, stays),
            values: Values::of(&labels, person),
            called,
            readings,
            receipts,
            files: past.files.clone(),
            quoting: quoting::quoting(corpus, participant, &said, &former.said),
            spoke,
            staying: names_like(corpus, &sole),
            former,
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
        let theirs = orphans.filter(|orphan| self.former.orphans.contains(&orphan.id));
        group.orphans = theirs.map(|orphan| orphan.id).collect();
        group
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
            let document = self.called.differs().then(|| document_of(corpus, memo.on)).flatten();
            if texts.iter().any(|text| self.names_them(document, text)) {
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
                || self.holds(None, &cell.text.summary)
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
                || texts.iter().any(|text| self.holds(None, text))
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
        texts.iter().any(|text| self.holds(None, text) || self.quoting.contains_key(*text))
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
                    let own = speaker.is_some_and(|s| s.voice == voice);
                    // Their own label goes; that of others may name them, too: `Anna & Tom`.
                    let from = if own { turn.body } else { turn.start };
                    let words = document.text.get(from as usize..turn.end as usize)?;
                    let goes = everything && own;
                    (!goes && self.holds(Some(document.id), words)).then_some((document.id, number))
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
        filter.speakers.retain(|label| !self.called.is_alone(label));
        filter.wheres.retain(|clause| !self.values.are_asked_for(self.corpus, clause));
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
            if everything {
                self.speaks_in(id) || self.former.documents.contains(&id)
            } else {
                self.former.whole.contains(&id)
            }
        };
        let gone = older.iter().filter(|(id, _)| goes(*id));
        gone.map(|(_, texts)| texts.len()).sum()
    }

    /// True for a document in which they speak today.
    fn speaks_in(&self, id: DocumentId) -> bool {
        self.sole.iter().any(|document| document.id == id)
            || self.groups.iter().any(|group| group.document.id == id)
    }

    /// Codings in the tray that go, in documents in which they do not speak today.
    pub(super) fn former_orphans(&self) -> impl Iterator<Item = OrphanId> {
        let orphans = self.corpus.orphans.iter();
        let apart = orphans.filter(|orphan| {
            self.former.orphans.contains(&orphan.id) && !self.speaks_in(orphan.document)
        });
        apart.map(|orphan| orphan.id)
    }
}

/// Names of documents that stay in which one stands of a document that goes: `Anna B` for `Anna`.
fn names_like(corpus: &Corpus, sole: &[&Arc<CorpusDocument>]) -> Vec<String> {
    let names =
        |document: &Arc<CorpusDocument>| [document.name.clone(), document.file_name.clone()];
    let going: Vec<String> = sole.iter().flat_map(|document| names(document)).collect();
    let stay = corpus.documents.iter();
    let stay = stay.filter(|document| sole.iter().all(|gone| gone.id != document.id));
    let like = stay.flat_map(names).filter(|name| {
        going.iter().any(|gone| !same_label(gone, name) && !spelled(name, gone).is_empty())
    });
    like.collect()
}

/// True where nobody else takes part: the interviewer and labels mapped to nobody do not count, but for
/// somebody who withdrew before and whose words stayed.
fn is_alone(document: &CorpusDocument, person: ParticipantId) -> bool {
    document.speakers.iter().all(|speaker| match speaker.voice {
        Voice::Participant(other) => other == person,
        Voice::Interviewer => true,
        Voice::Unassigned => !is_withdrawn(&speaker.label),
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

/// The document that a memo hangs in.
pub(super) fn document_of(corpus: &Corpus, on: MemoOn) -> Option<DocumentId> {
    match on {
        MemoOn::Document(id) => Some(id),
        MemoOn::Coding(id) => {
            let found = corpus.documents.iter().find(|document| document.coding(id).is_some());
            found.map(|document| document.id)
        }
        MemoOn::Study | MemoOn::Participant(_) | MemoOn::Code(_) | MemoOn::Theme(_) => None,
    }
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
