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
    let compound = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [&ole[..], &wide].concat()
    };
    check("a.docx", &ole, "locked with a password");
    check("a.doc", &ole, "save it as docx");
    check("a.docx", &compound("EncryptedPackage"), "locked with a password");
    check("a.doc", &compound("WordDocument"), "Word document of the old kind (doc)");
    check("a.xls", &compound("Workbook"), "table of the old kind");
    check("a.doc", b"plain", "save it as docx");
    check("a.odt", b"plain", "called odt");
    check("a.pdf", b"plain", "called pdf");
    check("a.pdf", b"%PDF-1.7", "damaged");
    check("a.fodt", b"plain", "called fodt");
    check("a.pages", b"x", "export it as docx");
    check("a.jpg", b"\xff\xd8", "OCR");
    check("a.mht", b"MIME-Version: 1.0", "web archive");
    check("a.xml", b"<?xml version='1.0'?><pkg:package xmlns:pkg='http://schemas.microsoft.com/office/2006/xmlPackage'>", "as XML");
    let package = |kind: &str| super::docx::fixture::package(&[("mimetype", kind)]);
    check("a.odp", &package("application/vnd.oasis.opendocument.presentation"), "presentation");
    check("a.epub", &package("application/epub+zip"), "electronic book");
    check("a.odt", &package("application/vnd.oasis.opendocument.text"), "damaged");
    check("a.vtt", b"WEBVTT\n", "no words");
    check("a.srt", b"1\n00:00:01,000 --> 00:00:02,000\n", "no words");
    check("a.json", b"{}", "vtt, srt or txt");
    check("a.csv", b"a,b", "import it as participants");
    check("a.xlsx", b"a,b", "called a spreadsheet");
    check("a.zip", b"PK\x05\x06", "damaged");
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
    std::fs::write(at("in/table.csv"), "id,role\nP1,nurse\nP2,nurse").unwrap();
    std::fs::write(at("in/picture.png"), "x").unwrap();
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
            "table.csv: passed over: it is a table, but neither a transcript (columns for speaker and words) nor a survey with long answers; say which columns are text, or import it as participants, codebook or codings",
            "in: 1 file that is no transcript passed over: picture.png",
            "bad.txt: this is not text",
            "missing.txt: there is no such file",
        ]
    );
    assert!(calls.lock().unwrap().contains(&(6, 6)));
    let cancelled = read_files(&paths, &ImportHints::default(), &|_, _| {}, &AtomicBool::new(true));
    assert!(cancelled.iter().all(|file| file.result.is_err()));
    assert!(
        read_file(folder.path(), &ImportHints::default())
            .unwrap_err()
            .to_string()
            .contains("folder")
    );
}

/// A zip with these files; names as bytes, so that they can be bad.
fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write as _;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn read_all(path: &std::path::Path) -> Vec<FileRead> {
    let hints = ImportHints::default();
    read_files(&[path.to_path_buf()], &hints, &|_, _| {}, &AtomicBool::new(false))
}

#[test]
fn an_archive_is_read_like_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("all.zip");
    let inner = zip_of(&[("x.txt", b"INT: a?\nP01: b.")]);
    let bytes = zip_of(&[
        ("interviews/b.txt", b"INT: a?\nP01: b."),
        ("interviews/a.docx", &sample()),
        ("../../up.vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Hi.\n"),
        ("__MACOSX/interviews/._b.txt", b"x"),
        (".DS_Store", b"x"),
        ("people.csv", b"id,role\nP1,nurse\nP2,nurse"),
        ("inner.zip", &inner),
        ("disguised.txt", &inner),
        ("sound.mp3", b"ID3"),
        ("sub/", b""),
    ]);
    std::fs::write(&path, &bytes).unwrap();
    let said: Vec<String> = read_all(&path)
        .iter()
        .map(|file| {
            let inside = file.path.strip_prefix(folder.path()).unwrap().display().to_string();
            match &file.result {
                Ok(documents) => format!("{inside}: {}", documents[0].text.len()),
                Err(error) => format!("{inside}: {error}"),
            }
        })
        .collect();
    assert!(said[0].starts_with("all.zip/disguised.txt: it is an archive inside"), "{said:?}");
    assert_eq!(said[1], "all.zip/interviews/a.docx: 30");
    assert_eq!(said[2], "all.zip/interviews/b.txt: 15");
    assert!(said[3].starts_with("all.zip/people.csv: passed over"), "{said:?}");
    assert_eq!(said[4], "all.zip/up.vtt: 9");
    assert!(said[5].starts_with("all.zip/inner.zip: it is an archive inside"), "{said:?}");
    assert_eq!(said[6], "all.zip: 1 file that is no transcript passed over: sound.mp3");
    assert_eq!(said.len(), 7);
    // Once more, from the bytes behind the path.
    let inside = path.join("interviews/b.txt");
    let bytes = bytes_at(&inside).unwrap();
    assert_eq!(bytes, b"INT: a?\nP01: b.");
    let reading = Reading { speakers: crate::model::SpeakerRule::Nobody, ..Reading::default() };
    let hints = ImportHints { reading: reading.clone(), ..ImportHints::default() };
    let again = read_again(&inside, &bytes, &hints).result.unwrap();
    assert_eq!(again[0].turns[0].speaker, None);
    assert_eq!(again[0].reading, reading);
    assert!(bytes_at(&path.join("gone.txt")).is_err());
}

