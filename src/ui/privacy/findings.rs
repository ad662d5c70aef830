//! What a scan found: the words at the left, the places of the chosen ones at the right.

use super::{Keyring, Replacing, State};
use crate::analysis::identifiers::{Finding, Group, Kept, NOTICE, Severity, groups, look};
use crate::model::{Pseudonym, PseudonymKind};
use crate::study::Command;
use crate::text::names::Names;
use crate::ui::outbox::{Outbox, Request};
use crate::ui::parts::{self, capital, count, quiet};
use crate::ui::view::View;
use crate::ui::widgets::{self, one_line, sans, semibold};
use crate::ui::worker::Answers;
use egui::{
    Align, Align2, CornerRadius, Key, Layout, Modifiers, Rect, Response, RichText, Role,
    ScrollArea, Sense, Stroke, StrokeKind, TextEdit, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

const ROW: f32 = 30.0;
const PLACE: f32 = 46.0;

/// A scan that goes on, seen from outside.
#[derive(Default)]
struct Watch {
    cancel: AtomicBool,
    done: AtomicUsize,
}

/// The state of the study and of the key that was looked through.
type Asked = (u64, u64, u32);

/// The scan and what is chosen of it.
#[expect(clippy::struct_excessive_bools, reason = "each says one thing by itself")]
#[derive(Default)]
pub(super) struct Findings {
    scan: Answers<Asked, Option<Vec<Finding>>>,
    watch: Arc<Watch>,
    /// Looked again although nothing changed.
    again: u32,
    /// What is listed: for this question, these severities, and with kept ones or without.
    listed: Vec<Group>,
    shown: Vec<Finding>,
    built: Option<(Asked, [bool; 3], bool, bool)>,
    /// Severities that are left out.
    without: [bool; 3],
    counts: [usize; 3],
    kept_count: usize,
    kept: bool,
    /// Only what an export would take along, and which.
    pub(super) only: Option<(String, Vec<Finding>)>,
    /// Pattern and words of the chosen group, and which of its places.
    chosen: Option<(&'static str, String)>,
    at: usize,
    /// Where the chosen group stood in the list.
    position: usize,
    /// The list has to show what is chosen, and to have the keyboard.
    reveal: bool,
    take_focus: bool,
    replacement: String,
    typed_for: Option<(&'static str, String)>,
    focus_field: bool,
}

impl Findings {
    /// How many findings are open; `None` before the first scan.
    pub(super) fn open_count(&self) -> Option<usize> {
        self.built.map(|_| self.counts.iter().sum())
    }

    /// Looks through the study when it, or the key, has changed: away from the screen.
    pub(super) fn look(&mut self, ctx: &egui::Context, view: &View<'_>, keyring: &Keyring) {
        let asked = (view.revision, keyring.revision, self.again);
        if !self.scan.working() && self.scan.get().is_some_and(|(known, _)| *known == asked) {
            return;
        }
        let corpus = Arc::clone(view.corpus);
        let names = Names::new(keyring.list().iter().map(|line| line.original.as_str()));
        if !self.scan.working() {
            self.watch = Arc::default();
        }
        let watch = Arc::clone(&self.watch);
        self.scan.ask(ctx, &asked, (true, "scan"), move || {
            look(&corpus, names, &watch.cancel, &watch.done)
        });
    }

    fn build(&mut self, view: &View<'_>) {
        let Some((asked, Some(found))) = self.scan.get() else { return };
        let key = (*asked, self.without, self.kept, self.only.is_some());
        if self.built == Some(key) {
            return;
        }
        let stays = Kept::new(&view.corpus.kept);
        let (kept, open): (Vec<&Finding>, Vec<&Finding>) =
            found.iter().partition(|finding| stays.has(finding));
        let only = |finding: &&Finding| match &self.only {
            // Places move when something is replaced: words and document are enough.
            Some((_, few)) => few.iter().any(|one| {
                one.place == finding.place && one.words.eq_ignore_ascii_case(&finding.words)
            }),
            None => true,
        };
        let open: Vec<&Finding> = open.into_iter().filter(only).collect();
        self.counts = [0; 3];
        for finding in &open {
            self.counts[finding.severity as usize] += 1;
        }
        self.kept_count = kept.len();
        let pool = if self.kept { kept } else { open };
        self.shown = pool
            .into_iter()
            .filter(|finding| !self.without[finding.severity as usize])
            .cloned()
            .collect();
        self.listed = groups(&self.shown);
        let is_chosen = |group: &Group| {
            self.chosen.as_ref().is_some_and(|(pattern, words)| {
                group.pattern == *pattern && group.words.eq_ignore_ascii_case(words)
            })
        };
        if !self.listed.iter().any(is_chosen) {
            // What was chosen is done: the one that took its place is next.
            let next = self.listed.get(self.at_in_list()).or(self.listed.last());
            self.chosen = next.map(|group| (group.pattern, group.words.clone()));
            self.at = 0;
        }
        self.built = Some(key);
    }

    fn at_in_list(&self) -> usize {
        self.position.min(self.listed.len().saturating_sub(1))
    }

    fn chosen_group(&self) -> Option<(usize, &Group)> {
        let (pattern, words) = self.chosen.as_ref()?;
        self.listed
            .iter()
            .enumerate()
            .find(|(_, group)| group.pattern == *pattern && group.words.eq_ignore_ascii_case(words))
    }
}

pub(super) fn show(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    state.findings.build(view);
    quiet(ui, view.theme, NOTICE);
    ui.add_space(4.0);
    bar(ui, view, state);
    ui.add_space(6.0);
    let page = &mut state.findings;
    if page.built.is_none() {
        waiting(ui, view, page);
        return;
    }
    if page.listed.is_empty() {
        let text = if page.kept {
            "Nothing was kept."
        } else if page.counts.iter().sum::<usize>() > 0 {
            "Nothing of the kinds that are shown."
        } else {
            "Nothing was found. That does not mean that nobody can be recognised."
        };
        ui.label(RichText::new(text).color(view.theme.quiet));
        return;
    }
    let room = ui.available_rect_before_wrap();
    ui.allocate_rect(room, Sense::hover());
    let left = (room.width() * 0.38).clamp(260.0, 460.0);
    let (first, mut second) = (room, room);
    let first = first.with_max_x(room.left() + left);
    second.min.x = room.left() + left + 28.0;
    let line = Stroke::new(1.0, view.theme.line);
    ui.painter().vline(second.min.x - 14.0, room.y_range(), line);
    // Children that allocate nothing: what does not fit is cut.
    let child = |ui: &mut Ui, rect: Rect, salt: &str| {
        let layout = Layout::top_down(Align::Min);
        let mut child = ui.new_child(UiBuilder::new().max_rect(rect).id_salt(salt).layout(layout));
        child.set_clip_rect(rect.expand(3.0).intersect(ui.clip_rect()));
        child
    };
    words(&mut child(ui, first, "found words"), view, &mut state.findings);
    places(&mut child(ui, second, "found places"), view, state, outbox);
}

fn waiting(ui: &mut Ui, view: &View<'_>, page: &mut Findings) {
    if page.scan.get().is_some_and(|(_, found)| found.is_none()) && !page.scan.working() {
        ui.label(RichText::new("The scan was stopped.").color(view.theme.quiet));
        if ui.button("Look again").clicked() {
            page.again += 1;
        }
        return;
    }
    ui.horizontal(|ui| {
        ui.spinner();
        let done = page.watch.done.load(Ordering::Relaxed);
        let text = format!("{done} of {}", count(view.corpus.documents.len(), "document"));
        ui.label(RichText::new(text).color(view.theme.quiet));
        if ui.button("Stop").clicked() {
            page.watch.cancel.store(true, Ordering::Relaxed);
        }
    });
    ui.ctx().request_repaint_after_secs(0.1);
}

/// Which findings are shown.
fn bar(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    let page = &mut state.findings;
    if let Some((of, _)) = &page.only {
        let text = format!("Only what stands in {of}.");
        if widgets::notice(ui, view.theme, &text, Some("Show all")) {
            page.only = None;
        }
    }
    ui.horizontal_wrapped(|ui| {
        for severity in Severity::ALL {
            let (at, name) = (severity as usize, severity.name());
            let mut on = !page.without[at];
            let text = format!("{} {}", capital(name), page.counts[at]);
            let help = match severity {
                Severity::Direct => "Numbers, addresses and names that say who it is",
                Severity::Indirect => "Dates, ages, places, institutions: they help to find out",
                Severity::Review => {
                    "Capitalised words and doubtful ones: look whether they are names"
                }
            };
            if ui.checkbox(&mut on, text).on_hover_text(help).changed() {
                page.without[at] = !on;
            }
        }
        ui.add_space(12.0);
        let text = format!("Kept {}", page.kept_count);
        ui.checkbox(&mut page.kept, text).on_hover_text("Show what was kept instead");
        if page.scan.working() && page.built.is_some() {
            ui.spinner();
        }
        if state.keyring.path().is_none() {
            quiet(ui, view.theme, "No key is open: its names are not looked for.");
        }
    });
}

/// The list of words.
fn words(ui: &mut Ui, view: &View<'_>, page: &mut Findings) {
    ui.spacing_mut().item_spacing.y = 1.0;
    let rows = page.listed.len();
    let chosen = page.chosen_group().map(|(at, _)| at);
    let mut choose = None;
    let mut area = ScrollArea::vertical().id_salt("found words").auto_shrink([false, false]);
    if std::mem::take(&mut page.reveal)
        && let Some(at) = chosen
    {
        area = area.vertical_scroll_offset((at as f32 * (ROW + 1.0) - 3.0 * ROW).max(0.0));
    }
    area.show_rows(ui, ROW, rows, |ui, range| {
        for at in range {
            let Some(group) = page.listed.get(at) else { continue };
            let response = word_row(ui, view, group, chosen == Some(at));
            if response.clicked() {
                choose = Some(at);
            }
            if response.has_focus() {
                let step = ui.input_mut(|input| {
                    let down = input.consume_key(Modifiers::NONE, Key::ArrowDown);
                    let up = input.consume_key(Modifiers::NONE, Key::ArrowUp);
                    isize::from(down) - isize::from(up)
                });
                if let Some(next) = at.checked_add_signed(step)
                    && step != 0
                    && next < rows
                {
                    choose = Some(next);
                    page.take_focus = true;
                }
            }
            if chosen == Some(at) && std::mem::take(&mut page.take_focus) {
                response.request_focus();
            }
        }
    });
    if let Some(at) = choose
        && let Some(group) = page.listed.get(at)
    {
        page.chosen = Some((group.pattern, group.words.clone()));
        page.position = at;
        page.at = 0;
        page.reveal = page.take_focus;
    }
}

fn word_row(ui: &mut Ui, view: &View<'_>, group: &Group, chosen: bool) -> Response {
    let theme = view.theme;
    let size = vec2(ui.available_width(), ROW);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let places = count(group.findings.len(), "place");
    let name = format!("{}: {}, {places}, {}", group.label, group.words, group.severity.name());
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, chosen, &name));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let painter = ui.painter();
    if chosen || response.hovered() {
        let ground = if chosen { theme.chosen } else { theme.control };
        painter.rect_filled(rect, CornerRadius::same(5), ground);
    }
    if response.has_focus() {
        let edge = Stroke::new(1.5, theme.accent);
        painter.rect_stroke(rect, CornerRadius::same(5), edge, StrokeKind::Inside);
    }
    let y = rect.center().y;
    // A sign and not a colour alone: full, half and open.
    let sign = pos2(rect.left() + 13.0, y);
    let ink = match group.severity {
        Severity::Direct => theme.error,
        Severity::Indirect => theme.warning,
        Severity::Review => theme.quiet,
    };
    match group.severity {
        Severity::Direct => {
            painter.circle_filled(sign, 5.0, ink);
        }
        Severity::Indirect => {
            painter.circle_stroke(sign, 4.5, Stroke::new(1.5, ink));
            painter.circle_filled(sign, 2.0, ink);
        }
        Severity::Review => {
            painter.circle_stroke(sign, 4.5, Stroke::new(1.5, ink));
        }
    }
    let right = rect.right() - 8.0;
    let number = group.findings.len() as u64;
    let number = painter.text(
        pos2(right, y),
        Align2::RIGHT_CENTER,
        parts::thousands(number),
        sans(12.0),
        theme.quiet,
    );
    let half = (number.left() - rect.left() - 40.0) * 0.5;
    let label = one_line(painter, group.label, sans(12.0), theme.quiet, half.max(60.0));
    let at = number.left() - 12.0 - label.size().x;
    let room = (at - rect.left() - 36.0).max(40.0);
    painter.galley(pos2(at, y - label.size().y / 2.0), label, theme.quiet);
    let line = group.words.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = one_line(painter, &line, semibold(14.0), theme.ink, room);
    painter.galley(pos2(rect.left() + 26.0, y - words.size().y / 2.0), words, theme.ink);
    response
}

/// The chosen words: what to do with them, and where they stand.
fn places(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    let Some((_, group)) = state.findings.chosen_group() else { return };
    let group = group.clone();
    let page = &mut state.findings;
    if page.typed_for != page.chosen {
        page.typed_for = page.chosen.clone();
        page.replacement = proposal(state.keyring.list(), &group);
    }
    let theme = view.theme;
    ui.label(
        RichText::new(group.words.as_str())
            .text_style(crate::ui::theme::strong())
            .color(theme.strong),
    );
    quiet(
        ui,
        theme,
        format!(
            "{} · {} · {}",
            group.label,
            group.severity.name(),
            count(group.findings.len(), "place")
        ),
    );
    ui.add_space(6.0);
    if page.kept {
        if ui.add_enabled(!view.busy, egui::Button::new("Show them again")).clicked() {
            forget(view, &group, &page.shown, outbox);
        }
    } else {
        acts(ui, view, state, &group, outbox);
    }
    ui.add_space(8.0);
    let page = &mut state.findings;
    ui.spacing_mut().item_spacing.y = 2.0;
    let area = ScrollArea::vertical().id_salt("found places").auto_shrink([false, false]);
    area.show_rows(ui, PLACE, group.findings.len(), |ui, range| {
        for at in range {
            let found = group.findings.get(at).and_then(|at| page.shown.get(*at));
            let Some(finding) = found else { continue };
            let response = place_row(ui, view, finding, page.at == at);
            if response.clicked() || response.gained_focus() {
                page.at = at;
            }
            if response.clicked()
                && let Some((document, span)) = finding.passage(view.corpus)
            {
                outbox.send(Request::ReadAt(document, span, None));
            }
        }
    });
}

fn acts(ui: &mut Ui, view: &View<'_>, state: &mut State, group: &Group, outbox: &mut Outbox) {
    let page = &mut state.findings;
    let all: Vec<Finding> =
        group.findings.iter().filter_map(|at| page.shown.get(*at)).cloned().collect();
    let here = all.get(page.at).or(all.first()).cloned();
    let can = !view.busy && !state.keyring.is_busy();
    let mut replace = None;
    ui.horizontal_wrapped(|ui| {
        let label = ui.label(RichText::new("Replace with").color(view.theme.ink));
        parts::framed(ui, view.theme, false);
        let edit = TextEdit::singleline(&mut page.replacement)
            .margin(egui::Margin::symmetric(8, 5))
            .desired_width(190.0);
        let field = ui.add(edit).labelled_by(label.id);
        if std::mem::take(&mut page.focus_field) {
            field.request_focus();
        }
        let text = page.replacement.trim();
        let ready = can && !text.is_empty();
        if !text.is_empty()
            && !text.starts_with('[')
            && ui
                .small_button("[ ]")
                .on_hover_text(
                    "Put it in square brackets, so that readers see that it was replaced",
                )
                .clicked()
        {
            page.replacement = format!("[{text}]");
        }
        let everywhere = format!("Replace everywhere ({})", all.len());
        if ui.add_enabled(ready, egui::Button::new("Replace here")).clicked() {
            replace = Some(false);
        }
        if ui.add_enabled(ready, egui::Button::new(everywhere)).clicked() {
            replace = Some(true);
        }
        if ui.add_enabled(can, egui::Button::new("Keep here")).clicked()
            && let Some(one) = &here
        {
            keep(outbox, one, one.place.document());
        }
        if ui.add_enabled(can, egui::Button::new("Keep everywhere")).clicked()
            && let Some(one) = &here
        {
            keep(outbox, one, None);
        }
    });
    if state.keyring.path().is_none() {
        quiet(
            ui,
            view.theme,
            "No key is open: what stood here will be written down nowhere but in Undo.",
        );
    }
    let (Some(everywhere), Some(here)) = (replace, here) else { return };
    let line = Pseudonym {
        original: group.words.clone(),
        replacement: state.findings.replacement.trim().to_owned(),
        kind: kind_of(group.pattern),
        note: String::new(),
    };
    let chosen = if everywhere { all } else { vec![here] };
    let places = chosen.into_iter().map(|one| (one.place, one.span, one.words)).collect();
    outbox.send(Request::Pseudonymise(Replacing::Words { line, places, everywhere }));
}

fn keep(outbox: &mut Outbox, one: &Finding, document: Option<crate::model::DocumentId>) {
    let finding = (document, one.pattern.to_owned(), one.words.clone());
    outbox.run(Command::KeepFindings { findings: vec![finding] });
}

fn forget(view: &View<'_>, group: &Group, shown: &[Finding], outbox: &mut Outbox) {
    let all: Vec<&Finding> = group.findings.iter().filter_map(|at| shown.get(*at)).collect();
    let kept = view.corpus.kept.iter();
    let kept = kept.filter(|one| {
        let one = Kept::new(std::slice::from_ref(*one));
        all.iter().any(|finding| one.has(finding))
    });
    outbox.run(Command::ForgetKept { findings: kept.map(|one| one.id).collect() });
}

/// One place: where it is, and the words around it.
fn place_row(ui: &mut Ui, view: &View<'_>, finding: &Finding, chosen: bool) -> Response {
    let theme = view.theme;
    let size = vec2(ui.available_width(), PLACE);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let location = finding.location(view.corpus);
    let (before, words, after) = finding.context(view.corpus, 60);
    let name = format!("Read {location}: {before}{words}{after}");
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, chosen, &name));
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    if chosen || response.hovered() {
        let ground = if chosen { theme.chosen } else { theme.control };
        painter.rect_filled(rect, CornerRadius::same(5), ground);
    }
    if response.has_focus() {
        let edge = Stroke::new(1.5, theme.accent);
        painter.rect_stroke(rect, CornerRadius::same(5), edge, StrokeKind::Inside);
    }
    let left = rect.left() + 10.0;
    let head = one_line(&painter, &location, sans(12.0), theme.quiet, rect.width() - 20.0);
    painter.galley(pos2(left, rect.top() + 4.0), head, theme.quiet);
    super::preview::in_context(
        &painter,
        pos2(left, rect.top() + 21.0),
        rect.width() - 20.0,
        theme,
        &[
            (&before, sans(14.0), theme.ink),
            (&words, semibold(14.0), theme.strong),
            (&after, sans(14.0), theme.ink),
        ],
    );
    response
}

