//! Pages made letter by letter, and what is read from them.

use super::*;
use std::fmt::Write as _;

/// Words on a page: left, height from below, size, bold, text.
type Words<'t> = (i32, i32, i32, bool, &'t str);

/// A PDF with these pages, in the fonts that every reader has.
fn pdf_of(pages: &[Vec<Words<'_>>]) -> Vec<u8> {
    let contents: Vec<String> = pages
        .iter()
        .map(|words| {
            words.iter().fold(String::new(), |mut all, (x, y, size, bold, text)| {
                let font = if *bold { "F2" } else { "F1" };
                let text = text.replace('(', "\\(").replace(')', "\\)");
                writeln!(all, "BT /{font} {size} Tf {x} {y} Td ({text}) Tj ET").unwrap();
                all
            })
        })
        .collect();
    file_of(&contents)
}

fn file_of(contents: &[String]) -> Vec<u8> {
    let kids: Vec<String> = (0..contents.len()).map(|n| format!("{} 0 R", 5 + n * 2)).collect();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!("<</Type/Pages/Count {}/Kids[{}]>>", contents.len(), kids.join(" ")),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>".to_owned(),
    ];
    for (n, content) in contents.iter().enumerate() {
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {} 0 R/Resources<</Font<</F1 3 0 R/F2 4 0 R>>>>>>",
            6 + n * 2
        ));
        objects.push(format!("<</Length {}>>stream\n{content}\nendstream", content.len()));
    }
    let mut file = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        places.push(file.len());
        write!(file, "{} 0 obj\n{object}\nendobj\n", n + 1).unwrap();
    }
    let at = file.len();
    write!(file, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).unwrap();
    for place in places {
        writeln!(file, "{place:010} 00000 n ").unwrap();
    }
    write!(file, "trailer<</Size {}/Root 1 0 R>>\nstartxref\n{at}\n%%EOF", objects.len() + 1)
        .unwrap();
    file.into_bytes()
}

/// Lines one under another in letters of 12 points.
fn column<'t>(x: i32, top: i32, lines: &[&'t str]) -> Vec<Words<'t>> {
    lines.iter().enumerate().map(|(n, line)| (x, top - n as i32 * 14, 12, false, *line)).collect()
}

fn told(source: &Source) -> Vec<(&str, u64)> {
    source.receipt.iter().map(|note| (note.what.as_str(), note.count)).collect()
}

#[test]
fn lines_become_paragraphs() {
    let full = "It began with a letter in the spring that nobody had announced to us here at home";
    let page = column(
        70,
        780,
        &[
            full,
            full,
            "and then it ended.",
            "INT: Who had sent it then?",
            "P07: Nobody knew it.",
            full,
        ],
    );
    let source = read(&pdf_of(&[page])).unwrap();
    let lines: Vec<&str> = source.text.lines().collect();
    assert_eq!(
        lines,
        [
            format!("{full} {full} and then it ended.").as_str(),
            "INT: Who had sent it then?",
            "P07: Nobody knew it.",
            full
        ]
    );
    assert_eq!(told(&source), [("pdf-lines", 2)]);
}

#[test]
fn broken_words_are_joined_with_care() {
    let page = column(
        70,
        780,
        &[
            "It is understanding that matters, and a well-known letter of last year and the under-",
            "standing of it was what the people of the house had hoped for, and the adminis-",
            "tration was never as good at listening or writing to them as it was said in the well-",
            "known letter that came.",
        ],
    );
    let source = read(&pdf_of(&[page])).unwrap();
    assert!(source.text.contains("the understanding of it"), "{}", source.text);
    assert!(source.text.contains("the administration was"), "{}", source.text);
    assert!(source.text.contains("the well-known letter that came.\n"), "{}", source.text);
    assert_eq!(told(&source), [("pdf-lines", 3), ("hyphen-joined", 2), ("hyphen-kept", 1)]);
}