#[test]
fn hostile_archives_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let check = |name: &str, bytes: &[u8], expected: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let results = read_all(&path);
        let error = results[0].result.as_ref().unwrap_err().to_string();
        assert!(error.contains(expected), "{name}: {error}");
    };
    check("bomb.zip", &zip_of(&[("a.txt", &vec![b'a'; 16 << 20])]), "unpacks to more");
    check("empty.zip", &zip_of(&[]), "no transcript");
    let whole = zip_of(&[("a.txt", b"INT: a?\nP01: b.")]);
    // The bit that says that a file is locked, here and in the list at the end.
    let mut locked = whole.clone();
    locked[6] |= 1;
    let list = locked.windows(4).position(|sign| sign == b"PK\x01\x02").unwrap();
    locked[list + 8] |= 1;
    check("locked.zip", &locked, "locked with a password");
    let mut other = whole.clone();
    other[8] = 12;
    other[list + 10] = 12;
    check("bzip2.zip", &other, "packed in a way");
    for cut in (4..whole.len()).step_by(3) {
        let path = folder.path().join("cut.zip");
        std::fs::write(&path, &whole[..cut]).unwrap();
        assert!(read_all(&path).iter().all(|file| file.result.is_err()));
    }
}

#[test]
fn what_is_hostile_ends_in_a_refusal_or_an_import() {
    let hints = ImportHints::default();
    // 100 MB of one line is more than a document holds.
    let line = vec![b'a'; 100 << 20];
    for name in ["a.txt", "a.vtt", "a.json", "a.csv"] {
        let error = read_bytes(name, &line, &hints).unwrap_err();
        assert!(matches!(error, ImportError::Refused(_)), "{name}: {error}");
    }
    drop(line);
    // Unoptimised code takes a part of it, so that the tests stay quick.
    let part = if cfg!(debug_assertions) { 20 } else { 1 };
    assert_eq!(read("a.txt", &vec![b'a'; (60 << 20) / part]).unwrap().turns.len(), 1);
    let pairs = 500_000 / part;
    let turns = "INT: a\nP1: b\n".repeat(pairs);
    assert_eq!(read("a.txt", turns.as_bytes()).unwrap().turns.len(), pairs * 2);
    let cue = "00:01.000 --> 00:02.000\n<v A>a\n<v B>b\n\n";
    let cues = format!("WEBVTT\n\n{}", cue.repeat(pairs));
    assert_eq!(read("a.vtt", cues.as_bytes()).unwrap().turns.len(), pairs * 2);
    // A pattern that would never end in other engines.
    let reading = Reading {
        speakers: crate::model::SpeakerRule::Pattern(r"((a+)+)+:".to_owned()),
        ..Reading::default()
    };
    let slow = format!("{}\n", "a".repeat(10_000)).repeat(1000 / part);
    let hints = ImportHints { reading, ..ImportHints::default() };
    assert_eq!(read_bytes("a.txt", slow.as_bytes(), &hints).unwrap().documents.len(), 1);
}

#[test]
fn a_cue_of_more_lines_than_a_recording_has_is_refused() {
    let many = format!("WEBVTT\n\n00:01.000 --> 00:02.000\n{}", "a\n".repeat(1_000_001));
    assert!(read("a.vtt", many.as_bytes()).unwrap_err().to_string().contains("million"));
}

