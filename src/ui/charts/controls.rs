//! What stands over a chart: which one, of what, of which codings, and how it is exported.

use super::State;
use super::asked::{Kind, Sequence};
use crate::analysis::figures::{Bars, Weight};
use crate::analysis::{Level, Measure, Per, Percent, Unit};
use crate::exchange::figures::Palette;
use crate::model::Filter;
use crate::ui::action::Action;
use crate::ui::filterbar;
use crate::ui::icons::Icon;
use crate::ui::outbox::{Outbox, Request};
use crate::ui::tables::{choose, choose_attribute, effective, for_whom, short};
use crate::ui::view::View;
use crate::ui::widgets;
use egui::{Layout, RichText, Stroke, Ui, vec2};

/// Draws the controls.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    ui.horizontal(|ui| {
        let title = RichText::new("Charts").text_style(egui::TextStyle::Heading);
        ui.label(title.color(view.theme.strong));
        ui.add_space(12.0);
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            for kind in Kind::ALL {
                let chosen = state.choice.kind == kind;
                if widgets::tab(ui, view.theme, kind.label(), chosen).clicked() {
                    state.choice.kind = kind;
                }
            }
        });
        ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
            export(ui, view, state, outbox);
            if state.is_working() {
                ui.spinner();
            }
        });
    });
    ui.add_space(4.0);
    ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
    ui.horizontal_wrapped(|ui| {
        match state.choice.kind {
            Kind::Groups | Kind::Heat => groups(ui, view, state),
            Kind::Together => together(ui, view, state),
            Kind::Portrait => {
                widgets::quiet_word(ui, view.theme, "Where each code stands along the text");
            }
            Kind::OverTime | Kind::Curve => interviews(ui, view, state),
        }
        let groups = matches!(state.choice.kind, Kind::Groups | Kind::Heat);
        for_whom(ui, view, &mut state.protection, groups);
        boxes(ui, view, state);
    });
    let before = state.choice.filter.coder.clone();
    ui.horizontal_wrapped(|ui| {
        widgets::quiet_word(ui, view.theme, "Excerpts");
        let filter = &mut state.choice.filter;
        filterbar::show(ui, view, filter, false);
        if !filterbar::is_open(filter) && ui.link("Clear all").clicked() {
            *filter = Filter { coder: filter.coder.clone(), ..Filter::default() };
        }
        filterbar::saved(ui, view, filter, outbox);
    });
    state.own_coder |= state.choice.filter.coder != before;
}

/// The colours of the file, and the file.
fn export(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    let ready = state.figure().is_some() && !view.busy;
    ui.add_enabled_ui(ready, |ui| {
        let button = widgets::sign_button(ui, view.theme, Icon::Export, "Export…");
        if button.on_hover_text(Action::ExportChart.texts().1).clicked() {
            outbox.send(Request::Do(Action::ExportChart));
        }
    });
    let palettes = Palette::ALL.map(|palette| (palette, palette.label().to_owned()));
    choose(ui, view, (&mut state.palette, "Colours of the file"), &palettes);
}

/// "Codes by role, showing participants as numbers".
fn groups(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    let choice = &mut state.choice;
    if !view.corpus.attributes.is_empty() {
        let now = choice.attributes(view.corpus);
        let (first, second) = (now.first().copied(), now.get(1).copied());
        widgets::quiet_word(ui, view.theme, "Codes by");
        if let Some(made) = choose_attribute(ui, view, first, ("no attribute", "Groups"), None) {
            choice.chosen = true;
            choice.by[0] = made;
            if choice.by[1] == made {
                choice.by[1] = None;
            }
        }
        if first.is_some() && view.corpus.attributes.len() > 1 {
            widgets::quiet_word(ui, view.theme, "then by");
            let names = ("nothing", "Groups within groups");
            if let Some(made) = choose_attribute(ui, view, second, names, first) {
                choice.chosen = true;
                choice.by = [first, made];
            }
        }
    }
    widgets::quiet_word(ui, view.theme, "showing");
    let measures = Measure::ALL.map(|measure| (measure, short(measure).to_owned()));
    choose(ui, view, (&mut choice.measure, "Measure"), &measures);
    if choice.measure.is_count() {
        widgets::quiet_word(ui, view.theme, "as");
        let mut percent = effective(choice.measure, choice.percent);
        let shares = Percent::ALL.map(|percent| (percent, percent.label().to_lowercase()));
        if choose(ui, view, (&mut percent, "Share"), &shares) {
            choice.percent = percent;
        }
    }
    if choice.kind == Kind::Groups {
        widgets::quiet_word(ui, view.theme, "with");
        let bars = [(Bars::Dots, "dots".to_owned()), (Bars::Bars, "bars".to_owned())];
        choose(ui, view, (&mut choice.bars, "Dots or bars"), &bars);
    }
}

