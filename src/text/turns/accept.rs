//! Which of the possible labels name speakers: by what is known, by how often they occur, and by how
//! much of the text they lead.
//!
//! A document keeps to one convention, mostly. The convention that leads most lines wins; a label of
//! another one counts only where the winner has it too, so that `[P10]` at the start of a line in a
//! transcript with `INT:` and `P07:` stays what it is: an anonymised name.

use super::label::{self, Shape};
use super::line::{FAMILIES, Family};
use super::phrases::Order;
use super::scan::Scan;
use std::collections::{HashMap, HashSet};

/// What a label is known for, the surest first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Standing {
    /// The researcher says that it is a label, or their pattern does.
    Taken,
    /// A participant's id, or listed in the file's header.
    Known,
    /// A usual label of the researcher.
    Interviewer,
    /// Words before a colon that name nobody.
    Nobody,
    /// A usual label of those who are interviewed.
    Respondent,
    Plain,
}

impl Standing {
    fn of(label: &str, given: Given) -> Self {
        if given == Given::Taken {
            Self::Taken
        } else if given == Given::Known {
            Self::Known
        } else if label::is_interviewer_label(label) {
            Self::Interviewer
        } else if label::is_nobody(label) {
            Self::Nobody
        } else if label::is_respondent(label) {
            Self::Respondent
        } else {
            Self::Plain
        }
    }
}

/// What is said of a label from outside the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Given {
    Nothing,
    /// It is a participant's id, or listed.
    Known,
    /// The researcher says that it is a label.
    Taken,
}

/// What was seen of one label.
#[derive(Debug)]
pub(super) struct Seen {
    /// As first written.
    pub(super) label: String,
    pub(super) shape: Shape,
    standing: Standing,
    /// Lines, by convention.
    lines: [u32; FAMILIES.len()],
    /// Of these, lines that are no evidence by themselves.
    weak: [u32; FAMILIES.len()],
    /// Lines in which it stood in the column of speakers of a table.
    certain: u32,
}

impl Seen {
    /// True for words before a colon that name nobody.
    pub(super) fn is_nobody(&self) -> bool {
        self.standing == Standing::Nobody
    }

    /// True for a usual label of the researcher.
    pub(super) fn is_interviewer(&self) -> bool {
        self.standing == Standing::Interviewer
            || self.standing == Standing::Taken && label::is_interviewer_label(&self.label)
    }
}

/// All possible labels of a text.
#[derive(Debug, Default)]
pub(super) struct Labels {
    seen: Vec<Seen>,
    by_key: HashMap<String, u32>,
}

impl Labels {
    /// Counts a label and gives its number.
    pub(super) fn add(&mut self, head: &super::line::Head<'_>, given: Given) -> u32 {
        let key = label::label_key(head.label);
        let number = *self.by_key.entry(key).or_insert_with(|| {
            self.seen.push(Seen {
                label: head.label.split_whitespace().collect::<Vec<_>>().join(" "),
                shape: head.shape,
                standing: Standing::of(head.label, given),
                lines: [0; FAMILIES.len()],
                weak: [0; FAMILIES.len()],
                certain: 0,
            });
            (self.seen.len() - 1) as u32
        });
        if let Some(seen) = self.seen.get_mut(number as usize) {
            seen.lines[head.family as usize] += 1;
            seen.weak[head.family as usize] += u32::from(head.weak);
            if given == Given::Taken {
                seen.standing = Standing::Taken;
            }
        }
        number
    }

    /// Says that a line with this label is a row of a transcript table.
    pub(super) fn is_certain(&mut self, number: u32) {
        if let Some(seen) = self.seen.get_mut(number as usize) {
            seen.certain += 1;
        }
    }

    /// Forgets lines in other conventions.
    pub(super) fn only(&mut self, families: &[Family]) {
        for family in FAMILIES.into_iter().filter(|family| !families.contains(family)) {
            for seen in &mut self.seen {
                seen.lines[family as usize] = 0;
                seen.weak[family as usize] = 0;
            }
        }
    }

