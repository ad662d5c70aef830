//! How excerpts leave the study for others: for whom, under which names, cited how.

use super::{Dialog, buttons, frame};
use crate::analysis::Template;
use crate::analysis::disclosure::DisguiseSpec;
use crate::model::{Corpus, Profile};
use crate::ui::outbox::{Export, Manner, Outbox, Request};
use crate::ui::parts::{Field, capital, primary, quiet, radios};
use crate::ui::theme::Theme;
use egui::{Context, Ui};
use std::sync::Arc;

/// What is chosen in the dialog.
pub struct ExcerptManner {
    corpus: Arc<Corpus>,
    export: Export,
    manner: Manner,
    citation: String,
    error: Option<String>,
    focus: bool,
}

impl ExcerptManner {
    /// `export` names the excerpts; `seed` is that of today.
    pub fn new(corpus: Arc<Corpus>, export: Export, seed: u64) -> Self {
        let spec =
            DisguiseSpec { profile: Some(Profile::Supervisor), seed, ..DisguiseSpec::default() };
        let manner = Manner { spec, citation: None };
        let citation = String::new();
        Self { corpus, export, manner, citation, error: None, focus: true }
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context, theme: &Theme, outbox: &mut Outbox) -> Dialog {
        let shown = frame(ctx, theme, "Excerpts for others", 520.0, |ui| {
            self.choices(ui, theme);
            let field = Field {
                label: "Citation",
                hint: "as on the screen; or ({participant}, {role}, ll. {lines})",
                error: self.error.as_deref(),
                ..Field::default()
            };
            let cited = field.show(ui, theme, &mut self.citation);
            if cited.changed() {
                self.error = None;
            }
            if std::mem::take(&mut self.focus) {
                cited.request_focus();
            }
            let entered = super::entered(ui, &cited);
            let pressed = buttons(ui, |ui| {
                (primary(ui, theme, true, "Export…").clicked(), ui.button("Cancel").clicked())
            });
            (entered || pressed.0, pressed.1)
        });
        let (done, cancelled) = shown.inner;
        let sent = done && self.send(outbox);
        Dialog::closed(sent || cancelled || shown.escaped)
    }

    fn choices(&mut self, ui: &mut Ui, theme: &Theme) {
        let spec = &mut self.manner.spec;
        ui.label("For whom");
        radios(ui, theme, |ui| {
            for (profile, text) in PROFILES {
                ui.radio_value(&mut spec.profile, Some(profile), text);
            }
        });
        ui.add_space(6.0);
        ui.label("Participants");
        // The public never sees the numbers of the study.
        let public = spec.profile == Some(Profile::Public);
        let mut numbered = (spec.renumber || public) && !spec.role_only;
        radios(ui, theme, |ui| {
            ui.add_enabled_ui(!public, |ui| {
                if ui.radio(!numbered && !spec.role_only, "By their ids").clicked() {
                    (numbered, spec.role_only) = (false, false);
                }
            });
            if ui.radio(numbered, "Numbered for this export").clicked() {
                (numbered, spec.role_only) = (true, false);
            }
            if ui.radio(spec.role_only, "By role alone, in an order of chance").clicked() {
                (numbered, spec.role_only) = (false, true);
            }
        });
        spec.renumber = numbered;
        ui.add_space(6.0);
    }

    /// True when what was asked for can be done and is on its way.
    fn send(&mut self, outbox: &mut Outbox) -> bool {
        let citation = self.citation.trim();
        let filter = match &self.export {
            Export::Excerpts(filter, _) => filter.clone(),
            _ => crate::model::Filter::default(),
        };
        let checked = self.manner.spec.check(&self.corpus, &filter).and_then(|()| {
            if citation.is_empty() {
                Ok(())
            } else {
                Template::read(&self.corpus, citation).map(|_| ())
            }
        });
        if let Err(refusal) = checked {
            self.error = Some(capital(&refusal.to_string()));
            return false;
        }
        let manner = Manner {
            citation: (!citation.is_empty()).then(|| citation.to_owned()),
            ..self.manner.clone()
        };
        outbox.send(Request::Export(Export::Dressed(
            Box::new(self.export.clone()),
            Box::new(manner),
        )));
        true
    }
}

/// The profiles in the words of a dialog.
pub(super) const PROFILES: [(Profile, &str); 3] = [
    (Profile::Public, "For publication: no ids, no site, roles of three and more"),
    (Profile::Supervisor, "For the supervisor: ids and roles, no site"),
    (Profile::Working, "For myself: nothing held back"),
];

/// A line that says what is not done.
pub(super) fn reminder(ui: &mut Ui, theme: &Theme) {
    quiet(ui, theme, "Files are not encrypted. Read them before you pass them on.");
}
