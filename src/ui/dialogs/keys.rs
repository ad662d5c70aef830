//! Every key on one page.

use super::{Dialog, close_button, frame};
use crate::ui::action::Action;
use crate::ui::theme::{self, Theme};
use egui::{Context, RichText, Ui};

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
const PLACES: [(&str, &[(&str, &str)]); 3] = [
    (
        "In the transcript",
        &[
            ("Arrow keys", "Move the caret; with Shift, select"),
            ("Enter", "Code what is selected"),
            ("Esc", "Let the selection go"),
        ],
    ),
    (
        "In the codebook",
        &[
            ("Arrow keys", "Walk, open and close; with Shift, choose"),
            ("Letters", "Go to a code by its name"),
            ("Enter", "Apply to the selection, or excerpts"),
            ("Alt+arrow keys", "Move up, down, out, in"),
            ("F2, Alt+Enter", "Rename; everything about the code"),
            ("Delete", "See what would go, then delete"),
            ("Shift+F10", "What else can be done"),
        ],
    ),
    (
        "In the table of participants",
        &[
            ("Enter or F2", "Write in the cell"),
            ("Tab", "On to the next cell while writing"),
            ("Arrow keys", "Move between cells"),
            ("Delete", "Make the cell blank"),
            ("Esc", "Give up what was typed"),
        ],
    ),
];

impl Keys {
    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context, theme: &Theme) -> Dialog {
        let shown = frame(ctx, theme, "Keys", 720.0, |ui| {
            ui.columns(2, |columns| {
                let [left, right] = columns else { return };
                for (at, (title, entries)) in Action::MENUS.iter().enumerate() {
                    let ui = if at != 1 && at != 3 { &mut *left } else { &mut *right };
                    let rows: Vec<(String, &str)> = entries
                        .iter()
                        .flatten()
                        .filter_map(|action| {
                            let shortcut = action.shortcut()?;
                            let keys = ui.ctx().format_shortcut(&shortcut);
                            Some((keys, action.texts().0.trim_end_matches('…')))
                        })
                        .collect();
                    group(ui, theme, title, rows.iter().map(|(keys, text)| (keys.as_str(), *text)));
                }
                for (title, rows) in PLACES {
                    group(right, theme, title, rows.iter().copied());
                }
            });
            close_button(ui, &mut self.focus)
        });
        Dialog::closed(shown.inner || shown.escaped)
    }
}

fn group<'a>(
    ui: &mut Ui,
    theme: &Theme,
    title: &str,
    rows: impl Iterator<Item = (&'a str, &'a str)>,
) {
    ui.label(RichText::new(title).text_style(theme::strong()).color(theme.strong));
    egui::Grid::new(title).num_columns(2).min_col_width(104.0).spacing([12.0, 2.0]).show(
        ui,
        |ui| {
            for (keys, text) in rows {
                ui.label(RichText::new(keys).small().color(theme.quiet));
                ui.label(RichText::new(text).small());
                ui.end_row();
            }
        },
    );
    ui.add_space(8.0);
}
