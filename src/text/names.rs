//! Names in a text: words, and where the words of a list stand, in all the forms a name takes.
//!
//! A name is found as whole words, without regard to case and accents, with the endings a name takes
//! (`Sarah's`, `the Kolas`, `Sarah'll`); of names that overlap the longest counts. The ending is left
//! outside: `Sarah’s` becomes `[mother]’s`. Scripts that put no spaces between words have no whole
//! words: there a name is found wherever its letters stand.

use super::fold::fold;
use crate::model::Span;
use std::collections::HashMap;
use std::ops::Range;

/// The words of a text: letters and digits, with apostrophes inside. A hyphen ends a word.
pub fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = rest.find(|(_, c)| is_letter(*c))?;
        let mut end = start + first.len_utf8();
        while let Some(&(at, c)) = rest.peek() {
            if is_letter(c) {
                rest.next();
                end = at + c.len_utf8();
            } else if matches!(c, '\'' | '’') {
                let behind = text.get(at + c.len_utf8()..).and_then(|rest| rest.chars().next());
                if !behind.is_some_and(is_letter) {
                    break;
                }
                rest.next();
            } else {
                break;
            }
        }
        Some((start, text.get(start..end)?))
    })
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || is_joined(c)
}

/// Marks that combine with a letter, and what joins letters without being seen.
fn is_joined(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5bd}' | '\u{64b}'..='\u{65f}' | '\u{ad}'
        | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}' | '\u{200c}' | '\u{200d}')
}

/// Stretches in square brackets: what was replaced already, or a transcriber's note.
pub fn bracketed(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open = None;
    for (at, c) in text.char_indices() {
        match c {
            '[' => open = Some((at, 0)),
            ']' => {
                if let Some((start, _)) = open.take().filter(|(start, _)| at > start + 1) {
                    found.push(start..at + 1);
                }
            }
            '\n' => open = None,
            _ => {
                if let Some((_, length)) = &mut open {
                    *length += 1;
                    if *length > 80 {
                        open = None;
                    }
                }
            }
        }
    }
    found
}

/// A place where a name of the list stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    /// The name without its ending. Bytes.
    pub span: Span,
    /// Which name of the list.
    pub name: usize,
    /// Written as the list has it, in capitals, or with a capital; otherwise it may be another word
    /// (`will`, `rose`).
    pub sure: bool,
}

/// A list of names, ready to be looked for.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Words of each name as a search sees them, and the name as it is written.
    list: Vec<(Vec<String>, String)>,
    /// First word -> names that begin with it, the longest first.
    first: HashMap<String, Vec<usize>>,
    /// Names in scripts without spaces, addresses and numbers with signs in them.
    plain: Vec<usize>,
    /// First bytes of first words: most words of a text begin with none of them.
    bytes: Vec<bool>,
}

