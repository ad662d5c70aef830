//! Links in a summary: `P05 ¶34`, `P05-2 ¶8-9`, `FG1 ¶12`, a bare `¶34`, and citations as they are
//! copied, `(P05, LA worker, ¶34)`. They are plain words: nothing is lost when a summary leaves the
//! program.
//!
//! A name is a participant's where one interview is theirs alone (`-2` is their second one), else a
//! document's. A bare ¶ belongs to the only interview of the person whose row it is.

use crate::model::{Corpus, DocumentId, ParticipantId, Span, Voice, name_key};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// So far before a ¶ a name can begin, in characters.
const REACH: usize = 120;

/// A link in a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CellLink {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// The document it leads to.
    pub document: DocumentId,
    /// ¶ numbers, the first and the last.
    pub turns: (u32, u32),
    /// The words there, labels included; `None` where the document has no such ¶.
    pub span: Option<Span>,
}

/// Finds and writes links of one corpus.
pub struct Linker<'c> {
    corpus: &'c Corpus,
    /// Keys of names (`name_key`) and the document they lead to, by index.
    names: HashMap<String, usize>,
    /// By document: what it is called in a link.
    called: Vec<String>,
    /// The only document in which somebody speaks.
    only: HashMap<ParticipantId, usize>,
}

impl<'c> Linker<'c> {
    /// Reads who speaks where.
    pub fn new(corpus: &'c Corpus) -> Self {
        let mut names = HashMap::new();
        let mut called = Vec::with_capacity(corpus.documents.len());
        let mut times: HashMap<ParticipantId, u32> = HashMap::new();
        let mut spoken: BTreeMap<ParticipantId, Vec<usize>> = BTreeMap::new();
        for (index, document) in corpus.documents.iter().enumerate() {
            names.entry(name_key(&document.name)).or_insert(index);
        }
        for (index, document) in corpus.documents.iter().enumerate() {
            let mut people: Vec<ParticipantId> = Vec::new();
            for speaker in &document.speakers {
                if let Voice::Participant(id) = speaker.voice
                    && !people.contains(&id)
                {
                    people.push(id);
                    spoken.entry(id).or_default().push(index);
                }
            }
            let alone = match people.as_slice() {
                [one] => corpus.participant(*one),
                _ => None,
            };
            called.push(match alone {
                None => document.name.clone(),
                Some(person) => {
                    let times = times.entry(person.id).or_insert(0);
                    *times += 1;
                    let name = match *times {
                        1 => person.name.clone(),
                        n => format!("{}-{n}", person.name),
                    };
                    names.insert(name_key(&name), index);
                    name
                }
            });
        }
        for (id, documents) in &spoken {
            if let (Some(person), Some(first)) = (corpus.participant(*id), documents.first()) {
                names.entry(name_key(&person.name)).or_insert(*first);
            }
        }
        let alone = spoken.into_iter().filter(|(_, documents)| documents.len() == 1);
        let only = alone.filter_map(|(id, documents)| Some((id, *documents.first()?))).collect();
        Self { corpus, names, called, only }
    }

    /// A link to turns of the document with this index, as it is put into a summary.
    pub fn name(&self, document: usize, (first, last): (u32, u32)) -> String {
        let name = self.called.get(document).map_or("", String::as_str);
        if first == last { format!("{name} ¶{first}") } else { format!("{name} ¶{first}-{last}") }
    }

    /// The links of a text in the row of a participant, in order.
    pub fn find(&self, text: &str, whose: ParticipantId) -> Vec<CellLink> {
        let mut found: Vec<CellLink> = Vec::new();
        for (at, sign) in text.match_indices('¶') {
            let Some((turns, end)) = numbers(text, at + sign.len()) else { continue };
            let free = found.last().map_or(0, |link| link.range.end);
            let before = text.get(free..at).unwrap_or_default();
            let named = self.named(before).map(|(length, index)| (at - length, index));
            let Some((start, index)) = named.or_else(|| Some((at, *self.only.get(&whose)?))) else {
                continue;
            };
            let Some(document) = self.corpus.documents.get(index) else { continue };
            let turn = |number: u32| document.turns.get((number as usize).checked_sub(1)?);
            let span = turn(turns.0)
                .zip(turn(turns.1))
                .and_then(|(first, last)| Span::new(first.start, last.end));
            found.push(CellLink { range: start..end, document: document.id, turns, span });
        }
        found
    }

