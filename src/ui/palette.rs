//! Ctrl+K: every action, document, participant, code, theme and memo by a few of its letters.
//!
//! What can be found is gathered once for a state of the study, and ranked once for what is typed.
//! An action that cannot be done now is found all the same, greyed, with the reason: looking for it
//! ends with an answer.

mod find;

pub(super) use find::rank;

use super::action::Standing;
use super::icons;
use super::outbox::{Outbox, Page, Request};
use super::view::View;
use super::widgets::{self, badge, sans, semibold};
use crate::analysis::NoteId;
use crate::model::{DocumentId, Filter, Span};
use crate::study::{CodeTarget, Command};
use egui::text::LayoutJob;
use egui::{
    Align2, CornerRadius, Id, Key, Modal, Modifiers, Rect, RichText, Role, ScrollArea, Sense,
    TextFormat, Ui, WidgetInfo, pos2, vec2,
};
use find::{Entry, Line, Target, entries, found, offered};

const ROW: f32 = 32.0;
const HEADING: f32 = 26.0;
/// So many things are remembered as used lately.
const RECENT: usize = 6;

#[derive(Default)]
struct Open {
    typed: String,
    chosen: usize,
    /// For which text, entries and page the lines were made.
    made_for: Option<(String, (u64, Standing), Page)>,
    lines: Vec<Line>,
    reveal: bool,
}

/// The palette, open or not, and what was used lately.
#[derive(Default)]
pub(super) struct Palette {
    open: Option<Open>,
    entries: Vec<Entry>,
    gathered: Option<(u64, Standing)>,
    recent: Vec<Target>,
}

impl Palette {
    /// Opens it, or closes it.
    pub(super) fn toggle(&mut self) {
        self.open = if self.open.is_some() { None } else { Some(Open::default()) };
    }

    /// True while it is shown.
    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Draws it while it is open. `selection`: the words that a code could be put on.
    pub(super) fn show(
        &mut self,
        ctx: &egui::Context,
        view: &View<'_>,
        (now, page): (Standing, Page),
        selection: Option<(DocumentId, Span)>,
        outbox: &mut Outbox,
    ) {
        let Some(mut open) = self.open.take() else { return };
        self.gather(view, now);
        self.list(&mut open, (view.revision, now), page);
        let area =
            Modal::default_area(Id::unique("palette")).anchor(Align2::CENTER_TOP, [0.0, 90.0]);
        let frame = egui::Frame::window(&ctx.style_of(ctx.theme())).inner_margin(12);
        let modal = Modal::new(Id::unique("palette")).area(area).frame(frame).show(ctx, |ui| {
            let width = (ui.ctx().content_rect().width() - 80.0).min(620.0);
            ui.set_width(width);
            let press = press(ui);
            move_to(&mut open, press);
            field(ui, view, &mut open);
            let picked = lines(ui, view, &self.entries, &mut open);
            foot(ui, view, &self.entries, &open, selection.is_some());
            let chosen = match open.lines.get(open.chosen) {
                Some(Line::Entry(at, _)) => Some(*at),
                _ => None,
            };
            let applied = press == Some(Press::Apply) && selection.is_some();
            let at = picked.or(chosen.filter(|_| press == Some(Press::Enter) || applied))?;
            self.entries.get(at).map(|entry| (entry.target, entry.why, applied))
        });
        let mut done = modal.should_close();
        if let Some((target, None, applied)) = modal.inner {
            match (target, selection) {
                (Target::Code(code), Some((document, span))) if applied => {
                    let code = CodeTarget::Id(code);
                    outbox.run(Command::ApplyCode { document, span, code });
                }
                _ => go(target, view, outbox),
            }
            self.recent.retain(|known| *known != target);
            self.recent.insert(0, target);
            self.recent.truncate(RECENT);
            done = true;
        }
        if !done {
            self.open = Some(open);
        }
    }

    /// Gathers what can be found, when the study or what can be done has changed.
    fn gather(&mut self, view: &View<'_>, now: Standing) {
        if self.gathered == Some((view.revision, now)) {
            return;
        }
        self.gathered = Some((view.revision, now));
        self.entries = entries(view, now);
    }

    /// Ranks what was gathered, when something else was typed.
    fn list(&self, open: &mut Open, gathered: (u64, Standing), page: Page) {
        let wanted = (open.typed.trim().to_owned(), gathered, page);
        if open.made_for.as_ref() == Some(&wanted) {
            return;
        }
        open.lines = if wanted.0.is_empty() {
            offered(&self.entries, &self.recent, page)
        } else {
            found(&self.entries, &wanted.0)
        };
        open.made_for = Some(wanted);
        open.chosen = 0;
        open.reveal = true;
        skip_heading(open, true);
    }
}

/// A key that is for the list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Press {
    Up,
    Down,
    PageUp,
    PageDown,
    First,
    Last,
    Enter,
    /// Puts a code on the selected words.
    Apply,
}

