//! `pseudonyms`: the list in its key file, what it would change, and the change.
//!
//! A passphrase is never an argument. An original typed on the command line lands in the history of the
//! shell: `--import` from a file is the way that leaves none.

use super::fault::{Fault, shown};
use super::names::count;
use super::open::{Locks, StudyArgs, first_line, passphrase_from};
use super::output::{Answer, Done, OutputArgs};
use crate::exchange::pseudonyms::{anonymised_sheet, read_pseudonyms};
use crate::exchange::sheet::{Cell, Column, Row, Sheet};
use crate::model::{LineError, Pseudonym, PseudonymKind, TextPlace, merge_pseudonyms};
use crate::study::{
    Command, KeyFile, NamePlace, Passphrase, Report, Study, find_names, key_entries,
    replaced_codings,
};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

/// The variable that opens a key.
const VARIABLE: &str = "POSTIL_KEY_PASSPHRASE";

/// Which key, and where its passphrase comes from.
#[derive(clap::Args, Clone, Debug, Default)]
pub(super) struct SecretArgs {
    /// The pseudonym key: a locked file of its own
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Read the key's passphrase from this file's first line [or from the variable
    /// `POSTIL_KEY_PASSPHRASE`]
    #[arg(long, value_name = "FILE", requires = "key")]
    key_passphrase_file: Option<PathBuf>,
}

impl SecretArgs {
    fn passphrase(&self, locks: Locks) -> Result<Passphrase, Fault> {
        let found = passphrase_from(self.key_passphrase_file.as_deref(), VARIABLE, locks)?;
        found.ok_or_else(|| {
            Fault::Usage(format!(
                "a key has a passphrase of its own: give it with --key-passphrase-file FILE or in \
                 {VARIABLE}"
            ))
        })
    }

    /// Opens the key, where one is named.
    pub(super) fn open(&self) -> Result<Option<KeyFile>, Fault> {
        let Some(path) = &self.key else { return Ok(None) };
        let key = KeyFile::open(path, &self.passphrase(Locks::Known)?);
        Ok(Some(key.map_err(|error| Fault::new(error.to_string()))?))
    }
}

/// `postil pseudonyms STUDY [--key FILE]`
#[expect(clippy::struct_excessive_bools, reason = "independent switches")]
#[derive(clap::Args, Debug)]
pub(super) struct PseudonymsArgs {
    #[command(flatten)]
    study: StudyArgs,
    #[command(flatten)]
    secret: SecretArgs,
    /// Make the key first
    #[arg(long, requires = "key")]
    create: bool,
    /// Add lines from csv, tsv, xlsx or ods: original, replacement, and if wanted kind and note. The way
    /// that leaves no names in the history of the shell
    #[arg(long, value_name = "FILE", requires = "key")]
    import: Option<PathBuf>,
    /// Add one line, such as `Sarah=[mother]`; it stays in the history of the shell, --import does not
    #[arg(long, value_name = "ORIGINAL=REPLACEMENT", requires = "key")]
    add: Vec<String>,
    /// What added lines are: person, place, organisation, date or other
    #[arg(long, value_name = "KIND", requires = "add", value_parser = read_kind)]
    kind: Option<PseudonymKind>,
    /// Print the list, originals and all
    #[arg(long, requires = "key")]
    list: bool,
    /// Put the pseudonyms in place of the names, in the whole study, as one step
    #[arg(long, requires = "key")]
    apply: bool,
    /// With --apply: say what would change and change nothing
    #[arg(long, requires = "apply")]
    dry_run: bool,
    /// With --apply: names in small letters too, which may be other words (will, rose)
    #[arg(long, requires = "apply")]
    small_letters: bool,
    /// Print the log of what was replaced: counts by document and kind, no originals
    #[arg(long)]
    log: bool,
    /// Print the key's own log, originals and all
    #[arg(long, requires = "key", conflicts_with = "log")]
    key_log: bool,
    /// Forget every step so far, so that no name is left for undo; cannot be undone
    #[arg(long)]
    make_final: bool,
    /// Give the key the passphrase in this file's first line
    #[arg(long, value_name = "FILE", requires = "key")]
    new_passphrase_file: Option<PathBuf>,
    #[command(flatten)]
    output: OutputArgs,
}

fn read_kind(name: &str) -> Result<PseudonymKind, String> {
    PseudonymKind::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = PseudonymKind::ALL.into_iter().map(PseudonymKind::name).collect();
        format!("there is no such kind; the kinds are {}", names.join(", "))
    })
}

fn told(error: impl std::fmt::Display) -> Fault {
    Fault::new(error.to_string())
}

