//! What is laid aside while a study is locked: what pages show, as filters and choices, and which files
//! waited to be imported. Nothing of the study's texts is in it, it lies nowhere but in memory, and it is
//! dropped when the study is given up. Files that wait are asked about before they are left, and so is
//! what was typed and could not be stored (`unkept.rs`).

use super::App;
use crate::model::DocumentId;
use crate::ui::action::Action;
use crate::ui::outbox::{Page, Request};
use crate::ui::people::PeopleAside;
use crate::ui::{charts, excerpts, import, search, tables};
use std::path::PathBuf;

/// What somebody was doing when the study was locked.
pub(super) struct Left {
    pub(super) path: PathBuf,
    page: Page,
    document: Option<DocumentId>,
    memos: bool,
    excerpts: excerpts::State,
    search: search::State,
    tables: tables::State,
    charts: charts::State,
    /// Files that waited to be imported.
    files: Option<import::Aside>,
    /// A table of participants that was looked at.
    people: Option<PeopleAside>,
    /// Something that was typed could not be stored: it waits in memory.
    pub(super) unkept: bool,
}

impl Left {
    /// Files that wait are given up.
    pub(super) fn give_up_files(&mut self) {
        (self.files, self.people) = (None, None);
    }

    /// How many files wait.
    pub(super) fn waiting(&self) -> usize {
        self.files.as_ref().map_or(0, import::Aside::waiting) + usize::from(self.people.is_some())
    }
}

impl App {
    /// Lays aside what is going on.
    pub(super) fn lay_aside(&mut self, path: PathBuf) -> Left {
        Left {
            path,
            page: if self.page == Page::Import { Page::Read } else { self.page },
            document: self.read.document(),
            memos: self.memos_open,
            excerpts: self.excerpts.bare(),
            search: self.search.bare(),
            tables: self.tables.bare(),
            charts: self.charts.bare(),
            files: self.import.as_ref().map(import::State::aside),
            people: self.asks.people_aside(),
            unkept: false,
        }
    }

    /// Goes on where somebody was. Files are read again: nothing of them was kept.
    pub(super) fn go_on(&mut self, left: Left, ctx: &egui::Context) {
        self.page = left.page;
        self.memos_open |= left.memos;
        self.excerpts = left.excerpts;
        self.search = left.search;
        self.tables = left.tables;
        self.charts = left.charts;
        let there = |id: &DocumentId| self.desk.corpus().document(*id).is_some();
        if let Some(document) = left.document.filter(there) {
            self.read.open(document);
        }
        if let Some(files) = left.files {
            self.outbox.send(Request::ImportTranscripts(files.files().to_vec()));
            self.import_again = Some(files);
        }
        if let Some(people) = left.people {
            self.asks.people_again(people, self.desk.corpus(), ctx);
        }
    }

    /// How many files wait to be imported.
    fn files_waiting(&self) -> usize {
        let open = self.import.as_ref().map_or(0, import::State::waiting);
        open + usize::from(self.asks.people_aside().is_some()) + self.guard.waiting()
    }

    /// Asks before something is done by which files that wait would be given up; true when it does.
    pub(super) fn asks_first(&mut self, request: &Request) -> bool {
        let same = matches!(request, Request::Open(path, _) if self.guard.is_of(path));
        let files = self.files_waiting();
        if files == 0 || same {
            return false;
        }
        self.asks.files_wait(files, request.clone());
        true
    }

    /// Does what was asked about first.
    pub(super) fn do_anyway(&mut self, request: Request, ctx: &egui::Context) {
        self.import.take().iter_mut().for_each(import::State::let_go);
        if self.page == Page::Import {
            self.page = Page::Read;
        }
        self.guard.give_up_files();
        self.asks.give_up_people();
        self.handle(request, ctx);
    }

    /// Once a frame: a window that closes waits for the study, so that what is asked for is done and what
    /// is typed can be stored.
    pub(super) fn wait_to_close(&mut self, ctx: &egui::Context) {
        if closes(ctx) {
            self.desk.come_home();
        }
    }

    /// Once a frame: the window is not closed over files that wait, or over something that was typed and
    /// could not be stored, without a question.
    pub(super) fn watch_close(&mut self, ctx: &egui::Context) {
        if !closes(ctx) {
            return;
        }
        self.desk.come_home();
        let quit = Request::Do(Action::Quit);
        if self.asks_first(&quit) || self.loses_first(&quit) {
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
        }
    }
}

/// True in the frame in which the window is to be closed.
fn closes(ctx: &egui::Context) -> bool {
    ctx.input(|input| input.viewport().close_requested())
}
