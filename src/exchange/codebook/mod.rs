//! The codebook in and out: csv, xlsx, json and indented text.

use super::LineError;
use super::import::decode::decode;
use super::import::{ImportError, guarded};
pub use crate::model::NewCode;
use crate::model::{CODE_LEVELS, CodeFields, CodeTree, ReceiptNote, Refusal, name_key};
use std::collections::HashMap;

mod difference;
mod json;
mod outline;
mod table;
mod write;

pub use difference::{by_code, told, write_difference};
pub use write::{codebook_sheet, write_codebook_csv, write_codebook_json, write_codebook_text};

/// A codebook as read: parents before children, each path once.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct NewCodebook {
    /// The codes.
    pub codes: Vec<NewCode>,
    /// Lines that were not taken.
    pub refused: Vec<LineError>,
    /// What was passed over or decided.
    pub notes: Vec<ReceiptNote>,
}

/// One code as it is written out; rows in display order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CodeRow {
    /// Names from the top down.
    pub path: Vec<String>,
    /// What is written about it.
    pub fields: CodeFields,
    /// No longer offered for coding.
    pub retired: bool,
}

/// The words of the column `status`.
const ACTIVE: &str = "active";
const RETIRED: &str = "retired";

impl CodeRow {
    /// The word of the column `status`.
    pub fn status(&self) -> &'static str {
        if self.retired { RETIRED } else { ACTIVE }
    }
}

/// All codes of a codebook, in display order.
pub fn rows(tree: &CodeTree) -> Vec<CodeRow> {
    let each = tree.codes().iter().map(|code| CodeRow {
        path: tree.path(code.id).split('/').map(str::to_owned).collect(),
        fields: code.fields.clone(),
        retired: code.retired,
    });
    each.collect()
}

/// Reads a codebook. `name` is the file's name: json and text are told by its ending, tables by
/// their content.
///
/// Tables have a column `name` (or `code`), or `path`, and may have `parent` (or `category`),
/// `definition`, `include`, `exclude`, `example`, `origin`, `color`, `badge`, `key` and `status` (active
/// or retired). Json is a list of objects with the same names and `children`. Text is indented by spaces or tabs.
///
/// # Errors
/// When the file is none of these, or holds a table in Markdown. Bad lines are in
/// [`NewCodebook::refused`].
pub fn read_codebook(name: &str, bytes: &[u8]) -> Result<NewCodebook, ImportError> {
    guarded(|| {
        let ending =
            name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
        match ending.as_str() {
            "json" => json::read(&decode(bytes)?.text),
            "txt" | "text" | "md" | "markdown" => {
                let text = decode(bytes)?.text;
                if text.lines().any(is_rule) {
                    let why = "it holds a table in Markdown, which is written but not read";
                    return Err(Refusal::new(why)
                        .instead("read the codebook from csv, xlsx, json or indented text")
                        .into());
                }
                Ok(outline::read(&text))
            }
            _ => table::read(name, bytes),
        }
    })
}

/// The line between the head and the rows of a table in Markdown: `| --- | ---: |`.
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.starts_with('|')
        && line.contains("---")
        && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

/// Characters a name has at most.
const LONGEST: usize = 200;

/// Collects codes: parents before children, each path once.
#[derive(Default)]
struct Collector {
    book: NewCodebook,
    by_path: HashMap<Vec<String>, usize>,
}

impl Collector {
    /// Adds a code, and those above it that nobody has named yet.
    fn add(&mut self, path: Vec<String>, written: Written, line: u64) {
        let path: Vec<String> = path.into_iter().map(|name| name.trim().to_owned()).collect();
        if let Err(why) = check(&path) {
            self.book.refused.push(LineError::new(line, why));
            return;
        }
        for depth in 1..path.len() {
            self.place(&path[..depth]);
        }
        let at = self.place(&path);
        let Some(code) = self.book.codes.get_mut(at) else { return };
        if code.line != 0 {
            let why = format!("{} stands on line {} already", path.join("/"), code.line);
            self.book.refused.push(LineError::new(line, why));
            return;
        }
        let name = std::mem::take(&mut code.fields.name);
        code.fields = CodeFields { name, ..written.fields };
        code.retired = written.retired;
        code.line = line;
    }

    fn place(&mut self, path: &[String]) -> usize {
        let key: Vec<String> = path.iter().map(|name| name_key(name)).collect();
        let codes = &mut self.book.codes;
        *self.by_path.entry(key).or_insert_with(|| {
            let name = path.last().cloned().unwrap_or_default();
            let fields = CodeFields { name, ..CodeFields::default() };
            codes.push(NewCode { path: path.to_vec(), fields, ..NewCode::default() });
            codes.len() - 1
        })
    }
}

fn check(path: &[String]) -> Result<(), String> {
    if path.is_empty() || path.iter().any(String::is_empty) {
        return Err("the code has no name".to_owned());
    }
    if path.len() > CODE_LEVELS {
        return Err(format!("it is more than {CODE_LEVELS} levels deep"));
    }
    match path.iter().find(|name| name.contains(['/', '\n']) || name.chars().count() > LONGEST) {
        Some(name) if name.contains('/') => Err(format!("a name cannot contain /: {name}")),
        Some(_) => Err(format!("a name has one line and at most {LONGEST} characters")),
        None => Ok(()),
    }
}

/// Names from the top down, of a path written with `/`.
fn split_path(path: &str) -> Vec<String> {
    path.trim().trim_matches('/').split('/').map(|name| name.trim().to_owned()).collect()
}

/// `#rrggbb`, or nothing when it is no color.
fn color(words: &str) -> String {
    let hex = words.trim().trim_start_matches('#');
    let fits = matches!(hex.len(), 3 | 6) && hex.bytes().all(|b| b.is_ascii_hexdigit());
    match (fits, hex.len()) {
        (true, 6) => format!("#{}", hex.to_lowercase()),
        (true, _) => {
            let doubled: String = hex.to_lowercase().chars().flat_map(|c| [c, c]).collect();
            format!("#{doubled}")
        }
        (false, _) => String::new(),
    }
}

/// What a file says about a code.
#[derive(Default)]
struct Written {
    fields: CodeFields,
    retired: Option<bool>,
}

/// Puts a value where a column or key of this name says; false when there is no such field.
fn set_field(written: &mut Written, name: &str, value: &str) -> bool {
    let value = value.to_owned();
    let fields = &mut written.fields;
    match name {
        "definition" | "description" => fields.definition = value,
        "include" | "inclusion" => fields.include = value,
        "exclude" | "exclusion" => fields.exclude = value,
        "example" => fields.example = value,
        "origin" => fields.origin = value,
        "color" | "colour" => fields.color = color(&value),
        "badge" | "letters" => fields.badge = value,
        "key" | "shortcut" => fields.key = value,
        "status" => {
            written.retired = match value.trim().to_lowercase().as_str() {
                RETIRED => Some(true),
                ACTIVE => Some(false),
                // Any other word says nothing we know.
                _ => None,
            }
        }
        _ => return false,
    }
    true
}

#[cfg(test)]
mod tests;