fn kind_of(pattern: &str) -> PseudonymKind {
    match pattern {
        "street" | "postcode_full" | "postcode_district" => PseudonymKind::Place,
        "institution" => PseudonymKind::Organisation,
        "dob_context" | "date_numeric" | "date_text" | "age" => PseudonymKind::Date,
        p if p.starts_with("name") || p.starts_with("key") || p == "speaker_label" => {
            PseudonymKind::Person
        }
        _ => PseudonymKind::Other,
    }
}

/// What might stand there: as the key has it, or the kind of thing in brackets.
fn proposal(list: &[Pseudonym], group: &Group) -> String {
    let known = list.iter().find(|line| line.original.eq_ignore_ascii_case(&group.words));
    if let Some(line) = known {
        return line.replacement.clone();
    }
    match group.pattern {
        "street" => "[address]".to_owned(),
        "postcode_full" | "postcode_district" => "[postcode]".to_owned(),
        "institution" => "[organisation]".to_owned(),
        "dob_context" => "[date of birth]".to_owned(),
        "date_numeric" | "date_text" => "[date]".to_owned(),
        "age" => "[age]".to_owned(),
        p if p.starts_with("name") || p.starts_with("key") || p == "speaker_label" => String::new(),
        _ => format!("[{}]", group.label.to_lowercase()),
    }
}
