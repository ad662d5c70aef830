//! From paths to documents: one file, or many at once, folders walked.

use super::{Holding, ImportError, ImportHints, read_bytes, sniff};
use crate::model::{NewDocument, PeopleTable, Refusal};
use rayon::prelude::*;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Bytes of a file at most: a docx full of pictures is larger than its text.
const FILE_LIMIT: u64 = 512 << 20;

/// Folders inside folders at most.
const DEPTH: usize = 32;

/// What came of one file.
#[derive(Debug)]
pub struct FileRead {
    /// Where it lies; what is packed in an archive as `ARCHIVE/inside/name.txt`.
    pub path: PathBuf,
    /// Its documents: one, or one for each respondent of a survey.
    pub result: Result<Vec<NewDocument>, ImportError>,
    /// What a survey says of its respondents.
    pub people: Option<PeopleTable>,
}

impl FileRead {
    fn new(path: PathBuf, result: Result<Holding, ImportError>) -> Self {
        match result {
            Ok(Holding { documents, people }) => Self { path, result: Ok(documents), people },
            Err(error) => Self { path, result: Err(error), people: None },
        }
    }
}

/// Reads a transcript from a file.
///
/// # Errors
/// When the file cannot be read, is a folder, or holds no transcript.
pub fn read_file(path: &Path, hints: &ImportHints) -> Result<Holding, ImportError> {
    read_bytes(&file_name(path), &bytes_of(path)?, hints)
}

/// The bytes behind the path of a [`FileRead`].
///
/// # Errors
/// When there is no such file, or it may not be read.
pub fn bytes_at(path: &Path) -> Result<Vec<u8>, ImportError> {
    bytes_of(path)
}

/// Reads a file once more, with other decisions, from its bytes (see [`bytes_at`]).
pub fn read_again(path: &Path, bytes: &[u8], hints: &ImportHints) -> FileRead {
    FileRead::new(path.to_path_buf(), read_bytes(&file_name(path), bytes, hints))
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The bytes of a file, not more than a transcript can have.
pub(crate) fn bytes_of(path: &Path) -> Result<Vec<u8>, ImportError> {
    let io = |error: std::io::Error| ImportError::Io(explain(&error));
    let about = std::fs::metadata(path).map_err(io)?;
    if about.is_dir() {
        return Err(Refusal::new("it is a folder")
            .instead("name its files, or import the folder as a whole")
            .into());
    }
    if !about.is_file() {
        return Err(Refusal::new("it is not a file").into());
    }
    let file = std::fs::File::open(path).map_err(io)?;
    let mut bytes =
        Vec::with_capacity(usize::try_from(about.len().min(FILE_LIMIT)).unwrap_or_default());
    file.take(FILE_LIMIT + 1).read_to_end(&mut bytes).map_err(io)?;
    if bytes.len() as u64 > FILE_LIMIT {
        return Err(Refusal::new(format!("it is larger than {} MiB", FILE_LIMIT >> 20)).into());
    }
    Ok(bytes)
}

fn explain(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "it may not be read (permission denied)".to_owned(),
        _ => error.to_string(),
    }
}

/// A path, and why there is nothing to read.
type Planned = (PathBuf, Option<ImportError>);

/// Reads many files at once, folders walked: one result per file, in order. `progress` hears how many
/// of how many are done, from any thread. After `cancel` is set the files not yet begun are
/// [`ImportError::Cancelled`].
///
/// A folder gives its transcripts sorted by path and, where it holds other files too, a last result
/// of its own, [`ImportError::PassedOver`], that names them; hidden files are not mentioned.
pub fn read_files(
    paths: &[PathBuf],
    hints: &ImportHints,
    progress: &(dyn Fn(usize, usize) + Sync),
    cancel: &AtomicBool,
) -> Vec<FileRead> {
    let mut planned: Vec<Planned> = Vec::new();
    for path in paths {
        if path.is_dir() {
            walk_root(path, &mut planned, cancel);
        } else {
            planned.push((path.clone(), None));
        }
    }
    let total = planned.len();
    let done = AtomicUsize::new(0);
    progress(0, total);
    planned
        .into_par_iter()
        .map(|(path, why)| {
            let result = match why {
                Some(why) => Err(why),
                None if cancel.load(Ordering::Relaxed) => Err(ImportError::Cancelled),
                None => read_file(&path, hints),
            };
            progress(done.fetch_add(1, Ordering::Relaxed) + 1, total);
            FileRead::new(path, result)
        })
        .collect()
}

fn walk_root(root: &Path, planned: &mut Vec<Planned>, cancel: &AtomicBool) {
    let before = planned.len();
    let mut passed = Vec::new();
    walk(root, 0, planned, &mut passed, cancel);
    if !passed.is_empty() {
        let names: Vec<String> = passed.iter().take(5).map(|path| file_name(path)).collect();
        let more = if passed.len() > 5 { ", …" } else { "" };
        let (count, files) =
            (passed.len(), if passed.len() == 1 { "file that is" } else { "files that are" });
        let words =
            format!("{count} {files} no txt, md or docx passed over: {}{more}", names.join(", "));
        planned.push((root.to_path_buf(), Some(ImportError::PassedOver(words))));
    } else if planned.len() == before {
        planned.push((
            root.to_path_buf(),
            Some(Refusal::new("there is no txt, md or docx in this folder").into()),
        ));
    }
}

fn walk(
    folder: &Path,
    depth: usize,
    planned: &mut Vec<Planned>,
    passed: &mut Vec<PathBuf>,
    cancel: &AtomicBool,
) {
    if cancel.load(Ordering::Relaxed) {
        return;
    }
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            planned.push((folder.to_path_buf(), Some(ImportError::Io(explain(&error)))));
            return;
        }
    };
    let mut entries: Vec<_> = entries.flatten().collect();
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        // `~$x.docx` is the lock Word leaves beside an open document.
        if name.starts_with('.') || name.starts_with("~$") {
            continue;
        }
        let path = entry.path();
        // A link to a folder may lead in a circle: links are read only when they lead to files.
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder && depth < DEPTH {
            walk(&path, depth + 1, planned, passed, cancel);
        } else if !is_folder && !path.is_dir() {
            if sniff::ENDINGS.contains(&sniff::ending(&name).as_str()) {
                planned.push((path, None));
            } else {
                passed.push(path);
            }
        }
    }
}
