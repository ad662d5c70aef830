//! What kind of values a column holds.

use crate::model::AttributeKind;
use std::collections::BTreeSet;

/// Different values a list has at most.
const LIST: usize = 24;

/// The kind that all values agree on.
pub(crate) fn kind_of(values: &[&str]) -> AttributeKind {
    if values.is_empty() {
        return AttributeKind::Text;
    }
    let all = |test: fn(&str) -> bool| values.iter().all(|value| test(value));
    if all(is_yes_no) {
        return AttributeKind::YesNo;
    }
    if all(is_number) {
        return AttributeKind::Number;
    }
    if all(is_date) {
        return AttributeKind::Date;
    }
    let distinct: BTreeSet<&str> = values.iter().copied().collect();
    let short = values.iter().all(|value| value.chars().count() <= 60 && !value.contains('\n'));
    let repeats = distinct.len() * 3 <= values.len() * 2;
    if short && repeats && distinct.len() <= LIST {
        AttributeKind::List
    } else {
        AttributeKind::Text
    }
}

/// Yes and no in the languages of Europe, and in Arabic, Hebrew, Turkish, Chinese and Japanese.
const YES_NO: &[&str] = &[
    "yes",
    "no",
    "y",
    "n",
    "true",
    "false",
    "ja",
    "nein",
    "j",
    "wahr",
    "falsch",
    "oui",
    "non",
    "vrai",
    "faux",
    "sí",
    "si",
    "s",
    "verdadero",
    "falso",
    "vero",
    "sim",
    "não",
    "nao",
    "verdadeiro",
    "nee",
    "nej",
    "nei",
    "jo",
    "kyllä",
    "ei",
    "tak",
    "nie",
    "ano",
    "ne",
    "áno",
    "igen",
    "nem",
    "da",
    "nu",
    "да",
    "нет",
    "не",
    "так",
    "ні",
    "ναι",
    "όχι",
    "evet",
    "hayır",
    "نعم",
    "لا",
    "כן",
    "לא",
    "是",
    "否",
    "はい",
    "いいえ",
];

fn is_yes_no(value: &str) -> bool {
    YES_NO.contains(&value.to_lowercase().as_str())
}

/// A number that loses nothing when it is one: no leading zeros, no exponent.
pub(super) fn is_number(value: &str) -> bool {
    let digits = value.strip_prefix(['-', '+']).unwrap_or(value);
    let (whole, fraction) = match digits.split_once(['.', ',']) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    // `1,250` could be a thousand or a fraction.
    let unclear = value.contains(',') && !AttributeKind::Number.fits(value);
    plain(whole)
        && !unclear
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(plain)
        && whole.len() <= 15
}

/// `2026-02-03`, with a time of day or not.
pub(super) fn is_date(value: &str) -> bool {
    let date = value.split(['T', ' ']).next().unwrap_or(value);
    date.len() == 10 && date.parse::<jiff::civil::Date>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_values_say_what_they_are() {
        use AttributeKind::{Date, List, Number, Text, YesNo};
        let check = |values: &[&str], kind| assert_eq!(kind_of(values), kind, "{values:?}");
        check(&["yes", "No", "YES"], YesNo);
        check(&["ja", "nein"], YesNo);
        check(&["TRUE", "FALSE"], YesNo);
        check(&["Oui", "non"], YesNo);
        check(&["evet", "hayır"], YesNo);
        check(&["نعم", "لا"], YesNo);
        check(&["yes", "maybe"], Text);
        check(&["1", "2,5", "-3"], Number);
        check(&["1", "007"], Text);
        check(&["900", "1,250"], Text);
        check(&["2024-01-02", "2024-01-02T10:00:00"], Date);
        check(&["02.01.2024", "03.01.2024"], Text);
        check(&["nurse", "nurse", "doctor"], List);
        check(&["nurse", "doctor", "porter"], Text);
        check(&[], Text);
    }
}
