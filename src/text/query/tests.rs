//! What is found, by hand and against slow, obviously right ways of finding it.

use super::*;
use crate::text::fold::fold;
use crate::text::folded::Folded;
use proptest::prelude::*;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation as _;

/// Every line is a stretch of its own, as a turn is.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut at = 0;
    let each = text.split_inclusive('\n').map(|line| {
        at += line.len();
        at - line.len()..at
    });
    each.collect()
}

fn find(query: &Query, text: &str, unit: Unit) -> Vec<Range<usize>> {
    let folded = Folded::new(text, query.letters(), &[]);
    let mut found = Vec::new();
    query.find(text, &folded, &lines(text), unit, |span| found.push(span.range()));
    found
}

#[track_caller]
fn words<'t>(query: &Query, text: &'t str, unit: Unit) -> Vec<&'t str> {
    find(query, text, unit).into_iter().map(|range| &text[range]).collect()
}

#[track_caller]
fn check(text: &str, query: &str, expected: &[&str]) {
    check_in(text, query, Letters::Plain, Unit::Turn, expected);
}

#[track_caller]
fn check_in(text: &str, query: &str, letters: Letters, unit: Unit, expected: &[&str]) {
    let read = Query::parse(query, letters).unwrap();
    assert_eq!(words(&read, text, unit), expected, "{query} in {text}");
}

#[test]
fn words_are_whole_and_may_have_a_possessive() {
    let text = "The child waits; the CHILD’s mother waited. Children wait, a child's wait’d";
    check(text, "child", &["child", "CHILD", "child"]);
    check(text, "=child", &["child"]);
    check(text, "=child’s", &["CHILD’s", "child's"]);
    check(text, "wait", &["wait"]);
    check(text, "wait*", &["waits", "waited", "wait", "wait’d"]);
    check(text, "hild", &[]);
    check(text, "nothing", &[]);
}

#[test]
fn phrases_stand_over_any_white_space() {
    let text = "the home  office, the Home\u{a0}Office’s letter. Home offices";
    check(text, "\"home office\"", &["home  office", "Home\u{a0}Office"]);
    check(text, "“home office*”", &["home  office", "Home\u{a0}Office’s", "Home offices"]);
    check(text, "\"the home* letter\"", &[]);
    check(text, "\"home* letter\"", &[]);
    check(text, "\"office, the\"", &["office, the"]);
    check("no\nno no", "\"no no\"", &["no no"]);
    check("well-being — or well being", "well-being", &["well-being"]);
    check("well-being — or well being", "—", &["-", "—"]);
    check("traffickers took victims", "\"traffick* took victim*\"", &["traffickers took victims"]);
}

#[test]
fn all_words_stand_in_one_unit() {
    let text = "He waits for the court. The letter came.\nThe court wrote.\nThey wait. A court.";
    let both = |query, unit, expected: &[&str]| {
        check_in(text, query, Letters::Plain, unit, expected);
    };
    both("wait* court", Unit::Sentence, &["waits", "court"]);
    both("wait* court", Unit::Turn, &["waits", "court", "wait", "court"]);
    both("wait* court", Unit::Document, &["waits", "court", "court", "wait", "court"]);
    both("court -letter", Unit::Sentence, &["court", "court", "court"]);
    both("court -letter", Unit::Turn, &["court", "court"]);
    both("court NOT letter", Unit::Document, &[]);
    both("letter OR wait", Unit::Turn, &["letter", "wait"]);
    both("letter | wait court", Unit::Turn, &["court", "letter", "wait", "court"]);
    both("(letter OR wait) court -came", Unit::Turn, &["wait", "court"]);
    both("letter -(came court)", Unit::Turn, &[]);
    both("letter -(came wrote)", Unit::Turn, &["letter"]);
    both("court AND wrote", Unit::Turn, &["court", "wrote"]);
}

