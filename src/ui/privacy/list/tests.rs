//! What was typed stays through writing, closing and opening; nothing of one key gets into another.

use super::*;

fn lines(originals: &[&str]) -> Vec<Pseudonym> {
    let line = |original: &&str| {
        let original = (*original).to_owned();
        Pseudonym { original, ..Pseudonym::default() }
    };
    originals.iter().map(line).collect()
}

/// The list of the key "k", as it was taken and as it is typed.
fn typed(base: &[&str], rows: &[&str]) -> List {
    let (base, rows) = (lines(base), lines(rows));
    List { rows, base, of: Some(PathBuf::from("k")), ..List::default() }
}

fn key(path: &str, list: &[&str]) -> Keyring {
    Keyring::holding(path, lines(list), None)
}

/// What is said of names that wait.
fn told(list: &List) -> Vec<String> {
    list.aside.iter().filter_map(Aside::told).collect()
}

const TWO: &str = "2 names that were typed are not in k: open it again to add them";
const ONE: &str = "1 name that was typed is not in k: open it again to add it";
const CLOSED: &str = "the key k is closed; open it again";

#[test]
fn what_was_typed_stays_and_what_others_wrote_comes_in() {
    let check = |[base, rows]: [&[&str]; 2],
                 written: Option<&[&str]>,
                 known: &[&str],
                 [expected, unsent]: [&[&str]; 2]| {
        let mut list = typed(base, rows);
        let mut keyring = Keyring::holding("k", lines(known), written.map(lines));
        list.take(&mut keyring);
        assert_eq!(list.rows, lines(expected), "{written:?} {known:?}");
        let left = list.unsent().unwrap_or_default();
        assert_eq!(left, lines(unsent), "{written:?} {known:?}");
        assert_eq!(keyring.take_written(), None);
    };
    // What was sent is in the key; something was typed since.
    check([&[], &["a"]], Some(&["a"]), &["a"], [&["a"], &[]]);
    check([&[], &["a", "", "b"]], Some(&["a"]), &["a"], [&["a", "", "b"], &["a", "b"]]);
    // Another program put a name there, and took one out.
    check([&["a"], &["a", "b"]], Some(&["a", "b"]), &["b", "z"], [&["b", "z"], &[]]);
    let typed: [&[&str]; 2] = [&["b", "c", "z"], &["b", "c", "z"]];
    check([&["a"], &["a", "b", "c"]], Some(&["a", "b"]), &["b", "z"], typed);
    // It could not be written: what was typed is there still, to be sent again.
    check([&["a"], &["a", "b"]], None, &["a"], [&["a", "b"], &["a", "b"]]);
    check([&["a"], &["b"]], None, &["a", "z"], [&["b", "z"], &["b", "z"]]);
}

#[test]
fn nothing_of_one_key_gets_into_another() {
    let mut list = typed(&[], &["a", "b"]);
    let mut keyring = Keyring::holding("other", lines(&["z"]), Some(lines(&["a"])));
    list.take(&mut keyring);
    assert_eq!((&list.rows, list.unsent()), (&lines(&["z"]), None));
    // Nor is it lost: what was not written waits.
    assert_eq!((told(&list), list.waits()), (vec![ONE.to_owned()], Some(CLOSED.to_owned())));
}

#[test]
fn names_wait_until_their_key_is_open_again() {
    let mut list = typed(&["a"], &["a", "b", "", "c "]);
    for _ in 0..2 {
        list.take(&mut Keyring::default());
        assert!(list.rows.is_empty() && list.unsent().is_none());
        assert_eq!((told(&list), list.waits()), (vec![TWO.to_owned()], Some(CLOSED.to_owned())));
    }
    // Another key is opened, and closed.
    list.take(&mut key("other", &["z"]));
    assert_eq!((&list.rows, list.unsent(), list.dirty), (&lines(&["z"]), None, false));
    assert_eq!((told(&list), list.waits()), (vec![TWO.to_owned()], Some(CLOSED.to_owned())));
    list.take(&mut Keyring::default());
    assert_eq!(list.aside.len(), 1, "nothing was typed into the other one");
    // Its own, into which another program put a name: they are sent at once.
    list.take(&mut key("k", &["a", "y"]));
    let all = lines(&["a", "b", "c", "y"]);
    assert_eq!((&list.rows, list.unsent(), list.dirty), (&all, Some(all.clone()), true));
    assert_eq!((told(&list), list.waits()), (Vec::new(), None));
}

