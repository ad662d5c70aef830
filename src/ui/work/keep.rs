//! Backups, copies and salvage on the worker.

use super::{Back, with};
use crate::study::{self, BackupReader, Passphrase, Study};
use crate::ui::desk::News;
use crate::ui::keeping::{Kept, free_beside};
use std::path::Path;

/// Makes a backup.
pub(in crate::ui) fn back_up(study: Option<Study>) -> Back {
    with(study, |study| match study.backup("by hand") {
        Ok(made) => vec![News::Kept(Kept::Backup(made))],
        Err(error) => vec![News::Complained(error.to_string())],
    })
}

/// Puts a backup in the place of the study.
pub(in crate::ui) fn restore(study: Option<Study>, backup: &Path, reader: &BackupReader) -> Back {
    with(study, |study| {
        // What is wrong with the backup is said by restoring it.
        let key = reader.look_into(backup).map_or(reader.key(), |(_, key)| key);
        let lock = reader.lock_after(backup, key).ok().flatten();
        match study.restore(backup, key) {
            Ok(kept) => {
                study.hold();
                let name = backup.file_stem().unwrap_or_default().to_string_lossy();
                let kept = if kept.is_some() {
                    "; the study as it was is among the backups"
                } else {
                    "; the study as it was is the last of the other backups"
                };
                let lock = lock.map(|lock| format!(". {lock}")).unwrap_or_default();
                vec![News::Opened, News::Told(format!("Restored: {name}{kept}{lock}"))]
            }
            Err(error) => vec![News::Complained(error.to_string())],
        }
    })
}

/// Makes a study of a backup and opens it.
pub(in crate::ui) fn open_copy(
    before: Option<Study>,
    study: &Path,
    backup: &Path,
    reader: &BackupReader,
) -> Back {
    let when = backup.file_stem().unwrap_or_default().to_string_lossy();
    let when: String = when.chars().take(16).collect();
    let to = free_beside(study, &format!("backup {when}"));
    let key = reader.look_into(backup).map_or(reader.key(), |(_, key)| key);
    if let Err(error) = study::copy_backup(backup, &to, key) {
        if error.wants_passphrase() {
            // The passphrase is asked for when it is opened.
            return match study::copy_locked_backup(backup, &to) {
                Ok(()) => super::open(before, to, None),
                Err(error) => (before, vec![News::Complained(error.to_string())]),
            };
        }
        return (before, vec![News::Complained(error.to_string())]);
    }
    let (opened, mut news) = super::open(before, to.clone(), key);
    news.push(News::Told(format!("A copy of the backup: {}", to.display())));
    (opened, news)
}

/// Writes the study under another name; goes on with that file where its own was taken away.
pub(in crate::ui) fn save_copy(study: Option<Study>, to: &Path) -> Back {
    with(study, |study| match study.save_copy(to, true) {
        Ok(true) => {
            let told = format!("Saved, and going on with this file: {}", to.display());
            vec![News::Opened, News::Told(told)]
        }
        Ok(false) => vec![News::Told(format!("Saved a copy: {}", to.display()))],
        Err(error) => vec![News::Complained(error.to_string())],
    })
}

/// Gets out of a damaged file what can be read and opens that.
pub(in crate::ui) fn salvage(
    before: Option<Study>,
    (damaged, new): (&Path, &Path),
    key: Option<&Passphrase>,
) -> Back {
    match study::salvage(damaged, new, key) {
        Ok(found) => {
            let rows = |table: &str| found.rows.get(table).copied().unwrap_or(0);
            let mut lines = vec![format!(
                "What came out: {} documents, {} participants, {} codes, {} codings, {} memos",
                rows("documents"),
                rows("participants"),
                rows("codes"),
                rows("codings"),
                rows("memos")
            )];
            if found.lost.is_empty() {
                lines.push("What was lost: nothing".to_owned());
            }
            lines.extend(found.lost.iter().map(|line| format!("Lost or changed: {line}")));
            lines.push(format!("The new study: {}", new.display()));
            lines.push("The damaged file: it is as it was".to_owned());
            let (study, mut news) = super::open(before, new.to_owned(), key);
            news.push(News::Receipts("Salvaged".to_owned(), lines));
            (study, news)
        }
        Err(error) => (before, vec![News::Complained(error.to_string())]),
    }
}
