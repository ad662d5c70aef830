//! Who speaks in a document that is stored: labels joined, renamed and mapped, turns given to somebody
//! else, speakers found again by another rule. The text never changes here, and each is one step.

mod again;

use super::{Dialog, buttons, entered, frame};
use crate::model::{Corpus, CorpusDocument, DocumentId, Reading, SpeakerId, SpeakerRow, Voice};
use crate::study::{Command, TurnsTo};
use crate::ui::outbox::Outbox;
use crate::ui::parts::{Field, count, quiet};
use crate::ui::picker::{self, Choice};
use crate::ui::theme;
use crate::ui::view::View;
use crate::ui::widgets::{drop_chip, one_line, sans, semibold};
use egui::{Context, RichText, Sense, Ui, WidgetInfo, pos2, vec2};
use serde::{Deserialize, Serialize};

/// The dialog.
#[derive(Serialize, Deserialize)]
pub struct Speakers {
    document: DocumentId,
    /// The turns that are asked about, by ¶ number.
    turns: Vec<u32>,
    /// What is typed: a label for these turns, or another one for a speaker.
    typing: Option<Typing>,
    again: again::Again,
    #[serde(skip)]
    focus: bool,
}

#[derive(Serialize, Deserialize)]
struct Typing {
    of: Option<SpeakerId>,
    text: String,
    #[serde(skip)]
    fresh: bool,
}

/// What was asked for.
enum Act {
    Run(Box<Command>),
    Type(Option<SpeakerId>, String),
}

fn run(command: Command) -> Act {
    Act::Run(Box::new(command))
}

impl Speakers {
    /// The speakers of a document; `turns` are those that are asked about, by ¶ number. `reading` is
    /// what was decided when the document was read.
    pub fn new(document: DocumentId, turns: Vec<u32>, reading: Reading) -> Self {
        Self { document, turns, typing: None, again: again::Again::new(reading), focus: true }
    }

    /// True when something was typed or chosen that is no step yet.
    pub fn is_typed(&self) -> bool {
        self.typing.as_ref().is_some_and(|typing| !typing.text.trim().is_empty())
            || self.again.is_open()
    }

    /// True while what it is about is in the study.
    pub fn fits(&self, corpus: &Corpus) -> bool {
        corpus.document(self.document).is_some()
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context, view: &View<'_>, outbox: &mut Outbox) -> Dialog {
        let Some(document) = view.corpus.document(self.document) else { return Dialog::Closed };
        // Found again, a document may have fewer turns.
        self.turns.retain(|&number| number as usize <= document.turns.len());
        let title = format!("Who speaks in {}", document.name);
        let mut acts = Vec::new();
        let shown = frame(ctx, view.theme, &title, 640.0, |ui| {
            ui.add_enabled_ui(!view.busy, |ui| {
                self.these(ui, view, document, &mut acts);
                self.everybody(ui, view, document, &mut acts);
                ui.add_space(12.0);
                if let Some(command) = self.again.show(ui, view, document) {
                    acts.push(Act::Run(Box::new(command)));
                }
            });
            buttons(ui, |ui| {
                let close = ui.button("Close");
                if std::mem::take(&mut self.focus) {
                    close.request_focus();
                }
                quiet(ui, view.theme, "Each change is one step: Undo takes it back");
                close.clicked()
            })
        });
        for act in acts {
            match act {
                Act::Run(command) => outbox.run(*command),
                Act::Type(of, text) => self.typing = Some(Typing { of, text, fresh: true }),
            }
        }
        Dialog::closed(shown.inner || shown.escaped)
    }

    /// Whose the turns are that were asked about.
    fn these(
        &mut self,
        ui: &mut Ui,
        view: &View<'_>,
        document: &CorpusDocument,
        acts: &mut Vec<Act>,
    ) {
        let (Some(first), Some(last)) = (self.turns.first(), self.turns.last()) else { return };
        let whose = |number: u32| document.turns.get(number as usize - 1).and_then(|t| t.speaker);
        let now = whose(*first);
        let one = self.turns.iter().all(|number| whose(*number) == now);
        let text = match self.turns.len() {
            1 => format!("¶{first} is spoken by"),
            n => format!("¶{first} to ¶{last} ({n} turns) are spoken by"),
        };
        ui.horizontal(|ui| {
            ui.label(RichText::new(text).color(view.theme.ink));
            let label = now.and_then(|id| document.speaker(id)).map(|row| row.label.as_str());
            let shown = if one { label.unwrap_or("nobody") } else { "different speakers" };
            let chip = drop_chip(ui, view.theme, shown, "These turns are spoken by");
            let mut means: Vec<Option<TurnsTo>> = Vec::new();
            let mut lines: Vec<Choice> = Vec::new();
            for row in &document.speakers {
                lines.push(
                    Choice::new(row.label.clone(), one && now == Some(row.id))
                        .detail(voice(view, row.voice).0),
                );
                means.push(Some(TurnsTo::Speaker(row.id)));
            }
            lines.push(Choice::new("Nobody", one && now.is_none()));
            means.push(Some(TurnsTo::Nobody));
            lines.push(Choice::new("Another label…", false).always());
            means.push(None);
            let hint = ("Find a label", false);
            match picker::pick(ui, view.theme, &chip, hint, || lines)
                .and_then(|at| means.into_iter().nth(at))
            {
                Some(Some(to)) => acts.push(run(Command::GiveTurns {
                    document: document.id,
                    numbers: self.turns.clone(),
                    to,
                })),
                Some(None) => acts.push(Act::Type(None, String::new())),
                None => {}
            }
        });
        if let Some(label) = self.typed(ui, view, None, "Label of these turns") {
            acts.push(run(Command::GiveTurns {
                document: document.id,
                numbers: self.turns.clone(),
                to: TurnsTo::Label(label),
            }));
        }
        ui.add_space(10.0);
    }

