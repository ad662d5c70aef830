//! What becomes of the things that stand in rich text files.

use super::*;
use proptest::prelude::*;

fn text(body: &str) -> String {
    read(format!("{{\\rtf1\\ansi\\ansicpg1252 {body}}}").as_bytes()).unwrap().text
}

#[test]
fn text_reads_as_on_the_page() {
    let check = |body: &str, expected: &str| assert_eq!(text(body), expected, "{body}");
    check(r"One\par Two\line three\tab four\par", "One\nTwo\nthree\tfour\n");
    check("a\r\nb\\\nc", "ab\nc");
    check(
        r"\lquote a\rquote  \ldblquote b\rdblquote\emdash c\~d\_e\-f",
        "‘a’ “b”—c\u{a0}d\u{2011}ef",
    );
    check(r"Caf\'e9 na\u239?ve \u8217'x", "Café naïve ’x");
    check(r"One\u8232?two\u8233 ?three\uc0\u8232 four\line five", "One\ntwo\nthree\nfour\nfive");
    check(r"\uc2\u8217'' \uc0\u8217 a", "’ ’a");
    check(r"\u-10179?\u-8704? {\u55357 ?\u56832 ?}", "😀 😀");
    check(r"\u-10179?x", "x");
    check(
        r"{\fonttbl{\f0\fcharset204 Arial;}{\f1\fcharset2 Wingdings;}{\f2\fcharset128 Mincho;}}{\f0\'cf\'f0\'e8}{\f1 J\'fc} {\f2\'82\'a0}",
        "При☺✓ あ",
    );
    check(
        r"{\info{\title No}}{\stylesheet{\s0 Normal;}}{\*\unknown no{ no}}{\colortbl;}yes",
        "yes",
    );
    check(r"{\pict\bin5 {}}{}a}b", "b");
    check(r"{\*\shppict{\pict 00ff}}{\nonshppict{\pict 00}}a", "a");
    check(r"{\field{\*\fldinst HYPERLINK x}{\fldrslt link}}", "link");
    check(r"a{\v secret}b{\deleted gone}{\revised new}\par", "abnew\n");
    check(r"one{\deleted\par}two", "one two");
    check(r"{\upr{ansi}{\*\ud{unicode}}}", "unicode");
    check(
        r"a{\shp{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt box\par}}{\shprslt old}}b\par c",
        "ab\nbox\nc",
    );
    check(r"{\header top}{\footer {\field{\fldrslt 3}}}{\listtext 1.\tab}item\par", "item\n");
    check(r"{\*\annotation note}{\*\atnauthor A}a", "a");
    check(r"\{x\} \\", "{x} \\");
    check(r"a\sect b\page c", "a\nb\nc");
}

#[test]
fn rows_are_lines_and_cells_are_parted() {
    let check = |body: &str, expected: &str| assert_eq!(text(body), expected, "{body}");
    check(
        r"before\par\trowd\cellx1\cellx2\pard\intbl a\cell b\par c\cell\row\pard after\par",
        "before\na\tb\nc\nafter\n",
    );
    check(r"\trowd\pard\intbl a\cell\cell\row\trowd\pard\intbl\cell d\cell\row\pard", "a\t\n\td\n");
    check(
        r"\pard\intbl x\cell\pard\intbl\itap2 1\nestcell 2\nestcell{\*\nesttableprops\trowd\nestrow}{\nonesttables\par}\pard\intbl y\cell\row\pard z",
        "x\t1\t2\ny\nz",
    );
    let source = read(br"{\rtf1\pard\intbl INT\cell Why did you?\cell\row\pard\intbl P07\cell Because I did.\cell\row}").unwrap();
    assert_eq!(source.cells.len(), 2);
    let tower =
        format!("{}x{}", "\\intbl\\itap99999 ".repeat(10), "\\nestcell\\nestrow".repeat(2000));
    assert!(text(&tower).starts_with('x'));
}

#[test]
fn notes_stand_below_and_bold_is_told() {
    let source = read(
        br"{\rtf1{\b Anna} yes{\super\chftn{\footnote\pard\plain{\super\chftn} He meant\par 2019.}}.\par{\b Ben:\b0  no}{\*\footnote\ftnalt End.}\plain}",
    )
    .unwrap();
    assert_eq!(source.text, "Anna yes[1].\nBen: no[2]\n\nNotes\n[1] He meant 2019.\n[2] End.\n");
    let bold: Vec<&str> = source.bold.iter().map(|range| &source.text[range.clone()]).collect();
    assert_eq!(bold, ["Anna", "Ben:"]);
    assert_eq!(source.asides.len(), 2);
}

#[test]
fn what_was_left_out_is_told() {
    let told = |body: &str| -> Vec<(String, u64)> {
        let source = read(format!("{{\\rtf1 {body}").as_bytes()).unwrap();
        source.receipt.into_iter().map(|note| (note.what, note.count)).collect()
    };
    assert_eq!(told("a"), [("cut-short".to_owned(), 1)]);
    assert_eq!(
        told(
            r"a{\deleted b}{\deleted c}d{\revised e}{\*\annotation x}{\pict 00}{\v h}{\header {x}}}"
        ),
        [
            ("tracked-deletion".to_owned(), 1),
            ("tracked-insertion".to_owned(), 1),
            ("comment".to_owned(), 1),
            ("image".to_owned(), 1),
            ("hidden".to_owned(), 1),
            ("page-header".to_owned(), 1),
        ]
    );
}

#[test]
fn a_tower_of_groups_is_refused() {
    let tower = format!("{{\\rtf1 {}", "{".repeat(1_000_000));
    assert!(read(tower.as_bytes()).unwrap_err().why.contains("nested"));
    assert_eq!(text(&format!("{}a{}", "{".repeat(5000), "}".repeat(5000))), "a");
}

proptest! {
    #[test]
    fn no_tokens_panic(parts in proptest::collection::vec(prop_oneof![
        Just("{"), Just("}"), Just(r"\par "), Just(r"\cell"), Just(r"\row"), Just(r"\intbl"), Just(r"\pard"), Just(r"\itap3"),
        Just(r"\nestcell"), Just(r"\nestrow"), Just(r"{\footnote "), Just(r"{\*\x "), Just(r"{\shptxt "), Just(r"\u-10179?"), Just(r"\'e9"),
        Just(r"\bin3 "), Just(r"{\upr"), Just(r"{\*\ud "), Just(r"{\header "), Just("word "), Just(r"\b"), Just(r"\deleted"), Just(r"\uc5"),
    ], 0..60)) {
        let source = read(format!("{{\\rtf1 {}", parts.concat()).as_bytes()).unwrap();
        for range in source.bold.iter().chain(&source.asides).chain(&source.cells) {
            prop_assert!(source.text.get(range.clone()).is_some());
        }
    }
}
