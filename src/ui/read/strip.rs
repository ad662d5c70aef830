//! What the keys would do with the selected words: a quiet strip at the lower edge of the text.

use super::State;
use crate::study::CodeTarget;
use crate::ui::view::View;
use crate::ui::widgets::{code_face, one_line, sans};
use egui::{Pos2, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

/// Draws it over the lower edge of `page`, while words are selected by key.
pub(super) fn show(ui: &Ui, view: &View<'_>, state: &State, page: Rect) {
    let transcript = &state.transcript;
    let wanted = state.picker.is_none()
        && state.card.is_none()
        && transcript.is_used_by_keys()
        && transcript.has_focus(ui.ctx())
        && transcript.selection().is_some();
    if !wanted || page.width() < 240.0 {
        return;
    }
    let tree = &view.corpus.codes;
    let name = |target: &CodeTarget| match target {
        CodeTarget::Id(id) => code_face(view.theme, tree, *id).1,
        CodeTarget::Path(path) => path.last().cloned().unwrap_or_default(),
    };
    let recent = state.recent(view);
    let digits = recent
        .iter()
        .zip(1..)
        .map(|(id, n): (_, u8)| (n.to_string(), code_face(view.theme, tree, *id).1));
    let mut keys: Vec<(String, String)> = digits.collect();
    let repeated = state.repeated(view);
    // What the first digit does need not be said twice.
    if repeated.len() > 1
        || repeated.first().is_some_and(|code| matches!(code, CodeTarget::Path(_)))
    {
        let names: Vec<String> = repeated.iter().map(name).collect();
        keys.insert(0, (".".to_owned(), names.join(" + ")));
    }
    keys.insert(0, ("I".to_owned(), "in vivo".to_owned()));
    let strip = Rect::from_min_max(pos2(page.left() + 8.0, page.bottom() - 34.0), page.max)
        .shrink2(vec2(8.0, 4.0));
    let response = ui.interact(strip, egui::Id::unique("strip of keys"), Sense::hover());
    response.widget_info(|| {
        let said: Vec<String> = keys.iter().map(|(key, what)| format!("{key} {what}")).collect();
        WidgetInfo::labeled(Role::Label, true, said.join(", "))
    });
    let theme = view.theme;
    let painter = ui.painter();
    painter.rect(strip, 6.0, theme.raised, Stroke::new(1.0, theme.line), StrokeKind::Inside);
    let mut at = pos2(strip.left() + 10.0, strip.center().y);
    for (key, what) in &keys {
        let room = strip.right() - 10.0 - at.x;
        let sign = one_line(painter, key, sans(12.0), theme.strong, room);
        let words = one_line(painter, what, sans(12.0), theme.quiet, 84.0);
        let width = sign.size().x + 22.0 + words.size().x + 16.0;
        if width - 16.0 > room {
            break;
        }
        let cap = Rect::from_center_size(
            pos2(at.x + sign.size().x / 2.0 + 5.0, at.y),
            vec2((sign.size().x + 10.0).max(17.0), 17.0),
        );
        painter.rect(cap, 4.0, theme.control, Stroke::new(1.0, theme.line), StrokeKind::Inside);
        let middle = |x: f32, galley: &egui::Galley| Pos2::new(x, at.y - galley.size().y / 2.0);
        painter.galley(middle(cap.center().x - sign.size().x / 2.0, &sign), sign, theme.strong);
        let left = cap.right() + 5.0;
        let end = left + words.size().x;
        painter.galley(middle(left, &words), words, theme.quiet);
        at.x = end + 14.0;
    }
}
