//! One study whose every name and text is meant to do harm goes through every command that writes a
//! file, in every format; each file is read by a reader of its format. And targets that are no place for
//! a file.

use crate::cli_consent_words::COMMANDS;
use crate::support::Desk;
use postil::model::{
    AttributeKind, CellState, CellText, CodeFields, CodingId, ConsentChange, Filter,
    FrameworkColumn, MemoKind, MemoOn, ThemeFields,
};
use postil::study::{CodeTarget, Command, Study};
use std::collections::BTreeSet;
use std::path::Path;

/// Beginnings that some program takes for a command, and characters that some format takes for its own.
const NAMES: [&str; 22] = [
    "=1+1",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "＝1+1",
    "<script>alert(1)</script>",
    "</td></table><img src=x onerror=alert(1)>",
    "&amp; &lt; &#0;",
    "a ]]> b --> c",
    "\\input{/etc/passwd}\\write18{ls}",
    "% } { $ # _ ^ ~ \\",
    "`x` *y* _z_ [a](javascript:b) ![c](d)",
    "| a | b |",
    "../../up",
    "C:\\windows\\x",
    "\u{202e}gnp.exe",
    "\u{301}\u{302} marks alone",
    "\"quoted\", 'quoted'; DROP TABLE codes",
    "${HOME} $(ls) %PATH%",
    "1. first",
    "[5cm] * star",
    "\u{feff}\u{200b}NUL",
];

/// A text with all of it and with what a name cannot hold.
fn text() -> String {
    let long = long();
    long.chars().take(1_200).collect()
}

/// The same of 99,000 characters, with 20,000 marks on one letter.
fn long() -> String {
    let mut text = NAMES.join("\n");
    text.push_str("\n\t=1+1\n\u{1}\u{7}\u{8}\u{b}\u{c}\u{1b}[2J\u{1b}]0;title\u{7}\u{7f}\u{9b}31m\u{fffe}\u{ffff}\n");
    text.push('e');
    text.push_str(&"\u{301}".repeat(20_000));
    text.push('\n');
    let rest = 99_000 - text.chars().count();
    text.push_str(&"long <b>&</b> ".repeat(rest / 14));
    text
}

