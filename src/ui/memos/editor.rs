//! A memo as it is written. Nothing typed is lost: it is a draft until it is kept, as one step.

use super::State;
use super::bar::kind_name;
use super::detail::{measure, serif};
use super::draft::{Becomes, Draft};
use crate::analysis::{NoteId, NoteKind};
use crate::model::{CodingId, MemoKind, MemoOn};
use crate::ui::icons::Icon;
use crate::ui::outbox::Outbox;
use crate::ui::parts::{self, framed, primary};
use crate::ui::picker::{self, Choice};
use crate::ui::view::View;
use crate::ui::widgets;
use egui::{
    Id, Key, Modifiers, Rect, RichText, ScrollArea, TextEdit, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

/// What stands beside the words needs so much room.
const ASIDE: f32 = 250.0;

/// What was asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    Keep,
    Later,
    Discard,
}

pub(super) fn show(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    here: MemoOn,
    outbox: &mut Outbox,
) {
    let linkable = state.linkable(view);
    let Some((on, linked)) = state.drafts.open().map(|draft| (draft.on, draft.links.clone()))
    else {
        return;
    };
    let place = state.draft_place(view, on);
    let gone = || "an excerpt that was removed".to_owned();
    let names: Vec<String> =
        linked.iter().map(|id| state.coding_name(view, *id).unwrap_or_else(gone)).collect();
    let here_name = state.here_name(view, here);
    let sent = state.drafts.is_sent();
    let mut act = keys(ui);
    ui.spacing_mut().item_spacing.y = 5.0;
    let focus = std::mem::take(&mut state.focus);
    let Some(draft) = state.drafts.open() else { return };
    let lost = match draft.becomes {
        Becomes::Memo(id) => !view.corpus.memos.iter().any(|memo| memo.id == id),
        _ => false,
    };
    if lost {
        // Undone or removed meanwhile: what was written is not lost.
        draft.becomes = Becomes::New;
    }
    let comment = matches!(draft.becomes, Becomes::Comment(_));
    let room = ui.available_rect_before_wrap();
    let width = measure(view, room.width());
    // What belongs to the memo stands beside its words where there is room, else over and under them.
    let beside = room.width() - width > ASIDE;
    let told = if sent { "Waiting to be kept…" } else { "Ctrl+Enter keeps it" };
    let ready = !view.busy && !sent && (comment || !is_empty(draft));
    let head = |ui: &mut Ui, draft: &mut Draft| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            match draft.becomes {
                Becomes::Comment(_) => {
                    widgets::quiet_word(ui, view.theme, &format!("Comment on {place}"));
                }
                _ => about(ui, view, draft, (here, &here_name), &place),
            }
        });
    };
    if beside {
        let words = Rect::from_min_size(room.min, vec2(width, room.height()));
        let rest = Rect::from_min_max(pos2(words.right() + 18.0, room.top()), room.max);
        let mut words = ui.new_child(UiBuilder::new().max_rect(words).id_salt("words"));
        fields(&mut words, view, draft, room.height(), focus);
        let mut rest = ui.new_child(UiBuilder::new().max_rect(rest).id_salt("beside"));
        head(&mut rest, draft);
        if !comment {
            links(&mut rest, view, draft, &names, linkable.as_ref());
        }
        rest.add_space(4.0);
        buttons(&mut rest, view, ready, told, &mut act);
    } else {
        head(ui, draft);
        let under = 34.0 + if comment { 0.0 } else { 34.0 };
        let height = (ui.available_height() - under).max(80.0);
        ui.scope(|ui| fields(ui, view, draft, height, focus));
        if !comment {
            links(ui, view, draft, &names, linkable.as_ref());
        }
        buttons(ui, view, ready, told, &mut act);
    }
    perform(view, state, act, outbox);
}

/// Title and words, as high as there is room; what is longer can be scrolled.
fn fields(ui: &mut Ui, view: &View<'_>, draft: &mut Draft, height: f32, focus: bool) {
    let top = ui.cursor().top();
    let comment = matches!(draft.becomes, Becomes::Comment(_));
    framed(ui, view.theme, false);
    ui.spacing_mut().item_spacing.y = 5.0;
    if !comment {
        let title = TextEdit::singleline(&mut draft.title)
            .id(title_id())
            .hint_text(
                RichText::new("Title, if you like").font(serif(view, -1.0)).color(view.theme.quiet),
            )
            .font(serif(view, -1.0))
            .margin(vec2(8.0, 3.0))
            .desired_width(f32::INFINITY);
        let title = ui.add(title);
        title.widget_info(|| WidgetInfo::labeled(egui::Role::TextInput, true, "Memo title"));
    }
    let height = (height - (ui.cursor().top() - top) - 2.0).max(44.0);
    let area = ScrollArea::vertical().id_salt("memo being written").max_height(height);
    area.min_scrolled_height(height).show(ui, |ui| {
        let text = TextEdit::multiline(&mut draft.text)
            .id(text_id())
            .hint_text(
                RichText::new("What do you think?").font(serif(view, 0.5)).color(view.theme.quiet),
            )
            .font(serif(view, 0.5))
            .margin(vec2(8.0, 6.0))
            .desired_rows(1)
            .desired_width(f32::INFINITY)
            .min_size(vec2(0.0, height - 2.0));
        let text = ui.add(text);
        let label = if comment { "Comment text" } else { "Memo text" };
        text.widget_info(|| WidgetInfo::labeled(egui::Role::MultilineTextInput, true, label));
        if focus {
            text.request_focus();
        }
    });
}

