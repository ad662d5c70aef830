//! The scroll bar, and on it a map of the codings: where in the document they lie, and of which code.
//!
//! The map is a handful of rectangles, made anew only when codings, heights or size have changed, and
//! never in a frame that has other work to do; painting it costs the same for any number of codings.

use super::frame::Frame;
use super::lanes::Laned;
use super::scroll::{ABOVE, BELOW, Place};
use super::view::TranscriptView;
use crate::model::CodeTree;
use crate::ui::widgets::counted;
use egui::{
    Color32, Mesh, Rangef, Rect, Response, RichText, Role, Sense, Shape, Ui, WidgetInfo, pos2, vec2,
};
use std::sync::Arc;

/// Height of a row of the map.
const ROW: f32 = 2.0;
/// Codes that are told apart in one row; there is no room for more.
const CODES: usize = 3;
/// Width of one code in a row: the more codes at a place, the wider the map is there.
const WIDTH: f32 = 4.0;
/// Half the height of the thumb at least.
const THUMB: f32 = 12.0;
/// The map follows heights that are being measured this often, in seconds.
const PACE: f64 = 0.25;

/// The map and what it was made from.
#[derive(Default)]
pub(super) struct Map {
    of: Option<Made>,
    /// Codes of each row by place in the codebook, the most used ones, and how many there are.
    rows: Vec<([u32; CODES], u32)>,
    mesh: Arc<Mesh>,
    at: egui::Pos2,
    time: f64,
}

struct Made {
    lanes: u64,
    heights: (u64, usize),
    size: f32,
    dark: bool,
    codes: Arc<CodeTree>,
}

impl PartialEq for Made {
    fn eq(&self, other: &Self) -> bool {
        let of = |made: &Self| (made.lanes, made.heights, made.size, made.dark);
        // One codebook, not an equal one: nothing is compared per frame.
        of(self) == of(other) && Arc::ptr_eq(&self.codes, &other.codes)
    }
}

/// How a height of the document becomes one of the bar.
#[derive(Clone, Copy)]
struct Track {
    rect: Rect,
    total: f64,
}

impl Track {
    /// From the top of the document to the screen.
    fn y(self, height: f64) -> f32 {
        self.rect.top() + (height / self.total * f64::from(self.rect.height())) as f32
    }

    fn height(self, y: f32) -> f64 {
        let share = (y - self.rect.top()) / self.rect.height().max(1.0);
        f64::from(share.clamp(0.0, 1.0)) * self.total
    }
}

impl TranscriptView {
    /// The scroll bar: drag the thumb, or press beside it to go there.
    pub(super) fn bar(&mut self, ui: &Ui, frame: &Frame<'_>, id: egui::Id) {
        let room = f64::from(frame.columns.view.height());
        let total = self.heights.total() + f64::from(ABOVE + BELOW);
        let rect = frame.columns.bar.shrink2(vec2(2.0, 4.0));
        // A document that fits stands beside its map line by line.
        let track = Track { rect, total: total.max(room).max(1.0) };
        let response = ui.interact(frame.columns.bar, id, Sense::CLICK | Sense::DRAG);
        response
            .widget_info(|| WidgetInfo::labeled(Role::ScrollBar, true, "Scroll the transcript"));
        if rect.height() <= 0.0 {
            return;
        }
        let mut at = self.height_at_top();
        let most = (total - room).max(0.0);
        ui.ctx().accesskit_node_builder(id, |node| {
            node.set_min_numeric_value(0.0);
            node.set_max_numeric_value(most);
            node.set_numeric_value(at.clamp(0.0, most));
            node.set_value(self.turn_at_top(frame));
        });
        if total > room {
            at = self.drag_bar(ui, &response, track, at, room);
            let (middle, half) = (track.y(at + room / 2.0), (room / total / 2.0) as f32);
            let half = (half * rect.height()).max(THUMB);
            let middle =
                middle.clamp(rect.top() + half, (rect.bottom() - half).max(rect.top() + half));
            let thumb = Rect::from_x_y_ranges(rect.x_range(), middle - half..=middle + half);
            let theme = frame.input.theme;
            let active = response.hovered() || response.is_pointer_button_down_on();
            // Quiet ground under the colours of the map, with an edge that can be seen.
            let ground = if active { theme.control_active } else { theme.control };
            let edge = egui::Stroke::new(1.0, theme.border);
            ui.painter().rect(thumb, 4.0, ground, edge, egui::StrokeKind::Inside);
        }
        self.draw_map(ui, frame, track);
        if self.grip.is_none() {
            self.tell_place(frame, track, response);
        }
    }

    fn height_at_top(&self) -> f64 {
        self.heights.before(self.place.block) + f64::from(self.place.offset + ABOVE)
    }

    fn turn_at_top(&self, frame: &Frame<'_>) -> String {
        let turn = self.blocks.get(self.place.block).turn + 1;
        format!("¶{turn} of {}", frame.input.document.turns.len())
    }

