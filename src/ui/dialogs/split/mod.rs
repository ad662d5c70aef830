//! A code split: its excerpts one by one, each given to another code, left where it is, or passed
//! over. Nothing is written until *Split*, which is one step.

mod page;
#[cfg(test)]
mod tests;

use super::{Dialog, buttons, frame};
use crate::analysis::{ExcerptRef, Reader};
use crate::model::{CodeId, CodeTree, CoderChoice, CodingId, Corpus};
use crate::study::{CodeTarget, Command};
use crate::ui::outbox::Outbox;
use crate::ui::parts::{count, primary, quiet, radios};
use crate::ui::view::View;
use egui::{Context, Event, Key};
use serde::{Deserialize, Serialize};

/// Codes that have a key.
const KEYS: usize = 9;

/// An excerpt, and what was decided about it.
struct Item {
    coding: CodingId,
    reference: ExcerptRef,
    /// The first words, for the list.
    words: String,
    decision: Option<Decision>,
}

/// What becomes of an excerpt.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Decision {
    /// It keeps the code.
    Stays,
    /// It goes to the code at this place of the list.
    Goes(usize),
}

/// What was decided, as it is put down: excerpts with the place of the code they go to, or without one
/// where they stay.
#[derive(Serialize, Deserialize)]
pub struct TypedSplit {
    code: CodeId,
    targets: Vec<(CodeTarget, String)>,
    decided: Vec<(CodingId, Option<usize>)>,
    name: String,
    retire: bool,
}

/// The dialog.
#[expect(clippy::struct_excessive_bools, reason = "answers to independent questions")]
pub struct Split {
    code: CodeId,
    /// The study it was listed from: indexes mean others in another one.
    revision: Option<u64>,
    items: Vec<Item>,
    /// The codes it is split into.
    targets: Vec<(CodeTarget, String)>,
    at: usize,
    typed: String,
    retire: bool,
    /// The field for another code is to have the keyboard.
    focus: bool,
    /// Esc was pressed once: once more gives the decisions up.
    warned: bool,
    /// The excerpt is to be scrolled into view in the list.
    reveal: bool,
}

impl Split {
    /// For a code; the excerpts of the coders that are shown.
    pub fn new(corpus: &Corpus, shown: &CoderChoice, code: CodeId) -> Self {
        let mut split = Self {
            code,
            revision: None,
            items: Vec::new(),
            targets: Vec::new(),
            at: 0,
            typed: String::new(),
            retire: false,
            focus: true,
            warned: false,
            reveal: true,
        };
        split.list(corpus, shown);
        split
    }

    /// What was decided; `None` where that is nothing.
    pub fn typed(&self) -> Option<TypedSplit> {
        let decided = self.items.iter().filter_map(|item| {
            let to = match item.decision? {
                Decision::Stays => None,
                Decision::Goes(to) => Some(to),
            };
            Some((item.coding, to))
        });
        let typed = TypedSplit {
            code: self.code,
            targets: self.targets.clone(),
            decided: decided.collect(),
            name: self.typed.clone(),
            retire: self.retire,
        };
        let nothing = typed.targets.is_empty() && typed.decided.is_empty() && typed.name.is_empty();
        (!nothing).then_some(typed)
    }

    /// The dialog as it was put down.
    pub fn again(corpus: &Corpus, shown: &CoderChoice, typed: TypedSplit) -> Option<Self> {
        corpus.codes.get(typed.code)?;
        let mut split = Self::new(corpus, shown, typed.code);
        // Decisions go by the place of a code in this list: a code that is gone is taken out with them
        // when the dialog is drawn.
        split.targets = typed.targets;
        let decided: std::collections::HashMap<CodingId, Option<usize>> =
            typed.decided.into_iter().collect();
        for item in &mut split.items {
            item.decision =
                decided.get(&item.coding).map(|to| to.map_or(Decision::Stays, Decision::Goes));
        }
        split.at = split.items.iter().position(|item| item.decision.is_none()).unwrap_or(0);
        (split.typed, split.retire) = (typed.name, typed.retire);
        Some(split)
    }

