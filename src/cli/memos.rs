//! `memos`: everything that was written down, memos and comments alike.

use super::consent::{self, UnconsentedArgs};
use super::exports;
use super::fault::Fault;
use super::names;
use super::open::StudyArgs;
use super::output::{Answer, Done, OutputArgs, imprint};
use super::profile::DisguiseArgs;
use super::scan::LeavingArgs;
use crate::analysis::identifiers::Leaving;
use crate::analysis::{NoteKind, NoteQuery, Notes, Subject};
use crate::exchange::memo_files::{memos_out, write_memos};
use crate::model::Filter;

/// `postil memos STUDY`
#[derive(clap::Args, Debug)]
pub(super) struct MemosArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// Only this kind: note, code, theoretical, method, journal or comment
    #[arg(long, value_name = "KIND", value_parser = read_kind)]
    kind: Option<NoteKind>,
    /// Only memos on: study, document, participant, code, coding or theme
    #[arg(long, value_name = "WHAT", value_parser = read_subject)]
    on: Option<Subject>,
    /// Only memos by this person
    #[arg(long, value_name = "NAME")]
    by_coder: Option<String>,
    /// Only memos with all these words, whatever their case and accents
    #[arg(long, value_name = "WORDS")]
    search: Option<String>,
    /// Only memos that point to excerpts
    #[arg(long)]
    linked: bool,
    /// The newest first
    #[arg(long)]
    newest: bool,
    #[command(flatten)]
    disguise: DisguiseArgs,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    leaving: LeavingArgs,
    #[command(flatten)]
    unconsented: UnconsentedArgs,
}

fn read_kind(name: &str) -> Result<NoteKind, String> {
    NoteKind::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = NoteKind::ALL.into_iter().map(NoteKind::name).collect();
        format!("there is no such kind; the kinds are {}", names.join(", "))
    })
}

fn read_subject(name: &str) -> Result<Subject, String> {
    Subject::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = Subject::ALL.into_iter().map(Subject::name).collect();
        format!("memos hang on {}", names.join(", "))
    })
}

pub(super) fn run(args: &MemosArgs) -> Result<Done, Fault> {
    let target = args.output.target()?;
    let study = args.study.open()?;
    let shown = args.unconsented.veiled(study.corpus(), args.disguise.profile())?;
    let disguise = args.disguise.disguise(&shown, &Filter::default())?;
    let corpus = disguise.as_ref().map_or(&shown, |disguise| &disguise.corpus);
    let query = NoteQuery {
        here: None,
        kind: args.kind,
        subject: args.on,
        coder: args
            .by_coder
            .as_deref()
            .map(|name| names::coder(study.corpus(), name))
            .transpose()?,
        linked: args.linked,
        words: args.search.clone().unwrap_or_default(),
        oldest: !args.newest,
    };
    let notes = Notes::new(corpus);
    let mut memos = memos_out(corpus, &notes, &notes.find(&query));
    if let Some(disguise) = &disguise {
        for memo in &mut memos {
            memo.dress(disguise);
        }
    }
    let (name, imprint) = (corpus.study.clone(), imprint(corpus));
    let answer = Answer::new(move |format, out| write_memos(&name, &memos, &imprint, format, out));
    let mut remarks: Vec<String> = consent::remark("memos", corpus).into_iter().collect();
    remarks.extend(args.leaving.remark(&shown, &Leaving::Memos));
    let noted = exports::Leaving::counting(study, &Filter::default(), args.disguise.profile());
    Ok(Done { remarks, ..Done::answer(target, answer) }.leaving(noted))
}
