//! The shell: owns what is open, drains the outbox before each frame, draws the pages.

mod acting;
mod aside;
mod backups;
mod care;
mod codes;
mod copying;
mod corrections;
mod exports;
mod framework;
mod incoming;
mod keeping;
mod keys;
mod lock;
mod notes;
mod places;
mod privacy;
mod searching;
mod typed;
mod unkept;
mod withdrawing;

use super::action::{Action, InText, Standing};
use super::asks::Asks;
use super::desk::{Desk, News};
use super::outbox::{Outbox, Page, Request};
use super::preferences::{Keeper, Preferences};
use super::theme::Theme;
use super::toasts::Toasts;
use super::transcript::{Reading, role_attribute};
use super::view::{CodeCounts, View};
use super::{
    charts, excerpts, import, memos, menu, palette, people, read, search, start, tables,
    text_panel, themes, work,
};
use crate::analysis;
use crate::model::{CoderChoice, Voice};
use crate::study::{Command, Error};
use crate::text::turns::label_key;
pub(super) use backups::is_damage;
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::mpsc;

/// What was computed from the corpus once, until it changes.
#[derive(Default)]
struct Derived {
    revision: u64,
    shown: CoderChoice,
    counts: CodeCounts,
    role: Option<crate::model::AttributeId>,
    /// Labels that wait to be mapped.
    waiting: usize,
}

/// The window.
pub struct App {
    desk: Desk,
    outbox: Outbox,
    /// Changes that wait until the study is back on the desk.
    waiting: VecDeque<Request>,
    /// News from errands that do not need the study: exports, system dialogs.
    errands: (mpsc::Sender<News>, mpsc::Receiver<News>),
    derived: Derived,
    page: Page,
    theme: Theme,
    /// Light or dark, when it was chosen here.
    dark: Option<bool>,
    reading: Reading,
    preferences: Keeper,
    text_panel: Option<text_panel::State>,
    /// Where a document is being read: kept in the study when another one is read, or none.
    place: Option<(crate::model::DocumentId, u32)>,
    memos_open: bool,
    read: read::State,
    excerpts: excerpts::State,
    search: search::State,
    tables: tables::State,
    charts: charts::State,
    themes: themes::State,
    framework: super::framework::State,
    people: people::State,
    /// Files that were read and are looked at before they are stored.
    import: Option<import::State>,
    /// What was decided about files that are being read again.
    import_again: Option<import::Aside>,
    start: start::State,
    memos: memos::State,
    privacy: super::privacy::State,
    palette: palette::Palette,
    asks: Asks,
    toasts: Toasts,
    /// What is typed into forms, as it lies on the desk.
    words: typed::Words,
    /// What was typed and could not be stored.
    unkept: unkept::Unkept,
    /// When the file was last looked at for changes by another program.
    looked: f64,
    rest: keeping::Rest,
    guard: lock::Guard,
    notes: notes::Notes,
}

impl App {
    /// A window on a study, or on the first screen.
    pub fn new(ctx: &egui::Context, study: Option<PathBuf>, preferences: Keeper) -> Self {
        super::fonts::install(ctx);
        let Preferences { dark: chosen, reading, lock_after, .. } = preferences.get();
        // Light where nobody says.
        let system = ctx.input(|input| input.raw.system_theme) == Some(egui::Theme::Dark);
        let dark = chosen.unwrap_or(system);
        let theme = Theme::new(dark);
        theme.apply(ctx);
        let mut outbox = Outbox::default();
        if let Some(path) = study {
            outbox.send(Request::Open(path, None));
        }
        Self {
            desk: Desk::default(),
            outbox,
            waiting: VecDeque::new(),
            errands: mpsc::channel(),
            derived: Derived::default(),
            page: Page::default(),
            theme,
            dark: chosen,
            reading,
            preferences,
            text_panel: None,
            place: None,
            memos_open: false,
            read: read::State::default(),
            excerpts: excerpts::State::default(),
            search: search::State::default(),
            tables: tables::State::default(),
            charts: charts::State::default(),
            themes: themes::State::default(),
            framework: super::framework::State::default(),
            people: people::State::default(),
            import: None,
            start: start::State::default(),
            memos: memos::State::default(),
            privacy: super::privacy::State::default(),
            palette: palette::Palette::default(),
            asks: Asks::default(),
            toasts: Toasts::default(),
            words: typed::Words::default(),
            unkept: unkept::Unkept::default(),
            import_again: None,
            looked: 0.0,
            rest: keeping::Rest::default(),
            guard: lock::Guard::new(lock_after),
            notes: notes::Notes::default(),
        }
    }

