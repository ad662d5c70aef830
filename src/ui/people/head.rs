//! The heads of the participants' table: sorting, and what can be done with an attribute.

use super::forms;
use super::rows::{Col, Column, Rows, Sort, kind_name};
use crate::model::{AttributeId, AttributeKind, Corpus};
use crate::study::Command;
use crate::ui::dialogs::{self, Dialog};
use crate::ui::icons::{self, Icon};
use crate::ui::outbox::Outbox;
use crate::ui::parts::{Field, font, primary, radios};
use crate::ui::theme::{self, Theme};
use crate::ui::view::View;
use crate::ui::widgets::{counted, one_line};
use egui::{
    Align2, Id, Popup, Rect, Response, RichText, Sense, Stroke, StrokeKind, TextStyle, Ui,
    UiBuilder, Vec2, WidgetInfo, pos2, vec2,
};
use serde::{Deserialize, Serialize};

/// Draws the heads over their columns, which are scrolled by `offset`.
pub(super) fn show(
    ui: &mut Ui,
    view: &View<'_>,
    rows: &mut Rows,
    rect: Rect,
    offset: f32,
    form: &mut Option<forms::Form>,
    outbox: &mut Outbox,
) {
    let theme = view.theme;
    ui.painter().rect_filled(rect, 0.0, theme.page);
    let line = Stroke::new(1.0, theme.border);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, line);
    let columns = rows.columns.clone();
    let sticky = columns.first().map_or(0.0, |first| first.width);
    let mut ui = ui.new_child(UiBuilder::new().max_rect(rect));
    for column in &columns {
        let first = column.col == Col::Name;
        let x = if first { rect.left() } else { rect.left() + column.x - offset };
        let from = if first { rect.left() } else { rect.left() + sticky };
        let clip = Rect::from_min_max(pos2(from, rect.top()), rect.max);
        let cell =
            Rect::from_min_size(pos2(x, rect.top()), vec2(column.width, rect.height() - 1.0));
        if !cell.intersects(clip) {
            continue;
        }
        ui.set_clip_rect(clip);
        let sort = head(&mut ui, theme, column, cell, rows.sort);
        if sort.clicked() {
            let descending = rows.sort.by == column.col && !rows.sort.descending;
            rows.sort = Sort { by: column.col, descending };
        }
        if let Col::Attribute(id) = column.col {
            menu(&mut ui, view, column, id, cell, &mut rows.sort, form, outbox);
        }
    }
}

fn head(ui: &mut Ui, theme: &Theme, column: &Column, cell: Rect, sort: Sort) -> Response {
    let sorted = sort.by == column.col;
    let id = Id::unique("people head").with(column.col);
    let mut touch = cell.shrink2(vec2(2.0, 3.0));
    if matches!(column.col, Col::Attribute(_)) {
        touch.max.x -= 28.0;
    }
    let response = ui.interact(touch.intersect(ui.clip_rect()), id, Sense::click());
    let name = format!("Sort by {}", column.title);
    response.widget_info(|| WidgetInfo::selected(egui::Role::ColumnHeader, true, sorted, &name));
    if response.hovered() {
        ui.painter().rect_filled(touch, 5.0, theme.control);
    }
    if response.has_focus() {
        let ring = Stroke::new(2.0, theme.accent);
        ui.painter().rect_stroke(touch, 5.0, ring, StrokeKind::Inside);
    }
    let counted = !column.col.is_written();
    let (style, ink) =
        if counted { (TextStyle::Small, theme.quiet) } else { (theme::strong(), theme.strong) };
    let mut room = cell.shrink2(vec2(10.0, 0.0));
    if matches!(column.col, Col::Attribute(_)) {
        room.max.x -= 20.0;
    }
    let arrow = if sorted { 16.0 } else { 0.0 };
    let title = one_line(ui.painter(), &column.title, font(ui, &style), ink, room.width() - arrow);
    let below = match (column.kind, column.col) {
        (Some(kind), _) => kind_name(kind),
        (None, Col::Name) => "pseudonym or number",
        _ => "",
    };
    let right = counted;
    let x = if right { room.right() - title.size().x } else { room.left() };
    let top =
        if below.is_empty() { room.center().y - title.size().y / 2.0 } else { room.top() + 5.0 };
    if sorted {
        let at = if right { x - 14.0 } else { x + title.size().x + 4.0 };
        let middle = top + title.size().y / 2.0;
        wedge(ui, Rect::from_center_size(pos2(at + 5.0, middle), Vec2::splat(10.0)), sort, theme);
    }
    ui.painter().galley(pos2(x, top), title, ink);
    let kind = one_line(
        ui.painter(),
        below,
        font(ui, &TextStyle::Small),
        theme.quiet,
        room.width() + 16.0,
    );
    let at =
        Align2::LEFT_BOTTOM.align_size_within_rect(kind.size(), room.translate(vec2(0.0, -5.0)));
    ui.painter().galley(pos2(room.left(), at.top()), kind, theme.quiet);
    response.on_hover_text(name)
}

