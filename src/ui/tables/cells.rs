//! What a cell of a table says: its number in words and figures, its marks, its shade.

use crate::analysis::{Base, Cell, Measure, Reading, Undefined};
use crate::model::Corpus;
use crate::ui::widgets::{counted, grouped};

/// A sign in a cell beside its number; explained under the table.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Mark {
    /// Every participant of the group.
    Everyone,
    /// No participant of the group.
    NoOne,
    /// One participant only.
    OnePerson,
    /// More than half of the excerpts come from one participant.
    MostlyOne,
    /// A coefficient that is above its largest value.
    OutOfRange,
    /// One of two codes has much more than the other.
    Unequal,
}

impl Mark {
    /// Those of groups with their meaning, in the order of the legend.
    pub(super) const GROUPS: [(Self, &'static str); 4] = [
        (Self::Everyone, "everyone in the group"),
        (Self::NoOne, "no one in the group"),
        (Self::OnePerson, "one person only"),
        (Self::MostlyOne, "more than half from one person"),
    ];
}

/// A cell as it is drawn.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Shown {
    /// The number.
    pub(super) main: String,
    /// What follows it, quiet: " of 4".
    pub(super) rest: String,
    /// The number is nothing much: drawn quietly.
    pub(super) quiet: bool,
    /// What the pointer tells.
    pub(super) hover: String,
    /// Signs.
    pub(super) marks: [Option<Mark>; 2],
    /// 0 to 1: how dark the ground is.
    pub(super) shade: f32,
    /// There is something behind it.
    pub(super) opens: bool,
}

impl Shown {
    /// Number and rest in one: what a screen reader says.
    pub(super) fn spoken(&self) -> String {
        match self.main.as_str() {
            "–" => "no participant".to_owned(),
            "" => self.hover.clone(),
            "n/a" => format!("not applicable, {}", self.hover),
            main => format!("{main}{}", self.rest),
        }
    }
}

/// A number without history: what frequencies are made of.
pub(super) fn plain(number: u64, hover: &str, opens: bool) -> Shown {
    Shown {
        main: grouped(number),
        quiet: number == 0,
        hover: hover.to_owned(),
        opens: opens && number > 0,
        ..Shown::default()
    }
}

/// A cell without a number: why there is none.
pub(super) fn without(reading: Reading) -> Shown {
    let (main, _, hover) = figures(reading);
    Shown { main, hover, quiet: true, ..Shown::default() }
}

/// Number and rest of a reading, and why there is none.
pub(super) fn figures(reading: Reading) -> (String, String, String) {
    let plain = |main: &str, hover: &str| (main.to_owned(), String::new(), hover.to_owned());
    let fraction = |part, whole| (grouped(part), format!(" of {}", grouped(whole)), String::new());
    match reading {
        Reading::Count(n) => (grouped(n), String::new(), String::new()),
        Reading::OutOf { part, whole } => fraction(part, whole),
        Reading::Share { part, whole } if whole < Reading::SMALL => fraction(part, whole),
        Reading::Share { part, whole } => {
            let hover = format!("{} of {}", grouped(part), grouped(whole));
            (percent(part, whole), String::new(), hover)
        }
        Reading::Rate { rate, range, .. } => {
            let hover = range
                .map(|(low, high)| format!("from {low:.2} to {high:.2} among the participants"));
            (format!("{rate:.2}"), String::new(), hover.unwrap_or_default())
        }
        Reading::Nobody => plain("–", "no participant of this group is in the filter"),
        Reading::Undefined(why) => plain("n/a", why.reason()),
        Reading::Withheld(why) => plain("*", why.reason()),
    }
}

/// `42%`, below ten per cent with one decimal; never rounded to nothing or to all.
pub(super) fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "n/a".to_owned();
    }
    let share = 100.0 * part as f64 / whole as f64;
    match share {
        0.0 => "0%".to_owned(),
        s if s < 0.1 => "<0.1%".to_owned(),
        s if s < 9.95 => format!("{s:.1}%"),
        s if part < whole && s > 99.0 => ">99%".to_owned(),
        s => format!("{s:.0}%"),
    }
}

