//! Every gesture of coding, by mouse, by keys and by name.

use super::testing::*;
use super::*;
use crate::ui::dnd::DraggedCodes;
use egui::accesskit::Role;
use egui::{Key, Modifiers, Pos2, pos2, vec2};
use egui_kittest::kittest::Queryable as _;

#[test]
fn an_end_of_a_coding_is_dragged_in_the_text_and_escape_gives_up() {
    let mut shell = Shell::new();
    shell.put("months, all", "delay");
    let mut window = open(shell);
    let (start, end) = (at(&window, "months"), at(&window, " in."));
    glide(&mut window, start + vec2(12.0, 0.0));
    let to = at(&window, " told");
    drag(&mut window, end, to);
    assert_eq!(window.state().codings(), ["delay: months, all in. Nobody"]);
    assert_eq!(window.state().told, ["Resize delay to P01 ¶2".replace(" to ", " at ")]);
    let to = at(&window, "Fourteen");
    drag(&mut window, start, to);
    assert_eq!(window.state().codings(), ["delay: Fourteen months, all in. Nobody"]);
    // Escape gives up while the button is still down.
    let (start, to) = (at(&window, "Fourteen"), at(&window, "all in"));
    glide(&mut window, start + vec2(10.0, 0.0));
    pointer(&mut window, start, true);
    glide(&mut window, to);
    keys(&mut window, PLAIN, &[Key::Escape]);
    pointer(&mut window, to, false);
    window.run();
    assert_eq!(window.state().codings(), ["delay: Fourteen months, all in. Nobody"]);
    // A click on an end is a click on the coding.
    click(&mut window, start, 1);
    assert!(window.query_by_label("All excerpts").is_some());
    assert_eq!(window.state().told.len(), 2);
}

#[test]
fn an_end_of_a_bracket_is_dragged_by_lines() {
    let mut shell = Shell::new();
    shell.put("Nobody told him why.", "silence");
    let mut window = open(shell);
    let name = window.get_by_role_and_label(Role::Button, "silence, P01 ¶2").rect();
    // The bracket runs left of the name, from a little above the line to a little below it.
    let line = at(&window, "Nobody").y;
    let bracket = (1..40)
        .map(|n| pos2(name.left() - n as f32, line + 10.0))
        .find(|pos| {
            glide(&mut window, *pos);
            window.state().page.transcript.lifted().is_none()
                && window.output().platform_output.cursor_icon == egui::CursorIcon::ResizeVertical
        })
        .expect("the bracket's end can be found");
    let to = pos2(bracket.x, at(&window, "He read").y);
    drag(&mut window, bracket, to);
    let words = "Nobody told him why.\n\nINT: And then?\n\nP01: Then the lettre\u{301} came. \
                 He read it twice.";
    assert_eq!(window.state().codings(), [format!("silence: {words}")]);
    window.state_mut().study.undo().unwrap();
    window.state_mut().revision += 1;
    window.run();
    let up = pos2(bracket.x, line - 10.0);
    let to = pos2(bracket.x, at(&window, "How long").y);
    drag(&mut window, up, to);
    assert!(window.state().codings()[0].starts_with("silence: How long"));
}

#[test]
fn a_code_is_dragged_onto_the_selection_or_onto_a_sentence() {
    let mut window = open(Shell::new());
    let drop_at = |window: &mut Window, pos: Pos2, code: &str| {
        // As the codebook's row does it: pressed there, carried over.
        let from = pos2(1200.0, 400.0);
        glide(window, from);
        pointer(window, from, true);
        let code = window.state().code(code);
        window.state_mut().dragged = Some(DraggedCodes(vec![code]));
        glide(window, from - vec2(60.0, 0.0));
        glide(window, pos);
        pointer(window, pos, false);
        window.run();
    };
    let pos = at(&window, "told");
    drop_at(&mut window, pos, "silence");
    assert_eq!(window.state().codings(), ["silence: Nobody told him why."]);
    select(&mut window, "Fourteen months");
    let pos = at(&window, "months") + vec2(8.0, 0.0);
    drop_at(&mut window, pos, "delay");
    assert_eq!(
        window.state().codings(),
        ["delay: Fourteen months", "silence: Nobody told him why."]
    );
    assert_eq!(window.state().selected(), None, "the words are done");
    // Beside the text: the whole turn.
    let pos = pos2(at(&window, "And then").x - 40.0, at(&window, "And then").y);
    drop_at(&mut window, pos, "letters");
    assert!(window.state().codings().contains(&"letters: And then?".to_owned()));
}

