//! A small study for the tests of the codebook: codes by their paths, codings by bytes.

use crate::model::{
    CharSpan, CodeId, CodingId, CodingLine, NewCode, NewDocument, NewTurn, Origin, Reading,
};
use crate::study::{Command, Report, Study};
use std::collections::BTreeMap;

/// An open study in a folder of its own.
pub(super) struct Bench {
    pub(super) study: Study,
    _folder: tempfile::TempDir,
}

/// What is said in its document. Every letter is a byte.
const SAID: &str = "P1: aaaa bbbb cccc dddd eeee ffff gggg hhhh iiii jjjj kkkk llll";

/// Codes by path, and codings by the path of their code and bytes of what is said.
pub(super) fn bench(codes: &[&str], codings: &[(&str, u32, u32)]) -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let mut study = Study::create(&path, None, "s", Some("ana")).unwrap();
    let codes = codes.iter().map(|path| {
        let path: Vec<String> = path.split('/').map(str::to_owned).collect();
        NewCode { path, line: 1, ..NewCode::default() }
    });
    study.run(Command::ImportCodebook { codes: codes.collect() }).unwrap();
    let end = SAID.len() as u32;
    let speaker = Some("P1".to_owned());
    let document = NewDocument {
        name: "D1".to_owned(),
        text: SAID.to_owned(),
        turns: vec![NewTurn { start: 0, body: 4, end, speaker, at_ms: None }],
        marks: Vec::new(),
        times: Vec::new(),
        reading: Reading::default(),
        origin: Origin {
            file_name: "d1.txt".to_owned(),
            format: "txt".to_owned(),
            encoding: "UTF-8".to_owned(),
            bytes: 1,
            sha256: "1".to_owned(),
        },
        receipt: Vec::new(),
    };
    study.run(Command::ImportDocuments { documents: vec![document], people: None }).unwrap();
    let mut bench = Bench { study, _folder: folder };
    for (code, start, end) in codings {
        bench.put(code, *start, *end);
    }
    bench
}

impl Bench {
    /// The code at a path.
    pub(super) fn code(&self, path: &str) -> CodeId {
        self.study.corpus().codes.find(path)[0]
    }

    /// All paths, in order.
    pub(super) fn tree(&self) -> String {
        let tree = &self.study.corpus().codes;
        tree.codes().iter().map(|code| tree.path(code.id)).collect::<Vec<_>>().join(" ")
    }

    /// Puts a code somewhere, as it comes from elsewhere: what overlaps there stays apart.
    pub(super) fn put(&mut self, code: &str, start: u32, end: u32) -> CodingId {
        let line = CodingLine {
            line: 1,
            document: self.study.corpus().documents[0].name.clone(),
            chars: CharSpan { start: u64::from(start), end: u64::from(end) },
            code: code.to_owned(),
            coder: None,
            memo: String::new(),
            guid: None,
        };
        let import = Command::ImportCodings { lines: vec![line], new_codes: false };
        match self.study.run(import).unwrap().report {
            Report::Lines { taken: 1, .. } => {}
            other => panic!("{other:?}"),
        }
        let codings = self.study.corpus().documents[0].codings.iter();
        codings.map(|coding| coding.id).max().unwrap()
    }

    /// "path start..end (comment)" of every coding, by coder where it is not ana.
    pub(super) fn codings(&self) -> Vec<String> {
        let corpus = self.study.corpus();
        let each = corpus.documents[0].codings.iter().map(|coding| {
            let (path, span) = (corpus.codes.path(coding.code), coding.span);
            let coder = &corpus.coder(coding.coder).unwrap().name;
            let mut line = format!("{path} {}..{}", span.start(), span.end());
            if coder != "ana" {
                line += &format!(" {coder}");
            }
            if let Some(memo) = &coding.memo {
                line += &format!(" ({memo})");
            }
            line
        });
        let mut lines: Vec<String> = each.collect();
        lines.sort();
        lines
    }

    /// How often each byte is covered by these codes, at least once, by coder.
    pub(super) fn coded(&self, codes: &[CodeId]) -> BTreeMap<i64, Vec<bool>> {
        let document = &self.study.corpus().documents[0];
        let mut all: BTreeMap<i64, Vec<bool>> = BTreeMap::new();
        for coding in document.codings.iter().filter(|coding| codes.contains(&coding.code)) {
            let bytes = all.entry(coding.coder.0).or_insert_with(|| vec![false; SAID.len()]);
            bytes[coding.span.range()].fill(true);
        }
        all
    }
}
