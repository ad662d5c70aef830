//! The question a figure answers: which table, and how it is drawn.

use super::{
    Bars, Figure, Look, Nothing, Threshold, Weight, by_group, curve, heat_map, map, over_time,
    portrait,
};
use crate::analysis::disclosure::{Protection, protected_crosstab, to_look_at};
use crate::analysis::{
    CooccurrenceSpec, CrosstabSpec, Level, MatrixBy, MatrixSpec, Measure, Order, Per,
    SaturationSpec, cooccurrence, crosstab, matrix, saturation,
};
use crate::model::{Corpus, Filter, Profile, Refusal};

/// A question for [`draw`].
#[derive(Clone, PartialEq, Debug)]
pub enum Asked {
    /// Codes by groups of participants as dots or bars.
    Groups(CrosstabSpec, Bars),
    /// Codes by groups as a map.
    Heat(CrosstabSpec),
    /// Codes that occur together.
    Together(CooccurrenceSpec, Weight, Threshold),
    /// Where codes stand along documents.
    Portrait(Filter),
    /// Codes over interviews in their order.
    OverTime {
        /// What an interview is.
        per: Per,
        /// Codes at the top, or those without codes under them.
        level: Level,
        /// In which order.
        order: Order,
        /// Which codings.
        filter: Filter,
    },
    /// New codes by interview.
    Curve(SaturationSpec),
}

/// Asks the table and draws it.
///
/// # Errors
/// When there is nothing to draw.
pub fn draw(corpus: &Corpus, asked: &Asked, look: Look) -> Result<Figure, Nothing> {
    match asked {
        Asked::Groups(spec, bars) => by_group(&crosstab(corpus, spec), *bars, look),
        Asked::Heat(spec) => heat_map(&crosstab(corpus, spec), look),
        Asked::Together(spec, weight, threshold) => {
            map(corpus, &cooccurrence(corpus, spec), *weight, *threshold, look)
        }
        Asked::Portrait(filter) => portrait(corpus, filter, look),
        Asked::OverTime { per, level, order, filter } => {
            let (counted, ordered) = over_time_specs(*per, *level, order, filter);
            over_time(corpus, &matrix(corpus, &counted), &saturation(corpus, &ordered), look)
        }
        Asked::Curve(spec) => curve(corpus, &saturation(corpus, spec), look),
    }
}

/// Why there is no figure for some readers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NoFigure {
    /// There is nothing to draw.
    Nothing(Nothing),
    /// It may not be shown to them.
    Refused(Refusal),
}

impl From<Nothing> for NoFigure {
    fn from(nothing: Nothing) -> Self {
        Self::Nothing(nothing)
    }
}

impl From<Refusal> for NoFigure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl std::fmt::Display for NoFigure {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Nothing(nothing) => write!(out, "there is nothing to draw: {nothing}"),
            Self::Refused(refusal) => refusal.fmt(out),
        }
    }
}

/// Asks the table as it may be shown to some readers and draws it, with what is to be looked at before
/// it goes out. Charts of single interviews or few people can hide nothing: they are for nobody but
/// oneself.
///
/// # Errors
/// When there is nothing to draw, or when it may not be shown.
pub fn draw_for(
    corpus: &Corpus,
    asked: &Asked,
    protection: &Protection,
    look: Look,
) -> Result<(Figure, Option<String>), NoFigure> {
    let (Asked::Groups(spec, _) | Asked::Heat(spec)) = asked else {
        single(protection)?;
        return Ok((draw(corpus, asked, look)?, None));
    };
    let protected = protected_crosstab(corpus, spec, protection)?;
    let figure = match asked {
        Asked::Groups(_, bars) => by_group(&protected.table, *bars, look)?,
        _ => heat_map(&protected.table, look)?,
    };
    Ok((figure, to_look_at(&protected.table, &protected.unanimous)))
}

/// Figures of single interviews cannot be protected.
fn single(protection: &Protection) -> Result<(), Refusal> {
    let open = Protection { profile: None, ..protection.clone() } == Protection::default();
    if open && protection.profile.is_none_or(|profile| profile == Profile::Working) {
        return Ok(());
    }
    Err(Refusal::new("this chart shows single documents or few people, and cannot hide them")
        .instead("draw codes by groups, as dots, bars or a heat map, or keep this one to yourself"))
}

/// The two tables behind codes over interviews.
fn over_time_specs(
    per: Per,
    level: Level,
    order: &Order,
    filter: &Filter,
) -> (MatrixSpec, SaturationSpec) {
    let by = match per {
        Per::Document => MatrixBy::Document,
        Per::Participant => MatrixBy::Participant,
    };
    let counted =
        MatrixSpec { by, measure: Measure::Excerpts, binary: false, filter: filter.clone() };
    let ordered = SaturationSpec {
        per,
        level,
        order: order.clone(),
        filter: filter.clone(),
        ..SaturationSpec::default()
    };
    (counted, ordered)
}
