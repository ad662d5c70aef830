//! The codebook in the real window on the sample study: moved, merged, split, deleted, kept in
//! versions; every time the numbers before, and one undo back.

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, PointerButton, Pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use postil::model::{CodeId, Corpus};
use postil::ui::app::App;
use postil::ui::preferences::Keeper;
use std::time::{Duration, Instant};

type Window = Harness<'static, App>;

/// The sample study in a window; the folder goes when it is dropped.
fn window() -> (Window, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let study = folder.path().join("sample.postil");
    drop(postil::study::sample::create(&study, None).unwrap());
    let mut window = Harness::builder()
        .with_size(egui::vec2(1280.0, 800.0))
        .with_step_dt(0.05)
        .with_max_steps(200)
        .build_eframe(move |creation| App::new(&creation.egui_ctx, Some(study), Keeper::nowhere()));
    settle(&mut window);
    (window, folder)
}

/// Lets frames pass until the workers are home and nothing moves.
fn settle(window: &mut Window) {
    let begin = Instant::now();
    loop {
        window.run_ok();
        if !window.state().is_busy() {
            window.run_steps(3);
            if !window.state().is_busy() {
                return;
            }
        }
        assert!(begin.elapsed() < Duration::from_mins(1), "the work did not end");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn click(window: &mut Window, label: &str) {
    window.get_by_label(label).click();
    settle(window);
}

fn click_with(window: &mut Window, label: &str, modifiers: Modifiers) {
    window.get_by_label(label).click_modifiers(modifiers);
    settle(window);
}

fn key(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    settle(window);
}

fn text(window: &mut Window, text: &str) {
    window.event(Event::Text(text.to_owned()));
    settle(window);
}

fn undo(window: &mut Window) {
    key(window, Modifiers::COMMAND, Key::Z);
}

/// Drags from one place to another as a hand does.
fn drag(window: &mut Window, from: Pos2, to: Pos2, modifiers: Modifiers) {
    let button = |pos, pressed| Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers,
    };
    window.event(Event::PointerMoved(from));
    window.run_steps(2);
    window.event(button(from, true));
    window.step();
    window.event(Event::ModifiersChanged(modifiers));
    for share in [0.3, 0.7, 1.0] {
        window.event(Event::PointerMoved(from.lerp(to, share)));
        window.step();
    }
    window.run_steps(2);
    window.event(button(to, false));
    window.event(Event::ModifiersChanged(Modifiers::NONE));
    settle(window);
}

fn corpus(window: &Window) -> &Corpus {
    window.state().corpus()
}

fn code(window: &Window, path: &str) -> CodeId {
    corpus(window).codes.find(path)[0]
}

/// Codings of a code by its path; `None` when there is no such code.
fn count(window: &Window, path: &str) -> Option<usize> {
    let corpus = corpus(window);
    let code = *corpus.codes.find(path).first()?;
    let all = corpus.documents.iter().flat_map(|document| &document.codings);
    Some(all.filter(|coding| coding.code == code).count())
}

/// Everything there is, to be compared after an undo.
fn state(window: &Window) -> String {
    let corpus = corpus(window);
    let codings: Vec<_> = corpus.documents.iter().map(|document| &document.codings).collect();
    format!("{:?} {codings:?} {:?}", corpus.codes.codes(), corpus.memos)
}

fn middle(window: &Window, label: &str) -> Pos2 {
    window.get_by_label(label).rect().center()
}

#[test]
fn a_code_is_dragged_under_another_between_two_and_renamed_in_its_row() {
    let (mut window, _folder) = window();
    let before = state(&window);
    let (from, to) = (middle(&window, "Code Delay"), middle(&window, "Code Surveillance"));
    drag(&mut window, from, to, Modifiers::NONE);
    assert_eq!(count(&window, "Surveillance/Delay"), Some(26));
    window
        .get_by_label_contains("Undo \u{201c}Move code Delay to Watching and sharing/Surveillance");
    undo(&mut window);
    assert_eq!(state(&window), before);

    let rect = window.get_by_label("Code Life on hold").rect();
    let edge = egui::pos2(rect.center().x, rect.top() + 2.0);
    let from = middle(&window, "Code Turning eighteen while waiting");
    drag(&mut window, from, edge, Modifiers::NONE);
    let names: Vec<&str> =
        corpus(&window).codes.codes()[1..4].iter().map(|code| code.fields.name.as_str()).collect();
    assert_eq!(names, ["Delay", "Turning eighteen while waiting", "Life on hold"]);
    undo(&mut window);

    key(&mut window, Modifiers::COMMAND, Key::B);
    text(&mut window, "disb");
    key(&mut window, Modifiers::NONE, Key::F2);
    text(&mut window, "Not believed");
    key(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(count(&window, "Credibility/Not believed"), Some(15));
    undo(&mut window);
    assert_eq!(state(&window), before);
}

#[test]
fn words_are_coded_by_a_click_and_excerpts_shown_by_two() {
    let (mut window, _folder) = window();
    let rect = window.get_by_label("What was he told about it?").rect();
    let pos = rect.left_top() + egui::vec2(30.0, 10.0);
    for _ in 0..3 {
        for pressed in [true, false] {
            window.event(Event::PointerMoved(pos));
            window.event(Event::PointerButton {
                pos,
                button: PointerButton::Primary,
                pressed,
                modifiers: Modifiers::NONE,
            });
            window.step();
        }
    }
    settle(&mut window);
    window.get_by_label("Click a code to apply it");
    click(&mut window, "Code Delay");
    assert_eq!(count(&window, "Delay"), Some(27));
    window.get_by_label("Click to choose, double click for excerpts");
    for _ in 0..2 {
        window.get_by_label("Code Surveillance").click();
    }
    settle(&mut window);
    window.get_by_label("Watching and sharing/Surveillance: 14 excerpts");
}

#[test]
fn a_merge_does_what_its_preview_says_and_is_undone() {
    let (mut window, _folder) = window();
    let before = state(&window);
    click(&mut window, "Code Life on hold");
    click_with(&mut window, "Code Stalled proceedings", Modifiers::COMMAND);
    click(&mut window, "Merge 2 codes");
    let hold = "Time and waiting/Life on hold";
    let stalled = "Time and waiting/Stalled proceedings";
    window.get_by_label(&format!("{hold} (11 codings) goes into {stalled}."));
    window.get_by_label(&format!("{stalled}: 28 codings afterwards instead of 17."));
    // The other way round.
    click(&mut window, &format!("{hold} stays"));
    window.get_by_label(&format!("{stalled} (17 codings) goes into {hold}."));
    window.get_by_label(&format!("{hold}: 28 codings afterwards instead of 11."));
    click(&mut window, "Merge into Life on hold");
    assert_eq!((count(&window, hold), count(&window, stalled)), (Some(28), None));
    let fields = &corpus(&window).codes.get(code(&window, hold)).unwrap().fields;
    assert!(fields.definition.contains(&format!("\n\nFrom {stalled}:\n")), "{fields:?}");
    undo(&mut window);
    assert_eq!(state(&window), before);
    // Dropped with Ctrl: the same preview, the target chosen.
    let (from, to) = (middle(&window, "Code Delay"), middle(&window, "Code Life on hold"));
    drag(&mut window, from, to, Modifiers::COMMAND);
    window.get_by_label("Merge into Life on hold");
    key(&mut window, Modifiers::NONE, Key::Escape);
    assert_eq!(state(&window), before);
}

#[test]
fn a_code_is_retired_or_deleted_with_its_codings_listed_first() {
    let (mut window, _folder) = window();
    let before = state(&window);
    click(&mut window, "Code Age dispute");
    key(&mut window, Modifiers::NONE, Key::Delete);
    assert!(window.query_all_by_label("Delete Credibility/Age dispute").next().is_some());
    window.get_by_label("6 codings would go too. 1 theme would lose a code.");
    let places = window.query_all_by_label_contains("¶").filter(|node| {
        let said = node.accesskit_node().value();
        said.is_some_and(|words| words.starts_with('(') && words.ends_with(')'))
    });
    assert_eq!(places.count(), 6, "each with its place");
    click(&mut window, "Retire instead");
    assert!(corpus(&window).codes.get(code(&window, "Age dispute")).unwrap().retired);
    assert_eq!(count(&window, "Age dispute"), Some(6));
    undo(&mut window);
    key(&mut window, Modifiers::COMMAND, Key::B);
    key(&mut window, Modifiers::NONE, Key::Delete);
    click(&mut window, "Delete with 6 codings");
    assert_eq!(count(&window, "Age dispute"), None);
    undo(&mut window);
    assert_eq!(state(&window), before);
}

#[test]
fn a_code_is_split_by_keys_and_put_together_again_by_undo() {
    let (mut window, _folder) = window();
    let before = state(&window);
    click(&mut window, "Code Age dispute");
    window.get_by_label("Code Age dispute").click_secondary();
    settle(&mut window);
    click(&mut window, "Split…");
    window.get_by_label("1 of 6");
    text(&mut window, "disbelief");
    key(&mut window, Modifiers::NONE, Key::Enter);
    text(&mut window, "papers");
    key(&mut window, Modifiers::NONE, Key::Enter);
    key(&mut window, Modifiers::NONE, Key::Enter);
    for digit in ["1", "2", "0", "2"] {
        text(&mut window, digit);
    }
    window.get_by_label("5 of 6");
    window.get_by_label("4 decided, 2 open");
    click(&mut window, "Split off 3 excerpts");
    let counts =
        ["Age dispute", "Credibility/papers", "Disbelief"].map(|path| count(&window, path));
    // Disbelief may hold the words already: then the two are one.
    assert_eq!(counts[..2], [Some(3), Some(2)]);
    assert!(matches!(counts[2], Some(15 | 16)), "{counts:?}");
    undo(&mut window);
    assert_eq!(state(&window), before);
}

#[test]
fn a_version_is_kept_and_documents_ask_to_be_checked_again() {
    let (mut window, _folder) = window();
    key(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::K);
    text(&mut window, "first round");
    key(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(corpus(&window).versions[0].note, "first round");
    assert!(window.query_by_label_contains("Re-check").is_none());
    // What a code stands for is written anew.
    click(&mut window, "Code Delay");
    key(&mut window, Modifiers::ALT, Key::Enter);
    window.get_by_role_and_label(Role::MultilineTextInput, "Definition").focus();
    window.step();
    key(&mut window, Modifiers::COMMAND, Key::A);
    text(&mut window, "Waiting for a decision.");
    key(&mut window, Modifiers::COMMAND, Key::Enter);
    let notice = "Coded with version 1 of the codebook. Re-check: 1 code changed since.";
    window.get_by_label(notice);
    let told = |window: &Window| {
        let row = window.get_by_label("Document P01");
        row.accesskit_node().data().description().map(str::to_owned)
    };
    assert_eq!(told(&window).as_deref(), Some("Re-check: 1 code changed since version 1"));
    click(&mut window, "What has changed");
    window.get_by_label("1 change in 1 code. 1 code may have to be checked again.");
    window.get_by_label_contains("Waiting for a decision.");
    key(&mut window, Modifiers::NONE, Key::Escape);
    click(&mut window, "Checked");
    assert!(window.query_by_label(notice).is_none() && told(&window).is_none());
    assert_eq!(corpus(&window).versions.len(), 2, "the codebook it was checked against is kept");
    undo(&mut window);
    window.get_by_label(notice);
}

#[test]
fn what_is_wrong_with_a_code_is_said_beside_its_field() {
    let (mut window, _folder) = window();
    click(&mut window, "Code Delay");
    key(&mut window, Modifiers::ALT, Key::Enter);
    window.get_by_label("Used: 26 codings, in 1 theme");
    let mut into = |label: &str, typed: &str, refused: Option<&str>| {
        window.get_by_role_and_label(Role::TextInput, label).focus();
        window.step();
        key(&mut window, Modifiers::COMMAND, Key::A);
        if typed.is_empty() {
            key(&mut window, Modifiers::NONE, Key::Delete);
        } else {
            text(&mut window, typed);
        }
        if let Some(why) = refused {
            key(&mut window, Modifiers::NONE, Key::Enter);
            window.get_by_label_contains(why);
            let field = window.get_by_role_and_label(Role::TextInput, label);
            assert!(field.is_focused(), "{label}");
        }
    };
    into("Name", "surveillance", None);
    into("Key that applies it", "i", Some("I cannot be the key of a code"));
    into("Key that applies it", "d", None);
    into("Letters beside the colour", "LONG", Some("LONG is too long for a badge"));
    into("Letters beside the colour", "dly", None);
    into("Colour as #rrggbb", "red", Some("Red is no color"));
    into("Colour as #rrggbb", "#336699", None);
    window.get_by_label("Retired").click();
    window.step();
    key(&mut window, Modifiers::NONE, Key::Enter);
    key(&mut window, Modifiers::COMMAND, Key::Enter);
    let found = corpus(&window).codes.get(code(&window, "Time and waiting/surveillance")).unwrap();
    let fields = &found.fields;
    assert_eq!(
        (fields.badge.as_str(), fields.key.as_str(), fields.color.as_str(), found.retired),
        ("dly", "d", "#336699", true)
    );
}