#[test]
fn words_near_each_other_are_one_hit() {
    let text = "wait one two court three wait. Court\nwait";
    check(text, "wait near/3 court", &["wait one two court three wait. Court"]);
    check(text, "wait near/2 court", &["court three wait. Court"]);
    check(text, "wait NEAR/1 court", &["wait. Court"]);
    check(text, "one near/2 (two OR three) near/9 court", &["one two court"]);
    check("wait wait", "wait* near/3 wait", &["wait wait"]);
    check("wait", "wait* near/3 wait", &[]);
    check("a\nb", "a near/5 b", &[]);
    let near = |query: &str, n| Query::parse(query, Letters::Plain).unwrap().within(n);
    let found = |query, n| words(&near(query, n).unwrap(), text, Unit::Turn);
    assert_eq!(found("three one wait", 9), ["wait one two court three wait"]);
    assert_eq!(found("one three", 3), ["one two court three"]);
    assert_eq!(found("one three", 2), [""; 0]);
    assert_eq!(found("one three -court", 3), [""; 0]);
    assert!(near("one", 3).is_err());
    assert!(near("one two", 0).is_err());
}

#[test]
fn letters_are_the_same_as_far_as_asked_for() {
    let text = "Née NEE ne\u{301}e Straße STRASSE İstanbul istanbul isn’t ﬁne";
    check(text, "née", &["Née", "NEE", "ne\u{301}e"]);
    check(text, "strasse", &["Straße", "STRASSE"]);
    check(text, "ISTANBUL", &["İstanbul", "istanbul"]);
    check(text, "isn't", &["isn’t"]);
    check(text, "fine", &["ﬁne"]);
    let accents = |query, expected: &[&str]| {
        check_in(text, query, Letters::Accents, Unit::Turn, expected);
    };
    accents("NÉE", &["Née"]);
    accents("nee", &["NEE"]);
    accents("isn't", &["isn’t"]);
    let exact = |query, expected: &[&str]| {
        check_in(text, query, Letters::Exact, Unit::Turn, expected);
    };
    exact("NEE", &["NEE"]);
    exact("=Née", &["Née"]);
    exact("isn't", &["isn’t"]);
}

#[test]
fn a_character_is_never_split() {
    check("👩\u{200d}👧 and 👩", "👩", &["👩"]);
    check("ß s", "s", &["s"]);
    let check = |text: &str, wanted: &str, expected: &[&str]| {
        let query = Query::anywhere(wanted, Letters::Plain).unwrap();
        assert_eq!(words(&query, text, Unit::Document), expected, "{wanted}");
    };
    check("Straße", "s", &["S"]);
    check("Straße", "ss", &["ß"]);
    check("aße", "as", &[]);
    check("각 가", "가", &["가"]);
    check("e\u{301}e", "e", &["e\u{301}", "e"]);
    check("a\r\nb", "a", &["a"]);
    check("one two", "e t", &["e t"]);
    check("one two", "one ", &["one "]);
    assert!(Query::anywhere("  ", Letters::Plain).is_none());
    assert!(Query::anywhere("\u{301}", Letters::Plain).is_none());
}

