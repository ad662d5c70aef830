//! What stands over the hits: the field, how it is read, where it looks, how much was found.

use super::{State, Tab, coding, words};
use crate::analysis::search::Order;
use crate::exchange::hit_files::summary;
use crate::model::{Filter, Speech};
use crate::text::query::Unit;
use crate::ui::action::Action;
use crate::ui::filterbar;
use crate::ui::icons::Icon;
use crate::ui::outbox::{Outbox, Request};
use crate::ui::parts::framed;
use crate::ui::picker::{self, Choice};
use crate::ui::view::View;
use crate::ui::widgets::{self, counted};
use egui::{Id, Key, Layout, Modifiers, RichText, Role, Stroke, TextEdit, Ui, WidgetInfo, vec2};

const SYNTAX: &str = "waiting room: both in one turn\n\"waiting room\": in this order\nwait*: words \
                      that begin so\nwait OR delay: either\n-court: where it is not said\nwait NEAR/5 \
                      court: at most five words from each other\n=she: not she’s";

/// How far apart words may stand that are to stand near each other.
const NEAR: [u32; 4] = [3, 5, 10, 20];

/// Draws the controls.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    ui.horizontal(|ui| {
        let title = RichText::new("Search").text_style(egui::TextStyle::Heading);
        ui.label(title.color(view.theme.strong));
        ui.add_space(12.0);
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            for (tab, text) in [(Tab::Hits, "Hits"), (Tab::Words, "Word list")] {
                if widgets::tab(ui, view.theme, text, state.tab == tab).clicked() {
                    state.tab = tab;
                }
            }
        });
        ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
            let (export, any) = match state.tab {
                Tab::Hits => (Action::ExportHits, state.found()),
                Tab::Words => (Action::ExportWords, true),
            };
            ui.add_enabled_ui(any && !view.busy, |ui| {
                let button = widgets::sign_button(ui, view.theme, Icon::Export, "Export…");
                if button.on_hover_text(export.texts().1).clicked() {
                    outbox.send(Request::Do(export));
                }
            });
        });
    });
    ui.add_space(4.0);
    if state.tab == Tab::Words {
        words::controls(ui, view, state);
    } else {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(10.0, 4.0);
            field(ui, view, state);
            ways(ui, view, state);
        });
    }
    if let Some(refusal) = state.refusal().filter(|_| state.tab == Tab::Hits) {
        let text = RichText::new(refusal.to_string()).color(view.theme.error);
        ui.label(text);
    }
    ui.add_space(2.0);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
        ui.horizontal_wrapped(|ui| places(ui, view, state, outbox));
    });
}

fn field(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    let id = Id::unique("search field");
    // Keys of the field are taken before it sees them: Enter must not take the keyboard away.
    if ui.memory(|memory| memory.has_focus(id)) {
        let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
        let back = pressed(Modifiers::SHIFT, Key::Enter);
        let forward = pressed(Modifiers::NONE, Key::Enter);
        let down = pressed(Modifiers::NONE, Key::ArrowDown);
        if state.since.is_some() && (back || forward) {
            state.changed(ui, true);
        } else if back || forward {
            state.step(forward);
        }
        if down && state.found() {
            state.cursor = state.cursor.or(Some(0));
            state.reveal = true;
            ui.memory_mut(|memory| memory.request_focus(super::list::id()));
        }
    }
    let wrong = state.refusal().is_some();
    let width = (ui.available_width() - 320.0).clamp(220.0, 560.0);
    let typed = ui
        .scope(|ui| {
            framed(ui, view.theme, wrong);
            let hint = "Words, \"a phrase\", -not, OR, NEAR/5, begin*";
            let edit = TextEdit::singleline(&mut state.typed.text)
                .id(id)
                .hint_text(RichText::new(hint).color(view.theme.quiet))
                .margin(egui::Margin::symmetric(8, 6))
                .desired_width(width);
            ui.add(edit)
        })
        .inner;
    typed.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Search for"));
    if typed.changed() {
        state.typed.accents = false;
        state.changed(ui, false);
    }
    if std::mem::take(&mut state.wants_focus) {
        typed.request_focus();
        let mut edit = TextEdit::load_state(ui.ctx(), id).unwrap_or_default();
        let end = egui::text::CharIndex(state.typed.text.chars().count());
        let (first, last) = (egui::text::CCursor::default(), egui::text::CCursor::new(end));
        edit.cursor.set_char_range(Some(egui::text::CCursorRange::two(first, last)));
        edit.store(ui.ctx(), id);
    }
    typed.on_hover_text(SYNTAX);
}

