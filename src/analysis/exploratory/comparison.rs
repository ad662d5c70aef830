//! Every code of a study, tested between groups of participants.

use super::adjust::Adjust;
use super::contingency::contingency;
use super::fisher::{Fisher, fisher};
use super::freeman::{DRAWS, ExactP, Method, freeman_halton};
use super::permutation::{kruskal_wallis, means, permutation};
use super::residuals::{Residuals, residuals};
use super::sentences::{self, NoTest};
use super::smallest::{smallest_given, smallest_of_arrangements, smallest_of_presence};
use crate::analysis::crosstab::{CrosstabSpec, crosstab};
use crate::analysis::disclosure::Merging;
use crate::analysis::filter::Scope;
use crate::analysis::groups::{Grouping, NO_VALUE, value_key};
use crate::analysis::late::{Late, Unseen};
use crate::analysis::measures::LeftOut;
use crate::analysis::sweep::{self, Rows, Tally};
use crate::model::{AttributeId, CodeId, Corpus, Filter, Refusal, Speech};
use rayon::prelude::*;

/// Groups below this size are not tested.
pub(super) const LEAST_GROUP: u64 = 3;
/// Below so many participants in all there are no tests.
pub(super) const LEAST_PARTICIPANTS: u64 = 6;
/// Below so many participants in all there is no Cramér's V.
pub(super) const LEAST_FOR_V: u64 = 20;

/// What is compared between groups: one value for each participant.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum On {
    /// Whether they say it.
    #[default]
    Presence,
    /// How many excerpts they have.
    Excerpts,
    /// Excerpts per 1,000 own words.
    Rate,
}

impl On {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Presence, Self::Excerpts, Self::Rate];

    /// The word on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Presence => "presence",
            Self::Excerpts => "excerpts",
            Self::Rate => "rate",
        }
    }

    /// The inverse of [`On::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        let wanted = name.trim().to_lowercase();
        Self::ALL.into_iter().find(|on| on.name() == wanted)
    }
}

/// A question for [`compare()`].
#[derive(Clone, PartialEq, Debug)]
pub struct ComparisonSpec {
    /// The attribute that makes the groups.
    pub by: AttributeId,
    /// Groups put together or left out.
    pub merging: Merging,
    /// Which codings. Its `speech` is not looked at.
    pub filter: Filter,
    /// What is compared.
    pub on: On,
    /// How the p of several codes are adjusted.
    pub adjust: Adjust,
    /// Where no result can fall below this, there is no test.
    pub alpha: f64,
    /// Whether residuals of references are wanted.
    pub residuals: bool,
    /// For what is drawn and not enumerated.
    pub seed: u64,
}

impl ComparisonSpec {
    /// The usual seed.
    pub const SEED: u64 = 20_261_123;

    /// The usual question about this attribute.
    pub fn new(by: AttributeId) -> Self {
        Self {
            by,
            merging: Merging::default(),
            filter: Filter::default(),
            on: On::default(),
            adjust: Adjust::default(),
            alpha: 0.05,
            residuals: false,
            seed: Self::SEED,
        }
    }
}

/// Small groups of whom the attribute is known, put together under one name.
///
/// # Errors
/// When a group has this name already.
pub fn small_together(
    corpus: &Corpus,
    by: AttributeId,
    filter: &Filter,
    label: &str,
) -> Result<Merging, Refusal> {
    let spec = CrosstabSpec { by: vec![by], filter: filter.clone(), ..CrosstabSpec::default() };
    let mut groups = crosstab(corpus, &spec).groups;
    groups.retain(|group| group.label != NO_VALUE);
    if groups.iter().any(|group| value_key(&group.label) == value_key(label)) {
        return Err(Refusal::new(format!("there is a group {label} already"))
            .instead("choose another name for the small groups together"));
    }
    Ok(Merging::of_small(&groups, LEAST_GROUP, Some(label)))
}

/// Why a group is in no test.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Untested {
    /// Of these participants the attribute is not known.
    NoValue,
    /// It has one participant.
    OnePerson,
    /// It has fewer than three.
    Small,
    /// Nobody of it is in the filter.
    Nobody,
}

/// A group and its size.
#[derive(Clone, PartialEq, Debug)]
pub struct Size {
    /// Its value.
    pub label: String,
    /// Participants who are in the filter and speak, and for rates have words.
    pub participants: u64,
    /// Why it is in no test; `None` when it is.
    pub untested: Option<Untested>,
}

