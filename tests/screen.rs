//! The main job in the window, by what a screen reader says of it: open, import, code, count, undo,
//! export. The real shell on a real file; only the glass is missing.

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, PointerButton};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use postil::ui::app::App;
use postil::ui::preferences::Keeper;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A file dropped on the window.
#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

pub(crate) type Window = Harness<'static, App>;

pub(crate) fn window(study: Option<PathBuf>) -> Window {
    window_of(study, Keeper::nowhere())
}

/// A window that may show letters for which the program brings no font.
pub(crate) fn window_of_any_letters(study: PathBuf) -> Window {
    opened(builder().allow_missing_glyphs(), Some(study), Keeper::nowhere())
}

pub(crate) fn window_of(study: Option<PathBuf>, kept: Keeper) -> Window {
    opened(builder(), study, kept)
}

pub(crate) fn builder() -> egui_kittest::HarnessBuilder<App> {
    Harness::builder().with_size(egui::vec2(1280.0, 800.0)).with_step_dt(0.05).with_max_steps(200)
}

fn opened(
    builder: egui_kittest::HarnessBuilder<App>,
    study: Option<PathBuf>,
    kept: Keeper,
) -> Window {
    let mut window =
        builder.build_eframe(move |creation| App::new(&creation.egui_ctx, study, kept));
    settle(&mut window);
    window
}

