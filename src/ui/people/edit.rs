//! Writing in a cell: the field over it, values to choose from, and what becomes of it.

use super::rows::{Col, value};
use crate::model::{Corpus, ParticipantId};
use crate::study::Command;
use crate::ui::theme::Theme;
use crate::ui::widgets::one_line;
use egui::text::{CCursor, CCursorRange};
use egui::{
    Area, Context, EventFilter, Frame, Id, Key, Margin, Modifiers, Order, Rect, RichText, Sense,
    Stroke, StrokeKind, TextEdit, Ui, UiBuilder, WidgetInfo, vec2,
};

/// The cell that is being written.
pub(super) struct Edit {
    pub(super) person: ParticipantId,
    pub(super) col: Col,
    pub(super) text: String,
    /// Typed over a cell: the cursor is at the end, otherwise everything is selected.
    typed: bool,
    fresh: bool,
    /// True once the text is another one than it began with: only then values are narrowed down.
    changed: bool,
    choice: Option<usize>,
    error: Option<String>,
}

/// Where one goes from a cell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Go {
    Stay,
    Up,
    Down,
    /// To the next cell that can be written, writing.
    Next,
    /// Back, writing.
    Previous,
}

/// What the field says after a frame.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Said {
    Nothing,
    GiveUp,
    Commit(Go),
    /// The field lost the keyboard to something else.
    Left,
}

impl Edit {
    /// Opens a cell with what stands in it, or with what was typed over it.
    pub(super) fn new(person: ParticipantId, col: Col, now: &str, typed: Option<String>) -> Self {
        Self {
            person,
            col,
            typed: typed.is_some(),
            changed: typed.is_some(),
            text: typed.unwrap_or_else(|| now.to_owned()),
            fresh: true,
            choice: None,
            error: None,
        }
    }

    /// The command that makes it so; `None` when nothing changes. An error keeps the cell open.
    pub(super) fn command(&mut self, corpus: &Corpus) -> Result<Option<Command>, String> {
        let Some(person) = corpus.participant(self.person) else { return Ok(None) };
        let text = self.text.trim();
        if text == value(person, self.col) {
            return Ok(None);
        }
        let participant = person.id;
        let result = match self.col {
            Col::Attribute(attribute) => {
                Ok(Some(Command::SetValue { participant, attribute, value: text.to_owned() }))
            }
            Col::Name if text.is_empty() => Err("A participant needs a pseudonym or number".into()),
            Col::Name => match corpus.participant_named(text) {
                Some(other) if other.id != participant => {
                    Err(format!("There is a participant {} already", other.name))
                }
                _ => Ok(Some(Command::RenameParticipant { participant, name: text.to_owned() })),
            },
            _ => Ok(None),
        };
        self.error = result.as_ref().err().cloned();
        if self.error.is_some() {
            self.fresh = true;
        }
        result
    }

