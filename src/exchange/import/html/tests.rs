//! What becomes of the things that stand in web pages.

use super::*;
use proptest::prelude::*;

fn text(page: &str) -> String {
    read(page.as_bytes(), None).unwrap().text
}

#[test]
fn text_reads_as_in_a_browser() {
    let check = |page: &str, expected: &str| assert_eq!(text(page), expected, "{page}");
    check("<p>One &amp; two&hellip;</p>\n<p>Three</p>", "One & two…\nThree\n");
    check("<p>One<p>Two<div>Three</div>Four", "One\nTwo\nThree\nFour\n");
    check("<p>  a\n b  <b> c</b> </p>", "a b c\n");
    check("a<br>b<br/><br>c", "a\nb\n\nc\n");
    check("<p>a<br></p><p>b</p>", "a\nb\n");
    check("<pre>\n a\n  b</pre>c", " a\n  b\nc\n");
    check(
        "<head><title>No</title><style>p{}</style></head><script>if (a<b) '</p>'</script>yes",
        "yes\n",
    );
    check("<!-- no --><![if x]>yes<![endif]>", "yes\n");
    check("<ul><li>a<li>b</ul>", "a\nb\n");
    check("<p>a&nbsp;b</p>", "a\u{a0}b\n");
    check("<p style='display:none'>no<p>no</p></p>yes", "yes\n");
    check("<select><option>no</select><textarea>no</textarea>yes", "yes\n");
    check("<p>a<del>old</del><ins>new</ins></p>", "anew\n");
    check("<p>漢<ruby>字<rt>ji</rt></ruby></p>", "漢字\n");
    check(
        "<table><tr><td>a<td><p>b</p><p>c</p></td></tr><tr><th>d</th><td></td></table>e",
        "a\tb\nc\nd\t\ne\n",
    );
    check("<table><tr><td>x<table><tr><td>1<td>2</table></table>", "x\n1\t2\n");
    check("<td>a</td><td>b</td><tr>c", "a\nb\nc\n");
    check("</p></div></table>a</b>", "\na\n");
    check(
        "<p class=MsoListParagraph><span style='mso-list:Ignore'>1.<span>&nbsp;</span></span>item</p>",
        "item\n",
    );
    check("plain & simple < all", "plain & simple < all\n");
}

#[test]
fn bold_is_told_however_it_is_said() {
    let page = "<style>.c1{font-weight:700} p, .c2 { font-weight : bold }</style><p><b>Anna</b> a <span class='x c1'>Ben</span> b <span style='font-weight:bold'>Cem</span> c <strong>D<span style='font-weight: normal'>e</span></strong></p>";
    let source = read(page.as_bytes(), None).unwrap();
    let bold: Vec<&str> = source.bold.iter().map(|range| &source.text[range.clone()]).collect();
    assert_eq!(bold, ["Anna", "Ben", "Cem", "D"]);
}

#[test]
fn notes_are_apart_and_moments_kept() {
    let word = "<p>Yes<a href='#_ftn1'><span class=MsoFootnoteReference>[1]</span></a>.</p><div style='mso-element:footnote-list'><hr><p><span class=MsoFootnoteReference>[1]</span> He meant 2019.</p></div>";
    let source = read(word.as_bytes(), None).unwrap();
    assert_eq!(source.text, "Yes[1].\n[1] He meant 2019.\n");
    assert_eq!(source.notes_at, Some(8));
    assert_eq!(&source.text[source.asides[0].clone()], "[1]");
    let no_scribe = "<p><a name=\"ts_0_1200_S00\">S00: How?</a> <a name=\"ts_1200_2500_S00\">Well?</a></p><p><a name=\"ts_2500_4000_S01\">S01: So.</a></p>";
    let source = read(no_scribe.as_bytes(), None).unwrap();
    assert_eq!(source.text, "S00: How? Well?\nS01: So.\n");
    let times: Vec<(u32, i64)> = source.times.iter().map(|time| (time.at, time.ms)).collect();
    assert_eq!(times, [(0, 0), (10, 1200), (16, 2500)]);
}

