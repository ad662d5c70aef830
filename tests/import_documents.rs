//! Documents as word processors write them: what comes out of each format, and what the receipt says.
//!
//! The files under `tests/fixtures/import` were written by `LibreOffice` from one flat document each.

use postil::exchange::import::{ImportError, ImportHints, read_bytes, read_document};
use postil::model::NewDocument;
use std::path::{Path, PathBuf};

fn fixture(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import");
    std::fs::read(folder.join(name)).unwrap()
}

fn read(name: &str) -> NewDocument {
    read_document(name, &fixture(name), &ImportHints::default()).unwrap()
}

/// `speaker|body` of each turn; `-` for nobody.
fn turns(document: &NewDocument) -> Vec<String> {
    let turns = document.turns.iter();
    turns
        .map(|turn| {
            let words = &document.text[turn.body as usize..turn.end as usize];
            format!("{}|{}", turn.speaker.as_deref().unwrap_or("-"), words.replace('\n', "/"))
        })
        .collect()
}

fn told(document: &NewDocument) -> Vec<(&str, u64)> {
    document.receipt.iter().map(|note| (note.what.as_str(), note.count)).collect()
}

const INTERVIEW: &str = "\
Interview 7
INT: How did it begin?
And   when?
P07:\tWith a long letter[1] “so” & more…
It was late. a link
INT: Was there a list?
A box in the margin.
first
second
Year\tLetters
2019\tthree
2020\tone
or two
P07: Months go by.
الرسالة وصلت في 2019.
P07: 😀 emoji 👩\u{200d}👩\u{200d}👧 and नमस्ते 你好.

Notes
[1] Not in the file.
";

#[test]
fn one_interview_reads_the_same_in_every_format() {
    let expected = [
        "-|Interview 7",
        "INT|How did it begin?/And   when?",
        "P07|With a long letter[1] “so” & more…/It was late. a link",
        "INT|Was there a list?/A box in the margin./first/second/Year\tLetters/2019\tthree/2020\tone/or two",
        "P07|Months go by./الرسالة وصلت في 2019.",
        "P07|😀 emoji 👩\u{200d}👩\u{200d}👧 and नमस्ते 你好.",
        "-|Notes",
        "-|[1] Not in the file.",
    ];
    for (name, format) in [
        ("interview.odt", "odt"),
        ("interview.fodt", "odt"),
        ("interview.docx", "docx"),
        ("interview.rtf", "rtf"),
    ] {
        let document = read(name);
        // The Word filter puts an empty paragraph behind a table.
        assert_eq!(document.text.replace("two\n\nP07", "two\nP07"), INTERVIEW, "{name}");
        assert_eq!(turns(&document), expected, "{name}");
        assert_eq!(document.origin.format, format);
        let told = told(&document);
        for what in [
            ("tracked-deletion", 1),
            ("tracked-insertion", 1),
            ("comment", 1),
            ("note", 1),
            ("hidden", 1),
            ("text-box", 1),
            ("table", 1),
            ("page-header", 2),
        ] {
            assert!(told.contains(&what), "{name}: {what:?} is not in {told:?}");
        }
        assert!(told.iter().any(|(what, _)| *what == "list-number"), "{name}: {told:?}");
    }
}

#[test]
fn what_a_web_page_and_a_pdf_keep_of_it() {
    // LibreOffice itself writes neither the change nor the text box into a web page.
    let page = read("interview.html");
    assert_eq!(
        turns(&page),
        [
            "-|Interview 7",
            "INT|How did it begin?/And when?",
            "P07|With a never long letter[1] “so” & more…/It was late. a link",
            "INT|Was there a list?/first/second/Year\tLetters/2019\tthree/2020\tone/or two",
            "P07|Months go by./الرسالة وصلت في 2019.",
            "P07|😀 emoji 👩\u{200d}👩\u{200d}👧 and नमस्ते 你好.",
            "-|[1] Not in the file.",
        ]
    );
    assert_eq!(
        told(&page)[..6],
        [
            ("note", 1),
            ("image", 1),
            ("hidden", 1),
            ("list-number", 2),
            ("table", 1),
            ("page-header", 2)
        ]
    );
    let pdf = read("interview.pdf");
    assert_eq!(
        turns(&pdf)[1..],
        [
            "INT|How did it begin?/And when?",
            "P07|With a never long letter[1] “so” & more… It was late. a link/A box in the margin.",
            "INT|Was there a list?/1.first/2.second/Year\tLetters/2019\tthree/2020\tone/or two",
            "P07|Months go by./الرسالة وصلت في 2019.",
            "P07|😀 emoji 👩\u{200d}👩\u{200d}👧 and नमस्ते 你好.",
            "-|Notes",
            "-|[1] Not in the file.",
        ]
    );
    for what in [("page-break", 1), ("page-header", 4), ("note", 1), ("right-to-left", 1)] {
        assert!(told(&pdf).contains(&what), "{what:?} is not in {:?}", told(&pdf));
    }
}