/// Up for ascending, down for descending.
fn wedge(ui: &Ui, rect: Rect, sort: Sort, theme: &Theme) {
    let c = rect.center();
    let tip = if sort.descending { 2.5 } else { -2.5 };
    let points = vec![pos2(c.x - 4.0, c.y - tip), pos2(c.x, c.y + tip), pos2(c.x + 4.0, c.y - tip)];
    ui.painter().add(egui::Shape::line(points, Stroke::new(1.5, theme.accent)));
}

fn menu(
    ui: &mut Ui,
    view: &View<'_>,
    column: &Column,
    id: AttributeId,
    cell: Rect,
    sort: &mut Sort,
    form: &mut Option<forms::Form>,
    outbox: &mut Outbox,
) {
    let theme = view.theme;
    let side =
        Rect::from_center_size(pos2(cell.right() - 16.0, cell.top() + 15.0), Vec2::splat(22.0));
    let dots = ui.interact(
        side.intersect(ui.clip_rect()),
        Id::unique("people column").with(id),
        Sense::click(),
    );
    let name = format!("Attribute {}", column.title);
    dots.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, &name));
    let open = Popup::is_id_open(ui.ctx(), Popup::default_response_id(&dots));
    if dots.hovered() || dots.has_focus() || open {
        ui.painter().rect_filled(side, 5.0, theme.control_active);
    }
    let ink = if dots.hovered() { theme.strong } else { theme.quiet };
    icons::paint(ui.painter(), side.shrink(4.0), Icon::More, ink);
    Popup::menu(&dots).show(|ui| {
        ui.set_min_width(200.0);
        for (text, descending) in [("Sort ascending", false), ("Sort descending", true)] {
            if ui.button(text).clicked() {
                *sort = Sort { by: column.col, descending };
            }
        }
        ui.separator();
        let free = !view.busy;
        if ui.add_enabled(free, egui::Button::new("Rename or change kind…")).clicked() {
            *form = forms::Form::of(view.corpus, id);
        }
        if ui.add_enabled(free, egui::Button::new("Recode values…")).clicked() {
            *form = Some(forms::Form::recode(id));
        }
        ui.separator();
        moves(ui, view, id, outbox);
        ui.separator();
        let remove = ui.add_enabled(free, egui::Button::new(format!("Remove {}", column.title)));
        if remove.on_hover_text("With all its values. Can be undone").clicked() {
            outbox.run(Command::RemoveAttribute { attribute: id });
        }
    });
}

/// Puts the column before its left neighbour, or behind its right one.
fn moves(ui: &mut Ui, view: &View<'_>, id: AttributeId, outbox: &mut Outbox) {
    let order: Vec<AttributeId> = view.corpus.attributes.iter().map(|known| known.id).collect();
    let Some(at) = order.iter().position(|known| *known == id) else { return };
    let left = at.checked_sub(1).and_then(|left| order.get(left)).copied();
    let mut offer = |ui: &mut Ui, text: &str, possible: bool, before: Option<AttributeId>| {
        if ui.add_enabled(possible && !view.busy, egui::Button::new(text)).clicked() {
            outbox.run(Command::MoveAttribute { attribute: id, before });
        }
    };
    offer(ui, "Move left", left.is_some(), left);
    offer(ui, "Move right", at + 1 < order.len(), order.get(at + 2).copied());
}

/// The dialog for a new attribute or an existing one.
#[derive(Serialize, Deserialize)]
pub(super) struct Form {
    attribute: Option<AttributeId>,
    name: String,
    kind: AttributeKind,
    #[serde(skip)]
    fresh: bool,
    #[serde(skip)]
    error: Option<String>,
}

impl Form {
    /// For a new attribute.
    pub(super) fn new() -> Self {
        let (name, kind) = (String::new(), AttributeKind::List);
        Self { attribute: None, name, kind, fresh: true, error: None }
    }

    pub(super) fn of(corpus: &Corpus, id: AttributeId) -> Option<Self> {
        let found = corpus.attributes.iter().find(|attribute| attribute.id == id)?;
        let name = found.name.clone();
        Some(Self { attribute: Some(id), name, kind: found.kind, fresh: true, error: None })
    }

    /// True when it is not what the study has.
    pub(super) fn is_typed(&self, corpus: &Corpus) -> bool {
        match self.attribute {
            None => !self.name.trim().is_empty(),
            Some(id) => corpus.attributes.iter().any(|known| {
                known.id == id && (known.name != self.name || known.kind != self.kind)
            }),
        }
    }

