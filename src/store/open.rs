//! Which file is this, and may it be opened? New files, pragmas, schema versions.
//!
//! A file is looked at as plain bytes before SQLite touches it, so that a foreign, newer or truncated
//! file is left exactly as it was.

use super::access::{self, Identity};
use super::head::Head;
use super::{Error, Passphrase, ReadOnly, Store, history, hold, leftovers, logs};
use rusqlite::{Connection, OpenFlags};
use std::fs::File;
use std::io::{Read as _, Seek as _};
use std::path::{Path, PathBuf};

/// "Pstl" in the header of every study file that is not locked.
pub const APPLICATION_ID: i32 = 0x5073_746c;

/// The schema this program writes.
pub const SCHEMA_VERSION: i64 = 6;

/// Schemas by number; an upgrade runs those after the file's own. Never edited.
pub(super) const MIGRATIONS: [&str; SCHEMA_VERSION as usize] = [
    include_str!("schema_v1.sql"),
    include_str!("schema_v2.sql"),
    include_str!("schema_v3.sql"),
    include_str!("schema_v4.sql"),
    include_str!("schema_v5.sql"),
    include_str!("schema_v6.sql"),
];

/// What a study is made of at the start.
pub struct Founding<'a> {
    /// Identity of the study.
    pub guid: &'a str,
    /// Its name.
    pub name: &'a str,
    /// RFC 3339.
    pub at: &'a str,
    /// Identity of the first coder.
    pub coder_guid: &'a str,
    /// Who works on it first.
    pub coder: &'a str,
}

#[cfg(test)]
impl Founding<'static> {
    /// What a study of a test is made of where nothing depends on it.
    pub(super) const ANY: Self =
        Self { guid: "g", name: "n", at: "2026", coder_guid: "c", coder: "ana" };
}

impl Store {
    /// Makes an empty study file for nobody but its owner. It is built beside its place and moved there
    /// whole.
    ///
    /// # Errors
    /// [`Error::Exists`] when something is there already; [`Error::Io`] when the folder cannot be
    /// written, or the name is that of a study that was moved away and is still open.
    pub fn create(
        path: &Path,
        passphrase: Option<&Passphrase>,
        founding: &Founding<'_>,
    ) -> Result<Self, Error> {
        if path.symlink_metadata().is_ok() {
            return Err(Error::Exists(path.to_owned()));
        }
        let aside = logs::make_way(path)?;
        let draft = draft_path(path);
        let built = found(&draft, passphrase, founding)
            // A hard link refuses to replace what appeared meanwhile; a rename would not.
            .and_then(|()| settle(&draft, path));
        if built.is_err() {
            std::fs::remove_file(&draft).ok();
        }
        built?;
        let mut store = Self::open(path, passphrase)?;
        if let Some(aside) = aside {
            store.tell_aside(aside);
        }
        Ok(store)
    }