    /// Everything a study is asked of, as it is on the screen. For tests.
    pub fn corpus(&self) -> &std::sync::Arc<crate::model::Corpus> {
        self.desk.corpus()
    }

    /// True while the study is away on long work. For tests.
    pub fn is_busy(&self) -> bool {
        self.desk.progress().is_some()
    }

    fn standing(&self) -> Standing {
        let (undo, redo) = self.desk.next_steps();
        Standing {
            open: self.desk.is_open(),
            busy: self.is_busy(),
            read_only: self.is_read_only(),
            undo: undo.is_some(),
            redo: redo.is_some(),
            text: if self.page == Page::Read { self.read.standing() } else { InText::default() },
            codes: !self.desk.corpus().codes.is_empty(),
            chosen: self.read.codes(&self.desk.corpus().codes).len(),
            import: self.import.is_some(),
            found: self.search.found(),
            steps: self.steps_through_search(),
        }
    }

    fn derive(&mut self) {
        let corpus = self.desk.corpus();
        if self.derived.revision == self.desk.revision() {
            return;
        }
        let acting = self.desk.study().and_then(crate::study::Study::coder_id);
        let shown = analysis::default_coder(corpus, acting);
        let mut labels: Vec<String> = corpus
            .documents
            .iter()
            .flat_map(|document| &document.speakers)
            .filter(|speaker| speaker.voice == Voice::Unassigned)
            .map(|speaker| label_key(&speaker.label))
            .collect();
        labels.sort_unstable();
        labels.dedup();
        self.derived = Derived {
            revision: self.desk.revision(),
            counts: CodeCounts::new(corpus, &shown),
            role: role_attribute(&corpus.attributes),
            waiting: labels.len(),
            shown,
        };
    }

    fn handle(&mut self, request: Request, ctx: &egui::Context) {
        match request {
            Request::Run(command) => self.run(command, ctx),
            Request::Do(action) => self.act(action, ctx),
            Request::Anyway(request) => self.do_anyway(*request, ctx),
            Request::Lose(request) => self.lose(*request, ctx),
            Request::GoBack => self.go_back(ctx),
            Request::CloseLocked => self.close_locked(),
            Request::SetReading(reading) => self.reading = reading.within_limits(),
            Request::Go(page) => self.page = page,
            Request::ShowExcerpts(filter, title) => {
                self.excerpts.open_with(filter, Some(title));
                self.page = Page::Excerpts;
            }
            Request::ShowTogether(which, filter, title) => {
                self.excerpts.open_together(which, filter, title);
                self.page = Page::Excerpts;
            }
            Request::ReadAt(document, span, coding) => {
                self.read.go_to(document, span, coding);
                self.page = Page::Read;
            }
            Request::ShowMemos(on) => {
                self.memos.show_on(on, self.here());
                self.memos_open = true;
            }
            Request::WriteMemo(on) => {
                self.memos.write_on(on);
                self.memos_open = true;
            }
            Request::ShowNote(note) => {
                self.memos.show_note(note);
                self.memos_open = true;
            }
            Request::ShowCell(person, column) => {
                self.framework.show_cell((person, column));
                self.page = Page::Framework;
            }
            Request::ShowTheme(theme) => {
                self.themes.choose(theme);
                self.page = Page::Themes;
            }
            Request::Copy(text) => ctx.copy_text(text),
            Request::Quote(what) => self.quote(what, ctx),
            Request::Tell(text) => self.toasts.tell(now(ctx), text),
            Request::Complain(text) => self.toasts.complain(text),
            Request::Export(what) => self.export(what, ctx),
            Request::Save(what, path) => self.save(what, path, ctx),
            Request::SaveText(text, path) => self.save_text(text, path, ctx),
            ask @ (Request::NewCode(_)
            | Request::EditCode(_)
            | Request::MergeCodes(..)
            | Request::SplitCode(_)
            | Request::RemoveCodes(_)
            | Request::Versions(_)) => self.ask_about_codes(ask, ctx),
            secret if secret.is_secret() => self.keep_secret(secret, ctx),
            // Everything else takes the study along.
            away if self.is_busy() => self.waiting.push_back(away),
            Request::Lock(request) => self.keep_locked(request, ctx),
            Request::Correct(_) | Request::Revisions(_) | Request::RevisionText(..) => {
                self.about_texts(request, ctx);
            }
            away @ (Request::Open(..) | Request::Create { .. } | Request::CreateSample(_)) => {
                self.leave(away, ctx);
            }
            Request::ImportTranscripts(paths) => self.read_transcripts(paths, ctx),
            Request::StoreDocuments { documents, people } => {
                self.store_documents(documents, people, ctx);
            }
            Request::ShowReceipt(document) => self.show_receipt(document),
            Request::AskSpeakers(document, turns) => self.ask_speakers(document, turns),
            Request::ImportParticipants(path) => self.asks.people(path, self.desk.corpus(), ctx),
            Request::ImportCodebook(path) => {
                self.desk.start("Importing the codebook", ctx, move |study, _| {
                    work::import_codebook(study, &path)
                });
            }
            secret => self.keep_secret(secret, ctx),
        }
    }

