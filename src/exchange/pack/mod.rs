//! The methods pack: what a methods chapter and its appendix need, in one dated folder (methods §4.2).
//!
//! Everything is made from the study in disguise ([`Disguise`]); nothing in it says who somebody is
//! beyond what the profile allows. Building reads the study and writes nothing; [`Pack::save`] writes
//! the folder beside its place and moves it there, whole or not at all.

mod audit;
mod checklist;
mod choose;
mod codebook;
mod extracts;
mod framework;
mod numbers;
mod readme;
mod software;
#[cfg(test)]
mod tests;

use super::figures::{self, Palette, figure_bytes};
use super::formats::{Format, sheet_bytes};
use super::imprint::Imprint;
use super::sheet::Sheet;
use super::theme_files::write_themes;
use crate::analysis::Template;
use crate::analysis::consent::{note, veiled};
use crate::analysis::disclosure::{Disguise, DisguiseSpec};
use crate::analysis::figures::Figure;
use crate::model::{CoderChoice, Corpus, Filter, Profile, Refusal, Speech, StepLine};
pub use choose::Choose;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What goes into a pack, and how.
#[derive(Clone, Debug)]
pub struct PackSpec {
    /// For whom.
    pub profile: Profile,
    /// The same seed gives the same numbers and the same excerpts of chance again.
    pub seed: u64,
    /// Which excerpts stand for a code or theme.
    pub choose: Choose,
    /// What small roles are called together; `None`: the usual name.
    pub merge_as: Option<String>,
    /// Whose codings.
    pub coder: CoderChoice,
    /// How excerpts are cited; the usual way without.
    pub citation: Option<String>,
}

impl Default for PackSpec {
    fn default() -> Self {
        Self {
            profile: Profile::Public,
            seed: 1,
            choose: Choose::default(),
            merge_as: None,
            coder: CoderChoice::All,
            citation: None,
        }
    }
}

/// What a pack is made from.
#[derive(Clone, Copy)]
pub struct PackInput<'a> {
    /// The study.
    pub corpus: &'a Corpus,
    /// Its steps, oldest first.
    pub history: &'a [StepLine],
    /// SHA-256 of the study file, in hexadecimal digits.
    pub hash: &'a str,
    /// The day, `YYYY-MM-DD`.
    pub day: &'a str,
    /// What is wanted.
    pub spec: &'a PackSpec,
}

/// A pack that was built.
#[derive(Clone, Debug)]
pub struct Pack {
    /// What its folder is called.
    pub name: String,
    /// Name and content of its files, in the order of their names.
    pub files: Vec<(String, Vec<u8>)>,
}

/// Why there is no pack.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// It was stopped; nothing is left behind.
    #[error("stopped; nothing was written")]
    Stopped,
    /// It cannot be made so.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A file could not be made or written.
    #[error("{error}: {}", .path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
}

/// What the chapters of a pack are made from: the disguised study and what is said of it.
pub(super) struct Making<'a> {
    input: PackInput<'a>,
    disguise: &'a Disguise,
    imprint: Imprint,
    template: Option<Template>,
    filter: Filter,
    files: Vec<(String, Vec<u8>)>,
    /// What each file is, and the command that makes the same.
    said: Vec<(String, String, String)>,
}

impl<'a> Making<'a> {
    fn corpus(&self) -> &'a Corpus {
        &self.disguise.corpus
    }

    fn add(&mut self, name: &str, what: &str, command: &str, bytes: Vec<u8>) {
        self.said.push((name.to_owned(), what.to_owned(), command.to_owned()));
        self.files.push((name.to_owned(), bytes));
    }

    /// A chart, to be read at every size and to be put into a text.
    fn figure(
        &mut self,
        name: &str,
        what: &str,
        command: &str,
        figure: Figure,
    ) -> Result<(), PackError> {
        let mut figure = figure;
        let first = self.disguise.notes.iter().filter(|note| !figure.caption.contains(note));
        let first: Vec<String> = first.cloned().collect();
        figure.caption.splice(0..0, first);
        for format in figures::Format::ALL {
            let file = format!("{name}.{}", format.name());
            let bytes = figure_bytes(&figure, format, Palette::default(), self.input.day);
            let bytes = bytes.map_err(|error| PackError::Io {
                path: PathBuf::from(&file),
                error: io::Error::other(error),
            })?;
            self.add(&file, what, command, bytes);
        }
        Ok(())
    }

    /// A table in some formats.
    fn table(
        &mut self,
        name: &str,
        what: &str,
        command: &str,
        (sheet, formats): (Sheet, &[Format]),
    ) -> Result<(), PackError> {
        let mut sheet = sheet;
        let first = self.disguise.notes.iter().filter(|note| !sheet.notes.contains(note));
        let first: Vec<String> = first.cloned().collect();
        sheet.notes.splice(0..0, first);
        let sheet = self.imprint.under(sheet);
        for format in formats {
            let file = format!("{name}.{}", format.extension());
            let bytes = sheet_bytes(&sheet, *format)
                .map_err(|error| PackError::Io { path: PathBuf::from(&file), error })?;
            self.add(&file, what, command, bytes);
        }
        Ok(())
    }
}