#[test]
fn a_key_that_was_moved_is_known_by_its_list() {
    let check =
        |[base, rows]: [&[&str]; 2], there: &[&str], expected: &[&str], waiting: &[&str]| {
            for closed_first in [true, false] {
                let mut list = typed(base, rows);
                if closed_first {
                    list.take(&mut Keyring::default());
                }
                list.take(&mut key("moved", there));
                assert_eq!(list.rows, lines(expected), "{base:?} {there:?}");
                assert_eq!(told(&list), waiting, "{base:?} {there:?}");
                assert_eq!(list.waits().is_some(), !waiting.is_empty());
            }
        };
    check([&["Ana"], &["Ana", "b"]], &["Ana"], &["Ana", "b"], &[]);
    // Another one may have the same names and more.
    check([&["Ana"], &["Ana", "b"]], &["Ana", "z"], &["Ana", "z"], &[ONE]);
    check([&["a", "b"], &["a", "b", "c"]], &["a", "z"], &["a", "z"], &[ONE]);
    // An empty one could be any.
    check([&[], &["a", "b"]], &["z"], &["z"], &[TWO]);
    // What was only taken out waits, too.
    let changes = "Changes of the list are not in k: open it again to make them";
    check([&["a", "b"], &["a"]], &["z"], &["z"], &[changes]);
    check([&["a", "b"], &["a"]], &["a", "b"], &["a"], &[]);
}

#[test]
fn nothing_of_a_closed_key_stays_where_it_has_everything() {
    let mut list = typed(&["a"], &["a ", ""]);
    list.take(&mut Keyring::default());
    assert!(list.rows.is_empty() && list.base.is_empty() && list.aside.is_empty());
    // It was written, and closed before anybody looked.
    let mut list = typed(&[], &["a"]);
    let mut keyring = Keyring::holding("k", lines(&["a"]), Some(lines(&["a"])));
    keyring.put(None);
    list.take(&mut keyring);
    assert!(list.rows.is_empty() && list.aside.is_empty() && list.waits().is_none());
}

#[test]
fn a_line_without_a_name_is_there_again_and_nobody_is_asked_about_it() {
    let mut list = typed(&["a"], &["a"]);
    list.rows.push(Pseudonym { note: "asked".to_owned(), ..Pseudonym::default() });
    let rows = list.rows.clone();
    list.take(&mut Keyring::default());
    assert_eq!((told(&list), list.waits()), (Vec::new(), None));
    list.take(&mut key("k", &["a"]));
    assert_eq!((&list.rows, list.unsent()), (&rows, None));
}

#[test]
fn names_of_a_key_that_is_lost_can_go_into_another() {
    let mut list = typed(&["a"], &["a", "b", "z"]);
    list.take(&mut key("other", &["y", "z"]));
    list.adopt(7);
    assert_eq!(told(&list), [TWO]);
    // What was in the key stays out, and what is there already does not come twice.
    list.adopt(0);
    assert_eq!((&list.rows, list.dirty), (&lines(&["y", "z", "b"]), true));
    assert_eq!((told(&list), list.waits()), (Vec::new(), None));
}

#[test]
fn a_name_that_stands_above_is_found() {
    let check = |originals: &[&str], expected: Option<usize>| {
        assert_eq!(twice(&lines(originals)), expected, "{originals:?}");
    };
    check(&[], None);
    check(&["a", "b"], None);
    check(&["a", "b", " A", "b"], Some(3));
    check(&["a", "b", "b", "a"], Some(3));
    check(&["", "a", " ", ""], None);
    check(&["Ren\u{e9}", "rene\u{301}"], Some(2));
    let mut many: Vec<String> = (0..30_000).map(|n| format!("Name {n}")).collect();
    many.push("NAME 7".to_owned());
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    // On this thread alone: others may be busy.
    let begun = cpu_time::ThreadTime::now();
    check(&many, Some(30_001));
    assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
}

