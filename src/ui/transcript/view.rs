//! The widget: what it remembers between frames, and the order of one frame.

use super::bidi::Engine;
use super::blocks::Blocks;
use super::frame::{Columns, Frame};
use super::handles::Pull;
use super::heights::Heights;
use super::lanes::{Laned, Lanes};
use super::layout::Measure;
use super::map::Map;
use super::numbers::Numbers;
use super::palette::Palette;
use super::pointer::Press;
use super::scroll::{Anchor, Place};
use super::selection::Selection;
use super::steps::Order;
use super::{TranscriptEvent, TranscriptInput};
use crate::model::{CodingId, DocumentId, Span};
use crate::text::compare::place_about;
use crate::ui::fonts::Face;
use egui::{Id, Rect, Role, Sense, Ui, WidgetInfo};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

/// The view's memory: one for all documents. It keeps the reading place of each of them.
#[expect(clippy::struct_excessive_bools, reason = "what happened in a frame, each by itself")]
#[derive(Default)]
pub struct TranscriptView {
    document: Option<DocumentId>,
    /// Where the documents shown before were left.
    kept: HashMap<DocumentId, Left>,
    /// Where documents were read when the study was open before.
    places: HashMap<DocumentId, u32>,
    pub(super) blocks: Blocks,
    pub(super) heights: Heights,
    pub(super) lanes: Lanes,
    pub(super) palette: Palette,
    /// What the heights were measured with.
    measure: Option<Measure>,
    pub(super) place: Place,
    pub(super) selection: Option<Selection>,
    pub(super) press: Option<Press>,
    pub(super) hovered: Option<CodingId>,
    /// True while the pointer is on a coding in the margin: the others step back.
    pub(super) hovered_in_margin: bool,
    pub(super) flash: Option<(Span, f64)>,
    /// Where the caret wants to be when it goes up and down.
    pub(super) goal: Option<f32>,
    /// Where the scroll bar's thumb is held, from the place the pointer means.
    pub(super) grip: Option<f32>,
    pub(super) anchor: Anchor,
    /// True from new line breaks until the frame is laid out.
    pub(super) reflowed: bool,
    /// Seconds a byte takes to be measured, as it was seen last.
    pub(super) cost: f64,
    pub(super) map: Map,
    /// True in a frame that measures blocks that are not seen.
    pub(super) measuring: bool,
    numbers: Numbers,
    /// How often the lanes were made, and whether it was in this frame.
    pub(super) lanes_made: (u64, bool),
    /// The codings of the frame; kept for its memory.
    pub(super) found: Vec<Laned>,
    /// True while the keyboard is what is used: only then the focus ring is drawn.
    pub(super) by_keys: bool,
    /// What was asked for by name.
    pub(super) orders: Vec<Order>,
    /// The coding that was lifted out by key.
    pub(super) lifted: Option<CodingId>,
    /// The coding at the caret that keys act on.
    pub(super) at_hand: Option<CodingId>,
    /// The end of a coding that is held.
    pub(super) pull: Option<Pull>,
    /// Where codes would be put if they were let go now.
    pub(super) target: Option<Span>,
    caret_rect: Option<Rect>,
    /// The view's own id, once it was drawn.
    id: Option<Id>,
    wanted: Option<Wanted>,
    wants_focus: bool,
    engine: Rc<RefCell<Engine>>,
}

/// Where a document was left.
struct Left {
    /// The text it had then.
    text: Arc<str>,
    /// Top byte, and points below it.
    top: u32,
    offset: f32,
    selection: Option<Selection>,
}

impl Left {
    /// The same place, about, in the text as it is now.
    fn follow(&self, now: &Arc<str>) -> (u32, f32, Option<Selection>) {
        if Arc::ptr_eq(&self.text, now) {
            return (self.top, self.offset, self.selection);
        }
        let place = |at| place_about(&self.text, now, at);
        // Words are only still selected when they are the same words.
        let selection = self.selection.and_then(|selection| {
            let (start, end) = selection.range();
            let (from, to) = (place(start), place(end));
            let same =
                self.text.get(start as usize..end as usize) == now.get(from as usize..to as usize);
            match (start == end, same) {
                (true, _) => Some(Selection::caret(from)),
                (false, true) => Some(Selection::of(from, to)),
                (false, false) => None,
            }
        });
        (place(self.top), self.offset, selection)
    }
}

enum Wanted {
    Byte(u32),
    Passage(Span),
}