    /// The labels, by number.
    pub(super) fn all(&self) -> &[Seen] {
        &self.seen
    }
}

/// The text as a whole.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Shares {
    /// Paragraphs that hold text.
    pub(super) paragraphs: u32,
    /// The label that leads the first line that holds text.
    pub(super) first: Option<u32>,
    /// Lines that begin with a bare time.
    pub(super) timed: u32,
}

/// The verdict.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    primary: Option<Family>,
    /// By label number, for the winner.
    accepted: Vec<bool>,
    /// By label number: a label in every convention, because somebody said so.
    taken: Vec<bool>,
    /// Labels that were looked at and not taken, with the number of their lines.
    pub(super) left: Vec<(String, u32)>,
}

impl Verdict {
    /// True when a label in this convention begins a turn.
    pub(super) fn takes(&self, family: Family, number: u32) -> bool {
        let is = |list: &[bool]| list.get(number as usize).copied().unwrap_or(false);
        if is(&self.taken) {
            return true;
        }
        let Some(primary) = self.primary else { return false };
        let accepted = is(&self.accepted);
        accepted
            && (family == primary
                || matches!(family, Family::Colon | Family::Header | Family::Bold))
    }
}

/// Decides.
pub(super) fn decide(scan: &Scan) -> Verdict {
    let (seen, shares) = (scan.labels.all(), scan.shares);
    let mut best: Option<(u32, Family, Vec<bool>)> = None;
    for family in FAMILIES {
        let accepted = match family {
            Family::Colon => colon(seen, shares, &Order::of(seen, &scan.candidates, family)),
            Family::Header => header(seen),
            other => by_count(seen, other, shares, &Order::of(seen, &scan.candidates, other)),
        };
        let lines: u32 = seen
            .iter()
            .zip(&accepted)
            .filter(|(_, yes)| **yes)
            .map(|(seen, _)| seen.lines[family as usize])
            .sum();
        if lines > 0 && best.as_ref().is_none_or(|(most, ..)| lines > *most) {
            best = Some((lines, family, accepted));
        }
    }
    let taken = seen.iter().map(|seen| seen.standing == Standing::Taken).collect();
    let Some((_, family, accepted)) = best else { return Verdict { taken, ..Verdict::default() } };
    let answering = Order::of(seen, &scan.candidates, family).answering(&accepted);
    let left = seen
        .iter()
        .zip(&accepted)
        .zip(answering)
        .filter(|((seen, yes), _)| !**yes && seen.lines[family as usize] > 0)
        .filter(|((seen, _), answers)| {
            let striking = match seen.shape {
                Shape::Code | Shape::Name => true,
                // Beginnings of sentences mostly, unless they return or stand where an answer does.
                Shape::Phrase => seen.lines[family as usize] >= 2 || *answers,
                Shape::Lower | Shape::No => false,
            };
            seen.standing != Standing::Nobody && striking
        })
        .map(|((seen, _), _)| (seen.label.clone(), seen.lines[family as usize]))
        .collect();
    Verdict { primary: Some(family), accepted, taken, left }
}

fn sure(seen: &Seen) -> bool {
    matches!(seen.standing, Standing::Taken | Standing::Known | Standing::Interviewer)
}

