//! The command line: arguments to study, analysis, exchange, and back to text.
//!
//! Every command is a function from its arguments to a `Done`; only `output` writes. The window and
//! the command line call the same functions, so a number here is the number there.

mod backup;
mod chart;
mod codebook;
mod codings;
mod consent;
mod correct;
mod demo;
mod destroy;
mod disclosure;
mod excerpts;
mod exploratory;
mod exports;
mod fault;
mod file;
mod filter;
mod framework;
mod history;
mod import;
mod inventory;
mod log;
mod looking;
mod memos;
mod names;
mod open;
mod orphans;
mod output;
mod pack;
mod passphrase;
mod people;
mod profile;
mod pseudonyms;
mod receipt;
mod reshape;
mod retention;
mod revisions;
mod salvage;
mod scan;
mod search;
mod speakers;
mod tables;
mod text;
mod themes;
mod tidy;
mod withdraw;
mod words;

use crate::log::report::Report;
use crate::log::{Event, Log};
use clap::Parser as _;
use fault::Fault;
use output::{Done, complain, stdout};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Code qualitative interviews: tag passages, cross-tabulate codes by participant role, export the
/// excerpts. Without a command the window opens.
#[derive(clap::Parser, Debug)]
#[command(name = "postil", version, args_conflicts_with_subcommands = true)]
struct Cli {
    /// A study to open in the window
    #[arg(value_name = "STUDY")]
    study: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(clap::Subcommand, Debug)]
enum Command {
    /// Write the sample study, print codes by role, export the excerpts, open the window
    Demo(demo::DemoArgs),
    /// Make an empty study
    New(file::NewArgs),
    /// Import transcripts of any usual format, subtitles, surveys, zip archives and folders of them
    Import(import::ImportArgs),
    /// List participants with their attributes, or import them (csv, tsv, xlsx, ods)
    Participants(people::ParticipantsArgs),
    /// List speakers, or say who they are
    Speakers(speakers::SpeakersArgs),
    /// Print, import, export or reshape the codebook; keep and compare versions of it
    Codebook(codebook::CodebookArgs),
    /// Print a document's text exactly as positions count it
    Text(text::TextArgs),
    /// Correct a document's text, or replace words; codings move along
    Correct(correct::CorrectArgs),
    /// The older texts of a document: listed, compared, restored
    Revisions(revisions::RevisionsArgs),
    /// Codings that lost their words: listed, put back, let go
    Orphans(orphans::OrphansArgs),
    /// Where a document came from, what was left out and decided on the way in
    Receipt(receipt::ReceiptArgs),
    /// Put a code on a span
    Code(codings::CodeArgs),
    /// List, import or export codings
    Codings(codings::CodingsArgs),
    /// How often codes occur
    Frequencies(tables::FrequenciesArgs),
    /// Codes by groups of participants
    Crosstab(tables::CrosstabArgs),
    /// Codes by codes: what stands on the same words, in the same turns or documents
    Cooccurrence(tables::cooccurrence::CooccurrenceArgs),
    /// Codes by document or participant
    Matrix(tables::matrix::MatrixArgs),
    /// How much of participants' speech is coded, and the turns where nothing is
    Coverage(tables::coverage::CoverageArgs),
    /// New codes by interview: base, runs, and the curve over all orders
    Saturation(tables::saturation::SaturationArgs),
    /// Tables as pictures: groups, heat map, codes together, portraits, order, new codes (svg, png)
    Chart(chart::ChartArgs),
    /// Exploratory tests: do groups of participants differ in what they say?
    Tests(exploratory::TestsArgs),
    /// What could say who somebody is: combinations, groups of one, cells of everyone or no one
    Disclosure(disclosure::DisclosureArgs),
    /// Coded passages with citation
    Excerpts(excerpts::ExcerptsArgs),
    /// The transcripts with their counts; on which days interviews were held
    Documents(looking::DocumentsArgs),
    /// Filters with names: listed, saved, renamed, removed
    Filters(looking::FiltersArgs),
    /// The declared approach: sets defaults and notices
    Approach(looking::ApproachArgs),
    /// Words, phrases or a pattern in their contexts; one code for all of them
    Search(search::SearchArgs),
    /// How often words are said, and by whom
    Words(words::WordsArgs),
    /// Memos and comments: listed, searched, exported
    Memos(memos::MemosArgs),
    /// Long tables for R, Python and SQL: parquet or csv, a row for each coding and participant
    Tidy(tidy::TidyArgs),
    /// The methods pack: codebook, tables, excerpts, audit trail and checklists in one dated folder
    Pack(pack::PackArgs),
    /// Themes with what stands behind them, or one theme with its excerpts by participant
    Themes(themes::ThemesArgs),
    /// The framework matrix: participants by codes or themes, in your own words; cells are written here
    Framework(framework::FrameworkArgs),
    /// What may say who somebody is: numbers, addresses, names; nothing is changed
    Scan(scan::ScanArgs),
    /// Names and what stands for them, in a locked file of their own; put in place of the names
    Pseudonyms(pseudonyms::PseudonymsArgs),
    /// A participant withdraws: everything of theirs is removed for good, and that is proved
    Withdraw(withdraw::WithdrawArgs),
    /// Who withdrew, without who it was
    Withdrawals(withdraw::WithdrawalsArgs),
    /// What participants agreed to: quotation, archiving, recontact; listed, recorded, imported
    Consent(consent::ConsentArgs),
    /// The files that were written from the study, and whose words or numbers are in them
    Exports(exports::ExportsArgs),
    /// Until when the study is kept, and by which rule
    Retention(retention::RetentionArgs),
    /// What is in this file: what a notice of a breach has to say, and no word of a transcript
    Inventory(inventory::InventoryArgs),
    /// Overwrite and remove the study with everything that belongs to it; say what cannot be reached
    Destroy(destroy::DestroyArgs),
    /// The steps, oldest first
    History(history::HistoryArgs),
    /// Take back the newest steps
    Undo(history::StepsArgs),
    /// Do undone steps again
    Redo(history::StepsArgs),
    /// Backups of the study: made, listed, compared, restored
    Backup(backup::BackupArgs),
    /// Everything readable out of a damaged study, into a new one
    Salvage(salvage::SalvageArgs),
    /// Is everything whole? What is not can be repaired
    Check(file::CheckArgs),
    /// Counts, versions, sizes
    Info(file::InfoArgs),
    /// Lock a study with a passphrase, change it, or take it away
    Passphrase(passphrase::PassphraseArgs),
    /// Where the program notes what it did (no words, names or paths of a study), and the last lines
    Log(log::LogArgs),
}

