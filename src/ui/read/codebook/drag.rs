//! Codes dragged within the codebook, and words dragged onto a code.

use super::{Answer, State, codes_in_order};
use crate::model::{CodeId, CodeTree};
use crate::study::Command;
use crate::ui::dnd::{self, DraggedCodes, DraggedSelection};
use crate::ui::outbox::{Outbox, Request};
use crate::ui::view::View;
use egui::{DragAndDrop, Rect, Stroke, StrokeKind, pos2, vec2};

/// Seconds over a closed code until it opens.
const OPENS: f64 = 0.7;

/// A row as it was drawn.
#[derive(Clone, Copy)]
pub(super) struct Drawn {
    /// Place in the code tree.
    pub(super) place: usize,
    pub(super) rect: Rect,
}

/// Where codes would go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Target {
    /// Under a code, behind the others; `None` is the top.
    Under(Option<CodeId>),
    /// Beside a sibling, before it.
    Before(CodeId),
    /// Beside a sibling, behind it.
    After(CodeId),
    /// Into a code, which takes them up.
    Into(CodeId),
}

/// What happens while something is dragged over the rows, or let go. `area` is the whole list.
pub(super) fn over(
    ui: &egui::Ui,
    view: &View<'_>,
    state: &mut State,
    rows: &[Drawn],
    area: Rect,
    outbox: &mut Outbox,
) -> Option<Answer> {
    let ctx = ui.ctx();
    let codes = DragAndDrop::payload::<DraggedCodes>(ctx);
    let words = DragAndDrop::payload::<DraggedSelection>(ctx);
    if codes.is_none() && words.is_none() {
        state.hovered = None;
        return None;
    }
    let pos = ui.input(|input| input.pointer.interact_pos())?;
    if !area.contains(pos) || view.busy {
        state.hovered = None;
        return None;
    }
    scroll(ui, area, pos.y);
    let tree = &view.corpus.codes;
    let row = rows.iter().find(|row| row.rect.y_range().contains(pos.y)).copied();
    if let Some(row) = row {
        unfold(ui, state, tree.codes()[row.place].id);
    }
    let released = ui.input(|input| input.pointer.any_released());
    if let Some(words) = words {
        let row = row?;
        let code = &tree.codes()[row.place];
        mark_row(ui, view, row.rect);
        dnd::label(ctx, &format!("Apply {}", code.fields.name));
        if released {
            DragAndDrop::clear_payload(ctx);
            return Some(Answer::Dropped(words.document, words.span, code.id));
        }
        return None;
    }
    let codes = codes?;
    let merge = super::released_with(ui).command;
    let between = state.wish.sort == super::Sort::Own && state.wish.wanted.trim().is_empty();
    let open = |id: &CodeId| !state.folded.contains(id);
    let target = match row.filter(|_| merge) {
        Some(row) => Target::Into(tree.codes()[row.place].id),
        None => target(tree, row, pos.y, between, open),
    };
    let fits = fits(tree, &codes.0, target);
    if fits {
        show(ui, view, rows, area, target);
    }
    dnd::label(ctx, &said(tree, target, fits));
    if released {
        DragAndDrop::clear_payload(ctx);
        if fits {
            let_go(tree, &codes.0, target, outbox);
            if let Target::Under(Some(parent)) = target
                && state.folded.remove(&parent)
            {
                state.folds += 1;
            }
        }
    }
    None
}

/// Where the pointer means: the upper and lower edges of a row lie between rows, where codes stand in
/// their own order (`between`).
fn target(
    tree: &CodeTree,
    row: Option<Drawn>,
    y: f32,
    between: bool,
    open: impl Fn(&CodeId) -> bool,
) -> Target {
    let Some(row) = row else { return Target::Under(None) };
    let code = tree.codes()[row.place].id;
    let share = (y - row.rect.top()) / row.rect.height().max(1.0);
    if between && share < 0.28 {
        Target::Before(code)
    } else if between && share > 0.72 {
        // Behind an open code means before the first one under it.
        if tree.has_children(row.place) && open(&code) {
            Target::Before(tree.codes()[row.place + 1].id)
        } else {
            Target::After(code)
        }
    } else {
        Target::Under(Some(code))
    }
}

