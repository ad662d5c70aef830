//! Of an encrypted study nothing can be read in any file the program leaves: not in its folder, not
//! beside it, not in temporary files, settings, logs; not after a lock, not after a crash. Marker words go
//! in by every door, and every file is searched for them. The same with a plain study finds them.

use crate::screen::{Window, key, settle, window, write};
use crate::support::Desk;
use egui::{Key, Modifiers};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

const PHRASE: &str = "zqphrase lamp orbit velvet";

/// What is looked for; each goes in by another door. The passphrase is one of them.
const MARKERS: [&str; 12] = [
    "zqspoken",
    "zqperson",
    "zqcode",
    "zqcomment",
    "zqcell",
    "zqsearch",
    "zqvalue",
    "zqdraft",
    "zqtyped",
    "zqdocument",
    "zqkilled",
    "zqphrase",
];

/// The markers in a file, in any of the encodings a program may write, whatever their case. `tag` stands
/// in the place of their first two letters: tests of other programs look for their own.
fn markers_in(bytes: &[u8], tag: &str) -> Vec<&'static str> {
    let lower = bytes.to_ascii_lowercase();
    let without_zeros: Vec<u8> = lower.iter().copied().filter(|&byte| byte != 0).collect();
    let holds = |all: &[u8], word: &str| {
        memchr::memmem::find(all, word.replace("zq", tag).as_bytes()).is_some()
    };
    let found = MARKERS.into_iter();
    found.filter(|word| holds(&lower, word) || holds(&without_zeros, word)).collect()
}

/// Every marker that stands in a file below a folder, or in its name, changed since then.
fn scan(folder: &Path, tag: &str, since: SystemTime, found: &mut BTreeSet<String>) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let mut files = 0;
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
        let Ok(metadata) = path.symlink_metadata() else { continue };
        if metadata.is_dir() {
            files += scan(&path, tag, since, found);
        } else if metadata.is_file() && metadata.modified().is_ok_and(|at| at >= since) {
            files += 1;
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let mut all = std::fs::read(&path).unwrap_or_default();
            all.extend_from_slice(name.as_bytes());
            found.extend(markers_in(&all, tag).into_iter().map(|word| format!("{word} in {name}")));
        }
    }
    files
}

/// The program on a desk of its own; what it reads lies elsewhere, what it exports is not made.
struct Stage {
    desk: Desk,
    sources: tempfile::TempDir,
    tag: String,
    since: SystemTime,
    locked: bool,
}

impl Stage {
    fn new(locked: bool) -> Self {
        let sources = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        // Letters alone: a word for every index of words.
        let id = uuid::Uuid::now_v7().as_u128();
        let letters = (0..8).map(|at| char::from(b'a' + ((id >> (4 * at)) & 15) as u8));
        let tag = letters.collect::<String>();
        let stage = Self { desk: Desk::new(), sources, tag, since: SystemTime::now(), locked };
        let said = "INT: And then?\n\nZQPERSON: Was zqspoken all he said, zqsearch.\n";
        let start = stage.tagged(said).find(&stage.tagged("zqspoken")).unwrap();
        let coding = format!("zqdocument,{start},{},zqcode,zqcomment", start + 8);
        stage.write("document.txt", said);
        stage.write(
            "more.txt",
            &"ZQPERSON: zqkilled over and over, and over again.\n\n".repeat(4_000),
        );
        stage.write("people.csv", "id,role\nZQPERSON,zqvalue\n");
        stage.write("codings.csv", &format!("document,start,end,code,memo\n{coding}\n"));
        std::fs::rename(stage.source("document.txt"), stage.source("zqdocument.txt")).unwrap();
        stage
    }

