//! The parts of a zipped document (docx, odt), with a limit on what they unpack to.

use crate::model::Refusal;
use std::io::{Cursor, Read as _};
use zip::ZipArchive;

/// Bytes of XML that are unpacked from one package at most: text of 64 MiB would need about that.
const INFLATED: u64 = 256 << 20;

/// Parts a package has at most.
const PARTS: usize = 20_000;

/// An open package.
pub(in crate::exchange::import) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    left: u64,
}

/// The refusal for a package that cannot be read.
pub(in crate::exchange::import) fn damaged(what: &str) -> Refusal {
    Refusal::new(format!("it is damaged or cut short ({what})"))
        .instead("copy or download it again, or save it again in the word processor")
}

/// The same, from any error of the layer below, whose words help nobody.
pub(in crate::exchange::import) fn damaged_in<E>(what: &str) -> impl Fn(E) -> Refusal {
    move |_| damaged(what)
}

impl<'b> Package<'b> {
    /// Opens the archive.
    pub(in crate::exchange::import) fn open(bytes: &'b [u8]) -> Result<Self, Refusal> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged_in("no archive"))?;
        if archive.len() > PARTS {
            return Err(Refusal::new("it has more parts than a document has"));
        }
        Ok(Self { archive, left: INFLATED })
    }

    /// Names of all parts, in order.
    pub(in crate::exchange::import) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> =
            self.archive.file_names().flatten().map(std::borrow::Cow::into_owned).collect();
        names.sort();
        names
    }

    /// The text of a part; `None` when there is none of this name.
    pub(in crate::exchange::import) fn part(
        &mut self,
        name: &str,
    ) -> Result<Option<String>, Refusal> {
        let Some(index) = self.archive.index_for_name(name) else { return Ok(None) };
        let file = self.archive.by_index(index).map_err(damaged_in(name))?;
        let mut bytes = Vec::new();
        file.take(self.left + 1).read_to_end(&mut bytes).map_err(damaged_in(name))?;
        self.left = self.left.checked_sub(bytes.len() as u64).ok_or_else(|| {
            Refusal::new(format!("it unpacks to more than {} MiB", INFLATED >> 20))
                .instead("save the text alone as docx or txt")
        })?;
        text_of(bytes).map(Some).ok_or_else(|| damaged(name))
    }
}

/// The text of a part: word processors write UTF-8; XML may be UTF-16 with a mark.
fn text_of(bytes: Vec<u8>) -> Option<String> {
    match encoding_rs::Encoding::for_bom(&bytes) {
        None => String::from_utf8(bytes).ok(),
        Some((encoding, mark)) => {
            let (text, broken) = encoding.decode_without_bom_handling(&bytes[mark..]);
            (!broken).then(|| text.into_owned())
        }
    }
}
