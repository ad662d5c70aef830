//! Memos on their way out: as data, and as a document to read in the order of their days.

use super::formats::{
    DocxPage, Format, HtmlPage, LatexPage, MarkdownPage, Page, TextPage, write_sheet,
};
use super::imprint::Imprint;
use super::sheet::{Cell, Column, Row, Sheet};
use crate::analysis::disclosure::Disguise;
use crate::analysis::{ExcerptRef, Note, NoteId, Notes, Reader, Spot, Subject};
use crate::model::{CharSpan, Corpus, Guid};
use serde_json::{Value, json};
use std::io::{self, Write};

/// A memo, or a comment on a coding, with everything it names in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MemoOut {
    /// Identity across files; of the coding for a comment.
    pub guid: Guid,
    /// `note`, `code`, `theoretical`, `method`, `journal`, or `comment`.
    pub kind: &'static str,
    /// `study`, `document`, `participant`, `code`, `coding` or `theme`.
    pub on: &'static str,
    /// The name of that: "P04", "Delay in P01 ¶2".
    pub name: String,
    /// May be empty.
    pub title: String,
    /// The note.
    pub text: String,
    /// Who wrote it.
    pub coder: String,
    /// RFC 3339; empty for a comment, which keeps no time of its own.
    pub written: String,
    /// RFC 3339; empty when it never was changed.
    pub changed: String,
    /// The excerpts it points to, in order.
    pub links: Vec<LinkOut>,
}

/// An excerpt a memo points to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LinkOut {
    /// Identity of the coding across files.
    pub guid: Guid,
    /// The document's name.
    pub document: String,
    /// Code points.
    pub chars: CharSpan,
    /// The path of the code.
    pub code: String,
    /// `(P07, LA worker, ¶34)`.
    pub citation: String,
    /// The words.
    pub text: String,
}

impl MemoOut {
    /// Takes away what the disguise hides: names in its words, and identities that lead to other files.
    pub fn dress(&mut self, disguise: &Disguise) {
        let hidden = |guid: &mut Guid| {
            if disguise.hides_ids() {
                *guid = Guid::NONE;
            }
        };
        hidden(&mut self.guid);
        for link in &mut self.links {
            hidden(&mut link.guid);
            link.text = disguise.renames.of(&link.text);
        }
        self.title = disguise.renames.of(&self.title);
        self.text = disguise.renames.of(&self.text);
    }
}

/// These notes, by their indexes, with everything they name in words.
pub fn memos_out(corpus: &Corpus, notes: &Notes, wanted: &[usize]) -> Vec<MemoOut> {
    let mut reader = Reader::quick(corpus);
    let wanted = wanted.iter().filter_map(|&at| notes.all.get(at));
    wanted.map(|note| told(corpus, notes, &mut reader, note)).collect()
}

fn told(corpus: &Corpus, notes: &Notes, reader: &mut Reader<'_>, note: &Note) -> MemoOut {
    let links = note.links.iter().filter_map(|id| link(corpus, reader, notes.spot(*id)?));
    MemoOut {
        guid: guid(corpus, notes, note.id),
        kind: note.kind.name(),
        on: Subject::of(note.on).name(),
        name: note.name.clone(),
        title: note.title.clone(),
        text: note.text.clone(),
        coder: corpus.coder(note.coder).map(|coder| coder.name.clone()).unwrap_or_default(),
        written: note.written.clone(),
        changed: note.changed.clone(),
        links: links.collect(),
    }
}

fn guid(corpus: &Corpus, notes: &Notes, id: NoteId) -> Guid {
    let found = match id {
        NoteId::Memo(id) => corpus.memos.iter().find(|memo| memo.id == id).map(|memo| memo.guid),
        NoteId::Comment(id) => {
            notes.spot(id).and_then(|spot| spot.of(corpus)).map(|(_, coding)| coding.guid)
        }
    };
    found.unwrap_or_default()
}

fn link(corpus: &Corpus, reader: &mut Reader<'_>, spot: Spot) -> Option<LinkOut> {
    let (_, coding) = spot.of(corpus)?;
    let reference = ExcerptRef {
        document: spot.document,
        coding: spot.coding,
        span: coding.span,
        folded: false,
    };
    let excerpt = reader.read(&reference)?;
    Some(LinkOut {
        guid: coding.guid,
        document: excerpt.document_name,
        chars: excerpt.chars,
        code: excerpt.code_path,
        citation: excerpt.citation,
        text: excerpt.text,
    })
}

