//! What tests share: a desk with the program on it, and small corpora.

pub(crate) mod corpus;
pub(crate) mod dump;

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A folder of its own, and the program run in it.
pub(crate) struct Desk {
    folder: tempfile::TempDir,
    /// What the program keeps for itself: its log, reports.
    data: tempfile::TempDir,
}

/// What the program said.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), data: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Where the program keeps its log.
    pub(crate) fn data(&self) -> &Path {
        self.data.path()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    /// The program, with nothing of the tester's own surroundings.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_postil"));
        command.args(args).current_dir(self.folder()).env("HOME", self.folder());
        command.env("XDG_DATA_HOME", self.data());
        for variable in ["DISPLAY", "WAYLAND_DISPLAY", "POSTIL_PASSPHRASE", "XDG_DOCUMENTS_DIR"] {
            command.env_remove(variable);
        }
        command.stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        finish(&mut self.command(args))
    }

    /// What it prints; it must have nothing to complain about. That there are dates and ages in what is
    /// written is no complaint: `cli_privacy` looks at that line.
    pub(crate) fn ok(&self, args: &[&str]) -> String {
        let ran = self.run(args);
        let told = ran.err.lines().filter(|line| !line.starts_with("identifiers in it: "));
        let told: Vec<&str> = told.collect();
        assert_eq!((ran.status, told), (0, vec![]), "postil {}", args.join(" "));
        ran.out
    }

    /// The JSON it prints.
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        let mut args = args.to_vec();
        args.push("--json");
        serde_json::from_str(&self.ok(&args)).unwrap()
    }

    /// Its single line of complaint; the status must be 1.
    pub(crate) fn refused(&self, args: &[&str]) -> String {
        let ran = self.run(args);
        assert_eq!(ran.status, 1, "postil {}: {}", args.join(" "), ran.err);
        let lines: Vec<&str> = ran.err.lines().collect();
        assert_eq!(lines.len(), 1, "{}", ran.err);
        assert!(lines[0].starts_with("postil: "), "{}", ran.err);
        lines[0].to_owned()
    }
}

pub(crate) fn finish(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    Ran {
        status: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A number of a crosstab's JSON, by code and by the value that heads the column.
pub(crate) fn cell<'v>(table: &'v Value, code: &str, group: &str) -> &'v Value {
    let groups = table["groups"].as_array().unwrap();
    let column = groups.iter().position(|g| g["value"] == group).unwrap();
    let row = table["rows"].as_array().unwrap().iter().find(|row| row["code"] == code);
    &row.unwrap_or_else(|| panic!("no row {code}"))["cells"][column]
}

/// A file out of an archive such as a Word document or an Excel workbook, as text.
pub(crate) fn unzipped(bytes: &[u8], name: &str) -> String {
    use std::io::Read as _;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The program under another one, with nothing of the tester's surroundings.
pub(crate) fn under(desk: &Desk, wrapper: &[&str], args: &[&str]) -> Command {
    let mut command = Command::new(wrapper[0]);
    command.args(&wrapper[1..]).arg(env!("CARGO_BIN_EXE_postil")).args(args);
    let of = desk.command(args);
    command.current_dir(of.get_current_dir().unwrap());
    for (name, value) in of.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.env_remove("DBUS_SESSION_BUS_ADDRESS").stdin(Stdio::null());
    command
}

/// True when a tool is there and may do what it is for.
pub(crate) fn works(tool: &[&str]) -> bool {
    let mut command = Command::new(tool[0]);
    command.args(&tool[1..]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
