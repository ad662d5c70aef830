//! Findings of the same words as one, and how many there are of which kind.

use super::{Finding, Severity};
use crate::model::{DocumentId, KeptFinding};
use std::collections::{BTreeMap, HashMap, HashSet};

/// The same words, found as the same thing in one place or many.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Group {
    /// Stable word of the pattern.
    pub pattern: &'static str,
    /// What it is, for people.
    pub label: &'static str,
    /// How grave: as the gravest of them.
    pub severity: Severity,
    /// As they stand most often.
    pub words: String,
    /// Which findings, by their place in the list.
    pub findings: Vec<usize>,
}

/// Groups, the gravest first, then by kind, then the most frequent first.
pub fn groups(findings: &[Finding]) -> Vec<Group> {
    let mut at: HashMap<(&str, String), usize> = HashMap::new();
    let mut groups: Vec<Group> = Vec::new();
    for (number, finding) in findings.iter().enumerate() {
        let key = (finding.pattern, finding.words.to_lowercase());
        let index = *at.entry(key).or_insert_with(|| {
            groups.push(Group {
                pattern: finding.pattern,
                label: finding.label,
                severity: finding.severity,
                words: finding.words.clone(),
                findings: Vec::new(),
            });
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(index) {
            group.severity = group.severity.min(finding.severity);
            group.findings.push(number);
        }
    }
    groups.sort_by_cached_key(|group| {
        let count = std::cmp::Reverse(group.findings.len());
        (group.severity, group.pattern, count, group.words.to_lowercase())
    });
    groups
}

/// What the researcher said stays.
#[derive(Default)]
pub struct Kept(HashSet<(String, String, Option<DocumentId>)>);

impl Kept {
    /// Of the findings that are kept.
    pub fn new(kept: &[KeptFinding]) -> Self {
        let key = |one: &KeptFinding| (one.pattern.clone(), one.words.to_lowercase(), one.document);
        Self(kept.iter().map(key).collect())
    }

    /// True when this stays.
    pub fn has(&self, finding: &Finding) -> bool {
        if self.0.is_empty() {
            return false;
        }
        let mut key = (finding.pattern.to_owned(), finding.words.to_lowercase(), None);
        if self.0.contains(&key) {
            return true;
        }
        key.2 = finding.place.document();
        key.2.is_some() && self.0.contains(&key)
    }
}

/// How many of which kind, the gravest first: label, severity, number.
pub fn counts(findings: &[Finding]) -> Vec<(&'static str, Severity, usize)> {
    let mut counted: BTreeMap<(Severity, &'static str), usize> = BTreeMap::new();
    for finding in findings {
        *counted.entry((finding.severity, finding.label)).or_default() += 1;
    }
    counted.into_iter().map(|((severity, label), n)| (label, severity, n)).collect()
}

/// "2 telephone numbers …" as a list without grammar: "Telephone number 2, postcode 1".
pub fn counts_in_words(counts: &[(&'static str, Severity, usize)]) -> String {
    let parts: Vec<String> = counts.iter().map(|(label, _, n)| format!("{label} {n}")).collect();
    parts.join(", ")
}