#[test]
fn a_selection_is_carried_and_a_press_on_it_alone_lets_it_go() {
    let mut window = open(Shell::new());
    let (from, to) = (at(&window, "Fourteen"), at(&window, ", all"));
    drag(&mut window, from, to);
    assert_eq!(window.state().selected(), Some("Fourteen months"));
    let on = at(&window, "months") + vec2(6.0, 0.0);
    drag(&mut window, on, pos2(1200.0, 400.0));
    let carried = window.state().carried.expect("carried");
    assert_eq!(carried.span.of(&window.state().document().text), Some("Fourteen months"));
    assert_eq!(window.state().selected(), Some("Fourteen months"), "it stays selected");
    click(&mut window, on, 1);
    assert_eq!(window.state().selected(), None);
    assert!(window.state().page.picker.is_none());
    // And from there a new selection begins as ever.
    let (from, to) = (at(&window, "all"), at(&window, " told"));
    drag(&mut window, from, to);
    assert_eq!(window.state().selected(), Some("all in. Nobody"));
}

#[test]
fn keys_apply_recent_codes_repeat_the_last_and_make_codes_of_words() {
    let mut shell = Shell::new();
    shell.put("And then?", "letters");
    shell.put("How long", "silence");
    let mut window = open(shell);
    select(&mut window, "Fourteen months");
    keys(&mut window, PLAIN, &[Key::Num2]);
    assert!(window.state().codings().contains(&"letters: Fourteen months".to_owned()));
    assert_eq!(window.state().selected(), Some("Fourteen months"), "another code may follow");
    type_text(&mut window, "d");
    assert!(window.state().codings().contains(&"delay: Fourteen months".to_owned()));
    select(&mut window, "Nobody");
    keys(&mut window, PLAIN, &[Key::Period]);
    assert!(window.state().codings().contains(&"delay: Nobody".to_owned()));
    select(&mut window, "read it");
    keys(&mut window, PLAIN, &[Key::I]);
    assert!(window.state().codings().contains(&"read it: read it".to_owned()));
    select(&mut window, "twice");
    keys(&mut window, PLAIN, &[Key::Period]);
    assert!(window.state().codings().contains(&"read it: twice".to_owned()));
    // In a text field the same keys are letters.
    let before = window.state().codings();
    keys(&mut window, PLAIN, &[Key::Enter]);
    type_text(&mut window, "d");
    assert_eq!(window.state().codings(), before);
    keys(&mut window, PLAIN, &[Key::Escape]);
    let ctx = window.ctx.clone();
    assert!(window.state().page.transcript.has_focus(&ctx), "the keyboard is back in the text");
}

