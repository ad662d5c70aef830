//! A code of the codebook: its name, its place, what is written about it, its colour.

use super::{Dialog, buttons, entered, frame};
use crate::model::{Code, CodeFields, CodeId, CodeTree, Corpus, EvidenceKind, MemoOn};
use crate::study::{Command, Part, fault};
use crate::ui::evidence;
use crate::ui::icons::{self, Icon};
use crate::ui::outbox::Outbox;
use crate::ui::parts::{Field, capital, count, font, primary, quiet, radios};
use crate::ui::picker::{self, Choice};
use crate::ui::theme::{self, Theme};
use crate::ui::view::View;
use crate::ui::widgets::one_line;
use egui::{
    Context, Key, Modifiers, Rect, RichText, Sense, Stroke, StrokeKind, TextStyle, Ui, Vec2,
    WidgetInfo, pos2, vec2,
};
use serde::{Deserialize, Serialize};

/// The dialog for a new code or an existing one.
#[derive(Serialize, Deserialize)]
pub struct CodeForm {
    code: Option<CodeId>,
    before: Option<CodeFields>,
    parent_before: Option<CodeId>,
    parent: Option<CodeId>,
    fields: CodeFields,
    retired_before: bool,
    retired: bool,
    #[serde(skip, default = "yes")]
    fresh: bool,
    /// What is wrong, and with which part.
    #[serde(skip)]
    error: Option<(Part, String)>,
}

fn yes() -> bool {
    true
}

/// Words for where a code comes from.
const ORIGINS: [&str; 4] = ["a priori", "inductive", "in vivo", "imported"];

impl CodeForm {
    /// For a new code under another one, or at the top.
    pub fn new(parent: Option<CodeId>) -> Self {
        let fields = CodeFields { origin: "inductive".to_owned(), ..CodeFields::default() };
        Self {
            code: None,
            before: None,
            parent_before: parent,
            parent,
            fields,
            retired_before: false,
            retired: false,
            fresh: true,
            error: None,
        }
    }

    /// For a code that exists.
    pub fn of(code: &Code) -> Self {
        Self {
            code: Some(code.id),
            before: Some(code.fields.clone()),
            parent_before: code.parent,
            fields: code.fields.clone(),
            retired_before: code.retired,
            retired: code.retired,
            ..Self::new(code.parent)
        }
    }

    /// As it was sent before: that could not be stored.
    #[must_use]
    pub fn with(self, fields: CodeFields) -> Self {
        Self { fields, ..self }
    }

    /// True when something stands in it that the study does not have.
    pub fn is_typed(&self) -> bool {
        let new = || Self::new(self.parent_before).fields;
        self.fields != self.before.clone().unwrap_or_else(new)
            || self.parent != self.parent_before
            || self.retired != self.retired_before
    }

    /// True while what it is about is in the study.
    pub fn fits(&self, corpus: &Corpus) -> bool {
        let there = |id: Option<CodeId>| id.is_none_or(|id| corpus.codes.get(id).is_some());
        there(self.code) && there(self.parent)
    }

    /// The code it is for; `None` for a new one.
    pub fn code(&self) -> Option<CodeId> {
        self.code
    }

