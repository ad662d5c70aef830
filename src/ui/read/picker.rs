//! The code picker: type a few letters, Enter. A name that is not there yet makes the code; Tab takes
//! several; flags and a comment go along.

use super::flags;
use super::lines::{Line, Lines, row};
use crate::model::{CodeId, CodingId, CorpusDocument, Flag, Flags, Span};
use crate::study::CodeTarget;
use crate::ui::action::Action;
use crate::ui::parts::framed;
use crate::ui::typed::{between, ends};
use crate::ui::view::View;
use crate::ui::widgets::{code_face, filter_chip, one_line, sans};
use egui::{
    Align2, Area, Frame, Id, Key, KeyboardShortcut, Modifiers, Order, Pos2, Rect, RichText,
    TextEdit, Ui, WidgetInfo, pos2,
};
use serde::{Deserialize, Serialize};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// Rows shown at once.
const SHOWN: usize = 9;
const WIDTH: f32 = 350.0;
/// About how high it can become: it must not jump to the other side while somebody types.
const HEIGHT: f32 = 400.0;

/// A bare `I` is typed into the field.
const IN_VIVO: KeyboardShortcut = KeyboardShortcut::new(Modifiers::ALT, Key::I);

/// What the picked code is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum Purpose {
    /// To be put on these words.
    Apply(Span),
    /// To take the place of this coding's code.
    Recode(CodingId),
    /// To be put on what a search found.
    Hits,
}

/// What was picked.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(in crate::ui) struct Pick {
    /// One or several.
    pub(in crate::ui) codes: Vec<CodeTarget>,
    /// Along with them.
    pub(super) flags: Flags,
    /// May be empty.
    pub(super) memo: String,
}

/// What the codes are for, as it is put down.
#[derive(Clone, Copy, Serialize, Deserialize)]
enum TypedOn {
    /// Where they stand, and what tells whether they are the same.
    Words((u32, u32), u64),
    Coding(CodingId),
}

/// Tells other words from these without keeping them.
fn print(words: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    words.hash(&mut hasher);
    hasher.finish()
}

/// What was picked and typed so far, as it is put down.
#[derive(Serialize, Deserialize)]
pub(super) struct TypedPick {
    on: TypedOn,
    typed: String,
    marked: Vec<CodeTarget>,
    flags: Vec<Flag>,
    comment: Option<String>,
    at: (f32, f32, f32, f32),
    words: (f32, f32, f32, f32),
    recent: Vec<CodeId>,
}

/// The open picker.
pub(in crate::ui) struct State {
    place: Option<(Pos2, Align2)>,
    at: Rect,
    words: Rect,
    purpose: Purpose,
    typed: String,
    chosen: usize,
    /// The arrows were used: then Enter means the line, not only what is marked.
    moved: bool,
    marked: Vec<CodeTarget>,
    flags: Flags,
    /// The comment; `None` while its field is closed.
    memo: Option<String>,
    in_memo: bool,
    recent: Vec<CodeId>,
    lines: Lines,
    /// The first frame: a click that opened it must not close it.
    fresh: bool,
}

/// What became of it.
pub(in crate::ui) enum Answer {
    /// Still open.
    Open,
    /// Given up.
    Closed,
    /// Codes were picked or named.
    Picked(Pick),
    /// The words themselves are to be the code.
    InVivo(Flags),
    /// A retired code is to be offered again; the picker stays open for it.
    BringBack(CodeId),
}

/// Keys of a frame, taken out of the input before any field sees them.
#[expect(clippy::struct_excessive_bools, reason = "one for each key")]
#[derive(Default)]
struct Keys {
    up: bool,
    down: bool,
    enter: bool,
    mark: bool,
    escape: bool,
    memo: bool,
    in_vivo: bool,
    back: bool,
    digit: Option<usize>,
}

impl State {
    /// `at` is where the caret is, `words` what must not be covered where there is other room.
    pub(in crate::ui) fn new(at: Rect, words: Rect, recent: Vec<CodeId>, purpose: Purpose) -> Self {
        Self {
            place: None,
            at,
            words,
            purpose,
            typed: String::new(),
            chosen: 0,
            moved: false,
            marked: Vec::new(),
            flags: Flags::default(),
            memo: None,
            in_memo: false,
            recent,
            lines: Lines::default(),
            fresh: true,
        }
    }

