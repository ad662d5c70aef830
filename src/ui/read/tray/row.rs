//! One lost coding: what it was, the words it had, where they may stand now.

use super::State;
use crate::model::{CorpusDocument, Orphan, Span};
use crate::text::search::Likeness;
use crate::ui::dialogs::moment;
use crate::ui::icons;
use crate::ui::parts::radios;
use crate::ui::transcript::flag_sign;
use crate::ui::view::View;
use crate::ui::widgets::{code_badge, code_face, quiet_word, sans, semibold};
use egui::{FontId, Rect, RichText, Role, Sense, Stroke, Ui, WidgetInfo, vec2};

/// What was asked for.
pub(super) enum Asked {
    Tick(bool),
    /// Where its words stood.
    Go,
    /// Where words like them stand.
    GoTo(Span),
    Find,
    PutThere,
    PutBack,
    LetGo,
}

pub(super) fn show(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    document: &CorpusDocument,
    orphan: &Orphan,
    selected: Option<Span>,
) -> Option<Asked> {
    let theme = view.theme;
    let mut asked = None;
    let frame = egui::Frame::new()
        .fill(theme.page)
        .stroke(Stroke::new(1.0, theme.line))
        .corner_radius(6)
        .inner_margin(egui::Margin::symmetric(10, 6));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 3.0;
        let (_, name) = code_face(theme, &view.corpus.codes, orphan.code);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            heading(ui, view, state, document, orphan, &name, &mut asked);
        });
        let words = crate::ui::dialogs::shortened(&orphan.words);
        let font = FontId::new(15.0, view.reading.face.family());
        ui.add(egui::Label::new(RichText::new(format!("“{words}”")).font(font)).wrap());
        if let Some(memo) = &orphan.memo {
            let text = RichText::new(memo.as_ref()).font(sans(13.0)).color(theme.quiet);
            ui.add(egui::Label::new(text).wrap());
        }
        let found = state.found(view, document.id).map(|found| found.get(&orphan.id).copied());
        if let Some(place) = found {
            proposal(ui, view, document, place, &name, &mut asked);
        }
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            ui.add_enabled_ui(!view.busy, |ui| {
                let button = egui::Button::new("Put back on the selection");
                let put = ui.add_enabled(selected.is_some(), button);
                name_it(&put, ui, &format!("Put {name} back on the selection"));
                let put = put.on_disabled_hover_text("Select the words it is to lie on first");
                if put.clicked() {
                    asked = Some(Asked::PutBack);
                }
                if found.is_none() {
                    let looking = state.found.working();
                    let find = ui.add_enabled(!looking, egui::Button::new("Find its words"));
                    name_it(&find, ui, &format!("Find the words of {name}"));
                    let told = "Look where the same words, or words like them, stand now";
                    if find.on_hover_text(told).clicked() {
                        asked = Some(Asked::Find);
                    }
                }
                let go = ui.button("Let go");
                name_it(&go, ui, &format!("Let {name} go"));
                if go.on_hover_text("Undo brings it back").clicked() {
                    asked = Some(Asked::LetGo);
                }
            });
        });
    });
    asked
}

/// Several rows have the same buttons: a screen reader says which coding they are of.
fn name_it(response: &egui::Response, ui: &Ui, name: &str) {
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
}

fn heading(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    document: &CorpusDocument,
    orphan: &Orphan,
    name: &str,
    asked: &mut Option<Asked>,
) {
    let theme = view.theme;
    let mut on = state.chosen.contains(&orphan.id);
    let check = radios(ui, theme, |ui| ui.checkbox(&mut on, ""));
    check.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, on, format!("Choose {name}")));
    if check.changed() {
        *asked = Some(Asked::Tick(on));
    }
    let (rect, _) = ui.allocate_exact_size(vec2(24.0, 18.0), Sense::HOVER);
    if let Some(code) = view.corpus.codes.get(orphan.code) {
        let badge = Rect::from_center_size(rect.center(), vec2(24.0, 18.0));
        code_badge(ui.painter(), badge, theme.code_color(code), code);
    }
    ui.label(RichText::new(name).font(semibold(14.0)).color(theme.ink));
    for flag in orphan.flags.each() {
        let (rect, response) = ui.allocate_exact_size(vec2(14.0, 14.0), Sense::HOVER);
        icons::paint(ui.painter(), rect, flag_sign(flag), theme.quiet);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, flag.name()));
    }
    let coder = view.corpus.coder(orphan.coder).map_or("", |coder| coder.name.as_str());
    let zone = state.zone.get_or_insert_with(jiff::tz::TimeZone::system);
    let when = moment(&orphan.lost_at, zone);
    quiet_word(ui, theme, &format!("{coder} · lost {when} ·"));
    let place = document
        .turn_at(orphan.at)
        .map_or_else(|| "where it stood".to_owned(), |turn| format!("stood at ¶{}", turn + 1));
    if ui.link(RichText::new(place).font(sans(14.0))).clicked() {
        *asked = Some(Asked::Go);
    }
}

/// Where its words, or words like them, stand now.
fn proposal(
    ui: &mut Ui,
    view: &View<'_>,
    document: &CorpusDocument,
    place: Option<Likeness>,
    name: &str,
    asked: &mut Option<Asked>,
) {
    let theme = view.theme;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        let Some(Likeness { span, share }) = place else {
            quiet_word(ui, theme, "Nothing like these words stands in the text now.");
            return;
        };
        let turn = document.turn_at(span.start()).map_or(1, |turn| turn + 1);
        let words = crate::ui::dialogs::shortened(span.of(&document.text).unwrap_or_default());
        let text = if share > 0.999 {
            format!("The same words stand at ¶{turn}.")
        } else {
            format!("Most like them, at ¶{turn}: “{words}”")
        };
        ui.add(egui::Label::new(RichText::new(text).color(theme.ink)).wrap());
        if ui.link("Look there").clicked() {
            *asked = Some(Asked::GoTo(span));
        }
        ui.add_enabled_ui(!view.busy, |ui| {
            let put = ui.button("Put back there");
            name_it(&put, ui, &format!("Put {name} back at ¶{turn}"));
            if put.clicked() {
                *asked = Some(Asked::PutThere);
            }
        });
    });
}