/// Formats of tables: to read, and to count with.
const BOTH: [Format; 2] = [Format::Docx, Format::Csv];

/// SHA-256 of a file, in hexadecimal digits.
///
/// # Errors
/// When it cannot be read.
pub fn hash_of(mut file: impl io::Read) -> io::Result<String> {
    use sha2::Digest as _;
    let mut hash = sha2::Sha256::new();
    io::copy(&mut file, &mut hash)?;
    Ok(format!("{:x}", hash.finalize()))
}

/// Builds a pack. `watch` is told how many of how many parts are done; `false` stops it.
///
/// # Errors
/// When it was stopped, or cannot be made.
pub fn build(
    input: PackInput<'_>,
    watch: &dyn Fn(usize, usize) -> bool,
) -> Result<Pack, PackError> {
    type Part = fn(&mut Making<'_>) -> Result<(), PackError>;
    let spec = DisguiseSpec {
        profile: Some(input.spec.profile),
        seed: input.spec.seed,
        merge_as: input.spec.merge_as.clone(),
        ..DisguiseSpec::default()
    };
    // Whoever did not consent to be quoted is held back before anything is made.
    let shown = veiled(&Arc::new(input.corpus.clone()), Some(input.spec.profile));
    let mut disguise = Disguise::new(&shown, &spec);
    disguise.notes.extend(note(&shown));
    let template = input.spec.citation.as_deref();
    let template = template.map(|text| Template::read(&disguise.corpus, text)).transpose()?;
    let filter = Filter {
        coder: input.spec.coder.clone(),
        speech: Speech::Participants,
        ..Filter::default()
    };
    let mut making = Making {
        input,
        disguise: &disguise,
        imprint: Imprint { consent: Vec::new(), ..Imprint::new(&disguise.corpus, input.day) },
        template,
        filter,
        files: Vec::new(),
        said: Vec::new(),
    };
    let parts: [Part; 9] = [
        codebook::make,
        numbers::by_role,
        extracts::make,
        themes,
        framework::make,
        numbers::saturation,
        audit::make,
        |making| {
            software::make(making);
            Ok(())
        },
        checklist::make,
    ];
    for (at, part) in parts.iter().enumerate() {
        if !watch(at, parts.len()) {
            return Err(PackError::Stopped);
        }
        part(&mut making)?;
    }
    readme::make(&mut making);
    if !watch(parts.len(), parts.len()) {
        return Err(PackError::Stopped);
    }
    let mut files = making.files;
    files.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(Pack { name: folder_name(&input.corpus.study, input.day), files })
}

/// The thematic map as a list: themes with concept, boundary, codes and how much stands behind them.
fn themes(making: &mut Making<'_>) -> Result<(), PackError> {
    if making.corpus().themes.is_empty() {
        return Ok(());
    }
    let (corpus, coder) = (making.corpus(), making.input.spec.coder.clone());
    for format in BOTH {
        let name = format!("4-themes.{}", format.extension());
        let mut bytes = Vec::new();
        write_themes(corpus, &coder, &making.imprint, format, &mut bytes)
            .map_err(|error| PackError::Io { path: PathBuf::from(&name), error })?;
        making.add(
            &name,
            "Thematic map as a list: themes, central concepts, codes",
            "postil themes STUDY",
            bytes,
        );
    }
    Ok(())
}

/// A folder's name that every file system takes.
fn folder_name(study: &str, day: &str) -> String {
    format!("{} methods pack {day}", super::file_names::file_name(study, "Study"))
}

/// Where the pack of a study would be made on a day: the first name that is free.
pub fn place_of(study: &str, day: &str, place: &Path) -> PathBuf {
    free(place, &folder_name(study, day))
}

fn free(place: &Path, name: &str) -> PathBuf {
    let more = (2..).map(|number| place.join(format!("{name} ({number})")));
    let mut all = std::iter::once(place.join(name)).chain(more);
    all.find(|path| !path.exists()).unwrap_or_else(|| place.join(name))
}

impl Pack {
    /// Writes the pack as a new folder in `place`: beside its name first, then moved there. A pack of the
    /// same day is left alone; the new one gets a number.
    ///
    /// # Errors
    /// When something cannot be written; nothing is left behind.
    pub fn save(&self, place: &Path) -> Result<PathBuf, PackError> {
        let on = |path: &Path| {
            let path = path.to_owned();
            move |error| PackError::Io { path, error }
        };
        std::fs::create_dir_all(place).map_err(on(place))?;
        let beside = tempfile::Builder::new()
            .prefix(".postil-pack-")
            .tempdir_in(place)
            .map_err(on(place))?;
        for (name, bytes) in &self.files {
            let path = beside.path().join(name);
            let written = std::fs::File::create(&path).and_then(|mut file| {
                io::Write::write_all(&mut file, bytes)?;
                file.sync_all()
            });
            written.map_err(on(&path))?;
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let open = std::fs::Permissions::from_mode(0o755);
            std::fs::set_permissions(beside.path(), open).map_err(on(beside.path()))?;
        }
        let target = free(place, &self.name);
        std::fs::rename(beside.path(), &target).map_err(on(&target))?;
        // It lies elsewhere now: there is nothing to clean up.
        drop(beside.keep());
        Ok(target)
    }
}