/// "Codes that occur together: overlapping excerpts, lines by their number, the 24 most used codes".
fn together(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    let choice = &mut state.choice;
    let word = |ui: &mut Ui, text: &str| widgets::quiet_word(ui, view.theme, text);
    word(ui, "Together:");
    let units = Unit::ALL.map(|unit| (unit, unit.label().to_owned()));
    choose(ui, view, (&mut choice.unit, "What they share"), &units);
    word(ui, "counting");
    let ways = [(false, "every code alone"), (true, "codes with those under them")];
    let ways = ways.map(|(way, text)| (way, text.to_owned()));
    choose(ui, view, (&mut choice.roll_up, "How codes count"), &ways);
    word(ui, "lines by");
    let unit = choice.unit;
    let weights = Weight::ALL.map(|weight| (weight, weight.label(unit).to_owned()));
    if choose(ui, view, (&mut choice.weight, "What makes a line wide"), &weights) {
        // Two of a count and two hundredths of a share are not the same.
        choice.threshold.least = 0.0;
    }
    word(ui, "from");
    let steps: [f64; 6] = match choice.weight {
        Weight::Count => [0.0, 2.0, 3.0, 5.0, 10.0, 20.0],
        Weight::C | Weight::Jaccard => [0.0, 0.05, 0.1, 0.2, 0.3, 0.5],
    };
    let steps = steps.map(|step| (step, if step > 0.0 { step.to_string() } else { "any".into() }));
    choose(ui, view, (&mut choice.threshold.least, "Smallest line"), &steps);
    word(ui, "on, of the");
    let counts = [8, 12, 16, 24, 40, 60, 100].map(|count: usize| (count, count.to_string()));
    choose(ui, view, (&mut choice.threshold.most, "How many codes"), &counts);
    word(ui, "most used codes");
}

/// "Interviews by document, in the order of their dates, counting codes without codes under them".
fn interviews(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    let choice = &mut state.choice;
    let over_time = choice.kind == Kind::OverTime;
    let first = if over_time { "Codes by" } else { "New codes by" };
    widgets::quiet_word(ui, view.theme, first);
    let per = [(Per::Document, "document"), (Per::Participant, "participant")];
    let per = per.map(|(per, text)| (per, text.to_owned()));
    choose(ui, view, (&mut choice.per, "Interviews"), &per);
    let order = [
        (Sequence::Best, "by date, else as imported"),
        (Sequence::Import, "as imported"),
        (Sequence::Name, "by name"),
    ];
    let order = order.map(|(order, text)| (order, text.to_owned()));
    choose(ui, view, (&mut choice.sequence, "Order of interviews"), &order);
    widgets::quiet_word(ui, view.theme, "counting");
    let mut levels = vec![
        (Level::Leaf, "codes without codes under them".to_owned()),
        (Level::Top, "codes at the top".to_owned()),
    ];
    if over_time && choice.level == Level::Every {
        choice.level = Level::Leaf;
    }
    if !over_time {
        levels.insert(1, (Level::Every, "every code alone".to_owned()));
    }
    choose(ui, view, (&mut choice.level, "Which codes"), &levels);
    if over_time {
        return;
    }
    let numbers = |range: std::ops::RangeInclusive<usize>| -> Vec<(usize, String)> {
        range.map(|number| (number, number.to_string())).collect()
    };
    widgets::quiet_word(ui, view.theme, "with a base of");
    choose(ui, view, (&mut choice.runs.base, "Base"), &numbers(1..=12));
    widgets::quiet_word(ui, view.theme, "runs of");
    choose(ui, view, (&mut choice.runs.run, "Run"), &numbers(1..=6));
    widgets::quiet_word(ui, view.theme, "and a threshold of");
    let few = [0, 5, 10].map(|few: u8| (few, format!("{few} %")));
    choose(ui, view, (&mut choice.runs.few, "Threshold"), &few);
}

fn boxes(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    let [empty, tops] = state.choice.has_boxes();
    if empty || tops {
        ui.add_space(14.0);
    }
    // A box must be seen on the page, too.
    let edge = Stroke::new(1.0, view.theme.border);
    ui.visuals_mut().widgets.inactive.bg_stroke = edge;
    ui.visuals_mut().widgets.inactive.bg_fill = view.theme.field;
    if empty {
        let why = "Draw codes without an excerpt, too";
        ui.checkbox(&mut state.choice.empty, "Empty codes").on_hover_text(why);
    }
    if tops {
        ui.add_space(8.0);
        let why = "Codes at the top of the codebook hold everything under them";
        ui.checkbox(&mut state.choice.tops, "Only top codes").on_hover_text(why);
    }
}
