//! Who the speakers are: every label, the same one across documents at once.

use super::figures::{Figures, Group, Member};
use crate::model::{Corpus, DocumentId, Span, SpeakerId, Voice};
use crate::study::Command;
use crate::ui::icons::{self, Icon};
use crate::ui::outbox::{Outbox, Request};
use crate::ui::parts::{count, font, quiet};
use crate::ui::picker;
use crate::ui::theme;
use crate::ui::view::View;
use crate::ui::widgets::one_line;
use egui::{
    Id, Rect, Response, RichText, ScrollArea, Sense, Stroke, StrokeKind, TextStyle, Ui, UiBuilder,
    Vec2, WidgetInfo, pos2, vec2,
};
use std::collections::HashSet;

/// What the list of speakers remembers.
#[derive(Default)]
pub(super) struct Speakers {
    /// Only labels that hold this.
    pub(super) find: String,
    open: HashSet<String>,
}

const GROUP: f32 = 56.0;
const MEMBER: f32 = 36.0;
const HEADING: f32 = 40.0;
/// The list stays as narrow as can be read along a row.
const WIDEST: f32 = 1180.0;
const BUTTON: f32 = 190.0;

/// A line of the list.
enum Line<'a> {
    Heading(String, bool),
    Group(&'a Group, bool),
    Member(&'a Group, &'a Member),
}

impl Line<'_> {
    fn height(&self) -> f32 {
        match self {
            Self::Heading(..) => HEADING,
            Self::Group(..) => GROUP,
            Self::Member(..) => MEMBER,
        }
    }
}

/// What a drop-down means.
#[derive(Clone, PartialEq, Debug)]
enum Choice {
    Voice(Voice),
    NewParticipant(String),
}

/// Draws the list into all the room there is.
pub(super) fn show(
    ui: &mut Ui,
    view: &View<'_>,
    figures: &Figures,
    state: &mut Speakers,
    outbox: &mut Outbox,
) {
    let lines = lines(figures, state);
    let tops: Vec<f32> = lines
        .iter()
        .scan(0.0, |y, line| {
            let top = *y;
            *y += line.height();
            Some(top)
        })
        .collect();
    let height = tops.last().copied().unwrap_or(0.0) + lines.last().map_or(0.0, Line::height);
    ScrollArea::vertical().id_salt("speakers").auto_shrink(false).show_viewport(
        ui,
        |ui, viewport| {
            let width = ui.available_width().min(WIDEST);
            let (content, _) = ui.allocate_exact_size(vec2(width, height + 24.0), Sense::HOVER);
            let first = tops.partition_point(|top| *top + GROUP < viewport.top());
            for (line, top) in lines.iter().zip(&tops).skip(first) {
                if *top > viewport.bottom() {
                    break;
                }
                let rect = Rect::from_min_size(
                    pos2(content.left(), content.top() + top),
                    vec2(width, line.height()),
                );
                let mut ui = ui.new_child(UiBuilder::new().max_rect(rect));
                match line {
                    Line::Heading(text, waits) => heading(&ui, view, rect, text, *waits),
                    Line::Group(group, open) => {
                        show_group(&mut ui, view, group, *open, rect, state, outbox);
                    }
                    Line::Member(group, member) => {
                        show_member(&mut ui, view, group, member, rect, outbox);
                    }
                }
            }
            if lines.is_empty() {
                quiet(ui, view.theme, "No label holds these letters.");
            }
        },
    );
}

fn lines<'a>(figures: &'a Figures, state: &Speakers) -> Vec<Line<'a>> {
    let wanted = state.find.trim().to_lowercase();
    let mut lines = Vec::new();
    let mut section = None;
    for group in &figures.groups {
        if !group.label.to_lowercase().contains(&wanted) {
            continue;
        }
        if section != Some(group.waits()) {
            section = Some(group.waits());
            let n = if group.waits() {
                figures.waiting
            } else {
                figures.groups.len() - figures.waiting
            };
            let text = if group.waits() { "Waiting to be mapped" } else { "Mapped" };
            lines.push(Line::Heading(format!("{text} · {n}"), group.waits()));
        }
        let open = state.open.contains(&group.label);
        lines.push(Line::Group(group, open));
        if open {
            lines.extend(group.members.iter().map(|member| Line::Member(group, member)));
        }
    }
    lines
}

