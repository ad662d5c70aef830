//! `tidy`: long tables for R, Python and SQL.

use super::exports::not_noted;
use super::fault::{Fault, shown};
use super::open::StudyArgs;
use super::output::{Answer, Done, JsonArg, OutputArgs, imprint};
use super::scan::LeavingArgs;
use crate::analysis::consent::deposit;
use crate::analysis::identifiers::Leaving;
use crate::exchange::consent::deposit_json;
use crate::exchange::imprint::Imprint;
use crate::exchange::save;
use crate::exchange::tidy::{Table, TidyFormat, TidySpec, schema, write_table};
use crate::model::{Filter, Guid};
use serde_json::json;
use std::path::{Path, PathBuf};

/// `postil tidy STUDY --out DIR|FILE.parquet|FILE.csv`
#[derive(clap::Args, Debug)]
pub(super) struct TidyArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// A folder for codings, documents, participants, codes and their description; or one file that
    /// ends in .parquet or .csv for the codings alone
    #[arg(long, value_name = "DIR|FILE")]
    out: PathBuf,
    /// What the tables in a folder are: parquet or csv
    #[arg(long, value_name = "FORMAT", default_value = "parquet", value_parser = read_format)]
    format: TidyFormat,
    /// Write the words people said, and the comments on them
    #[arg(long)]
    with_text: bool,
    #[command(flatten)]
    json: JsonArg,
    #[command(flatten)]
    leaving: LeavingArgs,
}

fn read_format(name: &str) -> Result<TidyFormat, String> {
    TidyFormat::from_name(name).ok_or_else(|| "the formats are parquet and csv".to_owned())
}

pub(super) fn run(args: &TidyArgs) -> Result<Done, Fault> {
    let target = OutputArgs::from(args.json).plain()?;
    let ending = args.out.extension().and_then(|ending| ending.to_str());
    let one = ending.and_then(TidyFormat::from_name).filter(|_| !args.out.is_dir());
    let study = args.study.open()?;
    // Long tables are made to be deposited.
    let deposit = deposit(study.corpus());
    let corpus = &deposit.corpus;
    let spec = TidySpec { with_text: args.with_text };
    let mut written: Vec<PathBuf> = Vec::new();
    let mut table = |table: Table, format: TidyFormat, path: &Path| -> Result<(), Fault> {
        save::save(path, |out| write_table(corpus, table, spec, format, out))?;
        written.push(path.to_owned());
        Ok(())
    };
    if let Some(format) = one {
        table(Table::Codings, format, &args.out)?;
    } else {
        std::fs::create_dir_all(&args.out).map_err(|error| Fault::on(shown(&args.out), error))?;
        for each in Table::ALL {
            let name = format!("{}.{}", each.name(), args.format.extension());
            table(each, args.format, &args.out.join(name))?;
        }
        let path = args.out.join("schema.md");
        let imprint = Imprint { consent: deposit.notes(), ..imprint(corpus) };
        let text = schema(corpus, spec, args.format, &imprint);
        save::save_bytes(&path, text.as_bytes())?;
        written.push(path);
    }
    let names: Vec<String> = written.iter().map(|path| shown(path)).collect();
    let text = format!("Written: {}\n", names.join("\nWritten: "));
    let what = Leaving::Excerpts(Filter::default());
    let mut remarks: Vec<String> =
        deposit.notes().into_iter().map(|note| format!("postil: tidy: {note}")).collect();
    remarks.extend(args.with_text.then(|| args.leaving.remark(corpus, &what)).flatten());
    let people: Vec<Guid> = corpus.participants.iter().map(|person| person.guid).collect();
    for path in &written {
        let noted = study.note_export("tidy", path, None, people.clone());
        if let Err(error) = noted {
            remarks.push(not_noted(&error.to_string()));
            break;
        }
    }
    let value = json!({"written": names, "left_out": deposit_json(&deposit)});
    Ok(Done { remarks, ..Done::answer(target, Answer::said(text, value)) })
}
