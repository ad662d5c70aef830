//! Bytes to text: which encoding, and LF line ends without a byte-order mark.

use super::note;
use crate::model::{ReceiptNote, Refusal};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Text of a document at most, in bytes of UTF-8. An hour of talk is about 60 KB.
pub(crate) const LIMIT: usize = 64 << 20;

/// What ends a line in some programs, beside CR and LF: the line break of a word processor, NEL, and the
/// separators of lines and paragraphs.
pub(crate) const SEPARATORS: [char; 4] = ['\u{b}', '\u{85}', '\u{2028}', '\u{2029}'];

/// A text and how it was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Decoded {
    /// LF line ends, no byte-order mark.
    pub(crate) text: String,
    /// Name of the encoding.
    pub(crate) encoding: &'static str,
    /// What was changed.
    pub(crate) notes: Vec<ReceiptNote>,
}

/// Reads a text: by its byte-order mark, as strict UTF-8, or by the look of its bytes.
///
/// # Errors
/// When it is no text, or more of it than a document holds.
pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded, Refusal> {
    decode_up_to(bytes, LIMIT).map(parted)
}

/// As [`decode`], in the encoding that was decided, where one was.
///
/// # Errors
/// When there is no encoding of this name, or as [`decode`].
pub(crate) fn decode_as(bytes: &[u8], label: Option<&str>) -> Result<Decoded, Refusal> {
    decode_table(bytes, label).map(parted)
}

/// As [`decode_as`], with [`SEPARATORS`] left as they are: in a table they part lines inside a cell, and
/// must not end its row.
///
/// # Errors
/// As [`decode_as`].
pub(crate) fn decode_table(bytes: &[u8], label: Option<&str>) -> Result<Decoded, Refusal> {
    match label {
        Some(label) => decode_in(bytes, encoding_named(label)?, LIMIT),
        None => decode_up_to(bytes, LIMIT),
    }
}

/// The encoding the web knows under this name.
///
/// # Errors
/// A refusal that names some.
pub(crate) fn encoding_named(label: &str) -> Result<&'static Encoding, Refusal> {
    Encoding::for_label_no_replacement(label.as_bytes()).ok_or_else(|| {
        let name: String = label.chars().take(40).collect();
        Refusal::new(format!("no encoding is called {name}"))
            .instead("use for example utf-8, windows-1252, iso-8859-15, macintosh or utf-16le")
    })
}

fn decode_in(bytes: &[u8], encoding: &'static Encoding, limit: usize) -> Result<Decoded, Refusal> {
    let wide = encoding == UTF_16LE || encoding == UTF_16BE;
    if bytes.len() > if wide { limit * 2 } else { limit } {
        return Err(longer_than(limit));
    }
    if !wide && looks_binary(bytes) {
        return Err(Refusal::new("this is not text"));
    }
    let marked = Encoding::for_bom(bytes).is_some_and(|(of_mark, _)| of_mark == encoding);
    let (text, _) = encoding.decode_with_bom_removal(bytes);
    if text.len() > limit {
        return Err(longer_than(limit));
    }
    if wide && text.contains('\0') {
        return Err(Refusal::new(format!("this is not text in {}", encoding.name())));
    }
    let mut notes = Vec::new();
    if marked {
        notes.push(note("byte-order-mark", 1, "the byte-order mark was removed"));
    }
    let unreadable = text.chars().filter(|&c| c == '\u{fffd}').count();
    if unreadable > 0 {
        let words = format!(
            "{unreadable} places cannot be read as {}: they show \u{fffd}",
            encoding.name()
        );
        notes.push(note("unreadable", unreadable as u64, words));
    }
    let (text, ends) = line_feeds(text.into_owned());
    if ends > 0 {
        notes.push(note("line-ends", ends, "line ends were made line feeds"));
    }
    Ok(Decoded { text, encoding: encoding.name(), notes })
}

