//! What leaves the study as a file: what each action writes, and the writing of it.

use super::{App, now};
use crate::analysis::disclosure::Protection;
use crate::model::Filter;
use crate::ui::action::Action;
use crate::ui::outbox::Export;
use crate::ui::work;
use std::path::PathBuf;

impl App {
    /// What an action exports; `None` for one that exports nothing, or has nothing to export.
    pub(super) fn export_of(&mut self, action: Action, ctx: &egui::Context) -> Option<Export> {
        let corpus = std::sync::Arc::clone(self.desk.corpus());
        let everything = || Filter { coder: self.derived.shown.clone(), ..Filter::default() };
        Some(match action {
            Action::ExportExcerpts => self.excerpts.export(&self.derived.shown),
            Action::ExportHits => Export::Hits(self.search.spec()?),
            Action::ExportTable => self.tables.export(&corpus, &self.derived.shown),
            Action::ExportFrequencies => Export::Frequencies(everything(), Protection::default()),
            Action::ExportChart => self.charts.export(&corpus, &self.derived.shown),
            Action::ExportCodebook => Export::Codebook,
            Action::ExportCodings => Export::Codings,
            Action::ExportThemes => Export::Themes(self.derived.shown.clone()),
            Action::ExportTheme => {
                let chosen = self.themes.chosen().filter(|id| corpus.theme(*id).is_some());
                let first = corpus.themes.first().map(|theme| theme.id);
                match chosen.or(first) {
                    Some(theme) => Export::Theme(theme, self.derived.shown.clone()),
                    None => {
                        self.toasts.tell(now(ctx), "There is no theme yet".into());
                        return None;
                    }
                }
            }
            Action::ExportMemos => Export::Memos,
            Action::ExportFramework => {
                let export = self.framework.export(&self.derived.shown);
                if export.is_none() {
                    let text = "Choose the columns of the matrix on the Framework page first";
                    self.toasts.tell(now(ctx), text.into());
                }
                return export;
            }
            _ => return None,
        })
    }

    /// Writes a file, away from the screen.
    pub(super) fn save(&mut self, what: Export, path: PathBuf, ctx: &egui::Context) {
        let corpus = std::sync::Arc::clone(self.desk.corpus());
        let (send, ctx) = (self.errands.0.clone(), ctx.clone());
        let errand =
            std::thread::Builder::new().name("postil-export".to_owned()).spawn(move || {
                send.send(work::export(&corpus, &what, &path)).ok();
                ctx.request_repaint();
            });
        if let Err(error) = errand {
            self.toasts.complain(format!("writing the file: {error}"));
        }
    }
}
