//! The page as a person uses it, by the names things have.

use super::testing::corpus;
use super::{State, Tab, show};
use crate::model::{AttributeId, AttributeKind, CoderChoice, ParticipantId, SpeakerId, Voice};
use crate::study::Command;
use crate::ui::outbox::{Outbox, Request};
use crate::ui::theme::Theme;
use crate::ui::transcript::Reading;
use crate::ui::view::{CodeCounts, View};
use egui::{Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use std::sync::Arc;

struct Stage {
    corpus: Arc<crate::model::Corpus>,
    state: State,
    outbox: Outbox,
    theme: Theme,
    counts: CodeCounts,
    revision: u64,
}

fn stage(tab: Tab, corpus: crate::model::Corpus) -> Harness<'static, Stage> {
    let stage = Stage {
        corpus: Arc::new(corpus),
        state: State { tab, ..State::default() },
        outbox: Outbox::default(),
        theme: Theme::light(),
        counts: CodeCounts::default(),
        revision: 1,
    };
    let mut first = true;
    let draw = move |ui: &mut egui::Ui, stage: &mut Stage| {
        if std::mem::take(&mut first) {
            crate::ui::fonts::install(ui.ctx());
            stage.theme.apply(ui.ctx());
            return;
        }
        let view = View {
            corpus: &stage.corpus,
            revision: stage.revision,
            coder: None,
            shown: &CoderChoice::All,
            counts: &stage.counts,
            role: Some(AttributeId(1)),
            theme: &stage.theme,
            reading: Reading::default(),
            busy: false,
        };
        show(ui, &view, &mut stage.state, &mut stage.outbox);
    };
    Harness::builder().with_size((1200.0, 700.0)).build_ui_state(draw, stage)
}

fn commands(harness: &mut Harness<'_, Stage>) -> Vec<Command> {
    let requests = harness.state_mut().outbox.drain();
    requests
        .into_iter()
        .filter_map(|request| match request {
            Request::Run(command) => Some(command),
            _ => None,
        })
        .collect()
}

fn value(person: i64, attribute: i64, value: &str) -> Command {
    Command::SetValue {
        participant: ParticipantId(person),
        attribute: AttributeId(attribute),
        value: value.to_owned(),
    }
}

#[test]
fn a_value_is_written_in_its_cell_and_tab_goes_on() {
    let mut harness = stage(Tab::Participants, corpus());
    harness.run();
    harness.get_by_label("age of P01: blank").click();
    harness.run();
    harness.get_by_role_and_label(Role::TextInput, "age of P01").type_text("41");
    harness.run();
    harness.key_press(Key::Tab);
    harness.run();
    assert_eq!(commands(&mut harness), [value(1, 2, "41")]);
    // The next cell that can be written is the next person's id; Esc gives it up.
    harness.get_by_role_and_label(Role::TextInput, "Participant P02").type_text("X");
    harness.run();
    harness.key_press(Key::Escape);
    harness.run();
    assert_eq!(commands(&mut harness), []);
    // The keyboard is in the cell now: arrow, type over, Enter.
    harness.key_press(Key::ArrowRight);
    harness.run();
    assert!(harness.get_by_label("role of P02: young person").is_focused());
    harness.get_by_label("role of P02: young person").type_text("L");
    harness.run();
    harness.get_by_role_and_label(Role::TextInput, "role of P02").type_text("A");
    harness.run();
    harness.key_press(Key::ArrowDown);
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(commands(&mut harness), [value(2, 1, "LA worker")]);
}

#[test]
fn two_participants_never_get_one_name() {
    let mut harness = stage(Tab::Participants, corpus());
    harness.run();
    harness.get_by_label("Participant P02").click();
    harness.run();
    harness.get_by_role_and_label(Role::TextInput, "Participant P02").type_text("p01");
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(commands(&mut harness), []);
    harness.get_by_label("There is a participant P01 already");
    harness.get_by_role_and_label(Role::TextInput, "Participant P02").type_text("P77");
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    let (participant, name) = (ParticipantId(2), "P77".to_owned());
    assert_eq!(commands(&mut harness), [Command::RenameParticipant { participant, name }]);
}

