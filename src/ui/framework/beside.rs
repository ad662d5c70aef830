//! The excerpts of a cell, beside its summary: exactly those of this person in this column. Only what
//! is visible is read and laid out.

use super::draft::Place;
use crate::analysis::framework::{CellExcerpt, Fresh, Linker, cell_excerpts};
use crate::analysis::{Excerpt, Reader};
use crate::model::{CodingId, Corpus, DocumentId, Filter, FrameworkColumn, Span};
use crate::ui::excerpts::Heights;
use crate::ui::fonts::READING;
use crate::ui::icons::{self, Icon};
use crate::ui::view::View;
use crate::ui::widgets::{self, counted, semibold};
use crate::ui::worker::{self, Answers};
use egui::{
    Align, FontFamily, FontId, Layout, Rect, RichText, Role, ScrollArea, Sense, Stroke, StrokeKind,
    Ui, UiBuilder, WidgetInfo, pos2, vec2,
};
use std::collections::HashMap;
use std::sync::Arc;

/// A passage is cut behind so many characters; it is read whole in its transcript.
const LONGEST: usize = 700;

struct Answer {
    corpus: Arc<Corpus>,
    list: Vec<CellExcerpt>,
}

/// Which excerpts, of which study.
type Question = (u64, Place, Filter);

/// What the list remembers.
#[derive(Default)]
pub(super) struct State {
    answers: Answers<Question, Answer>,
    /// For which question the rest was made, and for which width.
    made_for: Option<(Question, u32)>,
    /// Excerpts that were read, and what a link to them is.
    texts: HashMap<usize, (Excerpt, String)>,
    heights: Heights,
}

/// What was asked for.
pub(super) enum Act {
    /// A link to be put into the summary.
    Insert(String),
    /// To the transcript.
    Read(DocumentId, Span, Option<CodingId>),
}

/// Draws the list.
pub(super) fn show(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    (place, filter): &(Place, Filter),
    column: &str,
) -> Option<Act> {
    let question: Question = (view.revision, *place, filter.clone());
    let away = view.corpus.coding_count() > worker::LARGE;
    let (corpus, asked) = (Arc::clone(view.corpus), question.clone());
    state.answers.ask(ui.ctx(), &question, (away, "cell"), move || {
        let list = cell_excerpts(&corpus, asked.1, &asked.2);
        Answer { corpus, list }
    });
    let Some((known, answer)) = state.answers.get() else {
        ui.spinner();
        return None;
    };
    if known.1 != *place {
        // About another cell: it must not be read as this one's.
        ui.spinner();
        return None;
    }
    let width = (ui.available_width() - 14.0).max(120.0);
    let made_for = (known.clone(), width.round() as u32);
    if state.made_for.as_ref() != Some(&made_for) {
        state.texts.clear();
        let on_line = (width / 7.4).max(20.0);
        let estimate = |excerpt: &CellExcerpt| {
            let length = (excerpt.reference.span.len() as usize).min(LONGEST) as f32;
            62.0 + (length / on_line).ceil() * 23.0
        };
        state.heights.reset(answer.list.iter().map(estimate));
        state.made_for = Some(made_for);
    }
    let person = view.corpus.participant(place.0).map_or("", |person| person.name.as_str());
    let count = counted(answer.list.len() as u64, "excerpt", "excerpts");
    let head = format!("{count} of {person} under {column}");
    let head = RichText::new(head).font(semibold(12.5)).color(view.theme.quiet);
    ui.add(egui::Label::new(head).truncate());
    if answer.list.is_empty() {
        let text = format!(
            "Nothing {person} says is coded with it. Say whether nothing was said, or whether it was not \
             asked."
        );
        ui.add(egui::Label::new(RichText::new(text).color(view.theme.quiet)).wrap());
        return None;
    }
    list(ui, view, state, (*place, width))
}

fn list(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    (place, width): (Place, f32),
) -> Option<Act> {
    let mut act = None;
    let area = ScrollArea::vertical().id_salt(("excerpts of", place)).auto_shrink(false);
    area.show_viewport(ui, |ui, viewport| {
        let origin = ui.max_rect().min;
        ui.set_min_size(vec2(width, state.heights.total() + 12.0));
        let from = state.heights.at(viewport.top().max(0.0));
        let to = (state.heights.at(viewport.bottom().max(0.0)) + 1).min(state.heights.len());
        read(state, from..to);
        for row in from..to {
            let top = origin.y + state.heights.top(row) as f32;
            let rect =
                Rect::from_min_size(pos2(origin.x, top), vec2(width, state.heights.height(row)));
            let excerpt = state.answers.get().and_then(|(_, answer)| answer.list.get(row));
            let (Some(excerpt), Some(text)) = (excerpt, state.texts.get(&row)) else { continue };
            let (height, used) = card(ui, view, (row, place), rect, excerpt, text);
            act = used.or(act.take());
            if state.heights.correct(row, height) != 0.0 {
                ui.ctx().request_repaint();
            }
        }
    });
    state.heights.settle();
    act
}

