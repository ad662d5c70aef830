//! Figures say what their tables say, and nothing on them lies over something else.

use super::*;
use crate::analysis::testing::Builder;
use crate::analysis::tests::compare::{corpora, filters};
use crate::analysis::{
    Column, CooccurrenceSpec, Crosstab, CrosstabSpec, Level, MatrixBy, MatrixSpec, Measure, Order,
    Per, SaturationSpec, Unit, cooccurrence, crosstab, excerpts, matrix, saturation, together,
};
use crate::model::{AttributeId, AttributeKind, Corpus, Filter, Speech};
use proptest::prelude::*;

/// Words, in the order in which they were drawn.
fn words(figure: &Figure) -> Vec<&Words> {
    let each = figure.marks.iter();
    each.filter_map(|mark| match &mark.form {
        Form::Words(words) => Some(words),
        _ => None,
    })
    .collect()
}

/// No word lies over another, and none reaches out of the figure.
fn check_room(figure: &Figure) {
    let paged = figure.paged("Drawn some day.");
    for figure in [figure, &paged] {
        let mut blocks: Vec<(Block, &str)> =
            words(figure).into_iter().map(|words| (words.block(), words.text.as_str())).collect();
        let inside = Block::new(0.0, 0.0, figure.width, figure.height).grown(0.6);
        for (block, text) in &blocks {
            let corners = [point(block.left, block.top), point(block.right(), block.bottom())];
            assert!(corners.iter().all(|at| inside.holds(*at)), "{text} is cut: {block:?}");
        }
        blocks.sort_by(|a, b| a.0.top.total_cmp(&b.0.top));
        for (at, (block, text)) in blocks.iter().enumerate() {
            let near = blocks[at + 1..].iter().take_while(|(other, _)| other.top < block.bottom());
            for (other, over) in near {
                // Letters without descenders leave room under them.
                let meets = block.grown(-0.9).meets(&other.grown(-0.9));
                assert!(!meets, "{text} and {over}: {block:?} {other:?}");
            }
        }
    }
}

/// The marks that say something, by the first line of it.
fn named(figure: &Figure) -> Vec<(&str, &Mark)> {
    figure.marks.iter().filter(|mark| !mark.told.is_empty()).map(|m| (m.name(), m)).collect()
}

/// What the cells of a table must say: from its counts, not from its own words.
fn expected(table: &Crosstab, row: usize, column: Column) -> Option<String> {
    let (cell, base) = (table.cell(row, column)?, table.base(column));
    let some = match column {
        Column::Unassigned => false,
        _ => base.participants > 0,
    };
    some.then(|| match table.measure {
        Measure::Participants => {
            format!("{} of {}", cell.counts.participants, base.participants)
        }
        Measure::Words => cell.counts.words.to_string(),
        _ => cell.counts.excerpts.to_string(),
    })
}

fn check_groups(corpus: &Corpus, figure: &Figure, table: &Crosstab, total: bool) {
    let said = named(figure);
    for (at, row) in table.rows.iter().enumerate() {
        for column in table.columns() {
            let Some(number) = expected(table, at, column) else { continue };
            let lone = column == Column::Total && table.groups.is_empty();
            if column == Column::Total && !total && !lone {
                continue;
            }
            let head = match column {
                Column::Group(group) => table.groups[group].label.clone(),
                _ => "All participants".to_owned(),
            };
            let name = format!("{}, {head}: {number}", row.name);
            let (_, mark) = said
                .iter()
                .find(|(said, _)| *said == name)
                .unwrap_or_else(|| panic!("{name} is not drawn"));
            let listed = match &mark.opens {
                Some(Opens::Excerpts(filter, _)) => excerpts(corpus, filter).len() as u64,
                Some(other) => panic!("{other:?}"),
                None => 0,
            };
            assert_eq!(listed, table.cell(at, column).unwrap().counts.excerpts, "{name}");
            assert!(words(figure).iter().any(|words| words.text == number), "{number}");
        }
    }
}

