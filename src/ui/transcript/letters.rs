//! What is selected is what lies under the highlight, in every script, by mouse and by keys; and what
//! a reader of a script that runs from right to left finds.

use super::*;
use crate::text::positions;
use crate::ui::fonts;
use egui::accesskit::{self, Role, TextDirection};
use egui::{Event, Key, Modifiers, PointerButton, Shape, pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use proptest::prelude::*;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation as _;

struct Seen {
    view: TranscriptView,
    document: Arc<CorpusDocument>,
    reading: Reading,
    letters: Vec<(Range<u32>, Rect)>,
    events: Vec<TranscriptEvent>,
}

type Window = Harness<'static, Seen>;

fn open(text: &str) -> Window {
    let codes = sample::codes(&["delay"]);
    let (participants, coders) = sample::people();
    let theme = Theme::light();
    let mut ready = false;
    let app = move |ui: &mut egui::Ui, state: &mut Seen| {
        if !ready {
            ready = true;
            fonts::install(ui.ctx());
            theme.apply(ui.ctx());
            ui.ctx().request_repaint();
            return;
        }
        let input = TranscriptInput {
            document: &state.document,
            codes: &codes,
            participants: &participants,
            under_name: None,
            coders: &coders,
            shown: &super::Shown::default(),
            hits: &[],
            hit: None,
            may_change: true,
            highlighted: None,
            theme: &theme,
            reading: state.reading,
        };
        let area = ui.available_rect_before_wrap();
        let events = state.view.show(ui, &input);
        state.events.extend(events);
        let frame = state.view.prepare(ui, &input, area);
        state.letters = state.view.letters(ui, &frame);
    };
    let state = Seen {
        view: TranscriptView::default(),
        document: Arc::new(sample::document(text)),
        reading: Reading::default(),
        letters: Vec::new(),
        events: Vec::new(),
    };
    let mut window = Harness::builder()
        .with_size(egui::vec2(900.0, 500.0))
        .with_step_dt(0.02)
        .with_max_steps(200)
        // The shipped fonts have no letters of most scripts, and tests ask no system.
        .allow_missing_glyphs()
        .build_ui_state(app, state);
    window.run();
    window
}

fn pointer(window: &mut Window, pos: egui::Pos2, pressed: bool) {
    let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
    window.event(Event::PointerMoved(pos));
    window.step();
    window.event(Event::PointerButton { pos, button, pressed, modifiers });
    window.step();
}

/// A gesture of its own, not the second click of the one before.
fn drag(window: &mut Window, from: egui::Pos2, to: egui::Pos2) {
    window.run_steps(25);
    press(window, from, to);
}

fn press(window: &mut Window, from: egui::Pos2, to: egui::Pos2) {
    pointer(window, from, true);
    pointer(window, to, false);
}

fn words(window: &Window) -> Option<&str> {
    let state = window.state();
    state.view.selection().and_then(|span| span.of(&state.document.text))
}

/// The rectangles of the selection as they were painted.
fn painted(window: &Window) -> Vec<Rect> {
    let color = Theme::light().selection;
    let mut found = Vec::new();
    for shape in &window.output().shapes {
        let Shape::Mesh(mesh) = &shape.shape else { continue };
        for corners in mesh.vertices.chunks_exact(4) {
            if corners.iter().all(|corner| corner.color == color) {
                let points: Vec<egui::Pos2> = corners.iter().map(|corner| corner.pos).collect();
                found.push(Rect::from_points(&points));
            }
        }
    }
    found
}

/// The words of the selection are those under what is painted, as far as they are on the screen.
fn check(window: &Window, why: &str) {
    let state = window.state();
    let text = &state.document.text;
    let span = state.view.selection();
    let marked = painted(window);
    if let Some(span) = span {
        for end in [span.start(), span.end()].map(|end| end as usize) {
            assert_eq!(positions::grapheme_floor(text, end), end, "{why}: {end} in {text:?}");
        }
    }
    for (bytes, rect) in &state.letters {
        let letter = &text[bytes.start as usize..bytes.end as usize];
        // White space at the ends belongs to no coding; what has no width cannot be seen.
        if letter.trim().is_empty() || rect.width() < 0.5 {
            continue;
        }
        let under = marked.iter().any(|mark| mark.contains(rect.center()));
        let meant = span.is_some_and(|s| s.start() < bytes.end && s.end() > bytes.start);
        assert_eq!(under, meant, "{why}: {letter:?} at {bytes:?}, {span:?} of {text:?}");
    }
}

/// Words of many scripts, spaces and line ends.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-z]{1,9}",
        1 => "[a-z]\u{301}[a-z]\u{323}\u{302}",
        1 => "(👩‍👧|👋🏽|🇩🇪|👨‍👩‍👧‍👦|❤️)",
        2 => "[一-龥あ-ん]{1,12}",
        4 => "[ا-ي]{1,8}",
        3 => "[א-ת]{1,8}",
        1 => "[क-ह][ि-ौ]",
        1 => "[0-9]{1,4}[.,:؟]?",
    ];
    let words = proptest::collection::vec((piece, "( |  |\n\n|\n|, )"), 1..90);
    words.prop_map(|words| {
        let body: String = words.into_iter().map(|(word, space)| word + &space).collect();
        format!("P01: {}", body.trim())
    })
}

