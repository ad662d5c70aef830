//! The theme reader: everything behind a theme, by participant, in the order of the transcripts. Only
//! what is visible is read and laid out.

use super::card::{self, Card};
use super::{State as Page, head, verdict};
use crate::analysis::{Excerpt, Passage, Reader, ThemeExcerpts, Voices, theme_excerpts};
use crate::model::{CoderChoice, Corpus, Flag, Theme, ThemeId};
use crate::ui::dialogs::Dialog;
use crate::ui::excerpts::Heights;
use crate::ui::icons::Icon;
use crate::ui::outbox::{Outbox, Quoted, Request};
use crate::ui::picker::{self, Choice};
use crate::ui::view::View;
use crate::ui::widgets::{self, semibold};
use crate::ui::worker::{self, Answers};
use egui::{
    Align, Align2, Event, EventFilter, Id, Key, Layout, Modifiers, Rect, Role, ScrollArea, Sense,
    Stroke, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

const HEAD: f32 = 40.0;
/// So many passages stay in memory.
const KEPT: usize = 400;
/// So long a frame may read.
const PATIENCE: Duration = Duration::from_millis(3);

/// Which passages are shown.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub(super) enum Show {
    #[default]
    All,
    Only(Flag),
}

impl Show {
    const EACH: [Self; 4] = [
        Self::All,
        Self::Only(Flag::Key),
        Self::Only(Flag::Contradicting),
        Self::Only(Flag::Uncertain),
    ];

    fn label(self) -> &'static str {
        match self {
            Self::All => "all excerpts",
            Self::Only(Flag::Key) => "key quotes only",
            Self::Only(Flag::Contradicting) => "contradicting only",
            Self::Only(Flag::Uncertain) => "uncertain only",
        }
    }

    fn takes(self, passage: &Passage) -> bool {
        match self {
            Self::All => true,
            Self::Only(flag) => passage.flags.has(flag),
        }
    }
}

/// A line of the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Row {
    /// The head of a participant.
    Head { title: String, passages: u32 },
    /// The passage with this index.
    Passage(u32),
}

struct Answer {
    corpus: Arc<Corpus>,
    found: ThemeExcerpts,
}

/// The theme, as it was made of these codes.
type Question = (u64, CoderChoice, ThemeId);

/// What the reader remembers.
#[derive(Default)]
pub(super) struct State {
    show: Show,
    /// Key quotes stand first within each participant.
    key_first: bool,
    answers: Answers<Question, Answer>,
    rows: Vec<Row>,
    rows_for: Option<(Question, Show, bool)>,
    texts: HashMap<u32, (Excerpt, String)>,
    heights: Heights,
    made_for: Option<(u32, u32)>,
    head: f32,
    cursor: Option<usize>,
    scroll_to: Option<f32>,
    reveal: bool,
}

impl State {
    pub(super) fn restart(&mut self) {
        self.cursor = None;
        self.scroll_to = Some(0.0);
    }

    fn ask(&mut self, ui: &Ui, view: &View<'_>, theme: &Theme) {
        let question: Question = (view.revision, view.shown.clone(), theme.id);
        let away = view.corpus.coding_count() > worker::LARGE;
        let (corpus, shown, asked) = (Arc::clone(view.corpus), view.shown.clone(), theme.clone());
        self.answers.ask(ui.ctx(), &question, (away, "theme"), move || {
            let found = theme_excerpts(&corpus, &asked, &shown);
            Answer { corpus, found }
        });
        let Some((known, answer)) = self.answers.get() else { return };
        let wanted = (known.clone(), self.show, self.key_first);
        if self.rows_for.as_ref() != Some(&wanted) {
            let held = self.cursor.and_then(|row| self.rows.get(row).cloned());
            self.rows = rows(&answer.corpus, &answer.found, self.show, self.key_first);
            self.cursor = held.and_then(|held| self.rows.iter().position(|row| *row == held));
            self.rows_for = Some(wanted);
            self.texts.clear();
            self.made_for = None;
        }
    }

