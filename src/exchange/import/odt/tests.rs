//! What becomes of the things that stand in `OpenDocument` texts.

use super::*;
use crate::exchange::import::docx::fixture::package;

/// A flat document with these styles and this body.
fn flat(styles: &str, body: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><office:document xmlns:office="o" xmlns:text="t" xmlns:style="s" xmlns:fo="f" xmlns:table="b" xmlns:draw="d"><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document>"#
    )
}

fn text(body: &str) -> String {
    read_flat(&flat("", body)).unwrap().text
}

#[test]
fn text_reads_as_on_the_page() {
    let check = |body: &str, expected: &str| assert_eq!(text(body), expected, "{body}");
    check(
        "<text:p>One &amp; two&#8230;</text:p><text:p/><text:p>Three</text:p>",
        "One & two…\n\nThree\n",
    );
    check("<text:p>  a\n   b<text:s text:c=\"3\"/>c<text:s/>d</text:p>", "a b   c d\n");
    check("<text:p>a<text:tab/>b<text:line-break/>  c</text:p>", "a\tb\n c\n");
    check("<text:p>a<text:soft-page-break/>b &lol; c</text:p>", "ab &lol; c\n");
    check("<text:h>Head</text:h>\n  <text:p><text:a>link</text:a></text:p>", "Head\nlink\n");
    check(
        "<text:list><text:list-item><text:p><text:number>1.</text:number>a</text:p><text:list><text:list-item><text:p>b</text:p></text:list-item></text:list></text:list-item></text:list>",
        "a\nb\n",
    );
    check(
        "<text:p>be<draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame>fore</text:p>",
        "before\nbox\n",
    );
    check("<text:p>a<draw:frame><draw:object/><draw:image/></draw:frame></text:p>", "a\n");
    check(
        "<text:p><text:title>T</text:title> <text:page-number>3</text:page-number></text:p>",
        "T 3\n",
    );
    check(
        "<text:p>a<text:ruby><text:ruby-base>b</text:ruby-base><text:ruby-text>c</text:ruby-text></text:ruby></text:p>",
        "ab\n",
    );
    let row = |cells: &str| format!("<table:table-row>{cells}</table:table-row>");
    let cell =
        |words: &str| format!("<table:table-cell><text:p>{words}</text:p></table:table-cell>");
    check(
        &format!(
            "<table:table>{}{}</table:table>",
            row(&[cell("a"), cell("b")].concat()),
            row(&["<table:covered-table-cell/>".to_owned(), cell("c")].concat())
        ),
        "a\tb\n\tc\n",
    );
}

#[test]
fn tracked_changes_count_as_accepted() {
    let body = "<text:tracked-changes><text:changed-region text:id=\"c1\"><text:deletion><text:p>gone</text:p></text:deletion></text:changed-region><text:changed-region text:id=\"c2\"><text:deletion><text:p>the end</text:p><text:p/></text:deletion></text:changed-region><text:changed-region><text:insertion/></text:changed-region></text:tracked-changes><text:p>a <text:change text:change-id=\"c1\"/>b</text:p><text:p>one<text:change text:change-id=\"c2\"/>two</text:p>";
    let source = read_flat(&flat("", body)).unwrap();
    assert_eq!(source.text, "a b\none two\n");
    let told: Vec<(&str, u64)> =
        source.receipt.iter().map(|note| (note.what.as_str(), note.count)).collect();
    assert_eq!(told, [("tracked-deletion", 2), ("tracked-insertion", 1)]);
}

#[test]
fn notes_stand_below_and_bold_is_told() {
    let styles = r#"<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style><style:style style:name="N" style:family="text"><style:text-properties fo:font-weight="normal"/></style:style><style:style style:name="P" style:family="paragraph" style:parent-style-name="Q"/><style:style style:name="Q" style:family="paragraph" style:parent-style-name="P"><style:text-properties fo:font-weight="700"/></style:style><style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>"#;
    let note = |words: &str| {
        format!(
            "<text:note><text:note-citation>9</text:note-citation><text:note-body><text:p>{words}</text:p></text:note-body></text:note>"
        )
    };
    let body = format!(
        r#"<text:p><text:span text:style-name="B">Anna</text:span> yes{}.<text:span text:style-name="H">secret</text:span></text:p><text:p text:style-name="P">Ben<text:span text:style-name="N"> no{}</text:span></text:p>"#,
        note("He meant 2019."),
        note("Or 2020.")
    );
    let source = read_flat(&flat(styles, &body)).unwrap();
    assert_eq!(source.text, "Anna yes[1].\nBen no[2]\n\nNotes\n[1] He meant 2019.\n[2] Or 2020.\n");
    let bold: Vec<&str> = source.bold.iter().map(|range| &source.text[range.clone()]).collect();
    assert_eq!(bold, ["Anna", "Ben"]);
    let asides: Vec<&str> = source.asides.iter().map(|range| &source.text[range.clone()]).collect();
    assert_eq!(asides, ["[1]", "[2]"]);
    assert!(source.receipt.iter().any(|note| note.what == "hidden"));
}

#[test]
fn a_locked_file_and_a_broken_one_are_refused() {
    let content = flat("", "<text:p>a</text:p>");
    let manifest = |inside: &str| {
        format!(
            "<manifest:manifest><manifest:file-entry manifest:full-path=\"content.xml\">{inside}</manifest:file-entry></manifest:manifest>"
        )
    };
    let odt = |manifest: &str| {
        package(&[
            ("mimetype", "application/vnd.oasis.opendocument.text"),
            ("META-INF/manifest.xml", manifest),
            ("content.xml", &content),
        ])
    };
    assert_eq!(read(&odt(&manifest(""))).unwrap().text, "a\n");
    let locked = read(&odt(&manifest("<manifest:encryption-data/>"))).unwrap_err();
    assert!(locked.why.contains("password"), "{}", locked.why);
    assert!(read_flat("<office:document><office:body>").unwrap_err().why.contains("damaged"));
    let deep = format!("{}{}", "<text:section>".repeat(5000), "</text:section>".repeat(5000));
    assert!(read_flat(&flat("", &deep)).unwrap_err().why.contains("nested"));
    let many = "<text:p><text:s text:c=\"4000000000\"/>a</text:p>";
    assert!(text(many).len() < 1000);
}
