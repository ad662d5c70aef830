//! A participant withdraws: what the window does around it.

use super::App;
use crate::ui::desk::{News, WithdrawalNews};
use crate::ui::outbox::{Page, Withdrawing};
use crate::ui::work;

impl App {
    pub(super) fn withdraw(&mut self, ask: Withdrawing, ctx: &egui::Context) {
        match ask {
            Withdrawing::Ask(person) => self.asks.withdraw(person),
            Withdrawing::Look(person, scope) => {
                self.desk.start("Looking what would be removed", ctx, move |study, _| {
                    work::withdraw::look(study, person, scope)
                });
            }
            Withdrawing::Finish => {
                self.desk.start("Cleaning up", ctx, |study, _| work::withdraw::finish(study));
            }
            // Files that were read and not stored may be theirs.
            Withdrawing::Do(_) if self.import.is_some() => {
                let why =
                    "Transcripts wait to be imported; import them or leave the Import page first";
                self.asks.withdrawal_refused(why.to_owned());
            }
            Withdrawing::Do(what) => {
                // What is being typed may hold their words: it is put down where it is searched.
                self.put_down();
                if let Some(why) = self.unkept.why() {
                    let why = format!(
                        "Something that is being typed could not be saved, so that it cannot be \
                         searched for their words: {why}"
                    );
                    return self.asks.withdrawal_refused(why);
                }
                self.desk.start("Removing", ctx, move |study, progress| {
                    work::withdraw::withdraw(study, &what, progress)
                });
            }
        }
    }

    pub(super) fn hear_withdrawal(&mut self, news: WithdrawalNews, ctx: &egui::Context) {
        match news {
            WithdrawalNews::Looked(found) => self.asks.withdrawal_looked(*found),
            WithdrawalNews::Refused(why) => self.asks.withdrawal_refused(why),
            WithdrawalNews::Done(proof) => {
                // As if the study were opened: no page remembers anything of before, nor does memory.
                self.let_go_of_unkept();
                self.hear(News::Opened, ctx);
                self.page = Page::People;
                self.asks.withdrawn(*proof);
            }
        }
    }
}