pub(super) fn run(args: &PseudonymsArgs) -> Result<Done, Fault> {
    let target = args.output.target()?;
    let mut study = args.study.open()?;
    let mut said = String::new();
    let mut value = json!({});
    let mut faults = Vec::new();
    let mut key = match (&args.secret.key, args.create) {
        (Some(path), true) => {
            let made = KeyFile::create(path, &args.secret.passphrase(Locks::New)?).map_err(told)?;
            said.push_str(
                "The key was made. There is no recovery: a lost passphrase is a lost key.\n",
            );
            Some(made)
        }
        _ => args.secret.open()?,
    };
    if let Some(file) = &args.new_passphrase_file
        && let Some(open) = key.take()
    {
        let passphrase = first_line(file, Locks::New)?;
        key = Some(open.change_passphrase(&passphrase).map_err(told)?);
        said.push_str("The key has another passphrase.\n");
    }
    if let Some(key) = &mut key {
        add_lines(args, key, &mut said, &mut value, &mut faults)?;
    }
    if args.apply
        && let Some(key) = &mut key
    {
        apply(args, &mut study, key, &mut said, &mut value)?;
    }
    if args.make_final {
        let list = key.as_ref().map_or(&[][..], |key| key.list());
        let lines = study.make_final(list)?;
        value["final"] = json!(true);
        said.push_str("Every step so far is forgotten.\n");
        if key.is_none() {
            said.push_str("Without --key, names in the lines of the audit trail stay.\n");
        } else if lines > 0 {
            writeln!(said, "{} of the audit trail lost names.", count(lines, "line")).ok();
        }
        for copy in copies(&study) {
            writeln!(said, "An older copy of the study still has the names: {copy}").ok();
        }
    }
    let done = |answer| Done { faults, ..Done::answer(target, answer) };
    if args.log {
        let log = study.anonymised()?;
        let sheet = anonymised_sheet(&study.corpus().study, &log);
        let value = serde_json::to_value(&log).map_err(told)?;
        return Ok(done(Answer::table(sheet, value)));
    }
    if let (true, Some(key)) = (args.key_log, &key) {
        let log = key.log().map_err(told)?;
        let cells = log.iter().map(|row| {
            let number = row.paragraph.map_or_else(String::new, |n| format!("¶{n}"));
            [&row.when, &row.coder, &row.document, &number, &row.original, &row.replacement]
                .map(|text| Cell::Text(text.clone()))
                .to_vec()
        });
        let names = ["When", "Who", "Document", "Where", "Original", "Replacement"];
        let sheet = table(&names, cells.collect());
        let value = serde_json::to_value(&log).map_err(told)?;
        return Ok(done(Answer::table(sheet, value)));
    }
    if let (true, Some(key)) = (args.list, &key) {
        let cells = key.list().iter().map(|line| {
            [line.original.as_str(), &line.replacement, line.kind.name(), &line.note]
                .map(|text| Cell::Text(text.to_owned()))
                .to_vec()
        });
        let sheet = table(&["Original", "Replacement", "Kind", "Note"], cells.collect());
        let list: Vec<Value> = key
            .list()
            .iter()
            .map(|line| {
                json!({"original": line.original, "replacement": line.replacement,
                       "kind": line.kind.name(), "note": line.note})
            })
            .collect();
        return Ok(done(Answer::table(sheet, json!(list))));
    }
    if said.is_empty() {
        let log = study.anonymised()?;
        let places: u64 = log.iter().map(|row| row.places).sum();
        said = match &key {
            Some(key) => format!("{} in the key; ", count(key.list().len(), "name")),
            None => "No key was named; ".to_owned(),
        };
        writeln!(said, "{} replaced so far.", count(places as usize, "place")).ok();
        value["replaced"] = json!(places);
    }
    Ok(done(Answer::said(said, value)))
}

fn table(names: &[&str], cells: Vec<Vec<Cell>>) -> Sheet {
    Sheet {
        columns: names.iter().map(|name| Column::text(*name)).collect(),
        rows: cells.into_iter().map(|cells| Row { depth: 0, cells }).collect(),
        ..Sheet::default()
    }
}

fn add_lines(
    args: &PseudonymsArgs,
    key: &mut KeyFile,
    said: &mut String,
    value: &mut Value,
    faults: &mut Vec<Fault>,
) -> Result<(), Fault> {
    let mut lines: Vec<Pseudonym> = Vec::new();
    if let Some(file) = &args.import {
        let table = read_pseudonyms(&super::file_name(file), &super::read_bytes(file)?)
            .map_err(|error| Fault::on(shown(file), error))?;
        let refused = table.refused.iter().map(LineError::to_string);
        faults.extend(refused.map(|why| Fault::on(shown(file), why)));
        lines.extend(table.lines);
    }
    for pair in &args.add {
        let (original, replacement) = pair
            .split_once('=')
            .map(|(a, b)| (a.trim(), b.trim()))
            .filter(|(a, b)| !a.is_empty() && !b.is_empty())
            .ok_or_else(|| Fault::Usage("--add wants ORIGINAL=REPLACEMENT".to_owned()))?;
        lines.push(Pseudonym {
            original: original.to_owned(),
            replacement: replacement.to_owned(),
            kind: args.kind.unwrap_or_default(),
            note: String::new(),
        });
    }
    if lines.is_empty() {
        return Ok(());
    }
    let mut list = key.list().to_vec();
    let (fresh, changed) = merge_pseudonyms(&mut list, lines);
    key.set_list(&list).map_err(told)?;
    writeln!(said, "{fresh} added to the key, {changed} changed.").ok();
    value["added"] = json!(fresh);
    value["changed"] = json!(changed);
    Ok(())
}

