//! The list of themes, in the researcher's order; those merged or dropped apart.

use super::verdict::Verdict;
use super::{State, drag, form, number};
use crate::model::{EvidenceKind, Theme, ThemeId, ThemeState};
use crate::study::Command;
use crate::ui::action::Action;
use crate::ui::evidence;
use crate::ui::icons::{self, Icon};
use crate::ui::outbox::{Outbox, Request};
use crate::ui::view::View;
use crate::ui::widgets::{counted, one_line, sans, semibold};
use crate::ui::{parts, theme};
use egui::text::LayoutJob;
use egui::{
    Align, Align2, CornerRadius, Key, Layout, Modifiers, Painter, Popup, Rect, Response, RichText,
    Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2,
};

pub(super) fn show(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    ui.horizontal(|ui| {
        ui.label(RichText::new("Themes").text_style(theme::strong()).color(view.theme.strong));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_enabled_ui(!view.busy, |ui| {
                if icons::button(ui, view.theme, Icon::Add, "New theme").clicked() {
                    outbox.send(Request::Do(Action::NewTheme));
                }
            });
        });
    });
    ScrollArea::vertical().id_salt("theme rows").auto_shrink([false, false]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 3.0;
        let past = view.corpus.themes.iter().filter(|theme| !theme.state.is_living()).count();
        for theme in view.corpus.themes.iter().filter(|theme| theme.state.is_living()) {
            row(ui, view, state, theme, outbox);
        }
        begin(ui, view, state);
        if past > 0 {
            ui.add_space(4.0);
            let sign = if state.past { "Hide" } else { "Show" };
            let text = format!("{sign} {past} merged or dropped");
            if ui.link(text).clicked() {
                state.past = !state.past;
            }
            let chosen = state.chosen.and_then(|id| view.corpus.theme(id));
            if state.past || chosen.is_some_and(|theme| !theme.state.is_living()) {
                for theme in view.corpus.themes.iter().filter(|theme| !theme.state.is_living()) {
                    row(ui, view, state, theme, outbox);
                }
            }
        }
        ui.add_space(8.0);
    });
}

/// Where codes begin a theme of their own.
fn begin(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    if view.corpus.themes.is_empty() {
        parts::quiet(ui, view.theme, "No themes yet.");
        return;
    }
    if !egui::DragAndDrop::has_payload_of_type::<drag::Codes>(ui.ctx()) {
        return;
    }
    let size = vec2(ui.available_width(), 40.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, "Begin a new theme"));
    let over = response.dnd_hover_payload::<drag::Codes>().is_some();
    let ink = if over { view.theme.accent } else { view.theme.quiet };
    let edge =
        Stroke::new(if over { 2.0 } else { 1.0 }, if over { ink } else { view.theme.border });
    let inner = rect.shrink(1.0);
    ui.painter().rect_stroke(inner, CornerRadius::same(6), edge, StrokeKind::Inside);
    let text = "Drop here to begin a new theme";
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, text, sans(13.0), ink);
    if let Some(payload) = drag::dropped(&response) {
        state.form = Some(form::Form::new(payload.codes.clone()));
    }
}

