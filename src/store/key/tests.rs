//! Keys as files: made, read, told from others; two programs that have one open at the same time.

use super::*;

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(text).unwrap()
}

fn sarah() -> Pseudonym {
    Pseudonym {
        original: "Sarah Kola".to_owned(),
        replacement: "[mother]".to_owned(),
        kind: PseudonymKind::Person,
        note: "asked for it".to_owned(),
    }
}

#[test]
fn a_key_keeps_its_list_and_its_log_under_another_passphrase_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.postil-key");
    let mut key = KeyFile::create(&path, &passphrase("one")).unwrap();
    key.set_list(&[sarah()]).unwrap();
    let entry = KeyEntry {
        when: "2026-01-01T00:00:00.000Z".to_owned(),
        coder: "researcher".to_owned(),
        document: "P01".to_owned(),
        paragraph: Some(3),
        original: "Sarah Kola".to_owned(),
        replacement: "[mother]".to_owned(),
        kind: PseudonymKind::Person,
    };
    key.add_to_log(std::slice::from_ref(&entry)).unwrap();
    let key = key.change_passphrase(&passphrase("two")).unwrap();
    assert_eq!(key.list(), [sarah()]);
    assert_eq!(key.log().unwrap(), [entry]);
    drop(key);
    let wrong = KeyFile::open(&path, &passphrase("one")).unwrap_err();
    assert!(matches!(wrong, KeyError::WrongPassphrase(_)), "{wrong}");
    // Nothing readable, no companion left behind.
    let bytes = std::fs::read(&path).unwrap();
    for word in ["Sarah", "mother", "pseudonyms", "SQLite"] {
        assert!(memchr::memmem::find(&bytes, word.as_bytes()).is_none(), "{word}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn what_is_no_key_says_what_it_is_and_stays_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let check = |name: &str, bytes: &[u8], expected: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let error = KeyFile::open(&path, &passphrase("x")).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{name}: {error}");
        assert_eq!(std::fs::read(&path).unwrap(), bytes, "{name}");
        assert!(!sibling(&path, "-journal").exists() && !sibling(&path, "-wal").exists());
    };
    check("empty", b"", "this is not a pseudonym key (it is empty)");
    check("text", b"Sarah,[mother]\n", "this is not a pseudonym key (it is a text file)");
    check("zip", b"PK\x03\x04", "this is not a pseudonym key (it is a zip");
    let mut noise = Vec::new();
    for n in 0_u32..1024 {
        use sha2::Digest as _;
        noise.extend_from_slice(&sha2::Sha256::digest(n.to_le_bytes()));
    }
    check("noise", &noise[..8192], "wrong passphrase for the pseudonym key");
    check("cut", &noise[..8000], "this is not a pseudonym key (its content is unknown)");
    let missing = KeyFile::open(&folder.path().join("no"), &passphrase("x")).unwrap_err();
    assert!(matches!(missing, KeyError::Missing(_)));

    let path = folder.path().join("a.postil-key");
    let mut key = KeyFile::create(&path, &passphrase("x")).unwrap();
    assert!(matches!(KeyFile::create(&path, &passphrase("x")), Err(KeyError::Exists(_))));
    let many: Vec<Pseudonym> =
        (0..400).map(|n| Pseudonym { original: format!("Name {n}"), ..sarah() }).collect();
    key.set_list(&many).unwrap();
    drop(key);
    let whole = std::fs::read(&path).unwrap();
    // A flipped byte behind the first page, and a file that was cut off.
    let mut flipped = whole.clone();
    for page in 1..whole.len() / 4096 {
        flipped[page * 4096 + 100] ^= 1;
    }
    check("flipped", &flipped, "the pseudonym key is damaged (");
    check("short", &whole[..whole.len() - 100], "the pseudonym key is damaged (it is shorter");
    // A newer format, and a study locked with the same passphrase.
    let newer = folder.path().join("newer");
    std::fs::write(&newer, &whole).unwrap();
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
    let connection = unlock(&newer, Some(&passphrase("x")), flags).unwrap();
    connection.pragma_update(None, "user_version", 9).unwrap();
    drop(connection);
    let error = KeyFile::open(&newer, &passphrase("x")).unwrap_err();
    assert!(matches!(error, KeyError::Newer { found: 9, .. }), "{error}");
    let founding =
        crate::store::Founding { guid: "g", name: "n", at: "t", coder_guid: "c", coder: "r" };
    let study = folder.path().join("s.postil");
    drop(crate::store::Store::create(&study, Some(&passphrase("x")), &founding).unwrap());
    let error = KeyFile::open(&study, &passphrase("x")).unwrap_err().to_string();
    assert!(error.contains("a locked file of another kind"), "{error}");
}

fn line(original: &str, replacement: &str) -> Pseudonym {
    let (original, replacement) = (original.to_owned(), replacement.to_owned());
    Pseudonym { original, replacement, ..Pseudonym::default() }
}

