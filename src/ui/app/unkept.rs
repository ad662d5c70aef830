//! What was typed and could not be stored: the disk is full, the file was taken away, the study can only
//! be read. It stays in memory until it can be stored, also while the study is locked, or until somebody
//! says that it may be lost. As long as there is any, nobody is told that everything is saved.

use super::App;
use crate::model::{Corpus, Guid};
use crate::study::{Error, StoreError, Study};
use crate::ui::action::Action;
use crate::ui::dialogs::Unsaved;
use crate::ui::locking::Saved;
use crate::ui::outbox::Request;
use crate::ui::privacy;
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// So often it is tried again, in seconds.
const AGAIN: f64 = 15.0;

/// A place on the study's desk for what is being typed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Slot {
    /// Memos that are being written.
    Memos,
    /// Corrections of transcripts.
    Corrections,
    /// Cells of the framework matrix.
    Cells,
    /// Everything else.
    Forms,
}

impl Slot {
    /// Puts a text there; an empty one takes away what lies there.
    fn put(self, study: &Study, text: &str) -> Result<(), Error> {
        let text = Some(text).filter(|text| !text.is_empty());
        match self {
            Self::Memos => study.keep_draft(text),
            Self::Corrections => study.keep_correction_drafts(text),
            Self::Cells => study.keep_cell_drafts(text),
            Self::Forms => study.keep_typed(text),
        }
    }

    /// What lies there.
    fn lying(self, study: &Study) -> Result<Option<String>, Error> {
        match self {
            Self::Memos => study.draft(),
            Self::Corrections => study.correction_drafts(),
            Self::Cells => study.cell_drafts(),
            Self::Forms => study.typed(),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Memos => "a memo",
            Self::Corrections => "a correction of a transcript",
            Self::Cells => "a cell of the framework matrix",
            Self::Forms => "a form",
        }
    }
}

/// Why something could not be stored.
#[derive(Clone, Debug)]
struct Why {
    /// In a few words without anything of the study: they are shown while it is locked, too.
    words: &'static str,
    /// In a sentence, with what to do.
    told: String,
}

impl Why {
    fn of(error: &Error) -> Self {
        let words = match error {
            Error::Store(StoreError::Full(_)) => "the disk is full",
            Error::Store(StoreError::Gone { .. }) => "its file was moved, deleted or replaced",
            Error::Store(StoreError::Overwritten { .. }) => "another program wrote over its file",
            Error::Store(StoreError::Device { .. }) => "the disk could not be read or written",
            Error::Store(StoreError::Busy) => "another program is writing to its file",
            _ => "its file could not be written",
        };
        Self { words, told: error.to_string() }
    }
}

/// What waits in memory, of one study.
#[derive(Default)]
struct Texts {
    /// Whose it is.
    of: Option<Guid>,
    /// Wiped when they are dropped. An empty one takes away what lies on the desk.
    slots: BTreeMap<Slot, (Zeroizing<String>, Why)>,
    /// Why names are not in the pseudonym key. They stand in its list.
    names: Option<Why>,
    /// That list, while the study is locked.
    list: Option<privacy::State>,
    /// Somebody said that it may be lost.
    given_up: bool,
}

impl Texts {
    /// What would be lost, by name, and why it could not be stored.
    fn lost(&self) -> impl Iterator<Item = (&'static str, &Why)> {
        let texts = self.slots.iter().filter(|(_, (text, _))| !text.is_empty());
        let texts = texts.map(|(slot, (_, why))| (slot.name(), why));
        texts.chain(self.names.iter().map(|why| ("the list of names", why)))
    }
}

/// Everything that waits in memory.
#[derive(Default)]
pub(super) struct Unkept {
    /// Of the study that is open.
    now: Texts,
    /// Of studies that were locked.
    aside: Vec<Texts>,
    /// What is being done now may lose it: that was asked.
    losing: bool,
    /// The window may close over it: that was asked.
    quits: bool,
    tried_at: f64,
    /// Why the place where somebody was reading could not be kept.
    place: Option<&'static str>,
}

