//! ELAN's files: tiers of timed annotations, one for each speaker.

use super::{Cues, Piece};
use crate::exchange::import::note;
use crate::model::Refusal;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;

/// Reads the annotations of all tiers in the order in which they begin.
///
/// # Errors
/// When it is broken, or holds more than a recording can have.
pub(super) fn read(text: &str) -> Result<Cues, Refusal> {
    let mut reader = Reader::from_str(text);
    let mut slots: HashMap<String, i64> = HashMap::new();
    let mut tier: Option<String> = None;
    let mut times: Option<(Option<i64>, Option<i64>)> = None;
    let mut words: Option<String> = None;
    let mut dependent = 0;
    let mut cues = Cues::default();
    loop {
        let broken = |error: &dyn std::fmt::Display| {
            Refusal::new(format!("it is damaged or no ELAN file: {error}"))
                .instead("save it again in ELAN, or export it from there as text")
        };
        match reader.read_event().map_err(|error| broken(&error))? {
            Event::Start(element) | Event::Empty(element) => match element.local_name().as_ref() {
                "TIME_SLOT" => {
                    if let (Some(id), Some(value)) =
                        (attribute(&element, "TIME_SLOT_ID"), attribute(&element, "TIME_VALUE"))
                    {
                        slots.insert(id, value.parse().unwrap_or_default());
                    }
                }
                "TIER" => {
                    let named = attribute(&element, "PARTICIPANT").filter(|n| !n.trim().is_empty());
                    tier = named.or_else(|| attribute(&element, "TIER_ID"));
                }
                "ALIGNABLE_ANNOTATION" => {
                    let slot = |name: &str| {
                        attribute(&element, name).and_then(|id| slots.get(&id).copied())
                    };
                    times = Some((slot("TIME_SLOT_REF1"), slot("TIME_SLOT_REF2")));
                }
                "ANNOTATION_VALUE" => words = Some(String::new()),
                _ => {}
            },
            Event::Text(piece) => {
                if let Some(words) = &mut words {
                    words.push_str(&piece.xml10_content());
                }
            }
            Event::GeneralRef(name) => {
                if let Some(words) = &mut words {
                    let name = name.into_inner();
                    words.push_str(&super::markup::entities(&format!("&{name};")));
                }
            }
            Event::End(element) if element.local_name().as_ref() == "ANNOTATION_VALUE" => {
                let said = words.take().unwrap_or_default();
                match times.take() {
                    Some((from, to)) => {
                        let voice = tier.clone();
                        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
                        cues.count += 1;
                        if !said.is_empty() {
                            cues.push(Piece { from, to, voice, words: said, apart: false })?;
                        }
                    }
                    // Translations, parts of speech and the like hang on another annotation.
                    None => dependent += 1,
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if dependent > 0 {
        let words = "annotations that hang on others (translations, glosses) were left out";
        cues.notes.push(note("dependent-annotation", dependent, words));
    }
    cues.pieces.sort_by_key(|piece| piece.from);
    Ok(cues)
}

/// The value of an attribute.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.try_get_attribute(name).ok()??;
    Some(super::markup::entities(&found.value).into_owned())
}