#[test]
fn the_picker_takes_several_codes_with_flags_and_a_comment() {
    let mut window = open(Shell::new());
    select(&mut window, "Nobody told him why.");
    keys(&mut window, PLAIN, &[Key::Enter]);
    type_text(&mut window, "sile");
    keys(&mut window, PLAIN, &[Key::Tab]);
    type_text(&mut window, "Trust/no reasons");
    keys(&mut window, Modifiers::COMMAND, &[Key::Enter]);
    keys(&mut window, Modifiers::ALT, &[Key::K, Key::U, Key::M]);
    type_text(&mut window, "Ask the office.");
    keys(&mut window, PLAIN, &[Key::Enter]);
    let with = "Nobody told him why. !key quote !uncertain (Ask the office.)";
    assert_eq!(
        window.state().codings(),
        [format!("silence: {with}"), format!("Trust/no reasons: {with}")]
    );
    assert_eq!(window.state().told, ["Apply codes silence and no reasons to P01 ¶2"]);
    let ctx = window.ctx.clone();
    assert!(window.state().page.transcript.has_focus(&ctx));
    // The digit in the empty field is the recent code; it is first in the list too.
    select(&mut window, "Then");
    keys(&mut window, PLAIN, &[Key::Enter]);
    window.get_by_label("Pick Trust/no reasons");
    type_text(&mut window, "1");
    assert_eq!(window.state().codings().len(), 3);
    // Words as their own code, from the picker.
    select(&mut window, "twice");
    keys(&mut window, PLAIN, &[Key::Enter]);
    keys(&mut window, Modifiers::ALT, &[Key::I]);
    assert!(window.state().codings().contains(&"twice: twice".to_owned()));
}

#[test]
fn a_retired_code_is_not_offered_and_can_be_brought_back_on_the_spot() {
    let mut shell = Shell::new();
    let codes = vec![shell.code("silence")];
    shell.study.run(Command::RetireCodes { codes, retired: true }).unwrap();
    let mut window = open(shell);
    select(&mut window, "twice");
    keys(&mut window, PLAIN, &[Key::Enter]);
    window.get_by_label("Pick letters");
    assert!(window.query_by_label("Pick silence").is_none());
    type_text(&mut window, "silence");
    window.get_by_label("silence is retired: use it again");
    keys(&mut window, PLAIN, &[Key::Enter]);
    assert!(window.state().codings().is_empty());
    keys(&mut window, PLAIN, &[Key::Enter]);
    assert_eq!(window.state().codings(), ["silence: twice"]);
}

#[test]
fn tab_walks_the_codings_and_keys_move_mark_comment_recode_and_remove_them() {
    let mut shell = Shell::new();
    let long = shell.put("Fourteen months, all in.", "delay");
    let short = shell.put("months", "letters");
    let mut window = open(shell);
    let lifted = |window: &Window| window.state().page.transcript.lifted();
    caret(&mut window, "months");
    keys(&mut window, PLAIN, &[Key::Tab]);
    assert_eq!(lifted(&window), Some(short), "the shortest first");
    keys(&mut window, PLAIN, &[Key::Tab]);
    assert_eq!(lifted(&window), Some(long));
    keys(&mut window, Modifiers::SHIFT, &[Key::Tab]);
    assert_eq!(lifted(&window), Some(short));

    keys(&mut window, PLAIN, &[Key::CloseBracket]);
    assert!(window.state().codings().contains(&"letters: months, all".to_owned()));
    keys(&mut window, PLAIN, &[Key::OpenBracket]);
    assert!(window.state().codings().contains(&"letters: Fourteen months, all".to_owned()));
    keys(&mut window, Modifiers::SHIFT, &[Key::OpenBracket, Key::CloseBracket]);
    assert!(window.state().codings().contains(&"letters: months".to_owned()));
    keys(&mut window, Modifiers::ALT, &[Key::CloseBracket]);
    assert!(window.state().codings().contains(&"letters: months,".to_owned()));
    keys(&mut window, Modifiers::ALT | Modifiers::SHIFT, &[Key::OpenCurlyBracket]);
    assert!(window.state().codings().contains(&"letters: onths,".to_owned()));
    keys(&mut window, Modifiers::ALT, &[Key::K]);
    assert!(window.state().codings().contains(&"letters: onths, !key quote".to_owned()));
    keys(&mut window, Modifiers::ALT, &[Key::C, Key::K]);
    assert!(window.state().codings().contains(&"letters: onths, !contradicting".to_owned()));

    keys(&mut window, Modifiers::ALT, &[Key::M]);
    type_text(&mut window, "Strange.");
    keys(&mut window, PLAIN, &[Key::Escape]);
    let commented = "letters: onths, !contradicting (Strange.)".to_owned();
    assert!(window.state().codings().contains(&commented), "{:?}", window.state().codings());
    keys(&mut window, Modifiers::ALT, &[Key::R]);
    type_text(&mut window, "silence");
    keys(&mut window, PLAIN, &[Key::Enter]);
    let recoded = "silence: onths, !contradicting (Strange.)".to_owned();
    assert!(window.state().codings().contains(&recoded));
    assert_eq!(lifted(&window), Some(short));
    keys(&mut window, PLAIN, &[Key::Delete]);
    assert_eq!(window.state().codings(), ["delay: Fourteen months, all in."]);
    // Tab goes on to the rest of the window when the last coding was lifted.
    caret(&mut window, "months");
    keys(&mut window, PLAIN, &[Key::Tab]);
    let ctx = window.ctx.clone();
    assert!(window.state().page.transcript.has_focus(&ctx));
    keys(&mut window, PLAIN, &[Key::Tab]);
    assert!(!window.state().page.transcript.has_focus(&ctx), "no trap for the keyboard");
}

