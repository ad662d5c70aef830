//! Lists that unfold out of a dialog stay over it.
//!
//! egui brings to the top what was pressed and what has just appeared. Where both happen in one frame,
//! as with a quick tap, the two keep the order they had; a list that had been open before then unfolds
//! under its dialog.

use egui::{Context, Id, LayerId, Order};
use std::sync::Arc;

/// The layers that were there before the dialog, and the frame in which it was last drawn.
type Under = (u64, Arc<[LayerId]>);

/// Once a frame, after the dialog was drawn while no other one is over it.
pub(super) fn keep_lists_over(ctx: &Context, dialog: LayerId) {
    let others = |under: &[LayerId]| -> Vec<LayerId> {
        let all = ctx.memory(|memory| memory.areas().visible_layer_ids());
        let open = all.into_iter().filter(|layer| layer.order == Order::Foreground);
        open.filter(|layer| *layer != dialog && !under.contains(layer)).collect()
    };
    let id = Id::unique("under").with(dialog.id);
    let frame = ctx.cumulative_frame_nr();
    let known = ctx.data(|data| data.get_temp::<Under>(id));
    let under = match known.filter(|(last, _)| last + 1 >= frame) {
        Some((_, under)) => under,
        // Just opened: whatever is there is under it.
        None => others(&[]).into(),
    };
    ctx.data_mut(|data| data.insert_temp::<Under>(id, (frame, Arc::clone(&under))));
    for list in others(&under) {
        ctx.set_sublayer(dialog, list);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::dialogs::frame;
    use crate::ui::theme::Theme;
    use egui::{ComboBox, Event, Modifiers, PointerButton};
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    /// The dialog is open, and in which layer it was drawn.
    #[derive(Default)]
    struct Stage {
        open: bool,
        dialog: Option<LayerId>,
    }

    fn draw(ui: &mut egui::Ui, stage: &mut Stage) {
        if stage.open {
            let shown = frame(ui.ctx(), &Theme::new(false), "Who", 300.0, |ui| {
                ComboBox::from_id_salt("who").selected_text("Choose").show_ui(ui, |ui| {
                    ui.label("P01");
                });
                ui.layer_id()
            });
            stage.dialog = Some(shown.inner);
        }
    }

    /// Down and up within one frame.
    fn tap(harness: &mut Harness<'_, Stage>) {
        let pos = harness.get_by_role(egui::accesskit::Role::ComboBox).rect().center();
        let button = |pressed| Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        harness.input_mut().events.extend([Event::PointerMoved(pos)]);
        harness.step();
        harness.input_mut().events.extend([button(true), button(false)]);
        harness.run_steps(6);
    }

    fn list_is_over(harness: &Harness<'_, Stage>) -> bool {
        harness.get_by_label("P01");
        let dialog = harness.state().dialog.unwrap();
        let top = harness.ctx.memory(|memory| memory.areas().top_layer_id(Order::Foreground));
        top.is_some_and(|top| top != dialog)
    }

    #[test]
    fn a_list_unfolds_over_its_dialog_the_second_time_too() {
        let mut harness = Harness::builder()
            .with_size((600.0, 400.0))
            .build_ui_state(draw, Stage { open: false, dialog: None });
        for _ in 0..3 {
            harness.state_mut().open = true;
            harness.run_steps(3);
            tap(&mut harness);
            assert!(list_is_over(&harness));
            harness.state_mut().open = false;
            harness.run_steps(3);
        }
    }
}