impl TranscriptView {
    /// Draws the view into the space that is left and tells what was done in it.
    pub fn show(&mut self, ui: &mut Ui, input: &TranscriptInput<'_>) -> Vec<TranscriptEvent> {
        let mut events = Vec::new();
        let (area, _) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
        if area.width() < 60.0 || area.height() < 40.0 {
            return events;
        }
        let id = ui.unique_id().with("transcript");
        let frame = self.prepare(ui, input, area);
        self.id = Some(id);
        self.tab(ui, id, input.document);
        let response = ui.interact(frame.columns.view, id, Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(Role::Document, true, self.title(&frame)));
        if std::mem::take(&mut self.wants_focus) {
            response.request_focus();
        }
        let ui = &mut ui.new_child(
            egui::UiBuilder::new().max_rect(area).accessibility_parent(id).id_salt("inside"),
        );
        ui.set_clip_rect(ui.clip_rect().intersect(area));
        ui.painter().rect_filled(area, 0.0, input.theme.page);

        self.wheel(ui, area);
        self.go_where_wanted(ui, &frame);
        self.follow_orders(ui, &frame, &mut events);
        self.keys(ui, &frame, &response, &mut events);
        self.look_at_hand(input.document);
        self.bar(ui, &frame, id.with("bar"));
        let mut laid = self.lay_visible(ui, &frame);
        if self.drag_scroll(ui, &frame) {
            laid = self.lay_visible(ui, &frame);
        }
        let (from, to) = match (laid.first(), laid.last()) {
            (Some(first), Some(last)) => (first.block.start, last.block.end),
            _ => (0, 0),
        };
        let mut found = std::mem::take(&mut self.found);
        self.lanes.query(from, to, &mut found);
        self.show_pull(&frame, &mut found);
        let marks = self.margin_marks(ui, &frame, &laid, &found);
        let handles = self.handles(&frame, &laid);
        self.caret_rect = Some(self.place_of_caret(&frame, &laid));
        self.pointer(ui, &frame, &laid, (&marks, &handles), &response, &mut events);
        self.drops(ui, &frame, &laid, &mut events);
        self.hover(ui, &frame, &laid, (&marks, &handles), &response, &mut events);
        self.paint(ui, &frame, &laid, &found, &response);
        self.paint_over(ui, &frame, &laid, &found);
        self.paint_handles(ui, &frame, &handles);
        super::speakers::paint_all(ui, &frame, &laid);
        self.numbers.paint(ui, &frame, &laid);
        self.paint_margin(ui, &frame, &marks, id, &mut events);
        self.describe(ui, &frame, &laid, id);
        self.drop_anchor(&frame, &laid);
        self.found = found;
        events
    }

    /// The document that is shown and its first letter on the screen.
    pub fn place(&self) -> Option<(DocumentId, u32)> {
        let byte = if self.place.is_top() { 0 } else { self.anchor.byte() };
        self.document.map(|document| (document, byte))
    }

    /// Begins a document at this letter, when it is shown for the first time.
    pub fn begin_at(&mut self, document: DocumentId, byte: u32) {
        self.places.insert(document, byte);
    }

    /// Brings a place of the text into view with the next frame; of the document shown then.
    pub fn scroll_to(&mut self, byte: u32) {
        self.wanted = Some(Wanted::Byte(byte));
    }

    /// As [`TranscriptView::scroll_to`], and lights the passage up for a moment.
    pub fn reveal(&mut self, span: Span) {
        self.wanted = Some(Wanted::Passage(span));
    }

    /// The selected words as an event would give them, in the document shown last.
    pub fn selection(&self) -> Option<Span> {
        self.selection.and_then(|selection| selection.span(self.blocks.text()))
    }

    /// Selects words as if by hand, without an event.
    pub fn select(&mut self, span: Span) {
        self.selection = Some(Selection::of(span.start(), span.end()));
    }

    /// Lets the selection go without an event; the caret stays.
    pub fn clear_selection(&mut self) {
        self.selection = self.selection.map(|selection| Selection::caret(selection.head));
    }

    /// The byte where the caret stands; `None` until it was put somewhere.
    pub fn caret(&self) -> Option<u32> {
        self.selection.map(|selection| selection.head)
    }

    /// Puts the caret before a byte.
    pub fn put_caret(&mut self, byte: u32) {
        self.selection = Some(Selection::caret(byte));
    }

    /// True while the keyboard is in the text.
    pub fn has_focus(&self, ctx: &egui::Context) -> bool {
        self.id.is_some_and(|id| ctx.memory(|memory| memory.has_focus(id)))
    }

    /// True for what is used by key: what the keys would do is then shown.
    pub fn is_used_by_keys(&self) -> bool {
        self.by_keys
    }

    /// How many codings are shown of the document.
    pub fn shown_codings(&self) -> usize {
        self.lanes.len()
    }

