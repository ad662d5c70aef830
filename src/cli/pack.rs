//! `pack`: the methods pack, one dated folder.

use super::exports::not_noted;
use super::fault::{Fault, shown};
use super::names;
use super::open::StudyArgs;
use super::output::{Answer, Done, JsonArg, OutputArgs, Progress};
use super::profile::{read_label, read_profile, seed_of_today};
use crate::analysis::consent::counted_people;
use crate::analysis::default_coder;
use crate::analysis::identifiers::{Leaving, counts, counts_in_words, leaving};
use crate::exchange::imprint::today;
use crate::exchange::pack::{Choose, PackError, PackInput, PackSpec, build, hash_of, place_of};
use crate::model::{CoderChoice, Filter, Profile};
use crate::text::names::Names;
use serde_json::json;
use std::path::PathBuf;

/// `postil pack STUDY --out DIR`
#[derive(clap::Args, Debug)]
pub(super) struct PackArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// The folder in which the pack is made, as a folder of its own
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// For whom it is: public, supervisor or working
    #[arg(long, value_name = "FOR", default_value = "public", value_parser = read_profile)]
    profile: Profile,
    /// The same seed gives the same numbers and excerpts again [default: today]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Which excerpts stand for a code: longest, first, random or chosen (those marked as key quotes)
    #[arg(long, value_name = "RULE", default_value = "longest", value_parser = read_rule)]
    excerpts: Choose,
    /// How excerpts are cited; see postil excerpts --help
    #[arg(long, value_name = "TEMPLATE")]
    citation: Option<String>,
    /// What roles of one or two participants are called together for the public
    #[arg(long, value_name = "LABEL", value_parser = read_label)]
    merge_as: Option<String>,
    /// Whose codings [default: the only coder, or who acts]
    #[arg(long, value_name = "NAME|all")]
    by_coder: Option<String>,
    /// Go on although identifiers were found in what is written
    #[arg(long)]
    accept_findings: bool,
    #[command(flatten)]
    json: JsonArg,
}

fn read_rule(name: &str) -> Result<Choose, String> {
    Choose::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = Choose::ALL.into_iter().map(Choose::name).collect();
        format!("the rules are {}", names.join(", "))
    })
}

impl From<PackError> for Fault {
    fn from(error: PackError) -> Self {
        Self::new(error.to_string())
    }
}

/// Findings that are listed one by one; more are counted.
const LISTED: usize = 20;

pub(super) fn run(args: &PackArgs) -> Result<Done, Fault> {
    let target = OutputArgs::from(args.json).plain()?;
    let study = args.study.open()?;
    let corpus = study.corpus();
    let coder = match args.by_coder.as_deref() {
        None => default_coder(corpus, study.coder_id()),
        Some(name) if name.trim().eq_ignore_ascii_case("all") => CoderChoice::All,
        Some(name) => CoderChoice::One(names::coder(corpus, name)?),
    };
    let found = leaving(corpus, &Leaving::Pack(coder.clone()), Names::default());
    let mut remarks = Vec::new();
    if !found.is_empty() {
        for one in found.iter().take(LISTED) {
            let (before, words, after) = one.context(corpus, 30);
            let context = format!("{before}{words}{after}");
            let context = context.split_whitespace().collect::<Vec<_>>().join(" ");
            remarks.push(format!("{}, {}: {context}", one.label, one.location(corpus)));
        }
        if found.len() > LISTED {
            remarks.push(format!("and {} more (see postil scan)", found.len() - LISTED));
        }
        let counted = counts_in_words(&counts(&found));
        if !args.accept_findings {
            for remark in &remarks {
                super::complain(remark);
            }
            return Err(Fault::new(format!(
                "identifiers in it: {counted}; replace or keep them (postil pseudonyms, Find \
                 identifiers), or take --accept-findings; nothing was written"
            )));
        }
        remarks.push(format!("identifiers in it: {counted}"));
    }
    remarks.extend(super::codebook::quoting(corpus, Some(args.profile)));
    let history = study.history()?;
    // Noted before the file is hashed: the hash is that of the study as it stays.
    let day = today();
    let filter = Filter { coder: coder.clone(), ..Filter::default() };
    let people = counted_people(corpus, &filter);
    let place = place_of(&corpus.study, &day, &args.out);
    let noted = study.note_export("pack", &place, Some(args.profile), people);
    let noted = noted.map_err(|error| remarks.push(not_noted(&error.to_string()))).ok();
    study.settle()?;
    let hash = study
        .read_file(|file| hash_of(file))
        .map_err(|error| PackError::Io { path: study.path().to_owned(), error })?;
    let spec = PackSpec {
        profile: args.profile,
        seed: args.seed.unwrap_or_else(seed_of_today),
        choose: args.excerpts,
        merge_as: args.merge_as.clone(),
        coder,
        citation: args.citation.clone(),
    };
    let input = PackInput { corpus, history: &history, hash: &hash, day: &day, spec: &spec };
    let progress = Progress::new("parts");
    let built = build(input, &|done, of| {
        progress.tell(done, of);
        true
    });
    progress.finish();
    let saved = built.and_then(|built| Ok((built.save(&args.out)?, built)));
    if let (Err(_), Some(noted)) = (&saved, noted) {
        study.forget_export(noted).ok();
    }
    let (folder, built) = saved?;
    let names: Vec<&String> = built.files.iter().map(|(name, _)| name).collect();
    let text = format!("Written: {} ({} files)\n", shown(&folder), names.len());
    let value = json!({"folder": shown(&folder), "files": names, "seed": spec.seed});
    Ok(Done { remarks, ..Done::answer(target, Answer::said(text, value)) })
}
