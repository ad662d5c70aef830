//! How the chosen file is read: where speakers come from, which encoding, which pauses.

use super::State;
use crate::model::{Reading, SpeakerRule};
use crate::ui::parts::{complaint, count, framed, quiet};
use crate::ui::picker::{self, Choice};
use crate::ui::theme::{self, Theme};
use crate::ui::view::View;
use crate::ui::widgets::{drop_chip, quiet_word};
use egui::{DragValue, RichText, TextEdit, Ui, WidgetInfo};

/// What the controls remember.
#[derive(Default)]
pub(super) struct Rules {
    /// The field of the pattern takes the keyboard.
    fresh: bool,
}

impl Rules {
    pub(super) fn leave(&mut self) {
        self.fresh = false;
    }
}

/// Encodings transcripts come in, by the names of the web.
const ENCODINGS: [&str; 20] = [
    "UTF-8",
    "windows-1252",
    "ISO-8859-15",
    "windows-1250",
    "ISO-8859-2",
    "windows-1251",
    "KOI8-U",
    "windows-1253",
    "windows-1254",
    "windows-1255",
    "windows-1256",
    "windows-1257",
    "windows-1258",
    "macintosh",
    "UTF-16LE",
    "UTF-16BE",
    "Shift_JIS",
    "gb18030",
    "Big5",
    "EUC-KR",
];

/// Formats whose bytes are text.
const TEXTS: [&str; 11] =
    ["txt", "md", "vtt", "srt", "lrc", "csv", "tsv", "html", "json", "text", "sbv"];

/// Formats of cues.
const CUES: [&str; 6] = ["vtt", "srt", "lrc", "tsv", "json", "sbv"];

/// What a pattern may look like.
const EXAMPLE: &str = r"(?<speaker>[A-Z]+\d*)\s*:";

/// Draws the controls for the chosen file.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    let at = state.chosen;
    let Some(entry) = state.entries.get_mut(at) else { return };
    let Some(held) = entry.held().get(state.document) else { return };
    let format = held.document.origin.format.clone();
    let encoding = held.document.origin.encoding.clone();
    let labelled: usize = held.labels.iter().map(|label| label.turns as usize).sum();
    let nobody = held.labels.is_empty();
    let fault = entry.fault.clone();
    let before = entry.reading.clone();
    ui.label(RichText::new("How it is read").text_style(theme::strong()));
    let reading = &mut entry.reading;
    let by = speakers(ui, view.theme, &mut reading.speakers, &mut state.rules.fresh);
    if by && fault.is_none() {
        quiet(ui, view.theme, format!("{} begin with it", count(labelled, "turn")));
    }
    complaint(ui, view.theme, fault.as_deref());
    if TEXTS.contains(&format.as_str()) {
        encodings(ui, view.theme, reading, &encoding);
    }
    if nobody && CUES.contains(&format.as_str()) {
        pauses(ui, view.theme, reading);
    }
    if !reading.is_default() {
        ui.add_space(4.0);
        let forget = RichText::new("Forget what was decided").small().color(view.theme.accent);
        if ui.link(forget).clicked() {
            *reading = Reading { survey: reading.survey.take(), ..Reading::default() };
        }
    }
    if *reading != before {
        entry.fault = None;
        state.seen.revoice();
        state.look_at(at);
    }
}

/// Where speakers come from; true when it is the researcher's own pattern.
pub(in crate::ui) fn speakers(
    ui: &mut Ui,
    theme: &Theme,
    rule: &mut SpeakerRule,
    fresh: &mut bool,
) -> bool {
    ui.horizontal_wrapped(|ui| {
        quiet_word(ui, theme, "Speakers");
        let words = ["as found", "nobody is named", "by my own pattern"];
        let now = match rule {
            SpeakerRule::Found => 0,
            SpeakerRule::Nobody => 1,
            SpeakerRule::Pattern(_) => 2,
        };
        let chip = drop_chip(ui, theme, words[now], "How speakers are found");
        let choices = || {
            let each = words.into_iter().enumerate();
            each.map(|(at, word)| Choice::new(word, at == now)).collect()
        };
        match picker::pick(ui, theme, &chip, ("How speakers are found", false), choices) {
            Some(0) => *rule = SpeakerRule::Found,
            Some(1) => *rule = SpeakerRule::Nobody,
            Some(2) if now != 2 => {
                *rule = SpeakerRule::Pattern(EXAMPLE.to_owned());
                *fresh = true;
            }
            _ => {}
        }
    });
    let SpeakerRule::Pattern(pattern) = rule else { return false };
    framed(ui, theme, false);
    let edit = TextEdit::singleline(pattern)
        .font(egui::TextStyle::Monospace)
        .margin(egui::Margin::symmetric(8, 5))
        .desired_width(f32::INFINITY);
    let field = ui.add(edit);
    field.widget_info(|| {
        WidgetInfo::labeled(egui::Role::TextInput, true, "Pattern at the start of a line")
    });
    if std::mem::take(fresh) {
        field.request_focus();
    }
    quiet(
        ui,
        theme,
        "A regular expression at the start of a line. The group “speaker” is the label, “time” a \
         time stamp.",
    );
    true
}

fn encodings(ui: &mut Ui, theme: &Theme, reading: &mut Reading, found: &str) {
    ui.horizontal_wrapped(|ui| {
        quiet_word(ui, theme, "Encoding");
        let text = match &reading.encoding {
            None => format!("{found}, as found"),
            Some(name) => name.clone(),
        };
        let chip = drop_chip(ui, theme, &text, "Encoding");
        let choices = || {
            let mut all = vec![Choice::new("as found", reading.encoding.is_none())];
            let is = |name: &str| reading.encoding.as_deref() == Some(name);
            all.extend(ENCODINGS.map(|name| Choice::new(name, is(name))));
            all
        };
        match picker::pick(ui, theme, &chip, ("Find an encoding", false), choices) {
            Some(0) => reading.encoding = None,
            Some(at) => reading.encoding = ENCODINGS.get(at - 1).map(|name| (*name).to_owned()),
            None => {}
        }
    });
}

/// Over which silences cues without speakers are one paragraph.
fn pauses(ui: &mut Ui, theme: &Theme, reading: &mut Reading) {
    ui.horizontal_wrapped(|ui| {
        quiet_word(ui, theme, "Pauses");
        let words = ["as usual", "up to"];
        let now = usize::from(reading.pause_ms.is_some());
        let chip = drop_chip(ui, theme, words[now], "Which pauses are joined");
        let choices =
            || words.into_iter().enumerate().map(|(at, w)| Choice::new(w, at == now)).collect();
        match picker::pick(ui, theme, &chip, ("Which pauses are joined", false), choices) {
            Some(0) => reading.pause_ms = None,
            Some(1) => {
                reading.pause_ms.get_or_insert(2000);
            }
            _ => {}
        }
        if let Some(ms) = &mut reading.pause_ms {
            let mut seconds = *ms as f64 / 1000.0;
            let value = DragValue::new(&mut seconds).range(0.0..=600.0).speed(0.1).suffix(" s");
            let field = ui.add(value);
            field.widget_info(|| {
                WidgetInfo::labeled(
                    egui::Role::SpinButton,
                    true,
                    "Seconds of silence that are joined",
                )
            });
            *ms = (seconds * 1000.0).round() as i64;
            quiet_word(ui, theme, "are joined");
        }
    });
}
