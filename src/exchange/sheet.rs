//! A plain table on its way out: what every table of the program becomes before it is written.

/// "1 excerpt", "3 excerpts".
pub(super) fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// What a column holds: decides alignment and width.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ColumnKind {
    /// Words, set left.
    #[default]
    Text,
    /// Numbers, set right.
    Number,
}

/// A column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// Its heading.
    pub name: String,
    /// What it holds.
    pub kind: ColumnKind,
}

impl Column {
    /// A column of words.
    pub fn text(name: impl Into<String>) -> Self {
        Self { name: name.into(), kind: ColumnKind::Text }
    }

    /// A column of numbers.
    pub fn number(name: impl Into<String>) -> Self {
        Self { name: name.into(), kind: ColumnKind::Number }
    }
}

/// One cell.
#[derive(Clone, PartialEq, Debug)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A whole number.
    Int(i64),
    /// A number shown with so many decimals, kept in full precision where the format can.
    Number {
        /// The number.
        value: f64,
        /// Digits behind the point for a reader.
        decimals: u8,
    },
    /// A share between 0 and 1, shown as a percentage.
    Percent {
        /// The share.
        value: f64,
        /// Digits behind the point for a reader.
        decimals: u8,
    },
    /// "3 of 4".
    Fraction {
        /// How many.
        n: u64,
        /// Of how many.
        of: u64,
    },
    /// No number, and why.
    NotAvailable(String),
    /// A number that is held back, and why.
    Withheld(String),
    /// Nobody is there to be counted.
    Dash,
    /// Nothing.
    Blank,
}

impl Cell {
    /// A whole number.
    pub fn int(value: u64) -> Self {
        Self::Int(i64::try_from(value).unwrap_or(i64::MAX))
    }

    /// Words; blank when there are none.
    pub fn words(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Blank, |text| Self::Text(text.into()))
    }

    /// As a person reads it.
    pub fn display(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Int(value) => value.to_string(),
            Self::Number { value, decimals } => rounded(*value, *decimals),
            Self::Percent { value, decimals } => {
                format!("{} %", rounded(value * 100.0, *decimals))
            }
            Self::Fraction { n, of } => format!("{n} of {of}"),
            Self::NotAvailable(_) => "n/a".to_owned(),
            Self::Withheld(_) => "*".to_owned(),
            Self::Dash => "–".to_owned(),
            Self::Blank => String::new(),
        }
    }

    /// True for cells that are set right.
    pub fn is_number(&self) -> bool {
        !matches!(self, Self::Text(_) | Self::Blank)
    }
}

/// A number with so many decimals; what is rounded to nothing has no sign.
fn rounded(value: f64, decimals: u8) -> String {
    let digits = format!("{value:.*}", usize::from(decimals));
    let nothing = digits.bytes().all(|b| matches!(b, b'-' | b'0' | b'.'));
    if nothing { digits.trim_start_matches('-').to_owned() } else { digits }
}

/// A row.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Row {
    /// How far its first cell is indented: the level of a code in the codebook.
    pub depth: u16,
    /// One per column.
    pub cells: Vec<Cell>,
}

/// A table with its words above and below.
///
/// CSV and TSV hold columns and rows only, so that other programs can read them; every other format
/// holds title, subtitle, head rows and notes as well.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Sheet {
    /// Above the table.
    pub title: String,
    /// Lines under the title.
    pub subtitle: Vec<String>,
    /// The columns.
    pub columns: Vec<Column>,
    /// Rows about the columns (participants, own words), under the headings.
    pub head: Vec<Row>,
    /// The rows.
    pub rows: Vec<Row>,
    /// Sentences under the table: what is counted, of what, and what is left out.
    pub notes: Vec<String>,
}
