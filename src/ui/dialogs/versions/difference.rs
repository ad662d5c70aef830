//! What differs between two codebooks, code by code; texts word by word.

use crate::exchange::codebook::{by_code, told};
use crate::model::{ChangeKind, CodeChange};
use crate::text::compare::Fate;
use crate::ui::correcting::marked;
use crate::ui::parts::count;
use crate::ui::view::View;
use crate::ui::widgets::{sans, semibold};
use egui::text::LayoutJob;
use egui::{RichText, ScrollArea, Stroke, Ui};
use similar::{ChangeTag, TextDiff};

/// Codes that are shown; the rest is counted.
const MOST: usize = 300;

pub(super) fn show(ui: &mut Ui, view: &View<'_>, changes: &[CodeChange]) {
    let theme = view.theme;
    let recheck = by_code(changes)
        .filter(|code| code.iter().any(|change| change.what.needs_recheck()))
        .count();
    let mut line = match changes {
        [] => "Nothing has changed.".to_owned(),
        changes => format!("{}.", super::amount(changes)),
    };
    if recheck > 0 {
        line += &format!(" {} may have to be checked again.", count(recheck, "code"));
    }
    super::foot(ui, view, line);
    if changes.is_empty() {
        return;
    }
    ui.add_space(4.0);
    let height = (ui.ctx().content_rect().height() - 470.0).clamp(140.0, 520.0);
    let frame = egui::Frame::new()
        .fill(theme.page)
        .stroke(Stroke::new(1.0, theme.line))
        .corner_radius(6)
        .inner_margin(egui::Margin::symmetric(14, 10));
    frame.show(ui, |ui| {
        ScrollArea::vertical()
            .id_salt("difference")
            .max_height(height)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                for code in by_code(changes).take(MOST) {
                    one(ui, view, code);
                }
                let more = by_code(changes).count().saturating_sub(MOST);
                if more > 0 {
                    super::foot(ui, view, format!("… and {}", count(more, "more code")));
                }
            });
    });
}

fn one(ui: &mut Ui, view: &View<'_>, changes: &[CodeChange]) {
    let theme = view.theme;
    let path = changes.first().map_or("", |change| change.path.as_str());
    ui.label(RichText::new(path).font(semibold(14.0)).color(theme.strong));
    ui.spacing_mut().item_spacing.y = 3.0;
    for change in changes {
        ui.label(RichText::new(told(&change.what)).small().color(theme.quiet));
        if let ChangeKind::Edited { from, to, .. } = &change.what {
            let width = ui.available_width() - 40.0;
            ui.horizontal_top(|ui| {
                ui.add_space(12.0);
                ui.label(words(view, from, to, width));
            });
        }
    }
    ui.add_space(8.0);
}

/// Old and new in one text, drawn as everywhere.
fn words(view: &View<'_>, from: &str, to: &str, width: f32) -> LayoutJob {
    let fate = |tag| match tag {
        ChangeTag::Equal => Fate::Same,
        ChangeTag::Delete => Fate::Gone,
        ChangeTag::Insert => Fate::New,
    };
    let runs: Vec<_> = runs(from, to).into_iter().map(|(tag, text)| (fate(tag), text)).collect();
    marked(view.theme, &runs, &sans(14.0), width)
}

/// Texts that have less in common than this are shown one after the other.
const ALIKE: f32 = 0.5;
/// So many equal words between two changes are no rest for the eye: they are changed along.
const FEW: usize = 2;

/// The words of both, in stretches of the same kind; what is gone stands before what is new.
fn runs(from: &str, to: &str) -> Vec<(ChangeTag, String)> {
    let diff = TextDiff::from_words(from, to);
    let mut runs = Runs::default();
    if diff.ratio() < ALIKE {
        runs.gone.push_str(from);
        runs.new.push_str(to);
    } else {
        for change in diff.iter_all_changes() {
            runs.put(change.tag(), change.value());
        }
    }
    runs.finish()
}

/// Stretches that are being put together.
#[derive(Default)]
struct Runs {
    done: Vec<(ChangeTag, String)>,
    gone: String,
    new: String,
    /// Equal words behind a change, of which it is not yet known whether there are few.
    equal: String,
}

impl Runs {
    fn put(&mut self, tag: ChangeTag, text: &str) {
        match tag {
            ChangeTag::Equal => self.equal.push_str(text),
            _ if self.equal.is_empty() => self.change(tag, text),
            _ => {
                let few = self.equal.split_whitespace().count() <= FEW;
                if few && !(self.gone.is_empty() && self.new.is_empty()) {
                    let equal = std::mem::take(&mut self.equal);
                    self.gone.push_str(&equal);
                    self.new.push_str(&equal);
                } else {
                    self.flush();
                }
                self.change(tag, text);
            }
        }
    }

    fn change(&mut self, tag: ChangeTag, text: &str) {
        let to = if tag == ChangeTag::Delete { &mut self.gone } else { &mut self.new };
        to.push_str(text);
    }

    fn flush(&mut self) {
        let [gone, new, equal] =
            [&mut self.gone, &mut self.new, &mut self.equal].map(std::mem::take);
        // Old and new do not run together.
        let apart = !gone.is_empty() && !new.is_empty() && !gone.ends_with(char::is_whitespace);
        let space = if apart { " ".to_owned() } else { String::new() };
        let each = [
            (ChangeTag::Delete, gone),
            (ChangeTag::Equal, space),
            (ChangeTag::Insert, new),
            (ChangeTag::Equal, equal),
        ];
        self.done.extend(each.into_iter().filter(|(_, text)| !text.is_empty()));
    }

    fn finish(mut self) -> Vec<(ChangeTag, String)> {
        self.flush();
        self.done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_compared_word_by_word() {
        let check = |from: &str, to: &str, expected: &[(&str, &str)]| {
            let found = runs(from, to);
            let told: Vec<(&str, &str)> = found
                .iter()
                .map(|(tag, text)| {
                    let sign = match tag {
                        ChangeTag::Equal => "=",
                        ChangeTag::Delete => "-",
                        ChangeTag::Insert => "+",
                    };
                    (sign, text.as_str())
                })
                .collect();
            assert_eq!(told, expected);
        };
        check("", "new", &[("+", "new")]);
        check("old", "", &[("-", "old")]);
        check(
            "Waiting for a letter.",
            "Waiting for a decision, long.",
            &[("=", "Waiting for a "), ("-", "letter."), ("=", " "), ("+", "decision, long.")],
        );
        // Few equal words between changes go along; texts with little in common stand apart.
        check(
            "It is about waiting for a first letter from the office.",
            "It is about waiting for the first call from the office.",
            &[
                ("=", "It is about waiting for "),
                ("-", "a first letter"),
                ("=", " "),
                ("+", "the first call"),
                ("=", " from the office."),
            ],
        );
        check(
            "Length of the missing time.",
            "Whatever people say of it.",
            &[
                ("-", "Length of the missing time."),
                ("=", " "),
                ("+", "Whatever people say of it."),
            ],
        );
    }
}
