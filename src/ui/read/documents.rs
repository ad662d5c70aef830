//! The list of documents.

use super::recheck;
use crate::model::{Corpus, CorpusDocument, DocumentId};
use crate::study::{Command, Drift};
use crate::ui::action::Action;
use crate::ui::correcting;
use crate::ui::icons::{self, Icon};
use crate::ui::outbox::{Outbox, Request};
use crate::ui::theme;
use crate::ui::view::View;
use egui::{Button, Label, RichText, ScrollArea, TextEdit, WidgetInfo};

/// What the list remembers.
#[derive(Default)]
pub(super) struct State {
    wanted: String,
    /// The document being renamed, and what is typed.
    renaming: Option<(DocumentId, String)>,
}

impl State {
    /// The name that is being typed for a document, where it is another one.
    pub(super) fn typed(&self, corpus: &Corpus) -> Option<(DocumentId, String)> {
        let (document, name) = self.renaming.as_ref()?;
        let now = &corpus.document(*document)?.name;
        (name != now).then(|| (*document, name.clone()))
    }

    /// Goes on with a name that was typed before.
    pub(super) fn go_on(&mut self, name: Option<(DocumentId, String)>) {
        self.renaming = name;
    }
}

/// Draws the list; gives back the document that was chosen.
pub(super) fn show(
    ui: &mut egui::Ui,
    view: &View<'_>,
    state: &mut State,
    drift: &mut Drift,
    current: Option<DocumentId>,
    outbox: &mut Outbox,
) -> Option<DocumentId> {
    ui.horizontal(|ui| {
        ui.label(RichText::new("Documents").text_style(theme::strong()));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.add_enabled_ui(!view.busy, |ui| {
                let add = icons::button(ui, view.theme, Icon::Add, "Import transcripts");
                if add.clicked() {
                    outbox.send(Request::Do(Action::ImportTranscripts));
                }
            });
        });
    });
    let documents = &view.corpus.documents;
    if documents.len() > 12 {
        let field = TextEdit::singleline(&mut state.wanted)
            .hint_text("Filter")
            .desired_width(f32::INFINITY);
        ui.add(field)
            .widget_info(|| WidgetInfo::labeled(egui::Role::TextInput, true, "Filter documents"));
    }
    let wanted = state.wanted.to_lowercase();
    let listed: Vec<usize> = (0..documents.len())
        .filter(|&at| wanted.is_empty() || documents[at].name.to_lowercase().contains(&wanted))
        .collect();
    let mut chosen = None;
    let height = ui.spacing().interact_size.y;
    ScrollArea::vertical().auto_shrink([false, false]).show_rows(
        ui,
        height,
        listed.len(),
        |ui, rows| {
            for &at in listed.get(rows).unwrap_or_default() {
                let document = &documents[at];
                if state.renaming.as_ref().is_some_and(|(id, _)| *id == document.id) {
                    rename(ui, state, outbox);
                    continue;
                }
                let codings = view.counts.documents.get(at).copied().unwrap_or(0);
                let count = if codings == 0 { String::new() } else { codings.to_string() };
                let since = drift.of(view.corpus, document.id);
                let row = ui.add(
                    Button::selectable(current == Some(document.id), document.name.as_str())
                        .truncate()
                        .right_text(RichText::new(&count).color(view.theme.quiet).small())
                        .min_size(egui::vec2(ui.available_width(), height)),
                );
                row.widget_info(|| {
                    WidgetInfo::selected(
                        egui::Role::Button,
                        true,
                        current == Some(document.id),
                        format!("Document {}", document.name),
                    )
                });
                if row.clicked() {
                    chosen = Some(document.id);
                }
                let lost = correcting::orphans(view.corpus, document.id).len() as u32;
                signs(ui, view, &row, lost, since.as_deref());
                let row = row.on_hover_ui(|ui| {
                    facts(ui, view, at);
                    let marks = [
                        (lost > 0).then(|| format!("{} in the tray", count_of(lost))),
                        since.as_ref().map(|since| format!("Re-check: {}", recheck::said(since))),
                    ];
                    for text in marks.into_iter().flatten() {
                        ui.label(RichText::new(text).color(view.theme.warning).small());
                    }
                });
                row.context_menu(|ui| {
                    menu(ui, view, state, (document, codings), since.is_some(), outbox);
                });
            }
        },
    );
    chosen
}

