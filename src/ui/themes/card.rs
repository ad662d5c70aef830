//! A passage of a theme: who says it, where, under which of the theme's codes, what was marked; the
//! words.

use crate::analysis::{Excerpt, Passage};
use crate::model::{Flag, Voice};
use crate::ui::fonts::{READING, SEMIBOLD};
use crate::ui::icons::{self, Icon};
use crate::ui::view::View;
use crate::ui::widgets::{self, code_face, semibold};
use egui::text::LayoutJob;
use egui::{
    Align, CornerRadius, FontFamily, FontId, Layout, Rect, RichText, Role, Sense, Stroke,
    StrokeKind, TextFormat, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

/// What a card is high beside its words.
pub(super) const AROUND: f32 = 12.0 + 26.0 + 4.0 + 14.0;
/// Space at the left and right of the words; the head of the theme stands in line with them.
pub(super) const MARGIN: f32 = 14.0;

pub(super) fn text_size(view: &View<'_>) -> f32 {
    (view.reading.size - 1.0).max(12.0)
}

pub(super) fn line_height(size: f32) -> f32 {
    (size * 1.55).round()
}

/// What a passage shows.
pub(super) struct Card<'a> {
    pub(super) row: usize,
    pub(super) passage: &'a Passage,
    pub(super) excerpt: &'a Excerpt,
    pub(super) comments: &'a str,
    /// The keyboard is on it.
    pub(super) chosen: bool,
}

/// Draws it; gives back its height and whether it is to be opened.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, card: &Card<'_>, rect: Rect) -> (f32, bool) {
    let theme = view.theme;
    let tree = &view.corpus.codes;
    let id = ui.scope_id().with(("passage", card.row));
    let response = ui.interact(rect, id, Sense::click());
    let codes: Vec<String> =
        card.passage.codes.iter().map(|(code, _)| code_face(theme, tree, *code).1).collect();
    let flags: Vec<&str> = card.passage.flags.each().map(Flag::name).collect();
    let marked = if flags.is_empty() { String::new() } else { format!(", {}", flags.join(", ")) };
    let name = format!(
        "{} {}{marked}: {}",
        card.excerpt.citation,
        codes.join(", "),
        card.excerpt.text.trim()
    );
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, card.chosen, &name));
    if card.chosen || response.hovered() {
        let ground = if card.chosen { theme.chosen } else { theme.panel };
        ui.painter().rect_filled(rect.expand2(vec2(0.0, -2.0)), CornerRadius::same(6), ground);
    }
    if response.has_focus() {
        let edge = Stroke::new(1.5, theme.accent);
        let rect = rect.expand2(vec2(0.0, -2.0));
        ui.painter().rect_stroke(rect, CornerRadius::same(6), edge, StrokeKind::Inside);
    }
    let inside = Rect::from_min_max(
        pos2(rect.left() + MARGIN, rect.top() + 12.0),
        pos2(rect.right() - MARGIN, f32::INFINITY),
    );
    let builder =
        UiBuilder::new().max_rect(inside).id_salt(card.row).layout(Layout::top_down(Align::Min));
    let inner = ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(9.0, 3.0);
            let cited = RichText::new(&card.excerpt.citation).font(semibold(13.0)).color(theme.ink);
            ui.label(cited);
            for (code, _) in &card.passage.codes {
                widgets::code_chip(ui, theme, tree, *code);
            }
            for flag in card.passage.flags.each() {
                pill(ui, view, flag);
            }
        });
        ui.add(egui::Label::new(words(view, card.excerpt, ui.available_width())).selectable(false));
        if !card.comments.is_empty() {
            ui.horizontal_top(|ui| {
                let (sign, _) = ui.allocate_exact_size(vec2(16.0, 20.0), Sense::hover());
                icons::paint(ui.painter(), sign.shrink(1.0), Icon::Memo, theme.quiet);
                let text = RichText::new(card.comments).color(theme.quiet);
                ui.add(egui::Label::new(text).wrap());
            });
        }
    });
    let height = inner.response.rect.bottom() - rect.top() + 14.0;
    let clicked = response.clicked();
    response.on_hover_cursor(egui::CursorIcon::PointingHand);
    (height, clicked)
}

/// A mark as a word in a border.
fn pill(ui: &mut Ui, view: &View<'_>, flag: Flag) {
    let ink = match flag {
        Flag::Key => view.theme.accent,
        Flag::Contradicting => view.theme.error,
        Flag::Uncertain => view.theme.warning,
    };
    let galley = ui.painter().layout_no_wrap(flag.name().to_owned(), semibold(11.5), ink);
    let (rect, response) =
        ui.allocate_exact_size(vec2(galley.size().x + 14.0, 20.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, flag.name()));
    let edge = Stroke::new(1.0, ink);
    ui.painter().rect_stroke(rect, CornerRadius::same(10), edge, StrokeKind::Inside);
    let at = rect.center() - galley.size() / 2.0;
    ui.painter().galley(at, galley, ink);
}

/// The words, by turns where several speak.
fn words(view: &View<'_>, excerpt: &Excerpt, width: f32) -> LayoutJob {
    let size = text_size(view);
    let mut job = LayoutJob::default();
    job.wrap.max_width = width;
    let format = |family: &str, size: f32, color| TextFormat {
        line_height: Some(line_height(text_size(view))),
        ..TextFormat::simple(FontId::new(size, FontFamily::Name(family.into())), color)
    };
    if excerpt.parts.is_empty() {
        job.append(excerpt.text.trim(), 0.0, format(READING, size, view.theme.ink));
    }
    let several = excerpt.parts.len() > 1;
    for (at, part) in excerpt.parts.iter().enumerate() {
        if at > 0 {
            job.append("\n", 0.0, format(READING, size, view.theme.ink));
        }
        if several {
            let name = if part.speaker.is_empty() { "—" } else { &part.speaker };
            let face = format(SEMIBOLD, (size - 4.0).max(11.0), view.theme.quiet);
            job.append(&format!("{name}  "), 0.0, face);
        }
        let asked = part.voice == Voice::Interviewer;
        let ink = if asked { view.theme.quiet } else { view.theme.ink };
        job.append(&part.text, 0.0, format(READING, size, ink));
    }
    job
}
