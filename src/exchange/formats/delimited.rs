//! CSV and TSV: columns and rows, nothing else.
//!
//! Text that a spreadsheet would run as a formula is made harmless by an apostrophe in front.

use super::super::sheet::{Cell, Sheet};
use std::borrow::Cow;
use std::io::{self, Write};

pub(crate) use super::super::neutral::neutralise as neutral;

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
        // Nothing less than nothing is nothing.
        Cell::Number { value, .. } | Cell::Percent { value, .. } => {
            Cow::Owned(if *value == 0.0 { 0.0 } else { *value }.to_string())
        }
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
    fn nothing_has_no_sign() {
        let shown = |value: f64| {
            let cell = Cell::Number { value, decimals: 1 };
            (field(&cell).into_owned(), cell.display())
        };
        assert_eq!(shown(-0.0), ("0".to_owned(), "0.0".to_owned()));
        assert_eq!(shown(-0.04), ("-0.04".to_owned(), "0.0".to_owned()));
        assert_eq!(shown(-0.06).1, "-0.1");
        assert_eq!(Cell::Percent { value: -0.000_1, decimals: 1 }.display(), "0.0 %");
    }

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
        check("'=1", "''=1");
    }
}
