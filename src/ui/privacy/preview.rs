//! Every place where a name of the list stands, before and after; what is ticked is replaced.

use super::{Replacing, State};
use crate::analysis::identifiers::around;
use crate::model::{CodingId, Corpus, Pseudonym, TextPlace};
use crate::study::{NamePlace, find_names};
use crate::ui::outbox::{Outbox, Request};
use crate::ui::parts::{count, primary, quiet};
use crate::ui::theme::Theme;
use crate::ui::view::View;
use crate::ui::widgets::{one_line, sans, semibold};
use crate::ui::worker::Answers;
use egui::{
    Align, Color32, FontId, Layout, Painter, Pos2, Rect, RichText, ScrollArea, Sense, Ui,
    UiBuilder, WidgetInfo, pos2, vec2,
};
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

const ROW: f32 = 30.0;

/// A line of the list on the screen.
#[derive(Clone, Copy)]
enum Row {
    /// A pseudonym with its places.
    Head(usize),
    /// A place, by its number.
    Place(usize),
}

/// What was found, and what of it is ticked.
struct Found {
    places: Vec<NamePlace>,
    /// For each place the codings it lies in.
    codings: Vec<Vec<CodingId>>,
    rows: Vec<Row>,
}

/// A preview of replacements.
pub(super) struct Preview {
    list: Vec<Pseudonym>,
    found: Answers<u64, Found>,
    ticked: Vec<bool>,
    ticked_for: Option<u64>,
    elsewhere: bool,
    /// Places, documents and codings of what is ticked, while that stays as it is.
    sums: Option<(usize, usize, usize)>,
}

impl Preview {
    /// Of a list.
    pub(super) fn new(list: Vec<Pseudonym>) -> Self {
        Self {
            list,
            found: Answers::default(),
            ticked: Vec::new(),
            ticked_for: None,
            elsewhere: true,
            sums: None,
        }
    }

    fn look(&mut self, ctx: &egui::Context, view: &View<'_>) {
        let (corpus, list) = if self.found.get().is_some_and(|(known, _)| *known == view.revision) {
            (Arc::default(), Vec::new())
        } else {
            (Arc::clone(view.corpus), self.list.clone())
        };
        self.found.ask(ctx, &view.revision, (true, "names"), move || find(&corpus, &list));
        if let Some((revision, found)) = self.found.get()
            && self.ticked_for != Some(*revision)
        {
            // What may be another word has to be looked at first.
            self.ticked = found.places.iter().map(|place| place.sure).collect();
            self.ticked_for = Some(*revision);
            self.sums = None;
        }
    }
}

fn find(corpus: &Corpus, list: &[Pseudonym]) -> Found {
    let places = find_names(corpus, list, &AtomicBool::new(false)).unwrap_or_default();
    let codings = places.iter().map(|place| match place.place {
        TextPlace::Text(id) => corpus.document(id).map_or_else(Vec::new, |document| {
            let end = document.codings.partition_point(|c| c.span.start() < place.span.end());
            let before = document.codings.get(..end).unwrap_or_default().iter();
            before.filter(|c| c.span.overlaps(place.span)).map(|coding| coding.id).collect()
        }),
        _ => Vec::new(),
    });
    let codings = codings.collect();
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by_key(|at| places.get(*at).map_or(0, |place| place.line));
    let mut rows = Vec::with_capacity(order.len() + list.len());
    let mut last = None;
    for at in order {
        let line = places.get(at).map(|place| place.line);
        if line != last {
            rows.extend(line.map(Row::Head));
            last = line;
        }
        rows.push(Row::Place(at));
    }
    Found { places, codings, rows }
}