    /// What is said of values that are none of the kind that is chosen.
    fn misfits(&self, corpus: &Corpus) -> Option<String> {
        let id = self.attribute?;
        let values = corpus.participants.iter().filter_map(|person| person.values.get(&id));
        let mut odd = values.map(|v| v.trim()).filter(|v| !v.is_empty() && !self.kind.fits(v));
        let first = odd.next()?;
        let count = 1 + odd.count() as u64;
        let (what, are) = if self.kind == AttributeKind::Date {
            ("date", "as 2026-11-23 or 23/11/2026")
        } else {
            ("number", "as 1250 or 12.5")
        };
        let (stand, them) = if count == 1 { ("stands", "it") } else { ("stand", "them") };
        Some(format!(
            "{} that {} no {what} (“{first}”) {stand} last, and no comparison finds {them}. Write {them} \
             {are}.",
            counted(count, "value", "values"),
            if count == 1 { "is" } else { "are" },
        ))
    }

    /// True while what it is about is in the study.
    pub(super) fn fits(&self, corpus: &Corpus) -> bool {
        self.attribute.is_none_or(|id| corpus.attributes.iter().any(|known| known.id == id))
    }

    /// Draws the dialog.
    pub(super) fn show(
        &mut self,
        ctx: &egui::Context,
        view: &View<'_>,
        outbox: &mut Outbox,
    ) -> Dialog {
        let theme = view.theme;
        let title = if self.attribute.is_some() { "Attribute" } else { "New attribute" };
        let shown = dialogs::frame(ctx, theme, title, 380.0, |ui| {
            let field = Field {
                label: "Name",
                hint: "role, site, age …",
                error: self.error.as_deref(),
                ..Field::default()
            };
            let field = field.show(ui, theme, &mut self.name);
            if std::mem::take(&mut self.fresh) {
                field.request_focus();
            }
            if field.changed() {
                self.error = None;
            }
            ui.add_space(6.0);
            ui.label(RichText::new("Kind").small().color(theme.ink));
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                for kind in AttributeKind::ALL {
                    ui.horizontal(|ui| {
                        let name = kind_name(kind);
                        radios(ui, theme, |ui| ui.radio_value(&mut self.kind, kind, name));
                        ui.label(RichText::new(meaning(kind)).small().color(theme.quiet));
                    });
                }
            });
            if self.attribute.is_some() {
                ui.label(
                    RichText::new(
                        "Values stay as they were written; the kind decides how they sort.",
                    )
                    .small()
                    .color(theme.quiet),
                );
            }
            if let Some(odd) = self.misfits(view.corpus) {
                ui.label(RichText::new(odd).small().color(theme.ink));
            }
            let entered = dialogs::entered(ui, &field);
            let does = if self.attribute.is_some() { "Save" } else { "Add" };
            let pressed = dialogs::buttons(ui, |ui| {
                let done = primary(ui, theme, !view.busy, does).clicked();
                (done, ui.button("Cancel").clicked())
            });
            (entered || pressed.0, pressed.1)
        });
        let (done, cancelled) = shown.inner;
        if cancelled || shown.escaped {
            return Dialog::Closed;
        }
        if !done || view.busy {
            return Dialog::Open;
        }
        match self.command(view.corpus) {
            Ok(command) => {
                if let Some(command) = command {
                    outbox.run(command);
                }
                Dialog::Closed
            }
            Err(why) => {
                self.error = Some(why);
                self.fresh = true;
                Dialog::Open
            }
        }
    }

    fn command(&self, corpus: &Corpus) -> Result<Option<Command>, String> {
        let name = self.name.trim().to_owned();
        let kind = self.kind;
        if name.is_empty() {
            return Err("An attribute needs a name".to_owned());
        }
        if let Some(twin) = corpus.attribute_named(&name)
            && Some(twin.id) != self.attribute
        {
            return Err(format!("There is an attribute {} already", twin.name));
        }
        let Some(attribute) = self.attribute else {
            return Ok(Some(Command::AddAttribute { name, kind }));
        };
        let same =
            |a: &&crate::model::Attribute| a.id == attribute && a.name == name && a.kind == kind;
        let unchanged = corpus.attributes.iter().find(same).is_some();
        Ok((!unchanged).then_some(Command::SetAttribute { attribute, name, kind }))
    }
}

fn meaning(kind: AttributeKind) -> &'static str {
    match kind {
        AttributeKind::Text => "any words",
        AttributeKind::Number => "sorted by size",
        AttributeKind::Date => "as 2026-11-23",
        AttributeKind::YesNo => "",
        AttributeKind::List => "role, site: good for tables",
    }
}