impl Unkept {
    /// True where what was typed could not be put there.
    pub(super) fn waits(&self, slot: Slot) -> bool {
        self.now.slots.contains_key(&slot)
    }

    /// Why something of the open study could not be stored; `None` where everything was.
    pub(super) fn why(&self) -> Option<&'static str> {
        self.now.lost().next().map(|(_, why)| why.words)
    }
}

/// Who coded in a study first stands for the study: a copy has the same, another study has not.
fn whose(corpus: &Corpus) -> Option<Guid> {
    corpus.coders.first().map(|coder| coder.guid)
}

/// "a memo, a form and the list of names".
fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// What is asked before these are lost; `None` where nothing would be.
fn question<'t>(
    texts: impl IntoIterator<Item = &'t Texts>,
    locked: bool,
    request: &Request,
) -> Option<Unsaved> {
    let lost: Vec<(&str, &Why)> = texts.into_iter().flat_map(Texts::lost).collect();
    let (_, why) = lost.first()?;
    let mut names: Vec<&str> = lost.iter().map(|(name, _)| *name).collect();
    names.sort_unstable();
    names.dedup();
    // Sentences name files: nothing of that is shown while the study is locked.
    let told = (!locked).then(|| why.told.clone());
    Some(Unsaved::new(listed(&names), why.words, told, request.clone()))
}

impl App {
    /// Puts what is typed on the desk, or an empty text for nothing. Where that cannot be it stays in
    /// memory, and is said once.
    pub(super) fn put_on_desk(&mut self, slot: Slot, text: String) {
        let text = Zeroizing::new(text);
        let Err(why) = self.try_desk(slot, &text) else {
            self.unkept.now.slots.remove(&slot);
            return;
        };
        // A study that can only be read said so when it was opened; one that is away comes back.
        if self.desk.study().is_some() && !self.is_read_only() {
            self.toasts.complain(why.told.clone());
        }
        self.unkept.now.of = whose(self.desk.corpus());
        self.unkept.now.slots.insert(slot, (text, why));
    }

    fn try_desk(&self, slot: Slot, text: &str) -> Result<(), Why> {
        let Some(study) = self.desk.study() else {
            let what = self.desk.progress().map_or("Saving", |work| work.what.as_str());
            let told = format!("Wait until this is done: {what}");
            return Err(Why { words: "work that takes long has the study", told });
        };
        // The study itself takes that for no error; here it is what somebody typed.
        if let Some(why) = study.read_only().filter(|_| !text.is_empty()) {
            let told = format!("This study is open to be read only: {why}.");
            return Err(Why { words: "the study is open to be read only", told });
        }
        slot.put(study, text).map_err(|error| Why::of(&error))
    }

    /// What lies on the desk, or waits in memory where it could not be put there.
    pub(super) fn lying(&self, slot: Slot) -> Option<String> {
        if let Some((text, _)) = self.unkept.now.slots.get(&slot) {
            return Some(text.as_str().to_owned()).filter(|text| !text.is_empty());
        }
        self.desk.study().and_then(|study| slot.lying(study).ok().flatten())
    }

    /// The place where somebody was reading is kept, or not, and why: nobody is told that everything is
    /// saved then, and nobody is asked.
    pub(super) fn note_place(&mut self, done: Result<(), Error>) {
        self.unkept.place = done.err().map(|error| Why::of(&error).words);
    }

    /// Names that were typed are in the pseudonym key, or not, and why.
    pub(super) fn note_names(&mut self, done: Result<(), String>) {
        self.unkept.now.names = done.err().map(|error| {
            let told = format!("Names that were typed are not in the key: {error}");
            Why { words: "the pseudonym key could not be written", told }
        });
        if let Some(why) = &self.unkept.now.names {
            self.toasts.complain(why.told.clone());
            self.unkept.now.of = whose(self.desk.corpus());
        }
    }

