//! One pass over the words of an `OpenDocument` text.
//!
//! Not recursive, as the Word reader: what is open lies on a stack of its own.

use super::styles::{Family, Styles};
use crate::exchange::import::decode;
use crate::exchange::import::rich::package::{damaged, damaged_in};
use crate::exchange::import::rich::xml::{attribute, characters, clean, skip};
use crate::exchange::import::rich::{Counts, Out, one_line};
use crate::model::Refusal;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::{HashMap, HashSet};

/// Elements inside elements at most; a word processor needs a few dozen.
const DEPTH: usize = 1000;

/// Spaces that one element stands for at most.
const SPACES: usize = 200;

/// A paragraph that is open.
#[expect(clippy::struct_excessive_bools, reason = "each says one thing by itself")]
#[derive(Clone, Default)]
struct Paragraph {
    bold: bool,
    hidden: bool,
    numbered: bool,
    /// Text boxes that hang on it.
    boxes: Out,
    /// Length of the text where it began.
    start: usize,
    /// White space at its beginning and behind other white space does not count.
    after_space: bool,
}

/// An element that is open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Paragraph,
    /// Its words are bold or hidden when it says so.
    Span {
        bold: Option<bool>,
        hidden: bool,
    },
    Note,
    TextBox,
    Table,
    Row,
    Cell,
    Item,
    Other,
}

/// Reads the words of one document.
pub(super) struct Walker<'s> {
    styles: &'s Styles,
    counts: Counts,
    out: Out,
    /// Texts that wait while a text box or a note is read.
    waiting: Vec<Out>,
    paragraphs: Vec<Paragraph>,
    open: Vec<Open>,
    /// The next paragraph is the first of a list item.
    item: bool,
    /// The open frame holds an embedded object.
    object: bool,
    /// Deletions that took the end of a paragraph with them.
    joins: HashSet<String>,
    references: Vec<usize>,
    notes: HashMap<usize, String>,
    /// The note that is being read, by the place of its text among those that wait.
    reading: Vec<usize>,
}

/// What was read: the text, the counts, the numbers of the notes in order, and the notes.
pub(super) type Read = (Out, Counts, Vec<usize>, HashMap<usize, String>);

impl<'s> Walker<'s> {
    pub(super) fn new(styles: &'s Styles) -> Self {
        Self {
            styles,
            counts: Counts::default(),
            out: Out::default(),
            waiting: Vec::new(),
            paragraphs: Vec::new(),
            open: Vec::new(),
            item: false,
            object: false,
            joins: HashSet::new(),
            references: Vec::new(),
            notes: HashMap::new(),
            reading: Vec::new(),
        }
    }

    pub(super) fn finish(self) -> Read {
        (self.out, self.counts, self.references, self.notes)
    }

    /// Reads a part, or a flat file, from its body on.
    pub(super) fn read(&mut self, xml: &str, part: &str) -> Result<(), Refusal> {
        let mut reader = Reader::from_str(xml);
        loop {
            match reader.read_event().map_err(damaged_in(part))? {
                Event::Eof if self.open.is_empty() => return Ok(()),
                Event::Eof => return Err(damaged(part)),
                Event::Start(element) => {
                    if element.local_name().as_ref() == "tracked-changes" {
                        self.changes(&mut reader, part)?;
                    } else if self.skips(&element) {
                        skip(&mut reader, part)?;
                    } else if self.open.len() >= DEPTH {
                        return Err(Refusal::new(
                            "its parts are nested deeper than in any document",
                        ));
                    } else {
                        let open = self.start(&element);
                        self.open.push(open);
                    }
                }
                Event::Empty(element) if self.skips(&element) => {}
                Event::Empty(element) => {
                    let open = self.start(&element);
                    self.end(open);
                }
                Event::End(_) => {
                    if let Some(open) = self.open.pop() {
                        self.end(open);
                    }
                }
                Event::Text(text) => self.words(&text.xml10_content()),
                Event::CData(text) => self.words(&text.into_inner()),
                Event::GeneralRef(reference) => self.words(&characters(reference)),
                _ => {}
            }
            if self.out.text.len() > decode::LIMIT {
                return Err(decode::too_long());
            }
        }
    }