/// The study. What it refuses it may refuse; what it takes must come out harmless.
fn made(desk: &Desk) {
    let said = NAMES.map(|name| name.replace('\n', " ")).join(". ");
    let file = "=1+1 <script>&amp; %{}`|\\input{x} \u{202e}.txt";
    desk.write(
        file,
        format!("A: Well?\nB: {said} \u{1b}[2J {}\nC: We search.\n", "word ".repeat(300)),
    );
    desk.write("two.txt", format!("B: {said}\nC: {said}\nD: We search here.\n"));
    let mut study = Study::create(&desk.path("s.postil"), None, NAMES[5], Some(NAMES[0])).unwrap();
    let path = |name: &str| desk.path(name);
    drop(study);
    desk.run(&["import", "s.postil", file, "two.txt"]);
    study = Study::open(&path("s.postil"), None).unwrap();
    let mut run = |command: Command| study.run(command).map(|done| done.report);
    for (at, name) in ["=role", "<i>site</i>", "| \\age{"].into_iter().enumerate() {
        let kind = if at == 0 { AttributeKind::List } else { AttributeKind::Text };
        run(Command::AddAttribute { name: name.to_owned(), kind }).unwrap();
    }
    for (at, name) in NAMES.into_iter().enumerate() {
        run(Command::AddParticipant { name: name.to_owned() }).unwrap();
        let fields = CodeFields {
            name: name.replace('/', "∕"),
            definition: if at == 0 { long() } else { text() },
            include: name.to_owned(),
            exclude: name.to_owned(),
            example: name.to_owned(),
            origin: name.to_owned(),
            ..CodeFields::default()
        };
        // A slash is refused: it would be a path.
        let slashed = CodeFields { name: name.to_owned(), ..fields.clone() };
        run(Command::AddCode { parent: None, fields: slashed })
            .or_else(|_| run(Command::AddCode { parent: None, fields }))
            .unwrap();
    }
    run(Command::KeepVersion { note: text() }).unwrap();
    let corpus = std::sync::Arc::clone(study.corpus());
    let mut run = |command: Command| study.run(command).map(|done| done.report);
    let people: Vec<_> = corpus.participants.iter().map(|person| person.id).collect();
    let speakers: Vec<_> = corpus.documents.iter().flat_map(|d| d.speakers.iter()).collect();
    for (speaker, person) in speakers.iter().zip(people.iter().cycle()) {
        let voice = postil::model::Voice::Participant(*person);
        run(Command::MapSpeakers { speakers: vec![speaker.id], voice }).unwrap();
    }
    for (at, (person, name)) in people.iter().zip(NAMES).enumerate() {
        for attribute in corpus.attributes.iter() {
            let value = if at % 2 == 0 { NAMES[0] } else { name }.to_owned();
            let attribute = attribute.id;
            run(Command::SetValue { participant: *person, attribute, value }).unwrap();
        }
        let change = ConsentChange {
            quotation: Some(Some(at != 3)),
            form: Some(name.to_owned()),
            ..ConsentChange::default()
        };
        run(Command::SetConsent { people: vec![(*person, change)] }).unwrap();
    }
    run(Command::ExcludeParticipants { participants: vec![people[9]], why: Some(text()) }).ok();
    let mut codings = Vec::new();
    for document in &corpus.documents {
        for (turn, code) in document.turns.iter().zip(corpus.codes.codes().iter().cycle()) {
            let span =
                postil::model::Span::from_range(turn.body as usize..turn.end as usize).unwrap();
            let code = CodeTarget::Id(code.id);
            let report = run(Command::ApplyCode { document: document.id, span, code }).unwrap();
            let postil::study::Report::Coding(coding) = report else { panic!("no coding") };
            codings.push(coding);
            let memo = if codings.len() == 2 { long() } else { text() };
            run(Command::Comment { coding, memo }).unwrap();
        }
    }
    noted(&mut study, &codings);
    assert_eq!(study.corpus().codes.len(), NAMES.len());
}

/// Memos, themes, filters, cells of the framework and an older text.
fn noted(study: &mut Study, codings: &[CodingId]) {
    let corpus = std::sync::Arc::clone(study.corpus());
    let mut run = |command: Command| study.run(command).map(|done| done.report);
    let people: Vec<_> = corpus.participants.iter().map(|person| person.id).collect();
    for (at, name) in NAMES.into_iter().enumerate() {
        let memo = |text: String| Command::AddMemo {
            kind: MemoKind::ALL[at % MemoKind::ALL.len()],
            on: MemoOn::Study,
            title: name.to_owned(),
            text,
            links: codings.to_vec(),
        };
        run(memo(if at == 8 {
            long()
        } else if at % 4 == 0 {
            text()
        } else {
            name.to_owned()
        }))
        .unwrap();
        let fields =
            ThemeFields { statement: name.to_owned(), concept: name.to_owned(), boundary: text() };
        let codes = corpus.codes.codes().iter().map(|code| code.id).collect();
        run(Command::AddTheme { fields, codes }).unwrap();
        run(Command::SaveFilter { name: name.to_owned(), filter: Filter::default() }).ok();
    }
    let cells = people.iter().zip(corpus.codes.codes()).map(|(person, code)| {
        let summary = if *person == people[0] { long() } else { text() };
        let state = Some(CellState::Reviewed);
        let text = CellText { state, summary, links: Vec::new(), seen: String::new() };
        (*person, FrameworkColumn::Code(code.id), text)
    });
    run(Command::SetCells { cells: cells.take(3).collect() }).unwrap();
    let document = &corpus.documents[1];
    let text = document.text.replace("We search here.", "We looked.");
    run(Command::CorrectText { document: document.id, text }).unwrap();
}

