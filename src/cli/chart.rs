//! `chart`: tables as pictures.

use super::exports::Leaving;
use super::fault::Fault;
use super::filter::FilterArgs;
use super::names;
use super::open::StudyArgs;
use super::output::{Answer, Done, Target};
use super::profile::{MergeArgs, ProfileArgs};
use super::tables::cooccurrence::read_unit;
use super::tables::saturation::{
    checked_order, read_level, read_order_of, read_per, read_threshold,
};
use super::tables::{read_measure, read_percent};
use crate::analysis::disclosure::Protection;
use crate::analysis::figures::{Asked, Bars, Look, NoFigure, Threshold, Weight, draw_for};
use crate::analysis::{
    CooccurrenceSpec, CrosstabSpec, Level, Measure, Order, Per, Percent, SaturationSpec, Unit,
    saturation,
};
use crate::exchange::figures::{Format, Palette, figure_bytes};
use crate::model::Filter;
use crate::study::Study;
use std::io::IsTerminal as _;
use std::path::PathBuf;

/// Which figure.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
enum Kind {
    /// Codes by groups of participants, as dots or bars (needs --by)
    ByGroup,
    /// Codes by groups as a map of numbers (needs --by)
    HeatMap,
    /// Codes that occur together, on a circle
    Together,
    /// Where codes stand along each document
    Portrait,
    /// Codes over the interviews in their order
    OverTime,
    /// New codes by interview
    Saturation,
}

/// `postil chart STUDY KIND --out FILE`
#[derive(clap::Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent options")]
pub(super) struct ChartArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// What is drawn
    #[arg(value_enum)]
    kind: Kind,
    /// The attribute that makes the groups; a second one is nested in it
    #[arg(long, value_name = "ATTRIBUTE", help_heading = "By groups and heat map")]
    by: Vec<String>,
    /// As in crosstab [default: participants]
    #[arg(long, value_name = "MEASURE", value_parser = read_measure, help_heading = "By groups and heat map")]
    measure: Option<Measure>,
    /// none, row, column or group [default: none]
    #[arg(long, value_name = "OF", value_parser = read_percent, help_heading = "By groups and heat map")]
    percent: Option<Percent>,
    /// Bars instead of dots (by-group)
    #[arg(long, help_heading = "By groups and heat map")]
    bars: bool,
    /// What two codes must share: overlap, turn or document [default: overlap]
    #[arg(long, value_name = "UNIT", value_parser = read_unit, help_heading = "Together")]
    unit: Option<Unit>,
    /// Count a code with everything under it; otherwise every code stands alone
    #[arg(long, help_heading = "Together")]
    roll_up: bool,
    /// What makes a line wide: count, c or jaccard [default: count]
    #[arg(long, value_name = "WEIGHT", value_parser = read_weight, help_heading = "Together")]
    weight: Option<Weight>,
    /// Leave out lines below this
    #[arg(long, value_name = "LEAST", value_parser = read_least, help_heading = "Together")]
    least: Option<f64>,
    /// Only so many codes, the most used ones [default: 24]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(2..), help_heading = "Together")]
    most: Option<u16>,
    /// What counts as one interview: document or participant [default: document]
    #[arg(long, value_name = "WHAT", value_parser = read_per, help_heading = "Over time and saturation")]
    per: Option<Per>,
    /// leaf, every (saturation only) or top [default: leaf]
    #[arg(long, value_name = "LEVEL", value_parser = read_level, help_heading = "Over time and saturation")]
    level: Option<Level>,
    /// date, import, name, or a file with one document's name in each line
    #[arg(long, value_name = "ORDER|FILE", help_heading = "Over time and saturation")]
    order: Option<String>,
    /// Interviews in the base (saturation) [default: 4]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), help_heading = "Over time and saturation")]
    base: Option<u32>,
    /// Interviews in a run (saturation) [default: 2]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), help_heading = "Over time and saturation")]
    run: Option<u32>,
    /// New codes of a run, of the codes in the base, that still count as few: from 0 to 1 (saturation)
    /// [default: 0.05]
    #[arg(long, value_name = "SHARE", value_parser = read_threshold, help_heading = "Over time and saturation")]
    threshold: Option<f64>,
    /// Draw codes without an excerpt, too
    #[arg(long)]
    empty: bool,
    /// Only codes at the top of the codebook
    #[arg(long)]
    tops: bool,
    /// How wide the figure is, in points (1/72 inch)
    #[arg(long, value_name = "POINTS", default_value = "680", value_parser = clap::value_parser!(u16).range(440..=1400))]
    width: u16,
    /// print (white paper), screen or greyscale
    #[arg(long, value_name = "PALETTE", default_value = "print", value_parser = read_palette)]
    palette: Palette,
    /// Write to this file; its ending picks the format
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// svg or png (300 dots per inch)
    #[arg(long, value_name = "FORMAT", value_parser = read_format)]
    format: Option<Format>,
    #[command(flatten)]
    profile: ProfileArgs,
    #[command(flatten)]
    merge: MergeArgs,
    #[command(flatten)]
    filter: FilterArgs,
}

