//! The third part of the page: what participants agreed to, one by one and for several at once.

use super::{Field, find, framed};
use crate::exchange::consent::{answer_in_words, deadline, read_consent, summary};
use crate::exchange::imprint::today;
use crate::model::{ConsentChange, ConsentScope, Corpus, Participant, ParticipantId, is_day};
use crate::study::Command;
use crate::ui::dialogs::{self, Dialog};
use crate::ui::outbox::{Export, Outbox, Request};
use crate::ui::parts::{count, primary, quiet};
use crate::ui::theme::{self, Theme};
use crate::ui::view::View;
use egui::{
    Button, Label, RichText, ScrollArea, Sense, Stroke, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};
use std::collections::BTreeSet;

/// What this part remembers.
#[derive(Default)]
pub(super) struct State {
    /// Those for whom something is recorded together.
    chosen: BTreeSet<ParticipantId>,
    find: String,
    paper: Option<Paper>,
}

/// The form and the deadline of some people, being typed.
struct Paper {
    people: Vec<ParticipantId>,
    form: String,
    until: String,
    /// What stood there when it was opened: what is not touched is not recorded.
    before: (String, String),
    error: Option<&'static str>,
    focus: bool,
}

const ROW: f32 = 34.0;
/// Left edges of the columns behind the name, and the width of all.
const COLUMNS: [(f32, &str); 5] = [
    (250.0, "Quotation"),
    (370.0, "Archiving"),
    (490.0, "Recontact"),
    (610.0, "Consent form"),
    (790.0, "Can withdraw until"),
];

/// What an answer is called on a button.
fn word(answer: Option<bool>) -> &'static str {
    match answer {
        Some(true) => "Yes",
        Some(false) => "No",
        None => "Not recorded",
    }
}

/// What stands behind the name of the part.
pub(super) fn note(corpus: &Corpus) -> String {
    let no = corpus.participants.iter().filter(|p| p.consent.quotation == Some(false)).count();
    if no == 0 { String::new() } else { format!("{no} not to be quoted") }
}

/// Draws it.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    let theme = view.theme;
    let corpus = &**view.corpus;
    let today = today();
    state.chosen.retain(|id| corpus.participant(*id).is_some());
    if corpus.participants.is_empty() {
        ui.add_space(40.0);
        ui.vertical_centered(|ui| {
            ui.heading("Nobody is in the table yet");
            ui.label("What participants agreed to is recorded here once they are there.");
        });
        return;
    }
    pasted(ui, view, outbox);
    let wanted = state.find.trim().to_lowercase();
    let shown: Vec<&Participant> = corpus
        .participants
        .iter()
        .filter(|p| wanted.is_empty() || p.name.to_lowercase().contains(&wanted))
        .collect();
    bar(ui, view, state, &shown, outbox);
    ui.add_space(4.0);
    let lines = summary(corpus, &today);
    ui.add(Label::new(RichText::new(lines.join("  ")).small().color(theme.quiet)).wrap());
    quiet(
        ui,
        theme,
        "Words of people who said no to quotation are left out of every file; numbers count them. \
         No to archiving leaves them out of long tables for archives. A table can be pasted here.",
    );
    ui.add_space(8.0);
    table(ui, view, state, &shown, &today, outbox);
    if let Some(paper) = &mut state.paper
        && paper.show(ui.ctx(), view, outbox) == Dialog::Closed
    {
        state.paper = None;
    }
}

/// A table from the clipboard, with the headings of the list: one step.
fn pasted(ui: &Ui, view: &View<'_>, outbox: &mut Outbox) {
    if view.busy || ui.ctx().text_edit_focused() {
        return;
    }
    let text = ui.input(|input| {
        input.events.iter().find_map(|event| match event {
            egui::Event::Paste(text) => Some(text.clone()),
            _ => None,
        })
    });
    let Some(text) = text else { return };
    match read_consent(view.corpus, "pasted.tsv", text.as_bytes()) {
        Ok(read) => {
            if let Some(first) = read.refused.first() {
                let more = read.refused.len() - 1;
                let more = if more > 0 { format!(", and {more} more") } else { String::new() };
                let line =
                    format!("Line {}: {}{more}; nothing was recorded", first.line, first.why);
                outbox.send(Request::Complain(line));
            } else if read.changes.is_empty() {
                outbox.send(Request::Tell("There was no consent in what was pasted".to_owned()));
            } else {
                outbox.run(Command::SetConsent { people: read.changes });
            }
        }
        Err(why) => outbox.send(Request::Complain(format!("What was pasted: {why}"))),
    }
}

