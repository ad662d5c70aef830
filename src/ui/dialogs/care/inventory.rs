//! What is in the study file: counts, copies, dates; for a notice of a breach.

use super::super::{Dialog, buttons, frame};
use crate::analysis::identifiers::{counts, look};
use crate::analysis::inventory::{Holdings, holdings};
use crate::exchange::formats::{Format, sheet_bytes};
use crate::exchange::inventory::{SPECIAL, inventory_sheet};
use crate::exchange::sheet::Cell;
use crate::model::{Around, Corpus};
use crate::text::names::Names;
use crate::ui::outbox::{Export, Outbox, Request};
use crate::ui::parts::quiet;
use crate::ui::theme;
use crate::ui::view::View;
use egui::{Align, Context, Label, Layout, RichText, ScrollArea, Ui, vec2};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::Receiver;

/// Kind, how grave, how many.
type Counted = Vec<(String, String, usize)>;

/// The dialog.
pub struct Inventory {
    all: Arc<(Holdings, Around)>,
    /// Identifiers that are being counted.
    looking: Option<Receiver<Counted>>,
    cancel: Arc<AtomicBool>,
    focus: bool,
}

impl Drop for Inventory {
    fn drop(&mut self) {
        self.cancel.store(true, Ordering::Relaxed);
    }
}

impl Inventory {
    /// Of a study, seen from outside. Identifiers are looked for away from the screen.
    pub fn new(corpus: Arc<Corpus>, around: Around, ctx: &Context) -> Self {
        let all = Arc::new((holdings(&corpus), around));
        let cancel = Arc::new(AtomicBool::new(false));
        let (send, looking) = std::sync::mpsc::channel();
        let (stop, ctx) = (Arc::clone(&cancel), ctx.clone());
        let work = move || {
            let found = look(&corpus, Names::default(), &stop, &AtomicUsize::new(0));
            let counted = counts(&found.unwrap_or_default()).into_iter();
            let told =
                |(label, severity, n): (&str, crate::analysis::identifiers::Severity, usize)| {
                    (label.to_owned(), severity.name().to_owned(), n)
                };
            // Nobody listens any more once the dialog is closed.
            send.send(counted.map(told).collect()).ok();
            ctx.request_repaint();
        };
        let started = std::thread::Builder::new().name("postil-inventory".to_owned()).spawn(work);
        Self { all, looking: started.is_ok().then_some(looking), cancel, focus: true }
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &Context, view: &View<'_>, outbox: &mut Outbox) -> Dialog {
        if let Some(found) = self.looking.as_ref().and_then(|looking| looking.try_recv().ok()) {
            self.looking = None;
            Arc::make_mut(&mut self.all).1.identifiers = found;
        }
        let theme = view.theme;
        let shown = frame(ctx, theme, "What is in this file", 720.0, |ui| {
            ui.label(RichText::new(SPECIAL).color(theme.ink));
            ui.add_space(6.0);
            self.table(ui, view);
            buttons(ui, |ui| {
                let close = ui.button("Close");
                if std::mem::take(&mut self.focus) {
                    close.request_focus();
                }
                let ready = self.looking.is_none();
                let copy = ui.add_enabled(ready, egui::Button::new("Copy"));
                if copy.clicked()
                    && let Ok(bytes) =
                        sheet_bytes(&inventory_sheet(&self.all.0, &self.all.1), Format::Text)
                {
                    outbox.send(Request::Copy(String::from_utf8_lossy(&bytes).into_owned()));
                }
                if ui.add_enabled(ready, egui::Button::new("Save…")).clicked() {
                    outbox.send(Request::Export(Export::Inventory(Arc::clone(&self.all))));
                }
                if !ready {
                    ui.spinner();
                    quiet(ui, theme, "Looking for identifiers");
                }
                close.clicked()
            })
        });
        Dialog::closed(shown.inner || shown.escaped)
    }

    fn table(&self, ui: &mut Ui, view: &View<'_>) {
        let theme = view.theme;
        let sheet = inventory_sheet(&self.all.0, &self.all.1);
        let height = (ui.ctx().content_rect().height() - 330.0).clamp(140.0, 560.0);
        let area = ScrollArea::vertical().id_salt("inventory").max_height(height);
        area.auto_shrink([false, true]).show(ui, |ui| {
            ui.spacing_mut().item_spacing = vec2(14.0, 5.0);
            for row in &sheet.rows {
                let cell = |at: usize| row.cells.get(at).map_or_else(String::new, Cell::display);
                let indent = cell(1).len() - cell(1).trim_start().len();
                let what = format!("{}{}", "\u{2003}".repeat(indent / 2), cell(1).trim_start());
                let part = RichText::new(cell(0)).text_style(theme::strong()).color(theme.ink);
                ui.horizontal_top(|ui| {
                    column(ui, 150.0, part);
                    column(ui, 230.0, RichText::new(what).color(theme.quiet));
                    let rest = ui.available_width() - 16.0;
                    column(ui, rest, RichText::new(cell(2)).color(theme.ink));
                });
            }
        });
    }
}

/// Words in a column of this width, from its left edge.
fn column(ui: &mut Ui, width: f32, text: RichText) {
    let layout = Layout::top_down(Align::LEFT);
    ui.allocate_ui_with_layout(vec2(width, 17.0), layout, |ui| {
        ui.set_width(width);
        ui.add(Label::new(text).wrap().selectable(true));
    });
}
