//! A new theme: its sentence first.

use super::wrong_statement;
use crate::model::{CodeId, Corpus, ThemeFields};
use crate::study::Command;
use crate::ui::fonts::READING;
use crate::ui::outbox::Outbox;
use crate::ui::parts::{self, framed, primary};
use crate::ui::view::View;
use crate::ui::widgets::{self, code_face, filter_chip};
use egui::{
    FontFamily, FontId, Key, Modifiers, RichText, TextEdit, Ui, UiBuilder, WidgetInfo, vec2,
};
use serde::{Deserialize, Serialize};

/// A theme that is not in the study yet.
#[derive(Serialize, Deserialize)]
pub(super) struct Form {
    statement: String,
    concept: String,
    codes: Vec<CodeId>,
    #[serde(skip)]
    focus: bool,
    #[serde(skip)]
    tried: bool,
}

/// What became of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Answer {
    Open,
    Closed,
    Made,
}

impl Form {
    pub(super) fn new(codes: Vec<CodeId>) -> Self {
        Self { statement: String::new(), concept: String::new(), codes, focus: true, tried: false }
    }

    /// As it was sent: it could not be stored.
    pub(super) fn of(fields: ThemeFields, codes: Vec<CodeId>) -> Self {
        let ThemeFields { statement, concept, .. } = fields;
        Self { statement, concept, ..Self::new(codes) }
    }

    pub(super) fn is_typed(&self) -> bool {
        let words = [&self.statement, &self.concept];
        words.iter().any(|words| !words.trim().is_empty()) || !self.codes.is_empty()
    }

    /// As it was put down, with the keyboard in it.
    pub(super) fn again(mut self, corpus: &Corpus) -> Self {
        self.codes.retain(|code| corpus.codes.get(*code).is_some());
        self.focus = true;
        self
    }
}

pub(super) fn show(ui: &mut Ui, view: &View<'_>, form: &mut Form, outbox: &mut Outbox) -> Answer {
    let ground = ui.max_rect();
    let width = (ground.width() - 64.0).min(680.0);
    let left = ground.left() + (ground.width() - width) / 2.0;
    let rect = egui::Rect::from_min_size(
        egui::pos2(left, ground.top() + 40.0),
        vec2(width, ground.height() - 48.0),
    );
    let mut answer = Answer::Open;
    let enter = ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Enter));
    let escape = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    ui.scope_builder(UiBuilder::new().max_rect(rect), |ui| {
        ui.label(
            RichText::new("A new theme")
                .text_style(egui::TextStyle::Heading)
                .color(view.theme.strong),
        );
        let told = "Say in a sentence what you make of the data. It can be reworded at any time.";
        ui.label(RichText::new(told).color(view.theme.quiet));
        ui.add_space(10.0);
        let wrong = wrong_statement(view.corpus, &form.statement, None);
        let shown = wrong.as_deref().filter(|_| form.tried || !form.statement.trim().is_empty());
        let typing = ui.scope(|ui| {
            framed(ui, view.theme, shown.is_some());
            let font = FontId::new(22.0, FontFamily::Name(READING.into()));
            let field = TextEdit::multiline(&mut form.statement)
                .hint_text(RichText::new("Waiting is part of the harm").color(view.theme.quiet))
                .font(font)
                .return_key(None)
                .margin(vec2(10.0, 8.0))
                .desired_rows(2)
                .desired_width(f32::INFINITY);
            let field = ui.add(field);
            field.widget_info(|| WidgetInfo::labeled(egui::Role::TextInput, true, "Statement"));
            if std::mem::take(&mut form.focus) {
                field.request_focus();
            }
            parts::complaint(ui, view.theme, shown);
            ui.add_space(4.0);
            framed(ui, view.theme, false);
            let concept = parts::Field {
                label: "Central concept",
                hint: "What holds it together, in your own words. It can wait",
                rows: 2,
                ..parts::Field::default()
            };
            concept.show(ui, view.theme, &mut form.concept);
            field.has_focus()
        });
        ui.add_space(6.0);
        if !form.codes.is_empty() {
            codes(ui, view, form);
        }
        ui.add_space(12.0);
        ui.horizontal(|ui| {
            let ready = !view.busy && wrong.is_none();
            // Enter in the sentence is no line break: it makes the theme.
            let typed = typing.inner && ui.input(|input| input.key_pressed(Key::Enter));
            let made = primary(ui, view.theme, ready, "Make theme").clicked();
            if made || enter || typed {
                form.tried = true;
                if ready {
                    let fields = ThemeFields {
                        statement: form.statement.clone(),
                        concept: form.concept.clone(),
                        boundary: String::new(),
                    };
                    outbox.run(Command::AddTheme { fields, codes: form.codes.clone() });
                    answer = Answer::Made;
                }
            }
            if ui.button("Cancel").clicked() || escape {
                answer = Answer::Closed;
            }
            parts::quiet(ui, view.theme, "Enter makes it");
        });
    });
    answer
}

fn codes(ui: &mut Ui, view: &View<'_>, form: &mut Form) {
    let mut remove = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
        widgets::quiet_word(ui, view.theme, "with");
        for (at, code) in form.codes.iter().enumerate() {
            let (colors, name) = code_face(view.theme, &view.corpus.codes, *code);
            if filter_chip(ui, view.theme, Some((colors, &name)), &name, &format!("Without {name}"))
            {
                remove = Some(at);
            }
        }
    });
    if let Some(at) = remove {
        form.codes.remove(at);
    }
}
