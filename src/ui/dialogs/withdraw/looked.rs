//! What a withdrawal would remove: counts, and lists of places to look at first.

use crate::model::{MemoId, Span};
use crate::study::{Withdrawal, count_lines, too_short};
use crate::ui::parts::{beginning, quiet, radios, thousands};
use crate::ui::theme;
use crate::ui::view::View;
use crate::ui::widgets::notice;
use egui::{CollapsingHeader, Frame, Grid, Label, Margin, RichText, Stroke, Ui};
use std::collections::BTreeSet;

pub(super) fn show(
    ui: &mut Ui,
    view: &View<'_>,
    found: &Withdrawal,
    remove: &mut BTreeSet<MemoId>,
) {
    counts(ui, view, found);
    if !found.unmapped.is_empty() {
        let text = format!(
            "Mapped to nobody, and removed with their document: {}. If it is somebody else, say so on \
             the People page first.",
            found.unmapped.join(", ")
        );
        notice(ui, view.theme, &text, None);
    }
    memos(ui, view, found, remove);
    list(ui, view, "Documents that go", &found.documents);
    list(ui, view, "Documents that stay, without the person", &found.group_documents);
    let turns = found.turns.iter().filter_map(|(id, number)| {
        let document = view.corpus.document(*id)?;
        let turn = document.turns.get(*number as usize - 1)?;
        let words = Span::new(turn.body, turn.end)?.of(&document.text)?;
        let words = beginning(words, 160);
        Some(format!("{} ¶{number}: {words}", document.name))
    });
    list(ui, view, "Turns that still name or quote them; they stay", &turns.collect::<Vec<_>>());
    list(
        ui,
        view,
        "Codes called after them or with words only they said; rename them",
        &found.in_vivo,
    );
    if !found.short_names.is_empty() {
        let title = too_short(&found.short_names);
        if found.short_places.is_empty() {
            quiet(ui, view.theme, format!("{title}: none in what stays."));
        }
        list(ui, view, &title, &found.short_places);
    }
    list(ui, view, &found.also_others(), &found.shared_places);
    list(ui, view, found.as_a_whole(), &found.whole);
    let copies = found.copies.iter().map(|path| path.display().to_string());
    list(ui, view, "Backups and copies that go", &copies.collect::<Vec<_>>());
    let exports = found
        .exports
        .iter()
        .map(|one| format!("{} {}: {}", one.at.get(..10).unwrap_or_default(), one.what, one.path));
    list(
        ui,
        view,
        "Files written with them in it: remove them yourself",
        &exports.collect::<Vec<_>>(),
    );
    list(ui, view, "Out of reach of this program", &found.out_of_reach());
}

/// Counts in two columns.
fn counts(ui: &mut Ui, view: &View<'_>, found: &Withdrawal) {
    let theme = view.theme;
    let frame = Frame::new()
        .fill(theme.page)
        .stroke(Stroke::new(1.0, theme.line))
        .corner_radius(6)
        .inner_margin(Margin::symmetric(14, 10));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        let lines = count_lines(&found.counts);
        if lines.is_empty() {
            quiet(ui, theme, "Nothing hangs on this participant but the name.");
        }
        ui.spacing_mut().interact_size.y = 18.0;
        let grid = Grid::new("what would go").num_columns(2).spacing([14.0, 3.0]);
        grid.min_row_height(18.0).show(ui, |ui| {
            for (n, what) in lines {
                let number = RichText::new(thousands(n as u64)).text_style(theme::strong());
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    ui.label(number.color(theme.strong));
                });
                ui.label(RichText::new(what).color(theme.ink));
                ui.end_row();
            }
        });
    });
}

/// Memos: each is read, and kept without names and quotations, or removed.
fn memos(ui: &mut Ui, view: &View<'_>, found: &Withdrawal, remove: &mut BTreeSet<MemoId>) {
    if found.memos.is_empty() {
        return;
    }
    let theme = view.theme;
    ui.add_space(8.0);
    ui.label(RichText::new("Memos to be read").text_style(theme::strong()).color(theme.strong));
    quiet(ui, theme, "What is kept loses names and quotations. Tick what goes altogether.");
    for one in &found.memos {
        let memo = view.corpus.memos.iter().find(|memo| memo.id == one.memo);
        let Some(memo) = memo else { continue };
        let title = memo.title.trim();
        let title = beginning(if title.is_empty() { &memo.text } else { title }, 40);
        let mut goes = remove.contains(&one.memo);
        ui.horizontal_top(|ui| {
            let tick = radios(ui, theme, |ui| ui.checkbox(&mut goes, "Remove"));
            let name = format!("Remove memo {title}");
            tick.widget_info(|| {
                egui::WidgetInfo::selected(egui::Role::CheckBox, true, goes, &name)
            });
            ui.vertical(|ui| {
                // The head of something that unfolds is never wrapped: a long one widens the dialog.
                let place = beginning(&one.place, 32);
                let head = format!("{title} ({place}; {})", one.why.join(", "));
                CollapsingHeader::new(head).id_salt(one.memo).show(ui, |ui| {
                    let text = RichText::new(memo.text.trim()).color(theme.ink);
                    ui.add(Label::new(text).wrap().selectable(true));
                });
            });
        });
        if goes {
            remove.insert(one.memo);
        } else {
            remove.remove(&one.memo);
        }
    }
}

fn list(ui: &mut Ui, view: &View<'_>, title: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    let head = format!("{title} ({})", lines.len());
    CollapsingHeader::new(head).id_salt(title).show(ui, |ui| {
        for line in lines {
            ui.add(Label::new(RichText::new(line).color(view.theme.ink)).wrap().selectable(true));
        }
    });
}
