//! Codes merged into one: which one stays, what will happen in words and numbers, and one button.

use super::{Dialog, buttons, frame};
use crate::model::{CodeId, CodeTree, CoderChoice, Corpus};
use crate::study::{Command, MergePlan, plan_merge};
use crate::ui::outbox::Outbox;
use crate::ui::parts::{complaint, count, primary, quiet};
use crate::ui::picker;
use crate::ui::theme;
use crate::ui::view::{CodeCounts, View};
use crate::ui::widgets::{code_badge, drop_chip, one_line, section_head};
use egui::{Context, Rect, RichText, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};
use std::collections::HashMap;

/// The dialog.
pub struct Merge {
    /// The codes in question; one of them may be the one that stays.
    codes: Vec<CodeId>,
    into: Option<CodeId>,
    /// Codings of each code, all coders.
    used: HashMap<CodeId, usize>,
    /// The plan for this study and this target.
    plan: Option<(u64, CodeId, Result<MergePlan, String>)>,
    focus: bool,
}

impl Merge {
    /// For these codes. Of several the one that is used most is proposed to stay.
    pub fn new(corpus: &Corpus, codes: Vec<CodeId>, into: Option<CodeId>) -> Self {
        // Every coder's, whoever is shown: all of them go along.
        let counts = CodeCounts::new(corpus, &CoderChoice::All).own;
        let each = corpus.codes.codes().iter().zip(counts);
        let used: HashMap<CodeId, usize> = each.map(|(code, n)| (code.id, n as usize)).collect();
        let most = codes.iter().copied().max_by_key(|code| used.get(code).copied().unwrap_or(0));
        let into = into.or(most.filter(|_| codes.len() > 1));
        Self { codes, into, used, plan: None, focus: true }
    }

    /// The codes in question, and the one that stays.
    pub fn chosen(&self) -> (&[CodeId], Option<CodeId>) {
        (&self.codes, self.into)
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context, view: &View<'_>, outbox: &mut Outbox) -> Dialog {
        let tree = &view.corpus.codes;
        self.codes.retain(|code| tree.place(*code).is_some());
        self.into = self.into.filter(|code| tree.place(*code).is_some());
        if self.codes.is_empty() {
            return Dialog::Closed;
        }
        let theme = view.theme;
        let shown = frame(ctx, theme, "Merge codes", 640.0, |ui| {
            self.choice(ui, view);
            ui.add_space(8.0);
            let ready = self.preview(ui, view);
            buttons(ui, |ui| {
                let text = match &self.plan {
                    Some((_, into, Ok(_))) => format!("Merge into {}", name(tree, *into)),
                    _ => "Merge".to_owned(),
                };
                let merge = primary(ui, theme, ready && !view.busy, &text);
                if ready && std::mem::take(&mut self.focus) {
                    merge.request_focus();
                }
                let cancel = ui.button("Cancel").clicked();
                quiet(ui, theme, "One step: Undo takes it back");
                (merge.clicked(), cancel)
            })
        });
        let (merge, cancel) = shown.inner;
        if merge && let Some((_, into, Ok(plan))) = &self.plan {
            let codes = plan.folds.iter().filter(|fold| fold.asked).map(|fold| fold.from);
            outbox.run(Command::MergeCodes { codes: codes.collect(), into: *into });
            return Dialog::Closed;
        }
        Dialog::closed(cancel || shown.escaped)
    }

    /// Which one stays: one of those chosen, or any other.
    fn choice(&mut self, ui: &mut Ui, view: &View<'_>) {
        let tree = &view.corpus.codes;
        let several = self.codes.len() > 1;
        section_head(ui, view.theme, if several { "Which one stays" } else { "This code" });
        ui.spacing_mut().item_spacing.y = 2.0;
        for code in self.codes.clone() {
            let chosen = self.into == Some(code);
            if row(ui, view, code, self.count(code), several.then_some(chosen)) {
                self.into = Some(code);
            }
        }
        ui.add_space(6.0);
        ui.horizontal(|ui| {
            let other = self.into.filter(|into| !several || !self.codes.contains(into));
            let text = other.map_or_else(|| "Choose a code".to_owned(), |code| tree.path(code));
            let lead = if several { "or another one:" } else { "goes into" };
            ui.label(RichText::new(lead).color(view.theme.ink));
            let chip = drop_chip(ui, view.theme, &text, "Merge into");
            if !several && self.into.is_none() && std::mem::take(&mut self.focus) {
                chip.request_focus();
                self.focus = false;
            }
            let chosen = other.map(|code| vec![code]).unwrap_or_default();
            let choices = || picker::codes(view, &chosen);
            if let Some(index) =
                picker::pick(ui, view.theme, &chip, ("Search codes", false), choices)
            {
                self.into = tree.codes().get(index).map(|code| code.id);
                self.focus = true;
            }
        });
    }

