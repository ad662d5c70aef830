//! The left margin: who speaks, which turn it is, and when.

use super::frame::{Frame, Laid};
use super::margin::{cut, cut_small};
use crate::model::Voice;
use crate::ui::fonts::SEMIBOLD;
use crate::ui::theme::Theme;
use egui::{Align2, FontFamily, FontId, Ui, pos2};

/// Draws who speaks, the ¶ number and the time.
pub(super) fn paint_all(ui: &Ui, frame: &Frame<'_>, laid: &[Laid<'_>]) {
    for (n, block) in laid.iter().enumerate() {
        // Beside the first line, or at the upper edge while the turn runs on.
        if !block.block.first && n > 0 {
            continue;
        }
        let end = laid
            .iter()
            .skip(n)
            .take_while(|other| other.block.turn == block.block.turn)
            .last()
            .map_or(block.bottom(), Laid::bottom);
        let line = frame.measure.line;
        let stuck = frame.columns.view.top() + line * 0.5 + 6.0;
        let first = block.origin.y + line / 2.0;
        let beside = block.block.first && first >= stuck;
        let y = if beside { first } else { stuck.min(end - line / 2.0) };
        paint_one(ui, frame, block.block.turn as usize, y, beside);
    }
}

fn paint_one(ui: &Ui, frame: &Frame<'_>, turn: usize, y: f32, beside: bool) {
    let theme: &Theme = frame.input.theme;
    let columns = frame.columns.speakers;
    let painter = ui.painter();
    let number = format!("¶{}", turn + 1);
    let small = FontId::proportional(11.5);
    let right = painter.text(
        pos2(columns.max, y),
        Align2::RIGHT_CENTER,
        number,
        small.clone(),
        if beside { theme.quiet } else { theme.quiet.gamma_multiply(0.75) },
    );
    let row = frame.input.document.turns.get(turn);
    let at_ms = row.and_then(|row| row.at_ms).filter(|_| beside);
    // Beside the time there is less room for what stands under the name.
    let timed = at_ms.is_some();
    if let Some(at) = at_ms {
        let below = pos2(columns.max, y + 16.0);
        painter.text(below, Align2::RIGHT_CENTER, clock(at), small.clone(), theme.quiet);
    }
    let name = frame.name(turn);
    if name.is_empty() {
        return;
    }
    let width = (right.left() - columns.min - 8.0).max(10.0);
    let speaker = row.and_then(|row| row.speaker);
    let voice = speaker.and_then(|id| frame.input.document.speaker(id)).map(|s| s.voice);
    let excluded = match voice {
        Some(Voice::Participant(id)) => frame
            .input
            .participants
            .iter()
            .any(|person| person.id == id && person.excluded.is_some()),
        _ => false,
    };
    let (ink, family) = match voice {
        Some(Voice::Participant(_)) if excluded => (theme.quiet, FontFamily::Name(SEMIBOLD.into())),
        Some(Voice::Participant(_)) => (theme.strong, FontFamily::Name(SEMIBOLD.into())),
        _ => (theme.quiet, FontFamily::Proportional),
    };
    let galley = cut(ui, name, ink, width, family);
    painter.galley(pos2(columns.min, y - galley.size().y / 2.0), galley, ink);
    let under = match voice {
        Some(Voice::Participant(_)) if excluded => Some("excluded"),
        Some(Voice::Participant(id)) => frame.input.under_name.and_then(|attribute| {
            let person = frame.input.participants.iter().find(|person| person.id == id)?;
            person.values.get(&attribute).map(String::as_str)
        }),
        Some(Voice::Unassigned) => Some("not mapped yet"),
        _ => None,
    };
    if let Some(under) = under {
        let galley =
            cut_small(ui, under, theme.quiet, columns.span() - if timed { 44.0 } else { 0.0 });
        painter.galley(pos2(columns.min, y + 16.0 - galley.size().y / 2.0), galley, theme.quiet);
    }
}

/// `1:02:03`, without hours where there are none.
fn clock(at_ms: i64) -> String {
    let seconds = at_ms.max(0) / 1000;
    let (h, m, s) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if h > 0 { format!("{h}:{m:02}:{s:02}") } else { format!("{m}:{s:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_short() {
        let check = |ms, expected: &str| assert_eq!(clock(ms), expected);
        check(0, "0:00");
        check(754_000, "12:34");
        check(3_723_900, "1:02:03");
        check(-5, "0:00");
    }
}
