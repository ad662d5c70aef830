//! Search: words in the whole study, in their contexts, and a code for those that are chosen.
//!
//! What is typed is asked on a worker once typing stops; the old hits stay until the new ones are there.

mod coding;
mod head;
mod list;
mod row;
#[cfg(test)]
mod tests;
mod wanted;
mod words;

pub use wanted::Wanted;

use super::icons::Icon;
use super::outbox::Outbox;
use super::read::picker;
use super::view::View;
use super::widgets;
use super::worker::Answers;
use crate::analysis::search::{Extent, InContext};
use crate::analysis::{Hit, Hits, WordsSpec};
use crate::model::{CoderChoice, Corpus, DocumentId, Refusal, Span};
use crate::text::query::Query;
use egui::{Rect, Ui, UiBuilder, pos2, vec2};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use wanted::{Asked, Written};

/// Typing must rest for so many seconds before the study is searched.
const PAUSE: f64 = 0.15;

/// What was found, and the study it was found in, to which its places belong.
struct Answer {
    corpus: Arc<Corpus>,
    hits: Hits,
}

/// The two views of the page.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Tab {
    /// Where the words stand.
    #[default]
    Hits,
    /// How often each word is said.
    Words,
}

/// What the page remembers.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "answers to independent questions")]
pub struct State {
    tab: Tab,
    words: words::Words,
    /// The field as it stands.
    typed: Written,
    /// The question; its words follow the field once typing rests.
    asked: Asked,
    /// Since when the words differ from the field.
    since: Option<f64>,
    /// The words as they were read last.
    read: Option<(Written, Result<Query, Refusal>)>,
    /// True once the coder was chosen here: until then it is whoever is shown everywhere.
    own_coder: bool,
    answers: Answers<(u64, Asked), Answer>,
    /// Hits that were visible lately, by index in the list.
    texts: HashMap<usize, InContext>,
    /// The hit the keyboard is on.
    cursor: Option<usize>,
    /// Chosen hits, by what stays the same when the list is sorted or the study changes.
    chosen: HashSet<(u32, Span)>,
    /// The question the choice belongs to.
    chosen_of: Option<Asked>,
    /// The hit whose box was used last: a range begins there.
    range_from: Option<usize>,
    extent: Extent,
    picker: Option<picker::State>,
    /// Give the keyboard to the field with the next frame.
    wants_focus: bool,
    /// To the top of the list with the next frame.
    to_top: bool,
    /// Bring the cursor into view with the next frame.
    reveal: bool,
    /// A hit was opened in its transcript.
    followed: bool,
}

impl State {
    /// What is asked on the page, without anything of the study.
    #[must_use]
    pub(in crate::ui) fn bare(&mut self) -> Self {
        Self {
            tab: self.tab,
            typed: std::mem::take(&mut self.typed),
            asked: std::mem::take(&mut self.asked),
            own_coder: self.own_coder,
            ..Self::default()
        }
    }

    /// Gives the keyboard to the field.
    pub fn take_focus(&mut self) {
        self.tab = Tab::Hits;
        self.wants_focus = true;
    }

    /// True when there is something in the list.
    pub fn found(&self) -> bool {
        self.answer().is_some_and(|answer| !answer.hits.hits.is_empty())
    }

    /// True while its hits are what the page shows.
    pub fn shows_hits(&self) -> bool {
        self.tab == Tab::Hits && self.found()
    }

    /// True once a hit was opened in its transcript.
    pub fn is_followed(&self) -> bool {
        self.followed
    }

    /// True while the answer to what is written is not there yet.
    pub fn is_working(&self) -> bool {
        match self.tab {
            Tab::Hits => self.since.is_some() || (self.query().is_some() && self.answers.working()),
            Tab::Words => self.words.is_working(),
        }
    }

    /// What is searched for, to be exported.
    pub fn spec(&self) -> Option<Box<Wanted>> {
        Some(Box::new(self.asked.wanted(self.query()?.clone())))
    }