#[test]
fn an_attribute_is_added_with_its_kind() {
    let mut harness = stage(Tab::Participants, corpus());
    harness.run();
    harness.get_by_label("Add attribute").click();
    harness.run();
    harness.get_by_role_and_label(Role::TextInput, "Name").type_text("ROLE");
    harness.run();
    harness.get_by_role_and_label(Role::Button, "Add").click();
    harness.run();
    harness.get_by_label("There is an attribute role already");
    let name = harness.get_by_role_and_label(Role::TextInput, "Name");
    name.focus();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.get_by_role_and_label(Role::TextInput, "Name").type_text("since");
    harness.run();
    harness.get_by_label("date").click();
    harness.run();
    harness.get_by_role_and_label(Role::Button, "Add").click();
    harness.run();
    let (name, kind) = ("since".to_owned(), AttributeKind::Date);
    assert_eq!(commands(&mut harness), [Command::AddAttribute { name, kind }]);
    assert!(harness.query_by_label("New attribute").is_none());
}

#[test]
fn participants_are_added_one_after_the_other() {
    let mut harness = stage(Tab::Participants, corpus());
    harness.run();
    harness.get_by_label("Add participant").click();
    harness.run();
    for name in ["P03", "P04"] {
        harness.get_by_role_and_label(Role::TextInput, "Pseudonym or number").type_text(name);
        harness.run();
        harness.key_press(Key::Enter);
        harness.run();
        let name = name.to_owned();
        assert_eq!(commands(&mut harness), [Command::AddParticipant { name }]);
    }
}

#[test]
fn a_label_is_mapped_in_all_documents_at_once() {
    let mut harness = stage(Tab::Speakers, corpus());
    harness.run();
    harness.get_by_label("2 speakers wait to be mapped: their speech is counted for nobody");
    harness.get_by_label("INT is Nobody yet").click();
    harness.run();
    harness.get_by_role_and_label(Role::TextInput, "Search participants").type_text("inter");
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    let speakers = vec![SpeakerId(100), SpeakerId(200), SpeakerId(300)];
    let voice = Voice::Interviewer;
    assert_eq!(commands(&mut harness), [Command::MapSpeakers { speakers, voice }]);
    // One document by itself.
    harness.get_by_label("INT document by document").click();
    harness.run();
    harness.get_by_label("INT in D02 is Nobody yet").click();
    harness.run();
    harness.get_by_label("P02").click();
    harness.run();
    let (speakers, voice) = (vec![SpeakerId(200)], Voice::Participant(ParticipantId(2)));
    assert_eq!(commands(&mut harness), [Command::MapSpeakers { speakers, voice }]);
}

#[test]
fn a_label_becomes_a_participant_of_that_name() {
    let mut harness = stage(Tab::Speakers, corpus());
    harness.run();
    harness.get_by_label("Anna is Nobody yet").click();
    harness.run();
    harness.get_by_label("New participant Anna").click();
    harness.run();
    assert_eq!(commands(&mut harness), [Command::AddParticipant { name: "Anna".to_owned() }]);
}

#[test]
fn a_count_opens_the_excerpts_behind_it() {
    let mut harness = stage(Tab::Participants, corpus());
    harness.run();
    harness.get_by_label("Excerpts of P01: 1").click();
    harness.run();
    let requests = harness.state_mut().outbox.drain();
    let [Request::ShowExcerpts(filter, _)] = requests.as_slice() else {
        panic!("{requests:?}");
    };
    assert_eq!(filter.participants, [ParticipantId(1)]);
}

#[test]
fn rows_do_not_jump_away_while_they_are_written() {
    let mut harness = stage(Tab::Participants, corpus());
    harness.run();
    harness.get_by_label("Sort by role").click();
    harness.run();
    let top = |harness: &Harness<'_, Stage>, name: &str| harness.get_by_label(name).rect().top();
    assert!(top(&harness, "Participant P01") < top(&harness, "Participant P02"));
    let mut changed = (*harness.state().corpus).clone();
    let mut people = changed.participants.to_vec();
    people[0].values.insert(AttributeId(1), "zoo keeper".to_owned());
    changed.participants = people.into();
    harness.state_mut().corpus = Arc::new(changed);
    harness.state_mut().revision = 2;
    harness.run();
    harness.get_by_label("role of P01: zoo keeper");
    assert!(top(&harness, "Participant P01") < top(&harness, "Participant P02"));
}

#[test]
fn two_thousand_participants_cost_what_is_seen() {
    let mut big = corpus();
    let model = big.participants[0].clone();
    big.participants = (0..2000)
        .map(|n| {
            let mut person = model.clone();
            (person.id, person.name) = (ParticipantId(n + 1), format!("P{n:04}"));
            person
        })
        .collect();
    let mut harness = stage(Tab::Participants, big);
    harness.run();
    assert!(harness.query_all_by_role(Role::Cell).count() < 200);
    harness.get_by_label("Participant P0000").focus();
    harness.run();
    for _ in 0..3 {
        harness.key_press(Key::PageDown);
        harness.run();
    }
    let focused =
        harness.query_all_by_role(Role::Cell).find(egui_kittest::Node::is_focused).is_some();
    assert!(focused);
    assert!(harness.query_by_label("Participant P0000").is_none());
}