    pub(super) fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// The selected words, when they are to be copied: the field has the keyboard, and with nothing in
    /// it there is nothing else to copy.
    pub(super) fn copied(&self, ctx: &egui::Context) -> Option<Span> {
        let Purpose::Apply(span) = self.purpose else { return None };
        let asked = ctx.input(|input| input.events.iter().any(|e| matches!(e, egui::Event::Copy)));
        (asked && self.typed.is_empty() && !self.in_memo).then_some(span)
    }

    fn applies(&self) -> bool {
        matches!(self.purpose, Purpose::Apply(_))
    }

    /// What was picked and typed so far; `None` where that is nothing, and for hits of a search, which
    /// have to be chosen again anyway.
    pub(super) fn typed(&self, text: &str) -> Option<TypedPick> {
        let on = match self.purpose {
            Purpose::Apply(span) => TypedOn::Words(ends(span), print(span.of(text)?)),
            Purpose::Recode(coding) => TypedOn::Coding(coding),
            Purpose::Hits => return None,
        };
        let comment = self.memo.clone().filter(|memo| !memo.is_empty());
        let nothing = self.typed.is_empty() && self.marked.is_empty() && comment.is_none();
        let rect = |rect: Rect| (rect.min.x, rect.min.y, rect.max.x, rect.max.y);
        (!nothing).then(|| TypedPick {
            on,
            typed: self.typed.clone(),
            marked: self.marked.clone(),
            flags: self.flags.each().collect(),
            comment,
            at: rect(self.at),
            words: rect(self.words),
            recent: self.recent.clone(),
        })
    }

    /// The picker as it was put down; `None` where its words or its coding are gone.
    pub(super) fn again(typed: TypedPick, document: &CorpusDocument) -> Option<Self> {
        let purpose = match typed.on {
            TypedOn::Words(ends, known) => {
                let span = between(&document.text, ends)?;
                Purpose::Apply(
                    span.of(&document.text).filter(|now| print(now) == known).map(|_| span)?,
                )
            }
            TypedOn::Coding(coding) => Purpose::Recode(document.coding(coding)?.id),
        };
        let rect = |(x, y, right, bottom)| Rect::from_min_max(pos2(x, y), pos2(right, bottom));
        let state = Self::new(rect(typed.at), rect(typed.words), typed.recent, purpose);
        Some(Self {
            typed: typed.typed,
            marked: typed.marked,
            flags: typed.flags.into_iter().collect(),
            in_memo: typed.comment.is_some(),
            memo: typed.comment,
            ..state
        })
    }

    /// What Enter would pick now.
    fn pick(&self, line: Option<CodeTarget>) -> Option<Pick> {
        let mut codes = self.marked.clone();
        if codes.is_empty() || !self.typed.trim().is_empty() || self.moved {
            codes.extend(line.filter(|line| !codes.contains(line)));
        }
        let memo = self.memo.clone().unwrap_or_default();
        (!codes.is_empty()).then_some(Pick { codes, flags: self.flags, memo })
    }

    /// Marks a line, or takes the mark away.
    fn mark(&mut self, line: Option<CodeTarget>) {
        let Some(line) = line else { return };
        match self.marked.iter().position(|known| *known == line) {
            Some(at) => {
                self.marked.remove(at);
            }
            None => self.marked.push(line),
        }
        self.typed.clear();
        (self.chosen, self.moved) = (0, false);
    }