    /// Before everything that is typed is put down: what could not be stored is tried again.
    pub(super) fn put_again(&mut self) {
        if self.desk.is_open() {
            self.unkept.now.given_up = false;
        } else if self.unkept.now.given_up {
            // The study is gone: what was given up goes with it.
            self.let_go_of_unkept();
        }
        if self.desk.study().is_none() {
            return;
        }
        for (slot, (text, _)) in std::mem::take(&mut self.unkept.now.slots) {
            if let Err(why) = self.try_desk(slot, &text) {
                self.unkept.now.slots.insert(slot, (text, why));
            }
        }
    }

    /// Once a frame: what could not be stored is tried again now and then.
    pub(super) fn keep_trying(&mut self, ctx: &egui::Context, time: f64) {
        if self.unkept.now.slots.is_empty() || self.is_read_only() {
            return;
        }
        let left = self.unkept.tried_at + AGAIN - time;
        if left > 0.0 {
            ctx.request_repaint_after_secs(left as f32);
            return;
        }
        self.unkept.tried_at = time;
        self.try_again(time, false);
        ctx.request_repaint_after_secs(AGAIN as f32);
    }

    /// Tries again to store what waits. `opened`: nobody was told yet since the study lies on the desk.
    pub(super) fn try_again(&mut self, time: f64, opened: bool) {
        if self.desk.study().is_none() {
            return;
        }
        let waited = self.unkept.now.slots.values().any(|(text, _)| !text.is_empty());
        self.put_again();
        match self.unkept.now.slots.values().next() {
            None if waited => {
                let text = "What could not be saved before is kept in the study now";
                self.toasts.tell(time, text.to_owned());
            }
            Some((_, why)) if opened => self.toasts.complain(why.told.clone()),
            _ => {}
        }
    }

    /// Puts down what is typed, and asks before what cannot be stored is lost by what is to be done; true
    /// when it asks.
    pub(super) fn loses_first(&mut self, request: &Request) -> bool {
        let quits = matches!(request, Request::Do(Action::Quit));
        self.put_down();
        // Of studies that were locked only the program's end loses anything.
        let aside = self.unkept.aside.iter().filter(|_| quits);
        let now = Some(&self.unkept.now).filter(|_| quits || self.desk.is_open());
        let texts = now.into_iter().chain(aside);
        let Some(question) = question(texts, self.guard.is_locked(), request) else { return false };
        let asked = if quits { &mut self.unkept.quits } else { &mut self.unkept.losing };
        if std::mem::take(asked) {
            self.unkept.now.given_up = true;
            return false;
        }
        self.asks.unsaved(question);
        true
    }

    /// Does what was asked about, although something that was typed is lost with it.
    pub(super) fn lose(&mut self, request: Request, ctx: &egui::Context) {
        // The window closes with the next frame; everything else is done here.
        let quits = matches!(request, Request::Do(Action::Quit));
        (self.unkept.losing, self.unkept.quits) = (!quits, quits);
        self.handle(request, ctx);
        self.unkept.losing = false;
    }

    /// The study that is locked is given up. What waits in memory for it is asked about first.
    pub(super) fn close_locked(&mut self) {
        let asked = std::mem::take(&mut self.unkept.losing);
        // Its texts were laid aside last.
        let question = question(self.unkept.aside.last(), true, &Request::CloseLocked);
        if !asked && let Some(question) = question {
            self.asks.unsaved(question);
            return;
        }
        self.unkept.aside.pop();
        self.asks.give_up_unlock();
    }

    /// What waits for the open study is let go.
    pub(super) fn let_go_of_unkept(&mut self) {
        if std::mem::take(&mut self.unkept.now).names.is_some() {
            self.privacy.forget();
        }
    }