    /// Looks only in these documents; in all where there are none. For tests.
    pub fn look_in(&mut self, documents: Vec<DocumentId>) {
        self.asked.filter.documents = documents;
    }

    /// The list of words, to be exported. `shown`: whose codings are shown everywhere.
    pub fn words(&self, shown: &CoderChoice) -> Box<WordsSpec> {
        let mut filter = self.asked.filter.clone();
        if !self.own_coder {
            filter.coder = shown.clone();
        }
        Box::new(self.words.spec(filter))
    }

    /// To the next hit, or the one before; behind the last comes the first.
    pub fn step(&mut self, forward: bool) {
        let count = self.answer().map_or(0, |answer| answer.hits.hits.len());
        if count == 0 {
            return;
        }
        self.cursor = Some(match (self.cursor, forward) {
            (None, true) => 0,
            (None, false) => count - 1,
            (Some(at), true) => (at + 1) % count,
            (Some(at), false) => (at + count - 1) % count,
        });
        self.reveal = true;
    }

    /// Where the hit under the cursor stands; `None` when its text has changed since.
    pub fn place(&self, now: &Corpus) -> Option<(DocumentId, Span)> {
        let answer = self.answer()?;
        let hit = answer.hits.hits.get(self.cursor?)?;
        let then = answer.corpus.documents.get(hit.document as usize)?;
        let document = now.document(then.id)?;
        (document.text == then.text).then_some((document.id, hit.span))
    }

    /// The query that is asked, where it can be read.
    fn query(&self) -> Option<&Query> {
        let (_, read) = self.read.as_ref()?;
        read.as_ref().ok().filter(|_| !self.asked.written.is_empty())
    }

    /// What is wrong with the words.
    fn refusal(&self) -> Option<&Refusal> {
        let (_, read) = self.read.as_ref()?;
        read.as_ref().err().filter(|_| !self.asked.written.is_empty())
    }

    /// What is in the list.
    fn answer(&self) -> Option<&Answer> {
        self.query()?;
        self.answers.get().map(|(_, answer)| answer)
    }

    /// Looks for something else; at once, or when typing rests.
    fn changed(&mut self, ui: &Ui, at_once: bool) {
        if at_once {
            self.since = None;
            self.asked.written = self.typed.clone();
        } else {
            self.since = Some(ui.input(|input| input.time));
        }
    }

    /// Asks what stands in the controls when its answer is not there, or stale.
    fn ask(&mut self, ui: &Ui, view: &View<'_>) {
        if let Some(since) = self.since {
            let left = since + PAUSE - ui.input(|input| input.time);
            if left <= 0.0 {
                self.changed(ui, true);
            } else {
                ui.ctx().request_repaint_after_secs(left as f32);
            }
        }
        self.follow_coder(view);
        if self.asked.written.is_empty() {
            self.read = None;
            return;
        }
        if self.read.as_ref().is_none_or(|(written, _)| *written != self.asked.written) {
            let written = self.asked.written.clone();
            let read = written.read();
            self.read = Some((written, read));
        }
        let Some(query) = self.query() else { return };
        let wanted = self.asked.wanted(query.clone());
        let corpus = Arc::clone(view.corpus);
        let question = (view.revision, self.asked.clone());
        let held = self.cursor.and_then(|at| self.hit(at)).map(|hit| (hit.document, hit.span));
        let fresh = self.answers.ask_until(ui.ctx(), &question, (true, "search"), move |stop| {
            let hits = wanted.find_until(&corpus, stop)?;
            Some(Answer { corpus, hits })
        });
        if fresh {
            self.renew(held);
        }
    }

