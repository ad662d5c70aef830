//! The passphrase of a study that is locked.

use super::new_study::secret;
use super::{Dialog, buttons, entered, frame};
use crate::study::Passphrase;
use crate::ui::locking::Saved;
use crate::ui::outbox::{Outbox, Request};
use crate::ui::parts::{Field, capital, primary, quiet};
use crate::ui::theme::Theme;
use egui::{Context, RichText, Ui};
use std::path::{Path, PathBuf};
use zeroize::{Zeroize as _, Zeroizing};

/// What is typed into the dialog. The passphrase is wiped when it is dropped.
pub struct Unlock {
    path: PathBuf,
    passphrase: Zeroizing<String>,
    error: Option<String>,
    /// It was open a moment ago, and is not named: whoever passes by sees the screen.
    again: bool,
    /// So many files wait to be imported once it is unlocked.
    files: usize,
    /// Whether everything could be stored before.
    saved: Saved,
    focus: bool,
    sent: bool,
}

impl Unlock {
    /// For a file that is locked.
    pub fn new(path: PathBuf) -> Self {
        Self {
            path,
            passphrase: secret(),
            error: None,
            again: false,
            files: 0,
            saved: Saved::All,
            focus: true,
            sent: false,
        }
    }

    /// For the study that was open and is locked now. `files` wait to be imported.
    pub fn again(path: PathBuf, files: usize, saved: Saved) -> Self {
        Self { again: true, files, saved, ..Self::new(path) }
    }

    /// The file it asks for.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The passphrase did not open it: why, beside the field. The dialog stays open.
    pub fn refused(&mut self, why: &str) {
        self.passphrase.zeroize();
        // The path stands above the field already.
        let path = format!(": {}", self.path.display());
        let why = why.strip_suffix(&path).unwrap_or(why);
        self.error = Some(capital(why));
        self.focus = true;
        self.sent = false;
    }

    /// Something else is asked first: the passphrase can be sent once more.
    pub fn not_sent(&mut self) {
        self.sent = false;
    }

    /// Draws the dialog. It sends [`Request::Open`] and stays open until the shell drops it; where
    /// something waits in memory it sends [`Request::CloseLocked`] instead of closing itself.
    pub fn show(&mut self, ctx: &Context, theme: &Theme, outbox: &mut Outbox) -> Dialog {
        let shown = frame(
            ctx,
            theme,
            if self.again { "Locked" } else { "Unlock study" },
            420.0,
            |ui| {
                if self.again {
                    tell(ui, theme, self.saved);
                    if self.files > 0 {
                        let text = if self.files == 1 {
                            "A file waits to be imported. It is read again once the study is unlocked, \
                             and given up if you close it."
                        } else {
                            "Files wait to be imported. They are read again once the study is \
                             unlocked, and given up if you close it."
                        };
                        quiet(ui, theme, text);
                    }
                } else {
                    let name = self.path.file_name().unwrap_or_default().to_string_lossy();
                    ui.label(format!("{name} is locked with a passphrase."))
                        .on_hover_text(self.path.display().to_string());
                }
                ui.add_space(4.0);
                let field = Field {
                    label: "Passphrase",
                    error: self.error.as_deref(),
                    secret: true,
                    ..Field::default()
                };
                let field = field.show(ui, theme, &mut self.passphrase);
                if std::mem::take(&mut self.focus) {
                    field.request_focus();
                }
                if field.changed() {
                    self.error = None;
                }
                let done = entered(ui, &field);
                let pressed = buttons(ui, |ui| {
                    let open = primary(ui, theme, !self.sent, "Open").clicked();
                    let cancel = if self.again { "Close the study" } else { "Cancel" };
                    let cancel = ui.button(cancel).clicked();
                    if self.sent {
                        ui.label(RichText::new("Opening…").small().color(theme.quiet));
                        ui.spinner();
                    }
                    (open, cancel)
                });
                (done || pressed.0, pressed.1)
            },
        );
        let (done, cancelled) = shown.inner;
        if done && !self.sent {
            if let Some(passphrase) = Passphrase::new(self.passphrase.as_str()) {
                self.sent = true;
                self.error = None;
                outbox.send(Request::Open(self.path.clone(), Some(passphrase)));
            } else {
                self.error = Some("Type the passphrase of this study".to_owned());
                self.focus = true;
            }
        }
        let closes = cancelled || shown.escaped;
        if closes && matches!(self.saved, Saved::InMemory(_)) {
            outbox.send(Request::CloseLocked);
            return Dialog::Open;
        }
        Dialog::closed(closes)
    }
}

/// What became of it. Whoever passes by may read why something could not be stored, not what it is.
fn tell(ui: &mut Ui, theme: &Theme, saved: Saved) {
    let text = match saved {
        Saved::All => {
            ui.label("The study is locked. Everything is saved.");
            return;
        }
        Saved::NoPlace(why) => format!("Where you were reading could not be kept: {why}."),
        Saved::InMemory(why) => format!(
            "Something that was typed could not be saved yet: {why}. It is kept in memory: unlock to \
             go on; it is lost if the program is closed."
        ),
    };
    ui.label("The study is locked.");
    ui.label(RichText::new(text).color(theme.warning));
}