impl Names {
    /// A list; names without a letter are never found.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut made = Self { bytes: vec![false; 256], ..Self::default() };
        for name in names {
            let at = made.list.len();
            let name = name.trim();
            let folded: Vec<String> = words(name).map(|(_, word)| fold(word)).collect();
            if name.is_empty() {
                // Nothing to be found.
            } else if name.chars().any(is_unspaced) || !has_gaps_only(name) {
                made.plain.push(at);
            } else if let Some(first) = folded.first() {
                made.first.entry(first.clone()).or_default().push(at);
                for ending in ["s", "es"] {
                    // So that the plural of a single word is looked up too.
                    if folded.len() == 1 && first.chars().count() > 2 {
                        made.first.entry(format!("{first}{ending}")).or_default().push(at);
                    }
                }
            }
            made.list.push((folded, name.to_owned()));
        }
        let lengths: Vec<usize> = made.list.iter().map(|(words, _)| words.len()).collect();
        #[expect(clippy::iter_over_hash_type, reason = "each is sorted by itself")]
        for (word, names) in &mut made.first {
            names.sort_by_key(|&at| (std::cmp::Reverse(lengths[at]), at));
            names.dedup();
            if let (Some(byte), true) = (word.bytes().next(), word.is_ascii()) {
                made.bytes[usize::from(byte.to_ascii_lowercase())] = true;
                made.bytes[usize::from(byte.to_ascii_uppercase())] = true;
            }
        }
        made
    }

    /// True when nothing can be found.
    pub fn is_empty(&self) -> bool {
        self.first.is_empty() && self.plain.is_empty()
    }

    /// The name as the list has it.
    pub fn name(&self, at: usize) -> &str {
        self.list.get(at).map_or("", |(_, name)| name)
    }

    /// Words of the list that are long enough to be told from a misspelling, as a search sees them.
    pub fn long_words(&self) -> impl Iterator<Item = &str> {
        let words = self.list.iter().flat_map(|(words, _)| words);
        words.map(String::as_str).filter(|word| word.chars().count() >= 5)
    }

    /// Where they stand, in order, not overlapping.
    pub fn find(&self, text: &str) -> Vec<Place> {
        let mut found: Vec<Place> = Vec::new();
        if self.is_empty() {
            return found;
        }
        let mut free = 0;
        for (at, word) in words(text) {
            let byte = word.bytes().next().unwrap_or_default();
            // What is not ASCII folds to anything.
            if at < free || !(byte >= 128 || self.bytes[usize::from(byte)]) {
                continue;
            }
            if let Some(place) = self.at(text, at, word) {
                free = place.span.range().end;
                found.push(place);
            }
        }
        for &name in &self.plain {
            let (_, written) = &self.list[name];
            for (at, same) in text.match_indices(written.as_str()) {
                let whole = written.chars().any(is_unspaced) || is_whole(text, at..at + same.len());
                if let Some(span) = Span::from_range(at..at + same.len()).filter(|_| whole) {
                    let next = found.partition_point(|other| other.span.end() <= span.start());
                    if found.get(next).is_none_or(|other| !other.span.overlaps(span)) {
                        found.insert(next, Place { span, name, sure: true });
                    }
                }
            }
        }
        found
    }

    /// The longest name that begins with this word.
    fn at(&self, text: &str, at: usize, word: &str) -> Option<Place> {
        let stem = stem(word);
        let mut heads = vec![fold(word)];
        if stem.len() < word.len() {
            heads.push(fold(stem));
        }
        let numbered = stem.trim_end_matches(|c: char| c.is_ascii_digit());
        if numbered.len() < stem.len() && !numbered.is_empty() {
            heads.push(fold(numbered));
        }
        let mut best: Option<(usize, Place)> = None;
        for head in heads {
            for &name in self.first.get(&head).into_iter().flatten() {
                let (wanted, written) = &self.list[name];
                if let Some(end) = Self::end(text, at, word, wanted)
                    && best.is_none_or(|(_, place)| end > place.span.range().end)
                    && let Some(span) = Span::from_range(at..end)
                {
                    let sure = span.of(text).is_some_and(|words| is_sure(words, written));
                    best = Some((wanted.len(), Place { span, name, sure }));
                }
            }
        }
        best.map(|(_, place)| place)
    }

    /// Where the name that begins at this word ends, without an ending of the last word.
    fn end(text: &str, at: usize, word: &str, wanted: &[String]) -> Option<usize> {
        let (last, before) = wanted.split_last()?;
        let mut here = (at, word);
        for part in before {
            if fold(here.1) != *part {
                return None;
            }
            let behind = here.0 + here.1.len();
            let next = words(text.get(behind..)?).next()?;
            let gap = text.get(behind..behind + next.0)?;
            if !is_gap(gap) {
                return None;
            }
            here = (behind + next.0, next.1);
        }
        let (at, word) = here;
        if fold(word) == *last {
            return Some(at + word.len());
        }
        let stem = stem(word);
        for base in [stem, stem.trim_end_matches(|c: char| c.is_ascii_digit())] {
            if fold(base) == *last {
                return Some(at + base.len());
            }
            if last.chars().count() > 2 {
                for ending in ["s", "S", "es", "ES"] {
                    if let Some(base) = base.strip_suffix(ending)
                        && fold(base) == *last
                    {
                        return Some(at + base.len());
                    }
                }
            }
        }
        None
    }
}

/// True when nothing but what may stand between words is between the words of a name.
fn has_gaps_only(name: &str) -> bool {
    let mut from = 0;
    words(name).all(|(at, word)| {
        let gap = name.get(from..at).unwrap_or_default();
        let fits = if from == 0 { gap.is_empty() } else { is_gap(gap) };
        from = at + word.len();
        fits
    }) && name.len() == from
}

/// True when no letter or digit goes on at either end.
fn is_whole(text: &str, range: Range<usize>) -> bool {
    let before = text.get(..range.start).and_then(|part| part.chars().next_back());
    let after = text.get(range.end..).and_then(|part| part.chars().next());
    !before.is_some_and(is_letter) && !after.is_some_and(is_letter)
}

