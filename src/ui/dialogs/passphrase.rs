//! The passphrase of the open study: set, changed, removed; when it locks itself; copies that can be read
//! without it.

use super::new_study::secret;
use super::{Dialog, buttons, entered, frame, strength};
use crate::study::Passphrase;
use crate::ui::action::Action;
use crate::ui::locking::{LockRequest, MINUTES, Readable, Relocking};
use crate::ui::outbox::{Outbox, Request};
use crate::ui::parts::{Field, capital, count, primary, quiet, radios};
use crate::ui::theme::{self, Theme};
use egui::{Context, RichText, Ui};
use std::path::PathBuf;
use zeroize::{Zeroize as _, Zeroizing};

/// What is typed into the dialog. Passphrases are wiped when it is dropped.
#[expect(clippy::struct_excessive_bools, reason = "answers to independent questions")]
pub struct PassphraseDialog {
    encrypted: bool,
    /// Locking was asked for, and the study has no passphrase.
    wanted: bool,
    remove: bool,
    current: Zeroizing<String>,
    new: Zeroizing<String>,
    again: Zeroizing<String>,
    errors: Errors,
    minutes: u16,
    readable: Readable,
    /// What was done before.
    told: Option<String>,
    focus: bool,
    sent: bool,
}

#[derive(Default)]
struct Errors {
    current: Option<String>,
    new: Option<String>,
    again: Option<String>,
}

impl PassphraseDialog {
    /// For a study that is encrypted or not; what was asked for may have been to lock it.
    pub fn new(encrypted: bool, asked: Action, minutes: u16) -> Self {
        Self {
            encrypted,
            wanted: asked == Action::Lock && !encrypted,
            remove: false,
            current: secret(),
            new: secret(),
            again: secret(),
            errors: Errors::default(),
            minutes,
            readable: Readable::default(),
            told: None,
            focus: true,
            sent: false,
        }
    }

    /// What can be read without a passphrase.
    pub fn set_readable(&mut self, found: Readable) {
        if found.copies.is_empty() && !self.readable.copies.is_empty() {
            self.told = Some("The copies were overwritten and removed.".to_owned());
        }
        self.sent = false;
        self.readable = found;
    }

    /// What came of it. A sentence for the shell when there is nothing left to ask.
    pub fn answer(&mut self, done: Relocking) -> Option<String> {
        self.current.zeroize();
        self.sent = false;
        self.focus = true;
        match done {
            Relocking::Refused(why) => {
                let why = Some(capital(&why));
                if self.encrypted {
                    self.errors.current = why;
                } else {
                    self.errors.new = why;
                }
                None
            }
            Relocking::Done { told, readable, .. } if readable.files() == 0 => Some(told),
            Relocking::Done { encrypted, told, readable } => {
                *self = Self::new(encrypted, Action::Passphrase, self.minutes);
                (self.readable, self.told) = (*readable, Some(told));
                None
            }
        }
    }

    /// Draws the dialog. It sends a [`LockRequest`] and stays open until it is answered.
    pub fn show(&mut self, ctx: &Context, theme: &Theme, outbox: &mut Outbox) -> Dialog {
        let shown = frame(ctx, theme, "Passphrase", 520.0, |ui| {
            if let Some(told) = &self.told {
                ui.label(RichText::new(told).color(theme.success));
                ui.add_space(6.0);
            }
            let can = cfg!(feature = "encryption");
            if can {
                self.standing(ui, theme);
            } else {
                ui.label("This build of Postil cannot use passphrases.");
            }
            let mut done = can && self.fields(ui, theme);
            if self.encrypted {
                self.after(ui, theme, outbox);
            }
            // Below the fields: it may come in while somebody types.
            self.readable(ui, theme, outbox);
            let cancelled = buttons(ui, |ui| {
                if can {
                    let act = match (self.encrypted, self.remove) {
                        (false, _) => "Encrypt the study",
                        (true, false) => "Change it",
                        (true, true) => "Remove it",
                    };
                    done |= primary(ui, theme, !self.sent, act).clicked();
                }
                let close = ui.button(if self.told.is_some() { "Close" } else { "Cancel" });
                if self.sent {
                    ui.spinner();
                }
                close.clicked()
            });
            (done, cancelled)
        });
        let (done, cancelled) = shown.inner;
        if done && !self.sent {
            self.send(outbox);
        }
        Dialog::closed(cancelled || shown.escaped)
    }

    fn standing(&mut self, ui: &mut Ui, theme: &Theme) {
        if self.encrypted {
            ui.label("This study is encrypted.");
            ui.add_space(4.0);
            radios(ui, theme, |ui| {
                ui.radio_value(&mut self.remove, false, "Change the passphrase");
                ui.radio_value(&mut self.remove, true, "Remove the passphrase");
            });
        } else if self.wanted {
            ui.label("This study has no passphrase, so it cannot be locked. Give it one here.");
        } else {
            ui.label("This study has no passphrase: whoever has the file can read the interviews.");
        }
        ui.add_space(6.0);
    }

