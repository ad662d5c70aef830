//! What comes into a study from outside: files that are dropped or chosen, read, looked at, stored.

use super::App;
use crate::model::{DocumentId, NewDocument, PeopleTable};
use crate::ui::import;
use crate::ui::outbox::{Page, Request};
use crate::ui::work;
use std::path::{Path, PathBuf};

impl App {
    /// True while files of the import page are read again, the study is searched or a chart is drawn. For
    /// tests.
    pub fn is_reading(&self) -> bool {
        self.asks.is_reading()
            || self.import.as_ref().is_some_and(import::State::is_working)
            || (self.page == Page::Search && self.search.is_working())
            || (self.page == Page::Charts && self.charts.is_working())
    }

    /// Reads transcripts on a worker; the import page shows them.
    pub(super) fn read_transcripts(&mut self, paths: Vec<PathBuf>, ctx: &egui::Context) {
        self.desk.start("Reading", ctx, move |study, progress| {
            work::read_transcripts(study, &paths, progress)
        });
    }

    pub(super) fn store_documents(
        &mut self,
        documents: Vec<NewDocument>,
        people: Option<PeopleTable>,
        ctx: &egui::Context,
    ) {
        self.desk.start("Importing", ctx, move |study, progress| {
            work::store_documents(study, documents, people, progress)
        });
    }

    /// Files were read: they are looked at, with those that wait already.
    pub(super) fn were_read(&mut self, batch: import::Batch) {
        match &mut self.import {
            Some(state) => state.add(batch),
            None => self.import = Some(import::State::new(batch)),
        }
        if let (Some(state), Some(aside)) = (&mut self.import, self.import_again.take()) {
            state.decide_again(&aside);
        }
        self.page = Page::Import;
    }

    /// Transcripts are stored: the first of them is read.
    pub(super) fn were_stored(&mut self, first: Option<DocumentId>) {
        self.import = None;
        self.page = Page::Read;
        if let Some(first) = first {
            self.read.open(first);
        }
    }

    pub(super) fn show_receipt(&mut self, document: DocumentId) {
        let Some(study) = self.desk.study() else { return };
        let corpus = self.desk.corpus();
        match (study.receipt(document), corpus.document(document)) {
            (Ok(Some(stored)), Some(found)) => {
                let receipt = crate::exchange::receipt::Receipt::new(
                    found,
                    &corpus.participants,
                    stored.origin,
                    stored.receipt,
                    &stored.reading,
                    (&stored.imported_at, &stored.imported_by),
                );
                self.asks.receipt(document, receipt);
            }
            (Err(error), _) => self.toasts.complain(error.to_string()),
            _ => {}
        }
    }

    /// Who speaks in a document that is stored.
    pub(super) fn ask_speakers(&mut self, document: DocumentId, turns: Vec<u32>) {
        match self.desk.study().map(|study| study.receipt(document)) {
            Some(Ok(Some(stored))) => self.asks.speakers(document, turns, stored.reading),
            Some(Err(error)) => self.toasts.complain(error.to_string()),
            _ => {}
        }
    }

    pub(super) fn drops(&mut self, ctx: &egui::Context) {
        let paths: Vec<PathBuf> = ctx.input(|input| {
            input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect()
        });
        if paths.is_empty() {
            return;
        }
        let is = |path: &Path, endings: &[&str]| {
            path.extension().is_some_and(|ending| {
                endings.iter().any(|wanted| ending.eq_ignore_ascii_case(wanted))
            })
        };
        if let Some(study) = paths.iter().find(|path| is(path, &[crate::study::ENDING])) {
            self.outbox.send(Request::Open(study.clone(), None));
        } else if !self.desk.is_open() {
            let text = "Open or make a study first, then drop the transcripts again";
            self.outbox.send(Request::Complain(text.to_owned()));
        } else {
            // A table is who takes part; dropped among transcripts that are looked at, it is a survey.
            let surveys = self.page == Page::Import;
            let (tables, transcripts): (Vec<PathBuf>, Vec<PathBuf>) = paths
                .into_iter()
                .partition(|path| !surveys && is(path, &["csv", "tsv", "xlsx", "ods"]));
            for table in tables {
                self.outbox.send(Request::ImportParticipants(table));
            }
            if !transcripts.is_empty() {
                self.outbox.send(Request::ImportTranscripts(transcripts));
            }
        }
    }
}
