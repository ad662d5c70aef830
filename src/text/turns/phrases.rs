//! Which labels in sentence case (`Social worker:`) name speakers.
//!
//! A sentence may begin like that: `Good thing: my caseload is small.` What tells them apart is the
//! order. Who speaks answers somebody who asks, so their lines come right after the interviewer's;
//! refrains and lists stand inside the turns of one speaker. The next paragraph of who asks comes
//! right after them, too, but it asks as they do, and somebody else answers it.

use super::accept::{Seen, Shares};
use super::label::{self, Shape};
use super::line::Family;
use super::scan::Candidate;
use std::collections::HashSet;

/// Lines from the label of a question to that of its answer at most, where there are no others.
const QUESTION: u32 = 4;

/// The possible labels in one convention, in the order of the text.
pub(super) struct Order<'s> {
    seen: &'s [Seen],
    lines: Vec<Spot>,
    count: Vec<u32>,
    asks: Vec<u32>,
}

/// Where a possible label stands.
#[derive(Clone, Copy)]
struct Spot {
    number: usize,
    /// A question follows it.
    asks: bool,
    /// Lines with text down to its own.
    line: u32,
}

/// `Young person` of `Young person B`.
fn all_but_last(label: &str) -> Option<&str> {
    Some(label.trim_end().rsplit_once(char::is_whitespace)?.0)
}

/// True for `Second interviewer`: who asks beside somebody who asks.
fn asks_too(label: &str) -> bool {
    let last = label.split_whitespace().next_back().filter(|last| last.chars().count() > 2);
    last.is_some_and(label::is_interviewer_label)
}

/// What the order says of each label.
struct Told {
    /// Lines that come right after those of somebody who asks.
    after: Vec<u32>,
    /// Of these, lines that somebody who asks, or nobody, comes after.
    between: Vec<u32>,
    /// Stretches between those who ask in which it stands.
    stretches: Vec<u32>,
    /// True for the next paragraphs of those who ask: `Next theme: how long have you been here?`
    goes_on: Vec<bool>,
}

impl<'s> Order<'s> {
    pub(super) fn of(seen: &'s [Seen], candidates: &[Candidate], family: Family) -> Self {
        let (mut count, mut asks) = (vec![0; seen.len()], vec![0; seen.len()]);
        let mut lines = Vec::new();
        for one in candidates.iter().filter(|one| one.family == family) {
            let number = one.number as usize;
            if number < seen.len() {
                lines.push(Spot { number, asks: one.asks, line: one.line });
                count[number] += 1;
                asks[number] += u32::from(one.asks);
            }
        }
        Self { seen, lines, count, asks }
    }

    /// True for a label after which a question follows in a quarter of its lines.
    pub(super) fn asks(&self, number: usize) -> bool {
        self.asks[number] > 0 && self.asks[number] * 4 >= self.count[number]
    }