#[test]
fn an_empty_study_says_what_to_do() {
    let mut harness = stage(Tab::Participants, crate::model::Corpus::default());
    harness.run();
    harness.get_by_label("Nobody is in the table yet");
    harness.get_by_role_and_label(Role::Tab, "Speakers").click();
    harness.run();
    harness.get_by_label("Import transcripts…").click();
    harness.run();
    assert_eq!(harness.state_mut().outbox.drain().len(), 1);
}

fn cells(list: &[(i64, i64, &str)]) -> Command {
    let each = list.iter().map(|&(person, attribute, value)| {
        (ParticipantId(person), AttributeId(attribute), value.to_owned())
    });
    Command::SetValues { cells: each.collect() }
}

#[test]
fn a_block_of_cells_is_copied_pasted_and_cleared() {
    let mut harness = stage(Tab::Participants, corpus());
    harness.run();
    harness.get_by_label("Participant P01").focus();
    harness.run();
    harness.key_press(Key::ArrowRight);
    harness.run();
    harness.key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
    harness.run();
    harness.key_press_modifiers(Modifiers::SHIFT, Key::ArrowRight);
    harness.run();
    harness.event(egui::Event::Copy);
    harness.run();
    let requests = harness.state_mut().outbox.drain();
    let [Request::Copy(text)] = requests.as_slice() else { panic!("{requests:?}") };
    assert_eq!(text, "LA worker\t\nyoung person\t\n");
    // Pasted from the upper left corner of the block on.
    harness.event(egui::Event::Paste("nurse\t40\r\nporter\t41\r\n".to_owned()));
    harness.run();
    let pasted = [(1, 1, "nurse"), (1, 2, "40"), (2, 1, "porter"), (2, 2, "41")];
    assert_eq!(commands(&mut harness), [cells(&pasted)]);
    // One cell fills the block.
    harness.event(egui::Event::Paste("x".to_owned()));
    harness.run();
    let filled = [(1, 1, "x"), (1, 2, "x"), (2, 1, "x"), (2, 2, "x")];
    assert_eq!(commands(&mut harness), [cells(&filled)]);
    harness.key_press(Key::Delete);
    harness.run();
    assert_eq!(commands(&mut harness), [cells(&[(1, 1, ""), (2, 1, "")])]);
    // An arrow without Shift lets go of the block.
    harness.key_press(Key::ArrowUp);
    harness.run();
    harness.event(egui::Event::Cut);
    harness.run();
    let requests = harness.state_mut().outbox.drain();
    let [Request::Copy(text)] = requests.as_slice() else { panic!("{requests:?}") };
    assert_eq!(text, "");
}

#[test]
fn what_does_not_fit_is_said() {
    let mut harness = stage(Tab::Participants, corpus());
    harness.run();
    harness.get_by_label("Participant P01").focus();
    harness.run();
    harness.key_press(Key::ArrowDown);
    harness.run();
    harness.event(egui::Event::Paste("P99\tnurse\t40\tz\nP98\ta\tb".to_owned()));
    harness.run();
    let requests = harness.state_mut().outbox.drain();
    let [Request::Run(command), Request::Complain(told)] = requests.as_slice() else {
        panic!("{requests:?}");
    };
    assert_eq!(*command, cells(&[(2, 1, "nurse"), (2, 2, "40")]));
    assert_eq!(
        told,
        "Pasted, but: 1 id not changed by pasting; 1 row had no participant; columns beyond the \
         attributes were passed over"
    );
}