/// How far two groups are apart.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Difference {
    /// The first less the second: of fractions for presence, of means otherwise.
    pub value: f64,
    /// The index of the group that is subtracted from: of two groups the first, of more the highest.
    pub first: usize,
    /// The index of the group that is subtracted: of two groups the second, of more the lowest.
    pub second: usize,
}

/// The result of a test.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Outcome {
    /// The p and how it was found.
    pub exact: ExactP,
    /// The p, adjusted for the number of tests.
    pub adjusted: f64,
    /// The smallest p this code could have: for presence given how many say it.
    pub smallest: f64,
}

/// One code with everything under it.
#[derive(Clone, PartialEq, Debug)]
pub struct CodeTest {
    /// The code.
    pub code: CodeId,
    /// Levels above it in the codebook.
    pub depth: u16,
    /// Its own name.
    pub name: String,
    /// Names from the top down, joined with `/`.
    pub path: String,
    /// Participants with at least one excerpt, by group.
    pub said: Vec<u64>,
    /// Participants, by group, in whose interviews nobody has looked for the code: it was made after
    /// they were last coded ("n/a", methods §2.3).
    pub unseen: Vec<u64>,
    /// The mean of the participants' values by group, for excerpts and rates; `None` for nobody.
    pub means: Vec<Option<f64>>,
    /// Between the tested groups.
    pub difference: Option<Difference>,
    /// Of the tested groups, from 20 participants on.
    pub cramers_v: Option<f64>,
    /// Of presence in the tested groups, with its p where every cell expects five or more.
    pub chi2: Option<(f64, Option<f64>)>,
    /// Odds of presence, where two groups are tested.
    pub odds: Option<Fisher>,
    /// The H of Kruskal and Wallis, for excerpts and rates.
    pub kruskal_wallis: Option<f64>,
    /// `None` where the comparison is refused, and where the code was not looked for in everybody's
    /// interviews.
    pub outcome: Option<Outcome>,
}

impl CodeTest {
    /// True when nobody has looked for the code in the interviews of a whole group.
    pub fn not_applicable(&self, group: usize, participants: u64) -> bool {
        participants > 0 && self.unseen.get(group) == Some(&participants)
    }
}

/// The answer of [`compare()`].
#[derive(Clone, PartialEq, Debug)]
pub struct Comparison {
    /// The question.
    pub spec: ComparisonSpec,
    /// The attribute's name.
    pub attribute: String,
    /// The groups, in the order of the table.
    pub groups: Vec<Size>,
    /// Everybody in the filter who speaks, and for rates has words.
    pub participants: u64,
    /// The smallest p the tested groups can give at all; `None` where fewer than two are tested.
    pub smallest: Option<f64>,
    /// Why nothing is tested.
    pub refused: Option<NoTest>,
    /// Codes in the order of the codebook.
    pub rows: Vec<CodeTest>,
    /// References of codes by groups, where they are wanted and there are enough.
    pub residuals: Option<Residuals>,
    /// What is not counted, and why.
    pub left_out: LeftOut,
    pub(super) remarks: Vec<String>,
}

impl Comparison {
    /// How many tests were made.
    pub fn tests(&self) -> usize {
        self.rows.iter().filter(|row| row.outcome.is_some()).count()
    }

    /// What a reader needs, apart from [`super::OPENING`].
    pub fn notes(&self) -> Vec<String> {
        sentences::notes(self)
    }

    /// True when a code is not compared because nobody has looked for it in the interviews of some
    /// participants of the tested groups: their zeros say nothing.
    pub fn not_looked_for(&self, test: &CodeTest) -> bool {
        let groups = self.groups.iter().zip(&test.unseen);
        groups.filter(|(group, _)| group.untested.is_none()).any(|(_, unseen)| *unseen > 0)
    }

    /// The sizes of the groups that are tested.
    pub fn tested(&self) -> Vec<u64> {
        let tested = self.groups.iter().filter(|group| group.untested.is_none());
        tested.map(|group| group.participants).collect()
    }
}

