//! Which format a file is, by its content first and its ending second, and what to do with those
//! that are not read.

use super::html;
use crate::model::Refusal;
use crate::text::turns::cue_times;
use std::io::Read as _;

/// Endings of what is read.
pub const ENDINGS: &[&str] = &[
    "txt", "text", "md", "markdown", "docx", "docm", "odt", "fodt", "rtf", "html", "htm", "xhtml",
    "pdf", "vtt", "srt", "lrc", "json", "eaf", "tei", "xml", "csv", "tsv", "xlsx", "ods", "zip",
];

/// True for the ending of something that is read when it is found in a folder or an archive: what was
/// packed is for itself.
pub(super) fn is_found(ending: &str) -> bool {
    ending != "zip" && ENDINGS.contains(&ending)
}

/// Of these, the ones that are other things more often than transcripts: in a folder they are passed
/// over when they are.
pub(super) const DOUBTFUL: &[&str] = &["json", "xml", "csv", "tsv", "xlsx", "ods"];

/// The ending of a name in small letters.
pub(super) fn ending(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default()
}

/// The format as it is kept with the document, such as "txt", "docx" or "vtt".
///
/// # Errors
/// A refusal with advice for every other format.
pub(super) fn format(name: &str, bytes: &[u8]) -> Result<&'static str, Refusal> {
    let ending = ending(name);
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return zipped(bytes, &ending);
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
        return Err(compound(bytes, &ending));
    }
    // Some programs put a line before the sign of a PDF.
    let head = &bytes[..bytes.len().min(1024)];
    if bytes.starts_with(b"%PDF-")
        || ending == "pdf" && head.windows(5).any(|sign| sign == b"%PDF-")
    {
        return Ok("pdf");
    }
    if bytes.trim_ascii_start().starts_with(b"{\\rtf") {
        return Ok("rtf");
    }
    if html::looks_like(bytes) {
        return Ok("html");
    }
    match ending.as_str() {
        "docx" | "docm" | "dotx" => Err(called("docx")),
        "odt" | "ott" => Err(called("odt")),
        "pdf" => Err(called("pdf")),
        "rtf" => Err(called("rtf")),
        "doc" | "dot" => Err(called("doc")),
        "html" | "htm" | "xhtml" => Ok("html"),
        "fodt" => Ok("fodt"),
        "md" | "markdown" => Ok("md"),
        "vtt" => Ok("vtt"),
        "srt" => Ok("srt"),
        "lrc" => Ok("lrc"),
        "json" => Ok("json"),
        "eaf" => Ok("eaf"),
        "csv" => Ok("csv"),
        "tsv" | "tab" => Ok("tsv"),
        "tei" | "xml" => Ok("xml"),
        "xlsx" | "ods" => {
            Err(Refusal::new("it is called a spreadsheet, but is none or is damaged")
                .instead("save it again as xlsx or csv"))
        }
        "qdpx" | "qdc" | "nvp" | "nvpx" | "mx22" | "mx24" | "atlproj" => {
            Err(Refusal::new("it is a project of another program, not a transcript"))
        }
        "postil" => Err(Refusal::new("it is a study").instead("open it instead of importing it")),
        "mht" | "mhtml" => Err(Refusal::new("it is a web archive")
            .instead("open it in a browser or word processor and save it as html or docx")),
        "pages" | "wpd" | "wps" | "hwp" | "gdoc" => {
            Err(Refusal::new(format!("{} is not read by this version", ending.to_uppercase()))
                .instead("save or export it as docx or txt in the program that made it"))
        }
        "png" | "jpg" | "jpeg" | "tif" | "tiff" | "heic" => Err(Refusal::new("it is a picture")
            .instead("recognise its text first (OCR), and import that")),
        "mp3" | "wav" | "m4a" | "ogg" | "flac" | "mp4" | "mov" | "mkv" | "webm" => {
            Err(Refusal::new("it is a recording").instead("transcribe it first"))
        }
        _ => Ok("txt"),
    }
}

/// The refusal for a file whose content is not what its ending says, and nothing else that is known.
fn called(format: &str) -> Refusal {
    let refusal = Refusal::new(format!("it is called {format}, but is none or is damaged"));
    if format == "doc" {
        refusal.instead(
            "open it in the word processor and save it as docx; if it is plain text, call it txt",
        )
    } else {
        refusal.instead(format!("save it again as {format}; if it is plain text, call it txt"))
    }
}

/// The container of the old Office formats, in which encrypted new ones are kept, too.
fn compound(bytes: &[u8], ending: &str) -> Refusal {
    // Names in it are UTF-16.
    let holds = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|window| window == wide)
    };
    if holds("EncryptedPackage") || ending.starts_with("doc") && ending != "doc" {
        Refusal::new("it is locked with a password")
            .instead("open it in the word processor and save it without one")
    } else if holds("WordDocument") {
        Refusal::new("it is a Word document of the old kind (doc)")
            .instead("open it in the word processor and save it as docx, without a password")
    } else if holds("Workbook") || holds("Book") {
        Refusal::new("it is a table of the old kind (xls)")
            .instead("save it as xlsx, and import it as participants or codebook")
    } else {
        Refusal::new("it is an old Word or Office file, or one locked with a password")
            .instead("open it in the word processor and save it as docx, without a password")
    }
}

