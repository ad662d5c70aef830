//! Zip archives of transcripts: read as if they were folders.
//!
//! Nothing is unpacked to the disk, so a name that climbs out of the archive leads nowhere; names only
//! show where a text came from.

use super::{ImportError, sniff};
use crate::model::Refusal;
use std::io::{Cursor, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use zip::{CompressionMethod, ZipArchive};

/// Files of an archive at most.
const FILES: usize = 20_000;

/// Bytes one file unpacks to at most.
const ONE: u64 = 256 << 20;

/// Bytes all files of an archive unpack to at most.
const ALL: u64 = 4 << 30;

/// How often larger a file may be than its packed bytes, once it is larger than [`FREE`]: text packs
/// to a fifth, a bomb to a thousandth.
const RATIO: u64 = 200;

/// Bytes for which no ratio is asked.
const FREE: u64 = 4 << 20;

/// Endings of archives.
const ARCHIVES: &[&str] = &["zip", "7z", "rar", "tar", "gz", "tgz", "bz2", "xz", "zst"];

/// The bytes of an archive, shared by all who read from it.
#[derive(Clone)]
struct Shared(Arc<Vec<u8>>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// An open archive.
#[derive(Clone)]
pub(super) struct Archive {
    zip: ZipArchive<Cursor<Shared>>,
    /// What was unpacked so far.
    unpacked: Arc<AtomicU64>,
}

/// What an archive holds.
#[derive(Default)]
pub(super) struct Listing {
    /// Files to read: their number and where they lie in it.
    pub(super) files: Vec<(usize, PathBuf)>,
    /// Files that are no transcripts.
    pub(super) passed: Vec<PathBuf>,
    /// Files that cannot be read, and why.
    pub(super) refused: Vec<(PathBuf, Refusal)>,
}

/// The refusals for what cannot be read, from any error of the layer below, whose words help nobody.
fn cut_short<E>(_: E) -> Refusal {
    Refusal::new("the archive is damaged or cut short").instead("copy or download it again")
}

fn damaged<E>(_: E) -> Refusal {
    Refusal::new("it is damaged inside the archive").instead("make the archive again")
}

/// True for a zip that is not a document of an office program.
pub(super) fn is_archive(bytes: &[u8]) -> bool {
    if !bytes.starts_with(b"PK\x03\x04") && !bytes.starts_with(b"PK\x05\x06") {
        return false;
    }
    ZipArchive::new(Cursor::new(bytes)).is_ok_and(|zip| {
        let office =
            ["word/", "xl/", "ppt/", "mimetype", "Index/Document.iwa", "[Content_Types].xml"];
        !zip.file_names_raw()
            .any(|name| office.iter().any(|part| name.starts_with(part.as_bytes())))
    })
}

impl Archive {
    /// Opens an archive.
    pub(super) fn open(bytes: Vec<u8>) -> Result<Self, Refusal> {
        let zip = ZipArchive::new(Cursor::new(Shared(Arc::new(bytes)))).map_err(cut_short)?;
        if zip.len() > FILES {
            return Err(Refusal::new(format!("there are more than {FILES} files in the archive"))
                .instead("make several smaller ones"));
        }
        Ok(Self { zip, unpacked: Arc::default() })
    }

    /// What is in it, sorted by path.
    pub(super) fn list(&self) -> Listing {
        let mut listing = Listing::default();
        for index in 0..self.zip.len() {
            let Some((path, name)) = self.place(index) else { continue };
            let ending = sniff::ending(&name);
            if sniff::is_found(&ending) {
                listing.files.push((index, path));
            } else if ARCHIVES.contains(&ending.as_str()) {
                let refusal = Refusal::new("it is an archive inside an archive");
                listing.refused.push((path, refusal.instead("unpack it first")));
            } else {
                listing.passed.push(path);
            }
        }
        listing.files.sort_by(|a, b| a.1.cmp(&b.1));
        listing.refused.sort_by(|a, b| a.0.cmp(&b.0));
        listing.passed.sort();
        listing
    }

    /// The number of the file that lies here.
    pub(super) fn find(&self, inside: &Path) -> Option<usize> {
        (0..self.zip.len()).find(|&index| self.place(index).is_some_and(|(path, _)| path == inside))
    }

    /// Where a file lies and what it is called; `None` for folders and what systems leave behind.
    fn place(&self, index: usize) -> Option<(PathBuf, String)> {
        let raw = self.zip.file_names_raw().nth(index)?;
        // Macs write UTF-8 without saying so.
        let name = match std::str::from_utf8(raw) {
            Ok(name) => name.to_owned(),
            Err(_) => match self.zip.name_for_index(index) {
                Some(Ok(name)) => name.into_owned(),
                _ => String::from_utf8_lossy(raw).into_owned(),
            },
        };
        let path = inside(&name)?;
        let file = path.file_name()?.to_string_lossy().into_owned();
        Some((path, file))
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// When it is locked, damaged, packed in another way, or larger than it should be.
    pub(super) fn bytes(&mut self, index: usize) -> Result<Vec<u8>, ImportError> {
        let folder = "unpack it, and import the folder";
        let about = self.zip.by_index_raw(index).map_err(damaged)?;
        if about.encrypted() {
            let refusal = Refusal::new("it is locked with a password inside the archive");
            return Err(refusal.instead(folder).into());
        }
        if !matches!(about.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
            return Err(Refusal::new("it is packed in a way that is not read")
                .instead(folder)
                .into());
        }
        drop(about);
        let file = self.zip.by_index(index).map_err(damaged)?;
        let packed = file.compressed_size();
        let limit = ONE.min(FREE.max(packed.saturating_mul(RATIO)));
        let mut bytes = Vec::new();
        file.take(limit + 1).read_to_end(&mut bytes).map_err(damaged)?;
        let size = bytes.len() as u64;
        let all = self.unpacked.fetch_add(size, Ordering::Relaxed) + size;
        if size > limit || all > ALL {
            return Err(Refusal::new("it unpacks to more than a transcript can be")
                .instead("unpack the archive, look at it, and import the folder")
                .into());
        }
        Ok(bytes)
    }
}

/// The path inside an archive, without anything that would lead out of it; `None` for folders, and for
/// files that systems hide.
fn inside(name: &str) -> Option<PathBuf> {
    if name.ends_with(['/', '\\']) {
        return None;
    }
    let mut path = PathBuf::new();
    for part in name.split(['/', '\\']) {
        let part: String =
            part.chars().map(|c| if c.is_control() || c == ':' { '_' } else { c }).collect();
        // `~$x.docx` is the lock Word leaves beside an open document.
        if part == "__MACOSX" || part.starts_with("~$") {
            return None;
        }
        match part.as_str() {
            "" | "." | ".." => {}
            part if part.starts_with('.') => return None,
            part => path.push(part),
        }
    }
    (!path.as_os_str().is_empty()).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leads_out_of_the_archive() {
        let check = |name: &str, expected: Option<&str>| {
            assert_eq!(inside(name), expected.map(PathBuf::from), "{name}");
        };
        check("a/b.txt", Some("a/b.txt"));
        check("../../etc/passwd.txt", Some("etc/passwd.txt"));
        check("/etc/x.txt", Some("etc/x.txt"));
        check("C:\\x\\..\\y.txt", Some("C_/x/y.txt"));
        check("a\u{1b}[31m\n.txt", Some("a_[31m_.txt"));
        check("a/", None);
        check("__MACOSX/a/._b.txt", None);
        check("a/.DS_Store", None);
        check("~$a.docx", None);
        check("..", None);
        check("", None);
    }
}