/// `Name:` needs most care, because anything may stand before a colon.
fn colon(seen: &[Seen], shares: Shares, order: &Order<'_>) -> Vec<bool> {
    let at = Family::Colon as usize;
    // A document whose sure labels have no space behind the colon is typed that way.
    let tight = seen.iter().any(|s| sure(s) && s.weak[at] > 0);
    let count = |s: &Seen| if tight { s.lines[at] } else { s.lines[at] - s.weak[at] };
    let total = |accepted: &[bool]| -> u32 {
        seen.iter().zip(accepted).filter(|(_, yes)| **yes).map(|(s, _)| s.lines[at]).sum()
    };
    let repeated = |s: &Seen| {
        count(s) >= 2
            && s.standing != Standing::Nobody
            && !matches!(s.shape, Shape::Phrase | Shape::No)
    };
    let several = seen.iter().filter(|s| s.lines[at] > 0 && (sure(s) || repeated(s))).count() >= 2;
    let leads_much = |s: &Seen| count(s) >= 3 && count(s) * 4 >= shares.paragraphs;
    let mut accepted: Vec<bool> = seen
        .iter()
        .map(|s| {
            s.lines[at] > 0
                && (sure(s)
                    || repeated(s)
                        && (several
                            || leads_much(s)
                            || s.standing == Standing::Respondent && s.shape == Shape::Code))
        })
        .collect();

    let returning = order.returning(&accepted, shares);
    accepted.iter_mut().zip(returning).for_each(|(yes, returns)| *yes |= returns);

    // Where nearly every paragraph has a label and one is repeated, the others are labels, too.
    let names = |s: &Seen| {
        count(s) >= 1
            && s.standing != Standing::Nobody
            && matches!(s.shape, Shape::Name | Shape::Code)
    };
    let led = |accepted: &[bool]| -> u32 {
        let led = seen.iter().zip(accepted).filter(|(s, yes)| **yes || names(s));
        led.map(|(s, _)| s.lines[at]).sum()
    };
    let nearly_all = |accepted: &[bool]| led(accepted) * 5 >= shares.paragraphs * 4;
    if !accepted.contains(&true)
        && nearly_all(&accepted)
        && seen.iter().any(|s| repeated(s) && names(s))
        && seen.iter().filter(|s| names(s)).count() >= 2
    {
        accepted = seen.iter().map(names).collect();
    }

    // Labels that occur once, beside the sure ones.
    let once = |s: &Seen| count(s) >= 1 && s.standing != Standing::Nobody;
    let numbered =
        |s: &Seen| s.shape == Shape::Code && s.label.contains(|c: char| c.is_ascii_digit());
    if !accepted.contains(&true)
        && let Some(n) = shares.first.map(|n| n as usize)
        && let Some(first) = seen.get(n)
    {
        accepted[n] = once(first) && (numbered(first) || first.standing == Standing::Respondent);
    }
    let has_core = accepted.contains(&true);
    let prefixes: HashSet<String> = seen
        .iter()
        .zip(&accepted)
        .filter_map(|(s, yes)| yes.then(|| label::letters(&s.label)).flatten())
        .collect();
    for (n, s) in seen.iter().enumerate() {
        if accepted[n] || !once(s) || !has_core {
            continue;
        }
        let like_another =
            || label::letters(&s.label).is_some_and(|letters| prefixes.contains(&letters));
        accepted[n] = s.standing == Standing::Respondent || numbered(s) && like_another();
    }
    // An interview of one question and one answer.
    let only_interviewers =
        seen.iter().zip(&accepted).all(|(s, yes)| !yes || s.standing == Standing::Interviewer);
    if has_core && only_interviewers && total(&accepted) <= 2 {
        let others = seen
            .iter()
            .filter(|s| once(s) && s.shape == Shape::Name && s.standing != Standing::Interviewer);
        if others.count() == 1 {
            for (n, s) in seen.iter().enumerate() {
                accepted[n] |= once(s) && s.shape == Shape::Name;
            }
        }
    }
    let once = order.once(&accepted, shares);
    accepted.iter_mut().zip(once).for_each(|(yes, once)| *yes |= once);
    // The same beside labels that are sure.
    if total(&accepted) > 0 && nearly_all(&accepted) {
        for (n, s) in seen.iter().enumerate() {
            accepted[n] |= names(s);
        }
    }
    accepted
}

/// `Name  0:12`: the time is evidence enough once there are two of them.
fn header(seen: &[Seen]) -> Vec<bool> {
    let at = Family::Header as usize;
    let lines: u32 = seen.iter().map(|s| s.lines[at]).sum();
    seen.iter()
        .map(|s| {
            let strong = s.lines[at] > s.weak[at];
            match s.shape {
                _ if s.lines[at] == 0 => false,
                _ if sure(s) => true,
                Shape::No => false,
                _ if s.standing == Standing::Nobody => false,
                Shape::Code => lines >= 2,
                Shape::Name => lines >= 2 && (strong || s.lines[at] >= 2),
                Shape::Lower => s.lines[at] >= 2,
                Shape::Phrase => s.lines[at] >= 2 && strong,
            }
        })
        .collect()
}

