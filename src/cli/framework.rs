//! `framework`: the matrix of participants by codes or themes, written and read.

use super::consent::{self, UnconsentedArgs};
use super::exports;
use super::fault::{Fault, shown};
use super::filter::FilterArgs;
use super::names;
use super::open::StudyArgs;
use super::output::{Answer, Done, OutputArgs, imprint, write_file};
use super::scan::LeavingArgs;
use crate::analysis::framework::{Framework, FrameworkSpec, cell_text, framework};
use crate::analysis::identifiers::Leaving;
use crate::exchange::formats::Format;
use crate::exchange::framework_files::{column_file, write_cells, write_column, write_framework};
use crate::model::{CellState, Corpus, FrameworkColumn};
use crate::study::{Command, Study};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// `postil framework STUDY [--columns CODE …|--themes] [--set PARTICIPANT COLUMN …]`
#[derive(clap::Args, Debug)]
pub(super) struct FrameworkArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// The codes that make the columns, each with everything under it; several with commas or repeated
    /// [default: --code, or the codes at the top]
    #[arg(long, value_name = "CODES", conflicts_with_all = ["themes", "theme"])]
    columns: Vec<String>,
    /// The themes are the columns
    #[arg(long)]
    themes: bool,
    /// This theme is a column: its number, its statement, or the beginning of it
    #[arg(long, value_name = "THEME")]
    theme: Vec<String>,
    /// Group the rows by this attribute
    #[arg(long, value_name = "ATTRIBUTE")]
    by: Option<String>,
    /// Write this cell; its column is a code, with --themes a theme
    #[arg(long, num_args = 2, value_names = ["PARTICIPANT", "COLUMN"],
        conflicts_with_all = ["columns", "theme", "pages", "long", "out", "format", "by"])]
    set: Option<Vec<String>>,
    /// drafted, reviewed, nothing-said, not-asked, or empty [default: drafted]
    #[arg(long, value_name = "STATE", requires = "set", value_parser = read_state)]
    state: Option<State>,
    /// The summary; without it the cell keeps its words
    #[arg(long, value_name = "TEXT", requires = "set", allow_hyphen_values = true)]
    text: Option<String>,
    /// Read the summary from this file
    #[arg(long, value_name = "FILE", requires = "set", conflicts_with = "text")]
    text_file: Option<PathBuf>,
    /// Write one page for each column into this folder (docx, or as --format says)
    #[arg(long, value_name = "DIR", conflicts_with_all = ["out", "long"])]
    pages: Option<PathBuf>,
    /// One line for each cell, with its state, excerpts, coder and time
    #[arg(long)]
    long: bool,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    leaving: LeavingArgs,
    #[command(flatten)]
    unconsented: UnconsentedArgs,
}

/// What a cell is to be; `None` empties it.
type State = Option<CellState>;

fn read_state(name: &str) -> Result<State, String> {
    if name.trim().eq_ignore_ascii_case("empty") {
        return Ok(None);
    }
    CellState::from_name(name).map(Some).ok_or_else(|| {
        let names: Vec<&str> = CellState::ALL.into_iter().map(CellState::name).collect();
        format!("the states are {} and empty", names.join(", "))
    })
}

pub(super) fn run(args: &FrameworkArgs) -> Result<Done, Fault> {
    let target = match &args.set {
        Some(_) => args.output.plain()?,
        None if args.pages.is_some() => args.output.plain_or_any(),
        None => args.output.target()?,
    };
    let mut study = args.study.open()?;
    if let Some(place) = &args.set {
        let (text, value) = set(args, &mut study, place)?;
        return Ok(Done::answer(target, Answer::said(text, value)));
    }
    let corpus = args.unconsented.veiled(study.corpus(), None)?;
    let mut filter = args.filter.read(&study)?;
    let codes = std::mem::take(&mut filter.codes);
    let group = args.by.as_deref().map(|name| names::attribute(&corpus, name)).transpose()?;
    let columns = match columns(args, &corpus)? {
        Some(columns) => columns,
        None if codes.is_empty() => tops(&corpus),
        None => codes.into_iter().map(FrameworkColumn::Code).collect(),
    };
    let spec = FrameworkSpec { columns, group: group.map(|attribute| attribute.id), filter };
    let matrix = framework(&corpus, &spec);
    let remark = args.leaving.remark(&corpus, &Leaving::Cells(matrix.shown()));
    let mut remarks: Vec<String> = consent::remark("framework", &corpus).into_iter().collect();
    remarks.extend(remark);
    let noted = exports::Leaving::counting(study, &spec.filter, None);
    if let Some(folder) = &args.pages {
        let (text, value) = pages(&corpus, &matrix, folder, args.output.wanted())?;
        remarks.extend(noted.note("framework", folder));
        return Ok(Done { remarks, ..Done::answer(target, Answer::said(text, value)) });
    }
    let long = args.long;
    let imprint = imprint(&corpus);
    let answer = Answer::new(move |format, out| {
        if long {
            write_cells(&corpus, (&matrix, &imprint), format, out)
        } else {
            write_framework(&corpus, (&matrix, &imprint), format, out)
        }
    });
    Ok(Done { remarks, ..Done::answer(target, answer) }.leaving(noted))
}

