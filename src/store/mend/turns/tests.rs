//! Borders of turns that cannot be: what the turns beside say, and what nobody can say.

use super::*;

fn turn(number: i64, start: usize, end: usize) -> Turn {
    Turn { number, start, body: start, end, speaker: Some(number), at_ms: None }
}

/// Number, words and speaker of each turn.
fn told<'t>(text: &'t str, stored: &[Turn]) -> Vec<(i64, &'t str, Option<i64>)> {
    let each = fitted(text, stored).turns;
    each.iter().map(|turn| (turn.number, &text[turn.start..turn.end], turn.speaker)).collect()
}

#[test]
fn gaps_between_turns_are_filled_with_what_stands_there() {
    let text = "one\n\ntwo\n\nthree\n\nfour\n";
    let check = |stored: &[Turn], expected: &[(i64, &str, bool)]| {
        let each = told(text, stored);
        let each: Vec<(i64, &str, bool)> =
            each.iter().map(|(number, words, who)| (*number, *words, who.is_some())).collect();
        assert_eq!(each, expected, "{stored:?}");
    };
    let all = [turn(1, 0, 3), turn(2, 5, 8), turn(3, 10, 15), turn(4, 17, 21)];
    let kept = [(1, "one", true), (2, "two", true), (3, "three", true), (4, "four", true)];
    check(&all, &kept);
    let mut lost = kept;
    lost[1].2 = false;
    lost[2].2 = false;
    check(&[all[0], all[3]], &lost);
    let nobody = kept.map(|(number, words, _)| (number, words, false));
    check(&[], &nobody);
    check(&[turn(1, 4, 2), turn(9, 90, 99)], &nobody);
    // Fewer turns were lost than there are paragraphs.
    let short = [(1, "one", true), (2, "two\n\nthree", false), (3, "four", true)];
    check(&[all[0], turn(3, 17, 21)], &short);
    // A text that was cut.
    let cut = fitted("one\n\ntw", &all).turns;
    assert_eq!(cut.iter().map(|t| (t.number, t.end)).collect::<Vec<_>>(), [(1, 3), (2, 7)]);
}

/// Four turns, the second with two paragraphs.
const TEXT: &str = "A: one\nB: two\nand more\nC: three\nD: four";

fn four() -> [Turn; 4] {
    [turn(1, 0, 6), turn(2, 7, 22), turn(3, 23, 31), turn(4, 32, 39)]
}

#[test]
fn one_bad_border_costs_nobody_a_word() {
    let right = told(TEXT, &four());
    assert_eq!(right[1], (2, "B: two\nand more", Some(2)));
    let check = |change: fn(&mut [Turn; 4]), moved: &[i64]| {
        let mut stored = four();
        change(&mut stored);
        assert_eq!(told(TEXT, &stored), right, "{stored:?}");
        assert_eq!(fitted(TEXT, &stored).moved, moved, "{stored:?}");
    };
    check(|_| {}, &[]);
    // An end behind the text, in the turns behind, in the next turn.
    check(|turns| turns[1].end += 16_384, &[2]);
    check(|turns| turns[1].end = 37, &[2]);
    check(|turns| turns[1].end = 26, &[2]);
    check(|turns| turns[3].end = 4_000, &[4]);
    // A start before the text, in the turns before, in the turn before.
    check(|turns| turns[2].start = NOWHERE, &[3]);
    check(|turns| turns[2].start = 2, &[3]);
    check(|turns| turns[2].start = 20, &[3]);
    check(|turns| turns[0].start = NOWHERE, &[1]);
    // A number alone.
    check(|turns| turns[3].number = i64::MAX, &[]);
    check(
        |turns| {
            turns[1].number = 900;
            turns.sort_by_key(|turn| turn.number);
        },
        &[],
    );
}

#[test]
fn what_nobody_can_say_is_nobodys() {
    let check = |change: fn(&mut Vec<Turn>), expected: &[(i64, &str, Option<i64>)]| {
        let mut stored = four().to_vec();
        change(&mut stored);
        assert_eq!(told(TEXT, &stored), expected, "{stored:?}");
    };
    let (a, d) = ((1, "A: one", Some(1)), (4, "D: four", Some(4)));
    let apart = [
        a,
        (2, "B: two", Some(2)),
        (3, "and more", None),
        (4, "C: three", Some(3)),
        (5, "D: four", Some(4)),
    ];
    // A line that either of two turns may have: a start at a line, where the end is at one, too.
    check(|turns| turns[2].start = 14, &apart);
    // A turn that is nowhere goes alone, and so does one that ends before it begins.
    check(
        |turns| turns[1] = turn(2, 700, 800),
        &[a, (2, "B: two\nand more", None), (3, "C: three", Some(3)), d],
    );
    check(
        |turns| turns[1].end = 3,
        &[a, (2, "B: two\nand more", None), (3, "C: three", Some(3)), d],
    );
    // An end that is too early leaves words to nobody.
    check(|turns| turns[1].end = 13, &apart);
    // Where the next turn is not there, nobody knows how far this one went.
    check(
        |turns| {
            turns[1].end = 4_000;
            turns.remove(2);
        },
        &[a, (2, "B: two\nand more\nC: three", None), (3, "D: four", Some(4))],
    );
}