pub(super) fn show(ui: &mut Ui, view: &View<'_>, state: &mut State, outbox: &mut Outbox) {
    let busy = view.busy || state.keyring.is_busy();
    let Some(preview) = &mut state.preview else { return };
    preview.look(ui.ctx(), view);
    let theme = view.theme;
    let title = RichText::new("Where the names stand");
    ui.label(title.text_style(crate::ui::theme::strong()).color(theme.strong));
    quiet(
        ui,
        theme,
        "What is ticked is replaced, as one step that Undo takes back. Names in small letters may be \
         other words: they are not ticked. Words in [brackets] are left alone.",
    );
    ui.add_space(6.0);
    let Some((_, found)) = preview.found.get() else {
        ui.horizontal(|ui| {
            ui.spinner();
            ui.label(RichText::new("Looking…").color(theme.quiet));
            if ui.button("Back").clicked() {
                state.preview = None;
            }
        });
        return;
    };
    if found.places.is_empty() {
        ui.label(RichText::new("None of the names stands in the study.").color(theme.quiet));
        ui.add_space(8.0);
        if ui.button("Back to the list").clicked() {
            state.preview = None;
        }
        return;
    }
    let (places, documents, codings) = *preview.sums.get_or_insert_with(|| {
        let ticked = || (0..found.places.len()).filter(|at| preview.ticked.get(*at) == Some(&true));
        let of: BTreeSet<_> =
            ticked().filter_map(|at| found.places.get(at)?.place.document()).collect();
        let codings: HashSet<CodingId> =
            ticked().flat_map(|at| found.codings.get(at).into_iter().flatten().copied()).collect();
        (ticked().count(), of.len(), codings.len())
    });
    let foot = 64.0;
    let room = ui.available_size();
    let mut touched = false;
    ui.allocate_ui(vec2(room.x, (room.y - foot).max(80.0)), |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let area = ScrollArea::vertical().id_salt("name places").auto_shrink([false, false]);
        area.show_rows(ui, ROW, found.rows.len(), |ui, range| {
            for at in range {
                match found.rows.get(at) {
                    Some(Row::Head(line)) => {
                        touched |= head(ui, view, &preview.list, found, *line, &mut preview.ticked);
                    }
                    Some(Row::Place(at)) => {
                        touched |= place(ui, view, &preview.list, found, *at, &mut preview.ticked);
                    }
                    None => {}
                }
            }
        });
    });
    ui.add_space(4.0);
    ui.checkbox(
        &mut preview.elsewhere,
        "Everywhere else too: older texts, receipts, kept codebooks, filters, values, exports",
    )
    .on_hover_text("An older text with a name in it would give the name away");
    let mut back = false;
    let mut go = false;
    ui.horizontal(|ui| {
        let text = format!(
            "{} in {}; {} with other words",
            count(places, "place"),
            count(documents, "document"),
            count(codings, "coding")
        );
        ui.label(RichText::new(text).color(theme.ink));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            go = primary(ui, theme, places > 0 && !busy, "Replace").clicked();
            back = ui.button("Back to the list").clicked();
        });
    });
    if go {
        let places = found
            .places
            .iter()
            .zip(&preview.ticked)
            .filter(|(_, ticked)| **ticked)
            .map(|(place, _)| place.clone())
            .collect();
        outbox.send(Request::Pseudonymise(Replacing::Places {
            list: preview.list.clone(),
            places,
            elsewhere: preview.elsewhere,
        }));
    }
    if touched {
        preview.sums = None;
    }
    if back {
        state.preview = None;
    }
}

/// The pseudonym with a tick for all of its places. True when that was changed.
fn head(
    ui: &mut Ui,
    view: &View<'_>,
    list: &[Pseudonym],
    found: &Found,
    line: usize,
    ticked: &mut [bool],
) -> bool {
    let theme = view.theme;
    let Some(one) = list.get(line) else { return false };
    let its = || (0..found.places.len()).filter(|at| found.places[*at].line == line);
    let (all, on) = its().fold((0, 0), |(all, on), at| (all + 1, on + usize::from(ticked[at])));
    let mut every = on == all;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let mut changed = false;
    ui.scope_builder(
        UiBuilder::new().max_rect(rect).layout(Layout::left_to_right(Align::Center)),
        |ui| {
            let response = ui.checkbox(&mut every, "");
            response.widget_info(|| {
                let name = format!("All places of {}", one.original);
                WidgetInfo::selected(egui::Role::CheckBox, true, every, name)
            });
            changed = response.changed();
            let strong = crate::ui::theme::strong();
            ui.label(
                RichText::new(one.original.as_str()).text_style(strong.clone()).color(theme.strong),
            );
            ui.label(RichText::new("becomes").color(theme.quiet));
            ui.label(
                RichText::new(one.replacement.as_str()).text_style(strong).color(theme.accent),
            );
            quiet(ui, theme, format!("{}, {on} of {all} ticked", one.kind.name()));
        },
    );
    if changed {
        for at in its() {
            ticked[at] = every;
        }
    }
    changed
}

