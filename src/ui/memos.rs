//! The memo panel: notes on what is selected, or all of them. It follows the reading.

use super::icons::{self, Icon};
use super::outbox::Outbox;
use super::theme;
use super::view::View;
use crate::model::{Memo, MemoId, MemoKind, MemoOn};
use crate::study::Command;
use egui::{ComboBox, Label, RichText, ScrollArea, TextEdit, WidgetInfo};

/// What the panel remembers.
#[derive(Default)]
pub(super) struct State {
    /// Only memos on the place that is read, or all.
    all: bool,
    wanted: String,
    editing: Option<Draft>,
    /// What was asked for by name, and what was read then: it holds until something else is read.
    pinned: Option<(MemoOn, MemoOn)>,
}

/// A memo as it is typed. It becomes one step when it is kept.
struct Draft {
    /// `None` for a new one.
    id: Option<MemoId>,
    kind: MemoKind,
    on: MemoOn,
    title: String,
    text: String,
    fresh: bool,
}

impl State {
    /// Begins a memo on something.
    pub(super) fn write_on(&mut self, on: MemoOn) {
        self.editing = Some(Draft {
            id: None,
            kind: if matches!(on, MemoOn::Code(_)) { MemoKind::Code } else { MemoKind::Note },
            on,
            title: String::new(),
            text: String::new(),
            fresh: true,
        });
    }

    /// Shows the memos on something, until something else than `here` is read.
    pub(super) fn show_on(&mut self, on: MemoOn, here: MemoOn) {
        self.all = false;
        self.pinned = Some((on, here));
    }
}

/// Draws the panel; `here` is what is read or selected.
pub(super) fn show(
    ui: &mut egui::Ui,
    view: &View<'_>,
    state: &mut State,
    here: MemoOn,
    outbox: &mut Outbox,
) {
    let here = match state.pinned {
        Some((on, when)) if when == here => on,
        _ => {
            state.pinned = None;
            here
        }
    };
    ui.horizontal(|ui| {
        ui.label(RichText::new("Memos").text_style(theme::strong()));
        ui.selectable_value(&mut state.all, false, name_of(view, here));
        ui.selectable_value(&mut state.all, true, "All");
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.add_enabled_ui(!view.busy, |ui| {
                if icons::button(ui, view.theme, Icon::Add, "Write a memo").clicked() {
                    state.write_on(here);
                }
            });
            if state.all {
                let field = TextEdit::singleline(&mut state.wanted)
                    .hint_text("Filter")
                    .desired_width(140.0);
                ui.add(field).widget_info(|| {
                    WidgetInfo::labeled(egui::Role::TextInput, true, "Filter memos")
                });
            }
        });
    });
    ui.separator();
    if state.editing.is_some() {
        editor(ui, view, state, outbox);
        return;
    }
    let wanted = state.wanted.to_lowercase();
    let listed: Vec<&Memo> = view
        .corpus
        .memos
        .iter()
        .rev()
        .filter(|memo| state.all || memo.on == here)
        .filter(|memo| {
            !state.all
                || wanted.is_empty()
                || memo.text.to_lowercase().contains(&wanted)
                || memo.title.to_lowercase().contains(&wanted)
        })
        .collect();
    if listed.is_empty() {
        ui.label(RichText::new("No memos here yet").color(view.theme.quiet));
        return;
    }
    ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
        for memo in listed {
            row(ui, view, state, memo, outbox);
        }
    });
}

fn row(ui: &mut egui::Ui, view: &View<'_>, state: &mut State, memo: &Memo, outbox: &mut Outbox) {
    ui.horizontal(|ui| {
        let day = memo.created_at.get(..10).unwrap_or_default();
        let head = format!("{day} · {} · {}", memo.kind.name(), name_of(view, memo.on));
        ui.label(RichText::new(head).small().color(view.theme.quiet));
        ui.add_enabled_ui(!view.busy, |ui| {
            if ui.small_button("Edit").clicked() {
                state.editing = Some(Draft {
                    id: Some(memo.id),
                    kind: memo.kind,
                    on: memo.on,
                    title: memo.title.clone(),
                    text: memo.text.clone(),
                    fresh: true,
                });
            }
            if ui.small_button("Remove").clicked() {
                outbox.run(Command::RemoveMemo { memo: memo.id });
            }
        });
    });
    if !memo.title.is_empty() {
        ui.label(RichText::new(&memo.title).text_style(theme::strong()));
    }
    ui.add(Label::new(&memo.text).wrap());
    ui.add_space(8.0);
}

fn editor(ui: &mut egui::Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    let Some(draft) = &mut state.editing else { return };
    let mut close = false;
    ui.horizontal(|ui| {
        ui.label(RichText::new(format!("on {}", name_of(view, draft.on))).color(view.theme.quiet));
        ui.add_enabled_ui(draft.id.is_none(), |ui| {
            ComboBox::from_id_salt("memo kind").selected_text(draft.kind.name()).show_ui(
                ui,
                |ui| {
                    for kind in MemoKind::ALL {
                        ui.selectable_value(&mut draft.kind, kind, kind.name());
                    }
                },
            );
        });
        let keep = ui.add_enabled(!view.busy, egui::Button::new("Keep")).clicked();
        let enter =
            ui.input(|input| input.modifiers.command && input.key_pressed(egui::Key::Enter));
        if keep || enter {
            let (title, text) = (draft.title.clone(), draft.text.clone());
            outbox.run(match draft.id {
                Some(memo) => Command::EditMemo {
                    memo,
                    kind: draft.kind,
                    on: draft.on,
                    title,
                    text,
                    links: vec![],
                },
                None => {
                    Command::AddMemo { kind: draft.kind, on: draft.on, title, text, links: vec![] }
                }
            });
            close = true;
        }
        if ui.button("Give up").clicked() {
            close = true;
        }
    });
    super::parts::framed(ui, view.theme, false);
    let title = ui.add(
        TextEdit::singleline(&mut draft.title).hint_text("Title").desired_width(f32::INFINITY),
    );
    title.widget_info(|| WidgetInfo::labeled(egui::Role::TextInput, true, "Memo title"));
    let text = ui.add_sized(
        [ui.available_width(), (ui.available_height() - 4.0).max(60.0)],
        TextEdit::multiline(&mut draft.text).hint_text("What do you think?"),
    );
    text.widget_info(|| WidgetInfo::labeled(egui::Role::MultilineTextInput, true, "Memo text"));
    if std::mem::take(&mut draft.fresh) {
        text.request_focus();
    }
    if close {
        state.editing = None;
    }
}

/// What a memo hangs on, in a word or two.
fn name_of(view: &View<'_>, on: MemoOn) -> String {
    let corpus = view.corpus;
    let coding = |id| {
        corpus.documents.iter().find_map(|document| {
            let coding = document.codings.iter().find(|coding| coding.id == id)?;
            let code = corpus.codes.get(coding.code)?;
            Some(format!("{} in {}", code.fields.name, document.name))
        })
    };
    let name = match on {
        MemoOn::Study => Some("the study".to_owned()),
        MemoOn::Document(id) => corpus.document(id).map(|document| document.name.clone()),
        MemoOn::Participant(id) => corpus.participant(id).map(|person| person.name.clone()),
        MemoOn::Code(id) => corpus.codes.get(id).map(|code| code.fields.name.clone()),
        MemoOn::Coding(id) => coding(id),
        MemoOn::Theme(id) => corpus.theme(id).map(|theme| theme.fields.statement.clone()),
    };
    name.unwrap_or_else(|| "something removed".to_owned())
}