    fn run(&mut self, command: Command, ctx: &egui::Context) {
        if self.is_busy() {
            self.waiting.push_back(Request::Run(command));
        } else if Desk::is_small(&command) {
            let noted = matches!(
                command,
                Command::AddMemo { .. } | Command::EditMemo { .. } | Command::Comment { .. }
            );
            let cells = matches!(command, Command::SetCells { .. });
            // A draft among the memos stays there by itself.
            let typed = (keeping::is_typed(&command) && !(noted && self.memos.is_sent()))
                .then(|| command.clone());
            if let Some(result) = self.desk.run(command) {
                if let (Some(typed), Err(Error::Store(_))) = (typed, &result) {
                    self.give_back(typed);
                }
                if cells {
                    self.framework.answered(result.is_ok());
                }
                if noted {
                    self.memos.answered(result.is_ok());
                }
                for news in work::told(result) {
                    self.hear(news, ctx);
                }
            }
        } else if Self::is_about_texts(&command) {
            self.desk.start("Storing the text", ctx, move |study, _| {
                crate::ui::correcting::store(study, command)
            });
        } else {
            self.desk.start("Working", ctx, move |study, _| work::run(study, command));
        }
    }

    fn hear(&mut self, news: News, ctx: &egui::Context) {
        match news {
            News::Told(text) => self.toasts.tell(now(ctx), text),
            News::Complained(text) => {
                if !self.asks.refused(&text) {
                    self.toasts.complain(text);
                }
            }
            News::Copied(text, told) => self.was_quoted(text, told, ctx),
            News::Stored(text) => self.toasts.offer_undo(now(ctx), text),
            News::Touches(touches) => self.asks.touched(touches),
            News::Receipts(title, lines) => self.asks.receipts(title, lines),
            News::Read(batch) => self.were_read(batch),
            News::DocumentsStored(first, line) => {
                self.were_stored(first);
                self.toasts.tell(now(ctx), line);
            }
            News::NotImported(why) => {
                self.toasts.complain(why);
                if let Some(import) = &mut self.import {
                    import.take_back();
                }
            }
            News::Opened => self.was_opened(ctx),
            News::Locked(path, wrong) => self.asks.locked(path, wrong),
            News::Relocked(done) => self.was_relocked(done, ctx),
            News::Destroyed => self.give_up_unkept(),
            News::Readable(found) => self.found_readable(&found, ctx),
            News::Place(path, warning) => self.warn_of_place(&path, &warning),
            News::Noted(event) => self.notes.log.note(event),
            News::LogRead(path, lines) => self.asks.log_file(Some(path), lines),
            News::Asked(request) => self.outbox.send(*request),
            News::Kept(kept) => self.hear_kept(kept, ctx),
            News::Replaced(key, done) => self.privacy.replaced(key.map(|key| *key), done),
            News::Withdrawal(news) => self.hear_withdrawal(*news, ctx),
        }
    }
}

