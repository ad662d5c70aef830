//! The same questions answered the slow way: character by character, sharing no code with the tables.
//!
//! Only the corpus' texts, turns, speakers and codings are read; pieces, word starts and everything
//! in the room itself are not.

use super::wanted;
use crate::model::{
    CoderChoice, Corpus, CorpusDocument, Filter, ParticipantId, Speech, Voice, WhereClause, WhereOp,
};

/// What is known of one byte of a text (bytes inside a character repeat its first one).
#[derive(Clone)]
pub(super) struct Character {
    pub(super) byte: usize,
    pub(super) c: char,
    /// Whose speech, if it is speech; the turn; and the stretch of speech it lies in.
    pub(super) speech: Option<(Voice, usize, usize)>,
}

/// Every character of a document and whose it is.
fn characters(document: &CorpusDocument) -> Vec<Character> {
    let mut all: Vec<Character> =
        document.text.char_indices().map(|(byte, c)| Character { byte, c, speech: None }).collect();
    let mut stretch = 0;
    for (index, turn) in document.turns.iter().enumerate() {
        let speaker = document.speakers.iter().find(|s| Some(s.id) == turn.speaker);
        let voice = speaker.map_or(Voice::Unassigned, |s| s.voice);
        stretch += 1;
        let mut in_mark = false;
        for character in &mut all {
            if character.byte < turn.body as usize || character.byte >= turn.end as usize {
                continue;
            }
            in_mark |= character.c == '[';
            if in_mark {
                stretch += usize::from(character.c == ']');
                in_mark = character.c != ']';
                continue;
            }
            character.speech = Some((voice, index, stretch));
        }
    }
    // White space at the ends of a stretch is no speech.
    let copy = all.clone();
    for (at, character) in all.iter_mut().enumerate() {
        let Some((_, _, own)) = character.speech else { continue };
        let ink = |other: &Character| {
            !other.c.is_whitespace() && other.speech.is_some_and(|speech| speech.2 == own)
        };
        if !(copy[..=at].iter().any(ink) && copy[at..].iter().any(ink)) {
            character.speech = None;
        }
    }
    all
}

/// A corpus with the characters of its documents, read once.
pub(super) struct Text<'c> {
    pub(super) corpus: &'c Corpus,
    /// Without the speech of participants under labels that are not asked for.
    documents: Vec<Vec<Character>>,
    whole: Vec<Vec<Character>>,
}

impl<'c> Text<'c> {
    pub(super) fn new(corpus: &'c Corpus, filter: &Filter) -> Self {
        let whole: Vec<_> = corpus.documents.iter().map(|d| characters(d)).collect();
        let mut documents = whole.clone();
        for (characters, document) in documents.iter_mut().zip(&corpus.documents) {
            for character in characters {
                let Some((voice, turn, _)) = character.speech else { continue };
                if voice != Voice::Interviewer && !labelled(document, turn, filter) {
                    character.speech = None;
                }
            }
        }
        Self { corpus, documents, whole }
    }

    /// The characters of a document that participants of the filter say.
    pub(super) fn said(&self, filter: &Filter, document: usize) -> Vec<Character> {
        let said = self.documents[document].iter().filter(|character| match character.speech {
            Some((Voice::Participant(id), ..)) => allowed(self.corpus, filter, id),
            _ => false,
        });
        said.cloned().collect()
    }

    /// The characters of the document with this index.
    pub(super) fn of(&self, index: usize) -> &[Character] {
        &self.documents[index]
    }
}

/// Whether a turn stands under a label that the filter asks for.
pub(super) fn labelled(document: &CorpusDocument, turn: usize, filter: &Filter) -> bool {
    let label = document.speakers.iter().find(|s| Some(s.id) == document.turns[turn].speaker);
    let label = label.map(|speaker| speaker.label.to_lowercase());
    filter.speakers.is_empty()
        || filter.speakers.iter().any(|one| Some(one.to_lowercase()) == label)
}

/// One countable coding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct Mention {
    pub(super) document: usize,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) code: i64,
    /// Those for whom it counts; 0 stands for speech nobody is mapped to.
    pub(super) people: Vec<i64>,
    pub(super) interviewer: bool,
    /// Somebody speaks there whom only their exclusion from analysis keeps out.
    pub(super) excluded: bool,
    /// Such a person and the interviewer at most, whatever speakers are asked for.
    pub(super) alone: bool,
    /// Somebody who counts, or the interviewer, speaks there under a label that is asked for.
    pub(super) asked: bool,
}

