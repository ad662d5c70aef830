//! The passphrase of the study is changed, and copies are removed, on a worker.

use crate::study::{Passphrase, Relocked, Study, wipe};
use crate::ui::desk::News;
use crate::ui::locking::{Readable, Relocking};
use std::path::PathBuf;

/// Gives the study another passphrase, its first one, or none.
pub(in crate::ui) fn relock(
    study: Option<Study>,
    current: Option<&Passphrase>,
    new: Option<&Passphrase>,
) -> (Option<Study>, Vec<News>) {
    let Some(study) = study else { return (None, Vec::new()) };
    let refused = |why: String| vec![News::Relocked(Relocking::Refused(why))];
    let had = study.is_encrypted();
    if had {
        match current.map_or(Ok(false), |current| study.opens_with(current)) {
            Ok(true) => {}
            Ok(false) => {
                let why = "This is not the passphrase of this study";
                return (Some(study), refused(why.to_owned()));
            }
            Err(error) => return (Some(study), refused(error.to_string())),
        }
    }
    let path = study.path().to_owned();
    match study.relock(new) {
        (study, Err(error)) => (study, refused(error.to_string())),
        (study, Ok(Relocked { wiped })) => {
            let done = match (had, new.is_some()) {
                (_, false) => "The passphrase is removed: whoever has the file can read it.",
                (false, true) => "The study is encrypted.",
                (true, true) => "The passphrase is changed. Copies made before keep the old one.",
            };
            let old = if wiped {
                "The old file was overwritten."
            } else {
                "The old file could not be overwritten: it has another name, or the disk refused."
            };
            let readable = new.map(|_| Readable::beside(&path)).unwrap_or_default();
            let told = format!("{done} {old}");
            let readable = Box::new(readable);
            let news = Relocking::Done { encrypted: new.is_some(), told, readable };
            (study, vec![News::Relocked(news)])
        }
    }
}

/// Overwrites and removes copies; tells of those that are still there.
pub(in crate::ui) fn wipe_all(study: Option<&Study>, copies: &[PathBuf]) -> Vec<News> {
    let faults: Vec<String> =
        copies.iter().filter_map(|copy| wipe(copy).err()).map(|error| error.to_string()).collect();
    let left = study.map(|study| Readable::beside(study.path())).unwrap_or_default();
    let mut news = vec![News::Readable(left)];
    if !faults.is_empty() {
        news.push(News::Receipts("Not all copies could be removed".to_owned(), faults));
    }
    news
}