impl Command {
    fn name(&self) -> &'static str {
        match self {
            Self::Demo(_) => "demo",
            Self::New(_) => "new",
            Self::Import(_) => "import",
            Self::Participants(_) => "participants",
            Self::Speakers(_) => "speakers",
            Self::Codebook(_) => "codebook",
            Self::Text(_) => "text",
            Self::Correct(_) => "correct",
            Self::Revisions(_) => "revisions",
            Self::Orphans(_) => "orphans",
            Self::Receipt(_) => "receipt",
            Self::Code(_) => "code",
            Self::Codings(_) => "codings",
            Self::Frequencies(_) => "frequencies",
            Self::Crosstab(_) => "crosstab",
            Self::Cooccurrence(_) => "cooccurrence",
            Self::Matrix(_) => "matrix",
            Self::Coverage(_) => "coverage",
            Self::Saturation(_) => "saturation",
            Self::Chart(_) => "chart",
            Self::Tests(_) => "tests",
            Self::Disclosure(_) => "disclosure",
            Self::Excerpts(_) => "excerpts",
            Self::Documents(_) => "documents",
            Self::Filters(_) => "filters",
            Self::Approach(_) => "approach",
            Self::Search(_) => "search",
            Self::Words(_) => "words",
            Self::Memos(_) => "memos",
            Self::Themes(_) => "themes",
            Self::Framework(_) => "framework",
            Self::Pack(_) => "pack",
            Self::Tidy(_) => "tidy",
            Self::Scan(_) => "scan",
            Self::Pseudonyms(_) => "pseudonyms",
            Self::Withdraw(_) => "withdraw",
            Self::Withdrawals(_) => "withdrawals",
            Self::Consent(_) => "consent",
            Self::Exports(_) => "exports",
            Self::Retention(_) => "retention",
            Self::Inventory(_) => "inventory",
            Self::Destroy(_) => "destroy",
            Self::History(_) => "history",
            Self::Undo(_) => "undo",
            Self::Redo(_) => "redo",
            Self::Backup(_) => "backup",
            Self::Salvage(_) => "salvage",
            Self::Check(_) => "check",
            Self::Info(_) => "info",
            Self::Passphrase(_) => "passphrase",
            Self::Log(_) => "log",
        }
    }

    fn run(&self) -> Result<Done, Fault> {
        match self {
            Self::Demo(args) => demo::run(args),
            Self::New(args) => file::new(args),
            Self::Import(args) => import::run(args),
            Self::Participants(args) => people::run(args),
            Self::Speakers(args) => speakers::run(args),
            Self::Codebook(args) => codebook::run(args),
            Self::Text(args) => text::run(args),
            Self::Correct(args) => correct::run(args),
            Self::Revisions(args) => revisions::run(args),
            Self::Orphans(args) => orphans::run(args),
            Self::Receipt(args) => receipt::run(args),
            Self::Code(args) => codings::code(args),
            Self::Codings(args) => codings::run(args),
            Self::Frequencies(args) => tables::frequencies(args),
            Self::Crosstab(args) => tables::crosstab(args),
            Self::Cooccurrence(args) => tables::cooccurrence::run(args),
            Self::Matrix(args) => tables::matrix::run(args),
            Self::Coverage(args) => tables::coverage::run(args),
            Self::Saturation(args) => tables::saturation::run(args),
            Self::Chart(args) => chart::run(args),
            Self::Tests(args) => exploratory::run(args),
            Self::Disclosure(args) => disclosure::run(args),
            Self::Excerpts(args) => excerpts::run(args),
            Self::Documents(args) => looking::documents(args),
            Self::Filters(args) => looking::filters(args),
            Self::Approach(args) => looking::approach(args),
            Self::Search(args) => search::run(args),
            Self::Words(args) => words::run(args),
            Self::Memos(args) => memos::run(args),
            Self::Themes(args) => themes::run(args),
            Self::Framework(args) => framework::run(args),
            Self::Pack(args) => pack::run(args),
            Self::Tidy(args) => tidy::run(args),
            Self::Scan(args) => scan::run(args),
            Self::Pseudonyms(args) => pseudonyms::run(args),
            Self::Withdraw(args) => withdraw::run(args),
            Self::Withdrawals(args) => withdraw::list(args),
            Self::Consent(args) => consent::run(args),
            Self::Exports(args) => exports::run(args),
            Self::Retention(args) => retention::run(args),
            Self::Inventory(args) => inventory::run(args),
            Self::Destroy(args) => destroy::run(args),
            Self::History(args) => history::history(args),
            Self::Undo(args) => history::undo(args),
            Self::Redo(args) => history::redo(args),
            Self::Backup(args) => backup::run(args),
            Self::Salvage(args) => salvage::run(args),
            Self::Check(args) => file::check(args),
            Self::Info(args) => file::info(args),
            Self::Passphrase(args) => passphrase::run(args),
            Self::Log(args) => log::run(args),
        }
    }
}