    /// True when the answer is about another theme: it must not be shown under this one's name.
    fn is_stale(&self, theme: &Theme) -> bool {
        self.answers.get().is_none_or(|((_, _, id), _)| *id != theme.id)
    }
}

/// The lines: each participant with their passages that are shown.
fn rows(corpus: &Corpus, found: &ThemeExcerpts, show: Show, key_first: bool) -> Vec<Row> {
    let mut rows = Vec::new();
    let passage = |at: &u32| found.passages.get(*at as usize);
    for voices in &found.voices {
        let mut shown: Vec<u32> = voices
            .passages
            .iter()
            .copied()
            .filter(|at| passage(at).is_some_and(|passage| show.takes(passage)))
            .collect();
        if key_first {
            // Stable: the rest stays in the order of the transcripts.
            shown
                .sort_by_key(|at| !passage(at).is_some_and(|passage| passage.flags.has(Flag::Key)));
        }
        if !shown.is_empty() {
            let title = title(corpus, voices);
            rows.push(Row::Head { title, passages: shown.len() as u32 });
            rows.extend(shown.into_iter().map(Row::Passage));
        }
    }
    rows
}

fn title(corpus: &Corpus, voices: &Voices) -> String {
    let Some(person) = voices.participant.and_then(|id| corpus.participant(id)) else {
        return "Counted for nobody".to_owned();
    };
    let role = crate::analysis::role_attribute(corpus).and_then(|id| person.values.get(&id));
    match role.map(|role| role.trim()).filter(|role| !role.is_empty()) {
        Some(role) => format!("{}, {role}", person.name),
        None => person.name.clone(),
    }
}

/// Draws a theme: its head and, under it, what stands behind it.
pub(super) fn show(
    ui: &mut Ui,
    view: &View<'_>,
    page: &mut Page,
    theme: &Theme,
    outbox: &mut Outbox,
) {
    page.reader.ask(ui, view, theme);
    let ground = ui.max_rect();
    let width = (view.reading.size * 45.0).clamp(560.0, 860.0).min(ground.width() - 40.0);
    let left = ((ground.width() - width) / 2.0).max(16.0);
    estimate(view, &mut page.reader, width);
    let focus = keys(ui, &mut page.reader, outbox);
    let mut area = ScrollArea::vertical().id_salt("theme").auto_shrink(false);
    if let Some(offset) = page.reader.scroll_to.take() {
        area = area.vertical_scroll_offset(offset);
    }
    let mut open = None;
    let mut shift = 0.0;
    let output = area.show_viewport(ui, |ui, viewport| {
        let origin = ui.max_rect().min;
        let top = origin + vec2(left, 0.0);
        if viewport.top() < page.reader.head.max(1.0) || page.edit.is_some() {
            let rect = Rect::from_min_max(
                top + vec2(card::MARGIN, 18.0),
                pos2(top.x + width - card::MARGIN, f32::INFINITY),
            );
            let builder = UiBuilder::new()
                .max_rect(rect)
                .id_salt("theme head")
                .layout(Layout::top_down(Align::Min));
            let drawn = ui.scope_builder(builder, |ui| {
                head::show(ui, view, page, theme, outbox);
                over(ui, view, page, theme);
            });
            page.reader.head = drawn.response.rect.bottom() - origin.y + 4.0;
        }
        let reader = &mut page.reader;
        let total = reader.head + reader.heights.total() + 60.0;
        ui.set_min_size(vec2(ui.available_width(), total));
        if reader.is_stale(theme) {
            return;
        }
        let from = reader.heights.at((viewport.top() - reader.head).max(0.0));
        let to = (reader.heights.at((viewport.bottom() - reader.head).max(0.0)) + 1)
            .min(reader.heights.len());
        if !read(reader, from..to) {
            ui.ctx().request_repaint();
        }
        if std::mem::take(&mut reader.reveal)
            && let Some(row) = reader.cursor
        {
            let y = reader.head + reader.heights.top(row) as f32;
            let size = vec2(width, reader.heights.height(row));
            let rect = Rect::from_min_size(origin + vec2(left, y), size);
            ui.scroll_to_rect(rect.expand2(vec2(0.0, 12.0)), None);
        }
        for row in from..to {
            // Differences in double precision, so that the end of a long list does not shake.
            let begins = reader.heights.top(row) + f64::from(reader.head);
            let y = (begins - f64::from(viewport.top())) as f32 + ui.clip_rect().top();
            let height = reader.heights.height(row);
            let rect = Rect::from_min_size(pos2(top.x, y), vec2(width, height));
            let drawn = line(ui, view, reader, row, rect, &mut open);
            let grown = reader.heights.correct(row, drawn);
            if grown != 0.0 {
                ui.ctx().request_repaint();
                if begins < f64::from(viewport.top()) {
                    shift += grown;
                }
            }
        }
    });
    page.reader.heights.settle();
    if shift != 0.0 {
        page.reader.scroll_to = Some((output.state.clamped_offset().y + shift).max(0.0));
    }
    let list = ui.interact(output.inner_rect, focus, Sense::focusable_noninteractive());
    list.widget_info(|| WidgetInfo::labeled(Role::List, true, "Excerpts of the theme"));
    if let Some(row) = open {
        page.reader.cursor = Some(row);
        read_at(&page.reader, row, outbox);
    }
    if let Some(asked) = &mut page.verdict
        && verdict::show(ui, view, asked, outbox) == Dialog::Closed
    {
        page.verdict = None;
    }
}