#[test]
fn a_pattern_is_matched_within_its_line() {
    let check = |text: &str, pattern: &str, letters: Letters, expected: &[&str]| {
        let query = Query::pattern(pattern, letters).unwrap();
        assert_eq!(words(&query, text, Unit::Turn), expected, "{pattern}");
    };
    let plain = Letters::Plain;
    check("It took 14 months, not 3 Months.", r"\d+ months?", plain, &["14 months", "3 Months"]);
    check("It took 14 months, not 3 Months.", r"\d+ months?", Letters::Exact, &["14 months"]);
    check("Née nee", "né(e)", plain, &["Née", "nee"]);
    check("Née nee", "n[éü]e", plain, &["Née", "nee"]);
    check("Née nee", "n[à-ü]e", Letters::Exact, &[]);
    check("née", "n[à-ü]e", Letters::Exact, &["née"]);
    check("née", "(?i)N[À-Ü]E", Letters::Exact, &["née"]);
    check("Straße", "(stra)ß+e", plain, &["Straße"]);
    check("a b\nc", r"a\sb\s+c|c", plain, &["c"]);
    check("a b\nc", r"(?s)a.*", plain, &["a b"]);
    check("  a  ", r"\s+a\s+", plain, &["a"]);
    check("  a  ", r"\s+", plain, &[]);
    check("abc", r"x*", plain, &[]);
    check("cafe\u{301}s", "caf.", plain, &["cafe\u{301}"]);
    check("cafe\u{301}s", "caf.", Letters::Exact, &[]);
    check("isn’t — so", "isn't - ", plain, &["isn’t —"]);
    check("a – b - c", "[–]", plain, &["–", "-"]);
    check("one\ntwo", "^t", plain, &["t"]);
    check("NRM and HO", r"(?-i)\b[A-Z]{2,}\b", plain, &["NRM", "HO"]);
}

#[test]
fn what_cannot_be_read_is_refused_with_its_place() {
    let check = |query: &str, expected: &str| {
        let why = Query::parse(query, Letters::Plain).unwrap_err().to_string();
        assert!(why.contains(expected), "{query}: {why}");
    };
    check("", "nothing to look for");
    check("  AND ", "nothing to look for");
    check("\"\"", "nothing to look for");
    check("a \"b", "not closed (character 3)");
    check("(a", "not closed (character 1)");
    check("a)", "not opened (character 2)");
    check("a OR", "missing after this (character 3)");
    check("OR a", "missing before this (character 1)");
    check("()", "missing before this bracket (character 2)");
    check("-a", "only what is not to be there");
    check("a OR -b", "OR joins what is looked for");
    check("a -(-b)", "twice not");
    check("a near/x b", "within five words (character 3)");
    check("a near/0 b", "within 1 to 1000 words (character 3)");
    check("a near/5 -b", "can be near each other (character 3)");
    check("a *", "a star stands for the rest");
    check("a b*c", "(character 3)");
    check("=a-b", "not one word (character 1)");
    check(&"(".repeat(40), "too many brackets");
    check(&"a ".repeat(65), "64 words");
    check(&"a".repeat(2001), "2000 characters");
    let check = |pattern: &str, expected: &str| {
        let why = Query::pattern(pattern, Letters::Plain).unwrap_err().to_string();
        assert!(why.contains(expected) && !why.contains('\n'), "{pattern}: {why}");
    };
    check("", "nothing to look for");
    check("a(b", "unclosed group (character 2)");
    check("née[", "unclosed character class (character 4)");
    check("a{2,1}", "(character 2)");
    check(r"(\w{1000}){1000}", "too large");
}

/// Letters anywhere, the slow way: every stretch of whole graphemes that folds like the words wanted.
fn slow(text: &str, wanted: &str) -> Vec<Range<usize>> {
    let borders: Vec<usize> =
        text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]).collect();
    let wanted = fold(wanted);
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut from = 0;
    for (at, &start) in borders.iter().enumerate() {
        let seen = borders.get(at + 1).map_or("", |&end| &text[start..end]);
        if start < from || fold(seen).is_empty() {
            continue;
        }
        let mut ends = borders[at + 1..].iter().rev();
        if let Some(&end) = ends.find(|&&end| fold(&text[start..end]) == wanted) {
            found.push(start..end);
            from = end;
        }
    }
    found
}

/// A word, and what stands between it and the next one.
type Said = Vec<(usize, usize)>;

const WORDS: [&str; 12] = [
    "wait",
    "Wait",
    "court",
    "née",
    "nee",
    "don’t",
    "Straße",
    "1,000",
    "waits",
    "हिन्दी",
    "信任",
    "İx",
];
const GAPS: [&str; 8] = [" ", " ", " ", ". ", " — ", "\n", ", ", "-"];

