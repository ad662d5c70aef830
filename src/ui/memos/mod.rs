//! The memo panel: everything that was written down, on what is read or on anything; and where it is
//! written.
//!
//! Two parts: the list, and the memo that is read or written. They stand side by side in a panel at
//! the bottom, one over the other in a panel at the right: the panel takes the right where the
//! window is wide enough to leave the transcript its line length, else the bottom.

mod bar;
mod detail;
mod draft;
mod editor;
mod list;

use super::outbox::Outbox;
use super::view::View;
use super::worker::{self, Answers};
use crate::analysis::{NoteId, NoteQuery, Notes, name_of};
use crate::model::{CodingId, Corpus, MemoOn};
pub(super) use draft::PACE;
use draft::{Becomes, Draft, Drafts};
use egui::{Rect, UiBuilder, pos2};
use std::collections::HashMap;
use std::sync::Arc;

/// From this width of the window on the panel stands at the right unless somebody chose otherwise.
const WIDE: f32 = 1500.0;
/// From this width of the panel on its two parts stand side by side.
const SIDE_BY_SIDE: f32 = 640.0;

/// The notes of one state of the study.
struct Index {
    corpus: Arc<Corpus>,
    notes: Notes,
}

/// What the panel remembers.
#[derive(Default)]
pub(super) struct State {
    /// Everything, or only what belongs to the place that is read.
    all: bool,
    /// Without the place: that is what is read now.
    query: NoteQuery,
    /// What was asked for by name, and what was read then: it holds until something else is read.
    pinned: Option<(MemoOn, MemoOn)>,
    chosen: Option<NoteId>,
    drafts: Drafts,
    /// Begun outside the panel, in the next frame.
    begin: Option<MemoOn>,
    /// The coding that was open last: what "link this excerpt" means.
    coding: Option<CodingId>,
    /// The name of the place that is read, for this revision.
    here_name: Option<(u64, MemoOn, String)>,
    /// Names of codings that were asked for, for this revision: each is looked for once.
    names: (u64, HashMap<CodingId, Option<String>>),
    index: Answers<u64, Index>,
    found: Option<(u64, NoteQuery, Vec<usize>)>,
    /// At the right or at the bottom; `None` while nobody chose.
    right: Option<bool>,
    /// The list has to show what is chosen.
    reveal: bool,
    /// The text field takes the keyboard when it appears.
    focus: bool,
    /// Widths or heights of the list, side by side and one over the other.
    split: [f32; 2],
}

impl State {
    /// Begins a memo on something.
    pub(super) fn write_on(&mut self, on: MemoOn) {
        self.begin = Some(on);
    }

    /// Shows the memos on something, until something else than `here` is read.
    pub(super) fn show_on(&mut self, on: MemoOn, here: MemoOn) {
        self.all = false;
        self.query = NoteQuery { oldest: self.query.oldest, ..NoteQuery::default() };
        self.pinned = Some((on, here));
    }

    /// Shows one memo among all.
    pub(super) fn show_note(&mut self, note: NoteId) {
        self.all = true;
        self.query = NoteQuery { oldest: self.query.oldest, ..NoteQuery::default() };
        self.chosen = Some(note);
        self.reveal = true;
    }

    /// Whether the panel stands at the right of a window this wide.
    pub(super) fn at_right(&self, window: f32) -> bool {
        self.right.unwrap_or(window >= WIDE)
    }

    /// Takes a draft that was left when the study was closed or the program was killed. True when
    /// there was one.
    pub(super) fn restore(&mut self, stored: &str) -> bool {
        self.drafts.restore(stored)
    }

    /// The drafts as they should lie on the desk, when they do not yet: see [`Drafts::unstored`].
    pub(super) fn unstored(&mut self, time: f64) -> Option<String> {
        self.drafts.unstored(time)
    }

    /// True while something was typed that has to be stored soon.
    pub(super) fn is_unstored(&self) -> bool {
        self.drafts.waiting
    }

    /// A comment that could not be stored with its coding waits among the drafts.
    pub(super) fn offer_comment(&mut self, coding: CodingId, text: String) {
        let draft = Draft::on(MemoOn::Coding(coding));
        self.drafts.offer(Draft { becomes: Becomes::Comment(coding), text, ..draft });
    }

    /// True while a draft is on its way to become a step.
    pub(super) fn is_sent(&self) -> bool {
        self.drafts.is_sent()
    }

