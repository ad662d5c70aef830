//! The card of a coding: see it, mark it, comment on it, give it another code, take it away.

use super::flags;
use crate::model::{CodingId, CodingRow, Corpus, DocumentId, Filter, Flag, MemoOn};
use crate::study::Command;
use crate::ui::action::Action;
use crate::ui::outbox::{Outbox, Request};
use crate::ui::parts::framed;
use crate::ui::theme;
use crate::ui::view::View;
use egui::{
    Area, Button, Frame, Id, Key, Modifiers, Order, Pos2, Rect, Response, RichText, TextEdit, Ui,
    WidgetInfo,
};

const WIDTH: f32 = 368.0;

/// The open card.
pub(super) struct State {
    document: DocumentId,
    /// All codings that were under the pointer, the shortest first.
    codings: Vec<CodingId>,
    shown: usize,
    at: Pos2,
    /// The comment as it is typed; `None` until the coding has been read.
    memo: Option<String>,
    /// The comment wants the keyboard.
    wants_focus: bool,
    fresh: bool,
}

/// A comment as it is put down: on which coding of which document, and where its card is.
pub(super) type TypedComment = (DocumentId, CodingId, String, (f32, f32));

/// What became of it.
pub(super) enum Answer {
    /// Still open.
    Open,
    /// Put away; true when something else was pressed instead.
    Closed(bool),
    /// Another code is wanted; the picker opens here.
    Recode(CodingId, Rect),
}

impl State {
    /// `None` when there is no coding to show.
    /// `by_keys`: it was opened by key and takes the keyboard.
    pub(super) fn new(
        document: DocumentId,
        codings: Vec<CodingId>,
        at: Pos2,
        by_keys: bool,
    ) -> Option<Self> {
        (!codings.is_empty()).then_some(Self {
            document,
            codings,
            shown: 0,
            at,
            memo: None,
            wants_focus: by_keys,
            fresh: true,
        })
    }

    /// The coding on top.
    pub(super) fn coding(&self) -> CodingId {
        // Never empty: see `new`.
        self.codings.get(self.shown).copied().unwrap_or(CodingId(0))
    }

    /// The comment, where it is not the stored one.
    pub(super) fn typed(&self, corpus: &Corpus) -> Option<TypedComment> {
        let memo = self.memo.as_ref()?;
        let stored = corpus.document(self.document)?.coding(self.coding())?.memo.as_deref();
        let at = (self.at.x, self.at.y);
        (memo.trim_end() != stored.unwrap_or_default())
            .then(|| (self.document, self.coding(), memo.clone(), at))
    }

    /// The card of a coding with a comment that was typed before.
    pub(super) fn again(
        document: DocumentId,
        coding: CodingId,
        memo: String,
        (x, y): (f32, f32),
    ) -> Option<Self> {
        let state = Self::new(document, vec![coding], Pos2::new(x, y), true)?;
        Some(Self { memo: Some(memo), ..state })
    }

    /// The comment as it stood when the card was taken away.
    pub(super) fn left(self) -> Option<(CodingId, String)> {
        let coding = self.coding();
        Some((coding, self.memo?))
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
fn heading(ui: &mut Ui, view: &View<'_>, coding: &CodingRow) {
    let tree = &view.corpus.codes;
    let code = tree.get(coding.code);
    let name = code.map_or("", |code| code.fields.name.as_str());
    let colors =
        code.map_or_else(|| view.theme.unknown_code_color(), |code| view.theme.code_color(code));
    let coder = view.corpus.coder(coding.coder).map_or("", |coder| coder.name.as_str());
    ui.horizontal(|ui| {
        ui.label(
            RichText::new(format!(" {} ", colors.letters(name)))
                .small()
                .color(colors.on_stripe)
                .background_color(colors.stripe),
        );
        ui.label(RichText::new(tree.path(coding.code)).text_style(theme::strong()));
    });
    ui.label(RichText::new(format!("coded by {coder}")).color(view.theme.quiet).small());
}

fn comment(ui: &mut Ui, view: &View<'_>, memo: &mut String) -> Response {
    ui.scope(|ui| {
        framed(ui, view.theme, false);
        let field = TextEdit::multiline(memo)
            .hint_text("Comment")
            .desired_rows(3)
            .desired_width(f32::INFINITY);
        let field = ui.add_enabled(!view.busy, field);
        field.widget_info(|| WidgetInfo::labeled(egui::Role::MultilineTextInput, true, "Comment"));
        field
    })
    .inner
}

/// What was asked for on the card.
#[derive(Default)]
struct Asked {
    flag: Option<Flag>,
    recode: Option<Rect>,
    remove: bool,
    excerpts: bool,
    memo: bool,
    turn_to: Option<usize>,
}

fn buttons(ui: &mut Ui, view: &View<'_>, asked: &mut Asked) {
    let tip = |ui: &Ui, action: Action| {
        let key = action.key_text(ui.ctx()).unwrap_or_default();
        format!("{key}: {}", action.texts().1)
    };
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(6.0, 6.0);
        ui.add_enabled_ui(!view.busy, |ui| {
            let recode = ui.button("Recode…");
            if recode.clicked() {
                asked.recode = Some(recode.rect);
            }
            recode.on_hover_text(tip(ui, Action::RecodeCoding));
            asked.memo = ui.button("Memos…").on_hover_text("Memos on this coding").clicked();
        });
        asked.excerpts = ui.button("All excerpts").clicked();
        ui.add_enabled_ui(!view.busy, |ui| {
            let remove = ui.button("Remove");
            asked.remove = remove.on_hover_text(tip(ui, Action::RemoveCoding)).clicked();
        });
    });
}