#[test]
fn rows_of_transcript_tables_are_turns_in_every_format() {
    let expected = [
        "-|Interview 3",
        "INT|How did it begin?",
        "P07|With a letter./Then nothing for months./So: we waited.",
        "INT|And then?",
        "P07|Months. That is all I know: really.",
    ];
    for ending in ["odt", "docx", "rtf", "html"] {
        let document = read(&format!("transcript_table.{ending}"));
        assert_eq!(turns(&document), expected, "{ending}");
        assert!(told(&document).contains(&("speaker-column", 4)), "{ending}");
    }
    let timed = read("timed_table.odt");
    assert_eq!(
        turns(&timed),
        [
            "-|Time\tSpeaker\tText",
            "Anna|How was it for you there?",
            "Ben|It was good./And it was late.",
            "Anna|Thank you so much.",
        ]
    );
    let times: Vec<Option<i64>> = timed.turns.iter().map(|turn| turn.at_ms).collect();
    assert_eq!(times, [None, Some(1000), Some(9000), Some(15_000)]);
    // The head of the table was not said.
    assert_eq!(timed.marks.len(), 1);
}

#[test]
fn pages_are_put_together_again() {
    let pages = read("pages.pdf");
    let spoken = turns(&pages);
    assert_eq!(spoken.len(), 18, "{spoken:#?}");
    let question = "INT|Could you tell me more about what happened in that particular year and how the administration reacted to it?";
    for turn in spoken[1..15].iter().step_by(2) {
        assert_eq!(turn, question);
    }
    for turn in spoken[2..15].iter().step_by(2) {
        assert!(turn.starts_with("P07|It began with a letter in the spring, which nobody"));
        assert!(turn.contains("My daughter-in-law, who is well-informed about such long-term arr"));
        assert!(!turn.contains('/') && !turn.contains("Page") && !turn.contains("Study of delay"));
    }
    assert_eq!(spoken[17], "-|[1] See above.");
    let columns = read("columns.pdf");
    let spoken = turns(&columns);
    assert_eq!(spoken.len(), 12, "{spoken:#?}");
    assert!(
        spoken[2..]
            .iter()
            .step_by(2)
            .all(|t| t == "INT|And what happened after that in the office?")
    );
    assert!(
        spoken[3..]
            .iter()
            .step_by(2)
            .all(|t| t.starts_with("P07|It began with a letter in the spring, which"))
    );
    assert!(told(&columns).contains(&("columns", 1)));
    let ligatures = read("ligatures.pdf");
    assert_eq!(
        ligatures.text,
        "INT: The office offered a difficult final flow of efficient affluent files.\nP07: Fifty-five offices in Affligem; first, the fluffy waffle.\n"
    );
    let arabic = read("arabic.pdf");
    assert!(
        arabic.text.starts_with("س: كيف بدأ الأمر في عام 2019؟\nج: وصلت رسالة من المكتب (الأول) ثم انتظرنا طويلا ولم يحدث شيء حتى الصيف، وبعد ذلك جاء خطاب آخر.\n"),
        "{}",
        arabic.text
    );
}

