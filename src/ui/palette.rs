//! Ctrl+K: every action, document, participant, code, theme and memo by a few of its letters.
//!
//! What can be found is gathered once for a state of the study, and ranked once for what is typed.
//! An action that cannot be done now is found all the same, greyed, with the reason: looking for it
//! ends with an answer.

use super::action::{Action, Standing};
use super::icons::{self, Icon};
use super::outbox::{Outbox, Page, Request};
use super::view::View;
use super::widgets::{self, badge, sans, semibold};
use crate::analysis::NoteId;
use crate::model::{CodeId, DocumentId, Filter, MemoId, ParticipantId, Span, ThemeId};
use crate::study::{CodeTarget, Command};
use crate::text::fold::fold;
use egui::text::LayoutJob;
use egui::{
    Align2, CornerRadius, Id, Key, Modal, Modifiers, Rect, RichText, Role, ScrollArea, Sense,
    TextFormat, Ui, WidgetInfo, pos2, vec2,
};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// No more than this are listed: whoever needs more types another letter.
const MOST: usize = 60;
const ROW: f32 = 32.0;
const HEADING: f32 = 26.0;
/// So many things are remembered as used lately.
const RECENT: usize = 6;

/// Something that can be found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Target {
    Action(Action),
    Document(DocumentId),
    Participant(ParticipantId),
    Code(CodeId),
    Theme(ThemeId),
    Memo(MemoId),
}

impl Target {
    fn kind(self) -> &'static str {
        match self {
            Self::Action(_) => "action",
            Self::Document(_) => "document",
            Self::Participant(_) => "participant",
            Self::Code(_) => "code",
            Self::Theme(_) => "theme",
            Self::Memo(_) => "memo",
        }
    }

    fn icon(self) -> Option<Icon> {
        Some(match self {
            Self::Action(Action::Read) => Icon::Read,
            Self::Action(Action::Excerpts) => Icon::Excerpts,
            Self::Action(Action::Tables) => Icon::Tables,
            Self::Action(Action::Undo) => Icon::Undo,
            Self::Action(Action::Redo) => Icon::Redo,
            Self::Action(Action::Themes) | Self::Theme(_) => Icon::Themes,
            Self::Action(Action::Memos) | Self::Memo(_) => Icon::Memo,
            Self::Action(Action::People) | Self::Participant(_) => Icon::People,
            Self::Document(_) => Icon::Document,
            Self::Action(_) | Self::Code(_) => return None,
        })
    }
}

/// A line as it can be found.
struct Entry {
    target: Target,
    name: String,
    /// What is found as well: a code's whole path.
    path: String,
    /// Small, beside the name: what stands over it, what it is on.
    beside: String,
    /// Small, at the right: its key, or what kind of thing it is.
    right: String,
    /// Why it cannot be done now.
    why: Option<&'static str>,
}

/// A line as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Line {
    Heading(&'static str),
    /// Index of the entry, and the letters of its name that were typed.
    Entry(usize, Vec<u32>),
}

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

/// Ranks `names` by how well they fit what was typed, best first; all of them in order when nothing
/// was. Returns indexes.
pub(super) fn rank<'n>(typed: &str, names: impl Iterator<Item = &'n str>) -> Vec<usize> {
    let typed = typed.trim();
    if typed.is_empty() {
        return names.enumerate().map(|(index, _)| index).collect();
    }
    let mut matcher = Matcher::new(Config::DEFAULT);
    let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
    let mut letters = Vec::new();
    let mut found: Vec<(u32, usize, usize)> = names
        .enumerate()
        .filter_map(|(index, name)| {
            let score = pattern.score(Utf32Str::new(name, &mut letters), &mut matcher)?;
            // Among equals the shorter name is the closer one.
            Some((score, name.len(), index))
        })
        .collect();
    found.sort_by_key(|&(score, length, index)| (std::cmp::Reverse(score), length, index));
    found.into_iter().map(|(_, _, index)| index).collect()
}

