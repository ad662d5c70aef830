//! For whom a table is meant: what is held back of it, on the screen as in the file.

use super::part;
use crate::analysis::disclosure::{OTHERS, Protection};
use crate::model::{Profile, Refusal};
use crate::ui::view::View;
use crate::ui::widgets;
use egui::Ui;

/// A table as it may be shown; or why it may not be.
pub(super) type Guarded<T> = Result<T, Refusal>;

/// "for the public, hiding numbers under 3": true when it was changed. `groups`: there are groups
/// that can be put together.
pub(in crate::ui) fn controls(
    ui: &mut Ui,
    view: &View<'_>,
    protection: &mut Protection,
    groups: bool,
) -> bool {
    let theme = view.theme;
    let before = protection.clone();
    widgets::quiet_word(ui, theme, "for");
    let readers = [
        (None, "myself"),
        (Some(Profile::Working), "internal use"),
        (Some(Profile::Supervisor), "the supervisor"),
        (Some(Profile::Public), "publication"),
    ];
    let readers = readers.map(|(profile, text)| (profile, text.to_owned()));
    part::choose(ui, view, (&mut protection.profile, "Readers"), &readers);
    if protection.profile.is_none() {
        // Nothing is hidden from oneself.
        *protection = Protection::default();
        return *protection != before;
    }
    widgets::quiet_word(ui, theme, "hiding");
    let hidden = [None, Some(3), Some(5), Some(10)]
        .map(|k| (k, k.map_or_else(|| "no number".to_owned(), |k| format!("numbers under {k}"))));
    part::choose(ui, view, (&mut protection.suppress, "Hidden numbers"), &hidden);
    if protection.suppress.is_some() {
        let zeros = [(false, "but zeros shown".to_owned()), (true, "and zeros".to_owned())];
        part::choose(ui, view, (&mut protection.suppress_zeros, "Zeros"), &zeros);
    } else {
        protection.suppress_zeros = false;
    }
    if groups {
        widgets::quiet_word(ui, theme, "small groups");
        let mut merged = protection.merge_as.is_some();
        let alone = if protection.profile == Some(Profile::Public) { "left out" } else { "kept" };
        let small = [(false, alone.to_owned()), (true, format!("put together as “{OTHERS}”"))];
        if part::choose(ui, view, (&mut merged, "Small groups"), &small) {
            protection.merge_as = merged.then(|| OTHERS.to_owned());
        }
    }
    *protection != before
}