#[test]
fn nothing_but_the_list_is_kept_while_a_study_is_locked() {
    let mut state = State { list: typed(&["a"], &["a", "b"]), ..State::default() };
    state.keyring = key("k", &["a"]);
    state.preview = Some(Preview::new(lines(&["a"])));
    state.show_only(Vec::new(), "the excerpts".to_owned());
    state.list.dialog = Some(KeyDialog::new(KeyTask::Change, Path::new("k")));
    let kept = state.only_list();
    for gone in [&state, &kept] {
        assert!(gone.preview.is_none() && gone.findings.only.is_none());
        assert!(gone.list.dialog.is_none());
    }
    assert_eq!(kept.keyring.path(), Some(Path::new("k")));
    assert_eq!(kept.list.unsent(), Some(lines(&["a", "b"])));
    assert_eq!((state.keyring.path(), state.list.unsent()), (None, None));
}

#[test]
fn a_key_that_is_not_there_takes_nothing() {
    let mut state = State { list: typed(&["a"], &["a", "b"]), ..State::default() };
    state.keyring = key("k", &["a"]);
    assert_eq!(state.put_down(), Err("the key is closed; open it again".to_owned()));
    state.keyring.put(None);
    assert_eq!(state.put_down(), Err(CLOSED.to_owned()));
    assert_eq!(state.put_down(), Err(CLOSED.to_owned()));
    // Somebody said that it may be lost.
    state.forget();
    assert_eq!(state.put_down(), Ok(()));
}

/// A stick is pulled, the key is closed, the study locked; then the key is somewhere else.
#[test]
#[cfg(all(unix, feature = "encryption"))]
fn what_could_not_be_written_is_in_the_key_once_that_is_open_again() {
    let folder = tempfile::tempdir().unwrap();
    let [path, moved] = ["a.postil-key", "b.postil-key"].map(|name| folder.path().join(name));
    let passphrase = crate::study::Passphrase::new("x").unwrap();
    let mut state = State::default();
    state.keyring.put(Some(KeyFile::create(&path, &passphrase).unwrap()));
    state.list.take(&mut state.keyring);
    state.list.rows = lines(&["Sarah"]);
    assert_eq!(state.put_down(), Ok(()));
    std::fs::rename(&path, &moved).unwrap();
    state.list.rows = lines(&["Sarah", "Besnik"]);
    let why = state.put_down().unwrap_err();
    assert!(why.contains("was moved or deleted"), "{why}");
    state.keyring.put(None);
    let mut state = state.only_list();
    let why = state.put_down().unwrap_err();
    assert!(why.ends_with("a.postil-key is closed; open it again"), "{why}");
    state.keyring.put(Some(KeyFile::open(&moved, &passphrase).unwrap()));
    assert_eq!(state.put_down(), Ok(()));
    let there = KeyFile::open(&moved, &passphrase).unwrap();
    assert_eq!(there.list(), lines(&["Sarah", "Besnik"]));
}

/// Closing a key with a name in its list that is not in it: the page is not looked at meanwhile.
#[test]
#[cfg(all(unix, feature = "encryption"))]
fn a_key_is_closed_with_what_was_typed_also_where_nobody_looks() {
    fn check(state: &mut State, names: &[&str], waits: bool) {
        state.list.take(&mut state.keyring);
        state.list.rows = lines(names);
        let close = KeyRequest::Close(state.list.unsent());
        assert!(state.keyring.start(close, &egui::Context::default()));
        state.keyring.come_home();
        assert_eq!((state.keyring.path(), state.keyring.list()), (None, &[][..]));
        state.list.take(&mut state.keyring);
        assert_eq!(state.list.waits().is_some(), waits);
    }
    let folder = tempfile::tempdir().unwrap();
    let [path, moved] = ["a.postil-key", "b.postil-key"].map(|name| folder.path().join(name));
    let passphrase = crate::study::Passphrase::new("x").unwrap();
    let mut state = State::default();
    state.keyring.put(Some(KeyFile::create(&path, &passphrase).unwrap()));
    check(&mut state, &["Sarah"], false);
    state.keyring.put(Some(KeyFile::open(&path, &passphrase).unwrap()));
    assert_eq!(state.keyring.list(), lines(&["Sarah"]));
    // It cannot be written, and is closed all the same.
    std::fs::rename(&path, &moved).unwrap();
    check(&mut state, &["Sarah", "Besnik"], true);
    assert_eq!(KeyFile::open(&moved, &passphrase).unwrap().list(), lines(&["Sarah"]));
}