    /// Counts what was changed; deleted text lies here and nowhere else.
    fn changes(&mut self, reader: &mut Reader<&[u8]>, part: &str) -> Result<(), Refusal> {
        let mut depth = 1_u64;
        let (mut id, mut deleted, mut paragraphs) = (None, false, 0);
        while depth > 0 {
            match reader.read_event().map_err(damaged_in(part))? {
                Event::Start(element) => {
                    depth += 1;
                    match element.local_name().as_ref() {
                        "changed-region" => {
                            id = attribute(&element, "id");
                            (deleted, paragraphs) = (false, 0);
                        }
                        "deletion" => {
                            self.counts.deletions += 1;
                            deleted = true;
                        }
                        "insertion" => self.counts.insertions += 1,
                        "p" | "h" if deleted => paragraphs += 1,
                        _ => {}
                    }
                }
                Event::Empty(element) => match element.local_name().as_ref() {
                    "p" | "h" => paragraphs += 1,
                    "deletion" => self.counts.deletions += 1,
                    "insertion" => self.counts.insertions += 1,
                    _ => {}
                },
                Event::End(element) => {
                    depth -= 1;
                    if element.local_name().as_ref() == "changed-region"
                        && deleted
                        && paragraphs > 1
                    {
                        self.joins.extend(id.take());
                    }
                }
                Event::Eof => return Err(damaged(part)),
                _ => {}
            }
        }
        Ok(())
    }

    /// True for elements whose content is not read; counts them.
    fn skips(&mut self, element: &BytesStart<'_>) -> bool {
        let name = element.local_name();
        let count = match name.as_ref() {
            "annotation" => &mut self.counts.comments,
            // Beside an object lies a picture of it.
            "image" if self.object => return true,
            "image" => &mut self.counts.images,
            "object" | "object-ole" | "math" | "applet" | "plugin" | "floating-frame" => {
                self.object = true;
                &mut self.counts.objects
            }
            "hidden-text" | "hidden-paragraph" => &mut self.counts.hidden,
            "section" if self.is_hidden_section(element) => &mut self.counts.hidden,
            // `text:title` and `text:meta` hold words.
            "title" | "desc" => return element.name().as_ref().starts_with("svg:"),
            "meta" => return element.name().as_ref().starts_with("office:"),
            "styles"
            | "automatic-styles"
            | "master-styles"
            | "font-face-decls"
            | "forms"
            | "settings"
            | "scripts"
            | "script"
            | "note-citation"
            | "ruby-text"
            | "number"
            | "binary-data"
            | "table-of-content-source"
            | "illustration-index-source"
            | "table-index-source"
            | "object-index-source"
            | "user-index-source"
            | "alphabetical-index-source"
            | "bibliography-source"
            | "glue-point"
            | "event-listeners"
            | "dde-connection-decls" => return true,
            _ => return false,
        };
        *count += 1;
        true
    }

    fn is_hidden_section(&self, element: &BytesStart<'_>) -> bool {
        attribute(element, "display").is_some_and(|display| display == "none")
            || attribute(element, "style-name")
                .is_some_and(|style| self.styles.hidden(Family::Section, &style))
    }

