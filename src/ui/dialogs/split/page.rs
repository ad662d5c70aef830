//! What is seen of a split: the excerpt among its neighbours, the codes with their keys, the list of
//! what was decided.

use super::{Decision, KEYS, Split};
use crate::analysis::context;
use crate::ui::icons::{self, Icon};
use crate::ui::parts::{Field, quiet};
use crate::ui::picker;
use crate::ui::theme;
use crate::ui::view::View;
use crate::ui::widgets::{drop_chip, one_line, sans, section_head};
use egui::text::LayoutJob;
use egui::{
    Align2, Key, Rect, RichText, Role, ScrollArea, Sense, Stroke, StrokeKind, TextFormat, Ui,
    WidgetInfo, pos2, vec2,
};

/// Width of the right column.
const SIDE: f32 = 300.0;
const LINE: f32 = 28.0;

pub(super) fn show(ui: &mut Ui, view: &View<'_>, split: &mut Split) {
    if split.items.is_empty() {
        ui.label("This code has no excerpts that could go elsewhere.");
        return;
    }
    let height = (ui.ctx().content_rect().height() - 260.0).clamp(260.0, 620.0);
    ui.horizontal_top(|ui| {
        let left = ui.available_width() - SIDE - 20.0;
        ui.allocate_ui(vec2(left, height), |ui| {
            ui.set_width(left);
            ui.vertical(|ui| excerpt(ui, view, split, height));
        });
        ui.add_space(12.0);
        ui.allocate_ui(vec2(SIDE, height), |ui| {
            ui.set_width(SIDE);
            ui.vertical(|ui| {
                targets(ui, view, split);
                ui.add_space(8.0);
                decisions(ui, view, split, height);
            });
        });
    });
}

/// "7 of 26", the words with what stands around them, and two buttons.
fn excerpt(ui: &mut Ui, view: &View<'_>, split: &mut Split, height: f32) {
    let theme = view.theme;
    let (at, all) = (split.at + 1, split.items.len());
    let decided = split.items.iter().filter(|item| item.decision.is_some()).count();
    ui.horizontal(|ui| {
        ui.label(RichText::new(format!("{at} of {all}")).text_style(theme::strong()));
        quiet(ui, theme, format!("{decided} decided, {} open", all - decided));
    });
    let bar = egui::ProgressBar::new(decided as f32 / all as f32).desired_height(4.0);
    ui.add(bar.fill(theme.accent));
    let frame = egui::Frame::new()
        .fill(theme.page)
        .stroke(Stroke::new(1.0, theme.line))
        .corner_radius(8)
        .inner_margin(egui::Margin::symmetric(18, 14));
    frame.show(ui, |ui| {
        ScrollArea::vertical()
            .id_salt(("excerpt", split.at))
            .max_height(height - 130.0)
            .min_scrolled_height(height - 130.0)
            .auto_shrink([false, false])
            .show(ui, |ui| words(ui, view, split));
    });
    ui.horizontal(|ui| {
        if ui.add_enabled(split.at > 0, egui::Button::new("Back")).clicked() {
            split.go(split.at.saturating_sub(1));
        }
        if ui.add_enabled(at < all, egui::Button::new("Skip")).clicked() {
            split.go(split.at + 1);
        }
        quiet(ui, theme, "Digits decide, arrows walk, N adds a code");
    });
}

fn words(ui: &mut Ui, view: &View<'_>, split: &Split) {
    let theme = view.theme;
    let Some(excerpt) = split.excerpt(view.corpus) else { return };
    let Some(item) = split.items.get(split.at) else { return };
    let around = context(view.corpus, &item.reference, 1);
    ui.label(RichText::new(&excerpt.citation).small().color(theme.quiet));
    ui.add_space(4.0);
    let font = theme::reading().resolve(ui.style());
    let width = ui.available_width();
    let colors = view
        .corpus
        .codes
        .get(split.code)
        .map_or_else(|| theme.unknown_code_color(), |code| theme.code_color(code));
    let plain = TextFormat {
        line_height: Some(font.size * 1.5),
        ..TextFormat::simple(font.clone(), theme.quiet)
    };
    let coded = TextFormat { color: theme.ink, background: colors.tint, ..plain.clone() };
    let paragraph = |ui: &mut Ui, pieces: &[(&str, &TextFormat)]| {
        let mut job = LayoutJob::default();
        job.wrap.max_width = width;
        for (text, format) in pieces.iter().filter(|(text, _)| !text.is_empty()) {
            if !job.text.is_empty() {
                job.append(" ", 0.0, plain.clone());
            }
            job.append(text, 0.0, (*format).clone());
        }
        ui.label(job);
    };
    for part in &around.before {
        paragraph(ui, &[(&format!("{}:", part.speaker), &plain), (&part.text, &plain)]);
    }
    ui.add_space(4.0);
    let lead = [around.lead.as_str(), excerpt.text.as_str(), around.tail.as_str()];
    paragraph(ui, &[(lead[0], &plain), (lead[1], &coded), (lead[2], &plain)]);
    ui.add_space(4.0);
    for part in &around.after {
        paragraph(ui, &[(&format!("{}:", part.speaker), &plain), (&part.text, &plain)]);
    }
    if let Some(memo) = &excerpt.memo {
        ui.add_space(6.0);
        section_head(ui, theme, "Comment");
        ui.label(RichText::new(memo).color(theme.ink));
    }
}