    /// The field that is typed in, where it is of this speaker; gives what was confirmed.
    fn typed(
        &mut self,
        ui: &mut Ui,
        view: &View<'_>,
        of: Option<SpeakerId>,
        name: &str,
    ) -> Option<String> {
        let typing = self.typing.as_mut().filter(|typing| typing.of == of)?;
        let field = Field { label: name, hint: "P07", ..Field::default() };
        let field = field.show(ui, view.theme, &mut typing.text);
        if std::mem::take(&mut typing.fresh) {
            field.request_focus();
            return None;
        }
        if !field.lost_focus() {
            return None;
        }
        let done = entered(ui, &field);
        let text = self.typing.take().map(|typing| typing.text)?;
        Some(text.trim().to_owned()).filter(|text| done && !text.is_empty())
    }

    /// Every speaker, with what can be done about them.
    fn everybody(
        &mut self,
        ui: &mut Ui,
        view: &View<'_>,
        document: &CorpusDocument,
        acts: &mut Vec<Act>,
    ) {
        ui.label(RichText::new("Labels").text_style(theme::strong()));
        if document.speakers.is_empty() {
            quiet(ui, view.theme, "Nobody is named in this document.");
        }
        for row in document.speakers.iter().take(60) {
            line(ui, view, document, row, acts);
            let name = format!("New label of {}", row.label);
            if let Some(label) = self.typed(ui, view, Some(row.id), &name) {
                acts.push(run(Command::RenameSpeaker { speaker: row.id, label }));
            }
        }
        if document.speakers.len() > 60 {
            let more = count(document.speakers.len() - 60, "more label");
            quiet(ui, view.theme, format!("… and {more}"));
        }
    }
}

/// Whose words a voice stands for, and whether that is settled.
fn voice(view: &View<'_>, voice: Voice) -> (String, bool) {
    match voice {
        Voice::Interviewer => ("interviewer".to_owned(), true),
        Voice::Unassigned => ("nobody yet".to_owned(), false),
        Voice::Participant(id) => {
            let person = view.corpus.participant(id);
            (person.map_or_else(|| "?".to_owned(), |person| person.name.clone()), true)
        }
    }
}

fn line(
    ui: &mut Ui,
    view: &View<'_>,
    document: &CorpusDocument,
    row: &SpeakerRow,
    acts: &mut Vec<Act>,
) {
    let theme = view.theme;
    ui.horizontal(|ui| {
        let (rect, response) = ui.allocate_exact_size(vec2(220.0, 34.0), Sense::hover());
        let turns = document.turns.iter().filter(|turn| turn.speaker == Some(row.id)).count();
        let (who, settled) = voice(view, row.voice);
        let said = format!("{}: {who}, {}", row.label, count(turns, "turn"));
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, &said));
        let label = one_line(ui.painter(), &row.label, semibold(14.0), theme.ink, 214.0);
        ui.painter().galley(rect.left_top(), label, theme.ink);
        let ink = if settled { theme.quiet } else { theme.warning };
        let second = format!("{who} · {}", count(turns, "turn"));
        let second = one_line(ui.painter(), &second, sans(12.0), ink, 214.0);
        ui.painter().galley(pos2(rect.left(), rect.top() + 18.0), second, ink);
        let map = ui.button("Map…");
        let map_name = format!("{} is", row.label);
        ui.ctx().accesskit_node_builder(map.id, |node| node.set_label(map_name.clone()));
        if let Some(voice) = mapped(ui, view, &map, row) {
            acts.push(run(Command::MapSpeakers { speakers: vec![row.id], voice }));
        }
        if document.speakers.len() > 1 {
            let join = ui.button("Join with…");
            let name = format!("Join {} with", row.label);
            ui.ctx().accesskit_node_builder(join.id, |node| node.set_label(name.clone()));
            let others: Vec<&SpeakerRow> =
                document.speakers.iter().filter(|other| other.id != row.id).collect();
            let lines = || {
                let each = others.iter();
                each.map(|other| {
                    Choice::new(other.label.clone(), false).detail(voice_of(view, other))
                })
                .collect()
            };
            let chosen = picker::pick(ui, theme, &join, ("Find a label", false), lines);
            if let Some(into) = chosen.and_then(|at| others.get(at)) {
                acts.push(run(Command::JoinSpeakers { pairs: vec![(row.id, into.id)] }));
            }
        }
        let rename = ui.button("Rename…");
        let name = format!("Rename {}", row.label);
        ui.ctx().accesskit_node_builder(rename.id, |node| node.set_label(name));
        if rename.clicked() {
            acts.push(Act::Type(Some(row.id), row.label.clone()));
        }
    });
}

fn voice_of(view: &View<'_>, row: &SpeakerRow) -> String {
    voice(view, row.voice).0
}

fn mapped(
    ui: &mut Ui,
    view: &View<'_>,
    anchor: &egui::Response,
    row: &SpeakerRow,
) -> Option<Voice> {
    let mut voices = vec![Voice::Interviewer, Voice::Unassigned];
    voices.extend(view.corpus.participants.iter().map(|person| Voice::Participant(person.id)));
    let lines = || {
        let each = voices.iter();
        each.map(|one| Choice::new(voice(view, *one).0, *one == row.voice)).collect()
    };
    let chosen = picker::pick(ui, view.theme, anchor, ("Search participants", false), lines);
    chosen.and_then(|at| voices.get(at).copied())
}