#[test]
fn values_that_mean_the_same_are_recoded() {
    let mut corpus = corpus();
    let mut people = corpus.participants.to_vec();
    for (id, role) in [(3, "Local authority"), (4, "LA worker"), (5, "")] {
        let mut person = people[0].clone();
        (person.id, person.name) = (ParticipantId(id), format!("P{id:02}"));
        person.values = [(AttributeId(1), role.to_owned())].into();
        people.push(person);
    }
    corpus.participants = people.into();
    let mut harness = stage(Tab::Participants, corpus);
    harness.run();
    harness.get_by_label("Attribute role").click();
    harness.run();
    harness.get_by_label("Recode values…").click();
    harness.run();
    assert!(harness.query_all_by_label("Values of role").next().is_some());
    harness.get_by_label("No value is chosen yet.");
    harness.get_by_label("(blank): 1 participant");
    harness.get_by_label("Local authority: 1 participant").click();
    harness.run();
    harness.get_by_label("LA worker: 2 participants").click();
    harness.run();
    // The most frequent one is proposed.
    harness.get_by_label("1 participant becomes “LA worker”.");
    harness.get_by_role_and_label(Role::TextInput, "New value (empty: blank)").focus();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    let field = harness.get_by_role_and_label(Role::TextInput, "New value (empty: blank)");
    field.type_text("Local government");
    harness.run();
    harness.get_by_label("3 participants become “Local government”.");
    harness.get_by_label("Recode").click();
    harness.run();
    let from = vec!["LA worker".to_owned(), "Local authority".to_owned()];
    let (attribute, to) = (AttributeId(1), "Local government".to_owned());
    assert_eq!(commands(&mut harness), [Command::RecodeValues { attribute, from, to }]);
    assert!(harness.query_by_label("Values of role").is_none());
    // A value is split by its people's rows.
    harness.get_by_label("Attribute role").click();
    harness.run();
    harness.get_by_label("Recode values…").click();
    harness.run();
    harness.get_by_label("Show who has Local authority").click();
    harness.run();
    harness.get_by_label("Participant P03");
    assert!(harness.query_by_label("Participant P01").is_none());
}

#[test]
fn somebody_is_excluded_with_a_reason_and_taken_back() {
    let mut harness = stage(Tab::Participants, corpus());
    harness.run();
    harness.get_by_label("More on P01").click();
    harness.run();
    harness.get_by_label("Exclude from analysis…").click();
    harness.run();
    assert!(harness.query_all_by_label("Exclude P01 from analysis").next().is_some());
    let field = harness.get_by_role_and_label(Role::TextInput, "Reason (may be empty)");
    field.type_text("pilot");
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    let participants = vec![ParticipantId(1)];
    let why = Some("pilot".to_owned());
    let excluded = Command::ExcludeParticipants { participants: participants.clone(), why };
    assert_eq!(commands(&mut harness), [excluded]);
    let mut changed = (*harness.state().corpus).clone();
    let mut people = changed.participants.to_vec();
    people[0].excluded = Some("pilot".to_owned());
    changed.participants = people.into();
    harness.state_mut().corpus = Arc::new(changed);
    harness.state_mut().revision = 2;
    harness.run();
    harness.get_by_label("Participant P01, excluded from analysis");
    // Their own number stays, and opens what is behind it.
    harness.get_by_label("Excerpts of P01: 1").click();
    harness.run();
    let requests = harness.state_mut().outbox.drain();
    let [Request::ShowExcerpts(filter, _)] = requests.as_slice() else { panic!("{requests:?}") };
    assert!(filter.include_excluded);
    harness.get_by_label("More on P01").click();
    harness.run();
    harness.get_by_label("Take back into analysis").click();
    harness.run();
    assert_eq!(commands(&mut harness), [Command::ExcludeParticipants { participants, why: None }]);
}

#[test]
fn where_somebody_speaks_opens_at_their_first_turn() {
    let mut harness = stage(Tab::Participants, corpus());
    harness.run();
    harness.get_by_label("Documents of P01: 1").click();
    harness.run();
    harness.get_by_label("D01: 1 turn, 7 words").click();
    harness.run();
    let requests = harness.state_mut().outbox.drain();
    let [Request::ReadAt(document, span, None)] = requests.as_slice() else {
        panic!("{requests:?}");
    };
    assert_eq!(*document, crate::model::DocumentId(1));
    let text = &harness.state().corpus.documents[0].text;
    assert_eq!(span.of(text), Some("Nine weeks. Nobody called in all that."));
}

#[test]
fn columns_are_put_in_order() {
    let mut harness = stage(Tab::Participants, corpus());
    harness.run();
    harness.get_by_label("Attribute role").click();
    harness.run();
    harness.get_by_label("Move right").click();
    harness.run();
    let (attribute, before) = (AttributeId(1), None);
    assert_eq!(commands(&mut harness), [Command::MoveAttribute { attribute, before }]);
    harness.get_by_label("Attribute age").click();
    harness.run();
    harness.get_by_label("Move left").click();
    harness.run();
    let (attribute, before) = (AttributeId(2), Some(AttributeId(1)));
    assert_eq!(commands(&mut harness), [Command::MoveAttribute { attribute, before }]);
}