    /// Draws the dialog. What is confirmed goes out as commands, and the dialog closes.
    pub fn show(&mut self, ctx: &Context, view: &View<'_>, outbox: &mut Outbox) -> Dialog {
        let theme = view.theme;
        let tree = &*view.corpus.codes;
        let title = if self.code.is_some() { "Code" } else { "New code" };
        let shown = frame(ctx, theme, title, 680.0, |ui| {
            if let Some(code) = self.code {
                quiet(ui, theme, used(view, code));
                if let Some(code) = tree.get(code) {
                    evidence::line(ui, view, EvidenceKind::Code, code.guid, outbox);
                }
            }
            let entered = self.fields(ui, view, tree);
            let does = if self.code.is_some() { "Save" } else { "Add code" };
            let pressed = buttons(ui, |ui| {
                let done = primary(ui, theme, !view.busy, does).clicked();
                let cancel = ui.button("Cancel").clicked();
                let keys = egui::KeyboardShortcut::new(Modifiers::COMMAND, Key::Enter);
                quiet(ui, theme, format!("{} from anywhere", ui.ctx().format_shortcut(&keys)));
                (done, cancel)
            });
            (entered || pressed.0, pressed.1)
        });
        let command = ctx.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Enter));
        let (done, cancelled) = shown.inner;
        if cancelled || shown.escaped {
            return Dialog::Closed;
        }
        if !(done || command) || view.busy {
            return Dialog::Open;
        }
        match self.commands(view.corpus) {
            Ok(commands) => {
                for command in commands {
                    outbox.run(command);
                }
                Dialog::Closed
            }
            Err(fault) => {
                self.error = Some(fault);
                self.fresh = true;
                Dialog::Open
            }
        }
    }

    /// The fields in two columns. True when Enter was pressed in one of a single line.
    fn fields(&mut self, ui: &mut Ui, view: &View<'_>, tree: &CodeTree) -> bool {
        let theme = view.theme;
        let mut done = false;
        let long = |label: &'static str, hint: &'static str| Field {
            label,
            hint,
            rows: 3,
            ..Field::default()
        };
        ui.columns(2, |columns| {
            let [left, right] = columns else { return };
            let wrong = self.wrong(Part::Name);
            let name =
                Field { label: "Name", hint: "delay", error: wrong.as_deref(), ..Field::default() };
            let name = name.show(left, theme, &mut self.fields.name);
            done |= self.answered(left, &name, Part::Name);
            self.parent(right, view, tree);
            for ui in [&mut *left, &mut *right] {
                ui.add_space(2.0);
            }
        });
        long("Definition", "What it stands for, in a sentence or two").show(
            ui,
            theme,
            &mut self.fields.definition,
        );
        ui.columns(2, |columns| {
            let [left, right] = columns else { return };
            long("Use it when", "").show(left, theme, &mut self.fields.include);
            long("Do not use it when", "… and what to use instead").show(
                right,
                theme,
                &mut self.fields.exclude,
            );
        });
        let example = Field { rows: 2, ..long("Example", "A typical passage") };
        example.show(ui, theme, &mut self.fields.example);
        done |= self.looks(ui, theme);
        ui.columns(2, |columns| {
            let [left, right] = columns else { return };
            let origin = Field { label: "Origin", hint: "your own word", ..Field::default() };
            let origin = origin.show(left, theme, &mut self.fields.origin);
            done |= entered(left, &origin);
            left.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                for word in ORIGINS {
                    let text = RichText::new(word).small();
                    let chosen = self.fields.origin == word;
                    if ui.selectable_label(chosen, text).clicked() {
                        word.clone_into(&mut self.fields.origin);
                    }
                }
            });
            done |= self.color(right, view, tree);
        });
        done
    }

    fn parent(&mut self, ui: &mut Ui, view: &View<'_>, tree: &CodeTree) {
        let theme = view.theme;
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 3.0;
            ui.label(RichText::new("Under").small().color(theme.ink));
            let size = vec2(ui.available_width(), 30.0);
            let (rect, response) = ui.allocate_exact_size(size, Sense::click());
            let text =
                self.parent.map_or_else(|| "Top of the codebook".to_owned(), |id| tree.path(id));
            response.widget_info(|| {
                WidgetInfo::labeled(egui::Role::ComboBox, true, format!("Under {text}"))
            });
            let edge = if response.has_focus() {
                Stroke::new(2.0, theme.accent)
            } else {
                Stroke::new(1.0, theme.border)
            };
            ui.painter().rect(rect, 6.0, theme.field, edge, StrokeKind::Inside);
            let galley =
                one_line(ui.painter(), &text, font(ui, &TextStyle::Body), theme.ink, size.x - 40.0);
            let y = rect.center().y - galley.size().y / 2.0;
            ui.painter().galley(pos2(rect.left() + 10.0, y), galley, theme.ink);
            let at = pos2(rect.right() - 16.0, rect.center().y);
            let wedge = Rect::from_center_size(at, Vec2::splat(12.0));
            icons::paint(ui.painter(), wedge, Icon::Down, theme.quiet);
            let code = self.code;
            let now = self.parent;
            let lines = || parents(view, tree, code, now).0;
            let chosen = picker::pick(ui, theme, &response, ("Search codes", false), lines);
            let parent =
                chosen.and_then(|index| parents(view, tree, code, now).1.into_iter().nth(index));
            if let Some(parent) = parent {
                self.parent = parent;
                self.error = None;
            }
        });
    }

    /// Swatches of the palette and a field for any other; none chosen means one of the palette. True when
    /// Enter was pressed in the field.
    fn color(&mut self, ui: &mut Ui, view: &View<'_>, tree: &CodeTree) -> bool {
        let theme = view.theme;
        let mut done = false;
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 3.0;
            ui.label(RichText::new("Colour").small().color(theme.ink));
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing = vec2(2.0, 4.0);
                let none = self.fields.color.is_empty();
                let color = theme.color_of("", self.id(tree)).stripe;
                if swatch(ui, theme, color, none, "Colour of its own accord", true) {
                    self.fields.color.clear();
                }
                for (at, hex) in theme::palette().enumerate() {
                    let color = theme.color_of(&hex, CodeId(0)).stripe;
                    let chosen = self.fields.color.eq_ignore_ascii_case(&hex);
                    let name = format!("Colour {}, {}", at + 1, theme::color_name(at));
                    if swatch(ui, theme, color, chosen, &name, false) {
                        self.fields.color = hex;
                    }
                }
            });
            let wrong = self.wrong(Part::Color);
            let own = Field {
                label: "Colour as #rrggbb",
                hint: "of its own accord",
                error: wrong.as_deref(),
                ..Field::default()
            };
            let own = own.show(ui, theme, &mut self.fields.color);
            done = self.answered(ui, &own, Part::Color);
            self.sample(ui, theme, tree);
        });
        done
    }

    /// The code, or the id a new one will have.
    fn id(&self, tree: &CodeTree) -> CodeId {
        let next = tree.codes().iter().map(|code| code.id.0).max().unwrap_or(0) + 1;
        self.code.unwrap_or(CodeId(next))
    }

    /// How the code will look.
    fn sample(&self, ui: &mut Ui, theme: &Theme, tree: &CodeTree) {
        let colors = theme.color_of(&self.fields.color, self.id(tree));
        let name = self.fields.name.trim();
        let name = if name.is_empty() { "delay" } else { name };
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 26.0), Sense::HOVER);
        let badge =
            Rect::from_center_size(pos2(rect.left() + 12.0, rect.center().y), vec2(24.0, 18.0));
        ui.painter().rect_filled(badge, 4.0, colors.stripe);
        let own = self.fields.badge.trim();
        let own = if own.is_empty() { theme::badge(name) } else { own.to_owned() };
        let letters = one_line(
            ui.painter(),
            &own,
            egui::FontId::new(11.0, theme::strong().resolve(ui.style()).family),
            colors.on_stripe,
            24.0,
        );
        let at = badge.center() - letters.size() / 2.0;
        ui.painter().galley(at, letters, colors.on_stripe);
        let label = one_line(
            ui.painter(),
            name,
            font(ui, &TextStyle::Body),
            theme.ink,
            rect.width() - 48.0,
        );
        let at = pos2(rect.left() + 34.0, rect.center().y - label.size().y / 2.0);
        let ground = Rect::from_min_size(at, label.size()).expand2(vec2(4.0, 1.0));
        ui.painter().rect_filled(ground, 2.0, colors.tint);
        ui.painter().galley(at, label, theme.ink);
    }

    /// What is wrong with a part, if it is that one.
    fn wrong(&self, part: Part) -> Option<String> {
        let (of, why) = self.error.as_ref()?;
        (*of == part).then(|| why.clone())
    }

    /// Looks after a field of one line: it has the keyboard when it is wrong, and is right again once
    /// something else stands in it. True when Enter was pressed in it.
    fn answered(&mut self, ui: &Ui, field: &egui::Response, part: Part) -> bool {
        let named = self.error.as_ref().map_or(Part::Name, |(part, _)| *part);
        if self.fresh && named == part {
            self.fresh = false;
            field.request_focus();
        }
        if field.changed() && named == part {
            self.error = None;
        }
        entered(ui, field)
    }

    /// Letters, key, and whether it is offered. True when Enter was pressed in a field.
    fn looks(&mut self, ui: &mut Ui, theme: &Theme) -> bool {
        let mut done = false;
        ui.columns(3, |columns| {
            let [left, middle, right] = columns else { return };
            let made = theme::badge(&self.fields.name);
            let wrong = self.wrong(Part::Badge);
            let badge = Field {
                label: "Letters beside the colour",
                hint: if self.fields.name.trim().is_empty() { "one to three" } else { &made },
                error: wrong.as_deref(),
                ..Field::default()
            };
            let badge = badge.show(left, theme, &mut self.fields.badge);
            done |= self.answered(left, &badge, Part::Badge);
            let wrong = self.wrong(Part::Key);
            let key = Field {
                label: "Key that applies it",
                hint: "a letter, or none",
                error: wrong.as_deref(),
                ..Field::default()
            };
            let key = key.show(middle, theme, &mut self.fields.key);
            done |= self.answered(middle, &key, Part::Key);
            right.add_space(24.0);
            let retired = radios(right, theme, |ui| ui.checkbox(&mut self.retired, "Retired"));
            retired.on_hover_text("No longer offered for coding; its codings stay and count");
        });
        done
    }

    fn commands(&self, corpus: &Corpus) -> Result<Vec<Command>, (Part, String)> {
        let tree = &*corpus.codes;
        let mut fields = self.fields.clone();
        self.fields.name.trim().clone_into(&mut fields.name);
        if let Some((part, why)) = fault(tree, self.code, self.parent, &fields) {
            return Err((part, capital(&why.to_string())));
        }
        let Some(code) = self.code else {
            return Ok(vec![Command::AddCode { parent: self.parent, fields }]);
        };
        let mut commands = Vec::new();
        if self.parent != self.parent_before {
            let (codes, before) = (vec![code], None);
            commands.push(Command::MoveCodes { codes, parent: self.parent, before });
        }
        if self.before.as_ref() != Some(&fields) {
            commands.push(Command::EditCode { code, fields });
        }
        if self.retired != self.retired_before {
            commands.push(Command::RetireCodes { codes: vec![code], retired: self.retired });
        }
        Ok(commands)
    }
}