    fn start(&mut self, element: &BytesStart<'_>) -> Open {
        let style = || attribute(element, "style-name").unwrap_or_default();
        match element.local_name().as_ref() {
            "p" | "h" => {
                let style = style();
                self.counts.page_breaks +=
                    u64::from(self.styles.breaks(&style) && !self.out.text.is_empty());
                self.paragraphs.push(Paragraph {
                    bold: self.styles.bold(Family::Paragraph, &style).unwrap_or(false),
                    hidden: self.styles.hidden(Family::Paragraph, &style),
                    numbered: std::mem::take(&mut self.item),
                    start: self.out.text.len(),
                    after_space: true,
                    ..Paragraph::default()
                });
                return Open::Paragraph;
            }
            "span" => {
                let style = style();
                return Open::Span {
                    bold: self.styles.bold(Family::Text, &style),
                    hidden: self.styles.hidden(Family::Text, &style),
                };
            }
            "s" => {
                let count = attribute(element, "c").and_then(|c| c.parse().ok()).unwrap_or(1);
                self.sign(&" ".repeat(std::cmp::min(count, SPACES)));
            }
            "tab" => self.sign("\t"),
            "line-break" => self.sign("\n"),
            "change" => {
                let joined =
                    attribute(element, "change-id").is_some_and(|id| self.joins.contains(&id));
                // The program would glue the words; we never do.
                if joined && self.out.text.ends_with(char::is_alphanumeric) {
                    self.sign(" ");
                }
            }
            "note" => {
                let number = self.notes.len() + self.reading.len() + 1;
                self.references.push(number);
                let sign = format!("[{}]", self.references.len());
                self.out.aside(&sign);
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.after_space = false;
                }
                self.reading.push(number);
                self.waiting.push(std::mem::take(&mut self.out));
                return Open::Note;
            }
            "text-box" | "custom-shape" | "rect" | "ellipse" | "circle" | "polygon"
            | "polyline" | "path" | "regular-polygon" | "caption" | "connector" | "line"
            | "measure" => {
                self.waiting.push(std::mem::take(&mut self.out));
                return Open::TextBox;
            }
            "table" => {
                self.counts.tables += 1;
                self.out.begin_table();
                return Open::Table;
            }
            "table-row" => {
                self.out.begin_row();
                return Open::Row;
            }
            "table-cell" | "covered-table-cell" => {
                self.out.begin_cell();
                return Open::Cell;
            }
            "frame" => self.object = false,
            "list-item" => {
                self.item = true;
                return Open::Item;
            }
            _ => {}
        }
        Open::Other
    }

    /// Adds signs or words in the look of what is open.
    fn sign(&mut self, words: &str) {
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        let (mut bold, mut hidden) = (None, paragraph.hidden);
        for open in self.open.iter().rev() {
            match open {
                Open::Span { bold: says, hidden: hides } => {
                    bold = bold.or(*says);
                    hidden |= *hides;
                }
                Open::Paragraph => break,
                _ => {}
            }
        }
        if hidden {
            self.counts.hidden += 1;
            return;
        }
        paragraph.after_space = false;
        self.out.push(words, bold.unwrap_or(paragraph.bold));
    }

    /// Adds words; white space between elements is none of them, and much of it counts as one.
    fn words(&mut self, words: &str) {
        let Some(paragraph) = self.paragraphs.last() else { return };
        let blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
        let mut kept = String::with_capacity(words.len());
        let mut after = paragraph.after_space;
        for c in clean(words).chars() {
            if !blank(c) {
                kept.push(c);
            } else if !after {
                kept.push(' ');
            }
            after = blank(c);
        }
        if !kept.is_empty() {
            self.sign(&kept);
        }
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.after_space = after;
        }
    }

    fn end(&mut self, open: Open) {
        match open {
            Open::Paragraph => {
                let Some(paragraph) = self.paragraphs.pop() else { return };
                let inked = self.out.text.len() > paragraph.start;
                self.counts.numbered += u64::from(paragraph.numbered && inked);
                self.out.push("\n", false);
                self.out.append(&paragraph.boxes);
            }
            Open::Cell => self.out.end_cell(),
            Open::Row => self.out.end_row(),
            Open::Table => self.out.end_table(),
            Open::Item => self.item = false,
            Open::Note => {
                if let (Some(number), Some(before)) = (self.reading.pop(), self.waiting.pop()) {
                    let note = std::mem::replace(&mut self.out, before);
                    self.notes.insert(number, one_line(&note.text));
                }
            }
            Open::TextBox => {
                if let Some(before) = self.waiting.pop() {
                    let text_box = std::mem::replace(&mut self.out, before);
                    if text_box.text.trim().is_empty() {
                        return;
                    }
                    self.counts.text_boxes += 1;
                    match self.paragraphs.last_mut() {
                        Some(paragraph) => paragraph.boxes.append(&text_box),
                        None => self.out.append(&text_box),
                    }
                }
            }
            Open::Span { .. } | Open::Other => {}
        }
    }
}
