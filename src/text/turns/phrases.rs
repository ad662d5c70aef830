//! Which labels in sentence case (`Social worker:`) name speakers.
//!
//! A sentence may begin like that: `Good thing: my caseload is small.` What tells them apart is the
//! order. Who speaks answers somebody who asks, so their lines come right after the interviewer's;
//! refrains and lists stand inside the turns of one speaker.

use super::accept::{Seen, Shares};
use super::label::{self, Shape};
use super::line::Family;
use super::scan::Candidate;

/// The possible labels before a colon, in the order of the text.
pub(super) struct Order<'s> {
    seen: &'s [Seen],
    /// The number of each, and whether a question follows it.
    lines: Vec<(usize, bool)>,
    count: Vec<u32>,
    asks: Vec<u32>,
}

/// `Young person` of `Young person B`.
fn all_but_last(label: &str) -> Option<&str> {
    Some(label.trim_end().rsplit_once(char::is_whitespace)?.0)
}

/// What the order says of each label.
struct Told {
    /// Lines that come right after those of somebody who asks.
    after: Vec<u32>,
    /// Of these, lines that somebody who asks, or nobody, comes after.
    between: Vec<u32>,
    /// Stretches between those who ask in which it stands.
    stretches: Vec<u32>,
}

impl<'s> Order<'s> {
    pub(super) fn of(seen: &'s [Seen], candidates: &[Candidate], family: Family) -> Self {
        let (mut count, mut asks) = (vec![0; seen.len()], vec![0; seen.len()]);
        let mut lines = Vec::new();
        for one in candidates.iter().filter(|one| one.family == family) {
            let number = one.number as usize;
            if number < seen.len() {
                lines.push((number, one.asks));
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

    /// True for what may be a label in sentence case.
    fn is_phrase(&self, number: usize, accepted: &[bool]) -> bool {
        let seen = &self.seen[number];
        let small =
            |label: &str| label.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_lowercase);
        // In small letters only where all labels are: `said to my⏎social worker: I will not`.
        let cased = !small(&seen.label) || {
            let mut known = self.seen.iter().zip(accepted).filter(|(_, yes)| **yes).peekable();
            known.peek().is_some() && known.all(|(known, _)| small(&known.label))
        };
        seen.shape == Shape::Phrase && !seen.is_nobody() && cased
    }

    /// What stands in the way of others: known labels, and what returns.
    fn holds(&self, number: usize, accepted: &[bool]) -> bool {
        let seen = &self.seen[number];
        let returns = self.count[number] >= 2 || label::is_role(&seen.label);
        accepted[number]
            || !seen.is_nobody() && matches!(seen.shape, Shape::Name | Shape::Code)
            || self.is_phrase(number, accepted) && returns
    }

    fn tell(&self, accepted: &[bool], askers: &[bool]) -> Told {
        let none = || vec![0; self.seen.len()];
        let mut told = Told { after: none(), between: none(), stretches: none() };
        let mut last_stretch: Vec<Option<u32>> = vec![None; self.seen.len()];
        let mut stretch = 0;
        let mut asked = false;
        // A label that stands once does not part others, and is looked at all the same.
        let mut open: Option<usize> = None;
        for &(number, _) in &self.lines {
            let asker = askers[number];
            if asker && let Some(before) = open.take() {
                told.between[before] += 1;
            }
            if asked && !asker {
                told.after[number] += 1;
            }
            if last_stretch[number] != Some(stretch) {
                last_stretch[number] = Some(stretch);
                told.stretches[number] += 1;
            }
            if self.holds(number, accepted) || open.is_none() {
                open = (asked && !asker).then_some(number);
            }
            if asker {
                stretch += 1;
                asked = true;
            } else if self.holds(number, accepted) {
                asked = false;
            }
        }
        if let Some(last) = open {
            told.between[last] += 1;
        }
        told
    }

    /// Labels that return after somebody who asks. `accepted`: those that are known already.
    pub(super) fn returning(&self, accepted: &[bool], shares: Shares) -> Vec<bool> {
        let mut new = vec![false; self.seen.len()];
        let mut askers: Vec<bool> =
            self.seen.iter().zip(accepted).map(|(s, yes)| *yes && s.is_interviewer()).collect();
        if !askers.contains(&true) {
            let Some((asker, answers)) = self.pair(accepted, shares) else { return new };
            new[asker] = true;
            new[answers] = true;
            askers[asker] = true;
        }
        let known = |new: &[bool], number: usize| accepted[number] || new[number];
        let told = self.tell(accepted, &askers);
        for (number, new) in new.iter_mut().enumerate() {
            let (count, after) = (self.count[number], told.after[number]);
            *new |= self.is_phrase(number, accepted)
                && after >= 1
                && (count >= 2 && after * 4 >= count || label::is_role(&self.seen[number].label));
        }
        // Others of a conversation where nearly every paragraph has a label: they need not come after
        // who asks, but they speak all through it, or are called like somebody who does.
        let like: Vec<&str> = (0..self.seen.len())
            .filter(|&number| new[number])
            .filter_map(|number| all_but_last(&self.seen[number].label))
            .collect();
        let also: Vec<bool> = (0..self.seen.len())
            .map(|number| {
                let label = &self.seen[number].label;
                let one_of = label::is_role(label)
                    || all_but_last(label).is_some_and(|label| like.contains(&label));
                self.is_phrase(number, accepted)
                    && self.count[number] >= 2
                    && told.stretches[number] >= if one_of { 2 } else { 3 }
            })
            .collect();
        let led: u32 = (0..self.seen.len())
            .filter(|&number| known(&new, number) || also[number])
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
    fn pair(&self, accepted: &[bool], shares: Shares) -> Option<(usize, usize)> {
        let speaks = |number: usize| {
            accepted[number]
                || self.is_phrase(number, accepted)
                || matches!(self.seen[number].shape, Shape::Name | Shape::Code)
                    && !self.seen[number].is_nobody()
        };
        let phrase =
            |a: usize, b: usize| self.is_phrase(a, accepted) || self.is_phrase(b, accepted);
        // One question and one answer are a whole interview.
        if let [(first, true), (second, _)] = self.lines[..] {
            let whole = first != second
                && shares.first == u32::try_from(first).ok()
                && speaks(first)
                && speaks(second)
                && phrase(first, second);
            return whole.then_some((first, second));
        }
        let may = |number: usize| speaks(number) && self.count[number] >= 2;
        let asker = (0..self.seen.len())
            .filter(|&n| may(n) && self.asks(n))
            .max_by_key(|&n| self.asks[n])?;
        let mut follows = vec![0_u32; self.seen.len()];
        let mut last = None;
        for &(number, _) in self.lines.iter().filter(|(number, _)| may(*number)) {
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
        let askers: Vec<bool> =
            self.seen.iter().zip(accepted).map(|(s, yes)| *yes && s.is_interviewer()).collect();
        if !askers.contains(&true) {
            return new;
        }
        let told = self.tell(accepted, &askers);
        let once = |number: usize| {
            self.count[number] == 1
                && !accepted[number]
                && told.after[number] == 1
                && self.is_phrase(number, accepted)
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
        let askers: Vec<bool> =
            self.seen.iter().zip(accepted).map(|(s, yes)| *yes && s.is_interviewer()).collect();
        self.tell(accepted, &askers).after.iter().map(|after| *after > 0).collect()
    }
}
