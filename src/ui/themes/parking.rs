//! The parking area: codes that serve no theme yet.

use super::parked::Line;
use super::{State, drag, form, living};
use crate::model::CodeId;
use crate::study::Command;
use crate::ui::outbox::Outbox;
use crate::ui::picker::{self, Choice};
use crate::ui::view::View;
use crate::ui::widgets::{self, badge, one_line, sans};
use crate::ui::{icons, parts, theme};
use egui::{
    Align2, CornerRadius, Rect, Response, RichText, Role, ScrollArea, Sense, Stroke, StrokeKind,
    Ui, WidgetInfo, pos2, vec2,
};

const ROW: f32 = 25.0;

pub(super) fn show(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    let area = ui.interact(ui.max_rect(), ui.unique_id().with("parking"), Sense::hover());
    let waiting = state.parked.waiting;
    ui.horizontal(|ui| {
        ui.label(
            RichText::new("Not placed yet").text_style(theme::strong()).color(view.theme.strong),
        );
        if waiting > 0 {
            parts::quiet(ui, view.theme, widgets::counted(waiting as u64, "code", "codes"));
        }
    });
    if view.corpus.codes.is_empty() {
        let text = "There are no codes yet. Code some passages in Read; what serves no theme waits \
                    here.";
        ui.label(RichText::new(text).color(view.theme.quiet));
        return;
    }
    if waiting == 0 {
        let text = "Every code serves a theme. Drop a code here to take it out of one.";
        ui.label(RichText::new(text).color(view.theme.quiet));
    } else if state.selected.is_empty() {
        parts::quiet(ui, view.theme, "Drag codes onto a theme, or select them here.");
    } else {
        put(ui, view, state, outbox);
    }
    ui.spacing_mut().item_spacing.y = 1.0;
    let lines = state.parked.lines.clone();
    if !lines.is_empty() {
        let area = ScrollArea::vertical().id_salt("parked").auto_shrink([false, false]);
        area.show_rows(ui, ROW, lines.len(), |ui, range| {
            for at in range {
                if let Some(line) = lines.get(at) {
                    row(ui, view, state, *line);
                }
            }
        });
    }
    // Codes from a theme let go here are taken out of it.
    if let Some(hover) = area.dnd_hover_payload::<drag::Codes>()
        && let Some(from) = hover.from
    {
        drag::outline(ui, view, &area);
        if let Some(payload) = drag::dropped(&area) {
            outbox.run(Command::PlaceCodes {
                theme: from,
                codes: payload.codes.clone(),
                on: false,
            });
        }
    }
}

/// Where the selected codes go.
fn put(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let text =
            format!("Put {} into", widgets::counted(state.selected.len() as u64, "code", "codes"));
        let anchor = ui
            .add_enabled_ui(!view.busy, |ui| {
                widgets::drop_chip(ui, view.theme, &format!("{text}…"), &format!("{text} a theme"))
            })
            .inner;
        let themes: Vec<_> = living(view).collect();
        let made = picker::pick(ui, view.theme, &anchor, ("Search themes", false), || {
            let each = themes.iter().map(|(number, theme)| {
                Choice::new(format!("{number}  {}", theme.fields.statement), false)
            });
            each.chain([Choice::new("A new theme", false).always()]).collect()
        });
        if let Some(made) = made {
            match themes.get(made) {
                Some((_, theme)) => {
                    let codes = std::mem::take(&mut state.selected);
                    outbox.run(Command::PlaceCodes { theme: theme.id, codes, on: true });
                }
                None => state.form = Some(form::Form::new(state.selected.clone())),
            }
        }
        if ui.link("Select none").clicked() {
            state.selected.clear();
        }
    });
}

fn row(ui: &mut Ui, view: &View<'_>, state: &mut State, line: Line) {
    let tree = &view.corpus.codes;
    let Some(code) = tree.codes().get(line.place) else { return };
    let size = vec2(ui.available_width(), ROW);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
    let selected = state.selected.contains(&code.id);
    let name = if line.waits {
        format!("Not placed: {}", code.fields.name)
    } else {
        format!("Everything under {}", code.fields.name)
    };
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, selected, &name));
    if response.clicked() {
        select(ui, state, code.id, view);
    }
    let codes = if selected { state.selected.clone() } else { vec![code.id] };
    response.dnd_set_drag_payload(drag::Codes { codes, from: None });
    if ui.is_rect_visible(rect) {
        paint(ui, view, rect, &response, line, selected);
    }
    let path = tree.path(code.id).replace('/', " / ");
    response.on_hover_text(if code.fields.definition.is_empty() {
        path
    } else {
        format!("{path}\n{}", code.fields.definition)
    });
}

/// A click selects or lets go; with Shift everything from the last one on.
fn select(ui: &Ui, state: &mut State, code: CodeId, view: &View<'_>) {
    let tree = &view.corpus.codes;
    if ui.input(|input| input.modifiers.shift)
        && let Some(last) = state.selected.last().and_then(|last| tree.place(*last))
        && let Some(this) = tree.place(code)
    {
        let range = last.min(this)..=last.max(this);
        let between = state.parked.lines.iter().filter(|line| line.waits);
        for line in between.filter(|line| range.contains(&line.place)) {
            if let Some(code) = tree.codes().get(line.place)
                && !state.selected.contains(&code.id)
            {
                state.selected.push(code.id);
            }
        }
        return;
    }
    match state.selected.iter().position(|known| *known == code) {
        Some(at) => {
            state.selected.remove(at);
        }
        None => state.selected.push(code),
    }
}

fn paint(ui: &Ui, view: &View<'_>, rect: Rect, response: &Response, line: Line, selected: bool) {
    let theme = view.theme;
    let Some(code) = view.corpus.codes.codes().get(line.place) else { return };
    let painter = ui.painter();
    if selected || response.hovered() {
        let ground = if selected { theme.chosen } else { theme.control };
        painter.rect_filled(rect, CornerRadius::same(5), ground);
    }
    if response.has_focus() {
        let edge = Stroke::new(1.5, theme.accent);
        painter.rect_stroke(rect, CornerRadius::same(5), edge, StrokeKind::Inside);
    }
    let y = rect.center().y;
    let mut x = rect.left() + 6.0 + 14.0 * f32::from(line.depth);
    if line.waits {
        let sign = Rect::from_min_size(pos2(x, y - 8.0), vec2(20.0, 16.0));
        badge(painter, sign, theme.code_color(code), &code.fields.name);
        x += 27.0;
    }
    let mut right = rect.right() - 8.0;
    if selected {
        let sign = Rect::from_center_size(pos2(right - 6.0, y), vec2(12.0, 12.0));
        icons::paint(painter, sign, icons::Icon::Check, theme.accent);
        right -= 20.0;
    }
    let counts = if line.waits { &view.counts.own } else { &view.counts.all };
    let count = counts.get(line.place).copied().unwrap_or(0);
    let drawn = painter.text(
        pos2(right, y),
        Align2::RIGHT_CENTER,
        widgets::grouped(u64::from(count)),
        sans(12.0),
        theme.quiet,
    );
    let ink = if line.waits { theme.ink } else { theme.quiet };
    let room = (drawn.left() - 8.0 - x).max(20.0);
    let galley = one_line(painter, &code.fields.name, sans(14.0), ink, room);
    painter.galley(pos2(x, y - galley.size().y / 2.0), galley, ink);
}
