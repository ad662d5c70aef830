//! What two programs did to one list, put together. Each of them knows the list as it was when it last
//! saw the file: what differs from that is its doing.

use crate::model::{Pseudonym, name_key};
use std::collections::HashMap;

/// By what lines are told apart: the original, without regard to case and to how accents are written.
/// Where one stands twice, which of them.
type Which = (String, usize);

/// A line that both changed, and not alike.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Clash {
    /// Its place in the list on the disk, from 1; in ours, where it is not on the disk any more.
    pub(super) number: usize,
    /// What stands for the name there. The name itself is not repeated.
    pub(super) replacement: String,
}

/// `mine`, with what another program made of `base` meanwhile: that is `theirs`. The lines are in our
/// order, those that are new on the disk come last. A line that both changed, and not alike, is theirs,
/// and the first of those is told; one that somebody took out was changed, too.
pub(super) fn merge(
    base: &[Pseudonym],
    mine: &[Pseudonym],
    theirs: &[Pseudonym],
) -> (Vec<Pseudonym>, Option<Clash>) {
    if base == theirs {
        return (mine.to_vec(), None);
    }
    if base == mine {
        return (theirs.to_vec(), None);
    }
    let (base, ours, there) = (lines(base), lines(mine), lines(theirs));
    let [was, wanted, is] = [&base, &ours, &there].map(|list| by_name(list));
    let new_there = there.iter().filter(|(which, _)| !wanted.contains_key(which));
    let (mut merged, mut first) = (Vec::with_capacity(mine.len()), None);
    for (which, _) in ours.iter().chain(new_there) {
        let [before, here, now] = [&was, &wanted, &is].map(|list| list.get(which).copied());
        let line = settled(before, here, now);
        if line.is_none() && first.is_none() {
            first = Some(clash(which, &there, &ours));
        }
        merged.extend(line.unwrap_or(now).cloned());
    }
    (merged, first)
}

/// What becomes of one line, which may be there or not; `None` where both changed it, and not alike.
fn settled<T: PartialEq + Copy>(before: T, here: T, now: T) -> Option<T> {
    if before == now || here == now {
        Some(here)
    } else if before == here {
        Some(now)
    } else {
        None
    }
}

fn lines(list: &[Pseudonym]) -> Vec<(Which, &Pseudonym)> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    list.iter()
        .map(|line| {
            let name = name_key(&line.original);
            let times = seen.entry(name.clone()).or_default();
            *times += 1;
            ((name, *times), line)
        })
        .collect()
}

fn by_name<'l>(list: &'l [(Which, &'l Pseudonym)]) -> HashMap<&'l Which, &'l Pseudonym> {
    list.iter().map(|(which, line)| (which, *line)).collect()
}

fn clash(which: &Which, there: &[(Which, &Pseudonym)], ours: &[(Which, &Pseudonym)]) -> Clash {
    let mut all = there.iter().zip(1..).chain(ours.iter().zip(1..));
    let found = all.find(|((known, _), _)| known == which);
    found
        .map(|((_, line), number)| Clash { number, replacement: line.replacement.clone() })
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `Sarah=[mother] Minh=[boy]`
    fn list(text: &str) -> Vec<Pseudonym> {
        let lines = text.split_whitespace().map(|line| line.split_once('=').unwrap());
        let line = |(original, replacement): (&str, &str)| Pseudonym {
            original: original.to_owned(),
            replacement: replacement.to_owned(),
            ..Pseudonym::default()
        };
        lines.map(line).collect()
    }

    #[test]
    fn what_both_did_is_put_together() {
        let check = |base: &str, mine: &str, theirs: &str, expected: &str| {
            let merged = merge(&list(base), &list(mine), &list(theirs));
            assert_eq!(merged, (list(expected), None), "{base} | {mine} | {theirs}");
        };
        // One of them did something.
        check("a=1 b=2", "b=2 a=3 c=4", "a=1 b=2", "b=2 a=3 c=4");
        check("a=1 b=2", "a=1 b=2", "c=4 a=3", "c=4 a=3");
        check("", "a=1", "", "a=1");
        // Both did.
        check("a=1", "a=1 b=2", "a=1 c=3", "a=1 b=2 c=3");
        check("a=1 b=2 c=3", "a=9 b=2", "a=1 b=8 c=3 d=4", "a=9 b=8 d=4");
        check("a=1 b=2", "b=2", "a=1", "");
        check("a=1 b=2 c=3", "c=3 b=2", "a=1 b=2 c=3 d=4", "c=3 b=2 d=4");
        // Both did the same.
        check("a=1", "a=2 b=3", "b=3 a=2", "a=2 b=3");
        check("a=1 b=2", "a=1", "a=1", "a=1");
        // A name is the same in capitals, and however its accents are written.
        check("René=1", "René=1 Zo\u{eb}=2", "rene\u{301}=3", "rene\u{301}=3 Zo\u{eb}=2");
        check("", "Zo\u{eb}=2", "Zo\u{eb}=2 a=1", "Zo\u{eb}=2 a=1");
        // A list that has a name twice keeps both.
        check("a=1 A=2", "a=1 A=2 b=3", "a=1 A=2 c=4", "a=1 A=2 b=3 c=4");
        check("a=1 A=2", "a=1", "a=1 A=2 c=4", "a=1 c=4");
    }

    #[test]
    fn a_line_that_both_changed_is_named_without_its_name() {
        let check = |[base, mine, theirs, expected]: [&str; 4], number: usize, stands: &str| {
            let (merged, clash) = merge(&list(base), &list(mine), &list(theirs));
            assert_eq!(merged, list(expected), "{base} | {mine} | {theirs}");
            let clash = clash.map(|clash| (clash.number, clash.replacement));
            assert_eq!(clash, Some((number, stands.to_owned())), "{base} | {mine} | {theirs}");
        };
        check(["a=1 b=2", "a=1 b=3 c=5", "z=0 a=1 b=4", "a=1 b=4 c=5 z=0"], 3, "4");
        check(["a=1", "a=1 b=2", "a=1 B=2", "a=1 B=2"], 2, "2");
        // Changed here, taken out there; and the other way round.
        check(["a=1 b=2", "a=1 b=3", "a=1", "a=1"], 2, "3");
        check(["a=1 b=2", "a=1", "b=3 a=1", "a=1 b=3"], 1, "3");
        check(["", "a=1 b=1", "b=2 a=2", "a=2 b=2"], 2, "2");
    }
}