/// Somebody whom the filter means and who is not excluded from analysis.
pub(super) fn allowed(corpus: &Corpus, filter: &Filter, id: ParticipantId) -> bool {
    meant(corpus, filter, id) && !is_out(corpus, filter, id)
}

pub(super) fn is_out(corpus: &Corpus, filter: &Filter, id: ParticipantId) -> bool {
    let participant = corpus.participants.iter().find(|p| p.id == id).unwrap();
    !filter.include_excluded && participant.excluded.is_some()
}

fn meant(corpus: &Corpus, filter: &Filter, id: ParticipantId) -> bool {
    let participant = corpus.participants.iter().find(|p| p.id == id).unwrap();
    let named = filter.participants.is_empty() || filter.participants.contains(&id);
    let holds = |attribute| {
        let clauses = || filter.wheres.iter().filter(|clause| clause.attribute == attribute);
        let value = participant.values.get(&attribute).cloned().unwrap_or_default();
        let same = |c: &WhereClause| c.value.to_lowercase() == value.to_lowercase();
        let number = |text: &str| text.parse::<f64>().ok();
        let order = |c: &WhereClause, test: fn(f64, f64) -> bool| match (
            number(&value),
            number(&c.value),
        ) {
            (Some(a), Some(b)) => test(a, b),
            _ => false,
        };
        let mut values = clauses().filter(|c| c.op == WhereOp::Is).peekable();
        let any = values.peek().is_none() || values.any(same);
        any && clauses().all(|c| match c.op {
            WhereOp::Is => true,
            WhereOp::IsNot => !same(c),
            WhereOp::Less => order(c, |a, b| a < b),
            WhereOp::AtMost => order(c, |a, b| a <= b),
            WhereOp::More => order(c, |a, b| a > b),
            WhereOp::AtLeast => order(c, |a, b| a >= b),
        })
    };
    named && corpus.attributes.iter().all(|attribute| holds(attribute.id))
}

pub(super) fn code_asked(corpus: &Corpus, filter: &Filter, code: i64) -> bool {
    if filter.codes.is_empty() {
        return true;
    }
    let mut at = corpus.codes.codes().iter().find(|c| c.id.0 == code);
    while let Some(code) = at {
        if filter.codes.contains(&code.id) {
            return true;
        }
        at = corpus.codes.codes().iter().find(|c| Some(c.id) == code.parent);
    }
    false
}

/// Every mention that passes the filter, whoever speaks; `people` are those of the filter.
pub(super) fn mentions(text: &Text<'_>, filter: &Filter) -> Vec<Mention> {
    let (corpus, mut found) = (text.corpus, Vec::new());
    let restricted = !filter.participants.is_empty() || !filter.wheres.is_empty();
    for (index, document) in corpus.documents.iter().enumerate() {
        if !filter.documents.is_empty() && !filter.documents.contains(&document.id) {
            continue;
        }
        let characters = text.documents[index].iter().zip(&text.whole[index]);
        let mut spans: Vec<(i64, usize, usize)> = document
            .codings
            .iter()
            .filter(|coding| match filter.coder {
                CoderChoice::All => true,
                CoderChoice::One(id) => coding.coder == id,
            })
            .map(|coding| (coding.code.0, coding.span.range().start, coding.span.range().end))
            .collect();
        if filter.coder == CoderChoice::All {
            spans = folded(spans);
        }
        let all = spans.clone();
        for (code, start, end) in spans {
            let holds = |condition| {
                let one = (code, start, end);
                wanted::holds(corpus, document, (&all, one), &filter.coder, condition)
            };
            if !code_asked(corpus, filter, code) || !filter.condition.as_ref().is_none_or(holds) {
                continue;
            }
            let (mut people, mut interviewer, mut excluded) = (Vec::new(), false, false);
            let (mut out, mut others, mut asked) = (false, false, false);
            for (character, whole) in characters.clone() {
                if character.byte < start || character.byte >= end || character.c.is_whitespace() {
                    continue;
                }
                let Some((voice, turn, _)) = whole.speech else { continue };
                let is_out = matches!(voice, Voice::Participant(id) if is_out(corpus, filter, id));
                out |=
                    matches!(voice, Voice::Participant(id) if is_out && meant(corpus, filter, id));
                others |= voice != Voice::Interviewer && !is_out;
                asked |= labelled(document, turn, filter) && !is_out;
                match character.speech {
                    Some((Voice::Interviewer, ..)) => interviewer = true,
                    Some((Voice::Participant(id), ..)) if allowed(corpus, filter, id) => {
                        people.push(id.0);
                    }
                    Some((Voice::Participant(id), ..)) if meant(corpus, filter, id) => {
                        excluded = true;
                    }
                    Some((Voice::Unassigned, ..)) if !restricted => people.push(0),
                    _ => {}
                }
            }
            people.sort_unstable();
            people.dedup();
            found.push(Mention {
                document: index,
                start,
                end,
                code,
                people,
                interviewer,
                excluded,
                alone: out && !others,
                asked,
            });
        }
    }
    found
}

