//! What a correction does to codings, before it is stored: every coding whose words change, with the
//! words before and after; those that lose them first.

use super::{Dialog, buttons, frame};
use crate::model::{CodingRow, CorpusDocument, Flag, MemoOn, Span};
use crate::study::{ChangedCoding, CorrectionPlan};
use crate::text::compare::{Fate, Run, around};
use crate::ui::correcting::{self, Correction, Touches};
use crate::ui::icons::{self, Icon};
use crate::ui::outbox::{Outbox, Request};
use crate::ui::parts::{count, primary, quiet};
use crate::ui::transcript::flag_sign;
use crate::ui::view::View;
use crate::ui::widgets::{code_badge, code_face, one_line, sans, semibold};
use egui::{
    Context, Rect, RichText, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo,
    pos2, vec2,
};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Height of a line: the coding, and its words under it.
const ROW: f32 = 56.0;
/// Characters that are shown before and behind what differs.
const AROUND: usize = 46;

/// A coding whose words change: of which plan, and which of them.
type Line = (usize, usize);

/// The dialog.
pub struct Touched {
    touches: Touches,
    lines: Vec<Line>,
    /// Codings that have memos.
    noted: BTreeSet<crate::model::CodingId>,
    /// Words before and after of lines that were seen.
    runs: HashMap<Line, Vec<Run>>,
    focus: bool,
}

impl Touched {
    /// For what was worked out.
    pub(in crate::ui) fn new(touches: Touches) -> Self {
        let each = touches.plans.iter().enumerate();
        let lines = each.flat_map(|(plan, of)| (0..of.changed.len()).map(move |at| (plan, at)));
        let mut lines: Vec<Line> = lines.collect();
        let plans = &touches.plans;
        lines.sort_by_key(|(plan, at)| plans[*plan].changed[*at].after.is_some());
        let noted = touches.corpus.memos.iter().filter_map(|memo| match memo.on {
            MemoOn::Coding(coding) => Some(coding),
            _ => None,
        });
        let noted = noted.collect();
        Self { touches, lines, noted, runs: HashMap::new(), focus: true }
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context, view: &View<'_>, outbox: &mut Outbox) -> Dialog {
        let theme = view.theme;
        if !view.busy && !Arc::ptr_eq(view.corpus, &self.touches.corpus) {
            let text = "The study was changed meanwhile: look again before you store";
            outbox.send(Request::Tell(text.to_owned()));
            return Dialog::Closed;
        }
        let typed = matches!(self.touches.correction, Correction::Text(..));
        let back = if typed { "Back to the text" } else { "Cancel" };
        let mut jump = None;
        let shown = frame(ctx, theme, "Codings whose words change", 780.0, |ui| {
            ui.label(RichText::new(self.sentence()).color(theme.ink));
            for line in turns(&self.touches.plans) {
                quiet(ui, theme, line);
            }
            ui.add_space(8.0);
            jump = self.list(ui, view);
            buttons(ui, |ui| {
                let store = primary(ui, theme, !view.busy, "Store");
                if std::mem::take(&mut self.focus) {
                    store.request_focus();
                }
                let back = ui.button(back).clicked();
                quiet(ui, theme, "One step: Undo takes it back");
                (store.clicked(), back)
            })
        });
        let (store, back) = shown.inner;
        if store {
            outbox.run(self.touches.correction.command());
        } else if let Some((document, span)) = jump {
            outbox.send(Request::ReadAt(document, span, None));
        }
        Dialog::closed(store || back || jump.is_some() || shown.escaped)
    }

    fn sentence(&self) -> String {
        let gone: usize = self.touches.plans.iter().map(CorrectionPlan::orphaned).sum();
        let changed = self.lines.len() - gone;
        let words = if changed == 1 { "changes its words" } else { "change their words" };
        let mut text = match changed {
            0 => String::new(),
            n => format!("{} {words}. ", count(n, "coding")),
        };
        if gone > 0 {
            let lose = if gone == 1 { "loses them and goes" } else { "lose them and go" };
            let lose =
                if changed == 0 { lose.replace("them", "all words") } else { lose.to_owned() };
            text += &format!(
                "{} {lose} to the tray, from where what was coded can be put back.",
                count(gone, "coding")
            );
        }
        text.trim_end().to_owned()
    }