impl Palette {
    /// Opens it, or closes it.
    pub(super) fn toggle(&mut self) {
        self.open = if self.open.is_some() { None } else { Some(Open::default()) };
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
            let keys = keys(ui);
            move_to(&mut open, &keys);
            field(ui, view, &mut open);
            let picked = lines(ui, view, &self.entries, &mut open);
            foot(ui, view, &self.entries, &open, selection.is_some());
            let chosen = match open.lines.get(open.chosen) {
                Some(Line::Entry(at, _)) => Some(*at),
                _ => None,
            };
            let applied = keys.apply && selection.is_some();
            let at = picked.or(chosen.filter(|_| keys.enter || applied))?;
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

/// With nothing typed: what was used lately, what belongs to this page, then every action.
fn offered(entries: &[Entry], recent: &[Target], page: Page) -> Vec<Line> {
    let at = |target: Target| entries.iter().position(|entry| entry.target == target);
    let here: &[Action] = match page {
        Page::Read => &[Action::NewMemo, Action::NewCode, Action::ImportTranscripts],
        Page::Excerpts => &[Action::ExportExcerpts, Action::NewMemo],
        Page::Tables => &[Action::ExportTable, Action::ExportFrequencies],
        Page::Themes => &[Action::NewTheme, Action::ExportTheme, Action::ExportThemes],
        Page::People => &[Action::ImportParticipants],
    };
    let mut seen: Vec<usize> = Vec::new();
    let mut lines = Vec::new();
    let mut section = |title, wanted: Vec<usize>| {
        let fresh: Vec<usize> = wanted.into_iter().filter(|at| !seen.contains(at)).collect();
        if !fresh.is_empty() {
            lines.push(Line::Heading(title));
            seen.extend(&fresh);
            lines.extend(fresh.into_iter().map(|at| Line::Entry(at, Vec::new())));
        }
    };
    section("Used lately", recent.iter().filter_map(|target| at(*target)).collect());
    let ready = |at: &usize| entries.get(*at).is_some_and(|entry| entry.why.is_none());
    let each = here.iter().filter_map(|action| at(Target::Action(*action)));
    section("Here", each.filter(ready).collect());
    let action = |entry: &Entry| matches!(entry.target, Target::Action(_)) && entry.why.is_none();
    let all = entries.iter().enumerate().filter(|(_, entry)| action(entry));
    section("All actions", all.map(|(at, _)| at).collect());
    lines
}

/// What fits best first. A name beats a path, its beginning beats its middle, and what can be done
/// beats what cannot.
fn found(entries: &[Entry], typed: &str) -> Vec<Line> {
    let mut matcher = Matcher::new(Config::DEFAULT);
    let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
    let mut letters = Vec::new();
    let wanted = typed.to_lowercase();
    let mut found: Vec<(i64, usize, usize, Vec<u32>)> = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        let mut marks = Vec::new();
        let name = Utf32Str::new(&entry.name, &mut letters);
        // Letters here and there make a name, not a sentence: those are searched by whole words.
        let sentence = matches!(entry.target, Target::Memo(_)) && !holds(&entry.name, typed);
        let by_name = match sentence {
            true => None,
            false => pattern.indices(name, &mut matcher, &mut marks),
        };
        let by_path = || match entry.target {
            Target::Code(_) => {
                let path = Utf32Str::new(&entry.path, &mut letters);
                pattern.score(path, &mut matcher).map(i64::from)
            }
            _ => holds(&entry.path, typed).then_some(0),
        };
        let Some(mut score) = by_name.map(|score| i64::from(score) + 24).or_else(by_path) else {
            continue;
        };
        if by_name.is_none() {
            marks.clear();
        }
        let lower = entry.name.to_lowercase();
        if lower == wanted {
            score += 200;
        } else if lower.starts_with(&wanted) {
            score += 60;
        } else if lower.split(|c: char| !c.is_alphanumeric()).any(|word| word.starts_with(&wanted))
        {
            score += 30;
        }
        if entry.why.is_some() {
            score -= 100;
        }
        if matches!(entry.target, Target::Memo(_)) {
            // The first words of a memo are many: names of things come before them.
            score -= 20;
        }
        marks.sort_unstable();
        marks.dedup();
        found.push((score, entry.name.len(), at, marks));
    }
    found.sort_by_key(|(score, length, at, _)| (std::cmp::Reverse(*score), *length, *at));
    found.truncate(MOST);
    found.into_iter().map(|(_, _, at, marks)| Line::Entry(at, marks)).collect()
}

/// Whether every typed word begins a word of the sentence.
fn holds(sentence: &str, typed: &str) -> bool {
    let (sentence, typed) = (fold(sentence), fold(typed));
    let words = || sentence.split(|c: char| !c.is_alphanumeric());
    typed.split_whitespace().all(|typed| words().any(|word| word.starts_with(typed)))
}

struct Keys {
    up: bool,
    down: bool,
    home: bool,
    end: bool,
    page_up: bool,
    page_down: bool,
    enter: bool,
    apply: bool,
}

fn keys(ui: &Ui) -> Keys {
    ui.input_mut(|input| {
        // With Alt first: without would take it too.
        let apply = input.consume_key(Modifiers::ALT, Key::Enter);
        let mut plain = |key| input.consume_key(Modifiers::NONE, key);
        Keys {
            apply,
            up: plain(Key::ArrowUp),
            down: plain(Key::ArrowDown),
            page_up: plain(Key::PageUp),
            page_down: plain(Key::PageDown),
            enter: plain(Key::Enter),
            home: input.consume_key(Modifiers::COMMAND, Key::Home),
            end: input.consume_key(Modifiers::COMMAND, Key::End),
        }
    })
}

fn move_to(open: &mut Open, keys: &Keys) {
    let last = open.lines.len().saturating_sub(1);
    let before = open.chosen;
    let down = keys.down || keys.page_down || keys.home;
    if keys.down {
        open.chosen = if open.chosen >= last { 0 } else { open.chosen + 1 };
    } else if keys.up {
        let first = open.lines.iter().position(|line| matches!(line, Line::Entry(..))).unwrap_or(0);
        open.chosen = if open.chosen <= first { last } else { open.chosen - 1 };
    } else if keys.page_down {
        open.chosen = (open.chosen + 10).min(last);
    } else if keys.page_up {
        open.chosen = open.chosen.saturating_sub(10);
    } else if keys.home {
        open.chosen = 0;
    } else if keys.end {
        open.chosen = last;
    } else {
        return;
    }
    skip_heading(open, down || open.chosen == 0);
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
        let ground = if chosen { theme.chosen } else { theme.control_hover };
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

fn entries(view: &View<'_>, now: Standing) -> Vec<Entry> {
    let corpus = view.corpus;
    let entry = |target: Target, name: String| Entry {
        target,
        name,
        path: String::new(),
        beside: String::new(),
        right: target.kind().to_owned(),
        why: None,
    };
    let mut all: Vec<Entry> = Vec::new();
    for action in Action::all() {
        let (label, tooltip) = action.texts();
        let key = action.shortcut().map(|key| key.format(&egui::ModifierNames::NAMES, false));
        all.push(Entry {
            path: tooltip.to_owned(),
            right: key.unwrap_or_default(),
            why: action.why_not(now),
            ..entry(Target::Action(action), label.to_owned())
        });
    }
    for document in &corpus.documents {
        all.push(entry(Target::Document(document.id), document.name.clone()));
    }
    for person in corpus.participants.iter() {
        let role = view.role.and_then(|role| person.values.get(&role)).cloned();
        all.push(Entry {
            beside: role.unwrap_or_default(),
            ..entry(Target::Participant(person.id), person.name.clone())
        });
    }
    let mut above: Vec<&str> = Vec::new();
    for (place, code) in corpus.codes.codes().iter().enumerate() {
        above.truncate(usize::from(corpus.codes.depth(place)));
        let over = above.join(" / ");
        above.push(&code.fields.name);
        all.push(Entry {
            path: above.join("/"),
            beside: over,
            ..entry(Target::Code(code.id), code.fields.name.clone())
        });
    }
    for theme in corpus.themes.iter() {
        all.push(Entry {
            beside: theme.state.name().to_owned(),
            path: theme.fields.concept.clone(),
            ..entry(Target::Theme(theme.id), theme.fields.statement.clone())
        });
    }
    for memo in corpus.memos.iter().rev() {
        let title = memo.title.trim();
        let words = if title.is_empty() { memo.text.trim() } else { title };
        let name: String = words.lines().next().unwrap_or_default().chars().take(90).collect();
        all.push(Entry {
            beside: memo.created_at.get(..10).unwrap_or_default().to_owned(),
            ..entry(Target::Memo(memo.id), name)
        });
    }
    all
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_letters_find_the_name() {
        let names = ["Time/delay", "Time/stalled proceedings", "Harm/emotional toll", "delay"];
        let check = |typed: &str, expected: &[usize]| {
            assert_eq!(rank(typed, names.iter().copied()), expected, "{typed}");
        };
        check("", &[0, 1, 2, 3]);
        check("delay", &[3, 0]);
        check("stpr", &[1]);
        check("toll", &[2]);
        check("xyz", &[]);
    }

    fn entry(target: Target, name: &str, path: &str, why: Option<&'static str>) -> Entry {
        let (name, path) = (name.to_owned(), path.to_owned());
        Entry { target, name, path, beside: String::new(), right: String::new(), why }
    }

    fn some() -> Vec<Entry> {
        vec![
            entry(Target::Action(Action::Undo), "Undo", "Take back", Some("nothing to undo")),
            entry(Target::Action(Action::Tables), "Tables", "Codes by groups", None),
            entry(Target::Code(CodeId(1)), "Time", "Time", None),
            entry(Target::Code(CodeId(2)), "Delay", "Time/Delay", None),
            entry(Target::Document(DocumentId(1)), "Interview about time", "", None),
            entry(Target::Memo(MemoId(1)), "Is time the agent?", "", None),
            entry(Target::Theme(ThemeId(1)), "Undoing time", "", None),
        ]
    }

    #[test]
    fn names_come_before_paths_and_what_can_be_done_before_what_cannot() {
        let entries = some();
        let check = |typed: &str, expected: &[&str]| {
            let got: Vec<&str> = found(&entries, typed)
                .iter()
                .filter_map(|line| match line {
                    Line::Entry(at, _) => Some(entries[*at].name.as_str()),
                    Line::Heading(_) => None,
                })
                .collect();
            assert_eq!(got, expected, "{typed}");
        };
        check(
            "time",
            &["Time", "Undoing time", "Interview about time", "Is time the agent?", "Delay"],
        );
        check("delay", &["Delay"]);
        check("undo", &["Undo", "Undoing time"]);
        check("und", &["Undoing time", "Undo"]);
        check("tbl", &["Tables"]);
        check("nothing", &[]);
    }

    #[test]
    fn with_nothing_typed_what_was_used_comes_first_and_each_thing_once() {
        let entries = some();
        let recent = [Target::Code(CodeId(2)), Target::Action(Action::Tables)];
        let lines = offered(&entries, &recent, Page::Read);
        let expected =
            [Line::Heading("Used lately"), Line::Entry(3, vec![]), Line::Entry(1, vec![])];
        assert_eq!(lines, expected, "what cannot be done now is not offered unasked");
    }
}
