//! What becomes of the things that stand in Word documents.

use super::fixture::{document_xml, docx_of, package};
use super::*;

fn text(body: &str) -> String {
    read(&docx_of(body)).unwrap().text
}

fn p(inner: &str) -> String {
    format!("<w:p>{inner}</w:p>")
}

fn r(words: &str) -> String {
    format!(r#"<w:r><w:t xml:space="preserve">{words}</w:t></w:r>"#)
}

#[test]
fn text_reads_as_on_the_page() {
    let check = |body: &str, expected: &str| assert_eq!(text(body), expected, "{body}");
    check(
        &[p(&r("One &amp; two&#8230;")), p(""), p(&r("Three"))].concat(),
        "One & two…\n\nThree\n",
    );
    check(
        &p(&[
            r("a"),
            "<w:r><w:br/></w:r>".into(),
            r("b"),
            "<w:r><w:tab/><w:t>c</w:t><w:cr/><w:t>d</w:t></w:r>".into(),
        ]
        .concat()),
        "a\nb\tc\nd\n",
    );
    check(
        &p(
            "<w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t><w:softHyphen/><w:t>c</w:t></w:r>",
        ),
        "a\u{2011}bc\n",
    );
    check(
        &p(&[
            r("kept "),
            format!("<w:del>{}</w:del>", "<w:r><w:delText>gone</w:delText></w:r>"),
            format!("<w:ins>{}</w:ins>", r("new")),
            format!("<w:moveFrom>{}</w:moveFrom><w:moveTo>{}</w:moveTo>", r("old"), r("moved")),
        ]
        .concat()),
        "kept newmoved\n",
    );
    check(
        &[
            p("<w:pPr><w:rPr><w:del w:id=\"1\"/></w:rPr></w:pPr><w:r><w:t>one</w:t></w:r>"),
            p(&r("two")),
        ]
        .concat(),
        "one two\n",
    );
    check(&p(&format!("<w:hyperlink>{}</w:hyperlink>", r("link"))), "link\n");
    check(
        &p(
            r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>7</w:t></w:r>"#,
        ),
        "7\n",
    );
    check(
        &p("<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r><w:r><w:t>seen</w:t></w:r>"),
        "seen\n",
    );
    check(&p("<w:r><w:t>a\nb</w:t></w:r><w:r><w:sym w:char=\"F04A\"/></w:r>"), "a b☺\n");
    let cell = |inner: &str| format!("<w:tc><w:tcPr/>{inner}</w:tc>");
    check(
        &format!(
            "<w:tbl><w:tblPr/><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>{}",
            cell(&p(&r("INT"))),
            cell(&[p(&r("How?")), p(&r("Well?"))].concat()),
            cell(&p(&r("P07"))),
            cell(&p("")),
            p(&r("end"))
        ),
        "INT\tHow?\nWell?\nP07\t\nend\n",
    );
    let text_box = |words: &str| {
        format!("<w:drawing><w:txbxContent>{}</w:txbxContent></w:drawing>", p(&r(words)))
    };
    check(
        &p(&[r("be"), format!("<w:r><mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent></w:r>", text_box("box"), text_box("again")), r("fore")].concat()),
        "before\nbox\n",
    );
}

#[test]
fn the_receipt_names_what_was_left_out() {
    let body = [
        p(&[r("a"), "<w:del><w:r><w:delText>x</w:delText></w:r></w:del><w:r><w:commentReference w:id=\"1\"/></w:r><w:r><w:drawing><a:blip/></w:drawing></w:r>".into()].concat()),
        p("<w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"3\"/></w:numPr></w:pPr><w:r><w:t>item</w:t></w:r>"),
        p("<w:r><w:br w:type=\"page\"/></w:r>"),
    ];
    let document = document_xml(&body.concat());
    let bytes = package(&[
        ("word/document.xml", &document),
        ("word/header1.xml", "<w:hdr><w:p><w:r><w:t>Top</w:t></w:r></w:p></w:hdr>"),
    ]);
    let source = read(&bytes).unwrap();
    let notes: Vec<(&str, u64)> =
        source.receipt.iter().map(|note| (note.what.as_str(), note.count)).collect();
    assert_eq!(
        notes,
        [
            ("tracked-deletion", 1),
            ("comment", 1),
            ("image", 1),
            ("list-number", 1),
            ("page-break", 1),
            ("page-header", 1)
        ]
    );
}

#[test]
fn notes_stand_below_and_bold_is_told() {
    let styles = r#"<w:styles><w:style w:styleId="Base"><w:rPr><w:b/></w:rPr></w:style><w:style w:styleId="Name"><w:basedOn w:val="Base"/></w:style></w:styles>"#;
    let notes = r#"<w:footnotes><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>no</w:t></w:r></w:p></w:footnote><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/><w:t xml:space="preserve"> He meant 2019.</w:t></w:r></w:p></w:footnote></w:footnotes>"#;
    let body = [
        p(
            r#"<w:r><w:rPr><w:b/></w:rPr><w:t>Anna</w:t></w:r><w:r><w:t xml:space="preserve"> yes</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>.</w:t></w:r>"#,
        ),
        p(
            r#"<w:pPr><w:pStyle w:val="Name"/></w:pPr><w:r><w:t>Ben</w:t></w:r><w:r><w:rPr><w:b w:val="0"/></w:rPr><w:t xml:space="preserve"> no</w:t></w:r>"#,
        ),
    ];
    let document = document_xml(&body.concat());
    let bytes = package(&[
        ("word/document.xml", &document),
        ("word/styles.xml", styles),
        ("word/footnotes.xml", notes),
    ]);
    let source = read(&bytes).unwrap();
    assert_eq!(source.text, "Anna yes[1].\nBen no\n\nNotes\n[1] He meant 2019.\n");
    let bold: Vec<&str> = source.bold.iter().map(|range| &source.text[range.clone()]).collect();
    assert_eq!(bold, ["Anna", "Ben"]);
    assert_eq!(source.notes_at, Some(21));
    assert_eq!(&source.text[source.asides[0].clone()], "[1]");
}

#[test]
fn notes_and_styles_are_found_under_any_name() {
    let relations = r#"<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes2.xml"/><Relationship Id="rId2" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/endnotes" Target="/other/notes.xml"/></Relationships>"#;
    let note = |what: &str, words: &str| {
        format!(
            "<w:{what}s><w:{what} w:id=\"2\"><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:{what}></w:{what}s>"
        )
    };
    let body = p(
        r#"<w:r><w:t>Yes</w:t><w:footnoteReference w:id="2"/></w:r><w:r><w:t> no</w:t><w:endnoteReference w:id="2"/></w:r>"#,
    );
    let bytes = package(&[
        ("word/document.xml", &document_xml(&body)),
        ("word/_rels/document.xml.rels", relations),
        ("word/footnotes2.xml", &note("footnote", "low")),
        ("other/notes.xml", &note("endnote", "last")),
    ]);
    assert_eq!(read(&bytes).unwrap().text, "Yes[1] no[2]\n\nNotes\n[1] low\n[2] last\n");
}

#[test]
fn notes_are_found_without_relations_that_can_be_trusted() {
    use std::io::Write as _;
    const RELATIONS: &str = "word/_rels/document.xml.rels";
    let body = p(r#"<w:r><w:t>Yes</w:t><w:footnoteReference w:id="2"/></w:r>"#);
    let document = document_xml(&body);
    let relations = r#"<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="gone.xml"/></Relationships>"#;
    let notes = r#"<w:footnotes><w:footnote w:id="2"><w:p><w:r><w:t>low</w:t></w:r></w:p></w:footnote></w:footnotes>"#;
    let with = |relations: &[u8]| {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, bytes) in [
            ("word/document.xml", document.as_bytes()),
            (RELATIONS, relations),
            ("word/footnotes.xml", notes.as_bytes()),
        ] {
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    };
    let check = |bytes: &[u8], what: &str| {
        assert_eq!(read(bytes).unwrap().text, "Yes[1]\n\nNotes\n[1] low\n", "{what}");
    };
    check(&with(relations.as_bytes()), "the part they name is not there");
    check(&with(b"<Relationships>\xff</Relationships>"), "not UTF-8");
    let mut bytes = with(relations.as_bytes());
    // Its checksum in the archive's directory, which stands behind all parts.
    let name = bytes.windows(RELATIONS.len()).rposition(|name| name == RELATIONS.as_bytes());
    bytes[name.unwrap() - 30] ^= 1;
    check(&bytes, "damaged");
    // The words themselves are worth nothing when they are damaged.
    let mut bytes = with(relations.as_bytes());
    let name = bytes.windows(17).rposition(|name| name == b"word/document.xml");
    bytes[name.unwrap() - 30] ^= 1;
    assert!(read(&bytes).unwrap_err().why.contains("damaged"));
    // Notes that are nowhere are told of.
    let source = read(&docx_of(&body)).unwrap();
    let lost = source.receipt.iter().find(|note| note.what == "lost-note");
    assert_eq!(lost.map(|note| note.count), Some(1));
}

#[test]
fn what_a_style_hides_is_not_read() {
    let styles = r#"<w:styles><w:style w:styleId="Base"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:styleId="Key"><w:basedOn w:val="Base"/></w:style></w:styles>"#;
    let run = |properties: &str, words: &str| {
        format!("<w:r><w:rPr>{properties}</w:rPr><w:t xml:space=\"preserve\">{words}</w:t></w:r>")
    };
    let body = [
        p(&format!(
            "{}{}{}",
            run("", "Anna "),
            run(r#"<w:rStyle w:val="Key"/>"#, "Jane Doe "),
            run(r#"<w:rStyle w:val="Key"/><w:vanish w:val="0"/>"#, "seen"),
        )),
        p(&format!(
            r#"<w:pPr><w:pStyle w:val="Key"/></w:pPr>{}{}"#,
            run("", "Jane Doe"),
            run(r#"<w:vanish w:val="0"/>"#, "shown"),
        )),
    ];
    let document = document_xml(&body.concat());
    let bytes = package(&[("word/document.xml", &document), ("word/styles.xml", styles)]);
    let source = read(&bytes).unwrap();
    assert_eq!(source.text, "Anna seen\nshown\n");
    assert!(source.receipt.iter().any(|note| note.what == "hidden"), "{:?}", source.receipt);
}

#[test]
fn a_bomb_and_a_tower_are_refused() {
    let deep = format!("{}{}", "<w:sdt>".repeat(5000), "</w:sdt>".repeat(5000));
    assert!(read(&docx_of(&deep)).unwrap_err().why.contains("nested"));
    let skipped = format!("<w:del>{}{}</w:del>", "<w:x>".repeat(50_000), "</w:x>".repeat(50_000));
    assert!(read(&docx_of(&skipped)).is_ok());
    let wide = p(&r(&"a".repeat(70 << 20)));
    assert!(read(&docx_of(&wide)).unwrap_err().why.contains("64 MiB"));
    assert!(read(&docx_of("<w:p>")).unwrap_err().why.contains("damaged"));
}

#[test]
fn hard_cases_of_word_read_as_on_the_page() {
    let check = |body: &str, expected: &str| assert_eq!(text(body), expected, "{body}");
    // A content control, and one that still shows what to type.
    check(
        &format!(
            "<w:sdt><w:sdtPr><w:alias w:val=\"no\"/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>{}",
            p(&r("in")),
            p(&format!("<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>", r("line")))
        ),
        "in\nline\n",
    );
    check(
        "<w:p><w:pPr><w:bidi/></w:pPr><w:r><w:rPr><w:rtl/></w:rPr><w:t>سلام (1)</w:t></w:r></w:p>",
        "سلام (1)\n",
    );
    // As Teams writes a turn: everything in one paragraph.
    check(
        &p(
            "<w:r><w:t>Anna   0:03</w:t></w:r><w:r><w:br/><w:t>Yes.</w:t><w:br/><w:t>But.</w:t></w:r>",
        ),
        "Anna   0:03\nYes.\nBut.\n",
    );
    let row = |properties: &str, a: &str, b: &str| {
        format!(
            "<w:tr><w:trPr>{properties}</w:trPr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>",
            p(a),
            p(b)
        )
    };
    let gone = "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>";
    check(
        &format!(
            "<w:tbl>{}{}</w:tbl>",
            row("", &r("a"), &r("b")),
            row("<w:del w:id=\"1\"/>", gone, gone)
        ),
        "a\tb\n",
    );
    let nested = |depth: usize| {
        format!(
            "{}{}{}",
            "<w:tbl><w:tr><w:tc>".repeat(depth),
            p(&r("deep")),
            "<w:p/></w:tc></w:tr></w:tbl>".repeat(depth)
        )
    };
    check(&nested(300), "deep\n");
    assert!(read(&docx_of(&nested(1000))).unwrap_err().why.contains("nested"));
}

#[test]
fn rows_of_a_transcript_table_name_who_speaks() {
    let row = |a: &str, b: &str| {
        format!("<w:tr><w:tc>{}</w:tc><w:tc>{}{}</w:tc></w:tr>", p(&r(a)), p(&r(b)), p(&r("So.")))
    };
    let body = format!(
        "<w:tbl>{}{}{}</w:tbl>",
        row("Speaker", "What was said"),
        row("INT:", "How was it?"),
        row("P07", "It was late.")
    );
    let source = read(&docx_of(&body)).unwrap();
    let cells: Vec<&str> = source.cells.iter().map(|cell| &source.text[cell.clone()]).collect();
    assert_eq!(cells, ["INT:", "P07"]);
    assert_eq!(&source.text[source.asides[0].clone()], "Speaker\tWhat was said\nSo.");
}