/// The columns that are named; `None` when none are.
fn columns(args: &FrameworkArgs, corpus: &Corpus) -> Result<Option<Vec<FrameworkColumn>>, Fault> {
    if !args.theme.is_empty() {
        let each = args.theme.iter().map(|name| names::theme(corpus, name));
        let each = each.map(|theme| theme.map(|theme| FrameworkColumn::Theme(theme.id)));
        return each.collect::<Result<_, _>>().map(Some);
    }
    if args.themes {
        let living = corpus.themes.iter().filter(|theme| theme.state.is_living());
        return Ok(Some(living.map(|theme| FrameworkColumn::Theme(theme.id)).collect()));
    }
    let mut columns = Vec::new();
    for text in &args.columns {
        // A name may have a comma in it: the whole is tried first.
        if let Some(code) = names::maybe_code(corpus, text)? {
            columns.push(FrameworkColumn::Code(code));
            continue;
        }
        for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            columns.push(FrameworkColumn::Code(names::code(corpus, name)?));
        }
    }
    Ok((!columns.is_empty()).then_some(columns))
}

/// The codes at the top of the codebook that are still offered.
fn tops(corpus: &Corpus) -> Vec<FrameworkColumn> {
    let tree = &corpus.codes;
    let codes = tree.codes().iter().enumerate();
    let tops = codes.filter(|(place, code)| tree.depth(*place) == 0 && !code.retired);
    tops.map(|(_, code)| FrameworkColumn::Code(code.id)).collect()
}

/// Writes a cell, and says so.
fn set(
    args: &FrameworkArgs,
    study: &mut Study,
    place: &[String],
) -> Result<(String, serde_json::Value), Fault> {
    let [person, column] = place else {
        return Err(Fault::Usage("--set takes a participant and a column".to_owned()));
    };
    let corpus = Arc::clone(study.corpus());
    let person = names::participant(&corpus, person)?.id;
    let column = if args.themes {
        FrameworkColumn::Theme(names::theme(&corpus, column)?.id)
    } else {
        FrameworkColumn::Code(names::code(&corpus, column)?)
    };
    let text = match &args.text_file {
        Some(file) => Some(
            String::from_utf8(super::read_bytes(file)?)
                .map_err(|error| Fault::on(shown(file), error.utf8_error()))?,
        ),
        None => args.text.clone(),
    };
    let known =
        corpus.framework.iter().find(|cell| (cell.participant, cell.column) == (person, column));
    let kept = || known.map(|cell| cell.text.summary.clone()).unwrap_or_default();
    // Words make a draft; who asks for a state alone means the words that are there.
    let state = match (args.state, &text) {
        (Some(state), _) => state,
        (None, Some(text)) if text.trim().is_empty() => None,
        (None, Some(_)) => Some(CellState::Drafted),
        (None, None) => {
            return Err(Fault::Usage("say --state, --text or --text-file with --set".to_owned()));
        }
    };
    let silent = matches!(state, Some(CellState::NothingSaid | CellState::NotAsked));
    let summary = match (text, state) {
        (_, None) => String::new(),
        (Some(text), Some(_)) => text.trim_start_matches('\u{feff}').trim_end().to_owned(),
        (None, Some(_)) if silent && kept().trim().is_empty() => String::new(),
        (None, Some(_)) => kept(),
    };
    let text = cell_text(&corpus, (person, column), state, summary);
    let outcome = study.run(Command::SetCells { cells: vec![(person, column, text)] })?;
    let label = outcome.step.as_ref().map(|step| step.label.clone());
    let said = label.clone().unwrap_or_else(|| "Nothing has changed".to_owned());
    let value = json!({ "label": label, "step": outcome.step.map(|step| step.step) });
    Ok((format!("{said}\n"), value))
}

/// One file for each column.
fn pages(
    corpus: &Arc<Corpus>,
    matrix: &Framework,
    folder: &Path,
    format: Option<Format>,
) -> Result<(String, serde_json::Value), Fault> {
    let format = format.unwrap_or(Format::Docx);
    std::fs::create_dir_all(folder).map_err(|error| Fault::on(shown(folder), error))?;
    let mut written = Vec::new();
    for (at, head) in matrix.columns.iter().enumerate() {
        let name = format!("{}.{}", column_file(at + 1, head), format.extension());
        let path = folder.join(name);
        let (corpus, matrix, imprint) = (Arc::clone(corpus), matrix.clone(), imprint(corpus));
        let answer = Answer::new(move |format, out| {
            write_column(&corpus, (&matrix, &imprint), at, format, out)
        });
        write_file(&path, format, answer)?;
        written.push(path.display().to_string());
    }
    let text = format!("{} written to {}\n", names::count(written.len(), "page"), folder.display());
    Ok((text, json!({ "pages": written })))
}
