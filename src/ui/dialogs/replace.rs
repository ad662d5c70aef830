//! Find and replace in a document or the whole study: every place in its context, each of which can be
//! left out, and one step.

use super::{Dialog, buttons, frame};
use crate::model::{CorpusDocument, DocumentId, Span};
use crate::text::compare::{Fate, Run};
use crate::text::search::{How, places};
use crate::ui::correcting::{self, Correction};
use crate::ui::outbox::{Outbox, Request};
use crate::ui::parts::{Field, count, primary, quiet, radios};
use crate::ui::view::View;
use crate::ui::widgets::{one_line, sans};
use crate::ui::worker::Answers;
use egui::{
    Context, FontId, RichText, Role, ScrollArea, Sense, Stroke, Ui, WidgetInfo, pos2, vec2,
};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// Height of a place.
const ROW: f32 = 30.0;
/// Characters that are shown before and behind a place.
const AROUND: usize = 60;
/// Where places come from: letters, how, the whole study or one document, and which state of it.
type Asked = (String, How, Option<DocumentId>, u64);

/// A place that was found.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Place {
    /// Index of the document.
    document: usize,
    span: Span,
}

/// What is typed into the dialog, and which places are left out, by document and both ends.
#[derive(Serialize, Deserialize)]
pub struct TypedReplace {
    find: String,
    with: String,
    whole_words: bool,
    match_case: bool,
    here: Option<DocumentId>,
    everywhere: bool,
    left_out: Vec<(usize, u32, u32)>,
}

/// The dialog.
pub struct Replace {
    find: String,
    with: String,
    how: How,
    /// The document that is read, for when not the whole study is meant.
    here: Option<DocumentId>,
    everywhere: bool,
    found: Answers<Asked, Vec<Place>>,
    left_out: HashSet<Place>,
    /// Left out before it was put down: left out again as soon as the places are found.
    again: Option<HashSet<Place>>,
    focus: bool,
}

impl Replace {
    /// For a document that is read, or the study; with words that were selected.
    pub fn new(here: Option<DocumentId>, words: String) -> Self {
        Self {
            find: words,
            with: String::new(),
            how: How { whole_words: true, match_case: false },
            everywhere: here.is_none(),
            here,
            found: Answers::default(),
            left_out: HashSet::new(),
            again: None,
            focus: true,
        }
    }

    /// What is typed; `None` where that is nothing.
    pub fn typed(&self) -> Option<TypedReplace> {
        let out = self.again.as_ref().unwrap_or(&self.left_out).iter();
        let left_out = out.map(|place| (place.document, place.span.start(), place.span.end()));
        (!self.find.is_empty() || !self.with.is_empty()).then(|| TypedReplace {
            find: self.find.clone(),
            with: self.with.clone(),
            whole_words: self.how.whole_words,
            match_case: self.how.match_case,
            here: self.here,
            everywhere: self.everywhere,
            left_out: left_out.collect(),
        })
    }

    /// The dialog as it was put down.
    pub fn again(typed: TypedReplace) -> Self {
        let place = |(document, start, end)| Some(Place { document, span: Span::new(start, end)? });
        let TypedReplace { find, with, whole_words, match_case, here, everywhere, left_out } =
            typed;
        Self {
            with,
            how: How { whole_words, match_case },
            everywhere,
            again: Some(left_out.into_iter().filter_map(place).collect()),
            ..Self::new(here, find)
        }
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context, view: &View<'_>, outbox: &mut Outbox) -> Dialog {
        self.look(ctx, view);
        let theme = view.theme;
        let mut jump = None;
        let shown = frame(ctx, theme, "Find and replace", 820.0, |ui| {
            ui.columns(2, |columns| {
                let [left, right] = columns else { return };
                let find = Field { label: "Find", ..Field::default() };
                let find = find.show(left, theme, &mut self.find);
                if std::mem::take(&mut self.focus) {
                    find.request_focus();
                }
                let with = Field { label: "Replace with", hint: "nothing", ..Field::default() };
                with.show(right, theme, &mut self.with);
            });
            self.choices(ui, view);
            ui.add_space(6.0);
            jump = self.list(ui, view);
            let chosen = self.chosen(view);
            let ready = chosen > 0 && !view.busy && self.find != self.with;
            buttons(ui, |ui| {
                let text = match chosen {
                    0 => "Replace".to_owned(),
                    n => format!("Replace {}", count(n, "place")),
                };
                let replace = primary(ui, theme, ready, &text).clicked();
                let cancel = ui.button("Cancel").clicked();
                quiet(
                    ui,
                    theme,
                    "One step: Undo takes it back. Codings stay on what replaces their words.",
                );
                (replace, cancel)
            })
        });
        let (replace, cancel) = shown.inner;
        if replace {
            outbox.send(Request::Correct(Correction::Words(self.texts(view))));
        } else if let Some((document, span)) = jump {
            outbox.send(Request::ReadAt(document, span, None));
        }
        Dialog::closed(replace || cancel || jump.is_some() || shown.escaped)
    }

