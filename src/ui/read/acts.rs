//! What is asked for by name in the text (menu, palette, key), as steps of the caret or commands.

use super::{State, card, picker, tray};
use crate::model::{CodeId, CorpusDocument, Flags, Span};
use crate::study::{CodeTarget, Command};
use crate::ui::action::{Action, InText, Place};
use crate::ui::outbox::{Outbox, Request};
use crate::ui::transcript::Order;
use crate::ui::view::View;
use egui::{Event, Key, KeyboardShortcut, Modifiers};
use picker::Pick;
use std::sync::Arc;

impl State {
    /// Does with the next frame what was asked for by name.
    pub fn ask(&mut self, action: Action) {
        self.asked.push(action);
    }

    /// What actions in the text would act on.
    pub fn standing(&self) -> InText {
        InText {
            read: self.document.is_some_and(|id| !self.corrections.is_open(id)),
            document: self.document.is_some(),
            lost: self.lost,
            selected: self.transcript.selection().is_some(),
            lifted: self.transcript.at_hand().is_some(),
        }
    }

    /// Takes the keys that mean something in the text, while the keyboard is there.
    pub(super) fn keys(&mut self, ctx: &egui::Context, view: &View<'_>, outbox: &mut Outbox) {
        // After a click on a button nothing has the keyboard: then the text has it.
        let free =
            ctx.memory(|memory| memory.focused().is_none() && memory.top_modal_layer().is_none());
        if !free && !self.transcript.has_focus(ctx) {
            return;
        }
        // Enter is the transcript's own: it means what is there at that moment.
        let mut bound: Vec<(Action, KeyboardShortcut)> = Action::all()
            .filter(|action| action.place() == Place::Text && *action != Action::ChooseCodes)
            .filter_map(|action| Some((action, action.shortcut()?)))
            .collect();
        // egui takes Shift+[ for [ as well: those with more keys come first.
        bound.sort_by_key(|(_, key)| {
            std::cmp::Reverse(u8::from(key.modifiers.shift) + u8::from(key.modifiers.alt))
        });
        ctx.input_mut(|input| {
            for event in &mut input.events {
                // On many keyboards [ with Shift is {.
                if let Event::Key { key, modifiers, .. } = event {
                    let plain = match key {
                        Key::OpenCurlyBracket => Key::OpenBracket,
                        Key::CloseCurlyBracket => Key::CloseBracket,
                        _ => continue,
                    };
                    *key = plain;
                    *modifiers |= Modifiers::SHIFT;
                }
            }
            for (action, shortcut) in bound {
                if input.consume_shortcut(&shortcut) {
                    self.asked.push(action);
                }
            }
        });
        self.own_keys(ctx, view, outbox);
    }

    /// Letters that the researcher gave to codes.
    fn own_keys(&mut self, ctx: &egui::Context, view: &View<'_>, outbox: &mut Outbox) {
        let Some(span) = self.transcript.selection().filter(|_| !view.busy) else { return };
        let typed: Vec<String> = ctx.input(|input| {
            let plain = !input.modifiers.alt && !input.modifiers.command && !input.modifiers.ctrl;
            let texts = input.events.iter().filter_map(|event| match event {
                Event::Text(text) if plain => Some(text.to_lowercase()),
                _ => None,
            });
            texts.collect()
        });
        for letter in typed {
            let mut codes = view.corpus.codes.codes().iter();
            if let Some(code) = codes.find(|code| !code.retired && code.fields.key == letter) {
                let codes = vec![CodeTarget::Id(code.id)];
                self.apply(span, Pick { codes, ..Pick::default() }, outbox);
            }
        }
    }

    /// Puts codes on words. The selection stays: another code may follow.
    pub(super) fn apply(&mut self, span: Span, pick: Pick, outbox: &mut Outbox) {
        let Some(document) = self.document else { return };
        for code in pick.codes.iter().rev() {
            if let CodeTarget::Id(code) = code {
                self.recents.used(*code);
            }
        }
        self.last.clone_from(&pick.codes);
        let Pick { codes, flags, memo } = pick;
        outbox.run(Command::ApplyCodes { document, spans: vec![span], codes, flags, memo });
    }

    /// Makes a code of the words.
    pub(super) fn in_vivo(&mut self, span: Span, flags: Flags, outbox: &mut Outbox) {
        let Some(document) = self.document else { return };
        // What is repeated is then the code that was made.
        self.last.clear();
        outbox.run(Command::ApplyInVivo { document, span, flags });
    }

    /// The codes under the digits.
    pub(super) fn recent(&self, view: &View<'_>) -> Vec<CodeId> {
        self.recents.offered(&view.corpus.codes)
    }

    /// What `.` would apply.
    pub(super) fn repeated(&self, view: &View<'_>) -> Vec<CodeTarget> {
        if self.last.is_empty() {
            self.recent(view).first().map(|code| CodeTarget::Id(*code)).into_iter().collect()
        } else {
            self.last.clone()
        }
    }