const EVERYTHING: Look = Look { width: 640.0, hide_empty: false, tops: false };

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn figures_of_groups_say_the_numbers_of_the_table(corpus in corpora(), filter in filters()) {
        for measure in [Measure::Participants, Measure::Excerpts, Measure::Words] {
            let by = vec![AttributeId(1), AttributeId(2)];
            let spec =
                CrosstabSpec { by, measure, filter: filter.clone(), ..CrosstabSpec::default() };
            let table = crosstab(&corpus, &spec);
            if table.rows.is_empty() {
                prop_assert!(heat_map(&table, EVERYTHING).is_err());
                continue;
            }
            for bars in [Bars::Dots, Bars::Bars] {
                let figure = by_group(&table, bars, EVERYTHING).unwrap();
                check_groups(&corpus, &figure, &table, false);
                check_room(&figure);
            }
            let figure = heat_map(&table, EVERYTHING).unwrap();
            check_groups(&corpus, &figure, &table, true);
            check_room(&figure);
        }
    }

    #[test]
    fn the_map_joins_all_pairs_with_their_numbers(
        corpus in corpora(), filter in filters(), unit in 0..3_usize, roll_up in any::<bool>(),
    ) {
        let spec = CooccurrenceSpec { unit: Unit::ALL[unit], roll_up, filter };
        let table = cooccurrence(&corpus, &spec);
        let found = map(&corpus, &table, Weight::Count, Threshold::default(), EVERYTHING);
        let Ok(figure) = found else {
            prop_assert!(table.pairs().is_empty());
            return Ok(());
        };
        check_room(&figure);
        let lines = figure.marks.iter().filter_map(|mark| match &mark.opens {
            Some(Opens::Together(which, filter, title)) => Some((which, filter, title)),
            _ => None,
        });
        let mut drawn = 0;
        for (which, filter, title) in lines {
            drawn += 1;
            let place = |code| table.codes.iter().position(|one| one.code == code).unwrap();
            let pair = table.pair(place(which.a), place(which.b)).unwrap();
            let number = title.rsplit(": ").next().unwrap().split(' ').next().unwrap();
            prop_assert_eq!(number, pair.n12.to_string());
            prop_assert!(!together(&corpus, which, filter).is_empty());
        }
        prop_assert_eq!(drawn, table.pairs().len());
        for code in table.codes.iter().filter(|code| code.n > 0) {
            let name = format!("{} ({})", code.name, code.n);
            prop_assert!(words(&figure).iter().any(|words| words.text == name));
        }
    }

    #[test]
    fn a_portrait_shows_the_list_of_excerpts(corpus in corpora(), filter in filters()) {
        let listed = excerpts(&corpus, &Filter { speech: Speech::Participants, ..filter.clone() });
        let Ok(figure) = portrait(&corpus, &filter, EVERYTHING) else {
            prop_assert!(listed.is_empty());
            return Ok(());
        };
        check_room(&figure);
        let mut drawn: Vec<(i64, u32, u32, i64)> = Vec::new();
        for mark in &figure.marks {
            if let Some(Opens::Passage(document, span, coding)) = &mark.opens {
                drawn.push((document.0, span.start(), span.end(), coding.0));
            }
        }
        let mut wanted: Vec<(i64, u32, u32, i64)> = listed
            .iter()
            .map(|one| {
                let document = one.document(&corpus).unwrap().id.0;
                (document, one.span.start(), one.span.end(), one.id(&corpus).unwrap().0)
            })
            .collect();
        drawn.sort_unstable();
        wanted.sort_unstable();
        prop_assert_eq!(drawn, wanted);
    }

    #[test]
    fn figures_of_interviews_say_the_numbers_of_their_tables(
        corpus in corpora(), filter in filters(), person in any::<bool>(), top in any::<bool>(),
    ) {
        let (per, by) = if person {
            (Per::Participant, MatrixBy::Participant)
        } else {
            (Per::Document, MatrixBy::Document)
        };
        let level = if top { Level::Top } else { Level::Leaf };
        let spec = SaturationSpec { per, level, filter: filter.clone(), ..SaturationSpec::default() };
        let order = saturation(&corpus, &spec);
        if let Ok(figure) = curve(&corpus, &order, EVERYTHING) {
            check_room(&figure);
            let texts: Vec<&str> = words(&figure).iter().map(|words| words.text.as_str()).collect();
            for (row, numbers) in [
                ("New", order.interviews.iter().map(|one| one.new.len().to_string()).collect()),
                ("So far", order.interviews.iter().map(|one| one.so_far.to_string()).collect()),
                ("In any order",
                    order.interviews.iter().map(|one| format!("{:.1}", one.expected)).collect()),
            ] {
                let numbers: Vec<String> = numbers;
                let at = texts.iter().position(|text| *text == row).unwrap() + 1;
                prop_assert_eq!(&texts[at..at + numbers.len()], numbers.as_slice());
            }
        } else {
            prop_assert!(order.interviews.iter().all(|one| one.so_far == 0));
        }
        let asked = Asked::OverTime { per, level, order: Order::Best, filter: filter.clone() };
        let counted = matrix(
            &corpus,
            &MatrixSpec { by, measure: Measure::Excerpts, binary: false, filter },
        );
        let Ok(figure) = draw(&corpus, &asked, EVERYTHING) else { return Ok(()) };
        check_room(&figure);
        let rings = figure.marks.iter().filter(|mark| {
            matches!(mark.form, Form::Sign { hollow: true, ink: Ink::Accent, .. })
        });
        let first: usize = order.interviews.iter().map(|one| one.new.len()).sum();
        // One of them explains what a ring is.
        prop_assert_eq!(rings.count(), first + 1);
        let said = named(&figure);
        for (column, code) in counted.columns.iter().enumerate() {
            for (row, one) in counted.rows.iter().enumerate() {
                let name = format!("{} × {}: ", code.name, one.name);
                let Some((said, mark)) = said.iter().find(|(said, _)| said.starts_with(&name)) else {
                    continue;
                };
                let number = said[name.len()..].split(' ').next().unwrap();
                prop_assert_eq!(number, one.cells[column].excerpts.to_string());
                prop_assert!(counted.cell_filter(row, column).is_some() && mark.opens.is_some());
            }
        }
    }
}

