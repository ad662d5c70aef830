//! A new study: what it is called, where it lies, who works on it, what locks it.

use super::{Dialog, buttons, entered, frame, strength};
use crate::study::{ENDING, FIRST_CODER, Passphrase};
use crate::ui::files::{self, Kind, Waiting};
use crate::ui::outbox::{Outbox, Request};
use crate::ui::parts::{Field, complaint, primary, quiet, radios};
use crate::ui::theme::Theme;
use egui::{Context, RichText, Ui};
use std::path::PathBuf;
use zeroize::Zeroizing;

/// What is typed into the dialog.
pub struct NewStudy {
    name: String,
    place: String,
    /// The place was chosen: it does not follow the name any more.
    chosen: bool,
    coder: String,
    locked: bool,
    passphrase: Zeroizing<String>,
    again: Zeroizing<String>,
    folder: PathBuf,
    waiting: Option<Waiting>,
    focus: Option<Slot>,
    errors: Errors,
    warned: files::Warned,
    sent: bool,
}

/// A field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Slot {
    Name,
    Place,
    Passphrase,
    Again,
}

#[derive(Default)]
struct Errors {
    name: Option<String>,
    place: Option<String>,
    passphrase: Option<String>,
    again: Option<String>,
    other: Option<String>,
}

/// Room for a passphrase from the start: growing would leave copies of it behind.
pub(super) const ROOM: usize = 512;

pub(super) fn secret() -> Zeroizing<String> {
    Zeroizing::new(String::with_capacity(ROOM))
}

impl Default for NewStudy {
    fn default() -> Self {
        Self::new(files::suggested_folder())
    }
}

impl NewStudy {
    /// With a folder to suggest.
    pub fn new(folder: PathBuf) -> Self {
        Self {
            name: String::new(),
            place: String::new(),
            chosen: false,
            coder: String::new(),
            locked: cfg!(feature = "encryption"),
            passphrase: secret(),
            again: secret(),
            folder,
            waiting: None,
            focus: Some(Slot::Name),
            errors: Errors::default(),
            warned: files::Warned::default(),
            sent: false,
        }
    }

    /// The study could not be made: why, in words. The dialog stays open.
    pub fn refused(&mut self, why: &str) {
        self.sent = false;
        self.errors = Errors::default();
        if why.contains("already there") || why.contains("file") {
            self.errors.place = Some(why.to_owned());
            self.focus = Some(Slot::Place);
        } else {
            self.errors.other = Some(why.to_owned());
        }
    }

    /// Something else is asked first: it can be sent once more.
    pub fn not_sent(&mut self) {
        self.sent = false;
    }

    /// Draws the dialog. It sends [`Request::Create`] and stays open until the shell drops it.
    pub fn show(&mut self, ctx: &Context, theme: &Theme, outbox: &mut Outbox) -> Dialog {
        self.answer();
        let shown = frame(ctx, theme, "New study", 520.0, |ui| {
            let mut done = self.fields(ui, theme);
            done |= self.lock(ui, theme);
            complaint(ui, theme, self.errors.other.as_deref());
            let pressed = buttons(ui, |ui| {
                let create = primary(ui, theme, !self.sent, "Create study").clicked();
                let cancel = ui.button("Cancel").clicked();
                if self.sent {
                    ui.spinner();
                }
                (create, cancel)
            });
            (done || pressed.0, pressed.1)
        });
        let (done, cancelled) = shown.inner;
        if done && !self.sent {
            self.create(outbox);
        }
        Dialog::closed(cancelled || shown.escaped)
    }

    fn answer(&mut self) {
        let Some(answer) = self.waiting.as_mut().and_then(Waiting::answer) else { return };
        self.waiting = None;
        if let Some(path) = answer.into_iter().next() {
            self.place = path.display().to_string();
            self.chosen = true;
            self.errors.place = None;
        }
    }

    fn take_focus(&mut self, slot: Slot, field: &egui::Response) {
        if self.focus == Some(slot) {
            self.focus = None;
            field.request_focus();
        }
    }