fn heading(ui: &Ui, view: &View<'_>, rect: Rect, text: &str, waits: bool) {
    let ink = if waits { view.theme.warning } else { view.theme.quiet };
    let galley = one_line(ui.painter(), text, font(ui, &TextStyle::Small), ink, rect.width());
    let at = pos2(rect.left(), rect.bottom() - 8.0 - galley.size().y);
    ui.painter().galley(at, galley, ink);
    let line = Stroke::new(1.0, view.theme.line);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, line);
}

fn show_group(
    ui: &mut Ui,
    view: &View<'_>,
    group: &Group,
    open: bool,
    rect: Rect,
    state: &mut Speakers,
    outbox: &mut Outbox,
) {
    let theme = view.theme;
    let line = Stroke::new(1.0, theme.line);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, line);
    let several = group.members.len() > 1;
    if several && wedge(ui, view, group, open, rect).clicked() && !state.open.remove(&group.label) {
        state.open.insert(group.label.clone());
    }
    let left = rect.left() + 26.0;
    let label_room = 150.0;
    let label =
        one_line(ui.painter(), &group.label, font(ui, &theme::strong()), theme.ink, label_room);
    ui.painter().galley(pos2(left, rect.top() + 9.0), label, theme.ink);
    let documents = match group.members.as_slice() {
        [one] => one.document_name.clone(),
        many => format!("in {}", count(many.len(), "document")),
    };
    let small = font(ui, &TextStyle::Small);
    let galley = one_line(ui.painter(), &documents, small.clone(), theme.quiet, label_room);
    ui.painter().galley(pos2(left, rect.top() + 30.0), galley, theme.quiet);
    let button_left = rect.right() - BUTTON - 4.0;
    // What is said, as one would read it, and how much there is.
    let middle = left + label_room + 16.0;
    let room = button_left - 40.0 - middle;
    let example = group.members.iter().map(|member| &member.example).find(|text| !text.is_empty());
    if room > 60.0 {
        let mut serif = font(ui, &theme::reading());
        serif.size = 15.0;
        let text = example.map_or_else(|| "no words".to_owned(), |text| format!("“{text}”"));
        let galley = one_line(ui.painter(), &text, serif, theme.ink, room);
        ui.painter().galley(pos2(middle, rect.top() + 6.0), galley, theme.ink);
        let amount = amounts(group.turns, group.words);
        let galley = one_line(ui.painter(), &amount, small, theme.quiet, room);
        ui.painter().galley(pos2(middle, rect.top() + 31.0), galley, theme.quiet);
    }
    let button = Rect::from_min_size(pos2(button_left, rect.center().y - 15.0), vec2(BUTTON, 30.0));
    if let [only] = group.members.as_slice() {
        change(ui, view, group, only, button.left(), outbox);
    }
    let name = format!("{} is", group.label);
    let choice = map_button(ui, view, button, group.voice, &name, &group.label);
    if let Some(choice) = choice {
        let speakers = group.members.iter().map(|member| member.speaker).collect();
        choose(choice, speakers, outbox);
    }
}

fn amounts(turns: u32, words: u64) -> String {
    format!("{}, {}", count(turns as usize, "turn"), count(words as usize, "word"))
}

fn wedge(ui: &mut Ui, view: &View<'_>, group: &Group, open: bool, rect: Rect) -> Response {
    let theme = view.theme;
    let side = Rect::from_min_size(pos2(rect.left() - 2.0, rect.top() + 7.0), Vec2::splat(22.0));
    let id = Id::unique("speaker wedge").with(&group.label);
    let response = ui.interact(side, id, Sense::click());
    let name = format!("{} document by document", group.label);
    response.widget_info(|| WidgetInfo::selected(egui::Role::Button, true, open, &name));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(side, 5.0, theme.control_hover);
    }
    let icon = if open { Icon::Down } else { Icon::Right };
    icons::paint(ui.painter(), side.shrink(5.0), icon, theme.quiet);
    response.on_hover_text(name)
}