    /// The codings; gives back the place of one that was clicked.
    fn list(&mut self, ui: &mut Ui, view: &View<'_>) -> Option<(crate::model::DocumentId, Span)> {
        let height = (ui.ctx().content_rect().height() - 340.0).clamp(ROW * 2.0, 560.0);
        let mut jump = None;
        let frame = egui::Frame::new()
            .fill(view.theme.page)
            .stroke(Stroke::new(1.0, view.theme.line))
            .corner_radius(6)
            .inner_margin(egui::Margin::symmetric(6, 6));
        frame.show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            ScrollArea::vertical()
                .id_salt("touched")
                .max_height(height)
                .auto_shrink([false, true])
                .show_rows(ui, ROW, self.lines.len(), |ui, rows| {
                    for row in rows {
                        let Some(line) = self.lines.get(row).copied() else { continue };
                        jump = self.row(ui, view, line).or(jump);
                    }
                });
        });
        jump
    }

    fn row(
        &mut self,
        ui: &mut Ui,
        view: &View<'_>,
        line: Line,
    ) -> Option<(crate::model::DocumentId, Span)> {
        let theme = view.theme;
        let Touches { plans, corpus, .. } = &self.touches;
        let plan = plans.get(line.0)?;
        let changed = *plan.changed.get(line.1)?;
        let document = corpus.document(plan.document)?;
        let coding = coding(document, &changed)?;
        let runs = self.runs.entry(line).or_insert_with(|| words(document, plan, &changed));
        let (rect, response) =
            ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
        let (colors, name) = code_face(theme, &corpus.codes, changed.code);
        let place = correcting::place(corpus, document, changed.before);
        let place = if plans.len() > 1 && !place.starts_with(&document.name) {
            format!("{}, {place}", document.name)
        } else {
            place
        };
        let coder = corpus.coder(changed.coder).map_or("", |coder| coder.name.as_str());
        let gone = changed.after.is_none();
        response.widget_info(|| {
            let fate = if gone { "goes to the tray" } else { "changes" };
            let flags = coding.flags.each().map(Flag::name).collect::<Vec<_>>();
            let flags =
                if flags.is_empty() { String::new() } else { format!(", {}", flags.join(", ")) };
            let text =
                format!("{name}, {place}, {coder}{flags} {fate}: {}", correcting::said(runs));
            WidgetInfo::labeled(Role::Button, ui.is_enabled(), text)
        });
        let painter = ui.painter();
        if response.hovered() {
            painter.rect_filled(rect, 5.0, theme.control);
        }
        if response.has_focus() {
            painter.rect_stroke(rect, 5.0, Stroke::new(1.5, theme.accent), StrokeKind::Inside);
        }
        let y = rect.top() + 17.0;
        let mut x = rect.left() + 10.0;
        if let Some(code) = corpus.codes.get(changed.code) {
            let badge = Rect::from_min_size(pos2(x, y - 9.0), vec2(24.0, 18.0));
            code_badge(painter, badge, colors, code);
        }
        x += 32.0;
        let mut put = |text: &str, font, ink, most: f32| {
            let galley = one_line(painter, text, font, ink, most);
            let width = galley.size().x;
            painter.galley(pos2(x, y - galley.size().y / 2.0), galley, ink);
            x += width + 10.0;
        };
        put(&name, semibold(14.0), theme.ink, 260.0);
        put(&place, sans(12.0), theme.quiet, 200.0);
        put(coder, sans(12.0), theme.quiet, 120.0);
        let mut signs: Vec<Icon> = coding.flags.each().map(flag_sign).collect();
        if coding.memo.is_some() || self.noted.contains(&coding.id) {
            signs.push(Icon::Memo);
        }
        for sign in signs {
            let at = Rect::from_center_size(pos2(x + 7.0, y), Vec2::splat(13.0));
            icons::paint(painter, at, sign, theme.quiet);
            x += 20.0;
        }
        if gone {
            let text = one_line(painter, "to the tray", semibold(12.0), theme.warning, 120.0);
            let at = pos2(rect.right() - 12.0 - text.size().x, y - text.size().y / 2.0);
            painter.galley(at, text, theme.warning);
        }
        let width = rect.width() - 54.0;
        let galley = painter.layout_job(correcting::marked_line(theme, runs, &serif(view), width));
        painter.galley(pos2(rect.left() + 42.0, rect.top() + 30.0), galley, theme.ink);
        let clicked = response.on_hover_text("Go to its words in the text").clicked();
        clicked.then_some((document.id, changed.before))
    }
}

fn serif(view: &View<'_>) -> egui::FontId {
    egui::FontId::new(15.0, view.reading.face.family())
}

/// Codings are sorted by where they stand.
fn coding<'d>(document: &'d CorpusDocument, changed: &ChangedCoding) -> Option<&'d CodingRow> {
    let from = changed.before.start();
    let first = document.codings.partition_point(|coding| coding.span.start() < from);
    document.codings.get(first..)?.iter().find(|coding| coding.id == changed.coding)
}

fn words(document: &CorpusDocument, plan: &CorrectionPlan, changed: &ChangedCoding) -> Vec<Run> {
    let old = changed.before.of(&document.text).unwrap_or_default();
    match changed.after {
        Some(after) => {
            let runs = around(old, after.of(&plan.text).unwrap_or_default(), AROUND);
            runs.into_iter().map(|(fate, words)| (fate, middle(&words))).collect()
        }
        None => vec![(Fate::Gone, super::shortened(old))],
    }
}

/// Long stretches without their middle: what follows is to be seen too.
fn middle(words: &str) -> String {
    const ENDS: usize = 44;
    let head = words.char_indices().nth(ENDS).map_or(words.len(), |(at, _)| at);
    let tail = words.char_indices().rev().nth(ENDS).map_or(0, |(at, _)| at);
    if head + 8 >= tail {
        return words.to_owned();
    }
    format!("{} … {}", words[..head].trim_end(), words[tail..].trim_start())
}

/// What becomes of turns and labels, in sentences.
fn turns(plans: &[CorrectionPlan]) -> Vec<String> {
    let mut lines = Vec::new();
    let sum = |of: fn(&CorrectionPlan) -> usize| plans.iter().map(of).sum::<usize>();
    let (before, after) = (sum(|plan| plan.turns_before), sum(|plan| plan.turns_after));
    if before != after {
        lines.push(format!("{} instead of {before}.", count(after, "turn")));
    }
    let labels = |of: fn(&CorrectionPlan) -> &Vec<String>| {
        let all: BTreeSet<&str> =
            plans.iter().flat_map(|plan| of(plan).iter().map(String::as_str)).collect();
        all.into_iter().collect::<Vec<_>>().join(", ")
    };
    let (fresh, gone) = (labels(|plan| &plan.labels.0), labels(|plan| &plan.labels.1));
    match (fresh.is_empty(), gone.is_empty()) {
        (true, true) => {}
        (false, true) => lines.push(format!("New speakers: {fresh}.")),
        (true, false) => lines.push(format!("Speakers without a turn afterwards: {gone}.")),
        (false, false) => lines.push(format!(
            "New speakers: {fresh}; without a turn afterwards: {gone}. Who speaks where another \
             label stood is the same person."
        )),
    }
    lines
}
