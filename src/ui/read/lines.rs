//! The lines of the code picker: what fits the letters, and how a line is drawn.

use crate::model::{CodeId, CodeTree};
use crate::study::CodeTarget;
use crate::ui::icons::{self, Icon};
use crate::ui::palette::rank;
use crate::ui::view::View;
use crate::ui::widgets::{badge, one_line};
use egui::{Align2, FontId, Rect, Response, Sense, Ui, Vec2, WidgetInfo, pos2, vec2};
use std::sync::Arc;

/// A line of the picker.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Line {
    /// A code, with its path.
    Code(CodeId, String),
    /// A code to be made.
    New(Vec<String>),
    /// The code of this path is retired: it can only be brought back.
    Retired(CodeId, String),
}

impl Line {
    /// What picking it means; `None` where it cannot be picked.
    pub(super) fn target(&self) -> Option<CodeTarget> {
        match self {
            Self::Code(id, _) => Some(CodeTarget::Id(*id)),
            Self::New(path) => Some(CodeTarget::Path(path.clone())),
            Self::Retired(..) => None,
        }
    }
}

/// The lines for what is typed. Made anew only when letters or codebook are others.
#[derive(Default)]
pub(super) struct Lines {
    of: Option<(Arc<CodeTree>, String)>,
    /// All codes in the order of the tree.
    paths: Vec<(CodeId, String, bool)>,
    list: Vec<Line>,
    recent: usize,
}

impl Lines {
    /// Brings them up to date. While nothing is typed the recent codes come first.
    pub(super) fn sync(&mut self, view: &View<'_>, typed: &str, recent: &[CodeId]) {
        let tree = &view.corpus.codes;
        let same_tree = self.of.as_ref().is_some_and(|(of, _)| Arc::ptr_eq(of, tree));
        if same_tree && self.of.as_ref().is_some_and(|(_, of)| of == typed) {
            return;
        }
        if !same_tree {
            let path = |code: &crate::model::Code| (code.id, tree.path(code.id), code.retired);
            self.paths = tree.codes().iter().map(path).collect();
        }
        self.list = lines(&self.paths, typed, recent);
        self.recent = if typed.trim().is_empty() { recent.len() } else { 0 };
        self.of = Some((Arc::clone(tree), typed.to_owned()));
    }

    /// The best first.
    pub(super) fn list(&self) -> &[Line] {
        &self.list
    }

    /// How many of them are recent codes, which have digits.
    pub(super) fn recent(&self) -> usize {
        self.recent
    }
}

fn lines(paths: &[(CodeId, String, bool)], typed: &str, recent: &[CodeId]) -> Vec<Line> {
    let offered: Vec<&(CodeId, String, bool)> =
        paths.iter().filter(|(_, _, retired)| !retired).collect();
    let line = |(id, path, _): &(CodeId, String, bool)| Line::Code(*id, path.clone());
    if typed.trim().is_empty() {
        let first = recent.iter().filter_map(|id| offered.iter().find(|(known, ..)| known == id));
        let rest = offered.iter().filter(|(id, ..)| !recent.contains(id));
        return first.chain(rest).map(|entry| line(entry)).collect();
    }
    let ranked = rank(typed, offered.iter().map(|(_, path, _)| path.as_str()));
    let mut list: Vec<Line> =
        ranked.into_iter().filter_map(|at| offered.get(at)).map(|entry| line(entry)).collect();
    let wanted = path_of(typed);
    let joined = wanted.join("/").to_lowercase();
    let known = paths.iter().find(|(_, path, _)| path.to_lowercase() == joined);
    match known {
        Some((id, path, true)) => list.push(Line::Retired(*id, path.clone())),
        Some(_) => {}
        None if wanted.is_empty() => {}
        None => {
            let tail = format!("/{joined}");
            let retired = paths
                .iter()
                .find(|(_, path, retired)| *retired && path.to_lowercase().ends_with(&tail));
            list.extend(retired.map(|(id, path, _)| Line::Retired(*id, path.clone())));
            list.push(Line::New(wanted));
        }
    }
    list
}

/// What was typed as names from the top down.
fn path_of(typed: &str) -> Vec<String> {
    let names = typed.split('/').map(|part| part.trim().to_owned());
    names.filter(|part| !part.is_empty()).collect()
}