fn press(ui: &Ui) -> Option<Press> {
    // With modifiers first: without would take them too.
    const KEYS: [(Modifiers, Key, Press); 8] = [
        (Modifiers::ALT, Key::Enter, Press::Apply),
        (Modifiers::COMMAND, Key::Home, Press::First),
        (Modifiers::COMMAND, Key::End, Press::Last),
        (Modifiers::NONE, Key::ArrowUp, Press::Up),
        (Modifiers::NONE, Key::ArrowDown, Press::Down),
        (Modifiers::NONE, Key::PageUp, Press::PageUp),
        (Modifiers::NONE, Key::PageDown, Press::PageDown),
        (Modifiers::NONE, Key::Enter, Press::Enter),
    ];
    ui.input_mut(|input| {
        let mut keys = KEYS.into_iter();
        keys.find(|(modifiers, key, _)| input.consume_key(*modifiers, *key))
            .map(|(.., press)| press)
    })
}

fn move_to(open: &mut Open, press: Option<Press>) {
    let last = open.lines.len().saturating_sub(1);
    let before = open.chosen;
    let first = open.lines.iter().position(|line| matches!(line, Line::Entry(..))).unwrap_or(0);
    open.chosen = match press {
        Some(Press::Down) if before >= last => 0,
        Some(Press::Down) => before + 1,
        Some(Press::Up) if before <= first => last,
        Some(Press::Up) => before - 1,
        Some(Press::PageDown) => (before + 10).min(last),
        Some(Press::PageUp) => before.saturating_sub(10),
        Some(Press::First) => 0,
        Some(Press::Last) => last,
        Some(Press::Enter | Press::Apply) | None => return,
    };
    let up = matches!(press, Some(Press::Up | Press::PageUp)) && open.chosen > 0;
    skip_heading(open, !up);
    open.reveal |= open.chosen != before;
}

/// A heading cannot be chosen.
fn skip_heading(open: &mut Open, down: bool) {
    while matches!(open.lines.get(open.chosen), Some(Line::Heading(_))) {
        match (down, open.chosen) {
            (false, 1..) => open.chosen -= 1,
            _ => open.chosen += 1,
        }
    }
}

fn field(ui: &mut Ui, view: &View<'_>, open: &mut Open) {
    super::parts::framed(ui, view.theme, false);
    let hint = "An action, a document, a participant, a code, a theme or a memo";
    let field = egui::TextEdit::singleline(&mut open.typed)
        .hint_text(RichText::new(hint).color(view.theme.quiet))
        .font(sans(16.0))
        .margin(vec2(10.0, 7.0))
        .desired_width(f32::INFINITY);
    let typed = ui.add(field);
    typed.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Find anything"));
    typed.request_focus();
    ui.add_space(4.0);
}

/// Draws the list; gives back the entry that was clicked.
fn lines(ui: &mut Ui, view: &View<'_>, entries: &[Entry], open: &mut Open) -> Option<usize> {
    if open.lines.is_empty() {
        let text = format!("Nothing is called anything like “{}”", open.typed.trim());
        ui.label(RichText::new(text).color(view.theme.quiet));
        return None;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let room = (ui.ctx().content_rect().height() - 260.0).clamp(160.0, 12.0 * ROW);
    let mut picked = None;
    let reveal = std::mem::take(&mut open.reveal);
    ScrollArea::vertical().id_salt("found").max_height(room).show(ui, |ui| {
        for (at, line) in open.lines.iter().enumerate() {
            match line {
                Line::Heading(text) => {
                    let size = vec2(ui.available_width(), HEADING);
                    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
                    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, *text));
                    let at = pos2(rect.left() + 10.0, rect.bottom() - 9.0);
                    let font = semibold(12.0);
                    ui.painter().text(at, Align2::LEFT_CENTER, *text, font, view.theme.quiet);
                }
                Line::Entry(index, marks) => {
                    let Some(entry) = entries.get(*index) else { continue };
                    let chosen = at == open.chosen;
                    let response = row(ui, view, entry, marks, chosen);
                    if chosen && reveal {
                        response.scroll_to_me(None);
                    }
                    if response.clicked() {
                        picked = Some(*index);
                    }
                }
            }
        }
    });
    picked
}