    /// Opens a study file. A log beside it that is known to be that of another file is put aside, see
    /// [`Store::set_aside`]; where somebody on another computer has the study it stays where it is, and the
    /// study is read without it. Such a study is only read, and whatever log is beside it is left to them.
    ///
    /// # Errors
    /// A wrong or missing passphrase, a foreign file, a newer schema and a damaged file are four
    /// different errors; none of them changes the file.
    pub fn open(path: &Path, passphrase: Option<&Passphrase>) -> Result<Self, Error> {
        // Its backups and whatever else belongs to it lie beside the file itself, not beside a link.
        let real = path.is_symlink().then(|| std::fs::canonicalize(path).ok()).flatten();
        let path = real.as_deref().unwrap_or(path);
        let (file, may_write) = handle(path)?;
        let written = access::written(&file);
        let strange = logs::is_strange(path, &file);
        let look = Look::at(path, &file, strange)?;
        let encrypted = match look {
            Look::Plain => false,
            // Whether it is a locked study cut short shows only with the right passphrase.
            Look::Noise if passphrase.is_none() || !cfg!(feature = "encryption") => {
                return Err(Error::Foreign { what: UNKNOWN.to_owned(), path: path.to_owned() });
            }
            Look::Sealed if !cfg!(feature = "encryption") => return Err(Error::NoEncryption),
            Look::Sealed if passphrase.is_none() => {
                return Err(Error::NeedsPassphrase(path.to_owned()));
            }
            Look::Sealed | Look::Noise => true,
        };
        let passphrase = passphrase.filter(|_| encrypted);
        // No lock of this computer would keep it from being brought into the file when it is closed.
        let theirs = if strange { ReadOnly::Apart } else { ReadOnly::Held };
        let elsewhere = || hold::elsewhere(path).map(theirs);
        let closed = access::closed(path, may_write).or_else(elsewhere);
        let companions = ["-wal", "-shm"].map(|suffix| sibling(path, suffix));
        let before = companions.clone().map(|file| file.exists());
        // Where nothing can be written SQLite cannot make the files it wants beside a study, and where
        // others may write they could not write to them.
        let still = closed.is_some() && (strange || is_quiet(path));
        let named = |still: bool| if still { still_place(path) } else { (path.to_owned(), None) };
        let made: Vec<PathBuf> = companions
            .iter()
            .zip(before)
            .filter(|(_, before)| closed.is_some() && !still && !before)
            .map(|(file, _)| file.clone())
            .collect();
        if encrypted {
            // Read-only first: a wrong passphrase must not leave a trace.
            let (place, calm) = named(still || strange);
            let flags =
                calm.map_or_else(|| looking(path), |calm| OpenFlags::SQLITE_OPEN_READ_ONLY | calm);
            let probe = unlock(&place, passphrase, flags)?;
            let identified = identify_sealed(&probe, path);
            drop(probe);
            if matches!(identified, Err(Error::Damaged { .. })) {
                clear_made(&companions, before);
            } else if identified.is_err() {
                access::clear_away(path, &made);
            }
            identified.map_err(|error| match (error, &look) {
                (Error::WrongPassphrase(path), Look::Noise) => {
                    Error::Foreign { what: UNKNOWN.to_owned(), path }
                }
                (error, _) => error,
            })?;
            if matches!(look, Look::Noise) {
                let what = "it is shorter than it should be".to_owned();
                return Err(Error::Damaged { what, path: path.to_owned() });
            }
        }
        let aside = if strange && closed.is_none() { logs::put_aside(path, &file)? } else { None };
        let (place, calm) = named(still);
        if let (Some(why @ ReadOnly::Apart(_)), None) = (&closed, &calm) {
            // Its name cannot be said in a way that leaves the log out.
            return Err(Error::ReadOnly { why: why.clone(), path: path.to_owned() });
        }
        let flags = if closed.is_some() {
            OpenFlags::SQLITE_OPEN_READ_ONLY | calm.unwrap_or(OpenFlags::empty())
        } else {
            OpenFlags::SQLITE_OPEN_READ_WRITE
        };
        let connection = connect(&place, passphrase, flags).map_err(|error| error.at(path))?;
        let mut read_only = closed;
        // SQLite opens what it may not write to all the same, to be read.
        if read_only.is_none() && connection.is_readonly("main")? {
            read_only = Some(ReadOnly::File);
        }
        if read_only.is_none() && before.contains(&true) {
            read_only = access::refused(&connection, path);
        }
        let mut identity = Identity::of(path, false);
        identity.made = made;
        // While a file and its log come one by one nobody looks at what is there of them by the way.
        identity.still = written.filter(|_| still && !strange);
        let mut store = Self {
            connection,
            path: path.to_owned(),
            encrypted,
            data_version: 0,
            passphrase: passphrase.cloned(),
            identity,
            hold: None,
            read_only,
            opened: vec![file],
            head: None,
        };
        store.prepare().map_err(|error| error.at(path))?;
        if let Some(aside) = aside {
            store.tell_aside(aside);
        }
        Ok(store)
    }

    fn prepare(&mut self) -> Result<(), Error> {
        let version: i64 =
            self.connection.pragma_query_value(None, "user_version", |r| r.get(0))?;
        if !(1..=SCHEMA_VERSION).contains(&version) {
            return Err(Error::Damaged {
                what: format!("it has no schema this program knows (version {version})"),
                path: self.path.clone(),
            });
        }
        same_schema(&self.connection, &self.path, version)?;
        if let Some(why) = &self.read_only {
            if version != SCHEMA_VERSION {
                return Err(Error::ReadOnly { why: why.clone(), path: self.path.clone() });
            }
            self.data_version = self.read_data_version()?;
            return Ok(());
        }
        self.upgrade(version)?;
        // WAL: readers and the writer do not wait for each other, and a killed program loses nothing
        // that was committed.
        self.connection.pragma_update(None, "journal_mode", "wal")?;
        let mode: String =
            self.connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
        self.identity = Identity::of(&self.path, mode.eq_ignore_ascii_case("wal"));
        // We do it, after a look at the file: see `head.rs`.
        self.connection.pragma_update(None, "wal_autocheckpoint", 0)?;
        history::install(&self.connection)?;
        leftovers::sweep(&self.path);
        self.head = Head::of(&self.path, &self.connection, self.encrypted);
        self.data_version = self.read_data_version()?;
        Ok(())
    }
}

