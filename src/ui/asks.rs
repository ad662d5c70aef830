//! What the shell asks before it acts: dialogs that are open, and system dialogs that are waited for.

mod typed;

use super::action::Action;
use super::desk::News;
use super::dialogs::{
    About, Backups, Care, CodeForm, Damaged, DeclareApproach, DeleteCodes, Dialog, DocumentReceipt,
    ExcerptManner, FilesWait, History, InterviewDays, KeepVersion, Keys, Leaving, LogFile, Merge,
    MethodsPack, Mistake, NewStudy, PassphraseDialog, Receipt, Replace, Revisions, Speakers, Split,
    Touched, Unlock, Unsaved, Versions, WithdrawDialog, Withdrawals,
};
use super::files::{self, Kind, Waiting};
use super::locking::{Readable, Relocking, Saved};
use super::outbox::{Export, Outbox, Request};
use super::people::ImportPeople;
use super::view::View;
use crate::analysis::identifiers::Finding;
use crate::model::{
    CodeId, CoderChoice, Corpus, DocumentId, ParticipantId, Reading, StepLine, VersionId,
};
use crate::study::{Command, Passphrase, Proof, Withdrawal};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is found in what is about to leave: identifiers, and names that are words of participants who did
/// not consent to be quoted.
type Found = (Vec<Finding>, Vec<String>);

/// What a chosen file is for.
enum Wanted {
    Study,
    Transcripts,
    Participants,
    Codebook,
    Copy,
    Export(Box<Export>),
}

/// Everything that is asked at the moment.
#[derive(Default)]
pub(super) struct Asks {
    new_study: Option<NewStudy>,
    unlock: Option<Unlock>,
    passphrase: Option<PassphraseDialog>,
    mistake: Option<Mistake>,
    log: Option<LogFile>,
    code: Option<CodeForm>,
    merge: Option<Merge>,
    split: Option<Split>,
    delete: Option<DeleteCodes>,
    versions: Option<Versions>,
    keep: Option<KeepVersion>,
    history: Option<History>,
    keys: Option<Keys>,
    about: Option<About>,
    backups: Option<Backups>,
    damaged: Option<Damaged>,
    approach: Option<DeclareApproach>,
    days: Option<InterviewDays>,
    receipt: Option<Receipt>,
    people: Option<ImportPeople>,
    touched: Option<Touched>,
    revisions: Option<Revisions>,
    replace: Option<Replace>,
    leaving: Option<Leaving>,
    manner: Option<ExcerptManner>,
    pack: Option<MethodsPack>,
    /// Files written, retention, the inventory, the end of the study.
    pub(super) care: Option<Care>,
    /// What an export would take along is looked for.
    checked: Option<std::sync::mpsc::Receiver<(Export, String, Found)>>,
    document: Option<DocumentReceipt>,
    speakers: Option<Speakers>,
    withdraw: Option<WithdrawDialog>,
    withdrawals: Option<Withdrawals>,
    /// Files would be given up.
    waiting: Option<FilesWait>,
    /// Something that was typed would be lost.
    unsaved: Option<Unsaved>,
    files: Vec<(Wanted, Waiting)>,
}

impl Asks {
    pub(super) fn new_study(&mut self) {
        self.new_study = Some(NewStudy::new(files::suggested_folder()));
    }

    pub(super) fn new_code(&mut self, parent: Option<CodeId>) {
        self.code = Some(CodeForm::new(parent));
    }

    pub(super) fn edit_code(&mut self, view_code: &crate::model::Code) {
        self.code = Some(CodeForm::of(view_code));
    }

    /// A code could not be stored: its form is there again, as it was sent.
    pub(super) fn code_again(&mut self, corpus: &Corpus, command: Command) {
        let form = match command {
            Command::AddCode { parent, fields } => Some(CodeForm::new(parent).with(fields)),
            Command::EditCode { code, fields } => {
                corpus.codes.get(code).map(|code| CodeForm::of(code).with(fields))
            }
            _ => None,
        };
        if self.code.is_none() {
            self.code = form;
        }
    }

    pub(super) fn merge(&mut self, corpus: &Corpus, codes: Vec<CodeId>, into: Option<CodeId>) {
        self.merge = Some(Merge::new(corpus, codes, into));
    }

    pub(super) fn split(&mut self, corpus: &Corpus, shown: &CoderChoice, code: CodeId) {
        self.split = Some(Split::new(corpus, shown, code));
    }

