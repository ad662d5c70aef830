//! What keys do while a transcript is corrected, beyond typing: store, leave, go over the edge of a
//! part, join it with the one before.

use super::{Draft, Open};
use egui::text::{CCursor, CCursorRange, CharIndex};
use egui::{Context, Id, Key, Modifiers, TextEdit, Ui};

/// What was asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Act {
    Store,
    Leave,
    Replace,
}

/// The field of a part.
pub(super) fn field(open: &Open, draft: &Draft) -> Id {
    let start = draft.parts.get(open.part).map_or(0, |part| part.base.start);
    Id::unique(("correction", open.document, start))
}

/// Puts the caret before a character of a field.
pub(super) fn put_caret(ctx: &Context, field: Id, at: usize) {
    let mut state = TextEdit::load_state(ctx, field).unwrap_or_default();
    let at = CCursor::new(CharIndex(at));
    state.cursor.set_char_range(Some(CCursorRange::two(at, at)));
    state.store(ctx, field);
}

/// Takes the keys before the field does.
pub(super) fn take(ui: &Ui, open: &mut Open, draft: &mut Draft) -> Option<Act> {
    let ctx = ui.ctx();
    let modal = ctx.memory(|memory| memory.top_modal_layer().is_some());
    if modal || egui::Popup::is_any_open(ctx) {
        return None;
    }
    let id = field(open, draft);
    let focused = ctx.memory(|memory| memory.has_focus(id));
    let free = focused || ctx.memory(|memory| memory.focused().is_none());
    let (store, leave, find) = ctx.input_mut(|input| {
        (
            input.consume_key(Modifiers::COMMAND, Key::Enter),
            free && input.consume_key(Modifiers::NONE, Key::Escape),
            input.consume_key(Modifiers::COMMAND, Key::F),
        )
    });
    for (asked, act) in [(store, Act::Store), (leave, Act::Leave), (find, Act::Replace)] {
        if asked {
            return Some(act);
        }
    }
    if focused {
        over_edges(ctx, open, draft, id);
    }
    None
}

fn over_edges(ctx: &Context, open: &mut Open, draft: &mut Draft, id: Id) {
    let last = draft.parts.len().saturating_sub(1);
    let range = TextEdit::load_state(ctx, id).and_then(|state| state.cursor.char_range());
    let caret = range.filter(egui::text::CCursorRange::is_empty).map(|range| range.primary.index.0);
    let pressed = |key| ctx.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    if open.edge.0 && open.part > 0 && caret.is_some() && pressed(Key::ArrowUp) {
        open.part -= 1;
        open.focus = Some(draft.words(open.part).chars().count());
    } else if open.edge.1 && open.part < last && caret.is_some() && pressed(Key::ArrowDown) {
        open.part += 1;
        open.focus = Some(0);
    } else if caret == Some(0) && open.part > 0 && pressed(Key::Backspace) {
        if let Some(seam) = draft.join(open.part) {
            open.part -= 1;
            open.focus = Some(seam);
            open.marks.clear();
        }
    } else {
        let length = draft.words(open.part).chars().count();
        if caret == Some(length)
            && open.part < last
            && pressed(Key::Delete)
            && let Some(seam) = draft.join(open.part + 1)
        {
            open.focus = Some(seam);
            open.marks.clear();
        }
        return;
    }
    open.edge = (false, false);
    open.reveal = Some(open.part);
}