/// The people of a comparison.
struct People<'t> {
    tally: &'t Tally,
    on: On,
    /// Index of the participant and of the group, for everybody in the filter who has a value.
    all: Vec<(usize, usize)>,
    /// By group: its place among the tested ones.
    tested: Vec<Option<usize>>,
    /// Codes by participants: where nobody looked.
    unseen: Option<Unseen>,
}

impl People<'_> {
    /// What a participant contributes to a code.
    fn value(&self, person: usize, place: usize) -> f64 {
        let excerpts = self.tally.of_person(person, place) as f64;
        match self.on {
            On::Presence => f64::from(u8::from(excerpts > 0.0)),
            On::Excerpts => excerpts,
            On::Rate => 1000.0 * excerpts / self.tally.words[person] as f64,
        }
    }
}

/// Compares the groups of participants an attribute makes, code by code.
pub fn compare(corpus: &Corpus, spec: &ComparisonSpec) -> Comparison {
    let filter = Filter { speech: Speech::Any, ..spec.filter.clone() };
    let mut scope = Scope::new(corpus, &filter);
    let grouping = Grouping::new(corpus, &[spec.by], &scope.absent, &spec.merging);
    scope.drop_people(&grouping.dropped);
    let tally = sweep::run(&scope, &grouping.of, grouping.groups.len(), Rows::Subtrees);
    let has_value =
        |person: &usize| tally.speaks[*person] && (spec.on != On::Rate || tally.words[*person] > 0);
    let all: Vec<(usize, usize)> = (0..corpus.participants.len())
        .filter(has_value)
        .map(|person| (person, grouping.of[person] as usize))
        .collect();
    let sizes = sizes(&grouping, &all);
    let mut tested = Vec::new();
    let mut next = 0;
    for size in &sizes {
        tested.push(size.untested.is_none().then_some(next));
        next += usize::from(size.untested.is_none());
    }
    let residuals = spec.residuals.then(|| {
        let single = sweep::run(&scope, &grouping.of, grouping.groups.len(), Rows::Single);
        residuals(corpus, &single, grouping.groups.len())
    });
    let mut answer = Comparison {
        spec: spec.clone(),
        attribute: grouping.attributes.first().map(|(_, name)| name.clone()).unwrap_or_default(),
        groups: sizes,
        participants: all.len() as u64,
        smallest: None,
        refused: None,
        rows: Vec::new(),
        residuals: residuals.flatten(),
        left_out: tally.left_out,
        remarks: crate::analysis::notes::common(&scope, &tally.silent, &filter, &tally.left_out)
            .into_iter()
            .map(|remark| remark.full)
            .collect(),
    };
    let tested_sizes = answer.tested();
    answer.smallest = (tested_sizes.len() > 1).then(|| match spec.on {
        On::Presence => smallest_of_presence(&tested_sizes),
        On::Excerpts | On::Rate => smallest_of_arrangements(&tested_sizes),
    });
    answer.refused = NoTest::of(&answer);
    // Every participant is a column of their own.
    let each: Vec<u32> = (0..).take(corpus.participants.len()).collect();
    let unseen =
        Late::new(&scope).map(|late| late.columns(&scope, &tally.places, &each, each.len()));
    let people = People { tally: &tally, on: spec.on, all, tested, unseen };
    let paths = crate::analysis::lookup::paths(&corpus.codes);
    let rows = tally.places.par_iter().enumerate();
    answer.rows = rows.map(|at| row(&people, &answer, corpus, at, &paths)).collect();
    adjust(&mut answer.rows, spec.adjust);
    answer
}

fn sizes(grouping: &Grouping, all: &[(usize, usize)]) -> Vec<Size> {
    let size = |(at, group): (usize, &crate::analysis::Group)| {
        let participants = all.iter().filter(|(_, of)| *of == at).count() as u64;
        let known = !group.merged.is_empty() || group.values.iter().any(Option::is_some);
        let untested = match participants {
            0 => Some(Untested::Nobody),
            _ if !known => Some(Untested::NoValue),
            1 => Some(Untested::OnePerson),
            n if n < LEAST_GROUP => Some(Untested::Small),
            _ => None,
        };
        Size { label: group.label.clone(), participants, untested }
    };
    grouping.groups.iter().enumerate().map(size).collect()
}

