//! Tidy long tables for R, Python and SQL: one row is one thing, one column one fact, no cell holds two.
//!
//! `codings` has a row for each coding and each participant for whom it counts; a coding that counts
//! for nobody has one row without a participant, and says why. `documents`, `participants` and `codes`
//! are what its rows point to. Raw codings of all coders stand there, nothing folded and no parent
//! added up: what a question needs of that is in its query ([`schema()`] has three that work).

mod columnar;
mod columns;
mod rows;
mod schema;
#[cfg(test)]
mod tests;

use super::formats::{neutral, writer};
use crate::model::Corpus;
use columns::Columns;
use std::borrow::Cow;
use std::io::{self, Write};

pub use schema::schema;

/// One of the tables.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Table {
    /// Coding by participant.
    Codings,
    /// The transcripts.
    Documents,
    /// Who was interviewed.
    Participants,
    /// The codebook.
    Codes,
}

impl Table {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Codings, Self::Documents, Self::Participants, Self::Codes];

    /// Its name, and that of its file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Codings => "codings",
            Self::Documents => "documents",
            Self::Participants => "participants",
            Self::Codes => "codes",
        }
    }
}

/// What the tables are written as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TidyFormat {
    /// Apache Parquet: columns with their types, for `arrow`, `pandas`, `DuckDB`, Spark.
    Parquet,
    /// Comma-separated, UTF-8.
    Csv,
}

impl TidyFormat {
    /// The ending of a file's name.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Csv => "csv",
        }
    }

    /// By the ending of a file's name or by its own.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Parquet, Self::Csv]
            .into_iter()
            .find(|format| format.extension().eq_ignore_ascii_case(name.trim()))
    }
}

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Text.
    Text,
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// Yes or no.
    Flag,
    /// A day.
    Day,
    /// A moment, UTC.
    Moment,
}

impl Kind {
    /// The word in the description.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "string",
            Self::Whole => "int64",
            Self::Number => "double",
            Self::Flag => "boolean",
            Self::Day => "date",
            Self::Moment => "timestamp (UTC)",
        }
    }
}

/// A column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Field {
    /// As it is called in queries.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// What that means.
    pub about: String,
}

/// One fact.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Fact<'c> {
    /// Not known, or there is none.
    Nothing,
    Text(Cow<'c, str>),
    Whole(i64),
    Number(f64),
    Flag(bool),
    /// Days since 1970-01-01.
    Day(i32),
    /// Milliseconds since 1970.
    Moment(i64),
}

impl<'c> Fact<'c> {
    fn text(text: &'c str) -> Self {
        if text.is_empty() { Self::Nothing } else { Self::Text(Cow::Borrowed(text)) }
    }

    fn whole(n: impl Into<i64>) -> Self {
        Self::Whole(n.into())
    }
}

/// Takes the rows of a table.
trait Sink {
    fn row(&mut self, facts: &[Fact<'_>]) -> io::Result<()>;
}

/// What is written.
#[derive(Clone, Copy, Debug, Default)]
pub struct TidySpec {
    /// Whether the words people said, and the comments on them, go along.
    pub with_text: bool,
}

/// The columns of a table.
pub fn fields(corpus: &Corpus, table: Table, spec: TidySpec) -> Vec<Field> {
    Columns::new(corpus, spec).fields(table)
}

/// Writes a table; rows are handed on as they are made, so a million of them need no more memory than
/// a few thousand.
///
/// # Errors
/// When `out` fails.
pub fn write_table(
    corpus: &Corpus,
    table: Table,
    spec: TidySpec,
    format: TidyFormat,
    out: &mut dyn Write,
) -> io::Result<()> {
    let columns = Columns::new(corpus, spec);
    let fields = columns.fields(table);
    match format {
        TidyFormat::Parquet => {
            let mut sink = columnar::ParquetSink::new(table.name(), &fields, out)?;
            rows::each(corpus, &columns, table, &mut sink)?;
            sink.finish()
        }
        TidyFormat::Csv => {
            let mut records = writer(out, b',')?;
            records.write_record(fields.iter().map(|field| field.name.as_str()))?;
            let mut sink = CsvSink(records);
            rows::each(corpus, &columns, table, &mut sink)?;
            sink.0.flush()
        }
    }
}

struct CsvSink<'w>(csv::Writer<&'w mut dyn Write>);

impl Sink for CsvSink<'_> {
    fn row(&mut self, facts: &[Fact<'_>]) -> io::Result<()> {
        for fact in facts {
            let field = match fact {
                Fact::Nothing => Cow::Borrowed(""),
                Fact::Text(text) => neutral(text),
                Fact::Whole(n) => Cow::Owned(n.to_string()),
                Fact::Number(n) => Cow::Owned(n.to_string()),
                Fact::Flag(yes) => Cow::Borrowed(if *yes { "TRUE" } else { "FALSE" }),
                Fact::Day(days) => Cow::Owned(columns::day_in_words(*days)),
                Fact::Moment(ms) => Cow::Owned(columns::moment_in_words(*ms)),
            };
            self.0.write_field(field.as_bytes())?;
        }
        Ok(self.0.write_record(None::<&[u8]>)?)
    }
}
