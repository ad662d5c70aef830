//! Finding speakers again in a stored document: the rule, the labels, and what it would bring.

use crate::model::{Corpus, CorpusDocument, Reading, Refusal};
use crate::study::{Command, SpeakersPlan, plan_speakers};
use crate::text::turns::same_label;
use crate::ui::import::rules;
use crate::ui::parts::{complaint, count, quiet};
use crate::ui::theme;
use crate::ui::view::View;
use crate::ui::widgets::{filter_chip, quiet_word};
use crate::ui::worker::Answers;
use egui::{Grid, RichText, TextEdit, Ui, WidgetInfo};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Documents from here on are planned away from the screen.
const LARGE: usize = 100_000;

/// What the part remembers.
#[derive(Serialize, Deserialize)]
pub(super) struct Again {
    open: bool,
    reading: Reading,
    #[serde(skip)]
    fresh: bool,
    label: String,
    #[serde(skip)]
    plan: Answers<(u64, Reading), Result<SpeakersPlan, Refusal>>,
}

impl Again {
    pub(super) fn new(reading: Reading) -> Self {
        // Whom labels mean is asked above; what was decided on import is done already.
        let reading = Reading { voices: Vec::new(), ..reading };
        Self { open: false, reading, fresh: false, label: String::new(), plan: Answers::default() }
    }

    /// True once another rule is tried.
    pub(super) fn is_open(&self) -> bool {
        self.open
    }

    /// Draws it; gives the command once it is confirmed.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        view: &View<'_>,
        document: &Arc<CorpusDocument>,
    ) -> Option<Command> {
        if !self.open {
            let find = ui.button("Find speakers again…");
            let find = find.on_hover_text(
                "With another rule, or with labels that were not taken. The text and its codings stay",
            );
            self.open |= find.clicked();
            return None;
        }
        let theme = view.theme;
        ui.label(RichText::new("Find speakers again").text_style(theme::strong()));
        rules::speakers(ui, theme, &mut self.reading.speakers, &mut self.fresh);
        self.labels(ui, view);
        let question = (view.revision, self.reading.clone());
        let (corpus, own): (Arc<Corpus>, _) = (Arc::clone(view.corpus), Arc::clone(document));
        let reading = self.reading.clone();
        let away = document.text.len() > LARGE;
        self.plan.ask(ui.ctx(), &question, (away, "speakers again"), move || {
            plan_speakers(&corpus, &own, &reading)
        });
        let mut command = None;
        match self.plan.get() {
            None => {
                ui.spinner();
            }
            Some((_, Err(why))) => complaint(ui, theme, Some(&why.to_string())),
            Some((known, Ok(plan))) => {
                table(ui, view, document, plan);
                let ready = plan.changes && *known == question && !view.busy;
                let button = ui.add_enabled(ready, egui::Button::new("Find again"));
                if button.clicked() {
                    command = Some(Command::FindSpeakers {
                        documents: vec![document.id],
                        reading: self.reading.clone(),
                    });
                }
                if !plan.changes {
                    quiet(ui, theme, "That would change nothing.");
                }
            }
        }
        command
    }

    /// Labels that count or do not whatever they look like.
    fn labels(&mut self, ui: &mut Ui, view: &View<'_>) {
        let theme = view.theme;
        ui.horizontal_wrapped(|ui| {
            quiet_word(ui, theme, "The label");
            let edit = TextEdit::singleline(&mut self.label).desired_width(110.0).hint_text("Anna");
            let field = ui.add(edit);
            field.widget_info(|| WidgetInfo::labeled(egui::Role::TextInput, true, "A label"));
            let label = self.label.trim().trim_end_matches(':').to_owned();
            ui.add_enabled_ui(!label.is_empty(), |ui| {
                if ui.button("is a speaker").clicked() {
                    self.forget(&label);
                    self.reading.take.push(label.clone());
                    self.label.clear();
                }
                if ui.button("is not a speaker").clicked() {
                    self.forget(&label);
                    self.reading.leave.push(label.clone());
                    self.label.clear();
                }
            });
        });
        let mut gone = None;
        ui.horizontal_wrapped(|ui| {
            let Reading { take, leave, same, .. } = &self.reading;
            let lines = take.iter().map(|label| (label, format!("{label} is a speaker")));
            let lines = lines
                .chain(leave.iter().map(|label| (label, format!("{label} is no speaker"))))
                .chain(same.iter().map(|(label, other)| (label, format!("{label} is {other}"))));
            for (label, text) in lines {
                if filter_chip(ui, theme, None, &text, &format!("Take back: {text}")) {
                    gone = Some(label.clone());
                }
            }
        });
        if let Some(label) = gone {
            self.forget(&label);
        }
    }

    fn forget(&mut self, label: &str) {
        self.reading.take.retain(|known| !same_label(known, label));
        self.reading.leave.retain(|known| !same_label(known, label));
        self.reading.same.retain(|(known, _)| !same_label(known, label));
    }
}

/// Labels and turns before and after.
fn table(ui: &mut Ui, view: &View<'_>, document: &CorpusDocument, plan: &SpeakersPlan) {
    let theme = view.theme;
    ui.add_space(4.0);
    Grid::new("labels before and after")
        .num_columns(3)
        .min_row_height(18.0)
        .spacing([24.0, 4.0])
        .show(ui, |ui| {
            for head in ["Label", "Turns now", "Turns then"] {
                ui.label(RichText::new(head).small().color(theme.quiet));
            }
            ui.end_row();
            for label in plan.labels.iter().take(40) {
                let (ink, note) = match (label.before, label.after) {
                    (0, _) => (theme.success, " (new)"),
                    (_, 0) => (theme.warning, " (goes)"),
                    _ => (theme.ink, ""),
                };
                ui.label(RichText::new(format!("{}{note}", label.label)).color(ink));
                ui.label(label.before.to_string());
                ui.label(label.after.to_string());
                ui.end_row();
            }
            ui.label(RichText::new("All turns").color(theme.quiet));
            ui.label(document.turns.len().to_string());
            ui.label(plan.turns.len().to_string());
            ui.end_row();
        });
    if plan.labels.len() > 40 {
        quiet(ui, theme, format!("… and {}", count(plan.labels.len() - 40, "more label")));
    }
}
