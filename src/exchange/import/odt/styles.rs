//! What the styles of an `OpenDocument` text say: bold, hidden, a break before the page; and whether
//! its pages have headers.

use crate::exchange::import::rich::xml::attribute;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;

/// Styles above each other at most; a circle ends here.
const CHAIN: usize = 12;

/// What a style says itself.
#[derive(Clone, Default, Debug)]
struct Style {
    parent: Option<String>,
    bold: Option<bool>,
    hidden: Option<bool>,
    breaks: Option<bool>,
}

/// The styles of a document, those for paragraphs, characters and sections apart.
#[derive(Clone, Default, Debug)]
pub(super) struct Styles {
    by_name: HashMap<(Family, String), Style>,
    /// Headers and footers with text in them.
    pub(super) headers: u64,
}

/// Names of styles are unique within a family.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Family {
    Paragraph,
    Text,
    Section,
}

impl Family {
    fn of(element: &BytesStart<'_>) -> Option<Self> {
        match attribute(element, "family")?.as_str() {
            "paragraph" => Some(Self::Paragraph),
            "text" => Some(Self::Text),
            "section" => Some(Self::Section),
            _ => None,
        }
    }
}

impl Styles {
    fn chain(
        &self,
        family: Family,
        name: &str,
        what: impl Fn(&Style) -> Option<bool>,
    ) -> Option<bool> {
        let mut key = (family, name.to_owned());
        for _ in 0..CHAIN {
            let style = self.by_name.get(&key)?;
            if let Some(found) = what(style) {
                return Some(found);
            }
            key.1.clone_from(style.parent.as_ref()?);
        }
        None
    }

    /// Whether text in this style is bold; `None` when the style does not say.
    pub(super) fn bold(&self, family: Family, name: &str) -> Option<bool> {
        self.chain(family, name, |style| style.bold)
    }

    /// Whether text in this style is hidden.
    pub(super) fn hidden(&self, family: Family, name: &str) -> bool {
        self.chain(family, name, |style| style.hidden).unwrap_or(false)
    }

    /// Whether a page breaks before a paragraph in this style.
    pub(super) fn breaks(&self, name: &str) -> bool {
        self.by_name
            .get(&(Family::Paragraph, name.to_owned()))
            .and_then(|style| style.breaks)
            .unwrap_or(false)
    }

    /// Reads the styles of a part; what cannot be read is passed over, for the words are elsewhere.
    pub(super) fn read(&mut self, xml: &str) {
        let mut reader = Reader::from_str(xml);
        let mut current: Option<((Family, String), Style)> = None;
        let mut header = false;
        let mut inked = false;
        while let Ok(event) = reader.read_event() {
            let closed = matches!(event, Event::Empty(_));
            match event {
                Event::Eof => break,
                Event::Start(element) | Event::Empty(element) => {
                    let name = element.local_name();
                    match (name.as_ref(), &mut current) {
                        // Behind this there are only words.
                        ("body", _) => break,
                        ("style", _) => {
                            let parent = attribute(&element, "parent-style-name");
                            let key = Family::of(&element).zip(attribute(&element, "name"));
                            current = key.map(|key| (key, Style { parent, ..Style::default() }));
                            if closed {
                                self.by_name.extend(current.take());
                            }
                        }
                        ("text-properties", Some((_, style))) => text_properties(style, &element),
                        ("paragraph-properties", Some((_, style))) => {
                            style.breaks = attribute(&element, "break-before")
                                .map(|kind| matches!(kind.as_str(), "page" | "column"));
                        }
                        ("section-properties", Some((_, style))) => {
                            style.hidden = attribute(&element, "display").map(|d| d == "none");
                        }
                        (
                            "header" | "footer" | "header-left" | "footer-left" | "header-first"
                            | "footer-first",
                            _,
                        ) => (header, inked) = (true, false),
                        _ => {}
                    }
                }
                Event::Text(text) if header => inked |= !text.xml10_content().trim().is_empty(),
                Event::End(element) => {
                    let name = element.local_name();
                    match name.as_ref() {
                        "style" => self.by_name.extend(current.take()),
                        "header" | "footer" | "header-left" | "footer-left" | "header-first"
                        | "footer-first" => {
                            self.headers += u64::from(header && inked);
                            header = false;
                        }
                        _ => {}
                    }
                }
                _ => {}
            }
        }
    }
}

fn text_properties(style: &mut Style, element: &BytesStart<'_>) {
    if let Some(weight) = attribute(element, "font-weight") {
        let heavy = weight.parse::<u16>().is_ok_and(|weight| weight >= 600);
        style.bold = Some(weight == "bold" || heavy);
    }
    if let Some(display) = attribute(element, "display") {
        style.hidden = Some(display == "none");
    }
}