/// Control characters but those that end a line or stand for a gap.
fn bare_controls(text: &str) -> Vec<char> {
    text.chars().filter(|c| c.is_control() && !matches!(c, '\n' | '\t' | '\r')).collect()
}

fn delimited(bytes: &[u8], delimiter: u8) {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(bytes);
    let head = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    for cell in rows.iter().chain([&head]).flatten() {
        let first = cell.trim_start_matches(|c: char| c.is_whitespace() || c.is_control());
        let formula = first.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
        assert!(!formula || cell.parse::<f64>().is_ok(), "{cell:.60}");
    }
}

/// Every part of an archive is XML that a parser reads to its end; nothing in it runs or leads away.
fn office(bytes: &[u8]) {
    use std::io::Read as _;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        assert!(!name.contains("..") && !name.starts_with('/'), "{name}");
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        for (tag, attributes) in elements(&text) {
            let runs = ["f", "w:instrText", "w:fldSimple", "w:hyperlink", "hyperlink", "ddeLink"];
            assert!(!runs.contains(&tag.as_str()), "{tag} in {name}");
            assert!(!attributes.contains("External"), "{attributes} in {name}");
        }
        if name == "xl/sharedStrings.xml" {
            for cell in words(&text, "t") {
                assert!(!cell.trim_start().starts_with(['=', '+', '-', '@']), "{cell:.60}");
            }
        }
    }
}

/// The elements of an XML text in order, with their attributes as written; it must be well-formed.
fn elements(text: &str) -> Vec<(String, String)> {
    use quick_xml::events::Event;
    assert_eq!(bare_controls(text), [' '; 0]);
    assert!(!text.contains(['\u{fffe}', '\u{ffff}']));
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut found = Vec::new();
    let mut depth = 0_i64;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => {
                depth += 1;
                tag.attributes().for_each(|one| drop(one.unwrap()));
                found.push(named(&tag));
            }
            Event::Empty(tag) => {
                tag.attributes().for_each(|one| drop(one.unwrap()));
                found.push(named(&tag));
            }
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    found
}

fn named(tag: &quick_xml::events::BytesStart<'_>) -> (String, String) {
    let name = tag.name().as_ref().to_owned();
    (name, tag.attributes_raw().to_owned())
}

/// The words of all elements of a name.
fn words(text: &str, tag: &str) -> Vec<String> {
    let close = format!("</{tag}>");
    let open = |part: &str| -> Option<String> {
        let at = part.rfind(&format!("<{tag}"))?;
        let body = &part[at..];
        Some(body[body.find('>')? + 1..].replace("&apos;", "'"))
    };
    text.split(&close).filter_map(open).collect()
}

