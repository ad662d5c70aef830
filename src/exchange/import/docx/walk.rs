//! One pass over the XML of a Word part.
//!
//! Not recursive: what is open lies on a stack of its own, so that a file nested a million deep is
//! refused instead of overflowing ours.

use super::NoteId;
use super::styles::{Styles, is_on};
use crate::exchange::import::decode;
use crate::exchange::import::rich::package::{damaged, damaged_in};
use crate::exchange::import::rich::xml::{attribute, characters, clean, skip};
use crate::exchange::import::rich::{Counts, Out, one_line, symbol};
use crate::model::Refusal;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;

/// Elements inside elements at most; Word needs a few dozen.
const DEPTH: usize = 1000;

/// A paragraph that is open.
#[derive(Clone, Default)]
struct Paragraph {
    /// How its runs look that do not say it themselves.
    look: Run,
    numbered: bool,
    /// Its end was deleted or moved away: the next paragraph goes on in its line.
    joins_next: bool,
    /// Text boxes that hang on it.
    boxes: Out,
    /// Length of the text where it began.
    start: usize,
}

/// A run that is open.
#[derive(Clone, Copy, Default, Debug)]
struct Run {
    bold: Option<bool>,
    /// As it says itself; in the look of a paragraph, as the paragraph's style says.
    hidden: Option<bool>,
    /// As its own style says.
    style_hidden: Option<bool>,
}

/// Reads the parts of one document.
pub(super) struct Walker<'s> {
    styles: &'s Styles,
    counts: Counts,
    references: Vec<NoteId>,
    out: Out,
    /// Texts that wait while a text box is read.
    waiting: Vec<Out>,
    paragraphs: Vec<Paragraph>,
    runs: Vec<Run>,
    /// For each open `AlternateContent`: one of its versions was taken.
    versions: Vec<bool>,
    /// Names of the open elements, for questions about the one above.
    open: Vec<Name>,
}

/// The elements whose being open matters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Name {
    Text,
    ParagraphProperties,
    RunProperties,
    Run,
    Other,
}

impl<'s> Walker<'s> {
    pub(super) fn new(styles: &'s Styles) -> Self {
        Self {
            styles,
            counts: Counts::default(),
            references: Vec::new(),
            out: Out::default(),
            waiting: Vec::new(),
            paragraphs: Vec::new(),
            runs: Vec::new(),
            versions: Vec::new(),
            open: Vec::new(),
        }
    }

    pub(super) fn refers_to_notes(&self) -> bool {
        !self.references.is_empty()
    }

    pub(super) fn finish(self) -> (Out, Counts, Vec<NoteId>) {
        (self.out, self.counts, self.references)
    }

    /// Reads a whole part into the text.
    pub(super) fn read(&mut self, xml: &str, part: &str) -> Result<(), Refusal> {
        self.walk(xml, part, &mut |_, _| {})
    }

    /// Reads footnotes or endnotes: each note's text by its id.
    pub(super) fn read_notes(
        &mut self,
        xml: &str,
        part: &str,
        element: &'static str,
    ) -> Result<HashMap<NoteId, String>, Refusal> {
        let main = std::mem::take(&mut self.out);
        let references = self.references.clone();
        let mut notes = HashMap::new();
        let mut id: Option<String> = None;
        let result = self.walk(xml, part, &mut |walker, tag| match tag {
            Tag::Start(start) if start.local_name().as_ref() == element => {
                walker.out = Out::default();
                id = attribute(start, "id");
            }
            Tag::End(name) if name == element => {
                let text = std::mem::take(&mut walker.out).text;
                if let Some(id) = id.take() {
                    let id = if element == "footnote" { NoteId::Foot(id) } else { NoteId::End(id) };
                    notes.insert(id, one_line(&text));
                }
            }
            _ => {}
        });
        self.out = main;
        // A note inside a note has no place of its own.
        self.references = references;
        result.map(|()| notes)
    }