#[test]
fn what_is_not_read_is_refused_with_advice() {
    let check = |name: &str, bytes: &[u8], why: &str, advice: &str| match read_bytes(
        name,
        bytes,
        &ImportHints::default(),
    ) {
        Err(ImportError::Refused(refusal)) => {
            let said = refusal.to_string();
            assert!(said.contains(why) && said.contains(advice), "{name}: {said}");
        }
        other => panic!("{name}: {other:?}"),
    };
    check("old.doc", &fixture("old.doc"), "of the old kind", "save it as docx");
    check("locked.pdf", &fixture("locked.pdf"), "password", "print it to a new PDF");
    // Called one thing but another: the content decides, or says that nothing fits.
    assert_eq!(
        read_document("really.odt", &fixture("interview.rtf"), &ImportHints::default())
            .unwrap()
            .origin
            .format,
        "rtf"
    );
    assert_eq!(
        read_document("really.doc", &fixture("interview.docx"), &ImportHints::default())
            .unwrap()
            .origin
            .format,
        "docx"
    );
    check("text.odt", b"INT: plain text", "called odt", "call it txt");
    check("text.pdf", b"INT: plain text", "called pdf", "call it txt");
    check("text.rtf", b"INT: plain text", "called rtf", "call it txt");
}

#[test]
fn files_cut_short_never_panic() {
    for name in ["interview.odt", "interview.rtf", "interview.html", "pages.pdf", "interview.docx"]
    {
        let whole = fixture(name);
        for part in 1..24 {
            let cut = &whole[..whole.len() * part / 24];
            let result = read_bytes(name, cut, &ImportHints::default());
            assert!(!matches!(result, Err(ImportError::Bug(_))), "{name}: {part}: {result:?}");
        }
    }
}

#[test]
fn hostile_files_end_in_a_refusal_or_an_import() {
    let started = std::time::Instant::now();
    let line = "word ".repeat(22 << 20);
    let laughs = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a \"ha\">{}]><office:document xmlns:office=\"o\" xmlns:text=\"t\"><office:body><office:text><text:p>&z;&a;</text:p></office:text></office:body></office:document>",
        ('b'..='z').fold(String::new(), |all, c| {
            let before = char::from_u32(u32::from(c) - 1).unwrap();
            all + &format!("<!ENTITY {c} \"{}\">", format!("&{before};").repeat(10))
        })
    );
    let tables = "<table><tr><td>".repeat(1000);
    let cells = "\\pard\\intbl\\itap50 x\\nestcell".repeat(20_000);
    for (name, bytes) in [
        ("line.html", format!("<p>{line}").into_bytes()),
        ("line.rtf", format!("{{\\rtf1 {line}}}").into_bytes()),
        ("laughs.fodt", laughs.into_bytes()),
        ("tables.html", format!("{tables}a").into_bytes()),
        ("cells.rtf", format!("{{\\rtf1 {cells}}}").into_bytes()),
    ] {
        match read_bytes(name, &bytes, &ImportHints::default()) {
            Ok(holding) => assert!(holding.documents[0].text.len() < 1 << 20, "{name}"),
            Err(ImportError::Refused(refusal)) => {
                assert!(refusal.to_string().contains("64 MiB"), "{name}: {refusal}");
            }
            Err(other) => panic!("{name}: {other}"),
        }
    }
    assert!(started.elapsed().as_secs() < 300, "{:?}", started.elapsed());
}

#[test]
fn the_real_documents_are_read() {
    let folder: PathBuf =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples/transcripts");
    if !folder.is_dir() {
        println!("skipped: {} is not here", folder.display());
        return;
    }
    let read = |name: &str| {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        read_document(name, &bytes, &ImportHints::default()).unwrap()
    };
    assert_eq!(read("ID2.odt").text.lines().count(), 3);
    for (name, least) in [("P1.pdf", 50), ("P4.pdf", 50)] {
        let document = read(name);
        let named =
            |who: &str| document.turns.iter().filter(|t| t.speaker.as_deref() == Some(who)).count();
        assert!(named("Dan") + named("Participant") >= least, "{name}");
        assert!(!document.text.contains("1/5") && !document.text.contains("1/6"), "{name}");
        // Lines are joined: no turn breaks off in the middle of a line.
        assert!(document.text.lines().any(|line| line.len() > 400), "{name}");
    }
}
