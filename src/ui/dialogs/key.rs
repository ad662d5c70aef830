//! A pseudonym key is made, opened, or gets another passphrase.

use super::new_study::secret;
use super::{Dialog, buttons, entered, frame, strength};
use crate::study::Passphrase;
use crate::ui::files::{self, Kind, Waiting};
use crate::ui::outbox::{Outbox, Request};
use crate::ui::parts::{Field, capital, primary, quiet};
use crate::ui::privacy::KeyRequest;
use crate::ui::theme::Theme;
use egui::{Context, RichText, Ui};
use std::path::{Path, PathBuf};
use zeroize::{Zeroize as _, Zeroizing};

/// What is to be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyTask {
    /// A new key.
    Create,
    /// One that is there.
    Open,
    /// Another passphrase for the open one.
    Change,
}

/// What is typed into the dialog. Passphrases are wiped when it is dropped.
pub struct KeyDialog {
    task: KeyTask,
    place: String,
    passphrase: Zeroizing<String>,
    again: Zeroizing<String>,
    error: Option<String>,
    waiting: Option<Waiting>,
    warned: files::Warned,
    focus: bool,
    sent: bool,
}

impl KeyDialog {
    /// `place`: where the key may lie; not beside the study if somebody thinks twice.
    pub fn new(task: KeyTask, place: &Path) -> Self {
        Self {
            task,
            place: place.display().to_string(),
            passphrase: secret(),
            again: secret(),
            error: None,
            waiting: None,
            warned: files::Warned::default(),
            focus: true,
            sent: false,
        }
    }

    /// It was not done: why. The dialog stays open.
    pub fn refused(&mut self, why: &str) {
        self.passphrase.zeroize();
        self.again.zeroize();
        self.error = Some(capital(why));
        self.focus = true;
        self.sent = false;
    }

    /// Draws the dialog. It sends a [`KeyRequest`] and stays open until it is answered.
    pub fn show(&mut self, ctx: &Context, theme: &Theme, outbox: &mut Outbox) -> Dialog {
        if let Some(answer) = self.waiting.as_mut().and_then(Waiting::answer) {
            self.waiting = None;
            if let Some(path) = answer.into_iter().next() {
                self.place = path.display().to_string();
            }
        }
        let (title, act) = match self.task {
            KeyTask::Create => ("New pseudonym key", "Make the key"),
            KeyTask::Open => ("Open pseudonym key", "Open"),
            KeyTask::Change => ("Passphrase of the key", "Change"),
        };
        let shown = frame(ctx, theme, title, 520.0, |ui| {
            let entered = self.fields(ui, theme);
            let pressed = buttons(ui, |ui| {
                let done = primary(ui, theme, !self.sent, act).clicked();
                let cancel = ui.button("Cancel").clicked();
                if self.sent {
                    ui.spinner();
                }
                (done, cancel)
            });
            (entered || pressed.0, pressed.1)
        });
        let (done, cancelled) = shown.inner;
        if done && !self.sent {
            self.send(outbox);
        }
        Dialog::closed(cancelled || shown.escaped)
    }

    fn fields(&mut self, ui: &mut Ui, theme: &Theme) -> bool {
        let mut done = false;
        if self.task == KeyTask::Create {
            let text = "The key says which name stands behind which pseudonym. It is a file of its \
                        own, never inside the study, its backups or exports. Keep it in another \
                        place than the study.";
            ui.label(text);
            ui.add_space(6.0);
        }
        if self.task != KeyTask::Change {
            let field = Field { label: "File", ..Field::default() };
            let mut choose = false;
            field.show_beside(ui, theme, &mut self.place, 84.0, |ui| {
                let button = egui::Button::new("Choose…").min_size(egui::vec2(84.0, 30.0));
                choose = ui.add_enabled(self.waiting.is_none(), button).clicked();
            });
            if choose {
                let path = PathBuf::from(self.place.trim());
                self.waiting = Some(match self.task {
                    KeyTask::Create => files::save_file(ui.ctx(), &path, &[Kind::Key]),
                    _ => files::open_files(ui.ctx(), Kind::Key),
                });
            }
            if let Some(warning) = self.warned.of(ui.ctx(), &self.place) {
                ui.label(RichText::new(warning).small().color(theme.warning));
            }
            ui.add_space(4.0);
        }
        let field = Field {
            label: if self.task == KeyTask::Change {
                "New passphrase"
            } else {
                "Passphrase of the key"
            },
            error: self.error.as_deref(),
            secret: true,
            ..Field::default()
        };
        let first = field.show(ui, theme, &mut self.passphrase);
        if std::mem::take(&mut self.focus) {
            first.request_focus();
        }
        if first.changed() {
            self.error = None;
        }
        done |= entered(ui, &first);
        if self.task != KeyTask::Open {
            strength::show(ui, theme, &self.passphrase);
            let field = Field { label: "The same again", secret: true, ..Field::default() };
            let second = field.show(ui, theme, &mut self.again);
            done |= entered(ui, &second);
            quiet(
                ui,
                theme,
                "Not the passphrase of the study: whoever has one must not have both.",
            );
            let warning = "There is no recovery: if it is lost, nobody can say who was who.";
            ui.label(RichText::new(warning).small().color(theme.warning));
        }
        done
    }

    fn send(&mut self, outbox: &mut Outbox) {
        let path = PathBuf::from(self.place.trim());
        if self.task != KeyTask::Open && *self.passphrase != *self.again {
            self.error = Some("The two are not the same".to_owned());
            self.focus = true;
            return;
        }
        let Some(passphrase) = Passphrase::new(self.passphrase.as_str()) else {
            self.error = Some("A key needs a passphrase".to_owned());
            self.focus = true;
            return;
        };
        self.sent = true;
        self.error = None;
        outbox.send(Request::Key(match self.task {
            KeyTask::Create => KeyRequest::Create(path, passphrase),
            KeyTask::Open => KeyRequest::Open(path, passphrase),
            KeyTask::Change => KeyRequest::ChangePassphrase(passphrase),
        }));
    }
}