    /// Does what was asked for.
    pub(super) fn act(
        &mut self,
        view: &View<'_>,
        document: &Arc<CorpusDocument>,
        outbox: &mut Outbox,
    ) {
        for action in std::mem::take(&mut self.asked) {
            let order = match action {
                Action::CodeTurn => Order::Turn,
                Action::CodeExchange => Order::Exchange,
                Action::NextCoding => Order::Coding { forward: true },
                Action::PreviousCoding => Order::Coding { forward: false },
                Action::NextUncoded => Order::Uncoded { forward: true },
                Action::PreviousUncoded => Order::Uncoded { forward: false },
                Action::Edge(edge, step) => {
                    if view.busy {
                        continue;
                    }
                    Order::Edge(edge, step)
                }
                Action::ChooseCodes => Order::Open,
                other => {
                    self.act_here(other, view, document, outbox);
                    continue;
                }
            };
            self.transcript.order(order);
            self.transcript.focus();
        }
    }

    fn act_here(
        &mut self,
        action: Action,
        view: &View<'_>,
        document: &Arc<CorpusDocument>,
        outbox: &mut Outbox,
    ) {
        match action {
            Action::Find => self.bar.look_for(),
            Action::NextHit => self.bar.step(&mut self.transcript, true),
            Action::PreviousHit => self.bar.step(&mut self.transcript, false),
            Action::OnlyUncoded => self.bar.toggle_uncoded(),
            Action::ShowAllCodings => self.bar.show_all(),
            Action::Tray => self.tray.open = !self.tray.open,
            _ if view.busy => {}
            Action::Speaker => outbox.send(Request::AskSpeakers(document.id, self.turns(document))),
            Action::CorrectTurn | Action::CorrectDocument => self.correct(document, None),
            Action::PutBack => {
                if let Some(orphan) = self.tray.first(view, document.id) {
                    tray::put_back(orphan, self.transcript.selection(), outbox);
                }
            }
            Action::RepeatCodes | Action::InVivo | Action::Recent(_) => {
                self.act_on_words(action, view, outbox);
            }
            _ => self.act_on_coding(action, document, outbox),
        }
    }

    /// The turns of the selection, or the one at the caret, by ¶ number.
    fn turns(&self, document: &CorpusDocument) -> Vec<u32> {
        let caret = self.transcript.caret().and_then(|at| Span::new(at, at.saturating_add(1)));
        let Some(span) = self.transcript.selection().or(caret) else { return Vec::new() };
        let number = |at: u32| document.turn_at(at).map_or(1, |turn| turn as u32 + 1);
        (number(span.start())..=number(span.end().saturating_sub(1))).collect()
    }

    fn act_on_words(&mut self, action: Action, view: &View<'_>, outbox: &mut Outbox) {
        let Some(span) = self.transcript.selection() else {
            outbox.send(Request::Tell("Select some words first".to_owned()));
            return;
        };
        let codes = match action {
            Action::InVivo => return self.in_vivo(span, Flags::default(), outbox),
            Action::RepeatCodes => self.repeated(view),
            Action::Recent(n) => {
                let at = usize::from(n).saturating_sub(1);
                self.recent(view).get(at).map(|code| CodeTarget::Id(*code)).into_iter().collect()
            }
            _ => Vec::new(),
        };
        if codes.is_empty() {
            let text = "No code was used yet: press Enter to choose one";
            outbox.send(Request::Tell(text.to_owned()));
        } else {
            self.apply(span, Pick { codes, ..Pick::default() }, outbox);
        }
    }

    fn act_on_coding(&mut self, action: Action, document: &CorpusDocument, outbox: &mut Outbox) {
        let coding = self.transcript.at_hand().and_then(|id| document.coding(id));
        let Some(coding) = coding else {
            outbox.send(Request::Tell("The caret is in no coding".to_owned()));
            return;
        };
        let at = self.transcript.caret_rect();
        let id = coding.id;
        match action {
            Action::Flag(flag) => {
                let on = !coding.flags.has(flag);
                self.transcript.lift(Some(id));
                outbox.run(Command::FlagCodings { codings: vec![id], flag, on });
            }
            Action::CommentCoding => {
                self.picker = None;
                self.card = card::State::new(document.id, vec![id], at.center_bottom(), true);
            }
            Action::RecodeCoding => {
                self.transcript.lift(Some(id));
                let purpose = picker::Purpose::Recode(id);
                self.picker = Some(picker::State::new(at, at, Vec::new(), purpose));
            }
            // Where several lie on each other, which one goes is shown first.
            Action::RemoveCoding
                if self.transcript.lifted().is_none() && self.transcript.several_at_hand() =>
            {
                self.transcript.lift(Some(id));
                let text = "This one? Delete again removes it, Tab goes on to the next";
                outbox.send(Request::Tell(text.to_owned()));
            }
            Action::RemoveCoding => {
                self.card = None;
                outbox.run(Command::RemoveCodings { codings: vec![id] });
            }
            _ => {}
        }
    }
}
