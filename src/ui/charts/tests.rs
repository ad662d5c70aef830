//! The page used by accessible names: marks open their excerpts, kinds and options change the chart.

use super::{Kind, State, show};
use crate::analysis::figures::{advance, width};
use crate::model::{CodeId, Corpus, Speech};
use crate::ui::outbox::{Export, Page, Request};
use crate::ui::testing::{Picture, small};
use egui::Key;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

type Charts = Harness<'static, (Picture, State)>;

fn page_of(corpus: Corpus, dark: bool) -> Charts {
    let setup = move |ctx: &egui::Context| {
        crate::ui::fonts::install(ctx);
        crate::ui::theme::Theme::new(dark).apply(ctx);
    };
    let mut harness =
        Harness::builder().with_size([1_200.0, 800.0]).with_context_setup(setup).build_ui_state(
            |ui, (picture, state): &mut (Picture, State)| {
                picture.draw(|view, outbox| show(ui, view, state, outbox));
            },
            (Picture::new(corpus, dark), State::default()),
        );
    harness.run();
    harness
}

fn page() -> Charts {
    page_of(small(), false)
}

#[test]
fn a_mark_opens_exactly_its_excerpts_by_pointer_and_by_key() {
    for by_key in [false, true] {
        let mut harness = page();
        let mark = harness.get_by_label("Delay, LA worker: 2 of 2");
        if by_key {
            mark.focus();
            harness.run();
            harness.key_press(Key::Enter);
        } else {
            mark.click();
        }
        harness.run();
        let (picture, _) = harness.state();
        let [Request::ShowExcerpts(filter, title)] = picture.asked.as_slice() else {
            panic!("{:?}", picture.asked);
        };
        assert_eq!(title, "Delay × LA worker: 2 excerpts from 2 participants");
        assert_eq!(
            (filter.codes.as_slice(), filter.speech),
            ([CodeId(2)].as_slice(), Speech::Participants)
        );
        assert_eq!(crate::analysis::excerpts(&picture.corpus, filter).len(), 2);
    }
}

fn choose(harness: &mut Charts, list: &str, option: &str) {
    harness.get_by_label(list).click();
    harness.run();
    let option = harness.get_by_role_and_label(egui::accesskit::Role::ListBoxOption, option);
    option.click();
    harness.run();
}

#[test]
fn a_chart_for_other_readers_hides_what_their_table_hides() {
    let mut harness = page();
    harness.get_by_label("Delay, LA worker: 2 of 2");
    choose(&mut harness, "Readers", "publication");
    assert!(harness.query_by_label("Delay, LA worker: 2 of 2").is_none());
    let exported = |harness: &Charts| {
        let (picture, state) = harness.state();
        match state.export(&picture.corpus, &crate::model::CoderChoice::All) {
            Export::Chart(out) => *out,
            other => panic!("{other:?}"),
        }
    };
    let public = Some(crate::model::Profile::Public);
    assert_eq!(exported(&harness).protection.profile, public);
    // Three people in groups of two and one cannot be shown to the public at all.
    harness.get_by_label("Not for these readers");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chart.svg");
    let out = Export::Chart(Box::new(exported(&harness)));
    let written = crate::ui::work::write_export(&harness.state().0.corpus, &out, &path);
    assert!(written.is_err() && !path.exists(), "{written:?}");
    harness.get_by_label("Show it to myself").click();
    harness.run();
    harness.get_by_label("Delay, LA worker: 2 of 2");
    choose(&mut harness, "Readers", "the supervisor");
    harness.get_by_label("Delay, LA worker: 2 of 2");
    // Single interviews are for oneself.
    harness.get_by_label(Kind::Portrait.label()).click();
    harness.run();
    harness.get_by_label_contains("shows single documents or few people");
    choose(&mut harness, "Readers", "internal use");
    assert!(harness.state().1.figure().is_some());
}

#[test]
fn base_runs_and_threshold_are_chosen() {
    let mut harness = page();
    harness.get_by_label(Kind::Curve.label()).click();
    harness.run();
    harness.get_by_label_contains("Base: the first 4");
    choose(&mut harness, "Base", "1");
    choose(&mut harness, "Run", "1");
    choose(&mut harness, "Threshold", "0 %");
    harness.get_by_label_contains("Base: the first 1 (");
    let (picture, state) = harness.state();
    let Export::Chart(out) = state.export(&picture.corpus, &crate::model::CoderChoice::All) else {
        panic!("no chart");
    };
    let crate::analysis::figures::Asked::Curve(spec) = &out.asked else { panic!("{out:?}") };
    assert_eq!((spec.base, spec.run, spec.threshold), (1, 1, 0.0));
}