fn row(ui: &mut Ui, view: &View<'_>, entry: &Entry, marks: &[u32], chosen: bool) -> egui::Response {
    let theme = view.theme;
    let size = vec2(ui.available_width(), ROW);
    let (rect, response) = ui.allocate_exact_size(size, Sense::CLICK);
    let enabled = entry.why.is_none();
    response.widget_info(|| {
        let mut name = format!("{}, {}", entry.name, entry.target.kind());
        if let Some(why) = entry.why {
            name.push_str(&format!(", {why}"));
        }
        WidgetInfo::selected(Role::ListBoxOption, enabled, chosen, name)
    });
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let painter = ui.painter();
    if chosen || response.hovered() {
        let ground = if chosen { theme.chosen } else { theme.control };
        painter.rect_filled(rect, CornerRadius::same(6), ground);
    }
    let y = rect.center().y;
    let sign = Rect::from_center_size(pos2(rect.left() + 20.0, y), vec2(16.0, 16.0));
    match (entry.target, entry.target.icon()) {
        (Target::Code(code), _) => {
            let (face, name) = widgets::code_face(theme, &view.corpus.codes, code);
            let sign = Rect::from_center_size(sign.center(), vec2(21.0, 17.0));
            badge(painter, sign, face, &name);
        }
        (_, Some(icon)) => icons::paint(painter, sign, icon, theme.quiet),
        (_, None) => {}
    }
    let right = pos2(rect.right() - 10.0, y);
    let told = entry.why.unwrap_or(&entry.right);
    let drawn = painter.text(right, Align2::RIGHT_CENTER, told, sans(12.0), theme.quiet);
    let left = rect.left() + 40.0;
    let room = (drawn.left() - 12.0 - left).max(40.0);
    let ink = match (enabled, chosen) {
        (false, _) => theme.quiet,
        (true, true) => theme.strong,
        (true, false) => theme.ink,
    };
    let galley = painter.layout_job(marked(&entry.name, marks, ink, room));
    let wide = galley.size().x;
    painter.galley(pos2(left, y - galley.size().y / 2.0), galley, ink);
    let beside = room - wide - 10.0;
    if !entry.beside.is_empty() && beside > 30.0 {
        let galley = widgets::one_line(painter, &entry.beside, sans(12.0), theme.quiet, beside);
        painter.galley(pos2(left + wide + 10.0, y - galley.size().y / 2.0), galley, theme.quiet);
    }
    response
}

/// The name with the letters that were typed in semibold.
fn marked(name: &str, marks: &[u32], ink: egui::Color32, width: f32) -> LayoutJob {
    let mut job = LayoutJob::default();
    let plain = TextFormat::simple(sans(14.0), ink);
    let bold = TextFormat::simple(semibold(14.0), ink);
    let mut run = String::new();
    let mut heavy = false;
    for (at, c) in (0_u32..).zip(name.chars().take(200)) {
        let hit = marks.binary_search(&at).is_ok();
        if hit != heavy && !run.is_empty() {
            let format = if heavy { &bold } else { &plain };
            job.append(&std::mem::take(&mut run), 0.0, format.clone());
        }
        heavy = hit;
        run.push(if c == '\n' { ' ' } else { c });
    }
    job.append(&run, 0.0, if heavy { bold } else { plain });
    job.wrap = egui::text::TextWrapping::truncate_at_width(width);
    job
}

/// What the keys do with what is chosen.
fn foot(ui: &mut Ui, view: &View<'_>, entries: &[Entry], open: &Open, selected: bool) {
    let Some(Line::Entry(at, _)) = open.lines.get(open.chosen) else { return };
    let Some(entry) = entries.get(*at) else { return };
    let text = match (entry.target, entry.why) {
        (_, Some(why)) => format!("It cannot be done now: {why}"),
        (Target::Action(action), None) => action.texts().1.to_owned(),
        (Target::Document(_), None) => "Enter opens it".to_owned(),
        (Target::Participant(_), None) => "Enter shows the excerpts of this participant".to_owned(),
        (Target::Code(_), None) if selected => {
            "Enter shows its excerpts, Alt+Enter puts it on the selected words".to_owned()
        }
        (Target::Code(_), None) => "Enter shows its excerpts".to_owned(),
        (Target::Theme(_), None) => "Enter opens it with its excerpts".to_owned(),
        (Target::Memo(_), None) => "Enter opens it in the memo panel".to_owned(),
    };
    ui.add_space(6.0);
    let label = egui::Label::new(RichText::new(text).small().color(view.theme.quiet));
    ui.add(label.truncate());
}

fn go(target: Target, view: &View<'_>, outbox: &mut Outbox) {
    let all = || Filter { coder: view.shown.clone(), ..Filter::default() };
    match target {
        Target::Action(action) => outbox.send(Request::Do(action)),
        Target::Document(id) => {
            if let Some(span) = Span::new(0, 1) {
                outbox.send(Request::ReadAt(id, span, None));
            }
            outbox.send(Request::Go(Page::Read));
        }
        Target::Participant(id) => {
            let name = view.corpus.participant(id).map(|person| person.name.clone());
            let filter = Filter { participants: vec![id], ..all() };
            outbox.send(Request::ShowExcerpts(filter, name.unwrap_or_default()));
        }
        Target::Code(id) => {
            let filter = Filter { codes: vec![id], ..all() };
            outbox.send(Request::ShowExcerpts(filter, view.corpus.codes.path(id)));
        }
        Target::Theme(id) => outbox.send(Request::ShowTheme(id)),
        Target::Memo(id) => outbox.send(Request::ShowNote(NoteId::Memo(id))),
    }
}