fn read_weight(name: &str) -> Result<Weight, String> {
    Weight::from_name(name).ok_or_else(|| "lines can be weighed by count, c or jaccard".to_owned())
}

fn read_least(text: &str) -> Result<f64, String> {
    let least = text.trim().parse().ok().filter(|least: &f64| *least >= 0.0 && least.is_finite());
    least.ok_or_else(|| "write a number from 0 on".to_owned())
}

fn read_palette(name: &str) -> Result<Palette, String> {
    Palette::from_name(name)
        .ok_or_else(|| "the palettes are print, screen and greyscale".to_owned())
}

fn read_format(name: &str) -> Result<Format, String> {
    Format::from_name(name).ok_or_else(|| "a figure is written as svg or png".to_owned())
}

pub(super) fn run(args: &ChartArgs) -> Result<Done, Fault> {
    args.check()?;
    let format = args.format()?;
    let study = args.study.open()?;
    let filter = args.filter.read(&study)?;
    let counted = filter.clone();
    let look = Look { width: f32::from(args.width), hide_empty: !args.empty, tops: args.tops };
    let asked = args.asked(&study, filter)?;
    let drawn = draw_for(study.corpus(), &asked, &args.protection(), look);
    let (figure, remark) = drawn.map_err(|why| match why {
        NoFigure::Refused(refusal) => refusal.into(),
        nothing @ NoFigure::Nothing(_) => Fault::new(nothing.to_string()),
    })?;
    let today = jiff::Zoned::now().date().to_string();
    let bytes = figure_bytes(&figure, format, args.palette, &today)
        .map_err(|error| Fault::new(error.to_string()))?;
    let answer = Answer::new(move |_, out| out.write_all(&bytes));
    let noted = Leaving::counting(study, &counted, args.protection().profile);
    let remarks = remark.into_iter().collect();
    Ok(Done { remarks, ..Done::answer(Target::file(args.out.clone()), answer) }.leaving(noted))
}

impl ChartArgs {
    /// Options that say nothing of this figure are mistakes, not to be passed over.
    fn check(&self) -> Result<(), Fault> {
        let groups = matches!(self.kind, Kind::ByGroup | Kind::HeatMap);
        let together = self.kind == Kind::Together;
        let order = matches!(self.kind, Kind::OverTime | Kind::Saturation);
        let given = [
            ("--by", groups, !self.by.is_empty()),
            ("--measure", groups, self.measure.is_some()),
            ("--percent", groups, self.percent.is_some()),
            ("--merge-as", groups, self.merge.merge_as.is_some()),
            ("--bars", self.kind == Kind::ByGroup, self.bars),
            ("--unit", together, self.unit.is_some()),
            ("--roll-up", together, self.roll_up),
            ("--weight", together, self.weight.is_some()),
            ("--least", together, self.least.is_some()),
            ("--most", together, self.most.is_some()),
            ("--per", order, self.per.is_some()),
            ("--level", order, self.level.is_some()),
            ("--order", order, self.order.is_some()),
            ("--base", self.kind == Kind::Saturation, self.base.is_some()),
            ("--run", self.kind == Kind::Saturation, self.run.is_some()),
            ("--threshold", self.kind == Kind::Saturation, self.threshold.is_some()),
            ("--tops", groups, self.tops),
            ("--empty", groups || self.kind == Kind::OverTime, self.empty),
        ];
        if let Some((name, ..)) = given.iter().find(|(_, has, given)| *given && !has) {
            return Err(Fault::Usage(format!("{name} says nothing of this chart")));
        }
        if groups && self.by.is_empty() {
            return Err(Fault::Usage("this chart has groups: add --by ATTRIBUTE".to_owned()));
        }
        if self.by.len() > 2 {
            return Err(Fault::Usage("a chart has two attributes at most".to_owned()));
        }
        if self.kind == Kind::OverTime && self.level == Some(Level::Every) {
            return Err(Fault::Usage("over-time has the levels leaf and top".to_owned()));
        }
        Ok(())
    }

