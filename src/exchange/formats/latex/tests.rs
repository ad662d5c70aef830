//! What a table is as LaTeX, and that nothing in it can be more than words.

use super::super::super::sheet::{Cell, Column, Row, Sheet};
use super::super::{Format, sheet_bytes};

fn written(sheet: &Sheet) -> String {
    String::from_utf8(sheet_bytes(sheet, Format::Latex).unwrap()).unwrap()
}

fn table(rows: usize, text: &str) -> Sheet {
    let row =
        |n: usize| Row { depth: 1, cells: vec![Cell::Text(text.to_owned()), Cell::int(n as u64)] };
    Sheet {
        title: text.to_owned(),
        subtitle: vec![text.to_owned()],
        columns: vec![Column::text(text), Column::number("n")],
        head: vec![row(1)],
        rows: (0..rows).map(row).collect(),
        notes: vec![text.to_owned()],
    }
}

#[test]
fn a_short_table_floats_and_a_long_one_breaks() {
    let short = written(&table(3, "Codes"));
    assert!(short.contains("\\begin{tabular}{@{}lr@{}}\n\\toprule\nCodes & n \\tabularnewline"));
    assert!(short.contains("\\caption{Codes}\\label{tab:codes}"));
    assert!(short.contains("\\hspace*{1em}Codes & 2 \\tabularnewline\n\\bottomrule"));
    assert!(short.contains("{\\footnotesize\\raggedright\nCodes\\par\n}\\smallskip"));
    let long = written(&table(60, "Codes"));
    assert!(long.contains("\\begin{longtable}") && long.contains("\\endhead"));
    assert!(long.starts_with("% To be read by \\input.") && long.contains("usepackage{longtable}"));
}

#[test]
fn notes_stay_on_the_page_of_the_last_row() {
    let mut sheet = table(60, "Codes");
    sheet.notes = vec!["First note.".to_owned(), "Second note.".to_owned()];
    let text = written(&sheet);
    let foot = text.find("\\endfoot").unwrap();
    let last = text.find("\\endlastfoot").unwrap();
    let note = text.find("First note.\\newline\nSecond note.\n}\n}\n}\\tabularnewline").unwrap();
    let row = text.find("Codes & 59 \\tabularnewline*\n\\noalign{\\nobreak").unwrap();
    assert!(foot < last && last < row && row < note, "{text}");
    assert_eq!(text.matches("First note.").count(), 1);
    // No page ends between the row and the notes, and the last foot brings no second rule.
    assert_eq!(text.matches("\\tabularnewline*").count(), 1);
    let between = &text[row..note];
    assert!(between.contains(
        "\\multispan{2}\\leaders\\hrule height\\heavyrulewidth\\hfill\\cr\\noalign{\\nobreak}"
    ));
    assert!(text.contains("\\bottomrule\n\\endfoot\n\\endlastfoot\n"));
    assert!(text.contains("\\multicolumn{2}{@{}l@{}}{\n\\makebox[0pt][l]{\\ignorespaces\n"));
    // More than a page could hold beside its rows stands behind the table.
    sheet.notes = vec!["long words ".repeat(40); 12];
    let text = written(&sheet);
    assert!(!text.contains("\\endlastfoot"));
    assert!(text.find("\\end{longtable}").unwrap() < text.find("long words").unwrap());
}

#[test]
fn hostile_words_stay_words() {
    let hostile = "\\input{x}\n\n% ^^5cinput{x} }{ $ & # _ ~ \\\\[9cm] \u{7}\u{2028}\\end{tabular}\\write18{ls}";
    for rows in [2, 60] {
        let text = written(&table(rows, hostile));
        for line in text.lines().filter(|line| !line.starts_with('%')) {
            // What is left of the line without the commands this format writes.
            for command in ["\\input", "\\write", "^^", "\\end{tabular}\\", "\\\\"] {
                assert!(!line.contains(command), "{command}: {line}");
            }
            let mut open = 0_i32;
            let mut escaped = false;
            for c in line.chars() {
                match c {
                    _ if escaped => escaped = false,
                    '\\' => escaped = true,
                    '{' => open += 1,
                    '}' => open -= 1,
                    '%' | '$' | '#' | '^' | '~' => {
                        assert!(c == '#' && line.starts_with("\\Declare"), "{c} in {line}");
                    }
                    _ => {}
                }
            }
            assert!(open.abs() <= 1, "{line}");
        }
    }
}

#[test]
fn many_columns_lie_on_their_side_and_share_the_line() {
    let mut sheet = table(3, "Codes");
    for at in 0..24 {
        sheet.columns.push(Column::number(format!("Code {at} with a long name")));
        for row in sheet.rows.iter_mut().chain(&mut sheet.head) {
            row.cells.push(Cell::int(at));
        }
    }
    let text = written(&sheet);
    assert!(text.contains("\\begin{landscape}") && text.contains("pdflscape"));
    assert!(text.contains("\\rotatebox{90}{Code 3 with a long name}"), "{text}");
    assert!(text.contains(&format!("@{{}}l{}@{{}}", "r".repeat(25))), "{text}");
    sheet.columns.truncate(3);
    let narrow = written(&sheet);
    let heading = "\\shortstack[r]{Code 0\\\\with a\\\\long\\\\name}";
    assert!(narrow.contains(heading), "{narrow}");
    sheet.rows[1].cells[0] = Cell::Text("long words ".repeat(20));
    assert!(written(&sheet).contains("\\leftskip1em\\relax{}long words"));
}