#[test]
fn decisions_are_obeyed_and_told() {
    let read = |text: &str, reading: Reading| {
        let hints = ImportHints { reading, ..ImportHints::default() };
        read_document("a.txt", text.as_bytes(), &hints).unwrap()
    };
    let said = |document: &NewDocument| -> Vec<String> {
        let word = |turn: &NewTurn| {
            let words = &document.text[turn.body as usize..turn.end as usize];
            format!("{}|{}", turn.speaker.as_deref().unwrap_or("-"), words.replace('\n', "/"))
        };
        document.turns.iter().map(word).collect()
    };
    let text =
        "INT: Why?\nMary: Because.\nSo: late.\nINT.: And?\nMary M: Oh.\nMary: No.\nSo: well.";
    let own = |list: &[&str]| list.iter().map(|&label| label.to_owned()).collect::<Vec<_>>();
    let plain = read(text, Reading::default());
    assert_eq!(
        said(&plain),
        ["INT|Why?", "Mary|Because./So: late.", "INT|And?/Mary M: Oh.", "Mary|No./So: well."]
    );
    let same = vec![("Mary M".to_owned(), "Mary".to_owned())];
    let all = read(text, Reading { take: own(&["So"]), same, ..Reading::default() });
    assert_eq!(
        said(&all),
        ["INT|Why?", "Mary|Because.", "So|late.", "INT|And?", "Mary|Oh.", "Mary|No.", "So|well."]
    );
    let less = read(text, Reading { leave: own(&["mary"]), ..Reading::default() });
    assert!(less.turns.iter().all(|turn| turn.speaker.as_deref() != Some("Mary")));
    let nobody = Reading { speakers: crate::model::SpeakerRule::Nobody, ..Reading::default() };
    assert_eq!(read(text, nobody).turns.len(), 7);
    let pattern = |pattern: &str| Reading {
        speakers: crate::model::SpeakerRule::Pattern(pattern.to_owned()),
        ..Reading::default()
    };
    let arrows = "00:01 Anna >> Yes.\nMore: so.\n1:02:03 Ben >> No.\n";
    let found = read(arrows, pattern(r"(?<time>[\d:]+) (?<speaker>\w+) >>"));
    assert_eq!(said(&found), ["Anna|Yes./More: so.", "Ben|No."]);
    assert_eq!(found.turns[1].at_ms, Some(3_723_000));
    assert!(found.receipt.iter().any(|note| note.what == "decided-speakers"));
    let bad = ImportHints { reading: pattern("("), ..ImportHints::default() };
    let error = read_document("a.txt", b"x", &bad).unwrap_err().to_string();
    assert!(error.contains("no regular expression"), "{error}");
    // One taken label is enough, in whatever convention.
    let one = read(
        "[P10] told me.\nThen:\nnothing.",
        Reading { take: own(&["P10"]), ..Reading::default() },
    );
    assert_eq!(said(&one), ["P10|told me./Then:/nothing."]);
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
    for name in ["whisper.vtt", "whisper.srt"] {
        let document = read(name);
        assert!(!document.text.contains("-->") && document.times.len() > 100, "{name}");
        assert!(document.turns.len() * 3 < document.times.len(), "{name}");
    }
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
    fn no_bytes_panic(name in "[a-z]{1,4}\\.(txt|md|docx|doc|odt|fodt|rtf|html|pdf)", bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(!matches!(read(&name, &bytes), Err(ImportError::Bug(_))));
    }

    #[test]
    fn what_was_read_reads_the_same_again(parts in proptest::collection::vec(prop_oneof![
        Just("INT: ".to_owned()), Just("P01: ".to_owned()), Just("[id1] ".to_owned()), Just("Anna  0:12\r\n".to_owned()),
        Just("\r\n".to_owned()), Just("\n\n".to_owned()), Just("[00:00:03] ".to_owned()), Just("👨\u{200d}👩 e\u{301}".to_owned()),
        Just("**Ben** ".to_owned()), Just("Date: x\n".to_owned()), "\\PC{0,12}", "[a-zéß:： \\[\\]()#*0-9]{0,12}",
    ], 0..24)) {
        let text = format!("x {}", parts.concat());
        if let Ok(once) = read("a.txt", text.as_bytes()) {
            prop_assert!(!once.text.contains('\r'));
            if once.origin.format == "txt" {
                let again = read("a.txt", once.text.as_bytes()).unwrap();
                prop_assert_eq!(&once.text, &again.text);
                prop_assert_eq!(&once.turns, &again.turns);
                prop_assert_eq!(&once.marks, &again.marks);
            }
        }
    }
}
