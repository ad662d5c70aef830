//! The backups of a study: when and why each was made, what restoring it would change, and how often
//! they are made.

use super::new_study::secret;
use super::{Dialog, buttons, entered, frame};
use crate::study::{Backup, BackupReader, Difference, Error, Held, Pace, Passphrase};
use crate::ui::keeping::{Shelf, ToKeep};
use crate::ui::outbox::{Outbox, Request};
use crate::ui::parts::{Field, font, primary, quiet};
use crate::ui::theme::{self, Theme};
use crate::ui::widgets::one_line;
use crate::ui::worker::Answers;
use egui::{
    Context, DragValue, Grid, RichText, ScrollArea, Sense, Stroke, StrokeKind, TextStyle, Ui,
    WidgetInfo, pos2, vec2,
};
use std::path::{Path, PathBuf};
use zeroize::{Zeroize as _, Zeroizing};

/// A backup, and what is in it where that can be read.
type Line = (Backup, Option<Held>);

/// What restoring would change, and what becomes of the passphrase; or why it cannot be restored.
type Preview = Result<(Vec<Difference>, Option<&'static str>), Unreadable>;

/// Why nobody can say what restoring would change.
enum Unreadable {
    /// No passphrase that is known opens it.
    Locked,
    /// Something else is wrong with it.
    Wrong(String),
}

/// A preview, by what is in the folder, what was tried, and which backup it is of.
type Asked = (u64, u64, PathBuf);

/// The dialog.
pub struct Backups {
    shelf: Shelf,
    pace: Pace,
    /// Grows when the folder changed.
    round: u64,
    list: Answers<(u64, u64), Vec<Line>>,
    preview: Answers<Asked, Preview>,
    /// A passphrase the study had before, as it is typed.
    typed: Zeroizing<String>,
    /// What was typed, for the backup it is tried on.
    trying: Option<(PathBuf, Passphrase)>,
    /// Grows with every one that is tried.
    tries: u64,
    /// How many of them opened something.
    opened: u64,
    /// What was tried does not open this one.
    closed: Option<PathBuf>,
    /// The field takes the keyboard again.
    again: bool,
    chosen: usize,
    focus: bool,
    sent: bool,
}

const ROW: f32 = 30.0;

impl Backups {
    /// The backups of a study, and how often they are made.
    pub fn new(shelf: Shelf, pace: Pace) -> Self {
        Self {
            shelf,
            pace,
            round: 0,
            list: Answers::default(),
            preview: Answers::default(),
            typed: secret(),
            trying: None,
            tries: 0,
            opened: 0,
            closed: None,
            again: false,
            chosen: 0,
            focus: true,
            sent: false,
        }
    }

    /// The folder has changed: it is read again.
    pub fn changed(&mut self) {
        self.round += 1;
        self.sent = false;
    }

    /// What was asked for was not done.
    pub fn refused(&mut self) {
        self.sent = false;
    }

    /// True while files are read. For tests.
    pub fn is_reading(&self) -> bool {
        self.list.working() || self.preview.working()
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context, theme: &Theme, outbox: &mut Outbox) -> Dialog {
        self.ask(ctx);
        let shown = frame(ctx, theme, "Backups", 760.0, |ui| {
            let folder = self.shelf.reader.folder();
            quiet(ui, theme, format!("Whole copies, locked like the study: {}", folder.display()));
            ui.add_space(6.0);
            self.lines(ui, theme);
            ui.add_space(10.0);
            self.differences(ui, theme);
            ui.add_space(10.0);
            self.settings(ui, theme, outbox);
            buttons(ui, |ui| self.actions(ui, theme, outbox))
        });
        Dialog::closed(shown.inner || shown.escaped)
    }

    fn ask(&mut self, ctx: &Context) {
        let reader = self.shelf.reader.clone();
        let folder = (self.round, self.opened);
        self.list.ask(ctx, &folder, (true, "postil-backups"), move || reader.list());
        let Some(path) = self.chosen().map(|(backup, _)| backup.path.clone()) else { return };
        if !self.shelf.open {
            return;
        }
        let mut reader = self.shelf.reader.clone();
        let trying = self.trying.as_ref().filter(|(of, _)| *of == path);
        if let Some((_, former)) = trying {
            reader.try_also(former.clone());
        }
        let asked = (self.round, self.tries, path.clone());
        let look = move || preview(&reader, &path);
        if self.preview.ask(ctx, &asked, (true, "postil-compare"), look) {
            self.tried(&asked);
        }
    }

    /// There is an answer: what was typed for this backup opens it, or does not.
    fn tried(&mut self, asked: &Asked) {
        let Some((_, answer)) = self.preview.get().filter(|(known, _)| *known == asked) else {
            return;
        };
        let locked = matches!(answer, Err(Unreadable::Locked));
        let Some((path, former)) = self.trying.take_if(|(of, _)| *of == asked.2) else { return };
        if locked {
            (self.closed, self.again) = (Some(path), true);
        } else {
            // Others may be locked with it, too: they are looked into again.
            self.shelf.reader.try_also(former);
            self.opened += 1;
        }
    }

    fn all(&self) -> &[Line] {
        self.list.get().map_or(&[], |(_, lines)| lines)
    }

    fn chosen(&self) -> Option<&Line> {
        let all = self.all();
        all.get(self.chosen.min(all.len().saturating_sub(1)))
    }

    fn lines(&mut self, ui: &mut Ui, theme: &Theme) {
        let Some((_, lines)) = self.list.get() else {
            ui.horizontal(|ui| {
                ui.spinner();
                ui.label("Looking into the backups…");
            });
            return;
        };
        if lines.is_empty() {
            ui.label("There is no backup yet. The first one is made by the way.");
            return;
        }
        let mut chosen = self.chosen.min(lines.len() - 1);
        let height = (ui.ctx().content_rect().height() - 500.0).clamp(120.0, 300.0);
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            ScrollArea::vertical()
                .id_salt("backups")
                .max_height(height)
                .auto_shrink([false, true])
                .show_rows(ui, ROW, lines.len(), |ui, range| {
                    for at in range {
                        if row(ui, theme, &lines[at], at == chosen, &mut self.focus) {
                            chosen = at;
                        }
                    }
                });
        });
        self.chosen = chosen;
    }

    fn differences(&mut self, ui: &mut Ui, theme: &Theme) {
        if !self.shelf.open {
            quiet(ui, theme, "A backup of a damaged study is opened as a copy beside it.");
            return;
        }
        let Some((backup, _)) = self.chosen() else { return };
        ui.label(RichText::new("What restoring it would change").text_style(theme::strong()));
        let asked = (self.round, self.tries, backup.path.clone());
        match self.preview.get().filter(|(key, _)| **key == asked) {
            None => {
                ui.spinner();
            }
            Some((_, Err(Unreadable::Wrong(why)))) => {
                ui.label(RichText::new(why).color(theme.error));
            }
            Some((_, Err(Unreadable::Locked))) => self.locked(ui, theme, asked.2),
            Some((_, Ok((found, lock)))) => {
                if found.iter().all(Difference::is_none) {
                    ui.label("Nothing: it holds what the study holds now.");
                } else {
                    table(ui, theme, found);
                }
                if let Some(lock) = lock {
                    ui.add_space(4.0);
                    ui.label(*lock);
                }
            }
        }
    }

    /// A backup that is locked with another passphrase, or damaged in its first page: nobody can tell.
    fn locked(&mut self, ui: &mut Ui, theme: &Theme, backup: PathBuf) {
        ui.label("It is locked with a passphrase that the study had before, or damaged.");
        ui.add_space(4.0);
        let wrong = self.closed.as_ref() == Some(&backup);
        let field = Field {
            label: "Passphrase of this backup",
            error: wrong.then_some("It does not open this backup"),
            secret: true,
            ..Field::default()
        };
        let mut pressed = false;
        let field = ui
            .scope(|ui| {
                ui.set_max_width(440.0);
                field.show_beside(ui, theme, &mut self.typed, 90.0, |ui| {
                    let button = egui::Button::new("Look into it").min_size(vec2(90.0, 0.0));
                    pressed = ui.add(button).clicked();
                })
            })
            .inner;
        if std::mem::take(&mut self.again) {
            field.request_focus();
        }
        if field.changed() {
            self.closed = None;
        }
        if !pressed && !entered(ui, &field) {
            return;
        }
        if let Some(former) = Passphrase::new(self.typed.as_str()) {
            self.trying = Some((backup, former));
            self.tries += 1;
            self.closed = None;
        }
        self.typed.zeroize();
    }

    fn settings(&mut self, ui: &mut Ui, theme: &Theme, outbox: &mut Outbox) {
        let before = self.pace;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            ui.label("By the way: after");
            let steps = ui.add(DragValue::new(&mut self.pace.steps).range(0..=10_000));
            name(&steps, "Steps until a backup");
            ui.label("steps or");
            let minutes = ui.add(DragValue::new(&mut self.pace.minutes).range(0..=1_440));
            name(&minutes, "Minutes until a backup");
            ui.label("minutes of work (0: never), keeping");
            let keep = ui.add(DragValue::new(&mut self.pace.keep).range(2..=500));
            name(&keep, "How many backups stay");
            ui.label("of them.");
        });
        quiet(
            ui,
            theme,
            "All of the last hour stay (at most half of that number), and the last one of each day. \
             One is always made before an import, a restore and a repair.",
        );
        if before != self.pace {
            outbox.send(Request::Keep(ToKeep::Pace(self.pace)));
        }
    }

    fn actions(&mut self, ui: &mut Ui, theme: &Theme, outbox: &mut Outbox) -> bool {
        let chosen = self.chosen().cloned();
        let readable = chosen.as_ref().is_some_and(|(_, held)| held.is_some());
        let ready = chosen.is_some() && !self.sent;
        if self.shelf.open {
            let restore = primary(ui, theme, ready && readable, "Restore");
            let why = "Puts it in the place of the study, which is backed up first";
            if restore.on_hover_text(why).clicked()
                && let Some((backup, _)) = &chosen
            {
                self.sent = true;
                let reader = self.shelf.reader.clone();
                outbox.send(Request::Keep(ToKeep::Restore(backup.path.clone(), reader)));
            }
        }
        let copy = ui.add_enabled(ready, egui::Button::new("Open as a copy"));
        let why = "Makes a study of its own of it, beside this one, and opens that";
        if copy.on_hover_text(why).clicked()
            && let Some((backup, _)) = chosen
        {
            self.sent = true;
            outbox.send(Request::Keep(ToKeep::OpenCopy {
                study: self.shelf.reader.study().to_owned(),
                backup: backup.path,
                reader: self.shelf.reader.clone(),
            }));
        }
        if self.shelf.open && ui.add_enabled(!self.sent, egui::Button::new("Back up now")).clicked()
        {
            self.sent = true;
            outbox.send(Request::Keep(ToKeep::Now));
        }
        let close = ui.button("Close").clicked();
        if self.sent {
            ui.spinner();
        }
        close
    }
}