/// As [`decode`], with another limit and [`SEPARATORS`] left as they are.
pub(crate) fn decode_up_to(bytes: &[u8], limit: usize) -> Result<Decoded, Refusal> {
    let (encoding, mark) =
        Encoding::for_bom(bytes).map_or((wide_without_mark(bytes), 0), |(e, n)| (Some(e), n));
    let body = bytes.get(mark..).unwrap_or_default();
    let wide = encoding.is_some_and(|e| e == UTF_16LE || e == UTF_16BE);
    if body.len() > if wide { limit * 2 } else { limit } {
        return Err(longer_than(limit));
    }
    if !wide && looks_binary(body) {
        return Err(Refusal::new("this is not text"));
    }
    let (text, encoding) = match encoding {
        Some(encoding) => {
            let (text, broken) = encoding.decode_without_bom_handling(body);
            if broken {
                let name = encoding.name();
                return Err(Refusal::new(format!(
                    "this begins like {name}, but is not all {name}"
                ))
                .instead("save it again as UTF-8"));
            }
            (text.into_owned(), encoding)
        }
        None => match std::str::from_utf8(body) {
            Ok(text) => (text.to_owned(), UTF_8),
            Err(_) => guess(body),
        },
    };
    if text.len() > limit {
        return Err(longer_than(limit));
    }
    if wide && text.contains('\0') {
        return Err(Refusal::new("this is not text"));
    }
    let mut notes = Vec::new();
    if mark > 0 {
        notes.push(note("byte-order-mark", 1, "the byte-order mark was removed"));
    }
    if encoding != UTF_8 {
        let how = if mark > 0 {
            "by its byte-order mark"
        } else {
            "by the look of its bytes: check the accents"
        };
        notes.push(note("encoding", 1, format!("read as {}, {how}", encoding.name())));
    }
    let (text, ends) = line_feeds(text);
    if ends > 0 {
        notes.push(note("line-ends", ends, "line ends were made line feeds"));
    }
    Ok(Decoded { text, encoding: encoding.name(), notes })
}

pub(super) fn too_long() -> Refusal {
    longer_than(LIMIT)
}

fn longer_than(limit: usize) -> Refusal {
    Refusal::new(format!("there is more than {} MiB of text in it", limit >> 20))
        .instead("split it into several files")
}

fn guess(bytes: &[u8]) -> (String, &'static Encoding) {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, chardetng::Utf8Detection::Allow);
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    (text.into_owned(), encoding)
}