fn apply(
    args: &PseudonymsArgs,
    study: &mut Study,
    key: &mut KeyFile,
    said: &mut String,
    value: &mut Value,
) -> Result<(), Fault> {
    let list = key.list().to_vec();
    let corpus = std::sync::Arc::clone(study.corpus());
    let all = find_names(&corpus, &list, &AtomicBool::new(false)).unwrap_or_default();
    let (places, small): (Vec<NamePlace>, Vec<NamePlace>) =
        all.into_iter().partition(|place| place.sure || args.small_letters);
    if !small.is_empty() {
        writeln!(
            said,
            "{} in small letters left alone: they may be other words (--small-letters takes them).",
            count(small.len(), "place")
        )
        .ok();
    }
    value["left"] = json!(small.len());
    if args.dry_run {
        let coded: usize = replaced_codings(&corpus, &list, &places)?
            .iter()
            .map(|(_, codings)| codings.len())
            .sum();
        let elsewhere = study.count_elsewhere(&list)?;
        let rows: Vec<Value> = places.iter().map(|p| place_json(&corpus, &list, p)).collect();
        for place in &places {
            let (Some(line), text) = (list.get(place.line), place.place.text(&corpus)) else {
                continue;
            };
            let (before, words, after) =
                crate::analysis::identifiers::around(text.unwrap_or_default(), place.span, 30);
            let whose = where_is(&corpus, place);
            writeln!(said, "{whose}: {before}{words}{after} -> {}", line.replacement).ok();
        }
        writeln!(
            said,
            "{} would change, {} with them; {} elsewhere (older texts, receipts, saved filters, values, consent forms, the log of exports). Nothing was done.",
            count(places.len(), "place"),
            count(coded, "coding"),
            count(elsewhere, "text")
        )
        .ok();
        value["places"] = json!(rows);
        value["codings"] = json!(coded);
        value["elsewhere"] = json!(elsewhere);
        return Ok(());
    }
    let entries = key_entries(&corpus, &list, &places, study.coder());
    let outcome = study.run(Command::ApplyPseudonyms { list, places, elsewhere: true })?;
    if let Report::Pseudonyms(done) = outcome.report {
        value["replaced"] = json!(done.places);
        value["documents"] = json!(done.documents);
        value["codings"] = json!(done.codings);
        value["elsewhere"] = json!(done.elsewhere);
    }
    match outcome.step {
        Some(step) => {
            writeln!(said, "{}.", step.label).ok();
            value["step"] = json!(step.step);
            key.add_to_log(&entries).map_err(|error| {
                Fault::new(format!("{error}; the study was changed, postil undo takes it back"))
            })?;
            said.push_str(
                "Undo still knows the names: --make-final forgets them when all is well.\n",
            );
        }
        None => said.push_str("None of the names stands in the study.\n"),
    }
    Ok(())
}

fn where_is(corpus: &crate::model::Corpus, place: &NamePlace) -> String {
    let subject = place.place.subject(corpus);
    let turn = match place.place {
        TextPlace::Text(id) => corpus.document(id).and_then(|d| d.turn_at(place.span.start())),
        _ => None,
    };
    match (place.place.kind(), turn) {
        (Some(kind), _) => format!("{subject}, {kind}"),
        (None, Some(turn)) => format!("{subject}, ¶{}", turn + 1),
        (None, None) => subject,
    }
}

fn place_json(corpus: &crate::model::Corpus, list: &[Pseudonym], place: &NamePlace) -> Value {
    let text = place.place.text(corpus).unwrap_or_default();
    let count = |to: u32| text.get(..to as usize).map_or(0, |part| part.chars().count());
    let document = place.place.document().and_then(|id| corpus.document(id));
    json!({
        "document": document.map(|document| &document.name),
        "place": place.place.kind().unwrap_or("text"),
        "start": count(place.span.start()),
        "end": count(place.span.end()),
        "words": place.words,
        "replacement": list.get(place.line).map(|line| &line.replacement),
    })
}

/// Copies made before an upgrade lie beside the study and are not touched.
fn copies(study: &Study) -> Vec<String> {
    let path = study.path();
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let start = format!("{stem} before format ");
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let entries = std::fs::read_dir(folder.unwrap_or(std::path::Path::new(".")));
    let names = entries.into_iter().flatten().flatten().map(|entry| entry.file_name());
    let names = names.map(|name| name.to_string_lossy().into_owned());
    let mut found: Vec<String> = names.filter(|name| name.starts_with(&start)).collect();
    found.sort();
    found
}
