//! Who withdrew, without who it was; and what is to be read again because of it.

use super::{Dialog, close_button, frame};
use crate::analysis::NoteId;
use crate::model::{EvidenceKind, EvidenceLost, Span, Tombstone, WithdrawalScope};
use crate::study::Command;
use crate::ui::outbox::{Outbox, Request, Withdrawing};
use crate::ui::parts::{beginning, count, quiet, radios};
use crate::ui::theme;
use crate::ui::view::View;
use egui::{Context, RichText, Role, Ui, WidgetInfo};

/// The dialog.
#[derive(Default)]
pub struct Withdrawals {
    opened: bool,
}

/// Something to be read again: what it is called, and what shows it.
struct Item {
    kind: &'static str,
    name: String,
    shows: Option<Request>,
}

impl Withdrawals {
    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context, view: &View<'_>, outbox: &mut Outbox) -> Dialog {
        let mut focus = !std::mem::replace(&mut self.opened, true);
        let mut left = false;
        let shown = frame(ctx, view.theme, "Withdrawals", 680.0, |ui| {
            let corpus = view.corpus;
            if corpus.withdrawals.is_empty() {
                quiet(ui, view.theme, "Nobody withdrew.");
            }
            for tombstone in corpus.withdrawals.iter() {
                told(ui, view, tombstone);
                if tombstone.is_unfinished()
                    && ui.add_enabled(!view.busy, egui::Button::new("Clean up now")).clicked()
                {
                    outbox.send(Request::Withdrawal(Withdrawing::Finish));
                }
                let lost = corpus.evidence_lost.iter().filter(|l| l.withdrawal == tombstone.guid);
                for one in lost {
                    left |= row(ui, view, one, outbox);
                }
                ui.add_space(10.0);
            }
            close_button(ui, &mut focus)
        });
        Dialog::closed(shown.inner || shown.escaped || left)
    }
}

fn told(ui: &mut Ui, view: &View<'_>, tombstone: &Tombstone) {
    let what = match tombstone.scope {
        WithdrawalScope::Everything => "everything",
        WithdrawalScope::Person => "who it was",
    };
    let head = format!("{}: {what}, {}", tombstone.day, tombstone.reason.label());
    ui.label(RichText::new(head).text_style(theme::strong()).color(view.theme.strong));
    let counts = &tombstone.counts;
    let gone = format!(
        "{}, {} and {} removed.",
        count(counts.documents, "document"),
        count(counts.turns, "turn"),
        count(counts.codings_removed, "coding")
    );
    let proof = match tombstone.cleaned {
        None => "The program was stopped before the file and its copies were cleaned.".to_owned(),
        Some(cleaned) if cleaned.fragments == 0 => String::new(),
        Some(cleaned) => format!("Traces found afterwards: {}.", cleaned.traces),
    };
    let left = tombstone.cleaned.map_or(0, |cleaned| cleaned.copies_left);
    let left = match left {
        0 => String::new(),
        1 => "One copy of the study could not be removed.".to_owned(),
        n => format!("{n} copies of the study could not be removed."),
    };
    quiet(ui, view.theme, format!("{gone} {proof} {left}"));
}

/// One line with a tick. True when what it names is shown now.
fn row(ui: &mut Ui, view: &View<'_>, lost: &EvidenceLost, outbox: &mut Outbox) -> bool {
    let Some(item) = item(view, lost) else { return false };
    let mut done = lost.done;
    let mut left = false;
    ui.horizontal_wrapped(|ui| {
        let tick = radios(ui, view.theme, |ui| {
            ui.add_enabled(!view.busy, egui::Checkbox::new(&mut done, ""))
        });
        let name = format!("Read again: {} {}", item.kind, item.name);
        tick.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, lost.done, &name));
        quiet(ui, view.theme, item.kind);
        match item.shows.filter(|_| !view.busy) {
            Some(request) => {
                let ink = if lost.done { view.theme.quiet } else { view.theme.accent };
                if ui.link(RichText::new(&item.name).color(ink)).clicked() {
                    outbox.send(request);
                    left = true;
                }
            }
            None => {
                ui.label(&item.name);
            }
        }
    });
    if done != lost.done {
        outbox.run(Command::TickEvidence { evidence: vec![lost.id], done });
    }
    left
}

/// What was removed since has no line.
fn item(view: &View<'_>, lost: &EvidenceLost) -> Option<Item> {
    let corpus = view.corpus;
    let (guid, number) = lost.place()?;
    Some(match lost.kind {
        EvidenceKind::Theme => {
            let theme = corpus.themes.iter().find(|theme| theme.guid == guid)?;
            let shows = Some(Request::ShowTheme(theme.id));
            Item { kind: "theme", name: beginning(&theme.fields.statement, 90), shows }
        }
        EvidenceKind::Memo => {
            let memo = corpus.memos.iter().find(|memo| memo.guid == guid)?;
            let words = if memo.title.trim().is_empty() { &memo.text } else { &memo.title };
            let shows = Some(Request::ShowNote(NoteId::Memo(memo.id)));
            Item { kind: "memo", name: beginning(words, 90), shows }
        }
        EvidenceKind::Code => {
            let code = corpus.codes.codes().iter().find(|code| code.guid == guid)?;
            let shows = Some(Request::EditCode(code.id));
            Item { kind: "code", name: corpus.codes.path(code.id), shows }
        }
        EvidenceKind::Framework => {
            let cell = corpus.framework.iter().find(|cell| cell.guid == guid)?;
            let person = corpus.participant(cell.participant)?;
            let name = format!("{}: {}", person.name, beginning(&cell.text.summary, 80));
            let shows = Some(Request::ShowCell(cell.participant, cell.column));
            Item { kind: "framework cell", name, shows }
        }
        EvidenceKind::Turn => {
            let document = corpus.documents.iter().find(|document| document.guid == guid)?;
            let number = number?;
            let turn = document.turns.get((number as usize).checked_sub(1)?)?;
            let span = Span::new(turn.start, turn.end)?;
            let shows = Some(Request::ReadAt(document.id, span, None));
            Item { kind: "turn", name: format!("{} ¶{number}", document.name), shows }
        }
    })
}