    /// What may be labels in sentence case, for all labels at once: what they share costs a look at
    /// each of them.
    fn phrases(&self, accepted: &[bool]) -> Vec<bool> {
        let small = |seen: &Seen| {
            seen.label.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_lowercase)
        };
        let mut known = self.seen.iter().zip(accepted).filter(|(_, yes)| **yes).peekable();
        let all_small = known.peek().is_some() && known.all(|(seen, _)| small(seen));
        // In small letters only where all labels are: `said to my⏎social worker: I will not`.
        let may = |seen: &Seen| {
            seen.shape == Shape::Phrase && !seen.is_nobody() && (all_small || !small(seen))
        };
        self.seen.iter().map(may).collect()
    }

    /// True for names and codes that may be labels.
    fn is_name(&self, number: usize) -> bool {
        let seen = &self.seen[number];
        !seen.is_nobody() && matches!(seen.shape, Shape::Name | Shape::Code)
    }

    /// What stands in the way of others: known labels, and what returns.
    fn holding(&self, accepted: &[bool], phrases: &[bool]) -> Vec<bool> {
        let returns =
            |number: usize| self.count[number] >= 2 || label::is_role(&self.seen[number].label);
        (0..self.seen.len())
            .map(|n| accepted[n] || self.is_name(n) || phrases[n] && returns(n))
            .collect()
    }

    /// What the order says. `accepted`: labels that are known already, `askers`: those who ask.
    fn tell(&self, accepted: &[bool], phrases: &[bool], askers: &[bool]) -> Told {
        let mut holds = self.holding(accepted, phrases);
        let mut told = self.tell_parted(&holds, askers);
        // It asks in most of its lines, as who answers seldom does, and who asked before does not
        // speak again right behind it, as behind an answer.
        let goes_on: Vec<bool> = (0..self.seen.len())
            .map(|n| {
                phrases[n]
                    && !accepted[n]
                    && self.asks[n] * 2 > self.count[n]
                    && told.between[n] * 4 < told.after[n]
                    && !asks_too(&self.seen[n].label)
                    // Whoever sits in may ask, too.
                    && !(label::is_role(&self.seen[n].label) && self.count[n] >= 2)
            })
            .collect();
        // Whoever comes after it answers who asks.
        if goes_on.contains(&true) {
            holds.iter_mut().zip(&goes_on).for_each(|(holds, goes_on)| *holds &= !goes_on);
            told = self.tell_parted(&holds, askers);
        }
        Told { goes_on, ..told }
    }

    /// The same for given labels that part others from who asks.
    fn tell_parted(&self, holds: &[bool], askers: &[bool]) -> Told {
        let none = || vec![0; self.seen.len()];
        let (mut after, mut between, mut stretches) = (none(), none(), none());
        let mut last_stretch: Vec<Option<u32>> = vec![None; self.seen.len()];
        let mut stretch = 0;
        let mut asked = false;
        // A label that stands once does not part others, and is looked at all the same.
        let mut open: Option<usize> = None;
        for &Spot { number, .. } in &self.lines {
            let asker = askers[number];
            if asker && let Some(before) = open.take() {
                between[before] += 1;
            }
            if asked && !asker {
                after[number] += 1;
            }
            if last_stretch[number] != Some(stretch) {
                last_stretch[number] = Some(stretch);
                stretches[number] += 1;
            }
            if holds[number] || open.is_none() {
                open = (asked && !asker).then_some(number);
            }
            if asker {
                stretch += 1;
                asked = true;
            } else if holds[number] {
                asked = false;
            }
        }
        if let Some(last) = open {
            between[last] += 1;
        }
        Told { after, between, stretches, goes_on: Vec::new() }
    }

    /// The usual labels of the researcher among the known ones.
    fn askers(&self, accepted: &[bool]) -> Vec<bool> {
        self.seen.iter().zip(accepted).map(|(s, yes)| *yes && s.is_interviewer()).collect()
    }

    /// Labels that return after somebody who asks. `accepted`: those that are known already.
    pub(super) fn returning(&self, accepted: &[bool], shares: Shares) -> Vec<bool> {
        let phrases = self.phrases(accepted);
        let mut new = vec![false; self.seen.len()];
        let mut askers = self.askers(accepted);
        if !askers.contains(&true) {
            let Some((asker, answers)) = self.pair(accepted, &phrases, shares) else { return new };
            new[asker] = true;
            new[answers] = true;
            askers[asker] = true;
        }
        let known: Vec<bool> = accepted.iter().zip(&new).map(|(old, new)| *old || *new).collect();
        let told = self.tell(&known, &phrases, &askers);
        let may = |number: usize| phrases[number] && !told.goes_on[number];
        for (number, new) in new.iter_mut().enumerate() {
            let (count, after) = (self.count[number], told.after[number]);
            *new |= may(number)
                && after >= 1
                && (count >= 2 && after * 4 >= count || label::is_role(&self.seen[number].label));
        }
        // Others of a conversation where nearly every paragraph has a label: they seldom come after
        // who asks, but they are called like somebody who does, or speak all through it. Then they
        // answer once, or another one in sentence case does: what never comes after who asks, among
        // others, is a refrain: `Dream job: nurse.`
        let answered = (0..self.seen.len()).any(|n| new[n] && phrases[n] && !askers[n]);
        let like: HashSet<&str> = (0..self.seen.len())
            .filter(|&number| new[number])
            .filter_map(|number| all_but_last(&self.seen[number].label))
            .collect();
        let one_of = |number: usize| {
            let label = &self.seen[number].label;
            label::is_role(label) || all_but_last(label).is_some_and(|label| like.contains(label))
        };
        let also: Vec<bool> = (0..self.seen.len())
            .map(|number| {
                let stretches = told.stretches[number];
                let answers = answered || told.after[number] >= 1;
                may(number)
                    && self.count[number] >= 2
                    && (stretches >= 3 && answers || stretches >= 2 && one_of(number))
            })
            .collect();
        let led: u32 = (0..self.seen.len())
            .filter(|&number| accepted[number] || new[number] || also[number])
            .map(|number| self.count[number])
            .sum();
        if u64::from(led) * 5 >= u64::from(shares.paragraphs) * 4 {
            for (number, new) in new.iter_mut().enumerate() {
                *new |= also[number];
            }
        }
        new
    }

    /// Where no usual label of an interviewer is known: a label that asks and the one that answers it.
    fn pair(&self, accepted: &[bool], phrases: &[bool], shares: Shares) -> Option<(usize, usize)> {
        let speaks = |number: usize| accepted[number] || phrases[number] || self.is_name(number);
        let phrase = |a: usize, b: usize| phrases[a] || phrases[b];
        // One question and the answer right behind it are a whole interview. Two headings of notes
        // are further apart.
        if let [first, second] = self.lines[..]
            && first.asks
        {
            let (asker, answers) = (first.number, second.number);
            let whole = asker != answers
                && shares.first == u32::try_from(asker).ok()
                && second.line.saturating_sub(first.line) <= QUESTION
                && speaks(asker)
                && speaks(answers)
                && phrase(asker, answers);
            return whole.then_some((asker, answers));
        }
        let may = |number: usize| speaks(number) && self.count[number] >= 2;
        let asker = (0..self.seen.len())
            .filter(|&n| may(n) && self.asks(n))
            .max_by_key(|&n| self.asks[n])?;
        let mut follows = vec![0_u32; self.seen.len()];
        let mut last = None;
        for number in self.lines.iter().map(|spot| spot.number).filter(|&number| may(number)) {
            follows[number] += u32::from(last == Some(asker) && number != asker);
            last = Some(number);
        }
        let answers = (0..self.seen.len()).max_by_key(|&number| follows[number])?;
        let least = self.count[asker].min(self.count[answers]);
        let turns = follows[answers] >= 2 && follows[answers] * 2 >= least;
        (turns && phrase(asker, answers)).then_some((asker, answers))
    }

    /// Labels that stand once, after all others are known: the only answer that there is, or one of
    /// somebody among those who have labels in every paragraph.
    pub(super) fn once(&self, accepted: &[bool], shares: Shares) -> Vec<bool> {
        let mut new = vec![false; self.seen.len()];
        let askers = self.askers(accepted);
        if !askers.contains(&true) {
            return new;
        }
        let phrases = self.phrases(accepted);
        let told = self.tell(accepted, &phrases, &askers);
        let once = |number: usize| {
            self.count[number] == 1
                && !accepted[number]
                && told.after[number] == 1
                && phrases[number]
                && !told.goes_on[number]
        };
        let others: Vec<usize> = (0..self.seen.len()).filter(|&number| once(number)).collect();
        let answered = accepted.iter().zip(&askers).any(|(yes, asks)| *yes && !asks);
        if !answered {
            if let [only] = others[..] {
                new[only] = true;
            }
            return new;
        }
        let known =
            (0..self.seen.len()).filter(|&n| accepted[n]).map(|n| self.count[n]).sum::<u32>();
        for number in others {
            new[number] = told.between[number] == 1
                && u64::from(known + 1) * 20 >= u64::from(shares.paragraphs) * 19;
        }
        new
    }

    /// Labels of which at least one line comes right after somebody who asks.
    pub(super) fn answering(&self, accepted: &[bool]) -> Vec<bool> {
        let phrases = self.phrases(accepted);
        let told = self.tell(accepted, &phrases, &self.askers(accepted));
        told.after.iter().map(|after| *after > 0).collect()
    }

    /// Labels in brackets that ask or answer, or are usual roles: events stand in brackets, too.
    pub(super) fn speaking(&self, accepted: &[bool], shares: Shares) -> Vec<bool> {
        let returning = self.returning(accepted, shares);
        let answering = self.answering(accepted);
        (0..self.seen.len())
            .map(|n| returning[n] || answering[n] || label::is_role(&self.seen[n].label))
            .collect()
    }
}