/// A cell of the crosstab. `top`: the largest value of the table, for the shade; `person`: whether
/// marks of persons have a meaning here (not for speech of nobody, nor for a group of one).
pub(super) fn shown(
    corpus: &Corpus,
    measure: Measure,
    reading: Reading,
    (cell, base): (&Cell, &Base),
    person: bool,
    top: f64,
) -> Shown {
    let (main, rest, note) = figures(reading);
    let counts = &cell.counts;
    let missing = matches!(reading, Reading::Nobody | Reading::Undefined(_) | Reading::Withheld(_));
    let mut lines: Vec<String> = Vec::new();
    let mut marks = [None, None];
    if !note.is_empty() {
        lines.push(note.clone());
    }
    if !missing {
        lines.push(format!(
            "{} from {} in {}",
            counted(counts.excerpts, "excerpt", "excerpts"),
            counted(counts.participants, "participant", "participants"),
            counted(counts.documents, "document", "documents"),
        ));
        if person
            && counts.excerpts > 0
            && let Some((id, most)) = cell.dominated_by()
        {
            let name = corpus.participant(id).map_or("one person", |p| p.name.as_str());
            let share = percent(most, counts.excerpts);
            lines.push(match counts.participants {
                1 => format!("All from {name}"),
                _ => format!("{share} of these excerpts come from {name}"),
            });
        }
    }
    let withheld = matches!(reading, Reading::Withheld(_));
    // Where nobody has looked for a code there is no "no one".
    let unseen = reading == Reading::Undefined(Undefined::NotLookedFor);
    if person && base.participants > 1 && !withheld && !unseen {
        marks = signs(cell, base);
    }
    let value = shade_value(reading);
    let shade = match reading {
        // One person is everybody or nobody: a dark column would say more than there is.
        Reading::OutOf { whole: 0..=1, .. } => 0.0,
        Reading::OutOf { .. } => value,
        _ if top > 0.0 && measure.is_count() => (value / top).sqrt(),
        _ if top > 0.0 => value / top,
        _ => 0.0,
    };
    Shown {
        quiet: missing || value == 0.0,
        main,
        rest,
        hover: if missing { note } else { lines.join("\n") },
        marks,
        shade: shade.clamp(0.0, 1.0) as f32,
        opens: counts.excerpts > 0 && !withheld && reading != Reading::Nobody,
    }
}

fn signs(cell: &Cell, base: &Base) -> [Option<Mark>; 2] {
    let speak = cell.counts.participants;
    let first = match speak {
        0 => Some(Mark::NoOne),
        n if n == base.participants => Some(Mark::Everyone),
        1 => Some(Mark::OnePerson),
        _ => None,
    };
    let mostly = speak > 1 && cell.dominated_by().is_some();
    [first, mostly.then_some(Mark::MostlyOne)]
}

/// The number that makes the shade: participants as a part of their group.
pub(super) fn shade_value(reading: Reading) -> f64 {
    match reading {
        Reading::OutOf { part, whole } if whole > 0 => part as f64 / whole as f64,
        other => other.value().unwrap_or(0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_a_researcher_expects() {
        let check = |reading, expected: &str| {
            let (main, rest, _) = figures(reading);
            assert_eq!(format!("{main}{rest}"), expected, "{reading:?}");
        };
        check(Reading::Count(1_234), "1,234");
        check(Reading::OutOf { part: 3, whole: 4 }, "3 of 4");
        check(Reading::OutOf { part: 0, whole: 4 }, "0 of 4");
        check(Reading::Share { part: 7, whole: 19 }, "7 of 19");
        check(Reading::Share { part: 7, whole: 20 }, "35%");
        check(Reading::Share { part: 1, whole: 40 }, "2.5%");
        check(Reading::Share { part: 1, whole: 100_000 }, "<0.1%");
        check(Reading::Share { part: 999, whole: 1_000 }, ">99%");
        check(Reading::Share { part: 0, whole: 50 }, "0%");
        check(Reading::Rate { rate: 2.345, range: Some((0.0, 5.0)), whole: 4 }, "2.35");
        check(Reading::Nobody, "–");
        check(Reading::Undefined(Undefined::NothingToDivideBy), "n/a");
    }

    #[test]
    fn marks_tell_all_none_one_and_mostly_one() {
        use crate::analysis::Counts;
        use crate::model::ParticipantId;
        let check = |participants, excerpts, most, expected| {
            let counts = Counts { participants, excerpts, ..Counts::default() };
            let top = (most > 0).then_some((ParticipantId(1), most));
            let cell = Cell { counts, rate: None, top };
            let base = Base { participants: 4, ..Base::default() };
            assert_eq!(signs(&cell, &base), expected, "{participants} {excerpts} {most}");
        };
        check(0, 0, 0, [Some(Mark::NoOne), None]);
        check(1, 3, 3, [Some(Mark::OnePerson), None]);
        check(3, 9, 3, [None, None]);
        check(3, 9, 5, [None, Some(Mark::MostlyOne)]);
        check(4, 9, 5, [Some(Mark::Everyone), Some(Mark::MostlyOne)]);
        check(4, 8, 2, [Some(Mark::Everyone), None]);
    }
}
