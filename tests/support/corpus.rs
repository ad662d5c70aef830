//! A small corpus of invented speech with codings, and a count of it character by character.
//!
//! Nothing here knows how the program counts: who says a character is known because the corpus was
//! put together turn by turn.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// A generator of numbers that are the same on every computer.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        // xorshift64*: good enough to mix words.
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        ((self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize) % limit
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

const WORDS: [&str; 24] = [
    "waiting", "form", "café", "—", "he’d", "letter", "über", "months", "2", "door", "…", "naïve",
    "nobody", "said", "it", "was", "the", "first", "time", "日本", "a", "phone", "erm,", "school.",
];
const ROLES: [&str; 3] = ["nurse", "doctor", "carer"];
pub(crate) const CODERS: [&str; 2] = ["ana", "ben"];

pub(crate) struct Document {
    pub(crate) name: String,
    pub(crate) text: Vec<char>,
    /// For each character the participant who says it.
    pub(crate) voice: Vec<Option<String>>,
}

pub(crate) struct Coding {
    pub(crate) document: usize,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) code: String,
    pub(crate) coder: &'static str,
}

pub(crate) struct Corpus {
    pub(crate) documents: Vec<Document>,
    /// Id and role.
    pub(crate) participants: Vec<(String, &'static str)>,
    pub(crate) codings: Vec<Coding>,
}

impl Corpus {
    /// Interviews with one participant each, but every fourth with two.
    pub(crate) fn make(documents: usize, codings: usize, codes: usize, seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let participants: Vec<(String, &str)> =
            (1..=documents).map(|number| (format!("P{number:02}"), dice.pick(&ROLES))).collect();
        let documents: Vec<Document> = (0..documents)
            .map(|at| {
                let mut people = vec![participants[at].0.clone()];
                if at % 4 == 3 {
                    people.push(participants[at - 1].0.clone());
                }
                document(&mut dice, at, &people)
            })
            .collect();
        let mut seen = BTreeSet::new();
        let mut list = Vec::new();
        while list.len() < codings {
            let at = dice.below(documents.len());
            let text = &documents[at].text;
            let start = dice.below(text.len() - 1);
            let end = (start + 1 + dice.below(250)).min(text.len());
            if text[start..end].iter().all(|c| c.is_whitespace()) {
                continue;
            }
            let code = format!("code {:02}", dice.below(codes));
            let coder = CODERS[dice.below(2)];
            if seen.insert((at, start, end, code.clone(), coder)) {
                list.push(Coding { document: at, start, end, code, coder });
            }
        }
        Self { documents, participants, codings: list }
    }

    pub(crate) fn participants_csv(&self) -> String {
        self.participants.iter().fold("id,role\n".to_owned(), |mut csv, (id, role)| {
            writeln!(csv, "{id},{role}").unwrap();
            csv
        })
    }

    pub(crate) fn codings_csv(&self) -> String {
        self.codings.iter().fold("document,start,end,code,coder\n".to_owned(), |mut csv, c| {
            let document = &self.documents[c.document].name;
            writeln!(csv, "{document},{},{},{},{}", c.start, c.end, c.code, c.coder).unwrap();
            csv
        })
    }

    /// Counts by code and role: participants, excerpts, words, characters; one coder's codings.
    pub(crate) fn count(&self, coder: &str) -> BTreeMap<(String, &'static str), [usize; 4]> {
        let role_of = |id: &str| self.participants.iter().find(|p| p.0 == id).unwrap().1;
        let mut people: BTreeMap<(String, &str), BTreeSet<&str>> = BTreeMap::new();
        let mut counts: BTreeMap<(String, &'static str), [usize; 4]> = BTreeMap::new();
        let mut covered: BTreeMap<(&str, usize), Vec<bool>> = BTreeMap::new();
        for coding in self.codings.iter().filter(|coding| coding.coder == coder) {
            let document = &self.documents[coding.document];
            let mut roles = BTreeSet::new();
            let marks = covered
                .entry((&coding.code, coding.document))
                .or_insert_with(|| vec![false; document.text.len()]);
            marks[coding.start..coding.end].fill(true);
            for at in coding.start..coding.end {
                if let Some(id) = &document.voice[at]
                    && !document.text[at].is_whitespace()
                {
                    roles.insert(role_of(id));
                    people.entry((coding.code.clone(), role_of(id))).or_default().insert(id);
                }
            }
            for role in roles {
                counts.entry((coding.code.clone(), role)).or_default()[1] += 1;
            }
        }
        for ((code, role), ids) in people {
            let role = ROLES.into_iter().find(|known| *known == role).unwrap();
            counts.entry((code, role)).or_default()[0] = ids.len();
        }
        for ((code, document), marks) in covered {
            let document = &self.documents[document];
            for role in ROLES {
                let (words, characters) = inside(document, &marks, |id| role_of(id) == role);
                if characters > 0 {
                    let count = counts.entry((code.to_owned(), role)).or_default();
                    count[2] += words;
                    count[3] += characters;
                }
            }
        }
        counts.retain(|_, count| count[0] > 0);
        counts
    }
}

/// Words and characters that are marked and said by somebody of these.
fn inside(document: &Document, marks: &[bool], theirs: impl Fn(&str) -> bool) -> (usize, usize) {
    let (mut words, mut characters) = (0, 0);
    let mut token = String::new();
    for (at, marked) in marks.iter().enumerate() {
        let counts = *marked && document.voice[at].as_deref().is_some_and(&theirs);
        characters += usize::from(counts);
        let c = document.text[at];
        if counts && !c.is_whitespace() {
            token.push(c);
        } else {
            words += usize::from(token.chars().any(char::is_alphanumeric));
            token.clear();
        }
    }
    (words + usize::from(token.chars().any(char::is_alphanumeric)), characters)
}

fn document(dice: &mut Dice, number: usize, people: &[String]) -> Document {
    let mut text = Vec::new();
    let mut voice = Vec::new();
    let turns = 12 + dice.below(12);
    for turn in 0..turns {
        let speaker = if turn % 2 == 0 { None } else { Some(&people[dice.below(people.len())]) };
        let label = speaker.map_or("INT", String::as_str);
        let words: Vec<&str> = (0..=dice.below(40)).map(|_| dice.pick(&WORDS)).collect();
        for c in format!("{label}: ").chars() {
            text.push(c);
            voice.push(None);
        }
        for c in words.join(" ").chars() {
            text.push(c);
            voice.push(speaker.cloned());
        }
        let gap = if turn + 1 < turns { "\n\n" } else { "\n" };
        for c in gap.chars() {
            text.push(c);
            voice.push(None);
        }
    }
    Document { name: format!("interview {:02}.txt", number + 1), text, voice }
}