    /// Name, place, coder. True when Enter was pressed.
    fn fields(&mut self, ui: &mut Ui, theme: &Theme) -> bool {
        let name = Field {
            label: "Name of the study",
            hint: "Waiting for support",
            error: self.errors.name.as_deref(),
            ..Field::default()
        };
        let name = name.show(ui, theme, &mut self.name);
        self.take_focus(Slot::Name, &name);
        if name.changed() {
            self.errors.name = None;
        }
        if !self.chosen {
            self.place = files::place(&self.folder, &self.name, ENDING).display().to_string();
        }
        ui.add_space(4.0);
        let place =
            Field { label: "File", error: self.errors.place.as_deref(), ..Field::default() };
        let mut choose = false;
        let place = place.show_beside(ui, theme, &mut self.place, 84.0, |ui| {
            let button = egui::Button::new("Choose…").min_size(egui::vec2(84.0, 30.0));
            choose = ui.add_enabled(self.waiting.is_none(), button).clicked();
        });
        self.take_focus(Slot::Place, &place);
        if place.changed() {
            self.chosen = true;
            self.errors.place = None;
        }
        if choose {
            let path = self.path();
            self.waiting = Some(files::save_file(ui.ctx(), &path, &[Kind::Study]));
        }
        if let Some(warning) = self.warned.of(ui.ctx(), &self.place) {
            ui.label(RichText::new(warning).small().color(theme.warning));
        }
        ui.add_space(4.0);
        let coder = Field { label: "Your name as coder", hint: FIRST_CODER, ..Field::default() };
        let coder = coder.show(ui, theme, &mut self.coder);
        quiet(ui, theme, "It stands beside every coding. A pseudonym or initials are enough.");
        entered(ui, &name) || entered(ui, &place) || entered(ui, &coder)
    }

    /// What locks it. True when Enter was pressed.
    fn lock(&mut self, ui: &mut Ui, theme: &Theme) -> bool {
        ui.add_space(8.0);
        let can = cfg!(feature = "encryption");
        ui.add_enabled_ui(can, |ui| {
            let text = "Lock with a passphrase";
            radios(ui, theme, |ui| ui.radio_value(&mut self.locked, true, text));
        });
        let mut done = false;
        if self.locked && can {
            ui.indent("locked", |ui| done = self.passphrases(ui, theme));
        }
        let text = "No passphrase";
        radios(ui, theme, |ui| ui.radio_value(&mut self.locked, false, text));
        if !self.locked {
            ui.indent("open", |ui| {
                let text = "Whoever can open the file can read the interviews.";
                quiet(ui, theme, text);
                if !can {
                    quiet(ui, theme, "This build of Postil cannot use passphrases.");
                }
            });
        }
        done
    }

    fn passphrases(&mut self, ui: &mut Ui, theme: &Theme) -> bool {
        let field = Field {
            label: "Passphrase",
            error: self.errors.passphrase.as_deref(),
            secret: true,
            ..Field::default()
        };
        let first = field.show(ui, theme, &mut self.passphrase);
        self.take_focus(Slot::Passphrase, &first);
        if first.changed() {
            (self.errors.passphrase, self.errors.again) = (None, None);
        }
        strength::show(ui, theme, &self.passphrase);
        let field = Field {
            label: "The same again",
            error: self.errors.again.as_deref(),
            secret: true,
            ..Field::default()
        };
        let second = field.show(ui, theme, &mut self.again);
        self.take_focus(Slot::Again, &second);
        if second.changed() {
            self.errors.again = None;
        }
        let warning = "There is no recovery: if it is lost, the study is lost.";
        ui.label(RichText::new(warning).small().color(theme.warning));
        entered(ui, &first) || entered(ui, &second)
    }

    fn path(&self) -> PathBuf {
        files::completed(&self.folder, &self.place, ENDING)
    }

    /// Sends the request when nothing is wrong; otherwise says what, at the field.
    fn create(&mut self, outbox: &mut Outbox) {
        self.errors = Errors::default();
        let name = self.name.trim();
        if name.is_empty() {
            self.errors.name = Some("A study needs a name".to_owned());
        }
        if self.place.trim().is_empty() {
            self.errors.place = Some("Say where the file shall lie".to_owned());
        }
        if self.locked && self.passphrase.is_empty() {
            let why = "Type a passphrase, or choose “No passphrase” below";
            self.errors.passphrase = Some(why.to_owned());
        } else if self.locked && *self.passphrase != *self.again {
            self.errors.again = Some("The two are not the same".to_owned());
        }
        self.focus = [
            (Slot::Name, &self.errors.name),
            (Slot::Place, &self.errors.place),
            (Slot::Passphrase, &self.errors.passphrase),
            (Slot::Again, &self.errors.again),
        ]
        .into_iter()
        .find_map(|(slot, error)| error.as_ref().map(|_| slot));
        if self.focus.is_some() {
            return;
        }
        let locked = self.locked.then(|| self.passphrase.as_str());
        outbox.send(Request::Create {
            path: self.path(),
            name: name.to_owned(),
            coder: self.coder.trim().to_owned(),
            passphrase: locked.and_then(Passphrase::new),
        });
        self.sent = true;
    }
}
