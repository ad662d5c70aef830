//! What is typed on the page and is not stored yet: a cell, a new participant, one of its dialogs.

use super::forms::Form;
use super::rows::Col;
use super::{Adding, State, Tab};
use crate::model::{AttributeId, Corpus, ParticipantId};
use crate::ui::typed::Typed;

impl State {
    /// Puts down what is typed.
    pub(in crate::ui) fn put_typed(&self, typed: &mut Typed, corpus: &Corpus) {
        if let Some((person, col, text)) = self.grid.typed(corpus) {
            let attribute = match col {
                Col::Attribute(id) => Some(id),
                _ => None,
            };
            typed.put("cell", &(person, attribute, text));
        }
        if self.adding.open && !self.adding.name.trim().is_empty() {
            typed.put("new participant", &self.adding.name);
        }
        match &self.form {
            Some(Form::Attribute(form)) if form.is_typed(corpus) => typed.put("attribute", form),
            Some(Form::Recode(form)) => typed.put("values", &form.typed()),
            Some(Form::Exclude(form)) => typed.put("left out", &form.typed()),
            _ => {}
        }
    }

    /// Takes up what was put down; true when there was something.
    pub(in crate::ui) fn take_typed(&mut self, typed: &mut Typed, corpus: &Corpus) -> bool {
        let cell: Option<(ParticipantId, Option<AttributeId>, String)> = typed.take("cell");
        if let Some((person, attribute, text)) = cell {
            let known = |id| corpus.attributes.iter().any(|known| known.id == id);
            if attribute.is_none_or(known) {
                let col = attribute.map_or(Col::Name, Col::Attribute);
                self.grid.begin(corpus, person, col, Some(text));
            }
        }
        if let Some(name) = typed.take("new participant") {
            self.adding = Adding { open: true, fresh: true, name, ..Adding::default() };
        }
        let (attribute, recode, exclude) =
            (typed.take("attribute"), typed.take("values"), typed.take("left out"));
        let known = |id: AttributeId| corpus.attributes.iter().any(|known| known.id == id);
        self.form = attribute
            .filter(|form: &super::head::Form| form.fits(corpus))
            .map(Form::Attribute)
            .or(recode
                .filter(|(id, ..): &super::recode::TypedRecode| known(*id))
                .map(Form::recode_again))
            .or(exclude.map(Form::exclude_again));
        let some = self.grid.is_writing() || self.adding.open || self.form.is_some();
        if some {
            self.tab = Tab::Participants;
        }
        some
    }
}