    /// Lists what would go with these codes; the command at once where nothing would.
    pub(super) fn remove(&mut self, corpus: &Corpus, codes: Vec<CodeId>) -> Option<Command> {
        let dialog = DeleteCodes::new(corpus, codes);
        if dialog.is_light() {
            return Some(dialog.command());
        }
        self.delete = Some(dialog);
        None
    }

    pub(super) fn versions(&mut self, corpus: &Corpus, from: Option<VersionId>) {
        self.versions = Some(Versions::new(corpus, from));
    }

    pub(super) fn keep_version(&mut self) {
        self.keep = Some(KeepVersion::default());
    }

    pub(super) fn history(&mut self, steps: Vec<StepLine>) {
        self.history = Some(History::new(steps));
    }

    /// How excerpts leave for others.
    pub(super) fn manner(&mut self, dialog: ExcerptManner) {
        self.manner = Some(dialog);
    }

    /// Where the methods pack is made, and of what.
    pub(super) fn pack(&mut self, dialog: MethodsPack) {
        self.pack = Some(dialog);
    }

    pub(super) fn keys(&mut self) {
        self.keys = Some(Keys::default());
    }

    pub(super) fn approach(&mut self, corpus: &Corpus) {
        self.approach = Some(DeclareApproach::new(corpus.approach));
    }

    pub(super) fn days(&mut self, corpus: &Corpus) {
        self.days = Some(InterviewDays::new(corpus));
    }

    /// A participant withdraws: which one, or to be chosen.
    pub(super) fn withdraw(&mut self, person: Option<ParticipantId>) {
        self.withdraw = Some(WithdrawDialog::new(person));
    }

    pub(super) fn withdrawal_looked(&mut self, found: Withdrawal) {
        if let Some(dialog) = &mut self.withdraw {
            dialog.looked(found);
        }
    }

    pub(super) fn withdrawal_refused(&mut self, why: String) {
        if let Some(dialog) = &mut self.withdraw {
            dialog.refused(why);
        }
    }

    pub(super) fn withdrawn(&mut self, proof: Proof) {
        self.withdraw = Some(WithdrawDialog::done(proof));
    }

    /// Who withdrew, and what is to be read again.
    pub(super) fn withdrawals(&mut self) {
        self.withdrawals = Some(Withdrawals::default());
    }

    pub(super) fn about(&mut self, study: Option<PathBuf>) {
        self.about = Some(About::new(study));
    }

    /// Lists the codings whose words a correction changes.
    pub(super) fn touched(&mut self, touches: super::correcting::Touches) {
        self.touched = Some(Touched::new(touches));
    }

    /// The older texts of a document. The dialog that is open on it takes the new list.
    pub(super) fn revisions(&mut self, revisions: Revisions) {
        self.revisions = Some(revisions);
    }

    /// An older text that the dialog asked for.
    pub(super) fn revision_text(&mut self, document: DocumentId, number: u32, text: String) {
        if let Some(dialog) = &mut self.revisions {
            dialog.take_text(document, number, text);
        }
    }

    pub(super) fn replace(&mut self, here: Option<DocumentId>, words: String) {
        self.replace = Some(Replace::new(here, words));
    }

    pub(super) fn receipts(&mut self, title: String, lines: Vec<String>) {
        self.receipt = Some(Receipt::new(title, lines));
    }

    /// Who speaks in a document, or in some of its turns.
    pub(super) fn speakers(&mut self, document: DocumentId, turns: Vec<u32>, reading: Reading) {
        self.speakers = Some(Speakers::new(document, turns, reading));
    }

    pub(super) fn receipt(
        &mut self,
        document: DocumentId,
        receipt: crate::exchange::receipt::Receipt,
    ) {
        self.document = Some(DocumentReceipt::new(document, receipt));
    }

    pub(super) fn backups(&mut self, shelf: super::keeping::Shelf, pace: crate::study::Pace) {
        self.backups = Some(Backups::new(shelf, pace));
    }

    /// The folder of backups has changed.
    pub(super) fn backups_changed(&mut self) {
        if let Some(dialog) = &mut self.backups {
            dialog.changed();
        }
    }

    /// True while backups are looked into. For tests.
    pub(super) fn is_reading(&self) -> bool {
        self.backups.as_ref().is_some_and(Backups::is_reading)
    }