    fn keys(&mut self, ctx: &egui::Context) -> Keys {
        let memo = KeyboardShortcut::new(Modifiers::ALT, Key::M);
        let mut keys = Keys::default();
        if self.fresh {
            // The key that opened it picks nothing.
            ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
            return keys;
        }
        if self.applies() {
            if let Some(flag) = flags::key(ctx) {
                self.flags = self.flags.with(flag, !self.flags.has(flag));
            }
            keys.memo = flags::taken(ctx, memo);
            keys.in_vivo = flags::taken(ctx, IN_VIVO);
        }
        let empty = self.typed.is_empty() && !self.in_memo;
        ctx.input_mut(|input| {
            if !self.in_memo {
                keys.up = input.consume_key(Modifiers::NONE, Key::ArrowUp);
                keys.down = input.consume_key(Modifiers::NONE, Key::ArrowDown);
                keys.mark = input.consume_key(Modifiers::COMMAND, Key::Enter)
                    || input.consume_key(Modifiers::NONE, Key::Tab);
            } else if input.consume_key(Modifiers::NONE, Key::Tab) {
                self.in_memo = false;
            }
            // With shift it is a new line of the comment.
            if !(self.in_memo && input.modifiers.shift) {
                keys.enter = input.consume_key(Modifiers::COMMAND, Key::Enter)
                    || input.consume_key(Modifiers::NONE, Key::Enter);
            }
            keys.escape = input.consume_key(Modifiers::NONE, Key::Escape);
            if empty {
                keys.back =
                    !self.marked.is_empty() && input.consume_key(Modifiers::NONE, Key::Backspace);
                keys.digit = digit(input, self.recent.len());
            }
        });
        keys
    }

    /// Where it stands: under the words, over them, or beside them; over the page's edge never.
    fn place(&mut self, screen: Rect) -> (Pos2, Align2) {
        let (at, words) = (self.at, self.words);
        *self.place.get_or_insert_with(|| {
            let right = (screen.right() - WIDTH - 24.0).max(8.0);
            let left = at.left().clamp(screen.left() + 8.0, right);
            let y = at.top().min(screen.bottom() - HEIGHT).max(screen.top() + 8.0);
            if words.bottom() + 8.0 + HEIGHT <= screen.bottom() {
                (pos2(left, words.bottom() + 8.0), Align2::LEFT_TOP)
            } else if words.top() - 8.0 - HEIGHT >= screen.top() {
                (pos2(left, words.top() - 8.0), Align2::LEFT_BOTTOM)
            } else if words.right() + 16.0 + WIDTH <= screen.right() {
                (pos2(words.right() + 16.0, y), Align2::LEFT_TOP)
            } else if words.left() - 36.0 - WIDTH >= screen.left() {
                (pos2(words.left() - 36.0 - WIDTH, y), Align2::LEFT_TOP)
            } else {
                (pos2(left, at.bottom() + 8.0), Align2::LEFT_TOP)
            }
        })
    }
}

/// A digit typed into the empty field means the recent code under it.
fn digit(input: &mut egui::InputState, most: usize) -> Option<usize> {
    let place = |text: &str| {
        let digit = text.parse::<usize>().ok().filter(|_| text.len() == 1)?;
        digit.checked_sub(1).filter(|at| *at < most)
    };
    let typed = input.events.iter().find_map(|event| match event {
        egui::Event::Text(text) => place(text),
        egui::Event::Key { key, pressed: true, modifiers, .. } if !modifiers.any() => {
            place(key.name())
        }
        _ => None,
    })?;
    input.events.retain(|event| {
        !matches!(event, egui::Event::Text(_) | egui::Event::Key { pressed: true, .. })
    });
    Some(typed)
}

