//! What the shell does about codes: it opens the dialogs that ask first.

use super::App;
use crate::study::Command;
use crate::ui::action::Action;
use crate::ui::outbox::Request;

impl App {
    /// Requests about codes that ask something first; others are passed over.
    pub(super) fn ask_about_codes(&mut self, request: Request, ctx: &egui::Context) {
        let corpus = self.desk.corpus();
        match request {
            Request::NewCode(parent) => self.asks.new_code(parent),
            Request::EditCode(code) => {
                if let Some(code) = corpus.codes.get(code) {
                    self.asks.edit_code(code);
                }
            }
            Request::MergeCodes(codes, into) => self.asks.merge(corpus, codes, into),
            Request::SplitCode(code) => self.asks.split(corpus, &self.derived.shown, code),
            Request::RemoveCodes(codes) => {
                if let Some(command) = self.asks.remove(corpus, codes) {
                    self.run(command, ctx);
                }
            }
            Request::Versions(from) => self.asks.versions(corpus, from),
            _ => {}
        }
    }

    /// Actions on the codes that are chosen in the codebook.
    pub(super) fn act_on_codes(&mut self, action: Action) {
        let tree = &self.desk.corpus().codes;
        let codes = self.read.codes(tree);
        let Some(&first) = codes.first() else { return };
        let retired = codes.iter().filter_map(|code| tree.get(*code)).all(|code| code.retired);
        self.outbox.send(match action {
            Action::EditCode => Request::EditCode(first),
            Action::MergeCodes => Request::MergeCodes(codes, None),
            Action::SplitCode => Request::SplitCode(first),
            Action::RemoveCodes => Request::RemoveCodes(codes),
            _ => Request::Run(Command::RetireCodes { codes, retired: !retired }),
        });
    }
}
