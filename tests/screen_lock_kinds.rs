//! More kinds of what is half done when nobody is there: words that are searched for, a split that is
//! being decided, codes that are picked with a comment, another name for a code, what is chosen about a
//! withdrawal.

use crate::screen::{click, codings, key, settle, wait, write};
use crate::screen_lock_words::{into, opened, sleep_and_wake, value};
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

const PLAIN: Modifiers = Modifiers::NONE;

#[test]
fn a_search_is_asked_again() {
    let (_folder, path, mut window) = opened();
    key(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::F);
    write(&mut window, "letter");
    settle(&mut window);
    wait(&mut window, "13 hits in ");
    sleep_and_wake(&mut window, &path, "letter");
    wait(&mut window, "13 hits in ");
}

#[test]
fn a_split_that_is_being_decided_goes_on() {
    let (_folder, path, mut window) = opened();
    click(&mut window, "Code Age dispute");
    window.get_by_label("Code Age dispute").click_secondary();
    settle(&mut window);
    click(&mut window, "Split…");
    for text in ["disbelief", "Blumenkohl"] {
        write(&mut window, text);
        settle(&mut window);
        key(&mut window, PLAIN, Key::Enter);
    }
    key(&mut window, PLAIN, Key::Enter);
    for digit in ["1", "2", "0", "2"] {
        write(&mut window, digit);
        settle(&mut window);
    }
    window.get_by_label("4 decided, 2 open");
    sleep_and_wake(&mut window, &path, "Blumenkohl");
    window.get_by_label("4 decided, 2 open");
    window.get_by_label("5 of 6");
    click(&mut window, "Split off 3 excerpts");
    let made = window.state().corpus().codes.find("Credibility/Blumenkohl");
    assert_eq!(made.len(), 1);
}

#[test]
fn codes_that_are_picked_with_a_comment_are_put_on_the_same_words() {
    let (_folder, path, mut window) = opened();
    let all = codings(&window);
    key(&mut window, Modifiers::COMMAND, Key::F);
    key(&mut window, PLAIN, Key::Escape);
    key(&mut window, Modifiers::CTRL, Key::Home);
    key(&mut window, Modifiers::CTRL, Key::ArrowDown);
    key(&mut window, Modifiers::ALT, Key::T);
    write(&mut window, "Rosenkohl");
    settle(&mut window);
    key(&mut window, Modifiers::ALT, Key::M);
    write(&mut window, "Blumenkohl");
    settle(&mut window);
    sleep_and_wake(&mut window, &path, "Blumenkohl");
    let comment = value(&window, Role::MultilineTextInput, "Comment on these words");
    assert_eq!(comment, "Blumenkohl");
    key(&mut window, PLAIN, Key::Enter);
    assert_eq!(codings(&window), all + 1);
    let corpus = window.state().corpus();
    let made = corpus.codes.find("Rosenkohl")[0];
    let document = &corpus.documents[0];
    let coding = document.codings.iter().find(|coding| coding.code == made).unwrap();
    assert_eq!(coding.memo.as_deref(), Some("Blumenkohl"));
    // The second turn, as it was selected.
    assert_eq!(coding.span.start(), document.turns[1].body);
}

#[test]
fn another_name_of_a_code_is_typed_on() {
    let (_folder, path, mut window) = opened();
    click(&mut window, "Code Delay");
    key(&mut window, PLAIN, Key::F2);
    write(&mut window, "Blumenkohl");
    sleep_and_wake(&mut window, &path, "Blumenkohl");
    assert_eq!(value(&window, Role::TextInput, "New name of Delay"), "Blumenkohl");
    into(&mut window, Role::TextInput, "New name of Delay", "");
    key(&mut window, PLAIN, Key::Enter);
    assert_eq!(window.state().corpus().codes.find("Blumenkohl").len(), 1);
}

#[test]
fn what_is_chosen_about_a_withdrawal_comes_back_without_the_confirmation() {
    let (_folder, path, mut window) = opened();
    key(&mut window, Modifiers::COMMAND, Key::Num5);
    wait(&mut window, "Participant P02");
    click(&mut window, "More on P02");
    click(&mut window, "Withdraw this participant…");
    wait(&mut window, "with nobody else in it");
    click(&mut window, "Only who they are");
    into(&mut window, Role::TextInput, "Type P02 to confirm", "P02");
    sleep_and_wake(&mut window, &path, "Only who they are");
    wait(&mut window, "speaker label");
    let only = window.get_by_role_and_label(Role::RadioButton, "Only who they are");
    assert_eq!(only.accesskit_node().toggled(), Some(egui::accesskit::Toggled::True));
    assert_eq!(value(&window, Role::TextInput, "Type P02 to confirm"), "", "it is typed anew");
}

#[test]
fn a_cell_of_the_participants_table_is_written_on() {
    let (_folder, path, mut window) = opened();
    key(&mut window, Modifiers::COMMAND, Key::Num5);
    wait(&mut window, "Participant P02");
    click(&mut window, "site of P02: A");
    // What is typed stands in the place of what was there.
    write(&mut window, "Blumenkohl");
    settle(&mut window);
    sleep_and_wake(&mut window, &path, "Blumenkohl");
    assert_eq!(value(&window, Role::TextInput, "site of P02"), "Blumenkohl");
    key(&mut window, PLAIN, Key::Enter);
    let corpus = window.state().corpus();
    let site = corpus.attributes.iter().find(|attribute| attribute.name == "site").unwrap().id;
    let person = corpus.participant_named("P02").unwrap();
    assert_eq!(person.values.get(&site).map(String::as_str), Some("Blumenkohl"));
}

#[test]
fn a_comment_in_the_list_of_excerpts_is_written_on() {
    let (_folder, path, mut window) = opened();
    key(&mut window, Modifiers::COMMAND, Key::Num2);
    settle(&mut window);
    let first = window.get_all_by_label("Comment").next().unwrap();
    first.click();
    settle(&mut window);
    write(&mut window, "Blumenkohl");
    settle(&mut window);
    sleep_and_wake(&mut window, &path, "Blumenkohl");
    let words = value(&window, Role::MultilineTextInput, "Comment text");
    assert!(words.contains("Blumenkohl"), "{words}");
    click(&mut window, "Save comment");
    let all = window.state().corpus().documents.clone();
    let mut codings = all.iter().flat_map(|document| &document.codings);
    assert!(codings.any(|c| c.memo.as_deref().is_some_and(|memo| memo.contains("Blumenkohl"))));
}