    /// A memo was made a step, or refused.
    pub(super) fn answered(&mut self, done: bool) {
        self.drafts.answered(done);
    }

    /// Reads the study when it has changed, and looks for what is asked.
    fn look(&mut self, ctx: &egui::Context, view: &View<'_>, here: MemoOn) {
        // 60,000 codings take some 20 ms: the third of a large study still fits into a frame.
        let away = view.corpus.coding_count() > worker::LARGE / 3;
        let corpus = Arc::clone(view.corpus);
        let fresh = self.index.ask(ctx, &view.revision, (away, "memos"), move || {
            let notes = Notes::new(&corpus);
            Index { corpus, notes }
        });
        let Some((revision, index)) = self.index.get() else { return };
        let query = NoteQuery { here: (!self.all).then_some(here), ..self.query.clone() };
        let known = self.found.as_ref();
        if !fresh && known.is_some_and(|(at, asked, _)| at == revision && *asked == query) {
            return;
        }
        let found = index.notes.find(&query);
        // The memo that is read stays as long as it is listed; else the first one is.
        let listed = |id: NoteId| {
            found.iter().any(|&at| index.notes.all.get(at).is_some_and(|note| note.id == id))
        };
        if !self.chosen.is_some_and(listed) {
            let first = found.first().and_then(|&at| index.notes.all.get(at));
            self.chosen = first.map(|note| note.id);
        }
        self.found = Some((*revision, query, found));
    }

    fn here_name(&mut self, view: &View<'_>, here: MemoOn) -> String {
        if let Some((revision, on, name)) = &self.here_name
            && (*revision, *on) == (view.revision, here)
        {
            return name.clone();
        }
        let name = place_name(view, here).unwrap_or_else(|| "something removed".to_owned());
        self.here_name = Some((view.revision, here, name.clone()));
        name
    }

    /// What a coding is called; `None` when it is gone.
    fn coding_name(&mut self, view: &View<'_>, coding: CodingId) -> Option<String> {
        if self.names.0 != view.revision {
            self.names = (view.revision, HashMap::new());
        }
        let known = self.names.1.entry(coding);
        known.or_insert_with(|| place_name(view, MemoOn::Coding(coding))).clone()
    }

    /// What a draft hangs on.
    fn draft_place(&mut self, view: &View<'_>, on: MemoOn) -> String {
        let name = match on {
            MemoOn::Coding(id) => self.coding_name(view, id),
            other => place_name(view, other),
        };
        name.unwrap_or_else(|| "something removed".to_owned())
    }

    /// The coding that can be linked, with its name.
    fn linkable(&mut self, view: &View<'_>) -> Option<(CodingId, String)> {
        let coding = self.coding?;
        Some((coding, self.coding_name(view, coding)?))
    }
}

/// What a thing is called; `None` when it is gone.
fn place_name(view: &View<'_>, on: MemoOn) -> Option<String> {
    let spot = match on {
        MemoOn::Coding(id) => {
            let each = (0_u32..).zip(&view.corpus.documents);
            let found = each.into_iter().find_map(|(document, known)| {
                let at = known.codings.iter().position(|coding| coding.id == id)?;
                Some(crate::analysis::Spot { document, coding: at as u32 })
            });
            Some(found?)
        }
        _ => None,
    };
    Some(name_of(view.corpus, on, spot))
}

/// Draws the panel; `here` is what is read or selected.
pub(super) fn show(
    ui: &mut egui::Ui,
    view: &View<'_>,
    state: &mut State,
    here: MemoOn,
    outbox: &mut Outbox,
) {
    if let MemoOn::Coding(coding) = here {
        state.coding = Some(coding);
    }
    let here = match state.pinned {
        Some((on, when)) if when == here => on,
        _ => {
            state.pinned = None;
            here
        }
    };
    if let Some(on) = state.begin.take() {
        state.drafts.begin(view.corpus, Draft::on(on));
        state.focus = true;
    }
    state.look(ui.ctx(), view, here);
    bar::show(ui, view, state, here, outbox);
    let room = ui.available_rect_before_wrap();
    ui.allocate_rect(room, egui::Sense::hover());
    let side = room.width() >= SIDE_BY_SIDE;
    let (first, second) = parts(ui, view, state, room, side);
    // Children that allocate nothing: what does not fit is cut, and never makes the panel larger.
    let child = |ui: &mut egui::Ui, rect: Rect, salt: &str| {
        let mut child = ui.new_child(UiBuilder::new().max_rect(rect).id_salt(salt));
        child.set_clip_rect(rect.expand(2.0).intersect(ui.clip_rect()));
        child
    };
    list::show(&mut child(ui, first, "memo list"), view, state, here);
    let mut ui = child(ui, second, "memo");
    if state.drafts.is_open() {
        editor::show(&mut ui, view, state, here, outbox);
    } else {
        detail::show(&mut ui, view, state, outbox);
    }
}