#[test]
fn where_codings_lie_on_each_other_delete_shows_first_which_one_goes() {
    let mut shell = Shell::new();
    shell.put("Fourteen months, all in.", "delay");
    let short = shell.put("months", "letters");
    let mut window = open(shell);
    caret(&mut window, "months");
    keys(&mut window, PLAIN, &[Key::Delete]);
    assert_eq!(window.state().codings().len(), 2);
    assert_eq!(window.state().page.transcript.lifted(), Some(short));
    keys(&mut window, PLAIN, &[Key::Delete]);
    assert_eq!(window.state().codings(), ["delay: Fourteen months, all in."]);
    caret(&mut window, "months");
    keys(&mut window, PLAIN, &[Key::Delete]);
    assert!(window.state().codings().is_empty(), "one alone is meant");
}

#[test]
fn keys_go_through_codings_and_uncoded_turns_and_take_turns() {
    let mut shell = Shell::new();
    let first = shell.put("months", "letters");
    let second = shell.put("lettre\u{301}", "letters");
    let mut window = open(shell);
    caret(&mut window, "How");
    let lifted = |window: &Window| window.state().page.transcript.lifted();
    keys(&mut window, Modifiers::ALT, &[Key::ArrowDown]);
    assert_eq!(lifted(&window), Some(first));
    keys(&mut window, Modifiers::ALT, &[Key::ArrowDown]);
    assert_eq!(lifted(&window), Some(second));
    keys(&mut window, Modifiers::ALT, &[Key::ArrowDown]);
    assert_eq!(window.state().told, ["No coding comes after this place"]);
    keys(&mut window, Modifiers::ALT, &[Key::ArrowUp]);
    assert_eq!(lifted(&window), Some(first));
    window.state_mut().study.undo().unwrap();
    window.state_mut().revision += 1;
    window.run();
    keys(&mut window, PLAIN, &[Key::F4]);
    let text = window.state().document().text.clone();
    let caret_at = |window: &Window| window.state().page.transcript.caret().unwrap() as usize;
    assert!(text[caret_at(&window)..].starts_with("Then"), "past the question");
    keys(&mut window, Modifiers::SHIFT, &[Key::F4]);
    assert!(text[caret_at(&window)..].starts_with("Then"), "nothing before it is uncoded");
    keys(&mut window, Modifiers::ALT, &[Key::T]);
    assert_eq!(window.state().selected(), Some(TURNS[3].1));
    type_text(&mut window, "delay");
    keys(&mut window, PLAIN, &[Key::Enter]);
    assert!(window.state().codings().contains(&format!("delay: {}", TURNS[3].1)));
    caret(&mut window, "Nobody");
    keys(&mut window, Modifiers::ALT, &[Key::A]);
    let exchange = format!("{}\n\nP01: {}", TURNS[0].1, TURNS[1].1);
    assert_eq!(window.state().selected(), Some(exchange.as_str()));
}

