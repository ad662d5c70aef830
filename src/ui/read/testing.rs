//! The reading page on a real study, with as much of the shell as it needs: for its tests.

use super::*;
use crate::model::{CodeFields, CodeId, NewDocument, NewTurn, Origin};
use crate::study::Study;
use crate::ui::dnd::{DraggedCodes, DraggedSelection};
use crate::ui::fonts;
use crate::ui::theme::Theme;
use crate::ui::transcript::{Reading, role_attribute};
use crate::ui::view::CodeCounts;
use egui::{DragAndDrop, Event, Key, Modifiers, PointerButton, Pos2, pos2, vec2};
use egui_kittest::{Harness, kittest::Queryable as _};

pub(super) const TURNS: [(&str, &str); 4] = [
    ("INT", "How long did it take?"),
    ("P01", "Fourteen months, all in. Nobody told him why."),
    ("INT", "And then?"),
    ("P01", "Then the lettre\u{301} came. He read it twice."),
];

/// The shell, as far as this page needs one.
pub(super) struct Shell {
    pub(super) page: State,
    pub(super) study: Study,
    pub(super) theme: Theme,
    pub(super) outbox: Outbox,
    pub(super) revision: u64,
    /// What was told, and the names of the steps.
    pub(super) told: Vec<String>,
    pub(super) refused: Vec<String>,
    pub(super) others: Vec<Request>,
    /// Put on the pointer before the next frame.
    pub(super) dragged: Option<DraggedCodes>,
    /// What was carried away in the last frame.
    pub(super) carried: Option<DraggedSelection>,
    _folder: tempfile::TempDir,
}

pub(super) type Window = Harness<'static, Shell>;

impl Shell {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.postil");
        let mut study = Study::create(&path, None, "s", Some("ana")).unwrap();
        let (mut text, mut turns) = (String::new(), Vec::new());
        for (label, words) in TURNS {
            let start = text.len() as u32;
            text.push_str(&format!("{label}: {words}"));
            let body = start + label.len() as u32 + 2;
            let (end, speaker) = (text.len() as u32, Some(label.to_owned()));
            turns.push(NewTurn { start, body, end, speaker, at_ms: None });
            text.push_str("\n\n");
        }
        let document = NewDocument {
            name: "D01".to_owned(),
            text,
            turns,
            marks: Vec::new(),
            times: Vec::new(),
            reading: crate::model::Reading::default(),
            origin: Origin::default(),
            receipt: Vec::new(),
        };
        study.run(Command::AddParticipant { name: "P01".to_owned() }).unwrap();
        study.run(Command::ImportDocuments { documents: vec![document], people: None }).unwrap();
        for (name, key) in [("delay", "d"), ("letters", ""), ("silence", "")] {
            let (name, key) = (name.to_owned(), key.to_owned());
            let fields = CodeFields { name, key, ..CodeFields::default() };
            study.run(Command::AddCode { parent: None, fields }).unwrap();
        }
        Self {
            page: State::default(),
            study,
            theme: Theme::light(),
            outbox: Outbox::default(),
            revision: 1,
            told: Vec::new(),
            refused: Vec::new(),
            others: Vec::new(),
            dragged: None,
            carried: None,
            _folder: folder,
        }
    }

    pub(super) fn document(&self) -> &CorpusDocument {
        &self.study.corpus().documents[0]
    }

    pub(super) fn code(&self, name: &str) -> CodeId {
        self.study.corpus().codes.find(name)[0]
    }

    /// Puts a code on words, as if it had been there.
    pub(super) fn put(&mut self, words: &str, code: &str) -> CodingId {
        let at = self.document().text.find(words).unwrap();
        let span = Span::from_range(at..at + words.len()).unwrap();
        let (document, code) = (self.document().id, CodeTarget::Id(self.code(code)));
        self.study.run(Command::ApplyCode { document, span, code }).unwrap();
        self.revision += 1;
        self.document().codings.iter().map(|coding| coding.id).max().unwrap()
    }

    /// `code: words` of every coding, in order, with its flags and comment.
    pub(super) fn codings(&self) -> Vec<String> {
        let document = self.document();
        let told = |coding: &crate::model::CodingRow| {
            let code = self.study.corpus().codes.path(coding.code);
            let flags: Vec<&str> = coding.flags.each().flat_map(|f| [" !", f.name()]).collect();
            let flags = flags.concat();
            let memo = coding.memo.as_deref().map(|memo| format!(" ({memo})")).unwrap_or_default();
            format!("{code}: {}{flags}{memo}", coding.span.of(&document.text).unwrap())
        };
        document.codings.iter().map(told).collect()
    }

    pub(super) fn selected(&self) -> Option<&str> {
        self.page.transcript.selection().and_then(|span| span.of(&self.document().text))
    }

    pub(super) fn frame(&mut self, ui: &mut egui::Ui) {
        for request in self.outbox.drain() {
            match request {
                Request::Run(command) => match self.study.run(command) {
                    Ok(outcome) => self.told.extend(outcome.step.map(|step| step.label)),
                    Err(error) => self.refused.push(error.to_string()),
                },
                Request::Correct(correction) => match self.study.run(correction.command()) {
                    Ok(outcome) => self.told.extend(outcome.step.map(|step| step.label)),
                    Err(error) => self.refused.push(error.to_string()),
                },
                Request::Tell(text) => self.told.push(text),
                other => self.others.push(other),
            }
            self.revision += 1;
        }
        if let Some(codes) = self.dragged.take() {
            DragAndDrop::set_payload(ui.ctx(), codes);
        }
        let corpus = Arc::clone(self.study.corpus());
        let shown = crate::model::CoderChoice::All;
        let counts = CodeCounts::new(&corpus, &shown);
        let view = View {
            corpus: &corpus,
            revision: self.revision,
            coder: self.study.coder_id(),
            shown: &shown,
            counts: &counts,
            role: role_attribute(&corpus.attributes),
            theme: &self.theme,
            reading: Reading::default(),
            busy: false,
        };
        show(ui, &view, &mut self.page, &mut self.outbox);
        if let Some(carried) = DragAndDrop::payload::<DraggedSelection>(ui.ctx()) {
            self.carried = Some(*carried);
        }
        if !self.outbox.is_empty() {
            ui.ctx().request_repaint();
        }
    }
}

