//! What a command has to say, and the only place that says it.
//!
//! Results go to standard output or to a file that is written whole; everything else goes to
//! standard error. A reader that goes away (`postil … | head`) is no error.

use super::exports::Leaving;
use super::fault::Fault;
use crate::analysis::ExcerptRef;
use crate::exchange::formats::{Format, write_sheet};
use crate::exchange::imprint::{Imprint, today};
use crate::exchange::save;
use crate::exchange::sheet::Sheet;
use crate::model::Corpus;
use serde::Serialize;
use serde_json::Value;
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::{Path, PathBuf};

/// How a list or a table is wanted.
#[derive(clap::Args, Clone, Debug, Default)]
pub(super) struct OutputArgs {
    /// Write one JSON value
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// Write to this file; its ending picks the format. A hyphen is standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// text, csv, tsv, json, xlsx, docx, html, md or latex
    #[arg(long, value_name = "FORMAT", value_parser = read_format)]
    format: Option<Format>,
}

fn read_format(name: &str) -> Result<Format, String> {
    Format::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = Format::ALL.into_iter().map(Format::name).collect();
        format!("there is no such format; the formats are {}", names.join(", "))
    })
}

/// For commands that tell what they did.
#[derive(clap::Args, Clone, Copy, Debug, Default)]
pub(super) struct JsonArg {
    /// Write one JSON value
    #[arg(long)]
    json: bool,
}

impl From<JsonArg> for OutputArgs {
    fn from(arg: JsonArg) -> Self {
        Self { json: arg.json, out: None, format: None }
    }
}

/// Where the answer goes, and as what.
pub(super) struct Target {
    out: Option<PathBuf>,
    format: Format,
}

impl Target {
    /// A file, or standard output, for an answer that knows its own format.
    pub(super) fn file(out: Option<PathBuf>) -> Self {
        Self { out, format: Format::default() }
    }

    /// The format asked for.
    pub(super) fn format(&self) -> Format {
        self.format
    }

    /// True when the answer goes to a file.
    pub(super) fn is_file(&self) -> bool {
        self.out.is_some()
    }
}

impl OutputArgs {
    /// True when a file is asked for.
    pub(super) fn is_file(&self) -> bool {
        self.out().is_some()
    }

    /// The file.
    fn out(&self) -> Option<PathBuf> {
        self.out.clone().filter(|path| path.as_os_str() != "-")
    }

    /// Reads what is wanted, before anything is done.
    pub(super) fn target(&self) -> Result<Target, Fault> {
        let out = self.out();
        let by_ending = || out.as_deref().map(|path| (path, Format::from_path(path)));
        let format = match (self.json, self.format, by_ending()) {
            (true, _, _) => Format::Json,
            (false, Some(format), _) | (false, None, Some((_, Some(format)))) => format,
            (false, None, Some((path, None))) => {
                return Err(Fault::Usage(format!(
                    "the ending of {} names no format; add --format",
                    path.display()
                )));
            }
            (false, None, None) => Format::Text,
        };
        if !format.is_text() && out.is_none() && io::stdout().is_terminal() {
            return Err(Fault::Usage(format!(
                "a terminal cannot show {}; add --out FILE",
                format.name()
            )));
        }
        Ok(Target { out, format })
    }

    /// The format that is named, for an answer that is several files.
    pub(super) fn wanted(&self) -> Option<Format> {
        self.format
    }

    /// For what is said about several files: a plain text, or JSON.
    pub(super) fn plain_or_any(&self) -> Target {
        Target { out: None, format: if self.json { Format::Json } else { Format::Text } }
    }

    /// As [`OutputArgs::target`], for an answer that is a plain text whatever the file is called.
    pub(super) fn plain(&self) -> Result<Target, Fault> {
        let format = self.format.unwrap_or(if self.json { Format::Json } else { Format::Text });
        if !matches!(format, Format::Text | Format::Json) {
            return Err(Fault::Usage("this can be written as text or json only".to_owned()));
        }
        Ok(Target { out: self.out(), format })
    }
}

type Write1 = Box<dyn FnOnce(Format, &mut dyn Write) -> io::Result<()>>;

/// An answer, ready to be written in any format.
pub(super) struct Answer(Write1);

impl Answer {
    /// One that writes itself.
    pub(super) fn new(
        write: impl FnOnce(Format, &mut dyn Write) -> io::Result<()> + 'static,
    ) -> Self {
        Self(Box::new(write))
    }

    /// A table; JSON has its own contract.
    pub(super) fn table(sheet: Sheet, json: Value) -> Self {
        Self::new(move |format, out| match format {
            Format::Json => write_json(&json, out),
            other => write_sheet(&sheet, other, out),
        })
    }

    /// A table of a study: last under it stand the codebook it was made with and the day.
    pub(super) fn of(corpus: &Corpus, sheet: Sheet, json: Value) -> Self {
        let imprint = imprint(corpus);
        Self::table(imprint.under(sheet), imprint.within(json))
    }

    /// Sentences for people, and the same as JSON.
    pub(super) fn said(text: String, json: Value) -> Self {
        Self::new(move |format, out| match format {
            Format::Json => write_json(&json, out),
            _ => out.write_all(text.as_bytes()),
        })
    }
}

/// What stands last under a list of excerpts: how many of them are left out, too.
pub(super) fn imprint_of_list(corpus: &Corpus, list: &[ExcerptRef]) -> Imprint {
    Imprint::of_list(corpus, list, &today())
}