fn row(ui: &mut Ui, view: &View<'_>, state: &mut State, theme: &Theme, outbox: &mut Outbox) {
    let colors = view.theme;
    let at = number(view, theme.id);
    let chosen = state.chosen == Some(theme.id) && state.form.is_none();
    let living = theme.state.is_living();
    let ink = match (chosen, living) {
        (true, _) => colors.strong,
        (false, true) => colors.ink,
        (false, false) => colors.quiet,
    };
    let width = ui.available_width();
    let mut job =
        LayoutJob::simple(theme.fields.statement.clone(), semibold(14.0), ink, width - 44.0);
    job.wrap.max_rows = 3;
    let statement = ui.painter().layout_job(job);
    let height = statement.size().y + 36.0;
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::click_and_drag());
    let counts = state.counts_of(at.saturating_sub(1)).unwrap_or_default();
    let told = told(view, theme, &counts);
    let check = evidence::is_open(view, EvidenceKind::Theme, theme.guid);
    let more = if check { format!(". {}", evidence::CHECK) } else { String::new() };
    let name = format!("Theme {at}: {}, {told}{more}", theme.fields.statement);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, chosen, &name));
    if response.clicked() {
        state.choose(theme.id);
    }
    if living && !view.busy {
        response.dnd_set_drag_payload(drag::Moved(theme.id));
    }
    let painter = ui.painter();
    let over = living && response.dnd_hover_payload::<drag::Codes>().is_some();
    if chosen || over || response.hovered() {
        let ground = if chosen { colors.chosen } else { colors.control };
        painter.rect_filled(rect, CornerRadius::same(6), ground);
    }
    if over || response.has_focus() {
        let edge = Stroke::new(if over { 2.0 } else { 1.5 }, colors.accent);
        painter.rect_stroke(rect, CornerRadius::same(6), edge, StrokeKind::Inside);
    }
    let y = rect.top() + 8.0;
    let right = pos2(rect.left() + 22.0, y);
    painter.text(right, Align2::RIGHT_TOP, at.to_string(), sans(13.0), colors.quiet);
    let below = y + statement.size().y;
    painter.galley(pos2(rect.left() + 32.0, y), statement, ink);
    let line = below + 11.0;
    sign(painter, view, pos2(rect.left() + 38.0, line), theme.state);
    if check {
        let square = Rect::from_center_size(pos2(rect.right() - 14.0, line), Vec2::splat(13.0));
        icons::paint(painter, square, Icon::Again, colors.warning);
    }
    let room = rect.right() - rect.left() - if check { 80.0 } else { 58.0 };
    let galley = one_line(painter, &told, sans(12.0), colors.quiet, room);
    painter.galley(pos2(rect.left() + 50.0, line - galley.size().y / 2.0), galley, colors.quiet);
    if living {
        drag::drop_on(ui, &response, theme.id, outbox);
        reorder(ui, view, &response, theme.id, outbox);
    }
    keys(ui, view, &response, theme.id, outbox);
    Popup::context_menu(&response).show(|ui| menu(ui, view, state, theme, outbox));
}

/// "kept · 6 codes · 9 of 10 participants · 71 excerpts".
fn told(view: &View<'_>, theme: &Theme, counts: &crate::analysis::ThemeCounts) -> String {
    let state = match theme.into {
        Some(into) => format!("merged into {}", number(view, into)),
        None => theme.state.name().to_owned(),
    };
    format!(
        "{state} · {} · {} of {} · {}",
        counted(theme.codes.len() as u64, "code", "codes"),
        counts.participants,
        counts.of,
        counted(counts.excerpts as u64, "excerpt", "excerpts"),
    )
}

/// A sign for the state, beside its word.
pub(super) fn sign(painter: &Painter, view: &View<'_>, at: egui::Pos2, state: ThemeState) {
    let theme = view.theme;
    let rect = Rect::from_center_size(at, vec2(11.0, 11.0));
    match state {
        ThemeState::Candidate => {
            painter.circle_stroke(at, 4.0, Stroke::new(1.3, theme.quiet));
        }
        ThemeState::Kept => icons::paint(painter, rect, Icon::Check, theme.success),
        ThemeState::Merged => icons::paint(painter, rect, Icon::Right, theme.quiet),
        ThemeState::Dropped => icons::paint(painter, rect, Icon::Close, theme.quiet),
    }
}

