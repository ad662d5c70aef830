//! One excerpt as a card: who says it, where, under which code; the words; the comment on it.

use super::several;
use crate::analysis::{Context, Excerpt, Part};
use crate::model::{CodeId, Flag, Flags, Voice};
use crate::ui::icons::{self, Icon};
use crate::ui::picker;
use crate::ui::theme::CodeColors;
use crate::ui::transcript::flag_sign;
use crate::ui::view::View;
use crate::ui::widgets::{self, semibold};
use egui::text::LayoutJob;
use egui::{
    Align, Color32, CornerRadius, FontFamily, FontId, Key, Layout, Modifiers, Rect, RichText, Role,
    Sense, TextFormat, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

/// A passage longer than the second number of bytes is cut near the first.
pub(super) const FOLD: (usize, usize) = (520, 680);
/// What a card is high beside its words.
pub(super) const AROUND: f32 = 14.0 + 28.0 + 4.0 + 14.0;
/// Space at the left and right of the words.
const MARGIN: f32 = 16.0;

/// What a card shows.
#[expect(clippy::struct_excessive_bools, reason = "answers to independent questions")]
pub(super) struct Card<'a> {
    pub(super) row: usize,
    pub(super) excerpt: &'a Excerpt,
    pub(super) around: Option<&'a Context>,
    /// The keyboard is on it.
    pub(super) chosen: bool,
    /// It is one of several that are chosen.
    pub(super) picked: bool,
    /// Several are chosen, this one or others.
    pub(super) several: bool,
    /// What it is marked as.
    pub(super) flags: Flags,
    /// Shown at full length.
    pub(super) open: bool,
    /// The section names the code already.
    pub(super) by_code: bool,
}

/// What was done with a card.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Act {
    /// Something in it was opened: the card stays lifted out.
    Mark,
    /// Clicked.
    Choose,
    /// To the transcript.
    Open,
    /// Full length or not.
    Unfold,
    /// What stands around it, or not.
    Around,
    /// More of what stands around it.
    Wider,
    /// Another code.
    Recode(CodeId),
    /// Marked as something, or no longer.
    Flag(Flag),
    /// Begin to write the comment.
    Write,
    /// Keep the comment.
    Save,
    /// Leave the comment as it was.
    Leave,
    /// Take the coding away.
    Remove,
}

/// Size of the words: a little smaller than in the transcript.
pub(super) fn text_size(view: &View<'_>) -> f32 {
    (view.reading.size - 1.0).max(12.0)
}

pub(super) fn line_height(size: f32) -> f32 {
    (size * 1.55).round()
}

pub(super) fn text_width(width: f32) -> f32 {
    width - 2.0 * MARGIN
}

/// Draws the card; gives back its height and what was done with it. `comment`: the comment while it is
/// being written.
pub(super) fn show(
    ui: &mut Ui,
    view: &View<'_>,
    card: &Card<'_>,
    rect: Rect,
    comment: Option<&mut String>,
) -> (f32, Option<Act>) {
    let theme = view.theme;
    let id = ui.scope_id().with(("card", card.row));
    let mut act = None;
    let body = ui.interact(rect, id, Sense::CLICK);
    let name =
        format!("{} {}: {}", card.excerpt.code_path, card.excerpt.citation, card.excerpt.text);
    let selected = if card.several { card.picked } else { card.chosen };
    body.widget_info(|| WidgetInfo::selected(Role::ListItem, true, selected, &name));
    if body.double_clicked() {
        act = Some(Act::Open);
    } else if body.clicked() {
        act = Some(Act::Choose);
    }
    let (colors, _) = widgets::code_face(theme, &view.corpus.codes, card.excerpt.code);
    if card.picked {
        ui.painter().rect_filled(rect, CornerRadius::ZERO, theme.chosen);
    } else if card.chosen {
        ui.painter().rect_filled(rect, CornerRadius::ZERO, theme.panel);
    }
    let bar = Rect::from_min_max(
        pos2(rect.left(), rect.top() + 14.0),
        pos2(rect.left() + 3.0, rect.bottom() - 14.0),
    );
    ui.painter().rect_filled(bar, CornerRadius::same(2), colors.stripe);
    let hot = card.chosen || ui.rect_contains_pointer(rect);
    let inside = Rect::from_min_max(
        pos2(rect.left() + MARGIN, rect.top() + 14.0),
        pos2(rect.right() - MARGIN, f32::INFINITY),
    );
    let builder =
        UiBuilder::new().max_rect(inside).id_salt(card.row).layout(Layout::top_down(Align::Min));
    let inner = ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        top(ui, view, card, hot, &mut act);
        words(ui, view, card, colors, &mut act);
        match comment {
            Some(text) => editor(ui, view, text, &mut act),
            None => remark(ui, view, card, &mut act),
        }
    });
    let height = inner.response.rect.bottom() - rect.top() + 14.0;
    ui.painter().hline(rect.x_range(), rect.top() + height, egui::Stroke::new(1.0, theme.line));
    (height, act)
}

