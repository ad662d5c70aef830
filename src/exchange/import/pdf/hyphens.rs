//! Words broken at the end of a line: which hyphens go and which stay.
//!
//! The document itself is the witness: a word that occurs elsewhere without its hyphen loses it, one
//! that occurs elsewhere with it keeps it.

use super::columns::Column;
use std::collections::HashSet;

/// Words of a document that are remembered.
const WORDS: usize = 1_000_000;

/// What is to be done at the end of a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Join {
    /// The hyphen goes; it was a soft one or a hard one.
    Soft,
    Joined,
    /// The hyphen stays, and the words go on without a space.
    Kept,
    /// No word is broken.
    Space,
    /// Scripts without spaces.
    Nothing,
}

/// The words of a document as they stand inside lines.
#[derive(Debug, Default)]
pub(super) struct Words(HashSet<String>);

impl Words {
    /// Collects them.
    pub(super) fn of(columns: &[Column]) -> Self {
        let mut words = HashSet::new();
        for line in columns.iter().flat_map(|column| &column.lines) {
            let text = line.text();
            // The last word of a line may be half of one, and so may the first.
            let mut inside: Vec<&str> = text.split_whitespace().collect();
            inside.pop();
            for word in inside.into_iter().skip(1) {
                let word = word.trim_matches(|c: char| !c.is_alphanumeric());
                if !word.is_empty() && words.len() < WORDS {
                    words.insert(word.to_lowercase());
                }
            }
        }
        Self(words)
    }

    fn has(&self, word: &str) -> bool {
        self.0.contains(&word.to_lowercase())
    }

    /// Decides how a line goes on in the next one.
    pub(super) fn join(&self, line: &str, next: &str) -> Join {
        let Some(last) = line.chars().next_back() else { return Join::Space };
        if last == '\u{ad}' {
            return Join::Soft;
        }
        let first = next.chars().next().unwrap_or(' ');
        if !matches!(last, '-' | '\u{2010}') {
            let both = is_wide(last) && is_wide(first);
            return if both { Join::Nothing } else { Join::Space };
        }
        let stem = &line[..line.len() - last.len_utf8()];
        let before = stem
            .rsplit(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '\u{2010}' | '\'' | '’')))
            .next()
            .unwrap_or("");
        let Some(end) = before.chars().next_back() else { return Join::Space };
        let behind: String = next
            .chars()
            .take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '\'' | '’'))
            .collect();
        if behind.is_empty() || !end.is_alphanumeric() {
            return Join::Space;
        }
        // `pre- and post-`: the rest of the word is yet to come.
        if matches!(
            behind.to_lowercase().as_str(),
            "and" | "or" | "to" | "und" | "oder" | "bis" | "et" | "ou" | "y" | "o" | "en" | "of"
        ) {
            return Join::Space;
        }
        if !first.is_lowercase() || end.is_numeric() {
            return Join::Kept;
        }
        let whole = format!("{before}{behind}");
        if self.has(&whole) {
            return Join::Joined;
        }
        let parted = format!("{before}-{behind}");
        let prefix = before.rsplit(['-', '\u{2010}']).next().unwrap_or(before).to_lowercase();
        let stays = self.has(&parted)
            || before.contains(['-', '\u{2010}']) && self.has(before)
            || matches!(
                prefix.as_str(),
                "self"
                    | "well"
                    | "ex"
                    | "half"
                    | "all"
                    | "non"
                    | "quasi"
                    | "cross"
                    | "in"
                    | "step"
                    | "great"
                    | "long"
                    | "short"
                    | "high"
                    | "low"
                    | "part"
                    | "full"
                    | "first"
                    | "second"
                    | "third"
                    | "one"
                    | "two"
                    | "three"
                    | "old"
                    | "new"
                    | "much"
                    | "so"
            ) && self.has(&behind)
            || prefix.chars().count() >= 4
                && behind.chars().count() >= 4
                && self.has(&prefix)
                && self.has(&behind);
        if stays { Join::Kept } else { Join::Joined }
    }
}

/// Letters of scripts that put no spaces between words.
fn is_wide(c: char) -> bool {
    matches!(u32::from(c), 0x2e80..=0x9fff | 0xf900..=0xfaff | 0xff00..=0xffef | 0x20000..=0x3ffff | 0xe00..=0xeff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hyphens_that_belong_to_words_stay() {
        let words = ["understanding", "well-known", "mother", "letter", "informed"];
        let words = Words(words.iter().map(|word| (*word).to_owned()).collect());
        let check = |line: &str, next: &str, expected| {
            assert_eq!(words.join(line, next), expected, "{line} / {next}");
        };
        check("an under-", "standing of", Join::Joined);
        check("a tele\u{ad}", "phone", Join::Soft);
        check("a tele-", "phone rang", Join::Joined);
        check("a well-", "known man", Join::Kept);
        check("she is well-", "informed", Join::Kept);
        check("the mother-", "letter", Join::Kept);
        check("Franco-", "German", Join::Kept);
        check("2019-", "and so", Join::Space);
        check("in 2019-", "based", Join::Kept);
        check("pre-", "and post-war", Join::Space);
        check("and so", "on", Join::Space);
        check("I said -", "well", Join::Space);
        check("你好", "世界", Join::Nothing);
        check("", "x", Join::Space);
    }
}
