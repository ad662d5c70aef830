//! The head of a theme: its sentence, its concept, what it is not, its state, its codes. All of it can
//! be changed in place.

use super::verdict::Verdict;
use super::{Edit, State, drag, living, number, rows, wrong_statement};
use crate::analysis::ThemeCounts;
use crate::model::{CodeId, EvidenceKind, Filter, MemoOn, Theme};
use crate::study::Command;
use crate::ui::action::Action;
use crate::ui::evidence;
use crate::ui::fonts::READING;
use crate::ui::icons::{self, Icon};
use crate::ui::outbox::{Outbox, Request};
use crate::ui::picker;
use crate::ui::view::View;
use crate::ui::widgets::{self, badge, code_face, counted, one_line, sans};
use crate::ui::{parts, theme};
use egui::{
    Align, CornerRadius, FontFamily, FontId, Frame, Key, Layout, Margin, Popup, Rect, Response,
    RichText, Role, Sense, Stroke, StrokeKind, TextEdit, Ui, UiBuilder, Vec2, WidgetInfo, pos2,
    vec2,
};

pub(super) fn show(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    theme: &Theme,
    outbox: &mut Outbox,
) {
    ui.spacing_mut().item_spacing.y = 6.0;
    top(ui, view, state, theme, outbox);
    evidence::line(ui, view, EvidenceKind::Theme, theme.guid, outbox);
    fields(ui, view, state, theme, outbox);
    ui.add_space(4.0);
    codes(ui, view, theme, outbox);
    memos(ui, view, theme, outbox);
}

/// Number, state and reason; what can be done.
fn top(ui: &mut Ui, view: &View<'_>, state: &mut State, theme: &Theme, outbox: &mut Outbox) {
    let row = vec2(ui.available_width(), 28.0);
    ui.allocate_ui_with_layout(row, Layout::right_to_left(Align::Center), |ui| {
        let dots = icons::button(ui, view.theme, Icon::More, "More about this theme");
        Popup::menu(&dots).show(|ui| rows::menu(ui, view, state, theme, outbox));
        let export = widgets::sign_button(ui, view.theme, Icon::Export, "Export…");
        if export.on_hover_text(Action::ExportTheme.texts().1).clicked() {
            outbox.send(Request::Do(Action::ExportTheme));
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let head = format!("Theme {}", number(view, theme.id));
            ui.label(RichText::new(head).font(widgets::semibold(13.0)).color(view.theme.quiet));
            let word = match theme.into {
                Some(into) => format!("merged into theme {}", number(view, into)),
                None => theme.state.name().to_owned(),
            };
            let (sign, _) = ui.allocate_exact_size(vec2(12.0, 20.0), Sense::hover());
            rows::sign(ui.painter(), view, sign.center(), theme.state);
            ui.add_enabled_ui(!view.busy, |ui| {
                let label = format!("State: {word}");
                let chip = widgets::drop_chip(ui, view.theme, &word, &label);
                if chip.on_hover_text("Keep it, merge it, drop it, with the reason").clicked() {
                    state.verdict = Some(Verdict::of(theme));
                }
            });
        });
    });
    if !theme.reason.is_empty() {
        let reason = RichText::new(&theme.reason).italics().color(view.theme.quiet);
        ui.add(egui::Label::new(reason).wrap());
    }
}

/// A field that looks like the page until it is touched.
struct Place<'a> {
    label: &'a str,
    hint: &'a str,
    font: FontId,
    /// Enter is no line break.
    line: bool,
    rows: usize,
}

impl Place<'_> {
    fn show(self, ui: &mut Ui, view: &View<'_>, text: &mut String) -> Response {
        let id = ui.unique_id().with(self.label);
        let focused = ui.memory(|memory| memory.has_focus(id));
        let hovered = ui.data(|data| data.get_temp::<bool>(id.with("hovered"))).unwrap_or(false);
        let (fill, edge) = match (focused, hovered) {
            (true, _) => (view.theme.field, Stroke::new(1.5, view.theme.accent)),
            (false, true) => (view.theme.page, Stroke::new(1.0, view.theme.border)),
            (false, false) => (view.theme.page, Stroke::new(1.0, view.theme.page)),
        };
        let frame = Frame::new()
            .fill(fill)
            .stroke(edge)
            .corner_radius(CornerRadius::same(6))
            .inner_margin(Margin::symmetric(8, 5));
        let mut edit = TextEdit::multiline(text)
            .id(id)
            .hint_text(RichText::new(self.hint).color(view.theme.quiet))
            .font(self.font)
            .text_color(view.theme.ink)
            .frame(frame)
            .desired_rows(self.rows)
            .desired_width(f32::INFINITY);
        if self.line {
            edit = edit.return_key(None);
        }
        // Its words stand in line with everything else, its frame outside.
        let room = ui.available_rect_before_wrap();
        let builder = UiBuilder::new().max_rect(room.expand2(vec2(8.0, 0.0)));
        let response = ui.new_child(builder).add_enabled(!view.busy, edit);
        ui.allocate_rect(response.rect.shrink2(vec2(8.0, 0.0)), Sense::hover());
        let label = self.label;
        response.widget_info(|| WidgetInfo::labeled(Role::MultilineTextInput, true, label));
        ui.data_mut(|data| data.insert_temp(id.with("hovered"), response.hovered()));
        response
    }
}

