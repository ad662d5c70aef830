//! How far a theme has come, and why: asked in one small dialog, done as one step.

use super::number;
use crate::model::{CodeId, Theme, ThemeId, ThemeState};
use crate::study::Command;
use crate::ui::dialogs::{self, Dialog};
use crate::ui::outbox::Outbox;
use crate::ui::parts::{Field, primary, quiet, radios};
use crate::ui::picker::{self, Choice};
use crate::ui::view::View;
use crate::ui::widgets::{self, counted};
use egui::{Key, Modifiers, RichText, Ui};
use serde::{Deserialize, Serialize};

/// What is being said about a theme.
#[derive(Serialize, Deserialize)]
pub(super) struct Verdict {
    pub(super) theme: ThemeId,
    state: ThemeState,
    into: Option<ThemeId>,
    reason: String,
    #[serde(skip)]
    focus: bool,
}

impl Verdict {
    /// As it stands.
    pub(super) fn of(theme: &Theme) -> Self {
        let (state, into, reason) = (theme.state, theme.into, theme.reason.clone());
        Self { theme: theme.id, state, into, reason, focus: true }
    }

    fn command(&self, theme: &Theme) -> Option<Command> {
        let (theme_id, reason) = (self.theme, self.reason.clone());
        match (self.state, self.into) {
            (ThemeState::Merged, None) => None,
            // Merged there already: only the reason is another one.
            (ThemeState::Merged, Some(into)) if theme.into != Some(into) => {
                Some(Command::MergeThemes { theme: theme_id, into, reason })
            }
            (state, into) => {
                let into = into.filter(|_| state == ThemeState::Merged);
                Some(Command::SetThemeState { theme: theme_id, state, reason, into })
            }
        }
    }
}

/// What each state means, in a line.
fn meaning(state: ThemeState) -> (&'static str, &'static str) {
    match state {
        ThemeState::Candidate => ("Candidate", "it is being tried"),
        ThemeState::Kept => ("Kept", "it is part of the account"),
        ThemeState::Merged => ("Merged", "another theme takes it up, with its codes"),
        ThemeState::Dropped => ("Dropped", "it is given up; it stays here with the reason"),
    }
}

pub(super) fn show(ui: &Ui, view: &View<'_>, verdict: &mut Verdict, outbox: &mut Outbox) -> Dialog {
    let Some(theme) = view.corpus.theme(verdict.theme) else { return Dialog::Closed };
    let title = format!("How far has theme {} come?", number(view, theme.id));
    let enter = ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Enter));
    let mut closed = false;
    let shown = dialogs::frame(ui.ctx(), view.theme, &title, 460.0, |ui| {
        let statement = RichText::new(&theme.fields.statement).color(view.theme.quiet);
        ui.add(egui::Label::new(statement).wrap());
        ui.add_space(6.0);
        radios(ui, view.theme, |ui| {
            for state in ThemeState::ALL {
                let (name, meaning) = meaning(state);
                let text = format!("{name}: {meaning}");
                let radio = ui.radio(verdict.state == state, text);
                if radio.clicked() {
                    verdict.state = state;
                }
            }
        });
        if verdict.state == ThemeState::Merged {
            into(ui, view, theme, verdict);
        }
        ui.add_space(6.0);
        let hint = match verdict.state {
            ThemeState::Candidate => "What speaks for it, what is open",
            ThemeState::Kept => "Why it is part of the account",
            ThemeState::Merged => "Why it is not a theme of its own",
            ThemeState::Dropped => "Why it is given up",
        };
        let field = Field { label: "Reason", hint, rows: 3, ..Field::default() };
        let field = field.show(ui, view.theme, &mut verdict.reason);
        if std::mem::take(&mut verdict.focus) {
            field.request_focus();
        }
        let command = verdict.command(theme).filter(|_| !view.busy);
        dialogs::buttons(ui, |ui| {
            let done = primary(ui, view.theme, command.is_some(), "Set").clicked() || enter;
            if done && let Some(command) = command {
                outbox.run(command);
                closed = true;
            }
            if ui.button("Cancel").clicked() {
                closed = true;
            }
        });
    });
    if closed || shown.escaped { Dialog::Closed } else { Dialog::Open }
}

/// Into which theme, and what that does.
fn into(ui: &mut Ui, view: &View<'_>, theme: &Theme, verdict: &mut Verdict) {
    let others: Vec<(usize, &Theme)> =
        super::living(view).filter(|(_, other)| other.id != theme.id).collect();
    if others.is_empty() {
        quiet(ui, view.theme, "There is no other theme that could take it up.");
        return;
    }
    ui.horizontal(|ui| {
        widgets::quiet_word(ui, view.theme, "into");
        let known = others.iter().find(|(_, other)| Some(other.id) == verdict.into);
        let text = known.map_or("choose a theme".to_owned(), |(number, other)| {
            format!("{number}  {}", other.fields.statement)
        });
        let anchor = widgets::drop_chip(ui, view.theme, &text, "The theme that takes it up");
        let made = picker::pick(ui, view.theme, &anchor, ("Search themes", false), || {
            let each = others.iter().map(|(number, other)| {
                let text = format!("{number}  {}", other.fields.statement);
                Choice::new(text, Some(other.id) == verdict.into)
            });
            each.collect()
        });
        if let Some((_, other)) = made.and_then(|at| others.get(at)) {
            verdict.into = Some(other.id);
        }
    });
    let Some((number, target)) = others.iter().find(|(_, other)| Some(other.id) == verdict.into)
    else {
        return;
    };
    let new: Vec<&CodeId> =
        theme.codes.iter().filter(|code| !target.codes.contains(code)).collect();
    let known = theme.codes.len() - new.len();
    let mut text = match new.len() {
        0 => format!("All its codes are in theme {number} already."),
        n => format!("{} will be put into theme {number}", counted(n as u64, "code", "codes")),
    };
    if !new.is_empty() {
        text.push_str(&match known {
            0 => ".".to_owned(),
            1 => "; 1 is there already.".to_owned(),
            n => format!("; {n} are there already."),
        });
    }
    quiet(ui, view.theme, text);
}