/// What is done for those who are chosen.
fn bar(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    shown: &[&Participant],
    outbox: &mut Outbox,
) {
    ui.horizontal(|ui| {
        let free = !view.busy && !state.chosen.is_empty();
        let all = !shown.is_empty() && shown.iter().all(|p| state.chosen.contains(&p.id));
        let mut every = all;
        let text = match state.chosen.len() {
            0 => "Choose all".to_owned(),
            n => format!("{} chosen", count(n, "participant")),
        };
        if ui.checkbox(&mut every, text).clicked() {
            state.chosen = if all { BTreeSet::new() } else { shown.iter().map(|p| p.id).collect() };
        }
        for scope in ConsentScope::ALL {
            let name = crate::ui::parts::capital(scope.name());
            ui.add_enabled_ui(free, |ui| {
                ui.menu_button(format!("{name}…"), |ui| {
                    for answer in [Some(true), Some(false), None] {
                        if ui.button(word(answer)).clicked() {
                            record(&state.chosen, scope, answer, outbox);
                            ui.close();
                        }
                    }
                });
            });
        }
        if ui.add_enabled(free, Button::new("Form and deadline…")).clicked() {
            let people: Vec<ParticipantId> = state.chosen.iter().copied().collect();
            state.paper = Some(Paper::new(view.corpus, people));
        }
        if ui.add_enabled(!view.busy, Button::new("Save list…")).clicked() {
            outbox.send(Request::Export(Export::Consent));
        }
        find(ui, view, &mut state.find, "Find a participant");
    });
}

fn record(
    people: &BTreeSet<ParticipantId>,
    scope: ConsentScope,
    answer: Option<bool>,
    outbox: &mut Outbox,
) {
    let change = ConsentChange::scope(scope, answer);
    let people = people.iter().map(|id| (*id, change.clone())).collect();
    outbox.run(Command::SetConsent { people });
}

fn table(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    shown: &[&Participant],
    today: &str,
    outbox: &mut Outbox,
) {
    let theme = view.theme;
    let (heads, _) = ui.allocate_exact_size(vec2(ui.available_width(), 24.0), Sense::HOVER);
    let font = crate::ui::parts::font(ui, &egui::TextStyle::Small);
    let put = |x: f32, text: &str| {
        let at = pos2(heads.left() + x, heads.center().y);
        ui.painter().text(at, egui::Align2::LEFT_CENTER, text, font.clone(), theme.quiet);
    };
    put(24.0, "Participant");
    for (x, name) in &COLUMNS {
        put(x + 8.0, name);
    }
    ui.painter().hline(heads.x_range(), heads.bottom(), Stroke::new(1.0, theme.border));
    ui.spacing_mut().item_spacing.y = 0.0;
    let area = ScrollArea::vertical().id_salt("consent").auto_shrink(false);
    area.show_rows(ui, ROW, shown.len(), |ui, range| {
        for person in shown.get(range).unwrap_or_default() {
            row(ui, view, state, person, today, outbox);
        }
    });
}

fn row(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    person: &Participant,
    today: &str,
    outbox: &mut Outbox,
) {
    let theme = view.theme;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::HOVER);
    ui.painter().hline(rect.x_range(), rect.bottom(), Stroke::new(1.0, theme.line));
    let mut place = |x: f32, width: f32, content: &mut dyn FnMut(&mut Ui)| {
        let at = egui::Rect::from_min_size(rect.min + vec2(x, 3.0), vec2(width, ROW - 6.0));
        let layout = egui::Layout::left_to_right(egui::Align::Center);
        let id = (person.id, x as i32);
        let mut ui = ui.new_child(UiBuilder::new().id_salt(id).max_rect(at).layout(layout));
        content(&mut ui);
    };
    place(4.0, 236.0, &mut |ui| {
        let mut chosen = state.chosen.contains(&person.id);
        if ui.checkbox(&mut chosen, &person.name).clicked() {
            if chosen {
                state.chosen.insert(person.id);
            } else {
                state.chosen.remove(&person.id);
            }
        }
    });
    for (scope, (x, _)) in ConsentScope::ALL.into_iter().zip(COLUMNS) {
        place(x, 112.0, &mut |ui| answer(ui, view, person, scope, outbox));
    }
    let consent = &person.consent;
    // Their words stand under the head: they have no frame around them.
    place(COLUMNS[3].0 + 8.0, 164.0, &mut |ui| {
        let name = format!("Consent form of {}", person.name);
        if paper_cell(ui, view, &consent.form, &name, theme.ink) {
            state.paper = Some(Paper::new(view.corpus, vec![person.id]));
        }
    });
    let (x, _) = COLUMNS[4];
    place(x + 8.0, (rect.width() - x - 8.0).max(120.0), &mut |ui| {
        let phase = deadline(&consent.withdraw_until, today);
        let (text, ink) = match phase {
            "near" => (format!("{}  soon over", consent.withdraw_until), theme.warning),
            "passed" => (format!("{}  over", consent.withdraw_until), theme.quiet),
            _ => (consent.withdraw_until.clone(), theme.ink),
        };
        let name = format!("Deadline of {}", person.name);
        if paper_cell(ui, view, &text, &name, ink) {
            state.paper = Some(Paper::new(view.corpus, vec![person.id]));
        }
    });
}