/// Draws a line. `chosen`: Enter means it; `marked`: it goes along with others.
pub(super) fn row(
    ui: &mut Ui,
    view: &View<'_>,
    line: &Line,
    digit: Option<usize>,
    (chosen, marked): (bool, bool),
) -> Response {
    let theme = view.theme;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 28.0), Sense::click());
    let label = match line {
        Line::Code(_, path) => format!("Pick {path}"),
        Line::New(path) => format!("New code “{}”", path.join("/")),
        Line::Retired(_, path) => format!("{path} is retired: use it again"),
    };
    response
        .widget_info(|| WidgetInfo::selected(egui::Role::Button, true, chosen || marked, &label));
    if chosen || response.hovered() {
        let ground = if chosen { theme.chosen } else { theme.control_hover };
        ui.painter().rect_filled(rect, 5.0, ground);
    }
    let middle = rect.center().y;
    let side = Rect::from_center_size(pos2(rect.left() + 11.0, middle), Vec2::splat(12.0));
    if marked {
        icons::paint(ui.painter(), side, Icon::Check, theme.strong);
    } else if let Some(digit) = digit {
        let font = FontId::proportional(12.0);
        ui.painter().text(side.center(), Align2::CENTER_CENTER, digit, font, theme.quiet);
    }
    let left = rect.left() + 24.0;
    match line {
        Line::Code(id, path) => {
            code(ui, view, *id, path, Rect::from_min_max(pos2(left, rect.top()), rect.max));
        }
        Line::New(_) => {
            let sign = Rect::from_center_size(pos2(left + 11.0, middle), Vec2::splat(12.0));
            icons::paint(ui.painter(), sign, Icon::Add, theme.quiet);
            words(ui, &label, pos2(left + 30.0, middle), rect.right() - 8.0, theme.ink);
        }
        Line::Retired(..) => {
            words(ui, &label, pos2(left, middle), rect.right() - 8.0, theme.quiet);
        }
    }
    response
}

fn words(ui: &Ui, text: &str, at: egui::Pos2, right: f32, ink: egui::Color32) {
    let galley = one_line(ui.painter(), text, FontId::proportional(14.0), ink, right - at.x);
    ui.painter().galley(pos2(at.x, at.y - galley.size().y / 2.0), galley, ink);
}

fn code(ui: &Ui, view: &View<'_>, id: CodeId, path: &str, rect: Rect) {
    let tree = &view.corpus.codes;
    let theme = view.theme;
    let Some(place) = tree.place(id) else { return };
    let code = &tree.codes()[place];
    let middle = rect.center().y;
    let sign = Rect::from_center_size(pos2(rect.left() + 11.0, middle), vec2(22.0, 17.0));
    badge(ui.painter(), sign, theme.code_color(code), &code.fields.name);
    let count = view.counts.own.get(place).copied().unwrap_or(0);
    let right = ui.painter().text(
        pos2(rect.right() - 8.0, middle),
        Align2::RIGHT_CENTER,
        count,
        FontId::proportional(12.0),
        theme.quiet,
    );
    let mut left = sign.right() + 8.0;
    let above = path.rsplit_once('/').map_or("", |(above, _)| above);
    for (text, size, ink) in
        [(code.fields.name.as_str(), 14.0, theme.ink), (above, 12.0, theme.quiet)]
    {
        let room = right.left() - 8.0 - left;
        if text.is_empty() || room < 24.0 {
            continue;
        }
        let galley = one_line(ui.painter(), text, FontId::proportional(size), ink, room);
        let at = pos2(left, middle - galley.size().y / 2.0);
        left += galley.size().x + 8.0;
        ui.painter().galley(at, galley, ink);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_name_makes_a_code_a_known_one_does_not_and_a_retired_one_says_so() {
        let entry = |id, path: &str, retired| (CodeId(id), path.to_owned(), retired);
        let paths =
            [entry(1, "Time", false), entry(2, "Time/delay", false), entry(3, "Time/limbo", true)];
        let check = |typed: &str, recent: &[CodeId], expected: &[&str]| {
            let got: Vec<String> = lines(&paths, typed, recent)
                .into_iter()
                .map(|line| match line {
                    Line::Code(_, path) => path,
                    Line::New(path) => format!("+{}", path.join("/")),
                    Line::Retired(_, path) => format!("-{path}"),
                })
                .collect();
            assert_eq!(got, expected, "{typed}");
        };
        check("", &[], &["Time", "Time/delay"]);
        check("", &[CodeId(2), CodeId(3)], &["Time/delay", "Time"]);
        check("time/DELAY", &[], &["Time/delay"]);
        check("delay", &[], &["Time/delay", "+delay"]);
        check(" Time / waiting ", &[], &["+Time/waiting"]);
        check("time/limbo", &[], &["-Time/limbo"]);
        check("limbo", &[], &["-Time/limbo", "+limbo"]);
        check(" / ", &[], &["Time/delay"]);
    }
}