    fn walk(
        &mut self,
        xml: &str,
        part: &str,
        watch: &mut dyn FnMut(&mut Self, Tag<'_>),
    ) -> Result<(), Refusal> {
        let mut reader = Reader::from_str(xml);
        self.open.clear();
        loop {
            let event = reader.read_event().map_err(damaged_in(part))?;
            match event {
                Event::Eof if self.open.is_empty() => return Ok(()),
                Event::Eof => return Err(damaged(part)),
                Event::Start(element) => {
                    if self.skips(&element) {
                        skip(&mut reader, part)?;
                        continue;
                    }
                    if self.open.len() >= DEPTH {
                        return Err(Refusal::new(
                            "its parts are nested deeper than in any document",
                        ));
                    }
                    watch(self, Tag::Start(&element));
                    let name = self.start(&element);
                    self.open.push(name);
                }
                Event::Empty(element) => {
                    let skipped = self.skips(&element);
                    if !skipped {
                        let name = self.start(&element);
                        self.open.push(name);
                        self.end(element.local_name().as_ref());
                        self.open.pop();
                    }
                }
                Event::End(element) => {
                    let name = element.local_name();
                    self.end(name.as_ref());
                    self.open.pop();
                    watch(self, Tag::End(name.as_ref()));
                }
                Event::Text(text) => self.words(&text.xml10_content()),
                Event::CData(text) => self.words(&text.into_inner()),
                Event::GeneralRef(reference) => {
                    self.words(&characters(reference));
                }
                _ => {}
            }
            if self.out.text.len() > decode::LIMIT {
                return Err(decode::too_long());
            }
        }
    }

    /// True for elements whose content is not read; counts them.
    fn skips(&mut self, element: &BytesStart<'_>) -> bool {
        match element.local_name().as_ref() {
            // In paragraph properties these are marks on the paragraph's end, not content.
            "del" | "moveFrom" if self.in_properties() => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.joins_next = true;
                }
                true
            }
            "ins" | "moveTo" if self.in_properties() => true,
            "del" => {
                self.counts.deletions += 1;
                true
            }
            "moveFrom" => {
                self.counts.moves += 1;
                true
            }
            "Choice" | "Fallback" => match self.versions.last_mut() {
                Some(taken) => std::mem::replace(taken, true),
                None => false,
            },
            "altChunk" => {
                self.counts.chunks += 1;
                true
            }
            "OLEObject" => {
                self.counts.objects += 1;
                true
            }
            "footnote" | "endnote" => attribute(element, "type").is_some_and(|kind| {
                matches!(
                    kind.as_str(),
                    "separator" | "continuationSeparator" | "continuationNotice"
                )
            }),
            "instrText" | "delInstrText" | "delText" | "sectPr" | "rPrChange" | "pPrChange"
            | "tblPr" | "tblGrid" | "tcPr" | "trPr" | "tabs" | "sdtPr" | "sdtEndPr" | "rt"
            | "docDefaults" | "ffData" | "tblPrEx" | "customXmlPr" | "smartTagPr" => true,
            _ => false,
        }
    }

    fn in_properties(&self) -> bool {
        self.open
            .iter()
            .rev()
            .take(3)
            .any(|name| matches!(name, Name::ParagraphProperties | Name::RunProperties))
    }

    fn above(&self) -> Name {
        self.open.last().copied().unwrap_or(Name::Other)
    }

    fn start(&mut self, element: &BytesStart<'_>) -> Name {
        match element.local_name().as_ref() {
            "p" => {
                let start = self.out.text.len();
                self.paragraphs.push(Paragraph { start, ..Paragraph::default() });
            }
            "pPr" => return Name::ParagraphProperties,
            "r" => {
                self.runs.push(Run::default());
                return Name::Run;
            }
            "rPr" => return Name::RunProperties,
            "t" => return Name::Text,
            "txbxContent" => {
                self.counts.text_boxes += 1;
                self.waiting.push(std::mem::take(&mut self.out));
            }
            "tbl" => {
                self.counts.tables += 1;
                self.out.begin_table();
            }
            "tr" => self.out.begin_row(),
            "tc" => self.out.begin_cell(),
            "AlternateContent" => self.versions.push(false),
            "ins" => self.counts.insertions += 1,
            "blip" | "imagedata" => self.counts.images += 1,
            "commentReference" => self.counts.comments += 1,
            "footnoteReference" => self.reference(element, NoteId::Foot),
            "endnoteReference" => self.reference(element, NoteId::End),
            other => self.property_or_sign(other, element),
        }
        Name::Other
    }

    fn property_or_sign(&mut self, name: &str, element: &BytesStart<'_>) {
        let value = || attribute(element, "val").unwrap_or_default();
        match (self.above(), name) {
            (Name::RunProperties, "b") if self.open.iter().rev().nth(1) == Some(&Name::Run) => {
                if let Some(run) = self.runs.last_mut() {
                    run.bold = Some(is_on(element));
                }
            }
            (Name::RunProperties, "rStyle") => {
                let style = value();
                let (bold, hidden) = (self.styles.bold(&style), self.styles.hidden(&style));
                if let Some(run) = self.runs.last_mut() {
                    run.bold = run.bold.or(bold);
                    run.style_hidden = hidden;
                }
            }
            (Name::RunProperties, "vanish") => {
                if let Some(run) = self.runs.last_mut() {
                    run.hidden = Some(is_on(element));
                }
            }
            (Name::ParagraphProperties, "pStyle") => {
                let style = value();
                let (bold, numbered) = (self.styles.bold(&style), self.styles.numbered(&style));
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.look.bold = bold;
                    paragraph.look.hidden = self.styles.hidden(&style);
                    paragraph.numbered |= numbered;
                }
            }
            (_, "numId") => {
                let numbered = value() != "0";
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.numbered = numbered;
                }
            }
            (Name::Run, "tab" | "ptab") => self.sign("\t"),
            (Name::Run, "br") => {
                let kind = attribute(element, "type").unwrap_or_default();
                self.counts.page_breaks += u64::from(matches!(kind.as_str(), "page" | "column"));
                self.sign("\n");
            }
            (Name::Run, "cr") => self.sign("\n"),
            (Name::Run, "noBreakHyphen") => self.sign("\u{2011}"),
            (Name::Run, "sym") => self.symbol(element),
            _ => {}
        }
    }

    /// True where the open run is not shown: it says so itself, or its style, or that of its paragraph.
    fn is_hidden(&self) -> bool {
        let run = self.runs.last().copied().unwrap_or_default();
        let paragraph = || self.paragraphs.last()?.look.hidden;
        run.hidden.or(run.style_hidden).or_else(paragraph).unwrap_or(false)
    }

    /// Adds signs or words in the look of the open run.
    fn sign(&mut self, words: &str) {
        let run = self.runs.last().copied().unwrap_or_default();
        if self.is_hidden() {
            return;
        }
        let bold = run.bold.or_else(|| self.paragraphs.last()?.look.bold).unwrap_or(false);
        self.out.push(words, bold);
    }

    fn words(&mut self, words: &str) {
        if self.above() != Name::Text {
            return;
        }
        if self.is_hidden() {
            self.counts.hidden += 1;
            return;
        }
        self.sign(&clean(words));
    }

    /// A character of a symbol font.
    fn symbol(&mut self, element: &BytesStart<'_>) {
        let code = attribute(element, "char").and_then(|hex| u32::from_str_radix(&hex, 16).ok());
        let c = code.map_or('\u{fffd}', symbol);
        self.counts.symbols += 1;
        self.sign(c.encode_utf8(&mut [0; 4]));
    }

    fn reference(&mut self, element: &BytesStart<'_>, kind: fn(String) -> NoteId) {
        if let Some(id) = attribute(element, "id") {
            self.references.push(kind(id));
            let sign = format!("[{}]", self.references.len());
            self.out.aside(&sign);
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "p" => self.end_paragraph(),
            "r" => {
                self.runs.pop();
            }
            "tc" => self.out.end_cell(),
            "tr" => self.out.end_row(),
            "tbl" => self.out.end_table(),
            "txbxContent" => {
                if let Some(before) = self.waiting.pop() {
                    let text_box = std::mem::replace(&mut self.out, before);
                    match self.paragraphs.last_mut() {
                        Some(paragraph) => paragraph.boxes.append(&text_box),
                        None => self.out.append(&text_box),
                    }
                }
            }
            "AlternateContent" => {
                self.versions.pop();
            }
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let Some(paragraph) = self.paragraphs.pop() else { return };
        let inked = self.out.text.len() > paragraph.start;
        self.counts.numbered += u64::from(paragraph.numbered && inked);
        if paragraph.joins_next && paragraph.boxes.text.is_empty() {
            // Word would glue the words; we never do.
            if self.out.text.ends_with(char::is_alphanumeric) {
                self.out.push(" ", false);
            }
            return;
        }
        self.out.push("\n", false);
        self.out.append(&paragraph.boxes);
    }
}

/// What a watcher of the walk sees.
enum Tag<'e> {
    Start(&'e BytesStart<'e>),
    End(&'e str),
}