    fn format(&self) -> Result<Format, Fault> {
        let by_ending = self.out.as_deref().map(|path| (path, Format::from_path(path)));
        let format = match (self.format, by_ending) {
            (Some(format), _) | (None, Some((_, Some(format)))) => format,
            (None, Some((path, None))) => {
                return Err(Fault::Usage(format!(
                    "the ending of {} names no format of figures; use svg or png, or add --format",
                    path.display()
                )));
            }
            (None, None) => Format::Svg,
        };
        if format == Format::Png && self.out.is_none() && std::io::stdout().is_terminal() {
            return Err(Fault::Usage("a terminal cannot show png; add --out FILE".to_owned()));
        }
        Ok(format)
    }

    fn protection(&self) -> Protection {
        self.profile.protection(self.merge.merge_as.as_ref())
    }

    fn groups(&self, study: &Study, filter: Filter) -> Result<Asked, Fault> {
        let mut by = Vec::new();
        for name in &self.by {
            by.push(names::attribute(study.corpus(), name)?.id);
        }
        let spec = CrosstabSpec {
            by,
            measure: self.measure.unwrap_or_default(),
            percent: self.percent.unwrap_or_default(),
            filter,
            ..CrosstabSpec::default()
        };
        let bars = if self.bars { Bars::Bars } else { Bars::Dots };
        Ok(match self.kind {
            Kind::HeatMap => Asked::Heat(spec),
            _ => Asked::Groups(spec, bars),
        })
    }

    fn asked(&self, study: &Study, filter: Filter) -> Result<Asked, Fault> {
        Ok(match self.kind {
            Kind::Together => Asked::Together(
                CooccurrenceSpec {
                    unit: self.unit.unwrap_or_default(),
                    roll_up: self.roll_up,
                    filter,
                },
                self.weight.unwrap_or_default(),
                Threshold {
                    least: self.least.unwrap_or_default(),
                    most: self.most.map_or(Threshold::default().most, usize::from),
                },
            ),
            Kind::OverTime => {
                let spec = self.order_spec(study, filter)?;
                let SaturationSpec { per, level, order, filter, .. } = spec;
                Asked::OverTime { per, level, order, filter }
            }
            Kind::Saturation => Asked::Curve(self.order_spec(study, filter)?),
            Kind::Portrait => Asked::Portrait(filter),
            Kind::ByGroup | Kind::HeatMap => self.groups(study, filter)?,
        })
    }

    /// The interviews in their order, checked as `saturation` checks it.
    fn order_spec(&self, study: &Study, filter: Filter) -> Result<SaturationSpec, Fault> {
        let corpus = study.corpus();
        let usual = SaturationSpec::default();
        let order: Order = read_order_of(corpus, self.order.as_deref())?;
        let size = |given: Option<u32>, usual| given.map_or(usual, |size| size as usize);
        let spec = SaturationSpec {
            per: self.per.unwrap_or_default(),
            level: self.level.unwrap_or_default(),
            order,
            base: size(self.base, usual.base),
            run: size(self.run, usual.run),
            threshold: self.threshold.unwrap_or(usual.threshold),
            filter,
        };
        checked_order(corpus, &spec, &saturation(corpus, &spec), self.order.as_deref())?;
        Ok(spec)
    }
}