/// Citation, code, and what can be done.
fn top(ui: &mut Ui, view: &View<'_>, card: &Card<'_>, hot: bool, act: &mut Option<Act>) {
    let theme = view.theme;
    let excerpt = card.excerpt;
    let width = ui.available_width();
    let (line, _) = ui.allocate_exact_size(vec2(width, 28.0), Sense::hover());
    let left = Rect::from_min_max(line.min, pos2(line.right() - 200.0, line.bottom()));
    let builder = UiBuilder::new().max_rect(left).layout(Layout::left_to_right(Align::Center));
    ui.scope_builder(builder, |ui| {
        let cited = RichText::new(&excerpt.citation).font(semibold(13.5)).color(theme.ink);
        let cited = ui.add(egui::Label::new(cited).sense(Sense::click()).truncate());
        let cited =
            cited.on_hover_text("Read in context").on_hover_cursor(egui::CursorIcon::PointingHand);
        if cited.clicked() {
            *act = Some(Act::Open);
        }
        if cited.hovered() {
            ui.painter().hline(
                cited.rect.x_range(),
                cited.rect.bottom(),
                egui::Stroke::new(1.0, theme.accent),
            );
        }
        for flag in card.flags.each() {
            let (rect, sign) = ui.allocate_exact_size(vec2(14.0, 20.0), Sense::hover());
            let at = Rect::from_center_size(rect.center(), vec2(12.0, 12.0));
            icons::paint(ui.painter(), at, flag_sign(flag), theme.strong);
            sign.widget_info(|| WidgetInfo::labeled(Role::Label, true, flag.name()));
            sign.on_hover_text(flag.name());
        }
        if !card.by_code {
            ui.add_space(4.0);
            widgets::code_chip(ui, theme, &view.corpus.codes, excerpt.code);
        }
        if view.corpus.coders.len() > 1 {
            let coder = RichText::new(&excerpt.coder).small().color(theme.quiet);
            ui.add(egui::Label::new(coder).truncate()).on_hover_text("Coded by");
        }
        if !excerpt.citation.contains(&excerpt.document_name) {
            let name = RichText::new(&excerpt.document_name).small().color(theme.quiet);
            ui.add(egui::Label::new(name).truncate()).on_hover_text("Document");
        }
    });
    let right = Rect::from_min_max(pos2(left.right(), line.top()), line.max);
    let builder = UiBuilder::new().max_rect(right).layout(Layout::right_to_left(Align::Center));
    ui.scope_builder(builder, |ui| {
        // Always there for the keyboard and for screen readers, seen when they are wanted.
        if !hot {
            ui.set_opacity(0.0);
        }
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.add_enabled_ui(!view.busy, |ui| {
            if icons::button(ui, theme, Icon::Close, "Remove this coding").clicked() {
                *act = Some(Act::Remove);
            }
            if icons::button(ui, theme, Icon::Memo, "Comment").clicked() {
                *act = Some(Act::Write);
            }
            let mark = icons::button(ui, theme, Icon::Quote, "Mark this excerpt");
            if mark.clicked() {
                *act = Some(Act::Mark);
            }
            let made =
                picker::pick(ui, theme, &mark, ("Mark as", false), || several::flags(card.flags));
            if let Some(flag) = made.and_then(|at| Flag::ALL.get(at)) {
                *act = Some(Act::Flag(*flag));
            }
            let recode = icons::button(ui, theme, Icon::Code, "Change the code");
            if recode.clicked() {
                *act = Some(Act::Mark);
            }
            let made = picker::pick(ui, theme, &recode, ("Search codes", false), || {
                picker::codes(view, &[excerpt.code])
            });
            if let Some(code) = made.and_then(|place| view.corpus.codes.codes().get(place)) {
                *act = Some(Act::Recode(code.id));
            }
        });
        if icons::button(ui, theme, Icon::Excerpts, "Show what stands around it").clicked() {
            *act = Some(Act::Around);
        }
        if icons::button(ui, theme, Icon::Read, "Read in context").clicked() {
            *act = Some(Act::Open);
        }
    });
}