fn preview(reader: &BackupReader, backup: &Path) -> Preview {
    let told = |error: Error| {
        if error.wants_passphrase() {
            Unreadable::Locked
        } else {
            Unreadable::Wrong(error.to_string())
        }
    };
    let (_, key) = reader.look_into(backup).map_err(told)?;
    let lock = reader.lock_after(backup, key).map_err(told)?;
    Ok((reader.differences(backup, key).map_err(told)?, lock))
}

fn name(response: &egui::Response, label: &str) {
    let enabled = response.enabled();
    response.widget_info(|| WidgetInfo::labeled(egui::Role::SpinButton, enabled, label));
}

/// One backup; true when it was chosen.
fn row(ui: &mut Ui, theme: &Theme, line: &Line, chosen: bool, focus: &mut bool) -> bool {
    let (backup, held) = line;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    if chosen && std::mem::take(focus) {
        response.request_focus();
    }
    let when = backup.at.strftime("%-d %b %Y, %H:%M").to_string();
    let size = size_of(backup.bytes);
    let what = match held {
        Some(held) => format!("{} steps, {} codings", held.steps, held.codings),
        None => "locked with another passphrase, or damaged".to_owned(),
    };
    let said = format!("{when}, {}, {what}, {size}", backup.reason);
    response.widget_info(|| WidgetInfo::selected(egui::Role::ListItem, true, chosen, &said));
    // Under everything else: it must not cut the ring of the one that is chosen.
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, theme.line));
    if chosen {
        ui.painter().rect_filled(rect, 4.0, theme.selection);
    }
    if response.has_focus() {
        let edge = Stroke::new(1.0, theme.accent);
        ui.painter().rect_stroke(rect, 4.0, edge, StrokeKind::Inside);
    }
    let small = font(ui, &TextStyle::Small);
    let put = |text: &str, font: egui::FontId, x: f32, width: f32, color| {
        let galley = one_line(ui.painter(), text, font, color, width);
        let at = pos2(rect.left() + x, rect.center().y - galley.size().y / 2.0);
        ui.painter().galley(at, galley, color);
    };
    let right = rect.width();
    let second = if chosen { theme.ink } else { theme.quiet };
    put(&when, small.clone(), 8.0, 140.0, second);
    put(&backup.reason, font(ui, &TextStyle::Body), 156.0, right - 156.0 - 382.0, theme.ink);
    let ink = if held.is_some() { second } else { theme.warning };
    put(&what, small.clone(), right - 372.0, 288.0, ink);
    put(&size, small, right - 78.0, 70.0, second);
    response.clicked()
}