    /// The first byte on the screen, about.
    pub fn top(&self) -> u32 {
        self.blocks.get(self.place.block).start
    }

    /// Where the caret is on the screen.
    pub fn caret_rect(&self) -> Rect {
        self.caret_rect.unwrap_or(Rect::ZERO)
    }

    /// True when every height is measured: scroll bar and map are as they stay.
    pub fn is_exact(&self) -> bool {
        self.measure.is_some() && self.heights.guesses() == 0
    }

    /// Takes the keyboard with the next frame.
    pub fn focus(&mut self) {
        self.wants_focus = true;
    }

    /// Brings everything kept up to date with what is to be shown.
    pub(super) fn prepare<'a>(
        &mut self,
        ui: &Ui,
        input: &TranscriptInput<'a>,
        area: egui::Rect,
    ) -> Frame<'a> {
        let document = input.document;
        self.palette.sync(input.codes, input.theme);
        if self.document != Some(document.id) {
            if let Some(before) = self.document.replace(document.id) {
                let left = self.left();
                self.kept.insert(before, left);
            }
            self.blocks = Blocks::new(document);
            let kept = self.kept.get(&document.id).map(|left| left.follow(&document.text));
            let (top, offset, selection) = kept.unwrap_or((0, -super::scroll::ABOVE, None));
            self.place = Place { block: self.blocks.at(top), offset };
            self.selection = selection;
            self.measure = None;
            self.anchor = Anchor::default();
            let before =
                self.places.remove(&document.id).filter(|_| !self.kept.contains_key(&document.id));
            if let Some(byte) = before.filter(|&byte| byte > 0 && byte < document.text.len() as u32)
            {
                self.place = Place { block: self.blocks.at(byte), offset: 0.0 };
                self.anchor = Anchor::at(byte);
            }
            self.press = None;
            self.flash = None;
            self.lifted = None;
            self.pull = None;
        } else if !self.blocks.are_of(document) {
            // The transcript was corrected: the same words stand where they stood, if they are there.
            let (top, offset, selection) = self.left().follow(&document.text);
            self.blocks = Blocks::new(document);
            self.place = Place { block: self.blocks.at(top), offset };
            self.selection = selection;
            self.anchor = Anchor::default();
            self.flash = None;
            self.press = None;
            self.lifted = None;
            self.pull = None;
            self.measure = None;
        }
        self.pull = self.pull.take().filter(Pull::is_held);
        let system = self.blocks.run_leftwards() || input.reading.face == Face::System;
        let fonts = self.engine.borrow_mut().begin(ui.ctx(), system);
        let mut measure = Measure::new(ui, &input.reading, fonts);
        let line = (measure.width / measure.character * 1.3 * self.blocks.weight()) as u32;
        self.lanes_made.1 = !self.lanes.are_of(document, input.shown, line);
        if self.lanes_made.1 {
            self.lanes_made.0 += 1;
            self.lanes = Lanes::new(document, input.shown, &self.blocks, line);
        }
        let columns = Columns::new(
            area,
            measure.width,
            self.lanes.margin_lanes(),
            input.reading.line_numbers,
        );
        measure.width = columns.text.span();
        let frame = Frame { input: *input, measure, columns, engine: Rc::clone(&self.engine) };
        if self.measure == Some(measure) {
            self.measure_more(ui, &frame);
        } else {
            let guess = |block: &super::blocks::Block| {
                frame.gap(*block) + measure.guess(block.end - block.start)
            };
            let heights = self.blocks.list().iter().map(guess).collect();
            self.heights = Heights::new(heights, self.place.block);
            self.measure = Some(measure);
            self.measuring = true;
            self.weigh_anchor(ui, &frame);
            ui.ctx().request_repaint();
        }
        frame
    }

    /// Where the document on the screen is left.
    fn left(&self) -> Left {
        let top = self.blocks.get(self.place.block).start;
        let text = self.blocks.shared_text();
        Left { text, top, offset: self.place.offset, selection: self.selection }
    }

    fn go_where_wanted(&mut self, ui: &Ui, frame: &Frame<'_>) {
        match self.wanted.take() {
            Some(Wanted::Byte(byte)) => self.put_at(ui, frame, byte, 0.3),
            Some(Wanted::Passage(span)) => {
                self.put_at(ui, frame, span.start(), 0.3);
                self.flash = Some((span, ui.input(|input| input.time)));
            }
            None => {}
        }
    }

    fn title(&self, frame: &Frame<'_>) -> String {
        let turn = self.blocks.get(self.place.block).turn + 1;
        let turns = frame.input.document.turns.len();
        format!("Transcript {}, turn {turn} of {turns}", frame.input.document.name)
    }
}
