//! The tray: codings of a document that lost their words. They count nowhere and wait to be put on
//! other words, or to be let go.

mod row;
#[cfg(test)]
mod tests;

use crate::model::{CorpusDocument, DocumentId, Orphan, OrphanId, Span};
use crate::study::Command;
use crate::text::search::{Likeness, likest};
use crate::ui::correcting;
use crate::ui::icons::{self, Icon};
use crate::ui::outbox::{Outbox, Request};
use crate::ui::parts::count;
use crate::ui::theme;
use crate::ui::view::View;
use crate::ui::worker::Answers;
use egui::{Align, Layout, Margin, Panel, Rect, RichText, ScrollArea, Sense, vec2};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Where lost words stand now, by orphan; an orphan without an entry was not found.
type Found = HashMap<OrphanId, Likeness>;

/// What the tray remembers.
#[derive(Default)]
pub(super) struct State {
    pub(super) open: bool,
    chosen: BTreeSet<OrphanId>,
    /// Words are looked for in this document.
    looking: Option<DocumentId>,
    found: Answers<(DocumentId, u64), Found>,
    zone: Option<jiff::tz::TimeZone>,
}

/// What was asked for.
pub(super) enum Answer {
    /// Look at a place of the text; with words, select them.
    Go(u32, Option<Span>),
}

impl State {
    /// The one that a key puts back: the only one that is ticked, or the first there is.
    pub(super) fn first(&self, view: &View<'_>, document: DocumentId) -> Option<OrphanId> {
        let all = correcting::orphans(view.corpus, document);
        let chosen = all.iter().find(|orphan| self.chosen.contains(&orphan.id));
        chosen.or(all.first()).map(|orphan| orphan.id)
    }

    /// Looks for the words of all of them once somebody wants to know.
    fn look(&mut self, ctx: &egui::Context, view: &View<'_>, document: &Arc<CorpusDocument>) {
        if self.looking != Some(document.id) {
            return;
        }
        let corpus = Arc::clone(view.corpus);
        let (id, document) = (document.id, Arc::clone(document));
        let key = (id, view.revision);
        self.found.ask(ctx, &key, (document.text.len() > 20_000, "postil-lost-words"), move || {
            let all = correcting::orphans(&corpus, id).iter();
            let found = all.filter_map(|orphan| {
                Some((orphan.id, likest(&document.text, &orphan.words, orphan.at)?))
            });
            found.collect()
        });
    }

    /// What was found for this document as it is.
    fn found(&self, view: &View<'_>, document: DocumentId) -> Option<&Found> {
        let (key, found) = self.found.get()?;
        (self.looking == Some(document) && *key == (document, view.revision)).then_some(found)
    }
}

/// "2 codings lost their words."
fn told(n: usize) -> String {
    let their = if n == 1 { "its" } else { "their" };
    format!("{} lost {their} words.", count(n, "coding"))
}

/// The line over the transcript while the tray is closed.
pub(super) fn strip(ui: &mut egui::Ui, view: &View<'_>, state: &mut State, document: DocumentId) {
    let n = correcting::orphans(view.corpus, document).len();
    if n == 0 || state.open {
        return;
    }
    let theme = view.theme;
    let margin = Margin { left: 16, right: 16, top: 5, bottom: 5 };
    let frame = egui::Frame::new().fill(theme.panel).inner_margin(margin);
    Panel::top("lost codings").frame(frame).show_separator_line(true).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(16.0, 18.0), Sense::HOVER);
            let sign = Rect::from_center_size(rect.center(), vec2(14.0, 14.0));
            icons::paint(ui.painter(), sign, Icon::Import, theme.warning);
            ui.label(RichText::new(told(n)).color(theme.ink));
            if ui.link("Show the tray").clicked() {
                state.open = true;
            }
        });
    });
}