fn html(text: &str) {
    assert_eq!(bare_controls(text), [' '; 0]);
    let allowed = [
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "p",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "blockquote",
        "cite",
        "b",
    ];
    let mut open: Vec<String> = Vec::new();
    let tags = regex::Regex::new(r"<(/?)([!a-zA-Z0-9]+)([^<>]*)>").unwrap();
    let body = text.strip_prefix("<!DOCTYPE html>").unwrap();
    assert_eq!(body.matches('<').count(), tags.find_iter(body).count(), "a bare sign");
    for tag in tags.captures_iter(body) {
        let (name, attributes) = (&tag[2], &tag[3]);
        assert!(allowed.contains(&name), "{name}");
        for word in ["on", "href", "src", "javascript"] {
            assert!(!attributes.contains(&format!(" {word}")), "{attributes}");
        }
        match (&tag[1], name) {
            (_, "meta") => {}
            ("", _) => open.push(name.to_owned()),
            _ => assert_eq!(open.pop().as_deref(), Some(name)),
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

fn markdown(text: &str) {
    assert_eq!(bare_controls(text), [' '; 0]);
    assert!(!text.contains('<'), "{text:.300}");
    let pipes = |line: &str| line.replace("\\\\", "").replace("\\|", "").matches('|').count();
    let mut table: Option<usize> = None;
    for line in text.lines() {
        let mut within = false;
        let bare = line.replace("\\\\", "");
        for (at, c) in bare.char_indices() {
            let escaped = bare[..at].ends_with('\\');
            if c == '`' || c == '$' || c == '~' {
                assert!(escaped, "{c} in {line:.200}");
            }
            // A link needs both.
            within = within || (c == '[' && !escaped);
            assert!(!(within && c == ']' && !escaped), "a link in {line:.200}");
        }
        table = match table {
            _ if !line.starts_with('|') => None,
            None => Some(pipes(line)),
            Some(columns) => {
                assert_eq!(pipes(line), columns, "{line:.200}");
                Some(columns)
            }
        };
    }
}

fn latex(text: &str) {
    assert_eq!(bare_controls(text), [' '; 0]);
    let known: BTreeSet<&str> = "
        DeclareRobustCommand unicodeonly ifdefined Umathchar else fi begin end caption label centering
        small scriptsize footnotesize raggedright arraybackslash par smallskip toprule midrule bottomrule
        tabularnewline endfirsthead endhead endfoot endlastfoot multicolumn multispan leaders hrule height
        heavyrulewidth hfill cr noalign nobreak vskip aboverulesep makebox ignorespaces parbox linewidth
        rule newline hspace leftskip relax dimexpr tabcolsep setlength LTleft begingroup endgroup itshape
        rotatebox shortstack textbackslash textasciitilde textasciicircum textless textgreater textbar
        textquotedbl textasciigrave ensuremath neq leq geq approx rightarrow leftarrow section subsection
        subsubsection paragraph mbox textbf textit"
        .split_whitespace()
        .collect();
    let mut depth = 0_i64;
    for line in text.lines().filter(|line| !line.starts_with("% ")) {
        let mut at = line.chars().peekable();
        let defines = line.starts_with("\\DeclareRobustCommand");
        while let Some(c) = at.next() {
            match c {
                '\\' => {
                    let mut name = String::new();
                    while let Some(c) = at.next_if(char::is_ascii_alphabetic) {
                        name.push(c);
                    }
                    match name.as_str() {
                        // The name of a sign, or the end of a line in a heading.
                        "" => {
                            assert!(at.next().is_some_and(|c| "{}$&#%_,-\\".contains(c)), "{line}");
                        }
                        name => assert!(known.contains(name), "\\{name} in {line:.200}"),
                    }
                }
                '{' => depth += 1,
                '}' => depth -= 1,
                '%' | '$' | '^' => panic!("{c} in {line:.200}"),
                '#' => assert!(defines, "{line:.200}"),
                _ => {}
            }
            assert!(depth >= 0, "{line:.200}");
        }
    }
    assert_eq!(depth, 0);
}

fn check(path: &Path) {
    let bytes = std::fs::read(path).unwrap();
    let utf8 = || String::from_utf8(bytes.clone()).unwrap();
    match path.extension().and_then(|ending| ending.to_str()).unwrap_or_default() {
        "csv" => delimited(&bytes, b','),
        "tsv" => delimited(&bytes, b'\t'),
        "json" => {
            serde_json::from_slice::<serde_json::Value>(&bytes).unwrap();
            assert_eq!(bytes.iter().filter(|b| **b < 32 && **b != b'\n').count(), 0);
        }
        "xlsx" | "docx" => office(&bytes),
        "html" => html(&utf8()),
        // It has queries to copy between its tables.
        "md" if path.ends_with("schema.md") => {
            let queries = regex::Regex::new("(?s)\n```(sql|python|r)\n.*?\n```\n").unwrap();
            let names = regex::Regex::new("`[\\w .=-]+`").unwrap();
            let text = utf8();
            markdown(&names.replace_all(&queries.replace_all(&text, "\n"), "x"));
        }
        "md" => markdown(&utf8()),
        "tex" | "latex" => latex(&utf8()),
        "svg" => {
            for (tag, attributes) in elements(&utf8()) {
                let harmless = !["script", "foreignObject", "image", "use", "a"].contains(&&*tag);
                assert!(harmless, "{tag}");
                for word in ["href", " on", "javascript"] {
                    assert!(!attributes.contains(word) || tag == "svg", "{attributes}");
                }
            }
        }
        "text" | "txt" => {
            let text = utf8();
            assert_eq!(bare_controls(&text), [' '; 0]);
            assert!(!text.contains('\u{202e}'), "{text:.200}");
        }
        "png" => assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n")),
        "parquet" => assert!(bytes.starts_with(b"PAR1")),
        ending => panic!("{ending}: {}", path.display()),
    }
}

/// Every file in a folder, and in the folders in it.
fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn nothing_in_a_study_gets_out_of_its_place_in_any_file() {
    let desk = Desk::new();
    made(&desk);
    let mut told = Vec::new();
    let mut wrong = Vec::new();
    let mut look = |path: &Path, args: &[&str]| {
        let (path, shown) = (path.to_owned(), format!("{args:?}"));
        if std::panic::catch_unwind(move || check(&path)).is_err() {
            wrong.push(shown);
        }
    };
    let more: [&[&str]; 5] = [
        &["search", "search OR script OR alert", "--context", "200"],
        &["participants"],
        &["codings"],
        &["withdrawals"],
        &["receipt", "two"],
    ];
    let mut written = 0;
    for command in COMMANDS.iter().chain(&more) {
        let (name, rest) = command.split_first().unwrap();
        let rest = rest.iter().map(|word| match *word {
            "role" => "=role",
            "B" => "two",
            word => word,
        });
        let rest: Vec<&str> = rest.collect();
        // Those who write for others write by the same hand, and so do all who write tables.
        let twin = ["--profile", "--role-only", "--speech"].iter().any(|how| rest.contains(how));
        let quoting = ["excerpts", "memos", "themes", "framework", "codebook", "search"];
        let all = ["csv", "latex", "docx", "html", "md", "xlsx", "text", "tsv", "json"];
        let count = if twin {
            0
        } else if quoting.contains(name) {
            all.len()
        } else {
            3
        };
        let formats = &all[..count];
        for format in formats {
            let out = format!("out {written}.{format}");
            let mut args = vec![*name, "s.postil"];
            args.extend(&rest);
            args.extend(["--format", format, "--out", &out]);
            let ran = desk.run(&args);
            if ran.status != 0 {
                told.push(format!("{args:?}: {}", ran.err));
                continue;
            }
            assert_eq!(bare_controls(&ran.err), [' '; 0], "{args:?}");
            look(&desk.path(&out), &args);
            written += 1;
        }
    }
    for args in [
        &["text", "s.postil", "two", "--out", "text.json", "--json"][..],
        &["chart", "s.postil", "by-group", "--by", "=role", "--out", "a.svg"],
        &["chart", "s.postil", "heat-map", "--by", "=role", "--out", "b.svg"],
        &["chart", "s.postil", "together", "--out", "c.svg"],
        &["chart", "s.postil", "portrait", "--out", "d.svg"],
        &["chart", "s.postil", "over-time", "--out", "e.svg"],
        &["chart", "s.postil", "saturation", "--out", "f.svg"],
        &["chart", "s.postil", "saturation", "--out", "f.png"],
        &["framework", "s.postil", "--pages", "pages docx"],
        &["framework", "s.postil", "--themes", "--pages", "pages md", "--format", "md"],
        &["framework", "s.postil", "--pages", "pages tex", "--format", "latex"],
        &["tidy", "s.postil", "--out", "tidy", "--with-text", "--format", "csv"],
        &["tidy", "s.postil", "--out", "one.parquet", "--with-text"],
        &["pack", "s.postil", "--out", "packs", "--accept-findings"],
    ] {
        let ran = desk.run(args);
        if ran.status != 0 {
            told.push(format!("{args:?}: {}", ran.err));
            continue;
        }
        let out = args.iter().skip_while(|arg| !["--out", "--pages"].contains(arg)).nth(1).unwrap();
        let out = desk.path(out);
        let all = if out.is_dir() { files(&out) } else { vec![out] };
        for path in all {
            look(&path, args);
            written += 1;
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}\n{told:#?}");
    assert!(written > 150 && told.iter().all(|line| expected(line)), "{written} {told:#?}");
    // Nothing was written beside what was asked for.
    let up = desk.folder().parent().unwrap();
    assert!(!up.join("up").exists() && !up.join("up.docx").exists());
}

/// What a command may refuse here: it says why, in one line.
fn expected(line: &str) -> bool {
    let reasons = ["nothing to draw", "text or json only", "unexpected argument", "no such format"];
    reasons.iter().any(|reason| line.contains(reason))
}

#[cfg(unix)]
#[test]
fn targets_that_are_no_place_for_a_file() {
    use std::os::unix::fs::symlink;
    let desk = Desk::new();
    desk.ok(&["new", "s.postil"]);
    desk.write("a.txt", "P01: We waited.\n");
    desk.ok(&["import", "s.postil", "a.txt"]);
    desk.write("kept.csv", "kept");
    desk.write("old.csv", "old");
    symlink(desk.path("kept.csv"), desk.path("link.csv")).unwrap();
    symlink(desk.path("loop.csv"), desk.path("loop.csv")).unwrap();
    symlink(desk.path("gone/x.csv"), desk.path("dangling.csv")).unwrap();
    std::fs::create_dir(desk.path("folder.csv")).unwrap();
    symlink(desk.path("folder.csv"), desk.path("to-folder.csv")).unwrap();
    let out = |name: &str| desk.run(&["participants", "s.postil", "--out", name]);
    for name in ["old.csv", "link.csv", "loop.csv", "dangling.csv"] {
        assert_eq!(out(name).status, 0, "{name}");
        let there = std::fs::symlink_metadata(desk.path(name)).unwrap();
        assert!(there.is_file(), "{name} is a file of its own");
        assert!(desk.read(name).starts_with("\u{feff}Participant,".as_bytes()), "{name}");
    }
    assert_eq!(desk.read("kept.csv"), b"kept", "what a link leads to is not touched");
    assert!(!desk.path("gone").exists());
    for name in ["folder.csv", "to-folder.csv"] {
        assert!(out(name).err.contains("there is a folder of this name"), "{name}");
    }
    assert!(out("no/where.csv").err.contains("there is no such folder"));
    let device = desk.run(&["participants", "s.postil", "--out", "/dev/null", "--format", "csv"]);
    assert!(device.err.contains("not an ordinary file"), "{}", device.err);
    let itself = desk.run(&["participants", "s.postil", "--out", "s.postil", "--format", "csv"]);
    assert_ne!(itself.status, 0, "the study is no place for a table");
    desk.ok(&["check", "s.postil"]);
    // A hyphen is standard output, and no file.
    let table = desk.ok(&["participants", "s.postil", "--out", "-", "--format", "csv"]);
    assert!(table.starts_with("\u{feff}Participant,") && !desk.path("-").exists());
    assert!(desk.ok(&["participants", "s.postil", "--out", "-"]).contains("Participant"));
    // Only root may write where nobody may.
    let locked = desk.path("locked");
    std::fs::create_dir(&locked).unwrap();
    let mode = |mode| std::os::unix::fs::PermissionsExt::from_mode(mode);
    std::fs::set_permissions(&locked, mode(0o555)).unwrap();
    if std::fs::write(locked.join("probe"), "x").is_err() {
        assert_eq!(out("locked/x.csv").status, 1);
        assert_eq!(std::fs::read_dir(&locked).unwrap().count(), 0);
    }
    std::fs::set_permissions(&locked, mode(0o755)).unwrap();
    let left: Vec<_> = std::fs::read_dir(desk.folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with(".postil-"))
        .collect();
    assert_eq!(left, [""; 0]);
}
