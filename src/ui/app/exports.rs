//! What leaves the study as a file: what each action writes, and the writing of it.

use super::{App, now};
use crate::analysis::disclosure::Protection;
use crate::exchange::imprint::{seed_of, today};
use crate::model::Filter;
use crate::ui::action::Action;
use crate::ui::desk::News;
use crate::ui::dialogs::{ExcerptManner, MethodsPack};
use crate::ui::files;
use crate::ui::outbox::{Export, Page, Request};
use crate::ui::work;
use std::path::PathBuf;

impl App {
    /// What an action exports; `None` for one that exports nothing, or has nothing to export.
    pub(super) fn export_of(&mut self, action: Action, ctx: &egui::Context) -> Option<Export> {
        if self.take_care_of(action, ctx) {
            return None;
        }
        let corpus = std::sync::Arc::clone(self.desk.corpus());
        let everything = || Filter { coder: self.derived.shown.clone(), ..Filter::default() };
        Some(match action {
            Action::ExportExcerpts => self.excerpts.export(&self.derived.shown),
            Action::ExportHits => Export::Hits(self.search.spec()?),
            Action::ExportWords => Export::Words(self.search.words(&self.derived.shown)),
            Action::ExportTable => {
                let export = self.tables.export(&corpus, &self.derived.shown);
                if export.is_none() {
                    self.toasts.tell(now(ctx), "There is no table to export yet".into());
                }
                export?
            }
            Action::CopyTable => {
                self.page = Page::Tables;
                self.tables.copy();
                return None;
            }
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
            Action::ExportPeople => Export::People,
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

    /// What is asked before excerpts or a pack leave for others.
    pub(super) fn ask_for_others(&mut self, action: Action) {
        let seed = seed_of(&today());
        if action == Action::MethodsPack {
            let study = self.desk.study().and_then(|study| study.path().parent().map(Into::into));
            let folder: PathBuf = study.unwrap_or_else(files::suggested_folder);
            self.asks.pack(MethodsPack::new(&folder, seed, self.derived.shown.clone()));
        } else {
            let corpus = std::sync::Arc::clone(self.desk.corpus());
            let export = self.excerpts.export(&self.derived.shown);
            self.asks.manner(ExcerptManner::new(corpus, export, seed));
        }
    }

    /// Writes a text that is no part of a study.
    pub(super) fn save_text(&mut self, text: String, path: PathBuf, ctx: &egui::Context) {
        let (send, ctx) = (self.errands.0.clone(), ctx.clone());
        let errand = move || {
            let done = crate::exchange::save::save_bytes(&path, text.as_bytes());
            send.send(match done {
                Ok(()) => News::Told(format!("Written: {}", path.display())),
                Err(error) => News::Complained(error.to_string()),
            })
            .ok();
            ctx.request_repaint();
        };
        if let Err(error) = std::thread::Builder::new().name("postil-text".to_owned()).spawn(errand)
        {
            self.toasts.complain(format!("writing the file: {error}"));
        }
    }

    /// Writes a file, away from the screen; a pack takes the study along.
    pub(super) fn save(&mut self, what: Export, path: PathBuf, ctx: &egui::Context) {
        if let Export::Pack(spec, _) = what {
            if self.is_busy() {
                self.waiting.push_back(Request::Save(Export::Pack(spec, path.clone()), path));
                return;
            }
            return self.desk.start("Making the methods pack", ctx, move |study, progress| {
                work::pack::pack(study, &spec, &path, progress)
            });
        }
        let corpus = std::sync::Arc::clone(self.desk.corpus());
        let (send, ctx) = (self.errands.0.clone(), ctx.clone());
        let errand =
            std::thread::Builder::new().name("postil-export".to_owned()).spawn(move || {
                send.send(work::leaving::export(&corpus, &what, &path)).ok();
                ctx.request_repaint();
            });
        if let Err(error) = errand {
            self.toasts.complain(format!("writing the file: {error}"));
        }
    }
}