fn zipped(bytes: &[u8], ending: &str) -> Result<&'static str, Refusal> {
    let damaged = |_: zip::result::ZipError| {
        Refusal::new("it is damaged or cut short")
            .instead("copy or download it again, or save it again in the word processor")
    };
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).map_err(damaged)?;
    let has = |start: &str| archive.file_names().flatten().any(|name| name.starts_with(start));
    if has("word/") {
        return Ok("docx");
    }
    if has("xl/") {
        return Ok("xlsx");
    }
    if has("ppt/") {
        return Err(Refusal::new("it is a presentation, not a transcript"));
    }
    if has("mimetype") {
        return open_document(&mimetype(&mut archive), ending);
    }
    if has("Index/Document.iwa") || ending == "pages" {
        return Err(Refusal::new("it is a document of Apple Pages").instead("export it as docx"));
    }
    match ending {
        "docx" => Ok("docx"),
        "odt" => Ok("odt"),
        _ => Err(Refusal::new("it is an archive inside an archive").instead("unpack it first")),
    }
}

/// What kind of document a package says it is.
fn mimetype(archive: &mut zip::ZipArchive<std::io::Cursor<&[u8]>>) -> String {
    let mut kind = String::new();
    let read = archive
        .by_name("mimetype")
        .ok()
        .and_then(|file| file.take(200).read_to_string(&mut kind).ok());
    if read.is_some() { kind.trim().to_owned() } else { String::new() }
}

fn open_document(kind: &str, ending: &str) -> Result<&'static str, Refusal> {
    let kind = kind.strip_prefix("application/").unwrap_or(kind);
    let kind = kind.strip_prefix("vnd.oasis.opendocument.").unwrap_or(kind);
    match kind {
        "text" | "text-template" | "text-master" | "text-web" => Ok("odt"),
        "spreadsheet" | "spreadsheet-template" => Ok("ods"),
        "presentation" | "presentation-template" => {
            Err(Refusal::new("it is a presentation, not a transcript"))
        }
        "epub+zip" => {
            Err(Refusal::new("it is an electronic book")
                .instead("convert it to docx or html first"))
        }
        _ if ending == "odt" => Ok("odt"),
        _ if ending == "ods" => Ok("ods"),
        _ => Err(Refusal::new("it is a document of a kind that is not read")
            .instead("save it as docx or odt")),
    }
}

/// The format of a text, by its content before its ending: formats that are text but have to be read in
/// their own way.
///
/// # Errors
/// A refusal with advice.
pub(super) fn text_format(format: &'static str, text: &str) -> Result<&'static str, Refusal> {
    let start = text.trim_start();
    let begins = |sign: &str| start.get(..sign.len()).is_some_and(|s| s.eq_ignore_ascii_case(sign));
    if begins("WEBVTT") && !start[6..].starts_with(|c: char| !c.is_whitespace()) {
        return Ok("vtt");
    }
    if html::looks_like(start.as_bytes()) {
        return Ok("html");
    }
    if format == "xml"
        || begins("<?xml")
        || begins("<office:document")
        || begins("<ANNOTATION_DOCUMENT")
        || begins("<TEI")
    {
        let head = start.char_indices().nth(4000).map_or(start, |(at, _)| &start[..at]);
        return if head.contains("<office:document") {
            Ok("odt")
        } else if head.contains("<ANNOTATION_DOCUMENT") {
            Ok("eaf")
        } else if head.contains("<TEI") || head.contains("<u ") {
            Ok("tei")
        } else if head.contains("schemas.microsoft.com/office/2006/xmlPackage")
            || head.contains("schemas.microsoft.com/office/word/2003/wordml")
        {
            Err(Refusal::new("it is a Word document as XML")
                .instead("open it in the word processor and save it as docx"))
        } else {
            Err(Refusal::new("it is XML, but no transcript of ELAN or in TEI")
                .instead("export it as docx, txt or vtt"))
        };
    }
    let mut lines = start.lines().map(str::trim);
    let first = lines.next().unwrap_or_default();
    if first.eq_ignore_ascii_case(super::cues::TSV_HEADER) {
        return Ok("whisper-tsv");
    }
    let numbered = !first.is_empty() && first.bytes().all(|b| b.is_ascii_digit());
    if numbered && lines.next().is_some_and(|second| cue_times(second).is_some()) {
        return Ok(if format == "vtt" { "vtt" } else { "srt" });
    }
    if format == "txt" && start.starts_with('{') && start.contains("\"segments\"") {
        return Ok("json");
    }
    if format == "fodt" { Err(called("fodt")) } else { Ok(format) }
}