    /// The name at the end of what stands before a ¶: so many bytes of it belong to the link, and the
    /// index of the document. The longest name wins.
    fn named(&self, before: &str) -> Option<(usize, usize)> {
        let words = before.trim_end_matches([' ', '\u{a0}']);
        let from = words.char_indices().rev().nth(REACH - 1).map_or(0, |(at, _)| at);
        if let Some(inside) = words.strip_suffix(',') {
            // A citation: its name comes first behind the bracket.
            let open = inside.get(from..)?.rfind('(')? + from;
            let name = inside.get(open + 1..)?.split(',').next()?.trim();
            let index = self.names.get(&name_key(name))?;
            return Some((before.len() - open - 1, *index));
        }
        let mut last = ' ';
        for (at, c) in words.char_indices() {
            let begins = !last.is_alphanumeric() && c.is_alphanumeric();
            last = c;
            if at < from || !begins {
                continue;
            }
            let name = words.get(at..).unwrap_or_default();
            if let Some(index) = self.names.get(&name_key(name)) {
                return Some((before.len() - at, *index));
            }
        }
        None
    }
}

/// `34`, `34-36` or `34–36` at `from`, and where it ends.
fn numbers(text: &str, from: usize) -> Option<((u32, u32), usize)> {
    let digits = |from: usize| {
        let rest = text.get(from..)?;
        let length = rest.bytes().take_while(u8::is_ascii_digit).count();
        let number: u32 = rest.get(..length)?.parse().ok()?;
        Some((number, from + length))
    };
    let (first, end) = digits(from)?;
    let rest = text.get(end..).unwrap_or_default();
    let dash = ["-", "–"].into_iter().find(|dash| rest.starts_with(dash));
    let last = dash.and_then(|dash| digits(end + dash.len())).filter(|(last, _)| *last >= first);
    Some(match last {
        Some((last, end)) => ((first, last), end),
        None => ((first, first), end),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::testing::Builder;

    #[test]
    fn links_are_found_in_the_words() {
        let corpus = Builder::new()
            .participant("P01", &[])
            .participant("P02", &[])
            .participant("P03", &[])
            .document("first talk", "P01: one\nP01: two\nP01: three\n")
            .document("again", "P01: four\nP01: five\n")
            .document("FG 1", "P02: six\nP03: seven\n")
            .build();
        let linker = Linker::new(&corpus);
        let check = |text: &str, whose: i64, expected: &[(&str, i64, bool)]| {
            let links = linker.find(text, ParticipantId(whose));
            let found: Vec<(&str, i64, bool)> = links
                .iter()
                .map(|link| (&text[link.range.clone()], link.document.0, link.span.is_some()))
                .collect();
            assert_eq!(found, expected, "{text}");
        };
        check("waits (P01 ¶2)", 1, &[("P01 ¶2", 1, true)]);
        check("again p01-2 ¶1–2, then P01 ¶9", 1, &[("p01-2 ¶1–2", 2, true), ("P01 ¶9", 1, false)]);
        check("all of fg 1 ¶2.", 1, &[("fg 1 ¶2", 3, true)]);
        check("(P01, LA worker, ¶3)", 2, &[("P01, LA worker, ¶3", 1, true)]);
        // Somebody who speaks in groups only, by name; and a bare one in their own row.
        check("P02 ¶1 and ¶2", 2, &[("P02 ¶1", 3, true), ("¶2", 3, true)]);
        // Two interviews: a bare ¶ could be in either.
        check("¶2", 1, &[]);
        check("XP01 ¶2, ¶ 3, ¶", 1, &[]);
        check("¶4294967296 P01 ¶0", 1, &[("P01 ¶0", 1, false)]);
        assert_eq!(linker.name(1, (1, 2)), "P01-2 ¶1-2");
        assert_eq!(linker.name(2, (2, 2)), "FG 1 ¶2");
    }
}