/// Sixty codes with long names in many documents of people with long names.
fn large(documents: usize, codes: usize) -> Corpus {
    let mut study = Builder::new().attribute("role", AttributeKind::List);
    let role = |at: usize| format!("Independent child trafficking guardian of region {}", at % 7);
    for at in 0..documents {
        study = study.participant(&format!("P{at}"), &[&role(at)]);
    }
    let code = |at: usize| {
        format!("waiting for a decision that nobody explains, in its form number {at} of very many")
    };
    for at in 0..codes {
        study = study.code(&code(at));
    }
    for at in 0..documents {
        let document = format!("Interview with participant {at} at the office of the authority");
        study =
            study.document(&document, &format!("INT: So?\nP{at}: we waited and hoped and waited"));
        for each in 0..codes {
            if (each + at) % 3 == 0 {
                let words = if each % 2 == 0 { "we waited and" } else { "hoped and waited" };
                study = study.coding(&document, &code(each), words, "ana");
            }
        }
    }
    study.build()
}

#[test]
fn long_names_many_codes_and_many_documents_find_room() {
    let corpus = large(40, 60);
    let spec = CrosstabSpec { by: vec![AttributeId(1)], ..CrosstabSpec::default() };
    let table = crosstab(&corpus, &spec);
    for width in [Look::LEAST, 680.0, 1_200.0] {
        let look = Look { width, ..Look::default() };
        for bars in [Bars::Dots, Bars::Bars] {
            check_room(&by_group(&table, bars, look).unwrap());
        }
        check_room(&heat_map(&table, look).unwrap());
        let asked = Asked::Together(
            CooccurrenceSpec::default(),
            Weight::C,
            Threshold { least: 0.0, most: 60 },
        );
        check_room(&draw(&corpus, &asked, look).unwrap());
        check_room(&portrait(&corpus, &Filter::default(), look).unwrap());
    }
    let many = large(200, 60);
    let asked = Asked::OverTime {
        per: Per::Document,
        level: Level::Leaf,
        order: Order::Best,
        filter: Filter::default(),
    };
    check_room(&draw(&many, &asked, Look::default()).unwrap());
    check_room(&draw(&many, &Asked::Curve(SaturationSpec::default()), Look::default()).unwrap());
}

#[test]
fn a_map_of_very_many_codes_shows_its_strongest_lines_and_says_so() {
    let corpus = large(6, 130);
    let threshold = Threshold { least: 0.0, most: 120 };
    let asked = Asked::Together(CooccurrenceSpec::default(), Weight::Count, threshold);
    let figure = draw(&corpus, &asked, Look::default()).unwrap();
    check_room(&figure);
    let lines = figure.marks.iter().filter(|mark| matches!(mark.opens, Some(Opens::Together(..))));
    assert_eq!(lines.count(), 150);
    let said = figure.caption.last().unwrap();
    assert!(said.contains("the 120 most used of 130 codes"), "{said}");
    assert!(said.contains("Only the strongest 150 of the lines are drawn."), "{said}");
}