/// What the program does next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Next {
    /// Ends with this status.
    Exit(u8),
    /// Opens the window, on this study if there is one.
    Window(Option<PathBuf>),
}

/// Does what the arguments say; the first one is the program's name. What was done is noted.
pub fn run(args: impl IntoIterator<Item = OsString>, notes: &Log) -> Next {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => return Next::Exit(usage(&error)),
    };
    let Some(command) = cli.command else { return window(cli.study) };
    let begun = std::time::Instant::now();
    let next = act(&command);
    let status = if let Next::Exit(status) = next { status } else { 0 };
    notes.note(Event::Command { name: command.name(), status, took: begun.elapsed() });
    next
}

fn act(command: &Command) -> Next {
    let name = command.name();
    let done = match command.run().and_then(|done| done.emit(name)) {
        Ok(done) => done,
        Err(fault) => {
            complain(&fault.told(name));
            return Next::Exit(fault.status());
        }
    };
    for remark in &done.remarks {
        complain(remark);
    }
    for fault in &done.faults {
        complain(&fault.told(name));
    }
    match done.window {
        Some(study) => Next::Window(Some(study)),
        None => Next::Exit(done.faults.iter().map(Fault::status).max().unwrap_or(0)),
    }
}

/// A mistake of ours ended something: where its report lies. What it was about may be in nobody's
/// terminal.
pub fn broken(report: &Report) {
    let place = report.path.as_deref().map(fault::shown);
    let place = place.unwrap_or_else(|| "nowhere; there is no folder for it".to_owned());
    let why = "a mistake of ours; every step before is stored. A report without words of the study \
               was written";
    complain(&format!("postil: {why}: {place}"));
}

/// The window could not be opened.
pub fn no_window(why: &str) -> Next {
    complain(&Fault::new(why).told("window"));
    Next::Exit(1)
}

/// Help and version are results, everything else is a mistake of whoever typed.
fn usage(error: &clap::Error) -> u8 {
    let text = error.render();
    if error.use_stderr() {
        complain(text.to_string().trim_end());
        return 2;
    }
    match stdout(|out| out.write_all(text.to_string().as_bytes())) {
        Ok(()) => 0,
        Err(fault) => fault.status(),
    }
}

fn window(study: Option<PathBuf>) -> Next {
    // A command with a letter wrong looks like a study without an ending.
    if let Some(path) = &study
        && !path.exists()
        && path.extension().is_none()
        && path.components().count() == 1
    {
        let name = path.display();
        let fault =
            Fault::Usage(format!("neither a command nor a study; see postil --help: {name}"));
        complain(&fault.told("arguments"));
        return Next::Exit(fault.status());
    }
    if has_display() {
        return Next::Window(study);
    }
    no_window("there is no display here; see postil --help for what can be done without one")
}

/// Whether a window can be shown.
fn has_display() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(all(unix, not(target_os = "macos"))) || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// The file's bytes, or a fault that names the file.
fn read_bytes(path: &Path) -> Result<Vec<u8>, Fault> {
    std::fs::read(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Fault::on(fault::shown(path), "there is no such file"),
        std::io::ErrorKind::IsADirectory => {
            Fault::on(fault::shown(path), "this is a folder; name the file")
        }
        _ => Fault::on(fault::shown(path), error),
    })
}

/// The file's name without its folders, as importers want it.
fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_fit_together() {
        use clap::CommandFactory as _;
        Cli::command().debug_assert();
    }
}
