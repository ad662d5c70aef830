//! The older texts of a document: which there are, what changed between any two of them, and the way
//! back to one.

mod difference;
#[cfg(test)]
mod tests;

use super::history::moment;
use super::{Dialog, buttons, frame};
use crate::model::{CorpusDocument, DocumentId, Revision, RevisionReason};
use crate::text::compare::{Change, changes};
use crate::text::edits::Edits;
use crate::ui::correcting::Correction;
use crate::ui::outbox::{Outbox, Request};
use crate::ui::parts::quiet;
use crate::ui::picker::{self, Choice};
use crate::ui::view::View;
use crate::ui::widgets::{drop_chip, one_line, sans, section_head, semibold};
use crate::ui::worker::Answers;
use egui::{
    Context, RichText, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};
use jiff::tz::TimeZone;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// A text to compare: an older one, or as it stands now.
type Side = Option<u32>;

/// What is asked of a comparison: both sides, and the text as it stands now by its address.
type Asked = (Side, Side, usize);

/// From so many bytes on, texts are compared away from the screen.
const LARGE: usize = 60_000;

/// The dialog.
pub struct Revisions {
    document: DocumentId,
    list: Vec<Revision>,
    /// Older texts that were read, and those that were asked for.
    texts: HashMap<u32, Arc<str>>,
    wanted: BTreeSet<u32>,
    from: Side,
    to: Side,
    difference: Answers<Asked, Vec<Change>>,
    /// The change that is looked at.
    at: usize,
    /// It is to be brought into view.
    reveal: bool,
    /// The study the list was read from.
    revision: u64,
    zone: TimeZone,
    focus: bool,
}

impl Revisions {
    /// What has changed in a document since its newest older text.
    pub fn new(document: DocumentId, list: Vec<Revision>, revision: u64) -> Self {
        Self {
            from: list.last().map(|newest| newest.number),
            document,
            list,
            texts: HashMap::new(),
            wanted: BTreeSet::new(),
            to: None,
            difference: Answers::default(),
            at: 0,
            reveal: false,
            revision,
            zone: TimeZone::system(),
            focus: true,
        }
    }

    /// An older text that was asked for.
    pub fn take_text(&mut self, document: DocumentId, number: u32, text: String) {
        if document == self.document {
            self.texts.insert(number, text.into());
        }
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context, view: &View<'_>, outbox: &mut Outbox) -> Dialog {
        let Some(document) = view.corpus.document(self.document) else { return Dialog::Closed };
        if view.revision != self.revision && !view.busy {
            // Something was done or undone: the list is read again.
            self.revision = view.revision;
            outbox.send(Request::Revisions(self.document));
        }
        let theme = view.theme;
        let title = format!("Texts of {}", document.name);
        let width = (ctx.content_rect().width() - 160.0).clamp(640.0, 1100.0);
        let shown = frame(ctx, theme, &title, width, |ui| {
            if self.list.is_empty() {
                ui.label(
                    "The text is as it was taken in. When you correct it, every text it had before \
                     is kept here: they can be compared and restored.",
                );
            } else {
                quiet(
                    ui,
                    theme,
                    "¶ and line numbers are those of the text as it stands now. A citation written \
                     before a correction may name another ¶ or line: text 1 is the one that was \
                     taken in.",
                );
                self.texts(ui, view, document);
                ui.add_space(8.0);
                self.compared(ui, view, document, outbox);
            }
            buttons(ui, |ui| {
                let close = ui.button("Close");
                if std::mem::take(&mut self.focus) {
                    close.request_focus();
                }
                let restore = self.from.filter(|_| !view.busy);
                let text = self.from.map_or_else(
                    || "Restore".to_owned(),
                    |number| format!("Restore text {number}…"),
                );
                let mut restored = false;
                if !self.list.is_empty() {
                    let button = ui.add_enabled(restore.is_some(), egui::Button::new(text));
                    let told = "See what changes for codings, then have this text back";
                    restored = button.on_hover_text(told).clicked();
                }
                (close.clicked(), restore.filter(|_| restored))
            })
        });
        let (close, restore) = shown.inner;
        if let Some(number) = restore {
            outbox.send(Request::Correct(Correction::Restore(self.document, number)));
        }
        Dialog::closed(close || restore.is_some() || shown.escaped)
    }