#[test]
fn what_belongs_to_the_pages_is_left_out() {
    let page = |words: &'static str, number: &'static str| {
        let mut page = column(70, 740, &[words]);
        page.push((70, 800, 9, false, "Study of delay"));
        page.push((290, 30, 9, false, number));
        page
    };
    let pages = [
        page("INT: One question about the letter?", "1"),
        page("P07: Two answers to that question.", "2"),
        page("INT: Three more things to be asked?", "3"),
    ];
    let source = read(&pdf_of(&pages)).unwrap();
    assert!(!source.text.contains("Study") && !source.text.contains('2'), "{}", source.text);
    assert_eq!(source.text.lines().count(), 3, "{}", source.text);
    let note = source.receipt.iter().find(|note| note.what == "page-header").unwrap();
    assert_eq!(note.count, 6);
    assert!(note.note.contains("Study of delay"), "{}", note.note);
}

#[test]
fn columns_are_read_one_after_the_other() {
    let left: Vec<String> =
        (0..12).map(|n| format!("left line {n} runs as wide as it can go")).collect();
    let right: Vec<String> =
        (0..12).map(|n| format!("right line {n} runs as wide as it does")).collect();
    let mut page = vec![(70, 800, 14, true, "A title that runs across both of the columns of it")];
    for (n, (left, right)) in left.iter().zip(&right).enumerate() {
        let y = 760 - n as i32 * 14;
        page.push((70, y, 12, false, left));
        page.push((310, y, 12, false, right));
    }
    let source = read(&pdf_of(&[page])).unwrap();
    let text = source.text.replace('\n', " ");
    assert!(text.find("left line 11") < text.find("right line 0"), "{text}");
    assert!(text.starts_with("A title"), "{text}");
    assert!(told(&source).contains(&("columns", 1)));
}

#[test]
fn names_before_a_gap_bold_names_and_notes_are_kept_apart() {
    let mut page = vec![
        (70, 780, 12, true, "Anna:"),
        (110, 780, 12, false, "How did it begin for you there?"),
        (70, 760, 12, false, "INT"),
        (170, 760, 12, false, "And then, after the summer?"),
        (70, 740, 12, false, "With a letter."),
        (139, 744, 7, false, "1"),
        (70, 60, 9, false, "1 It is in the file."),
    ];
    let source = read(&pdf_of(&[page.clone()])).unwrap();
    assert_eq!(
        source.text,
        "Anna: How did it begin for you there?\nINT\tAnd then, after the summer?\nWith a letter.[1]\n\nNotes\n[1] It is in the file.\n"
    );
    assert_eq!(&source.text[source.asides[0].clone()], "[1]");
    assert!(source.notes_at.is_some());
    page.truncate(2);
    assert!(read(&pdf_of(&[page])).unwrap().notes_at.is_none());
    // The weight is that of an embedded font.
    let bytes = include_bytes!("../../../../tests/fixtures/import/interview.pdf");
    let source = read(bytes).unwrap();
    let bold: Vec<&str> = source.bold.iter().map(|range| &source.text[range.clone()]).collect();
    assert_eq!(bold, ["Interview 7", "INT:", "P07:"]);
}

#[test]
fn a_scan_a_lock_and_damage_are_refused() {
    let check = |bytes: &[u8], why: &str| {
        let refusal = read(bytes).unwrap_err();
        assert!(refusal.why.contains(why), "{}", refusal.why);
    };
    let picture = "q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \u{7f} EI Q".to_owned();
    check(&file_of(&[picture]), "scan");
    check(&file_of(&[String::new()]), "no text");
    check(b"%PDF-1.4\nrubbish", "damaged");
    // What a program has recognised in a picture is read, and told.
    let seen = "BT 3 Tr /F1 12 Tf 70 700 Td (INT: Recognised words) Tj ET".to_owned();
    let source = read(&file_of(&[seen])).unwrap();
    assert_eq!(source.text, "INT: Recognised words\n");
    assert!(told(&source).contains(&("recognised", 19)));
}

#[test]
fn a_file_that_is_cut_never_panics() {
    let whole = file_of(&["BT /F1 12 Tf 70 700 Td (INT: a) Tj ET".to_owned()]);
    for at in (0..whole.len()).step_by(9) {
        // Whatever is cut off, it ends in a text or a refusal.
        let result = std::panic::catch_unwind(|| read(&whole[..at]).map(|source| source.text));
        assert!(result.is_ok(), "cut at {at}");
    }
}
