//! A table as it is seen, for the clipboard: tab-separated, with what stands under it.
//!
//! Rows as they are sorted and folded, figures of the head, cells as they read ("3 of 4", "n/a", "–").
//! Pasted into a spreadsheet or a text it needs no more work; a file with full numbers is the export.

use super::grid::Source;
use crate::exchange::formats::neutral;
use crate::ui::outbox::{Outbox, Request};

/// Whether a copy is wanted, and the one that was made.
#[derive(Default)]
pub(super) struct Copying {
    wanted: bool,
    made: Option<String>,
}

impl Copying {
    /// Asks for a copy of the table.
    pub(super) fn ask(&mut self) {
        self.wanted = true;
    }

    /// Makes the copy where it is asked for.
    pub(super) fn serve(&mut self, source: &dyn Source) {
        if std::mem::take(&mut self.wanted) {
            self.made = Some(text(source));
        }
    }

    /// Gives the copy out with the notes under it. `idle`: there is no table, and none on its way.
    pub(super) fn send(
        &mut self,
        notes: impl FnOnce() -> Vec<String>,
        idle: bool,
        to: &mut Outbox,
    ) {
        if let Some(mut text) = self.made.take() {
            let notes = notes();
            if !notes.is_empty() {
                text.push('\n');
            }
            for note in notes {
                text.push_str(&cell(&note));
                text.push('\n');
            }
            to.send(Request::Copy(text));
            to.send(Request::Tell("The table is on the clipboard".to_owned()));
        } else if idle && std::mem::take(&mut self.wanted) {
            to.send(Request::Tell("There is no table to copy yet".to_owned()));
        }
    }
}

/// A cell in one line; a spreadsheet must not take it for a formula.
fn cell(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    neutral(line.trim()).into_owned()
}

/// The table without its notes.
fn text(source: &dyn Source) -> String {
    let columns = source.columns();
    let mut lines: Vec<Vec<String>> = Vec::with_capacity(source.rows() + 8);
    if !source.spans().is_empty() {
        let mut line = vec![String::new(); columns + 1];
        for (range, name) in source.spans() {
            for at in range.clone() {
                if let Some(slot) = line.get_mut(at + 1) {
                    *slot = cell(name);
                }
            }
        }
        lines.push(line);
    }
    let first = std::iter::once(cell(source.first().0));
    lines.push(first.chain((0..columns).map(|at| cell(&source.head(at).name))).collect());
    for (line, name) in source.lines().iter().enumerate() {
        let figures = (0..columns).map(|at| cell(&source.figure(at, line)));
        lines.push(std::iter::once(cell(name)).chain(figures).collect());
    }
    for row in 0..source.rows() {
        let label = source.label(row);
        // A sorted row stands alone: what is above it is a part of its name.
        let name = if label.above.is_empty() {
            // Spaces that no program takes away.
            format!("{}{}", "\u{a0}\u{a0}".repeat(label.depth.into()), cell(&label.name))
        } else {
            cell(&format!("{} / {}", label.above, label.name))
        };
        let cells = (0..columns).map(|at| {
            let shown = source.cell(row, at);
            cell(&format!("{}{}", shown.main, shown.rest))
        });
        lines.push(std::iter::once(name).chain(cells).collect());
    }
    lines.into_iter().map(|line| line.join("\t") + "\n").collect()
}