/// What the bytes of a file say.
enum Look {
    /// A SQLite file of ours, in a version we know.
    Plain,
    /// Nothing recognizable, of the shape of an encrypted study.
    Sealed,
    /// Nothing recognizable, and no whole number of pages.
    Noise,
}

/// A handle on the file, and whether it may be written to. See [`access::handle`].
fn handle(path: &Path) -> Result<(File, bool), Error> {
    let io = |source: std::io::Error| {
        if source.kind() == std::io::ErrorKind::NotFound {
            Error::Missing(path.to_owned())
        } else {
            Error::Io { doing: "opening the study", source, path: path.to_owned() }
        }
    };
    if !std::fs::metadata(path).map_err(io)?.is_file() {
        let what = "it is a folder".to_owned();
        return Err(Error::Foreign { what, path: path.to_owned() });
    }
    access::handle(path).map_err(io)
}

impl Look {
    /// `strange`: what log there is belongs to another file.
    fn at(path: &Path, mut file: &File, strange: bool) -> Result<Self, Error> {
        let io = |source| Error::Io { doing: "opening the study", source, path: path.to_owned() };
        let foreign = |what: &str| Error::Foreign { what: what.to_owned(), path: path.to_owned() };
        let metadata = file.metadata().map_err(io)?;
        let mut head = Vec::with_capacity(4096);
        file.rewind().map_err(io)?;
        file.take(4096).read_to_end(&mut head).map_err(io)?;
        if head.is_empty() {
            return Err(foreign("it is empty"));
        }
        if !head.starts_with(b"SQLite format 3\0") {
            return match (is_noise(&head), metadata.len().is_multiple_of(4096)) {
                (true, true) => Ok(Self::Sealed),
                (true, false) => Ok(Self::Noise),
                (false, _) => Err(foreign(kind_of(&head))),
            };
        }
        let damaged = |what: &str| Error::Damaged { what: what.to_owned(), path: path.to_owned() };
        let number = |at: usize| {
            let bytes = head.get(at..at + 4)?;
            Some(i64::from(i32::from_be_bytes(bytes.try_into().ok()?)))
        };
        let (Some(application), Some(version), Some(pages)) = (number(68), number(60), number(28))
        else {
            return Err(damaged("its header is cut off"));
        };
        if application != i64::from(APPLICATION_ID) {
            return Err(foreign("it is a SQLite file of another program"));
        }
        if version > SCHEMA_VERSION {
            let path = path.to_owned();
            return Err(Error::Newer { found: version, known: SCHEMA_VERSION, path });
        }
        let page_size = match head.get(16..18) {
            Some([0, 1]) => 65_536,
            Some([high, low]) => i64::from(u16::from_be_bytes([*high, *low])),
            _ => 0,
        };
        // With pages still in the write-ahead log the main file may be shorter than its header says.
        let logged = !strange && !log_is_empty(path);
        if !logged && i64::try_from(metadata.len()).unwrap_or(i64::MAX) < pages * page_size {
            return Err(damaged("it is shorter than it should be"));
        }
        Ok(Self::Plain)
    }
}

/// What a connection that may only read made, it does not clear away. Nobody else can be using it: the file
/// does not open.
fn clear_made(companions: &[PathBuf], before: [bool; 2]) {
    for (file, before) in companions.iter().zip(before) {
        if !before && std::fs::metadata(file).is_ok() {
            std::fs::remove_file(file).ok();
        }
    }
}

/// True when everything is in the file itself, and nobody is known to work on it: they have a log and its
/// index beside it, and what they do next comes into the file by and by.
fn is_quiet(path: &Path) -> bool {
    log_is_empty(path) && !(sibling(path, "-shm").exists() && hold::is_held(path))
}

