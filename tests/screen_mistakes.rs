//! What the window says of mistakes of ours, and where it notes what it did.

use crate::screen::{Window, builder, click, key, settle, wait, write};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use postil::log::report::Report;
use postil::log::{Folder, Log};
use postil::ui::app::App;
use postil::ui::preferences::Keeper;
use std::path::PathBuf;
use std::sync::mpsc;

fn window(study: Option<PathBuf>, log: Log, folder: &Folder) -> (Window, mpsc::Sender<Report>) {
    let (send, reports) = mpsc::channel();
    let folder = folder.clone();
    let mut window = builder().build_eframe(move |creation| {
        let app = App::new(&creation.egui_ctx, study, Keeper::nowhere());
        app.with_notes(log, Some(folder), reports)
    });
    settle(&mut window);
    (window, send)
}

fn report(thread: Option<&str>, text: &str) -> Report {
    Report { thread: thread.map(str::to_owned), text: text.to_owned(), path: None }
}

#[test]
fn a_run_that_ended_with_a_mistake_is_told_of_once() {
    let place = tempfile::tempdir().unwrap();
    let folder = Folder::at(place.path());
    let file = place.path().join("report-20260101-101010-77-0-unread.txt");
    std::fs::write(&file, "Place: src/ui/x.rs:12:3\n").unwrap();
    let (mut first, _) = window(None, Log::default(), &folder);
    first.get_by_label_contains("Postil ended by itself the last time it was used");
    first.get_by_label_contains("Nothing is lost");
    click(&mut first, "Read the report");
    first.get_by_label_contains("Place: src/ui/x.rs:12:3");
    first.get_by_label("Copy");
    first.get_by_label("Save…");
    click(&mut first, "Close");
    assert!(first.query_by_label_contains("ended by itself").is_none());
    let (second, _) = window(None, Log::default(), &folder);
    assert!(second.query_by_label_contains("ended by itself").is_none());
    assert!(!file.exists() && place.path().join("report-20260101-101010-77-0.txt").exists());
}

#[test]
fn a_mistake_of_a_worker_is_told_at_once_and_one_that_was_caught_is_not() {
    let place = tempfile::tempdir().unwrap();
    let (mut window, broke) = window(None, Log::default(), &Folder::at(place.path()));
    // A parser under its net, on a thread without a name and on the worker.
    broke.send(report(None, "a parser")).unwrap();
    broke.send(report(Some("postil-work"), "a parser")).unwrap();
    settle(&mut window);
    assert!(window.query_by_label_contains("ended by itself").is_none());
    broke.send(report(Some("postil-export"), "Place: src/exchange/y.rs")).unwrap();
    settle(&mut window);
    window.get_by_label_contains("A piece of work ended by itself");
    click(&mut window, "Read the report");
    window.get_by_label_contains("src/exchange/y.rs");
}

#[test]
fn the_window_notes_what_it_did_and_shows_where() {
    let place = tempfile::tempdir().unwrap();
    let folder = Folder::at(place.path().join("data"));
    let path = place.path().join("Quastenflosser.postil");
    drop(postil::study::sample::create(&path, None).unwrap());
    let (log, writer) = Log::away(Some(&folder));
    let (mut shown, _) = window(Some(path.clone()), log, &folder);
    key(&mut shown, Modifiers::COMMAND, Key::K);
    write(&mut shown, "Log file");
    key(&mut shown, Modifiers::NONE, Key::Enter);
    wait(&mut shown, "postil.log");
    wait(&mut shown, "study opened, plain, 12 documents");
    drop(shown);
    writer.unwrap().finish();
    let broken = place.path().join("Blumenkohl.postil");
    std::fs::write(&broken, "Wolkenkratzer").unwrap();
    let (log, writer) = Log::away(Some(&folder));
    let (shown, _) = window(Some(broken), log, &folder);
    drop(shown);
    writer.unwrap().finish();
    let lines = folder.last_lines(99);
    let has = |what: &str| lines.iter().any(|line| line.contains(what));
    assert!(has("window, version") && has("work done: Opening") && has("window closed"));
    assert!(has("not done: not a study"), "{lines:?}");
    let all = lines.join("\n");
    let named = ["Quastenflosser", "Blumenkohl", "Wolkenkratzer", "P01", "elay"];
    assert!(named.iter().all(|word| !all.contains(word)), "{all}");
}
