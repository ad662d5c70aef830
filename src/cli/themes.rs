//! `themes`: the list of themes, and one theme with its passages by participant.

use super::consent::{self, UnconsentedArgs};
use super::exports;
use super::fault::Fault;
use super::names;
use super::open::StudyArgs;
use super::output::{Answer, Done, OutputArgs, imprint};
use super::scan::LeavingArgs;
use crate::analysis::identifiers::Leaving;
use crate::analysis::{default_coder, theme_excerpts};
use crate::exchange::theme_files::{write_theme, write_themes};
use crate::model::{CoderChoice, Filter};

/// `postil themes STUDY [--theme THEME]`
#[derive(clap::Args, Debug)]
pub(super) struct ThemesArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// This theme with its passages by participant: its number in the list, its statement, or the
    /// beginning of it
    #[arg(long, value_name = "THEME")]
    theme: Option<String>,
    /// Whose codings [default: the only coder, or who acts]; all counts the same code on overlapping
    /// text once
    #[arg(long, value_name = "NAME|all")]
    by_coder: Option<String>,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    leaving: LeavingArgs,
    #[command(flatten)]
    unconsented: UnconsentedArgs,
}

pub(super) fn run(args: &ThemesArgs) -> Result<Done, Fault> {
    let target = args.output.target()?;
    let study = args.study.open()?;
    let corpus = args.unconsented.veiled(study.corpus(), None)?;
    let coder = match args.by_coder.as_deref() {
        None => default_coder(&corpus, study.coder_id()),
        Some(name) if name.trim().eq_ignore_ascii_case("all") => CoderChoice::All,
        Some(name) => CoderChoice::One(names::coder(&corpus, name)?),
    };
    let imprint = imprint(&corpus);
    let filter = Filter { coder: coder.clone(), ..Filter::default() };
    let noted = exports::Leaving::counting(study, &filter, None);
    let Some(wanted) = &args.theme else {
        let remark = args.leaving.remark(&corpus, &Leaving::Themes);
        let answer =
            Answer::new(move |format, out| write_themes(&corpus, &coder, &imprint, format, out));
        let done = Done::answer(target, answer).leaving(noted);
        return Ok(Done { remarks: remark.into_iter().collect(), ..done });
    };
    let theme = names::theme(&corpus, wanted)?.clone();
    let remark = args.leaving.remark(&corpus, &Leaving::Theme(theme.id, coder.clone()));
    let mut remarks: Vec<String> = consent::remark("themes", &corpus).into_iter().collect();
    remarks.extend(remark);
    let answer = Answer::new(move |format, out| {
        let found = theme_excerpts(&corpus, &theme, &coder);
        write_theme(&corpus, &theme, &found, (&coder, &imprint), format, out)
    });
    Ok(Done { remarks, ..Done::answer(target, answer) }.leaving(noted))
}
