//! The question a figure answers: which table, and how it is drawn.

use super::{
    Bars, Figure, Look, Nothing, Threshold, Weight, by_group, curve, heat_map, map, over_time,
    portrait,
};
use crate::analysis::{
    CooccurrenceSpec, CrosstabSpec, Level, MatrixBy, MatrixSpec, Measure, Order, Per,
    SaturationSpec, cooccurrence, crosstab, matrix, saturation,
};
use crate::model::{Corpus, Filter};

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