/// Draws the card beside the place that was clicked.
pub(super) fn show(
    ctx: &egui::Context,
    view: &View<'_>,
    state: &mut State,
    outbox: &mut Outbox,
) -> Answer {
    let Some(coding) = find(view, state.document, state.coding()) else {
        return Answer::Closed(false);
    };
    let stored = || coding.memo.as_deref().unwrap_or_default().to_owned();
    let mut memo = state.memo.take().unwrap_or_else(stored);
    let mut asked = Asked::default();
    if !view.busy {
        asked.flag = flags::key(ctx);
        if Action::RecodeCoding.shortcut().is_some_and(|key| flags::taken(ctx, key)) {
            asked.recode = Some(Rect::from_center_size(state.at, egui::Vec2::ZERO));
        }
    }
    let (escape, done) = ctx.input_mut(|input| {
        (
            input.consume_key(Modifiers::NONE, Key::Escape),
            input.consume_key(Modifiers::COMMAND, Key::Enter),
        )
    });
    let screen = ctx.content_rect();
    let left = state.at.x.clamp(screen.left() + 8.0, (screen.right() - WIDTH - 30.0).max(8.0));
    let top = (state.at.y + 10.0).min((screen.bottom() - 280.0).max(0.0));
    let area = Area::new(Id::unique("coding card"))
        .order(Order::Foreground)
        .fixed_pos(egui::pos2(left, top))
        .show(ctx, |ui| {
            Frame::popup(ui.style()).inner_margin(egui::Margin::same(12)).show(ui, |ui| {
                ui.set_width(WIDTH);
                asked.turn_to = tabs(ui, view, state);
                heading(ui, view, coding);
                ui.add_space(6.0);
                ui.add_enabled_ui(!view.busy, |ui| {
                    asked.flag = flags::switches(ui, view.theme, coding.flags).or(asked.flag);
                });
                ui.add_space(6.0);
                let field = comment(ui, view, &mut memo);
                if std::mem::take(&mut state.wants_focus) {
                    field.request_focus();
                }
                ui.add_space(6.0);
                buttons(ui, view, &mut asked);
            });
        });
    let elsewhere = !state.fresh
        && ctx.input(|input| {
            input.pointer.any_pressed()
                && input.pointer.interact_pos().is_some_and(|pos| !area.response.rect.contains(pos))
        });
    state.fresh = false;
    state.memo = Some(memo);
    if let Some(flag) = asked.flag {
        let on = !coding.flags.has(flag);
        outbox.run(Command::FlagCodings { codings: vec![coding.id], flag, on });
    }
    if asked.remove {
        outbox.run(Command::RemoveCodings { codings: vec![coding.id] });
        return Answer::Closed(false);
    }
    let answer = if let Some(rect) = asked.recode {
        Answer::Recode(coding.id, rect)
    } else if asked.excerpts || asked.memo || escape || done || elsewhere {
        Answer::Closed(elsewhere)
    } else {
        Answer::Open
    };
    if asked.turn_to.is_some() || !matches!(answer, Answer::Open) {
        state.keep_memo(coding, outbox);
    }
    if asked.memo {
        outbox.send(Request::ShowMemos(MemoOn::Coding(coding.id)));
    }
    if asked.excerpts {
        let filter =
            Filter { codes: vec![coding.code], coder: view.shown.clone(), ..Filter::default() };
        outbox.send(Request::ShowExcerpts(filter, view.corpus.codes.path(coding.code)));
    }
    if let Some(index) = asked.turn_to {
        state.shown = index;
    }
    answer
}
