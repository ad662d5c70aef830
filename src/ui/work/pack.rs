//! The methods pack, made on a worker: with progress, and nothing left behind when it is stopped.

use super::super::desk::{News, Progress};
use super::{Back, with};
use crate::analysis::consent::counted_people;
use crate::exchange::imprint::today;
use crate::exchange::pack::{PackError, PackInput, PackSpec, build, hash_of, place_of};
use crate::model::{Filter, StepLine};
use crate::study::Study;
use std::path::{Path, PathBuf};

/// Makes a pack in a folder.
pub(in crate::ui) fn pack(
    study: Option<Study>,
    spec: &PackSpec,
    folder: &Path,
    progress: &Progress,
) -> Back {
    with(study, |study| match made(study, spec, folder, progress) {
        Ok(text) => vec![News::Told(text)],
        Err(text) => vec![News::Complained(text)],
    })
}

fn made(
    study: &Study,
    spec: &PackSpec,
    folder: &Path,
    progress: &Progress,
) -> Result<String, String> {
    let history = study.history().map_err(|error| error.to_string())?;
    let day = today();
    // Noted first: the hash is that of the study as it stays.
    let place = place_of(&study.corpus().study, &day, folder);
    let filter = Filter { coder: spec.coder.clone(), ..Filter::default() };
    let people = counted_people(study.corpus(), &filter);
    let noted = study.note_export("pack", &place, Some(spec.profile), people).ok();
    let made = built(study, spec, (folder, &day), (&history, progress));
    if let (Err(_) | Ok(None), Some(noted)) = (&made, noted) {
        study.forget_export(noted).ok();
    }
    Ok(match made? {
        Some(folder) => format!("Written: {}", folder.display()),
        None => "The methods pack was cancelled; nothing was written".to_owned(),
    })
}

/// Builds and saves it; `None` when it was stopped.
fn built(
    study: &Study,
    spec: &PackSpec,
    (folder, day): (&Path, &str),
    (history, progress): (&[StepLine], &Progress),
) -> Result<Option<PathBuf>, String> {
    // What is still in the log beside the file belongs to what the hash says.
    study.settle().map_err(|error| error.to_string())?;
    let hash = study.read_file(|file| hash_of(file)).map_err(|error| error.to_string())?;
    let input = PackInput { corpus: study.corpus(), history, hash: &hash, day, spec };
    match build(input, &|done, of| progress.goes_on(done, of)) {
        Err(PackError::Stopped) => Ok(None),
        Err(error) => Err(error.to_string()),
        Ok(pack) => pack.save(folder).map(Some).map_err(|error| error.to_string()),
    }
}
