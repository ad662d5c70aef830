//! Under the table of coverage: the turns of a row without any coding, each a way into the transcript.

use crate::analysis::{UncodedTurn, uncoded};
use crate::model::{Corpus, Filter};
use crate::ui::outbox::{Outbox, Request};
use crate::ui::view::View;
use crate::ui::widgets::{self, counted, sans};
use crate::ui::worker::{self, Answers};
use egui::{Context, CursorIcon, Rect, RichText, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};
use std::sync::Arc;

/// Height of a line, in points.
const ROW: f32 = 26.0;

/// Which turns, and the list of them.
#[derive(Default)]
pub(super) struct Uncoded {
    /// The filter of the row, and its name.
    of: Option<(Filter, String)>,
    answers: Answers<(u64, Filter), (Arc<Corpus>, Vec<UncodedTurn>)>,
}

impl Uncoded {
    /// Lists the turns of a row.
    pub(super) fn open(&mut self, filter: Filter, name: String) {
        self.of = Some((filter, name));
    }

    /// Takes the list away.
    pub(super) fn close(&mut self) {
        self.of = None;
    }

    /// True while there is a list.
    pub(super) fn is_open(&self) -> bool {
        self.of.is_some()
    }

    /// Asks for the list when it is not there, or stale.
    pub(super) fn ask(&mut self, ctx: &Context, view: &View<'_>) {
        let Some((filter, _)) = &self.of else { return };
        let key = (view.revision, filter.clone());
        let away = (view.corpus.coding_count() > worker::LARGE, "uncoded");
        let (corpus, filter) = (Arc::clone(view.corpus), filter.clone());
        self.answers.ask(ctx, &key, away, move || {
            let turns = uncoded(&corpus, &filter);
            (corpus, turns)
        });
    }

    /// Draws the list into the room that is left.
    pub(super) fn show(&mut self, ui: &mut Ui, view: &View<'_>, outbox: &mut Outbox) {
        let Some((_, name)) = &self.of else { return };
        let theme = view.theme;
        let room = ui.max_rect();
        ui.painter().rect_filled(room, 0.0, theme.page);
        ui.painter().hline(room.x_range(), room.top(), Stroke::new(1.0, theme.border));
        let mut close = false;
        ui.add_space(6.0);
        ui.horizontal(|ui| {
            ui.add_space(14.0);
            let number = self.answers.get().map(|(_, (_, turns))| turns.len() as u64);
            let number = number.map_or("Uncoded turns".to_owned(), |number| {
                counted(number, "uncoded turn", "uncoded turns")
            });
            ui.label(RichText::new(format!("{name}: {number}")).color(theme.strong));
            if self.answers.working() {
                ui.spinner();
            }
            close = ui.link("Close the list").clicked();
        });
        if let Some((_, (corpus, turns))) = self.answers.get() {
            let area = egui::ScrollArea::vertical().id_salt("uncoded").auto_shrink(false);
            area.show_rows(ui, ROW, turns.len(), |ui, rows| {
                ui.spacing_mut().item_spacing.y = 0.0;
                for turn in turns.get(rows).unwrap_or_default() {
                    line(ui, view, (corpus, turn), outbox);
                }
            });
        }
        if close {
            self.close();
        }
    }
}

/// "P03 ¶ 14, P03, 45 words" and how it begins; a click goes there.
fn line(
    ui: &mut Ui,
    view: &View<'_>,
    (corpus, turn): (&Corpus, &UncodedTurn),
    outbox: &mut Outbox,
) {
    let Some(document) = corpus.documents.get(turn.document as usize) else { return };
    let theme = view.theme;
    let who = corpus.participant(turn.participant).map_or("", |person| person.name.as_str());
    let place = format!("{} ¶ {}", document.name, turn.turn);
    let words = counted(turn.words.into(), "word", "words");
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let spoken = format!("{place}, {who}, {words}: uncoded turn");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &spoken));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 0.0, theme.panel);
        ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
    }
    let y = rect.center().y;
    let inside = Rect::from_min_max(rect.min + vec2(20.0, 0.0), rect.max - vec2(14.0, 0.0));
    let text = turn.text(corpus).replace('\n', " ");
    let parts = [
        (place.as_str(), theme.strong, 150.0),
        (who, theme.quiet, 90.0),
        (words.as_str(), theme.quiet, 90.0),
        (text.as_str(), theme.ink, f32::INFINITY),
    ];
    let mut x = inside.left();
    for (part, ink, width) in parts {
        let left = (inside.right() - x).min(width - 12.0).max(8.0);
        let galley = widgets::one_line(ui.painter(), part, sans(14.0), ink, left);
        ui.painter().galley(pos2(x, y - galley.size().y / 2.0), galley, ink);
        x += width;
    }
    if response.on_hover_text("Go to this turn").clicked() {
        outbox.send(Request::ReadAt(document.id, turn.span, None));
    }
}