fn show_member(
    ui: &mut Ui,
    view: &View<'_>,
    group: &Group,
    member: &Member,
    rect: Rect,
    outbox: &mut Outbox,
) {
    let theme = view.theme;
    ui.painter().rect_filled(rect.with_max_y(rect.max.y - 1.0), 0.0, theme.panel);
    let line = Stroke::new(1.0, theme.line);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, line);
    let left = rect.left() + 26.0;
    let touch = Rect::from_min_size(pos2(left - 6.0, rect.top() + 5.0), vec2(156.0, 26.0));
    let id = Id::unique("speaker document").with(member.speaker);
    let response = ui.interact(touch, id, Sense::click());
    let name = format!("Read {} in {}", group.label, member.document_name);
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Link, true, &name));
    let ink = if response.hovered() || response.has_focus() { theme.accent } else { theme.ink };
    let body = font(ui, &TextStyle::Body);
    let galley = one_line(ui.painter(), &member.document_name, body, ink, 144.0);
    ui.painter().galley(pos2(left, rect.center().y - galley.size().y / 2.0), galley, ink);
    if response.on_hover_text(name).clicked()
        && let Some(span) = first_turn(view.corpus, member.document, member.speaker)
    {
        outbox.send(Request::ReadAt(member.document, span, None));
    }
    let button_left = rect.right() - BUTTON - 4.0;
    let middle = left + 166.0;
    let room = button_left - 40.0 - middle;
    if room > 60.0 {
        let small = font(ui, &TextStyle::Small);
        let amount = one_line(
            ui.painter(),
            &amounts(member.turns, member.words),
            small,
            theme.quiet,
            room * 0.5,
        );
        let taken = amount.size().x.max(150.0) + 12.0;
        let y = rect.center().y - amount.size().y / 2.0;
        ui.painter().galley(pos2(middle, y), amount, theme.quiet);
        let mut serif = font(ui, &theme::reading());
        serif.size = 14.0;
        let text = one_line(ui.painter(), &member.example, serif, theme.ink, room - taken);
        let y = rect.center().y - text.size().y / 2.0;
        ui.painter().galley(pos2(middle + taken, y), text, theme.ink);
    }
    let button = Rect::from_min_size(pos2(button_left, rect.center().y - 14.0), vec2(BUTTON, 28.0));
    change(ui, view, group, member, button.left(), outbox);
    let name = format!("{} in {} is", group.label, member.document_name);
    let choice = map_button(ui, view, button, Some(member.voice), &name, &group.label);
    if let Some(choice) = choice {
        choose(choice, vec![member.speaker], outbox);
    }
}

/// The dots that lead to joining, renaming, giving turns away and finding again.
fn change(
    ui: &mut Ui,
    view: &View<'_>,
    group: &Group,
    member: &Member,
    right: f32,
    outbox: &mut Outbox,
) {
    let y = ui.max_rect().center().y;
    let place = Rect::from_center_size(pos2(right - 18.0, y), Vec2::splat(24.0));
    let name = format!("Change speaker {} in {}", group.label, member.document_name);
    let mut inner = ui.new_child(UiBuilder::new().max_rect(place).id_salt(member.speaker));
    if icons::button(&mut inner, view.theme, Icon::More, &name).clicked() {
        outbox.send(Request::AskSpeakers(member.document, Vec::new()));
    }
}

fn first_turn(corpus: &Corpus, document: DocumentId, speaker: SpeakerId) -> Option<Span> {
    let document = corpus.document(document)?;
    let turn = document.turns.iter().find(|turn| turn.speaker == Some(speaker))?;
    Span::new(turn.start, turn.end)
}

fn choose(choice: Choice, speakers: Vec<SpeakerId>, outbox: &mut Outbox) {
    match choice {
        Choice::Voice(voice) => outbox.run(Command::MapSpeakers { speakers, voice }),
        Choice::NewParticipant(name) => outbox.run(Command::AddParticipant { name }),
    }
}