fn serif(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(READING.into()))
}

/// Statement, concept and boundary. What is typed becomes one step when the keyboard leaves it.
fn fields(ui: &mut Ui, view: &View<'_>, state: &mut State, theme: &Theme, outbox: &mut Outbox) {
    let pending = state.taken(theme.id);
    let mut fields = pending.as_ref().map_or_else(|| theme.fields.clone(), |e| e.fields.clone());
    let place = Place {
        label: "Statement",
        hint: "What this theme says, as a sentence",
        font: serif(25.0),
        line: true,
        rows: 1,
    };
    let mut responses = Vec::with_capacity(3);
    ui.scope(|ui| {
        let statement = place.show(ui, view, &mut fields.statement);
        if statement.has_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
            statement.surrender_focus();
        }
        let wrong = wrong_statement(view.corpus, &fields.statement, Some(theme.id));
        parts::complaint(ui, view.theme, wrong.as_deref());
        responses.push(statement);
    });
    let half = (ui.available_width() - 20.0) / 2.0;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 20.0;
        for (label, hint, text) in [
            ("Central concept", "The one idea that holds it together", &mut fields.concept),
            (
                "What it is not",
                "Where it ends, and what is easily taken for it",
                &mut fields.boundary,
            ),
        ] {
            ui.vertical(|ui| {
                ui.set_width(half);
                ui.spacing_mut().item_spacing.y = 1.0;
                widgets::section_head(ui, view.theme, label);
                let place = Place { label, hint, font: serif(16.0), line: false, rows: 2 };
                responses.push(place.show(ui, view, text));
            });
        }
    });
    let held = responses.iter().any(Response::has_focus);
    let escaped = ui.input(|input| input.key_pressed(Key::Escape));
    let left = responses.iter().any(Response::lost_focus);
    let changed = responses.iter().any(Response::changed);
    let waits = pending.as_ref().is_some_and(|edit| edit.held) && !left && !changed;
    let edit = Edit { theme: theme.id, fields, held: waits };
    if left && escaped {
        // As it was.
        return;
    }
    if held || changed || waits {
        state.edit = Some(edit);
    } else if pending.is_some() {
        let wrong = wrong_statement(view.corpus, &edit.fields.statement, Some(theme.id)).is_some();
        if let Some(command) = edit.command(view.corpus) {
            outbox.run(command);
            // Until the step is done the page shows what was typed.
            state.edit = Some(edit);
        } else if wrong {
            state.edit = Some(edit);
        }
    }
}

/// Its codes as chips, and the way to more of them.
fn codes(ui: &mut Ui, view: &View<'_>, theme: &Theme, outbox: &mut Outbox) {
    let tree = &view.corpus.codes;
    let area = ui
        .scope(|ui| {
            ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
            ui.horizontal_wrapped(|ui| {
                for code in &theme.codes {
                    chip(ui, view, theme, *code, outbox);
                }
                ui.add_enabled_ui(!view.busy, |ui| {
                    let text = if theme.codes.is_empty() { "Add codes" } else { "+" };
                    let anchor = widgets::drop_chip(ui, view.theme, text, "Add codes");
                    let made =
                        picker::pick(ui, view.theme, &anchor, ("Search codes", true), || {
                            picker::codes(view, &theme.codes)
                        });
                    if let Some(code) = made.and_then(|place| tree.codes().get(place)) {
                        let on = !theme.codes.contains(&code.id);
                        let codes = vec![code.id];
                        outbox.run(Command::PlaceCodes { theme: theme.id, codes, on });
                    }
                });
            });
        })
        .response;
    // Codes can be let go on the theme itself too.
    let area = area.rect.expand2(vec2(4.0, 4.0));
    let target = ui.interact(area, ui.unique_id().with("codes"), Sense::hover());
    drag::outline(ui, view, &target);
    drag::drop_on(ui, &target, theme.id, outbox);
}

