//! What stands over a table: which one, by what, what its cells show, of which codings.

use super::{Kind, State, protect, sources};
use crate::analysis::{Measure, Percent};
use crate::model::{AttributeId, Filter};
use crate::ui::action::Action;
use crate::ui::filterbar;
use crate::ui::icons::Icon;
use crate::ui::outbox::{Outbox, Request};
use crate::ui::picker::{self, Choice};
use crate::ui::view::View;
use crate::ui::widgets;
use egui::{Layout, RichText, Stroke, Ui, vec2};

/// Draws the controls. True when something was changed that changes the rows or the numbers.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) -> bool {
    let mut changed = false;
    ui.horizontal(|ui| {
        let title = RichText::new("Tables").text_style(egui::TextStyle::Heading);
        ui.label(title.color(view.theme.strong));
        ui.add_space(12.0);
        changed |= kinds(ui, view, state);
        ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
            let button = widgets::sign_button(ui, view.theme, Icon::Export, "Export…");
            if button.on_hover_text(Action::ExportTable.texts().1).clicked() {
                outbox.send(Request::Do(Action::ExportTable));
            }
            if state.working() {
                ui.label(RichText::new("counting…").color(view.theme.quiet));
                ui.spinner();
            }
        });
    });
    ui.add_space(4.0);
    ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
    ui.horizontal_wrapped(|ui| {
        if state.kind == Kind::Crosstab {
            changed |= columns(ui, view, state);
            changed |= numbers(ui, view, state);
            changed |= protect::controls(ui, view, &mut state.protection, true);
            ui.add_space(14.0);
        } else if let Some(part) = state.parts.get_mut(state.kind)
            && part.controls(ui, view)
        {
            (state.sort, changed) = (None, true);
        }
        if state.kind == Kind::Frequencies {
            changed |= protect::controls(ui, view, &mut state.protection, false);
        }
        if state.kind != Kind::Crosstab {
            ui.add_space(14.0);
        }
        // A box must be seen on the page, too.
        let edge = Stroke::new(1.0, view.theme.border);
        ui.visuals_mut().widgets.inactive.bg_stroke = edge;
        ui.visuals_mut().widgets.inactive.bg_fill = view.theme.field;
        if !state.kind.has_boxes() {
            return;
        }
        let mut check = |ui: &mut Ui, value: &mut bool, text: &str, why: &str| {
            changed |= ui.checkbox(value, text).on_hover_text(why).changed();
        };
        check(ui, &mut state.hide_empty, "Hide empty rows", "Leave out codes without an excerpt");
        ui.add_space(8.0);
        let why = "Codes at the top of the codebook hold everything under them";
        check(ui, &mut state.tops, "Only top codes", why);
    });
    let before = state.filter.coder.clone();
    ui.horizontal_wrapped(|ui| {
        widgets::quiet_word(ui, view.theme, "Excerpts");
        changed |= filterbar::show(ui, view, &mut state.filter, false);
        if !filterbar::is_open(&state.filter) && ui.link("Clear all").clicked() {
            state.filter = Filter { coder: state.filter.coder.clone(), ..Filter::default() };
            changed = true;
        }
        changed |= filterbar::saved(ui, view, &mut state.filter, outbox);
    });
    state.own_coder |= state.filter.coder != before;
    if changed && matches!(state.kind, Kind::Together | Kind::Matrix) {
        // Codes come and go as columns: the one that sorts may be another one now.
        state.sort = None;
    }
    changed
}

/// The tables, side by side.
fn kinds(ui: &mut Ui, view: &View<'_>, state: &mut State) -> bool {
    let before = state.kind;
    ui.spacing_mut().item_spacing.x = 0.0;
    for kind in Kind::ALL {
        let text = kind.label();
        if widgets::tab(ui, view.theme, text, state.kind == kind).clicked() {
            state.kind = kind;
        }
    }
    if state.kind != before {
        state.sort = None;
    }
    state.kind != before
}

/// "Codes by role, then by site".
fn columns(ui: &mut Ui, view: &View<'_>, state: &mut State) -> bool {
    let attributes = &view.corpus.attributes;
    if attributes.is_empty() {
        return false;
    }
    let before = (state.chosen, state.by);
    let current = state.attributes(view.corpus);
    let (first, second) = (current.first().copied(), current.get(1).copied());
    widgets::quiet_word(ui, view.theme, "Codes by");
    if let Some(made) = choose_attribute(ui, view, first, ("no attribute", "Columns"), None) {
        state.chosen = true;
        state.by[0] = made;
        if state.by[1] == made {
            state.by[1] = None;
        }
    }
    if first.is_some() && attributes.len() > 1 {
        widgets::quiet_word(ui, view.theme, "then by");
        if let Some(made) =
            choose_attribute(ui, view, second, ("nothing", "Columns within columns"), first)
        {
            state.chosen = true;
            state.by = [first, made];
        }
    }
    if (state.chosen, state.by) != before {
        state.sort = None;
        return true;
    }
    false
}

