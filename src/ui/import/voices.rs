//! Who speaks in the chosen file: every label, whose it is to be, and which labels are none.

use super::State;
use super::entry::{Heard, Held, decide};
use crate::model::{Reading, Span, SpeakerChoice};
use crate::text::turns::same_label;
use crate::ui::icons::{self, Icon};
use crate::ui::parts::{Field, count, quiet};
use crate::ui::theme;
use crate::ui::view::View;
use crate::ui::widgets::{drop_chip, filter_chip, one_line, semibold};
use crate::ui::{dialogs, picker};
use egui::{Popup, RichText, Sense, Ui, WidgetInfo, vec2};

/// What the map of speakers remembers.
#[derive(Default)]
pub(super) struct Voices {
    /// The label a new participant is being typed for, what is typed, and whether that just began.
    typing: Option<Typing>,
}

type Typing = (String, String, bool);

impl Voices {
    pub(super) fn leave(&mut self) {
        self.typing = None;
    }
}

enum Act {
    Choose(String, SpeakerChoice),
    Type(String),
    Jump(Span),
    Same(String, String),
    Leave(String),
    Take(String),
    /// A decision on labels is taken back.
    Forget(String),
    /// The first label is the participant with this name, the second the interviewer.
    Swap(String, String, Option<String>),
}

/// Draws it and does what was asked.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    let Some(entry) = state.entries.get(state.chosen) else { return };
    let Some(held) = entry.held().get(state.document) else { return };
    let mut acts = Vec::new();
    let mut typed = state.voices.typing.clone();
    ui.label(RichText::new("Who speaks").text_style(theme::strong()));
    if held.labels.is_empty() {
        quiet(ui, view.theme, "No labels were taken for speakers: all of it is nobody’s yet.");
    }
    reversed(ui, view, state, held, &mut acts);
    let total: u32 = held.words.max(1);
    // A file of thousands of labels is no transcript of a talk; the first ones show that.
    for label in held.labels.iter().take(60) {
        ui.add_space(4.0);
        ui.scope(|ui| card(ui, view, state, held, (label, total), &mut acts));
        ui.add_space(4.0);
    }
    if held.labels.len() > 60 {
        let more = count(held.labels.len() - 60, "more label");
        quiet(ui, view.theme, format!("… and {more}"));
    }
    swap(ui, view, state, held, &mut acts);
    typing(ui, view, &mut typed, &mut acts);
    others(ui, view, state, held, &mut acts);
    state.voices.typing = typed;
    for act in acts {
        state.act(act);
    }
}

impl State {
    fn act(&mut self, act: Act) {
        let at = self.chosen;
        let Some(entry) = self.entries.get_mut(at) else { return };
        let reading = &mut entry.reading;
        match act {
            Act::Type(label) => {
                self.voices.typing = Some((label, String::new(), true));
                return;
            }
            Act::Jump(span) => {
                self.transcript.reveal(span);
                return;
            }
            Act::Choose(label, choice) => decide(reading, &label, choice),
            Act::Same(label, other) => {
                reading.same.retain(|(known, _)| !same_label(known, &label));
                reading.same.push((label, other));
            }
            Act::Leave(label) => {
                reading.take.retain(|known| !same_label(known, &label));
                reading.leave.push(label);
            }
            Act::Take(label) => {
                reading.leave.retain(|known| !same_label(known, &label));
                reading.take.push(label);
            }
            Act::Forget(label) => {
                reading.take.retain(|known| !same_label(known, &label));
                reading.leave.retain(|known| !same_label(known, &label));
                reading.same.retain(|(known, _)| !same_label(known, &label));
            }
            Act::Swap(label, name, other) => {
                decide(reading, &label, SpeakerChoice::Participant(name));
                if let Some(other) = other {
                    decide(reading, &other, SpeakerChoice::Interviewer);
                }
            }
        }
        self.seen.revoice();
        self.look_at(at);
    }

