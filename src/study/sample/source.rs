//! The shape of `assets/sample/study.json`: everything about the sample but its transcripts.

use crate::model::{CodeFields, Flag, ThemeFields, ThemeState};
use serde::Deserialize;

/// The file as a whole.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sample {
    pub(super) title: String,
    pub(super) about: String,
    pub(super) coder: String,
    pub(super) attributes: Vec<Column>,
    pub(super) participants: Vec<Person>,
    pub(super) documents: Vec<Described>,
    pub(super) categories: Vec<Category>,
    pub(super) themes: Vec<Developed>,
    pub(super) memos: Vec<Note>,
    pub(super) comments: Vec<Comment>,
    pub(super) flags: Vec<Flagged>,
    pub(super) journal: Vec<Entry>,
}

/// An attribute of participants.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) kind: String,
}

/// A participant with one value per attribute.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Person {
    pub(super) id: String,
    pub(super) values: Vec<String>,
}

/// A transcript: the file it pretends to come from, and where its words are.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Described {
    pub(super) file: String,
    pub(super) source: String,
    pub(super) title: String,
    pub(super) date: String,
    pub(super) mode: String,
}

impl Described {
    /// The document's name: the file without its ending.
    pub(super) fn name(&self) -> &str {
        self.file.rsplit_once('.').map_or(self.file.as_str(), |(stem, _)| stem)
    }
}

/// A code of the top level with those under it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Category {
    pub(super) name: String,
    pub(super) codes: Vec<Entered>,
}

/// A code and the mark that stands for it in the transcripts.
#[derive(Deserialize)]
pub(super) struct Entered {
    pub(super) mark: String,
    #[serde(flatten)]
    pub(super) fields: CodeFields,
}

/// A theme with the marks of its codes.
#[derive(Deserialize)]
pub(super) struct Developed {
    #[serde(flatten)]
    pub(super) fields: ThemeFields,
    pub(super) state: ThemeState,
    pub(super) reason: String,
    pub(super) codes: Vec<String>,
}

/// A coding: the nth of its code in a document, from 1.
#[derive(Deserialize)]
pub(super) struct Spot {
    pub(super) code: String,
    pub(super) document: String,
    pub(super) nth: usize,
}

/// A coding and what the researcher thinks of it.
#[derive(Deserialize)]
pub(super) struct Flagged {
    #[serde(flatten)]
    pub(super) spot: Spot,
    pub(super) flag: Flag,
}

/// A memo on a code (by its mark), a document, a participant or a theme (by its statement).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Note {
    pub(super) kind: String,
    pub(super) code: Option<String>,
    pub(super) document: Option<String>,
    pub(super) participant: Option<String>,
    pub(super) theme: Option<String>,
    #[serde(default)]
    pub(super) title: String,
    pub(super) text: String,
    #[serde(default)]
    pub(super) links: Vec<Spot>,
}

/// A comment on the first coding of a code in a document.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Comment {
    pub(super) code: String,
    pub(super) document: String,
    pub(super) text: String,
}

/// A day of the journal.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) date: String,
    pub(super) text: String,
}

impl Sample {
    /// Reads the file the program was built with.
    pub(super) fn read() -> Result<Self, serde_json::Error> {
        serde_json::from_str(include_str!("../../../assets/sample/study.json"))
    }

    /// The path of the code a mark stands for.
    pub(super) fn path_of(&self, mark: &str) -> Option<String> {
        self.categories.iter().find_map(|category| {
            let code = category.codes.iter().find(|code| code.mark == mark)?;
            Some(format!("{}/{}", category.name, code.fields.name))
        })
    }
}
