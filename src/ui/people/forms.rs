//! The dialogs of the page, one at a time: an attribute, the values of one, who is left out.

use super::head;
use super::recode::{Recode, TypedRecode};
use crate::model::{AttributeId, Corpus, ParticipantId};
use crate::study::Command;
use crate::ui::dialogs::{self, Dialog};
use crate::ui::outbox::Outbox;
use crate::ui::parts::{Field, count, primary, quiet};
use crate::ui::view::View;
use egui::Context;

/// The dialog that is open.
pub(super) enum Form {
    Attribute(head::Form),
    Recode(Recode),
    Exclude(Exclude),
}

impl Form {
    /// For a new attribute.
    pub(super) fn attribute() -> Self {
        Self::Attribute(head::Form::new())
    }

    /// For an attribute that exists.
    pub(super) fn of(corpus: &Corpus, id: AttributeId) -> Option<Self> {
        head::Form::of(corpus, id).map(Self::Attribute)
    }

    /// For the values of an attribute.
    pub(super) fn recode(attribute: AttributeId) -> Self {
        Self::Recode(Recode::new(attribute))
    }

    /// For leaving people out.
    pub(super) fn exclude(people: Vec<ParticipantId>) -> Self {
        Self::Exclude(Exclude { people, why: String::new(), fresh: true })
    }

    /// For the values of an attribute, as it was put down.
    pub(super) fn recode_again(typed: TypedRecode) -> Self {
        Self::Recode(Recode::again(typed))
    }

    /// For leaving people out, as it was put down.
    pub(super) fn exclude_again((people, why): TypedExclude) -> Self {
        Self::Exclude(Exclude { people, why, fresh: true })
    }

    /// Draws it. `find` is the text the table is narrowed down by.
    pub(super) fn show(
        &mut self,
        ctx: &Context,
        view: &View<'_>,
        find: &mut String,
        outbox: &mut Outbox,
    ) -> Dialog {
        match self {
            Self::Attribute(form) => form.show(ctx, view, outbox),
            Self::Recode(form) => form.show(ctx, view, find, outbox),
            Self::Exclude(form) => form.show(ctx, view, outbox),
        }
    }
}

/// Who is to be left out, and why, as it is put down.
pub(super) type TypedExclude = (Vec<ParticipantId>, String);

/// Leaves people out of every count, with a reason.
pub(super) struct Exclude {
    people: Vec<ParticipantId>,
    why: String,
    fresh: bool,
}

impl Exclude {
    pub(super) fn typed(&self) -> TypedExclude {
        (self.people.clone(), self.why.clone())
    }

    fn show(&mut self, ctx: &Context, view: &View<'_>, outbox: &mut Outbox) -> Dialog {
        let theme = view.theme;
        let people: Vec<&str> = self
            .people
            .iter()
            .filter_map(|id| view.corpus.participant(*id))
            .map(|person| person.name.as_str())
            .collect();
        let who = match people.as_slice() {
            [] => return Dialog::Closed,
            [one] => (*one).to_owned(),
            several => count(several.len(), "participant"),
        };
        let title = format!("Exclude {who} from analysis");
        let shown = dialogs::frame(ctx, theme, &title, 440.0, |ui| {
            let names = people.iter().take(12).copied().collect::<Vec<_>>().join(", ");
            if people.len() > 1 {
                quiet(ui, theme, if people.len() > 12 { format!("{names} …") } else { names });
            }
            ui.label(
                "No table and no list counts them any more, and each says that they are left out. \
                 Their words stay where they are and can be read and coded.",
            );
            ui.add_space(6.0);
            let field = Field {
                label: "Reason (may be empty)",
                hint: "asked not to be counted, pilot interview …",
                ..Field::default()
            };
            let field = field.show(ui, theme, &mut self.why);
            if std::mem::take(&mut self.fresh) {
                field.request_focus();
            }
            let entered = dialogs::entered(ui, &field);
            let pressed = dialogs::buttons(ui, |ui| {
                let done = primary(ui, theme, !view.busy, "Exclude").clicked();
                (done, ui.button("Cancel").clicked())
            });
            (entered || pressed.0, pressed.1)
        });
        let (done, cancelled) = shown.inner;
        if done && !view.busy {
            let (participants, why) = (self.people.clone(), Some(self.why.clone()));
            outbox.run(Command::ExcludeParticipants { participants, why });
            return Dialog::Closed;
        }
        if cancelled || shown.escaped { Dialog::Closed } else { Dialog::Open }
    }
}
