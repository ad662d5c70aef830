//! The methods pack, made on a worker: with progress, and nothing left behind when it is stopped.

use super::super::desk::{News, Progress};
use super::{Back, with};
use crate::exchange::imprint::today;
use crate::exchange::pack::{PackError, PackInput, PackSpec, build, file_hash};
use crate::study::Study;
use std::path::Path;

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
    // What is still in the log beside the file belongs to what the hash says.
    study.settle().map_err(|error| error.to_string())?;
    let hash = file_hash(study.path()).map_err(|error| error.to_string())?;
    let day = today();
    let input =
        PackInput { corpus: study.corpus(), history: &history, hash: &hash, day: &day, spec };
    let built = match build(input, &|done, of| progress.goes_on(done, of)) {
        Err(PackError::Stopped) => {
            return Ok("The methods pack was cancelled; nothing was written".to_owned());
        }
        other => other.map_err(|error| error.to_string())?,
    };
    let folder = built.save(folder).map_err(|error| error.to_string())?;
    Ok(format!("Written: {}", folder.display()))
}