/// A drop-down of attributes; the outer option is whether a choice was made.
#[expect(clippy::option_option, reason = "no choice made, and none chosen, are two things")]
pub(in crate::ui) fn choose_attribute(
    ui: &mut Ui,
    view: &View<'_>,
    current: Option<AttributeId>,
    (none, name): (&str, &str),
    without: Option<AttributeId>,
) -> Option<Option<AttributeId>> {
    let offered: Vec<_> = view.corpus.attributes.iter().filter(|a| Some(a.id) != without).collect();
    let text = offered.iter().find(|a| Some(a.id) == current).map_or(none, |a| a.name.as_str());
    let anchor = widgets::drop_chip(ui, view.theme, text, name);
    let made = picker::pick(ui, view.theme, &anchor, ("Search attributes", false), || {
        let each = offered.iter().map(|a| Choice::new(&a.name, Some(a.id) == current));
        std::iter::once(Choice::new(none, current.is_none())).chain(each).collect()
    })?;
    Some(made.checked_sub(1).and_then(|at| offered.get(at)).map(|a| a.id))
}

/// "showing participants as numbers".
fn numbers(ui: &mut Ui, view: &View<'_>, state: &mut State) -> bool {
    let before = (state.measure, state.percent);
    widgets::quiet_word(ui, view.theme, "showing");
    let anchor = widgets::drop_chip(ui, view.theme, short(state.measure), "Measure");
    let anchor = anchor.on_hover_text(meaning(state.measure));
    let made = picker::pick(ui, view.theme, &anchor, ("Search measures", false), || {
        Measure::ALL.iter().map(|m| Choice::new(short(*m), *m == state.measure)).collect()
    });
    if let Some(measure) = made.and_then(|at| Measure::ALL.get(at)) {
        state.measure = *measure;
    }
    widgets::quiet_word(ui, view.theme, "as");
    let counts = state.measure.is_count();
    let percent = sources::effective(state.measure, state.percent);
    ui.add_enabled_ui(counts, |ui| {
        let label = if counts { percent.label().to_lowercase() } else { "numbers".to_owned() };
        let anchor = widgets::drop_chip(ui, view.theme, &label, "Share");
        let made = picker::pick(ui, view.theme, &anchor, ("Search", false), || {
            let each = Percent::ALL.iter();
            each.map(|p| Choice::new(p.label().to_lowercase(), *p == percent)).collect()
        });
        if let Some(percent) = made.and_then(|at| Percent::ALL.get(at)) {
            state.percent = *percent;
        }
    });
    (state.measure, state.percent) != before
}

/// A measure in the middle of a sentence.
pub(in crate::ui) fn short(measure: Measure) -> &'static str {
    match measure {
        Measure::Participants => "participants",
        Measure::Documents => "documents",
        Measure::Turns => "turns",
        Measure::Excerpts => "excerpts",
        Measure::Words => "coded words",
        Measure::Characters => "coded characters",
        Measure::Coverage => "coverage of own speech",
        Measure::RateMean => "excerpts per 1,000 words (mean)",
        Measure::RatePooled => "excerpts per 1,000 words (pooled)",
    }
}

/// What a measure is good for.
fn meaning(measure: Measure) -> &'static str {
    match measure {
        Measure::Participants => {
            "Participants with at least one excerpt. Does not depend on how passages were cut"
        }
        Measure::Documents => "Documents in which someone of the group has an excerpt",
        Measure::Turns => "The group's own turns with at least one coded character",
        Measure::Excerpts => {
            "Codings that count for the group. Depends on how passages were cut and on who talks much"
        }
        Measure::Words => "Words in coded passages of the group, each once",
        Measure::Characters => "Characters in coded passages of the group, each once",
        Measure::Coverage => "Coded characters of all characters of the group's own speech",
        Measure::RateMean => {
            "Excerpts per 1,000 own words: the mean of the participants, each weighing the same"
        }
        Measure::RatePooled => "Excerpts per 1,000 own words: the group taken as one speaker",
    }
}