    /// Fits what was chosen and where the keyboard is to a new list.
    fn renew(&mut self, held: Option<(u32, Span)>) {
        self.texts.clear();
        self.range_from = None;
        let Some(((_, asked), answer)) = self.answers.get() else { return };
        let same = self.chosen_of.as_ref().is_some_and(|before| {
            // Another order is the same list.
            let order = before.order;
            *before == Asked { order, ..asked.clone() }
        });
        self.chosen_of = Some(asked.clone());
        if same {
            if !self.chosen.is_empty() {
                let all = answer.hits.hits.iter().map(|hit| (hit.document, hit.span));
                let there: HashSet<(u32, Span)> = all.collect();
                self.chosen.retain(|key| there.contains(key));
            }
            let hits = &answer.hits.hits;
            self.cursor =
                held.and_then(|key| hits.iter().position(|hit| (hit.document, hit.span) == key));
            self.reveal = self.cursor.is_some();
        } else {
            self.chosen.clear();
            self.cursor = None;
            self.followed = false;
            self.to_top = true;
        }
    }

    /// Until a coder is chosen here, it is whoever is shown everywhere.
    fn follow_coder(&mut self, view: &View<'_>) {
        if !self.own_coder {
            self.asked.filter.coder = view.shown.clone();
        }
    }

    fn hit(&self, at: usize) -> Option<&Hit> {
        self.answer()?.hits.hits.get(at)
    }
}

/// Draws the page.
pub fn show(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    let ground = ui.max_rect();
    ui.painter().rect_filled(ground, 0.0, view.theme.page);
    let inside = Rect::from_min_max(ground.min + vec2(20.0, 18.0), ground.max - vec2(20.0, 0.0));
    let top = ui.scope_builder(UiBuilder::new().max_rect(inside), |ui| {
        head::show(ui, view, state, outbox);
        match state.tab {
            Tab::Hits => {
                state.ask(ui, view);
                head::below(ui, view, state);
            }
            Tab::Words => {
                state.follow_coder(view);
                words::ask(ui, view, state);
                words::below(ui, view, state);
            }
        }
    });
    let begin = top.response.rect.bottom() + 8.0;
    let rest = Rect::from_min_max(pos2(ground.left(), begin), ground.max);
    ui.scope_builder(UiBuilder::new().max_rect(rest), |ui| body(ui, view, state, outbox));
    coding::ask(ui, view, state, outbox);
}

/// The list, or what there is to say instead.
fn body(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    if state.tab == Tab::Words {
        if let Some(word) = words::show(ui, view, state) {
            words::search(ui, state, &word);
        }
        return;
    }
    if state.asked.written.is_empty() {
        if let Some(example) = examples(ui, view) {
            state.typed = Written { text: example.to_owned(), ..Written::default() };
            state.changed(ui, true);
            state.wants_focus = true;
        }
        return;
    }
    if state.refusal().is_some() {
        return;
    }
    match state.answer().map(|answer| answer.hits.total) {
        None => {
            ui.centered_and_justified(egui::Ui::spinner);
        }
        Some(0) if !state.is_working() => nothing(ui, view),
        Some(_) => list::show(ui, view, state, outbox),
    }
}

fn nothing(ui: &mut Ui, view: &View<'_>) {
    let text = "Try the beginning of a word, such as wait*, or look in more documents or in everybody’s \
                words.";
    widgets::empty(ui, view.theme, Icon::Search, ("These words stand nowhere", text), None);
}

/// What can be written. Gives back the example that was clicked.
fn examples(ui: &mut Ui, view: &View<'_>) -> Option<&'static str> {
    const EXAMPLES: [(&str, &str); 2] = [
        ("\"home office\" -police", "these words in this order, where the last one is not said"),
        ("wait* NEAR/9 month*", "words that begin so, at most nine words from each other"),
    ];
    let text = "Every place where the words stand, with what is said around them.";
    widgets::empty(ui, view.theme, Icon::Search, ("Search all transcripts", text), None);
    let mut chosen = None;
    ui.vertical_centered(|ui| {
        ui.add_space(10.0);
        for (example, what) in EXAMPLES {
            if ui.link(example).clicked() {
                chosen = Some(example);
            }
            ui.label(egui::RichText::new(what).size(12.5).color(view.theme.quiet));
            ui.add_space(6.0);
        }
    });
    chosen
}
