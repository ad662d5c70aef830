//! Which paragraph and character styles are bold, numbered or hidden, and where the parts are.

use crate::exchange::import::rich::xml::attribute;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;

/// Styles above each other at most; a circle ends here.
const CHAIN: usize = 12;

#[derive(Clone, Default, Debug)]
struct Style {
    based_on: Option<String>,
    bold: Option<bool>,
    numbered: Option<bool>,
    hidden: Option<bool>,
}

/// The styles of a document.
#[derive(Clone, Default, Debug)]
pub(super) struct Styles {
    by_id: HashMap<String, Style>,
}

impl Styles {
    fn chain<T>(&self, id: &str, what: impl Fn(&Style) -> Option<T>) -> Option<T> {
        let mut id = id;
        for _ in 0..CHAIN {
            let style = self.by_id.get(id)?;
            if let Some(found) = what(style) {
                return Some(found);
            }
            id = style.based_on.as_deref()?;
        }
        None
    }

    /// Whether text in this style is bold; `None` when the style does not say.
    pub(super) fn bold(&self, id: &str) -> Option<bool> {
        self.chain(id, |style| style.bold)
    }

    /// Whether text in this style is not shown.
    pub(super) fn hidden(&self, id: &str) -> Option<bool> {
        self.chain(id, |style| style.hidden)
    }

    /// Whether paragraphs in this style are numbered.
    pub(super) fn numbered(&self, id: &str) -> bool {
        self.chain(id, |style| style.numbered).unwrap_or(false)
    }
}

/// A switch such as `<w:b/>` or `<w:b w:val="0"/>`.
pub(super) fn is_on(element: &BytesStart<'_>) -> bool {
    attribute(element, "val")
        .is_none_or(|value| !matches!(value.as_str(), "0" | "false" | "off" | "none"))
}

/// Reads the styles; what cannot be read is passed over.
pub(super) fn read(xml: &str) -> Styles {
    let mut reader = Reader::from_str(xml);
    let mut styles = Styles::default();
    let mut current: Option<(String, Style)> = None;
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Eof => break,
            Event::Start(element) | Event::Empty(element) => {
                let name = element.local_name();
                let value = || attribute(&element, "val");
                match (name.as_ref(), &mut current) {
                    ("style", _) => {
                        current = attribute(&element, "styleId").map(|id| (id, Style::default()));
                    }
                    ("basedOn", Some((_, style))) => style.based_on = value(),
                    ("b", Some((_, style))) => style.bold = Some(is_on(&element)),
                    ("vanish", Some((_, style))) => style.hidden = Some(is_on(&element)),
                    ("numId", Some((_, style))) => {
                        style.numbered = Some(value().is_some_and(|id| id != "0"));
                    }
                    _ => {}
                }
            }
            Event::End(element) if element.local_name().as_ref() == "style" => {
                styles.by_id.extend(current.take());
            }
            _ => {}
        }
    }
    styles
}

/// The part that relations name for what their type ends with, as they write it.
pub(super) fn target(xml: &str, what: &str) -> Option<String> {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => {
                let kind = attribute(&element, "Type").unwrap_or_default();
                if kind.rsplit_once('/').is_some_and(|(_, kind)| kind == what) {
                    return attribute(&element, "Target");
                }
            }
            Ok(Event::Eof) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}