/// What may stand between the words of a name.
fn is_gap(gap: &str) -> bool {
    let breaks = gap.matches('\n').count();
    breaks <= 1
        && gap.chars().count() <= 4
        && gap
            .chars()
            .all(|c| c.is_whitespace() || matches!(c, '-' | '\u{2010}' | '\u{2011}' | '.'))
}

/// The word without what is put behind a name with an apostrophe: `Sarah's`, `Sarah'll`.
pub fn stem(word: &str) -> &str {
    let Some(at) = word.rfind(['\'', '’']) else { return word };
    let (head, tail) = word.split_at(at);
    let tail = tail.trim_start_matches(['\'', '’']).to_lowercase();
    if matches!(tail.as_str(), "s" | "ll" | "d" | "ve" | "re" | "m") { head } else { word }
}

/// As the list has it but for capitals and kinds of apostrophes, and not in small letters where the
/// list has a capital.
fn is_sure(words: &str, written: &str) -> bool {
    let plain = |text: &str| -> String {
        let text = icu_normalizer::ComposingNormalizerBorrowed::new_nfc().normalize(text);
        text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
    };
    let begins_small =
        |text: &str| text.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_lowercase);
    plain(words) == plain(written) && (!begins_small(words) || begins_small(written))
}

/// Letters of scripts that put no space between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2fa1f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_apostrophes_inside() {
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<&str> = words(text).map(|(_, word)| word).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("Sarah’s mother, O'Neill's", &["Sarah’s", "mother", "O'Neill's"]);
        check("'quoted' Mary-Jane_2", &["quoted", "Mary", "Jane", "2"]);
        check("ne\u{301}e Tuấn", &["ne\u{301}e", "Tuấn"]);
        check("", &[]);
    }

    #[test]
    fn brackets_hide_what_was_replaced() {
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<&str> = bracketed(text).into_iter().map(|r| &text[r]).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("in [northern city] he [", &["[northern city]"]);
        check("[] [a\nb] [[c]]", &["[c]"]);
        check(&format!("[{}]", "x".repeat(81)), &[]);
    }

    #[test]
    fn names_are_found_in_all_their_forms() {
        let check = |names: &[&str], text: &str, expected: &[&str]| {
            let found: Vec<String> = Names::new(names.iter().copied())
                .find(text)
                .into_iter()
                .map(|place| {
                    let words = place.span.of(text).unwrap();
                    format!("{words}{}", if place.sure { "" } else { "?" })
                })
                .collect();
            assert_eq!(found, expected, "{text}");
        };
        check(
            &["Sarah"],
            "Sarah's, Sarah’s SARAH, sarah Sarahs Sarah'll",
            &["Sarah", "Sarah", "SARAH", "sarah?", "Sarah", "Sarah"],
        );
        check(
            &["Sarah"],
            "Sarahline, D'Sarah, Sarah-led Interview_Sarah_01 Sarah2",
            &["Sarah", "Sarah", "Sarah"],
        );
        check(
            &["Ana", "Ana Kola"],
            "Ana Kola, Ana\nKola’s Ana-Kola and Ana. Kola",
            &["Ana Kola", "Ana\nKola", "Ana-Kola", "Ana. Kola"],
        );
        check(&["Ana", "Ana Kola"], "Ana, Kola and the anas", &["Ana", "ana?"]);
        check(&["Kola"], "the Kolas’ house, the KOLAS", &["Kola", "KOLA"]);
        check(&["O'Neill"], "DC O’Neill’s", &["O’Neill"]);
        check(
            &["Tuấn"],
            "Tuấn, Tua\u{302}\u{301}n, Tuan",
            &["Tuấn", "Tua\u{302}\u{301}n", "Tuan?"],
        );
        check(&["St. Mary's School"], "at St Mary’s School there", &["St Mary’s School"]);
        check(&["王小明"], "我和王小明去", &["王小明"]);
        check(&["the Old Mill"], "The Old Mill", &["The Old Mill"]);
        check(&["", " "], "anything - at all", &[]);
        check(&["a.b@c.org", "AB/12"], "to a.b@c.org, AB/12.", &["a.b@c.org", "AB/12"]);
        check(&["AB/12"], "XAB/12 AB/123", &[]);
        check(&["07700 900123"], "on 07700 900123,", &["07700 900123"]);
        check(&["Will"], "Will he, will he? Wills", &["Will", "will?", "Will"]);
        check(&["Jo"], "Jos Jo", &["Jo"]);
    }
}
