//! Parquet without arrow: columns are kept for a group of rows, written, and forgotten.

use super::{Fact, Field, Kind, Sink};
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type, TypePtr};
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// Rows of a group: some megabytes of columns, large enough for readers to skip through a file.
const GROUP: usize = 1 << 15;
/// Bytes of text after which a group ends sooner.
const TEXT: usize = 16 << 20;

/// The values of a column of the open group. A level is 1 where there is a value, 0 where not.
enum Values {
    Text(Vec<ByteArray>),
    Whole(Vec<i64>),
    Number(Vec<f64>),
    Flag(Vec<bool>),
    Day(Vec<i32>),
}

struct Kept {
    values: Values,
    levels: Vec<i16>,
}

impl Kept {
    fn new(kind: Kind) -> Self {
        let values = match kind {
            Kind::Text => Values::Text(Vec::new()),
            Kind::Whole | Kind::Moment => Values::Whole(Vec::new()),
            Kind::Number => Values::Number(Vec::new()),
            Kind::Flag => Values::Flag(Vec::new()),
            Kind::Day => Values::Day(Vec::new()),
        };
        Self { values, levels: Vec::new() }
    }

    fn push(&mut self, fact: &Fact<'_>) {
        let there = match (&mut self.values, fact) {
            (Values::Text(values), Fact::Text(text)) => {
                values.push(ByteArray::from(text.as_bytes().to_vec()));
                true
            }
            (Values::Whole(values), Fact::Whole(n) | Fact::Moment(n)) => {
                values.push(*n);
                true
            }
            (Values::Number(values), Fact::Number(n)) => {
                values.push(*n);
                true
            }
            (Values::Flag(values), Fact::Flag(yes)) => {
                values.push(*yes);
                true
            }
            (Values::Day(values), Fact::Day(day)) => {
                values.push(*day);
                true
            }
            _ => false,
        };
        self.levels.push(i16::from(there));
    }

    fn clear(&mut self) {
        self.levels.clear();
        match &mut self.values {
            Values::Text(values) => values.clear(),
            Values::Whole(values) => values.clear(),
            Values::Number(values) => values.clear(),
            Values::Flag(values) => values.clear(),
            Values::Day(values) => values.clear(),
        }
    }
}

/// Bytes on their way from the writer, which wants to own where it writes, to the file.
#[derive(Clone, Default)]
struct Pipe(Arc<Mutex<Vec<u8>>>);

impl Pipe {
    fn drain(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes one table.
pub(super) struct ParquetSink<'w> {
    writer: SerializedFileWriter<Pipe>,
    pipe: Pipe,
    out: &'w mut dyn Write,
    columns: Vec<Kept>,
    rows: usize,
    text: usize,
}

fn failed(error: ParquetError) -> io::Error {
    io::Error::other(error)
}

fn column(field: &Field) -> Result<TypePtr, ParquetError> {
    let (physical, logical) = match field.kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Whole => (Physical::INT64, None),
        Kind::Number => (Physical::DOUBLE, None),
        Kind::Flag => (Physical::BOOLEAN, None),
        Kind::Day => (Physical::INT32, Some(LogicalType::Date)),
        Kind::Moment => (Physical::INT64, Some(LogicalType::timestamp(true, TimeUnit::MILLIS))),
    };
    let column = Type::primitive_type_builder(&field.name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical);
    column.build().map(Arc::new)
}

impl<'w> ParquetSink<'w> {
    pub(super) fn new(name: &str, fields: &[Field], out: &'w mut dyn Write) -> io::Result<Self> {
        let columns: Vec<TypePtr> =
            fields.iter().map(column).collect::<Result<_, _>>().map_err(failed)?;
        let schema = Type::group_type_builder(name).with_fields(columns).build().map_err(failed)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(format!("Postil {}", env!("CARGO_PKG_VERSION")))
            .build();
        let pipe = Pipe::default();
        let writer =
            SerializedFileWriter::new(pipe.clone(), Arc::new(schema), Arc::new(properties))
                .map_err(failed)?;
        let columns = fields.iter().map(|field| Kept::new(field.kind)).collect();
        Ok(Self { writer, pipe, out, columns, rows: 0, text: 0 })
    }

    fn group(&mut self) -> io::Result<()> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = self.writer.next_row_group().map_err(failed)?;
        let mut kept = self.columns.iter_mut();
        while let Some(mut column) = group.next_column().map_err(failed)? {
            let Some(kept) = kept.next() else { break };
            let levels = Some(kept.levels.as_slice());
            let written = match (column.untyped(), &kept.values) {
                (ColumnWriter::ByteArrayColumnWriter(to), Values::Text(values)) => {
                    to.write_batch(values, levels, None)
                }
                (ColumnWriter::Int64ColumnWriter(to), Values::Whole(values)) => {
                    to.write_batch(values, levels, None)
                }
                (ColumnWriter::DoubleColumnWriter(to), Values::Number(values)) => {
                    to.write_batch(values, levels, None)
                }
                (ColumnWriter::BoolColumnWriter(to), Values::Flag(values)) => {
                    to.write_batch(values, levels, None)
                }
                (ColumnWriter::Int32ColumnWriter(to), Values::Day(values)) => {
                    to.write_batch(values, levels, None)
                }
                _ => Err(ParquetError::General("a column has another type than its values".into())),
            };
            written.map_err(failed)?;
            column.close().map_err(failed)?;
            kept.clear();
        }
        group.close().map_err(failed)?;
        (self.rows, self.text) = (0, 0);
        self.out.write_all(&self.pipe.drain())
    }

    /// Writes what is left, and the description of the file at its end.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.group()?;
        self.writer.close().map_err(failed)?;
        self.out.write_all(&self.pipe.drain())
    }
}

impl Sink for ParquetSink<'_> {
    fn row(&mut self, facts: &[Fact<'_>]) -> io::Result<()> {
        for (kept, fact) in self.columns.iter_mut().zip(facts) {
            if let Fact::Text(text) = fact {
                self.text += text.len();
            }
            kept.push(fact);
        }
        self.rows += 1;
        if self.rows >= GROUP || self.text >= TEXT { self.group() } else { Ok(()) }
    }
}
