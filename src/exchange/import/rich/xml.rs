//! What reading XML in passes needs: attributes, characters, and leaving out an element whole.
//!
//! Entities beyond the five of XML are never expanded, so a file cannot grow while it is read.

use super::package::{damaged, damaged_in};
use crate::exchange::import::decode::SEPARATORS;
use crate::model::Refusal;
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// The value of an attribute, by its name without namespace.
pub(in crate::exchange::import) fn attribute(
    element: &BytesStart<'_>,
    name: &str,
) -> Option<String> {
    element.attributes().with_checks(false).flatten().find_map(|attribute| {
        let key = attribute.key.as_ref();
        let local = key.rsplit(':').next().unwrap_or(key);
        (local == name)
            .then(|| attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok())
            .flatten()
            .map(std::borrow::Cow::into_owned)
    })
}

/// The characters of a reference such as `&amp;` or `&#8230;`; an unknown one stays as it is.
pub(in crate::exchange::import) fn characters(reference: BytesRef<'_>) -> String {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return c.to_string();
    }
    match reference.into_inner().as_ref() {
        "amp" => "&".to_owned(),
        "lt" => "<".to_owned(),
        "gt" => ">".to_owned(),
        "quot" => "\"".to_owned(),
        "apos" => "'".to_owned(),
        other => format!("&{other};"),
    }
}

/// Reads to the end of the element that has just begun.
pub(in crate::exchange::import) fn skip(
    reader: &mut Reader<&[u8]>,
    part: &str,
) -> Result<(), Refusal> {
    let mut depth = 1_u64;
    while depth > 0 {
        match reader.read_event().map_err(damaged_in(part))? {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            Event::Eof => return Err(damaged(part)),
            _ => {}
        }
    }
    Ok(())
}

/// Words without characters that are none of a text: line ends in XML are white space, but the
/// characters that part lines and nothing else are soft breaks.
pub(in crate::exchange::import) fn clean(words: &str) -> std::borrow::Cow<'_, str> {
    if !words.contains(|c: char| c.is_control() || SEPARATORS.contains(&c)) {
        return words.into();
    }
    words
        .chars()
        .map(|c| match c {
            '\n' | '\r' => ' ',
            c if SEPARATORS.contains(&c) => '\n',
            c => c,
        })
        .filter(|c| matches!(c, '\t' | '\n') || !c.is_control())
        .collect::<String>()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_parts_lines_alone_is_a_soft_break() {
        let check = |words: &str, expected: &str| assert_eq!(clean(words), expected, "{words:?}");
        check("one two", "one two");
        check("one\r\ntwo\tthree\u{1}", "one  two\tthree");
        check("one\u{2028}two\u{2029}three", "one\ntwo\nthree");
        check("one\u{85}two\u{b}three", "one\ntwo\nthree");
    }
}