/// A theme let go over another one takes its place.
fn reorder(ui: &Ui, view: &View<'_>, row: &Response, theme: ThemeId, outbox: &mut Outbox) {
    let Some(moved) = row.dnd_hover_payload::<drag::Moved>() else { return };
    let below = ui.ctx().pointer_hover_pos().is_some_and(|pos| pos.y > row.rect.center().y);
    let y = if below { row.rect.bottom() + 1.5 } else { row.rect.top() - 1.5 };
    ui.painter().hline(row.rect.x_range(), y, Stroke::new(2.0, view.theme.accent));
    if row.dnd_release_payload::<drag::Moved>().is_some() && moved.0 != theme {
        let mut order: Vec<ThemeId> =
            view.corpus.themes.iter().map(|known| known.id).filter(|id| *id != moved.0).collect();
        let at = order.iter().position(|id| *id == theme).unwrap_or(0) + usize::from(below);
        order.insert(at, moved.0);
        outbox.run(Command::OrderThemes { themes: order });
    }
}

/// The theme's place among the living ones, one up or one down.
fn shifted(view: &View<'_>, theme: ThemeId, down: bool) -> Option<Command> {
    let mut order: Vec<ThemeId> = view.corpus.themes.iter().map(|known| known.id).collect();
    let living = |id: &ThemeId| view.corpus.theme(*id).is_some_and(|t| t.state.is_living());
    let at = order.iter().position(|id| *id == theme)?;
    let other = if down {
        (at + 1..order.len()).find(|&next| order.get(next).is_some_and(living))?
    } else {
        (0..at).rev().find(|&before| order.get(before).is_some_and(living))?
    };
    order.swap(at, other);
    Some(Command::OrderThemes { themes: order })
}

fn keys(ui: &Ui, view: &View<'_>, row: &Response, theme: ThemeId, outbox: &mut Outbox) {
    if !row.has_focus() || view.busy {
        return;
    }
    for (key, down) in [(Key::ArrowUp, false), (Key::ArrowDown, true)] {
        if ui.input_mut(|input| input.consume_key(Modifiers::ALT, key))
            && let Some(command) = shifted(view, theme, down)
        {
            outbox.run(command);
        }
    }
}

/// Everything that can be done with a theme.
pub(super) fn menu(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    theme: &Theme,
    outbox: &mut Outbox,
) {
    ui.set_min_width(220.0);
    ui.add_enabled_ui(!view.busy, |ui| {
        if ui.button("State and reason…").clicked() {
            state.choose(theme.id);
            state.verdict = Some(Verdict::of(theme));
        }
        if theme.state.is_living() {
            for (text, key, down) in [("Move up", "Alt+Up", false), ("Move down", "Alt+Down", true)]
            {
                let command = shifted(view, theme.id, down);
                let key = RichText::new(key).color(view.theme.quiet).small();
                let button = egui::Button::new(text).right_text(key);
                if ui.add_enabled(command.is_some(), button).clicked()
                    && let Some(command) = command
                {
                    outbox.run(command);
                }
            }
        }
        if ui.button("Write a memo on it").clicked() {
            outbox.send(Request::WriteMemo(crate::model::MemoOn::Theme(theme.id)));
        }
    });
    if ui.button("Export with its excerpts…").clicked() {
        state.choose(theme.id);
        outbox.send(Request::Do(Action::ExportTheme));
    }
    ui.separator();
    let freed = view.corpus.themes.iter().filter(|known| known.into == Some(theme.id)).count();
    let memos = view.corpus.memos.iter();
    let memos = memos.filter(|memo| memo.on == crate::model::MemoOn::Theme(theme.id)).count();
    let text = match memos {
        0 => "Remove".to_owned(),
        n => format!("Remove with {}", counted(n as u64, "memo", "memos")),
    };
    let remove = ui.add_enabled(!view.busy, egui::Button::new(text));
    let told = match freed {
        0 => "Its codes stay. Dropping it instead keeps it, with the reason".to_owned(),
        n => format!(
            "Its codes stay; {} merged into it become candidates again",
            counted(n as u64, "theme", "themes")
        ),
    };
    if remove.on_hover_text(told).clicked() {
        outbox.run(Command::RemoveTheme { theme: theme.id });
    }
}