/// UTF-16 that does not say so: in text of western scripts every second byte is 0 there.
fn wide_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let pairs = bytes.get(..bytes.len().min(4096)).unwrap_or_default().chunks_exact(2);
    let (mut low, mut high, count) = (0, 0, pairs.len());
    for pair in pairs {
        low += usize::from(pair[0] != 0 && pair[1] == 0);
        high += usize::from(pair[0] == 0 && pair[1] != 0);
    }
    let most = |part: usize| count >= 4 && bytes.len().is_multiple_of(2) && part * 10 >= count * 8;
    if most(low) {
        Some(UTF_16LE)
    } else if most(high) {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// True when there is a NUL, or more control characters than a text has.
fn looks_binary(bytes: &[u8]) -> bool {
    if bytes.contains(&0) {
        return true;
    }
    let control =
        bytes.iter().filter(|&&b| (b < 0x20 && !matches!(b, 9..=13)) || b == 0x7f).count();
    control * 100 > bytes.len()
}

/// CRLF and lone CR become LF; gives how many did.
fn line_feeds(text: String) -> (String, u64) {
    let ends = text.bytes().filter(|&b| b == b'\r').count();
    if ends == 0 {
        return (text, 0);
    }
    (text.replace("\r\n", "\n").replace('\r', "\n"), ends as u64)
}

/// [`SEPARATORS`] become LF, too, and count as line ends.
fn parted(mut decoded: Decoded) -> Decoded {
    let ends = decoded.text.matches(SEPARATORS).count() as u64;
    // A line feed inside a string is no json.
    if ends == 0 || is_json(&decoded.text) {
        return decoded;
    }
    decoded.text = decoded.text.replace(SEPARATORS, "\n");
    match decoded.notes.iter_mut().find(|told| told.what == "line-ends") {
        Some(told) => told.count += ends,
        None => decoded.notes.push(note("line-ends", ends, "line ends were made line feeds")),
    }
    decoded
}

/// Begins as only json does: a transcript may begin with a time in square brackets.
fn is_json(text: &str) -> bool {
    let text = text.trim_start();
    let list = text.strip_prefix('[').map(str::trim_start);
    text.starts_with('{') || list.is_some_and(|rest| rest.starts_with(['{', '[', '"']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_encoding_is_read() {
        let check = |bytes: &[u8], expected: Result<(&str, &str), &str>| {
            let got = decode(bytes).map(|d| (d.text, d.encoding)).map_err(|refusal| refusal.why);
            let got =
                got.as_ref().map(|(text, name)| (text.as_str(), *name)).map_err(String::as_str);
            assert_eq!(got, expected, "{bytes:?}");
        };
        check("Café\r\nx\ry".as_bytes(), Ok(("Café\nx\ny", "UTF-8")));
        check("a\u{2028}b\u{2029}c\u{85}d\u{b}e".as_bytes(), Ok(("a\nb\nc\nd\ne", "UTF-8")));
        let json = "[{\"a\":\"b\u{2028}c\"}]";
        check(json.as_bytes(), Ok((json, "UTF-8")));
        check(b"\xef\xbb\xbfINT: a", Ok(("INT: a", "UTF-8")));
        check(b"\xff\xfeI\0\xe9\0", Ok(("Ié", "UTF-16LE")));
        check(b"\xfe\xff\0I\0\xe9", Ok(("Ié", "UTF-16BE")));
        check(
            b"Caf\xe9 tables, na\xefve words, d\xe9j\xe0 vu",
            Ok(("Café tables, naïve words, déjà vu", "windows-1252")),
        );
        let wide = |text: &str| text.encode_utf16().collect::<Vec<_>>();
        let low: Vec<u8> = wide("INT: Café?").into_iter().flat_map(u16::to_le_bytes).collect();
        let high: Vec<u8> = wide("INT: Café?").into_iter().flat_map(u16::to_be_bytes).collect();
        check(&low, Ok(("INT: Café?", "UTF-16LE")));
        check(&high, Ok(("INT: Café?", "UTF-16BE")));
        check(&low[..low.len() - 1], Err("this is not text"));
        check(b"a\0b\0c\0\0\0e\0f\0g\0h\0", Err("this is not text"));
        check(b"a\0b", Err("this is not text"));
        check(b"\x01\x02\x03\x04abc", Err("this is not text"));
        check(b"\xff\xfe\x00\xd8", Err("this begins like UTF-16LE, but is not all UTF-16LE"));
        check(b"", Ok(("", "UTF-8")));
    }

    #[test]
    fn line_ends_of_every_kind_are_counted() {
        let check = |text: &str, expected: u64| {
            let notes = decode(text.as_bytes()).unwrap().notes;
            let counts: Vec<u64> =
                notes.iter().filter(|n| n.what == "line-ends").map(|n| n.count).collect();
            assert_eq!(counts.iter().sum::<u64>(), expected, "{text:?}");
            assert!(counts.len() < 2, "{text:?}");
        };
        check("a\nb", 0);
        check("a\r\nb\rc", 2);
        check("a\u{2028}b\u{85}c", 2);
        check("a\r\nb\u{2029}c\u{b}d", 3);
        // Inside the cells of a table they stay.
        let table = decode_table("a\u{b}b,c\r\n".as_bytes(), None).unwrap();
        assert_eq!(table.text, "a\u{b}b,c\n");
    }

    #[test]
    fn an_encoding_can_be_decided() {
        let check = |bytes: &[u8], label: &str, expected: Result<&str, &str>| {
            let got = decode_as(bytes, Some(label)).map_err(|refusal| refusal.to_string());
            match (&got, expected) {
                (Ok(decoded), Ok(text)) => assert_eq!(decoded.text, text, "{label}"),
                (Err(why), Err(part)) => assert!(why.contains(part), "{why}"),
                _ => panic!("{label}: {got:?}"),
            }
        };
        check(b"na\x95ve", "macintosh", Ok("naïve"));
        check(b"Caf\xe9\r\nx", "Latin1", Ok("Café\nx"));
        check(b"\xef\xbb\xbfCaf\xc3\xa9", "utf8", Ok("Café"));
        check(b"I\0\xe9\0", "utf-16le", Ok("Ié"));
        check(b"Caf\xe9", "utf-8", Ok("Caf\u{fffd}"));
        check(b"x", "klingon", Err("no encoding is called klingon; use for example utf-8"));
        check(b"a\0b", "latin1", Err("not text"));
        let notes = decode_as(b"Caf\xe9 \xe9", Some("utf-8")).unwrap().notes;
        assert_eq!((notes[0].what.as_str(), notes[0].count), ("unreadable", 2));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            if let Ok(decoded) = decode(&bytes) {
                prop_assert!(!decoded.text.contains('\r'));
            }
        }
    }
}
