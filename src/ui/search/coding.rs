//! Hits that are chosen, and a code for all of them in one step.

use super::State;
use crate::analysis::Hit;
use crate::analysis::search::{Extent, passages};
use crate::study::Command;
use crate::ui::outbox::Outbox;
use crate::ui::picker::{self, Choice};
use crate::ui::read::picker as codes;
use crate::ui::view::View;
use crate::ui::widgets::{self, counted};
use egui::Ui;

/// Draws what can be done with hits, from the right.
pub(super) fn controls(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    let chosen = state.chosen.len();
    ui.add_space(8.0);
    let name = |extent: Extent| match extent {
        Extent::Hit => "the words",
        Extent::Sentence => "their sentences",
        Extent::Turn => "their turns",
    };
    let anchor = widgets::drop_chip(ui, view.theme, name(state.extent), "What is coded");
    let made = picker::pick(ui, view.theme, &anchor, ("What is coded", false), || {
        let each = Extent::ALL.into_iter();
        each.map(|extent| Choice::new(name(extent), extent == state.extent)).collect()
    });
    if let Some(extent) = made.and_then(|at| Extent::ALL.get(at)) {
        state.extent = *extent;
    }
    let text = match chosen {
        0 => "Code…".to_owned(),
        n => format!("Code {}…", counted(n as u64, "hit", "hits")),
    };
    // What is on the screen must be what is coded.
    let ready = chosen > 0 && !view.busy && !state.is_working();
    let button = ui.add_enabled(ready, egui::Button::new(text));
    let button = button.on_disabled_hover_text("Choose hits by their boxes first");
    if button.clicked() {
        let purpose = codes::Purpose::Hits;
        state.picker = Some(codes::State::new(button.rect, button.rect, Vec::new(), purpose));
    }
    ui.add_space(8.0);
    if ui.add_enabled(chosen > 0, egui::Button::new("None")).clicked() {
        state.chosen.clear();
        state.range_from = None;
    }
    if ui.button("All").on_hover_text("Choose every hit").clicked()
        && let Some(answer) = state.answer()
    {
        state.chosen = answer.hits.hits.iter().map(|hit| (hit.document, hit.span)).collect();
    }
}

/// Chooses a hit or lets it go; with `range` all from the one before it.
pub(super) fn choose(state: &mut State, at: usize, range: bool) {
    let Some(hit) = state.hit(at) else { return };
    let on = !state.chosen.contains(&(hit.document, hit.span));
    let from = state.range_from.filter(|_| range).unwrap_or(at);
    let keys: Vec<_> = (from.min(at)..=from.max(at))
        .filter_map(|at| state.hit(at))
        .map(|hit| (hit.document, hit.span))
        .collect();
    for key in keys {
        if on {
            state.chosen.insert(key);
        } else {
            state.chosen.remove(&key);
        }
    }
    state.range_from = Some(at);
}

/// The open code picker.
pub(super) fn ask(ui: &Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    let Some(open) = &mut state.picker else { return };
    match codes::show(ui.ctx(), view, open) {
        codes::Answer::Open => return,
        codes::Answer::BringBack(code) => {
            outbox.run(Command::RetireCodes { codes: vec![code], retired: false });
            return;
        }
        codes::Answer::Closed | codes::Answer::InVivo(_) => {}
        codes::Answer::Picked(pick) => {
            if let Some(code) = pick.codes.into_iter().next()
                && let Some(answer) = state.answer()
            {
                let chosen = |hit: &&Hit| state.chosen.contains(&(hit.document, hit.span));
                let mut hits: Vec<Hit> = answer.hits.hits.iter().filter(chosen).copied().collect();
                hits.sort_unstable_by_key(|hit| (hit.document, hit.span));
                let passages = passages(&answer.corpus, &hits, state.extent);
                outbox.run(Command::ApplyEverywhere { passages, code });
            }
        }
    }
    state.picker = None;
    ui.memory_mut(|memory| memory.request_focus(super::list::id()));
    ui.ctx().request_repaint();
}