    /// Whom a label of the chosen file would mean if it were somebody: by the file's name, or its own.
    fn somebody(&self, label: &str) -> String {
        let entry = self.entries.get(self.chosen);
        let by_file = entry.and_then(|entry| self.people.1.suggested(entry.stem()));
        by_file.unwrap_or_else(|| label.to_owned())
    }
}

/// What the header of the file says against the usual meaning of a label.
fn reversed(ui: &mut Ui, view: &View<'_>, state: &State, held: &Held, acts: &mut Vec<Act>) {
    let Some(label) = held.reversed() else { return };
    let entry = state.entries.get(state.chosen);
    if entry.is_none_or(|entry| entry.decided(&label.label)) {
        return;
    }
    let other = match held.labels.as_slice() {
        [a, b] if same_label(&a.label, &label.label) => Some(b.label.clone()),
        [a, b] if same_label(&b.label, &label.label) => Some(a.label.clone()),
        _ => None,
    };
    let name = state.somebody(&label.label);
    egui::Frame::new().fill(view.theme.chosen).corner_radius(6).inner_margin(10).show(ui, |ui| {
        ui.set_width(ui.available_width());
        let text = format!("The header says that {} is not the interviewer.", label.label);
        ui.label(RichText::new(text).color(view.theme.ink));
        let text = match &other {
            Some(other) => format!("{} is {name}, {other} asks", label.label),
            None => format!("{} is {name}", label.label),
        };
        if ui.button(text).clicked() {
            acts.push(Act::Swap(label.label.clone(), name.clone(), other.clone()));
        }
    });
    ui.add_space(4.0);
}

/// Where two people talk, one click turns round who asks.
fn swap(ui: &mut Ui, view: &View<'_>, state: &State, held: &Held, acts: &mut Vec<Act>) {
    let Some(entry) = state.entries.get(state.chosen) else { return };
    let [a, b] = held.labels.as_slice() else { return };
    let whose = |label: &Heard| entry.whose(&state.people.1, &label.label);
    let (asks, answers) = match (whose(a), whose(b)) {
        (SpeakerChoice::Interviewer, SpeakerChoice::Interviewer) => return,
        (SpeakerChoice::Interviewer, _) => (a, b),
        (_, SpeakerChoice::Interviewer) => (b, a),
        _ => return,
    };
    if held.reversed().is_some_and(|label| !entry.decided(&label.label)) {
        return;
    }
    let text = format!("Swap: {} answers, {} asks", asks.label, answers.label);
    if ui.link(RichText::new(text).small().color(view.theme.accent)).clicked() {
        let name = match whose(answers) {
            SpeakerChoice::Participant(name) => name,
            _ => state.somebody(&asks.label),
        };
        acts.push(Act::Swap(asks.label.clone(), name, Some(answers.label.clone())));
    }
}

fn card(
    ui: &mut Ui,
    view: &View<'_>,
    state: &State,
    held: &Held,
    (label, total): (&Heard, u32),
    acts: &mut Vec<Act>,
) {
    let theme = view.theme;
    ui.horizontal(|ui| {
        let name = one_line(ui.painter(), &label.label, semibold(14.0), theme.ink, 120.0);
        let (rect, response) = ui.allocate_exact_size(vec2(name.size().x, 26.0), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, &label.label));
        let at = egui::pos2(rect.left(), rect.center().y - name.size().y / 2.0);
        ui.painter().galley(at, name, theme.ink);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let dots = icons::button(ui, theme, Icon::More, &format!("More about {}", label.label));
            Popup::menu(&dots).show(|ui| menu(ui, held, label, acts));
            whose(ui, view, state, label, acts);
        });
    });
    let share = (f64::from(label.words) * 100.0 / f64::from(total)).round();
    let amount = format!("{}, {share:.0} % of the words", count(label.turns as usize, "turn"));
    ui.spacing_mut().item_spacing.y = 1.0;
    quiet(ui, theme, amount);
    if label.example.is_empty() {
        return;
    }
    // The first words lead to where they stand.
    let mut serif = crate::ui::parts::font(ui, &theme::reading());
    serif.size = 14.0;
    let text = format!("“{}”", label.example);
    let galley = one_line(ui.painter(), &text, serif, theme.ink, ui.available_width());
    let size = vec2(ui.available_width(), galley.size().y.max(20.0));
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| {
        WidgetInfo::labeled(egui::Role::Link, true, format!("Show where {} speaks", label.label))
    });
    let ink =
        if response.hovered() || response.has_focus() { theme.accent } else { theme.question };
    ui.painter().galley_with_override_text_color(rect.left_top(), galley, ink);
    if response.on_hover_text("Show it in the text").clicked()
        && let Some(span) = label.at
    {
        acts.push(Act::Jump(span));
    }
}

