//! A worker breaks: the window says so and goes on.

use super::*;
use crate::ui::preferences::Keeper;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

#[test]
fn work_that_breaks_is_told_of_and_the_window_goes_on() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("sample.postil");
    drop(crate::study::sample::create(&path, None).unwrap());
    let folder = Folder::at(place.path().join("data"));
    let (broke, reports) = mpsc::channel();
    let (notes, of_app) = (Log::direct(Some(&folder)), folder.clone());
    let study = path.clone();
    let mut window = Harness::builder().with_size((1280.0, 800.0)).build_eframe(move |creation| {
        App::new(&creation.egui_ctx, Some(study), Keeper::nowhere()).with_notes(
            notes,
            Some(of_app),
            reports,
        )
    });
    let until = |window: &mut Harness<'_, App>, done: &dyn Fn(&App) -> bool| {
        for _ in 0..2_000 {
            window.step();
            if done(window.state()) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        panic!("it did not come to that");
    };
    until(&mut window, &|app| app.desk.study().is_some());
    let ctx = window.ctx.clone();
    window.state_mut().desk.start("Breaking", &ctx, move |study, _| {
        let thread = Some("postil-work".to_owned());
        let text = "Place: src/x.rs:1:1".to_owned();
        broke.send(Report { thread, text, path: None }).unwrap();
        assert!(study.is_none(), "this work is to break");
        (study, Vec::new())
    });
    until(&mut window, &|app| !app.desk.is_open() && !app.is_busy());
    window.run_steps(4);
    window.get_by_label_contains("A piece of work ended by itself");
    window.get_by_label("Read the report").click();
    window.run_steps(4);
    window.get_by_label_contains("Place: src/x.rs:1:1");
    let lines = folder.last_lines(9).join("\n");
    assert!(lines.contains("work broke: Breaking"), "{lines}");
    // The study is whole, and opens again.
    let mut study = crate::study::Study::open(&path, None).unwrap();
    assert_eq!(study.check().unwrap(), []);
}
