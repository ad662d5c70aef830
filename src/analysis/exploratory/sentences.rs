//! The words around tests: what they are, what they cannot be, and why one is refused.

use super::adjust::Adjust;
use super::comparison::{Comparison, LEAST_FOR_V, LEAST_PARTICIPANTS, On, Untested};
use super::freeman::Method;
use super::residuals::Residuals;
use crate::analysis::notes::{SMALL_GROUP, list};

/// What stands before everything that has a p in it.
pub const OPENING: &str = "These tests treat each participant as one observation and describe only \
                           this sample. With purposive sampling a p-value has no population to \
                           refer to.";

/// Why nothing is tested.
#[derive(Clone, PartialEq, Debug)]
pub enum NoTest {
    /// There are too few participants in all.
    TooFew {
        /// How many there are.
        participants: u64,
    },
    /// Fewer than two groups have three participants or more.
    OneGroup,
    /// Whatever they said, the result would stay above the level.
    CannotReach {
        /// The sizes of the groups.
        sizes: Vec<u64>,
        /// The smallest p they can give.
        smallest: f64,
    },
}

impl NoTest {
    /// Whether a comparison must be refused, from its groups and sizes.
    pub(super) fn of(answer: &Comparison) -> Option<Self> {
        if answer.participants < LEAST_PARTICIPANTS {
            return Some(Self::TooFew { participants: answer.participants });
        }
        let Some(smallest) = answer.smallest else { return Some(Self::OneGroup) };
        // What is equal on paper must not be refused for its last digit.
        (smallest > answer.spec.alpha * (1.0 + 1e-9))
            .then(|| Self::CannotReach { sizes: answer.tested(), smallest })
    }

    /// The word in files.
    pub fn name(&self) -> &'static str {
        match self {
            Self::TooFew { .. } => "too-few-participants",
            Self::OneGroup => "fewer-than-two-groups",
            Self::CannotReach { .. } => "cannot-reach-alpha",
        }
    }

    /// The reason in words.
    pub fn reason(&self) -> String {
        match self {
            Self::TooFew { participants: 1 } => {
                format!(
                    "With 1 participant there are no tests; {LEAST_PARTICIPANTS} are the least."
                )
            }
            Self::TooFew { participants } => format!(
                "With {participants} participants there are no tests; {LEAST_PARTICIPANTS} are the \
                 least."
            ),
            Self::OneGroup => {
                "Fewer than two groups have 3 participants or more: there is nothing \
                               to compare. Small groups can be merged."
                    .to_owned()
            }
            Self::CannotReach { sizes, smallest } => format!(
                "With {} participants no result can be below {}; a test cannot help here.",
                and(sizes),
                at_least(*smallest)
            ),
        }
    }
}

/// "3 and 3", "3, 4 and 5".
fn and(sizes: &[u64]) -> String {
    let sizes: Vec<String> = sizes.iter().map(u64::to_string).collect();
    match sizes.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => sizes.join(""),
    }
}

/// A p with two digits that count, never more than it is: `.10`, `.028`.
fn at_least(p: f64) -> String {
    if p >= 1.0 {
        return "1".to_owned();
    }
    if p <= 0.0 {
        return "0".to_owned();
    }
    // What is a tenth on paper is a tenth here, too.
    let p = p * (1.0 + 1e-12);
    let decimals = (1.0 - p.log10().floor()) as i32;
    let unit = 10_f64.powi(decimals);
    let cut = (p * unit).floor() / unit;
    let digits = usize::try_from(decimals).unwrap_or(2);
    format!("{cut:.digits$}").trim_start_matches('0').to_owned()
}

/// What a reader needs besides the opening.
pub(super) fn notes(answer: &Comparison) -> Vec<String> {
    let mut notes = vec![what(answer.spec.on).to_owned()];
    notes.extend(answer.refused.as_ref().map(NoTest::reason));
    notes.extend(sizes(answer));
    if answer.refused.is_none() {
        notes.extend(family(answer));
    }
    notes.extend(late(answer));
    if answer.spec.on == On::Presence && answer.participants < LEAST_FOR_V {
        notes.push(format!("Cramér’s V is given from {LEAST_FOR_V} participants on."));
    }
    if answer.spec.residuals {
        notes.extend(residuals(answer));
    }
    notes.push("A code counts with everything under it, each excerpt once.".to_owned());
    notes.extend(answer.remarks.iter().cloned());
    notes
}

fn what(on: On) -> &'static str {
    match on {
        On::Presence => {
            "Compared: how many participants of each group have at least one excerpt. \
             Fisher-Freeman-Halton exact test, two-sided by point probability."
        }
        On::Excerpts => {
            "Compared: the number of excerpts of each participant, which depends on how passages \
             were cut and on how much people talk. Exact permutation of the groups’ labels over \
             participants."
        }
        On::Rate => {
            "Compared: each participant’s excerpts per 1,000 own words. Exact permutation of the \
             groups’ labels over participants."
        }
    }
}

