//! What leaves the study for others in the window: the methods pack is asked for, looked through and
//! made; excerpts are asked how.

use crate::screen::{Window, act, click, key, settle, wait, window, write};
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use postil::study::sample;

fn field(window: &mut Window, label: &str, text: &str) {
    window.get_by_role_and_label(Role::TextInput, label).focus();
    window.step();
    key(window, Modifiers::COMMAND, Key::A);
    write(window, text);
}

#[test]
fn the_methods_pack_is_looked_through_and_made() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    drop(sample::create(&path, None).unwrap());
    let out = folder.path().join("out");
    let mut window = window(Some(path));
    act(&mut window, "Methods pack");
    wait(&mut window, "COREQ and SRQR");
    field(&mut window, "In the folder", &out.display().to_string());
    click(&mut window, "Make the pack");
    wait(&mut window, "There is no such folder");
    std::fs::create_dir(&out).unwrap();
    field(&mut window, "Seed of numbers and chance", "5");
    click(&mut window, "By chance");
    click(&mut window, "Make the pack");
    wait(&mut window, "Look at this before you pass on the files of the methods pack:");
    assert_eq!(std::fs::read_dir(&out).unwrap().count(), 0);
    click(&mut window, "Export anyway");
    wait(&mut window, "Written: ");
    settle(&mut window);
    let made: Vec<_> =
        std::fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(made.len(), 1);
    let readme = std::fs::read_to_string(made[0].join("README.txt")).unwrap();
    assert!(readme.contains("--profile public --seed 5 --excerpts random"), "{readme}");
    assert!(made[0].join("8-coreq.docx").is_file());
}

#[test]
fn excerpts_for_others_are_asked_how() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.postil");
    drop(sample::create(&path, None).unwrap());
    let mut window = window(Some(path));
    act(&mut window, "Export excerpts for others");
    wait(&mut window, "Excerpts for others");
    field(&mut window, "Citation", "({name})");
    click(&mut window, "Export…");
    wait(&mut window, "The citation has no field {name}");
    let radio = |window: &Window, label: &str| {
        let node = window.get_by_role_and_label(Role::RadioButton, label);
        (node.accesskit_node().is_disabled(), node.accesskit_node().toggled())
    };
    assert!(!radio(&window, "By their ids").0);
    click(&mut window, "For publication: no ids, no site, roles of three and more");
    assert!(radio(&window, "By their ids").0, "the public never reads ids");
    field(&mut window, "Citation", "({participant}, {role}, ll. {lines})");
    settle(&mut window);
    assert!(window.query_by_label_contains("has no field").is_none());
    click(&mut window, "Cancel");
    assert!(window.query_by_label("Citation").is_none());
}
