//! A participant withdraws: what would be removed, the choices, the pseudonym typed once more, and then
//! the proof.

mod looked;
mod proof;

use super::{Dialog, buttons, frame};
use crate::exchange::imprint::today;
use crate::model::{MemoId, ParticipantId, WithdrawalReason, WithdrawalScope};
use crate::study::{MayStay, Proof, Withdraw, Withdrawal, consent_lines};
use crate::ui::outbox::{Outbox, Request, Withdrawing};
use crate::ui::parts::{Field, complaint, offer, primary, quiet, radios};
use crate::ui::view::View;
use egui::{ComboBox, Context, RichText, ScrollArea, Ui};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What is chosen, as it is put down. The pseudonym that confirms it is typed anew.
#[derive(Serialize, Deserialize)]
pub struct TypedWithdrawal {
    person: Option<ParticipantId>,
    given: Option<ParticipantId>,
    scope: WithdrawalScope,
    reason: WithdrawalReason,
    remove: BTreeSet<MemoId>,
}

/// The dialog.
pub struct WithdrawDialog {
    person: Option<ParticipantId>,
    /// It was opened on this one: nobody else is offered.
    given: Option<ParticipantId>,
    scope: WithdrawalScope,
    reason: WithdrawalReason,
    /// What was asked for last, and the answer.
    asked: Option<(ParticipantId, WithdrawalScope)>,
    found: Option<Withdrawal>,
    /// Memos that go.
    remove: BTreeSet<MemoId>,
    typed: String,
    error: Option<String>,
    /// The study is being worked on.
    working: bool,
    proof: Option<Arc<Proof>>,
    /// The report is to be written to a file.
    saves: bool,
    focus: bool,
}

impl WithdrawDialog {
    /// On a participant, or to choose one.
    pub fn new(person: Option<ParticipantId>) -> Self {
        Self {
            person,
            given: person,
            scope: WithdrawalScope::default(),
            reason: WithdrawalReason::default(),
            asked: None,
            found: None,
            remove: BTreeSet::new(),
            typed: String::new(),
            error: None,
            working: false,
            proof: None,
            saves: false,
            focus: true,
        }
    }

    /// What is chosen; `None` where nobody is, and while it is being done.
    pub fn typed(&self) -> Option<TypedWithdrawal> {
        let Self { person, given, scope, reason, ref remove, .. } = *self;
        let chosen = person.is_some() && !self.working && self.proof.is_none();
        chosen.then(|| TypedWithdrawal { person, given, scope, reason, remove: remove.clone() })
    }

    /// The dialog as it was put down.
    pub fn again(typed: TypedWithdrawal) -> Self {
        let TypedWithdrawal { person, given, scope, reason, remove } = typed;
        Self { person, scope, reason, remove, ..Self::new(given) }
    }

    /// What was done.
    pub fn done(proof: Proof) -> Self {
        Self { proof: Some(Arc::new(proof)), ..Self::new(None) }
    }

    /// What would be removed.
    pub fn looked(&mut self, found: Withdrawal) {
        self.remove.retain(|memo| found.memos.iter().any(|one| one.memo == *memo));
        self.found = Some(found);
    }

    /// It was not done, and why.
    pub fn refused(&mut self, why: String) {
        self.error = Some(why);
        self.working = false;
    }

    /// The report, once it was asked to be written.
    pub fn saved(&mut self) -> Option<Arc<Proof>> {
        std::mem::take(&mut self.saves).then(|| self.proof.clone()).flatten()
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context, view: &View<'_>, outbox: &mut Outbox) -> Dialog {
        if let Some(proof) = self.proof.clone() {
            return self.show_proof(ctx, view, &proof);
        }
        let person = self.person.and_then(|id| view.corpus.participant(id));
        if self.person.is_some() && person.is_none() {
            return Dialog::Closed;
        }
        if let Some(person) = person
            && self.asked != Some((person.id, self.scope))
            && !view.busy
        {
            self.asked = Some((person.id, self.scope));
            self.found = None;
            outbox.send(Request::Withdrawal(Withdrawing::Look(person.id, self.scope)));
        }
        let title = match person.filter(|_| self.given.is_some()) {
            Some(person) => format!("Withdraw {}", person.name),
            None => "Withdraw a participant".to_owned(),
        };
        let name = person.map(|person| person.name.clone());
        let shown = frame(ctx, view.theme, &title, 720.0, |ui| {
            self.choices(ui, view);
            ui.add_space(6.0);
            if let Some(found) = self.found.clone() {
                let height = (ui.ctx().content_rect().height() - 560.0).max(150.0);
                let area = ScrollArea::vertical().id_salt("what would go").max_height(height);
                area.auto_shrink([false, true]).show(ui, |ui| {
                    looked::show(ui, view, &found, &mut self.remove);
                });
            } else if name.is_some() {
                ui.horizontal(|ui| {
                    ui.spinner();
                    quiet(ui, view.theme, "Looking what would be removed");
                });
            }
            self.confirm(ui, view, name.as_deref())
        });
        let (done, cancelled) = shown.inner;
        if done && let Some(participant) = self.person {
            self.working = true;
            self.error = None;
            outbox.send(Request::Withdrawal(Withdrawing::Do(Withdraw {
                participant,
                scope: self.scope,
                reason: self.reason,
                remove_memos: self.remove.iter().copied().collect(),
            })));
        }
        // What is being removed cannot be stopped half-way.
        Dialog::closed(!self.working && (cancelled || shown.escaped))
    }