/// The line between the head and the list: how much, what of it is shown; or why there is nothing.
fn over(ui: &mut Ui, view: &View<'_>, page: &mut Page, theme: &Theme) {
    ui.add_space(8.0);
    let rect = ui.available_rect_before_wrap();
    ui.painter().hline(rect.x_range(), rect.top(), Stroke::new(1.0, view.theme.line));
    ui.add_space(10.0);
    let reader = &mut page.reader;
    if reader.is_stale(theme) {
        ui.spinner();
        return;
    }
    let working = reader.answers.working();
    let Some(counts) = reader.answers.get().map(|(_, answer)| answer.found.counts) else { return };
    if counts.excerpts == 0 {
        nothing(ui, view, theme);
        return;
    }
    let row = vec2(ui.available_width(), widgets::CHIP);
    ui.allocate_ui_with_layout(row, Layout::right_to_left(Align::Center), |ui| {
        let anchor = widgets::drop_chip(ui, view.theme, reader.show.label(), "Which excerpts");
        let made = picker::pick(ui, view.theme, &anchor, ("Show", false), || {
            let each = Show::EACH.into_iter();
            let n = |show| match show {
                Show::All => counts.excerpts,
                Show::Only(Flag::Key) => counts.key,
                Show::Only(Flag::Contradicting) => counts.contradicting,
                Show::Only(Flag::Uncertain) => counts.uncertain,
            };
            each.map(|show| {
                Choice::new(show.label(), show == reader.show).detail(n(show).to_string())
            })
            .collect()
        });
        if let Some(show) = made.and_then(|at| Show::EACH.get(at)) {
            reader.show = *show;
        }
        if counts.key > 0 {
            let order = ["in their order", "key quotes first"];
            let text = order[usize::from(reader.key_first)];
            let anchor = widgets::drop_chip(ui, view.theme, text, "Order of the excerpts");
            let made = picker::pick(ui, view.theme, &anchor, ("Order", false), || {
                let each = order.into_iter().enumerate();
                each.map(|(at, text)| Choice::new(text, (at == 1) == reader.key_first)).collect()
            });
            if let Some(made) = made {
                reader.key_first = made == 1;
            }
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            head::summary(ui, view, &counts, working);
        });
    });
    if reader.rows.is_empty() {
        ui.add_space(24.0);
        ui.vertical_centered(|ui| {
            let text = format!(
                "None of these {} is marked so. Excerpts are marked in Read.",
                widgets::counted(counts.excerpts as u64, "excerpt", "excerpts")
            );
            ui.label(egui::RichText::new(text).color(view.theme.quiet));
            if ui.link("Show all excerpts").clicked() {
                reader.show = Show::All;
            }
        });
    }
}

