//! `demo`: the sample study on disk, its main table in the terminal, its excerpts as files.

use super::fault::{Fault, shown};
use super::open::KeyArgs;
use super::output::{Answer, Done, JsonArg, OutputArgs, write_file, write_json};
use super::{excerpts, has_display};
use crate::analysis::{CrosstabSpec, crosstab, default_coder};
use crate::exchange::formats::{Format, write_sheet};
use crate::exchange::{save, tables};
use crate::model::{Filter, Speech};
use crate::study::{ENDING, sample};
use serde_json::json;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// `postil demo [DIR]`
#[derive(clap::Args, Debug)]
pub(super) struct DemoArgs {
    /// Where to write it [default: a folder postil-sample in your documents]
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Do not open the window
    #[arg(long)]
    no_window: bool,
    #[command(flatten)]
    key: KeyArgs,
    #[command(flatten)]
    json: JsonArg,
}

const FOLDER: &str = "postil-sample";

pub(super) fn run(args: &DemoArgs) -> Result<Done, Fault> {
    let target = OutputArgs::from(args.json).plain()?;
    let passphrase = args.key.new_passphrase()?;
    let wanted = args.folder.clone().unwrap_or_else(|| documents().join(FOLDER));
    let folder = fresh(&wanted)?;

    let transcripts = folder.join("transcripts");
    std::fs::create_dir(&transcripts).map_err(|error| Fault::on(shown(&transcripts), error))?;
    for (name, text) in sample::transcripts()? {
        save::save_bytes(&transcripts.join(name), text.as_bytes())?;
    }
    let path = folder.join(format!("{}.{ENDING}", sample::FILE_NAME));
    let study = sample::create(&path, passphrase.as_ref())?;
    let corpus = study.corpus();

    let coder = default_coder(corpus, study.coder_id());
    let filter = Filter { coder: coder.clone(), ..Filter::default() };
    let by = corpus.attribute_named("role").map(|attribute| attribute.id).into_iter().collect();
    let table = crosstab(corpus, &CrosstabSpec { by, filter, ..CrosstabSpec::default() });
    let mut files = Vec::new();
    for format in [Format::Csv, Format::Docx, Format::Html] {
        let file = folder.join(format!("excerpts.{}", format.extension()));
        let filter =
            Filter { speech: Speech::Participants, coder: coder.clone(), ..Filter::default() };
        write_file(&file, format, excerpts::answer(corpus, &filter))?;
        files.push(file);
    }

    let opens = !args.no_window && has_display();
    let mut told = String::new();
    let mut lie = |what: &str, path: &Path| {
        writeln!(told, "{what:<13}{}", shown(path)).ok();
    };
    lie("Study", &path);
    lie("Transcripts", &transcripts);
    for file in &files {
        lie("Excerpts", file);
    }
    // As it was called just now: in a clone nothing called postil is on the path yet.
    let program = std::env::args_os().next().map(PathBuf::from);
    let program = program.as_deref().map_or_else(|| "postil".to_owned(), shown);
    let open = format!("{program} \"{}\"", shown(&path));
    writeln!(told).ok();
    if opens {
        writeln!(told, "The window opens on it. Later: {open}").ok();
    } else if args.no_window {
        writeln!(told, "To open it: {open}").ok();
    } else {
        writeln!(told, "There is no display here, so no window opens. With one: {open}").ok();
    }
    let value = json!({
        "study": shown(&path),
        "transcripts": shown(&transcripts),
        "excerpts": files.iter().map(|file| shown(file)).collect::<Vec<_>>(),
        "window": opens,
        "crosstab": tables::crosstab_json(&table),
    });
    let answer = Answer::new(move |format, out| {
        if format == Format::Json {
            return write_json(&value, out);
        }
        write_sheet(&tables::crosstab_sheet(&table), Format::Text, out)?;
        write!(out, "\n{told}")
    });
    Ok(Done { window: opens.then_some(path), ..Done::answer(target, answer) })
}

/// The user's documents, or where we are.
fn documents() -> PathBuf {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let home = set("HOME").or_else(|| set("USERPROFILE")).map(PathBuf::from);
    let places = [set("XDG_DOCUMENTS_DIR").map(PathBuf::from), home.map(|h| h.join("Documents"))];
    places.into_iter().flatten().find(|place| place.is_dir()).unwrap_or_default()
}

/// Makes the folder, or one with the first number that is free: nothing of anybody's is overwritten.
/// An empty folder is taken as it is.
fn fresh(wanted: &Path) -> Result<PathBuf, Fault> {
    let is_empty =
        |path: &Path| std::fs::read_dir(path).is_ok_and(|mut found| found.next().is_none());
    if let Some(parent) = wanted.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        std::fs::create_dir_all(parent).map_err(|error| Fault::on(shown(parent), error))?;
    }
    let mut path = wanted.to_owned();
    let mut number = 1;
    loop {
        match std::fs::create_dir(&path) {
            Ok(()) => return Ok(path),
            Err(_) if is_empty(&path) => return Ok(path),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                number += 1;
                let mut name = wanted.as_os_str().to_owned();
                name.push(format!("-{number}"));
                path = PathBuf::from(name);
            }
            Err(error) => return Err(Fault::on(shown(&path), error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_in_use_is_left_alone() {
        let root = tempfile::tempdir().unwrap();
        let wanted = root.path().join("deep/demo");
        let check = |expected: &str| {
            let made = fresh(&wanted).unwrap();
            assert_eq!(made, root.path().join("deep").join(expected));
            std::fs::write(made.join("mine.txt"), "mine").unwrap();
        };
        check("demo");
        check("demo-2");
        check("demo-3");
        std::fs::remove_file(wanted.join("mine.txt")).unwrap();
        check("demo");
    }
}