    /// A file could not be opened because it is damaged.
    pub(super) fn damaged(&mut self, path: PathBuf, why: &str, key: Option<Passphrase>) {
        self.damaged = Some(Damaged::new(path, why, key));
    }

    /// Asks where a copy of the study shall lie.
    pub(super) fn save_copy(&mut self, ctx: &egui::Context, study: &Path) {
        let place = super::keeping::free_beside(study, "copy");
        self.files.push((Wanted::Copy, files::save_file(ctx, &place, &[Kind::Study])));
    }

    pub(super) fn open_study(&mut self, ctx: &egui::Context) {
        self.files.push((Wanted::Study, files::open_files(ctx, Kind::Study)));
    }

    pub(super) fn transcripts(&mut self, ctx: &egui::Context) {
        self.files.push((Wanted::Transcripts, files::open_files(ctx, Kind::Transcripts)));
    }

    pub(super) fn folder(&mut self, ctx: &egui::Context) {
        self.files
            .push((Wanted::Transcripts, files::open_folder(ctx, "Import a folder of transcripts")));
    }

    pub(super) fn participants(&mut self, ctx: &egui::Context) {
        self.files.push((Wanted::Participants, files::open_files(ctx, Kind::Participants)));
    }

    /// Shows what a table of participants would change.
    pub(super) fn people(&mut self, path: PathBuf, corpus: &Arc<Corpus>, ctx: &egui::Context) {
        self.people = Some(ImportPeople::new(path, corpus, ctx));
    }

    pub(super) fn codebook(&mut self, ctx: &egui::Context) {
        self.files.push((Wanted::Codebook, files::open_files(ctx, Kind::CodebookIn)));
    }

    /// Asks where to write, beside the study to begin with.
    pub(super) fn export(&mut self, ctx: &egui::Context, what: Export, study: Option<&Path>) {
        const ALL: [Kind; 9] = [
            Kind::Xlsx,
            Kind::Csv,
            Kind::Tsv,
            Kind::Docx,
            Kind::Html,
            Kind::Markdown,
            Kind::Latex,
            Kind::Json,
            Kind::Text,
        ];
        const READ: [Kind; 9] = [
            Kind::Docx,
            Kind::Html,
            Kind::Markdown,
            Kind::Latex,
            Kind::Xlsx,
            Kind::Csv,
            Kind::Tsv,
            Kind::Json,
            Kind::Text,
        ];
        const RECEIPT: [Kind; 3] = [Kind::Text, Kind::Markdown, Kind::Json];
        let chart;
        let (name, kinds): (&str, &[Kind]) = match &what {
            Export::Excerpts(..) | Export::Dressed(..) => ("excerpts.docx", &READ),
            // It has its folder already.
            Export::Pack(..) => return,
            Export::Hits(_) => ("hits.docx", &READ),
            Export::Words(_) => ("words.xlsx", &ALL),
            Export::Crosstab(..) => ("codes by group.xlsx", &ALL),
            Export::Frequencies(..) => ("code frequencies.xlsx", &ALL),
            Export::Together(_) => ("codes together.xlsx", &ALL),
            Export::Matrix(_) => ("codes by document.xlsx", &ALL),
            Export::Coverage(..) => ("coverage.xlsx", &ALL),
            Export::Saturation(_) => ("new codes.xlsx", &ALL),
            Export::Chart(out) => {
                chart = format!("{}.svg", out.name);
                (&chart, &[Kind::Svg, Kind::Png])
            }
            Export::Codebook => ("codebook.csv", &[Kind::Csv, Kind::Xlsx, Kind::Json, Kind::Text]),
            Export::Codings => ("codings.csv", &[Kind::Csv]),
            Export::Themes(_) => ("themes.docx", &READ),
            Export::Theme(..) => ("theme.docx", &READ),
            Export::Tests(_) => ("exploratory tests.xlsx", &ALL),
            Export::Memos => ("memos.docx", &READ),
            Export::Framework(_) => ("framework matrix.xlsx", &ALL),
            Export::Anonymised(_) => ("replaced.xlsx", &ALL),
            Export::People => ("participants.xlsx", &ALL),
            Export::Consent => ("consent.xlsx", &ALL),
            Export::Log(_) => ("files written.xlsx", &ALL),
            Export::Inventory(_) => ("what is in this file.docx", &READ),
            Export::Receipt(..) => ("receipt.txt", &RECEIPT),
            Export::Withdrawal(_) => ("withdrawal.txt", &[Kind::Text, Kind::Json]),
        };
        let place = study.and_then(Path::parent).map_or_else(|| name.into(), |at| at.join(name));
        self.files.push((Wanted::Export(Box::new(what)), files::save_file(ctx, &place, kinds)));
    }

