//! `log`: where the program notes what it did, and the last lines of it.

use super::fault::{Fault, shown};
use super::output::{Answer, Done, JsonArg, OutputArgs};
use crate::log::Folder;
use serde_json::json;
use std::fmt::Write as _;

/// `postil log`
#[derive(clap::Args, Debug)]
pub(super) struct LogArgs {
    /// How many lines, the newest last
    #[arg(long, value_name = "N", default_value_t = 20)]
    lines: u16,
    #[command(flatten)]
    json: JsonArg,
}

pub(super) fn run(args: &LogArgs) -> Result<Done, Fault> {
    let target = OutputArgs::from(args.json).plain()?;
    let folder =
        Folder::of_user().ok_or_else(|| Fault::new("there is no folder for a log here"))?;
    let lines = folder.last_lines(usize::from(args.lines));
    let mut text = format!("{}\n", shown(&folder.log_file()));
    if lines.is_empty() {
        text.push_str("Nothing was noted yet.\n");
    }
    for line in &lines {
        writeln!(text, "{line}").ok();
    }
    let value = json!({"file": shown(&folder.log_file()), "lines": lines});
    Ok(Done::answer(target, Answer::said(text, value)))
}