/// Where the list and the memo stand, with a line between them that can be dragged.
fn parts(
    ui: &mut egui::Ui,
    view: &View<'_>,
    state: &mut State,
    room: Rect,
    side: bool,
) -> (Rect, Rect) {
    let length = if side { room.width() } else { room.height() };
    let known = &mut state.split[usize::from(!side)];
    if *known <= 0.0 {
        *known = if side { 330.0 } else { length * 0.42 };
    }
    let least = if side { 220.0_f32 } else { 90.0 };
    let at = known.clamp(least, (length - 1.3 * least).max(least));
    let (line, cursor) = if side {
        let x = room.left() + at;
        let line = Rect::from_min_max(pos2(x, room.top()), pos2(x + 17.0, room.bottom()));
        (line, egui::CursorIcon::ResizeHorizontal)
    } else {
        let y = room.top() + at;
        let line = Rect::from_min_max(pos2(room.left(), y), pos2(room.right(), y + 13.0));
        (line, egui::CursorIcon::ResizeVertical)
    };
    let drag = ui.interact(line, ui.unique_id().with("split"), egui::Sense::drag());
    let drag = drag.on_hover_and_drag_cursor(cursor);
    if drag.dragged() {
        *known = at + if side { drag.drag_delta().x } else { drag.drag_delta().y };
    }
    let stroke = if drag.hovered() || drag.dragged() { view.theme.border } else { view.theme.line };
    let stroke = egui::Stroke::new(1.0, stroke);
    if side {
        ui.painter().vline(line.center().x, room.y_range(), stroke);
        (
            Rect::from_min_max(room.min, pos2(line.left(), room.bottom())),
            Rect::from_min_max(pos2(line.right(), room.top()), room.max),
        )
    } else {
        ui.painter().hline(room.x_range(), line.center().y, stroke);
        (
            Rect::from_min_max(room.min, pos2(room.right(), line.top())),
            Rect::from_min_max(pos2(room.left(), line.bottom()), room.max),
        )
    }
}

/// `24 Nov 2026` from RFC 3339; empty for nothing.
fn day(time: &str) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut parts = time.get(..10).unwrap_or_default().split('-');
    let (Some(year), Some(month), Some(day)) = (parts.next(), parts.next(), parts.next()) else {
        return String::new();
    };
    let month = month.parse::<usize>().ok().and_then(|month| MONTHS.get(month.checked_sub(1)?));
    match month {
        Some(month) => format!("{} {month} {year}", day.trim_start_matches('0')),
        None => String::new(),
    }
}

/// Opens a note to be changed.
fn edit(state: &mut State, view: &View<'_>, id: NoteId) {
    let draft = match id {
        NoteId::Memo(id) => view.corpus.memos.iter().find(|memo| memo.id == id).map(|memo| Draft {
            key: 0,
            becomes: Becomes::Memo(id),
            kind: memo.kind,
            on: memo.on,
            title: memo.title.clone(),
            text: memo.text.clone(),
            links: memo.links.clone(),
        }),
        NoteId::Comment(coding) => state.index.get().and_then(|(_, index)| {
            let note = index.notes.all.iter().find(|note| note.id == id)?;
            Some(Draft {
                becomes: Becomes::Comment(coding),
                text: note.text.clone(),
                ..Draft::on(MemoOn::Coding(coding))
            })
        }),
    };
    if let Some(draft) = draft {
        state.drafts.begin(view.corpus, draft);
        state.focus = true;
    }
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn days_are_written_for_people() {
        let check = |time: &str, expected: &str| assert_eq!(day(time), expected);
        check("2026-11-04T15:18:01.123Z", "4 Nov 2026");
        check("", "");
        check("2026-13-04", "");
    }
}
