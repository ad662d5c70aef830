//! A table of participants on its way in: how it is read, and what it would change, before anything
//! is stored.
//!
//! Reading and planning happen on a thread: a sheet may have a million cells. What the dialog shows is
//! the plan the import goes by.

mod changes;
mod columns;
#[cfg(test)]
mod tests;

use crate::exchange::people::{PeopleColumn, PeopleFile};
use crate::model::{Corpus, PeopleChoices, PeopleTable};
use crate::study::{Command, PeoplePlan, plan_people};
use crate::ui::dialogs::{Dialog, buttons, frame};
use crate::ui::outbox::Outbox;
use crate::ui::parts::{complaint, count, primary, quiet};
use crate::ui::theme::Theme;
use crate::ui::view::View;
use crate::ui::widgets::{one_line, section_head};
use crate::ui::worker::Answers;
use egui::{
    Color32, Context, FontId, RichText, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2,
};
use std::path::PathBuf;
use std::sync::{Arc, mpsc};

/// What is asked of the file: another study, other choices, another answer.
type Question = (u64, Asked);

/// What a person chose.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Asked {
    choices: PeopleChoices,
    /// Ids of the file that are participants spelt differently.
    same: Vec<(String, String)>,
    blank_clears: bool,
}

/// What comes of it.
struct Answer {
    columns: Vec<PeopleColumn>,
    /// A few values of each column.
    examples: Vec<String>,
    /// The first lines of the sheet, from which the header is chosen.
    top: Vec<(u64, String)>,
    result: Result<(PeopleTable, PeoplePlan), String>,
}

type Opened = Result<(PeopleFile, PeopleChoices), String>;

/// The table that was looked at, and what was chosen about it, while its dialog is away. The file is
/// read again.
#[derive(Clone, Debug)]
pub struct PeopleAside {
    path: PathBuf,
    asked: Option<Asked>,
}

/// The dialog.
pub struct ImportPeople {
    path: PathBuf,
    name: String,
    /// What was chosen before the dialog was away.
    chosen: Option<Asked>,
    coming: Option<mpsc::Receiver<Opened>>,
    file: Option<Arc<PeopleFile>>,
    failed: Option<String>,
    asked: Asked,
    answers: Answers<Question, Answer>,
    focus: bool,
}

impl ImportPeople {
    /// Opens the file on a thread.
    pub fn new(path: PathBuf, corpus: &Arc<Corpus>, ctx: &Context) -> Self {
        let name = path
            .file_name()
            .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
        let (send, receive) = mpsc::channel();
        let (corpus, ctx, called) = (Arc::clone(corpus), ctx.clone(), name.clone());
        let thread = std::thread::Builder::new().name("people file".to_owned());
        let file = path.clone();
        let started = thread.spawn(move || {
            let opened = open(&file, &called, &corpus);
            // Nobody waits any more when the dialog was closed.
            if send.send(opened).is_ok() {
                ctx.request_repaint();
            }
        });
        let failed = started.err().map(|error| format!("the file cannot be read: {error}"));
        Self {
            path,
            name,
            chosen: None,
            coming: Some(receive),
            file: None,
            failed,
            asked: Asked::default(),
            answers: Answers::default(),
            focus: true,
        }
    }

    /// The dialog on a table that was looked at before.
    pub fn again(aside: PeopleAside, corpus: &Arc<Corpus>, ctx: &Context) -> Self {
        Self { chosen: aside.asked, ..Self::new(aside.path, corpus, ctx) }
    }

    /// Which file it is and what was chosen: without anything that stands in it.
    pub fn aside(&self) -> PeopleAside {
        let asked = self.file.is_some().then(|| self.asked.clone());
        PeopleAside { path: self.path.clone(), asked: asked.or_else(|| self.chosen.clone()) }
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context, view: &View<'_>, outbox: &mut Outbox) -> Dialog {
        self.hear();
        self.ask(ctx, view);
        let theme = view.theme;
        let shown = frame(ctx, theme, "Import participants", 820.0, |ui| {
            self.head(ui, view);
            // The buttons stay in view, however long the rest is.
            let room = (ctx.content_rect().height() - 262.0).max(120.0);
            let scroll = ScrollArea::vertical().id_salt("import people").max_height(room);
            let ready = scroll.show(ui, |ui| self.content(ui, view)).inner;
            buttons(ui, |ui| {
                let text = ready.as_ref().map_or("Import", |text| text.as_str());
                let import = primary(ui, theme, ready.is_some() && !view.busy, text);
                if ready.is_some() && std::mem::take(&mut self.focus) {
                    import.request_focus();
                }
                let cancel = ui.button("Cancel").clicked();
                if ready.is_some() {
                    quiet(ui, theme, "One step: Undo takes it back");
                }
                (import.clicked(), cancel)
            })
        });
        let (import, cancel) = shown.inner;
        if import && let Some((_, Answer { result: Ok((table, _)), .. })) = self.answers.get() {
            let (table, blank_clears) = (table.clone(), self.asked.blank_clears);
            outbox.run(Command::ImportParticipants { table, blank_clears });
            return Dialog::Closed;
        }
        if cancel || shown.escaped { Dialog::Closed } else { Dialog::Open }
    }

