//! The methods pack: where it is made, for whom, and which excerpts stand for a code.

use super::manner::{PROFILES, reminder};
use super::{Dialog, buttons, entered, frame};
use crate::exchange::pack::{Choose, PackSpec};
use crate::model::CoderChoice;
use crate::ui::files::{self, Waiting};
use crate::ui::outbox::{Export, Outbox, Request};
use crate::ui::parts::{Field, primary, quiet, radios};
use crate::ui::theme::Theme;
use egui::{Context, Ui};
use std::path::{Path, PathBuf};

/// What is chosen in the dialog.
pub struct MethodsPack {
    folder: String,
    seed: String,
    spec: PackSpec,
    error: Option<&'static str>,
    waiting: Option<Waiting>,
    focus: bool,
}

impl MethodsPack {
    /// `folder` is the suggestion; `seed` that of today.
    pub fn new(folder: &Path, seed: u64, coder: CoderChoice) -> Self {
        Self {
            folder: folder.display().to_string(),
            seed: seed.to_string(),
            spec: PackSpec { coder, ..PackSpec::default() },
            error: None,
            waiting: None,
            focus: true,
        }
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context, theme: &Theme, outbox: &mut Outbox) -> Dialog {
        if let Some(answer) = self.waiting.as_mut().and_then(Waiting::answer) {
            self.waiting = None;
            if let Some(path) = answer.into_iter().next() {
                self.folder = path.display().to_string();
            }
        }
        let shown = frame(ctx, theme, "Methods pack", 560.0, |ui| {
            ui.label(
                "Codebook with its versions, codes by role, excerpts with their distribution, themes, \
                 audit trail, settings and the COREQ and SRQR sheets, in one new dated folder.",
            );
            ui.add_space(6.0);
            let done = self.fields(ui, theme);
            reminder(ui, theme);
            let pressed = buttons(ui, |ui| {
                let make = primary(ui, theme, true, "Make the pack").clicked();
                (make, ui.button("Cancel").clicked())
            });
            (done || pressed.0, pressed.1)
        });
        let (done, cancelled) = shown.inner;
        let sent = done && self.send(outbox);
        Dialog::closed(sent || cancelled || shown.escaped)
    }

    fn fields(&mut self, ui: &mut Ui, theme: &Theme) -> bool {
        let field = Field { label: "In the folder", error: self.error, ..Field::default() };
        let mut choose = false;
        let first = field.show_beside(ui, theme, &mut self.folder, 84.0, |ui| {
            let button = egui::Button::new("Choose…").min_size(egui::vec2(84.0, 30.0));
            choose = ui.add_enabled(self.waiting.is_none(), button).clicked();
        });
        if std::mem::take(&mut self.focus) {
            first.request_focus();
        }
        if first.changed() {
            self.error = None;
        }
        if choose {
            self.waiting = Some(files::open_folder(ui.ctx(), "In which folder is the pack made?"));
        }
        let done = entered(ui, &first);
        ui.add_space(4.0);
        ui.label("For whom");
        radios(ui, theme, |ui| {
            for (profile, text) in PROFILES {
                ui.radio_value(&mut self.spec.profile, profile, text);
            }
        });
        ui.add_space(4.0);
        ui.label("Excerpts that stand for a code");
        radios(ui, theme, |ui| {
            for (choose, text) in [
                (Choose::Longest, "The longest"),
                (Choose::First, "The first of each participant"),
                (Choose::Random, "By chance"),
                (Choose::Chosen, "My key quotes"),
            ] {
                ui.radio_value(&mut self.spec.choose, choose, text);
            }
        });
        ui.add_space(4.0);
        let field = Field { label: "Seed of numbers and chance", ..Field::default() };
        field.show(ui, theme, &mut self.seed);
        quiet(ui, theme, "The same seed gives the same pack again.");
        ui.add_space(4.0);
        done
    }

    fn send(&mut self, outbox: &mut Outbox) -> bool {
        let folder = PathBuf::from(self.folder.trim());
        if !folder.is_dir() {
            self.error = Some("There is no such folder");
            return false;
        }
        let Ok(seed) = self.seed.trim().parse() else {
            self.error = Some("The seed is a whole number");
            return false;
        };
        let spec = PackSpec { seed, ..self.spec.clone() };
        outbox.send(Request::Export(Export::Pack(Box::new(spec), folder)));
        true
    }
}