    fn key(&self, view: &View<'_>) -> Asked {
        let scope = self.here.filter(|_| !self.everywhere);
        (self.find.clone(), self.how, scope, view.revision)
    }

    /// Looks for the words, away from the screen where there is much to look through.
    fn look(&mut self, ctx: &Context, view: &View<'_>) {
        let key = self.key(view);
        let corpus = std::sync::Arc::clone(view.corpus);
        let (find, how, scope) = (self.find.clone(), self.how, key.2);
        let read = |document: &CorpusDocument| scope.is_none_or(|scope| scope == document.id);
        let bytes: usize = corpus.documents.iter().filter(|d| read(d)).map(|d| d.text.len()).sum();
        let fresh = self.found.ask(ctx, &key, (bytes > 100_000, "postil-find"), move || {
            let each = corpus.documents.iter().enumerate();
            let each = each.filter(|(_, d)| scope.is_none_or(|scope| scope == d.id));
            let found = each.flat_map(|(document, of)| {
                let spans = places(&of.text, &find, how).into_iter();
                spans.map(move |span| Place { document, span })
            });
            found.collect()
        });
        if fresh {
            self.left_out.clear();
        }
        if self.found.get().is_some_and(|(found, _)| *found == key)
            && let Some(again) = self.again.take()
        {
            let there: HashSet<Place> = self.found(view).iter().copied().collect();
            self.left_out = again.intersection(&there).copied().collect();
        }
    }

    /// What was found for what stands in the fields now.
    fn found(&self, view: &View<'_>) -> &[Place] {
        match self.found.get() {
            Some((key, found)) if *key == self.key(view) => found,
            _ => &[],
        }
    }

    fn chosen(&self, view: &View<'_>) -> usize {
        self.found(view).len().saturating_sub(self.left_out.len())
    }

    fn choices(&mut self, ui: &mut Ui, view: &View<'_>) {
        ui.horizontal_wrapped(|ui| {
            radios(ui, view.theme, |ui| {
                ui.checkbox(&mut self.how.whole_words, "Whole words");
                ui.checkbox(&mut self.how.match_case, "Match case");
            });
            let Some(here) = self.here.and_then(|id| view.corpus.document(id)) else { return };
            ui.add_space(12.0);
            radios(ui, view.theme, |ui| {
                ui.radio_value(&mut self.everywhere, false, format!("In {}", here.name));
                ui.radio_value(&mut self.everywhere, true, "In the whole study");
            });
        });
    }