fn now(ctx: &egui::Context) -> f64 {
    ctx.input(|input| input.time)
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        for news in self.desk.poll() {
            self.hear(news, ctx);
        }
        // What they tell may name files: nothing of it is shown while the study is locked.
        while !self.guard.is_locked()
            && let Ok(news) = self.errands.1.try_recv()
        {
            self.hear(news, ctx);
        }
        for news in self.asks.poll() {
            self.hear(news, ctx);
        }
        self.hear_key(ctx);
        self.wait_to_close(ctx);
        if self.desk.is_settling() {
            return;
        }
        while !self.is_busy() {
            let Some(request) = self.waiting.pop_front() else { break };
            self.handle(request, ctx);
        }
        for request in self.outbox.drain() {
            self.handle(request, ctx);
        }
        // Another program may have written to the file: looked at once a second, while in use.
        let time = now(ctx);
        if time - self.looked > 1.0 && !self.is_busy() {
            self.looked = time;
            if self.desk.refresh() {
                self.toasts
                    .tell(time, "Another program changed the study; it was read again".into());
            }
        }
        self.follow_place();
        self.follow_search();
        self.derive();
        self.settle(ctx);
        self.keep_typed(ctx, time);
        self.note_work();
        self.watch_lock(ctx);
        self.watch_close(ctx);
        let (dark, reading, lock_after) = (self.dark, self.reading, self.guard.minutes);
        let now = Preferences { dark, reading, lock_after, ..self.preferences.get() };
        if let Some(left) = self.preferences.keep(now, time) {
            ctx.request_repaint_after_secs(left as f32);
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        self.keys(&ctx);
        self.drops(&ctx);
        let standing = self.standing();
        let corpus = std::sync::Arc::clone(self.desk.corpus());
        let bar = menu::Bar {
            now: standing,
            next: self.desk.next_steps(),
            study: &self.study_title(),
            progress: self.desk.progress(),
            theme: &self.theme,
        };
        menu::bar(ui, &bar, &mut self.outbox);
        let here = self.here();
        let view = View {
            corpus: &corpus,
            revision: self.derived.revision,
            coder: self.desk.study().and_then(crate::study::Study::coder_id),
            shown: &self.derived.shown,
            counts: &self.derived.counts,
            role: self.derived.role,
            theme: &self.theme,
            reading: self.reading,
            busy: standing.busy,
        };
        if standing.open {
            let waiting = self.derived.waiting;
            let page = (self.page, self.import.is_some());
            menu::rail(ui, &self.theme, page, self.memos_open, waiting, &mut self.outbox);
            if self.memos_open {
                let frame = egui::Frame::new()
                    .fill(self.theme.panel)
                    .inner_margin(egui::Margin::symmetric(14, 10));
                let panel = if self.memos.at_right(ctx.content_rect().width()) {
                    egui::Panel::right("memos at right")
                        .default_size(400.0)
                        .size_range(320.0..=680.0)
                } else {
                    egui::Panel::bottom("memos").default_size(264.0).size_range(180.0..=560.0)
                };
                panel.frame(frame).show(ui, |ui| {
                    memos::show(ui, &view, &mut self.memos, here, &mut self.outbox);
                });
            }
            let outbox = &mut self.outbox;
            let mut left = false;
            egui::CentralPanel::no_frame().show(ui, |ui| match (self.page, &mut self.import) {
                (Page::Import, Some(state)) => {
                    left = import::show(ui, &view, state, outbox) == import::Answer::Left;
                }
                (Page::Read | Page::Import, _) => read::show(ui, &view, &mut self.read, outbox),
                (Page::Excerpts, _) => excerpts::show(ui, &view, &mut self.excerpts, outbox),
                (Page::Search, _) => search::show(ui, &view, &mut self.search, outbox),
                (Page::Tables, _) => tables::show(ui, &view, &mut self.tables, outbox),
                (Page::Charts, _) => charts::show(ui, &view, &mut self.charts, outbox),
                (Page::Themes, _) => themes::show(ui, &view, &mut self.themes, outbox),
                (Page::Framework, _) => {
                    super::framework::show(ui, &view, &mut self.framework, outbox);
                }
                (Page::People, _) => people::show(ui, &view, &mut self.people, outbox),
                (Page::Privacy, _) => {
                    super::privacy::show(ui, &view, &mut self.privacy, outbox);
                }
            });
            if left {
                // Nothing of it was stored.
                self.import.take().iter_mut().for_each(import::State::let_go);
                self.page = Page::Read;
            }
        } else if self.guard.is_locked() {
            let empty = egui::Frame::new().fill(self.theme.page);
            egui::CentralPanel::default().frame(empty).show(ui, |_| {});
        } else {
            let outbox = &mut self.outbox;
            egui::CentralPanel::no_frame()
                .show(ui, |ui| start::show(ui, &self.theme, &mut self.start, outbox));
        }
        let selection = self.read.selection().filter(|_| self.page == Page::Read);
        self.palette.show(&ctx, &view, (standing, self.page), selection, &mut self.outbox);
        if let Some(state) = &mut self.text_panel
            && !text_panel::show(&ctx, &self.theme, self.reading, state, &mut self.outbox)
        {
            self.text_panel = None;
        }
        self.asks.show(&ctx, &view, &mut self.outbox);
        if self.toasts.show(&ctx, &self.theme) {
            self.outbox.send(Request::Do(Action::Undo));
        }
        // What was asked for in this frame is done before the next one.
        if !self.outbox.is_empty() {
            ctx.request_repaint();
        }
    }
}