/// The words, and what stands around them.
fn words(ui: &mut Ui, view: &View<'_>, card: &Card<'_>, colors: CodeColors, act: &mut Option<Act>) {
    let excerpt = card.excerpt;
    let mut job = LayoutJob::default();
    job.wrap.max_width = ui.available_width();
    let mut writer = Writer { view, job, size: text_size(view) };
    let theme = view.theme;
    let around = card.around;
    if let Some(around) = around {
        for part in &around.before {
            writer.turn(part, true, theme.quiet, Color32::TRANSPARENT);
        }
    }
    let tint = if around.is_some() { colors.tint } else { Color32::TRANSPARENT };
    let named = around.is_some() || excerpt.parts.len() > 1;
    let mut left = if card.open || excerpt.text.len() <= FOLD.1 { usize::MAX } else { FOLD.0 };
    let mut cut = false;
    if excerpt.parts.is_empty() {
        let text = folded(excerpt.text.trim(), &mut left, &mut cut);
        writer.add(text, theme.ink, tint);
    }
    let last = excerpt.parts.len().saturating_sub(1);
    for (at, part) in excerpt.parts.iter().enumerate() {
        if cut {
            break;
        }
        writer.begin();
        if named {
            writer.speaker(part);
        }
        if at == 0
            && let Some(around) = around
        {
            writer.add(&around.lead, theme.quiet, Color32::TRANSPARENT);
            writer.space(&around.lead);
        }
        let ink = if part.voice == Voice::Interviewer { theme.quiet } else { theme.ink };
        writer.add(folded(&part.text, &mut left, &mut cut), ink, tint);
        if cut {
            writer.add(" …", theme.quiet, Color32::TRANSPARENT);
        }
        if at == last
            && !cut
            && let Some(around) = around
        {
            writer.space(&around.tail);
            writer.add(&around.tail, theme.quiet, Color32::TRANSPARENT);
        }
    }
    if let Some(around) = around {
        for part in &around.after {
            writer.turn(part, true, theme.quiet, Color32::TRANSPARENT);
        }
    }
    // A click on the words is a click on the card; Ctrl+C copies them with their citation.
    ui.add(egui::Label::new(writer.job).selectable(false));
    let folds = excerpt.text.len() > FOLD.1;
    if folds || around.is_some() {
        ui.horizontal(|ui| {
            if folds {
                let all = crate::text::words::count_words(&excerpt.text);
                let text = if card.open {
                    "Less".to_owned()
                } else {
                    format!("All {} words", widgets::grouped(u64::from(all)))
                };
                if ui.link(text).clicked() {
                    *act = Some(Act::Unfold);
                }
            }
            if around.is_some() {
                if ui.link("More turns").clicked() {
                    *act = Some(Act::Wider);
                }
                if ui.link("Only the excerpt").clicked() {
                    *act = Some(Act::Around);
                }
            }
        });
    }
}

/// As much of the text as there is room for, cut between words.
fn folded<'t>(text: &'t str, left: &mut usize, cut: &mut bool) -> &'t str {
    if text.len() <= *left {
        *left = left.saturating_sub(text.len());
        return text;
    }
    *cut = true;
    let end = text.floor_char_boundary(*left);
    let head = text.get(..end).unwrap_or(text);
    let head = head.rsplit_once(char::is_whitespace).map_or(head, |(head, _)| head);
    head.trim_end()
}