pub(super) fn open(shell: Shell) -> Window {
    let mut ready = false;
    let app = move |ui: &mut egui::Ui, shell: &mut Shell| {
        if !ready {
            ready = true;
            fonts::install(ui.ctx());
            shell.theme.apply(ui.ctx());
            ui.ctx().request_repaint();
            return;
        }
        shell.frame(ui);
    };
    let mut window = Harness::builder()
        .with_size(vec2(1280.0, 800.0))
        .with_step_dt(0.02)
        .with_max_steps(80)
        .build_ui_state(app, shell);
    window.run();
    window
}

/// Where a word stands on the screen: its left edge and the middle of its line.
pub(super) fn at(window: &Window, words: &str) -> Pos2 {
    let text = &window.state().document().text;
    let byte = text.find(words).unwrap();
    let line = text[..byte].rfind(": ").map_or(0, |at| at + 2);
    let end = text[byte..].find('\n').map_or(text.len(), |at| byte + at);
    let block = window.get_by_label(&text[line..end]).rect();
    let id = egui::FontId::new(17.0, egui::FontFamily::Name(fonts::READING.into()));
    let before = text[line..byte].to_owned();
    let layout = |fonts: &mut egui::epaint::text::FontsView<'_>| {
        fonts.layout_no_wrap(before, id, egui::Color32::BLACK).size().x
    };
    let width = window.ctx.fonts_mut(layout);
    pos2(block.left() + width, block.center().y)
}

pub(super) fn pointer(window: &mut Window, pos: Pos2, pressed: bool) {
    let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
    window.event(Event::PointerMoved(pos));
    window.event(Event::PointerButton { pos, button, pressed, modifiers });
    window.step();
}

pub(super) fn glide(window: &mut Window, pos: Pos2) {
    window.event(Event::PointerMoved(pos));
    window.step();
    window.step();
}

/// Presses at one place, moves over a half-way stop to another, lets go.
pub(super) fn drag(window: &mut Window, from: Pos2, to: Pos2) {
    glide(window, from);
    pointer(window, from, true);
    glide(window, from.lerp(to, 0.5));
    glide(window, to);
    pointer(window, to, false);
    window.run();
}

pub(super) fn click(window: &mut Window, pos: Pos2, times: usize) {
    glide(window, pos);
    for _ in 0..times {
        pointer(window, pos, true);
        pointer(window, pos, false);
    }
    window.run();
}

pub(super) fn keys(window: &mut Window, modifiers: Modifiers, keys: &[Key]) {
    for &key in keys {
        window.key_press_modifiers(modifiers, key);
        window.run();
    }
}

pub(super) fn type_text(window: &mut Window, text: &str) {
    window.event(Event::Text(text.to_owned()));
    window.run();
}

pub(super) const PLAIN: Modifiers = Modifiers::NONE;

/// The keyboard in the text, the caret before some words.
pub(super) fn caret(window: &mut Window, words: &str) {
    let byte = window.state().document().text.find(words).unwrap() as u32;
    let page = &mut window.state_mut().page;
    page.transcript.select(Span::new(byte, byte + 1).unwrap());
    page.transcript.focus();
    window.run();
    keys(window, PLAIN, &[Key::ArrowLeft]);
    keys(window, PLAIN, &[Key::ArrowRight, Key::ArrowLeft]);
}

/// Selects words as by keys.
pub(super) fn select(window: &mut Window, words: &str) {
    let at = window.state().document().text.find(words).unwrap();
    let page = &mut window.state_mut().page;
    page.transcript.select(Span::from_range(at..at + words.len()).unwrap());
    page.transcript.focus();
    window.run();
}