    fn drag_bar(&mut self, ui: &Ui, response: &Response, track: Track, at: f64, room: f64) -> f64 {
        let Some(pos) =
            // A press and a release between two frames is a press as well.
            response
                .interact_pointer_pos()
                .filter(|_| response.is_pointer_button_down_on() || response.clicked())
        else {
            self.grip = None;
            return at;
        };
        let grip = *self.grip.get_or_insert_with(|| {
            // As it is drawn: never too short to be taken.
            let middle = track.y(at + room / 2.0);
            let half = (track.y(at + room) - middle).max(THUMB);
            let inside = middle - half..=middle + half;
            // Beside the thumb: the place that is pressed comes under the eyes, at a third.
            if inside.contains(&pos.y) {
                pos.y - track.y(at)
            } else {
                track.y(room / 3.0) - track.y(0.0)
            }
        });
        let most = (track.total - room).max(0.0);
        let share =
            f64::from(pos.y - grip - track.rect.top()) / f64::from(track.rect.height().max(1.0));
        let wanted = (share * track.total).clamp(0.0, most);
        if (wanted - at).abs() <= 0.5 {
            return at;
        }
        let below = wanted - f64::from(ABOVE);
        let (block, offset) = self.heights.find(below);
        let offset = if below < 0.0 { below as f32 } else { offset };
        self.place = Place { block, offset };
        ui.ctx().request_repaint();
        wanted
    }

    /// Who speaks where the pointer is, and what is coded there.
    fn tell_place(&self, frame: &Frame<'_>, track: Track, response: Response) {
        let Some(pos) = response.hover_pos() else { return };
        let (index, offset) = self.heights.find(track.height(pos.y) - f64::from(ABOVE));
        let block = self.blocks.get(index);
        let share = (offset / self.heights.get(index).max(1.0)).clamp(0.0, 1.0);
        let byte = block.start + ((block.end - block.start) as f32 * share) as u32;
        let row = ((pos.y - track.rect.top()) / ROW).max(0.0) as usize;
        // A row is thin: what is just above or below is meant as well.
        let near = row.saturating_sub(2)..(row + 3).min(self.map.rows.len());
        let near = self.map.rows.get(near).unwrap_or_default();
        let densest = near.iter().max_by_key(|(_, count)| *count);
        response.on_hover_ui_at_pointer(|ui| {
            ui.label(RichText::new(frame.place(byte)).text_style(crate::ui::theme::strong()));
            let Some((codes, count)) = densest.filter(|(_, count)| *count > 0) else { return };
            for &place in codes.iter().take(*count as usize) {
                if let Some(code) = frame.input.codes.codes().get(place as usize) {
                    ui.label(&code.fields.name);
                }
            }
            if *count as usize > CODES {
                let more = u64::from(*count) - CODES as u64;
                ui.label(RichText::new(counted(more, "more code", "more codes")).small().weak());
            }
        });
    }

    /// True every now and then while heights are being measured: a frame for the map to follow.
    pub(super) fn is_turn_of_map(&mut self, ui: &Ui) -> bool {
        let now = ui.input(|input| input.time);
        let waits = self.map.of.is_some() && now - self.map.time > PACE;
        if waits {
            self.map.time = now;
        }
        waits
    }

    fn draw_map(&mut self, ui: &Ui, frame: &Frame<'_>, track: Track) {
        let made = Made {
            lanes: self.lanes_made.0,
            heights: (self.heights.changes(), self.blocks.list().len()),
            size: track.rect.height(),
            dark: frame.input.theme.dark,
            codes: Arc::clone(frame.input.codes),
        };
        if self.map.of.as_ref() != Some(&made) {
            let now = ui.input(|input| input.time);
            // Lanes, new line breaks and measuring have their frames; the map has one of its own.
            let busy = self.lanes_made.1 || self.reflowed || self.measuring;
            if self.map.of.is_some() && busy {
                ui.ctx().request_repaint();
            } else {
                self.map.time = now;
                self.map.of = Some(made);
                self.make_map(frame, track);
            }
        }
        let at = pos2(track.rect.center().x - CODES as f32 * WIDTH / 2.0, track.rect.top()).round();
        if self.map.at != at {
            Arc::make_mut(&mut self.map.mesh).translate(at - self.map.at);
            self.map.at = at;
        }
        ui.painter().add(Shape::Mesh(Arc::clone(&self.map.mesh)));
        self.mark_selection(ui, frame, track);
    }

    /// The selection, or the caret, as a line beside the map.
    fn mark_selection(&self, ui: &Ui, frame: &Frame<'_>, track: Track) {
        let Some(selection) = self.selection else { return };
        let (start, end) = selection.range();
        let y = |byte: u32| track.y(self.height_of(byte) + f64::from(ABOVE));
        let mark = Rangef::new(y(start).floor(), y(end).ceil().max(y(start).floor() + ROW));
        let x = track.rect.left() - 1.0..=track.rect.left() + 2.0;
        ui.painter().rect_filled(Rect::from_x_y_ranges(x, mark), 1.0, frame.input.theme.accent);
    }

