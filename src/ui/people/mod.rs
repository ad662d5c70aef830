//! People: the table of participants, who the speakers are, and what they agreed to.
//!
//! A number per person is quiet and opens the excerpts behind it; a cell is written where it stands;
//! the labels of transcripts are mapped to people here, the same label in all documents at once.

mod block;
mod consent;
mod edit;
mod figures;
mod forms;
mod grid;
mod head;
mod import;
mod line;
mod recode;
mod rows;
mod speakers;
#[cfg(test)]
pub(in crate::ui) mod testing;
#[cfg(test)]
mod tests;
mod typed;

pub use import::{ImportPeople, PeopleAside};

use super::action::Action;
use super::dialogs::Dialog;
use super::icons::{self, Icon};
use super::outbox::{Outbox, Request};
use super::parts::{Field, complaint, count, framed, primary, quiet};
use super::theme;
use super::view::View;
use crate::model::Voice;
use crate::study::Command;
use crate::text::turns::label_key;
use egui::{
    Frame, Margin, Popup, PopupCloseBehavior, Response, RichText, Sense, Stroke, TextEdit, Ui,
    WidgetInfo, vec2,
};
use figures::{Cache, Figures};
use forms::Form;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The parts of the page.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Tab {
    /// The table.
    #[default]
    Participants,
    /// The labels.
    Speakers,
    /// What participants agreed to.
    Consent,
}

/// What the page remembers.
#[derive(Default)]
pub struct State {
    /// Which part is shown.
    pub tab: Tab,
    cache: Cache,
    grid: grid::Grid,
    speakers: speakers::Speakers,
    consent: consent::State,
    form: Option<Form>,
    adding: Adding,
}

/// The drop-down in which participants are added one after the other.
#[derive(Default)]
struct Adding {
    open: bool,
    fresh: bool,
    name: String,
    error: Option<String>,
    added: Option<String>,
}

/// Draws the page.
pub fn show(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    let figures = state.cache.get(ui.ctx(), view);
    Frame::new().fill(view.theme.page).inner_margin(Margin::symmetric(24, 16)).show(ui, |ui| {
        tabs(ui, view, state, &figures);
        ui.add_space(10.0);
        match state.tab {
            Tab::Participants => participants(ui, view, state, &figures, outbox),
            Tab::Speakers => speakers_part(ui, view, state, &figures, outbox),
            Tab::Consent => consent::show(ui, view, &mut state.consent, outbox),
        }
        // The page fills its place, however little there is on it.
        ui.allocate_space(ui.available_size());
    });
    let find = &mut state.grid.rows.find;
    let form = state.form.as_mut();
    let closed = form.is_some_and(|form| form.show(ui.ctx(), view, find, outbox) == Dialog::Closed);
    if closed {
        state.form = None;
    }
}

fn tabs(ui: &mut Ui, view: &View<'_>, state: &mut State, figures: &Arc<Figures>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 24.0;
        let people = view.corpus.participants.len();
        let labels = figures.groups.len();
        let waiting = match figures.waiting {
            0 => String::new(),
            n => format!("{n} waiting"),
        };
        let mut tab = |ui: &mut Ui, tab, name: &str, n: usize, note: &str| {
            if draw_tab(ui, view, name, n, note, state.tab == tab).clicked() {
                state.tab = tab;
            }
        };
        let excluded = view.corpus.participants.iter().filter(|p| p.excluded.is_some()).count();
        let excluded = match excluded {
            0 => String::new(),
            n => format!("{n} excluded"),
        };
        tab(ui, Tab::Participants, "Participants", people, &excluded);
        tab(ui, Tab::Speakers, "Speakers", labels, &waiting);
        let recorded = view.corpus.participants.iter().filter(|p| !p.consent.is_unknown()).count();
        tab(ui, Tab::Consent, "Consent", recorded, &consent::note(view.corpus));
    });
    let line = Stroke::new(1.0, view.theme.line);
    let bottom = ui.min_rect().bottom();
    ui.painter().hline(ui.max_rect().x_range(), bottom + 0.5, line);
}

