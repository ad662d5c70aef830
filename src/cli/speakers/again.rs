//! Speakers found again in stored documents, by the decisions an import takes.

use super::{SpeakersArgs, documents};
use crate::cli::fault::Fault;
use crate::cli::names::count;
use crate::cli::output::{Answer, Done, Target};
use crate::model::{DocumentId, Filter, Reading, SpeakerChoice, SpeakerRule};
use crate::study::{Command, SpeakersPlan, Study, plan_speakers};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// How speakers are found again; what is not said stays as it was on import.
#[derive(clap::Args, Clone, Debug, Default)]
pub(super) struct AgainArgs {
    /// Find speakers again in the stored text; the text and its codings stay
    #[arg(long, conflicts_with_all = ["join", "rename", "split", "participant", "wheres"])]
    read_again: bool,
    /// With --read-again: say what it would bring, and do nothing
    #[arg(long, requires = "read_again")]
    dry_run: bool,
    /// With --read-again: find speakers by their labels (the usual way), or name nobody
    #[arg(long, value_name = "found|none", value_parser = ["found", "none"],
        requires = "read_again")]
    speakers: Option<String>,
    /// With --read-again: find speakers by a regular expression at the start of a line, with groups
    /// `(?<speaker>…)` and `(?<time>…)`
    #[arg(long, value_name = "REGEX", conflicts_with = "speakers", requires = "read_again")]
    speaker_pattern: Option<String>,
    /// With --read-again: take this for a speaker's label
    #[arg(long, value_name = "LABEL", requires = "read_again")]
    label: Vec<String>,
    /// With --read-again: do not take this for a speaker's label
    #[arg(long, value_name = "LABEL", requires = "read_again")]
    not_label: Vec<String>,
    /// With --read-again: this label is another spelling of that one
    #[arg(long, value_name = "LABEL=LABEL", value_parser = super::change::read_pair,
        requires = "read_again")]
    same: Vec<(String, String)>,
}

impl AgainArgs {
    pub(super) fn is_asked(&self) -> bool {
        self.read_again
    }

    /// The decisions, over those that were taken before.
    fn over(&self, mut reading: Reading, args: &SpeakersArgs) -> Reading {
        match (&self.speaker_pattern, self.speakers.as_deref()) {
            (Some(pattern), _) => reading.speakers = SpeakerRule::Pattern(pattern.clone()),
            (None, Some("none")) => reading.speakers = SpeakerRule::Nobody,
            (None, Some(_)) => reading.speakers = SpeakerRule::Found,
            (None, None) => {}
        }
        reading.leave.retain(|label| !self.label.contains(label));
        reading.take.retain(|label| !self.not_label.contains(label));
        reading.take.extend(self.label.iter().cloned());
        reading.leave.extend(self.not_label.iter().cloned());
        reading.same.extend(self.same.iter().cloned());
        // Whom labels meant on import was settled then; only what is said now counts.
        reading.voices = args
            .map
            .iter()
            .map(|(label, name)| {
                let choice = if name.is_empty() {
                    SpeakerChoice::Nobody
                } else {
                    SpeakerChoice::Participant(name.clone())
                };
                (label.clone(), choice)
            })
            .chain(args.interviewer.iter().map(|l| (l.clone(), SpeakerChoice::Interviewer)))
            .collect();
        reading
    }
}

pub(super) fn run(
    study: &mut Study,
    filter: &Filter,
    args: &SpeakersArgs,
    target: Target,
) -> Result<Done, Fault> {
    let corpus = std::sync::Arc::clone(study.corpus());
    let mut text = String::new();
    let mut values: Vec<Value> = Vec::new();
    let mut wanted: Vec<(Reading, Vec<DocumentId>)> = Vec::new();
    for document in documents(&corpus, filter) {
        let stored = study.receipt(document.id)?.map(|stored| stored.reading).unwrap_or_default();
        let reading = args.again.over(stored, args);
        let plan = plan_speakers(&corpus, document, &reading)?;
        tell(&mut text, &document.name, document.turns.len(), &plan);
        let labels = plan.labels.iter().map(
            |label| json!({"label": label.label, "before": label.before, "after": label.after}),
        );
        values.push(json!({
            "document": document.name,
            "turns_before": document.turns.len(),
            "turns_after": plan.turns.len(),
            "labels": labels.collect::<Vec<_>>(),
            "changes": plan.changes,
            "notes": plan.notes,
        }));
        match wanted.iter_mut().find(|(known, _)| *known == reading) {
            Some((_, documents)) => documents.push(document.id),
            None => wanted.push((reading, vec![document.id])),
        }
    }
    let mut steps = Vec::new();
    if args.again.dry_run {
        text.push_str("Nothing was changed.\n");
    } else {
        for (reading, documents) in wanted {
            let outcome = study.run(Command::FindSpeakers { documents, reading })?;
            if let Some(step) = outcome.step {
                writeln!(text, "{}", step.label).ok();
                steps.push(step.step);
            }
        }
    }
    let value = json!({"documents": values, "steps": steps, "dry_run": args.again.dry_run});
    Ok(Done::answer(target, Answer::said(text, value)))
}

fn tell(text: &mut String, name: &str, before: usize, plan: &SpeakersPlan) {
    if !plan.changes {
        writeln!(text, "{name}: nothing changes").ok();
        return;
    }
    writeln!(text, "{name}: {before} to {}", count(plan.turns.len(), "turn")).ok();
    for label in &plan.labels {
        let gone = if label.after == 0 { " (goes)" } else { "" };
        writeln!(text, "    {}: {} to {}{gone}", label.label, label.before, label.after).ok();
    }
}