fn menu(ui: &mut Ui, held: &Held, label: &Heard, acts: &mut Vec<Act>) {
    ui.set_min_width(180.0);
    for other in held.labels.iter().filter(|other| !same_label(&other.label, &label.label)).take(20)
    {
        if ui.button(format!("Is {}, spelled otherwise", other.label)).clicked() {
            acts.push(Act::Same(label.label.clone(), other.label.clone()));
            ui.close();
        }
    }
    if ui.button("Is not a speaker").clicked() {
        acts.push(Act::Leave(label.label.clone()));
        ui.close();
    }
}

/// The drop-down that says whose a label is.
fn whose(ui: &mut Ui, view: &View<'_>, state: &State, label: &Heard, acts: &mut Vec<Act>) {
    let Some(entry) = state.entries.get(state.chosen) else { return };
    let now = entry.whose(&state.people.1, &label.label);
    let text = match &now {
        SpeakerChoice::Interviewer => "Interviewer".to_owned(),
        SpeakerChoice::Nobody => "Nobody yet".to_owned(),
        SpeakerChoice::Participant(name) if state.people.1.named(name).is_some() => name.clone(),
        SpeakerChoice::Participant(name) => format!("{name} (new)"),
    };
    let chip = drop_chip(ui, view.theme, &text, &format!("{} is", label.label));
    let hint = ("Search participants", false);
    let all = || choices(view, state, &now, &label.label);
    let made = picker::pick(ui, view.theme, &chip, hint, || all().0);
    let Some(made) = made.and_then(|at| all().1.into_iter().nth(at)) else { return };
    acts.push(match made {
        Some(choice) => Act::Choose(label.label.clone(), choice),
        None => Act::Type(label.label.clone()),
    });
}

/// The lines and what each means; `None` is a participant that is yet to be named.
fn choices(
    view: &View<'_>,
    state: &State,
    now: &SpeakerChoice,
    label: &str,
) -> (Vec<picker::Choice>, Vec<Option<SpeakerChoice>>) {
    let line = |text: String, detail: &str, choice: SpeakerChoice| {
        let chosen = *now == choice;
        (picker::Choice::new(text, chosen).detail(detail), Some(choice))
    };
    let mut all = Vec::new();
    let mut offered: Vec<String> = Vec::new();
    let mut offer = |name: String, why: &str| {
        if !offered.contains(&name) {
            let known = state.people.1.named(&name).is_some();
            let text = if known { name.clone() } else { format!("New participant {name}") };
            all.push(line(text, why, SpeakerChoice::Participant(name.clone())));
            offered.push(name);
        }
    };
    let by_file = state.entries.get(state.chosen).map(super::entry::Entry::stem);
    if let Some(name) = by_file.and_then(|stem| state.people.1.suggested(stem)) {
        offer(name, "by the file’s name");
    }
    // A first and a last name as a label is a person's own: no pseudonym.
    let own = label.trim();
    let known = state.people.1.named(own).map(str::to_owned);
    if known.is_some() || !own.contains(' ') || own.contains(|c: char| c.is_ascii_digit()) {
        offer(known.unwrap_or_else(|| own.to_owned()), "by the label");
    }
    all.push(line("Interviewer".to_owned(), "never counted", SpeakerChoice::Interviewer));
    all.push(line("Nobody yet".to_owned(), "", SpeakerChoice::Nobody));
    all.push((picker::Choice::new("Another new participant…", false).always(), None));
    let people = view.corpus.participants.iter().filter(|person| !offered.contains(&person.name));
    all.extend(people.map(|person| {
        let role = view.role.and_then(|role| person.values.get(&role)).map_or("", String::as_str);
        line(person.name.clone(), role, SpeakerChoice::Participant(person.name.clone()))
    }));
    all.into_iter().unzip()
}