fn read(state: &mut State, rows: std::ops::Range<usize>) {
    let Some((_, answer)) = state.answers.get() else { return };
    let missing: Vec<usize> = rows.filter(|row| !state.texts.contains_key(row)).collect();
    if missing.is_empty() {
        return;
    }
    let (mut reader, linker) = (Reader::quick(&answer.corpus), Linker::new(&answer.corpus));
    for row in missing {
        let Some(listed) = answer.list.get(row) else { continue };
        if let Some(excerpt) = reader.read(&listed.reference) {
            let link = linker.name(listed.reference.document as usize, excerpt.turns);
            state.texts.insert(row, (excerpt, link));
        }
    }
}

/// One excerpt; gives back its height and what was asked for.
fn card(
    ui: &mut Ui,
    view: &View<'_>,
    (row, place): (usize, Place),
    rect: Rect,
    listed: &CellExcerpt,
    (excerpt, link): &(Excerpt, String),
) -> (f32, Option<Act>) {
    let theme = view.theme;
    let mut act = None;
    let inside = Rect::from_min_max(rect.min + vec2(0.0, 6.0), pos2(rect.right(), f32::INFINITY));
    let builder =
        UiBuilder::new().max_rect(inside).id_salt(row).layout(Layout::top_down(Align::Min));
    let inner = ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.y = 3.0;
        let line = vec2(ui.available_width(), 26.0);
        ui.allocate_ui_with_layout(line, Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            if icons::button(ui, theme, Icon::Read, "Read in context").clicked() {
                let coding = excerpt.codings.first().copied();
                act = Some(Act::Read(excerpt.document, excerpt.span, coding));
            }
            let insert = egui::Button::new(RichText::new(format!("Insert {link}")).size(12.5));
            if ui.add(insert).on_hover_text("Put this link into the summary").clicked() {
                act = Some(Act::Insert(link.clone()));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                match listed.fresh {
                    Fresh::Known => {}
                    Fresh::Added => mark(ui, view, "new"),
                    Fresh::Changed => mark(ui, view, "changed"),
                }
                let cited = RichText::new(&excerpt.citation).font(semibold(12.5)).color(theme.ink);
                ui.add(egui::Label::new(cited).truncate());
            });
        });
        // The code is said where it is not the column itself.
        let other = |code: &&crate::model::CodeId| place.1 != FrameworkColumn::Code(**code);
        if listed.codes.iter().any(|code| other(&code)) {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing = vec2(9.0, 2.0);
                for code in listed.codes.iter().filter(other) {
                    widgets::code_chip(ui, theme, &view.corpus.codes, *code);
                }
            });
        }
        let font =
            FontId::new((view.reading.size - 2.0).max(12.0), FontFamily::Name(READING.into()));
        let words = RichText::new(words(excerpt)).font(font).color(theme.ink);
        let label = ui.add(egui::Label::new(words.line_height(Some(22.0))).wrap());
        label.widget_info(|| WidgetInfo::labeled(Role::Label, true, excerpt.text.trim()));
    });
    let height = inner.response.rect.bottom() - rect.top() + 9.0;
    let y = rect.top() + height - 1.0;
    ui.painter().hline(rect.x_range(), y, Stroke::new(1.0, theme.line));
    (height, act)
}

/// The words, by turns where several speak.
fn words(excerpt: &Excerpt) -> String {
    let all = match excerpt.parts.as_slice() {
        [] => excerpt.text.trim().to_owned(),
        [one] => one.text.clone(),
        several => {
            let each = several.iter().map(|part| match part.speaker.as_str() {
                "" => part.text.clone(),
                speaker => format!("{speaker}: {}", part.text),
            });
            each.collect::<Vec<_>>().join("\n")
        }
    };
    match all.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{} …", all.get(..at).unwrap_or_default().trim_end()),
        None => all,
    }
}

/// That an excerpt is not what the summary was written from.
fn mark(ui: &mut Ui, view: &View<'_>, text: &str) {
    let ink = view.theme.warning;
    let galley = ui.painter().layout_no_wrap(text.to_owned(), semibold(11.5), ink);
    let (rect, response) =
        ui.allocate_exact_size(vec2(galley.size().x + 14.0, 20.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    ui.painter().rect_stroke(rect, 10.0, Stroke::new(1.0, ink), StrokeKind::Inside);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, ink);
    response.on_hover_text("Since the summary was written");
}
