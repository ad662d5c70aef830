//! The reading view used by mouse, keyboard and name, without a display.

use super::*;
use crate::model::CodingId;
use crate::ui::fonts;
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, PointerButton, pos2};
use egui_kittest::{Harness, kittest::Queryable as _};

const TEXT: &str = "INT: How long did it take?\n\nP01: Fourteen months, all in. Nobody told him why.\n\n\
                    INT: And then?\n\nP01: Then the letter came. He read it twice.";

struct Seen {
    view: TranscriptView,
    document: Arc<CorpusDocument>,
    events: Vec<TranscriptEvent>,
    shown: super::Shown,
    hits: Vec<Span>,
}

impl Seen {
    fn words(&self) -> Option<&str> {
        self.view.selection().and_then(|span| span.of(&self.document.text))
    }
}

fn open(document: CorpusDocument) -> Harness<'static, Seen> {
    let codes = sample::codes(&["delay", "silence", "letters"]);
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
            shown: &state.shown,
            highlighted: None,
            hits: &state.hits,
            hit: Some(0),
            may_change: true,
            theme: &theme,
            reading: Reading::default(),
        };
        let events = state.view.show(ui, &input);
        state.events.extend(events);
    };
    let view = TranscriptView::default();
    let state = Seen {
        view,
        document: Arc::new(document),
        events: Vec::new(),
        shown: super::Shown::default(),
        hits: Vec::new(),
    };
    let mut harness = Harness::builder()
        .with_size(egui::vec2(1000.0, 600.0))
        .with_step_dt(0.02)
        .with_max_steps(60)
        // Arabic letters: the shipped fonts have none, and tests ask no system.
        .allow_missing_glyphs()
        .build_ui_state(app, state);
    harness.run();
    harness
}

fn coded() -> CorpusDocument {
    let mut document = sample::document(TEXT);
    let span = |words: &str| {
        let at = TEXT.find(words).unwrap() as u32;
        (at, at + words.len() as u32)
    };
    sample::code(
        &mut document,
        &[span("Fourteen months, all in."), span("months"), span("the letter came")],
    );
    document
}

/// Where a word stands on the screen: its left edge and the middle of its line.
fn at(harness: &Harness<'_, Seen>, words: &str) -> egui::Pos2 {
    let document = &harness.state().document;
    let byte = document.text.find(words).unwrap();
    let line = document.text[..byte].rfind(": ").map_or(0, |at| at + 2);
    let end = document.text[byte..].find('\n').map_or(document.text.len(), |at| byte + at);
    let block = harness.get_by_label(&document.text[line..end]).rect();
    // All lines of this text are short: one row, so a share of letters by their own widths.
    let id = egui::FontId::new(17.0, egui::FontFamily::Name(fonts::READING.into()));
    let before = document.text[line..byte].to_owned();
    let width = harness
        .ctx
        .fonts_mut(|fonts| fonts.layout_no_wrap(before, id, egui::Color32::BLACK).size().x);
    pos2(block.left() + width + 1.0, block.center().y)
}

fn press(harness: &mut Harness<'_, Seen>, pos: egui::Pos2, down: bool) {
    let button = PointerButton::Primary;
    let modifiers = Modifiers::NONE;
    harness.event(Event::PointerMoved(pos));
    harness.event(Event::PointerButton { pos, button, pressed: down, modifiers });
    harness.step();
}

fn click(harness: &mut Harness<'_, Seen>, pos: egui::Pos2, times: usize) {
    for _ in 0..times {
        press(harness, pos, true);
        press(harness, pos, false);
    }
    harness.run();
}

fn keys(harness: &mut Harness<'_, Seen>, modifiers: Modifiers, keys: &[Key]) {
    for &key in keys {
        harness.key_press_modifiers(modifiers, key);
    }
    harness.run();
}

