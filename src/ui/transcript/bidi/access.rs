//! What a screen reader is told of such a block: runs of letters in the order they are read, each
//! with its direction. Places along a run are counted from the edge it begins at.

use super::rows::{Letter, Row, Rows};
use egui::accesskit::{self, Role, TextDirection, TextPosition};
use egui::{Id, Pos2, Sense, Ui, UiBuilder};
use std::ops::Range;

/// Letters of one run at most: places in it are told in one byte.
const RUN: usize = 255;

/// The runs of a row: letters in reading order, cut where the direction changes.
fn runs(letters: &[Letter]) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut from = 0;
    for at in 1..=letters.len() {
        let goes_on = letters
            .get(at)
            .is_some_and(|letter| letter.leftwards == letters[at - 1].leftwards && at - from < RUN);
        if !goes_on {
            runs.push(from..at);
            from = at;
        }
    }
    runs
}

fn name(id: Id, row: usize, run: usize) -> Id {
    id.with(row).with(run)
}

pub(super) fn describe(ui: &mut Ui, rows: &Rows, text: &str, id: Id, origin: Pos2) {
    // What is asked for inside this child hangs below the block's node.
    let builder = UiBuilder::new().accessibility_parent(id).id_salt(("runs", id));
    let child = ui.new_child(builder);
    for (at, row) in rows.all().iter().enumerate() {
        let letters = rows.read(row);
        let runs = runs(&letters);
        for (number, range) in runs.iter().enumerate() {
            let Some(letters) = letters.get(range.clone()) else { continue };
            let rect = Rows::rect(row, letters).translate(origin.to_vec2());
            let node = name(id, at, number);
            child.interact(rect, node, Sense::hover());
            let (before, after) = (number.checked_sub(1), number + 1);
            ui.ctx().accesskit_node_builder(node, |node| {
                fill(node, letters, text);
                node.set_bounds(accesskit::Rect {
                    x0: rect.min.x.into(),
                    y0: rect.min.y.into(),
                    x1: rect.max.x.into(),
                    y1: rect.max.y.into(),
                });
                if let Some(before) = before {
                    node.set_previous_on_line(name(id, at, before).accesskit_id());
                }
                if after < runs.len() {
                    node.set_next_on_line(name(id, at, after).accesskit_id());
                }
            });
        }
    }
}

fn fill(node: &mut accesskit::Node, letters: &[Letter], text: &str) {
    let leftwards = letters.first().is_some_and(|letter| letter.leftwards);
    let mut value = String::new();
    let (mut lengths, mut places, mut widths) = (Vec::new(), Vec::new(), Vec::new());
    let mut words = Vec::new();
    let mut way = 0.0;
    let mut in_word = false;
    for (at, letter) in letters.iter().enumerate() {
        let shape = text.get(letter.start as usize..letter.end as usize).unwrap_or_default();
        // A length is told in one byte: of a letter with a hundred marks the first is told.
        let told = shape.chars().next().map_or(0, char::len_utf8);
        let shape = if shape.len() > RUN { shape.get(..told).unwrap_or_default() } else { shape };
        let of_word = shape.chars().any(char::is_alphanumeric);
        if of_word && !in_word {
            words.push(at as u8);
        }
        in_word = of_word;
        value.push_str(shape);
        lengths.push(u8::try_from(shape.len()).unwrap_or(u8::MAX));
        places.push(way);
        let width = letter.right - letter.left;
        widths.push(width);
        way += width;
    }
    node.set_role(Role::TextRun);
    node.set_text_direction(if leftwards {
        TextDirection::RightToLeft
    } else {
        TextDirection::LeftToRight
    });
    node.set_value(value);
    node.set_character_lengths(lengths);
    node.set_character_positions(places);
    node.set_character_widths(widths);
    node.set_word_starts(words);
}

fn index(rows: &Rows, row: &Row) -> usize {
    rows.all().partition_point(|other| other.bytes.start < row.bytes.start)
}

pub(super) fn position(rows: &Rows, id: Id, byte: usize) -> TextPosition {
    let none = TextPosition { node: name(id, 0, 0).accesskit_id(), character_index: 0 };
    let Some(row) = rows.row_of(byte) else { return none };
    let letters = rows.read(row);
    let runs = runs(&letters);
    let at = letters.partition_point(|letter| (letter.end as usize) <= byte);
    let Some(number) =
        runs.iter().position(|run| at < run.end).or_else(|| runs.len().checked_sub(1))
    else {
        return none;
    };
    let node = name(id, index(rows, row), number).accesskit_id();
    TextPosition { node, character_index: at - runs[number].start }
}

pub(super) fn byte_at(rows: &Rows, id: Id, position: &TextPosition) -> Option<usize> {
    for (at, row) in rows.all().iter().enumerate() {
        let letters = rows.read(row);
        for (number, run) in runs(&letters).into_iter().enumerate() {
            if name(id, at, number).accesskit_id() == position.node {
                let within = run.start + position.character_index;
                let letter = letters.get(within).filter(|_| within < run.end);
                let end = || letters.get(run.end.saturating_sub(1)).map(|letter| letter.end);
                return letter.map(|letter| letter.start).or_else(end).map(|byte| byte as usize);
            }
        }
    }
    None
}