/// Whether codes can go there: never under themselves, never into one of them.
fn fits(tree: &CodeTree, codes: &[CodeId], target: Target) -> bool {
    let parent = match target {
        Target::Under(parent) => parent,
        Target::Before(code) | Target::After(code) => tree.get(code).and_then(|code| code.parent),
        Target::Into(code) => Some(code),
    };
    let Some(parent) = parent.and_then(|parent| tree.place(parent)) else { return true };
    let mut places = codes.iter().filter_map(|code| tree.place(*code));
    !places.any(|place| tree.subtree(place).contains(&parent))
}

fn said(tree: &CodeTree, target: Target, fits: bool) -> String {
    let name = |code: CodeId| tree.get(code).map_or("", |code| code.fields.name.as_str());
    if !fits {
        return "Not under itself".to_owned();
    }
    match target {
        Target::Under(None) => "Move to the top".to_owned(),
        Target::Under(Some(code)) => format!("Move under {}", name(code)),
        Target::Before(code) => format!("Move before {}", name(code)),
        Target::After(code) => format!("Move behind {}", name(code)),
        Target::Into(code) => format!("Merge into {}…", name(code)),
    }
}

fn let_go(tree: &CodeTree, codes: &[CodeId], target: Target, outbox: &mut Outbox) {
    let codes = codes_in_order(tree, codes.iter().copied());
    let parent_of = |code: CodeId| tree.get(code).and_then(|code| code.parent);
    let (parent, before) = match target {
        Target::Into(into) => return outbox.send(Request::MergeCodes(codes, Some(into))),
        Target::Under(parent) => (parent, None),
        Target::Before(code) => (parent_of(code), Some(code)),
        Target::After(code) => (parent_of(code), next_sibling(tree, code)),
    };
    outbox.run(Command::MoveCodes { codes, parent, before });
}

/// The code behind this one under the same code.
pub(super) fn next_sibling(tree: &CodeTree, code: CodeId) -> Option<CodeId> {
    let place = tree.place(code)?;
    let next = tree.codes().get(tree.subtree(place).end)?;
    (next.parent == tree.codes()[place].parent).then_some(next.id)
}

fn mark_row(ui: &egui::Ui, view: &View<'_>, rect: Rect) {
    let stroke = Stroke::new(2.0, view.theme.accent);
    ui.painter().rect_stroke(rect.shrink(1.0), 5.0, stroke, StrokeKind::Inside);
}

/// A line between rows, or a frame around the row things go under.
fn show(ui: &egui::Ui, view: &View<'_>, rows: &[Drawn], area: Rect, target: Target) {
    let tree = &view.corpus.codes;
    let find = |code: CodeId| rows.iter().find(|row| tree.codes()[row.place].id == code);
    let line = |y: f32, place: usize| {
        let left = area.left() + super::row::left_of(tree.depth(place));
        let stroke = Stroke::new(2.0, view.theme.accent);
        ui.painter().hline(left..=area.right() - 4.0, y, stroke);
        ui.painter().circle_stroke(pos2(left - 3.0, y), 3.0, stroke);
    };
    match target {
        Target::Under(None) => mark_row(ui, view, area),
        Target::Under(Some(code)) | Target::Into(code) => {
            if let Some(row) = find(code) {
                mark_row(ui, view, row.rect);
            }
        }
        Target::Before(code) => {
            if let Some(row) = find(code) {
                line(row.rect.top() - 0.5, row.place);
            }
        }
        Target::After(code) => {
            if let Some(row) = find(code) {
                line(row.rect.bottom() + 0.5, row.place);
            }
        }
    }
}

/// The list moves while something is held near its upper or lower edge.
fn scroll(ui: &egui::Ui, area: Rect, y: f32) {
    const EDGE: f32 = 22.0;
    let up = (area.top() + EDGE - y).max(0.0) - (y - (area.bottom() - EDGE)).max(0.0);
    if up != 0.0 {
        ui.scroll_with_delta(vec2(0.0, up.clamp(-8.0, 8.0)));
        ui.ctx().request_repaint();
    }
}

/// A closed code opens when something is held over it for a moment.
fn unfold(ui: &egui::Ui, state: &mut State, code: CodeId) {
    let now = ui.input(|input| input.time);
    match state.hovered {
        Some((over, since)) if over == code => {
            if now - since > OPENS && state.folded.remove(&code) {
                state.folds += 1;
            }
        }
        _ => state.hovered = Some((code, now)),
    }
    if state.folded.contains(&code) {
        ui.ctx().request_repaint_after_secs(0.1);
    }
}