/// The codes it is split into, each with its digit.
fn targets(ui: &mut Ui, view: &View<'_>, split: &mut Split) {
    let theme = view.theme;
    section_head(ui, theme, "Give it to");
    ui.spacing_mut().item_spacing.y = 2.0;
    let decision = split.items.get(split.at).and_then(|item| item.decision);
    let own = view.corpus.codes.path(split.code);
    let count = |split: &Split, wanted| {
        split.items.iter().filter(|item| item.decision == Some(wanted)).count()
    };
    let stays = count(split, Decision::Stays);
    let chosen = decision == Some(Decision::Stays);
    if choice(ui, view, "0", &format!("Stays with {own}"), stays, chosen).0 {
        split.decide(Some(Decision::Stays));
    }
    let mut dropped = None;
    for at in 0..split.targets.len() {
        let (_, name) = split.targets[at].clone();
        let key = if at < KEYS { (at + 1).to_string() } else { String::new() };
        let goes = Decision::Goes(at);
        let its = count(split, goes);
        let (used, gone) = choice(ui, view, &key, &name, its, decision == Some(goes));
        if used {
            split.decide(Some(goes));
        }
        if gone {
            dropped = Some(at);
        }
    }
    if let Some(at) = dropped {
        split.drop_target(at);
    }
    ui.add_space(4.0);
    let tree = &view.corpus.codes;
    let field = Field { label: "Another code, by name or path", hint: "limbo", ..Field::default() };
    let field = field.show(ui, theme, &mut split.typed);
    if std::mem::take(&mut split.focus) {
        field.request_focus();
    }
    if super::super::entered(ui, &field) {
        let more = !split.typed.trim().is_empty();
        split.add_typed(tree);
        // An empty line ends the typing: the digits have the keyboard.
        split.focus = more;
    }
    let typed = split.typed.trim();
    let text = match tree.find(typed).as_slice() {
        _ if typed.is_empty() => "Enter adds it; Enter alone goes to the excerpts".to_owned(),
        [one] => format!("Enter adds {}", tree.path(*one)),
        [] => format!("Enter adds the new code {typed}"),
        _ => format!("Several codes are called {typed}: write the path"),
    };
    quiet(ui, theme, text);
    let chip = drop_chip(ui, theme, "Choose from the codebook", "Choose from the codebook");
    let choices = || picker::codes(view, &[]);
    if let Some(index) = picker::pick(ui, theme, &chip, ("Search codes", false), choices)
        && let Some(code) = tree.codes().get(index)
    {
        split.add(tree, code.id);
    }
    if ui.input(|input| input.key_pressed(Key::Tab)) && field.has_focus() {
        split.focus = false;
    }
}