/// Draws the picker.
pub(in crate::ui) fn show(ctx: &egui::Context, view: &View<'_>, state: &mut State) -> Answer {
    let keys = state.keys(ctx);
    state.lines.sync(view, &state.typed, if state.applies() { &state.recent } else { &[] });
    let count = state.lines.list().len();
    if keys.up {
        (state.chosen, state.moved) = (state.chosen.saturating_sub(1), true);
    }
    if keys.down {
        (state.chosen, state.moved) = (state.chosen + 1, true);
    }
    state.chosen = state.chosen.min(count.saturating_sub(1));
    if keys.back {
        state.marked.pop();
    }
    if keys.memo {
        state.in_memo = state.memo.is_none() || !state.in_memo;
        state.memo.get_or_insert_default();
    }
    let (pos, pivot) = state.place(ctx.content_rect());
    let (mut clicked, mut in_vivo) = (None, keys.in_vivo);
    let area = Area::new(Id::unique("code picker"))
        .order(Order::Foreground)
        .pivot(pivot)
        .fixed_pos(pos)
        .show(ctx, |ui| {
            Frame::popup(ui.style()).inner_margin(8).show(ui, |ui| {
                ui.set_width(WIDTH);
                chips(ui, view, state);
                field(ui, view, state);
                ui.spacing_mut().item_spacing.y = 1.0;
                ui.add_space(4.0);
                clicked = list(ui, view, state);
                if state.applies() {
                    in_vivo |= along(ui, view, state);
                }
                foot(ui, view, state);
            });
        });
    let line = |state: &State, at: usize| state.lines.list().get(at).and_then(Line::target);
    let mut picked = None;
    let meant = clicked.map(|(at, _)| at).or(keys.enter.then_some(state.chosen));
    if let Some(Line::Retired(code, _)) = meant.and_then(|at| state.lines.list().get(at)) {
        return Answer::BringBack(*code);
    }
    if let Some((at, marks)) = clicked {
        let target = line(state, at);
        if marks && state.applies() {
            state.mark(target);
        } else {
            state.moved = true;
            picked = state.pick(target);
        }
    } else if let Some(at) = keys.digit {
        state.moved = true;
        picked = state.pick(line(state, at));
    } else if keys.mark && state.applies() {
        let target = line(state, state.chosen);
        state.mark(target);
    } else if keys.enter {
        picked = state.pick(line(state, state.chosen));
    }
    let elsewhere = !state.fresh
        && ctx.input(|input| {
            input.pointer.any_pressed()
                && input.pointer.interact_pos().is_some_and(|pos| !area.response.rect.contains(pos))
        });
    state.fresh = false;
    match picked {
        Some(pick) => Answer::Picked(pick),
        None if keys.escape => Answer::Closed,
        None if in_vivo => Answer::InVivo(state.flags),
        // A press on the text begins a new selection; on the codebook it picks there.
        None if elsewhere && !state.applies() => Answer::Closed,
        None => Answer::Open,
    }
}

/// What is marked so far.
fn chips(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    if state.marked.is_empty() {
        return;
    }
    let mut removed = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(5.0, 5.0);
        for (at, target) in state.marked.iter().enumerate() {
            let (face, name) = match target {
                CodeTarget::Id(id) => {
                    let (colors, name) = code_face(view.theme, &view.corpus.codes, *id);
                    (Some(colors), name)
                }
                CodeTarget::Path(path) => (None, path.join("/")),
            };
            let face = face.map(|colors| (colors, name.as_str()));
            if filter_chip(ui, view.theme, face, &name, &format!("Not {name}")) {
                removed = Some(at);
            }
        }
    });
    if let Some(at) = removed {
        state.marked.remove(at);
    }
    ui.add_space(4.0);
}

fn field(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    let (hint, name) = match state.purpose {
        Purpose::Apply(_) => ("Type a code, or a new name", "Code for the selected words"),
        Purpose::Recode(_) => {
            ("Type the other code, or a new name", "Another code for this coding")
        }
        Purpose::Hits => ("Type a code, or a new name", "Code for the chosen hits"),
    };
    ui.scope(|ui| {
        framed(ui, view.theme, false);
        let edit = TextEdit::singleline(&mut state.typed)
            .id(Id::unique("code picker field"))
            .hint_text(hint)
            .lock_focus(true)
            .desired_width(f32::INFINITY);
        let typed = ui.add(edit);
        typed.widget_info(|| WidgetInfo::labeled(egui::Role::TextInput, true, name));
        if typed.clicked() {
            state.in_memo = false;
        }
        if !state.in_memo {
            typed.request_focus();
        }
        if typed.changed() {
            (state.chosen, state.moved) = (0, false);
        }
    });
}

