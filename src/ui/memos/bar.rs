//! The head of the panel: which memos, and how to write one.

use super::State;
use crate::analysis::{NoteKind, Subject};
use crate::model::MemoOn;
use crate::ui::icons::{self, Icon};
use crate::ui::outbox::{Outbox, Request};
use crate::ui::picker::{self, Choice};
use crate::ui::view::View;
use crate::ui::widgets::{self, counted};
use crate::ui::{action::Action, parts, theme};
use egui::{Align, Layout, RichText, TextEdit, Ui, WidgetInfo, vec2};

/// What each kind of memo is called in lists.
pub(super) fn kind_name(kind: NoteKind) -> &'static str {
    use crate::model::MemoKind as K;
    match kind {
        NoteKind::Memo(K::Note) => "Note",
        NoteKind::Memo(K::Code) => "Code memo",
        NoteKind::Memo(K::Theoretical) => "Theoretical memo",
        NoteKind::Memo(K::Method) => "Method memo",
        NoteKind::Memo(K::Journal) => "Reflexive journal",
        NoteKind::Comment => "Comment",
    }
}

fn subject_name(subject: Subject) -> &'static str {
    match subject {
        Subject::Study => "the study or nothing",
        Subject::Document => "documents",
        Subject::Participant => "participants",
        Subject::Code => "codes",
        Subject::Coding => "excerpts",
        Subject::Theme => "themes",
    }
}

pub(super) fn show(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    here: MemoOn,
    outbox: &mut Outbox,
) {
    let name = state.here_name(view, here);
    ui.horizontal(|ui| {
        ui.label(RichText::new("Memos").text_style(theme::strong()).color(view.theme.strong));
        scope(ui, view, state, &name);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            buttons(ui, view, state, here, outbox);
            let found = state.found.as_ref().map_or(0, |(_, _, found)| found.len());
            let text = if state.index.working() {
                "reading…".to_owned()
            } else {
                counted(found as u64, "memo", "memos")
            };
            parts::quiet(ui, view.theme, text);
        });
    });
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 5.0);
        ui.horizontal_wrapped(|ui| filters(ui, view, state));
    });
    ui.add_space(2.0);
    let line = egui::Stroke::new(1.0, view.theme.line);
    let rect = ui.available_rect_before_wrap();
    ui.painter().hline(rect.x_range(), rect.top(), line);
    ui.add_space(6.0);
}

/// On what is read, or all.
fn scope(ui: &mut Ui, view: &View<'_>, state: &mut State, name: &str) {
    let width = (ui.available_width() - 214.0).clamp(90.0, 320.0);
    let on = ui.scope(|ui| {
        ui.set_max_width(width);
        let text = RichText::new(format!("On {name}")).color(view.theme.ink);
        ui.add(egui::Button::selectable(!state.all, text).truncate())
    });
    let on = on.inner;
    on.widget_info(|| {
        WidgetInfo::selected(egui::Role::Button, true, !state.all, format!("Memos on {name}"))
    });
    if on.on_hover_text(format!("Memos on {name}: follows what is read")).clicked() {
        state.all = false;
    }
    let all = ui.selectable_label(state.all, "All");
    all.widget_info(|| WidgetInfo::selected(egui::Role::Button, true, state.all, "All memos"));
    if all.on_hover_text("Every memo and comment of the study").clicked() {
        state.all = true;
    }
}

fn buttons(ui: &mut Ui, view: &View<'_>, state: &mut State, here: MemoOn, outbox: &mut Outbox) {
    if icons::button(ui, view.theme, Icon::Close, "Hide the memo panel").clicked() {
        outbox.send(Request::Do(Action::Memos));
    }
    let right = state.at_right(ui.ctx().content_rect().width());
    let (icon, label) = if right {
        (Icon::DockBottom, "Move the panel to the bottom")
    } else {
        (Icon::DockRight, "Move the panel to the right")
    };
    if icons::button(ui, view.theme, icon, label).clicked() {
        state.right = Some(!right);
    }
    if icons::button(ui, view.theme, Icon::Add, "Write a memo").clicked() {
        state.write_on(here);
    }
}

fn filters(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    parts::framed(ui, view.theme, false);
    let field = TextEdit::singleline(&mut state.query.words)
        .hint_text(RichText::new("Search memos").color(view.theme.quiet))
        .margin(vec2(8.0, 4.0))
        .desired_width(170.0);
    let field = ui.add(field);
    field.widget_info(|| WidgetInfo::labeled(egui::Role::TextInput, true, "Search memos"));
    kinds(ui, view, state);
    subjects(ui, view, state);
    if view.corpus.coders.len() > 1 {
        coders(ui, view, state);
    }
    if ui.selectable_label(state.query.linked, "With excerpts").clicked() {
        state.query.linked = !state.query.linked;
    }
    let order = if state.query.oldest { "Oldest first" } else { "Newest first" };
    if ui.link(order).on_hover_text("Turn the order around").clicked() {
        state.query.oldest = !state.query.oldest;
    }
    let open = crate::analysis::NoteQuery {
        oldest: state.query.oldest,
        ..crate::analysis::NoteQuery::default()
    };
    if state.query != open && ui.link("Clear").on_hover_text("Show all again").clicked() {
        state.query = open;
    }
}

fn kinds(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    let text = state.query.kind.map_or("any kind", kind_name);
    let anchor = widgets::drop_chip(ui, view.theme, text, "Filter memos by kind");
    let made = picker::pick(ui, view.theme, &anchor, ("Kind", false), || {
        let any = Choice::new("any kind", state.query.kind.is_none());
        let each = NoteKind::ALL
            .into_iter()
            .map(|kind| Choice::new(kind_name(kind), state.query.kind == Some(kind)));
        [any].into_iter().chain(each).collect()
    });
    if let Some(made) = made {
        state.query.kind = made.checked_sub(1).and_then(|at| NoteKind::ALL.get(at)).copied();
    }
}

fn subjects(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    let text = state
        .query
        .subject
        .map_or("on anything".to_owned(), |subject| format!("on {}", subject_name(subject)));
    let anchor = widgets::drop_chip(ui, view.theme, &text, "Filter memos by what they are on");
    let made = picker::pick(ui, view.theme, &anchor, ("On", false), || {
        let any = Choice::new("on anything", state.query.subject.is_none());
        let each = Subject::ALL.into_iter().map(|subject| {
            let chosen = state.query.subject == Some(subject);
            Choice::new(format!("on {}", subject_name(subject)), chosen)
        });
        [any].into_iter().chain(each).collect()
    });
    if let Some(made) = made {
        state.query.subject = made.checked_sub(1).and_then(|at| Subject::ALL.get(at)).copied();
    }
}

fn coders(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    let coders = &view.corpus.coders;
    let name = state.query.coder.and_then(|id| view.corpus.coder(id));
    let text = name.map_or("by anyone".to_owned(), |coder| format!("by {}", coder.name));
    let anchor = widgets::drop_chip(ui, view.theme, &text, "Filter memos by who wrote them");
    let made = picker::pick(ui, view.theme, &anchor, ("By", false), || {
        let any = Choice::new("by anyone", state.query.coder.is_none());
        let each = coders.iter().map(|coder| {
            Choice::new(format!("by {}", coder.name), state.query.coder == Some(coder.id))
        });
        [any].into_iter().chain(each).collect()
    });
    if let Some(made) = made {
        state.query.coder = made.checked_sub(1).and_then(|at| coders.get(at)).map(|coder| coder.id);
    }
}
