//! Which format a file is, by its content first and its ending second, and what to do with those
//! that are not read.

use crate::model::Refusal;
use crate::text::turns::cue_times;

/// Endings a folder or an archive is searched for.
pub(super) const ENDINGS: &[&str] = &[
    "txt", "text", "md", "markdown", "docx", "vtt", "srt", "lrc", "json", "eaf", "csv", "tsv",
    "xlsx", "ods",
];

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
        // An encrypted docx is kept in the container of the old formats.
        return Err(if ending.starts_with("doc") && ending != "doc" {
            Refusal::new("it is locked with a password")
                .instead("open it in the word processor and save it without one")
        } else {
            Refusal::new("it is an old Word or Office file, or one locked with a password")
                .instead("open it in the word processor and save it as docx, without a password")
        });
    }
    if bytes.starts_with(b"%PDF-") {
        return Err(not_yet("PDF"));
    }
    if bytes.starts_with(b"{\\rtf") {
        return Err(not_yet("RTF"));
    }
    match ending.as_str() {
        "docx" | "docm" | "dotx" => {
            Err(Refusal::new("it is called docx, but is none or is damaged")
                .instead("save it again as docx"))
        }
        "md" | "markdown" => Ok("md"),
        "vtt" => Ok("vtt"),
        "srt" => Ok("srt"),
        "lrc" => Ok("lrc"),
        "json" => Ok("json"),
        "eaf" => Ok("eaf"),
        "csv" => Ok("csv"),
        "tsv" | "tab" => Ok("tsv"),
        "tei" | "xml" => Ok("xml"),
        "doc" | "pdf" | "odt" | "rtf" | "html" | "htm" => Err(not_yet(&ending.to_uppercase())),
        "xlsx" | "ods" => {
            Err(Refusal::new("it is called a spreadsheet, but is none or is damaged")
                .instead("save it again as xlsx or csv"))
        }
        "qdpx" | "qdc" | "nvp" | "nvpx" | "mx22" | "mx24" | "atlproj" => {
            Err(Refusal::new("it is a project of another program, not a transcript"))
        }
        "postil" => Err(Refusal::new("it is a study").instead("open it instead of importing it")),
        "mp3" | "wav" | "m4a" | "ogg" | "flac" | "mp4" | "mov" | "mkv" | "webm" => {
            Err(Refusal::new("it is a recording").instead("transcribe it first"))
        }
        _ => Ok("txt"),
    }
}

fn not_yet(format: &str) -> Refusal {
    Refusal::new(format!("{format} is not read yet by this version"))
        .instead("save it as docx or txt")
}

fn zipped(bytes: &[u8], ending: &str) -> Result<&'static str, Refusal> {
    let damaged = |_: zip::result::ZipError| {
        Refusal::new("it is damaged or cut short")
            .instead("copy or download it again, or save it again as docx")
    };
    let archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).map_err(damaged)?;
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
        return if ending == "ods" { Ok("ods") } else { Err(not_yet("OpenDocument")) };
    }
    if ending == "docx" {
        Ok("docx")
    } else {
        Err(Refusal::new("it is an archive inside an archive").instead("unpack it first"))
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
    if begins("<!doctype html") || begins("<html") {
        return Err(not_yet("HTML"));
    }
    if format == "xml" || begins("<?xml") || begins("<ANNOTATION_DOCUMENT") || begins("<TEI") {
        let head: String = start.chars().take(4000).collect();
        return if head.contains("<ANNOTATION_DOCUMENT") {
            Ok("eaf")
        } else if head.contains("<TEI") || head.contains("<u ") {
            Ok("tei")
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
    Ok(format)
}