/// A line with its key, its name and how many it has; true when it was chosen, and when its cross was.
fn choice(
    ui: &mut Ui,
    view: &View<'_>,
    key: &str,
    name: &str,
    its: usize,
    chosen: bool,
) -> (bool, bool) {
    let theme = view.theme;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, chosen, name));
    let cross =
        Rect::from_center_size(pos2(rect.right() - 12.0, rect.center().y), vec2(20.0, LINE));
    let removable = key != "0";
    let gone = removable && {
        let cross = ui.interact(cross, response.id.with("remove"), Sense::click());
        cross.widget_info(|| {
            WidgetInfo::labeled(Role::Button, true, format!("Take {name} out of the list"))
        });
        cross.clicked()
    };
    let painter = ui.painter();
    if chosen {
        painter.rect_filled(rect, 6.0, theme.chosen);
    } else if response.hovered() {
        painter.rect_filled(rect, 6.0, theme.control_hover);
    }
    if response.has_focus() {
        painter.rect_stroke(rect, 6.0, Stroke::new(1.5, theme.accent), StrokeKind::Inside);
    }
    let y = rect.center().y;
    let cap = Rect::from_center_size(pos2(rect.left() + 15.0, y), vec2(18.0, 18.0));
    if !key.is_empty() {
        painter.rect_stroke(cap, 4.0, Stroke::new(1.0, theme.border), StrokeKind::Inside);
        painter.text(cap.center(), Align2::CENTER_CENTER, key, sans(12.0), theme.ink);
    }
    let mut right = rect.right() - 8.0;
    if removable {
        let sign = Rect::from_center_size(cross.center(), vec2(10.0, 10.0));
        icons::paint(painter, sign, Icon::Close, theme.quiet);
        right -= 20.0;
    }
    if its > 0 {
        let text = its.to_string();
        let drawn =
            painter.text(pos2(right, y), Align2::RIGHT_CENTER, text, sans(12.0), theme.quiet);
        right = drawn.left() - 8.0;
    }
    let left = cap.right() + 8.0;
    let galley = one_line(painter, name, sans(14.0), theme.ink, (right - left).max(20.0));
    painter.galley(pos2(left, y - galley.size().y / 2.0), galley, theme.ink);
    (response.clicked() && !gone, gone)
}

/// Every excerpt with what was decided; a click goes there.
fn decisions(ui: &mut Ui, view: &View<'_>, split: &mut Split, height: f32) {
    let theme = view.theme;
    section_head(ui, theme, "Decisions");
    let used = 190.0 + split.targets.len() as f32 * (LINE + 2.0);
    let room = (height - used).max(100.0);
    let mut area = ScrollArea::vertical().id_salt("decisions").max_height(room);
    if std::mem::take(&mut split.reveal) {
        let top = (split.at as f32 * (LINE + 2.0) - room / 2.0).max(0.0);
        area = area.vertical_scroll_offset(top);
    }
    let mut to = None;
    area.auto_shrink([false, false]).show_rows(ui, LINE, split.items.len(), |ui, range| {
        for at in range {
            let Some(item) = split.items.get(at) else { continue };
            let text = match item.decision {
                None => String::new(),
                Some(Decision::Stays) => "stays".to_owned(),
                Some(Decision::Goes(to)) => split.targets.get(to).map_or_else(String::new, |t| {
                    t.1.rsplit('/').next().unwrap_or_default().to_owned()
                }),
            };
            if decision(ui, view, at, &item.words, &text, at == split.at) {
                to = Some(at);
            }
        }
    });
    if let Some(to) = to {
        split.go(to);
    }
}

fn decision(
    ui: &mut Ui,
    view: &View<'_>,
    at: usize,
    words: &str,
    decided: &str,
    here: bool,
) -> bool {
    let theme = view.theme;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::CLICK);
    response.widget_info(|| {
        let state = if decided.is_empty() { "open" } else { decided };
        let name = format!("Excerpt {}, {state}: {words}", at + 1);
        WidgetInfo::selected(Role::ListItem, true, here, name)
    });
    if !ui.is_rect_visible(rect) {
        return response.clicked();
    }
    let painter = ui.painter();
    if here {
        painter.rect_filled(rect, 6.0, theme.chosen);
    } else if response.hovered() {
        painter.rect_filled(rect, 6.0, theme.control_hover);
    }
    let y = rect.center().y;
    let number = (at + 1).to_string();
    painter.text(
        pos2(rect.left() + 24.0, y),
        Align2::RIGHT_CENTER,
        number,
        sans(12.0),
        theme.quiet,
    );
    let mark = one_line(painter, decided, sans(12.0), theme.accent, 100.0);
    let right = rect.right() - 6.0 - mark.size().x;
    painter.galley(pos2(right, y - mark.size().y / 2.0), mark, theme.accent);
    let left = rect.left() + 32.0;
    let text = one_line(painter, words, sans(13.0), theme.ink, (right - 8.0 - left).max(20.0));
    painter.galley(pos2(left, y - text.size().y / 2.0), text, theme.ink);
    response.clicked()
}