/// A heading that is a tab: its name, how many, and what should be looked at.
fn draw_tab(
    ui: &mut Ui,
    view: &View<'_>,
    name: &str,
    n: usize,
    note: &str,
    chosen: bool,
) -> Response {
    let theme = view.theme;
    let ink = if chosen { theme.strong } else { theme.quiet };
    let mut job = egui::text::LayoutJob::default();
    let mut put = |text: &str, style: &egui::TextStyle, color, space| {
        let font = super::parts::font(ui, style);
        let mut format = egui::TextFormat::simple(font, color);
        format.valign = egui::Align::Center;
        job.append(text, space, format);
    };
    put(name, &theme::strong(), ink, 0.0);
    put(&super::parts::thousands(n as u64), &egui::TextStyle::Small, theme.quiet, 8.0);
    if !note.is_empty() {
        put(note, &egui::TextStyle::Small, theme.warning, 8.0);
    }
    let galley = ui.painter().layout_job(job);
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(0.0, 16.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(egui::Role::Tab, true, chosen, name));
    let at = egui::Align2::LEFT_CENTER.align_size_within_rect(galley.size(), rect);
    ui.painter().galley(at.min, galley, ink);
    let under = if chosen { theme.accent } else { theme.border };
    if chosen || response.hovered() || response.has_focus() {
        ui.painter().hline(rect.x_range(), rect.bottom() + 0.5, Stroke::new(2.0, under));
    }
    if response.has_focus() {
        let ring = Stroke::new(2.0, theme.accent);
        let around = rect.expand2(vec2(6.0, -2.0));
        ui.painter().rect_stroke(around, 5.0, ring, egui::StrokeKind::Inside);
    }
    response
}

fn participants(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    figures: &Figures,
    outbox: &mut Outbox,
) {
    let theme = view.theme;
    let free = !view.busy;
    if view.corpus.participants.is_empty()
        && view.corpus.attributes.is_empty()
        && !state.adding.open
    {
        nobody(ui, view, state, outbox);
        return;
    }
    ui.horizontal(|ui| {
        let add = tool(ui, view, Icon::Add, "Add participant");
        if add.clicked() {
            state.adding = Adding { open: !state.adding.open, fresh: true, ..Adding::default() };
        }
        state.adding.show(&add, view, outbox);
        if tool(ui, view, Icon::Add, "Add attribute").clicked() && free {
            state.form = Some(Form::attribute());
        }
        import(ui, view, outbox);
        find(ui, view, &mut state.grid.rows.find, "Find in the table");
    });
    ui.add_space(6.0);
    let fresh = state.cache.fresh;
    grid::show(ui, view, figures, fresh, &mut state.grid, &mut state.form, outbox);
    if state.grid.rows.order.is_empty() && !state.grid.rows.find.trim().is_empty() {
        let at = ui.max_rect().left_top() + vec2(0.0, 150.0);
        let room = egui::Rect::from_min_size(at, vec2(400.0, 30.0));
        ui.put(
            room,
            egui::Label::new(RichText::new("Nobody in the table has this").color(theme.quiet)),
        );
    }
}

/// A button with a sign and words.
fn tool(ui: &mut Ui, view: &View<'_>, icon: Icon, text: &str) -> Response {
    let button = egui::Button::new(format!("      {text}"));
    let response = ui.add_enabled(!view.busy, button);
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, !view.busy, text));
    let middle = egui::pos2(response.rect.left() + 18.0, response.rect.center().y);
    let place = egui::Rect::from_center_size(middle, vec2(13.0, 13.0));
    icons::paint(ui.painter(), place, icon, view.theme.ink);
    response
}

fn import(ui: &mut Ui, view: &View<'_>, outbox: &mut Outbox) {
    let import = tool(ui, view, Icon::Import, "Import table…");
    if import.on_hover_text(Action::ImportParticipants.texts().1).clicked() {
        outbox.send(Request::Do(Action::ImportParticipants));
    }
}

/// The field at the right that narrows a list down.
fn find(ui: &mut Ui, view: &View<'_>, text: &mut String, name: &str) {
    let layout = egui::Layout::right_to_left(egui::Align::Center);
    let room = vec2(ui.available_width(), ui.spacing().interact_size.y);
    ui.allocate_ui_with_layout(room, layout, |ui| {
        framed(ui, view.theme, false);
        let edit = TextEdit::singleline(text)
            .hint_text(RichText::new(name).color(view.theme.quiet))
            .margin(Margin::symmetric(8, 5))
            .desired_width(200.0);
        let response = ui.add(edit);
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name));
    });
}

