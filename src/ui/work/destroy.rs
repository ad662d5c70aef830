//! The end of a study, on a worker: everything goes, and what was done is told and written down.

use super::super::desk::News;
use super::Back;
use crate::exchange::save;
use crate::study::{Study, belongings, destroy};
use std::path::PathBuf;

/// Destroys the open study. Where that cannot be, it is given back as it was.
pub(in crate::ui) fn destroy_study(study: Option<Study>, report: Option<PathBuf>) -> Back {
    let Some(study) = study else { return (None, Vec::new()) };
    let exports = match study.ready_to_end() {
        Ok(exports) => exports,
        Err(error) => return (Some(study), vec![News::Complained(error.to_string())]),
    };
    // The report must have a place before anything goes.
    let goes = || belongings(study.path()).ok().and_then(|all| all.folder);
    if let Some(path) = &report {
        let why = match save::has_place(path) {
            Err(error) => Some(error.to_string()),
            Ok(()) => goes()
                .filter(|folder| save::is_within(path, folder))
                .map(|folder| format!("this folder goes with the study: {}", folder.display())),
        };
        if let Some(why) = why {
            return (Some(study), vec![News::Complained(why)]);
        }
    }
    let (path, name) = (study.path().to_owned(), study.corpus().study.clone());
    let reader = study.backup_reader();
    drop(study);
    let done = match destroy(&path, &name, Some(exports)) {
        Ok(done) => done,
        Err(error) => {
            // Somebody came in between.
            let (study, mut news) = super::open(None, path, reader.key());
            news.push(News::Complained(error.to_string()));
            return (study, news);
        }
    };
    let mut news = vec![News::Destroyed];
    let mut lines = done.lines();
    if let Some(path) = report {
        let text = format!("{}\n", lines.join("\n"));
        match save::save_bytes(&path, text.as_bytes()) {
            Ok(()) => lines.push(format!("Written down in: {}", path.display())),
            Err(error) => news.push(News::Complained(error.to_string())),
        }
    }
    lines.retain(|line| !line.is_empty());
    let lines = lines.into_iter().map(|line| line.trim_start().to_owned()).collect();
    news.push(News::Receipts(format!("{name} was destroyed"), lines));
    (None, news)
}