    /// Every text, the newest first.
    fn texts(&mut self, ui: &mut Ui, view: &View<'_>, document: &CorpusDocument) {
        ui.spacing_mut().item_spacing.y = 1.0;
        ScrollArea::vertical().id_salt("texts").max_height(132.0).auto_shrink([false, true]).show(
            ui,
            |ui| {
                let facts = format!("{} turns", document.turns.len());
                row(ui, view, ("Now", &facts, ""), (false, false), "The text as it stands now");
                let mut chosen = None;
                for revision in self.list.iter().rev() {
                    let when = moment(&revision.until, &self.zone);
                    let coder = view.corpus.coder(revision.coder).map_or("", |c| c.name.as_str());
                    let why = match revision.reason {
                        RevisionReason::Correction => "then corrected",
                        RevisionReason::Pseudonyms => "then pseudonymised",
                        RevisionReason::Restored => "then an older text was restored",
                    };
                    let taken_in = if revision.number == 1 { "as taken in, " } else { "" };
                    let facts = format!("{taken_in}until {when}");
                    let name = format!("Text {}", revision.number);
                    let told = format!("{name}, {facts}, {why} by {coder}");
                    let why = format!("{why} by {coder}");
                    let is_chosen = self.from == Some(revision.number);
                    if row(ui, view, (&name, &facts, &why), (true, is_chosen), &told) {
                        chosen = Some(revision.number);
                    }
                }
                if let Some(number) = chosen {
                    (self.from, self.to, self.at) = (Some(number), None, 0);
                }
            },
        );
    }

    /// Which two are compared, and what differs.
    fn compared(
        &mut self,
        ui: &mut Ui,
        view: &View<'_>,
        document: &Arc<CorpusDocument>,
        outbox: &mut Outbox,
    ) {
        ui.horizontal(|ui| {
            section_head(ui, view.theme, "What has changed from");
            self.side(ui, view, "Changes from", true);
            ui.label(RichText::new("to").color(view.theme.quiet));
            self.side(ui, view, "Changes to", false);
        });
        let (Some(old), Some(new)) =
            (self.text(self.from, document, outbox), self.text(self.to, document, outbox))
        else {
            quiet(ui, view.theme, "Reading…");
            return;
        };
        let key = (self.from, self.to, Arc::as_ptr(&document.text).cast::<u8>() as usize);
        let away = old.len().max(new.len()) > LARGE;
        let fresh = self.difference.ask(ui.ctx(), &key, (away, "postil-compare"), move || {
            changes(&old, &new, &Edits::between(&old, &new))
        });
        if fresh {
            self.at = 0;
            self.reveal = false;
        }
        let Some((known, found)) = self.difference.get() else {
            quiet(ui, view.theme, "Comparing…");
            return;
        };
        if *known != key {
            quiet(ui, view.theme, "Comparing…");
            return;
        }
        let now = self.to.is_none().then_some(document);
        difference::show(ui, view, found, now, (&mut self.at, &mut self.reveal));
    }

    fn text(
        &mut self,
        side: Side,
        document: &CorpusDocument,
        outbox: &mut Outbox,
    ) -> Option<Arc<str>> {
        let Some(number) = side else { return Some(Arc::clone(&document.text)) };
        if let Some(text) = self.texts.get(&number) {
            return Some(Arc::clone(text));
        }
        if self.wanted.insert(number) {
            outbox.send(Request::RevisionText(self.document, number));
        }
        None
    }

    /// A drop-down of all texts and now.
    fn side(&mut self, ui: &mut Ui, view: &View<'_>, label: &str, from: bool) {
        let chosen = if from { self.from } else { self.to };
        let name = |side: Side| side.map_or_else(|| "Now".to_owned(), |n| format!("Text {n}"));
        let chip = drop_chip(ui, view.theme, &name(chosen), label);
        let sides: Vec<Side> = std::iter::once(None)
            .chain(self.list.iter().rev().map(|revision| Some(revision.number)))
            .collect();
        let choices = || {
            let each = sides.iter().map(|side| Choice::new(name(*side), *side == chosen));
            each.collect()
        };
        if let Some(index) = picker::pick(ui, view.theme, &chip, ("Search texts", false), choices)
            && let Some(side) = sides.get(index)
        {
            *(if from { &mut self.from } else { &mut self.to }) = *side;
        }
    }
}

/// A line of the list: name, facts, why. True when it was clicked.
fn row(
    ui: &mut Ui,
    view: &View<'_>,
    (name, facts, why): (&str, &str, &str),
    (clickable, chosen): (bool, bool),
    told: &str,
) -> bool {
    let theme = view.theme;
    let sense = if clickable { Sense::click() } else { Sense::HOVER };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 27.0), sense);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, chosen, told));
    let painter = ui.painter();
    if chosen {
        painter.rect_filled(rect, 5.0, theme.chosen);
    } else if clickable && response.hovered() {
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
    put(left, name, semibold(14.0), 80.0, theme.ink);
    put(left + 84.0, facts, sans(13.0), 290.0, theme.ink);
    put(left + 384.0, why, sans(13.0), (rect.right() - left - 392.0).max(20.0), theme.quiet);
    response.clicked()
}
