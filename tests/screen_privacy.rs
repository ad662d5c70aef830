//! Privacy in the window: what is found is kept and replaced, a key is made and used, an export tells
//! what it takes along.

#[cfg(feature = "encryption")]
use crate::screen::Window;
use crate::screen::{click, key, settle, wait, window, write};
use egui::accesskit::Role;
use egui::{Key, Modifiers};
#[cfg(feature = "encryption")]
use egui_kittest::kittest::NodeT as _;
use egui_kittest::kittest::Queryable as _;
#[cfg(feature = "encryption")]
use postil::model::Pseudonym;
use postil::model::{NewDocument, NewTurn, Origin, Reading, Span};
use postil::study::{CodeTarget, Command, Study};
#[cfg(feature = "encryption")]
use postil::study::{KeyFile, Passphrase};
#[cfg(feature = "encryption")]
use std::path::Path;
use std::path::PathBuf;

const TEXT: &str = "Sarah: We rang Zamir on 07700 900123. Zamir’s bag was gone.";

fn made() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    let mut study = Study::create(&path, None, "A study", None).unwrap();
    let end = TEXT.len() as u32;
    let turn = NewTurn { start: 0, body: 7, end, speaker: Some("Sarah".to_owned()), at_ms: None };
    let document = NewDocument {
        name: "First".to_owned(),
        text: TEXT.to_owned(),
        turns: vec![turn],
        marks: Vec::new(),
        times: Vec::new(),
        reading: Reading::default(),
        origin: Origin { file_name: "first.txt".to_owned(), ..Origin::default() },
        receipt: Vec::new(),
    };
    study.run(Command::ImportDocuments { documents: vec![document], people: None }).unwrap();
    let document = study.corpus().documents[0].id;
    let code = CodeTarget::Path(vec!["calls".to_owned()]);
    study.run(Command::ApplyCode { document, span: Span::new(7, 37).unwrap(), code }).unwrap();
    (folder, path)
}

