//! Memos in the window: written, linked, jumped to, searched; and drafts that nothing can lose.

use crate::screen::{Window, click, key, settle, type_and_enter, window};
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use postil::model::{MemoKind, MemoOn};
use postil::study::{Study, sample};
use std::path::PathBuf;

fn made() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sample.postil");
    drop(sample::create(&path, None).unwrap());
    (folder, path)
}

fn write(window: &mut Window, text: &str) {
    window.event(Event::Text(text.to_owned()));
    window.step();
    settle(window);
}

fn click_containing(window: &mut Window, label: &str) {
    window.get_all_by_label_contains(label).next().unwrap().click();
    settle(window);
}

/// What the list shows, by name.
fn listed(window: &Window) -> Vec<String> {
    let all = window.query_all_by_role(Role::ListItem);
    let names = all.filter_map(|node| node.accesskit_node().label());
    names.filter(|name| name.contains(" on ")).collect()
}

fn choose(window: &mut Window, filter: &str, choice: &str) {
    click(window, filter);
    window.get_by_role_and_label(Role::ListBoxOption, choice).click();
    settle(window);
}

#[test]
fn a_memo_is_written_linked_jumped_to_changed_and_undone() {
    let (_folder, path) = made();
    let mut window = window(Some(path));
    let before = window.state().corpus().memos.len();
    // Ctrl+M, type, link the excerpt that is opened, Ctrl+Enter.
    key(&mut window, Modifiers::COMMAND, Key::M);
    write(&mut window, "He counts in birthdays.");
    let all = window.get_all_by_label_contains("Delay, P01 ¶4");
    let begins = |label: Option<String>| label.is_some_and(|label| label.starts_with("Delay, P01"));
    let mut codings = all.filter(|node| begins(node.accesskit_node().label()));
    codings.next().unwrap().click();
    drop(codings);
    settle(&mut window);
    // Its card is put away: the memo knows which excerpt was open.
    key(&mut window, Modifiers::NONE, Key::Escape);
    click(&mut window, "Link Delay, P01 ¶4");
    window.get_by_role_and_label(Role::MultilineTextInput, "Memo text").focus();
    window.step();
    key(&mut window, Modifiers::COMMAND, Key::Enter);
    let corpus = window.state().corpus().clone();
    assert_eq!(corpus.memos.len(), before + 1);
    let memo = corpus.memos.last().unwrap();
    assert_eq!((memo.kind, memo.text.as_str()), (MemoKind::Note, "He counts in birthdays."));
    assert_eq!(memo.on, MemoOn::Document(corpus.documents[0].id));
    let linked = corpus.documents[0].coding(memo.links[0]).unwrap();
    assert_eq!(linked.flags.each().count(), 1, "the first coding of Delay");
    // From another page the link leads to the words.
    key(&mut window, Modifiers::COMMAND, Key::Num3);
    click(&mut window, "All memos");
    click_containing(&mut window, "Note on P01: He counts in birthdays.");
    click_containing(&mut window, "Read Delay, P01 ¶4: He’d just gone into Year 10");
    window.get_by_label("Document P01");
    // Changed in place, as one step; undone twice it is gone.
    click(&mut window, "All memos");
    click_containing(&mut window, "Note on P01: He counts in birthdays.");
    click(&mut window, "Change this memo");
    key(&mut window, Modifiers::COMMAND, Key::End);
    write(&mut window, " And school years.");
    key(&mut window, Modifiers::COMMAND, Key::Enter);
    let text = |window: &Window| window.state().corpus().memos.last().unwrap().text.clone();
    assert_eq!(text(&window), "He counts in birthdays. And school years.");
    key(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(text(&window), "He counts in birthdays.");
    key(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(window.state().corpus().memos.len(), before);
}

#[test]
fn a_draft_survives_the_page_the_panel_and_the_program() {
    let (_folder, path) = made();
    let mut first = window(Some(path.clone()));
    let memos = first.state().corpus().memos.len();
    key(&mut first, Modifiers::COMMAND, Key::M);
    write(&mut first, "Half a thought");
    // Another page, and the panel closed: it is all there.
    key(&mut first, Modifiers::COMMAND, Key::Num3);
    key(&mut first, Modifiers::COMMAND | Modifiers::SHIFT, Key::M);
    key(&mut first, Modifiers::COMMAND | Modifiers::SHIFT, Key::M);
    first.get_by_label("Draft on P01: Half a thought");
    // Escape keeps it too.
    first.get_by_role_and_label(Role::MultilineTextInput, "Memo text").focus();
    first.step();
    key(&mut first, Modifiers::NONE, Key::Escape);
    first.get_by_label("Draft on P01: Half a thought");
    // Two seconds later the program is killed: nothing is closed in order.
    first.run_steps(60);
    std::mem::forget(first);
    let mut next = window(Some(path.clone()));
    next.get_by_label("A memo was still being written.");
    click(&mut next, "Go on writing");
    key(&mut next, Modifiers::COMMAND, Key::End);
    write(&mut next, ", and the other half.");
    key(&mut next, Modifiers::COMMAND, Key::Enter);
    assert_eq!(next.state().corpus().memos.len(), memos + 1);
    let memo = next.state().corpus().memos.last().unwrap().clone();
    assert_eq!(memo.text, "Half a thought, and the other half.");
    assert_eq!(memo.on, MemoOn::Document(next.state().corpus().documents[0].id));
    // One step, and nothing left to be offered.
    drop(next);
    let study = Study::open(&path, None).unwrap();
    assert_eq!(study.next_steps().unwrap().0.as_deref(), Some("Write a memo on P01"));
    assert_eq!(study.draft().unwrap(), None);
}

#[test]
fn a_discarded_draft_can_be_brought_back() {
    let (_folder, path) = made();
    let mut window = window(Some(path));
    key(&mut window, Modifiers::COMMAND, Key::M);
    write(&mut window, "Too quick");
    click(&mut window, "Discard");
    assert!(window.query_by_label_contains("Draft on").is_none());
    click(&mut window, "Bring it back");
    window.get_by_label("Draft on P01: Too quick");
    // An empty one leaves nothing behind.
    click(&mut window, "Discard");
    key(&mut window, Modifiers::COMMAND, Key::M);
    click(&mut window, "Later");
    assert!(window.query_by_label_contains("Draft on").is_none());
}

#[test]
fn memos_are_searched_and_filtered_comments_among_them() {
    let (_folder, path) = made();
    let mut window = window(Some(path));
    click(&mut window, "Go to Memos");
    // Here: what is on the document and its excerpts.
    let here = listed(&window);
    assert_eq!(here.len(), 2, "{here:?}");
    assert!(here.iter().any(|name| name.starts_with("Comment on Delay, P01 ¶4: Arithmetic")));
    click(&mut window, "All memos");
    window.get_by_label("24 memos");
    let search = |window: &mut Window, words: &str| {
        window.get_by_role_and_label(Role::TextInput, "Search memos").focus();
        window.step();
        key(window, Modifiers::COMMAND, Key::A);
        if words.is_empty() {
            key(window, Modifiers::NONE, Key::Backspace);
        } else {
            write(window, words);
        }
        listed(window)
    };
    // All words, whatever their case and accents, in any order.
    let found = search(&mut window, "SOLICITÓRS watching");
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("Reflexive journal on the study"), "{found:?}");
    assert_eq!(search(&mut window, "no such words"), Vec::<String>::new());
    window.get_by_label("No memo fits what is asked for.");
    assert!(search(&mut window, "").len() > 3);
    choose(&mut window, "Filter memos by kind", "Comment");
    assert_eq!(listed(&window).len(), 1);
    choose(&mut window, "Filter memos by kind", "Reflexive journal");
    window.get_by_label("5 memos");
    choose(&mut window, "Filter memos by kind", "any kind");
    choose(&mut window, "Filter memos by what they are on", "on participants");
    assert_eq!(
        listed(&window),
        [
            "Note on P10: Only police voice. Never report this role alone; merge as “other professionals”."
        ]
    );
    click(&mut window, "Clear");
    click(&mut window, "With excerpts");
    assert_eq!(listed(&window).len(), 1);
    click(&mut window, "Clear");
    let newest = listed(&window);
    click(&mut window, "Newest first");
    assert_ne!(listed(&window)[0], newest[0]);
}

#[test]
fn a_comment_is_changed_where_all_notes_are() {
    let (_folder, path) = made();
    let mut window = window(Some(path));
    click(&mut window, "Go to Memos");
    click_containing(&mut window, "Comment on Delay, P01 ¶4");
    click(&mut window, "Change this memo");
    key(&mut window, Modifiers::COMMAND, Key::End);
    write(&mut window, " Ask P05.");
    key(&mut window, Modifiers::COMMAND, Key::Enter);
    let comment = |window: &Window| {
        let corpus = window.state().corpus();
        let mut codings = corpus.documents[0].codings.iter();
        codings.find_map(|coding| coding.memo.clone()).unwrap().to_string()
    };
    assert!(comment(&window).ends_with("birthdays. Ask P05."), "{}", comment(&window));
    key(&mut window, Modifiers::COMMAND, Key::Z);
    assert!(comment(&window).ends_with("birthdays."));
}

#[test]
fn a_removed_memo_comes_back() {
    let (_folder, path) = made();
    let mut window = window(Some(path));
    click(&mut window, "Go to Memos");
    click(&mut window, "All memos");
    let before = window.state().corpus().memos.len();
    click(&mut window, "Remove this memo");
    assert_eq!(window.state().corpus().memos.len(), before - 1);
    key(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(window.state().corpus().memos.len(), before);
}

#[test]
fn the_palette_finds_themes_and_memos_and_puts_a_code_on_the_selection() {
    let (_folder, path) = made();
    let mut window = window(Some(path));
    let codings = |window: &Window| window.state().corpus().coding_count();
    key(&mut window, Modifiers::COMMAND, Key::K);
    type_and_enter(&mut window, "believed by pass");
    window.get_by_label("67 excerpts of 10 of 10 participants");
    key(&mut window, Modifiers::COMMAND, Key::K);
    type_and_enter(&mut window, "is time the agent");
    window.get_by_label_contains("Go to Waiting is part of the harm");
    // What cannot be done now is found with the reason, and Enter does nothing.
    key(&mut window, Modifiers::COMMAND, Key::K);
    window.event(Event::Text("redo".to_owned()));
    window.step();
    settle(&mut window);
    window.get_by_label("Redo, action, nothing to redo");
    key(&mut window, Modifiers::NONE, Key::Escape);
    // Words are selected; Alt+Enter puts the code on them.
    key(&mut window, Modifiers::COMMAND, Key::Num1);
    let before = codings(&window);
    crate::screen::select_sentence(
        &mut window,
        "Yeah, fine. Unaccompanied children’s team, nine years in March. They come off lorries mostly. Or it’s the police, Sunday night, and there’s a lad sat in the custody kitchen eating toast.",
    );
    key(&mut window, Modifiers::COMMAND, Key::K);
    window.event(Event::Text("police presence".to_owned()));
    window.step();
    settle(&mut window);
    key(&mut window, Modifiers::ALT, Key::Enter);
    assert_eq!(codings(&window), before + 1);
    window.get_by_label("Police presence, P01 ¶2");
    // What was used comes first the next time.
    key(&mut window, Modifiers::COMMAND, Key::K);
    window.get_by_label("Used lately");
    window.get_by_label("Police presence, code");
}