/// What is to be looked at in a document, beside the number of its codings; the tooltip and a screen
/// reader say it in words.
fn signs(
    ui: &egui::Ui,
    view: &View<'_>,
    row: &egui::Response,
    lost: u32,
    since: Option<&crate::study::Since>,
) {
    let mut right = row.rect.right() - 46.0;
    let mut told = Vec::new();
    let mut put = |icon| {
        let at = egui::pos2(right, row.rect.center().y);
        let sign = egui::Rect::from_center_size(at, egui::vec2(12.0, 12.0));
        icons::paint(ui.painter(), sign, icon, view.theme.warning);
        right -= 16.0;
    };
    if let Some(since) = since {
        put(Icon::Again);
        told.push(format!("Re-check: {}", recheck::said(since)));
    }
    if lost > 0 {
        put(Icon::Import);
        told.push(format!("{} in the tray", count_of(lost)));
    }
    if !told.is_empty() {
        ui.ctx().accesskit_node_builder(row.id, |node| node.set_description(told.join("; ")));
    }
}

/// What can be done with a document.
fn menu(
    ui: &mut egui::Ui,
    view: &View<'_>,
    state: &mut State,
    (document, codings): (&CorpusDocument, u32),
    recheck: bool,
    outbox: &mut Outbox,
) {
    ui.add_enabled_ui(!view.busy, |ui| {
        if ui.button("Rename…").clicked() {
            state.renaming = Some((document.id, document.name.clone()));
        }
        if ui.button("Who speaks…").clicked() {
            outbox.send(Request::AskSpeakers(document.id, Vec::new()));
        }
        if ui.button("Older texts…").clicked() {
            outbox.send(Request::Revisions(document.id));
        }
        if ui.button("Receipt…").clicked() {
            outbox.send(Request::ShowReceipt(document.id));
        }
        if recheck && ui.button("Checked against the codebook").clicked() {
            let documents = vec![document.id];
            outbox.run(Command::CheckedWith { documents });
        }
        let what = if codings == 0 {
            "Remove from the study".to_owned()
        } else {
            format!("Remove with {}", count_of(codings))
        };
        if ui.button(what).clicked() {
            outbox.run(Command::RemoveDocument { document: document.id });
        }
    });
}

fn count_of(codings: u32) -> String {
    if codings == 1 { "1 coding".to_owned() } else { format!("{codings} codings") }
}

fn facts(ui: &mut egui::Ui, view: &View<'_>, at: usize) {
    let Some(document) = view.corpus.documents.get(at) else { return };
    let codings = view.counts.documents.get(at).copied().unwrap_or(0);
    ui.label(RichText::new(&document.name).text_style(theme::strong()));
    let words = document.words.len();
    let speakers: Vec<&str> = document.speakers.iter().map(|s| s.label.as_str()).collect();
    ui.label(format!("{} turns, {words} words, {}", document.turns.len(), count_of(codings)));
    if !speakers.is_empty() {
        ui.add(Label::new(format!("Speakers: {}", speakers.join(", "))).wrap());
    }
    ui.label(RichText::new(&document.file_name).color(view.theme.quiet).small());
}

fn rename(ui: &mut egui::Ui, state: &mut State, outbox: &mut Outbox) {
    let Some((id, name)) = &mut state.renaming else { return };
    let field = ui.add(TextEdit::singleline(name).desired_width(f32::INFINITY));
    field.widget_info(|| WidgetInfo::labeled(egui::Role::TextInput, true, "New name"));
    if field.lost_focus() {
        if !ui.input(|input| input.key_pressed(egui::Key::Escape)) {
            outbox.run(Command::RenameDocument { document: *id, name: name.clone() });
        }
        state.renaming = None;
    } else {
        field.request_focus();
    }
}
