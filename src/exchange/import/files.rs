//! From paths to documents: one file, or many at once, folders and archives walked.

use super::archive::{self, Archive};
use super::{Holding, ImportError, ImportHints, read_bytes, read_if_transcript, sniff};
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
/// When the file cannot be read, is a folder or an archive, or holds no transcript.
pub fn read_file(path: &Path, hints: &ImportHints) -> Result<Holding, ImportError> {
    read_bytes(&file_name(path), &bytes_of(path)?, hints)
}

/// The bytes behind the path of a [`FileRead`], also inside an archive.
///
/// # Errors
/// When there is no such file, or it may not be read.
pub fn bytes_at(path: &Path) -> Result<Vec<u8>, ImportError> {
    let packed = path.ancestors().skip(1).find(|above| above.is_file());
    let Some(archive) = packed else { return bytes_of(path) };
    let gone = || Refusal::new("it is no longer in the archive");
    let inside = path.strip_prefix(archive).unwrap_or(path);
    let mut archive = Archive::open(bytes_of(archive)?)?;
    let index = archive.find(inside).ok_or_else(gone)?;
    archive.bytes(index)
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

/// Something to read, or why there is nothing.
enum Plan {
    /// A file that was named.
    Named,
    /// A file found in a folder.
    Found,
    /// A file of an archive.
    Packed(Archive, usize),
    Not(ImportError),
}

type Planned = (PathBuf, Plan);

/// Reads many files at once, folders and archives walked: one result per file, in order. `progress`
/// hears how many of how many are done, from any thread. After `cancel` is set the files not yet begun
/// are [`ImportError::Cancelled`].
///
/// A folder or archive gives its transcripts sorted by path and, where it holds other files too, a last
/// result of its own, [`ImportError::PassedOver`], that names them; hidden files are not mentioned. A
/// table in it is taken only when it is a transcript, or when it was decided which columns are text:
/// a list of participants among interviews is no survey.
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
            plan_file(path, &mut planned);
        }
    }
    let total = planned.len();
    let done = AtomicUsize::new(0);
    progress(0, total);
    planned
        .into_par_iter()
        .map(|(path, plan)| {
            let result = match plan {
                Plan::Not(why) => Err(why),
                _ if cancel.load(Ordering::Relaxed) => Err(ImportError::Cancelled),
                Plan::Named => read_file(&path, hints),
                Plan::Found => bytes_of(&path)
                    .and_then(|bytes| read_if_transcript(&file_name(&path), &bytes, hints)),
                Plan::Packed(mut archive, index) => archive
                    .bytes(index)
                    .and_then(|bytes| read_if_transcript(&file_name(&path), &bytes, hints)),
            };
            progress(done.fetch_add(1, Ordering::Relaxed) + 1, total);
            FileRead::new(path, result)
        })
        .collect()
}

/// A file that was named: an archive gives what is in it.
fn plan_file(path: &Path, planned: &mut Vec<Planned>) {
    let mut sign = [0; 2];
    let packed = std::fs::metadata(path).is_ok_and(|about| about.is_file())
        && std::fs::File::open(path).is_ok_and(|mut file| file.read_exact(&mut sign).is_ok())
        && sign == *b"PK";
    let bytes = match packed.then(|| bytes_of(path)) {
        Some(Ok(bytes)) if archive::is_archive(&bytes) => bytes,
        _ => return planned.push((path.to_path_buf(), Plan::Named)),
    };
    let archive = match Archive::open(bytes) {
        Ok(archive) => archive,
        Err(refusal) => return planned.push((path.to_path_buf(), Plan::Not(refusal.into()))),
    };
    let before = planned.len();
    let listing = archive.list();
    for (index, inside) in listing.files {
        planned.push((path.join(inside), Plan::Packed(archive.clone(), index)));
    }
    for (inside, refusal) in listing.refused {
        planned.push((path.join(inside), Plan::Not(refusal.into())));
    }
    close_root(path, "archive", before, &listing.passed, planned);
}

fn walk_root(root: &Path, planned: &mut Vec<Planned>, cancel: &AtomicBool) {
    let before = planned.len();
    let mut passed = Vec::new();
    walk(root, 0, planned, &mut passed, cancel);
    close_root(root, "folder", before, &passed, planned);
}

/// Says what was passed over in a folder or archive, or that there was nothing in it.
fn close_root(
    root: &Path,
    kind: &str,
    before: usize,
    passed: &[PathBuf],
    planned: &mut Vec<Planned>,
) {
    let nothing = planned.len() == before;
    if !passed.is_empty() {
        let names: Vec<String> = passed.iter().take(5).map(|path| file_name(path)).collect();
        let more = if passed.len() > 5 { ", …" } else { "" };
        let (count, files) =
            (passed.len(), if passed.len() == 1 { "file that is" } else { "files that are" });
        let words =
            format!("{count} {files} no transcript passed over: {}{more}", names.join(", "));
        planned.push((root.to_path_buf(), Plan::Not(ImportError::PassedOver(words))));
    } else if nothing {
        let refusal = Refusal::new(format!("there is no transcript that is read in this {kind}"));
        planned.push((root.to_path_buf(), Plan::Not(refusal.into())));
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
            let error = ImportError::Io(explain(&error));
            planned.push((folder.to_path_buf(), Plan::Not(error)));
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
            if sniff::is_found(&sniff::ending(&name)) {
                planned.push((path, Plan::Found));
            } else {
                passed.push(path);
            }
        }
    }
}
