//! CSV and TSV: columns and rows, nothing else.
//!
//! Text that a spreadsheet would run as a formula is made harmless by an apostrophe in front.

use super::super::sheet::{Cell, Sheet};
use std::borrow::Cow;
use std::io::{self, Write};

/// Text as a spreadsheet may have it: an apostrophe in front of what begins with `=`, `+`, `-`, `@`,
/// also behind white space or control characters (which spreadsheets pass over).
pub(crate) fn neutral(text: &str) -> Cow<'_, str> {
    let first = text.trim_start_matches(|c: char| c.is_whitespace() || c.is_control());
    // The wide forms of the same four signs are taken for them in East Asian settings.
    if first.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// A writer of records; CSV begins with a byte-order mark (see `Format::Csv`).
pub(in super::super) fn writer(
    out: &mut dyn Write,
    delimiter: u8,
) -> io::Result<csv::Writer<&mut dyn Write>> {
    if delimiter == b',' {
        out.write_all("\u{feff}".as_bytes())?;
    }
    Ok(csv::WriterBuilder::new().delimiter(delimiter).buffer_capacity(1 << 16).from_writer(out))
}

pub(super) fn write(sheet: &Sheet, delimiter: u8, out: &mut dyn Write) -> io::Result<()> {
    let mut records = writer(out, delimiter)?;
    records.write_record(sheet.columns.iter().map(|c| neutral(&c.name).into_owned()))?;
    for row in &sheet.rows {
        for cell in &row.cells {
            records.write_field(field(cell).as_bytes())?;
        }
        records.write_record(None::<&[u8]>)?;
    }
    records.flush()
}

/// Numbers in full precision, without signs of percent.
fn field(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Text(text) => neutral(text),
        Cell::Int(value) => Cow::Owned(value.to_string()),
        Cell::Number { value, .. } | Cell::Percent { value, .. } => Cow::Owned(value.to_string()),
        Cell::NotAvailable(_) => Cow::Borrowed("n/a"),
        Cell::Withheld(_) => Cow::Borrowed("*"),
        Cell::Dash => Cow::Borrowed("–"),
        Cell::Fraction { .. } | Cell::Blank => Cow::Owned(cell.display()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_made_harmless() {
        let check = |text: &str, expected: &str| assert_eq!(neutral(text), expected, "{text:?}");
        check("=1+1", "'=1+1");
        check("+44 20", "'+44 20");
        check("-5", "'-5");
        check("@SUM(A1)", "'@SUM(A1)");
        check("\t=1", "'\t=1");
        check("\r\n =1", "'\r\n =1");
        check("\u{0}=1", "'\u{0}=1");
        check("＝1", "'＝1");
        check("a=1", "a=1");
        check("– she said", "– she said");
        check("", "");
        check("'=1", "'=1");
    }
}