/// Joins overlapping spans of one code until none overlap.
fn folded(mut spans: Vec<(i64, usize, usize)>) -> Vec<(i64, usize, usize)> {
    loop {
        let mut pair = None;
        'search: for a in 0..spans.len() {
            for b in a + 1..spans.len() {
                let (x, y) = (spans[a], spans[b]);
                if x.0 == y.0 && x.1 < y.2 && y.1 < x.2 {
                    pair = Some((a, b));
                    break 'search;
                }
            }
        }
        let Some((a, b)) = pair else { return spans };
        let other = spans.remove(b);
        spans[a].1 = spans[a].1.min(other.1);
        spans[a].2 = spans[a].2.max(other.2);
    }
}

/// What a list with this filter should hold.
pub(super) fn listed(text: &Text<'_>, filter: &Filter) -> Vec<Mention> {
    let restricted = !filter.participants.is_empty() || !filter.wheres.is_empty();
    let mut found = mentions(text, filter);
    found.retain(|mention| {
        let somebody = mention.people.iter().any(|&id| id != 0);
        match filter.speech {
            // Of everything, what is of excluded participants and of nobody else is not there.
            Speech::Any if !restricted => {
                !mention.alone && (filter.speakers.is_empty() || mention.asked)
            }
            Speech::Any | Speech::Participants => somebody,
            Speech::Unassigned => mention.people.contains(&0),
        }
    });
    found.sort();
    found
}

/// True when a code is another one, or somewhere under it.
pub(super) fn under(corpus: &Corpus, mut at: i64, code: i64) -> bool {
    loop {
        if at == code {
            return true;
        }
        let found = corpus.codes.codes().iter().find(|c| c.id.0 == at).unwrap();
        match found.parent {
            Some(parent) => at = parent.0,
            None => return false,
        }
    }
}

/// Everything a cell counts: participants, documents, turns, excerpts, words, characters.
pub(super) fn count(
    text: &Text<'_>,
    mentions: &[Mention],
    code: i64,
    own: impl Fn(i64) -> bool,
) -> [u64; 6] {
    let corpus = text.corpus;
    let hits: Vec<&Mention> = mentions
        .iter()
        .filter(|m| under(corpus, m.code, code) && m.people.iter().any(|&id| own(id)))
        .collect();
    let mut people: Vec<i64> = hits
        .iter()
        .flat_map(|m| m.people.iter().copied())
        .filter(|&id| id != 0 && own(id))
        .collect();
    people.sort_unstable();
    people.dedup();
    let mut totals = [people.len() as u64, 0, 0, hits.len() as u64, 0, 0];
    for (index, characters) in text.documents.iter().enumerate() {
        let here: Vec<&&Mention> = hits.iter().filter(|m| m.document == index).collect();
        totals[1] += u64::from(!here.is_empty());
        let mut turns = Vec::new();
        let mut token = String::new();
        let mut last = None;
        let end_token = |token: &mut String| {
            let word = token.chars().any(char::is_alphanumeric);
            token.clear();
            u64::from(word)
        };
        for character in characters {
            let covered = here.iter().any(|m| m.start <= character.byte && character.byte < m.end);
            let speech = character.speech.filter(|(voice, ..)| {
                covered
                    && match voice {
                        Voice::Participant(id) => own(id.0),
                        Voice::Unassigned => own(0),
                        Voice::Interviewer => false,
                    }
            });
            let stretch = speech.map(|speech| speech.2);
            if stretch != last || character.c.is_whitespace() {
                totals[4] += end_token(&mut token);
            }
            last = stretch;
            if let Some((_, turn, _)) = speech {
                totals[5] += 1;
                if !character.c.is_whitespace() {
                    token.push(character.c);
                    turns.push(turn);
                }
            }
        }
        totals[4] += end_token(&mut token);
        turns.dedup();
        totals[2] += turns.len() as u64;
    }
    totals
}