#[test]
fn a_finding_is_kept_and_another_one_replaced_everywhere() {
    let (_folder, path) = made();
    let mut window = window(Some(path));
    key(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::I);
    wait(&mut window, "Capitalised word: Zamir");
    window.get_by_label_contains("Telephone number: 07700").click();
    settle(&mut window);
    click(&mut window, "Keep everywhere");
    assert_eq!(window.state().corpus().kept.len(), 1);
    wait(&mut window, "Kept 1");
    window.get_by_label_contains("Capitalised word: Zamir").click();
    settle(&mut window);
    window.get_by_role_and_label(Role::TextInput, "Replace with").focus();
    window.step();
    write(&mut window, "[son]");
    click(&mut window, "Replace everywhere (2)");
    wait(&mut window, "Apply pseudonyms");
    let text = window.state().corpus().documents[0].text.clone();
    assert_eq!(&*text, TEXT.replace("Zamir", "[son]"));
    let coding = &window.state().corpus().documents[0].codings[0];
    assert_eq!(coding.span.of(&text), Some("We rang [son] on 07700 900123."));
    key(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(&*window.state().corpus().documents[0].text, TEXT);
}

#[test]
#[cfg(feature = "encryption")]
fn a_list_in_a_key_is_previewed_and_put_in_place() {
    let (folder, path) = made();
    let file = folder.path().join("names.postil-key");
    let passphrase = postil::study::Passphrase::new("x").unwrap();
    let mut made = postil::study::KeyFile::create(&file, &passphrase).unwrap();
    made.set_list(&[postil::model::Pseudonym {
        original: "Sarah".to_owned(),
        replacement: "[mother]".to_owned(),
        ..Default::default()
    }])
    .unwrap();
    drop(made);
    let mut window = window(Some(path));
    key(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
    click(&mut window, "Open key…");
    let field = window.get_by_role_and_label(Role::TextInput, "File");
    field.focus();
    window.step();
    key(&mut window, Modifiers::COMMAND, Key::A);
    write(&mut window, &file.display().to_string());
    window.get_by_role_and_label(Role::PasswordInput, "Passphrase of the key").focus();
    window.step();
    write(&mut window, "y");
    key(&mut window, Modifiers::NONE, Key::Enter);
    wait(&mut window, "Wrong passphrase");
    write(&mut window, "x");
    key(&mut window, Modifiers::NONE, Key::Enter);
    wait(&mut window, "Look where they stand…");
    click(&mut window, "Look where they stand…");
    wait(&mut window, "2 places in 1 document");
    let ticks = window.query_all_by_role(Role::CheckBox);
    let names: Vec<String> = ticks.filter_map(|node| node.accesskit_node().label()).collect();
    let of_label = |name: &&String| {
        name.starts_with("First, ¶1 label: Sarah: We rang") && name.ends_with("becomes [mother]")
    };
    assert!(names.iter().any(|name| of_label(&name)), "{names:?}");
    click(&mut window, "Replace");
    wait(&mut window, "Apply pseudonyms");
    let corpus = window.state().corpus().clone();
    assert_eq!(&*corpus.documents[0].text, TEXT.replace("Sarah", "[mother]"));
    assert_eq!(corpus.documents[0].speakers[0].label, "[mother]");
    drop(window);
    let key = postil::study::KeyFile::open(&file, &passphrase).unwrap();
    let log = key.log().unwrap();
    assert_eq!(log.len(), 2);
    assert!(log.iter().all(|entry| entry.original == "Sarah"));
}

#[test]
fn an_export_tells_what_it_takes_along() {
    let (_folder, path) = made();
    let mut window = window(Some(path));
    key(&mut window, Modifiers::COMMAND, Key::E);
    wait(&mut window, "Look at this before you pass on the excerpts:");
    window.get_by_label("Telephone number");
    click(&mut window, "Look at them");
    wait(&mut window, "Only what stands in the excerpts.");
    wait(&mut window, "Telephone number: 07700");
    assert!(window.query_by_label_contains("Capitalised word: Zamir").is_none());
    click(&mut window, "Show all");
    wait(&mut window, "Capitalised word: Zamir");
}

/// Types behind what stands in a field, and leaves it.
#[cfg(feature = "encryption")]
fn add(window: &mut Window, field: &str, text: &str) {
    window.get_by_role_and_label(Role::TextInput, field).focus();
    window.step();
    key(window, Modifiers::NONE, Key::End);
    write(window, text);
    key(window, Modifiers::NONE, Key::Tab);
}

#[cfg(feature = "encryption")]
fn line(original: &str, replacement: &str) -> Pseudonym {
    Pseudonym {
        original: original.to_owned(),
        replacement: replacement.to_owned(),
        ..Pseudonym::default()
    }
}

/// A key with the passphrase "x".
#[cfg(feature = "encryption")]
fn key_of(path: &Path, list: &[Pseudonym]) -> KeyFile {
    let mut made = KeyFile::create(path, &Passphrase::new("x").unwrap()).unwrap();
    made.set_list(list).unwrap();
    made
}

#[cfg(feature = "encryption")]
fn on_disk(path: &Path) -> Vec<Pseudonym> {
    KeyFile::open(path, &Passphrase::new("x").unwrap()).unwrap().list().to_vec()
}

/// Opens a key on the page of the pseudonyms, which is shown.
#[cfg(feature = "encryption")]
fn open_key(window: &mut Window, file: &Path) {
    click(window, "Open key…");
    window.get_by_role_and_label(Role::TextInput, "File").focus();
    window.step();
    key(window, Modifiers::COMMAND, Key::A);
    write(window, &file.display().to_string());
    window.get_by_role_and_label(Role::PasswordInput, "Passphrase of the key").focus();
    window.step();
    write(window, "x");
    key(window, Modifiers::NONE, Key::Enter);
    wait(window, "Original 1");
}

#[test]
#[cfg(feature = "encryption")]
fn names_that_another_program_puts_into_an_open_key_stay_and_are_shown() {
    let (folder, path) = made();
    let file = folder.path().join("names.postil-key");
    let (sarah, zamir) = (line("Sarah", "[mother]"), line("Zamir", "[son]"));
    let mut other = key_of(&file, std::slice::from_ref(&sarah));
    let mut window = window(Some(path));
    key(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
    open_key(&mut window, &file);
    // A command puts a name into the key while the window has it open.
    other.set_list(&[sarah.clone(), zamir.clone()]).unwrap();
    click(&mut window, "Add a name");
    add(&mut window, "Original 2", "Besnik");
    wait(&mut window, "Original 3");
    assert_eq!(on_disk(&file), [sarah, line("Besnik", ""), zamir]);
    // Both change what stands for Sarah: that is said, and nobody's words are written over.
    let mut lines = on_disk(&file);
    let mut other = KeyFile::open(&file, &Passphrase::new("x").unwrap()).unwrap();
    lines[0].replacement = "[aunt]".to_owned();
    other.set_list(&lines).unwrap();
    add(&mut window, "Stands for 1", " and more");
    wait(&mut window, "was changed by another program");
    settle(&mut window);
    assert_eq!(on_disk(&file), lines);
    let field = |window: &Window| {
        let node = window.get_by_role_and_label(Role::TextInput, "Stands for 1");
        node.accesskit_node().value()
    };
    assert_eq!(field(&window).as_deref(), Some("[aunt]"));
    // Nor is what was refused written when the window closes.
    drop(window);
    assert_eq!(on_disk(&file), lines);
}

/// What is said while a name waits for its key.
#[cfg(all(unix, feature = "encryption"))]
const WAITS: &str = "1 name that was typed is not in names.postil-key: open it again to add it";

/// What is asked then.
#[cfg(all(unix, feature = "encryption"))]
const ASKED: &str = "What was typed in the list of names could not be saved: the pseudonym key \
                     could not be written.";

/// A key is open, its file is taken away, a name is typed, and the key is closed: that is said. Gives
/// back where the key was, and where it is now.
#[cfg(all(unix, feature = "encryption"))]
fn closed_over_a_name(window: &mut Window, folder: &Path) -> [PathBuf; 2] {
    let [file, away] = ["names", "away"].map(|name| folder.join(format!("{name}.postil-key")));
    drop(key_of(&file, &[line("Sarah", "[mother]")]));
    key(window, Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
    open_key(window, &file);
    std::fs::rename(&file, &away).unwrap();
    click(window, "Add a name");
    add(window, "Original 2", "Besnik");
    wait(window, "was moved or deleted while it was open");
    settle(window);
    click(window, "Close key");
    wait(window, "The key is not here");
    window.get_by_label(WAITS);
    [file, away]
}

#[test]
#[cfg(all(unix, feature = "encryption"))]
fn names_that_could_not_be_written_wait_until_their_key_is_open_again() {
    let (folder, path) = made();
    let mut window = window(Some(path));
    let [file, away] = closed_over_a_name(&mut window, folder.path());
    key(&mut window, Modifiers::COMMAND, Key::W);
    window.get_by_label(ASKED);
    click(&mut window, "Go back");
    // Another key gets nothing of it.
    let other = folder.path().join("other.postil-key");
    let zamir = [line("Zamir", "[son]")];
    drop(key_of(&other, &zamir));
    open_key(&mut window, &other);
    window.get_by_label(WAITS);
    assert!(window.query_by_label("Original 2").is_none());
    key(&mut window, Modifiers::COMMAND, Key::W);
    window.get_by_label(ASKED);
    click(&mut window, "Go back");
    click(&mut window, "Close key");
    wait(&mut window, "The key is not here");
    window.get_by_label(WAITS);
    assert_eq!(on_disk(&other), zamir);
    // Its own is back: the name is in it, and there is nothing to ask.
    std::fs::rename(&away, &file).unwrap();
    open_key(&mut window, &file);
    wait(&mut window, "2 names. Nothing");
    assert!(window.query_by_label(WAITS).is_none());
    let both = [line("Sarah", "[mother]"), line("Besnik", "")];
    assert_eq!(on_disk(&file), both);
    key(&mut window, Modifiers::COMMAND, Key::W);
    window.get_by_label("Open a study");
    drop(window);
    assert_eq!((on_disk(&file), on_disk(&other)), (both.to_vec(), zamir.to_vec()));
}

#[test]
#[cfg(all(unix, feature = "encryption"))]
fn names_that_wait_can_be_let_go() {
    let (folder, path) = made();
    let mut window = window(Some(path));
    let [file, away] = closed_over_a_name(&mut window, folder.path());
    click(&mut window, "Let them go");
    assert!(window.query_by_label(WAITS).is_none());
    key(&mut window, Modifiers::COMMAND, Key::W);
    window.get_by_label("Open a study");
    drop(window);
    assert!(!file.exists());
    assert_eq!(on_disk(&away), [line("Sarah", "[mother]")]);
}

/// The key was moved, not lost: it is known by the names in it.
#[test]
#[cfg(all(unix, feature = "encryption"))]
fn names_go_into_a_key_that_was_moved() {
    let (folder, path) = made();
    let mut window = window(Some(path));
    let [_, away] = closed_over_a_name(&mut window, folder.path());
    open_key(&mut window, &away);
    wait(&mut window, "2 names. Nothing");
    assert!(window.query_by_label(WAITS).is_none());
    assert_eq!(on_disk(&away), [line("Sarah", "[mother]"), line("Besnik", "")]);
}

#[test]
#[cfg(all(unix, feature = "encryption"))]
fn a_lock_does_not_say_that_all_is_saved_while_names_wait() {
    let (folder, path, mut window) = crate::screen_lock_words::opened();
    closed_over_a_name(&mut window, folder.path());
    crate::screen_lock_words::sleep_and_wake(&mut window, &path, "Besnik");
    key(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
    window.get_by_label(WAITS);
    key(&mut window, Modifiers::COMMAND, Key::L);
    assert!(window.state().is_locked());
    let why = "could not be saved yet: the pseudonym key could not be written.";
    window.get_by_label_contains(why);
    assert!(window.query_by_label_contains("Everything is saved").is_none());
}

/// The key is closed by a click, with somebody in the field: what stands there is in the key.
#[test]
#[cfg(feature = "encryption")]
fn a_name_that_is_being_typed_goes_into_the_key_before_it_is_closed() {
    let (folder, path) = made();
    let file = folder.path().join("names.postil-key");
    drop(key_of(&file, &[line("Sarah", "[mother]")]));
    let mut window = window(Some(path));
    key(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
    open_key(&mut window, &file);
    click(&mut window, "Add a name");
    window.get_by_role_and_label(Role::TextInput, "Original 2").focus();
    window.step();
    write(&mut window, "Besnik");
    click(&mut window, "Close key");
    wait(&mut window, "The key is not here");
    assert!(window.query_by_label_contains("open it again").is_none());
    assert_eq!(on_disk(&file), [line("Sarah", "[mother]"), line("Besnik", "")]);
}