fn chip(ui: &mut Ui, view: &View<'_>, theme: &Theme, code: CodeId, outbox: &mut Outbox) {
    let colors = view.theme;
    let (face, name) = code_face(colors, &view.corpus.codes, code);
    let galley = one_line(ui.painter(), &name, sans(14.0), colors.ink, 240.0);
    let size = vec2(galley.size().x + 60.0, widgets::CHIP);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let id = ui.scope_id().with(("code of theme", code));
    let response = ui.interact(rect, id, Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Code {name}")));
    let cross = Rect::from_min_max(pos2(rect.right() - 24.0, rect.top()), rect.max);
    let out = ui.interact(cross, id.with("out"), Sense::click());
    let label = format!("Take {name} out of this theme");
    out.widget_info(|| WidgetInfo::labeled(Role::Button, !view.busy, &label));
    if ui.is_rect_visible(rect) {
        let painter = ui.painter();
        let ground = if response.hovered() { colors.control_hover } else { colors.control };
        let focus = response.has_focus() || out.has_focus();
        let edge =
            if focus { Stroke::new(1.5, colors.accent) } else { Stroke::new(1.0, colors.line) };
        painter.rect(rect, CornerRadius::same(13), ground, edge, StrokeKind::Inside);
        let sign =
            Rect::from_min_size(pos2(rect.left() + 7.0, rect.center().y - 8.5), vec2(20.0, 17.0));
        badge(painter, sign, face, &name);
        let at = pos2(sign.right() + 6.0, rect.center().y - galley.size().y / 2.0);
        painter.galley(at, galley, colors.ink);
        let ink = if out.hovered() { colors.strong } else { colors.quiet };
        let sign = Rect::from_center_size(cross.center() - vec2(3.0, 0.0), Vec2::splat(9.0));
        icons::paint(painter, sign, Icon::Close, ink);
    }
    if out.on_hover_text(&label).clicked() && !view.busy {
        outbox.run(Command::PlaceCodes { theme: theme.id, codes: vec![code], on: false });
    }
    if !view.busy {
        response.dnd_set_drag_payload(drag::Codes { codes: vec![code], from: Some(theme.id) });
    }
    // An identity of its own: the menu of the other button must not close it.
    let menu = Popup::menu(&response).id(id.with("menu"));
    menu.show(|ui| code_menu(ui, view, theme, code, outbox));
    Popup::context_menu(&response).show(|ui| code_menu(ui, view, theme, code, outbox));
    response.on_hover_text(view.corpus.codes.path(code).replace('/', " / "));
}

/// What a drag of this code could do, and its excerpts.
fn code_menu(ui: &mut Ui, view: &View<'_>, theme: &Theme, code: CodeId, outbox: &mut Outbox) {
    ui.set_min_width(200.0);
    if ui.button("Show its excerpts").clicked() {
        let filter = Filter { codes: vec![code], coder: view.shown.clone(), ..Filter::default() };
        outbox.send(Request::ShowExcerpts(filter, view.corpus.codes.path(code)));
    }
    let others: Vec<(usize, &Theme)> =
        living(view).filter(|(_, other)| other.id != theme.id).collect();
    ui.add_enabled_ui(!view.busy && !others.is_empty(), |ui| {
        for (text, moves) in [("Put it also into", false), ("Move it to", true)] {
            ui.menu_button(text, |ui| {
                for (number, other) in &others {
                    let known = other.codes.contains(&code);
                    let text: String = other.fields.statement.chars().take(60).collect();
                    let button = egui::Button::new(format!("{number}  {text}"));
                    if ui.add_enabled(moves || !known, button).clicked() {
                        let payload = drag::Codes { codes: vec![code], from: Some(theme.id) };
                        outbox.run(drag::into_theme(&payload, other.id, moves));
                    }
                }
            });
        }
    });
    if ui.add_enabled(!view.busy, egui::Button::new("Take it out of this theme")).clicked() {
        outbox.run(Command::PlaceCodes { theme: theme.id, codes: vec![code], on: false });
    }
}

/// The memos on it, and how to write one.
fn memos(ui: &mut Ui, view: &View<'_>, theme: &Theme, outbox: &mut Outbox) {
    let on = MemoOn::Theme(theme.id);
    let known = view.corpus.memos.iter().filter(|memo| memo.on == on).count();
    ui.horizontal(|ui| {
        let (sign, _) = ui.allocate_exact_size(vec2(16.0, 20.0), Sense::hover());
        icons::paint(ui.painter(), sign.shrink(1.0), Icon::Memo, view.theme.quiet);
        if known > 0 {
            let text = counted(known as u64, "memo", "memos");
            if ui.link(format!("{text} on this theme")).clicked() {
                outbox.send(Request::ShowMemos(on));
            }
            widgets::quiet_word(ui, view.theme, "·");
        }
        ui.add_enabled_ui(!view.busy, |ui| {
            let link = ui.link("Write a memo on it");
            if link.on_hover_text("How it is developed, and why").clicked() {
                outbox.send(Request::WriteMemo(on));
            }
        });
    });
}

/// The line over the excerpts: how many, of whom.
pub(super) fn summary(ui: &mut Ui, view: &View<'_>, counts: &ThemeCounts, working: bool) {
    let mut text = format!(
        "{} of {} of {} participants",
        counted(counts.excerpts as u64, "excerpt", "excerpts"),
        counts.participants,
        counts.of
    );
    if counts.contradicting > 0 {
        text.push_str(&format!(
            " · {} contradicting, of {}",
            counts.contradicting,
            counted(counts.contradicting_participants as u64, "participant", "participants")
        ));
    }
    if counts.left_out > 0 {
        let n = counted(counts.left_out as u64, "excerpt", "excerpts");
        text.push_str(&format!(" · {n} of excluded participants left out"));
    }
    if working {
        text.push_str(" · counting…");
    }
    let line = RichText::new(text).text_style(theme::strong()).color(view.theme.strong);
    ui.add(egui::Label::new(line).truncate()).on_hover_text(
        "Distinct passages under any code of the theme and what is under it: a passage with several of \
         its codes counts once",
    );
}