    /// The file, when it has been read.
    fn hear(&mut self) {
        let Some(opened) = self.coming.as_ref().and_then(|coming| coming.try_recv().ok()) else {
            return;
        };
        self.coming = None;
        match opened {
            Ok((file, choices)) => {
                self.file = Some(Arc::new(file));
                self.asked = Asked { choices, ..Asked::default() };
                if let Some(chosen) = self.chosen.take() {
                    self.asked = chosen;
                }
            }
            Err(why) => self.failed = Some(why),
        }
    }

    fn ask(&mut self, ctx: &Context, view: &View<'_>) {
        let Some(file) = &self.file else { return };
        let question = (view.revision, self.asked.clone());
        let (file, corpus, asked) = (Arc::clone(file), Arc::clone(view.corpus), self.asked.clone());
        let work = move || answer(&file, &corpus, &asked);
        self.answers.ask(ctx, &question, (true, "people plan"), work);
    }

    /// What the file is, and where in it the table is.
    fn head(&mut self, ui: &mut Ui, view: &View<'_>) {
        let theme = view.theme;
        ui.label(RichText::new(&self.name).color(theme.ink));
        if let Some(why) = &self.failed {
            ui.add_space(4.0);
            complaint(ui, theme, Some(why));
        } else if self.answers.get().is_none() {
            ui.horizontal(|ui| {
                ui.spinner();
                ui.label(RichText::new("Reading the table …").color(theme.quiet));
            });
        }
    }

    /// Everything between head and buttons. The words on the button, when there is something to
    /// import.
    fn content(&mut self, ui: &mut Ui, view: &View<'_>) -> Option<String> {
        let file = Arc::clone(self.file.as_ref()?);
        let (_, answer) = self.answers.get()?;
        columns::places(ui, view, &file, answer, &mut self.asked);
        columns::list(ui, view, answer, &mut self.asked);
        // A question that is being answered again keeps the old answer on the screen, but not usable.
        let stale = self.answers.working()
            || self.answers.get().is_none_or(|((_, asked), _)| *asked != self.asked);
        match &answer.result {
            Err(why) => {
                ui.add_space(8.0);
                complaint(ui, view.theme, Some(why));
                None
            }
            Ok((table, plan)) => {
                changes::show(ui, view, table, plan, &mut self.asked);
                let n = plan.people.len();
                let text = match n {
                    0 => "Import".to_owned(),
                    n => format!("Import {}", count(n, "participant")),
                };
                (!plan.is_empty() && !stale).then_some(text)
            }
        }
    }
}

fn open(path: &std::path::Path, name: &str, corpus: &Corpus) -> Opened {
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    let file = PeopleFile::open(name, &bytes).map_err(|error| error.to_string())?;
    let choices = file.propose(corpus);
    Ok((file, choices))
}

/// Letters of a line that is shown to choose the header from.
const LINE: usize = 60;

fn answer(file: &PeopleFile, corpus: &Corpus, asked: &Asked) -> Answer {
    let columns = file.columns(&asked.choices);
    let result = file.read(&asked.choices).map_err(|error| error.to_string());
    let result = result.and_then(|mut table| {
        table.take_as(&asked.same);
        let plan = plan_people(corpus, &table, asked.blank_clears);
        let plan = plan.map_err(|refusal| refusal.to_string())?;
        Ok((table, plan))
    });
    let examples = columns.iter().map(|column| file.examples(&asked.choices, column.at, 6));
    let line = |cells: &[String]| {
        let filled = cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
        let line = filled.collect::<Vec<_>>().join(" · ");
        let cut: String = line.chars().take(LINE).collect();
        if cut.len() < line.len() { format!("{cut}…") } else { cut }
    };
    let top = file.top(&asked.choices.sheet, 12);
    Answer {
        examples: examples.map(|values| values.join(", ")).collect(),
        top: top.into_iter().map(|(number, cells)| (number, line(cells))).collect(),
        columns,
        result,
    }
}

/// A text in a place of its own: cut where it is too long, and whole when pointed at.
fn cell(ui: &mut Ui, text: &str, font: FontId, ink: Color32, width: f32) {
    let galley = one_line(ui.painter(), text, font, ink, width);
    let (rect, response) = ui.allocate_exact_size(vec2(width, 24.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    let at = pos2(rect.left(), rect.center().y - galley.size().y / 2.0);
    let cut = galley.elided;
    ui.painter().with_clip_rect(rect.expand2(vec2(2.0, 4.0))).galley(at, galley, ink);
    if cut {
        response.on_hover_text(text);
    }
}

/// The head of a section, with a rule under it.
fn section(ui: &mut Ui, theme: &Theme, text: &str) {
    ui.add_space(10.0);
    let head = section_head(ui, theme, text).rect;
    let stroke = egui::Stroke::new(1.0, theme.line);
    ui.painter().hline(head.left()..=ui.max_rect().right(), head.bottom() + 1.5, stroke);
    ui.add_space(5.0);
}