    /// Lists the excerpts; what was decided about one that is still there is kept.
    fn list(&mut self, corpus: &Corpus, shown: &CoderChoice) {
        let before = std::mem::take(&mut self.items);
        let decided: std::collections::HashMap<CodingId, Option<Decision>> =
            before.iter().map(|item| (item.coding, item.decision)).collect();
        let here = before.get(self.at).map(|item| item.coding);
        for (at, document) in corpus.documents.iter().enumerate() {
            for (index, coding) in document.codings.iter().enumerate() {
                let counts = match shown {
                    CoderChoice::All => true,
                    CoderChoice::One(coder) => *coder == coding.coder,
                };
                if coding.code != self.code || !counts {
                    continue;
                }
                let words = coding.span.of(&document.text).unwrap_or_default();
                let reference = ExcerptRef {
                    document: at as u32,
                    coding: index as u32,
                    span: coding.span,
                    folded: false,
                };
                self.items.push(Item {
                    coding: coding.id,
                    reference,
                    words: words.split_whitespace().take(12).collect::<Vec<_>>().join(" "),
                    decision: decided.get(&coding.id).copied().flatten(),
                });
            }
        }
        let same = here.and_then(|here| self.items.iter().position(|item| item.coding == here));
        self.at = same.unwrap_or(self.at).min(self.items.len().saturating_sub(1));
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context, view: &View<'_>, outbox: &mut Outbox) -> Dialog {
        let tree = &view.corpus.codes;
        if tree.get(self.code).is_none() {
            return Dialog::Closed;
        }
        if self.revision != Some(view.revision) {
            self.list(view.corpus, view.shown);
            self.revision = Some(view.revision);
        }
        let gone = |target: &CodeTarget| match target {
            CodeTarget::Id(id) => tree.get(*id).is_none(),
            CodeTarget::Path(_) => false,
        };
        while let Some(at) = self.targets.iter().position(|(target, _)| gone(target)) {
            self.drop_target(at);
        }
        self.keys(ctx);
        let theme = view.theme;
        let path = tree.path(self.code);
        let shown = frame(ctx, theme, &format!("Split {path}"), 960.0, |ui| {
            page::show(ui, view, self);
            let going = self.items.iter().filter(|item| self.goes(item).is_some()).count();
            buttons(ui, |ui| {
                let text = match going {
                    0 => "Split".to_owned(),
                    n => format!("Split off {}", count(n, "excerpt")),
                };
                let done = primary(ui, theme, going > 0 && !view.busy, &text).clicked();
                let cancel = ui.button("Cancel").clicked();
                let retire = radios(ui, theme, |ui| {
                    ui.checkbox(&mut self.retire, "Retire the code afterwards")
                });
                retire.on_hover_text("It is offered no longer; what stays with it stays");
                if self.warned {
                    ui.label(
                        egui::RichText::new("Esc again gives up what was decided")
                            .small()
                            .color(theme.warning),
                    );
                } else {
                    quiet(ui, theme, "Nothing is written before Split");
                }
                (done, cancel)
            })
        });
        let (done, cancel) = shown.inner;
        if done {
            outbox.run(self.command());
            return Dialog::Closed;
        }
        let decided = self.items.iter().any(|item| item.decision.is_some());
        if shown.escaped && decided && !self.warned {
            self.warned = true;
            return Dialog::Open;
        }
        Dialog::closed(cancel || shown.escaped)
    }

    /// Where an excerpt goes.
    fn goes(&self, item: &Item) -> Option<usize> {
        match item.decision {
            Some(Decision::Goes(to)) if to < self.targets.len() => Some(to),
            _ => None,
        }
    }

    fn command(&self) -> Command {
        let parts = self.targets.iter().enumerate().map(|(at, (target, _))| {
            let its = self.items.iter().filter(|item| self.goes(item) == Some(at));
            (target.clone(), its.map(|item| item.coding).collect())
        });
        Command::SplitCode { code: self.code, parts: parts.collect(), retire: self.retire }
    }

    /// Decides about the excerpt on the screen and goes on to the next one.
    fn decide(&mut self, decision: Option<Decision>) {
        if let Some(item) = self.items.get_mut(self.at) {
            item.decision = decision;
        }
        self.warned = false;
        self.go(self.at + 1);
    }

    fn go(&mut self, to: usize) {
        self.at = to.min(self.items.len().saturating_sub(1));
        self.reveal = true;
    }

    /// Digits decide, arrows walk; not while something is typed.
    fn keys(&mut self, ctx: &Context) {
        if ctx.text_edit_focused() || egui::Popup::is_any_open(ctx) {
            return;
        }
        let events = ctx.input(|input| input.events.clone());
        for event in events {
            match event {
                Event::Text(text) => {
                    let digit = text.chars().next().and_then(|c| c.to_digit(10));
                    match digit.map(|digit| digit as usize) {
                        Some(0) => self.decide(Some(Decision::Stays)),
                        Some(n) if n <= self.targets.len() => {
                            self.decide(Some(Decision::Goes(n - 1)));
                        }
                        _ if text.eq_ignore_ascii_case("n") => self.focus = true,
                        _ => {}
                    }
                }
                Event::Key { key: Key::ArrowRight | Key::ArrowDown, pressed: true, .. } => {
                    self.go(self.at + 1);
                }
                Event::Key {
                    key: Key::ArrowLeft | Key::ArrowUp | Key::Backspace,
                    pressed: true,
                    ..
                } => self.go(self.at.saturating_sub(1)),
                _ => {}
            }
        }
    }

    /// Adds a code to split into, by what was typed: one that is there by its name or path, or a new
    /// one beside the code that is split.
    fn add_typed(&mut self, tree: &CodeTree) {
        let typed = std::mem::take(&mut self.typed);
        let names: Vec<String> =
            typed.split('/').map(str::trim).filter(|n| !n.is_empty()).map(str::to_owned).collect();
        if names.is_empty() {
            return;
        }
        let found = tree.find(&names.join("/"));
        if let [one] = found.as_slice() {
            return self.add(tree, *one);
        }
        let above = tree.get(self.code).and_then(|code| code.parent);
        let path = match above.filter(|_| names.len() == 1) {
            Some(above) => tree.path(above).split('/').map(str::to_owned).chain(names).collect(),
            None => names,
        };
        let name = path.join("/");
        if !self.targets.iter().any(|(_, known)| known.eq_ignore_ascii_case(&name)) {
            self.targets.push((CodeTarget::Path(path), name));
        }
    }

    fn add(&mut self, tree: &CodeTree, code: CodeId) {
        let target = CodeTarget::Id(code);
        if code != self.code && !self.targets.iter().any(|(known, _)| *known == target) {
            self.targets.push((target, tree.path(code)));
        }
    }

    /// Takes a code out of the list; what was decided for it is open again.
    fn drop_target(&mut self, at: usize) {
        self.targets.remove(at);
        for item in &mut self.items {
            item.decision = match item.decision {
                Some(Decision::Goes(to)) if to == at => None,
                Some(Decision::Goes(to)) if to > at => Some(Decision::Goes(to - 1)),
                other => other,
            };
        }
    }

    /// The excerpt on the screen, read.
    fn excerpt(&self, corpus: &Corpus) -> Option<crate::analysis::Excerpt> {
        Reader::quick(corpus).read(&self.items.get(self.at)?.reference)
    }
}