    /// The fields. True when Enter was pressed.
    fn fields(&mut self, ui: &mut Ui, theme: &Theme) -> bool {
        let mut done = false;
        let first = |focus: &mut bool, field: &egui::Response| {
            if std::mem::take(focus) {
                field.request_focus();
            }
        };
        if self.encrypted {
            let error = self.errors.current.as_deref();
            let field =
                Field { label: "Passphrase it has", error, secret: true, ..Field::default() };
            let field = field.show(ui, theme, &mut self.current);
            first(&mut self.focus, &field);
            if field.changed() {
                self.errors.current = None;
            }
            done |= entered(ui, &field);
        }
        if self.encrypted && self.remove {
            let warning = "Whoever has the file can then read the interviews.";
            ui.label(RichText::new(warning).small().color(theme.warning));
            return done;
        }
        let error = self.errors.new.as_deref();
        let field = Field { label: "New passphrase", error, secret: true, ..Field::default() };
        let field = field.show(ui, theme, &mut self.new);
        first(&mut self.focus, &field);
        if field.changed() {
            (self.errors.new, self.errors.again) = (None, None);
        }
        done |= entered(ui, &field);
        strength::show(ui, theme, &self.new);
        let error = self.errors.again.as_deref();
        let field = Field { label: "The same again", error, secret: true, ..Field::default() };
        let field = field.show(ui, theme, &mut self.again);
        if field.changed() {
            self.errors.again = None;
        }
        done |= entered(ui, &field);
        let warning = "There is no recovery: if it is lost, the study is lost.";
        ui.label(RichText::new(warning).small().color(theme.warning));
        quiet(
            ui,
            theme,
            "The study is written anew beside itself, compared, and takes the place of the old file, \
             which is overwritten. An SSD may keep parts of it all the same. Steps can be undone as \
             before.",
        );
        done
    }

    fn after(&mut self, ui: &mut Ui, theme: &Theme, outbox: &mut Outbox) {
        ui.add_space(8.0);
        ui.label(RichText::new("Lock by itself when nobody is there").text_style(theme::strong()));
        let before = self.minutes;
        ui.horizontal_wrapped(|ui| {
            radios(ui, theme, |ui| {
                for minutes in MINUTES {
                    let text = match minutes {
                        0 => "never".to_owned(),
                        n => format!("{n} minutes"),
                    };
                    ui.radio_value(&mut self.minutes, minutes, text);
                }
            });
        });
        if self.minutes != before {
            outbox.send(Request::Lock(LockRequest::After(self.minutes)));
        }
    }

    fn readable(&mut self, ui: &mut Ui, theme: &Theme, outbox: &mut Outbox) {
        let Readable { copies, logs } = &self.readable;
        let list = |ui: &mut Ui, title: String, files: &[PathBuf]| {
            ui.label(RichText::new(title).color(theme.warning));
            for file in files {
                let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
                quiet(ui, theme, name).on_hover_text(file.display().to_string());
            }
        };
        if self.readable.files() > 0 {
            ui.add_space(8.0);
            ui.separator();
        }
        if !logs.is_empty() {
            let files = count(logs.len(), "log");
            let title = format!("{files} of another file can be read without a passphrase:");
            list(ui, title, logs);
            quiet(
                ui,
                theme,
                "The last steps in that file may be nowhere else. Put it beside that file, under its old name, or delete it yourself.",
            );
            ui.add_space(4.0);
        }
        if copies.is_empty() {
            return;
        }
        let files = count(copies.len(), "file");
        list(ui, format!("{files} beside this study can be read without a passphrase:"), copies);
        let it = if copies.len() == 1 { "it" } else { "them" };
        let button = egui::Button::new(format!("Overwrite and remove {it}"));
        if ui.add_enabled(!self.sent, button).clicked() {
            self.sent = true;
            outbox.send(Request::Lock(LockRequest::Wipe(copies.clone())));
        }
    }

    /// Sends the request when nothing is wrong; otherwise says what, at the field.
    fn send(&mut self, outbox: &mut Outbox) {
        self.errors = Errors::default();
        let current = Passphrase::new(self.current.as_str());
        let removes = self.encrypted && self.remove;
        if self.encrypted && current.is_none() {
            self.errors.current = Some("Type the passphrase it has".to_owned());
        } else if !removes && self.new.is_empty() {
            self.errors.new = Some("Type a passphrase".to_owned());
        } else if !removes && *self.new != *self.again {
            self.errors.again = Some("The two are not the same".to_owned());
        } else {
            let new = if removes { None } else { Passphrase::new(self.new.as_str()) };
            self.sent = true;
            outbox.send(Request::Lock(LockRequest::Passphrase { current, new }));
            return;
        }
        self.focus = true;
    }
}
