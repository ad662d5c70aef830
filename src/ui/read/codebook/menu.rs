//! The menu of a row, by the right button or Shift+F10: what can be done with what is chosen.

use super::keys::{Step, shift};
use super::{Answer, State, excerpts_of};
use crate::model::MemoOn;
use crate::study::Command;
use crate::ui::outbox::{Outbox, Request};
use crate::ui::parts::count;
use crate::ui::view::View;
use egui::{Popup, PopupAnchor, Response, RichText};

/// Shows the menu of a row while it is open.
#[expect(clippy::too_many_arguments, reason = "everything a row knows")]
pub(super) fn show(
    ui: &egui::Ui,
    row: &Response,
    view: &View<'_>,
    state: &mut State,
    place: usize,
    selecting: bool,
    outbox: &mut Outbox,
    answer: &mut Option<Answer>,
) {
    let code = view.corpus.codes.codes()[place].id;
    if row.secondary_clicked() {
        if !state.selected.contains(&code) {
            state.choose(code);
        }
        state.cursor = Some(code);
        state.menu = None;
    }
    let mut popup = Popup::context_menu(row);
    let id = Popup::default_response_id(row);
    if let Some((_, shown)) = state.menu.as_mut().filter(|(menu, _)| *menu == code) {
        // Opened by a key: it hangs on the row, wherever the pointer is.
        popup = popup.anchor(PopupAnchor::ParentRect(row.rect));
        if !std::mem::replace(shown, true) {
            Popup::open_id(ui.ctx(), id);
        }
    }
    let was_open = popup.is_open();
    popup.show(|ui| entries(ui, view, state, place, selecting, outbox, answer));
    // Closed by Esc or by a choice: the keyboard stays in the tree.
    if was_open && !Popup::is_id_open(ui.ctx(), id) {
        state.menu = None;
        let pressed = ui.input(|input| input.pointer.any_pressed());
        state.focus |= !pressed && state.renaming.is_none();
    }
}

fn entries(
    ui: &mut egui::Ui,
    view: &View<'_>,
    state: &mut State,
    place: usize,
    selecting: bool,
    outbox: &mut Outbox,
    answer: &mut Option<Answer>,
) {
    let tree = &view.corpus.codes;
    let code = &tree.codes()[place];
    let chosen = state.selected(tree);
    let one = chosen.len() < 2;
    ui.set_min_width(210.0);
    if !one {
        let text = RichText::new(format!("{} chosen", count(chosen.len(), "code")));
        ui.label(text.small().color(view.theme.quiet));
    }
    let mut any = false;
    let mut entry = |ui: &mut egui::Ui, enabled: bool, text: &str, key: &str| {
        let button =
            egui::Button::new(text).right_text(RichText::new(key).small().color(view.theme.quiet));
        let line = ui.add_enabled(enabled, button);
        line.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, enabled, text));
        let used = line.clicked();
        if used {
            ui.close();
        }
        any |= used;
        used
    };
    let free = !view.busy;
    if selecting && entry(ui, free, "Apply to the selected words", "") {
        *answer = Some(Answer::Apply(chosen.clone()));
    }
    if one && entry(ui, true, "Show excerpts", if selecting { "" } else { "Enter" }) {
        excerpts_of(view, code.id, outbox);
    }
    if one {
        if entry(ui, free, "Edit…", "Alt+Enter") {
            outbox.send(Request::EditCode(code.id));
        }
        if entry(ui, free, "Rename", "F2") {
            state.rename(tree, code.id);
        }
        if entry(ui, free, "New code under this one…", "") {
            outbox.send(Request::NewCode(Some(code.id)));
        }
        if entry(ui, true, "Memos on this code", "") {
            outbox.send(Request::ShowMemos(MemoOn::Code(code.id)));
        }
    }
    ui.separator();
    for (text, key, step) in [
        ("Move up", "Alt+Up", Step::Up),
        ("Move down", "Alt+Down", Step::Down),
        ("Move out", "Alt+Left", Step::Out),
        ("Move under the one above", "Alt+Right", Step::In),
    ] {
        if entry(ui, free, text, key) {
            shift(view, state, step, outbox);
        }
    }
    ui.separator();
    if entry(ui, free, "Merge…", "") {
        outbox.send(Request::MergeCodes(chosen.clone(), None));
    }
    let used = view.counts.own.get(place).is_some_and(|count| *count > 0);
    if one && entry(ui, free && used, "Split…", "") {
        outbox.send(Request::SplitCode(code.id));
    }
    let retired = chosen.iter().filter_map(|code| tree.get(*code)).all(|code| code.retired);
    let text = if retired { "Use again" } else { "Retire" };
    if entry(ui, free, text, "") {
        outbox.run(Command::RetireCodes { codes: chosen.clone(), retired: !retired });
    }
    if entry(ui, free, "Delete…", "Del") {
        outbox.send(Request::RemoveCodes(chosen));
    }
    // The keyboard stays in the tree.
    state.focus |= any && state.renaming.is_none();
}