    /// The study is gone: with it goes what waits for it.
    pub(super) fn give_up_unkept(&mut self) {
        self.unkept.now.given_up = true;
    }

    /// The study is locked: what could not be stored waits for it.
    pub(super) fn lay_unkept_aside(&mut self) -> Saved {
        let mut texts = std::mem::take(&mut self.unkept.now);
        let Some(words) = texts.lost().next().map(|(_, why)| why.words) else {
            return self.unkept.place.take().map_or(Saved::All, Saved::NoPlace);
        };
        // The key is closed with the study, unless names would be lost with it.
        texts.list = texts.names.is_some().then(|| self.privacy.only_list());
        self.unkept.aside.push(texts);
        Saved::InMemory(words)
    }

    /// A study lies on the desk: what waits in memory for it is its again. True when names of its list
    /// are among that.
    pub(super) fn take_unkept(&mut self) -> bool {
        let of = whose(self.desk.corpus());
        if self.unkept.now.given_up {
            self.unkept.now = Texts::default();
        } else if self.unkept.now.of != of {
            // Nobody was asked: the study before was closed by a mistake of ours.
            self.lay_unkept_aside();
        }
        self.unkept.quits = false;
        let waits = |texts: &Texts| texts.of.is_some() && texts.of == of;
        if let Some(at) = self.unkept.aside.iter().position(waits) {
            self.unkept.now = self.unkept.aside.remove(at);
            if let Some(list) = self.unkept.now.list.take() {
                self.privacy = list;
            }
        }
        self.unkept.now.names.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn why(words: &'static str) -> Why {
        Why { words, told: format!("{words}: /studies/Quastenflosser.postil") }
    }

    fn waiting(slots: &[(Slot, &str)], names: bool) -> Texts {
        let each = slots.iter().map(|(slot, text)| {
            (*slot, (Zeroizing::new((*text).to_owned()), why("the disk is full")))
        });
        let names = names.then(|| why("the pseudonym key could not be written"));
        Texts { slots: each.collect(), names, ..Texts::default() }
    }

    #[test]
    fn what_would_be_lost_is_named_once_and_nothing_where_nothing_would() {
        let check = |texts: &[Texts], expected: &[&str]| {
            let names: Vec<&str> =
                texts.iter().flat_map(Texts::lost).map(|(name, _)| name).collect();
            assert_eq!(names, expected);
            let asked = question(texts, false, &Request::CloseLocked);
            assert_eq!(asked.is_some(), !expected.is_empty());
        };
        check(&[], &[]);
        check(&[Texts::default()], &[]);
        // That a draft is done with, and still lies on the desk, is no loss.
        check(&[waiting(&[(Slot::Memos, "")], false)], &[]);
        check(&[waiting(&[(Slot::Memos, "words")], false)], &["a memo"]);
        check(
            &[waiting(&[(Slot::Memos, ""), (Slot::Forms, "{}")], true), Texts::default()],
            &["a form", "the list of names"],
        );
    }

    #[test]
    fn names_are_listed_for_people() {
        assert_eq!(listed(&["a memo"]), "a memo");
        assert_eq!(listed(&["a memo", "a form"]), "a memo and a form");
        let all = ["a memo", "a form", "the list of names"];
        assert_eq!(listed(&all), "a memo, a form and the list of names");
    }

    #[test]
    fn the_reason_in_a_few_words_names_no_file() {
        let path = std::path::PathBuf::from("/studies/Quastenflosser.postil");
        for (error, words) in [
            (StoreError::Full(path.clone()), "the disk is full"),
            (
                StoreError::Gone { what: "was moved or deleted", path: path.clone() },
                "its file was moved, deleted or replaced",
            ),
            (StoreError::Missing(path), "its file could not be written"),
        ] {
            let why = Why::of(&Error::Store(error));
            assert_eq!(why.words, words);
            assert!(why.told.contains("Quastenflosser"), "{}", why.told);
        }
    }
}