    fn tagged(&self, text: &str) -> String {
        text.replace("zq", &self.tag).replace("ZQ", &self.tag.to_uppercase())
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.sources.path().join(name), self.tagged(text)).unwrap();
    }

    fn source(&self, name: &str) -> String {
        self.sources.path().join(self.tagged(name)).to_string_lossy().into_owned()
    }

    fn look(&self, folder: &Path, found: &mut BTreeSet<String>) -> usize {
        scan(folder, &self.tag, self.since, found)
    }

    fn command(&self, args: &[&str]) -> Command {
        let args: Vec<String> = args.iter().map(|arg| self.tagged(arg)).collect();
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let mut command = self.desk.command(&args);
        for folder in ["TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"] {
            let path = self.desk.data().join(folder);
            std::fs::create_dir_all(&path).unwrap();
            command.env(folder, path);
        }
        if self.locked {
            command.env("POSTIL_PASSPHRASE", self.tagged(PHRASE));
        }
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    fn run(&self, args: &[&str], expected: i32) {
        let status = self.command(args).status().unwrap();
        assert_eq!(status.code(), Some(expected), "postil {}", args.join(" "));
    }

    /// The whole job on the command line, mistakes and a kill included.
    fn work(&self) {
        self.run(&["new", "s.postil"], 0);
        self.run(&["import", "s.postil", &self.source("zqdocument.txt")], 0);
        self.run(&["participants", "s.postil", "--import", &self.source("people.csv")], 0);
        self.run(&["codings", "s.postil", "--import", &self.source("codings.csv")], 0);
        let cell = ["--set", "ZQPERSON", "zqcode", "--text", "zqcell"];
        self.run(&["framework", "s.postil", cell[0], cell[1], cell[2], cell[3], cell[4]], 0);
        self.run(&["search", "s.postil", "zqsearch"], 0);
        self.run(&["search", "s.postil", "zqsearch", "--code", "zqcode"], 0);
        self.run(&["correct", "s.postil", "--replace", "said", "--with", "zqtyped"], 0);
        self.run(&["undo", "s.postil"], 0);
        self.run(&["redo", "s.postil"], 0);
        self.run(&["crosstab", "s.postil", "--by", "role"], 0);
        // What goes wrong must say nothing either.
        self.run(&["text", "s.postil", "zqtyped"], 1);
        self.run(&["code", "s.postil", "zqdocument", "9000", "9001", "zqcode"], 1);
        self.run(&["import", "s.postil", &self.source("zqtyped.txt")], 1);
        // Killed while it writes.
        for wait in [150, 400, 800, 1_200] {
            let mut child =
                self.command(&["import", "s.postil", &self.source("more.txt")]).spawn().unwrap();
            std::thread::sleep(Duration::from_millis(wait));
            child.kill().unwrap();
            child.wait().unwrap();
        }
        // Taken in, where it was not before it was killed.
        self.command(&["import", "s.postil", &self.source("more.txt")]).status().unwrap();
    }

    /// The same in the window: typed, not yet stored, locked, opened again, and then the program is gone
    /// without a word.
    fn windows(&self) -> BTreeSet<String> {
        let mut shown = window(Some(self.desk.path("s.postil")));
        let unlock = |window: &mut Window| {
            if self.locked {
                write(window, &self.tagged(PHRASE));
                key(window, Modifiers::NONE, Key::Enter);
            }
        };
        unlock(&mut shown);
        assert!(!shown.state().corpus().documents.is_empty());
        key(&mut shown, Modifiers::COMMAND | Modifiers::SHIFT, Key::F);
        write(&mut shown, &self.tagged("zqsearch"));
        settle(&mut shown);
        key(&mut shown, Modifiers::COMMAND, Key::M);
        write(&mut shown, &self.tagged("zqdraft"));
        // Drafts are kept a moment after they were typed.
        for _ in 0..60 {
            shown.step();
        }
        settle(&mut shown);
        let mut found = BTreeSet::new();
        self.look(self.desk.folder(), &mut found);
        if self.locked {
            key(&mut shown, Modifiers::COMMAND, Key::L);
            assert!(shown.state().is_locked());
            self.look(self.desk.folder(), &mut found);
            unlock(&mut shown);
        }
        settle(&mut shown);
        // As if the program had been killed: nothing is put down, no connection is closed.
        std::mem::forget(shown);
        found
    }

    #[expect(clippy::disallowed_methods, reason = "it is looked through, not written to")]
    fn everything(&self) -> BTreeSet<String> {
        self.work();
        let mut found = self.windows();
        let files = self.look(self.desk.folder(), &mut found);
        assert!(
            files + self.look(self.desk.data(), &mut found) >= 2,
            "there is something to look at"
        );
        // What the window itself may have left: it runs in this process.
        self.look(&std::env::temp_dir(), &mut found);
        found
    }
}

#[test]
fn nothing_of_an_encrypted_study_can_be_read_anywhere() {
    let stage = Stage::new(true);
    assert_eq!(stage.everything(), BTreeSet::new());
    let log = std::fs::read_to_string(stage.desk.data().join("postil/postil.log")).unwrap();
    assert!(log.contains("command import") && log.contains("status 1"), "{log}");
}

/// The control: of a plain study every word is found, and never in the log.
#[test]
fn of_a_plain_study_every_word_is_found() {
    let stage = Stage::new(false);
    let found = stage.everything();
    for marker in MARKERS.into_iter().filter(|marker| *marker != "zqphrase") {
        assert!(found.iter().any(|line| line.starts_with(marker)), "{marker}: {found:?}");
    }
    assert!(!found.iter().any(|line| line.contains("postil.log")), "{found:?}");
}

#[test]
fn markers_are_found_whatever_their_case_and_encoding() {
    assert_eq!(markers_in(b"...ABspoken...", "ab"), ["zqspoken"]);
    let wide: Vec<u8> = "Abcode".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(markers_in(&wide, "ab"), ["zqcode"]);
    assert!(markers_in(b"ab spoken zqspoken", "ab").is_empty());
}
