//! Codes deleted: first what would go with them is listed, and retiring them is offered.

use super::{Dialog, buttons, frame};
use crate::analysis::{ExcerptRef, Reader};
use crate::model::{CodeId, Corpus, MemoOn};
use crate::study::Command;
use crate::ui::outbox::Outbox;
use crate::ui::parts::{count, primary, quiet};
use crate::ui::view::View;
use crate::ui::widgets::section_head;
use egui::{Context, RichText, ScrollArea, Ui};
use std::collections::HashSet;

/// Excerpts that are listed.
const LISTED: usize = 100;

/// An excerpt that would go.
struct Line {
    code: String,
    place: String,
    words: String,
}

/// What would go with some codes.
pub struct DeleteCodes {
    codes: Vec<CodeId>,
    /// Codes under them.
    below: usize,
    codings: usize,
    memos: usize,
    themes: usize,
    lines: Vec<Line>,
    focus: bool,
}

impl DeleteCodes {
    /// Looks what would go.
    pub fn new(corpus: &Corpus, codes: Vec<CodeId>) -> Self {
        let tree = &corpus.codes;
        let mut all: Vec<CodeId> = Vec::new();
        for place in codes.iter().filter_map(|code| tree.place(*code)) {
            all.extend(tree.subtree(place).map(|place| tree.codes()[place].id));
        }
        all.sort_unstable();
        all.dedup();
        let goes = |code: &CodeId| all.binary_search(code).is_ok();
        let (mut codings, mut lines, mut gone) = (0, Vec::new(), HashSet::new());
        let mut reader = Reader::quick(corpus);
        for (at, document) in corpus.documents.iter().enumerate() {
            for (index, coding) in document.codings.iter().enumerate() {
                if !goes(&coding.code) {
                    continue;
                }
                codings += 1;
                gone.insert(coding.id);
                if lines.len() < LISTED {
                    let (span, folded) = (coding.span, false);
                    let (document, coding) = (at as u32, index as u32);
                    let reference = ExcerptRef { document, coding, span, folded };
                    lines.extend(reader.read(&reference).map(|excerpt| Line {
                        words: shortened(&excerpt.text),
                        code: excerpt.code_name,
                        place: excerpt.citation,
                    }));
                }
            }
        }
        let memos = corpus.memos.iter().filter(|memo| match memo.on {
            MemoOn::Code(code) => goes(&code),
            MemoOn::Coding(coding) => gone.contains(&coding),
            _ => false,
        });
        let themes = corpus.themes.iter().filter(|theme| theme.codes.iter().any(goes));
        Self {
            below: all.len() - codes.len().min(all.len()),
            codings,
            memos: memos.count(),
            themes: themes.count(),
            codes,
            lines,
            focus: true,
        }
    }

    /// True when nothing goes but the codes themselves: that needs no question, Undo is enough.
    pub fn is_light(&self) -> bool {
        self.codings == 0 && self.memos == 0 && self.themes == 0
    }

    /// What deletes them.
    pub fn command(&self) -> Command {
        Command::RemoveCodes { codes: self.codes.clone() }
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context, view: &View<'_>, outbox: &mut Outbox) -> Dialog {
        let tree = &view.corpus.codes;
        self.codes.retain(|code| tree.place(*code).is_some());
        let title = match self.codes.as_slice() {
            [] => return Dialog::Closed,
            [one] => format!("Delete {}", tree.path(*one)),
            several => format!("Delete {}", count(several.len(), "code")),
        };
        let theme = view.theme;
        let shown = frame(ctx, theme, &title, 680.0, |ui| {
            ui.label(RichText::new(self.sentence()).color(theme.ink));
            if !self.lines.is_empty() {
                ui.add_space(6.0);
                self.list(ui, view);
            }
            buttons(ui, |ui| {
                let retire = primary(ui, theme, !view.busy, "Retire instead");
                if std::mem::take(&mut self.focus) {
                    retire.request_focus();
                }
                let retire = retire
                    .on_hover_text("They are offered no longer; their codings stay and count");
                let text = match self.codings {
                    0 => "Delete".to_owned(),
                    n => format!("Delete with {}", count(n, "coding")),
                };
                let delete = ui.add_enabled(!view.busy, egui::Button::new(text)).clicked();
                let cancel = ui.button("Cancel").clicked();
                quiet(ui, theme, "One step: Undo takes it back");
                (retire.clicked(), delete, cancel)
            })
        });
        let (retire, delete, cancel) = shown.inner;
        if retire {
            outbox.run(Command::RetireCodes { codes: self.codes.clone(), retired: true });
        } else if delete {
            outbox.run(self.command());
        }
        Dialog::closed(retire || delete || cancel || shown.escaped)
    }

    fn sentence(&self) -> String {
        let mut parts = Vec::new();
        for (n, what) in
            [(self.below, "code under them"), (self.codings, "coding"), (self.memos, "memo")]
        {
            match (n, what) {
                (0, _) => {}
                (n, "code under them") => {
                    let them = if self.codes.len() == 1 { "it" } else { "them" };
                    parts.push(format!("{} under {them}", count(n, "code")));
                }
                (n, what) => parts.push(count(n, what)),
            }
        }
        let mut text = match parts.as_slice() {
            [] => "Nothing else goes.".to_owned(),
            [one] => format!("{one} would go too."),
            [first @ .., last] => format!("{} and {last} would go too.", first.join(", ")),
        };
        if self.themes > 0 {
            text += &format!(" {} would lose a code.", count(self.themes, "theme"));
        }
        text
    }

    fn list(&self, ui: &mut Ui, view: &View<'_>) {
        section_head(ui, view.theme, "Codings that would go");
        let height = (ui.ctx().content_rect().height() - 360.0).clamp(120.0, 420.0);
        let frame = egui::Frame::new()
            .fill(view.theme.page)
            .stroke(egui::Stroke::new(1.0, view.theme.line))
            .corner_radius(6)
            .inner_margin(egui::Margin::symmetric(12, 8));
        frame.show(ui, |ui| {
            ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                for line in &self.lines {
                    let one = self.codes.len() == 1 && self.below == 0;
                    let head = if one {
                        line.place.clone()
                    } else {
                        format!("{} {}", line.code, line.place)
                    };
                    quiet(ui, view.theme, head);
                    ui.add(egui::Label::new(RichText::new(&line.words)).wrap());
                    ui.add_space(10.0);
                }
                let more = self.codings - self.lines.len();
                if more > 0 {
                    quiet(ui, view.theme, format!("… and {}", count(more, "more coding")));
                }
            });
        });
    }
}

/// The beginning of a passage on one line.
pub(in crate::ui) fn shortened(words: &str) -> String {
    const MOST: usize = 220;
    let flat: String = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match flat.char_indices().nth(MOST) {
        Some((cut, _)) => format!("{}…", &flat[..cut]),
        None => flat,
    }
}
