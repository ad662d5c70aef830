//! The ends of a coding, to take hold of with the mouse: in the text and at the bracket.

use super::edges::pulled;
use super::frame::{Frame, Laid};
use super::lanes::Laned;
use super::layout::TurnLayout as _;
use super::margin::Mark;
use super::paint::each_part;
use super::view::TranscriptView;
use crate::model::{CodingId, Span};
use egui::{Mesh, Pos2, Rect, Shape, Ui, pos2, vec2};

/// How near to an end the pointer takes hold of it.
const NEAR: f32 = 5.0;
/// How much of a bracket's end is its end.
const TIP: f32 = 7.0;

/// An end of a coding on the screen.
pub(super) struct Handle {
    coding: CodingId,
    end: bool,
    at: Rect,
}

impl Handle {
    /// Whose end.
    pub(super) fn coding(&self) -> CodingId {
        self.coding
    }
}

/// An end that is held, and where it is at the moment.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Pull {
    /// Whose end.
    pub coding: CodingId,
    end: bool,
    row: u32,
    /// As it is stored.
    was: Span,
    /// As it would be if it was let go now.
    pub now: Span,
    held: bool,
}

impl Pull {
    /// False once it was let go: it is drawn so until the change is there.
    pub(super) fn is_held(&self) -> bool {
        self.held
    }
}

impl TranscriptView {
    /// True while an end is held.
    pub(super) fn is_pulling(&self) -> bool {
        self.pull.is_some_and(|pull| pull.held)
    }

    /// Leaves the coding as it was.
    pub(super) fn give_up_pull(&mut self) {
        self.pull = None;
        self.press = None;
    }

    /// The coding whose ends can be taken hold of.
    fn held_out(&self, frame: &Frame<'_>) -> Option<CodingId> {
        if !frame.input.may_change || frame.input.shown.only_uncoded {
            return None;
        }
        let pulled = self.pull.map(|pull| pull.coding);
        pulled.or(self.hovered).or(self.lifted).or(frame.input.highlighted)
    }

