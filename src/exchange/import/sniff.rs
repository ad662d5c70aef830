//! Which format a file is, by its content first and its ending second, and what to do with those
//! that are not read.

use crate::model::Refusal;

/// Endings a folder is searched for.
pub(super) const ENDINGS: [&str; 5] = ["txt", "text", "md", "markdown", "docx"];

/// The ending of a name in small letters.
pub(super) fn ending(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default()
}

/// "txt", "md" or "docx".
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
        "doc" | "pdf" | "odt" | "rtf" | "vtt" | "srt" | "html" | "htm" | "eaf" | "tei" | "xml"
        | "json" => Err(not_yet(&ending.to_uppercase())),
        "csv" | "tsv" => Err(Refusal::new("it is a table, not a transcript").instead(
            "import it as participants, codebook or codings, or save the transcript as docx or txt",
        )),
        "xlsx" | "xls" | "ods" => Err(table()),
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

fn table() -> Refusal {
    Refusal::new("it is a table, not a transcript").instead("import it as participants or codebook")
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
        return Err(table());
    }
    if has("ppt/") {
        return Err(Refusal::new("it is a presentation, not a transcript"));
    }
    if has("mimetype") {
        return Err(if ending == "ods" { table() } else { not_yet("OpenDocument") });
    }
    if ending == "docx" {
        Ok("docx")
    } else {
        Err(Refusal::new("it is an archive").instead("unpack it first"))
    }
}

/// Formats that are text but have to be read in their own way.
///
/// # Errors
/// A refusal with advice.
pub(super) fn check_text(text: &str) -> Result<(), Refusal> {
    let start = text.trim_start();
    let begins = |sign: &str| start.get(..sign.len()).is_some_and(|s| s.eq_ignore_ascii_case(sign));
    if begins("WEBVTT") {
        return Err(not_yet("VTT"));
    }
    if begins("<!doctype html") || begins("<html") {
        return Err(not_yet("HTML"));
    }
    if begins("<?xml") {
        return Err(not_yet("XML"));
    }
    Ok(())
}
