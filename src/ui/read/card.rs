//! The card of a coding: see it, comment on it, give it another code, take it away.

use crate::model::{CodingId, CodingRow, DocumentId, Filter};
use crate::study::Command;
use crate::ui::outbox::{Outbox, Request};
use crate::ui::parts::framed;
use crate::ui::theme;
use crate::ui::view::View;
use egui::{
    Area, Button, Frame, Id, Key, Modifiers, Order, Pos2, Rect, RichText, TextEdit, WidgetInfo,
};

const WIDTH: f32 = 340.0;

/// The open card.
pub(super) struct State {
    document: DocumentId,
    /// All codings that were under the pointer, the shortest first.
    codings: Vec<CodingId>,
    shown: usize,
    at: Pos2,
    /// The comment as it is typed; `None` until the coding has been read.
    memo: Option<String>,
    fresh: bool,
}

/// What became of it.
pub(super) enum Answer {
    /// Still open.
    Open,
    /// Put away.
    Closed,
    /// Another code is wanted; the picker opens here.
    Recode(CodingId, Rect),
}

impl State {
    /// `None` when there is no coding to show.
    pub(super) fn new(document: DocumentId, codings: Vec<CodingId>, at: Pos2) -> Option<Self> {
        (!codings.is_empty()).then_some(Self {
            document,
            codings,
            shown: 0,
            at,
            memo: None,
            fresh: true,
        })
    }

    /// The coding on top.
    pub(super) fn coding(&self) -> CodingId {
        // Never empty: see `new`.
        self.codings.get(self.shown).copied().unwrap_or(CodingId(0))
    }

    /// Sends the comment when it differs from the stored one.
    fn keep_memo(&mut self, coding: &CodingRow, outbox: &mut Outbox) {
        let Some(memo) = self.memo.take() else { return };
        if memo.trim_end() != coding.memo.as_deref().unwrap_or_default() {
            outbox.run(Command::Comment { coding: coding.id, memo });
        }
    }
}

/// The coding, looked for in its own document: a study may have a million of them.
fn find<'a>(view: &View<'a>, document: DocumentId, id: CodingId) -> Option<&'a CodingRow> {
    view.corpus.document(document)?.codings.iter().find(|coding| coding.id == id)
}

/// The codings that were under the pointer, to choose among.
fn tabs(ui: &mut egui::Ui, view: &View<'_>, state: &State) -> Option<usize> {
    if state.codings.len() < 2 {
        return None;
    }
    let mut turn_to = None;
    ui.horizontal_wrapped(|ui| {
        for (index, id) in state.codings.iter().enumerate() {
            let label = find(view, state.document, *id)
                .and_then(|coding| view.corpus.codes.get(coding.code))
                .map_or("?", |code| code.fields.name.as_str());
            if ui.add(Button::selectable(index == state.shown, label).small()).clicked() {
                turn_to = Some(index);
            }
        }
    });
    ui.separator();
    turn_to
}

/// Badge and path of the code, and who put it there.
fn heading(ui: &mut egui::Ui, view: &View<'_>, coding: &CodingRow) {
    let tree = &view.corpus.codes;
    let place = tree.place(coding.code);
    let name = place.map_or("", |place| tree.codes()[place].fields.name.as_str());
    let colors = place.map_or_else(
        || view.theme.unknown_code_color(),
        |place| view.theme.code_color(&tree.codes()[place], place),
    );
    let coder = view.corpus.coder(coding.coder).map_or("", |coder| coder.name.as_str());
    ui.horizontal(|ui| {
        ui.label(
            RichText::new(format!(" {} ", theme::badge(name)))
                .small()
                .color(colors.on_stripe)
                .background_color(colors.stripe),
        );
        ui.label(RichText::new(tree.path(coding.code)).text_style(theme::strong()));
    });
    ui.label(RichText::new(format!("coded by {coder}")).color(view.theme.quiet).small());
}

/// Draws the card beside the place that was clicked.
pub(super) fn show(
    ctx: &egui::Context,
    view: &View<'_>,
    state: &mut State,
    outbox: &mut Outbox,
) -> Answer {
    let Some(coding) = find(view, state.document, state.coding()) else { return Answer::Closed };
    let stored = || coding.memo.as_deref().unwrap_or_default().to_owned();
    let mut memo = state.memo.take().unwrap_or_else(stored);
    let tree = &view.corpus.codes;
    let screen = ctx.content_rect();
    let left = state.at.x.clamp(screen.left() + 8.0, (screen.right() - WIDTH - 30.0).max(8.0));
    let top = (state.at.y + 10.0).min((screen.bottom() - 250.0).max(0.0));
    let mut answer = Answer::Open;
    let mut removed = false;
    let mut turn_to = None;
    let area = Area::new(Id::unique("coding card"))
        .order(Order::Foreground)
        .fixed_pos(egui::pos2(left, top))
        .show(ctx, |ui| {
            Frame::popup(ui.style()).inner_margin(egui::Margin::same(12)).show(ui, |ui| {
                ui.set_width(WIDTH);
                turn_to = tabs(ui, view, state);
                heading(ui, view, coding);
                ui.add_space(4.0);
                ui.scope(|ui| {
                    framed(ui, view.theme, false);
                    let field = TextEdit::multiline(&mut memo)
                        .hint_text("Comment")
                        .desired_rows(3)
                        .desired_width(f32::INFINITY);
                    ui.add_enabled(!view.busy, field).widget_info(|| {
                        WidgetInfo::labeled(egui::Role::MultilineTextInput, true, "Comment")
                    });
                });
                ui.add_space(4.0);
                ui.horizontal(|ui| {
                    ui.add_enabled_ui(!view.busy, |ui| {
                        let recode = ui.button("Recode…");
                        if recode.clicked() {
                            answer = Answer::Recode(coding.id, recode.rect);
                        }
                        if ui.button("Remove").clicked() {
                            outbox.run(Command::RemoveCodings { codings: vec![coding.id] });
                            removed = true;
                            answer = Answer::Closed;
                        }
                    });
                    if ui.button("All excerpts").clicked() {
                        let filter = Filter {
                            codes: vec![coding.code],
                            coder: view.shown.clone(),
                            ..Filter::default()
                        };
                        outbox.send(Request::ShowExcerpts(filter, tree.path(coding.code)));
                        answer = Answer::Closed;
                    }
                });
            });
        });
    let (escape, done) = ctx.input_mut(|input| {
        (
            input.consume_key(Modifiers::NONE, Key::Escape),
            input.consume_key(Modifiers::COMMAND, Key::Enter),
        )
    });
    let elsewhere = !state.fresh
        && ctx.input(|input| {
            input.pointer.any_pressed()
                && input.pointer.interact_pos().is_some_and(|pos| !area.response.rect.contains(pos))
        });
    state.fresh = false;
    if matches!(answer, Answer::Open) && (escape || done || elsewhere) {
        answer = Answer::Closed;
    }
    state.memo = Some(memo);
    if (turn_to.is_some() || !matches!(answer, Answer::Open)) && !removed {
        state.keep_memo(coding, outbox);
    }
    if let Some(index) = turn_to {
        state.shown = index;
    }
    answer
}