    fn count(&self, code: CodeId) -> usize {
        self.used.get(&code).copied().unwrap_or(0)
    }

    /// What will happen; true when it can.
    fn preview(&mut self, ui: &mut Ui, view: &View<'_>) -> bool {
        let theme = view.theme;
        section_head(ui, theme, "What will happen");
        let Some(into) = self.into else {
            quiet(ui, theme, "Choose the code that stays to see it.");
            return false;
        };
        let known = matches!(&self.plan, Some((revision, of, _)) if (*revision, *of) == (view.revision, into));
        if !known {
            let plan = plan_merge(view.corpus, &self.codes, into);
            self.plan = Some((view.revision, into, plan.map_err(|error| error.to_string())));
        }
        match &self.plan {
            Some((_, _, Ok(plan))) => {
                ui.spacing_mut().item_spacing.y = 5.0;
                for line in plan.told(view.corpus) {
                    bullet(ui, view, &line);
                }
                let many = if plan.folds.len() == 1 { "It is" } else { "They are" };
                bullet(ui, view, &format!("{many} removed from the codebook afterwards."));
                true
            }
            Some((_, _, Err(why))) => {
                complaint(ui, theme, Some(why));
                false
            }
            None => false,
        }
    }
}

fn name(tree: &CodeTree, code: CodeId) -> &str {
    tree.get(code).map_or("", |code| code.fields.name.as_str())
}

/// A sentence of a list.
fn bullet(ui: &mut Ui, view: &View<'_>, text: &str) {
    ui.horizontal_top(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(10.0, 18.0), Sense::HOVER);
        ui.painter().circle_filled(
            pos2(rect.left() + 4.0, rect.top() + 10.0),
            2.0,
            view.theme.quiet,
        );
        ui.add(egui::Label::new(RichText::new(text).color(view.theme.ink)).wrap());
    });
}

/// A code with its letters, path and use; a circle where one of several is chosen.
fn row(ui: &mut Ui, view: &View<'_>, code: CodeId, used: usize, chosen: Option<bool>) -> bool {
    let tree = &view.corpus.codes;
    let Some(place) = tree.place(code) else { return false };
    let found = &tree.codes()[place];
    let sense = if chosen.is_some() { Sense::click() } else { Sense::HOVER };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 30.0), sense);
    let path = tree.path(code);
    response.widget_info(|| match chosen {
        Some(chosen) => {
            WidgetInfo::selected(Role::RadioButton, true, chosen, format!("{path} stays"))
        }
        None => WidgetInfo::labeled(Role::Label, true, &path),
    });
    let (theme, painter) = (view.theme, ui.painter());
    if chosen == Some(true) {
        painter.rect_filled(rect, 6.0, theme.chosen);
    } else if response.hovered() {
        painter.rect_filled(rect, 6.0, theme.control_hover);
    }
    if response.has_focus() {
        painter.rect_stroke(rect, 6.0, Stroke::new(1.5, theme.accent), StrokeKind::Inside);
    }
    let mut x = rect.left() + 8.0;
    if let Some(chosen) = chosen {
        let at = pos2(x + 8.0, rect.center().y);
        painter.circle(at, 7.0, theme.field, Stroke::new(1.0, theme.border));
        if chosen {
            painter.circle_filled(at, 4.0, theme.accent);
        }
        x += 26.0;
    }
    let badge = Rect::from_min_size(pos2(x, rect.center().y - 8.0), vec2(22.0, 16.0));
    code_badge(painter, badge, theme.code_color(found), found);
    let codings = one_line(
        painter,
        &count(used, "coding"),
        egui::FontId::proportional(12.0),
        theme.quiet,
        120.0,
    );
    let right = rect.right() - 8.0 - codings.size().x;
    painter.galley(pos2(right, rect.center().y - codings.size().y / 2.0), codings, theme.quiet);
    let font = theme::strong().resolve(ui.style());
    let text = one_line(painter, &path, font, theme.ink, right - badge.right() - 16.0);
    let at = pos2(badge.right() + 8.0, rect.center().y - text.size().y / 2.0);
    painter.galley(at, text, theme.ink);
    response.clicked()
}