#[test]
fn words_are_found_walked_through_and_left_selected() {
    let mut window = open(Shell::new());
    window.state_mut().page.ask(Action::Find);
    window.run();
    type_text(&mut window, "LETTRE");
    window.get_by_label("1 of 1");
    assert_eq!(window.state().selected(), Some("lettre\u{301}"));
    window.state_mut().page.ask(Action::Find);
    window.run();
    type_text(&mut window, "he");
    let first = window.state().page.transcript.selection();
    keys(&mut window, PLAIN, &[Key::Enter]);
    let second = window.state().page.transcript.selection();
    assert_ne!(first, second);
    keys(&mut window, Modifiers::SHIFT, &[Key::Enter]);
    assert_eq!(window.state().page.transcript.selection(), first);
    window.state_mut().page.ask(Action::NextHit);
    window.run();
    assert_eq!(window.state().page.transcript.selection(), second);
    keys(&mut window, PLAIN, &[Key::Escape]);
    assert!(window.query_by_label("Close the search").is_none());
    let ctx = window.ctx.clone();
    assert!(window.state().page.transcript.has_focus(&ctx));
    assert_eq!(window.state().page.transcript.selection(), second, "the hit is selected");
}

#[test]
fn filters_say_in_words_what_is_shown_and_drive_the_keys() {
    let mut shell = Shell::new();
    shell.put("months", "letters");
    let second = shell.put("Nobody", "silence");
    let mut window = open(shell);
    window.get_by_label("2 codings");
    window.get_by_label("Choose which codings are shown").click();
    window.run();
    window.get_by_label("Show codings of").click();
    window.run();
    window.get_by_role_and_label(Role::ListBoxOption, "silence").click();
    window.run();
    keys(&mut window, PLAIN, &[Key::Escape]);
    window.get_by_label("1 of 2 codings");
    assert!(window.query_by_label("letters, P01 ¶2").is_none(), "its bracket is gone");
    caret(&mut window, "How");
    keys(&mut window, Modifiers::ALT, &[Key::ArrowDown]);
    assert_eq!(window.state().page.transcript.lifted(), Some(second));
    keys(&mut window, Modifiers::ALT, &[Key::O]);
    window.get_by_label("1 coding stepped back");
    assert!(window.query_by_label("silence, P01 ¶2").is_none());
    window.state_mut().page.ask(Action::ShowAllCodings);
    window.run();
    window.get_by_label("2 codings");
    window.get_by_label("silence, P01 ¶2");
}

#[test]
fn the_card_marks_comments_recodes_and_leads_to_memos() {
    let mut shell = Shell::new();
    let coding = shell.put("months", "letters");
    let mut window = open(shell);
    let pos = at(&window, "months") + vec2(20.0, 0.0);
    click(&mut window, pos, 1);
    window.get_by_role_and_label(Role::CheckBox, "contradicting").click();
    window.run();
    assert_eq!(window.state().codings(), ["letters: months !contradicting"]);
    window.get_by_label("letters, P01 ¶2, contradicting");
    window.get_by_label("Memos…").click();
    window.run();
    let memo = crate::model::MemoOn::Coding(coding);
    assert!(
        window.state().others.iter().any(|r| matches!(r, Request::ShowMemos(on) if *on == memo))
    );
    // By keys: Enter on the coding, and everything is there.
    caret(&mut window, "months");
    keys(&mut window, PLAIN, &[Key::Enter]);
    type_text(&mut window, "So.");
    keys(&mut window, Modifiers::ALT, &[Key::U]);
    keys(&mut window, Modifiers::COMMAND, &[Key::Enter]);
    assert_eq!(window.state().codings(), ["letters: months !contradicting !uncertain (So.)"]);
    let ctx = window.ctx.clone();
    assert!(window.state().page.transcript.has_focus(&ctx));
}
