//! `exports`: the files that were written from a study, and the noting of them.

use super::fault::Fault;
use super::names;
use super::open::StudyArgs;
use super::output::{Answer, Done, OutputArgs};
use crate::analysis::consent::counted_people;
use crate::exchange::exports::{exports_json, exports_sheet};
use crate::model::{Filter, Guid, Profile};
use crate::study::Study;
use std::path::Path;

/// `postil exports STUDY [--participant PARTICIPANT]`
#[derive(clap::Args, Debug)]
pub(super) struct ExportsArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// Only files that hold words or numbers of this participant; may be repeated
    #[arg(long, value_name = "PARTICIPANT")]
    participant: Vec<String>,
    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &ExportsArgs) -> Result<Done, Fault> {
    let target = args.output.target()?;
    let study = args.study.open()?;
    let corpus = study.corpus();
    let mut wanted: Vec<Guid> = Vec::new();
    for name in &args.participant {
        wanted.push(names::participant(corpus, name)?.guid);
    }
    let mut written = study.exports()?;
    written.retain(|file| {
        wanted.is_empty() || file.participants.iter().any(|guid| wanted.contains(guid))
    });
    let (sheet, value) = (exports_sheet(corpus, &written), exports_json(corpus, &written));
    Ok(Done::answer(target, Answer::table(sheet, value)))
}

/// What is noted of a file once it is written.
pub(super) struct Leaving {
    study: Study,
    profile: Option<Profile>,
    people: Vec<Guid>,
}

impl Leaving {
    /// A file that counts the participants of a filter.
    pub(super) fn counting(study: Study, filter: &Filter, profile: Option<Profile>) -> Self {
        let people = counted_people(study.corpus(), filter);
        Self { study, profile, people }
    }

    /// A file with something of these participants.
    pub(super) fn with(study: Study, people: Vec<Guid>, profile: Option<Profile>) -> Self {
        Self { study, profile, people }
    }

    /// Notes that the file is there; a remark where that is impossible.
    pub(super) fn note(self, what: &str, path: &Path) -> Option<String> {
        let noted = self.study.note_export(what, path, self.profile, self.people);
        noted.err().map(|error| not_noted(&error.to_string()))
    }
}

/// What is said when a file is written and cannot be noted.
pub(super) fn not_noted(why: &str) -> String {
    format!("the file is written, but not noted in the study: {why}")
}