/// Lets frames pass until the workers are home and nothing moves.
pub(crate) fn settle(window: &mut Window) {
    let begin = Instant::now();
    loop {
        window.run_ok();
        let busy = |window: &Window| window.state().is_busy() || window.state().is_reading();
        if !busy(window) {
            window.run_steps(3);
            if !busy(window) {
                return;
            }
        }
        assert!(begin.elapsed() < Duration::from_mins(1), "the work did not end");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The sample study in a folder of its own, and a window on it.
pub(crate) fn sample_window() -> (tempfile::TempDir, Window) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sample.postil");
    drop(postil::study::sample::create(&path, None).unwrap());
    let window = window(Some(path));
    (folder, window)
}

/// Steps until a thread has brought what is waited for.
pub(crate) fn wait(window: &mut Window, label: &str) {
    for _ in 0..2_000 {
        window.step();
        if window.query_all_by_label_contains(label).next().is_some() {
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("{label} did not come");
}

/// Finds an action by its name, as a person would, and does it.
pub(crate) fn act(window: &mut Window, name: &str) {
    key(window, Modifiers::COMMAND, Key::K);
    write(window, name);
    settle(window);
    key(window, Modifiers::NONE, Key::Enter);
    settle(window);
}

/// Types into what has the keyboard.
pub(crate) fn write(window: &mut Window, text: &str) {
    window.event(Event::Text(text.to_owned()));
    window.step();
}

/// Each tab is chosen and stands beside the others, left of `right`.
pub(crate) fn tabs_stand_apart(window: &mut Window, tabs: &[&str], right: &str) {
    for tab in tabs {
        click(window, tab);
        settle(window);
        let limit = window.get_by_label(right).rect().left();
        let mut end = 0.0;
        for other in tabs {
            let place = window.get_by_label(other).rect();
            assert!(place.left() >= end && place.right() < limit, "{tab}: {other}");
            end = place.right();
        }
    }
}

pub(crate) fn drop_files(window: &mut Window, paths: &[PathBuf]) {
    for path in paths {
        window.input_mut().dropped_files.push(std::sync::Arc::new(Dropped(path.clone())));
    }
    window.step();
    settle(window);
}

pub(crate) fn click(window: &mut Window, label: &str) {
    window.get_by_label(label).click();
    settle(window);
}

pub(crate) fn key(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    settle(window);
}

/// Three clicks on a line of the transcript: its sentence.
pub(crate) fn select_sentence(window: &mut Window, line: &str) {
    let rect = window.get_by_label(line).rect();
    let pos = egui::pos2(rect.left() + 30.0, rect.top() + 10.0);
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
    settle(window);
}

pub(crate) fn type_and_enter(window: &mut Window, text: &str) {
    window.event(Event::Text(text.to_owned()));
    window.step();
    key(window, Modifiers::NONE, Key::Enter);
}

pub(crate) fn codings(window: &Window) -> usize {
    window.state().corpus().coding_count()
}

#[test]
fn the_main_job_from_an_empty_study_to_an_empty_study() {
    let folder = tempfile::tempdir().unwrap();
    let study = folder.path().join("study.postil");
    drop(postil::study::Study::create(&study, None, "My study", None).unwrap());
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let files = [
        file(
            "P01.txt",
            "INT: How long?\n\nP01: It took fourteen months.\n\nINT: And then?\n\nP01: They watched him.\n",
        ),
        file("P02.txt", "INT: How long?\n\nP02: Nobody could say no to it.\n"),
        file("people.csv", "id,role\nP01,LA worker\nP02,ICTG\n"),
        file("broken.docx", "no docx"),
    ];
    let mut window = window(Some(study.clone()));
    // An empty study says what to do next.
    window.get_by_label("No transcripts yet");

    drop_files(&mut window, &files);
    // What a table of participants brings is shown before it is stored.
    for _ in 0..2_000 {
        if window.query_by_label("Import 2 participants").is_some() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
        window.step();
    }
    assert!(window.state().corpus().participants.is_empty());
    click(&mut window, "Import 2 participants");
    assert_eq!(window.state().corpus().participants.len(), 2);
    // One file is no Word file: the page says so. Nothing is stored before a person has looked.
    window.get_by_label_contains("broken.docx: refused");
    assert!(window.state().corpus().documents.is_empty());
    key(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(window.state().corpus().documents.len(), 2);

    select_sentence(&mut window, "It took fourteen months.");
    type_and_enter(&mut window, "Time/delay");
    assert_eq!(codings(&window), 1);
    select_sentence(&mut window, "They watched him.");
    type_and_enter(&mut window, "surveillance");
    click(&mut window, "Document P02");
    select_sentence(&mut window, "Nobody could say no to it.");
    type_and_enter(&mut window, "coercion");
    select_sentence(&mut window, "Nobody could say no to it.");
    type_and_enter(&mut window, "dela");
    assert_eq!(codings(&window), 4);
    let corpus = window.state().corpus();
    let paths: Vec<String> =
        corpus.codes.codes().iter().map(|code| corpus.codes.path(code.id)).collect();
    assert_eq!(paths, ["Time", "Time/delay", "surveillance", "coercion"]);

    // The number and the words behind it.
    key(&mut window, Modifiers::COMMAND, Key::Num3);
    click(&mut window, "delay, ICTG: 1 of 1");
    window.get_by_label("Time/delay (P02, ICTG, ¶2): Nobody could say no to it.");
    assert!(window.query_by_label_contains("It took fourteen months.").is_none());

    // Everything that was done, one step at a time, back to the empty study.
    let mut steps = 0;
    while window
        .query_by_label_contains("Undo \u{201c}")
        .is_some_and(|undo| !undo.accesskit_node().is_disabled())
    {
        key(&mut window, Modifiers::COMMAND, Key::Z);
        steps += 1;
        assert!(steps < 20);
    }
    let corpus = window.state().corpus();
    assert!(corpus.documents.is_empty() && corpus.codes.is_empty());
    assert!(corpus.participants.is_empty());
    assert_eq!(steps, 6, "participants, transcripts, four codings");
    // And forward again.
    for _ in 0..steps {
        key(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    }
    assert_eq!(codings(&window), 4);
    drop(window);
    let again = postil::study::Study::open(&study, None).unwrap();
    assert_eq!(again.corpus().coding_count(), 4);
}

#[test]
fn a_coding_is_seen_commented_on_recoded_and_removed() {
    let folder = tempfile::tempdir().unwrap();
    let study = folder.path().join("sample.postil");
    drop(postil::study::sample::create(&study, None).unwrap());
    let mut window = window(Some(study));
    let before = codings(&window);
    window.get_all_by_label_contains("Delay, P01 ¶4").next().unwrap().click();
    settle(&mut window);
    window.get_by_label("Comment").focus();
    window.step();
    window.event(Event::Text("Ask again. ".to_owned()));
    window.step();
    key(&mut window, Modifiers::NONE, Key::Escape);
    let commented = window.state().corpus().documents[0]
        .codings
        .iter()
        .any(|coding| coding.memo.as_deref().is_some_and(|memo| memo.contains("Ask again.")));
    assert!(commented);

    window.get_all_by_label_contains("Delay, P01 ¶4").next().unwrap().click();
    settle(&mut window);
    click(&mut window, "Recode…");
    type_and_enter(&mut window, "limbo of my own");
    assert_eq!(codings(&window), before);
    window.get_all_by_label_contains("limbo of my own, P01 ¶4").next().unwrap().click();
    settle(&mut window);
    click(&mut window, "Remove");
    assert_eq!(codings(&window), before - 1);
    key(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(codings(&window), before);
}

#[test]
#[cfg(feature = "encryption")]
fn the_first_screen_offers_three_ways_in_and_a_locked_study_asks() {
    let mut window = window(None);
    window.get_by_label_contains("Open the sample study");
    window.get_by_label_contains("New study");
    window.get_by_label_contains("Open a study");

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("locked.postil");
    let key_to_it = postil::study::Passphrase::new("correct horse").unwrap();
    drop(postil::study::Study::create(&path, Some(&key_to_it), "Locked", None).unwrap());
    drop_files(&mut window, &[path]);
    let field = window.get_by_role_and_label(egui::accesskit::Role::PasswordInput, "Passphrase");
    field.focus();
    window.step();
    type_and_enter(&mut window, "wrong");
    window.get_by_label_contains("not the passphrase");
    assert!(window.state().corpus().study.is_empty());
    type_and_enter(&mut window, "correct horse");
    assert_eq!(window.state().corpus().study, "Locked");
}

#[test]
fn the_palette_finds_actions_and_codes() {
    let folder = tempfile::tempdir().unwrap();
    let study = folder.path().join("sample.postil");
    drop(postil::study::sample::create(&study, None).unwrap());
    let mut window = window(Some(study));
    key(&mut window, Modifiers::COMMAND, Key::K);
    type_and_enter(&mut window, "surveil");
    // The excerpts of the code that was found.
    window.get_by_label("Watching and sharing/Surveillance: 14 excerpts");
    key(&mut window, Modifiers::COMMAND, Key::K);
    type_and_enter(&mut window, "people");
    window.get_all_by_label_contains("P10").next().unwrap();
}

#[test]
fn every_menu_fits_a_small_screen() {
    let folder = tempfile::tempdir().unwrap();
    let study = folder.path().join("sample.postil");
    drop(postil::study::sample::create(&study, None).unwrap());
    let mut window = window(Some(study));
    for (menu, last) in [("File", "Quit"), ("View", "Light or dark"), ("Edit", "How you work…")] {
        click(&mut window, menu);
        let lowest = window.get_all_by_label_contains(last).map(|node| node.rect().max.y);
        let lowest = lowest.fold(0.0, f32::max);
        assert!(lowest > 100.0 && lowest < 800.0, "{last} at {lowest}");
        key(&mut window, Modifiers::NONE, Key::Escape);
    }
    click(&mut window, "File");
    click(&mut window, "Export");
    for entry in ["Excerpts for others…", "Participants…", "Methods pack…"] {
        let lowest = window.get_by_label_contains(entry).rect().max.y;
        assert!(lowest < 800.0, "{entry} at {lowest}");
    }
}

#[test]
fn keys_do_nothing_behind_a_dialog() {
    let folder = tempfile::tempdir().unwrap();
    let study = folder.path().join("sample.postil");
    drop(postil::study::sample::create(&study, None).unwrap());
    let mut window = window(Some(study));
    act(&mut window, "New code");
    window.get_by_role_and_label(Role::Button, "Cancel").focus();
    window.step();
    let before = window.state().corpus().coding_count();
    for key_of in [Key::K, Key::Z, Key::Num5] {
        key(&mut window, Modifiers::COMMAND, key_of);
    }
    window.get_by_label("Add code");
    assert!(window.query_by_label("Find anything").is_none());
    assert_eq!(window.state().corpus().coding_count(), before, "nothing was undone");
    click(&mut window, "Cancel");
    key(&mut window, Modifiers::COMMAND, Key::K);
    window.get_by_label("Find anything");
    type_and_enter(&mut window, "people");
    window.get_all_by_label_contains("P10").next().unwrap();
}

#[test]
fn a_copy_of_the_file_alone_holds_what_was_done() {
    let folder = tempfile::tempdir().unwrap();
    let study = folder.path().join("study.postil");
    drop(postil::study::Study::create(&study, None, "My study", None).unwrap());
    let transcript = folder.path().join("P01.txt");
    std::fs::write(&transcript, "INT: How long?\n\nP01: It took fourteen months.\n").unwrap();
    let mut window = window(Some(study.clone()));
    drop_files(&mut window, &[transcript]);
    key(&mut window, Modifiers::NONE, Key::Enter);
    select_sentence(&mut window, "It took fourteen months.");
    type_and_enter(&mut window, "delay");
    // Somebody leaves the program alone for a few seconds and copies the file, not its log.
    for _ in 0..80 {
        window.step();
        std::thread::sleep(Duration::from_millis(2));
    }
    let copy = folder.path().join("copy.postil");
    std::fs::copy(&study, &copy).unwrap();
    let copied = postil::study::Study::open(&copy, None).unwrap();
    assert_eq!(copied.corpus().coding_count(), 1);
    // And the window goes on as if nothing had been.
    key(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(codings(&window), 0);
}

#[test]
fn how_one_reads_is_chosen_in_one_panel_and_is_so_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let study = folder.path().join("sample.postil");
    drop(postil::study::sample::create(&study, None).unwrap());
    let file = || folder.path().join("config").join("reading.json");
    let mut first = window_of(Some(study.clone()), Keeper::in_file(file()));
    key(&mut first, Modifiers::COMMAND, Key::T);
    click(&mut first, "Easy");
    click(&mut first, "Line numbers");
    first.get_by_role_and_label(egui::accesskit::Role::Slider, "Text size").focus();
    key(&mut first, Modifiers::NONE, Key::ArrowRight);
    key(&mut first, Modifiers::NONE, Key::Escape);
    assert!(first.query_by_label("Line numbers").is_none(), "Escape closes the panel");
    key(&mut first, Modifiers::COMMAND | Modifiers::SHIFT, Key::L);
    drop(first);
    let kept = Keeper::in_file(file()).get();
    assert_eq!(kept.dark, Some(true));
    assert_eq!(kept.reading.face, postil::ui::fonts::Face::Easy);
    assert!(kept.reading.line_numbers && kept.reading.size == 18.0, "{kept:?}");
    // Nothing of the study is in it.
    let text = std::fs::read_to_string(file()).unwrap();
    assert!(!text.contains("postil") && !text.contains("P01"), "{text}");
    let mut second = window_of(Some(study), Keeper::in_file(file()));
    key(&mut second, Modifiers::COMMAND, Key::T);
    click(&mut second, "As it was at first");
    drop(second);
    assert_eq!(Keeper::in_file(file()).get().reading, postil::ui::transcript::Reading::default());
}

#[test]
fn a_document_is_read_on_where_it_was_left() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sample.postil");
    let study = postil::study::sample::create(&path, None).unwrap();
    let steps = study.history().unwrap();
    drop(study);
    let mut first = window(Some(path.clone()));
    first.event(Event::PointerMoved(egui::pos2(600.0, 400.0)));
    first.step();
    for _ in 0..6 {
        first.event(Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: egui::vec2(0.0, -100.0),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Wheel,
            modifiers: Modifiers::NONE,
        });
        settle(&mut first);
    }
    let seen = |window: &Window| {
        let labels = window.get_all_by_label_contains("¶");
        let in_view =
            labels.filter(|label| label.rect().left() < 500.0 && label.rect().left() > 200.0);
        in_view
            .map(|label| label.accesskit_node())
            .filter_map(|node| node.label().or_else(|| node.value()))
            .collect::<Vec<_>>()
    };
    let before = seen(&first);
    assert!(!before.is_empty() && !before.iter().any(|label| label.ends_with("¶1")), "{before:?}");
    drop(first);
    assert_eq!(postil::study::Study::open(&path, None).unwrap().history().unwrap(), steps);
    // The row at the upper edge is seen whole now: what was below may have moved by a part of a line.
    let second = window(Some(path));
    assert_eq!(seen(&second)[..5], before[..5]);
}