/// One answer: its word, which opens the three there are.
fn answer(
    ui: &mut Ui,
    view: &View<'_>,
    person: &Participant,
    scope: ConsentScope,
    outbox: &mut Outbox,
) {
    let theme: &Theme = view.theme;
    let now = person.consent.of(scope);
    let (text, ink) = match now {
        Some(true) => ("yes", theme.ink),
        Some(false) => ("no", theme.error),
        None => ("–", theme.quiet),
    };
    let text = RichText::new(text).color(ink);
    let text = if now == Some(false) { text.text_style(theme::strong()) } else { text };
    ui.add_enabled_ui(!view.busy, |ui| {
        let menu = ui.menu_button(text, |ui| {
            for answer in [Some(true), Some(false), None] {
                if ui.selectable_label(answer == now, word(answer)).clicked() {
                    let people = BTreeSet::from([person.id]);
                    record(&people, scope, answer, outbox);
                    ui.close();
                }
            }
        });
        let name = format!("{} of {}: {}", scope.name(), person.name, answer_in_words(now));
        menu.response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, &name));
    });
}

/// Words that open the dialog they are written in; true when they were used.
fn paper_cell(ui: &mut Ui, view: &View<'_>, text: &str, name: &str, ink: egui::Color32) -> bool {
    let shown = if text.is_empty() { "–" } else { text };
    let ink = if text.is_empty() { view.theme.quiet } else { ink };
    let button = Button::new(RichText::new(shown).color(ink)).frame(false).truncate();
    let response = ui.add_enabled(!view.busy, button);
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, !view.busy, name));
    response.clicked()
}

impl Paper {
    /// With what all of them have in common.
    fn new(corpus: &Corpus, people: Vec<ParticipantId>) -> Self {
        let known = people.iter().filter_map(|id| corpus.participant(*id)).map(|p| &p.consent);
        let same = |of: &dyn Fn(&crate::model::Consent) -> String| {
            let mut all = known.clone().map(of);
            let first = all.next().unwrap_or_default();
            if all.all(|other| other == first) { first } else { String::new() }
        };
        let (form, until) = (same(&|c| c.form.clone()), same(&|c| c.withdraw_until.clone()));
        let before = (form.clone(), until.clone());
        Self { people, form, until, before, error: None, focus: true }
    }

    fn show(&mut self, ctx: &egui::Context, view: &View<'_>, outbox: &mut Outbox) -> Dialog {
        let theme = view.theme;
        let who = match self.people.as_slice() {
            [one] => view.corpus.participant(*one).map(|p| p.name.clone()).unwrap_or_default(),
            several => count(several.len(), "participant"),
        };
        let title = format!("Consent of {who}");
        let shown = dialogs::frame(ctx, theme, &title, 420.0, |ui| {
            let field = Field { label: "Consent form", hint: "v2 of 2026-03", ..Field::default() };
            let form = field.show(ui, theme, &mut self.form);
            if std::mem::take(&mut self.focus) {
                form.request_focus();
            }
            let field = Field {
                label: "Can withdraw until",
                hint: "2026-12-31",
                error: self.error,
                ..Field::default()
            };
            let until = field.show(ui, theme, &mut self.until);
            if until.changed() {
                self.error = None;
            }
            framed(ui, theme, false);
            let done = dialogs::entered(ui, &form) || dialogs::entered(ui, &until);
            let pressed = dialogs::buttons(ui, |ui| {
                let save = primary(ui, theme, !view.busy, "Save").clicked();
                (save, ui.button("Cancel").clicked())
            });
            (done || pressed.0, pressed.1)
        });
        let (save, cancelled) = shown.inner;
        if cancelled || shown.escaped {
            return Dialog::Closed;
        }
        if !save || view.busy {
            return Dialog::Open;
        }
        let (form, until) = (self.form.trim().to_owned(), self.until.trim().to_owned());
        if !until.is_empty() && !is_day(&until) {
            self.error = Some("Write the day like 2026-12-31");
            self.focus = true;
            return Dialog::Open;
        }
        let change = ConsentChange {
            form: (form != self.before.0).then_some(form),
            withdraw_until: (until != self.before.1).then_some(until),
            ..ConsentChange::default()
        };
        if !change.is_empty() {
            let people = self.people.iter().map(|id| (*id, change.clone())).collect();
            outbox.run(Command::SetConsent { people });
        }
        Dialog::Closed
    }
}
