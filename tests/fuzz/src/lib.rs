//! What must hold for every parser, whatever bytes it is given. The targets let a fuzzer look for bytes
//! for which it does not; the tests of the package (`tests/fuzz_corpus.rs`) go through those that were
//! kept in `kept/`.

mod documents;
mod lists;
mod study;
mod texts;

pub use documents::{archive, cues, docx, fodt, html, odt, pdf, rtf, text};
pub use lists::{codebook, codings, key, people, survey};
pub use study::study;
pub use texts::{pattern, query, scan, sentence, turns};

use std::path::{Path, PathBuf};

/// Something that takes bytes.
pub type Parser = fn(&[u8]);

/// Every parser by its name, which is that of its target and of its folder in `kept/`.
pub const PARSERS: [(&str, Parser); 20] = [
    ("archive", archive),
    ("codebook", codebook),
    ("codings", codings),
    ("cues", cues),
    ("docx", docx),
    ("fodt", fodt),
    ("html", html),
    ("key", key),
    ("odt", odt),
    ("pattern", pattern),
    ("pdf", pdf),
    ("people", people),
    ("query", query),
    ("rtf", rtf),
    ("scan", scan),
    ("sentence", sentence),
    ("study", study),
    ("survey", survey),
    ("text", text),
    ("turns", turns),
];

/// A file for the bytes of a parser that opens files; in memory where there is such a place.
#[expect(clippy::disallowed_methods, reason = "nobody's words are in it")]
fn place(ending: &str) -> PathBuf {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    folder.join(format!("postil-fuzz-{}-{ending}", std::process::id()))
}

/// The bytes up to the first that are no text.
fn as_text(bytes: &[u8]) -> &str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
    }
}

/// The first lines, and all that follows them.
fn lines<const N: usize>(text: &str) -> Option<([&str; N], &str)> {
    let mut rest = text;
    let mut lines = [""; N];
    for line in &mut lines {
        (*line, rest) = rest.split_once('\n')?;
    }
    Some((lines, rest))
}