#[test]
fn the_three_kinds_of_nothing_are_told_apart() {
    let corpus = Builder::new()
        .attribute("role", AttributeKind::List)
        .participant("P1", &["a"])
        .participant("P2", &["b"])
        .participant("P3", &["c"])
        .code("x")
        .code("y")
        .document("D", "P1: one\nP2: two\nX: four")
        .coding("D", "x", "one", "ana")
        .coding("D", "y", "four", "ana")
        .build();
    let spec = CrosstabSpec { by: vec![AttributeId(1)], ..CrosstabSpec::default() };
    let table = crosstab(&corpus, &spec);
    for figure in [
        heat_map(&table, EVERYTHING).unwrap(),
        by_group(&table, Bars::Dots, EVERYTHING).unwrap(),
        by_group(&table, Bars::Bars, EVERYTHING).unwrap(),
    ] {
        let said: Vec<&str> = named(&figure).iter().map(|(name, _)| *name).collect();
        for name in ["x, a: 1 of 1", "x, b: 0 of 1", "x, c: –", "x, (nobody mapped): n/a"] {
            assert!(said.contains(&name), "{name} of {said:?}");
        }
        for word in ["0 of 1", "–", "n/a"] {
            assert!(words(&figure).iter().any(|words| words.text == word), "{word}");
        }
    }
}

#[test]
fn what_is_held_back_has_no_length_and_says_nothing() {
    use crate::analysis::disclosure::{Protection, protected_crosstab};
    let corpus = Builder::new()
        .attribute("role", AttributeKind::List)
        .participant("P1", &["a"])
        .participant("P2", &["a"])
        .participant("P3", &["a"])
        .participant("P4", &["b"])
        .participant("P5", &["b"])
        .participant("P6", &["b"])
        .code("x")
        .code("y")
        .document("D", "P1: one\nP2: two\nP3: three\nP4: four\nP5: five\nP6: six")
        .coding("D", "x", "one", "ana")
        .coding("D", "x", "four", "ana")
        .coding("D", "x", "five", "ana")
        .coding("D", "x", "six", "ana")
        .coding("D", "y", "one", "ana")
        .coding("D", "y", "two", "ana")
        .coding("D", "y", "three", "ana")
        .coding("D", "y", "four", "ana")
        .coding("D", "y", "five", "ana")
        .coding("D", "y", "six", "ana")
        .build();
    let spec = CrosstabSpec { by: vec![AttributeId(1)], ..CrosstabSpec::default() };
    let protection = Protection { suppress: Some(2), ..Protection::default() };
    let table = protected_crosstab(&corpus, &spec, &protection).unwrap().table;
    for figure in [
        by_group(&table, Bars::Bars, Look::default()).unwrap(),
        heat_map(&table, Look::default()).unwrap(),
    ] {
        let hidden = named(&figure);
        let hidden: Vec<_> = hidden.iter().filter(|(name, _)| name.ends_with(": hidden")).collect();
        assert!(!hidden.is_empty());
        for (_, mark) in hidden {
            assert!(mark.opens.is_none());
            let drawn = match &mark.form {
                Form::Area { fill, .. } => *fill == Ink::Page,
                Form::Words(_) => true,
                _ => false,
            };
            assert!(drawn, "{mark:?}");
        }
        assert!(figure.marks.iter().all(|mark| mark.opens.is_none()));
    }
}

#[test]
fn nothing_to_draw_is_said_in_words() {
    let corpus = Builder::new().participant("P1", &[]).code("x").document("D", "P1: one").build();
    for asked in [
        Asked::Groups(CrosstabSpec::default(), Bars::Dots),
        Asked::Heat(CrosstabSpec::default()),
        Asked::Together(CooccurrenceSpec::default(), Weight::Count, Threshold::default()),
        Asked::Portrait(Filter::default()),
        Asked::OverTime {
            per: Per::Document,
            level: Level::Leaf,
            order: Order::Best,
            filter: Filter::default(),
        },
        Asked::Curve(SaturationSpec::default()),
    ] {
        let why = draw(&corpus, &asked, Look::default()).unwrap_err();
        assert_eq!(why.to_string(), EMPTY, "{asked:?}");
    }
}