#[derive(Clone, Debug)]
enum Act {
    Drag((f32, f32), (f32, f32)),
    Click((f32, f32), usize),
    Key(Key, bool, bool),
}

fn act() -> impl Strategy<Value = Act> {
    let place = || (150.0_f32..880.0, 2.0_f32..498.0);
    let key = proptest::sample::select(vec![
        Key::ArrowLeft,
        Key::ArrowRight,
        Key::ArrowUp,
        Key::ArrowDown,
        Key::Home,
        Key::End,
        Key::PageDown,
        Key::PageUp,
    ]);
    prop_oneof![
        3 => (place(), place()).prop_map(|(from, to)| Act::Drag(from, to)),
        1 => (place(), 1_usize..5).prop_map(|(at, times)| Act::Click(at, times)),
        4 => (key, any::<bool>(), proptest::bool::weighted(0.8))
            .prop_map(|(key, far, shift)| Act::Key(key, far, shift)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_selected_lies_under_the_highlight(
        text in text(),
        acts in proptest::collection::vec(act(), 1..16),
    ) {
        let mut window = open(&text);
        window.state_mut().view.focus();
        window.run();
        for act in acts {
            match &act {
                Act::Drag(from, to) => drag(&mut window, pos2(from.0, from.1), pos2(to.0, to.1)),
                Act::Click(at, times) => {
                    for _ in 0..*times {
                        press(&mut window, pos2(at.0, at.1), pos2(at.0, at.1));
                    }
                }
                Act::Key(key, far, shift) => {
                    let far = if *far { Modifiers::CTRL } else { Modifiers::NONE };
                    let shift = if *shift { Modifiers::SHIFT } else { Modifiers::NONE };
                    window.key_press_modifiers(far | shift, *key);
                }
            }
            window.run();
            check(&window, &format!("{act:?}"));
        }
    }
}

const MIXED: &str =
    "P01: قال إنه انتظر fourteen months قبل أن يجيبوا.\n\nP01: Then the letter came.";

/// Where a letter of the text stands.
fn letter(window: &Window, byte: usize) -> Rect {
    let of = |(bytes, _): &&(Range<u32>, Rect)| bytes.start as usize == byte;
    window.state().letters.iter().find(of).unwrap().1
}

#[test]
fn a_part_of_a_paragraph_that_runs_leftwards_is_selected_by_mouse_and_by_keys() {
    let mut window = open(MIXED);
    let at = |words: &str| MIXED.find(words).unwrap();
    let (first, last) = (letter(&window, at("إنه")), letter(&window, at("انتظر")));
    assert!(first.center().x > last.center().x, "read from right to left");
    let latin = letter(&window, at("fourteen"));
    assert!(latin.center().x < last.center().x);
    assert!(letter(&window, at("urteen")).center().x > latin.center().x, "but Latin words are not");
    assert!(letter(&window, at("قال")).right() > 560.0, "begins at the right edge of the column");
    drag(&mut window, first.right_center() - egui::vec2(1.0, 0.0), last.right_center());
    window.run();
    assert_eq!(words(&window), Some("إنه"));
    assert!(matches!(window.state().events.last(), Some(TranscriptEvent::Selected { .. })));
    // Pressed on, it would be carried away.
    window.state_mut().view.clear_selection();
    window.run();
    // Across the change of direction the highlight is two pieces, of one stretch of text.
    let to = letter(&window, at("months")).left_center();
    drag(&mut window, first.right_center() - egui::vec2(1.0, 0.0), to);
    window.run();
    assert_eq!(words(&window), Some("إنه انتظر fourteen"));
    assert_eq!(painted(&window).len(), 2);
    check(&window, "mixed");
    // The left arrow goes on: one letter, then a word.
    drag(
        &mut window,
        first.right_center() - egui::vec2(1.0, 0.0),
        first.right_center() - egui::vec2(1.0, 0.0),
    );
    window.state_mut().view.focus();
    window.run();
    window.key_press_modifiers(Modifiers::SHIFT, Key::ArrowLeft);
    window.run();
    assert_eq!(words(&window), Some("إ"));
    window.key_press_modifiers(Modifiers::SHIFT | Modifiers::CTRL, Key::ArrowLeft);
    window.run();
    assert_eq!(words(&window), Some("إنه"));
    window.key_press_modifiers(Modifiers::SHIFT, Key::ArrowRight);
    window.run();
    assert_eq!(words(&window), Some("إن"));
    window.key_press_modifiers(Modifiers::SHIFT, Key::End);
    window.run();
    assert!(words(&window).unwrap().ends_with("يجيبوا."));
}

#[test]
fn a_caret_put_down_anywhere_stands_where_it_was_put() {
    let window = &mut open("P01: قال إنه انتظر شهرا.");
    let letters = window.state().letters.clone();
    for (bytes, rect) in letters.iter().filter(|(_, rect)| rect.width() > 2.0) {
        for (x, byte) in [(rect.right() - 0.5, bytes.start), (rect.left() + 0.5, bytes.end)] {
            drag(window, pos2(x, rect.center().y), pos2(x, rect.center().y));
            assert_eq!(window.state().view.caret(), Some(byte), "{bytes:?}");
        }
    }
}

#[test]
fn a_screen_reader_hears_the_words_in_order_and_can_select_them() {
    let mut window = open(MIXED);
    let nodes = |window: &Window, role| -> Vec<(accesskit::NodeId, accesskit::Node)> {
        let found = window.get_all_by_role(role);
        let of = |node: egui_kittest::Node<'_>| {
            let node = node.accesskit_node();
            (node.locate().0, node.data().clone())
        };
        found.map(of).collect()
    };
    let found = nodes(&window, Role::TextRun);
    let spoken: String = found.iter().filter_map(|(_, node)| node.value()).collect();
    assert_eq!(spoken, MIXED.replace("P01: ", "").replace("\n\n", ""));
    let leftwards =
        found.iter().filter(|(_, node)| node.text_direction() == Some(TextDirection::RightToLeft));
    assert!(leftwards.count() >= 2);
    for (_, node) in &found {
        let letters = node.value().unwrap_or_default().graphemes(true).count();
        assert_eq!(node.character_lengths().len(), letters);
    }
    // It asks for the first word; the selection is made without opening anything.
    let (first, _) = &found[0];
    let place = |character_index| accesskit::TextPosition { node: *first, character_index };
    let selection = accesskit::TextSelection { anchor: place(0), focus: place(3) };
    let (document, _) = nodes(&window, Role::Document)[0];
    window.event(Event::AccessKitActionRequest(accesskit::ActionRequest {
        action: accesskit::Action::SetTextSelection,
        target_tree: accesskit::TreeId::ROOT,
        target_node: document,
        data: Some(accesskit::ActionData::SetTextSelection(selection)),
    }));
    window.run();
    assert_eq!(words(&window), Some("قال"));
    assert!(window.state().events.is_empty());
    let (_, told) = &nodes(&window, Role::Document)[0];
    assert_eq!(told.text_selection().map(|told| told.anchor.node), Some(*first));
}

#[test]
fn a_press_on_the_bar_goes_to_that_place_and_the_thumb_can_be_dragged() {
    let turn = |n: usize| format!("INT: turn number {n} and so on.\n\n");
    let long: String = (0..1_000).map(turn).collect();
    let mut window = open(&long);
    let bar = window.get_by_role_and_label(Role::ScrollBar, "Scroll the transcript").rect();
    let first = |window: &Window| {
        let (bytes, _) = window.state().letters.first().unwrap();
        window.state().document.turn_at(bytes.start).unwrap()
    };
    let share = |of: f32| pos2(bar.center().x, bar.top() + bar.height() * of);
    drag(&mut window, share(0.6), share(0.6));
    window.run();
    let pressed = first(&window);
    assert!((585..600).contains(&pressed), "what was pressed is a little below the top: {pressed}");
    // Both between two frames.
    for down in [true, false] {
        let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
        let pos = share(0.2);
        window.event(Event::PointerMoved(pos));
        window.event(Event::PointerButton { pos, button, pressed: down, modifiers });
    }
    window.run();
    assert!((185..200).contains(&first(&window)), "{}", first(&window));
    drag(&mut window, share(0.2), share(0.5));
    window.run();
    assert!((485..500).contains(&first(&window)), "{}", first(&window));
    drag(&mut window, share(0.5), pos2(bar.center().x, bar.bottom() + 200.0));
    window.run();
    assert_eq!(window.state().letters.last().unwrap().0.end as usize, long.trim_end().len());
}

#[test]
fn every_height_is_exact_a_moment_after_a_change_and_the_place_is_kept() {
    let turn = |n: usize| format!("INT: {}\n\n", format!("turn number {n} ").repeat(1 + n % 40));
    let long: String = (0..600).map(turn).collect();
    let mut window = open(&long);
    let byte = long.find("turn number 333").unwrap() as u32;
    window.state_mut().view.scroll_to(byte);
    window.run();
    let top = |window: &Window| {
        let view_top = window.state().letters.iter().find(|(_, rect)| rect.bottom() > 10.0);
        view_top.map(|(bytes, _)| bytes.start).unwrap()
    };
    let before = top(&window);
    assert_eq!(window.state().view.heights.guesses(), 0);
    window.state_mut().reading.size = 22.0;
    window.state_mut().reading.face = fonts::Face::Easy;
    window.step();
    window.step();
    assert!((i64::from(top(&window)) - i64::from(before)).abs() < 90, "the words stay at the top");
    let shown = window.state().letters.clone();
    window.run();
    assert_eq!(window.state().view.heights.guesses(), 0);
    assert_eq!(window.state().letters, shown, "nothing moves while the rest is measured");
    // There and back again, and the first letter is the one it was.
    window.state_mut().reading = Reading::default();
    window.run();
    assert_eq!(top(&window), before);
}

#[test]
fn line_numbers_stand_beside_the_rows_they_begin_in() {
    let text = format!("P01: {}\n\nINT: Short.", "word ".repeat(40).trim());
    let mut window = open(&text);
    window.state_mut().reading.line_numbers = true;
    window.run();
    let lines = crate::text::lines::Lines::new(&text, crate::text::lines::WIDTH);
    let mut numbers = Vec::new();
    for shape in &window.output().shapes {
        if let Shape::Text(shape) = &shape.shape
            && let Ok(number) = shape.galley.text().parse::<u32>()
        {
            numbers.push((number, shape.visual_bounding_rect().center().y));
        }
    }
    assert_eq!(numbers.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [1, 2, 3, 4]);
    for (number, y) in numbers {
        let byte = (0..text.len() as u32).find(|&at| lines.number(at) == number).unwrap();
        let near = window.state().letters.iter().find(|(bytes, _)| bytes.end > byte).unwrap();
        assert!((near.1.center().y - y).abs() < 4.0, "line {number}: {y} {:?}", near.1);
    }
}