    /// The study could not be opened: asks for its passphrase, or says that it was wrong.
    pub(super) fn locked(&mut self, path: PathBuf, wrong: bool) {
        match &mut self.unlock {
            Some(unlock) if wrong && unlock.path() == path => {
                unlock.refused("This is not the passphrase of this study");
            }
            unlock => *unlock = Some(Unlock::new(path)),
        }
    }

    /// A study was opened: whatever led there is done.
    pub(super) fn opened(&mut self) {
        let (receipt, mistake) = (self.receipt.take(), self.mistake.take());
        *self = Self { mistake, receipt, ..Self::default() };
    }

    /// The study is locked: nothing else is asked but its passphrase. `files` wait to be imported.
    pub(super) fn lock(&mut self, path: PathBuf, files: usize, saved: Saved) {
        let unlock = Some(Unlock::again(path, files, saved));
        let mistake = self.mistake.take();
        *self = Self { unlock, mistake, ..Self::default() };
    }

    /// True while a passphrase is asked for.
    pub(super) fn unlocks(&self) -> bool {
        self.unlock.is_some()
    }

    /// The passphrase of the open study, which may have been to be locked.
    pub(super) fn passphrase(&mut self, encrypted: bool, asked: Action, minutes: u16) {
        self.passphrase = Some(PassphraseDialog::new(encrypted, asked, minutes));
    }

    /// What came of it. A sentence for the bottom line when nothing is asked any more.
    pub(super) fn relocked(&mut self, done: Relocking) -> Option<String> {
        let told = self.passphrase.as_mut()?.answer(done);
        if told.is_some() {
            self.passphrase = None;
        }
        told
    }

    /// What can be read without the study's passphrase. False when no dialog lists it.
    pub(super) fn readable(&mut self, found: &Readable) -> bool {
        if let Some(dialog) = &mut self.passphrase {
            dialog.set_readable(found.clone());
        }
        self.passphrase.is_some()
    }

    /// A mistake of ours; `before`: it ended the run before this one.
    pub(super) fn mistake(&mut self, report: crate::log::report::Report, before: bool) {
        self.mistake = Some(Mistake::new(report, before));
    }

    /// Where the log is, and its last lines.
    pub(super) fn log_file(&mut self, path: Option<PathBuf>, lines: Vec<String>) {
        self.log = Some(LogFile::new(path, lines));
    }

    /// Gives a complaint to the dialog that waits for an answer. False when none does.
    pub(super) fn refused(&mut self, why: &str) -> bool {
        self.backups.iter_mut().for_each(Backups::refused);
        self.damaged.iter_mut().for_each(Damaged::refused);
        if let Some(dialog) = &mut self.new_study {
            dialog.refused(why);
            return true;
        }
        if let Some(dialog) = &mut self.unlock {
            dialog.refused(why);
            return true;
        }
        false
    }

    /// Looks through what is about to leave, away from the screen.
    pub(super) fn check(
        &mut self,
        ctx: &egui::Context,
        (export, name): (Export, String),
        find: impl FnOnce() -> Found + Send + 'static,
    ) {
        let (send, receive) = std::sync::mpsc::channel();
        let ctx = ctx.clone();
        let work = move || {
            send.send((export, name, find())).ok();
            ctx.request_repaint();
        };
        if std::thread::Builder::new().name("postil-leaving".to_owned()).spawn(work).is_ok() {
            self.checked = Some(receive);
        }
    }

    /// What was found in what is about to leave: a notice, or nothing in the way.
    fn leave(&mut self) -> Option<Request> {
        let (export, name, (found, names)) = self.checked.as_ref()?.try_recv().ok()?;
        self.checked = None;
        if found.is_empty() && names.is_empty() {
            return Some(Request::ExportAnyway(export));
        }
        self.leaving = Some(Leaving::new(export, name, found, names));
        None
    }