    /// From the first block to about the line of a byte.
    fn height_of(&self, byte: u32) -> f64 {
        let index = self.blocks.at(byte);
        self.heights.before(index) + f64::from(self.share_of(index, byte) * self.heights.get(index))
    }

    fn share_of(&self, index: usize, byte: u32) -> f32 {
        let block = self.blocks.get(index);
        let length = (block.end - block.start).max(1);
        (byte.saturating_sub(block.start) as f32 / length as f32).min(1.0)
    }

    fn make_map(&mut self, frame: &Frame<'_>, track: Track) {
        let count = ((track.rect.height() / ROW) as usize).max(1);
        let mut rows: Vec<Vec<(u32, u32)>> = vec![Vec::new(); count];
        let tops: Vec<f32> = {
            let mut sum = f64::from(ABOVE);
            let top = |index| {
                let before = sum;
                sum += f64::from(self.heights.get(index));
                track.y(before) - track.rect.top()
            };
            (0..=self.blocks.list().len()).map(top).collect()
        };
        let y = |index: usize, byte: u32| {
            let (top, next) = (tops.get(index), tops.get(index + 1));
            let top = top.copied().unwrap_or(0.0);
            top + (next.copied().unwrap_or(top) - top) * self.share_of(index, byte)
        };
        let mut near = 0;
        for Laned { span, row, .. } in self.lanes.all() {
            let Some(coding) = frame.input.document.codings.get(*row as usize) else { continue };
            let Some(place) = frame.input.codes.place(coding.code) else { continue };
            // Starts only grow, and most codings end in the block they begin in.
            while near + 1 < tops.len() - 1 && self.blocks.get(near + 1).start <= span.start() {
                near += 1;
            }
            let same = self.blocks.get(near).end >= span.end();
            let last = if same { near } else { self.blocks.at(span.end().saturating_sub(1)) };
            let from = (y(near, span.start()) / ROW) as usize;
            let to = (y(last, span.end()) / ROW) as usize;
            let place = place as u32;
            for row in rows.iter_mut().take(to + 1).skip(from) {
                match row.iter_mut().find(|(code, _)| *code == place) {
                    Some((_, times)) => *times += 1,
                    None => row.push((place, 1)),
                }
            }
        }
        self.map.rows = rows.into_iter().map(most_used).collect();
        self.map.mesh = Arc::new(self.map_mesh(frame));
        self.map.at = egui::Pos2::ZERO;
    }

    fn map_mesh(&self, frame: &Frame<'_>) -> Mesh {
        let mut mesh = Mesh::default();
        let tree = frame.input.codes;
        let color = |place: u32| -> Option<Color32> {
            let code = tree.codes().get(place as usize)?;
            Some(self.palette.get(code.id)?.colors.stripe)
        };
        for column in 0..CODES {
            let x = column as f32 * WIDTH;
            let of = |row: usize| {
                let (codes, count) = self.map.rows.get(row)?;
                (column < *count as usize).then_some(codes[column])
            };
            let mut row = 0;
            while row < self.map.rows.len() {
                let first = row;
                let code = of(row);
                while row < self.map.rows.len() && of(row) == code {
                    row += 1;
                }
                if let Some(color) = code.and_then(color) {
                    let y = first as f32 * ROW..=row as f32 * ROW;
                    // A hair of ground between two codes side by side.
                    let rect = Rect::from_x_y_ranges(x..=x + WIDTH - 0.5, y);
                    mesh.add_colored_rect(rect, color);
                }
            }
        }
        mesh
    }
}

/// The codes that are used most, in the order of the codebook, so that a code keeps its side.
fn most_used(mut codes: Vec<(u32, u32)>) -> ([u32; CODES], u32) {
    let count = codes.len() as u32;
    codes.sort_unstable_by_key(|&(place, times)| (std::cmp::Reverse(times), place));
    codes.truncate(CODES);
    codes.sort_unstable();
    let mut most = [0; CODES];
    for (at, (place, _)) in codes.into_iter().enumerate() {
        most[at] = place;
    }
    (most, count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_shows_the_codes_used_most_in_the_order_of_the_codebook() {
        let check =
            |codes: &[(u32, u32)], expected| assert_eq!(most_used(codes.to_vec()), expected);
        check(&[], ([0, 0, 0], 0));
        check(&[(7, 1)], ([7, 0, 0], 1));
        check(&[(7, 3), (2, 1), (9, 2), (1, 1)], ([1, 7, 9], 4));
    }

    #[test]
    fn heights_and_places_on_the_bar_answer_each_other() {
        let rect = Rect::from_min_max(pos2(0.0, 4.0), pos2(18.0, 804.0));
        let track = Track { rect, total: 100_000.0 };
        for height in [0.0, 1.0, 12_345.0, 99_999.0] {
            assert!((track.height(track.y(height)) - height).abs() < 20.0);
        }
        assert_eq!(track.height(-50.0), 0.0);
        assert_eq!(track.height(5_000.0), 100_000.0);
    }
}