#[test]
fn every_kind_is_drawn_and_exported_as_it_is_chosen() {
    for dark in [false, true] {
        let mut harness = page_of(small(), dark);
        // No words of the small study have two codes.
        harness.state_mut().1.choice.unit = crate::analysis::Unit::Document;
        for kind in Kind::ALL {
            harness.get_by_label(kind.label()).click();
            harness.run();
            let (picture, state) = harness.state();
            assert_eq!(state.kind(), kind);
            let figure = &state.figure().unwrap_or_else(|| panic!("{kind:?}")).figure;
            assert!(!figure.marks.is_empty() && !figure.caption.is_empty());
            let shown = crate::model::CoderChoice::All;
            let Export::Chart(out) = state.export(&picture.corpus, &shown) else {
                panic!("no chart");
            };
            let drawn = crate::analysis::figures::draw(&picture.corpus, &out.asked, out.look);
            assert_eq!(drawn.unwrap().title, figure.title);
        }
    }
}

#[test]
fn the_portrait_leads_into_the_transcript() {
    let mut harness = page();
    harness.get_by_label(Kind::Portrait.label()).click();
    harness.run();
    let name = {
        let figure = &harness.state().1.figure().unwrap().figure;
        let mark = figure.marks.iter().find(|mark| mark.opens.is_some()).unwrap();
        mark.name().to_owned()
    };
    harness.get_by_label(&name).click();
    harness.run();
    assert!(matches!(harness.state().0.asked[..], [Request::ReadAt(_, _, Some(_))]));
}

#[test]
fn an_empty_study_and_an_empty_filter_say_so() {
    let mut harness = page_of(Corpus::default(), false);
    harness.get_by_label("Nothing to draw yet");
    harness.get_by_label("Go to Read").click();
    harness.run();
    assert!(matches!(harness.state().0.asked[..], [Request::Go(Page::Read)]));

    let mut harness = page();
    let nobody = crate::model::DocumentId(99);
    harness.state_mut().1.choice.filter.documents = vec![nobody];
    harness.run();
    harness.get_by_label("No code of the filter occurs in participants’ speech.");
    harness.get_by_label("Clear the filter").click();
    harness.run();
    harness.get_by_label("Delay, LA worker: 2 of 2");
}

#[test]
fn letters_take_no_more_room_than_the_figures_leave_them() {
    let harness = page();
    let text = "The quick brown fox, jumps over 1,234,567 lazy dogs — “étude” Ärger Łódź ¶14";
    for (bold, font) in
        [(false, crate::ui::widgets::sans(100.0)), (true, crate::ui::widgets::semibold(100.0))]
    {
        let painter = harness.ctx.debug_painter();
        let seen = painter.layout_no_wrap(text.to_owned(), font.clone(), egui::Color32::BLACK);
        let (seen, room) = (seen.size().x, width(text, 100.0, bold));
        assert!(seen <= room && seen > room * 0.8, "{seen} of {room}");
        for letter in "aMW1–éŁ¶Ж".chars() {
            let one =
                painter.layout_no_wrap(letter.to_string(), font.clone(), egui::Color32::BLACK);
            let table = f32::from(advance(letter, bold)) / 10.0;
            assert!((one.size().x - table).abs() < 1.5, "{letter}: {} {table}", one.size().x);
        }
    }
}

#[test]
fn a_chart_is_of_the_study_as_it_stands() {
    let mut harness = page();
    let picture = &mut harness.state_mut().0;
    let mut changed = Corpus::clone(&picture.corpus);
    std::sync::Arc::make_mut(&mut changed.documents[0]).codings.clear();
    picture.corpus = std::sync::Arc::new(changed);
    picture.revision += 1;
    harness.run();
    harness.get_by_label("Delay, LA worker: 1 of 2");
}

#[test]
fn the_ending_of_the_file_picks_its_format() {
    let harness = page();
    let (picture, state) = harness.state();
    let export = state.export(&picture.corpus, &crate::model::CoderChoice::All);
    let folder = tempfile::tempdir().unwrap();
    for (name, begins) in [("a.svg", "<svg ".as_bytes()), ("a.png", b"\x89PNG")] {
        let path = folder.path().join(name);
        crate::ui::write_export(&picture.corpus, &export, &path).unwrap();
        assert!(std::fs::read(&path).unwrap().starts_with(begins), "{name}");
    }
    let path = folder.path().join("a.xlsx");
    assert!(crate::ui::write_export(&picture.corpus, &export, &path).is_err());
    assert!(!path.exists());
}