/// Writes memos in the given format, in the order they come in.
///
/// # Errors
/// When `out` fails, or there are more memos than the format can hold.
pub fn write_memos(
    study: &str,
    memos: &[MemoOut],
    imprint: &Imprint,
    format: Format,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Docx => document(study, memos, imprint, Box::new(DocxPage::new(out))),
        Format::Html => document(study, memos, imprint, Box::new(HtmlPage { out })),
        Format::Md => document(study, memos, imprint, Box::new(MarkdownPage { out })),
        Format::Latex => document(study, memos, imprint, Box::new(LatexPage { out })),
        Format::Text => document(study, memos, imprint, Box::new(TextPage { out })),
        Format::Json => json_list(memos, out),
        Format::Csv | Format::Tsv | Format::Xlsx => {
            write_sheet(&imprint.under(sheet(study, memos)), format, out)
        }
    }
}

fn title(study: &str) -> String {
    match study.trim() {
        "" => "Memos".to_owned(),
        study => format!("{study}: memos"),
    }
}

fn day(time: &str) -> &str {
    time.get(..10).unwrap_or(time)
}

fn document(
    study: &str,
    memos: &[MemoOut],
    imprint: &Imprint,
    mut page: Box<dyn Page + '_>,
) -> io::Result<()> {
    page.title(&title(study))?;
    if memos.is_empty() {
        page.paragraph("There are no memos.")?;
    }
    for memo in memos {
        let head = match (memo.title.trim(), memo.name.as_str()) {
            ("", name) => name.to_owned(),
            (title, _) => title.to_owned(),
        };
        page.heading(2, &head)?;
        let mut about: Vec<String> = vec![memo.kind.to_owned()];
        if head != memo.name {
            about.push(format!("on {}", memo.name));
        }
        about.extend((!memo.written.is_empty()).then(|| format!("written {}", day(&memo.written))));
        about.extend((!memo.changed.is_empty()).then(|| format!("changed {}", day(&memo.changed))));
        about.push(memo.coder.clone());
        page.paragraph(&about.join(" · "))?;
        for paragraph in memo.text.lines().filter(|line| !line.trim().is_empty()) {
            page.paragraph(paragraph)?;
        }
        for link in &memo.links {
            page.quote(&[(None, link.text.trim())], &format!("{} {}", link.citation, link.code))?;
        }
    }
    imprint.lines().iter().try_for_each(|line| page.paragraph(line))?;
    page.finish()
}

const COLUMNS: [&str; 10] =
    ["guid", "kind", "on", "name", "title", "text", "coder", "written", "changed", "links"];

fn sheet(study: &str, memos: &[MemoOut]) -> Sheet {
    let words = |text: &str| Cell::words((!text.is_empty()).then(|| text.to_owned()));
    let row = |memo: &MemoOut| {
        let links: Vec<String> =
            memo.links.iter().map(|link| format!("{} {}", link.citation, link.code)).collect();
        let cells = vec![
            words(&memo.guid.to_string()),
            words(memo.kind),
            words(memo.on),
            words(&memo.name),
            words(&memo.title),
            words(&memo.text),
            words(&memo.coder),
            words(&memo.written),
            words(&memo.changed),
            words(&links.join("; ")),
        ];
        Row { depth: 0, cells }
    };
    Sheet {
        title: title(study),
        columns: COLUMNS.map(Column::text).into(),
        rows: memos.iter().map(row).collect(),
        ..Sheet::default()
    }
}

/// One memo by the contract of the command line.
pub fn memo_json(memo: &MemoOut) -> Value {
    let link = |link: &LinkOut| {
        json!({
            "guid": link.guid,
            "document": link.document,
            "start": link.chars.start,
            "end": link.chars.end,
            "code": link.code,
            "citation": link.citation,
            "text": link.text,
        })
    };
    json!({
        "guid": memo.guid,
        "kind": memo.kind,
        "on": memo.on,
        "name": memo.name,
        "title": memo.title,
        "text": memo.text,
        "coder": memo.coder,
        "written": memo.written,
        "changed": memo.changed,
        "links": memo.links.iter().map(link).collect::<Vec<_>>(),
    })
}

fn json_list(memos: &[MemoOut], out: &mut dyn Write) -> io::Result<()> {
    let list: Vec<Value> = memos.iter().map(memo_json).collect();
    serde_json::to_writer_pretty(&mut *out, &Value::Array(list))?;
    out.write_all(b"\n")
}