struct Writer<'v> {
    view: &'v View<'v>,
    job: LayoutJob,
    size: f32,
}

impl Writer<'_> {
    fn format(&self, family: FontFamily, size: f32, color: Color32) -> TextFormat {
        TextFormat {
            line_height: Some(line_height(self.size)),
            ..TextFormat::simple(FontId::new(size, family), color)
        }
    }

    /// A new paragraph, unless it is the first.
    fn begin(&mut self) {
        if !self.job.text.is_empty() {
            self.add("\n", self.view.theme.ink, Color32::TRANSPARENT);
        }
    }

    fn speaker(&mut self, part: &Part) {
        let name = if part.speaker.is_empty() { "—" } else { &part.speaker };
        let family = FontFamily::Name(crate::ui::fonts::SEMIBOLD.into());
        let format = self.format(family, (self.size - 4.0).max(11.0), self.view.theme.quiet);
        self.job.append(&format!("{name}  "), 0.0, format);
    }

    fn add(&mut self, text: &str, color: Color32, ground: Color32) {
        let family = FontFamily::Name(crate::ui::fonts::READING.into());
        let format = self.format(family, self.size, color);
        self.job.append(text, 0.0, TextFormat { background: ground, expand_bg: 0.0, ..format });
    }

    fn space(&mut self, beside: &str) {
        if !beside.is_empty() {
            self.add(" ", self.view.theme.ink, Color32::TRANSPARENT);
        }
    }

    fn turn(&mut self, part: &Part, named: bool, color: Color32, ground: Color32) {
        self.begin();
        if named {
            self.speaker(part);
        }
        self.add(&part.text, color, ground);
    }
}

/// The comment as it stands.
fn remark(ui: &mut Ui, view: &View<'_>, card: &Card<'_>, act: &mut Option<Act>) {
    let Some(memo) = &card.excerpt.memo else { return };
    ui.horizontal_top(|ui| {
        let (sign, _) = ui.allocate_exact_size(vec2(16.0, 20.0), Sense::hover());
        icons::paint(ui.painter(), sign.shrink(1.0), Icon::Memo, view.theme.quiet);
        let text = RichText::new(memo).color(view.theme.quiet);
        let label = ui.add(egui::Label::new(text).wrap().sense(Sense::click()));
        if label.on_hover_text("Change the comment").clicked() && !view.busy {
            *act = Some(Act::Write);
        }
    });
}

/// The comment while it is being written.
fn editor(ui: &mut Ui, view: &View<'_>, text: &mut String, act: &mut Option<Act>) {
    ui.add_space(2.0);
    let id = ui.scope_id().with("comment");
    let keep = ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::Enter));
    let edit = egui::TextEdit::multiline(text)
        .id(id)
        .hint_text("What is worth saying about this passage")
        .desired_rows(2)
        .desired_width(f32::INFINITY)
        .margin(vec2(8.0, 6.0));
    let field = ui.add(edit);
    field.widget_info(|| WidgetInfo::labeled(Role::MultilineTextInput, true, "Comment text"));
    let shown = ui.scope_id().with("comment shown");
    let first = ui.data(|data| data.get_temp::<u64>(shown));
    let frame = ui.ctx().cumulative_frame_nr();
    // Takes the keyboard when it appears.
    if first.is_none_or(|last| last + 2 < frame) {
        field.request_focus();
    }
    ui.data_mut(|data| data.insert_temp(shown, frame));
    let escape = field.lost_focus() && ui.input(|i| i.key_pressed(Key::Escape));
    ui.horizontal(|ui| {
        if ui.add_enabled(!view.busy, egui::Button::new("Save comment")).clicked() || keep {
            *act = Some(Act::Save);
        }
        if ui.button("Cancel").clicked() || escape {
            *act = Some(Act::Leave);
        }
        ui.label(
            RichText::new("Ctrl+Enter saves")
                .text_style(egui::TextStyle::Small)
                .color(view.theme.quiet),
        );
    });
}
