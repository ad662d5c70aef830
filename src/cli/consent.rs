//! `consent`: what participants agreed to; and the words of those who did not, held back in what
//! other commands write.

use super::exports::Leaving;
use super::fault::{Fault, shown};
use super::names::{self, count};
use super::open::StudyArgs;
use super::output::{Answer, Done, OutputArgs};
use crate::analysis::consent::{LeftOut, left_out, veiled};
use crate::analysis::{ExcerptRef, consent};
use crate::exchange::consent::{consent_json, consent_sheet, read_consent};
use crate::exchange::imprint::today;
use crate::model::{
    Answer as Recorded, Consent, ConsentChange, Corpus, LineError, ParticipantId, Profile, is_day,
};
use crate::study::{Command, Study};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// `postil consent STUDY [--set PARTICIPANT …] [--import FILE]`
#[derive(clap::Args, Debug)]
pub(super) struct ConsentArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// Record it for this participant; may be repeated, or all
    #[arg(long, value_name = "PARTICIPANT|all", conflicts_with_all = ["import", "out", "format"])]
    set: Vec<String>,
    /// Whether their words may be quoted: yes, no or unknown
    #[arg(long, value_name = "ANSWER", requires = "set", value_parser = read_answer)]
    quotation: Option<Recorded>,
    /// Whether their interview may go into an archive
    #[arg(long, value_name = "ANSWER", requires = "set", value_parser = read_answer)]
    archiving: Option<Recorded>,
    /// Whether they may be asked again
    #[arg(long, value_name = "ANSWER", requires = "set", value_parser = read_answer)]
    recontact: Option<Recorded>,
    /// Which consent form they signed, such as "v2 of 2026-03"
    #[arg(long, value_name = "TEXT", requires = "set")]
    form: Option<String>,
    /// The last day on which they can withdraw, YYYY-MM-DD; an empty one forgets it
    #[arg(long, value_name = "DAY", requires = "set", value_parser = read_day)]
    withdraw_until: Option<String>,
    /// Import it from csv, tsv, xlsx or ods: participant, quotation, archiving, recontact, form,
    /// `withdraw_until`; a blank cell says nothing
    #[arg(long, value_name = "FILE", conflicts_with_all = ["out", "format"])]
    import: Option<PathBuf>,
    #[command(flatten)]
    output: OutputArgs,
}

fn read_answer(text: &str) -> Result<Recorded, String> {
    Consent::read(text).ok_or_else(|| "write yes, no or unknown".to_owned())
}

pub(super) fn read_day(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() || is_day(text) {
        return Ok(text.to_owned());
    }
    Err("write a day like 2026-03-31".to_owned())
}

/// For commands that write what people said: nothing is held back.
#[derive(clap::Args, Clone, Copy, Debug, Default)]
pub(super) struct UnconsentedArgs {
    /// Write the words of participants who did not consent to be quoted, too: for yourself alone
    #[arg(long)]
    include_unconsented: bool,
}

impl UnconsentedArgs {
    /// The study as it may be written for such readers.
    pub(super) fn veiled(
        self,
        corpus: &Arc<Corpus>,
        profile: Option<Profile>,
    ) -> Result<Arc<Corpus>, Fault> {
        if !self.include_unconsented {
            return Ok(veiled(corpus, profile));
        }
        match profile {
            None | Some(Profile::Working) => Ok(Arc::clone(corpus)),
            Some(_) => Err(Fault::Usage(
                "--include-unconsented is for yourself alone: it goes with no profile but working"
                    .to_owned(),
            )),
        }
    }
}

/// What is said on standard error where the format itself cannot.
pub(super) fn remarks(command: &str, corpus: &Corpus, list: &[ExcerptRef]) -> Vec<String> {
    let found: LeftOut = left_out(corpus, list);
    found.notes().into_iter().map(|note| format!("postil: {command}: {note}")).collect()
}

/// The same for what is no list of excerpts.
pub(super) fn remark(command: &str, corpus: &Corpus) -> Option<String> {
    consent::note(corpus).map(|note| format!("postil: {command}: {note}"))
}

pub(super) fn run(args: &ConsentArgs) -> Result<Done, Fault> {
    let mut study = args.study.open()?;
    if let Some(file) = &args.import {
        return import(args, &mut study, file);
    }
    if !args.set.is_empty() {
        let change = ConsentChange {
            quotation: args.quotation,
            archiving: args.archiving,
            recontact: args.recontact,
            form: args.form.clone(),
            withdraw_until: args.withdraw_until.clone(),
        };
        if change.is_empty() {
            return Err(Fault::Usage(
                "say what is recorded: --quotation, --archiving, --recontact, --form or \
                 --withdraw-until"
                    .to_owned(),
            ));
        }
        let mut people: Vec<(ParticipantId, ConsentChange)> = Vec::new();
        for name in &args.set {
            let corpus = study.corpus();
            match corpus.participant_named(name) {
                None if name.trim().eq_ignore_ascii_case("all") => {
                    people.extend(corpus.participants.iter().map(|p| (p.id, change.clone())));
                }
                _ => people.push((names::participant(corpus, name)?.id, change.clone())),
            }
        }
        return record(args, &mut study, people, &[]);
    }
    let target = args.output.target()?;
    let corpus = study.corpus();
    let (sheet, value) = (consent_sheet(corpus, &today()), consent_json(corpus, &today()));
    let guids = corpus.participants.iter().map(|person| person.guid).collect();
    let done = Done::answer(target, Answer::table(sheet, value));
    Ok(done.leaving(Leaving::with(study, guids, None)))
}

fn record(
    args: &ConsentArgs,
    study: &mut Study,
    people: Vec<(ParticipantId, ConsentChange)>,
    refused: &[(LineError, PathBuf)],
) -> Result<Done, Fault> {
    let target = args.output.plain()?;
    let step = study.run(Command::SetConsent { people })?.step;
    let label = step.as_ref().map(|step| step.label.clone());
    let mut text = label.clone().unwrap_or_else(|| "nothing changed".to_owned());
    if !refused.is_empty() {
        text = format!("{text}; {} refused", count(refused.len(), "line"));
    }
    let lines: Vec<&LineError> = refused.iter().map(|(line, _)| line).collect();
    let value: Value = json!({
        "label": label,
        "step": step.map(|step| step.step),
        "refused": lines,
    });
    let faults = refused.iter().map(|(line, file)| Fault::line(file, line)).collect();
    Ok(Done { faults, ..Done::answer(target, Answer::said(format!("{text}\n"), value)) })
}

fn import(args: &ConsentArgs, study: &mut Study, file: &Path) -> Result<Done, Fault> {
    let read = read_consent(study.corpus(), &super::file_name(file), &super::read_bytes(file)?)
        .map_err(|why| Fault::on(shown(file), why))?;
    let lines = read.refused.into_iter().map(|line| (line, file.to_owned()));
    let refused: Vec<(LineError, PathBuf)> = lines.collect();
    record(args, study, read.changes, &refused)
}
