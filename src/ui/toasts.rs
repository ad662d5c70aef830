//! Lines at the bottom: what was done (a few seconds), what went wrong (until it is read).

use super::icons::{self, Icon};
use super::parts::capital;
use super::theme::Theme;
use egui::accesskit::Live;
use egui::{Align2, Area, Frame, Id, Order, Vec2};

/// Seconds a line of good news stays.
const SECONDS: f64 = 5.0;

struct Toast {
    text: String,
    /// With Undo beside it.
    undo: bool,
    /// `None` stays until it is closed.
    until: Option<f64>,
    /// Nothing went wrong: it only stays.
    calm: bool,
}

/// Reasons begin with a small letter, because the command line puts them behind a colon; a line of its
/// own does not. What begins with a file's name keeps it.
fn sentence(text: &str) -> String {
    let first = text.split_whitespace().next().unwrap_or_default();
    if first.contains(['.', ':', '/', '\\', '_']) { text.to_owned() } else { capital(text) }
}

/// The lines now shown.
#[derive(Default)]
pub(super) struct Toasts(Vec<Toast>);

impl Toasts {
    /// Shows a line for a few seconds. It takes the place of an older one of its kind.
    pub(super) fn tell(&mut self, now: f64, text: String) {
        self.0.retain(|toast| toast.until.is_none());
        self.0.push(Toast { text, undo: false, until: Some(now + SECONDS), calm: true });
    }

    /// Shows the name of a step for a while, with Undo beside it. The next line takes its place.
    pub(super) fn offer_undo(&mut self, now: f64, text: String) {
        self.0.retain(|toast| toast.until.is_none());
        self.0.push(Toast { text, undo: true, until: Some(now + 2.0 * SECONDS), calm: true });
    }

    /// Takes every line away: they may name what is locked now.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Shows a line that stays until it is closed.
    pub(super) fn complain(&mut self, text: String) {
        if self.0.iter().all(|toast| toast.text != text) {
            self.0.push(Toast { text, undo: false, until: None, calm: false });
        }
    }

    /// Shows a line that stays until it is closed, and is no complaint.
    pub(super) fn remind(&mut self, text: String) {
        if self.0.iter().all(|toast| toast.text != text) {
            self.0.push(Toast { text, undo: false, until: None, calm: true });
        }
    }

    /// Draws them above the bottom edge. True when Undo was used.
    pub(super) fn show(&mut self, ctx: &egui::Context, theme: &Theme) -> bool {
        let now = ctx.input(|input| input.time);
        self.0.retain(|toast| toast.until.is_none_or(|until| now < until));
        if let Some(until) = self.0.iter().filter_map(|toast| toast.until).reduce(f64::min) {
            ctx.request_repaint_after_secs((until - now) as f32);
        }
        let (mut closed, mut undone) = (None, None);
        let mut bottom = 20.0;
        for (index, toast) in self.0.iter().enumerate() {
            let area = Area::new(Id::unique(("toast", index)))
                .order(Order::Foreground)
                .anchor(Align2::CENTER_BOTTOM, Vec2::new(0.0, -bottom))
                .show(ctx, |ui| {
                    Frame::popup(ui.style()).inner_margin(egui::Margin::symmetric(14, 9)).show(
                        ui,
                        |ui| {
                            ui.set_max_width(640.0);
                            ui.horizontal(|ui| {
                                let mut text = egui::RichText::new(sentence(&toast.text));
                                if !toast.calm {
                                    text = text.color(theme.error);
                                }
                                let line = ui.add(egui::Label::new(text).wrap());
                                // Screen readers say it when it appears, without losing their place.
                                ui.ctx().accesskit_node_builder(line.id, |node| {
                                    let live =
                                        if toast.calm { Live::Polite } else { Live::Assertive };
                                    node.set_live(live);
                                });
                                if toast.undo && ui.button("Undo").clicked() {
                                    undone = Some(index);
                                }
                                if toast.until.is_none()
                                    && icons::button(ui, theme, Icon::Close, "Close this message")
                                        .clicked()
                                {
                                    closed = Some(index);
                                }
                            });
                        },
                    );
                });
            bottom += area.response.rect.height() + 8.0;
        }
        if let Some(index) = closed.or(undone) {
            self.0.remove(index);
        }
        undone.is_some()
    }
}