#[test]
fn a_drag_across_turns_selects_the_words_between() {
    let mut harness = open(sample::document(TEXT));
    let (from, to) = (at(&harness, "months"), at(&harness, " came"));
    press(&mut harness, from, true);
    harness.event(Event::PointerMoved(pos2(from.x + 40.0, from.y + 30.0)));
    harness.step();
    press(&mut harness, to, false);
    harness.run();
    let state = harness.state();
    let words = &TEXT[TEXT.find("months").unwrap()..TEXT.find(" came").unwrap()];
    assert_eq!(state.words(), Some(words));
    let [TranscriptEvent::Selected { span, rect, .. }] = state.events[..] else {
        panic!("{:?}", state.events);
    };
    assert_eq!(span.of(TEXT), Some(words));
    assert!((rect.center().x - to.x).abs() < 6.0 && (rect.center().y - to.y).abs() < 6.0);
}

#[test]
fn clicks_take_a_word_a_sentence_a_turn_and_shift_extends() {
    let mut harness = open(sample::document(TEXT));
    let check = |times, expected: &str| {
        let mut harness = open(sample::document(TEXT));
        let pos = at(&harness, "told");
        click(&mut harness, pos + egui::vec2(4.0, 0.0), times);
        assert_eq!(harness.state().words(), Some(expected), "{times} clicks");
    };
    check(2, "told");
    check(3, "Nobody told him why.");
    check(4, "Fourteen months, all in. Nobody told him why.");
    let (from, to) = (at(&harness, "told"), at(&harness, " why"));
    click(&mut harness, from, 1);
    harness.event(Event::ModifiersChanged(Modifiers::SHIFT));
    harness.step();
    click(&mut harness, to, 1);
    assert_eq!(harness.state().words(), Some("told him"));
}

#[test]
fn a_coding_is_clicked_in_the_text_and_by_its_name() {
    let mut harness = open(coded());
    let pos = at(&harness, "nths");
    click(&mut harness, pos, 1);
    let clicked = |harness: &Harness<'_, Seen>| {
        harness.state().events.iter().rev().find_map(|event| match event {
            TranscriptEvent::CodingClicked { codings, .. } => Some(codings.clone()),
            _ => None,
        })
    };
    assert_eq!(clicked(&harness), Some(vec![CodingId(2), CodingId(1)]), "the shortest first");
    harness.get_by_role_and_label(Role::Button, "letters, P01 ¶4").click();
    harness.run();
    assert_eq!(clicked(&harness), Some(vec![CodingId(3)]));
    // The bracket left of the name, where it runs beside the line.
    let name = harness.get_by_role_and_label(Role::Button, "delay, P01 ¶2").rect();
    let lane = (0..60).map(|n| name.left_center() - egui::vec2(n as f32 + 1.0, 0.0));
    let before = harness.state().events.len();
    for pos in lane {
        click(&mut harness, pos, 1);
    }
    let events = harness.state().events[before..].to_vec();
    let hit = |id| {
        let wanted = vec![CodingId(id)];
        events.iter().any(
            |event| matches!(event, TranscriptEvent::CodingClicked { codings, .. } if *codings == wanted),
        )
    };
    assert!(hit(1) && hit(2), "both brackets can be clicked");
    assert!(harness.query_by_label("INT ¶1").is_some(), "speakers can be found");
    let hovered = TranscriptEvent::CodingHovered(Some(CodingId(3)));
    assert!(harness.state().events.contains(&hovered));
}

