//! What a PDF unpacks to, measured before it is read: the reader has no limit of its own.

use crate::model::Refusal;
use flate2::bufread::ZlibDecoder;
use std::io::Read as _;

/// Bytes that its parts, pictures apart, unpack to at most.
const INFLATED: u64 = 256 << 20;

/// Bytes before a stream in which its dictionary is looked for.
const DICTIONARY: usize = 4096;

/// Walks over the streams of a file and unpacks those that are no pictures, keeping nothing; gives
/// the size of the largest.
///
/// # Errors
/// When they unpack to more than a document has.
pub(super) fn check(bytes: &[u8]) -> Result<u64, Refusal> {
    let too_much = || {
        Refusal::new(format!("it unpacks to more than {} MiB", INFLATED >> 20))
            .instead("split it, or get the transcript as docx or txt")
    };
    let (mut left, mut largest, mut at) = (INFLATED, 0, 0);
    while let Some(found) = find(&bytes[at..], b"stream") {
        let start = at + found;
        at = start + 6;
        if bytes[..start].ends_with(b"end") {
            continue;
        }
        let dictionary = dictionary(&bytes[start.saturating_sub(DICTIONARY)..start]);
        let names = |name: &[u8]| dictionary.windows(name.len()).filter(|w| *w == name).count();
        let packed = names(b"/FlateDecode") + names(b"/Fl ") + names(b"/Fl/") + names(b"/Fl]");
        let others = names(b"/LZWDecode") + names(b"/LZW ") + names(b"/RunLengthDecode");
        if names(b"/Image") > 0 && packed + others < 2 {
            continue;
        }
        // Packed twice: nobody does it but to blow up.
        if packed + others > 1 {
            return Err(Refusal::new("its parts are packed in a way that is not read")
                .instead("print it to a new PDF"));
        }
        let mut body = &bytes[at..];
        while let [b'\r' | b'\n', rest @ ..] = body {
            body = rest;
        }
        if others > 0 {
            // These unpack to 1400 times their length at most.
            let length = find(body, b"endstream").unwrap_or(body.len()) as u64;
            left = left.checked_sub(length.saturating_mul(64)).ok_or_else(too_much)?;
            continue;
        }
        if packed == 0 {
            continue;
        }
        let mut decoder = ZlibDecoder::new(body);
        let mut chunk = vec![0_u8; 64 << 10];
        let mut size = 0_u64;
        // What is damaged ends here; the reader makes of it what it can.
        while let Ok(count @ 1..) = decoder.read(&mut chunk) {
            size += count as u64;
            if size > left {
                return Err(too_much());
            }
        }
        left -= size;
        largest = largest.max(size);
        at += usize::try_from(decoder.total_in()).unwrap_or(0);
    }
    Ok(largest)
}

/// The last dictionary before a stream.
fn dictionary(before: &[u8]) -> &[u8] {
    let start = before.windows(4).rposition(|w| w == b" obj").unwrap_or(0);
    &before[start..]
}

fn find(bytes: &[u8], sign: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, sign)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn a_bomb_is_refused_and_a_picture_is_not_unpacked() {
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        let zeros = vec![0_u8; 1 << 20];
        for _ in 0..300 {
            packer.write_all(&zeros).unwrap();
        }
        let bomb = packer.finish().unwrap();
        let file = |dictionary: &str| {
            let head = format!("%PDF-1.4\n1 0 obj\n<<{dictionary}>>\nstream\n");
            [head.as_bytes(), &bomb, b"\nendstream"].concat()
        };
        assert!(check(&file("/Filter/FlateDecode")).unwrap_err().why.contains("256 MiB"));
        assert_eq!(check(&file("/Subtype/Image/Filter/FlateDecode")), Ok(0));
        let twice = file("/Filter[/FlateDecode /FlateDecode]");
        assert!(check(&twice).unwrap_err().why.contains("packed"));
        assert_eq!(check(b"no stream at all"), Ok(0));
        assert_eq!(check(b"stream"), Ok(0));
    }
}