    fn choices(&mut self, ui: &mut Ui, view: &View<'_>) {
        let theme = view.theme;
        ui.add_enabled_ui(!self.working, |ui| {
            if self.given.is_none() {
                ui.horizontal(|ui| {
                    let label = ui.label(RichText::new("Participant").color(theme.ink));
                    let chosen = self.person.and_then(|id| view.corpus.participant(id));
                    let chosen = chosen.map_or("Choose", |person| &person.name);
                    let list = ComboBox::from_id_salt("who withdraws").selected_text(chosen);
                    let list = list.height(320.0).show_ui(ui, |ui| {
                        for person in view.corpus.participants.iter() {
                            offer(ui, &mut self.person, Some(person.id), &person.name);
                        }
                    });
                    let list = list.response.labelled_by(label.id);
                    if std::mem::take(&mut self.focus) {
                        list.request_focus();
                    }
                });
            }
            let says = [
                (
                    WithdrawalScope::Everything,
                    "Everything they said, and who they are",
                    "Their interviews go; in conversations of several their turns are emptied.",
                ),
                (
                    WithdrawalScope::Person,
                    "Only who they are",
                    "Attributes, name and cells go; what was said stays coded, as nobody’s.",
                ),
            ];
            let person = self.person.and_then(|id| view.corpus.participant(id));
            let stays = person.map(|person| MayStay::of(&person.consent));
            let refused = matches!(stays, Some(MayStay::Refused(_)));
            if refused {
                self.scope = WithdrawalScope::Everything;
            }
            radios(ui, theme, |ui| {
                for (scope, text, help) in says {
                    let may = scope == WithdrawalScope::Everything || !refused;
                    ui.add_enabled_ui(may, |ui| ui.radio_value(&mut self.scope, scope, text));
                    ui.indent(text, |ui| quiet(ui, theme, help));
                }
            });
            if let Some((person, stays)) = person.zip(stays) {
                let lines = consent_lines(&person.consent, &today());
                ui.add_space(4.0);
                quiet(ui, theme, format!("Recorded: {}.", lines.join("; ")));
                let ink = if refused { theme.warning } else { theme.quiet };
                ui.add(egui::Label::new(RichText::new(stays.told()).small().color(ink)).wrap());
                ui.add_space(4.0);
            }
            ui.horizontal(|ui| {
                let label = ui.label(RichText::new("Reason").color(theme.ink));
                let list = ComboBox::from_id_salt("why they withdraw");
                let list = list.width(240.0).selected_text(self.reason.label()).show_ui(ui, |ui| {
                    for reason in WithdrawalReason::ALL {
                        offer(ui, &mut self.reason, reason, reason.label());
                    }
                });
                list.response.labelled_by(label.id);
                quiet(ui, theme, "Kept, with the day and the counts; never who it was.");
            });
        });
    }

    /// The pseudonym once more, and the buttons: whether it is to be done, whether it is given up.
    fn confirm(&mut self, ui: &mut Ui, view: &View<'_>, name: Option<&str>) -> (bool, bool) {
        let theme = view.theme;
        ui.add_space(8.0);
        let Some(name) = name else {
            return buttons(ui, |ui| (false, ui.button("Cancel").clicked()));
        };
        let label = format!("Type {name} to confirm");
        ui.add_enabled_ui(!self.working, |ui| {
            let field = Field { label: &label, ..Field::default() };
            let field = field.show(ui, theme, &mut self.typed);
            if self.given.is_some() && std::mem::take(&mut self.focus) {
                field.request_focus();
            }
        });
        complaint(ui, theme, self.error.as_deref());
        buttons(ui, |ui| {
            let ready = self.found.is_some() && !view.busy && !self.working;
            let right = self.typed.trim() == name;
            let done = primary(ui, theme, ready && right, &format!("Withdraw {name}"));
            let cancel = ui.add_enabled(!self.working, egui::Button::new("Cancel"));
            if self.working {
                ui.spinner();
                quiet(ui, theme, "Removing, then looking for traces");
            } else {
                quiet(ui, theme, "This cannot be undone, and nothing before it can");
            }
            (done.clicked(), cancel.clicked())
        })
    }
}
