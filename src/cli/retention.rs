//! `retention`: until when the study is kept.

use super::consent::read_day;
use super::fault::Fault;
use super::open::StudyArgs;
use super::output::{Answer, Done, JsonArg, OutputArgs};
use crate::exchange::imprint::today;
use crate::exchange::inventory::retention_in_words;
use crate::model::{Retention, days_between};
use crate::study::Command;
use serde_json::json;

/// `postil retention STUDY [--until DAY] [--rule TEXT] [--clear]`
#[derive(clap::Args, Debug)]
pub(super) struct RetentionArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// The day on which it is to be destroyed, YYYY-MM-DD
    #[arg(long, value_name = "DAY", value_parser = read_day)]
    until: Option<String>,
    /// By which rule, such as "ten years after the award, university policy 4.2"
    #[arg(long, value_name = "TEXT")]
    rule: Option<String>,
    /// Forget both
    #[arg(long, conflicts_with_all = ["until", "rule"])]
    clear: bool,
    #[command(flatten)]
    json: JsonArg,
}

pub(super) fn run(args: &RetentionArgs) -> Result<Done, Fault> {
    let target = OutputArgs::from(args.json).plain()?;
    let mut study = args.study.open()?;
    let known = study.corpus().retention.clone();
    let wanted = if args.clear {
        Retention::default()
    } else {
        Retention {
            until: args.until.clone().unwrap_or_else(|| known.until.clone()),
            rule: args.rule.clone().unwrap_or_else(|| known.rule.clone()),
        }
    };
    let mut step = None;
    if wanted != known {
        step = study.run(Command::SetRetention { retention: wanted })?.step;
    }
    let retention = &study.corpus().retention;
    let today = today();
    let mut text = retention_in_words(retention, &today);
    text.push('\n');
    let value = json!({
        "until": (!retention.until.is_empty()).then_some(&retention.until),
        "rule": (!retention.rule.is_empty()).then_some(&retention.rule),
        "days_left": days_between(&today, &retention.until),
        "step": step.map(|step| step.step),
    });
    Ok(Done::answer(target, Answer::said(text, value)))
}