fn nothing(ui: &mut Ui, view: &View<'_>, theme: &Theme) {
    let (icon, title, text) = if theme.codes.is_empty() {
        (
            Icon::Code,
            "No codes in this theme yet",
            "Drag codes onto it from the left, or choose them with “Add codes” above. Then everything \
             they cover stands here, by participant.",
        )
    } else {
        (
            Icon::Excerpts,
            "No excerpts under its codes yet",
            "What is coded with them in Read stands here, by participant.",
        )
    };
    ui.scope(|ui| {
        ui.set_max_height(260.0);
        widgets::empty(ui, view.theme, icon, (title, text), None);
    });
}

fn estimate(view: &View<'_>, reader: &mut State, width: f32) {
    let made_for = Some((width.round() as u32, (view.reading.size * 4.0) as u32));
    if reader.made_for == made_for {
        return;
    }
    let Some((_, answer)) = reader.answers.get() else { return };
    reader.made_for = made_for;
    let size = card::text_size(view);
    let on_line = (width / (size * 0.49)).max(20.0);
    let each = reader.rows.iter().map(|row| match row {
        Row::Head { .. } => HEAD,
        Row::Passage(at) => {
            let length = answer.found.passages.get(*at as usize).map_or(0, |p| p.span.len());
            card::AROUND + (length as f32 / on_line).ceil().max(1.0) * card::line_height(size)
        }
    });
    reader.heights.reset(each);
}

/// Reads the words of these lines. False when it took too long: the rest comes with the next frame.
fn read(reader: &mut State, rows: std::ops::Range<usize>) -> bool {
    let Some((_, answer)) = reader.answers.get() else { return true };
    let begun = Instant::now();
    if reader.texts.len() > KEPT {
        reader.texts.clear();
    }
    let mut quick: Option<Reader<'_>> = None;
    for row in reader.rows.get(rows).unwrap_or_default() {
        let Row::Passage(at) = *row else { continue };
        if reader.texts.contains_key(&at) {
            continue;
        }
        if quick.is_some() && begun.elapsed() > PATIENCE {
            return false;
        }
        let Some(passage) = answer.found.passages.get(at as usize) else { continue };
        let quick = quick.get_or_insert_with(|| Reader::quick(&answer.corpus));
        if let Some(excerpt) = passage.reference().and_then(|reference| quick.read(&reference)) {
            let codings = passage.codes.iter().flat_map(|(_, r)| r.codings(&answer.corpus));
            let memos: Vec<&str> = codings.filter_map(|coding| coding.memo.as_deref()).collect();
            reader.texts.insert(at, (excerpt, memos.join("\n")));
        }
    }
    true
}

fn line(
    ui: &mut Ui,
    view: &View<'_>,
    reader: &State,
    row: usize,
    rect: Rect,
    open: &mut Option<usize>,
) -> f32 {
    match reader.rows.get(row) {
        Some(Row::Head { title, passages }) => {
            voice(ui, view, rect, title, *passages);
            HEAD
        }
        Some(Row::Passage(at)) => {
            let passage = reader
                .answers
                .get()
                .and_then(|(_, answer)| answer.found.passages.get(*at as usize));
            let (Some(passage), Some((excerpt, comments))) = (passage, reader.texts.get(at)) else {
                return rect.height();
            };
            let chosen = reader.cursor == Some(row);
            let (height, clicked) =
                card::show(ui, view, &Card { row, passage, excerpt, comments, chosen }, rect);
            if clicked {
                *open = Some(row);
            }
            height
        }
        None => rect.height(),
    }
}

