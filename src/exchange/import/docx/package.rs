//! The parts of a docx package, with a limit on what they unpack to.

use crate::model::Refusal;
use std::io::{Cursor, Read as _};
use zip::ZipArchive;

/// Bytes of XML that are unpacked from one package at most: text of 64 MiB would need about that.
const INFLATED: u64 = 512 << 20;

/// Parts a package has at most.
const PARTS: usize = 20_000;

/// An open package.
pub(super) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    left: u64,
}

/// The refusal for a package that cannot be read.
pub(super) fn damaged(what: &str) -> Refusal {
    Refusal::new(format!("it is damaged or cut short ({what})"))
        .instead("copy or download it again, or save it again as docx")
}

/// The same, from any error of the layer below, whose words help nobody.
pub(super) fn damaged_in<E>(what: &str) -> impl Fn(E) -> Refusal {
    move |_| damaged(what)
}

impl<'b> Package<'b> {
    /// Opens the archive.
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, Refusal> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged_in("no archive"))?;
        if archive.len() > PARTS {
            return Err(Refusal::new("it has more parts than a document has"));
        }
        Ok(Self { archive, left: INFLATED })
    }

    /// Names of all parts, in order.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> =
            self.archive.file_names().flatten().map(std::borrow::Cow::into_owned).collect();
        names.sort();
        names
    }

    /// The text of a part; `None` when there is none of this name.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<String>, Refusal> {
        let Some(index) = self.archive.index_for_name(name) else { return Ok(None) };
        let file = self.archive.by_index(index).map_err(damaged_in(name))?;
        let mut bytes = Vec::new();
        file.take(self.left + 1).read_to_end(&mut bytes).map_err(damaged_in(name))?;
        self.left = self.left.checked_sub(bytes.len() as u64).ok_or_else(|| {
            Refusal::new(format!("it unpacks to more than {} MiB", INFLATED >> 20))
                .instead("save the text alone as docx or txt")
        })?;
        // XML may be UTF-16 with a mark; Word writes UTF-8.
        let (text, _, broken) = encoding_rs::UTF_8.decode(&bytes);
        if broken { Err(damaged(name)) } else { Ok(Some(text.into_owned())) }
    }
}
