//! What a cell says at a glance: its state as a sign and in words, whether it is stale, how many
//! excerpts there are.

use super::draft::{Drafts, Words};
use crate::analysis::framework::{Entry, Framework, Since};
use crate::model::{CellState, EvidenceKind};
use crate::ui::evidence;
use crate::ui::icons::{self, Icon};
use crate::ui::theme::Theme;
use crate::ui::view::View;
use crate::ui::widgets::{counted, sans, semibold};
use egui::{Align2, Color32, Painter, Pos2, Rect, Stroke, Vec2, pos2, vec2};

/// A cell as it is drawn.
pub(super) struct Face<'a> {
    pub(super) state: Option<CellState>,
    pub(super) summary: &'a str,
    pub(super) entry: Entry,
    /// What stands there is typed and not a step yet.
    pub(super) unsaved: bool,
    /// It lost evidence when somebody withdrew, and was not read again.
    pub(super) check: bool,
}

impl<'a> Face<'a> {
    /// Of the matrix, or of what is being typed.
    pub(super) fn new(
        view: &View<'_>,
        matrix: &'a Framework,
        drafts: &'a Drafts,
        (row, column): (usize, usize),
    ) -> Option<Self> {
        let entry = *matrix.entry(row, column)?;
        let place = (matrix.rows.get(row)?.participant, matrix.columns.get(column)?.column);
        let cell = matrix.cell(row, column);
        Some(match drafts.of(place) {
            Some(Words { state, summary }) => {
                Self { state: *state, summary, entry, unsaved: true, check: false }
            }
            None => Self {
                state: cell.and_then(|cell| cell.text.state),
                summary: cell.map_or("", |cell| cell.text.summary.as_str()),
                entry,
                unsaved: false,
                check: cell.is_some_and(|cell| {
                    evidence::is_open(view, EvidenceKind::Framework, cell.guid)
                }),
            },
        })
    }

    /// The words for its state.
    pub(super) fn label(&self) -> &'static str {
        self.state.map_or("empty", CellState::label)
    }

    /// What a screen reader says: all of it, with the beginning of the summary.
    pub(super) fn spoken(&self) -> String {
        let excerpts = counted(u64::from(self.entry.excerpts), "excerpt", "excerpts");
        let mut said = format!("{}, {excerpts}", self.label());
        if let Some(told) = self.entry.since.told() {
            said.push_str(&format!(", stale: {told}"));
        }
        if self.check {
            said.push_str(", check: evidence removed");
        }
        if self.unsaved {
            said.push_str(", not saved yet");
        }
        if !self.summary.trim().is_empty() {
            let begin: String = self.summary.chars().take(300).collect();
            said.push_str(&format!(". {begin}"));
        }
        said
    }
}

/// "stale: 2 added", for tooltips and heads.
pub(super) fn stale(since: Since) -> Option<String> {
    since.told().map(|told| format!("stale: {told} since it was written"))
}

/// The ink of a state's words and sign.
pub(super) fn ink(theme: &Theme, state: Option<CellState>) -> Color32 {
    match state {
        Some(CellState::Reviewed) => theme.success,
        Some(CellState::Drafted) => theme.accent,
        _ => theme.quiet,
    }
}

/// Paints the sign of a state: a pen, a tick, a circle struck through, a dash, a dotted ring.
pub(super) fn sign(painter: &Painter, at: Pos2, state: Option<CellState>, ink: Color32) {
    let square = Rect::from_center_size(at, Vec2::splat(12.0));
    let stroke = Stroke::new(1.2, ink);
    match state {
        Some(CellState::Drafted) => icons::paint(painter, square, Icon::Edit, ink),
        Some(CellState::Reviewed) => icons::paint(painter, square, Icon::Check, ink),
        Some(CellState::NothingSaid) => {
            painter.circle_stroke(at, 4.5, stroke);
            painter.line_segment([at + vec2(-3.2, 3.2), at + vec2(3.2, -3.2)], stroke);
        }
        Some(CellState::NotAsked) => _ = painter.hline(at.x - 4.5..=at.x + 4.5, at.y, stroke),
        None => {
            for n in 0..6_u8 {
                let angle = std::f32::consts::TAU * f32::from(n) / 6.0;
                painter.circle_filled(at + 4.2 * vec2(angle.cos(), angle.sin()), 0.8, ink);
            }
        }
    }
}

/// Paints the line of a cell: sign and words of its state, "stale", "not saved", the number of excerpts.
/// `faded`: it is not among the cells that are asked for.
pub(super) fn line(painter: &Painter, theme: &Theme, rect: Rect, face: &Face<'_>, faded: bool) {
    let y = rect.center().y;
    let fade = |ink: Color32| if faded { ink.gamma_multiply(0.45) } else { ink };
    let ink = fade(ink(theme, face.state));
    sign(painter, pos2(rect.left() + 6.0, y), face.state, ink);
    let at = pos2(rect.left() + 17.0, y);
    let label = painter.text(at, Align2::LEFT_CENTER, face.label(), sans(11.5), ink);
    let (mut x, mut y) = (label.right() + 9.0, y);
    let count = if face.entry.excerpts > 0 { 36.0 } else { 0.0 };
    let silent = matches!(face.state, Some(CellState::NothingSaid | CellState::NotAsked));
    if silent && x + 48.0 > rect.right() - count {
        // No summary stands under it: there is room.
        (x, y) = (rect.left() + 1.0, y + 20.0);
    }
    if face.check || face.entry.since.is_stale() {
        let word = if face.check { "check" } else { "stale" };
        let ink = fade(theme.warning);
        let square = Rect::from_center_size(pos2(x + 5.0, y), Vec2::splat(11.0));
        icons::paint(painter, square, Icon::Again, ink);
        let at = pos2(x + 14.0, y);
        x = painter.text(at, Align2::LEFT_CENTER, word, semibold(11.5), ink).right() + 9.0;
    }
    let under = y > rect.bottom();
    if face.unsaved && (under || x + 48.0 < rect.right() - count) {
        let at = pos2(x, y);
        painter.text(at, Align2::LEFT_CENTER, "unsaved", sans(11.5), fade(theme.accent));
    }
    if face.entry.excerpts > 0 {
        let text = crate::ui::widgets::grouped(u64::from(face.entry.excerpts));
        let y = rect.center().y;
        let at = pos2(rect.right(), y);
        let number = painter.text(at, Align2::RIGHT_CENTER, text, sans(11.5), fade(theme.quiet));
        let square = Rect::from_center_size(pos2(number.left() - 9.0, y), Vec2::splat(11.0));
        icons::paint(painter, square, Icon::Excerpts, fade(theme.quiet));
    }
}
