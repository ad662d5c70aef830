//! Exploratory tests: do groups of participants differ more than chance would have it?
//!
//! Nothing here is shown unless it is asked for, and everything begins with [`OPENING`]. The unit is
//! the participant, never the reference: one person's references are not independent. Tests are
//! exact (groups are small), the effect stands before the p, several tests are adjusted, and where
//! the sizes of the groups leave no hope for a result the test refuses.
//!
//! Two layers: statistics of plain numbers (`fisher`, `freeman`, `contingency`, `permutation`,
//! `proportions`, `adjust`, `smallest`), and [`compare()`], which asks them of a study.

mod adjust;
mod comparison;
mod contingency;
mod fisher;
mod freeman;
mod numbers;
mod permutation;
mod proportions;
mod residuals;
mod sentences;
mod smallest;
#[cfg(test)]
mod tests;

pub use adjust::{Adjust, bonferroni};
pub use comparison::{
    CodeTest, Comparison, ComparisonSpec, Difference, On, Outcome, Size, Untested, compare,
    small_together,
};
pub use contingency::{Contingency, contingency};
pub use fisher::{Fisher, fisher};
pub use freeman::{DRAWS, ExactP, MOST_TABLES, Method, freeman_halton};
pub use numbers::chi_square_tail;
pub use permutation::{MOST_ARRANGEMENTS, kruskal_wallis, means, permutation, sums};
pub use proportions::{clopper_pearson, wilson};
pub use residuals::{ResidualRow, Residuals};
pub use sentences::{NoTest, OPENING};
pub use smallest::{smallest_given, smallest_of_arrangements, smallest_of_presence};