#[test]
fn the_page_says_its_encoding() {
    let check = |page: &[u8], expected: &str, encoding: &str| {
        let source = read(page, None).unwrap();
        assert_eq!((source.text.as_str(), source.encoding.as_str()), (expected, encoding));
    };
    check(b"<meta charset=\"iso-8859-2\"><p>\xe8</p>", "č\n", "ISO-8859-2");
    check(b"<meta content='text/html; charset=windows-1251'>\xe8", "и\n", "windows-1251");
    check("<meta charset=windows-1252><p>č</p>".as_bytes(), "č\n", "UTF-8");
}

#[test]
fn pages_are_told_by_their_beginning() {
    let check =
        |page: &str, expected: bool| assert_eq!(looks_like(page.as_bytes()), expected, "{page}");
    check("<!DOCTYPE html><p>", true);
    check("  <HTML>", true);
    check("<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC", true);
    check("<?xml version='1.0'?><office:document>", false);
    check("Anna: <html> is a word", false);
    check("", false);
}

#[test]
fn deep_and_wide_pages_take_linear_time() {
    let started = std::time::Instant::now();
    for page in [
        "<div>".repeat(40_000),
        "<b><p>".repeat(20_000),
        "<table><tr><td>".repeat(1000),
        "<p></b>".repeat(100_000),
        format!("<a {}>", "x=1 ".repeat(100_000)),
        format!("<a {}>", (0..100_000).map(|n| format!("a{n}")).collect::<Vec<_>>().join(" ")),
        "<".repeat(500_000),
        "&amp".repeat(200_000),
    ] {
        read(format!("{page}end").as_bytes(), None).unwrap();
    }
    assert!(read("<i>".repeat(60_000).as_bytes(), None).unwrap_err().why.contains("nested"));
    assert!(started.elapsed().as_secs() < 300, "{:?}", started.elapsed());
}

#[test]
fn the_sign_of_a_note_that_holds_half_a_table_leaves_no_cell_outside_the_text() {
    let page =
        "<table><a class=sdfootnotesym>wörd<td><p><div style='mso-element:footnote-list'></a>wörd";
    let source = read(page.as_bytes(), None).unwrap();
    for range in source.bold.iter().chain(&source.asides).chain(&source.cells) {
        assert!(source.text.get(range.clone()).is_some(), "{range:?} of {:?}", source.text);
    }
    let page = "<a class=sdfootnoteanc>a long sign<div style='mso-element:footnote-list'>in it</a>";
    let source = read(page.as_bytes(), None).unwrap();
    assert!(source.text.starts_with("[1]"), "{}", source.text);
    assert!(source.notes_at.is_none_or(|at| source.text.get(at..).is_some()), "{source:?}");
    let page = "<table><tr><td><a class=sdfootnotesym>é</td><td>wörd<tr><td>wörd</a></table>";
    assert!(read(page.as_bytes(), None).unwrap().text.contains("[1]"));
}

proptest! {
    #[test]
    fn no_soup_panics(parts in proptest::collection::vec(prop_oneof![
        Just("<p>"), Just("</p>"), Just("<table>"), Just("</table>"), Just("<tr>"), Just("<td>"), Just("</td>"), Just("</tr>"),
        Just("<b>"), Just("</b>"), Just("<pre>"), Just("</pre>"), Just("<br>"), Just("<script>"), Just("</script>"), Just("<style>.a{font-weight:bold"),
        Just("<div style='mso-element:footnote-list'>"), Just("</div>"), Just("<span class=MsoFootnoteReference>"), Just("</span>"),
        Just("<a class=sdfootnotesym>"), Just("<a class=sdfootnoteanc>"), Just("</a>"), Just("[1]"), Just(" "), Just("wörd"), Just("<!--"), Just("&#0;"), Just("<a name=ts_5_>"),
    ], 0..60)) {
        let source = read(parts.concat().as_bytes(), None).unwrap();
        for range in source.bold.iter().chain(&source.asides).chain(&source.cells) {
            prop_assert!(source.text.get(range.clone()).is_some());
        }
        prop_assert!(source.notes_at.is_none_or(|at| source.text.get(at..).is_some()));
        prop_assert!(source.times.iter().all(|time| source.text.get(time.at as usize..).is_some()));
    }
}