/// The lines; gives back the one that was clicked, and whether it was only to be marked.
fn list(ui: &mut Ui, view: &View<'_>, state: &State) -> Option<(usize, bool)> {
    let lines = state.lines.list();
    let first = state.chosen.saturating_sub(SHOWN - 1);
    let mut clicked = None;
    for (at, line) in lines.iter().enumerate().skip(first).take(SHOWN) {
        let marked = line.target().is_some_and(|target| state.marked.contains(&target));
        let digit = (state.lines.recent() > at).then_some(at + 1);
        let used = row(ui, view, line, digit, (at == state.chosen, marked));
        if used.clicked() {
            clicked = Some((at, ui.input(|input| input.modifiers.command)));
        }
    }
    let more = lines.len().saturating_sub(first + SHOWN);
    if more > 0 {
        let text = format!("{more} more: type some letters, or go on with the arrow");
        ui.label(RichText::new(text).color(view.theme.quiet).small());
    }
    if lines.is_empty() {
        let hint = "Type a name: the code is made on the spot";
        ui.label(RichText::new(hint).color(view.theme.quiet).small());
    }
    clicked
}

/// Flags and comment that go along with the codes. True when the words are to be the code.
fn along(ui: &mut Ui, view: &View<'_>, state: &mut State) -> bool {
    ui.add_space(4.0);
    ui.separator();
    ui.add_space(4.0);
    if let Some(flag) = flags::switches(ui, view.theme, state.flags) {
        state.flags = state.flags.with(flag, !state.flags.has(flag));
    }
    ui.add_space(4.0);
    let mut in_vivo = false;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let button = |text: &str| egui::Button::new(RichText::new(text).small());
        if state.memo.is_none() && ui.add(button("Comment…")).clicked() {
            (state.memo, state.in_memo) = (Some(String::new()), true);
        }
        let words = ui.add(button("In vivo"));
        let key = ui.ctx().format_shortcut(&IN_VIVO);
        let tip = format!("{key}: make a code that is called like the selected words");
        in_vivo = words.on_hover_text(tip).clicked();
    });
    comment(ui, view, state);
    in_vivo
}

fn comment(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    let Some(memo) = &mut state.memo else { return };
    ui.add_space(5.0);
    let entered = ui
        .scope(|ui| {
            framed(ui, view.theme, false);
            let edit = TextEdit::multiline(memo)
                .id(Id::unique("code picker comment"))
                .hint_text("Comment. Enter applies, Shift+Enter begins a line")
                .return_key(KeyboardShortcut::new(Modifiers::SHIFT, Key::Enter))
                .desired_rows(2)
                .lock_focus(true)
                .desired_width(f32::INFINITY);
            let edit = ui.add(edit);
            edit.widget_info(|| {
                WidgetInfo::labeled(egui::Role::MultilineTextInput, true, "Comment on these words")
            });
            if state.in_memo {
                edit.request_focus();
            }
            edit.clicked()
        })
        .inner;
    if entered {
        state.in_memo = true;
    }
}

/// The definition of the chosen code, and what the keys do.
fn foot(ui: &mut Ui, view: &View<'_>, state: &State) {
    let chosen = state.lines.list().get(state.chosen);
    let definition = match chosen {
        Some(Line::Code(id, _)) => view.corpus.codes.get(*id).map(|code| &code.fields.definition),
        _ => None,
    };
    ui.add_space(4.0);
    if let Some(text) = definition.filter(|text| !text.is_empty()) {
        let galley = one_line(ui.painter(), text, sans(12.0), view.theme.ink, ui.available_width());
        let label = ui.label(egui::WidgetText::Galley(galley));
        label.on_hover_text(text);
    }
    if !state.applies() {
        return;
    }
    let memo = Action::CommentCoding.key_text(ui.ctx()).unwrap_or_default();
    let line = state.lines.list().get(state.chosen).and_then(Line::target);
    let enter = match state.pick(line).map_or(0, |pick| pick.codes.len()) {
        0 | 1 => "Enter applies".to_owned(),
        n => format!("Enter applies {n}"),
    };
    let text = format!("{enter} · Tab marks several · {memo} comment");
    ui.label(RichText::new(text).color(view.theme.quiet).small());
}