#[test]
fn the_keyboard_selects_and_enter_asks_for_a_code() {
    let mut harness = open(coded());
    harness.state_mut().view.focus();
    harness.run();
    keys(&mut harness, Modifiers::NONE, &[Key::ArrowDown]);
    keys(&mut harness, Modifiers::SHIFT | Modifiers::CTRL, &[Key::ArrowRight, Key::ArrowRight]);
    assert_eq!(harness.state().words(), Some("Fourteen months"));
    keys(&mut harness, Modifiers::SHIFT, &[Key::ArrowLeft]);
    assert_eq!(harness.state().words(), Some("Fourteen month"));
    keys(&mut harness, Modifiers::NONE, &[Key::Enter]);
    let last = harness.state().events.last().cloned();
    assert!(matches!(last, Some(TranscriptEvent::Selected { .. })), "{last:?}");
    keys(&mut harness, Modifiers::NONE, &[Key::ArrowLeft]);
    assert_eq!(harness.state().words(), None);
    assert_eq!(harness.state().events.last(), Some(&TranscriptEvent::SelectionCleared));
    keys(&mut harness, Modifiers::NONE, &[Key::Enter]);
    let last = harness.state().events.last().cloned();
    assert!(matches!(last, Some(TranscriptEvent::CodingClicked { .. })), "{last:?}");
    keys(&mut harness, Modifiers::SHIFT, &[Key::ArrowDown, Key::End]);
    assert!(harness.state().words().unwrap().ends_with("And then?"));
    keys(&mut harness, Modifiers::COMMAND, &[Key::A]);
    assert_eq!(harness.state().words(), Some("And then?"));
    keys(&mut harness, Modifiers::CTRL, &[Key::End]);
    assert_eq!(harness.state().view.caret(), Some(TEXT.len() as u32));
    keys(&mut harness, Modifiers::CTRL, &[Key::ArrowUp]);
    assert_eq!(harness.state().view.caret(), Some(TEXT.find("Then the").unwrap() as u32));
}

#[test]
fn a_place_is_scrolled_to_and_kept_when_codings_change() {
    let long = format!(
        "{}P01: Here it is.\n\n{}",
        "INT: And so on.\n\n".repeat(400),
        "INT: More.\n\n".repeat(400)
    );
    let mut harness = open(sample::document(&long));
    assert!(harness.query_by_label("Here it is.").is_none(), "only what is seen is laid out");
    let byte = long.find("Here").unwrap() as u32;
    harness.state_mut().view.reveal(Span::new(byte, byte + 4).unwrap());
    harness.run();
    let before = harness.get_by_label("Here it is.").rect();
    assert!((150.0..250.0).contains(&before.center().y), "{before}");
    let mut changed = (*harness.state().document).clone();
    sample::code(&mut changed, &[(byte, byte + 4)]);
    harness.state_mut().document = Arc::new(changed);
    harness.run();
    harness.get_by_label("delay, P01 ¶401");
    let after = harness.get_by_label("Here it is.").rect();
    assert!((after.top() - before.top()).abs() < 0.6, "{before} {after}");
    harness.set_size(egui::vec2(620.0, 600.0));
    harness.run();
    let narrow = harness.get_by_label("Here it is.").rect();
    assert!((narrow.top() - before.top()).abs() < 40.0, "the words stay under the eyes");
}

#[test]
fn the_wheel_and_the_end_of_the_document_have_limits() {
    let long = "INT: And so on.\n\n".repeat(300);
    let mut harness = open(sample::document(&long));
    harness.event(Event::PointerMoved(pos2(400.0, 300.0)));
    harness.step();
    harness.state_mut().view.scroll_to(u32::MAX);
    harness.run();
    let last = harness.get_by_label("INT ¶300").rect();
    assert!(last.bottom() < 600.0 && last.top() > 480.0, "{last}");
    harness.state_mut().view.scroll_to(0);
    harness.run();
    assert!(harness.get_by_label("INT ¶1").rect().top() > 0.0);
}

#[test]
fn an_empty_document_and_a_tiny_window_do_no_harm() {
    let mut harness = open(sample::document(""));
    click(&mut harness, pos2(400.0, 300.0), 3);
    keys(&mut harness, Modifiers::NONE, &[Key::ArrowDown, Key::End, Key::PageDown, Key::Enter]);
    harness.set_size(egui::vec2(90.0, 50.0));
    harness.run();
    assert_eq!(harness.state().words(), None);
}