struct Spoken {
    text: String,
    /// Place, word, line, sentence.
    words: Vec<(Range<usize>, &'static str, usize, usize)>,
}

fn spoken(said: &Said) -> Spoken {
    let mut spoken = Spoken { text: String::new(), words: Vec::new() };
    let (mut line, mut sentence) = (0, 0);
    for &(word, gap) in said {
        let (word, gap) = (WORDS[word], GAPS[gap]);
        let at = spoken.text.len();
        spoken.words.push((at..at + word.len(), word, line, sentence));
        spoken.text.push_str(word);
        spoken.text.push_str(gap);
        line += usize::from(gap == "\n");
        sentence += usize::from(gap == "\n");
    }
    spoken
}

fn is(word: &str, wanted: &str) -> bool {
    fold(word) == fold(wanted)
}

proptest! {
    #[test]
    fn letters_are_found_where_the_slow_way_finds_them(
        text in "([abiI]|é|e\u{301}|e|ß|s|İ|’|'|…|\\.|👩‍👧|👧|\u{ad}|한|ﬁ|f){0,24}",
        wanted in "([abi]|é|e|ß|s|'|\\.|👧|한|f){1,3}",
    ) {
        let query = Query::anywhere(&wanted, Letters::Plain);
        prop_assume!(query.is_some());
        prop_assert_eq!(find(&query.unwrap(), &text, Unit::Document), slow(&text, &wanted));
    }

    #[test]
    fn words_are_found_where_they_were_said(
        said in prop::collection::vec((0..WORDS.len(), 0..GAPS.len()), 0..24),
        first in 0..WORDS.len(), second in 0..WORDS.len(), document in any::<bool>(),
    ) {
        let spoken = spoken(&said);
        let (a, b) = (WORDS[first], WORDS[second]);
        let places = |holds: &dyn Fn(&str, usize) -> bool| -> Vec<Range<usize>> {
            let words = spoken.words.iter().filter(|(_, word, line, _)| holds(word, *line));
            words.map(|(range, ..)| range.clone()).collect()
        };
        let ask = |written: &str, unit| {
            find(&Query::parse(written, Letters::Plain).unwrap(), &spoken.text, unit)
        };
        prop_assert_eq!(ask(a, Unit::Turn), places(&|word, _| is(word, a)));
        prop_assert_eq!(ask(&format!("={a}"), Unit::Turn), places(&|word, _| is(word, a)));
        let (unit, same) = if document {
            (Unit::Document, (|_, _| true) as fn(usize, usize) -> bool)
        } else {
            (Unit::Turn, (|x, y| x == y) as fn(usize, usize) -> bool)
        };
        let there = |wanted: &str, line: usize| {
            spoken.words.iter().any(|(_, word, other, _)| is(word, wanted) && same(line, *other))
        };
        let both = places(&|word, line| {
            (is(word, a) || is(word, b)) && there(a, line) && there(b, line)
        });
        prop_assert_eq!(ask(&format!("{a} {b}"), unit), both);
        let without = places(&|word, line| is(word, a) && !there(b, line));
        prop_assert_eq!(ask(&format!("{a} -{b}"), unit), without);
        let either = places(&|word, _| is(word, a) || is(word, b));
        prop_assert_eq!(ask(&format!("{a} OR {b}"), unit), either);
    }

    #[test]
    fn near_words_are_found_pair_by_pair(
        said in prop::collection::vec((0..6_usize, 0..GAPS.len()), 0..20),
        wanted in prop::collection::vec(0..6_usize, 2..4), n in 1..6_u32,
    ) {
        let spoken = spoken(&said);
        let written: Vec<&str> = wanted.iter().map(|&word| WORDS[word]).collect();
        let query = Query::parse(&written.join(" "), Letters::Plain).unwrap().within(n).unwrap();
        // Every choice of one place for each word.
        let mut choices: Vec<Vec<usize>> = vec![Vec::new()];
        for word in &written {
            let there = spoken.words.iter().enumerate().filter(|(_, said)| is(said.1, word));
            let there: Vec<usize> = there.map(|(at, _)| at).collect();
            choices = choices.into_iter().flat_map(|chosen| {
                let free: Vec<usize> = there.iter().copied().filter(|at| !chosen.contains(at)).collect();
                free.into_iter().map(move |at| [chosen.clone(), vec![at]].concat())
            }).collect();
        }
        let mut hulls: Vec<(usize, usize)> = choices.iter().filter_map(|chosen| {
            let (first, last) = (*chosen.iter().min()?, *chosen.iter().max()?);
            let one_line = spoken.words[first].2 == spoken.words[last].2;
            (one_line && last - first <= n as usize).then_some((first, last))
        }).collect();
        hulls.sort_unstable();
        hulls.dedup();
        let all = hulls.clone();
        hulls.retain(|a| !all.iter().any(|b| a != b && a.0 <= b.0 && b.1 <= a.1));
        let mut expected: Vec<Range<usize>> = Vec::new();
        for (first, last) in hulls {
            let range = spoken.words[first].0.start..spoken.words[last].0.end;
            match expected.last_mut() {
                Some(known) if range.start < known.end => known.end = known.end.max(range.end),
                _ => expected.push(range),
            }
        }
        prop_assert_eq!(find(&query, &spoken.text, Unit::Turn), expected);
    }

    #[test]
    fn whatever_is_asked_places_are_in_order_apart_and_whole(
        text in "([a-c ]|é|e\u{301}|ß|’|\n|\\. |👩‍👧|\u{ad}|\u{301}|½){0,40}",
        written in "([a-c]|é|\\*|\"|-| OR | near/2 |\\(|\\)| |=|ß|\\.|\\[){0,12}",
        pattern in "([a-c]|é|\\.|\\*|\\\\w|\\\\b|\\[|\\]|\\(|\\)|ß|-|\\\\s|\\|){0,8}",
        unit in 0..3_usize, letters in 0..3_usize,
    ) {
        let letters = [Letters::Plain, Letters::Accents, Letters::Exact][letters];
        for query in [Query::parse(&written, letters), Query::pattern(&pattern, letters)] {
            let Ok(query) = query else { continue };
            let borders: Vec<usize> =
                text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]).collect();
            let mut end = 0;
            for range in find(&query, &text, Unit::ALL[unit]) {
                prop_assert!(end <= range.start && range.start < range.end);
                prop_assert!(borders.contains(&range.start) && borders.contains(&range.end));
                prop_assert!(!text[range.clone()].trim().is_empty());
                prop_assert!(lines(&text).iter().any(|l| l.start <= range.start && range.end <= l.end));
                end = range.end;
            }
        }
    }

    #[test]
    fn a_pattern_is_found_where_the_engine_finds_it(
        text in "[a-c \n1]{0,40}",
        pattern in prop::sample::select(vec!["a+", "ab|b", "[bc]a", "a.c", r"\d", r"a\s*b", "^b", "c$", r"\ba"]),
    ) {
        let engine = regex::RegexBuilder::new(pattern).multi_line(true).build().unwrap();
        let expected: Vec<Range<usize>> = lines(&text).into_iter().flat_map(|line| {
            let words = &text[line.clone()];
            let found: Vec<_> = engine.find_iter(words)
                .filter(|found| !found.as_str().trim().is_empty())
                .map(|found| {
                    let start = line.start + found.end() - found.as_str().trim_start().len();
                    start..start + found.as_str().trim().len()
                }).collect();
            found
        }).collect();
        let query = Query::pattern(pattern, Letters::Exact).unwrap();
        prop_assert_eq!(find(&query, &text, Unit::Turn), expected);
    }
}