/// The field for the id of a new participant.
fn typing(ui: &mut Ui, view: &View<'_>, typed: &mut Option<Typing>, acts: &mut Vec<Act>) {
    let Some((label, text, fresh)) = typed else { return };
    ui.add_space(8.0);
    let name = format!("{label} is the new participant");
    let hint = "Pseudonym or number";
    let field = Field { label: &name, hint, ..Field::default() }.show(ui, view.theme, text);
    if std::mem::take(fresh) {
        field.request_focus();
    }
    if dialogs::entered(ui, &field) {
        let name = text.trim().to_owned();
        if !name.is_empty() && name.chars().count() <= 200 {
            acts.push(Act::Choose(label.clone(), SpeakerChoice::Participant(name)));
        }
        *typed = None;
    } else if field.lost_focus() {
        *typed = None;
    }
}

/// Labels that were decided to be others or none, and those that were not taken.
fn others(ui: &mut Ui, view: &View<'_>, state: &State, held: &Held, acts: &mut Vec<Act>) {
    let Some(entry) = state.entries.get(state.chosen) else { return };
    let Reading { take, leave, same, .. } = &entry.reading;
    let theme = view.theme;
    if !(take.is_empty() && leave.is_empty() && same.is_empty()) {
        ui.add_space(8.0);
        ui.horizontal_wrapped(|ui| {
            let lines = same.iter().map(|(label, other)| (label, format!("{label} is {other}")));
            let lines = lines
                .chain(leave.iter().map(|label| (label, format!("{label} is no speaker"))))
                .chain(take.iter().map(|label| (label, format!("{label} is a speaker"))));
            for (label, text) in lines {
                if filter_chip(ui, theme, None, &text, &format!("Take back: {text}")) {
                    acts.push(Act::Forget(label.clone()));
                }
            }
        });
    }
    let left: Vec<(String, u32)> =
        held.notes("label-not-taken").flat_map(|note| not_taken(&note.note)).collect();
    let left: Vec<_> =
        left.into_iter().filter(|(label, _)| !leave.iter().any(|l| same_label(l, label))).collect();
    if left.is_empty() {
        return;
    }
    ui.add_space(8.0);
    quiet(ui, theme, "Not taken for speakers:");
    ui.horizontal_wrapped(|ui| {
        for (label, lines) in left {
            let button = ui.small_button(format!("{label} ({lines}) is a speaker"));
            if button.on_hover_text("Its lines begin turns").clicked() {
                acts.push(Act::Take(label));
            }
        }
    });
}

/// The labels a note on those that were not taken names, with their lines.
fn not_taken(note: &str) -> Vec<(String, u32)> {
    let Some((_, list)) = note.split_once(": ") else { return Vec::new() };
    let each = list.split("), ").filter_map(|one| {
        let (label, lines) = one.trim_end_matches(", …").trim_end_matches(')').rsplit_once(" (")?;
        Some((label.trim().to_owned(), lines.parse().ok()?))
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::not_taken;

    #[test]
    fn labels_that_were_not_taken_are_read_from_the_note() {
        let check = |note: &str, expected: &[(&str, u32)]| {
            let expected: Vec<_> = expected.iter().map(|(l, n)| ((*l).to_owned(), *n)).collect();
            assert_eq!(not_taken(note), expected, "{note}");
        };
        let start = "words before a colon that were not taken for speakers";
        check(&format!("{start}: Dr. A, B (3), NB (1)"), &[("Dr. A, B", 3), ("NB", 1)]);
        check(&format!("{start}: A (3), B (1), …"), &[("A", 3), ("B", 1)]);
        check("nothing", &[]);
    }
}
