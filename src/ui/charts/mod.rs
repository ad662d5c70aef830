//! Charts: tables as pictures. Every mark that stands for a number opens the words behind it, and what
//! is seen is what is written to a file.

mod asked;
mod body;
mod controls;
mod paint;
#[cfg(test)]
mod tests;

pub use asked::Kind;

use super::icons::Icon;
use super::outbox::{ChartOut, Export, Outbox, Page, Request};
use super::parts::capital;
use super::view::View;
use super::widgets;
use super::worker::Answers;
use crate::analysis::disclosure::Protection;
use crate::analysis::figures::{Asked, Block, Figure, Look, NoFigure, draw_for};
use crate::exchange::figures::Palette;
use crate::model::{CoderChoice, Corpus, Filter};
use asked::Choice;
use egui::{Rect, RichText, Ui, UiBuilder, pos2, vec2};
use std::sync::Arc;

/// From this many codings on a chart is made away from the screen.
const LARGE: usize = 5_000;
/// How much larger than on paper charts are shown.
const ZOOM: f32 = 1.2;
/// Around the chart.
const MARGIN: f32 = 20.0;

/// A figure with the room of each of its marks, which every frame asks for.
struct Drawn {
    figure: Figure,
    blocks: Vec<Block>,
    /// What the reader is to look at before it goes out.
    warning: Option<String>,
}

/// What a chart is made of: for another question or another revision it is stale.
type Question = (u64, Asked, Protection, Look);

/// What the page remembers.
#[derive(Default)]
pub struct State {
    choice: Choice,
    own_coder: bool,
    palette: Palette,
    /// For whom, and what is held back.
    protection: Protection,
    answers: Answers<Question, Result<Drawn, NoFigure>>,
    foot: f32,
}

impl State {
    /// What was chosen on the page, without anything of the study.
    #[must_use]
    pub(in crate::ui) fn bare(&mut self) -> Self {
        Self {
            choice: std::mem::take(&mut self.choice),
            own_coder: self.own_coder,
            palette: self.palette,
            protection: self.protection.clone(),
            ..Self::default()
        }
    }

    /// True while the chart of what is chosen is not there yet.
    pub fn is_working(&self) -> bool {
        self.answers.working()
    }

    /// Which chart. For tests.
    pub fn kind(&self) -> Kind {
        self.choice.kind
    }

    /// The chart as it is seen, for a file. `shown`: whose codings are shown everywhere.
    pub fn export(&self, corpus: &Corpus, shown: &CoderChoice) -> Export {
        let mut filter = self.choice.filter.clone();
        if !self.own_coder {
            filter.coder = shown.clone();
        }
        let choice = &self.choice;
        let asked = choice.asked_of(corpus, filter);
        Export::Chart(Box::new(ChartOut {
            asked,
            look: choice.look(Look::PAGE),
            protection: self.protection.clone(),
            palette: self.palette,
            name: choice.kind.file(),
        }))
    }

    fn figure(&self) -> Option<&Drawn> {
        self.answers.get().and_then(|(_, answer)| answer.as_ref().ok())
    }

    /// Asks for the chart when it is not there, or stale.
    fn ask(&mut self, ui: &Ui, view: &View<'_>, width: f32) {
        if !self.own_coder {
            self.choice.filter.coder = view.shown.clone();
        }
        let asked = self.choice.asked_of(view.corpus, self.choice.filter.clone());
        // A window that is drawn larger must not ask anew for every point.
        let width = (width / ZOOM / 20.0).floor() * 20.0;
        let look = self.choice.look(width.clamp(Look::LEAST, 1_000.0));
        let key = (view.revision, asked, self.protection.clone(), look);
        let away = (view.corpus.coding_count() > LARGE, "chart");
        let (corpus, (_, question, protection, _)) = (Arc::clone(view.corpus), key.clone());
        self.answers.ask(ui.ctx(), &key, away, move || {
            let (figure, warning) = draw_for(&corpus, &question, &protection, look)?;
            let blocks = figure.marks.iter().map(crate::analysis::figures::Mark::block);
            Ok(Drawn { blocks: blocks.collect(), figure, warning })
        });
    }
}

