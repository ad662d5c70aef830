//! What can still be read of a damaged study, as a new one.

use super::fault::{Fault, shown};
use super::open::KeyArgs;
use super::output::{Answer, Done, JsonArg, OutputArgs};
use crate::study::salvage;
use serde_json::json;
use std::fmt::Write as _;
use std::path::PathBuf;

/// `postil salvage DAMAGED NEW`
#[derive(clap::Args, Debug)]
pub(super) struct SalvageArgs {
    /// The damaged study; it is only read
    #[arg(value_name = "DAMAGED")]
    damaged: PathBuf,
    /// The study that is made of it
    #[arg(value_name = "NEW")]
    new: PathBuf,
    #[command(flatten)]
    key: KeyArgs,
    #[command(flatten)]
    json: JsonArg,
}

pub(super) fn run(args: &SalvageArgs) -> Result<Done, Fault> {
    let target = OutputArgs::from(args.json).plain()?;
    let key = args.key.passphrase()?;
    let found = salvage(&args.damaged, &args.new, key.as_ref())?;
    let mut text = format!("Salvaged into {}:\n", shown(&args.new));
    for (table, rows) in &found.rows {
        writeln!(text, "{rows:>9} {}", table.replace('_', " ")).ok();
    }
    text.push_str("The steps before cannot be undone in it; the damaged file is as it was.\n");
    if found.lost.is_empty() {
        text.push_str("Nothing was lost.\n");
    } else {
        text.push_str("What was lost or had to be changed:\n");
        for line in &found.lost {
            writeln!(text, "- {line}").ok();
        }
    }
    let value = json!({
        "study": shown(&args.new),
        "rows": found.rows,
        "lost": found.lost,
        "gone": found.gone,
    });
    let mut done = Done::answer(target, Answer::said(text, value));
    if !found.gone.is_empty() {
        done.faults.push(Fault::on(
            shown(&args.damaged),
            format!("nothing could be read of: {}; look for a backup", found.gone.join(", ")),
        ));
    }
    Ok(done)
}
