//! A researcher's decisions on who speaks, ready to be applied: which labels count, which do not, which
//! are one, and a pattern of their own.

use super::label::{LONGEST, label_key};
use super::stamp;
use crate::model::{Reading, Refusal, SpeakerRule};
use regex::{Regex, RegexBuilder};
use std::collections::{HashMap, HashSet};

/// Bytes a compiled pattern takes at most, and those of its tables: matching is linear in the text, but
/// also in this.
const SIZE: usize = 256 << 10;

/// Characters of a line a pattern sees: a label stands at the beginning.
const SEEN: usize = 400;

/// Decisions, checked and made ready. The default decides nothing.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    pub(super) speakers: Speakers,
    take: HashSet<String>,
    leave: HashSet<String>,
    same: HashMap<String, String>,
    /// Cues without speakers are joined over silences of up to so many milliseconds.
    pub pause_ms: Option<i64>,
}

/// Where speakers come from.
#[derive(Clone, Debug, Default)]
pub(super) enum Speakers {
    #[default]
    Found,
    Nobody,
    Pattern(Pattern),
}

impl Rules {
    /// Makes decisions ready.
    ///
    /// # Errors
    /// A refusal that says what is wrong with a pattern.
    pub fn of(reading: &Reading) -> Result<Self, Refusal> {
        let keys = |labels: &[String]| labels.iter().map(|label| label_key(label)).collect();
        let spelling = |(a, b): &(String, String)| (label_key(a), b.trim().to_owned());
        Ok(Self {
            speakers: match &reading.speakers {
                SpeakerRule::Found => Speakers::Found,
                SpeakerRule::Nobody => Speakers::Nobody,
                SpeakerRule::Pattern(pattern) => Speakers::Pattern(Pattern::new(pattern)?),
            },
            take: keys(&reading.take),
            leave: keys(&reading.leave),
            same: reading.same.iter().map(spelling).collect(),
            pause_ms: reading.pause_ms,
        })
    }

    /// True when nobody is named whatever the text says.
    pub fn names_nobody(&self) -> bool {
        matches!(self.speakers, Speakers::Nobody)
    }

    /// True when labels are found by a pattern of the researcher's own.
    pub fn has_pattern(&self) -> bool {
        matches!(self.speakers, Speakers::Pattern(_))
    }

    /// The label as it is to be spelled; `None` when it was decided that it is none.
    pub fn spelled<'a>(&'a self, label: &'a str) -> Option<&'a str> {
        let key = label_key(label);
        if self.leave.contains(&key) {
            return None;
        }
        let mut spelled = label;
        let mut key = key;
        // A is B, B is C; as many steps as a chain of decisions can have, however it runs in a circle.
        for _ in 0..self.same.len() {
            let Some(next) = self.same.get(&key).filter(|next| !next.is_empty()) else { break };
            spelled = next;
            key = label_key(next);
        }
        Some(spelled)
    }

    /// True when it was decided that this is a label.
    pub(super) fn takes(&self, label: &str) -> bool {
        self.take.contains(&label_key(label))
    }
}

/// A researcher's own regular expression for labels.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    regex: Regex,
    speaker: usize,
    time: Option<usize>,
}

/// What a pattern found at the beginning of a line; positions are bytes of the line.
pub(super) struct Matched<'t> {
    pub(super) label: &'t str,
    pub(super) body: usize,
    pub(super) at_ms: Option<i64>,
}

