//! Transcripts from bytes and from folders.

use super::docx::fixture::{docx_of, rich};
use super::*;
use proptest::prelude::*;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

fn read(name: &str, bytes: &[u8]) -> Result<NewDocument, ImportError> {
    read_document(name, bytes, &ImportHints::default())
}

fn sample() -> Vec<u8> {
    let p = |words: &str| format!("<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{words}</w:t></w:r></w:p>");
    docx_of(&[p("INT: Why?"), p("P01: Because &amp; so."), p("")].concat())
}

#[test]
fn a_document_has_text_turns_and_origin() {
    let document =
        read("folder/Interview 7.TXT", b"\xef\xbb\xbfINT: Why?\r\nP01: Because.\r\n").unwrap();
    assert_eq!(document.name, "Interview 7");
    assert_eq!(document.text, "INT: Why?\nP01: Because.\n");
    assert_eq!(document.turns.len(), 2);
    assert_eq!(document.origin.file_name, "Interview 7.TXT");
    assert_eq!(document.origin.format, "txt");
    assert_eq!(document.origin.sha256.len(), 64);
    let notes: Vec<&str> = document.receipt.iter().map(|note| note.what.as_str()).collect();
    assert_eq!(notes, ["byte-order-mark", "line-ends"]);
    // The content decides.
    let document = read("really.txt", &sample()).unwrap();
    assert_eq!((document.origin.format.as_str(), document.turns.len()), ("docx", 2));
}

#[test]
fn what_is_not_read_says_what_to_do() {
    let check = |name: &str, bytes: &[u8], expected: &str| {
        let got = read(name, bytes).map(|d| d.text).unwrap_err().to_string();
        assert!(got.contains(expected), "{name}: {got}");
    };
    let ole = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0];
    check("a.docx", &ole, "password");
    check("a.doc", &ole, "save it as docx");
    check("a.doc", b"plain", "save it as docx or txt");
    check("a.pdf", b"%PDF-1.7", "save it as docx or txt");
    check("a.txt", b"{\\rtf1", "RTF is not read yet");
    check("a.vtt", b"WEBVTT\n", "VTT is not read yet");
    check("a.txt", b"WEBVTT\n\n00:00", "VTT is not read yet");
    check("a.csv", b"a,b", "import it as participants");
    check("a.txt", b"", "empty");
    check("a.txt", b" \n ", "no text");
    check("a.txt", &[0, 1, 2, 3], "not text");
    check("a.docx", b"PK\x03\x04rubbish", "damaged");
    check("a.docx", b"hello", "called docx");
    check("a.mp3", b"ID3", "transcribe");
}

#[test]
fn a_broken_docx_never_panics() {
    let whole = rich(|_| {});
    assert!(read("a.docx", &whole).unwrap().text.starts_with("Anna: Why & how?\n[1]\n"));
    for at in (0..whole.len()).step_by(7) {
        let result = read("a.docx", &whole[..at]);
        assert!(matches!(result, Err(ImportError::Refused(_))), "cut at {at}: {result:?}");
    }
    for at in 0..whole.len() {
        for bit in [1_u8, 0x80] {
            let mut bytes = whole.clone();
            bytes[at] ^= bit;
            assert!(!matches!(read("a.docx", &bytes), Err(ImportError::Bug(_))), "flipped at {at}");
        }
    }
}

#[test]
fn folders_are_walked_and_every_file_has_a_result() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir_all(at("in/sub")).unwrap();
    std::fs::write(at("in/b.txt"), "INT: a?\nP01: b.").unwrap();
    std::fs::write(at("in/sub/a.docx"), sample()).unwrap();
    std::fs::write(at("in/.hidden.txt"), "x").unwrap();
    std::fs::write(at("in/table.csv"), "x").unwrap();
    std::fs::write(at("bad.txt"), [0, 0]).unwrap();
    let calls = Mutex::new(Vec::new());
    let paths = [at("in"), at("bad.txt"), at("missing.txt")];
    let results = read_files(
        &paths,
        &ImportHints::default(),
        &|done, total| calls.lock().unwrap().push((done, total)),
        &AtomicBool::new(false),
    );
    let said: Vec<String> = results
        .iter()
        .map(|FileRead { path, result, .. }| {
            let name = path.file_name().unwrap().to_string_lossy();
            match result {
                Ok(documents) => format!("{name}: {} turns", documents[0].turns.len()),
                Err(error) => format!("{name}: {error}"),
            }
        })
        .collect();
    assert_eq!(
        said,
        [
            "b.txt: 2 turns",
            "a.docx: 2 turns",
            "in: 1 file that is no txt, md or docx passed over: table.csv",
            "bad.txt: this is not text",
            "missing.txt: there is no such file",
        ]
    );
    assert!(calls.lock().unwrap().contains(&(5, 5)));
    let cancelled = read_files(&paths, &ImportHints::default(), &|_, _| {}, &AtomicBool::new(true));
    assert!(cancelled.iter().all(|file| file.result.is_err()));
    assert!(
        read_file(folder.path(), &ImportHints::default())
            .unwrap_err()
            .to_string()
            .contains("folder")
    );
}

#[test]
fn the_real_samples_are_read() {
    let folder =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples/transcripts");
    if !folder.is_dir() {
        println!("skipped: {} is not here", folder.display());
        return;
    }
    let read = |name: &str| {
        let held = read_file(&folder.join(name), &ImportHints::default()).unwrap();
        held.documents.into_iter().next().unwrap()
    };
    let speakers = |document: &NewDocument| {
        let mut names: Vec<String> =
            document.turns.iter().filter_map(|turn| turn.speaker.clone()).collect();
        names.sort();
        names.dedup();
        names
    };
    let document = read("transcript.txt");
    assert_eq!(speakers(&document), ["id1", "id2", "id3"]);
    let document = read("timestamped_cues.md");
    assert!(speakers(&document).is_empty());
    assert!(document.turns.len() < 1000, "{}", document.turns.len());
    for name in ["ID1.docx", "dedoose_coder_a.docx"] {
        assert!(!read(name).turns.is_empty());
    }
}

proptest! {
    #[test]
    fn broken_xml_in_a_sound_package_never_panics(cut in 0usize..1600, flips in proptest::collection::vec((0usize..1600, any::<u8>()), 0..4)) {
        let bytes = rich(|xml| {
            for (at, byte) in flips {
                let length = xml.len();
                xml[at % length] = byte;
            }
            if cut % 3 == 0 {
                xml.truncate(cut);
            }
        });
        prop_assert!(!matches!(read("a.docx", &bytes), Err(ImportError::Bug(_))));
    }

    #[test]
    fn no_bytes_panic(name in "[a-z]{1,4}\\.(txt|md|docx|doc)", bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(!matches!(read(&name, &bytes), Err(ImportError::Bug(_))));
    }
}