/// True when everything is in the file itself.
fn log_is_empty(path: &Path) -> bool {
    std::fs::metadata(sibling(path, "-wal")).map_or(true, |log| log.len() == 0)
}

/// The name under which SQLite reads a file without making anything beside it; nobody may write to it
/// meanwhile. `None` where the name cannot be said that way.
pub(super) fn still_place(path: &Path) -> (PathBuf, Option<OpenFlags>) {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let Some(name) = absolute.to_str() else { return (path.to_owned(), None) };
    let name = name.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    let slash = if name.starts_with('/') { "" } else { "/" };
    let uri = format!("file://{slash}{}?immutable=1", name.replace('\\', "/"));
    (PathBuf::from(uri), Some(OpenFlags::SQLITE_OPEN_URI))
}

/// What is said of a file that is like no other.
const UNKNOWN: &str = "its content is unknown";

/// Encrypted pages are noise; nearly everything else has a shape.
pub(super) fn is_noise(head: &[u8]) -> bool {
    if head.len() < 4096 {
        return false;
    }
    let mut seen = [0_u32; 256];
    for &byte in head {
        seen[usize::from(byte)] += 1;
    }
    // 4,096 random bytes: every value about 16 times; chi-square with 255 degrees of freedom stays
    // under 400 but in one file of a hundred million.
    let chi_square: f64 = seen.iter().map(|&n| (f64::from(n) - 16.0).powi(2) / 16.0).sum();
    chi_square < 400.0
}

pub(super) fn kind_of(head: &[u8]) -> &'static str {
    match head {
        [b'P', b'K', ..] => "it is a zip, docx, xlsx or odt file",
        [b'%', b'P', b'D', b'F', ..] => "it is a PDF",
        [0xD0, 0xCF, 0x11, 0xE0, ..] => "it is an old Office file",
        _ if std::str::from_utf8(head).is_ok() => "it is a text file",
        _ => UNKNOWN,
    }
}

fn identify_sealed(probe: &Connection, path: &Path) -> Result<(), Error> {
    let read = |name: &str| probe.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let application = read("application_id").map_err(|error| {
        if error.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) {
            Error::WrongPassphrase(path.to_owned())
        } else {
            Error::from(error).at(path)
        }
    })?;
    if application != i64::from(APPLICATION_ID) {
        let what = "it is a locked SQLite file of another program".to_owned();
        return Err(Error::Foreign { what, path: path.to_owned() });
    }
    let found = read("user_version")?;
    if found > SCHEMA_VERSION {
        return Err(Error::Newer { found, known: SCHEMA_VERSION, path: path.to_owned() });
    }
    Ok(())
}

/// How to look at a locked file: for reading alone, unless its writer was killed and left a journal. That
/// has to be played back before anything can be read, whatever the passphrase is.
pub(super) fn looking(path: &Path) -> OpenFlags {
    let journal = std::fs::metadata(sibling(path, "-journal"));
    if journal.is_ok_and(|journal| journal.len() > 0) {
        OpenFlags::SQLITE_OPEN_READ_WRITE
    } else {
        OpenFlags::SQLITE_OPEN_READ_ONLY
    }
}

/// Gives the key and says nothing of a wrong one: whether it fits shows with the first page that is read.
/// A passphrase that can be written in several ways is given in the one that fits.
pub(super) fn unlock(
    path: &Path,
    passphrase: Option<&Passphrase>,
    access: OpenFlags,
) -> Result<Connection, Error> {
    let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = || -> Result<Connection, Error> {
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        Ok(connection)
    };
    let new = access.contains(OpenFlags::SQLITE_OPEN_CREATE);
    passphrase.map_or_else(open, |passphrase| passphrase.unlock(new, open))
}

pub(super) fn connect(
    path: &Path,
    passphrase: Option<&Passphrase>,
    access: OpenFlags,
) -> Result<Connection, Error> {
    let connection = unlock(path, passphrase, access)?;
    for (name, value) in [
        // A cascade is a change that nobody saw: keys are RESTRICT and enforced.
        ("foreign_keys", "on"),
        // With WAL: whole at any moment, and one flush fewer for each step.
        ("synchronous", "normal"),
        // Deleted words are overwritten, not only forgotten.
        ("secure_delete", "on"),
        // A file made by hand must not run functions of ours from its schema.
        ("trusted_schema", "off"),
        // 64 MiB: with encryption every page read again is decrypted again.
        ("cache_size", "-65536"),
        // Nothing readable in temporary files.
        ("temp_store", "memory"),
    ] {
        connection.pragma_update(None, name, value)?;
    }
    Ok(connection)
}

