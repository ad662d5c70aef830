//! Files with interviews.

use postil::exchange::import::{ImportError, ImportHints, read_document, read_files};
use std::sync::atomic::AtomicBool;

/// Read or refused: no bug is caught on the way.
fn document(name: &str, bytes: &[u8]) {
    let result = read_document(name, bytes, &ImportHints::default());
    assert!(!matches!(result, Err(ImportError::Bug(_))), "{result:?}");
}

/// A Word document.
pub fn docx(bytes: &[u8]) {
    document("a.docx", bytes);
}

/// A text of `OpenDocument`.
pub fn odt(bytes: &[u8]) {
    document("a.odt", bytes);
}

/// A text of `OpenDocument` that is not packed.
pub fn fodt(bytes: &[u8]) {
    document("a.fodt", bytes);
}

/// Rich text.
pub fn rtf(bytes: &[u8]) {
    document("a.rtf", bytes);
}

/// A web page.
pub fn html(bytes: &[u8]) {
    document("a.html", bytes);
}

/// A PDF.
pub fn pdf(bytes: &[u8]) {
    document("a.pdf", bytes);
}

/// A plain text in any encoding.
pub fn text(bytes: &[u8]) {
    document("a.txt", bytes);
}

/// Subtitles and the output of speech recognition; the first byte says which. Turns hold all words.
pub fn cues(bytes: &[u8]) {
    let Some((kind, bytes)) = bytes.split_first() else { return };
    let endings = ["vtt", "srt", "json", "tsv", "lrc", "eaf", "txt"];
    let name = format!("a.{}", endings[usize::from(*kind) % endings.len()]);
    match read_document(&name, bytes, &ImportHints::default()) {
        Ok(document) => {
            let mut end = 0;
            for turn in &document.turns {
                assert!(end <= turn.start && turn.start <= turn.body && turn.body <= turn.end);
                assert!(document.text[end as usize..turn.start as usize].trim().is_empty());
                end = turn.end;
            }
            assert!(document.text[end as usize..].trim().is_empty());
            for time in &document.times {
                assert!(document.text.is_char_boundary(time.at as usize));
            }
        }
        Err(error) => assert!(!matches!(error, ImportError::Bug(_)), "{error}"),
    }
}

/// An archive: nothing leads out of it.
pub fn archive(bytes: &[u8]) {
    let path = super::place("a.zip");
    std::fs::write(&path, bytes).expect("the folder for temporary files can be written");
    let never = AtomicBool::new(false);
    for file in read_files(std::slice::from_ref(&path), &ImportHints::default(), &|_, _| {}, &never)
    {
        assert!(file.path.starts_with(&path), "{}", file.path.display());
        assert!(!file.path.components().any(|part| part.as_os_str() == ".."));
        assert!(!matches!(file.result, Err(ImportError::Bug(_))), "{:?}", file.result);
    }
    std::fs::remove_file(&path).ok();
}