/// Whose it is, as a button that opens the drop-down.
fn map_button(
    ui: &mut Ui,
    view: &View<'_>,
    rect: Rect,
    voice: Option<Voice>,
    name: &str,
    label: &str,
) -> Option<Choice> {
    let theme = view.theme;
    let (text, ink) = match voice {
        None => ("Different people".to_owned(), theme.ink),
        Some(Voice::Unassigned) => ("Nobody yet".to_owned(), theme.warning),
        Some(Voice::Interviewer) => ("Interviewer".to_owned(), theme.ink),
        Some(Voice::Participant(id)) => {
            let person = view.corpus.participant(id);
            (person.map_or_else(|| "?".to_owned(), |person| person.name.clone()), theme.ink)
        }
    };
    let id = Id::unique("speaker map").with(name);
    let sense = if view.busy { Sense::HOVER } else { Sense::click() };
    let response = ui.interact(rect, id, sense);
    response.widget_info(|| {
        WidgetInfo::labeled(egui::Role::ComboBox, !view.busy, format!("{name} {text}"))
    });
    let look = ui.style().interact(&response);
    let edge = if response.hovered() || response.has_focus() {
        look.bg_stroke
    } else {
        Stroke::new(1.0, theme.border)
    };
    ui.painter().rect(rect, 6.0, theme.field, edge, StrokeKind::Inside);
    if response.has_focus() {
        let ring = Stroke::new(2.0, theme.accent);
        ui.painter().rect_stroke(rect, 6.0, ring, StrokeKind::Inside);
    }
    let galley =
        one_line(ui.painter(), &text, font(ui, &TextStyle::Body), ink, rect.width() - 40.0);
    let y = rect.center().y - galley.size().y / 2.0;
    ui.painter().galley(pos2(rect.left() + 10.0, y), galley, ink);
    let wedge =
        Rect::from_center_size(pos2(rect.right() - 16.0, rect.center().y), Vec2::splat(12.0));
    icons::paint(ui.painter(), wedge, Icon::Down, theme.quiet);
    // Asked only while the list is open: there may be thousands of participants.
    let hint = ("Search participants", false);
    let lines = || choices(view, voice, label).0;
    let chosen = picker::pick(ui, theme, &response, hint, lines)?;
    choices(view, voice, label).1.into_iter().nth(chosen)
}

/// To whom a label can belong: the lines, and what each means. The list opens at what holds now, so
/// Enter alone changes nothing.
fn choices(view: &View<'_>, now: Option<Voice>, label: &str) -> (Vec<picker::Choice>, Vec<Choice>) {
    let voice = |text: &str, detail: &str, voice: Voice| {
        let line = picker::Choice::new(text, now == Some(voice)).detail(detail);
        (line, Choice::Voice(voice))
    };
    let mut all = vec![
        voice("Interviewer", "never counted", Voice::Interviewer),
        voice("Nobody yet", "", Voice::Unassigned),
    ];
    if view.corpus.participant_named(label).is_none() {
        let name = label.trim().to_owned();
        let line = picker::Choice::new(format!("New participant {name}"), false).always();
        all.push((line, Choice::NewParticipant(name)));
    }
    all.extend(view.corpus.participants.iter().map(|person| {
        let role = view.role.and_then(|role| person.values.get(&role)).map_or("", String::as_str);
        voice(&person.name, role, Voice::Participant(person.id))
    }));
    all.into_iter().unzip()
}

/// The line above the list.
pub(super) fn summary(ui: &mut Ui, view: &View<'_>, figures: &Figures) {
    let theme = view.theme;
    let (text, ink) = match figures.waiting {
        0 => ("Every speaker is mapped.".to_owned(), theme.success),
        1 => (
            "1 speaker waits to be mapped: their speech is counted for nobody".to_owned(),
            theme.warning,
        ),
        n => (
            format!("{n} speakers wait to be mapped: their speech is counted for nobody"),
            theme.warning,
        ),
    };
    ui.label(RichText::new(text).color(ink));
    let (words, documents) = figures.unlabelled;
    if words > 0 {
        let (words, documents) = (count(words as usize, "word"), count(documents, "document"));
        quiet(
            ui,
            theme,
            format!(
                "{words} in {documents} stand under no label (headings, notes) and count for nobody."
            ),
        );
    }
}
