//! Every key on one page, in groups.

use super::{Dialog, close_button, frame};
use crate::ui::action::Action;
use crate::ui::theme::{self, Theme};
use egui::{Context, RichText, ScrollArea, Ui};

/// The list of shortcuts.
pub struct Keys {
    focus: bool,
}

impl Default for Keys {
    fn default() -> Self {
        Self { focus: true }
    }
}

/// Keys that belong to a place and not to an action.
const PLACES: [(&str, &[(&str, &str)]); 8] = [
    (
        "In the transcript",
        &[
            ("Arrow keys", "Move; with Shift, select"),
            ("Ctrl+Left, Right", "By words"),
            ("Alt+Left, Right", "By sentences"),
            ("Ctrl+Up, Down", "By turns"),
            ("Ctrl+A", "Select the turn"),
            ("1 to 9", "Apply a recent code"),
            ("A code's own letter", "Apply that code"),
            ("Tab, Shift+Tab", "Walk the codings here"),
            ("Enter", "Code, or open the coding"),
            ("Esc", "Let go"),
        ],
    ),
    (
        "While choosing codes",
        &[
            ("1 to 9", "A recent code"),
            ("Tab or Ctrl+Enter", "Mark several"),
            ("Alt+K, C, U", "Set the three flags"),
            ("Alt+M", "Comment"),
            ("Alt+I", "The words as their own code"),
            ("Enter", "Apply"),
        ],
    ),
    (
        "With the mouse",
        &[
            ("2, 3, 4 clicks", "A word, a sentence, a turn"),
            ("Shift+click", "Select up to there"),
            ("Drag an end", "Resize a coding"),
            ("Drag words", "Onto a code of the codebook"),
            ("Drag a code", "Onto words, a selection"),
        ],
    ),
    (
        "In the codebook",
        &[
            ("Arrow keys", "Walk, open, close; Shift chooses"),
            ("Letters", "Go to a code by its name"),
            ("Enter", "Apply to the selection, or excerpts"),
            ("Alt+arrow keys", "Move up, down, out, in"),
            ("F2, Alt+Enter", "Rename; everything about the code"),
            ("Delete", "See what would go, then delete"),
            ("Shift+F10", "What else can be done"),
        ],
    ),
    (
        "On the page of themes",
        &[
            ("Drag a code", "Onto a theme; with Shift, move it"),
            ("Space", "Select a code that waits"),
            ("Alt+Up, Down", "Move a theme in the list"),
            ("Arrow keys, Enter", "Walk the excerpts, read one"),
        ],
    ),
    (
        "While writing a memo",
        &[
            ("Ctrl+Enter", "Keep it, as one step"),
            ("Esc", "Later; the draft stays"),
            ("F2", "Change the memo of a line"),
        ],
    ),
    (
        "While correcting a transcript",
        &[
            ("Ctrl+Enter", "See what changes, then store"),
            ("Esc", "Later; what you typed stays"),
            ("Up, Down at an edge", "The passage before or behind"),
            ("Backspace at the start", "Join with the passage before"),
            ("Ctrl+Z", "Take back what you typed"),
        ],
    ),
    (
        "In the table of participants",
        &[
            ("Enter or F2", "Write in the cell"),
            ("Tab", "On to the next cell"),
            ("Arrow keys", "Move; with Shift, a block of cells"),
            ("Ctrl+C, X, V", "Copy, cut, paste the block"),
            ("Delete", "Make the block blank"),
            ("Esc", "Give up what was typed"),
        ],
    ),
];

/// A title with keys and what they do.
type Group = (String, Vec<(String, String)>);

impl Keys {
    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context, theme: &Theme) -> Dialog {
        let shown = frame(ctx, theme, "Keys", 1010.0, |ui| {
            let room = (ui.ctx().content_rect().height() - 270.0).max(160.0);
            ScrollArea::vertical().max_height(room).show(ui, |ui| {
                ui.columns(3, |columns| {
                    for (column, groups) in columns.iter_mut().zip(balanced(groups(ctx))) {
                        for (title, rows) in &groups {
                            group(column, theme, title, rows);
                        }
                    }
                });
            });
            ui.add_space(6.0);
            close_button(ui, &mut self.focus)
        });
        Dialog::closed(shown.inner || shown.escaped)
    }
}

fn groups(ctx: &Context) -> Vec<Group> {
    let menus = Action::MENUS.iter().map(|(title, entries)| {
        let rows = entries.iter().flatten().filter_map(|action| row(ctx, *action)).collect();
        ((*title).to_owned(), rows)
    });
    let places = PLACES.iter().map(|(title, rows)| {
        let rows = rows.iter().map(|(keys, text)| ((*keys).to_owned(), (*text).to_owned()));
        ((*title).to_owned(), rows.collect())
    });
    let mut groups: Vec<Group> = menus.chain(places).collect();
    // Actions without a place in a menu stand with those that are like them; the digits have a row.
    let beside = Action::all().filter(|action| matches!(action, Action::Edge(..)));
    let fine = beside.filter(|action| {
        Action::MENUS.iter().all(|(_, entries)| !entries.contains(&Some(*action)))
    });
    let fine: Vec<(String, String)> = fine.filter_map(|action| row(ctx, action)).collect();
    if let Some((_, rows)) = groups.iter_mut().find(|(title, _)| title == "Code") {
        let at = rows.iter().position(|(_, text)| text.starts_with("Remove"));
        let at = at.unwrap_or(rows.len());
        rows.splice(at..at, fine);
    }
    groups
}

fn row(ctx: &Context, action: Action) -> Option<(String, String)> {
    let keys = action.key_text(ctx)?;
    Some((keys, action.texts().0.trim_end_matches('…').to_owned()))
}

/// Three columns of about the same length; every group in one piece, in order of size.
fn balanced(mut groups: Vec<Group>) -> [Vec<Group>; 3] {
    let mut columns: [(usize, Vec<Group>); 3] = Default::default();
    groups.retain(|(_, rows)| !rows.is_empty());
    groups.sort_by_key(|(_, rows)| std::cmp::Reverse(rows.len()));
    for group in groups {
        if let Some(column) = columns.iter_mut().min_by_key(|(length, _)| *length) {
            column.0 += group.1.len() + 2;
            column.1.push(group);
        }
    }
    columns.map(|(_, groups)| groups)
}

fn group(ui: &mut Ui, theme: &Theme, title: &str, rows: &[(String, String)]) {
    ui.label(RichText::new(title).text_style(theme::strong()).color(theme.strong));
    egui::Grid::new(title).num_columns(2).min_col_width(104.0).spacing([10.0, 2.0]).show(
        ui,
        |ui| {
            for (keys, text) in rows {
                ui.label(RichText::new(keys).small().color(theme.quiet));
                ui.label(RichText::new(text).small());
                ui.end_row();
            }
        },
    );
    ui.add_space(10.0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_on_the_page_and_no_column_is_much_longer() {
        let ctx = Context::default();
        let all = groups(&ctx);
        let listed = |action: Action| {
            let wanted = row(&ctx, action);
            all.iter().any(|(_, rows)| wanted.as_ref().is_some_and(|wanted| rows.contains(wanted)))
        };
        for action in Action::all() {
            let digit = matches!(action, Action::Recent(_));
            assert!(action.shortcut().is_none() || digit || listed(action), "{action:?}");
        }
        let lengths = balanced(all)
            .map(|groups| groups.iter().map(|(_, rows)| rows.len() + 2).sum::<usize>());
        let longest = lengths.iter().max().unwrap();
        let shortest = lengths.iter().min().unwrap();
        assert!(longest - shortest < 14, "{lengths:?}");
    }
}
