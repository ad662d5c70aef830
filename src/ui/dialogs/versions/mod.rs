//! Versions of the codebook: kept with a note, listed with their dates, compared any two.

mod difference;
mod keep;
#[cfg(test)]
mod tests;

pub use keep::KeepVersion;

use super::{Dialog, buttons, frame};
use crate::exchange::codebook::write_difference;
use crate::model::{CodeChange, CodebookVersion, Corpus, FrozenCodebook, VersionId};
use crate::study::differs;
use crate::ui::action::Action;
use crate::ui::outbox::{Outbox, Quoted, Request};
use crate::ui::parts::{count, quiet};
use crate::ui::picker::{self, Choice};
use crate::ui::view::View;
use crate::ui::widgets::{drop_chip, one_line, sans, section_head, semibold};
use egui::{
    Context, RichText, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};
use jiff::tz::TimeZone;

/// A codebook to compare: one that was kept, or as it stands now.
type Side = Option<VersionId>;

/// The dialog.
pub struct Versions {
    from: Side,
    to: Side,
    /// The difference, for this state of the study and these two.
    shown: Option<((u64, Side, Side), Vec<CodeChange>)>,
    zone: TimeZone,
    focus: bool,
}

impl Versions {
    /// What has changed since a version; since the newest one where none is named.
    pub fn new(corpus: &Corpus, from: Side) -> Self {
        let newest = corpus.versions.last().filter(|version| version.readable);
        // Nothing has changed since the newest one: the step before tells more.
        let before = newest.filter(|newest| !differs(newest, &corpus.codes)).and_then(|_| {
            let older = corpus.versions.len().checked_sub(2)?;
            corpus.versions.get(older).filter(|version| version.readable)
        });
        let readable = |id: &VersionId| corpus.version(*id).is_some_and(|one| one.readable);
        let from = from.filter(readable).or_else(|| before.or(newest).map(|version| version.id));
        Self { from, to: None, shown: None, zone: TimeZone::system(), focus: true }
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context, view: &View<'_>, outbox: &mut Outbox) -> Dialog {
        let theme = view.theme;
        let shown = frame(ctx, theme, "Versions of the codebook", 820.0, |ui| {
            if view.corpus.versions.is_empty() {
                ui.label(
                    "No version was kept yet. Keep one before you change what codes mean: later you \
                     see what has changed since, and which documents were coded before.",
                );
            } else {
                self.list(ui, view);
                ui.add_space(8.0);
                self.difference(ui, view);
            }
            buttons(ui, |ui| {
                let close = ui.button("Close");
                if std::mem::take(&mut self.focus) {
                    close.request_focus();
                }
                let (label, tooltip) = Action::KeepVersion.texts();
                let changed = view
                    .corpus
                    .versions
                    .last()
                    .is_none_or(|newest| differs(newest, &view.corpus.codes));
                let keep = ui.add_enabled(changed && !view.busy, egui::Button::new(label));
                if keep.on_hover_text(tooltip).clicked() {
                    outbox.send(Request::Do(Action::KeepVersion));
                }
                if !view.corpus.versions.is_empty() {
                    let copy = ui.button("Copy as text");
                    if copy.on_hover_text("The difference as Markdown, for a report").clicked() {
                        outbox.send(Request::Quote(Quoted::Difference(self.from, self.to)));
                    }
                }
                close.clicked()
            })
        });
        Dialog::closed(shown.inner || shown.escaped)
    }