fn buttons(ui: &mut Ui, view: &View<'_>, ready: bool, told: &str, act: &mut Option<Act>) {
    ui.horizontal_wrapped(|ui| {
        let keep = primary(ui, view.theme, ready, "Keep");
        if keep.on_hover_text("Make it part of the study, as one step (Ctrl+Enter)").clicked() {
            *act = Some(Act::Keep);
        }
        let later = ui.button("Later");
        if later.on_hover_text("Close it; the draft stays in the list (Escape)").clicked() {
            *act = Some(Act::Later);
        }
        let discard = ui.button("Discard");
        if discard.on_hover_text("Put the draft away; it can be brought back").clicked() {
            *act = Some(Act::Discard);
        }
        parts::quiet(ui, view.theme, told);
    });
}

fn is_empty(draft: &Draft) -> bool {
    draft.title.trim().is_empty() && draft.text.trim().is_empty()
}

fn title_id() -> Id {
    Id::unique("memo title")
}

fn text_id() -> Id {
    Id::unique("memo text")
}

/// Ctrl+Enter keeps, Escape closes; both before a text field hears them.
fn keys(ui: &mut Ui) -> Option<Act> {
    if egui::Popup::is_any_open(ui.ctx()) {
        return None;
    }
    // Keys are for whoever has the keyboard: not for a memo that merely stands beside.
    let focused = ui.memory(egui::Memory::focused);
    if ![title_id(), text_id()].map(Some).contains(&focused) {
        return None;
    }
    ui.input_mut(|input| {
        if input.consume_key(Modifiers::COMMAND, Key::Enter) {
            Some(Act::Keep)
        } else if input.consume_key(Modifiers::NONE, Key::Escape) {
            Some(Act::Later)
        } else {
            None
        }
    })
}

fn perform(view: &View<'_>, state: &mut State, act: Option<Act>, outbox: &mut Outbox) {
    match act {
        Some(Act::Keep) => {
            let ready = state.drafts.open().is_some_and(|draft| {
                matches!(draft.becomes, Becomes::Comment(_)) || !is_empty(draft)
            });
            if ready && let Some(command) = state.drafts.keep() {
                outbox.run(command);
            }
        }
        Some(Act::Later) => {
            if let Some(draft) = state.drafts.open()
                && let Becomes::Memo(id) = draft.becomes
            {
                state.chosen = Some(NoteId::Memo(id));
            }
            state.drafts.close(view.corpus);
        }
        Some(Act::Discard) => state.drafts.discard(view.corpus),
        None => {}
    }
}

/// What it is for and what it hangs on, as a sentence.
fn about(
    ui: &mut Ui,
    view: &View<'_>,
    draft: &mut Draft,
    (here, here_name): (MemoOn, &str),
    place: &str,
) {
    let anchor =
        widgets::drop_chip(ui, view.theme, kind_name(NoteKind::Memo(draft.kind)), "Kind of memo");
    let made = picker::pick(ui, view.theme, &anchor, ("Kind", false), || {
        let each = MemoKind::ALL.into_iter();
        each.map(|kind| Choice::new(kind_name(NoteKind::Memo(kind)), kind == draft.kind)).collect()
    });
    if let Some(kind) = made.and_then(|at| MemoKind::ALL.get(at)) {
        draft.kind = *kind;
    }
    widgets::quiet_word(ui, view.theme, "on");
    let mut offered = vec![(draft.on, place.to_owned())];
    if here != draft.on {
        offered.push((here, here_name.to_owned()));
    }
    if !offered.iter().any(|(on, _)| *on == MemoOn::Study) {
        offered.push((MemoOn::Study, "the study, or nothing".to_owned()));
    }
    let anchor = widgets::drop_chip(ui, view.theme, place, "What the memo is on");
    let made = picker::pick(ui, view.theme, &anchor, ("On", false), || {
        offered.iter().map(|(on, name)| Choice::new(name, *on == draft.on)).collect()
    });
    if let Some((on, _)) = made.and_then(|at| offered.get(at)) {
        draft.on = *on;
    }
}

/// The excerpts it points to, each with a cross, and the one that could be added.
fn links(
    ui: &mut Ui,
    view: &View<'_>,
    draft: &mut Draft,
    names: &[String],
    linkable: Option<&(CodingId, String)>,
) {
    let mut remove = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 4.0);
        for (at, name) in names.iter().enumerate() {
            if widgets::filter_chip(ui, view.theme, None, name, &format!("Unlink {name}")) {
                remove = Some(at);
            }
        }
        match linkable {
            Some((id, name)) if !draft.links.contains(id) => {
                let link = widgets::sign_button(ui, view.theme, Icon::Add, &format!("Link {name}"));
                let told = "Point to the excerpt that was opened last in the transcript";
                if link.on_hover_text(told).clicked() {
                    draft.links.push(*id);
                }
            }
            Some(_) => {}
            None => {
                parts::quiet(ui, view.theme, "Click a coding in the transcript to link it here.");
            }
        }
    });
    if let Some(at) = remove {
        draft.links.remove(at);
    }
}