fn nobody(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    let theme = view.theme;
    ui.add_space(40.0);
    ui.vertical_centered(|ui| {
        ui.set_max_width(460.0);
        ui.heading("Nobody is in the table yet");
        ui.label(
            RichText::new(
                "Participants are known by a pseudonym or number, with what you want to compare: \
                 role, site, age. A transcript’s label that equals a participant’s id becomes \
                 theirs by itself.",
            )
            .color(theme.ink),
        );
        ui.add_space(10.0);
        let import = primary(ui, theme, !view.busy, "Import table…");
        if import.on_hover_text(Action::ImportParticipants.texts().1).clicked() {
            outbox.send(Request::Do(Action::ImportParticipants));
        }
        quiet(ui, theme, "csv, tsv, xlsx or ods; what comes in is shown first");
        ui.add_space(4.0);
        let add = ui.add_enabled(!view.busy, egui::Button::new("Add participant"));
        if add.clicked() {
            state.adding = Adding { open: true, fresh: true, ..Adding::default() };
        }
        let speakers = view.corpus.documents.iter().flat_map(|document| &document.speakers);
        let waiting: BTreeSet<String> = speakers
            .filter(|speaker| speaker.voice == Voice::Unassigned)
            .map(|speaker| label_key(&speaker.label))
            .collect();
        let labels = waiting.len();
        if labels > 0 {
            let text = format!("Or make them from the {}", count(labels, "label"));
            if ui.link(format!("{text} in your transcripts")).clicked() {
                state.tab = Tab::Speakers;
            }
        }
    });
}

impl Adding {
    fn show(&mut self, anchor: &Response, view: &View<'_>, outbox: &mut Outbox) {
        let theme = view.theme;
        let mut open = self.open;
        Popup::from_response(anchor)
            .open_bool(&mut open)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .accessible_name("Add participant")
            .gap(4.0)
            .frame(Frame::popup(&anchor.ctx.style_of(anchor.ctx.theme())).inner_margin(14))
            .width(260.0)
            .show(|ui| {
                ui.set_width(260.0);
                let field = Field {
                    label: "Pseudonym or number",
                    hint: "P13",
                    error: self.error.as_deref(),
                    ..Field::default()
                };
                let field = field.show(ui, theme, &mut self.name);
                if std::mem::take(&mut self.fresh) {
                    field.request_focus();
                }
                if field.changed() {
                    (self.error, self.added) = (None, None);
                }
                let entered = super::dialogs::entered(ui, &field);
                ui.horizontal(|ui| {
                    if primary(ui, theme, !view.busy, "Add").clicked() || entered {
                        self.add(view, outbox);
                    }
                    if let Some(name) = &self.added {
                        let text = RichText::new(format!("{name} is added")).small();
                        ui.label(text.color(theme.success));
                    }
                });
                complaint(ui, theme, None);
                quiet(ui, theme, "Never a real name: keep those outside the study.");
            });
        self.open = open;
    }

    fn add(&mut self, view: &View<'_>, outbox: &mut Outbox) {
        let name = self.name.trim().to_owned();
        self.fresh = true;
        if view.busy {
            return;
        }
        self.error = match view.corpus.participant_named(&name) {
            _ if name.is_empty() => Some("A participant needs a pseudonym or number".to_owned()),
            Some(twin) => Some(format!("There is a participant {} already", twin.name)),
            None => None,
        };
        if self.error.is_none() {
            outbox.run(Command::AddParticipant { name: name.clone() });
            self.added = Some(name);
            self.name.clear();
        }
    }
}

fn speakers_part(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    figures: &Figures,
    outbox: &mut Outbox,
) {
    let theme = view.theme;
    if figures.groups.is_empty() {
        ui.add_space(40.0);
        ui.vertical_centered(|ui| {
            ui.set_max_width(460.0);
            let (title, text) = if view.corpus.documents.is_empty() {
                ("No speakers yet", "They come with the transcripts: every label such as “P07:” is listed here.")
            } else {
                (
                    "No labels were found",
                    "Speakers are recognised by a label at the start of a turn, such as “P07:” or “INT:”.",
                )
            };
            ui.heading(title);
            ui.label(RichText::new(text).color(theme.ink));
            ui.add_space(10.0);
            if primary(ui, theme, !view.busy, "Import transcripts…").clicked() {
                outbox.send(Request::Do(Action::ImportTranscripts));
            }
        });
        return;
    }
    ui.horizontal_top(|ui| {
        ui.vertical(|ui| speakers::summary(ui, view, figures));
        if figures.groups.len() > 8 {
            find(ui, view, &mut state.speakers.find, "Find a label");
        }
    });
    speakers::show(ui, view, figures, &mut state.speakers, outbox);
}
