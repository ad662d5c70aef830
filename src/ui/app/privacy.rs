//! What has to do with the pseudonym key and with what leaves the study.

use super::{App, now};
use crate::analysis::consent::names_that_quote;
use crate::analysis::framework::framework;
use crate::analysis::identifiers::{Leaving, leaving};
use crate::model::{Corpus, Filter};
use crate::text::names::Names;
use crate::ui::action::Action;
use crate::ui::outbox::{Export, Page, Request};
use crate::ui::privacy::Tab;
use crate::ui::work;
use std::sync::Arc;

impl App {
    pub(super) fn show_privacy(&mut self, action: Action) {
        let tab = if action == Action::Pseudonyms { Tab::Pseudonyms } else { Tab::Findings };
        self.privacy.open(tab);
        self.page = Page::Privacy;
    }

    /// What was done with the key since the last frame.
    pub(super) fn hear_key(&mut self, ctx: &egui::Context) {
        match self.privacy.poll() {
            Some(Ok(text)) => self.toasts.tell(now(ctx), text),
            Some(Err(text)) => self.toasts.complain(text),
            None => {}
        }
    }

    pub(super) fn keep_secret(&mut self, request: Request, ctx: &egui::Context) {
        match request {
            Request::Key(key) => {
                let started = self.privacy.keyring.start(key, ctx);
                if !started {
                    let text = "The key is busy; try again in a moment";
                    self.toasts.tell(now(ctx), text.to_owned());
                }
            }
            Request::LookAt(found, of) => {
                self.privacy.show_only(found, of);
                self.page = Page::Privacy;
            }
            Request::ExportAnyway(export) => {
                if let Export::Pack(spec, folder) = export {
                    return self.save(Export::Pack(spec, folder.clone()), folder, ctx);
                }
                let path = self.desk.study().map(|study| study.path().to_owned());
                self.asks.export(ctx, export, path.as_deref());
            }
            Request::ReadAnonymised => {
                match self.desk.study().map(crate::study::Study::anonymised) {
                    Some(Ok(log)) => self.privacy.set_log(self.desk.revision(), log),
                    Some(Err(error)) => self.toasts.complain(error.to_string()),
                    None => {}
                }
            }
            Request::Pseudonymise(_) if self.privacy.keyring.is_busy() => {
                let text = "The key is busy; try again in a moment";
                self.toasts.tell(now(ctx), text.to_owned());
            }
            Request::Pseudonymise(what) => {
                let key = self.privacy.keyring.take();
                self.desk.start("Replacing names", ctx, move |study, progress| {
                    work::pseudonymise(study, key, what, progress)
                });
            }
            Request::Withdrawal(ask) => self.withdraw(ask, ctx),
            Request::Keep(what) => self.keep(what, ctx),
            Request::MakeFinal => {
                let list = self.privacy.keyring.list().to_vec();
                self.desk.start("Forgetting the steps before", ctx, move |study, _| {
                    work::make_final(study, &list)
                });
            }
            care => self.take_care(care, ctx),
        }
    }

    /// Asks where to write; first what is about to leave is looked through.
    pub(super) fn export(&mut self, export: Export, ctx: &egui::Context) {
        let (what, name) = match &export {
            Export::Excerpts(filter, None) => (Leaving::Excerpts(filter.clone()), "the excerpts"),
            // What stands together is among what there is of both codes.
            Export::Excerpts(filter, Some(pair)) => {
                let both = Filter { codes: vec![pair.a, pair.b], ..filter.clone() };
                (Leaving::Excerpts(both), "the excerpts")
            }
            Export::Crosstab(..)
            | Export::Frequencies(..)
            | Export::Together(_)
            | Export::Matrix(_)
            | Export::Coverage(..)
            | Export::Saturation(_)
            | Export::Tests(_) => (Leaving::Names, "the table"),
            Export::Chart(_) => (Leaving::Names, "the chart"),
            Export::Hits(wanted) => {
                // Where they stand is found away from the screen, too.
                let wanted = wanted.clone();
                let find = move |corpus: &Corpus| Leaving::Passages(wanted.leaving(corpus));
                return self.look_through((export, "the hits"), find, ctx);
            }
            Export::Words(spec) => {
                // Words alone leave; they are looked for where they were said.
                let spec = spec.clone();
                let find = move |corpus: &Corpus| Leaving::Passages(spec.speech(corpus));
                return self.look_through((export, "the word list"), find, ctx);
            }
            Export::Framework(spec) => {
                let spec = spec.clone();
                let find = move |corpus: &Corpus| Leaving::Cells(framework(corpus, &spec).shown());
                return self.look_through((export, "the framework matrix"), find, ctx);
            }
            Export::Dressed(what, _) => {
                let filter = match &**what {
                    Export::Excerpts(filter, _) => filter.clone(),
                    _ => Filter::default(),
                };
                (Leaving::Excerpts(filter), "the excerpts")
            }
            Export::Pack(spec, _) => {
                (Leaving::Pack(spec.coder.clone()), "the files of the methods pack")
            }
            Export::Codebook => (Leaving::Codebook, "the codebook"),
            Export::Codings => (Leaving::Codings, "the codings"),
            Export::Themes(_) => (Leaving::Themes, "the themes"),
            Export::Theme(id, coder) => (Leaving::Theme(*id, coder.clone()), "the theme"),
            Export::Memos => (Leaving::Memos, "the memos"),
            Export::People => (Leaving::People, "the list of participants"),
            // Made of pseudonyms alone, or of nothing that was said.
            Export::Anonymised(_)
            | Export::Receipt(..)
            | Export::Withdrawal(_)
            | Export::Consent
            | Export::Log(_)
            | Export::Inventory(_) => {
                return self.keep_secret(Request::ExportAnyway(export), ctx);
            }
        };
        self.look_through((export, name), move |_| what, ctx);
    }

    fn look_through(
        &mut self,
        (export, name): (Export, &str),
        what: impl FnOnce(&Corpus) -> Leaving + Send + 'static,
        ctx: &egui::Context,
    ) {
        let corpus = Arc::clone(self.desk.corpus());
        let list = self.privacy.keyring.list();
        let key = Names::new(list.iter().map(|line| line.original.as_str()));
        let profile = work::leaving::profile(&export);
        let export = (export, name.to_owned());
        let find = move || {
            let names = names_that_quote(&corpus, profile);
            (leaving(&corpus, &what(&corpus), key), names)
        };
        self.asks.check(ctx, export, find);
    }
}