pub(super) fn found(
    path: &Path,
    key: Option<&Passphrase>,
    founding: &Founding<'_>,
) -> Result<(), Error> {
    if key.is_some() && !cfg!(feature = "encryption") {
        return Err(Error::NoEncryption);
    }
    // SQLite takes an empty file: made here, nobody else may read it. And the system says what it has
    // against the place; SQLite only says that it cannot.
    new_private(path).map_err(|source| Error::Io {
        doing: "making the study",
        source,
        path: path.to_owned(),
    })?;
    let access = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let mut connection = connect(path, key, access)?;
    connection.pragma_update(None, "journal_mode", "delete")?;
    connection.pragma_update(None, "synchronous", "full")?;
    let transaction = connection.transaction()?;
    for schema in MIGRATIONS {
        transaction.execute_batch(schema)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", SCHEMA_VERSION)?;
    transaction.execute(
        "INSERT INTO study (id, guid, name, created_at) VALUES (1, ?1, ?2, ?3)",
        [founding.guid, founding.name, founding.at],
    )?;
    transaction.execute(
        "INSERT INTO coders (guid, name) VALUES (?1, ?2)",
        [founding.coder_guid, founding.coder],
    )?;
    transaction.commit()?;
    connection.close().map_err(|(_, error)| error.into())
}

/// Refuses a file whose tables, indexes or triggers are not the ones this program makes: a trigger
/// made by hand would run with our writes.
pub(super) fn same_schema(connection: &Connection, path: &Path, version: i64) -> Result<(), Error> {
    let listing = |connection: &Connection| -> Result<Vec<String>, Error> {
        let mut statement = connection.prepare(
            "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema
             WHERE NOT (type = 'table' AND name IN ('sqlite_stat1', 'sqlite_stat4'))
             ORDER BY type, name",
        )?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    };
    let model = Connection::open_in_memory()?;
    for schema in MIGRATIONS.iter().take(usize::try_from(version).unwrap_or_default()) {
        model.execute_batch(schema)?;
    }
    let (ours, theirs) = (listing(&model)?, listing(connection)?);
    if ours == theirs {
        return Ok(());
    }
    let odd = theirs
        .iter()
        .find(|line| !ours.contains(line))
        .or_else(|| ours.iter().find(|line| !theirs.contains(line)));
    let name = odd.and_then(|line| line.split(' ').nth(1)).unwrap_or("?").to_owned();
    Err(Error::Damaged {
        what: format!("its structure is not that of a study, see `{name}`"),
        path: path.to_owned(),
    })
}

pub(super) fn draft_path(path: &Path) -> PathBuf {
    sibling(path, &format!(".{}.new", std::process::id()))
}

pub(super) fn sibling(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Moves a file that was built beside its place there, where nothing may be yet.
///
/// # Errors
/// [`Error::Exists`] when something is there, [`Error::Io`] where it cannot be: among others beside a log
/// that would be mixed with it.
pub(super) fn settle(draft: &Path, path: &Path) -> Result<(), Error> {
    let io = |source| Error::Io { doing: "making the study", source, path: path.to_owned() };
    if let Some(study) = beside_which(path) {
        let name = study.file_name().unwrap_or_default().to_string_lossy();
        let why = format!("this name is kept for what belongs to {name}; choose another one");
        return Err(io(std::io::Error::new(std::io::ErrorKind::InvalidFilename, why)));
    }
    logs::has_way(path)?;
    match std::fs::hard_link(draft, path) {
        Ok(()) => match std::fs::remove_file(draft) {
            // Whoever opened the study already cleared it away.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            done => done.map_err(io),
        },
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(Error::Exists(path.to_owned()))
        }
        // File systems without hard links.
        Err(_) => std::fs::rename(draft, path).map_err(io),
    }
}

/// The file beside which SQLite or this program would keep theirs under this name.
fn beside_which(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    let own =
        ["-wal", "-shm", "-journal", ".lock"].iter().find_map(|end| name.strip_suffix(end))?;
    Some(path.with_file_name(own)).filter(|study| !own.is_empty() && study.is_file())
}

/// An empty file for nobody but its owner.
pub(super) fn new_private(path: &Path) -> std::io::Result<()> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}