    /// Files that were chosen since the last frame, as requests.
    pub(super) fn poll(&mut self) -> Vec<News> {
        let mut news: Vec<News> =
            self.leave().map(|request| News::Asked(Box::new(request))).into_iter().collect();
        let mut still = Vec::with_capacity(self.files.len());
        for (wanted, mut waiting) in std::mem::take(&mut self.files) {
            let Some(paths) = waiting.answer() else {
                still.push((wanted, waiting));
                continue;
            };
            let Some(first) = paths.first().cloned() else { continue };
            news.push(News::Asked(Box::new(match wanted {
                Wanted::Study => Request::Open(first, None),
                Wanted::Transcripts => Request::ImportTranscripts(paths),
                Wanted::Participants => Request::ImportParticipants(first),
                Wanted::Codebook => Request::ImportCodebook(first),
                Wanted::Copy => Request::Keep(super::keeping::ToKeep::SaveCopy(first)),
                Wanted::Export(what) => Request::Save(*what, first),
            })));
        }
        self.files = still;
        news
    }

    /// Draws what is open.
    pub(super) fn show(&mut self, ctx: &egui::Context, view: &View<'_>, outbox: &mut Outbox) {
        fn keep<T>(slot: &mut Option<T>, show: impl FnOnce(&mut T) -> Dialog) {
            if slot.as_mut().is_some_and(|dialog| show(dialog) == Dialog::Closed) {
                *slot = None;
            }
        }
        let theme = view.theme;
        keep(&mut self.new_study, |dialog| dialog.show(ctx, theme, outbox));
        keep(&mut self.unlock, |dialog| dialog.show(ctx, theme, outbox));
        keep(&mut self.passphrase, |dialog| dialog.show(ctx, theme, outbox));
        keep(&mut self.log, |dialog| dialog.show(ctx, theme, outbox));
        keep(&mut self.code, |dialog| dialog.show(ctx, view, outbox));
        keep(&mut self.merge, |dialog| dialog.show(ctx, view, outbox));
        keep(&mut self.split, |dialog| dialog.show(ctx, view, outbox));
        keep(&mut self.delete, |dialog| dialog.show(ctx, view, outbox));
        keep(&mut self.versions, |dialog| dialog.show(ctx, view, outbox));
        keep(&mut self.keep, |dialog| dialog.show(ctx, view, outbox));
        keep(&mut self.speakers, |dialog| dialog.show(ctx, view, outbox));
        keep(&mut self.history, |dialog| dialog.show(ctx, theme, outbox));
        keep(&mut self.keys, |dialog| dialog.show(ctx, theme));
        keep(&mut self.backups, |dialog| dialog.show(ctx, theme, outbox));
        keep(&mut self.damaged, |dialog| dialog.show(ctx, theme, outbox));
        keep(&mut self.about, |dialog| dialog.show(ctx, theme));
        keep(&mut self.approach, |dialog| dialog.show(ctx, view, outbox));
        keep(&mut self.days, |dialog| dialog.show(ctx, view, outbox));
        keep(&mut self.people, |dialog| dialog.show(ctx, view, outbox));
        keep(&mut self.receipt, |dialog| dialog.show(ctx, theme));
        keep(&mut self.revisions, |dialog| dialog.show(ctx, view, outbox));
        keep(&mut self.replace, |dialog| dialog.show(ctx, view, outbox));
        keep(&mut self.touched, |dialog| dialog.show(ctx, view, outbox));
        keep(&mut self.manner, |dialog| dialog.show(ctx, theme, outbox));
        keep(&mut self.pack, |dialog| dialog.show(ctx, theme, outbox));
        keep(&mut self.care, |dialog| dialog.show(ctx, view, outbox));
        keep(&mut self.leaving, |dialog| dialog.show(ctx, theme, outbox));
        if let Some(proof) = self.withdraw.as_mut().and_then(WithdrawDialog::saved) {
            self.export(ctx, Export::Withdrawal(proof), None);
        }
        keep(&mut self.withdraw, |dialog| dialog.show(ctx, view, outbox));
        keep(&mut self.withdrawals, |dialog| dialog.show(ctx, view, outbox));
        if let Some((document, receipt)) = self.document.as_mut().and_then(DocumentReceipt::saved) {
            self.export(ctx, Export::Receipt(document, receipt), None);
        }
        keep(&mut self.document, |dialog| dialog.show(ctx, theme, outbox));
        keep(&mut self.waiting, |dialog| dialog.show(ctx, theme, outbox));
        keep(&mut self.unsaved, |dialog| dialog.show(ctx, theme, outbox));
        keep(&mut self.mistake, |dialog| dialog.show(ctx, theme, outbox));
    }
}
