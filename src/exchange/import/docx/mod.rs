//! Word documents: text that reads as on the page, with what was left out in the receipt.
//!
//! An own reader, because the crates at hand lose tables, tabs, breaks or notes. Names are matched
//! without their namespace, so that the strict variant of the format is read as well.

use super::rich::package::{Package, damaged};
use super::rich::{append_notes, receipt, source};
use super::{Source, note};
use crate::model::Refusal;
use std::collections::HashMap;

mod styles;
mod walk;

#[cfg(test)]
pub(super) mod fixture;
#[cfg(test)]
mod tests;

/// A footnote or endnote that the text refers to.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum NoteId {
    Foot(String),
    End(String),
}

/// Reads a docx.
///
/// # Errors
/// When the package is damaged, cut short or too large.
pub(super) fn read(bytes: &[u8]) -> Result<Source, Refusal> {
    let mut package = Package::open(bytes)?;
    let main = main_part(&mut package)?;
    let folder = main.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let parts = Parts::of(&mut package, &main, &folder)?;
    let styles = match parts.read(&mut package, "styles")? {
        // They tell what is bold, numbered or hidden; a document without any still has its words.
        Some((_, xml)) => styles::read(&xml),
        None => styles::Styles::default(),
    };
    let xml = package.part(&main)?.ok_or_else(|| damaged("no text part"))?;
    let mut walker = walk::Walker::new(&styles);
    walker.read(&xml, &main)?;
    drop(xml);
    let mut notes = HashMap::new();
    for (what, element) in [("footnotes", "footnote"), ("endnotes", "endnote")] {
        if walker.refers_to_notes()
            && let Some((file, xml)) = parts.read(&mut package, what)?
        {
            notes.extend(walker.read_notes(&xml, &file, element)?);
        }
    }
    let (mut out, mut counts, references) = walker.finish();
    let notes_at = append_notes(&mut out, &references, &notes);
    counts.headers = headers(&mut package, &folder)?;
    let mut receipt = receipt(&counts, references.len(), out.cells.len() as u64);
    let lost = references.iter().filter(|id| !notes.contains_key(*id)).count();
    if lost > 0 {
        let text = "footnotes or endnotes that the text refers to are not in the file";
        receipt.push(note("lost-note", lost as u64, text));
    }
    source("docx", "UTF-8", out, notes_at, receipt)
}

/// The part that holds the text, as the package says, or where it always is.
fn main_part(package: &mut Package<'_>) -> Result<String, Refusal> {
    let usual = "word/document.xml".to_owned();
    let Some(xml) = relations(package, "_rels/.rels")? else { return Ok(usual) };
    let target = styles::target(&xml, "officeDocument");
    Ok(target.map_or(usual, |target| target.trim_start_matches('/').to_owned()))
}

/// The relations in a part. They only tell where other parts are: damaged ones are as good as none. What
/// is too large is refused all the same.
fn relations(package: &mut Package<'_>, name: &str) -> Result<Option<String>, Refusal> {
    match package.part(name) {
        Err(refusal) if refusal == damaged(name) => Ok(None),
        read => read,
    }
}

/// Where the parts beside the text are.
struct Parts {
    folder: String,
    /// The relations of the text; empty where there are none.
    relations: String,
}

impl Parts {
    fn of(package: &mut Package<'_>, main: &str, folder: &str) -> Result<Self, Refusal> {
        let file = main.strip_prefix(folder).unwrap_or(main);
        let relations = relations(package, &format!("{folder}_rels/{file}.rels"))?;
        Ok(Self { folder: folder.to_owned(), relations: relations.unwrap_or_default() })
    }

    /// The part for `styles`, `footnotes` or `endnotes` and its name: as the relations of the text say,
    /// which name it from the text's folder or from the top, or where it always is, also when what they
    /// name is not there.
    fn read(
        &self,
        package: &mut Package<'_>,
        what: &str,
    ) -> Result<Option<(String, String)>, Refusal> {
        let place = |target: String| match target.strip_prefix('/') {
            Some(whole) => whole.to_owned(),
            None => format!("{}{}", self.folder, target.trim_start_matches("./")),
        };
        let named = styles::target(&self.relations, what).map(place);
        let usual = format!("{}{what}.xml", self.folder);
        for name in named.into_iter().chain([usual]) {
            if let Some(xml) = package.part(&name)? {
                return Ok(Some((name, xml)));
            }
        }
        Ok(None)
    }
}

/// Headers and footers that hold text are named, not read.
fn headers(package: &mut Package<'_>, folder: &str) -> Result<u64, Refusal> {
    let mut count = 0;
    for name in package.names() {
        let Some(file) = name.strip_prefix(folder) else { continue };
        if (file.starts_with("header") || file.starts_with("footer"))
            && package.part(&name)?.is_some_and(|xml| xml.contains(":t>") || xml.contains(":t "))
        {
            count += 1;
        }
    }
    Ok(count)
}