/// How the words are read.
fn ways(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    let mut changed = false;
    ui.scope(|ui| {
        // A box must be seen on the page, too.
        let edge = Stroke::new(1.0, view.theme.border);
        ui.visuals_mut().widgets.inactive.bg_stroke = edge;
        ui.visuals_mut().widgets.inactive.bg_fill = view.theme.field;
        let case = ui.checkbox(&mut state.typed.exact, "Match case");
        changed |= case.on_hover_text("Accents count then, too").changed();
        let pattern = ui.checkbox(&mut state.typed.pattern, "Pattern");
        changed |= pattern.on_hover_text("The field is a regular expression").changed();
    });
    if changed {
        state.changed(ui, true);
    }
    if state.typed.pattern {
        return;
    }
    let now = (state.asked.unit, state.typed.near);
    let units = Unit::ALL.into_iter().map(|unit| (unit, None));
    // Near each other they stand in one turn anyway, but for those that are not to be there.
    let near = NEAR.into_iter().map(|words| (state.asked.unit, Some(words)));
    let all: Vec<(Unit, Option<u32>)> = units.chain(near).collect();
    let name = |(unit, near): (Unit, Option<u32>)| match (unit, near) {
        (_, Some(words)) => format!("at most {words} words apart, as one hit"),
        (Unit::Sentence, None) => "in one sentence".to_owned(),
        (Unit::Turn, None) => "in one turn".to_owned(),
        (Unit::Document, None) => "in one document".to_owned(),
    };
    let anchor = widgets::drop_chip(ui, view.theme, &name(now), "Words together in");
    let made = picker::pick(ui, view.theme, &anchor, ("Several words stand", false), || {
        all.iter().map(|each| Choice::new(name(*each), *each == now)).collect()
    });
    if let Some((unit, near)) = made.and_then(|at| all.get(at)) {
        state.asked.unit = *unit;
        if state.typed.near != *near {
            state.typed.near = *near;
            state.changed(ui, true);
        }
    }
}

/// Whose words, and where.
fn places(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    const SPEECH: [(Speech, &str); 3] = [
        (Speech::Participants, "participants’ words"),
        (Speech::Any, "everything, the interviewer’s words too"),
        (Speech::Unassigned, "words of speakers not mapped yet"),
    ];
    let counts = state.tab == Tab::Words;
    let filter = &mut state.asked.filter;
    let before = filter.clone();
    widgets::quiet_word(ui, view.theme, "Look in");
    if counts {
        // Only participants' words are counted.
        widgets::quiet_word(ui, view.theme, SPEECH[0].1);
    } else {
        speech(ui, view, filter, &SPEECH);
    }
    filterbar::show_places(ui, view, filter);
    let without = &mut state.asked.without;
    if !counts {
        filterbar::show_without(ui, view, without);
    }
    let open =
        Filter { coder: filter.coder.clone(), speech: Speech::Participants, ..Filter::default() };
    if *filter != open || !(counts || without.is_empty()) {
        // In one piece at the end of a row, which a link is not.
        let text = RichText::new("Clear all").color(view.theme.accent);
        if ui.add(egui::Button::new(text).frame(false)).clicked() {
            *filter = open;
            without.clear();
        }
    }
    filterbar::saved(ui, view, filter, outbox);
    // Naming a person lets go of speakers nobody is mapped to: what is left is participants' speech.
    if before.speech == Speech::Unassigned && filter.participants != before.participants {
        filter.speech = Speech::Participants;
    }
    state.own_coder |= filter.coder != before.coder;
}

fn speech(ui: &mut Ui, view: &View<'_>, filter: &mut Filter, known: &[(Speech, &'static str)]) {
    let now = known.iter().find(|(speech, _)| *speech == filter.speech).map_or("", |now| now.1);
    let anchor = widgets::drop_chip(ui, view.theme, now, "Whose words");
    let made = picker::pick(ui, view.theme, &anchor, ("Whose words", false), || {
        known.iter().map(|(speech, text)| Choice::new(*text, *speech == filter.speech)).collect()
    });
    if let Some((speech, _)) = made.and_then(|at| known.get(at)) {
        filter.speech = *speech;
    }
}

/// Draws what was found in numbers, and what can be done with it.
pub(super) fn below(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    let Some(answer) = state.answer() else { return };
    let hits = &answer.hits;
    let mut text = format!(
        "{} in {}, {}",
        counted(hits.total, "hit", "hits"),
        counted(hits.documents.into(), "document", "documents"),
        counted(hits.participants.len() as u64, "participant", "participants"),
    );
    if state.is_working() {
        text.push_str(" · searching…");
    }
    let left_out = summary(&answer.corpus, hits).split_off(1).join(" ");
    let some = hits.total > 0;
    ui.add_space(4.0);
    let count = || egui::Label::new(RichText::new(&text).color(view.theme.ink)).truncate();
    // Beside the controls where there is room: the number must be read whole.
    let narrow = ui.available_width() < 800.0;
    if narrow {
        ui.add(count());
    }
    let row = vec2(ui.available_width(), 28.0);
    ui.allocate_ui_with_layout(row, Layout::right_to_left(egui::Align::Center), |ui| {
        if some {
            order(ui, view, state);
            coding::controls(ui, view, state);
        }
        if !narrow {
            ui.with_layout(Layout::left_to_right(egui::Align::Center), |ui| ui.add(count()));
        }
    });
    if !left_out.is_empty() {
        let line = RichText::new(left_out).size(12.5).color(view.theme.quiet);
        ui.add(egui::Label::new(line).truncate());
    }
}

fn order(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    let name = |order: Order| match order {
        Order::Text => "in the order of the text",
        Order::Left => "by the words before",
        Order::Right => "by the words after",
    };
    let anchor = widgets::drop_chip(ui, view.theme, name(state.asked.order), "Sort the hits");
    let made = picker::pick(ui, view.theme, &anchor, ("Sort", false), || {
        let each = Order::ALL.into_iter();
        each.map(|order| Choice::new(name(order), order == state.asked.order)).collect()
    });
    if let Some(order) = made.and_then(|at| Order::ALL.get(at)) {
        state.asked.order = *order;
    }
}
