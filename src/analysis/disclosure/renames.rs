//! Names in running text put in the place of other names, whole words only.

use std::collections::BTreeMap;
use std::sync::Arc;

/// Names and what stands for them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Renames {
    /// By first character; the longest name first.
    by_first: BTreeMap<char, Vec<(String, String)>>,
}

impl Renames {
    /// Adds a name. Names that are the same, or have no letter or digit, are no names.
    pub fn add(&mut self, name: &str, stands: &str) {
        let name = name.trim();
        let Some(first) = name.chars().next().filter(|_| name != stands) else { return };
        if !name.contains(char::is_alphanumeric) {
            return;
        }
        let known = self.by_first.entry(lower(first)).or_default();
        if known.iter().all(|(other, _)| other != name) {
            known.push((name.to_owned(), stands.to_owned()));
            known.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        }
    }

    /// As [`Renames::add`]; what stood for the name before does no longer.
    pub fn put(&mut self, name: &str, stands: &str) {
        for known in self.by_first.values_mut() {
            known.retain(|(other, _)| !other.eq_ignore_ascii_case(name.trim()));
        }
        self.add(name, stands);
    }

    /// True when nothing is renamed.
    pub fn is_empty(&self) -> bool {
        self.by_first.is_empty()
    }

    /// A text with every name replaced. Names with a digit (`P07`) are found in any case; others only
    /// as they are written, since a pseudonym may be a word.
    pub fn of(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let (mut at, mut before) = (0, None::<char>);
        while let Some(c) = text[at..].chars().next() {
            let starts = !before.is_some_and(char::is_alphanumeric);
            let found = starts.then(|| self.at(&text[at..])).flatten();
            if let Some((length, stands)) = found {
                out.push_str(stands);
                before = text[at..at + length].chars().next_back();
                at += length;
            } else {
                out.push(c);
                before = Some(c);
                at += c.len_utf8();
            }
        }
        out
    }

    /// The name a text begins with: its length there, and what stands for it.
    fn at(&self, text: &str) -> Option<(usize, &str)> {
        let names = self.by_first.get(&lower(text.chars().next()?))?;
        names.iter().find_map(|(name, stands)| {
            let head = text.get(..name.len())?;
            let same = head == name
                || (name.contains(|c: char| c.is_ascii_digit()) && head.eq_ignore_ascii_case(name));
            let ends = !text[name.len()..].starts_with(char::is_alphanumeric)
                || !name.ends_with(char::is_alphanumeric);
            (same && ends).then_some((name.len(), stands.as_str()))
        })
    }

    /// As [`Renames::of`], for a text that is shared.
    pub(super) fn shared(&self, text: &Arc<str>) -> Arc<str> {
        Arc::from(self.of(text))
    }
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_names_are_replaced_and_nothing_else() {
        let mut renames = Renames::default();
        for (name, stands) in
            [("P1", "A"), ("P10", "B"), ("May", "C"), ("May Day", "D"), ("–", "x")]
        {
            renames.add(name, stands);
        }
        let check = |text: &str, expected: &str| assert_eq!(renames.of(text), expected);
        check("P1, p10 and P100; XP1 P1's", "A, B and P100; XP1 A's");
        check("May may Mayor May Day", "C may Mayor D");
        check("é P1é –", "é P1é –");
        check("", "");
    }
}
