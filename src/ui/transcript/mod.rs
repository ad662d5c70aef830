//! The reading view: a transcript with its speakers in the left margin and its codings in the right.
//!
//! A widget of its own, because a label cannot: it lays out only what is visible, so a document of
//! 200,000 words costs a frame no more than a page; a selection runs across turns and survives
//! scrolling; every coding stays apart from those it overlaps.
//!
//! What holds here: drawing never writes (the view gives back [`TranscriptEvent`]s); the layout of
//! text never depends on codings or selection, which are meshes under and over it; every position
//! is a byte of the document's text, and whatever leaves this room as a [`Span`] is trimmed and
//! ends on grapheme borders.

mod access;
mod bidi;
mod blocks;
mod carry;
mod edges;
mod frame;
mod handles;
mod heights;
mod keys;
mod lanes;
mod layout;
#[cfg(test)]
mod letters;
mod map;
mod margin;
mod numbers;
mod overlay;
mod paint;
mod palette;
mod pointer;
#[cfg(test)]
mod sample;
mod scroll;
mod selection;
mod speakers;
mod steps;
#[cfg(test)]
mod tests;
mod view;

use super::fonts::Face;
use super::theme::Theme;
use crate::model::{
    Attribute, AttributeId, CodeId, CodeTree, Coder, CoderChoice, CodingId, CodingRow,
    CorpusDocument, Participant, Span,
};
use egui::{Pos2, Rect};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;
use std::sync::Arc;

pub(in crate::ui) use margin::sign as flag_sign;
pub use steps::Order;
pub use view::TranscriptView;

/// How a person likes to read.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Reading {
    /// Size of the text in points.
    pub size: f32,
    /// Characters on a line, about.
    pub width: f32,
    /// Distance of lines, in text sizes.
    pub leading: f32,
    /// The letters.
    pub face: Face,
    /// Frozen line numbers beside the text.
    pub line_numbers: bool,
}

impl Default for Reading {
    fn default() -> Self {
        Self { size: 17.0, width: 70.0, leading: 1.65, face: Face::Serif, line_numbers: false }
    }
}

/// How far each of them can be moved.
pub struct Limits;

impl Limits {
    /// Points.
    pub const SIZE: RangeInclusive<f32> = 11.0..=32.0;
    /// Characters.
    pub const WIDTH: RangeInclusive<f32> = 40.0..=120.0;
    /// Text sizes.
    pub const LEADING: RangeInclusive<f32> = 1.2..=2.4;
}

impl Reading {
    /// The nearest that can be read.
    #[must_use]
    pub fn within_limits(self) -> Self {
        let within = |value: f32, limits: RangeInclusive<f32>, usual: f32| {
            if value.is_finite() { value.clamp(*limits.start(), *limits.end()) } else { usual }
        };
        let usual = Self::default();
        Self {
            size: within(self.size, Limits::SIZE, usual.size),
            width: within(self.width, Limits::WIDTH, usual.width),
            leading: within(self.leading, Limits::LEADING, usual.leading),
            ..self
        }
    }
}

/// Which codings are shown.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Shown {
    /// Whose.
    pub coder: CoderChoice,
    /// Of which codes, sorted; `None` for all.
    pub codes: Option<Vec<CodeId>>,
    /// Coded words step back and brackets are left out: what is still uncoded stands out.
    pub only_uncoded: bool,
}

impl Shown {
    /// The codings of one coder or of all, whatever their code.
    pub fn of(coder: CoderChoice) -> Self {
        Self { coder, ..Self::default() }
    }

    /// True for a coding that is shown.
    pub fn takes(&self, coding: &CodingRow) -> bool {
        let coder = match &self.coder {
            CoderChoice::All => true,
            CoderChoice::One(coder) => coding.coder == *coder,
        };
        coder && self.codes.as_ref().is_none_or(|codes| codes.binary_search(&coding.code).is_ok())
    }
}

/// What the view shows. Everything is borrowed: nothing of it is copied per frame.
#[derive(Clone, Copy)]
pub struct TranscriptInput<'a> {
    /// The transcript. A new `Arc` with the same text and turns keeps the place and the heights.
    pub document: &'a Arc<CorpusDocument>,
    /// The codebook, for names and colours.
    pub codes: &'a Arc<CodeTree>,
    /// For the names in the margin.
    pub participants: &'a [Participant],
    /// The attribute written small under a participant's name, usually their role.
    pub under_name: Option<AttributeId>,
    /// Who coded, for tooltips.
    pub coders: &'a [Coder],
    /// Which codings are shown.
    pub shown: &'a Shown,
    /// A coding to lift out, for example the one whose details are open.
    pub highlighted: Option<CodingId>,
    /// Places that were searched for, in order.
    pub hits: &'a [Span],
    /// The one of them that is looked at.
    pub hit: Option<usize>,
    /// True while codings can be changed: only then their ends can be taken hold of.
    pub may_change: bool,
    /// Colours.
    pub theme: &'a Theme,
    /// Text size and width.
    pub reading: Reading,
}

/// What a person did in the view.
#[derive(Clone, PartialEq, Debug)]
pub enum TranscriptEvent {
    /// Text was selected: the mouse was let go, or Enter pressed on a selection made by keys. The
    /// span has no white space at its ends and splits no grapheme; it may run across turns.
    Selected {
        /// The words.
        span: Span,
        /// Where the selection ends on the screen: a good place for the code picker.
        rect: Rect,
        /// Where the selected words are on the screen: a bad place for anything.
        words: Rect,
    },
    /// The selection is gone.
    SelectionCleared,
    /// These words were put on the clipboard.
    Copied(Span),
    /// A coding was clicked in the text or in the margin, or Enter was pressed with the caret in it.
    CodingClicked {
        /// All codings there, the shortest first.
        codings: Vec<CodingId>,
        /// Where.
        pos: Pos2,
    },
    /// The pointer came over a coding, or left it.
    CodingHovered(Option<CodingId>),
    /// An end of a coding was moved, by hand or by key: these are to be its words.
    Resized {
        /// Which.
        coding: CodingId,
        /// Where it is to lie.
        span: Span,
    },
    /// Codes from the codebook were let go over words.
    CodesDropped {
        /// Which codes.
        codes: Vec<CodeId>,
        /// The selection, or the sentence under the pointer.
        span: Span,
    },
    /// The other button was pressed on a turn.
    TurnMenu {
        /// A byte of the turn.
        byte: u32,
        /// Where.
        pos: Pos2,
    },
    /// The name beside a turn was clicked; the turn, from 0.
    SpeakerClicked(u32),
    /// What was asked for is not there.
    Nothing(&'static str),
}

/// The attribute that says most about a person at a glance: the one called *role*, or else the first.
pub fn role_attribute(attributes: &[Attribute]) -> Option<AttributeId> {
    let role = attributes.iter().find(|attribute| attribute.name.eq_ignore_ascii_case("role"));
    role.or(attributes.first()).map(|attribute| attribute.id)
}
