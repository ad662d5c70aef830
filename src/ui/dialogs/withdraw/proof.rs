//! What a withdrawal did: the proof, to be read, copied and saved.

use super::super::{Dialog, buttons, frame};
use super::WithdrawDialog;
use crate::study::{Proof, count_lines};
use crate::ui::parts::{quiet, thousands};
use crate::ui::theme;
use crate::ui::view::View;
use crate::ui::widgets::counted;
use egui::{Context, Grid, Label, RichText, ScrollArea, Ui};

impl WithdrawDialog {
    pub(super) fn show_proof(&mut self, ctx: &Context, view: &View<'_>, proof: &Proof) -> Dialog {
        let shown = frame(ctx, view.theme, "A participant withdrew", 680.0, |ui| {
            let height = (ui.ctx().content_rect().height() - 260.0).max(160.0);
            let area = ScrollArea::vertical().id_salt("proof").max_height(height);
            area.auto_shrink([false, true]).show(ui, |ui| read(ui, view, proof));
            buttons(ui, |ui| {
                let close = ui.button("Close");
                if std::mem::take(&mut self.focus) {
                    close.request_focus();
                }
                if ui.button("Copy").clicked() {
                    ui.ctx().copy_text(proof.text());
                }
                self.saves |= ui.button("Save report…").clicked();
                close.clicked()
            })
        });
        Dialog::closed(shown.inner || shown.escaped)
    }
}

fn read(ui: &mut Ui, view: &View<'_>, proof: &Proof) {
    let theme = view.theme;
    let ink = if proof.is_clean() { theme.strong } else { theme.error };
    let verdict = RichText::new(proof.verdict()).text_style(theme::strong()).color(ink);
    ui.add(Label::new(verdict).wrap().selectable(true));
    if proof.locked {
        let text = "The study is locked: every page and every table of it was read as it is unlocked, \
                    those too that nothing uses any more.";
        quiet(ui, theme, text);
    }
    ui.add_space(6.0);
    let grid = Grid::new("searched").num_columns(3).spacing([18.0, 3.0]).min_row_height(18.0);
    grid.show(ui, |ui| {
        for one in &proof.scanned {
            ui.label(RichText::new(&one.name).color(theme.ink));
            // The index is asked word by word; an empty log holds nothing.
            let read = match one.bytes {
                0 => "–".to_owned(),
                bytes => counted(bytes, "byte", "bytes"),
            };
            ui.label(RichText::new(read).color(theme.quiet));
            let traces = counted(one.traces as u64, "trace", "traces");
            let ink = if one.traces == 0 { theme.quiet } else { theme.error };
            ui.label(RichText::new(traces).color(ink));
            ui.end_row();
        }
    });
    section(ui, view, "Copies of the study that were overwritten and removed");
    for path in &proof.removed.removed {
        ui.label(RichText::new(path.display().to_string()).color(theme.ink));
    }
    if proof.removed.removed.is_empty() {
        quiet(ui, theme, "There were none.");
    }
    for (path, why) in &proof.removed.left {
        let text = format!("Not removed ({why}): {}", path.display());
        ui.label(RichText::new(text).color(theme.error));
    }
    section(ui, view, "What was removed");
    for (n, what) in count_lines(&proof.tombstone.counts) {
        let text = format!("{} {what}", thousands(n as u64));
        ui.add(Label::new(RichText::new(text).color(theme.ink)).wrap());
    }
    if !proof.exports.is_empty() {
        section(ui, view, "Files written with them in it: remove them yourself");
        for one in &proof.exports {
            let text = format!("{}: {}", one.what, one.path);
            ui.add(Label::new(RichText::new(text).color(theme.ink)).wrap().selectable(true));
        }
    }
    section(ui, view, "Out of reach of this program");
    for line in proof.out_of_reach() {
        ui.add(Label::new(RichText::new(line).color(theme.ink)).wrap());
    }
}

fn section(ui: &mut Ui, view: &View<'_>, title: &str) {
    ui.add_space(8.0);
    let title = RichText::new(title).text_style(theme::strong()).color(view.theme.strong);
    ui.label(title);
}