    /// Both ends of that coding, as far as they are on the screen.
    pub(super) fn handles(&self, frame: &Frame<'_>, laid: &[Laid<'_>]) -> Vec<Handle> {
        let mut handles = Vec::new();
        let Some(coding) = self.held_out(frame) else { return handles };
        let Some(row) = frame.input.document.coding(coding) else { return handles };
        let span = self.span_of(coding, row.span);
        let size = frame.measure.size;
        let (mut first, mut last) = (None, None);
        each_part(laid, span, |left, right, baseline, _| {
            first.get_or_insert((left, baseline));
            last = Some((right, baseline));
        });
        let rect = |(x, baseline): (f32, f32)| {
            Rect::from_min_max(
                pos2(x - 1.0, baseline - size * 0.95),
                pos2(x + 1.0, baseline + size * 0.36),
            )
        };
        let seen = |byte: u32| {
            laid.iter().any(|block| block.block.start <= byte && byte <= block.block.end)
        };
        if let Some(at) = first.filter(|_| seen(span.start())) {
            handles.push(Handle { coding, end: false, at: rect(at) });
        }
        if let Some(at) = last.filter(|_| seen(span.end())) {
            handles.push(Handle { coding, end: true, at: rect(at) });
        }
        handles
    }

    /// The words of a coding as they are drawn: where its end is being pulled, not as they are stored.
    pub(super) fn span_of(&self, coding: CodingId, stored: Span) -> Span {
        self.pull.filter(|pull| pull.coding == coding).map_or(stored, |pull| pull.now)
    }

    /// Puts the coding that is being pulled among those that are drawn, as it is now.
    pub(super) fn show_pull(&self, frame: &Frame<'_>, found: &mut Vec<Laned>) {
        let Some(pull) = self.pull else { return };
        let known = found
            .iter_mut()
            .find(|laned| Self::id_of(frame.input.document, laned) == Some(pull.coding));
        match known {
            Some(laned) => laned.span = pull.now,
            None => found.push(Laned { span: pull.now, row: pull.row, stripe: 0, margin: 0 }),
        }
    }

    /// The end under the pointer.
    pub(super) fn handle_at(handles: &[Handle], pos: Pos2) -> Option<&Handle> {
        handles.iter().filter(|handle| handle.at.expand2(vec2(NEAR, 3.0)).contains(pos)).min_by(
            |a, b| {
                let away = |handle: &Handle| (handle.at.center().x - pos.x).abs();
                away(a).total_cmp(&away(b))
            },
        )
    }

    /// The end of a bracket under the pointer: which coding, and whether it is the lower one.
    pub(super) fn tip_at(marks: &[Mark], pos: Pos2) -> Option<(CodingId, bool)> {
        let mark = marks.iter().find(|mark| mark.is_bracket_under(pos))?;
        let (top, bottom) = (mark.bracket().top(), mark.bracket().bottom());
        let tip = TIP.min((bottom - top) / 3.0);
        match pos.y {
            y if y <= top + tip => Some((mark.coding, false)),
            y if y >= bottom - tip => Some((mark.coding, true)),
            _ => None,
        }
    }

    /// Takes hold of an end, if there is one under the pointer.
    pub(super) fn take_hold(
        &mut self,
        frame: &Frame<'_>,
        (marks, handles): (&[Mark], &[Handle]),
        pos: Pos2,
    ) -> bool {
        if !frame.input.may_change {
            return false;
        }
        let handle = Self::handle_at(handles, pos).map(|handle| (handle.coding, handle.end));
        let Some((coding, end)) = handle.or_else(|| Self::tip_at(marks, pos)) else {
            return false;
        };
        let rows = frame.input.document.codings.iter().enumerate();
        let Some((row, was)) = rows
            .filter(|(_, row)| row.id == coding)
            .map(|(at, row)| (u32::try_from(at).unwrap_or(u32::MAX), row.span))
            .next()
        else {
            return false;
        };
        self.pull = Some(Pull { coding, end, row, was, now: was, held: true });
        true
    }

    /// Moves the end that is held to the pointer. Beside the text it goes by whole lines.
    pub(super) fn pull_to(&mut self, frame: &Frame<'_>, laid: &[Laid<'_>], pos: Pos2) {
        let Some(pull) = &mut self.pull else { return };
        let view = frame.columns.view;
        let pos = pos2(pos.x, pos.y.clamp(view.top(), view.bottom() - 1.0));
        let Some(block) = Self::laid_at(laid, pos.y) else { return };
        let mut to = block.hit(pos);
        if pos.x >= frame.columns.lanes - 6.0 {
            let row = block.layout.row((to - block.block.start) as usize);
            let local = if pull.end { row.end } else { row.start };
            to = block.block.start + u32::try_from(local).unwrap_or(0);
        }
        let text = &frame.input.document.text;
        pull.now = pulled(text, &self.blocks, pull.was, pull.end, to);
    }

    /// Lets go: the coding and its new words, when they are others.
    pub(super) fn let_go_of_end(&mut self) -> Option<(CodingId, Span)> {
        let pull = self.pull.as_mut()?;
        pull.held = false;
        (pull.now != pull.was).then_some((pull.coding, pull.now))
    }

    /// Draws the ends: a bar with a knob, so that they are seen on any ground.
    pub(super) fn paint_handles(&self, ui: &Ui, frame: &Frame<'_>, handles: &[Handle]) {
        let mut mesh = Mesh::default();
        for handle in handles {
            let row = frame.input.document.coding(handle.coding);
            let Some(look) = row.and_then(|row| self.palette.get(row.code)) else { continue };
            mesh.add_colored_rect(handle.at, look.colors.stripe);
            let knob = if handle.end {
                pos2(handle.at.center().x, handle.at.bottom())
            } else {
                pos2(handle.at.center().x, handle.at.top())
            };
            mesh.add_colored_rect(Rect::from_center_size(knob, vec2(7.0, 7.0)), look.colors.stripe);
            mesh.add_colored_rect(
                Rect::from_center_size(knob, vec2(3.0, 3.0)),
                frame.input.theme.page,
            );
        }
        ui.painter().add(Shape::mesh(mesh));
    }
}
