//! `OpenDocument` texts, zipped (odt) or as one flat file (fodt), in the manner of the Word reader.
//!
//! An own reader, because there is no crate that reads them. Names are matched without their
//! namespace.

use super::Source;
use super::rich::package::{Package, damaged};
use super::rich::xml::attribute;
use super::rich::{append_notes, receipt, source};
use crate::model::Refusal;
use quick_xml::Reader;
use quick_xml::events::Event;

mod styles;
mod walk;

#[cfg(test)]
mod tests;

/// Reads an odt.
///
/// # Errors
/// When the package is damaged, cut short, too large, or locked with a password.
pub(super) fn read(bytes: &[u8]) -> Result<Source, Refusal> {
    let mut package = Package::open(bytes)?;
    if let Some(manifest) = package.part("META-INF/manifest.xml")?
        && is_locked(&manifest)
    {
        return Err(Refusal::new("it is locked with a password")
            .instead("open it in the word processor and save it without one"));
    }
    let mut styles = styles::Styles::default();
    if let Some(xml) = package.part("styles.xml")? {
        styles.read(&xml);
    }
    let xml = package.part("content.xml")?.ok_or_else(|| damaged("no text part"))?;
    text(&xml, "content.xml", styles)
}

/// Reads an fodt.
///
/// # Errors
/// When the file is damaged, cut short or too large.
pub(super) fn read_flat(xml: &str) -> Result<Source, Refusal> {
    text(xml, "office:document", styles::Styles::default())
}

fn text(xml: &str, part: &str, mut styles: styles::Styles) -> Result<Source, Refusal> {
    styles.read(xml);
    let mut walker = walk::Walker::new(&styles);
    walker.read(xml, part)?;
    let (mut out, mut counts, references, notes) = walker.finish();
    let notes_at = append_notes(&mut out, &references, &notes);
    counts.headers = styles.headers;
    let receipt = receipt(&counts, references.len(), out.cells.len() as u64);
    source("odt", "UTF-8", out, notes_at, receipt)
}

/// True when the manifest of a package says that a part is encrypted.
fn is_locked(manifest: &str) -> bool {
    let mut reader = Reader::from_str(manifest);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => {
                let name = element.local_name();
                let path = attribute(&element, "full-path").unwrap_or_default();
                if name.as_ref() == "encryption-data" || path == "encrypted-package" {
                    return true;
                }
            }
            Ok(Event::Eof) | Err(_) => return false,
            Ok(_) => {}
        }
    }
}