    fn list(&mut self, ui: &mut Ui, view: &View<'_>) -> Option<(DocumentId, Span)> {
        let theme = view.theme;
        let all = self.found(view).to_vec();
        let mut documents: Vec<usize> = all.iter().map(|place| place.document).collect();
        documents.dedup();
        let told = match (self.find.is_empty(), all.len(), self.found.working()) {
            (true, ..) => "Every place is shown here before anything is replaced.".to_owned(),
            (_, 0, true) => "Looking…".to_owned(),
            (_, 0, _) => "Found nowhere.".to_owned(),
            (_, n, _) => {
                format!("{} in {}.", count(n, "place"), count(documents.len(), "document"))
            }
        };
        ui.horizontal(|ui| {
            quiet(ui, theme, told);
            if all.len() > 1 {
                if !self.left_out.is_empty() && ui.link(RichText::new("All").small()).clicked() {
                    self.left_out.clear();
                }
                if self.left_out.len() < all.len()
                    && ui.link(RichText::new("None").small()).clicked()
                {
                    self.left_out = all.iter().copied().collect();
                }
            }
        });
        if all.is_empty() {
            return None;
        }
        let mut jump = None;
        let height = (ui.ctx().content_rect().height() - 430.0).clamp(ROW * 3.0, 480.0);
        let frame = egui::Frame::new()
            .fill(theme.page)
            .stroke(Stroke::new(1.0, theme.line))
            .corner_radius(6)
            .inner_margin(egui::Margin::symmetric(8, 6));
        frame.show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            ScrollArea::vertical()
                .id_salt("places")
                .max_height(height)
                .auto_shrink([false, true])
                .show_rows(ui, ROW, all.len(), |ui, rows| {
                    for row in rows {
                        let Some(place) = all.get(row) else { continue };
                        if let Some(document) = view.corpus.documents.get(place.document) {
                            jump = self.row(ui, view, document, *place).or(jump);
                        }
                    }
                });
        });
        jump
    }

    fn row(
        &mut self,
        ui: &mut Ui,
        view: &View<'_>,
        document: &CorpusDocument,
        place: Place,
    ) -> Option<(DocumentId, Span)> {
        let theme = view.theme;
        let runs = self.runs(document, place.span);
        let name = correcting::place(view.corpus, document, place.span);
        let name = if name.starts_with(&document.name) {
            name
        } else {
            let turn = name.rsplit_once(' ').map_or(name.as_str(), |(_, turn)| turn);
            format!("{} {turn}", document.name)
        };
        let mut jump = None;
        ui.allocate_ui(vec2(ui.available_width(), ROW), |ui| {
            ui.horizontal_centered(|ui| {
                let mut on = !self.left_out.contains(&place);
                let check = radios(ui, theme, |ui| ui.checkbox(&mut on, ""));
                let label = format!("Replace at {name}: {}", correcting::said(&runs));
                check.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, on, &label));
                if check.changed() {
                    if on {
                        self.left_out.remove(&place);
                    } else {
                        self.left_out.insert(place);
                    }
                }
                let size = vec2(ui.available_width(), ROW);
                let (rect, response) = ui.allocate_exact_size(size, Sense::click());
                response
                    .widget_info(|| WidgetInfo::labeled(Role::Link, true, format!("Go to {name}")));
                let painter = ui.painter();
                if response.hovered() {
                    painter.rect_filled(rect, 4.0, theme.control);
                }
                let head = one_line(painter, &name, sans(12.0), theme.quiet, 120.0);
                let y = rect.center().y;
                painter.galley(pos2(rect.left() + 4.0, y - head.size().y / 2.0), head, theme.quiet);
                let font = FontId::new(14.0, view.reading.face.family());
                let job = correcting::marked_line(theme, &runs, &font, rect.width() - 140.0);
                let words = painter.layout_job(job);
                let at = pos2(rect.left() + 132.0, y - words.size().y / 2.0);
                painter.galley(at, words, theme.ink);
                if response.clicked() {
                    jump = Some((document.id, place.span));
                }
            });
        });
        jump
    }

    /// A place with what stands around it.
    fn runs(&self, document: &CorpusDocument, span: Span) -> Vec<Run> {
        let text = &document.text;
        let range = span.range();
        let before = text.get(..range.start).unwrap_or_default();
        let from = before.char_indices().rev().nth(AROUND / 2).map_or(0, |(at, _)| at);
        let behind = text.get(range.end..).unwrap_or_default();
        let to = behind.char_indices().nth(AROUND).map_or(behind.len(), |(at, _)| at);
        let more = |cut: bool| if cut { "…" } else { "" };
        let mut runs = vec![
            (Fate::Same, format!("{}{}", more(from > 0), before.get(from..).unwrap_or_default())),
            (Fate::Gone, span.of(text).unwrap_or_default().to_owned()),
        ];
        if !self.with.is_empty() {
            runs.push((Fate::New, self.with.clone()));
        }
        let tail = behind.get(..to).unwrap_or_default();
        runs.push((Fate::Same, format!("{tail}{}", more(to < behind.len()))));
        runs
    }

    /// The places that were not left out, by document.
    fn texts(&self, view: &View<'_>) -> Vec<(DocumentId, Vec<(Span, String)>)> {
        let mut texts: Vec<(DocumentId, Vec<(Span, String)>)> = Vec::new();
        for place in self.found(view).iter().filter(|place| !self.left_out.contains(place)) {
            let Some(document) = view.corpus.documents.get(place.document) else { continue };
            let words = (place.span, self.with.clone());
            match texts.last_mut() {
                Some((id, list)) if *id == document.id => list.push(words),
                _ => texts.push((document.id, vec![words])),
            }
        }
        texts
    }
}