    /// Every version, newest first; a click compares it with now.
    fn list(&mut self, ui: &mut Ui, view: &View<'_>) {
        let corpus = view.corpus;
        ui.spacing_mut().item_spacing.y = 1.0;
        ScrollArea::vertical()
            .id_salt("versions")
            .max_height(150.0)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                for version in corpus.versions.iter().rev() {
                    if self.row(ui, view, version) && version.readable {
                        self.from = Some(version.id);
                        self.to = None;
                    }
                }
            });
    }

    fn row(&self, ui: &mut Ui, view: &View<'_>, version: &CodebookVersion) -> bool {
        let theme = view.theme;
        let (rect, response) =
            ui.allocate_exact_size(vec2(ui.available_width(), 28.0), Sense::click());
        let when = moment(&version.created_at, &self.zone);
        let coder = view.corpus.coder(version.coder).map_or("", |coder| coder.name.as_str());
        let documents = view.corpus.coded_with.values().filter(|id| **id == version.id).count();
        let mut facts = if version.readable {
            count(version.codes.0.len(), "code")
        } else {
            "cannot be read".to_owned()
        };
        if documents > 0 {
            facts += &format!(", {} coded with it", count(documents, "document"));
        }
        let chosen = self.from == Some(version.id);
        response.widget_info(|| {
            let note = if version.note.is_empty() { "no note" } else { &version.note };
            let name = format!("Version {}, {when}, {coder}: {note}, {facts}", version.number);
            WidgetInfo::selected(Role::ListItem, true, chosen, name)
        });
        let painter = ui.painter();
        if chosen {
            painter.rect_filled(rect, 5.0, theme.chosen);
        } else if response.hovered() {
            painter.rect_filled(rect, 5.0, theme.control_hover);
        }
        if response.has_focus() {
            painter.rect_stroke(rect, 5.0, Stroke::new(1.5, theme.accent), StrokeKind::Inside);
        }
        let put = |x: f32, text: &str, font, width: f32, ink| {
            let galley = one_line(painter, text, font, ink, width);
            painter.galley(pos2(x, rect.center().y - galley.size().y / 2.0), galley, ink);
        };
        let left = rect.left() + 8.0;
        put(left, &format!("Version {}", version.number), semibold(14.0), 90.0, theme.ink);
        put(left + 92.0, &when, sans(12.0), 130.0, theme.quiet);
        put(left + 226.0, coder, sans(12.0), 90.0, theme.quiet);
        let facts = one_line(painter, &facts, sans(12.0), theme.quiet, 230.0);
        let right = rect.right() - 8.0 - facts.size().x;
        painter.galley(pos2(right, rect.center().y - facts.size().y / 2.0), facts, theme.quiet);
        let room = (right - 12.0 - (left + 322.0)).max(20.0);
        put(left + 322.0, &version.note, sans(14.0), room, theme.ink);
        response.clicked()
    }

    /// Which two are compared, and what differs.
    fn difference(&mut self, ui: &mut Ui, view: &View<'_>) {
        let theme = view.theme;
        ui.horizontal(|ui| {
            section_head(ui, theme, "What has changed from");
            let mut from = self.from;
            side(ui, view, "Changes from", &mut from);
            ui.label(RichText::new("to").color(theme.quiet));
            side(ui, view, "Changes to", &mut self.to);
            self.from = from;
        });
        let key = (view.revision, self.from, self.to);
        if self.shown.as_ref().is_none_or(|(of, _)| *of != key) {
            let changes = book(view.corpus, self.from).changes_to(&book(view.corpus, self.to));
            self.shown = Some((key, changes));
        }
        let Some((_, changes)) = &self.shown else { return };
        difference::show(ui, view, changes);
    }
}

/// The difference as Markdown.
pub(in crate::ui) fn difference_text(corpus: &Corpus, from: Side, to: Side) -> String {
    let changes = book(corpus, from).changes_to(&book(corpus, to));
    let name = |side| name_of(corpus, side).to_lowercase();
    let title = format!("Codebook, {} to {}", name(from), name(to));
    write_difference(&title, &changes)
}

fn book(corpus: &Corpus, side: Side) -> std::sync::Arc<FrozenCodebook> {
    match side.and_then(|id| corpus.version(id)) {
        Some(version) => std::sync::Arc::clone(&version.codes),
        None => std::sync::Arc::new(FrozenCodebook::of(&corpus.codes)),
    }
}

fn name_of(corpus: &Corpus, side: Side) -> String {
    match side.and_then(|id| corpus.version(id)) {
        Some(version) => format!("Version {}", version.number),
        None => "Now".to_owned(),
    }
}

/// A drop-down of all versions and now.
fn side(ui: &mut Ui, view: &View<'_>, label: &str, chosen: &mut Side) {
    let corpus = view.corpus;
    let text = name_of(corpus, *chosen);
    let chip = drop_chip(ui, view.theme, &text, label);
    let sides: Vec<Side> = std::iter::once(None)
        .chain(corpus.versions.iter().rev().filter(|one| one.readable).map(|one| Some(one.id)))
        .collect();
    let now = *chosen;
    let choices = || {
        let each = sides.iter().map(|side| Choice::new(name_of(corpus, *side), *side == now));
        each.collect()
    };
    if let Some(index) = picker::pick(ui, view.theme, &chip, ("Search versions", false), choices)
        && let Some(side) = sides.get(index)
    {
        *chosen = *side;
    }
}

/// A moment as a person writes it, in the computer's time; as it stands when it cannot be read.
fn moment(when: &str, zone: &TimeZone) -> String {
    match when.parse::<jiff::Timestamp>() {
        Ok(at) => at.to_zoned(zone.clone()).strftime("%-d %b %Y, %H:%M").to_string(),
        Err(_) => when.to_owned(),
    }
}

/// "5 changes in 3 codes".
fn amount(changes: &[CodeChange]) -> String {
    let codes = crate::exchange::codebook::by_code(changes).count();
    format!("{} in {}", count(changes.len(), "change"), count(codes, "code"))
}

/// What has changed since the newest version, in a line.
fn since_newest(corpus: &Corpus) -> Option<String> {
    let newest = corpus.versions.last().filter(|version| version.readable)?;
    let changes = newest.codes.changes_to(&FrozenCodebook::of(&corpus.codes));
    Some(format!("{} since version {}", amount(&changes), newest.number))
}

/// A quiet line under a list.
fn foot(ui: &mut Ui, view: &View<'_>, text: String) {
    quiet(ui, view.theme, text);
}