    /// Draws the field over its cell. `values` are offered below it.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        theme: &Theme,
        rect: Rect,
        name: &str,
        values: &[String],
    ) -> Said {
        let id = field_id(self.person, self.col);
        let offered = self.offered(values);
        let mut said = self.keys(ui.ctx(), id, &offered);
        ui.painter().rect(
            rect,
            4.0,
            theme.field,
            Stroke::new(2.0, if self.error.is_some() { theme.error } else { theme.accent }),
            StrokeKind::Inside,
        );
        let mut inside = ui.new_child(UiBuilder::new().max_rect(rect.shrink2(vec2(10.0, 2.0))));
        inside.visuals_mut().selection.bg_fill = theme.selection;
        let mut output = TextEdit::singleline(&mut self.text)
            .id(id)
            .frame(Frame::NONE)
            .margin(Margin::ZERO)
            .align(egui::Align2::LEFT_CENTER)
            .min_size(vec2(0.0, rect.height() - 4.0))
            .desired_width(rect.width() - 20.0)
            .event_filter(EventFilter {
                tab: true,
                horizontal_arrows: true,
                vertical_arrows: true,
                escape: true,
            })
            .show(&mut inside);
        let response = &output.response;
        ui.ctx().accesskit_node_builder(id, |node| node.set_label(name));
        if self.fresh {
            self.fresh = false;
            response.request_focus();
            let end = CCursor::new(self.text.chars().count());
            let start = if self.typed { end } else { CCursor::new(0) };
            output.state.cursor.set_char_range(Some(CCursorRange::two(start, end)));
            output.state.store(ui.ctx(), id);
        } else if said == Said::Nothing && response.lost_focus() {
            said = Said::Left;
        }
        if output.response.changed() {
            self.changed = true;
            self.choice = None;
            self.error = None;
        }
        self.below(ui.ctx(), theme, rect, &offered).unwrap_or(said)
    }

    fn offered(&self, values: &[String]) -> Vec<String> {
        let wanted = self.text.trim().to_lowercase();
        let fits = |value: &&String| {
            let lower = value.to_lowercase();
            !self.changed || (lower.contains(&wanted) && lower != wanted)
        };
        values.iter().filter(fits).take(8).cloned().collect()
    }

    /// Keys are taken before the field sees them.
    fn keys(&mut self, ctx: &Context, id: Id, offered: &[String]) -> Said {
        if !ctx.memory(|memory| memory.has_focus(id)) {
            return Said::Nothing;
        }
        let pressed = |modifiers, key| ctx.input_mut(|input| input.consume_key(modifiers, key));
        let back = pressed(Modifiers::SHIFT, Key::Tab);
        let next = pressed(Modifiers::NONE, Key::Tab);
        let enter = pressed(Modifiers::NONE, Key::Enter);
        let up = pressed(Modifiers::NONE, Key::ArrowUp);
        let down = pressed(Modifiers::NONE, Key::ArrowDown);
        if pressed(Modifiers::NONE, Key::Escape) {
            return Said::GiveUp;
        }
        if enter || next || back {
            if let Some(chosen) = self.choice.and_then(|at| offered.get(at)) {
                self.text.clone_from(chosen);
            }
            return Said::Commit(match (back, next) {
                (true, _) => Go::Previous,
                (_, true) => Go::Next,
                _ => Go::Down,
            });
        }
        match (up, down, offered.len()) {
            (true, _, 0) => return Said::Commit(Go::Up),
            (_, true, 0) => return Said::Commit(Go::Down),
            (true, _, _) => self.choice = self.choice.and_then(|at| at.checked_sub(1)),
            (_, true, n) => self.choice = Some(self.choice.map_or(0, |at| (at + 1).min(n - 1))),
            _ => {}
        }
        Said::Nothing
    }

    /// What is wrong, or values to choose from, under the cell.
    fn below(
        &mut self,
        ctx: &Context,
        theme: &Theme,
        rect: Rect,
        offered: &[String],
    ) -> Option<Said> {
        if self.error.is_none() && offered.is_empty() {
            return None;
        }
        let area = Area::new(field_id(self.person, self.col).with("below"))
            .order(Order::Foreground)
            .fixed_pos(rect.left_bottom() + vec2(0.0, 2.0));
        let shown = area.show(ctx, |ui| {
            Frame::popup(ui.style())
                .inner_margin(4)
                .show(ui, |ui| {
                    ui.set_width((rect.width() - 8.0).max(140.0));
                    ui.spacing_mut().item_spacing.y = 0.0;
                    if let Some(error) = &self.error {
                        ui.label(RichText::new(error).small().color(theme.error));
                        return None;
                    }
                    let mut said = None;
                    for (at, value) in offered.iter().enumerate() {
                        if option(ui, theme, value, self.choice == Some(at)) {
                            self.text.clone_from(value);
                            said = Some(Said::Commit(Go::Stay));
                        }
                    }
                    said
                })
                .inner
        });
        shown.inner
    }
}

/// The identity of the field over a cell.
pub(super) fn field_id(person: ParticipantId, col: Col) -> Id {
    Id::unique("people field").with((person, col))
}

/// A value to choose; true when it was pressed. On the press, not on the click: with the release the
/// field loses the keyboard.
fn option(ui: &mut Ui, theme: &Theme, text: &str, current: bool) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 26.0), Sense::CLICK);
    response.widget_info(|| WidgetInfo::selected(egui::Role::ListBoxOption, true, current, text));
    let ground = if current { Some(theme.chosen) } else { None };
    if let Some(ground) = ground.or(response.hovered().then_some(theme.control_hover)) {
        ui.painter().rect_filled(rect, 4.0, ground);
    }
    let font = crate::ui::parts::font(ui, &egui::TextStyle::Body);
    let galley = one_line(ui.painter(), text, font, theme.ink, rect.width() - 12.0);
    let at = egui::pos2(rect.left() + 6.0, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, theme.ink);
    response.is_pointer_button_down_on() || response.clicked()
}