impl Pattern {
    fn new(pattern: &str) -> Result<Self, Refusal> {
        let example =
            r"write for example (?<speaker>[A-Z]\w*): or \[(?<time>[\d:]+)\] (?<speaker>\w+)";
        if pattern.trim().is_empty() {
            return Err(Refusal::new("the pattern for speakers is empty").instead(example));
        }
        // Compiled alone first: an unclosed bracket must not swallow what is put around it.
        let build = |pattern: &str| {
            RegexBuilder::new(pattern).size_limit(SIZE).dfa_size_limit(SIZE).build()
        };
        let whole = build(pattern).and_then(|_| build(&format!("^(?:{pattern})")));
        let regex = whole.map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => {
                Refusal::new("the pattern for speakers is too large").instead("write a simpler one")
            }
            // The parser draws the place in several lines; the last one says what is wrong.
            other => {
                let words = other.to_string();
                let last = words.lines().last().unwrap_or_default();
                let why = last.trim().trim_start_matches("error: ");
                Refusal::new(format!("the pattern for speakers is no regular expression: {why}"))
                    .instead(example)
            }
        })?;
        let group = |name: &str| regex.capture_names().position(|group| group == Some(name));
        let time = group("time");
        let first = (1..regex.captures_len()).find(|&n| Some(n) != time);
        let Some(speaker) = group("speaker").or(first) else {
            return Err(Refusal::new("the pattern for speakers has no group that is the speaker")
                .instead(example));
        };
        Ok(Self { regex, speaker, time })
    }

    /// What it finds at the beginning of a line.
    pub(super) fn head<'t>(&self, line: &'t str) -> Option<Matched<'t>> {
        let ink = line.len() - line.trim_start().len();
        let seen = &line[ink..];
        let seen = seen.char_indices().nth(SEEN).map_or(seen, |(at, _)| &seen[..at]);
        let found = self.regex.captures(seen)?;
        let label = found.get(self.speaker)?.as_str().trim().trim_end_matches(':').trim_end();
        if label.is_empty() || label.chars().count() > LONGEST * 2 {
            return None;
        }
        let time = self.time.and_then(|time| found.get(time)).map(|time| time.as_str().trim());
        let at_ms = time.and_then(|time| stamp::enclosed(time).or_else(|| stamp::clock(time)));
        Some(Matched { label, body: ink + found.get(0)?.end(), at_ms: at_ms.map(|time| time.ms) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(pattern: &str) -> Result<Rules, Refusal> {
        Rules::of(&Reading {
            speakers: SpeakerRule::Pattern(pattern.to_owned()),
            ..Reading::default()
        })
    }

    #[test]
    fn a_pattern_finds_speaker_and_time() {
        let check = |pattern: &str, line: &str, expected: Option<(&str, &str, Option<i64>)>| {
            let Speakers::Pattern(pattern) = rules(pattern).unwrap().speakers else { panic!() };
            let got = pattern.head(line);
            let got = got.map(|head| (head.label, &line[head.body..], head.at_ms));
            assert_eq!(got, expected, "{line}");
        };
        check(r"(?<speaker>\w+) >> ", "Anna >> Yes.", Some(("Anna", "Yes.", None)));
        check(r"<(\w+)>", "  <Anna> Yes.", Some(("Anna", " Yes.", None)));
        check(
            r"(?<time>[\d:]+) / (?<speaker>\w+) / ",
            "00:12:03 / Anna / Yes.",
            Some(("Anna", "Yes.", Some(723_000))),
        );
        check(r"(?<time>[\d:]+) (\w+)", "1:00 Anna", Some(("Anna", "", Some(60_000))));
        check(r"^(\p{L}+):", "Ünal: ja", Some(("Ünal", " ja", None)));
        check(r"(\w+) >> ", "He said: Anna >> Yes.", None);
        check(r"(\w*)=", "= x", None);
        check(r"a|(b)", "a x", None);
    }

    #[test]
    fn a_bad_pattern_is_refused_in_words() {
        let check = |pattern: &str, expected: &str| {
            let why = rules(pattern).unwrap_err().to_string();
            assert!(why.contains(expected), "{pattern}: {why}");
            assert!(!why.contains('\n'), "{why}");
        };
        check("", "empty");
        check(r"\w+:", "no group");
        check(r"(?<time>\d+)", "no group");
        check("(a", "unclosed group");
        check("a)|(b", "no regular expression");
        check(r"(\w{1000}){1000}", "too large");
        check(r"(?=x)(a)", "look-around");
    }

    #[test]
    fn spellings_lead_to_one_label_even_in_a_circle() {
        let reading = Reading {
            leave: vec!["So".to_owned()],
            same: [("Anna M", "AM"), ("AM", "Anna"), ("x", "y"), ("y", "x")]
                .map(|(a, b)| (a.to_owned(), b.to_owned()))
                .to_vec(),
            ..Reading::default()
        };
        let rules = Rules::of(&reading).unwrap();
        assert_eq!(rules.spelled("anna m"), Some("Anna"));
        assert_eq!(rules.spelled("Ben"), Some("Ben"));
        assert_eq!(rules.spelled("SO:"), None);
        assert!(rules.spelled("x").is_some());
    }
}