fn table(ui: &mut Ui, theme: &Theme, found: &[Difference]) {
    // Numbers stand under each other by their last digit.
    let put = |ui: &mut Ui, text: RichText| {
        // As wide as the longest head: the last column would take all that is left.
        let (rect, _) = ui.allocate_exact_size(egui::vec2(84.0, 20.0), egui::Sense::hover());
        let right = egui::Layout::right_to_left(egui::Align::Center);
        ui.new_child(egui::UiBuilder::new().max_rect(rect).layout(right)).label(text);
    };
    let grid = Grid::new("differences").num_columns(6).spacing([22.0, 4.0]).min_row_height(20.0);
    grid.show(ui, |ui| {
        ui.label("");
        for head in ["Now", "In the backup", "Come back", "Go", "Change back"] {
            put(ui, RichText::new(head).small().color(theme.quiet));
        }
        ui.end_row();
        for one in found {
            ui.label(one.what);
            for (n, counts) in [
                (one.now, false),
                (one.then, false),
                (one.back, true),
                (one.gone, true),
                (one.changed, true),
            ] {
                let ink = if counts && n > 0 { theme.strong } else { theme.quiet };
                put(ui, RichText::new(n.to_string()).color(ink));
            }
            ui.end_row();
        }
    });
}

/// A size as people say it.
fn size_of(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => format!("{:.1} MB", bytes as f64 / 1.0e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_like_sizes() {
        let check = |bytes: u64, expected: &str| assert_eq!(size_of(bytes), expected);
        check(999, "999 bytes");
        check(4_096, "5 kB");
        check(1_250_000, "1.2 MB");
    }
}