/// One place: before and after. True when its tick was changed.
fn place(
    ui: &mut Ui,
    view: &View<'_>,
    list: &[Pseudonym],
    found: &Found,
    at: usize,
    ticked: &mut [bool],
) -> bool {
    let theme = view.theme;
    let (Some(place), Some(on)) = (found.places.get(at), ticked.get_mut(at)) else { return false };
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    if !ui.is_rect_visible(rect) {
        return false;
    }
    let text = place.place.text(view.corpus).unwrap_or_default();
    let (before, words, after) = around(text, place.span, 44);
    let becomes = list.get(place.line).map(|line| line.replacement.clone()).unwrap_or_default();
    let location = location(view.corpus, place);
    let mut changed = false;
    let tick = Rect::from_min_size(rect.min + vec2(18.0, 0.0), vec2(24.0, ROW));
    ui.scope_builder(
        UiBuilder::new().max_rect(tick).layout(Layout::left_to_right(Align::Center)),
        |ui| {
            let response = ui.checkbox(on, "");
            response.widget_info(|| {
                let name = format!("{location}: {before}{words}{after} becomes {becomes}");
                WidgetInfo::selected(egui::Role::CheckBox, true, *on, name)
            });
            changed = response.changed();
        },
    );
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    let left = rect.left() + 48.0;
    let half = (rect.width() * 0.2).clamp(120.0, 240.0);
    let ink = if *on { theme.ink } else { theme.quiet };
    let label = one_line(&painter, &location, sans(12.0), theme.quiet, half - 10.0);
    painter.galley(pos2(left, rect.center().y - label.size().y / 2.0), label, theme.quiet);
    let from = pos2(left + half, rect.center().y - 9.0);
    let codings = found.codings.get(at).map_or(0, Vec::len);
    let sign = if codings == 0 { String::new() } else { count(codings, "coding") };
    let sign = one_line(&painter, &sign, sans(12.0), theme.quiet, 90.0);
    let end = rect.right() - 12.0 - sign.size().x;
    painter.galley(pos2(end, rect.center().y - sign.size().y / 2.0), sign, theme.quiet);
    let becomes = format!(" {becomes}");
    in_context(
        &painter,
        from,
        end - 12.0 - from.x,
        theme,
        &[
            (&before, sans(14.0), theme.quiet),
            (&words, semibold(14.0), ink),
            (" →", sans(14.0), theme.quiet),
            (&becomes, semibold(14.0), if *on { theme.accent } else { theme.quiet }),
            (&after, sans(14.0), theme.quiet),
        ],
    );
    changed
}

fn location(corpus: &Corpus, place: &NamePlace) -> String {
    let subject = place.place.subject(corpus);
    let turn = match place.place {
        TextPlace::Text(id) => corpus.document(id).and_then(|document| {
            document.turn_at(place.span.start()).map(|turn| {
                let label = document.turns.get(turn).is_some_and(|t| place.span.start() < t.body);
                (turn + 1, label)
            })
        }),
        _ => None,
    };
    match (place.place.kind(), turn) {
        (Some(kind), _) => format!("{subject}, {kind}"),
        (None, Some((turn, true))) => format!("{subject}, ¶{turn} label"),
        (None, Some((turn, false))) => format!("{subject}, ¶{turn}"),
        (None, None) => subject,
    }
}

/// Words of several kinds on one line, cut where there is no more room.
pub(super) fn in_context(
    painter: &Painter,
    at: Pos2,
    width: f32,
    theme: &Theme,
    parts: &[(&str, FontId, Color32)],
) {
    let mut job = egui::text::LayoutJob::default();
    for (text, font, color) in parts {
        job.append(text, 0.0, egui::TextFormat::simple(font.clone(), *color));
    }
    job.wrap = egui::text::TextWrapping::truncate_at_width(width.max(20.0));
    let galley = painter.layout_job(job);
    painter.galley(at, galley, theme.ink);
}
