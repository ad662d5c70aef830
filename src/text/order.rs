//! The order in which a person puts names.

use std::cmp::Ordering;

/// Orders names as a person does: `P2` before `P10`, without regard to case.
pub fn natural(a: &str, b: &str) -> Ordering {
    key(a).cmp(&key(b)).then_with(|| a.cmp(b))
}

/// Words and numbers in turn.
fn key(text: &str) -> Vec<(u64, String)> {
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let letters = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let (word, tail) = rest.split_at(letters);
        let digits = tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len());
        let (number, after) = tail.split_at(digits);
        parts.push((0, word.to_lowercase()));
        parts.push((number.parse().unwrap_or(u64::MAX), String::new()));
        rest = after;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_count_as_numbers() {
        let mut names = ["P10", "p9", "FG1", "P03-2", "P3", "P03"];
        names.sort_by(|a, b| natural(a, b));
        assert_eq!(names, ["FG1", "P03", "P3", "P03-2", "p9", "P10"]);
    }
}
