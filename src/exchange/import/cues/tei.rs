//! Transcripts in TEI: utterances, `<u who="R">`.

use super::eaf::attribute;
use super::{Cues, markup};
use crate::exchange::import::note;
use crate::model::Refusal;
use quick_xml::Reader;
use quick_xml::events::Event;

/// Reads the utterances in order; what stands around them (the header, remarks) is counted.
///
/// # Errors
/// When it is broken, or holds more than a recording can have.
pub(super) fn read(text: &str) -> Result<Cues, Refusal> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let mut who: Option<String> = None;
    let mut words: Option<String> = None;
    let mut outside = 0;
    let mut cues = Cues::default();
    loop {
        let event = reader.read_event().map_err(|error| {
            Refusal::new(format!("it is damaged or no TEI: {error}"))
                .instead("export it as docx or txt")
        })?;
        match event {
            Event::Start(element) if element.local_name().as_ref() == "u" => {
                who = attribute(&element, "who").map(|who| who.trim_start_matches('#').to_owned());
                words = Some(String::new());
            }
            Event::Text(piece) => match &mut words {
                Some(words) => words.push_str(&piece.xml10_content()),
                None => outside += u64::from(!piece.trim().is_empty()),
            },
            Event::GeneralRef(name) => {
                if let Some(words) = &mut words {
                    words.push_str(&markup::entities(&format!("&{};", name.into_inner())));
                }
            }
            Event::End(element) if element.local_name().as_ref() == "u" => {
                let said = words.take().unwrap_or_default();
                let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
                cues.cue((None, None), who.take(), &said)?;
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if outside > 0 {
        let words = "pieces of text outside the utterances (header, remarks) were left out";
        cues.notes.push(note("header", outside, words));
    }
    Ok(cues)
}
