//! Cells that a spreadsheet would take for a formula, made harmless and back.
//!
//! A cell that begins with `=`, `+`, `-`, `@` (also behind white space or control characters, which
//! spreadsheets pass over, and in their wide forms, which are taken for them in East Asian settings), a
//! tab or a carriage return gets an apostrophe in front when it is written to csv or a spreadsheet, and
//! so does one that begins with apostrophes and then such a sign.
//! Reading takes exactly one away, so what goes out comes back the same.

use std::borrow::Cow;

fn risky(cell: &str) -> bool {
    let bare = cell.trim_start_matches('\'');
    let first = bare.trim_start_matches(|c: char| c.is_whitespace() || c.is_control());
    bare.starts_with(['\t', '\r'])
        || first.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

/// The cell as it is written.
pub(crate) fn neutralise(cell: &str) -> Cow<'_, str> {
    if risky(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// The cell as it was meant.
pub(crate) fn restore(cell: &str) -> &str {
    if risky(cell) { cell.strip_prefix('\'').unwrap_or(cell) } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_become_text() {
        let check = |cell: &str, expected: &str| assert_eq!(neutralise(cell), expected);
        check("=1+1", "'=1+1");
        check("-5", "'-5");
        check("'=1", "''=1");
        check("don't", "don't");
        check("'tis", "'tis");
        check("", "");
        // A file of another program that did not neutralise.
        assert_eq!(restore("=1+1"), "=1+1");
    }

    proptest! {
        #[test]
        fn what_goes_out_comes_back(cell in "['=+@\\-\\ta é]{0,8}") {
            let written = neutralise(&cell);
            prop_assert_eq!(restore(&written), cell.as_str());
            prop_assert!(!written.starts_with(['=', '+', '-', '@', '\t', '\r']));
        }
    }
}