fn row(
    people: &People<'_>,
    answer: &Comparison,
    corpus: &Corpus,
    (index, &place): (usize, &usize),
    paths: &[String],
) -> CodeTest {
    let code = &corpus.codes.codes()[place];
    let groups = answer.groups.len();
    let said = |group: usize| people.tally.cell(place, group).counts.participants;
    let said: Vec<u64> = (0..groups).map(said).collect();
    let values: Vec<f64> =
        people.all.iter().map(|&(person, _)| people.value(person, place)).collect();
    let of: Vec<usize> = people.all.iter().map(|&(_, group)| group).collect();
    let group_means = means(&values, &of);
    let mean = |group: usize| group_means.get(group).copied().filter(|mean| mean.is_finite());
    let tested: Vec<usize> = (0..groups).filter(|&at| people.tested[at].is_some()).collect();
    let table: Vec<Vec<u64>> = tested
        .iter()
        .map(|&at| vec![said[at], answer.groups[at].participants - said[at]])
        .collect();
    // The values of those who are in a tested group, with the group's place among them.
    let (chosen, labels): (Vec<f64>, Vec<usize>) =
        values.iter().zip(&of).filter_map(|(v, at)| Some((*v, people.tested[*at]?))).unzip();
    let presence = people.on == On::Presence;
    let mut unseen = vec![0; groups];
    for (person, group) in &people.all {
        let late = people.unseen.as_ref().is_some_and(|unseen| unseen.has(index, *person));
        unseen[*group] += u64::from(late);
    }
    // Of those in whose interviews nobody looked, zeros say nothing: they are neither compared nor left
    // out, for who was interviewed first is no sample of all.
    let looked = tested.iter().all(|&at| unseen[at] == 0);
    let square = if presence && looked { contingency(&table) } else { None };
    let outcome = (answer.refused.is_none() && looked).then(|| {
        let sizes = answer.tested();
        let (exact, smallest) = if presence {
            let all = tested.iter().map(|&at| said[at]).sum();
            (freeman_halton(&table, answer.spec.seed), smallest_given(&sizes, all))
        } else {
            let exact = permutation(&chosen, &labels, answer.spec.seed);
            (exact, smallest_of_arrangements(&sizes))
        };
        let least = match exact.method {
            Method::Exact { .. } => smallest,
            Method::MonteCarlo { .. } => smallest.max(1.0 / (DRAWS + 1) as f64),
        };
        Outcome { exact, adjusted: exact.p, smallest: least }
    });
    CodeTest {
        code: code.id,
        depth: corpus.codes.depth(place),
        name: code.fields.name.clone(),
        path: paths[place].clone(),
        difference: difference(&tested, &mean).filter(|_| looked),
        means: if presence { Vec::new() } else { (0..groups).map(mean).collect() },
        unseen,
        cramers_v: square.as_ref().filter(|s| s.n >= LEAST_FOR_V).map(|s| s.cramers_v),
        chi2: square.map(|s| (s.chi2, (s.least_expected() >= 5.0).then_some(s.p))),
        odds: match table.as_slice() {
            [a, b] if presence && answer.refused.is_none() && looked => {
                Some(fisher([[a[0], a[1]], [b[0], b[1]]], 0.95))
            }
            _ => None,
        },
        kruskal_wallis: if presence || labels.is_empty() || !looked {
            None
        } else {
            kruskal_wallis(&chosen, &labels)
        },
        said,
        outcome,
    }
}

/// Between the first and the second group, or of more than two between the highest and the lowest.
/// The mean of presence is the fraction.
fn difference(tested: &[usize], mean: &dyn Fn(usize) -> Option<f64>) -> Option<Difference> {
    let at = |group: usize| mean(group).unwrap_or_default();
    let (first, second) = match *tested {
        [] | [_] => return None,
        [first, second] => (first, second),
        [start, ..] => tested.iter().fold((start, start), |(high, low), &group| {
            let high = if at(group) > at(high) { group } else { high };
            (high, if at(group) < at(low) { group } else { low })
        }),
    };
    Some(Difference { value: at(first) - at(second), first, second })
}

fn adjust(rows: &mut [CodeTest], how: Adjust) {
    let ps: Vec<f64> = rows.iter().filter_map(|row| row.outcome.map(|o| o.exact.p)).collect();
    let adjusted = how.of(&ps);
    let outcomes = rows.iter_mut().filter_map(|row| row.outcome.as_mut());
    for (outcome, p) in outcomes.zip(adjusted) {
        outcome.adjusted = p;
    }
}