/// Draws the tray at the bottom. `selected`: the words it could put something on.
pub(super) fn show(
    ui: &mut egui::Ui,
    view: &View<'_>,
    state: &mut State,
    document: &Arc<CorpusDocument>,
    selected: Option<Span>,
    outbox: &mut Outbox,
) -> Option<Answer> {
    let corpus = Arc::clone(view.corpus);
    let orphans = correcting::orphans(&corpus, document.id);
    if orphans.is_empty() {
        state.open = false;
    }
    if !state.open {
        return None;
    }
    state.chosen.retain(|id| orphans.iter().any(|orphan| orphan.id == *id));
    state.look(ui.ctx(), view, document);
    let mut answer = None;
    let margin = Margin { left: 16, right: 12, top: 8, bottom: 8 };
    let frame = egui::Frame::new().fill(view.theme.panel).inner_margin(margin);
    Panel::bottom("tray").frame(frame).default_size(264.0).size_range(120.0..=520.0).show(
        ui,
        |ui| {
            head(ui, view, state, orphans, document.id, outbox);
            ScrollArea::vertical().id_salt("tray").auto_shrink([false, false]).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 4.0;
                for orphan in orphans {
                    let asked = row::show(ui, view, state, document, orphan, selected);
                    answer = act(view, state, orphan, asked, selected, outbox).or(answer.take());
                }
            });
        },
    );
    answer
}

/// Does what was asked for of one of them.
fn act(
    view: &View<'_>,
    state: &mut State,
    orphan: &Orphan,
    asked: Option<row::Asked>,
    selected: Option<Span>,
    outbox: &mut Outbox,
) -> Option<Answer> {
    match asked? {
        row::Asked::Tick(on) => {
            if on {
                state.chosen.insert(orphan.id);
            } else {
                state.chosen.remove(&orphan.id);
            }
            None
        }
        row::Asked::Find => {
            state.looking = Some(orphan.document);
            None
        }
        row::Asked::Go => Some(Answer::Go(orphan.at, None)),
        row::Asked::GoTo(span) => Some(Answer::Go(span.start(), Some(span))),
        row::Asked::LetGo => {
            outbox.run(Command::DropOrphans { orphans: vec![orphan.id] });
            None
        }
        row::Asked::PutThere => {
            let found = state.found(view, orphan.document)?.get(&orphan.id)?;
            outbox.run(Command::PutBack { places: vec![(orphan.id, found.span)] });
            None
        }
        row::Asked::PutBack => {
            put_back(orphan.id, selected, outbox);
            None
        }
    }
}

/// Puts one on the selected words, or says what is missing.
pub(super) fn put_back(orphan: OrphanId, selected: Option<Span>, outbox: &mut Outbox) {
    match selected {
        Some(span) => outbox.run(Command::PutBack { places: vec![(orphan, span)] }),
        None => outbox.send(Request::Tell("Select the words to put it on first".to_owned())),
    }
}

fn head(
    ui: &mut egui::Ui,
    view: &View<'_>,
    state: &mut State,
    orphans: &[Orphan],
    document: DocumentId,
    outbox: &mut Outbox,
) {
    let theme = view.theme;
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if icons::button(ui, theme, Icon::Close, "Close the tray").clicked() {
                state.open = false;
            }
            ui.add_enabled_ui(!view.busy, |ui| several(ui, view, state, orphans, document, outbox));
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.label(RichText::new("Tray").text_style(theme::strong()));
                let text = format!("{} They count nowhere.", told(orphans.len()));
                ui.add(egui::Label::new(RichText::new(text).small().color(theme.quiet)).truncate());
            });
        });
    });
    ui.add_space(4.0);
}

/// What can be done with several at once.
fn several(
    ui: &mut egui::Ui,
    view: &View<'_>,
    state: &mut State,
    orphans: &[Orphan],
    document: DocumentId,
    outbox: &mut Outbox,
) {
    if !state.chosen.is_empty() {
        let text = format!("Let {} go", count(state.chosen.len(), "coding"));
        if ui.button(text).on_hover_text("Undo brings them back").clicked() {
            outbox.run(Command::DropOrphans { orphans: state.chosen.iter().copied().collect() });
        }
    }
    let meant = |orphan: &&Orphan| state.chosen.is_empty() || state.chosen.contains(&orphan.id);
    match state.found(view, document) {
        None => {
            let looking = state.found.working();
            let text = if looking { "Looking…" } else { "Find all their words" };
            if ui.add_enabled(!looking, egui::Button::new(text)).clicked() {
                state.looking = Some(document);
            }
        }
        Some(found) => {
            let same = orphans.iter().filter(meant).filter_map(|orphan| {
                let place = found.get(&orphan.id).filter(|place| place.share > 0.999)?;
                Some((orphan.id, place.span))
            });
            let places: Vec<(OrphanId, Span)> = same.collect();
            if places.len() > 1 {
                let text = format!("Put {} back where their words stand", places.len());
                if ui.button(text).clicked() {
                    outbox.run(Command::PutBack { places });
                }
            }
        }
    }
}
