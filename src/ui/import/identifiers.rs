//! What in the chosen file may say who somebody is: found before anything is stored.

use super::State;
use crate::analysis::identifiers::{Finding, Group, NOTICE, Place, Scanner, groups};
use crate::model::{NewDocument, Span};
use crate::text::names::Names;
use crate::ui::parts::{count, quiet};
use crate::ui::theme;
use crate::ui::view::View;
use crate::ui::widgets::{one_line, sans, semibold};
use crate::ui::worker::Answers;
use egui::{RichText, Sense, Ui, WidgetInfo, vec2};
use std::sync::Arc;

/// Groups shown before the list is unfolded.
const FEW: usize = 6;
/// Groups shown at most.
const MOST: usize = 200;
/// Bytes of text from which the scanner learns which words are never written small.
const LEARNT: usize = 8 << 20;

/// Findings of one document, grouped.
type Found = (Vec<Finding>, Vec<Group>);

/// What the list remembers.
#[derive(Default)]
pub(super) struct Identifiers {
    /// Made once: it has read the texts of the files and of the study.
    scanner: Answers<(), Arc<Scanner>>,
    found: Answers<(usize, usize, u64), Found>,
    all: bool,
}

/// Draws it.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    let (at, which) = (state.chosen, state.document);
    learn(ui, view, state);
    let Some(entry) = state.entries.get(at) else { return };
    let Some(held) = entry.held().get(which) else { return };
    let Some(((), scanner)) = state.identifiers.scanner.get() else {
        quiet(ui, view.theme, "Looking for identifiers…");
        return;
    };
    let (scanner, document) = (Arc::clone(scanner), Arc::clone(&held.document));
    let key = (at, which, entry.version);
    state.identifiers.found.ask(ui.ctx(), &key, (true, "identifiers"), move || {
        let found = scanner.new_document(&document);
        let grouped = groups(&found);
        (found, grouped)
    });
    ui.label(RichText::new("Identifiers").text_style(theme::strong()));
    let known = state.identifiers.found.get().filter(|(known, _)| **known == key);
    let Some((_, (found, grouped))) = known else {
        quiet(ui, view.theme, "Looking…");
        return;
    };
    if found.is_empty() {
        quiet(ui, view.theme, "Nothing that looks like one was found.");
    }
    let mut jump = None;
    let shown = if state.identifiers.all { MOST } else { FEW };
    for group in grouped.iter().take(shown) {
        jump = line(ui, view, found, group).or(jump);
    }
    let more = grouped.len().saturating_sub(shown);
    if more > 0 && !state.identifiers.all {
        let text = RichText::new(format!("Show {}", count(more, "more"))).small();
        let text = text.color(view.theme.accent);
        state.identifiers.all |= ui.link(text.clone()).clicked();
    }
    quiet(ui, view.theme, NOTICE);
    if let Some(span) = jump {
        state.transcript.reveal(span);
    }
}

fn learn(ui: &Ui, view: &View<'_>, state: &mut State) {
    if state.identifiers.scanner.get().is_some() {
        return;
    }
    if state.identifiers.scanner.working() {
        // Only looks whether it is done; what it would do if not, a worker does already.
        let scanner = || Arc::new(Scanner::new(Names::default()));
        state.identifiers.scanner.ask(ui.ctx(), &(), (true, "identifier scanner"), scanner);
        return;
    }
    let held = state.entries.iter().flat_map(super::entry::Entry::held);
    let mut bytes = 0;
    let texts = held.map(|held| Arc::clone(&held.document)).take_while(|document| {
        bytes += document.text.len();
        bytes <= LEARNT
    });
    let texts: Vec<Arc<NewDocument>> = texts.collect();
    let corpus = Arc::clone(view.corpus);
    state.identifiers.scanner.ask(ui.ctx(), &(), (true, "identifier scanner"), move || {
        use rayon::prelude::*;
        let mut bytes = 0;
        let old = corpus.documents.iter().take_while(|document| {
            bytes += document.text.len();
            bytes <= LEARNT
        });
        let words: Vec<&str> =
            old.map(|d| &*d.text).chain(texts.iter().map(|d| d.text.as_str())).collect();
        let scanner = Scanner::new(Names::default()).knowing(&corpus);
        Arc::new(scanner.reading(words.into_par_iter()))
    });
}

/// The words, what they look like, how often; a click leads to the first place.
fn line(ui: &mut Ui, view: &View<'_>, found: &[Finding], group: &Group) -> Option<Span> {
    let theme = view.theme;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 36.0), Sense::click());
    let n = group.findings.len();
    let kind = format!("{} · {} · {}", group.label, group.severity.name(), count(n, "place"));
    let said = format!("{}: {kind}", group.words);
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Link, true, &said));
    let ink = if response.hovered() || response.has_focus() { theme.accent } else { theme.ink };
    let words = one_line(ui.painter(), &group.words, semibold(13.5), ink, rect.width());
    ui.painter().galley(rect.left_top(), words, ink);
    let second = one_line(ui.painter(), &kind, sans(12.0), theme.quiet, rect.width());
    ui.painter().galley(rect.left_top() + vec2(0.0, 18.0), second, theme.quiet);
    let first = group.findings.iter().filter_map(|&at| found.get(at));
    let mut in_text =
        first.filter(|finding| matches!(finding.place, Place::Text(..) | Place::Label(..)));
    let span = in_text.next().map(|finding| finding.span);
    response.on_hover_text("Show it in the text").clicked().then_some(span).flatten()
}