/// The conventions in which only repetition and share tell a label from other text.
fn by_count(seen: &[Seen], family: Family, shares: Shares, order: &Order<'_>) -> Vec<bool> {
    let at = family as usize;
    let lines = |s: &Seen| s.lines[at];
    let repeated = |s: &Seen| {
        lines(s) >= 2
            && s.standing != Standing::Nobody
            && matches!(s.shape, Shape::Code | Shape::Name)
    };
    let strong = |s: &Seen| {
        lines(s) > 0
            && (sure(s)
                || family == Family::Tab && s.certain > 0
                || s.standing == Standing::Respondent && s.shape != Shape::No
                || repeated(s))
    };
    let mut accepted: Vec<bool> = seen.iter().map(strong).collect();
    // Words in sentence case that return nearly as often as the label that returns most, or, where
    // there is none, several of them of which one asks.
    let most = seen.iter().zip(&accepted).filter(|(_, yes)| **yes).map(|(s, _)| lines(s)).max();
    let least = if matches!(family, Family::Bold | Family::Alone) { 3 } else { 2 };
    let phrase = |s: &Seen| {
        let least = if label::is_role(&s.label) { 2 } else { least };
        s.shape == Shape::Phrase && !s.is_nobody() && lines(s) >= least
    };
    let phrases = || (0..seen.len()).filter(|&n| phrase(&seen[n]));
    let alone = most.is_none() && phrases().count() >= 2 && phrases().any(|n| order.asks(n));
    // Events stand in brackets, too: who speaks there asks or answers, or has a usual role. Where
    // nobody is known and brackets stand alone in their lines, the text begins with one who speaks.
    let brackets = matches!(family, Family::Bracket | Family::BracketAlone);
    let speaks = if brackets { order.speaking(&accepted, shares) } else { vec![true; seen.len()] };
    let begins = shares.first.and_then(|n| seen.get(n as usize)).is_some_and(phrase);
    let sound = family != Family::BracketAlone || most.is_some() || begins;
    for (n, s) in seen.iter().enumerate() {
        accepted[n] |= phrase(s)
            && (alone || most.is_some_and(|most| lines(s) * 3 >= most))
            && speaks[n]
            && (sound || label::is_role(&s.label));
    }
    let distinct = accepted.iter().filter(|yes| **yes).count();
    let total: u32 =
        seen.iter().zip(&accepted).filter(|(_, yes)| **yes).map(|(s, _)| lines(s)).sum();
    let any_sure = seen.iter().any(|s| lines(s) > 0 && sure(s));
    let share =
        |percent: u32| u64::from(total) * 100 >= u64::from(shares.paragraphs) * u64::from(percent);
    let enough = match family {
        Family::Bracket => share(50) && (distinct >= 2 || total >= 2 || any_sure),
        Family::BracketAlone => total >= 2,
        Family::Bold => (distinct >= 2 || any_sure) && share(5),
        Family::Tab => {
            distinct >= 2 && share(50) || seen.iter().map(|s| s.certain).sum::<u32>() >= 2
        }
        Family::TimeFirst => distinct >= 2 && u64::from(total) * 10 >= u64::from(shares.timed) * 6,
        Family::Alone => {
            let returning = seen
                .iter()
                .zip(&accepted)
                .filter(|(s, yes)| repeated(s) || **yes && s.shape == Shape::Phrase);
            distinct >= 2 && share(20) && returning.count() >= 2
        }
        Family::Colon | Family::Header => true,
    };
    if !enough {
        accepted.fill(false);
    } else if family == Family::Bracket {
        // A numbered label that occurs once among its like.
        for (n, s) in seen.iter().enumerate() {
            accepted[n] |= lines(s) > 0 && s.shape == Shape::Code && s.standing != Standing::Nobody;
        }
    }
    accepted
}