/// Where a code is used, in a line.
fn used(view: &View<'_>, code: CodeId) -> String {
    let corpus = view.corpus;
    let own = corpus.codes.place(code).and_then(|place| view.counts.own.get(place)).copied();
    let themes = corpus.themes.iter().filter(|theme| theme.codes.contains(&code)).count();
    let memos = corpus.memos.iter().filter(|memo| memo.on == MemoOn::Code(code)).count();
    let mut parts = vec![count(own.unwrap_or(0) as usize, "coding")];
    if themes > 0 {
        parts.push(format!("in {}", count(themes, "theme")));
    }
    if memos > 0 {
        parts.push(count(memos, "memo"));
    }
    format!("Used: {}", parts.join(", "))
}

/// Where a code can hang: anywhere but under itself. The choices, and what each means.
fn parents(
    view: &View<'_>,
    tree: &CodeTree,
    code: Option<CodeId>,
    now: Option<CodeId>,
) -> (Vec<Choice>, Vec<Option<CodeId>>) {
    let own = code.and_then(|code| tree.place(code)).map(|place| tree.subtree(place));
    let top = Choice::new("Top of the codebook", now.is_none()).always();
    let codes = picker::codes(view, now.as_slice());
    let each = codes.into_iter().zip(tree.codes()).enumerate();
    let others = each
        .filter(|(place, _)| !own.as_ref().is_some_and(|own| own.contains(place)))
        .map(|(_, (choice, code))| (choice, Some(code.id)));
    std::iter::once((top, None)).chain(others).unzip()
}

/// A square of colour; true when it was chosen. `open` draws a ring: no colour of its own.
#[expect(clippy::fn_params_excessive_bools, reason = "two facts about one swatch")]
fn swatch(
    ui: &mut Ui,
    theme: &Theme,
    color: egui::Color32,
    chosen: bool,
    name: &str,
    open: bool,
) -> bool {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(22.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(egui::Role::RadioButton, true, chosen, name));
    let inner = rect.shrink(3.5);
    if open {
        ui.painter().circle_stroke(inner.center(), 6.0, Stroke::new(3.0, color));
    } else {
        ui.painter().rect_filled(inner, 4.0, color);
    }
    if chosen || response.has_focus() || response.hovered() {
        let (width, edge) = match (response.has_focus(), chosen) {
            (true, _) => (2.0, theme.accent),
            (_, true) => (2.0, theme.strong),
            _ => (1.0, theme.border),
        };
        ui.painter().rect_stroke(rect, 6.0, Stroke::new(width, edge), StrokeKind::Inside);
    }
    response.on_hover_text(name).clicked()
}
