//! Ctrl+K: every action, document, participant and code by a few of its letters.

use super::action::{Action, Standing};
use super::outbox::{Outbox, Page, Request};
use super::view::View;
use crate::model::{CodeId, DocumentId, Filter, ParticipantId, Span};
use egui::{Align2, Id, Key, Modal, RichText};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

const SHOWN: usize = 12;

#[derive(Clone, Copy)]
enum Target {
    Action(Action),
    Document(DocumentId),
    Participant(ParticipantId),
    Code(CodeId),
}

/// What is typed, and which line is chosen.
#[derive(Default)]
pub(super) struct State {
    typed: String,
    chosen: usize,
}

/// Ranks `names` by how well they fit what was typed, best first; all of them in order when nothing
/// was. Returns indexes.
pub(super) fn rank<'n>(typed: &str, names: impl Iterator<Item = &'n str>) -> Vec<usize> {
    let typed = typed.trim();
    if typed.is_empty() {
        return names.enumerate().map(|(index, _)| index).collect();
    }
    let mut matcher = Matcher::new(Config::DEFAULT);
    let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
    let mut letters = Vec::new();
    let mut found: Vec<(u32, usize, usize)> = names
        .enumerate()
        .filter_map(|(index, name)| {
            let score = pattern.score(Utf32Str::new(name, &mut letters), &mut matcher)?;
            // Among equals the shorter name is the closer one.
            Some((score, name.len(), index))
        })
        .collect();
    found.sort_by_key(|&(score, length, index)| (std::cmp::Reverse(score), length, index));
    found.into_iter().map(|(_, _, index)| index).collect()
}

/// Draws the palette; false when it is to be closed.
pub(super) fn show(
    ctx: &egui::Context,
    view: &View<'_>,
    now: Standing,
    state: &mut State,
    outbox: &mut Outbox,
) -> bool {
    let entries = entries(view, now);
    let ranked = rank(&state.typed, entries.iter().map(|(name, ..)| name.as_str()));
    let mut open = true;
    let area = Modal::default_area(Id::unique("palette")).anchor(Align2::CENTER_TOP, [0.0, 90.0]);
    let frame = egui::Frame::window(&ctx.style_of(ctx.theme())).inner_margin(12);
    let modal = Modal::new(Id::unique("palette")).area(area).frame(frame).show(ctx, |ui| {
        ui.set_width(540.0);
        let last = ranked.len().min(SHOWN).saturating_sub(1);
        let (up, down, enter) = ui.input_mut(|input| {
            (
                input.consume_key(egui::Modifiers::NONE, Key::ArrowUp),
                input.consume_key(egui::Modifiers::NONE, Key::ArrowDown),
                input.key_pressed(Key::Enter),
            )
        });
        if up {
            state.chosen = state.chosen.saturating_sub(1);
        }
        if down {
            state.chosen += 1;
        }
        state.chosen = state.chosen.min(last);
        let field = egui::TextEdit::singleline(&mut state.typed)
            .hint_text("An action, a document, a participant or a code")
            .desired_width(f32::INFINITY);
        let typed = ui.add(field);
        typed.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Find anything")
        });
        typed.request_focus();
        if typed.changed() {
            state.chosen = 0;
        }
        ui.add_space(4.0);
        let mut picked = None;
        for (row, &index) in ranked.iter().take(SHOWN).enumerate() {
            let (name, kind, target) = &entries[index];
            let line = ui.add(
                egui::Button::selectable(row == state.chosen, name.as_str())
                    .right_text(RichText::new(kind).color(view.theme.quiet).small())
                    .min_size(egui::vec2(ui.available_width(), 0.0)),
            );
            if line.clicked() {
                picked = Some(*target);
            }
        }
        if ranked.is_empty() {
            ui.label(RichText::new("Nothing has these letters").color(view.theme.quiet));
        }
        if enter && picked.is_none() {
            picked = ranked.get(state.chosen).map(|&index| entries[index].2);
        }
        if let Some(target) = picked {
            go(target, view, outbox);
            open = false;
        }
    });
    open && !modal.should_close()
}

fn entries(view: &View<'_>, now: Standing) -> Vec<(String, String, Target)> {
    let corpus = view.corpus;
    let actions = Action::all().filter(|action| action.enabled(now)).map(|action| {
        let key = action.shortcut().map(|key| key.format(&egui::ModifierNames::NAMES, false));
        (action.texts().0.to_owned(), key.unwrap_or_default(), Target::Action(action))
    });
    let documents = corpus.documents.iter().map(|document| {
        (document.name.clone(), "document".to_owned(), Target::Document(document.id))
    });
    let people = corpus.participants.iter().map(|person| {
        (person.name.clone(), "participant".to_owned(), Target::Participant(person.id))
    });
    let codes = corpus
        .codes
        .codes()
        .iter()
        .map(|code| (corpus.codes.path(code.id), "code".to_owned(), Target::Code(code.id)));
    actions.chain(documents).chain(people).chain(codes).collect()
}

fn go(target: Target, view: &View<'_>, outbox: &mut Outbox) {
    match target {
        Target::Action(action) => outbox.send(Request::Do(action)),
        Target::Document(id) => {
            let start = Span::new(0, 1);
            if let Some(span) = start {
                outbox.send(Request::ReadAt(id, span, None));
            }
            outbox.send(Request::Go(Page::Read));
        }
        Target::Participant(id) => {
            let name = view.corpus.participant(id).map(|person| person.name.clone());
            let filter =
                Filter { participants: vec![id], coder: view.shown.clone(), ..Filter::default() };
            outbox.send(Request::ShowExcerpts(filter, name.unwrap_or_default()));
        }
        Target::Code(id) => {
            let filter = Filter { codes: vec![id], coder: view.shown.clone(), ..Filter::default() };
            outbox.send(Request::ShowExcerpts(filter, view.corpus.codes.path(id)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::rank;

    #[test]
    fn a_few_letters_find_the_name() {
        let names = ["Time/delay", "Time/stalled proceedings", "Harm/emotional toll", "delay"];
        let check = |typed: &str, expected: &[usize]| {
            assert_eq!(rank(typed, names.iter().copied()), expected, "{typed}");
        };
        check("", &[0, 1, 2, 3]);
        check("delay", &[3, 0]);
        check("stpr", &[1]);
        check("toll", &[2]);
        check("xyz", &[]);
    }
}