/// Draws the page.
pub fn show(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    let theme = view.theme;
    let ground = ui.max_rect();
    ui.painter().rect_filled(ground, 0.0, theme.page);
    if view.corpus.coding_count() == 0 {
        let text = "Code some passages in Read. Then this page draws who speaks of what, what stands \
                    together, and where.";
        let title = ("Nothing to draw yet", text);
        if widgets::empty(ui, theme, Icon::Charts, title, Some("Go to Read")) {
            outbox.send(Request::Go(Page::Read));
        }
        return;
    }
    let inside = Rect::from_min_max(ground.min + vec2(20.0, 18.0), ground.max);
    let top = ui.scope_builder(UiBuilder::new().max_rect(inside), |ui| {
        ui.set_max_width(inside.width() - 20.0);
        controls::show(ui, view, state, outbox);
        advice(ui, view, state.choice.kind);
    });
    state.ask(ui, view, ground.width() - 2.0 * MARGIN - 12.0);
    let below = top.response.rect.bottom() + 10.0;
    // The foot is as high as it was in the last frame.
    let foot = state.foot.clamp(24.0, (ground.bottom() - below) * 0.22);
    let split = (ground.bottom() - foot).max(below + 80.0);
    let body = Rect::from_min_max(pos2(ground.left(), below), pos2(ground.right(), split));
    ui.painter().hline(body.x_range(), body.top(), egui::Stroke::new(1.0, theme.line));
    ui.scope_builder(UiBuilder::new().max_rect(body), |ui| picture(ui, view, state, outbox));
    let rest = Rect::from_min_max(pos2(ground.left(), split), ground.max);
    let used = ui.scope_builder(UiBuilder::new().max_rect(rest), |ui| caption(ui, view, state));
    if (used.inner - state.foot).abs() > 0.5 {
        state.foot = used.inner;
        ui.ctx().request_repaint();
    }
}

/// What the declared approach says of such numbers.
fn advice(ui: &mut Ui, view: &View<'_>, kind: Kind) {
    let approach = view.corpus.approach;
    let said = match kind {
        Kind::Portrait => None,
        Kind::OverTime | Kind::Curve => approach.on_saturation(),
        Kind::Groups | Kind::Heat | Kind::Together => approach.on_counts(),
    };
    if let Some(said) = said {
        ui.label(RichText::new(said).size(12.5).color(view.theme.quiet));
    }
}

/// The chart, or why there is none.
fn picture(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    let why = match state.answers.get() {
        None => {
            ui.centered_and_justified(egui::Ui::spinner);
            return;
        }
        Some((_, Ok(drawn))) => {
            if let Some(request) = body::show(ui, view.theme, state.choice.kind, drawn) {
                outbox.send(request);
            }
            return;
        }
        Some((_, Err(NoFigure::Refused(refusal)))) => {
            let why = format!("{}.", capital(&refusal.to_string()));
            let title = ("Not for these readers", why.as_str());
            if widgets::empty(ui, view.theme, Icon::Charts, title, Some("Show it to myself")) {
                state.protection = Protection::default();
            }
            return;
        }
        Some((_, Err(NoFigure::Nothing(nothing)))) => format!("{}.", capital(&nothing.why)),
    };
    let open = super::filterbar::is_open(&state.choice.filter);
    let button = (!open).then_some("Clear the filter");
    if widgets::empty(ui, view.theme, Icon::Charts, ("Nothing to draw", &why), button) {
        let filter = &mut state.choice.filter;
        *filter = Filter { coder: filter.coder.clone(), ..Filter::default() };
    }
}

/// The words under the chart; gives back how high they would like to be.
fn caption(ui: &mut Ui, view: &View<'_>, state: &State) -> f32 {
    let theme = view.theme;
    let room = ui.max_rect();
    ui.painter().rect_filled(room, 0.0, theme.panel);
    ui.painter().hline(room.x_range(), room.top(), egui::Stroke::new(1.0, theme.line));
    let area = egui::ScrollArea::vertical().id_salt("caption").auto_shrink(false);
    let output = area.show(ui, |ui| {
        let frame = egui::Frame::new().inner_margin(egui::Margin::symmetric(20, 10));
        frame.show(ui, |ui| {
            ui.set_max_width(ui.available_width().min(1_100.0));
            ui.spacing_mut().item_spacing = vec2(6.0, 3.0);
            let drawn = state.figure();
            let warning = drawn.and_then(|drawn| drawn.warning.as_ref());
            let notes = drawn.into_iter().flat_map(|drawn| &drawn.figure.caption);
            for note in warning.into_iter().chain(notes) {
                let text = RichText::new(note).size(12.5).color(theme.quiet);
                ui.add(egui::Label::new(text).wrap());
            }
        });
    });
    output.content_size.y
}
