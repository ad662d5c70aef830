//! Filters with names: one is taken up, this one is kept, one is let go.

use crate::analysis::described;
use crate::model::Filter;
use crate::study::Command;
use crate::ui::outbox::{Outbox, Request};
use crate::ui::parts;
use crate::ui::picker::{self, Choice};
use crate::ui::view::View;
use crate::ui::widgets;
use egui::{Id, Key, TextEdit, Ui};

const SAVE: &str = "Save this filter…";

/// The name while it is written.
#[derive(Clone, Default)]
struct Draft {
    name: String,
    fresh: bool,
}

/// Draws the menu of saved filters. True when one was taken up.
pub(crate) fn saved(
    ui: &mut Ui,
    view: &View<'_>,
    filter: &mut Filter,
    outbox: &mut Outbox,
) -> bool {
    let saved = &view.corpus.filters;
    let open = super::is_open(filter);
    let id = ui.scope_id().with("saved filter");
    let writing = ui.data(|data| data.get_temp::<Draft>(id));
    if saved.is_empty() && open && writing.is_none() {
        return false;
    }
    let same = saved.iter().find(|one| one.filter.as_ref() == Some(&*filter));
    let broken: Vec<_> = saved.iter().filter(|one| one.filter.is_none()).collect();
    let text = same.map_or("Saved", |one| one.name.as_str());
    let anchor = widgets::drop_chip(ui, view.theme, text, "Saved filters");
    let made = picker::pick(ui, view.theme, &anchor, ("Search saved filters", false), || {
        let each = saved.iter().map(|one| {
            let Some(kept) = &one.filter else {
                return Choice::new(&one.name, false).detail("cannot be read");
            };
            let detail = parts::beginning(&described(view.corpus, kept), 48);
            Choice::new(&one.name, *kept == *filter).detail(detail)
        });
        let mut choices: Vec<Choice> = each.collect();
        for one in &broken {
            let text = format!("Remove “{}”, which cannot be read", one.name);
            choices.push(Choice::new(text, false).always());
        }
        if !open && same.is_none() {
            choices.push(Choice::new(SAVE, false).always());
        }
        if let Some(one) = same {
            choices.push(Choice::new(format!("Remove “{}”", one.name), false).always());
        }
        choices
    });
    let mut taken = false;
    match made {
        Some(at) if at < saved.len() => match saved.get(at).map(|one| &one.filter) {
            Some(Some(kept)) => {
                filter.clone_from(kept);
                taken = true;
            }
            _ => outbox.send(Request::Tell("This filter cannot be read".to_owned())),
        },
        Some(at) if at < saved.len() + broken.len() => {
            if let Some(one) = broken.get(at - saved.len()) {
                outbox.send(Request::Run(Command::RemoveFilter { filter: one.id }));
            }
        }
        Some(_) => match same {
            Some(one) => outbox.send(Request::Run(Command::RemoveFilter { filter: one.id })),
            None => {
                let draft = Draft { name: String::new(), fresh: true };
                ui.data_mut(|data| data.insert_temp(id, draft));
            }
        },
        None => {}
    }
    if let Some(draft) = writing {
        write(ui, view, filter, (id, draft), outbox);
    }
    taken
}

fn write(
    ui: &mut Ui,
    view: &View<'_>,
    filter: &Filter,
    (id, mut draft): (Id, Draft),
    outbox: &mut Outbox,
) {
    let field =
        TextEdit::singleline(&mut draft.name).hint_text("Name of the filter").desired_width(180.0);
    let field = ui.add(field);
    field.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Name of the filter")
    });
    if std::mem::take(&mut draft.fresh) {
        field.request_focus();
    }
    let name = draft.name.trim().to_owned();
    let known = view.corpus.filter_named(&name).is_some();
    let text = if known { "Replace" } else { "Save" };
    let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let left = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Escape));
    let save = parts::primary(ui, view.theme, !name.is_empty(), text).clicked();
    let cancel = ui.button("Cancel").clicked() || left;
    let done = (save || entered) && !name.is_empty();
    if done {
        let command = Command::SaveFilter { name, filter: filter.clone() };
        outbox.send(Request::Run(command));
    }
    if done || cancel {
        ui.data_mut(|data| data.remove::<Draft>(id));
    } else {
        ui.data_mut(|data| data.insert_temp(id, draft));
    }
}
