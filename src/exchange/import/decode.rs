//! Bytes to text: which encoding, and LF line ends without a byte-order mark.

use super::note;
use crate::model::{ReceiptNote, Refusal};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Text of a document at most, in bytes of UTF-8. An hour of talk is about 60 KB.
pub(crate) const LIMIT: usize = 64 << 20;

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
    decode_up_to(bytes, LIMIT)
}

/// As [`decode`], with another limit.
pub(crate) fn decode_up_to(bytes: &[u8], limit: usize) -> Result<Decoded, Refusal> {
    let (encoding, mark) = Encoding::for_bom(bytes).map_or((None, 0), |(e, n)| (Some(e), n));
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
        check(b"\xef\xbb\xbfINT: a", Ok(("INT: a", "UTF-8")));
        check(b"\xff\xfeI\0\xe9\0", Ok(("Ié", "UTF-16LE")));
        check(b"\xfe\xff\0I\0\xe9", Ok(("Ié", "UTF-16BE")));
        check(
            b"Caf\xe9 tables, na\xefve words, d\xe9j\xe0 vu",
            Ok(("Café tables, naïve words, déjà vu", "windows-1252")),
        );
        check(b"a\0b", Err("this is not text"));
        check(b"\x01\x02\x03\x04abc", Err("this is not text"));
        check(b"\xff\xfe\x00\xd8", Err("this begins like UTF-16LE, but is not all UTF-16LE"));
        check(b"", Ok(("", "UTF-8")));
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