/// What is said of groups for their size.
fn sizes(answer: &Comparison) -> Vec<String> {
    let mut notes = Vec::new();
    let labels = |test: &dyn Fn(&super::Size) -> bool| -> Vec<String> {
        answer.groups.iter().filter(|group| test(group)).map(|group| group.label.clone()).collect()
    };
    for label in labels(&|group| group.participants == 1) {
        notes.push(format!(
            "{label}: This role is one person: the column is that person's interview."
        ));
    }
    let small = labels(&|g| matches!(g.untested, Some(Untested::OnePerson | Untested::Small)));
    if !small.is_empty() {
        notes.push(format!(
            "In no test, with fewer than 3 participants: {}. Merge them with others to \
             compare them.",
            list(&small)
        ));
    }
    let unknown = labels(&|group| group.untested == Some(Untested::NoValue));
    if !unknown.is_empty() {
        notes.push(format!(
            "In no test, because {} is not known of them: {}.",
            answer.attribute,
            list(&unknown)
        ));
    }
    let very_small = labels(&|group| (1..SMALL_GROUP).contains(&group.participants));
    if !very_small.is_empty() {
        notes
            .push(format!("Very small groups (fewer than 5 participants): {}.", list(&very_small)));
    }
    notes
}

/// How many tests, how they are adjusted, and what they could show at best.
fn family(answer: &Comparison) -> Vec<String> {
    let tests = answer.tests();
    let mut notes = Vec::new();
    let smallest = answer.smallest.unwrap_or(1.0);
    notes.push(format!(
        "With {} participants no p can be below {}.",
        and(&answer.tested()),
        at_least(smallest)
    ));
    let number = if tests == 1 { "1 test".to_owned() } else { format!("{tests} tests") };
    notes.push(match answer.spec.adjust {
        Adjust::None => format!("{number}; p not adjusted for their number."),
        how => format!("{number}; adjusted p by {}.", how.label()),
    });
    let best = smallest * tests as f64;
    if answer.spec.adjust == Adjust::Holm && tests > 1 && best > answer.spec.alpha {
        notes.push(format!(
            "With so many tests no adjusted p can be below {}: choose the codes before you look.",
            at_least(best.min(1.0))
        ));
    }
    let drawn = answer.rows.iter().filter_map(|row| match row.outcome?.exact.method {
        Method::MonteCarlo { draws, seed } => Some((draws, seed)),
        Method::Exact { .. } => None,
    });
    let drawn: Vec<(u64, u64)> = drawn.collect();
    if let Some((draws, seed)) = drawn.first() {
        notes.push(format!(
            "{} of the p are estimates from {draws} draws (Monte Carlo, seed {seed}), because there \
             are too many possibilities to go through them all.",
            drawn.len()
        ));
    }
    notes
}

/// Codes that are not compared, because they came late.
fn late(answer: &Comparison) -> Option<String> {
    let rows = answer.rows.iter().filter(|row| answer.not_looked_for(row));
    let codes: Vec<String> = rows.map(|row| row.name.clone()).collect();
    (!codes.is_empty()).then(|| {
        format!(
            "Not compared: {}. Made after the interviews of some participants were last coded, and \
             not looked for in them since: whether they say it is not known. Check these documents \
             against the codebook first.",
            list(&codes)
        )
    })
}

fn residuals(answer: &Comparison) -> Vec<String> {
    let Some(found) = &answer.residuals else {
        return vec!["Residuals need references of two codes and two groups.".to_owned()];
    };
    let mut notes = vec![
        "Residuals describe references of each code alone, by group: adjusted residuals beyond ±2 \
         are worth a look. They have no p: references of one participant are not independent."
            .to_owned(),
    ];
    let mut shaded = Vec::new();
    for row in &found.rows {
        for (&group, &adjusted) in found.groups.iter().zip(&row.adjusted) {
            if Residuals::shaded(adjusted) {
                let label = &answer.groups[group].label;
                shaded.push(format!("{} × {label} ({adjusted:+.1})", row.name));
            }
        }
    }
    notes.push(if shaded.is_empty() {
        "No adjusted residual is beyond ±2.".to_owned()
    } else {
        format!("Beyond ±2: {}.", shaded.join(", "))
    });
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_of_a_test_that_cannot_help() {
        let no = NoTest::CannotReach { sizes: vec![3, 3], smallest: 0.1 };
        assert_eq!(
            no.reason(),
            "With 3 and 3 participants no result can be below .10; a test cannot help here."
        );
        let check = |p: f64, expected: &str| assert_eq!(at_least(p), expected, "{p}");
        check(1.0 / 35.0, ".028");
        check(1.0 / 3.0, ".33");
        check(2.0 / 20.0, ".10");
        check(0.099_999_999_999_999_9, ".10");
        check(1.0 / 1260.0, ".00079");
        check(1.0, "1");
        assert_eq!(and(&[3, 4, 5]), "3, 4 and 5");
    }
}