#[test]
fn two_programs_that_have_a_key_open_keep_each_others_names() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.postil-key");
    let x = passphrase("x");
    let on_disk = || KeyFile::open(&path, &x).unwrap().list().to_vec();
    let mut window = KeyFile::create(&path, &x).unwrap();
    let (sarah, minh) = (line("Sarah", "[mother]"), line("Minh", "[boy]"));
    let (ana, leeds) = (line("Ana", "[aunt]"), line("Leeds", "[town]"));
    let (son, zamir) = (line("Minh", "[son]"), line("Zamir", "[friend]"));
    window.set_list(&[sarah.clone(), minh.clone(), ana.clone()]).unwrap();
    let mut command = KeyFile::open(&path, &x).unwrap();
    command.set_list(&[sarah.clone(), son.clone(), zamir.clone()]).unwrap();
    // The window still shows the list of before, and changes that.
    let mum = line("Sarah", "[mum]");
    window.set_list(&[mum.clone(), minh, ana, leeds.clone()]).unwrap();
    assert_eq!(window.list(), [mum, son.clone(), leeds.clone(), zamir.clone()]);
    assert_eq!(on_disk(), window.list());
    // What one takes out goes, although the other did not know it any better.
    window.set_list(&[son.clone(), leeds.clone(), zamir.clone()]).unwrap();
    let lad = line("Minh", "[lad]");
    command.set_list(&[sarah, lad.clone(), zamir.clone()]).unwrap();
    assert_eq!(command.list(), [lad.clone(), zamir.clone(), leeds.clone()]);
    // Both changed the same line: it is named without its name, and what is there is shown.
    let kid = [line("MINH", "[kid]"), leeds, zamir];
    let error = window.set_list(&kid).unwrap_err();
    assert!(matches!(error, KeyError::Clash { number: 1, .. }), "{error}");
    let told = error.to_string();
    assert!(told.starts_with("line 1 ([lad]) of the pseudonym key was changed by"), "{told}");
    assert!(!told.to_lowercase().contains("minh"), "{told}");
    assert_eq!(window.list(), on_disk());
    assert_eq!(window.list()[0], lad);
    // Whoever has seen it may change it.
    window.set_list(&kid).unwrap();
    assert_eq!(on_disk(), kid);
}

#[test]
#[cfg(unix)]
fn nothing_is_written_into_a_key_that_another_file_took_the_place_of() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.postil-key");
    let (one, two) = (passphrase("one"), passphrase("two"));
    let mut window = KeyFile::create(&path, &one).unwrap();
    window.set_list(&[sarah()]).unwrap();
    let mut command = KeyFile::open(&path, &one).unwrap();
    let both = [sarah(), line("Minh", "[boy]")];
    command.set_list(&both).unwrap();
    // The new file holds what is on the disk, not what the window last saw.
    let mut window = window.change_passphrase(&two).unwrap();
    assert_eq!(window.list(), both);
    let check = |error: &KeyError, what: &str| {
        let told = error.to_string();
        assert!(told.contains(what) && told.contains("open it again"), "{told}");
    };
    let replaced = "was replaced by another one";
    check(&command.set_list(&[]).unwrap_err(), replaced);
    check(&command.add_to_log(&[]).unwrap_err(), replaced);
    check(&command.log().unwrap_err(), replaced);
    check(&command.change_passphrase(&one).unwrap_err(), replaced);
    assert_eq!(KeyFile::open(&path, &two).unwrap().list(), both);
    std::fs::rename(&path, folder.path().join("b.postil-key")).unwrap();
    check(&window.set_list(&[]).unwrap_err(), "was moved or deleted");
    drop(window);
    assert_eq!(KeyFile::open(&folder.path().join("b.postil-key"), &two).unwrap().list(), both);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

/// Whatever the system gives new files.
#[test]
#[cfg(unix)]
fn a_key_is_for_nobody_but_its_owner() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.postil-key");
    let mode = || std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    let key = KeyFile::create(&path, &passphrase("one")).unwrap();
    assert_eq!(mode(), 0o600);
    let key = key.change_passphrase(&passphrase("two")).unwrap();
    assert_eq!(mode(), 0o600);
    // Those who share a key go on to share it.
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o660)).unwrap();
    drop(key.change_passphrase(&passphrase("three")).unwrap());
    assert_eq!(mode(), 0o660);
}

#[test]
fn accents_open_a_key_however_they_are_written() {
    let folder = tempfile::tempdir().unwrap();
    let (composed, decomposed) = ("cl\u{e9}", "cle\u{301}");
    let path = folder.path().join("old.postil-key");
    // As a key was made once.
    drop(KeyFile::create(&path, &Passphrase::exactly(decomposed)).unwrap());
    for text in [composed, decomposed] {
        KeyFile::open(&path, &passphrase(text)).unwrap();
    }
    let wrong = KeyFile::open(&path, &passphrase("cl\u{e8}")).unwrap_err();
    assert!(matches!(wrong, KeyError::WrongPassphrase(_)), "{wrong}");
    // A new passphrase has composed letters.
    let key = KeyFile::open(&path, &passphrase(composed)).unwrap();
    drop(key.change_passphrase(&passphrase(decomposed)).unwrap());
    KeyFile::open(&path, &Passphrase::exactly(composed)).unwrap();
    // Nothing of one that cannot be used is told.
    let error = KeyFile::create(&folder.path().join("new"), &passphrase("tulip\0")).unwrap_err();
    let told = error.to_string();
    assert!(told.contains("was not taken") && !told.contains("tulip"), "{told}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}
