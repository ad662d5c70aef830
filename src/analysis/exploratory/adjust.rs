//! Several tests at once: each p raised so that the family of them stays honest.

/// How p values of a family are adjusted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Adjust {
    /// Holm (1979): the chance of one false finding or more stays at the level.
    #[default]
    Holm,
    /// Benjamini & Hochberg (1995): the expected share of false ones among the findings does.
    BenjaminiHochberg,
    /// Not at all.
    None,
}

impl Adjust {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Holm, Self::BenjaminiHochberg, Self::None];

    /// The word on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Holm => "holm",
            Self::BenjaminiHochberg => "bh",
            Self::None => "none",
        }
    }

    /// The inverse of [`Adjust::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        let wanted = name.trim().to_lowercase();
        Self::ALL.into_iter().find(|adjust| adjust.name() == wanted)
    }

    /// As a person reads it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Holm => "Holm",
            Self::BenjaminiHochberg => "Benjamini-Hochberg",
            Self::None => "not adjusted",
        }
    }

    /// The adjusted values, in the order of the given ones.
    pub fn of(self, ps: &[f64]) -> Vec<f64> {
        let count = ps.len();
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by(|&a, &b| ps[a].total_cmp(&ps[b]));
        let mut adjusted = vec![1.0_f64; count];
        match self {
            Self::None => return ps.to_vec(),
            Self::Holm => {
                let mut most = 0.0_f64;
                for (rank, &at) in order.iter().enumerate() {
                    most = most.max((ps[at] * (count - rank) as f64).min(1.0));
                    adjusted[at] = most;
                }
            }
            Self::BenjaminiHochberg => {
                let mut least = 1.0_f64;
                for (rank, &at) in order.iter().enumerate().rev() {
                    least = least.min(ps[at] * (count as f64 / (rank + 1) as f64));
                    adjusted[at] = least;
                }
            }
        }
        adjusted
    }
}

/// Bonferroni's: each times their number. Holm's is never larger, and is what is offered.
pub fn bonferroni(ps: &[f64]) -> Vec<f64> {
    ps.iter().map(|p| (p * ps.len() as f64).min(1.0)).collect()
}