fn voice(ui: &Ui, view: &View<'_>, rect: Rect, title: &str, passages: u32) {
    let theme = view.theme;
    let painter = ui.painter();
    let y = rect.bottom() - 13.0;
    let number = widgets::counted(u64::from(passages), "excerpt", "excerpts");
    let galley =
        widgets::one_line(painter, title, semibold(15.0), theme.strong, rect.width() - 140.0);
    painter.galley(pos2(rect.left() + 14.0, y - galley.size().y / 2.0), galley, theme.strong);
    let right = pos2(rect.right() - 14.0, y);
    painter.text(right, Align2::RIGHT_CENTER, &number, widgets::sans(12.0), theme.quiet);
    painter.hline(rect.x_range(), rect.bottom(), Stroke::new(1.0, theme.line));
    let response = ui.interact(rect, ui.scope_id().with(("voice", title)), Sense::hover());
    let name = format!("{title}: {number}");
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, &name));
    if title == "Counted for nobody" {
        response.on_hover_text(
            "Only in the interviewer's words, or of speakers not mapped yet: in no number of \
             participants",
        );
    }
}

/// To the transcript, at this line's passage.
fn read_at(reader: &State, row: usize, outbox: &mut Outbox) {
    let Some((_, answer)) = reader.answers.get() else { return };
    let Some(Row::Passage(at)) = reader.rows.get(row) else { return };
    let Some(passage) = answer.found.passages.get(*at as usize) else { return };
    if let Some(document) = answer.corpus.documents.get(passage.document as usize) {
        let coding = passage.reference().and_then(|reference| reference.id(&answer.corpus));
        outbox.send(Request::ReadAt(document.id, passage.span, coding));
    }
}

/// Arrows move through the passages, Enter opens; gives back the identity that holds the keyboard.
fn keys(ui: &Ui, reader: &mut State, outbox: &mut Outbox) -> Id {
    let id = ui.scope_id().with("list of passages");
    let focused = ui.memory(egui::Memory::focused);
    if focused.is_some_and(|focused| focused != id) || egui::Popup::is_any_open(ui.ctx()) {
        return id;
    }
    if focused == Some(id) {
        let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
    }
    let passage_from = |from: usize, down: bool| {
        let mut at = Some(from);
        while let Some(row) = at {
            match reader.rows.get(row) {
                Some(Row::Passage(_)) => return Some(row),
                Some(Row::Head { .. }) => {}
                None => return None,
            }
            at = if down { Some(row + 1) } else { row.checked_sub(1) };
        }
        None
    };
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let mut wanted = None;
    if pressed(Key::ArrowDown) {
        wanted = passage_from(reader.cursor.map_or(0, |row| row + 1), true);
    } else if pressed(Key::ArrowUp) {
        wanted = reader.cursor.and_then(|row| passage_from(row.checked_sub(1)?, false));
    }
    if let Some(row) = reader.cursor {
        let copies = ui.input(|input| input.events.iter().any(|e| matches!(e, Event::Copy)));
        if copies
            && let Some(Row::Passage(at)) = reader.rows.get(row)
            && let Some((_, answer)) = reader.answers.get()
            && let Some(passage) = answer.found.passages.get(*at as usize)
        {
            let corpus = Arc::clone(&answer.corpus);
            let list = passage.reference().into_iter().collect();
            outbox.send(Request::Quote(Quoted::Excerpts(corpus, list)));
        }
        if pressed(Key::Enter) {
            read_at(reader, row, outbox);
        }
    }
    if wanted.is_some() {
        reader.cursor = wanted;
        reader.reveal = true;
        ui.memory_mut(|memory| memory.request_focus(id));
    }
    id
}
