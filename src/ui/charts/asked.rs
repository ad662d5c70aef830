//! What the page asks: which figure, of what, drawn how.

use crate::analysis::figures::{Asked, Bars, Look, Threshold, Weight};
use crate::analysis::{
    CooccurrenceSpec, CrosstabSpec, Level, Measure, Order, Per, Percent, SaturationSpec, Unit,
    role_attribute,
};
use crate::model::{AttributeId, Corpus, Filter};
use crate::ui::tables::effective;

/// Which figure.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Kind {
    /// Dots or bars.
    #[default]
    Groups,
    /// Numbers on grounds.
    Heat,
    /// Codes on a circle.
    Together,
    /// Codes along documents.
    Portrait,
    /// Codes over interviews.
    OverTime,
    /// New codes.
    Curve,
}

impl Kind {
    /// All of them, in the order they are offered.
    pub(super) const ALL: [Self; 6] =
        [Self::Groups, Self::Heat, Self::Together, Self::Portrait, Self::OverTime, Self::Curve];

    /// What stands on its tab.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Groups => "Dots and bars",
            Self::Heat => "Heat map",
            Self::Together => "Map of codes",
            Self::Portrait => "Portraits",
            Self::OverTime => "Over time",
            Self::Curve => "New codes",
        }
    }

    /// What a file of it is called.
    pub(super) fn file(self) -> &'static str {
        match self {
            Self::Groups => "codes by group",
            Self::Heat => "heat map",
            Self::Together => "codes together",
            Self::Portrait => "portraits",
            Self::OverTime => "codes over time",
            Self::Curve => "new codes",
        }
    }
}

/// In which order interviews stand, as far as the window offers it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Sequence {
    #[default]
    Best,
    Import,
    Name,
}

/// What was chosen on the page, for every kind of figure.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "answers to independent questions")]
pub(super) struct Choice {
    pub(super) kind: Kind,
    /// The attributes that make groups; they count once `chosen` is true, until then it is the role.
    pub(super) by: [Option<AttributeId>; 2],
    pub(super) chosen: bool,
    pub(super) measure: Measure,
    pub(super) percent: Percent,
    pub(super) bars: Bars,
    pub(super) empty: bool,
    pub(super) tops: bool,
    pub(super) unit: Unit,
    pub(super) roll_up: bool,
    pub(super) weight: Weight,
    pub(super) threshold: Threshold,
    pub(super) per: Per,
    pub(super) level: Level,
    pub(super) sequence: Sequence,
    pub(super) runs: Runs,
    pub(super) filter: Filter,
}

/// How new codes are put against those of the first interviews.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Runs {
    /// Interviews in the base.
    pub(super) base: usize,
    /// Interviews in a run.
    pub(super) run: usize,
    /// New codes of a run that still count as few, in hundredths of those of the base.
    pub(super) few: u8,
}

impl Default for Runs {
    fn default() -> Self {
        let usual = SaturationSpec::default();
        Self { base: usual.base, run: usual.run, few: (usual.threshold * 100.0).round() as u8 }
    }
}

impl Choice {
    /// The attributes that make groups.
    pub(super) fn attributes(&self, corpus: &Corpus) -> Vec<AttributeId> {
        let first = if self.chosen { self.by[0] } else { role_attribute(corpus) };
        let known = |id: &AttributeId| corpus.attributes.iter().any(|a| a.id == *id);
        let mut by: Vec<AttributeId> = first.into_iter().filter(known).collect();
        if !by.is_empty() {
            by.extend(self.by[1].filter(known).filter(|second| Some(*second) != first));
        }
        by
    }

    /// Whether rows can be left out.
    pub(super) fn has_boxes(&self) -> [bool; 2] {
        let groups = matches!(self.kind, Kind::Groups | Kind::Heat);
        [groups || self.kind == Kind::OverTime, groups]
    }

    /// How the figure is drawn on so much room.
    pub(super) fn look(&self, width: f32) -> Look {
        let [empty, tops] = self.has_boxes();
        Look { width, hide_empty: !(empty && self.empty), tops: tops && self.tops }
    }

    /// The question about the codings of a filter.
    pub(super) fn asked_of(&self, corpus: &Corpus, filter: Filter) -> Asked {
        let order = match self.sequence {
            Sequence::Best => Order::Best,
            Sequence::Import => Order::Import,
            Sequence::Name => Order::Name,
        };
        let groups = |filter| CrosstabSpec {
            by: self.attributes(corpus),
            measure: self.measure,
            percent: effective(self.measure, self.percent),
            filter,
            ..CrosstabSpec::default()
        };
        match self.kind {
            Kind::Groups => Asked::Groups(groups(filter), self.bars),
            Kind::Heat => Asked::Heat(groups(filter)),
            Kind::Together => {
                let spec = CooccurrenceSpec { unit: self.unit, roll_up: self.roll_up, filter };
                Asked::Together(spec, self.weight, self.threshold)
            }
            Kind::Portrait => Asked::Portrait(filter),
            Kind::OverTime => {
                // First uses are told of codes as the rows count them.
                let level = if self.level == Level::Every { Level::Leaf } else { self.level };
                Asked::OverTime { per: self.per, level, order, filter }
            }
            Kind::Curve => Asked::Curve(SaturationSpec {
                per: self.per,
                level: self.level,
                order,
                base: self.runs.base,
                run: self.runs.run,
                threshold: f64::from(self.runs.few) / 100.0,
                filter,
            }),
        }
    }
}