/// What stands last under everything that is written of a study.
pub(super) fn imprint(corpus: &Corpus) -> Imprint {
    Imprint::new(corpus, &today())
}

/// One JSON value and a line break.
pub(super) fn write_json(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    out.write_all(b"\n")
}

/// What a command brought about.
#[derive(Default)]
pub(super) struct Done {
    /// What it has to say, and where.
    pub(super) answer: Option<(Target, Answer)>,
    /// What it could not do while it did the rest.
    pub(super) faults: Vec<Fault>,
    /// Sentences for standard error that are no faults.
    pub(super) remarks: Vec<String>,
    /// What is noted in the study once the file is written.
    pub(super) leaving: Option<Leaving>,
    /// Open the window on this study.
    pub(super) window: Option<PathBuf>,
}

impl Done {
    /// All is done and this is the answer.
    pub(super) fn answer(target: Target, answer: Answer) -> Self {
        Self { answer: Some((target, answer)), ..Self::default() }
    }

    /// Notes in the study that a file was written, where one is.
    pub(super) fn leaving(self, leaving: Leaving) -> Self {
        Self { leaving: Some(leaving), ..self }
    }

    /// Writes the answer; then the file, where it is one, is noted.
    pub(super) fn emit(mut self, command: &str) -> Result<Self, Fault> {
        let Some((target, answer)) = self.answer.take() else { return Ok(self) };
        emit(&target, answer)?;
        if let (Some(path), Some(leaving)) = (&target.out, self.leaving.take()) {
            self.remarks.extend(leaving.note(command, path));
        }
        Ok(self)
    }
}

/// Writes an answer to its place.
pub(super) fn emit(target: &Target, answer: Answer) -> Result<(), Fault> {
    match &target.out {
        Some(path) => Ok(save::save(path, |out| (answer.0)(target.format, out))?),
        None => stdout(|out| (answer.0)(target.format, out)),
    }
}

/// Writes a file, whole or not at all.
pub(super) fn write_file(path: &Path, format: Format, answer: Answer) -> Result<(), Fault> {
    emit(&Target { out: Some(path.to_owned()), format }, answer)
}

/// Writes to standard output.
pub(super) fn stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Fault> {
    let mut out = BufWriter::with_capacity(1 << 16, Patient { inner: io::stdout(), gone: false });
    write(&mut out).and_then(|()| out.flush()).map_err(|error| Fault::on("standard output", error))
}

/// Writes to standard error, without the characters that would move the cursor of a terminal or name its
/// window: words of a study may be in it. Nothing can be done where even that fails.
pub(super) fn complain(line: &str) {
    let plain = |c: char| if c.is_control() && c != '\n' && c != '\t' { ' ' } else { c };
    writeln!(io::stderr(), "{}", line.chars().map(plain).collect::<String>()).ok();
}

/// Standard output whose reader may go away: what is written after that is dropped. The flag is
/// here because writers in between turn a broken pipe into errors of their own.
struct Patient<W> {
    inner: W,
    gone: bool,
}

impl<W: Write> Write for Patient<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.gone {
            return Ok(bytes.len());
        }
        match self.inner.write(bytes) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.gone = true;
                Ok(bytes.len())
            }
            other => other,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.inner.flush() {
            Err(error) if self.gone || error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => other,
        }
    }
}

/// "8 of 200 files" on a terminal, over and over on the same line; silent elsewhere.
pub(super) struct Progress {
    what: &'static str,
    shown: bool,
}

impl Progress {
    /// Counts these things.
    pub(super) fn new(what: &'static str) -> Self {
        Self { what, shown: io::stderr().is_terminal() }
    }

    /// So many are done.
    pub(super) fn tell(&self, done: usize, of: usize) {
        if self.shown {
            write!(io::stderr(), "\r{done} of {of} {}", self.what).ok();
        }
    }

    /// Takes the line away.
    pub(super) fn finish(&self) {
        if self.shown {
            write!(io::stderr(), "\r\x1b[K").ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Breaks after a few bytes, as a pipe whose reader has left.
    struct Broken(usize);

    impl Write for Broken {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.0 == 0 {
                return Err(io::ErrorKind::BrokenPipe.into());
            }
            let taken = bytes.len().min(self.0);
            self.0 -= taken;
            Ok(taken)
        }

        fn flush(&mut self) -> io::Result<()> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
    }

    #[test]
    fn a_reader_that_leaves_is_no_error() {
        let mut out = Patient { inner: Broken(5), gone: false };
        out.write_all(&[b'x'; 1000]).unwrap();
        out.flush().unwrap();
        assert!(out.gone);
    }

    #[test]
    fn the_ending_picks_the_format_where_none_is_given() {
        let check = |json: bool, format: Option<Format>, out: &str, expected: Option<Format>| {
            let out = (!out.is_empty()).then(|| PathBuf::from(out));
            let found = OutputArgs { json, out, format }.target().ok().map(|t| t.format);
            assert_eq!(found, expected);
        };
        check(false, None, "", Some(Format::Text));
        check(true, None, "", Some(Format::Json));
        check(false, None, "a/table.xlsx", Some(Format::Xlsx));
        check(false, Some(Format::Csv), "table.dat", Some(Format::Csv));
        check(true, None, "table.dat", Some(Format::Json));
        check(false, None, "-", Some(Format::Text));
        check(false, Some(Format::Csv), "-", Some(Format::Csv));
        check(false, None, "table.dat", None);
        check(false, None, "table", None);
    }
}
